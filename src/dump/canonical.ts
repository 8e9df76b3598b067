import { compareNames } from '../sql/names.ts';
import { findTopLevel, replaceSpans, sameIdentifier, startsWith, type Word, wordsOf } from './statement.ts';

/**
 * pg_dump writes some lists in the order in which they were built up: options, grants, a policy's roles. These
 * functions put them in an order of their own, and write the role that built the schema as CURRENT_USER, so that
 * neither the order of the statements nor that role's name shows.
 */

/** PostgreSQL's own count of a column's changes, kept among its options since the minor releases of November 2026. */
const ATTRIBUTE_VERSION = /^pg_attver=/;

/** Statements whose option lists are the object's own, and end where a query or body begins. */
const WITH_OPTIONS =
  /^(ALTER|CREATE (UNLOGGED |FOREIGN |UNIQUE |MATERIALIZED )?(TABLE|INDEX|VIEW|PUBLICATION|SUBSCRIPTION|SERVER|USER MAPPING|DATA WRAPPER))\b/;

/**
 * Sorts every `WITH (a=1, b=2)`, `SET (…)` and `OPTIONS (…)` list of a statement, and leaves out what PostgreSQL keeps
 * there for itself: a pg_dump older than the server writes it, and an older server refuses it. Empty where nothing
 * is left to set. Queries and bodies are left alone: in `UPDATE … SET (b, a) = …` the order is the meaning.
 */
export function sortOptions(statement: string): string {
  if (!WITH_OPTIONS.test(statement) || !/\b(WITH|SET|OPTIONS) \(/.test(statement)) return statement;
  const words = wordsOf(statement);
  const body = findTopLevel(words, 'AS');
  const end = body < 0 ? words.length : body;
  const spans: { start: number; end: number; by: string }[] = [];
  for (let i = 0; i + 1 < end; i++) {
    const keyword = (words[i] as Word).text;
    if (!['WITH', 'SET', 'OPTIONS'].includes(keyword) || words[i + 1]?.text !== '(') continue;
    const items = listItems(words, i + 1);
    const [first, last] = [items?.[0], items?.at(-1)];
    if (items === undefined || first === undefined || last === undefined) continue;
    const texts = items.map(({ start, end }) => statement.slice(start, end));
    if (keyword !== 'OPTIONS' && !texts.every((text) => /^[\w.]+\s*=/.test(text))) continue;
    const kept = texts.filter((text) => keyword !== 'SET' || !ATTRIBUTE_VERSION.test(text)).sort(compareNames);
    if (kept.length === 0) return '';
    // pg_dump breaks the line between foreign options, and nowhere else.
    const between = keyword === 'OPTIONS' ? statement.slice(first.end, items[1]?.start) : ', ';
    spans.push({ start: first.start, end: last.end, by: kept.join(between) });
  }
  return replaceSpans(statement, spans);
}

/** The comma-separated items of the list that opens at `words[open]`, or undefined where it does not close. */
function listItems(words: readonly Word[], open: number): { start: number; end: number }[] | undefined {
  const items: { start: number; end: number }[] = [];
  let depth = 0;
  let first: Word | undefined;
  for (let i = open; i < words.length; i++) {
    const word = words[i] as Word;
    if (word.text === '(') {
      depth++;
      if (depth === 1) continue;
    }
    if (word.text === ')') depth--;
    if (depth === 0 || (depth === 1 && word.text === ',')) {
      const last = words[i - 1] as Word;
      if (first !== undefined) items.push({ start: first.start, end: last.end });
      first = undefined;
      if (depth === 0) return items;
    } else first ??= word;
  }
  return undefined;
}

/** Sorts the roles of a row policy: `CREATE POLICY … TO b, a` is `… TO a, b`. */
export function sortPolicyRoles(statement: string, builder: string): string {
  const words = wordsOf(statement);
  const to = findTopLevel(words, 'TO', 4);
  if (to < 0) return statement;
  let end = to + 1;
  while (words[end + 1]?.text === ',') end += 2;
  const roles = words.slice(to + 1, end + 1).filter((word) => word.text !== ',');
  const names = roles
    .map((word) => (sameIdentifier(word.text, builder) ? 'CURRENT_USER' : word.text))
    .sort(compareNames);
  return replaceSpans(statement, [
    { start: (roles[0] as Word).start, end: (roles.at(-1) as Word).end, by: names.join(', ') },
  ]);
}

interface Grant {
  text: string;
  /** The role that granted, where pg_dump switched to it; undefined for the owner. */
  by: string | undefined;
  to: string;
  grantable: boolean;
  revoke: boolean;
}

/**
 * Puts the statements of one privileges entry in order: what is revoked first, then the grants by name, each after the
 * grant that gave its grantor the right to pass it on.
 */
export function orderGrants(statements: readonly string[], builder: string): string[] {
  const grants: Grant[] = [];
  let by: string | undefined;
  for (const statement of statements) {
    const words = wordsOf(statement);
    if (startsWith(words, 'SET', 'SESSION', 'AUTHORIZATION')) by = words[3]?.text;
    else if (startsWith(words, 'RESET', 'SESSION', 'AUTHORIZATION')) by = undefined;
    else grants.push({ ...readGrant(statement, words, builder), by });
  }
  const rank = (grant: Grant): string => `${grant.revoke ? 0 : 1}${grant.by ?? ''} ${grant.text}`;
  const pending = grants.sort((a, b) => Number(b.revoke) - Number(a.revoke) || compareNames(rank(a), rank(b)));
  const ordered: string[] = [];
  const passedOn = new Set<string>();
  while (pending.length > 0) {
    const ready = pending.findIndex((grant) => grant.by === undefined || passedOn.has(unquoted(grant.by)));
    const grant = pending.splice(Math.max(ready, 0), 1)[0] as Grant;
    if (grant.grantable) passedOn.add(unquoted(grant.to));
    if (grant.by === undefined) ordered.push(grant.text);
    // SET ROLE is enough to grant as somebody, asks for less, and RESET takes it back on every engine.
    else ordered.push(`SET ROLE ${grant.by};`, grant.text, 'RESET ROLE;');
  }
  return ordered;
}

function readGrant(statement: string, words: readonly Word[], builder: string): Omit<Grant, 'by'> {
  const spans: { start: number; end: number; by: string }[] = [];
  const roleAt = (index: number): string => {
    const word = words[index];
    if (word !== undefined && sameIdentifier(word.text, builder)) {
      spans.push({ start: word.start, end: word.end, by: 'CURRENT_USER' });
      return 'CURRENT_USER';
    }
    return word?.text ?? '';
  };
  if (startsWith(words, 'ALTER', 'DEFAULT', 'PRIVILEGES', 'FOR', 'ROLE')) roleAt(5);
  const revoke = words.some((word, i) => word.text === 'REVOKE' && (i === 0 || startsWith(words, 'ALTER')));
  const grantable = startsWith(words.slice(-4), 'WITH', 'GRANT', 'OPTION');
  // The grantee stands at the end: before the semicolon, or before WITH GRANT OPTION.
  const grantee = words.length - (grantable ? 5 : 2);
  const to = roleAt(grantee);
  const [object, preposition] = [words[grantee - 2], words[grantee - 1]];
  // pg_dump before 16 leaves two spaces there in default privileges.
  if (object !== undefined && preposition !== undefined) {
    spans.push({ start: object.end, end: preposition.start, by: ' ' });
  }
  return { text: replaceSpans(statement, spans), to, grantable, revoke };
}

function unquoted(identifier: string): string {
  return identifier.startsWith('"') ? identifier.slice(1, -1).replaceAll('""', '"') : identifier;
}
