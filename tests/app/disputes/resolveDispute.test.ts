import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDispute } from '../../../src/app/disputes/openDispute.ts';
import {
  askResolution,
  confirmResolution,
  type ResolutionWish,
  reviewDispute,
  turnResolution,
} from '../../../src/app/disputes/resolveDispute.ts';
import { closeDisputes } from '../../../src/app/jobs/closeDisputes.ts';
import type { Actor } from '../../../src/domain/permissions.ts';
import { collections, decisions, disputes, outbox } from '../../../src/ports/collections.ts';
import type { Store } from '../../../src/ports/store.ts';
import { guildId, mike } from '../../support/anOrder.ts';
import { countingStore } from '../../support/countingStore.ts';
import { usd } from '../../support/fakePayments.ts';
import { freshPlace } from '../../support/freshPlace.ts';
import { customer, good, MoneyDesk, staff } from '../../support/moneyDesk.ts';

let store: Store;
let at: MoneyDesk;
let dispose: () => Promise<void>;
beforeEach(async () => {
  const place = await freshPlace();
  store = await place.open(collections);
  dispose = () => place.dispose();
  at = new MoneyDesk(store, { refundsTakeTime: true });
});
afterEach(async () => {
  await at.check();
  await at.agreesWithProviders();
  await dispose();
});

const worker: Actor = { ...mike, managesServer: false, roleIds: [] };
const dispute = (number = 1) => store.get(disputes.path(guildId, `A.${number}`));
const requestOf = (by: Actor) => ({ operationId: at.operation(), by, guildId, orderKey: 'A' });
const open = async () => good(await openDispute(at.desk, { ...requestOf(customer), reason: 'It is blue' }));
type Wish = Partial<ResolutionWish>;
const ask = (wish: Wish) =>
  askResolution(at.desk, { ...requestOf(staff), resolution: 'No Action', reason: 'So it is', ...wish });
const resolve = async (wish: Wish, way?: 'wallet' | 'provider') => {
  const first = good(await ask(wish));
  const known = { by: staff, guildId, orderKey: 'A', confirmationId: first.confirmationId };
  const { seen } = way === undefined ? first : good(await turnResolution(at.desk, { ...known, way }));
  return confirmResolution(at.desk, { ...known, operationId: at.operation(), seen });
};
const closeAll = () =>
  closeDisputes(
    { ...at.desk, vault: undefined as never },
    { dryRun: false, signal: new AbortController().signal, note: () => undefined },
  );

describe('a dispute about an order under way', () => {
  beforeEach(async () => {
    await at.paidOrder();
    await open();
  });

  test('Refund Buyer gives all that is held back the way it was paid, and closes once that has arrived', async () => {
    const offer = good(await ask({ resolution: 'Refund Buyer' }));
    expect(offer.plan).toMatchObject({
      to: 'Refunded',
      refunded: usd(10_000),
      released: usd(0),
      moves: [
        { account: 'hold:A', beforeMinor: 10_000, changeMinor: -10_000 },
        { account: 'clearing:stripe', beforeMinor: undefined, changeMinor: 10_000 },
      ],
    });
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, 'hold:A': 10_000 });
    const { order, sent } = good(await resolve({ resolution: 'Refund Buyer' }));
    expect(order).toMatchObject({ status: 'Refunded', paymentStatus: 'Refunded', heldMinor: 0 });
    expect(sent).toMatchObject([{ became: 'pending' }]);
    expect(await at.balances()).toEqual({});
    await closeAll();
    expect(await dispute()).toMatchObject({ state: 'Resolved', verdict: { refundedMinor: 10_000 } });
    for (const { reference } of (await at.payment()).refunds)
      at.stripe.books.finishRefund(reference ?? '', 'done');
    await at.tell('stripe');
    await closeAll();
    expect(await dispute()).toMatchObject({ state: 'Closed' });
  });

  test('Refund Buyer gives it to the payer’s wallet where that is chosen', async () => {
    good(await resolve({ resolution: 'Refund Buyer' }, 'wallet'));
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, 'wallet:mia': 10_000 });
    expect(await at.payment()).toMatchObject({
      status: 'Refunded',
      refunds: [{ to: 'wallet', state: 'done' }],
    });
  });

  test('Release Seller pays out what is held', async () => {
    const { order } = good(await resolve({ resolution: 'Release Seller' }));
    expect(order).toMatchObject({ status: 'Complete', payout: { workerMinor: 10_000 } });
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, 'wallet:mike': 10_000 });
    expect(await dispute()).toMatchObject({
      verdict: { resolution: 'Release Seller', releasedMinor: 10_000 },
    });
  });

  test('Partial Refund gives a part back and pays the rest out', async () => {
    const { order, plan } = good(await resolve({ resolution: 'Partial Refund', amount: '$33.33' }, 'wallet'));
    expect(order).toMatchObject({ status: 'Complete', paymentStatus: 'Partially Refunded', heldMinor: 0 });
    expect(plan).toMatchObject({ refunded: usd(3_333), released: usd(6_667) });
    expect(await at.balances()).toEqual({
      'clearing:stripe': -10_000,
      'wallet:mia': 3_333,
      'wallet:mike': 6_667,
    });
    expect((await at.events()).at(-1)).toMatchObject({
      kind: 'dispute resolved',
      from: 'Disputed',
      to: 'Complete',
      dispute: { resolution: 'Partial Refund', refundedMinor: 3_333, releasedMinor: 6_667 },
    });
  });

  test('No Action takes the order back to where it was, and it may be disputed again', async () => {
    const { order } = good(await resolve({}));
    expect(order).toMatchObject({ status: 'Assigned', heldMinor: 10_000, heldFrom: undefined });
    await open();
    expect(await dispute(2)).toMatchObject({ state: 'Open' });
  });

  test.each([
    ['$100.00', { code: 'partial-refund-whole', left: usd(10_000) }],
    ['$100.01', { code: 'partial-refund-whole', left: usd(10_000) }],
    ['€10', { code: 'other-currency' }],
    ['$10.0010', { code: 'money-too-precise' }],
    ['much', { code: 'money-not-understood' }],
    ['0', { code: 'money-not-positive' }],
  ])('a Partial Refund of %s is refused', async (amount, refusal) => {
    expect(await ask({ resolution: 'Partial Refund', amount })).toMatchObject({ ok: false, refusal });
  });

  test('neither side decides, whatever rights they hold, and nobody without a reason', async () => {
    const asStaff = { managesServer: true, roleIds: [] };
    for (const by of [worker, customer, { ...worker, ...asStaff }, { ...customer, ...asStaff }])
      expect(await ask({ by })).toMatchObject({ refusal: { code: 'not-allowed' } });
    expect(await ask({ reason: ' ' })).toMatchObject({ refusal: { code: 'resolution-reason-missing' } });
  });

  test('who may decide puts it in review by looking at it, once', async () => {
    expect(good(await reviewDispute(at.desk, requestOf(staff))).dispute.state).toBe('Review');
    const { sequence } = await at.order();
    good(await reviewDispute(at.desk, requestOf(staff)));
    expect((await at.order()).sequence).toBe(sequence);
    expect(await reviewDispute(at.desk, requestOf(worker))).toMatchObject({
      refusal: { code: 'not-allowed' },
    });
  });

  test('money that moved since the question was asked is not moved otherwise than was seen', async () => {
    const offer = good(await ask({ resolution: 'Release Seller' }));
    const capture = (await at.payment()).reference ?? '';
    at.stripe.books.dispute(capture, usd(4_000));
    await at.tell('stripe');
    const { confirmationId, seen } = offer;
    const confirm = { by: staff, guildId, orderKey: 'A', confirmationId, operationId: at.operation(), seen };
    expect(await confirmResolution(at.desk, confirm)).toMatchObject({
      refusal: { code: 'resolution-changed' },
    });
    expect((await at.order()).status).toBe('Disputed');
  });

  test('refunds and cancels have to wait for the decision', async () => {
    expect(await at.refund('wallet')).toMatchObject({ refusal: { code: 'refund-disputed' } });
    await expect(at.move('Cancelled')).rejects.toThrow('move-not-allowed');
  });

  test('of a hundred who confirm at once one resolves it, and the money moves once', async () => {
    const told = () => store.count({ from: outbox, orderBy: { field: 'createdAt', direction: 'ascending' } });
    const before = await told();
    const { confirmationId, seen } = good(await ask({ resolution: 'Partial Refund', amount: '$30' }));
    const press = (index: number) => ({
      by: staff,
      guildId,
      orderKey: 'A',
      confirmationId,
      operationId: `press-${index}`,
      seen,
    });
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, index) => confirmResolution(at.desk, press(index))),
    );
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    for (const result of results)
      if (!result.ok)
        expect(result.refusal).toMatchObject({ code: 'dispute-over', resolution: 'Partial Refund' });
    expect(await at.balances()).toEqual({ 'clearing:stripe': -7_000, 'wallet:mike': 7_000 });
    expect(await told()).toBe(before + 1);
  });

  test('of a hundred who resolve it while its provider takes the money, one outcome stands', async () => {
    const { confirmationId, seen } = good(await ask({ resolution: 'Refund Buyer' }));
    at.stripe.books.dispute((await at.payment()).reference ?? '', usd(10_000));
    const confirm = { by: staff, guildId, orderKey: 'A', confirmationId, seen };
    const results = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        index % 2 === 0
          ? confirmResolution(at.desk, { ...confirm, operationId: `press-${index}` })
          : at.tell('stripe'),
      ),
    );
    const resolved = results.filter((result) => !Array.isArray(result) && 'ok' in result && result.ok);
    expect(resolved.length).toBeLessThanOrEqual(1);
    expect((await at.order()).status).toBe(resolved.length === 1 ? 'Refunded' : 'Disputed');
  });
});

describe('a dispute about a completed order', () => {
  beforeEach(async () => {
    await at.paidOrder();
    await at.move('Complete');
    await open();
  });

  test('Refund Buyer takes it back from the worker', async () => {
    good(await resolve({ resolution: 'Refund Buyer' }, 'wallet'));
    expect((await at.order()).status).toBe('Refunded');
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, 'wallet:mia': 10_000 });
  });

  test('Partial Refund takes a part back from the worker', async () => {
    good(await resolve({ resolution: 'Partial Refund', amount: '$10' }, 'wallet'));
    expect(await at.order()).toMatchObject({ status: 'Complete', payout: { workerMinor: 9_000 } });
    expect(await at.balances()).toEqual({
      'clearing:stripe': -10_000,
      'wallet:mia': 1_000,
      'wallet:mike': 9_000,
    });
  });

  test.each(['No Action', 'Release Seller'] as const)('%s moves nothing', async (resolution) => {
    const completed = (await dispute())?.from.endedAt;
    good(await resolve({ resolution }));
    expect((await at.order()).status).toBe('Complete');
    expect(await at.balances()).toEqual({ 'clearing:stripe': -10_000, 'wallet:mike': 10_000 });
    // It was completed once, and can't be disputed for longer because of this.
    const orderBy = { field: 'at', direction: 'descending' } as const;
    const where = [{ field: 'kind', is: 'equals', value: 'completed' }] as const;
    const parent = decisions.parent(guildId);
    expect(await store.count({ from: decisions, parent, where, orderBy })).toBe(1);
    if (resolution === 'No Action') expect((await at.order()).endedAt).toEqual(completed);
  });
});

test('a dispute writes as few documents as it can', async () => {
  const counting = countingStore(store);
  at = new MoneyDesk(counting, { refundsTakeTime: true });
  const capture = await at.paidOrder();
  const written = async (deed: () => Promise<unknown>) => {
    counting.reset();
    await deed();
    return counting.counts.writesPerCommit;
  };
  // The order, its event, the notice, the dispute; and the payment where a provider tells of it.
  expect(await written(open)).toEqual([4]);
  const reference = at.stripe.books.dispute(capture, usd(4_000), false);
  expect(await written(() => at.tell('stripe'))).toEqual([4]);
  at.stripe.books.moveDispute(reference, { withdrawn: true });
  // Besides: the transfer, one entry that is not the hold's, and the hold.
  expect(await written(() => at.tell('stripe'))).toEqual([7]);
  // The question, and the answer: besides the wallet and the fact that statistics count.
  expect(await written(() => resolve({ resolution: 'Release Seller' }))).toEqual([1, 9]);
});
