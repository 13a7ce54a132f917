import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { expect } from 'vitest';
import { findChromium, launchOptions } from '../../playground/chromium.ts';
import { type Playground, startPlayground } from '../../playground/start.ts';

const SCREENS = fileURLToPath(new URL('../../data/playground-screens', import.meta.url));

/** How long a page may take to show something. */
const PATIENCE_MS = 15_000;

/** Where Chromium is; undefined on a machine without one, where these tests are skipped. */
export const chromiumPath = findChromium();
if (chromiumPath === undefined) console.warn('There is no Chromium here: the tests of the page are skipped.');

/** A playground with a browser on it. */
export interface Visit {
  readonly playground: Playground;
  readonly browser: Browser;
  /** Where the playground keeps what it knows. */
  readonly folder: string;
  /** Every address that the pages asked for. */
  readonly asked: Set<string>;
  /** What went wrong in the pages. */
  readonly errors: string[];
  /** Opens the page in a window of its own. */
  open(options?: { dark?: boolean; width?: number; height?: number; at?: string }): Promise<Visitor>;
  end(): Promise<void>;
}

/** Starts a playground on a fresh folder, and Chromium. */
export async function startVisit(): Promise<Visit> {
  if (chromiumPath === undefined || !existsSync(chromiumPath)) throw new Error('There is no Chromium.');
  const folder = await mkdtemp(join(tmpdir(), 'orderly-playground-'));
  const [playground, browser] = await Promise.all([
    startPlayground({ folder, port: 0 }),
    chromium.launch(launchOptions(chromiumPath)),
  ]);
  const asked = new Set<string>();
  const errors: string[] = [];
  return {
    playground,
    browser,
    folder,
    asked,
    errors,
    async open({ dark = false, width = 1280, height = 800, at = playground.address } = {}) {
      const page = await browser.newPage({
        viewport: { width, height },
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: 'reduce',
      });
      page.setDefaultTimeout(PATIENCE_MS);
      page.on('request', (request) => asked.add(request.url()));
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      await page.goto(at);
      await page.getByRole('navigation', { name: 'Be someone' }).waitFor();
      return new Visitor(page);
    },
    async end() {
      await browser.close();
      await playground.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Someone at the page, who presses and types. */
export class Visitor {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Becomes someone. */
  async be(name: string): Promise<void> {
    await this.person(name).click();
    await this.page.locator('desk-people button[aria-pressed=true]', { hasText: name }).waitFor();
  }

  /** The person's button, which says how much they have not read. */
  person(name: string): Locator {
    return this.page
      .getByRole('navigation', { name: 'Be someone' })
      .getByRole('button', { name: new RegExp(`^${name} `) });
  }

  /** The names of the channels in the list. */
  channels(): Promise<string[]> {
    return this.page.locator('.sidebar .place .name').allTextContents();
  }

  /** The button of a channel in the list. */
  channel(name: string): Locator {
    const start = name === 'direct' ? 'Direct messages with' : name;
    return this.page
      .getByRole('navigation', { name: 'Channels' })
      .getByRole('button', { name: new RegExp(`^${start}`) });
  }

  /** Goes to a channel, or to the direct messages. */
  async go(name: string): Promise<void> {
    await this.channel(name).click();
    await this.page.locator(`.sidebar button[aria-current=page]`).waitFor({ state: 'attached' });
  }

  /** The box that messages and commands are typed in. */
  get box(): Locator {
    return this.page.locator('desk-composer textarea');
  }

  /** Types, as with a keyboard, into what has the focus. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  /** Presses keys, one after the other. */
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Runs a command by typing it: the required options in order, then the others by name. */
  async command(name: string, required: readonly string[] = [], optional: Record<string, string> = {}) {
    await this.box.click();
    await this.type(`/${name} `);
    await this.page.locator('.commandLine .command', { hasText: `/${name}` }).waitFor();
    for (const value of required) await this.fillOption(value);
    for (const [option, value] of Object.entries(optional)) {
      await this.page.locator('.end').focus();
      await this.type(`${option}:`);
      await this.fillOption(value);
    }
    await this.page.locator('.end').focus();
    await this.press('Enter');
    await this.box.waitFor();
  }

  /** Types into the option that has the caret, and takes what is offered for it or what was typed. */
  async fillOption(value: string): Promise<void> {
    const option = await this.page.locator('.pill:focus-within').getAttribute('data-option');
    await this.type(value);
    // What the bot suggests comes a moment after the last key.
    await this.page.locator('.above .about', { hasText: 'Loading' }).waitFor({ state: 'detached' });
    const item = this.page.locator('.above [role=option]', { hasText: value }).first();
    if (await item.isVisible()) await item.click();
    else await this.press('Tab');
    await this.page.locator(`.pill[data-option="${option}"]:focus-within`).waitFor({ state: 'detached' });
  }

  /** The last message that has these words in it. */
  message(words: string | RegExp): Locator {
    return this.page.locator('article.message', { hasText: words }).last();
  }

  /** Waits for a message, and resolves with all its words. */
  async read(words: string | RegExp): Promise<string> {
    const message = this.message(words);
    await message.waitFor();
    return message.innerText();
  }

  /** Waits until the last message with these words has others, too. */
  async sees(words: string | RegExp, more: string): Promise<void> {
    await expect.poll(() => this.message(words).innerText(), { timeout: PATIENCE_MS }).toContain(more);
  }

  /** Keeps what the page looks like. */
  async keepScreen(name: string): Promise<void> {
    mkdirSync(SCREENS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENS, `${name}.png`) });
  }
}
