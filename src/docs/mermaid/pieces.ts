/** `from` is drawn where its piece is; `to` is drawn there too, as a stub if it belongs to another piece. */
export interface Edge {
  from: string;
  to: string;
}

export interface Piece<E extends Edge> {
  nodes: string[];
  /** Nodes of other pieces, or from outside, that the edges lead to. */
  stubs: string[];
  edges: E[];
}

/**
 * Cuts a graph into pieces of at most `limit` nodes, stubs aside: connected nodes stay together, small groups share a
 * piece, large groups are cut along their neighbourhood. Nodes without an edge come last. The same graph, in whatever
 * order it is given, gives the same pieces.
 */
export function pieces<E extends Edge>(nodes: readonly string[], edges: readonly E[], limit: number): Piece<E>[] {
  const neighbours = adjacency(nodes, edges);
  const packed: string[][] = [];
  for (const group of groups(neighbours)) {
    for (let start = 0; start < group.length; start += limit) {
      const part = group.slice(start, start + limit);
      const open = packed.findLast((other) => other.length + part.length <= limit);
      if (open === undefined) packed.push(part);
      else open.push(...part);
    }
  }
  const home = new Map(packed.flatMap((part, i) => part.map((node) => [node, i] as const)));
  const result: Piece<E>[] = packed.map((part) => ({ nodes: part.sort(), stubs: [], edges: [] }));
  for (const edge of edges) {
    const at = home.get(edge.from);
    const piece = at === undefined ? undefined : result[at];
    if (piece === undefined) continue;
    piece.edges.push(edge);
    if (home.get(edge.to) !== at && !piece.stubs.includes(edge.to)) piece.stubs.push(edge.to);
  }
  return result;
}

function adjacency(nodes: readonly string[], edges: readonly Edge[]): Map<string, Set<string>> {
  const neighbours = new Map([...nodes].sort().map((node) => [node, new Set<string>()]));
  for (const { from, to } of edges) {
    if (from === to || !neighbours.has(from) || !neighbours.has(to)) continue;
    neighbours.get(from)?.add(to);
    neighbours.get(to)?.add(from);
  }
  return neighbours;
}

/** Connected groups, each outward from its best connected node; groups of one last. */
function groups(neighbours: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const seen = new Set<string>();
  const found: string[][] = [];
  const degree = (node: string): number => neighbours.get(node)?.size ?? 0;
  const byDegree = [...neighbours.keys()].sort((a, b) => degree(b) - degree(a) || (a < b ? -1 : 1));
  for (const root of byDegree) {
    if (seen.has(root)) continue;
    seen.add(root);
    const group = [root];
    for (let i = 0; i < group.length; i++) {
      for (const next of [...(neighbours.get(group[i] ?? '') ?? [])].sort()) {
        if (seen.has(next)) continue;
        seen.add(next);
        group.push(next);
      }
    }
    found.push(group);
  }
  return found;
}
