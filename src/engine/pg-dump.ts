/**
 * Settings for pg_dump's session: constants in views, defaults and checks are written by these, and pg_dump leaves them to
 * the server's, the database's and the user's own. Compiling its queries would take longer than they do. In the form of
 * libpq's `options`.
 */
export const DUMP_SETTINGS =
  '-c timezone=UTC -c bytea_output=hex -c quote_all_identifiers=off -c lc_monetary=C -c jit=off';

/** True where the text of `pg_dump --help` lists the option. */
export function listsOption(help: string, option: string): boolean {
  return help.split(/[\s,=]+/).includes(option);
}

/** pg_dump's arguments, and the one that makes it see what the session that exported the snapshot sees. */
export function dumpArguments(args: readonly string[], options: { snapshot?: string } = {}): string[] {
  return options.snapshot === undefined ? [...args] : [...args, `--snapshot=${options.snapshot}`];
}
