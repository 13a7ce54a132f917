import { html, nothing } from 'lit';
import { type Entry, entriesOf, fittingEntries, typedEntry, typedOptions } from '../commandEntries.ts';
import { withMentions } from '../names.ts';
import { DeskCommandLine } from './commandLine.ts';
import { commandList } from './commandLists.ts';
import { DeskElement } from './deskElement.ts';
import { sizeWords } from './media.ts';

const MAX_FILES = 10;

/** The message box: text, files, and commands after a slash. */
export class DeskComposer extends DeskElement {
  static override properties = {
    text: { state: true },
    files: { state: true },
    entry: { state: true },
    at: { state: true },
    error: { state: true },
    isDragging: { state: true },
  };
  declare text: string;
  declare files: readonly File[];
  /** The command that is being filled in. */
  declare entry: { readonly entry: Entry; readonly given: ReadonlyMap<string, string> } | undefined;
  declare at: number;
  declare error: string;
  declare isDragging: boolean;
  #place = '';
  #stopDrafts = () => {};

  constructor() {
    super();
    this.text = '';
    this.files = [];
    this.entry = undefined;
    this.at = 0;
    this.error = '';
    this.isDragging = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopDrafts = this.store.onDraft((text) => {
      this.entry = undefined;
      this.#type(text);
      this.#focus();
    });
  }

  override disconnectedCallback(): void {
    this.#stopDrafts();
    super.disconnectedCallback();
  }

  override willUpdate(): void {
    const place = `${this.store.frame?.you} ${this.store.channelId}`;
    if (place === this.#place) return;
    // What was begun elsewhere does not belong here.
    this.#place = place;
    this.entry = undefined;
    this.text = '';
    this.files = [];
    this.error = '';
  }

  override render() {
    const { place } = this.store;
    if (!place) return nothing;
    if (!place.mayWrite)
      return html`<div class="composer"><p class="muted">You may read here, but not write.</p></div>`;
    return html`<div class="composer ${this.isDragging ? 'dragging' : ''}" @dragover=${this.#onDrag}
        @dragleave=${() => {
          this.isDragging = false;
        }} @drop=${this.#onDrop}>
      ${this.error ? html`<p class="failure" role="alert">${this.error}</p>` : nothing}
      ${this.entry ? this.#command() : this.#textBox(place.kind === 'direct' ? `@${place.name}` : `#${place.name}`, place.mayAttach)}
    </div>`;
  }

  #command() {
    return html`<desk-command-line .entry=${this.entry?.entry} .given=${this.entry?.given ?? new Map()}
      @leave=${this.#onLeave}></desk-command-line>`;
  }

  #textBox(name: string, mayAttach: boolean) {
    const found = this.#found();
    const isListing = found.length > 0;
    return html`${isListing ? commandList(found, this.at, (entry) => this.#begin(entry)) : nothing}
      ${
        this.files.length > 0
          ? html`<ul class="chosenFiles" aria-label="Files to send">${this.files.map(
              (file) => html`<li>${file.name} <span class="muted">${sizeWords(file.size)}</span>
          <button class="plain" aria-label="Remove ${file.name}" @click=${() => {
            this.files = this.files.filter((one) => one !== file);
          }}>✕</button></li>`,
            )}</ul>`
          : nothing
      }
      <div class="box">
        <label class="attach" title="Add files"><span aria-hidden="true">+</span>
          <input type="file" multiple aria-label="Add files" ?disabled=${!mayAttach} @change=${this.#onChoose}></label>
        <textarea rows="1" role="combobox" aria-haspopup="listbox" aria-label="Message ${name}" aria-autocomplete="list"
          aria-expanded=${isListing} aria-controls="commands" aria-activedescendant=${isListing ? `command${this.at}` : nothing}
          placeholder="Message ${name}, or / for commands" .value=${this.text}
          @input=${(event: InputEvent) => event.target instanceof HTMLTextAreaElement && this.#type(event.target.value)}
          @keydown=${this.#onKey} @paste=${this.#onPaste}></textarea>
        <button class="send" aria-label="Send" ?disabled=${this.text.trim() === '' && this.files.length === 0} @click=${() => void this.#say()}>Send</button>
      </div>`;
  }

  override updated(): void {
    const box = this.querySelector('textarea');
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${Math.min(box.scrollHeight, 160)}px`;
    this.querySelector('.above .at')?.scrollIntoView({ block: 'nearest' });
  }

  get #entries(): Entry[] {
    return entriesOf(this.store.opened.slash);
  }

  #found(): Entry[] {
    return this.text.startsWith('/') && !this.text.includes('\n')
      ? fittingEntries(this.#entries, this.text.slice(1))
      : [];
  }

  #type(text: string): void {
    this.text = text;
    this.at = 0;
    this.error = '';
    const typed = typedEntry(this.#entries, text);
    if (typed) this.#begin(typed.entry, typed.rest);
  }

  #begin(entry: Entry, rest = ''): void {
    this.text = '';
    this.entry = { entry, given: typedOptions(entry, rest) };
  }

  #onLeave = (): void => {
    this.entry = undefined;
    this.#focus();
  };

  #focus(): void {
    void this.updateComplete.then(() => this.querySelector('textarea')?.focus());
  }

  #onKey = (event: KeyboardEvent): void => {
    const found = this.#found();
    const entry = found[this.at];
    if (event.key === 'ArrowDown' && entry) this.at = Math.min(this.at + 1, found.length - 1);
    else if (event.key === 'ArrowUp' && entry) this.at = Math.max(this.at - 1, 0);
    else if ((event.key === 'Tab' || event.key === 'Enter') && !event.shiftKey && entry) this.#begin(entry);
    else if (event.key === 'Escape' && entry) this.text = '';
    else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) void this.#say();
    else return;
    event.preventDefault();
  };

  #onChoose = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    this.#add([...(target.files ?? [])]);
    target.value = '';
  };

  #onPaste = (event: ClipboardEvent): void => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.#add(files);
  };

  #onDrag = (event: DragEvent): void => {
    event.preventDefault();
    this.isDragging = true;
  };

  #onDrop = (event: DragEvent): void => {
    event.preventDefault();
    this.isDragging = false;
    const files = [...(event.dataTransfer?.files ?? [])];
    const line = this.querySelector('desk-command-line');
    if (!(line instanceof DeskCommandLine && line.takeFiles(files))) this.#add(files);
  };

  #add(files: readonly File[]): void {
    this.files = [...this.files, ...files].slice(0, MAX_FILES);
    this.#focus();
  }

  async #say(): Promise<void> {
    const { text, files, store } = this;
    if (text.trim() === '' && files.length === 0) return;
    this.text = '';
    this.files = [];
    try {
      const ids = await Promise.all(files.map((file) => store.upload(file)));
      const outcome = await store.ask({
        kind: 'say',
        channel: store.channelId,
        content: withMentions(text),
        files: ids,
      });
      if (outcome.kind === 'refused') throw new Error(outcome.reason);
    } catch (error) {
      this.text = text;
      this.files = files;
      this.error = error instanceof Error ? error.message : 'It could not be sent.';
    }
    this.#focus();
  }
}

customElements.define('desk-composer', DeskComposer);
