import { describe, expect, test } from 'vitest';
import { type Status, statuses } from '../../src/domain/status.ts';
import { checkSubmitter, submitEvidence } from '../../src/domain/submitEvidence.ts';
import { anOccasion, anOrder, at, dana, mike } from '../support/anOrder.ts';

const withMike = { workerId: mike.userId, workerUsername: mike.username };
const byMike = anOccasion({ by: mike });
// From the product page.
const submittable: readonly Status[] = ['Assigned', 'In Progress', 'Rejected'];

describe('handing in evidence', () => {
  test.each(statuses)('while the order is %s', (status) => {
    const order = anOrder({ status, ...withMike });
    const canSubmit = submittable.includes(status);
    expect(checkSubmitter(order, mike.userId)).toEqual(
      canSubmit ? undefined : { code: 'submit-not-now', status },
    );
    const result = submitEvidence(order, '900', byMike);
    expect(result.ok ? result.value.order.status : result.refusal.code).toBe(
      canSubmit ? 'Evidence Submitted' : 'submit-not-now',
    );
  });

  test('is for the worker only, whatever else someone is', () => {
    for (const status of statuses) {
      const notYours = { code: 'not-your-order' };
      expect(checkSubmitter(anOrder({ status, ...withMike }), dana.userId)).toEqual(notYours);
      expect(checkSubmitter(anOrder({ status }), mike.userId)).toEqual(notYours);
      expect(submitEvidence(anOrder({ status, ...withMike }), '900', anOccasion())).toEqual({
        ok: false,
        refusal: notYours,
      });
    }
  });

  test('names the evidence in the order and in its one event', () => {
    const result = submitEvidence(anOrder({ status: 'In Progress', ...withMike }), '900', byMike);
    if (!result.ok) throw new Error(result.refusal.code);
    expect(result.value.order).toMatchObject({
      status: 'Evidence Submitted',
      submissionId: '900',
      submittedAt: at(60),
      updatedBy: mike.userId,
    });
    expect(result.value.events).toEqual([
      {
        sequence: 2,
        at: at(60),
        kind: 'submitted',
        by: mike.userId,
        byUsername: 'mike',
        from: 'In Progress',
        to: 'Evidence Submitted',
        submissionId: '900',
      },
    ]);
  });

  test('again after a rejection replaces what was looked at, and by whom', () => {
    const rejected = anOrder({
      status: 'Rejected',
      ...withMike,
      statusReason: 'Too dark',
      submissionId: '900',
      submittedAt: at(10),
      reviewerId: dana.userId,
      reviewerUsername: 'dana',
      reviewTouchedAt: at(20),
    });
    const result = submitEvidence(rejected, '901', byMike);
    if (!result.ok) throw new Error(result.refusal.code);
    const { order } = result.value;
    expect(order).toMatchObject({ submissionId: '901', submittedAt: at(60) });
    expect([order.reviewerId, order.reviewerUsername, order.reviewTouchedAt, order.statusReason]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
