import { tokenize } from './lexer.ts';

/** A comment that speaks to us: `-- timescale-ci: ignore missing-comment it is a scratch table`. */
export interface Directive {
  /** `ignore`, `renamed-from`. */
  verb: string;
  /** What follows, without blanks around it. */
  rest: string;
  /** Where the comment starts in the text. */
  start: number;
}

const COMMENT = /^(?:--|\/\*)\s*timescale-ci:\s*([a-z-]+)[ \t]*(.*?)\s*(?:\*\/)?$/is;

/** The directives in some SQL, in order. Quotes and dollar quotes hold none. */
export function readDirectives(sql: string): Directive[] {
  return [...tokenize(sql)].flatMap(({ kind, start, end }) => {
    const found = kind === 'comment' ? COMMENT.exec(sql.slice(start, end)) : null;
    if (found === null) return [];
    const [, verb = '', rest = ''] = found;
    return [{ verb: verb.toLowerCase(), rest: rest.trim(), start }];
  });
}
