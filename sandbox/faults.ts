import type { Clock } from './clock.ts';
import { RequestFaults } from './requestFaults.ts';

/** What goes wrong with a request or a download, instead of or beside the right answer. */
export type RestFault =
  /** 429 with a Retry-After header; `global` marks the whole bot as limited. */
  | { kind: 'rateLimit'; retryAfterSeconds: number; global?: boolean }
  /** An error status, with nothing applied. */
  | { kind: 'status'; status: number; body?: unknown }
  /** Nothing applied and no answer: the request hangs until the client gives up. */
  | { kind: 'hang' }
  /** Nothing applied and the connection is cut. */
  | { kind: 'destroy' }
  /** Nothing applied and another address is named. */
  | { kind: 'redirect'; to: string }
  /** The right answer, late by the sandbox's clock. */
  | { kind: 'slow'; waitMs: number }
  /** The request is applied, but the client gets an error status or, without one, a cut connection. */
  | { kind: 'lost'; status?: number };

/** What the gateway can do to its clients; see `Gateway` for what each does. */
export interface GatewayFaults {
  drop(code?: number): number;
  askToReconnect(): number;
  invalidateSessions(resumable: boolean): number;
  ignoreHeartbeats(times: number): void;
  duplicateNext(event: string, times?: number): void;
}

/**
 * The local Discord's faults on demand. Downloads are `GET /attachments/:channel/:id/:name`, of what was given to a
 * command or form `GET /ephemeral-attachments/…`.
 */
export class Faults extends RequestFaults<RestFault> {
  readonly gateway: GatewayFaults;

  constructor(clock: Clock, gateway: (note: (where: string, kind: string) => void) => GatewayFaults) {
    super(clock);
    this.gateway = gateway((where, kind) => this.note(where, kind));
  }
}
