import { COMPONENT, type Component, type Guild, type Json } from '../model/types.ts';
import type { World } from '../model/world.ts';
import { DriverError } from './errors.ts';
import { type Entity, resolveEntity } from './options.ts';

const KINDS: Readonly<Record<number, readonly Entity['kind'][]>> = {
  [COMPONENT.userSelect]: ['user'],
  [COMPONENT.roleSelect]: ['role'],
  [COMPONENT.mentionableSelect]: ['user', 'role'],
  [COMPONENT.channelSelect]: ['channel'],
};

/**
 * What a person chose in a select, as Discord sends it; string options are named by label or value. What is
 * known of people, roles and channels goes to `resolved`. Errors: DriverError for what isn't offered.
 */
export function chosenValues(
  world: World,
  guild: Guild | undefined,
  select: Component,
  values: readonly (string | Entity)[],
  resolved: Record<string, Json>,
): string[] {
  return values.map((value) => {
    if (select.type === COMPONENT.stringSelect) return stringValue(select, value);
    if (typeof value === 'string' || !KINDS[select.type]?.includes(value.kind)) {
      throw new DriverError(`The select "${select.placeholder ?? select.custom_id}" doesn't offer that.`);
    }
    const type = world.channels.get(value.id)?.type;
    if (type !== undefined && select.channel_types && !select.channel_types.includes(type)) {
      throw new DriverError(
        `The select "${select.placeholder ?? select.custom_id}" doesn't offer #${value.name}.`,
      );
    }
    resolveEntity(world, guild, value, resolved);
    return value.id;
  });
}

function stringValue(select: Component, value: string | Entity): string {
  const options = select.options ?? [];
  const option = options.find((entry) => entry.label === value || entry.value === value);
  if (option) return option.value;
  const labels = options.map(({ label }) => label).join(', ');
  const name = typeof value === 'string' ? value : value.name;
  throw new DriverError(`The select doesn't offer "${name}". It offers: ${labels}.`);
}
