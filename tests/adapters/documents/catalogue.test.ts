import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { makeCatalogue } from '../../../src/adapters/documents/catalogue.ts';
import type { AnyIndex } from '../../../src/ports/store.ts';

const schema = z.looseObject({
  at: z.date(),
  maybe: z.date().optional(),
  empty: z.string().nullable(),
  size: z.number(),
  tags: z.array(z.string()),
  marks: z.array(z.string()),
  numbers: z.array(z.number()),
  either: z.union([z.string(), z.number()]),
  inner: z.object({ deep: z.string() }),
});
const declare = (index: AnyIndex, name = 'things') =>
  makeCatalogue([{ template: `${name}/{id}`, name, schema, indexes: [index] }]);

describe('declarations that no store could serve', () => {
  test.each<[string, AnyIndex, string]>([
    [
      'a field that is not in the schema',
      { where: ['other'], orderBy: 'at' },
      'the schema has no field other',
    ],
    ['an order that may be missing', { where: [], orderBy: 'maybe' }, 'maybe must be required'],
    ['an order that may be null', { where: [], orderBy: 'empty' }, 'empty must be required'],
    ['an order by an array', { where: [], orderBy: 'tags' }, 'an array gives no order'],
    ['two arrays', { where: ['tags', 'marks'], orderBy: 'at' }, 'only one field may be an array'],
    ['an array of numbers', { where: ['numbers'], orderBy: 'at' }, 'numbers must hold one kind of scalar'],
    ['a field of two kinds', { where: ['either'], orderBy: 'at' }, 'either must hold one kind of scalar'],
    ['an object', { where: ['inner'], orderBy: 'at' }, 'inner must hold one kind of scalar'],
    ['a field named twice', { where: ['at'], orderBy: 'at' }, 'a field is named twice'],
    ['a sum of what is no number', { where: [], orderBy: 'size', sums: ['at'] }, 'at is no number'],
  ])('%s is refused when the store opens', (_, index, why) => {
    expect(() => declare(index)).toThrow(why);
  });

  test('two collections of one name are refused', () => {
    const thing = { template: 'things/{id}', name: 'things', schema, indexes: [] };
    expect(() => makeCatalogue([thing, thing])).toThrow('Two collections are called things');
  });

  test('a field that may be a date or a text is refused, since JSON keeps them alike', () => {
    const unclear = z.looseObject({ at: z.union([z.date(), z.string()]) });
    expect(() => makeCatalogue([{ template: 'a/{id}', name: 'a', schema: unclear, indexes: [] }])).toThrow(
      'a date or a string',
    );
  });
});

describe('dates that went through JSON', () => {
  test('come back wherever the schema has them, and nowhere else', () => {
    const event = z.discriminatedUnion('kind', [
      z.looseObject({ kind: z.literal('timed'), at: z.date().nullable() }),
      z.looseObject({ kind: z.literal('told'), text: z.string() }),
    ]);
    const nested = z.looseObject({
      text: z.string(),
      at: z.date().readonly().optional(),
      events: z.array(event).default([]),
      byName: z.record(z.string(), z.object({ when: z.date() })),
    });
    const { entries } = makeCatalogue([{ template: 'a/{id}', name: 'a', schema: nested, indexes: [] }]);
    const document = {
      text: '2026-01-01T00:00:00.000Z',
      at: new Date(1),
      events: [
        { kind: 'timed', at: new Date(-62_000_000_000_000) },
        { kind: 'timed', at: null },
        { kind: 'told', text: '2026-01-01T00:00:00.000Z' },
      ],
      byName: { x: { when: new Date(8.64e15) } },
      unknown: '2026-01-01T00:00:00.000Z',
    };
    expect(entries[0]?.revive(JSON.parse(JSON.stringify(document)))).toEqual(document);
  });
});
