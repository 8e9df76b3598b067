export interface Piece<E extends Edge> {
  nodes: string[];
  /** Nodes of other pieces, or from outside, that the edges lead to. */
  stubs: string[];
  edges: E[];
}

/** So many nodes may share a piece of twice the width: among dense edges each would stand alone with its stubs. */
const FEW = 4;

/**
 * Cuts a graph into pieces that fit, though a piece has one node at least: connected nodes stay together, small groups
 * share a piece, large groups are cut along their neighbourhood, and one node left over joins the piece before it. An
 * edge is drawn where it starts. Pieces come by name, those without an edge last. The same graph, in whatever order it
 * is given, gives the same pieces.
 */
export function pieces<E extends Edge>(nodes: readonly string[], edges: readonly E[], limit: Size): Piece<E>[] {
  const leaving = new Map(nodes.map((node) => [node, [] as E[]]));
  for (const edge of edges) leaving.get(edge.from)?.push(edge);
  const fits = (part: readonly string[], more = 0): boolean => {
    if (part.length > limit.nodes) return false;
    const edges = part.flatMap((node) => leaving.get(node) ?? []);
    return sizeOf(part, edges).widest <= (part.length <= FEW ? 2 * limit.widest : limit.widest + more);
  };
  const parts: string[][] = [];
  for (const group of groups(adjacency(nodes, edges)).flatMap((one) => cut(one, fits))) {
    const last = parts.at(-1);
    if (last !== undefined && fits([...last, ...group])) last.push(...group);
    else parts.push(group);
  }
  const pieces = joined(parts, (part) => fits(part, 1)).map((part) => {
    const own = new Set(part);
    const drawn = part.flatMap((node) => leaving.get(node) ?? []);
    const stubs = new Set(drawn.map((edge) => edge.to).filter((to) => !own.has(to)));
    const inOrder = part.toSorted();
    return { nodes: inOrder, stubs: [...stubs].sort(), edges: inOrder.flatMap((node) => leaving.get(node) ?? []) };
  });
  const lonely = (piece: Piece<E>): number => (piece.edges.length === 0 ? 1 : 0);
  return pieces.sort((a, b) => lonely(a) - lonely(b) || ((a.nodes[0] ?? '') < (b.nodes[0] ?? '') ? -1 : 1));
}

/** Parts of one node join the part before them where there is room. */
function joined(parts: readonly string[][], fits: (part: readonly string[]) => boolean): string[][] {
  const kept: string[][] = [];
  for (const part of parts) {
    const last = kept.at(-1);
    if (part.length === 1 && last !== undefined && fits([...last, ...part])) last.push(...part);
    else kept.push(part);
  }
  return kept;
}

function cut(group: readonly string[], fits: (part: readonly string[]) => boolean): string[][] {
  const parts: string[][] = [];
  for (const node of group) {
    const last = parts.at(-1);
    if (last !== undefined && fits([...last, node])) last.push(node);
    else parts.push([node]);
  }
  return parts;
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

/** `from` reads or references `to`: in a layered drawing it stands in a layer behind it. */
export interface Edge {
  from: string;
  to: string;
}

export interface Size {
  nodes: number;
  /** Nodes in the fullest layer: side by side in an entity diagram, one above the other in a flowchart. */
  widest: number;
}

/**
 * How large a drawing gets with Mermaid's layered layout: a node stands one layer behind the last of those that it
 * leads to, and unconnected nodes share the first. A circle counts as far as it is short of one.
 */
export function sizeOf(nodes: readonly string[], edges: readonly Edge[]): Size {
  const layers = new Map([...nodes, ...edges.map((edge) => edge.to)].map((node) => [node, 0]));
  for (let round = 1, moved = true; moved && round < layers.size; round++) {
    moved = false;
    for (const { from, to } of edges) {
      const behind = (layers.get(to) ?? 0) + 1;
      if (from === to || (layers.get(from) ?? 0) >= behind) continue;
      layers.set(from, behind);
      moved = true;
    }
  }
  const counts = new Map<number, number>();
  for (const layer of layers.values()) counts.set(layer, (counts.get(layer) ?? 0) + 1);
  return { nodes: layers.size, widest: Math.max(0, ...counts.values()) };
}
