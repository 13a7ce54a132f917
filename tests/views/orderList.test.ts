import { type APIMessageTopLevelComponent, ComponentType } from 'discord.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { OrderPage, PageStart } from '../../src/app/listOrders.ts';
import type { Order } from '../../src/domain/order.ts';
import type { Party } from '../../src/domain/permissions.ts';
import { type Status, statuses } from '../../src/domain/status.ts';
import { type ListRequest, openedFromList, orderList } from '../../src/views/orderList.ts';
import { agoOf, anOrder, at, mia } from '../support/anOrder.ts';

const asked: ListRequest = { filter: {}, limit: 10, start: { side: 'newest' } };
const older: PageStart = { side: 'older', timestamp: at(0), orderKey: 'ABC123' };

function page(orders: readonly Order[], rest: Partial<OrderPage> = {}): OrderPage {
  const placeOf = ({ timestamp, orderKey }: Order) => ({ timestamp, orderKey });
  const [first] = orders;
  const last = orders.at(-1);
  return {
    orders,
    unreadable: [],
    ends: first && last && { first: placeOf(first), last: placeOf(last) },
    total: { count: orders.length, atLeast: false },
    hasOlder: false,
    hasNewer: false,
    ...rest,
  };
}

function linesOf(orders: readonly Order[]): string[] {
  return orderList(page(orders), asked).embeds?.[0]?.description?.split('\n') ?? [];
}

/** Every custom id in a message's rows. */
function customIds(rows: readonly APIMessageTopLevelComponent[] | undefined): string[] {
  return [...JSON.stringify(rows).matchAll(/"custom_id":"([^"]*)"/g)].map(([, id = '']) => id);
}

describe('a page of orders', () => {
  test('has a line each: emoji, id, service, customer, amount, status, age', () => {
    const orders = [
      anOrder({ orderId: 'NEW-1', orderKey: 'NEW-1', timestamp: at(60) }),
      anOrder({ status: 'On Hold', heldFrom: 'Assigned', service: 'Discord Bot Development for *everyone*' }),
    ];
    expect(linesOf(orders)).toEqual([
      `💳 **NEW-1** · Website Development · mia · $200.00 · Payment Verified · ${agoOf(60)}`,
      `⏸️ **ABC123** · Discord Bot Development for… · mia · $200.00 · On Hold · ${agoOf(0)}`,
    ]);
  });

  test('names the orders that can’t be read, and goes on beside them', () => {
    const readable = anOrder({ orderId: 'NEW-1', orderKey: 'NEW-1', timestamp: at(60) });
    const last = { timestamp: at(30), orderKey: 'SPOILT-1' };
    const ends = { first: { timestamp: at(60), orderKey: 'NEW-1' }, last };
    const message = orderList(page([readable], { unreadable: ['SPOILT-1'], ends, hasOlder: true }), asked);
    expect(message.content.split('\n')).toEqual([
      'All orders · 1 order',
      '⚠️ Order SPOILT-1 can’t be read and is left out. Nothing is lost, but nothing can be done with it: ask whoever runs the bot to look into its log.',
    ]);
    const older = `listorders:page:older:older:${at(30).getTime().toString(36)}:SPOILT-1`;
    expect(customIds(message.components)).toContain(older);

    const keys = ['~__A__', 'B', 'C', 'D', 'E'];
    const none = orderList(
      page([], { unreadable: keys, ends: { first: last, last }, hasOlder: true }),
      asked,
    );
    expect(none.content).toContain(
      '⚠️ Orders \\_\\_A\\_\\_, B, C, and 2 more can’t be read and are left out.',
    );
    expect(none.embeds).toEqual([]);
    expect(none.components?.[0]).toMatchObject({ components: [{ disabled: true }] });
    expect(customIds(none.components)).toContain(older);
  });

  test('opens an order by a select, turns pages and refreshes by buttons', () => {
    const message = orderList(page([anOrder()], { hasOlder: true }), {
      filter: { status: 'In Review', userId: mia.userId, service: 'bot: x' },
      limit: 25,
      start: older,
    });
    const [select, buttons] = message.components ?? [];
    expect(select).toMatchObject({
      components: [
        {
          type: ComponentType.StringSelect,
          custom_id: `listorders:open:25:In Review:${mia.userId}:bot: x`,
          options: [
            { label: 'ABC123 · Payment Verified', description: 'Website Development · mia', value: 'ABC123' },
          ],
        },
      ],
    });
    const place = `${at(0).getTime().toString(36)}:ABC123`;
    expect(buttons).toMatchObject({
      components: [
        { label: 'Newer', disabled: true, custom_id: `listorders:page:newer:newer:${place}` },
        { label: 'Older', disabled: false, custom_id: `listorders:page:older:older:${place}` },
        { label: 'Refresh', custom_id: `listorders:page:refresh:older:${place}` },
      ],
    });
  });

  test.each([
    [{}, 12, false, 'All orders · 12 orders'],
    [{}, 1, false, 'All orders · 1 order'],
    [{}, 1_000, true, 'All orders · more than 1,000 orders'],
    [
      { status: 'In Progress', service: 'bot' },
      12,
      false,
      "In Progress · service starts with 'bot' · 12 orders",
    ],
    [{ userId: '1', service: '*b*' }, 2, false, "service starts with '\\*b\\*' · customer <@1> · 2 orders"],
  ] as const)('asked for %j with %i found is titled %s', (filter, count, atLeast, title) => {
    const message = orderList(page([anOrder()], { total: { count, atLeast } }), { ...asked, filter });
    expect(message.content).toBe(title);
  });

  test.each([
    [asked, 'All orders · 0 orders\nNo orders yet. The first one you record with /addorder appears here.'],
    [
      { ...asked, filter: { status: 'Refunded' } },
      'Refunded · 0 orders\nNo order matches. Leave a filter out, or type less of the service.',
    ],
    [
      { ...asked, start: older },
      'All orders · 0 orders\nThere is nothing further here. Run /listorders again for the newest.',
    ],
  ] as [ListRequest, string][])('an empty one says what would fill it: %#', (request, content) => {
    expect(orderList(page([]), request)).toEqual({ content, embeds: [], components: [] });
  });
});

describe('an order opened from a list', () => {
  const select: APIMessageTopLevelComponent = { type: ComponentType.ActionRow, components: [] };
  const secretive = anOrder({ internalNotes: 'Psst', paymentReference: 'pi_1' });

  test('is its card, with the list’s select and the way back', () => {
    const message = openedFromList({ order: anOrder(), reader: new Set(['customer']) }, older, select);
    expect(message.content).toBe('💳 Order ABC123 · Payment Verified');
    expect(message.components?.[1]).toBe(select);
    expect(customIds(message.components)).toContain(
      `listorders:page:back:older:${at(0).getTime().toString(36)}:ABC123`,
    );
  });

  test('shows what is for staff to staff only', () => {
    const shownTo = (reader: Party) =>
      JSON.stringify(openedFromList({ order: secretive, reader: new Set([reader]) }, older, select));
    expect(shownTo('staff')).toMatch(/Psst.*pi\\+_1/);
    for (const reader of ['customer', 'worker', 'advertiser', 'support'] as const)
      expect(shownTo(reader)).not.toMatch(/Psst|pi\\+_|🔒/);
  });
});

const evil = fc.constantFrom('_', '*', 'W', '😀', '@everyone', '`', 'https://a.example/', '[x](y)');
const long = (min: number, max: number) =>
  fc
    .tuple(evil, fc.integer({ min, max }))
    .map(([part, length]) => part.repeat(length).slice(0, length).toWellFormed());
const anyOrder = fc
  .record({
    orderId: fc
      .tuple(fc.constantFrom('_', 'W', 'a_'), fc.integer({ min: 1, max: 40 }))
      .map(([c, n]) => c.repeat(n).slice(0, n)),
    service: long(1, 100),
    username: long(1, 32),
    amount: fc.constantFrom('$1.00', `1,000,000,000 ${'G'.repeat(20)}`, '1,000,000,000.00 AED'),
    status: fc.constantFrom<Status>(...statuses),
  })
  .map((facts) => anOrder({ ...facts, orderKey: `~${facts.orderId.toUpperCase()}` }));

describe('the widest lists', () => {
  test('have lines of at most 140 characters with the status and age at the end, so that 25 fit', () => {
    fc.assert(
      fc.property(anyOrder, (order) => {
        const lines = linesOf(Array.from({ length: 25 }, () => order));
        expect(lines).toHaveLength(25);
        expect(lines.join('\n').length).toBeLessThanOrEqual(4_096);
        const line = lines[0] ?? '';
        expect(line.length).toBeLessThanOrEqual(140);
        expect(line.isWellFormed()).toBe(true);
        expect(line.endsWith(` · ${order.status} · ${agoOf(0)}`)).toBe(true);
        expect(line).toMatch(/^\S+ \*\*[A-Za-z_\\]+\*\* · /);
        const withoutLinks = line.replaceAll(/<https?:\/\/[^<>]+>/g, '');
        expect(withoutLinks).not.toMatch(/@everyone|(?<!\\)[`[\]]|https?:\/\//);
      }),
    );
  });

  test('have labels, descriptions and custom ids that Discord takes', () => {
    const worst = anOrder({
      orderId: 'W'.repeat(40),
      orderKey: `~${'W'.repeat(40)}`,
      service: '😀'.repeat(50),
      username: 'W'.repeat(32),
      status: 'Evidence Submitted',
      timestamp: new Date(9_999_999_999_999),
    });
    const start: PageStart = { side: 'older', timestamp: worst.timestamp, orderKey: worst.orderKey };
    const filter = { status: 'Evidence Submitted', userId: '9'.repeat(20), service: 'w'.repeat(40) } as const;
    const message = orderList(page([worst]), { filter, limit: 25, start });
    const [row] = message.components ?? [];
    expect(customIds(message.components)).toHaveLength(4);
    for (const id of customIds(message.components)) expect(id.length).toBeLessThanOrEqual(100);
    expect(new Set(customIds(message.components)).size).toBe(4);
    if (row?.type !== ComponentType.ActionRow) throw new Error('No row');
    const [select] = row.components;
    if (select?.type !== ComponentType.StringSelect) throw new Error('No select');
    for (const option of select.options) {
      expect(option.label.length).toBeLessThanOrEqual(100);
      expect(option.description?.length).toBeLessThanOrEqual(100);
      expect(option.description?.isWellFormed()).toBe(true);
      expect(option.value.length).toBeLessThanOrEqual(100);
    }
    expect(message.content.length).toBeLessThanOrEqual(2_000);
  });
});
