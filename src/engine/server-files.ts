import { deserialize, serialize } from 'node:v8';
import type { MemoryFS } from '@electric-sql/pglite';

/** Where the server and its extensions have their files; the data directory is below. */
const PREFIX = '/tmp/pglite';

/** The files of a server as one piece of memory, which is copied faster than 1,500 files are: a directory has no content. */
export type ServerFiles = {
  /** The name of its empty database. */
  readonly database: string;
  readonly content: Uint8Array;
  readonly entries: readonly Entry[];
};
type Entry = { path: string; mode: number; place?: { start: number; end: number } };

/** What MEMFS, Emscripten's file system in memory, has beside the types of the package. */
type Node = {
  contents: Uint8Array;
  usedBytes: number;
  node_ops: { mknod(parent: Node, name: string, mode: number, device: number): Node };
};
type Memory = {
  lookupPath(path: string): { node: Node };
  lookupNode(parent: Node, name: string): Node;
  readdir(path: string): string[];
  stat(path: string): { mode: number };
  isDir(mode: number): boolean;
  readFile(path: string): Uint8Array;
};

/**
 * The file system of a server whose files are to be kept, and what has come into it since its start: the data directory
 * and the files of the extensions, without what every server's program brings.
 *
 * @param from what it begins with; it is initialised where there is nothing
 */
export function newServer(
  MemoryFs: typeof MemoryFS,
  from?: ServerFiles,
): { files: MemoryFS; image: (database: string) => Uint8Array } {
  const brought = new Set<string>();
  const files = new MemoryFs();
  const initialSyncFs = async () => {
    for (const { path } of walk(memoryOf(files), PREFIX)) brought.add(path);
    if (from !== undefined) put(from, memoryOf(files));
  };
  const image = (database: string) => {
    const memory = memoryOf(files);
    const pieces: Uint8Array[] = [];
    let length = 0;
    const entries: Entry[] = [];
    for (const { path, mode } of walk(memory, PREFIX)) {
      if (brought.has(path)) continue;
      if (memory.isDir(mode)) entries.push({ path, mode });
      else {
        const piece = memory.readFile(path);
        entries.push({ path, mode, place: { start: length, end: length + piece.length } });
        pieces.push(piece);
        length += piece.length;
      }
    }
    return serialize({ database, content: Buffer.concat(pieces, length), entries } satisfies ServerFiles);
  };
  return { files: Object.assign(files, { initialSyncFs }), image };
}

/** What `image` gave. */
export function readImage(image: Uint8Array): ServerFiles {
  return deserialize(image) as ServerFiles;
}

/** The file system of a server that begins with such files. */
export function filesFrom(from: ServerFiles, MemoryFs: typeof MemoryFS): MemoryFS {
  const files = new MemoryFs();
  return Object.assign(files, { initialSyncFs: async () => put(from, memoryOf(files)) });
}

/**
 * Puts files into a file system node by node: a path is looked up in a hundredth of a millisecond, 1,500 files have many,
 * and the way by a tar archive took most of a server's start.
 */
function put({ content, entries }: ServerFiles, memory: Memory): void {
  const own = new Uint8Array(content);
  const directories = new Map<string, Node>();
  for (const { path, mode, place } of entries) {
    const slash = path.lastIndexOf('/');
    const above = path.slice(0, slash);
    const parent = directories.get(above) ?? memory.lookupPath(above).node;
    const node =
      child(memory, parent, path.slice(slash + 1)) ?? parent.node_ops.mknod(parent, path.slice(slash + 1), mode, 0);
    if (place === undefined) directories.set(path, node);
    else {
      node.contents = own.subarray(place.start, place.end);
      node.usedBytes = node.contents.length;
    }
  }
}

function child(memory: Memory, parent: Node, name: string): Node | undefined {
  try {
    return memory.lookupNode(parent, name);
  } catch {
    return undefined;
  }
}

function memoryOf(files: MemoryFS): Memory {
  const { pg } = files as unknown as { pg: { Module: { FS: Memory } } };
  return pg.Module.FS;
}

function* walk(memory: Memory, path: string): Generator<{ path: string; mode: number }> {
  for (const name of memory.readdir(path)) {
    if (name === '.' || name === '..') continue;
    const below = `${path}/${name}`;
    const { mode } = memory.stat(below);
    yield { path: below, mode };
    if (memory.isDir(mode)) yield* walk(memory, below);
  }
}
