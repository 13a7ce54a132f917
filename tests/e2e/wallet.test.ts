import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageView, Person } from '../../sandbox/index.ts';
import { openBooks } from '../../src/app/ledger.ts';
import { holdPayment, type MoneyOfOrder, releaseHold, returnHold } from '../../src/domain/heldMoney.ts';
import type { TransferRequest } from '../../src/domain/ledger.ts';
import { currencyCode } from '../../src/domain/money.ts';
import { defaultPayoutPolicy } from '../../src/domain/payout.ts';
import { setUp } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

let minutes = 0;

/** Does something with an order's money, a minute after the last. */
async function post(
  orderKey: string,
  people: { readonly customer: Person; readonly worker: Person },
  money: Pick<MoneyOfOrder, 'amountMinor' | 'currency' | 'paymentMethod'>,
  what: 'payment' | 'release' | 'return',
): Promise<void> {
  minutes += 1;
  const order = { orderKey, userId: people.customer.id, workerId: people.worker.id, ...money };
  const occasion = {
    operationId: what,
    by: { userId: desk.dana.id, username: 'dana' },
    at: new Date(1_700_000_000_000 + minutes * 60_000),
  };
  const requests: Record<typeof what, TransferRequest> = {
    payment: holdPayment(order, occasion),
    release: releaseHold(order, { policy: defaultPayoutPolicy }, occasion),
    return: returnHold(order, [], occasion),
  };
  await desk.orderly.store.transact(async (tx) => {
    const books = await openBooks(tx, desk.guild.id, [requests[what]]);
    expect(books.post(requests[what])).toMatchObject({ ok: true });
    books.write();
  });
}

/** The lines of a wallet without their times. */
function linesOf(message: MessageView): string[] {
  const lines = message.embeds[0]?.description?.split('\n') ?? [];
  return lines.map((line) => line.replace(/ · <t:\d+:R>$/, ''));
}

test('a wallet is its owner’s, empty at first, and says where each amount came from and went', async () => {
  const { mia, mike, eve } = desk;
  const people = { customer: mia, worker: mike };
  const gold = { amountMinor: 500, currency: 'Gold', paymentMethod: 'manual' } as const;
  const dollars = { amountMinor: 12_345, currency: 'USD', paymentMethod: 'stripe' } as const;

  const empty = await mike.slash('wallet');
  expect(empty.ephemeral).toBe(true);
  expect(empty.text()).toBe(
    '💰 Your wallet · empty\nWhat you earn with orders, and what comes back from cancelled ones, appears here.',
  );

  await post('GOLD', people, gold, 'payment');
  await post('GOLD', people, gold, 'release');
  await post('BACK', people, dollars, 'payment');
  await post('BACK', people, dollars, 'return');
  const fromWallet = { amountMinor: 200, currency: 'Gold', paymentMethod: 'wallet' } as const;
  await post('~__MINE__', { customer: mike, worker: eve }, fromWallet, 'payment');

  const mikes = await mike.slash('wallet');
  expect(mikes.ephemeral).toBe(true);
  expect(mikes.content).toBe('💰 Your wallet · **300 Gold**');
  expect(linesOf(mikes)).toEqual([
    '**-200 Gold** paid for order \\_\\_MINE\\_\\_',
    '**+500 Gold** earned with order GOLD',
  ]);
  const mias = await mia.slash('wallet');
  expect(mias.content).toBe('💰 Your wallet · **$123.45**');
  expect(linesOf(mias)).toEqual(['**+$123.45** came back from order BACK']);
  // Withdrawals are off here.
  expect(mias.embeds[0]?.footer?.text).toBe('Pay orders from it with /pay; to be paid out, ask staff.');
  expect((await eve.slash('wallet')).text()).toContain('empty');
});

test('a long history is paged, and its buttons outlive the process', async () => {
  const { mia, eve } = desk;
  const cents = { amountMinor: 1, currency: 'USD', paymentMethod: 'stripe' } as const;
  for (let number = 1; number <= 23; number += 1) {
    await post(`P${number}`, { customer: mia, worker: eve }, cents, 'payment');
    await post(`P${number}`, { customer: mia, worker: eve }, cents, 'release');
  }
  const expected = (from: number, to: number) =>
    Array.from({ length: from - to + 1 }, (_, index) => `**+$0.01** earned with order P${from - index}`);

  let page = await eve.slash('wallet');
  expect(page.content).toBe('💰 Your wallet · **$0.23**');
  expect(linesOf(page)).toEqual(expected(23, 14));
  page = await eve.click(page, 'Older');
  expect(linesOf(page)).toEqual(expected(13, 4));
  await desk.restart();
  page = await eve.click(page, 'Older');
  expect(linesOf(page)).toEqual(expected(3, 1));
  page = await eve.click(page, 'Newer');
  expect(linesOf(page)).toEqual(expected(13, 4));
  page = await eve.click(page, 'Refresh');
  expect(linesOf(page)).toEqual(expected(13, 4));
  page = await eve.click(page, 'Newer');
  expect(linesOf(page)).toEqual(expected(23, 14));
});

test('amounts are written as they are everywhere in the server', async () => {
  const { mia, mike, eve } = desk;
  await setUp(desk, { defaultCurrency: currencyCode('AUD') });
  const dollars = { amountMinor: 100, currency: 'AUD', paymentMethod: 'paypal' } as const;
  await post('AUD', { customer: mia, worker: mike }, dollars, 'payment');
  await post('AUD', { customer: mia, worker: mike }, dollars, 'release');
  expect((await mike.slash('wallet')).content).toBe('💰 Your wallet · **1.00 AUD** · **300 Gold**');
  expect((await eve.slash('wallet')).content).toBe('💰 Your wallet · **0.23 USD**');
});
