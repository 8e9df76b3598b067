import { scriptOf, strays } from '../listing.ts';
import type { Layout } from '../types.ts';

const NAMES = ['structure.sql', 'schema.sql'];

/** What a program wrote there, and no person. */
const DUMPED =
  /PostgreSQL database dump|schema_migrations|set_config\('search_path'|ts_insert_blocker|^-- Fingerprint:/m;

/** The whole schema in one file, as Rails and dbmate write it after each migration. */
export const structure: Layout = {
  name: 'structure',
  title: 'a structure file',
  files: '`structure.sql` of Rails, `schema.sql` of dbmate',
  runs: 'the file, as psql would',
  async recognise(folder) {
    const files = await folder.files(/\.sql$/i);
    const [only] = files;
    if (files.length !== 1 || only === undefined || !NAMES.includes(only)) return undefined;
    return DUMPED.test(await folder.glance(only)) ? only : undefined;
  },
  async list(folder) {
    const files = await folder.files(/\.sql$/i);
    const runs = NAMES.filter((name) => files.includes(name)).slice(0, 1);
    return {
      scripts: await Promise.all(runs.map((name) => scriptOf(folder, name))),
      left: strays(folder, files, runs, 'the structure file stands for the whole schema'),
      warnings: [],
    };
  },
};
