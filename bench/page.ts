/*
 * How quick the playground is: from its start to the first answer on the page, and how long after the bot's answer a reply
 * is painted. Prints both. Needs Chromium.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium, launchOptions } from '../playground/chromium.ts';
import { startPlayground } from '../playground/start.ts';
import { quantile } from './statistics.ts';

const ANSWERS = 40;

/** Notes when each message is painted, by its id, in milliseconds since 1970. */
const watchPaints = `
  window.painted = new Map();
  new MutationObserver(() => {
    for (const { dataset } of document.querySelectorAll('article[data-message]')) {
      if (window.painted.has(dataset.message)) continue;
      window.painted.set(dataset.message, undefined);
      requestAnimationFrame(() => requestAnimationFrame(() =>
        window.painted.set(dataset.message, performance.timeOrigin + performance.now())));
    }
  }).observe(document.body, { childList: true, subtree: true });
`;

const path = findChromium();
if (path === undefined) throw new Error('There is no Chromium here. Name one in CHROMIUM.');
const folder = await mkdtemp(join(tmpdir(), 'orderly-bench-'));
const browser = await chromium.launch(launchOptions(path));
const startedAtMs = Date.now();
const playground = await startPlayground({ folder, port: 0 });
const readyAtMs = Date.now();
try {
  const { world } = playground.sandbox;
  const answered = new Map<string, number>();
  world.onChange.add((change) => {
    if (change.kind !== 'message') return;
    const { id } = change.message.wire;
    if (!answered.has(id)) answered.set(id, performance.timeOrigin + performance.now());
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(playground.address);
  await page.getByRole('button', { name: /^mia / }).click();
  const box = page.locator('desk-composer textarea');
  const track = async (count: number) => {
    await box.click();
    await page.keyboard.type('/trackorder ');
    await page.keyboard.press('Enter');
    await page.locator('article', { hasText: 'Only you can see this' }).nth(count).waitFor();
  };
  await page.evaluate(watchPaints);
  await track(0);
  const firstAtMs = Date.now();
  for (let count = 1; count < ANSWERS; count += 1) await track(count);
  await page.waitForFunction('[...window.painted.values()].every((at) => at !== undefined)');
  const painted = (await page.evaluate('[...window.painted]')) as [string, number][];
  const waits = painted.flatMap(([id, atMs]) => {
    const answeredAtMs = answered.get(id);
    return answeredAtMs === undefined ? [] : [atMs - answeredAtMs];
  });
  console.log(
    `From the start to the page's address ${readyAtMs - startedAtMs} ms, to the first answer on the page ${firstAtMs - startedAtMs} ms.\n` +
      `After the bot's answer a reply is painted in ${quantile(waits, 0.5).toFixed(0)} ms (median of ${waits.length}), ` +
      `${quantile(waits, 0.95).toFixed(0)} ms (95th percentile), ${Math.max(...waits).toFixed(0)} ms at most.`,
  );
} finally {
  await browser.close();
  await playground.close();
  await rm(folder, { recursive: true, force: true });
}
