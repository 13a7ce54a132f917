import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { DriverError } from './driver/errors.ts';
import { file, type SandboxFile } from './driver/files.ts';
import type { FormField, FormValue } from './driver/form.ts';
import type { SandboxGuild } from './driver/guild.ts';
import type { Entity, OptionValue } from './driver/options.ts';
import { OPTION } from './limits/commands.ts';
import type { CommandOption } from './model/types.ts';

const FILE = /(?:^|\s)file:(?:"([^"]+)"|(\S+))/g;

/** Splits `a:one b:two words` where one of the keys begins; what stands before the first key is left out. */
export function splitByKeys(text: string, keys: readonly string[]): Map<string, string> {
  const values = new Map<string, string>();
  if (keys.length === 0) return values;
  const known = keys.map((key) => key.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  for (const part of ` ${text}`.split(new RegExp(`\\s(?=(?:${known}):)`))) {
    const key = keys.find((candidate) => part.startsWith(`${candidate}:`));
    if (key !== undefined) values.set(key, part.slice(key.length + 1).trim());
  }
  return values;
}

/** A text without its `file:path` and `file:"a path"` words, and the files they name. Errors: as reading a file. */
export function takeFiles(text: string): { words: string; files: SandboxFile[] } {
  const files = [...text.matchAll(FILE)].map(([, quoted, bare]) => {
    const path = quoted ?? bare ?? '';
    return file(basename(path), readFileSync(path));
  });
  return { words: text.replaceAll(FILE, '').trim(), files };
}

/** What was typed for a command's option. Errors: DriverError, or as reading a file. */
export function optionValue(guild: SandboxGuild, { type, name }: CommandOption, text: string): OptionValue {
  switch (type) {
    case OPTION.user:
    case OPTION.role:
    case OPTION.channel:
    case OPTION.mentionable:
      return entity(guild, KINDS[type] ?? 'mentionable', text);
    case OPTION.attachment: {
      const [first] = takeFiles(text).files;
      if (!first) throw new DriverError(`The option "${name}" takes file:path.`);
      return first;
    }
    case OPTION.boolean:
      return text === 'true' || text === 'yes';
    case OPTION.integer:
    case OPTION.number:
      return Number(text);
    default:
      return text;
  }
}

/** What was typed for a form's field; several choices are separated by commas. Errors: as `optionValue`. */
export function fieldValue(guild: SandboxGuild, { kind }: FormField, text: string): FormValue {
  if (kind === 'text') return text;
  if (kind === 'files') return takeFiles(text).files;
  const parts = text.split(',').map((part) => part.trim());
  return parts.map((part) => (kind === 'choice' ? part : entity(guild, kind, part)));
}

const KINDS: Readonly<Record<number, FormField['kind']>> = {
  [OPTION.user]: 'user',
  [OPTION.role]: 'role',
  [OPTION.channel]: 'channel',
};

function entity(guild: SandboxGuild, kind: FormField['kind'], text: string): Entity {
  const name = text.replace(/^[@#]/, '');
  if (kind === 'role') return guild.role(name);
  if (kind === 'channel') return guild.channel(name);
  const person = guild.people.find((candidate) => candidate.name === name);
  return kind === 'mentionable' && !person ? guild.role(name) : guild.person(name);
}
