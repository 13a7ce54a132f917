import { MAX_OPTION_TEXT, OPTION } from '../limits/commands.ts';
import { channelPermissions } from '../model/permissions.ts';
import type { Command, CommandOption, Guild, Json } from '../model/types.ts';
import type { World } from '../model/world.ts';
import { DriverError } from './errors.ts';
import { isFile, type SandboxFile, uploadForInteraction } from './files.ts';

/** A person, role or channel, where an option or a select takes one. */
export interface Entity {
  readonly kind: 'user' | 'role' | 'channel';
  readonly id: string;
  readonly name: string;
}

/** What a person may put into an option. */
export type OptionValue = string | number | boolean | Entity | SandboxFile;

/** Options as a person fills them in; those left out or undefined aren't sent. */
export type OptionValues = Readonly<Record<string, OptionValue | undefined>>;

/** The `options` and `resolved` of a command interaction. */
export interface FilledOptions {
  options: Json[];
  resolved: Record<string, Json>;
}

const ENTITY_OF: Readonly<Record<number, readonly Entity['kind'][]>> = {
  [OPTION.user]: ['user'],
  [OPTION.channel]: ['channel'],
  [OPTION.role]: ['role'],
  [OPTION.mentionable]: ['user', 'role'],
};

/**
 * Fills in a command's options as Discord's client lets a person do.
 * `focused` is the option being typed, for autocomplete: then nothing is required yet.
 * Errors: DriverError for what the client would not let through.
 */
export function fillOptions(
  world: World,
  guild: Guild | undefined,
  definitions: readonly CommandOption[],
  values: OptionValues,
  focused?: string,
): FilledOptions {
  const resolved: Record<string, Json> = {};
  const names = definitions.map(({ name }) => name);
  for (const name of Object.keys(values)) {
    if (!names.includes(name)) {
      throw new DriverError(`There is no option "${name}". There are: ${names.join(', ') || 'none'}.`);
    }
  }
  const options = definitions.flatMap((definition) => {
    const value = values[definition.name];
    if (value === undefined) {
      if (definition.name === focused) return [{ ...head(definition), value: '', focused: true }];
      if (definition.required && focused === undefined) {
        throw new DriverError(`The option "${definition.name}" is required.`);
      }
      return [];
    }
    if (definition.name === focused) return [{ ...head(definition), value: String(value), focused: true }];
    return [{ ...head(definition), value: checked(world, guild, definition, value, resolved) }];
  });
  return { options, resolved };
}

function head({ name, type }: CommandOption): Json {
  return { name, type };
}

function checked(
  world: World,
  guild: Guild | undefined,
  definition: CommandOption,
  value: OptionValue,
  resolved: Record<string, Json>,
): string | number | boolean {
  const { type, name } = definition;
  const complain = (what: string) => new DriverError(`The option "${name}" ${what}.`);
  const kinds = ENTITY_OF[type];
  if (kinds) {
    if (typeof value !== 'object' || isFile(value) || !kinds.includes(value.kind)) {
      throw complain(`takes a ${kinds.join(' or ')}`);
    }
    resolveEntity(world, guild, value, resolved);
    return value.id;
  }
  if (type === OPTION.attachment) {
    if (!isFile(value)) throw complain('takes a file');
    return uploadForInteraction(world, value, resolved);
  }
  if (isFile(value)) throw complain("can't take a file");
  if (typeof value === 'object') throw complain(`can't take a ${value.kind}`);
  if (type === OPTION.boolean) {
    if (typeof value !== 'boolean') throw complain('takes true or false');
    return value;
  }
  if (definition.choices) {
    const chosen = definition.choices.find((choice) => choice.value === value || choice.name === value);
    if (!chosen) {
      throw complain(`offers ${definition.choices.map((choice) => choice.name).join(', ')}, not "${value}"`);
    }
    return chosen.value;
  }
  if (type === OPTION.string) return checkedText(definition, value, complain);
  if (type === OPTION.integer || type === OPTION.number) return checkedNumber(definition, value, complain);
  throw complain(`is of type ${type}, which this driver can't fill in`);
}

type Complain = (what: string) => DriverError;

function checkedText(definition: CommandOption, value: unknown, complain: Complain): string {
  if (typeof value !== 'string') throw complain('takes text');
  const { min_length: least = 0, max_length: most = MAX_OPTION_TEXT } = definition;
  if (value === '') throw complain('is empty');
  if (value.length < least) throw complain(`takes at least ${least} characters`);
  if (value.length > most) throw complain(`takes at most ${most} characters`);
  return value;
}

function checkedNumber(definition: CommandOption, value: unknown, complain: Complain): number {
  const whole = definition.type === OPTION.integer;
  if (typeof value !== 'number' || !Number.isFinite(value) || (whole && !Number.isSafeInteger(value))) {
    throw complain(whole ? 'takes a whole number' : 'takes a number');
  }
  const { min_value: least, max_value: most } = definition;
  if (least !== undefined && value < least) throw complain(`must be at least ${least}`);
  if (most !== undefined && value > most) throw complain(`must be at most ${most}`);
  return value;
}

/** Adds what Discord tells about a chosen person, role or channel to `resolved`. */
export function resolveEntity(
  world: World,
  guild: Guild | undefined,
  entity: Entity,
  resolved: Record<string, Json>,
): void {
  const put = (key: string, value: unknown) => {
    resolved[key] = { ...resolved[key], [entity.id]: value };
  };
  if (entity.kind === 'user') {
    put('users', world.users.get(entity.id));
    const member = guild?.members.get(entity.id);
    if (guild && member) {
      // Discord leaves the user out of the member here.
      const { deaf: _deaf, mute: _mute, ...partial } = member;
      put('members', { ...partial, permissions: '0' });
    }
  } else if (entity.kind === 'role') {
    put('roles', guild?.roles.get(entity.id));
  } else {
    const channel = world.channels.get(entity.id);
    const permissions = guild && channel ? channelPermissions(guild, channel, world.bot.id) : 0n;
    put('channels', channel && { ...channel, permissions: String(permissions) });
  }
}

/** A command and, for `/setup roles`, the definitions and the way down to its subcommand. */
export interface FoundCommand {
  command: Command;
  definitions: readonly CommandOption[];
  /** Names and types of the group and subcommand, outermost first. */
  path: readonly CommandOption[];
}

/** Walks `setup roles` down to the options of the subcommand. Errors: DriverError. */
export function descend(command: Command, words: readonly string[]): FoundCommand {
  let definitions = command.options ?? [];
  const path: CommandOption[] = [];
  for (const word of words) {
    const next = definitions.find(({ name, type }) => name === word && type <= OPTION.subcommandGroup);
    if (!next) throw new DriverError(`/${command.name} has no subcommand "${word}".`);
    path.push(next);
    definitions = next.options ?? [];
  }
  if (definitions.some(({ type }) => type <= OPTION.subcommandGroup)) {
    const names = definitions.map(({ name }) => name).join(', ');
    throw new DriverError(`/${command.name} needs a subcommand: ${names}.`);
  }
  return { command, definitions, path };
}

/** Wraps filled-in options in their subcommand and group, as Discord nests them. */
export function nest(path: readonly CommandOption[], options: Json[]): Json[] {
  return path.reduceRight<Json[]>((inner, { name, type }) => [{ name, type, options: inner }], options);
}
