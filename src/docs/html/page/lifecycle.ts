import { visible } from '../../../markdown/visible.ts';
import { capital } from '../../../text.ts';
import type { Age, Lifecycle, Window } from '../../lifecycle/lifecycles.ts';
import { el, svg } from './dom.ts';
import { inline } from './inline.ts';
import { edges, endOf, stretches, type Tick, ticks } from './scale.ts';

/** Where things stand from the top, in pixels. */
const ROW = { compress: 12, drop: 28, bar: 36, height: 26, axis: 78, end: 90 };

/** More chunks than this are drawn as one stretch: their edges would be all that one sees. */
const MOST_EDGES = 120;

/** A life in words and to scale, on an axis that ends at this age; on its own scale without one. */
export function lifecycle(life: Lifecycle, end: number = endOf(life)): HTMLElement {
  const said = describe(life);
  return el(
    'div',
    { class: 'life' },
    el('p', { class: 'facts' }, said),
    drawing(life, end, said),
    ...life.refreshes.map((one) => refresh(one, life, end)),
    life.remarks.length > 0 &&
      el('ul', { class: 'remarks' }, ...life.remarks.map((remark) => el('li', {}, ...inline(remark)))),
  );
}

/** What the colours mean. */
export function lifecycleLegend(): HTMLElement {
  const entry = (state: string, words: string): HTMLElement =>
    el('span', {}, svg('svg', { class: 'swatch', 'aria-hidden': 'true' }, svg('rect', { class: state })), words);
  return el(
    'p',
    { class: 'legend' },
    entry('rows', 'rows as written'),
    entry('compressed', 'compressed'),
    entry('gone', 'dropped'),
    entry('window', 'refreshed into a continuous aggregate'),
  );
}

function describe({ kind, chunk, compress, drop }: Lifecycle): string {
  const age = (one: Age | null, verb: string): string =>
    one === null ? `never ${verb}` : `${verb} after ${one.words}${one.active ? '' : ' (not active)'}`;
  const of = kind === 'hypertable' ? '' : 'Continuous aggregate, ';
  const text = `${of}chunks of ${chunk.words}, ${age(compress, 'compressed')}, ${age(drop, 'dropped')}`;
  return visible(capital(text));
}

function drawing(life: Lifecycle, end: number, said: string): SVGSVGElement {
  const x = (age: number): string => share(Math.min(age, end), end);
  const wide = (from: number, to: number): string => share(Math.min(to, end) - from, end);
  const bar = { y: ROW.bar, height: ROW.height };
  return svg(
    'svg',
    {
      class: 'timeline',
      role: 'img',
      'aria-label': said,
      width: '100%',
      height: ROW.end,
    },
    ...stretches(life, end).map(({ from, to, state }) =>
      svg('rect', { class: state, x: x(from), width: wide(from, to), ...bar }),
    ),
    ...edges(life, end, MOST_EDGES).map((at) =>
      svg('line', { class: 'edge', x1: x(at), x2: x(at), y1: ROW.bar, y2: ROW.bar + ROW.height }),
    ),
    ...ticks(end, life.unit).flatMap((tick, i) => axisMark(tick, end, i)),
    ...mark(life.compress, 'compress', end, ROW.compress),
    ...mark(life.drop, 'drop', end, ROW.drop),
    ...(life.drop?.active === true ? [] : [label('kept without end →', end, end, ROW.compress, 'mark-words', 'end')]),
  );
}

/** Every other one keeps its line alone where the screen is narrow. */
function axisMark({ at, words }: Tick, end: number, i: number): SVGElement[] {
  const x = share(at, end);
  const anchor = at === 0 ? 'start' : at > end * 0.92 ? 'end' : 'middle';
  return [
    svg('line', { class: 'tick', x1: x, x2: x, y1: ROW.bar + ROW.height, y2: ROW.axis - 10 }),
    svg(
      'text',
      { class: i % 2 === 1 ? 'tick-words wide' : 'tick-words', x, y: ROW.axis + 2, 'text-anchor': anchor },
      words,
    ),
  ];
}

/** A policy's age, with words beside it on the side that has room. */
function mark(age: Age | null, verb: string, end: number, y: number): SVGElement[] {
  if (age === null || age.length === null || age.length > end) return [];
  const at = share(age.length, end);
  const words = `${verb} after ${visible(age.words)}${age.active ? '' : ' (not active)'}`;
  return [
    svg('line', {
      class: `mark ${verb}${age.active ? '' : ' idle'}`,
      x1: at,
      x2: at,
      y1: y - 9,
      y2: ROW.bar + ROW.height,
    }),
    label(words, age.length, end, y, 'mark-words', age.length > end / 2 ? 'end' : 'start'),
  ];
}

/** The rows that a refresh policy reads, below the chunks, and in another colour those that are dropped by then. */
function refresh(window: Window, { drop, chunk }: Lifecycle, end: number): HTMLElement {
  const from = window.from ?? end;
  const lost =
    window.active && drop?.active === true && drop.length !== null
      ? Math.ceil(drop.length / chunk.length) * chunk.length
      : Number.POSITIVE_INFINITY;
  const line = (a: number, b: number, kind: string): SVGElement[] =>
    b <= a ? [] : [svg('rect', { class: kind, x: share(a, end), width: share(b - a, end), height: 5 })];
  const name = el('code', {}, visible(window.aggregate));
  return el(
    'div',
    { class: 'refresh' },
    svg(
      'svg',
      { width: '100%', height: 5, 'aria-hidden': 'true' },
      ...line(window.to, Math.min(from, lost), 'window'),
      ...line(Math.max(window.to, lost), from, 'window lost'),
    ),
    el(
      'p',
      {},
      window.address === null ? name : el('a', { href: `#${window.address}` }, name),
      ` ${visible(window.words)}${window.active ? '' : ' (not active)'}`,
    ),
  );
}

function share(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(3)}%`;
}

function label(words: string, at: number, end: number, y: number, kind: string, anchor: string): SVGElement {
  const gap = anchor === 'start' && at > 0 ? 5 : anchor === 'end' ? -5 : 0;
  return svg('text', { class: kind, x: share(at, end), y, dx: gap, 'text-anchor': anchor }, words);
}
