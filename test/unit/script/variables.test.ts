import { describe, expect, it } from 'vitest';
import { parseBoolean } from '../../../src/script/variables.ts';

describe('psql booleans', () => {
  it.each(['1', 't', 'TRUE', 'tr', 'y', 'Yes', 'on', 'ON'])('%s is true', (word) => {
    expect(parseBoolean(word)).toBe(true);
  });
  it.each(['0', 'f', 'fals', 'n', 'NO', 'of', 'off'])('%s is false', (word) => {
    expect(parseBoolean(word)).toBe(false);
  });
  it.each(['', 'o', 'truee', '2', 'onn', '01', ' '])('%j is neither', (word) => {
    expect(parseBoolean(word)).toBeUndefined();
  });
});
