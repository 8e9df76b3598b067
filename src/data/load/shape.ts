import { closest } from 'fastest-levenshtein';
import { UserError } from '../../errors.ts';
import type { LoadSettings } from '../../settings/data.ts';
import type { Row } from './csv.ts';
import type { Column, Target } from './target.ts';
import { type Epoch, readTime } from './time.ts';

/** The columns of Polygon's flat files of aggregates, and what they are in a table of bars. */
const POLYGON = {
  columns: {
    timestamp: 'window_start',
    symbol: 'ticker',
    open: 'open',
    high: 'high',
    low: 'low',
    close: 'close',
    volume: 'volume',
  },
  constants: { source: 'polygon' },
  epoch: 'ns',
} as const;

/** How the rows of one file become rows of the table. */
export interface Shape {
  /** For people: `Polygon's flat files`. */
  label: string;
  /** The table's columns that are filled, in the order of what `toValues` gives. */
  columns: string[];
  /** Values for a row in COPY's text format; a text for a row that is refused; null for one that is not wanted. */
  convert(row: Row): { copy: string } | { reason: string } | null;
}

/**
 * Finds out how a file's columns become those of a table: by the settings, else Polygon's, else by their names.
 *
 * @param header the names of the file's columns
 * @throws UserError where columns are missing or named twice
 */
export function shapeOf(header: readonly string[], target: Target, settings: LoadSettings, file: string): Shape {
  const names = header.map((name) => name.trim());
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw refuse(file, `the header has the column "${twice}" twice`, 'Rename one of them.');
  const polygon = isPolygon(names, target);
  const constants = new Map(
    Object.entries({ ...(polygon ? POLYGON.constants : {}), ...settings.constants }).map(([k, v]) => [k, String(v)]),
  );
  const mapped: Readonly<Record<string, string>> = { ...(polygon ? POLYGON.columns : {}), ...settings.columns };
  for (const name of [...Object.keys(settings.columns), ...constants.keys(), ...Object.keys(settings.only)]) {
    if (target.columns.some((column) => column.name === name)) continue;
    throw refuse(target.name, `there is no column ${name}`, 'Mend data.load in the settings, or the flag.');
  }
  const fields = target.columns.flatMap((column): Field[] => {
    if (column.generated) return [];
    const from = names.indexOf(mapped[column.name] ?? column.name);
    const constant = constants.get(column.name);
    // A file that has the column knows better than a constant.
    if (from >= 0) return [fieldOf(column, from, undefined, settings, polygon)];
    return constant === undefined ? [] : [fieldOf(column, -1, constant, settings, polygon)];
  });
  const missing = target.columns.filter(
    ({ name, optional, generated }) => !optional && !generated && !fields.some(({ column }) => column.name === name),
  );
  if (missing.length > 0) throw refuseHeader(file, names, missing, mapped, target);
  if (!fields.some(({ from }) => from >= 0)) throw refuseHeader(file, names, target.columns, mapped, target);
  return {
    label: polygon ? "Polygon's flat files" : `columns of ${target.name}`,
    columns: fields.map(({ column }) => column.name),
    convert: (row) => convert(row, fields, names.length),
  };
}

function isPolygon(names: readonly string[], target: Target): boolean {
  const has = (name: string) => target.columns.some((column) => column.name === name);
  return Object.entries(POLYGON.columns).every(([to, from]) => names.includes(from) && has(to));
}

function refuse(where: string, what: string, hint: string): UserError {
  return new UserError(`${where}: ${what}`, { hint, exitCode: 1 });
}

function refuseHeader(
  file: string,
  names: readonly string[],
  missing: readonly Column[],
  mapped: Readonly<Record<string, string>>,
  target: Target,
): UserError {
  const wanted = missing.map(({ name }) => mapped[name] ?? name);
  const near = wanted
    .filter(
      (name) =>
        names.length > 0 &&
        closest(name, [...names])
          .toLowerCase()
          .includes(name.toLowerCase()),
    )
    .map((name) => `${name}: ${closest(name, [...names])}`);
  return refuse(
    file,
    `its header has no ${wanted.map((name) => `"${name}"`).join(', ')}; it has ${names.map((name) => `"${name}"`).join(', ')}`,
    `Say in timescale-ci.yml which column is which: data: { load: { ${target.name}: { columns: { ${near.join(', ') || `${missing[0]?.name}: …`} } } } }. A value that no file has goes to constants, or to --set COLUMN=VALUE.`,
  );
}

interface Field {
  column: Column;
  /** Place in the file's rows; -1 for a constant. */
  from: number;
  constant: string | undefined;
  time: boolean;
  epoch: Epoch | undefined;
  only: ReadonlySet<string> | undefined;
}

function fieldOf(
  column: Column,
  from: number,
  constant: string | undefined,
  settings: LoadSettings,
  polygon: boolean,
): Field {
  const only = settings.only[column.name];
  return {
    column,
    from,
    constant: constant === undefined ? undefined : copyText(constant),
    time: /^(timestamp|date)\b/.test(column.base),
    epoch: settings.epoch ?? (polygon ? POLYGON.epoch : undefined),
    only: only === undefined ? undefined : new Set(only),
  };
}

function convert(row: Row, fields: readonly Field[], width: number): ReturnType<Shape['convert']> {
  if (row.fields.length !== width) {
    return { reason: `it has ${row.fields.length} fields, the header ${width}` };
  }
  const values: string[] = [];
  for (const { from, constant, only, time, epoch, column } of fields) {
    if (constant !== undefined) {
      values.push(constant);
      continue;
    }
    const text = row.fields[from] ?? '';
    if (only !== undefined && !only.has(text)) return null;
    if (text.includes('\0')) return { reason: `${column.name} has a zero byte` };
    if (text.includes('\ufffd')) return { reason: `${column.name} is not UTF-8` };
    if (text === '') {
      values.push('\\N');
    } else if (time) {
      const read = readTime(text, epoch);
      if (read === null) return { reason: timeReason(column.name, text, epoch) };
      values.push(read);
    } else values.push(copyText(text));
  }
  return { copy: values.join('\t') };
}

function timeReason(name: string, text: string, epoch: Epoch | undefined): string {
  const shown = `${name} "${text.slice(0, 40)}"`;
  if (!/^-?\d+$/.test(text)) return `${shown} is no ISO 8601 time (2024-01-02T09:30:00-05:00)`;
  return epoch === undefined
    ? `${shown} is a number: data.load.…epoch says what it counts`
    : `${shown} is out of range`;
}

/** As COPY's text format has it. */
function copyText(text: string): string {
  return /[\\\t\n\r]/.test(text)
    ? text.replace(/[\\\t\n\r]/g, (sign) => ({ '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' })[sign] as string)
    : text;
}
