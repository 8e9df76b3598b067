import { UserError } from '../../errors.ts';
import { firstSaying, left, scriptOf, strays } from '../listing.ts';
import { linesOf } from '../sections.ts';
import type { Layout } from '../types.ts';

const DEPENDS = /^--\s*depends:(.*)$/im;

export const yoyo: Layout = {
  name: 'yoyo',
  title: 'yoyo',
  files: '`0001.name.sql` with `-- depends:`, or beside a yoyo.ini; `.rollback.sql`',
  runs: 'what a migration depends on before it, else by name; `.rollback.sql` and Python not',
  async recognise(folder) {
    const marked = await firstSaying(folder, DEPENDS);
    if (marked !== undefined) return marked;
    const [first] = await folder.files(/\.sql$/);
    return first !== undefined && (await folder.above('yoyo.ini')) !== undefined ? first : undefined;
  },
  async list(folder) {
    const files = await folder.files(/\.(sql|py)$/);
    const back = files.filter((file) => file.endsWith('.rollback.sql'));
    const programs = files.filter((file) => file.endsWith('.py') && file !== '__init__.py');
    const texts = new Map<string, string>();
    for (const file of files) {
      if (file.endsWith('.sql') && !back.includes(file)) texts.set(file.replace(/\.sql$/, ''), await folder.text(file));
    }
    const ids = inOrder(texts);
    const scripts = ids.map((id, index) => {
      const text = texts.get(id) ?? '';
      return scriptOf(folder, `${id}.sql`, text, {
        name: 'yoyo',
        transaction: header(text, 'transactional') === 'false' ? 'none' : 'block',
        outside: 'Write "-- transactional: false" on the first line.',
        continues: index > 0,
      });
    });
    const known = [...ids.map((id) => `${id}.sql`), ...back];
    return {
      scripts: await Promise.all(scripts),
      left: [
        ...left(folder, back, 'takes a migration back'),
        ...strays(folder, files, known, 'yoyo does not know it'),
        ...programs.map((file) => ({
          name: folder.display(file),
          why: 'a migration in Python is a program, which only yoyo runs',
          unexpected: true,
        })),
      ],
      warnings: [],
    };
  },
};

/** A setting in the comments at the top of a migration. */
function header(text: string, name: string): string | undefined {
  for (const line of linesOf(text)) {
    if (line.text.trim() !== '' && !line.text.startsWith('--')) return undefined;
    const [, key, value] = /^--\s*(\w+):\s*(.*?)\s*$/.exec(line.text) ?? [];
    if (key?.toLowerCase() === name) return value?.toLowerCase();
  }
  return undefined;
}

/** By name, each after what it depends on. */
function inOrder(texts: ReadonlyMap<string, string>): string[] {
  const done: string[] = [];
  const visit = (id: string, way: readonly string[]): void => {
    if (done.includes(id)) return;
    if (way.includes(id)) {
      throw new UserError(`migrations depend on each other: ${[...way, id].join(' → ')}`, { exitCode: 1 });
    }
    const needs = (DEPENDS.exec(texts.get(id) ?? '')?.[1] ?? '').split(/[\s,]+/).filter(Boolean);
    for (const need of needs) if (texts.has(need)) visit(need, [...way, id]);
    done.push(id);
  };
  for (const id of texts.keys()) visit(id, []);
  return done;
}
