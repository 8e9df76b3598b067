/**
 * A table; null without rows. Cells are Markdown already. A column in which every cell is empty is left out, save the
 * first: what most databases do not use need not be looked at.
 */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string | null {
  if (rows.length === 0) return null;
  const used = header.map((_, i) => i === 0 || rows.some((row) => row[i] !== ''));
  const write = (cells: readonly string[]): string => `| ${cells.filter((_, i) => used[i]).join(' | ')} |`;
  return [write(header), write(header.map(() => '---')), ...rows.map(write)].join('\n');
}
