import type { ScriptFile } from '../script/files.ts';
import type { Folder } from './folder.ts';

/** A value that a project's files name, with the place. */
export interface Named {
  value: string;
  /** `compose.yaml:7`. */
  from: string;
}

export interface Surroundings {
  /** Names of the database, each once. */
  databases: Named[];
  /** Images with TimescaleDB, each once. */
  images: Named[];
}

/** Where a project says what its database is, in the order in which it is believed. */
const FILES = [
  /^(docker-)?compose[\w.-]*\.ya?ml$/i,
  /^\.env(\.(example|sample|dist|template|defaults|dev|development))$|^(example|sample)\.env$/i,
];

const IMAGE =
  /^\s*(?:-\s*)?(?:.*(?<!\$)[{,]\s*)?image:\s*["']?(\$\{[^}]*timescaledb[^}]*\}|[^\s"'#{]*timescaledb[^\s"'#,}]*)/i;
const DATABASE =
  /\b(?:POSTGRES_DB|POSTGRES_DATABASE|PGDATABASE|DB_NAME|DATABASE_NAME)["']?\s*[:=]\s*["']?(\$\{[^}]*\}|[^\s"'#,}]+)/;
const URL = /\bpostgres(?:ql)?(?:\+\w+)?:\/\/[^\s"'/]+\/([^\s"'?#]+)/;
/** `${NAME:-value}`, as Compose and shells write a value that the environment may replace. */
const DEFAULTED = /^\$\{\w+:?-([^}]*)\}$/;
const LITERAL = /^[A-Za-z_][\w-]*$/;
const CONNECT = /^\s*\\c(?:onnect)?\s+["']?([^\s"';]+)/;
/** Every server has these; no schema of a project is built in them. */
const SERVERS = /^(postgres|template\d|test)$/;

/** What Compose files, examples of `.env` and workflows say of the database: its name, and the image that it runs on. */
export async function readSurroundings(project: Folder, workflows: Folder | undefined): Promise<Surroundings> {
  const found: Surroundings = { databases: [], images: [] };
  const folders = [project, ...(await project.folders()).map((name) => project.folder(name))];
  for (const pattern of FILES) {
    for (const folder of folders) {
      for (const file of await folder.every(pattern)) read(await folder.glance(file), folder.display(file), found);
    }
  }
  for (const file of (await workflows?.files(/\.ya?ml$/)) ?? []) {
    if (workflows !== undefined) read(await workflows.glance(file), workflows.display(file), found);
  }
  return found;
}

/** The databases that psql scripts connect to, each once; the one of every server only where they name no other. */
export function connectedTo(scripts: readonly ScriptFile[]): Named[] {
  const found: Named[] = [];
  for (const { name, text } of scripts) {
    for (const [index, line] of text.split('\n').entries()) {
      const value = CONNECT.exec(line)?.[1] ?? '';
      if (!LITERAL.test(value) || found.some((one) => one.value === value)) continue;
      found.push({ value, from: `${name}:${index + 1}` });
    }
  }
  const own = found.filter(({ value }) => !SERVERS.test(value));
  return own.length > 0 ? own : found.filter(({ value }) => value === 'postgres');
}

function read(text: string, file: string, { databases, images }: Surroundings): void {
  const add = (list: Named[], raw: string | undefined, line: number, fits: RegExp): void => {
    const value = DEFAULTED.exec(raw ?? '')?.[1] ?? raw ?? '';
    if (fits.test(value) && !list.some((one) => one.value === value)) list.push({ value, from: `${file}:${line}` });
  };
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(#|--)/.test(line)) continue;
    add(images, IMAGE.exec(line)?.[1], index + 1, /^[^${}]+$/);
    const name = DATABASE.exec(line)?.[1] ?? URL.exec(line)?.[1];
    if (name !== undefined && !SERVERS.test(name)) add(databases, name, index + 1, LITERAL);
  }
}
