import { blocks, bullets, fence, folded } from '../markdown/blocks.ts';
import { code, htmlCode } from '../markdown/code.ts';
import { table } from '../markdown/table.ts';
import { text } from '../markdown/text.ts';
import type { PlanProof } from '../plan/prove.ts';
import type { Plan } from '../plan/step.ts';
import { truncate } from '../text.ts';
import { classCounts, classWords } from './change-words.ts';
import { plural } from './words.ts';

/** A migration that a pull request brings, held against what the plan is held against. */
export interface OwnMigration {
  files: readonly string[];
  /** What they run, statement by statement. */
  statements: readonly string[];
  proof: Pick<PlanProof, 'proved' | 'problems' | 'rows' | 'buckets'>;
}

const MOST_STEPS = 40;
const MOST_LINES = 12;
const LONGEST_SQL = 8_000;

/** The plan from base to head in a comment, folded: what was proved, what each step costs, and its SQL. */
export function planSection(plan: Plan & { proof: PlanProof | null }, own: OwnMigration | null): string | null {
  const { steps, refused, proof } = plan;
  if (steps.length === 0 && refused.length === 0) return null;
  const rows = steps
    .slice(0, MOST_STEPS)
    .map(({ title, class: level, lock }, i) => [
      String(i + 1),
      text(truncate(title, 160)),
      classWords(level),
      lock === null ? '' : code(truncate(lock, 120)),
    ]);
  const sql = steps.flatMap((step) => step.sql).join('\n');
  const body = blocks(
    bullets(
      refused
        .slice(0, MOST_LINES)
        .map(({ object, why }) => `not planned: ${code(object)}: ${text(truncate(why, 300))}`),
    ),
    table(['', 'Step', 'Class', 'Lock'], rows),
    steps.length > MOST_STEPS ? `and ${plural(steps.length - MOST_STEPS, 'step')} more` : null,
    sql === '' ? null : fence('sql', truncate(sql, LONGEST_SQL)),
    problemsOf(proof),
  );
  const counts = steps.length === 0 ? '' : ` (${classCounts(steps)})`;
  return blocks(
    folded(`<b>Plan</b>: ${plural(steps.length, 'step')}${counts}, ${proofWords(plan)}`, body),
    ownSection(plan, own),
  );
}

function proofWords({ refused, proof }: Plan & { proof: PlanProof | null }): string {
  if (refused.length > 0) return `${plural(refused.length, 'change')} not planned`;
  if (proof === null) return 'not proved';
  if (!proof.proved) return 'the proof failed';
  const { rows, chunks, buckets, undo } = proof;
  const seen = `${plural(rows, 'row')}, ${plural(chunks, 'chunk')}, ${plural(buckets, 'bucket')}`;
  return `proved on ${seen}${undo === null ? '' : `; the way back is ${undo.proved ? 'proved' : 'not proved'}`}`;
}

function problemsOf(proof: PlanProof | null): string | null {
  if (proof === null) return null;
  const untried = proof.untried.map(({ table: name, why }) => `no rows in ${name}: ${why}`);
  return bullets([...proof.problems, ...untried].slice(0, MOST_LINES).map((line) => text(truncate(line, 300))));
}

/** What the pull request's own migration does to the same rows, and what of the plan it does not have. */
function ownSection({ steps, refused }: Plan, own: OwnMigration | null): string | null {
  if (own === null) return null;
  const names = own.files.map((file) => htmlCode(truncate(file, 160))).join(', ');
  const theirs = new Set(own.statements.map(plain));
  const missing = steps.flatMap(({ sql, class: level, lock }) =>
    sql.filter((statement) => !theirs.has(plain(statement))).map((statement) => ({ statement, level, lock })),
  );
  const { proved, problems, rows } = own.proof;
  const verdict = proved
    ? `reaches head with ${plural(rows, 'row')} in their places`
    : `<b>does not reach head as it should</b>: ${plural(problems.length, 'problem')}`;
  const differs =
    refused.length > 0 || missing.length === 0
      ? ''
      : `; the plan does it otherwise in ${plural(missing.length, 'statement')}`;
  const body = blocks(
    bullets(problems.slice(0, MOST_LINES).map((line) => text(truncate(line, 300)))),
    missing.length === 0
      ? null
      : blocks(
          'In the plan, and not in the migration:',
          bullets(
            missing
              .slice(0, MOST_LINES)
              .map(
                ({ statement, level, lock }) =>
                  `${code(truncate(statement, 200))} (${classWords(level)}${lock === null ? '' : `, ${text(lock)}`})`,
              ),
          ),
          missing.length > MOST_LINES ? `and ${plural(missing.length - MOST_LINES, 'statement')} more` : null,
        ),
  );
  const summary = `<b>Its own migration</b> ${names} ${verdict}${differs}`;
  return body === '' ? summary : folded(summary, body);
}

/** A statement without what people and dumps write otherwise. */
function plain(statement: string): string {
  return statement
    .toLowerCase()
    .replace(/["\s;]+/g, ' ')
    .replace(/\bpublic\.|\bonly |\bif (not )?exists |::text\b| using btree\b/g, '')
    .replace(/ ?([(),]) ?/g, '$1')
    .trim();
}
