import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SavedWorld, saveWorld } from './model/saved.ts';
import type { Attachment } from './model/types.ts';
import type { World } from './model/world.ts';

/** How long changes are gathered before they are written. */
const GATHER_MS = 250;

type Written = Omit<SavedWorld, 'files'> & { files: Attachment[] };

/**
 * Keeps a world in a folder, so that a later start goes on where it was: `world.json`, and each uploaded file. It is
 * written shortly after every change, and by `close`.
 */
export class WorldFolder {
  readonly #folder: string;
  #stop: () => void = () => {};
  #save: () => void = () => {};

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(this.#files, { recursive: true });
  }

  /** What was kept, for `startSandbox`; undefined if there is nothing. Errors: what can't be read. */
  read(): SavedWorld | undefined {
    if (!existsSync(this.#world)) return undefined;
    // It was written by `#write`, and nobody else has business there.
    const written = JSON.parse(readFileSync(this.#world, 'utf8')) as Written;
    const kept = new Set(readdirSync(this.#files));
    const files = written.files
      .filter(({ id }) => kept.has(id))
      .map((attachment) => ({ attachment, bytes: readFileSync(join(this.#files, attachment.id)) }));
    return { ...written, files };
  }

  /** Writes the world now, and from now on whenever it changes. */
  keep(world: World): void {
    let timer: NodeJS.Timeout | undefined;
    this.#save = () => {
      clearTimeout(timer);
      timer = undefined;
      this.#write(world);
    };
    const gather = () => {
      timer ??= setTimeout(this.#save, GATHER_MS);
    };
    this.#save();
    world.onChange.add(gather);
    this.#stop = () => {
      clearTimeout(timer);
      world.onChange.delete(gather);
    };
  }

  /** Writes what is not written yet, and ends. */
  close(): void {
    this.#stop();
    this.#save();
    this.#save = () => {};
  }

  /** Forgets everything that was kept. */
  clear(): void {
    rmSync(this.#folder, { recursive: true, force: true });
    mkdirSync(this.#files, { recursive: true });
  }

  get #world(): string {
    return join(this.#folder, 'world.json');
  }

  get #files(): string {
    return join(this.#folder, 'files');
  }

  #write(world: World): void {
    const { files, ...rest } = saveWorld(world);
    const there = new Set(readdirSync(this.#files));
    for (const { attachment, bytes } of files) {
      if (!there.delete(attachment.id)) writeFileSync(join(this.#files, attachment.id), bytes);
    }
    const written: Written = { ...rest, files: files.map(({ attachment }) => attachment) };
    // In one step, so that whatever happens one whole file is there.
    writeFileSync(`${this.#world}.new`, JSON.stringify(written));
    renameSync(`${this.#world}.new`, this.#world);
    for (const id of there) rmSync(join(this.#files, id), { force: true });
  }
}
