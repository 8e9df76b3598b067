import { createHash } from 'node:crypto';
import type { PostgresErrorFields, Session } from '../../engine/types.ts';
import { messageOf, UserError } from '../../errors.ts';
import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import type { Reject } from './csv.ts';
import type { Target } from './target.ts';

/** Where rows wait until all of them are there. */
const STAGING = 'timescale_ci_load';
/** Of a row in the staging table: the number of its file, and its line. */
export const FILE = 'timescale_ci_file';
export const LINE = 'timescale_ci_line';

/** A row that is on its way. */
export interface Waiting {
  line: number;
  /** In COPY's text format. */
  copy: string;
}

/** The staging table of one load. What a run that was cut has put there stays for the next one. */
export class Stage {
  readonly name: string;
  /** Last line of each file that is there already. */
  readonly reached: ReadonlyMap<number, number>;
  /** The groups that are there already. */
  readonly earlier: readonly string[];
  readonly #session: Session;
  readonly #columns: readonly string[];
  readonly #kept: boolean;
  #groups: number;
  #open: string | undefined;

  private constructor(
    session: Session,
    stage: Pick<Stage, 'name' | 'reached' | 'earlier'>,
    columns: readonly string[],
    kept: boolean,
  ) {
    this.#session = session;
    this.name = stage.name;
    this.reached = stage.reached;
    this.earlier = stage.earlier;
    this.#columns = columns;
    this.#kept = kept;
    this.#groups = stage.earlier.length;
  }

  /**
   * Makes the staging table, or finds that of a run that was cut.
   *
   * @param identity what makes a load the same load: table, files, their sizes and times, mapping
   * @param keep false for one that goes with the session: a dry run
   * @throws UserError where the same load is running
   */
  static async open(
    session: Session,
    target: Target,
    columns: readonly string[],
    identity: unknown,
    keep: boolean,
  ): Promise<Stage> {
    const id = createHash('sha256')
      .update(JSON.stringify([identity, columns]))
      .digest('hex')
      .slice(0, 16);
    const kept = keep && (await mayKeep(session));
    if (kept) await takeLock(session, id);
    const name = kept ? `${STAGING}.load_${id}` : `load_${id}`;
    await session.execute(
      `${kept ? `CREATE UNLOGGED TABLE IF NOT EXISTS ${name}` : `CREATE TEMPORARY TABLE ${name}`} (${definitions(target, columns)});
       ${kept ? 'CREATE TABLE IF NOT EXISTS' : 'CREATE TEMPORARY TABLE'} ${name}_rejects (file integer, line bigint, reason text, "row" text)`,
    );
    const reached = await session.query<{ file: number; line: string }>(
      `SELECT ${FILE} AS file, max(${LINE})::text AS line FROM ${name} GROUP BY 1`,
    );
    const earlier = await session.query<{ name: string }>(
      `SELECT inhrelid::regclass::text AS name FROM pg_catalog.pg_inherits WHERE inhparent = '${name}'::regclass ORDER BY inhrelid`,
    );
    const stage = {
      name,
      reached: new Map(reached.map(({ file, line }) => [Number(file), Number(line)])),
      earlier: earlier.map((group) => group.name),
    };
    return new Stage(session, stage, columns, kept);
  }

  /** Begins a group of rows, in a table of its own that inherits from the staging table. */
  async #begin(): Promise<void> {
    this.#groups++;
    this.#open = `${this.name}_${this.#groups}`;
    await this.#session.execute(
      `CREATE ${this.#kept ? 'UNLOGGED' : 'TEMPORARY'} TABLE ${this.#open} () INHERITS (${this.name})`,
    );
  }

  /** Ends the group: its name, for whoever reads it. */
  end(): string | undefined {
    const ended = this.#open;
    this.#open = undefined;
    return ended;
  }

  /** What the server refused of a file in the run that was cut. */
  async rejects(file: number): Promise<Reject[]> {
    const found = await this.#session.query<{ line: string; reason: string; row: string }>(
      `SELECT line::text AS line, reason, "row" FROM ${this.name}_rejects WHERE file = $1 ORDER BY line`,
      [file],
    );
    return found.map((reject) => ({ ...reject, line: Number(reject.line) }));
  }

  /**
   * Sends rows of a file. What the server refuses is told, the others stay.
   *
   * @param onReject throws to stop
   */
  async send(file: number, rows: readonly Waiting[], onReject: (reject: Reject) => void): Promise<void> {
    if (rows.length === 0) return;
    if (this.#open === undefined) await this.#begin();
    // The server reads on to the end of what was sent, whatever it refuses: less is sent after a refusal.
    let size = rows.length;
    for (let at = 0; at < rows.length; ) {
      const part = rows.slice(at, at + size);
      const refused = await this.#copy(file, part);
      if (refused === undefined) {
        at += part.length;
        size *= 2;
        continue;
      }
      if (refused.index > 0) await this.#copy(file, part.slice(0, refused.index));
      const row = part[refused.index] as Waiting;
      const reject = { line: row.line, reason: refused.reason, row: row.copy };
      if (this.#kept) {
        await this.#session.query(`INSERT INTO ${this.name}_rejects VALUES ($1, $2, $3, $4)`, [
          file,
          row.line,
          reject.reason,
          reject.row,
        ]);
      }
      onReject(reject);
      at += refused.index + 1;
      size = Math.max(64, size >> 3);
    }
  }

  async #copy(file: number, rows: readonly Waiting[]): Promise<{ index: number; reason: string } | undefined> {
    const columns = [...this.#columns, FILE, LINE].map(quoteIdentifier).join(', ');
    const text = rows.map(({ copy, line }) => `${copy}\t${file}\t${line}\n`).join('');
    try {
      await this.#session.copyIn(`COPY ${this.#open} (${columns}) FROM STDIN`, text);
      return undefined;
    } catch (error) {
      const { code = '', where = '' } = error as PostgresErrorFields;
      const line = /^COPY [^\n]*, line (\d+)/m.exec(where)?.[1];
      // Classes of PostgreSQL's appendix A: what is wrong with the row, and nothing else.
      if (line === undefined || !/^(22|23|42804)/.test(code)) throw error;
      return { index: Number(line) - 1, reason: reasonOf(error as PostgresErrorFields) };
    }
  }

  /** Removes it, and the schema where nothing else waits. */
  async drop(): Promise<void> {
    if (!this.#kept) return;
    await this.#session.execute(`DROP TABLE IF EXISTS ${this.name}, ${this.name}_rejects CASCADE`);
    await this.#session.execute(`DROP SCHEMA ${STAGING}`).catch(() => {});
  }
}

function definitions(target: Target, columns: readonly string[]): string {
  const filled = target.columns.filter(({ name }) => columns.includes(name));
  return [
    ...filled.map(({ name, type, required }) => `${quoteIdentifier(name)} ${type}${required ? ' NOT NULL' : ''}`),
    `${FILE} integer NOT NULL`,
    `${LINE} bigint NOT NULL`,
    ...target.checks
      .filter((check) => check.columns.every((name) => columns.includes(name)))
      // What was added NOT VALID holds for new rows all the same.
      .map(({ name, definition }) => `CONSTRAINT ${quoteIdentifier(name)} ${definition.replace(/ NOT VALID$/, '')}`),
  ].join(', ');
}

/** A role that may make no schema gets no resumption, only a load. */
async function mayKeep(session: Session): Promise<boolean> {
  try {
    await session.execute(`CREATE SCHEMA IF NOT EXISTS ${STAGING}`);
    return true;
  } catch (error) {
    if ((error as PostgresErrorFields).code === '42501') return false;
    throw error;
  }
}

async function takeLock(session: Session, id: string): Promise<void> {
  const [row] = await session.query<{ mine: boolean }>(
    `SELECT pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended(${quoteLiteral(`${STAGING} ${id}`)}, 0)) AS mine`,
  );
  if (row?.mine === true) return;
  throw new UserError('another run is loading the same files into the same table', {
    hint: 'Wait until it has ended. One that was killed lets go within moments, once the server notices.',
    exitCode: 1,
  });
}

function reasonOf(error: PostgresErrorFields): string {
  const column = /, column ([^\n:]+)(?:: |$)/m.exec(error.where ?? '')?.[1];
  const message = messageOf(error)
    .replace(/^new row for relation "[^"]+" violates/, 'violates')
    .replace(/ in column "([^"]+)" of relation "[^"]+" violates/, ' in $1 violates');
  return column === undefined ? message : `${column}: ${message}`;
}
