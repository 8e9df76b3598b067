import { type AnchorKind, anchorId } from './anchor.ts';
import { type Inline, isEmpty } from './inline.ts';

/** A part of the document, from margin to margin. */
export type Block =
  | { readonly heading: Inline; readonly level: 1 | 2 | 3; readonly anchor: string | null }
  /** A line above a part, not worth a heading. */
  | { readonly title: Inline }
  | { readonly paragraph: Inline }
  /** A paragraph in small print. */
  | { readonly note: Inline }
  | { readonly bullets: readonly Inline[] }
  | { readonly outline: readonly OutlineItem[] }
  | { readonly header: readonly string[]; readonly rows: readonly (readonly Inline[])[] }
  | { readonly source: string; readonly language: 'sql' | 'mermaid' }
  /** Shown on demand. */
  | { readonly summary: Inline; readonly folded: readonly Block[] };

export interface OutlineItem {
  readonly item: Inline;
  readonly below: readonly Inline[];
}

/** What there is of these parts, in their order. */
export function blocks(...parts: readonly (Block | readonly Block[] | null)[]): readonly Block[] {
  return parts.flatMap((part) => part ?? []);
}

/** A heading; links lead to it where it has a kind and a name. */
export function heading(level: 1 | 2 | 3, text: Inline, kind?: AnchorKind, name = ''): Block {
  return { heading: text, level, anchor: kind === undefined ? null : anchorId(kind, name) };
}

export function title(text: Inline): Block {
  return { title: text };
}

/** Null where there is nothing to say. */
export function paragraph(text: Inline): Block | null {
  return isEmpty(text) ? null : { paragraph: text };
}

/** Null where there is nothing to list. */
export function bullets(items: readonly Inline[]): Block | null {
  return items.length === 0 ? null : { bullets: items };
}

/**
 * A table; null without rows. A column in which every cell is empty is left out, save the first: what most databases do
 * not use need not be looked at.
 */
export function table(header: readonly string[], rows: readonly (readonly Inline[])[]): Block | null {
  if (rows.length === 0) return null;
  const used = header.map((_, i) => i === 0 || rows.some((row) => !isEmpty(row[i] ?? '')));
  const keep = <T>(cells: readonly T[]): T[] => cells.filter((_, i) => used[i]);
  return { header: keep(header), rows: rows.map(keep) };
}

export function fence(language: 'sql' | 'mermaid', source: string): Block {
  return { source, language };
}

export function folded(summary: Inline, body: Block | readonly Block[]): Block {
  return { summary, folded: blocks(body) };
}
