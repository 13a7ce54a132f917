import '@skyra/discord-components-core/discord-mention.js';
import '@skyra/discord-components-core/discord-quote.js';
import { html, nothing, type TemplateResult } from 'lit';
import { withEmoji } from '../emoji.ts';
import { type Block, parseMarkdown } from '../markdown/blocks.ts';
import { type Inline, parseInline } from '../markdown/inline.ts';
import { nameOf } from '../names.ts';
import { store } from '../store.ts';
import './spoiler.ts';
import './time.ts';

type Rendered = TemplateResult | typeof nothing | readonly (string | TemplateResult)[];

/** A text as Discord shows it, markdown and mentions included. */
export function content(source: string): Rendered {
  return source === '' ? nothing : html`<div class="markdown">${parseMarkdown(source).map(block)}</div>`;
}

/** The same where there is one line only, such as the title of a card. */
export function line(source: string): Rendered {
  return html`${parseInline(source).map(inline)}`;
}

function block(part: Block): TemplateResult {
  switch (part.kind) {
    case 'paragraph':
      return html`<p>${part.inside.map(inline)}</p>`;
    case 'heading':
      return html`<p class="heading level${part.level}" role="heading" aria-level=${part.level + 2}>${part.inside.map(inline)}</p>`;
    case 'small':
      return html`<p class="small">${part.inside.map(inline)}</p>`;
    case 'quote':
      return html`<discord-quote><div>${part.blocks.map(block)}</div></discord-quote>`;
    case 'code':
      return html`<pre tabindex="0"><code>${part.text}</code></pre>`;
    case 'list': {
      const items = part.items.map((item) => html`<li>${item.map(block)}</li>`);
      return part.ordered ? html`<ol start=${part.start}>${items}</ol>` : html`<ul>${items}</ul>`;
    }
  }
}

function inline(part: Inline): Rendered {
  switch (part.kind) {
    case 'text':
      return withEmoji(part.text);
    case 'break':
      return html`<br>`;
    case 'code':
      return html`<code>${part.text}</code>`;
    case 'bold':
      return html`<strong>${part.inside.map(inline)}</strong>`;
    case 'italic':
      return html`<em>${part.inside.map(inline)}</em>`;
    case 'underline':
      return html`<u>${part.inside.map(inline)}</u>`;
    case 'strike':
      return html`<s>${part.inside.map(inline)}</s>`;
    case 'spoiler':
      return html`<desk-spoiler .inside=${html`${part.inside.map(inline)}`}></desk-spoiler>`;
    case 'link':
      return link(part.url, html`${part.inside.map(inline)}`);
    case 'user':
      return html`<discord-mention ?highlight=${part.id === store.frame?.you}>@${nameOf('user', part.id)}</discord-mention>`;
    case 'role':
      return html`<discord-mention>@${nameOf('role', part.id)}</discord-mention>`;
    case 'everyone':
      return html`<discord-mention>${part.text}</discord-mention>`;
    case 'channel':
      return channelMention(part.id);
    case 'command':
      return html`<button class="mention" @click=${() => store.draft(`/${part.name} `)}>/${part.name}</button>`;
    case 'time':
      return html`<desk-time class="stamp" .seconds=${part.seconds} .format=${part.style}></desk-time>`;
    case 'emoji':
      return html`<span>:${part.name}:</span>`;
  }
}

function channelMention(id: string): TemplateResult {
  const place = store.frame?.places.find((one) => one.id === id);
  if (!place) return html`<discord-mention>#no access</discord-mention>`;
  return html`<button class="mention" @click=${() => store.open(id)}>#${place.name}</button>`;
}

const LOCAL = /^https?:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?(?:\/|$)/;

/** A link as people see it. It is followed on this machine only, as to the local Stripe: nothing leaves it. */
export function link(url: string, label: TemplateResult | string, kind = 'link'): TemplateResult {
  if (LOCAL.test(url))
    return html`<a class=${kind} href=${url} target="_blank" rel="noreferrer">${label}</a>`;
  const tell = (event: Event) => {
    event.preventDefault();
    store.announce(`Links are not followed here. This one leads to ${url}`);
    const { currentTarget } = event;
    if (currentTarget instanceof HTMLElement) currentTarget.toggleAttribute('data-told', true);
  };
  return html`<a class=${kind} href=${url} title="Not followed here: ${url}" rel="noreferrer" @click=${tell}>${label}</a>`;
}
