import type { ChangeClass } from '../../diff/change.ts';
import { diff } from '../../jobs/diff.ts';
import { classWords, countWords } from '../../report/change-words.ts';
import { diffAsJson, diffAsMarkdown, diffAsText } from '../../report/diff-text.ts';
import type { Command } from '../run.ts';

export const FORMATS = ['text', 'markdown', 'json'] as const;
export type Format = (typeof FORMATS)[number];

const WRITERS = { text: diffAsText, markdown: diffAsMarkdown, json: diffAsJson };

/** `diff OLD NEW`: what changes, how dangerous it is. */
export const diffCommand =
  (specs: { old: string; new: string }, format: Format, failOn: readonly ChangeClass[]): Command =>
  async (settings, context) => {
    const { document, failing } = await diff(specs, failOn, settings, context);
    const found = document.changes.filter((change) => failing.includes(change.class));
    return {
      ok: failing.length === 0,
      json: document,
      text: WRITERS[format](document),
      verdict: `${countWords(found)}; --fail-on lists ${failing.map(classWords).join(', ')}.`,
    };
  };
