import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { environmentSchema, readConfig, renderProblems, secretsOf } from '../src/config.ts';

const token = 'MTIz.very.secret';
const account = {
  type: 'service_account',
  project_id: 'shop-desk',
  client_email: 'bot@shop-desk.iam.gserviceaccount.com',
  private_key: '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n',
};
let folder: string;
let keyFile: string;
let brokenFile: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'orderly-config-'));
  keyFile = join(folder, 'key.json');
  brokenFile = join(folder, 'broken.json');
  writeFileSync(keyFile, JSON.stringify(account));
  writeFileSync(brokenFile, 'c2VjcmV0');
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What is wrong with an environment that is fine but for these variables. */
function problems(environment: Record<string, string | undefined>): readonly string[] {
  const result = readConfig({ DISCORD_TOKEN: token, ...environment });
  return result.ok ? [] : result.refusal;
}

/** The configuration of an environment that must be fine. */
function config(environment: Record<string, string | undefined> = {}) {
  const result = readConfig({ DISCORD_TOKEN: token, ...environment });
  if (!result.ok) throw new Error(result.refusal.join('\n'));
  return result.value;
}

test('a token is enough', () =>
  expect(config()).toEqual({
    discord: {
      token,
      apiUrl: 'https://discord.com/api',
      attachmentHosts: ['cdn.discordapp.com', 'media.discordapp.net'],
      readsMessages: false,
    },
    dataDir: './data',
    store: { kind: 'sqlite' },
    port: 8080,
    logLevel: 'info',
  }));

test('an empty variable counts as left out, and spaces around a value do not matter', () => {
  const names = Object.keys(environmentSchema.shape);
  const empty = Object.fromEntries(names.map((name) => [name, ' ']));
  expect(config({ ...empty, DISCORD_TOKEN: ` ${token}\n` })).toEqual(config());
});

test('every variable is taken over', () =>
  expect(
    config({
      DISCORD_API_URL: 'http://127.0.0.1:4000/api/',
      DISCORD_ATTACHMENT_HOSTS: '127.0.0.1:4000, CDN.example.com',
      DISCORD_MESSAGE_CONTENT: 'on',
      DATA_DIR: '/data',
      PORT: '0',
      LOG_LEVEL: 'debug',
    }),
  ).toEqual({
    discord: {
      token,
      apiUrl: 'http://127.0.0.1:4000/api',
      attachmentHosts: ['127.0.0.1:4000', 'cdn.example.com'],
      readsMessages: true,
    },
    dataDir: '/data',
    store: { kind: 'sqlite' },
    port: 0,
    logLevel: 'debug',
  }));

test('the HTTP server can be turned off', () => expect(config({ PORT: 'off' }).port).toBe('off'));

describe('Firestore', () => {
  const project = { FIREBASE_PROJECT_ID: 'shop-desk' };

  test('is used with the path of a key file', () =>
    expect(config({ ...project, GOOGLE_APPLICATION_CREDENTIALS: keyFile }).store).toEqual({
      kind: 'firestore',
      projectId: 'shop-desk',
      credentials: { kind: 'file', path: keyFile },
    }));

  test('is used with the content of a key file', () =>
    expect(config({ ...project, FIREBASE_SERVICE_ACCOUNT: JSON.stringify(account) }).store).toEqual({
      kind: 'firestore',
      projectId: 'shop-desk',
      credentials: {
        kind: 'service account',
        account: {
          projectId: 'shop-desk',
          clientEmail: account.client_email,
          privateKey: account.private_key,
        },
      },
    }));

  test('is used with an emulator and no credentials', () =>
    expect(config({ ...project, FIRESTORE_EMULATOR_HOST: '127.0.0.1:8080' }).store).toEqual({
      kind: 'firestore',
      projectId: 'shop-desk',
      credentials: { kind: 'emulator', host: '127.0.0.1:8080' },
    }));

  test('may have a bucket beside it for the evidence', () => {
    const given = { ...project, GOOGLE_APPLICATION_CREDENTIALS: keyFile };
    expect(config(given)).not.toHaveProperty('evidenceBucket');
    const bucket = 'shop-desk.firebasestorage.app';
    expect(config({ ...given, FIREBASE_STORAGE_BUCKET: bucket })).toEqual({
      ...config(given),
      evidenceBucket: bucket,
    });
  });

  test.each<[string, () => Record<string, string>, RegExp]>([
    ['no credentials', () => project, /^FIREBASE_PROJECT_ID needs GOOGLE_APPLICATION_CREDENTIALS/],
    [
      'a key file but no project',
      () => ({ GOOGLE_APPLICATION_CREDENTIALS: keyFile }),
      /^FIREBASE_PROJECT_ID is missing, though GOOGLE_APPLICATION_CREDENTIALS/,
    ],
    [
      'a key but no project',
      () => ({ FIREBASE_SERVICE_ACCOUNT: JSON.stringify(account) }),
      /^FIREBASE_PROJECT_ID is missing, though FIREBASE_SERVICE_ACCOUNT/,
    ],
    [
      'a bucket but no project',
      () => ({ FIREBASE_STORAGE_BUCKET: 'shop-desk.appspot.com' }),
      /^FIREBASE_STORAGE_BUCKET needs FIREBASE_PROJECT_ID and its credentials/,
    ],
    [
      'a bucket with its scheme',
      () => ({
        ...project,
        GOOGLE_APPLICATION_CREDENTIALS: keyFile,
        FIREBASE_STORAGE_BUCKET: 'gs://shop-desk.appspot.com',
      }),
      /^FIREBASE_STORAGE_BUCKET is not a bucket\. Copy .* without gs:/,
    ],
    [
      'an emulator but no project',
      () => ({ FIRESTORE_EMULATOR_HOST: '127.0.0.1:8080' }),
      /^FIREBASE_PROJECT_ID is missing, though FIRESTORE_EMULATOR_HOST/,
    ],
    [
      'an emulator beside real credentials',
      () => ({
        ...project,
        FIRESTORE_EMULATOR_HOST: '127.0.0.1:8080',
        GOOGLE_APPLICATION_CREDENTIALS: keyFile,
      }),
      /^FIRESTORE_EMULATOR_HOST and GOOGLE_APPLICATION_CREDENTIALS are set together/,
    ],
    [
      'a key file that is not there',
      () => ({ ...project, GOOGLE_APPLICATION_CREDENTIALS: join(folder, 'none.json') }),
      /^GOOGLE_APPLICATION_CREDENTIALS: .*none\.json does not exist/,
    ],
    [
      'a folder for a key file',
      () => ({ ...project, GOOGLE_APPLICATION_CREDENTIALS: folder }),
      /^GOOGLE_APPLICATION_CREDENTIALS: .* can't be read \(EISDIR\)/,
    ],
    [
      'a key file that is something else',
      () => ({ ...project, GOOGLE_APPLICATION_CREDENTIALS: brokenFile }),
      /^GOOGLE_APPLICATION_CREDENTIALS: .* is not a credentials file/,
    ],
    [
      'a key where its path belongs',
      () => ({ ...project, GOOGLE_APPLICATION_CREDENTIALS: JSON.stringify(account) }),
      /^GOOGLE_APPLICATION_CREDENTIALS holds a key, not a path/,
    ],
    [
      'a key that is not JSON',
      () => ({ ...project, FIREBASE_SERVICE_ACCOUNT: '{"private_key": "c2VjcmV0"' }),
      /^FIREBASE_SERVICE_ACCOUNT is not a service account/,
    ],
    [
      'a key with a part missing',
      () => ({ ...project, FIREBASE_SERVICE_ACCOUNT: '{"private_key": "c2VjcmV0"}' }),
      /^FIREBASE_SERVICE_ACCOUNT is not a service account/,
    ],
  ])('with %s is refused in one line that says what to do', (_, environment, expected) => {
    const found = problems(environment());
    expect(found).toEqual([expect.stringMatching(expected)]);
    expect(found[0]).not.toMatch(/c2VjcmV0|\n/);
  });
});

test.each([
  ['DISCORD_TOKEN', undefined, /is missing/],
  ['DISCORD_TOKEN', '', /is missing/],
  ['DISCORD_TOKEN', 'Bot abc', /without "Bot "/],
  ['DISCORD_API_URL', 'discord.com/api', /http\(s\) URL/],
  ['DISCORD_API_URL', 'ftp://discord.com', /http\(s\) URL/],
  ['DISCORD_API_URL', 'https://discord.com/api/v10', /Leave the version out/],
  ['DISCORD_ATTACHMENT_HOSTS', 'https://cdn.discordapp.com', /host names/],
  ['DISCORD_ATTACHMENT_HOSTS', 'cdn.discordapp.com,,x', /host names/],
  ['FIRESTORE_EMULATOR_HOST', '127.0.0.1', /a host and a port/],
  ['PORT', '-1', /number from 0/],
  ['PORT', '80.5', /number from 0/],
  ['PORT', '65536', /at most 65535/],
  ['PORT', 'http', /number from 0/],
  ['HOST', 'here', /address of this machine/],
  ['LOG_LEVEL', 'verbose', /one of trace, debug, info/],
])('%s = %j is refused by name', (name, value, expected) =>
  expect(problems({ [name]: value }).filter((line) => line.startsWith(`${name} `))).toEqual([
    expect.stringMatching(expected),
  ]),
);

test('everything that is wrong is listed at once, and no secret is shown', () => {
  const wrong = {
    DISCORD_TOKEN: 'Bot abcsecret',
    DISCORD_API_URL: 'nowhere',
    PORT: 'x',
    LOG_LEVEL: 'loud',
    FIREBASE_SERVICE_ACCOUNT: 'secret',
  };
  const found = problems(wrong);
  expect(found.map((line) => line.split(' ')[0])).toEqual([
    'DISCORD_TOKEN',
    'DISCORD_API_URL',
    'PORT',
    'LOG_LEVEL',
    'FIREBASE_PROJECT_ID',
    'FIREBASE_SERVICE_ACCOUNT',
  ]);
  const shown = renderProblems(found);
  expect(shown).toContain("Orderly can't start: 6 settings are wrong or missing.");
  for (const line of found) expect(shown).toContain(`\n  ${line}\n`);
  expect(shown).not.toContain('secret');
});

test('the secrets to hide are the token, the private key and what the payment providers gave', () => {
  expect(secretsOf(config())).toEqual([token]);
  const withKey = { FIREBASE_PROJECT_ID: 'shop-desk', FIREBASE_SERVICE_ACCOUNT: JSON.stringify(account) };
  expect(secretsOf(config(withKey))).toEqual([token, account.private_key]);
  const payments = {
    PUBLIC_URL: 'https://desk.example.com',
    STRIPE_SECRET_KEY: 'sk_test_a',
    STRIPE_WEBHOOK_SECRET: 'whsec_a,whsec_b',
    PAYPAL_CLIENT_ID: 'client',
    PAYPAL_CLIENT_SECRET: 'secret',
    PAYPAL_WEBHOOK_ID: 'WH1',
    PAYPAL_ENVIRONMENT: 'live',
  };
  expect(secretsOf(config(payments))).toEqual([token, 'sk_test_a', 'whsec_a', 'whsec_b', 'secret']);
});

test('.env.example names the same variables as the schema, each with its default and a line of explanation', () => {
  const lines = readFileSync(new URL('../.env.example', import.meta.url), 'utf8').split('\n');
  const named = new Map<string, string>();
  lines.forEach((line, index) => {
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return;
    expect(lines[index - 1], `the line above ${name}`).toMatch(/^# \S/);
    named.set(name, value);
  });
  expect([...named.keys()].sort()).toEqual(Object.keys(environmentSchema.shape).sort());
  expect(config({ ...Object.fromEntries(named), DISCORD_TOKEN: token })).toEqual(config());
});
