import { visibleLines } from './visible.ts';

/** Blocks are separated by one blank line; empty ones vanish. */
export function blocks(...parts: (string | null)[]): string {
  return parts.filter((part) => part !== null && part !== '').join('\n\n');
}

/** A bullet list; null where there is nothing to list. `items` are Markdown already, one line each. */
export function bullets(items: readonly string[]): string | null {
  return items.length === 0 ? null : items.map((item) => `- ${item}`).join('\n');
}

/** A fenced block that holds anything: its fence is longer than any in the content. What cannot be seen in it shows. */
export function fence(language: string, content: string): string {
  const marks = '`'.repeat(fenceLength(content));
  return `${marks}${language}\n${visibleLines(content).replace(/\n+$/, '')}\n${marks}`;
}

/** How many backticks a fence around the content takes. There may be more runs in it than a call takes arguments. */
export function fenceLength(content: string): number {
  return (content.match(/`{3,}/g) ?? []).reduce((most, run) => Math.max(most, run.length + 1), 3);
}

/** Folded content. `summary` is HTML, `body` is Markdown. */
export function folded(summary: string, body: string): string {
  return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
