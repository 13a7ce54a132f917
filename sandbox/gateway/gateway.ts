import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { GatewayFaults } from '../faults.ts';
import { isJson } from '../limits/form.ts';
import { guildPayload, INTENT } from '../model/guilds.ts';
import type { Json, Message } from '../model/types.ts';
import type { Audience, World } from '../model/world.ts';
import { ownUser } from '../server/routes/users.ts';
import { CLOSE, OP } from './codes.ts';
import { Session } from './session.ts';

const ALL_INTENTS = (1 << 26) - 1;

/** How the gateway is set up. */
export interface GatewayOptions {
  world: World;
  token: string;
  heartbeatIntervalMs: number;
  /** The privileged intents that the developer portal grants, as bits. */
  privilegedIntents: number;
  /** Told of every event that is sent to clients, or would be if there were any. */
  onEvent?: ((event: GatewayEvent) => void) | undefined;
}

/** An event of the gateway. */
export interface GatewayEvent {
  name: string;
  data: unknown;
  /** How many clients it was sent to. */
  receivers: number;
  /** How many clients are connected; some have not asked for events of its kind. */
  clients: number;
}

/** The WebSocket side of the local Discord. */
export class Gateway {
  readonly #options: GatewayOptions;
  readonly #sockets = new Map<WebSocket, Session | undefined>();
  readonly #sessions = new Map<string, Session>();
  readonly #server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  #unanswered = 0;
  #duplicates = new Map<string, number>();
  #note: (where: string, kind: string) => void = () => {};

  constructor(options: GatewayOptions, http: Server) {
    this.#options = options;
    options.world.dispatch = (event, data, audience) => this.dispatch(event, data, audience);
    http.on('upgrade', (request, socket, head) => {
      this.#server.handleUpgrade(request, socket, head, (client) => {
        const version = new URL(request.url ?? '/', 'http://sandbox').searchParams.get('v');
        this.#welcome(client, version ?? '10');
      });
    });
  }

  /** Sends an event to every session that is to hear of it. */
  dispatch(event: string, data: unknown, audience: Audience = {}): void {
    const { onEvent } = this.#options;
    if (this.#sessions.size === 0 && !onEvent) return;
    const times = 1 + this.#takeDuplicate(event);
    let receivers = 0;
    let whole: string | undefined;
    let redacted: string | undefined;
    for (const session of this.#sessions.values()) {
      const { intent, guildId, message } = audience;
      if (intent && !(session.intents & intent)) continue;
      if (!session.covers(guildId)) continue;
      const hides = message !== undefined && this.#hidesContent(session, message);
      if (hides) redacted ??= JSON.stringify(redact(data));
      else whole ??= JSON.stringify(data);
      for (let time = 0; time < times; time += 1) session.send(event, (hides ? redacted : whole) ?? 'null');
      if (session.socket) receivers += 1;
    }
    onEvent?.({ name: event, data, receivers, clients: this.clients });
  }

  /** The gateway's faults; `note` records each as it happens. */
  faults(note: (where: string, kind: string) => void): GatewayFaults {
    this.#note = note;
    return {
      drop: (code) => this.#each('drop', (socket) => (code ? socket.close(code) : socket.terminate())),
      askToReconnect: () => this.#each('reconnect', (socket) => send(socket, OP.reconnect, null)),
      invalidateSessions: (resumable) =>
        this.#each('invalid session', (socket, session) => {
          if (!resumable && session) this.#end(session);
          if (!resumable) this.#sockets.set(socket, undefined);
          send(socket, OP.invalidSession, resumable);
        }),
      ignoreHeartbeats: (times) => {
        this.#unanswered = times;
      },
      duplicateNext: (event, times = 1) => void this.#duplicates.set(event, times),
    };
  }

  /** How many clients are connected and identified. */
  get clients(): number {
    return [...this.#sockets.values()].filter((session) => session !== undefined).length;
  }

  /** Cuts every connection. */
  close(): void {
    for (const socket of this.#sockets.keys()) socket.terminate();
    this.#sessions.clear();
    this.#server.close();
  }

  #welcome(socket: WebSocket, version: string): void {
    if (version !== '10') {
      socket.close(CLOSE.invalidVersion, 'Invalid API version');
      return;
    }
    this.#sockets.set(socket, undefined);
    socket.on('message', (raw) => this.#receive(socket, raw));
    socket.on('error', () => socket.terminate());
    socket.on('close', (code) => {
      const session = this.#sockets.get(socket);
      this.#sockets.delete(socket);
      if (session?.socket === socket) session.socket = undefined;
      // A client that closes with 1000 or 1001 gives its session up.
      if (session && (code === 1000 || code === 1001)) this.#end(session);
    });
    send(socket, OP.hello, { heartbeat_interval: this.#options.heartbeatIntervalMs, _trace: [] });
  }

  #receive(socket: WebSocket, raw: RawData): void {
    const packet = parse(raw);
    if (!packet) {
      socket.close(CLOSE.decodeError, 'Error while decoding payload.');
      return;
    }
    const data = isJson(packet.d) ? packet.d : {};
    switch (packet.op) {
      case OP.heartbeat:
        if (this.#unanswered > 0) {
          this.#unanswered -= 1;
          this.#note('gateway', 'unanswered heartbeat');
        } else {
          send(socket, OP.heartbeatAck, null);
        }
        return;
      case OP.identify:
        this.#identify(socket, data);
        return;
      case OP.resume:
        this.#resume(socket, data);
        return;
      case OP.presence:
      case OP.voice:
      case OP.requestMembers:
        if (!this.#sockets.get(socket)) socket.close(CLOSE.notAuthenticated, 'Not authenticated.');
        else if (packet.op === OP.requestMembers) this.#sendMembers(socket, data);
        return;
      default:
        socket.close(CLOSE.unknownOperation, 'Unknown opcode.');
    }
  }

  #identify(socket: WebSocket, data: Json): void {
    const { world } = this.#options;
    const shard = readShard(data.shard);
    const refusal = this.#refusalOf(socket, data);
    if (refusal) {
      socket.close(...refusal);
      return;
    }
    if (!shard) {
      socket.close(CLOSE.invalidShard, 'Invalid shard.');
      return;
    }
    const intents = Number(data.intents);
    const session = new Session(randomBytes(16).toString('hex'), intents, shard, socket);
    this.#sessions.set(session.id, session);
    this.#sockets.set(socket, session);
    const guilds = [...world.guilds.values()].filter(
      (guild) => guild.members.has(world.bot.id) && session.covers(guild.id),
    );
    const ready = {
      v: 10,
      user: ownUser(world.bot),
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: `${world.origin.replace('http', 'ws')}/gateway`,
      shard,
      application: { id: world.applicationId, flags: 0 },
      private_channels: [],
      relationships: [],
      user_settings: {},
    };
    session.send('READY', JSON.stringify(ready));
    if (!(intents & INTENT.guilds)) return;
    for (const guild of guilds) session.send('GUILD_CREATE', JSON.stringify(guildPayload(world, guild)));
  }

  #refusalOf(socket: WebSocket, data: Json): [number, string] | undefined {
    const { token, privilegedIntents } = this.#options;
    const intents = Number(data.intents);
    if (this.#sockets.get(socket)) return [CLOSE.alreadyAuthenticated, 'Already authenticated.'];
    if (data.token !== token) return [CLOSE.wrongToken, 'Authentication failed.'];
    if (!Number.isInteger(intents) || intents & ~ALL_INTENTS) {
      return [CLOSE.invalidIntents, 'Invalid intent(s).'];
    }
    if (intents & PRIVILEGED & ~privilegedIntents) return [CLOSE.disallowedIntents, 'Disallowed intent(s).'];
    return undefined;
  }

  #resume(socket: WebSocket, data: Json): void {
    if (data.token !== this.#options.token) {
      socket.close(CLOSE.wrongToken, 'Authentication failed.');
      return;
    }
    const session = this.#sessions.get(String(data.session_id));
    if (!session) {
      send(socket, OP.invalidSession, false);
      return;
    }
    session.socket = socket;
    this.#sockets.set(socket, session);
    if (session.replay(Number(data.seq))) {
      session.send('RESUMED', '{"_trace":[]}');
      return;
    }
    this.#end(session);
    this.#sockets.set(socket, undefined);
    send(socket, OP.invalidSession, false);
  }

  #sendMembers(socket: WebSocket, data: Json): void {
    const { world } = this.#options;
    const guild = world.guilds.get(String(data.guild_id));
    const session = this.#sockets.get(socket);
    if (!guild || !session) return;
    const wanted = new Set([data.user_ids ?? []].flat().map(String));
    const query = String(data.query ?? '').toLowerCase();
    const members = [...guild.members].flatMap(([id, member]) => {
      const user = world.users.get(id);
      const fits = user && (wanted.size ? wanted.has(id) : user.username.toLowerCase().startsWith(query));
      return fits ? [{ ...member, user }] : [];
    });
    const nonce = data.nonce === undefined ? {} : { nonce: data.nonce };
    const chunk = { guild_id: guild.id, members, chunk_index: 0, chunk_count: 1, not_found: [], ...nonce };
    session.send('GUILD_MEMBERS_CHUNK', JSON.stringify(chunk));
  }

  #hidesContent(session: Session, { wire, guildId }: Message): boolean {
    const { world } = this.#options;
    if (session.intents & INTENT.messageContent || !guildId) return false;
    return wire.author.id !== world.bot.id && !wire.mentions.some(({ id }) => id === world.bot.id);
  }

  #end(session: Session): void {
    this.#sessions.delete(session.id);
  }

  #each(kind: string, act: (socket: WebSocket, session: Session | undefined) => void): number {
    for (const [socket, session] of this.#sockets) {
      this.#note('gateway', kind);
      act(socket, session);
    }
    return this.#sockets.size;
  }

  #takeDuplicate(event: string): number {
    const left = this.#duplicates.get(event) ?? 0;
    if (left === 0) return 0;
    this.#duplicates.set(event, left - 1);
    this.#note('gateway', `duplicate ${event}`);
    return 1;
  }
}

const PRIVILEGED = INTENT.guildMembers | INTENT.guildPresences | INTENT.messageContent;

function redact(data: unknown): unknown {
  return isJson(data) ? { ...data, content: '', embeds: [], attachments: [], components: [] } : data;
}

function send(socket: WebSocket, op: number, data: unknown): void {
  socket.send(JSON.stringify({ op, d: data, s: null, t: null }));
}

function parse(raw: RawData): Json | undefined {
  try {
    const packet: unknown = JSON.parse(String(raw));
    return isJson(packet) ? packet : undefined;
  } catch {
    return undefined;
  }
}

function readShard(value: unknown): readonly [number, number] | undefined {
  if (value === undefined) return [0, 1];
  if (!Array.isArray(value)) return undefined;
  const [index, count] = value.map(Number);
  const valid = index !== undefined && count !== undefined && index >= 0 && index < count;
  return valid ? [index, count] : undefined;
}
