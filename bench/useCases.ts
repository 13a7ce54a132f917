import { openSqliteStore } from '../src/adapters/sqlite/store.ts';
import type { Desk } from '../src/app/desk.ts';
import { listOrders } from '../src/app/listOrders.ts';
import type { Refusal } from '../src/app/refusal.ts';
import { trackOrder } from '../src/app/trackOrder.ts';
import { updateOrder } from '../src/app/updateOrder.ts';
import type { Actor } from '../src/domain/permissions.ts';
import type { Result } from '../src/domain/result.ts';
import { collections, outbox } from '../src/ports/collections.ts';
import type { Store } from '../src/ports/store.ts';
import type { Place } from './place.ts';
import { orderIdOf } from './population.ts';

/** The use cases of one place, called as its staff would through Discord. Whoever opens it closes it. */
export class UseCases {
  readonly place: Place;
  readonly #desk: Desk;
  readonly #by: Actor;
  // As Discord counts its ids: by the time, and never twice.
  #operationId = BigInt(Date.now()) << 22n;

  constructor(place: Place, store: Store) {
    this.place = place;
    this.#by = { ...place.population.staff, managesServer: true, roleIds: [] };
    this.#desk = {
      store,
      clock: { now: () => new Date() },
      // Notices stay where they are: telling people is no part of what is timed.
      outbox: { announce: async () => undefined },
    };
  }

  /** Opens a place's store. */
  static async open(place: Place): Promise<UseCases> {
    return new UseCases(place, await openSqliteStore({ file: place.file, collections }));
  }

  /** `/trackorder` with an order's id. */
  async track(number: number): Promise<void> {
    const { guildId } = this.place.population;
    const asked = { by: this.#by, guildId, channelId: undefined, orderId: orderIdOf(number) };
    done(await trackOrder(this.#desk, asked));
  }

  /** `/listorders` of ten. */
  async list(): Promise<void> {
    const { guildId } = this.place.population;
    const request = { by: this.#by, guildId, filter: {}, limit: 10, start: { side: 'newest' } } as const;
    done(await listOrders(this.#desk, request));
  }

  /** `/updateorder` with a status and a note: puts the order on hold, or back to where it was. */
  async update(number: number): Promise<void> {
    const { guildId } = this.place.population;
    this.#operationId += 1n;
    const request = {
      operationId: String(this.#operationId),
      by: this.#by,
      order: { guildId, orderId: orderIdOf(number) },
      update: {
        status: this.place.nextStatus(number),
        notes: 'Waiting for the logo files that were promised.',
      },
    };
    done(await updateOrder(this.#desk, request));
  }

  /** Forgets what people were to be told, so that no bot that opens the place has to catch up with it, and closes the store. */
  async close(): Promise<void> {
    const { store } = this.#desk;
    const orderBy = { field: 'createdAt', direction: 'ascending' } as const;
    for (;;) {
      const { docs } = await store.query({ from: outbox, orderBy, limit: 500 });
      if (docs.length === 0) break;
      await store.transact(async (tx) => {
        for (const { path } of docs) tx.delete(path);
      });
    }
    await store.close();
  }
}

/** A refusal would be quick, and not what is to be timed. */
function done(result: Result<unknown, Refusal>): void {
  if (!result.ok) throw new Error(`Refused: ${result.refusal.code}`);
}
