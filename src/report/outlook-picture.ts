import { bytes } from '../format/count.ts';
import { type Outlook, sizesOf, thinned } from './outlook.ts';
import { truncate, visible } from './terminal-text.ts';
import { plural } from './words.ts';

/** The picture's own units, of which a telephone shows about one a pixel. */
const WIDE = 400;
const PLOT = { left: 66, right: 390, top: 54, bottom: 224 };
/** Moments of a curve, at most. */
const MOST_POINTS = 120;
/** Columns that a line of words has room for. */
const MOST_COLUMNS = 52;
const LINE = 17;

const STYLE = `
:root { color-scheme: light dark; --page: #fff; --ink: #1c2128; --quiet: #5c6570; --grid: #dfe3e8; --head: #1f6f67; --bad: #b3261e; background: var(--page); }
@media (prefers-color-scheme: dark) {
  :root { --page: #12161c; --ink: #e6e9ee; --quiet: #9aa4b2; --grid: #2c333d; --head: #5cc4b8; --bad: #ff8a80; }
}
text { font: 12px system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: var(--ink); }
.page { fill: var(--page); }
.title { font-weight: 600; font-size: 14px; }
.quiet { fill: var(--quiet); }
.grid { stroke: var(--grid); }
.curve { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
.head { stroke: var(--head); }
.base { stroke: var(--quiet); stroke-dasharray: 6 4; }
.date { stroke-width: 1.5; }
.wrong { fill: var(--bad); stroke: var(--bad); }
text.wrong { stroke: none; }
.date.of-base { stroke-dasharray: 2 3; }`;

/**
 * The size of all hypertables day by day at the base and at the head, with the first bad date of each: an SVG for the eyes of
 * a browser, light or dark as its reader has it.
 */
export function outlookPicture(base: Outlook, head: Outlook): string {
  const sides = [sideOf('base', base), sideOf('head', head)];
  const most = ceiling(Math.max(...sides.flatMap(({ sizes }) => sizes)));
  const y = (size: number): number => PLOT.bottom - ((PLOT.bottom - PLOT.top) * size) / most;
  const [from, to] = [head.days[0]?.date ?? '', head.days.at(-1)?.date ?? ''];
  const said = sides.flatMap(({ words }) => words);
  const grid = [0, most / 2, most].flatMap((size) => [
    `<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(size)}" y2="${y(size)}"/>`,
    words(size === 0 ? '0' : bytes(size).replace('.0 ', ' '), {
      x: PLOT.left - 6,
      y: y(size) + 4,
      class: 'quiet',
      anchor: 'end',
    }),
  ]);
  const legend: string[] = [];
  let row = PLOT.bottom + 44;
  for (const { name, words: lines } of sides) {
    legend.push(`<line class="curve ${name}" x1="10" x2="40" y1="${row - 4}" y2="${row - 4}"/>`);
    for (const [i, line] of lines.entries()) {
      legend.push(words(line, { x: 48, y: row, class: i === 0 ? undefined : 'wrong' }));
      row += LINE;
    }
    row += 4;
  }
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDE} ${row}" width="100%" preserveAspectRatio="xMinYMin" style="max-width: 640px" role="img" aria-labelledby="title description">`,
    '<title id="title">Size of all hypertables, base and head</title>',
    `<desc id="description">${inXml(said.join('. '))}</desc>`,
    `<style>${STYLE}\n</style>`,
    `<rect class="page" width="${WIDE}" height="${row}"/>`,
    words('Size of all hypertables', { x: 10, y: 22, class: 'title' }),
    words(`Simulated, ${plural(head.days.length, 'day')} at the rates of the settings`, {
      x: 10,
      y: 40,
      class: 'quiet',
    }),
    ...grid,
    words(from, { x: PLOT.left, y: PLOT.bottom + 18, class: 'quiet' }),
    words(to, { x: PLOT.right, y: PLOT.bottom + 18, class: 'quiet', anchor: 'end' }),
    ...sides.toReversed().map(({ name, sizes }) => {
      const points = thinned(sizes, MOST_POINTS).map(({ at, value }) => `${across(at)},${y(value).toFixed(1)}`);
      return `<polyline class="curve ${name}" points="${points.join(' ')}"/>`;
    }),
    ...sides.flatMap(({ name, badAt }) =>
      badAt === null
        ? []
        : [
            `<line class="date wrong of-${name}" x1="${across(badAt)}" x2="${across(badAt)}" y1="${PLOT.top - 4}" y2="${PLOT.bottom}"/>`,
          ],
    ),
    ...legend,
    '</svg>',
  ].join('\n')}\n`;
}

interface SideOfPicture {
  name: string;
  sizes: number[];
  /** Its first bad date as a share of the time; null where there is none. */
  badAt: number | null;
  words: string[];
}

function sideOf(name: string, outlook: Outlook): SideOfPicture {
  const { bad, days } = outlook;
  const sizes = sizesOf(outlook);
  const [first] = bad;
  const end = `${name}: ${bytes(sizes.at(-1) ?? 0)} at the end`;
  if (first === undefined) return { name, sizes, badAt: null, words: [`${end}, no bad date`] };
  const day = days.findIndex(({ date }) => date >= first.date);
  return {
    name,
    sizes,
    badAt: Math.max(0, day) / Math.max(1, days.length - 1),
    words: [`${end}, first bad date ${first.date}`, [first.kind, first.object].filter(Boolean).join(' ')],
  };
}

/** The horizontal place of a share of the time. */
function across(share: number): string {
  return (PLOT.left + (PLOT.right - PLOT.left) * share).toFixed(1);
}

/** A round number that is no less. */
function ceiling(value: number): number {
  const size = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
  return size * ([1, 1.5, 2, 3, 4, 5, 6, 8].find((step) => step * size >= value) ?? 10);
}

/** One line of words; what has no room shows where one points at it. */
function words(
  text: string,
  at: { x: number; y: number; class?: string | undefined; anchor?: 'end' | undefined },
): string {
  const whole = visible(text);
  const shown = truncate(whole, MOST_COLUMNS);
  const style = at.class === undefined ? '' : ` class="${at.class}"`;
  const anchor = at.anchor === undefined ? '' : ` text-anchor="${at.anchor}"`;
  const full = shown === whole ? '' : `<title>${inXml(whole)}</title>`;
  return `<text x="${at.x}" y="${at.y}"${style}${anchor}>${full}${inXml(shown)}</text>`;
}

/** Text of an XML document: nothing in it is markup, and no character that one may not have. */
function inXml(text: string): string {
  return visible(text)
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
