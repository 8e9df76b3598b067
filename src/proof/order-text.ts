import type { OrderBy } from '../catalog/model.ts';

/** A column of `order-by` as SQL and the settings write it: `timestamp DESC NULLS LAST`. */
export function orderText({ column, descending, nullsFirst }: OrderBy): string {
  const nulls = descending === nullsFirst ? '' : nullsFirst ? ' NULLS FIRST' : ' NULLS LAST';
  return `${column}${descending ? ' DESC' : ''}${nulls}`;
}
