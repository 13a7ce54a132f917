import { html, nothing } from 'lit';
import type { Component, Given } from '../../protocol.ts';
import { itemsOf, keyOf } from '../items.ts';
import './combo.ts';
import { content } from './content.ts';
import { DeskElement } from './deskElement.ts';
import { sizeWords } from './media.ts';

const TEXT_INPUT = 4;
const TEXT_DISPLAY = 10;
const FILE_UPLOAD = 19;
const ONE_LINE = 1;

/** The form that the bot opened, over everything else. What was filled in stays when it is refused. */
export class DeskFormDialog extends DeskElement {
  static override properties = {
    error: { state: true },
    isSending: { state: true },
    files: { state: true },
    chosen: { state: true },
  };
  declare error: string;
  declare isSending: boolean;
  declare files: ReadonlyMap<string, readonly File[]>;
  declare chosen: ReadonlyMap<string, readonly Given[]>;
  #form = '';
  #opener: Element | null = null;

  constructor() {
    super();
    this.#forget();
  }

  override willUpdate(): void {
    const form = this.store.form?.form ?? '';
    if (form !== this.#form) this.#forget();
  }

  override render() {
    const { form } = this.store;
    if (!form) return html`<dialog class="form"></dialog>`;
    return html`<dialog class="form" aria-labelledby="formTitle" @close=${this.#onClose}>
      <form @submit=${this.#onSubmit} novalidate>
        <header><h2 id="formTitle">${form.modal.title}</h2>
          <button type="button" class="plain" aria-label="Close" @click=${() => this.store.closeForm()}>✕</button></header>
        <div class="fields">${form.modal.components.map((one) => this.#component(one))}</div>
        ${this.error ? html`<p class="failure" role="alert">${this.error}</p>` : nothing}
        <footer><button type="button" class="button secondary" @click=${() => this.store.closeForm()}>Cancel</button>
          <button type="submit" class="button primary" aria-busy=${this.isSending} ?disabled=${this.isSending}>Submit</button></footer>
      </form>
    </dialog>`;
  }

  override updated(): void {
    const dialog = this.querySelector('dialog');
    const form = this.store.form?.form ?? '';
    if (!dialog || form === this.#form) return;
    this.#form = form;
    if (form === '') {
      dialog.close();
      if (this.#opener instanceof HTMLElement) this.#opener.focus();
      return;
    }
    this.#opener = document.activeElement;
    dialog.showModal();
    dialog.querySelector<HTMLElement>('.fields :is(input, textarea, button)')?.focus();
  }

  #forget(): void {
    this.error = '';
    this.isSending = false;
    this.files = new Map();
    this.chosen = new Map();
  }

  #component(one: Component) {
    if (one.type === TEXT_DISPLAY) return html`${content(one.content ?? '')}`;
    const input = one.component ?? one.components?.[0];
    if (!input) return nothing;
    const id = `field-${input.custom_id}`;
    const label = one.label ?? input.label ?? '';
    const required = input.required !== false;
    return html`<div class="field">
      <label for=${id}>${label}${required ? html`<span class="required" aria-hidden="true"> *</span>` : nothing}</label>
      ${one.description ? html`<p class="muted" id="${id}-about">${one.description}</p>` : nothing}
      ${this.#input(input, id, label, required, one.description ? `${id}-about` : undefined)}
    </div>`;
  }

  #input(input: Component, id: string, label: string, required: boolean, about: string | undefined) {
    const {
      type,
      custom_id: name = '',
      placeholder = '',
      value = '',
      min_length: least,
      max_length: most,
    } = input;
    if (type === FILE_UPLOAD) return this.#upload(input, id, about);
    if (type !== TEXT_INPUT) {
      const { items, chosen } = itemsOf(input);
      const now = this.chosen.get(name)?.map(keyOf) ?? chosen;
      const choose = ({ detail }: CustomEvent<Given[]>) => {
        this.chosen = new Map(this.chosen).set(name, detail);
      };
      return html`<desk-combo id=${id} .items=${items} .chosen=${now} .least=${required ? (input.min_values ?? 1) : 0} .most=${input.max_values ?? 1}
        .label=${label} .placeholder=${placeholder || 'Make a selection'} @chosen=${choose}></desk-combo>`;
    }
    return input.style === ONE_LINE
      ? html`<input id=${id} name=${name} type="text" .value=${value} placeholder=${placeholder} minlength=${least ?? nothing}
          maxlength=${most ?? nothing} aria-required=${required} aria-describedby=${about ?? nothing} autocomplete="off">`
      : html`<textarea id=${id} name=${name} rows="4" .value=${value} placeholder=${placeholder} minlength=${least ?? nothing}
          maxlength=${most ?? nothing} aria-required=${required} aria-describedby=${about ?? nothing}></textarea>`;
  }

  #upload({ custom_id: name = '', max_values: most = 1 }: Component, id: string, about: string | undefined) {
    const files = this.files.get(name) ?? [];
    const set = (next: readonly File[]) => {
      this.error = '';
      this.files = new Map(this.files).set(name, next.slice(0, most));
    };
    const choose = ({ target }: Event) => {
      if (!(target instanceof HTMLInputElement)) return;
      set([...files, ...(target.files ?? [])]);
      target.value = '';
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      set([...files, ...(event.dataTransfer?.files ?? [])]);
    };
    return html`<div class="drop" @dragover=${(event: Event) => event.preventDefault()} @drop=${drop}>
      <input id=${id} type="file" ?multiple=${most > 1} aria-describedby=${about ?? nothing} @change=${choose}>
      <p class="muted">or drop ${most > 1 ? `up to ${most} files` : 'a file'} here</p>
      ${
        files.length > 0
          ? html`<ul class="chosenFiles" aria-label="Chosen files">${files.map(
              (file) => html`<li>${file.name} <span class="muted">${sizeWords(file.size)}</span>
          <button type="button" class="plain" aria-label="Remove ${file.name}" @click=${() => set(files.filter((one) => one !== file))}>✕</button></li>`,
            )}</ul>`
          : nothing
      }
    </div>`;
  }

  #onClose = (): void => {
    if (this.store.form) this.store.closeForm();
  };

  #onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (this.isSending) return;
    this.isSending = true;
    this.error = '';
    const form = this.#form;
    try {
      const error = await this.store.submit(await this.#values());
      if (form === this.#form && error) this.error = error;
    } catch (error) {
      this.error = error instanceof Error ? error.message : 'A file could not be uploaded.';
    }
    this.isSending = false;
  };

  async #values(): Promise<Record<string, readonly Given[]>> {
    const texts = [...this.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('.fields [name]')];
    const values: Record<string, readonly Given[]> = Object.fromEntries([
      ...texts.map(({ name, value }) => [name, [value]]),
      ...this.chosen,
    ]);
    for (const [name, files] of this.files) {
      const ids = await Promise.all(files.map((file) => this.store.upload(file)));
      values[name] = ids.map((id) => ({ kind: 'file', id }));
    }
    return values;
  }
}

customElements.define('desk-form-dialog', DeskFormDialog);
