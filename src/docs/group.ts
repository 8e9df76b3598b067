/** The items under a key; none for a key that nothing has. */
export type Group<T> = (key: string) => readonly T[];

/** Groups items by a key, in their order; an item whose key is null is in no group. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string | null): Group<T> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    if (name === null) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return (name) => groups.get(name) ?? [];
}
