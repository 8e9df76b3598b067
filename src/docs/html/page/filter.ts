import { el } from './dom.ts';
import { scrolling } from './scrolling.ts';

/** Fewer rows than this one sees at once. */
const LONG = 12;

/** Puts a table in its frame, and a field above it that leaves only the rows with the words that are typed. */
export function withFilter(table: HTMLTableElement, what: string): HTMLElement {
  const frame = scrolling(table, what);
  const rows = [...(table.tBodies[0]?.rows ?? [])];
  if (rows.length < LONG) return frame;
  const status = el('span', { class: 'muted', role: 'status' });
  const field = el('input', {
    type: 'search',
    placeholder: `Filter ${rows.length} rows`,
    'aria-label': `Filter rows by ${what.toLowerCase()} or any other word`,
  });
  let texts: readonly string[] | undefined;
  field.addEventListener('input', () => {
    texts ??= rows.map((row) =>
      [...row.cells]
        .map((cell) => cell.textContent)
        .join(' ')
        .toLowerCase(),
    );
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [i, row] of rows.entries()) {
      const fits = words.every((word) => texts?.[i]?.includes(word));
      row.hidden = !fits;
      if (fits) shown++;
    }
    status.textContent = words.length === 0 ? '' : `${shown} of ${rows.length}`;
  });
  return el('div', { class: 'filtered' }, el('div', { class: 'filter' }, field, status), frame);
}
