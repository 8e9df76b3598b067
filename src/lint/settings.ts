import { closest, distance } from 'fastest-levenshtein';
import { docsPage } from '../documentation.ts';
import { UserError } from '../errors.ts';
import { readDirectives } from '../sql/directives.ts';
import { escapePattern } from '../sql/pattern.ts';
import type { SourceStatement } from '../sql/sources.ts';
import { creates } from './locate.ts';
import { mentioning } from './mentions.ts';
import type { LintRule, Options, Problem, Severity } from './types.ts';

/** How one rule is set: as src/settings/lint.ts reads it. */
export type RuleSetting =
  | 'off'
  | Severity
  | { severity?: Severity | undefined; ignore?: string[] | undefined; [option: string]: string | string[] | undefined };

/** A rule as it is to be run. */
export interface ActiveRule {
  rule: LintRule;
  severity: Severity;
  options: Options;
  /** True for an object that the settings leave alone. */
  ignores: (object: string) => boolean;
}

/**
 * Puts the settings on the rules; what is off is left out.
 *
 * @throws UserError that names a rule or an option that there is not
 */
export function activeRules(
  rules: readonly LintRule[],
  settings: { readonly [rule: string]: RuleSetting },
): ActiveRule[] {
  const [wrong] = objections(rules, settings);
  if (wrong !== undefined) throw new UserError(wrong.message, { hint: wrong.hint });
  return rules.flatMap((rule) => {
    const setting = settings[rule.id];
    if (setting === 'off') return [];
    const given = typeof setting === 'object' ? setting : setting === undefined ? {} : { severity: setting };
    const { severity = rule.severity, ignore = [], ...options } = given;
    const patterns = ignore.map(pattern);
    return [
      {
        rule,
        severity,
        options: { ...rule.options, ...(options as Options) },
        ignores: (object: string) => patterns.some((one) => one.test(object)),
      },
    ];
  });
}

/** What is wrong with a setting of lint: where it stands below `lint`, and words. */
export interface Objection {
  path: string[];
  message: string;
  hint: string;
}

/** Settings of rules and options that there are not. */
export function objections(
  rules: readonly LintRule[],
  settings: { readonly [rule: string]: RuleSetting },
): Objection[] {
  const ids = rules.map(({ id }) => id);
  return Object.entries(settings).flatMap(([id, setting]): Objection[] => {
    const rule = rules.find((one) => one.id === id);
    if (rule === undefined) {
      const message = `lint.${id}: there is no such rule${meant(id, ids)}`;
      return [{ path: [id], message, hint: `${docsPage('rules/README.md')} lists the rules.` }];
    }
    const known = Object.keys(rule.options ?? {});
    return Object.keys(typeof setting === 'object' ? setting : {})
      .filter((option) => !['severity', 'ignore', ...known].includes(option))
      .map((option) => ({
        path: [id, option],
        message: `lint.${id}.${option}: the rule has no such setting${meant(option, known)}`,
        hint: `See ${docsPage(`rules/${id}.md`)}`,
      }));
  });
}

function meant(word: string, known: readonly string[]): string {
  const near = nearest(word, known);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** The name that somebody may have meant. */
function nearest(word: string, known: readonly string[]): string | undefined {
  const near = known.length === 0 || word === '' ? undefined : closest(word, [...known]);
  return near !== undefined && distance(word, near) <= 4 ? near : undefined;
}

/** `trading.staging_*` as an expression; `*` stands for any characters. */
function pattern(glob: string): RegExp {
  return new RegExp(`^${glob.split('*').map(escapePattern).join('.*')}$`);
}

/** `-- timescale-ci: ignore RULE REASON` at a statement: before it, in it or behind it on its last line. */
interface Ignore {
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
  const its = ignores.filter((ignore) => ignore.rule === rule);
  if (its.length === 0) return false;
  const making =
    object === null ? undefined : mentioning(statements, object).find((statement) => creates(statement, object));
  const hiding = its.filter(({ statement }) => statement === at || statement === making);
  for (const ignore of hiding) ignore.used = true;
  return hiding.length > 0;
}

/** What is wrong with the comments themselves. */
export function checkIgnores(ignores: readonly Ignore[], rules: readonly LintRule[]): Problem[] {
  const ids = rules.map(({ id }) => id);
  return ignores.flatMap(({ rule, reason, statement, used }): Problem[] => {
    const tell = (message: string, hint: string): Problem[] => [{ object: null, message, hint, at: statement }];
    if (!ids.includes(rule))
      return tell(
        `there is no rule ${rule === '' ? 'without a name' : rule}${meant(rule, ids)}`,
        `${docsPage('rules/README.md')} lists them.`,
      );
    if (reason === '')
      return tell(
        `ignores ${rule} without a reason`,
        `Write it behind the rule: -- timescale-ci: ignore ${rule} because …`,
      );
    if (!used) return tell(`ignores ${rule}, which finds nothing here`, 'Remove the comment.');
    return [];
  });
}
