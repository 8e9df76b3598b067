import type { Folder } from './folder.ts';

/** A migration tool whose migrations are programs, and how it is called. */
interface Program {
  /** As people know it. */
  title: string;
  file: RegExp;
  /** What the file must say, where its name alone is no sign. */
  says?: RegExp;
  command: string;
}

/** In the order in which they are believed: a project on Rails may have a package.json. */
export const PROGRAMS: readonly Program[] = [
  { title: 'Django', file: /^manage\.py$/, says: /django/i, command: 'python manage.py migrate' },
  { title: 'Alembic', file: /^alembic\.ini$/, command: 'alembic upgrade head' },
  { title: 'Rails', file: /^Rakefile$/, says: /rails|Application/, command: 'bin/rails db:migrate' },
  { title: 'Ecto', file: /^mix\.exs$/, says: /:ecto/, command: 'mix ecto.migrate' },
  { title: 'EF Core', file: /\.csproj$/, says: /EntityFrameworkCore/, command: 'dotnet ef database update' },
  { title: 'Knex', file: /^knexfile\.[cm]?[jt]s$/, command: 'npx knex migrate:latest' },
  { title: 'Sequelize', file: /^package\.json$/, says: /"sequelize-cli"/, command: 'npx sequelize-cli db:migrate' },
  {
    title: 'TypeORM',
    file: /^(data-?source|ormconfig)\.[cm]?[jt]s$/i,
    says: /typeorm/,
    command: 'npx typeorm migration:run -d FILE',
  },
  { title: 'node-pg-migrate', file: /^package\.json$/, says: /"node-pg-migrate"/, command: 'npx node-pg-migrate up' },
  { title: 'MikroORM', file: /^package\.json$/, says: /"@mikro-orm\/cli"/, command: 'npx mikro-orm migration:up' },
  { title: 'Kysely', file: /^package\.json$/, says: /"kysely-ctl"/, command: 'npx kysely migrate:latest' },
  { title: 'Knex', file: /^package\.json$/, says: /"knex"/, command: 'npx knex migrate:latest' },
];

/** The migration tool that a project's own program is of, with the command that builds the schema. */
export async function findProgram(
  project: Folder,
): Promise<{ title: string; command: string; evidence: string } | undefined> {
  const files = await project.everyFile();
  for (const { title, file, says, command } of PROGRAMS) {
    const named = files.filter((path) => file.test(path.slice(path.lastIndexOf('/') + 1)));
    for (const path of named) {
      if (says !== undefined && !says.test(await project.glance(path))) continue;
      const evidence = project.display(path);
      const at = evidence.lastIndexOf('/');
      const call = command.replace('FILE', evidence.slice(at + 1));
      return { title, evidence, command: at < 0 ? call : `cd ${evidence.slice(0, at)} && ${call}` };
    }
  }
  return undefined;
}
