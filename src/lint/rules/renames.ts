import { readRenameHints } from '../../diff/rename/hints.ts';
import { idleRenames } from '../../diff/rename/resolve.ts';
import type { LintRule } from '../types.ts';

/** Rules about what comments say of names. */
export const renameRules: readonly LintRule[] = [
  {
    id: 'rename-comment',
    severity: 'warning',
    title: 'a comment that renames nothing',
    compares: true,
    check: ({ statements, before, model }) =>
      before === null
        ? []
        : idleRenames(readRenameHints(statements), before.model, model).map(({ hint, message }) => ({
            object: null,
            message,
            hint: 'Name what the base has, as it is called there, or remove the comment.',
            ...(hint.written === null ? {} : { at: hint.written }),
          })),
  },
];
