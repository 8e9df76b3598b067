/** `1 table`, `2 tables`, `1,000 tables`, `3 policies`. */
export function count(n: number, noun: string): string {
  return `${String(n).replace(/\B(?=(\d{3})+$)/g, ',')} ${n === 1 ? noun : plural(noun)}`;
}

function plural(noun: string): string {
  if (noun.endsWith('policy')) return noun.replace(/y$/, 'ies');
  return /(s|x)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerate(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** `12.3 GB` */
export function bytes(n: number): string {
  const [size, unit] = (
    [
      [1e18, 'EB'],
      [1e15, 'PB'],
      [1e12, 'TB'],
      [1e9, 'GB'],
      [1e6, 'MB'],
    ] as const
  ).find(([least]) => n >= least) ?? [1e3, 'kB'];
  return `${(n / size).toFixed(1)} ${unit}`;
}
