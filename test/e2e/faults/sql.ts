import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Fault } from './fault.ts';

export const sqlFaults: readonly Fault[] = [
  {
    fault: 'a statement of the init SQL does not end',
    outcome: 'it is given up at the time limit, and the annotation stands at its line',
    code: 1,
    says: ['the SQL was given up after 5 s, the time limit, in this statement', 'raise time-limit'],
    files: { 'sql/init/01_wait.sql': 'CREATE TABLE t (id int);\nSELECT pg_sleep(100000);\n' },
    inputs: { 'time-limit': '5' },
    check: ({ result }) => {
      expect(result.errors[0]?.properties).toMatchObject({ file: 'sql/init/01_wait.sql', line: '2' });
    },
  },
  {
    fault: 'a table is hidden from the dump, as a member of the extension or by a kind that does not exist',
    outcome: 'nothing is dumped, and both are named',
    code: 1,
    says: ['table public.a was made a member of the extension timescaledb', 'relation public.b is of the kind "X"'],
    files: {
      'sql/init/01_hide.sql': `CREATE EXTENSION timescaledb;
CREATE TABLE a (id int);
CREATE TABLE b (id int);
CREATE TABLE seen (id int);
ALTER EXTENSION timescaledb ADD TABLE a;
UPDATE pg_class SET relkind = 'X' WHERE relname = 'b';
`,
    },
  },
  {
    fault: 'the init SQL changes our password, time limit, role and right to write, and refuses every login',
    outcome: 'the next file, the dump and its proof get through all the same',
    code: 0,
    says: [/restore +proved/],
    files: {
      'sql/init/01_lock.sql': `CREATE TABLE kept (id int PRIMARY KEY);
CREATE ROLE app;
ALTER USER postgres PASSWORD 'another' VALID UNTIL '2001-01-01';
DO $$ BEGIN
  EXECUTE format('ALTER DATABASE %I SET statement_timeout = 1', current_database());
END $$;
ALTER ROLE postgres SET default_transaction_read_only = on;
ALTER ROLE postgres SET role = app;
CREATE FUNCTION refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not today'; END $$;
CREATE EVENT TRIGGER refuse ON login EXECUTE FUNCTION refuse();
`,
      'sql/init/02_more.sql': 'SELECT pg_sleep(0.1);\nCREATE TABLE more (id int PRIMARY KEY);\n',
    },
    check: ({ cwd }) => {
      const text = readFileSync(join(cwd, 'sql/schema/schema_latest.sql'), 'utf8');
      for (const words of ['CREATE TABLE public.more', 'ON login', 'statement_timeout']) expect(text).toContain(words);
    },
  },
  {
    fault: 'a pattern of init stands for millions of others',
    outcome: 'looking for its files is given up after 10 seconds',
    code: 1,
    says: [/looking for the files of (\{a,b\}){25} took longer than 10 s/, 'Use fewer braces'],
    inputs: { init: '{a,b}'.repeat(25) },
  },
];
