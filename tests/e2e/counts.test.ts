import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import { type CountingStore, countingStore, type StoreCounts } from '../support/countingStore.ts';
import { addOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import { SteppedTime } from '../support/steppedTime.ts';

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
  await time.whenAsked(15_000);
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
  await time.whenAsked(15_000);
  // Read: the settings, the id, the catalogue, three words of the service, the transfer and the hold.
  expect(atCommit[0]).toEqual({ reads: 8, queries: 0, tallies: 0, commits: 1, writesPerCommit: [6] });
});
