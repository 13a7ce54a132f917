import { expect, test } from 'vitest';
import { forget } from '../../src/domain/forget.ts';

test('forgotten bytes take no memory any more', () => {
  const bytes = new Uint8Array(1000);
  forget(bytes);
  expect(bytes.length).toBe(0);
  expect(bytes.buffer.byteLength).toBe(0);
});

test('what shares its memory with others is left as it is', () => {
  const whole = new Uint8Array(1000);
  const part = whole.subarray(0, 10);
  forget(part);
  expect(part.length).toBe(10);
  expect(whole.length).toBe(1000);
});
