import { beforeEach, describe, expect, test } from 'vitest';
import { openDispute } from '../../../src/app/disputes/openDispute.ts';
import { checkPayment } from '../../../src/app/payments/checkPayment.ts';
import { handleEvents } from '../../../src/app/payments/handleEvents.ts';
import { payFromWallet } from '../../../src/app/payments/payFromWallet.ts';
import { processEvent } from '../../../src/app/payments/processEvent.ts';
import { receiveWebhook } from '../../../src/app/payments/receiveWebhook.ts';
import { settlingOf } from '../../../src/app/payments/settling.ts';
import { approveEvidence } from '../../../src/app/reviewOrder.ts';
import { collections, providerEvents } from '../../../src/ports/collections.ts';
import type { Place } from '../../contract/engine.ts';
import { freshInProcessFirestore } from '../../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../../contract/sqlitePlace.ts';
import { guildId, at as moment } from '../../support/anOrder.ts';
import { answered } from '../../support/fakePayments.ts';
import { customer, MoneyDesk } from '../../support/moneyDesk.ts';
import { PlayedOrders, rick } from '../../support/playedOrders.ts';

const hundred = Array.from({ length: 100 }, (_, index) => index);
const hourMs = 3_600_000;

describe.each([
  { name: 'SQLite', freshPlace: freshSqlitePlace },
  { name: 'Firestore', freshPlace: freshInProcessFirestore },
])('of a hundred at once on $name', ({ freshPlace }) => {
  let place: Place;
  let at: MoneyDesk;
  beforeEach(async () => {
    place = await freshPlace();
    at = new MoneyDesk(await place.open(collections));
    return async () => {
      await at.check();
      await at.agreesWithProviders();
      await place.dispose();
    };
  });

  test.each([0, 1])(
    'who are told of the money or end the waiting for it, one decides (%s first)',
    async (first) => {
      await at.invoice();
      const capture = await at.payUnheard('stripe');
      at.time.pass(73 * hourMs);
      const taken = await answered(at.stripe.readCapture(capture));
      const told = settlingOf(at.desk);
      // Without the provider the job can't find out that it was paid.
      const unaware = { ...at.desk, providers: new Map() };
      await Promise.all(
        hundred.map((press) =>
          press % 2 === first
            ? told.capture(at.stripe, taken)
            : checkPayment(unaware, { guildId, paymentId: 'A.1' }, () => undefined),
        ),
      );
      const { status } = await at.order();
      expect(['Payment Verified', 'Cancelled']).toContain(status);
      const where = status === 'Cancelled' ? 'wallet:mia' : 'hold:A';
      expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, [where]: 10_000 });
      const kinds = (await at.events()).map(({ kind }) => kind);
      expect(kinds).toEqual(
        status === 'Cancelled' ? ['invoiced', 'payment expired', 'credited'] : ['invoiced', 'paid'],
      );
    },
  );

  test('who bring the same webhook, and handle it, the money comes once', async () => {
    await at.invoice();
    await at.payUnheard('stripe');
    const [event] = at.stripe.books.events;
    if (event === undefined) throw new Error('Nothing was told');
    const settling = settlingOf(at.desk);
    const results = await Promise.all(
      hundred.map(async () => {
        const received = await receiveWebhook(at.desk, { provider: 'stripe', ...at.stripe.sign(event) });
        await handleEvents(
          {
            desk: at.desk,
            process: (recorded) => processEvent(at.desk, recorded, settling),
            handled: () => undefined,
          },
          'stripe',
          new AbortController().signal,
        );
        return received.ok ? received.value : received.refusal.code;
      }),
    );
    expect(results.filter((result) => result === 'recorded')).toHaveLength(1);
    expect(results.filter((result) => result === 'known')).toHaveLength(99);
    const stored = await at.store.get(providerEvents.path(`stripe.${event.eventId}`));
    expect(stored).toMatchObject({ state: 'done', attempts: 0 });
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, 'hold:A': 10_000 });
    expect((await at.events()).map(({ kind }) => kind)).toEqual(['invoiced', 'paid']);
  });

  test('who pay ten orders from a wallet with money for one, one order is paid', async () => {
    await at.fill(customer, 10_000);
    const orderKeys = Array.from({ length: 10 }, (_, index) => `W${index}`);
    for (const orderId of orderKeys) await at.invoice({ orderId });
    const results = await Promise.all(
      hundred.map((press) =>
        payFromWallet(at.desk, {
          operationId: `pay-${press}`,
          by: customer,
          guildId,
          orderKey: orderKeys[press % 10] ?? '',
          number: 1,
        }),
      ),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    for (const result of results)
      if (!result.ok) expect(['insufficient-funds', 'nothing-to-pay']).toContain(result.refusal.code);
    const orders = await Promise.all(orderKeys.map((orderKey) => at.order(orderKey)));
    const paid = orders.filter(({ status }) => status === 'Payment Verified');
    expect(paid).toHaveLength(1);
    expect(await at.balances()).toEqual({
      'clearing:stripe': -10_000,
      [`hold:${paid[0]?.orderKey}`]: 10_000,
    });
  });

  test.each([0, 1])(
    'who approve or dispute, each comes about once at most, and one dispute is open (%s first)',
    async (first) => {
      await at.paidOrder();
      await new PlayedOrders(at.store).submit('A', moment(200));
      const { submissionId = '' } = await at.order();
      const support = { ...rick, managesServer: true, roleIds: [] };
      const results = await Promise.all(
        hundred.map(async (press) => {
          const asked = { operationId: `press-${press}`, guildId, orderKey: 'A' };
          const isApproval = press % 2 === first;
          const { ok } = isApproval
            ? await approveEvidence(at.desk, { ...asked, by: support, submissionId })
            : await openDispute(at.desk, { ...asked, by: customer, reason: 'Not done' });
          return { ok, isApproval };
        }),
      );
      const approvals = results.filter(({ ok, isApproval }) => ok && isApproval).length;
      expect(approvals).toBeLessThanOrEqual(1);
      expect(results.filter(({ ok, isApproval }) => ok && !isApproval)).toHaveLength(1);
      expect(await at.order()).toMatchObject({ status: 'Disputed' });
      const kinds = (await at.events()).map(({ kind }) => kind).slice(4);
      expect(kinds).toEqual(approvals === 1 ? ['approved', 'disputed'] : ['disputed']);
      const { 'hold:A': held = 0 } = await at.balances();
      expect(held).toBe(approvals === 1 ? 0 : 10_000);
    },
  );
});
