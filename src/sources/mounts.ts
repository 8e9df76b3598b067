import { dirname, relative, resolve, sep } from 'node:path';
import { byBytes, type Folder } from './folder.ts';

/** A script that a Compose file gives to the image by itself, with the name that it has there. */
interface MountedScript {
  /** Relative to the project. */
  file: string;
  target: string;
  /** `compose.yaml:7`. */
  from: string;
}

const COMPOSE = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
/** What brings a directory to where the image looks, in Compose's two ways of writing it and in a Dockerfile. */
const MOUNTS = [
  /^\s*-\s*["']?([^\s:"']+):\/docker-entrypoint-initdb\.d\/?["']?(?::\w+["']?)?\s*$/gm,
  /\bsource:\s*["']?([^\s"']+)["']?\s*\n\s*target:\s*["']?\/docker-entrypoint-initdb\.d\/?["']?\s*$/gm,
];
const COPIES = [/^\s*(?:COPY|ADD)\s+(?:--\S+\s+)*(\S+)\s+\/docker-entrypoint-initdb\.d\/?\s*$/gim];
const FILE = /^\s*-\s*["']?([^\s:"']+\.sql):\/docker-entrypoint-initdb\.d\/([^\s:"'/]+\.sql)["']?(?::\w+["']?)?\s*$/;

/** True for a directory that a project's own files give to the image, whatever its name is. */
export async function isMounted(folder: Folder): Promise<boolean> {
  for (const [names, patterns] of [
    [COMPOSE, MOUNTS],
    [['Dockerfile'], COPIES],
  ] as const) {
    const file = await folder.above(...names);
    if (file === undefined) continue;
    const from = resolve(folder.cwd, dirname(file.name));
    for (const [, path = ''] of patterns.flatMap((pattern) => [...file.text.matchAll(pattern)])) {
      // Of `init/*.sql` the directory counts; a file that is given by itself makes no layout of its directory.
      const directory = withoutShell(path).replace(/[^/]*[*?][^/]*$/, '');
      if (resolve(from, directory) === folder.path) return true;
    }
  }
  return false;
}

/** The scripts that the first of a project's Compose files which mounts any gives to the image, as that runs them. */
export async function mountedScripts(project: Folder): Promise<MountedScript[]> {
  for (const folder of [project, ...(await project.folders()).map((name) => project.folder(name))]) {
    for (const name of COMPOSE) {
      if (!(await folder.has(name))) continue;
      const lines = (await folder.glance(name)).split('\n').map((line, index) => ({ line, number: index + 1 }));
      const found = lines.flatMap(({ line, number }): MountedScript[] => {
        const [, path, target] = FILE.exec(line) ?? [];
        if (path === undefined || target === undefined) return [];
        const file = relative(project.path, resolve(folder.path, withoutShell(path)))
          .split(sep)
          .join('/');
        return [{ file, target, from: `${folder.display(name)}:${number}` }];
      });
      if (found.length > 0) return found.toSorted((a, b) => byBytes(a.target, b.target));
    }
  }
  return [];
}

/** Compose has the shell's word for the directory that it is called in. */
function withoutShell(path: string): string {
  return path.replace(/^\$\{?PWD\}?\//, '');
}
