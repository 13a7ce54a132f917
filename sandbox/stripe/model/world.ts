import Stripe from 'stripe';
import type { Clock } from '../../clock.ts';
import type { Ids } from '../../payments/ids.ts';

/** A checkout session, and what Stripe knows of it besides. */
export interface StoredSession {
  readonly wire: Stripe.Checkout.Session;
  readonly lineItems: readonly Stripe.LineItem[];
  /** What the payment will be made with. */
  readonly intent: { readonly description: string | null; readonly metadata: Stripe.Metadata };
}

/** The objects that events tell of. */
export type EventObject =
  | Stripe.Checkout.Session
  | Stripe.PaymentIntent
  | Stripe.Charge
  | Stripe.Refund
  | Stripe.Dispute;

/** What may be different in an event from what it ought to be; see `LocalStripe.nextEvent`. */
export interface EventOddity {
  /** Sent for a connected account. */
  readonly account?: string;
  readonly livemode?: boolean;
  readonly api_version?: string;
  /** Fields of the object as the event shows it; asked for, it is as it is. */
  readonly object?: Readonly<Record<string, unknown>>;
}

/** A call of the API that goes on, as events name it. */
export interface CauseOfEvents {
  readonly id: string | null;
  readonly idempotency_key: string | null;
}

/** How a refund will go that is made of a charge. */
export type RefundFate = 'succeeded' | 'pending';

const noCause: CauseOfEvents = { id: null, idempotency_key: null };

/** What the local Stripe knows. Objects are kept in the form in which they are answered. */
export class World {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly livemode: boolean;
  /** The seller's account, `acct_…`. */
  readonly accountId: string;
  /** Where the pay pages are. */
  origin = '';
  readonly sessions = new Map<string, StoredSession>();
  readonly intents = new Map<string, Stripe.PaymentIntent>();
  readonly charges = new Map<string, Stripe.Charge>();
  readonly refunds = new Map<string, Stripe.Refund>();
  readonly disputes = new Map<string, Stripe.Dispute>();
  readonly transactions = new Map<string, Stripe.BalanceTransaction>();
  readonly events = new Map<string, Stripe.EventBase>();
  /** Charges whose refunds take their time. */
  readonly slowRefunds = new Set<string>();
  /** Oddities that wait for an event of a type. */
  readonly oddities: { readonly type: string; readonly oddity: EventOddity }[] = [];
  /** Told of each event as it happens. */
  readonly onEvent = new Set<(event: Stripe.EventBase) => void>();
  #cause = noCause;

  constructor(parts: { clock: Clock; ids: Ids; livemode: boolean }) {
    this.clock = parts.clock;
    this.ids = parts.ids;
    this.livemode = parts.livemode;
    this.accountId = `acct_${parts.ids.next(16)}`;
  }

  /** The time as Stripe writes it: whole seconds since 1970. */
  get now(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  /** A new id: `re_…`; sessions and keys also say whether they are live. */
  id(prefix: string): string {
    const isLong = prefix === 'cs';
    const mode = this.livemode ? 'live_' : 'test_';
    return `${prefix}_${isLong ? mode : ''}${this.ids.next(isLong ? 58 : 24)}`;
  }

  /** Does what a call of the API asks for; the events of it name the call. */
  during<T>(cause: CauseOfEvents, action: () => T): T {
    this.#cause = cause;
    try {
      return action();
    } finally {
      this.#cause = noCause;
    }
  }

  /** Tells of what happened, with the object as it is now. */
  emit(type: Stripe.Event.Type, object: EventObject, previous?: Readonly<Record<string, unknown>>): void {
    const at = this.oddities.findIndex((one) => one.type === type);
    const oddity = at === -1 ? {} : (this.oddities.splice(at, 1)[0]?.oddity ?? {});
    const { object: changed, ...more } = oddity;
    const event: Stripe.EventBase = {
      id: this.id('evt'),
      object: 'event',
      api_version: Stripe.API_VERSION,
      created: this.now,
      data: {
        object: { ...structuredClone(object), ...changed },
        ...(previous ? { previous_attributes: { ...previous } } : {}),
      },
      livemode: this.livemode,
      pending_webhooks: 1,
      request: { ...this.#cause },
      type,
      ...more,
    };
    this.events.set(event.id, event);
    for (const listener of this.onEvent) listener(event);
  }
}
