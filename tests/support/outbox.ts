import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import { type Delivering, deliverNotices } from '../../src/app/deliverNotices.ts';
import { type Delivery, noticeIdOf, noticeOf } from '../../src/domain/notice.ts';
import type { Order, OrderEvent } from '../../src/domain/order.ts';
import { isWalletNotice } from '../../src/domain/outbox.ts';
import type { Reminder } from '../../src/domain/reminder.ts';
import { defaultSettings } from '../../src/domain/settings.ts';
import type { Timer } from '../../src/ports/clock.ts';
import { collections, guilds, outbox } from '../../src/ports/collections.ts';
import type { Message, Sent } from '../../src/ports/messenger.ts';
import { type AnyCollection, type Store, Unavailable } from '../../src/ports/store.ts';
import { anEvent, anOrder, at, guildId } from './anOrder.ts';

/** A message that was tried: to whom, what, and under which nonce. */
export interface Attempt {
  /** `direct 1…`, `channel 3…`, `post 3…` or `edit 3…/message …`. */
  readonly to: string;
  readonly text: string;
  readonly nonce: string;
}

/** The time, which stands still until it is told to go on; then everything due meanwhile happens, in order. */
export class ManualTime implements Timer {
  private ms = at(60).getTime();
  private readonly due = new Map<symbol, { readonly at: number; readonly action: () => void }>();
  private readonly watchers = new Set<() => void>();

  now(): Date {
    return new Date(this.ms);
  }

  after(waitMs: number, action: () => void): () => void {
    const key = Symbol(`in ${waitMs} ms`);
    this.due.set(key, { at: this.ms + waitMs, action });
    for (const look of this.watchers) look();
    return () => this.due.delete(key);
  }

  /** How long until something happens, for each thing that waits. */
  waits(): number[] {
    return [...this.due.values()].map(({ at }) => at - this.ms).sort((one, other) => one - other);
  }

  /** Resolves once something waits just so long. */
  waiting(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!this.waits().includes(ms)) return;
        this.watchers.delete(look);
        resolve();
      };
      this.watchers.add(look);
      look();
    });
  }

  pass(ms: number): void {
    const end = this.ms + ms;
    for (;;) {
      const [first] = [...this.due].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at);
      if (first === undefined) break;
      this.due.delete(first[0]);
      this.ms = Math.max(this.ms, first[1].at);
      first[1].action();
    }
    this.ms = end;
  }
}

/** An outbox on a real database, with the time in the test's hands and a messenger that does as it is told. */
export interface OutboxDesk {
  readonly store: Store;
  readonly time: ManualTime;
  readonly work: Delivering & { readonly timer: Timer };
  /** What was tried, in order, whatever became of it. */
  readonly attempts: Attempt[];
  readonly reports: { readonly error: unknown; readonly noticeId: string }[];
  /** Decides what becomes of each message; all are sent unless a test sets it. */
  answer: (attempt: Attempt) => Sent | Promise<Sent>;
  /** Commits a change's notice, as the use cases do; returns its id. */
  notify(order: Partial<Order>, ...events: Partial<OrderEvent>[]): Promise<string>;
  /** Makes a notice a reminder. */
  remind(noticeId: string, about: Reminder): Promise<void>;
  /** Gives the server an order log. */
  setLog(channelId: string): Promise<void>;
  /** Gives the server a channel for its review queue. */
  setReviewQueue(channelId: string): Promise<void>;
  /** Delivers what is due, to its end; says when the next attempt is. */
  deliver(work?: Partial<Delivering>): Promise<Date | undefined>;
  left(): Promise<number>;
  /** The same file, opened with one collection declared in another way. */
  openAs(collection: AnyCollection): Promise<Store>;
  dispose(): Promise<void>;
}

export async function outboxDesk(): Promise<OutboxDesk> {
  const folder = await mkdtemp(join(tmpdir(), 'orderly-outbox-'));
  const file = join(folder, 'store.sqlite');
  const store = await openSqliteStore({ file, collections });
  const opened: Store[] = [store];
  const time = new ManualTime();
  const attempts: Attempt[] = [];
  const reports: OutboxDesk['reports'] = [];
  let changes = 0;

  const send =
    (kind: string) =>
    async (id: string, { content }: Message, nonce: string) => {
      const attempt = { to: `${kind} ${id}`, text: content, nonce };
      attempts.push(attempt);
      return desk.answer(attempt);
    };

  const desk: OutboxDesk = {
    store,
    time,
    attempts,
    reports,
    answer: () => 'sent',
    work: {
      store,
      clock: time,
      timer: time,
      messenger: {
        sendDirect: send('direct'),
        sendToChannel: send('channel'),
        async post(channelId, message, nonce) {
          const sent = await send('post')(channelId, message, nonce);
          return sent === 'sent' ? `message ${attempts.length}` : undefined;
        },
        edit: (channelId, messageId, message) => send('edit')(`${channelId}/${messageId}`, message, ''),
      },
      render: (notice, delivery) => ({
        content: isWalletNotice(notice)
          ? `${notice.wallet.kind}: ${words(delivery)}`
          : `${notice.order.orderId} ${notice.order.sequence}: ${words(delivery)}`,
      }),
      report: (error, noticeId) => reports.push({ error, noticeId }),
    },
    async notify(changed, ...events) {
      changes += 1;
      const order = anOrder({ sequence: changes, lastUpdated: time.now(), ...changed });
      const made = { at: order.lastUpdated, to: 'In Progress', sequence: changes } as const;
      const [first, ...more] = events.map((event) => anEvent({ ...made, ...event }));
      const noticeId = noticeIdOf(order);
      await store.transact(async (tx) => {
        tx.create(outbox.path(noticeId), noticeOf({ order, events: [first ?? anEvent(made), ...more] }));
      });
      return noticeId;
    },
    async remind(noticeId, about) {
      const path = outbox.path(noticeId);
      await store.transact(async (tx) => {
        tx.put(path, { createdAt: time.now(), ...(await tx.get(path)), reminder: about });
      });
    },
    async setLog(channelId) {
      await store.transact(async (tx) => {
        tx.put(guilds.path(guildId), { ...defaultSettings, orderLogChannelId: channelId });
      });
    },
    async setReviewQueue(channelId) {
      await store.transact(async (tx) => {
        tx.put(guilds.path(guildId), { ...defaultSettings, reviewChannelId: channelId });
      });
    },
    async deliver(work = {}) {
      const { nextAttemptAt, rest } = await deliverNotices({ ...desk.work, ...work });
      await rest;
      return nextAttemptAt;
    },
    left: () => store.count({ from: outbox, orderBy: { field: 'createdAt', direction: 'ascending' } }),
    async openAs(collection) {
      const others = collections.filter(({ name }) => name !== collection.name);
      const other = await openSqliteStore({ file, collections: [...others, collection] });
      opened.push(other);
      return other;
    },
    async dispose() {
      for (const each of opened) await each.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return desk;
}

/** The store, whose next calls of one kind fail, as when it is locked or the process ends just then; `after` go well first. */
export function failingStore(store: Store, call: 'transact' | 'count', times: number, after = 0): Store {
  let calls = 0;
  const fails = (called: typeof call) => {
    if (called !== call) return false;
    calls += 1;
    return calls > after && calls <= after + times;
  };
  const failure = () => Promise.reject(new Unavailable('it was pulled'));
  return {
    get: (path) => store.get(path),
    getAll: (paths) => store.getAll(paths),
    query: (query) => store.query(query),
    count: (tally) => (fails('count') ? failure() : store.count(tally)),
    sum: (tally, field) => store.sum(tally, field),
    transact: (body) => (fails('transact') ? failure() : store.transact(body)),
    close: () => store.close(),
  };
}

/** What a delivery says, in a word or two. */
function words({ audience, trouble }: Delivery): string {
  if (trouble === undefined) return audience;
  if ('place' in trouble) return `${trouble.place} ${trouble.channelId} is closed`;
  return `${trouble.audience} ${trouble.why}, ticket ${trouble.ticket}`;
}
