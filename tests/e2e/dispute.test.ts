import { afterAll, beforeAll, expect, test } from 'vitest';
import { file, type MessageView, type OptionValues, type Person } from '../../sandbox/index.ts';
import { disputes, orders, wallets } from '../../src/ports/collections.ts';
import { forgePress, settled } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import {
  blocksOf,
  breaches,
  keptPictures,
  type ReviewDesk,
  screenshot,
  setUpReviews,
  startedOrder,
  submittedOrder,
} from '../support/work.ts';

let desk: TestDesk;
let rick: ReviewDesk['rick'];
beforeAll(async () => {
  desk = await startDesk();
  ({ rick } = await setUpReviews(desk));
});
afterAll(async () => {
  expect(await breaches(desk)).toEqual([]);
  await desk.stop();
});

const order = (id: string) => desk.orderly.store.get(orders.path(desk.guild.id, id));
const dispute = (id: string) => desk.orderly.store.get(disputes.path(desk.guild.id, id));
/** How much Gold someone has. */
const balanceOf = async (person: Person) =>
  (await desk.orderly.store.get(wallets.path(desk.guild.id, `${person.id}.Gold`)))?.balanceMinor ?? 0;
const run = async (who: Person, subcommand: string, values: OptionValues): Promise<MessageView> =>
  settled(await who.slash(`dispute ${subcommand}`, values));
/** The newest direct message someone got that has these words. */
const told = (person: Person, words: string): Promise<MessageView> =>
  person.nextMessage((message) => message.text().includes(words));

test('a customer disputes an order from its card; both sides are told, and say what happened', async () => {
  const { mia, mike } = desk;
  await startedOrder(desk, 'CARD');
  const card = await mia.slash('trackorder', { order_id: 'CARD' });
  const form = await mia.openForm(card, 'Dispute');
  const answer = await settled(await form.submit({ 'What is wrong?': 'It is the *wrong* colour' }));
  expect(answer.text()).toContain('Order CARD is disputed, and what is held for it stays where it is.');
  expect(await order('CARD')).toMatchObject({ status: 'Disputed', heldFrom: 'In Progress', heldMinor: 500 });

  const workers = await told(mike, 'Order CARD is disputed by the customer');
  expect(workers.text()).toContain('/dispute evidence order_id:CARD');
  expect(workers.text()).toContain('wrong');
  expect((await told(mia, 'You have disputed order CARD')).text()).toMatch(/until \d{4}-/);

  const seen = await mike.click(workers, 'Dispute');
  expect(seen.text()).toContain('Dispute about order CARD · Open');
  expect(seen.text()).toContain('500 Gold held');
  const before = await keptPictures(desk);
  const more = await mike.openForm(seen, 'Add to it');
  const picture = await screenshot(1);
  await settled(await more.submit({ 'What happened?': 'It was asked for in blue', Pictures: [picture] }));
  expect(await keptPictures(desk)).toBe(before + 1);
  expect(await dispute('CARD.1')).toMatchObject({ state: 'Evidence', statements: [{ side: 'worker' }] });
  const customers = await told(mia, 'added to the dispute about order CARD');
  expect(customers.text()).toContain('It was asked for in blue');

  // Both sides read all that was said; pictures are for who sent them and who decides.
  const whole = await mia.click(customers, 'Dispute');
  expect(whole.text()).toContain('It was asked for in blue');
  expect(whole.labels).not.toContain('Pictures');
  expect(whole.labels).not.toContain('Resolve');
  const staffs = await rick.click(await rick.slash('trackorder', { order_id: 'CARD' }), 'Dispute');
  const shown = await rick.click(staffs, 'Pictures');
  expect(await blocksOf(shown.media[0]?.bytes)).toBe(await blocksOf(picture.bytes));
});

test('who resolves it reads where a picture was seen before, and can compare; who sent it does not', async () => {
  const { mia, mike } = desk;
  await submittedOrder(desk, 'OLD', 41);
  await startedOrder(desk, 'REUSED');
  await run(mia, 'open', { reason: 'That is not my house', order_id: 'REUSED' });
  const pictures = { picture: await screenshot(42), picture2: await screenshot(41) };
  await run(mike, 'evidence', { text: 'Look', ...pictures, order_id: 'REUSED' });
  const whole = await rick.click(await rick.slash('trackorder', { order_id: 'REUSED' }), 'Dispute');
  const shown = await rick.click(whole, 'Pictures');
  expect(shown.text()).toContain('picture 1 of 2, from @mike');
  expect(shown.text()).not.toContain('⚠️');
  expect(shown.labels).not.toContain('Show the other picture');
  await rick.click(shown, 'Next');
  expect(shown.text()).toContain('⚠️ Same picture as in order OLD.');
  const other = await rick.click(shown, 'Show the other picture');
  expect(other.text()).toContain('The picture of order OLD, to compare:');
  expect(await blocksOf(other.media[0]?.bytes)).toBe(await blocksOf(pictures.picture2.bytes));

  const cards = await mike.click(await mike.slash('trackorder', { order_id: 'REUSED' }), 'Dispute');
  const own = await mike.click(cards, 'Pictures');
  await mike.click(own, 'Next');
  expect(own.text()).toContain('picture 2 of 2');
  expect(own.text()).not.toContain('⚠️');
  expect(await forgePress(desk, mike, `dispute:other:${desk.guild.id}:REUSED:1`, own)).toContain('❌');
});

test('evidence that waits for a review goes on waiting, and can’t be decided meanwhile', async () => {
  await submittedOrder(desk, 'WAITS', 2);
  const opened = await run(desk.mike, 'open', { reason: 'Nobody looks at it', order_id: 'WAITS' });
  expect(opened.text()).toContain('Order WAITS is disputed');
  expect((await run(desk.mia, 'evidence', { text: 'I can wait', order_id: 'WAITS' })).text()).toContain(
    'That is part of the dispute about order WAITS now.',
  );
  expect((await rick.slash('review', { order_id: 'WAITS' })).text()).toContain(
    'Nothing can be decided while the order is Disputed',
  );
  expect((await rick.slash('review')).text()).not.toContain('WAITS');
  const moved = await desk.dana.slash('updateorder', { order_id: 'WAITS', status: 'Complete', notes: 'So' });
  expect(moved.text()).toContain('Complete isn’t set with /updateorder');
  expect((await desk.dana.slash('listorders', { status: 'Disputed' })).text()).toContain('WAITS');
  expect((await desk.mia.slash('myorders')).text()).toContain('WAITS');
  expect((await desk.mike.slash('myorders')).text()).toContain('WAITS');
});

test('a list names the disputes that wait: all of them to who resolves them, to others their own', async () => {
  const all = await rick.slash('dispute list');
  expect(all.text()).toMatch(/CARD[\s\S]*WAITS/);
  const { eve, mia } = desk;
  expect((await mia.slash('dispute list')).text()).toContain('WAITS');
  expect((await eve.slash('dispute list')).text()).toContain('There are none.');
});

test('who has nothing to do with an order learns nothing of it, nor of its dispute', async () => {
  const { eve } = desk;
  expect((await run(eve, 'open', { reason: 'Mine', order_id: 'CARD' })).text()).toContain(
    'Order ID not found',
  );
  expect((await run(eve, 'evidence', { text: 'Mine', order_id: 'CARD' })).text()).toContain(
    'Order ID not found',
  );
});

test('what can’t be part of a dispute is refused with what to do', async () => {
  const { mia } = desk;
  expect((await run(mia, 'open', { reason: 'Again', order_id: 'CARD' })).text()).toContain(
    'This order is disputed already',
  );
  expect((await run(mia, 'evidence', { order_id: 'CARD' })).text()).toContain('There is nothing to add');
  const before = await keptPictures(desk);
  const picture = file('notes.png', 'not a picture');
  expect((await run(mia, 'evidence', { picture, order_id: 'CARD' })).text()).toContain(
    'It needs to be PNG or JPG',
  );
  expect(await keptPictures(desk)).toBe(before);
  await startedOrder(desk, 'CALM');
  expect((await run(mia, 'evidence', { text: 'Hm', order_id: 'CALM' })).text()).toContain(
    'There is no dispute about this order now',
  );
});

test('staff resolve a dispute: both sides heard, every amount shown before and after, then confirmed', async () => {
  const { mia, mike } = desk;
  await startedOrder(desk, 'SOLVE', '100 Gold');
  await run(mia, 'open', { reason: 'Half of it is missing', order_id: 'SOLVE' });
  expect((await run(mike, 'resolve', { order_id: 'SOLVE' })).text()).toContain('Permission denied');
  const before = await balanceOf(mike);
  const panel = await run(rick, 'resolve', { order_id: 'SOLVE' });
  expect(panel.text()).toContain('How is the dispute about order SOLVE resolved?');
  expect(panel.text()).toContain('Not both sides have said something yet.');
  expect(await dispute('SOLVE.1')).toMatchObject({ state: 'Review', reviewerId: rick.id });

  const form = await rick.openForm(panel, 'Partial Refund');
  const question = await form.submit({ 'How much goes back?': '40', 'Why?': 'Half was delivered' });
  expect(question.text()).toContain('Partial Refund for order SOLVE: it is Complete then');
  expect(question.text()).toContain('Held for the order: 100 Gold → 0 Gold');
  expect(question.text()).toContain(`${before + 60} Gold`);
  expect(await order('SOLVE')).toMatchObject({ status: 'Disputed', heldMinor: 100 });
  const done = await rick.click(question, 'Partial Refund');
  expect(done.text()).toContain(
    'The dispute about order SOLVE is resolved: Partial Refund. The order is Complete.',
  );
  expect(await order('SOLVE')).toMatchObject({ status: 'Complete', heldMinor: 0 });
  expect(await balanceOf(mike)).toBe(before + 60);
  for (const person of [mia, mike]) {
    const message = await told(person, 'The dispute about order SOLVE is resolved');
    expect(message.text()).toContain('40 Gold goes back to who paid, 60 Gold is paid out.');
    expect(message.text()).toContain('Half was delivered');
  }
  expect((await run(rick, 'resolve', { order_id: 'SOLVE' })).text()).toContain(
    'This dispute is over: Partial Refund',
  );
  const timeline = await mia.click(await mia.slash('trackorder', { order_id: 'SOLVE' }), 'Timeline');
  expect(timeline.text()).toContain('**Partial Refund**, now Complete');
});

test('of two questions about one dispute the later one counts; an amount of more than all is told what to do', async () => {
  await startedOrder(desk, 'TWICE', '100 Gold');
  await run(desk.mia, 'open', { reason: 'Half of it is missing', order_id: 'TWICE' });
  const panel = await run(rick, 'resolve', { order_id: 'TWICE' });
  for (const much of ['100', '900'])
    expect(
      (
        await (
          await rick.openForm(panel, 'Partial Refund')
        ).submit({
          'How much goes back?': much,
          'Why?': 'So',
        })
      ).text(),
    ).toBe('❌ 100 Gold is all that can go back\nGive less, or choose Refund Buyer.');
  const first = await (await rick.openForm(panel, 'Refund Buyer')).submit({ 'Why?': 'It is' });
  await (
    await desk.dana.openForm(await run(desk.dana, 'resolve', { order_id: 'TWICE' }), 'No Action')
  ).submit({
    'Why?': 'It is not',
  });
  expect((await rick.click(first, 'Refund Buyer')).text()).toBe(
    '❌ This question is out of date\nNothing was changed. Run the command again if you still want it.',
  );
  expect(await order('TWICE')).toMatchObject({ status: 'Disputed', heldMinor: 100 });
});

test('what goes back by hand is asked of who decides, and its payer reads that staff send it', async () => {
  await startedOrder(desk, 'HAND', '100 Gold');
  await run(desk.mia, 'open', { reason: 'It never came', order_id: 'HAND' });
  const panel = await run(rick, 'resolve', { order_id: 'HAND' });
  const question = await (await rick.openForm(panel, 'Refund Buyer')).submit({ 'Why?': 'It did not' });
  const done = await rick.click(question, 'Refund Buyer');
  expect(done.text()).toContain('Please send 100 Gold to @mia yourself: it was paid by hand.');
  const message = await told(desk.mia, 'The dispute about order HAND is resolved');
  expect(message.text()).toContain('↩️ 100 Gold for order HAND goes back to you by hand: staff send it.');
  expect(message.text()).toContain('100 Gold paid by hand, refunded');
  expect((await told(desk.mike, 'The dispute about order HAND is resolved')).text()).not.toContain('↩️ ');
});

test('about a completed order it does not say that something is held', async () => {
  await submittedOrder(desk, 'DONE', 3);
  const review = await rick.slash('review', { order_id: 'DONE' });
  await settled(await rick.click(review, 'Approve & Complete'));
  const answer = await run(desk.mia, 'open', { reason: 'It broke', order_id: 'DONE' });
  expect(answer.text()).toContain('✅ Order DONE is disputed. Press Dispute to say more');
  const message = await told(desk.mike, 'Order DONE is disputed by the customer');
  expect(message.text()).toContain('Nothing is held for it any more; staff decide about its money.');
});

test('a customer who tries to refund is told the way that is theirs', async () => {
  await startedOrder(desk, 'BACK');
  expect((await desk.mia.slash('refund', { order_id: 'BACK' })).text()).toBe(
    '❌ Permission denied\nOnly support and staff give money back. If something is wrong, press Dispute under /trackorder, or ask them.',
  );
});

test('who thinks better of it changes nothing, and No Action lets the evidence wait on', async () => {
  const panel = await run(rick, 'resolve', { order_id: 'WAITS' });
  const form = await rick.openForm(panel, 'No Action');
  const question = await form.submit({ 'Why?': 'It is looked at now' });
  expect(question.text()).toContain('No money moves.');
  const kept = await rick.click(question, 'Not now');
  expect(kept.text()).toContain('Nothing was changed.');
  expect(await order('WAITS')).toMatchObject({ status: 'Disputed' });
  const again = await (await rick.openForm(panel, 'No Action')).submit({ 'Why?': 'It is looked at now' });
  await rick.click(again, 'No Action');
  expect(await order('WAITS')).toMatchObject({ status: 'Evidence Submitted' });
  expect((await rick.slash('review')).text()).toContain('WAITS');
});
