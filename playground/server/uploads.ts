import { randomUUID } from 'node:crypto';
import { file, type SandboxFile } from '../../sandbox/index.ts';

/** How many files wait at most; a form and a message hold ten each. */
const MOST = 50;

/** Files that visitors have chosen or dropped and not sent yet. The oldest make room for new ones. */
export class Uploads {
  readonly #waiting = new Map<string, SandboxFile>();

  /** Keeps a file and says under which id it can be given. */
  add(name: string, bytes: Uint8Array): string {
    const id = randomUUID();
    this.#waiting.set(id, file(name, bytes));
    const [oldest] = this.#waiting.keys();
    if (this.#waiting.size > MOST && oldest !== undefined) this.#waiting.delete(oldest);
    return id;
  }

  /** The file of an id; it can be given again, as when a form is refused and sent once more. */
  get(id: string): SandboxFile | undefined {
    return this.#waiting.get(id);
  }
}
