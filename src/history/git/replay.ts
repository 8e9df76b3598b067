import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { Git } from './git.ts';
import { type Merged, merge, type SchemaDirectory } from './merge.ts';
import { listTree, readBlob, writeBlob, writeTree } from './tree.ts';

export interface ReplayInput {
  /** Our commit, its parent, and what the remote's branch holds now. */
  commit: string;
  base: string;
  onto: string;
  /** The schema directory, from the checkout's root. */
  dir: string;
  /** What makes two dumps the same schema. */
  fingerprint: (text: string) => string;
  who: readonly string[];
}

export interface Replayed extends Pick<Merged, 'version' | 'latest'> {
  /** Our commit made again on top of `onto`; undefined where nothing of it is left to say. */
  commit: string | undefined;
}

/**
 * Makes a commit of the schema directory again on top of what somebody else has pushed: a rebase of one commit, worked
 * out on git's objects, so that the checkout and whatever is changed in it stay as they are. `merge` settles who wins.
 *
 * @throws UserError where both changed a file of the directory that is not ours
 */
export async function replay(git: Git, input: ReplayInput): Promise<Replayed> {
  const { commit, base, onto, dir } = input;
  const [before, ours, theirs] = await Promise.all([base, commit, onto].map((one) => listTree(git, one, dir)));
  const side = (entries: typeof before): SchemaDirectory => ({ dir, entries: entries ?? new Map() });
  const { changes, version, latest, renamed, conflict } = await merge(side(before), side(ours), side(theirs), {
    read: (id) => readBlob(git, id),
    write: (content) => writeBlob(git, content),
    fingerprint: input.fingerprint,
  });
  if (conflict !== null) {
    throw new UserError(`${conflict} was changed here and by a commit that came in between`, {
      hint: 'Run the workflow again: it starts from that commit.',
    });
  }
  const index = join(
    await git.run(['rev-parse', '--absolute-git-dir']),
    `timescale-ci-${randomBytes(6).toString('hex')}`,
  );
  try {
    const tree = await writeTree(git, onto, changes, index);
    const same = tree === (await git.run(['rev-parse', `${onto}^{tree}`]));
    if (same) return { commit: undefined, version, latest };
    return { commit: await copyCommit(git, { commit, tree, parent: onto, renamed, who: input.who }), version, latest };
  } finally {
    await rm(index, { force: true });
  }
}

interface Copy {
  commit: string;
  tree: string;
  parent: string;
  renamed: ReadonlyMap<string, string>;
  who: readonly string[];
}

/** A commit with another tree and parent: author, date and message stay, save for the files that it names. */
async function copyCommit(git: Git, { commit, tree, parent, renamed, who }: Copy): Promise<string> {
  const shown = await git.run(['log', '-1', '--format=%an%x00%ae%x00%aI%x00%B', commit]);
  const [name = '', email = '', date = '', ...rest] = shown.split('\0');
  const message = [...renamed].reduce((text, [from, to]) => text.replaceAll(from, to), rest.join('\0'));
  const signed = await git.attempt(['config', '--type=bool', '--get', 'commit.gpgSign']);
  const sign = signed.stdout.trim() === 'true' ? ['-S'] : [];
  return await git.run([...who, 'commit-tree', tree, '-p', parent, ...sign, '-F', '-'], {
    input: message,
    env: { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date },
  });
}
