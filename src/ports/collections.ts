import { z } from 'zod';
import { decisionSchema } from '../domain/decision.ts';
import { disputeSchema } from '../domain/dispute.ts';
import { imageHashSchema, submissionSchema } from '../domain/evidence.ts';
import { entrySchema, holdSchema, transferSchema, walletSchema } from '../domain/ledger.ts';
import { orderEventSchema, orderSchema } from '../domain/order.ts';
import { outboxSchema } from '../domain/outbox.ts';
import { paymentSchema } from '../domain/payment.ts';
import { sealSchema } from '../domain/seal.ts';
import { serviceSchema } from '../domain/service.ts';
import { settingsSchema } from '../domain/settings.ts';
import { settingsEventSchema } from '../domain/settingsEvent.ts';
import { withdrawalSchema } from '../domain/withdrawal.ts';
import { defineCollection } from './collection.ts';

/** What each server has set up. */
export const guilds = defineCollection({ template: 'guilds/{guildId}', schema: settingsSchema });

/** Who changed what of a server's settings and catalogue. Nothing is ever changed or deleted here. */
export const settingsEvents = defineCollection({
  template: 'guilds/{guildId}/settingsEvents/{operationId}',
  schema: settingsEventSchema,
  indexes: [{ where: [], orderBy: 'at', directions: ['descending'] }],
});

/** The catalogue: what a server sells. */
export const services = defineCollection({
  template: 'guilds/{guildId}/services/{serviceId}',
  schema: serviceSchema,
  indexes: [
    { where: [], orderBy: 'nameKey', directions: ['ascending'] },
    { where: ['serviceTerms'], orderBy: 'nameKey', directions: ['ascending'] },
  ],
});

/** The orders of a server. Every combination of the filters of a list has its index, so that a page costs its page. */
export const orders = defineCollection({
  template: 'guilds/{guildId}/orders/{orderKey}',
  schema: orderSchema,
  indexes: [
    { where: [], orderBy: 'timestamp' },
    { where: ['status'], orderBy: 'timestamp' },
    { where: ['userId'], orderBy: 'timestamp' },
    { where: ['serviceTerms'], orderBy: 'timestamp' },
    { where: ['userId', 'status'], orderBy: 'timestamp', filtered: ['status'] },
    { where: ['serviceTerms', 'status'], orderBy: 'timestamp', filtered: ['status'] },
    { where: ['userId', 'serviceTerms'], orderBy: 'timestamp' },
    { where: ['userId', 'serviceTerms', 'status'], orderBy: 'timestamp', filtered: ['status'] },
    { where: ['ticketChannelId'], orderBy: 'timestamp', directions: ['descending'] },
    { where: ['addedBy'], orderBy: 'timestamp', directions: ['descending'] },
    { where: ['status'], orderBy: 'statusSince', directions: ['ascending'] },
    { where: ['advertiserId', 'status'], orderBy: 'statusSince', directions: ['ascending'] },
    { where: ['teamId', 'status'], orderBy: 'statusSince', directions: ['ascending'] },
    { where: [], orderBy: 'orderKey', directions: ['ascending'] },
    { where: ['userId'], orderBy: 'timestamp', scope: 'group', directions: ['descending'] },
    { where: ['userId'], orderBy: 'orderKey', scope: 'group', directions: ['descending'] },
    { where: ['workerId'], orderBy: 'orderKey', scope: 'group', directions: ['descending'] },
    { where: [], orderBy: 'guildId', scope: 'group', directions: ['ascending'] },
    // What someone works on and has ordered, in one server and in all of them.
    { where: ['workerId', 'status'], orderBy: 'dueAt', directions: ['ascending'] },
    { where: ['workerId', 'status'], orderBy: 'dueAt', scope: 'group', directions: ['ascending'] },
    { where: ['userId', 'status'], orderBy: 'timestamp', scope: 'group', directions: ['descending'] },
    // What the jobs look for.
    { where: ['status'], orderBy: 'statusSince', scope: 'group', directions: ['ascending'] },
    { where: ['status'], orderBy: 'dueAt', scope: 'group', directions: ['ascending'] },
    { where: ['hasPictures', 'status'], orderBy: 'statusSince', directions: ['ascending'] },
    // What advertisers are told about their services.
    { where: ['advertiserId'], orderBy: 'timestamp' },
    { where: ['workerId'], orderBy: 'timestamp', directions: ['descending'] },
    { where: ['workerId'], orderBy: 'timestamp', scope: 'group', directions: ['descending'] },
    { where: ['teamId'], orderBy: 'timestamp', directions: ['ascending'] },
  ],
});

/** The audit events of an order: who did what when. */
export const orderEvents = defineCollection({
  template: 'guilds/{guildId}/orders/{orderKey}/events/{eventId}',
  schema: orderEventSchema,
  indexes: [{ where: [], orderBy: 'sequence', directions: ['ascending'] }],
});

/** The words and phrases by which a server's services can be found: turns what someone typed into terms that exist. */
export const serviceTerms = defineCollection({
  template: 'guilds/{guildId}/serviceTerms/{term}',
  schema: z.looseObject({ term: z.string(), phrase: z.boolean() }),
  indexes: [{ where: ['phrase'], orderBy: 'term', directions: ['ascending'] }],
});

/** The transfers of a server's books, each with all of its entries. Nothing is ever changed or deleted here. */
export const transfers = defineCollection({
  template: 'guilds/{guildId}/transfers/{transferKey}',
  schema: transferSchema,
  indexes: [
    { where: [], orderBy: 'orderKey', directions: ['ascending'] },
    { where: [], orderBy: 'at', directions: ['ascending'] },
    { where: [], orderBy: 'guildId', scope: 'group', directions: ['ascending'] },
  ],
});

/** The seals over a server's transfers, by which tampering shows. Nothing is ever changed or deleted here. */
export const seals = defineCollection({
  template: 'guilds/{guildId}/seals/{sealId}',
  schema: sealSchema,
  indexes: [{ where: [], orderBy: 'number' }],
});

/**
 * The entries of every account but the holds once more, each for itself: what sums and histories are made from. Nothing
 * is ever changed or deleted here.
 */
export const entries = defineCollection({
  template: 'guilds/{guildId}/entries/{entryId}',
  schema: entrySchema,
  indexes: [
    { where: ['account'], orderBy: 'at' },
    { where: ['account', 'currency'], orderBy: 'at', directions: ['descending'], sums: ['amountMinor'] },
    {
      where: ['account', 'currency', 'kind'],
      orderBy: 'at',
      directions: ['ascending'],
      filtered: ['kind'],
      sums: ['amountMinor'],
    },
    { where: [], orderBy: 'account', directions: ['ascending'] },
  ],
});

/** The balances of wallets, one document for each person and currency. */
export const wallets = defineCollection({
  template: 'guilds/{guildId}/wallets/{walletId}',
  schema: walletSchema,
  indexes: [{ where: [], orderBy: 'account', directions: ['ascending'] }],
});

/** The balances of the orders' holds. */
export const holds = defineCollection({
  template: 'guilds/{guildId}/holds/{orderKey}',
  schema: holdSchema,
  indexes: [{ where: [], orderBy: 'orderKey', directions: ['ascending'] }],
});

/** What is to be paid for orders, and what was; each payment has its own status. None is ever deleted. */
export const payments = defineCollection({
  template: 'guilds/{guildId}/payments/{paymentId}',
  schema: paymentSchema,
  indexes: [
    { where: [], orderBy: 'nextCheckAt', scope: 'group', directions: ['ascending'] },
    { where: [], orderBy: 'orderKey', directions: ['ascending'] },
    // What someone pays for, in one server and in all of them, whoever bought it.
    { where: ['payerId', 'status'], orderBy: 'createdAt', directions: ['descending'], filtered: ['status'] },
    { where: ['payerId', 'status'], orderBy: 'createdAt', scope: 'group', directions: ['descending'] },
    { where: ['payerId'], orderBy: 'orderKey', scope: 'group', directions: ['descending'] },
  ],
});

/** The disputes about orders, one after the other, each with what both sides said; none is ever deleted. */
export const disputes = defineCollection({
  template: 'guilds/{guildId}/disputes/{disputeId}',
  schema: disputeSchema,
  indexes: [
    { where: ['state'], orderBy: 'openedAt', directions: ['ascending'] },
    { where: ['state'], orderBy: 'openedAt', scope: 'group', directions: ['ascending'] },
  ],
});

/** What people asked to be paid from their wallets, and what became of it. None is ever deleted. */
export const withdrawals = defineCollection({
  template: 'guilds/{guildId}/withdrawals/{withdrawalId}',
  schema: withdrawalSchema,
  indexes: [
    { where: ['state'], orderBy: 'askedAt', directions: ['ascending'] },
    { where: [], orderBy: 'withdrawalId', directions: ['ascending'] },
    // Those that still say where to, which are few: what ended is emptied of it.
    { where: [], orderBy: 'to', directions: ['ascending'] },
  ],
});

/**
 * What providers told, each event once, by `{provider}.{event id}`, and what is still to be done about it. Recorded
 * before the provider gets its answer, so nothing told is lost.
 */
export const providerEvents = defineCollection({
  template: 'providerEvents/{eventKey}',
  schema: z.looseObject({
    // Not an enum, as the subject's kind: what a newer version recorded must not keep this one from reading the rest.
    provider: z.string(),
    type: z.string(),
    subject: z.object({ kind: z.string(), reference: z.string() }),
    receivedAt: z.date(),
    state: z.enum(['waiting', 'done', 'given up']),
    /** How often it was tried in vain. */
    attempts: z.number().int(),
    /** When it is tried again; of what no longer waits, since when. */
    nextAttemptAt: z.date(),
    /** What became of it, or the latest trouble, in a few words free of secrets. */
    note: z.string().optional(),
  }),
  indexes: [{ where: ['provider', 'state'], orderBy: 'nextAttemptAt', directions: ['ascending'] }],
});

/** What a provider told, as it is recorded. */
export type RecordedEvent = z.infer<typeof providerEvents.schema>;

/**
 * Which payment of which server counts money that staff recorded by its reference at a provider, by
 * `{provider}.{the provider's id of the money}`: it pays for one order, once, whoever names it. None is ever deleted.
 */
export const recordedCaptures = defineCollection({
  template: 'recordedCaptures/{captureKey}',
  schema: z.looseObject({ guildId: z.string(), paymentId: z.string(), orderId: z.string(), at: z.date() }),
});

/** The evidence submitted for an order, each submission with its verdict; none is ever deleted. */
export const submissions = defineCollection({
  template: 'guilds/{guildId}/orders/{orderKey}/submissions/{submissionId}',
  schema: submissionSchema,
  indexes: [{ where: [], orderBy: 'at' }],
});

/** What was decided about work that was done: what statistics are made from. */
export const decisions = defineCollection({
  template: 'guilds/{guildId}/decisions/{decisionId}',
  schema: decisionSchema,
  indexes: [
    { where: ['kind'], orderBy: 'at', directions: ['descending'], sums: ['reviewMs'] },
    { where: ['workerId', 'kind'], orderBy: 'at', directions: ['descending'], sums: ['completionMs'] },
    { where: ['advertiserId', 'kind'], orderBy: 'at', directions: ['descending'], sums: ['reviewMs'] },
    { where: ['teamId', 'kind'], orderBy: 'at', directions: ['descending'], sums: ['reviewMs'] },
  ],
});

/** By what the images that were submitted in a server are known again. Kept when the pictures are deleted. */
export const imageHashes = defineCollection({
  template: 'guilds/{guildId}/imageHashes/{imageId}',
  schema: imageHashSchema,
  indexes: [
    { where: ['sha256'], orderBy: 'at', directions: ['descending'] },
    { where: ['bands'], orderBy: 'at', directions: ['descending'] },
  ],
});

/** What people are still to be told. A notice is deleted once all of its deliveries are done. */
export const outbox = defineCollection({
  template: 'outbox/{noticeId}',
  schema: outboxSchema,
  indexes: [{ where: [], orderBy: 'createdAt', directions: ['ascending'] }],
});

/** The latest pictures that a ticket's worker posted there and may submit with one press, by channel. */
export const evidenceOffers = defineCollection({
  template: 'guilds/{guildId}/evidenceOffers/{channelId}',
  schema: z.looseObject({
    messageId: z.string(),
    userId: z.string(),
    orderKey: z.string(),
    images: z.array(z.object({ url: z.string(), bytes: z.number() })),
    notes: z.string(),
    at: z.date(),
  }),
});

/** Where the review queue's message about each piece of evidence stands, so that it can be changed. */
export const reviewMessages = defineCollection({
  template: 'guilds/{guildId}/reviewMessages/{submissionId}',
  schema: z.looseObject({ channelId: z.string(), messageId: z.string() }),
});

/** The channels in which the bot found that it can't write, by the setting that names them, and when staff were told. */
export const closedPlaces = defineCollection({
  template: 'guilds/{guildId}/closedPlaces/{place}',
  schema: z.looseObject({ channelId: z.string(), noticeId: z.string(), at: z.date() }),
});

/** The payment providers that did not accept the bot's keys, and when a server's staff were told so. */
export const refusedKeys = defineCollection({
  template: 'guilds/{guildId}/refusedKeys/{provider}',
  schema: z.looseObject({ toldAt: z.date() }),
});

/** Work that only one process may do at a time. */
export const leases = defineCollection({
  template: 'leases/{name}',
  schema: z.looseObject({ owner: z.string(), until: z.date() }),
});

/** Every collection there is; the stores make their tables and indexes from this list. */
export const collections = [
  guilds,
  settingsEvents,
  services,
  orders,
  orderEvents,
  serviceTerms,
  transfers,
  seals,
  entries,
  wallets,
  holds,
  payments,
  disputes,
  withdrawals,
  providerEvents,
  recordedCaptures,
  submissions,
  decisions,
  imageHashes,
  outbox,
  evidenceOffers,
  reviewMessages,
  closedPlaces,
  refusedKeys,
  leases,
];
