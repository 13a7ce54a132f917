import { globSync, readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  domainIsPure,
  exportsAreDescribed,
  filesAreShort,
  importsPointInward,
  noCircularImports,
  nothingIsLeftOver,
  nothingIsSilenced,
  type Rule,
  type Source,
} from './tidyRules.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const files: Source[] = globSync('{src,commands,events,sandbox,playground,scripts,bench,tests}/**/*.ts', {
  cwd: root,
})
  .map((path) => ({ path: path.replaceAll(sep, '/'), text: readFileSync(`${root}/${path}`, 'utf8') }))
  .sort((a, b) => (a.path < b.path ? -1 : 1));

describe('the repository', () => {
  test('is looked at', () => expect(files.map(({ path }) => path)).toContain('src/domain/result.ts'));

  test.each<[string, Rule]>([
    ['imports point inward', importsPointInward],
    ['no imports are circular', noCircularImports],
    ['the domain is pure', domainIsPure],
    ['files are short', filesAreShort],
    ['what is exported is described', exportsAreDescribed],
    ['nothing is left over', nothingIsLeftOver],
    ['nothing is silenced', nothingIsSilenced],
  ])('%s', (_, rule) => expect(rule(files)).toEqual([]));
});

/** Files from texts, by path. */
const sources = (texts: Record<string, string>): Source[] =>
  Object.entries(texts).map(([path, text]) => ({ path, text }));

describe('the rule on imports', () => {
  test.each([
    ['src/domain/order.ts', "import { toMoney } from './money.ts';"],
    ['src/domain/order.ts', "import { z } from 'zod';"],
    ['src/domain/order.ts', "export const word = '../app/desk.ts';"],
    ['src/ports/store.ts', "import type { Order } from '../domain/order.ts';"],
    ['src/ports/messenger.ts', "import { type APIEmbed, type APIMessage } from 'discord.js';"],
    ['src/app/track.ts', "import type { Store } from '../ports/store.ts';"],
    ['src/views/card.ts', "import { ButtonStyle } from 'discord.js';"],
    ['src/views/refusal.ts', "import type { Refusal } from '../app/refusal.ts';"],
    ['src/adapters/sqlite/store.ts', "import { DatabaseSync } from 'node:sqlite';"],
    ['commands/trackorder.ts', "import { orderCard } from '../src/views/orderCard.ts';"],
    ['events/interactionCreate.ts', "import { commands } from '../commands/index.ts';"],
    ['src/main.ts', "import { openStore } from './adapters/sqlite/store.ts';"],
    ['src/main.ts', "const { openStore } = await import('./adapters/firestore/store.ts');"],
    ['sandbox/start.ts', "import { openStore } from '../src/adapters/sqlite/store.ts';"],
    ['tests/e2e/track.test.ts', "import { startDiscord } from '../../sandbox/discord.ts';"],
  ])('lets %s have %s', (path, text) => expect(importsPointInward(sources({ [path]: text }))).toEqual([]));

  test.each([
    ['src/domain/order.ts', "import type { Store } from '../ports/store.ts';"],
    ['src/domain/order.ts', "import { Client } from 'discord.js';"],
    ['src/domain/order.ts', "import type { Client } from 'discord.js';"],
    ['src/domain/order.ts', "import { readFileSync } from 'node:fs';"],
    ['src/domain/order.ts', "import 'zodiac';"],
    ['src/domain/order.ts', "import {\n  type A,\n  b,\n} from '../ports/store.ts';"],
    ['src/domain/order.ts', "export * from '../app/desk.ts';"],
    ['src/domain/order.ts', "const late = await import('../app/desk.ts');"],
    ['src/ports/messenger.ts', "import { Client } from 'discord.js';"],
    ['src/ports/messenger.ts', "import { type APIEmbed, Client } from 'discord.js';"],
    ['src/app/track.ts', "import { orderCard } from '../views/orderCard.ts';"],
    ['src/app/track.ts', "import type { Card } from '../views/orderCard.ts';"],
    ['src/app/track.ts', "import type { User } from 'discord.js';"],
    ['src/app/track.ts', "import { openStore } from '../adapters/sqlite/store.ts';"],
    ['src/views/card.ts', "import { trackOrder } from '../app/track.ts';"],
    ['src/adapters/sqlite/store.ts', "import { trackOrder } from '../../app/track.ts';"],
    ['commands/trackorder.ts', "import { openStore } from '../src/adapters/sqlite/store.ts';"],
    ['commands/trackorder.ts', "import { ready } from '../events/ready.ts';"],
    ['src/jobs/outbox.ts', "import { config } from '../config.ts';"],
    ['src/http/server.ts', "import { startDiscord } from '../../sandbox/discord.ts';"],
    ['src/main.ts', "import { startDiscord } from '../sandbox/discord.ts';"],
    ['src/main.ts', "import { help } from '../tests/help.ts';"],
    ['src/helpers/text.ts', ''],
  ])('does not let %s have %s', (path, text) =>
    expect(importsPointInward(sources({ [path]: text }))).toEqual([expect.stringContaining(path)]),
  );
});

describe('the rule on circular imports', () => {
  const a = "import { b } from './b.ts';";

  test('finds a circle, however long', () => {
    const short = sources({ 'src/a.ts': a, 'src/b.ts': "import { a, type A } from './a.ts';" });
    expect(noCircularImports(short)).toEqual(['src/a.ts → src/b.ts → src/a.ts']);
    const long = {
      'src/a.ts': a,
      'src/b.ts': "export * from './c/c.ts';",
      'src/c/c.ts': "import '../a.ts';",
    };
    expect(noCircularImports(sources(long))).toEqual(['src/a.ts → src/b.ts → src/c/c.ts → src/a.ts']);
  });

  test('lets two ways lead to one file, and types and late imports back', () =>
    expect(
      noCircularImports(
        sources({
          'src/a.ts': `${a}\nimport { c } from './c.ts';`,
          'src/b.ts': "import { c } from './c.ts';\nimport type { A } from './a.ts';",
          'src/c.ts': "const a = () => import('./a.ts');",
        }),
      ),
    ).toEqual([]));
});

describe('the rule on purity', () => {
  test.each([
    'const now = Date.now();',
    'const now = new Date();',
    'const now = Temporal.Now.instant();',
    'const chance = Math.random();',
    'const id = randomUUID();',
    'const token = process.env.TOKEN;',
    "const answer = fetch('https://example.com');",
    'setTimeout(run, 5);',
    'export async function decide() {}',
  ])('finds %s in the domain, and only there', (text) => {
    expect(domainIsPure(sources({ 'src/domain/order.ts': `\n${text}` }))).toEqual([
      expect.stringContaining('src/domain/order.ts:2 has '),
    ]);
    expect(domainIsPure(sources({ 'src/app/order.ts': text }))).toEqual([]);
  });

  test.each([
    'const due = new Date(now.getTime() + 1);',
    '/** Never asks Date.now(). */',
    '// no Math.random here',
  ])('lets %s be', (text) => expect(domainIsPure(sources({ 'src/domain/order.ts': text }))).toEqual([]));
});

test('a file may have 400 lines and no more', () => {
  expect(filesAreShort(sources({ 'tests/a.ts': 'x\n'.repeat(400) }))).toEqual([]);
  expect(filesAreShort(sources({ 'tests/a.ts': 'x\n'.repeat(401) }))).toHaveLength(1);
});

describe('the rule on descriptions', () => {
  test.each([
    'const a = 1;',
    'function a() {}',
    'async function a() {}',
    'class A {}',
    'type A = 1;',
    'default {};',
  ])('finds export %s without a word above it', (text) => {
    const found = exportsAreDescribed(sources({ 'commands/a.ts': `import 'zod';\n\nexport ${text}` }));
    expect(found).toEqual([expect.stringContaining('commands/a.ts:3 ')]);
    expect(exportsAreDescribed(sources({ 'src/a.ts': `/** What it is for. */\nexport ${text}` }))).toEqual(
      [],
    );
    expect(exportsAreDescribed(sources({ 'tests/a.ts': `export ${text}` }))).toEqual([]);
  });

  test.each(["export * from './a.ts';", "export { a } from './a.ts';", "export type { A } from './a.ts';"])(
    'lets %s be',
    (text) => expect(exportsAreDescribed(sources({ 'src/a.ts': text }))).toEqual([]),
  );
});

// Put together from parts, so that this file passes the rules it tests.
test.each(['TO' + 'DO: later', '// FIX' + 'ME', 'XX' + 'X'])('%s is a leftover', (text) => {
  expect(nothingIsLeftOver(sources({ 'tests/a.ts': `a\n${text}` }))).toEqual([
    expect.stringContaining('tests/a.ts:2 '),
  ]);
});

test.each([
  `const a = b as ${'any'};`,
  `// @ts${'-'}ignore`,
  `// @ts${'-'}expect-error because`,
  `// biome${'-'}ignore lint: because`,
  `test.${'only'}('a', () => {});`,
])('%s is a silencer', (text) =>
  expect(nothingIsSilenced(sources({ 'sandbox/a.ts': text }))).toEqual([
    expect.stringContaining('sandbox/a.ts:1 '),
  ]),
);

test('words that only contain a forbidden one are fine', () => {
  const text = 'const method = all.has(anyone) ? "mastodon" : "as anyone";';
  expect([
    ...nothingIsLeftOver(sources({ 'src/a.ts': text })),
    ...nothingIsSilenced(sources({ 'src/a.ts': text })),
  ]).toEqual([]);
});
