import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git } from './git.ts';

/** How GitHub turns a push away: lines that git shows after `remote: `, and the reason after the ref. */
export interface Rejection {
  lines: string[];
  reason: string;
}

/** The words of GitHub for a branch that asks for pull requests, by the older protection and by rulesets. */
export const PROTECTED_BRANCH: Rejection = {
  lines: [
    'error: GH006: Protected branch update failed for refs/heads/main.',
    'error: Changes must be made through a pull request.',
  ],
  reason: 'protected branch hook declined',
};
export const RULE_VIOLATION: Rejection = {
  lines: [
    'error: GH013: Repository rule violations found for refs/heads/main.',
    'Review all repository rules at https://github.com/acme/market/rules?ref=refs%2Fheads%2Fmain',
    '',
    '- Changes must be made through a pull request.',
    '',
  ],
  reason: 'push declined due to repository rule violations',
};

/**
 * Makes a bare repository turn away every push to `refs/heads/main`. A proc-receive hook and no pre-receive one, since
 * only the former may name the reason; it speaks lines that begin with their length in hexadecimal, as git's protocol.
 */
export function rejectPushes(remote: string, { lines, reason }: Rejection): void {
  git(remote, 'config', 'receive.procReceiveRefs', 'refs/heads/main');
  writeHook(
    remote,
    'proc-receive',
    `#!${process.execPath}
const line = (text) => (text.length + 5).toString(16).padStart(4, '0') + text + '\\n';
for (const text of ${JSON.stringify(lines)}) process.stderr.write(text + '\\n');
process.stdout.write(line('version=1') + '0000');
const refs = [];
const answer = () => process.stdout.write(refs.map((ref) => line('ng ' + ref + ' ' + ${JSON.stringify(reason)})).join('') + '0000', () => process.exit());
let input = '';
let flushes = 0;
process.stdin.setEncoding('latin1').on('data', (chunk) => {
  input += chunk;
  while (input.length >= 4) {
    const length = parseInt(input.slice(0, 4), 16);
    if (input.length < length) return;
    // The versions come first, then the commands, \`<old> <new> <ref>\`, each list ended by a flush.
    if (length === 0 && ++flushes === 2) return answer();
    if (length > 0 && flushes === 1) refs.push(input.slice(4, length).trimEnd().split(' ')[2]);
    input = input.slice(Math.max(length, 4));
  }
});
`,
  );
}

/**
 * Makes a bare repository get a commit of somebody else while it receives a push, which fails then: the race that no
 * fetch before a push can exclude.
 *
 * @param times how many pushes lose, before one lands
 */
export function moveWhileReceiving(remote: string, times: number): void {
  writeHook(
    remote,
    'pre-receive',
    `#!/bin/sh
count=$(cat "$GIT_DIR/moved" 2>/dev/null || echo 0)
[ "$count" -lt ${times} ] || exit 0
echo $((count + 1)) >"$GIT_DIR/moved"
# Objects that are being received are kept apart; this commit is not one of them.
unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES
export GIT_AUTHOR_NAME=Eve GIT_AUTHOR_EMAIL=eve@example.com GIT_COMMITTER_NAME=Eve GIT_COMMITTER_EMAIL=eve@example.com
blob=$(echo "$count" | git hash-object -w --stdin)
export GIT_INDEX_FILE="$GIT_DIR/moving"
git read-tree refs/heads/main
git update-index --add --cacheinfo "100644,$blob,somebody-else-$count.txt"
git update-ref refs/heads/main "$(git commit-tree -p refs/heads/main -m "Move $count" "$(git write-tree)")"
`,
  );
}

/** Lets pushes through again. */
export function acceptPushes(remote: string): void {
  git(remote, 'config', '--unset', 'receive.procReceiveRefs');
  rmSync(join(remote, 'hooks/proc-receive'));
}

/** Puts a hook into a repository: the directory of a bare one, or `.git`. */
export function writeHook(repository: string, name: string, text: string): void {
  const hooks = join(repository, 'hooks');
  mkdirSync(hooks, { recursive: true });
  writeFileSync(join(hooks, name), text);
  chmodSync(join(hooks, name), 0o755);
}
