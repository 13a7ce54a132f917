import type { pino } from 'pino';
import {
  type Exchange,
  type ManualClock,
  type Person,
  type Sandbox,
  type SandboxChannel,
  type SandboxGuild,
  startSandbox,
} from '../../sandbox/index.ts';
import { type Config, secretsOf } from '../../src/config.ts';
import { createLogger } from '../../src/log.ts';
import { type Orderly, type OwnParts, openVault, startOrderly } from '../../src/main.ts';
import { collections } from '../../src/ports/collections.ts';
import type { ImageJudge } from '../../src/ports/imageJudge.ts';
import type { Store } from '../../src/ports/store.ts';
import type { Vault } from '../../src/ports/vault.ts';
import { freshPlace } from './freshPlace.ts';

/** A whole order desk in one process: the local Discord with a server and people in it, and the bot on a fresh store. */
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
  /** Stops the bot and starts another one on the same data, as after an update. */
  restart(): Promise<Orderly>;
  /** Starts one more bot beside the first, on the same data and with the same account. */
  startAnother(): Promise<Orderly>;
  stop(): Promise<void>;
}

/** What a test may choose about its desk. */
export interface DeskOptions {
  /** What both the bot and the local Discord go by instead of the real time. */
  readonly time?: ManualClock;
  /** The payment providers it uses; it serves HTTP only with them. */
  readonly payments?: Config['payments'];
  /** Puts something between the bot and its store. */
  readonly wrapStore?: (store: Store) => Store;
  /** Puts something between the bot and its vault. */
  readonly wrapVault?: (vault: Vault) => Vault;
  /** What the bot fetches and judges images by, instead of what it does in production. */
  readonly imageJudge?: ImageJudge;
  /** Whether the bot has the Message Content intent and asks for it. */
  readonly readsMessages?: boolean;
  /** How large a file the local Discord lets people upload; 10 MiB unless told. */
  readonly uploadLimitBytes?: number;
  /** Told of every request the bot makes, once it is answered. */
  readonly onExchange?: (exchange: Exchange) => void;
}

/** Starts a desk; call `stop` at the end of the test. */
export async function startDesk(options: DeskOptions = {}): Promise<TestDesk> {
  const {
    time,
    payments,
    wrapStore,
    wrapVault,
    imageJudge,
    readsMessages = false,
    uploadLimitBytes,
    onExchange,
  } = options;
  const place = await freshPlace();
  const sandbox = await startSandbox({
    ...(time === undefined ? {} : { clock: time }),
    ...(readsMessages ? { privilegedIntents: ['MessageContent'] } : {}),
    ...(uploadLimitBytes === undefined ? {} : { uploadLimitBytes }),
    ...(onExchange === undefined ? {} : { onExchange }),
  });
  const guild = sandbox.createGuild({ name: 'Pixel Forge' });
  const channel = guild.createChannel({ name: 'orders' });
  const people = {
    dana: guild.join({ username: 'dana', permissions: ['ManageGuild'] }),
    mia: guild.join({ username: 'mia' }),
    mike: guild.join({ username: 'mike' }),
    eve: guild.join({ username: 'eve' }),
  };
  const config: Config = {
    discord: {
      token: sandbox.token,
      apiUrl: sandbox.apiUrl,
      attachmentHosts: [`127.0.0.1:${sandbox.port}`],
      readsMessages,
    },
    dataDir: place.folder,
    store: { kind: 'sqlite' },
    port: payments === undefined ? 'off' : 0,
    host: '127.0.0.1',
    ...(payments === undefined ? {} : { payments }),
    logLevel: 'debug',
  };
  const logged: string[] = [];
  const log = createLogger({
    level: 'debug',
    secrets: secretsOf(config),
    destination: { write: (line: string) => void logged.push(line) } satisfies pino.DestinationStream,
  });
  const start = async (): Promise<Orderly> => {
    const store = await place.open(collections);
    const own: OwnParts = {
      ...(time === undefined ? {} : { clock: { now: () => new Date(time.now()) }, timer: time }),
      store: wrapStore?.(store) ?? store,
      ...(wrapVault === undefined ? {} : { vault: wrapVault(await openVault(config)) }),
      ...(imageJudge === undefined ? {} : { imageJudge }),
    };
    return startOrderly(config, log, own);
  };
  let orderly = await start();
  const others: Orderly[] = [];
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
    async restart() {
      await orderly.stop();
      orderly = await start();
      return orderly;
    },
    async startAnother() {
      const another = await start();
      others.push(another);
      return another;
    },
    async stop() {
      await Promise.all([orderly, ...others].map((one) => one.stop()));
      await sandbox.close();
      await place.dispose();
    },
  };
}
