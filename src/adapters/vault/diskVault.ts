import { randomUUID } from 'node:crypto';
import { chmod, open, opendir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  isVaultKey,
  type Stored,
  type Vault,
  VaultFull,
  type VaultKey,
  VaultUnavailable,
} from '../../ports/vault.ts';
import { makeFolder } from '../makeFolder.ts';
import { checkKey } from './checkKey.ts';

/** Files are written here first. No key begins with a dot, so nothing here is ever taken for a picture. */
const incomingName = '.incoming';

/** A file that is still incoming after this belongs to a process that is gone. */
const abandonedMs = 60 * 60_000;

/**
 * A vault in a folder of this machine, which is made when it is missing. Only the account that the bot runs under may
 * read it: folders 0700, files 0600. A key's first word is a folder, the rest a file with dots for slashes.
 */
export async function openDiskVault(folder: string): Promise<Vault> {
  const incoming = join(folder, incomingName);
  await attempt(folder, async () => {
    await makeFolder(incoming, 0o700);
    // It may have been made before, by hand.
    await chmod(folder, 0o700);
    await removeAbandoned(incoming);
  });

  const fileOf = (key: VaultKey): string => {
    checkKey(key);
    const [first = '', ...rest] = key.split('/');
    return join(folder, first, rest.join('.'));
  };

  return {
    async put(key, bytes) {
      const file = fileOf(key);
      const unfinished = join(incoming, randomUUID());
      await attempt(folder, async () => {
        try {
          await writeDurably(unfinished, bytes);
          await makeDurably(dirname(file));
          await rename(unfinished, file);
          await sync(dirname(file));
        } catch (error) {
          await rm(unfinished, { force: true });
          throw error;
        }
      });
    },

    async get(key) {
      const file = fileOf(key);
      return attempt(folder, () => readFile(file).catch(undefinedIfMissing));
    },

    async delete(key) {
      const file = fileOf(key);
      await attempt(folder, async () => {
        await rm(file, { force: true });
        await sync(dirname(file)).catch(undefinedIfMissing);
      });
    },

    async *list() {
      for await (const first of entriesOf(folder, folder))
        for await (const rest of entriesOf(folder, join(folder, first))) {
          const key = `${first}/${rest.replaceAll('.', '/')}`;
          const found = isVaultKey(key) ? await describe(folder, join(folder, first, rest), key) : undefined;
          if (found) yield found;
        }
    },
  };
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a folder whose name survives a crash. Its own parent is there. */
async function makeDurably(folder: string): Promise<void> {
  if (await makeFolder(folder, 0o700)) await sync(dirname(folder));
}

/** Waits until what was renamed into a folder, or deleted from it, is on the disk. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The names in a folder, none for what is no folder, is gone, or holds files on their way in. */
async function* entriesOf(vault: string, folder: string): AsyncIterable<string> {
  if (folder.endsWith(incomingName)) return;
  const entries = await attempt(vault, () => opendir(folder).catch(undefinedIfMissing));
  if (entries === undefined) return;
  for await (const { name } of entries) yield name;
}

async function describe(vault: string, file: string, key: VaultKey): Promise<Stored | undefined> {
  const found = await attempt(vault, () => stat(file).catch(undefinedIfMissing));
  return found?.isFile() ? { key, storedAt: found.mtime, bytes: found.size } : undefined;
}

async function removeAbandoned(incoming: string): Promise<void> {
  for await (const { name } of await opendir(incoming)) {
    const file = join(incoming, name);
    const found = await stat(file).catch(undefinedIfMissing);
    if (found !== undefined && Date.now() - found.mtimeMs > abandonedMs) await rm(file, { force: true });
  }
}

const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;

function undefinedIfMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') throw error;
}

// No space on the disk, none left of the account's share, or the largest file that the process may write.
const fullCodes = new Set<unknown>(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Does something with the file system, and says what went wrong in terms of the vault. */
async function attempt<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = codeOf(error);
    if (fullCodes.has(code))
      throw new VaultFull(`there is no room left for ${folder} (${code})`, { cause: error });
    if (typeof code !== 'string') throw error;
    throw new VaultUnavailable(`${folder} can't be used (${code})`, { cause: error });
  }
}
