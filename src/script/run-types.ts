import type { Notice } from '../engine/types.ts';
import type { ScriptError } from './error.ts';
import type { ScriptFile } from './files.ts';
import type { Place } from './source.ts';

/** A statement and where it starts. */
export interface RanStatement extends Place {
  /** Its first 200 characters. */
  text: string;
  /** Where it starts and ends in its file's text, in UTF-16 units, its semicolon included. */
  start: number;
  end: number;
}

/** A script that ran. */
export interface RanScript {
  /** As places name it. */
  file: string;
  text: string;
}

export interface RunOptions {
  /** The name of the database, for \connect and the psql variable DBNAME. */
  database: string;
  /** The absolute directory that \i and the names in messages are relative to. */
  cwd: string;
  /** Runs a script for a shell; one that comes without this is passed over. */
  shell?: ((file: ScriptFile) => Promise<void>) | undefined;
  /** psql variables that every file starts with. */
  variables?: Readonly<Record<string, string>>;
  /** Reads a file that \i or \ir names, by its absolute path; from disk by default. */
  readFile?: (path: string) => Promise<string>;
  /** Gets what \echo says. */
  onEcho?: (text: string) => void;
  /** Gets what the server says besides rows, and the place of the statement that made it speak. */
  onNotice?: (notice: Notice, place: Place) => void;
  /** Called before each statement is sent. */
  onStatement?: (statement: RanStatement) => void;
  /** Told of each statement that the server refuses; the run goes on then, as psql does without ON_ERROR_STOP. */
  onError?: (error: ScriptError, statement: RanStatement) => void;
  /** Asked between statements. */
  signal?: AbortSignal;
}

export interface RunResult {
  /** The scripts that ran, included ones too. */
  files: number;
  statements: number;
  /** Every script that ran, once each, included ones too. */
  scripts: RanScript[];
  /** Every statement in the order of running. */
  ran: RanStatement[];
}
