import type { Finding } from '../lint/types.ts';
import { fence } from '../markdown/blocks.ts';
import { visibleLines } from '../markdown/visible.ts';
import { findingLine } from './comment.ts';
import { digestFor, marker } from './marker.ts';

/** The comment at a line that suggests another in its place, and what tells it from others. */
export interface RenderedSuggestion {
  mark: string;
  body: string;
}

/**
 * The comment that suggests the fix of a finding. Null where it has none, and where the line holds what nobody could see
 * in the suggestion.
 *
 * @param rules what a rule's page is behind; null to write its name only
 */
export function renderSuggestion(finding: Finding, rules: string | null): RenderedSuggestion | null {
  const { rule, file, fix } = finding;
  if (fix === undefined || visibleLines(fix.to) !== fix.to) return null;
  // Without the line's number: what moves is suggested no second time.
  const mark = `${marker('suggestion', digestFor(JSON.stringify([rule, file, fix.from, fix.to])))} -->`;
  const words = findingLine(
    { ...finding, file: null, line: null },
    { summary: null, artifact: null, file: null, rules },
  );
  return { mark, body: `${mark}\n${words}\n\n${fence('suggestion', fix.to)}` };
}
