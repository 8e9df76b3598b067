import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCopyStdin } from '../../../src/sql/copy.ts';
import { tokenize } from '../../../src/sql/lexer.ts';
import { quoteIdentifier, quoteLiteral } from '../../../src/sql/quote.ts';

describe('quoting', () => {
  it('doubles quotes and escapes backslashes', () => {
    expect(quoteIdentifier('a"b')).toBe('"a""b"');
    expect(quoteLiteral("it's")).toBe("'it''s'");
    expect(quoteLiteral("a\\'b")).toBe("E'a\\\\''b'");
  });

  it('gives one token whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("'", '"', '\\', '\n', 'a', '$') }), (text) => {
        for (const quoted of [quoteIdentifier(text), quoteLiteral(text)]) {
          expect([...tokenize(quoted)]).toMatchObject([{ terminated: true, end: quoted.length }]);
        }
      }),
    );
  });
});

describe('findCopyStdin', () => {
  const found = (sql: string): string | undefined => {
    const token = findCopyStdin(sql);
    return token && `${sql.slice(0, token.start)}<${sql.slice(token.start, token.end)}>`;
  };

  it.each([
    ['copy t from stdin;', 'copy t from <stdin>'],
    ['COPY "from stdin" (a, "stdin") FROM STDIN WITH (FORMAT csv)', 'COPY "from stdin" (a, "stdin") FROM <STDIN>'],
    [
      '/* stdin */ Copy s.stdin -- from stdin\n From /* x */ StdIn',
      '/* stdin */ Copy s.stdin -- from stdin\n From /* x */ <StdIn>',
    ],
    ["COPY t FROM stdin (NULL 'stdin')", 'COPY t FROM <stdin>'],
    ['COPY t FROM STDOUT', 'COPY t FROM <STDOUT>'],
  ])('%s', (sql, expected) => {
    expect(found(sql)).toBe(expected);
  });

  it.each([
    "COPY t FROM 'stdin'",
    'COPY t TO STDOUT',
    'COPY (SELECT 1 FROM stdin) TO STDOUT',
    "COPY t FROM PROGRAM 'stdin'",
    'SELECT 1 FROM stdin',
    'COPY t FROM "stdin"',
    'COPY t FROM',
    '',
  ])('not in %s', (sql) => {
    expect(found(sql)).toBeUndefined();
  });
});
