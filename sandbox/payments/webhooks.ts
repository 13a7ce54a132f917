import type { Clock } from '../clock.ts';
import type { FaultMatcher, PlannedFault } from '../requestFaults.ts';
import { RequestFaults } from '../requestFaults.ts';

/** Something that a provider tells of, rendered once: what is sent is exactly `body`. */
export interface WebhookEvent {
  readonly id: string;
  /** `charge.refunded`, `PAYMENT.CAPTURE.COMPLETED` … */
  readonly type: string;
  readonly body: string;
}

/** Where events are sent to. */
export interface WebhookEndpoint {
  readonly url: string;
  /** What the provider signs with or by; its meaning is the provider's. */
  readonly secret: string;
  /** The types it wants; all without it. */
  readonly types?: readonly string[];
}

/** What goes wrong on the way of an event to one endpoint. */
export type WebhookFault =
  /** It is never sent. */
  | { kind: 'drop' }
  /** The first attempt is made this much later by the clock, behind what comes meanwhile. */
  | { kind: 'delay'; waitMs: number }
  /** After it was taken it is sent so many times more (default 1). */
  | { kind: 'duplicate'; times?: number }
  /** The endpoint gets it, but the provider does not hear so, and tries again later. */
  | { kind: 'lost' }
  /** The first attempt is signed by somebody else; `how` as the provider names its ways. */
  | { kind: 'forge'; how?: string }
  /** The first attempt carries another text than the one that was signed. */
  | { kind: 'tamper'; change: (body: string) => string }
  /** The first attempt is signed as of so much later (or, below 0, earlier) than it is. */
  | { kind: 'skew'; byMs: number };

/** How an attempt is to be signed. */
export interface Signing {
  readonly event: WebhookEvent;
  readonly endpoint: WebhookEndpoint;
  readonly atMs: number;
  /** Sign as somebody who does not have the provider's keys. */
  readonly forged: boolean;
  /** In which of the provider's ways, if it was told. */
  readonly how?: string | undefined;
}

/** One try to deliver. */
export interface WebhookAttempt {
  readonly atMs: number;
  /** What the endpoint answered; undefined if it did not. */
  readonly status: number | undefined;
}

/** The way of one event to one endpoint. */
export interface WebhookDelivery {
  readonly event: WebhookEvent;
  readonly endpoint: WebhookEndpoint;
  readonly attempts: readonly WebhookAttempt[];
  /** `waiting` for its turn or the next attempt, `held` by the test, `failed` when no attempt is left. */
  readonly state: 'held' | 'waiting' | 'delivered' | 'failed' | 'dropped';
  /** When the next attempt is due, if one waits for the clock. */
  readonly dueMs?: number;
}

interface Underway extends WebhookDelivery {
  attempts: WebhookAttempt[];
  state: WebhookDelivery['state'];
  dueMs?: number;
  fault: WebhookFault | undefined;
}

/** What a provider sends webhooks with. */
export interface WebhookParts {
  readonly clock: Clock;
  /** Headers for an attempt. */
  readonly sign: (signing: Signing) => Record<string, string>;
  /** How long to wait before each further attempt. */
  readonly retryWaitsMs: readonly number[];
  /** How long an endpoint may take to answer, in real time; 10 s by default. */
  readonly patienceMs?: number;
}

/**
 * Sends webhooks as providers do: to each endpoint one after the other, again later by the clock until a 2xx comes or
 * no attempt is left. A test may hold, drop, double, forge and reorder them.
 */
export class Webhooks {
  readonly deliveries: WebhookDelivery[] = [];
  readonly #parts: WebhookParts;
  readonly #faults: RequestFaults<WebhookFault>;
  readonly #endpoints = new Set<WebhookEndpoint>();
  /** The end of what each endpoint is being sent. */
  readonly #queues = new Map<WebhookEndpoint, Promise<void>>();
  readonly #cancels = new Set<() => void>();
  #held: Underway[] | undefined;
  #closed = false;

  constructor(parts: WebhookParts) {
    this.#parts = parts;
    this.#faults = new RequestFaults(parts.clock);
  }

  /** From now on events are sent there too; returns what ends that. */
  addEndpoint(endpoint: WebhookEndpoint): () => void {
    this.#endpoints.add(endpoint);
    return () => void this.#endpoints.delete(endpoint);
  }

  /** Lets the next `times` events of a type (or that match) meet a fault, at each endpoint. */
  next(type: FaultMatcher, fault: WebhookFault, times = 1): PlannedFault {
    const matcher = typeof type === 'string' ? `EVENT ${type}` : type;
    return this.#faults.next(matcher, fault, times);
  }

  /** Sends an event to every endpoint that wants it. */
  send(event: WebhookEvent): void {
    for (const endpoint of this.#endpoints) {
      if (endpoint.types && !endpoint.types.includes(event.type)) continue;
      this.#begin(event, endpoint, this.#faults.take('EVENT', event.type));
    }
  }

  /** Sends an event again that was sent before, as from the provider's dashboard. */
  resend(eventId: string): void {
    const event = this.deliveries.find((one) => one.event.id === eventId)?.event;
    if (!event) throw new Error(`No event ${eventId} was sent`);
    this.send(event);
  }

  /** From now on events wait for `deliver` or `release`. */
  hold(): void {
    this.#held ??= [];
  }

  /** What is held, oldest first. */
  get held(): readonly WebhookDelivery[] {
    return this.#held ?? [];
  }

  /** Lets one held event go, and waits until the endpoint has answered it. */
  async deliver(delivery: WebhookDelivery): Promise<void> {
    const found = this.#held?.find((one) => one === delivery);
    if (!found) throw new Error(`${delivery.event.type} ${delivery.event.id} is not held`);
    this.#held = this.#held?.filter((one) => one !== found) ?? [];
    found.state = 'waiting';
    await this.#enqueue(found);
  }

  /**
   * Lets all held events go, one after the other in this order, and holds no more. What `order` leaves out is dropped;
   * what comes meanwhile follows.
   */
  async release(
    order: (held: readonly WebhookDelivery[]) => readonly WebhookDelivery[] = (held) => held,
  ): Promise<void> {
    const before = [...(this.#held ?? [])];
    const chosen = order(before);
    for (const left of before.filter((one) => !chosen.includes(one))) {
      left.state = 'dropped';
      this.#held = this.#held?.filter((one) => one !== left);
    }
    for (const delivery of chosen) await this.deliver(delivery);
    for (let next = this.#held?.[0]; next; next = this.#held?.[0]) await this.deliver(next);
    this.#held = undefined;
  }

  /** Resolves when nothing is being sent: the rest is held or waits for the clock. */
  async settled(): Promise<void> {
    let before: readonly unknown[] = [];
    for (;;) {
      const queues = [...this.#queues.values()];
      if (queues.every((queue, index) => queue === before[index]) && queues.length === before.length) return;
      await Promise.all(queues);
      before = queues;
    }
  }

  /** When the next attempt that waits for the clock is due. */
  get nextDueMs(): number | undefined {
    const due = this.deliveries.flatMap(({ dueMs }) => (dueMs === undefined ? [] : [dueMs]));
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** Sends nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
    await this.settled();
  }

  #begin(event: WebhookEvent, endpoint: WebhookEndpoint, fault: WebhookFault | undefined): void {
    const delivery: Underway = { event, endpoint, attempts: [], state: 'waiting', fault };
    this.deliveries.push(delivery);
    if (fault?.kind === 'drop') {
      delivery.state = 'dropped';
    } else if (this.#held) {
      delivery.state = 'held';
      this.#held.push(delivery);
    } else if (fault?.kind === 'delay') {
      this.#later(delivery, fault.waitMs);
    } else {
      void this.#enqueue(delivery);
    }
  }

  #later(delivery: Underway, waitMs: number): void {
    if (this.#closed) return;
    delivery.dueMs = this.#parts.clock.now() + waitMs;
    const cancel = this.#parts.clock.after(waitMs, () => {
      this.#cancels.delete(cancel);
      delete delivery.dueMs;
      void this.#enqueue(delivery);
    });
    this.#cancels.add(cancel);
  }

  #enqueue(delivery: Underway): Promise<void> {
    const before = this.#queues.get(delivery.endpoint) ?? Promise.resolve();
    const queue = before.then(() => this.#attempt(delivery));
    this.#queues.set(delivery.endpoint, queue);
    return queue;
  }

  async #attempt(delivery: Underway): Promise<void> {
    if (this.#closed) return;
    const { fault, attempts } = delivery;
    const status = await this.#post(delivery);
    attempts.push({ atMs: this.#parts.clock.now(), status });
    const isLost = fault?.kind === 'lost' && attempts.length === 1;
    if (!isLost && status !== undefined && status >= 200 && status < 300) {
      delivery.state = 'delivered';
      for (let left = fault?.kind === 'duplicate' ? (fault.times ?? 1) : 0; left > 0; left -= 1) {
        attempts.push({ atMs: this.#parts.clock.now(), status: await this.#post(delivery) });
      }
      return;
    }
    const waitMs = this.#parts.retryWaitsMs[attempts.length - 1];
    if (waitMs === undefined) delivery.state = 'failed';
    else this.#later(delivery, waitMs);
  }

  /** Sends it once; the status of the answer, or undefined without one. */
  async #post({ event, endpoint, fault, attempts }: Underway): Promise<number | undefined> {
    const isFirst = attempts.length === 0;
    const skewMs = isFirst && fault?.kind === 'skew' ? fault.byMs : 0;
    const headers = this.#parts.sign({
      event,
      endpoint,
      atMs: this.#parts.clock.now() + skewMs,
      forged: isFirst && fault?.kind === 'forge',
      how: fault?.kind === 'forge' ? fault.how : undefined,
    });
    const body = isFirst && fault?.kind === 'tamper' ? fault.change(event.body) : event.body;
    try {
      const answer = await fetch(endpoint.url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(this.#parts.patienceMs ?? 10_000),
      });
      await answer.arrayBuffer();
      return answer.status;
    } catch {
      // Whatever kept the answer away, the provider knows nothing and tries again.
      return undefined;
    }
  }
}

/** Waits that double from `firstMs` up to `longestMs` and end before `endMs` have passed. */
export function doublingWaitsMs(firstMs: number, longestMs: number, endMs: number): readonly number[] {
  const waits: number[] = [];
  let passedMs = 0;
  for (let waitMs = firstMs; passedMs + waitMs <= endMs; waitMs = Math.min(waitMs * 2, longestMs)) {
    waits.push(waitMs);
    passedMs += waitMs;
  }
  return waits;
}
