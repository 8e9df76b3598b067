import type { SchemaModel } from '../../catalog/model.ts';
import { anchorId } from '../content.ts';
import { BACK, HYPERTABLES, POLICIES, partsOf } from '../document.ts';
import { lifecycles } from '../lifecycle/lifecycles.ts';
import { anchorKind } from '../links.ts';
import { lookUp } from '../lookup.ts';
import type { ReadmeOptions } from '../options.ts';
import { LEGEND } from '../sections/diagrams.ts';
import { kindOf } from '../sections/holdings.ts';
import { overview } from '../sections/overview.ts';
import { schemas } from '../sections/schemas.ts';
import type { Forecast, PageData } from './data.ts';
import { entityGraphs, lineageGraphs, wholeGraph } from './graphs.ts';
import { historyOf, type Version } from './history.ts';

export interface PageOptions extends ReadmeOptions {
  /** The versions in the schema directory, oldest first. */
  versions?: readonly Version[];
  /** The time to come, where it was simulated. */
  forecast?: Forecast | null;
}

/** What the page shows of a schema: the same as README_latest.md, and what only a page can draw. */
export function pageData(model: SchemaModel, options: PageOptions): PageData {
  const lookup = lookUp(model, options);
  const body = (writer: typeof HYPERTABLES) => partsOf(lookup, [writer])[0]?.body ?? [];
  const graphs = lookup.isShown('lineage') ? lineageGraphs(lookup) : [];
  return {
    title: (options.title ?? options.database).replace(/\s+/g, ' '),
    source: { database: options.database, fingerprint: options.fingerprint.slice(0, 8) },
    overview: overview(lookup),
    hypertables: body(HYPERTABLES),
    lifecycles: lookup.isShown('hypertables') ? lifecycles(lookup) : [],
    forecast: lookup.isShown('hypertables') ? (options.forecast ?? null) : null,
    policies: body(POLICIES),
    whole: lookup.isShown('diagrams') ? wholeGraph(lookup) : null,
    diagrams: lookup.isShown('diagrams') ? entityGraphs(lookup) : [],
    lineage: graphs.length === 0 ? null : { legend: LEGEND, graphs },
    schemas: schemas(lookup).map(({ name, about, entries, lists }) => ({
      address: anchorId('schema', name),
      name,
      about,
      objects: entries.map(({ relation, body: entry }) => ({
        address: anchorId(anchorKind(relation), relation.name),
        name: relation.name,
        kind: kindOf(lookup, relation),
        about: /\S[^\r\n]*/.exec(lookup.describe(relation) ?? '')?.[0] ?? '',
        body: entry,
      })),
      lists,
    })),
    back: partsOf(lookup, BACK),
    history: historyOf(options.versions ?? []),
  };
}
