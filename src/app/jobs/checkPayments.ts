import type { Payment } from '../../domain/payment.ts';
import { payments } from '../../ports/collections.ts';
import type { ProviderName } from '../../ports/paymentProvider.ts';
import { type Cursor, Unavailable } from '../../ports/store.ts';
import type { PaymentDesk } from '../desk.ts';
import { checkPayment } from '../payments/checkPayment.ts';
import type { Job, JobRun } from './job.ts';

const pageSize = 50;
/** After so many questions that a provider did not answer, it is left alone until the next run. */
const mostUnanswered = 3;

/**
 * Looks at every payment whose time has come, see checkPayment, each once in a run. None holds up those behind it: what
 * can't be read is reported and left out; where looking at one fails, the rest come first, and then the job fails.
 */
export const checkPayments: Job = async (desk, run) => {
  const asking = new Asking(desk);
  const failures: unknown[] = [];
  const startedAt = desk.clock.now();
  let after: Cursor | undefined;
  do {
    const page = await desk.store.query({
      from: payments,
      where: [{ field: 'nextCheckAt', is: 'to', value: startedAt }],
      orderBy: { field: 'nextCheckAt', direction: 'ascending' },
      limit: pageSize,
      listsUnfit: desk.report !== undefined,
      ...(after === undefined ? {} : { after }),
    });
    for (const { misfit } of page.unfit ?? []) desk.report?.(misfit);
    for (const { id, data } of page.docs) {
      if (run.signal.aborted) break;
      await asking.check(id, data, run).catch((error: unknown) => {
        if (error instanceof Unavailable) throw error;
        failures.push(error);
      });
    }
    after = page.next;
  } while (after !== undefined && !run.signal.aborted);
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} payments can’t be looked at`);
};

/** Looks at payments, and stops asking a provider that does not answer: each silence takes its time. */
class Asking {
  readonly #desk: PaymentDesk;
  readonly #unanswered = new Map<ProviderName, number>();

  constructor(desk: PaymentDesk) {
    this.#desk = desk;
  }

  async check(paymentId: string, payment: Payment, { dryRun, note }: JobRun): Promise<void> {
    if (dryRun) return note({ kind: 'payment asked about', payment, found: 'due' });
    const answering = [...this.#desk.providers].filter(([name]) => this.#silences(name) < mostUnanswered);
    const desk = { ...this.#desk, providers: new Map(answering) };
    const failures = await checkPayment(desk, { guildId: payment.guildId, paymentId }, note);
    for (const { provider, code } of failures)
      if (code !== 'refused' && code !== 'not-found')
        this.#unanswered.set(provider, this.#silences(provider) + 1);
  }

  #silences(name: ProviderName): number {
    return this.#unanswered.get(name) ?? 0;
  }
}
