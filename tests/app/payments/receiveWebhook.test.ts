import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { receiveWebhook } from '../../../src/app/payments/receiveWebhook.ts';
import { ok, refuse } from '../../../src/domain/result.ts';
import { collections, providerEvents } from '../../../src/ports/collections.ts';
import type { Place } from '../../contract/engine.ts';
import { freshInProcessFirestore } from '../../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../../contract/sqlitePlace.ts';
import { EventDesk } from '../../support/eventDesk.ts';

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('receiving webhooks on $name', ({ freshPlace }) => {
  let place: Place;
  let at: EventDesk;
  beforeEach(async () => {
    place = await freshPlace();
    at = new EventDesk(await place.open(collections));
  });
  afterEach(() => place.dispose());

  const count = () =>
    at.store.count({
      from: providerEvents,
      where: [
        { field: 'provider', is: 'equals', value: 'stripe' },
        { field: 'state', is: 'equals', value: 'waiting' },
      ],
      orderBy: { field: 'nextAttemptAt', direction: 'ascending' },
    });

  test('of twenty deliveries of one event at once, one is recorded', async () => {
    await at.pay(at.stripe);
    const [event] = at.stripe.books.events;
    if (event === undefined) throw new Error('Not told');
    const webhook = { provider: 'stripe', ...at.stripe.sign(event) } as const;
    const received = await Promise.all(Array.from({ length: 20 }, () => receiveWebhook(at.desk, webhook)));
    expect(received.filter((one) => one.ok && one.value === 'recorded')).toHaveLength(1);
    expect(received.filter((one) => one.ok && one.value === 'known')).toHaveLength(19);
    expect(await count()).toBe(1);
  });

  test('an event that was handled is known, and does not wait again', async () => {
    await at.pay(at.stripe);
    await at.receive(at.stripe);
    await at.handle(at.stripe);
    await at.receive(at.stripe);
    expect(await count()).toBe(0);
  });

  test('two providers may use the same id', async () => {
    await at.pay(at.stripe);
    await at.pay(at.paypal);
    const [event] = at.stripe.books.events;
    if (event === undefined) throw new Error('Not told');
    await at.receive(at.stripe, event);
    expect(await receiveWebhook(at.desk, { provider: 'paypal', ...at.paypal.sign(event) })).toEqual(
      ok('recorded'),
    );
  });

  test('one provider’s signature is nothing to the other', async () => {
    await at.pay(at.stripe);
    const [event] = at.stripe.books.events;
    if (event === undefined) throw new Error('Not told');
    expect(await receiveWebhook(at.desk, { provider: 'paypal', ...at.stripe.sign(event) })).toEqual(
      refuse({ code: 'bad-signature' }),
    );
    expect(
      await receiveWebhook(
        { ...at.desk, providers: new Map() },
        { provider: 'stripe', ...at.stripe.sign(event) },
      ),
    ).toEqual(refuse({ code: 'not-configured' }));
  });
});
