import { beforeEach, expect, test } from 'vitest';
import { handleEvents } from '../../../src/app/payments/handleEvents.ts';
import { payByProvider } from '../../../src/app/payments/payByProvider.ts';
import { payFromWallet } from '../../../src/app/payments/payFromWallet.ts';
import { processEvent } from '../../../src/app/payments/processEvent.ts';
import { receiveWebhook } from '../../../src/app/payments/receiveWebhook.ts';
import { settlingOf } from '../../../src/app/payments/settling.ts';
import { approveEvidence } from '../../../src/app/reviewOrder.ts';
import { collections } from '../../../src/ports/collections.ts';
import { guildId, at as moment } from '../../support/anOrder.ts';
import { type CountingStore, countingStore } from '../../support/countingStore.ts';
import { freshMemoryPlace } from '../../support/memoryStore.ts';
import { customer, good, MoneyDesk } from '../../support/moneyDesk.ts';
import { PlayedOrders, rick } from '../../support/playedOrders.ts';

/* How many documents money costs: each is paid for where Firestore keeps them, and waited for everywhere. */

let at: MoneyDesk;
let counting: CountingStore;
beforeEach(async () => {
  counting = countingStore(await (await freshMemoryPlace()).open(collections));
  at = new MoneyDesk(counting);
});

/** What something reads and writes; tallies are left out where there are none. */
async function costOf(work: () => Promise<unknown>) {
  counting.reset();
  await work();
  const { reads, queries, tallies, writesPerCommit } = counting.counts;
  return { reads, queries, tallies, writesPerCommit };
}

const request = { by: customer, guildId, orderKey: 'A' };

test('a payment by webhook costs its event, then the payment with all that follows from it, then the event again', async () => {
  await at.invoice();
  expect(await costOf(() => payByProvider(at.desk, 'stripe', request))).toEqual({
    reads: 3,
    queries: 0,
    tallies: 0,
    // The attempt with its key before the call, and the page after it.
    writesPerCommit: [1, 1],
  });
  at.stripe.books.pay('stripe_page_1');
  const [event] = at.stripe.books.events;
  if (event === undefined) throw new Error('Nothing was told');
  const webhook = { provider: 'stripe' as const, ...at.stripe.sign(event) };
  expect(await costOf(() => receiveWebhook(at.desk, webhook))).toEqual({
    reads: 1,
    queries: 0,
    tallies: 0,
    writesPerCommit: [1],
  });
  const settling = settlingOf(at.desk);
  const handling = {
    desk: at.desk,
    process: (recorded: Parameters<typeof processEvent>[1]) => processEvent(at.desk, recorded, settling),
    handled: () => undefined,
  };
  expect(await costOf(() => handleEvents(handling, 'stripe', new AbortController().signal))).toEqual({
    reads: 8,
    queries: 1,
    tallies: 0,
    // The order, its event, one notice for all, the payment, the transfer, its entry at Stripe, the hold.
    writesPerCommit: [7, 1],
  });
});

test('a payment from a wallet is one commit, with the wallet in it', async () => {
  await at.fill(customer, 10_000);
  await at.invoice();
  const pay = () => payFromWallet(at.desk, { ...request, operationId: 'pay-1', number: 1 });
  expect(await costOf(async () => good(await pay()))).toEqual({
    reads: 8,
    queries: 0,
    tallies: 0,
    writesPerCommit: [8],
  });
});

test('approving a paid order costs no more than one that was recorded as paid', async () => {
  await at.paidOrder();
  await new PlayedOrders(at.store).submit('A', moment(200));
  const { submissionId = '' } = await at.order();
  const by = { ...rick, managesServer: true, roleIds: [] };
  const approve = () =>
    approveEvidence(at.desk, { by, guildId, orderKey: 'A', operationId: 'a-1', submissionId });
  expect(await costOf(async () => good(await approve()))).toEqual({
    reads: 5,
    queries: 0,
    tallies: 0,
    // The order, its event, one notice, the decision, the submission, the transfer, its entry, the wallet, the hold.
    writesPerCommit: [9],
  });
});
