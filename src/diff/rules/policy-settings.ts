import type { Job, Json } from '../../catalog/model.ts';
import { offset } from '../../words/offset.ts';
import { historyLost, lengthOf } from '../ages.ts';
import type { Found, Judgement } from '../rule.ts';
import { inWords } from '../rule.ts';
import { policyWord } from './policies.ts';

/** One key of a job's configuration. */
export function setting(found: Found<Job>): Judgement {
  const { leaf, after } = found;
  switch (leaf.path === null ? '' : `${after.form}.${leaf.path}`) {
    case 'retention policy.drop_after':
    case 'retention policy.drop_created_before':
      return retention(found);
    case 'columnstore policy.compress_after':
    case 'columnstore policy.compress_created_before':
      return compression(found);
    case 'refresh policy.start_offset':
      return refreshStart(found);
    case 'refresh policy.end_offset':
      return named(
        found,
        'refresh to',
        ages(found, 'ago', 'now'),
        'safe',
        'which rows are materialized; newer ones are left to later runs',
      );
    case 'reorder policy.index_name':
      return named(
        found,
        'reorder by',
        texts(found),
        'locks',
        'chunks are rewritten in the order of the index; each is locked at the end',
      );
    default:
      if (after.form === 'job') {
        const message = 'what its next run does with it depends on the procedure';
        return named(found, label(after, leaf.path), texts(found), 'breaking', message);
      }
      return named(found, label(after, leaf.path), texts(found), 'safe', 'its next run takes it');
  }
}

function label(job: Job, key: string | null): string {
  const words = key === null ? 'settings' : key.replaceAll('_', ' ');
  return job.form === 'job' ? `setting ${key ?? ''}`.trim() : `${policyWord(job.form)} ${words}`;
}

function retention(found: Found<Job>): Judgement {
  const { leaf, after } = found;
  const words = ages(found);
  const property = suffixed(found, leaf.path === 'drop_after' ? 'retention' : 'retention since creation');
  if (leaf.to === null)
    return { class: 'safe', property, ...words, message: 'age by this measure no longer drops anything' };
  const shorter = leaf.from === null || (lengthOf(leaf.to) ?? 0) < (lengthOf(leaf.from) ?? Number.POSITIVE_INFINITY);
  if (!shorter)
    return { class: 'safe', property, ...words, message: 'rows are kept longer; what was dropped does not come back' };
  return after.scheduled
    ? {
        class: 'data-loss',
        property,
        ...words,
        message: `rows older than ${words.to} are dropped at the next run of the policy`,
      }
    : { class: 'safe', property, ...words, message: 'disabled: nothing is dropped until it is enabled' };
}

function compression(found: Found<Job>): Judgement {
  const { leaf } = found;
  const words = ages(found);
  const property = suffixed(found, leaf.path === 'compress_after' ? 'compress after' : 'compress since creation');
  const shorter = leaf.to !== null && (lengthOf(leaf.to) ?? 0) < (lengthOf(leaf.from) ?? Number.POSITIVE_INFINITY);
  return shorter
    ? {
        class: 'safe',
        property,
        ...words,
        message: `chunks older than ${words.to} are compressed at the next run of the policy`,
      }
    : {
        class: 'safe',
        property,
        ...words,
        message: 'chunks stay uncompressed longer; compressed ones stay compressed',
      };
}

function refreshStart(found: Found<Job>): Judgement {
  const { leaf, after, context } = found;
  const words = ages(found, 'ago', 'the beginning');
  const property = suffixed(found, 'refresh from');
  const lost = historyLost(after, context.after);
  if (lost !== null) return { class: 'data-loss', property, ...words, message: lost };
  const [old, now] = [leaf.from, leaf.to].map((value) => lengthOf(value) ?? Number.POSITIVE_INFINITY);
  return (now ?? 0) < (old ?? 0)
    ? {
        class: 'breaking',
        property,
        ...words,
        message: `rows older than ${offset(leaf.to, after.timeType)} that change or arrive no longer reach it`,
      }
    : { class: 'safe', property, ...words, message: 'later changes reach it too; each run reads more' };
}

function named(
  found: Found<Job>,
  property: string,
  words: Pick<Judgement, 'from' | 'to'>,
  level: Judgement['class'],
  message: string,
): Judgement {
  return { class: level, property: suffixed(found, property), ...words, message };
}

/** A second policy of a kind has a number behind its name. */
function suffixed({ after }: Found<Job>, property: string): string {
  return property + (/ \(\d+\)$/.exec(after.name)?.[0] ?? '');
}

function ages(
  { leaf, after }: Found<Job>,
  behind = '',
  nothing: string | null = null,
): { from: string | null; to: string | null } {
  const type = /created/.test(leaf.path ?? '') ? null : after.timeType;
  const one = (value: Json): string | null => {
    const words = offset(value, type);
    return words === null ? nothing : `${words} ${behind}`.trim();
  };
  return { from: one(leaf.from), to: one(leaf.to) };
}

function texts({ leaf }: Found<Job>): { from: string | null; to: string | null } {
  return { from: inWords(leaf.from), to: inWords(leaf.to) };
}
