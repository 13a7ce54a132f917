import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type {
  Deed,
  FaultSwitch,
  Frame,
  FromServer,
  OpenedChannel,
  Outcome,
} from '../../playground/protocol.ts';
import { type Playground, startPlayground } from '../../playground/start.ts';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import { auditMoney } from '../../src/app/auditMoney.ts';
import { collections } from '../../src/ports/collections.ts';

let folder: string;
let playground: Playground;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orderly-bridge-'));
  playground = await startPlayground({ folder, port: 0 });
}, 60_000);
afterAll(async () => {
  await playground.close();
  await rm(folder, { recursive: true, force: true });
});

/** A page without a browser: what it was told, and how it asks. */
class Caller {
  readonly told: FromServer[] = [];
  readonly #socket: WebSocket;
  readonly #looking = new Set<() => void>();
  #number = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (raw) => {
      this.told.push(JSON.parse(String(raw)));
      for (const look of this.#looking) look();
    });
  }

  /** Resolves with the first thing told, from `from` on, that fits. */
  heard<T extends FromServer>(fits: (one: FromServer) => one is T, from = 0): Promise<T> {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.told.slice(from).find(fits);
        if (!found) return;
        this.#looking.delete(look);
        resolve(found as T);
      };
      this.#looking.add(look);
      look();
    });
  }

  async ask(deed: Deed): Promise<Outcome> {
    this.#number += 1;
    const number = this.#number;
    this.#socket.send(JSON.stringify({ number, deed }));
    const isOurs = (one: FromServer): one is Extract<FromServer, { kind: 'outcome' }> =>
      one.kind === 'outcome' && one.of === number;
    return (await this.heard(isOurs)).outcome;
  }

  /** Becomes someone; resolves with what they see. */
  async be(name: string): Promise<Frame> {
    const first = await this.heard(isFrame);
    const person = first.people.find((one) => one.name === name)?.id ?? '';
    await this.ask({ kind: 'be', person });
    const isTheirs = (one: FromServer): one is Frame => isFrame(one) && one.you === person;
    return this.heard(isTheirs);
  }

  /** Opens a channel by name; resolves with what is in it. */
  async open(frame: Frame, name: string): Promise<OpenedChannel> {
    const channel = frame.places.find((place) => place.name === name)?.id ?? '';
    const from = this.told.length;
    await this.ask({ kind: 'open', channel });
    return this.heard(isChannel, from);
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  close(): void {
    this.#socket.terminate();
  }
}

const isFrame = (one: FromServer): one is Frame => one.kind === 'frame';
const isFaults = (one: FromServer): one is Extract<FromServer, { kind: 'faults' }> => one.kind === 'faults';
const isChannel = (one: FromServer): one is OpenedChannel => one.kind === 'channel';

const socketTo = (headers: Record<string, string> = {}) =>
  new WebSocket(`${playground.address.replace('http', 'ws')}desk`, {
    headers: { origin: playground.address.replace(/\/$/, ''), ...headers },
  });

async function call(): Promise<Caller> {
  const socket = socketTo();
  const caller = new Caller(socket);
  await new Promise((resolve) => socket.once('open', resolve));
  return caller;
}

test('the story puts orders at every status that commands reach', async () => {
  const caller = await call();
  const frame = await caller.be('dana');
  const { id } = await caller.open(frame, 'orders');
  const from = caller.told.length;
  await caller.ask({ kind: 'slash', channel: id, command: 'listorders', options: { limit: 25 } });
  const isList = (one: FromServer): one is Extract<FromServer, { kind: 'message' }> =>
    one.kind === 'message' && one.message.wire.content.includes('orders');
  const { message } = await caller.heard(isList, from);
  const list = message.wire.embeds[0]?.description ?? '';
  for (const status of [
    'Pending Payment',
    'Payment Verified',
    'Assigned',
    'In Progress',
    'Evidence Submitted',
    'In Review',
    'Rejected',
    'Complete',
    'On Hold',
    'Cancelled',
    'Disputed',
    'Refunded',
  ])
    expect(list).toContain(status);
  expect(list.trim().split('\n')).toHaveLength(14);
  caller.close();
});

test('the story’s books balance', async () => {
  const store = await openSqliteStore({ file: join(folder, 'bot', 'orderly.sqlite'), collections });
  const problems: string[] = [];
  const guildId = playground.sandbox.guilds[0]?.id ?? '';
  const { balances } = await auditMoney(store, guildId, ({ subject, problem }) =>
    problems.push(`${subject} ${problem}`),
  );
  expect(problems).toEqual([]);
  expect(balances.size).toBeGreaterThan(2);
  await store.close();
});

test('each person is told only of what they may see', async () => {
  const caller = await call();
  const names = (frame: Frame) => frame.places.map(({ name }) => name);
  expect(names(await caller.be('sam'))).toEqual(['Orderly', 'orders', 'Team', 'Tickets', 'ticket-sam']);
  const dana = await caller.be('dana');
  expect(names(dana)).toContain('order-log');
  const log = dana.places.find(({ name }) => name === 'order-log')?.id ?? '';
  await caller.be('sam');
  expect(await caller.ask({ kind: 'open', channel: log })).toEqual({
    kind: 'refused',
    reason: "sam can't see that channel.",
  });
  expect(await caller.ask({ kind: 'say', channel: log, content: 'hi', files: [] })).toMatchObject({
    kind: 'refused',
  });
  caller.close();
});

test('an answer that only one sees is told to nobody else who looks at the same channel', async () => {
  const [mine, other] = await Promise.all([call(), call()]);
  const frame = await mine.be('mia');
  const { id } = await mine.open(frame, 'orders');
  const theirs = await other.be('sam');
  await other.open(theirs, 'orders');
  const from = mine.told.length;
  await mine.ask({ kind: 'slash', channel: id, command: 'trackorder', options: {} });
  const isAnswer = (one: FromServer): one is Extract<FromServer, { kind: 'message' }> =>
    one.kind === 'message';
  expect((await mine.heard(isAnswer, from)).message.ephemeral).toBe(true);
  await other.ask({ kind: 'say', channel: id, content: 'after it', files: [] });
  const heard = other.told.filter(isAnswer).map(({ message }) => message.wire.content);
  expect(heard).toEqual(['after it']);
  mine.close();
  other.close();
});

test('what the client would not send is refused with its reason, and the bot hears nothing of it', async () => {
  const caller = await call();
  const frame = await caller.be('mia');
  const { id, commands } = await caller.open(frame, 'orders');
  expect(commands.slash.map(({ name }) => name)).not.toContain('addorder');
  const options = { order_id: 'BOT-7' };
  const refused = await caller.ask({ kind: 'slash', channel: id, command: 'updateorder', options });
  expect(refused).toEqual({
    kind: 'refused',
    reason: "mia can't use /updateorder: the permissions for it are missing.",
  });
  caller.close();
});

test('faults are switched on and off, happen, and are told among the requests and events', async () => {
  const caller = await call();
  const frame = await caller.be('mia');
  const { id } = await caller.open(frame, 'orders');
  await caller.ask({ kind: 'watch traffic', on: true });
  const faultsNow = async (fault: FaultSwitch) => {
    const from = caller.told.length;
    await caller.ask({ kind: 'fault', fault });
    return (await caller.heard(isFaults, from)).faults;
  };
  expect(await faultsNow({ kind: 'slow', byMs: 50 })).toMatchObject({ slowMs: 50 });
  expect(await faultsNow({ kind: 'slow', byMs: 0 })).toMatchObject({ slowMs: 0 });
  expect(await faultsNow({ kind: 'fail', times: 3 })).toMatchObject({ failures: 3 });
  expect(await faultsNow({ kind: 'fail', times: 0 })).toMatchObject({ failures: 0 });
  expect(await faultsNow({ kind: 'rate limit', times: 1 })).toMatchObject({ rateLimits: 1 });
  const from = caller.told.length;
  // The bot is told to wait, waits, and answers within the three seconds that it has.
  const outcome = await caller.ask({ kind: 'slash', channel: id, command: 'trackorder', options: {} });
  expect(outcome).toEqual({ kind: 'done' });
  expect((await caller.heard(isFaults, from)).faults.rateLimits).toBe(0);
  const traffic = caller.told.flatMap((one) => (one.kind === 'traffic' ? one.entries : []));
  const lines = traffic.slice(-4).map(({ kind, title, result }) => `${kind} ${title} ${result}`);
  expect(lines).toContain('fault POST /interactions/:id/:token/callback rateLimit');
  expect(lines).toContain('rest POST /interactions/:interaction/:token/callback 204');
  caller.close();
});

test('a dropped socket loses nothing: what was asked meanwhile is answered', async () => {
  const caller = await call();
  const frame = await caller.be('mia');
  const { id } = await caller.open(frame, 'orders');
  await caller.ask({ kind: 'fault', fault: { kind: 'drop' } });
  const outcome = await caller.ask({ kind: 'slash', channel: id, command: 'trackorder', options: {} });
  expect(outcome).toEqual({ kind: 'done' });
  caller.close();
});

test('what is no deed is ignored, and the next one is done', async () => {
  const caller = await call();
  for (const text of ['', '{', '[]', '{"number":1}', '{"number":1,"deed":{"kind":"be","person":"../x"}}'])
    caller.send(text);
  expect((await caller.be('sue')).people.find(({ name }) => name === 'sue')?.part).toBe('Support');
  caller.close();
});

test('other pages and other names of this machine are kept out', async () => {
  const ends = (socket: WebSocket) =>
    new Promise((resolve) => {
      socket.on('error', () => resolve('refused'));
      socket.on('open', () => resolve('let in'));
    });
  expect(await ends(socketTo({ origin: 'http://evil.example' }))).toBe('refused');
  expect(await ends(socketTo({ host: 'evil.example', origin: 'http://evil.example' }))).toBe('refused');
  const upload = await fetch(`${playground.address}files?name=a.png`, { method: 'POST', body: 'x' });
  expect(upload.status).toBe(403);
  const page = await fetch(playground.address);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  for (const path of ['../package.json', '..%2fpackage.json', 'assets/../../start.ts'])
    expect((await fetch(`${playground.address}${path}`)).status).toBe(404);
});

test('a restart goes on where it was: people, messages, orders, and what was read', async () => {
  const caller = await call();
  const frame = await caller.be('rick');
  const { id } = await caller.open(frame, 'orders');
  await caller.ask({ kind: 'say', channel: id, content: 'I was here', files: [] });
  caller.close();
  const before = playground.sandbox.guilds[0]?.people.map((person) => person.id);
  await playground.close();
  playground = await startPlayground({ folder, port: 0 });
  expect(playground.sandbox.guilds[0]?.people.map((person) => person.id)).toEqual(before);
  const again = await call();
  const opened = await again.open(await again.be('rick'), 'orders');
  expect(opened.messages.map(({ wire }) => wire.content)).toContain('I was here');
  const dana = await again.be('dana');
  expect(dana.places.find(({ name }) => name === 'orders')?.unread).toBe(true);
  again.close();
}, 60_000);
