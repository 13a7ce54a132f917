import { html, type TemplateResult } from 'lit';

/** How many messages notify someone that they have not read. */
export function badge(count: number): TemplateResult {
  return html`<span class="badge">${count}<span class="unseen"> unread</span></span>`;
}
