import type { GitHub } from '../../fakes/github.ts';
import { checkOut, commit, createRemote, type Files, git, moveRemote } from '../../support/git.ts';
import { type PullRequestOptions, pullRequestEvent } from './events.ts';
import { type ActionRun, runAction } from './runner.ts';

export const NUMBER = 7;

export interface PullRunOptions extends Omit<PullRequestOptions, 'number' | 'headSha' | 'baseSha'> {
  inputs?: Record<string, string>;
  env?: Record<string, string>;
  /** Does something to the checkout before the run. */
  prepare?: (clone: string) => void;
}

/** A pull request on disk: main, a branch, and the merge commit that GitHub keeps of the two. */
export class PullRequest {
  readonly remote: string;
  /** The base that events name; main may be ahead of it. */
  readonly base: string;
  head = '';

  constructor(base: Files) {
    this.remote = createRemote(base);
    this.base = git(this.remote, 'rev-parse', 'main');
  }

  /** Puts files on the branch, as one commit on the base. */
  push(files: Files): void {
    const clone = checkOut(this.remote, { depth: 0 });
    git(clone, 'reset', '--quiet', '--hard', this.base);
    this.head = commit(clone, files, 'Change the schema');
    git(clone, 'push', '--quiet', '--force', 'origin', 'HEAD:refs/heads/feature');
    this.merge();
  }

  /** Somebody else's change lands on main. */
  moveBase(files: Files): void {
    moveRemote(this.remote, files);
    this.merge();
  }

  merge(): void {
    const merged = git(this.remote, 'merge-tree', '--write-tree', 'main', 'feature');
    const merge = git(this.remote, 'commit-tree', merged, '-p', 'main', '-p', 'feature', '-m', 'Merge');
    git(this.remote, 'update-ref', `refs/pull/${NUMBER}/merge`, merge);
  }

  /** Runs the action on it, as a workflow on pull_request does: without a restore test, which takes time. */
  run(github: GitHub, { inputs, env, prepare, ...event }: PullRunOptions = {}): Promise<ActionRun> {
    const cwd = checkOut(this.remote, { ref: `refs/pull/${NUMBER}/merge` });
    prepare?.(cwd);
    return runAction({
      cwd,
      event: pullRequestEvent({ number: NUMBER, headSha: this.head, baseSha: this.base, ...event }),
      inputs: { engine: 'embedded', 'restore-test': 'false', artifact: 'false', ...inputs },
      env: { GITHUB_API_URL: github.url, ...env },
    });
  }

  /** A body without what is another in every run. */
  normalise(body: string): string {
    return body
      .replaceAll(this.head, 'HEAD')
      .replaceAll(this.head.slice(0, 7), '5d6e7f8')
      .replaceAll(this.base.slice(0, 7), '1a2b3c4')
      .replaceAll(git(this.remote, 'rev-parse', 'main').slice(0, 7), '9f8e7d6')
      .replace(/^(<!-- timescale-ci review \S+) [0-9a-f]{16} -->/, '$1 DIGEST -->')
      .replace(/embedded TimescaleDB \S+ \(community\) on PostgreSQL \S+/, 'embedded TimescaleDB');
  }
}
