import { z } from 'zod';

/** The parts of the documentation that can be turned off. */
const DOCS_SECTIONS = [
  'hypertables',
  'policies',
  'diagrams',
  'lineage',
  'contents',
  'tables',
  'views',
  'functions',
  'types',
  'sequences',
  'publications',
  'extensions',
  'roles',
  'settings',
  'others',
  'coverage',
] as const;

/** What the documentation says beyond what the schema does. */
export const DocsSchema = z.strictObject({
  title: z.string().min(1).optional().describe('Heading of the documentation; the name of the database by default'),
  sections: z
    .partialRecord(z.enum(DOCS_SECTIONS), z.boolean())
    .default({})
    .describe('`false` turns a part of the documentation off'),
  dictionary: z
    .record(z.string().min(1), z.string().min(1))
    .default({})
    .describe('Descriptions of objects that cannot carry a comment, by name: `trading.trades.price`'),
});
