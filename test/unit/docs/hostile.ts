import type { SchemaModel } from '../../../src/catalog/model.ts';
import {
  aConstraint,
  aHypertable,
  aJob,
  aModel,
  anAggregate,
  anEnum,
  anIndex,
  aPolicy,
  aRoutine,
  aSchema,
  aTable,
  aView,
  quoted,
} from '../../support/model.ts';

/** A schema in which six names stand wherever a name may, and some prose wherever there are words. */
export function hostileModel(names: readonly string[], prose: string): SchemaModel {
  const [schema = '', table = '', other = '', column = '', view = '', role = ''] = names;
  const inSchema = (name: string): string => `${quoted(schema)}.${quoted(name)}`;
  const comment = prose;
  return aModel(
    aSchema(schema, { comment, owner: quoted(role), privileges: { [quoted(role)]: ['USAGE'] } }),
    { extensions: [{ name: quoted(other), schema: quoted(schema) }] },
    aTable(
      [schema, table],
      { [column]: { type: inSchema(role), default: prose, comment, collation: quoted(other), options: [other] } },
      {
        comment,
        owner: quoted(role),
        privileges: { [quoted(role)]: ['SELECT*'] },
        rowSecurity: 'on',
        options: [prose],
      },
    ),
    aTable([schema, other], { [column]: { type: 'integer', generated: 'stored', default: other } }),
    aHypertable([schema, table], { column, interval: '86400000000' }),
    aConstraint(inSchema(table), other, 'foreign key', [column], {
      references: inSchema(other),
      definition: prose,
      comment,
    }),
    anIndex(inSchema(table), view, [column], { definition: prose, comment, tablespace: quoted(role) }),
    {
      triggers: [
        {
          name: `${inSchema(table)}.${quoted(view)}`,
          relation: inSchema(table),
          bare: view,
          definition: `CREATE TRIGGER x EXECUTE FUNCTION ${inSchema(view)}()`,
          enabled: 'disabled',
          comment,
        },
      ],
      rowPolicies: [
        {
          name: `${inSchema(table)}.${quoted(view)}`,
          relation: inSchema(table),
          bare: view,
          command: 'ALL',
          permissive: false,
          roles: [quoted(role)],
          using: prose,
          check: other,
          comment,
        },
      ],
      publications: [
        {
          name: quoted(other),
          allTables: false,
          operations: ['insert'],
          viaRoot: true,
          generatedColumns: null,
          tables: [{ table: inSchema(table), columns: [column], where: prose }],
          schemas: [quoted(schema)],
          owner: quoted(role),
          comment,
        },
      ],
      databaseSettings: [{ name: 'x', role: quoted(role), setting: other, value: prose }],
    },
    anEnum([schema, role], [other, column], { comment }),
    aRoutine([schema, view], '', prose, { result: other, language: table, comment }),
    anAggregate([schema, view], inSchema(table), { [column]: { comment } }, { query: prose }, { comment }),
    aView([schema, column], prose, [inSchema(table), inSchema(view)], { [other]: { comment } }, { comment }),
    aPolicy(
      'refresh policy',
      inSchema(view),
      { start_offset: prose, [other]: prose },
      {
        owner: quoted(role),
        timezone: other,
        initialStart: prose,
        scheduleInterval: prose,
      },
    ),
    aJob({
      name: `job ${inSchema(view)}`,
      procedure: inSchema(view),
      title: prose,
      check: other,
      config: { [other]: prose },
    }),
  );
}
