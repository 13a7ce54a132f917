import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { config as loadEnvironmentFile } from 'dotenv';
import { type Config, readConfig, renderProblems } from '../src/config.ts';
import { openStore } from '../src/main.ts';
import { type Store, Unavailable } from '../src/ports/store.ts';

/**
 * Runs a script's work on the store that the environment (or `.env`) names, and sets the exit code: 0 when the work gives
 * true, 1 when it gives false, 2 when the store can't be had, which is said in a sentence.
 */
export async function withConfiguredStore(
  work: (store: Store, config: Config) => Promise<boolean>,
): Promise<void> {
  loadEnvironmentFile({ quiet: true });
  // Nothing here talks to Discord, so its token may be missing.
  const config = readConfig({ DISCORD_TOKEN: 'none', ...process.env });
  if (!config.ok) {
    process.stderr.write(`${renderProblems(config.refusal)}\n`);
    process.exitCode = 2;
    return;
  }
  const file = join(config.value.dataDir, 'orderly.sqlite');
  if (config.value.store.kind === 'sqlite' && !existsSync(file)) {
    // Opening it would make an empty one.
    process.stderr.write(`There is no database at ${file}. Check DATA_DIR, and the folder you are in.\n`);
    process.exitCode = 2;
    return;
  }
  try {
    const store = await openStore(config.value);
    try {
      process.exitCode = (await work(store, config.value)) ? 0 : 1;
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
