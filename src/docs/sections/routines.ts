import type { Routine } from '../../catalog/model.ts';
import { baseOf, withoutSchema } from '../../sql/names.ts';
import {
  anchor,
  type Block,
  blocks,
  code,
  heading,
  type Inline,
  lines,
  link,
  prose,
  say,
  strong,
  table,
} from '../content.ts';
import { relationLink, routineKey } from '../links.ts';
import type { Lookup } from '../lookup.ts';
import { privilegeCell } from './security.ts';

/** The functions, procedures and aggregates of a schema: how each is called, what it gives, what it is for. */
export function routineTable(lookup: Lookup, schema: string): readonly Block[] {
  const routines = lookup.routinesIn(schema);
  const found = table(
    ['Function', 'Kind', 'Returns', 'Language', 'Behaviour', 'Used by', 'Owner', 'Grants', 'Description'],
    routines.map((routine) => [
      [anchor('function', routineKey(lookup, routine)), code(signature(routine))],
      routine.form === 'function' ? '' : routine.form,
      code(routine.result ?? ''),
      routine.language,
      lines(behaviour(routine).map(behaviourCell)),
      callers(lookup, routine.name),
      code(routine.owner ?? ''),
      privilegeCell(routine.privileges, routine.owner, 'function'),
      prose(lookup.describe(routine) ?? ''),
    ]),
  );
  return found === null ? [] : blocks(heading(3, say`Functions of ${code(schema)}`), found);
}

/** What a function may do beyond its caller's rights stands out; a setting is code. */
function behaviourCell(words: string): Inline {
  if (words.startsWith('set ')) return code(words);
  return words === 'security definer' ? strong(words) : words;
}

function callers(lookup: Lookup, name: string): Inline {
  return lines(
    lookup.usesOf(name).map((use) => {
      if (use.relation !== null) return say`${relationLink(lookup, use.relation)} (${use.part})`;
      const section = use.part === 'event trigger' ? 'others' : 'policies';
      return lookup.isShown(section) ? link(use.part, 'section', section) : use.part;
    }),
  );
}

/** The name with its arguments as one declares them: `f(since interval DEFAULT '1 day')`. */
function signature(routine: Routine): string {
  return `${baseOf(withoutSchema(routine.name))}(${routine.arguments})`;
}

/**
 * How a routine behaves where that differs from PostgreSQL's default (volatile, with the rights and settings of its
 * caller): `['stable', 'security definer', 'set search_path to 'pg_catalog'']`. Read from the lines that
 * pg_get_functiondef writes between the language and the body; an aggregate has none.
 */
function behaviour({ definition, arguments: parameters }: Routine): string[] {
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
