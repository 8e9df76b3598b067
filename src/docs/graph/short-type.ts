const SHORT: readonly [RegExp, string][] = [
  [/\([^()]*\)/g, ''],
  [/^timestamp with time zone/, 'timestamptz'],
  [/^timestamp without time zone/, 'timestamp'],
  [/^time with time zone/, 'timetz'],
  [/^time without time zone/, 'time'],
  [/^character varying/, 'varchar'],
  [/^character/, 'char'],
  [/^double precision/, 'float8'],
];

/** A type in the word that people use for it: in a diagram there is room for one. */
export function shortType(type: string): string {
  return SHORT.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), type);
}
