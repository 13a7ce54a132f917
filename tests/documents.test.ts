import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { APIApplicationCommandOption } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { commands } from '../commands/index.ts';
import { environmentSchema } from '../src/config.ts';
import { jobs } from '../src/jobs/jobs.ts';

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

  test('names only settings that there are', () => {
    // Of the environment: written in capitals with an underscore, or before an equals sign.
    const named = [...text.matchAll(/`([A-Z]+_[A-Z_]+)[`=]|^([A-Z_]+)=/gm)].map(
      ([, one, other]) => one ?? other,
    );
    const known = [
      ...Object.keys(environmentSchema.shape),
      ...(path === 'README.md' ? ['MALLOC_TRIM_THRESHOLD_'] : []),
    ];
    expect(named.filter((name) => !known.includes(name ?? ''))).toEqual([]);
  });

  test('names only jobs that there are', () => {
    const named = [...text.matchAll(/npm run job -- ([\w-]+)/g)].map(([, name]) => name);
    expect(named.filter((name) => jobs.every((job) => job.name !== name))).toEqual([]);
  });

  test('names only commands that there are, with options that they have', () => {
    const known = new Map(
      commands.flatMap(({ definition: { name, options = [] } }) => [
        [name, namesOf(options)],
        ...options.map((option): [string, string[]] => [
          `${name} ${option.name}`,
          namesOf('options' in option ? option.options : []),
        ]),
      ]),
    );
    const paths = ['health', 'ready', 'paid', 'cancelled', 'data', 'desk'];
    const used = [...text.matchAll(/^\/(.+)$/gm), ...text.matchAll(/`\/([a-z]+(?: [^`\n]+)?)`/g)]
      .map(([, words]) => words ?? '')
      .filter((words) => !paths.includes(words));
    const wrong = used.filter((words) => {
      const [command = '', subcommand = ''] = words.split(' ');
      const options = known.get(`${command} ${subcommand}`) ?? known.get(command);
      const named = [...words.matchAll(/(?<= )([a-z_0-9]+):/g)].map(([, option]) => option ?? '');
      return options === undefined || named.some((option) => !options.includes(option));
    });
    expect(wrong).toEqual([]);
  });
});

test('README.md says of every command what it is for', () => {
  const readme = read('README.md');
  expect(
    commands.map(({ definition: { name } }) => name).filter((name) => !readme.includes(`\`/${name}`)),
  ).toEqual([]);
});

test('README.md says which commands Discord shows to those with Manage Server alone', () => {
  const hidden = commands.filter(({ definition }) => definition.default_member_permissions != null);
  expect(hidden.map(({ definition: { name } }) => name).toSorted()).toEqual([
    'addorder',
    'setup',
    'updateorder',
  ]);
  expect(read('README.md')).toContain(
    'Discord shows `/addorder`, `/updateorder` and `/setup` only to people with Manage Server.',
  );
});

function namesOf(options: readonly APIApplicationCommandOption[] = []): string[] {
  return options.map(({ name }) => name);
}

test.each([
  ['stripe', /`((?:checkout|payment_intent|charge|refund)\.[\w.]+)`/g],
  ['paypal', /`((?:CHECKOUT|PAYMENT|CUSTOMER)\.[\w.-]+)`/g],
])('docs/payments.md names the events of %s that the bot acts on, and no others', (provider, names) => {
  const listed = [...read('docs/payments.md').matchAll(names)].map(([, name]) => name);
  const adapter = read(`src/adapters/${provider}/webhook.ts`);
  const handled = [...adapter.matchAll(/case '([\w.-]+)'/g)].map(([, name]) => name);
  expect(listed.toSorted()).toEqual(handled.toSorted());
});
