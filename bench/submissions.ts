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

const atOnce = 10;
const rounds = 4;
const tracksPerRound = 200;

/**
 * How long people wait for an answer, and how much memory the bot takes, while ten large pictures at a time are being
 * handed in; and its memory once more with the pictures that take the most. The bot must have done nothing before.
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
  const trackAll = async (): Promise<number[]> => {
    const waited: number[] = [];
    while (waited.length < tracksPerRound) waited.push(await track());
    return waited;
  };
  let submitted = 0;
  const submitNext = async (picture: Picture): Promise<void> => {
    submitted += 1;
    requireSubmitted(await submit(picture));
  };
  const lanes = (work: () => Promise<void>) => Promise.all(Array.from({ length: atOnce }, work));

  await trackAll();
  const idle = await bot.memory();
  const overIdle = async () => (await bot.memory()).peakRssMb - idle.rssMb;

  const picture = await largeScreenshot();
  const idleP99: number[] = [];
  const busyP99: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    idleP99.push(quantile(await trackAll(), 0.99));
    let goesOn = true;
    const submitting = lanes(async () => {
      while (goesOn) await submitNext(picture);
    });
    busyP99.push(quantile(await trackAll(), 0.99));
    goesOn = false;
    await submitting;
    // A round's pictures are 400 MB.
    await rm(join(place.dataDir, 'evidence', ground.guild.id), { recursive: true, force: true });
  }
  const usualPeakMb = await overIdle();
  for (const heavy of await heaviestPictures()) await lanes(() => submitNext(heavy));
  const single = (values: readonly number[]) => values.map((value) => [value]);
  return [
    {
      name: 'trackorder_p99_while_submitting_over_idle',
      ...compareRounds(single(busyP99), single(idleP99), ratio),
      bound: { atMost: 5 },
    },
    { name: 'trackorder_p99_while_submitting_ms', ...spreadOf(busyP99) },
    { name: 'trackorder_p99_idle_ms', ...spreadOf(idleP99) },
    { name: 'submitting_peak_rss_over_idle_mb', ...spreadOf([usualPeakMb]), bound: { atMost: 400 } },
    {
      name: 'submitting_heaviest_peak_rss_over_idle_mb',
      ...spreadOf([await overIdle()]),
      bound: { atMost: 400 },
    },
    { name: 'submitting_idle_rss_mb', ...spreadOf([idle.rssMb]) },
    { name: 'submissions_while_tracking', ...spreadOf([submitted]) },
  ];
}
