import { describe, expect, test } from 'vitest';
import { type Dispute, disputeLimits } from '../../src/domain/dispute.ts';
import { heldMinorOf } from '../../src/domain/heldMoney.ts';
import { addStatement, openDispute } from '../../src/domain/openDispute.ts';
import { movesByHand } from '../../src/domain/updateOrder.ts';
import { anOccasion, anOrder, at, dana, mia, mike } from '../support/anOrder.ts';

const day = 24 * 60 * 60;
const mias = (seconds = 60) => anOccasion({ by: mia, at: at(seconds) });

function disputed(order = anOrder({ workerId: mike.userId }), occasion = mias()) {
  const opened = openDispute(order, 'It is blue, not red', occasion);
  if (!opened.ok) throw new Error(opened.refusal.code);
  return opened.value;
}

describe('disputing an order', () => {
  test.each([
    'Payment Verified',
    'Assigned',
    'In Progress',
    'Evidence Submitted',
    'In Review',
    'Rejected',
    'On Hold',
  ] as const)('that is %s remembers where it was, and what is held stays', (status) => {
    const order = anOrder({ status, statusReason: 'Why', heldFrom: 'Assigned', heldReason: 'Before' });
    const { order: after, dispute, events } = disputed(order);
    expect(after).toMatchObject({
      status: 'Disputed',
      heldFrom: status,
      statusReason: 'It is blue, not red',
      disputeCount: 1,
    });
    expect(heldMinorOf(after)).toBe(20_000);
    expect(dispute).toMatchObject({
      disputeId: 'ABC123.1',
      state: 'Open',
      side: 'customer',
      from: { status, statusReason: 'Why', heldFrom: 'Assigned', heldReason: 'Before' },
      hearUntil: new Date(at(60).getTime() + 72 * 3_600_000),
    });
    expect(events).toMatchObject([{ kind: 'disputed', from: status, to: 'Disputed' }]);
    expect(movesByHand(after, dana)).toEqual([]);
  });

  test.each(['Pending Payment', 'Cancelled', 'Refunded'] as const)('that is %s is refused', (status) => {
    expect(openDispute(anOrder({ status }), 'No', mias())).toEqual({
      ok: false,
      refusal: { code: 'dispute-not-now', status },
    });
  });

  test('that is complete is possible for seven days, and not a millisecond longer', () => {
    const complete = anOrder({ status: 'Complete', endedAt: at(0) });
    const until = at(7 * day);
    expect(openDispute(complete, 'No', mias(7 * day))).toMatchObject({ ok: true });
    const late = anOccasion({ by: mia, at: new Date(until.getTime() + 1) });
    expect(openDispute(complete, 'No', late)).toEqual({
      ok: false,
      refusal: { code: 'dispute-too-late', until },
    });
  });

  test('twice at once is refused, and once again later it is another', () => {
    const { order } = disputed();
    expect(openDispute(order, 'Again', mias())).toMatchObject({ refusal: { code: 'already-disputed' } });
    const later = disputed({ ...order, status: 'In Progress' });
    expect(later.dispute.disputeId).toBe('ABC123.2');
  });

  test.each([
    ['', 'dispute-reason-missing'],
    [' \u200B\n', 'dispute-reason-missing'],
    ['x'.repeat(1001), 'dispute-text-too-long'],
  ])('for the reason %j is refused: %s', (reason, code) => {
    expect(openDispute(anOrder(), reason, mias())).toMatchObject({ refusal: { code } });
  });
});

describe('what is said in a dispute', () => {
  const add = (dispute: Dispute | undefined, by = mike, text = 'It is red', operationId = 'operation-3') =>
    addStatement(
      disputed().order,
      dispute,
      { text, images: [] },
      anOccasion({ by, at: at(120), operationId }),
    );

  test('is kept with its side, and the dispute goes on to Evidence', () => {
    expect(add(disputed().dispute)).toMatchObject({
      ok: true,
      value: {
        dispute: {
          state: 'Evidence',
          statements: [{ statementId: 'operation-3', side: 'worker', by: mike.userId, text: 'It is red' }],
        },
        order: { status: 'Disputed' },
        events: [{ kind: 'dispute stated', notes: 'It is red', dispute: { number: 1, side: 'worker' } }],
      },
    });
  });

  test('while somebody looks at it stays with them', () => {
    expect(add({ ...disputed().dispute, state: 'Review' })).toMatchObject({
      value: { dispute: { state: 'Review' } },
    });
  });

  test.each(['Resolved', 'Closed'] as const)('is refused once it is %s', (state) => {
    expect(add({ ...disputed().dispute, state })).toMatchObject({ refusal: { code: 'not-disputed' } });
    expect(add(undefined)).toMatchObject({ refusal: { code: 'not-disputed' } });
  });

  test('needs something to say, of at most 1000 characters', () => {
    expect(add(disputed().dispute, mike, ' ')).toMatchObject({ refusal: { code: 'statement-empty' } });
    const most = disputeLimits.text;
    expect(add(disputed().dispute, mike, 'x'.repeat(most))).toMatchObject({ ok: true });
    expect(add(disputed().dispute, mike, 'x'.repeat(most + 1))).toEqual({
      ok: false,
      refusal: { code: 'dispute-text-too-long', length: most + 1, most },
    });
  });

  test('is at most ten times a side, so that one side can’t keep the other from being heard', () => {
    let { dispute } = disputed();
    for (let time = 0; time < 10; time += 1) {
      const added = add(dispute, mike, 'Again', `operation-${time}`);
      if (!added.ok) throw new Error(added.refusal.code);
      dispute = added.value.dispute;
    }
    expect(add(dispute)).toEqual({ ok: false, refusal: { code: 'too-many-statements', most: 10 } });
    expect(add(dispute, mia)).toMatchObject({ ok: true });
  });
});
