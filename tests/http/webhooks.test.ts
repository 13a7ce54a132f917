import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HttpServer, startHttpServer } from '../../src/http/server.ts';
import { createLogger } from '../../src/log.ts';
import { collections, providerEvents } from '../../src/ports/collections.ts';
import type { ProviderEvent, ProviderName } from '../../src/ports/paymentProvider.ts';
import { Contention, Unavailable } from '../../src/ports/store.ts';
import type { Place } from '../contract/engine.ts';
import { freshSqlitePlace } from '../contract/sqlitePlace.ts';
import { aCheckout, answered, providersOf } from '../support/fakePayments.ts';
import { FakeProvider } from '../support/fakeProvider.ts';
import type { SignedWebhook } from '../support/fakeWebhooks.ts';
import { type FaultyStore, faultyStore } from '../support/faultyStore.ts';
import { ManualTime } from '../support/outbox.ts';

const minuteMs = 60_000;
const limitMs = 10_000;

let place: Place;
let store: FaultyStore;
let time: ManualTime;
let stripe: FakeProvider;
let server: HttpServer;
let recorded: ProviderName[];
let logged: string[];
let sockets: Socket[];

beforeEach(async () => {
  place = await freshSqlitePlace();
  store = faultyStore(await place.open(collections));
  time = new ManualTime();
  stripe = new FakeProvider('stripe', time);
  recorded = [];
  logged = [];
  sockets = [];
  await serve(stripe);
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await server.close();
  await place.dispose();
});

async function serve(...providers: FakeProvider[]): Promise<void> {
  server = await startHttpServer({
    port: 0,
    host: '127.0.0.1',
    isReady: () => true,
    webhooks: {
      desk: { store, clock: time, providers: providersOf(...providers) },
      timer: time,
      log: createLogger({ level: 'trace', destination: { write: (line) => void logged.push(line) } }),
      recorded: (provider) => void recorded.push(provider),
    },
  });
}

/** Sends it and gives the status and what was answered. */
async function send({ body, headers }: Pick<SignedWebhook, 'body'> & Partial<SignedWebhook>, to = 'stripe') {
  const answer = await fetch(`http://127.0.0.1:${server.port}/webhooks/${to}`, {
    method: 'POST',
    body: Uint8Array.from(body),
    ...(headers === undefined ? {} : { headers }),
  });
  return [answer.status, await answer.json()];
}

/** What the provider tells when Mia has paid: first of the page. */
async function paidEvent(): Promise<ProviderEvent> {
  const { reference } = await answered(stripe.openCheckout(aCheckout(time.now())));
  stripe.books.pay(reference);
  const [event] = stripe.books.events;
  if (event === undefined) throw new Error('Nothing was told');
  return event;
}

async function stored(event: Pick<ProviderEvent, 'eventId'>) {
  return store.get(providerEvents.path(`stripe.${event.eventId}`));
}

describe('a webhook', () => {
  test('is recorded with its work before it is answered', async () => {
    const event = await paidEvent();
    expect(await send(stripe.sign(event))).toEqual([200, { received: true }]);
    expect(await stored(event)).toEqual({
      provider: 'stripe',
      type: 'checkout.paid',
      subject: { kind: 'checkout', reference: 'stripe_page_1' },
      receivedAt: time.now(),
      state: 'waiting',
      attempts: 0,
      nextAttemptAt: time.now(),
    });
    expect(recorded).toEqual(['stripe']);
  });

  test('that comes again is fine and changes nothing, even when both come at once or a day later', async () => {
    const event = await paidEvent();
    const both = await Promise.all([send(stripe.sign(event)), send(stripe.sign(event))]);
    expect(both).toEqual([
      [200, { received: true }],
      [200, { received: true }],
    ]);
    const before = await stored(event);
    time.pass(24 * 60 * minuteMs);
    expect(await send(stripe.sign(event))).toEqual([200, { received: true }]);
    expect(await stored(event)).toEqual(before);
    expect(recorded).toEqual(['stripe']);
  });

  test('that nobody has to act on is taken, and not kept', async () => {
    const event = { eventId: 'event-9', type: 'price.updated', at: time.now(), subject: undefined };
    expect(await send(stripe.sign(event))).toEqual([200, { received: true }]);
    expect(await stored(event)).toBeUndefined();
    expect(recorded).toEqual([]);
  });

  test('of a provider that is not set up is not found', async () => {
    const event = await paidEvent();
    expect(await send(stripe.sign(event), 'paypal')).toEqual([404, { error: 'not-configured' }]);
    const answer = await fetch(`http://127.0.0.1:${server.port}/webhooks/other`, { method: 'POST' });
    expect(answer.status).toBe(404);
  });

  test('can only be posted', async () => {
    expect((await fetch(`http://127.0.0.1:${server.port}/webhooks/stripe`)).status).toBe(404);
  });

  test('in pieces of any size is the same', async () => {
    const event = await paidEvent();
    const { body, headers } = stripe.sign(event);
    const pieces = new ReadableStream({
      start(controller) {
        for (const byte of body) controller.enqueue(Uint8Array.of(byte));
        controller.close();
      },
    });
    const answer = await fetch(`http://127.0.0.1:${server.port}/webhooks/stripe`, {
      method: 'POST',
      body: pieces,
      headers,
      duplex: 'half',
    });
    expect(answer.status).toBe(200);
    expect(await stored(event)).toBeDefined();
  });
});

describe('a webhook is refused, and leaves nothing but a count in the log,', () => {
  test.each<[string, (event: ProviderEvent) => SignedWebhook, string]>([
    ['when someone else signed it', (event) => stripe.sign(event, { secret: 'guessed' }), 'bad-signature'],
    [
      'when a byte of it was changed',
      (event) => {
        const { body, headers } = stripe.sign(event);
        return { headers, body: body.with(10, 65) };
      },
      'bad-signature',
    ],
    ['when it carries no signature', (event) => ({ ...stripe.sign(event), headers: {} }), 'bad-signature'],
    [
      'when it is old',
      (event) => stripe.sign(event, { at: new Date(time.now().getTime() - 6 * minuteMs) }),
      'stale',
    ],
    [
      'when it is of the future',
      (event) => stripe.sign(event, { at: new Date(time.now().getTime() + 6 * minuteMs) }),
      'future',
    ],
    ['when it is of another account', (event) => stripe.sign(event, { account: 'theirs' }), 'other-account'],
    ['when it is live in test mode', (event) => stripe.sign(event, { isLive: true }), 'wrong-mode'],
  ])('%s', async (_, request, code) => {
    const event = await paidEvent();
    expect(await send(request(event))).toEqual([400, { error: code }]);
    expect(await stored(event)).toBeUndefined();
    expect(recorded).toEqual([]);
    expect(logged.map((line) => JSON.parse(line))).toEqual([
      expect.objectContaining({ provider: 'stripe', code, count: 1, msg: 'Webhooks were refused' }),
    ]);
    const all = logged.join('');
    for (const secret of [event.eventId, 'fake-signature', stripe.signer.secret])
      expect(all).not.toContain(secret);
  });

  test('when it is a test in live mode', async () => {
    await server.close();
    const live = new FakeProvider('stripe', time, { isLive: true });
    await serve(live);
    const event = await paidEvent();
    expect(await send(live.sign(event, { isLive: false }))).toEqual([400, { error: 'wrong-mode' }]);
    expect(await stored(event)).toBeUndefined();
  });

  test('and a flood of them makes a line a minute', async () => {
    const forged = { body: new TextEncoder().encode('{}') };
    for (let sent = 0; sent < 20; sent += 1) await send(forged);
    time.pass(minuteMs);
    await send(forged);
    expect(logged.map((line) => JSON.parse(line).count)).toEqual([1, 20]);
  });
});

describe('a body', () => {
  test('of more than a megabyte is refused without being read to its end, whatever length it claims', async () => {
    const large = new Uint8Array(1_000_001);
    expect(await send({ body: large })).toEqual([413, { error: 'too-large' }]);
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(100_000)) });
    const answer = await fetch(`http://127.0.0.1:${server.port}/webhooks/stripe`, {
      method: 'POST',
      body: endless,
      duplex: 'half',
    });
    expect(answer.status).toBe(413);
  });

  test('that does not come to its end is given up after ten seconds', async () => {
    const socket = open('content-length: 100\r\n\r\nhalf');
    await time.waiting(limitMs);
    time.pass(limitMs);
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
    });
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 408 .*\{"error":"too-slow"\}$/s);
  });

  test('whose sender goes away halfway leaves nothing behind', async () => {
    const socket = open('content-length: 100\r\n\r\nhalf');
    await time.waiting(limitMs);
    socket.destroy();
    while (logged.length === 0) await new Promise(setImmediate);
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({ code: 'broken', count: 1 });
    expect(time.waits()).toEqual([]);
  });

  /** Begins a request by hand. */
  function open(rest: string): Socket {
    const socket = connect(server.port, '127.0.0.1');
    sockets.push(socket);
    socket.write(`POST /webhooks/stripe HTTP/1.1\r\nhost: 127.0.0.1\r\n${rest}`);
    return socket;
  }
});

describe('when the store fails', () => {
  test.each([
    ['is down', () => new Unavailable('gone'), 503, 'unavailable'],
    ['is busy', () => new Contention(), 503, 'unavailable'],
    ['meets a bug', () => new TypeError('broken'), 500, 'failed'],
  ])(
    'as it %s, the provider is told to come again, and what it then sends is taken',
    async (_, error, status, code) => {
      const event = await paidEvent();
      store.nextTransaction(() => Promise.reject(error()));
      expect(await send(stripe.sign(event))).toEqual([status, { error: code }]);
      expect(recorded).toEqual([]);
      expect(await send(stripe.sign(event))).toEqual([200, { received: true }]);
      expect((await stored(event))?.state).toBe('waiting');
    },
  );

  test('after the commit, the same webhook is known when it comes again', async () => {
    const event = await paidEvent();
    store.nextTransaction(async (call) => {
      await call();
      throw new Unavailable('the answer was lost');
    });
    expect(await send(stripe.sign(event))).toEqual([503, { error: 'unavailable' }]);
    expect(await send(stripe.sign(event))).toEqual([200, { received: true }]);
    expect((await stored(event))?.state).toBe('waiting');
  });
});

describe('the pages that payers come back to', () => {
  test.each([
    ['paid', 'Thank you', 'You can close this page; Discord tells you when the payment is in.'],
    ['cancelled', 'Nothing was paid', 'use the link in Discord again'],
  ])('/%s says what to do, and asks nobody for anything', async (path, title, text) => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/${path}?token=EC-1&PayerID=2`);
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=UTF-8');
    expect(html).toContain(`<title>${title}</title>`);
    expect(html).toContain(`<h1>${title}</h1>`);
    expect(html).toContain(text);
    expect(html).toContain('<html lang="en">');
    expect(html).not.toMatch(/https?:|src=|href=|<script|EC-1/);
  });

  test('let nothing be loaded, framed or remembered', async () => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/paid`);
    const { headers } = answer;
    const [, style = ''] = /<style>(.*)<\/style>/.exec(await answer.text()) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
  });

  test('are there only where payments are', async () => {
    await server.close();
    server = await startHttpServer({ port: 0, host: '127.0.0.1', isReady: () => true });
    for (const path of ['paid', 'cancelled', 'webhooks/stripe'])
      expect((await fetch(`http://127.0.0.1:${server.port}/${path}`)).status).toBe(404);
  });
});
