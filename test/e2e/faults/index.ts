import type { Fault } from './fault.ts';
import { gitFaults } from './git.ts';
import { sqlFaults } from './sql.ts';

/** Every fault that is tried, by what it is about: the headings of docs/action-faults.md. */
export const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  'Git and the remote': gitFaults,
  'The SQL': sqlFaults,
};
