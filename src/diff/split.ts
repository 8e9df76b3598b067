import type {
  Collection,
  Dimension,
  Json,
  Owner,
  Privileges,
  Publication,
  Routine,
  SchemaObject,
} from '../catalog/model.ts';
import type { Difference } from './compare.ts';
import { type DifferencePart, partOfDifference, wholeDifference } from './difference-part.ts';
import { routineParts } from './rules/routine.ts';

type Part = [path: string, from: Json, to: Json];
type Fields = { readonly [field: string]: Json };

/**
 * Takes a difference apart where its property holds several things that change independently: a policy's settings, a
 * columnstore's, dimensions, grants, published tables, a routine's attributes. Every other difference is one part.
 */
export function splitDifference(difference: Difference, before: SchemaObject, after: SchemaObject): DifferencePart[] {
  const parts = partsOf(difference, before, after).filter(
    ([, from, to]) => JSON.stringify(from) !== JSON.stringify(to),
  );
  if (parts.length === 0) return [wholeDifference(difference)];
  return parts.map(([path, from, to]) => partOfDifference(difference, path, from, to));
}

function partsOf({ collection, property, from, to }: Difference, before: SchemaObject, after: SchemaObject): Part[] {
  switch (property) {
    case 'privileges':
      return privilegesByRole(collection, before, after).map((one) => [one.role, one.from, one.to]);
    case 'columnstore':
      return isFields(from) && isFields(to) ? fields(from, to) : [];
    case 'config':
      return collection === 'jobs' ? fields(isFields(from) ? from : {}, isFields(to) ? to : {}) : [];
    case 'dimensions':
      return dimensions(from as unknown as Dimension[], to as unknown as Dimension[]);
    case 'tables':
      return byName(from as Publication['tables'], to as Publication['tables'], ({ table }) => table);
    case 'schemas':
      return byName(from as string[], to as string[], (schema) => schema);
    case 'definition':
      return collection === 'routines' ? routine(before as Routine, after as Routine) : [];
    default:
      return [];
  }
}

/** Nothing where the signature is another: the routine is created again as a whole. */
function routine(before: Routine, after: Routine): Part[] {
  const signature = ({ form, arguments: list, result }: Routine): string => JSON.stringify([form, list, result]);
  const [old, now] = [before, after].map(({ definition }) => routineParts(definition));
  if (old == null || now == null || signature(before) !== signature(after)) return [];
  return fields({ ...old }, { ...now });
}

function fields(from: Fields, to: Fields): Part[] {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
  return keys.map((key) => [key, from[key] ?? null, to[key] ?? null]);
}

function byName<T extends Json>(from: readonly T[], to: readonly T[], name: (item: T) => string): Part[] {
  const old = Object.fromEntries(from.map((item) => [name(item), item]));
  const now = Object.fromEntries(to.map((item) => [name(item), item]));
  return fields(old, now);
}

/** Nothing where the time column is another or the order differs: that is a new partitioning, not one with other settings. */
function dimensions(from: readonly Dimension[], to: readonly Dimension[]): Part[] {
  const shared = (side: readonly Dimension[], other: readonly Dimension[]): string =>
    side
      .filter((one) => other.some(({ column }) => column === one.column))
      .map(({ column, form }) => `${column} ${form}`)
      .join();
  if (from[0]?.column !== to[0]?.column || shared(from, to) !== shared(to, from)) return [];
  const columns = [...new Set([...from, ...to].map(({ column }) => column))];
  return columns.flatMap((column): Part[] => {
    const [old, now] = [from, to].map((side) => side.find((one) => one.column === column) as Fields | undefined);
    if (old === undefined || now === undefined) return [[column, (old ?? null) as Json, (now ?? null) as Json]];
    return fields(old, now).map(([field, a, b]) => [`${column}.${field}`, a, b]);
  });
}

function isFields(value: Json): value is { [key: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

interface Standard {
  owner: string[];
  public: string[];
}

const NONE: Standard = { owner: [], public: [] };

/** What PostgreSQL grants without being told. PostgreSQL 17 added MAINTAIN for the owner of a table. */
const STANDARD: { readonly [C in Collection]?: Standard } = {
  schemas: { owner: ['CREATE', 'USAGE'], public: [] },
  relations: { owner: ['DELETE', 'INSERT', 'REFERENCES', 'SELECT', 'TRIGGER', 'TRUNCATE', 'UPDATE'], public: [] },
  routines: { owner: ['EXECUTE'], public: ['EXECUTE'] },
  types: { owner: ['USAGE'], public: ['USAGE'] },
  sequences: { owner: ['SELECT', 'UPDATE', 'USAGE'], public: [] },
  others: { owner: ['USAGE'], public: [] },
};

/**
 * Both sides' privileges by role, with PostgreSQL's default written out where the model has none, so that a first GRANT
 * does not look like one to the owner too.
 */
function privilegesByRole(
  collection: Collection,
  before: SchemaObject,
  after: SchemaObject,
): { role: string; from: string[] | null; to: string[] | null }[] {
  const [from, to] = [privilegesOf(before), privilegesOf(after)];
  const standard = STANDARD[collection] ?? NONE;
  const old = from ?? expand(standard, ownerOf(before), to);
  const now = to ?? expand(standard, ownerOf(after), from);
  const roles = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  return roles.map((role) => ({ role, from: old[role] ?? null, to: now[role] ?? null }));
}

function privilegesOf(object: SchemaObject): Privileges {
  return 'privileges' in object ? object.privileges : null;
}

function ownerOf(object: SchemaObject): string {
  const owner: Owner = 'owner' in object ? object.owner : null;
  return owner ?? 'CURRENT_USER';
}

function expand(standard: Standard, owner: string, other: Privileges): { [role: string]: string[] } {
  if (standard === NONE) return {};
  const listed = other?.[owner];
  const all = listed !== undefined && standard.owner.every((one) => listed.includes(one)) ? listed : standard.owner;
  return { [owner]: all, ...(standard.public.length === 0 ? {} : { PUBLIC: standard.public }) };
}
