import { invalid } from '../model/errors.ts';
import type { World } from '../model/world.ts';
import { listOf } from './lists.ts';

type Shown = Record<string, unknown>;

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

/** As it goes over the wire: decimals have become texts. */
function copyOf(value: unknown): Shown {
  return JSON.parse(JSON.stringify(value));
}

/** A copy of an object (or list) to answer with, in which these paths (`payment_intent.latest_charge`) are filled in. */
export function expanded(world: World, object: object, paths: readonly string[] = []): Shown {
  const shown = copyOf(object);
  for (const path of paths) {
    const keys = path.split('.');
    if (keys.length > deepest) throw invalid(`You cannot expand more than ${deepest} levels of a property.`);
    fill(world, shown, keys, path);
  }
  return shown;
}

function fill(world: World, shown: Shown, [key = '', ...rest]: readonly string[], path: string): void {
  const make = onDemand[`${String(shown.object)} ${key}`];
  const value = shown[key] ?? make?.(world, shown);
  if (value === undefined) throw invalid(`This property cannot be expanded (${path}).`, { param: 'expand' });
  const found = typeof value === 'string' ? find(world, value) : value;
  if (found === undefined) throw invalid(`This property cannot be expanded (${path}).`, { param: 'expand' });
  const copy = copyOf(found);
  shown[key] = copy;
  if (rest.length === 0) return;
  const inner = Array.isArray(copy) ? copy : [copy];
  for (const one of inner) if (isShown(one)) fill(world, one, rest, path);
}

/** Whatever has this id. */
function find(world: World, id: string): object | undefined {
  const maps: readonly ReadonlyMap<string, object>[] = [
    world.intents,
    world.charges,
    world.refunds,
    world.disputes,
    world.transactions,
  ];
  return maps.map((map) => map.get(id)).find((one) => one !== undefined);
}

function isShown(value: unknown): value is Shown {
  return typeof value === 'object' && value !== null;
}
