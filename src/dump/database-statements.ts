import type { DatabaseProperties } from '../catalog/model.ts';
import { quoteLiteral } from '../sql/quote.ts';

/** What PostgreSQL grants on a database by default: to its owner, and to everybody. */
const OWNER = ['CONNECT', 'CREATE', 'TEMPORARY'];
const PUBLIC = ['CONNECT', 'TEMPORARY'];

/** What makes a fresh database's owner, privileges and comment those of the model. `:"DBNAME"` is its name, as in psql. */
export function databaseStatements({ owner, privileges, comment }: DatabaseProperties): string[] {
  const statements: string[] = [];
  if (owner !== null) statements.push(`ALTER DATABASE :"DBNAME" OWNER TO ${owner};`);
  if (privileges !== null) {
    const standard = new Map([
      ['PUBLIC', PUBLIC],
      [owner ?? 'CURRENT_USER', OWNER],
    ]);
    for (const [role, usual] of standard) {
      const lost = usual.filter(
        (privilege) => !privileges[role]?.some((given) => given.replace('*', '') === privilege),
      );
      if (lost.length > 0) statements.push(`REVOKE ${lost.join(', ')} ON DATABASE :"DBNAME" FROM ${role};`);
    }
    for (const [key, given] of Object.entries(privileges)) {
      const role = key.replace(/ \(granted by [^]*\)$/, '');
      for (const option of [false, true]) {
        const gained = given
          .filter((privilege) => privilege.endsWith('*') === option && !standard.get(role)?.includes(privilege))
          .map((privilege) => privilege.replace('*', ''));
        if (gained.length === 0) continue;
        statements.push(
          `GRANT ${gained.join(', ')} ON DATABASE :"DBNAME" TO ${role}${option ? ' WITH GRANT OPTION' : ''};`,
        );
      }
    }
  }
  if (comment !== null) statements.push(`COMMENT ON DATABASE :"DBNAME" IS ${quoteLiteral(comment)};`);
  return statements;
}
