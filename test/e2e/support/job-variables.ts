import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { git, gitEnvironment, isRepository } from '../../support/git.ts';
import { REPOSITORY } from './events.ts';

/** The job's own token, which `${{ github.token }}` gives. */
export const TOKEN = 'ghs_0123456789abcdefghijklmnopqrstuvwxyz';

const RUN_ID = '9000000001';

/** Expressions that the defaults of inputs may use: those of a job without a matrix. */
export const EXPRESSIONS = { 'github.token': TOKEN, 'toJSON(matrix)': 'null', 'toJson(matrix)': 'null' };

/** Ways to a Docker engine, which a person's shell or a runner may set. */
const PASSED_ON = /^(DOCKER_|TESTCONTAINERS_|LANG$|LC_)/;

/**
 * The variables that every step of a job has, and no other. The addresses of services lead nowhere: a test that needs one
 * starts a fake of it.
 *
 * @param cwd the work tree, whose commit is the job's
 * @param temp RUNNER_TEMP and what else the job keeps
 */
export function jobVariables(cwd: string, temp: string): Record<string, string | undefined> {
  const directory = (name: string): string => {
    mkdirSync(join(temp, name), { recursive: true });
    return join(temp, name);
  };
  const passed = Object.entries(process.env).filter(([name]) => PASSED_ON.test(name));
  return {
    ...Object.fromEntries(passed),
    ...gitEnvironment(),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_ACTION: '__self',
    GITHUB_ACTOR: 'ada',
    GITHUB_TRIGGERING_ACTOR: 'ada',
    GITHUB_API_URL: 'http://127.0.0.1:9',
    GITHUB_GRAPHQL_URL: 'http://127.0.0.1:9/graphql',
    GITHUB_JOB: 'schema',
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_REPOSITORY_OWNER: 'acme',
    GITHUB_RETENTION_DAYS: '90',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_RUN_ID: RUN_ID,
    GITHUB_RUN_NUMBER: '17',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: isRepository(cwd) ? git(cwd, 'rev-parse', 'HEAD') : '0'.repeat(40),
    GITHUB_WORKFLOW: 'Schema',
    GITHUB_WORKSPACE: cwd,
    GITHUB_HEAD_REF: '',
    GITHUB_BASE_REF: '',
    RUNNER_ARCH: 'X64',
    RUNNER_ENVIRONMENT: 'github-hosted',
    RUNNER_NAME: 'GitHub Actions 1',
    RUNNER_OS: 'Linux',
    RUNNER_TEMP: directory('_temp'),
    RUNNER_TOOL_CACHE: directory('_tool'),
  };
}
