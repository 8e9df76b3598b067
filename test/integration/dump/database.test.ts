import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { dumpAndProve, objections, run } from './support.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await startEmbedded('Odd "name"');
});

afterAll(() => engine?.[Symbol.asyncDispose]());

test('owner, privileges and comment of the database itself come back', async () => {
  await run(
    engine.database,
    `CREATE ROLE keeper;
     CREATE ROLE "app; x";
     ALTER DATABASE :"DBNAME" OWNER TO keeper;
     REVOKE TEMPORARY ON DATABASE :"DBNAME" FROM PUBLIC;
     GRANT CREATE ON DATABASE :"DBNAME" TO "app; x" WITH GRANT OPTION;
     COMMENT ON DATABASE :"DBNAME" IS E'it''s :"DBNAME"\\nof \\\\ two lines';
     ALTER DATABASE :"DBNAME" SET work_mem TO '8MB';`,
  );
  const { dump, proof } = await dumpAndProve(engine, engine.database);
  expect(objections(proof)).toEqual([]);
  expect(dump.text.split('\n').filter((line) => line.includes('"DBNAME"'))).toEqual([
    '--   ALTER DATABASE :"DBNAME" OWNER TO keeper;',
    '--   REVOKE TEMPORARY ON DATABASE :"DBNAME" FROM PUBLIC;',
    '--   GRANT CREATE ON DATABASE :"DBNAME" TO "app; x" WITH GRANT OPTION;',
    `--   COMMENT ON DATABASE :"DBNAME" IS E'it''s :"DBNAME"\\nof \\\\ two lines';`,
    `--   ALTER DATABASE :"DBNAME" SET work_mem TO '8MB';`,
  ]);
  expect(proof.restored?.model.database).toEqual([
    {
      name: 'database',
      owner: 'keeper',
      privileges: {
        '"app; x"': ['CREATE*'],
        PUBLIC: ['CONNECT'],
        keeper: ['CONNECT', 'CREATE', 'TEMPORARY'],
      },
      comment: `it's :"DBNAME"\nof \\ two lines`,
    },
  ]);
});

test('the options of a membership come back: without them a role would have more rights, or fewer', {
  tags: ['long'],
}, async () => {
  await run(
    engine.database,
    `CREATE ROLE team;
     CREATE ROLE "the lead" LOGIN CONNECTION LIMIT 3 VALID UNTIL '2030-01-01 12:00+02';
     CREATE ROLE dev NOINHERIT VALID UNTIL 'infinity';
     CREATE ROLE plain_dev;
     GRANT team TO "the lead" WITH ADMIN OPTION, INHERIT FALSE, SET FALSE;
     GRANT team TO dev WITH INHERIT TRUE;
     GRANT team TO plain_dev;
     CREATE TABLE theirs (id integer PRIMARY KEY);
     GRANT SELECT ON theirs TO "the lead", dev, plain_dev;`,
  );
  const { dump, proof } = await dumpAndProve(engine, engine.database);
  expect(objections(proof)).toEqual([]);
  const lines = dump.text.split('\n').filter((line) => /^-- {3}(CREATE ROLE|GRANT team)/.test(line));
  expect(lines).toEqual(
    expect.arrayContaining([
      `--   CREATE ROLE "the lead" LOGIN CONNECTION LIMIT 3 VALID UNTIL '2030-01-01T10:00:00+00';`,
      '--   CREATE ROLE dev NOINHERIT;',
      '--   GRANT team TO "the lead" WITH ADMIN OPTION, INHERIT FALSE, SET FALSE;',
      '--   GRANT team TO dev WITH INHERIT TRUE;',
      '--   GRANT team TO plain_dev;',
    ]),
  );
});

test('what belongs to the server, and no dump of a database holds, is told', async () => {
  await run(
    engine.database,
    `CREATE ROLE other;
     CREATE ROLE stranger;
     ALTER ROLE stranger SET work_mem = '1MB';
     CREATE TABLE held (id integer PRIMARY KEY);
     ALTER TABLE held OWNER TO other;
     ALTER ROLE other SET search_path = 'a', 'b';
     ALTER ROLE other SET work_mem = '1MB';
     COMMENT ON ROLE other IS 'Ours.';
     GRANT SET ON PARAMETER log_statement TO other;
     SET allow_in_place_tablespaces = on;
     CREATE TABLESPACE cold LOCATION '';
     CREATE TABLE colder (id integer PRIMARY KEY) TABLESPACE cold;
     GRANT CREATE ON TABLESPACE cold TO other;
     COMMENT ON TABLESPACE cold IS 'Slow.';
     -- No provider of labels comes with PostgreSQL.
     SET allow_system_table_mods = on;
     INSERT INTO pg_shseclabel
       SELECT oid, 'pg_database'::regclass, 'selinux', 'secret' FROM pg_database WHERE datname = current_database();`,
  );
  const { dump, proof } = await dumpAndProve(engine, engine.database);
  expect(objections(proof)).toEqual([]);
  expect(dump.warnings.map((warning) => warning.replace(/, which belongs to the server; .*$/, ''))).toEqual([
    'the dump leaves out the comment on role other',
    'the dump leaves out the comment on tablespace cold',
    'the dump leaves out the security label of the database (selinux)',
    'the dump leaves out what ALTER ROLE sets for other in all databases (search_path, work_mem)',
    'the dump leaves out what is granted on parameters to other (log_statement)',
    'the dump leaves out what is granted on tablespace cold',
  ]);
});
