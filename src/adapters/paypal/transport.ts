import sdk, { type Environment, type PayPalRequest } from '@paypal/checkout-server-sdk';
import { z } from 'zod';
import { ok, type Result, refuse } from '../../domain/result.ts';
import type { Asked, ProviderFailure } from '../../ports/paymentProvider.ts';
import { errorSchema, tokenSchema } from './shapes.ts';

/**
 * Sends what the SDK's builders made. The SDK's own client is not used: an answer that is no JSON makes it throw where
 * nobody can catch it, and it shares tokens between all clients of a process.
 */
export interface Transport {
  /** Sends a request and reads its answer. Takes bounded time, never throws, and leaves the request as it is. */
  send<T>(request: PayPalRequest, schema: z.ZodType<T>): Asked<T>;
}

/** These say that no connection came about, so nothing was sent. */
const neverSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

type Granted = Result<{ readonly header: string; readonly untilMs: number }, ProviderFailure>;

interface Reply {
  readonly status: number;
  /** Undefined where the body is no JSON. */
  readonly json: unknown;
}

/** A transport of its own, with a token of its own. */
export function payPalTransport(environment: Environment, timeoutMs: number): Transport {
  let token: Promise<Granted> | undefined;

  async function grant(): Promise<Granted> {
    const granted = await exchange(new sdk.core.AccessTokenRequest(environment), {}, tokenSchema);
    if (granted.ok) {
      const { access_token, expires_in } = granted.value;
      return ok({ header: `Bearer ${access_token}`, untilMs: Date.now() + (expires_in - 60) * 1000 });
    }
    const { code, reason } = granted.refusal;
    // Whatever went wrong, the call that needs the token was not made.
    return fail(code === 'unauthorised' ? code : 'unavailable', reason);
  }

  async function validToken(): Promise<Granted> {
    const before = token;
    const known = await before;
    if (known?.ok && Date.now() < known.value.untilMs) return known;
    // Of those who found it no good together, the first asks for all.
    if (token === before) token = grant();
    token ??= grant();
    return token;
  }

  async function exchange<T>(
    request: PayPalRequest,
    headers: Record<string, string>,
    schema: z.ZodType<T>,
  ): Asked<T> {
    // A question changes nothing, so that not knowing its answer is no more than having to ask again.
    const isQuestion = request.verb === 'GET' || request.path.startsWith('/v1/oauth2/');
    const unclear = (reason: string) => fail(isQuestion ? 'unavailable' : 'unknown', reason);
    let reply: Reply;
    try {
      reply = await post(environment.baseUrl, request, headers, timeoutMs);
    } catch (error) {
      const reason = reasonOf(error);
      return neverSent.has(reason) ? fail('unavailable', reason) : unclear(reason);
    }
    const { status, json } = reply;
    if (status >= 200 && status < 300) {
      const read = schema.safeParse(json);
      return read.success ? ok(read.data) : unclear('answer-not-understood');
    }
    const reason = issueOf(json) ?? `HTTP_${status}`;
    if (status === 401 || status === 403) return fail('unauthorised', reason);
    if (status === 404) return fail('not-found', reason);
    if (status === 429) return fail('unavailable', reason);
    const isClear = status >= 400 && status < 500 && status !== 408 && status !== 409;
    return isClear && json !== undefined ? fail('refused', reason) : unclear(reason);
  }

  return {
    async send(request, schema) {
      const first = await validToken();
      if (!first.ok) return first;
      const answer = await exchange(request, { Authorization: first.value.header }, schema);
      if (answer.ok || answer.refusal.code !== 'unauthorised') return answer;
      // The token may have been revoked. Nothing was done, so the same is asked once more with a new one.
      if ((await token) === first) token = undefined;
      const second = await validToken();
      return second.ok ? exchange(request, { Authorization: second.value.header }, schema) : second;
    },
  };
}

async function post(
  baseUrl: string,
  { path, verb, headers, body }: PayPalRequest,
  more: Record<string, string>,
  timeoutMs: number,
): Promise<Reply> {
  const isForm = headers['Content-Type'] === 'application/x-www-form-urlencoded';
  const response = await fetch(baseUrl + path, {
    method: verb,
    headers: { ...headers, ...more },
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
    ...(body === null ? {} : { body: isForm ? formOf(body) : JSON.stringify(body) }),
  });
  const text = await response.text();
  try {
    return { status: response.status, json: JSON.parse(text) };
  } catch {
    return { status: response.status, json: undefined };
  }
}

function formOf(body: unknown): URLSearchParams {
  return new URLSearchParams(z.record(z.string(), z.string()).parse(body));
}

/** PayPal's word for what is wrong. Only what looks like a code is passed on: it ends in logs and in front of people. */
function issueOf(json: unknown): string | undefined {
  const error = errorSchema.safeParse(json).data;
  const words = [error?.details[0]?.issue, error?.error, error?.name];
  return words.find((word) => word !== undefined && /^\w{1,100}$/.test(word));
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'network';
  if (error.name === 'TimeoutError') return 'timeout';
  const { cause } = error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^\w{1,60}$/.test(code) ? code : 'network';
}

/** A failure of PayPal's. */
export function fail(code: ProviderFailure['code'], reason: string) {
  return refuse({ code, provider: 'paypal', reason } as const satisfies ProviderFailure);
}
