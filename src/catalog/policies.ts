/** How a key of a policy's config is written as an argument, and what it says. */
export type ConfigKind =
  /** A distance from now, in the type of the time dimension: one end of a window. */
  | 'offset'
  /** The age of a chunk, in the type of the time dimension. */
  | 'age'
  /** The age of a chunk since it was made; it stands in for the age. */
  | 'age since creation'
  /** The bare name of an index. */
  | 'index'
  /** An interval that may be left out. */
  | 'interval'
  /** A number or boolean that may be left out. */
  | 'value';

/** What a background job of a kind is called, in SQL and by people. */
export interface JobDescription {
  /** The function that adds it. */
  add: string;
  /** What TimescaleDB calls it when nobody names it; the wording changed between versions. */
  ownTitles: readonly string[];
  /** What it does, in one verb. */
  verb: string;
  /** Its word where it stands as a property of its table. */
  property: string;
  /** Its place along the life of a chunk. */
  place: number;
}

/** Everything that sets one kind of policy apart. What it does to rows is in the rules of the diff. */
export interface PolicyDescription extends JobDescription {
  /** The procedure of TimescaleDB's that it runs. */
  procedure: string;
  /** Another function that adds the same, which people use. */
  alsoAddedBy?: string;
  /** `add` is a procedure, which gives no id. */
  addedByCall?: true;
  /** The keys of its config that `add` has an argument for. */
  config: { readonly [key: string]: ConfigKind };
  /**
   * What `add` sets of its own accord, the same in 2.14 to 2.30: how long a run may take, and the pause before a retry,
   * which may be the schedule's interval. Null where `add` takes no schedule.
   */
  standard: { maxRuntime: string; retryPeriod: string | 'schedule interval' } | null;
  /** It runs only while the columnstore is enabled. */
  needsColumnstore?: true;
}

/**
 * Every kind of policy that is known, in the order in which TimescaleDB accepts them: up to 2.27.1 one on an aggregate's
 * columnstore needs its refresh.
 */
export const POLICIES = {
  'refresh policy': {
    procedure: 'policy_refresh_continuous_aggregate',
    add: 'add_continuous_aggregate_policy',
    ownTitles: ['Refresh Continuous Aggregate Policy'],
    verb: 'refresh',
    property: 'refresh',
    place: 2,
    config: {
      start_offset: 'offset',
      end_offset: 'offset',
      include_tiered_data: 'value',
      buckets_per_batch: 'value',
      max_batches_per_execution: 'value',
      refresh_newest_first: 'value',
    },
    standard: { maxRuntime: '00:00:00', retryPeriod: 'schedule interval' },
  },
  'columnstore policy': {
    procedure: 'policy_compression',
    add: 'add_compression_policy',
    alsoAddedBy: 'add_columnstore_policy',
    ownTitles: ['Compression Policy', 'Columnstore Policy'],
    verb: 'compress',
    property: 'compression',
    place: 4,
    config: { compress_after: 'age', compress_created_before: 'age since creation' },
    standard: { maxRuntime: '00:00:00', retryPeriod: '01:00:00' },
    needsColumnstore: true,
  },
  'retention policy': {
    procedure: 'policy_retention',
    add: 'add_retention_policy',
    ownTitles: ['Retention Policy'],
    verb: 'drop',
    property: 'retention',
    place: 6,
    config: { drop_after: 'age', drop_created_before: 'age since creation' },
    standard: { maxRuntime: '00:05:00', retryPeriod: '00:05:00' },
  },
  'reorder policy': {
    procedure: 'policy_reorder',
    add: 'add_reorder_policy',
    ownTitles: ['Reorder Policy'],
    verb: 'reorder',
    property: 'reorder',
    place: 3,
    config: { index_name: 'index' },
    standard: null,
  },
  'compaction policy': {
    procedure: 'policy_compaction',
    add: 'add_compaction_policy',
    ownTitles: ['Compaction Policy'],
    verb: 'compact',
    property: 'compaction',
    place: 5,
    config: { max_chunks: 'value', max_batches: 'value', inactive_for: 'interval' },
    standard: { maxRuntime: '00:00:00', retryPeriod: '00:05:00' },
    needsColumnstore: true,
  },
  'invalidation policy': {
    procedure: 'policy_process_hypertable_invalidations',
    add: 'add_process_hypertable_invalidations_policy',
    addedByCall: true,
    ownTitles: ['Move Hypertables Invalidation Policy'],
    verb: 'track changes',
    property: 'invalidation',
    place: 1,
    config: {},
    standard: { maxRuntime: '00:00:00', retryPeriod: 'schedule interval' },
  },
} as const satisfies { readonly [form: string]: PolicyDescription };

export type PolicyForm = keyof typeof POLICIES;

/** The kinds of policies, and the job of somebody's own, which comes last everywhere. */
export const JOB_KINDS: { readonly [F in PolicyForm | 'job']: JobDescription } = {
  ...POLICIES,
  job: { add: 'add_job', ownTitles: ['User-Defined Action'], verb: 'run', property: 'job', place: 7 },
};

const ALL = Object.entries(POLICIES) as [PolicyForm, PolicyDescription][];

/** The procedures of all known kinds, or of those that a test picks. */
export function policyProcedures(picks: (policy: PolicyDescription) => boolean = () => true): string[] {
  return ALL.filter(([, policy]) => picks(policy)).map(([, { procedure }]) => procedure);
}

/** The kind of policy that runs a procedure of TimescaleDB's; undefined where none is known. */
export function policyOf(procedure: string): PolicyForm | undefined {
  return ALL.find(([, policy]) => policy.procedure === procedure)?.[0];
}

/** The functions that add a policy of a kind, the newer name first. */
export function addersOf(form: PolicyForm): string[] {
  const { add, alsoAddedBy }: PolicyDescription = POLICIES[form];
  return alsoAddedBy === undefined ? [add] : [alsoAddedBy, add];
}

/** The keys of a policy's config that say one kind of thing, in the order of the arguments. */
export function configKeys(form: PolicyForm | 'job', ...kinds: readonly ConfigKind[]): string[] {
  if (form === 'job') return [];
  const { config }: PolicyDescription = POLICIES[form];
  return Object.keys(config).filter((key) => kinds.includes(config[key] as ConfigKind));
}
