import { visible } from '../../../markdown/visible.ts';
import type { PageData } from '../data.ts';
import { button, el } from './dom.ts';
import { entriesOf } from './entries.ts';
import { navigation } from './nav.ts';
import { printAll } from './print.ts';
import { type SearchEntry, searchOver } from './search.ts';
import { searchBox } from './search-box.ts';
import { themeButton } from './theme.ts';
import { type View, viewsOf } from './views.ts';

const data = JSON.parse(document.getElementById('data')?.textContent ?? '') as PageData;
const views = viewsOf(data);
const places = new Map(views.flatMap((view) => [view.address, ...view.places].map((address) => [address, view])));
const { list, mark } = navigation(data);
const main = el('main', { id: 'main' });
let shown: View | undefined;
/** A row to point out at the next place that is shown. */
let wanted: string | undefined;

function show(): void {
  const address = addressOf(location.hash);
  const view = places.get(address) ?? views[0];
  if (view === undefined) return;
  const first = shown === undefined;
  if (view !== shown) main.replaceChildren(...view.render(), ...(places.has(address) ? [] : [lost(address)]));
  shown = view;
  document.title = view.address === '' ? visible(data.title) : `${visible(view.title)} · ${visible(data.title)}`;
  mark(view.address, address);
  document.body.classList.remove('menu-open');
  const place = address === view.address ? null : document.getElementById(address);
  const target = place?.closest('tr') ?? place;
  const row = wanted === undefined ? null : rowOf(wanted);
  wanted = undefined;
  if (!first || place !== null) focus(row ?? target ?? main.querySelector('h1'));
  if (row ?? target) (row ?? target)?.scrollIntoView({ block: row === null ? 'start' : 'center' });
  else scrollTo(0, 0);
  pointOut(row ?? place?.closest('tr') ?? null);
}

/** The place that a link names, as it is: one that is no valid encoding leads nowhere, and says so. */
function addressOf(hash: string): string {
  const [place = ''] = hash.slice(1).split('/');
  try {
    return decodeURIComponent(place);
  } catch {
    return place;
  }
}

/** Takes the reader of a screen along. */
function focus(target: Element | null): void {
  if (!(target instanceof HTMLElement)) return;
  if (!target.hasAttribute('tabindex')) target.setAttribute('tabindex', '-1');
  target.focus({ preventScroll: true });
}

function rowOf(name: string): HTMLElement | null {
  const cells = [...main.querySelectorAll<HTMLElement>('tbody th[scope=row]')];
  return cells.find((cell) => cell.textContent === visible(name))?.closest('tr') ?? null;
}

function pointOut(row: Element | null): void {
  for (const other of main.querySelectorAll('.target')) other.classList.remove('target');
  row?.classList.add('target');
}

function lost(address: string): HTMLElement {
  return el('p', { class: 'lost' }, 'There is nothing at ', el('code', {}, visible(address)), ' in this page.');
}

function go({ address, row }: SearchEntry): void {
  wanted = row;
  if (location.hash === `#${address}`) show();
  else location.hash = address;
}

const menu = button('Contents', () => document.body.classList.toggle('menu-open'), { class: 'menu' });
const footer = el(
  'footer',
  {},
  `Written by timescale-ci from schema ${data.source.fingerprint} of ${visible(data.source.database)}. `,
  button('Print everything', () =>
    printAll(main, views, () => {
      shown = undefined;
      show();
    }),
  ),
);
// The index is built at the first search: most readers never search.
let searchIndex: ReturnType<typeof searchOver> | undefined;
const search = (query: string) => {
  searchIndex ??= searchOver(entriesOf(data));
  return searchIndex(query);
};
document.body.append(
  el('a', { class: 'skip', href: '#main' }, 'To the content'),
  el(
    'header',
    {},
    menu,
    el('a', { href: '#', class: 'home' }, visible(data.title)),
    searchBox(search, go),
    themeButton(),
  ),
  el('div', { class: 'columns' }, list, el('div', { class: 'content' }, main, footer)),
);
addEventListener('hashchange', show);
show();
