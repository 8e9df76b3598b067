/** @module-tag long */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { artifactFiles } from '../../../src/action/results.ts';
import { disableRyuk } from '../../../src/engine/docker.ts';
import { loadSettings } from '../../../src/settings/load.ts';
import type { Settings } from '../../../src/settings/schema.ts';
import type { Context } from '../../../src/workflows/context.ts';
import { type Reviewed, review } from '../../../src/workflows/review.ts';
import { testContext } from '../../support/context.ts';
import { describeDocker, dockerImage } from '../../support/docker.ts';
import { checkOut, commit, createRemote, type Files, git, gitEnvironment } from '../../support/git.ts';
import { temporaryDirectory } from '../../support/temporary.ts';
import { containersOf } from '../support/images.ts';

const sql = (more: string): Files => ({
  'sql/init/01.sql': `CREATE ROLE reader;
CREATE EXTENSION timescaledb;
CREATE TABLE ticks (time timestamptz NOT NULL, price numeric);
SELECT create_hypertable('ticks', 'time', chunk_time_interval => interval '7 days');
GRANT SELECT ON ticks TO reader;
${more}`,
});

/** A checkout of the head, on a base that is not fetched. */
function propose(base: Files, head: Files): { cwd: string; sha: string } {
  const remote = createRemote(base);
  const sha = git(remote, 'rev-parse', 'main');
  const work = checkOut(remote);
  commit(work, head, 'Change');
  git(work, 'push', '--quiet', 'origin', 'HEAD:refs/heads/feature');
  return { cwd: checkOut(remote, { ref: 'feature' }), sha };
}

async function run(
  { cwd, sha }: { cwd: string; sha: string },
  context: Context,
  given: Partial<Settings> = { engine: 'docker', image: dockerImage(), 'restore-test': false },
): Promise<Reviewed> {
  const settings = await loadSettings(given, join(cwd, 'timescale-ci.yml'), false);
  const directory = join(temporaryDirectory('base'), 'base');
  const options = { sha, headSha: null, given, config: undefined, directory, token: undefined, serverUrl: '' };
  return await review(options, settings, { ...context, cwd, env: { ...process.env, ...gitEnvironment() } });
}

describe('a base', () => {
  const embedded: Partial<Settings> = { engine: 'embedded', 'restore-test': false };
  const table = 'CREATE TABLE ticks (price numeric);\n';

  test('has its own settings, and findings that are not new', async () => {
    const proposal = propose(
      { 'timescale-ci.yml': 'init: [db]\n', 'db/1.sql': table },
      {
        // A table of the head alone, whose rows belong to the schema.
        'timescale-ci.yml': 'init: [schema/*.sql]\nrows: [public.more]\n',
        'schema/1.sql': `\n${table}`,
        'schema/2.sql': 'CREATE TABLE more (a int);\nINSERT INTO more VALUES (1);\n',
      },
    );
    const { changes, lint, known } = await run(proposal, testContext(proposal.cwd), embedded);
    expect(changes).toMatchObject([
      { kind: 'table', object: 'public.more' },
      { kind: 'rows', object: 'public.more', property: 'added', to: "(a) '1'", class: 'safe' },
    ]);
    const comments = lint.filter(({ rule }) => rule === 'missing-comment');
    expect(comments.map((one) => [one.object, known.has(one)])).toEqual([
      ['public.more', false],
      ['public.ticks', true],
    ]);
  });

  test('without scripts has nothing, so that everything is new', async () => {
    const proposal = propose({ 'README.md': 'Soon\n' }, { 'sql/init/1.sql': table });
    const { changes, note } = await run(proposal, testContext(proposal.cwd), embedded);
    expect(changes).toMatchObject([{ kind: 'table', object: 'public.ticks', property: null, from: null }]);
    expect(note).toBeNull();
  });
});

test('a review simulates base and head where the settings say so', async () => {
  const settings = { 'timescale-ci.yml': 'simulate: { review-days: 3 }\n' };
  const late = "ALTER TABLE ticks ADD CONSTRAINT early CHECK (time < '2026-01-02');\n";
  const proposal = propose({ ...settings, ...sql('') }, sql(late));
  const result = await run(proposal, testContext(proposal.cwd), { engine: 'embedded', 'restore-test': false });
  const { outlook } = result;
  expect(outlook?.markdown).toContain('**3 days simulated.** First bad date 2026-01-02, at the base none.');
  expect(outlook?.markdown).toContain(
    '- 2026-01-02 `public.ticks`: rows that it took before are refused from this day on',
  );
  expect(outlook?.markdown).toContain('(`sql/init/01.sql:6`)');
  expect(outlook?.svg).toContain('first bad date 2026-01-02');
  expect(artifactFiles(result, null).map(({ name }) => name)).toContain('simulate.svg');
});

test("a review plans the way to the head where the settings say so, and tries the pull request's own migration on rows", async () => {
  const base = {
    'timescale-ci.yml': 'source: migrations\nplan: true\n',
    'migrations/1_ticks.up.sql':
      "CREATE EXTENSION timescaledb;\nCREATE TABLE ticks (time timestamptz NOT NULL, price real);\nSELECT create_hypertable('ticks', 'time');\n",
  };
  // It reaches the schema, and loses the prices.
  const migration =
    'ALTER TABLE ticks DROP COLUMN price;\nALTER TABLE ticks ADD COLUMN price double precision;\nCREATE INDEX ticks_price ON ticks (price);\n';
  const proposal = propose(base, { ...base, 'migrations/2_price.up.sql': migration });
  const { plan } = await run(proposal, testContext(proposal.cwd), { engine: 'embedded', 'restore-test': false });
  expect(plan).toMatch(
    /<summary><b>Plan<\/b>: 2 steps \(.*\), proved on \d+ rows, \d chunks, 0 buckets; the way back is proved<\/summary>/,
  );
  expect(plan).toContain('ALTER COLUMN "price" TYPE double precision');
  expect(plan).toMatch(
    /<b>Its own migration<\/b> <code>migrations\/2_price.up.sql<\/code> <b>does not reach head as it should<\/b>/,
  );
  expect(plan).toContain('public.ticks: the values of price are others');
  expect(plan).toMatch(
    /In the plan, and not in the migration:\n\n- `ALTER TABLE public.ticks ALTER COLUMN "price" TYPE double precision/,
  );
});

describeDocker('a review', () => {
  beforeAll(() => disableRyuk(process.env));

  test('builds the base beside the head, each with roles of its own, plans the way and leaves no server', async () => {
    const settings = { 'timescale-ci.yml': 'plan: true\n' };
    const role = 'CREATE ROLE venue_reader;\n';
    const more = `${role}ALTER TABLE ticks ADD COLUMN venue text;\nGRANT SELECT ON ticks TO venue_reader;\n`;
    const proposal = propose({ ...settings, ...sql(role) }, { ...settings, ...sql(more) });
    const context = { ...testContext(proposal.cwd), runId: `review-${process.pid}-both` };
    const { changes, note, since, plan } = await run(proposal, context);
    expect(changes?.map((one) => `${one.object} ${one.property}`).sort()).toEqual([
      'public.ticks privileges of venue_reader',
      'public.ticks.venue null',
      'venue_reader null',
    ]);
    expect(plan).toContain('<summary><b>Plan</b>: 3 steps');
    expect(plan).toContain('GRANT SELECT ON TABLE public.ticks TO venue_reader;');
    expect(note).toBeNull();
    expect(since).toBe(proposal.sha.slice(0, 7));
    // The head was dumped before the base was there, or the base was built meanwhile: its steps are one line either way.
    expect(context.lines().filter((line) => / (init|server) /.test(line))).toHaveLength(2);
    expect(await containersOf(context.runId)).toEqual([]);
  });

  test('of a head that does not build starts no second server, and leaves none', async () => {
    const proposal = propose(sql(''), sql('CREATE TABLE broken (price numerc);\n'));
    const context = { ...testContext(proposal.cwd), runId: `review-${process.pid}-head` };
    await expect(run(proposal, context)).rejects.toThrow('sql/init/01.sql:6:28  type "numerc" does not exist');
    expect(context.lines().join('\n')).not.toContain('base');
    expect(await containersOf(context.runId)).toEqual([]);
  });

  test('of a base that does not build says so, and the head is judged by itself', async () => {
    const proposal = propose(sql('CREATE TABLE broken (price numerc);\n'), sql(''));
    const context = { ...testContext(proposal.cwd), runId: `review-${process.pid}-base` };
    const { base, changes, note, dump } = await run(proposal, context);
    expect({ base, changes }).toEqual({ base: null, changes: null });
    expect(dump).not.toBeNull();
    expect(note).toBe(
      'The base does not build: sql/init/01.sql:6:28 type "numerc" does not exist (42704). There is no schema_latest.sql in that commit either.',
    );
    expect(await containersOf(context.runId)).toEqual([]);
  });
});
