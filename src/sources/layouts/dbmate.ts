import { UserError } from '../../errors.ts';
import { byBytes } from '../folder.ts';
import { downSections, firstSaying, scriptOf, strays } from '../listing.ts';
import { markerOf, readSections } from '../markers.ts';
import { byDigits, refuseTwins } from '../order.ts';
import type { Layout } from '../types.ts';

const NAME = /^(\d+).*\.sql$/;

export const dbmate: Layout = {
  name: 'dbmate',
  title: 'dbmate',
  files: '`20250101120000_name.sql` with `-- migrate:up`',
  runs: '`migrate:up` sections by number; `migrate:down` not',
  recognise: (folder) => firstSaying(folder, markerOf('dbmate')),
  async list(folder) {
    const files = await folder.files();
    const found = files.flatMap((name) => {
      const version = NAME.exec(name)?.[1];
      return version === undefined ? [] : [{ name, version }];
    });
    refuseTwins(found, 'dbmate');
    const inOrder = found.toSorted((a, b) => byDigits(a.version, b.version) || byBytes(a.name, b.name));
    const odd = inOrder.findIndex(({ name }, i) => name !== found[i]?.name);
    const sections = await readSections(
      folder,
      inOrder.map(({ name }) => name),
      'dbmate',
    );
    const scripts = sections.map(({ name, text, marks }, index) => {
      const [first] = marks;
      if (first === undefined) {
        throw new UserError(`${folder.display(name)} has no line -- migrate:up`, {
          hint: 'dbmate refuses a migration without one. Move a script that is none to another directory.',
          exitCode: 1,
        });
      }
      return scriptOf(folder, name, text, {
        name: 'dbmate',
        transaction: marks.some(({ text: line }) => /\btransaction:false\b/.test(line)) ? 'none' : 'block',
        outside: `Write "-- migrate:up transaction:false" on line ${first.number}.`,
        continues: index > 0,
      });
    });
    return {
      scripts: await Promise.all(scripts),
      left: [
        ...downSections(folder, sections),
        ...strays(
          folder,
          files,
          found.map(({ name }) => name),
          'its name has no number in front',
        ),
      ],
      warnings:
        odd < 0
          ? []
          : [
              `dbmate itself runs by name, ${found[odd]?.name} before ${inOrder[odd]?.name}; they run by number here. ` +
                'Give the numbers the same length.',
            ],
    };
  },
};
