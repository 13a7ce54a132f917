import type { Clock } from './clock.ts';

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

/**
 * Which requests a fault meets: `POST /channels/:id/messages` (any id), or a test of `METHOD /path`. Downloads
 * are `GET /attachments/:channel/:id/:name`, of what was given to a command or form `GET /ephemeral-attachments/…`.
 */
export type FaultMatcher = string | RegExp;

/** A fault that happened. */
export interface FaultRecord {
  atMs: number;
  /** What it met: `POST /channels/1/messages`, or the gateway. */
  where: string;
  kind: string;
}

/** A fault that was asked for. */
export interface PlannedFault {
  /** How many requests it still waits for. */
  readonly left: number;
  /** Resolves when it has met all the requests it was meant for. */
  readonly spent: Promise<void>;
  /** Takes it back. */
  cancel(): void;
}

/** What the gateway can do to its clients; see `Gateway` for what each does. */
export interface GatewayFaults {
  drop(code?: number): number;
  askToReconnect(): number;
  invalidateSessions(resumable: boolean): number;
  ignoreHeartbeats(times: number): void;
  duplicateNext(event: string, times?: number): void;
}

/** Faults on demand. Each is bounded, and each that happens is recorded in `log`. */
export class Faults {
  readonly log: FaultRecord[] = [];
  readonly gateway: GatewayFaults;
  #clock: Clock;
  #planned = new Set<{ matches: RegExp; fault: RestFault; left: number; spent: () => void }>();

  constructor(clock: Clock, gateway: (note: (where: string, kind: string) => void) => GatewayFaults) {
    this.#clock = clock;
    this.gateway = gateway((where, kind) => this.#note(where, kind));
  }

  /** Lets the next `times` (default 1) matching requests meet `fault`. */
  next(matcher: FaultMatcher, fault: RestFault, times = 1): PlannedFault {
    let spent = () => {};
    const whenSpent = new Promise<void>((resolve) => {
      spent = resolve;
    });
    const planned = { matches: toPattern(matcher), fault, left: times, spent };
    this.#planned.add(planned);
    return {
      get left() {
        return planned.left;
      },
      spent: whenSpent,
      cancel: () => void this.#planned.delete(planned),
    };
  }

  /** The fault that a request meets, if any; it counts as met. */
  take(method: string, path: string): RestFault | undefined {
    if (this.#planned.size === 0) return undefined;
    const request = `${method} ${path}`;
    for (const planned of this.#planned) {
      if (!planned.matches.test(request)) continue;
      planned.left -= 1;
      this.#note(request, planned.fault.kind);
      if (planned.left <= 0) {
        this.#planned.delete(planned);
        planned.spent();
      }
      return planned.fault;
    }
    return undefined;
  }

  #note(where: string, kind: string): void {
    this.log.push({ atMs: this.#clock.now(), where, kind });
  }
}

function toPattern(matcher: FaultMatcher): RegExp {
  if (matcher instanceof RegExp) return matcher;
  const escaped = matcher.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll(/:\w+/g, '[^/]+')}$`);
}
