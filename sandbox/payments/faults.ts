import { RequestFaults } from '../requestFaults.ts';

/** What goes wrong with a call to a payment provider, instead of or beside the right answer. */
export type PaymentFault =
  /** 429 with a Retry-After header; nothing applied. */
  | { kind: 'rateLimit'; retryAfterSeconds?: number }
  /**
   * An error status, with nothing applied; without a body the provider's own for that status. With `sticks` (Stripe)
   * the provider keeps this answer for the idempotency key and gives it again.
   */
  | { kind: 'status'; status: number; body?: unknown; sticks?: boolean }
  /** Nothing applied and no answer: the request hangs until the client gives up. */
  | { kind: 'hang' }
  /** Nothing applied and the connection is cut. */
  | { kind: 'destroy' }
  /** The right answer, late by the provider's clock. */
  | { kind: 'slow'; waitMs: number }
  /**
   * The call is applied, but the client gets an error status, with `hang` no answer at all, or else a cut connection.
   * With `sticks` as above.
   */
  | { kind: 'lost'; status?: number; hang?: boolean; sticks?: boolean }
  /** The call is applied, but its answer is this: cut-off JSON by default. A header that is null is left out. */
  | {
      kind: 'garbled';
      status?: number;
      body?: string | Uint8Array<ArrayBuffer>;
      headers?: Readonly<Record<string, string | null>>;
    };

/** Faults on demand for a local payment provider; calls are named as `POST /v1/refunds` or `GET /v1/charges/:id`. */
export class PaymentFaults extends RequestFaults<PaymentFault> {}
