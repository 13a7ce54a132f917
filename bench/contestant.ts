import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { commands } from '../commands/index.ts';
import { type Person, type Sandbox, type SandboxGuild, startSandbox } from '../sandbox/index.ts';
import type { MemoryAnswer } from './monitor.ts';
import type { Population } from './population.ts';

/** A local Discord of its own for one program, with a server and people in it. */
export interface Ground {
  readonly sandbox: Sandbox;
  readonly guild: SandboxGuild;
  /** Staff: holds Manage Server. */
  readonly staff: Person;
  /** A customer. */
  readonly regular: Person;
  readonly worker: Person;
  readonly population: Population;
}

/** Makes a ground; its `sandbox.close()` ends it. */
export async function makeGround(): Promise<Ground> {
  // Ten of the largest pictures may take half a minute, and that at a busy time.
  const sandbox = await startSandbox({ patienceMs: 300_000 });
  const guild = sandbox.createGuild({ name: 'Pixel Forge' });
  guild.createChannel({ name: 'orders' });
  const staff = guild.join({ username: 'dana', permissions: ['ManageGuild'] });
  const regular = guild.join({ username: 'mia' });
  const worker = guild.join({ username: 'mike' });
  const personOf = ({ id, name }: Person) => ({ userId: id, username: name });
  const population = {
    guildId: guild.id,
    staff: personOf(staff),
    regular: personOf(regular),
    worker: personOf(worker),
  };
  return { sandbox, guild, staff, regular, worker, population };
}

/** What may be measured: the bot as its container runs it, or a client that only replies. */
export type Program = 'orderly' | 'bare';

const programs: Readonly<Record<Program, string>> = {
  orderly: fileURLToPath(new URL('../src/main.ts', import.meta.url)),
  bare: fileURLToPath(new URL('./bareClient.ts', import.meta.url)),
};
const monitor = new URL('./monitor.ts', import.meta.url).href;

/** A program that runs in a process of its own, connected to its ground. */
export interface Contestant {
  readonly ground: Ground;
  /** From the start of the process until it was ready. */
  readonly startMs: number;
  memory(): Promise<MemoryAnswer>;
  stop(): Promise<void>;
}

/** Starts a program and waits until it is ready. Both programs get the same flags, environment and list of commands. */
export async function startContestant(
  program: Program,
  ground: Ground,
  folders: { readonly dataDir: string; readonly compileCache: string },
): Promise<Contestant> {
  const { sandbox } = ground;
  if (program === 'bare') await registerCommands(sandbox);
  const startedMs = performance.now();
  const child = spawn(process.execPath, ['--expose-gc', '--import', monitor, programs[program]], {
    // No .env file is found there.
    cwd: folders.dataDir,
    env: {
      NODE_ENV: 'production',
      // As the Dockerfile has them.
      NODE_COMPILE_CACHE: folders.compileCache,
      MALLOC_TRIM_THRESHOLD_: '131072',
      DISCORD_TOKEN: sandbox.token,
      DISCORD_API_URL: sandbox.apiUrl,
      DISCORD_ATTACHMENT_HOSTS: `127.0.0.1:${sandbox.port}`,
      DATA_DIR: folders.dataDir,
      PORT: 'off',
    },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  await untilReady(child);
  const startMs = performance.now() - startedMs;
  return {
    ground,
    startMs,
    async memory() {
      const answered = once(child, 'message');
      child.send('memory');
      // The monitor answers nothing else.
      const [answer] = (await answered) as [MemoryAnswer];
      return answer;
    },
    async stop() {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function untilReady({ stdout, pid }: ChildProcess): Promise<void> {
  if (stdout === null) throw new Error('The output should be a pipe');
  const lines = createInterface({ input: stdout });
  const isReady = new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      if (line.includes('"msg":"Ready"')) resolve();
      // Warnings and errors are worth reading: a run that logs failures measures the wrong thing.
      else if (!line.includes('"level":30')) process.stderr.write(`${pid}: ${line}\n`);
    });
    lines.once('close', () => reject(new Error('The process ended before it was ready')));
  });
  await isReady;
}

async function registerCommands({ apiUrl, applicationId, token }: Sandbox): Promise<void> {
  const answer = await fetch(`${apiUrl}/v10/applications/${applicationId}/commands`, {
    method: 'PUT',
    headers: { Authorization: `Bot ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(commands.map(({ definition }) => definition)),
  });
  if (!answer.ok) throw new Error(`The commands were not registered: ${await answer.text()}`);
}
