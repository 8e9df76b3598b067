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
    fault: 'a pattern of init stands for millions of others',
    outcome: 'looking for its files is given up after 10 seconds',
    code: 1,
    says: [/looking for the files of (\{a,b\}){25} took longer than 10 s/, 'Use fewer braces'],
    inputs: { init: '{a,b}'.repeat(25) },
  },
];
