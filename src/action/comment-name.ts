import type { Run } from './context.ts';

/** What tells this review from others on the same pull request: what was chosen, else directories and the matrix. */
export function commentName(
  {
    'comment-id': id,
    'working-directory': directory,
    matrix,
  }: Pick<Run['inputs'], 'comment-id' | 'working-directory' | 'matrix'>,
  settings: Pick<Run['settings'], 'schema-dir'>,
): string {
  if (id !== '') return id;
  const parts = [directory, settings['schema-dir']].filter((part) => part !== '.' && part !== 'sql/schema');
  return [...parts, ...matrixValues(matrix)].join(' ');
}

/** In the order of their names: workflows may be rewritten. */
function matrixValues(matrix: string | undefined): string[] {
  try {
    const values: unknown = JSON.parse(matrix ?? 'null');
    if (typeof values !== 'object' || values === null) return [];
    return Object.entries(values)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, value]) => (typeof value === 'string' ? value : JSON.stringify(value)));
  } catch {
    return [];
  }
}
