import type { SchemaModel } from '../catalog/model.ts';
import type { Dump } from '../dump/dump.ts';
import type { Node } from '../dump/order.ts';
import { type Word, wordsOf } from '../dump/statement.ts';
import { Outline } from '../script/outline.ts';
import { isBlank, tokenize } from '../sql/lexer.ts';
import { baseOf } from '../sql/names.ts';

/** A piece of a schema that comes and goes as one: what a node of its dump makes, by what it is and what it is called. */
export interface Piece {
  /** `table public.trades`, `constraint public.trades.trades_pkey`; the same in both schemas. */
  key: string;
  kind: string;
  /** As SQL names it: qualified, with the argument types of a routine. */
  name: string;
  /** The relation that it belongs to. */
  on: string | null;
  statements: string[];
  /** The pieces that must be there before it. */
  needs: Set<Piece>;
}

/** How the first words of a statement tell what it makes. `%` stands for a name, `@` for the name of its relation. */
const SHAPES: readonly [pattern: string, kind: string][] = [
  ['CREATE SCHEMA %', 'schema'],
  ['ALTER SCHEMA %', 'schema'],
  ['CREATE EXTENSION IF NOT EXISTS %', 'extension'],
  ['CREATE FUNCTION %', 'function'],
  ['CREATE PROCEDURE %', 'procedure'],
  ['CREATE AGGREGATE %', 'aggregate function'],
  ['CREATE TYPE %', 'type'],
  ['CREATE DOMAIN %', 'domain'],
  ['CREATE COLLATION %', 'collation'],
  ['CREATE CONVERSION %', 'conversion'],
  ['CREATE TEXT SEARCH CONFIGURATION %', 'text search configuration'],
  ['CREATE TEXT SEARCH DICTIONARY %', 'text search dictionary'],
  ['CREATE TEXT SEARCH PARSER %', 'text search parser'],
  ['CREATE TEXT SEARCH TEMPLATE %', 'text search template'],
  ['CREATE FOREIGN DATA WRAPPER %', 'foreign data wrapper'],
  ['CREATE SERVER %', 'server'],
  ['CREATE SEQUENCE %', 'sequence'],
  ['CREATE UNLOGGED SEQUENCE %', 'sequence'],
  ['CREATE TABLE %', 'table'],
  ['CREATE UNLOGGED TABLE %', 'table'],
  ['CREATE FOREIGN TABLE %', 'foreign table'],
  ['CREATE VIEW %', 'view'],
  ['CREATE MATERIALIZED VIEW %', 'materialized view'],
  ['CREATE STATISTICS %', 'statistics'],
  ['CREATE PUBLICATION %', 'publication'],
  ['CREATE SUBSCRIPTION %', 'subscription'],
  ['CREATE EVENT TRIGGER %', 'event trigger'],
  ['ALTER SEQUENCE % OWNED BY', 'owned by'],
  ['ALTER TABLE ONLY @ ATTACH PARTITION %', 'partition'],
  ['ALTER INDEX @ ATTACH PARTITION %', 'index partition'],
  ['ALTER TABLE ONLY @ ADD CONSTRAINT %', 'constraint'],
  ['ALTER TABLE @ ADD CONSTRAINT %', 'constraint'],
  ['ALTER TABLE ONLY @ ALTER COLUMN % SET DEFAULT', 'default'],
  ['ALTER TABLE @ ALTER COLUMN % SET DEFAULT', 'default'],
  ['ALTER TABLE ONLY @ ALTER COLUMN % ADD GENERATED', 'identity'],
  ['ALTER TABLE @ ALTER COLUMN % ADD GENERATED', 'identity'],
  ['ALTER TABLE @ ENABLE ROW LEVEL SECURITY', 'row security'],
  ['ALTER TABLE @ FORCE ROW LEVEL SECURITY', 'forced row security'],
  ['ALTER PUBLICATION % ADD TABLE ONLY @', 'published table'],
  ['ALTER PUBLICATION % ADD TABLES IN SCHEMA @', 'published schema'],
];

/** These are named by what stands behind ON. */
const ON_RELATION: readonly [RegExp, string][] = [
  [/^CREATE (UNIQUE )?INDEX /, 'index'],
  [/^CREATE (CONSTRAINT )?TRIGGER /, 'trigger'],
  [/^CREATE POLICY /, 'row policy'],
];

/** The pieces of a schema in the order of its dump. */
export function piecesOf(dump: Pick<Dump, 'nodes' | 'model'>): Piece[] {
  const pieces = dump.nodes.map((node) => pieceOf(node, dump.model));
  const byNode = new Map(dump.nodes.map((node, i) => [node, pieces[i] as Piece]));
  const seen = new Map<string, number>();
  dump.nodes.forEach((node, i) => {
    const piece = pieces[i] as Piece;
    for (const need of node.needs) {
      const other = byNode.get(need);
      if (other !== undefined) piece.needs.add(other);
    }
    // pg_dump says a few things twice, each with the same words.
    const count = (seen.get(piece.key) ?? 0) + 1;
    seen.set(piece.key, count);
    if (count > 1) piece.key += ` (${count})`;
  });
  return pieces;
}

function pieceOf(node: Node, model: SchemaModel): Piece {
  const { about } = node;
  const statements = whole(node.statements);
  const piece = (kind: string, name: string, on: string | null = null): Piece => ({
    key: `${kind} ${name}`,
    kind,
    name,
    on,
    statements,
    needs: new Set(),
  });
  if (about !== undefined) return generatedPiece(about, piece, model);
  const first = statements.find((statement) => !/^(SET|SELECT pg_catalog\.set_config)\b/.test(statement)) ?? '';
  const words = wordsOf(first);
  for (const [pattern, kind] of SHAPES) {
    const found = match(words, pattern);
    if (found === undefined) continue;
    if (kind === 'materialized view' && /\bWITH \(timescaledb\.continuous\b/.test(first)) {
      return piece('continuous aggregate', found.name);
    }
    if (kind === 'function' || kind === 'procedure' || kind === 'aggregate function') {
      return piece('routine', routineName(first, found.name, model));
    }
    if (kind === 'published table' || kind === 'published schema') {
      return piece(kind, `${found.name} ${found.on}`, kind === 'published table' ? (found.on ?? null) : null);
    }
    if (kind === 'owned by')
      return piece(kind, found.name, withoutLast(nameAt(words, 5 + 2 * (found.name.includes('.') ? 1 : 0)).text));
    if (found.on === undefined) return piece(kind, found.name);
    const named = pattern.includes('%') && !kind.includes('partition') ? `${found.on}.${found.name}` : found.on;
    return piece(kind, kind.includes('partition') ? found.name : named, found.on);
  }
  for (const [pattern, kind] of ON_RELATION) {
    if (!pattern.test(first)) continue;
    const at = words.findIndex(({ text }) => text === 'ON');
    const only = words[at + 1]?.text === 'ONLY' ? 1 : 0;
    const on = nameAt(words, at + 1 + only).text;
    const bare = words[at - 1]?.text ?? '';
    if (kind !== 'index') {
      const after = words.findIndex(({ text }) => text === 'TRIGGER' || text === 'POLICY');
      return piece(kind, `${on}.${words[after + 1]?.text ?? ''}`, on);
    }
    return piece(kind, `${schemaText(on)}${bare}`, on);
  }
  return otherPiece(first, words, piece);
}

type Make = (kind: string, name: string, on?: string | null) => Piece;

/** A body BEGIN ATOMIC, and the commands of a rule, hold semicolons that end no statement. */
function whole(parts: string[]): string[] {
  if (!parts.some((part) => /\bATOMIC\b|^CREATE RULE\b/.test(part))) return parts;
  const found: string[] = [];
  let open: Outline | undefined;
  for (const part of parts) {
    const outline: Outline = open ?? new Outline();
    for (const token of tokenize(part)) {
      if (!isBlank(token)) outline.see(token.kind, part.slice(token.start, token.end), token.start);
    }
    if (open === undefined) found.push(part);
    else found.push(`${found.pop()}\n${part}`);
    open = outline.unclosed() === undefined ? undefined : outline;
  }
  return found;
}

function generatedPiece(about: string, piece: Make, model: SchemaModel): Piece {
  const [, kind = '', name = ''] =
    /^(hypertable|columnstore|chunk skipping|access method|extension privileges|direct compress policies|built-in job|job|rows) ([^]*)$/.exec(
      about,
    ) ?? [];
  const relation =
    kind === 'job'
      ? (model.jobs.find((job) => job.name === name)?.relation ?? null)
      : kind.includes('job')
        ? null
        : name;
  return piece(kind, name, kind === 'extension privileges' ? null : relation);
}

function otherPiece(first: string, words: readonly Word[], piece: Make): Piece {
  const text = words.map((word) => word.text);
  if (text[0] === 'COMMENT') {
    const is = text.indexOf('IS');
    const target = sliceOf(first, words, 2, is);
    return piece('comment', target, relationOf(target));
  }
  if (text[0] === 'GRANT' || text[0] === 'REVOKE') {
    const on = text.indexOf('ON');
    const end = text.findIndex((word, i) => i > on && (word === 'TO' || word === 'FROM'));
    const target = sliceOf(first, words, on + 1, end);
    const columns = text.includes('(') && text.indexOf('(') < on ? ' columns' : '';
    return piece('privileges', target + columns, /^TABLE /.test(target) ? target.slice('TABLE '.length) : null);
  }
  if (text[0] === 'ALTER' && text[1] === 'DEFAULT') {
    return piece('default privileges', defaultPrivilegesName(first, words));
  }
  if (text[0] === 'CREATE' && text.includes('RULE')) {
    const at = text.indexOf('RULE');
    const to = text.indexOf('TO');
    const on = nameAt(words, to + 1).text;
    return piece('rule', `${on}.${text[at + 1]}`, on);
  }
  if (text[0] === 'CREATE' && text[1] === 'CAST') return piece('cast', sliceOf(first, words, 2, text.indexOf(')') + 1));
  return piece('other', first.split('\n')[0] ?? '');
}

/** `FOR ROLE r IN SCHEMA s … ON TABLES`: what the entry is about, whoever is granted what. */
function defaultPrivilegesName(first: string, words: readonly Word[]): string {
  const text = words.map((word) => word.text);
  const verb = text.findIndex((word) => word === 'GRANT' || word === 'REVOKE');
  const on = text.indexOf('ON', verb);
  return `${sliceOf(first, words, 3, verb)} ${text[on + 1]}`;
}

/** The relation that COMMENT ON's target is, or is a part of. */
function relationOf(target: string): string | null {
  const words = wordsOf(target);
  const at = words.findIndex(({ text }) => text === 'ON');
  if (at > 0 && words[at + 1]?.text !== 'DOMAIN') return nameAt(words, at + 1).text;
  const kind = /^(TABLE|VIEW|MATERIALIZED VIEW|FOREIGN TABLE|COLUMN) /.exec(target)?.[0];
  if (kind === undefined) return null;
  const name = nameAt(words, wordsOf(kind).length).text;
  if (kind !== 'COLUMN ') return name;
  return withoutLast(name);
}

/** The relation of a column's name. */
function withoutLast(name: string): string {
  const parts = wordsOf(name).filter(({ text }) => text !== '.');
  return parts
    .slice(0, -1)
    .map(({ text }) => text)
    .join('.');
}

function match(words: readonly Word[], pattern: string): { name: string; on?: string } | undefined {
  let at = 0;
  let name = '';
  let on: string | undefined;
  for (const part of pattern.split(' ')) {
    if (part === '%' || part === '@') {
      const found = nameAt(words, at);
      if (part === '%') name = found.text;
      else on = found.text;
      at = found.end;
    } else if (words[at]?.text !== part) return undefined;
    else at++;
  }
  return { name, ...(on === undefined ? {} : { on }) };
}

/** The qualified name that begins at a word, as it is written. */
function nameAt(words: readonly Word[], start: number): { text: string; end: number } {
  let at = start;
  let text = words[at]?.text ?? '';
  while (words[at + 1]?.text === '.') {
    text += `.${words[at + 2]?.text ?? ''}`;
    at += 2;
  }
  return { text, end: at + 1 };
}

function sliceOf(sql: string, words: readonly Word[], from: number, to: number): string {
  return sql.slice(words[from]?.start, words[to - 1]?.end);
}

function schemaText(name: string): string {
  const words = wordsOf(name);
  return words.length > 1 ? `${words[0]?.text}.` : '';
}

/** The model's name of the routine that a statement makes; overloads are told apart by their arguments. */
function routineName(statement: string, base: string, model: SchemaModel): string {
  const named = model.routines.filter(({ name }) => baseOf(name) === base);
  const found = named.length === 1 ? named[0] : named.find((one) => statement.includes(`${base}(${one.arguments})`));
  return found?.name ?? statement.slice(0, statement.indexOf(')') + 1);
}
