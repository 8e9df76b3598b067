import { describe, expect, test } from 'vitest';
import { sortOptions } from '../../../src/dump/canonical.ts';

describe('sortOptions', () => {
  test.each([
    [
      "CREATE TABLE a.t (\n    id integer\n)\nWITH (fillfactor='70', autovacuum_enabled='false');",
      "CREATE TABLE a.t (\n    id integer\n)\nWITH (autovacuum_enabled='false', fillfactor='70');",
    ],
    [
      'ALTER TABLE ONLY a.t ALTER COLUMN c SET (n_distinct_inherited=2, n_distinct=1);',
      'ALTER TABLE ONLY a.t ALTER COLUMN c SET (n_distinct=1, n_distinct_inherited=2);',
    ],
    [
      "CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (\n    host 'h',\n    \"a b\" 'c, d'\n);",
      "CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (\n    \"a b\" 'c, d',\n    host 'h'\n);",
    ],
    [
      "CREATE VIEW v WITH (security_barrier='true', check_option='local') AS\n SELECT 1;",
      "CREATE VIEW v WITH (check_option='local', security_barrier='true') AS\n SELECT 1;",
    ],
  ])('%s', (statement, sorted) => {
    expect(sortOptions(statement)).toBe(sorted);
  });

  test.each([
    'CREATE RULE r AS\n    ON INSERT TO a.v DO INSTEAD UPDATE a.t SET (b, a) = (SELECT 1, 2);',
    'CREATE FUNCTION f() RETURNS void\n    LANGUAGE sql\n    BEGIN ATOMIC\n UPDATE t SET (b, a) = (SELECT 1, 2);\nEND;',
    "CREATE VIEW v AS\n WITH z AS (SELECT 1) SELECT 'WITH (b=1, a=2)';",
    "COMMENT ON TABLE t IS 'WITH (b=1, a=2)';",
  ])('leaves queries, bodies and texts alone: %s', (statement) => {
    expect(sortOptions(statement)).toBe(statement);
  });
});
