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
