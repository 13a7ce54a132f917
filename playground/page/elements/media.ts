import { html, type TemplateResult } from 'lit';
import type { WireMessage } from '../../protocol.ts';

type Attachment = WireMessage['attachments'][number];

/** A picture; pressed, it is shown large. */
export function picture(url: string, description: string, kind = 'picture'): TemplateResult {
  const show = () =>
    document.dispatchEvent(new CustomEvent('show-picture', { detail: { url, description } }));
  return html`<button class=${kind} aria-label="Show large: ${description}" @click=${show}>
    <img src=${url} alt=${description} loading="lazy">
  </button>`;
}

/** A file that stands by itself in a message. */
export function attachment(file: Attachment): TemplateResult {
  const { url, filename, content_type: type, description, size } = file;
  return type.startsWith('image/') && !type.includes('svg')
    ? picture(url, description ?? filename)
    : fileCard(url, filename, size);
}

/** A file to take. */
export function fileCard(url: string, name: string, sizeBytes?: number): TemplateResult {
  return html`<a class="file" href=${url} download=${name}>
    <span class="fileSign" aria-hidden="true">⎘</span>
    <span>${name}</span>
    ${sizeBytes === undefined ? '' : html`<span class="muted">${sizeWords(sizeBytes)}</span>`}
  </a>`;
}

/** A file's size for reading. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(0)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}
