import type { PersonTrouble, PlaceTrouble } from '../domain/notice.ts';
import type { Order } from '../domain/order.ts';
import { mention, shownId } from './text.ts';

/** What stands in the way of writing in a channel that staff chose: by Discord's names of permissions, none when it is not known. */
export type MissingIn = (trouble: PlaceTrouble) => 'gone' | readonly string[];

/** The order that a message was about. */
type TroubleAbout = Pick<Order, 'orderId' | 'ticketChannelId'>;

/**
 * What staff are told about what did not arrive: what is wrong, and how to mend it. Without an order it was about the
 * person's wallet.
 */
export function troubleWords(
  order: TroubleAbout | undefined,
  trouble: PersonTrouble | PlaceTrouble,
  missingIn: MissingIn = () => [],
): string {
  return 'place' in trouble ? placeWords(trouble, missingIn(trouble)) : personWords(order, trouble);
}

function personWords(order: TroubleAbout | undefined, { userId, why, ticket }: PersonTrouble): string {
  const who = mention(userId);
  const about = order === undefined ? 'their wallet' : `order ${shownId(order.orderId)}`;
  const what =
    why === 'closed'
      ? `⚠️ ${who} could not be told about ${about}: their DMs are closed, or they left.`
      : `⚠️ ${who} could not be told about ${about}: Discord did not take the message for 24 hours.`;
  const next = ticket
    ? `I posted it in <#${order?.ticketChannelId}> instead.`
    : 'Please tell them yourself, in a channel they read.';
  return `${what}\n${next}`;
}

const places: Readonly<Record<PlaceTrouble['place'], { readonly name: string; readonly meanwhile: string }>> =
  {
    reviewChannelId: {
      name: 'review queue',
      meanwhile: 'Until then /review shows everything that waits.',
    },
    orderLogChannelId: {
      name: 'order log',
      meanwhile: 'Until then nothing is logged; /trackorder shows what happened to an order.',
    },
  };

function placeWords({ place, channelId }: PlaceTrouble, missing: 'gone' | readonly string[]): string {
  const { name, meanwhile } = places[place];
  if (missing === 'gone')
    return `⚠️ The channel of the ${name} was deleted.\nChoose another with /setup channels. ${meanwhile}`;
  const where = `⚠️ I can’t write in the ${name} <#${channelId}>`;
  const another = `or choose another with /setup channels. ${meanwhile}`;
  if (missing.length === 0) return `${where}.\nLook at its settings → Permissions, ${another}`;
  const permissions = new Intl.ListFormat('en').format(missing);
  return `${where}: ${permissions} ${missing.length === 1 ? 'is' : 'are'} missing.\nGive me that under its settings → Permissions, ${another}`;
}
