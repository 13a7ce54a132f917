import { createHash } from 'node:crypto';
import type { Delivery, Notice } from '../domain/notice.ts';
import type { Settings } from '../domain/settings.ts';
import type { Clock } from '../ports/clock.ts';
import { outbox } from '../ports/collections.ts';
import type { Message, Messenger } from '../ports/messenger.ts';
import type { Cursor, Found, Store } from '../ports/store.ts';
import { sendTo, type Target, targetOf } from './noticeTarget.ts';

/** What delivering needs. `render` writes one delivery's message; `report` hears of failed attempts. */
export interface Delivering {
  readonly store: Store;
  readonly clock: Clock;
  readonly messenger: Messenger;
  readonly render: (notice: Notice, delivery: Delivery) => Message;
  readonly report: (error: unknown, noticeId: string) => void;
  /** Called once a notice's deliveries have all been tried. */
  readonly tried?: (noticeId: string, deliveries: readonly Delivery[]) => void;
}

const noticesAtOnce = 50;
/** After this long a message is given up and staff are told. */
export const giveUpAfterMs = 24 * 60 * 60 * 1000;
const firstRetryMs = 2_000;
const longestRetryMs = 10 * 60 * 1000;

/**
 * Tries every delivery that is due, oldest notice first. To one recipient messages go in order: while one waits for its
 * next attempt, later ones wait behind it. Returns when the next attempt is due, if any delivery is left.
 */
export async function deliverNotices(work: Delivering): Promise<Date | undefined> {
  const round = { lanes: new Lanes(), settings: new Map() };
  let after: Cursor | undefined;
  do {
    const page = await work.store.query({
      from: outbox,
      orderBy: { field: 'createdAt', direction: 'ascending' },
      limit: noticesAtOnce,
      ...(after === undefined ? {} : { after }),
    });
    await Promise.all(
      page.docs.map((found) =>
        // One that can't be kept must not stop the others.
        deliverNotice(work, found, round).catch((error: unknown) => work.report(error, found.id)),
      ),
    );
    after = page.next;
  } while (after !== undefined);
  return round.lanes.nextAttemptAt;
}

/** What one round keeps: the recipients' queues, and the settings it has read. */
interface Round {
  readonly lanes: Lanes;
  readonly settings: Map<string, Promise<Settings>>;
}

/** One queue a recipient: its sends follow each other, and a failed one blocks the rest of this round. */
class Lanes {
  nextAttemptAt: Date | undefined;
  private readonly tails = new Map<string, Promise<void>>();
  private readonly blocked = new Set<string>();

  /** Runs `send` after all that was queued for this recipient before, unless one of those has to be tried again later. */
  async run(recipient: string, send: () => Promise<Date | undefined>): Promise<void> {
    const before = this.tails.get(recipient) ?? Promise.resolve();
    const mine = before.then(async () => {
      if (this.blocked.has(recipient)) return;
      const waitsUntil = await send();
      if (waitsUntil === undefined) return;
      this.blocked.add(recipient);
      this.waitUntil(waitsUntil);
    });
    this.tails.set(recipient, mine);
    return mine;
  }

  /** Notes that something is to be tried again then. */
  waitUntil(moment: Date): void {
    if (this.nextAttemptAt === undefined || moment < this.nextAttemptAt) this.nextAttemptAt = moment;
  }
}

async function deliverNotice(work: Delivering, found: Found<Notice>, round: Round): Promise<void> {
  const notice = found.data;
  const deliveries = notice.deliveries.map((delivery) => ({ ...delivery }));
  // Deliveries that are added on the way (to the ticket channel, to staff) come after those that caused them.
  for (let index = 0; index < deliveries.length; ) {
    const until = deliveries.length;
    const results = await Promise.all(
      deliveries
        .slice(index)
        .map((delivery, offset) => attempt(work, found, delivery, index + offset, round)),
    );
    deliveries.push(...results.flat());
    index = until;
  }
  await save(work.store, found, deliveries);
  work.tried?.(found.id, deliveries);
}

/** Tries one delivery, noting in it what became of it; returns the deliveries that follow from that. */
async function attempt(
  work: Delivering,
  found: Found<Notice>,
  delivery: Delivery,
  index: number,
  round: Round,
): Promise<Delivery[]> {
  if (delivery.state !== 'waiting') return [];
  const isDue = () => delivery.nextAttemptAt <= work.clock.now();
  let target: Target | undefined;
  try {
    target = await targetOf(work.store, found.data, delivery, round.settings);
  } catch (error) {
    if (isDue()) failed(work, found, delivery, error);
    if (delivery.state === 'waiting') round.lanes.waitUntil(delivery.nextAttemptAt);
    return followUps(delivery, found.data, work.clock.now());
  }
  if (target === undefined) {
    delivery.state = 'closed';
    return [];
  }
  await round.lanes.run(`${target.kind} ${target.id}`, async () => {
    if (!isDue()) return delivery.nextAttemptAt;
    try {
      const message = work.render(found.data, delivery);
      const nonce = nonceOf(found.id, index);
      delivery.state = await sendTo(work, target, message, nonce);
      delivery.attempts += 1;
    } catch (error) {
      failed(work, found, delivery, error);
    }
    return delivery.state === 'waiting' ? delivery.nextAttemptAt : undefined;
  });
  return followUps(delivery, found.data, work.clock.now());
}

/** Notes a failed attempt: another one later, until a day has passed. */
function failed(work: Delivering, found: Found<Notice>, delivery: Delivery, error: unknown): void {
  const now = work.clock.now();
  work.report(error, found.id);
  delivery.attempts += 1;
  if (now.getTime() - found.data.createdAt.getTime() < giveUpAfterMs)
    delivery.nextAttemptAt = new Date(now.getTime() + retryDelayMs(delivery.attempts));
  else delivery.state = 'gave up';
}

/**
 * What follows when a message could not go where it should: a person who takes no direct messages is told in the order's
 * ticket channel, and staff are told how it ended.
 */
function followUps(delivery: Delivery, { order }: Notice, now: Date): Delivery[] {
  const { audience, route, userId, state } = delivery;
  if (audience === 'log' || userId === undefined || state === 'waiting') return [];
  const waiting = { state: 'waiting' as const, attempts: 0, nextAttemptAt: now };
  if (route === 'direct' && state === 'closed' && order.ticketChannelId !== undefined)
    return [{ audience, route: 'ticket', userId, ...waiting }];
  if (route === 'direct' && state === 'sent') return [];
  const why = route === 'direct' && state === 'gave up' ? state : 'closed';
  const trouble = { audience, userId, why, ticket: state === 'sent' } as const;
  return [{ audience: 'log', route: 'log', trouble, ...waiting }];
}

/** Short waits first, then longer ones: 2 s, 4 s, 8 s … 10 min. */
function retryDelayMs(attempts: number): number {
  return Math.min(firstRetryMs * 2 ** (attempts - 1), longestRetryMs);
}

/** The same delivery always has the same nonce, so that Discord itself drops a repeat. */
function nonceOf(noticeId: string, index: number): string {
  return createHash('sha256').update(`${noticeId}/${index}`).digest('base64url').slice(0, 25);
}

/** Keeps what is left to do, and deletes a notice that has nothing left. */
async function save(store: Store, found: Found<Notice>, deliveries: Delivery[]): Promise<void> {
  const isDone = deliveries.every((delivery) => delivery.state !== 'waiting');
  const changed = deliveries.some(
    (delivery, index) =>
      delivery.state !== found.data.deliveries[index]?.state ||
      delivery.attempts !== found.data.deliveries[index]?.attempts,
  );
  if (!changed) return;
  await store.transact(async (tx) => {
    if (isDone) tx.delete(found.path);
    else if ((await tx.get(found.path)) !== undefined) tx.put(found.path, { ...found.data, deliveries });
  });
}
