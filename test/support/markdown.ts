import { marked, type Token, type Tokens } from 'marked';

/** Links within the page that have no anchor, and anchors that are there twice. */
export function deadLinks(page: string): string[] {
  const anchors: string[] = [];
  const links: string[] = [];
  // Nothing here is asynchronous; it gives promises where something is.
  void marked.walkTokens(marked.lexer(page), (token: Token) => {
    if (token.type === 'html')
      anchors.push(...[...token.raw.matchAll(/<a id="([^"]*)">/g)].map((match) => match[1] ?? ''));
    if (token.type === 'link' && token.href.startsWith('#')) links.push(token.href.slice(1));
  });
  const known = new Set(anchors);
  const twice = anchors.filter((anchor, i) => anchors.indexOf(anchor) !== i);
  return [...links.filter((link) => !known.has(link)), ...twice];
}

const OURS =
  /^(<a id="[a-z0-9_.-]+">|<\/a>|<br>|<\/?code>|<\/?span>|<\/?sub>|<!-- -->|<!-- timescale-ci documents [0-9a-f]{16} -->|<\/?details>|<\/?summary>)+$/;

/** What a Markdown reader finds in the page that the page never writes itself: HTML, links, ragged rows. */
export function strangers(page: string): string[] {
  const found: string[] = [];
  void marked.walkTokens(marked.lexer(page), (token: Token) => {
    if (token.type === 'html' && !OURS.test(tags(token.raw))) found.push(token.raw);
    if (token.type === 'link' && !/^(#[a-z0-9_.-]+|https?:\/\/.*|schema_latest\.sql)$/.test(token.href))
      found.push(token.raw);
    if (token.type === 'image' || token.type === 'def') found.push(token.raw);
    if (token.type === 'table') {
      const { header, rows, raw } = token as Tokens.Table;
      if (raw.trimEnd().split('\n').length !== rows.length + 2) found.push(raw);
      if (rows.some((row) => row.length !== header.length)) found.push(raw);
    }
  });
  return found;
}

/** The tags of some HTML: the text between them is escaped, so that every `<` begins one. */
function tags(html: string): string {
  return [...html.matchAll(/<[^>]*>?/g)].map((match) => match[0]).join('');
}
