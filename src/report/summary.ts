import type { SchemaModel } from '../catalog/model.ts';
import type { Change } from '../diff/change.ts';
import type { TextDiff } from '../diff/text.ts';
import { blocks, bullets, fence, folded } from '../markdown/blocks.ts';
import { code, htmlCode } from '../markdown/code.ts';
import { text } from '../markdown/text.ts';
import { visibleLines } from '../markdown/visible.ts';
import type { PlacedFinding } from './annotations.ts';
import { bytes, cutLines } from './cut.ts';
import { type CutTable, cutChanges, hypertableTable, policyTable } from './summary-tables.ts';

/** What a summary tells, in plain text save where it says Markdown. */
export interface SummaryInput {
  /** The verdict, in one line. */
  verdict: string;
  /** What it is about, in Markdown: database, schema, server, proof. */
  facts: readonly string[];
  /** What went wrong, with links to where; warnings come last. */
  findings: readonly PlacedFinding[];
  /** Lines that show what went wrong, as a terminal would. */
  detail: string | null;
  /** What is different from the version before; null where there is none. */
  change: { since: string; diff: TextDiff; changes: readonly Change[] | null } | null;
  model: SchemaModel | null;
  /** More in Markdown, below what went wrong; null where there is none. */
  body: string | null;
  /** Where to look further, in the order of interest. */
  links: { label: string; url: string }[];
  /** The page of a file in the repository at the commit that ran; null outside of GitHub. */
  linkTo: ((file: string, line: number | undefined) => string) | null;
}

/** More rows are no table to look at; the documentation has them all. */
const ROWS = 100;
const FINDINGS = 50;
/** More of a diff is not read in a browser, and slows the page down. */
const DIFF_BYTES = 200 * 1024;
/** A folded table of fewer rows would hide what fits the screen. */
const FOLD_FROM = 12;

/**
 * The job summary, in Markdown: the verdict first, then what changed, the hypertables, the policies.
 *
 * @param most how many bytes it may have; beyond what fits, whole sections are shortened, never the verdict
 */
export function renderSummary(input: SummaryInput, most: number): string {
  for (const [rows, diffBytes] of [
    [ROWS, DIFF_BYTES],
    [ROWS / 4, DIFF_BYTES / 4],
    [0, 0],
  ] as const) {
    const page = render(input, rows, Math.min(diffBytes, most));
    if (bytes(page) <= most) return page;
  }
  return cutLines(head(input, 1), most).text;
}

/**
 * The text of a pull request that proposes a version, in Markdown. It says the same for the same change: no times, no
 * links to a run.
 *
 * @param most how many characters it may have
 */
export function renderProposal({ facts, change }: Pick<SummaryInput, 'facts' | 'change'>, most: number): string {
  const closing = 'Kept up to date by timescale-ci. Merge it to make this the latest version.';
  for (const [rows, diffBytes] of [
    [ROWS, most / 4],
    [ROWS / 4, 0],
    [0, 0],
  ] as const) {
    const page = blocks(...facts, change === null ? null : changed(change, rows, diffBytes), closing);
    if (page.length <= most) return page;
  }
  return closing;
}

function render(input: SummaryInput, rows: number, diffBytes: number): string {
  const { model, change } = input;
  return `${blocks(
    head(input, FINDINGS),
    input.body,
    change === null ? null : changed(change, rows, diffBytes),
    model === null ? null : section('Hypertables', hypertableTable(model, rows)),
    model === null ? null : section('Policies and jobs', policyTable(model, rows)),
  )}\n`;
}

/** The first screen: verdict, facts, links, what went wrong. */
function head(input: SummaryInput, most: number): string {
  const { findings, detail, links } = input;
  const shown = findings.slice(0, most).map((finding) => findingLine(finding, input));
  if (findings.length > most) shown.push(`and ${findings.length - most} more in the log`);
  return blocks(
    `### ${text(input.verdict)}`,
    [...input.facts, links.map(({ label, url }) => `[${text(label)}](${url})`).join(' · ')]
      .filter(Boolean)
      .join('<br>'),
    detail === null ? null : fence('', cutLines(visibleLines(detail), 8_000).text),
    bullets(shown),
  );
}

function findingLine({ severity, message, hint, file, line, column }: PlacedFinding, { linkTo }: SummaryInput): string {
  const place = file === undefined ? '' : [file, line, column].filter((part) => part !== undefined).join(':');
  const link = file === undefined || linkTo === null ? code(place) : `[${code(place)}](${linkTo(file, line)})`;
  const words = [place === '' ? '' : link, text(message), hint === undefined ? '' : text(hint)];
  return `${severity === 'error' ? '**Error**: ' : severity === 'warning' ? '**Warning**: ' : ''}${words.filter(Boolean).join('<br>')}`;
}

function changed({ since, diff, changes }: NonNullable<SummaryInput['change']>, rows: number, most: number): string {
  const found = changes === null ? null : cutChanges(changes, rows);
  const { text: lines, left } = cutLines(visibleLines(diff.text), most);
  const counts = `+${diff.added} −${diff.removed} lines since ${htmlCode(since)}`;
  const more = left === 0 ? null : `and ${left} more lines, in the artifact`;
  return blocks(
    '#### What changed',
    found?.markdown ?? null,
    found === null || found.left === 0 ? null : `and ${found.left} more, in the output diff-json`,
    folded(counts, blocks(lines === '' ? null : fence('diff', lines), more)),
  );
}

function section(title: string, found: CutTable | null): string | null {
  if (found === null) return null;
  const lines = found.markdown.split('\n').length - 2;
  const more = found.left === 0 ? null : `and ${found.left} more, in README_latest.md`;
  const body = blocks(found.markdown, more);
  return blocks(`#### ${title}`, lines > FOLD_FROM ? folded(`${lines + found.left} in all`, body) : body);
}
