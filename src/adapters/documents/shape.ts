import type { z } from 'zod';

/** What a field may hold, once wrappers such as optional() are taken off. */
export type Kind =
  | 'string'
  | 'number'
  | 'boolean'
  | 'date'
  | 'array'
  | 'object'
  | 'null'
  | 'missing'
  | 'other';

/** The part of a zod schema that storage needs to know. */
export interface Shape {
  readonly kinds: ReadonlySet<Kind>;
  /** The named fields, where it may be an object. */
  readonly fields: ReadonlyMap<string, Shape>;
  /** The values, where it may be an array or a record. */
  readonly each?: Shape;
}

interface Draft extends Shape {
  readonly kinds: Set<Kind>;
  readonly fields: Map<string, Draft>;
  each?: Draft;
}

const kindOfValue = (value: unknown): Kind => {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'other';
};

/** Reads the shape out of a schema. Recursive schemas give a recursive shape. */
export function shapeOf(schema: z.ZodType): Shape {
  const begun = new Map<z.core.$ZodType, Draft>();

  const visit = (schema: z.core.$ZodType): Draft => {
    const known = begun.get(schema);
    if (known) return known;
    const draft: Draft = { kinds: new Set(), fields: new Map() };
    begun.set(schema, draft);
    fill(draft, schema);
    return draft;
  };

  const merge = (into: Draft, other: Draft): void => {
    for (const kind of other.kinds) into.kinds.add(kind);
    for (const [name, field] of other.fields) {
      const mine = into.fields.get(name);
      into.fields.set(name, mine ? union(mine, field) : field);
    }
    if (other.each) into.each = into.each ? union(into.each, other.each) : other.each;
  };

  const union = (one: Draft, other: Draft): Draft => {
    if (one === other) return one;
    const both: Draft = { kinds: new Set(), fields: new Map() };
    merge(both, one);
    merge(both, other);
    return both;
  };

  const fill = (draft: Draft, schema: z.core.$ZodType): void => {
    // zod's documented way to look into a schema: the union of all definitions, told apart by `type`.
    const { def } = (schema as z.core.$ZodTypes)._zod;
    switch (def.type) {
      case 'string':
      case 'template_literal':
        draft.kinds.add('string');
        return;
      case 'number':
      case 'boolean':
      case 'date':
      case 'null':
        draft.kinds.add(def.type);
        return;
      case 'literal':
        for (const value of def.values) draft.kinds.add(kindOfValue(value));
        return;
      case 'enum':
        for (const value of Object.values(def.entries)) draft.kinds.add(kindOfValue(value));
        return;
      case 'undefined':
      case 'void':
        draft.kinds.add('missing');
        return;
      case 'optional':
        merge(draft, visit(def.innerType));
        draft.kinds.add('missing');
        return;
      case 'nullable':
        merge(draft, visit(def.innerType));
        draft.kinds.add('null');
        return;
      case 'nonoptional':
      case 'default':
      case 'prefault':
        merge(draft, visit(def.innerType));
        draft.kinds.delete('missing');
        return;
      case 'catch':
      case 'readonly':
        merge(draft, visit(def.innerType));
        return;
      case 'pipe':
        merge(draft, visit(def.out));
        return;
      case 'lazy':
        merge(draft, visit(def.getter()));
        return;
      case 'union':
        for (const option of def.options) merge(draft, visit(option));
        return;
      case 'intersection':
        merge(draft, visit(def.left));
        merge(draft, visit(def.right));
        return;
      case 'object':
        draft.kinds.add('object');
        for (const [name, field] of Object.entries(def.shape)) draft.fields.set(name, visit(field));
        return;
      case 'record':
        draft.kinds.add('object');
        draft.each = visit(def.valueType);
        return;
      case 'array':
        draft.kinds.add('array');
        draft.each = visit(def.element);
        return;
      case 'tuple':
        draft.kinds.add('array');
        for (const item of def.items) draft.each = draft.each ? union(draft.each, visit(item)) : visit(item);
        return;
      default:
        draft.kinds.add('other');
    }
  };

  return visit(schema);
}

/** Whether a date lies anywhere in it. */
function holdsDate(shape: Shape, seen = new Set<Shape>()): boolean {
  if (seen.has(shape)) return false;
  seen.add(shape);
  if (shape.kinds.has('date')) return true;
  if (shape.each && holdsDate(shape.each, seen)) return true;
  return [...shape.fields.values()].some((field) => holdsDate(field, seen));
}

const isoDate = /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Makes the function that gives the Dates back which JSON turned into strings, wherever the shape has a date.
 * It changes what it is given. Throws on a field that may be a date or a string, which JSON can't tell apart.
 */
export function dateReviver(shape: Shape): (parsed: unknown) => unknown {
  const made = new Map<Shape, (value: unknown) => unknown>();

  const make = (shape: Shape): ((value: unknown) => unknown) => {
    const known = made.get(shape);
    if (known) return known;
    let work: (value: unknown) => unknown = (value) => value;
    // A recursive shape finds this stand-in, which calls whatever `work` has become by then.
    made.set(shape, (value) => work(value));
    if (shape.kinds.has('date')) {
      if (shape.kinds.has('string')) throw new Error('A field may be a date or a string, but not either');
      work = (value) => (typeof value === 'string' && isoDate.test(value) ? new Date(value) : value);
      return work;
    }
    const fields = [...shape.fields].filter(([, field]) => holdsDate(field));
    const named = fields.map(([name, field]) => [name, make(field)] as const);
    const each = shape.each && holdsDate(shape.each) ? make(shape.each) : undefined;
    if (named.length === 0 && !each) return work;
    work = (value) => {
      if (typeof value !== 'object' || value === null) return value;
      // What JSON.parse made: an array or a plain object, so its entries may be set by key.
      const holder = value as Record<string, unknown>;
      if (each) for (const key of Object.keys(holder)) holder[key] = each(holder[key]);
      for (const [name, revive] of named)
        if (Object.hasOwn(holder, name)) holder[name] = revive(holder[name]);
      return value;
    };
    return work;
  };

  return make(shape);
}
