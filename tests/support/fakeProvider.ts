import { isoExponents } from '../../src/domain/currencies.ts';
import { amountMinor, type Money } from '../../src/domain/money.ts';
import { ok, type Result, refuse } from '../../src/domain/result.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type {
  Asked,
  Capture,
  Checkout,
  CheckoutRequest,
  CheckoutState,
  PaymentProvider,
  ProviderDispute,
  ProviderEvent,
  ProviderFailure,
  ProviderName,
  ProviderRefund,
  ProviderRefundRequest,
  UnpayableRefusal,
  WebhookRefusal,
} from '../../src/ports/paymentProvider.ts';
import { FakeBooks, type No } from './fakeBooks.ts';
import { type SignedWebhook, signWebhook, verifyWebhook, type WebhookSigner } from './fakeWebhooks.ts';

type FailureCode = ProviderFailure['code'];

/** A point of a call at which something may go wrong. */
export interface Moment {
  readonly provider: ProviderName;
  readonly call: string;
  /** The key or reference it is about. */
  readonly subject: string;
  /** `sent`: nothing has happened yet. `done`: it has, and the answer is on its way. */
  readonly when: 'sent' | 'done';
}

/**
 * What goes wrong at a moment: a failure with this code, or nothing. It may take its time, and it may throw, as where the
 * process ends. A failure at `done` is an answer that is lost: the call has happened.
 */
export type Mishap = (moment: Moment) => FailureCode | undefined | Promise<FailureCode | undefined>;

/** How a fake provider differs from an untroubled one in test mode. */
export interface FakeOptions {
  readonly isLive?: boolean;
  readonly secret?: string;
  readonly account?: string;
  readonly refundsTakeTime?: boolean;
  readonly mishap?: Mishap;
  /** Another's, where two processes use one provider. */
  readonly books?: FakeBooks;
}

/**
 * A payment provider in memory, for tests that make up their own time and troubles: `mishap` is asked before each call
 * happens and before its answer arrives; `books` is what is true there, and what payers do. The same calls always lead
 * to the same ids, events and answers.
 */
export class FakeProvider implements PaymentProvider {
  readonly name: ProviderName;
  readonly isLive: boolean;
  readonly books: FakeBooks;
  readonly signer: WebhookSigner;
  /** What goes wrong; may be changed at any time. */
  mishap: Mishap;
  /** Every call that was made, as `call subject`, oldest first. */
  readonly calls: string[] = [];
  private readonly clock: Clock;

  constructor(name: ProviderName, clock: Clock, options: FakeOptions = {}) {
    const { isLive = false, secret = `${name} signs`, account = `${name} account` } = options;
    this.name = name;
    this.isLive = isLive;
    this.clock = clock;
    const { refundsTakeTime = false } = options;
    this.books = options.books ?? new FakeBooks(clock, { name, isLive, refundsTakeTime });
    this.signer = { secret, account, isLive };
    this.mishap = options.mishap ?? (() => undefined);
  }

  accepts({ amountMinor: minor, currency }: Money): Result<undefined, UnpayableRefusal> {
    const refusal = { code: 'provider-takes-not', provider: this.name } as const;
    if (!isoExponents.has(currency)) return refuse({ ...refusal, why: 'currency' });
    const limit = { amountMinor: amountMinor(50), currency };
    return minor < limit.amountMinor ? refuse({ ...refusal, why: 'too-small', limit }) : ok(undefined);
  }

  openCheckout(request: CheckoutRequest): Asked<Checkout> {
    return this.ask('openCheckout', request.key, () => {
      const opened = this.books.open(request);
      if (!opened.ok) return opened;
      const url = `https://${this.name}.example/${opened.value}`;
      return ok({ reference: opened.value, url, expiresAt: request.expiresAt });
    });
  }

  readCheckout(reference: string): Asked<CheckoutState> {
    return this.ask('readCheckout', reference, () => found(this.books.checkout(reference)));
  }

  takeApproved(reference: string, _key: string): Asked<CheckoutState> {
    return this.ask('takeApproved', reference, () => {
      this.books.end(reference, 'take');
      return found(this.books.checkout(reference));
    });
  }

  closeCheckout(reference: string): Asked<CheckoutState> {
    return this.ask('closeCheckout', reference, () => {
      this.books.end(reference, 'close');
      return found(this.books.checkout(reference));
    });
  }

  readCapture(reference: string): Asked<Capture> {
    return this.ask('readCapture', reference, () => found(this.books.capture(reference)));
  }

  refund(request: ProviderRefundRequest): Asked<ProviderRefund> {
    return this.ask('refund', request.key, () => {
      const made = this.books.refund(request);
      return made.ok ? found(this.books.refundOf(made.value)) : made;
    });
  }

  readRefund(reference: string): Asked<ProviderRefund> {
    return this.ask('readRefund', reference, () => found(this.books.refundOf(reference)));
  }

  readRefunds(capture: string): Asked<readonly ProviderRefund[]> {
    return this.ask('readRefunds', capture, () => ok(this.books.refundsOf(capture)));
  }

  readDispute(reference: string): Asked<ProviderDispute> {
    return this.ask('readDispute', reference, () => found(this.books.disputeOf(reference)));
  }

  findPayment(reference: string): Asked<CheckoutState> {
    return this.ask('findPayment', reference, () => found(this.books.checkout(reference)));
  }

  async readWebhook(
    body: Uint8Array,
    headers: Readonly<Record<string, string | undefined>>,
    now: Date,
  ): Promise<Result<ProviderEvent, WebhookRefusal>> {
    return verifyWebhook(body, headers, this.signer, now);
  }

  /** An event as it is sent now, or as somebody else would send it, or at another time. */
  sign(event: ProviderEvent, lies: Partial<WebhookSigner> & { readonly at?: Date } = {}): SignedWebhook {
    const { at = this.clock.now(), ...signer } = lies;
    return signWebhook(event, { ...this.signer, ...signer }, at);
  }

  /** Lets a call meet its mishaps, and happen in between. */
  private async ask<T>(
    call: string,
    subject: string,
    act: () => Result<T, No>,
  ): Promise<Result<T, ProviderFailure>> {
    const provider = this.name;
    const fail = (code: FailureCode, reason: string) => refuse({ code, provider, reason });
    this.calls.push(`${call} ${subject}`);
    const before = await this.mishap({ provider, call, subject, when: 'sent' });
    if (before !== undefined) return fail(before, 'a mishap');
    const result = act();
    const after = await this.mishap({ provider, call, subject, when: 'done' });
    if (after !== undefined) return fail(after, 'a mishap');
    if (result.ok) return result;
    return result.refusal === 'not-found'
      ? fail('not-found', 'resource_missing')
      : fail('refused', result.refusal.refused);
  }
}

function found<T>(value: T | undefined): Result<T, No> {
  return value === undefined ? refuse('not-found') : ok(value);
}
