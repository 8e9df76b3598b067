import { Graph as DagreGraph, layout as dagre } from '@dagrejs/dagre';
import type { Graph, Link, Node } from '../data.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A node and its upper left corner. */
export interface Placed extends Point {
  readonly node: Node;
  readonly width: number;
  readonly height: number;
}

export interface Route {
  readonly link: Link;
  readonly points: readonly Point[];
  /** The middle of its label. */
  readonly label: Point;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly Placed[];
  readonly routes: readonly Route[];
}

export interface Style {
  readonly direction: 'TB' | 'LR';
  readonly sizeOf: (node: Node) => { width: number; height: number };
  readonly labelWidth: (label: string) => number;
}

const GAP = 36;
/** A drawing that one must enlarge to read is about this many times as wide as high, as screens are. */
const SHAPE = 1.8;
/** Beyond this height, in pixels, nobody scrolls through a drawing at its full size. */
const TALLEST = 1_600;
const LINE = 16;

/**
 * Gives every node its place. Parts of the graph that nothing connects are laid out by themselves, in rows that fill the
 * room that there is, in pixels: words keep their size as long as that does.
 */
export function layout(graph: Graph, style: Style, room: number): Layout {
  const parts = components(graph).map((part) => arrange(part, style));
  const area = parts.reduce((sum, part) => sum + (part.width + GAP) * (part.height + GAP), 0);
  const filled = area / room > TALLEST ? Math.sqrt(area * SHAPE) : room;
  const wide = Math.max(filled, ...parts.map((part) => part.width));
  const nodes: Placed[] = [];
  const routes: Route[] = [];
  let [x, y, rowHeight, width] = [0, 0, 0, 0];
  for (const part of parts.toSorted((a, b) => b.height - a.height)) {
    if (x > 0 && x + part.width > wide) [x, y, rowHeight] = [0, y + rowHeight + GAP, 0];
    nodes.push(...part.nodes.map((node) => ({ ...node, ...moved(node, x, y) })));
    routes.push(
      ...part.routes.map((route) => ({
        ...route,
        points: route.points.map((point) => moved(point, x, y)),
        label: moved(route.label, x, y),
      })),
    );
    x += part.width + GAP;
    rowHeight = Math.max(rowHeight, part.height);
    width = Math.max(width, x - GAP);
  }
  return { width, height: y + rowHeight, nodes, routes };
}

function arrange({ nodes, edges }: Graph, { direction, sizeOf, labelWidth }: Style): Layout {
  const graph = new DagreGraph({ multigraph: true });
  graph.setGraph({ rankdir: direction, nodesep: GAP, ranksep: direction === 'LR' ? 60 : 48, edgesep: 18 });
  const sizes = new Map(nodes.map((node) => [node.id, sizeOf(node)]));
  for (const node of nodes) graph.setNode(node.id, { ...sizes.get(node.id) });
  for (const [i, { from, to, label }] of edges.entries()) {
    graph.setEdge(from, to, { width: labelWidth(label), height: label === '' ? 0 : LINE, labelpos: 'c' }, String(i));
  }
  dagre(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    nodes: nodes.map((node) => {
      const { x, y, width, height } = graph.node(node.id) as Placed;
      return { node, width, height, x: x - width / 2, y: y - height / 2 };
    }),
    routes: edges.map((link, i) => {
      const { points, x, y } = graph.edge(link.from, link.to, String(i)) as { points: Point[] } & Partial<Point>;
      const middle = points[Math.floor(points.length / 2)] ?? { x: 0, y: 0 };
      return { link, points, label: { x: x ?? middle.x, y: y ?? middle.y } };
    }),
  };
}

function moved({ x, y }: Point, dx: number, dy: number): Point {
  return { x: x + dx, y: y + dy };
}

function components({ nodes, edges }: Graph): Graph[] {
  const group = new Map(nodes.map((node) => [node.id, node.id]));
  const root = (id: string): string => {
    const up = group.get(id) ?? id;
    return up === id ? id : root(up);
  };
  for (const { from, to } of edges) group.set(root(from), root(to));
  const parts = Map.groupBy(nodes, (node) => root(node.id));
  const links = Map.groupBy(edges, (edge) => root(edge.from));
  return [...parts].map(([id, part]) => ({ nodes: part, edges: links.get(id) ?? [] }));
}
