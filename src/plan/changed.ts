import type { SchemaPair } from '../diff/schema-pair.ts';
import type { Place } from './drop.ts';
import type { Piece } from './pieces.ts';
import type { Way } from './table.ts';

/** What a rule for a piece that changed may ask. */
export interface Changed {
  before: Piece;
  after: Piece;
  pair: SchemaPair;
  place: Place;
}

export const firstOf = ({ statements }: Piece): string =>
  statements.find((statement) => /^CREATE\b/.test(statement)) ?? statements[0] ?? '';

/** Statements that differ in ALTER … OWNER TO alone. */
export function ownerOnly({ before, after }: Changed): Way | undefined {
  const [old, now] = [before, after].map(({ statements }) => statements.filter((one) => !OWNER.test(one)).join('\n'));
  return old === now ? toOwner(before, after) : undefined;
}

export const OWNER = /^ALTER [^]* OWNER TO (?:"(?:[^"]|"")*"|\S+);$/;

/** The ALTER … OWNER TO of the new form, or one that gives it back to whoever runs the plan. */
export function toOwner(before: Piece, after: Piece): Way {
  const [old, now] = [before, after].map(({ statements }) => statements.find((one) => OWNER.test(one)));
  if (old === now) return { sql: [], undo: [] };
  const sql = now ?? (old as string).replace(/(?<= OWNER TO )(?:"(?:[^"]|"")*"|[^\s;]+);$/, 'CURRENT_USER;');
  return { sql: [sql], undo: [], owner: true };
}
