import { Document, isScalar, visit } from 'yaml';

export interface Starter {
  init: readonly string[];
  image: string;
  database: string;
  schemaDir: string;
  /** What the schema promises; null where it could not be built. */
  require: object | null;
}

/** The text of a first `timescale-ci.yml`. */
export function starterSettings({ init, image, database, schemaDir, require }: Starter): string {
  const basics = `# Settings of timescale-ci. Flags and inputs count before them; its README describes every one.

${yaml({ init })}
schema-dir: ${inline(schemaDir)}  # where the versioned dumps and their documentation go
database: ${inline(database)}
image: ${inline(image)}  # what production runs
`;
  if (require === null || Object.keys(require).length === 0) {
    return `${basics}
# What the schema promises its readers: a run fails when an entry is missing or differs.
# require:
#   hypertables:
#     trading.market_data: { time-column: timestamp, chunk-interval: 7 days, compress-after: 7 days }
`;
  }
  return `${basics}
# What the schema promises its readers: a run fails when an entry is missing or differs. This is all that it holds
# today; delete what may change without anybody's knowledge.
${yaml({ require })}
`;
}

function yaml(value: object): string {
  const document = new Document(value);
  visit(document, {
    // Lists of names read best in one line, as long as it is one.
    Seq: (_, node) => {
      const words = node.items.map((item) => (isScalar(item) ? String(item.value) : ''));
      node.flow = words.join(', ').length < 80;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false }).trimEnd();
}

function inline(value: string): string {
  return new Document(value).toString({ lineWidth: 0 }).trimEnd();
}
