import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../clock.ts';
import { type BalanceSheet, type ProviderTotals, sumUp } from '../payments/balanceSheet.ts';
import { PaymentFaults } from '../payments/faults.ts';
import { Ids } from '../payments/ids.ts';
import { Journal } from '../payments/journal.ts';
import { type LocalServer, serveLocally } from '../payments/server.ts';
import { doublingWaitsMs, Webhooks } from '../payments/webhooks.ts';
import { type Complaint, decide, endRefundedDispute, openDispute, type Verdict } from './disputes.ts';
import { Account, type Happening } from './model/account.ts';
import type { Movement } from './model/types.ts';
import { type Amount, standardFee } from './money.ts';
import { type Approval, approve, cancelUrl, reverseApproval } from './payer.ts';
import { endPending, endRefund, giveBack } from './refunds.ts';
import { RequestIds } from './requestIds.ts';
import { createApp } from './server.ts';
import { type Forgery, rootCertificate, signWebhook } from './signature.ts';
import { Tokens } from './tokens.ts';

/** How the local PayPal is set up; everything has a default. */
export interface PayPalOptions {
  /** The port to listen on; a free one by default. */
  readonly port?: number;
  readonly clock?: Clock;
  /** Makes all ids the same again; a random one by default. */
  readonly seed?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  /** What PayPal keeps of a payment, in minor units; 3.49 % and 49 cents by default. */
  readonly fee?: (amount: Amount) => number;
}

/** A webhook as it is set up at PayPal. */
export interface Subscription {
  /** The webhook id, which signatures are made for. */
  readonly id: string;
  /** Ends it. */
  readonly remove: () => void;
}

/** 25 attempts in 3 days. */
const RETRY_WAITS_MS = doublingWaitsMs(60_000, 4 * 60 * 60 * 1000, 3 * 24 * 60 * 60 * 1000);

/** A running local PayPal with one seller's account. What people and PayPal do there is played by its methods. */
export class PayPal {
  /** Give this to `PayPalEnvironment` as the address: `http://127.0.0.1:PORT`. */
  readonly origin: string;
  readonly port: number;
  /** The root that the certificates of webhooks go back to, as PEM. */
  readonly rootCertificate: string = rootCertificate;
  readonly faults: PaymentFaults;
  readonly journal: Journal;
  readonly webhooks: Webhooks;
  /** What PayPal knows; tests may look at it. */
  readonly account: Account;
  readonly tokens: Tokens;
  readonly #server: LocalServer;

  constructor(parts: {
    server: LocalServer;
    account: Account;
    tokens: Tokens;
    faults: PaymentFaults;
    journal: Journal;
    webhooks: Webhooks;
  }) {
    this.#server = parts.server;
    this.origin = parts.server.origin;
    this.port = parts.server.port;
    this.account = parts.account;
    this.tokens = parts.tokens;
    this.faults = parts.faults;
    this.journal = parts.journal;
    this.webhooks = parts.webhooks;
  }

  get clientId(): string {
    return this.tokens.clientId;
  }

  get clientSecret(): string {
    return this.tokens.clientSecret;
  }

  /** From now on events are sent there; of all types unless told. */
  addWebhook(url: string, types?: readonly string[]): Subscription {
    const id = this.account.id();
    const remove = this.webhooks.addEndpoint({ url, secret: id, ...(types === undefined ? {} : { types }) });
    return { id, remove };
  }

  /** The payer approves an order; answers where PayPal's page leads them. Throws when they can't. */
  approve(orderId: string, approval: Approval = {}): string | undefined {
    return approve(this.account, this.account.order(orderId), approval);
  }

  /** The payer presses Cancel; answers where the page leads them. */
  cancel(orderId: string): string | undefined {
    return cancelUrl(this.account.order(orderId));
  }

  /** PayPal takes an approval back before it was captured. */
  reverseApproval(orderId: string): void {
    reverseApproval(this.account, this.account.order(orderId));
  }

  /** The captures of an order, oldest first. */
  captureIds(orderId: string): readonly string[] {
    return this.account.capturesOf(this.account.order(orderId)).map(({ id }) => id);
  }

  /** A pending payment arrives. */
  settlePending(captureId: string): void {
    endPending(this.account, this.account.capture(captureId), true);
  }

  /** A pending payment fails. */
  denyPending(captureId: string): void {
    endPending(this.account, this.account.capture(captureId), false);
  }

  /** The seller refunds at PayPal's own site: what is told, or all that is left. Answers the refund's id. */
  refundInDashboard(captureId: string, amountMinor?: number): string {
    const capture = this.account.capture(captureId);
    const amount = { ...capture.unit.amount, amountMinor: amountMinor ?? this.account.leftMinor(capture) };
    const refund = giveBack(this.account, capture, amount, { kind: 'refund' });
    endRefundedDispute(this.account, capture);
    return refund.id;
  }

  /** The next refund that the API is asked for stays pending until `settleRefund` or `failRefund`. */
  holdNextRefund(): void {
    this.account.nextRefundIsPending = true;
  }

  /** A pending refund arrives. */
  settleRefund(refundId: string): void {
    endRefund(this.account, this.account.refund(refundId), 'COMPLETED');
  }

  /** A pending refund fails: the money stays with the seller. */
  failRefund(refundId: string): void {
    endRefund(this.account, this.account.refund(refundId), 'FAILED');
  }

  /** PayPal takes back a payment, or part of it, without a dispute. Answers the reversal's id. */
  reverseCapture(captureId: string, amountMinor?: number): string {
    const capture = this.account.capture(captureId);
    const amount = { ...capture.unit.amount, amountMinor: amountMinor ?? this.account.leftMinor(capture) };
    return giveBack(this.account, capture, amount, { kind: 'reversal' }).id;
  }

  /** The payer complains about a capture. Answers the dispute's id. */
  openDispute(captureId: string, complaint: Complaint = {}): string {
    return openDispute(this.account, this.account.capture(captureId), complaint).id;
  }

  /** A dispute ends; a buyer may win only `amountMinor` of it. */
  resolveDispute(disputeId: string, verdict: Verdict, amountMinor?: number): void {
    decide(this.account, this.account.dispute(disputeId), verdict, amountMinor);
  }

  /** How money moved on the account, oldest first, fees included. */
  get movements(): readonly Movement[] {
    return this.account.movements;
  }

  /** What PayPal's own books say by currency, fees left out, to be held against ours. */
  balanceSheet(): BalanceSheet {
    return sumUp(
      this.movements.flatMap(({ kind, currency, amountMinor }) => {
        const column = COLUMNS[kind];
        if (column === undefined) return [];
        return [{ currency, column, amountMinor: column === 'capturedMinor' ? amountMinor : -amountMinor }];
      }),
    );
  }

  /** Sends nothing more, cuts all connections and frees the port. */
  async close(): Promise<void> {
    await this.#server.close();
    await this.webhooks.close();
  }
}

const COLUMNS: Readonly<Record<Movement['kind'], keyof ProviderTotals | undefined>> = {
  capture: 'capturedMinor',
  fee: undefined,
  refund: 'refundedMinor',
  refundFailed: 'refundedMinor',
  reversal: 'disputedMinor',
  reinstated: 'disputedMinor',
};

const FORGERIES: ReadonlySet<string> = new Set<Forgery>(['certificate', 'expired', 'host', 'webhook']);

function isForgery(how: string | undefined): how is Forgery {
  return how !== undefined && FORGERIES.has(how);
}

/** Starts a local PayPal on 127.0.0.1. */
export async function startPayPal(options: PayPalOptions = {}): Promise<PayPal> {
  const clock = options.clock ?? systemClock;
  const seed = options.seed ?? randomUUID();
  const ids = new Ids(`paypal ${seed}`);
  // Apart from the others, since how often something is sent must not change their order.
  const transmissionIds = new Ids(`paypal transmissions ${seed}`);
  const faults = new PaymentFaults(clock);
  const journal = new Journal();
  const tokens = new Tokens(clock, new Ids(`paypal tokens ${seed}`), {
    clientId: options.clientId ?? `local-client-${ids.next(12)}`,
    clientSecret: options.clientSecret ?? `local-secret-${ids.next(24)}`,
  });
  const webhooks = new Webhooks({
    clock,
    retryWaitsMs: RETRY_WAITS_MS,
    sign: ({ event, endpoint, atMs, forged, how }) =>
      signWebhook(
        {
          id: transmissionIds.next(36),
          time: new Date(atMs).toISOString(),
          webhookId: endpoint.secret,
          body: event.body,
          origin: server.origin,
        },
        forged ? (isForgery(how) ? how : 'certificate') : undefined,
      ),
  });
  const account: Account = new Account({
    clock,
    ids,
    fee: options.fee ?? standardFee,
    origin: () => server.origin,
    tell: (happening) => webhooks.send(toEvent(happening, account)),
  });
  const app = createApp({ account, tokens, requestIds: new RequestIds(clock), faults, journal, clock });
  const server = await serveLocally(app, options.port);
  return new PayPal({ server, account, tokens, faults, journal, webhooks });
}

/** An event as PayPal sends it. */
function toEvent({ type, resourceType, summary, resource }: Happening, account: Account) {
  const id = `WH-${account.id()}-${account.id()}`;
  const self = `${account.parts.origin()}/v1/notifications/webhooks-events/${id}`;
  const body = JSON.stringify({
    id,
    event_version: '1.0',
    create_time: new Date(account.nowMs).toISOString(),
    resource_type: resourceType,
    ...(resourceType === 'dispute' ? {} : { resource_version: '2.0' }),
    event_type: type,
    summary,
    resource,
    links: [
      { href: self, rel: 'self', method: 'GET' },
      { href: `${self}/resend`, rel: 'resend', method: 'POST' },
    ],
  });
  return { id, type, body };
}
