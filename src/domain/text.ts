// Control and format characters (line breaks and emoji joiners apart): they hide or reorder what others read.
const unwanted = /(?![\n\u200C\u200D])[\p{Cc}\p{Cf}]/gu;

// What separates lines or words is no less a separator for being a control character.
const lineBreaks = /\r\n?|[\v\f\u0085\u2028\u2029]/g;

/** A text as someone typed it, made safe to keep: trimmed, well-formed, without characters that hide or reorder. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(lineBreaks, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(unwanted, '')
    .trim();
}

/** The same for texts of one line: white space becomes single spaces. */
export function cleanLine(text: string): string {
  return cleanText(text).replaceAll(/\s+/gu, ' ');
}

// Longer services are found by their first words.
const maxWords = 8;

function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      // Small letters may have a single character where capitals have none.
      .normalize('NFKC')
      // The same letter, written so only where a word ends: the start of a longer word has the other.
      .replaceAll('ς', 'σ')
      .match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu)
      ?.slice(0, maxWords) ?? []
  );
}

/**
 * What a service can be found by: each of its words, and the rest of the text from each word on.
 * "Discord Bot Development" → discord, bot, development, "discord bot development", "bot development".
 */
export function searchTerms(service: string): string[] {
  const words = wordsOf(service);
  const phrases = words.slice(0, -1).map((_, index) => words.slice(index).join(' '));
  return [...new Set([...words, ...phrases])];
}

/** A search term is a single word or a phrase of several. */
export function isPhrase(term: string): boolean {
  return term.includes(' ');
}

/**
 * What someone typed to find services, in the form of search terms: a service matches when one of its terms starts with
 * it (a single word is compared with words, several with phrases). '' when there is nothing to search by.
 */
export function searchPrefix(typed: string): string {
  return wordsOf(typed).join(' ');
}
