import type { SchemaPair } from '../diff/schema-pair.ts';
import { quoteIdentifier } from '../sql/quote.ts';

/** The schema that things stand in while what takes their place gets their rows. */
export const ASIDE = 'timescale_ci_old';

/** What a thing is called while it stands aside. */
export function asideName(name: string): string {
  return `${ASIDE}${name.slice(schemaText(name).length)}`;
}

export function schemaText(name: string): string {
  return /^(?:"(?:[^"]|"")*"|[^".(]+)/.exec(name)?.[0] ?? '';
}

/**
 * Fills a table from the one that stands aside, with the columns that both have.
 *
 * @param isAside whether a type stands aside, too: then the new one of its name takes values by their text
 */
export function copyRows(name: string, pair: SchemaPair, isAside: (type: string) => boolean): string[] {
  const old = pair.before.columnsOf(name);
  const shared = pair.after
    .columnsOf(name)
    .filter(({ bare, generated }) => generated === null && old.some((one) => one.bare === bare));
  if (shared.length === 0) return [];
  const form = pair.before.relation(name)?.form;
  const whole = form === 'partitioned table' || pair.before.hypertable(name) !== undefined;
  const values = shared.map(({ bare, type }) => {
    const column = quoteIdentifier(bare);
    if (isAside(type)) return `${column}::text::${type}`;
    return old.find((one) => one.bare === bare)?.type === type ? column : `${column}::${type}`;
  });
  const list = shared.map(({ bare }) => quoteIdentifier(bare)).join(', ');
  return [
    `INSERT INTO ${name} (${list}) OVERRIDING SYSTEM VALUE SELECT ${values.join(', ')} FROM ${whole ? '' : 'ONLY '}${asideName(name)};`,
  ];
}
