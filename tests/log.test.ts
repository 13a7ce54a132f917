import { DiscordAPIError } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { createLogger, type Logger } from '../src/log.ts';

const token = 'known+secret/value=="1"';
const privateKey = '-----BEGIN PRIVATE KEY-----\nTUlJRXZ3SUJBREFO\n-----END PRIVATE KEY-----\n';
// Made up here, in the shape of a real one, so that no scanner takes it for one that leaked.
const unknownBotToken = [Buffer.from('123456789012345678').toString('base64'), 'AbCdEf', 'x'.repeat(38)].join(
  '.',
);

/** What is written when something is logged, as one text; every line must still be JSON. */
function written(log: (logger: Logger) => void, secrets: string[] = [token, privateKey]): string {
  const lines: string[] = [];
  log(createLogger({ level: 'trace', secrets, destination: { write: (line) => lines.push(line) } }));
  for (const line of lines) JSON.parse(line);
  expect(lines.length).toBeGreaterThan(0);
  return lines.join('');
}

describe('a secret is hidden', () => {
  const interactionToken = 'aW50ZXJhY3Rpb246MTIzNDU2Nzg5';
  test.each<[string, string, (logger: Logger) => void]>([
    ['in a message', 'known', (log) => log.info(`logging in with ${token}`)],
    ['under any key', 'known', (log) => log.info({ a: { b: [token] } }, 'hello')],
    ['in a key', 'known', (log) => log.info({ [token]: 1 }, 'hello')],
    ['in a child logger', 'known', (log) => log.child({ note: token }).info('hello')],
    ['in an error and its cause', 'known', (log) => log.error(new Error(token, { cause: new Error(token) }))],
    ['in an error under its key', 'known', (log) => log.error({ err: new Error(`bad ${token}`) }, 'failed')],
    ['in JSON within a text', 'known', (log) => log.info(JSON.stringify({ value: token }))],
    ['in a URL', 'known', (log) => log.info(`GET /?q=${encodeURIComponent(token)}`)],
    ['when it is a private key', 'TUlJRXZ3', (log) => log.info({ key: privateKey })],
    [
      'when it is a private key within JSON',
      'TUlJRXZ3',
      (log) => log.info(JSON.stringify({ x: privateKey })),
    ],
  ])('%s, when it is known', (_, secret, log) => {
    const text = written(log);
    expect(text).not.toContain(secret);
    expect(text).toContain('[hidden]');
  });

  test.each<[string, string, (logger: Logger) => void]>([
    ['a bot token', unknownBotToken, (log) => log.info(`login(${unknownBotToken})`)],
    ['a key of Stripe', 'abc123', (log) => log.info('Invalid key: rk_live_abc123')],
    ['a signing secret', 'abc123', (log) => log.info({ note: 'whsec_abc123' })],
    ['an authorization header', 'abcdefghijklmnopqrstuv', (log) => log.info('Bearer abcdefghijklmnopqrstuv')],
    ['a token by its key', 'short', (log) => log.info({ interaction: { token: 'short' } })],
    ['a token by its key in capitals', 'short', (log) => log.info({ env: { DISCORD_TOKEN: 'short' } })],
    ['a secret by its key', 'short', (log) => log.info({ clientSecret: 'short' })],
    ['a secret with quotes in it', 'or"t', (log) => log.info({ clientSecret: 'sh\\"or"t' })],
    ['a list under a secret key', 'short', (log) => log.info({ cookie: ['short'] })],
    ['a token in an inspected object', 'short', (log) => log.info("{ id: 1, token: 'short' }")],
    ['a secret with quotes in it, in JSON', 'rt', (log) => log.info(JSON.stringify({ token: 'sho"\\rt' }))],
    ['a token by its key, in JSON within a text', 'short', (log) => log.info('{"id":1,"token":"short"}')],
    ['a token by its key, in JSON twice', 'short', (log) => log.info(JSON.stringify('{"token": "short"}'))],
    ['a header', 'session=1', (log) => log.info({ headers: { Cookie: 'session=1' } })],
    [
      'a webhook URL',
      interactionToken,
      (log) => log.warn(`POST https://discord.com/api/v10/webhooks/123/${interactionToken}?wait=true failed`),
    ],
    [
      'an interaction URL',
      interactionToken,
      (log) => log.warn(`/interactions/123/${interactionToken}/callback`),
    ],
    ['a private key', 'TUlJRXZ3', (log) => log.info({ key: privateKey })],
    ['a password in a URL', 'hunter2', (log) => log.info('https://me:hunter2@example.com/')],
    ['a token in a query', 'abc123', (log) => log.info('https://example.com/?access_token=abc123&x=1')],
  ])('%s, when it is not known', (_, secret, log) => {
    const text = written(log, []);
    expect(text).not.toContain(secret);
    expect(text).toContain('[hidden]');
  });

  test("in discord.js's own errors, with what was sent left out", () => {
    const error = new DiscordAPIError(
      { code: 50_006, message: 'Cannot send an empty message' },
      50_006,
      400,
      'POST',
      `https://discord.com/api/v10/interactions/123/${interactionToken}/callback`,
      { files: undefined, body: { data: { content: 'a private message' } } },
    );
    const text = written((log) => log.error(error));
    expect(text).not.toContain(interactionToken);
    expect(text).not.toContain('a private message');
    expect(text).toContain('/interactions/123/[hidden]/callback');
    expect(text).toContain('Cannot send an empty message');
  });
});

test('what is no secret stays readable', () => {
  const text = written((log) =>
    log.info(
      {
        guildId: '123456789012345678',
        order: 'ABC123',
        path: 'guilds/1/orders/ABC123',
        tokens: 3,
        keyboard: 'qwerty',
      },
      'Order moved: Assigned → In Progress, see https://example.com/a?page=2',
    ),
  );
  expect(text).not.toContain('[hidden]');
  expect(JSON.parse(text)).toMatchObject({ level: 30, order: 'ABC123', tokens: 3, keyboard: 'qwerty' });
});

test('what was thrown is logged even when it is no error', () => {
  const text = written((log) => log.error({ err: 'just a text', error: undefined }, 'failed'));
  expect(JSON.parse(text)).toMatchObject({ err: 'just a text', msg: 'failed' });
});

test('an empty secret hides nothing', () => {
  expect(written((log) => log.info('hello'), [''])).toContain('hello');
});

test('below the level nothing is written', () => {
  const lines: string[] = [];
  const logger = createLogger({ level: 'warn', destination: { write: (line) => lines.push(line) } });
  logger.info('quiet');
  logger.warn('loud');
  expect(lines).toHaveLength(1);
});
