import { describe, expect, test } from 'vitest';
import type { SourceStatement } from '../../../src/sql/sources.ts';
import { refuseNothing } from '../../../src/workflows/nothing.ts';
import { aModel, aTable } from '../../support/model.ts';

const script = (...parts: [before: string, sql: string][]): SourceStatement[] =>
  parts.map(([before, sql], i) => ({ file: 'a.sql', line: i + 1, column: 1, sql, before, behind: '' }));
const CREATE: [string, string] = ['', 'CREATE TABLE a (id integer);'];

describe('a schema of which nothing is left', () => {
  test('is refused where tables were created, whatever was allowed', () => {
    const statements = script(CREATE, ['', 'DROP TABLE a;']);
    expect(() => refuseNothing(aModel(), statements, true)).toThrow(
      'the scripts created 1 table, and none is left: a.sql:2 is the last that drops something',
    );
  });

  test('is refused where a part was undone', () => {
    const model = aModel(aTable('public.b', { id: 'integer' }));
    const statements = script(CREATE, ['\n-- Down\n', 'DROP TABLE a;'], ['', 'CREATE TABLE b (id integer);']);
    expect(() => refuseNothing(model, statements, false)).toThrow('a.sql:2  a part that takes back');
    expect(() => refuseNothing(model, script(CREATE, ['', 'DROP TABLE a;']), false)).not.toThrow();
  });

  test('is taken where nothing was made and somebody says so', () => {
    expect(() => refuseNothing(aModel(), [], false)).toThrow('the schema is empty');
    expect(() => refuseNothing(aModel(), [], true)).not.toThrow();
    const only = (name: string) => script(['', `CREATE EXTENSION IF NOT EXISTS ${name};`]);
    expect(() => refuseNothing(aModel(), only('timescaledb'), false)).toThrow('the schema is empty');
    expect(() => refuseNothing(aModel(), only('pgcrypto'), false)).not.toThrow();
  });
});
