import { amountMinor, type CurrencyCode, type Money } from '../../src/domain/money.ts';
import { ok, type Result, refuse } from '../../src/domain/result.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type {
  Capture,
  CheckoutRequest,
  CheckoutState,
  ProviderDispute,
  ProviderEvent,
  ProviderName,
  ProviderRefund,
  ProviderRefundRequest,
} from '../../src/ports/paymentProvider.ts';

/** A payment page. */
interface Page {
  readonly request: CheckoutRequest;
  state: Exclude<CheckoutState['state'], 'declined'>;
  reason: string;
  /** Taking the money will fail, though the payer agreed. */
  isDeclined: boolean;
  capture: string | undefined;
}

/** Why a provider says no, in its own code. */
export type No = 'not-found' | { readonly refused: string };

/** What a fake provider is, and how it behaves. */
export interface BooksOptions {
  readonly name: ProviderName;
  readonly isLive: boolean;
  /** Refunds are pending until `finishRefund`. */
  readonly refundsTakeTime: boolean;
}

/**
 * What is true at a fake provider, and what payers and the provider itself do there. Nothing takes time and nothing is
 * random. As `stripe` it takes what is paid at once; as `paypal` the payer agrees first, and the money has to be taken.
 */
export class FakeBooks {
  /** What it has told, or has yet to tell, oldest first: tests send these as they like. */
  readonly events: ProviderEvent[] = [];
  private readonly clock: Clock;
  private readonly options: BooksOptions;
  private readonly pages = new Map<string, Page>();
  private readonly captures = new Map<string, Omit<Capture, 'refunded'>>();
  private readonly refunds = new Map<string, ProviderRefund>();
  private readonly disputes = new Map<string, ProviderDispute>();
  /** What each key meant, and what was made for it. */
  private readonly keys = new Map<string, { readonly meaning: string; readonly reference: string }>();
  private made = 0;

  constructor(clock: Clock, options: BooksOptions) {
    this.clock = clock;
    this.options = options;
  }

  /**
   * The payer pays on a page: at once, by a way that takes time until `clear`, or in vain. With PayPal a page that is paid
   * at once is `approved`. False when the page takes no money any more.
   */
  pay(reference: string, way: 'at once' | 'slowly' | 'in vain' = 'at once'): boolean {
    const page = this.page(reference);
    if (page?.state !== 'open') return false;
    page.isDeclined = way === 'in vain';
    if (way === 'slowly') this.move(reference, page, 'processing');
    else if (this.options.name === 'paypal') this.move(reference, page, 'approved');
    else this.take(reference, page);
    return true;
  }

  /** What was paid slowly arrives, or does not. */
  clear(reference: string, outcome: 'paid' | 'failed'): void {
    const page = this.page(reference);
    if (page?.state !== 'processing') return;
    page.isDeclined = outcome === 'failed';
    this.take(reference, page);
  }

  /** Money goes back by a press at the provider's own site. Gives the refund's reference. */
  refundAtSite(capture: string, money: Money): string {
    const reference = this.nextId('refund');
    this.putRefund(reference, { capture, money, key: undefined });
    return reference;
  }

  /** What can still be given back of money that was taken: not what went back already, or a dispute holds. */
  refundableMinor({ reference, money, refunded }: Capture): number {
    const held = [...this.disputes.values()].filter(
      ({ capture, withdrawn }) => capture === reference && withdrawn,
    );
    const heldMinor = held.reduce((sum, dispute) => sum + dispute.money.amountMinor, 0);
    return money.amountMinor - refunded.amountMinor - heldMinor;
  }

  /** A pending refund arrives, or comes back; one that had arrived may still come back. */
  finishRefund(reference: string, state: 'done' | 'failed'): void {
    const refund = this.refunds.get(reference);
    if (refund === undefined || refund.state === 'failed') return;
    this.refunds.set(reference, { ...refund, state });
    this.tell(`refund.${state}`, 'refund', reference);
  }

  /** The payer disputes a payment. Gives the dispute's reference. */
  dispute(capture: string, money: Money, withdrawn = true): string {
    const reference = this.nextId('dispute');
    const payment = this.captures.get(capture)?.payment;
    const opened = { reference, capture, payment, money, reason: 'fraudulent', state: 'open' as const };
    this.disputes.set(reference, { ...opened, withdrawn, at: this.clock.now() });
    this.tell('dispute.created', 'dispute', reference);
    return reference;
  }

  /** A dispute goes on. */
  moveDispute(reference: string, change: Partial<Pick<ProviderDispute, 'state' | 'withdrawn'>>): void {
    const dispute = this.disputes.get(reference);
    if (dispute === undefined) throw new Error(`There is no dispute ${reference}`);
    this.disputes.set(reference, { ...dispute, ...change });
    this.tell('dispute.updated', 'dispute', reference);
  }

  /** What it holds for the desk in a currency: taken, less what went back and what it withdrew. */
  balanceMinor(currency: CurrencyCode): number {
    const sum = (all: Iterable<{ readonly money: Money }>) =>
      [...all].reduce((total, { money }) => total + (money.currency === currency ? money.amountMinor : 0), 0);
    const gone = [...this.refunds.values()].filter(({ state }) => state !== 'failed');
    const withdrawn = [...this.disputes.values()].filter((dispute) => dispute.withdrawn);
    return sum(this.captures.values()) - sum(gone) - sum(withdrawn);
  }

  /** All money that was taken, as it stands now. */
  taken(): Capture[] {
    return [...this.captures.keys()].flatMap((reference) => this.capture(reference) ?? []);
  }

  /** Opens a page, once for each key. */
  open(request: CheckoutRequest): Result<string, No> {
    return this.once(request.key, request, 'page', (reference) => {
      if (request.expiresAt <= this.clock.now()) return refuse({ refused: 'expires_at_passed' });
      this.pages.set(reference, {
        request,
        state: 'open',
        reason: '',
        isDeclined: false,
        capture: undefined,
      });
      return ok(reference);
    });
  }

  /** Takes what a payer agreed to; closes a page that nobody paid on. Nothing happens to a page beyond that. */
  end(reference: string, how: 'take' | 'close'): void {
    const page = this.page(reference);
    if (how === 'take' && page?.state === 'approved') this.take(reference, page);
    if (how === 'close' && (page?.state === 'open' || page?.state === 'approved'))
      this.move(reference, page, 'expired');
  }

  /** How a page stands, found by its own id or its capture's. */
  checkout(found: string): CheckoutState | undefined {
    const [reference = found] = [...this.pages].find(([, { capture }]) => capture === found) ?? [];
    const page = this.page(reference);
    if (page === undefined) return undefined;
    const known = { reference, payment: page.request.payment };
    if (page.state === 'failed') return { ...known, state: page.state, reason: page.reason };
    if (page.state !== 'paid') return { ...known, state: page.state };
    const capture = this.capture(page.capture ?? '');
    return capture && { ...known, state: page.state, capture };
  }

  capture(reference: string): Capture | undefined {
    const taken = this.captures.get(reference);
    if (taken === undefined) return undefined;
    const back = [...this.refunds.values()]
      .filter(({ capture, state }) => capture === reference && state !== 'failed')
      .reduce((sum, { money }) => sum + money.amountMinor, 0);
    return { ...taken, refunded: { ...taken.money, amountMinor: amountMinor(back) } };
  }

  /** Gives money back, once for each key. */
  refund(request: ProviderRefundRequest): Result<string, No> {
    return this.once(request.key, request, 'refund', (reference) => {
      const { capture, money, key } = request;
      const taken = this.capture(capture);
      if (taken === undefined) return refuse('not-found');
      const isTooMuch = money.amountMinor > this.refundableMinor(taken);
      if (isTooMuch || money.currency !== taken.money.currency)
        return refuse({ refused: 'REFUND_AMOUNT_EXCEEDED' });
      this.putRefund(reference, { capture, money, key });
      return ok(reference);
    });
  }

  refundOf(reference: string): ProviderRefund | undefined {
    return this.refunds.get(reference);
  }

  refundsOf(capture: string): ProviderRefund[] {
    return [...this.refunds.values()].filter((refund) => refund.capture === capture);
  }

  disputeOf(reference: string): ProviderDispute | undefined {
    return this.disputes.get(reference);
  }

  /** A page, expired where its time is over. */
  private page(reference: string): Page | undefined {
    const page = this.pages.get(reference);
    const isOver = page !== undefined && page.request.expiresAt <= this.clock.now();
    if (isOver && (page.state === 'open' || page.state === 'approved')) this.move(reference, page, 'expired');
    return page;
  }

  private move(reference: string, page: Page, state: Page['state']): void {
    page.state = state;
    this.tell(`checkout.${state}`, 'checkout', reference);
  }

  private take(reference: string, page: Page): void {
    if (page.isDeclined) {
      page.reason = 'card_declined';
      this.move(reference, page, 'failed');
      return;
    }
    const { money, payment } = page.request;
    page.capture = this.nextId('capture');
    const { isLive } = this.options;
    this.captures.set(page.capture, {
      reference: page.capture,
      money,
      payment,
      isLive,
      at: this.clock.now(),
    });
    this.move(reference, page, 'paid');
    this.tell('capture.completed', 'capture', page.capture);
  }

  private putRefund(reference: string, asked: Pick<ProviderRefund, 'capture' | 'money' | 'key'>): void {
    const state = this.options.refundsTakeTime ? 'pending' : 'done';
    this.refunds.set(reference, { ...asked, reference, state, at: this.clock.now() });
    this.tell(`refund.${state}`, 'refund', reference);
    this.tell('capture.refunded', 'capture', asked.capture);
  }

  private once(
    key: string,
    request: unknown,
    kind: string,
    make: (reference: string) => Result<string, No>,
  ): Result<string, No> {
    const meaning = JSON.stringify(request);
    const known = this.keys.get(key);
    if (known !== undefined && known.meaning !== meaning)
      return refuse({ refused: 'idempotency_key_reused' });
    if (known !== undefined) return ok(known.reference);
    const made = make(this.nextId(kind));
    if (made.ok) this.keys.set(key, { meaning, reference: made.value });
    return made;
  }

  private tell(type: string, kind: 'checkout' | 'capture' | 'refund' | 'dispute', reference: string): void {
    const at = this.clock.now();
    this.events.push({ eventId: this.nextId('event'), type, at, subject: { kind, reference } });
  }

  private nextId(kind: string): string {
    this.made += 1;
    return `${this.options.name}_${kind}_${this.made}`;
  }
}
