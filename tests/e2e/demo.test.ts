import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

const demo = fileURLToPath(new URL('../../scripts/demo.ts', import.meta.url));
const demoThatDiffers = fileURLToPath(new URL('../support/demoThatDiffers.ts', import.meta.url));

/** Where the demo may write; it must be empty afterwards. */
let temporary: string;
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'orderly-test-'));
});
afterEach(() => rm(temporary, { recursive: true, force: true }));

function start(script: string, ...args: string[]): ChildProcess {
  return spawn(process.execPath, [script, ...args], { env: { ...process.env, TMPDIR: temporary } });
}

async function outcome(child: ChildProcess) {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('The child has no output');
  const [printed, complained, [exitCode]] = await Promise.all([
    text(stdout),
    text(stderr),
    once(child, 'exit'),
  ]);
  return { exitCode, printed, complained, left: await readdir(temporary) };
}

test('the demo tells the conversation, ends with 0 and leaves nothing behind', async () => {
  const { exitCode, printed, complained, left } = await outcome(start(demo));
  expect(complained).toBe('');
  expect(exitCode).toBe(0);
  expect(left).toEqual([]);
  expect(printed).toContain('    ✅ Order ABC123 is recorded: Website Development, $200.00.\n');
  expect(printed).toContain('direct messages of mia · Orderly:\n    Pixel Forge · 💳 Your order ABC123');
  expect(printed).toContain('    /trackorder order_id:NO-SUCH-ORDER\n');
  expect(printed).toContain(
    'direct messages of mike · Orderly:\n    Pixel Forge · ✅ Order completed! 500 Gold',
  );
  // One order is paid by card and one from a wallet, one is refunded in part and one disputed.
  for (const line of [
    'sam pays $100.00 with a card on the page, and the local Stripe tells the bot.',
    '✅ 300 Gold for order ICON-1 is paid. Your wallet has 200 Gold now.',
    '✅ $20.00 of order LOGO-1 goes back.',
    '✅ The dispute about order ICON-1 is resolved: Refund Buyer. The order is Refunded.',
  ])
    expect(printed).toContain(line);
  expect(printed).toContain('(The audit finds the books balanced: ');
  expect(printed).toMatch(/✓ Everything was seen as it should be: \d+ messages in [\d.]+ seconds\.\n$/);
  // Neither markdown nor colour, and nothing too wide for a terminal.
  expect(printed).not.toMatch(/\*\*|-# |<[@#t]/);
  expect(stripVTControlCharacters(printed)).toBe(printed);
  expect(printed.split('\n').filter((line) => [...line].length > 100)).toEqual([]);
});

test.each([
  ['a message never comes', '≠ @mia was told by DM.'],
  ['a message nobody expects', 'This should not have been sent'],
  ['a message changes later', 'This should not have been changed'],
  ['the books do not balance', 'The books do not balance'],
  ['the bot breaks', 'Broken on purpose'],
])('when %s the demo says so, ends with 1 and leaves nothing behind', async (way, said) => {
  const { exitCode, printed, complained, left } = await outcome(start(demoThatDiffers, way));
  expect(complained).toContain(said);
  expect(printed).not.toContain('Everything was seen');
  expect(exitCode).toBe(1);
  expect(left).toEqual([]);
});

test('an interrupted demo leaves nothing behind', async () => {
  const child = start(demo);
  child.stdout?.once('data', () => child.kill('SIGINT'));
  const { exitCode, complained, left } = await outcome(child);
  expect(exitCode).toBe(130);
  expect(complained).toBe('');
  expect(left).toEqual([]);
});

test('a demo that nobody reads to the end stops quietly and leaves nothing behind', async () => {
  const child = start(demo);
  child.stdout?.once('data', () => child.stdout?.destroy());
  const complained = text(child.stderr ?? Readable.from([]));
  await once(child, 'exit');
  expect(await complained).toBe('');
  expect(await readdir(temporary)).toEqual([]);
});
