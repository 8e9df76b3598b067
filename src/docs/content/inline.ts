import { type AnchorKind, anchorId } from './anchor.ts';

/**
 * Words within a line. A plain string stands for itself, whatever it holds; what is more than words says what it is.
 * Writers turn it into Markdown or into elements, each escaping for the place that it writes to.
 */
export type Inline = string | Span | readonly Inline[];

export type Span =
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
