import { html, LitElement, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { CommandOption, Given } from '../../protocol.ts';
import { type Entry, meaning, OPTION, offered } from '../commandEntries.ts';
import { fitting, type Item } from '../items.ts';
import { store } from '../store.ts';
import { optionList, suggestionList } from './commandLists.ts';

const TYPING_MS = 120;

/** What is filled into an option: the text that stands there and, once it is clear, what it means. */
interface Filled {
  readonly text: string;
  readonly value?: Given | undefined;
}

/**
 * A command being filled in, option by option. It sends `leave` when the command is sent or given up; `detail` says
 * whether it was sent.
 */
export class DeskCommandLine extends LitElement {
  static override properties = {
    entry: { attribute: false },
    given: { attribute: false },
    filled: { state: true },
    active: { state: true },
    suggested: { state: true },
    isAsking: { state: true },
    at: { state: true },
    error: { state: true },
    isSending: { state: true },
  };
  declare entry: Entry;
  /** Texts that are there from the start, by option. */
  declare given: ReadonlyMap<string, string>;
  declare filled: ReadonlyMap<string, Filled>;
  /** The option with the caret; empty at the end of the line. */
  declare active: string;
  declare suggested: readonly Item[];
  declare isAsking: boolean;
  declare at: number;
  declare error: string;
  declare isSending: boolean;
  #asked = 0;
  #typing: number | undefined;
  #endText = '';

  constructor() {
    super();
    this.filled = new Map();
    this.given = new Map();
    this.active = '';
    this.suggested = [];
    this.isAsking = false;
    this.at = -1;
    this.error = '';
    this.isSending = false;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    clearTimeout(this.#typing);
    super.disconnectedCallback();
  }

  /** The next option that takes a file, for a file that was dropped. */
  takeFiles(files: readonly File[]): boolean {
    const free = this.entry.options.filter(
      ({ type, name }) => type === OPTION.attachment && !this.filled.get(name)?.value,
    );
    files.slice(0, free.length).forEach((file, index) => {
      const option = free[index];
      if (option) void this.#attach(option, file);
    });
    return free.length > 0;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('entry')) return;
    const start = this.entry.options.filter(({ name, required }) => required || this.given.has(name));
    this.filled = new Map(
      start.map((option) => {
        const text = this.given.get(option.name) ?? '';
        return [option.name, { text, value: text === '' ? undefined : meaning(option, text, []) }];
      }),
    );
    this.error = '';
  }

  override firstUpdated(): void {
    this.#moveOn();
  }

  override render() {
    const { name, description, options } = this.entry;
    const shown = options.filter((option) => this.filled.has(option.name));
    return html`<div class="commandLine" role="group" aria-label="/${name}: ${description}" @keydown=${this.#onKey}>
      ${this.#above()}
      ${this.error ? html`<p class="failure" role="alert">${this.error}</p>` : nothing}
      <div class="pills">
        <span class="command">/${name}</span>
        ${repeat(
          shown,
          (option) => option.name,
          (option) => this.#pill(option),
        )}
        <input class="end" aria-label="More options of /${name}; Enter sends it" autocomplete="off"
          placeholder=${this.#missing() ? '' : 'Enter sends it'} @focus=${() => this.#activate('')} @input=${this.#onEndInput}>
      </div>
      <button class="send" aria-label="Send /${name}" ?disabled=${this.isSending} @click=${() => void this.#send()}>Send</button>
      <button class="plain" aria-label="Give up /${name}" @click=${() => this.#leave(false)}>✕</button>
    </div>`;
  }

  #above() {
    const option = this.#option(this.active);
    if (!option) {
      const rest = this.entry.options.filter(({ name }) => !this.filled.has(name));
      return optionList(rest, this.#endText, (one) => this.#addOption(one));
    }
    const items = this.#items(option);
    return suggestionList({
      option,
      items,
      at: this.at,
      isAsking: this.isAsking,
      pick: (item) => this.#pick(option, item),
    });
  }

  #pill(option: CommandOption) {
    const { name, description, type } = option;
    const filled = this.filled.get(name) ?? { text: '' };
    const isBad = filled.text !== '' && filled.value === undefined && this.active !== name;
    if (type === OPTION.attachment) {
      const choose = ({ target }: Event) => {
        const file = target instanceof HTMLInputElement ? target.files?.[0] : undefined;
        if (file) void this.#attach(option, file);
      };
      return html`<label class="pill file" data-option=${name}><span>${name}</span>
        <input type="file" aria-label="${name}: ${description}" @focus=${() => this.#activate(name)} @change=${choose}>
        <b>${filled.text || 'Choose a file or drop it here'}</b></label>`;
    }
    return html`<label class="pill ${isBad ? 'bad' : ''}" data-option=${name}><span>${name}</span>
      <input role="combobox" aria-autocomplete="list" aria-expanded=${this.active === name} aria-controls="suggestions"
        aria-activedescendant=${this.active === name && this.at >= 0 ? `suggestion${this.at}` : nothing}
        aria-label="${name}: ${description}" aria-required=${option.required ?? false} aria-invalid=${isBad}
        autocomplete="off" spellcheck="false" .value=${filled.text} size=${Math.max(3, filled.text.length + 1)}
        @focus=${() => this.#activate(name)} @input=${(event: InputEvent) => this.#onInput(option, event)} @blur=${() => this.#settle(option)}>
    </label>`;
  }

  #option(name: string): CommandOption | undefined {
    return this.entry.options.find((option) => option.name === name);
  }

  #items(option: CommandOption): readonly Item[] {
    const fixed = offered(option);
    if (!fixed) return this.suggested;
    const filled = this.filled.get(option.name);
    // What is settled does not narrow the list when one comes back to it.
    return filled?.value === undefined ? fitting(fixed, filled?.text ?? '') : fixed;
  }

  #set(name: string, filled: Filled | undefined): void {
    const next = new Map(this.filled);
    if (filled) next.set(name, filled);
    else next.delete(name);
    this.filled = next;
  }

  #activate(name: string): void {
    this.active = name;
    const option = this.#option(name);
    this.suggested = [];
    this.at = -1;
    // What was asked for another option is not waited for any more.
    clearTimeout(this.#typing);
    this.isAsking = false;
    if (option?.autocomplete) this.#ask(option);
    else if (option && offered(option)) this.at = 0;
  }

  #onInput(option: CommandOption, { target }: InputEvent): void {
    if (!(target instanceof HTMLInputElement)) return;
    this.error = '';
    this.#set(option.name, { text: target.value });
    if (offered(option)) this.at = 0;
    if (!option.autocomplete) return;
    this.isAsking = true;
    clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => this.#ask(option), TYPING_MS);
  }

  /** Asks the bot what it suggests. */
  async #ask(option: CommandOption): Promise<void> {
    this.#asked += 1;
    const number = this.#asked;
    this.isAsking = true;
    const text = this.filled.get(option.name)?.text ?? '';
    const others = Object.entries(this.#values()).filter(([name]) => name !== option.name);
    const outcome = await store.ask({
      kind: 'suggest',
      channel: store.channelId,
      command: this.entry.name,
      options: { ...Object.fromEntries(others), ...(text === '' ? {} : { [option.name]: text }) },
      focused: option.name,
    });
    if (number !== this.#asked || this.active !== option.name) return;
    this.isAsking = false;
    const choices = outcome.kind === 'choices' ? outcome.choices : [];
    this.suggested = choices.map(({ name, value }) => ({ label: name, value }));
    const [first] = this.suggested;
    this.at = text !== '' && first?.label.toLowerCase().startsWith(text.toLowerCase()) ? 0 : -1;
  }

  #pick(option: CommandOption, item: Item): void {
    this.#set(option.name, { text: item.label, value: item.value });
    this.#moveOn();
  }

  /** Makes what is typed mean something, when the caret leaves it. */
  #settle(option: CommandOption): void {
    const filled = this.filled.get(option.name);
    if (!filled || filled.value !== undefined || filled.text.trim() === '') return;
    const value = meaning(option, filled.text, this.suggested);
    if (value !== undefined) this.#set(option.name, { ...filled, value });
  }

  #missing(): CommandOption | undefined {
    return this.entry.options.find(
      ({ name, required }) => required && this.filled.get(name)?.value === undefined,
    );
  }

  #empty(): string | undefined {
    return [...this.filled].find(([, { text }]) => text === '')?.[0];
  }

  #moveOn(): void {
    const next = this.#missing()?.name ?? this.#empty();
    void this.updateComplete.then(() => {
      const at = next === undefined ? '.end' : `[data-option="${next}"] input`;
      this.querySelector<HTMLInputElement>(at)?.focus();
    });
  }

  #addOption(option: CommandOption): void {
    this.#endText = '';
    const end = this.querySelector<HTMLInputElement>('.end');
    if (end) end.value = '';
    this.#set(option.name, { text: '' });
    void this.updateComplete.then(() =>
      this.querySelector<HTMLInputElement>(`[data-option="${option.name}"] input`)?.focus(),
    );
  }

  #onEndInput = ({ target }: InputEvent): void => {
    if (!(target instanceof HTMLInputElement)) return;
    this.#endText = target.value;
    const typed = target.value.trim().replace(/:$/, '');
    const option = this.#option(typed);
    if (option && !this.filled.has(option.name) && /[:\s]$/.test(target.value)) this.#addOption(option);
    else this.requestUpdate();
  };

  #onKey = (event: KeyboardEvent): void => {
    const option = this.#option(this.active);
    const items = option ? this.#items(option) : [];
    const item = items[this.at];
    if (event.key === 'Escape') this.#leave(false);
    else if (event.key === 'ArrowDown' && option) this.at = Math.min(this.at + 1, items.length - 1);
    else if (event.key === 'ArrowUp' && option) this.at = Math.max(this.at - 1, -1);
    else if (event.key === 'Tab' && !event.shiftKey && option && item) this.#pick(option, item);
    else if (event.key === 'Enter') this.#onEnter(event, option, item);
    else if (event.key === 'Backspace' && this.#isEmptyAt(event.target)) this.#takeBack();
    else return;
    event.preventDefault();
  };

  #onEnter(event: KeyboardEvent, option: CommandOption | undefined, item: Item | undefined): void {
    if (event.target instanceof HTMLButtonElement) {
      event.target.click();
      return;
    }
    const filled = option && this.filled.get(option.name);
    if (option?.type === OPTION.attachment && filled?.value === undefined) {
      if (event.target instanceof HTMLInputElement) event.target.showPicker();
      return;
    }
    if (option && item && filled?.value === undefined) {
      this.#pick(option, item);
      return;
    }
    if (option) this.#settle(option);
    if (this.#missing()) this.#moveOn();
    else void this.#send();
  }

  #isEmptyAt(target: EventTarget | null): boolean {
    return target instanceof HTMLInputElement && target.type !== 'file' && target.value === '';
  }

  /** Backspace where nothing is typed takes the last optional option away, then the command. */
  #takeBack(): void {
    const optional = this.entry.options.filter(({ name, required }) => !required && this.filled.has(name));
    const last = this.#option(this.active) ?? optional.at(-1);
    if (!last || last.required) {
      if (this.active === '') this.#leave(false);
      return;
    }
    this.#set(last.name, undefined);
    this.#moveOn();
  }

  #values(): Record<string, Given> {
    return Object.fromEntries(
      [...this.filled].flatMap(([name, { value }]) => (value === undefined ? [] : [[name, value]])),
    );
  }

  async #attach(option: CommandOption, file: File): Promise<void> {
    this.error = '';
    try {
      const id = await store.upload(file);
      this.#set(option.name, { text: file.name, value: { kind: 'file', id } });
      this.#moveOn();
    } catch (error) {
      this.error = error instanceof Error ? error.message : 'The file could not be uploaded.';
    }
  }

  async #send(): Promise<void> {
    if (this.isSending) return;
    for (const option of this.entry.options) this.#settle(option);
    const missing = this.#missing();
    const bad = [...this.filled].find(([, { text, value }]) => text !== '' && value === undefined);
    if (missing || bad) {
      const name = missing?.name ?? bad?.[0];
      this.error = bad ? `Pick one of the list for ${bad[0]}.` : `${name} is still empty.`;
      this.querySelector<HTMLInputElement>(`[data-option="${bad?.[0] ?? name}"] input`)?.focus();
      return;
    }
    this.isSending = true;
    // What the client refuses is known at once; an answer of the bot comes as a message.
    const sent = store.slash(this.entry.name, this.#values());
    const refusal = await Promise.race([
      sent,
      new Promise<undefined>((resolve) => setTimeout(resolve, TYPING_MS)),
    ]);
    this.isSending = false;
    if (refusal) this.error = refusal;
    else this.#leave(true);
  }

  #leave(sent: boolean): void {
    this.dispatchEvent(new CustomEvent('leave', { detail: sent }));
  }
}

customElements.define('desk-command-line', DeskCommandLine);
