import { type Command, Option } from 'commander';
import { restart } from '../../stack/restart.ts';
import { rotate } from '../../stack/rotate.ts';
import { startServer } from '../../stack/start.ts';
import { startReplica } from '../../stack/start-replica.ts';
import { type Profile, servicesOf, startServices } from '../../stack/start-services.ts';
import { stop } from '../../stack/stop.ts';
import { TUNINGS } from '../../stack/tuning.ts';
import { port } from '../options.ts';
import { changeAlone, changeStack, type StackFlags } from './run.ts';
import { type SetupFlags, setupCommand } from './setup.ts';

/** The commands that make, start and stop what a stack runs. */
export function addRunning(add: (name: string, description: string) => Command): void {
  add('setup', 'env file with random passwords, volumes, a primary with the init SQL; what is there stays as it is')
    .option('--project <name>', 'name before containers and volumes (default: timescale- and the directory’s name)')
    .option('--image <ref>', 'image of the servers (default: timescale/timescaledb:2.14.2-pg14)')
    .option('--database <name>', 'name of the database (default: trading_data)')
    .addOption(
      new Option('--tuning <profile>', 'a preset, or what this machine has: auto (default: laptop)').choices(TUNINGS),
    )
    .option('--bind <address>', 'address that the ports are published at (default: 127.0.0.1)')
    .option('--port <port>', 'port of the primary (default: 5432)', port)
    .option('--replica-port <port>', 'port of the replica (default: 5433)', port)
    .addOption(
      new Option('--init <glob>', 'init SQL, even on a database that has tables; repeatable').argParser(
        (value: string, previous: string[] | undefined) => [...(previous ?? []), value],
      ),
    )
    .action((flags: SetupFlags) => changeAlone(flags, (world) => setupCommand(flags, world)));

  add('start', 'start the primary').action((flags: StackFlags) =>
    changeStack(flags, async (opened) => {
      const result = await startServer(opened, 'primary');
      return { ok: true, json: { ok: true, ...result } };
    }),
  );

  for (const [name, resync, description] of [
    ['start-replica', false, 'start the replica: slot and base backup where there is none, then wait until it streams'],
    ['restart-replica', true, 'copy the primary anew beside the old copy, verify it, and let it take its place'],
  ] as const) {
    add(name, description)
      .option('--yes', 'let a new copy take the place of a former primary on the replica’s volume')
      .option('--erase-first', 'erase what is on the replica’s volume before the new copy is there, to save room')
      .action((flags: StackFlags & { eraseFirst?: boolean }) =>
        changeStack(flags, async (opened) => {
          const result = await startReplica(opened, {
            resync,
            eraseFormer: flags.yes === true,
            eraseFirst: flags.eraseFirst === true,
          });
          return { ok: true, json: { ok: true, ...result } };
        }),
      );
  }

  add('start-tools', 'start pgAdmin and the backup service, or the services that are named')
    .argument('[service...]', 'pgadmin, backup, exporter, node-exporter, prometheus, grafana, alertmanager')
    .option(
      '--monitoring',
      'the exporters, Prometheus, Grafana and, where the env file has a webhook, Alertmanager too',
    )
    .action((named: string[], flags: StackFlags & { monitoring?: boolean }) =>
      changeStack(flags, async (opened) => {
        const usual: Profile[] = named.length === 0 ? ['tools'] : [];
        const profiles: Profile[] = flags.monitoring === true ? [...usual, 'monitoring'] : usual;
        const services = [...named, ...servicesOf(opened, profiles)];
        return { ok: true, json: { ok: true, services: await startServices(opened, services) } };
      }),
    );

  add('rotate', 'new passwords and a new certificate: env file, server, and the containers that hold an old one')
    .argument(
      '[name...]',
      'certificate, or a role: postgres, replicator, timescale_monitor, timescale_backup (default: all of them)',
    )
    .option('--from-file', 'give the roles the passwords that the env file has, instead of new ones')
    .option('--new-authority', 'another authority for the certificate, too: every client needs its file anew')
    .action((names: string[], flags: StackFlags & { fromFile?: boolean; newAuthority?: boolean }) =>
      changeStack(flags, async (opened) => {
        const result = await rotate(opened, {
          names,
          fromFile: flags.fromFile === true,
          newAuthority: flags.newAuthority === true,
        });
        return { ok: true, json: { ok: true, ...result } };
      }),
    );

  add('start-all', 'start primary, replica, tools and monitoring').action((flags: StackFlags) =>
    changeStack(flags, async (opened) => {
      const primary = await startServer(opened, 'primary');
      const replica = await startReplica(opened, { resync: false, eraseFormer: false, eraseFirst: false });
      const services = await startServices(opened, servicesOf(opened, ['tools', 'monitoring']));
      return { ok: true, json: { ok: true, primary, replica, services } };
    }),
  );

  add('restart', 'stop what runs and start it again, with what the env file says now').action((flags: StackFlags) =>
    changeStack(flags, async (opened) => ({ ok: true, json: { ok: true, restarted: await restart(opened) } })),
  );

  add('stop', 'stop everything; the data stays').action((flags: StackFlags) =>
    changeStack(flags, async (opened) => ({ ok: true, json: { ok: true, stopped: await stop(opened) } })),
  );
}
