/** @module-tag long */
import { expect, inject, test } from 'vitest';
import { startGitHub } from '../fakes/github.ts';
import { checkOut, createRemote } from '../support/git.ts';
import { manyTables } from '../support/many-tables.ts';
import { pushEvent, REPOSITORY } from './support/events.ts';
import { TOKEN } from './support/job-variables.ts';
import { NUMBER, PullRequest } from './support/pull-request.ts';
import { type ActionRun, runAction } from './support/runner.ts';

const GIVEN = process.env['TIMESCALE_CI_TEST_TABLES'];
const TABLES = Number(GIVEN ?? 120);
const LIMIT = GIVEN === undefined ? undefined : 3_600_000;

/** What GitHub takes: a comment, a job summary of a step, one output (docs.github.com, and actions/runner). */
const COMMENT_CHARACTERS = 65_536;
const SUMMARY_BYTES = 1024 * 1024;
const OUTPUT_BYTES = 1024 * 1024;
/** Annotations of one kind that a runner shows for a step. */
const ANNOTATIONS = 10;

const engine = (): Record<string, string> => {
  const { missing, image } = inject('docker');
  return GIVEN !== undefined && missing === undefined ? { engine: 'docker', image } : { engine: 'embedded' };
};

function expectWithinLimits({ summary, outputs, errors, warnings, notices }: ActionRun): void {
  expect(summary).not.toBe('');
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(SUMMARY_BYTES);
  for (const value of Object.values(outputs)) expect(Buffer.byteLength(value)).toBeLessThanOrEqual(OUTPUT_BYTES);
  for (const shown of [errors, warnings, notices]) expect(shown.length).toBeLessThanOrEqual(ANNOTATIONS);
}

/** Printed only where somebody asked for a number of tables: a test that takes seconds measures nothing. */
function tell(what: string, { totalMs, summary, outputs, stdout }: ActionRun, comment = ''): void {
  if (GIVEN === undefined) return;
  const sizes = Object.entries(outputs).map(([name, value]) => `${name} ${Buffer.byteLength(value)}`);
  const steps = stdout.split('\n').filter((line) => / (s|min.*)$/.test(line));
  process.stdout.write(
    [
      `${what} of ${TABLES} tables on ${engine()['engine']}: ${(totalMs / 1000).toFixed(0)} s`,
      `  summary ${Buffer.byteLength(summary)} bytes, comment ${comment.length} characters, outputs: ${sizes.join(', ')}`,
      ...steps,
      '',
    ].join('\n'),
  );
}

test(
  'a backup of many tables',
  async () => {
    const cwd = checkOut(createRemote({ 'sql/init/01.sql': manyTables(TABLES) }));
    const run = await runAction({ cwd, event: pushEvent(), inputs: { ...engine(), artifact: 'false' } });
    tell('Backup', run);
    expect(run.errors).toEqual([]);
    expect(run.outputs).toMatchObject({ 'restore-proved': 'true', hypertables: String(Math.ceil(TABLES / 5)) });
    expectWithinLimits(run);
  },
  LIMIT,
);

test(
  'a pull request that brings many tables',
  async () => {
    await using github = await startGitHub({ repository: REPOSITORY, token: TOKEN });
    github.addPull({ number: NUMBER });
    const pull = new PullRequest({ 'sql/init/01.sql': 'CREATE EXTENSION timescaledb;' });
    pull.push({ 'sql/init/01.sql': manyTables(TABLES) });
    const run = await pull.run(github, { inputs: engine() });
    const [comment] = github.comments;
    tell('Review', run, comment?.body);
    // The tables, a view for every tenth, and their schema.
    expect(comment?.body.replaceAll(',', '')).toContain(`${TABLES * 1.1 + 1} safe`);
    expect(comment?.body.length).toBeLessThanOrEqual(COMMENT_CHARACTERS);
    expectWithinLimits(run);
  },
  LIMIT,
);
