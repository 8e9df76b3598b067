import { quoteIdentifier, quoteLiteral } from '../sql/quote.ts';

/** What psql's variables hold now. */
export type Variables = Map<string, string>;

/** A variable as a script refers to it: `:name`, `:'name'`, `:"name"` or `:{?name}`. */
export interface Reference {
  name: string;
  form: 'plain' | 'literal' | 'identifier' | 'test';
  /** The offset after it. */
  end: number;
}

const NAME = '[A-Za-z0-9_\\u0080-\\uffff]+';
const REFERENCE = new RegExp(`:(?:(${NAME})|'(${NAME})'|"(${NAME})"|\\{\\?(${NAME})\\})`, 'y');
const FORMS = ['plain', 'literal', 'identifier', 'test'] as const;

/** True for a name that psql's \set takes. */
export function isVariableName(name: string): boolean {
  return new RegExp(`^${NAME}$`).test(name);
}

/** The reference that starts at the colon, if it looks like one. */
export function readReference(text: string, colon: number): Reference | undefined {
  REFERENCE.lastIndex = colon;
  const found = REFERENCE.exec(text);
  if (found === null) return undefined;
  const group = found.findIndex((value, index) => index > 0 && value !== undefined);
  return { name: found[group] as string, form: FORMS[group - 1] as Reference['form'], end: REFERENCE.lastIndex };
}

/** What psql puts in place of a reference; undefined where the variable is not set, and the text stays as it is. */
export function replacementOf({ name, form }: Reference, variables: Variables): string | undefined {
  const value = variables.get(name);
  if (form === 'test') return value === undefined ? 'FALSE' : 'TRUE';
  if (value === undefined || form === 'plain') return value;
  return form === 'literal' ? quoteLiteral(value) : quoteIdentifier(value);
}

/** A boolean as psql reads it (ParseVariableBool): any prefix that tells one word from the others, in any case. */
export function parseBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (word === '') return undefined;
  if (word === '1' || word === 'on' || 'true'.startsWith(word) || 'yes'.startsWith(word)) return true;
  if (word === '0' || word === 'of' || word === 'off' || 'false'.startsWith(word) || 'no'.startsWith(word))
    return false;
  return undefined;
}
