import type { MiddlewareHandler } from 'hono';
import type { Clock } from '../../clock.ts';
import type { Journal } from '../../payments/journal.ts';
import { enterCall, type ProviderEnv } from '../../payments/server.ts';
import { StripeRefusal } from '../model/errors.ts';

/** An answer as it goes out. */
export interface Outcome {
  readonly status: number;
  readonly body: string;
  /** Refused before anything was begun. */
  readonly isInvalid: boolean;
}

interface Kept {
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly params: string;
  readonly outcome: Outcome;
  /** The call that it was the answer to. */
  readonly requestId: string;
}

/** Stripe may forget a key after a day; here it does. */
const keptMs = 24 * 3_600_000;
const longestKey = 255;

/** What was answered to calls with an idempotency key, and which of them go on. */
export class IdempotencyKeys {
  readonly #clock: Clock;
  readonly #kept = new Map<string, Kept>();
  readonly #busy = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Lets no two calls with one key go on at a time. Stands before the faults, so that a slow call holds its key. */
  oneAtATime(journal: Journal): MiddlewareHandler<ProviderEnv> {
    return async (context, next) => {
      const call = await enterCall(context, {
        journal,
        clock: this.#clock,
        idempotencyHeader: 'idempotency-key',
      });
      const key = context.req.method === 'POST' ? context.req.header('idempotency-key') : undefined;
      if (key === undefined) {
        await next();
        return;
      }
      if (this.#busy.has(key)) {
        call.status = 409;
        throw new StripeRefusal(
          409,
          {
            type: 'idempotency_error',
            code: 'idempotency_key_in_use',
            message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
          },
          true,
        );
      }
      this.#busy.add(key);
      try {
        await next();
      } finally {
        this.#busy.delete(key);
      }
    };
  }

  /**
   * The answer that this key was given before. Refuses (`idempotency_error`) a key that was used for something else,
   * and one that is too long.
   */
  earlier(key: string, call: Pick<Kept, 'method' | 'path' | 'params'>): Kept | undefined {
    if (key.length > longestKey)
      throw misused(`Idempotency keys can be up to ${longestKey} characters long.`);
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    if (this.#clock.now() - kept.atMs >= keptMs) {
      this.#kept.delete(key);
      return undefined;
    }
    if (kept.method !== call.method || kept.path !== call.path) {
      throw misused(
        `Keys for idempotent requests can only be used for the same endpoint they were first used for ('${call.path}' vs '${kept.path}'). Try using a key other than '${key}' if you meant to execute a different request.`,
      );
    }
    if (kept.params !== call.params) {
      throw misused(
        `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      );
    }
    return kept;
  }

  /** Keeps an answer for its key, unless nothing was begun. */
  keep(key: string, kept: Omit<Kept, 'atMs'>): void {
    if (kept.outcome.isInvalid) return;
    this.#kept.set(key, { ...kept, atMs: this.#clock.now() });
  }
}

function misused(message: string): StripeRefusal {
  return new StripeRefusal(400, { type: 'idempotency_error', message }, true);
}
