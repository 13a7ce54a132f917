import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, escapeText, quote, shown, shownId, shownLine } from '../../src/views/text.ts';

const link = /<(https?:\/\/[^\s<>]+)>/gu;

/** What Discord does with the text: links between < and > are shown as they are, a backslash makes a mark plain. */
function display(sent: string): string {
  let displayed = '';
  let end = 0;
  const plain = (text: string) => text.replaceAll(/\\([^A-Za-z0-9\s])/gu, '$1').replaceAll('\u2060', '');
  for (const match of sent.matchAll(link)) {
    displayed += plain(sent.slice(end, match.index)) + match[1];
    end = match.index + match[0].length;
  }
  return displayed + plain(sent.slice(end));
}

/** What would be live: the text without links and without marks that a backslash makes plain. */
function live(sent: string): string {
  return sent.replaceAll(link, 'x').replaceAll(/\\[^A-Za-z0-9\s]/gu, 'x');
}

/** Texts with much in them that means something to Discord. */
const marks = [
  ...[
    '*',
    '**',
    '_',
    '__',
    '~~',
    '`',
    '```',
    '||',
    '[',
    ']',
    '(',
    ')',
    '<',
    '>',
    '\\',
    '#',
    '-# ',
    '- ',
    '1. ',
    '> ',
  ],
  ...[
    '\n',
    ' ',
    '@everyone',
    '@here',
    '<@1>',
    '<#2>',
    '<@&3>',
    '<t:1:R>',
    '<:a:4>',
    '</cmd:5>',
    'https://',
    '://',
    '.',
  ],
  ...[
    'https://a.example/b_c*d',
    'http://x.example/(y)',
    '[a](https://b.example)',
    '😀',
    'word',
    '…',
    '@',
    'ה',
  ],
];
const text = fc
  .array(fc.oneof(fc.constantFrom(...marks), fc.string({ unit: 'grapheme', maxLength: 3 })), {
    maxLength: 20,
  })
  .map((parts) => parts.join('').replaceAll('\u2060', ''));

describe('showing what people typed', () => {
  test.each([
    [
      '**bold** _it_ ~~no~~ `code` ||spoiler||',
      '\\*\\*bold\\*\\* \\_it\\_ \\~\\~no\\~\\~ \\`code\\` \\|\\|spoiler\\|\\|',
    ],
    ['[safe](https://evil.example)', '\\[safe\\]\\(<https://evil.example>\\)'],
    ['# Heading', '\\# Heading'],
    ['-# small', '\\-# small'],
    ['- a\n+ b\n  - c', '\\- a\n\\+ b\n  \\- c'],
    ['1. one', '1\\. one'],
    ['> quote', '\\> quote'],
    [
      '<@123> <#1> <@&2> <:x:3> <t:1:R> </a:1>',
      '\\<@123\\> \\<#1\\> \\<@&2\\> \\<:x:3\\> \\<t:1:R\\> \\</a:1\\>',
    ],
    ['@everyone and @here', '@\u2060everyone and @\u2060here'],
    ['a@b.example costs 1.50', 'a@b.example costs 1.50'],
    ['C:\\new', 'C:\\\\new'],
    ['5 - 3 = 2 # really', '5 - 3 = 2 # really'],
  ])('%j is sent as %j', (typed, sent) => {
    expect(escapeText(typed)).toBe(sent);
  });

  test.each([
    ['https://a.example/b_c_d?x=*y*z', 'https://a.example/b_c_d?x=*y*z', ''],
    ['(see https://a.example)', 'https://a.example', ')'],
    ['https://a.example/wiki/X_(y)', 'https://a.example/wiki/X_(y)', ''],
    ['https://a.example/x.', 'https://a.example/x', '.'],
    ['**https://a.example**', 'https://a.example', '**'],
    ['http://a.example, then', 'http://a.example', ', then'],
    ['https://a.example/ü?q=ä', 'https://a.example/ü?q=ä', ''],
  ])('the link in %j still leads to %s', (typed, url, after) => {
    const sent = escapeText(typed);
    expect(sent).toContain(`<${url}>`);
    expect(display(sent.slice(sent.indexOf('>') + 1))).toBe(after);
  });

  test.each(['https://', 'https://…', 'https://a.exam…', 'http://)', 'HTTPS://A.example'])(
    '%j is no link',
    (typed) => {
      expect(escapeText(typed)).not.toContain('<');
      expect(escapeText(typed)).not.toMatch(/https?:\/\//);
    },
  );

  test('whatever is typed is shown as it was typed, and nothing in it is live', () => {
    fc.assert(
      fc.property(text, (typed) => {
        const sent = escapeText(typed);
        expect(display(sent)).toBe(typed);
        expect(live(sent)).not.toMatch(/[\\*_~`|<>[\]()]/);
        expect(live(sent)).not.toMatch(/^\s*(#|-|\+|\d+\.)/m);
        expect(live(sent)).not.toMatch(/@(everyone|here)/);
        expect(live(sent)).not.toMatch(/https?:\/\//);
      }),
      { numRuns: 500 },
    );
  });

  test('the links of a text survive as they are', () => {
    const url = fc
      .webUrl({ withQueryParameters: true, withFragments: true })
      .filter((url) => /[\w/]$/.test(url));
    fc.assert(
      fc.property(fc.array(url, { maxLength: 4 }), (urls) => {
        const found = [...escapeText(urls.join(' and ')).matchAll(link)].map((match) => match[1]);
        expect(found).toEqual(urls);
      }),
    );
  });
});

describe('cutting', () => {
  test('what fits stays as it is; what does not ends in …', () => {
    expect(cut('abc', 3)).toBe('abc');
    expect(cut('abcd', 3)).toBe('ab…');
    expect(cut('ab😀d', 4)).toBe('ab…');
    expect(cut('ab😀d', 5)).toBe('ab😀d');
  });

  test('nothing is longer than it may be, and no character is split', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        text,
        fc.integer({ min: 1, max: 60 }),
        (any, marked, max) => {
          for (const typed of [any, marked]) {
            for (const result of [cut(typed, max), shown(typed, max), shownLine(typed, max)]) {
              expect(result.length).toBeLessThanOrEqual(max);
              expect(result.isWellFormed()).toBe(true);
            }
            expect(shownLine(typed, max)).not.toContain('\n');
            const [start, rest] = [cut(typed, max).replace(/…$/, ''), typed];
            if (typed.length > max) expect(rest.startsWith(start)).toBe(true);
            else expect(cut(typed, max)).toBe(typed);
          }
        },
      ),
    );
  });

  test('what is escaped and cut has no mark cut off its backslash, nor a link that leads elsewhere', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 60 }), (typed, max) => {
        const sent = shown(typed, max);
        expect(live(sent)).not.toMatch(/[\\*_~`|<>[\]()]/);
        expect(live(sent)).not.toMatch(/https?:\/\//);
      }),
    );
    expect(shown('https://a.example/a/long/way', 20)).not.toContain('<');
  });

  test('a text of nothing but marks keeps as many as fit', () => {
    expect(shown('*'.repeat(100), 11)).toBe('\\*\\*\\*\\*…');
    expect(shown('*', 2)).toBe('\\*');
    expect(shown('*', 1)).toBe('…');
  });
});

describe('parts of messages', () => {
  test.each([
    ['ABC_123', 'ABC_123'],
    ['A-1', 'A-1'],
    ['_ABC_', '\\_ABC\\_'],
    ['__x', '\\_\\_x'],
    ['A__B', 'A\\_\\_B'],
  ])('the order id %s is sent as %s', (id, sent) => {
    expect(shownId(id)).toBe(sent);
  });

  test('every line of a quote is marked', () => {
    expect(quote('a\n\nb')).toBe('> a\n> \n> b');
  });
});
