import sdk, { type PayPalRequest } from '@paypal/checkout-server-sdk';
import { z } from 'zod';
import type { PayPal } from '../../../sandbox/paypal/index.ts';

/** What the local PayPal answered; `json` looks into it by dots and indices: `json('purchase_units.0.amount.value')`. */
export interface Answered {
  readonly status: number;
  readonly body: unknown;
  json(path: string): unknown;
  /** The codes of what PayPal complains about. */
  readonly issues: readonly unknown[];
}

/** A client of the local PayPal: the SDK's environment and requests, sent by fetch. */
export class Client {
  readonly #paypal: PayPal;
  #token: string | undefined;

  constructor(paypal: PayPal) {
    this.#paypal = paypal;
  }

  /** Sends a request, as somebody who has a token unless the request says otherwise. */
  async send(request: PayPalRequest, headers: Record<string, string> = {}): Promise<Answered> {
    const { body, verb, path } = request;
    const isForm = request.headers['Content-Type'] === 'application/x-www-form-urlencoded';
    const response = await fetch(this.#paypal.origin + path, {
      method: verb,
      headers: {
        ...(request.headers.Authorization === undefined ? { Authorization: await this.token() } : {}),
        ...request.headers,
        ...headers,
      },
      ...(body === null ? {} : { body: isForm ? form(body) : JSON.stringify(body) }),
    });
    return answered(response.status, await response.json());
  }

  /** `GET` or `POST` of what the SDK has no builder for. */
  ask(verb: 'GET' | 'POST', path: string, body: unknown = null): Promise<Answered> {
    return this.send({ verb, path, body, headers: { 'Content-Type': 'application/json' } });
  }

  /** `Bearer …`, fetched once. */
  async token(): Promise<string> {
    this.#token ??= `Bearer ${(await this.grant()).json('access_token')}`;
    return this.#token;
  }

  /** Exchanges the app's keys for a token. */
  grant(secret: string = this.#paypal.clientSecret): Promise<Answered> {
    const { clientId, origin } = this.#paypal;
    const environment = new sdk.core.PayPalEnvironment(clientId, secret, origin, origin);
    return this.send(new sdk.core.AccessTokenRequest(environment));
  }

  /** Creates an order of one unit; `more` goes into the unit, `rest` into the order. */
  create(value = '10.00', more: object = {}, rest: object = {}, requestId?: string): Promise<Answered> {
    const request = new sdk.orders.OrdersCreateRequest();
    request.body = {
      intent: 'CAPTURE',
      purchase_units: [{ amount: { currency_code: 'USD', value }, ...more }],
      ...rest,
    };
    if (requestId !== undefined) request.headers['PayPal-Request-Id'] = requestId;
    return this.send(request);
  }

  get(orderId: string): Promise<Answered> {
    return this.send(new sdk.orders.OrdersGetRequest(orderId));
  }

  capture(orderId: string, requestId?: string): Promise<Answered> {
    const request = new sdk.orders.OrdersCaptureRequest(orderId);
    request.body = {};
    if (requestId !== undefined) request.payPalRequestId(requestId);
    return this.send(request);
  }

  getCapture(captureId: string): Promise<Answered> {
    return this.send(new sdk.payments.CapturesGetRequest(captureId));
  }

  refund(captureId: string, value?: string, requestId?: string, more: object = {}): Promise<Answered> {
    const request = new sdk.payments.CapturesRefundRequest(captureId);
    request.prefer('return=representation');
    request.body = { ...(value === undefined ? {} : { amount: { currency_code: 'USD', value } }), ...more };
    if (requestId !== undefined) request.payPalRequestId(requestId);
    return this.send(request);
  }

  getRefund(refundId: string): Promise<Answered> {
    return this.send(new sdk.payments.RefundsGetRequest(refundId));
  }

  /** An order that was created, approved and captured. */
  async paid(
    value = '10.00',
    more: object = {},
    funding: 'balance' | 'echeck' | 'riskyCard' = 'balance',
  ): Promise<{ orderId: string; captureId: string }> {
    const orderId = String((await this.create(value, more)).json('id'));
    this.#paypal.approve(orderId, { funding });
    await this.capture(orderId);
    return { orderId, captureId: this.#paypal.captureIds(orderId)[0] ?? '' };
  }
}

function form(body: unknown): URLSearchParams {
  return new URLSearchParams(z.record(z.string(), z.string()).parse(body));
}

function answered(status: number, body: unknown): Answered {
  const json = (path: string) => look(body, path);
  const details = json('details');
  const issues = Array.isArray(details) ? details.map((detail) => look(detail, 'issue')) : [];
  return { status, body, json, issues };
}

/** What stands at a path of keys and indices; undefined where it leads nowhere. */
export function look(value: unknown, path: string): unknown {
  let found = value;
  for (const key of path.split('.')) {
    found = typeof found === 'object' && found !== null ? Reflect.get(found, key) : undefined;
  }
  return found;
}
