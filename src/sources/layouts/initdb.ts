import { dirname, resolve } from 'node:path';
import { byBytes, type Folder } from '../folder.ts';
import { scriptOf } from '../listing.ts';
import type { Layout, Listing } from '../types.ts';

const RUNS = /\.(sql|sql\.gz|sh)$/;

/** What brings a directory to where the image looks, in Compose's two ways of writing it and in a Dockerfile. */
const COMPOSE = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const MOUNTS = [
  /^\s*-\s*["']?([^\s:"']+):\/docker-entrypoint-initdb\.d\/?["']?(?::\w+["']?)?\s*$/gm,
  /\bsource:\s*["']?([^\s"']+)["']?\s*\n\s*target:\s*["']?\/docker-entrypoint-initdb\.d\/?["']?\s*$/gm,
];
const COPIES = [/^\s*(?:COPY|ADD)\s+(?:--\S+\s+)*(\S+)\s+\/docker-entrypoint-initdb\.d\/?\s*$/gim];

/** What the official image runs on a new cluster, each script by psql or a shell of its own. */
export const initdb: Layout = {
  name: 'initdb',
  title: 'docker-entrypoint-initdb.d',
  files: '`docker-entrypoint-initdb.d/`, or what Compose mounts or a Dockerfile copies there: `.sql`, `.sql.gz`, `.sh`',
  runs: 'by name, as the official image; `.sh` only on Docker',
  async recognise(folder) {
    const files = await folder.files(RUNS);
    const sql = files.find((file) => !file.endsWith('.sh'));
    if (sql === undefined) return undefined;
    return /^(docker-entrypoint-)?initdb(\.d)?$/.test(folder.base) || (await isMounted(folder)) ? sql : undefined;
  },
  async list(folder): Promise<Listing> {
    const files = (await folder.files()).toSorted(byBytes);
    const runs = files.filter((file) => RUNS.test(file));
    return {
      scripts: await Promise.all(
        runs.map(async (file) => ({
          ...(await scriptOf(folder, file)),
          ...(file.endsWith('.sh') ? { shell: true } : {}),
        })),
      ),
      left: files
        .filter((file) => /\.sql\.(xz|zst)$/.test(file))
        .map((file) => ({ name: folder.display(file), why: 'it is packed with another than gzip', unexpected: true })),
      warnings: [],
    };
  },
};

/** True for a directory that a project's own files give to the image, whatever its name is. */
async function isMounted(folder: Folder): Promise<boolean> {
  for (const [names, patterns] of [
    [COMPOSE, MOUNTS],
    [['Dockerfile'], COPIES],
  ] as const) {
    const file = await folder.above(...names);
    if (file === undefined) continue;
    const from = resolve(folder.cwd, dirname(file.name));
    for (const [, path = ''] of patterns.flatMap((pattern) => [...file.text.matchAll(pattern)])) {
      // Of `init/*.sql` the directory counts; a file that is mounted by itself makes no layout of its directory.
      const directory = path.replace(/^\$\{?PWD\}?\//, '').replace(/[^/]*[*?][^/]*$/, '');
      if (resolve(from, directory) === folder.path) return true;
    }
  }
  return false;
}
