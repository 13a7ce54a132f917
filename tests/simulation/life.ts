import { amountMinor } from '../../src/domain/money.ts';
import { jobs } from '../../src/jobs/jobs.ts';
import type { RecordedEvent } from '../../src/ports/collections.ts';
import { type Capture, type ProviderName, providerNames } from '../../src/ports/paymentProvider.ts';
import { fillWallets, someDeed } from './deeds.ts';
import { allOf, bookProblems } from './moneyRules.ts';
import { endDispute, settle } from './settle.ts';
import { receive, receiveForged, runEvents, runJob, runOutbox } from './work.ts';
import { type Travelling, World } from './world.ts';

/** A life that went wrong: what must not be, and all that led there. */
export class LifeFailure extends Error {
  readonly seed: number;
  readonly steps: readonly string[];

  constructor(seed: number, problems: readonly string[], steps: readonly string[]) {
    super(`Seed ${seed}, after ${steps.length} steps:\n${problems.join('\n')}`);
    this.name = 'LifeFailure';
    this.seed = seed;
    this.steps = steps;
  }
}

/** How a life went: its steps, a line each. The same seed has the same ones. */
export interface Life {
  readonly seed: number;
  readonly steps: readonly string[];
  readonly commits: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** How much goes on at once, at most. */
const mostAtOnce = 8;

/**
 * Lives through some weeks of two servers: people do what they may and what they may not, payers pay or don't, providers
 * tell late, twice, or not at all, calls fail before and after they happened, and the bot is killed wherever it waits.
 * After every step all that must hold of the money is asserted, and at the end that everything has settled. Throws
 * LifeFailure. `meddle` may spoil the world before it begins.
 */
export async function live(seed: number, meddle: (world: World) => void = () => {}): Promise<Life> {
  const world = new World(seed);
  meddle(world);
  try {
    await world.begin();
    await fillWallets(world);
    for (let begun = 0, most = world.dice.whole(40, 100); begun < most; ) {
      const isBusy =
        world.schedule.length > 0 && (world.schedule.length >= mostAtOnce || world.dice.is(0.85));
      if (isBusy) await world.goOn();
      else {
        await happen(world);
        begun += 1;
      }
      await assertSound(world);
    }
    await settle(world, () => assertSound(world));
  } catch (error) {
    if (error instanceof Unsound) throw new LifeFailure(seed, world.problems, world.steps);
    throw error;
  }
  return { seed, steps: world.steps, commits: world.commits };
}

class Unsound extends Error {}

/** All that must hold after every step. */
async function assertSound(world: World): Promise<void> {
  for (const guildId of world.touched)
    world.problems.push(...(await bookProblems(world.store, world.database, guildId)));
  world.touched.clear();
  if (world.problems.length > 0) throw new Unsound();
}

/** Something happens that nothing else has led to. */
async function happen(world: World): Promise<void> {
  const { dice } = world;
  // Some are told twice, and some never, where the bot finds out by itself.
  for (const travelling of world.newEvents())
    for (let copies = dice.one([isAskedFor(travelling) ? 0 : 1, 1, 1, 1, 2]); copies > 0; copies -= 1)
      world.travelling.push(travelling);
  await dice.weighted<() => Promise<void> | void>([
    [50, () => doDeed(world)],
    [14, () => payAtPage(world)],
    [5, () => moveMoneyAtSite(world)],
    [16, () => deliver(world)],
    [8, () => work(world)],
    [6, () => runAJob(world)],
    [4, () => letTimePass(world)],
    [2, () => world.crash()],
    [1, () => breakProvider(world)],
  ])?.();
}

/** Whether the bot asks for it, should it never be told: a page. What is done at a provider's own site it is only told. */
function isAskedFor({ event: { type, subject } }: Travelling): boolean {
  return subject?.kind === 'checkout' || type === 'capture.completed';
}

async function doDeed(world: World): Promise<void> {
  const deed = someDeed(world);
  if (deed === undefined) return;
  // Discord delivers some requests twice.
  for (let copies = world.dice.is(0.1) ? 2 : 1; copies > 0; copies -= 1) {
    const at = world.desk();
    await world.start(at, deed.what, () => deed.ask(at));
  }
}

/** A payer does something with a page they have, or the provider with what it got. */
function payAtPage(world: World): void {
  // Mostly the page they were given last.
  const page = world.dice.maybe(world.dice.is(0.7) ? world.pages.slice(-2) : world.pages);
  if (page === undefined) return;
  const { books } = world.provider(page.provider);
  const way = world.dice.one(['at once', 'at once', 'at once', 'slowly', 'in vain']);
  const did = world.dice.is(0.7)
    ? books.pay(page.reference, way)
    : books.clear(page.reference, world.dice.one(['paid', 'failed']));
  world.steps.push(`${page.reference} is paid ${way}: ${did}`);
}

/** Money goes back by a press at the provider's own site, or a refund goes on there. */
function moveMoneyAtSite(world: World): void {
  const { dice } = world;
  const { name, books } = dice.one([world.provider('stripe'), world.provider('paypal')]);
  const taken = dice.maybe(books.taken());
  if (taken === undefined) return;
  const refund = dice.maybe(books.refundsOf(taken.reference));
  const leftMinor = books.refundableMinor(taken);
  if (refund !== undefined && dice.is(0.8)) {
    const state = dice.one(['done', 'done', 'failed']);
    books.finishRefund(refund.reference, state);
    world.steps.push(`${refund.reference} is ${state}`);
  } else if (dice.is(0.3)) disputeAtSite(world, name, taken);
  else if (leftMinor > 0 && dice.is(0.4)) {
    const part = {
      ...taken.money,
      amountMinor: amountMinor(dice.is(0.5) ? leftMinor : dice.whole(1, leftMinor)),
    };
    world.steps.push(
      `${books.refundAtSite(taken.reference, part)} of ${part.amountMinor} is made at the site`,
    );
  }
}

/** A payer disputes a payment with their bank, or that goes on: the money is held back, and given again or not. */
function disputeAtSite(world: World, name: ProviderName, taken: Capture): void {
  const { dice, disputes, steps } = world;
  const { books } = world.provider(name);
  const open = dice.maybe(disputes);
  const leftMinor = taken.money.amountMinor - taken.refunded.amountMinor;
  const isDisputed = disputes.some(
    ({ reference }) => books.disputeOf(reference)?.capture === taken.reference,
  );
  if (open !== undefined && dice.is(0.5)) {
    const how = dice.one(['won', 'lost', 'open']);
    endDispute(world.provider(open.provider).books, open.reference, how);
    steps.push(`${open.reference} is ${how}`);
  } else if (leftMinor > 0 && !isDisputed) {
    const reference = books.dispute(
      taken.reference,
      { ...taken.money, amountMinor: amountMinor(leftMinor) },
      dice.is(0.7),
    );
    disputes.push({ provider: name, reference });
    steps.push(`${reference} of ${leftMinor} is opened`);
  }
}

async function deliver(world: World): Promise<void> {
  const index = world.dice.whole(0, world.travelling.length - 1);
  const isForged = world.dice.is(0.05);
  const sent = isForged ? world.travelling[index] : world.travelling.splice(index, 1)[0];
  if (sent === undefined) return;
  const at = world.desk();
  const how = isForged ? receiveForged : receive;
  await world.start(at, `${isForged ? 'a forged' : 'a'} ${sent.event.type} arrives`, () =>
    how(world, at, sent),
  );
}

async function work(world: World): Promise<void> {
  const at = world.desk();
  const provider = world.dice.maybe([...providerNames, undefined]);
  if (provider === undefined) await world.start(at, 'tells people', () => runOutbox(world, at));
  else await handle(world, provider);
}

async function handle(world: World, provider: ProviderName): Promise<void> {
  const at = world.desk();
  await world.start(at, `handles what ${provider} told`, () => runEvents(world, at, provider));
}

async function runAJob(world: World): Promise<void> {
  const at = world.desk();
  const job = world.dice.is(0.5)
    ? jobs.find(({ name }) => name === 'check-payments')
    : world.dice.maybe(jobs);
  if (job !== undefined) await world.start(at, job.name, () => runJob(at, job.run));
}

async function letTimePass(world: World): Promise<void> {
  // No provider is out of reach for so long that what it told is given up.
  const told = allOf<RecordedEvent>(world.database, 'providerEvents');
  const longest = told.some(({ state }) => state === 'waiting') ? hourMs : 30 * hourMs;
  const ms = Math.min(
    world.dice.one([1_000, 10_000, 10 * minuteMs, hourMs, 6 * hourMs, 30 * hourMs]),
    longest,
  );
  // Nothing takes minutes: no call of a provider or the store, and so nothing that is made of them.
  while (ms > minuteMs && world.schedule.length > 0) {
    await world.goOn();
    await assertSound(world);
  }
  world.pass(ms);
  world.steps.push(`${ms / minuteMs} minutes pass`);
}

function breakProvider(world: World): void {
  world.outage = world.outage === undefined ? world.dice.one(['stripe', 'paypal']) : undefined;
  world.steps.push(`${world.outage ?? 'no provider'} is down`);
}
