import pino, { type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from './config.ts';

export type { Logger } from 'pino';

const hidden = '[hidden]';

const secretName = '(?:token|secret|password|passwd|authorization|cookie|private_?key|api_?key)';

/** A key whose value is hidden, whatever it is. */
const secretKey = new RegExp(`${secretName}$`, 'i');

/** What looks like a secret within a text, and what it becomes. */
const secretShapes: readonly (readonly [RegExp, string])[] = [
  // Interaction and webhook tokens are part of URLs.
  [/(\/(?:webhooks|interactions)\/\d+\/)[^/?\s"'\\]+/g, `$1${hidden}`],
  [/\b((?:Bot|Bearer|Basic) )[\w.~+/=-]{20,}/g, `$1${hidden}`],
  // A bot token: the id, a time and a signature, each in base64.
  [/[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}/g, hidden],
  // Stripe's keys and signing secrets.
  [/\b((?:[rs]k_(?:live|test)|whsec)_)\w+/g, `$1${hidden}`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----/gs, hidden],
  [/(\/\/[^/\s:@]+:)[^/\s@]+(?=@)/g, `$1${hidden}`],
  // "token":"…", token: '…', ?access_token=…: JSON, inspected objects and queries within a text.
  [
    new RegExp(
      `(${secretName}["'\\\\]*\\s*[:=]\\s*)(?:\\\\*"(?:\\\\.|[^"\\\\])*|'[^']*|[^\\s"'&,;)}]+)`,
      'gi',
    ),
    `$1${hidden}`,
  ],
];

/**
 * A pino logger that writes one JSON line an entry, to standard output unless told otherwise. Secrets are hidden
 * wherever they got into a line (keys, messages, errors, URLs): those given (`secretsOf`), and others by the key they
 * stand under or by their shape. Hiding too much is fine, too little is not.
 */
export function createLogger({
  level,
  secrets = [],
  destination = pino.destination(1),
}: {
  readonly level: LogLevel;
  readonly secrets?: readonly string[];
  readonly destination?: DestinationStream;
}): Logger {
  const needles = secrets.filter((secret) => secret !== '').flatMap(spellings);
  // The whole line and not what was passed in: whatever a serializer or an error's own fields added is seen too.
  const hideInLine = (line: string) => {
    const shown = JSON.stringify(JSON.parse(line, hideValue));
    return `${needles.reduce((rest, needle) => rest.replaceAll(needle, hidden), shown)}\n`;
  };
  return pino(
    {
      level,
      base: null,
      serializers: { err: describeError, error: describeError },
      hooks: { streamWrite: hideInLine },
    },
    destination,
  );
}

/** For JSON.parse: hides what stands under a secret's key or looks like a secret. */
function hideValue(key: string, value: unknown): unknown {
  if (secretKey.test(key) && (typeof value === 'string' || typeof value === 'object')) return hidden;
  if (typeof value !== 'string') return value;
  return secretShapes.reduce((text, [shape, replacement]) => text.replace(shape, replacement), value);
}

/** How a secret may be spelled within a text: as it is, escaped in JSON, or in a URL; the longest first. */
function spellings(secret: string): string[] {
  const escaped = JSON.stringify(secret).slice(1, -1);
  return [JSON.stringify(escaped).slice(1, -1), escaped, encodeURIComponent(secret), secret];
}

/** An error as pino shows it, without what Discord was sent: people's messages and pictures are not for the log. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { requestBody: _, ...described } = pino.stdSerializers.err(error);
  return described;
}
