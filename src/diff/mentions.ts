import { isBlank, tokenize } from '../sql/lexer.ts';
import { quoteIdentifier } from '../sql/quote.ts';

/** True where an expression or query, as PostgreSQL writes it, reads a column of a relation. Labels do not count. */
export function readsColumn(sql: string, relation: string, column: string): boolean {
  const texts = words(sql);
  const table = parts(relation).at(-1) ?? relation;
  const isOfTable = (qualifier: string): boolean =>
    qualifier === table || texts.some((text, i) => text === table && texts[i + 1] === qualifier);
  return texts.some((text, i) => {
    const [before = '', after = ''] = [texts[i - 1], texts[i + 1]];
    if (!isNamed(text, column) || after === '(' || after === '.' || /^(as|::)$/i.test(before)) return false;
    return before !== '.' || isOfTable(texts[i - 2] ?? '');
  });
}

/** True where an expression calls a function of that name, in whatever schema. */
export function callsFunction(sql: string, name: string): boolean {
  const texts = words(sql);
  return texts.some((text, i) => isNamed(text, name) && texts[i + 1] === '(');
}

function isNamed(text: string, name: string): boolean {
  return text === name || text === quoteIdentifier(name);
}

function words(sql: string): string[] {
  return [...tokenize(sql)].filter((token) => !isBlank(token)).map(({ start, end }) => sql.slice(start, end));
}

/** The identifiers of a qualified name, as SQL writes them. */
function parts(name: string): string[] {
  return words(name).filter((text) => text !== '.');
}
