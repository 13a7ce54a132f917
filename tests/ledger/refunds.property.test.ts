import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { marketplacePayoutPolicy } from '../../src/domain/payout.ts';
import { walletMinor } from '../../src/domain/refundable.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import { collections, guilds } from '../../src/ports/collections.ts';
import type { Place } from '../contract/engine.ts';
import { freshInProcessFirestore } from '../contract/firestorePlace.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { guildId, mike } from '../support/anOrder.ts';
import { usd } from '../support/fakePayments.ts';
import { freshMemoryPlace } from '../support/memoryStore.ts';
import { customer, MoneyDesk } from '../support/moneyDesk.ts';
import { type RefundOutcome, RefundReference, type RefundStep } from './refundReference.ts';

const price = 100;
const worker = { ...mike, managesServer: false, roleIds: [] };

const anyAmount = fc.oneof(fc.integer({ min: 1, max: price }), fc.constantFrom(1, 20, 80, price));
const anyone = fc.constantFrom('mia' as const, 'mike' as const);
const anyWay = fc.constantFrom('wallet' as const, 'provider' as const, 'credit' as const);
const anyEnd = fc.constantFrom('complete' as const, 'cancel' as const);
const step = <What extends RefundStep['what']>(what: What) => fc.constant(what);
const anyStep: fc.Arbitrary<RefundStep> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: step('refund'), way: anyWay, amount: anyAmount }) },
  { weight: 2, arbitrary: fc.record({ what: step('site'), amount: anyAmount }) },
  { weight: 3, arbitrary: fc.record({ what: step('fail'), index: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ what: anyEnd }) },
  { weight: 2, arbitrary: fc.record({ what: step('spend'), who: anyone, amount: anyAmount }) },
  // A provider takes nothing below 50 cents.
  { weight: 1, arbitrary: fc.record({ what: step('earn'), who: anyone, amount: fc.constantFrom(50, 300) }) },
);
const anySteps = fc.array(anyStep, { minLength: 1, maxLength: 14 });

/** One order of $1.00 at a desk, and what the provider calls what it has refunded of it, in the order of the reference. */
class Tried {
  readonly at: MoneyDesk;
  private capture = '';
  private readonly references: string[] = [];
  private spent = 0;

  constructor(at: MoneyDesk) {
    this.at = at;
  }

  async begin(): Promise<void> {
    await this.at.store.transact(async (tx) =>
      tx.put(guilds.path(guildId), { ...defaultSettings, payoutPolicy: marketplacePayoutPolicy }),
    );
    this.capture = await this.at.paidOrder('stripe', { amount: `$${(price / 100).toFixed(2)}` });
  }

  async apply(step: RefundStep): Promise<RefundOutcome> {
    const { at } = this;
    switch (step.what) {
      case 'refund': {
        const result = await at.refund(step.way, step.amount);
        if (result.ok) for (const { part } of result.value.sent) await this.noteSent(part.refund.key);
        return result.ok ? 'done' : (outcomes[result.refusal.code] ?? 'not now');
      }
      case 'site': {
        const { money, refunded } = at.stripe.books.capture(this.capture) ?? {
          money: usd(0),
          refunded: usd(0),
        };
        if (step.amount > money.amountMinor - refunded.amountMinor) return 'too much';
        this.references.push(at.stripe.books.refundAtSite(this.capture, usd(step.amount)));
        await at.tell('stripe');
        return 'done';
      }
      case 'fail': {
        const reference = this.references[step.index] ?? '';
        const refund = at.stripe.books.refundOf(reference);
        if (refund === undefined || refund.state === 'failed') return 'not now';
        at.stripe.books.finishRefund(reference, 'failed');
        await at.tell('stripe');
        return 'done';
      }
      case 'complete':
      case 'cancel': {
        const { status } = await at.order();
        if (status !== 'Assigned') return 'not now';
        await at.move(step.what === 'complete' ? 'Complete' : 'Cancelled');
        return 'done';
      }
      case 'earn':
        await at.fill(step.who === 'mia' ? customer : worker, step.amount);
        return 'done';
      case 'spend':
        return (await this.spend(step)) ? 'done' : 'not now';
    }
  }

  /** Someone pays for another order out of their wallet. */
  private async spend({ who, amount }: { who: 'mia' | 'mike'; amount: number }): Promise<boolean> {
    const { at } = this;
    const has = (await at.balances())[`wallet:${who}`] ?? 0;
    if (has < amount) return false;
    this.spent += 1;
    const by = who === 'mia' ? customer : worker;
    const orderKey = `S${this.spent}`;
    await at.invoice({
      orderId: orderKey,
      customer: { ...by, bot: false },
      amount: `$${(amount / 100).toFixed(2)}`,
    });
    await at.pay('wallet', { orderKey, by });
    return true;
  }

  private async noteSent(key: string): Promise<void> {
    const { refunds } = await this.at.payment();
    this.references.push(refunds.find((one) => one.key === key)?.reference ?? '');
  }
}

const outcomes: Partial<Record<string, RefundOutcome>> = {
  'nothing-to-refund': 'nothing',
  'refund-too-much': 'too much',
  'refund-spent': 'spent',
};

async function runBoth(place: Place, steps: readonly RefundStep[]): Promise<void> {
  try {
    const tried = new Tried(new MoneyDesk(await place.open(collections)));
    const reference = new RefundReference(price);
    await tried.begin();
    for (const step of steps) {
      const outcome = await tried.apply(step);
      expect([step, outcome]).toEqual([step, reference.apply(step)]);
      await expectSame(tried.at, reference);
      await tried.at.check();
      await tried.at.agreesWithProviders();
    }
  } finally {
    await place.dispose();
  }
}

async function expectSame(at: MoneyDesk, { money, status, kept, inWallet }: RefundReference): Promise<void> {
  const balances = await at.balances();
  const found = {
    hold: balances['hold:A'],
    mia: balances['wallet:mia'],
    mike: balances['wallet:mike'],
    platform: balances.platform,
    tax: balances.tax,
    loss: balances.loss,
    provider: 0 - (balances['clearing:stripe'] ?? 0),
  };
  const order = await at.order();
  const payment = await at.payment();
  expect({ ...found, status: order.status, kept: payment.capturedMinor - payment.refundedMinor }).toEqual({
    ...Object.fromEntries(
      Object.entries(money).map(([name, minor]) => [
        name,
        minor === 0 && name !== 'provider' ? undefined : minor,
      ]),
    ),
    status: status === 'open' ? 'Assigned' : status,
    kept,
  });
  expect(walletMinor(payment)).toBe(inWallet);
}

test('what is asked meets every answer, and every way an order can end', () => {
  const seen = new Set<string>();
  for (const steps of fc.sample(anySteps, { seed: 1, numRuns: 500 })) {
    const reference = new RefundReference(price);
    for (const step of steps) seen.add(`${step.what}: ${reference.apply(step)}`).add(reference.status);
  }
  for (const answer of ['done', 'nothing', 'too much', 'spent']) expect(seen).toContain(`refund: ${answer}`);
  for (const answer of ['site: done', 'fail: done', 'Complete', 'Cancelled', 'Refunded'])
    expect(seen).toContain(answer);
});

describe('whatever is refunded, fails and is spent, the books are the reference’s', () => {
  test(
    'in memory',
    () =>
      fc.assert(
        fc.asyncProperty(anySteps, async (steps) => runBoth(await freshMemoryPlace(), steps)),
        { numRuns: 300 },
      ),
    60_000,
  );

  test('on SQLite', () =>
    fc.assert(
      fc.asyncProperty(anySteps, async (steps) => runBoth(await freshSqlitePlace(), steps)),
      { numRuns: 8 },
    ));

  test('on Firestore', () =>
    fc.assert(
      fc.asyncProperty(anySteps, async (steps) => runBoth(await freshInProcessFirestore(), steps)),
      { numRuns: 4 },
    ));
});
