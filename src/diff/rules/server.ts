import type {
  BuiltInJob,
  DatabaseProperties,
  DatabaseSetting,
  DefaultPrivileges,
  Extension,
  ExtensionPrivileges,
  OtherObject,
  Privileges,
  Role,
  Schema,
  Tablespace,
} from '../../catalog/model.ts';
import { always, type ObjectRules } from '../rule.ts';
import { comment, owner, privileges } from './common.ts';

export const schemas: ObjectRules<Schema> = {
  describe: () => 'schema',
  added: () => ({ class: 'safe', message: 'new and empty' }),
  removed: () => ({ class: 'breaking', message: 'statements that name it fail; what is in it must go first' }),
  properties: { owner, privileges, comment },
};

export const extensions: ObjectRules<Extension> = {
  describe: ({ object }) => `in schema ${object.schema}`,
  added: () => ({ class: 'safe', message: 'the server must have it installed' }),
  removed: ({ object }) =>
    object.name === 'timescaledb'
      ? { class: 'data-loss', message: 'every hypertable and its rows go with it' }
      : { class: 'breaking', message: 'what uses its types and functions must go first' },
  properties: { schema: always('breaking', 'statements that name its functions with the old schema fail') },
};

export const roles: ObjectRules<Role> = {
  describe: ({ object }) => (object.login ? 'role with LOGIN' : 'role'),
  added: () => ({ class: 'safe', message: 'the server must have it before the schema is applied' }),
  removed: () => ({ class: 'safe', message: 'the schema no longer names it; the server keeps it' }),
  properties: {
    login: ({ after }) =>
      after.login
        ? { class: 'safe', message: 'it may connect' }
        : { class: 'breaking', message: 'it may no longer connect; its jobs do not run' },
    superuser: attribute('superuser', 'superuser'),
    inherit: always('breaking', 'whether it has the rights of its groups without SET ROLE'),
    createRole: attribute('createRole', 'create roles'),
    createDatabase: attribute('createDatabase', 'create databases'),
    replication: attribute('replication', 'replicate'),
    bypassRowSecurity: attribute('bypassRowSecurity', 'bypass row security'),
    connectionLimit: always('breaking', 'connections beyond it are refused'),
    validUntil: always('breaking', 'its password is refused from then on'),
    memberOptions: always('breaking', 'whether it has, may take and may give the rights of its groups'),
    memberOf: ({ before, after }) =>
      before.memberOf.every((group) => after.memberOf.includes(group))
        ? { class: 'safe', message: 'it gains the rights of a group' }
        : { class: 'breaking', message: 'it loses the rights of a group' },
  },
};

function attribute(
  property: 'superuser' | 'createRole' | 'createDatabase' | 'replication' | 'bypassRowSecurity',
  what: string,
) {
  return ({ after }: { after: Role }) =>
    after[property]
      ? ({ class: 'safe', property: what, message: `it gains the right: ${what}` } as const)
      : ({ class: 'breaking', property: what, message: `it loses the right: ${what}` } as const);
}

export const tablespaces: ObjectRules<Tablespace> = {
  describe: () => 'tablespace',
  added: () => ({ class: 'safe', message: 'the server must have it before the schema is applied' }),
  removed: () => ({ class: 'safe', message: 'the schema no longer uses it; the server keeps it' }),
  properties: {},
};

export const database: ObjectRules<DatabaseProperties> = {
  describe: () => 'database',
  added: () => ({ class: 'safe', message: 'the database itself' }),
  removed: () => ({ class: 'safe', message: 'the database itself' }),
  properties: { owner, privileges, comment },
};

export const databaseSettings: ObjectRules<DatabaseSetting> = {
  describe: ({ object }) => object.value,
  added: () => ({ class: 'safe', message: 'new sessions take it' }),
  removed: () => ({ class: 'safe', message: 'new sessions take the default of the server' }),
  properties: {
    role: always('safe', 'new sessions take it'),
    setting: always('safe', 'new sessions take it'),
    value: always('safe', 'new sessions take it'),
  },
};

const LATER = 'objects that are there keep their privileges; those that are created from now on take these';

/** `reporting: SELECT; app: INSERT, SELECT` */
function privilegeWords(granted: Privileges): string {
  const roles = Object.entries(granted ?? {}).map(([role, list]) => `${role}: ${list.join(', ')}`);
  return roles.length === 0 ? 'none' : roles.join('; ');
}

export const defaultPrivileges: ObjectRules<DefaultPrivileges> = {
  describe: ({ object }) => privilegeWords(object.privileges),
  added: () => ({ class: 'safe', message: LATER }),
  removed: () => ({ class: 'safe', message: LATER }),
  properties: {
    role: always('safe', LATER),
    schema: always('safe', LATER),
    objects: always('safe', LATER),
    privileges: (found) => ({ ...privileges(found), class: 'safe', message: LATER }),
  },
};

export const extensionPrivileges: ObjectRules<ExtensionPrivileges> = {
  describe: ({ object }) => privilegeWords(object.privileges),
  added: () => ({ class: 'breaking', message: 'who may use what the extension brought' }),
  removed: () => ({ class: 'breaking', message: 'who may use what the extension brought' }),
  properties: { privileges },
};

export const others: ObjectRules<OtherObject> = {
  describe: ({ object }) => object.form,
  added: () => ({ class: 'safe', message: 'new; nothing uses it yet' }),
  removed: () => ({ class: 'breaking', message: 'what uses it must go first' }),
  properties: {
    form: always('breaking', 'it must be dropped and created again'),
    definition: always('breaking', 'it must be dropped and created again, with what uses it'),
    owner,
    privileges,
    comment,
  },
};

const KEPT = 'TimescaleDB runs it on its new schedule';

export const builtInJobs: ObjectRules<BuiltInJob> = {
  describe: ({ object }) => (object.scheduled ? `every ${object.scheduleInterval}` : 'disabled'),
  added: () => ({ class: 'safe', message: 'it differs from what TimescaleDB sets up' }),
  removed: () => ({ class: 'safe', message: 'it is as TimescaleDB sets it up again' }),
  properties: {
    procedure: always('safe', KEPT),
    scheduled: always('safe', KEPT, 'enabled'),
    scheduleInterval: always('safe', KEPT, 'schedule'),
    maxRuntime: always('safe', KEPT, 'longest run'),
    maxRetries: always('safe', KEPT, 'retries'),
    retryPeriod: always('safe', KEPT, 'pause before a retry'),
    config: always('safe', KEPT, 'settings'),
  },
};
