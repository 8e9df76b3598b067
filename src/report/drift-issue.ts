import { blocks } from '../markdown/blocks.ts';
import { code } from '../markdown/code.ts';
import { text } from '../markdown/text.ts';
import { truncate } from '../text.ts';
import { type DriftReport, driftAsMarkdown } from './drift-text.ts';
import { digestAfter, digestFor, marker } from './marker.ts';
import { plural } from './words.ts';

/** The label by which the issue is found. */
export const DRIFT_LABEL = 'schema-drift';

/** GitHub takes 65,536 characters, and 256 of a title. */
const LIMIT = 65_000;
const TITLE = 200;

export interface DriftIssue {
  /** Tells apart the issues of several databases in one repository. */
  id: string;
  /** What a reader tells it by, where there may be several. */
  name: string | null;
  /** The page of the run; null outside of GitHub. */
  runUrl: string | null;
  artifactUrl: string | null;
}

interface IssueText {
  title: string;
  body: string;
  /** Of the differences: it stays where only links and transactions change. */
  digest: string;
}

/** The issue that is open while a database drifts, marker included. The database is named without its address, since anybody may read it. */
export function renderDriftIssue(report: DriftReport, { id, name, runUrl, artifactUrl }: DriftIssue): IssueText {
  const count = plural(report.differences.length, 'difference');
  const title = truncate(`Schema drift: ${report.database} has ${count}${name === null ? '' : ` (${name})`}`, TITLE);
  const links = [
    ...(runUrl === null ? [] : [`[Run](${runUrl})`]),
    ...(artifactUrl === null ? [] : [`[Everything, with the dump of the database](${artifactUrl})`]),
  ].join(' · ');
  const foot = blocks(
    [
      'Three ways out of each:',
      '- **adopt** it: write it into the source, so that other databases get it too; then back up',
      '- **undo** it on the database',
      `- or say in ${code('timescale-ci.yml')} that it is meant, with the reason: ${code('drift: ignore:')}`,
    ].join('\n'),
    links,
    'Kept by timescale-ci: it changes with the drift, is closed when there is none, and opened again when there is.',
  );
  const known = report.differences.map((one) => ({ ...one, lastChange: null }));
  const digest = digestFor(driftAsMarkdown({ ...report, differences: known }));
  const mark = `${marker('drift', id)} ${digest} -->`;
  const page = driftAsMarkdown(report, LIMIT - mark.length - foot.length);
  return { title, body: `${mark}\n${blocks(page.trimEnd(), foot)}\n`.toWellFormed(), digest };
}

/** The digest in a body that `renderDriftIssue` wrote for that id; undefined for any other. */
export function driftDigestOf(body: string, id: string): string | undefined {
  return digestAfter(marker('drift', id), body);
}

/** The comments by which an issue is closed and opened again. */
export function driftComment(what: 'gone' | 'back', reference: string, runUrl: string | null): string {
  const words =
    what === 'gone' ? `There is no drift any more from ${reference}.` : `There is drift from ${reference} again.`;
  return blocks(text(words), runUrl === null ? null : `[Run](${runUrl})`);
}
