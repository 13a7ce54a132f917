import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { buildPage } from '../../playground/buildPage.ts';

const MAX_BYTES = 300_000;

test('the built page is under 300 kB compressed, and names no address but its own', async () => {
  const folder = await buildPage();
  const files = globSync('**/*.*', { cwd: folder }).map((name) => readFileSync(join(folder, name)));
  expect(files.length).toBeGreaterThan(2);
  const bytes = files.reduce((sum, file) => sum + gzipSync(file).byteLength, 0);
  console.log(`The built page has ${(bytes / 1000).toFixed(0)} kB compressed.`);
  expect(bytes).toBeLessThan(MAX_BYTES);
  // What a browser would load by itself: pictures, fonts, scripts and styles of others.
  const loads = /(?:src|href)="https?:|@import|url\(["']?https?:/;
  for (const file of files) expect(file.toString()).not.toMatch(loads);
}, 60_000);
