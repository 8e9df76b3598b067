import { quoteIdentifier, quoteLiteral } from '../../../../src/sql/quote.ts';
import { oddName, oddText } from '../names.ts';
import { DEFAULTS, type Group, type Thing, type World } from '../world.ts';

export function enumType(world: World): void {
  const { chance } = world;
  const made = world.inSchema('type');
  const taken = new Set<string>();
  const labels = Array.from({ length: chance.int(1, 4) }, () => oddName(chance, taken));
  world.add('enum', `CREATE TYPE ${made.sql} AS ENUM (${labels.map(quoteLiteral).join(', ')});`, links(made));
  if (chance.maybe(20)) {
    const added = oddName(chance, taken);
    world.add(
      'enum value',
      `ALTER TYPE ${made.sql} ADD VALUE ${quoteLiteral(added)} BEFORE ${quoteLiteral(labels[0] as string)};`,
      {
        uses: [made.id],
        changes: [`${made.id} values`],
      },
    );
  }
  keep(world, made, 'other', () => `${quoteLiteral(labels[0] as string)}::${made.sql}`);
}

const BASES: readonly [string, Group, string, (i: number) => string][] = [
  ['numeric(18,6)', 'number', 'VALUE >= 0', (i) => `${i}`],
  ['text', 'text', "VALUE <> ';'", (i) => `'d${i}'`],
  ['integer', 'integer', 'VALUE > -1', (i) => `${i}`],
  ['character varying', 'text', "VALUE IN ('d', 'e') OR VALUE IS NOT NULL", (i) => `'d${i}'`],
];

export function domain(world: World): void {
  const { chance } = world;
  const made = world.inSchema('type');
  const [base, group, check, sample] = chance.pick(BASES);
  const constraint = quoteIdentifier(world.name(made.id));
  const parts = [
    chance.maybe(30) ? `DEFAULT ${group === 'text' ? quoteLiteral(oddText(chance)) : '0'}` : '',
    chance.maybe(60) ? `CONSTRAINT ${constraint} CHECK (${check})` : '',
  ].filter((part) => part !== '');
  world.add('domain', `CREATE DOMAIN ${[made.sql, 'AS', base, ...parts].join(' ')};`, links(made));
  if (parts.at(-1)?.startsWith('CONSTRAINT')) {
    world.commentable.push({ ...made, words: `CONSTRAINT ${constraint} ON DOMAIN ${made.sql}` });
  }
  keep(world, made, group, (i) => `(${sample(i)})::${made.sql}`, 'DOMAIN');
}

export function compositeType(world: World): void {
  const { chance } = world;
  const made = world.inSchema('type');
  const attributes = Array.from({ length: chance.int(1, 3) }, () => {
    const own = world.types.length > 0 && chance.maybe(30) ? chance.pick(world.types) : undefined;
    const name = quoteIdentifier(world.name(made.id));
    return {
      name,
      type: own?.type ?? chance.pick(['text', 'integer', 'numeric(10,2)', 'text[]']),
      uses: own?.uses ?? [],
    };
  });
  const list = attributes.map(({ name, type }) => `${name} ${type}`).join(', ');
  world.add('composite type', `CREATE TYPE ${made.sql} AS (${list});`, {
    ...links(made),
    uses: [made.schema.id, ...attributes.flatMap(({ uses }) => uses)],
  });
  for (const { name } of attributes) {
    world.commentable.push({ ...made, words: `COLUMN ${made.sql}.${name}` });
  }
  keep(world, made, 'other', () => 'NULL');
}

export function sequence(world: World): void {
  const { chance } = world;
  const made = world.inSchema('sequence');
  const options = chance.some(['INCREMENT 5', 'MINVALUE 1', 'CYCLE', 'CACHE 10', 'AS bigint'], 0, 3);
  world.add('sequence', `CREATE SEQUENCE ${[made.sql, ...options].join(' ')};`, links(made));
  world.sequences.push(made);
  world.commentable.push({ ...made, words: `SEQUENCE ${made.sql}` });
}

function links(made: Thing & { schema: Thing }): { makes: string[]; uses: string[]; minds: string[] } {
  return { makes: [made.id], uses: [made.schema.id], minds: [DEFAULTS] };
}

function keep(world: World, made: Thing, group: Group, sample: (i: number) => string, words = 'TYPE'): void {
  const type = { name: '', sql: made.sql, type: made.sql, group, sample, notNull: false, computed: false };
  world.types.push({ ...type, uses: [made.id] });
  world.commentable.push({ ...made, words: `${words} ${made.sql}` });
}
