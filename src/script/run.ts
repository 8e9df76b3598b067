import type { Notice, Session } from '../engine/types.ts';
import { messageOf, UserError } from '../errors.ts';
import { lexemes, readName } from '../sql/statement.ts';
import type { Statement } from './builder.ts';
import type { Command } from './command.ts';
import { errorAt } from './error.ts';
import { displayName, readScript, type ScriptFile } from './files.ts';
import { lockedOut } from './locked-out.ts';
import { refusePlainDump } from './plain-dump.ts';
import { runCommand } from './run-command.ts';
import type { RanStatement, RunOptions, RunResult } from './run-types.ts';
import { describeServerError } from './server-error.ts';
import { refuseOtherSyntax } from './settings.ts';
import { type Place, Source } from './source.ts';
import { split } from './split.ts';
import { ToolTransaction } from './tool-transaction.ts';
import { TransactionBlock } from './transaction.ts';
import type { Variables } from './variables.ts';

/** How many characters of a statement are kept in the result. */
const KEPT = 200;

/** How many statements are sent together. */
const MOST_WAITING = 64;

/** A statement that is read and not yet sent. */
interface Waiting {
  statement: Statement;
  source: Source;
  place: Place;
  /** The statement's own, or what the file's tool runs before it. */
  sql: string;
  /** Undefined for what is not the file's. */
  ran: RanStatement | undefined;
}

/**
 * Runs scripts as psql -f does, statement by statement, each as one simple query with no transaction of ours around it,
 * and stops at the first error, unless somebody wants to be told of all of them. Every file given starts as a psql of its own would: default settings, variables fresh.
 *
 * @throws ScriptError with the place where the script is wrong or the server refused it
 */
export async function runScripts(
  session: Session,
  files: readonly ScriptFile[],
  options: RunOptions,
): Promise<RunResult> {
  const run = new Run(session, options, files);
  const forget = session.onNotice((notice) => run.tell(notice));
  try {
    for (const [index, file] of files.entries()) {
      if (index > 0 && file.tool?.continues !== true) await run.reconnect();
      if (file.shell === true) await options.shell?.(file);
      else await run.start(file, files[index + 1]);
    }
    return run.result;
  } finally {
    forget();
  }
}

class Run {
  readonly result: RunResult = { files: 0, statements: 0, scripts: [], ran: [] };
  readonly #session: Session;
  readonly #options: RunOptions;
  readonly #files: readonly ScriptFile[];
  readonly #transaction = new TransactionBlock();
  #variables: Variables = new Map();
  #tool: ToolTransaction | undefined;
  #now: Place | undefined;
  #waiting: Waiting[] = [];

  constructor(session: Session, options: RunOptions, files: readonly ScriptFile[]) {
    this.#session = session;
    this.#options = options;
    this.#files = files;
  }

  tell(notice: Notice): void {
    if (this.#now !== undefined) this.#options.onNotice?.(notice, this.#now);
  }

  /** @throws ScriptError where what ran lets no further session in */
  async reconnect(): Promise<void> {
    await this.#session.reset().catch((cause) => {
      throw lockedOut(cause, this.result.ran);
    });
  }

  /**
   * Runs a file that is not included by another.
   *
   * @param next the file that comes after it
   */
  async start(file: ScriptFile, next: ScriptFile | undefined): Promise<void> {
    const { database, variables } = this.#options;
    this.#variables = new Map(
      Object.entries({
        DBNAME: database,
        ENCODING: 'UTF8',
        AUTOCOMMIT: 'on',
        ON_ERROR_STOP: this.#options.onError === undefined ? 'on' : 'off',
        ...variables,
        ...file.tool?.variables,
      }),
    );
    if (this.#tool?.reaches(file) !== true) this.#tool = new ToolTransaction(file, this.#variables);
    await this.#run(file, [file.path]);
    if (this.#tool.reaches(next)) return;
    if (this.#tool.ends(this.#transaction.begin)) await this.#commit(file);
    this.#refuseOpen(`${file.name} ends`);
  }

  /** @throws ScriptError at what opened a transaction that is still open */
  #refuseOpen(where: string): void {
    const begin = this.#transaction.begin;
    if (begin === undefined) return;
    throw errorAt(begin.source, begin.offset, {
      message: `this transaction is still open where ${where}, so all of it would be rolled back`,
      hint: 'End it with COMMIT.',
    });
  }

  async #run(file: ScriptFile, chain: readonly string[]): Promise<void> {
    const source = new Source(file.name, file.text);
    refusePlainDump(file, this.#files.includes(file) ? this.#files : [...this.#files, file]);
    const known = this.result.scripts.find((script) => script.file === file.name);
    if (known === undefined) {
      this.result.files++;
      this.result.scripts.push({ file: file.name, text: file.text });
    } else if (known.text !== file.text) known.text = together(known.text, file.text);
    const context = {
      source,
      path: file.path,
      cwd: this.#options.cwd,
      database: this.#options.database,
      variables: this.#variables,
      echo: (text: string) => this.#options.onEcho?.(text),
      include: (path: string, command: Command) => this.#include(path, command, source, chain),
      reconnect: async () => {
        this.#refuseOpen('the next \\connect comes');
        await this.reconnect();
      },
    };
    try {
      for (const item of split(source, this.#variables)) {
        this.#options.signal?.throwIfAborted();
        if (item.kind === 'statement') {
          await this.#execute(item, source);
          continue;
        }
        await this.#flush();
        if (!(await runCommand(item, context))) break;
      }
    } finally {
      // What is wrong in the file's text comes after what the server says of the statements before it.
      await this.#flush();
    }
  }

  async #include(path: string, command: Command, source: Source, chain: readonly string[]): Promise<void> {
    const { cwd, readFile } = this.#options;
    const name = displayName(path, cwd);
    if (chain.includes(path)) {
      const way = [...chain.slice(chain.indexOf(path)), path].map((step) => displayName(step, cwd));
      throw errorAt(source, command.start, { message: `a file includes itself: ${way.join(' → ')}` });
    }
    let file: ScriptFile;
    try {
      file = readFile === undefined ? await readScript(path, cwd) : { name, path, text: await readFile(path) };
    } catch (cause) {
      const way = command.name === 'i' || command.name === 'include' ? I_OR_IR : undefined;
      const hint = cause instanceof UserError ? (cause.hint ?? way) : way;
      throw errorAt(source, command.start, { message: messageOf(cause), hint, cause });
    }
    await this.#run(file, [...chain, path]);
  }

  async #execute(statement: Statement, source: Source): Promise<void> {
    refuseOtherSyntax(statement, source);
    const place = source.place(statement.start);
    const at = { source, offset: statement.start };
    const item = { statement, source, place };
    // What was sent behind an error has run already, so that where the run goes on each is sent alone.
    const alone = !isQuick(statement) || this.#options.onError !== undefined;
    if (alone || this.#waiting.length >= MOST_WAITING) await this.#flush();
    if (this.#tool?.beginsBefore(statement.words, this.#transaction.begin)) {
      this.#waiting.push({ ...item, sql: 'BEGIN', ran: undefined });
      this.#transaction.see(['begin'], this.#tool.began(at));
    }
    this.#transaction.see(statement.words, at);
    const { sql, start, end } = statement;
    const ran = { ...place, text: sql.slice(0, KEPT), start, end };
    this.#waiting.push({ ...item, sql, ran });
    if (alone) await this.#flush();
  }

  /** Sends the statements that wait. */
  async #flush(): Promise<void> {
    const items = this.#waiting;
    this.#waiting = [];
    if (items.length === 0) return;
    this.#options.signal?.throwIfAborted();
    let at = 0;
    const begin = (): void => {
      const item = items[at];
      this.#now = item?.place;
      if (item?.ran !== undefined) this.#options.onStatement?.(item.ran);
    };
    const done = (): void => {
      const ran = items[at]?.ran;
      if (ran !== undefined) {
        this.result.ran.push(ran);
        this.result.statements++;
      }
      at++;
      begin();
    };
    begin();
    try {
      await this.#send(items, done);
    } catch (error) {
      this.#options.signal?.throwIfAborted();
      const { statement, source, ran } = items[at] as Waiting;
      const described = describeServerError(error, statement, source);
      const explained = this.#tool?.explained(described, source, statement.start) ?? described;
      const { onError } = this.#options;
      // Without an SQLSTATE it is no answer of the server, which may be gone.
      if (onError === undefined || ran === undefined || explained.sqlstate === undefined) throw explained;
      onError(explained, ran);
    } finally {
      // What the server says between two files, of our own reset, is not the scripts'.
      this.#now = undefined;
    }
  }

  async #send(items: readonly Waiting[], done: () => void): Promise<void> {
    const { statement, source, sql } = items.at(-1) as Waiting;
    const { data } = statement;
    const last = makesDatabase(sql, this.#options.database) || data !== undefined;
    const before = last ? items.slice(0, -1) : items;
    await this.#session.executeEach(
      before.map((item) => item.sql),
      done,
    );
    if (!last) return;
    if (data !== undefined) await this.#session.copyIn(sql, source.text.slice(data.start, data.end));
    else this.tell({ severity: 'WARNING', message: 'left out: the database is made anew for every run' });
    done();
  }

  /** Ends the transaction as the file's tool does: deferred constraints are checked now. */
  async #commit(file: ScriptFile): Promise<void> {
    const begin = this.#transaction.begin;
    if (begin === undefined) return;
    await this.#session.execute('COMMIT').catch((cause) => {
      const message = `the transaction that ${file.tool?.name ?? 'psql'} runs the file in cannot be committed`;
      throw errorAt(begin.source, begin.offset, { message, detail: messageOf(cause), cause });
    });
    this.#transaction.see(['commit'], begin);
  }
}

/**
 * Statements that are sent without waiting for the answer to the one before: they are over soon, so that an error is told
 * at once although those behind it run as well, in a database that is thrown away then.
 */
function isQuick({ words, data }: Statement): boolean {
  const [first = '', second = ''] = words;
  return data === undefined && QUICK.has(first) && !NOT_QUICK.has(`${first} ${second}`);
}

const QUICK = new Set(['alter', 'comment', 'create', 'drop', 'grant', 'reset', 'revoke', 'set']);
const NOT_QUICK = new Set(['alter system', 'create database', 'create extension', 'create materialized']);

/** Two parts of one file, each with spaces in the place of the other. */
function together(a: string, b: string): string {
  if (a.length !== b.length) return a;
  let text = '';
  for (let i = 0; i < a.length; i++) text += a[i] === ' ' ? b[i] : a[i];
  return text;
}

/** CREATE DATABASE of the one that the scripts run in: a script that makes it and connects to it works as it is. */
function makesDatabase(sql: string, database: string): boolean {
  if (!/^create\s+database\b/i.test(sql)) return false;
  return readName(lexemes(sql), 2).parts.join('.') === database;
}

const I_OR_IR = '\\i is relative to the working directory; \\ir is relative to the file that includes.';
