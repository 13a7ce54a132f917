import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDispute } from '../../../src/app/disputes/openDispute.ts';
import { settleDispute } from '../../../src/app/payments/settleDispute.ts';
import { collections, disputes } from '../../../src/ports/collections.ts';
import type { Store } from '../../../src/ports/store.ts';
import { guildId, mike } from '../../support/anOrder.ts';
import { usd } from '../../support/fakePayments.ts';
import { freshPlace } from '../../support/freshPlace.ts';
import { customer, good, MoneyDesk } from '../../support/moneyDesk.ts';

let store: Store;
let at: MoneyDesk;
let dispose: () => Promise<void>;
beforeEach(async () => {
  const place = await freshPlace();
  store = await place.open(collections);
  dispose = () => place.dispose();
  at = new MoneyDesk(store);
});
afterEach(async () => {
  await at.check();
  await at.agreesWithProviders();
  await dispose();
});

const worker = { ...mike, managesServer: false, roleIds: [] };
const dispute = (number = 1) => store.get(disputes.path(guildId, `A.${number}`));
const books = () => at.stripe.books;
/** What is left of an order besides its money: status, payment status, the state of its dispute. */
const standing = async () => {
  const { status, paymentStatus } = await at.order();
  return [status, paymentStatus, (await dispute())?.state];
};

describe('a dispute at a provider', () => {
  test('opens one here; the money leaves the hold when it leaves the provider, and comes back after a win', async () => {
    const capture = await at.paidOrder();
    const reference = books().dispute(capture, usd(10_000), false);
    await at.tell('stripe');
    expect(await standing()).toEqual(['Disputed', 'Completed', 'Open']);
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, 'hold:A': 10_000 });

    books().moveDispute(reference, { withdrawn: true });
    await at.tell('stripe');
    expect(await standing()).toEqual(['Disputed', 'Charged Back', 'Open']);
    expect(await at.balances()).toEqual({});
    expect(await at.order()).toMatchObject({ heldMinor: 0 });

    books().moveDispute(reference, { state: 'won' });
    await at.tell('stripe');
    expect(await standing()).toEqual(['Disputed', 'Charged Back', 'Open']);
    books().moveDispute(reference, { withdrawn: false });
    await at.tell('stripe');
    expect(await standing()).toEqual(['Assigned', 'Completed', 'Resolved']);
    expect(await dispute()).toMatchObject({ side: 'provider', verdict: { resolution: 'No Action' } });
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, 'hold:A': 10_000 });
    await at.move('Complete');
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, 'wallet:mike': 10_000 });
  });

  test('that is lost ends the order as refunded, and nothing is paid twice', async () => {
    const capture = await at.paidOrder();
    const reference = books().dispute(capture, usd(10_000));
    books().moveDispute(reference, { state: 'lost' });
    await at.tell('stripe');
    await at.tell('stripe');
    expect(await standing()).toEqual(['Refunded', 'Charged Back', 'Resolved']);
    expect(await dispute()).toMatchObject({ verdict: { resolution: 'Refund Buyer', refundedMinor: 0 } });
    expect(await at.balances()).toEqual({});
  });

  test('about a part that is lost leaves the rest to who decides', async () => {
    const capture = await at.paidOrder();
    const reference = books().dispute(capture, usd(4_000));
    books().moveDispute(reference, { state: 'lost' });
    await at.tell('stripe');
    expect(await standing()).toEqual(['Disputed', 'Charged Back', 'Open']);
    expect(await at.balances()).toEqual({ 'clearing:stripe': -6_000, 'hold:A': 6_000 });
  });

  test('that a person opened, too, is left to who decides after a win', async () => {
    const capture = await at.paidOrder();
    const request = { operationId: at.operation(), by: customer, guildId, orderKey: 'A', reason: 'Late' };
    good(await openDispute(at.desk, request));
    const reference = books().dispute(capture, usd(10_000));
    books().moveDispute(reference, { state: 'won', withdrawn: false });
    await at.tell('stripe');
    expect(await standing()).toEqual(['Disputed', 'Completed', 'Open']);
    expect(await dispute()).toMatchObject({ side: 'customer' });
    expect(await dispute(2)).toBeUndefined();
  });

  test('long after completion is borne by the worker as far as they have it, then by the server', async () => {
    const capture = await at.paidOrder();
    await at.move('Complete');
    at.time.pass(90 * 24 * 3_600_000);
    // Mike has bought something with most of it.
    await at.invoice({ orderId: 'B', customer: { ...worker, bot: false }, amount: '$70' });
    await at.pay('wallet', { orderKey: 'B', by: worker });
    const reference = books().dispute(capture, usd(10_000));
    await at.tell('stripe');
    expect(await standing()).toEqual(['Disputed', 'Charged Back', 'Open']);
    expect(await at.balances()).toEqual({ 'hold:B': 7_000, loss: -7_000 });
    expect(await at.order()).toMatchObject({ payout: { workerMinor: 7_000 } });

    books().moveDispute(reference, { state: 'won', withdrawn: false });
    await at.tell('stripe');
    expect(await standing()).toEqual(['Complete', 'Completed', 'Resolved']);
    expect(await at.balances()).toEqual({
      'clearing:stripe': -10_000,
      'hold:B': 7_000,
      'wallet:mike': 3_000,
    });
    expect(await at.order()).toMatchObject({ payout: { workerMinor: 10_000 } });
  });

  test('about a payment that was refunded in part takes no more from people than is left of it', async () => {
    const capture = await at.paidOrder();
    good(await at.refund('provider', 6_000));
    const reference = books().dispute(capture, usd(10_000));
    await at.tell('stripe');
    expect(await at.balances()).toEqual({ 'clearing:stripe': 6_000, loss: -6_000 });
    books().moveDispute(reference, { state: 'won', withdrawn: false });
    await at.tell('stripe');
    expect(await at.balances()).toEqual({ 'clearing:stripe': -4_000, 'hold:A': 4_000 });
    expect(await at.payment()).toMatchObject({ status: 'Partially Refunded', refundedMinor: 6_000 });
  });

  test('that follows a refund at the site is booked after it, whichever is told first', async () => {
    const capture = await at.paidOrder();
    const reference = books().dispute(capture, usd(10_000), false);
    books().refundAtSite(capture, usd(10_000));
    books().moveDispute(reference, { withdrawn: true, state: 'lost' });
    const ofDispute = books().events.filter(({ subject }) => subject?.kind === 'dispute');
    await at.tell('stripe', ofDispute);
    expect(await at.payment()).toMatchObject({ refundedMinor: 10_000, chargedBackMinor: 0 });
    await at.tell('stripe');
    expect(await at.balances()).toEqual({ 'clearing:stripe': 10_000, loss: -10_000 });
  });

  test('that was won: what is refunded at the site of its money is booked once that is back here, too', async () => {
    const capture = await at.paidOrder();
    const reference = books().dispute(capture, usd(10_000));
    await at.tell('stripe');
    books().moveDispute(reference, { state: 'won', withdrawn: false });
    books().refundAtSite(capture, usd(4_000));
    const ofRefund = books().events.filter(({ subject }) => subject?.kind !== 'dispute');
    expect((await at.tell('stripe', ofRefund)).join()).toContain('waits for another');
    expect(await at.balances()).toEqual({});
    await at.tell('stripe');
    expect(await at.payment()).toMatchObject({ refundedMinor: 4_000, chargedBackMinor: 0 });
    expect(await at.balances()).toEqual({ 'clearing:stripe': -6_000, 'hold:A': 6_000 });
  });

  test('about what was refunded to a wallet takes it from there again, not from the hold', async () => {
    const capture = await at.paidOrder();
    good(await at.refund('wallet', 6_000));
    const reference = books().dispute(capture, usd(10_000));
    await at.tell('stripe');
    expect(await at.balances()).toEqual({});
    expect(await at.payment()).toMatchObject({ refundedMinor: 0, chargedBackMinor: 10_000 });
    books().moveDispute(reference, { state: 'won', withdrawn: false });
    await at.tell('stripe');
    expect(await at.balances()).toEqual({
      'clearing:stripe': -10_000,
      'hold:A': 4_000,
      'wallet:mia': 6_000,
    });
    expect(await at.payment()).toMatchObject({ refundedMinor: 6_000, chargedBackMinor: 0 });
  });

  test('about an order that was cancelled changes its payment alone', async () => {
    const capture = await at.paidOrder();
    await at.move('Cancelled');
    books().dispute(capture, usd(10_000));
    await at.tell('stripe');
    expect(await standing()).toEqual(['Cancelled', 'Charged Back', undefined]);
    expect(await at.balances()).toEqual({});
    expect((await at.events()).slice(-2)).toMatchObject([
      { kind: 'charged back', chargeback: { state: 'open' } },
      { kind: 'charged back', payment: { from: { payerMinor: 10_000 } } },
    ]);
  });

  test('about money that came besides takes it from the payer’s wallet', async () => {
    await at.paidOrder();
    const besides = await at.takeBesides(usd(10_000));
    books().dispute(besides, usd(10_000));
    await at.tell('stripe');
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, 'hold:A': 10_000 });
    expect(await at.payment()).toMatchObject({ status: 'Completed', chargedBackMinor: 0 });
  });

  test('that is told before the payment it is about waits for nothing: the money is booked first', async () => {
    await at.invoice();
    const capture = await at.payUnheard('stripe');
    const reference = books().dispute(capture, usd(10_000));
    const read = good(await at.stripe.readDispute(reference));
    expect(await settleDispute(at.desk, at.stripe, read)).toMatchObject({ ok: true, value: 'note, take' });
    expect(await standing()).toEqual(['Disputed', 'Charged Back', 'Open']);
  });

  test('whose money is taken, given back and taken once more, in another amount, is booked each time', async () => {
    const capture = await at.paidOrder();
    const reference = books().dispute(capture, usd(10_000));
    const told = good(await at.stripe.readDispute(reference));
    const settle = (change: Partial<typeof told>) =>
      settleDispute(at.desk, at.stripe, { ...told, ...change });
    await settle({});
    await settle({ withdrawn: false });
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, 'hold:A': 10_000 });
    await settle({});
    expect(await settle({ money: usd(2_500) })).toMatchObject({ value: 'give back, take' });
    expect(await at.balances()).toEqual({ 'clearing:stripe': -7_500, 'hold:A': 7_500 });
    expect(await settle({})).toMatchObject({ value: 'give back, take' });
  });

  test('won after the order was resolved otherwise: what had been held goes where the order went', async () => {
    const capture = await at.paidOrder();
    const reference = books().dispute(capture, usd(10_000));
    books().moveDispute(reference, { state: 'lost' });
    await at.tell('stripe');
    expect((await at.order()).status).toBe('Refunded');
    // The bank thinks better of it.
    books().moveDispute(reference, { state: 'won', withdrawn: false });
    await at.tell('stripe');
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, 'wallet:mia': 10_000 });
    expect(await at.payment()).toMatchObject({ status: 'Refunded', refundedMinor: 10_000 });
  });
});

/** All of these twice, in an order of their own for each seed. */
function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const twice = [...items, ...items];
  return fc.sample(fc.shuffledSubarray(twice, { minLength: twice.length }), { seed, numRuns: 1 })[0] ?? [];
}

test('that nobody tells of is asked about every few hours, until it is over', async () => {
  const capture = await at.paidOrder();
  const reference = books().dispute(capture, usd(10_000));
  await at.tell('stripe');
  const hourMs = 3_600_000;
  books().moveDispute(reference, { state: 'won' });
  await at.later(5 * hourMs);
  expect(await at.payment()).toMatchObject({ chargebacks: [{ state: 'open' }] });
  await at.later(hourMs);
  expect(await at.payment()).toMatchObject({ chargebacks: [{ state: 'won' }] });
  books().moveDispute(reference, { withdrawn: false });
  await at.later(6 * hourMs);
  expect(await standing()).toEqual(['Assigned', 'Completed', 'Resolved']);
  const asked = at.stripe.calls.length;
  await at.later(48 * hourMs);
  expect(at.stripe.calls.length).toBe(asked);
});

describe.each([1, 2, 3, 4, 5])('told twice, in an order of its own (%i)', (seed) => {
  test.each([
    ['won', 'Assigned'],
    ['lost', 'Refunded'],
  ] as const)('a dispute that is %s ends as %s', async (state, status) => {
    const capture = await at.paidOrder();
    const reference = books().dispute(capture, usd(10_000), false);
    books().moveDispute(reference, { withdrawn: true });
    books().moveDispute(reference, { state, withdrawn: state === 'lost' });
    await at.tell('stripe', [...shuffled(books().events, seed)]);
    expect((await at.order()).status).toBe(status);
  });

  test.each([
    [['open', 'taken', 'won', 'back'], 'Assigned', { 'clearing:stripe': -10_000, 'hold:A': 10_000 }],
    [['open', 'taken', 'lost'], 'Refunded', {}],
  ] as const)(
    'of the answers %j, however late they come, the last one counts',
    async (states, status, balances) => {
      const capture = await at.paidOrder();
      const reference = books().dispute(capture, usd(10_000), false);
      const told = good(await at.stripe.readDispute(reference));
      const as = {
        open: told,
        taken: { ...told, withdrawn: true },
        won: { ...told, state: 'won', withdrawn: true },
        back: { ...told, state: 'won', withdrawn: false },
        lost: { ...told, state: 'lost', withdrawn: true },
      } as const;
      books().moveDispute(reference, as[states.at(-1) ?? 'open']);
      for (const state of shuffled(states, seed)) await settleDispute(at.desk, at.stripe, as[state]);
      expect((await at.order()).status).toBe(status);
      expect(await at.balances()).toEqual(balances);
    },
  );
});

test('told by a hundred at once, it is booked once', async () => {
  const capture = await at.paidOrder();
  const reference = books().dispute(capture, usd(10_000));
  const told = good(await at.stripe.readDispute(reference));
  await Promise.all(Array.from({ length: 100 }, () => settleDispute(at.desk, at.stripe, told)));
  expect(await at.balances()).toEqual({});
  expect((await at.events()).filter(({ kind }) => kind === 'charged back')).toHaveLength(1);
  expect((await at.order()).disputeCount).toBe(1);
});
