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

/** A routine's name without its argument types: `trading.f` of `trading.f(integer)`. */
export function baseOf(routine: string): string {
  return /^(?:"(?:[^"]|"")*"|[^"(])+/.exec(routine)?.[0] ?? routine;
}

/** An identifier's own text: `Dev Id` of `"Dev Id"`. */
export function unquoted(identifier: string): string {
  return /^"(?:[^"]|"")*"$/.test(identifier) ? identifier.slice(1, -1).replaceAll('""', '"') : identifier;
}

/** The function that a trigger runs, without arguments, which such functions never declare. */
export function triggerFunction(definition: string): string | null {
  return / EXECUTE (?:FUNCTION|PROCEDURE) ((?:"(?:[^"]|"")*"|[^"(])+)\(/.exec(definition)?.[1] ?? null;
}

/** Orders by name, the same on every machine. */
export function byName(a: { name: string }, b: { name: string }): number {
  return compareNames(a.name, b.name);
}

/** Orders names as bytes would, the same on every machine and locale. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
