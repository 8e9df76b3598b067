import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbedded } from '../../../src/engine/embedded.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { dumpAndProve, objections, run } from './support.ts';

let engine: Engine;

beforeAll(async () => {
  engine = await startEmbedded('Odd "name"');
});

afterAll(() => engine?.[Symbol.asyncDispose]());

test('owner, privileges and comment of the database itself come back', async () => {
  await run(
    engine.database,
    `CREATE ROLE keeper;
     CREATE ROLE "app; x";
     ALTER DATABASE :"DBNAME" OWNER TO keeper;
     REVOKE TEMPORARY ON DATABASE :"DBNAME" FROM PUBLIC;
     GRANT CREATE ON DATABASE :"DBNAME" TO "app; x" WITH GRANT OPTION;
     COMMENT ON DATABASE :"DBNAME" IS E'it''s :"DBNAME"\\nof \\\\ two lines';
     ALTER DATABASE :"DBNAME" SET work_mem TO '8MB';`,
  );
  const { dump, proof } = await dumpAndProve(engine, engine.database);
  expect(objections(proof)).toEqual([]);
  expect(dump.text.split('\n').filter((line) => line.includes('"DBNAME"'))).toEqual([
    '--   ALTER DATABASE :"DBNAME" OWNER TO keeper;',
    '--   REVOKE TEMPORARY ON DATABASE :"DBNAME" FROM PUBLIC;',
    '--   GRANT CREATE ON DATABASE :"DBNAME" TO "app; x" WITH GRANT OPTION;',
    `--   COMMENT ON DATABASE :"DBNAME" IS E'it''s :"DBNAME"\\nof \\\\ two lines';`,
    `--   ALTER DATABASE :"DBNAME" SET work_mem TO '8MB';`,
  ]);
  expect(proof.restored?.model.database).toEqual([
    {
      name: 'database',
      owner: 'keeper',
      privileges: {
        '"app; x"': ['CREATE*'],
        PUBLIC: ['CONNECT'],
        keeper: ['CONNECT', 'CREATE', 'TEMPORARY'],
      },
      comment: `it's :"DBNAME"\nof \\ two lines`,
    },
  ]);
});
