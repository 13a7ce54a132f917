import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageView, Person } from '../../sandbox/index.ts';
import { addOrder, forgePress, takeThrough, updateOrder } from '../support/orders.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.stop());

/** Presses "Later" until there is none; what each page said. */
async function pagesOf(person: Person, timeline: MessageView): Promise<string[]> {
  const pages = [timeline.embeds[0]?.description ?? ''];
  for (let page = timeline; page.labels.includes('Later'); ) {
    page = await person.click(page, 'Later');
    pages.push(page.embeds[0]?.description ?? '');
    if (pages.length > 50) throw new Error('The timeline does not end');
  }
  return pages;
}

/** The quoted words of timeline pages, put together again. */
function quotedIn(pages: readonly string[]): string {
  return pages
    .flatMap((page) => page.split('\n'))
    .filter((line) => line.startsWith('> '))
    .map((line) => line.slice(2))
    .join('');
}

test('the timeline opens beside the card, for the asker alone, oldest first', async () => {
  const { mia, mike } = desk;
  await addOrder(desk, { order_id: 'TIME-1', booster: mike, notes: 'As discussed' });
  await takeThrough(desk, 'TIME-1', ['In Progress']);
  await updateOrder(desk, 'TIME-1', { assigned_staff: desk.dana });
  const card = await mia.slash('trackorder', { order_id: 'TIME-1' });
  const timeline = await mia.click(card, 'Timeline');
  expect(timeline.id).not.toBe(card.id);
  expect(timeline.ephemeral).toBe(true);
  const words = timeline.text().replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'then');
  expect(words).toBe(
    [
      'Timeline of order TIME-1, oldest first',
      '💳 Added, **Payment Verified**',
      '-# @dana, then',
      '> As discussed',
      '',
      '👤 **Assigned**, @mike works on it',
      '-# @dana, then',
      '',
      '🔄 **In Progress**',
      '-# @dana, then',
      '',
      '👥 @dana looks after it',
      '-# @dana, then',
    ].join('\n'),
  );
  expect(timeline.pinged).toEqual([]);
});

test('the timeline opens from a direct message too', async () => {
  await addOrder(desk, { order_id: 'TIME-2', booster: desk.mike });
  for (const person of [desk.mia, desk.mike]) {
    const message = await person.nextMessage((told) => told.text().includes('TIME-2'));
    const timeline = await person.click(message, 'Timeline');
    expect(timeline.text()).toContain('Timeline of order TIME-2');
  }
});

test('notes of 4,000 characters come whole and in order over several pages, and lead back to the start', async () => {
  const { dana, mia } = desk;
  // Every word is different, so that a missing or repeated one shows; the marks double in length when escaped.
  const longNote = (first: number) =>
    Array.from({ length: 1000 }, (_, index) => `${first + index}*_😀`)
      .join(' ')
      .slice(0, 4000)
      .toWellFormed()
      .trim();
  const notes = [longNote(1000), longNote(3000), longNote(5000)];
  await addOrder(desk, { order_id: 'LONG-1', notes: notes[0] });
  await updateOrder(desk, 'LONG-1', { notes: notes[1] });
  await updateOrder(desk, 'LONG-1', { notes: notes[2], internal_notes: 'For us' });

  const card = await mia.slash('trackorder', { order_id: 'LONG-1' });
  expect(card.text()).toContain('…');
  const timeline = await mia.click(card, 'Timeline');
  const pages = await pagesOf(mia, timeline);
  expect(pages.length).toBeGreaterThan(3);
  for (const page of pages) expect(page.length).toBeLessThanOrEqual(4096);
  expect(quotedIn(pages).replaceAll('\\', '')).toBe(notes.join(''));
  // The page turned in place, and the last one leads back.
  expect(timeline.labels).toEqual(['From the start']);
  await mia.click(timeline, 'From the start');
  expect(timeline.embeds[0]?.description).toBe(pages[0]);

  const staffCard = await dana.slash('trackorder', { order_id: 'LONG-1' });
  const staffPages = await pagesOf(dana, await dana.click(staffCard, 'Timeline'));
  expect(quotedIn(staffPages)).toContain('🔒 Staff only: For us');
});

test('many short events come over several pages, each once', async () => {
  await addOrder(desk, { order_id: 'MANY-1' });
  for (let count = 1; count <= 45; count += 1) await updateOrder(desk, 'MANY-1', { notes: `Note ${count}.` });
  const card = await desk.mia.slash('trackorder', { order_id: 'MANY-1' });
  const pages = await pagesOf(desk.mia, await desk.mia.click(card, 'Timeline'));
  const seen = [...pages.join('\n').matchAll(/Note (\d+)/g)].map(([, count]) => Number(count));
  expect(seen).toEqual(Array.from({ length: 45 }, (_, index) => index + 1));
});

test('staff of one server can’t open the timeline of another server’s order', async () => {
  const { sandbox, mia } = desk;
  const other = sandbox.createGuild({ name: 'Elsewhere' });
  other.createChannel({ name: 'desk' });
  const olga = other.join({ username: 'olga', permissions: ['ManageGuild'] });
  await addOrder(desk, { order_id: 'FAR-1', notes: 'None of your business' });
  const card = await mia.slash('trackorder', { order_id: 'FAR-1' });
  const customId = card.buttons[0]?.custom_id ?? '';
  const words = await forgePress(desk, olga, customId, card);
  expect(words).toBe(
    '❌ Order ID not found\nCheck the spelling, or run /trackorder alone for your newest order.',
  );
});
