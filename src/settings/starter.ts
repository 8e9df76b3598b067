import { Document, isScalar, visit } from 'yaml';
import { docsPage } from '../documentation.ts';
import { DEFAULT_IMAGE } from './schema.ts';

export interface Starter {
  /** Where the SQL is. */
  where: { init: readonly string[] } | { source: unknown };
  /** The image that somebody named; undefined where nobody did, and the server at hand judges. */
  image: string | undefined;
  database: string;
  schemaDir: string;
  /** What the schema promises; null where it could not be built. */
  require: object | null;
}

/** The first line is for editors, which then complete and check what is written. */
const ABOUT = ` yaml-language-server: $schema=https://unpkg.com/timescale-ci@1/timescale-ci.schema.json
 Settings of timescale-ci. Flags and inputs count before them; every one is described in
 ${docsPage('settings.md')}`;

const LISTED = ' In this order: a file that none of these names must be added.';

const UNNAMED = ` image: ${DEFAULT_IMAGE} names what production runs; without it the server at hand judges.`;

const REQUIRED = ` What the schema promises its readers: a run fails when an entry is missing or differs. This is all that it holds
 today; delete what may change without anybody's knowledge.`;

const EXAMPLE = ` What the schema promises its readers: a run fails when an entry is missing or differs.
 require:
   hypertables:
     trading.market_data: { time-column: timestamp, chunk-interval: 7 days, compress-after: 7 days }`;

/** The text of a first `timescale-ci.yml`. */
export function starterSettings({ where, image, database, schemaDir, require }: Starter): string {
  const filled = require !== null && Object.keys(require).length > 0;
  const document = new Document({ ...where, 'schema-dir': schemaDir, database, image, ...(filled ? { require } : {}) });
  document.commentBefore = ABOUT;
  comment(document, 'schema-dir', ' where the versioned dumps and their documentation go');
  comment(document, 'image', ' what production runs');
  visit(document, {
    Pair: (_, { key }) => {
      if (!isScalar(key)) return undefined;
      if (key.value === 'init' && 'init' in where && where.init.length > 1) key.commentBefore = LISTED;
      if (key.value === 'database' && image === undefined) key.commentBefore = UNNAMED;
      if (key.value !== 'require') return undefined;
      key.commentBefore = REQUIRED;
      key.spaceBefore = true;
      // What is required is under its own words, not under these.
      return visit.SKIP;
    },
  });
  visit(document, {
    // Lists of names read best in one line, as long as it is one.
    Seq: (_, node) => {
      node.flow = node.items.map((item) => (isScalar(item) ? String(item.value) : '')).join(', ').length < 80;
    },
  });
  if (!filled) document.comment = EXAMPLE;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function comment(document: Document, key: string, words: string): void {
  const node = document.get(key, true);
  if (isScalar(node)) node.comment = words;
}
