import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanLine, cleanText, isPhrase, searchPrefix, searchTerms } from '../../src/domain/text.ts';

describe('cleaning what people typed', () => {
  test.each([
    ['trims', '  hello \n', 'hello'],
    ['keeps lines and indentation', 'one\n  two\n\nthree', 'one\n  two\n\nthree'],
    [
      'makes line ends alike',
      'one\r\ntwo\rthree\u2028four\u2029five\u0085six',
      'one\ntwo\nthree\nfour\nfive\nsix',
    ],
    ['keeps words that a tab divides apart', 'one\ttwo', 'one two'],
    ['drops control characters', 'a\u0000b\u0007c\u001bd\u007f', 'abcd'],
    [
      'drops what turns the direction of writing',
      'order\u202Etxt.exe\u202C\u2066\u2069\u200F',
      'ordertxt.exe',
    ],
    ['drops invisible characters', 'in\u200Bvi\u2060si\uFEFFble\u00AD', 'invisible'],
    ['keeps emoji, joined ones too', '👩‍👩‍👧 ❤️ 🏳️‍🌈 🇩🇪', '👩‍👩‍👧 ❤️ 🏳️‍🌈 🇩🇪'],
    ['keeps languages that write from right to left', 'שלום مرحبا', 'שלום مرحبا'],
    ['keeps letters made of several characters', 'हिन्दी ไทย é', 'हिन्दी ไทย é'],
    ['keeps markdown, which views escape', '**bold** @everyone `code`', '**bold** @everyone `code`'],
    ['replaces half a character', 'a\uD83D b', 'a\uFFFD b'],
    ['leaves nothing of nothing', ' \u200B\t\r\n ', ''],
  ])('%s', (_, typed, kept) => {
    expect(cleanText(typed)).toBe(kept);
  });

  test('a line has single spaces only', () => {
    expect(cleanLine('  Discord \n\t Bot\u2028Development ')).toBe('Discord Bot Development');
    expect(cleanLine(' \n\t ')).toBe('');
    expect(cleanLine('one \u200B two')).toBe('one two');
  });

  test('whatever is typed: nothing that hides or reorders is left, and cleaning again changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        const clean = cleanText(typed);
        expect(clean).not.toMatch(/(?![\n\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(cleanText(clean)).toBe(clean);
        expect(cleanLine(typed)).not.toMatch(/\n|\s\s/u);
      }),
    );
  });
});

/** Whether the typed words find the service: as the store asks, words among words and phrases among phrases. */
function finds(typed: string, service: string): boolean {
  const prefix = searchPrefix(typed);
  return (
    prefix !== '' &&
    searchTerms(service).some((term) => isPhrase(term) === isPhrase(prefix) && term.startsWith(prefix))
  );
}

describe('finding services', () => {
  test('a service is found by each of its words and by what follows each', () => {
    expect(searchTerms('Discord Bot Development')).toEqual([
      'discord',
      'bot',
      'development',
      'discord bot development',
      'bot development',
    ]);
  });

  test.each([
    ['bot', 'Discord Bot Development', true],
    ['BOT dev', 'Discord Bot Development', true],
    ['  discord   bot', 'Discord Bot Development', true],
    ['elopment', 'Discord Bot Development', false],
    ['discord dev', 'Discord Bot Development', false],
    ['boté', 'Discord Bot Development', false],
    ['c++', 'C++ lessons', true],
    ['full', 'ｆｕｌｌ width', true],
    ['straße', 'Große STRASSE', false],
    ['ΟΣ', 'ΟΣΑ', true],
    ['हि', 'हिन्दी अनुवाद', true],
    ['bot', '🤖-bot', true],
    ['3', 'Level 30-40', true],
  ])('%j typed for %j: %s', (typed, service, found) => {
    expect(finds(typed, service)).toBe(found);
  });

  test('what has no letter or digit finds nothing', () => {
    for (const typed of ['', ' ', '🤖', '--', '%_']) expect(searchPrefix(typed)).toBe('');
    expect(searchTerms('🤖 !')).toEqual([]);
  });

  test('terms make usable document ids', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (service) => {
        for (const term of searchTerms(cleanLine(service))) {
          expect(term).not.toMatch(/[/\\]|^\.{1,2}$|^__.*__$/);
          expect(Buffer.byteLength(term)).toBeLessThan(1500);
        }
      }),
    );
  });

  const latinWord = fc.stringMatching(/^[A-Za-zÀ-ÿ0-9]{1,10}$/);
  const anyWord = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 10 })
    .filter((word) => /^[\p{L}\p{N}][\p{L}\p{M}\p{N}]*$/u.test(word));
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

  test.each([
    ['Latin words', latinWord],
    ['words of any script', anyWord],
  ])('any beginning at the start of any word finds the service: %s', (_, word) => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 8 }),
        fc.constantFrom(' ', '-', ' / ', ' 🤖 '),
        fc.nat(),
        fc.nat(),
        fc.boolean(),
        (words, between, start, length, loud) => {
          const from = words.slice(start % words.length).join(between);
          const characters = [...graphemes.segment(from)].map(({ segment }) => segment);
          const typed = characters.slice(0, 1 + (length % characters.length)).join('');
          fc.pre(
            words
              .join('')
              .normalize('NFKC')
              .match(/^[\p{L}\p{M}\p{N}]+$/u) !== null,
          );
          // ß has no capital of its own: shouted, it is another word.
          const shouted = typed.toUpperCase();
          const asTyped = loud && shouted.toLowerCase() === typed.toLowerCase() ? shouted : typed;
          expect(finds(asTyped, words.join(between))).toBe(true);
        },
      ),
    );
  });
});
