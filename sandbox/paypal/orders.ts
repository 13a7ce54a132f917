import { z } from 'zod';
import { type ErrorDetail, invalid, unprocessable } from './errors.ts';
import type { Account } from './model/account.ts';
import type { Capture, Order, Unit } from './model/types.ts';
import { moneySchema, readAmount } from './money.ts';
import { approvalUrl, captureJson } from './shapes.ts';

/** How long a payer may take to approve, and we to capture after that. */
export const APPROVAL_MS = 3 * 60 * 60 * 1000;

const url = z.url({ protocol: /^https?$/ });
const experienceSchema = z.object({
  return_url: url.optional(),
  cancel_url: url.optional(),
  brand_name: z.string().max(127).optional(),
});

const orderSchema = z.object({
  intent: z.enum(['CAPTURE', 'AUTHORIZE']),
  purchase_units: z
    .array(
      z.object({
        reference_id: z.string().min(1).max(256).optional(),
        amount: z.object({ ...moneySchema.shape, breakdown: z.undefined().optional() }),
        custom_id: z.string().max(255).optional(),
        invoice_id: z.string().max(127).optional(),
        description: z.string().min(1).max(127).optional(),
        items: z.undefined().optional(),
      }),
    )
    .min(1)
    .max(10),
  payment_source: z
    .object({ paypal: z.object({ experience_context: experienceSchema.optional() }) })
    .optional(),
  application_context: experienceSchema.optional(),
});

/** Reads a request's JSON. Throws PayPal's refusal with all that is wrong. */
export function readBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  throw invalid(
    ...read.error.issues.map((issue): ErrorDetail => {
      return {
        issue: isMissing(body, issue.path)
          ? 'MISSING_REQUIRED_PARAMETER'
          : issue.code === 'too_big' && issue.origin === 'string'
            ? 'INVALID_STRING_LENGTH'
            : 'INVALID_PARAMETER_VALUE',
        description: issue.message,
        field: `/${issue.path.join('/')}`,
        location: 'body',
      };
    }),
  );
}

function isMissing(body: unknown, path: readonly PropertyKey[]): boolean {
  const found = path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    body,
  );
  return found === undefined;
}

/** Creates an order. It takes what Orderly sends: the intent CAPTURE, and no items. */
export function createOrder(account: Account, body: unknown, requestId: string | undefined): Order {
  const read = readBody(orderSchema, body);
  if (read.intent !== 'CAPTURE') {
    throw unprocessable('NOT_SUPPORTED', 'The local PayPal only knows the intent CAPTURE.');
  }
  if (read.payment_source && requestId === undefined) {
    throw invalid({
      issue: 'PAYPAL_REQUEST_ID_REQUIRED',
      description: 'An order with a payment_source needs a PayPal-Request-Id.',
      location: 'header',
    });
  }
  const units = read.purchase_units.map(
    (unit): Unit => ({
      referenceId: unit.reference_id ?? 'default',
      amount: readAmount(unit.amount),
      customId: unit.custom_id,
      invoiceId: unit.invoice_id,
      description: unit.description,
    }),
  );
  if (new Set(units.map(({ referenceId }) => referenceId)).size < units.length) {
    throw unprocessable('DUPLICATE_REFERENCE_ID', 'Every purchase unit needs its own reference_id.');
  }
  const experience = read.payment_source?.paypal.experience_context ?? read.application_context ?? {};
  const nowMs = account.nowMs;
  const order: Order = {
    id: account.id(),
    status: read.payment_source ? 'PAYER_ACTION_REQUIRED' : 'CREATED',
    units,
    namesSource: read.payment_source !== undefined,
    brandName: experience.brand_name,
    returnUrl: experience.return_url,
    cancelUrl: experience.cancel_url,
    createdMs: nowMs,
    updatedMs: nowMs,
    expiresMs: nowMs + APPROVAL_MS,
  };
  account.orders.set(order.id, order);
  return order;
}

/** Takes the money of an approved order: it is here, on its way, or refused, by how the payer pays. */
export function captureOrder(account: Account, orderId: string): Order {
  const order = account.order(orderId);
  if (order.status === 'COMPLETED') throw unprocessable('ORDER_ALREADY_CAPTURED', 'It was captured before.');
  if (order.status === 'VOIDED') throw unprocessable('ORDER_COMPLETED_OR_VOIDED', 'It was cancelled.');
  const redirect = { href: approvalUrl(account, order), rel: 'redirect', method: 'GET' } as const;
  if (order.status !== 'APPROVED') {
    throw unprocessable('ORDER_NOT_APPROVED', 'The payer has not approved it.', [
      { ...redirect, rel: 'approve' },
    ]);
  }
  if (order.funding === 'declinedCard') {
    throw unprocessable('INSTRUMENT_DECLINED', 'The card or account was declined.', [redirect]);
  }
  for (const { invoiceId } of order.units) {
    const isTaken = [...account.captures.values()].some(
      ({ unit, status }) => invoiceId !== undefined && unit.invoiceId === invoiceId && status !== 'DECLINED',
    );
    if (isTaken) throw unprocessable('DUPLICATE_INVOICE_ID', 'This invoice_id was paid before.');
  }
  order.status = 'COMPLETED';
  order.updatedMs = account.nowMs;
  for (const unit of order.units) takeUnit(account, order, unit);
  return order;
}

function takeUnit(account: Account, order: Order, unit: Unit): void {
  const capture: Capture = {
    id: account.id(),
    order,
    unit,
    status: 'PENDING',
    createdMs: account.nowMs,
    updatedMs: account.nowMs,
  };
  account.captures.set(capture.id, capture);
  if (order.funding === 'echeck') {
    capture.reason = 'ECHECK';
    tellOfCapture(account, capture, 'PENDING');
  } else if (order.funding === 'riskyCard') {
    capture.status = 'DECLINED';
    capture.reason = 'DECLINED_BY_RISK_FRAUD_FILTERS';
    tellOfCapture(account, capture, 'DECLINED');
  } else {
    completeCapture(account, capture);
  }
}

/** The money of a capture has come. */
export function completeCapture(account: Account, capture: Capture): void {
  const { amount } = capture.unit;
  capture.status = 'COMPLETED';
  delete capture.reason;
  capture.feeMinor = account.parts.fee(amount);
  capture.updatedMs = account.nowMs;
  account.move('capture', capture.id, amount);
  account.move('fee', capture.id, { ...amount, amountMinor: -capture.feeMinor });
  tellOfCapture(account, capture, 'COMPLETED');
}

/** Tells webhooks how a capture stands. */
export function tellOfCapture(
  account: Account,
  capture: Capture,
  what: 'COMPLETED' | 'PENDING' | 'DECLINED' | 'DENIED',
): void {
  const resource = captureJson(account, capture);
  const { value, currency_code } = resource.amount;
  account.parts.tell({
    type: `PAYMENT.CAPTURE.${what}`,
    resourceType: 'capture',
    summary: `Payment ${what.toLowerCase()} for ${currency_code} ${value}`,
    resource,
  });
}
