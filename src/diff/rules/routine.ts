import type { Routine } from '../../catalog/model.ts';
import { enumerate } from '../../format/count.ts';
import { firstDifference } from '../first-difference.ts';
import { callsFunction } from '../mentions.ts';
import { type ChangedProperty, type Classification, inWords } from '../rule.ts';
import type { SchemaPair } from '../schema-pair.ts';

export const SECURITY = {
  definer: 'every caller has the rights of its owner in it from now on',
  invoker: 'it runs with the rights of its caller: calls fail where those are too few',
} as const;

/** One part of a routine whose signature stays: CREATE OR REPLACE takes it. */
export function routinePart({ part, after, context }: ChangedProperty<Routine>): Classification {
  const [from, to] = [inWords(part.from), inWords(part.to)];
  const words = { from, to };
  switch (part.path as keyof RoutineParts) {
    case 'security':
      return {
        class: 'breaking',
        property: 'security',
        from: `SECURITY ${from?.toUpperCase()}`,
        to: `SECURITY ${to?.toUpperCase()}`,
        message: SECURITY[to === 'definer' ? 'definer' : 'invoker'],
      };
    case 'volatility':
      return {
        ...volatility(from, to),
        property: 'volatility',
        from: from?.toUpperCase() ?? null,
        to: to?.toUpperCase() ?? null,
      };
    case 'nullInput':
      return {
        class: 'breaking',
        property: 'NULL arguments',
        from: nullWords(from),
        to: nullWords(to),
        message: to === 'strict' ? 'a call with a NULL gives NULL and runs nothing' : 'it runs with NULLs too',
      };
    case 'leakproof':
      return part.to === true
        ? { class: 'breaking', ...words, message: 'conditions that call it may see rows that policies hide' }
        : { class: 'safe', ...words, message: 'row security and such views check their rows before it runs' };
    case 'settings':
      return {
        class: 'breaking',
        property: 'settings',
        ...words,
        message: 'it runs under other settings, so the same call may do something else',
      };
    case 'body':
      return { ...body(after, context), property: 'body', ...firstDifference(from ?? '', to ?? '') };
    default:
      return { class: 'safe', property: part.path, ...words, message: 'how the planner uses it' };
  }
}

function volatility(from: string | null, to: string | null): Pick<Classification, 'class' | 'message'> {
  if (from === 'immutable')
    return { class: 'breaking', message: 'indexes and generated columns that call it cannot be created again' };
  return to === 'volatile'
    ? { class: 'safe', message: 'queries call it for every row, and scan no index by it' }
    : { class: 'safe', message: 'the planner may call it once where it was called for every row' };
}

/** What was stored under the old body stays. */
function body({ bare }: Routine, { before, after }: SchemaPair): Pick<Classification, 'class' | 'message'> {
  const message = 'callers get the new body from their next call on';
  const indexes = after.model.indexes.filter(
    ({ name, definition }) => callsFunction(definition, bare) && before.find('indexes', name) !== undefined,
  );
  const columns = after.model.columns.filter(
    ({ name, generated, default: value }) =>
      generated === 'stored' && callsFunction(value ?? '', bare) && before.find('columns', name) !== undefined,
  );
  const stored = [
    ...(indexes.length === 0 ? [] : [`${names(indexes)} ${keep(indexes)} what the old one gave until REINDEX`]),
    ...(columns.length === 0
      ? []
      : [`${names(columns)} ${keep(columns)} what the old one gave until rows are written anew`]),
  ];
  return stored.length === 0
    ? { class: 'safe', message }
    : { class: 'breaking', message: [message, ...stored].join('; ') };
}

function names(objects: readonly { name: string }[]): string {
  return enumerate(objects.map(({ name }) => name));
}

function keep({ length }: readonly unknown[]): string {
  return length === 1 ? 'keeps' : 'keep';
}

function nullWords(input: string | null): string {
  return input === 'strict' ? 'RETURNS NULL ON NULL INPUT' : 'CALLED ON NULL INPUT';
}

/** What CREATE FUNCTION says of a routine beside its signature, as pg_get_functiondef() writes it. */
interface RoutineParts {
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
