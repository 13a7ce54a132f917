import { LitElement } from 'lit';
import { store } from '../store.ts';

/** An element that shows the store, and shows it anew whenever it changes. It has no shadow: one style sheet serves all. */
export class DeskElement extends LitElement {
  readonly store = store;
  #stop = () => {};

  override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stop = store.watch(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    this.#stop();
    super.disconnectedCallback();
  }
}
