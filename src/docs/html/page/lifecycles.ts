import { visible } from '../../../markdown/visible.ts';
import type { Lifecycle } from '../../lifecycle/types.ts';
import { el } from './dom.ts';
import { lazily } from './lazily.ts';
import { lifecycle, lifecycleLegend } from './lifecycle.ts';
import { endOf } from './scale.ts';

/** The lives of all hypertables, one below the other, each on its own scale or all on one. */
export function lifecycles(lives: readonly Lifecycle[]): Node[] {
  if (lives.length === 0) return [];
  const list = el('div', { class: 'lives' });
  const draw = (together: boolean): void => {
    list.replaceChildren(...lives.map((life) => row(life, together ? commonEnd(lives, life.unit) : undefined)));
  };
  draw(false);
  const box = el('input', { type: 'checkbox' });
  box.addEventListener('change', () => draw(box.checked));
  return [
    el('p', {}, 'From now on the left to older rows on the right. The boxes are chunks.'),
    lifecycleLegend(),
    ...(lives.length > 1 ? [el('label', { class: 'choice' }, box, ' One scale for all')] : []),
    list,
  ];
}

function row(life: Lifecycle, end: number | undefined): HTMLElement {
  const name = el('code', {}, visible(life.name));
  const title = life.address === null ? name : el('a', { href: `#${life.address}` }, name);
  return el(
    'section',
    { class: 'life-row' },
    el('h3', {}, title),
    lazily(() => lifecycle(life, end), 'life-place'),
  );
}

/** The end of the longest life on the same kind of axis. */
function commonEnd(lives: readonly Lifecycle[], unit: string | null): number {
  return Math.max(...lives.filter((life) => life.unit === unit).map(endOf));
}
