import { expect, test } from 'vitest';
import type { TocEntry } from '../../../src/dump/entries.ts';
import { asOlderServersSay } from '../../../src/dump/public-schema.ts';

const entry = (id: number, ...statements: string[]): TocEntry => ({
  id,
  classId: id,
  oid: id,
  dependencies: [],
  statements,
  tablespace: "''",
  accessMethod: 'heap',
});
const OWNER = 'ALTER SCHEMA public OWNER TO postgres;';
const COMMENT = "COMMENT ON SCHEMA public IS 'ours';";
const table = entry(2, 'CREATE TABLE public.t ();');
/** As pg_dump 15 writes an untouched public of PostgreSQL 14. */
const NEWER = [
  entry(1, OWNER),
  table,
  entry(3, 'REVOKE USAGE ON SCHEMA public FROM PUBLIC;', 'GRANT ALL ON SCHEMA public TO PUBLIC;'),
];
const said = (entries: readonly TocEntry[]): string[] => entries.flatMap(({ statements }) => statements);
const FULL = ['CREATE', 'USAGE'];

test('of a public that nobody changed nothing is said, whichever pg_dump was at hand', () => {
  expect(said(asOlderServersSay(NEWER, { owner: null, privileges: null }, 'postgres'))).toEqual(table.statements);
  const older = [table, entry(3, 'GRANT USAGE ON SCHEMA public TO app;')];
  expect(asOlderServersSay(older, { owner: null, privileges: null }, 'postgres')).toBe(older);
});

test('what was taken from everybody is said, though newer servers never gave it', () => {
  const privileges = { PUBLIC: ['USAGE'], postgres: FULL };
  expect(said(asOlderServersSay([entry(1, OWNER, COMMENT), table], { owner: null, privileges }, 'postgres'))).toEqual([
    COMMENT,
    'REVOKE ALL ON SCHEMA public FROM PUBLIC;',
    'GRANT USAGE ON SCHEMA public TO PUBLIC;',
    ...table.statements,
  ]);
});

test('another owner and other roles are said, with their grant option', () => {
  const privileges = { PUBLIC: FULL, boss: FULL, app: ['CREATE', 'USAGE*'], 'reader (granted by app)': ['USAGE'] };
  expect(said(asOlderServersSay(NEWER, { owner: 'boss', privileges }, 'boss'))).toEqual([
    OWNER,
    'GRANT CREATE ON SCHEMA public TO app;',
    'GRANT USAGE ON SCHEMA public TO app WITH GRANT OPTION;',
    'GRANT USAGE ON SCHEMA public TO reader;',
    ...table.statements,
  ]);
});
