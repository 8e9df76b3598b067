import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import { messageOf, UserError } from '../errors.ts';
import { displayName, readScript } from '../script/files.ts';

/** How much of a file is looked at to see what it is. */
const GLANCE = 256 * 1024;

/**
 * A directory of a source. Its files are read once; nothing outside of the source's directory is ever read, not through a
 * symbolic link either.
 */
export class Folder {
  /** As people know it: relative to the working directory. */
  readonly name: string;
  readonly path: string;
  /** The working directory, for names in messages. */
  readonly cwd: string;
  /** What no file may lie outside of. */
  readonly #root: string;
  /** A directory that is as good as not there: the one of our own dumps. */
  readonly #skip: string;
  readonly #texts: Map<string, Promise<string>>;
  #entries: Promise<{ files: string[]; folders: string[] }> | undefined;

  private constructor(path: string, cwd: string, root: string, skip: string, texts: Map<string, Promise<string>>) {
    this.path = path;
    this.cwd = cwd;
    this.name = displayName(path, cwd);
    this.#root = root;
    this.#skip = skip;
    this.#texts = texts;
  }

  /**
   * @param skip the absolute path of a directory that is not looked into
   * @throws UserError where there is no such directory
   */
  static async open(path: string, cwd: string, skip = ''): Promise<Folder> {
    try {
      return new Folder(path, cwd, await realpath(path), skip, new Map());
    } catch (cause) {
      throw new UserError(`cannot read the directory ${displayName(path, cwd)}: ${messageOf(cause)}`, { cause });
    }
  }

  /** The names of its files, in byte order; hidden ones are none. */
  async files(pattern = /./): Promise<string[]> {
    return (await this.#read()).files.filter((name) => pattern.test(name));
  }

  /** The names of the directories in it, in byte order; hidden ones are none. */
  async folders(): Promise<string[]> {
    return (await this.#read()).folders;
  }

  folder(name: string): Folder {
    return new Folder(join(this.path, name), this.cwd, this.#root, this.#skip, this.#texts);
  }

  /** Every file below it, relative to it, with slashes, in byte order of the paths. */
  async everyFile(pattern = /./): Promise<string[]> {
    const below = await Promise.all(
      (await this.folders()).map(async (name) =>
        (await this.folder(name).everyFile(pattern)).map((file) => `${name}/${file}`),
      ),
    );
    return [...(await this.files(pattern)), ...below.flat()].sort(byBytes);
  }

  /** The names of its files, hidden ones too. */
  async every(pattern: RegExp): Promise<string[]> {
    return (await readdir(this.path)).filter((name) => pattern.test(name)).sort(byBytes);
  }

  async has(name: string): Promise<boolean> {
    const { files, folders } = await this.#read();
    return files.includes(name) || folders.includes(name);
  }

  /** As messages name a file of it. */
  display(file: string): string {
    return displayName(join(this.path, file), this.cwd);
  }

  /** @throws UserError where it is not UTF-8 text or lies elsewhere */
  async text(file: string): Promise<string> {
    const path = join(this.path, file);
    await this.#guard(path);
    const found = this.#texts.get(path) ?? readScript(path, this.cwd).then(({ text }) => text);
    this.#texts.set(path, found);
    return found;
  }

  /** The bytes of a file. */
  async bytes(file: string): Promise<Buffer> {
    const path = join(this.path, file);
    await this.#guard(path);
    return readFile(path);
  }

  /** The beginning of a file, whatever is in it; empty where it cannot be read. */
  async glance(file: string): Promise<string> {
    const path = join(this.path, file);
    try {
      await this.#guard(path);
      if ((await stat(path)).size > GLANCE * 16) return '';
      return (await readFile(path, 'utf8')).slice(0, GLANCE);
    } catch {
      return '';
    }
  }

  /** The first of these files in the directory or one above it, up to the working directory, with its text. */
  async above(...names: string[]): Promise<{ name: string; text: string } | undefined> {
    for (let at = this.path; !relative(this.cwd, at).startsWith('..'); at = dirname(at)) {
      for (const name of names) {
        const text = await readFile(join(at, name), 'utf8').catch(() => undefined);
        if (text !== undefined) return { name: displayName(join(at, name), this.cwd), text };
      }
      if (at === this.cwd || at === dirname(at)) return undefined;
    }
    return undefined;
  }

  /** Its own name: the last part of its path. */
  get base(): string {
    return basename(this.path);
  }

  #read(): Promise<{ files: string[]; folders: string[] }> {
    this.#entries ??= this.#list();
    return this.#entries;
  }

  async #list(): Promise<{ files: string[]; folders: string[] }> {
    const files: string[] = [];
    const folders: string[] = [];
    const entries = await readdir(this.path, { withFileTypes: true }).catch((cause) => {
      throw new UserError(`cannot read the directory ${this.name}: ${messageOf(cause)}`, { cause });
    });
    for (const entry of entries) {
      if (entry.name.startsWith('.')) continue;
      // A link to a directory is not followed: it may lead around in a circle.
      const linked = entry.isSymbolicLink()
        ? await stat(join(this.path, entry.name)).catch(() => undefined)
        : undefined;
      if (entry.isDirectory()) {
        if (entry.name !== 'node_modules' && join(this.path, entry.name) !== this.#skip) folders.push(entry.name);
      }
      if (entry.isFile() || linked?.isFile()) files.push(entry.name);
    }
    return { files: files.sort(byBytes), folders: folders.sort(byBytes) };
  }

  async #guard(path: string): Promise<void> {
    const real = await realpath(path).catch(() => path);
    if (real === this.#root || real.startsWith(this.#root.endsWith(sep) ? this.#root : this.#root + sep)) return;
    throw new UserError(`${displayName(path, this.cwd)} leads out of ${displayName(this.#root, this.cwd)}`, {
      hint: 'A source reads only what lies below its directory: put the file there in place of the link.',
    });
  }
}

/** The order of names by their bytes, whatever the locale. */
export function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
