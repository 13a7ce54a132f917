import { html, LitElement, nothing } from 'lit';
import { withEmoji } from '../emoji.ts';
import { fitting, type Item, keyOf } from '../items.ts';

/** From so many items on there is a field to search in. */
const SEARCH_FROM = 8;
const GAP_PX = 4;
let made = 0;

/**
 * A select: pressed, it opens a list to choose from, with the keyboard too. It sends a `chosen` event with the values;
 * where several can be chosen, when the list is closed.
 */
export class DeskCombo extends LitElement {
  static override properties = {
    items: { attribute: false },
    chosen: { attribute: false },
    least: { type: Number },
    most: { type: Number },
    label: { type: String },
    placeholder: { type: String },
    disabled: { type: Boolean },
    open: { state: true },
    typed: { state: true },
    at: { state: true },
    picked: { state: true },
  };
  declare items: readonly Item[];
  /** The keys of what is chosen already. */
  declare chosen: readonly string[];
  declare least: number;
  declare most: number;
  declare label: string;
  declare placeholder: string;
  declare disabled: boolean;
  declare open: boolean;
  declare typed: string;
  declare at: number;
  declare picked: readonly string[];
  readonly #id = `combo${++made}`;

  constructor() {
    super();
    this.items = [];
    this.chosen = [];
    this.least = 1;
    this.most = 1;
    this.label = '';
    this.placeholder = '';
    this.disabled = false;
    this.open = false;
    this.typed = '';
    this.at = 0;
    this.picked = [];
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override disconnectedCallback(): void {
    document.removeEventListener('pointerdown', this.#outside, true);
    super.disconnectedCallback();
  }

  override render() {
    const shown = this.items.filter((item) => this.chosen.includes(keyOf(item.value)));
    const words = shown.map(({ label }) => label).join(', ');
    return html`<button type="button" class="combo" role="combobox" aria-haspopup="listbox" aria-expanded=${this.open}
        aria-controls="${this.#id}list" aria-label=${`${this.label}${words ? `: ${words}` : ''}`} ?disabled=${this.disabled}
        @click=${() => (this.open ? this.#close(true) : this.#show())} @keydown=${this.#onButtonKey}>
        <span class=${words ? 'shown' : 'shown placeholder'}>${withEmoji(words || this.placeholder)}</span><span aria-hidden="true">▾</span>
      </button>
      <div class="popup" popover="manual" @keydown=${this.#onKey} @focusout=${this.#onFocusOut}>
        ${this.open && this.items.length >= SEARCH_FROM ? this.#search() : nothing}
        <div role="listbox" id="${this.#id}list" tabindex="-1" aria-label=${this.label} aria-multiselectable=${this.most > 1}
          aria-activedescendant=${this.open ? `${this.#id}item${this.at}` : nothing}>
          ${this.open ? this.#options() : nothing}
        </div>
      </div>`;
  }

  override updated(): void {
    if (this.open) this.querySelector(`#${this.#id}item${this.at}`)?.scrollIntoView({ block: 'nearest' });
  }

  #search() {
    const type = (event: InputEvent) => {
      if (!(event.target instanceof HTMLInputElement)) return;
      this.typed = event.target.value;
      this.at = 0;
    };
    return html`<input type="text" class="search" role="combobox" aria-expanded="true" aria-controls="${this.#id}list"
      aria-activedescendant="${this.#id}item${this.at}" aria-label="Search: ${this.label}" placeholder="Search" autocomplete="off"
      .value=${this.typed} @input=${type}>`;
  }

  #options() {
    const found = fitting(this.items, this.typed);
    if (found.length === 0) return html`<p class="muted nothing">Nothing fits.</p>`;
    return found.map((item, index) => {
      const isPicked = this.picked.includes(keyOf(item.value));
      return html`<div role="option" id="${this.#id}item${index}" aria-selected=${isPicked}
        class=${index === this.at ? 'item at' : 'item'} @click=${() => this.#pick(item)}>
        <span class="words"><span>${withEmoji(item.label)}</span>
        ${item.description ? html`<span class="muted">${withEmoji(item.description)}</span>` : nothing}</span>
        ${isPicked ? html`<span aria-hidden="true">✓</span>` : nothing}
      </div>`;
    });
  }

  #show(): void {
    if (this.disabled) return;
    this.open = true;
    this.typed = '';
    this.picked = this.chosen;
    this.at = Math.max(
      0,
      this.items.findIndex(({ value }) => this.chosen.includes(keyOf(value))),
    );
    document.addEventListener('pointerdown', this.#outside, true);
    void this.updateComplete.then(() => {
      const popup = this.querySelector<HTMLElement>('.popup');
      const button = this.querySelector('button');
      if (!popup || !button) return;
      popup.showPopover();
      place(popup, button.getBoundingClientRect());
      (popup.querySelector('input') ?? popup.querySelector<HTMLElement>('[role=listbox]'))?.focus();
    });
  }

  #close(refocus: boolean): void {
    if (!this.open) return;
    this.open = false;
    document.removeEventListener('pointerdown', this.#outside, true);
    this.querySelector<HTMLElement>('.popup')?.hidePopover();
    if (refocus) this.querySelector('button')?.focus();
    const changed =
      this.picked.length !== this.chosen.length || this.picked.some((key) => !this.chosen.includes(key));
    if (this.most > 1 && changed && this.picked.length >= this.least) this.#send();
  }

  #pick(item: Item): void {
    const key = keyOf(item.value);
    if (this.most === 1) {
      this.picked = this.picked.includes(key) && this.least === 0 ? [] : [key];
      this.#send();
      this.#close(true);
    } else if (this.picked.includes(key)) {
      this.picked = this.picked.filter((one) => one !== key);
    } else if (this.picked.length < this.most) {
      this.picked = [...this.picked, key];
    }
  }

  #send(): void {
    const values = this.items
      .filter((item) => this.picked.includes(keyOf(item.value)))
      .map(({ value }) => value);
    this.dispatchEvent(new CustomEvent('chosen', { detail: values }));
  }

  #onButtonKey = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    this.#show();
  };

  #onKey = (event: KeyboardEvent): void => {
    const found = fitting(this.items, this.typed);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: this.at + 1,
      ArrowUp: this.at - 1,
      Home: 0,
      End: found.length - 1,
    };
    const to = moves[event.key];
    const item = found[this.at];
    if (to !== undefined) this.at = Math.min(Math.max(0, to), found.length - 1);
    else if (event.key === 'Escape' || event.key === 'Tab') this.#close(true);
    else if ((event.key === 'Enter' || (event.key === ' ' && this.items.length < SEARCH_FROM)) && item)
      this.#pick(item);
    else return;
    if (event.key !== 'Tab') event.preventDefault();
    // A dialog around it would close too.
    event.stopPropagation();
  };

  #onFocusOut = (event: FocusEvent): void => {
    if (event.relatedTarget instanceof Node && !this.contains(event.relatedTarget)) this.#close(false);
  };

  readonly #outside = (event: Event): void => {
    if (event.target instanceof Node && !this.contains(event.target)) this.#close(false);
  };
}

/** Puts a list under what opened it, or above where there is more room. */
function place(popup: HTMLElement, button: DOMRect): void {
  const below = window.innerHeight - button.bottom;
  const above = button.top;
  const up = below < 260 && above > below;
  popup.style.width = `${Math.max(button.width, 220)}px`;
  popup.style.left = `${Math.max(GAP_PX, Math.min(button.left, window.innerWidth - Math.max(button.width, 220) - GAP_PX))}px`;
  popup.style.maxHeight = `${Math.min(320, (up ? above : below) - 3 * GAP_PX)}px`;
  popup.style.top = up ? 'auto' : `${button.bottom + GAP_PX}px`;
  popup.style.bottom = up ? `${window.innerHeight - button.top + GAP_PX}px` : 'auto';
}

customElements.define('desk-combo', DeskCombo);
