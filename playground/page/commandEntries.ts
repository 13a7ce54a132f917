import type { Command, CommandOption, Given } from '../protocol.ts';
import { entities, fitting, type Item, keyOf } from './items.ts';

/** A command as someone can type it: `addorder`, or `setup roles` with its subcommand. */
export interface Entry {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CommandOption[];
}

/** Kinds of option, by Discord's numbers. */
export const OPTION = {
  subcommand: 1,
  group: 2,
  string: 3,
  integer: 4,
  boolean: 5,
  user: 6,
  channel: 7,
  role: 8,
  mentionable: 9,
  number: 10,
  attachment: 11,
} as const;

/** All that can be typed of some commands, subcommands one by one. */
export function entriesOf(commands: readonly Command[]): Entry[] {
  return commands.flatMap((command) => spread(command.name, command.description, command.options ?? []));
}

function spread(name: string, description: string, options: readonly CommandOption[]): Entry[] {
  const nested = options.filter(({ type }) => type === OPTION.subcommand || type === OPTION.group);
  if (nested.length === 0) return [{ name, description, options }];
  return nested.flatMap((one) => spread(`${name} ${one.name}`, one.description, one.options ?? []));
}

/** The entries that fit what is typed after the slash: those that begin so first. */
export function fittingEntries(entries: readonly Entry[], typed: string): Entry[] {
  const wanted = typed.toLowerCase();
  const begins = entries.filter(({ name }) => name.startsWith(wanted));
  return [...begins, ...entries.filter(({ name }) => !name.startsWith(wanted) && name.includes(wanted))];
}

/** The entry that a text begins with, if a space follows its name, and what comes after. */
export function typedEntry(
  entries: readonly Entry[],
  text: string,
): { entry: Entry; rest: string } | undefined {
  for (const entry of entries) {
    const start = `/${entry.name} `;
    if (text.toLowerCase().startsWith(start)) return { entry, rest: text.slice(start.length) };
  }
  return undefined;
}

/** Splits `user:@mia amount:$5` into the options that the entry has. */
export function typedOptions(entry: Entry, text: string): Map<string, string> {
  const names = entry.options.map(({ name }) => name).join('|');
  if (names === '') return new Map();
  const parts = text.split(new RegExp(`(?:^|\\s)(${names}):\\s*`));
  const given = new Map<string, string>();
  for (let index = 1; index < parts.length; index += 2)
    given.set(parts[index] ?? '', (parts[index + 1] ?? '').trim());
  return given;
}

/** What an option offers without asking the bot; undefined where anything can be typed. */
export function offered(option: CommandOption): readonly Item[] | undefined {
  switch (option.type) {
    case OPTION.user:
      return entities(['user']);
    case OPTION.role:
      return entities(['role']);
    case OPTION.mentionable:
      return entities(['user', 'role']);
    case OPTION.channel:
      return entities(['channel'], option.channel_types);
    case OPTION.boolean:
      return [
        { label: 'True', value: true },
        { label: 'False', value: false },
      ];
    default:
      return option.choices?.map(({ name, value }) => ({ label: name, value }));
  }
}

/** What a typed text means for an option; undefined if it is none of those that must be picked. */
export function meaning(option: CommandOption, typed: string, suggested: readonly Item[]): Given | undefined {
  const wanted = typed.trim();
  const fixed = offered(option);
  const items = fixed ?? suggested;
  const same = items.find(({ label }) => bare(label) === bare(wanted));
  const byValue = items.find(({ value }) => keyOf(value) === wanted);
  const only = fixed && wanted !== '' ? fitting(fixed, wanted) : [];
  const found = same ?? byValue ?? (only.length === 1 ? only[0] : undefined);
  if (found) return found.value;
  if (fixed) return undefined;
  const isNumber = option.type === OPTION.integer || option.type === OPTION.number;
  return isNumber && wanted !== '' && Number.isFinite(Number(wanted)) ? Number(wanted) : wanted;
}

function bare(text: string): string {
  return text.toLowerCase().replace(/^[@#]/, '');
}
