import type { Exchange, FaultRecord, GatewayEvent } from '../../sandbox/index.ts';
import type { TrafficEntry } from '../protocol.ts';

const KEPT = 300;
const MAX_DETAIL = 20_000;

/** What went between Discord and the bot lately, as the builders' pane shows it. */
export class Traffic {
  readonly #entries: TrafficEntry[] = [];
  readonly #listeners = new Set<(entry: TrafficEntry) => void>();
  #next = 1;

  /** The latest entries, oldest first. */
  get entries(): readonly TrafficEntry[] {
    return this.#entries;
  }

  /** Tells of each entry as it comes; returns what ends that. */
  watch(listener: (entry: TrafficEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** A REST request of the bot, and its answer. */
  exchange({ method, route, path, requestBody, status, responseBody }: Exchange): void {
    const title = `${method} ${route?.slice(method.length + 1) ?? path}`;
    this.#add('rest', title, String(status), { path, sent: requestBody, answered: responseBody });
  }

  /** An event that was sent to the bot. */
  event({ name, data, receivers, clients }: GatewayEvent): void {
    this.#add('event', name, receivers > 0 ? 'sent' : clients > 0 ? 'not asked for' : 'nobody listens', data);
  }

  /** A fault that was switched on and happened. */
  fault({ where, kind }: FaultRecord): void {
    // Tokens of interactions are long and say nothing.
    const title = where.replaceAll(/\/\d{15,}/g, '/:id').replaceAll(/\/[\w-]{60,}/g, '/:token');
    this.#add('fault', title, kind, undefined);
  }

  /** Something the bot said of itself. */
  bot(title: string, detail?: unknown): void {
    this.#add('bot', title, '', detail);
  }

  #add(kind: TrafficEntry['kind'], title: string, result: string, detail: unknown): void {
    const text = detail === undefined ? '' : JSON.stringify(detail, null, 2);
    const cut = text.length > MAX_DETAIL ? `${text.slice(0, MAX_DETAIL)}…` : text;
    const entry = { id: this.#next, atMs: Date.now(), kind, title, result, detail: cut };
    this.#next += 1;
    this.#entries.push(entry);
    if (this.#entries.length > KEPT) this.#entries.shift();
    for (const listener of this.#listeners) listener(entry);
  }
}
