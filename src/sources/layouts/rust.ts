import type { Folder } from '../folder.ts';
import { left, scriptOf, strays } from '../listing.ts';
import { byDigits, refuseTwins } from '../order.ts';
import type { Layout } from '../types.ts';

const SQLX = /^(\d+)_.*?(?:\.(up|down))?\.sql$/;
const REFINERY = /^([UV])(\d+)__\w+\.sql$/;

/** Whether the Rust project around a folder depends on a crate. */
async function depends(folder: Folder, crate: string): Promise<boolean> {
  const cargo = await folder.above('Cargo.toml');
  return new RegExp(`^\\s*"?${crate}(-\\w+)?"?\\s*[.=]|^\\[.*dependencies\\.${crate}`, 'm').test(cargo?.text ?? '');
}

export const sqlx: Layout = {
  name: 'sqlx',
  title: 'sqlx',
  files: '`20250101120000_name.sql` or `.up.sql` beside a Cargo.toml with sqlx',
  runs: '`.sql` and `.up.sql` by number; `.down.sql` not',
  async recognise(folder) {
    const [first] = await folder.files(SQLX);
    return first !== undefined && (await depends(folder, 'sqlx')) ? first : undefined;
  },
  async list(folder) {
    const files = await folder.files(/\.sql$/);
    const found = files.flatMap((name) => {
      const [, version = '', kind = 'up'] = SQLX.exec(name) ?? [];
      return version === '' ? [] : [{ name, version: String(BigInt(version)), kind }];
    });
    const ups = found.filter(({ kind }) => kind === 'up').sort((a, b) => byDigits(a.version, b.version));
    refuseTwins(ups, 'sqlx');
    const scripts = ups.map(async ({ name }, index) => {
      const text = await folder.text(name);
      return scriptOf(folder, name, text, {
        name: 'sqlx',
        transaction: text.startsWith('-- no-transaction') ? 'none' : 'block',
        outside: 'Write "-- no-transaction" on the first line.',
        continues: index > 0,
      });
    });
    const downs = found.filter(({ kind }) => kind === 'down').map(({ name }) => name);
    return {
      scripts: await Promise.all(scripts),
      left: [
        ...left(folder, downs, 'takes a migration back'),
        ...strays(folder, files, [...ups.map(({ name }) => name), ...downs], 'its name has no NUMBER_ in front'),
      ],
      warnings: [],
    };
  },
};

export const refinery: Layout = {
  name: 'refinery',
  title: 'refinery',
  files: '`V1__name.sql`, `U2__name.sql` beside a Cargo.toml with refinery',
  runs: '`V` and `U` together by number',
  async recognise(folder) {
    const [first] = await folder.files(REFINERY);
    return first !== undefined && (await depends(folder, 'refinery')) ? first : undefined;
  },
  async list(folder) {
    const files = await folder.everyFile(/\.sql$/);
    const found = files.flatMap((name) => {
      const version = REFINERY.exec(name.slice(name.lastIndexOf('/') + 1))?.[2];
      return version === undefined ? [] : [{ name, version: String(BigInt(version)) }];
    });
    found.sort((a, b) => byDigits(a.version, b.version));
    refuseTwins(found, 'refinery');
    const known = found.map(({ name }) => name);
    const scripts = found.map(({ name }, index) =>
      scriptOf(folder, name, undefined, {
        name: 'refinery',
        transaction: 'block',
        outside: 'refinery has no way around it: for a continuous aggregate, write WITH NO DATA.',
        continues: index > 0,
      }),
    );
    return {
      scripts: await Promise.all(scripts),
      left: strays(folder, files, known, 'refinery runs V1__name.sql only'),
      warnings: [],
    };
  },
};
