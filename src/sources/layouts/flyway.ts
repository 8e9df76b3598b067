import type { ScriptFile, ToolRules } from '../../script/files.ts';
import { byBytes, type Folder } from '../folder.ts';
import { left, scriptOf, strays } from '../listing.ts';
import { byDigits, refuseTwins } from '../order.ts';
import { blank, commentsOf, missingPlaceholder, substitute } from '../sections.ts';
import type { Layout, ReadOptions } from '../types.ts';
import { type FlywaySettings, flywaySettings } from './flyway-settings.ts';

const VERSIONED = /^([VBU])(\d+(?:[._]\d+)*)(?:__.*)?\.sql$/;
const REPEATABLE = /^R__(.*)\.sql$/;
const CALLBACK = /^(before|after)(Migrate|MigrateApplied)(?:__.*)?\.sql$/;

/** Directories that hold the same migrations for another database. */
const OTHERS = /^(h2|hsqldb|derby|mysql|mariadb|oracle|sqlserver|mssql|sqlite|db2|snowflake|cockroachdb|redshift)$/i;

/** Statements that make Flyway run the whole file outside of a transaction. */
const OUTSIDE =
  /(?:^|;)\s*(?:(?:CREATE|DROP)(?:\s+UNIQUE)?\s+INDEX\s+CONCURRENTLY|REINDEX(?:\s+VERBOSE)?\s+(?:SCHEMA|DATABASE|SYSTEM)|VACUUM|(?:CREATE|DROP)\s+(?:DATABASE|TABLESPACE|SUBSCRIPTION)|ALTER\s+SYSTEM|DISCARD\s+ALL)\b/i;

/** What people take for a setting of a script: Flyway reads none there. */
const HEADER = /^--\s*flyway:\s*(\w+)\s*=/im;

export const flyway: Layout = {
  name: 'flyway',
  title: 'Flyway',
  files: '`V1__name.sql`, `V2_1__name.sql`, `R__name.sql`, at any depth',
  runs: 'the latest `B`, then `V` by version, then `R` by name, with placeholders; `U` not',
  async recognise(folder) {
    const own = (await folder.files()).find(isMigration);
    if (own !== undefined) return own;
    // Its locations are searched at any depth; above them nothing is laid out.
    for (const name of await folder.folders()) {
      const found = (await folder.folder(name).files()).find(isMigration);
      if (found !== undefined && (await folder.files(/\.sql$/i)).length === 0 && !OTHERS.test(name)) {
        return /^migrations?$/i.test(folder.base) ? `${name}/${found}` : undefined;
      }
    }
    return undefined;
  },
  async list(folder, options) {
    const files = await folder.everyFile(/\.(sql|java|kt|class)$/);
    const settings = await flywaySettings(folder);
    const others = files.filter((file) =>
      file
        .split('/')
        .slice(0, -1)
        .some((part) => OTHERS.test(part)),
    );
    const names = files.filter((file) => !others.includes(file)).map((file) => ({ file, name: baseOf(file) }));

    const versioned = names.flatMap(({ file, name }) => {
      const [, kind = '', version = ''] = VERSIONED.exec(name) ?? [];
      return kind === '' ? [] : [{ file, name, kind, version: canonical(version) }];
    });
    versioned.sort((a, b) => byVersion(a.version, b.version));
    const of = (kind: string): typeof versioned => versioned.filter((found) => found.kind === kind);
    refuseTwins(of('V'), 'Flyway');
    const baseline = of('B').at(-1);
    const isBefore = (version: string): boolean => baseline !== undefined && byVersion(version, baseline.version) <= 0;
    const covered = [...of('V').filter(({ version }) => isBefore(version)), ...of('B').slice(0, -1)];
    const runs = of('V').filter(({ version }) => !isBefore(version));
    const repeatable = names.filter(({ name }) => REPEATABLE.test(name));
    repeatable.sort((a, b) => byBytes(descriptionOf(a.name), descriptionOf(b.name)));
    const callbacks = names.filter(({ name }) => CALLBACK.test(name));
    const inOrder = [
      ...callbacks.filter(({ name }) => name.startsWith('before')),
      ...(baseline === undefined ? [] : [baseline]),
      ...runs,
      ...repeatable,
      ...callbacks.filter(({ name }) => name.startsWith('after')),
    ].map(({ file }) => file);

    const undo = of('U').map(({ file }) => file);
    const older = covered.map(({ file }) => file);
    const off = await which(inOrder, async (file) => isOff(await folder.glance(`${file}.conf`)));
    const idle = await which(inOrder, async (file) => HEADER.test(await folder.text(file)));
    const known = [...inOrder, ...undo, ...older, ...others];
    return {
      scripts: await Promise.all(
        inOrder.filter((file) => !off.includes(file)).map((file) => read(folder, file, settings, options)),
      ),
      left: [
        ...left(folder, undo, 'takes a migration back'),
        ...left(folder, older, `the baseline ${baseline?.name} stands for it`),
        ...left(folder, others, 'for another database'),
        ...left(folder, off, 'its .conf says shouldExecute=false'),
        ...strays(folder, files, known, 'Flyway does not know such a name'),
        ...files
          .filter((file) => /^[VR].*__.*\.(java|kt|class)$/.test(baseOf(file)))
          .map((file) => ({ name: folder.display(file), why: 'a program, which only Flyway runs', unexpected: true })),
      ],
      warnings: idle.map((file) => {
        const name = folder.display(file);
        return `${name}: Flyway reads no setting from a comment; write it into ${name}.conf`;
      }),
    };
  },
};

async function which(files: readonly string[], test: (file: string) => Promise<boolean>): Promise<string[]> {
  const passed = await Promise.all(files.map(test));
  return files.filter((_, index) => passed[index]);
}

/** Expressions of placeholders are the paying editions' and are not looked into: such a script runs. */
function isOff(conf: string): boolean {
  return /^\s*shouldExecute\s*=\s*false\s*$/im.test(conf);
}

function isMigration(name: string): boolean {
  return (/^V/.test(name) && VERSIONED.test(name) && name.includes('__')) || REPEATABLE.test(name);
}

function baseOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

function descriptionOf(name: string): string {
  return (REPEATABLE.exec(name)?.[1] ?? '').replaceAll('_', ' ');
}

/** `1.0` is `1`, `01_2` is `1.2`. */
function canonical(version: string): string {
  const parts = version.split(/[._]/).map((part) => String(BigInt(part)));
  while (parts.length > 1 && parts.at(-1) === '0') parts.pop();
  return parts.join('.');
}

function byVersion(a: string, b: string): number {
  const [x, y] = [a.split('.'), b.split('.')];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const order = byDigits(x[i] ?? '0', y[i] ?? '0');
    if (order !== 0) return order;
  }
  return 0;
}

async function read(folder: Folder, file: string, settings: FlywaySettings, options: ReadOptions): Promise<ScriptFile> {
  const text = await folder.text(file);
  const own = await folder.glance(`${file}.conf`);
  const transaction = /^\s*executeInTransaction\s*=\s*(true|false)/im.exec(own)?.[1]?.toLowerCase();
  const replaces = /^\s*placeholderReplacement\s*=\s*(true|false)/im.exec(own)?.[1]?.toLowerCase();
  const outside = transaction === undefined ? OUTSIDE.test(withoutComments(text)) : transaction === 'false';
  const tool: ToolRules = {
    name: 'Flyway',
    transaction: outside ? 'none' : 'block',
    outside: `Write "executeInTransaction=false" into ${folder.display(file)}.conf.`,
    // Flyway gives each migration the search_path and the role that it connected with.
    continues: false,
  };
  const replace = replaces === undefined ? settings.replace : replaces !== 'false';
  return scriptOf(folder, file, replace ? replaced(text, folder, file, settings, options) : text, tool);
}

function withoutComments(text: string): string {
  return commentsOf(text).reduce((left, [start, end]) => blank(left, start, end), text);
}

function replaced(text: string, folder: Folder, file: string, settings: FlywaySettings, options: ReadOptions): string {
  const comments = commentsOf(text);
  const values: Record<string, string> = {
    'flyway:database': options.database,
    'flyway:defaultSchema': settings.schema,
    'flyway:table': 'flyway_schema_history',
    'flyway:filename': baseOf(file),
    ...settings.placeholders,
    ...options.placeholders,
  };
  return substitute(text, /\$\{([^}\s$]+)\}/g, (match) => {
    const name = match[1] ?? '';
    const value = Object.entries(values).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
    if (value !== undefined) return value;
    if (comments.some(([start, end]) => start <= match.index && match.index < end)) return undefined;
    throw missingPlaceholder(name, folder.display(file), text, match.index);
  });
}
