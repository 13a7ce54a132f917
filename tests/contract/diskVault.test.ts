import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDiskVault } from '../../src/adapters/vault/diskVault.ts';
import { aKey, allOf, vaultContract } from './vault.contract.ts';

const run = promisify(execFile);
const freshFolder = () => mkdtemp(join(tmpdir(), 'orderly-vault-'));

vaultContract('a folder', async () => {
  const folder = await freshFolder();
  return {
    vault: await openDiskVault(join(folder, 'evidence')),
    another: () => openDiskVault(join(folder, 'evidence')),
    dispose: () => rm(folder, { recursive: true }),
  };
});

describe('a vault in a folder', () => {
  let parent: string;
  let folder: string;
  beforeEach(async () => {
    parent = await freshFolder();
    folder = join(parent, 'evidence');
  });
  afterEach(() => rm(parent, { recursive: true }));

  const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
  const filesIn = async (path: string) =>
    (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

  test('is for the bot alone, also where the folder was there before', async () => {
    await mkdir(folder, { mode: 0o755 });
    const vault = await openDiskVault(folder);
    await vault.put('100/A1/200/ff', Buffer.from('x'), 'image/png');
    const file = join(folder, '100', 'A1.200.ff');
    expect(await readFile(file, 'utf8')).toBe('x');
    expect([await modeOf(folder), await modeOf(join(folder, '100')), await modeOf(file)]).toEqual([
      '700',
      '700',
      '600',
    ]);
    expect(await modeOf(join(folder, '.incoming'))).toBe('700');
  });

  test('what a killed process left half-written is never listed, and goes once it is old', async () => {
    await openDiskVault(folder);
    const left = join(folder, '.incoming', 'half');
    await writeFile(left, 'half');
    const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
    await utimes(left, minutesAgo(59), minutesAgo(59));
    expect(await allOf(await openDiskVault(folder))).toEqual([]);
    expect(await readFile(left, 'utf8')).toBe('half');
    await utimes(left, minutesAgo(61), minutesAgo(61));
    await openDiskVault(folder);
    expect(await filesIn(folder)).toEqual([]);
  });

  test('what is no picture of ours is not listed', async () => {
    const vault = await openDiskVault(folder);
    await mkdir(join(folder, '100'));
    await writeFile(join(folder, 'README'), '');
    await writeFile(join(folder, '100', 'notes (old).txt'), '');
    await mkdir(join(folder, '100', 'A1.1.ff'));
    expect(await allOf(vault)).toEqual([]);
  });

  test('a folder that may not be used is named, with the reason', async () => {
    await writeFile(join(parent, 'file'), '');
    const inFile = join(parent, 'file', 'evidence');
    await expect(openDiskVault(inFile)).rejects.toMatchObject({
      name: 'VaultUnavailable',
      message: `The evidence vault is unavailable: ${inFile} can't be used (ENOTDIR)`,
    });
    const vault = await openDiskVault(folder);
    await rm(folder, { recursive: true });
    await expect(vault.put(aKey(), Buffer.from('x'), 'image/png')).rejects.toMatchObject({
      name: 'VaultUnavailable',
    });
  });

  test('a folder of someone else is named', async () => {
    await openDiskVault(folder);
    await chmod(parent, 0o755);
    // Permissions don't stop root: be somebody else for a moment.
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.(65534);
    else await chmod(join(folder, '.incoming'), 0o500);
    try {
      const writing = openDiskVault(folder).then((vault) => vault.put(aKey(), Buffer.from('x'), 'image/png'));
      await expect(writing).rejects.toMatchObject({ name: 'VaultUnavailable' });
    } finally {
      if (isRoot) process.seteuid?.(0);
      else await chmod(join(folder, '.incoming'), 0o700);
    }
  });

  /** Puts a small picture, then one of 300 kB, then a small one, and prints what came of each. */
  const script = (vault: string) => `
    import { openDiskVault } from '${new URL('../../src/adapters/vault/diskVault.ts', import.meta.url).href}';
    const vault = await openDiskVault('${vault}');
    const put = (key, size) => vault.put(key, Buffer.alloc(size, 'x'), 'image/png').then(() => 'kept', (e) => e.name + ': ' + e.message);
    console.log(JSON.stringify([await put('1/a', 1000), await put('1/b', 300000), await put('1/c', 1000)]));`;
  const node = (vault: string) => `'${process.execPath}' --input-type=module --eval "$SCRIPT" '${vault}'`;
  const full = (code: string) => [
    'kept',
    `VaultFull: The evidence vault is unavailable: there is no room left for ${folder} (${code})`,
    'kept',
  ];

  test('where a picture does not fit, nothing of it stays, and what fits is kept', async () => {
    // A shell that lets no file grow over 100 kB.
    const { stdout } = await run('bash', ['-c', `ulimit -f 100; exec ${node(folder)}`], {
      env: { ...process.env, SCRIPT: script(folder) },
    });
    expect(JSON.parse(stdout)).toEqual(full('EFBIG'));
    expect((await allOf(await openDiskVault(folder))).map(({ key }) => key).sort()).toEqual(['1/a', '1/c']);
    expect(await filesIn(folder)).toHaveLength(2);
  });

  test('on a full disk likewise', async ({ skip }) => {
    const disk = join(parent, 'disk');
    await mkdir(disk);
    folder = join(disk, 'evidence');
    // A disk of 200 kB that only the child sees, and that is gone with it.
    const steps = `mount -t tmpfs -o size=200k none '${disk}' || exit 77; ${node(folder)}; LC_ALL=C ls -A '${folder}/.incoming' '${folder}/1'`;
    const result = await run('unshare', ['--mount', 'bash', '-c', steps], {
      env: { ...process.env, SCRIPT: script(folder) },
    }).catch(() => undefined);
    if (result === undefined) return skip('A small disk can be made by root on Linux only.');
    const [said = '', ...listed] = result.stdout.trim().split('\n');
    expect(JSON.parse(said)).toEqual(full('ENOSPC'));
    expect(listed).toEqual([`${folder}/.incoming:`, '', `${folder}/1:`, 'a', 'c']);
  });
});
