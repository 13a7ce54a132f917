import { html, nothing, type TemplateResult } from 'lit';
import type { ShownMessage } from '../../protocol.ts';
import { member, nameOf } from '../names.ts';
import { type Notice, store } from '../store.ts';
import { avatar } from './avatar.ts';
import { components } from './components.ts';
import { content } from './content.ts';
import { embed } from './embed.ts';
import { attachment } from './media.ts';

const LOADING = 1 << 7;
const NEWER_LAYOUT = 1 << 15;
const SAME_AUTHOR_MS = 7 * 60_000;
/** An interaction's token is gone after this long, and no answer can come. */
const TOKEN_MS = 15 * 60_000;

/** Whether a message goes on under the one before it, without the author's name and picture. */
export function goesOn(message: ShownMessage, before: ShownMessage | undefined): boolean {
  const { author, timestamp } = message.wire;
  if (!before || before.wire.author.id !== author.id || message.command || message.wire.referenced_message)
    return false;
  if (message.ephemeral !== before.ephemeral) return false;
  return Date.parse(timestamp) - Date.parse(before.wire.timestamp) < SAME_AUTHOR_MS;
}

/** A message as Discord shows it. */
export function message(shown: ShownMessage, isContinued: boolean): TemplateResult {
  const { wire, ephemeral } = shown;
  const { author } = wire;
  const failure = store.failures.get(wire.id);
  const mentioned = wire.mention_everyone || wire.mentions.some(({ id }) => id === store.frame?.you);
  const kinds = [
    isContinued ? 'continued' : '',
    ephemeral ? 'ephemeral' : '',
    mentioned ? 'mentioned' : '',
  ].join(' ');
  return html`<article class="message ${kinds}" aria-label="${author.username}, ${clock(wire.timestamp)}" data-message=${wire.id}
      @contextmenu=${(event: MouseEvent) => openMenu(event, wire.id, ephemeral)}>
    ${origin(shown)}
    ${
      isContinued
        ? html`<span class="clock" aria-hidden="true">${clock(wire.timestamp)}</span>`
        : html`${avatar(author.id, author.username)}
      <header><span class="author">${author.username}</span>${author.bot ? html`<span class="tag">APP</span>` : nothing}
      <desk-time class="muted" .seconds=${Date.parse(wire.timestamp) / 1000} .format=${'near'}></desk-time></header>`
    }
    <div class="body">${body(shown)}
      ${failure ? html`<p class="failure">⚠ ${failure}</p>` : nothing}
      ${
        ephemeral
          ? html`<p class="only muted">Only you can see this ·
        <button class="plain" @click=${() => void store.ask({ kind: 'dismiss', channel: wire.channel_id, message: wire.id })}>Dismiss message</button></p>`
          : nothing
      }
    </div>
    ${
      ephemeral || store.opened.onMessages.length === 0
        ? nothing
        : html`<button class="more" aria-haspopup="menu"
      aria-label="Apps for the message of ${author.username}" @click=${(event: MouseEvent) => openMenu(event, wire.id, ephemeral)}>⋯</button>`
    }
  </article>`;
}

/** What stands where a command is under way, or was not answered. */
export function notice(one: Notice): TemplateResult {
  if (one.failure === undefined) {
    return html`<div class="notice muted"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span> Sending ${one.command} …</div>`;
  }
  return html`<div class="notice"><p><span class="muted">You used ${one.command}</span></p>
    <p class="failure">⚠ ${one.failure}</p>
    <p class="only muted">Only you can see this · <button class="plain" @click=${() => store.forget(one)}>Dismiss message</button></p></div>`;
}

function origin({ wire, command }: ShownMessage): TemplateResult | typeof nothing {
  if (command) {
    const { user } = (wire.interaction_metadata ?? {}) as { user?: { id: string } };
    const who = user ? nameOf('user', user.id) : 'Someone';
    return html`<p class="origin"><span aria-hidden="true">╭ </span><b>${who}</b> used <span class="command">${wire.type === 23 ? command : `/${command}`}</span></p>`;
  }
  const { referenced_message: quoted } = wire;
  if (!quoted) return nothing;
  return html`<p class="origin"><span aria-hidden="true">╭ </span>in reply to <b>${quoted.author.username}</b> <span class="quoted">${quoted.content}</span></p>`;
}

function body(shown: ShownMessage): TemplateResult {
  const { wire } = shown;
  if (wire.flags & LOADING) {
    if (Date.now() - Date.parse(wire.timestamp) > TOKEN_MS)
      return html`<p class="failure">⚠ The application did not respond</p>`;
    return html`<p class="thinking"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span> ${wire.author.username} is thinking…</p>`;
  }
  const edited = wire.edited_timestamp ? html`<span class="edited muted">(edited)</span>` : nothing;
  // In the newer layout everything is a component.
  if (wire.flags & NEWER_LAYOUT) return html`${components(shown, wire.components)}${edited}`;
  return html`${content(wire.content)}${edited}
    ${wire.attachments.length > 0 ? html`<div class="gallery">${wire.attachments.map(attachment)}</div>` : nothing}
    ${wire.embeds.map(embed)}
    ${components(shown, wire.components)}`;
}

function openMenu(event: MouseEvent, id: string, ephemeral: boolean): void {
  if (ephemeral || store.opened.onMessages.length === 0) return;
  event.preventDefault();
  const target = event.currentTarget instanceof HTMLElement ? event.currentTarget : undefined;
  const commands = store.opened.onMessages.map(({ name }) => name);
  const detail = { commands, target: { message: id }, opener: target, x: event.clientX, y: event.clientY };
  document.dispatchEvent(new CustomEvent('show-menu', { detail }));
}

function clock(timestamp: string): string {
  return new Date(timestamp).toLocaleTimeString(undefined, { timeStyle: 'short' });
}

/** The title that stands beside a member's name in the list. */
export function partOf(id: string): string {
  const known = member(id);
  return known?.bot ? 'App' : (known?.roles[0] ?? 'Customer');
}
