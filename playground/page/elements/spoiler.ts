import { html, LitElement, type TemplateResult } from 'lit';

/** A text that is hidden until it is pressed. */
export class DeskSpoiler extends LitElement {
  static override properties = { inside: { attribute: false }, open: { state: true } };
  declare inside: TemplateResult;
  declare open: boolean;

  constructor() {
    super();
    this.open = false;
  }

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override render() {
    if (this.open) return html`<span class="spoiler open">${this.inside}</span>`;
    const show = () => {
      this.open = true;
    };
    return html`<button class="spoiler" aria-label="Spoiler, press to show" @click=${show}><span aria-hidden="true">${this.inside}</span></button>`;
  }
}

customElements.define('desk-spoiler', DeskSpoiler);
