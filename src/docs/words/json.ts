import type { Json } from '../../catalog/model.ts';

/** Any value in one line of plain words: `min: 0, labels: buy, sell`. Gives text that is not yet Markdown. */
export function plainJson(value: Json): string {
  if (value === null) return 'none';
  if (Array.isArray(value)) return value.map(nested).join(', ');
  if (typeof value !== 'object') return String(value);
  return Object.entries(value)
    .filter(([, part]) => part !== null && !(Array.isArray(part) && part.length === 0))
    .map(([key, part]) => `${key}: ${nested(part)}`)
    .join(', ');
}

function nested(value: Json): string {
  return typeof value === 'object' && value !== null ? `(${plainJson(value)})` : plainJson(value);
}
