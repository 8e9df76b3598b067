import { quoteLiteral } from '../../../../src/sql/quote.ts';
import { oddText } from '../names.ts';
import { login, type Relation, type World } from '../world.ts';
import { isInteger } from './hypertables.ts';

/** A policy of some kind on a hypertable or continuous aggregate that can have it. */
export function policy(world: World): void {
  const candidates = [...world.hypertables(), ...world.aggregates()].filter(
    ({ time, hasNow, owner }) => time !== null && (hasNow || !isInteger(time.type)) && (owner === null || owner.login),
  );
  if (candidates.length === 0) return;
  const relation = world.chance.pick(candidates);
  const add = world.chance.pick([retention, compression, relation.form === 'aggregate' ? refresh : reorder]);
  add(world, relation);
}

/** An age or offset of that many steps, in the time column's own type. */
function span(relation: Relation, steps: number): string {
  const { type = 'timestamptz', step = 1 } = relation.time ?? {};
  return isInteger(type)
    ? `${Math.min(steps * Math.max(step, 1), 30_000)}::${type}`
    : `interval '${steps * Math.max(step, 1)} hours'`;
}

function retention(world: World, relation: Relation): void {
  if (relation.marks.has('retention')) return;
  relation.marks.add('retention');
  const created = world.chance.maybe(20) && relation.form === 'table';
  const age = created ? "drop_created_before => interval '3 months'" : `drop_after => ${span(relation, 300)}`;
  schedule(
    world,
    relation,
    `retention policy on ${word(relation)}${created ? ' by creation' : ''}`,
    (more) => `add_retention_policy(${quoteLiteral(relation.sql)}, ${[age, ...more].join(', ')})`,
    {},
    created ? null : [],
  );
}

function compression(world: World, relation: Relation): void {
  if (!relation.marks.has('columnstore') || relation.marks.has('compression')) return;
  const isTable = relation.form === 'table';
  if (!isTable && !relation.marks.has('bounded refresh')) return;
  relation.marks.add('compression');
  const created = isTable && !isInteger(relation.time?.type ?? 'date') && world.chance.maybe(20);
  const age = created ? "compress_created_before => interval '7 days'" : `compress_after => ${span(relation, 100)}`;
  schedule(
    world,
    relation,
    `columnstore policy on ${word(relation)}${created ? ' by creation' : ''}`,
    (more) => `add_compression_policy(${quoteLiteral(relation.sql)}, ${[age, ...more].join(', ')})`,
    {
      uses: [`${relation.id} columnstore`, ...(isTable ? [] : [`${relation.id} refresh`])],
      minds: [`${relation.id} columnstore`],
    },
    ['{"verbose_log": true}', '{"maxchunks_to_compress": 5}', '{"recompress": false, "verbose_log": false}'],
  );
}

function refresh(world: World, relation: Relation): void {
  const { chance } = world;
  if (relation.marks.has('refresh')) return;
  relation.marks.add('refresh');
  const bounded = chance.maybe(70);
  if (bounded) relation.marks.add('bounded refresh');
  const offsets = `start_offset => ${bounded ? span(relation, chance.int(5, 20)) : 'NULL'}, end_offset => ${chance.maybe(80) || !bounded ? span(relation, 1) : 'NULL'}`;
  schedule(
    world,
    relation,
    'refresh policy',
    (more) =>
      `add_continuous_aggregate_policy(${[quoteLiteral(relation.sql), offsets, "schedule_interval => interval '90 minutes'", ...more.filter((arg) => !arg.startsWith('schedule_interval')), ...chance.some(['buckets_per_batch => 3', 'max_batches_per_execution => 4', 'refresh_newest_first => false', 'include_tiered_data => false'], 0, 2)].join(', ')})`,
    { makes: [`${relation.id} refresh`] },
  );
  if (!bounded || chance.maybe(75)) return;
  schedule(
    world,
    relation,
    'second refresh policy',
    (more) =>
      `add_continuous_aggregate_policy(${[quoteLiteral(relation.sql), `start_offset => ${span(relation, 60)}, end_offset => ${span(relation, 25)}`, "schedule_interval => interval '2 days'", ...more.filter((arg) => !arg.startsWith('schedule_interval'))].join(', ')})`,
    { uses: [`${relation.id} refresh`] },
  );
}

function reorder(world: World, relation: Relation): void {
  const { chance } = world;
  if (relation.indexes.length === 0 || relation.marks.has('reorder') || relation.dimensions.length === 0) return;
  relation.marks.add('reorder');
  const index = chance.pick(relation.indexes);
  schedule(
    world,
    relation,
    'reorder policy',
    (more) =>
      `add_reorder_policy(${[quoteLiteral(relation.sql), quoteLiteral(index.sql), ...more.filter((arg) => !arg.startsWith('schedule_interval'))].join(', ')})`,
    {
      uses: [index.id],
    },
  );
}

export function job(world: World): void {
  const { chance } = world;
  if (world.jobProcedures.length === 0) return;
  const procedure = chance.pick(world.jobProcedures);
  const owner = chance.maybe(40) ? world.roles.find((role) => role.login) : undefined;
  const check = chance.maybe(30) && world.checkFunctions.length > 0 ? chance.pick(world.checkFunctions) : undefined;
  const uses = [procedure.id, ...(check === undefined ? [] : [check.id]), ...(owner === undefined ? [] : [owner.id])];
  const config = { [oddText(chance)]: oddText(chance), 'a list': [1, 2.5, null, { deep: true }], big: 12345678901 };
  const args = [
    quoteLiteral(procedure.sql),
    chance.pick(["'1 hour'", "'1 month'", "'2 days 03:04:05.5'", "'90 minutes'"]),
    ...(chance.maybe(70) ? [`config => ${quoteLiteral(JSON.stringify(config))}`] : []),
    ...(check === undefined ? [] : [`check_config => ${quoteLiteral(check.sql)}::regproc`]),
    ...starts(world),
    ...chance.some(['scheduled => false', 'fixed_schedule => false'], 0, 2),
    ...(chance.maybe(25)
      ? [
          `job_name => ${quoteLiteral(
            oddText(chance)
              .replaceAll(/[^\x20-\x7e]/g, '?')
              .slice(0, 40),
          )}`,
        ]
      : []),
  ];
  const call = `SELECT add_job(${args.join(', ')});`;
  // Whoever adds a job must see its procedure and its check, and run them: default privileges may keep both from everybody.
  const grants = [procedure, ...(check === undefined ? [] : [check])].map(
    ({ sql }) =>
      `GRANT USAGE ON SCHEMA ${sql.startsWith('public.') ? 'public' : schemaOf(world, sql)} TO ${owner?.sql};\nGRANT EXECUTE ON ROUTINE ${sql} TO ${owner?.sql};\n`,
  );
  world.add(
    `job${owner === undefined ? '' : ' of a role'}${check === undefined ? '' : ' with a check'}`,
    owner === undefined ? call : `${grants.join('')}SET ROLE ${owner.sql};\n${call}\nRESET ROLE;`,
    { uses, minds: owner === undefined ? [] : [`${procedure.id} privileges`, login(owner)] },
  );
}

function schemaOf(world: World, qualified: string): string {
  return world.schemas.find(({ sql }) => qualified.startsWith(`${sql}.`))?.sql ?? 'public';
}

const word = (relation: Relation): string => (relation.form === 'table' ? 'hypertable' : 'aggregate');

/** Moments that were chosen, and such as the day or the moment of the run decides. */
const STARTS = [
  "'2030-01-02 03:04:05+00'",
  "'2029-12-31 23:30:00+00'",
  "date_trunc('day', now()) + interval '1 day 2 hours'",
  "date_trunc('month', now()) + interval '1 month'",
  "now() + interval '1 day'",
];

function starts(world: World): string[] {
  const { chance } = world;
  return chance.some(
    [
      `initial_start => ${chance.pick(STARTS)}`,
      `timezone => '${chance.pick(['Europe/Berlin', 'Asia/Kolkata', 'UTC'])}'`,
    ],
    0,
    2,
  );
}

/**
 * Adds a policy as it is, or with another schedule, or with changes to the job behind it.
 *
 * @param extras what else its config may hold; null where alter_job refuses any change
 */
function schedule(
  world: World,
  relation: Relation,
  feature: string,
  call: (more: string[]) => string,
  links: { makes?: string[]; uses?: string[]; minds?: string[] } = {},
  extras: readonly string[] | null = [],
): void {
  const { chance } = world;
  const more = [...starts(world), ...(chance.maybe(30) ? ["schedule_interval => interval '5 hours'"] : [])];
  const added = call(more);
  const changes = chance.some(
    [
      'scheduled => false',
      'max_retries => 3',
      "retry_period => interval '7 minutes'",
      "max_runtime => interval '2 hours'",
      "schedule_interval => interval '1 month'",
      'fixed_schedule => false',
      `job_name => ${quoteLiteral('my; "job"')}`,
    ],
    0,
    extras === null ? 0 : 3,
  );
  const statements = [
    changes.length === 0 ? `SELECT ${added};` : `SELECT alter_job(${[added, ...changes].join(', ')});`,
  ];
  if (extras !== null && chance.maybe(30)) {
    const extra = chance.pick([...extras, '{"note": "it\'s; -- \\"odd\\""}']);
    statements.push(
      `SELECT alter_job(job_id, config => config || ${quoteLiteral(extra)}) FROM timescaledb_information.jobs WHERE job_id = (SELECT max(job_id) FROM timescaledb_information.jobs);`,
    );
  }
  relation.marks.add('policies');
  world.add(feature, statements.join('\n'), {
    makes: links.makes ?? [],
    uses: [
      relation.form === 'table' ? `${relation.id} hypertable` : relation.id,
      ...(isInteger(relation.time?.type ?? 'date') && relation.form === 'table' ? [`${relation.id} now`] : []),
      ...(links.uses ?? []),
    ],
    minds: [
      `${relation.id} owner`,
      `${relation.id} hypertable`,
      `${relation.id} indexes`,
      ...(relation.owner === null ? [] : [login(relation.owner)]),
      ...(links.minds ?? []),
    ],
  });
}
