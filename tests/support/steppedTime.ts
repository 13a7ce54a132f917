import { ManualClock } from '../../sandbox/index.ts';

/** A clock that stands still until `advance`, and tells when someone has asked to be woken. */
export class SteppedTime extends ManualClock {
  readonly #asked: { waitMs: number }[] = [];
  readonly #hoped: { waitMs: number; come: () => void }[] = [];

  override after(waitMs: number, action: () => void): () => void {
    const asked = { waitMs };
    const forget = () => {
      const index = this.#asked.indexOf(asked);
      if (index >= 0) this.#asked.splice(index, 1);
    };
    this.#asked.push(asked);
    const cancel = super.after(waitMs, () => {
      forget();
      action();
    });
    for (const hoped of this.#hoped.splice(0)) {
      if (hoped.waitMs === waitMs) hoped.come();
      else this.#hoped.push(hoped);
    }
    return () => {
      forget();
      cancel();
    };
  }

  /** Resolves once someone waits to be woken after exactly `waitMs`. */
  whenAsked(waitMs: number): Promise<void> {
    if (this.#asked.some((asked) => asked.waitMs === waitMs)) return Promise.resolve();
    return new Promise((come) => {
      this.#hoped.push({ waitMs, come });
    });
  }
}
