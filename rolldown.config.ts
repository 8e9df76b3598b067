import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BuildOptions, Plugin } from 'rolldown';
import { bundlePage } from './src/docs/html/bundle.ts';

const require = createRequire(import.meta.url);
// The package is CommonJS whose types describe an ES default export that Node does not see.
const license = require('rollup-plugin-license') as (options: object) => Plugin;

/**
 * The libraries stand in chunks of their own, so a reviewer of dist/ sees our code apart from theirs.
 * The externals are optional native parts (ssh2 falls back to JavaScript) and the embedded server, the one npm package
 * that an installation brings. Its pg_dump is in the bundle: as a package it would bring PGlite a second time, as a peer.
 *
 * @param dir where everything is written; scripts/check-dist.ts builds elsewhere to compare
 */
export function bundleInto(dir: string): BuildOptions {
  return {
    input: { cli: 'src/cli/main.ts', action: 'src/action/main.ts', post: 'src/action/post.ts' },
    platform: 'node',
    // A linked node_modules gives the same bytes as an installed one: paths in the bundle start at the link.
    resolve: { symlinks: false },
    external: [/^node:/, 'cpu-features', /\.node$/, /^@electric-sql\/pglite(\/|$)/],
    transform: { target: 'node20' },
    output: {
      format: 'esm',
      dir,
      cleanDir: true,
      entryFileNames: '[name].js',
      chunkFileNames: 'chunks/[name].js',
      codeSplitting: {
        groups: [
          // One chunk for each set of entries that need it: what Docker or an upload takes is loaded with them alone.
          { name: 'vendor', test: /node_modules/, entriesAware: true, entriesAwareMergeThreshold: 20_000 },
          { name: 'page', test: /html\/assets\.ts$/, priority: 1 },
          { name: 'core', test: /\/src\/|package\.json$/, minShareCount: 2, entriesAware: true },
        ],
      },
    },
    plugins: [page(), pgDump(), license({ thirdParty: { output: join(dir, 'THIRD_PARTY_LICENSES.txt') } })],
  };
}

/** The HTML page's script and style, bundled for the browser, as texts in place of the module that bundles them. */
function page(): Plugin {
  return {
    name: 'page',
    async load(id) {
      if (!id.endsWith('src/docs/html/assets.ts')) return null;
      return `const assets = ${JSON.stringify(await bundlePage())};\nexport const pageAssets = async () => assets;\n`;
    },
  };
}

/** The WebAssembly of the embedded pg_dump, which its script looks for beside itself. */
function pgDump(): Plugin {
  const name = 'pg_dump.wasm';
  return {
    name: 'pg_dump',
    generateBundle() {
      const source = readFileSync(join(dirname(require.resolve('@electric-sql/pglite-tools/pg_dump')), name));
      this.emitFile({ type: 'asset', fileName: `chunks/${name}`, source });
    },
  };
}

export default bundleInto('dist');
