import { beforeEach, expect, test } from 'vitest';
import { payByProvider } from '../../../src/app/payments/payByProvider.ts';
import { settleCheckout } from '../../../src/app/payments/settle.ts';
import { askTopUp, topUpPage } from '../../../src/app/payments/topUp.ts';
import { ok, refuse } from '../../../src/domain/result.ts';
import { defaultSettings } from '../../../src/domain/settings.ts';
import { collections, guilds, outbox, payments } from '../../../src/ports/collections.ts';
import type { ProviderFailure } from '../../../src/ports/paymentProvider.ts';
import { guildId } from '../../support/anOrder.ts';
import { answered } from '../../support/fakePayments.ts';
import { freshPlace } from '../../support/freshPlace.ts';
import { customer, good, MoneyDesk } from '../../support/moneyDesk.ts';

/* What a payer approved could not be taken, and they approve something else on the same page. */

let at: MoneyDesk;
/** The keys under which money was to be taken. */
let keys: string[];
/** What the provider makes of each try; once there is none left, it takes the money. */
let answers: ('declined' | ProviderFailure['code'])[];
beforeEach(async () => {
  const place = await freshPlace();
  at = new MoneyDesk(await place.open(collections));
  keys = [];
  answers = [];
  const take = at.paypal.takeApproved.bind(at.paypal);
  at.paypal.takeApproved = async (reference, key) => {
    keys.push(key);
    const answer = answers.shift();
    if (answer === undefined) return take(reference, key);
    if (answer !== 'declined') return refuse({ code: answer, provider: 'paypal', reason: 'timeout' });
    const now = await answered(at.paypal.readCheckout(reference));
    return ok({ reference, payment: now.payment, state: 'declined', reason: 'INSTRUMENT_DECLINED' });
  };
  return async () => {
    await at.check();
    await at.agreesWithProviders();
    await place.dispose();
  };
});

/** mia approves on a page; gives its id. */
function approve(url: string): string {
  const page = url.split('/').at(-1) ?? '';
  at.paypal.books.pay(page);
  return page;
}
/** The desk hears of the page; says what it did. */
const hear = async (page: string) =>
  settleCheckout(at.desk, at.paypal, await answered(at.paypal.readCheckout(page)));
const noticesOf = async (kind: string) => {
  const orderBy = { field: 'createdAt', direction: 'ascending' } as const;
  const { docs } = await at.store.query({ from: outbox, orderBy, limit: 99 });
  return docs.filter(({ data }) => JSON.stringify(data).includes(`"${kind}"`)).length;
};

test('has one key for as long as nobody knows, another after each clear no, and is told each time', async () => {
  await at.invoice();
  const request = { by: customer, guildId, orderKey: 'A' };
  const page = approve(good(await payByProvider(at.desk, 'paypal', request)).url);
  answers = ['unknown', 'declined', 'unavailable', 'declined'];
  for (const did of [undefined, 'failed', undefined, 'failed', 'received']) {
    const result = await hear(page);
    if (did === undefined) expect(result.ok).toBe(false);
    else if (did === 'failed') expect(result).toEqual({ ok: true, value: did });
    else expect(result.ok).toBe(true);
  }
  const [first, second, third] = [`take.${page}`, `take.${page}.1`, `take.${page}.2`];
  expect(keys).toEqual([first, first, second, second, third]);
  expect(await at.payment()).toMatchObject({ status: 'Completed', attempts: [{ state: 'paid' }] });
  expect(await at.order()).toMatchObject({ status: 'Payment Verified', paymentStatus: 'Completed' });
  expect(await noticesOf('payment failed')).toBe(2);
});

test('of two who try at once the decline counts once', async () => {
  await at.invoice();
  const request = { by: customer, guildId, orderKey: 'A' };
  const page = approve(good(await payByProvider(at.desk, 'paypal', request)).url);
  answers = ['declined', 'declined'];
  const did = await Promise.all([hear(page), hear(page)]);
  expect(did.map((result) => result.ok && result.value).sort()).toEqual(['failed', 'known']);
  expect(keys).toEqual([`take.${page}`, `take.${page}`]);
  expect((await at.payment()).attempts).toMatchObject([{ state: 'failed', declines: 1 }]);
  expect(await noticesOf('payment failed')).toBe(1);
});

test('that failed before declines were counted takes a new key, too', async () => {
  await at.invoice();
  const request = { by: customer, guildId, orderKey: 'A' };
  const page = approve(good(await payByProvider(at.desk, 'paypal', request)).url);
  const { paymentId, attempts, ...payment } = await at.payment();
  const failed = attempts.map((attempt) => ({ ...attempt, state: 'failed' as const }));
  await at.store.transact(async (tx) =>
    tx.put(payments.path(guildId, paymentId), { ...payment, paymentId, status: 'Failed', attempts: failed }),
  );
  await hear(page);
  expect(keys).toEqual([`take.${page}.1`]);
  expect(await at.payment()).toMatchObject({ status: 'Completed' });
});

test('for a wallet is told each time as well', async () => {
  await at.store.transact(async (tx) => tx.put(guilds.path(guildId), { ...defaultSettings, topUps: true }));
  const asked = { operationId: 'top-1', by: customer, guildId, amount: '$20' };
  const { payment } = good(await askTopUp(at.desk, asked));
  const { paymentId } = payment;
  const page = approve(good(await topUpPage(at.desk, 'paypal', { by: customer, guildId, paymentId })).url);
  answers = ['declined', 'declined'];
  for (let times = 0; times < 3; times += 1) expect(await hear(page)).toMatchObject({ ok: true });
  expect(await noticesOf('top-up failed')).toBe(2);
  expect(await at.balances()).toEqual({ 'clearing:paypal': -2_000, 'wallet:mia': 2_000 });
});
