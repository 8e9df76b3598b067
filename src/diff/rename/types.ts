import type { SourceStatement } from '../../sql/sources.ts';

/** What can be recognised under another name. */
export type Renamable = 'relations' | 'columns' | 'constraints' | 'indexes' | 'routines' | 'sequences';

/** An object that two schemas have under different names. Names are qualified, as in the models. */
export interface Rename {
  collection: Renamable;
  from: string;
  to: string;
  /** True where the SQL says so, false where it was recognised by its definition. */
  told: boolean;
}

/** `-- timescale-ci: renamed-from OLD` with what it stands at. Names are in parts, unquoted. */
export interface RenameHint {
  /** The object, or the table of the item. */
  object: string[];
  kind: string;
  /** The column or constraint of CREATE TABLE that the comment stands at. */
  item: string | null;
  from: string[];
  /** The statement of a comment; null where ALTER … RENAME says it, which is right by itself. */
  written: SourceStatement | null;
}
