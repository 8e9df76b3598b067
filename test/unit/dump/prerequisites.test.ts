import { expect, test } from 'vitest';
import type { DatabaseProperties } from '../../../src/catalog/model.ts';
import { prerequisites, readPrerequisites } from '../../../src/dump/prerequisites.ts';
import { aModel } from '../../support/model.ts';

const PLAIN: DatabaseProperties = { name: 'database', owner: null, privileges: null, comment: null };

const statements = (over: Partial<DatabaseProperties>): string[] =>
  readPrerequisites(prerequisites(aModel({ database: [{ ...PLAIN, ...over }] })));

test('a database as CREATE DATABASE leaves it needs nothing', () => {
  expect(prerequisites(aModel({ database: [PLAIN] }))).toBe('');
});

test('privileges on the database are said as what differs from the default', () => {
  const privileges = {
    CURRENT_USER: ['CONNECT', 'CREATE*', 'TEMPORARY'],
    PUBLIC: ['CONNECT'],
    '"app; x"': ['CONNECT', 'CREATE*'],
    other: ['TEMPORARY'],
  };
  expect(statements({ privileges })).toEqual([
    'REVOKE TEMPORARY ON DATABASE :"DBNAME" FROM PUBLIC;',
    'GRANT CREATE ON DATABASE :"DBNAME" TO CURRENT_USER WITH GRANT OPTION;',
    'GRANT CONNECT ON DATABASE :"DBNAME" TO "app; x";',
    'GRANT CREATE ON DATABASE :"DBNAME" TO "app; x" WITH GRANT OPTION;',
    'GRANT TEMPORARY ON DATABASE :"DBNAME" TO other;',
  ]);
});

test('an owner comes before what is granted', () => {
  expect(statements({ owner: 'app', privileges: { app: ['CONNECT'] } })).toEqual([
    'ALTER DATABASE :"DBNAME" OWNER TO app;',
    'REVOKE CONNECT, TEMPORARY ON DATABASE :"DBNAME" FROM PUBLIC;',
    'REVOKE CREATE, TEMPORARY ON DATABASE :"DBNAME" FROM app;',
  ]);
});

test.each([
  ['of one line', "it's", `'it''s'`],
  ['of two lines', "two\nlines, it's", `U&'two\\000alines, it''s'`],
  ['of two lines with a backslash', 'two\r\n\\lines', `E'two\\r\\n\\\\lines'`],
])('a comment %s fits on one', (_, comment, literal) => {
  expect(statements({ comment })).toEqual([`COMMENT ON DATABASE :"DBNAME" IS ${literal};`]);
});
