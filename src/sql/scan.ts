/** What the scanning functions give where the text ends before the quotes do. */
export const UNTERMINATED = -1;

/** PostgreSQL's white space is ASCII; a no-break space is a letter to it. */
export function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d);
}

/** Letters, underscore and every character outside of ASCII. */
export function isIdentifierStart(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || code >= 0x80;
}

/** Where the identifier that starts here ends; the start where none does. `$` may be inside, not first. */
export function identifierEnd(text: string, start: number): number {
  if (!isIdentifierStart(text.charCodeAt(start))) return start;
  let end = start + 1;
  for (; end < text.length; end++) {
    const code = text.charCodeAt(end);
    if (!isIdentifierStart(code) && !(code >= 0x30 && code <= 0x39) && code !== 0x24) break;
  }
  return end;
}

/** Where the line ends, before its line break. A lone carriage return ends a comment too. */
export function lineEnd(text: string, start: number): number {
  const breaks = /[\n\r]/g;
  breaks.lastIndex = start;
  return breaks.exec(text)?.index ?? text.length;
}

/** Where the identifier ends whose opening double quote is at `start`. */
export function quotedIdentifierEnd(text: string, start: number): number {
  for (let offset = start + 1; ; offset += 2) {
    offset = text.indexOf('"', offset);
    if (offset < 0) return UNTERMINATED;
    if (text[offset + 1] !== '"') return offset + 1;
  }
}

/**
 * Where the string constant ends whose opening quote is at `quote`. A constant goes on in the next quotes where only
 * white space with a line break (and -- comments) lies between, and keeps its kind: the second half of an E'…' has
 * escapes too. (psql, which reads line by line, takes that half for a new plain string; the server does not.)
 */
export function stringEnd(text: string, quote: number, escapes: boolean): number {
  for (let opening = quote; ; ) {
    const end = escapes ? escapedPartEnd(text, opening) : plainPartEnd(text, opening);
    if (end === UNTERMINATED) return UNTERMINATED;
    const next = continuation(text, end);
    if (next === undefined) return end;
    opening = next;
  }
}

function plainPartEnd(text: string, opening: number): number {
  for (let offset = opening + 1; ; offset += 2) {
    offset = text.indexOf("'", offset);
    if (offset < 0) return UNTERMINATED;
    if (text[offset + 1] !== "'") return offset + 1;
  }
}

function escapedPartEnd(text: string, opening: number): number {
  const special = /['\\]/g;
  special.lastIndex = opening + 1;
  for (let found = special.exec(text); found !== null; found = special.exec(text)) {
    if (found[0] === "'" && text[special.lastIndex] !== "'") return special.lastIndex;
    special.lastIndex++;
  }
  return UNTERMINATED;
}

/** The offset of the quote that continues a constant ended at `end`, if one does. */
function continuation(text: string, end: number): number | undefined {
  let brokeLine = false;
  for (let offset = end; offset < text.length; ) {
    const code = text.charCodeAt(offset);
    if (isSpace(code)) {
      brokeLine ||= code === 0x0a || code === 0x0d;
      offset++;
    } else if (text.startsWith('--', offset)) {
      offset = lineEnd(text, offset);
    } else {
      return brokeLine && text[offset] === "'" ? offset : undefined;
    }
  }
  return undefined;
}

/** Where the comment ends that starts with `/*` at `start`. Block comments nest in PostgreSQL, unlike in C. */
export function blockCommentEnd(text: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start + 2;
  for (let depth = 1, found = mark.exec(text); found !== null; found = mark.exec(text)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return UNTERMINATED;
}

/**
 * Where the operator ends that starts a run of operator characters, which goes on to `longest`. A comment ends it, and
 * it has + or - last only where it holds a character that standard SQL's operators do not use: `a=-1` is `=` and `-`.
 */
export function operatorEnd(text: string, start: number, longest: number): number {
  let operator = text.slice(start, longest);
  const comment = operator.search(/\/\*|--/);
  if (comment > 0) operator = operator.slice(0, comment);
  if (!/[~!@#^&|`?%]/.test(operator)) operator = operator.replace(/(?<=.)[+-]+$/, '');
  return start + operator.length;
}
