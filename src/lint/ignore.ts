import { readDirectives } from '../sql/directives.ts';
import type { SourceStatement } from '../sql/sources.ts';
import { creates } from './locate.ts';
import { mentioning } from './mentions.ts';
import type { Problem } from './types.ts';

/** `-- timescale-ci: ignore RULE REASON` at a statement: before it, in it or behind it on its last line. */
export interface Ignore {
  rule: string;
  reason: string;
  statement: SourceStatement;
  /** True once it hid something. */
  used: boolean;
}

export function readIgnores(statements: readonly SourceStatement[]): Ignore[] {
  return statements.flatMap((statement) =>
    readDirectives(`${statement.before}\n${statement.sql}\n${statement.behind}`)
      .filter(({ verb }) => verb === 'ignore')
      .map(({ rest }) => {
        const [rule = '', ...reason] = rest.split(/\s+/);
        return { rule, reason: reason.join(' '), statement, used: false };
      }),
  );
}

/** Whether a comment hides the problem: it stands where the problem is shown, or at the statement that creates its object. */
export function isIgnored(
  rule: string,
  problem: Problem,
  at: SourceStatement | undefined,
  { ignores, statements }: { ignores: readonly Ignore[]; statements: readonly SourceStatement[] },
): boolean {
  const { object } = problem;
  const making =
    object === null ? undefined : mentioning(statements, object).find((statement) => creates(statement, object));
  const hiding = ignores.filter(
    ({ rule: other, statement }) => other === rule && (statement === at || statement === making),
  );
  for (const ignore of hiding) ignore.used = true;
  return hiding.length > 0;
}

/** What is wrong with the comments themselves. */
export function checkIgnores(ignores: readonly Ignore[], known: (rule: string) => boolean): Problem[] {
  return ignores.flatMap(({ rule, reason, statement, used }): Problem[] => {
    const tell = (message: string, hint: string): Problem[] => [{ object: null, message, hint, at: statement }];
    if (!known(rule))
      return tell(`there is no rule ${rule === '' ? 'without a name' : rule}`, 'docs/rules/README.md lists them.');
    if (reason === '')
      return tell(
        `ignores ${rule} without a reason`,
        `Write it behind the rule: -- timescale-ci: ignore ${rule} because …`,
      );
    if (!used) return tell(`ignores ${rule}, which finds nothing here`, 'Remove the comment.');
    return [];
  });
}
