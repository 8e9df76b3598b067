import { describe, expect, test } from 'vitest';
import { defaultArtifactName } from '../../../src/github/artifact.ts';
import { readEvent } from '../../../src/github/event.ts';

const REPOSITORY = { full_name: 'acme/market', default_branch: 'main' };
const pull = (head: object | null, more: object = {}) =>
  JSON.stringify({
    repository: REPOSITORY,
    pull_request: {
      number: 7,
      head: { ref: 'feature', sha: 'aa', repo: head },
      base: { ref: 'main', sha: 'bb', repo: REPOSITORY },
      labels: [{ name: 'schema-change-approved' }],
      ...more,
    },
  });
const ENV = {
  GITHUB_EVENT_NAME: 'pull_request',
  GITHUB_REPOSITORY: 'acme/market',
  GITHUB_REF: 'refs/pull/7/merge',
  GITHUB_RUN_ID: '77',
  GITHUB_SERVER_URL: 'https://ghe.acme.example/',
};

describe('readEvent', () => {
  test('of a pull request: who, where to, and that it is no fork', () => {
    expect(readEvent(ENV, pull(REPOSITORY))).toMatchObject({
      event: 'pull_request',
      branch: 'feature',
      fork: false,
      dependabot: false,
      defaultBranch: 'main',
      runUrl: 'https://ghe.acme.example/acme/market/actions/runs/77',
      pullRequest: { number: 7, headSha: 'aa', baseSha: 'bb', baseRef: 'main', labels: ['schema-change-approved'] },
    });
  });

  test.each([
    ['another repository', { full_name: 'eve/market' }],
    ['one that is deleted', null],
  ])('a head in %s is a fork', (_, head) => {
    expect(readEvent(ENV, pull(head)).fork).toBe(true);
  });

  test('of a push: the branch, none for a tag', () => {
    const facts = (ref: string) => readEvent({ ...ENV, GITHUB_EVENT_NAME: 'push', GITHUB_REF: ref }, '{}');
    expect(facts('refs/heads/feature/x')).toMatchObject({ branch: 'feature/x', pullRequest: null, fork: false });
    expect(facts('refs/tags/v1').branch).toBeNull();
  });

  test('Dependabot is known by who started the run', () => {
    expect(readEvent({ ...ENV, GITHUB_ACTOR: 'dependabot[bot]' }, pull(REPOSITORY)).dependabot).toBe(true);
  });

  test.each([['{'], ['[]'], ['{"pull_request": {"number": "7; rm -rf /"}}'], [undefined]])(
    'a payload that is none leaves the variables, and counts as a fork of nobody knows whom: %s',
    (payload) => {
      const unknown = { repository: 'acme/market', pullRequest: null, fork: true, headKnown: false };
      for (const event of ['pull_request', 'pull_request_target', 'workflow_run']) {
        expect(readEvent({ ...ENV, GITHUB_EVENT_NAME: event }, payload)).toMatchObject(unknown);
      }
      const push = readEvent({ ...ENV, GITHUB_EVENT_NAME: 'push' }, payload);
      expect(push).toMatchObject({ repository: 'acme/market', fork: false, headKnown: true });
    },
  );

  test.each([
    ['of this repository', REPOSITORY, false],
    ['of a fork', { full_name: 'eve/market' }, true],
    ['of one that is deleted', null, true],
  ])('a workflow_run %s', (_, head, fork) => {
    const payload = JSON.stringify({ repository: REPOSITORY, workflow_run: { head_repository: head } });
    const facts = readEvent({ ...ENV, GITHUB_EVENT_NAME: 'workflow_run' }, payload);
    expect(facts).toMatchObject({ fork, headKnown: true, pullRequest: null });
  });
});

describe('defaultArtifactName', () => {
  test('names the job, and a hash where there is a matrix or a directory to tell apart', () => {
    expect(defaultArtifactName('schema', 'schema', ['null', '', ''])).toBe('timescale-schema-schema');
    const names = [
      defaultArtifactName('schema', 'schema', ['{"pg":"16"}', '', '']),
      defaultArtifactName('schema', 'schema', ['{"pg":"17"}', '', '']),
      defaultArtifactName('schema', 'schema', ['null', 'services/a', '']),
      defaultArtifactName('schema', 'schema', ['null', '', 'services/a']),
    ];
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(name).toMatch(/^timescale-schema-schema-[0-9a-f]{8}$/);
  });

  test('holds no character that GitHub refuses', () => {
    expect(defaultArtifactName('schema', 'a/b:c "d"', [])).toBe('timescale-schema-a-b-c-d-');
  });
});
