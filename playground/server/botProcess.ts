import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { environmentSchema } from '../../src/config.ts';
import type { BotState } from '../protocol.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Levels of pino. */
const WARNING = 40;
const ERROR = 50;
const STOP_WITHIN_MS = 5_000;

/** What the bot is told by its environment; settings that are not in it stay unset, whatever a `.env` file says. */
export type BotEnvironment = Readonly<Record<string, string>>;

/** The bot as a process of its own, started as `npm start` does, that can be killed and started again. */
export class BotProcess {
  /** Told of each change of `state`. */
  readonly onState = new Set<(state: BotState) => void>();
  readonly #environment: BotEnvironment;
  readonly #say: (line: string, detail?: unknown) => void;
  #child: ChildProcess | undefined;
  #state: BotState = 'stopped';

  /** `say` is told what the bot logs. */
  constructor(environment: BotEnvironment, say: (line: string, detail?: unknown) => void) {
    this.#environment = environment;
    this.#say = say;
  }

  /** Whether it is there, and connected. */
  get state(): BotState {
    return this.#state;
  }

  /** Starts it, unless it is there; resolves once it is ready. Rejects when it ends before that. */
  async start(): Promise<void> {
    if (this.#child) return;
    this.#become('starting');
    const unset = Object.fromEntries(Object.keys(environmentSchema.shape).map((name) => [name, '']));
    const child = spawn(
      process.execPath,
      [
        '--import',
        './src/compileCache.mjs',
        '--import',
        './playground/server/endWithParent.mjs',
        'src/main.ts',
      ],
      {
        cwd: ROOT,
        env: { ...process.env, ...unset, ...this.#environment },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      },
    );
    this.#child = child;
    const { stdout, stderr } = child;
    if (!stdout || !stderr) throw new Error('The bot has no output.');
    const ready = new Promise<void>((resolve, reject) => {
      const errors: string[] = [];
      createInterface({ input: stdout }).on('line', (line) => {
        if (this.#read(line) === 'Ready' && this.#child === child) {
          this.#become('running');
          resolve();
        }
      });
      createInterface({ input: stderr }).on('line', (line) => {
        errors.push(line);
        this.#say(line);
      });
      child.once('exit', (code, signal) => {
        if (this.#child === child) this.#child = undefined;
        if (this.#child === undefined) this.#become('stopped');
        this.#say(`The bot ended: ${signal ?? `exit code ${code}`}`);
        reject(new Error(['The bot ended before it was ready.', ...errors].join('\n')));
      });
    });
    await ready;
  }

  /** Kills it at once, as a crash or a power cut would. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Lets it finish what is under way, then ends it. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    const impatient = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await ended;
    clearTimeout(impatient);
  }

  #read(line: string): string | undefined {
    try {
      const { msg, level, ...more } = JSON.parse(line);
      this.#say(level >= WARNING ? `${level >= ERROR ? 'Error' : 'Warning'}: ${msg}` : msg, more);
      return msg;
    } catch {
      this.#say(line);
      return undefined;
    }
  }

  #become(state: BotState): void {
    if (this.#state === state) return;
    this.#state = state;
    for (const listener of this.onState) listener(state);
  }
}
