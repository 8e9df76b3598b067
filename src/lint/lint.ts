import type { SchemaModel } from '../catalog/model.ts';
import { refusedBy } from '../catalog/versions.ts';
import type { Change } from '../diff/change.ts';
import { Side } from '../diff/schema-pair.ts';
import { compareNames } from '../sql/names.ts';
import type { SourceStatement } from '../sql/sources.ts';
import { fixOf } from './fix.ts';
import { locate, locateIndex } from './locate.ts';
import { RULES } from './rules/index.ts';
import {
  type ActiveRule,
  activeRules,
  checkIgnores,
  isIgnored,
  type Objection,
  objections,
  type RuleSetting,
  readIgnores,
} from './settings.ts';
import { type Finding, type LintContext, type Problem, SEVERITIES } from './types.ts';

export interface LintInput {
  model: SchemaModel;
  /** The schema that it is compared with, and what changed since. */
  base?: { model: SchemaModel; changes: readonly Change[] };
  /** The statements that built it; none for a live database or a dump. */
  statements?: readonly SourceStatement[];
  /** The version of TimescaleDB that the schema is meant for, where it is known. */
  timescaledb?: string | null;
  settings?: { readonly [rule: string]: RuleSetting };
}

export interface LintResult {
  /** Gravest first, then by place. */
  findings: Finding[];
  /** How many rules looked. */
  rules: number;
  /** How many problems comments and settings hid. */
  ignored: number;
}

/**
 * Runs the lint rules over a schema, what changed in it and the statements that built it.
 *
 * @throws UserError where the settings name a rule or an option that there is not
 */
export function lint(input: LintInput): LintResult {
  const { statements = [], timescaledb = null } = input;
  const active = activeRules(RULES, input.settings ?? {});
  const ignores = readIgnores(statements);
  const context: LintContext = {
    side: new Side(input.model),
    model: input.model,
    changes: input.base?.changes ?? [],
    before: input.base === undefined ? null : new Side(input.base.model),
    statements,
    timescaledb,
    refuses: (what) => refusedBy(timescaledb, what),
  };
  const indexAt = (name: string | null): SourceStatement | undefined => {
    const index = name === null ? undefined : context.side.find('indexes', name);
    return index === undefined ? undefined : locateIndex(index.name, index.relation, statements);
  };
  const findings: Finding[] = [];
  let ignored = 0;
  const add = ({ rule, severity, ignores: leaves }: ActiveRule, problem: Problem): void => {
    const at = locate(problem, statements) ?? indexAt(problem.object);
    if (isIgnored(rule.id, problem, at, { ignores, statements }) || (problem.object !== null && leaves(problem.object)))
      ignored++;
    else findings.push(toFinding(rule.id, severity, problem, at));
  };
  for (const one of active) for (const problem of one.rule.check(context, one.options)) add(one, problem);

  const own = active.find(({ rule }) => rule.id === 'ignore-comment');
  const known = (rule: string): boolean => RULES.some(({ id }) => id === rule);
  // A rule that is off, or needs a base and has none, finds nothing: its comments are not idle then.
  const looked = new Set(
    active.map(({ rule }) => rule).filter(({ compares }) => !compares || input.base !== undefined),
  );
  const decided = ignores.filter(({ rule }) => !known(rule) || [...looked].some(({ id }) => id === rule));
  if (own !== undefined) for (const problem of checkIgnores(decided, RULES)) add(own, problem);
  return { findings: findings.sort(byGravity), rules: active.length, ignored };
}

/** What is wrong with the settings of lint, before there is a schema to look at. */
export function checkLintSettings(settings: { readonly [rule: string]: RuleSetting }): Objection[] {
  return objections(RULES, settings);
}

function toFinding(
  rule: string,
  severity: Finding['severity'],
  problem: Problem,
  at: SourceStatement | undefined,
): Finding {
  const { object, message, hint = null, edits = [] } = problem;
  const fix = at === undefined ? undefined : fixOf(edits, at);
  return {
    rule,
    severity,
    object,
    message,
    hint,
    file: at?.file ?? null,
    line: at?.line ?? null,
    column: at?.column ?? null,
    ...(fix === undefined ? {} : { fix }),
  };
}

function byGravity(a: Finding, b: Finding): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compareNames(a.file ?? '', b.file ?? '') ||
    (a.line ?? 0) - (b.line ?? 0) ||
    compareNames(a.rule, b.rule) ||
    compareNames(a.object ?? '', b.object ?? '')
  );
}
