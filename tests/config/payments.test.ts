import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';

/** What is wrong with an environment that is fine but for these variables. */
function problems(environment: Record<string, string>): readonly string[] {
  const result = readConfig({ DISCORD_TOKEN: 'token', ...environment });
  return result.ok ? [] : result.refusal;
}

/** The configuration of an environment that must be fine. */
function config(environment: Record<string, string> = {}) {
  const result = readConfig({ DISCORD_TOKEN: 'token', ...environment });
  if (!result.ok) throw new Error(result.refusal.join('\n'));
  return result.value;
}

const stripe = { STRIPE_SECRET_KEY: 'sk_test_abcSECRET', STRIPE_WEBHOOK_SECRET: 'whsec_oneSECRET' };
const paypal = {
  PAYPAL_CLIENT_ID: 'client',
  PAYPAL_CLIENT_SECRET: 'paypalSECRET',
  PAYPAL_WEBHOOK_ID: 'WH1',
  PAYPAL_ENVIRONMENT: 'sandbox',
};
const reached = { PUBLIC_URL: 'https://desk.example.com' };

test('Stripe needs its key, the secret of its webhooks and the address of this server', () =>
  expect(config({ ...stripe, ...reached }).payments).toEqual({
    publicUrl: 'https://desk.example.com',
    stripe: {
      secretKey: 'sk_test_abcSECRET',
      isLive: false,
      webhookSecrets: ['whsec_oneSECRET'],
    },
  }));

test('PayPal needs its app, its webhook and to be told whether money is real', () =>
  expect(config({ ...paypal, ...reached }).payments).toEqual({
    publicUrl: 'https://desk.example.com',
    paypal: {
      clientId: 'client',
      clientSecret: 'paypalSECRET',
      webhookId: 'WH1',
      isLive: false,
      certHosts: ['api.sandbox.paypal.com', 'api-m.sandbox.paypal.com'],
    },
  }));

test('every variable is taken over, for local providers too', () =>
  expect(
    config({
      ...stripe,
      ...paypal,
      STRIPE_WEBHOOK_SECRET: 'whsec_new, whsec_old',
      STRIPE_ACCOUNT_ID: 'acct_1',
      STRIPE_API_URL: 'http://127.0.0.1:4010/',
      PAYPAL_API_URL: 'http://localhost:4020',
      PAYPAL_CERT_HOSTS: '127.0.0.1:4020, Certs.example.com',
      PUBLIC_URL: 'http://[::1]:8080/desk/',
    }).payments,
  ).toEqual({
    publicUrl: 'http://[::1]:8080/desk',
    stripe: {
      secretKey: 'sk_test_abcSECRET',
      isLive: false,
      webhookSecrets: ['whsec_new', 'whsec_old'],
      accountId: 'acct_1',
      apiUrl: 'http://127.0.0.1:4010',
    },
    paypal: {
      clientId: 'client',
      clientSecret: 'paypalSECRET',
      webhookId: 'WH1',
      isLive: false,
      apiUrl: 'http://localhost:4020',
      certHosts: ['127.0.0.1:4020', 'certs.example.com'],
    },
  }));

test('whether money is real is told from the key, and from the environment', () => {
  const live = { ...stripe, ...paypal, ...reached, PAYPAL_ENVIRONMENT: 'live' };
  for (const key of ['sk_live_a', 'rk_live_a']) {
    const { payments } = config({ ...live, STRIPE_SECRET_KEY: key });
    expect(payments?.stripe?.isLive).toBe(true);
    expect(payments?.paypal?.isLive).toBe(true);
    expect(payments?.paypal?.certHosts).toEqual(['api.paypal.com', 'api-m.paypal.com']);
  }
  expect(config({ ...live, STRIPE_SECRET_KEY: 'rk_test_a' }).payments?.stripe?.isLive).toBe(false);
});

test('without a provider the address alone changes nothing', () => expect(config(reached)).toEqual(config()));

test.each<[string, Record<string, string>, RegExp]>([
  ['a key without webhooks', { STRIPE_SECRET_KEY: 'sk_test_a' }, /^STRIPE_WEBHOOK_SECRET is missing/],
  ['webhooks without a key', { STRIPE_WEBHOOK_SECRET: 'whsec_a' }, /^STRIPE_SECRET_KEY is missing/],
  ['no environment', { ...paypal, PAYPAL_ENVIRONMENT: '' }, /^PAYPAL_ENVIRONMENT is missing, though PAYPAL_/],
  ['no address', { ...stripe, PUBLIC_URL: '' }, /^PUBLIC_URL is missing: payers come back to it/],
  ['no HTTP server', { ...stripe, PORT: 'off' }, /^PORT is off, though payments need it/],
])('%s is refused in one line that says what to do', (_, environment, expected) => {
  const found = problems({ ...reached, ...environment });
  expect(found).toEqual([expect.stringMatching(expected)]);
  expect(found[0]).not.toMatch(/[a-z]SECRET|\n/);
});

test.each([
  ['PUBLIC_URL', 'http://desk.example.com', /must be an https URL/],
  ['PUBLIC_URL', 'http://127.0.0.1.example.com', /must be an https URL/],
  ['PUBLIC_URL', 'https://me:SECRET@desk.example.com', /must be an https URL/],
  ['PUBLIC_URL', 'https://desk.example.com/?a=b', /neither \? nor #/],
  ['STRIPE_SECRET_KEY', 'pk_test_SECRET', /not a secret or restricted key/],
  ['STRIPE_SECRET_KEY', 'whsec_SECRET', /not a secret or restricted key/],
  ['STRIPE_WEBHOOK_SECRET', 'sk_test_SECRET', /signing secret of your webhook/],
  ['STRIPE_WEBHOOK_SECRET', 'whsec_1SECRET,whsec_2,whsec_3', /new and the old one/],
  ['STRIPE_ACCOUNT_ID', 'SECRET', /not an account id/],
  ['STRIPE_API_URL', 'http://api.example.com', /https URL, or http on this machine/],
  ['STRIPE_API_URL', 'http://127.0.0.1:4010/v1', /must end after the host/],
  ['PAYPAL_API_URL', 'SECRET', /https URL, or http on this machine/],
  ['PAYPAL_CLIENT_SECRET', 'SEC RET', /has a space in it/],
  ['PAYPAL_WEBHOOK_ID', 'https://SECRET', /not the id of a webhook/],
  ['PAYPAL_ENVIRONMENT', 'SECRET', /"sandbox" or "live"/],
  ['PAYPAL_CERT_HOSTS', 'https://api.paypal.com', /host names/],
])('%s = %j is refused by name, and not shown', (name, value, expected) => {
  const found = problems({ ...stripe, ...paypal, ...reached, [name]: value });
  expect(found).toEqual([expect.stringMatching(expected)]);
  expect(found[0]).toMatch(new RegExp(`^${name} `));
  expect(found[0]?.slice(name.length)).not.toContain('SECRET');
});
