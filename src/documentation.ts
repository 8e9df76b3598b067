import packageJson from '../package.json' with { type: 'json' };

const [major] = packageJson.version.split('.');

/**
 * A page of docs/ at the version that runs, for messages: whoever has the npm package has no docs/.
 *
 * @param page its path below docs/, with the place in it if need be: `operations.md#security`
 */
export function docsPage(page: string): string {
  return `${packageJson.homepage.replace(/#.*$/, '')}/blob/v${major}/docs/${page}`;
}
