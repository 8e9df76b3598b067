import { UserError } from '../errors.ts';
import { quoteLiteral } from '../sql/quote.ts';
import type { PlanDocument } from './document.ts';
import { fitsTransaction, partsOf } from './parts.ts';
import type { Step } from './step.ts';

/** The layouts that a plan is written in, by the names that sources have. */
export const PLAN_LAYOUTS = ['plain', 'golang-migrate', 'dbmate', 'goose', 'sql-migrate', 'flyway', 'prisma'] as const;
export type PlanLayout = (typeof PLAN_LAYOUTS)[number];

/** A file of a migration. */
export interface MigrationFile {
  /** Below the directory of the migrations, with slashes. */
  path: string;
  text: string;
}

/** What goes into one migration: all of it is one transaction, or one statement that can be in none. */
interface Migration {
  title: string;
  up: string[];
  /** The statements that take it back, or why there are none. */
  down: string[] | string;
  transaction: boolean;
}

/** How a tool wants a migration: its files, for a version and a name. */
interface Writer {
  /** What the names of its migrations begin with; the version is the first group. */
  name: RegExp;
  /** The version of the first migration, where there is none yet. */
  first: 'number' | 'time';
  digits: number;
  /** True where one file holds transactions and what is in none. */
  mixed?: boolean;
  files(migration: Migration, version: string, name: string, head: string): MigrationFile[];
}

const WRITERS: { readonly [L in PlanLayout]: Writer } = {
  plain: {
    name: /^(\d+)/,
    first: 'number',
    digits: 3,
    mixed: true,
    files: ({ up }, version, name, head) => [{ path: `${version}_${name}.sql`, text: `${head}${lines(up)}` }],
  },
  'golang-migrate': {
    name: /^(\d+)_/,
    first: 'number',
    digits: 6,
    files: ({ up, down }, version, name, head) => [
      { path: `${version}_${name}.up.sql`, text: `${head}${lines(up)}` },
      { path: `${version}_${name}.down.sql`, text: lines(back(down)) },
    ],
  },
  dbmate: {
    name: /^(\d+)/,
    first: 'time',
    digits: 14,
    files: ({ up, down, transaction }, version, name, head) => [
      {
        path: `${version}_${name}.sql`,
        text: `-- migrate:up${transaction ? '' : ' transaction:false'}\n${head}${lines(up)}\n-- migrate:down\n${lines(back(down))}`,
      },
    ],
  },
  goose: {
    name: /^(\d+)_/,
    first: 'time',
    digits: 14,
    files: ({ up, down, transaction }, version, name, head) => [
      {
        path: `${version}_${name}.sql`,
        text: `${transaction ? '' : '-- +goose NO TRANSACTION\n'}-- +goose Up\n${head}${marked('goose', up)}\n-- +goose Down\n${marked('goose', back(down))}`,
      },
    ],
  },
  'sql-migrate': {
    name: /^(\d+)/,
    first: 'time',
    digits: 14,
    files: ({ up, down, transaction }, version, name, head) => [
      {
        path: `${version}-${name}.sql`,
        text: `-- +migrate Up${transaction ? '' : ' notransaction'}\n${head}${marked('migrate', up)}\n-- +migrate Down\n${marked('migrate', back(down))}`,
      },
    ],
  },
  flyway: {
    name: /^[VBU](\d+)(?:[._]\d+)*__/,
    first: 'number',
    digits: 1,
    files: ({ up, transaction }, version, name, head) => {
      const path = `V${version}__${name}.sql`;
      const text = `${head}${lines(up)}`;
      const conf = [
        ...(transaction ? [] : ['executeInTransaction=false']),
        ...(text.includes('${') ? ['placeholderReplacement=false'] : []),
      ];
      return [{ path, text }, ...(conf.length === 0 ? [] : [{ path: `${path}.conf`, text: lines(conf) }])];
    },
  },
  prisma: {
    name: /^(\d+)_[^/]*\/migration\.sql$/,
    first: 'time',
    digits: 14,
    files: ({ up }, version, name, head) => [{ path: `${version}_${name}/migration.sql`, text: `${head}${lines(up)}` }],
  },
};

/**
 * Writes a plan as migrations of a tool, behind those that are there. Where the tool runs a migration in a transaction, a
 * statement that can be in none has one of its own.
 *
 * @param there the files of the directory of the migrations, from it, with slashes
 * @throws UserError for what the tool's SQL cannot say
 */
export function migrationFiles(
  plan: Pick<PlanDocument, 'steps' | 'fingerprints' | 'proof'>,
  layout: PlanLayout,
  there: readonly string[],
  now: Date,
): MigrationFile[] {
  const writer = WRITERS[layout];
  if (plan.steps.length === 0) return [];
  if (layout !== 'plain') refuseRows(plan.steps, layout);
  const migrations = writer.mixed ? [inOne(plan.steps)] : migrationsOf(plan.steps);
  const versions = nextVersions(writer, there, now, migrations.length);
  const { old, new: to } = plan.fingerprints;
  const proof = plan.proof?.proved ? 'proved on generated rows' : 'not proved';
  return migrations.flatMap((migration, i) => {
    const number = migrations.length === 1 ? '' : `_${i + 1}`;
    const place = migrations.length === 1 ? '' : ` (${i + 1} of ${migrations.length})`;
    const head = lines([
      `-- From schema ${old.slice(0, 8)} to ${to.slice(0, 8)}, planned by timescale-ci and ${proof}${place}`,
      ...migration.title.split('\n').map((line) => `-- ${line}`),
    ]);
    return writer.files(migration, versions[i] as string, `plan_${to.slice(0, 8)}${number}`, `${head}\n`);
  });
}

const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('');

/** Both cut their files at semicolons, save between these. */
function marked(word: 'goose' | 'migrate', statements: readonly string[]): string {
  return lines(
    statements.flatMap((statement) => [`-- +${word} StatementBegin`, statement, `-- +${word} StatementEnd`]),
  );
}

/** A way back that is none must not look as if it had been gone. */
function back(down: string[] | string): string[] {
  if (typeof down !== 'string') return down.length === 0 ? ['SELECT 1;'] : down;
  const message = quoteLiteral(`no statement takes this back: ${down}`.replaceAll('%', '%%'));
  return [`DO $do$ BEGIN RAISE EXCEPTION ${message}; END $do$;`];
}

function migrationsOf(steps: readonly Step[]): Migration[] {
  const parts = partsOf(steps);
  const found: (Migration & { steps: Set<number> })[] = [];
  parts.forEach((part) => {
    const last = found.at(-1);
    const sql = part.sql.map(inAnyClient);
    if (part.transaction && last?.transaction) {
      last.up.push(...sql);
      last.steps.add(part.step);
    } else {
      found.push({ title: '', up: sql, down: [], transaction: part.transaction, steps: new Set([part.step]) });
    }
  });
  return found.map((migration, i) => {
    const own = [...migration.steps].map((step) => steps[step] as Step);
    // Of a step that goes on in the next file, all is taken back there.
    const ends = own.filter((_, n) => !found[i + 1]?.steps.has([...migration.steps][n] as number));
    return {
      title: own.map(({ title }) => title).join('\n'),
      up: migration.transaction ? framed(migration.up) : migration.up,
      down: downOf(ends),
      transaction: migration.transaction,
    };
  });
}

/** What is made may speak of what comes later; and where a statement has left a search_path, the tool's own is back. */
function framed(sql: readonly string[]): string[] {
  return [
    'SET LOCAL check_function_bodies = false;',
    ...sql,
    ...(sql.some((statement) => statement.includes("set_config('search_path'")) ? ['RESET search_path;'] : []),
  ];
}

function downOf(steps: readonly Step[]): string[] | string {
  const isNeeded = ({ undo }: Step): boolean => typeof undo !== 'string' || /^none(?! is needed)/.test(undo);
  const needed = steps.filter(isNeeded);
  const without = needed.find(({ undo }) => typeof undo === 'string' || !undo.every(fitsTransaction));
  if (without !== undefined) {
    const why = typeof without.undo === 'string' ? without.undo : 'it is in no transaction';
    return `${without.title}: ${why}`;
  }
  return needed.toReversed().flatMap(({ undo }) => (typeof undo === 'string' ? [] : undo.map(inAnyClient)));
}

/** psql takes transactions and what is in none from one file. */
function inOne(steps: readonly Step[]): Migration {
  const up = partsOf(steps).flatMap(({ sql, transaction }) =>
    transaction ? ['BEGIN;', 'SET LOCAL check_function_bodies = false;', ...sql, 'COMMIT;'] : sql,
  );
  return { title: steps.map(({ title }) => title).join('\n'), up, down: [], transaction: false };
}

/** Only psql knows variables. */
function inAnyClient(statement: string): string {
  if (!statement.includes(':"DBNAME"')) return statement;
  const text = statement.replace(/;$/, '').replaceAll('%', '%%').replaceAll(':"DBNAME"', '%1$I');
  return `DO $do$ BEGIN EXECUTE pg_catalog.format(${quoteLiteral(text)}, pg_catalog.current_database()); END $do$;`;
}

function refuseRows(steps: readonly Step[], layout: PlanLayout): void {
  const step = steps.find(({ sql }) => sql.some((statement) => /^COPY [^]* FROM stdin;/i.test(statement)));
  if (step === undefined) return;
  throw new UserError(`${step.title}: rows come by COPY, which only psql takes, and ${layout} does not`, {
    hint: 'Write it with --format plain or sql, or fill the table by a migration of your own.',
    exitCode: 1,
  });
}

/** The versions behind the highest that is there: numbers go on as they are, times are of now. */
function nextVersions({ name, first, digits }: Writer, there: readonly string[], now: Date, count: number): string[] {
  const found = there.flatMap(
    (file) => name.exec(file)?.[1] ?? name.exec(file.slice(file.lastIndexOf('/') + 1))?.[1] ?? [],
  );
  const highest = found.reduce((top, one) => (BigInt(one) > top ? BigInt(one) : top), 0n);
  const width = Math.max(0, ...found.map((one) => one.length));
  const timed = found.length === 0 ? first === 'time' : String(highest).length >= TIME_DIGITS;
  const time = BigInt(now.toISOString().replace(/\D/g, '').slice(0, 14));
  const start = timed && time > highest ? time : highest + 1n;
  return Array.from({ length: count }, (_, i) => String(start + BigInt(i)).padStart(width === 0 ? digits : width, '0'));
}

/** `20250101` and longer is a time. */
const TIME_DIGITS = 12;
