/** Blocks are separated by one blank line; empty ones vanish. */
export function blocks(...parts: (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join('\n\n');
}

/** A bullet list; null where there is nothing to list. `items` are Markdown already, one line each. */
export function bullets(items: readonly string[]): string | null {
  return items.length === 0 ? null : items.map((item) => `- ${item}`).join('\n');
}

/** A fenced block that holds anything: its fence is longer than any in the content. */
export function fence(language: string, content: string): string {
  const longest = Math.max(2, ...[...content.matchAll(/`{3,}/g)].map((run) => run[0].length));
  const marks = '`'.repeat(longest + 1);
  return `${marks}${language}\n${content.replace(/\r\n?/g, '\n').replace(/\n+$/, '')}\n${marks}`;
}

/** Folded content. `summary` is HTML, `body` is Markdown. */
export function folded(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
