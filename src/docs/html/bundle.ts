import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'rolldown';
import type { PageAssets } from './render.ts';

interface Dependency {
  name: string;
  version: string;
  licenseText: string | null;
}

const directory = new URL('page/', import.meta.url);

/**
 * Bundles the page's script with its libraries and reads its style. Runs where the packages for development are: when
 * `dist/` is built, and in tests. The script begins with the libraries' licences, which ask to go wherever it goes.
 */
export async function bundlePage(): Promise<PageAssets> {
  const { rolldown } = await import('rolldown');
  let licences = '';
  const bundle = await rolldown({
    input: fileURLToPath(new URL('main.ts', directory)),
    platform: 'browser',
    resolve: { symlinks: false },
    transform: { target: 'es2022' },
    plugins: [licencePlugin((text) => (licences = text))],
  });
  const { output } = await bundle.generate({ format: 'iife', minify: true, comments: false });
  await bundle.close();
  const style = await readFile(new URL('style.css', directory), 'utf8');
  // Text of a script element ends at the first `</script`, and reads otherwise from `<!--` on: within strings, where both are.
  const script = `${licences}${output[0].code}`.replace(/<(?=\/script|!--)/gi, '\\x3C');
  return { script, style: style.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\s*\n\s*/g, '\n') };
}

function licencePlugin(take: (text: string) => void): Plugin {
  // The package is CommonJS whose types describe an ES default export that Node does not see.
  const license = createRequire(import.meta.url)('rollup-plugin-license') as (options: object) => Plugin;
  return license({
    cwd: fileURLToPath(new URL('../../../', import.meta.url)),
    thirdParty: {
      output: (dependencies: Dependency[]) => {
        const sorted = dependencies.toSorted((a, b) => (a.name < b.name ? -1 : 1));
        const parts = sorted.map((one) => `${one.name} ${one.version}\n\n${one.licenseText?.trim() ?? ''}`);
        take(`/*\nThis page contains:\n\n${parts.join('\n\n').replaceAll('*/', '* /')}\n*/\n`);
      },
    },
  });
}
