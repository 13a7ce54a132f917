import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/adapters/sqlite/store.ts';
import { collections, orders } from '../../src/ports/collections.ts';
import { startDesk, type TestDesk } from '../support/startDesk.ts';

const script = fileURLToPath(new URL('../../scripts/backup.ts', import.meta.url));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orderly-backup-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs the command as a user would, in a folder where no .env lies. */
function backUp(environment: Record<string, string>, ...args: string[]) {
  const env = { PATH: process.env.PATH, ...environment };
  return new Promise<{ exitCode: number | string | null; printed: string; complained: string }>((resolve) => {
    execFile(process.execPath, [script, ...args], { cwd: folder, env }, (error, printed, complained) => {
      resolve({ exitCode: error === null ? 0 : (error.code ?? null), printed, complained });
    });
  });
}

async function addOrder({ dana, mia }: TestDesk, orderId: string): Promise<void> {
  const added = await dana.slash('addorder', {
    user: mia,
    service: 'Website Development',
    payment_method: 'stripe',
    amount: '$200.00',
    order_id: orderId,
  });
  await added.until((message) => message.text().includes('was told by DM.'));
}

test('a backup made while orders keep coming is whole, and can be put back', async () => {
  const desk = await startDesk();
  try {
    const { dataDir } = desk.config;
    await addOrder(desk, 'BEFORE');

    let coming = true;
    let added = 0;
    const keepComing = (async () => {
      for (; coming; added += 1) await addOrder(desk, `DURING-${added}`);
    })();
    const { exitCode, printed, complained } = await backUp({ DATA_DIR: dataDir });
    const addedMeanwhile = added;
    coming = false;
    await keepComing;
    expect(complained).toBe('');
    expect(exitCode).toBe(0);
    expect(addedMeanwhile).toBeGreaterThan(0);
    await addOrder(desk, 'AFTER');

    const [name = ''] = await readdir(join(dataDir, 'backups'));
    expect(name).toMatch(/^orderly-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.sqlite$/);
    const copy = join(dataDir, 'backups', name);
    expect(printed).toMatch(/^✓ Backed up to .+ \([\d.]+ [KM]B\)\.\n$/);
    expect(printed).toContain(copy);
    const database = new DatabaseSync(copy, { readOnly: true });
    expect(database.prepare('PRAGMA integrity_check').all()).toEqual([
      expect.objectContaining({ integrity_check: 'ok' }),
    ]);
    database.close();

    // As the README says: stop, remove the database, put the copy in its place, start.
    await desk.orderly.stop();
    for (const ending of ['', '-wal', '-shm'])
      await rm(join(dataDir, `orderly.sqlite${ending}`), { force: true });
    await copyFile(copy, join(dataDir, 'orderly.sqlite'));
    await desk.restart();
    const before = await desk.mia.slash('trackorder', { order_id: 'BEFORE' });
    expect(before.text()).toContain('Order BEFORE · Payment Verified');
    const after = await desk.mia.slash('trackorder', { order_id: 'AFTER' });
    expect(after.text()).toContain('Order ID not found');
  } finally {
    await desk.stop();
  }
});

test('a backup goes into the folder or file that is named, and never over another one', async () => {
  const desk = await startDesk();
  try {
    await addOrder(desk, 'NEW');
    const environment = { DATA_DIR: desk.config.dataDir };
    const target = join(folder, 'copy.sqlite');
    expect(await backUp(environment, target)).toMatchObject({ exitCode: 0, complained: '' });
    // What was just written is still in SQLite's log and not in its file.
    const copy = await openSqliteStore({ file: target, collections });
    expect(await copy.get(orders.path(desk.guild.id, 'NEW'))).toMatchObject({ amount: '$200.00' });
    await copy.close();
    expect(await backUp(environment, target)).toEqual({
      exitCode: 1,
      printed: '',
      complained: `✗ No backup was made. ${target} already exists. Choose another name.\n`,
    });
    expect(await backUp(environment, folder)).toMatchObject({ exitCode: 0, complained: '' });
    expect((await readdir(folder)).sort()).toEqual([
      'copy.sqlite',
      expect.stringMatching(/^orderly-.+\.sqlite$/),
    ]);
  } finally {
    await desk.stop();
  }
});

test.each([
  ['there is no database', {}, [], 'There is no database at data/orderly.sqlite.'],
  ['Firestore is used', { FIREBASE_PROJECT_ID: 'my-project' }, [], 'gcloud firestore export'],
  ['two targets are named', {}, ['a', 'b'], 'Give one target, or none.'],
])('when %s the backup says so in a line', async (_, environment, targets, said) => {
  const { exitCode, printed, complained } = await backUp(environment, ...targets);
  expect(exitCode).toBe(1);
  expect(printed).toBe('');
  expect(complained).toContain(said);
  expect(complained.trimEnd().split('\n')).toHaveLength(1);
});

test('when the file is no database, or the target’s folder is missing, the backup says so in a line', async () => {
  await writeFile(
    join(folder, 'orderly.sqlite'),
    'not a database, but long enough to be read as one'.repeat(40),
  );
  const broken = await backUp({ DATA_DIR: folder }, join(folder, 'copy.sqlite'));
  expect(broken.exitCode).toBe(1);
  expect(broken.complained).toMatch(
    /^✗ No backup was made\. .*orderly\.sqlite is not a SQLite database.*\n$/,
  );

  const nowhere = await backUp({ DATA_DIR: folder }, join(folder, 'nowhere', 'copy.sqlite'));
  expect(nowhere.exitCode).toBe(1);
  expect(nowhere.complained).toBe(`✗ No backup was made. There is no folder ${join(folder, 'nowhere')}.\n`);
  expect(await readdir(folder)).toEqual(['orderly.sqlite']);
});
