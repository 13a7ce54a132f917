import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { MessageView } from '../../sandbox/index.ts';
import { outbox } from '../../src/ports/collections.ts';
import type { Store } from '../../src/ports/store.ts';
import { type CountingStore, countingStore, type StoreCounts } from '../support/countingStore.ts';
import { addOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import { SteppedTime } from '../support/steppedTime.ts';
import { screenshot } from '../support/work.ts';

const time = new SteppedTime();
let desk: TestDesk;
let counting: CountingStore;
/** What had been counted when each transaction ended: at the first, deliveries have not begun. */
const atCommit: StoreCounts[] = [];

function noting(store: Store): Store {
  counting = countingStore(store);
  return {
    ...counting,
    async transact(body) {
      const value = await counting.transact(body);
      atCommit.push(structuredClone(counting.counts));
      return value;
    },
  };
}

beforeAll(async () => {
  desk = await startDesk({ time, wrapStore: noting });
  for (let count = 10; count < 22; count += 1) await addOrder(desk, { order_id: `N-${count}` });
});
afterAll(() => desk.stop());
beforeEach(() => {
  counting.reset();
  atCommit.length = 0;
});

test('/trackorder by id reads one document, for the customer and for staff', async () => {
  for (const person of [desk.mia, desk.dana]) {
    counting.reset();
    await person.slash('trackorder', { order_id: 'N-10' });
    expect(counting.counts).toEqual({ reads: 1, queries: 0, tallies: 0, commits: 0, writesPerCommit: [] });
  }
});

test('/trackorder without an id reads one document by one question more for the ticket channel', async () => {
  await desk.mia.slash('trackorder');
  expect(counting.counts).toEqual({ reads: 1, queries: 2, tallies: 0, commits: 0, writesPerCommit: [] });
});

test('/updateorder reads one document and commits once: the order, its event, one notice for all', async () => {
  await desk.dana.slash('updateorder', { order_id: 'N-11', status: 'In Progress', notes: 'Go' });
  // So that the deliveries are over before the next test counts.
  await time.whenAsked(3_000);
  expect(atCommit[0]).toEqual({ reads: 1, queries: 0, tallies: 0, commits: 1, writesPerCommit: [3] });
});

test('/listorders of 10 reads ten orders and counts once', async () => {
  const list = await desk.dana.slash('listorders');
  expect(counting.counts).toEqual({ reads: 10, queries: 1, tallies: 1, commits: 0, writesPerCommit: [] });
  counting.reset();
  await desk.dana.click(list, 'Older');
  expect(counting.counts).toEqual({ reads: 2, queries: 1, tallies: 1, commits: 0, writesPerCommit: [] });
});

test('a filter by service costs the matching words more', async () => {
  await desk.dana.slash('listorders', { service: 'web' });
  expect(counting.counts).toEqual({ reads: 11, queries: 2, tallies: 1, commits: 0, writesPerCommit: [] });
});

test('a page of the timeline reads the order and its events', async () => {
  const card = await desk.mia.slash('trackorder', { order_id: 'N-12' });
  counting.reset();
  await desk.mia.click(card, 'Timeline');
  expect(counting.counts).toEqual({ reads: 2, queries: 1, tallies: 0, commits: 0, writesPerCommit: [] });
});

test('/addorder reads eight documents and commits once: the catalogue costs it one', async () => {
  await addOrder(desk, { order_id: 'N-30' });
  await time.whenAsked(3_000);
  // Read: the settings, the id, the catalogue, three words of the service, the transfer and the hold.
  expect(atCommit[0]).toEqual({ reads: 8, queries: 0, tallies: 0, commits: 1, writesPerCommit: [7] });
});

test('assigning, handing in and approving each commit once, with a fixed number of documents', async () => {
  const { dana, mike } = desk;
  /** What the first transaction of a step had read and written; the deliveries are over when it returns. */
  const costOf = async (step: () => Promise<unknown>) => {
    // What is still being delivered of the step before would count here.
    const orderBy = { field: 'createdAt', direction: 'ascending' } as const;
    await expect
      .poll(() => desk.orderly.store.count({ from: outbox, orderBy, limit: 1 }), { timeout: 10_000 })
      .toBe(0);
    counting.reset();
    atCommit.length = 0;
    await step();
    await time.whenAsked(3_000);
    const { reads, writesPerCommit } = atCommit[0] ?? { reads: 0, writesPerCommit: [] };
    return { reads, writesPerCommit };
  };
  await addOrder(desk, { order_id: 'N-31', payment_method: 'manual', amount: '500 Gold' });
  await time.whenAsked(3_000);

  // The order, its event, one notice for all.
  expect(await costOf(() => dana.slash('assign', { booster: mike, order_id: 'N-31' }))).toEqual({
    reads: 1,
    writesPerCommit: [3],
  });
  const pictures = { screenshot: await screenshot(1), screenshot2: await screenshot(2) };
  // And the submission, and by what each picture is known again. The order is read before the pictures and at the commit.
  expect(await costOf(() => mike.slash('submitevidence', { ...pictures, order_id: 'N-31' }))).toEqual({
    reads: 2,
    writesPerCommit: [6],
  });
  let opened: MessageView | undefined;
  const opening = await costOf(async () => {
    opened = await dana.slash('review', { order_id: 'N-31' });
  });
  expect(opening).toEqual({ reads: 2, writesPerCommit: [3] });
  // The order, its event, the notice, the verdict with its fact for the statistics; the transfer, the wallet, its entry
  // and the hold.
  expect(await costOf(async () => opened && dana.click(opened, 'Approve & Complete'))).toEqual({
    reads: 5,
    writesPerCommit: [9],
  });
});
