import type { Json } from '../catalog/model.ts';

/** Any value in one line of plain words: `min: 0, labels: buy, sell`. Gives text that is not yet Markdown. */
export function plainJson(value: Json): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.map(nested).join(', ');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .filter(([, part]) => !isNothing(part))
    .map(([key, part]) => `${key}: ${nested(part)}`)
    .join(', ');
}

/** Null, empty, or the `-` with which PostgreSQL writes that there is no function. */
function isNothing(value: Json): boolean {
  return value === null || value === '-' || (typeof value === 'object' && Object.keys(value).length === 0);
}

function nested(value: Json): string {
  return typeof value === 'object' && value !== null ? `(${plainJson(value)})` : plainJson(value);
}
