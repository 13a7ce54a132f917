import { join } from 'node:path';
import type { Status } from '../src/domain/status.ts';
import { orderOf, type Population } from './population.ts';

/** The data folder of a server with many orders, and where those orders stand. */
export class Place {
  readonly dataDir: string;
  readonly orderCount: number;
  readonly population: Population;
  /** Numbers of the orders that are on hold. */
  readonly #held = new Set<number>();

  constructor(dataDir: string, orderCount: number, population: Population) {
    this.dataDir = dataDir;
    this.orderCount = orderCount;
    this.population = population;
  }

  /** The file that the bot opens in its data folder. */
  get file(): string {
    return join(this.dataDir, 'orderly.sqlite');
  }

  /** Where an order may go next: on hold, or back to where it was. Whoever asks takes it there. */
  nextStatus(number: number): Status {
    if (this.#held.delete(number)) return orderOf(this.population, number).order.status;
    this.#held.add(number);
    return 'On Hold';
  }

  /** The same orders as they were at first, for a client that changes none. */
  again(): Place {
    return new Place(this.dataDir, this.orderCount, this.population);
  }
}
