import { describe, expect, test } from 'vitest';
import { type Audience, type Notice, noticeOf } from '../../src/domain/notice.ts';
import type { Order, OrderEvent } from '../../src/domain/order.ts';
import type { Message } from '../../src/ports/messenger.ts';
import { noticeMessage } from '../../src/views/notice.ts';
import { agoOf, anEvent, anOrder, at, dana, mia, mike } from '../support/anOrder.ts';

const server = { serverName: 'Mia’s *server*' };
const inServer = '**Mia’s \\*server\\*** · ';
const ada = { userId: '100000000000000004', username: 'ada' };

/** What people are told of a change of an order that Mike works on, of a service of Ada's, with evidence. */
function aNotice(order: Partial<Order>, ...events: [Partial<OrderEvent>, ...Partial<OrderEvent>[]]): Notice {
  const [first, ...more] = events;
  return noticeOf({
    order: anOrder({
      workerId: mike.userId,
      advertiserId: ada.userId,
      submissionId: '900',
      submittedAt: at(30),
      internalNotes: 'Psst',
      paymentReference: 'pi_1',
      ...order,
    }),
    events: [anEvent(first), ...more.map((event) => anEvent(event))],
  });
}

function messageFor(audience: Audience, notice: Notice): Message {
  const delivery = notice.deliveries.find((each) => each.audience === audience);
  if (delivery === undefined) throw new Error(`The ${audience} is not told`);
  return noticeMessage(notice, delivery, server);
}

/** The last line of a message's card. */
function endingOf(message: Message): string | undefined {
  return message.embeds?.[0]?.description?.split('\n').at(-1);
}

function labelsOf(message: Message): (string | undefined)[] {
  return [...JSON.stringify(message.components).matchAll(/"label":"([^"]*)"/g)].map(([, label]) => label);
}

/** What an event says that concerns the evidence. */
const evidence = { submissionId: '900' };

const added = aNotice(
  { status: 'Payment Verified', workerId: undefined },
  { kind: 'added', to: 'Payment Verified' },
);
const addedFor = aNotice(
  { status: 'Assigned' },
  { kind: 'added', to: 'Payment Verified' },
  { kind: 'assigned', from: 'Payment Verified', to: 'Assigned', worker: mike.userId },
);
const assigned = aNotice(
  { status: 'Assigned' },
  { kind: 'assigned', from: 'In Progress', to: 'Assigned', worker: mike.userId, formerWorker: '7' },
);
const handedOver = aNotice(
  { status: 'Assigned', reviewedSubmissionId: '900', reviewedVerdict: 'withdrawn' },
  { ...assigned.events[0], ...evidence, from: 'In Review' },
);
const handedOverOnHold = aNotice(
  { status: 'On Hold', heldFrom: 'Assigned', reviewedSubmissionId: '900', reviewedVerdict: 'withdrawn' },
  { kind: 'assigned', ...evidence, worker: mike.userId, formerWorker: '7' },
);
const unassignedOnHold = aNotice(
  { status: 'On Hold', heldFrom: 'Payment Verified', workerId: undefined },
  { kind: 'unassigned', formerWorker: '7' },
);
const unassigned = aNotice(
  { status: 'Payment Verified', workerId: undefined },
  { kind: 'unassigned', from: 'In Progress', to: 'Payment Verified', formerWorker: '7' },
);
const declined = aNotice(
  { status: 'Payment Verified', workerId: undefined },
  { kind: 'declined', by: mike.userId, byUsername: 'mike', from: 'Assigned', to: 'Payment Verified' },
);
const started = aNotice({ status: 'In Progress' }, { kind: 'started', from: 'Assigned', to: 'In Progress' });
const startedByStaff = aNotice({ status: 'In Progress' }, { from: 'Assigned', to: 'In Progress' });
const submitted = aNotice(
  { status: 'Evidence Submitted' },
  { kind: 'submitted', ...evidence, from: 'In Progress', to: 'Evidence Submitted' },
);
const opened = aNotice(
  { status: 'In Review', reviewerId: dana.userId },
  { kind: 'opened', ...evidence, from: 'Evidence Submitted', to: 'In Review' },
);
const returned = aNotice(
  { status: 'Evidence Submitted' },
  { kind: 'returned', ...evidence, from: 'In Review', to: 'Evidence Submitted' },
);
const held = aNotice({ status: 'On Hold' }, { ...evidence, from: 'In Review', to: 'On Hold', notes: 'Ill' });
const rejected = aNotice(
  { status: 'Rejected', statusReason: 'Too *dark*\nto see' },
  { kind: 'rejected', ...evidence, from: 'In Review', to: 'Rejected', notes: 'Too *dark*\nto see' },
);
const rejectedInSilence = aNotice(
  { status: 'Rejected' },
  { from: 'In Review', to: 'Rejected', internalNotes: 'A cheat' },
);
const resumedAtRejected = aNotice({ status: 'Rejected' }, { from: 'On Hold', to: 'Rejected' });
const payout = (workerMinor: number, currency = 'Gold') => ({
  payout: { workerMinor, platformMinor: 0, taxMinor: 0, currency },
});
const approved = aNotice(
  { status: 'Complete', endedAt: at(60) },
  { kind: 'approved', ...evidence, from: 'In Review', to: 'Complete', ...payout(500) },
);
const completedUnpaid = aNotice(
  { status: 'Complete', endedAt: at(60) },
  { from: 'In Review', to: 'Complete' },
);
const completedForNothing = aNotice(
  { status: 'Complete', endedAt: at(60) },
  { from: 'In Review', to: 'Complete', ...payout(0) },
);
const cancelled = aNotice(
  { status: 'Cancelled', endedAt: at(60) },
  { ...evidence, from: 'In Review', to: 'Cancelled' },
);
const share = (userId: string, amountMinor: number) => ({ userId, amountMinor });
const moneyBack = { currency: 'USD', shares: [share(mia.userId, 15_000), share('8', 5_000)] };
const repaid = aNotice({ status: 'Cancelled' }, { from: 'In Progress', to: 'Cancelled', moneyBack });
const noted = aNotice({ notes: 'Hello' }, { notes: 'Hello' });
const lookedAfter = aNotice({ staff: dana.userId }, { staff: dana.userId });
const all = [
  added,
  handedOver,
  handedOverOnHold,
  unassignedOnHold,
  addedFor,
  assigned,
  unassigned,
  declined,
  started,
  startedByStaff,
  submitted,
  opened,
  returned,
  held,
  rejected,
  resumedAtRejected,
  approved,
  completedUnpaid,
  cancelled,
  repaid,
  noted,
  lookedAfter,
];

describe('what people are told', () => {
  test.each<[string, Notice, string]>([
    ['added', added, '💳 Your order ABC123 is confirmed: Website Development, $200.00.'],
    ['added with a worker', addedFor, '👤 Your order ABC123 is confirmed: Website Development, $200.00.'],
    ['assigned', assigned, `👤 <@${mike.userId}> now works on your order ABC123.`],
    ['unassigned', unassigned, '💳 Your order ABC123 waits for someone new to work on it.'],
    ['declined', declined, '💳 Your order ABC123 waits for someone new to work on it.'],
    ['started', started, '🔄 Your order ABC123 is now In Progress. The work is under way.'],
    ['submitted', submitted, '📸 The work on your order ABC123 is done and waits for a review.'],
    // What comes next stands in the card.
    ['on hold', held, '⏸️ Your order ABC123 is now On Hold.'],
    ['resumed at Rejected', resumedAtRejected, '🔁 Your order ABC123 is now Rejected.'],
    ['cancelled', cancelled, '❌ Your order ABC123 is now Cancelled.'],
    [
      'cancelled with money back',
      repaid,
      '❌ Your order ABC123 is now Cancelled. $150.00 is back in your wallet. See /wallet.',
    ],
    ['approved', approved, '✅ Your order has been completed: ABC123, Website Development, $200.00.'],
    ['a note', noted, '📝 There is a new note on your order ABC123.'],
    ['staff', lookedAfter, `👥 <@${dana.userId}> now looks after your order ABC123.`],
  ])('the customer: %s', (_, notice, line) => {
    const message = messageFor('customer', notice);
    expect(message.content).toBe(inServer + line);
    const verb =
      notice.order.status === 'Complete' || notice.order.status === 'Cancelled' ? 'See it again' : 'Track it';
    expect(endingOf(message)).toBe(`${verb} with /trackorder order_id:ABC123, here or in the server.`);
    expect(labelsOf(message)).toEqual(['Timeline']);
  });

  const begin = 'Press Start order when you begin, or Decline to give it back.';
  const goOn = 'When you are done, press Submit evidence and add a screenshot.';
  const fix = 'Press Upload new evidence once it is fixed.';

  test.each<[string, Notice, line: string, hint: string, buttons: string[]]>([
    [
      'added with them',
      addedFor,
      '👤 You have been assigned to Order #ABC123: Website Development.',
      begin,
      ['Start order', 'Decline'],
    ],
    [
      'assigned',
      assigned,
      '👤 You have been assigned to Order #ABC123: Website Development.',
      begin,
      ['Start order', 'Decline'],
    ],
    [
      'staff started it',
      startedByStaff,
      '🔄 Order #ABC123, which you work on, is now In Progress.',
      goOn,
      ['Submit evidence'],
    ],
    [
      'staff started what needs no evidence',
      { ...startedByStaff, order: { ...startedByStaff.order, evidenceRequired: false } },
      '🔄 Order #ABC123, which you work on, is now In Progress.',
      'When you are done, tell staff; a screenshot is not needed.',
      ['Submit evidence'],
    ],
    [
      'on hold',
      held,
      '⏸️ Order #ABC123, which you work on, is now On Hold.',
      'You get a DM when it goes on.',
      [],
    ],
    [
      'rejected',
      rejected,
      '🔁 Order #ABC123 was rejected: Too \\*dark\\* to see',
      fix,
      ['Upload new evidence'],
    ],
    [
      'rejected for reasons of staff’s own',
      rejectedInSilence,
      '🔁 Order #ABC123 was rejected.',
      fix,
      ['Upload new evidence'],
    ],
    [
      'resumed at Rejected',
      resumedAtRejected,
      '🔁 Order #ABC123, which you work on, is now Rejected.',
      fix,
      ['Upload new evidence'],
    ],
    [
      'approved',
      approved,
      '✅ Order completed! 500 Gold added to your wallet\nOrder #ABC123: Website Development.',
      '',
      [],
    ],
    [
      'completed without a payout',
      completedUnpaid,
      '✅ Order completed!\nOrder #ABC123: Website Development.',
      '',
      [],
    ],
    [
      'completed with nothing for them',
      completedForNothing,
      '✅ Order completed!\nOrder #ABC123: Website Development.',
      '',
      [],
    ],
    ['cancelled', cancelled, '❌ Order #ABC123, which you worked on, is now Cancelled.', '', []],
    ['a note', noted, '📝 There is a new note on Order #ABC123, which you work on.', '', []],
  ])('the worker: %s', (_, notice, line, hint, buttons) => {
    const message = messageFor('worker', notice);
    expect(message.content).toBe(inServer + line);
    expect(endingOf(message)).toBe(
      hint || 'See it again with /trackorder order_id:ABC123, here or in the server.',
    );
    expect(labelsOf(message).filter((label) => label !== 'Timeline' && label !== 'Evidence')).toEqual(
      buttons,
    );
  });

  test.each<[string, Notice, string]>([
    ['given to someone else', assigned, 'someone else does it now.'],
    ['taken back', unassigned, 'staff took it back.'],
    [
      'given to someone else while evidence waited',
      handedOver,
      'someone else does it now. The evidence you handed in is withdrawn.',
    ],
    [
      'given to someone else on hold',
      handedOverOnHold,
      'someone else does it now. The evidence you handed in is withdrawn.',
    ],
    ['taken back on hold', unassignedOnHold, 'staff took it back.'],
  ])('the former worker: %s', (_, notice, how) => {
    expect(messageFor('former worker', notice)).toEqual({
      content: `${inServer}👤 Order #ABC123 is no longer yours: ${how}\nRun /myorders in the server to see what you work on.`,
    });
  });

  const give = 'Give it to someone with /assign order_id:ABC123 in the server.';
  test.each<[string, Notice, line: string, ending: string | undefined]>([
    ['added', added, '💳 New order ABC123 for your service Website Development.', give],
    ['added with a worker', addedFor, '👤 New order ABC123 for your service Website Development.', undefined],
    ['declined', declined, '💳 Order ABC123 needs someone: Website Development.', give],
    ['unassigned', unassigned, '💳 Order ABC123 needs someone: Website Development.', give],
    [
      'submitted',
      submitted,
      '📸 Review is due: order ABC123, Website Development.',
      'Run /review order_id:ABC123 in the server.',
    ],
    ['approved', approved, '✅ Order completed successfully: ABC123, Website Development.', undefined],
  ])('the advertiser: %s', (_, notice, line, ending) => {
    const message = messageFor('advertiser', notice);
    expect(message.content).toBe(inServer + line);
    if (ending !== undefined) expect(endingOf(message)).toBe(ending);
    else expect(endingOf(message)).not.toMatch(/\/assign|\/review/);
  });

  const head = 'Order ABC123 · Website Development';
  test.each<[string, Notice, line: string, buttons: string[]]>([
    ['submitted', submitted, `📸 ${head} · waits for a review, submitted ${agoOf(30)}`, ['Open']],
    ['opened', opened, `🔍 ${head} · in review by <@${dana.userId}>, submitted ${agoOf(30)}`, ['Open']],
    ['returned', returned, `📸 ${head} · waits for a review, submitted ${agoOf(30)}`, ['Open']],
    ['approved', approved, `✅ ${head} · approved by <@${dana.userId}>`, []],
    ['rejected', rejected, `🔁 ${head} · rejected by <@${dana.userId}>`, []],
    ['on hold', held, `⏸️ ${head} · On Hold`, []],
    ['cancelled', cancelled, `❌ ${head} · Cancelled`, []],
    ['changed hands', handedOver, `👤 ${head} · withdrawn, the order changed hands`, []],
    ['changed hands on hold', handedOverOnHold, `⏸️ ${head} · withdrawn, the order changed hands`, []],
  ])('the review queue: %s', (_, notice, line, buttons) => {
    const message = messageFor('reviewers', notice);
    expect(message.content).toBe(line);
    expect(labelsOf(message)).toEqual(buttons);
    // An edit leaves in place what it does not mention.
    expect(message.components).toBeDefined();
  });

  test.each<[string, Notice, string]>([
    ['added', added, '💳 Order ABC123 was added by dana: Payment Verified.'],
    ['added with a worker', addedFor, '👤 Order ABC123 was added by dana: Assigned.'],
    ['declined', declined, '💳 Order ABC123 was declined by mike and needs someone.'],
    ['approved', approved, '✅ Order ABC123: In Review → Complete, by dana.'],
    ['assigned on hold', handedOverOnHold, '⏸️ Order ABC123 was assigned by dana and stays On Hold.'],
    ['unassigned on hold', unassignedOnHold, '⏸️ Order ABC123 was unassigned by dana and stays On Hold.'],
    [
      'cancelled with money back',
      repaid,
      `❌ Order ABC123: In Progress → Cancelled, by dana. $150.00 is back in the wallet of <@${mia.userId}>, $50.00 is back in the wallet of <@8>.`,
    ],
    ['a note', noted, '📝 Order ABC123 was updated by dana.'],
  ])('the log: %s', (_, notice, line) => {
    expect(messageFor('log', notice).content).toBe(line);
  });

  test('who else paid for a cancelled order: what is back', () => {
    expect(messageFor('payer', repaid).content).toBe(
      `${inServer}❌ Order ABC123, which you paid for, is now Cancelled. $50.00 is back in your wallet. See /wallet.`,
    );
  });

  test('nobody reads what is for staff in it', () => {
    for (const notice of [...all, rejectedInSilence])
      for (const delivery of notice.deliveries)
        expect(JSON.stringify(noticeMessage(notice, delivery, server))).not.toMatch(
          /Psst|A cheat|pi_|pi\\|🔒/,
        );
  });

  test('without the server’s name there is none', () => {
    const [delivery] = added.deliveries;
    if (delivery === undefined) throw new Error('Nobody is told');
    expect(noticeMessage(added, delivery, { serverName: undefined }).content).toMatch(/^💳 Your order/);
  });

  test('has room for the longest names and reasons, on as few lines as for short ones', () => {
    const worst: Partial<Order> = {
      guildId: '9'.repeat(20),
      orderId: '_'.repeat(40),
      orderKey: `~${'_'.repeat(40)}`,
      service: '*'.repeat(100),
      amount: `1,000,000,000 ${'G'.repeat(20)}`,
      statusReason: '[\n'.repeat(2_000),
      notes: '`\n'.repeat(2_000),
    };
    for (const notice of all) {
      const [first, ...more] = notice.events;
      const events: Notice['events'] = [{ ...first, byUsername: '_'.repeat(32) }, ...more];
      const order = { ...notice.order, ...worst };
      for (const delivery of notice.deliveries) {
        const { content, embeds, components } = noticeMessage({ ...notice, order, events }, delivery, {
          serverName: '`'.repeat(100),
        });
        expect(content.length).toBeLessThanOrEqual(2_000);
        expect(content.split('\n').length).toBeLessThanOrEqual(2);
        expect(embeds?.[0]?.description?.length ?? 0).toBeLessThanOrEqual(4_096);
        for (const [, id = ''] of JSON.stringify(components ?? []).matchAll(/"custom_id":"([^"]*)"/g))
          expect(id.length).toBeLessThanOrEqual(100);
      }
    }
  });
});
