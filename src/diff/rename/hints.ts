import type { SchemaModel } from '../../catalog/model.ts';
import { readDirectives } from '../../sql/directives.ts';
import { unquoted } from '../../sql/names.ts';
import type { SourceStatement } from '../../sql/sources.ts';
import { type Lexeme, lexemes, readName, type StatementHead, statementHead } from '../../sql/statement.ts';
import type { Renamable, Rename } from './types.ts';

/** `-- timescale-ci: renamed-from OLD` with what it stands at. Names are in parts, unquoted. */
export interface RenameHint {
  /** The object, or the table of the item. */
  object: string[];
  kind: string;
  /** The column or constraint of CREATE TABLE that the comment stands at. */
  item: string | null;
  from: string[];
}

/** Reads the comments that set a rename: before a statement or behind it for its object, inside CREATE TABLE for an item. */
export function readRenameHints(statements: readonly SourceStatement[]): RenameHint[] {
  return statements.flatMap((statement) => {
    const head = statementHead(statement.sql);
    if (head.kind === null || head.name.length === 0 || (head.verb !== 'create' && head.verb !== 'alter')) return [];
    const around = readDirectives(`${statement.before}\n${statement.behind}`).filter(isRename);
    const items = head.kind === 'table' ? itemsOf(statement.sql, head) : [];
    const inside = readDirectives(statement.sql).filter(isRename);
    return [
      ...around.map(({ rest }) => hint(head, onlyItem(items, head), rest)),
      ...inside.map(({ rest, start }) => hint(head, itemAt(items, statement.sql, start), rest)),
    ];
  });
}

function isRename({ verb, rest }: { verb: string; rest: string }): boolean {
  return verb === 'renamed-from' && rest !== '';
}

function hint({ name, kind }: StatementHead, item: string | null, from: string): RenameHint {
  return { object: name, kind: kind ?? '', item, from: readName(lexemes(from), 0).parts };
}

interface Item {
  name: string;
  start: number;
  end: number;
}

/** The columns and named constraints of CREATE TABLE (…), or of ALTER TABLE … ADD. */
function itemsOf(sql: string, head: StatementHead): Item[] {
  const tokens = lexemes(sql);
  const items: Item[] = [];
  let depth = 0;
  const add = (at: number): void => {
    const name = itemName(tokens, at);
    const start = tokens[at]?.start ?? 0;
    if (name !== undefined) items.push({ name, start, end: sql.length });
  };
  tokens.forEach(({ text, start }, at) => {
    if (text === '(') depth++;
    if (text === ')') depth--;
    const open = items.at(-1);
    const opens =
      head.verb === 'create' ? depth === 1 && (text === '(' || text === ',') : depth === 0 && /^add$/i.test(text);
    if (opens || (head.verb === 'create' && depth === 0 && text === ')')) {
      if (open !== undefined && open.end === sql.length) open.end = start;
      if (opens) add(at + 1);
    }
  });
  return items;
}

function itemName(tokens: readonly Lexeme[], start: number): string | undefined {
  let at = start;
  while (/^(column|constraint|if|not|exists)$/i.test(tokens[at]?.text ?? '')) at++;
  const token = tokens[at];
  if (token?.kind === 'quotedIdentifier') return unquoted(token.text);
  return token?.kind === 'word' ? token.text.toLowerCase() : undefined;
}

/** ALTER TABLE … ADD names one item: the comment before the statement means that. */
function onlyItem(items: readonly Item[], { verb }: StatementHead): string | null {
  return verb === 'alter' && items.length === 1 ? (items[0]?.name ?? null) : null;
}

/** The item that the comment's line begins, or the next one where the comment has a line of its own. */
function itemAt(items: readonly Item[], sql: string, start: number): string | null {
  const line = sql.lastIndexOf('\n', start - 1) + 1;
  const alone = sql.slice(line, start).trim() === '';
  const found = alone
    ? items.find((item) => item.start > start)
    : (items.findLast((item) => item.start >= line && item.start < start) ??
      items.find((item) => item.start <= start && item.end >= line));
  return found?.name ?? null;
}

/** Holds the comments against the models. What is not there, because the rename was made long ago, is left out. */
export function resolveRenames(hints: readonly RenameHint[], from: SchemaModel, to: SchemaModel): Rename[] {
  const objects = hints.filter(({ item }) => item === null).flatMap((one) => ofObject(one, from, to) ?? []);
  const items = hints.flatMap((one) => (one.item === null ? [] : (ofItem(one, one.item, objects, from, to) ?? [])));
  return [...objects, ...items];
}

const OBJECTS: { readonly [kind: string]: Renamable } = {
  table: 'relations',
  view: 'relations',
  'materialized view': 'relations',
  index: 'indexes',
  function: 'routines',
  procedure: 'routines',
  aggregate: 'routines',
  sequence: 'sequences',
};

function ofObject({ kind, object, from: old }: RenameHint, from: SchemaModel, to: SchemaModel): Rename | undefined {
  const collection = OBJECTS[kind];
  if (collection === undefined) return undefined;
  const now = find(to, collection, object);
  const schema = now === undefined ? [] : namesOf(now).slice(0, -1);
  const before = find(from, collection, old.length === 1 ? [...schema, ...old] : old) ?? find(from, collection, old);
  return now === undefined || before === undefined
    ? undefined
    : { collection, from: before.name, to: now.name, told: true };
}

function ofItem(
  { object, from: old }: RenameHint,
  item: string,
  objects: readonly Rename[],
  from: SchemaModel,
  to: SchemaModel,
): Rename | undefined {
  const table = find(to, 'relations', object)?.name;
  const before = objects.find((one) => one.to === table)?.from ?? table;
  for (const collection of ['columns', 'constraints'] as const) {
    const now = to[collection].find((one) => one.relation === table && one.bare === item);
    const then = from[collection].find((one) => one.relation === before && one.bare === old.at(-1));
    if (now !== undefined && then !== undefined) return { collection, from: then.name, to: now.name, told: true };
  }
  return undefined;
}

type Found = SchemaModel[Renamable][number];

/** The object with that name: qualified, or bare where only one has it. */
function find(model: SchemaModel, collection: Renamable, name: readonly string[]): Found | undefined {
  const objects = (model[collection] as Found[]).filter((one) => endsWith(namesOf(one), name));
  return objects.length === 1 ? objects[0] : undefined;
}

function namesOf({ name }: Found): string[] {
  return readName(lexemes(name), 0).parts;
}

function endsWith(name: readonly string[], end: readonly string[]): boolean {
  return end.length > 0 && end.every((part, i) => name.at(i - end.length) === part);
}
