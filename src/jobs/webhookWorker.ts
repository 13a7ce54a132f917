import {
  type EventHandling,
  type EventOutcome,
  handleEvents,
  hasWaitingEvents,
} from '../app/payments/handleEvents.ts';
import type { Logger } from '../log.ts';
import type { Timer } from '../ports/clock.ts';
import type { RecordedEvent } from '../ports/collections.ts';
import type { ProviderName } from '../ports/paymentProvider.ts';
import type { Found } from '../ports/store.ts';
import { LeasedWorker } from './leasedWorker.ts';

/** What a worker of a provider's events works with. `owner` names this process among all that share the store. */
export interface WebhookWork {
  readonly provider: ProviderName;
  readonly desk: EventHandling['desk'];
  readonly process: EventHandling['process'];
  readonly timer: Timer;
  readonly log: Logger;
  readonly owner: string;
}

/**
 * Handles what one provider told: at once when nudged after it was recorded, when a retry is due, and every few seconds
 * for what other processes recorded. Each provider has its own, so that none waits for the other's troubles.
 */
export class WebhookWorker extends LeasedWorker {
  constructor({ provider, desk, process, timer, log, owner }: WebhookWork) {
    const handling = { desk, process, handled: tellLog(log) };
    super({
      store: desk.store,
      clock: desk.clock,
      timer,
      name: `webhooks ${provider}`,
      owner,
      hasWork: () => hasWaitingEvents(desk, provider),
      round: async (signal) => ({ nextAttemptAt: await handleEvents(handling, provider, signal) }),
      report: (error) => log.warn({ err: error, provider }, 'Provider events could not be handled yet'),
    });
  }
}

/** One line for each event that was handled; louder, the more it needs someone. */
function tellLog(log: Logger): (event: Found<RecordedEvent>, outcome: EventOutcome) => void {
  return ({ id, data: { type, subject } }, outcome) => {
    const about = { event: id, type, reference: subject.reference };
    if (outcome.kind === 'done')
      return log.info({ ...about, note: outcome.note }, 'A provider event was handled');
    const why = 'bug' in outcome.why ? { err: outcome.why.bug } : { why: outcome.why };
    if (outcome.kind === 'given up') return log.error({ ...about, ...why }, 'A provider event was given up');
    const level = 'bug' in outcome.why ? 'error' : 'warn';
    log[level]({ ...about, ...why }, 'A provider event could not be handled; it is tried again');
  };
}
