import { quoteIdentifier, quoteLiteral } from '../../../src/sql/quote.ts';
import { oddText, oneOf } from './names.ts';
import type { Column, Group, TimeType, World } from './world.ts';

/** Types that any PostgreSQL has, each with a way to make the i-th value of it. */
const TYPES: readonly [string, Group, (i: number) => string][] = [
  ['text', 'text', (i) => `'t${i}'`],
  ['character varying(20)', 'text', (i) => `'v${i}'`],
  ['character(3)', 'text', (i) => `'${i % 100}'`],
  ['integer', 'integer', (i) => `${i}`],
  ['bigint', 'integer', (i) => `${i}`],
  ['smallint', 'integer', (i) => `${i}`],
  ['numeric', 'number', (i) => `${i}.5`],
  ['numeric(18,6)', 'number', (i) => `${i}.25`],
  ['double precision', 'number', (i) => `${i}.5`],
  ['real', 'number', (i) => `${i}`],
  ['boolean', 'boolean', (i) => (i % 2 === 0 ? 'true' : 'false')],
  ['timestamp with time zone', 'time', (i) => `timestamptz '2020-01-01 00:00+00' + interval '${i} hours'`],
  ['timestamp(3) without time zone', 'time', (i) => `timestamp '2020-01-01' + interval '${i} hours'`],
  ['date', 'time', (i) => `date '2020-01-01' + ${i}`],
  ['time without time zone', 'other', () => "'12:00'"],
  ['interval', 'other', (i) => `'${i} days'`],
  ['jsonb', 'other', (i) => `'{"i": ${i}}'`],
  ['json', 'other', (i) => `'{"i": ${i}}'`],
  ['uuid', 'other', (i) => `'00000000-0000-0000-0000-${String(i).padStart(12, '0')}'`],
  ['bytea', 'other', (i) => `'\\x${String(i % 100).padStart(2, '0')}'`],
  ['inet', 'other', (i) => `'10.0.0.${i % 250}'`],
  ['text[]', 'other', (i) => `'{a,${i}}'`],
  ['integer[]', 'other', (i) => `'{1,${i}}'`],
  ['int4range', 'other', (i) => `'[1,${i + 2})'`],
  ['point', 'other', (i) => `'(1,${i})'`],
  ['"char"', 'other', () => "'c'"],
  ['tsvector', 'other', (i) => `'w${i}'`],
];

/** A column of any type, the schema's own types among them. */
export function drawColumn(world: World, place: string): Column {
  const { chance } = world;
  const name = world.name(place);
  const own = world.types.length > 0 && chance.maybe(25) ? chance.pick(world.types) : undefined;
  const [type, group, sample] = chance.pick(TYPES);
  const base = own ?? { type, group, sample, uses: [] };
  return {
    name,
    sql: quoteIdentifier(name),
    type: base.type,
    group: base.group,
    sample: base.sample,
    uses: base.uses,
    notNull: own === undefined && chance.maybe(20),
    computed: false,
  };
}

/** A time column's i-th value, a step apart. */
export function timeColumn(world: World, place: string, type: TimeType, step: number): Column {
  const name = world.name(place);
  const sample = (i: number): string => {
    if (type === 'smallint' || type === 'integer' || type === 'bigint') return `${(i * step) % 30_000}`;
    return `${type} '2020-01-01' + interval '${i * step} hours'`;
  };
  return { name, sql: quoteIdentifier(name), type, group: 'time', sample, uses: [], notNull: true, computed: false };
}

/** What stands behind a column's type in CREATE TABLE: collation, default, checks. Gives the text and what it needs. */
export function drawColumnExtras(world: World, column: Column): { text: string; uses: string[] } {
  const { chance } = world;
  const parts: string[] = [];
  const uses: string[] = [];
  if (column.type === 'text' && chance.maybe(15)) parts.push('COLLATE "C"');
  if (column.notNull) parts.push('NOT NULL');
  if (column.group === 'integer' && chance.maybe(15) && world.sequences.length > 0) {
    const sequence = chance.pick(world.sequences);
    parts.push(`DEFAULT nextval(${quoteLiteral(sequence.sql)}::regclass)`);
    uses.push(sequence.id);
  } else if (chance.maybe(30)) {
    // An integer does not come of a time, nor the other way round.
    const functions = world.functions.filter(({ type }) => type === column.type);
    if (functions.length > 0) {
      const f = chance.pick(functions);
      parts.push(`DEFAULT ${f.sql}()`);
      uses.push(f.id);
    } else if (column.type === 'boolean' && chance.maybe()) parts.push(`DEFAULT (${oneOf(chance)})`);
    else if (column.type === 'text') parts.push(`DEFAULT ${quoteLiteral(oddText(chance))}`);
    else if (column.type === 'timestamp with time zone') parts.push('DEFAULT now()');
    else if (column.sample(1) !== 'NULL') parts.push(`DEFAULT (${column.sample(1)})`);
  }
  if (column.group === 'integer' && chance.maybe(10)) parts.push(`CHECK (${column.sql} >= 0)`);
  return { text: parts.map((part) => ` ${part}`).join(''), uses };
}
