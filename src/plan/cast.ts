import type { SchemaModel } from '../catalog/model.ts';
import { elementType } from '../sql/names.ts';

/** Types whose values have a form in each other. */
const FAMILIES: readonly string[][] = [
  ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'],
  ['date', 'timestamp without time zone', 'timestamp with time zone'],
  ['json', 'jsonb'],
  ['inet', 'cidr'],
  ['macaddr', 'macaddr8'],
  ['time without time zone', 'time with time zone'],
  ['integer', 'bigint', 'oid'],
  ['boolean', 'integer'],
  ['numeric', 'money'],
];

const TEXTS = ['text', 'character varying', 'character', 'name', 'citext', '"char"'];

/**
 * True where the values of one type have a form in another whatever they are, but for their size: numbers in numbers,
 * anything in text. Text in anything else is a matter of what it says, which no plan can know.
 */
export function canCast(from: string, to: string, before: SchemaModel, after: SchemaModel): boolean {
  const [old, now] = [baseOf(from, before), baseOf(to, after)];
  if (old === now || TEXTS.includes(now)) return true;
  const isArray = (type: string): boolean => elementType(type) !== type;
  if (isArray(old) || isArray(now)) {
    return isArray(old) && isArray(now) && canCast(elementType(old), elementType(now), before, after);
  }
  return FAMILIES.some((family) => family.includes(old) && family.includes(now));
}

/** The type without its length, and of a domain the type below it. */
function baseOf(type: string, model: SchemaModel): string {
  const own = model.types.find(({ name }) => name === type);
  if (own?.form === 'domain') return baseOf((own.definition as { base: string }).base, model);
  return type.replace(/\s*\([\d,\s-]+\)/, '');
}
