/** Makes the picture of the playground in the README, so that it stays true: `npm run picture`. Needs Chromium. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import sharp from 'sharp';
import { findChromium, launchOptions } from './chromium.ts';
import { startPlayground } from './start.ts';

const FILE = fileURLToPath(new URL('../docs/playground.png', import.meta.url));
const PATIENCE_MS = 15_000;

const path = findChromium();
if (path === undefined) throw new Error('There is no Chromium here. Name one in CHROMIUM.');
const folder = await mkdtemp(join(tmpdir(), 'orderly-picture-'));
const playground = await startPlayground({ folder, port: 0 });
const browser = await chromium.launch(launchOptions(path));
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, colorScheme: 'dark' });
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(playground.address);
  // A reviewer has the evidence of an order before them.
  await page.getByRole('button', { name: /^rick / }).click();
  await page.getByRole('button', { name: /^review-queue/ }).click();
  const waiting = page.locator('article', { hasText: 'Order BOOST-15' });
  await waiting.getByRole('button', { name: 'Open' }).click();
  const evidence = page.locator('article', { hasText: 'Review of order BOOST-15' });
  await evidence.locator('.gallery img').waitFor();
  await page.mouse.move(0, 0);
  await page.waitForFunction("document.querySelector('.gallery img')?.complete");
  const png = await page.screenshot({ animations: 'disabled' });
  // Few colours, so that it is small.
  await sharp(png).png({ palette: true, colours: 128, effort: 10 }).toFile(FILE);
  console.log(`The picture is in ${FILE}.`);
} finally {
  await browser.close();
  await playground.close();
  await rm(folder, { recursive: true, force: true });
}
