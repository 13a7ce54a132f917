import type { Clock } from './clock.ts';

/** Which requests a fault meets: `POST /channels/:id/messages` (any id), or a test of `METHOD /path`. */
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

interface Planned<Fault> {
  matches: RegExp;
  fault: Fault;
  left: number;
  /** Meets one of so many requests that match. */
  every: number;
  /** How many matching requests went by since it last met one. */
  passed: number;
  spent: () => void;
}

/** Faults on demand for requests to a local server. Each is bounded, and each that happens is recorded in `log`. */
export class RequestFaults<Fault extends { kind: string }> {
  readonly log: FaultRecord[] = [];
  /** Told of each fault as it happens. */
  readonly onFault = new Set<(fault: FaultRecord) => void>();
  readonly #clock: Clock;
  readonly #planned = new Set<Planned<Fault>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Lets the next `times` (default 1) matching requests meet `fault`. */
  next(matcher: FaultMatcher, fault: Fault, times = 1): PlannedFault {
    return this.#plan(matcher, fault, times, 1);
  }

  /** Lets one of `every` matching requests meet `fault` (with 3 the third, the sixth …), `times` times at most. */
  oneIn(every: number, matcher: FaultMatcher, fault: Fault, times = Number.POSITIVE_INFINITY): PlannedFault {
    return this.#plan(matcher, fault, times, every);
  }

  /** The fault that a request meets, if any; it counts as met. */
  take(method: string, path: string): Fault | undefined {
    if (this.#planned.size === 0) return undefined;
    const request = `${method} ${path}`;
    for (const planned of this.#planned) {
      if (!planned.matches.test(request)) continue;
      planned.passed += 1;
      if (planned.passed < planned.every) continue;
      planned.passed = 0;
      planned.left -= 1;
      this.note(request, planned.fault.kind);
      if (planned.left <= 0) {
        this.#planned.delete(planned);
        planned.spent();
      }
      return planned.fault;
    }
    return undefined;
  }

  protected note(where: string, kind: string): void {
    const record = { atMs: this.#clock.now(), where, kind };
    this.log.push(record);
    for (const listener of this.onFault) listener(record);
  }

  #plan(matcher: FaultMatcher, fault: Fault, times: number, every: number): PlannedFault {
    let spent = () => {};
    const whenSpent = new Promise<void>((resolve) => {
      spent = resolve;
    });
    const planned = { matches: toPattern(matcher), fault, left: times, every, passed: 0, spent };
    this.#planned.add(planned);
    return {
      get left() {
        return planned.left;
      },
      spent: whenSpent,
      cancel: () => void this.#planned.delete(planned),
    };
  }
}

function toPattern(matcher: FaultMatcher): RegExp {
  if (matcher instanceof RegExp) return matcher;
  const escaped = matcher.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll(/:\w+/g, '[^/]+')}$`);
}
