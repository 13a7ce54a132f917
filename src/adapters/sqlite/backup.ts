import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Unavailable } from '../../ports/store.ts';
import { asUnavailable } from './connection.ts';

/**
 * Copies a store's file as it is at one moment, while other processes go on reading and writing it. Blocks its own
 * process, so it wants one of its own. To restore, put the copy in the file's place, with no `-wal` and `-shm` beside.
 * Throws Unavailable when the file can't be read, the target exists or can't be written; then there is no target.
 */
export async function backupSqlite(file: string, target: string): Promise<void> {
  if (!existsSync(file)) throw new Unavailable(`there is no ${file}`);
  if (existsSync(target)) throw new Unavailable(`${target} already exists`);
  const unfinished = `${target}.unfinished`;
  try {
    await rm(unfinished, { force: true });
    const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
    try {
      database.prepare('VACUUM INTO ?').run(unfinished);
    } finally {
      database.close();
    }
    // SQLite doesn't wait for the copy to reach the disk.
    await flush(unfinished);
    await rename(unfinished, target);
    await flush(dirname(target));
  } catch (error) {
    await rm(unfinished, { force: true });
    const known = asUnavailable(error, file);
    if (known instanceof Unavailable) throw known;
    throw new Unavailable(
      `${target} could not be written (${error instanceof Error ? error.message : error})`,
      {
        cause: error,
      },
    );
  }
}

async function flush(path: string): Promise<void> {
  const handle = await open(path);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
