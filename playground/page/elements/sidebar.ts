import { html, nothing, type TemplateResult } from 'lit';
import type { PlaceCard } from '../../protocol.ts';
import { avatar } from './avatar.ts';
import { badge } from './badge.ts';
import { DeskElement } from './deskElement.ts';

/** The direct messages and the server's channels that this person sees, with what they have not read. */
export class DeskSidebar extends DeskElement {
  override render() {
    const { frame } = this.store;
    if (!frame) return nothing;
    const { places, server, botId } = frame;
    const channels = places.filter(({ kind }) => kind === 'text');
    const categories = places.filter(
      ({ kind, id }) => kind === 'category' && channels.some(({ parentId }) => parentId === id),
    );
    return html`<nav class="sidebar" aria-label="Channels">
      <h2>Direct messages</h2>
      <ul>${places.filter(({ kind }) => kind === 'direct').map((place) => this.#item(place, avatar(botId, place.name)))}</ul>
      <h2 class="server">${server.name}</h2>
      <ul>${channels.filter(({ parentId }) => parentId === undefined).map((place) => this.#item(place, hash))}</ul>
      ${categories.map(
        ({ id, name }) => html`<h3>${name}</h3>
          <ul>${channels.filter(({ parentId }) => parentId === id).map((place) => this.#item(place, hash))}</ul>`,
      )}
    </nav>`;
  }

  #item(place: PlaceCard, sign: TemplateResult) {
    const { id, name, unread, notifications } = place;
    const isShown = id === this.store.channelId;
    const open = () => {
      this.store.open(id);
      this.dispatchEvent(new CustomEvent('opened'));
    };
    const news =
      notifications > 0
        ? badge(notifications)
        : unread
          ? html`<span class="unseen">, unread</span>`
          : nothing;
    return html`<li><button class="place ${unread ? 'unread' : ''}" aria-current=${isShown ? 'page' : nothing} @click=${open}>
      ${sign}<span class="name">${place.kind === 'direct' ? html`<span class="unseen">Direct messages with </span>` : nothing}${name}</span> ${news}
    </button></li>`;
  }
}

const hash = html`<span class="hash" aria-hidden="true">#</span>`;

customElements.define('desk-sidebar', DeskSidebar);
