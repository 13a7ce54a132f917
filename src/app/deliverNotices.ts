import { createHash } from 'node:crypto';
import type { Delivery, Notice } from '../domain/notice.ts';
import type { Settings } from '../domain/settings.ts';
import type { Clock } from '../ports/clock.ts';
import { outbox } from '../ports/collections.ts';
import type { Message, Messenger, Sent } from '../ports/messenger.ts';
import type { Cursor, Found, Store } from '../ports/store.ts';
import { readSettings } from './access.ts';

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
    await Promise.all(page.docs.map((found) => deliverNotice(work, found, round)));
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
      if (this.nextAttemptAt === undefined || waitsUntil < this.nextAttemptAt)
        this.nextAttemptAt = waitsUntil;
    });
    this.tails.set(recipient, mine);
    return mine;
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
  const { order } = found.data;
  const target = await targetOf(work.store, found.data, delivery, round);
  if (target === undefined) {
    delivery.state = 'closed';
    return [];
  }
  let following: Delivery[] = [];
  await round.lanes.run(`${target.kind} ${target.id}`, async () => {
    const now = work.clock.now();
    if (delivery.nextAttemptAt > now) return delivery.nextAttemptAt;
    const message = work.render(found.data, delivery);
    const nonce = nonceOf(found.id, index);
    delivery.attempts += 1;
    let sent: Sent;
    try {
      sent =
        target.kind === 'direct'
          ? await work.messenger.sendDirect(target.id, message, nonce)
          : await work.messenger.sendToChannel(target.id, message, nonce);
    } catch (error) {
      work.report(error, found.id);
      if (now.getTime() - found.data.createdAt.getTime() < giveUpAfterMs) {
        delivery.nextAttemptAt = new Date(now.getTime() + retryDelayMs(delivery.attempts));
        return delivery.nextAttemptAt;
      }
      delivery.state = 'gave up';
      following = tellStaff(delivery, now, 'gave up', false);
      return undefined;
    }
    delivery.state = sent;
    if (sent === 'closed') following = fallBack(delivery, now, order.ticketChannelId !== undefined);
    return undefined;
  });
  return following;
}

/** Where a delivery goes now; undefined when the server has no such place. */
async function targetOf(
  store: Store,
  notice: Notice,
  delivery: Delivery,
  { settings }: Round,
): Promise<{ kind: 'direct' | 'channel'; id: string } | undefined> {
  switch (delivery.route) {
    case 'direct':
      return delivery.userId === undefined ? undefined : { kind: 'direct', id: delivery.userId };
    case 'ticket': {
      const id = notice.order.ticketChannelId;
      return id === undefined ? undefined : { kind: 'channel', id };
    }
    case 'log': {
      // One read a round, shared: then all who wait for it go on in the order in which they came.
      const reading = settings.get(notice.guildId) ?? readSettings(store, notice.guildId);
      settings.set(notice.guildId, reading);
      const id = (await reading).orderLogChannelId;
      if (id !== undefined) return { kind: 'channel', id };
      // Without a log, trouble goes to the one who made the change; there is no one else to tell.
      return delivery.trouble === undefined || delivery.trouble.userId === notice.events[0].by
        ? undefined
        : { kind: 'direct', id: notice.events[0].by };
    }
  }
}

/** A person who takes no direct messages is told in the order's ticket channel, and staff are told either way. */
function fallBack(delivery: Delivery, now: Date, hasTicket: boolean): Delivery[] {
  if (delivery.route !== 'direct' || delivery.audience === 'log') return [];
  const ticket: Delivery = {
    ...delivery,
    route: 'ticket',
    state: 'waiting',
    attempts: 0,
    nextAttemptAt: now,
  };
  return [...(hasTicket ? [ticket] : []), ...tellStaff(delivery, now, 'closed', hasTicket)];
}

function tellStaff(delivery: Delivery, now: Date, why: 'closed' | 'gave up', ticket: boolean): Delivery[] {
  if (delivery.userId === undefined || delivery.audience === 'log') return [];
  const trouble = { audience: delivery.audience, userId: delivery.userId, why, ticket };
  return [{ audience: 'log', route: 'log', trouble, state: 'waiting', attempts: 0, nextAttemptAt: now }];
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
