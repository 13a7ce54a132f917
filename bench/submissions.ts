import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { file, type MessageView } from '../sandbox/index.ts';
import { timeCallback } from './callbackTimer.ts';
import type { Contestant, Ground } from './contestant.ts';
import { dialogueIn } from './dialogue.ts';
import type { Figure } from './figures.ts';
import { heaviestPictures, largeScreenshot, type Picture, screenshot } from './pictures.ts';
import type { Place } from './place.ts';
import { anyOrder, orderIdOf, workersOrder } from './population.ts';
import { compareRounds, quantile, ratio, spreadOf } from './statistics.ts';
import { takeTurns, timeMs } from './turns.ts';

/** Hands in a picture for the next of the worker's orders; resolves with the answer as it is first seen. */
export type Submit = (picture: Picture) => Promise<MessageView>;

/** The worker of a place, who hands in evidence for every order once. */
export function submitterIn({ worker }: Ground, { orderCount }: Place): Submit {
  let submitted = 0;
  return ({ name, bytes }) => {
    const order = orderIdOf(workersOrder(submitted++, orderCount));
    return worker.slash('submitevidence', { screenshot: file(name, bytes), order_id: order });
  };
}

/** A refusal would be quick, and not what is to be timed. */
function requireSubmitted(answer: MessageView): void {
  if (!answer.text().includes('is submitted')) throw new Error(`Not submitted: ${answer.text()}`);
}

/** After that the bot asks for more time before it answers. */
const quickMs = 1500;

/**
 * How long it takes to hand in a usual screenshot, from the event being sent to the answer being received, over decoding
 * it and nothing else: download, judging, looking for earlier ones, keeping, and the commit.
 */
export async function measureSubmission({ sandbox, worker }: Ground, submit: Submit): Promise<Figure[]> {
  const picture = await screenshot();
  const submitOne = async () => {
    const { waitedMs, seen } = await timeCallback(sandbox, worker, () => submit(picture));
    requireSubmitted(seen);
    if (waitedMs > quickMs) throw new Error('The callback only asked for more time');
    await seen.until((message) => message.edited);
    return waitedMs;
  };
  const decode = () => timeMs(() => sharp(picture.bytes).raw().toBuffer());
  const schedule = { warmUpRounds: 3, rounds: 15, samplesPerRound: 4 };
  const [ofSubmit = [], ofDecode = []] = await takeTurns(schedule, [submitOne, decode]);
  return [
    {
      name: 'submit_evidence_p50_over_decode',
      ...compareRounds(ofSubmit, ofDecode, ratio),
      bound: { atMost: 6 },
    },
    { name: 'submit_evidence_ms', ...spreadOf(ofSubmit.flat()) },
    { name: 'decode_alone_ms', ...spreadOf(ofDecode.flat()) },
  ];
}

const rounds = 6;
/** Long enough for a few times as many to be handed in. */
const roundMs = 3000;

/**
 * How long people wait for an answer, and how much memory the bot takes, while ten large pictures at a time are being
 * handed in. It must be idle.
 */
export async function measureSubmitting(bot: Contestant, place: Place, submit: Submit): Promise<Figure[]> {
  const { ground } = bot;
  const dialogue = dialogueIn(ground);
  let tracked = 0;
  const track = async (): Promise<number> => {
    const order = anyOrder(tracked++, place.orderCount);
    const { waitedMs } = await timeCallback(ground.sandbox, ground.staff, () => dialogue.track(order));
    return waitedMs;
  };
  const trackForAWhile = async (): Promise<number[]> => {
    const startMs = performance.now();
    const waited: number[] = [];
    while (performance.now() - startMs < roundMs) waited.push(await track());
    return waited;
  };
  let submitted = 0;
  const submitNext = async (picture: Picture): Promise<void> => {
    submitted += 1;
    requireSubmitted(await submit(picture));
  };

  await trackForAWhile();
  const idle = await bot.memory();
  const picture = await largeScreenshot();
  // Starts what is only started with the first picture.
  await submitNext(picture);
  const idleP99: number[] = [];
  const busyP99: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    idleP99.push(quantile(await trackForAWhile(), 0.99));
    let goesOn = true;
    const submitting = tenTimes(async () => {
      while (goesOn) await submitNext(picture);
    });
    busyP99.push(quantile(await trackForAWhile(), 0.99));
    goesOn = false;
    await submitting;
    // A round's pictures are 400 MB.
    await rm(join(place.dataDir, 'evidence', ground.guild.id), { recursive: true, force: true });
  }
  const single = (values: readonly number[]) => values.map((value) => [value]);
  return [
    {
      name: 'trackorder_p99_while_submitting_over_idle',
      ...compareRounds(single(busyP99), single(idleP99), ratio),
      bound: { atMost: 5 },
    },
    { name: 'trackorder_p99_while_submitting_ms', ...spreadOf(busyP99) },
    { name: 'trackorder_p99_idle_ms', ...spreadOf(idleP99) },
    {
      name: 'submitting_peak_rss_over_idle_mb',
      ...spreadOf([(await bot.memory()).peakRssMb - idle.rssMb]),
      bound: { atMost: 400 },
    },
    { name: 'submitting_idle_rss_mb', ...spreadOf([idle.rssMb]) },
    { name: 'submissions_while_tracking', ...spreadOf([submitted]) },
  ];
}

/** How much memory the bot takes when ten at a time of the pictures are handed in that take the most. It must be idle. */
export async function measureHeaviest(bot: Contestant, submit: Submit): Promise<Figure[]> {
  const idle = await bot.memory();
  for (const picture of await heaviestPictures())
    await tenTimes(async () => requireSubmitted(await submit(picture)));
  const { peakRssMb } = await bot.memory();
  return [
    {
      name: 'submitting_heaviest_peak_rss_over_idle_mb',
      ...spreadOf([peakRssMb - idle.rssMb]),
      bound: { atMost: 400 },
    },
  ];
}

const tenTimes = (work: () => Promise<void>) => Promise.all(Array.from({ length: 10 }, work));
