import { type Dump, dumpDatabase } from '../../../src/dump/dump.ts';
import type { Database, Engine } from '../../../src/engine/types.ts';
import { type Proof, prove } from '../../../src/proof/prove.ts';
import { runScripts } from '../../../src/script/run.ts';

/** Runs SQL in a database as psql would, statement by statement. */
export async function run(database: Database, sql: string): Promise<void> {
  await using session = await database.connect();
  await runScripts(session, [{ name: 'test.sql', path: '/test.sql', text: sql }], {
    database: database.name,
    cwd: '/',
  });
}

/** Dumps a database and proves the dump on a scratch database of the engine. */
export async function dumpAndProve(engine: Engine, database: Database): Promise<{ dump: Dump; proof: Proof }> {
  const dump = await dumpDatabase(database);
  return { dump, proof: await prove(dump, dump.model, engine) };
}

/** What a proof has against a dump, for people: empty where it is proved. */
export function objections(proof: Proof): string[] {
  const { error, losses, textDifference, probes } = proof;
  return [
    ...(error === null ? [] : [`${error.message} ${error.hint ?? ''}`]),
    ...losses.map(
      ({ object, property, from, to }) => `${object} ${property}: ${JSON.stringify(from)} -> ${JSON.stringify(to)}`,
    ),
    ...(textDifference === null ? [] : [`line ${textDifference.line}: ${textDifference.source}`]),
    ...probes.flatMap((probe) => (probe.accepted || probe.untried ? [] : [`${probe.hypertable}: ${probe.error}`])),
  ];
}

/** The lines of a text that hold a fragment. */
export function linesWith(text: string, fragment: string): string[] {
  return text.split('\n').filter((line) => line.includes(fragment));
}
