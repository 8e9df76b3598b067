import type { SchemaModel } from '../catalog/model.ts';
import { anchorId, type Block, blocks, code, heading, prose, say } from './content.ts';
import { BACK, HYPERTABLES, POLICIES, partsOf } from './document.ts';
import { anchorKind } from './links.ts';
import { type Lookup, lookUp } from './lookup.ts';
import { markdown } from './markdown/block.ts';
import type { ReadmeOptions } from './options.ts';
import { contents, jumps, type Part } from './sections/contents.ts';
import { diagrams, lineage } from './sections/diagrams.ts';
import { overview } from './sections/overview.ts';
import { type RelationEntry, type SchemaPart, schemas } from './sections/schemas.ts';

/**
 * The page that describes a schema, as GitHub-flavoured Markdown. A function of its arguments alone: it holds no time,
 * no id and nothing of the server unless `options.server` names it.
 */
export function renderReadme(model: SchemaModel, options: ReadmeOptions): string {
  const lookup = lookUp(model, options);
  const front = partsOf(lookup, [
    HYPERTABLES,
    POLICIES,
    ['diagrams', 'Tables and their relations', diagrams],
    ['lineage', 'Lineage', lineage],
  ]);
  const back = partsOf(lookup, BACK);
  const list = lookup.isShown('contents') ? contents(lookup, back) : [];
  const addresses = list.length === 0 ? front : [...front, { section: 'contents' as const, title: 'Contents' }];
  return markdown(
    blocks(
      heading(1, prose((options.title ?? options.database).replace(/\s+/g, ' '))),
      overview(lookup),
      source(lookup),
      jumps(lookup, addresses),
      front.flatMap(withHeading),
      list,
      schemas(lookup).flatMap(schema),
      back.flatMap(withHeading),
    ),
  );
}

function withHeading({ section, title, body }: Part): readonly Block[] {
  return blocks(heading(2, title, 'section', section), body);
}

function schema({ name, about, entries, lists }: SchemaPart): readonly Block[] {
  return blocks(heading(2, say`Schema ${code(name)}`, 'schema', name), about, entries.flatMap(entry), lists);
}

function entry({ relation, body }: RelationEntry): readonly Block[] {
  const address = anchorId(anchorKind(relation), relation.name);
  return blocks({ heading: code(relation.name), level: 3, anchor: address }, body);
}

function source({ options }: Lookup): Block {
  const file = options.schemaFile;
  const from = file === undefined ? '' : say` from ${{ label: code(file), file }}`;
  const fingerprint = code(options.fingerprint.slice(0, 8));
  return {
    note: say`Written by timescale-ci${from}, schema ${fingerprint}. Changes to this page are lost: comment the objects in SQL instead.`,
  };
}
