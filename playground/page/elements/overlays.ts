import { html, nothing } from 'lit';
import { DeskElement } from './deskElement.ts';

/** What a context menu is opened with. */
interface MenuDetail {
  readonly commands: readonly string[];
  readonly target: { readonly message: string } | { readonly person: string };
  readonly opener: HTMLElement | undefined;
  readonly x: number;
  readonly y: number;
}

const MENU_WIDTH_PX = 240;
const ROOM_PX = 140;

/** What lies over the page: the apps of a message or a person, and a picture shown large. */
export class DeskOverlays extends DeskElement {
  static override properties = { menu: { state: true }, shown: { state: true } };
  declare menu: MenuDetail | undefined;
  declare shown: { readonly url: string; readonly description: string } | undefined;
  #opener: Element | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('show-menu', this.#onMenu);
    document.addEventListener('show-picture', this.#onPicture);
  }

  override disconnectedCallback(): void {
    document.removeEventListener('show-menu', this.#onMenu);
    document.removeEventListener('show-picture', this.#onPicture);
    super.disconnectedCallback();
  }

  override render() {
    return html`${this.menu ? this.#menu(this.menu) : nothing}
      <dialog class="large" aria-label=${this.shown?.description ?? 'Picture'} @close=${() => this.#hide()} @click=${() => this.#hide()}>
        ${
          this.shown
            ? html`<img src=${this.shown.url} alt=${this.shown.description}>
          <p>${this.shown.description}</p><button class="button secondary" @click=${() => this.#hide()}>Close</button>`
            : nothing
        }
      </dialog>`;
  }

  override updated(): void {
    const dialog = this.querySelector('dialog');
    if (this.shown && dialog && !dialog.open) dialog.showModal();
    if (!this.shown && dialog?.open) dialog.close();
    if (this.menu && !this.contains(document.activeElement))
      this.querySelector<HTMLElement>('[role=menuitem]')?.focus();
  }

  #menu({ commands, x, y }: MenuDetail) {
    const left = Math.min(x, window.innerWidth - MENU_WIDTH_PX);
    const top = Math.min(y, window.innerHeight - ROOM_PX);
    return html`<div class="menu" role="menu" aria-label="Apps" style="left: ${left}px; top: ${top}px"
        @keydown=${this.#onKey} @focusout=${this.#onFocusOut}>
      <p class="muted" aria-hidden="true">Apps</p>
      ${commands.map((command) => html`<button role="menuitem" class="item" @click=${() => this.#use(command)}>${command}</button>`)}
    </div>`;
  }

  #use(command: string): void {
    const { menu } = this;
    this.#closeMenu();
    if (menu) void this.store.useMenu(menu.target, command);
  }

  #closeMenu(): void {
    this.menu = undefined;
    if (this.#opener instanceof HTMLElement) this.#opener.focus();
  }

  #hide(): void {
    this.shown = undefined;
  }

  #onMenu = (event: Event): void => {
    if (!(event instanceof CustomEvent)) return;
    const detail: MenuDetail = event.detail;
    this.#opener = document.activeElement;
    const box = detail.opener?.getBoundingClientRect();
    // Opened by the keyboard there is no place of the pointer.
    const here =
      detail.x === 0 && detail.y === 0 && box ? { x: box.left, y: box.bottom } : { x: detail.x, y: detail.y };
    this.menu = { ...detail, ...here };
  };

  #onPicture = (event: Event): void => {
    if (event instanceof CustomEvent) this.shown = event.detail;
  };

  #onKey = (event: KeyboardEvent): void => {
    const items = [...this.querySelectorAll<HTMLElement>('[role=menuitem]')];
    const at = items.findIndex((item) => item.matches(':focus'));
    if (event.key === 'Escape' || event.key === 'Tab') this.#closeMenu();
    else if (event.key === 'ArrowDown') items[(at + 1) % items.length]?.focus();
    else if (event.key === 'ArrowUp') items.at(at - 1)?.focus();
    else return;
    event.preventDefault();
  };

  #onFocusOut = (event: FocusEvent): void => {
    if (!(event.relatedTarget instanceof Node && this.contains(event.relatedTarget))) this.menu = undefined;
  };
}

customElements.define('desk-overlays', DeskOverlays);
