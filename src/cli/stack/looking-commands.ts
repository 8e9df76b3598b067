import { type Command, Option } from 'commander';
import { docsPage } from '../../documentation.ts';
import { UserError } from '../../errors.ts';
import { checkStack } from '../../stack/check.ts';
import { followLogs, logs } from '../../stack/logs.ts';
import { replication } from '../../stack/replication.ts';
import { replicationText } from '../../stack/replication-text.ts';
import { status } from '../../stack/status.ts';
import { statusText } from '../../stack/status-text.ts';
import { testStack } from '../../stack/test-stack.ts';
import { positive, upTo } from '../options.ts';
import { type ExportFlags, exportCommand } from './export.ts';
import { runOnFile, runOnStack, type StackFlags } from './run.ts';

/** The commands that look at a stack and change nothing. */
export function addLooking(add: (name: string, description: string) => Command): void {
  add('status', 'containers, health, versions, hypertables, sizes, failing jobs, lag')
    .option('--detail', 'tables and the statements that took most time, too')
    .action((flags: StackFlags & { detail?: boolean }) =>
      runOnStack(flags, async (opened) => {
        const result = await status(opened, flags.detail === true);
        return { ok: result.ok, json: result, text: statusText(result), verdict: result.problems.join('\n') };
      }),
    );

  add('check', 'verify each line of the list for a stack that holds the only copy of something').action(
    (flags: StackFlags) =>
      runOnStack(flags, async (opened) => {
        const lines = await checkStack(opened);
        for (const { name, ok, message, hint } of lines) {
          const step = opened.world.reporter.step(name);
          if (ok) step.done(message);
          else step.warn(message, hint === null ? [] : [hint]);
        }
        const open = lines.filter(({ ok }) => !ok).length;
        const verdict = `${open} of ${lines.length} lines are open.`;
        return { ok: open === 0, json: { ok: open === 0, lines }, verdict };
      }),
  );

  add('test', 'connect, write on the primary, read on the replica, be refused there').action((flags: StackFlags) =>
    runOnStack(flags, async (opened) => {
      const result = await testStack(opened);
      return {
        ok: result.ok,
        json: result,
        verdict: `${docsPage('operations.md#troubleshooting')} says what to look at.`,
      };
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

  add('logs', 'what the containers say')
    .argument('[service]', 'one of them alone')
    .option('-f, --follow', 'go on until interrupted')
    .option('--tail <n>', 'how many lines of each', positive, 100)
    .action((service: string | undefined, flags: StackFlags & { follow?: boolean; tail: number }) =>
      runOnStack(flags, async (opened) => {
        if (flags.follow === true) {
          if (flags.json === true) {
            throw new UserError('--follow never ends, so there is no document', {
              hint: 'Leave out --follow or --json.',
            });
          }
          await followLogs(opened, { service, tail: flags.tail });
          return { ok: true, json: { ok: true } };
        }
        const lines = await logs(opened, { service, tail: flags.tail });
        return { ok: true, json: { ok: true, lines }, text: lines.map((line) => `${line}\n`).join('') };
      }),
    );

  add('export', 'what the env file says, as manifests for an operator on Kubernetes; no password is in them')
    .addOption(new Option('--to <operator>', 'which one').choices(['cloudnative-pg']).makeOptionMandatory())
    .option('--image <ref>', 'an image that the operator can run, with TimescaleDB')
    .option('--storage <size>', 'volume of each instance, like 50Gi')
    .option('--instances <n>', 'primary and standbys together (default: 2)', upTo(9))
    .option('-o, --output <file>', 'where to write it (default: standard output)')
    .action((flags: ExportFlags) => runOnFile(flags, (world) => exportCommand(flags, world)));
}
