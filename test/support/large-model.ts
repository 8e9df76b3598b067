import type { SchemaModel } from '../../src/catalog/model.ts';
import { aConstraint, aHypertable, aModel, anIndex, aPolicy, aTable, aView } from './model.ts';

/** Tables of 20 columns: every second a hypertable with retention, every third with a foreign key, every fourth with a view. */
export function largeModel(tables: number): SchemaModel {
  const names = Array.from({ length: tables }, (_, i) => `app.t${i}`);
  const columns = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`c${i}`, 'integer not null']));
  return aModel(
    ...names.flatMap((name, i) => [
      aTable(name, columns, { comment: 'A table.' }),
      aConstraint(name, `t${i}_pkey`, 'primary key', ['c0']),
      anIndex(name, `t${i}_pkey`, ['c0'], { constraint: `t${i}_pkey` }),
      ...(i % 2 === 0 ? [aHypertable(name, { column: 'c0', interval: '1000', type: 'integer' })] : []),
      ...(i % 2 === 0 ? [aPolicy('retention policy', name, { drop_after: 5000 }, { timeType: 'integer' })] : []),
      ...(i % 3 === 1
        ? [aConstraint(name, `t${i}_fkey`, 'foreign key', ['c1'], { references: names[i - 1] ?? '' })]
        : []),
      ...(i % 4 === 0 ? [aView(`app.v${i}`, 'SELECT', [name])] : []),
    ]),
  );
}
