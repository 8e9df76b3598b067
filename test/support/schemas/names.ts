import { quoteLiteral } from '../../../src/sql/quote.ts';
import type { Chance } from './chance.ts';

const PLAIN = [
  'trades',
  'ticks',
  'device',
  'metrics',
  'daily',
  'orders',
  'positions',
  'quotes',
  'sensor',
  'events',
  'a',
  'b',
];

/** Words and characters that end, open or mimic something for a reader that is not careful. */
const ODD = [
  'Upper',
  'CamelCase',
  'select',
  'table',
  'user',
  'order',
  'time',
  'default',
  'all',
  'public',
  "it's",
  '"',
  '""',
  "'",
  ';',
  '--',
  '/*',
  '*/',
  '$$',
  '$body$',
  '\\',
  '\\n',
  '\\.',
  '\n',
  '\r\n',
  '\t',
  ' ',
  '.',
  ',',
  '(',
  ')',
  '::',
  '%',
  '%s',
  '%I',
  ':"DBNAME"',
  ':x',
  '{a,b}',
  '=',
  'é',
  'ünï',
  '日本',
  '😀',
  '\u00a0',
  '\u202e',
  '1',
  '_',
  '-- TOC entry 5 (class 1259 OID 1)',
  '\n-- TOC entry 5 (class 1259 OID 1)\n',
  '\\restrict abc',
  '\n\\restrict abc\n',
  '; Type: TABLE; Schema: public; Owner: ',
  '-- Dependencies: 1 2 3',
  'a23456789012345678901234567890123456789012345678901234567890123',
  'éééééééééééééééééééééééééééééé',
  'NULL',
  'CURRENT_USER',
];

/** Longest identifier of PostgreSQL, in bytes. */
const LONGEST = 63;

/** A name that nobody else has yet, seldom a plain one, with a suffix of its own. */
export function oddName(chance: Chance, taken: Set<string>, suffix = ''): string {
  const parts = chance.maybe(40)
    ? [chance.pick(PLAIN)]
    : Array.from({ length: chance.int(1, 3) }, () => (chance.maybe(75) ? chance.pick(ODD) : chance.pick(PLAIN)));
  const wanted = parts.join(chance.maybe() ? ' ' : '');
  let name = cut(wanted, LONGEST - suffix.length) + suffix;
  for (let n = 2; taken.has(name) || name === ''; n++) name = cut(wanted, LONGEST - suffix.length - 4) + n + suffix;
  taken.add(name);
  return name;
}

/** A text for comments, labels and bodies. */
export function oddText(chance: Chance): string {
  const parts = Array.from({ length: chance.int(1, 5) }, () =>
    chance.maybe(80) ? chance.pick(ODD) : chance.pick(PLAIN),
  );
  return parts.join(chance.maybe() ? ' ' : '');
}

function cut(text: string, bytes: number): string {
  let result = '';
  let size = 0;
  for (const character of text) {
    size += Buffer.byteLength(character);
    if (size > bytes) break;
    result += character;
  }
  return result;
}

/** A condition that PostgreSQL prints in one way and reads as another tree: `varchar IN (…)`. */
export function oneOf(chance: Chance, expression = "'x'"): string {
  const texts = Array.from({ length: chance.int(2, 3) }, () => quoteLiteral(oddText(chance)));
  return `(${expression})::varchar(40) ${chance.pick(['IN', 'NOT IN'])} (${texts.join(', ')})`;
}
