const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** A size as pg_size_pretty rounds it: `0 B`, `16.4 kB`, `1.2 GB`. */
export function bytes(n: number): string {
  let value = Math.abs(n);
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${n < 0 ? '-' : ''}${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

/** A short time: `3 ms`, `1.5 s`, `2 min`; a dash where there is none. */
export function seconds(n: number | null): string {
  if (n === null) return '–';
  if (n < 1) return `${Math.round(n * 1000)} ms`;
  return n < 120 ? `${n.toFixed(1)} s` : `${Math.round(n / 60)} min`;
}
