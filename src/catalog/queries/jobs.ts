import { quoteLiteral } from '../../sql/quote.ts';
import { owner, routineExists, routineName } from '../fragments.ts';
import { policyProcedures } from '../policies.ts';
import type { ServerFeatures } from '../server-features.ts';
import { named } from './timescaledb.ts';

const OF_TIMESCALE = "j.proc_schema LIKE '\\_timescaledb\\_%'";

const runs = (procedures: readonly string[]): string => `j.proc_name IN (${procedures.map(quoteLiteral).join(', ')})`;

const KNOWN_POLICY = runs(policyProcedures());

const BY_INDEX = runs(policyProcedures(({ config }) => 'index_name' in config));

const OF_COLUMNSTORE = runs(policyProcedures(({ needsColumnstore }) => needsColumnstore === true));

/** It was made by a function for policies. A kind that is not known yet counts as a job like any other. */
const IS_POLICY = `(${OF_TIMESCALE} AND j.hypertable_id IS NOT NULL AND ${KNOWN_POLICY})`;

/** Where the config of a policy says, by id, what the policy works on. */
const ID_KEYS = "array['hypertable_id', 'mat_hypertable_id']";

/**
 * Why a job cannot run, nor be made again: something that it needs is gone, or switched off, by now. Null for all
 * others. TimescaleDB's functions for policies check the same.
 */
const OBSTACLE = `
  CASE WHEN NOT ${routineExists('j.proc_schema', 'j.proc_name')}
       THEN format('its procedure %I.%I no longer exists', j.proc_schema, j.proc_name)
       WHEN NOT ${OF_TIMESCALE} THEN NULL
       WHEN n.name IS NULL AND (j.config ?| ${ID_KEYS} OR ${KNOWN_POLICY})
       THEN 'the hypertable that it works on does not exist'
       WHEN ${BY_INDEX} AND NOT EXISTS (
              SELECT FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
              WHERE i.indrelid = to_regclass(n.name) AND ic.relname = j.config ->> 'index_name')
       THEN format('its index %I no longer exists', j.config ->> 'index_name')
       -- 2.29 keeps the state of the columnstore in a bit of the status
       WHEN ${OF_COLUMNSTORE} AND h.status & 4 = 0
            AND to_jsonb(h) ->> 'compression_state' IS DISTINCT FROM '1'
       THEN format('the columnstore of %s is off', n.name)
       WHEN d.integer_now_func IS NOT NULL AND NOT ${routineExists('d.integer_now_func_schema', 'd.integer_now_func')}
       THEN format('the integer_now function of %s no longer exists', n.name)
  END`;

/** TimescaleDB asks for it when a job is added or changed only: a job runs on without, as it does where its schema was renamed. */
const hasCheck = routineExists('j.check_schema', 'j.check_name');

/**
 * The first moment from 2000 on that a start in its time zone has the same schedule from: TimescaleDB counts by the length
 * of a fixed schedule from its start, and months from January 2000 plus the start's place within them. Null where there is
 * none, as in the hour that a change to summer time leaves out, or between two seconds. July begins with the longest of such spans.
 */
const PHASE = `
  (SELECT CASE WHEN (p.start AT TIME ZONE p.zone) AT TIME ZONE p.zone = p.start AND p.start = date_trunc('second', p.start) THEN p.start AT TIME ZONE p.zone END
   FROM (SELECT l.zone,
                CASE WHEN l.months = 0 AND l.length > interval '0'
                     THEN l.monday + (l.start - date_bin(l.length, l.start, l.monday))
                     WHEN l.months > 0 AND b.span + (l.start - b.own) < b.span + make_interval(months => l.months)
                     THEN b.span + (l.start - b.own) END AS start
         FROM (SELECT j.schedule_interval AS length, timestamp '2000-01-03' AS monday, coalesce(j.timezone, 'UTC') AS zone,
                      j.initial_start AT TIME ZONE coalesce(j.timezone, 'UTC') AS start,
                      (extract(year FROM j.schedule_interval) * 12 + extract(month FROM j.schedule_interval))::int AS months) l,
              LATERAL (SELECT timestamp '2000-01-01' + make_interval(months => l.months * (6 / nullif(l.months, 0))) AS span,
                              timestamp '2000-01-01' + make_interval(months => l.months * floor(
                                ((extract(year FROM l.start) - 2000) * 12 + extract(month FROM l.start) - 1)
                                / nullif(l.months, 0))::int) AS own) b) p)`;

/** Whether a job's owner could add it today: a dump adds it in the owner's name. */
const ownerMayAdd = (facts: ServerFeatures): string => `
  coalesce((SELECT bool_or(has_function_privilege(j.owner::oid, p.oid, 'EXECUTE') AND has_schema_privilege(j.owner::oid, pn.oid, 'USAGE'))
            FROM pg_proc p JOIN pg_namespace pn ON pn.oid = p.pronamespace
            WHERE pn.nspname = j.proc_schema AND p.proname = j.proc_name), true)
  AND (SELECT bool_and(has_function_privilege(j.owner::oid, p.oid, 'EXECUTE') AND has_schema_privilege(j.owner::oid, p.pronamespace, 'USAGE'))
       FROM pg_proc p WHERE p.proname = 'add_job' AND p.pronamespace = ${quoteLiteral(facts.timescaledb?.schema ?? '')}::regnamespace)`;

/** A procedure of TimescaleDB's may be added as a job like any other: then only its config says what it works on. */
const TARGET = `coalesce(j.hypertable_id::text, CASE WHEN ${OF_TIMESCALE}
  THEN coalesce(j.config ->> 'mat_hypertable_id', j.config ->> 'hypertable_id') END)`;

/** All jobs `j`, with their relations as people know them (`n`) and as TimescaleDB does (`h`), and their time dimensions (`d`). */
const jobs = (facts: ServerFeatures): string => `
  ${facts.jobTable} j
  LEFT JOIN named n ON n.id::text = ${TARGET}
  LEFT JOIN _timescaledb_catalog.hypertable h ON h.id::text = ${TARGET}
  LEFT JOIN dimension d ON d.hypertable_id::text = ${TARGET} AND d.rank = 1`;

/**
 * A config without the ids, which every database has its own of. Where only the config says what a job works on, the name
 * stands for the id. What people put into their own jobs' configs stays as it is.
 */
const CONFIG = `
  CASE WHEN NOT ${OF_TIMESCALE} THEN j.config
       WHEN ${IS_POLICY} THEN j.config - ${ID_KEYS}
       WHEN n.name IS NULL THEN j.config
       ELSE j.config || jsonb_build_object(CASE WHEN j.config ? 'mat_hypertable_id' THEN 'mat_hypertable_id' ELSE 'hypertable_id' END, n.name)
  END`;

/**
 * `timescaledb_information.jobs` lacks the time zone in every version, so the table itself is read, wherever it is. A
 * procedure that shares its name is told by the arguments that TimescaleDB calls it with.
 */
export const jobsQuery = (facts: ServerFeatures): string => `
  WITH ${named}
  SELECT j.id, regexp_replace(j.application_name, ' \\[\\d+\\]$', '') AS title,
         CASE WHEN ${IS_POLICY} THEN n.name END AS relation, d.value_type AS "timeType",
         ${IS_POLICY} AS "isPolicy", j.proc_name AS "procName",
         ${routineName('j.proc_schema', 'j.proc_name', "'integer, jsonb'")} AS procedure,
         CASE WHEN ${hasCheck} THEN ${routineName('j.check_schema', 'j.check_name', "'jsonb'")} END AS check,
         CASE WHEN j.check_name IS NOT NULL AND NOT ${hasCheck} THEN format('%I.%I', j.check_schema, j.check_name) END AS "goneCheck",
         ${OBSTACLE} AS obstacle,
         ${owner('j.owner::oid')} AS owner,
         (SELECT r.rolcanlogin FROM pg_roles r WHERE r.oid = j.owner::oid) AS "ownerMayLogIn",
         ${ownerMayAdd(facts)} AS "ownerMayAdd",
         j.scheduled, j.schedule_interval::text AS "scheduleInterval", j.max_runtime::text AS "maxRuntime",
         j.max_retries AS "maxRetries", j.retry_period::text AS "retryPeriod",
         j.fixed_schedule AS "fixedSchedule",
         CASE WHEN NOT j.fixed_schedule THEN NULL
              WHEN NOT isfinite(j.initial_start) THEN j.initial_start::text
              -- now() has microseconds, a start that somebody chose has whole seconds
              WHEN j.initial_start = date_trunc('second', j.initial_start)
              THEN coalesce(${PHASE}, j.initial_start)::text END AS "initialStart",
         j.timezone, (${CONFIG})::text AS config
  FROM ${jobs(facts)} ORDER BY j.id`;

/** Roles that own a job which can run. */
export const jobOwnersQuery = (facts: ServerFeatures): string =>
  `WITH ${named} SELECT j.owner::oid FROM ${jobs(facts)} WHERE j.id >= 1000 AND ${OBSTACLE} IS NULL`;
