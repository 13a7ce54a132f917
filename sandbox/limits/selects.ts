import {
  COMPONENT,
  type Component,
  type DefaultValue,
  type Json,
  type SelectOption,
} from '../model/types.ts';
import type { Form, Path } from './form.ts';

/** What is known while the components of one message or form are read. */
export interface Reading {
  form: Form;
  /** What an address becomes: `attachment://name` the attachment's media. */
  media: (url: string, path: Path) => Media;
  customIds: Set<string>;
  ids: number;
  characters: number;
}

/** A picture or file, as components show it. */
export interface Media {
  id: string;
  url: string;
  proxy_url: string;
  width: number | null;
  height: number | null;
  content_type?: string;
  attachment_id?: string;
  /** The attachment's name and size, which only file components tell. */
  name?: string;
  size?: number;
}

/** Reads what is particular to one type of component. */
export type Reader = (reading: Reading, raw: Json, path: Path) => Partial<Component> & Json;

/** Reads the selects, by type. */
export const SELECT_READERS: Readonly<Record<number, Reader>> = {
  [COMPONENT.stringSelect]: (reading, raw, path) => {
    const options = readOptions(reading.form, raw.options, [...path, 'options']);
    return { ...readSelect(reading, raw, path), options };
  },
  [COMPONENT.userSelect]: readSelect,
  [COMPONENT.roleSelect]: readSelect,
  [COMPONENT.mentionableSelect]: readSelect,
  [COMPONENT.channelSelect]: (reading, raw, path) => ({
    ...readSelect(reading, raw, path),
    ...(Array.isArray(raw.channel_types) ? { channel_types: raw.channel_types.map(Number) } : {}),
  }),
};

/** The types of select. */
export const SELECTS: readonly number[] = Object.keys(SELECT_READERS).map(Number);

function readSelect(reading: Reading, raw: Json, path: Path): Partial<Component> & Json {
  const { form } = reading;
  const placeholder = form.text(raw.placeholder, [...path, 'placeholder'], { max: 150 });
  const least = form.integer(raw.min_values, [...path, 'min_values'], { min: 0, max: 25 }) ?? 1;
  const most = form.integer(raw.max_values, [...path, 'max_values'], { min: 1, max: 25 }) ?? 1;
  if (least > most) {
    form.fail([...path, 'min_values'], 'SELECT_COMPONENT_VALUES_RANGE', 'min_values exceeds max_values');
  }
  // Messages ignore `required`, but for this one rule.
  if (raw.required === true && least === 0) failZeroMinimum(form, path);
  const defaults = readDefaults(form, raw.default_values, path, { min: least, max: most });
  return {
    custom_id: readCustomId(reading, raw, path),
    ...(placeholder ? { placeholder } : {}),
    ...(defaults ? { default_values: defaults } : {}),
    min_values: least,
    max_values: most,
    disabled: raw.disabled === true,
  };
}

/** Refuses a required input that nothing need be chosen in. */
export function failZeroMinimum(form: Form, path: Path): void {
  const message = 'Select menus marked as required cannot have a min_values of 0';
  form.fail([...path, 'min_values'], 'SELECT_COMPONENT_REQUIRED_ZERO_MIN_VALUES', message);
}

const DEFAULT_KINDS = ['user', 'role', 'channel'] as const;

function readDefaults(
  form: Form,
  value: unknown,
  path: Path,
  { min, max }: { min: number; max: number },
): DefaultValue[] | undefined {
  const at = [...path, 'default_values'];
  const list = form.list(value, at, { max });
  if (list.length === 0) return undefined;
  if (list.length < min) {
    form.fail(at, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`);
  }
  return list.map((entry, index) => {
    const raw = form.object(entry, [...at, index]);
    const id = form.id(raw.id, [...at, index, 'id']) ?? '';
    if (id === '') form.missing([...at, index, 'id']);
    return { id, type: form.choice(raw.type, [...at, index, 'type'], DEFAULT_KINDS) ?? 'user' };
  });
}

function readOptions(form: Form, value: unknown, path: Path): SelectOption[] {
  const seen = new Set<string>();
  return form.list(value, path, { min: 1, max: 25 }).map((entry, index) => {
    const at = [...path, index];
    const raw = form.object(entry, at);
    const limits = { min: 1, max: 100, required: true };
    const label = form.text(raw.label, [...at, 'label'], limits) ?? '';
    const chosen = form.text(raw.value, [...at, 'value'], limits) ?? '';
    const description = form.text(raw.description, [...at, 'description'], { max: 100 });
    const emoji = readEmoji(form, raw.emoji, [...at, 'emoji']);
    if (seen.has(chosen)) {
      const message = 'The specified option value is already used';
      form.fail([...at, 'value'], 'SELECT_COMPONENT_OPTION_VALUE_DUPLICATED', message);
    }
    seen.add(chosen);
    return {
      label,
      value: chosen,
      ...(description ? { description } : {}),
      ...(emoji ? { emoji } : {}),
      default: raw.default === true,
    };
  });
}

/** Reads a custom id, which no other component may have. */
export function readCustomId(reading: Reading, raw: Json, path: Path): string {
  const at = [...path, 'custom_id'];
  const customId = reading.form.text(raw.custom_id, at, { min: 1, max: 100, required: true }) ?? '';
  if (customId && reading.customIds.has(customId)) {
    const message = 'Component custom id cannot be duplicated';
    reading.form.fail(at, 'COMPONENT_CUSTOM_ID_DUPLICATED', message);
  }
  reading.customIds.add(customId);
  return customId;
}

/** Reads an emoji, or nothing. */
export function readEmoji(form: Form, value: unknown, path: Path): Json | undefined {
  if (value === undefined || value === null) return undefined;
  const raw = form.object(value, path);
  const id = form.id(raw.id, [...path, 'id']);
  const name = form.text(raw.name, [...path, 'name']) ?? '';
  if (!id && !/\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(name)) {
    form.fail(path, 'COMPONENT_INVALID_EMOJI', 'Invalid emoji');
  }
  return { name, ...(id ? { id } : {}) };
}
