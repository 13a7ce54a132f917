import type { Delivery } from '../domain/notice.ts';
import { orderly } from '../domain/orderly.ts';
import { type AnyNotice, authorOf, isWalletNotice, ticketOf } from '../domain/outbox.ts';
import type { Settings } from '../domain/settings.ts';
import { reviewMessages } from '../ports/collections.ts';
import type { Message, Messenger, Sent } from '../ports/messenger.ts';
import type { Path, Store } from '../ports/store.ts';
import { readSettings } from './access.ts';

/** Where a delivery goes: to a person, to a channel, or to the one message about a piece of evidence in the review queue. */
export type Target =
  | { readonly kind: 'direct' | 'channel'; readonly id: string }
  | { readonly kind: 'queue'; readonly id: string; readonly message: Path<QueueMessage> };

/** Where the queue's message about a piece of evidence stands. */
interface QueueMessage {
  readonly channelId: string;
  readonly messageId: string;
}

/** Where a delivery goes now; undefined when the server has no such place. `settings` are those already being read. */
export async function targetOf(
  store: Store,
  notice: AnyNotice,
  delivery: Delivery,
  settings: Map<string, Promise<Settings>>,
): Promise<Target | undefined> {
  if (delivery.route === 'direct')
    return delivery.userId === undefined ? undefined : { kind: 'direct', id: delivery.userId };
  if (delivery.route === 'ticket') {
    const id = ticketOf(notice);
    return id === undefined ? undefined : { kind: 'channel', id };
  }
  // One read a round, shared: then all who wait for it go on in the order in which they came.
  const reading = settings.get(notice.guildId) ?? readSettings(store, notice.guildId);
  settings.set(notice.guildId, reading);
  const { orderLogChannelId, reviewChannelId } = await reading;
  if (delivery.route === 'review') {
    if (isWalletNotice(notice)) return undefined;
    const { submissionId } = notice.order;
    // A reminder that only changed the message would reach nobody.
    if (notice.reminder !== undefined && reviewChannelId !== undefined)
      return { kind: 'channel', id: reviewChannelId };
    return reviewChannelId === undefined || submissionId === undefined
      ? undefined
      : { kind: 'queue', id: reviewChannelId, message: reviewMessages.path(notice.guildId, submissionId) };
  }
  if (orderLogChannelId !== undefined) return { kind: 'channel', id: orderLogChannelId };
  const { trouble } = delivery;
  if (trouble === undefined || 'place' in trouble) return undefined;
  // Without a log, the one who made the change is told whom it did not reach; there is no one else to tell.
  const author = authorOf(notice);
  const isTold = trouble.userId !== author && author !== orderly.userId;
  return isTold ? { kind: 'direct', id: author } : undefined;
}

/** Sends a message to its target. Throws when Discord could not be asked. */
export async function sendTo(
  { store, messenger }: { readonly store: Store; readonly messenger: Messenger },
  target: Target,
  message: Message,
  nonce: string,
): Promise<Sent> {
  switch (target.kind) {
    case 'direct':
      return messenger.sendDirect(target.id, message, nonce);
    case 'channel':
      return messenger.sendToChannel(target.id, message, nonce);
    case 'queue': {
      const posted = await store.get(target.message);
      if (
        posted !== undefined &&
        (await messenger.edit(posted.channelId, posted.messageId, message)) === 'sent'
      )
        return 'sent';
      const messageId = await messenger.post(target.id, message, nonce);
      if (messageId === undefined) return 'closed';
      await store.transact(async (tx) => tx.put(target.message, { channelId: target.id, messageId }));
      return 'sent';
    }
  }
}
