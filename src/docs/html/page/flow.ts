import { visible } from '../../../markdown/visible.ts';
import type { Graph } from '../data.ts';
import { svg } from './dom.ts';
import { type Layout, layout, type Placed, type Style } from './layout.ts';
import { textWidth, truncated } from './measure.ts';

const HEIGHT = 46;

const STYLE: Omit<Style, 'direction'> = {
  sizeOf: (node) => ({ width: textWidth(truncated(visible(node.title)), 12) + 36, height: HEIGHT }),
  labelWidth: (label) => (label === '' ? 0 : textWidth(label, 11) + 12),
};

/** Where words would be smaller than this share of their size, the other direction may suit better. */
const LEGIBLE = 0.8;

/** Gives tables and views their places: from what comes in to what is made of it, to the right or, in a narrow place, down. */
export function flowLayout(graph: Graph, room: number): Layout {
  const across = layout(graph, { ...STYLE, direction: 'LR' }, room);
  if (across.width * LEGIBLE <= room) return across;
  const down = layout(graph, { ...STYLE, direction: 'TB' }, room);
  return down.width < across.width ? down : across;
}

/** A cylinder for what holds rows as they came in, double edges for what is stored, round ends for what is asked. */
export function flowBox({ node, width, height }: Placed): SVGElement[] {
  const kind = node.kind.replaceAll(' ', '-');
  const shape =
    node.kind === 'view'
      ? [svg('rect', { class: `box ${kind}`, width, height, rx: height / 2 })]
      : node.kind === 'continuous aggregate' || node.kind === 'materialized view'
        ? [
            svg('rect', { class: `box ${kind}`, width, height }),
            svg('path', { class: 'inner', d: `M6,0V${height}M${width - 6},0V${height}` }),
          ]
        : cylinder(kind, width, height);
  return [
    ...shape,
    svg('text', { class: 'entity', x: width / 2, y: 21, 'text-anchor': 'middle' }, truncated(visible(node.title))),
    svg('text', { class: 'type', x: width / 2, y: 36, 'text-anchor': 'middle' }, node.kind),
  ];
}

function cylinder(kind: string, width: number, height: number): SVGElement[] {
  const [rx, ry] = [width / 2, 5];
  const arc = (sweep: number, x: number): string => `a${rx},${ry} 0 0 ${sweep} ${x},0`;
  return [
    svg('path', {
      class: `box ${kind}`,
      d: `M0,${ry}${arc(1, width)}V${height - ry}${arc(1, -width)}Z`,
    }),
    svg('path', { class: 'inner', d: `M0,${ry}${arc(0, width)}` }),
  ];
}
