import { readdirSync, readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { isMarkedAsUntransferable, parentPort, workerData } from 'node:worker_threads';
import { evidenceLimits } from '../../domain/evidence.ts';
import { forget } from '../../domain/forget.ts';
import { ok } from '../../domain/result.ts';
import type { JudgedImage } from '../../ports/imageJudge.ts';
import type { DownloadSettings } from '../download/attachmentDownloads.ts';
import { imageJudge } from './imageJudge.ts';
import type { Asked, Judged } from './threadedJudge.ts';

/*
 * The thread of `threadedJudge`: judges what it is asked about, and lends the kept bytes.
 */

stepBack();

// What the other side gave.
const { judge } = imageJudge(workerData as DownloadSettings);

/** Memory that was lent and came back. More than a few are not kept. */
const spare: SharedArrayBuffer[] = [];
const mostSpare = 4;
const usualBytes = evidenceLimits.bytes;

parentPort?.on('message', async (asked: Asked) => {
  if ('released' in asked) {
    const { released } = asked;
    if (spare.length < mostSpare && released.byteLength === usualBytes) spare.push(released);
    return;
  }
  const { id, link } = asked;
  try {
    const verdict = await judge(link);
    const answer: Judged = { id, verdict: verdict.ok ? ok(shared(verdict.value)) : verdict };
    parentPort?.postMessage(answer);
  } catch (error) {
    const answer: Judged = { id, error };
    parentPort?.postMessage(answer);
  }
});

/**
 * The image with its bytes in memory that both threads see. Handed over, ten megabytes would count as the other thread's
 * own, which then clears up with every second image, 5 to 15 ms in which nobody is answered.
 */
function shared(image: JudgedImage): JudgedImage {
  const { bytes } = image;
  const fitting = bytes.length <= usualBytes ? spare.pop() : undefined;
  const memory = fitting ?? new SharedArrayBuffer(Math.max(bytes.length, usualBytes));
  const copy = new Uint8Array(memory, 0, bytes.length);
  copy.set(bytes);
  if (isOurs(bytes)) forget(bytes);
  return { ...image, bytes: copy };
}

/** Sharp's own memory is not ours to give back. */
function isOurs({ buffer }: Uint8Array): boolean {
  return buffer instanceof ArrayBuffer && !isMarkedAsUntransferable(buffer);
}

/**
 * Lets those go first who answer people. On Linux each thread has a priority of its own; the decoders are libuv's
 * threads, which do little else, and what they do else can wait for a moment, too. Elsewhere nothing is changed.
 */
function stepBack(): void {
  if (process.platform !== 'linux') return;
  const lower = 19;
  const tasks = '/proc/self/task';
  try {
    setPriority(lower);
    for (const task of readdirSync(tasks))
      if (readFileSync(`${tasks}/${task}/comm`, 'utf8').startsWith('libuv-worker'))
        setPriority(Number(task), lower);
  } catch {
    // Where it may not be done, people wait a little longer.
  }
}
