import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assignWorker, declineWork, startWork, unassignWorker } from '../../src/domain/assignOrder.ts';
import type { EvidenceVerdict } from '../../src/domain/evidence.ts';
import type { Change, Occasion, Order, Person } from '../../src/domain/order.ts';
import { orderEventSchema, orderSchema } from '../../src/domain/order.ts';
import { possibleMoves } from '../../src/domain/possibleMoves.ts';
import type { Result } from '../../src/domain/result.ts';
import { approve, awaitsReview, openReview, reject, returnIdleReview } from '../../src/domain/reviewOrder.ts';
import { type Status, statuses } from '../../src/domain/status.ts';
import { submitEvidence } from '../../src/domain/submitEvidence.ts';
import { movesByHand, updateOrder } from '../../src/domain/updateOrder.ts';
import { hasUndecidedEvidence, verdictOf } from '../../src/domain/verdict.ts';
import { anOrder, at, dana, mia, mike } from '../support/anOrder.ts';

const people = [dana, mia, mike];
const person = fc.constantFrom(...people);
const reviewing: readonly (Status | undefined)[] = ['Evidence Submitted', 'In Review'];

/** One deed of someone; refused where it can't be done. */
type Deed = (order: Order, occasion: Occasion) => Result<Change | undefined, unknown>;

const latest = (order: Order) => order.submissionId ?? 'none';
const deed: fc.Arbitrary<{ readonly name: string; readonly run: Deed }> = fc.oneof(
  person.map((worker) => ({
    name: 'assign',
    run: (order: Order, occasion: Occasion) => assignWorker(order, { ...worker, bot: false }, occasion),
  })),
  fc.constantFrom(
    { name: 'unassign', run: unassignWorker },
    { name: 'start', run: startWork },
    { name: 'decline', run: declineWork },
    {
      name: 'submit',
      run: (order: Order, occasion: Occasion) => submitEvidence(order, occasion.operationId, occasion),
    },
    { name: 'open', run: openReview },
    { name: 'approve', run: (order: Order, occasion: Occasion) => approve(order, latest(order), occasion) },
    {
      name: 'reject',
      run: (order: Order, occasion: Occasion) => reject(order, latest(order), 'Too dark', occasion),
    },
    {
      name: 'return',
      run: (order: Order, occasion: Occasion) => ({
        ok: true as const,
        value: returnIdleReview(order, occasion),
      }),
    },
  ),
  fc.constantFrom(...statuses).map((status) => ({
    name: status,
    run: (order: Order, occasion: Occasion) => updateOrder(order, { status, notes: 'because' }, occasion),
  })),
);

const step = fc.record({ deed, by: person });

const handedIn = anOrder({ status: 'Evidence Submitted', workerId: mike.userId, submissionId: 'first' });

/** Evidence as it is kept beside the order: who handed it in, and what became of it. */
type Evidence = { readonly by: string; verdict: EvidenceVerdict | undefined };

function checkOrder(order: Order, evidence: ReadonlyMap<string, Evidence>): void {
  expect(orderSchema.safeParse(order).error).toBeUndefined();
  const { status, heldFrom, workerId, submissionId } = order;
  if (status === 'Assigned' || heldFrom === 'Assigned') expect(workerId).toBeDefined();
  if (status === 'Payment Verified' || heldFrom === 'Payment Verified') expect(workerId).toBeUndefined();
  expect(heldFrom !== undefined).toBe(status === 'On Hold');
  if (status !== 'On Hold') expect(order.heldReason).toBeUndefined();
  // Evidence waits only where it can still be decided on, and only that of the present worker.
  if (hasUndecidedEvidence(order)) {
    expect([status, heldFrom].some((each) => reviewing.includes(each))).toBe(true);
    expect(evidence.get(submissionId ?? '')).toEqual({ by: workerId, verdict: undefined });
  }
  for (const [id, { verdict }] of evidence)
    if (id !== submissionId || !hasUndecidedEvidence(order)) expect(verdict).toBeDefined();
  if (submissionId !== undefined)
    expect(order.reviewedSubmissionId === submissionId ? order.reviewedVerdict : undefined).toBe(
      evidence.get(submissionId)?.verdict,
    );
}

/** What is said to be possible is, and what is offered to staff is what they can do. */
function checkMoves(order: Order, occasion: Occasion): void {
  const byHand = statuses.filter((status) => updateOrder(order, { status, notes: 'x' }, occasion).ok);
  expect(movesByHand(order, occasion.by)).toEqual(byHand);
  const moves = possibleMoves(order);
  const can = (means: string, to: Status) => moves.some((move) => move.means === means && move.to === to);
  const newcomer: Person = { userId: '9', username: 'newcomer' };
  const given = assignWorker(order, { ...newcomer, bot: false }, occasion);
  const taken = unassignWorker(order, occasion);
  if (order.status !== 'On Hold' && order.status !== 'Assigned') {
    expect(can('assign', 'Assigned')).toBe(given.ok);
    expect(can('assign', 'Payment Verified')).toBe(taken.ok);
  }
  const worker = { userId: order.workerId ?? '', username: 'worker' };
  expect(can('evidence', 'Evidence Submitted')).toBe(
    submitEvidence(order, 'new', { ...occasion, by: worker }).ok,
  );
  expect(can('review', 'Complete')).toBe(awaitsReview(order));
}

test('whatever people do to an order in whatever order, evidence is decided once and belongs to its worker', () => {
  const reached = new Set<string>();
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { minLength: 5, maxLength: 60 }), (isNew, steps) => {
      // Half of them begin where the most can happen.
      let order = isNew ? anOrder() : handedIn;
      const evidence = new Map<string, Evidence>(
        isNew ? [] : [['first', { by: mike.userId, verdict: undefined }]],
      );
      steps.forEach(({ deed: { name, run }, by }, index) => {
        const occasion = { operationId: `operation-${index + 10}`, by, at: at(60 * 60 * (index + 1)) };
        checkMoves(order, occasion);
        const result = run(order, occasion);
        if (!result.ok || result.value === undefined) return;
        const { order: next, events } = result.value;
        expect(next.sequence).toBe(order.sequence + 1);
        expect(orderEventSchema.safeParse(events[0]).error).toBeUndefined();
        expect(events).toHaveLength(1);
        const verdict = verdictOf(order, next);
        const settled = evidence.get(order.submissionId ?? '');
        if (verdict !== undefined && settled !== undefined) {
          expect(settled.verdict).toBeUndefined();
          settled.verdict = verdict;
          expect(events[0].submissionId).toBe(order.submissionId);
          reached.add(verdict);
        }
        if (name === 'submit')
          evidence.set(next.submissionId ?? '', { by: next.workerId ?? '', verdict: undefined });
        // What happens to an order on hold but its end leaves it there.
        if (order.status === 'On Hold' && (name === 'assign' || name === 'unassign'))
          expect(next.status).toBe('On Hold');
        checkOrder(next, evidence);
        reached.add(next.status);
        order = next;
      });
    }),
    { numRuns: 500 },
  );
  // Else the property above says less than it seems to.
  const never = ['Pending Payment', 'Disputed', 'Refunded'];
  expect([...reached].sort()).toEqual(
    [
      ...statuses.filter((status) => !never.includes(status)),
      'approved',
      'rejected',
      'withdrawn',
      'closed',
    ].sort(),
  );
});
