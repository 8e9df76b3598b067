/**
 * Adds what a registry with the packages of one platform alone leaves out of package-lock.json:
 *
 *   node scripts/complete-lock.ts [DIRECTORY]
 *
 * Tools such as Biome and rolldown have a package for each platform, as optional dependencies of an exact version. npm
 * drops the ones that the registry does not have, and `npm ci` then calls the lockfile out of date. The entries made here
 * have no checksum: `npm install` against the whole registry replaces them with complete ones.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Entry {
  version?: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const OS = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const CPU = ['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

const path = join(process.argv[2] ?? join(import.meta.dirname, '..'), 'package-lock.json');
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, Entry> };
let added = 0;
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${place}/node_modules/${name}`;
    const shared = lock.packages[`node_modules/${name}`];
    if (!/^\d/.test(version) || lock.packages[nested] !== undefined || shared?.version === version) continue;
    lock.packages[shared === undefined ? `node_modules/${name}` : nested] = missingEntry(name, version, entry);
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} entries added`);

/** The platform stands in the package's name: `@rolldown/binding-linux-arm64-musl`. */
function missingEntry(name: string, version: string, parent: Entry): Entry {
  const words = name.split(/[/-]/);
  const os = words.find((word) => OS.includes(word));
  const cpu = words.find((word) => CPU.includes(word));
  const libc = words.includes('musl')
    ? 'musl'
    : os === 'linux' && words.some((word) => word.startsWith('gnu'))
      ? 'glibc'
      : undefined;
  return {
    version,
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(parent.dev === true ? { dev: true } : {}),
    ...(libc === undefined ? {} : { libc: [libc] }),
    ...(parent.license === undefined ? {} : { license: parent.license }),
    optional: true,
    ...(os === undefined ? {} : { os: [os] }),
  };
}
