import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from '../src/adapters/sqlite/store.ts';
import { commitChange } from '../src/app/commitChange.ts';
import { sealLedger } from '../src/app/sealLedger.ts';
import { addOrder } from '../src/domain/addOrder.ts';
import { amountMinor, currencyCode } from '../src/domain/money.ts';
import { parseOrderId } from '../src/domain/orderId.ts';
import { collections } from '../src/ports/collections.ts';
import type { Store } from '../src/ports/store.ts';
import type { Figure } from './figures.ts';
import { compareRounds, ratio, spreadOf } from './statistics.ts';

const guildId = '900000000000000001';
const by = { userId: '1', username: 'bench' };
const usd = currencyCode('USD');
const atOnce = 200;
const program = fileURLToPath(new URL('../scripts/audit.ts', import.meta.url));
/** Left to itself the heap grows as long as there is memory, whether anything is kept in it or not. */
const smallHeap = ['--max-old-space-size=64', '--max-semi-space-size=4'];
const tellPeak = new URL('./tellPeak.ts', import.meta.url).href;

/**
 * How long `npm run audit` takes, from its start to its end, on sealed books of that many postings (entries of transfers),
 * and the most memory it takes: with all of them over with a tenth of them, for it must not grow with the books. Makes its
 * files in an empty folder.
 */
export async function measureAudit(folder: string, postings: number): Promise<Figure[]> {
  const store = await openSqliteStore({ file: join(folder, 'orderly.sqlite'), collections });
  try {
    // A payment has two entries.
    const orders = postings / 2;
    await fill(store, 0, orders / 10);
    const few = await repeated(3, () => audit(folder));
    await fill(store, orders / 10, orders);
    const all = await repeated(3, () => audit(folder));
    const peaks = [all, few].map((audits) => audits.map(({ peakRssMb }) => peakRssMb));
    const [ofAll = [], ofFew = []] = peaks.map((values) => values.map((value) => [value]));
    return [
      { name: 'audit_seconds', ...spreadOf(all.map(({ seconds }) => seconds)), bound: { atMost: 30 } },
      {
        name: 'audit_peak_rss_100k_over_10k',
        ...compareRounds(ofAll, ofFew, ratio),
        bound: { atMost: 1.2 },
      },
      { name: 'audit_peak_rss_mb', ...spreadOf(ofAll.flat()) },
    ];
  } finally {
    await store.close();
  }
}

/** Recorded orders, each with its payment into its hold, and seals over all of them. */
async function fill(store: Store, from: number, to: number): Promise<void> {
  let next = from;
  const lane = async () => {
    while (next < to) {
      const number = next;
      next += 1;
      await record(store, number);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  const clock = { now: () => new Date() };
  const sealing = { isDryRun: false, signal: new AbortController().signal };
  for await (const _seal of sealLedger({ store, clock }, guildId, sealing));
}

async function record(store: Store, number: number): Promise<void> {
  const orderId = parseOrderId(`A${number}`);
  if (!orderId.ok) throw new Error(`Not an id: A${number}`);
  const occasion = { operationId: `add-${number}`, by, at: new Date(1_700_000_000_000 + number * 1000) };
  const added = addOrder(
    {
      orderId: orderId.value,
      guildId,
      customer: { userId: String(2_000 + (number % 1000)), username: 'customer' },
      service: 'Website',
      paymentMethod: 'manual',
      price: { amountMinor: amountMinor(10_000), currency: usd },
      defaultCurrency: usd,
    },
    occasion,
  );
  const committed = await store.transact((tx) => commitChange(tx, added, occasion, undefined));
  if (!committed.ok) throw new Error(`Refused: ${committed.refusal.code}`);
}

async function repeated<T>(times: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let time = 0; time < times; time += 1) results.push(await work());
  return results;
}

interface Audit {
  readonly seconds: number;
  readonly peakRssMb: number;
}

/** Runs the audit as its users do. Throws when the books are not as they should be. */
async function audit(folder: string): Promise<Audit> {
  const startMs = performance.now();
  const child = spawn(process.execPath, [...smallHeap, '--import', tellPeak, program], {
    // No .env file is found there.
    cwd: folder,
    env: { DATA_DIR: folder },
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const [, output, , peak] = child.stdio;
  // They are what was asked for above.
  if (!(output instanceof Readable && peak instanceof Readable)) throw new Error('Both should be pipes');
  const [said, peakRssMb, [code]] = await Promise.all([text(output), text(peak), once(child, 'close')]);
  if (code !== 0) throw new Error(`The audit found something:\n${said}`);
  return { seconds: (performance.now() - startMs) / 1000, peakRssMb: Number(peakRssMb) };
}
