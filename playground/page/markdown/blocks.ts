import { type Inline, parseInline } from './inline.ts';

/** A part of a message that has its lines to itself. */
export type Block =
  | { readonly kind: 'paragraph'; readonly inside: readonly Inline[] }
  | { readonly kind: 'heading'; readonly level: 1 | 2 | 3; readonly inside: readonly Inline[] }
  | { readonly kind: 'small'; readonly inside: readonly Inline[] }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | {
      readonly kind: 'list';
      readonly ordered: boolean;
      readonly start: number;
      readonly items: readonly (readonly Block[])[];
    }
  | { readonly kind: 'code'; readonly language: string; readonly text: string };

const FENCE = /^```(?:(\w+)\n)?\n?([\s\S]*?)```\n?/;
const HEADING = /^(#{1,3}) +(.+)$/;
const SMALL = /^-# +(.+)$/;
const ITEM = /^( *)([-*]|\d{1,9}\.) +(.*)$/;

/** Where a text stands: quotes don't nest, and lists only so deep. */
interface Place {
  readonly inQuote: boolean;
  readonly listDepth: number;
}

const MAX_LIST_DEPTH = 10;

/** Reads a text as Discord shows it in messages. Headings, quotes and lists begin a line; the rest is paragraphs. */
export function parseMarkdown(source: string): readonly Block[] {
  return parseIn(source, { inQuote: false, listDepth: 0 });
}

function parseIn(source: string, place: Place): readonly Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  const endParagraph = () => {
    if (paragraph.length > 0) blocks.push({ kind: 'paragraph', inside: parseInline(paragraph.join('\n')) });
    paragraph = [];
  };
  let rest = source;
  while (rest !== '') {
    const taken = takeBlock(rest, place);
    if (taken) {
      endParagraph();
      blocks.push(taken.block);
      rest = taken.rest;
      continue;
    }
    const end = lineEnd(rest);
    const line = rest.slice(0, end);
    const fence = line.indexOf('```');
    // A block of code may begin within a line.
    if (fence > 0 && FENCE.test(rest.slice(fence))) {
      paragraph.push(line.slice(0, fence));
      rest = rest.slice(fence);
    } else {
      paragraph.push(line);
      rest = rest.slice(end + 1);
    }
  }
  endParagraph();
  return blocks;
}

interface Taken {
  readonly block: Block;
  readonly rest: string;
}

function takeBlock(source: string, place: Place): Taken | undefined {
  const fence = FENCE.exec(source);
  if (fence) {
    const [all, language = '', text = ''] = fence;
    return {
      block: { kind: 'code', language, text: text.replace(/\n$/, '') },
      rest: source.slice(all.length),
    };
  }
  if (!place.inQuote && source.startsWith('>>> ')) {
    return {
      block: { kind: 'quote', blocks: parseIn(source.slice(4), { ...place, inQuote: true }) },
      rest: '',
    };
  }
  const end = lineEnd(source);
  const line = source.slice(0, end);
  const rest = source.slice(end + 1);
  const [, marks = '', heading] = HEADING.exec(line) ?? [];
  if (heading !== undefined) {
    const level = marks.length === 1 ? 1 : marks.length === 2 ? 2 : 3;
    return { block: { kind: 'heading', level, inside: parseInline(heading) }, rest };
  }
  const small = SMALL.exec(line)?.[1];
  if (small !== undefined) return { block: { kind: 'small', inside: parseInline(small) }, rest };
  if (!place.inQuote && line.startsWith('> ')) return takeQuote(source, place);
  return place.listDepth < MAX_LIST_DEPTH && ITEM.test(line) ? takeList(source, place) : undefined;
}

function takeQuote(source: string, place: Place): Taken {
  const lines = source.split('\n');
  const after = lines.findIndex((line) => !line.startsWith('> '));
  const count = after === -1 ? lines.length : after;
  const inside = lines.slice(0, count).map((line) => line.slice(2));
  return {
    block: { kind: 'quote', blocks: parseIn(inside.join('\n'), { ...place, inQuote: true }) },
    rest: lines.slice(count).join('\n'),
  };
}

function takeList(source: string, place: Place): Taken {
  const lines = source.split('\n');
  const [, indent = '', mark = ''] = ITEM.exec(lines[0] ?? '') ?? [];
  const ordered = mark.endsWith('.');
  const items: string[][] = [];
  let count = 0;
  for (const line of lines) {
    const [, its = '', itsMark = '', words = ''] = ITEM.exec(line) ?? [];
    const last = items.at(-1);
    const deeper = / {2}/.test(line.slice(0, indent.length + 2)) && line.trim() !== '' && last !== undefined;
    if (itsMark !== '' && its.length < indent.length + 2 && itsMark.endsWith('.') === ordered)
      items.push([words]);
    else if (deeper) last.push(line.slice(indent.length + 2));
    else break;
    count += 1;
  }
  return {
    block: {
      kind: 'list',
      ordered,
      start: ordered ? Number.parseInt(mark, 10) : 1,
      items: items.map((item) => parseIn(item.join('\n'), { ...place, listDepth: place.listDepth + 1 })),
    },
    rest: lines.slice(count).join('\n'),
  };
}

function lineEnd(source: string): number {
  const end = source.indexOf('\n');
  return end === -1 ? source.length : end;
}
