import { shownId } from './text.ts';

const named = 3;

/**
 * The line of a list about its orders that can't be read, none when there are none: to those who run the server what to do,
 * to those whose orders they are whom to ask.
 */
export function unreadableLines(orderKeys: readonly string[], reader: 'team' | 'owner'): string[] {
  if (orderKeys.length === 0) return [];
  const isOne = orderKeys.length === 1;
  const ids = orderKeys.slice(0, named).map((key) => shownId(key.replace(/^~/, '')));
  const rest = orderKeys.length - named;
  const list = new Intl.ListFormat('en').format(rest > 0 ? [...ids, `${rest} more`] : ids);
  const which = `${reader === 'owner' ? 'Your order' : 'Order'}${isOne ? '' : 's'} ${list}`;
  const next =
    reader === 'owner'
      ? 'Please tell the server’s staff.'
      : 'Nothing is lost, but nothing can be done with it: ask whoever runs the bot to look into its log.';
  return [
    `⚠️ ${which} can’t be read and ${isOne ? 'is' : 'are'} left out. ${isOne ? next : next.replace('with it', 'with them')}`,
  ];
}
