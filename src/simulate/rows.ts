import type { Column, Constraint, SchemaModel } from '../catalog/model.ts';
import type { Side } from '../diff/schema-pair.ts';
import type { Session } from '../engine/types.ts';
import { messageOf } from '../errors.ts';
import { isIntegerType } from '../sql/interval.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import { Chance } from './chance.ts';

/** Stand for a row's moment, and for the same in the units of an integer time column; no text of a schema holds them. */
const MOMENT = '\u0001';
const UNITS = '\u0002';

/** When a row is: as timestamptz reads it, and in units of an integer time column. */
export interface Moment {
  text: string;
  units: string;
}

/** A row that a table takes, but for its moment. */
export interface RowShape {
  /** By column. */
  cells: ReadonlyMap<string, Cell>;
}

interface Cell {
  sql: string;
  /** A number that no key, check or reference holds: rows of a real table differ in it. */
  free: boolean;
}

/** The shapes of rows that a table takes, or why it takes none of those that were tried. */
export interface RowShapes {
  shapes: RowShape[];
  refused: string | null;
}

/** As many different rows as one table is fed with. */
const SHAPES = 8;
const TRIES = 40;
const DEEPEST = 4;

/**
 * Finds rows that a table takes: by the types of its columns, with the values that its checks, enums and references name.
 * Which of them it takes is for the server to say. Tables that it refers to get rows where they have none.
 *
 * @param moment at which they are tried
 */
export async function findRows(
  session: Session,
  side: Side,
  relation: string,
  { seed, moment, depth = 0 }: { seed: number; moment: Moment; depth?: number },
): Promise<RowShapes> {
  const references = await referenced(session, side, relation, { seed, moment, depth });
  if (typeof references === 'string') return { shapes: [], refused: references };
  const chance = new Chance(seed, relation);
  const context = { side, relation, chance, references };
  const shapes = new Map<string, RowShape>();
  let refused: string | null = null;
  await session.execute('BEGIN');
  try {
    for (let tried = 0; tried < TRIES && shapes.size < SHAPES; tried++) {
      const shape = candidate(context, tried);
      try {
        await session.execute('SAVEPOINT row');
        await session.execute(insertOf(relation, [{ shape, moment }]));
        shapes.set([...shape.cells.values()].map(({ sql }) => sql).join(), shape);
      } catch (error) {
        refused = messageOf(error);
        await session.execute('ROLLBACK TO row');
      }
      if (shape.cells.size === 0) break;
    }
  } finally {
    await session.execute('ROLLBACK');
  }
  return shapes.size > 0 ? { shapes: [...shapes.values()], refused: null } : { shapes: [], refused };
}

/** The statement that inserts rows at their moments. */
export function insertOf(
  relation: string,
  rows: readonly { shape: RowShape; moment: Moment; free?: number }[],
): string {
  const [first] = rows;
  const columns = [...(first?.shape.cells.keys() ?? [])];
  if (columns.length === 0) return `INSERT INTO ${relation} DEFAULT VALUES`;
  const lines = rows.map(({ shape, moment, free }) => {
    const cells = columns.map((name) => {
      const cell = shape.cells.get(name);
      const sql = (cell?.sql ?? 'NULL')
        .replaceAll(MOMENT, `${quoteLiteral(moment.text)}::timestamptz`)
        .replaceAll(UNITS, moment.units);
      return free !== undefined && cell?.free ? `(${sql} * ${free.toFixed(4)})` : sql;
    });
    return `(${cells.join(', ')})`;
  });
  return `INSERT INTO ${relation} (${columns.map(quoteIdentifier).join(', ')}) VALUES\n${lines.join(',\n')}\nON CONFLICT DO NOTHING`;
}

interface Candidate {
  side: Side;
  relation: string;
  chance: Chance;
  /** The keys that rows may refer to: tuples of SQL literals by the columns that hold them. */
  references: readonly { columns: readonly string[]; keys: readonly (readonly string[])[] }[];
}

function candidate({ side, relation, chance, references }: Candidate, tried: number): RowShape {
  const cells = new Map<string, Cell>();
  for (const { columns, keys } of references) {
    const key = chance.pick(keys) ?? [];
    columns.forEach((column, i) => {
      cells.set(column, { sql: key[i] ?? 'NULL', free: false });
    });
  }
  const constraints = side.model.constraints.filter((one) => one.relation === relation);
  const time = side.hypertable(relation)?.dimensions.find(({ form }) => form === 'range')?.column;
  // A check may hold two columns against each other: equal numbers satisfy most of those.
  const level = tried % 2 === 1 ? String(chance.pick([1, 10, 100]) ?? 1) : undefined;
  const upper = tried % 4 > 1;
  for (const column of side.columnsOf(relation)) {
    if (cells.has(column.bare) || isFilled(column, time)) continue;
    const mine = constraints.filter(({ columns }) => columns.includes(column.bare));
    const value =
      column.bare === time && isIntegerType(column.type)
        ? `${UNITS}::${column.type}`
        : valueFor(column.type, { model: side.model, chance, constants: constantsOf(mine), level, upper });
    const free = column.bare !== time && mine.length === 0 && NUMBER.test(column.type) && !/smallint/.test(column.type);
    cells.set(column.bare, { sql: value, free });
  }
  return { cells };
}

/** True where the server fills it of its own accord. */
function isFilled({ generated, identity, default: value, bare }: Column, time: string | undefined): boolean {
  return generated !== null || identity !== null || (value !== null && /nextval\(/.test(value) && bare !== time);
}

const NUMBER = /^(smallint|integer|bigint|numeric|real|double precision|money)/;

/** The literals that checks name: the values of a list, the ends of a range. */
function constantsOf(constraints: readonly Constraint[]): string[] {
  const checks = constraints.filter(({ form }) => form === 'check').map(({ definition }) => definition);
  return checks.flatMap((text) => [
    ...[...text.matchAll(/'((?:[^']|'')*)'/g)].map(([, value = '']) => value.replaceAll("''", "'")),
    ...[...text.matchAll(/(?<![\w'.])-?\d+(?:\.\d+)?(?![\w'])/g)].flatMap(([number]) => [
      number,
      String(Number(number) + 1),
      String(Number(number) - 1),
    ]),
  ]);
}

interface Values {
  model: SchemaModel;
  chance: Chance;
  constants: readonly string[];
  /** The number that every column takes, where there is one. */
  level: string | undefined;
  /** Whether words are in capitals. */
  upper: boolean;
}

/** A value of a type, as an SQL expression. */
function valueFor(type: string, values: Values): string {
  const { model, chance, constants, level, upper } = values;
  const own = model.types.find(({ name }) => name === type);
  if (own?.form === 'enum') return `${quoteLiteral(chance.pick(own.definition as string[]) ?? '')}::${type}`;
  if (own?.form === 'domain') {
    const text = JSON.stringify(own.definition);
    const more = [...text.matchAll(/'((?:[^']|'')*)'/g)].map(([, value = '']) => value);
    const { base } = own.definition as { base: string };
    return `${valueFor(base, { ...values, constants: [...constants, ...more] })}::${type}`;
  }
  if (/\[\]$/.test(type)) return `'{}'::${type}`;
  if (NUMBER.test(type)) {
    const numbers = constants.filter((text) => text !== '' && Number.isFinite(Number(text)));
    const any = level ?? String(1 + Math.floor(chance.next() * 100));
    const named = level === undefined || chance.next() < 0.2 ? chance.pick(numbers) : undefined;
    return `${named ?? any}::${type}`;
  }
  if (/^timestamp/.test(type) || type === 'date') return `${MOMENT}::${type}`;
  if (/^time/.test(type)) return `'12:00:00'::${type}`;
  const known = VALUES.find(([pattern]) => pattern.test(type))?.[1];
  if (known !== undefined) return `${known(chance)}::${type}`;
  const words = constants.filter((text) => text !== '');
  const length = Number(/\((\d+)\)$/.exec(type)?.[1] ?? 20);
  const word =
    (chance.next() < 0.8 ? chance.pick(words) : undefined) ?? `${upper ? 'V' : 'v'}${Math.floor(chance.next() * 20)}`;
  if (/^(text|character|"?char|citext|name|varchar)/.test(type))
    return `${quoteLiteral(word.slice(0, length))}::${type}`;
  return `NULL::${type}`;
}

const VALUES: readonly [RegExp, (chance: Chance) => string][] = [
  [/^boolean/, (chance) => (chance.next() < 0.5 ? "'t'" : "'f'")],
  [/^uuid/, (chance) => `'00000000-0000-4000-8000-${String(Math.floor(chance.next() * 1e12)).padStart(12, '0')}'`],
  [/^jsonb?/, (chance) => `'{"value": ${Math.floor(chance.next() * 100)}}'`],
  [/^interval/, () => "'1 second'"],
  [/^(inet|cidr)/, (chance) => `'10.0.0.${Math.floor(chance.next() * 250)}'`],
  [/^bytea/, () => "'\\x00'"],
  [/^(int|num|ts|tstz|date)\d*(multi)?range/, () => "'empty'"],
];

/** The keys of the tables that it refers to, which get rows first; a sentence where one of them takes none. */
async function referenced(
  session: Session,
  side: Side,
  relation: string,
  { seed, moment, depth }: { seed: number; moment: Moment; depth: number },
): Promise<Candidate['references'] | string> {
  const found: { columns: readonly string[]; keys: string[][] }[] = [];
  for (const { columns, references, definition } of side.model.constraints.filter(
    (one) => one.relation === relation && one.form === 'foreign key' && one.references !== null,
  )) {
    const target = references ?? '';
    const theirs = /REFERENCES\s+.+?\(([^)]*)\)/.exec(definition)?.[1];
    if (theirs === undefined || target === relation) continue;
    const names = theirs.split(',').map((name) => name.trim());
    const select = `SELECT ${names.map((name, i) => `quote_literal(${name}::text) AS "k${i}"`).join(', ')} FROM ${target} ORDER BY ${names.join(', ')} LIMIT 20`;
    let rows = await session.query<Record<string, string>>(select);
    if (rows.length === 0 && depth < DEEPEST) {
      const made = await findRows(session, side, target, { seed, moment, depth: depth + 1 });
      if (made.refused !== null) return `${target}, which it refers to, takes no row: ${made.refused}`;
      for (const shape of made.shapes) await session.execute(insertOf(target, [{ shape, moment }]));
      rows = await session.query<Record<string, string>>(select);
    }
    found.push({ columns, keys: rows.map((row) => names.map((_, i) => row[`k${i}`] ?? 'NULL')) });
  }
  return found;
}
