import type { SourceStatement } from '../sql/sources.ts';
import { statementHead } from '../sql/statement.ts';
import { mentioning, namesIn, partsOf } from './mentions.ts';
import type { Problem } from './types.ts';

/** The statement that a problem is best shown at; undefined where no script names its object. */
export function locate(
  { object, at, near, naming: also = [] }: Problem,
  statements: readonly SourceStatement[],
): SourceStatement | undefined {
  if (at !== undefined || object === null) return at;
  const naming = mentioning(statements, object);
  const isAbout = (one: SourceStatement): boolean => {
    const { kind, name } = statementHead(one.sql);
    const parts = partsOf(object);
    return kind !== null && name.length > 0 && name.join('.') === parts.slice(-name.length).join('.');
  };
  const created = naming.find((one) => creates(one, object));
  if (near === 'created') return created ?? naming[0];
  for (const word of near ?? []) {
    const saying = naming.filter(({ sql }) => sql.toLowerCase().includes(word));
    // What names the object in passing (as what its own key refers to) did not make what was found.
    const about = saying.filter(isAbout);
    const told = about.filter((one) => also.every((name) => namesIn(one).all.has(name)));
    const found = told.at(-1) ?? about.at(-1) ?? saying.at(-1);
    if (found !== undefined) return found;
  }
  return near === undefined ? naming.at(-1) : (created ?? naming.at(-1));
}

/** True where a statement creates the object, or the table of the column. */
export function creates({ sql }: SourceStatement, object: string): boolean {
  const { verb, name } = statementHead(sql);
  const parts = partsOf(object);
  const own = (length: number): boolean => name.join('.') === parts.slice(0, length).slice(-name.length).join('.');
  return verb === 'create' && name.length > 0 && (own(parts.length) || (parts.length > 2 && own(parts.length - 1)));
}
