import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Sandbox, startSandbox, systemClock } from '../sandbox/index.ts';
import { WorldFolder } from '../sandbox/worldFolder.ts';
import { readConfig } from '../src/config.ts';
import { createLogger } from '../src/log.ts';
import { startOrderly } from '../src/main.ts';
import { buildPage } from './buildPage.ts';
import { clockFrom, type MovableClock, Play } from './seed/play.ts';
import { makeServer } from './seed/server.ts';
import { STORY_HOURS, tellStory } from './seed/story.ts';
import { type BotEnvironment, BotProcess } from './server/botProcess.ts';
import { startBridge } from './server/bridge.ts';
import { FaultSwitches } from './server/faultSwitches.ts';
import { lockFolder } from './server/folderLock.ts';
import { startLocalServices } from './server/services.ts';
import { Traffic } from './server/traffic.ts';
import { Uploads } from './server/uploads.ts';

/** For how long a visitor can be kept waiting: until an answer can't come any more. */
const PATIENCE_MS = 15 * 60_000;
const STORY_WITHIN_MS = 60_000;

/** How a playground is started. */
export interface PlaygroundOptions {
  /** Where everything is kept; only folders of its own in there are touched. */
  readonly folder: string;
  /** The page's port; 0 takes a free one. */
  readonly port: number;
  /** Forgets what was kept. */
  readonly fresh?: boolean;
  /** Told what is being done. */
  readonly tell?: (line: string) => void;
}

/** A running playground. */
export interface Playground {
  /** Where the page is. */
  readonly address: string;
  readonly sandbox: Sandbox;
  readonly bot: BotProcess;
  close(): Promise<void>;
}

/** Starts the local Discord, the bot and the page; at the first time it makes a server with a story. */
export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const { folder, port, fresh = false, tell = () => {} } = options;
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    closers.push(lockFolder(folder));
    const dataDir = join(folder, 'bot');
    const kept = new WorldFolder(join(folder, 'discord'));
    if (fresh) kept.clear();
    const saved = existsSync(dataDir) ? kept.read() : undefined;
    if (!saved) {
      kept.clear();
      rmSync(dataDir, { recursive: true, force: true });
      mkdirSync(dataDir, { recursive: true });
    }
    const page = buildPage();
    // It is waited for below; until then a failure must not end the process.
    page.catch(() => {});

    const traffic = new Traffic();
    const clock = clockFrom(saved ? 0 : STORY_HOURS);
    const sandbox = await startSandbox({
      clock: { now: clock.now, after: systemClock.after },
      privilegedIntents: ['MessageContent'],
      patienceMs: PATIENCE_MS,
      onExchange: (exchange) => traffic.exchange(exchange),
      onEvent: (event) => traffic.event(event),
      ...(saved ? { world: saved } : {}),
    });
    closers.push(() => sandbox.close());
    sandbox.faults.onFault.add((fault) => traffic.fault(fault));
    const services = await startLocalServices();
    closers.push(() => services.close());
    const environment: BotEnvironment = {
      DISCORD_TOKEN: sandbox.token,
      DISCORD_API_URL: sandbox.apiUrl,
      DISCORD_ATTACHMENT_HOSTS: `127.0.0.1:${sandbox.port}`,
      DISCORD_MESSAGE_CONTENT: 'on',
      DATA_DIR: dataDir,
      LOG_LEVEL: 'info',
      ...services.environment,
    };
    if (!saved) {
      tell('Making a server with people, orders and screenshots …');
      await makeStory(sandbox, environment, clock);
    }
    kept.keep(sandbox.world);
    closers.push(() => kept.close());

    const bot = new BotProcess(environment, (line, detail) => traffic.bot(line, detail));
    closers.push(() => bot.stop());
    const faults = new FaultSwitches(sandbox, bot);
    const desk = { sandbox, bot, traffic, faults, uploads: new Uploads() };
    const [bridge] = await Promise.all([startBridge(desk, await page, port), bot.start()]);
    closers.push(() => bridge.close());
    return { address: `http://127.0.0.1:${bridge.port}/`, sandbox, bot, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Plays the story with a bot in this process, whose time can be moved. */
async function makeStory(sandbox: Sandbox, environment: BotEnvironment, clock: MovableClock): Promise<void> {
  const config = readConfig(environment);
  if (!config.ok) throw new Error(config.refusal.join('\n'));
  const server = makeServer(sandbox);
  const complaints: string[] = [];
  const log = createLogger({ level: 'warn', destination: { write: (line) => complaints.push(line) } });
  const orderly = await startOrderly(config.value, log, { clock: { now: () => new Date(clock.now()) } });
  const tooLate = new AbortController();
  try {
    await Promise.race([
      tellStory(new Play(server, clock)),
      wait(STORY_WITHIN_MS, undefined, { signal: tooLate.signal }).then(() => {
        throw new Error('The story did not come to its end in time.');
      }),
    ]);
  } catch (error) {
    for (const line of complaints) process.stderr.write(line);
    throw error;
  } finally {
    tooLate.abort();
    await orderly.stop();
  }
}
