export type AnchorKind = 'section' | 'schema' | 'table' | 'view' | 'function' | 'type' | 'sequence';

/**
 * A stable address in the document: `table.trading.trades`. Lower-case letters, digits, `_` and `.` stand for themselves,
 * anything else is `-hex-`, so that two names never share one. The first dot keeps it apart from the addresses that
 * GitHub derives from headings, which hold none.
 */
export function anchorId(kind: AnchorKind, name: string): string {
  return `${kind}.${name.replace(/[^a-z0-9_.]/gu, (c) => `-${(c.codePointAt(0) ?? 0).toString(16)}-`)}`;
}
