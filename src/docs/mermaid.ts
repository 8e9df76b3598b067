import { every } from '../format/schedule.ts';
import { visible } from '../markdown/visible.ts';
import { schemaOf } from '../sql/names.ts';
import { refreshOf } from './graph/drawings.ts';
import { cardinality, entityOf, type Reference, shortType } from './graph/entity.ts';
import type { Edge, Piece } from './graph/pieces.ts';
import type { Lookup } from './lookup.ts';

/** A Mermaid entity diagram of some tables of one schema: their keys and first columns, and what points where. */
export function entityDiagram(lookup: Lookup, schema: string, piece: Piece<Reference>): string {
  const id = nodeIds();
  const title = (name: string): string =>
    label(schemaOf(name) === schema ? (lookup.relations.get(name)?.bare ?? name) : name);
  return [
    'erDiagram',
    ...piece.nodes.flatMap((name) => entity(lookup, id(name), title(name), name)),
    ...piece.stubs.map((name) => `  ${id(name)}["${title(name)}"]`),
    ...piece.edges.map((edge) => relation(lookup, id, edge)),
  ].join('\n');
}

function entity(lookup: Lookup, id: string, title: string, name: string): string[] {
  const { columns, more } = entityOf(lookup, name);
  if (columns.length === 0) return [`  ${id}["${title}"]`];
  return [
    `  ${id}["${title}"] {`,
    ...columns.map(({ column, keys, time }) => `    ${attribute(column.type, column.bare, keys, time ? 'time' : '')}`),
    ...(more === 0 ? [] : [`    … and_${more}_more`]),
    '  }',
  ];
}

function relation(lookup: Lookup, id: (name: string) => string, reference: Reference): string {
  const { unique, nullable } = cardinality(lookup, reference);
  const line = `${nullable ? '|o' : '||'}--${unique ? 'o|' : 'o{'}`;
  const columns = reference.constraint.columns.join(', ');
  return `  ${id(reference.to)} ${line} ${id(reference.from)} : "${label(columns)}"`;
}

/** One line of an entity: type, name, keys and a note. A name that Mermaid can't spell is repeated in the note. */
export function attribute(type: string, name: string, keys: readonly string[], note: string): string {
  const spelled = word(name);
  const notes = [spelled === name ? '' : name, note].filter(Boolean).map(label).join(', ');
  return [word(shortType(type)), spelled, keys.join(', '), notes === '' ? '' : `"${notes}"`].filter(Boolean).join(' ');
}

/** A word of the diagram's grammar, which has little punctuation and takes `pk`, `fk` and `uk` for its own. */
function word(text: string): string {
  const plain = visible(text).replace(/[^A-Za-z0-9_[\]\u00c0-\ud7ff\uf900-\uffef]+/g, '_');
  return /^([^A-Za-z_\u00c0-\uffff]|[pfu]k(?![A-Za-z0-9_]))/i.test(plain) ? `_${plain}` : plain;
}

/**
 * Gives each name of one diagram an identifier that Mermaid takes anywhere: derived from the name, so that a change
 * elsewhere leaves it, and numbered where two names look alike. The prefix keeps it apart from Mermaid's words.
 */
export function nodeIds(): (name: string) => string {
  const ids = new Map<string, string>();
  const taken = new Set<string>();
  return (name) => {
    const known = ids.get(name);
    if (known !== undefined) return known;
    const wanted = `t_${name.replace(/[^A-Za-z0-9]+/g, '_')}`;
    let id = wanted;
    for (let n = 2; taken.has(id); n++) id = `${wanted}_${n}`;
    taken.add(id);
    ids.set(name, id);
    return id;
  };
}

const KEPT = /(?<=[A-Za-z0-9_])[._]+(?=[A-Za-z0-9_])/;
const OTHER = /[^\p{L}\p{M}\p{Nd} ]/u;
const TOKEN = new RegExp(`(${KEPT.source})|${OTHER.source}`, 'gu');

/**
 * Text between the double quotes of a Mermaid label. Letters, digits, spaces, and dots and underscores inside words
 * stand for themselves; all else becomes Mermaid's `#code;`, so that nothing is read as syntax, Markdown or HTML.
 */
export function label(text: string): string {
  const plain = visible(text).replace(TOKEN, (found, kept) => (kept === undefined ? code(found) : found));
  // Mermaid's grammar of entity diagrams looks for `direction LR` anywhere in a line, quotes or not.
  return /direction/i.test(plain) ? plain.replaceAll(' ', code(' ')) : plain;
}

function code(character: string): string {
  return `#${character.codePointAt(0)};`;
}

/** A Mermaid flowchart from raw tables to what is made of them; a refresh policy's schedule stands on its arrow. */
export function lineageDiagram(lookup: Lookup, piece: Piece<Edge>): string {
  const id = nodeIds();
  return [
    'flowchart LR',
    ...[...piece.nodes, ...piece.stubs].map((name) => `  ${id(name)}${shape(lookup, name)}`),
    ...piece.edges.map((edge) => `  ${id(edge.to)} ${arrow(lookup, edge)} ${id(edge.from)}`),
  ].join('\n');
}

/** Cylinders hold raw rows, double-edged boxes are refreshed, round boxes are asked. */
function shape(lookup: Lookup, name: string): string {
  const title = `"${label(name)}"`;
  const form = lookup.relations.get(name)?.form;
  if (form === 'view') return `(${title})`;
  if (form === 'continuous aggregate' || form === 'materialized view') return `[[${title}]]`;
  return `[(${title})]`;
}

function arrow(lookup: Lookup, edge: Edge): string {
  const refresh = refreshOf(lookup, edge);
  return refresh === undefined ? '-->' : `-->|"${label(every(refresh))}"|`;
}
