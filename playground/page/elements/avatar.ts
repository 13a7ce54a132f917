import { html, type TemplateResult } from 'lit';
import { hueOf, member } from '../names.ts';

/** Someone's picture: their initial on a colour of theirs; the bot has a sign. Only for the eye: a name stands beside it. */
export function avatar(id: string, name: string): TemplateResult {
  if (member(id)?.bot) {
    return html`<span class="avatar bot" aria-hidden="true">
      <svg viewBox="0 0 24 24"><path d="M5 4h14v16H5z" fill="none" stroke="currentColor" stroke-width="2"></path>
      <path d="M8 9h8M8 13h8M8 17h4" stroke="currentColor" stroke-width="2"></path></svg>
    </span>`;
  }
  const colour = `background: hsl(${hueOf(id)} 55% 36%)`;
  return html`<span class="avatar" style=${colour} aria-hidden="true">${name.slice(0, 1).toUpperCase()}</span>`;
}
