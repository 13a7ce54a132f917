import { html, nothing } from 'lit';
import { avatar } from './avatar.ts';
import { DeskElement } from './deskElement.ts';

/** Who the visitor is, and who else they can be: one press. */
export class DeskPeople extends DeskElement {
  override render() {
    const { frame } = this.store;
    if (!frame) return nothing;
    return html`<nav class="people" aria-label="Be someone">
      <span class="muted" aria-hidden="true">You are</span>
      <ul>${frame.people.map(({ id, name, part, notifications }) => {
        const news = notifications > 0 ? `, ${notifications} unread` : '';
        return html`<li><button aria-pressed=${id === frame.you} aria-label="${name}, ${part}${news}" @click=${() => this.store.be(id)}>
          ${avatar(id, name)}<span class="who"><b>${name}</b><small class="partWord">${part}</small></span>
          ${notifications > 0 ? html`<span class="badge" aria-hidden="true">${notifications}</span>` : nothing}
        </button></li>`;
      })}</ul>
    </nav>`;
  }
}

customElements.define('desk-people', DeskPeople);
