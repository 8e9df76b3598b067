import type { SchemaModel } from '../catalog/model.ts';
import type { Alteration } from '../catalog/versions.ts';
import type { Change } from '../diff/change.ts';
import type { Side } from '../diff/schema-pair.ts';
import type { SourceStatement } from '../sql/sources.ts';
import type { Edit, Fix } from './fix.ts';

/** Gravest first. An error fails a check; a warning and a notice do where somebody asks for it. */
export const SEVERITIES = ['error', 'warning', 'notice'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What a rule found, before it is known where in the scripts it is. */
export interface Problem {
  /** The qualified name of what it is about; null for a statement that is about no object. */
  object: string | null;
  /** One sentence, without the object's name in front. */
  message: string;
  /** What to do about it. */
  hint?: string;
  /** The statement, where the rule looked at statements. */
  at?: SourceStatement;
  /**
   * Words by which the statement is known that brought the problem about, best first (`add_retention_policy`); where
   * none has them it is the one that creates the object. `created`: that one. Left out: the last that names it.
   */
  near?: 'created' | readonly string[];
  /** Names that its statement says too, where it can be told from others by them: a constraint's, or those of its columns. */
  naming?: readonly string[];
  /** What would be right in that statement, the first that fits, where nothing else must change with it. */
  edits?: readonly Edit[];
}

/** A problem with the rule that found it and its place. */
export interface Finding {
  rule: string;
  severity: Severity;
  object: string | null;
  message: string;
  hint: string | null;
  /** Relative to the working directory; null where no script says it. */
  file: string | null;
  line: number | null;
  column: number | null;
  /** The line that would be right; left out where no single one is. */
  fix?: Fix;
}

/** What rules look at. */
export interface LintContext {
  side: Side;
  model: SchemaModel;
  /** What changed since the base; empty where there is none to compare with. */
  changes: readonly Change[];
  /** The base; null where there is none. */
  before: Side | null;
  statements: readonly SourceStatement[];
  /** The version that the schema is meant for, such as `2.14.2`; null where it is not known. */
  timescaledb: string | null;
  /** True where the version is known, and older than the first that accepts it. */
  refuses(what: Alteration): boolean;
}

/** A setting of a rule, by name: a length of time (`1 hour`), or words. */
export type Options = { readonly [name: string]: string | readonly string[] };

export interface LintRule {
  id: string;
  severity: Severity;
  /** What it finds, in a few words. */
  title: string;
  /** True where it looks at what changed, so that it finds nothing without a base. */
  compares?: true;
  /** Its settings with their defaults. */
  options?: Options;
  check(context: LintContext, options: Options): Problem[];
}
