import packageJson from '../../package.json' with { type: 'json' };

/** The version of timescale-ci. */
export const version: string = packageJson.version;

/** Where the action lives, as `OWNER/NAME`: the repository field of package.json, the one place that names its owner. */
export const repository: string = packageJson.repository.url.replace(/^.*github\.com\/|\.git$/g, '');

/** What a workflow names to use the action of this version. */
export const actionReference = `${repository}@v${version.split('.')[0]}`;
