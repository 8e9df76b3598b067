import type { ScriptFile } from '../../script/files.ts';
import type { Folder } from '../folder.ts';
import { downSections, left, scriptOf, strays } from '../listing.ts';
import { markedBy, sectionsOf, takesBack } from '../markers.ts';
import { byNumbers } from '../order.ts';
import type { Layout } from '../types.ts';

const SCRIPT = /\.sql(\.gz)?$/i;

/** A directory of scripts that no tool claims: as `psql -f` would run one after the other. */
export const plain: Layout = {
  name: 'plain',
  title: 'a directory of SQL',
  files: '`1_a.sql`, `2_b.sql`, `10_c.sql`',
  runs: 'every `.sql` and `.sql.gz`, numbers as numbers; `.down.sql`, `_rollback.sql` and the like not',
  async recognise(folder) {
    return (await folder.files(SCRIPT))[0] ?? (await folder.everyFile(SCRIPT))[0];
  },
  async list(folder) {
    const own = await folder.files(SCRIPT);
    const every = await folder.everyFile(SCRIPT);
    // Where the directory itself has none, its scripts are sorted into directories: by the paths then.
    const files = own.length > 0 ? own : every;
    const back = files.filter((file) => takesBack(file.slice(file.lastIndexOf('/') + 1)));
    const run = files.filter((file) => !back.includes(file)).toSorted(byNumbers);
    const scripts = await Promise.all(run.map((file) => plainScript(folder, file)));
    return {
      scripts: scripts.map(({ script }) => script),
      left: [
        ...downSections(folder, scripts),
        ...left(folder, back, 'takes back what others build'),
        ...strays(folder, every, files, 'it lies in a directory below'),
      ],
      warnings: [],
    };
  },
};

/** A script as psql runs it; only the up section of one that some tool's sections are in. */
async function plainScript(folder: Folder, file: string): Promise<{ name: string; left: number; script: ScriptFile }> {
  const script = await scriptOf(folder, file);
  const tool = markedBy(script.text);
  if (tool === undefined) return { name: file, left: 0, script };
  const { text, left } = sectionsOf(script.text, tool);
  return { name: file, left, script: { ...script, text } };
}
