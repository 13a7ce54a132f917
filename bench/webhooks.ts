import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import Stripe from 'stripe';
import { openSqliteStore } from '../src/adapters/sqlite/store.ts';
import { stripeProvider } from '../src/adapters/stripe/stripeProvider.ts';
import type { PaymentDesk } from '../src/app/desk.ts';
import { handleEvents } from '../src/app/payments/handleEvents.ts';
import { invoice } from '../src/app/payments/invoice.ts';
import { processEvent } from '../src/app/payments/processEvent.ts';
import { receiveWebhook } from '../src/app/payments/receiveWebhook.ts';
import { settlingOf } from '../src/app/payments/settling.ts';
import { amountMinor, currencyCode } from '../src/domain/money.ts';
import { ok } from '../src/domain/result.ts';
import { collections, payments, type RecordedEvent } from '../src/ports/collections.ts';
import type { PaymentProvider } from '../src/ports/paymentProvider.ts';
import type { Figure } from './figures.ts';
import { compareRounds, ratio, spreadOf } from './statistics.ts';
import { openRaw } from './transfers.ts';
import { perSecond, takeTurns } from './turns.ts';

const atOnce = 50;
const webhooksPerSample = 400;
const schedule = { warmUpRounds: 1, rounds: 8, samplesPerRound: 1 };
const guildId = '900000000000000001';
const secret = 'whsec_of_the_bench';
const money = { amountMinor: amountMinor(10_000), currency: currencyCode('USD') };
const by = { userId: '1', username: 'bench', managesServer: true, roleIds: [] };

/**
 * How many webhooks a second become money in the books when fifty arrive at once: real signatures that the Stripe adapter
 * verifies, each recorded in its own commit, and all of them handled from the queue into the holds. Over the commits that
 * plain SQLite makes, as for transfers. What Stripe itself would be asked on the way is answered within the process: its
 * speed is not ours. Makes its files in an empty folder.
 */
export async function measureWebhooks(folder: string): Promise<Figure[]> {
  const store = await openSqliteStore({ file: join(folder, 'orderly.sqlite'), collections });
  const raw = openRaw(join(folder, 'raw.sqlite'));
  try {
    const desk: PaymentDesk = {
      store,
      clock: { now: () => new Date() },
      outbox: { announce: async () => undefined },
      providers: new Map([['stripe', answeringStripe()]]),
      publicUrl: undefined,
    };
    let number = 0;
    const [ofWebhooks = [], ofRaw = []] = await takeTurns(schedule, [
      async (sample) => {
        const orderKeys = Array.from({ length: webhooksPerSample }, (_, index) => `W${sample}X${index}`);
        await inLanes(orderKeys, (orderKey) => ask(desk, orderKey));
        const webhooks = orderKeys.map(webhookOf);
        const startMs = performance.now();
        await applyAll(desk, webhooks);
        const seconds = (performance.now() - startMs) / 1000;
        await assertPaid(desk, orderKeys);
        return webhooksPerSample / seconds;
      },
      () => perSecond(1, async () => raw.commit(number++)),
    ]);
    return [
      {
        name: 'webhooks_per_second_50_concurrent_over_raw',
        ...compareRounds(ofWebhooks, ofRaw, ratio),
        bound: { atLeast: 0.3 },
      },
      { name: 'webhooks_per_second_50_concurrent', ...spreadOf(ofWebhooks.flat()) },
    ];
  } finally {
    await store.close();
    raw.close();
  }
}

type Signed = { readonly body: Uint8Array; readonly headers: Readonly<Record<string, string>> };

/** Records all, fifty at a time, while the worker handles what is recorded; resolves when nothing waits any more. */
async function applyAll(desk: PaymentDesk, webhooks: readonly Signed[]): Promise<void> {
  const settling = settlingOf(desk);
  let isOver = false;
  const handling = {
    desk,
    process: (event: RecordedEvent) => processEvent(desk, event, settling),
    handled: () => undefined,
  };
  const round = () => handleEvents(handling, 'stripe', new AbortController().signal);
  const receiving = inLanes(webhooks, async (webhook) => {
    const received = await receiveWebhook(desk, { provider: 'stripe', ...webhook });
    if (!received.ok) throw new Error(`Refused: ${received.refusal.code}`);
  }).finally(() => {
    isOver = true;
  });
  while (!isOver) {
    await round();
    // A round that finds nothing takes no time, and must not keep the others from going on.
    await nextTurn();
  }
  await receiving;
  await round();
}

async function inLanes<T>(list: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = [...list];
  const lane = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
}

async function ask(desk: PaymentDesk, orderId: string): Promise<void> {
  const invoiced = await invoice(desk, {
    operationId: `invoice-${orderId}`,
    by,
    guildId,
    channel: { id: '5', parentId: undefined },
    customer: { userId: '2', username: 'customer', bot: false },
    service: 'Website',
    amount: '$100',
    orderId,
    otherPayers: [],
    instalments: 1,
    intervalDays: 7,
  });
  if (!invoiced.ok) throw new Error(`Refused: ${invoiced.refusal.code}`);
}

async function assertPaid({ store }: PaymentDesk, orderKeys: readonly string[]): Promise<void> {
  const found = await store.getAll(orderKeys.map((key) => payments.path(guildId, `${key}.1`)));
  const paid = found.filter((payment) => payment?.status === 'Completed').length;
  if (paid !== orderKeys.length) throw new Error(`${paid} of ${orderKeys.length} were paid`);
}

/** The webhook that says that an order's page was paid, as Stripe signs it. */
function webhookOf(orderKey: string): Signed {
  const object = { id: `cs_${orderKey}`, object: 'checkout.session', metadata: {} };
  const created = Math.floor(Date.now() / 1000);
  const about = { id: `evt_${orderKey}`, type: 'checkout.session.completed', created, livemode: false };
  const payload = JSON.stringify({ ...about, data: { object } });
  const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret });
  return { body: new TextEncoder().encode(payload), headers: { 'stripe-signature': signature } };
}

/** The Stripe adapter, but that it does not ask Stripe: every page is paid. */
function answeringStripe(): PaymentProvider {
  const stripe = stripeProvider({ secretKey: 'sk_test_bench', isLive: false, webhookSecrets: [secret] });
  const readCheckout: PaymentProvider['readCheckout'] = async (reference) => {
    const payment = { guildId, paymentId: `${reference.slice('cs_'.length)}.1` };
    const refunded = { ...money, amountMinor: amountMinor(0) };
    const taken = { reference: `pi_${reference}`, money, at: new Date(), isLive: false, refunded, payment };
    return ok({ reference, payment, state: 'paid', capture: taken });
  };
  // Its methods are on its prototype.
  return Object.assign(Object.create(stripe), { readCheckout });
}
