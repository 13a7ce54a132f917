import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DiscordjsError, DiscordjsErrorCodes, Events } from 'discord.js';
import { config as loadEnvironmentFile } from 'dotenv';
import { commands } from '../commands/index.ts';
import { missingIn } from '../commands/server.ts';
import { listen } from '../events/index.ts';
import { pngCharts } from './adapters/charts/pngCharts.ts';
import { createDiscordClient } from './adapters/discord/client.ts';
import { discordMessenger } from './adapters/discord/messenger.ts';
import { registerCommands } from './adapters/discord/registerCommands.ts';
import { threadedJudge } from './adapters/images/threadedJudge.ts';
import { pngReceipts } from './adapters/receipts/pngReceipts.ts';
import { openSqliteStore } from './adapters/sqlite/store.ts';
import { systemTime } from './adapters/systemTime.ts';
import { bucketVault } from './adapters/vault/bucketVault.ts';
import { openDiskVault } from './adapters/vault/diskVault.ts';
import { type FailureListener, watchedProvider } from './adapters/watchedProvider.ts';
import type { WholeDesk } from './app/desk.ts';
import { processEvent } from './app/payments/processEvent.ts';
import { providersFor } from './app/payments/seePayments.ts';
import { settlingOf } from './app/payments/settling.ts';
import { type Config, readConfig, renderProblems, secretsOf } from './config.ts';
import type { startHttpServer } from './http/server.ts';
import { jobs } from './jobs/jobs.ts';
import { OutboxWorker } from './jobs/outboxWorker.ts';
import { JobScheduler } from './jobs/scheduler.ts';
import { WebhookWorker } from './jobs/webhookWorker.ts';
import { createLogger, type Logger } from './log.ts';
import type { Clock, Timer } from './ports/clock.ts';
import { collections, leases, type RecordedEvent } from './ports/collections.ts';
import type { ImageJudge } from './ports/imageJudge.ts';
import type { PaymentProvider, ProviderName, Providers } from './ports/paymentProvider.ts';
import { type Store, Unavailable } from './ports/store.ts';
import { type Vault, VaultUnavailable } from './ports/vault.ts';
import { anyNoticeMessage } from './views/anyNotice.ts';

/** A running order desk. */
export interface Orderly {
  readonly store: Store;
  /** The HTTP port it serves health on, if it does. */
  readonly port: number | undefined;
  /** Lets what is under way end, then closes everything. */
  stop(): Promise<void>;
}

/** Serves HTTP. Its library is loaded only where a port is configured: it takes some megabytes. */
const serve: typeof startHttpServer = async (settings) =>
  (await import('./http/server.ts')).startHttpServer(settings);

/** Opens the store that the configuration names. */
export async function openStore(config: Config): Promise<Store> {
  if (config.store.kind === 'firestore') {
    // Only when it is used: the SDK takes 300 ms and 58 MB.
    const { connectFirestore } = await import('./adapters/firestore/connect.ts');
    return connectFirestore({ ...config.store, collections });
  }
  return openSqliteStore({ file: join(config.dataDir, 'orderly.sqlite'), collections });
}

/** Opens the vault that the configuration names: a bucket, or a folder beside the database. */
export async function openVault({ store, evidenceBucket, dataDir }: Config): Promise<Vault> {
  if (evidenceBucket === undefined || store.kind !== 'firestore')
    return openDiskVault(join(dataDir, 'evidence'));
  const { projectId, credentials } = store;
  const account = credentials.kind === 'service account' ? { account: credentials.account } : {};
  return bucketVault({ bucket: evidenceBucket, projectId, ...account });
}

/** The payment providers that the configuration sets up; what each needs is loaded only then. */
export async function openProviders({ payments }: Pick<Config, 'payments'>): Promise<Providers> {
  const providers: PaymentProvider[] = [];
  if (payments?.stripe !== undefined) {
    const { stripeProvider } = await import('./adapters/stripe/stripeProvider.ts');
    providers.push(stripeProvider(payments.stripe));
  }
  if (payments?.paypal !== undefined) {
    const { payPal } = await import('./adapters/paypal/payPal.ts');
    providers.push(payPal(payments.paypal));
  }
  return new Map(providers.map((provider) => [provider.name, provider]));
}

/** A line for each call that a provider did not carry out; that something is not there is an answer like any other. */
function logFailures(log: Logger): FailureListener {
  return (call, { provider, code, reason }) => {
    const about = { provider, call, code, reason };
    switch (code) {
      case 'unauthorised':
        return log.error(about, 'A payment provider does not accept the keys: set them anew, then restart');
      case 'refused':
        return log.warn(about, 'A payment provider refused');
      case 'unknown':
      case 'unavailable':
        return log.warn(about, 'A payment provider did not answer');
      case 'not-found':
        return;
    }
  };
}

/** Parts that a test or a demonstration brings itself. */
export interface OwnParts {
  readonly store?: Store;
  readonly vault?: Vault;
  readonly imageJudge?: ImageJudge;
  readonly clock?: Clock;
  readonly providers?: Providers;
  /** What retries and time limits of messages wait by. */
  readonly timer?: Timer;
}

/** Starts the order desk: store, Discord, outbox, health. Rejects when one of them can't be had. */
export async function startOrderly(config: Config, log: Logger, own: OwnParts = {}): Promise<Orderly> {
  const store = own.store ?? (await openStore(config));
  const vault = own.vault ?? (await openVault(config));
  const failed = logFailures(log);
  const providers: Providers = new Map(
    [...(own.providers ?? (await openProviders(config)))].map(([name, provider]) => [
      name,
      watchedProvider(provider, failed),
    ]),
  );
  const client = createDiscordClient(config.discord);
  const { clock = systemTime, timer = systemTime } = own;
  const messenger = discordMessenger(client, timer);
  const owner = `${hostname()}/${process.pid}/${randomUUID()}`;
  const outbox = new OutboxWorker(
    {
      store,
      clock,
      timer,
      messenger,
      ownerOf: (guildId) => client.guilds.cache.get(guildId)?.ownerId,
      render: (notice, delivery) => {
        const guild = client.guilds.cache.get(notice.guildId);
        return anyNoticeMessage(notice, delivery, {
          serverName: guild?.name,
          missingIn: ({ place, channelId }) =>
            guild === undefined ? [] : missingIn(guild, place, channelId),
          payBy: (money) => providersFor(providers, money),
        });
      },
      report: (error, noticeId) => log.warn({ err: error, noticeId }, 'A notice could not be delivered yet'),
    },
    owner,
  );
  const reported = new Set<string>();
  const report = (error: unknown) => {
    // Lists and jobs come across the same thing again and again.
    if (reported.has(String(error))) return;
    reported.add(String(error));
    log.warn({ err: error }, 'Something can’t be read and is left out');
  };
  const images = threadedJudge({ hosts: config.discord.attachmentHosts });
  const desk: WholeDesk = {
    store,
    clock,
    outbox,
    report,
    imageJudge: own.imageJudge ?? images,
    vault,
    charts: pngCharts(),
    receipts: pngReceipts(),
    providers,
    publicUrl: config.payments?.publicUrl,
  };
  const scheduler = new JobScheduler({ desk, timer, log, jobs, owner });
  const settling = settlingOf(desk);
  const handle = (event: RecordedEvent) => processEvent(desk, event, settling);
  const webhooks = new Map(
    [...providers.keys()].map((provider) => [
      provider,
      new WebhookWorker({ provider, desk, process: handle, timer, log, owner }),
    ]),
  );
  const isReady = async () => {
    await store.get(leases.path('outbox'));
    return client.isReady();
  };
  const recorded = (provider: ProviderName) => webhooks.get(provider)?.nudge();
  const http =
    config.port === 'off'
      ? undefined
      : await serve({
          port: config.port,
          host: config.host ?? '0.0.0.0',
          isReady,
          ...(providers.size === 0 ? {} : { webhooks: { desk, timer, log, recorded } }),
        });

  const stop = async () => {
    await scheduler.stop();
    await Promise.all([...webhooks.values()].map((worker) => worker.stop()));
    await outbox.stop();
    await client.destroy();
    await images.close();
    await http?.close();
    await store.close();
  };
  const fail = () => {
    process.exitCode = 1;
    void stop();
  };
  listen(client, { desk, messenger, log, fail });
  try {
    const ready = once(client, Events.ClientReady);
    await client.login(config.discord.token);
    await ready;
    if (!client.isReady()) throw new Error('Discord ended the connection at once');
    const written = await registerCommands(
      client,
      commands.flatMap(({ definition, messageMenu }) => [
        definition,
        ...(messageMenu === undefined ? [] : [messageMenu.definition]),
      ]),
    );
    const payments = [...providers.values()].map(
      ({ name, isLive }) => `${name}, ${isLive ? 'live' : 'test mode'}`,
    );
    log.info({ commands: commands.length, written, port: http?.port, payments }, 'Ready');
  } catch (error) {
    await stop();
    throw error;
  }
  outbox.start();
  for (const worker of webhooks.values()) worker.start();
  scheduler.start();
  return { store, port: http?.port, stop };
}

async function main(): Promise<void> {
  loadEnvironmentFile({ quiet: true });
  const config = readConfig(process.env);
  if (!config.ok) {
    process.stderr.write(`${renderProblems(config.refusal)}\n`);
    process.exitCode = 1;
    return;
  }
  const log = createLogger({ level: config.value.logLevel, secrets: secretsOf(config.value) });
  const orderly = await startOrderly(config.value, log).catch((error: unknown) =>
    explain(error, config.value, log),
  );
  if (orderly === undefined) return;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => {
      log.info({ signal }, 'Stopping');
      void orderly.stop();
    });
}

/** Says why the start failed: in a sentence where it is something to set right, with all details where it is a bug. */
function explain(error: unknown, config: Config, log: Logger): undefined {
  process.exitCode = 1;
  const reason = reasonOf(error, config);
  if (reason === undefined) log.fatal({ err: error }, 'Orderly could not start');
  else process.stderr.write(`Orderly can't start: ${reason}\n`);
}

function reasonOf(error: unknown, { discord, port }: Config): string | undefined {
  if (error instanceof Unavailable || error instanceof VaultUnavailable) return error.message;
  if (error instanceof DiscordjsError && error.code === DiscordjsErrorCodes.TokenInvalid)
    return 'Discord does not accept DISCORD_TOKEN. Copy it again from the Bot page of your application.';
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `Port ${port} is in use. Set PORT to another one, or to off.`;
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `Discord can't be reached at ${discord.apiUrl}. Check the network and DISCORD_API_URL.`;
  return undefined;
}

if (import.meta.main) await main();
