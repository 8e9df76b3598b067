import type { ScriptFile } from '../script/files.ts';
import type { LayoutName } from '../settings/source.ts';
import type { Folder } from './folder.ts';

/** What a source needs besides its files. */
export interface ReadOptions {
  /** The name of the database that is built. */
  database: string;
  /** Values for the placeholders of the scripts, by name. */
  placeholders: Readonly<Record<string, string>>;
}

/** A file that is not run. */
export interface LeftOut {
  name: string;
  /** Why, in words that follow `left out:`. */
  why: string;
  /** True where the layout has no place for it: somebody may believe that it runs. */
  unexpected: boolean;
}

/** What a source runs. */
export interface Listing {
  scripts: ScriptFile[];
  left: LeftOut[];
  /** What to look at besides: where our order is not the tool's, for instance. */
  warnings: string[];
}

/**
 * How one tool lays its SQL out in a directory: how it is recognised, which files run in what order, and how each is read.
 * The rules are the tool's own.
 */
export interface Layout {
  /** As settings name it. */
  name: LayoutName;
  /** As people know it. */
  title: string;
  /** What it looks like, for the table of the documentation (Markdown). */
  files: string;
  /** What runs, in which order, and what does not (Markdown). */
  runs: string;
  /** What in the directory shows that it is laid out so; undefined where it is not. */
  recognise(folder: Folder): Promise<string | undefined>;
  /** @throws UserError where the tool itself would not take the directory */
  list(folder: Folder, options: ReadOptions): Promise<Listing>;
}
