import { readdirSync, readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { isMarkedAsUntransferable, parentPort, workerData } from 'node:worker_threads';
import type { DownloadSettings } from '../download/attachmentDownloads.ts';
import { imageJudge } from './imageJudge.ts';
import type { Asked, Judged } from './threadedJudge.ts';

/*
 * The thread of `threadedJudge`: judges what it is asked about, and hands the kept bytes over without copying them.
 */

stepBack();

// What the other side gave.
const { judge } = imageJudge(workerData as DownloadSettings);

parentPort?.on('message', async ({ id, link }: Asked) => {
  try {
    const verdict = await judge(link);
    const answer: Judged = { id, verdict };
    parentPort?.postMessage(answer, verdict.ok ? memoryOf(verdict.value.bytes) : []);
  } catch (error) {
    const answer: Judged = { id, error };
    parentPort?.postMessage(answer);
  }
});

/** What can be handed over as it is. Small ones share their memory with others, and sharp's own is not ours to give. */
function memoryOf({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  const isOurs = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return isOurs && !isMarkedAsUntransferable(buffer) ? [buffer] : [];
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
