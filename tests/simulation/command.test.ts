import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const main = join(import.meta.dirname, 'main.ts');
const forgetful = join(import.meta.dirname, '../support/forgetfulDatabase.ts');

/** Runs `npm run simulate` with these arguments, on code that is broken or not. */
function simulate(args: readonly string[], isBroken = false) {
  const preloaded = isBroken ? ['--import', forgetful] : [];
  return new Promise<{ exitCode: number; printed: string; complained: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [...preloaded, main, ...args],
      { maxBuffer: 2 ** 26 },
      (_, printed, complained) => resolve({ exitCode: child.exitCode ?? -1, printed, complained }),
    );
  });
}

describe('npm run simulate', { timeout: 60_000 }, () => {
  test('says that all is well, and what that took', async () => {
    const { exitCode, printed, complained } = await simulate(['--seeds', '2', '--from', '5']);
    expect([exitCode, complained]).toEqual([0, '']);
    expect(printed).toMatch(/^2 lives, \d+ steps, \d+ commits, all sound and settled \([\d.]+ s\)\n$/);
  });

  test('where the books are broken prints the steps and the seed, which lives the same life again', async () => {
    const first = await simulate(['--seeds', '20'], true);
    expect(first.exitCode).toBe(1);
    const [, seed = ''] = /The same again: npm run simulate -- --seed (\d+)\n$/.exec(first.complained) ?? [];
    expect(first.complained).toContain(`Seed ${seed}, after `);
    expect(first.printed.split('\n').length).toBeGreaterThan(50);
    expect(await simulate(['--seed', seed], true)).toEqual(first);
    expect((await simulate(['--seed', seed])).exitCode).toBe(0);
  });

  test.each([
    ['--seeds', '0'],
    ['--seed', 'x'],
    ['--from', '1.5'],
  ])('refuses %s %s', async (...args) => {
    const { exitCode, complained } = await simulate(args);
    expect(exitCode).not.toBe(0);
    expect(complained).toContain('take whole numbers from 1 on');
  });
});
