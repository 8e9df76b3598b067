/** A piece of the dump: an object with all that belongs to it, or a generated statement. */
export interface Node {
  statements: string[];
  /** Where in the file it stands at the earliest (see `Phase`). */
  phase: number;
  /** Its place in its phase: ranks and texts in turn, compared one by one; a part's key begins with its object's. */
  key: (number | string)[];
  /** Nodes that must stand before it. */
  needs: Set<Node>;
  /** The name of the table that it makes a hypertable of. */
  hypertable?: string;
  /** What a generated piece is about: `columnstore public.trades`; pg_dump's say it themselves. */
  about?: string;
}

/**
 * Orders the nodes by phase and key, after whatever they need. What needs a node of a later phase moves to that phase
 * with all that hangs on it. The result depends on nothing but phases, keys, texts and needs: the order in which the
 * nodes are given does not show. Should they need each other in a circle, the least of the circle comes first.
 */
export function order(nodes: readonly Node[]): Node[] {
  lift(nodes);
  const waiting = new Map<Node, number>();
  const dependents = new Map<Node, Node[]>();
  const ready = new Heap();
  for (const node of nodes) {
    waiting.set(node, node.needs.size);
    if (node.needs.size === 0) ready.push(node);
    for (const need of node.needs) {
      const list = dependents.get(need);
      if (list === undefined) dependents.set(need, [node]);
      else list.push(node);
    }
  }
  const ordered: Node[] = [];
  const placed = new Set<Node>();
  // What belongs to the object that was placed last stands next to it, if nothing else holds it back.
  let beside = new Heap();
  let group = '';
  const place = (node: Node): void => {
    ordered.push(node);
    placed.add(node);
    if (groupOf(node) !== group) {
      for (let other = beside.pop(); other !== undefined; other = beside.pop()) ready.push(other);
      beside = new Heap();
      group = groupOf(node);
    }
    for (const dependent of dependents.get(node) ?? []) {
      const left = (waiting.get(dependent) ?? 0) - 1;
      waiting.set(dependent, left);
      if (left === 0 && !placed.has(dependent)) (groupOf(dependent) === group ? beside : ready).push(dependent);
    }
  };
  while (ordered.length < nodes.length) {
    const next = beside.pop() ?? ready.pop() ?? least(nodes.filter((node) => !placed.has(node)));
    place(next);
  }
  return ordered;
}

/** Names the object that a node is or belongs to. */
export function groupOf({ phase, key }: Node): string {
  return JSON.stringify([phase, key[0], key[1]]);
}

/** Moves every node to the latest phase among the nodes that it needs. */
export function lift(nodes: readonly Node[]): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (const node of nodes) {
      for (const need of node.needs) {
        if (need.phase <= node.phase) continue;
        node.phase = need.phase;
        changed = true;
      }
    }
  }
}

function compare(a: Node, b: Node): number {
  if (a.phase !== b.phase) return a.phase - b.phase;
  for (let i = 0; i < Math.min(a.key.length, b.key.length); i++) {
    const x = a.key[i] as number | string;
    const y = b.key[i] as number | string;
    if (x !== y) return x < y ? -1 : 1;
  }
  return a.key.length - b.key.length;
}

function least(nodes: readonly Node[]): Node {
  return nodes.reduce((best, node) => (compare(node, best) < 0 ? node : best));
}

/** A binary heap: 10,000 nodes and more become ready in any order. */
class Heap {
  readonly #items: Node[] = [];

  push(node: Node): void {
    const items = this.#items;
    let at = items.push(node) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (compare(items[parent] as Node, node) <= 0) break;
      items[at] = items[parent] as Node;
      at = parent;
    }
    items[at] = node;
  }

  pop(): Node | undefined {
    const items = this.#items;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && compare(items[child + 1] as Node, items[child] as Node) < 0) child++;
      if (compare(last, items[child] as Node) <= 0) break;
      items[at] = items[child] as Node;
      at = child;
    }
    items[at] = last;
    return top;
  }
}
