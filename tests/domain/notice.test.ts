import { describe, expect, test } from 'vitest';
import {
  type Audience,
  audiencesOf,
  type Delivery,
  noticeIdOf,
  noticeOf,
  noticeSchema,
} from '../../src/domain/notice.ts';
import type { Change, Order, OrderEvent } from '../../src/domain/order.ts';
import type { Status } from '../../src/domain/status.ts';
import { anEvent, anOrder, at, dana, mia, mike } from '../support/anOrder.ts';

const ada = { userId: '100000000000000004', username: 'ada' };

/** An order that has everyone: Mike works on it, Ada advertises its service, and it has evidence. */
const everyone: Partial<Order> = {
  workerId: mike.userId,
  workerUsername: mike.username,
  advertiserId: ada.userId,
  submissionId: '900',
};

/** A change to a status (or of something else, without one), by staff with /updateorder unless said otherwise. */
function change(
  to: Status | undefined,
  facts: Partial<OrderEvent> = {},
  order: Partial<Order> = everyone,
): Change {
  return {
    order: anOrder({
      sequence: 2,
      lastUpdated: at(60),
      ...(to === undefined ? {} : { status: to }),
      ...order,
    }),
    events: [anEvent({ ...(to === undefined ? {} : { from: 'In Progress', to }), ...facts })],
  };
}

// The columns of the product page's table "Telling people", and the worker who no longer is.
const columns: readonly Audience[] = [
  'customer',
  'worker',
  'former worker',
  'advertiser',
  'reviewers',
  'log',
];
type Cell = 'tell' | '-';

describe('who is told of a change', () => {
  const kind = (one: OrderEvent['kind'], from?: Status): Partial<OrderEvent> =>
    from === undefined ? { kind: one } : { kind: one, from };

  /** The same about evidence, or an update that concerns evidence. */
  const about = (one: OrderEvent['kind'], from?: Status): Partial<OrderEvent> => ({
    ...kind(one, from),
    submissionId: '900',
  });

  // Written by hand from the product page's table; columns as above.
  test.each<[string, Change, ...Cell[]]>([
    ['added', change('Payment Verified', kind('added')), 'tell', '-', '-', 'tell', '-', 'tell'],
    ['assigned', change('Assigned', kind('assigned')), 'tell', 'tell', 'tell', '-', '-', 'tell'],
    ['unassigned', change('Payment Verified', kind('unassigned')), 'tell', '-', 'tell', 'tell', '-', 'tell'],
    [
      'assigned while evidence waits',
      change('Assigned', about('assigned', 'In Review')),
      ...(['tell', 'tell', 'tell', '-', 'tell', 'tell'] as const),
    ],
    [
      'unassigned while evidence waits',
      change('Payment Verified', about('unassigned', 'Evidence Submitted')),
      ...(['tell', '-', 'tell', 'tell', 'tell', 'tell'] as const),
    ],
    ['declined', change('Payment Verified', kind('declined')), 'tell', '-', '-', 'tell', '-', 'tell'],
    ['started', change('In Progress', kind('started')), 'tell', '-', '-', '-', '-', 'tell'],
    ['submitted', change('Evidence Submitted', about('submitted')), 'tell', '-', '-', 'tell', 'tell', '-'],
    ['opened', change('In Review', about('opened')), '-', '-', '-', '-', 'tell', '-'],
    ['returned', change('Evidence Submitted', about('returned')), '-', '-', '-', '-', 'tell', '-'],
    ['approved', change('Complete', about('approved')), 'tell', 'tell', '-', 'tell', 'tell', 'tell'],
    ['rejected', change('Rejected', about('rejected')), '-', 'tell', '-', '-', 'tell', 'tell'],

    ['staff start it', change('In Progress', { from: 'Assigned' }), 'tell', 'tell', '-', '-', '-', 'tell'],
    ['on hold', change('On Hold'), 'tell', 'tell', '-', '-', '-', 'tell'],
    [
      'on hold while it waits for a review',
      change('On Hold', about('updated', 'Evidence Submitted')),
      ...(['tell', 'tell', '-', '-', 'tell', 'tell'] as const),
    ],
    ['resumed', change('In Progress', { from: 'On Hold' }), 'tell', 'tell', '-', '-', '-', 'tell'],
    [
      'resumed to its review',
      change('In Review', about('updated', 'On Hold')),
      ...(['tell', 'tell', '-', '-', 'tell', 'tell'] as const),
    ],
    ['resumed at Rejected', change('Rejected', { from: 'On Hold' }), 'tell', 'tell', '-', '-', '-', 'tell'],
    ['cancelled', change('Cancelled'), 'tell', 'tell', '-', '-', '-', 'tell'],
    [
      'cancelled while it waits for a review',
      change('Cancelled', about('updated', 'In Review')),
      ...(['tell', 'tell', '-', '-', 'tell', 'tell'] as const),
    ],
    [
      'cancelled while it is held from a review',
      change('Cancelled', about('updated', 'On Hold')),
      ...(['tell', 'tell', '-', '-', 'tell', 'tell'] as const),
    ],
    [
      'staff reject',
      change('Rejected', { ...about('updated', 'In Review'), notes: 'Too dark' }),
      ...(['-', 'tell', '-', '-', 'tell', 'tell'] as const),
    ],
    [
      'staff complete it in a reviewer’s place',
      change('Complete', about('updated', 'In Review')),
      ...(['tell', 'tell', '-', 'tell', 'tell', 'tell'] as const),
    ],
    // The evidence there was is rejected, and the queue goes on saying so.
    [
      'staff complete it after a rejection',
      change('Complete', { from: 'Rejected' }),
      ...(['tell', 'tell', '-', 'tell', '-', 'tell'] as const),
    ],
    ['a note', change(undefined, { notes: 'Hello' }), 'tell', 'tell', '-', '-', '-', 'tell'],
    ['a note for staff', change(undefined, { internalNotes: 'Psst' }), '-', '-', '-', '-', '-', 'tell'],
    ['another staff member', change(undefined, { staff: dana.userId }), 'tell', '-', '-', '-', '-', 'tell'],
  ])('%s', (_, made, ...cells) => {
    expect(cells).toHaveLength(columns.length);
    expect(audiencesOf(made)).toEqual(columns.filter((_, column) => cells[column] === 'tell'));
  });

  test('who is told of an order with a worker from the start is told of both', () => {
    const { order } = change('Assigned');
    const events: Change['events'] = [
      anEvent({ kind: 'added', to: 'Payment Verified' }),
      anEvent({ kind: 'assigned', from: 'Payment Verified', to: 'Assigned', worker: mike.userId }),
    ];
    const { deliveries } = noticeOf({ order, events });
    expect(deliveries.map(({ audience }) => audience)).toEqual(['customer', 'worker', 'advertiser', 'log']);
  });
});

describe('a notice', () => {
  const waiting = { state: 'waiting', attempts: 0, nextAttemptAt: at(60) } as const;
  const deliveriesOf = (made: Change) => noticeOf(made).deliveries;

  test('has a delivery for everyone, which waits', () => {
    const made = change('Complete', { kind: 'approved', from: 'In Review', submissionId: '900' });
    const notice = noticeOf(made);
    expect(notice).toEqual({
      guildId: made.order.guildId,
      createdAt: at(60),
      order: made.order,
      events: [...made.events],
      deliveries: [
        { audience: 'customer', route: 'direct', userId: mia.userId, ...waiting },
        { audience: 'worker', route: 'direct', userId: mike.userId, ...waiting },
        { audience: 'advertiser', route: 'direct', userId: ada.userId, ...waiting },
        { audience: 'reviewers', route: 'review', ...waiting },
        { audience: 'log', route: 'log', ...waiting },
      ] satisfies Delivery[],
    });
    expect(noticeSchema.safeParse(notice).success).toBe(true);
  });

  // Who hears what they did themselves: the customer who is staff or pays, the worker who is staff, and so on.
  test.each<[what: string, Audience, Cell, Partial<OrderEvent> & Pick<OrderEvent, 'kind'>]>([
    ['their order is added: id and how to track it', 'customer', 'tell', { kind: 'added' }],
    ['their order has a price', 'customer', 'tell', { kind: 'invoiced' }],
    ['they are asked for more', 'customer', 'tell', { kind: 'charged' }],
    ['they paid', 'customer', 'tell', { kind: 'paid' }],
    ['someone else’s share is paid', 'payer', 'tell', { kind: 'paid' }],
    ['they were given the order: Start order and Decline', 'worker', 'tell', { kind: 'assigned' }],
    ['the order was given to someone', 'customer', '-', { kind: 'assigned' }],
    ['the order was taken from them', 'former worker', '-', { kind: 'unassigned' }],
    ['the order has nobody', 'customer', '-', { kind: 'unassigned' }],
    ['the order has nobody', 'advertiser', '-', { kind: 'unassigned' }],
    ['they started their own order', 'customer', '-', { kind: 'started' }],
    ['a new order of their own service', 'advertiser', '-', { kind: 'added' }],
    ['they handed in', 'advertiser', '-', { kind: 'submitted' }],
    ['they approved', 'advertiser', 'tell', { kind: 'approved', to: 'Complete' }],
    ['they completed it', 'customer', 'tell', { kind: 'approved', to: 'Complete' }],
    ['they put it on hold', 'customer', '-', { kind: 'updated', to: 'On Hold' }],
    ['they put it on hold', 'worker', '-', { kind: 'updated', to: 'On Hold' }],
    ['they cancelled it', 'customer', '-', { kind: 'updated', to: 'Cancelled' }],
    ['they wrote a note', 'customer', '-', { kind: 'updated', notes: 'Hello' }],
  ])('one’s own doing: %s (%s): %s', (_, audience, cell, event) => {
    const doer = '100000000000000077';
    const order = { customer: 'userId', worker: 'workerId', advertiser: 'advertiserId' } as const;
    const field = audience in order ? order[audience as keyof typeof order] : undefined;
    const payment = { number: 1, amountMinor: 1, currency: 'USD', payerId: doer };
    const made = change(
      event.to,
      {
        ...event,
        by: doer,
        formerWorker: audience === 'former worker' ? doer : '7',
        ...(audience === 'payer' ? { payment } : {}),
      },
      { ...everyone, ...(field === undefined ? {} : { [field]: doer }) },
    );
    const told = deliveriesOf(made).filter(({ userId }) => userId === doer);
    expect(told.map((delivery) => delivery.audience)).toEqual(cell === 'tell' ? [audience] : []);
    // The others hear of it as ever, in the log, too.
    const others = deliveriesOf({ ...made, events: [{ ...made.events[0], by: dana.userId }] });
    expect(others.map((delivery) => delivery.audience)).toContain(audience);
    expect(deliveriesOf(made).length).toBe(others.length - (cell === 'tell' ? 0 : 1));
  });

  test('of money that came back goes to everyone who got some', () => {
    const moneyBack = {
      currency: 'USD',
      shares: [
        { userId: mia.userId, amountMinor: 100 },
        { userId: '8', amountMinor: 50 },
      ],
    };
    const made = change('Cancelled', { moneyBack });
    const repaid = deliveriesOf(made).filter(
      ({ audience }) => audience === 'customer' || audience === 'payer',
    );
    expect(repaid.map(({ audience, userId }) => [audience, userId])).toEqual([
      ['customer', mia.userId],
      ['payer', '8'],
    ]);
  });

  test('of an end goes to everyone who was still asked to pay, too', () => {
    const made = change('Cancelled', { noLongerAsked: [mia.userId, '8'] });
    expect(
      deliveriesOf(made)
        .filter(({ audience }) => audience === 'customer' || audience === 'payer')
        .map(({ audience, userId }) => [audience, userId]),
    ).toEqual([
      ['customer', mia.userId],
      ['payer', '8'],
    ]);
  });

  test('goes to nobody whom the order does not name', () => {
    const made = change('Complete', { kind: 'approved', submissionId: '900' }, {});
    expect(deliveriesOf(made).map(({ audience }) => audience)).toEqual(['customer', 'log']);
  });

  test('goes to the former worker, who is in the event only', () => {
    const by = change('Assigned', { kind: 'assigned', worker: mike.userId, formerWorker: ada.userId });
    expect(deliveriesOf(by).find(({ audience }) => audience === 'former worker')).toEqual({
      audience: 'former worker',
      route: 'direct',
      userId: ada.userId,
      ...waiting,
    });
    const first = change('Assigned', { kind: 'assigned', worker: mike.userId });
    expect(deliveriesOf(first).map(({ audience }) => audience)).toEqual(['customer', 'worker', 'log']);
  });
});

describe('the ids of notices', () => {
  test('differ by server, order and change', () => {
    const ids = [
      anOrder(),
      anOrder({ sequence: 2 }),
      anOrder({ orderKey: 'ABC1234' }),
      anOrder({ guildId: '1' }),
    ].map(noticeIdOf);
    expect(new Set(ids).size).toBe(4);
    expect(noticeIdOf(anOrder())).toBe(ids[0]);
  });

  test('sort as the changes of an order came', () => {
    const ids = [1, 2, 9, 10, 11, 99, 100, 1000].map((sequence) => noticeIdOf(anOrder({ sequence })));
    expect([...ids].sort()).toEqual(ids);
  });
});
