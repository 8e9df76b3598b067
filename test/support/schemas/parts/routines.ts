import { quoteIdentifier, quoteLiteral } from '../../../../src/sql/quote.ts';
import { oddText, oneOf } from '../names.ts';
import { DEFAULTS, type Group, type Thing, type World } from '../world.ts';

/** A function without arguments that other things may call. */
export function valueFunction(world: World): void {
  const { chance } = world;
  const made = world.inSchema('function');
  const [type, group, value] = chance.pick<[string, Group, string]>([
    ['text', 'text', quoteLiteral(oddText(chance))],
    ['integer', 'integer', '42'],
    ['numeric', 'number', '1.5'],
    ['timestamp with time zone', 'time', "timestamptz '2020-01-01 00:00+00'"],
  ]);
  const options = chance.some(['STRICT', 'PARALLEL SAFE', 'COST 7', "SET work_mem = '5MB'", 'LEAKPROOF'], 0, 2);
  const volatility = chance.pick(['IMMUTABLE', 'STABLE', 'VOLATILE']);
  const text = chance.maybe()
    ? body(world, `SELECT (${value})::${type}`, ['sql'])
    : body(world, `BEGIN\n  RETURN (${value})::${type};\nEND`, ['plpgsql']);
  world.add(
    'function',
    `CREATE FUNCTION ${made.sql}() RETURNS ${type} ${[volatility, ...options].join(' ')} ${text};`,
    links(made),
  );
  world.functions.push({ ...made, type, group });
  world.commentable.push({ ...made, words: `FUNCTION ${made.sql}()` });
}

/** A function with arguments, defaults and a table for a result. */
export function tableFunction(world: World): void {
  const { chance } = world;
  const made = world.inSchema('function');
  const own = world.types.length > 0 && chance.maybe() ? chance.pick(world.types) : undefined;
  const [a, b, c] = [world.name(made.id), world.name(made.id), world.name(made.id)].map(quoteIdentifier);
  const type = own?.type ?? 'integer';
  const text = body(world, `SELECT 1, NULL::${type}`, ['sql']);
  world.add(
    'function with arguments',
    `CREATE FUNCTION ${made.sql}(${a} text DEFAULT ${quoteLiteral(oddText(chance))}, VARIADIC ${b} ${type}[] DEFAULT '{}') ` +
      `RETURNS TABLE (${c} integer, "out ""2""" ${type}) ${text};`,
    { ...links(made), uses: [made.schema.id, ...(own?.uses ?? [])] },
  );
  world.commentable.push({ ...made, words: `FUNCTION ${made.sql}(text, ${type}[])` });
}

/** A function whose body PostgreSQL keeps as a tree, so that it depends on what it reads. */
export function atomicFunction(world: World): void {
  const { chance } = world;
  const readable = world.relations.filter(({ columns }) => columns.length > 0);
  if (readable.length === 0) return;
  const relation = chance.pick(readable);
  const made = world.inSchema('function');
  world.add(
    `atomic function on ${relation.form}`,
    `CREATE FUNCTION ${made.sql}(limited integer) RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM (SELECT ${relation.columns[0]?.sql} FROM ${relation.sql} LIMIT limited) x WHERE ${oneOf(chance, 'limited::text')}; END;`,
    { ...links(made), uses: [made.schema.id, relation.id] },
  );
}

export function triggerFunction(world: World): void {
  const made = world.inSchema('function');
  world.add(
    'trigger function',
    `CREATE FUNCTION ${made.sql}() RETURNS trigger ${body(world, 'BEGIN\n  RETURN NEW;\nEND', ['plpgsql'])};`,
    links(made),
  );
  world.triggerFunctions.push(made);
}

export function jobProcedure(world: World): void {
  const { chance } = world;
  const made = world.inSchema('procedure');
  if (chance.maybe(30)) {
    const found = world.functions.find(({ sql }) => sql.startsWith('public.'));
    const called = found === undefined ? '1' : `${found.sql.slice('public.'.length)}()`;
    world.add(
      `job check${found === undefined ? '' : ' by the search_path'}`,
      `CREATE FUNCTION ${made.sql}(config jsonb) RETURNS void ${body(world, `BEGIN\n  PERFORM ${called};\nEND`, ['plpgsql'])};`,
      { ...links(made), uses: [made.schema.id, ...(found === undefined ? [] : [found.id])] },
    );
    world.checkFunctions.push(made);
    return;
  }
  const form = chance.maybe(70) ? 'PROCEDURE' : 'FUNCTION';
  const returns = form === 'PROCEDURE' ? '' : 'RETURNS void ';
  world.add(
    'job procedure',
    `CREATE ${form} ${made.sql}(job_id integer, config jsonb) ${returns}${body(world, 'BEGIN\n  PERFORM 1;\nEND', ['plpgsql'])};`,
    links(made),
  );
  world.jobProcedures.push(made);
  world.commentable.push({ ...made, words: `${form} ${made.sql}(integer, jsonb)` });
}

export function aggregateFunction(world: World): void {
  const state = world.inSchema('function');
  const made = world.inSchema('aggregate function');
  world.add(
    'function',
    `CREATE FUNCTION ${state.sql}(numeric, numeric) RETURNS numeric IMMUTABLE ${body(world, 'SELECT $1 + $2', ['sql'])};`,
    links(state),
  );
  world.add(
    'aggregate function',
    `CREATE AGGREGATE ${made.sql}(numeric) (SFUNC = ${state.sql}, STYPE = numeric, INITCOND = '0');`,
    {
      ...links(made),
      uses: [made.schema.id, state.id],
    },
  );
  world.commentable.push({ ...made, words: `AGGREGATE ${made.sql}(numeric)` });
}

function links(made: Thing & { schema: Thing }): { makes: string[]; uses: string[]; minds: string[] } {
  return { makes: [made.id], uses: [made.schema.id], minds: [DEFAULTS] };
}

/** `LANGUAGE x AS …` with odd text in comments of the body, in one of the ways to quote it. */
export function body(world: World, code: string, [language]: [string]): string {
  const { chance } = world;
  const comment = chance.maybe(60) ? `-- ${oddText(chance).replaceAll(/[\r\n]+/g, '\n-- ')}\n` : '';
  const text = `${comment}${code}`;
  const tag = ['$$', '$body$', '$x1$', '$é$'].find((candidate) => !text.includes(candidate.slice(0, -1)));
  const quoted = tag === undefined || chance.maybe(30) ? quoteLiteral(text) : `${tag}${text}${tag}`;
  return `LANGUAGE ${language} AS ${quoted}`;
}
