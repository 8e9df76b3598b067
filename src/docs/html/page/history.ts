import { diffText } from '../../../diff/text.ts';
import { visible } from '../../../markdown/visible.ts';
import type { History, PageChange, PageChanges, PageVersion } from '../data.ts';
import { table } from './blocks.ts';
import { changedWords, type Part } from './changed-words.ts';
import { button, el } from './dom.ts';
import { scrolling } from './scrolling.ts';
import { type DiffLine, diffLines, textOf } from './versions.ts';

/** More lines than this make a page slow, and nobody reads them. */
const MOST_LINES = 4_000;

/** What is compared, by their places in the history. */
export interface Pair {
  readonly from: number;
  readonly to: number;
}

/** The versions, a slider for each side, and what changed between them. `moved` is told of every choice. */
export function historyView(history: History, start: Pair, moved: (pair: Pair) => void): Node[] {
  const { versions, older } = history;
  const last = versions.length - 1;
  const result = el('div', {});
  const [from, to] = [slider('From', versions), slider('To', versions)];
  let pair = start;
  const show = (next: Pair): void => {
    pair = next;
    from.set(pair.from);
    to.set(pair.to);
    result.replaceChildren(...comparison(history, pair));
    moved(pair);
  };
  // Neither side passes the other: the one that is pushed goes along.
  from.input.addEventListener('input', () => {
    const at = Math.min(Number(from.input.value), last - 1);
    show({ from: at, to: Math.max(pair.to, at + 1) });
  });
  to.input.addEventListener('input', () => {
    const at = Math.max(Number(to.input.value), 1);
    show({ from: Math.min(pair.from, at - 1), to: at });
  });
  const step = (by: number): void => {
    const at = Math.min(last, Math.max(1, pair.to + by));
    show({ from: at - 1, to: at });
  };
  show(start);
  const left = older === 0 ? '' : ` ${older} older ones are left out of this page for their size.`;
  return [
    el('p', {}, `${versions.length} versions of the schema.${left}`),
    el(
      'div',
      { class: 'sliders' },
      from.field,
      to.field,
      el(
        'div',
        { class: 'steps' },
        button('Previous change', () => step(-1)),
        button('Next change', () => step(1)),
      ),
    ),
    result,
  ];
}

function slider(
  name: string,
  versions: readonly PageVersion[],
): { field: HTMLElement; input: HTMLInputElement; set: (at: number) => void } {
  const input = el('input', { type: 'range', min: 0, max: versions.length - 1, step: 1 });
  const shown = el('output', {});
  const field = el('label', {}, el('span', { class: 'side' }, name), shown, input);
  return {
    field,
    input,
    set: (at) => {
      const { label, server } = versions[at] ?? { label: '', server: '' };
      input.value = String(at);
      input.setAttribute('aria-valuetext', label);
      shown.textContent = server === '' ? label : `${label} · ${visible(server)}`;
    },
  };
}

function comparison(history: History, { from, to }: Pair): Node[] {
  const names = { from: history.versions[from]?.file ?? '', to: history.versions[to]?.file ?? '' };
  const { text, added, removed } = diffText(textOf(history, from), textOf(history, to), names);
  const lines = diffLines(text);
  const verdict =
    lines.length === 0 ? 'The same schema.' : `${plural(added, 'line')} added, ${plural(removed, 'line')} removed`;
  return [
    el('p', { class: 'verdict', role: 'status' }, verdict),
    ...changes(history.versions[to]?.since[to - from - 1]),
    ...(lines.length === 0 ? [] : [el('h2', {}, 'Schema text'), diff(lines)]),
  ];
}

/** What changed in words, where the run that made this page could tell. */
function changes(known: PageChanges | undefined): Node[] {
  if (known === undefined) {
    return [
      el(
        'p',
        { class: 'muted' },
        'Of this pair only the text is known, not what its changes mean for a database with rows.',
      ),
    ];
  }
  const { list, more } = known;
  if (list.length === 0) return [];
  return [
    el('h2', {}, 'Changes'),
    withClasses(
      table(
        ['Class', 'Object', 'Change', 'On a database with rows'],
        list.map(({ class: level, kind, object, what, message }) => [
          level,
          [`${kind} `, { code: object }],
          what,
          message,
        ]),
      ),
      list,
    ),
    ...(more === 0 ? [] : [el('p', { class: 'muted' }, `${plural(more, 'more change')}.`)]),
  ];
}

/** Gives each row the colour of its class. */
function withClasses(made: HTMLElement, list: readonly PageChange[]): HTMLElement {
  for (const [i, row] of made.querySelectorAll('tbody tr').entries()) {
    row.classList.add('change', list[i]?.class.replaceAll(' ', '-') ?? '');
  }
  return made;
}

function diff(lines: readonly DiffLine[]): HTMLElement {
  const shown = lines.slice(0, MOST_LINES);
  const words = changedWords(shown);
  const body = el(
    'tbody',
    {},
    ...shown.map((line) => diffRow(line, words.get(line) ?? [{ text: line.text, changed: false }])),
  );
  const frame = scrolling(el('table', { class: 'diff' }, body), 'Differences of the schema text');
  const left = lines.length - shown.length;
  return left === 0 ? frame : el('div', {}, frame, el('p', { class: 'muted' }, `${plural(left, 'more line')}.`));
}

const SIGNS = { same: '', added: '+', removed: '−', place: '' } as const;

function diffRow({ kind, old, now, text }: DiffLine, parts: readonly Part[]): HTMLElement {
  if (kind === 'place') return el('tr', { class: kind }, el('td', { colspan: 4 }, text));
  return el(
    'tr',
    { class: kind },
    el('td', { class: 'number' }, String(old ?? '')),
    el('td', { class: 'number' }, String(now ?? '')),
    el('td', { class: 'sign' }, SIGNS[kind]),
    el(
      'td',
      { class: 'line' },
      ...parts.map((part) => (part.changed ? el('mark', {}, visible(part.text)) : visible(part.text))),
    ),
  );
}

function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
