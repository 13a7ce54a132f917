import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { hostList } from './config/hosts.ts';
import { type PaymentsConfig, paymentProblems, paymentVariables, readPayments } from './config/payments.ts';
import { ok, type Result, refuse } from './domain/result.ts';

/** Everything that is set from outside, checked. `.env.example` describes the variables behind it. */
export interface Config {
  readonly discord: {
    readonly token: string;
    /** Base of the REST API without version or trailing slash, as discord.js takes it in `rest.api`. */
    readonly apiUrl: string;
    /** Hosts (with port, when not the usual one) that attachments may be downloaded from, lower case. */
    readonly attachmentHosts: readonly string[];
    /** Whether to ask for the Message Content intent, so that pictures posted in tickets are seen without a mention. */
    readonly readsMessages?: boolean;
  };
  /** Where the SQLite file and the evidence live. */
  readonly dataDir: string;
  readonly store: { readonly kind: 'sqlite' } | ({ readonly kind: 'firestore' } & FirestoreConfig);
  /** The bucket that keeps the evidence, let in as Firestore is; left out, a folder in `dataDir` keeps it. */
  readonly evidenceBucket?: string;
  /** Left out when no payment provider is set up. */
  readonly payments?: PaymentsConfig;
  /** 0 takes any free port; 'off': no HTTP server. */
  readonly port: number | 'off';
  /** The address it listens on; every one of this machine when left out. */
  readonly host?: string;
  readonly logLevel: LogLevel;
}

/** Which Firestore, and how to be let in. */
export interface FirestoreConfig {
  readonly projectId: string;
  readonly credentials:
    | { readonly kind: 'file'; readonly path: string }
    /** In the shape that `cert` of firebase-admin takes. */
    | {
        readonly kind: 'service account';
        readonly account: {
          readonly projectId: string;
          readonly clientEmail: string;
          readonly privateKey: string;
        };
      }
    /** `host:port`; the SDK finds it by itself in FIRESTORE_EMULATOR_HOST. */
    | { readonly kind: 'emulator'; readonly host: string };
}

/** From what level on is logged, as pino names them; `silent` logs nothing. */
export type LogLevel = z.infer<typeof logLevel>;

const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']);

const serviceAccountJson = z.object({
  project_id: z.string().min(1),
  client_email: z.string().min(1),
  private_key: z.string().includes('PRIVATE KEY'),
});

const hostAndPort = /^(?:[a-z0-9.-]+|\[[0-9a-f:]+\]):\d{1,5}$/;

/**
 * The variables one by one. Messages follow the variable's name, say what to do, and never show the value of a secret.
 * What depends on several variables is in `readStore` and `paymentProblems`.
 */
export const environmentSchema = z.object({
  DISCORD_TOKEN: z
    .string({
      error: 'is missing. Copy it from the Bot page of your application in the Discord Developer Portal.',
    })
    .regex(/^\S+$/, 'has a space in it. Paste the token alone, without "Bot " in front.'),
  DISCORD_API_URL: z
    .url({ protocol: /^https?$/, error: 'is not an http(s) URL. Leave it out to use Discord itself.' })
    .transform((url) => url.replace(/\/+$/, ''))
    .refine(
      (url) => !/\/v\d+$/.test(url),
      'ends in a version. Leave the version out, as in https://discord.com/api.',
    )
    .default('https://discord.com/api'),
  DISCORD_ATTACHMENT_HOSTS: hostList.default(['cdn.discordapp.com', 'media.discordapp.net']),
  DISCORD_MESSAGE_CONTENT: z.enum(['on', 'off'], { error: 'must be "on" or "off".' }).default('off'),
  DATA_DIR: z.string().default('./data'),
  FIREBASE_PROJECT_ID: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/,
      'is not a project id. Copy it from the Firebase console, Project settings.',
    )
    .optional(),
  GOOGLE_APPLICATION_CREDENTIALS: z.string().optional(),
  FIREBASE_SERVICE_ACCOUNT: z.string().optional(),
  FIRESTORE_EMULATOR_HOST: z
    .string()
    .regex(hostAndPort, 'must be a host and a port, as in 127.0.0.1:8080.')
    .optional(),
  FIREBASE_STORAGE_BUCKET: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]$/,
      'is not a bucket. Copy its name from the Firebase console, Storage, without gs:// in front.',
    )
    .optional(),
  PORT: z
    .string()
    .regex(/^(?:\d{1,5}|off)$/, 'must be a number from 0 (any free port) to 65535, or "off".')
    .transform((port) => (port === 'off' ? port : Number(port)))
    .refine((port) => port === 'off' || port <= 65_535, 'must be at most 65535.')
    .default(8080),
  ...paymentVariables,
  HOST: z
    .union([z.ipv4(), z.ipv6()], { error: 'must be an address of this machine, such as 127.0.0.1.' })
    .optional(),
  LOG_LEVEL: z
    .enum(logLevel.options, { error: `must be one of ${logLevel.options.join(', ')}.` })
    .default('info'),
});

/**
 * Reads the configuration from environment variables; an empty variable counts as missing. Refuses with everything that
 * is wrong at once, a readable line each, beginning with the variable's name and free of secrets. Reads the file that
 * GOOGLE_APPLICATION_CREDENTIALS names, to tell now rather than at the first write that it can't be used.
 */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
): Result<Config, readonly string[]> {
  const given = Object.fromEntries(
    Object.keys(environmentSchema.shape).map((name) => [name, environment[name]?.trim() || undefined]),
  );
  const parsed = environmentSchema.safeParse(given);
  const problems = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  const store = readStore(given, problems);
  problems.push(...paymentProblems(given));
  if (!parsed.success || store === undefined || problems.length > 0) return refuse(problems);

  const { data } = parsed;
  const payments = readPayments(data);
  return ok({
    discord: {
      token: data.DISCORD_TOKEN,
      apiUrl: data.DISCORD_API_URL,
      attachmentHosts: data.DISCORD_ATTACHMENT_HOSTS,
      readsMessages: data.DISCORD_MESSAGE_CONTENT === 'on',
    },
    dataDir: data.DATA_DIR,
    store,
    ...(data.FIREBASE_STORAGE_BUCKET === undefined ? {} : { evidenceBucket: data.FIREBASE_STORAGE_BUCKET }),
    ...(payments === undefined ? {} : { payments }),
    port: data.PORT,
    ...(data.HOST === undefined ? {} : { host: data.HOST }),
    logLevel: data.LOG_LEVEL,
  });
}

/** The values in a configuration that nobody may see, for the logger to hide. */
export function secretsOf(config: Config): string[] {
  const { store, payments } = config;
  const key =
    store.kind === 'firestore' && store.credentials.kind === 'service account'
      ? [store.credentials.account.privateKey]
      : [];
  const stripe =
    payments?.stripe === undefined ? [] : [payments.stripe.secretKey, ...payments.stripe.webhookSecrets];
  const paypal = payments?.paypal === undefined ? [] : [payments.paypal.clientSecret];
  return [config.discord.token, ...key, ...stripe, ...paypal];
}

/** What `readConfig` refused, for the terminal. */
export function renderProblems(problems: readonly string[]): string {
  const intro = problems.length === 1 ? 'one setting is' : `${problems.length} settings are`;
  return [
    `Orderly can't start: ${intro} wrong or missing.`,
    '',
    ...problems.map((problem) => `  ${problem}`),
    '',
    'Settings are environment variables, or lines in a file named .env. The file .env.example explains each.',
  ].join('\n');
}

/** Firestore when a project is named, SQLite otherwise; adds to `problems` what does not go together. */
function readStore(
  given: Readonly<Record<string, string | undefined>>,
  problems: string[],
): Config['store'] | undefined {
  const projectId = given.FIREBASE_PROJECT_ID;
  const host = given.FIRESTORE_EMULATOR_HOST;
  const path = given.GOOGLE_APPLICATION_CREDENTIALS;
  const json = given.FIREBASE_SERVICE_ACCOUNT;
  const named = Object.entries({
    FIRESTORE_EMULATOR_HOST: host,
    GOOGLE_APPLICATION_CREDENTIALS: path,
    FIREBASE_SERVICE_ACCOUNT: json,
  }).flatMap(([name, value]) => (value === undefined ? [] : [name]));

  if (named.length > 1)
    problems.push(
      `${named.join(' and ')} are set together. Keep one: they lead to different data or accounts.`,
    );
  if (projectId === undefined && named.length > 0)
    problems.push(
      `FIREBASE_PROJECT_ID is missing, though ${named.join(' and ')} is set. Set it, or remove that one to use SQLite.`,
    );
  if (projectId !== undefined && named.length === 0)
    problems.push(
      'FIREBASE_PROJECT_ID needs GOOGLE_APPLICATION_CREDENTIALS (the path of a service account file) or FIREBASE_SERVICE_ACCOUNT (its content). Set one, or remove it to use SQLite.',
    );

  if (given.FIREBASE_STORAGE_BUCKET !== undefined && projectId === undefined)
    problems.push(
      'FIREBASE_STORAGE_BUCKET needs FIREBASE_PROJECT_ID and its credentials. Set them, or remove it to keep evidence in DATA_DIR.',
    );

  const account = json === undefined ? undefined : readServiceAccount(json);
  if (json !== undefined && account === undefined)
    problems.push(
      'FIREBASE_SERVICE_ACCOUNT is not a service account. Paste the whole content of the key file (JSON), in single quotes when it is in .env.',
    );
  if (path !== undefined) problems.push(...checkCredentialsFile(path));

  if (projectId === undefined) return { kind: 'sqlite' };
  if (host !== undefined) return { kind: 'firestore', projectId, credentials: { kind: 'emulator', host } };
  if (path !== undefined) return { kind: 'firestore', projectId, credentials: { kind: 'file', path } };
  return account && { kind: 'firestore', projectId, credentials: { kind: 'service account', account } };
}

function readServiceAccount(text: string) {
  const parsed = serviceAccountJson.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { project_id: projectId, client_email: clientEmail, private_key: privateKey } = parsed.data;
  return { projectId, clientEmail, privateKey };
}

function checkCredentialsFile(path: string): string[] {
  if (path.startsWith('{'))
    return [
      'GOOGLE_APPLICATION_CREDENTIALS holds a key, not a path. Put the key in FIREBASE_SERVICE_ACCOUNT instead.',
    ];
  try {
    if (parseJson(readFileSync(path, 'utf8')) !== undefined) return [];
    return [
      `GOOGLE_APPLICATION_CREDENTIALS: ${path} is not a credentials file (JSON). Download the key again.`,
    ];
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why = code === 'ENOENT' ? 'does not exist' : `can't be read (${code})`;
    return [`GOOGLE_APPLICATION_CREDENTIALS: ${path} ${why}. Give the path of a file that the bot may read.`];
  }
}

/** The parsed text, or undefined; the parser's own message would quote the secret. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
