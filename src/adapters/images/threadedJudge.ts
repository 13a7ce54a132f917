import { Worker } from 'node:worker_threads';
import { ok } from '../../domain/result.ts';
import type { ImageJudge } from '../../ports/imageJudge.ts';
import type { DownloadSettings } from '../download/attachmentDownloads.ts';

type Verdict = Awaited<ReturnType<ImageJudge['judge']>>;

/** What the thread is asked: to judge what a link leads to, or to use memory again that it had lent. */
export type Asked = { readonly id: number; readonly link: string } | { readonly released: SharedArrayBuffer };

/** What it answers. */
export type Judged =
  | { readonly id: number; readonly verdict: Verdict }
  | { readonly id: number; readonly error: unknown };

/** The verdict, whose bytes lie in memory of the thread's until they are released. */
function lent(verdict: Verdict, worker: Worker): Verdict {
  if (!verdict.ok) return verdict;
  const { buffer } = verdict.value.bytes;
  if (!(buffer instanceof SharedArrayBuffer)) return verdict;
  const release = () => worker.postMessage({ released: buffer } satisfies Asked);
  return ok({ ...verdict.value, release });
}

/** An image judge with a thread of its own. */
export interface ThreadedJudge extends ImageJudge {
  /** Ends the thread; what it was still asked rejects. */
  close(): Promise<void>;
}

/**
 * Judges images in a thread of its own, which starts with the first one. Sharp decodes outside of the event loop, but
 * ten megabytes also have to be received, put together, hashed and cleared away: 70 ms in which nobody would be answered.
 */
export function threadedJudge(settings: DownloadSettings): ThreadedJudge {
  const waiting = new Map<number, PromiseWithResolvers<Verdict>>();
  let asked = 0;
  let thread: Promise<Worker> | undefined;

  const start = async (): Promise<Worker> => {
    // Its library has to be there before any thread that uses it, and until after the last.
    await import('sharp');
    const worker = new Worker(new URL('./imageThread.ts', import.meta.url), {
      workerData: settings,
      // What the process was started with is meant for its own start.
      execArgv: [],
      // Buffers are not in it. Left to itself it would grow to three times as much.
      resourceLimits: { maxYoungGenerationSizeMb: 16 },
    });
    worker.unref();
    worker.on('message', (judged: Judged) => {
      const one = waiting.get(judged.id);
      waiting.delete(judged.id);
      if (waiting.size === 0) worker.unref();
      if ('error' in judged) one?.reject(judged.error);
      else one?.resolve(lent(judged.verdict, worker));
    });
    let fault: unknown = new Error('The thread that judges images has ended');
    worker.on('error', (error) => {
      fault = error;
    });
    worker.on('exit', () => {
      thread = undefined;
      for (const one of waiting.values()) one.reject(fault);
      waiting.clear();
    });
    return worker;
  };

  return {
    async judge(link) {
      thread ??= start();
      const worker = await thread.catch((error: unknown) => {
        thread = undefined;
        throw error;
      });
      const id = asked++;
      const verdict = Promise.withResolvers<Verdict>();
      waiting.set(id, verdict);
      worker.ref();
      worker.postMessage({ id, link } satisfies Asked);
      return verdict.promise;
    },
    async close() {
      await (await thread)?.terminate();
    },
  };
}
