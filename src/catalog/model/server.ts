import type { Json, Owner, Privileges } from './base.ts';

/** A role that the schema names. Roles belong to the server: a restore needs them beforehand. */
export interface Role {
  name: string;
  login: boolean;
  superuser: boolean;
  inherit: boolean;
  createRole: boolean;
  createDatabase: boolean;
  replication: boolean;
  bypassRowSecurity: boolean;
  connectionLimit: number;
  /** When its password ends, in UTC; null for never. */
  validUntil: string | null;
  memberOf: string[];
  /** What is unusual of a membership, as GRANT … WITH says it: `{"team": "ADMIN OPTION, SET FALSE"}`. */
  memberOptions: { [group: string]: string };
}

export interface Tablespace {
  name: string;
}

/** The database itself; its name is no part of the schema, so this one object is always called `database`. */
export interface DatabaseProperties {
  name: string;
  owner: Owner;
  privileges: Privileges;
  comment: string | null;
}

/** `ALTER DATABASE … SET`, and `ALTER ROLE … IN DATABASE … SET` of a role that the schema names. */
export interface DatabaseSetting {
  /** `work_mem`, or `work_mem for role app` */
  name: string;
  role: string | null;
  setting: string;
  value: string;
}

/** A job that TimescaleDB itself creates (id below 1000), where it differs from what TimescaleDB sets up. */
export interface BuiltInJob {
  name: string;
  procedure: string;
  scheduled: boolean;
  scheduleInterval: string;
  maxRuntime: string;
  maxRetries: number;
  retryPeriod: string;
  config: Json;
}

/** The privileges on an object of an extension, where they differ from what the extension set up. */
export interface ExtensionPrivileges {
  /** `function public.add_job(…)`, `schema _timescaledb_internal` */
  name: string;
  privileges: Privileges;
}
