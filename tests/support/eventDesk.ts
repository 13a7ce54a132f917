import { type EventOutcome, handleEvents } from '../../src/app/payments/handleEvents.ts';
import { processEvent, type Settling } from '../../src/app/payments/processEvent.ts';
import { receiveWebhook } from '../../src/app/payments/receiveWebhook.ts';
import { ok } from '../../src/domain/result.ts';
import { providerEvents, type RecordedEvent } from '../../src/ports/collections.ts';
import type { Asked, ProviderEvent } from '../../src/ports/paymentProvider.ts';
import type { Store } from '../../src/ports/store.ts';
import { aCheckout, answered, providersOf } from './fakePayments.ts';
import { FakeProvider } from './fakeProvider.ts';
import { ManualTime } from './outbox.ts';

/** What `settle` was told, in a line each: provider, kind, reference and how it stands. */
export class RecordingSettling implements Settling {
  readonly told: string[] = [];
  /** Decides what settling answers, and may throw; `done` unless a test sets it. */
  answer: (line: string) => Asked<string> = async () => ok('done');

  readonly checkout: Settling['checkout'] = ({ name }, { reference, state }) =>
    this.note(`${name} checkout ${reference} ${state}`);
  readonly capture: Settling['capture'] = ({ name }, { reference, refunded }) =>
    this.note(`${name} capture ${reference} -${refunded.amountMinor}`);
  readonly refund: NonNullable<Settling['refund']> = ({ name }, { reference, state }) =>
    this.note(`${name} refund ${reference} ${state}`);
  readonly dispute: NonNullable<Settling['dispute']> = ({ name }, { reference, state }) =>
    this.note(`${name} dispute ${reference} ${state}`);

  private note(line: string): Asked<string> {
    this.told.push(line);
    return this.answer(line);
  }
}

/** A desk that receives and handles what two fake providers tell, with the time in the test's hands. */
export class EventDesk {
  readonly store: Store;
  readonly time = new ManualTime();
  readonly stripe = new FakeProvider('stripe', this.time);
  readonly paypal = new FakeProvider('paypal', this.time);
  readonly settle = new RecordingSettling();
  readonly outcomes: EventOutcome[] = [];

  constructor(store: Store) {
    this.store = store;
  }

  get desk() {
    return { store: this.store, clock: this.time, providers: providersOf(this.stripe, this.paypal) };
  }

  /** Sends what a provider told; the newest event unless others are named. */
  async receive(provider: FakeProvider, ...events: readonly ProviderEvent[]): Promise<void> {
    for (const event of events.length > 0 ? events : provider.books.events.slice(-1)) {
      const received = await receiveWebhook(this.desk, { provider: provider.name, ...provider.sign(event) });
      if (!received.ok) throw new Error(received.refusal.code);
    }
  }

  /** How an event is processed here. */
  readonly process = (event: RecordedEvent) => processEvent(this.desk, event, this.settle);

  /** Handles what is due of one provider, once. */
  handle(provider: FakeProvider, signal = new AbortController().signal): Promise<Date | undefined> {
    const handled = (_: unknown, outcome: EventOutcome) => void this.outcomes.push(outcome);
    return handleEvents({ desk: this.desk, process: this.process, handled }, provider.name, signal);
  }

  /** Opens a page and has it paid; gives its reference. */
  async pay(provider: FakeProvider, key = 'checkout-1'): Promise<string> {
    const { reference } = await answered(provider.openCheckout(aCheckout(this.time.now(), { key })));
    provider.books.pay(reference);
    provider.calls.length = 0;
    return reference;
  }

  async stored(event: ProviderEvent | undefined, provider: FakeProvider = this.stripe) {
    return this.store.get(providerEvents.path(`${provider.name}.${event?.eventId}`));
  }
}
