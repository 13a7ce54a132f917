import { Hono } from 'hono';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ManualClock } from '../../../sandbox/clock.ts';
import { type PaymentFault, PaymentFaults } from '../../../sandbox/payments/faults.ts';
import { Journal } from '../../../sandbox/payments/journal.ts';
import {
  type LocalServer,
  meetFaults,
  type ProviderEnv,
  serveLocally,
} from '../../../sandbox/payments/server.ts';

let clock: ManualClock;
let faults: PaymentFaults;
let journal: Journal;
let server: LocalServer;
let applied: number;

beforeEach(async () => {
  clock = new ManualClock(0);
  faults = new PaymentFaults(clock);
  journal = new Journal();
  applied = 0;
  const errorBody = (status: number) => ({ error: { message: `fault ${status}` } });
  const app = new Hono<ProviderEnv>()
    .use(meetFaults({ faults, journal, clock, idempotencyHeader: 'idempotency-key', errorBody }))
    .post('/v1/things/:id', async (context) => {
      applied += 1;
      return context.json({ id: context.req.param('id'), got: await context.req.text() });
    });
  server = await serveLocally(app);
});

afterEach(() => server.close());

const post = (more: RequestInit = {}) =>
  fetch(`${server.origin}/v1/things/a?x=1`, { method: 'POST', body: 'y=2', ...more });

test('without a fault the call is applied and stands in the journal', async () => {
  const answer = await post({ headers: { 'Idempotency-Key': 'k' } });
  expect(await answer.json()).toEqual({ id: 'a', got: 'y=2' });
  expect(journal.entries).toEqual([
    {
      atMs: 0,
      method: 'POST',
      path: '/v1/things/a',
      query: 'x=1',
      idempotencyKey: 'k',
      body: 'y=2',
      status: 200,
    },
  ]);
  expect(journal.calls('POST /v1/things/a')).toHaveLength(1);
  expect(journal.calls(/^GET/)).toHaveLength(0);
});

test.each<[PaymentFault, number, number]>([
  [{ kind: 'rateLimit', retryAfterSeconds: 7 }, 429, 0],
  [{ kind: 'status', status: 503 }, 503, 0],
  [{ kind: 'lost', status: 502 }, 502, 1],
])('%o answers in the provider’s words', async (fault, status, times) => {
  faults.next('POST /v1/things/:id', fault);
  const answer = await post();
  expect(answer.status).toBe(status);
  expect(await answer.json()).toEqual({ error: { message: `fault ${status}` } });
  expect(applied).toBe(times);
  expect(journal.entries).toMatchObject([{ fault: fault.kind, status }]);
});

test('429 says when to come back', async () => {
  faults.next('POST /v1/things/:id', { kind: 'rateLimit', retryAfterSeconds: 7 });
  expect((await post()).headers.get('retry-after')).toBe('7');
});

test.each<[PaymentFault, number]>([
  [{ kind: 'hang' }, 0],
  [{ kind: 'destroy' }, 0],
  [{ kind: 'lost' }, 1],
  [{ kind: 'lost', hang: true }, 1],
])('with %o no answer comes', async (fault, times) => {
  faults.next('POST /v1/things/:id', fault);
  await expect(post({ signal: AbortSignal.timeout(200) })).rejects.toThrow();
  expect(applied).toBe(times);
  expect(journal.entries[0]?.status).toBeUndefined();
  expect((await post()).status).toBe(200);
});

test('a slow answer comes when its time has come', async () => {
  const { spent } = faults.next('POST /v1/things/:id', { kind: 'slow', waitMs: 5000 });
  const answer = post();
  await spent;
  expect((await post()).status).toBe(200);
  expect(applied).toBe(1);
  clock.advance(5000);
  expect((await answer).status).toBe(200);
});

test('a garbled answer hides what was applied: cut-off JSON, other bytes, other headers', async () => {
  faults.next('POST /v1/things/:id', { kind: 'garbled' });
  const cut = await post();
  expect([cut.status, cut.headers.get('content-type')]).toEqual([200, 'application/json']);
  await expect(cut.json()).rejects.toThrow();
  faults.next('POST /v1/things/:id', {
    kind: 'garbled',
    status: 201,
    body: '<no/>',
    headers: { 'content-type': 'text/xml', 'x-other': '1' },
  });
  const other = await post();
  expect([
    other.status,
    other.headers.get('content-type'),
    other.headers.get('x-other'),
    await other.text(),
  ]).toEqual([201, 'text/xml', '1', '<no/>']);
  faults.next('POST /v1/things/:id', { kind: 'garbled', headers: { 'content-type': null } });
  expect((await post()).headers.get('content-type')).toBeNull();
  faults.next('POST /v1/things/:id', { kind: 'garbled', headers: { 'content-encoding': 'gzip' } });
  await expect(post().then((answer) => answer.text())).rejects.toThrow();
  expect(applied).toBe(4);
});

test('one call in three can meet a fault', async () => {
  const planned = faults.oneIn(3, 'POST /v1/things/:id', { kind: 'status', status: 500 });
  const statuses: number[] = [];
  for (let calls = 0; calls < 7; calls += 1) statuses.push((await post()).status);
  expect(statuses).toEqual([200, 200, 500, 200, 200, 500, 200]);
  planned.cancel();
});
