export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The owner's role name, quoted where needed; null for the role that built the schema. */
export type Owner = string | null;

/**
 * Who may do what: role (quoted where needed, or `PUBLIC`, or `CURRENT_USER`) to its privileges in alphabetical order,
 * `*` for the grant option; a grantor other than the owner stands behind the role. Null where nothing differs from
 * what PostgreSQL grants by default, so an explicit list that equals the default counts as none.
 */
export type Privileges = { [role: string]: string[] } | null;
