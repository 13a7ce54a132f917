import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { type Clock, systemClock } from './clock.ts';
import { DriverContext } from './driver/context.ts';
import { SandboxGuild } from './driver/guild.ts';
import type { Person } from './driver/person.ts';
import { type TranscriptEntry, transcriptEntry, transcriptOf } from './driver/transcript.ts';
import type { MessageView } from './driver/view.ts';
import { Faults } from './faults.ts';
import { Gateway, type GatewayEvent } from './gateway/gateway.ts';
import { UPLOAD_LIMIT_BYTES } from './model/attachments.ts';
import { createGuild, INTENT } from './model/guilds.ts';
import type { HistoryEntry } from './model/history.ts';
import { INVITE_DEFAULT, type PermissionName } from './model/permissions.ts';
import { restoreWorld, type SavedWorld } from './model/saved.ts';
import type { Command, Guild } from './model/types.ts';
import { World } from './model/world.ts';
import { createRestServer, type Exchange } from './server/server.ts';

/** An intent that Discord grants only on request. */
export type PrivilegedIntent = 'GuildMembers' | 'GuildPresences' | 'MessageContent';

/** How the local Discord is set up; everything has a default. */
export interface SandboxOptions {
  /** The port to listen on; a free one by default. */
  port?: number;
  /** The bot's name. */
  botName?: string;
  /** The bot's token; a random one by default. */
  token?: string;
  clock?: Clock;
  heartbeatIntervalMs?: number;
  /** The privileged intents granted in the developer portal; none by default. */
  privilegedIntents?: readonly PrivilegedIntent[];
  /** How large an uploaded file may be; 10 MiB by default, as in servers that nobody boosts. */
  uploadLimitBytes?: number;
  /** How long the driver waits for a visible answer, in real time. */
  patienceMs?: number;
  /** Told of every REST request and its answer. */
  onExchange?: (exchange: Exchange) => void;
  /** Told of every event that the gateway sends. */
  onEvent?: (event: GatewayEvent) => void;
  /** The world to go on with, as `saveWorld` wrote it. */
  world?: SavedWorld;
}

/** A running local Discord. */
export class Sandbox {
  /** Give this to the client as `rest.api`. */
  readonly apiUrl: string;
  readonly port: number;
  readonly token: string;
  readonly faults: Faults;
  /** What the local Discord knows; tests may look at it. */
  readonly world: World;
  readonly gateway: Gateway;
  readonly #context: DriverContext;
  readonly #server: Server;
  readonly #guilds = new Map<string, SandboxGuild>();

  constructor(parts: {
    world: World;
    token: string;
    gateway: Gateway;
    server: Server;
    context: DriverContext;
    faults: Faults;
    port: number;
  }) {
    this.world = parts.world;
    this.token = parts.token;
    this.gateway = parts.gateway;
    this.faults = parts.faults;
    this.port = parts.port;
    this.apiUrl = `${parts.world.origin}/api`;
    this.#server = parts.server;
    this.#context = parts.context;
  }

  /** The application's id, which is the bot's user id too. */
  get applicationId(): string {
    return this.world.applicationId;
  }

  /** Makes a server with the bot in it; by default the bot may do what the recommended invite gives. */
  createGuild(options: { name: string; botPermissions?: readonly PermissionName[] }): SandboxGuild {
    const record = createGuild(this.world, options.name, options.botPermissions ?? INVITE_DEFAULT);
    return this.#handle(record);
  }

  #handle(record: Guild): SandboxGuild {
    const known = this.#guilds.get(record.id);
    if (known) return known;
    const guild = new SandboxGuild(this.#context, record);
    this.#guilds.set(record.id, guild);
    return guild;
  }

  /** The servers. */
  get guilds(): readonly SandboxGuild[] {
    return [...this.world.guilds.values()].map((record) => this.#handle(record));
  }

  /** The commands registered now, global ones or a guild's. */
  commands(guild?: SandboxGuild): readonly Command[] {
    return [...(this.world.commands.get(guild?.id ?? 'global')?.values() ?? [])];
  }

  /** Everything that happened, in the order of time; `formatTranscript` makes text of it. */
  transcript(): readonly TranscriptEntry[] {
    return transcriptOf(this.world);
  }

  /** All messages between a person and the bot, answers to commands included, oldest first. */
  directMessages(person: Person): readonly MessageView[] {
    const channel = this.world.directChannels.get(person.id);
    const messages = this.world.messages.get(channel?.id ?? '')?.values() ?? [];
    return [...messages].map((message) => this.#context.view(message));
  }

  /** Tells of each thing as it happens; returns what ends that. */
  watchTranscript(listener: (entry: TranscriptEntry) => void): () => void {
    const tell = (entry: HistoryEntry) => listener(transcriptEntry(this.world, entry));
    this.world.onHistory.add(tell);
    return () => this.world.onHistory.delete(tell);
  }

  /** Cuts all connections and frees the port. */
  async close(): Promise<void> {
    this.gateway.close();
    this.#server.closeAllConnections();
    if (this.#server.listening) {
      this.#server.close();
      await once(this.#server, 'close');
    }
  }
}

/** Starts a local Discord on 127.0.0.1. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const clock = options.clock ?? systemClock;
  const world = new World(clock, options.botName ?? 'Orderly');
  const token =
    options.token ??
    `${btoa(world.bot.id).replaceAll('=', '')}.local.${randomBytes(20).toString('base64url')}`;
  const granted = options.privilegedIntents ?? [];
  world.readsMessageContent = granted.includes('MessageContent');
  world.uploadLimitBytes = options.uploadLimitBytes ?? UPLOAD_LIMIT_BYTES;
  const { onExchange } = options;
  const server = createRestServer({ world, token, faults: () => faults, onExchange });
  const gateway = new Gateway(
    {
      world,
      token,
      heartbeatIntervalMs: options.heartbeatIntervalMs ?? 41_250,
      onEvent: options.onEvent,
      privilegedIntents: granted.reduce((bits, name) => bits | PRIVILEGED[name], 0),
    },
    server,
  );
  const faults = new Faults(clock, (note) => gateway.faults(note));
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  world.origin = `http://127.0.0.1:${port}`;
  if (options.world) restoreWorld(world, options.world);
  const context = new DriverContext(world, options.patienceMs ?? 10_000);
  return new Sandbox({ world, token, gateway, server, context, faults, port });
}

const PRIVILEGED = {
  GuildMembers: INTENT.guildMembers,
  GuildPresences: INTENT.guildPresences,
  MessageContent: INTENT.messageContent,
} as const;
