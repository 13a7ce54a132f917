import type { World } from '../model/world.ts';
import { listOf } from './lists.ts';

type Shown = Record<string, unknown>;

/** What an answer is of. */
export type Kind =
  | 'checkout.session'
  | 'payment_intent'
  | 'charge'
  | 'refund'
  | 'dispute'
  | 'balance_transaction'
  | 'event'
  | 'item'
  | 'none';

/** What can be filled in in each kind of object, and of what kind it is. */
const expandable: Readonly<Record<Kind, Readonly<Record<string, Kind>>>> = {
  'checkout.session': { payment_intent: 'payment_intent', line_items: 'none' },
  payment_intent: { latest_charge: 'charge' },
  charge: {
    payment_intent: 'payment_intent',
    balance_transaction: 'balance_transaction',
    refunds: 'none',
  },
  refund: {
    charge: 'charge',
    payment_intent: 'payment_intent',
    balance_transaction: 'balance_transaction',
    failure_balance_transaction: 'balance_transaction',
  },
  dispute: { charge: 'charge', payment_intent: 'payment_intent' },
  balance_transaction: { source: 'none' },
  event: {},
  item: {},
  none: {},
};

/** Properties that are there only when they are asked for. */
const onDemand: Readonly<Record<string, (world: World, shown: Shown) => unknown>> = {
  'checkout.session line_items': (world, { id }) =>
    listOf(world.sessions.get(String(id))?.lineItems ?? [], `/v1/checkout/sessions/${id}/line_items`),
  'charge refunds': (world, { id }) =>
    listOf(
      [...world.refunds.values()].filter(({ charge }) => charge === id).reverse(),
      `/v1/charges/${id}/refunds`,
    ),
};

const deepest = 4;

/** Whether a path such as `payment_intent.latest_charge` can be filled in in this kind of object. */
export function canExpand(kind: Kind, path: string): boolean {
  const keys = path.split('.');
  let at: Kind | undefined = kind;
  for (const key of keys) at = at === undefined ? undefined : expandable[at][key];
  return at !== undefined && keys.length <= deepest;
}

/** A copy of an object (or list) to answer with, in which these paths are filled in. */
export function expanded(world: World, object: object, paths: readonly string[] = []): Shown {
  const shown = copyOf(object);
  for (const path of paths) fill(world, shown, path.split('.'));
  return shown;
}

function fill(world: World, shown: Shown, [key = '', ...rest]: readonly string[]): void {
  const value = shown[key] ?? onDemand[`${String(shown.object)} ${key}`]?.(world, shown);
  if (value === undefined || value === null) return;
  const copy = copyOf(typeof value === 'string' ? find(world, value) : value);
  shown[key] = copy;
  if (rest.length === 0) return;
  for (const one of Array.isArray(copy) ? copy : [copy]) fill(world, one, rest);
}

/** As it goes over the wire: decimals have become texts. */
function copyOf(value: unknown): Shown {
  return JSON.parse(JSON.stringify(value));
}

/** Whatever has this id. */
function find(world: World, id: string): object {
  const maps: readonly ReadonlyMap<string, object>[] = [
    world.intents,
    world.charges,
    world.refunds,
    world.disputes,
    world.transactions,
  ];
  const found = maps.map((map) => map.get(id)).find((one) => one !== undefined);
  if (!found) throw new Error(`Nothing has the id ${id}`);
  return found;
}
