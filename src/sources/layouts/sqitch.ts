import { UserError } from '../../errors.ts';
import { scriptOf, strays } from '../listing.ts';
import { linesOf } from '../sections.ts';
import type { Layout } from '../types.ts';

const PLAN = 'sqitch.plan';

/** A change of the plan, and the script that deploys it. */
interface Change {
  name: string;
  file: string;
  line: number;
}

export const sqitch: Layout = {
  name: 'sqitch',
  title: 'Sqitch',
  files: '`sqitch.plan`, `deploy/name.sql`',
  runs: 'deploy scripts in the order of the plan, as psql would; `revert/` and `verify/` not',
  recognise: async (folder) => ((await folder.has(PLAN)) ? PLAN : undefined),
  async list(folder, { placeholders }) {
    const [directory, plan] = [
      /^\s*deploy_dir\s*=\s*(.+?)\s*$/m.exec(await folder.glance('sqitch.conf'))?.[1] ?? 'deploy',
      await folder.text(PLAN),
    ];
    const changes = changesOf(plan);
    const files = await folder.everyFile(/\.sql$/);
    const paths = changes.map(({ file, name, line }) => {
      const path = `${directory}/${file}.sql`;
      if (files.includes(path)) return path;
      throw new UserError(`${folder.display(PLAN)}:${line}  the change ${name} has no ${folder.display(path)}`, {
        hint: 'Add the script, or take the change out of the plan.',
        exitCode: 1,
      });
    });
    const scripts = paths.map((path) =>
      scriptOf(folder, path, undefined, {
        name: 'Sqitch',
        transaction: 'none',
        outside: '',
        continues: false,
        variables: placeholders,
      }),
    );
    const deploys = files.filter((file) => file.startsWith(`${directory}/`));
    return {
      scripts: await Promise.all(scripts),
      left: [
        ...strays(folder, deploys, paths, `no change of ${PLAN} names it`),
        ...files
          .filter((file) => /^(revert|verify)\//.test(file))
          .map((file) => ({
            name: folder.display(file),
            why: 'Sqitch reverts or verifies with it',
            unexpected: false,
          })),
      ],
      warnings: [],
    };
  },
};

/**
 * The changes of a plan in its order. One that is there twice was reworked: its earlier script has the name of the tag that
 * came between.
 */
function changesOf(plan: string): Change[] {
  const changes: Change[] = [];
  let open: Change[] = [];
  const tagged = new Map<Change, string>();
  for (const { text, number } of linesOf(plan)) {
    const [word = ''] = text.replace(/#.*$/, '').trim().split(/\s+/);
    if (word === '' || word.startsWith('%')) continue;
    if (word.startsWith('@')) {
      for (const change of open) tagged.set(change, word);
      open = [];
      continue;
    }
    const name = word.replace(/^[+-]/, '');
    for (const before of changes.filter((change) => change.name === name)) {
      if (before.file === name) before.file = `${name}${tagged.get(before) ?? ''}`;
    }
    if (word.startsWith('-')) continue;
    const change = { name, file: name, line: number };
    changes.push(change);
    open.push(change);
  }
  return changes;
}
