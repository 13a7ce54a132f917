import { z } from 'zod';
import { invalid, type StripeRefusal } from '../model/errors.ts';
import { canExpand, type Kind } from './expand.ts';
import type { FormValue } from './form.ts';

/*
 * Parameters as texts of a form, and what Stripe says to those that are wrong.
 */

/** A whole number. */
export const integer = z
  .string()
  .regex(/^-?\d{1,15}$/, 'integer')
  .transform(Number);

/** A text that says something, of at most `most` characters. */
export const text = (most = 5000) => z.string().min(1, 'empty').max(most, 'long');

/** `true` or `false`. */
export const flag = z.enum(['true', 'false']).transform((word) => word === 'true');

/** An address in the web. */
export const address = text().regex(/^https?:\/\/[^\s/]+/, 'url');

/** A list: an object with the keys 0, 1, … */
export function list<T extends z.ZodType>(item: T) {
  return z.preprocess(
    (value) =>
      isNested(value) && Object.keys(value).every((key) => /^\d+$/.test(key)) ? Object.values(value) : value,
    z.array(item),
  );
}

const mostPairs = 50;

/** Up to 50 pairs of the caller's own. An empty text for a key leaves it out. */
export const metadata = z
  .preprocess(
    (value) => (value === '' ? {} : value),
    z.record(z.string().max(40, 'long'), z.string().max(500, 'long')),
  )
  .refine((pairs) => Object.keys(pairs).length <= mostPairs, 'pairs')
  .transform((pairs) => Object.fromEntries(Object.entries(pairs).filter(([, value]) => value !== '')));

/** What every call takes that answers with an object of this kind. */
export const common = (kind: Kind) => ({
  expand: list(text().refine((path) => canExpand(kind, path), 'expand')).optional(),
});

/** A moment or a span of them, in seconds since 1970. */
export const moments = z.union([
  integer.transform((at) => ({ gte: at, lte: at })),
  z.strictObject({
    gt: integer.optional(),
    gte: integer.optional(),
    lt: integer.optional(),
    lte: integer.optional(),
  }),
]);

/** What every list of this kind takes. */
export const paging = (kind: Kind) => ({
  expand: list(
    text().refine(
      (path) => path.startsWith('data.') && canExpand(kind, path.slice('data.'.length)),
      'expand',
    ),
  ).optional(),
  limit: integer.refine((limit) => limit >= 1 && limit <= 100, 'limit').optional(),
  starting_after: text().optional(),
  ending_before: text().optional(),
  created: moments.optional(),
});

/** Reads parameters; refuses them with Stripe's words for the first thing that is wrong. */
export function readParams<T extends z.ZodType>(
  schema: T,
  params: Readonly<Record<string, FormValue>>,
): z.output<T> {
  const read = schema.safeParse({ ...params });
  if (read.success) return read.data;
  // Stripe looks for names that it does not know before it looks at values.
  const unknown = read.error.issues.find((issue) => issue.code === 'unrecognized_keys');
  const first = unknown ?? read.error.issues[0];
  throw first ? refusalOf(first, params) : invalid('Invalid request.');
}

function refusalOf(issue: z.core.$ZodIssue, params: Readonly<Record<string, FormValue>>): StripeRefusal {
  const param = nameOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => nameOf([...issue.path, key]));
    const [first = ''] = names;
    const plural = names.length > 1 ? 's' : '';
    return invalid(`Received unknown parameter${plural}: ${names.join(', ')}`, {
      code: 'parameter_unknown',
      param: first,
    });
  }
  const given = valueAt(params, issue.path);
  if (given === undefined)
    return invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param });
  if (given === '') {
    return invalid(`You passed an empty string for '${param}'. It must say something, or be left out.`, {
      code: 'parameter_invalid_empty',
      param,
    });
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map(String);
    return invalid(`Invalid ${param}: must be one of ${values.join(', ')}`, { param });
  }
  switch (issue.message) {
    case 'integer':
      return invalid(`Invalid integer: ${String(given)}`, { code: 'parameter_invalid_integer', param });
    case 'long':
      return invalid(`Invalid string: ${String(given).slice(0, 20)}…; it is too long`, { param });
    case 'url':
      return invalid('Not a valid URL', { code: 'url_invalid', param });
    case 'email':
      return invalid(`Invalid email address: ${String(given)}`, { code: 'email_invalid', param });
    case 'expand':
      return invalid(`This property cannot be expanded (${String(given)}).`, { param: 'expand' });
    case 'pairs':
      return invalid(`Metadata can have up to ${mostPairs} keys.`, { param });
    default:
      return invalid(`Invalid ${param}`, { param });
  }
}

/** `line_items[0][price_data]` */
function nameOf(path: readonly PropertyKey[]): string {
  const [first = '', ...rest] = path.map(String);
  return first + rest.map((part) => `[${part}]`).join('');
}

function valueAt(params: FormValue, path: readonly PropertyKey[]): FormValue | undefined {
  let value: FormValue | undefined = params;
  for (const part of path) value = isNested(value) ? value[String(part)] : undefined;
  return value;
}

function isNested(value: unknown): value is Readonly<Record<string, FormValue>> {
  return typeof value === 'object' && value !== null;
}
