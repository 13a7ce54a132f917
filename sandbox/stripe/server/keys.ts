import type { MiddlewareHandler } from 'hono';
import type { ProviderEnv } from '../../payments/server.ts';
import { StripeRefusal } from '../model/errors.ts';

/** The API keys of the account. */
export interface Keys {
  readonly secret: string;
  revoked: boolean;
}

/** Lets nobody in without the account's secret key. */
export function requireKey(keys: Keys): MiddlewareHandler<ProviderEnv> {
  return async (context, next) => {
    const given = keyOf(context.req.header('authorization'));
    if (given === undefined) {
      throw unauthorised({
        message:
          'You did not provide an API key. You need to provide your API key in the Authorization header.',
      });
    }
    const shown = `${given.slice(0, 8)}${'*'.repeat(Math.max(0, given.length - 12))}${given.slice(-4)}`;
    if (given !== keys.secret) throw unauthorised({ message: `Invalid API Key provided: ${shown}` });
    if (keys.revoked)
      throw unauthorised({ code: 'api_key_expired', message: `Expired API Key provided: ${shown}` });
    await next();
  };
}

function keyOf(header: string | undefined): string | undefined {
  const [scheme = '', value = ''] = (header ?? '').split(' ');
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return undefined;
  return Buffer.from(value, 'base64').toString('utf8').split(':')[0];
}

function unauthorised(more: { code?: string; message: string }): StripeRefusal {
  return new StripeRefusal(401, { type: 'invalid_request_error', ...more }, true);
}
