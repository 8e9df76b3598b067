import type { Json, Sequence, Statistics, Type } from '../../catalog/model.ts';
import { enumerate } from '../../format/count.ts';
import { causeKey } from '../difference-part.ts';
import { always, type Classification, inWords, type ObjectRules } from '../rule.ts';
import { comment, ofTable, owner, privileges } from './common.ts';

export const types: ObjectRules<Type> = {
  describe: ({ object }) => `${object.form}${object.form === 'enum' ? `: ${inWords(object.definition)}` : ''}`,
  added: () => ({ class: 'safe', message: 'new; nothing uses it yet' }),
  removed: () => ({ class: 'breaking', message: 'columns and functions of the type must go first' }),
  causes: { properties: { definition: ['form'] } },
  properties: {
    form: always('breaking', 'it must be dropped and created again, with the columns of the type'),
    definition: ({ before, after }) => redefined(before, after),
    owner,
    privileges,
    comment,
  },
};

function redefined(before: Type, after: Type): Classification {
  if (after.form === 'enum') return labels(before.definition as string[], after.definition as string[]);
  if (after.form === 'domain') return domain(fields(before.definition), fields(after.definition));
  const words = { from: inWords(before.definition), to: inWords(after.definition) };
  return after.form === 'composite'
    ? {
        class: 'breaking',
        ...words,
        message: retyped(before.definition, after.definition)
          ? 'readers and writers meet other fields; refused while a column has the type'
          : 'ALTER TYPE … ADD and DROP ATTRIBUTE take it; readers and writers meet other fields',
      }
    : { class: 'breaking', ...words, message: 'it must be dropped and created again, with the columns of the type' };
}

/** True where a field that stays has another type, or another place: PostgreSQL adds fields at the end. */
function retyped(before: Json, after: Json): boolean {
  const fields = (definition: Json): string[] =>
    (definition as { name: string; type: string }[] | null)?.map(({ name, type }) => `${name} ${type}`) ?? [];
  const [old, now] = [fields(before), fields(after)];
  const kept = old.filter((field) => now.includes(field));
  const names = new Set(old.map((field) => field.slice(0, field.indexOf(' '))));
  return (
    now.slice(0, kept.length).join() !== kept.join() ||
    now.slice(kept.length).some((field) => names.has(field.slice(0, field.indexOf(' '))))
  );
}

function labels(before: readonly string[], after: readonly string[]): Classification {
  const words = { property: 'labels', from: before.join(', '), to: after.join(', ') };
  const kept = after.filter((label) => before.includes(label)).join('\n') === before.join('\n');
  const renamed = renamedLabels(before, after);
  if (renamed !== null) {
    const [old, now] = [renamed.map(([label]) => label), renamed.map(([, label]) => label)];
    const message = `ALTER TYPE … RENAME VALUE takes it; statements that use ${enumerate(old)} fail, and readers get ${enumerate(now)}`;
    return { class: 'breaking', ...words, message };
  }
  return kept
    ? { class: 'safe', ...words, message: 'ALTER TYPE … ADD VALUE takes it; no row changes' }
    : {
        class: 'breaking',
        ...words,
        message: 'a label cannot be removed or moved: the type and its columns must be built anew',
      };
}

/** Labels that only have another name in the same place; null where one came, went or moved. */
function renamedLabels(before: readonly string[], after: readonly string[]): [string, string][] | null {
  const pairs = before.map((label, i): [string, string] => [label, after[i] ?? '']);
  const changed = pairs.filter(([old, now]) => old !== now);
  const only = changed.every(([old, now]) => !after.includes(old) && !before.includes(now));
  return before.length === after.length && changed.length > 0 && only ? changed : null;
}

type Fields = { readonly [field: string]: Json };

function domain(before: Fields, after: Fields): Classification {
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  const pick = (from: Fields): string =>
    changed.map((field) => `${field}: ${fieldWords(from[field] ?? null)}`).join('; ');
  const words = { from: pick(before), to: pick(after) };
  if (changed.includes('base') || changed.includes('collation')) {
    return {
      class: 'breaking',
      ...words,
      message: 'its base cannot be altered: the domain and its columns must be built anew',
    };
  }
  if (changed.includes('checks') || changed.includes('nullable')) {
    const message = 'every column of the domain is checked while writes wait; fails at the first value that breaks it';
    return { class: 'locks', ...words, message };
  }
  return { class: 'safe', ...words, message: 'values that are there stay as they are' };
}

/** `positive: CHECK (VALUE > 0)` */
function fieldWords(value: Json): string {
  const named = Object.entries(fields(value)).map(([name, text]) => `${name}: ${inWords(text) ?? 'none'}`);
  return named.length > 0 ? named.join(', ') : ((typeof value === 'object' ? null : inWords(value)) ?? 'none');
}

function fields(value: Json): Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {};
}

export const sequences: ObjectRules<Sequence> = {
  describe: ({ object }) =>
    `${object.type}, by ${object.increment}${object.ownedBy === null ? '' : `, of ${object.ownedBy}`}`,
  added: () => ({ class: 'safe', message: 'new; it counts from its start' }),
  removed: () => ({ class: 'breaking', message: 'defaults that call it fail; its count is lost' }),
  causes: {
    whole: ({ object: { ownedBy } }) => ofColumn([ownedBy], null, 'identity', 'default'),
    properties: {
      type: ({ object: { ownedBy } }) => ofColumn([ownedBy], null, 'type'),
      minimum: ['type'],
      maximum: ['type'],
      start: ['type'],
      identity: ({ object: { ownedBy } }) => ofColumn([ownedBy], null, 'identity', 'default'),
      ownedBy: ({ part }) => ofColumn([part.to, part.from], null, 'identity', 'default'),
    },
  },
  properties: {
    type: ({ after }) => ({
      class: after.type === 'bigint' ? 'safe' : 'breaking',
      message: after.type === 'bigint' ? 'it can count further' : 'nextval() fails beyond the smaller type',
    }),
    start: always('safe', 'only RESTART goes there; the count stays'),
    increment: always('safe', 'the next value is that much further'),
    minimum: ({ before, after }) =>
      BigInt(after.minimum) < BigInt(before.minimum)
        ? { class: 'safe', message: 'it can count further' }
        : { class: 'breaking', message: 'ALTER fails where the count is outside' },
    maximum: ({ before, after }) =>
      BigInt(after.maximum) > BigInt(before.maximum)
        ? { class: 'safe', message: 'it can count further' }
        : { class: 'breaking', message: 'ALTER fails where the count is outside; nextval() fails at the end' },
    cache: always('safe', 'sessions take that many numbers at a time'),
    cycle: ({ after }) =>
      after.cycle
        ? { class: 'breaking', message: 'numbers come again once it reaches its end' }
        : { class: 'breaking', message: 'nextval() fails once it reaches its end' },
    ownedBy: always('safe', 'which column takes it along when it is dropped', 'owned by'),
    identity: always('safe', 'whether it counts for an identity column', 'of an identity column'),
    persistence: ({ after }) =>
      after.persistence === 'unlogged'
        ? { class: 'breaking', message: 'its count is lost in a crash' }
        : { class: 'safe', message: 'its count survives a crash' },
    owner,
    privileges,
    comment,
  },
};

export const statistics: ObjectRules<Statistics> = {
  describe: ({ object }) => object.definition,
  added: () => ({ class: 'safe', message: 'the next ANALYZE fills it' }),
  removed: () => ({ class: 'safe', message: 'the planner estimates without it' }),
  causes: { ...ofTable, properties: { ...ofTable.properties, definition: ['relation'] } },
  properties: {
    relation: always('safe', 'the next ANALYZE fills it'),
    definition: always('safe', 'the next ANALYZE fills it'),
    target: always('safe', 'the next ANALYZE takes it', 'statistics target'),
    owner,
    comment,
  },
};

/** What the columns that own a sequence, now or before, change with it. */
function ofColumn(owners: readonly Json[], ...properties: ('type' | 'identity' | 'default' | null)[]): string[] {
  return owners.flatMap((owner) =>
    owner === null ? [] : properties.map((one) => causeKey('columns', String(owner), one)),
  );
}
