import { describe, expect, it } from 'vitest';
import { errorAt } from '../../../src/script/error.ts';
import { Source } from '../../../src/script/source.ts';

/** The source line and the caret of an error at the first @, which is not part of the text. */
function excerpt(text: string): string[] {
  const at = text.indexOf('@');
  const source = new Source('a.sql', text.replace('@', ''));
  return errorAt(source, at, { message: 'no' }).render().split('\n').slice(1, 3);
}

/** The number of terminal cells before the caret. */
function caret(text: string): number {
  return excerpt(text)[1]?.indexOf('^') ?? -1;
}

describe('the caret', () => {
  const start = '     1 │ '.length;
  it.each([
    ['@SELECT', 0],
    ['SELECT @oops', 7],
    ['\t@a', 4],
    ['ab\t@a', 4],
    ['abcd\t@a', 8],
    ['表\t@a', 4],
    ['é@a', 1],
    ['e\u0301@a', 1],
    ['表示@a', 4],
    ['😀@a', 2],
    ['한글、@a', 6],
    ['a@', 1],
  ])('of %j is %i cells in', (text, cells) => {
    expect(caret(text) - start).toBe(cells);
  });

  it('stays in view on a long line', () => {
    const [line = '', below = ''] = excerpt(`${'x'.repeat(5000)}@oops${'y'.repeat(5000)}`);
    expect(line.length).toBeLessThan(125);
    expect(line).toMatch(/│ …x+oopsy+…$/);
    expect(line.slice(below.indexOf('^'))).toMatch(/^oops/);
  });

  it('stays in view at the end of a long line', () => {
    const [line = '', below = ''] = excerpt(`${'表'.repeat(300)}@oops`);
    expect(line.endsWith('表oops')).toBe(true);
    expect(below.length).toBeLessThan(240);
  });
});

describe('the text', () => {
  it('shows no control character of the script', () => {
    const [line] = excerpt('SELECT \u001b[31m\u0000 @\r1;\u202e');
    expect(line).toBe('     1 │ SELECT \ufffd[31m\ufffd \ufffd1;\ufffd');
  });

  it('has every part that the server gave', () => {
    const error = errorAt(new Source('sql/a.sql', '\n  SELECT f();\r\n'), 10, {
      message: 'column "x" does not exist',
      sqlstate: '42703',
      detail: 'one\ntwo',
      context: 'PL/pgSQL function f() line 2',
      query: { text: 'SELECT 1,\n  x', position: 13 },
      hint: 'Try y.',
    });
    expect(error.message).toBe('sql/a.sql:2:10  column "x" does not exist  (42703)');
    expect(error.render()).toBe(
      [
        'sql/a.sql:2:10  column "x" does not exist  (42703)',
        '     2 │   SELECT f();',
        '       │          ^',
        'DETAIL  one',
        '        two',
        'QUERY   in the function:',
        '     2 │   x',
        '       │   ^',
        'CONTEXT PL/pgSQL function f() line 2',
        'HINT    Try y.',
      ].join('\n'),
    );
  });

  it('keeps the lines of a message', () => {
    expect(errorAt(new Source('a', 'x'), 0, { message: 'one\ntwo' }).render()).toMatch(/^a:1:1 {2}one\ntwo\n/);
  });

  it('survives an empty last line', () => {
    expect(excerpt('SELECT (\n@')).toEqual(['     2 │', '       │ ^']);
  });
});
