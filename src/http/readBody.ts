import type { IncomingMessage } from 'node:http';
import { ok, type Result, refuse } from '../domain/result.ts';
import type { Timer } from '../ports/clock.ts';

/** Why a request's body was not taken. `broken`: the sender ended the connection. */
export type BodyRefusal = 'too-large' | 'too-slow' | 'broken';

/**
 * The exact bytes of a request's body. What is refused is left unread, so the connection has to be closed then. Never
 * holds more than the limit.
 */
export function readBody(
  request: IncomingMessage,
  {
    limitBytes,
    limitMs,
    timer,
  }: { readonly limitBytes: number; readonly limitMs: number; readonly timer: Timer },
): Promise<Result<Uint8Array, BodyRefusal>> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const end = (result: Result<Uint8Array, BodyRefusal>) => {
      cancel();
      request.off('data', take).off('end', whole).off('error', cut).off('close', cut);
      resolve(result);
    };
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limitBytes) end(refuse('too-large'));
      else chunks.push(chunk);
    };
    const whole = () => end(ok(Buffer.concat(chunks)));
    const cut = () => end(refuse('broken'));
    const cancel = timer.after(limitMs, () => end(refuse('too-slow')));
    request.on('data', take).on('end', whole).on('error', cut).on('close', cut);
  });
}
