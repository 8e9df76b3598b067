import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Source } from '../../../src/script/source.ts';
import { split } from '../../../src/script/split.ts';

/** Statements as they are sent, commands as `\name(arguments)`; \set and \unset are carried out. */
function items(text: string, variables: Record<string, string> = {}): string[] {
  const known = new Map(Object.entries(variables));
  const found: string[] = [];
  for (const item of split(new Source('a.sql', text), known)) {
    if (item.kind === 'statement') {
      found.push(item.sql);
      if (item.data) found.push(`<${text.slice(item.data.start, item.data.end)}>`);
      continue;
    }
    const words = item.values.map(({ value }) => value);
    if (item.name === 'set') known.set(words[0] ?? '', words.slice(1).join(''));
    else if (item.name === 'unset') known.delete(words[0] ?? '');
    else found.push(`\\${item.name}(${words.join('|')})`);
  }
  return found;
}

describe('statements', () => {
  it.each<[string, string[]]>([
    ['SELECT 1; SELECT 2', ['SELECT 1;', 'SELECT 2']],
    ['-- a;\n/* ; */ SELECT -- b;\n 1;', ['SELECT -- b;\n 1;']],
    [';;\n ; -- nothing', []],
    ['', []],
    ["DO $x$ BEGIN; 'END; $x$;SELECT 1;", ["DO $x$ BEGIN; 'END; $x$;", 'SELECT 1;']],
    [
      'CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);SELECT 3;',
      ['CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2);', 'SELECT 3;'],
    ],
    ['SELECT \')\' , $$ ( $$, "(" -- (\n;x;', ['SELECT \')\' , $$ ( $$, "(" -- (\n;', 'x;']],
    ['SELECT 1);SELECT 2;', ['SELECT 1);', 'SELECT 2;']],
    ['SELECT 1;\r\nSELECT\r\n2;\r\n', ['SELECT 1;', 'SELECT\r\n2;']],
    ['SELECT a[1:2], b::int, x[:y], f(a := 1);', ['SELECT a[1:2], b::int, x[:y], f(a := 1);']],
  ])('%j', (text, expected) => {
    expect(items(text)).toEqual(expected);
  });

  const bodies = [
    'CREATE FUNCTION f(a int) RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN a > 1 THEN 2 END; END;',
    'create or replace procedure s.f() begin\natomic select (case when true then 1 end); end;',
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT t.end, 1 AS case; END;',
    'CREATE FUNCTION f() RETURNS int BEGIN ATOMIC END;',
    'CREATE FUNCTION begin() RETURNS int RETURN 1;',
    'CREATE FUNCTION begin.atomic() RETURNS int RETURN 1;',
    'CREATE TABLE begin (atomic int);',
  ];
  it.each(bodies)('ends where the body does: %s', (body) => {
    expect(items(`BEGIN; ${body} END; SELECT 1;`)).toEqual(['BEGIN;', body, 'END;', 'SELECT 1;']);
  });

  it('tell where they start', () => {
    const text = "-- é\n\tSELECT '表';/* */ SELECT 2;";
    const source = new Source('a.sql', text);
    const places = [...split(source, new Map())].map(({ start }) => source.place(start));
    expect(places).toEqual([
      { file: 'a.sql', line: 2, column: 2 },
      { file: 'a.sql', line: 2, column: 19 },
    ]);
  });

  it('lose no character, whatever the text', () => {
    const part = fc.constantFrom(
      'SELECT 1',
      ';',
      "'a;b'",
      ' $$;$$ ',
      '/* ; */',
      '-- ;\n',
      '(',
      ')',
      '\n',
      ' ',
      ':v',
      '"é;"',
      '😀',
      '\\echo a\n',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const text = parts.join('');
        const seen = new Set<number>();
        try {
          for (const item of split(new Source('a', text), new Map())) {
            if (item.kind === 'command') for (let at = item.start; at < item.end; at++) seen.add(at);
            else {
              for (let at = 0; at < item.sql.length; at++) {
                expect(text[item.origin(at)]).toBe(item.sql[at]);
                seen.add(item.origin(at));
              }
            }
          }
        } catch (error) {
          expect(String(error)).toContain('parenthesis is never closed');
          return;
        }
        const unseen = [...text.matchAll(/[^]/g)].map(({ index }) => (seen.has(index) ? '\n' : text[index])).join('');
        expect(unseen).toMatch(/^(?:\s|;|\/\* ; \*\/|-- ;\n)*$/);
      }),
    );
  });

  it('survive a round trip', () => {
    const word = fc.constantFrom(
      'SELECT',
      "';'",
      "E'\\';'",
      '$a$;$$;$a$',
      '"a;"',
      '/* ; /* */ */',
      '-- ;\n',
      '(1;2)',
      'a$b$',
      '1',
      ',',
      '::',
      'CASE',
      'END',
      '\n',
    );
    const statement = fc.array(word, { minLength: 0, maxLength: 8 }).map((words) => `SELECT ${words.join(' ')} ;`);
    fc.assert(
      fc.property(fc.array(statement), fc.constantFrom('', '\n', ' -- c\n', '/* ; */'), (statements, gap) => {
        expect(items(statements.join(gap))).toEqual(statements);
      }),
    );
  });
});

describe('rows of COPY', () => {
  it.each<[string, string[]]>([
    ['COPY t FROM stdin;\n1\t;\n$$\n\\.\nSELECT 1;', ['COPY t FROM stdin;', '<1\t;\n$$\n>', 'SELECT 1;']],
    [
      "copy t (a) from STDIN with (format csv); -- rows\n'\n\\.\n",
      ['copy t (a) from STDIN with (format csv);', "<'\n>"],
    ],
    ['COPY t FROM stdin;\r\n1\r\n\\.\r\nSELECT 1;', ['COPY t FROM stdin;', '<1\r\n>', 'SELECT 1;']],
    ['COPY t FROM stdin;\n\\.', ['COPY t FROM stdin;', '<>']],
    ['COPY t FROM stdin;\na\\.\n \\.\n\\.x\nb\r\\.\n\\.\n', ['COPY t FROM stdin;', '<a\\.\n \\.\n\\.x\nb\r\\.\n>']],
    ['-- COPY t FROM stdin;\nSELECT 1;', ['SELECT 1;']],
    ["COPY t FROM 'stdin';\nSELECT 1;", ["COPY t FROM 'stdin';", 'SELECT 1;']],
    ["\\if no\nCOPY t FROM stdin;\nit's\n\\endif\n\\.\n\\endif\nSELECT 1;", ['SELECT 1;']],
  ])('%j', (text, expected) => {
    expect(items(text)).toEqual(expected);
  });
});

describe('variables', () => {
  const variables = { v: "it's", n: '1', s: 'a; b', e: '', é: 'e' };
  it.each<[string, string[]]>([
    ['SELECT :n;', ['SELECT 1;']],
    [`SELECT :'v', :"v";`, [`SELECT 'it''s', "it's";`]],
    ['SELECT \':n\', $$:n$$, ":n" -- :n\n/* :n */;', ['SELECT \':n\', $$:n$$, ":n" -- :n\n/* :n */;']],
    ['SELECT a::n, [:n], x:=:n, :é;', ['SELECT a::n, [1], x:=1, e;']],
    ['SELECT :x, :\'x\', :"x", :{?x}, :{?n};', ['SELECT :x, :\'x\', :"x", FALSE, TRUE;']],
    [':s; c;', ['a;', 'b;', 'c;']],
    ['SELECT :n$a;', ['SELECT 1$a;']],
    ['SELECT :e;:e ;', ['SELECT ;']],
    ['\\set a :n:n\nSELECT :a;\n\\unset a\nSELECT :a;', ['SELECT 11;', 'SELECT :a;']],
    ["\\set a ':b'\n\\set b ':a'\nSELECT :a;", ['SELECT :a;']],
    ["\\set a 'x \\\\ y' z\nSELECT :'a';", ["SELECT E'x \\\\ yz';"]],
  ])('%j', (text, expected) => {
    expect(items(text, variables)).toEqual(expected);
  });

  it('map positions back to the file', () => {
    const text = "SELECT :'long' , oops;";
    const [statement] = [...split(new Source('a', text), new Map([['long', 'a value of some length']]))];
    if (statement?.kind !== 'statement') throw new Error('no statement');
    const { sql, origin } = statement;
    expect(text.slice(origin(sql.indexOf('oops')))).toBe('oops;');
    expect(origin(sql.indexOf('some'))).toBe(text.indexOf(':'));
    expect(origin(sql.length)).toBe(text.length);
  });
});

describe('psql commands', () => {
  it.each<[string, string[]]>([
    ['\\echo a \'b c\' "d e"\n', ['\\echo(a|b c|"d e")']],
    ["\\echo 'it''s' '\\'' '\\t\\101\\x42'", ["\\echo(it's|'|\tAB)"]],
    ['\\echo a\\echo b \\\\ SELECT 1;', ['\\echo(a)', '\\echo(b)', 'SELECT 1;']],
    ["\\echo :n :'v' :\"v\" :{?n} ':n' x:n:y", ["\\echo(1|'it''s'|\"it's\"|TRUE|:n|x1:y)"]],
    ['\\i a.sql\r\nSELECT 1;', ['\\i(a.sql)', 'SELECT 1;']],
    ['SELECT \\echo a\n1;', ['\\echo(a)', 'SELECT \n1;']],
    ["-- \\echo\n/* \\echo */ SELECT '\\echo', $$\\echo$$;", ["SELECT '\\echo', $$\\echo$$;"]],
  ])('%j', (text, expected) => {
    expect(items(text, { n: '1', v: "it's" })).toEqual(expected);
  });

  it.each<[string, string[]]>([
    ['\\if t\na;\n\\else\nb;\n\\endif\nc;', ['a;', 'c;']],
    ['\\if f\na;\n\\elif yes\nb;\n\\elif :nonsense\nc;\n\\else\nd;\n\\endif\n', ['b;']],
    ['\\if 0\n\\if nonsense\na;\n\\else\nb;\n\\endif\n\\else\nc;\n\\endif\n', ['c;']],
    ['\\if off \\\\ a; \\else \\\\ b; \\endif\n', ['b;']],
    ["\\if FALSE\n\\gexec it's `x`\n(\n\\endif\na;", ['a;']],
    ['SELECT\n\\if no\n1\n\\else\n2\n\\endif\n;', ['SELECT\n\n2\n\n;']],
    ['\\if :{?x}\na;\n\\else\n\\set x 1\n\\endif\n\\if :{?x}\nb;\n\\endif', ['b;']],
  ])('%j', (text, expected) => {
    expect(items(text)).toEqual(expected);
  });
});

describe('what cannot be read', () => {
  it.each([
    ["SELECT 1;\n  SELECT 'a;\n", '2:10', 'this string is never closed'],
    ['SELECT $été$ x $ete$;', '1:8', 'this dollar quote is never closed'],
    ['/* 1 /* 2 */ x', '1:1', 'this comment is never closed'],
    ['SELECT 表, "a;', '1:11', 'this quoted name is never closed'],
    ['CREATE TABLE a (b int, c numeric(1,2);\nSELECT 1;', '1:16', 'this parenthesis is never closed'],
    ['CREATE FUNCTION f() RETURNS int\nBEGIN ATOMIC SELECT 1;', '2:7', 'this BEGIN ATOMIC has no END'],
    ['SELECT 1;\nCOPY t FROM stdin;\n1\n', '2:1', 'the rows of this COPY … FROM STDIN have no end'],
    ['COPY t FROM stdin', '1:1', 'the rows of this COPY … FROM STDIN have no end'],
    ['COPY t FROM stdin; SELECT 1;\n\\.\n', '1:19', 'more follows on the line of a COPY … FROM STDIN'],
    ['\\if 1\nSELECT 1;', '1:1', 'this \\if has no \\endif before the file ends'],
    ['\n\\else', '2:1', '\\else without an \\if before it'],
    ['\\if 1\n\\else\n\\elif 1\n\\endif', '3:1', '\\elif after \\else'],
    ['\\if o\n\\endif', '1:1', '\\if needs true or false, not "o"'],
    ['SELECT 1 \\gexec', '1:10', 'the psql command \\gexec is not supported'],
    ["\\! echo it's", '1:1', 'the psql command \\! is not supported'],
    ['SELECT 1\\; SELECT 2;', '1:9', 'the psql command \\; is not supported'],
    ['SELECT 1 \\ 2;', '1:10', 'a backslash outside of quotes, without a command'],
    ["\\echo 'a\n", '1:7', "this ' is not closed on its line"],
    [
      '\\set a `id`',
      '1:8',
      'a command in backquotes would run a program on this machine, which scripts may not do here',
    ],
    ['SELECT :q;', '1:8', 'the value of the variable q opens a string and does not close it'],
    ['SELECT :b;', '1:8', 'the value of the variable b holds a backslash outside of quotes'],
  ])('%j', (text, at, message) => {
    expect(() => items(text, { q: "it's", b: '\\q' })).toThrow(
      expect.objectContaining({ message: `a.sql:${at}  ${message}`, reason: message, exitCode: 1 }),
    );
  });
});
