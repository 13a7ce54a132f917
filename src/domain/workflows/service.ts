import type { Party } from '../permissions.ts';
import { defineWorkflow } from '../workflow.ts';

const assigners: readonly Party[] = ['staff', 'support', 'advertiser', 'team advertiser'];
const disputers: readonly Party[] = ['customer', 'worker', ...assigners];
/** Where a provider has decided, the system follows. */
const resolvers: readonly Party[] = ['staff', 'support', 'system'];

/**
 * The default workflow: record or sell a service, assign a worker, prove the work, review it, pay.
 * One row a status; the tracking guide's statuses carry the names it gave them.
 */
export const service = defineWorkflow({
  workerTitle: 'Booster',
  steps: 4,
  rows: {
    'Pending Payment': {
      emoji: '⏳',
      colour: 'grey',
      step: 0,
      stage: 'unpaid',
      next: 'Work starts once it is paid.',
      enters: [],
    },
    'Payment Verified': {
      emoji: '💳',
      colour: 'blue',
      step: 1,
      milestone: true,
      stage: 'open',
      next: 'Someone will start on it soon.',
      enters: [
        { from: ['Pending Payment'], by: ['staff'], means: 'payment' },
        {
          from: ['Assigned', 'In Progress', 'Evidence Submitted', 'In Review', 'Rejected'],
          by: assigners,
          means: 'assign',
        },
        { from: ['Assigned'], by: ['worker'], means: 'assign' },
      ],
    },
    Assigned: {
      emoji: '👤',
      colour: 'teal',
      step: 1,
      stage: 'open',
      next: 'The work on it starts soon.',
      enters: [{ from: ['open'], by: assigners, means: 'assign' }],
    },
    'In Progress': {
      emoji: '🔄',
      colour: 'amber',
      step: 2,
      milestone: true,
      stage: 'open',
      next: 'The work is under way.',
      enters: [
        { from: ['Payment Verified', 'Rejected'], by: ['staff'], means: 'update', needs: ['no worker'] },
        { from: ['Assigned'], by: ['staff'], means: 'update' },
        { from: ['Assigned', 'Rejected'], by: ['worker'], means: 'start' },
      ],
    },
    'Evidence Submitted': {
      emoji: '📸',
      colour: 'violet',
      step: 3,
      stage: 'open',
      next: 'A reviewer will look at the evidence.',
      enters: [
        { from: ['Assigned', 'In Progress', 'Rejected'], by: ['worker'], means: 'evidence' },
        { from: ['In Review'], by: ['system'], means: 'expiry' },
      ],
    },
    'In Review': {
      emoji: '🔍',
      colour: 'indigo',
      step: 3,
      milestone: true,
      stage: 'open',
      next: 'A reviewer is checking the work.',
      enters: [
        { from: ['Evidence Submitted'], by: ['reviewer'], means: 'review' },
        { from: ['In Progress'], by: ['staff'], means: 'update', needs: ['evidence not required'] },
      ],
    },
    Rejected: {
      emoji: '🔁',
      colour: 'orange',
      step: 'aside',
      stage: 'open',
      next: 'It has to be fixed and submitted again.',
      enters: [
        { from: ['Evidence Submitted', 'In Review'], by: ['reviewer'], means: 'review', needs: ['reason'] },
        { from: ['Evidence Submitted', 'In Review'], by: ['staff'], means: 'update', needs: ['reason'] },
      ],
    },
    Complete: {
      emoji: '✅',
      colour: 'green',
      step: 4,
      milestone: true,
      stage: 'ended',
      next: 'All done.',
      enters: [
        { from: ['Evidence Submitted', 'In Review'], by: ['reviewer'], means: 'review' },
        { from: ['In Review'], by: ['staff'], means: 'update', needs: ['evidence not required'] },
        { from: ['open'], by: ['staff'], means: 'update', needs: ['reason'] },
        { from: ['Disputed'], by: resolvers, means: 'dispute' },
        // The refund did not go through.
        { from: ['Refunded'], by: ['system'], means: 'refund' },
      ],
    },
    'On Hold': {
      emoji: '⏸️',
      colour: 'slate',
      step: 'aside',
      stage: 'paused',
      next: 'Staff will resume it.',
      enters: [
        { from: ['open'], by: ['staff'], means: 'update' },
        // It changes hands and stays on hold.
        { from: ['On Hold'], by: assigners, means: 'assign' },
      ],
    },
    Cancelled: {
      emoji: '❌',
      colour: 'red',
      step: 'aside',
      stage: 'ended',
      next: 'Nothing more happens with this order.',
      enters: [
        { from: ['Pending Payment'], by: ['customer', 'staff'], means: 'update' },
        { from: ['Pending Payment'], by: ['system'], means: 'expiry' },
        { from: ['open', 'On Hold'], by: ['staff'], means: 'update' },
      ],
    },
    Disputed: {
      emoji: '⚖️',
      colour: 'red',
      step: 'aside',
      stage: 'contested',
      next: 'Staff will hear both sides and decide.',
      enters: [
        // By people a completed order only within a few days, see `disputableUntil`; a chargeback comes at any time.
        { from: ['open', 'On Hold', 'Complete'], by: [...disputers, 'system'], means: 'dispute' },
      ],
    },
    Refunded: {
      emoji: '↩️',
      colour: 'red',
      step: 'aside',
      stage: 'ended',
      next: 'Nothing more happens with this order.',
      enters: [
        { from: ['Disputed'], by: resolvers, means: 'dispute' },
        { from: ['Complete'], by: ['staff'], means: 'refund' },
      ],
    },
  },
});
