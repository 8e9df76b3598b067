import { code } from '../markdown/code.ts';
import { table } from '../markdown/table.ts';
import { text } from '../markdown/text.ts';
import { visible } from '../markdown/visible.ts';
import { HEALTH_CHECKS } from './checks.ts';
import type { Health, HealthFinding } from './health.ts';

const ORDER = ['error', 'warning', 'notice'] as const;

/** `1 error, 2 warnings`, or that nothing was found in so many checks. */
export function healthWords({ findings, checked, unchecked }: Health): string {
  const counts = ORDER.map((severity) => ({ severity, n: findings.filter((one) => one.severity === severity).length }))
    .filter(({ n }) => n > 0)
    .map(({ severity, n }) => `${n} ${severity}${n === 1 ? '' : 's'}`);
  const open = unchecked.length === 0 ? '' : `, ${unchecked.length} not checked`;
  return `${counts.length === 0 ? 'nothing found' : counts.join(', ')} (${checked.length} checks${open})`;
}

/** Gravest first, as the checks stand otherwise. */
function sorted(findings: readonly HealthFinding[]): HealthFinding[] {
  return ORDER.flatMap((severity) => findings.filter((one) => one.severity === severity));
}

/** For a terminal: each finding with its remedy, then what was not checked. */
export function healthAsText(health: Health): string {
  const lines = sorted(health.findings).flatMap((one) => [
    `${one.severity.padEnd(8)} ${one.object}: ${one.measured}  [${one.check}]`,
    `         ${one.remedy}`,
  ]);
  const open = health.unchecked.map(
    ({ check, object, why }) => `not checked: ${check}${object === null ? '' : ` of ${object}`}: ${why}`,
  );
  return [...[...lines, ...open].map(visible), ''].join('\n');
}

/** The same as two tables. */
export function healthAsMarkdown(health: Health): string {
  const found = table(
    ['Severity', 'What', 'Measured', 'Remedy', 'Check'],
    sorted(health.findings).map((one) => [
      one.severity,
      code(one.object),
      text(one.measured),
      code(one.remedy),
      code(one.check),
    ]),
  );
  const open = table(
    ['Not checked', 'Of', 'Why'],
    health.unchecked.map(({ check, object, why }) => [code(check), object === null ? '' : code(object), text(why)]),
  );
  return `${[found ?? 'Nothing was found.', open].filter((part) => part !== null).join('\n\n')}\n`;
}

/** What a Prometheus server reads (the text format, version 0.0.4), as a textfile collector takes it. */
export function healthAsMetrics({ findings, checked, unchecked }: Health): string {
  const made = new Map(checked.map(({ check, threshold }) => [check, threshold]));
  const partly = new Set(unchecked.map(({ check }) => check));
  const label = (value: string): string =>
    `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
  const family = (name: string, help: string, rows: readonly (readonly [string, number])[]): string[] =>
    rows.length === 0
      ? []
      : [
          `# HELP ${name} ${help}`,
          `# TYPE ${name} gauge`,
          ...rows.map(([labels, value]) => `${name}{${labels}} ${value}`),
        ];
  return [
    ...family(
      'timescaledb_health_checked',
      'Whether the check was made, for all that it looks at.',
      HEALTH_CHECKS.map(({ id }) => [`check=${label(id)}`, made.has(id) && !partly.has(id) ? 1 : 0]),
    ),
    ...family(
      'timescaledb_health_findings',
      'How many things the check found.',
      HEALTH_CHECKS.filter(({ id }) => made.has(id)).map(({ id, severity }) => [
        `check=${label(id)},severity=${label(severity)}`,
        findings.filter(({ check }) => check === id).length,
      ]),
    ),
    ...family(
      'timescaledb_health_value',
      'What was measured of a finding, in the measure of its threshold.',
      findings.map((one) => [`check=${label(one.check)},object=${label(one.object)}`, one.value]),
    ),
    ...family(
      'timescaledb_health_threshold',
      'From which measure on the check finds something.',
      checked.flatMap(({ check, threshold }) =>
        threshold === null ? [] : [[`check=${label(check)}`, threshold] as const],
      ),
    ),
    '',
  ].join('\n');
}
