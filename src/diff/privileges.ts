import type { Collection, Owner, Privileges, SchemaObject } from '../catalog/model.ts';

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
export function privilegesByRole(
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
