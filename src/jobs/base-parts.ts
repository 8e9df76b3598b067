import type { SchemaModel } from '../catalog/model.ts';
import type { Dump } from '../dump/dump.ts';
import { bodyOf } from '../dump/header.ts';
import type { SourceStatement } from '../sql/sources.ts';

/** What a proposal is compared with. */
export interface Base {
  model: SchemaModel;
  /** The dump below its header. */
  body: string;
  fingerprint: string;
  /** The statements that built it; none for a version that was restored. */
  statements: readonly SourceStatement[];
}

export interface FoundBase {
  /** How to call it: `1a2b3c4`. */
  label: string;
  /** `same`: its scripts are those of the head, so it is what the head is. Null where there is nothing to compare with. */
  base: Base | 'same' | null;
  /** What a reader must know: that it is not built from source, and why. */
  note: string | null;
}

/** What is compared of a dump. */
export function partsOf({ model, text, fingerprint }: Dump): Omit<Base, 'statements'> {
  return { model, body: bodyOf(text), fingerprint };
}
