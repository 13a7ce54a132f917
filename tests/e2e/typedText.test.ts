import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageView } from '../../sandbox/index.ts';
import { orders } from '../../src/ports/collections.ts';
import { addOrder, setUp, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
  const log = desk.guild.createChannel({ name: 'order-log' });
  await setUp(desk, { orderLogChannelId: log.id });
});
afterAll(() => desk.stop());

/** Every message in which people may read an order's texts. */
async function everywhere(orderId: string): Promise<MessageView[]> {
  const { dana, mia, guild } = desk;
  const card = await mia.slash('trackorder', { order_id: orderId });
  const staffCard = await dana.slash('trackorder', { order_id: orderId });
  const list = await dana.slash('listorders', { limit: 1 });
  const direct = await mia.nextMessage((message) => message.text().includes(orderId));
  const logged = await guild.channel('order-log').nextMessage((message) => message.text().includes(orderId));
  return [
    card,
    await mia.click(card, 'Timeline'),
    staffCard,
    await dana.click(staffCard, 'Timeline'),
    list,
    direct,
    logged,
  ];
}

/** The markdown that would have an effect: what is left when each escaped mark is a dot. */
const unescaped = (message: MessageView) =>
  `${message.content}\n${message.embeds[0]?.description ?? ''}`.replaceAll(/\\./gs, '·');

const nasty = [
  '@everyone @here',
  '# Big',
  '> quoted',
  '>>> all of it',
  '-# small',
  '- item',
  '1. first',
  '**bold** __under__ ~~gone~~ ||hidden||',
  '`code` ```block```',
  '[click me](https://evil.example/?a=b)',
  '<#123456789012345678> <@&123456789012345678> </addorder:123456789012345678> <t:0:R> <:smile:123456789012345678>',
  '<https://evil.example>',
].join('\n');

test('typed marks are shown as typed and ping nobody, in every place and also where it is a service', async () => {
  const { mia, mike, eve } = desk;
  const notes = `${nasty}\n<@${eve.id}> <@!${mike.id}>`;
  const service = '**@everyone** `x` ||y|| [z](https://e.vil)';
  const answer = await addOrder(desk, {
    order_id: 'NASTY-1',
    notes,
    service,
    payment_reference: '**`ref`** @here',
  });
  for (const message of [answer, ...(await everywhere('NASTY-1'))]) {
    expect(message.pinged).toEqual([]);
    const left = unescaped(message);
    expect(left).not.toMatch(/@everyone|@here/);
    expect(left).not.toMatch(/`|~|\|\|/);
    expect(left).not.toMatch(/\[[^\]]*\]\(/);
    expect(left).not.toMatch(/<(?!@\d+>|t:\d+:[Rf]>|https:)/);
    expect(left).not.toContain(`<@${eve.id}>`);
    // Within a note every line is quoted once, and nothing else begins with a mark of its own.
    for (const line of left.split('\n')) {
      expect(line).not.toMatch(/^(> )?(#|>>>|-# (?!@|<@|\*\*|[A-Z])|- |\d+\. )/);
    }
  }
  const card = await mia.slash('trackorder', { order_id: 'NASTY-1' });
  expect(card.text()).toContain('> \\# Big');
});

test('a note can’t look like part of the card, nor fill it', async () => {
  const notes = `Thanks!\n\n✅ Order FAKE-1 · Complete\n${'line\n'.repeat(400)}${'x'.repeat(1900)}`;
  const answer = await addOrder(desk, { order_id: 'TALL-1', notes: notes.slice(0, 4000) });
  for (const message of [answer, ...(await everywhere('TALL-1'))]) {
    const description = message.embeds[0]?.description ?? '';
    expect(description.length).toBeLessThanOrEqual(4096);
    for (const line of description.split('\n').filter((text) => text.includes('FAKE-1')))
      expect(line).toMatch(/^> /);
  }
  const card = await desk.mia.slash('trackorder', { order_id: 'TALL-1' });
  expect(
    card.embeds[0]?.description?.split('\n').filter((line) => line.startsWith('> ')).length,
  ).toBeLessThanOrEqual(7);
});

test('a reason of many lines stays in the one line it has', async () => {
  await addOrder(desk, { order_id: 'REASON-1' });
  await updateOrder(desk, 'REASON-1', { status: 'On Hold', notes: 'First\n# Second\n**third**' });
  const card = await desk.mia.slash('trackorder', { order_id: 'REASON-1' });
  expect(card.text()).toContain('**On Hold**: First # Second \\*\\*third\\*\\*\n-# Staff will resume it');
});

test('characters that hide or turn round what follows are not kept', async () => {
  await addOrder(desk, {
    order_id: 'HIDE-1',
    notes: 'A\u202eB\u200bC\u0007D',
    service: 'Web\u2028site \u2066x',
  });
  const order = await desk.orderly.store.get(orders.path(desk.guild.id, 'HIDE-1'));
  expect(order).toMatchObject({ notes: 'ABCD', service: 'Web site x' });
});

test('a link in a note stays a link, also at the end of a sentence or in brackets', async () => {
  const notes = 'See https://pixel.example/a_b_c?x=1_2 (or https://pixel.example/d).';
  await addOrder(desk, { order_id: 'LINK-1', notes });
  const card = await desk.mia.slash('trackorder', { order_id: 'LINK-1' });
  const text = card.embeds[0]?.description ?? '';
  expect(text).toMatch(/https:\/\/pixel\.example\/a_b_c\?x=1_2>? /);
  expect(text).toMatch(/https:\/\/pixel\.example\/d>?\\\)\./);
});

test('4,000 characters in both kinds of notes go through, with every mark escaped', async () => {
  const notes = '*_`|'.repeat(1000);
  const added = await addOrder(desk, { order_id: 'FULL-1', notes });
  expect(added.text()).toContain('is recorded');
  const updated = await updateOrder(desk, 'FULL-1', { notes, internal_notes: notes });
  expect(updated.text()).toContain('was updated');
  expect((await desk.orderly.store.get(orders.path(desk.guild.id, 'FULL-1')))?.notes).toBe(notes);
  const opened = await desk.dana.slash('listorders', { limit: 1 });
  const card = await desk.dana.select(opened, 'Open an order', ['FULL-1 · Payment Verified']);
  expect(card.text()).toContain('🔒 Staff only:');
});
