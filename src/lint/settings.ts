import { closest, distance } from 'fastest-levenshtein';
import { UserError } from '../errors.ts';
import type { LintRule, Options, Severity } from './types.ts';

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
  const ids = rules.map(({ id }) => id);
  for (const id of Object.keys(settings)) {
    if (!ids.includes(id))
      throw unknown(`lint.${id}: there is no such rule`, id, ids, 'docs/rules/README.md lists the rules.');
  }
  return rules.flatMap((rule) => {
    const setting = settings[rule.id];
    if (setting === 'off') return [];
    const given = typeof setting === 'object' ? setting : setting === undefined ? {} : { severity: setting };
    const { severity = rule.severity, ignore = [], ...options } = given;
    const known = Object.keys(rule.options ?? {});
    for (const option of Object.keys(options)) {
      if (known.includes(option)) continue;
      throw unknown(
        `lint.${rule.id}.${option}: the rule has no such setting`,
        option,
        known,
        `See docs/rules/${rule.id}.md.`,
      );
    }
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

function unknown(message: string, word: string, known: readonly string[], hint: string): UserError {
  const near = known.length === 0 ? word : closest(word, [...known]);
  const meant = known.length > 0 && distance(word, near) <= 4 ? `; did you mean ${near}?` : '';
  return new UserError(`${message}${meant}`, { hint });
}

/** `trading.staging_*` as an expression; `*` stands for any characters. */
function pattern(glob: string): RegExp {
  return new RegExp(
    `^${glob
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );
}
