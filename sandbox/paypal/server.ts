import { type Context, Hono } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { PAGE_HEADERS } from '../payments/page.ts';
import { type FaultParts, meetFaults, type ProviderEnv } from '../payments/server.ts';
import { acceptClaim, endRefundedDispute, provideEvidence } from './disputes.ts';
import { errorBody, invalid, PayPalError } from './errors.ts';
import type { Account } from './model/account.ts';
import type { Funding, Order } from './model/types.ts';
import { captureOrder, createOrder } from './orders.ts';
import { approvalPage, FUNDINGS, messagePage } from './page.ts';
import { approve, cancelUrl, whyNotPayable } from './payer.ts';
import { refundCapture } from './refunds.ts';
import type { Answer, RequestIds } from './requestIds.ts';
import {
  capturedOrderJson,
  captureJson,
  disputeJson,
  disputeSummaryJson,
  newOrderJson,
  newRefundJson,
  orderJson,
  refundJson,
} from './shapes.ts';
import { CERTIFICATE_PATHS, type CertificateName, certificatePem } from './signature.ts';
import type { Tokens } from './tokens.ts';

/** What the web side of the local PayPal is made of. */
export interface ServerParts extends Pick<FaultParts, 'faults' | 'journal' | 'clock'> {
  readonly account: Account;
  readonly tokens: Tokens;
  readonly requestIds: RequestIds;
}

type Call = Context<ProviderEnv>;

const HOUR_MS = 60 * 60 * 1000;
/** How long PayPal remembers a `PayPal-Request-Id`. */
const KEEP_ORDERS_MS = 6 * HOUR_MS;
const KEEP_REFUNDS_MS = 45 * 24 * HOUR_MS;

/** The API under `/v1` and `/v2`, the certificates that webhooks name, and the page under `/checkoutnow`. */
export function createApp(parts: ServerParts): Hono<ProviderEnv> {
  const { account, tokens } = parts;
  const app = new Hono<ProviderEnv>();
  app.use(meetFaults({ ...parts, idempotencyHeader: 'paypal-request-id', errorBody }));
  app.use(async (context, next) => {
    const fault = context.get('fault');
    // PayPal replays no errors, so one that sticks is like any other.
    if (fault?.kind === 'status')
      return Response.json(fault.body ?? errorBody(fault.status), { status: fault.status });
    return next();
  });
  app.onError((error, context) => {
    if (error instanceof PayPalError) return write(context, error.status, error.body);
    // A bug of the sandbox must be seen, not taken for a fault of the bot.
    console.error('The local PayPal broke on', context.req.method, context.req.path, error);
    return write(context, 500, errorBody(500));
  });
  app.notFound((context) => write(context, 404, errorBody(404)));

  app.post('/v1/oauth2/token', (context) =>
    write(context, 200, tokens.grant(context.req.header('authorization'), context.get('call').body)),
  );
  for (const [name, path] of Object.entries(CERTIFICATE_PATHS)) {
    // Object.entries forgets which keys there are.
    app.get(path, (context) => context.text(certificatePem(name as CertificateName)));
  }
  for (const area of ['/v1/customer/*', '/v2/*']) {
    app.use(area, async (context, next) => {
      tokens.check(context.req.header('authorization'));
      await next();
    });
  }
  addOrders(app, parts);
  addPayments(app, parts);
  addDisputes(app, account);
  addPage(app, account);
  return app;
}

function addOrders(app: Hono<ProviderEnv>, parts: ServerParts): void {
  const { account } = parts;
  app.post('/v2/checkout/orders', (context) =>
    once(context, parts, { route: 'create', keepMs: KEEP_ORDERS_MS }, () => {
      const order = createOrder(account, readJson(context), context.req.header('paypal-request-id'));
      return { status: 201, body: shown(context, newOrderJson, orderJson, account, order) };
    }),
  );
  app.get('/v2/checkout/orders/:id', (context) =>
    write(context, 200, orderJson(account, account.order(context.req.param('id')))),
  );
  app.post('/v2/checkout/orders/:id/capture', (context) =>
    once(context, parts, { route: 'capture', keepMs: KEEP_ORDERS_MS }, () => {
      readJson(context);
      const order = captureOrder(account, context.req.param('id'));
      return { status: 201, body: shown(context, capturedOrderJson, orderJson, account, order) };
    }),
  );
}

function addPayments(app: Hono<ProviderEnv>, parts: ServerParts): void {
  const { account } = parts;
  app.get('/v2/payments/captures/:id', (context) =>
    write(context, 200, captureJson(account, account.capture(context.req.param('id')))),
  );
  app.post('/v2/payments/captures/:id/refund', (context) =>
    once(context, parts, { route: 'refund', keepMs: KEEP_REFUNDS_MS }, () => {
      const refund = refundCapture(account, context.req.param('id'), readJson(context));
      endRefundedDispute(account, refund.capture);
      return { status: 201, body: shown(context, newRefundJson, refundJson, account, refund) };
    }),
  );
  app.get('/v2/payments/refunds/:id', (context) =>
    write(context, 200, refundJson(account, account.refund(context.req.param('id')))),
  );
}

function addDisputes(app: Hono<ProviderEnv>, account: Account): void {
  const path = '/v1/customer/disputes';
  app.get(path, (context) => {
    const captureId = context.req.query('disputed_transaction_id');
    const items = [...account.disputes.values()]
      .filter(({ capture }) => captureId === undefined || capture.id === captureId)
      .sort((a, b) => b.createdMs - a.createdMs)
      .slice(0, Number(context.req.query('page_size') ?? 10));
    return write(context, 200, {
      items: items.map((dispute) => disputeSummaryJson(account, dispute)),
      links: [],
    });
  });
  app.get(`${path}/:id`, (context) =>
    write(context, 200, disputeJson(account, account.dispute(context.req.param('id')))),
  );
  app.post(`${path}/:id/provide-evidence`, async (context) => {
    const { input, fileNames } = await readEvidence(context);
    const { links } = disputeJson(
      account,
      provideEvidence(account, context.req.param('id'), input, fileNames),
    );
    return write(context, 200, { links: links.slice(0, 1) });
  });
  app.post(`${path}/:id/accept-claim`, (context) => {
    readJson(context);
    const { links } = disputeJson(account, acceptClaim(account, context.req.param('id')));
    return write(context, 200, { links: links.slice(0, 1) });
  });
}

function addPage(app: Hono<ProviderEnv>, account: Account): void {
  const show = (context: Call, content: ReturnType<typeof messagePage>, status: ContentfulStatusCode = 200) =>
    context.html(content, status, PAGE_HEADERS);
  const gone = (context: Call) =>
    show(context, messagePage('This payment is not here', 'It may have run out. Ask for a new link.'), 404);

  app.get('/checkoutnow', (context) => {
    const order = findOrder(account, context.req.query('token'));
    return order ? show(context, approvalPage(order)) : gone(context);
  });
  app.post('/checkoutnow', async (context) => {
    const order = findOrder(account, context.req.query('token'));
    if (!order) return gone(context);
    const form = new URLSearchParams(context.get('call').body);
    if (form.get('action') === 'cancel') {
      const back = cancelUrl(order);
      if (back !== undefined) return context.redirect(back, 303);
      return show(context, messagePage('Nothing was paid', 'You can close this page.'));
    }
    const why = whyNotPayable(order);
    if (why !== undefined) return show(context, approvalPage(order), 409);
    const funding = form.get('funding') ?? 'balance';
    if (!isFunding(funding)) return show(context, approvalPage(order, 'Choose how to pay.'), 400);
    const next = approve(account, order, { funding });
    if (next !== undefined) return context.redirect(next, 303);
    return show(
      context,
      messagePage('Thank you', 'The seller now takes the payment. You can close this page.'),
    );
  });
}

function findOrder(account: Account, token: string | undefined): Order | undefined {
  try {
    return account.order(token ?? '');
  } catch (error) {
    if (error instanceof PayPalError) return undefined;
    throw error;
  }
}

function isFunding(value: string): value is Funding {
  return value in FUNDINGS;
}

/** Does a call once for its `PayPal-Request-Id`, and answers it. */
function once(
  context: Call,
  { requestIds }: ServerParts,
  { route, keepMs }: { route: string; keepMs: number },
  action: () => Answer,
): Response {
  const call = context.get('call');
  const requestId = call.idempotencyKey;
  const { status, body, replayed } = requestIds.once(
    { route, requestId, path: call.path, body: call.body, keepMs },
    action,
  );
  if (replayed) call.replayed = true;
  return write(context, status, body());
}

/** What a call answers: little, or with `Prefer: return=representation` all, always as it stands then. */
function shown<T>(
  context: Call,
  brief: (account: Account, thing: T) => unknown,
  full: (account: Account, thing: T) => unknown,
  account: Account,
  thing: T,
): () => unknown {
  const isFull = context.req.header('prefer')?.includes('return=representation');
  return () => (isFull ? full : brief)(account, thing);
}

/** A request's JSON; undefined without a body. Throws PayPal's refusals. */
function readJson(context: Call): unknown {
  if (!context.req.header('content-type')?.startsWith('application/json')) {
    throw new PayPalError(415, errorBody(415));
  }
  const { body } = context.get('call');
  if (body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    throw invalid({ issue: 'MALFORMED_REQUEST_JSON', description: 'The body is no JSON.', location: 'body' });
  }
}

/** Evidence comes as JSON, or as a form with the JSON as `input` and files beside it. */
async function readEvidence(context: Call): Promise<{ input: unknown; fileNames: string[] }> {
  if (!context.req.header('content-type')?.startsWith('multipart/form-data')) {
    return { input: readJson(context), fileNames: [] };
  }
  const form = await context.req.formData();
  const input = form.get('input');
  if (input === null)
    throw invalid({ issue: 'MISSING_REQUIRED_PARAMETER', description: 'No input.', field: '/input' });
  const text = typeof input === 'string' ? input : await input.text();
  const fileNames = [...form.values()].flatMap((value) => (typeof value === 'string' ? [] : [value.name]));
  return { input: JSON.parse(text), fileNames: fileNames.filter((name) => name !== 'blob') };
}

function write(context: Call, status: number, body: unknown): Response {
  const isError = typeof body === 'object' && body !== null && 'debug_id' in body;
  const debugId = isError ? String(body.debug_id) : `${context.get('call').atMs}`;
  return Response.json(body, { status, headers: { 'paypal-debug-id': debugId } });
}
