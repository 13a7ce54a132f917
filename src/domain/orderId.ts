import { createHash } from 'node:crypto';
import { ok, type Result, refuse } from './result.ts';

/** An order id as people write it, checked: 1 to 40 of `A-Z a-z 0-9 _ -`. */
export type OrderId = string & { readonly orderId?: never };

/** The name of an order's document: its id in capitals, in a form that every store takes. */
export type OrderKey = string & { readonly orderKey?: never };

/** The text can't be an order id. */
export type OrderIdRefusal = { readonly code: 'order-id-invalid' };

const pattern = /^[A-Za-z0-9_-]{1,40}$/;

/** Checks an order id; space around it, and a `#` before it, are forgiven. */
export function parseOrderId(text: string): Result<OrderId, OrderIdRefusal> {
  const id = text.trim().replace(/^#/, '');
  return pattern.test(id) ? ok(id) : refuse({ code: 'order-id-invalid' });
}

/** Ids that differ only in case share a key. Firestore reserves `__…__`, so those get a mark that no id can hold. */
export function orderKeyOf(id: OrderId): OrderKey {
  const key = id.toUpperCase();
  return /^__.*__$/.test(key) ? `~${key}` : key;
}

// Crockford's base 32: no I, L, O or U, so that an id read aloud or copied by hand stays what it was.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * An id made up for an order: the same operation and attempt always give the same id, so that an operation
 * delivered twice does not make two orders. `attempt` counts up when an id is taken.
 */
export function generateOrderId(operationId: string, attempt: number): OrderId {
  const hash = createHash('sha256').update(`${operationId}/${attempt}`).digest();
  return Array.from(hash.subarray(0, 7), (byte) => alphabet[byte % 32]).join('');
}
