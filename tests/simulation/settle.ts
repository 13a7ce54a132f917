import { checkPayments } from '../../src/app/jobs/checkPayments.ts';
import { sealLedgers } from '../../src/app/jobs/sealLedgers.ts';
import type { Order } from '../../src/domain/order.ts';
import { never, type Payment } from '../../src/domain/payment.ts';
import { rowOf } from '../../src/domain/status.ts';
import type { RecordedEvent } from '../../src/ports/collections.ts';
import { providerNames } from '../../src/ports/paymentProvider.ts';
import type { FakeBooks } from '../support/fakeBooks.ts';
import { endOf } from './deeds.ts';
import { allOf, settledProblems } from './moneyRules.ts';
import { receive, runEvents, runJob, runOutbox } from './work.ts';
import type { World } from './world.ts';

/** More rounds than the longest waiting takes, at an hour each and sooner where something is due. */
const mostRounds = 400;

/**
 * The end of a life: nothing fails any more, what is still to be told is, staff end the orders that are open, and time
 * passes until nothing is due. Then everything must have settled.
 */
export async function settle(world: World, assertSound: () => Promise<void>): Promise<void> {
  world.calm();
  await finish(world, assertSound);
  for (const order of allOf<Order>(world.database, 'orders'))
    if (rowOf(order.workflow, order.status).stage !== 'ended' && world.dice.is(0.7))
      await endByHand(world, order, assertSound);
  for (let rounds = 0; rounds < mostRounds; rounds += 1) {
    await round(world, assertSound);
    const next = nextMoment(world);
    if (next === undefined) break;
    world.pass(Math.max(next.getTime() - world.now().getTime(), 0) + 5_000);
  }
  // So that what is young enough not to be sealed is sealed as well.
  world.pass(60 * 60_000);
  await round(world, assertSound);
  world.problems.push(...settledProblems(world.database, world.providers));
  for (const { guildId } of allOf<Order>(world.database, 'orders')) world.touched.add(guildId);
  await assertSound();
}

async function endByHand(world: World, order: Order, assertSound: () => Promise<void>): Promise<void> {
  const deed = endOf(world, order);
  const at = world.desk();
  await world.start(at, deed.what, () => deed.ask(at));
  await finish(world, assertSound);
}

/** Moves a dispute at a provider on: while it is open the money may be held back; lost, it is gone, and won it is not. */
export function endDispute(books: FakeBooks, reference: string, state: 'open' | 'won' | 'lost'): void {
  const dispute = books.disputeOf(reference);
  if (dispute?.state !== 'open') return;
  books.moveDispute(reference, {
    state,
    withdrawn: state === 'lost' || (state === 'open' && !dispute.withdrawn),
  });
}

/** Everything that the bot does by itself, once. */
async function round(world: World, assertSound: () => Promise<void>): Promise<void> {
  for (const { provider, reference } of world.pages) world.provider(provider).books.clear(reference, 'paid');
  for (const { books } of world.providers)
    for (const { reference } of books.taken())
      for (const refund of books.refundsOf(reference))
        if (refund.state === 'pending')
          books.finishRefund(refund.reference, world.dice.one(['done', 'failed']));
  for (const { provider, reference } of world.disputes) {
    const { books } = world.provider(provider);
    if (books.disputeOf(reference)?.state === 'open')
      endDispute(books, reference, world.dice.one(['won', 'lost']));
  }
  const at = world.desk();
  for (const sent of [...world.travelling.splice(0), ...world.newEvents()])
    await world.start(at, `a ${sent.event.type} arrives`, () => receive(world, at, sent));
  await finish(world, assertSound);
  for (const provider of providerNames)
    await world.start(at, `handles what ${provider} told`, () => runEvents(world, at, provider));
  await finish(world, assertSound);
  await world.start(at, 'checks payments', () => runJob(at, checkPayments));
  await finish(world, assertSound);
  await world.start(at, 'seals', () => runJob(at, sealLedgers));
  await world.start(at, 'tells people', () => runOutbox(world, at));
  await finish(world, assertSound);
}

/** Lets all that is under way come to its end. */
async function finish(world: World, assertSound: () => Promise<void>): Promise<void> {
  while (world.schedule.length > 0) {
    await world.goOn();
    await assertSound();
  }
}

/** When something is due next, if anything is. */
function nextMoment(world: World): Date | undefined {
  const payments = allOf<Payment>(world.database, 'payments').map(({ nextCheckAt }) => nextCheckAt);
  const events = allOf<RecordedEvent>(world.database, 'providerEvents')
    .filter(({ state }) => state === 'waiting')
    .map(({ nextAttemptAt }) => nextAttemptAt);
  const notices = allOf<{ readonly deliveries: readonly { readonly nextAttemptAt: Date }[] }>(
    world.database,
    'outbox',
  );
  const deliveries = notices.flatMap((notice) => notice.deliveries.map(({ nextAttemptAt }) => nextAttemptAt));
  return [...payments.filter((at) => at < never), ...events, ...deliveries].sort(
    (one, other) => one.getTime() - other.getTime(),
  )[0];
}
