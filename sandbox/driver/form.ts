import { COMPONENT, type Component, type Guild, type Json, type Modal } from '../model/types.ts';
import type { World } from '../model/world.ts';
import { chosenValues } from './choices.ts';
import { DriverError } from './errors.ts';
import { isFile, type SandboxFile, uploadForInteraction } from './files.ts';
import type { Entity } from './options.ts';
import type { MessageView } from './view.ts';
import { formWords } from './words.ts';

/** What a person may put into a field: a text, a choice or several, a file or several. */
export type FormValue = string | Entity | SandboxFile | readonly (string | Entity | SandboxFile)[];

/** What a person fills into a form, by label or custom id; fields left out keep what the bot prefilled. */
export type FormValues = Readonly<Record<string, FormValue | undefined>>;

/** One field of a form. */
export interface FormField {
  label: string;
  customId: string;
  kind: 'text' | 'choice' | 'user' | 'role' | 'mentionable' | 'channel' | 'files';
  required: boolean;
  /** Texts: characters. Choices and files: how many. */
  min: number;
  max: number;
  description?: string;
  placeholder?: string;
  /** The text that the bot prefilled. */
  value?: string;
  /** The labels of the choices. */
  options: readonly string[];
}

/** Where a form stands: what it came from, and how it is sent. */
export interface FormPlace {
  world: World;
  guild: Guild | undefined;
  /** Sends the interaction's `data`; `words` is what the transcript says. */
  send(data: Json, words: string): Promise<MessageView>;
}

const KINDS: Readonly<Record<number, FormField['kind']>> = {
  [COMPONENT.textInput]: 'text',
  [COMPONENT.stringSelect]: 'choice',
  [COMPONENT.userSelect]: 'user',
  [COMPONENT.roleSelect]: 'role',
  [COMPONENT.mentionableSelect]: 'mentionable',
  [COMPONENT.channelSelect]: 'channel',
  [COMPONENT.fileUpload]: 'files',
};
const MAX_TEXT = 4000;
const ONE_LINE = 1;

/** A form (a "modal") that the bot opened for one person. */
export class FormView {
  readonly modal: Modal;
  readonly fields: readonly FormField[];
  readonly #place: FormPlace;
  #sent = false;

  constructor(place: FormPlace, modal: Modal) {
    this.#place = place;
    this.modal = modal;
    this.fields = modal.components.flatMap((component) => {
      const input = inputOf(component);
      return input ? [fieldOf(component, input)] : [];
    });
  }

  /** What stands above the form. */
  get title(): string {
    return this.modal.title;
  }

  /** The form's custom id. */
  get customId(): string {
    return this.modal.custom_id;
  }

  /** All words a person sees in it. */
  text(): string {
    return formWords(this.#place.world, this.modal);
  }

  /**
   * Fills the form in and sends it; resolves to the answer: a new message, or the updated one that the form
   * came from. Errors: DriverError for what Discord's client doesn't let through (the form stays open then),
   * or when nothing visible follows.
   */
  async submit(values: FormValues = {}): Promise<MessageView> {
    if (this.#sent) throw new DriverError(`The form "${this.title}" was sent already.`);
    const given = this.#byCustomId(values);
    const resolved: Record<string, Json> = {};
    const words: string[] = [];
    const components = this.modal.components.map((component): Json => {
      const { type, id } = component;
      const input = inputOf(component);
      if (!input) return { type, id };
      const field = fieldOf(component, input);
      const value = given.get(field.customId);
      if (value !== undefined) words.push(` ${field.label}:${valueWords(value)}`);
      const answer = { type: input.type, id: input.id, custom_id: field.customId };
      const filled = { ...answer, ...this.#fill(field, input, value, resolved) };
      return type === COMPONENT.label ? { type, id, component: filled } : { type, id, components: [filled] };
    });
    const more = Object.keys(resolved).length ? { resolved } : {};
    const data = { custom_id: this.customId, components, ...more };
    const answer = await this.#place.send(data, `submit ${this.title}${words.join('')}`);
    this.#sent = true;
    return answer;
  }

  #byCustomId(values: FormValues): Map<string, FormValue> {
    const given = new Map<string, FormValue>();
    for (const [key, value] of Object.entries(values)) {
      const field = this.fields.find(({ label, customId }) => label === key || customId === key);
      if (!field) {
        const labels = this.fields.map(({ label }) => label).join(', ');
        throw new DriverError(`The form "${this.title}" has no field "${key}". It has: ${labels}.`);
      }
      if (value !== undefined) given.set(field.customId, value);
    }
    return given;
  }

  #fill(
    field: FormField,
    input: Component,
    value: FormValue | undefined,
    resolved: Record<string, Json>,
  ): Json {
    const complain = (what: string) => new DriverError(`The field "${field.label}" ${what}.`);
    if (field.kind === 'text') return { value: filledText(field, input, value, complain) };
    const list = value === undefined ? undefined : [value].flat();
    if (field.kind === 'files') {
      const files = (list ?? []).map((entry) => {
        if (!isFile(entry)) throw complain('takes files');
        return entry;
      });
      requireCount(field, files.length, 'files', complain);
      return { values: files.map((file) => uploadForInteraction(this.#place.world, file, resolved)) };
    }
    const choices = list?.map((entry) => {
      if (isFile(entry)) throw complain("can't take a file");
      return entry;
    });
    const { world, guild } = this.#place;
    const values = chosenValues(world, guild, input, choices ?? prefilled(input), resolved);
    requireCount(field, values.length, 'choices', complain);
    return { values };
  }
}

type Complain = (what: string) => DriverError;

function inputOf(component: Component): Component | undefined {
  return component.component ?? component.components?.[0];
}

function fieldOf(outer: Component, input: Component): FormField {
  const kind = KINDS[input.type] ?? 'text';
  const text = kind === 'text';
  const description = outer.description;
  return {
    label: outer.label ?? input.label ?? '',
    customId: input.custom_id ?? '',
    kind,
    required: input.required !== false,
    min: (text ? input.min_length : input.min_values) ?? (text ? 0 : 1),
    max: (text ? input.max_length : input.max_values) ?? (text ? MAX_TEXT : 1),
    ...(description ? { description } : {}),
    ...(input.placeholder ? { placeholder: input.placeholder } : {}),
    ...(input.value ? { value: input.value } : {}),
    options: (input.options ?? []).map(({ label }) => label),
  };
}

function filledText(
  field: FormField,
  input: Component,
  value: FormValue | undefined,
  complain: Complain,
): string {
  const text = value ?? field.value ?? '';
  if (typeof text !== 'string') throw complain('takes text');
  if (text === '') {
    if (field.required) throw complain('is required');
    return text;
  }
  if (text.length < field.min) throw complain(`takes at least ${field.min} characters`);
  if (text.length > field.max) throw complain(`takes at most ${field.max} characters`);
  if (input.style === ONE_LINE && text.includes('\n')) throw complain('takes one line');
  return text;
}

function requireCount(field: FormField, count: number, what: string, complain: Complain): void {
  if (count === 0) {
    if (field.required) throw complain('is required');
    return;
  }
  if (count < field.min) throw complain(`takes at least ${field.min} ${what}`);
  if (count > field.max) throw complain(`takes at most ${field.max} ${what}`);
}

function prefilled({ options = [], default_values = [] }: Component): (string | Entity)[] {
  const chosen = options.filter((option) => option.default).map(({ value }) => value);
  return [...chosen, ...default_values.map(({ id, type }) => ({ id, kind: type, name: id }))];
}

function valueWords(value: FormValue): string {
  return [value]
    .flat()
    .map((entry) => {
      if (typeof entry === 'string') return entry;
      return isFile(entry) ? `[${entry.name}]` : `@${entry.name}`;
    })
    .join(', ');
}
