/** A piece of text as Discord's markdown makes it, within a line. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | {
      readonly kind: 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler';
      readonly inside: readonly Inline[];
    }
  | { readonly kind: 'link'; readonly url: string; readonly inside: readonly Inline[] }
  | { readonly kind: 'user' | 'role' | 'channel'; readonly id: string }
  | { readonly kind: 'everyone'; readonly text: string }
  | { readonly kind: 'command'; readonly name: string }
  | { readonly kind: 'time'; readonly seconds: number; readonly style: string }
  | { readonly kind: 'emoji'; readonly name: string }
  | { readonly kind: 'break' };

type Rule = readonly [pattern: RegExp, make: (match: RegExpExecArray) => Inline];

const within = (kind: 'bold' | 'italic' | 'underline' | 'strike' | 'spoiler') => (match: RegExpExecArray) =>
  ({ kind, inside: parseInline(match[1] ?? '') }) as const;

const text = (value: string): Inline => ({ kind: 'text', text: value });

/** Tried in this order at every place; each pattern is anchored there. */
const rules: readonly Rule[] = [
  [/\\([^\p{L}\p{N}\s])/uy, ([, character = '']) => text(character)],
  [
    /``(.+?)``(?!`)|`([^`]+)`/sy,
    ([, double, single]) => ({ kind: 'code', text: (double ?? single ?? '').trim() }),
  ],
  [/<@!?(\d+)>/y, ([, id = '']) => ({ kind: 'user', id })],
  [/<@&(\d+)>/y, ([, id = '']) => ({ kind: 'role', id })],
  [/<#(\d+)>/y, ([, id = '']) => ({ kind: 'channel', id })],
  [/<\/([^:>]+):\d+>/y, ([, name = '']) => ({ kind: 'command', name })],
  [
    /<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y,
    ([, seconds, style = 'f']) => ({ kind: 'time', seconds: Number(seconds), style }),
  ],
  [/<a?:(\w+):\d+>/y, ([, name = '']) => ({ kind: 'emoji', name })],
  [/@(?:everyone|here)\b/y, ([all]) => ({ kind: 'everyone', text: all })],
  [
    /\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/y,
    ([, label = '', url = '']) => ({ kind: 'link', url, inside: parseInline(label) }),
  ],
  [/<(https?:\/\/[^\s>]+)>/y, ([, url = '']) => ({ kind: 'link', url, inside: [text(url)] })],
  [/https?:\/\/[^\s<>]*[^\s<>.,;:!?'")\]]/y, ([url]) => ({ kind: 'link', url, inside: [text(url)] })],
  [/\|\|(.+?)\|\|/sy, within('spoiler')],
  [
    /\*\*\*(.+?)\*\*\*(?!\*)/sy,
    ([, inner = '']) => ({ kind: 'bold', inside: [{ kind: 'italic', inside: parseInline(inner) }] }),
  ],
  [/\*\*(.+?)\*\*(?!\*)/sy, within('bold')],
  [/__(.+?)__(?!_)/sy, within('underline')],
  [/~~(.+?)~~/sy, within('strike')],
  [/\*(?!\s)((?:\*\*|[^*])+?)(?<!\s)\*(?!\*)/sy, within('italic')],
  [/\b_((?:__|[^_])+?)_\b/sy, within('italic')],
  [/\n/y, () => ({ kind: 'break' })],
];

/** Reads a text without blocks. What is no markdown stays as it was typed. */
export function parseInline(source: string): readonly Inline[] {
  const found: Inline[] = [];
  let plain = '';
  let at = 0;
  while (at < source.length) {
    const hit = match(source, at);
    if (hit) {
      if (plain) found.push(text(plain));
      plain = '';
      found.push(hit.inline);
      at += hit.length;
    } else {
      plain += source[at];
      at += 1;
    }
  }
  if (plain) found.push(text(plain));
  return joined(found);
}

function match(source: string, at: number): { inline: Inline; length: number } | undefined {
  for (const [pattern, make] of rules) {
    pattern.lastIndex = at;
    const found = pattern.exec(source);
    // Making one may use the same pattern for what is inside, so nothing of it is read afterwards.
    if (found) return { length: found[0].length, inline: make(found) };
  }
  return undefined;
}

function joined(parts: readonly Inline[]): readonly Inline[] {
  const result: Inline[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.kind === 'text' && last?.kind === 'text') result.splice(-1, 1, text(last.text + part.text));
    else result.push(part);
  }
  return result;
}
