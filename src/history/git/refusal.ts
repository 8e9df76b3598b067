import { UserError } from '../../errors.ts';

/** What a failed push is about. */
export type PushFailure = 'moved' | 'network' | 'refused';

/** The remote has what we have not seen, or was taking somebody else's push at the same moment. */
const MOVED =
  /\[rejected\].*\((?:fetch first|non-fast-forward|stale info|needs force)\)|\[remote rejected\].*\((?:cannot lock ref|failed to update ref|incorrect old value|reference already exists)|cannot lock ref/;
const NETWORK =
  /Could not resolve host|Connection (?:timed out|reset|refused)|Operation too slow|The requested URL returned error: (?:429|5\d\d)|early EOF|unexpected disconnect|remote end hung up|Connection was reset|Temporary failure/i;

export function classifyPush(output: string): PushFailure {
  if (MOVED.test(output)) return 'moved';
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
