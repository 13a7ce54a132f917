import type { Clock } from '../clock.ts';
import type { Ids } from '../payments/ids.ts';
import { errorBody, PayPalError } from './errors.ts';

/** How long an access token is good for, as PayPal says it: 9 hours. */
export const TOKEN_SECONDS = 32_400;

/** Who may use the API: an app's id and secret, and the access tokens they were exchanged for. */
export class Tokens {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whether the app's keys are taken. */
  keysWork = true;
  /** Whether the app may do what it asks for; without it everything is answered 403. */
  hasPermission = true;
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #expiryMs = new Map<string, number>();

  constructor(clock: Clock, ids: Ids, keys: { clientId: string; clientSecret: string }) {
    this.#clock = clock;
    this.#ids = ids;
    this.clientId = keys.clientId;
    this.clientSecret = keys.clientSecret;
  }

  /** Answers a request for a token. Throws PayPal's refusals. */
  grant(authorization: string | undefined, body: string) {
    const expected = `Basic ${btoa(`${this.clientId}:${this.clientSecret}`)}`;
    if (!this.keysWork || authorization !== expected) {
      throw new PayPalError(401, {
        error: 'invalid_client',
        error_description: 'Client Authentication failed',
      });
    }
    if (new URLSearchParams(body).get('grant_type') !== 'client_credentials') {
      throw new PayPalError(400, {
        error: 'unsupported_grant_type',
        error_description: 'Grant Type is unsupported',
      });
    }
    const token = `A21AA${this.#ids.next(40)}`;
    this.#expiryMs.set(token, this.#clock.now() + TOKEN_SECONDS * 1000);
    return {
      scope:
        'https://uri.paypal.com/services/checkout https://uri.paypal.com/services/disputes/update-seller',
      access_token: token,
      token_type: 'Bearer',
      app_id: 'APP-LOCAL',
      expires_in: TOKEN_SECONDS,
    };
  }

  /** Throws PayPal's refusals unless the request carries a token that is good. */
  check(authorization: string | undefined): void {
    if (authorization === undefined) throw new PayPalError(401, errorBody(401));
    const token = authorization.replace(/^Bearer /, '');
    if (!this.keysWork || (this.#expiryMs.get(token) ?? 0) <= this.#clock.now()) {
      throw new PayPalError(401, {
        error: 'invalid_token',
        error_description: 'The token is unknown or ran out',
      });
    }
    if (!this.hasPermission) {
      throw new PayPalError(
        403,
        errorBody(403, [{ issue: 'PERMISSION_DENIED', description: 'Not permitted.' }]),
      );
    }
  }

  /** Makes all tokens no good; new ones may be had. */
  revoke(): void {
    this.#expiryMs.clear();
  }
}
