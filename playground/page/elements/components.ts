import { html, nothing, type TemplateResult } from 'lit';
import type { Component, Given, ShownMessage } from '../../protocol.ts';
import { withEmoji } from '../emoji.ts';
import { itemsOf } from '../items.ts';
import { store } from '../store.ts';
import './combo.ts';
import { content, link } from './content.ts';
import { fileCard, picture } from './media.ts';

const BUTTON_STYLES: Readonly<Record<number, string>> = {
  1: 'primary',
  2: 'secondary',
  3: 'success',
  4: 'danger',
  5: 'secondary',
};
const BUTTON = 2;
const LINK_STYLE = 5;

/** The components of a message, in the older layout and the newer one. */
export function components(message: ShownMessage, list: readonly Component[]): readonly TemplateResult[] {
  return list.map((one) => component(message, one));
}

function component(message: ShownMessage, one: Component): TemplateResult {
  const inside = () => components(message, one.components ?? []);
  switch (one.type) {
    case 1:
      return html`<div class="row">${inside()}</div>`;
    case BUTTON:
      return button(message, one);
    case 9:
      return html`<div class="section"><div>${inside()}</div>
        ${one.accessory ? component(message, one.accessory) : nothing}</div>`;
    case 10:
      return html`${content(one.content ?? '')}`;
    case 11:
      return picture(one.media?.url ?? '', one.description ?? 'Thumbnail', 'thumbnail');
    case 12:
      return html`<div class="gallery">${(one.items ?? []).map(({ media, description }) =>
        picture(media.url, description ?? 'Picture'),
      )}</div>`;
    case 13:
      return fileCard(one.file?.url ?? '', nameIn(one.file?.url ?? ''));
    case 14:
      return html`<hr>`;
    case 17: {
      const { accent_color: colour } = one as Component & { accent_color?: number };
      const border =
        colour === undefined ? nothing : `border-left-color: #${colour.toString(16).padStart(6, '0')}`;
      return html`<div class="container" style=${border}>${inside()}</div>`;
    }
    default:
      return select(message, one);
  }
}

function button(message: ShownMessage, one: Component): TemplateResult {
  const { id, channel_id: channel } = message.wire;
  const customId = one.custom_id ?? '';
  const { emoji } = one as Component & { emoji?: { name?: string } };
  const words = `${emoji?.name ? `${emoji.name} ` : ''}${one.label ?? ''}`;
  if (one.style === LINK_STYLE) return link(one.url ?? '', `${words} ↗`, 'button secondary');
  const busy = store.busy.has(`${id} ${customId}`);
  const press = () => {
    if (!busy) void store.act({ kind: 'press', channel, message: id, customId });
  };
  return html`<button type="button" class="button ${BUTTON_STYLES[one.style ?? 2]}" ?disabled=${one.disabled ?? false}
    aria-busy=${busy} @click=${press}>${withEmoji(words)}</button>`;
}

function select(message: ShownMessage, one: Component): TemplateResult {
  const { id, channel_id: channel } = message.wire;
  const customId = one.custom_id ?? '';
  const { items, chosen } = itemsOf(one);
  const choose = ({ detail }: CustomEvent<Given[]>) =>
    void store.act({ kind: 'choose', channel, message: id, customId, values: detail });
  return html`<desk-combo class="select" .items=${items} .chosen=${chosen} .least=${one.min_values ?? 1} .most=${one.max_values ?? 1}
    .label=${one.placeholder ?? 'Make a selection'} .placeholder=${one.placeholder ?? 'Make a selection'}
    .disabled=${one.disabled ?? false} @chosen=${choose}></desk-combo>`;
}

function nameIn(url: string): string {
  return decodeURIComponent(url.split('?')[0]?.split('/').at(-1) ?? 'file');
}
