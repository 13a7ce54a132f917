import { orderly } from '../domain/orderly.ts';

/*
 * User-typed text in Discord messages: nothing typed may ping, hide, or break the layout around it.
 */

const link = /https?:\/\/[^\s<>]+/gu;

/**
 * Shows a typed text as it was typed: markdown, mentions and custom emoji in it are inert, whole links still work. A link
 * goes between < and >, where Discord takes it as it is; any mark would become part of it otherwise.
 */
export function escapeText(text: string): string {
  let escaped = '';
  let end = 0;
  for (const match of text.matchAll(link)) {
    const url = linkIn(match[0]);
    if (url === undefined) continue;
    escaped += `${escapeWords(text.slice(end, match.index))}<${url}>`;
    end = match.index + url.length;
  }
  return escaped + escapeWords(text.slice(end));
}

function escapeWords(text: string): string {
  return (
    text
      .replaceAll(/[\\*_~`|<>[\]()]/g, '\\$&')
      .replaceAll(/^(\s*)([#+-])/gm, '$1\\$2')
      .replaceAll(/^(\s*\d+)\./gm, '$1\\.')
      .replaceAll(/@(?=everyone|here)/g, '@\u2060')
      // What only begins like a link must not become one.
      .replaceAll(/(?<=https?):(?=\/\/)/g, '\\:')
  );
}

/**
 * The link at the start of a run of characters, without the punctuation of the sentence around it. There is none where the run ends
 * in "…": it was cut, and would lead somewhere else.
 */
function linkIn(run: string): string | undefined {
  if (run.endsWith('…')) return undefined;
  let unopened = run.split(')').length - run.split('(').length;
  let end = run.length;
  for (; end > 0; end -= 1) {
    const last = run.charAt(end - 1);
    if (last === ')' && unopened > 0) unopened -= 1;
    else if (!/[.,:;!?"'\]*~`|]/.test(last)) break;
  }
  const url = run.slice(0, end);
  return /^https?:\/\/./.test(url) ? url : undefined;
}

/** Cuts a text to at most `max` characters, ending in "…" when something is missing; never inside a character. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return `${text.slice(0, max - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Escapes a text and cuts it so that what is sent has at most `max` characters. */
export function shown(text: string, max: number): string {
  let kept = max;
  let result = escapeText(cut(text, kept));
  while (result.length > max) {
    if (kept === 1) return '…';
    kept = Math.max(1, Math.min(kept - 1, Math.floor((kept * max) / result.length)));
    result = escapeText(cut(text, kept));
  }
  return result;
}

/** The same on one line. */
export function shownLine(text: string, max: number): string {
  return shown(text.replaceAll(/\s+/g, ' '), max);
}

/**
 * These lines, as many from the first on as have at most `max` characters together with the last, which says how many are
 * left out. All of them where they fit.
 */
export function linesWithin(
  lines: readonly string[],
  max: number,
  more: (leftOut: number) => string = (leftOut) => `-# … and ${leftOut} more`,
): readonly string[] {
  const isWithin = (some: readonly string[]) => some.join('\n').length <= max;
  let kept = [...lines];
  for (let count = lines.length - 1; !isWithin(kept) && count >= 0; count -= 1)
    kept = [...lines.slice(0, count), more(lines.length - count)];
  return kept;
}

/** An order id in a message: only ids whose underscores would be read as markdown need escaping. */
export function shownId(orderId: string): string {
  return /^_|_$|__/.test(orderId) ? orderId.replaceAll('_', '\\_') : orderId;
}

/** A quoted block, each line of it marked. */
export function quote(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n');
}

/** A person by mention; messages are sent so that mentions don't ping. */
export function mention(userId: string): string {
  if (userId === orderly.userId) return orderly.username;
  return `<@${userId}>`;
}

/** A moment in each reader's own zone and language, as distance from now ("2 hours ago"). */
export function ago(moment: Date): string {
  return `<t:${Math.floor(moment.getTime() / 1000)}:R>`;
}

/** A moment in each reader's own zone and language, as date and time. */
export function dateTime(moment: Date): string {
  return `<t:${Math.floor(moment.getTime() / 1000)}:f>`;
}
