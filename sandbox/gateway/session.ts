import type { WebSocket } from 'ws';

/** How many events a session remembers for clients that resume. */
const REMEMBERED_EVENTS = 2000;

/** A client's session: it outlives the socket, so that the client can resume it. */
export class Session {
  readonly id: string;
  readonly intents: number;
  /** The shard's number and how many there are. */
  readonly shard: readonly [number, number];
  socket: WebSocket | undefined;
  sequence = 0;
  #sent: { sequence: number; text: string }[] = [];

  constructor(id: string, intents: number, shard: readonly [number, number], socket: WebSocket) {
    this.id = id;
    this.intents = intents;
    this.shard = shard;
    this.socket = socket;
  }

  /** Sends an event whose data is already JSON, and remembers it. */
  send(event: string, json: string): void {
    this.sequence += 1;
    const text = `{"op":0,"s":${this.sequence},"t":"${event}","d":${json}}`;
    this.#sent.push({ sequence: this.sequence, text });
    if (this.#sent.length > 2 * REMEMBERED_EVENTS) this.#sent = this.#sent.slice(-REMEMBERED_EVENTS);
    this.socket?.send(text);
  }

  /** Sends again what came after `sequence`; false if that is no longer, or was never, known. */
  replay(sequence: number): boolean {
    const oldest = this.#sent[0]?.sequence ?? this.sequence + 1;
    if (sequence > this.sequence || sequence < oldest - 1) return false;
    for (const event of this.#sent) {
      if (event.sequence > sequence) this.socket?.send(event.text);
    }
    return true;
  }

  /** Whether events of a guild go to this shard; those of no guild go to the first. */
  covers(guildId: string | undefined): boolean {
    const [index, count] = this.shard;
    if (guildId === undefined) return index === 0;
    return count === 1 || Number((BigInt(guildId) >> 22n) % BigInt(count)) === index;
  }
}
