interface Waiting {
  readonly wanted: number;
  readonly start: () => void;
}

/** Lets a few things run at once while the others wait, first come, first served. */
export class Slots {
  readonly count: number;
  readonly #waiting: Waiting[] = [];
  #free: number;

  constructor(count: number) {
    this.count = count;
    this.#free = count;
  }

  /** Runs `work` once `wanted` slots are free, and frees them at its end, however it ends. */
  async run<T>(wanted: number, work: () => Promise<T>): Promise<T> {
    await new Promise<void>((start) => {
      this.#waiting.push({ wanted: Math.min(wanted, this.count), start });
      this.#startThoseThatFit();
    });
    try {
      return await work();
    } finally {
      this.#free += Math.min(wanted, this.count);
      this.#startThoseThatFit();
    }
  }

  /** One that needs many slots is not overtaken by those that need few, or it would never get them. */
  #startThoseThatFit(): void {
    for (
      let [first] = this.#waiting;
      first !== undefined && first.wanted <= this.#free;
      [first] = this.#waiting
    ) {
      this.#waiting.shift();
      this.#free -= first.wanted;
      first.start();
    }
  }
}
