import type { Privileges } from './model.ts';

type Grant = [grantee: string, privilege: string, grantable: boolean, grantor: string];
export type RawPrivileges = { list: Grant[] | null; default: Grant[] | null; owner: string } | null;

/**
 * Turns an access list as the catalogue has it into the model's form. The order of the grants does not show, and a list
 * that says what PostgreSQL grants by default is none.
 */
export function privilegesOf(raw: RawPrivileges): Privileges {
  if (raw === null) return null;
  const actual = collect(raw.list ?? [], raw.owner);
  const standard = collect(raw.default ?? [], raw.owner);
  return JSON.stringify(actual) === JSON.stringify(standard) ? null : actual;
}

function collect(entries: Grant[], owner: string): { [role: string]: string[] } {
  const byRole = new Map<string, Set<string>>();
  for (const [grantee, privilege, grantable, grantor] of entries) {
    const key = grantor === owner ? grantee : `${grantee} (granted by ${grantor})`;
    const privileges = byRole.get(key) ?? new Set();
    privileges.add(grantable ? `${privilege}*` : privilege);
    byRole.set(key, privileges);
  }
  const roles = [...byRole.keys()].sort();
  return Object.fromEntries(roles.map((role) => [role, [...(byRole.get(role) ?? [])].sort()]));
}
