/*
 * How fast and how large the bot is: `npm run bench`. Everything is measured within one run, in turns with what it is
 * compared with, because one machine differs from the next, and from itself an hour later. So read the ratios; the
 * milliseconds and megabytes beside them only explain them.
 *
 *   npm run bench                      the whole run, with a server of a million orders: six minutes, 4 GB of disk meanwhile
 *   npm run bench -- --orders 20000    a quick one: "1m" and "100k" in the names then mean that many, "10k" a tenth of it
 *   npm run bench -- --json            one JSON object as the last line
 *   npm run bench -- --strict          exits 1 when a bound is missed
 *
 *   …_p50_over_bare, …_minus_bare_ms   what people wait for an answer (from the event being sent to the callback being
 *                                      received), over discord.js alone answering the same event: latency.ts
 *   …_1m_over_1k                       the same wait in a large server over a small one: latency.ts
 *   …_use_case_1m_over_1k              the same without Discord, on any of the orders: what hides behind the wait: scale.ts
 *   idle_rss_over_bare, heap_growth…   memory, after a garbage collection; both start from a filled compile cache: memory.ts
 *   …_50_concurrent_over_raw           updates, transfers and webhooks a second over plain SQLite commits: throughput.ts,
 *                                      transfers.ts, webhooks.ts
 *   audit_seconds, audit_heap…         counting the books of 100,000 postings, and what is in memory meanwhile: audit.ts
 *   near_duplicate_…                   finding a picture among many over finding it among a thousand: lookups.ts
 *   submit_evidence_p50_over_decode    handing in a screenshot over decoding it and nothing else: submissions.ts
 *   …_while_submitting…, submitting_…  others' wait, and memory, while ten pictures at a time are handed in: submissions.ts
 *
 * Changes wait for the disk, which differs most of all: …_raw_commit_ms is what one plain SQLite commit took meanwhile.
 * The folder is made where TMPDIR says, which must be a real disk: in memory a plain commit costs nothing.
 *
 * A ratio is the median over many short rounds, each of which compares two medians; p10 and p90 are over those rounds.
 * Times and rates have theirs over all samples.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureAudit } from './audit.ts';
import { type Ground, makeGround, startContestant } from './contestant.ts';
import { type Figure, isMet, jsonOf, tableOf } from './figures.ts';
import { fill } from './fill.ts';
import { measureLatency } from './latency.ts';
import { measureLookups } from './lookups.ts';
import { measureGrowth, measureIdle } from './memory.ts';
import { Place } from './place.ts';
import { measureScale } from './scale.ts';
import { measureHeaviest, measureSubmission, measureSubmitting, submitterIn } from './submissions.ts';
import { measureThroughput } from './throughput.ts';
import { measureTransfers } from './transfers.ts';
import { measureWebhooks } from './webhooks.ts';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
    orders: { type: 'string', default: '1000000' },
  },
});
const large = Number(options.orders);
if (!Number.isInteger(large) || large < 1000) throw new Error('--orders takes a whole number from 1000 on');
const growthCommands = large >= 100_000 ? 10_000 : 4_000;

const startedMs = performance.now();
const seconds = () => Math.round((performance.now() - startedMs) / 1000);
const folder = await mkdtemp(join(tmpdir(), 'orderly-bench-'));
const compileCache = join(folder, 'compile-cache');

async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
  process.stderr.write(`${String(seconds()).padStart(4)} s  ${what}\n`);
  return work();
}

async function makeFolder(name: string): Promise<string> {
  const made = join(folder, name);
  await mkdir(made);
  return made;
}

async function makePlace(name: string, orderCount: number, ground: Ground): Promise<Place> {
  const place = new Place(await makeFolder(name), orderCount, ground.population);
  if (orderCount > 0) await step(`A server with ${orderCount} orders`, () => fill(place));
  return place;
}

async function run(): Promise<Figure[]> {
  const figures: Figure[] = [];
  const grounds = { bare: await makeGround(), small: await makeGround(), large: await makeGround() };
  const empty = await makePlace('empty', 0, grounds.bare);
  const small = await makePlace('small', 1_000, grounds.small);
  const busy = await makePlace('busy', 10_000, grounds.small);
  const work = await makePlace('work', 10_000, grounds.small);
  const huge = await makePlace('large', large, grounds.large);

  figures.push(
    ...(await step('Memory and start', () =>
      measureIdle({ bare: grounds.bare, orderly: grounds.small }, { dataDir: empty.dataDir, compileCache }),
    )),
  );
  figures.push(...(await step('Use cases in both servers', () => measureScale(small, huge))));
  figures.push(...(await step('Fifty updates at once', () => measureThroughput(busy))));
  figures.push(
    ...(await step('Fifty transfers at once', async () => measureTransfers(await makeFolder('ledger')))),
  );
  figures.push(
    ...(await step('Fifty webhooks at once', async () => measureWebhooks(await makeFolder('webhooks')))),
  );
  const postings = Math.min(large, 100_000);
  figures.push(
    ...(await step(`The audit of ${postings} postings`, async () =>
      measureAudit(await makeFolder('audit'), postings),
    )),
  );
  const images = Math.min(large, 100_000);
  figures.push(
    ...(await step(`Pictures like others among ${images}`, async () =>
      measureLookups(await makeFolder('images'), images),
    )),
  );

  const start = (program: 'bare' | 'orderly', ground: Ground, { dataDir }: Place) =>
    startContestant(program, ground, { dataDir, compileCache });
  const bare = await start('bare', grounds.bare, empty);
  const bots = [
    await start('orderly', grounds.small, small),
    await start('orderly', grounds.large, huge),
  ] as const;
  figures.push(
    ...(await step('Commands through Discord', () =>
      measureLatency(bare, { bot: bots[0], place: small }, { bot: bots[1], place: huge }),
    )),
  );
  figures.push(
    ...(await step(`Memory after ${growthCommands} commands`, () =>
      measureGrowth(bots[0], small, growthCommands),
    )),
  );
  for (const contestant of [bare, ...bots]) await contestant.stop();

  const submit = submitterIn(grounds.small, work);
  const busyBot = await start('orderly', grounds.small, work);
  figures.push(
    ...(await step('Ten large pictures at once', () => measureSubmitting(busyBot, work, submit))),
    ...(await step('Handing in evidence', () => measureSubmission(grounds.small, submit))),
  );
  await busyBot.stop();
  const freshBot = await start('orderly', grounds.small, work);
  figures.push(
    ...(await step('Ten of the heaviest pictures at once', () => measureHeaviest(freshBot, submit))),
  );
  await freshBot.stop();
  for (const { sandbox } of Object.values(grounds)) await sandbox.close();
  return figures;
}

try {
  const figures = await run();
  console.log(tableOf(figures));
  const missed = figures.filter((figure) => isMet(figure) === false);
  console.log(
    `\n${missed.length === 0 ? 'All bounds are met' : `Missed: ${missed.map(({ name }) => name).join(', ')}`} (${seconds()} s)`,
  );
  const about = {
    orders: large,
    seconds: seconds(),
    node: process.version,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
  };
  if (options.json) console.log(jsonOf(figures, about));
  if (options.strict && missed.length > 0) process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
