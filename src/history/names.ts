/** The relative symbolic link to the version that counts. */
export const LATEST_FILE = 'schema_latest.sql';

/** The document that describes the latest version. */
export const README_FILE = 'README_latest.md';

const VERSION = /^schema_(\d{4})(\d{2})(\d{2})_(\d{2})(\d{2})(\d{2})\.sql$/;

/** The file name of a version written at this time: `schema_20261122_020007.sql`, in UTC. */
export function versionName(time: Date): string {
  const [year, month, day, hour, minute, second] = time.toISOString().split(/[-T:.]/);
  return `schema_${year}${month}${day}_${hour}${minute}${second}.sql`;
}

/** The time in a version's name, or undefined where the name is not exactly one that `versionName` gives. */
export function versionTime(name: string): Date | undefined {
  const parts = VERSION.exec(name);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  // A date that does not exist is refused or rolled over into the next month, depending on the part that is wrong.
  return !Number.isNaN(time.getTime()) && versionName(time) === name ? time : undefined;
}
