import type { Routine } from '../../catalog/model.ts';

/**
 * How a routine behaves where that differs from PostgreSQL's default (volatile, with the rights and settings of its
 * caller): `['stable', 'security definer', 'set search_path to 'pg_catalog'']`. Read from the lines that
 * pg_get_functiondef writes between the language and the body; an aggregate has none.
 */
export function behaviour({ definition, arguments: parameters }: Routine): string[] {
  if (typeof definition !== 'string') return [];
  const head = definition.slice(definition.indexOf(`(${parameters})`) + parameters.length + 2);
  const lines = head.split('\n');
  const from = lines.findIndex((line) => line.startsWith(' LANGUAGE '));
  if (from === -1) return [];
  const after = lines.slice(from + 1);
  const end = after.findIndex((line) => !line.startsWith(' '));
  return after.slice(0, end === -1 ? after.length : end).flatMap(words);
}

const WORDS = /SECURITY DEFINER|PARALLEL \S+|(COST|ROWS|SUPPORT) \S+|WINDOW|IMMUTABLE|STABLE|STRICT|LEAKPROOF/g;

function words(line: string): string[] {
  if (/^ SET /.test(line)) return [line.trim().replace(/^SET (.*?) TO /, 'set $1 to ')];
  return (line.match(WORDS) ?? []).map((word) =>
    word.replace(/^[A-Z]+( (DEFINER|SAFE|RESTRICTED))?/, (one) => one.toLowerCase()),
  );
}
