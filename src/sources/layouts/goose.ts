import { UserError } from '../../errors.ts';
import type { Folder } from '../folder.ts';
import { downSections, firstSaying, scriptOf, strays } from '../listing.ts';
import { markerOf, readSections } from '../markers.ts';
import { byDigits, refuseTwins } from '../order.ts';
import { linesOf, missingPlaceholder, substitute } from '../sections.ts';
import type { Layout, ReadOptions } from '../types.ts';

const NAME = /^(\d+)_.*\.(sql|go)$/;
const ENVSUB = /^--\s*\+goose\s+ENVSUB\s+(ON|OFF)\s*$/i;
/** `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `$NAME`; `$$` and `\$` stay. */
const VARIABLE = /\\\$|\$\$|\$(?:\{([A-Za-z_]\w*)(?::?-([^}]*))?\}|([A-Za-z_]\w*))/g;

export const goose: Layout = {
  name: 'goose',
  title: 'goose',
  files: '`00001_name.sql` with `-- +goose Up`',
  runs: '`+goose Up` sections by number; `+goose Down` and Go migrations not',
  recognise: (folder) => firstSaying(folder, markerOf('goose')),
  async list(folder, options) {
    const files = await folder.files(/\.(sql|go)$/);
    const found = files.flatMap((name) => {
      const version = NAME.exec(name)?.[1];
      return version === undefined || name.endsWith('_test.go') ? [] : [{ name, version: String(BigInt(version)) }];
    });
    found.sort((a, b) => byDigits(a.version, b.version));
    refuseTwins(found, 'goose');
    const sql = found.filter(({ name }) => name.endsWith('.sql'));
    const programs = found.filter(({ name }) => name.endsWith('.go'));
    const sections = await readSections(
      folder,
      sql.map(({ name }) => name),
      'goose',
    );
    const scripts = sections.map(({ name, source, text, marks }, index) => {
      if (marks.length === 0) {
        throw new UserError(`${folder.display(name)} has no line -- +goose Up`, {
          hint: 'goose refuses a migration without one. Move a script that is none to another directory.',
          exitCode: 1,
        });
      }
      return scriptOf(folder, name, environment(text, source, folder, name, options), {
        name: 'goose',
        transaction: /^--\s*\+goose\s+NO\s+TRANSACTION\s*$/im.test(source) ? 'none' : 'block',
        outside: 'Write "-- +goose NO TRANSACTION" on the first line.',
        continues: index > 0,
      });
    });
    return {
      scripts: await Promise.all(scripts),
      left: [
        ...downSections(folder, sections),
        ...programs.map(({ name }) => ({
          name: folder.display(name),
          why: 'a Go migration is a program, which only goose runs',
          unexpected: true,
        })),
        ...strays(
          folder,
          files,
          sql.map(({ name }) => name),
          'its name has no NUMBER_ in front',
        ),
      ],
      warnings: [],
    };
  },
};

/** Puts the values in between `-- +goose ENVSUB ON` and `OFF`: from the settings, never from the environment of the run. */
function environment(text: string, source: string, folder: Folder, file: string, options: ReadOptions): string {
  if (!/\+goose\s+ENVSUB\s+ON/i.test(source)) return text;
  let on = false;
  const lines = linesOf(source).map((line) => {
    const mark = ENVSUB.exec(line.text)?.[1];
    if (mark !== undefined) on = mark.toUpperCase() === 'ON';
    return { ...line, on };
  });
  const within = (at: number): boolean => lines.findLast(({ start }) => start <= at)?.on === true;
  return substitute(text, VARIABLE, (match) => {
    const name = match[1] ?? match[3];
    if (name === undefined || !within(match.index)) return undefined;
    const value = options.placeholders[name] ?? match[2];
    if (value === undefined) throw missingPlaceholder(name, folder.display(file), text, match.index);
    return value;
  });
}
