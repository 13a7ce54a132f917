import { randomBytes } from 'node:crypto';

/** One thing that is wrong with a request. */
export interface ErrorDetail {
  /** PayPal's code, such as `ORDER_NOT_APPROVED`; what programs go by. */
  readonly issue: string;
  readonly description: string;
  /** A JSON pointer into the request. */
  readonly field?: string;
  readonly value?: string;
  readonly location?: 'body' | 'header' | 'path';
}

/** A link as PayPal's answers carry them. */
export interface PayPalLink {
  readonly href: string;
  readonly rel: string;
  readonly method: 'GET' | 'POST' | 'PATCH';
}

/** What PayPal calls its refusals by status. */
const ERRORS: Readonly<Record<number, readonly [name: string, message: string]>> = {
  400: ['INVALID_REQUEST', 'The request is not well formed.'],
  401: ['AUTHENTICATION_FAILURE', 'The credentials are missing or wrong.'],
  403: ['NOT_AUTHORIZED', 'The account may not do this.'],
  404: ['RESOURCE_NOT_FOUND', 'There is nothing here.'],
  409: ['RESOURCE_CONFLICT', 'A request with the same key is under way.'],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'The body is not JSON.'],
  422: ['UNPROCESSABLE_ENTITY', 'The request is understood, but cannot be done.'],
  429: ['RATE_LIMIT_REACHED', 'Too many requests.'],
  500: ['INTERNAL_SERVER_ERROR', 'Something broke.'],
  503: ['SERVICE_UNAVAILABLE', 'Not available right now.'],
};

/** An error's JSON, as PayPal would write it; also for faults that tests ask for. */
export function errorBody(
  status: number,
  details: readonly ErrorDetail[] = [],
  links: readonly PayPalLink[] = [],
) {
  const [name, message] =
    ERRORS[status] ?? (status < 500 ? ['INVALID_REQUEST', ''] : (ERRORS[500] ?? ['', '']));
  return {
    name,
    message,
    debug_id: randomBytes(7).toString('hex').slice(1),
    ...(details.length === 0 ? {} : { details }),
    links: [
      { href: 'https://developer.paypal.com/api/rest/responses/', rel: 'information_link', method: 'GET' },
      ...links,
    ],
  };
}

/** A request that the local PayPal refuses; `body` is what the client gets. */
export class PayPalError extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

/** The request cannot be done in the state that things are in. */
export function unprocessable(
  issue: string,
  description: string,
  links: readonly PayPalLink[] = [],
): PayPalError {
  return new PayPalError(422, errorBody(422, [{ issue, description }], links));
}

/** The request is no good by itself. */
export function invalid(...details: ErrorDetail[]): PayPalError {
  return new PayPalError(400, errorBody(400, details));
}

/** There is no such order, capture, refund or dispute. Strangers' and expired ones are answered the same. */
export function notFound(): PayPalError {
  return new PayPalError(
    404,
    errorBody(404, [{ issue: 'INVALID_RESOURCE_ID', description: 'No resource has this id.' }]),
  );
}
