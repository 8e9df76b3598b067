/**
 * The first part of a qualified name as SQL writes it: `trading` of `trading.trades`, `"Odd.Schema"` of
 * `"Odd.Schema"."x"`. Empty for a name without a schema.
 */
export function schemaOf(name: string): string {
  return /^(?:"(?:[^"]|"")*"|[^."(]+)(?=\.)/.exec(name)?.[0] ?? '';
}

/** What follows the schema: `trades` of `trading.trades`. */
export function withoutSchema(name: string): string {
  const schema = schemaOf(name);
  return schema === '' ? name : name.slice(schema.length + 1);
}

/** What an array holds: `trading.side` of `trading.side[]`; any other type itself. */
export function elementType(type: string): string {
  return type.replace(/(\[\])+$/, '');
}

/** The function that a trigger runs, by its name in the model: those functions declare no arguments. */
export function triggerFunction(definition: string): string | null {
  const name = / EXECUTE (?:FUNCTION|PROCEDURE) ((?:"(?:[^"]|"")*"|[^"(])+)\(/.exec(definition)?.[1];
  return name === undefined ? null : `${name}()`;
}

/** Orders by name, the same on every machine. */
export function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
