import { visible } from '../../../markdown/visible.ts';
import type { Forecast, ForecastTable } from '../data.ts';
import { el, svg } from './dom.ts';

/** The picture's own units: it is as wide as there is room. */
const WIDE = 1000;
const HIGH = 100;

/** What goes wrong in the time to come, and when first. */
export function forecastFaults({ said, bad }: Forecast): HTMLElement {
  return el(
    'section',
    { class: bad.length === 0 ? 'forecast-said' : 'forecast-said wrong', 'aria-label': 'Simulated time' },
    el('p', {}, visible(said)),
    bad.length > 0 &&
      el(
        'ul',
        {},
        ...bad.map(({ date, object, words }) =>
          el('li', {}, date, ' ', object !== '' && el('code', {}, visible(object)), ` ${visible(words)}`),
        ),
      ),
  );
}

/** How large a hypertable becomes, with the bad dates of some objects: itself, and what reads it. */
export function forecastPicture(
  objects: readonly string[],
  table: ForecastTable,
  { from, to, bad }: Forecast,
): HTMLElement {
  const mine = bad.filter(({ object }) => objects.includes(object));
  const most = Math.max(...table.uncompressed, ...table.sizes, 1);
  const points = (values: readonly number[]): string =>
    values
      .map((value, i) => {
        const x = values.length < 2 ? 0 : (WIDE * i) / (values.length - 1);
        return `${x.toFixed(1)},${(HIGH - (HIGH * value) / most).toFixed(1)}`;
      })
      .join(' ');
  const said = [table.words, ...mine.map(({ date, words }) => `${date}: ${words}`)].join('. ');
  return el(
    'figure',
    { class: 'forecast' },
    el('span', { class: 'most' }, table.most),
    svg(
      'svg',
      {
        role: 'img',
        'aria-label': visible(said),
        viewBox: `0 0 ${WIDE} ${HIGH}`,
        preserveAspectRatio: 'none',
      },
      svg('polygon', { class: 'rows', points: `0,${HIGH} ${points(table.uncompressed)} ${WIDE},${HIGH}` }),
      svg('polygon', { class: 'compressed', points: `0,${HIGH} ${points(table.sizes)} ${WIDE},${HIGH}` }),
      ...mine.map(({ at }) => svg('line', { class: 'bad', x1: WIDE * at, x2: WIDE * at, y1: 0, y2: HIGH })),
    ),
    el('span', { class: 'ends' }, el('span', {}, from), el('span', {}, to)),
    el('figcaption', {}, visible(table.words)),
  );
}

/** What the colours mean. */
export function forecastLegend({ bad }: Forecast): HTMLElement {
  const entry = (state: string, words: string): HTMLElement =>
    el('span', {}, svg('svg', { class: 'swatch', 'aria-hidden': 'true' }, svg('rect', { class: state })), words);
  return el(
    'p',
    { class: 'legend' },
    entry('compressed', 'size in time to come'),
    entry('rows', 'without the columnstore'),
    bad.length > 0 && entry('bad', 'a bad date'),
  );
}
