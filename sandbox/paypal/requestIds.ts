import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { invalid, PayPalError, unprocessable } from './errors.ts';

/** What a call answers: a status, and its JSON as things stand at that moment. */
export interface Answer {
  readonly status: number;
  readonly body: () => unknown;
}

const LONGEST = 108;

interface Remembered {
  readonly fingerprint: string;
  /** A decline is remembered as it was said. */
  readonly answer: Answer | PayPalError;
  readonly untilMs: number;
}

/**
 * `PayPal-Request-Id`: the same id with the same call does nothing again. It answers with 200 and how the thing of the
 * first time stands now. A decline is answered again, whatever the payer has chosen since; other refused calls are not
 * remembered. Another call with the id is refused.
 */
export class RequestIds {
  readonly #clock: Clock;
  readonly #remembered = new Map<string, Remembered>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Does a call, unless it was done before; ids are told apart by `route`. Throws PayPal's refusals. */
  once(
    call: { route: string; requestId: string | undefined; path: string; body: string; keepMs: number },
    action: () => Answer,
  ): Answer & { replayed: boolean } {
    if (call.requestId === undefined) return { ...action(), replayed: false };
    if (call.requestId.length > LONGEST) {
      throw invalid({
        issue: 'INVALID_STRING_LENGTH',
        description: `A PayPal-Request-Id has at most ${LONGEST} characters.`,
        location: 'header',
      });
    }
    const key = `${call.route} ${call.requestId}`;
    const fingerprint = createHash('sha256').update(`${call.path}\n${call.body}`).digest('hex');
    const before = this.#remembered.get(key);
    if (before && this.#clock.now() < before.untilMs) {
      if (before.fingerprint !== fingerprint) {
        throw unprocessable('PAYPAL_REQUEST_ID_PREVIOUSLY_USED', 'This id was used for another request.');
      }
      if (before.answer instanceof PayPalError) throw before.answer;
      return { status: 200, body: before.answer.body, replayed: true };
    }
    const remember = (answer: Answer | PayPalError) =>
      this.#remembered.set(key, { fingerprint, answer, untilMs: this.#clock.now() + call.keepMs });
    try {
      const answer = action();
      remember(answer);
      return { ...answer, replayed: false };
    } catch (error) {
      if (error instanceof PayPalError && error.message.includes('INSTRUMENT_DECLINED')) remember(error);
      throw error;
    }
  }
}
