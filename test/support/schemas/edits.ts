import type { Chance } from './chance.ts';
import type { Statement } from './statements.ts';

/** A change that people make to a statement of their schema: which statements, what in them, and what it becomes. */
type Edit = readonly [feature: RegExp, found: RegExp, becomes: string];

const EDITS: readonly Edit[] = [
  [/^table$/, /\n\)/, ',\n  "added text" text DEFAULT \'new\'\n)'],
  [/^table$/, /\n\)/, ',\n  "added number" bigint\n)'],
  [/^table$/, /\n\)/, ',\n  "added flag" boolean DEFAULT false NOT NULL\n)'],
  [/^table$/, /" integer(?=[,\n]| NOT NULL,)/, '" bigint'],
  [/^table$/, /" real\b/, '" double precision'],
  [/^table$/, /\bnumeric\(18,6\)/, 'numeric(24,8)'],
  [/^table$/, /\bcharacter varying\(20\)/, 'text'],
  [/^table$/, / NOT NULL(?=,\n)/, ''],
  [/^table$/, /\bDEFAULT \(1\)/, 'DEFAULT (2)'],
  [/aggregate on /, /\n {2}FROM /, ', count(*) AS "added count"\n  FROM '],
  [/aggregate on /, /, count\(\*\) AS "(?:[^"]|"")*"(?=\n)/, ''],
  [/aggregate on /, /timescaledb\.materialized_only = false/, 'timescaledb.materialized_only = true'],
  [/aggregate on /, /timescaledb\.materialized_only = true/, 'timescaledb.materialized_only = false'],
  [/^hypertable on /, /chunk_time_interval => interval '[^']*'/, "chunk_time_interval => interval '3 days'"],
  [/^columnstore of hypertable/, /, timescaledb\.compress_orderby = (?:[^']|'')*'(?:[^']|'')*'/, ''],
  [/^columnstore /, /compress_segmentby = E?'(?:[^']|'')*'/, "compress_segmentby = ''"],
  [/^retention policy/, /drop_after => interval '[^']*'/, "drop_after => interval '4000 hours'"],
  [/^columnstore policy/, /compress_after => interval '[^']*'/, "compress_after => interval '3000 hours'"],
  [/ policy | job /, /schedule_interval => interval '[^']*'/, "schedule_interval => interval '5 hours'"],
  [/^index on /, / DESC\b/, ' ASC'],
  [/^index on /, /fillfactor = 80/, 'fillfactor = 90'],
  [/^check constraint/, /OR true/, 'OR 1 = 1'],
  [/^comment on /, / IS E?'[^]*$/, " IS 'said otherwise';"],
  [/^function$/, /\(1\.5\)/, '(2.5)'],
  [/^enum$/, /\);$/, ", 'one more');"],
  [/^enum$/, /ENUM \(/, "ENUM ('one first', "],
  [/^domain$/, /VALUE >= 0/, 'VALUE >= -5'],
  [/^sequence$/, /CACHE 10/, 'CACHE 20'],
  [/^grant on /, /GRANT USAGE, CREATE ON/, 'GRANT USAGE ON'],
  [/^(view|materialized view) on /, / WHERE [^]*?(?=;?$|\n)/, ''],
];

/** The schema with a few of its statements said otherwise; the same one where none of them has a form of its own. */
export function edited(statements: readonly Statement[], chance: Chance): Statement[] {
  const ways = statements.flatMap(({ feature, sql }, i) =>
    EDITS.filter(([which, found]) => which.test(feature) && found.test(sql)).map((edit) => ({ i, edit })),
  );
  const result = [...statements];
  for (const { i, edit } of chance.some(ways, 1, 6)) {
    const [, found, becomes] = edit;
    const statement = result[i] as Statement;
    result[i] = { ...statement, sql: statement.sql.replace(found, () => becomes) };
  }
  return result;
}
