import type { Json, Type } from '../../catalog/model.ts';
import { code, type Inline, say } from '../content/inline.ts';

const WHEN: { readonly [context: string]: string } = {
  e: 'only where asked for',
  a: 'in assignments, and where asked for',
  i: 'wherever it fits, unasked',
};

/** When a cast is used and what does it, from the codes of pg_cast. */
export function castCell(definition: Json): Inline {
  if (typeof definition !== 'object' || definition === null || Array.isArray(definition)) return '';
  const { function: by, context, method } = definition;
  const how = method === 'i' ? 'through text' : method === 'b' ? 'without conversion' : say`by ${code(String(by))}`;
  return say`${WHEN[String(context)] ?? String(context)}, ${how}`;
}

/** Names of the casts that PostgreSQL makes with each range type, to its multirange: nobody wrote them. */
export function multirangeCasts(types: readonly Type[]): ReadonlySet<string> {
  return new Set(
    types.flatMap(({ name, form, definition }) => {
      if (form !== 'range' || typeof definition !== 'object' || definition === null) return [];
      if (Array.isArray(definition) || typeof definition['multirange'] !== 'string') return [];
      return [`cast (${name} as ${definition['multirange']})`];
    }),
  );
}
