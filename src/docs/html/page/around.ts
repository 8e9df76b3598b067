import type { Graph, Link, Node } from '../data.ts';

/** More neighbours than this are drawn by name alone. */
const MANY = 8;

/** The pieces of a large graph as one: what stands in several of them is there once, with its columns where one has them. */
export function merged(graphs: readonly Graph[]): Graph {
  const nodes = new Map<string, Node>();
  const edges = new Map<string, Link>();
  for (const graph of graphs) {
    for (const node of graph.nodes) {
      if ((nodes.get(node.id)?.columns.length ?? 0) === 0) nodes.set(node.id, node);
    }
    for (const edge of graph.edges) edges.set(JSON.stringify([edge.from, edge.to, edge.label]), edge);
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()] };
}

/** A table with those that it shares a foreign key with; null where there are none. */
export function neighbours({ nodes, edges }: Graph, address: string): Graph | null {
  const own = nodes.find((node) => node.address === address);
  if (own === undefined) return null;
  const found = around(
    own,
    nodes,
    edges.filter(({ from, to }) => from === own.id || to === own.id),
  );
  if (found === null || found.nodes.length <= MANY) return found;
  return { ...found, nodes: found.nodes.map((node) => (node.here ? node : { ...node, columns: [], more: 0 })) };
}

/** Everything that a table or view is made of, and everything that is made of it; null where there is nothing. */
export function lineOf({ nodes, edges }: Graph, address: string): Graph | null {
  const own = nodes.find((node) => node.address === address);
  if (own === undefined) return null;
  const line = [...reach(own.id, edges, 'to', 'from'), ...reach(own.id, edges, 'from', 'to')];
  return around(own, nodes, line);
}

/** The edges on all ways from a node, against or with their direction. */
function reach(start: string, edges: readonly Link[], near: 'from' | 'to', far: 'from' | 'to'): Link[] {
  const leaving = Map.groupBy(edges, (edge) => edge[near]);
  const seen = new Set([start]);
  const found: Link[] = [];
  for (const id of seen) {
    for (const edge of leaving.get(id) ?? []) {
      found.push(edge);
      seen.add(edge[far]);
    }
  }
  return found;
}

function around(own: Node, nodes: readonly Node[], edges: readonly Link[]): Graph | null {
  if (edges.length === 0) return null;
  const wanted = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const found = nodes.filter(({ id }) => wanted.has(id));
  return { nodes: found.map((node) => (node === own ? { ...node, here: true } : node)), edges };
}
