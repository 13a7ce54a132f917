import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generateOrderId, orderKeyOf, parseOrderId } from '../../src/domain/orderId.ts';

describe('order ids as people write them', () => {
  test.each([
    ['ABC123', 'ABC123'],
    ['abc-123_X', 'abc-123_X'],
    [' ABC123 ', 'ABC123'],
    ['#ABC123', 'ABC123'],
    ['0', '0'],
    ['a'.repeat(40), 'a'.repeat(40)],
    ['__init__', '__init__'],
    ['-', '-'],
  ])('%j is %s', (typed, id) => {
    expect(parseOrderId(typed)).toEqual({ ok: true, value: id });
  });

  test.each([
    ['nothing', ''],
    ['a lone mark', '#'],
    ['two words', 'ABC 123'],
    ['41 characters', 'a'.repeat(41)],
    ['300 characters', 'a'.repeat(300)],
    ['emoji', 'ABC😀'],
    ['a path', '../ABC'],
    ['a slash', 'ABC/123'],
    ['a dot', 'ABC.123'],
    ['a colon, which custom ids are divided by', 'ABC:123'],
    ['a letter with an accent', 'ÄBC'],
    ['look-alike letters', 'АВС'],
    ['a line break', 'ABC\n123'],
    ['something invisible', 'ABC\u200B'],
  ])('%s can’t be one', (_, typed) => {
    expect(parseOrderId(typed)).toEqual({ ok: false, refusal: { code: 'order-id-invalid' } });
  });
});

const anId = fc.stringMatching(/^[A-Za-z0-9_-]{1,40}$/);

describe('the keys of orders', () => {
  test('ids share a key just when they differ in nothing but case', () => {
    fc.assert(
      fc.property(anId, anId, (one, other) => {
        expect(orderKeyOf(one) === orderKeyOf(other)).toBe(one.toUpperCase() === other.toUpperCase());
        expect(orderKeyOf(one.toLowerCase())).toBe(orderKeyOf(one));
      }),
    );
    expect(orderKeyOf('abc')).toBe(orderKeyOf('ABC'));
  });

  test('are never the names that Firestore keeps for itself, and have at most 41 characters', () => {
    for (const id of ['__init__', '____', `__${'a'.repeat(36)}__`]) {
      expect(orderKeyOf(id)).toBe(`~${id.toUpperCase()}`);
    }
    fc.assert(
      fc.property(anId, (id) => {
        expect(orderKeyOf(id)).toMatch(/^~?[A-Z0-9_-]{1,40}$/);
        expect(orderKeyOf(id)).not.toMatch(/^__.*__$/);
      }),
    );
  });
});

describe('ids that are made up', () => {
  test('are ids, with nothing in them that is easily mistaken', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(4), (operation, attempt) => {
        const id = generateOrderId(operation, attempt);
        expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{7}$/);
        expect(parseOrderId(id)).toEqual({ ok: true, value: id });
      }),
    );
  });

  test('are the same for the same operation and attempt, and others for others', () => {
    expect(generateOrderId('1', 0)).toBe(generateOrderId('1', 0));
    const ids = Array.from({ length: 2_000 }, (_, index) => generateOrderId(String(index >> 1), index % 2));
    expect(new Set(ids).size).toBe(ids.length);
  });
});
