import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MessageView, Person } from '../../sandbox/index.ts';
import { outbox } from '../../src/ports/collections.ts';
import { addOrder, forgePress, settled } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import {
  breaches,
  keptPictures,
  screenshot,
  setUpReviews,
  storedWork,
  submit,
  submittedOrder,
  walletOf,
} from '../support/work.ts';

describe.each([
  ['one bot', false],
  ['two bots on one store', true],
])('what comes twice happens once, with %s', (_, isTwo) => {
  let desk: TestDesk;
  let rick: Person;
  beforeAll(async () => {
    desk = await startDesk();
    if (isTwo) await desk.startAnother();
    ({ rick } = await setUpReviews(desk));
  });
  afterAll(() => desk.stop());

  /** With two bots each gets every interaction anyway; with one, Discord delivers it twice. */
  const repeatNext = () => {
    if (!isTwo) desk.sandbox.faults.gateway.duplicateNext('INTERACTION_CREATE');
  };

  /** Everything that someone has been told about an order, once nothing is left to tell. */
  async function toldAbout(person: Person, words: string): Promise<MessageView[]> {
    await expect
      .poll(
        () =>
          desk.orderly.store.count({
            from: outbox,
            orderBy: { field: 'createdAt', direction: 'ascending' },
          }),
        { timeout: 20_000 },
      )
      .toBe(0);
    return person.inbox().filter((message) => message.text().includes(words));
  }

  test('assigning, starting, handing in, rejecting and approving', async () => {
    const { dana, mike } = desk;
    await addOrder(desk, { order_id: 'TWICE-1', amount: '50 Gold' });
    repeatNext();
    const assigned = await dana.slash('assign', { booster: mike, order_id: 'TWICE-1' });
    expect((await settled(assigned)).text()).toContain('✅ Order TWICE-1 is now @mike’s.');
    expect(await toldAbout(mike, 'You have been assigned to Order #TWICE-1')).toHaveLength(1);

    const card = await mike.slash('trackorder', { order_id: 'TWICE-1' });
    repeatNext();
    const started = await mike.click(card, 'Start order');
    expect((await settled(started)).text()).toContain('✅ You have started Order #TWICE-1.');

    repeatNext();
    expect((await submit(mike, 'TWICE-1', [await screenshot(1)])).text()).toContain('is submitted');
    expect(await toldAbout(desk.mia, 'waits for a review')).toHaveLength(1);

    repeatNext();
    const opened = await rick.slash('review', { order_id: 'TWICE-1' });
    repeatNext();
    const form = await rick.openForm(opened, 'Reject');
    repeatNext();
    const rejected = await form.submit({ reason: 'Too dark' });
    expect((await settled(rejected)).text()).toContain('✅ Order TWICE-1 is Rejected.');
    expect(await toldAbout(mike, 'was rejected')).toHaveLength(1);

    expect((await submit(mike, 'TWICE-1', [await screenshot(2)])).text()).toContain('is submitted');
    const again = await rick.slash('review', { order_id: 'TWICE-1' });
    repeatNext();
    const approved = await rick.click(again, 'Approve & Complete');
    expect((await settled(approved)).text()).toContain('✅ Order TWICE-1 is Complete');
    expect(await toldAbout(mike, 'Order completed!')).toHaveLength(1);
    expect(await walletOf(mike)).toBe('💰 Your wallet · **50 Gold**');

    const { events, submissions } = await storedWork(desk, 'TWICE-1');
    expect(events).toEqual([
      'added',
      'assigned',
      'started',
      'submitted',
      'opened',
      'rejected',
      'submitted',
      'opened',
      'approved',
    ]);
    expect(submissions.map(({ verdict }) => verdict)).toEqual(['rejected', 'approved']);
    expect(await keptPictures(desk)).toBe(2);
    expect(await breaches(desk)).toEqual([]);
  });

  test('pressing again after it is done changes nothing more', async () => {
    await submittedOrder(desk, 'AGAIN-1', 3, '20 Gold');
    const opened = await rick.slash('review', { order_id: 'AGAIN-1' });
    const approve = opened.buttons.find(({ label }) => label === 'Approve & Complete')?.custom_id ?? '';
    await settled(await rick.click(opened, 'Approve & Complete'));
    const before = await walletOf(desk.mike);
    for (let press = 0; press < 3; press += 1)
      expect(await forgePress(desk, rick, approve, opened)).toContain(
        '❌ This has been decided: the order is Complete',
      );
    expect(await walletOf(desk.mike)).toBe(before);
    expect(await breaches(desk)).toEqual([]);
  });

  test('no interaction was counted as failed', () => {
    expect(desk.logged.filter((line) => line.includes('An interaction failed'))).toEqual([]);
  });
});

test('every button and form goes on working after a restart', async () => {
  const desk = await startDesk();
  try {
    const { dana, mike } = desk;
    const { rick, queue } = await setUpReviews(desk);
    const added = await addOrder(desk, { order_id: 'UP-1', amount: '5 Gold' });
    await desk.restart();
    const panel = await dana.click(added, 'Assign');
    await desk.restart();
    await settled(await dana.select(panel, 'Choose the booster', [mike]));
    const told = await mike.nextMessage();
    await desk.restart();
    await settled(await mike.click(told, 'Start order'));
    await desk.restart();
    const form = await mike.openForm(told, 'Submit evidence');
    await desk.restart();
    const submitted = await form.submit({ Screenshots: await screenshot(1) });
    expect(submitted.text()).toContain('is submitted');
    const post = await queue.nextMessage();
    await desk.restart();
    const opened = await rick.click(post, 'Open');
    await desk.restart();
    const reject = await rick.openForm(opened, 'Reject');
    await desk.restart();
    await settled(await reject.submit({ reason: 'Too dark' }));
    const rejected = await mike.nextMessage((message) => message.text().includes('was rejected'));
    await desk.restart();
    const again = await mike.openForm(rejected, 'Upload new evidence');
    await settled(await again.submit({ Screenshots: await screenshot(2) }));
    const reopened = await rick.click(await queue.nextMessage(), 'Open');
    await desk.restart();
    const approved = await settled(await rick.click(reopened, 'Approve & Complete'));
    expect(approved.text()).toContain('✅ Order UP-1 is Complete');
    expect(await walletOf(mike)).toBe('💰 Your wallet · **5 Gold**');
  } finally {
    await desk.stop();
  }
});
