import { visible } from '../../../markdown/visible.ts';
import type { Graph, Node } from '../data.ts';
import { svg } from './dom.ts';
import { type Layout, layout, type Placed, type Style } from './layout.ts';
import { textWidth, truncated } from './measure.ts';

const HEADER = 28;
const ROW = 19;
const PAD = 10;

const STYLE: Style = {
  direction: 'TB',
  sizeOf: (node) => {
    const rows = node.columns.map(([name, type, marks]) => rowWidth(name) + rowWidth(type) + textWidth(marks, 10) + 30);
    const width = Math.max(110, textWidth(truncated(node.title), 13) + 2 * PAD, ...rows);
    const lines = node.columns.length + (node.more > 0 ? 1 : 0);
    return { width, height: HEADER + lines * ROW + (lines > 0 ? 4 : 0) };
  },
  labelWidth: (label) => textWidth(truncated(label), 11) + 8,
};

/** Gives the tables of an entity diagram their places. */
export function entityLayout(graph: Graph, room: number): Layout {
  return layout(graph, STYLE, room);
}

/** A table: its title, and below it columns with their types and keys. */
export function entityBox({ node, width, height }: Placed): SVGElement[] {
  return [
    svg('rect', { class: `box ${node.kind.replaceAll(' ', '-')}`, width, height, rx: 5 }),
    svg('rect', { class: `head ${node.kind.replaceAll(' ', '-')}`, width, height: Math.min(height, HEADER), rx: 5 }),
    svg('text', { class: 'entity', x: PAD, y: 19 }, truncated(visible(node.title))),
    ...node.columns.flatMap((column, i) => row(column, width, HEADER + i * ROW + 14)),
    ...more(node, HEADER + node.columns.length * ROW + 14),
  ];
}

function row([name, type, marks]: Node['columns'][number], width: number, y: number): SVGElement[] {
  return [
    svg('text', { class: 'column', x: PAD, y }, truncated(visible(name))),
    svg(
      'text',
      { class: 'type', x: width - PAD - (marks === '' ? 0 : textWidth(marks, 10) + 6), y, 'text-anchor': 'end' },
      truncated(visible(type)),
    ),
    ...(marks === '' ? [] : [svg('text', { class: 'marks', x: width - PAD, y, 'text-anchor': 'end' }, marks)]),
  ];
}

function more({ more: count }: Node, y: number): SVGElement[] {
  return count === 0 ? [] : [svg('text', { class: 'type', x: PAD, y }, `and ${count} more`)];
}

function rowWidth(text: string): number {
  return textWidth(truncated(visible(text)), 12);
}
