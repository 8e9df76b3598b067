import type { SchemaPair } from '../diff/schema-pair.ts';
import { elementType } from '../sql/names.ts';
import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import { type Changed, ownerOnly, toOwner } from './changed.ts';
import type { NoWay, Way } from './table.ts';

interface Attribute {
  name: string;
  type: string;
  collation: string | null;
}

/** Attributes that are new come last, as ALTER TYPE puts them. What a typed table is made of is made anew with it. */
function composite(changed: Changed): Way | NoWay | undefined {
  const { after, before, pair } = changed;
  const [old, now] = [pair.before, pair.after].map(
    (side) => (side.find('types', after.name)?.definition ?? []) as unknown as Attribute[],
  ) as [Attribute[], Attribute[]];
  const words = ({ name, type, collation }: Attribute): string =>
    `${quoteIdentifier(name)} ${type}${collation === null ? '' : ` COLLATE ${collation}`}`;
  const is = (list: readonly Attribute[], one: Attribute): boolean => list.some(({ name }) => name === one.name);
  const kept = old.filter((one) => is(now, one));
  const added = now.filter((one) => !is(old, one));
  const dropped = old.filter((one) => !is(now, one));
  if (added.length === 0 && dropped.length === 0) return ownerOnly(changed);
  if (pair.before.model.relations.some(({ ofType }) => ofType === after.name)) return undefined;
  if ([...kept, ...added].map(words).join() !== now.map(words).join()) {
    return pair.before.model.columns.some(({ type: used }) => elementType(used) === after.name)
      ? {
          refused: 'columns have it, and ALTER TYPE adds attributes behind those that are there: put the new ones last',
        }
      : undefined;
  }
  const owner = toOwner(before, after);
  const alter = (action: string): string => `ALTER TYPE ${after.name} ${action};`;
  return {
    ...owner,
    sql: [
      ...dropped.map(({ name }) => alter(`DROP ATTRIBUTE ${quoteIdentifier(name)}`)),
      ...added.map((one) => alter(`ADD ATTRIBUTE ${words(one)}`)),
      ...owner.sql,
    ],
    undo: dropped.length > 0 ? `none: the values of ${dropped.map(({ name }) => name).join(', ')} are gone` : [],
  };
}

/** How a type gets its new form: labels that are new, each in its place: none can be taken away or moved. */
export function alterType(changed: Changed): Way | NoWay | undefined {
  const { after, before, pair } = changed;
  const [old, now] = [pair.before, pair.after].map((side) => side.find('types', after.name));
  if (old?.form === 'composite' && now?.form === 'composite') return composite(changed);
  if (old?.form !== 'enum' || now?.form !== 'enum') return ownerOnly(changed);
  const [had, has] = [old, now].map(({ definition }) => definition as string[]) as [string[], string[]];
  const kept = has.filter((label) => had.includes(label));
  if (JSON.stringify(kept) !== JSON.stringify(had)) return undefined;
  const sql: string[] = [];
  has.forEach((label, i) => {
    if (had.includes(label)) return;
    const place =
      i > 0
        ? ` AFTER ${quoteLiteral(has[i - 1] as string)}`
        : had[0] === undefined
          ? ''
          : ` BEFORE ${quoteLiteral(had[0])}`;
    sql.push(`ALTER TYPE ${after.name} ADD VALUE IF NOT EXISTS ${quoteLiteral(label)}${place};`);
  });
  const owner = toOwner(before, after);
  return { ...owner, sql: [...sql, ...owner.sql], undo: 'none: PostgreSQL takes no label away' };
}

interface Domain {
  base: string;
  collation: string | null;
  default: string | null;
  nullable: boolean;
  checks: { [name: string]: string };
  comments?: { [name: string]: string | null };
}

export function alterDomain({ before, after, pair }: Changed): Way | NoWay | undefined {
  const [old, now] = [pair.before, pair.after].map(
    (side) =>
      side.find('types', after.name)?.definition as unknown as (Domain & { [key: string]: unknown }) | undefined,
  );
  if (old === undefined || now === undefined || old.base !== now.base || old.collation !== now.collation)
    return undefined;
  const known = new Set(['base', 'collation', 'default', 'nullable', 'checks', 'comments']);
  if (Object.keys(now).some((key) => !known.has(key))) return undefined;
  const sql: string[] = [];
  const alter = (action: string): number => sql.push(`ALTER DOMAIN ${after.name} ${action};`);
  if (old.default !== now.default) alter(now.default === null ? 'DROP DEFAULT' : `SET DEFAULT ${now.default}`);
  if (old.nullable !== now.nullable) alter(now.nullable ? 'DROP NOT NULL' : 'SET NOT NULL');
  for (const [name, check] of Object.entries(old.checks)) {
    if (now.checks[name] !== check) alter(`DROP CONSTRAINT ${quoteIdentifier(name)}`);
  }
  for (const [name, check] of Object.entries(now.checks)) {
    if (old.checks[name] === check) continue;
    alter(`ADD CONSTRAINT ${quoteIdentifier(name)} ${check}`);
    const comment = now.comments?.[name];
    if (comment != null) {
      sql.push(`COMMENT ON CONSTRAINT ${quoteIdentifier(name)} ON DOMAIN ${after.name} IS ${quoteLiteral(comment)};`);
    }
  }
  const stricter =
    (old.nullable && !now.nullable) || Object.entries(now.checks).some(([name, check]) => old.checks[name] !== check);
  if (stricter && isContained(after.name, pair.before)) {
    return { copy: 'PostgreSQL checks no values of it that stand within an array, a range or a composite type' };
  }
  const owner = toOwner(before, after);
  return { ...owner, sql: [...sql, ...owner.sql] };
}

/** True where columns have a type that is made of this one. */
function isContained(type: string, { model }: SchemaPair['before']): boolean {
  const holders = model.types
    .filter(
      ({ name, form, definition }) =>
        name !== type && form !== 'enum' && JSON.stringify(definition).includes(JSON.stringify(type).slice(1, -1)),
    )
    .map(({ name }) => name);
  return model.columns.some(
    (column) =>
      (column.type !== type && elementType(column.type) === type) || holders.includes(elementType(column.type)),
  );
}
