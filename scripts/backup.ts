/**
 * Copies the SQLite database while the bot runs: `npm run backup -- [target]`. The target is a file that does not exist
 * yet, or a folder; without one the copy goes to DATA_DIR/backups.
 */
import { existsSync, statSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { config as loadEnvironmentFile } from 'dotenv';
import { backupSqlite } from '../src/adapters/sqlite/backup.ts';
import { environmentSchema } from '../src/config.ts';

loadEnvironmentFile({ quiet: true });
try {
  const { target, bytes } = await backUp(process.argv.slice(2));
  process.stdout.write(`✓ Backed up to ${target} (${readableSize(bytes)}).\n`);
} catch (error) {
  process.stderr.write(`✗ No backup was made. ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

async function backUp(targets: readonly string[]): Promise<{ target: string; bytes: number }> {
  if (targets.length > 1) throw new Error('Give one target, or none.');
  // Not the whole configuration: a backup needs no Discord token.
  const dataDir = environmentSchema.shape.DATA_DIR.parse(process.env.DATA_DIR?.trim() || undefined);
  if (process.env.FIREBASE_PROJECT_ID?.trim())
    throw new Error(
      'The orders are in Firestore (FIREBASE_PROJECT_ID is set). Use its own export: gcloud firestore export gs://YOUR-BUCKET',
    );
  const file = join(dataDir, 'orderly.sqlite');
  if (!existsSync(file))
    throw new Error(`There is no database at ${file}. Check DATA_DIR, and the folder you are in.`);
  const target = await targetOf(targets[0], dataDir);
  if (existsSync(target)) throw new Error(`${target} already exists. Choose another name.`);
  await backupSqlite(file, target);
  return { target, bytes: (await stat(target)).size };
}

async function targetOf(asked: string | undefined, dataDir: string): Promise<string> {
  const name = `orderly-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.sqlite`;
  if (asked === undefined) {
    const folder = join(dataDir, 'backups');
    await mkdir(folder, { recursive: true });
    return join(folder, name);
  }
  if (existsSync(asked) && statSync(asked).isDirectory()) return join(asked, name);
  if (!existsSync(dirname(asked))) throw new Error(`There is no folder ${dirname(asked)}.`);
  return asked;
}

function readableSize(bytes: number): string {
  const megabytes = bytes / 1_000_000;
  return megabytes < 1 ? `${Math.ceil(bytes / 1000)} KB` : `${megabytes.toFixed(1)} MB`;
}
