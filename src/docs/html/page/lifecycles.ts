import { visible } from '../../../markdown/visible.ts';
import type { Lifecycle } from '../../lifecycle/lifecycles.ts';
import type { Forecast } from '../data.ts';
import { el } from './dom.ts';
import { forecastFaults, forecastLegend, forecastPicture } from './forecast.ts';
import { inline } from './inline.ts';
import { lazily } from './lazily.ts';
import { lifecycle, lifecycleLegend } from './lifecycle.ts';
import { endOf } from './scale.ts';

/** The lives of all hypertables, one below the other, each on its own scale or all on one. */
export function lifecycles(lives: readonly Lifecycle[], forecast: Forecast | null): Node[] {
  if (lives.length === 0) return [];
  const list = el('div', { class: 'lives' });
  const draw = (together: boolean): void => {
    list.replaceChildren(
      ...lives.map((life) => row(life, forecast, together ? commonEnd(lives, life.unit) : undefined)),
    );
  };
  draw(false);
  const box = el('input', { type: 'checkbox' });
  box.addEventListener('change', () => draw(box.checked));
  return [
    el('p', {}, 'From now on the left to older rows on the right. The boxes are chunks.'),
    lifecycleLegend(),
    ...(forecast === null ? [] : [forecastFaults(forecast), forecastLegend(forecast)]),
    ...(lives.length > 1 ? [el('label', { class: 'choice' }, box, ' One scale for all')] : []),
    list,
  ];
}

/** What is remarked on any of them, where nobody can miss it. */
export function allRemarks(lives: readonly Lifecycle[]): Node[] {
  const remarks = lives.flatMap((life) => life.remarks.map((remark) => ({ life, remark })));
  if (remarks.length === 0) return [];
  return [
    el(
      'section',
      { class: 'remarks', 'aria-label': 'To look at' },
      el(
        'p',
        {},
        el('strong', {}, remarks.length === 1 ? '1 thing to look at' : `${remarks.length} things to look at`),
      ),
      el('ul', {}, ...remarks.map(({ life, remark }) => el('li', {}, title(life), ': ', ...inline(remark)))),
    ),
  ];
}

function title({ name, address }: Lifecycle): HTMLElement {
  const words = el('code', {}, visible(name));
  return address === null ? words : el('a', { href: `#${address}` }, words);
}

function row(life: Lifecycle, forecast: Forecast | null, end: number | undefined): HTMLElement {
  const table = forecast?.tables[life.name];
  return el(
    'section',
    { class: 'life-row' },
    el('h3', {}, title(life)),
    lazily(() => lifecycle(life, end), 'life-place'),
    forecast !== null &&
      table !== undefined &&
      forecastPicture([life.name, ...life.refreshes.map(({ aggregate }) => aggregate)], table, forecast),
  );
}

/** The end of the longest life on the same kind of axis. */
function commonEnd(lives: readonly Lifecycle[], unit: string | null): number {
  return Math.max(...lives.filter((life) => life.unit === unit).map(endOf));
}
