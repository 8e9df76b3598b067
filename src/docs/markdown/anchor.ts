export type AnchorKind = 'section' | 'schema' | 'table' | 'view' | 'function' | 'type' | 'sequence';

/**
 * A stable address in the page: `table.trading.trades`. Lower-case letters, digits, `_` and `.` stand for themselves,
 * anything else is `-hex-`, so that two names never share one. The first dot keeps it apart from the addresses that
 * GitHub derives from headings, which hold none.
 */
export function anchorId(kind: AnchorKind, name: string): string {
  return `${kind}.${name.replace(/[^a-z0-9_.]/gu, (c) => `-${(c.codePointAt(0) ?? 0).toString(16)}-`)}`;
}

/** The place that a link leads to: goes into a heading, or into the first cell of a row. */
export function anchor(kind: AnchorKind, name: string): string {
  return `<a id="${anchorId(kind, name)}"></a>`;
}

/** A link within the page. `label` is Markdown already. */
export function link(label: string, kind: AnchorKind, name: string): string {
  return `[${label}](#${anchorId(kind, name)})`;
}
