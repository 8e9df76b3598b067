/** A pattern of names: of schemas (`app`, `tmp_*`), or of relations by both of their names (`public.*_old`). */
export interface NamePattern {
  text: string;
  schema: RegExp;
  /** Undefined for a whole schema. */
  relation: RegExp | undefined;
}

/** `*` stands for any letters, `?` for one; names are as the catalogue has them, without quotes. */
export function namePattern(text: string): NamePattern {
  const dot = text.indexOf('.');
  if (dot < 0) return { text, schema: globMatcher(text), relation: undefined };
  return { text, schema: globMatcher(text.slice(0, dot)), relation: globMatcher(text.slice(dot + 1)) };
}

/** A text as an expression that finds just it (RegExp.escape is younger than Node 22). */
export function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** `*` stands for any letters, `?` for one. */
export function globMatcher(glob: string): RegExp {
  const parts = escapePattern(glob).replaceAll('\\*', '.*');
  return new RegExp(`^${parts.replaceAll('\\?', '.')}$`, 's');
}
