import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasWaitingEvents } from '../../../src/app/payments/handleEvents.ts';
import { ok, refuse } from '../../../src/domain/result.ts';
import { collections, providerEvents } from '../../../src/ports/collections.ts';
import type { ProviderFailure } from '../../../src/ports/paymentProvider.ts';
import { Contention, Unavailable } from '../../../src/ports/store.ts';
import type { Place } from '../../contract/engine.ts';
import { freshInProcessFirestore } from '../../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../../contract/sqlitePlace.ts';
import { EventDesk } from '../../support/eventDesk.ts';
import { usd } from '../../support/fakePayments.ts';
import { type FaultyStore, faultyStore } from '../../support/faultyStore.ts';

const hourMs = 60 * 60 * 1000;

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('handling events on $name', ({ freshPlace }) => {
  let place: Place;
  let store: FaultyStore;
  let at: EventDesk;
  beforeEach(async () => {
    place = await freshPlace();
    store = faultyStore(await place.open(collections));
    at = new EventDesk(store);
  });
  afterEach(() => place.dispose());

  test('each event has what it is about fetched and settled, once', async () => {
    const page = await at.pay(at.stripe);
    const [capture] = at.stripe.books.taken();
    const refund = at.stripe.books.refundAtSite(capture?.reference ?? '', usd(500));
    const dispute = at.stripe.books.dispute(capture?.reference ?? '', usd(1_500));
    await at.receive(at.stripe, ...at.stripe.books.events);
    expect(await hasWaitingEvents(at.desk, 'stripe')).toBe(true);
    expect(await at.handle(at.stripe)).toBeUndefined();
    expect(at.settle.told.toSorted()).toEqual([
      `stripe capture ${capture?.reference} -500`,
      `stripe capture ${capture?.reference} -500`,
      `stripe checkout ${page} paid`,
      `stripe dispute ${dispute} open`,
      `stripe refund ${refund} done`,
    ]);
    expect(await hasWaitingEvents(at.desk, 'stripe')).toBe(false);
    at.settle.told.length = 0;
    await at.receive(at.stripe, ...at.stripe.books.events);
    await at.handle(at.stripe);
    expect(at.settle.told).toEqual([]);
  });

  test('what became of it is kept with the event', async () => {
    await at.pay(at.stripe);
    await at.receive(at.stripe);
    at.time.pass(1_000);
    at.settle.answer = async () => ok('received');
    await at.handle(at.stripe);
    expect(await at.stored(at.stripe.books.events.at(-1))).toMatchObject({
      state: 'done',
      attempts: 0,
      nextAttemptAt: at.time.now(),
      note: 'received',
    });
    expect(at.outcomes).toEqual([{ kind: 'done', note: 'received' }]);
  });

  test('what the object says now counts, whatever was told and in whatever order', async () => {
    const page = await at.pay(at.paypal);
    const [approved] = at.paypal.books.events;
    at.paypal.books.end(page, 'take');
    const paid = at.paypal.books.events.find(({ type }) => type === 'checkout.paid');
    if (approved === undefined || paid === undefined) throw new Error('Not told');
    await at.receive(at.paypal, paid);
    await at.receive(at.paypal, approved);
    await at.handle(at.paypal);
    expect(at.settle.told).toEqual([`paypal checkout ${page} paid`, `paypal checkout ${page} paid`]);
  });

  test('one provider’s events are handled, and the other’s left alone', async () => {
    await at.pay(at.stripe);
    await at.pay(at.paypal);
    await at.receive(at.stripe);
    await at.receive(at.paypal);
    await at.handle(at.stripe);
    expect(at.settle.told).toHaveLength(1);
    expect(await hasWaitingEvents(at.desk, 'paypal')).toBe(true);
  });

  test('those of one reference are handled one after the other, as they came; others at once, and not too many', async () => {
    let running = 0;
    let most = 0;
    const inHand = new Map<string, number>();
    for (let number = 1; number <= 20; number += 1) {
      const page = await at.pay(at.stripe, `checkout-${number}`);
      const paid = at.stripe.books.events.find(({ subject }) => subject?.reference === page);
      if (paid === undefined) throw new Error('Not told');
      for (let copy = 1; copy <= 3; copy += 1) {
        await at.receive(at.stripe, { ...paid, eventId: `${paid.eventId}.${copy}` });
        at.time.pass(1);
      }
    }
    at.settle.answer = async (line) => {
      running += 1;
      most = Math.max(most, running);
      inHand.set(line, (inHand.get(line) ?? 0) + 1);
      expect(inHand.get(line)).toBe(1);
      await new Promise(setImmediate);
      inHand.set(line, 0);
      running -= 1;
      return ok('done');
    };
    await at.handle(at.stripe);
    expect(at.settle.told).toHaveLength(60);
    expect(most).toBeGreaterThan(8);
    expect(most).toBeLessThanOrEqual(16);
    expect(await hasWaitingEvents(at.desk, 'stripe')).toBe(false);
  });

  test.each<ProviderFailure['code']>(['unknown', 'unavailable', 'unauthorised'])(
    'while the provider answers "%s" it is tried again, ever later, for three days, and then given up',
    async (code) => {
      await at.pay(at.stripe);
      await at.receive(at.stripe);
      const event = at.stripe.books.events.at(-1);
      at.stripe.mishap = ({ when }) => (when === 'sent' ? code : undefined);
      const began = at.time.now().getTime();
      const waits: number[] = [];
      for (let attempt = 1; attempt <= 40; attempt += 1) {
        const next = await at.handle(at.stripe);
        if (next === undefined) break;
        expect(await at.stored(event)).toMatchObject({
          state: 'waiting',
          attempts: attempt,
          note: `${code}: a mishap`,
        });
        const waitMs = next.getTime() - at.time.now().getTime();
        waits.push(waitMs / 1_000);
        at.time.pass(waitMs - 1);
        expect(await at.handle(at.stripe)).toEqual(next);
        expect(at.stripe.calls).toHaveLength(attempt);
        at.time.pass(1);
      }
      expect(waits.slice(0, 10)).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560]);
      expect(Math.max(...waits)).toBe(6 * 3_600);
      expect(await at.stored(event)).toMatchObject({ state: 'given up', note: `${code}: a mishap` });
      const tookMs = at.time.now().getTime() - began;
      expect(tookMs).toBeGreaterThanOrEqual(72 * hourMs);
      expect(tookMs).toBeLessThan(78 * hourMs);
      expect(at.outcomes.at(-1)).toMatchObject({ kind: 'given up', why: { code } });
    },
  );

  test('after an hour without the provider it is settled within half an hour', async () => {
    const page = await at.pay(at.stripe);
    await at.receive(at.stripe, ...at.stripe.books.events.slice(0, 1));
    const isBackAt = at.time.now().getTime() + hourMs;
    at.stripe.mishap = () => (at.time.now().getTime() < isBackAt ? 'unavailable' : undefined);
    for (let next = await at.handle(at.stripe); next !== undefined; next = await at.handle(at.stripe))
      at.time.pass(next.getTime() - at.time.now().getTime());
    expect(at.settle.told).toEqual([`stripe checkout ${page} paid`]);
    expect(at.time.now().getTime() - isBackAt).toBeLessThan(hourMs / 2);
  });

  test('a clear no is asked about for an hour', async () => {
    await at.pay(at.stripe);
    const told = at.stripe.books.events.at(-1);
    if (told === undefined) throw new Error('Not told');
    const event = { ...told, subject: { kind: 'capture', reference: 'nowhere' } as const };
    await at.receive(at.stripe, event);
    const next = await at.handle(at.stripe);
    expect(next).toEqual(new Date(at.time.now().getTime() + 5_000));
    at.time.pass(hourMs);
    expect(await at.handle(at.stripe)).toBeUndefined();
    expect(await at.stored(event)).toMatchObject({
      state: 'given up',
      note: 'not-found: resource_missing',
    });
  });

  test('a failure of settling is passed on, and tried again', async () => {
    await at.pay(at.stripe);
    await at.receive(at.stripe);
    const answers = [
      refuse({ code: 'unknown', provider: 'stripe', reason: 'timeout' } as const),
      ok('received'),
    ];
    at.settle.answer = async () => answers.shift() ?? ok('again');
    expect(await at.handle(at.stripe)).toBeDefined();
    at.time.pass(5_000);
    await at.handle(at.stripe);
    expect(await at.stored(at.stripe.books.events.at(-1))).toMatchObject({
      state: 'done',
      attempts: 1,
      note: 'received',
    });
  });

  test('a bug in one is noted without its words, and keeps no other waiting', async () => {
    const page = await at.pay(at.stripe, 'first');
    await at.receive(at.stripe, ...at.stripe.books.events);
    await at.pay(at.stripe, 'second');
    await at.receive(at.stripe);
    const bug = new TypeError('Secret things');
    at.settle.answer = async (line) => {
      if (line.includes(page)) throw bug;
      return ok('done');
    };
    expect(await at.handle(at.stripe)).toEqual(new Date(at.time.now().getTime() + 5_000));
    expect(at.outcomes.map(({ kind }) => kind).toSorted()).toEqual(['done', 'done', 'retried']);
    expect(at.outcomes).toContainEqual({ kind: 'retried', why: { bug } });
    expect(await at.stored(at.stripe.books.events[0])).toMatchObject({
      state: 'waiting',
      attempts: 1,
      note: 'failed: TypeError',
    });
    at.settle.answer = async () => ok('mended');
    at.time.pass(5_000);
    await at.handle(at.stripe);
    expect(await at.stored(at.stripe.books.events[0])).toMatchObject({ state: 'done', note: 'mended' });
  });

  test('a collision in the store is tried again like anything else', async () => {
    await at.pay(at.stripe);
    await at.receive(at.stripe);
    at.settle.answer = async () => {
      throw new Contention();
    };
    expect(await at.handle(at.stripe)).toEqual(new Date(at.time.now().getTime() + 5_000));
  });

  test('a store that is down ends the round, and counts as no attempt', async () => {
    for (const key of ['first', 'second']) {
      await at.pay(at.stripe, key);
      await at.receive(at.stripe, ...at.stripe.books.events);
    }
    at.settle.answer = async () => {
      throw new Unavailable('gone');
    };
    await expect(at.handle(at.stripe)).rejects.toThrow(Unavailable);
    for (const event of at.stripe.books.events)
      expect(await at.stored(event)).toMatchObject({ state: 'waiting', attempts: 0 });
    at.settle.answer = async () => ok('received');
    expect(await at.handle(at.stripe)).toBeUndefined();
    expect(await hasWaitingEvents(at.desk, 'stripe')).toBe(false);
  });

  test('once stopped it ends what it has begun, and begins nothing else', async () => {
    for (let number = 1; number <= 30; number += 1) {
      await at.pay(at.stripe, `checkout-${number}`);
      await at.receive(at.stripe);
    }
    const stopping = new AbortController();
    at.settle.answer = async () => {
      stopping.abort();
      await new Promise(setImmediate);
      return ok('done');
    };
    await at.handle(at.stripe, stopping.signal);
    const told = at.settle.told.length;
    expect(told).toBeGreaterThanOrEqual(1);
    expect(told).toBeLessThanOrEqual(16);
    expect(at.outcomes).toHaveLength(told);
    await at.handle(at.stripe);
    expect(at.settle.told).toHaveLength(30);
  });

  test('what a newer version recorded is left for it, and handled around', async () => {
    await at.pay(at.stripe);
    await at.receive(at.stripe);
    const known = await at.stored(at.stripe.books.events.at(-1));
    if (known === undefined) throw new Error('Not recorded');
    const subject = { kind: 'payout', reference: 'po_1' };
    await store.transact(async (tx) =>
      tx.create(providerEvents.path('stripe.newer'), { ...known, subject, more: 'than known' }),
    );
    await at.handle(at.stripe);
    expect(at.settle.told).toHaveLength(1);
    expect(await store.get(providerEvents.path('stripe.newer'))).toMatchObject({
      state: 'waiting',
      attempts: 1,
      note: 'not-understood',
      more: 'than known',
    });
  });

  test('what was settled and not noted, as the process ended, is settled once more', async () => {
    const page = await at.pay(at.stripe);
    await at.receive(at.stripe, ...at.stripe.books.events.slice(0, 1));
    store.nextTransaction(() => Promise.reject(new Unavailable('the process ended')));
    await expect(at.handle(at.stripe)).rejects.toThrow(Unavailable);
    expect(at.outcomes).toEqual([]);
    await at.handle(at.stripe);
    expect(at.settle.told).toEqual([`stripe checkout ${page} paid`, `stripe checkout ${page} paid`]);
    expect(at.outcomes).toEqual([{ kind: 'done', note: 'done' }]);
  });
});
