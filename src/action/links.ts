import type { WorkflowEvent } from '../github/event.ts';

/** The page of a file at the commit that ran: for a pull request its head, since the merge commit goes away. */
export function lineLinks(facts: WorkflowEvent): ((file: string, line: number | undefined) => string) | null {
  const { serverUrl, repository, sha, pullRequest } = facts;
  if (repository === '' || sha === '') return null;
  return (file, line) => {
    const page = `${serverUrl}/${repository}/blob/${pullRequest?.headSha ?? sha}/${file}`;
    return encodeURI(`${page}${line === undefined ? '' : `#L${line}`}`).replace(/[()]/g, (c) =>
      c === '(' ? '%28' : '%29',
    );
  };
}

/** Where the pages of the rules are: beside the action that runs, at the version that runs. Null for one of the checkout's own. */
export function rulePages(env: NodeJS.ProcessEnv, { serverUrl }: WorkflowEvent): string | null {
  const [repository, ref] = [env['GITHUB_ACTION_REPOSITORY'], env['GITHUB_ACTION_REF']];
  return repository && ref ? encodeURI(`${serverUrl}/${repository}/blob/${ref}/docs/rules/`) : null;
}
