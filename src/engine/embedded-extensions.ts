import type { Extensions } from '@electric-sql/pglite';

/** PostgreSQL's own extensions that the embedded package ships, by the names of its modules. */
const CONTRIB = [
  'amcheck',
  'bloom',
  'btree_gin',
  'btree_gist',
  'citext',
  'cube',
  'dict_int',
  'dict_xsyn',
  'earthdistance',
  'file_fdw',
  'fuzzystrmatch',
  'hstore',
  'intarray',
  'isn',
  'lo',
  'ltree',
  'pageinspect',
  'pg_buffercache',
  'pg_freespacemap',
  'pg_surgery',
  'pg_trgm',
  'pg_visibility',
  'pg_walinspect',
  'seg',
  'tablefunc',
  'tcn',
  'tsm_system_rows',
  'tsm_system_time',
  'unaccent',
  'uuid_ossp',
];

/** Loads what CREATE EXTENSION may name on the embedded server. It costs nothing until one of them is created. */
export async function loadExtensions(): Promise<Extensions> {
  const { timescaledb } = await import('@electric-sql/pglite/timescaledb');
  const contrib = await Promise.all(
    CONTRIB.map(async (name) => {
      const module = (await import(`@electric-sql/pglite/contrib/${name}`)) as Extensions;
      return [name, module[name]] as const;
    }),
  );
  return { timescaledb, ...Object.fromEntries(contrib) } as Extensions;
}
