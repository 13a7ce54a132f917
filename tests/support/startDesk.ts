import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { pino } from 'pino';
import {
  type Person,
  type Sandbox,
  type SandboxChannel,
  type SandboxGuild,
  startSandbox,
} from '../../sandbox/index.ts';
import type { Config } from '../../src/config.ts';
import { createLogger } from '../../src/log.ts';
import { type Orderly, type OwnParts, startOrderly } from '../../src/main.ts';

/** A whole order desk in one process: the local Discord with a server and people in it, and the bot on a fresh file. */
export interface TestDesk {
  readonly sandbox: Sandbox;
  readonly guild: SandboxGuild;
  /** The channel people run commands in. */
  readonly channel: SandboxChannel;
  /** Staff: holds Manage Server. */
  readonly dana: Person;
  /** A customer. */
  readonly mia: Person;
  /** A booster. */
  readonly mike: Person;
  /** Someone with no part in any order. */
  readonly eve: Person;
  readonly orderly: Orderly;
  readonly config: Config;
  /** Everything the bot logged, one JSON line an entry. */
  readonly logged: string[];
  /** Stops the bot and starts another one on the same data, as after a crash or an update. */
  restart(own?: OwnParts): Promise<Orderly>;
  stop(): Promise<void>;
}

/** Starts a desk; call `stop` at the end of the test. `own` replaces parts of the bot. */
export async function startDesk(own: OwnParts = {}): Promise<TestDesk> {
  const dataDir = await mkdtemp(join(tmpdir(), 'orderly-'));
  const sandbox = await startSandbox();
  const guild = sandbox.createGuild({ name: 'Pixel Forge' });
  const channel = guild.createChannel({ name: 'orders' });
  const people = {
    dana: guild.join({ username: 'dana', permissions: ['ManageGuild'] }),
    mia: guild.join({ username: 'mia' }),
    mike: guild.join({ username: 'mike' }),
    eve: guild.join({ username: 'eve' }),
  };
  const config: Config = {
    discord: { token: sandbox.token, apiUrl: sandbox.apiUrl, attachmentHosts: [] },
    dataDir,
    store: { kind: 'sqlite' },
    port: 'off',
    logLevel: 'debug',
  };
  const logged: string[] = [];
  const log = createLogger({
    level: 'debug',
    secrets: [sandbox.token],
    destination: { write: (line: string) => void logged.push(line) } satisfies pino.DestinationStream,
  });
  let orderly = await startOrderly(config, log, own);
  return {
    sandbox,
    guild,
    channel,
    ...people,
    config,
    logged,
    get orderly() {
      return orderly;
    },
    async restart(parts = own) {
      await orderly.stop();
      orderly = await startOrderly(config, log, parts);
      return orderly;
    },
    async stop() {
      await orderly.stop();
      await sandbox.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
