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
