import { compareNames } from '../sql/names.ts';
import type { NamedJob } from './jobs.ts';
import type { SchemaModel } from './model.ts';

/** Something that no dump can hold as it is. */
export interface Limitation {
  /** `refused`: a restore would lose it or stop there. `warned`: the dump leaves it out, or says less, and goes on. */
  severity: 'refused' | 'warned';
  object: string;
  /** What is the matter, beginning with the object. */
  message: string;
  /** The way out. */
  hint: string;
}

export interface RawLimitation {
  kind:
    | 'old format'
    | 'tiered'
    | 'partitioning'
    | 'integer now, needed'
    | 'integer now'
    | 'inside'
    | 'refers'
    | 'taken'
    | 'taken later'
    | 'no kind'
    | 'hidden mapping'
    | 'hidden subscription'
    | 'tablespace privileges'
    | 'parameter privileges'
    | 'role settings'
    | 'role comment'
    | 'tablespace comment'
    | 'database label';
  object: string;
  detail: string | null;
}

/** Puts what the catalogue says into words, in order, each once. */
export function limitationsOf(
  raw: readonly RawLimitation[],
  jobs: readonly NamedJob[],
  relations: SchemaModel['relations'],
  unknown: readonly Limitation[],
): Limitation[] {
  const owners = new Map(relations.map(({ name, owner }) => [name, owner]));
  const found = [...unknown, ...raw.map(describe), ...jobs.flatMap((job) => describeJob(job, owners))];
  // Names may hold line breaks, a message is one line.
  const lines = found.map((finding) => ({ ...finding, message: finding.message.replace(/\s*[\r\n]+\s*/g, ' ') }));
  const byText = new Map(lines.map((finding) => [finding.message, finding]));
  return [...byText.values()].sort(
    (a, b) => compareNames(a.severity, b.severity) || compareNames(a.message, b.message),
  );
}

function describe({ kind, object, detail }: RawLimitation): Limitation {
  const refused = (message: string, hint: string): Limitation => ({ severity: 'refused', object, message, hint });
  const ofServer = (what: string, again: string): Limitation => ({
    severity: 'warned',
    object,
    message: `the dump leaves out ${what}, which belongs to the server`,
    hint: again,
  });
  const who = object === 'CURRENT_USER' ? 'the role that built the schema' : object;
  switch (kind) {
    case 'old format':
      return refused(
        `continuous aggregate ${object} has the format of before TimescaleDB 2.7, which can no longer be created`,
        'convert it by CALL cagg_migrate, which TimescaleDB has up to 2.24',
      );
    case 'tiered':
      return refused(
        `${object} has chunks in tiered storage, outside of the database`,
        'bring them back by untier_chunk, then call disable_tiering',
      );
    case 'partitioning':
      return refused(
        `${object} is partitioned by the function ${detail}, which no longer exists`,
        'create the function again, as it was',
      );
    case 'integer now, needed':
      return refused(
        `${object} has continuous aggregates, and its integer_now function ${detail} no longer exists`,
        'create the function again, or give it another one by set_integer_now_func',
      );
    case 'integer now':
      return {
        severity: 'warned',
        object,
        message: `${object} is left without its integer_now function: ${detail} no longer exists`,
        hint: 'create the function again, or give it another one by set_integer_now_func',
      };
    case 'taken':
      return refused(
        `${object} was made a member of the extension ${detail}, which does not make it: a restore would lose it`,
        `take it out by ALTER EXTENSION ${detail} DROP`,
      );
    case 'taken later':
      return {
        severity: 'warned',
        object,
        message: `${object} was made a member of the extension ${detail} after CREATE EXTENSION, to which the dump leaves it`,
        hint: `take it out by ALTER EXTENSION ${detail} DROP, unless the extension makes it again`,
      };
    case 'no kind':
      return refused(
        `relation ${object} is of the kind "${detail}", which PostgreSQL does not have`,
        'its row in pg_class was written by hand: put it right, or drop it',
      );
    case 'inside':
      return refused(`${object} is in a schema of TimescaleDB's own`, 'move it to a schema of yours by SET SCHEMA');
    case 'refers':
      return refused(
        `${object} refers to ${detail}, which is TimescaleDB's own and has another name in every database`,
        'let it refer to the hypertable or continuous aggregate',
      );
    case 'hidden mapping':
      return {
        severity: 'warned',
        object,
        message: `${object} is dumped without its options, which ${detail} may not read`,
        hint: 'dump as a superuser, or as the owner of the server',
      };
    case 'hidden subscription':
      return {
        severity: 'warned',
        object,
        message: `${object} is left out, since ${detail} is no superuser and may not read it`,
        hint: 'dump as a superuser, or keep it elsewhere',
      };
    case 'tablespace privileges':
      return ofServer(`what is granted on tablespace ${object}`, 'grant it again where the dump is restored');
    case 'parameter privileges':
      return ofServer(
        `what is granted on parameters to ${who} (${detail})`,
        'grant it again where the dump is restored',
      );
    case 'role settings':
      return ofServer(
        `what ALTER ROLE sets for ${who} in all databases (${detail})`,
        'set it again where the dump is restored, or by ALTER ROLE … IN DATABASE, which the dump holds',
      );
    case 'role comment':
      return ofServer(`the comment on role ${who}`, 'write it again where the dump is restored');
    case 'tablespace comment':
      return ofServer(`the comment on tablespace ${object}`, 'write it again where the dump is restored');
    case 'database label':
      return ofServer(`the security label of the database (${detail})`, 'set it again where the dump is restored');
  }
}

function describeJob(found: NamedJob, owners: ReadonlyMap<string, string | null>): Limitation[] {
  const { job, obstacle, ownerMayLogIn, ownerMayAdd, goneCheck } = found;
  const finding = (severity: Limitation['severity'], message: string, hint: string): Limitation[] => [
    { severity, object: job.name, message, hint },
  ];
  if (obstacle !== null) {
    const message = `${job.name} is left out, since it cannot run: ${obstacle}`;
    return finding('warned', message, 'mend that, or remove the job');
  }
  const its = job.owner ?? 'the role that built the schema';
  if (job.form === 'job' && !ownerMayAdd) {
    return finding(
      'refused',
      `${job.name} belongs to ${its}, who may no longer add it`,
      'grant that role EXECUTE on the procedure and on add_job, and USAGE on their schemas, or remove the job',
    );
  }
  const owner = job.relation === null ? job.owner : (owners.get(job.relation) ?? null);
  return [
    ...(goneCheck === null
      ? []
      : finding(
          'warned',
          `${job.name} is dumped without its check function: ${goneCheck} no longer exists`,
          'give it another one by alter_job, or create the function again',
        )),
    ...(ownerMayLogIn
      ? []
      : finding(
          'warned',
          `${job.name} does not run, since its owner ${its} may not log in`,
          'give that role LOGIN, or the job another owner; a restore lets it log in for as long as it takes to add the job',
        )),
    ...(owner === job.owner
      ? []
      : finding(
          'warned',
          `${job.name} belongs to ${its}, but ${job.relation} to ${owner ?? 'the role that built the schema'}`,
          "TimescaleDB 2.25.2 and later give a policy its hypertable's owner: repeat ALTER … OWNER TO there",
        )),
  ];
}
