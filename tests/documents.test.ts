import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const scripts: Record<string, string> = JSON.parse(read('package.json')).scripts;

describe.each(['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', 'docs/payments.md'])('%s', (path) => {
  const text = read(path);

  test('names only scripts that there are', () => {
    const named = [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => name);
    expect(named.filter((name) => scripts[name ?? ''] === undefined)).toEqual([]);
  });

  test('links only to files that there are', () => {
    const targets = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target]) => target ?? '');
    expect(targets.filter((target) => !existsSync(join(root, dirname(path), target)))).toEqual([]);
  });

  test('names only files and folders that there are', () => {
    const named = [
      ...text.matchAll(/`((?:src|commands|events|sandbox|scripts|tests|docs|bench)\/[\w./-]*)`/g),
    ];
    const missing = named.map(([, name]) => name ?? '').filter((name) => !existsSync(join(root, name)));
    expect(missing).toEqual([]);
  });
});

test.each([
  ['stripe', /`((?:checkout|charge|refund)\.[\w.]+)`/g],
  ['paypal', /`((?:CHECKOUT|PAYMENT|CUSTOMER)\.[\w.-]+)`/g],
])('docs/payments.md names the events of %s that the bot acts on, and no others', (provider, names) => {
  const listed = [...read('docs/payments.md').matchAll(names)].map(([, name]) => name);
  const adapter = read(`src/adapters/${provider}/webhook.ts`);
  const handled = [...adapter.matchAll(/case '([\w.-]+)'/g)].map(([, name]) => name);
  expect(listed.toSorted()).toEqual(handled.toSorted());
});
