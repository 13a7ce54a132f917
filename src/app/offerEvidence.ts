import { checkSubmitter } from '../domain/submitEvidence.ts';
import { evidenceOffers } from '../ports/collections.ts';
import { readSettings } from './access.ts';
import type { Desk } from './desk.ts';
import { findByTicket } from './findOrder.ts';
import type { SubmitRequest } from './submitEvidence.ts';

/** Pictures that somebody posted in a channel. */
export interface PostedImages {
  readonly guildId: string;
  readonly channel: { readonly id: string; readonly parentId: string | undefined };
  readonly messageId: string;
  readonly userId: string;
  readonly images: SubmitRequest['images'];
  readonly notes: string;
}

/** The order that the posted pictures may be evidence for. */
export interface EvidenceOffer {
  readonly orderId: string;
  readonly messageId: string;
}

/**
 * Remembers pictures that the worker of a ticket's order posted there, so that one press submits them; undefined when there
 * is nothing to offer. One offer a channel is kept: the latest.
 */
export async function offerEvidence(desk: Desk, posted: PostedImages): Promise<EvidenceOffer | undefined> {
  const { guildId, channel, messageId, userId, images, notes } = posted;
  const { store, clock } = desk;
  if (images.length === 0 || channel.parentId === undefined) return undefined;
  const { ticketCategoryIds } = await readSettings(store, guildId);
  if (!ticketCategoryIds.includes(channel.parentId)) return undefined;
  const ticket = await findByTicket(store, guildId, channel.id);
  if (ticket === undefined || checkSubmitter(ticket.data, userId) !== undefined) return undefined;
  const { orderKey, orderId } = ticket.data;
  await store.transact(async (tx) =>
    tx.put(evidenceOffers.path(guildId, channel.id), {
      messageId,
      userId,
      orderKey,
      images: [...images],
      notes,
      at: clock.now(),
    }),
  );
  return { orderId, messageId };
}

/** The pictures of an offer, for the one who posted them; undefined when a later one took its place. */
export async function readOffer(
  { store }: Desk,
  asked: {
    readonly guildId: string;
    readonly channelId: string;
    readonly messageId: string;
    readonly userId: string;
  },
): Promise<Pick<SubmitRequest, 'orderKey' | 'images' | 'notes'> | undefined> {
  const offer = await store.get(evidenceOffers.path(asked.guildId, asked.channelId));
  return offer?.messageId === asked.messageId && offer.userId === asked.userId ? offer : undefined;
}
