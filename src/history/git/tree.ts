import type { Git } from './git.ts';

/** A file of a commit. */
export interface TreeEntry {
  /** `100644`, `120000` for a symbolic link. */
  mode: string;
  /** The id of its content. */
  id: string;
}

/** The files below a directory in a commit, by their path from the root. */
export async function listTree(git: Git, commit: string, dir: string): Promise<Map<string, TreeEntry>> {
  const listed = await git.run(['ls-tree', '-r', '-z', '--full-tree', commit, '--', `${dir}/`]);
  const entries = listed.split('\0').flatMap((line): [string, TreeEntry][] => {
    const [, mode, id, path] = /^(\d+) \w+ (\w+)\t(.*)$/s.exec(line) ?? [];
    return mode === undefined || id === undefined || path === undefined ? [] : [[path, { mode, id }]];
  });
  return new Map(entries);
}

/** The files below a directory in the index, by their path from the root. */
export async function listStaged(git: Git, dir: string): Promise<Map<string, TreeEntry>> {
  const listed = await git.run(['ls-files', '--stage', '-z', '--', `:(top,literal)${dir}/`]);
  const entries = listed.split('\0').flatMap((line): [string, TreeEntry][] => {
    const [, mode, id, path] = /^(\d+) (\w+) \d\t(.*)$/s.exec(line) ?? [];
    return mode === undefined || id === undefined || path === undefined ? [] : [[path, { mode, id }]];
  });
  return new Map(entries);
}

/** The content of a file. */
export function readBlob(git: Git, id: string): Promise<string> {
  return git.attempt(['cat-file', 'blob', id]).then(({ stdout }) => stdout);
}

/** Stores a content and gives its id. */
export function writeBlob(git: Git, content: string): Promise<string> {
  return git.run(['hash-object', '-w', '--stdin'], { input: content });
}

/**
 * Writes the tree of a commit with some files put in or taken out. Neither the checkout nor its index is touched.
 *
 * @param commit its full id
 * @param changes by path; null takes the file out
 * @param index a path where a temporary index may stand
 */
export async function writeTree(
  git: Git,
  commit: string,
  changes: ReadonlyMap<string, TreeEntry | null>,
  index: string,
): Promise<string> {
  const env = { GIT_INDEX_FILE: index };
  await git.run(['read-tree', commit], { env });
  const nothing: TreeEntry = { mode: '0', id: '0'.repeat(commit.length) };
  const lines = [...changes].map(([path, entry]) => {
    const { mode, id } = entry ?? nothing;
    return `${mode} ${id}\t${path}\0`;
  });
  await git.run(['update-index', '-z', '--index-info'], { env, input: lines.join('') });
  return await git.run(['write-tree'], { env });
}
