import type { Link } from '../data.ts';
import { svg } from './dom.ts';
import type { Layout, Placed, Point, Route } from './layout.ts';
import { textWidth, truncated } from './measure.ts';

/** Around a drawing, in pixels. */
export const MARGIN = 12;

/** Where its words are smaller than this share of their size one must enlarge a drawing anyway: then it is as high as the screen. */
const READABLE = 0.7;

/** A laid out graph as a drawing for a place of some width; its boxes lead to what they stand for. */
export function draw(
  layout: Layout,
  label: string,
  room: number,
  box: (placed: Placed) => SVGElement[],
): SVGSVGElement {
  const [width, height] = [layout.width + 2 * MARGIN, layout.height + 2 * MARGIN];
  const view = [-MARGIN, -MARGIN, width, height];
  const drawing = svg(
    'svg',
    { class: 'graph', role: 'group', 'aria-label': label, viewBox: view.join(' ') },
    svg(
      'g',
      {},
      ...layout.routes.map(({ points, link }) => svg('path', { class: 'edge', d: path(points, link) })),
      ...layout.routes.flatMap(ends),
      ...layout.nodes.map((placed) => node(placed, box(placed))),
      ...layout.routes.flatMap(labelOf),
    ),
  );
  // As wide as its place, but no larger than its words are meant to be.
  const full = `${Math.ceil(height)}px`;
  drawing.style.maxHeight = room >= width * READABLE ? full : `min(78vh, ${full})`;
  return drawing;
}

function node({ node: { address, title, here }, x, y }: Placed, content: SVGElement[]): SVGElement {
  const group = svg(
    'g',
    { transform: `translate(${x.toFixed(1)},${y.toFixed(1)})`, class: here === true && 'here' },
    svg('title', {}, title),
    ...content,
  );
  return address === null ? group : svg('a', { href: `#${address}` }, group);
}

/** A line with rounded corners: through the middles of its pieces, bent at the points between them. */
function path(points: readonly Point[], { ends }: Link): string {
  const at = ({ x, y }: Point): string => `${x.toFixed(1)},${y.toFixed(1)}`;
  const [first, ...rest] = points;
  const last = rest.pop();
  if (first === undefined || last === undefined) return '';
  const bends = rest.map((point, i) => {
    const next = rest[i + 1] ?? last;
    return `Q${at(point)} ${at({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`;
  });
  return `M${at(first)}${bends.join('')}L${at(last)}${ends === undefined ? arrow(rest.at(-1) ?? first, last) : ''}`;
}

function arrow(before: Point, tip: Point): string {
  return `M${corner(before, tip, 9, 4)}L${tip.x.toFixed(1)},${tip.y.toFixed(1)}L${corner(before, tip, 9, -4)}`;
}

/** The signs of how many rows stand at each end of a foreign key: bars, rings and crow's feet. */
function ends({ link: { ends: signs }, points }: Route): SVGElement[] {
  const [first, second] = points;
  const [before, last] = points.slice(-2);
  if (signs === undefined || !first || !second || !before || !last) return [];
  return [...sign(signs.from, second, first), ...sign(signs.to, before, last)];
}

function sign(count: string, from: Point, tip: Point): SVGElement[] {
  const across = (distance: number): string => `M${corner(from, tip, distance, 5)}L${corner(from, tip, distance, -5)}`;
  const [rx, ry] = corner(from, tip, 14, 0).split(',');
  const ring = svg('circle', { class: 'ring', cx: rx, cy: ry, r: 4 });
  const bars = (...distances: number[]): SVGElement =>
    svg('path', { class: 'edge', d: distances.map(across).join('') });
  if (count === 'one') return [bars(5, 9)];
  if (count === 'none or one') return [bars(6), ring];
  const foot = `M${corner(from, tip, 10, 0)}L${corner(from, tip, 0, 6)}M${corner(from, tip, 10, 0)}L${corner(from, tip, 0, -6)}`;
  return [svg('path', { class: 'edge', d: foot }), ring];
}

/** The point some way back from the tip of a line, and some way beside it. */
function corner(from: Point, tip: Point, back: number, beside: number): string {
  const [dx, dy] = [tip.x - from.x, tip.y - from.y];
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [dx / length, dy / length];
  return `${(tip.x - ux * back - uy * beside).toFixed(1)},${(tip.y - uy * back + ux * beside).toFixed(1)}`;
}

function labelOf({ link, label }: Route): SVGElement[] {
  if (link.label === '') return [];
  const words = truncated(link.label);
  const width = textWidth(words, 11) + 6;
  return [
    svg('rect', { class: 'edge-page', x: label.x - width / 2, y: label.y - 7, width, height: 14 }),
    svg(
      'text',
      { class: 'edge-words', x: label.x.toFixed(1), y: (label.y + 4).toFixed(1), 'text-anchor': 'middle' },
      words,
    ),
  ];
}
