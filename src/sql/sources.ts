/** A statement as its script has it, with the comments around it. */
export interface SourceStatement {
  file: string;
  /** Counted from 1, as is the column. */
  line: number;
  column: number;
  sql: string;
  /** What stands between the statement before it and this one: comments, psql commands. */
  before: string;
  /** The rest of the line that it ends on. */
  behind: string;
}

interface Ran {
  file: string;
  line: number;
  column: number;
  start: number;
  end: number;
}

/**
 * The statements that ran, with their whole text and the comments around them, in the order of running. One that ran
 * twice, because its script is included twice, counts once.
 */
export function sourceStatements(
  scripts: readonly { file: string; text: string }[],
  ran: readonly Ran[],
): SourceStatement[] {
  const texts = new Map(scripts.map(({ file, text }) => [file, text]));
  const ends = new Map<string, number>();
  const seen = new Set<string>();
  return ran.flatMap(({ file, line, column, start, end }) => {
    const text = texts.get(file);
    const key = `${file}:${start}`;
    if (text === undefined || seen.has(key)) return [];
    seen.add(key);
    // What stands on the last line of the statement before belongs to that one.
    const last = ends.get(file);
    const from = last === undefined ? 0 : Math.min(lineEnd(text, last), start);
    ends.set(file, end);
    const behind = text.slice(end, lineEnd(text, end));
    return [{ file, line, column, sql: text.slice(start, end), before: text.slice(from, start), behind }];
  });
}

function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length : at;
}
