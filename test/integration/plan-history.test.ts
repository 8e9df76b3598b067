/** @module-tag long */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRenameHints } from '../../src/diff/rename/hints.ts';
import { resolveRenames } from '../../src/diff/rename/resolve.ts';
import { disableRyuk, startDocker } from '../../src/engine/docker.ts';
import type { Engine } from '../../src/engine/types.ts';
import type { PlanProof } from '../../src/plan/prove.ts';
import { describeDocker, dockerImage } from '../support/docker.ts';
import { builtFrom, planned, type Servers } from '../support/schemas/plans.ts';
import { referenceHistory, type Version } from '../support/schemas/reference-history.ts';
import { Workshop } from '../support/schemas/workshop.ts';

/** Plans the way from one version to the next, and proves it and the way back. */
async function proof(servers: Servers, before: Version, after: Version): Promise<PlanProof | null> {
  const from = await builtFrom(servers, before.scripts);
  const to = await builtFrom(servers, after.scripts);
  const renames = resolveRenames(readRenameHints(to.statements), from.dump.model, to.dump.model);
  const result = await planned(servers, from.dump, to.dump, { undo: true, renames });
  expect(result.plan.refused).toEqual([]);
  expect(result.plan.steps.length).toBeGreaterThan(0);
  return result.proof;
}

const WHOLE = { proved: true, problems: [], untried: [], undo: { proved: true, problems: [], refused: [] } };

describe('the reference schema goes on', async () => {
  const workshop = new Workshop();
  afterAll(() => workshop[Symbol.asyncDispose]());
  const versions = await referenceHistory(true);
  const pairs = versions.slice(1).map((after, i) => ({ name: after.name, before: versions[i] as Version, after }));

  test.each(pairs)('by $name', async ({ before, after }) => {
    expect(await proof(workshop, before, after)).toMatchObject(WHOLE);
  });
});

describeDocker('the reference schema goes on, on a server', () => {
  let servers: [Engine, Engine];

  beforeAll(async () => {
    disableRyuk(process.env);
    const start = (label: string): Promise<Engine> =>
      startDocker({ image: dockerImage(), database: 'trading_data', label, register: () => {} });
    // Roles belong to a server: where one is built that the plan makes, it would be there already.
    servers = await Promise.all([start(`plan-${process.pid}-built`), start(`plan-${process.pid}-proved`)]);
  });
  afterAll(async () => {
    for (const server of servers ?? []) await server[Symbol.asyncDispose]();
  });

  test('as far as its edition has what the versions need', { timeout: 480_000 }, async () => {
    const [building, proving] = servers;
    const versions = await referenceHistory(building.versions.edition === 'community');
    for (const [i, after] of versions.slice(1).entries()) {
      const found = await proof(
        { source: () => building.scratch(), scratch: () => proving.scratch() },
        versions[i] as Version,
        after,
      );
      expect({ version: after.name, ...found }).toMatchObject({ version: after.name, ...WHOLE });
    }
  });
});
