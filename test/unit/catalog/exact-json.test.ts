import { expect, test } from 'vitest';
import { digitsOf, parseExactly } from '../../../src/catalog/exact-json.ts';

test.each(['1', '1.50', '-0.0', '9007199254740993', '{"a":[1.0,{"b":12345678901234567890}],"c":"1.50","d":null}'])(
  '%s is written as it was read',
  (text) => {
    expect(JSON.stringify(parseExactly(text))).toBe(text);
  },
);

test('the digits of a number are at hand, of anything else not', () => {
  expect(digitsOf(parseExactly('31536000000000001'))).toBe('31536000000000001');
  expect(digitsOf(parseExactly('42'))).toBe('42');
  expect(digitsOf(parseExactly('"42"'))).toBeUndefined();
  expect(digitsOf(undefined)).toBeUndefined();
});
