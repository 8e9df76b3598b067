import type { Block } from '../content.ts';
import type { Lifecycle } from '../lifecycle/lifecycles.ts';

/** What the page shows, as JSON within it. Texts are plain and shown as they are: their escaping is the reader's. */
export interface PageData {
  readonly title: string;
  /** The database and the schema's fingerprint, in a line. */
  readonly source: { readonly database: string; readonly fingerprint: string };
  readonly overview: readonly Block[];
  readonly hypertables: readonly Block[];
  readonly lifecycles: readonly Lifecycle[];
  /** Null where nothing was simulated. */
  readonly forecast: Forecast | null;
  readonly policies: readonly Block[];
  /** All tables and views in one drawing; null where they are too many to read, or too few to be worth one. */
  readonly whole: Graph | null;
  readonly diagrams: readonly Diagram[];
  readonly lineage: { readonly legend: string; readonly graphs: readonly Graph[] } | null;
  readonly schemas: readonly PageSchema[];
  readonly back: readonly PagePart[];
  readonly history: History | null;
}

/** The time to come, as it was simulated. */
export interface Forecast {
  /** The first day and the last. */
  readonly from: string;
  readonly to: string;
  /** How it goes, in a sentence. */
  readonly said: string;
  readonly bad: readonly {
    readonly date: string;
    /** The share of the time that is over by then. */
    readonly at: number;
    readonly object: string;
    readonly words: string;
  }[];
  readonly tables: { readonly [hypertable: string]: ForecastTable };
}

export interface ForecastTable {
  /** Bytes at moments that are as far from each other, from the first day to the last. */
  readonly sizes: readonly number[];
  readonly uncompressed: readonly number[];
  /** The most of them, with its unit. */
  readonly most: string;
  /** How it ends, in a sentence. */
  readonly words: string;
}

/** A part that is a list of blocks; its address is `section.` and its name. */
export interface PagePart {
  readonly section: string;
  readonly title: string;
  readonly body: readonly Block[];
}

export interface PageSchema {
  readonly address: string;
  readonly name: string;
  readonly about: readonly Block[];
  readonly objects: readonly PageObject[];
  /** Functions, types and sequences. */
  readonly lists: readonly Block[];
}

/** A table or view. */
export interface PageObject {
  readonly address: string;
  readonly name: string;
  /** `hypertable`, `table`, `view`… */
  readonly kind: string;
  /** The first line of its description; empty for none. */
  readonly about: string;
  readonly body: readonly Block[];
}

/** The diagrams of a schema, cut into pieces that one can look at. */
export interface Diagram {
  readonly schema: string;
  readonly graphs: readonly Graph[];
  /** How many tables are in none of them, in words; empty where all are. */
  readonly left: string;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Link[];
}

export interface Node {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly address: string | null;
  /** Name, type, marks. Empty where only the title is drawn. */
  readonly columns: readonly (readonly [name: string, type: string, marks: string])[];
  /** How many columns are not drawn. */
  readonly more: number;
  /** The one that the drawing is about. */
  readonly here?: boolean;
}

/** In the direction in which rows flow, or in which a key is looked up: from what is there first. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** Of a foreign key: how many rows stand at each end. */
  readonly ends?: { readonly from: 'one' | 'none or one'; readonly to: 'none or one' | 'any number' };
}

/** The versions in the schema directory, oldest first, and the schema of now where it is none of them. */
export interface History {
  /** Every line that some version has, once. */
  readonly lines: readonly string[];
  readonly versions: readonly PageVersion[];
  /** How many older versions are left out, for size. */
  readonly older: number;
}

export interface PageVersion {
  /** `2026-11-22 02:00:07 UTC`, or `now`. */
  readonly label: string;
  /** The file's name; empty for the schema of now. */
  readonly file: string;
  readonly fingerprint: string;
  /** `TimescaleDB 2.23.0 on PostgreSQL 17.5`; empty where the file does not say. */
  readonly server: string;
  /** The text below the header: pairs of a first line and how many follow it. */
  readonly runs: readonly number[];
  /**
   * What changed in words: since the version before, since the one before that, and so on, as far as it is known.
   */
  readonly since: readonly PageChanges[];
}

/** All changes between two versions taken together: what was changed and changed back is none. */
export interface PageChanges {
  readonly list: readonly PageChange[];
  /** How many are not in the list, for size. */
  readonly more: number;
}

export interface PageChange {
  readonly class: string;
  readonly kind: string;
  readonly object: string;
  readonly what: string;
  readonly message: string;
}
