import { byBytes } from '../folder.ts';
import { scriptOf } from '../listing.ts';
import { isMounted } from '../mounts.ts';
import type { Layout, Listing } from '../types.ts';

const RUNS = /\.(sql|sql\.gz|sh)$/;

/** What the official image runs on a new cluster, each script by psql or a shell of its own. */
export const initdb: Layout = {
  name: 'initdb',
  title: 'docker-entrypoint-initdb.d',
  files: '`docker-entrypoint-initdb.d/`, or what Compose mounts or a Dockerfile copies there: `.sql`, `.sql.gz`, `.sh`',
  runs: 'by name, as the official image; `.sh` only on Docker',
  async recognise(folder) {
    const files = await folder.files(RUNS);
    const first = files.find((file) => !file.endsWith('.sh')) ?? files[0];
    if (first === undefined) return undefined;
    return /^(docker-entrypoint-)?initdb(\.d)?$/.test(folder.base) || (await isMounted(folder)) ? first : undefined;
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
