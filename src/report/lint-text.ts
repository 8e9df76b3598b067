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
