import { createHash } from 'node:crypto';

/** How a text of ours at GitHub begins, which tells it from what people write and from those of other runs. */
export function marker(what: 'review' | 'drift' | 'suggestion', id: string): string {
  return `<!-- timescale-ci ${what} ${encodeURIComponent(id).replaceAll('-', '%2D')}`;
}

/** The digest behind a marker; undefined where the body does not begin with it. */
export function digestAfter(start: string, body: string): string | undefined {
  return body.startsWith(`${start} `) ? /^[0-9a-f]{16}(?= -->)/.exec(body.slice(start.length + 1))?.[0] : undefined;
}

/** What tells whether another text says the same. */
export function digestFor(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
