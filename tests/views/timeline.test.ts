import { type APIEmbed, ComponentType } from 'discord.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Order, OrderEvent } from '../../src/domain/order.ts';
import type { Message } from '../../src/ports/messenger.ts';
import { type TimelineStart, timelinePage } from '../../src/views/timeline.ts';
import { anEvent, anOrder, at, dana, mike } from '../support/anOrder.ts';

const fromStart: TimelineStart = { sequence: 1, offset: 0 };
const time = (seconds: number) => `<t:${at(seconds).getTime() / 1000}:f>`;

function textOf(page: Message): string {
  return page.embeds?.[0]?.description ?? '';
}

/** The buttons of a page: where each leads by its label. */
function buttonsOf(page: Message): Map<string, string> {
  const row = page.components?.[0];
  if (row?.type !== ComponentType.ActionRow) return new Map();
  return new Map(
    row.components.map((component) => {
      if (component.type !== ComponentType.Button || !('custom_id' in component))
        throw new Error('Not a button');
      return [component.label ?? '', component.custom_id];
    }),
  );
}

const history: OrderEvent[] = [
  anEvent({ sequence: 1, at: at(0), kind: 'added', to: 'Payment Verified', notes: 'Be *gentle*' }),
  anEvent({
    sequence: 2,
    at: at(0),
    kind: 'assigned',
    from: 'Payment Verified',
    to: 'Assigned',
    worker: mike.userId,
  }),
  anEvent({ sequence: 3, at: at(60), staff: dana.userId }),
  anEvent({ sequence: 4, at: at(120), internalNotes: 'They are *suspicious*' }),
  anEvent({
    sequence: 5,
    at: at(180),
    from: 'Assigned',
    to: 'In Progress',
    notes: 'a\nb',
    internalNotes: 'c',
  }),
  anEvent({ sequence: 6, at: at(240), notes: 'Hello' }),
];
const order = anOrder({ status: 'In Progress', sequence: 6 });

describe('the timeline', () => {
  test.each<[Partial<OrderEvent>, string]>([
    [
      {
        kind: 'assigned',
        from: 'In Review',
        to: 'Assigned',
        worker: '8',
        formerWorker: '7',
        submissionId: '9',
      },
      '👤 **Assigned**, <@8> works on it, <@7>’s evidence is withdrawn',
    ],
    [
      { kind: 'unassigned', from: 'Assigned', to: 'Payment Verified', formerWorker: '7' },
      '💳 Unassigned, **Payment Verified**',
    ],
    [{ kind: 'assigned', worker: '8' }, '👤 Assigned while on hold, <@8> works on it'],
    [
      { kind: 'unassigned', formerWorker: '7', submissionId: '9' },
      '👤 Unassigned while on hold, <@7>’s evidence is withdrawn',
    ],
  ])('says who works on it, and what became of evidence: %j', (event, line) => {
    const page = timelinePage(order, [anEvent({ sequence: 1, ...event })], fromStart, { forStaff: false });
    expect(textOf(page).split('\n')[0]).toBe(line);
  });

  test('tells staff everything, oldest first', () => {
    const page = timelinePage(order, history, fromStart, { forStaff: true });
    expect(page.content).toBe('Timeline of order ABC123, oldest first');
    expect(page.embeds?.[0]?.color).toBe(0xf1c40f);
    expect(textOf(page).split('\n')).toEqual([
      '💳 Added, **Payment Verified**',
      `-# <@${dana.userId}>, ${time(0)}`,
      '> Be \\*gentle\\*',
      '',
      `👤 **Assigned**, <@${mike.userId}> works on it`,
      `-# <@${dana.userId}>, ${time(0)}`,
      '',
      `👥 <@${dana.userId}> looks after it`,
      `-# <@${dana.userId}>, ${time(60)}`,
      '',
      '📝 Note',
      `-# <@${dana.userId}>, ${time(120)}`,
      '> 🔒 Staff only: They are \\*suspicious\\*',
      '',
      '🔄 **In Progress**',
      `-# <@${dana.userId}>, ${time(180)}`,
      '> a',
      '> b',
      '> 🔒 Staff only: c',
      '',
      '📝 Note',
      `-# <@${dana.userId}>, ${time(240)}`,
      '> Hello',
    ]);
    expect(page.components).toEqual([]);
  });

  test('others learn nothing of what staff noted for themselves, not even that they did', () => {
    const page = timelinePage(order, history, fromStart, { forStaff: false });
    expect(textOf(page)).not.toMatch(/🔒|suspicious|> c/);
    expect(textOf(page)).not.toContain(time(120));
    expect(textOf(page).match(/📝 Note/g)).toHaveLength(1);
  });

  test('a stretch of nothing but staff’s notes still makes a message, and leads on', () => {
    const page = timelinePage(order, history.slice(3, 4), { sequence: 4, offset: 0 }, { forStaff: false });
    expect(textOf(page)).toBe('Nothing more that concerns you.');
    expect([...buttonsOf(page).keys()]).toEqual(['From the start', 'Later']);
  });

  test('leads on to the events that were not read with this stretch', () => {
    const page = timelinePage(order, history.slice(0, 2), fromStart, { forStaff: true });
    expect(buttonsOf(page)).toEqual(new Map([['Later', `trackorder:page:${order.guildId}:ABC123:3:0`]]));
  });
});

const pageEvents = 20;

/** Turns the pages as someone would, reading each as the app does, and gives them all. */
function turnPages(order: Order, events: readonly OrderEvent[], forStaff: boolean): Message[] {
  const pages: Message[] = [];
  let start: TimelineStart | undefined = fromStart;
  while (start !== undefined) {
    const from: TimelineStart = start;
    const stretch = events.filter((event) => event.sequence >= from.sequence).slice(0, pageEvents);
    const page = timelinePage(order, stretch, from, { forStaff });
    pages.push(page);
    if (pages.length > 2_000) throw new Error('The pages don’t end');
    const [sequence, offset] = buttonsOf(page).get('Later')?.split(':').slice(4).map(Number) ?? [];
    start = sequence === undefined || offset === undefined ? undefined : { sequence, offset };
    if (start !== undefined && start.sequence <= from.sequence)
      expect(start.sequence === from.sequence && start.offset > from.offset).toBe(true);
  }
  return pages;
}

/** What the quotes of the pages say, in one: markers and backslashes taken away again. */
function quotedIn(pages: readonly Message[]): string {
  const blocks = pages.flatMap((page) => textOf(page).split('\n\n'));
  const quotes = blocks.map((block) => block.split('\n').filter((line) => line.startsWith('> ')));
  return quotes
    .map((lines) => lines.map((line) => line.slice(2)).join('\n'))
    .join('')
    .replaceAll(/<(https?:[^\s<>]+)>/g, '$1')
    .replaceAll(/\\([^A-Za-z0-9\s])/g, '$1')
    .replaceAll('\u2060', '');
}

function sizeOf({ title, description }: APIEmbed): number {
  return (title?.length ?? 0) + (description?.length ?? 0);
}

const parts = [
  'word ',
  'word',
  '*',
  '😀',
  '\n',
  '\n\n',
  '`',
  'https://a.example/b_c ',
  '@everyone ',
  '# ',
  '_',
];
const note = fc.oneof(
  { weight: 2, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: fc.array(fc.constantFrom(...parts), { maxLength: 30 }).map((all) => all.join('')) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 1, max: 4_000 }),
      )
      .map(([all, length]) => all.join('').repeat(4_000).slice(0, length)),
  },
);
const someEvents = fc
  .array(
    fc.record({
      to: fc.constantFrom(undefined, 'Evidence Submitted' as const),
      worker: fc.constantFrom(undefined, mike.userId),
      staff: fc.constantFrom(undefined, dana.userId),
      notes: note,
      internalNotes: note,
    }),
    { minLength: 1, maxLength: 50 },
  )
  .map((all) =>
    all.map(({ notes, internalNotes, ...event }, index) =>
      anEvent({
        ...event,
        ...(notes?.toWellFormed().trim() ? { notes: notes.toWellFormed().trim() } : {}),
        ...(internalNotes?.toWellFormed().trim()
          ? { internalNotes: internalNotes.toWellFormed().trim() }
          : {}),
        sequence: index + 1,
      }),
    ),
  );

describe('turning the pages of a timeline', () => {
  test('shows every note whole and in order, each page within Discord’s limits', () => {
    fc.assert(
      fc.property(someEvents, fc.boolean(), (events, forStaff) => {
        const long = anOrder({
          sequence: events.length,
          orderId: 'x'.repeat(40),
          orderKey: `~${'X'.repeat(40)}`,
        });
        const pages = turnPages(long, events, forStaff);
        const whole = events.map(({ notes, internalNotes }) =>
          [notes, ...(forStaff && internalNotes !== undefined ? [`🔒 Staff only: ${internalNotes}`] : [])]
            .filter((text) => text !== undefined)
            .join('\n'),
        );
        // An empty line divides blocks and notes alike, so line ends are left out of the comparison.
        const unbroken = (text: string) => text.replaceAll('\n', '');
        expect(unbroken(quotedIn(pages))).toBe(unbroken(whole.join('')));
        for (const page of pages) {
          expect(page.content.length).toBeLessThanOrEqual(2_000);
          expect(textOf(page).length).toBeGreaterThan(0);
          expect(textOf(page).length).toBeLessThanOrEqual(4_096);
          expect(textOf(page).isWellFormed()).toBe(true);
          expect((page.embeds ?? []).reduce((sum, embed) => sum + sizeOf(embed), 0)).toBeLessThanOrEqual(
            6_000,
          );
          for (const id of buttonsOf(page).values()) expect(id.length).toBeLessThanOrEqual(100);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('a note goes on over the page between words, and never in the middle of a link', () => {
    const url = 'https://a.example/some/path';
    const events = [anEvent({ sequence: 1, notes: `${url} `.repeat(140).trim() })];
    const pages = turnPages(anOrder(), events, false);
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(textOf(page).replaceAll(`<${url}>`, '')).not.toContain('http');
    expect(textOf(pages[1] ?? { content: '' })).toContain('📝 Note (continued)');
  });

  test('the longest note there can be, of nothing but marks, is whole', () => {
    const notes = '*'.repeat(4_000);
    const pages = turnPages(anOrder(), [anEvent({ sequence: 1, notes, internalNotes: notes })], true);
    expect(quotedIn(pages)).toBe(`${notes}\n🔒 Staff only: ${notes}`);
  });

  test('many events behind a long note go to the next page, whole', () => {
    const events = Array.from({ length: 20 }, (_, index) =>
      anEvent({
        sequence: index + 1,
        to: 'Evidence Submitted',
        worker: mike.userId,
        ...(index === 0 ? { notes: 'x'.repeat(3_500) } : {}),
      }),
    );
    const pages = turnPages(anOrder({ sequence: 20 }), events, false);
    expect(pages).toHaveLength(2);
    for (const page of pages) expect(textOf(page).length).toBeLessThanOrEqual(4_096);
    expect(
      pages
        .map(textOf)
        .join()
        .match(/Evidence Submitted/g),
    ).toHaveLength(20);
  });

  test('custom ids have room in the worst case', () => {
    const events = Array.from({ length: 21 }, (_, index) =>
      anEvent({ sequence: 999_980 + index, notes: 'x'.repeat(4_000) }),
    );
    const worst = anOrder({ guildId: '9'.repeat(20), orderKey: `~${'X'.repeat(40)}`, sequence: 1_000_000 });
    const page = timelinePage(worst, events, { sequence: 999_980, offset: 0 }, { forStaff: true });
    for (const id of buttonsOf(page).values()) expect(id.length).toBeLessThanOrEqual(100);
  });
});
