/** True where the text of `pg_dump --help` lists the option. */
export function listsOption(help: string, option: string): boolean {
  return help.split(/[\s,=]+/).includes(option);
}

/** pg_dump's arguments, and the one that makes it see what the session that exported the snapshot sees. */
export function dumpArguments(args: readonly string[], options: { snapshot?: string } = {}): string[] {
  return options.snapshot === undefined ? [...args] : [...args, `--snapshot=${options.snapshot}`];
}
