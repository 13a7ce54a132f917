import type { PlannedFault, RestFault, Sandbox } from '../../sandbox/index.ts';
import type { FaultState, FaultSwitch } from '../protocol.ts';
import type { BotProcess } from './botProcess.ts';

const ANY = /^(?:GET|POST|PUT|PATCH|DELETE) \/(?!gateway)/;
const SENDING = /^(?:POST|PATCH|PUT) /;
const RETRY_AFTER_SECONDS = 1;

/** The switches with which a visitor makes things go wrong. */
export class FaultSwitches {
  readonly #sandbox: Sandbox;
  readonly #bot: BotProcess;
  #slow: { byMs: number; planned: PlannedFault | undefined } | undefined;
  #rateLimit: PlannedFault | undefined;
  #failure: PlannedFault | undefined;

  constructor(sandbox: Sandbox, bot: BotProcess) {
    this.#sandbox = sandbox;
    this.#bot = bot;
  }

  /** What is switched on now. */
  get state(): FaultState {
    return {
      slowMs: this.#slow?.byMs ?? 0,
      rateLimits: Math.max(0, this.#rateLimit?.left ?? 0),
      failures: Math.max(0, this.#failure?.left ?? 0),
    };
  }

  /** Switches one. */
  async switch(fault: FaultSwitch): Promise<void> {
    switch (fault.kind) {
      case 'direct messages': {
        const person = this.#sandbox.guilds
          .flatMap(({ people }) => people)
          .find(({ id }) => id === fault.person);
        if (fault.open) person?.openDirectMessages();
        else person?.closeDirectMessages();
        return;
      }
      case 'slow':
        this.#slow?.planned?.cancel();
        this.#slow =
          fault.byMs === 0
            ? undefined
            : { byMs: fault.byMs, planned: this.#plan(ANY, { kind: 'slow', waitMs: fault.byMs }) };
        return;
      case 'rate limit':
        this.#rateLimit?.cancel();
        this.#rateLimit = this.#plan(
          SENDING,
          { kind: 'rateLimit', retryAfterSeconds: RETRY_AFTER_SECONDS },
          fault.times,
        );
        return;
      case 'fail':
        this.#failure?.cancel();
        this.#failure = this.#plan(SENDING, { kind: 'status', status: 500 }, fault.times);
        return;
      case 'drop':
        this.#sandbox.faults.gateway.drop();
        return;
      case 'kill':
        await this.#bot.kill();
        return;
      case 'start':
        await this.#bot.start();
    }
  }

  /** Without `times` until it is taken back; one that is to happen no times is none. */
  #plan(matcher: RegExp, fault: RestFault, times = Number.POSITIVE_INFINITY): PlannedFault | undefined {
    return times === 0 ? undefined : this.#sandbox.faults.next(matcher, fault, times);
  }
}
