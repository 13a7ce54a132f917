import { type Action, INTERACTION } from '../model/interactions.ts';
import type { Channel, Component, Json, User } from '../model/types.ts';
import type { World } from '../model/world.ts';
import { canSee } from './access.ts';
import { chosenValues } from './choices.ts';
import { DriverError } from './errors.ts';
import type { Entity } from './options.ts';
import type { MessageView } from './view.ts';
import { labelOf } from './words.ts';

/** What pressing a button sends. Errors: DriverError when the person can't see or press it. */
export function buttonAction(world: World, user: User, message: MessageView, label: string): Action {
  requireSeen(world, user, message);
  const fitting = message.buttons.filter((button) => labelOf(button) === label || button.custom_id === label);
  const button = fitting.find(({ disabled }) => !disabled) ?? fitting[0];
  if (!button) {
    throw new DriverError(
      `There is no button "${label}". There are: ${message.labels.join(', ') || 'none'}.`,
    );
  }
  if (button.disabled) throw new DriverError(`The button "${label}" is disabled.`);
  if (button.url)
    throw new DriverError(`The button "${label}" opens ${button.url} and tells the bot nothing.`);
  return actionOn(world, user, message, button, {});
}

/** What choosing in a select sends. Errors: DriverError when the person can't see or choose it. */
export function selectAction(
  world: World,
  user: User,
  message: MessageView,
  name: string,
  values: readonly (string | Entity)[],
): Action {
  requireSeen(world, user, message);
  const select = message.selects.find((entry) => entry.placeholder === name || entry.custom_id === name);
  if (!select) {
    const names = message.selects.map((entry) => entry.placeholder ?? entry.custom_id);
    throw new DriverError(`There is no select "${name}". There are: ${names.join(', ') || 'none'}.`);
  }
  if (select.disabled) throw new DriverError(`The select "${name}" is disabled.`);
  const { min_values: least = 1, max_values: most = 1 } = select;
  if (values.length < least || values.length > most) {
    throw new DriverError(`The select "${name}" takes ${least} to ${most} values, not ${values.length}.`);
  }
  const guild = world.guilds.get(message.record.guildId ?? '');
  const resolved: Record<string, Json> = {};
  const chosen = chosenValues(world, guild, select, values, resolved);
  const more = Object.keys(resolved).length ? { resolved } : {};
  return actionOn(world, user, message, select, { values: chosen, ...more });
}

function requireSeen(world: World, user: User, message: MessageView): void {
  if (!canSee(world, message.record, user)) {
    throw new DriverError(`${user.username} can't see that message.`);
  }
}

function actionOn(world: World, user: User, message: MessageView, component: Component, more: Json): Action {
  const channel = world.channels.get(message.channelId);
  if (!channel) throw new DriverError('That channel is gone.');
  const data: Json = {
    component_type: component.type,
    id: component.id,
    custom_id: component.custom_id,
    ...more,
  };
  return {
    type: INTERACTION.component,
    user,
    channel: channel satisfies Channel,
    data,
    source: message.record,
  };
}
