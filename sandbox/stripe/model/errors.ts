/** The `error` of Stripe's answer to what it does not do. */
export interface StripeErrorBody {
  readonly type:
    | 'invalid_request_error'
    | 'idempotency_error'
    | 'card_error'
    | 'api_error'
    | 'rate_limit_error';
  readonly message: string;
  readonly code?: string;
  readonly decline_code?: string;
  readonly param?: string;
}

/** A clear no of the local Stripe, with Stripe's status and words. */
export class StripeRefusal extends Error {
  readonly status: number;
  readonly body: StripeErrorBody;
  /** Refused for its parameters, before anything was begun: Stripe does not keep such an answer for the key. */
  readonly isInvalid: boolean;

  constructor(status: number, body: StripeErrorBody, isInvalid = false) {
    super(body.message);
    this.status = status;
    this.body = body;
    this.isInvalid = isInvalid;
  }
}

/** 400 for parameters that are wrong in themselves. */
export function invalid(message: string, more: { code?: string; param?: string } = {}): StripeRefusal {
  return new StripeRefusal(400, { type: 'invalid_request_error', message, ...more }, true);
}

/** 400 for what can't be done as things stand. */
export function impossible(message: string, more: { code?: string; param?: string } = {}): StripeRefusal {
  return new StripeRefusal(400, { type: 'invalid_request_error', message, ...more });
}

/** 404 for an id that stands for nothing; `param` is what it was given as. */
export function missing(kind: string, id: string, param = 'id'): StripeRefusal {
  return new StripeRefusal(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${kind}: '${id}'`,
    param,
  });
}
