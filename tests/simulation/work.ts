import { deliverNotices } from '../../src/app/deliverNotices.ts';
import type { Job } from '../../src/app/jobs/job.ts';
import { handleEvents } from '../../src/app/payments/handleEvents.ts';
import { processEvent } from '../../src/app/payments/processEvent.ts';
import { receiveWebhook } from '../../src/app/payments/receiveWebhook.ts';
import { settlingOf } from '../../src/app/payments/settling.ts';
import type { ProviderName } from '../../src/ports/paymentProvider.ts';
import { isExpected, type RunningDesk, type Travelling, type World } from './world.ts';

const never = new AbortController().signal;

/** Runs a job once. */
export async function runJob({ desk }: RunningDesk, job: Job): Promise<string> {
  const deeds: string[] = [];
  await job(desk, { dryRun: false, signal: never, note: ({ kind }) => deeds.push(kind) });
  return deeds.join(', ') || 'nothing to do';
}

/** Handles what a provider told and is due. What fails in another way than the store or the provider may is a problem. */
export async function runEvents(
  world: World,
  { desk }: RunningDesk,
  provider: ProviderName,
): Promise<string> {
  const settling = settlingOf(desk);
  const notes: string[] = [];
  await handleEvents(
    {
      desk,
      process: (event) => processEvent(desk, event, settling),
      handled({ data }, outcome) {
        const { kind } = outcome;
        notes.push(`${data.type} ${kind === 'done' ? outcome.note : kind}`);
        if (kind !== 'done' && 'bug' in outcome.why && !isExpected(outcome.why.bug))
          world.problems.push(
            `${data.type} threw ${outcome.why.bug instanceof Error ? outcome.why.bug.stack : outcome.why.bug}`,
          );
      },
    },
    provider,
    never,
  );
  return notes.join(', ') || 'nothing to do';
}

/** Tells people what is due. */
export async function runOutbox(world: World, { desk, messenger }: RunningDesk): Promise<string> {
  const { rest } = await deliverNotices({
    store: desk.store,
    clock: desk.clock,
    messenger,
    render: () => ({ content: 'word' }),
    report: (error) => {
      if (!isExpected(error))
        world.problems.push(`A notice: ${error instanceof Error ? error.stack : error}`);
    },
  });
  await rest;
  return 'done';
}

/** A webhook arrives; one that is not taken comes again, as providers do. */
export async function receive(
  world: World,
  { desk, providers }: RunningDesk,
  sent: Travelling,
): Promise<string> {
  const { provider: name, event } = sent;
  const signed = providers.get(name)?.sign(event);
  if (signed === undefined) throw new Error(`There is no ${name}`);
  try {
    const received = await receiveWebhook(desk, { provider: name, ...signed });
    if (!received.ok) world.problems.push(`${event.type} was refused: ${received.refusal.code}`);
    return received.ok ? received.value : received.refusal.code;
  } catch (error) {
    world.travelling.push(sent);
    throw error;
  }
}

/** A webhook that somebody else made up. */
export async function receiveForged(
  world: World,
  { desk, providers }: RunningDesk,
  { provider: name, event }: Travelling,
): Promise<string> {
  const signed = providers.get(name)?.sign(event, { secret: 'a guess' });
  if (signed === undefined) throw new Error(`There is no ${name}`);
  const received = await receiveWebhook(desk, { provider: name, ...signed });
  if (received.ok) world.problems.push(`A forged ${event.type} was believed`);
  return received.ok ? received.value : received.refusal.code;
}
