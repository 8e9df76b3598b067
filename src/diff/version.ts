/** True where one version of TimescaleDB came before another: `2.14.2` before `2.16`. A `-dev` counts as its release. */
export function isBefore(version: string, other: string): boolean {
  const [a, b] = [version, other].map((text) => text.split('-')[0]?.split('.').map(Number) ?? []);
  for (let i = 0; i < 3; i++) {
    const [x, y] = [a?.[i] ?? 0, b?.[i] ?? 0];
    if (x !== y) return x < y;
  }
  return false;
}
