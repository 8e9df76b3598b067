import { UserError } from '../../errors.ts';

/** What a failed call to the remote is about. */
export type RemoteFailure = 'moved' | 'gone' | 'network' | 'refused';

/** The remote has what we have not seen, or was taking somebody else's push at the same moment. */
const MOVED =
  /\[rejected\].*\((?:fetch first|non-fast-forward|stale info|needs force)\)|\[remote rejected\].*\((?:cannot lock ref|failed to update ref|incorrect old value|reference already exists)|cannot lock ref/;
const GONE = /couldn't find remote ref/i;
/** Whatever keeps git from the remote, save for an answer that stays the same (4xx) and a certificate. */
const NETWORK =
  /did not end within|unable to access '[^']*': (?!The requested URL returned error: 4(?!08|29)|.*certificate)|Could not resolve host|Connection (?:timed out|reset|refused|closed|was reset)|Network is unreachable|No route to host|Operation too slow|returned error: (?:408|429|5\d\d)|early EOF|unexpected disconnect|remote end hung up|Temporary failure/i;

export function classifyFailure(output: string): RemoteFailure {
  if (MOVED.test(output)) return 'moved';
  if (GONE.test(output)) return 'gone';
  // What the server itself says counts before what the connection did after it.
  if (/^remote: .*(?:error|denied|declined)|\[remote rejected\]/im.test(output)) return 'refused';
  return NETWORK.test(output) ? 'network' : 'refused';
}

const REASONS: readonly [RegExp, string, string][] = [
  [
    /GH006|protected branch/i,
    'the branch is protected',
    'Set commit: pull-request, or give token: one of a GitHub App that the branch protection lets through.',
  ],
  [
    /GH013|rule violation/i,
    'a ruleset of the repository forbids it',
    'Set commit: pull-request, or give token: one of a GitHub App that the ruleset lets through.',
  ],
  [
    /could not read (?:Username|Password)|Authentication failed|returned error: 401|Invalid username or (?:password|token)/i,
    'git has no credential for it, or a wrong one',
    "Leave the input token at its default, or give it a token that may write the repository's contents.",
  ],
  [
    /Permission to .* denied|returned error: 403|Write access to repository not granted/i,
    'the token may not write to the repository',
    'Give the job the permission "contents: write".',
  ],
  [
    /GH001|exceeds GitHub's file size limit/i,
    'a file is too large for GitHub',
    'Take the large file out of the commit.',
  ],
  [NETWORK, 'the remote cannot be reached', 'Run it again later, or give it more time: network-timeout.'],
  [
    // The remote was not asked: it says nothing, and no ref is listed.
    /^(?![\s\S]*^(?:remote:|!\s))[\s\S]*failed to push some refs/m,
    'a pre-push hook of the checkout refuses it',
    'Let the hook pass on CI, where the runner sets CI=true, or leave hooks out: git config core.hooksPath /dev/null.',
  ],
];

/** Why a remote did not take a push: its own words, and what to do about it. */
export function explainRefusal(branch: string, output: string): UserError {
  const [, reason, hint] = REASONS.find(([pattern]) => pattern.test(output)) ?? [
    undefined,
    'the remote refuses it',
    'Ask who keeps the repository, or set commit: pull-request.',
  ];
  return new UserError([`the push to ${branch} failed: ${reason}`, ...remoteLines(output)].join('\n'), {
    hint: `The files stay as they are written. ${hint}`,
    exitCode: 1,
  });
}

/** What git says when it cannot stage or commit, and what to do about it. */
const LOCAL: readonly [RegExp, string][] = [
  [
    /sparse-checkout/,
    'The checkout is sparse: add the schema directory to the input sparse-checkout of actions/checkout.',
  ],
  [
    /index\.lock|Another git process/,
    'Another program works in this checkout, or one that was ended left its lock: wait for it, or remove .git/index.lock in a step before this one.',
  ],
  [
    /git-lfs|lfs: |filter.* failed|(?:clean|smudge) filter/i,
    'The files pass through a filter of .gitattributes: install it (Git LFS comes with lfs: true of actions/checkout), or take the schema directory out of it.',
  ],
  [
    /LF would be replaced|CRLF/,
    'core.safecrlf refuses line ends that git would change: give the schema directory the attribute -text in .gitattributes.',
  ],
  [
    /gpg|ssh-keygen|sign(?:ing)? (?:failed|the data)|user\.signingkey/i,
    'The repository asks for signed commits (commit.gpgsign): give the runner the key, or set it to false in a step before this one.',
  ],
  [
    /did not end within/,
    'A hook of the repository hangs: let it pass on CI, where the runner sets CI=true, or give it more time: network-timeout.',
  ],
  [/ignored by one of your/, 'Take the schema directory out of .gitignore.'],
  [/No space left|disk quota/i, 'The disk is full: free some space and run again.'],
  [
    /Permission denied|insufficient permission|Read-only file system/i,
    'Give the user of the job write permission to .git.',
  ],
];

/** Why nothing could be staged or committed: git's own words, and what to do about it. */
export function explainCommit(doing: string, { stdout, stderr }: { stdout: string; stderr: string }): UserError {
  const said = (stderr.trim() || stdout.trim()).slice(0, 4000);
  const [, hint] = LOCAL.find(([pattern]) => pattern.test(said)) ?? [
    undefined,
    'Where a hook of the repository refuses it, set commit-message to what it wants, or leave it out on CI.',
  ];
  return new UserError(`git cannot ${doing}\n${said}`, {
    hint: `The files stay as they are written. ${hint}`,
    exitCode: 1,
  });
}

/** A branch that was there when it was checked out, and is not any more. */
export function branchGone(branch: string): UserError {
  return new UserError(`the branch ${branch} is gone from the remote: it was deleted or renamed since the checkout`, {
    hint: 'Nothing was pushed, and the branch is not made again. Run the workflow on the branch that is there now.',
    exitCode: 1,
  });
}

/** What the remote said, at most 20 lines; else what git said. */
function remoteLines(output: string): string[] {
  const lines = output.split('\n').map((line) => line.trimEnd());
  const remote = lines.filter((line) => /^remote: *\S/.test(line)).map((line) => line.replace(/^remote: ?/, ''));
  const rejected = lines
    .filter((line) => /^!\s/.test(line))
    .map((line) => line.replace(/^!\s+/, '').replace(/\t/g, '  '));
  const said = [...remote, ...rejected];
  return (said.length > 0 ? said : lines.filter((line) => line !== '' && !/^(To |Done$)/.test(line))).slice(0, 20);
}
