import type { Finding, Severity } from '../lint/types.ts';
import { SEVERITIES } from '../lint/types.ts';
import { plural } from './words.ts';

/** `1 error, 2 warnings` */
export function countFindings(findings: readonly Finding[]): string {
  const counts = SEVERITIES.map((severity): [Severity, number] => [
    severity,
    findings.filter((finding) => finding.severity === severity).length,
  ]);
  const parts = counts.filter(([, count]) => count > 0).map(([severity, count]) => plural(count, severity));
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}

/** `2 other findings are in the base too.`; nothing where there are none. */
export function knownWords(count: number): string {
  return count === 0 ? '' : `${plural(count, 'other finding')} ${count === 1 ? 'is' : 'are'} in the base too.`;
}

/** A finding in lines for a terminal: where and what, then what to do. */
export function findingLines({ rule, severity, object, message, hint, file, line }: Finding): string[] {
  const place = file === null ? '' : `${file}:${line}  `;
  const subject = object === null ? '' : `${object}: `;
  return [
    `${severity.padEnd(8)} ${place}${subject}${message}  (${rule})`,
    ...(hint === null ? [] : [`${' '.repeat(9)}${hint}`]),
  ];
}

/** Rules whose findings are read in one line: what they ask for is one thing, and many objects lack it. */
const GROUPED: readonly string[] = ['missing-comment'];
const NAMED = 5;

/** The findings as people read them: those of some rules are one, with the objects named in it, where the first stood. */
export function groupFindings(findings: readonly Finding[]): Finding[] {
  return findings.flatMap((finding) => {
    if (!GROUPED.includes(finding.rule)) return [finding];
    const all = findings.filter(({ rule, severity }) => rule === finding.rule && severity === finding.severity);
    if (all.length === 1) return [finding];
    if (all[0] !== finding) return [];
    const names = all.flatMap(({ object }) => object ?? []);
    const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
    return [
      {
        ...finding,
        object: null,
        message: `${plural(all.length, 'object')} have no COMMENT: ${names.slice(0, NAMED).join(', ')}${more}`,
        hint: `${finding.hint ?? ''} for each; or, in timescale-ci.yml, lint: { ${finding.rule}: off }`,
      },
    ];
  });
}
