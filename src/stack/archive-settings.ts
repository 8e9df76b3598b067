/** What an object store for the archive needs, under the names of the env file. */
export const S3 = ['BUCKET', 'ENDPOINT', 'REGION', 'KEY', 'SECRET'].map((name) => `TIMESCALE_S3_${name}`);
