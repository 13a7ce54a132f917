import { createHash } from 'node:crypto';

/** Makes ids that look random and are the same again for the same seed and order. */
export class Ids {
  readonly #seed: string;
  #made = 0;

  constructor(seed: string) {
    this.#seed = seed;
  }

  /** `length` letters and digits. */
  next(length: number): string {
    this.#made += 1;
    const bytes = createHash('sha512').update(`${this.#seed} ${this.#made}`).digest();
    return bytes
      .toString('base64')
      .replaceAll(/[^A-Za-z0-9]/g, '')
      .slice(0, length);
  }
}
