/** What CREATE FUNCTION says of a routine beside its signature, as pg_get_functiondef() writes it. */
export interface RoutineParts {
  security: 'definer' | 'invoker';
  volatility: 'immutable' | 'stable' | 'volatile';
  nullInput: 'strict' | 'called';
  leakproof: boolean;
  parallel: string;
  /** COST, ROWS and SUPPORT. */
  planner: string | null;
  /** `SET` clauses. */
  settings: string | null;
  body: string;
}

/** Null where the text is none of pg_get_functiondef(): an aggregate has none. */
export function routineParts(definition: unknown): RoutineParts | null {
  if (typeof definition !== 'string') return null;
  const found = /\n LANGUAGE [^\n]*\n((?: [^\n]*\n)*)((?:AS |BEGIN ATOMIC|RETURN )[^]*)$/.exec(definition);
  if (found === null) return null;
  const [, head = '', body = ''] = found;
  const lines = head.split('\n').map((line) => line.trim());
  const settings = lines.filter((line) => line.startsWith('SET '));
  const words = lines
    .filter((line) => !line.startsWith('SET '))
    .join(' ')
    .trim();
  const planner = /\b(?:COST|ROWS|SUPPORT) .*$/.exec(words)?.[0] ?? null;
  return {
    security: /\bSECURITY DEFINER\b/.test(words) ? 'definer' : 'invoker',
    volatility: /\bIMMUTABLE\b/.test(words) ? 'immutable' : /\bSTABLE\b/.test(words) ? 'stable' : 'volatile',
    nullInput: /\bSTRICT\b/.test(words) ? 'strict' : 'called',
    leakproof: /\bLEAKPROOF\b/.test(words),
    parallel: /\bPARALLEL (\w+)/.exec(words)?.[1]?.toLowerCase() ?? 'unsafe',
    planner,
    settings: settings.length === 0 ? null : settings.join(', '),
    body: /^AS \$(\w*)\$([^]*)\$\1\$\s*$/.exec(body)?.[2]?.trim() ?? body.trim(),
  };
}
