import { marked } from 'marked';
import { count } from '../../format/count.ts';
import { blocks } from '../../markdown/blocks.ts';
import { table } from '../../markdown/table.ts';
import { words } from '../../markdown/text.ts';
import type { CheckResult, QualityFinding, QualityReport } from './quality.ts';

/** Findings of a check that a text tells; JSON has more. */
const TOLD = 5;

/** `FAIL: 10 of 12 checks passed (83.33 %), 97,500 rows of NVDA, MSFT in 125 sessions` */
export function qualityWords({ status, passRate, checks, rows, symbols, sessions }: QualityReport): string {
  const passed = checks.filter((check) => check.status === 'pass').length;
  return `${status}: ${passed} of ${count(checks.length, 'check')} passed (${passRate} %), ${count(rows, 'row')} of ${symbols.join(', ') || 'no symbol'} in ${count(sessions, 'session')}`;
}

/** A check a line, with the first of what it found below. */
export function qualityAsText(report: QualityReport): string {
  const { table: name, environment, from, to, quarantined } = report;
  const lines = report.checks.flatMap((check) => [
    `  ${check.status.padEnd(4)}  ${check.name.padEnd(12)} ${resultWords(check)}`,
    ...check.findings.slice(0, TOLD).map((finding) => `          ${findingWords(finding)}`),
    ...(check.count > TOLD && check.findings.length > 0 ? [`          … ${count(check.count - TOLD, 'more')}`] : []),
  ]);
  return [
    `${name}, ${from} to ${to}, as for ${environment}`,
    ...lines.map((line) => line.replace(/ mores?$/, ' more')),
    qualityWords(report),
    ...(quarantined === null ? [] : [`${count(quarantined.rows, 'row')} moved to ${quarantined.table}`]),
    '',
  ].join('\n');
}

function resultWords({ count: found, most, finds }: CheckResult): string {
  if (found === 0) return 'nothing found';
  return `${found.toLocaleString('en')} found${most > 0 ? ` (${most.toLocaleString('en')} may be)` : ''}: ${finds}`;
}

function findingWords({ symbol, at, found }: QualityFinding): string {
  return [at, symbol, found].filter((part) => part !== null).join('  ');
}

/** The same for a comment or a job's summary. */
export function qualityAsMarkdown(report: QualityReport): string {
  const rows = report.checks.map((check) => [
    words(check.name),
    check.status === 'pass' ? 'pass' : `**${check.status}**`,
    check.count.toLocaleString('en'),
    words(check.count === 0 ? '' : check.finds),
    words(check.findings.slice(0, 3).map(findingWords).join('; ')),
  ]);
  return `${blocks(
    `### Data quality: ${words(qualityWords(report))}`,
    words(`${report.table}, ${report.from} to ${report.to}, as for ${report.environment}`),
    table(['check', 'result', 'found', 'what', 'the first'], rows),
    report.quarantined === null
      ? null
      : words(`${count(report.quarantined.rows, 'row')} moved to ${report.quarantined.table}`),
  )}\n`;
}

const STYLE =
  'body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color-scheme:light dark}table{border-collapse:collapse}td,th{border-bottom:1px solid #8884;padding:.3rem .8rem;text-align:left;vertical-align:top}';

/** A page that needs nothing else. */
export function qualityAsHtml(report: QualityReport): string {
  const body = marked.parse(qualityAsMarkdown(report), { async: false });
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Data quality</title><style>${STYLE}</style></head>\n<body>\n${body}</body></html>\n`;
}

/** What a Prometheus server reads, as a textfile collector takes it. */
export function qualityAsMetrics(report: QualityReport): string {
  const label = (value: string) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
  const of = `table=${label(report.table)},environment=${label(report.environment)}`;
  const gauge = (name: string, help: string, rows: readonly (readonly [string, number])[]) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...rows.map(([labels, value]) => `${name}{${of}${labels}} ${value}`),
  ];
  return [
    ...gauge('timescaledb_quality_pass_rate', 'Share of the checks that passed, in percent.', [['', report.passRate]]),
    ...gauge('timescaledb_quality_rows', 'Rows that were examined.', [['', report.rows]]),
    ...gauge(
      'timescaledb_quality_findings',
      'How many things the check found.',
      report.checks.map(({ name, count: n }) => [`,check=${label(name)}`, n]),
    ),
    ...gauge(
      'timescaledb_quality_passed',
      'Whether the check passed.',
      report.checks.map(({ name, status }) => [`,check=${label(name)}`, status === 'pass' ? 1 : 0]),
    ),
    '',
  ].join('\n');
}
