import { type Command, InvalidArgumentError, Option } from 'commander';
import { clean, countParts } from '../../stack/clean.ts';
import { followLogs, logs } from '../../stack/logs.ts';
import { promote } from '../../stack/promote.ts';
import { replication } from '../../stack/replication.ts';
import { replicationText } from '../../stack/replication-text.ts';
import { restart } from '../../stack/restart.ts';
import { startServer } from '../../stack/start.ts';
import { startReplica } from '../../stack/start-replica.ts';
import { type Profile, startServices } from '../../stack/start-services.ts';
import { status } from '../../stack/status.ts';
import { statusText } from '../../stack/status-text.ts';
import { stop } from '../../stack/stop.ts';
import { testStack } from '../../stack/test-stack.ts';
import { TUNINGS } from '../../stack/tuning.ts';
import { withCommon, withEngine } from '../options.ts';
import { type BackupFlags, stackBackup } from './backup.ts';
import { confirm } from './confirm.ts';
import { changeStack, ENV_FILE, runAudited, runOnStack, type StackFlags } from './run.ts';
import { type SetupFlags, setupCommand } from './setup.ts';

/** `stack` and its commands. */
export function addStack(program: Command): void {
  const stack = program
    .command('stack')
    .description('a primary, a streaming replica, tools and monitoring on Docker Compose (docs/operations.md)');
  const add = (name: string, description: string): Command =>
    withCommon(
      stack
        .command(name)
        .description(description)
        .option('--env-file <file>', 'settings and passwords of the stack', ENV_FILE),
    );

  add('setup', 'env file with random passwords, volumes, a primary with the init SQL; what is there stays as it is')
    .option('--project <name>', 'name before containers and volumes (default: timescale- and the directory’s name)')
    .option('--image <ref>', 'image of the servers (default: timescale/timescaledb:2.14.2-pg14)')
    .option('--database <name>', 'name of the database (default: trading_data)')
    .addOption(new Option('--tuning <profile>', 'how much the servers may take (default: laptop)').choices(TUNINGS))
    .option('--bind <address>', 'address that the ports are published at (default: 127.0.0.1)')
    .option('--port <port>', 'port of the primary (default: 5432)', port)
    .option('--replica-port <port>', 'port of the replica (default: 5433)', port)
    .addOption(
      new Option('--init <glob>', 'init SQL, even on a database that has tables; repeatable').argParser(
        (value: string, previous: string[] | undefined) => [...(previous ?? []), value],
      ),
    )
    .action((flags: SetupFlags) => runAudited(flags, (world) => setupCommand(flags, world)));

  add('start', 'start the primary').action((flags: StackFlags) =>
    changeStack(flags, async (opened) => {
      const result = await startServer(opened, 'primary');
      return { ok: true, json: { ok: true, ...result } };
    }),
  );

  for (const [name, resync, description] of [
    ['start-replica', false, 'start the replica: slot and base backup where there is none, then wait until it streams'],
    ['restart-replica', true, 'drop the slot of the replica and copy the primary anew'],
  ] as const) {
    add(name, description)
      .option('--yes', 'erase a former primary that is on the replica’s volume')
      .action((flags: StackFlags) =>
        changeStack(flags, async (opened) => {
          const result = await startReplica(opened, { resync, eraseFormer: flags.yes === true });
          return { ok: true, json: { ok: true, ...result } };
        }),
      );
  }

  add('start-tools', 'start pgAdmin and the backup service')
    .option('--monitoring', 'the exporter, Prometheus and Grafana too')
    .action((flags: StackFlags & { monitoring?: boolean }) =>
      changeStack(flags, async (opened) => {
        const profiles: Profile[] = flags.monitoring === true ? ['tools', 'monitoring'] : ['tools'];
        return { ok: true, json: { ok: true, services: await startServices(opened, profiles) } };
      }),
    );

  add('start-all', 'start primary, replica, tools and monitoring').action((flags: StackFlags) =>
    changeStack(flags, async (opened) => {
      const primary = await startServer(opened, 'primary');
      const replica = await startReplica(opened, { resync: false, eraseFormer: false });
      const services = await startServices(opened, ['tools', 'monitoring']);
      return { ok: true, json: { ok: true, primary, replica, services } };
    }),
  );

  add('restart', 'stop what runs and start it again, with what the env file says now').action((flags: StackFlags) =>
    changeStack(flags, async (opened) => ({ ok: true, json: { ok: true, restarted: await restart(opened) } })),
  );

  add('status', 'containers, health, versions, hypertables, sizes, failing jobs, lag')
    .option('--detail', 'tables and the statements that took most time, too')
    .action((flags: StackFlags & { detail?: boolean }) =>
      runOnStack(flags, async (opened) => {
        const result = await status(opened, flags.detail === true);
        return { ok: result.ok, json: result, text: statusText(result), verdict: result.problems.join('\n') };
      }),
    );

  withEngine(
    add('backup', 'the main job on the primary: dump, prove, document, write versioned files')
      .option('--schema-dir <dir>', 'where the versioned files go (default: sql/schema)')
      .option('--no-restore-test', 'do not prove the dump by restoring it')
      .option('--keep <n>', 'keep this many versions, remove older ones', positive)
      .option('--at <time>', 'stay and run every day at this time in UTC, like 02:00')
      .option('--address <host:port>', 'where the primary is reached (default: as it is published)'),
  ).action((flags: BackupFlags) => runAudited(flags, (world) => stackBackup(flags, world)));

  add('test', 'connect, write on the primary, read on the replica, be refused there').action((flags: StackFlags) =>
    runOnStack(flags, async (opened) => {
      const result = await testStack(opened);
      return { ok: result.ok, json: result, verdict: 'docs/operations.md, "Troubleshooting", says what to look at.' };
    }),
  );

  add('replication', 'who receives the log, slots, lag in bytes and seconds').action((flags: StackFlags) =>
    runOnStack(flags, async (opened) => {
      const result = await replication(opened);
      return {
        ok: result.ok,
        json: result,
        text: replicationText(result),
        verdict: result.problems.join('\n'),
      };
    }),
  );

  add('promote', 'make the replica the primary, after fencing the old one')
    .option('--yes', 'do not ask')
    .option('--accept-loss', 'go on although the replica lacks rows of the primary')
    .action((flags: StackFlags & { acceptLoss?: boolean }) =>
      changeStack(flags, async (opened) => {
        const result = await promote(opened, {
          acceptLoss: flags.acceptLoss === true,
          confirm: (what) =>
            confirm(`This is going to ${what}\nType promote to go on: `, 'promote', flags.yes === true),
        });
        return { ok: true, json: { ok: true, ...result } };
      }),
    );

  add('stop', 'stop everything; the data stays').action((flags: StackFlags) =>
    changeStack(flags, async (opened) => ({ ok: true, json: { ok: true, stopped: await stop(opened) } })),
  );

  add('logs', 'what the containers say')
    .argument('[service]', 'one of them alone')
    .option('-f, --follow', 'go on until interrupted')
    .option('--tail <n>', 'how many lines of each', positive, 100)
    .action((service: string | undefined, flags: StackFlags & { follow?: boolean; tail: number }) =>
      runOnStack(flags, async (opened) => {
        if (flags.follow === true) {
          await followLogs(opened, { service, tail: flags.tail });
          return { ok: true, json: { ok: true } };
        }
        const lines = await logs(opened, { service, tail: flags.tail });
        return { ok: true, json: { ok: true, lines }, text: lines.map((line) => `${line}\n`).join('') };
      }),
    );

  add('clean', 'remove containers, volumes and networks, and with them all data')
    .option('--yes', 'do not ask')
    .action((flags: StackFlags) =>
      changeStack(flags, async (opened) => {
        const { project } = opened.env;
        const { containers, volumes } = await countParts(opened);
        if (containers + volumes > 0) {
          await confirm(`This removes all data of ${project}. Type its name to go on: `, project, flags.yes === true);
        }
        return { ok: true, json: { ok: true, removed: await clean(opened) } };
      }),
    );
}

function port(text: string): number {
  const value = positive(text);
  if (value > 65_535) throw new InvalidArgumentError('A port is at most 65535.');
  return value;
}

function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number of at least 1.');
  return value;
}
