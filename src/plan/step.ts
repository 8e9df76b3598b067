import type { ChangeClass } from '../diff/change.ts';
import type { Piece } from './pieces.ts';

/** One step of a plan. */
export interface Step {
  /** `add column public.trades.price`, in words. */
  title: string;
  /** What it is about: the key of a piece. */
  object: string;
  sql: string[];
  class: ChangeClass;
  /** What happens on a database with rows; null where nothing is to say. */
  message: string | null;
  /** True where it may run in a transaction with others. */
  transaction: boolean;
  /** The lock it takes, in PostgreSQL's words; null where it takes none that anybody notices. */
  lock: string | null;
  /** A query that gives one boolean: is it done? Null where the catalogue cannot tell. */
  check: string | null;
  /** The statements that take it back, or why there are none. */
  undo: string[] | string;
}

/** A change that no statement of ours brings about. */
export interface Refusal {
  object: string;
  why: string;
}

export interface Plan {
  steps: Step[];
  refused: Refusal[];
  /** What stays otherwise than in head, and does no harm. */
  notes: string[];
}

export type Verb = 'create' | 'drop' | 'drop old' | 'alter' | 'set aside' | 'copy' | 'fill' | 'refresh' | 'grant';

/** A step before it is judged. */
export interface Draft {
  verb: Verb;
  piece: Piece | null;
  object: string;
  sql: string[];
  undo: string[] | string;
  /** It is in both schemas, and made again. */
  again?: boolean;
  why?: string;
  message?: string | null;
}
