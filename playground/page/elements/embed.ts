import '@skyra/discord-components-core/discord-embed.js';
import '@skyra/discord-components-core/discord-embed-description.js';
import '@skyra/discord-components-core/discord-embed-field.js';
import '@skyra/discord-components-core/discord-embed-fields.js';
import '@skyra/discord-components-core/discord-embed-footer.js';
import { html, nothing, type TemplateResult } from 'lit';
import type { WireMessage } from '../../protocol.ts';
import { content } from './content.ts';
import { picture } from './media.ts';

type Embed = WireMessage['embeds'][number];

/** The card of a message. */
export function embed(card: Embed): TemplateResult {
  const { color, title, author, description, fields = [], footer, image, thumbnail, timestamp } = card;
  const colour = color === undefined ? nothing : `#${color.toString(16).padStart(6, '0')}`;
  // Three fields that may stand beside each other share a row.
  let inRow = 0;
  const places = fields.map(({ inline }) => {
    inRow = inline ? (inRow % 3) + 1 : 0;
    return inline ? inRow : undefined;
  });
  return html`<discord-embed color=${colour} author-name=${author?.name ?? nothing} embed-title=${title ?? nothing}>
    ${
      description || image || thumbnail
        ? html`<discord-embed-description slot="description">
      ${thumbnail ? picture(thumbnail.url, 'Thumbnail', 'thumbnail') : nothing}
      ${content(description ?? '')}
      ${image ? picture(image.url, card.title ?? 'Picture of this card') : nothing}
    </discord-embed-description>`
        : nothing
    }
    ${
      fields.length > 0
        ? html`<discord-embed-fields slot="fields">${fields.map(
            (
              { name, value },
              index,
            ) => html`<discord-embed-field field-title=${name} ?inline=${places[index] !== undefined} inline-index=${places[index] ?? nothing}>
        ${content(value)}
      </discord-embed-field>`,
          )}</discord-embed-fields>`
        : nothing
    }
    ${
      footer || timestamp
        ? html`<discord-embed-footer slot="footer">
      ${footer?.text ?? ''}${footer && timestamp ? ' • ' : ''}
      ${timestamp ? html`<desk-time .seconds=${Date.parse(timestamp) / 1000} .format=${'f'}></desk-time>` : nothing}
    </discord-embed-footer>`
        : nothing
    }
  </discord-embed>`;
}
