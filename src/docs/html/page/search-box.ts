import { visible } from '../../../markdown/visible.ts';
import type { Child } from './dom.ts';
import { el } from './dom.ts';
import type { Hit, SearchEntry } from './search.ts';

/** The search field with its list: `/` goes to it, the arrow keys through it, Enter to the place, Escape away. */
export function searchBox(search: (query: string) => Hit[], go: (entry: SearchEntry) => void): HTMLElement {
  const list = el('div', { id: 'hits', role: 'listbox', 'aria-label': 'Found', hidden: true });
  const field = el('input', {
    type: 'search',
    id: 'search',
    role: 'combobox',
    placeholder: 'Search  ( / )',
    'aria-label': 'Search tables, columns, functions',
    'aria-expanded': 'false',
    'aria-controls': 'hits',
    'aria-autocomplete': 'list',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  let hits: readonly Hit[] = [];
  let chosen = 0;

  const choose = (index: number): void => {
    chosen = index;
    for (const [i, option] of [...list.children].entries()) {
      option.setAttribute('aria-selected', String(i === index));
      if (i === index) option.scrollIntoView({ block: 'nearest' });
    }
    if (hits.length > 0) field.setAttribute('aria-activedescendant', `hit-${index}`);
    else field.removeAttribute('aria-activedescendant');
  };
  const close = (): void => {
    list.hidden = true;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  };
  const open = (index: number): void => {
    const entry = hits[index]?.entry;
    if (entry === undefined) return;
    close();
    field.value = '';
    field.blur();
    go(entry);
  };
  const show = (): void => {
    hits = search(field.value);
    if (field.value.trim() === '') return close();
    list.replaceChildren(...hits.map((hit, i) => option(hit, i, () => open(i))));
    if (hits.length === 0) list.append(el('div', { class: 'nothing', role: 'option' }, 'Nothing found'));
    list.hidden = false;
    field.setAttribute('aria-expanded', 'true');
    choose(0);
  };

  field.addEventListener('input', show);
  field.addEventListener('focus', () => {
    if (field.value !== '') show();
  });
  field.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown') choose(Math.min(hits.length - 1, chosen + 1));
    else if (event.key === 'ArrowUp') choose(Math.max(0, chosen - 1));
    else if (event.key === 'Enter') open(chosen);
    else if (event.key === 'Escape') {
      field.value = '';
      close();
      field.blur();
    } else return;
    event.preventDefault();
  });
  const box = el('div', { class: 'search', role: 'search' }, field, list);
  box.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node && box.contains(relatedTarget))) close();
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
  return box;
}

function option({ entry, ranges, excerpt }: Hit, index: number, open: () => void): HTMLElement {
  const made = el(
    'div',
    { id: `hit-${index}`, role: 'option', 'aria-selected': 'false' },
    el('span', { class: 'hit-name' }, ...marked(entry.name, ranges)),
    el('span', { class: 'hit-kind' }, entry.kind),
    excerpt !== '' && el('span', { class: 'hit-text' }, visible(excerpt)),
  );
  // Before the field loses the focus and the list goes.
  made.addEventListener('mousedown', (event) => {
    event.preventDefault();
    open();
  });
  return made;
}

function marked(name: string, ranges: readonly number[]): Child[] {
  const parts: Child[] = [];
  let end = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    const [from = 0, to = 0] = [ranges[i], ranges[i + 1]];
    parts.push(visible(name.slice(end, from)), el('mark', {}, visible(name.slice(from, to))));
    end = to;
  }
  return [...parts, visible(name.slice(end))];
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=range], [type=checkbox]), textarea, select');
}
