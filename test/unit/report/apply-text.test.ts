import { describe, expect, test } from 'vitest';
import { type Applied, appliedAsText, standingWords, statementLine } from '../../../src/report/apply-text.ts';

describe('what apply says', () => {
  test.each([
    [{ done: 0, begun: false, backTo: 0 }, '0 of 12 done'],
    [{ done: 7, begun: false, backTo: 0 }, '7 of 12 done, safe to go back to the start'],
    [{ done: 7, begun: false, backTo: 4 }, '7 of 12 done, safe to go back to 4'],
    [{ done: 7, begun: true, backTo: 7 }, '7 of 12 done, step 8 begun, no way back'],
  ])('%j', (standing, words) => {
    expect(standingWords(standing, 12)).toBe(words);
  });

  test('a statement has one line, and says where the others are', () => {
    expect(statementLine('ALTER TABLE a.b\n  ADD COLUMN c integer;')).toBe('ALTER TABLE a.b ADD COLUMN c integer;');
    const long = statementLine(`DO $do$\nBEGIN\n  ${'PERFORM 1; '.repeat(40)}\nEND $do$;`);
    expect(long).toMatch(/^DO \$do\$ BEGIN PERFORM 1; [^\n]*… \(4 lines in the plan\)$/);
    expect(long.length).toBeLessThan(200);
  });

  test('a dry run says of each step what it means, not of those that are done', () => {
    const step = { title: 'drop columnstore public.m', class: 'locks', lock: null, sql: ['SELECT 1;'] } as const;
    const result: Applied = {
      plan: 'ab'.repeat(32),
      database: 'trading_data',
      dryRun: true,
      steps: [
        { ...step, message: 'its chunks are decompressed', done: true },
        { ...step, message: 'every row is rewritten', done: false },
      ],
      undo: [],
      stopped: null,
      drift: [],
      done: 1,
      begun: false,
      backTo: 1,
    };
    const text = appliedAsText(result);
    expect(text).toContain('           -- every row is rewritten\n           SELECT 1;\n');
    expect(text).not.toContain('its chunks are decompressed');
    expect(text).toContain('--yes runs the 1 step to do.');
  });
});
