import type { Replication } from './replication.ts';
import { table } from './table.ts';
import { bytes, seconds } from './words.ts';

/** The replication for a person, as lines that end with a line break. */
export function replicationText({ receivers, slots, replica }: Replication): string {
  const lines: string[] = [];
  if (receivers.length === 0) lines.push('Nobody receives the log of the primary.');
  else {
    lines.push(
      ...table(
        ['receiver', 'role', 'address', 'state', 'lag', 'delay'],
        receivers.map(({ name, user, address, state, lagBytes, lagSeconds }) => [
          name,
          user,
          address ?? 'socket',
          state,
          bytes(lagBytes),
          seconds(lagSeconds),
        ]),
        [4, 5],
      ),
    );
  }
  if (slots.length > 0) {
    lines.push(
      '',
      ...table(
        ['slot', 'kind', 'in use', 'log', 'keeps'],
        slots.map(({ name, kind, active, walStatus, retainedBytes }) => [
          name,
          kind,
          active ? 'yes' : 'no',
          walStatus ?? '',
          retainedBytes === null ? '' : bytes(retainedBytes),
        ]),
        [4],
      ),
    );
  }
  if (replica !== null) {
    lines.push(
      '',
      `The replica: ${replica.receiver ?? 'no connection to the primary'}, ${behind(replica.behindSeconds)}.`,
    );
  }
  return lines.map((line) => `${line}\n`).join('');
}

function behind(value: number | null): string {
  if (value === null) return 'has replayed no commit since it started';
  return value === 0 ? 'all that it received is replayed' : `its last commit is ${seconds(value)} old`;
}
