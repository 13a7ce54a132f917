import type { Command, CommandOption, Json } from '../model/types.ts';
import { type Form, isJson, type Path } from './form.ts';

/** Option types, by Discord's numbers. */
export const OPTION = {
  subcommand: 1,
  subcommandGroup: 2,
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

/** How many commands of each type an application may have in one scope: slash, person's and message's menu. */
export const MAX_COMMANDS: Readonly<Record<number, number>> = { 1: 100, 2: 15, 3: 15 };
/** The longest text a slash option takes. */
export const MAX_OPTION_TEXT = 6000;
const MAX_OPTIONS = 25;
const MAX_CHARACTERS = 8000;
const CHAT_INPUT = 1;
const CHAT_NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]+$/u;

/** What a command body says: all of a command but what Discord adds. */
export type CommandPlan = Pick<
  Command,
  | 'type'
  | 'name'
  | 'description'
  | 'name_localizations'
  | 'description_localizations'
  | 'default_member_permissions'
  | 'contexts'
  | 'integration_types'
  | 'nsfw'
> & { dm_permission?: boolean; options?: CommandOption[] };

/** Reads one command definition as Discord does; everything wrong goes to the form. */
export function readCommand(form: Form, value: unknown, path: Path): CommandPlan {
  const raw = form.object(value, path);
  const type = form.choice(raw.type, [...path, 'type'], [1, 2, 3]) ?? CHAT_INPUT;
  const chat = type === CHAT_INPUT;
  const name = readName(form, raw.name, [...path, 'name'], chat);
  if (!chat) refuseChatOnly(form, raw, path);
  const rule = { min: 1, max: 100, required: true };
  const description = chat ? (form.text(raw.description, [...path, 'description'], rule) ?? '') : '';
  const options = chat ? readOptions(form, raw.options, [...path, 'options'], 0) : [];
  if (countCharacters({ name, description, options }) > MAX_CHARACTERS) {
    const message = `Command exceeds maximum size (${MAX_CHARACTERS})`;
    form.fail(path, 'APPLICATION_COMMAND_TOO_LARGE', message);
  }
  const contexts = form
    .list(raw.contexts, [...path, 'contexts'])
    .flatMap((context, index) => form.choice(context, [...path, 'contexts', index], [0, 1, 2]) ?? []);
  const kinds = form.list(raw.integration_types, [...path, 'integration_types']).map(Number);
  return {
    type,
    name,
    description,
    name_localizations: isJson(raw.name_localizations) ? raw.name_localizations : null,
    description_localizations: isJson(raw.description_localizations) ? raw.description_localizations : null,
    default_member_permissions: readPermissions(form, raw.default_member_permissions, path),
    contexts: Array.isArray(raw.contexts) ? contexts : null,
    integration_types: kinds.length ? kinds : [0],
    nsfw: raw.nsfw === true,
    ...(typeof raw.dm_permission === 'boolean' ? { dm_permission: raw.dm_permission } : {}),
    ...(options.length ? { options } : {}),
  };
}

/** What only slash commands have is refused for those in menus. */
function refuseChatOnly(form: Form, raw: Json, path: Path): void {
  if (raw.description) {
    const message = 'Context menu commands cannot have description';
    form.fail([...path, 'description'], 'APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION_INVALID', message);
  }
  if (form.list(raw.options, [...path, 'options']).length) {
    const message = 'Context menu commands cannot have options';
    form.fail([...path, 'options'], 'APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS_INVALID', message);
  }
}

function readName(form: Form, value: unknown, path: Path, chat: boolean): string {
  const name = form.text(value, path, { min: 1, max: 32, required: true }) ?? '';
  if (chat && name && (!CHAT_NAME.test(name) || name !== name.toLowerCase())) {
    form.fail(path, 'APPLICATION_COMMAND_INVALID_NAME', 'Command name is invalid');
  }
  return name;
}

function readPermissions(form: Form, value: unknown, path: Path): string | null {
  if (value === undefined || value === null) return null;
  const text = String(value);
  if (!/^\d+$/.test(text)) {
    const message = `Value "${text}" is not a permission bit set.`;
    form.fail([...path, 'default_member_permissions'], 'NUMBER_TYPE_COERCE', message);
    return null;
  }
  return text;
}

function readOptions(form: Form, value: unknown, path: Path, depth: number): CommandOption[] {
  const names = new Set<string>();
  let optionalSeen = false;
  return form.list(value, path, { max: MAX_OPTIONS }).map((entry, index) => {
    const at = [...path, index];
    const option = readOption(form, form.object(entry, at), at, depth);
    if (names.has(option.name)) {
      const message = 'Option name already exists in these options';
      form.fail([...at, 'name'], 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS', message);
    }
    names.add(option.name);
    if (option.required && optionalSeen) {
      const message = 'Required options must be placed before non-required options';
      form.fail(at, 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID', message);
    }
    optionalSeen ||= option.required !== true;
    return option;
  });
}

function readOption(form: Form, raw: Json, path: Path, depth: number): CommandOption {
  // Groups hold subcommands, subcommands hold plain options.
  const allowed = Object.values(OPTION).filter(
    (type) => type > 2 || (depth === 0 ? true : depth === 1 && type === 1),
  );
  const type = form.choice(raw.type, [...path, 'type'], allowed);
  if (raw.type === undefined) form.missing([...path, 'type']);
  const name = readName(form, raw.name, [...path, 'name'], true);
  const rule = { min: 1, max: 100, required: true };
  const description = form.text(raw.description, [...path, 'description'], rule) ?? '';
  const option: CommandOption = { type: type ?? OPTION.string, name, description };
  if (type === OPTION.subcommand || type === OPTION.subcommandGroup) {
    const inner = type === OPTION.subcommandGroup ? 1 : 2;
    return { ...option, options: readOptions(form, raw.options, [...path, 'options'], inner) };
  }
  if (raw.required === true) option.required = true;
  if (type === OPTION.string || type === OPTION.integer || type === OPTION.number) {
    readLimits(form, raw, path, option);
    const choices = readChoices(form, raw.choices, [...path, 'choices'], type);
    if (choices.length) option.choices = choices;
    if (raw.autocomplete === true) {
      option.autocomplete = true;
      if (choices.length) {
        const message = 'Choices and autocomplete cannot both be set';
        form.fail([...path, 'autocomplete'], 'APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES', message);
      }
    }
  }
  if (type === OPTION.channel && Array.isArray(raw.channel_types)) {
    option.channel_types = raw.channel_types.map(Number);
  }
  return option;
}

function readLimits(form: Form, raw: Json, path: Path, option: CommandOption): void {
  if (option.type === OPTION.string) {
    const least = form.integer(raw.min_length, [...path, 'min_length'], { min: 0, max: MAX_OPTION_TEXT });
    const most = form.integer(raw.max_length, [...path, 'max_length'], { min: 1, max: MAX_OPTION_TEXT });
    if (least !== undefined) option.min_length = least;
    if (most !== undefined) option.max_length = most;
    return;
  }
  if (typeof raw.min_value === 'number') option.min_value = raw.min_value;
  if (typeof raw.max_value === 'number') option.max_value = raw.max_value;
}

function readChoices(form: Form, value: unknown, path: Path, type: number) {
  const names = new Set<string>();
  return form.list(value, path, { max: 25 }).map((entry, index) => {
    const at = [...path, index];
    const raw = form.object(entry, at);
    const rule = { min: 1, max: 100, required: true };
    const name = form.text(raw.name, [...at, 'name'], rule) ?? '';
    if (names.has(name)) {
      const message = 'The specified choice name is already used';
      form.fail([...at, 'name'], 'APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS', message);
    }
    names.add(name);
    if (type === OPTION.string) {
      return { name, value: form.text(raw.value, [...at, 'value'], rule) ?? '' };
    }
    const number = Number(raw.value);
    if (typeof raw.value !== 'number') {
      form.fail([...at, 'value'], 'NUMBER_TYPE_COERCE', `Value "${String(raw.value)}" is not a number.`);
    }
    return { name, value: number };
  });
}

/** Names, descriptions and choice values of a command and all that is in it, which Discord limits together. */
function countCharacters(part: { name: string; description: string; options?: CommandOption[] }): number {
  let count = part.name.length + part.description.length;
  for (const option of part.options ?? []) {
    count += countCharacters(option);
    for (const choice of option.choices ?? []) count += choice.name.length + String(choice.value).length;
  }
  return count;
}
