import { expect, test } from 'vitest';
import { type Block, parseMarkdown } from '../../playground/page/markdown/blocks.ts';
import { type Inline, parseInline } from '../../playground/page/markdown/inline.ts';

/** What was read as a short text: `bold(a italic(b))`. */
function words(parts: readonly Inline[]): string {
  return parts
    .map((part) => {
      if (part.kind === 'text') return part.text;
      if (part.kind === 'break') return '⏎';
      if (part.kind === 'code') return `code(${part.text})`;
      if (part.kind === 'link') return `link(${part.url} ${words(part.inside)})`;
      if (part.kind === 'time') return `time(${part.seconds} ${part.style})`;
      if (part.kind === 'everyone') return `everyone(${part.text})`;
      if ('inside' in part) return `${part.kind}(${words(part.inside)})`;
      return `${part.kind}(${'id' in part ? part.id : part.name})`;
    })
    .join('');
}

function blockWords(block: Block): string {
  if (block.kind === 'quote') return `quote(${block.blocks.map(blockWords).join(' / ')})`;
  if (block.kind === 'code') return `code:${block.language}(${block.text})`;
  if (block.kind === 'list') {
    const items = block.items.map((item) => item.map(blockWords).join(' / '));
    return `${block.ordered ? `from ${block.start}` : 'list'}(${items.join(' | ')})`;
  }
  const name = block.kind === 'heading' ? `heading${block.level}` : block.kind;
  return `${name}(${words(block.inside)})`;
}

test.each([
  ['plain', 'plain'],
  ['**bold** and *italic* and _italic_', 'bold(bold) and italic(italic) and italic(italic)'],
  ['***both***', 'bold(italic(both))'],
  ['**bold with *italic* inside**', 'bold(bold with italic(italic) inside)'],
  ['__under__ ~~gone~~ ||hidden||', 'underline(under) strike(gone) spoiler(hidden)'],
  ['2 * 3 * 4 and a_b_c', '2 * 3 * 4 and a_b_c'],
  ['`**not bold**` ``a ` b``', 'code(**not bold**) code(a ` b)'],
  [String.raw`\*not italic\* \<@1>`, '*not italic* <@1>'],
  [String.raw`a\b`, String.raw`a\b`],
  ['<@12> <@!13> <@&14> <#15>', 'user(12) user(13) role(14) channel(15)'],
  ['</setup roles:99>', 'command(setup roles)'],
  ['<t:1700000000:R> <t:5>', 'time(1700000000 R) time(5 f)'],
  ['<:gold:77>', 'emoji(gold)'],
  ['@everyone @here', 'everyone(@everyone) everyone(@here)'],
  ['[docs](https://a.b/c) https://x.y/z.', 'link(https://a.b/c docs) link(https://x.y/z https://x.y/z).'],
  ['[no](javascript:alert)', '[no](javascript:alert)'],
  ['a\nb', 'a⏎b'],
  ['**open', '**open'],
])('%j reads as %s', (source, expected) => expect(words(parseInline(source))).toBe(expected));

test.each([
  ['# One\n## Two\n### Three\n#### four', 'heading1(One) heading2(Two) heading3(Three) paragraph(#### four)'],
  ['#no heading', 'paragraph(#no heading)'],
  ['-# small **print**', 'small(small bold(print))'],
  ['> said\n> twice\nafter', 'quote(paragraph(said⏎twice)) paragraph(after)'],
  ['> -# @dana, now', 'quote(small(@dana, now))'],
  ['> > twice', 'quote(paragraph(> twice))'],
  ['a\n>>> all\nof it', 'paragraph(a) quote(paragraph(all⏎of it))'],
  [
    '- one\n- two\n  - deeper\nafter',
    'list(paragraph(one) | paragraph(two) / list(paragraph(deeper))) paragraph(after)',
  ],
  ['3. three\n4. four', 'from 3(paragraph(three) | paragraph(four))'],
  ['```ts\nconst a = 1;\n```\nafter', 'code:ts(const a = 1;) paragraph(after)'],
  ['see ```x```', 'paragraph(see ) code:(x)'],
  ['```never closed', 'paragraph(```never closed)'],
  ['a\n\nb', 'paragraph(a⏎⏎b)'],
])('%j has the blocks %s', (source, expected) =>
  expect(parseMarkdown(source).map(blockWords).join(' ')).toBe(expected),
);

test('a long text of nothing but signs is read at once', () => {
  const started = performance.now();
  for (const sign of ['*', '_', '|', '~', '`', '> ', '- ', '[', '<', '\\']) parseMarkdown(sign.repeat(2000));
  expect(performance.now() - started).toBeLessThan(2000);
});
