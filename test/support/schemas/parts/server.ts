import { quoteIdentifier, quoteLiteral } from '../../../../src/sql/quote.ts';
import { oddText } from '../names.ts';
import { DEFAULTS, login, type World } from '../world.ts';

export function role(world: World): void {
  const { chance } = world;
  const name = world.name('roles');
  const active = chance.maybe(70);
  const attributes = [
    active ? 'LOGIN' : 'NOLOGIN',
    ...chance.some(['NOINHERIT', 'CREATEDB', 'CREATEROLE', 'BYPASSRLS', 'REPLICATION', 'CONNECTION LIMIT 7'], 0, 2),
  ];
  const made = { id: world.id('role'), sql: quoteIdentifier(name), login: active };
  world.add('role', `CREATE ROLE ${made.sql} ${attributes.join(' ')};`, { makes: [made.id] });
  if (world.roles.length > 0 && chance.maybe(30)) {
    const group = chance.pick(world.roles);
    world.add('role membership', `GRANT ${group.sql} TO ${made.sql};`, { uses: [group.id, made.id] });
  }
  world.roles.push(made);
}

/** What the role has by then, jobs among it, stays. */
export function retire(world: World): void {
  const role = world.roles.find((one) => one.login);
  if (role === undefined) return;
  role.login = false;
  world.add('role that may not log in any more', `ALTER ROLE ${role.sql} NOLOGIN;`, {
    uses: [role.id],
    changes: [login(role)],
  });
}

export function schema(world: World): void {
  const { chance } = world;
  const sql = quoteIdentifier(world.name('schemas'));
  const made = { id: world.id('schema'), sql };
  const owner = world.roles.length > 0 && chance.maybe(25) ? chance.pick(world.roles) : undefined;
  world.add('schema', `CREATE SCHEMA ${sql}${owner === undefined ? '' : ` AUTHORIZATION ${owner.sql}`};`, {
    makes: [made.id],
    uses: owner === undefined ? [] : [owner.id],
    minds: [DEFAULTS],
  });
  world.schemas.push(made);
  world.commentable.push({ ...made, words: `SCHEMA ${sql}` });
}

const SETTINGS: readonly [string, string][] = [
  ['work_mem', "'8MB'"],
  ['search_path', '"$user", public, pg_catalog'],
  ['timezone', "'Europe/Berlin'"],
  ['application_name', ''],
  ['statement_timeout', "'0'"],
  ['transform_null_equals', "'on'"],
  ['timescaledb.enable_chunk_skipping', "'on'"],
];

export function databaseSetting(world: World): void {
  const { chance } = world;
  const [name, value] = chance.pick(SETTINGS);
  const role = world.roles.length > 0 && chance.maybe(30) ? chance.pick(world.roles) : undefined;
  const target = `${role === undefined ? 'DATABASE' : `ROLE ${role.sql} IN DATABASE`} trading_data`;
  const aspect = `setting ${name} of ${role?.id ?? 'database'}`;
  const text = value === '' ? quoteLiteral(oddText(chance)) : value;
  world.add('database setting', `ALTER ${target} SET ${name} TO ${text};`, {
    uses: role === undefined ? [] : [role.id],
    changes: [aspect],
  });
}

/** A change to one of the jobs that TimescaleDB itself sets up. */
export function builtInJob(world: World): void {
  const days = world.chance.int(2, 9);
  world.add(
    'built-in job',
    `SELECT alter_job(3, schedule_interval => interval '${days} days', max_runtime => interval '${days} hours', fixed_schedule => false);`,
    { changes: ['job 3'] },
  );
}
