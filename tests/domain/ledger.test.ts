import { describe, expect, test } from 'vitest';
import {
  type Account,
  accountSchema,
  clearingOf,
  holdOf,
  isGuarded,
  ownerOf,
  walletOf,
} from '../../src/domain/account.ts';
import { holdPayment, needsHold, openHold, releaseHold, returnHold } from '../../src/domain/heldMoney.ts';
import {
  type Books,
  balanceKey,
  type Entry,
  entryIdOf,
  hashOf,
  post,
  type TransferRequest,
} from '../../src/domain/ledger.ts';
import { amountMinor, currencyCode } from '../../src/domain/money.ts';
import { marketplacePayoutPolicy } from '../../src/domain/payout.ts';
import { ok } from '../../src/domain/result.ts';
import { statuses } from '../../src/domain/status.ts';

const usd = currencyCode('USD');
const mia = walletOf('1');
const at = new Date(1_700_000_000_000);

const booksWith = (balances: Readonly<Record<string, number>>): Books => ({
  transfers: new Map(),
  balances: new Map(Object.entries(balances).map(([name, minor]) => [name, amountMinor(minor)])),
});

const entry = (account: Account, minor: number): Entry => ({ account, amountMinor: amountMinor(minor) });

const request = (entries: readonly Entry[], over: Partial<TransferRequest> = {}): TransferRequest => ({
  key: 'k1',
  kind: 'payment',
  orderKey: 'A',
  currency: usd,
  parameters: { entries },
  accounts: entries.map(({ account }) => account),
  entries: () => ok(entries),
  by: '9',
  at,
  ...over,
});

describe('a transfer', () => {
  const payment = request([entry(mia, -300), entry(holdOf('A'), 300)]);

  test('changes the balances by its entries and is kept under its key', () => {
    const posted = post(booksWith({ 'wallet:1 USD': 1000, 'hold:A USD': 0 }), payment);
    if (!posted.ok) throw new Error(posted.refusal.code);
    expect(posted.value.books.balances).toEqual(
      new Map([
        ['wallet:1 USD', 700],
        ['hold:A USD', 300],
      ]),
    );
    expect(posted.value.books.transfers.get('k1')).toEqual(posted.value.transfer);
    expect(posted.value.transfer).toMatchObject({ key: 'k1', by: '9', at, currency: 'USD' });
    expect(posted.value.isRepeat).toBe(false);
  });

  test('that would leave a wallet below zero is refused, with what is missing', () => {
    const posted = post(booksWith({ 'wallet:1 USD': 299, 'hold:A USD': 0 }), payment);
    expect(posted).toEqual({
      ok: false,
      refusal: {
        code: 'insufficient-funds',
        account: 'wallet:1',
        missing: { amountMinor: 1, currency: 'USD' },
      },
    });
  });

  test('may leave an account that is no one’s below zero', () => {
    const fromOutside = request([entry(clearingOf('stripe'), -300), entry(holdOf('A'), 300)]);
    expect(post(booksWith({ 'hold:A USD': 0 }), fromOutside).ok).toBe(true);
  });

  test('asked for again moves nothing and gives the first, whenever and by whomever', () => {
    const first = post(booksWith({ 'wallet:1 USD': 300, 'hold:A USD': 0 }), payment);
    if (!first.ok) throw new Error(first.refusal.code);
    const again = post(first.value.books, { ...payment, by: '8', at: new Date(at.getTime() + 1) });
    expect(again).toEqual({
      ok: true,
      value: { books: first.value.books, transfer: first.value.transfer, isRepeat: true },
    });
  });

  test.each<[string, Partial<TransferRequest>]>([
    ['other parameters', { parameters: {} }],
    ['another kind', { kind: 'return' }],
    ['another order', { orderKey: 'B' }],
    ['another currency', { currency: currencyCode('EUR') }],
  ])('under a used key with %s is refused', (_, over) => {
    const first = post(booksWith({ 'wallet:1 USD': 600, 'hold:A USD': 0 }), payment);
    if (!first.ok) throw new Error(first.refusal.code);
    expect(post(first.value.books, { ...payment, ...over })).toEqual({
      ok: false,
      refusal: { code: 'key-reused', key: 'k1' },
    });
  });

  test.each<[string, readonly Entry[]]>([
    ['sum to 1', [entry(mia, -299), entry('platform', 300)]],
    ['fewer than two', []],
    ['fewer than two', [entry('platform', 0)]],
    ['gets 0', [entry(mia, 0), entry('platform', 0)]],
    ['two entries', [entry('tax', -1), entry('platform', 2), entry('tax', -1)]],
    ['touches hold:B for order A', [entry(holdOf('B'), -1), entry('platform', 1)]],
    ['sum to 9007199254740991', [entry('tax', Number.MAX_SAFE_INTEGER), entry('loss', -1), entry(mia, 1)]],
  ])('whose entries are wrong is a bug: %s', (why, entries) => {
    const books = booksWith({ 'wallet:1 USD': 1000, 'hold:A USD': 0, 'hold:B USD': 10 });
    expect(() => post(books, request(entries))).toThrow(why);
  });

  test('that touches what was not opened, or goes beyond what can be counted, is a bug', () => {
    expect(() => post(booksWith({ 'wallet:1 USD': 1000 }), payment)).toThrow(
      'hold:A in USD was not opened for k1',
    );
    expect(() => post(booksWith({ 'wallet:1 EUR': 1000, 'hold:A USD': 0 }), payment)).toThrow('wallet:1');
    const full = booksWith({ 'wallet:1 USD': 1000, 'hold:A USD': Number.MAX_SAFE_INTEGER });
    expect(() => post(full, payment)).toThrow(RangeError);
  });
});

describe('the money of an order', () => {
  const order = {
    orderKey: 'A',
    userId: '1',
    workerId: '2',
    paymentMethod: 'paypal',
    amountMinor: 10_000,
    currency: 'USD',
  } as const;
  const occasion = { operationId: 'op', by: { userId: '9', username: 'dana' }, at };
  const entriesOf = (asked: TransferRequest, held = 0): Record<string, number> => {
    const names = asked.accounts.map((account) => [balanceKey(account, usd), 0]);
    const balances = { ...Object.fromEntries(names), 'wallet:1 USD': 10_000, 'hold:A USD': held };
    const posted = post(booksWith(balances), asked);
    if (!posted.ok) throw new Error(posted.refusal.code);
    return Object.fromEntries(posted.value.transfer.entries.map((one) => [one.account, one.amountMinor]));
  };

  test('comes in from the way it was paid, or from the customer’s wallet', () => {
    expect(entriesOf(holdPayment(order, occasion))).toEqual({ 'clearing:paypal': -10_000, 'hold:A': 10_000 });
    const fromWallet = { ...order, paymentMethod: 'wallet' } as const;
    expect(entriesOf(holdPayment(fromWallet, occasion))).toEqual({ 'wallet:1': -10_000, 'hold:A': 10_000 });
    expect(entriesOf(openHold(fromWallet, occasion))).toEqual({
      'clearing:wallet': -10_000,
      'hold:A': 10_000,
    });
  });

  test('goes out by the policy, and nobody gets an entry of nothing', () => {
    const release = releaseHold(order, { policy: marketplacePayoutPolicy }, occasion);
    expect(entriesOf(release, 10_000)).toEqual({
      'hold:A': -10_000,
      'wallet:2': 8_000,
      platform: 1_700,
      tax: 300,
    });
    expect(entriesOf(release, 1)).toEqual({ 'hold:A': -1, 'wallet:2': 1 });
    const own = releaseHold({ ...order, workerId: undefined }, { policy: marketplacePayoutPolicy }, occasion);
    expect(entriesOf(own, 10_000)).toEqual({ 'hold:A': -10_000, platform: 9_700, tax: 300 });
    const taxed = releaseHold(
      order,
      { policy: marketplacePayoutPolicy, taxIncludedMinor: amountMinor(1_500) },
      occasion,
    );
    expect(entriesOf(taxed, 11_500)).toMatchObject({ 'wallet:2': 8_000, platform: 1_700, tax: 1_800 });
  });

  test('goes back to the customer’s wallet', () => {
    expect(entriesOf(returnHold(order, [], occasion), 70)).toEqual({ 'hold:A': -70, 'wallet:1': 70 });
  });

  test('goes back to each who paid, what they paid', () => {
    const paid = (payerId: string, capturedMinor: number, refundedMinor = 0, credited = false) => ({
      payerId,
      capturedMinor,
      refundedMinor,
      chargedBackMinor: 0,
      credited,
    });
    const payments = [paid('1', 40), paid('5', 50, 20), paid('1', 5), paid('6', 9, 0, true)];
    expect(entriesOf(returnHold(order, payments, occasion), 75)).toEqual({
      'hold:A': -75,
      'wallet:1': 45,
      'wallet:5': 30,
    });
  });

  test('must be held while the order is paid and not ended', () => {
    const holding = statuses.filter((status) => needsHold({ workflow: 'service', status }));
    expect(holding).toEqual([
      'Payment Verified',
      'Assigned',
      'In Progress',
      'Evidence Submitted',
      'In Review',
      'Rejected',
      'On Hold',
    ]);
  });
});

test('an account’s name says what it is and whose', () => {
  const names = [mia, holdOf('~__A__'), clearingOf('bank_transfer'), 'platform', 'tax', 'loss'] as const;
  for (const name of names) expect(accountSchema.parse(name)).toBe(name);
  for (const name of ['wallet:', 'wallet:mia', 'hold:', 'clearing:cash', 'profit'])
    expect(accountSchema.safeParse(name).success).toBe(false);
  expect(names.filter(isGuarded)).toEqual([mia, 'hold:~__A__']);
  expect(ownerOf(holdOf('~__A__'))).toBe('~__A__');
});

test('a hash is the same however its fields are ordered, and differs with any of them', () => {
  const hash = hashOf({ a: 1, b: { c: [1, 2], d: 'x' } });
  expect(hashOf({ b: { d: 'x', c: [1, 2] }, e: undefined, a: 1 })).toBe(hash);
  expect(hashOf({ a: 1, b: { c: [2, 1], d: 'x' } })).not.toBe(hash);
  expect(hashOf({ a: '1', b: { c: [1, 2], d: 'x' } })).not.toBe(hash);
});

test('the id of an entry is short, and another for each account', () => {
  expect(entryIdOf('op.A.payment', 'wallet:1')).toMatch(/^[0-9a-f]{24}$/);
  expect(entryIdOf('op.A.payment', 'wallet:1')).not.toBe(entryIdOf('op.A.payment', 'wallet:2'));
});
