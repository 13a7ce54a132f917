import { ComponentType } from 'discord.js';
import { describe, expect, test } from 'vitest';
import type { Order } from '../../src/domain/order.ts';
import type { Status } from '../../src/domain/status.ts';
import { type CardOptions, orderCard } from '../../src/views/orderCard.ts';
import { agoOf, anOrder, at, dana, mia, mike } from '../support/anOrder.ts';

const people = `Customer <@${mia.userId}> · Staff <@${dana.userId}> · Booster <@${mike.userId}>`;

/** Mike works on it, Dana looks after it; started a minute after it was added, due in a day. */
const full = anOrder({
  staff: dana.userId,
  staffUsername: 'dana',
  workerId: mike.userId,
  workerUsername: 'mike',
  startedAt: at(60),
  deadline: at(86_400),
});
const due = `due ${agoOf(86_400)}`;

function linesOf(order: Order, options?: CardOptions): string[] {
  const card = orderCard(order, options);
  return [card.content, ...(card.embeds?.[0]?.description ?? '').split('\n')];
}

// Written by hand: the first line, the colour, what stands for progress, the times.
const cards: readonly {
  readonly status: Status;
  readonly with?: Partial<Order>;
  readonly first: string;
  readonly colour: number;
  readonly progress: readonly [string, string];
  readonly times: string;
}[] = [
  {
    status: 'Pending Payment',
    with: { startedAt: undefined },
    first: '⏳ Order ABC123 · Pending Payment',
    colour: 0x95a5a6,
    progress: ['▱▱▱▱▱▱▱▱▱▱ step 0 of 4', '-# Payment Verified → In Progress → In Review → Complete'],
    times: `Added ${agoOf(0)} · ${due}`,
  },
  {
    status: 'Payment Verified',
    with: { startedAt: undefined, deadline: undefined },
    first: '💳 Order ABC123 · Payment Verified',
    colour: 0x3498db,
    progress: ['▰▰▰▱▱▱▱▱▱▱ step 1 of 4', '-# **Payment Verified** → In Progress → In Review → Complete'],
    times: `Added ${agoOf(0)}`,
  },
  {
    status: 'Assigned',
    with: { startedAt: undefined },
    first: '👤 Order ABC123 · Assigned',
    colour: 0x1abc9c,
    progress: ['▰▰▰▱▱▱▱▱▱▱ step 1 of 4', '-# **Assigned** → In Progress → In Review → Complete'],
    times: `Added ${agoOf(0)} · ${due}`,
  },
  {
    status: 'In Progress',
    first: '🔄 Order ABC123 · In Progress',
    colour: 0xf1c40f,
    progress: ['▰▰▰▰▰▱▱▱▱▱ step 2 of 4', '-# Payment Verified ✓ → **In Progress** → In Review → Complete'],
    times: `Started ${agoOf(60)} · ${due}`,
  },
  {
    status: 'Evidence Submitted',
    first: '📸 Order ABC123 · Evidence Submitted',
    colour: 0x9b59b6,
    progress: [
      '▰▰▰▰▰▰▰▰▱▱ step 3 of 4',
      '-# Payment Verified ✓ → In Progress ✓ → **Evidence Submitted** → Complete',
    ],
    times: `Started ${agoOf(60)} · ${due}`,
  },
  {
    status: 'In Review',
    first: '🔍 Order ABC123 · In Review',
    colour: 0x5865f2,
    progress: ['▰▰▰▰▰▰▰▰▱▱ step 3 of 4', '-# Payment Verified ✓ → In Progress ✓ → **In Review** → Complete'],
    times: `Started ${agoOf(60)} · ${due}`,
  },
  {
    status: 'Complete',
    with: { endedAt: at(600) },
    first: '✅ Order ABC123 · Complete',
    colour: 0x2ecc71,
    progress: [
      '▰▰▰▰▰▰▰▰▰▰ step 4 of 4',
      '-# Payment Verified ✓ → In Progress ✓ → In Review ✓ → **Complete** ✓',
    ],
    times: `Completed ${agoOf(600)}`,
  },
  {
    status: 'Rejected',
    with: { statusReason: 'Too *dark*' },
    first: '🔁 Order ABC123 · Rejected',
    colour: 0xe67e22,
    progress: ['**Rejected**: Too \\*dark\\*', '-# It has to be fixed and submitted again.'],
    times: `Started ${agoOf(60)} · ${due}`,
  },
  {
    status: 'On Hold',
    with: { heldFrom: 'In Progress', statusReason: 'Ill until\nMonday' },
    first: '⏸️ Order ABC123 · On Hold',
    colour: 0x607d8b,
    progress: ['**On Hold**: Ill until Monday', '-# Staff will resume it at In Progress.'],
    times: `Started ${agoOf(60)} · ${due}`,
  },
  {
    status: 'Cancelled',
    with: { endedAt: at(600) },
    first: '❌ Order ABC123 · Cancelled',
    colour: 0xe74c3c,
    progress: ['**Cancelled**', '-# Nothing more happens with this order.'],
    times: `Ended ${agoOf(600)}`,
  },
  {
    status: 'Disputed',
    first: '⚖️ Order ABC123 · Disputed',
    colour: 0xe74c3c,
    progress: ['**Disputed**', '-# Staff will hear both sides and decide.'],
    times: `Started ${agoOf(60)} · ${due}`,
  },
  {
    status: 'Refunded',
    with: { endedAt: at(600) },
    first: '↩️ Order ABC123 · Refunded',
    colour: 0xe74c3c,
    progress: ['**Refunded**', '-# Nothing more happens with this order.'],
    times: `Ended ${agoOf(600)}`,
  },
];

describe('the card of an order', () => {
  test.each(cards)('in $status', ({ status, with: facts, first, colour, progress, times }) => {
    const order = { ...full, status, ...facts };
    expect(orderCard(order).embeds?.[0]?.color).toBe(colour);
    expect(linesOf(order)).toEqual([
      first,
      `**Website Development** · $200.00 ${status === 'Pending Payment' ? 'not fully paid yet' : 'by Stripe'}`,
      ...progress,
      '',
      people,
      times,
    ]);
  });

  test.each<[Partial<Order>, string]>([
    [{ status: 'Pending Payment', paymentMethod: 'unpaid', paymentStatus: 'Pending' }, 'not paid yet'],
    [{ status: 'Pending Payment', paymentStatus: 'Pending' }, 'not fully paid yet'],
    [{ status: 'Cancelled', paymentMethod: 'unpaid', paymentStatus: 'Expired' }, 'not paid'],
    [{ paymentStatus: 'Partially Refunded' }, 'by Stripe, partly refunded'],
    [{ status: 'Refunded', paymentStatus: 'Refunded' }, 'by Stripe, refunded'],
    [{ status: 'Disputed', paymentStatus: 'Charged Back' }, 'by Stripe, charged back'],
  ])('says of its money what is paid and what went back: %j', (facts, words) => {
    expect(linesOf(anOrder(facts))).toContain(`**Website Development** · $200.00 ${words}`);
  });

  test('there is one for every status', () => {
    expect(new Set(cards.map(({ status }) => status)).size).toBe(12);
  });

  test('ends with the latest note and with what the reader can do', () => {
    const order = anOrder({ notes: 'Design done,\n**next** please', notesBy: dana.userId, notesAt: at(60) });
    expect(linesOf(order, { ending: 'See it with /trackorder.' }).slice(-6)).toEqual([
      '',
      '> Design done,',
      '> \\*\\*next\\*\\* please',
      `> -# <@${dana.userId}>, ${agoOf(60)}`,
      '',
      'See it with /trackorder.',
    ]);
  });

  test('cuts a long note after 300 characters or six lines, whichever comes first', () => {
    const noteOf = (notes: string) =>
      linesOf(anOrder({ notes, notesBy: dana.userId, notesAt: at(0) }))
        .filter((line) => line.startsWith('> ') && !line.startsWith('> -#'))
        .map((line) => line.slice(2));
    expect(noteOf('x'.repeat(300))).toEqual(['x'.repeat(300)]);
    expect(noteOf('x'.repeat(301))).toEqual([`${'x'.repeat(299)}…`]);
    expect(noteOf('1\n2\n3\n4\n5\n6')).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(noteOf('1\n2\n3\n4\n5\n6\n7')).toEqual(['1', '2', '3', '4', '5', '6 …']);
  });

  test('a reason is not told twice', () => {
    const order = anOrder({ status: 'On Hold', heldFrom: 'Assigned', statusReason: 'Ill', notes: 'Ill' });
    expect(linesOf(order).join('\n').match(/Ill/g)).toHaveLength(1);
  });

  test('names the server where the reader may not know it', () => {
    expect(orderCard(anOrder(), { serverName: 'A *server*' }).content).toBe(
      '**A \\*server\\*** · 💳 Order ABC123 · Payment Verified',
    );
  });

  test.each([
    ['stripe', 'by Stripe'],
    ['paypal', 'by PayPal'],
    ['wallet', 'from the wallet'],
    ['credit_card', 'by credit card'],
    ['apple_pay', 'by Apple Pay'],
    ['bank_transfer', 'by bank transfer'],
    ['manual', 'paid by hand'],
  ] as const)('what was paid with %s is %s', (paymentMethod, words) => {
    expect(linesOf(anOrder({ paymentMethod }))[1]).toBe(`**Website Development** · $200.00 ${words}`);
  });

  test('has a button for its timeline', () => {
    const row = orderCard(anOrder()).components?.[0];
    expect(row).toMatchObject({
      type: ComponentType.ActionRow,
      components: [{ label: 'Timeline', custom_id: 'trackorder:timeline:200000000000000000:ABC123:1:0' }],
    });
  });
});

describe('who sees what', () => {
  const secretive = anOrder({ internalNotes: 'They are *suspicious*', paymentReference: 'pi_123' });

  test('staff see their own notes and the payment reference', () => {
    expect(linesOf(secretive, { reader: new Set(['staff']) }).slice(-4)).toEqual([
      '',
      '🔒 Staff only:',
      '> They are \\*suspicious\\*',
      '🔒 Payment reference: pi\\_123',
    ]);
  });

  test.each([
    [undefined],
    [{}],
    [{ reader: new Set(['customer', 'worker', 'advertiser', 'support']) }],
    [{ serverName: 'S', ending: 'E' }],
  ] as [CardOptions | undefined][])('nobody else does (%j)', (options) => {
    expect(JSON.stringify(orderCard(secretive, options))).not.toMatch(/suspicious|pi_|Staff only|🔒/);
  });
});

describe('the worst that people can type', () => {
  const worst = anOrder({
    orderId: '_'.repeat(40),
    orderKey: `~${'_'.repeat(40)}`,
    guildId: '9'.repeat(20),
    service: '*'.repeat(100),
    amount: `1,000,000,000 ${'G'.repeat(20)}`,
    notes: '`|_\n'.repeat(1_000),
    notesBy: dana.userId,
    notesAt: at(0),
    internalNotes: '@everyone '.repeat(400),
    paymentReference: '~'.repeat(100),
    status: 'On Hold',
    heldFrom: 'Evidence Submitted',
    statusReason: '['.repeat(4_000),
    deadline: at(60),
    staff: '1'.repeat(20),
    workerId: '2'.repeat(20),
  });
  const card = orderCard(worst, {
    reader: new Set(['staff']),
    serverName: '_'.repeat(100),
    ending: 'x'.repeat(120),
  });
  const description = card.embeds?.[0]?.description ?? '';

  test('fits Discord’s limits', () => {
    expect(card.content.length).toBeLessThanOrEqual(2_000);
    expect(description.length).toBeLessThanOrEqual(4_096);
    expect(JSON.stringify(card.components)).toContain('trackorder:timeline:');
    for (const [, id = ''] of JSON.stringify(card.components).matchAll(/"custom_id":"([^"]*)"/g))
      expect(id.length).toBeLessThanOrEqual(100);
  });

  test('is cut with …, on a few lines', () => {
    expect(description.split('\n').length).toBeLessThanOrEqual(25);
    expect(description.match(/…/g)?.length).toBeGreaterThanOrEqual(4);
  });

  test('pings nobody', () => {
    expect(description).not.toMatch(/@(everyone|here)/);
  });
});
