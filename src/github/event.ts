import { z } from 'zod';

const Repository = z.object({ full_name: z.string(), default_branch: z.string().optional() });
const Side = z.object({ ref: z.string(), sha: z.string(), repo: Repository.nullish() });

/** The parts of an event's payload that are read. Anything else in it is a stranger's. */
const Payload = z.object({
  action: z.string().optional().catch(undefined),
  repository: Repository.optional().catch(undefined),
  workflow_run: z.object({ head_repository: Repository.nullish() }).optional().catch(undefined),
  merge_group: z.object({ base_sha: z.string() }).optional().catch(undefined),
  pull_request: z
    .object({
      number: z.number().int().positive(),
      head: Side,
      base: Side,
      labels: z.array(z.object({ name: z.string() })).catch([]),
    })
    .optional()
    .catch(undefined),
});

export interface EventPullRequest {
  number: number;
  headRef: string;
  headSha: string;
  baseRef: string;
  baseSha: string;
  labels: string[];
}

/** What started the run, and where. */
export interface WorkflowEvent {
  /** GITHUB_EVENT_NAME: `push`, `pull_request`… */
  event: string;
  /** What happened to it: `opened`, `closed`; empty where the event says nothing. */
  action: string;
  /** `owner/name`, empty outside of GitHub. */
  repository: string;
  /** The branch that the event is about: the head of a pull request, the branch that was pushed; null for a tag. */
  branch: string | null;
  sha: string;
  defaultBranch: string | null;
  pullRequest: EventPullRequest | null;
  /** The commit that a proposal is for: of a pull request's base, or of a merge group's. Null for any other event. */
  baseSha: string | null;
  /** A pull request or a workflow_run of another repository, of one that is gone, or of one that the payload does not name. */
  fork: boolean;
  /** False where the payload of such an event does not say whose work it is about. */
  headKnown: boolean;
  /** GitHub gives a run that Dependabot starts a token that may only read. */
  dependabot: boolean;
  actor: string;
  job: string;
  /** Addresses without a slash at the end. */
  serverUrl: string;
  apiUrl: string;
  runId: string;
  attempt: string;
  /** The page of this run; null outside of GitHub. */
  runUrl: string | null;
}

/**
 * Reads what GitHub says of the run: from its variables and the payload, never from text that a workflow put together.
 *
 * @param env the runner's variables
 * @param payload the text of the file that GITHUB_EVENT_PATH names; undefined where there is none
 */
export function readEvent(env: NodeJS.ProcessEnv, payload: string | undefined): WorkflowEvent {
  const event = env['GITHUB_EVENT_NAME'] ?? '';
  const { action = '', repository, merge_group: group, pull_request: pull, workflow_run: followed } = parse(payload);
  const ref = env['GITHUB_REF'] ?? '';
  const actor = env['GITHUB_ACTOR'] ?? '';
  const name = env['GITHUB_REPOSITORY'] ?? repository?.full_name ?? '';
  const serverUrl = (env['GITHUB_SERVER_URL'] ?? 'https://github.com').replace(/\/+$/, '');
  const runId = env['GITHUB_RUN_ID'] ?? '';
  const hasHead = pull !== undefined || followed !== undefined || /^(pull_request|workflow_run$)/.test(event);
  const headKnown = !hasHead || pull !== undefined || followed !== undefined;
  const head = pull === undefined ? followed?.head_repository : pull.head.repo;
  return {
    event,
    action,
    repository: name,
    branch: pull?.head.ref ?? (ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : null),
    sha: env['GITHUB_SHA'] ?? '',
    defaultBranch: repository?.default_branch ?? null,
    pullRequest:
      pull === undefined
        ? null
        : {
            number: pull.number,
            headRef: pull.head.ref,
            headSha: pull.head.sha,
            baseRef: pull.base.ref,
            baseSha: pull.base.sha,
            labels: pull.labels.map((label) => label.name),
          },
    baseSha: pull?.base.sha ?? group?.base_sha ?? null,
    fork: hasHead && head?.full_name !== (repository?.full_name ?? name),
    headKnown,
    dependabot: actor === 'dependabot[bot]',
    actor,
    job: env['GITHUB_JOB'] ?? '',
    serverUrl,
    apiUrl: (env['GITHUB_API_URL'] ?? 'https://api.github.com').replace(/\/+$/, ''),
    runId,
    attempt: env['GITHUB_RUN_ATTEMPT'] ?? '1',
    runUrl: name === '' || runId === '' ? null : `${serverUrl}/${name}/actions/runs/${runId}`,
  };
}

function parse(payload: string | undefined): z.infer<typeof Payload> {
  try {
    return Payload.parse(JSON.parse(payload ?? '{}'));
  } catch {
    return {};
  }
}
