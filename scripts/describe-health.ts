import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HEALTH_CHECKS } from '../src/health/checks.ts';
import { HealthSchema } from '../src/settings/health.ts';

/** The page with the table of the checks and that of the thresholds in their places. */
export function withChecks(page: string): string {
  const place = (name: string, lines: readonly string[], text: string): string =>
    text.replace(new RegExp(`<!-- ${name} -->[\\s\\S]*?<!-- /${name} -->`), () =>
      [`<!-- ${name} -->`, ...lines, `<!-- /${name} -->`].join('\n'),
    );
  const checks = HEALTH_CHECKS.map(
    ({ id, severity, finds, threshold, on, needsStatistics }) =>
      `| \`${id}\` | ${severity} | ${finds} | ${threshold === null ? '' : `\`${threshold}\``} | ${[on === 'postgres' ? '' : on === 'timescaledb' ? 'TimescaleDB' : 'community edition', needsStatistics ? '`pg_monitor`' : ''].filter(Boolean).join(', ')} |`,
  );
  const defaults: Record<string, number> = HealthSchema.parse({});
  const thresholds = Object.entries(HealthSchema.shape).map(
    ([name, { description }]) => `| \`${name}\` | ${defaults[name]} | ${description} |`,
  );
  return place(
    'thresholds',
    ['| setting | default | what |', '| --- | --- | --- |', ...thresholds],
    place(
      'checks',
      ['| check | severity | finds | threshold | needs |', '| --- | --- | --- | --- | --- |', ...checks],
      page,
    ),
  );
}

if (import.meta.main) {
  const path = join(import.meta.dirname, '../docs/health.md');
  await writeFile(path, withChecks(await readFile(path, 'utf8')));
}
