import { checkPayments } from '../app/jobs/checkPayments.ts';
import { cleanVault } from '../app/jobs/cleanVault.ts';
import { closeDisputes } from '../app/jobs/closeDisputes.ts';
import { deleteExpiredEvidence } from '../app/jobs/deleteExpiredEvidence.ts';
import { deleteOldEvents } from '../app/jobs/deleteOldEvents.ts';
import type { Job } from '../app/jobs/job.ts';
import { remindOverdue, remindReviewers } from '../app/jobs/remind.ts';
import { returnIdleReviews } from '../app/jobs/returnIdleReviews.ts';
import { sealLedgers } from '../app/jobs/sealLedgers.ts';

/** A job with its times. */
export interface ScheduledJob {
  readonly name: string;
  /** When it runs, as five cron fields in UTC: minute, hour, day of month, month, day of week. */
  readonly at: string;
  /** What it does, for whoever runs it by hand. */
  readonly does: string;
  readonly run: Job;
}

/** Every job there is. */
export const jobs: readonly ScheduledJob[] = [
  {
    name: 'return-idle-reviews',
    at: '* * * * *',
    does: 'puts reviews back into the queue that were opened and left alone for 15 minutes',
    run: returnIdleReviews,
  },
  {
    name: 'check-payments',
    at: '* * * * *',
    does: 'asks providers about payments under way, reminds payers, cancels orders that were not paid in time',
    run: checkPayments,
  },
  {
    name: 'seal-ledgers',
    at: '*/5 * * * *',
    does: 'seals the transfers of every server, so that the audit sees what is changed afterwards',
    run: sealLedgers,
  },
  {
    name: 'close-disputes',
    at: '15 * * * *',
    does: 'closes disputes that are resolved once all of their money has arrived',
    run: closeDisputes,
  },
  {
    name: 'remind-reviewers',
    at: '5 * * * *',
    does: 'reminds reviewers of evidence that has waited for a day, once a day',
    run: remindReviewers,
  },
  {
    name: 'remind-overdue',
    at: '10 * * * *',
    does: 'reminds workers and staff of open orders past their deadline, once a day',
    run: remindOverdue,
  },
  {
    name: 'delete-expired-evidence',
    at: '20 3 * * *',
    does: 'deletes the pictures of orders, and where withdrawals went, that ended longer ago than the server keeps them',
    run: deleteExpiredEvidence,
  },
  {
    name: 'clean-vault',
    at: '40 3 * * *',
    does: 'deletes pictures older than an hour that belong to no evidence',
    run: cleanVault,
  },
  {
    name: 'delete-old-events',
    at: '50 3 * * *',
    does: 'deletes what Stripe and PayPal told once it has been done for 90 days',
    run: deleteOldEvents,
  },
];
