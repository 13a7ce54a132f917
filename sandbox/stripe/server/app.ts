import { type Context, Hono } from 'hono';
import Stripe from 'stripe';
import type { Clock } from '../../clock.ts';
import type { PaymentFault, PaymentFaults } from '../../payments/faults.ts';
import type { Journal } from '../../payments/journal.ts';
import { meetFaults, type ProviderEnv } from '../../payments/server.ts';
import { StripeRefusal } from '../model/errors.ts';
import type { World } from '../model/world.ts';
import { payPages } from '../pages/payPages.ts';
import type { Handler } from './call.ts';
import { readForm } from './form.ts';
import { IdempotencyKeys, type Outcome } from './idempotency.ts';
import { type Keys, requireKey } from './keys.ts';
import { accountRoutes } from './routes/account.ts';
import { disputeRoutes } from './routes/disputes.ts';
import { paymentRoutes } from './routes/payments.ts';
import { refundRoutes } from './routes/refunds.ts';
import { sessionRoutes } from './routes/sessions.ts';

/** What the web side of the local Stripe is made of. */
export interface AppParts {
  readonly world: World;
  readonly clock: Clock;
  readonly keys: Keys;
  readonly faults: PaymentFaults;
  readonly journal: Journal;
  /** The seller's name, on pages. */
  readonly seller: string;
}

/** The API below /v1 and the pay pages. */
export function stripeApp(parts: AppParts): Hono<ProviderEnv> {
  const { world, clock, keys, faults, journal } = parts;
  const idempotency = new IdempotencyKeys(clock);
  const app = new Hono<ProviderEnv>();
  app.onError((error, context) => {
    if (error instanceof StripeRefusal) return send(context, world.id('req'), outcomeOf(error));
    // A bug here must be seen, not taken for a fault of the bot.
    console.error('The local Stripe broke on', context.req.method, context.req.path, error);
    return context.json({ error: { type: 'api_error', message: String(error) } }, 500);
  });
  app.use('/v1/*', idempotency.oneAtATime(journal));
  app.use('/v1/*', meetFaults({ faults, journal, clock, idempotencyHeader: 'idempotency-key', errorBody }));
  app.use('/v1/*', requireKey(keys));
  const routes = { ...sessionRoutes, ...paymentRoutes, ...refundRoutes, ...disputeRoutes, ...accountRoutes };
  for (const [route, handler] of Object.entries(routes)) {
    const [method = '', path = ''] = route.split(' ');
    app.on(method, path, (context) => answer(context, world, idempotency, handler));
  }
  app.all('/v1/*', ({ req: { method, path } }) => {
    throw new StripeRefusal(404, {
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${method}: ${path}).`,
    });
  });
  app.route('/', payPages(world, parts.seller));
  return app;
}

/** Stripe's words for an error status that a test asked for. */
function errorBody(status: number): unknown {
  const type = status === 429 ? 'rate_limit_error' : 'api_error';
  const more = status === 429 ? { code: 'rate_limit' } : {};
  return { error: { type, message: `The local Stripe was told to answer ${status}.`, ...more } };
}

function answer(
  context: Context<ProviderEnv>,
  world: World,
  idempotency: IdempotencyKeys,
  handler: Handler,
): Response {
  const { method, path } = context.req;
  const call = context.get('call');
  checkAccount(context.req.header('stripe-account'), world);
  const raw = method === 'POST' ? call.body : call.query;
  const key = method === 'POST' ? call.idempotencyKey : undefined;
  const asked = { method, path, params: [...new URLSearchParams(raw)].sort().join('&') };
  const earlier = key === undefined ? undefined : idempotency.earlier(key, asked);
  if (earlier) {
    call.replayed = true;
    const more = { 'Idempotent-Replayed': 'true', 'Original-Request': earlier.requestId };
    return send(context, world.id('req'), earlier.outcome, more);
  }

  const requestId = world.id('req');
  const fault = context.get('fault');
  const stuck = stuckOutcome(fault);
  const outcome =
    fault?.kind === 'status' && stuck
      ? stuck
      : outcomeOf(() =>
          world.during({ id: requestId, idempotency_key: key ?? null }, () =>
            handler({ world, id: context.req.param('id') ?? '', params: readForm(raw) }),
          ),
        );
  if (key !== undefined) idempotency.keep(key, { ...asked, outcome: stuck ?? outcome, requestId });
  return send(context, requestId, outcome);
}

/** The error that Stripe goes on giving for the key, if the fault asks for that. */
function stuckOutcome(fault: PaymentFault | undefined): Outcome | undefined {
  if (fault?.kind !== 'status' && fault?.kind !== 'lost') return undefined;
  if (!fault.sticks || fault.status === undefined) return undefined;
  const body = (fault.kind === 'status' ? fault.body : undefined) ?? errorBody(fault.status);
  return { status: fault.status, body: JSON.stringify(body), isInvalid: false };
}

function outcomeOf(action: StripeRefusal | (() => object)): Outcome {
  try {
    if (action instanceof StripeRefusal) throw action;
    return { status: 200, body: JSON.stringify(action(), null, 2), isInvalid: false };
  } catch (error) {
    if (!(error instanceof StripeRefusal)) throw error;
    const body = JSON.stringify({ error: error.body }, null, 2);
    return { status: error.status, body, isInvalid: error.isInvalid };
  }
}

function send(
  context: Context<ProviderEnv>,
  requestId: string,
  { status, body }: Outcome,
  more: Readonly<Record<string, string>> = {},
): Response {
  const key = context.req.header('idempotency-key');
  const headers = {
    'Content-Type': 'application/json',
    'Request-Id': requestId,
    'Stripe-Version': context.req.header('stripe-version') ?? Stripe.API_VERSION,
    ...(key === undefined ? {} : { 'Idempotency-Key': key }),
    ...more,
  };
  return new Response(body, { status, headers });
}

function checkAccount(account: string | undefined, world: World): void {
  if (account === undefined || account === world.accountId) return;
  throw new StripeRefusal(
    403,
    {
      type: 'invalid_request_error',
      code: 'account_invalid',
      message: `The provided key does not have access to account '${account}' (or that account does not exist).`,
    },
    true,
  );
}
