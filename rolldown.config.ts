import { createRequire } from 'node:module';
import type { Plugin } from 'rolldown';
import { defineConfig } from 'rolldown';

// The package is CommonJS whose types describe an ES default export that Node does not see.
const license = createRequire(import.meta.url)('rollup-plugin-license') as (options: object) => Plugin;

/**
 * Two entries share one vendor chunk, so a reviewer of dist/ sees our own code apart from the libraries'.
 * The externals are optional native parts (ssh2 falls back to JavaScript) and the embedded engine, which
 * stays an optional npm package (DESIGN.md, section 4).
 */
export default defineConfig({
  input: { cli: 'src/cli/main.ts' },
  platform: 'node',
  external: [/^node:/, 'cpu-features', /\.node$/, /^@electric-sql\//],
  transform: { target: 'node20' },
  output: {
    format: 'esm',
    dir: 'dist',
    cleanDir: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name].js',
    codeSplitting: { groups: [{ name: 'vendor', test: /node_modules/ }] },
  },
  plugins: [license({ thirdParty: { output: 'dist/THIRD_PARTY_LICENSES.txt' } })],
});
