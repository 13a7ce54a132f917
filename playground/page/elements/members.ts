import { html, nothing } from 'lit';
import type { MemberCard } from '../../protocol.ts';
import { avatar } from './avatar.ts';
import { DeskElement } from './deskElement.ts';
import { partOf } from './message.ts';

/** Who is in the server, by what they are. */
export class DeskMembers extends DeskElement {
  override render() {
    const { frame } = this.store;
    if (!frame) return nothing;
    const parts = [...new Set([...frame.roles.map(({ name }) => name), 'Customer', 'App'])];
    return html`<aside class="members" aria-label="Members">${parts.map((part) => {
      const members = frame.members.filter(({ id }) => partOf(id) === part);
      if (members.length === 0) return nothing;
      return html`<h3>${part} · ${members.length}</h3><ul>${members.map((one) => this.#member(one))}</ul>`;
    })}</aside>`;
  }

  #member({ id, name, bot }: MemberCard) {
    const words = html`${avatar(id, name)}<span>${name}</span>${bot ? html`<span class="tag">APP</span>` : nothing}`;
    const commands = this.store.opened.onPeople.map((command) => command.name);
    if (commands.length === 0) return html`<li>${words}</li>`;
    const show = (event: MouseEvent) => {
      event.preventDefault();
      const opener = event.currentTarget;
      const detail = { commands, target: { person: id }, opener, x: event.clientX, y: event.clientY };
      document.dispatchEvent(new CustomEvent('show-menu', { detail }));
    };
    return html`<li><button class="place" aria-haspopup="menu" @click=${show} @contextmenu=${show}>${words}</button></li>`;
  }
}

customElements.define('desk-members', DeskMembers);
