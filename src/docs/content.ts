/**
 * Words within a line. A plain string stands for itself, whatever it holds; what is more than words says what it is.
 * Writers turn it into Markdown or into elements, each escaping for the place that it writes to.
 */
export type Inline = string | Span | readonly Inline[];

type Span =
  /** A name, a type, an expression. */
  | { readonly code: string }
  /** A comment's text as its author wrote it: lines, web addresses, code between backticks. */
  | { readonly prose: string }
  | { readonly strong: string }
  /** A link within the document. */
  | { readonly label: Inline; readonly to: string }
  /** A link to a file beside the document. */
  | { readonly label: Inline; readonly file: string }
  /** The place that a link leads to. */
  | { readonly anchor: string }
  /** One below the other. */
  | { readonly lines: readonly Inline[] };

/** A sentence from fixed words and parts: say`Reads ${link}`. */
export function say(words: TemplateStringsArray, ...parts: readonly Inline[]): Inline {
  return words.flatMap((word, i) => [word, parts[i] ?? '']).filter((part) => part !== '');
}

export function code(text: string): Inline {
  return text === '' ? '' : { code: text };
}

export function prose(text: string): Inline {
  return text.trim() === '' ? '' : { prose: text };
}

/** The first line of some prose, for where there is room for one. */
export function firstLine(text: string): Inline {
  return prose(/\S[^\r\n]*/.exec(text)?.[0] ?? '');
}

export function strong(text: string): Inline {
  return { strong: text };
}

export function link(label: Inline, kind: AnchorKind, name: string): Inline {
  return { label, to: anchorId(kind, name) };
}

/** Goes into the first cell of a row; a heading has an anchor of its own. */
export function anchor(kind: AnchorKind, name: string): Inline {
  return { anchor: anchorId(kind, name) };
}

/** Parts with something between them: `a, b`. */
export function join(parts: readonly Inline[], separator: string): Inline {
  return parts.flatMap((part, i) => (i === 0 ? [part] : [separator, part]));
}

/** What there is to say, one below the other. */
export function lines(parts: readonly Inline[]): Inline {
  const said = parts.filter((part) => !isEmpty(part));
  return said.length === 1 ? (said[0] ?? '') : said.length === 0 ? '' : { lines: said };
}

/** Whether nothing would show. */
export function isEmpty(content: Inline): boolean {
  return content === '' || (isList(content) && content.every(isEmpty));
}

export function isList(content: Inline): content is readonly Inline[] {
  return Array.isArray(content);
}

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

type AnchorKind = 'section' | 'schema' | 'table' | 'view' | 'function' | 'type' | 'sequence';

/**
 * A stable address in the document: `table.trading.trades`. Lower-case letters, digits, `_` and `.` stand for themselves,
 * anything else is `-hex-`, so that two names never share one. The first dot keeps it apart from the addresses that
 * GitHub derives from headings, which hold none.
 */
export function anchorId(kind: AnchorKind, name: string): string {
  return `${kind}.${name.replace(/[^a-z0-9_.]/gu, (c) => `-${(c.codePointAt(0) ?? 0).toString(16)}-`)}`;
}
