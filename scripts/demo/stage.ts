import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../sandbox/freePort.ts';
import {
  type OverwritePlan,
  type Person,
  type Sandbox,
  type SandboxChannel,
  type SandboxGuild,
  type SandboxRole,
  startSandbox,
  systemClock,
} from '../../sandbox/index.ts';
import { type LocalPayments, startLocalPayments } from '../../sandbox/localPayments.ts';
import { type Config, readConfig, secretsOf } from '../../src/config.ts';
import { createLogger } from '../../src/log.ts';
import { startOrderly } from '../../src/main.ts';
import type { Store } from '../../src/ports/store.ts';

/** A local Discord with one server in it, and the bot on a fresh database. Its time passes only when told to. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly guild: SandboxGuild;
  /** The channel people run commands in. */
  readonly channel: SandboxChannel;
  /** Where reviewers and staff read, once the server is set up so. */
  readonly reviewQueue: SandboxChannel;
  readonly orderLog: SandboxChannel;
  /** The role of those who offer services. */
  readonly advertisers: SandboxRole;
  /** Where payers pay. */
  readonly payments: LocalPayments;
  /** What the bot keeps. */
  readonly store: Store;
  readonly people: {
    /** Staff: holds Manage Server. */
    readonly dana: Person;
    /** Customers. */
    readonly mia: Person;
    readonly sam: Person;
    /** A booster. */
    readonly mike: Person;
    /** Offers a service, and reviews the work on it. */
    readonly rick: Person;
    /** Someone with no part in any order. */
    readonly eve: Person;
  };
  /** Every warning and error of the bot: a JSON line each. */
  readonly complaints: readonly string[];
  /** Lets time pass, for the bot and for Discord. */
  advance(byMs: number): void;
  /** Stops everything and removes what was written. */
  close(): Promise<void>;
}

/** Starts the local Discord and the bot. Leaves nothing behind when one of them can't be started. */
export async function openStage(): Promise<Stage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'orderly-demo-'));
  const closers = [() => rm(dataDir, { recursive: true, force: true })];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    // Always the same Monday morning, so that what people see is the same in every run.
    let nowMs = Date.UTC(2026, 2, 2, 9);
    const clock = { now: () => nowMs, after: systemClock.after };
    const sandbox = await startSandbox({ clock });
    closers.push(() => sandbox.close());
    const guild = sandbox.createGuild({ name: 'Pixel Forge' });
    const channel = guild.createChannel({ name: 'orders' });
    const advertisers = guild.createRole({ name: 'Advertiser' });
    const closed: OverwritePlan[] = [
      { for: 'everyone', deny: ['ViewChannel'] },
      { for: 'bot', allow: ['ViewChannel'] },
    ];
    const orderLog = guild.createChannel({ name: 'order-log', overwrites: closed });
    const reviewQueue = guild.createChannel({
      name: 'review-queue',
      overwrites: [...closed, { for: advertisers, allow: ['ViewChannel'] }],
    });
    const people = {
      dana: guild.join({ username: 'dana', permissions: ['ManageGuild'] }),
      mia: guild.join({ username: 'mia' }),
      sam: guild.join({ username: 'sam' }),
      mike: guild.join({ username: 'mike' }),
      rick: guild.join({ username: 'rick', roles: [advertisers] }),
      eve: guild.join({ username: 'eve' }),
    };

    const port = await freePort();
    const payments = await startLocalPayments({ publicUrl: `http://127.0.0.1:${port}`, clock });
    closers.push(() => payments.close());
    const complaints: string[] = [];
    const config = configOf(
      {
        ...payments.environment,
        DISCORD_TOKEN: sandbox.token,
        DISCORD_API_URL: sandbox.apiUrl,
        DISCORD_ATTACHMENT_HOSTS: `127.0.0.1:${sandbox.port}`,
        DATA_DIR: dataDir,
        PORT: String(port),
        HOST: '127.0.0.1',
        LOG_LEVEL: 'warn',
      },
      payments,
    );
    const log = createLogger({
      level: 'warn',
      secrets: secretsOf(config),
      destination: { write: (line) => complaints.push(line) },
    });
    const orderly = await startOrderly(config, log, { clock: { ...clock, now: () => new Date(nowMs) } });
    closers.push(() => orderly.stop());
    return {
      sandbox,
      guild,
      channel,
      reviewQueue,
      orderLog,
      advertisers,
      payments,
      store: orderly.store,
      people,
      complaints,
      close,
      advance: (byMs) => {
        nowMs += byMs;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The bot's configuration, as it would read it; it trusts the certificates of the local PayPal besides. */
function configOf(environment: Readonly<Record<string, string>>, { paypal }: LocalPayments): Config {
  const config = readConfig(environment);
  if (!config.ok) throw new Error(config.refusal.join('\n'));
  const { payments } = config.value;
  if (payments?.paypal === undefined) throw new Error('No payments are set up');
  const certRoots = [paypal.rootCertificate];
  return { ...config.value, payments: { ...payments, paypal: { ...payments.paypal, certRoots } } };
}
