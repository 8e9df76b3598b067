import type { Inline } from '../content/inline.ts';

/** A length on the axis of a time column: microseconds, or units of an integer column. */
export interface Length {
  readonly length: number;
  readonly words: string;
}

/** How old a chunk is when a policy takes it. */
export interface Age {
  /** Null where it cannot stand on this axis: an age in time, on a column of integers, or text that is no length. */
  readonly length: number | null;
  readonly words: string;
  /** False where the policy is disabled or cannot run: nothing happens at this age. */
  readonly active: boolean;
}

/** The rows that a refresh policy brings up to date, as ages. */
export interface Window {
  readonly aggregate: string;
  readonly address: string | null;
  /** The oldest; null for the very beginning. */
  readonly from: number | null;
  readonly to: number;
  readonly words: string;
  readonly active: boolean;
}

/** What becomes of the chunks of a hypertable or continuous aggregate as they age. */
export interface Lifecycle {
  readonly name: string;
  readonly address: string | null;
  readonly kind: 'hypertable' | 'continuous aggregate';
  /** The integer type that lengths are units of; null for microseconds. */
  readonly unit: string | null;
  readonly chunk: Length;
  readonly compress: Age | null;
  readonly drop: Age | null;
  readonly refreshes: readonly Window[];
  /** What a person should look at, one sentence each. */
  readonly remarks: readonly Inline[];
}
