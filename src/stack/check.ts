import { stat } from 'node:fs/promises';
import { docsPage } from '../documentation.ts';
import { fileName, type Stack } from './stack.ts';
import { type Status, status } from './status.ts';

/** One line of the list of what a stack with the only copy of something has to have. */
export interface Checked {
  name: string;
  ok: boolean;
  message: string;
  /** What to do; null where all is well. */
  hint: string | null;
}

type Line = [name: string, ok: boolean, well: string, ill: string, hint: string];

/** Goes through the list before a stack is trusted with data, and verifies each line of it. Changes nothing. */
export async function checkStack(stack: Stack): Promise<Checked[]> {
  const found = await status(stack, false);
  const lines = [...files(stack, await modeOf(stack)), ...servers(stack, found), ...watched(stack, found)];
  return lines.map(([name, ok, well, ill, hint]) => ({ name, ok, message: ok ? well : ill, hint: ok ? null : hint }));
}

async function modeOf({ env }: Stack): Promise<number> {
  return (await stat(env.path)).mode & 0o777;
}

function files({ env, world }: Stack, mode: number): Line[] {
  const file = fileName(world);
  const weak = Object.entries(env.values).filter(([name, value]) => name.endsWith('_PASSWORD') && value.length < 16);
  const passwords = Object.entries(env.values).flatMap(([name, value]) => (name.endsWith('_PASSWORD') ? [value] : []));
  const pinned = !/:latest$/.test(env.image) && /:[^/]+$/.test(env.image);
  return [
    [
      'env file',
      mode === 0o600,
      `${file} is for its owner alone`,
      `${file} can be read by others`,
      `chmod 600 ${file}`,
    ],
    [
      'passwords',
      weak.length === 0 && new Set(passwords).size === passwords.length,
      'each has 16 characters or more, and none is there twice',
      weak.length > 0 ? `${weak.map(([name]) => name).join(', ')} have less than 16 characters` : 'two are the same',
      'timescale-ci stack rotate',
    ],
    [
      'image',
      pinned,
      `${env.image} names a version`,
      `${env.image} names no version, and the next pull may bring another`,
      `Name one in TIMESCALE_IMAGE of ${file}.`,
    ],
    [
      'encryption',
      env.tls === 'require',
      'every connection is encrypted',
      env.tls === 'allow' ? 'who does not ask for it is not encrypted' : 'connections are not encrypted',
      `TIMESCALE_TLS=require in ${file}, then restart: ${docsPage('operations.md#encryption')}`,
    ],
    [
      'address',
      /^(127\.|::1$)/.test(env.bind) || env.tls === 'require',
      `ports are published at ${env.bind}`,
      `ports are published at ${env.bind}, and connections need not be encrypted`,
      `TIMESCALE_TLS=require, and a firewall: ${docsPage('operations.md#security')}`,
    ],
    [
      'memory',
      !/^(0|-1)?$/.test(env.values['TIMESCALE_MEMORY'] ?? ''),
      `each server may take ${env.values['TIMESCALE_MEMORY']}`,
      'no limit keeps a server from taking the memory of all others',
      `Set TIMESCALE_MEMORY in ${file}, and restart.`,
    ],
  ];
}

function servers({ env }: Stack, { server, problems, replication, disks }: Status): Line[] {
  const streams =
    replication?.receivers.some(({ name, state }) => name === 'replica' && state === 'streaming') === true;
  return [
    ['status', problems.length === 0, 'nothing is wrong', problems.join('; '), 'timescale-ci stack status'],
    [
      'checksums',
      server?.checksums === true,
      'damage of pages is noticed',
      server === null ? 'not known while the primary does not answer' : 'damage of pages is not noticed',
      'pg_checksums --enable turns them on while the server is stopped.',
    ],
    [
      'replica',
      streams || env.replica === 'none',
      streams ? 'it streams' : 'none is wanted',
      'the primary has the only copy',
      'timescale-ci stack start-replica',
    ],
    [
      'disk',
      disks.length > 0 && disks.every((disk) => disk.freeBytes > 0.2 * disk.totalBytes),
      'a fifth or more is free',
      'less than a fifth is free',
      `${docsPage('operations.md#troubleshooting')}, "A disk that fills".`,
    ],
  ];
}

function watched({ env }: Stack, { containers, backups, archive, dataBackups }: Status): Line[] {
  const runs = (service: string) => containers.some((one) => one.service === service && one.state === 'running');
  const watchers = ['exporter', 'node-exporter', 'prometheus'];
  const missing = watchers.filter((service) => !runs(service));
  return [
    [
      'backup',
      backups.lastSuccess !== null && !backups.failing,
      `the last one succeeded at ${backups.lastSuccess}`,
      backups.lastSuccess === null ? 'none has ever succeeded' : `the last one failed: ${backups.error}`,
      'timescale-ci stack backup',
    ],
    [
      'daily backup',
      backups.expectedSince !== null,
      `is expected since ${backups.expectedSince}`,
      'nobody runs one every day',
      'timescale-ci stack start-tools backup, or "stack backup --at 02:00" as a service of the host.',
    ],
    [
      'archive',
      archive?.from != null && dataBackups.expectedSince !== null,
      `every moment since ${archive?.from} can be restored`,
      archive?.from == null ? 'no moment can be restored' : 'nobody backs the data up every day',
      env.archive === 'off'
        ? `TIMESCALE_ARCHIVE in the env file: ${docsPage('operations.md#point-in-time-recovery')}`
        : '"timescale-ci stack backup-data --at 03:00" as a service of the host.',
    ],
    [
      'monitoring',
      missing.length === 0,
      'it runs',
      `${missing.join(', ')} do not run`,
      'timescale-ci stack start-tools --monitoring',
    ],
    [
      'alerts',
      Boolean(env.values['TIMESCALE_ALERT_WEBHOOK']) && runs('alertmanager'),
      'they are sent on',
      'nobody is told of an alert',
      'Set TIMESCALE_ALERT_WEBHOOK in the env file: timescale-ci stack start-tools --monitoring',
    ],
  ];
}
