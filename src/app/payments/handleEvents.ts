import type { Result } from '../../domain/result.ts';
import { providerEvents, type RecordedEvent } from '../../ports/collections.ts';
import type { ProviderName } from '../../ports/paymentProvider.ts';
import { type Cursor, type Found, Unavailable } from '../../ports/store.ts';
import type { PaymentDesk } from '../desk.ts';
import type { EventTrouble } from './processEvent.ts';

type Recorded = Found<RecordedEvent>;

/** What became of an event. */
export type EventOutcome =
  | { readonly kind: 'done'; readonly note: string }
  | { readonly kind: 'retried' | 'given up'; readonly why: EventTrouble | { readonly bug: unknown } };

/** What handling events needs. */
export interface EventHandling {
  readonly desk: Pick<PaymentDesk, 'store' | 'clock'>;
  /** See `processEvent`. What it throws is a bug, but for the store's own errors. */
  readonly process: (event: RecordedEvent) => Promise<Result<string, EventTrouble>>;
  /** Hears what became of each event, once that is stored. */
  readonly handled: (event: Recorded, outcome: EventOutcome) => void;
}

const pageSize = 100;
/** How many references are worked on at once: providers answer slowly, and commits that come together cost less. */
const lanesAtOnce = 16;
const hourMs = 60 * 60 * 1000;

/** After the first attempt; each wait is twice as long as the one before. */
const firstRetryMs = 5_000;
const longestRetryMs = 6 * hourMs;
/** How long an event is tried for, as long as providers themselves repeat theirs. */
const patienceMs = 72 * hourMs;
/** How long it is, where the provider has answered clearly: it may still be about to learn of what it told. */
const clearAnswerPatienceMs = hourMs;

/**
 * Handles the events of one provider that are due. Those of one reference are handled one after the other, in the order
 * they came. Returns when the next is due, if any waits; ends early once `signal` is aborted. Throws what the store
 * throws: then everything else is still waiting.
 */
export async function handleEvents(
  work: EventHandling,
  provider: ProviderName,
  signal: AbortSignal,
): Promise<Date | undefined> {
  const { store, clock } = work.desk;
  const moments: Date[] = [];
  let after: Cursor | undefined;
  do {
    const page = await store.query({
      ...waitingFor(provider),
      limit: pageSize,
      ...(after === undefined ? {} : { after }),
    });
    const now = clock.now();
    const due = page.docs.filter(({ data }) => data.nextAttemptAt <= now);
    moments.push(...(await handleInLanes(work, due, signal)));
    const later = page.docs[due.length]?.data.nextAttemptAt;
    if (later !== undefined) moments.push(later);
    after = later === undefined ? page.next : undefined;
  } while (after !== undefined && !signal.aborted);
  return moments.sort((one, other) => one.getTime() - other.getTime())[0];
}

/** Whether events of a provider wait, due or not. */
export async function hasWaitingEvents(
  { store }: Pick<PaymentDesk, 'store'>,
  provider: ProviderName,
): Promise<boolean> {
  return (await store.count({ ...waitingFor(provider), limit: 1 })) > 0;
}

function waitingFor(provider: ProviderName) {
  return {
    from: providerEvents,
    where: [
      { field: 'provider', is: 'equals', value: provider },
      { field: 'state', is: 'equals', value: 'waiting' },
    ],
    orderBy: { field: 'nextAttemptAt', direction: 'ascending' },
  } as const;
}

/** Returns when those that failed are tried again. Throws only once nothing is under way any more. */
async function handleInLanes(
  work: EventHandling,
  due: readonly Recorded[],
  signal: AbortSignal,
): Promise<readonly Date[]> {
  const lanes = [...Map.groupBy(due, ({ data }) => data.subject.reference).values()];
  const retries: Date[] = [];
  const failures: unknown[] = [];
  const workThrough = async () => {
    for (let lane = lanes.shift(); lane !== undefined; lane = lanes.shift())
      for (const event of lane) {
        if (signal.aborted || failures.length > 0) return;
        const retryAt = await handle(work, event);
        if (retryAt !== undefined) retries.push(retryAt);
      }
  };
  await Promise.all(
    Array.from({ length: lanesAtOnce }, () => workThrough().catch((error: unknown) => failures.push(error))),
  );
  if (failures.length > 0) throw failures[0];
  return retries;
}

/** Handles one event and stores what became of it; returns when it is tried again, if it is. */
async function handle(work: EventHandling, event: Recorded): Promise<Date | undefined> {
  const { store, clock } = work.desk;
  const outcome = await outcomeOf(work, event);
  const isRetried = outcome.kind === 'retried';
  const attempts = event.data.attempts + (outcome.kind === 'done' ? 0 : 1);
  const waitMs = isRetried ? retryWaitMs(attempts) : 0;
  const nextAttemptAt = new Date(clock.now().getTime() + waitMs);
  const state = isRetried ? 'waiting' : outcome.kind;
  await store.transact(async (tx) => {
    const found = await tx.get(event.path);
    if (found?.state !== 'waiting') return;
    tx.put(event.path, { ...found, state, attempts, nextAttemptAt, note: noteOf(outcome) });
  });
  work.handled(event, outcome);
  return isRetried ? nextAttemptAt : undefined;
}

/** 5 s, 10 s, 20 s … 6 h. */
function retryWaitMs(attempts: number): number {
  return Math.min(firstRetryMs * 2 ** (attempts - 1), longestRetryMs);
}

async function outcomeOf({ desk, process }: EventHandling, { data }: Recorded): Promise<EventOutcome> {
  const ageMs = () => desk.clock.now().getTime() - data.receivedAt.getTime();
  try {
    const processed = await process(data);
    if (processed.ok) return { kind: 'done', note: processed.value };
    const why = processed.refusal;
    const isClear = why.code === 'refused' || why.code === 'not-found';
    return { kind: ageMs() < (isClear ? clearAnswerPatienceMs : patienceMs) ? 'retried' : 'given up', why };
  } catch (bug) {
    // Nothing could be stored about it now, so that it is as if it had not been tried.
    if (bug instanceof Unavailable) throw bug;
    return { kind: ageMs() < patienceMs ? 'retried' : 'given up', why: { bug } };
  }
}

function noteOf(outcome: EventOutcome): string {
  if (outcome.kind === 'done') return outcome.note;
  const { why } = outcome;
  // A bug's own words may hold anything.
  if ('bug' in why) return `failed: ${why.bug instanceof Error ? why.bug.name : 'unknown'}`;
  return 'reason' in why ? `${why.code}: ${why.reason}` : why.code;
}
