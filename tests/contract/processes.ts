import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const child = fileURLToPath(new URL('child.ts', import.meta.url));

/** Starts `child.ts` with these arguments. */
export function startChild(...arguments_: string[]): ChildProcess {
  return spawn(process.execPath, [child, ...arguments_], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Runs it to its end and gives the exit code. */
export async function runChild(...arguments_: string[]): Promise<number | null> {
  const running = startChild(...arguments_);
  running.stdout?.resume();
  const [code] = await once(running, 'close');
  return typeof code === 'number' ? code : null;
}

/** A `churn` child that was started, and the pairs it has said so far. */
export interface Churn {
  readonly said: readonly string[];
  /** Resolves when it has said so many. */
  hasSaid(count: number): Promise<void>;
  /** Ends it as a power cut would; resolves when all it said was read. */
  kill(): Promise<void>;
}

export function startChurn(file: string, name: string): Churn {
  const running = startChild(file, 'churn', name);
  const said: string[] = [];
  let unfinished = '';
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  running.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (unfinished + text).split('\n');
    unfinished = lines.pop() ?? '';
    said.push(...lines);
    for (const { count, resolve } of waiting) if (said.length >= count) resolve();
  });
  const closed = once(running, 'close');
  return {
    said,
    hasSaid: (count) =>
      new Promise((resolve, reject) => {
        waiting.push({ count, resolve });
        closed.then(() => reject(new Error('The child ended too soon')));
      }),
    kill: async () => {
      running.kill('SIGKILL');
      await closed;
    },
  };
}
