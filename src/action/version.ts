import packageJson from '../../package.json' with { type: 'json' };

/** The version of timescale-ci. */
export const version: string = packageJson.version;
