import { z } from 'zod';
import { hostList } from './hosts.ts';

/** How payers reach this desk, and the providers that are set up. */
export interface PaymentsConfig {
  /** Where payers come back to and providers send their webhooks; without a slash at the end. */
  readonly publicUrl: string;
  readonly stripe?: StripeConfig;
  readonly paypal?: PayPalConfig;
}

/** How to be let in at Stripe. */
export interface StripeConfig {
  readonly secretKey: string;
  /** Whether the key moves real money. */
  readonly isLive: boolean;
  /** What webhooks are signed with; two while the secret is being changed. */
  readonly webhookSecrets: readonly string[];
  /** `acct_…`: events of another account are refused. */
  readonly accountId?: string;
  /** Where the API is, without path or slash; Stripe's own when left out. */
  readonly apiUrl?: string;
}

/** How to be let in at PayPal. */
export interface PayPalConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The id of the webhook as registered, part of what PayPal signs. */
  readonly webhookId: string;
  /** Whether the credentials move real money. */
  readonly isLive: boolean;
  /** Where the API is, without path or slash; PayPal's own when left out. */
  readonly apiUrl?: string;
  /** Hosts (with port, when not the usual one) that may name the certificate of a webhook, lower case. */
  readonly certHosts: readonly string[];
  /**
   * Roots (PEM) that certificates of webhooks must go back to; those that Node trusts when left out, NODE_EXTRA_CA_CERTS
   * among them. No variable sets it: it is for a local PayPal in the same process.
   */
  readonly certRoots?: readonly string[];
}

const loopback = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/;

/** Money and its secrets travel encrypted, or stay on this machine. */
function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isEncrypted = protocol === 'https:' || (protocol === 'http:' && loopback.test(hostname));
  return isEncrypted && username === '' && password === '';
}

/** The address of an API: the SDKs ignore or misread a path in it. */
const apiUrl = (of: string) =>
  z
    .string()
    .refine(isSafeUrl, `must be an https URL, or http on this machine. Leave it out to use ${of} itself.`)
    .transform((text) => new URL(text))
    .refine(
      ({ pathname, search, hash }) => pathname === '/' && search === '' && hash === '',
      'must end after the host, as in http://127.0.0.1:4010.',
    )
    .transform(({ origin }) => origin)
    .optional();

/** The variables of payments one by one; what depends on several of them is in `readPayments`. */
export const paymentVariables = {
  PUBLIC_URL: z
    .string()
    .refine(isSafeUrl, 'must be an https URL, as in https://desk.example.com, or http on this machine.')
    .refine((text) => !/[?#]/.test(text), 'must have neither ? nor # in it.')
    .transform((text) => text.replace(/\/+$/, ''))
    .optional(),
  STRIPE_SECRET_KEY: z
    .string()
    .regex(
      /^[sr]k_(?:test|live)_\w+$/,
      'is not a secret or restricted key (sk_… or rk_…). Copy it from the Stripe Dashboard, Developers, API keys.',
    )
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .transform((secrets) => secrets.split(',').map((secret) => secret.trim()))
    .refine(
      (secrets) => secrets.length <= 2 && secrets.every((secret) => /^whsec_\S+$/.test(secret)),
      'must be the signing secret of your webhook endpoint (whsec_…), or the new and the old one with a comma between them.',
    )
    .optional(),
  STRIPE_ACCOUNT_ID: z
    .string()
    .regex(/^acct_\w+$/, 'is not an account id (acct_…). Copy it from the Stripe Dashboard, Settings.')
    .optional(),
  STRIPE_API_URL: apiUrl('Stripe'),
  PAYPAL_CLIENT_ID: z.string().regex(/^\S+$/, 'has a space in it. Copy it again.').optional(),
  PAYPAL_CLIENT_SECRET: z.string().regex(/^\S+$/, 'has a space in it. Copy it again.').optional(),
  PAYPAL_WEBHOOK_ID: z
    .string()
    .regex(
      /^\w+$/,
      'is not the id of a webhook. Copy it from the PayPal Developer Dashboard, your app, Webhooks.',
    )
    .optional(),
  PAYPAL_ENVIRONMENT: z.enum(['sandbox', 'live'], { error: 'must be "sandbox" or "live".' }).optional(),
  PAYPAL_API_URL: apiUrl('PayPal'),
  PAYPAL_CERT_HOSTS: hostList.optional(),
};

const paymentSchema = z.object(paymentVariables);

/** Of each provider: what it can't do without, and what changes it. */
const needed = [
  {
    required: ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'],
    optional: ['STRIPE_ACCOUNT_ID', 'STRIPE_API_URL'],
  },
  {
    required: ['PAYPAL_CLIENT_ID', 'PAYPAL_CLIENT_SECRET', 'PAYPAL_WEBHOOK_ID', 'PAYPAL_ENVIRONMENT'],
    optional: ['PAYPAL_API_URL', 'PAYPAL_CERT_HOSTS'],
  },
] as const;

/** What is missing of a provider that was begun to be set up, and of what all of them need; a readable line each. */
export function paymentProblems(given: Readonly<Record<string, string | undefined>>): string[] {
  const begun = needed.flatMap(({ required, optional }) => {
    const named = [...required, ...optional].filter((name) => given[name] !== undefined);
    return named.length === 0 ? [] : [{ named, missing: required.filter((name) => !named.includes(name)) }];
  });
  const problems = begun.flatMap(({ named, missing }) =>
    missing.map((name) => `${name} is missing, though ${named[0]} is set. Set it, or remove the rest.`),
  );
  if (begun.length === 0) return problems;
  if (given.PUBLIC_URL === undefined)
    problems.push(
      'PUBLIC_URL is missing: payers come back to it, and providers send their webhooks there. Set the address that this server has from outside.',
    );
  if (given.PORT === 'off')
    problems.push('PORT is off, though payments need it: providers tell of them over HTTP. Set a port.');
  return problems;
}

/** The providers that are set up. Call it once `paymentProblems` found none. */
export function readPayments(data: z.infer<typeof paymentSchema>): PaymentsConfig | undefined {
  const { PUBLIC_URL: publicUrl } = data;
  const [stripe, paypal] = [stripeOf(data), payPalOf(data)];
  if (publicUrl === undefined || (stripe === undefined && paypal === undefined)) return undefined;
  return {
    publicUrl,
    ...(stripe === undefined ? {} : { stripe }),
    ...(paypal === undefined ? {} : { paypal }),
  };
}

function stripeOf(data: z.infer<typeof paymentSchema>): StripeConfig | undefined {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecrets } = data;
  if (secretKey === undefined || webhookSecrets === undefined) return undefined;
  return {
    secretKey,
    isLive: /^.k_live_/.test(secretKey),
    webhookSecrets,
    ...(data.STRIPE_ACCOUNT_ID === undefined ? {} : { accountId: data.STRIPE_ACCOUNT_ID }),
    ...(data.STRIPE_API_URL === undefined ? {} : { apiUrl: data.STRIPE_API_URL }),
  };
}

function payPalOf(data: z.infer<typeof paymentSchema>): PayPalConfig | undefined {
  const {
    PAYPAL_CLIENT_ID: clientId,
    PAYPAL_CLIENT_SECRET: clientSecret,
    PAYPAL_WEBHOOK_ID: webhookId,
    PAYPAL_ENVIRONMENT: environment,
  } = data;
  if (clientId === undefined || clientSecret === undefined || webhookId === undefined || !environment)
    return undefined;
  const own = environment === 'live' ? 'paypal.com' : 'sandbox.paypal.com';
  return {
    clientId,
    clientSecret,
    webhookId,
    isLive: environment === 'live',
    ...(data.PAYPAL_API_URL === undefined ? {} : { apiUrl: data.PAYPAL_API_URL }),
    certHosts: data.PAYPAL_CERT_HOSTS ?? [`api.${own}`, `api-m.${own}`],
  };
}
