import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findChromium, launchOptions } from '../../../playground/chromium.ts';
import { startReceiver } from '../payments/receiver.ts';
import { order, type Started, start } from './start.ts';

const chromiumPath = findChromium();
if (chromiumPath === undefined)
  console.warn('There is no Chromium here: the pay page is not looked at in it.');
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe.skipIf(chromiumPath === undefined)('the pay page in a real browser', () => {
  let browser: Browser;
  let at: Started;
  let page: Page;
  let asked: string[];

  beforeAll(async () => {
    browser = await chromium.launch(launchOptions(chromiumPath ?? ''));
  });
  afterAll(() => browser.close());

  beforeEach(async () => {
    at = await start({ seller: 'Pixel Forge' });
    // The page refuses scripts, axe's among them.
    page = await browser.newPage({ viewport: { width: 320, height: 640 }, bypassCSP: true });
    asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).origin));
  });
  afterEach(async () => {
    await page.close();
    await at.local.close();
  });

  /** What axe finds wrong, in a line each. */
  async function problems(): Promise<readonly string[]> {
    await page.addScriptTag({ path: axePath });
    return page.evaluate(
      'axe.run().then(({ violations }) => violations.map(({ id, help }) => id + ": " + help))',
    );
  }

  test.each(['light', 'dark'] as const)('can be read and filled in by everyone, %s', async (colorScheme) => {
    const { id, url } = await at.stripe.checkout.sessions.create(order());
    await page.emulateMedia({ colorScheme });
    await page.goto(url ?? '');
    expect(await problems()).toEqual([]);
    const widest = 'document.documentElement.scrollWidth <= document.documentElement.clientWidth';
    expect(await page.evaluate(widest)).toBe(true);
    await page.getByLabel('Card number').fill('4000 0000 0000 0002');
    await page.getByRole('button', { name: 'Pay 12.34 EUR by card' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('Your card was declined.');
    expect(await problems()).toEqual([]);
    at.local.expire(id);
    await page.goto(url ?? '');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('This page has expired');
    expect(await problems()).toEqual([]);
    expect(new Set(asked)).toEqual(new Set([at.local.origin]));
  });

  test('is paid with the keyboard alone, and leads back to the seller', async () => {
    const seller = await startReceiver();
    const { id, url } = await at.stripe.checkout.sessions.create(
      order({ success_url: `${seller.url}?session={CHECKOUT_SESSION_ID}` }),
    );
    await page.goto(url ?? '');
    await page.keyboard.press('Tab');
    await page.keyboard.type('mia@example.com');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${seller.url}?session=${id}`);
    expect(await at.stripe.checkout.sessions.retrieve(id)).toMatchObject({
      payment_status: 'paid',
      customer_details: { email: 'mia@example.com' },
    });
    await seller.close();
  });
});
