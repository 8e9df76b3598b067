import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEntries } from '../../../src/dump/entries.ts';
import { quoteIdentifier, quoteLiteral } from '../../../src/sql/quote.ts';
import { Chance, seeded } from '../../support/schemas/chance.ts';
import { oddName, oddText } from '../../support/schemas/names.ts';

/** An entry as pg_dump --verbose writes it; its header repeats names with line breaks as spaces. */
function written(id: number, classId: number, oid: number, name: string, statements: readonly string[]): string {
  const header = name.replaceAll(/[\r\n]/g, ' ');
  return `--\n-- TOC entry ${id} (class ${classId} OID ${oid})\n-- Name: ${header}; Type: TABLE; Schema: public; Owner: postgres\n--\n\n${statements.join('\n')}\n\n`;
}

const read = (text: string): [number, number, number, string[]][] =>
  readEntries(text).map(({ id, classId, oid, statements }) => [id, classId, oid, statements]);

const FAKE = `-- TOC entry 9 (class 1259 OID 99)\n-- Name: fake; Type: TABLE; Schema: public; Owner: postgres\n`;

describe('readEntries', () => {
  test.each([
    [
      'a dollar-quoted body',
      `CREATE FUNCTION f() RETURNS void\n    LANGUAGE plpgsql\n    AS $$\n${FAKE}BEGIN\nEND;\n$$;`,
    ],
    [
      'a body that holds the usual dollar tag',
      `CREATE FUNCTION f() RETURNS void\n    LANGUAGE plpgsql\n    AS $_$\n${FAKE}BEGIN $$;$$ END;\n$_$;`,
    ],
    [
      'a body in quotes',
      `CREATE FUNCTION f() RETURNS void\n    LANGUAGE sql\n    AS 'SELECT 1;\n${FAKE}SELECT ''2'';';`,
    ],
    ['a text with escapes', `COMMENT ON TABLE t IS E'it''s \\'\n${FAKE}; \\\\';`],
    ['a name', `CREATE TABLE public."\n${FAKE}; ""x""" (\n    id integer\n);`],
    ['a psql command', `COMMENT ON TABLE t IS '\n\\restrict abc\n\\unrestrict abc\n';`],
    ['a COPY that never was', `COMMENT ON TABLE t IS 'COPY t FROM stdin;\n1\n\\.\n';`],
    ['a comment inside of a statement', `CREATE VIEW v AS\n SELECT 1\n${FAKE} AS one;`],
    ['a nested comment', `CREATE VIEW v AS\n SELECT 1 /* /* ; */\n${FAKE}*/ AS one;`],
  ])('takes %s for what it is', (_, statement) => {
    const text = written(5, 1259, 16_400, 't', [statement]) + written(6, 1259, 16_401, 'u', ['CREATE TABLE u ();']);
    expect(read(text)).toEqual([
      [5, 1259, 16_400, [statement]],
      [6, 1259, 16_401, ['CREATE TABLE u ();']],
    ]);
  });

  test('reads a header whose name mimics one', () => {
    const text = written(5, 1259, 16_400, `x\n${FAKE}-- Dependencies: 1 2`, ['CREATE TABLE x ();']);
    expect(readEntries(text)).toEqual([expect.objectContaining({ id: 5, oid: 16_400, dependencies: [] })]);
  });

  test('reads dependencies from the header alone', () => {
    const text = `--\n-- TOC entry 7 (class 0 OID 0)\n-- Dependencies: 5 12\n-- Name: COLUMN t.a; Type: COMMENT\n--\n\nCOMMENT ON COLUMN t.a IS 'x';\n-- Dependencies: 99\n`;
    expect(readEntries(text)[0]?.dependencies).toEqual([5, 12]);
  });

  test("leaves out pg_dump's settings and the commands of its newer minor releases", () => {
    const text = `--\n-- PostgreSQL database dump\n--\n\n\\restrict Xy9\n\nSET statement_timeout = 0;\n\n${written(5, 2615, 16_400, 's', ['CREATE SCHEMA s;'])}\\unrestrict Xy9\n\n`;
    expect(read(text)).toEqual([[5, 2615, 16_400, ['CREATE SCHEMA s;']]]);
  });

  test('gives every entry the tablespace and access method that hold for it', () => {
    const text = `SET default_tablespace = fast;\nSET default_table_access_method = heap;\n${written(5, 1259, 1, 'a', ['CREATE TABLE a ();'])}SET default_tablespace = '';\n${written(6, 1259, 2, 'b', ['CREATE TABLE b ();'])}`;
    expect(readEntries(text).map(({ tablespace, accessMethod }) => [tablespace, accessMethod])).toEqual([
      ['fast', 'heap'],
      ["''", 'heap'],
    ]);
  });

  test('gives back whatever was written', () => {
    const entry = fc.record({
      oid: fc.nat(),
      name: fc.nat().map((seed) => oddName(new Chance(seeded(seed)), new Set())),
      statements: fc.array(fc.nat().map(hostile), { minLength: 1, maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), (entries) => {
        const text = entries
          .map(({ oid, name, statements }, i) => written(i + 1, 1259, oid, name, statements))
          .join('');
        expect(read(text)).toEqual(entries.map(({ oid, statements }, i) => [i + 1, 1259, oid, statements]));
      }),
    );
  });
});

/** A statement whose names, constants and body come from the odd ones, without a semicolon but where one is meant. */
function hostile(seed: number): string {
  const chance = new Chance(seeded(seed));
  const name = quoteIdentifier(oddName(chance, new Set()));
  const text = oddText(chance);
  const tag = ['$$', '$_$', '$a$'].find((candidate) => !text.includes('$') || !text.includes(candidate.slice(0, -1)));
  const body = tag === undefined ? quoteLiteral(text) : `${tag}${text}${tag}`;
  return chance.pick([
    `CREATE TABLE ${name}.${name} (\n    ${name} text DEFAULT ${quoteLiteral(text)}\n);`,
    `COMMENT ON TABLE ${name} IS ${quoteLiteral(text)};`,
    `CREATE FUNCTION ${name}() RETURNS void\n    LANGUAGE sql\n    AS ${body};`,
  ]);
}
