import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { type Clock, systemClock } from '../clock.ts';
import type { BalanceSheet } from '../payments/balanceSheet.ts';
import { PaymentFaults } from '../payments/faults.ts';
import { Ids } from '../payments/ids.ts';
import { Journal } from '../payments/journal.ts';
import { type LocalServer, serveLocally } from '../payments/server.ts';
import { doublingWaitsMs, type Signing, Webhooks } from '../payments/webhooks.ts';
import { balanceSheet } from './model/balance.ts';
import type { Decline } from './model/cards.ts';
import {
  closeDispute,
  type DisputeClaim,
  openDispute,
  reinstateFunds,
  updateDispute,
  withdrawFunds,
} from './model/disputes.ts';
import { type Attempted, bounce, type Payer, payByBank, payByCard, settle } from './model/payments.ts';
import { createRefund, failRefund, type RefundRequest, settleRefund } from './model/refunds.ts';
import { expireSession, sessionOf } from './model/sessions.ts';
import { type EventOddity, World } from './model/world.ts';
import { stripeApp } from './server/app.ts';
import type { Keys } from './server/keys.ts';

/** How the local Stripe is set up; everything has a default. */
export interface LocalStripeOptions {
  /** The port to listen on; a free one by default. */
  readonly port?: number;
  readonly clock?: Clock;
  /** Whether it plays live mode; test mode by default. */
  readonly livemode?: boolean;
  /** The seller's name on pages. */
  readonly seller?: string;
  /** The secret key; a random one by default. */
  readonly secretKey?: string;
  /** The same seed makes the same ids. */
  readonly seed?: string;
  /** How long to wait before each further attempt at a webhook; by default 1 min, doubling up to 4 h, for 3 days. */
  readonly retryWaitsMs?: readonly number[];
  /** How long an endpoint for webhooks may take, in real time; 10 s by default. */
  readonly webhookPatienceMs?: number;
}

/** What comes of an attempt to pay. */
export type Payment = Attempted & { readonly session: Stripe.Checkout.Session };

const hourMs = 3_600_000;
const defaultRetryWaitsMs = doublingWaitsMs(60_000, 4 * hourMs, 72 * hourMs);

/**
 * A running local Stripe, and what payers, banks and the seller's dashboard do to it. Whatever is done here makes the
 * events that Stripe makes; `webhooks.settled()` waits until they were sent. What Stripe would not do throws.
 */
export class LocalStripe {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly port: number;
  readonly secretKey: string;
  readonly faults: PaymentFaults;
  readonly journal: Journal;
  readonly webhooks: Webhooks;
  /** What it knows; tests may look at it. */
  readonly world: World;
  readonly #server: LocalServer;
  readonly #keys: Keys;

  constructor(parts: {
    server: LocalServer;
    world: World;
    keys: Keys;
    faults: PaymentFaults;
    journal: Journal;
    webhooks: Webhooks;
  }) {
    this.origin = parts.server.origin;
    this.port = parts.server.port;
    this.secretKey = parts.keys.secret;
    this.faults = parts.faults;
    this.journal = parts.journal;
    this.webhooks = parts.webhooks;
    this.world = parts.world;
    this.#server = parts.server;
    this.#keys = parts.keys;
  }

  /** What the real SDK needs to talk to it: `new Stripe(stripe.secretKey, stripe.sdkOptions)`. */
  get sdkOptions(): { host: string; port: number; protocol: 'http'; telemetry: false } {
    return { host: '127.0.0.1', port: this.port, protocol: 'http', telemetry: false };
  }

  /** The id of the seller's account. */
  get accountId(): string {
    return this.world.accountId;
  }

  /**
   * Sends events to an address from now on, signed with a secret (`whsec_…`). Two secrets with a space between them
   * sign twice, as after a rotation. Returns the secret and what ends it.
   */
  addWebhookEndpoint(
    url: string,
    options: { readonly secret?: string; readonly types?: readonly Stripe.Event.Type[] } = {},
  ): { readonly secret: string; remove(): void } {
    const secret = options.secret ?? `whsec_${this.world.ids.next(32)}`;
    const types = options.types ? { types: options.types } : {};
    return { secret, remove: this.webhooks.addEndpoint({ url, secret, ...types }) };
  }

  /** From now on the key is refused; `false` accepts it again. */
  revokeKey(revoked = true): void {
    this.#keys.revoked = revoked;
  }

  /** The next event of a type is odd: for another account, of the other mode, with other fields. */
  nextEvent(type: Stripe.Event.Type, oddity: EventOddity): void {
    this.world.oddities.push({ type, oddity });
  }

  /** What stands on an open page is changed behind the seller's back, such as `{ amount_total: 100 }`. */
  alterSession(
    sessionId: string,
    change: Partial<Pick<Stripe.Checkout.Session, 'amount_total' | 'currency'>>,
  ): void {
    Object.assign(sessionOf(this.world, sessionId).wire, change);
  }

  /** A payer pays by card on the page: 4242… by default; see `model/cards.ts`. */
  pay(sessionId: string, payer: Payer & { readonly card?: string } = {}): Payment {
    const attempt = payByCard(this.world, sessionId, payer.card ?? '4242424242424242', payer);
    return { ...attempt, session: this.#session(sessionId) };
  }

  /** A payer pays by bank debit: the money is on its way until `settle` or `decline`. */
  payLater(sessionId: string, payer: Payer = {}): Stripe.Checkout.Session {
    payByBank(this.world, sessionId, payer);
    return this.#session(sessionId);
  }

  /** Money on its way arrives. */
  settle(sessionId: string): Stripe.Checkout.Session {
    settle(this.world, sessionId);
    return this.#session(sessionId);
  }

  /** Money on its way does not arrive; on a page that is still open, a card is declined. */
  decline(sessionId: string): Stripe.Checkout.Session {
    if (sessionOf(this.world, sessionId).wire.status === 'open')
      payByCard(this.world, sessionId, '4000000000000002', {});
    else bounce(this.world, sessionId, bounced);
    return this.#session(sessionId);
  }

  /** The page runs out. The clock does that by itself. */
  expire(sessionId: string): Stripe.Checkout.Session {
    return structuredClone(expireSession(this.world, sessionId));
  }

  /** The seller gives money back on Stripe's own site; by `pi_…`, `ch_…` or `cs_…`, all that is left by default. */
  refundInDashboard(
    of: string,
    more: Pick<RefundRequest, 'amount' | 'reason' | 'metadata' | 'fate'> = {},
  ): Stripe.Refund {
    return structuredClone(createRefund(this.world, { ...more, charge: this.chargeId(of) }));
  }

  /** Refunds of this charge are pending first, until `settleRefund` or `failRefund`. */
  delayRefundsOf(of: string): void {
    this.world.slowRefunds.add(this.chargeId(of));
  }

  /** A pending refund reaches the payer. */
  settleRefund(refundId: string): Stripe.Refund {
    return structuredClone(settleRefund(this.world, refundId));
  }

  /** A refund, pending or even done, fails; its money is on the account again. */
  failRefund(refundId: string, reason?: string): Stripe.Refund {
    return structuredClone(failRefund(this.world, refundId, reason));
  }

  /** The payer contests a charge with their bank. No money moves yet. */
  openDispute(of: string, claim: DisputeClaim = {}): Stripe.Dispute {
    return structuredClone(openDispute(this.world, this.chargeId(of), claim));
  }

  /** The seller answers on Stripe's own site. */
  answerDispute(disputeId: string, evidence: Readonly<Record<string, string>>): Stripe.Dispute {
    return structuredClone(updateDispute(this.world, disputeId, { evidence, metadata: {}, submit: true }));
  }

  /** Stripe takes the contested money off the account. */
  withdrawFunds(disputeId: string): Stripe.Dispute {
    return structuredClone(withdrawFunds(this.world, disputeId));
  }

  /** Stripe puts contested money back. */
  reinstateFunds(disputeId: string): Stripe.Dispute {
    return structuredClone(reinstateFunds(this.world, disputeId));
  }

  /** The bank decides. Money moves apart from this. */
  closeDispute(disputeId: string, as: 'won' | 'lost'): Stripe.Dispute {
    return structuredClone(closeDispute(this.world, disputeId, as));
  }

  /** The charge behind a charge, a payment or a session. */
  chargeId(of: string): string {
    const intentId = of.startsWith('cs_') ? sessionOf(this.world, of).wire.payment_intent : of;
    const charge = this.world.intents.get(String(intentId))?.latest_charge;
    return typeof charge === 'string' ? charge : of;
  }

  /** The account's totals by currency. No fees are taken here. */
  balanceSheet(): BalanceSheet {
    return balanceSheet(this.world);
  }

  /** All events so far, oldest first. */
  get events(): readonly Stripe.EventBase[] {
    return [...this.world.events.values()];
  }

  /** Sends nothing more, cuts all connections and frees the port. */
  async close(): Promise<void> {
    await this.webhooks.close();
    await this.#server.close();
  }

  #session(id: string): Stripe.Checkout.Session {
    return structuredClone(sessionOf(this.world, id).wire);
  }
}

const bounced: Decline = {
  code: 'payment_method_provider_decline',
  declineCode: 'insufficient_funds',
  message: 'The bank account has insufficient funds.',
};

/** Starts a local Stripe on 127.0.0.1. */
export async function startLocalStripe(options: LocalStripeOptions = {}): Promise<LocalStripe> {
  const clock = options.clock ?? systemClock;
  const ids = new Ids(options.seed ?? randomUUID());
  const livemode = options.livemode ?? false;
  const world = new World({ clock, ids, livemode });
  const keys = {
    secret: options.secretKey ?? `sk_${livemode ? 'live' : 'test'}_${ids.next(40)}`,
    revoked: false,
  };
  const faults = new PaymentFaults(clock);
  const journal = new Journal();
  const webhooks = new Webhooks({
    clock,
    sign,
    retryWaitsMs: options.retryWaitsMs ?? defaultRetryWaitsMs,
    ...(options.webhookPatienceMs === undefined ? {} : { patienceMs: options.webhookPatienceMs }),
  });
  world.onEvent.add((event) =>
    webhooks.send({ id: event.id, type: event.type, body: JSON.stringify(event, null, 2) }),
  );
  const seller = options.seller ?? 'Orderly';
  const app = stripeApp({ world, clock, keys, faults, journal, seller });
  const server = await serveLocally(app, options.port);
  world.origin = server.origin;
  return new LocalStripe({ server, world, keys, faults, journal, webhooks });
}

function sign({ event, endpoint, atMs, forged }: Signing): Record<string, string> {
  const timestamp = Math.floor(atMs / 1000);
  const secrets = forged ? ['whsec_of_somebody_else'] : endpoint.secret.split(' ');
  const headers = secrets.map((secret) =>
    Stripe.webhooks.generateTestHeaderString({ payload: event.body, secret, timestamp }),
  );
  const [first = '', ...rest] = headers;
  // `t=…,v1=…`; a further secret adds its own v1.
  const more = rest.map((header) => header.slice(header.indexOf(',')));
  return { 'Stripe-Signature': first + more.join('') };
}
