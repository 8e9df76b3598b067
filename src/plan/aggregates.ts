import type { SchemaPair } from '../diff/schema-pair.ts';
import { findTopLevel, type Word, wordsOf } from '../dump/statement.ts';
import { unquoted } from '../sql/names.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import { asReader, blockedReader } from './readers.ts';

/** What a continuous aggregate's query is made of, as pg_get_viewdef() writes it. */
interface Query {
  columns: { name: string; expression: string }[];
  /** From FROM to GROUP BY. */
  rows: string;
  groups: string[];
  having: string;
}

/** How the rows of an old aggregate become those of a new one. */
export interface Derivation {
  /** Each column of the new one: an expression over the old one's, or null where nothing gives it. */
  columns: { name: string; expression: string | null }[];
  /** The columns of the new one that tell one group from another. */
  keys: string[];
  /** The expressions to group by, where several old buckets make a new one. */
  grouped: string[];
  /** The start of the new bucket. */
  bucket: string;
}

/**
 * Says how the rows that an old definition has stored give those of a new one: as they are, under another name, or rolled
 * up into longer buckets and fewer groups. Undefined, with the reason, where they say nothing about the new one.
 */
export function derive(before: string, after: string): Derivation | { why: string } {
  const [old, now] = [parse(before), parse(after)];
  if (old === undefined || now === undefined) return { why: 'its query is not understood' };
  if (old.rows !== now.rows) return { why: 'it reads other rows' };
  if (old.having !== now.having) return { why: 'it leaves out other groups' };
  const named = (expression: string): string | undefined => {
    const found = old.columns.find((column) => column.expression === expression);
    return found === undefined ? undefined : quoteIdentifier(found.name);
  };
  const keys = now.columns.filter(({ expression }) => now.groups.includes(expression)).map(({ name }) => name);
  const same = old.groups.length === now.groups.length && now.groups.every((group) => old.groups.includes(group));
  if (same) {
    const columns = now.columns.map(({ name, expression }) => ({ name, expression: named(expression) ?? null }));
    const bucket = named(now.groups.find(isBucket) ?? '');
    const lost = columns.find(({ name, expression }) => keys.includes(name) && expression === null);
    return lost === undefined && bucket !== undefined
      ? { columns, keys, grouped: [], bucket }
      : { why: `the old one has not stored ${lost?.name ?? 'its bucket'}, by which it groups` };
  }
  if (old.having !== '') return { why: 'it groups otherwise, and groups are left out' };
  const grouped: string[] = [];
  for (const group of now.groups) {
    const found = named(group) ?? longerBucket(group, old, named);
    if (found === undefined) return { why: `its groups by ${group} cannot be told from the old ones` };
    grouped.push(found);
  }
  const columns = now.columns.map(({ name, expression }) => ({
    name,
    expression: now.groups.includes(expression)
      ? (grouped[now.groups.indexOf(expression)] ?? null)
      : rolledUp(expression, old, named),
  }));
  return { columns, keys, grouped, bucket: grouped[now.groups.findIndex(isBucket)] ?? '' };
}

const isBucket = (expression: string): boolean => /\btime_bucket\(/.test(expression);

type Named = (expression: string) => string | undefined;

/** What several buckets say together, where that follows from what each says. */
function rolledUp(expression: string, { columns }: Query, named: Named): string | null {
  const call = /^(sum|count|min|max|bool_and|bool_or|avg)\((?!DISTINCT\b)([^]*)\)$/i.exec(expression);
  if (call === null || /\b(FILTER|OVER|WITHIN)\b/.test(expression)) return null;
  const [, name = '', argument = ''] = call;
  const stored = named(expression);
  if (name.toLowerCase() === 'avg') {
    const of = (one: string): string | undefined =>
      columns.find((column) => column.expression === `${one}(${argument})`)?.name;
    const [sum, count] = [of('sum'), of('count')];
    return sum === undefined || count === undefined
      ? null
      : `sum(${quoteIdentifier(sum)}) / nullif(sum(${quoteIdentifier(count)}), 0)`;
  }
  if (stored === undefined) return null;
  return `${name.toLowerCase() === 'count' ? 'sum' : name}(${stored})`;
}

/** `time_bucket('01:00:00'::interval, ts)`, in a time zone or without. */
const BUCKET = /^((?:[\w"]+\.)?time_bucket)\(('[^']+'::interval|\(?\d+\)?(?:::\w+)?), ([^]+)\)$/;

function longerBucket(group: string, { columns }: Query, named: Named): string | undefined {
  const now = BUCKET.exec(group);
  if (now === null) return undefined;
  const found = columns.find(({ expression }) => {
    const old = BUCKET.exec(expression);
    return old !== null && old[1] === now[1] && old[3] === now[3] && isMultiple(now[2] ?? '', old[2] ?? '');
  });
  const column = found === undefined ? undefined : named(found.expression);
  if (column === undefined) return undefined;
  const rest = /^[^,]*(, [^]*)?$/.exec(now[3] ?? '')?.[1] ?? '';
  return `${now[1]}(${now[2]}, ${column}${rest})`;
}

/** Whole numbers of hours, minutes and seconds, or days, or units: months have no length. */
function isMultiple(longer: string, shorter: string): boolean {
  const [a, b] = [secondsOf(longer), secondsOf(shorter)];
  return a !== undefined && b !== undefined && b > 0 && a % b === 0;
}

function secondsOf(text: string): number | undefined {
  const units = /^\(?(\d+)\)?(?:::\w+)?$/.exec(text);
  if (units !== null) return Number(units[1]);
  const [, days, hours = '0', minutes = '0', seconds = '0'] =
    /^'(?:(\d+) days?)?\s*(?:(\d+):(\d+):(\d+))?'::interval$/.exec(text) ?? [];
  const time = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return days === undefined && time === 0 ? undefined : Number(days ?? '0') * 86_400 + time;
}

function parse(query: string): Query | undefined {
  const words = wordsOf(query);
  const from = findTopLevel(words, 'FROM');
  const group = findTopLevel(words, 'GROUP');
  if (from < 0 || group < 0 || words[0]?.text !== 'SELECT') return undefined;
  const having = findTopLevel(words, 'HAVING');
  const end = words.at(-1)?.text === ';' ? words.length - 1 : words.length;
  const items = listOf(words, 1, from);
  return {
    columns: items.map((item) => columnOf(item)),
    rows: textOf(words.slice(from, group)),
    groups: listOf(words, group + 2, having < 0 ? end : having).map((item) => bare(textOf(item))),
    having: having < 0 ? '' : textOf(words.slice(having, end)),
  };
}

/** `expression AS name`, or a column that keeps its own name. */
function columnOf(item: readonly Word[]): { name: string; expression: string } {
  const labelled = item.at(-2)?.text === 'AS';
  const name = unquoted(item.at(-1)?.text ?? '');
  return { name, expression: bare(textOf(labelled ? item.slice(0, -2) : item)) };
}

function listOf(words: readonly Word[], start: number, end: number): Word[][] {
  const items: Word[][] = [[]];
  let depth = 0;
  for (const word of words.slice(start, end)) {
    if (word.text === '(' || word.text === '[') depth++;
    if (word.text === ')' || word.text === ']') depth--;
    if (depth === 0 && word.text === ',') items.push([]);
    else items.at(-1)?.push(word);
  }
  return items;
}

/** The words with single blanks where PostgreSQL writes some. */
function textOf(words: readonly Word[]): string {
  return words
    .map(({ text, start }, i) => (i > 0 && start > (words[i - 1]?.end ?? start) ? ` ${text}` : text))
    .join('');
}

/** PostgreSQL puts a group that is an expression into parentheses. */
function bare(expression: string): string {
  if (!expression.startsWith('(') || !expression.endsWith(')')) return expression;
  let depth = 0;
  for (const [i, letter] of [...expression].entries()) {
    if (letter === '(') depth++;
    if (letter === ')') depth--;
    if (depth === 0 && i < [...expression].length - 1) return expression;
  }
  return expression.slice(1, -1);
}

/**
 * How a continuous aggregate that is made anew gets what the old one holds: it is refreshed from the raw rows that are
 * left, which settles what is to be refreshed later, too. Then what has no rows any more comes from the old one: the buckets
 * that begin before the oldest row, those that began in a chunk that is gone and came out otherwise, and every group that the
 * refresh did not make: one late row in a time that was dropped long ago, or a DELETE, must not take the rest of that time
 * with it. (TimescaleDB 2.23 invalidates what drop_chunks() took, so that its log does not tell which buckets are whole.)
 *
 * @param old the table that holds what the old one has materialized
 */
export function copyAggregate(
  name: string,
  pair: SchemaPair,
  old: string,
  extension: string,
): { sql: string[]; message: string } | { refused: string } {
  const [before, after] = [pair.before.aggregate(name), pair.after.aggregate(name)];
  if (before === undefined || after === undefined) return { refused: 'it is not in both schemas' };
  const unreadable = blockedReader(after.source, pair.after);
  if (unreadable !== null) return { refused: `it cannot be refreshed: ${unreadable}` };
  const derived = derive(before.query, after.query);
  if ('why' in derived) {
    return {
      refused: `${derived.why}: what it holds of rows that were dropped since would be lost; drop it in one version and create it in the next where that is meant`,
    };
  }
  const given = derived.columns.filter(({ expression }) => expression !== null);
  const lost = derived.columns.filter(({ expression }) => expression === null).map((column) => column.name);
  const list = given.map((column) => quoteIdentifier(column.name)).join(', ');
  const values = given.map(({ expression }) => expression).join(', ');
  const groups = derived.grouped.length === 0 ? '' : ` GROUP BY ${derived.grouped.join(', ')}`;
  // The bucket by an operator that an index or a hash can serve; other groups may be NULL.
  const bucket = derived.columns.find(({ expression }) => expression === derived.bucket)?.name;
  const sameGroup = derived.keys
    .map((key) => [quoteIdentifier(key), key === bucket ? '=' : 'IS NOT DISTINCT FROM'] as const)
    .map(([key, is]) => `n.${key} ${is} o.${key}`)
    .join(' AND ');
  const plain = (text: string): string => text.replaceAll('%', '%%');
  const compared = given
    .map(({ name }) => name)
    .filter((one) => !derived.keys.includes(one))
    .map(quoteIdentifier);
  const whole = groups === '' ? BEGINS : `bool_and(${BEGINS})`;
  const rows = (also: string): string => `SELECT ${plain(values)}${also} FROM %2$s${plain(groups)}`;
  const copy = [
    'DO $do$',
    'DECLARE n record; oldest text;',
    'BEGIN',
    `  SELECT * INTO STRICT n FROM (${MATERIALIZATION}) m WHERE m.view = ${quoteLiteral(name)};`,
    "  EXECUTE format('SELECT min(%I)::text FROM %s', n.time_column, n.source) INTO oldest;",
    `  EXECUTE format(${quoteLiteral(`DELETE FROM %1$s WHERE %4$I < coalesce(%3$L, %5$L)::%6$s AND %4$I IN (SELECT ${plain(derived.bucket)} FROM %2$s)`)}, n.materialization, ${quoteLiteral(old)}, oldest, n.bucket, n.never, n.bucket_type);`,
    ...(compared.length === 0
      ? []
      : [
          `  EXECUTE format(${quoteLiteral(`DELETE FROM %1$s n USING (${rows(`, ${whole}`)}) AS o(${plain(list)}, ${BEGINS}) WHERE ${plain(sameGroup)} AND NOT o.${BEGINS} AND (${plain(compared.map((one) => `n.${one}`).join(', '))}) IS DISTINCT FROM (${plain(compared.map((one) => `o.${one}`).join(', '))})`)}, n.materialization, ${quoteLiteral(old)});`,
        ]),
    `  EXECUTE format(${quoteLiteral(`INSERT INTO %1$s (${plain(list)}) SELECT * FROM (${rows('')}) AS o(${plain(list)}) WHERE NOT EXISTS (SELECT FROM %1$s n WHERE ${plain(sameGroup)})`)}, n.materialization, ${quoteLiteral(old)});`,
    'END $do$;',
  ].join('\n');
  const refresh = `CALL ${extension}.refresh_continuous_aggregate(${quoteLiteral(name)}, NULL, NULL);`;
  return {
    sql: [...asReader(name, [after.source], pair.after, [refresh]), copy],
    message:
      `it is refreshed from the rows that ${after.source} has; buckets before the oldest of them, and groups that have none any more, come from the old one` +
      (lost.length === 0 ? '' : `, in which ${lost.join(', ')} cannot be derived: NULL there`),
  };
}

/**
 * Keeps what a continuous aggregate has materialized as a plain table, with a word on whether the chunk that a bucket begins
 * in is there, and drops it: nothing it reads could change else. No refresh comes between the two.
 */
export function keepAggregate(name: string, kept: string): string[] {
  const of = `FROM (${MATERIALIZATION}) m WHERE m.view = ${quoteLiteral(name)}`;
  const copy = [
    `CREATE TABLE ${kept.replaceAll('%', '%%')} AS`,
    'WITH buckets AS MATERIALIZED (SELECT DISTINCT n.%2$I FROM %1$s n),',
    'whole AS MATERIALIZED (SELECT n.%2$I FROM buckets n WHERE EXISTS (SELECT FROM timescaledb_information.chunks c',
    '  WHERE c.hypertable_schema = %3$L AND c.hypertable_name = %4$L AND %5$s))',
    `SELECT n.*, n.%2$I IN (TABLE whole) AS ${BEGINS} FROM %1$s n`,
  ].join('\n');
  return [
    `DO $do$ BEGIN EXECUTE (SELECT format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', m.materialization) ${of}); END $do$;`,
    `DO $do$ BEGIN EXECUTE (SELECT format(${quoteLiteral(copy)}, m.materialization, m.bucket, m.source_schema, m.source_name, m.in_chunk) ${of}); END $do$;`,
    `DROP MATERIALIZED VIEW ${name};`,
  ];
}

/** The column of a kept table that says whether the rows of the beginning of a bucket may be there. */
const BEGINS = '"timescale-ci: its first chunk is there"';

/** The hypertables behind continuous aggregates, with the columns of their buckets and of the time that they are made of. */
const MATERIALIZATION = `SELECT format('%I.%I', c.user_view_schema, c.user_view_name) AS view,
    format('%I.%I', h.schema_name, h.table_name) AS materialization, d.column_name AS bucket, d.column_type::regtype::text AS bucket_type,
    format('%I.%I', r.schema_name, r.table_name) AS source, r.schema_name AS source_schema, r.table_name AS source_name,
    rd.column_name AS time_column,
    format(CASE d.column_type::regtype::text
             WHEN 'timestamp with time zone' THEN 'c.range_start <= n.%1$I AND n.%1$I < c.range_end'
             WHEN 'timestamp without time zone' THEN 'c.range_start <= n.%1$I AT TIME ZONE ''UTC'' AND n.%1$I AT TIME ZONE ''UTC'' < c.range_end'
             WHEN 'date' THEN 'c.range_start <= n.%1$I::timestamp AT TIME ZONE ''UTC'' AND n.%1$I::timestamp AT TIME ZONE ''UTC'' < c.range_end'
             ELSE 'c.range_start_integer <= n.%1$I AND n.%1$I < c.range_end_integer' END, d.column_name) AS in_chunk,
    CASE WHEN d.column_type::text IN ('smallint', 'integer', 'bigint')
         THEN CASE d.column_type::text WHEN 'smallint' THEN '32767' WHEN 'integer' THEN '2147483647' ELSE '9223372036854775807' END
         ELSE 'infinity' END AS never
  FROM _timescaledb_catalog.continuous_agg c
  JOIN _timescaledb_catalog.hypertable h ON h.id = c.mat_hypertable_id
  JOIN _timescaledb_catalog.hypertable r ON r.id = c.raw_hypertable_id
  JOIN LATERAL (SELECT * FROM _timescaledb_catalog.dimension x WHERE x.hypertable_id = h.id ORDER BY x.id LIMIT 1) d ON true
  JOIN LATERAL (SELECT * FROM _timescaledb_catalog.dimension x WHERE x.hypertable_id = r.id ORDER BY x.id LIMIT 1) rd ON true`;
