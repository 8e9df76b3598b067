import { code, type Inline, say } from '../content/inline.ts';
import type { Age, Lifecycle } from './types.ts';

/** What in a chunk's life is seldom meant: each would go unnoticed until rows are missed. */
export function remarks(life: Omit<Lifecycle, 'remarks'>): Inline[] {
  const { chunk, compress, drop } = life;
  const found: Inline[] = [];
  if (compress !== null && !compress.active) found.push(idle('compresses', compress));
  if (drop !== null && !drop.active) found.push(idle('drops', drop));
  if (drop === null || !drop.active || drop.length === null) return found;

  if (compress?.active === true && compress.length !== null && compress.length >= drop.length) {
    found.push(`Chunks are dropped after ${drop.words}, before they are old enough to be compressed.`);
  }
  if (drop.length < chunk.length) {
    found.push(
      `A chunk spans ${chunk.words}, and goes only as a whole: rows stay longer than the ${drop.words} of the retention.`,
    );
  }
  for (const { aggregate, from, active } of life.refreshes) {
    if (!active || (from !== null && from <= drop.length)) continue;
    found.push(
      say`Rows are dropped after ${drop.words}, but ${code(aggregate)} is refreshed further back: what it keeps of older rows is lost when that happens.`,
    );
  }
  return found;
}

function idle(verb: string, { words }: Age): Inline {
  return `The policy that ${verb} chunks after ${words} is disabled or cannot run: it does nothing.`;
}
