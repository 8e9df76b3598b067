import type { Fix } from '../lint/fix.ts';
import { cutCharacters } from './cut.ts';

export type Severity = 'error' | 'warning' | 'notice';

/** Something that was found, with its place where there is one. */
export interface PlacedFinding {
  /** Id of the lint rule or check that found it; left out for what is none's. */
  rule?: string | undefined;
  severity: Severity;
  /** Plain text. */
  message: string;
  /** What to do about it. */
  hint?: string | undefined;
  /** From the root of the repository, with slashes. */
  file?: string | undefined;
  line?: number | undefined;
  column?: number | undefined;
  /** The line of the file that would be right. */
  fix?: Fix | undefined;
}

/** What a runner shows of one step. */
export interface AnnotationLimits {
  perKind: number;
  characters: number;
}

export interface Annotation {
  severity: Severity;
  message: string;
  file?: string | undefined;
  line?: number | undefined;
  column?: number | undefined;
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'notice'];

/**
 * The annotations for some findings: those with a place first, since they show on the line; of each kind as many as a
 * runner shows, the last of which counts the rest.
 */
export function annotationsFor(
  findings: readonly PlacedFinding[],
  { perKind, characters }: AnnotationLimits,
): Annotation[] {
  return SEVERITIES.flatMap((severity) => {
    const all = findings.filter((finding) => finding.severity === severity);
    const placed = [...all.filter(({ file }) => file !== undefined), ...all.filter(({ file }) => file === undefined)];
    const shown = placed.length <= perKind ? placed : placed.slice(0, perKind - 1);
    const annotations: Annotation[] = shown.map(({ message, hint, file, line, column }) => ({
      severity,
      message: cutCharacters(hint === undefined ? message : `${message}\n${hint}`, characters),
      file,
      line,
      column,
    }));
    const left = placed.length - shown.length;
    return left === 0 ? annotations : [...annotations, { severity, message: `and ${left} more` }];
  });
}
