import { quoteIdentifier, quoteLiteral } from '../../../../src/sql/quote.ts';
import { oddText, oneOf } from '../names.ts';
import { DEFAULTS, login, type Relation, type Role, type World } from '../world.ts';

/** Row security on a table, with policies. */
export function rowSecurity(world: World): void {
  const { chance } = world;
  const candidates = [...world.tables(), ...world.hypertables()].filter(({ marks }) => !marks.has('columnstore'));
  if (candidates.length === 0) return;
  const relation = chance.pick(candidates);
  const kind = relation.time === null ? 'table' : 'hypertable';
  const links = { minds: [`${relation.id} hypertable`, `${relation.id} columnstore`] };
  if (!relation.marks.has('row security')) {
    relation.marks.add('row security');
    const forced = chance.maybe(30) ? `\nALTER TABLE ${relation.sql} FORCE ROW LEVEL SECURITY;` : '';
    world.add(`row security on ${kind}`, `ALTER TABLE ${relation.sql} ENABLE ROW LEVEL SECURITY;${forced}`, {
      ...links,
      uses: [relation.id],
      changes: [`${relation.id} row security`],
    });
  }
  const made = { id: world.id('row policy'), sql: quoteIdentifier(world.name(`${relation.id} policies`)) };
  const roles = chance.some(world.roles, 0, 3);
  const to =
    roles.length === 0
      ? ''
      : ` TO ${[...roles.map(({ sql }) => sql), ...(chance.maybe(30) ? ['CURRENT_USER'] : [])].join(', ')}`;
  const command = chance.pick(['ALL', 'SELECT', 'UPDATE', 'DELETE']);
  const kindOfPolicy = chance.maybe(30) ? ' AS RESTRICTIVE' : '';
  const check = command === 'ALL' && chance.maybe() ? ` WITH CHECK (${relation.columns[0]?.sql} IS NOT NULL)` : '';
  const using = chance.pick([`current_user <> ${quoteLiteral(oddText(chance))}`, oneOf(chance, 'current_user')]);
  world.add(
    'row policy',
    `CREATE POLICY ${made.sql} ON ${relation.sql}${kindOfPolicy} FOR ${command}${to} USING (${using})${check};`,
    {
      ...links,
      makes: [made.id],
      uses: [relation.id, ...roles.map(({ id }) => id)],
    },
  );
  world.commentable.push({ ...made, words: `POLICY ${made.sql} ON ${relation.sql}` });
}

const PRIVILEGES: { [kind: string]: string[] } = {
  TABLE: ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'REFERENCES', 'TRIGGER', 'TRUNCATE'],
  SCHEMA: ['USAGE', 'CREATE'],
  SEQUENCE: ['USAGE', 'SELECT', 'UPDATE'],
  FUNCTION: ['EXECUTE'],
  TYPE: ['USAGE'],
};

interface Target {
  kind: string;
  id: string;
  sql: string;
  relation?: Relation;
}

/** A grant or revocation on anything, to a role or to everybody. */
export function grant(world: World): void {
  const { chance } = world;
  const targets: Target[] = [
    ...world.relations.map((relation) => ({ kind: 'TABLE', id: relation.id, sql: relation.sql, relation })),
    ...world.relations.map((relation) => ({ kind: 'TABLE', id: relation.id, sql: relation.sql, relation })),
    ...world.schemas.filter(({ id }) => id !== 'schema public').map((schema) => ({ kind: 'SCHEMA', ...schema })),
    ...world.sequences.map((sequence) => ({ kind: 'SEQUENCE', ...sequence })),
    ...world.functions.map(({ id, sql }) => ({ kind: 'FUNCTION', id, sql: `${sql}()` })),
    ...world.types.map(({ sql, uses }) => ({ kind: 'TYPE', id: uses[0] as string, sql })),
  ];
  if (targets.length === 0 || world.roles.length === 0) return;
  const target = chance.pick(targets);
  const role = chance.pick(world.roles);
  const links = {
    uses: [target.id, role.id],
    minds: [`${target.id} acl`, `${target.id} hypertable`, `${target.id} columnstore`],
  };
  const privileges = chance.some(PRIVILEGES[target.kind] as string[], 1, 3);
  const on = `ON ${target.kind} ${target.sql}`;
  const { relation } = target;
  if (
    relation !== undefined &&
    relation.form !== 'aggregate' &&
    !relation.marks.has('columnstore') &&
    chance.maybe(35)
  ) {
    const columns = chance
      .some(relation.columns, 1, 2)
      .map(({ sql }) => sql)
      .join(', ');
    const list = chance.some(['SELECT', 'INSERT', 'UPDATE'], 1, 2).map((privilege) => `${privilege} (${columns})`);
    world.add(
      `column grant on ${relation.time !== null ? 'hypertable' : relation.form}`,
      `GRANT ${list.join(', ')} ON ${target.sql} TO ${role.sql}${option(world)};`,
      {
        ...links,
        minds: [...links.minds, `${target.id} columns`],
      },
    );
  } else if (chance.maybe(15)) {
    const from = chance.pick([role.sql, 'PUBLIC', target.kind === 'TABLE' ? 'postgres' : 'PUBLIC']);
    world.add('revoke', `REVOKE ${privileges.join(', ')} ${on} FROM ${from};`, {
      ...links,
      changes: [`${target.id} acl`],
    });
  } else if (chance.maybe(20)) {
    world.add('grant to everybody', `GRANT ${privileges.join(', ')} ${on} TO PUBLIC;`, links);
  } else {
    const name =
      relation === undefined
        ? target.kind.toLowerCase()
        : relation.time !== null && relation.form === 'table'
          ? 'hypertable'
          : relation.form;
    world.add(`grant on ${name}`, `GRANT ${privileges.join(', ')} ${on} TO ${role.sql}${option(world)};`, links);
    if (relation?.form === 'table' && chance.maybe(15)) passOn(world, target, role);
  }
}

/** A grant by a role that got the right to pass it on. */
function passOn(world: World, target: Target, from: Role): void {
  const { chance } = world;
  const others = world.roles.filter((role) => role !== from);
  if (others.length === 0) return;
  const to = chance.pick(others);
  world.add(
    'grant passed on',
    `GRANT USAGE ON SCHEMA ${target.relation?.schema.sql} TO ${from.sql};\nGRANT SELECT ON ${target.sql} TO ${from.sql} WITH GRANT OPTION;\nSET ROLE ${from.sql};\nGRANT SELECT ON ${target.sql} TO ${to.sql};\nRESET ROLE;`,
    {
      uses: [target.id, from.id, to.id],
      changes: [`${target.id} acl`],
      minds: [`${target.id} hypertable`, `${target.id} columnstore`],
    },
  );
}

const option = (world: World): string => (world.chance.maybe(25) ? ' WITH GRANT OPTION' : '');

export function owner(world: World): void {
  const { chance } = world;
  if (world.roles.length === 0) return;
  const candidates = world.relations.filter(
    ({ owner: current, marks }) => current === null && !marks.has('tablespaces'),
  );
  if (candidates.length === 0) return;
  const relation = chance.pick(candidates);
  const roles = relation.marks.has('policies') ? world.roles.filter((role) => role.login) : world.roles;
  if (roles.length === 0) return;
  const role = chance.pick(roles);
  relation.owner = role;
  const kind = relation.form === 'view' ? 'VIEW' : relation.form === 'table' ? 'TABLE' : 'MATERIALIZED VIEW';
  world.add(
    `owner of ${relation.time !== null && relation.form === 'table' ? 'hypertable' : relation.form}`,
    `ALTER ${kind} ${relation.sql} OWNER TO ${role.sql};`,
    {
      makes: [`${relation.id} owner`],
      uses: [relation.id, role.id],
      changes: [`${relation.id} owner`, `${relation.id} acl`],
      minds: [`${relation.id} hypertable`, login(role)],
    },
  );
}

export function defaultPrivileges(world: World): void {
  const { chance } = world;
  if (world.roles.length === 0) return;
  const role = chance.pick(world.roles);
  const creator = chance.maybe(40) ? chance.pick(world.roles) : undefined;
  const schema = chance.maybe() ? chance.pick(world.schemas) : undefined;
  const objects = chance.pick(['TABLES', 'SEQUENCES', 'FUNCTIONS', 'TYPES']);
  const privilege = objects === 'FUNCTIONS' ? 'EXECUTE' : objects === 'TABLES' ? 'SELECT, INSERT' : 'USAGE';
  const change =
    schema === undefined && chance.maybe(30)
      ? `REVOKE ${privilege} ON ${objects} FROM PUBLIC`
      : `GRANT ${privilege} ON ${objects} TO ${role.sql}${option(world)}`;
  world.add(
    'default privileges',
    `ALTER DEFAULT PRIVILEGES${creator === undefined ? '' : ` FOR ROLE ${creator.sql}`}${schema === undefined ? '' : ` IN SCHEMA ${schema.sql}`} ${change};`,
    {
      uses: [role.id, ...(creator === undefined ? [] : [creator.id]), ...(schema === undefined ? [] : [schema.id])],
      changes: [DEFAULTS],
    },
  );
}
