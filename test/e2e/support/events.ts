/** A repository that exists on the fakes only. */
export const REPOSITORY = 'acme/market';

const repository = {
  id: 4_711_001,
  name: 'market',
  full_name: REPOSITORY,
  private: true,
  default_branch: 'main',
  owner: { login: 'acme', id: 4_711_000, type: 'Organization' },
  html_url: `https://github.com/${REPOSITORY}`,
};

/** What a runner is told of the event that started a run. */
export interface Event {
  name: string;
  payload: object;
  /** GITHUB_REF, GITHUB_SHA and so on, where the event says more than the checkout. */
  variables: Record<string, string>;
}

export function pushEvent(branch = 'main', before = '0'.repeat(40)): Event {
  return branchEvent('push', branch, { ref: `refs/heads/${branch}`, before, forced: false, commits: [] });
}

export function scheduleEvent(): Event {
  return branchEvent('schedule', 'main', { schedule: '0 2 * * *', workflow: '.github/workflows/schema.yml' });
}

export function dispatchEvent(branch = 'main'): Event {
  return branchEvent('workflow_dispatch', branch, { ref: `refs/heads/${branch}`, inputs: null });
}

function branchEvent(name: string, branch: string, payload: object): Event {
  return {
    name,
    payload: { repository, sender: { login: 'ada', type: 'User' }, ...payload },
    variables: { GITHUB_REF: `refs/heads/${branch}`, GITHUB_REF_NAME: branch, GITHUB_REF_TYPE: 'branch' },
  };
}

export interface PullRequestOptions {
  number: number;
  /** Commits, as far as the test has some. */
  headSha?: string;
  baseSha?: string;
  head?: string;
  base?: string;
  /** `owner/name` of a fork; null for one that is deleted. */
  headRepository?: string | null;
  labels?: string[];
  /** Who opened it. */
  user?: string;
  action?: string;
}

/** A pull request, of a branch of the same repository unless told otherwise. */
export function pullRequestEvent(options: PullRequestOptions): Event {
  const { number, head = 'feature', base = 'main', labels = [], user = 'ada', action = 'synchronize' } = options;
  const { headSha = 'a'.repeat(40), baseSha = 'b'.repeat(40), headRepository = REPOSITORY } = options;
  const login = (headRepository ?? 'ghost').split('/')[0] ?? '';
  const from =
    headRepository === null || headRepository === REPOSITORY
      ? headRepository && repository
      : {
          ...repository,
          id: 4_711_002,
          full_name: headRepository,
          fork: true,
          owner: { login, id: 4_711_003, type: 'User' },
        };
  return {
    name: 'pull_request',
    payload: {
      action,
      number,
      repository,
      sender: { login: user, type: user.endsWith('[bot]') ? 'Bot' : 'User' },
      pull_request: {
        number,
        state: 'open',
        title: 'Change the schema',
        html_url: `https://github.com/${REPOSITORY}/pull/${number}`,
        user: { login: user, type: user.endsWith('[bot]') ? 'Bot' : 'User' },
        head: { ref: head, sha: headSha, label: `${login}:${head}`, repo: from },
        base: { ref: base, sha: baseSha, label: `acme:${base}`, repo: repository },
        labels: labels.map((name, index) => ({ id: index + 1, name, color: 'ededed', default: false })),
      },
    },
    variables: {
      GITHUB_REF: `refs/pull/${number}/merge`,
      GITHUB_REF_NAME: `${number}/merge`,
      GITHUB_REF_TYPE: 'branch',
      GITHUB_HEAD_REF: head,
      GITHUB_BASE_REF: base,
      GITHUB_ACTOR: user,
    },
  };
}
