/** Lets others wait until something they name has changed, without looking again and again. */
export class Watch {
  #waiting = new Map<string, Set<() => void>>();

  /** Says that what `key` names has changed. */
  touch(key: string): void {
    for (const look of [...(this.#waiting.get(key) ?? [])]) look();
  }

  /**
   * Resolves to the first value other than undefined that `look` gives: now, or after a change of `key`.
   * Rejects with what `complain` makes when real time passes `patienceMs`, or with what `look` throws.
   */
  until<T>(key: string, look: () => T | undefined, patienceMs: number, complain: () => Error): Promise<T> {
    return new Promise((resolve, reject) => {
      const check = (): boolean => {
        try {
          const value = look();
          if (value === undefined) return false;
          resolve(value);
        } catch (error) {
          reject(error);
        }
        return true;
      };
      if (check()) return;
      const waiting = this.#waiting.get(key) ?? new Set();
      this.#waiting.set(key, waiting);
      const stop = () => {
        clearTimeout(timer);
        waiting.delete(again);
        if (waiting.size === 0) this.#waiting.delete(key);
      };
      const again = () => {
        if (check()) stop();
      };
      const timer = setTimeout(() => {
        stop();
        reject(complain());
      }, patienceMs);
      waiting.add(again);
    });
  }
}
