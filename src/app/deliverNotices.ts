import { createHash } from 'node:crypto';
import type { ZodError } from 'zod';
import type { Delivery } from '../domain/notice.ts';
import { type AnyNotice, type OutboxDocument, readNotice } from '../domain/outbox.ts';
import type { Settings } from '../domain/settings.ts';
import type { Clock } from '../ports/clock.ts';
import { outbox } from '../ports/collections.ts';
import type { Message, Messenger } from '../ports/messenger.ts';
import { type Cursor, type Found, Misfit, type Path, type Store } from '../ports/store.ts';
import { type Following, followUps } from './followUps.ts';
import { Lanes, laneOf } from './lanes.ts';
import { sendTo, type Target, targetOf } from './noticeTarget.ts';

/** What delivering needs. `render` writes one delivery's message; `report` hears of failed attempts. */
export interface Delivering extends Following {
  readonly clock: Clock;
  readonly messenger: Messenger;
  readonly render: (notice: AnyNotice, delivery: Delivery) => Message;
  readonly report: (error: unknown, noticeId: string) => void;
  /** Called once a notice's deliveries have all been tried. */
  readonly tried?: (noticeId: string, deliveries: readonly Delivery[]) => void;
  /** Notices that can't be read and were reported; each is, once. */
  readonly unreadable?: Set<string>;
  /** Resolves once `deliveries` are done or have taken long enough for others to go on; without it all are waited for. */
  readonly patience?: (deliveries: Promise<unknown>) => Promise<void>;
  /** What rounds have begun and not ended, by the notice's id: a round beside them leaves it alone. */
  readonly inHand?: Map<string, InHand>;
  /** Called when something ends that its round no longer waited for: more may be due now. */
  readonly lateEnd?: () => void;
}

/** A notice that is being delivered: its deliveries change as they end. */
export interface InHand {
  readonly notice: AnyNotice;
  readonly deliveries: readonly Delivery[];
}

const noticesAtOnce = 50;
/** After this long a message is given up and staff are told. */
export const giveUpAfterMs = 24 * 60 * 60 * 1000;
const firstRetryMs = 2_000;
const longestRetryMs = 10 * 60 * 1000;

/** A round whose notices have all been begun. */
export interface BegunRound {
  /** When the next attempt is due, if any is as far as is known by now. */
  readonly nextAttemptAt: Date | undefined;
  /** Resolves when the last of them has ended; those that were not waited for end later. */
  readonly rest: Promise<unknown>;
}

/**
 * Tries every delivery that is due, oldest notice first. To one recipient messages go in order: while one waits for its
 * next attempt or for Discord's answer, later ones wait behind it. Nobody else waits for long: see `patience`.
 */
export async function deliverNotices(work: Delivering): Promise<BegunRound> {
  const round: Round = { lanes: new Lanes(), settings: new Map(), isOver: false };
  for (const { notice, deliveries } of work.inHand?.values() ?? [])
    for (const delivery of deliveries)
      if (delivery.state === 'waiting') round.lanes.block(laneOf(notice, delivery));
  const all: Promise<unknown>[] = [];
  let after: Cursor | undefined;
  do {
    // Before the question: what ends meanwhile may be in its answer as it was.
    const earlier = new Map(work.inHand);
    const page = await work.store.query({
      from: outbox,
      orderBy: { field: 'createdAt', direction: 'ascending' },
      limit: noticesAtOnce,
      ...(after === undefined ? {} : { after }),
    });
    const begun = Promise.all(
      page.docs
        .filter(({ id }) => !earlier.has(id))
        .map((found) => {
          const read = readNotice(found.data);
          const delivered = read.success
            ? deliverNotice(work, { ...found, notice: read.data }, round)
            : skip(work, found, read.error);
          // One that can't be kept must not stop the others.
          return delivered.catch((error: unknown) => work.report(error, found.id));
        }),
    );
    all.push(begun);
    await (work.patience?.(begun) ?? begun);
    after = page.next;
  } while (after !== undefined);
  round.isOver = true;
  return { nextAttemptAt: round.lanes.nextAttemptAt, rest: Promise.all(all) };
}

/** What one round keeps: the recipients' queues, and the settings it has read. */
interface Round {
  readonly lanes: Lanes;
  readonly settings: Map<string, Promise<Settings>>;
  /** Whether all of its notices have been begun; what still runs then is late. */
  isOver: boolean;
}

/** A notice with where it is kept. */
interface Kept {
  readonly id: string;
  readonly path: Path<OutboxDocument>;
  readonly notice: AnyNotice;
}

async function deliverNotice(work: Delivering, kept: Kept, round: Round): Promise<void> {
  const deliveries = kept.notice.deliveries.map((delivery) => ({ ...delivery }));
  work.inHand?.set(kept.id, { notice: kept.notice, deliveries });
  try {
    // Those that follow from these are added on the way.
    await Promise.all([...deliveries].map((delivery) => attempt(work, kept, delivery, deliveries, round)));
    await save(work.store, kept, deliveries);
    work.tried?.(kept.id, deliveries);
  } finally {
    work.inHand?.delete(kept.id);
    if (round.isOver) work.lateEnd?.();
  }
}

/** Leaves a notice to the version that can read it, for as long as others are tried. */
async function skip(
  work: Delivering,
  { id, path, data }: Found<OutboxDocument>,
  error: ZodError,
): Promise<void> {
  const issue = error.issues[0];
  if (work.unreadable?.has(id) !== true)
    work.report(new Misfit(path, issue?.path.join('.') ?? '', issue?.message ?? 'unknown'), id);
  work.unreadable?.add(id);
  if (work.clock.now().getTime() - data.createdAt.getTime() < giveUpAfterMs) return;
  await work.store.transact(async (tx) => tx.delete(path));
  work.unreadable?.delete(id);
}

/** Tries one delivery and those that follow from it, noting in them what became of them. */
async function attempt(
  work: Delivering,
  kept: Kept,
  delivery: Delivery,
  deliveries: Delivery[],
  round: Round,
): Promise<void> {
  if (delivery.state !== 'waiting') return;
  const following: Promise<void>[] = [];
  await round.lanes.run(laneOf(kept.notice, delivery), async () => {
    if (delivery.nextAttemptAt > work.clock.now()) return delivery.nextAttemptAt;
    const target = await send(work, kept, delivery, round);
    if (delivery.state === 'waiting') return delivery.nextAttemptAt;
    const ended = { noticeId: kept.id, notice: kept.notice, delivery, target, now: work.clock.now() };
    // These queue up before the next in this lane begins, so that what follows from it can't overtake them.
    for (const next of await followUps(work, ended)) {
      deliveries.push(next);
      following.push(attempt(work, kept, next, deliveries, round));
    }
    return undefined;
  });
  if (round.isOver) work.lateEnd?.();
  await Promise.all(following);
}

/**
 * Sends one delivery, or notes a failed attempt: another one later, until a day has passed. Answers where it went, if there
 * is such a place. Never throws.
 */
async function send(
  work: Delivering,
  kept: Kept,
  delivery: Delivery,
  round: Round,
): Promise<Target | undefined> {
  const { store, clock } = work;
  try {
    const target = await targetOf(store, kept.notice, delivery, round.settings);
    if (target === undefined) {
      delivery.state = 'closed';
      return undefined;
    }
    const message = work.render(kept.notice, delivery);
    const nonce = nonceOf(kept.id, delivery);
    delivery.state = await sendTo(work, target, message, nonce);
    delivery.attempts += 1;
    return target;
  } catch (error) {
    work.report(error, kept.id);
    const now = clock.now().getTime();
    const since = delivery.since ?? kept.notice.createdAt;
    delivery.attempts += 1;
    if (now - since.getTime() < giveUpAfterMs)
      delivery.nextAttemptAt = new Date(now + retryDelayMs(delivery.attempts));
    else delivery.state = 'gave up';
    return undefined;
  }
}

/** Short waits first, then longer ones: 2 s, 4 s, 8 s … 10 min. */
function retryDelayMs(attempts: number): number {
  return Math.min(firstRetryMs * 2 ** (attempts - 1), longestRetryMs);
}

/** The same delivery always has the same nonce, so that Discord itself drops a repeat. */
function nonceOf(noticeId: string, { route, audience, userId, trouble }: Delivery): string {
  const about =
    trouble === undefined
      ? []
      : 'place' in trouble
        ? [trouble.place, userId]
        : [trouble.audience, trouble.why];
  const parts = [noticeId, route, audience, ...about];
  return createHash('sha256').update(parts.join('/')).digest('base64url').slice(0, 25);
}

/** Keeps what is left to do, and deletes a notice that has nothing left. */
async function save(store: Store, { path, notice }: Kept, deliveries: Delivery[]): Promise<void> {
  const isDone = deliveries.every((delivery) => delivery.state !== 'waiting');
  const isChanged = deliveries.some(
    (delivery, index) =>
      delivery.state !== notice.deliveries[index]?.state ||
      delivery.attempts !== notice.deliveries[index]?.attempts,
  );
  if (!isChanged && !isDone) return;
  await store.transact(async (tx) => {
    if (isDone) tx.delete(path);
    else if ((await tx.get(path)) !== undefined) tx.put(path, { ...notice, deliveries });
  });
}
