import type { Fix, Log, ReportingDescriptor, Result } from 'sarif';
import { docsPage } from '../documentation.ts';
import type { LintRule, Severity } from '../lint/types.ts';
import type { PlacedFinding } from './annotations.ts';
import { DRIFT } from './drift-text.ts';
import { LOSSY_RESTORE, REQUIRED_OBJECT } from './findings.ts';

export interface SarifOptions {
  /** The version of timescale-ci. */
  version: string;
  rules: readonly Pick<LintRule, 'id' | 'title' | 'severity'>[];
}

const LEVELS: Record<Severity, Result.level> = { error: 'error', warning: 'warning', notice: 'note' };

/** Checks that are no lint rule, and have no page of their own. */
const CHECKS = [
  { id: REQUIRED_OBJECT, title: 'a required object is missing or differs', severity: 'error' },
  { id: LOSSY_RESTORE, title: 'the dump does not restore to what it says', severity: 'error' },
  { id: DRIFT, title: 'the live database differs from the schema', severity: 'error' },
] as const;

/**
 * Findings as SARIF 2.1.0, which GitHub's code scanning and editors read. A finding without a place stands at the first
 * line of the settings file: code scanning shows none without one.
 */
export function sarifOf(findings: readonly PlacedFinding[], { version, rules }: SarifOptions): string {
  const known: ReportingDescriptor[] = [
    ...CHECKS.map((check) => descriptor(check)),
    ...rules.map((rule) => descriptor(rule, docsPage(`rules/${rule.id}.md`))),
  ];
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'timescale-ci', semanticVersion: version, rules: known } },
        columnKind: 'unicodeCodePoints',
        results: findings.map((finding) => resultOf(finding, known)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptor(
  { id, title, severity }: { id: string; title: string; severity: Severity },
  helpUri?: string,
): ReportingDescriptor {
  return {
    id,
    shortDescription: { text: title },
    defaultConfiguration: { level: LEVELS[severity] },
    ...(helpUri === undefined ? {} : { helpUri }),
  };
}

function resultOf(
  { rule, severity, message, hint, file, line, column, fix }: PlacedFinding,
  known: ReportingDescriptor[],
): Result {
  const index = known.findIndex(({ id }) => id === rule);
  const region = { startLine: line ?? 1, ...(column === undefined ? {} : { startColumn: column }) };
  const artifactLocation = { uri: encodeURI(file ?? 'timescale-ci.yml') };
  return {
    ...(index < 0 ? {} : { ruleId: known[index]?.id ?? '', ruleIndex: index }),
    level: LEVELS[severity],
    message: { text: hint === undefined ? message : `${message}\n${hint}` },
    locations: [{ physicalLocation: { artifactLocation, region } }],
    ...(fix === undefined ? {} : { fixes: [fixOf(fix, artifactLocation)] }),
  };
}

/** Editors offer it; GitHub shows none. */
function fixOf({ line, from, to }: NonNullable<PlacedFinding['fix']>, artifactLocation: { uri: string }): Fix {
  const deletedRegion = { startLine: line, startColumn: 1, endColumn: [...from].length + 1 };
  const replacements = [{ deletedRegion, insertedContent: { text: to } }];
  return { description: { text: 'Write the line so' }, artifactChanges: [{ artifactLocation, replacements }] };
}
