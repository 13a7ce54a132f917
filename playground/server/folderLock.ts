import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder is in use by another playground. */
export class FolderInUse extends Error {}

/**
 * Takes a folder for this process; returns what gives it back. Errors: FolderInUse when another process that still runs
 * has it, since both would write over each other.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'running');
  const holder = holderOf(file);
  if (holder !== undefined && holder !== process.pid && isRunning(holder)) {
    throw new FolderInUse(
      `A playground already runs on ${folder} (process ${holder}). Stop it, or give another folder with --data.`,
    );
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

function holderOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
