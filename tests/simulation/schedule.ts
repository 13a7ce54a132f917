import { setImmediate as nextTurn } from 'node:timers/promises';

/** One running of the bot. After a crash nothing of it goes on; another takes its place. */
export class Running {
  readonly name: string;
  isOver = false;

  constructor(name: string) {
    this.name = name;
  }
}

interface Waiting {
  readonly running: Running;
  readonly at: string;
  readonly goOn: () => void;
}

/**
 * Whose turn it is. Everything that waits for something outside (the store, a provider, Discord, the vault) waits here
 * until the simulation lets it go on, so that the seed alone decides what overlaps with what, and where a crash hits.
 */
export class Schedule {
  #waiting: Waiting[] = [];

  /** Resolves when it is its turn; never after a crash: what was under way then just ends there. */
  pause(running: Running, at: string): Promise<void> {
    return new Promise((goOn) => {
      if (!running.isOver) this.#waiting.push({ running, at, goOn });
    });
  }

  get length(): number {
    return this.#waiting.length;
  }

  /** Lets one go on, and resolves once it waits again or is done. Gives what it did. */
  async goOn(index: number): Promise<string> {
    const [next] = this.#waiting.splice(index, 1);
    if (next === undefined) throw new RangeError('Nobody waits there');
    next.goOn();
    await nextTurn();
    return `${next.running.name} ${next.at}`;
  }

  /** Ends a running where it stands. */
  crash(running: Running): void {
    running.isOver = true;
    this.#waiting = this.#waiting.filter((waiting) => waiting.running !== running);
  }
}
