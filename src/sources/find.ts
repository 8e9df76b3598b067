import { byBytes, type Folder } from './folder.ts';
import { takesBack } from './markers.ts';
import { mountedScripts } from './mounts.ts';
import { byNumbers } from './order.ts';
import { type Recognised, recogniseBelow } from './recognise.ts';

/** Something that a schema can be built from, and how the settings name it. */
export interface Candidate {
  settings: { source: string } | { init: string[] };
  /** `dbmate in db/migrations`. */
  label: string;
  /** The file that shows it. */
  evidence: string;
  /** How many scripts lie there. */
  files: number;
  /** True for scripts that no migration tool claims. */
  byHand: boolean;
}

/** Statements that build a schema; the second kind tells that it is TimescaleDB's. */
const BUILDS =
  /\b(create|alter)\s+(or\s+replace\s+)?(unlogged\s+)?(table|schema|extension|type|view|materialized\s+view)\b/i;
const TIMESCALE = /\bcreate_hypertable\b|\btimescaledb\b/i;

/** More scripts than it takes to see what a directory is about. */
const LOOKED_AT = 400;

const USUAL = 'sql/init';

/**
 * What a project builds its schema from, the likeliest first: the usual place, then what makes hypertables, then what a
 * migration tool claims, then what has most scripts.
 */
export async function findSources(project: Folder): Promise<Candidate[]> {
  const judged = await Promise.all((await recogniseBelow(project)).map(judge));
  const rank = ({ found, timescale }: Judged): number =>
    (found.folder.name === USUAL ? 8 : 0) + (timescale ? 4 : 0) + (isPlain(found) ? 0 : isWhole(found) ? 1 : 2);
  const found = judged
    .filter(({ builds }) => builds)
    .toSorted(
      (a, b) =>
        rank(b) - rank(a) || b.files.length - a.files.length || byBytes(a.found.folder.name, b.found.folder.name),
    )
    .map(({ found, files }) => ({
      settings: settingsOf(found, files),
      label: `${found.layout.title} in ${found.folder.name}`,
      evidence: found.folder.display(found.evidence),
      files: files.length,
      byHand: isPlain(found) || found.layout.name === 'initdb',
    }));
  const given = await givenToImage(project, judged);
  if (given === undefined) return found;
  // A migration tool's directory builds more than what the image begins with.
  const at = found.findIndex(({ byHand }) => byHand);
  return at < 0 ? [...found, given] : found.toSpliced(at, 0, given);
}

/** Scripts that a Compose file mounts one by one; undefined where they are all that a directory has, in its order. */
async function givenToImage(project: Folder, judged: readonly Judged[]): Promise<Candidate | undefined> {
  const scripts = await mountedScripts(project);
  const files = scripts.map(({ file }) => file);
  const texts = await Promise.all(files.map((file) => project.glance(file)));
  if (!texts.some((text) => TIMESCALE.test(text)) || texts.includes('')) return undefined;
  const known = judged.some(({ found, files: own }) => {
    const names = own.toSorted(byNumbers).map((file) => found.folder.display(file));
    return JSON.stringify(names) === JSON.stringify(files.map((file) => project.display(file)));
  });
  if (known) return undefined;
  const from = scripts[0]?.from ?? '';
  return {
    settings: { init: files.map((file) => project.display(file)) },
    label: `the scripts that ${from.replace(/:\d+$/, '')} mounts`,
    evidence: from,
    files: files.length,
    byHand: true,
  };
}

interface Judged {
  found: Recognised;
  files: string[];
  builds: boolean;
  timescale: boolean;
}

async function judge(found: Recognised): Promise<Judged> {
  const { folder } = found;
  const own = await scriptsOf(found);
  const files = own.filter((file) => !takesBack(file.slice(file.lastIndexOf('/') + 1)));
  const texts = await Promise.all(files.slice(0, LOOKED_AT).map((file) => folder.glance(file)));
  const timescale = texts.some((text) => TIMESCALE.test(text));
  return { found, files, timescale, builds: timescale || texts.some((text) => BUILDS.test(text)) };
}

async function scriptsOf({ layout, folder, evidence }: Recognised): Promise<string[]> {
  if (layout.name === 'structure') return [evidence];
  if (layout.name === 'initdb') return folder.files(/\.(sql|sh)$/i);
  return layout.name === 'plain' ? folder.files(/\.sql$/i) : folder.everyFile(/\.sql$/i);
}

function isPlain({ layout }: Recognised): boolean {
  return layout.name === 'plain';
}

/** What somebody else's migrations make, or what only a first start runs. */
function isWhole({ layout }: Recognised): boolean {
  return layout.name === 'structure' || layout.name === 'initdb';
}

/** Plain scripts that a pattern of init finds in their order are one; the rest is a source. */
function settingsOf({ layout, folder, evidence }: Recognised, files: readonly string[]): Candidate['settings'] {
  if (layout.name === 'structure') return { source: folder.display(evidence) };
  const inOrder = files.toSorted(byNumbers).every((file, i) => file === files[i]);
  const alike = files.every((file) => file.endsWith('.sql'));
  if (layout.name !== 'plain' || !inOrder || !alike) return { source: folder.name };
  return { init: [folder.name === '.' ? '*.sql' : `${folder.name}/*.sql`] };
}
