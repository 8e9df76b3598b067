import type { SchemaModel } from '../../catalog/model.ts';
import type { ChangeClass } from '../change.ts';

export interface TypeChange {
  class: ChangeClass;
  message: string;
  /** False where only the catalogue changes. */
  rewrites: boolean;
}

interface TypeName {
  base: string;
  modifiers: number[];
}

const REWRITES = 'every row is rewritten under an exclusive lock';

const WIDER: readonly string[][] = [
  ['smallint', 'integer', 'bigint', 'numeric'],
  ['real', 'double precision'],
  ['date', 'timestamp without time zone'],
  ['json', 'jsonb'],
];

const ZONED = ['timestamp without time zone', 'timestamp with time zone', 'date'];
const NUMBERS = ['smallint', 'integer', 'bigint', 'real', 'double precision', 'numeric', 'money'];

/**
 * What ALTER COLUMN … TYPE does to the rows. Which pairs keep them as they are: PostgreSQL's
 * ATColumnChangeRequiresRewrite() with the length functions' planner support.
 */
export function classifyTypeChange(from: string, to: string): TypeChange {
  if (from.endsWith('[]') && to.endsWith('[]')) return classifyTypeChange(from.slice(0, -2), to.slice(0, -2));
  const [old, now] = [parse(from), parse(to)];
  if (keepsBytes(old, now)) {
    return { class: 'safe', rewrites: false, message: 'every value fits as it is: no row is rewritten' };
  }
  if (old.base === now.base) {
    return loses(old, now)
      ? { class: 'data-loss', rewrites: true, message: `values are rounded to ${to}; ${REWRITES}` }
      : fits(old, now)
        ? { class: 'locks', rewrites: true, message: REWRITES }
        : { class: 'breaking', rewrites: true, message: `fails where a value does not fit ${to}; ${REWRITES}` };
  }
  if (ZONED.includes(old.base) && ZONED.includes(now.base)) return zones(old, now);
  if (WIDER.some((order) => order.includes(old.base) && order.indexOf(old.base) < order.indexOf(now.base))) {
    const rounds = now.base === 'numeric' && now.modifiers.length > 0;
    return rounds
      ? { class: 'breaking', rewrites: true, message: `fails where a value does not fit ${to}; ${REWRITES}` }
      : { class: 'locks', rewrites: true, message: REWRITES };
  }
  if (isText(old.base) && isText(now.base)) {
    return { class: 'breaking', rewrites: true, message: `fails where a value is longer than ${to}; ${REWRITES}` };
  }
  if (isText(now.base) && now.modifiers.length === 0)
    return { class: 'breaking', rewrites: true, message: `readers get text; ${REWRITES}` };
  if (NUMBERS.includes(old.base) && NUMBERS.includes(now.base)) return numbers(old, now, to);
  return {
    class: 'breaking',
    rewrites: true,
    message: `fails where a value has no ${to}, and needs a USING clause where PostgreSQL does not cast by itself; ${REWRITES}`,
  };
}

/** The type whose values a domain holds, which the server stores alike; any other type itself. */
export function storedType(type: string, types: SchemaModel['types']): string {
  const own = types.find(({ name, form }) => name === type && form === 'domain');
  return own === undefined ? type : storedType((own.definition as { base: string }).base, types);
}

function parse(type: string): TypeName {
  const modifiers = /\(([\d,\s-]+)\)/.exec(type)?.[1]?.split(',').map(Number) ?? [];
  return { base: type.replace(/\s*\([\d,\s-]+\)/, ''), modifiers };
}

function isText(base: string): boolean {
  return base === 'text' || base === 'character varying';
}

function keepsBytes(old: TypeName, now: TypeName): boolean {
  const [length = Number.POSITIVE_INFINITY, scale = 0] = old.modifiers;
  const [room = Number.POSITIVE_INFINITY, newScale = 0] = now.modifiers;
  if (isText(old.base) && isText(now.base)) return room >= length;
  if (old.base !== now.base) return old.base === 'character varying' && now.base === 'text';
  if (now.base === 'numeric') return now.modifiers.length === 0 || (room >= length && scale === newScale);
  return now.modifiers.length === 0 ? !/^(character|bit)$/.test(now.base) : room >= length && WIDENS.test(now.base);
}

const WIDENS = /^(character varying|bit varying|timestamp|time|interval)/;

/** True where a value of the same type loses digits. */
function loses(old: TypeName, now: TypeName): boolean {
  if (now.base === 'numeric') return (now.modifiers[1] ?? 0) < (old.modifiers[1] ?? Number.POSITIVE_INFINITY);
  return /^(timestamp|time|interval)/.test(now.base) && (now.modifiers[0] ?? 6) < (old.modifiers[0] ?? 6);
}

function fits(old: TypeName, now: TypeName): boolean {
  const [precision = Number.POSITIVE_INFINITY, scale = 0] = old.modifiers;
  const [room = Number.POSITIVE_INFINITY, newScale = 0] = now.modifiers;
  return now.base === 'numeric' ? room - newScale >= precision - scale : room >= precision;
}

function zones(old: TypeName, now: TypeName): TypeChange {
  if (now.base === 'date')
    return { class: 'data-loss', rewrites: true, message: `the time of day is lost; ${REWRITES}` };
  if (old.base === 'date' && now.base === 'timestamp without time zone')
    return { class: 'locks', rewrites: true, message: REWRITES };
  const meant = 'values are read in the time zone of the session that runs the ALTER';
  return { class: 'breaking', rewrites: true, message: `${meant}; ${REWRITES}, unless that zone is UTC` };
}

function numbers(old: TypeName, now: TypeName, to: string): TypeChange {
  if (EXACT_IN_FLOATS.includes(`${old.base} ${now.base}`)) return { class: 'locks', rewrites: true, message: REWRITES };
  const whole = (base: string): boolean => base.endsWith('int') || base === 'integer';
  const rounds = !(whole(old.base) && (whole(now.base) || now.base === 'numeric')) && now.base !== 'money';
  return rounds
    ? { class: 'data-loss', rewrites: true, message: `values are rounded to ${to}; ${REWRITES}` }
    : { class: 'breaking', rewrites: true, message: `fails where a value does not fit ${to}; ${REWRITES}` };
}

/** A float holds these whole numbers without loss. */
const EXACT_IN_FLOATS = ['smallint real', 'smallint double precision', 'integer double precision'];
