import { expect } from 'vitest';
import { git } from '../../support/git.ts';
import { PROTECTED_BRANCH, rejectPushes } from '../../support/git-hooks.ts';
import type { Fault } from './fault.ts';

export const gitFaults: readonly Fault[] = [
  {
    fault: 'the branch is protected',
    outcome: 'the files stay in the workspace, the step fails and says what to set',
    code: 1,
    says: ['the push to main failed: the branch is protected', 'Set commit: pull-request'],
    prepare: ({ remote }) => rejectPushes(remote, PROTECTED_BRANCH),
    check: ({ remote, run }) => {
      expect(git(remote, 'rev-list', '--count', 'main')).toBe('1');
      expect(run.outputs).toMatchObject({ changed: 'true', 'commit-sha': '' });
    },
  },
  {
    fault: 'the checkout is on no branch',
    outcome: 'nothing is committed, with a warning that says how to check a branch out',
    code: 0,
    says: ['not committed: the checkout is on no branch (detached HEAD)', 'Give actions/checkout the branch'],
    prepare: ({ cwd }) => void git(cwd, 'checkout', '--quiet', '--detach'),
  },
];
