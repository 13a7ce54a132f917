import { html, nothing } from 'lit';
import { avatar } from './avatar.ts';
import { badge } from './badge.ts';
import { DeskElement } from './deskElement.ts';

/** Who the visitor is, and who else they can be: one press. */
export class DeskPeople extends DeskElement {
  override render() {
    const { frame } = this.store;
    if (!frame) return nothing;
    return html`<nav class="people" aria-label="Be someone">
      <span class="muted" aria-hidden="true">You are</span>
      <ul>${frame.people.map(({ id, name, part, notifications }) => {
        return html`<li><button aria-pressed=${id === frame.you} @click=${() => this.store.be(id)}>
          ${avatar(id, name)}<span class="who"><b>${name}</b> <small class="partWord">${part}</small></span>
          ${notifications > 0 ? badge(notifications) : nothing}
        </button></li>`;
      })}</ul>
    </nav>`;
  }
}

customElements.define('desk-people', DeskPeople);
