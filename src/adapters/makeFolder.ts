import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder, with the folders above it that are missing; `mode` is theirs, too. Answers whether it was missing.
 * Rejects with the error of the first that can't be made. Node's own recursive `mkdir` never ends in some such places,
 * `/proc` for one.
 */
export async function makeFolder(folder: string, mode?: number): Promise<boolean> {
  const missing: string[] = [];
  for (let at = resolve(folder); !existsSync(at) && at !== dirname(at); at = dirname(at)) missing.unshift(at);

  for (const each of missing)
    await mkdir(each, { mode }).catch((error: unknown) => {
      // Another process may have made it meanwhile.
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
  return missing.length > 0;
}
