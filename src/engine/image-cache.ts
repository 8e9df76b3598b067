import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, sep } from 'node:path';

/** An image has 45 MB, and few databases have names of their own. */
const KEPT = 3;
const DIGEST_BYTES = 32;

/**
 * Keeps data directories of empty embedded servers, for the next process: initialising one takes most of a start.
 * They stand in `node_modules/.cache` beside the package that made them, where "npm ci" removes them. Whatever goes
 * wrong there (a file system that is read-only, or full) only costs the time.
 */
export class ImageCache {
  readonly #directory: string;
  readonly #prefix: string;

  constructor(directory: string, prefix: string) {
    this.#directory = directory;
    this.#prefix = prefix;
  }

  /** The cache of a package that makes images; another version of it makes other images. */
  static async of(library: string): Promise<ImageCache> {
    const entry = createRequire(import.meta.url).resolve(library);
    const root = entry.slice(0, entry.lastIndexOf('node_modules') + 'node_modules'.length);
    // An alias of package.json is a link to the name of the package itself where pnpm installs.
    const [first = '', second = ''] = entry.slice(root.length + 1).split(sep);
    const manifest = await readFile(join(root, first, first.startsWith('@') ? second : '', 'package.json'), 'utf8');
    const { version } = JSON.parse(manifest) as { version: string };
    return new ImageCache(join(root, '.cache', 'timescale-ci'), `server-image-${version}-`);
  }

  /** The image of a server with a database of that name; undefined where there is none that is whole. */
  read(name: string): Promise<Uint8Array | undefined> {
    return this.#readFile(this.#file(name));
  }

  /** The image that was used last, whatever its database is called. */
  async readNewest(): Promise<Uint8Array | undefined> {
    const [newest] = await this.#files().catch(() => []);
    return newest === undefined ? undefined : this.#readFile(newest);
  }

  async #readFile(file: string): Promise<Uint8Array | undefined> {
    try {
      const content = await readFile(file);
      const image = content.subarray(DIGEST_BYTES);
      // A server may start with damaged files, and say nothing.
      if (!digest(image).equals(content.subarray(0, DIGEST_BYTES))) return undefined;
      const now = new Date();
      await utimes(file, now, now);
      return image;
    } catch {
      return undefined;
    }
  }

  async write(name: string, image: Uint8Array): Promise<void> {
    const part = join(this.#directory, `${randomUUID()}.part`);
    try {
      await mkdir(this.#directory, { recursive: true });
      await writeFile(part, [digest(image), image]);
      await rename(part, this.#file(name));
      await this.#prune();
    } catch {
      await rm(part, { force: true }).catch(() => {});
    }
  }

  #file(name: string): string {
    return join(
      this.#directory,
      `${this.#prefix}${createHash('sha256').update(name).digest('hex').slice(0, 16)}.image`,
    );
  }

  /** Removes the images that were not used for longest, those of other versions among them. */
  async #prune(): Promise<void> {
    const old = (await this.#files('')).slice(KEPT);
    await Promise.all(old.map((file) => rm(file, { force: true })));
  }

  /** Used last first. */
  async #files(prefix = this.#prefix): Promise<string[]> {
    const names = (await readdir(this.#directory)).filter((name) => name.startsWith(prefix) && name.endsWith('.image'));
    const files = names.map((name) => join(this.#directory, name));
    const used = await Promise.all(files.map(async (file) => ({ file, at: (await stat(file)).mtimeMs })));
    return used.sort((a, b) => b.at - a.at).map(({ file }) => file);
  }
}

function digest(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}
