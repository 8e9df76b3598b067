import { messageOf, UserError } from '../errors.ts';
import { openApi } from '../github/api.ts';
import { keepSuggestions, type Suggestion } from '../github/suggestions.ts';
import type { Finding } from '../lint/types.ts';
import { renderSuggestion } from '../report/suggestion.ts';
import { plural } from '../report/words.ts';
import type { Run } from './context.ts';
import { rulePages } from './links.ts';

/**
 * The step: suggests the lines that would be right, where a finding is mended by one. Where they cannot be written the
 * run goes on: the comment has the findings.
 *
 * @param findings with their files from the root of the repository
 */
export async function postSuggestions(findings: readonly Finding[], run: Run): Promise<void> {
  const { pullRequest, fork, dependabot, apiUrl, repository } = run.facts;
  const { token, suggestions: wanted, 'network-timeout': seconds } = run.inputs;
  // The comment's step says that nothing can be written.
  if (!wanted || pullRequest === null || fork || dependabot || token === undefined || token === '') return;
  const suggestions = suggestionsFor(findings, rulePages(run.context.env, run.facts));
  if (suggestions.length === 0) return;

  const step = run.context.reporter.step('suggest');
  const api = openApi({ token, repository, apiUrl, timeoutMs: seconds * 1000, permission: 'pull-requests: write' });
  try {
    const { number, headSha } = pullRequest;
    const { made, known, elsewhere, url } = await keepSuggestions(api, { number, headSha, suggestions });
    const others = [
      known === 0 ? '' : `${plural(known, 'suggestion')} made before`,
      elsewhere === 0 ? '' : `${plural(elsewhere, 'line')} that the pull request does not add`,
    ].filter((part) => part !== '');
    if (url === null) step.unchanged(others.join(', '));
    else step.done([plural(made, 'suggestion'), ...others].join(', '), [url]);
  } catch (error) {
    const hint = error instanceof UserError && error.hint !== undefined ? [error.hint] : [];
    step.warn(`none: ${messageOf(error)}; the comment says what to do`, hint);
  }
}

function suggestionsFor(findings: readonly Finding[], rules: string | null): Suggestion[] {
  return findings.flatMap((finding) => {
    const { file, fix } = finding;
    const rendered = renderSuggestion(finding, rules);
    return file === null || fix === undefined || rendered === null
      ? []
      : [{ path: file, line: fix.line, from: fix.from, ...rendered }];
  });
}
