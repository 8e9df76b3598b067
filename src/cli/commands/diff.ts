import { InvalidArgumentError, Option } from 'commander';
import { type ChangeClass, CLASSES, isChangeClass } from '../../diff/change.ts';
import { classWords, countWords } from '../../report/change-words.ts';
import { diffAsJson, diffAsMarkdown, diffAsText } from '../../report/diff-text.ts';
import { diff } from '../../workflows/diff.ts';
import { type AddCommand, type Flags, withCommon, withEngine } from '../options.ts';
import { type Command, layoutOf, runCommand } from '../run.ts';

const FORMATS = ['text', 'markdown', 'json'] as const;
type Format = (typeof FORMATS)[number];

const WRITERS = { text: diffAsText, markdown: diffAsMarkdown, json: diffAsJson };

/** `diff OLD NEW`: what changes, how dangerous it is. */
export function addDiff(add: AddCommand): void {
  withCommon(
    withEngine(add('diff', 'what changes between two schemas, and how dangerous it is on a database with rows')),
  )
    .argument('<old>', 'a .sql file (a dump or init SQL), a directory or pattern of init SQL, or a postgres:// URL')
    .argument('<new>', 'the same')
    .addOption(new Option('--format <format>', 'how to write it').choices(FORMATS).default('text'))
    .option('--fail-on <classes>', `exit with 1 where there are changes of these: ${CLASSES.join(', ')}`, classes)
    .action((old: string, now: string, flags: Flags & { format: Format; failOn?: ChangeClass[] }) =>
      runCommand(flags, diffCommand({ old, new: now }, flags.format, flags.failOn ?? []), false),
    );
}

function classes(text: string, previous: ChangeClass[] = []): ChangeClass[] {
  const words = text.split(',').map((word) => word.trim());
  const wrong = words.find((word) => !isChangeClass(word));
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is no class of change: ${CLASSES.join(', ')}.`);
  return [...previous, ...words.filter(isChangeClass)];
}

const diffCommand =
  (specs: { old: string; new: string }, format: Format, failOn: readonly ChangeClass[]): Command =>
  async (settings, context) => {
    const { document, failing } = await diff(specs, failOn, settings, context);
    const found = document.changes.filter((change) => failing.includes(change.class));
    return {
      ok: failing.length === 0,
      json: document,
      text: WRITERS[format](document, layoutOf(process.stdout)),
      verdict: `${countWords(found)}; --fail-on lists ${failing.map(classWords).join(', ')}.`,
    };
  };
