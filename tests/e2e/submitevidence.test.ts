import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SandboxChannel } from '../../sandbox/index.ts';
import { addOrder, settled, setUp } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';
import { blocksOf, keptPictures, screenshot, startedOrder, storedWork, submit } from '../support/work.ts';

let desk: TestDesk;
let tickets: SandboxChannel;
beforeAll(async () => {
  desk = await startDesk();
  tickets = desk.guild.createCategory({ name: 'Tickets' });
  await setUp(desk, { ticketCategoryIds: [tickets.id] });
});
afterAll(() => desk.stop());

/** An order that mike has started, linked to a ticket channel of its own. */
async function inTicket(
  orderId: string,
  { dana, mia, mike, guild }: TestDesk = desk,
  parent = tickets,
): Promise<SandboxChannel> {
  const ticket = guild.createChannel({ name: `ticket-${orderId.toLowerCase()}`, parent });
  await addOrder({ dana, mia }, { order_id: orderId, booster: mike }, ticket);
  const card = await mike.slash('trackorder', { order_id: orderId });
  await settled(await mike.click(card, 'Start order'));
  return ticket;
}

test.each([1, 5])('the command takes %i pictures, and they are kept in their order', async (count) => {
  const { mia, mike } = desk;
  const orderId = `COMMAND-${count}`;
  await startedOrder(desk, orderId);
  const pictures = await Promise.all(
    Array.from({ length: count }, (_, index) => screenshot(100 * count + index)),
  );
  const before = await keptPictures(desk);
  const answer = await submit(mike, orderId, pictures, ' Completed\n@everyone **in time** ');
  expect(answer.ephemeral).toBe(true);
  expect(answer.content).toBe(
    `✅ Your evidence for Order #${orderId} is submitted. A reviewer looks at it; you will get a DM with the decision.\n<@${mia.id}> was told by DM.`,
  );
  expect(answer.labels).not.toContain('Submit evidence');
  const told = await mia.nextMessage((message) => message.text().includes('waits for a review'));
  expect(told.text()).toContain(`The work on your order ${orderId} is done and waits for a review.`);

  const { order, submissions } = await storedWork(desk, orderId);
  expect(order).toMatchObject({ status: 'Evidence Submitted' });
  expect(submissions).toMatchObject([
    { workerId: mike.id, notes: 'Completed\n@everyone **in time**', verdict: 'pending' },
  ]);
  expect(submissions[0]?.images.map(({ width, height, format }) => [width, height, format])).toEqual(
    pictures.map(() => [800, 600, 'png']),
  );
  expect(await keptPictures(desk)).toBe(before + count);
  const card = await desk.dana.slash('review', { order_id: orderId });
  expect(await blocksOf(card.media[0]?.bytes)).toBe(await blocksOf(pictures[0]?.bytes));
});

test('the button opens a form, which takes pictures and notes', async () => {
  const { mike } = desk;
  await startedOrder(desk, 'FORM-1');
  const card = await mike.slash('trackorder', { order_id: 'FORM-1' });
  const form = await mike.openForm(card, 'Submit evidence');
  expect(form.title).toBe('Evidence for order FORM-1');
  expect(form.fields.map(({ label, kind, required, min, max }) => [label, kind, required, min, max])).toEqual(
    [
      ['Screenshots', 'files', true, 1, 5],
      ['Notes', 'text', false, 0, 1000],
    ],
  );
  const Screenshots = [await screenshot(11), await screenshot(12, 'photo.JPG')];
  const answer = await settled(await form.submit({ Screenshots, Notes: 'Both rounds' }));
  expect(answer.ephemeral).toBe(true);
  expect(answer.text()).toContain('✅ Your evidence for Order #FORM-1 is submitted.');
  expect((await storedWork(desk, 'FORM-1')).submissions).toMatchObject([
    { notes: 'Both rounds', images: [{ format: 'png' }, { format: 'jpeg' }] },
  ]);
});

test('the button in the direct messages works just so', async () => {
  const { mike } = desk;
  await startedOrder(desk, 'DIRECT-1');
  await desk.dana.slash('updateorder', { order_id: 'DIRECT-1', notes: 'Go on' });
  const told = await mike.nextMessage(
    (message) => message.text().includes('DIRECT-1') && message.text().includes('new note'),
  );
  const form = await mike.openForm(told, 'Submit evidence');
  const answer = await settled(await form.submit({ Screenshots: await screenshot(13) }));
  expect(answer.text()).toContain('✅ Your evidence for Order #DIRECT-1 is submitted.');
  expect((await storedWork(desk, 'DIRECT-1')).submissions).toMatchObject([{ notes: '' }]);
});

test('the menu of a message in the ticket channel submits its pictures', async () => {
  const { mike } = desk;
  const ticket = await inTicket('MENU-1');
  const posted = mike.say('All bosses down', {
    channel: ticket,
    files: [await screenshot(14), await screenshot(15)],
  });
  const answer = await settled(await mike.useMessageMenu(posted, 'Submit as evidence'));
  expect(answer.ephemeral).toBe(true);
  expect(answer.text()).toContain('✅ Your evidence for Order #MENU-1 is submitted.');
  const { submissions } = await storedWork(desk, 'MENU-1');
  expect(submissions).toMatchObject([{ notes: 'All bosses down' }]);
  expect(submissions[0]?.images).toHaveLength(2);
});

test('the menu outside of a ticket asks which order, and on a message without a picture for one', async () => {
  const { mike, channel } = desk;
  const elsewhere = mike.say('look', { channel, files: [await screenshot(16)] });
  expect((await mike.useMessageMenu(elsewhere, 'Submit as evidence')).text()).toBe(
    '❌ Which order?\nGive its id in order_id; only in an order’s ticket channel it may be left out.',
  );
  const ticket = await inTicket('MENU-2');
  const words = mike.say('I am done', { channel: ticket });
  expect((await mike.useMessageMenu(words, 'Submit as evidence')).text()).toBe(
    '❌ There is no picture\nAdd a screenshot that shows the finished work.',
  );
  expect((await storedWork(desk, 'MENU-2')).submissions).toEqual([]);
});

test('in the ticket channel no id is needed', async () => {
  const ticket = await inTicket('NOID-1');
  const answer = await desk.mike.slash(
    'submitevidence',
    { screenshot: await screenshot(17) },
    { channel: ticket },
  );
  expect(answer.text()).toContain('✅ Your evidence for Order #NOID-1 is submitted.');
});

test('a picture posted in the ticket channel with a mention of the bot is offered for submission, to its worker alone', async () => {
  const { mia, mike, sandbox } = desk;
  const ticket = await inTicket('POSTED-1');
  const mention = `<@${sandbox.applicationId}>`;
  mia.say(`${mention} is this it?`, { channel: ticket, files: [await screenshot(18)] });
  mike.say(`${mention} done`, { channel: ticket, files: [await screenshot(19)] });
  const offer = await ticket.nextMessage();
  expect(offer.text()).toBe(
    '@mike, is this the evidence for order POSTED-1?\nPress the button to hand it in for review.\n[Submit this]',
  );
  expect(offer.pinged).toEqual([]);
  const foreign = await mia.click(offer, 'Submit this');
  expect(foreign.text()).toContain('❌ These pictures can’t be submitted any more');
  const answer = await settled(await mike.click(offer, 'Submit this'));
  expect(answer.ephemeral).toBe(true);
  expect(answer.text()).toContain('✅ Your evidence for Order #POSTED-1 is submitted.');
  const again = await mike.click(offer, 'Submit this');
  expect(again.text()).toContain('❌ Evidence can’t be submitted while the order is Evidence Submitted');
  expect((await storedWork(desk, 'POSTED-1')).submissions).toMatchObject([{ workerId: mike.id }]);
  expect(ticket.messages().filter(({ author }) => author === 'Orderly')).toHaveLength(1);
});

test('only the latest posted pictures can be submitted', async () => {
  const { mike, sandbox } = desk;
  const ticket = await inTicket('POSTED-2');
  const mention = `<@${sandbox.applicationId}>`;
  mike.say(mention, { channel: ticket, files: [await screenshot(20)] });
  const first = await ticket.nextMessage();
  mike.say(mention, { channel: ticket, files: [await screenshot(21)] });
  await ticket.nextMessage();
  expect((await mike.click(first, 'Submit this')).text()).toBe(
    '❌ These pictures can’t be submitted any more\nOnly who posted them can, and only the latest. Run /submitevidence instead.',
  );
});

test('a picture without a mention stays unseen where Discord does not show attachments to the bot', async () => {
  const { mike, sandbox } = desk;
  const ticket = await inTicket('UNSEEN-1');
  mike.say('done', { channel: ticket, files: [await screenshot(22)] });
  mike.say(`<@${sandbox.applicationId}>`, { channel: ticket, files: [await screenshot(23)] });
  await ticket.nextMessage();
  expect(ticket.messages().filter(({ author }) => author === 'Orderly')).toHaveLength(1);
});

test('where the bot may read messages, a picture needs no mention; words and other people’s pictures are left alone', async () => {
  const reading = await startDesk({ readsMessages: true });
  try {
    const { mia, mike, guild } = reading;
    const category = guild.createCategory({ name: 'Tickets' });
    await setUp(reading, { ticketCategoryIds: [category.id] });
    const ticket = await inTicket('READ-1', reading, category);
    mike.say('nearly done', { channel: ticket });
    mia.say('like this?', { channel: ticket, files: [await screenshot(26)] });
    mike.say('done', { channel: ticket, files: [await screenshot(27)] });
    const offer = await ticket.nextMessage();
    expect(offer.text()).toContain('@mike, is this the evidence for order READ-1?');
    const answer = await settled(await mike.click(offer, 'Submit this'));
    expect(answer.text()).toContain('✅ Your evidence for Order #READ-1 is submitted.');
    expect((await storedWork(reading, 'READ-1')).submissions).toMatchObject([{ notes: 'done' }]);
    expect(ticket.messages().filter(({ author }) => author === 'Orderly')).toHaveLength(1);
  } finally {
    await reading.stop();
  }
});

test('the newest evidence keeps what came before, with its verdict', async () => {
  const { dana, mike } = desk;
  await startedOrder(desk, 'AGAIN-1');
  await submit(mike, 'AGAIN-1', [await screenshot(24)], 'First');
  await dana.slash('updateorder', { order_id: 'AGAIN-1', status: 'Rejected', notes: 'Too dark' });
  const told = await mike.nextMessage((message) =>
    message.text().includes('Order #AGAIN-1 was rejected: Too dark'),
  );
  const form = await mike.openForm(told, 'Upload new evidence');
  await settled(await form.submit({ Screenshots: await screenshot(25), Notes: 'Second' }));
  expect((await storedWork(desk, 'AGAIN-1')).submissions).toMatchObject([
    { notes: 'First', verdict: 'rejected', reason: 'Too dark', decidedBy: dana.id },
    { notes: 'Second', verdict: 'pending' },
  ]);
});
