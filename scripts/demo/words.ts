import type { FormValue, FormView, MessageView, OptionValue, OptionValues } from '../../sandbox/index.ts';

const width = 92;

/**
 * A message as someone reads it, without colour and markdown: its text, what stands in the coloured card behind a bar,
 * then its buttons and selects in brackets.
 */
export function messageLines(message: MessageView): string[] {
  const all = message.text().split('\n');
  const cardFrom = linesIn(message.content);
  const cardTo = cardFrom + linesIn(message.embeds.map(({ description = '' }) => description).join('\n'));
  return all.map((line, index) => {
    const plain = withoutMarkdown(line);
    return index >= cardFrom && index < cardTo ? `│ ${plain}`.trimEnd() : plain;
  });
}

function linesIn(text: string): number {
  return text === '' ? 0 : text.split('\n').length;
}

function withoutMarkdown(line: string): string {
  return line
    .replace(/^((?:> )?)-# /, '$1')
    .replaceAll(/(?<!\\)(\*\*|`)/g, '')
    .replaceAll(/\\([^\p{L}\p{N}\s])/gu, '$1');
}

/** A command as it was typed. */
export function commandWords(name: string, values: OptionValues): string {
  const typed = Object.entries(values).map(([option, value]) =>
    value === undefined ? '' : ` ${option}:${valueWords(value)}`,
  );
  return `/${name}${typed.join('')}`;
}

/** A form as someone reads it, its fields in brackets. */
export function formLines(form: FormView): string[] {
  return form.text().split('\n').map(withoutMarkdown);
}

/** What someone gives to a command, a select or a form, as they would see it. */
export function valueWords(value: OptionValue | FormValue | undefined): string {
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.map(valueWords).join(', ');
  if ('bytes' in value) return `[${value.name}]`;
  return 'kind' in value ? `${signs[value.kind]}${value.name}` : '';
}

const signs = { user: '@', role: '@', channel: '#' } as const;

/** Lines moved in, and broken between words where they would be too wide to read. */
export function block(lines: readonly string[], indent: string): string {
  return lines
    .flatMap((line) => wrapped(line, width - indent.length).map((part) => indent + part))
    .join('\n');
}

function wrapped(line: string, max: number): string[] {
  // What begins a quote or a card goes on at the start of each line of it.
  const [start = ''] = /^(?:│ )?(?:> )?/.exec(line) ?? [];
  const parts: string[] = [];
  let rest = line;
  while (rest.length > max) {
    const space = rest.lastIndexOf(' ', max);
    if (space <= start.length) break;
    parts.push(rest.slice(0, space));
    rest = `${start === '' ? '  ' : start}${rest.slice(space + 1)}`;
  }
  return [...parts, rest];
}
