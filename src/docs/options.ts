/** The parts of the page that settings may turn off. */
export type Section =
  | 'hypertables'
  | 'policies'
  | 'diagrams'
  | 'lineage'
  | 'contents'
  | 'tables'
  | 'views'
  | 'functions'
  | 'types'
  | 'sequences'
  | 'publications'
  | 'extensions'
  | 'roles'
  | 'settings'
  | 'others'
  | 'coverage';

export interface ReadmeOptions {
  database: string;
  /** The page's heading; the database's name unless given. */
  title?: string;
  /** The database's comment, which the model leaves out. */
  comment?: string | null;
  /** SHA-256 of the schema in hexadecimal; its first 8 digits are shown. */
  fingerprint: string;
  /** The dump that the page describes, relative to the page; no link leads to it unless given. */
  schemaFile?: string;
  /** Named when given. Leave it out where the page must change with the schema alone. */
  server?: { timescaledb: string; postgres: string };
  /** Descriptions by the model's names (`trading.trades.price`), for objects without a comment of their own. */
  dictionary?: Readonly<Record<string, string>>;
  /** `false` turns a part off. */
  sections?: Readonly<Partial<Record<Section, boolean>>>;
}

export function isShown(options: ReadmeOptions, section: Section): boolean {
  return options.sections?.[section] !== false;
}
