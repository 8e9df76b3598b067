import { describe, expect, test } from 'vitest';
import { ANNOTATION_CHARACTERS, ANNOTATIONS_PER_KIND } from '../../../src/github/limits.ts';
import { annotationsFor, type PlacedFinding, type Severity } from '../../../src/report/annotations.ts';
import { bytes, cutCharacters, cutLines } from '../../../src/report/cut.ts';

const LIMITS = { perKind: ANNOTATIONS_PER_KIND, characters: ANNOTATION_CHARACTERS };
const many = (count: number, severity: Severity = 'error'): PlacedFinding[] =>
  Array.from({ length: count }, (_, i) => ({ severity, message: `finding ${i}` }));

describe('annotationsFor', () => {
  test('shows ten of a kind, and counts the rest in the tenth', () => {
    expect(
      annotationsFor(many(10), LIMITS)
        .map(({ message }) => message)
        .at(-1),
    ).toBe('finding 9');
    const cut = annotationsFor([...many(12), ...many(11, 'warning'), ...many(1, 'notice')], LIMITS);
    expect(cut.filter(({ severity }) => severity === 'error')).toHaveLength(10);
    expect(cut.filter(({ message }) => message.startsWith('and ')).map((one) => [one.severity, one.message])).toEqual([
      ['error', 'and 3 more'],
      ['warning', 'and 2 more'],
    ]);
    expect(cut.at(-1)).toMatchObject({ severity: 'notice', message: 'finding 0' });
  });

  test('puts those with a place first: they show on their line', () => {
    const placed: PlacedFinding = { severity: 'error', message: 'here', file: 'a.sql', line: 3, column: 7 };
    const shown = annotationsFor([...many(20), placed], LIMITS);
    expect(shown[0]).toEqual({ severity: 'error', message: 'here', file: 'a.sql', line: 3, column: 7 });
  });

  test('says what to do below the message, within what a runner shows', () => {
    const [one] = annotationsFor([{ severity: 'error', message: 'x'.repeat(5000), hint: 'do this' }], LIMITS);
    expect(one?.message).toHaveLength(ANNOTATION_CHARACTERS);
    expect(annotationsFor([{ severity: 'error', message: 'no', hint: 'do this' }], LIMITS)[0]?.message).toBe(
      'no\ndo this',
    );
  });
});

describe('cutting', () => {
  test('cutCharacters keeps what fits exactly, and never half a character', () => {
    expect(cutCharacters('abc', 3)).toBe('abc');
    expect(cutCharacters('abcd', 3)).toBe('ab…');
    expect(cutCharacters('a😀bcd', 3)).toBe('a…');
  });

  test('cutLines keeps whole lines, by bytes', () => {
    expect(cutLines('ä\nb\n', 5)).toEqual({ text: 'ä\nb\n', left: 0 });
    expect(cutLines('ä\nb\nc\n', 5)).toEqual({ text: 'ä\nb', left: 1 });
    expect(cutLines('long line\nb', 3)).toEqual({ text: '', left: 2 });
    expect(bytes('ä')).toBe(2);
  });
});
