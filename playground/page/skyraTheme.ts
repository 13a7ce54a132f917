import { DiscordEmbed } from '@skyra/discord-components-core/discord-embed.js';
import { DiscordEmbedField } from '@skyra/discord-components-core/discord-embed-field.js';
import { DiscordEmbedFooter } from '@skyra/discord-components-core/discord-embed-footer.js';
import { DiscordMention } from '@skyra/discord-components-core/discord-mention.js';
import { DiscordQuote } from '@skyra/discord-components-core/discord-quote.js';
import { type CSSResult, css } from 'lit';

/** Adds to the styles of a component before the first of its kind is made. */
function add(component: { elementStyles: unknown[] }, styles: CSSResult): void {
  component.elementStyles.push(styles);
}

/** Skyra's components have fixed colours; these are the page's, light or dark, with enough contrast in both. */
export function themeSkyra(): void {
  add(
    DiscordEmbed,
    css`
      :host { color: var(--text); margin: 4px 0; font-size: 14px; }
      :host .discord-left-border { background-color: var(--line); }
      :host .discord-embed-wrapper { background-color: var(--card); border-color: var(--line); max-width: 560px; }
      :host .discord-embed-title, :host .discord-embed-author { color: var(--strong); }
    `,
  );
  add(DiscordEmbedField, css`:host .discord-field-title { color: var(--strong); }`);
  add(DiscordEmbedFooter, css`:host { color: var(--muted); }`);
  add(
    DiscordMention,
    css`
      /* The sign stands in the text, so that it is copied and found. */
      .no-wrap { display: none; }
      :host { color: var(--mention); background-color: var(--mention-back); cursor: default; }
      :host(:hover) { color: var(--mention); background-color: var(--mention-back); }
      :host([highlight]) { outline: 1px solid var(--mention); }
    `,
  );
  add(
    DiscordQuote,
    css`.discord-quote-divider { background-color: var(--line); flex: none; } blockquote { min-width: 0; }`,
  );
}
