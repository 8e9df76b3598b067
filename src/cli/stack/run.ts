import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { onExit } from '../../engine/cleanup.ts';
import { messageOf } from '../../errors.ts';
import type { Settings } from '../../settings/schema.ts';
import { appendAudit, auditPath } from '../../stack/audit.ts';
import { takeLock } from '../../stack/lock.ts';
import { openStack, type Stack } from '../../stack/stack.ts';
import type { World } from '../../stack/world.ts';
import type { Context } from '../../workflows/context.ts';
import { SETTINGS_FILE } from '../../workflows/init.ts';
import type { Flags } from '../options.ts';
import { type Command, type Outcome, runCommand } from '../run.ts';

export const ENV_FILE = '.env.timescale';

export interface StackFlags extends Flags {
  envFile: string;
  yes?: boolean;
}

export type StackCommand = (stack: Stack, context: Context, settings: Settings) => Promise<Outcome>;

/** Runs a command that looks at a stack and changes nothing. */
export function runOnStack(flags: StackFlags, command: StackCommand): Promise<void> {
  return runCommand(flags, async (settings, context) =>
    command(await openStack(worldOf(flags, context, settings)), context, settings),
  );
}

/** Runs a command that reads the env file and needs no engine. */
export function runOnFile(flags: StackFlags, make: (world: World) => Command): Promise<void> {
  return runCommand(flags, async (settings, context) => make(worldOf(flags, context, settings))(settings, context));
}

/** Runs a command that changes a stack: alone, and noted in the audit log however it ends. */
export function changeStack(flags: StackFlags, command: StackCommand): Promise<void> {
  return changeAlone(flags, (world) => async (settings, context) => command(await openStack(world), context, settings));
}

/** The same for a command that opens the stack by itself. */
export function changeAlone(flags: StackFlags, make: (world: World) => Command): Promise<void> {
  return runAudited(flags, (world) => async (settings, context) => {
    const letGo = await takeLock(`${world.envPath}.lock`);
    const left = onExit(letGo);
    try {
      return await make(world)(settings, context);
    } finally {
      left();
      await letGo();
    }
  });
}

/** Runs a command that leaves a stack as it is and is noted in the audit log all the same. */
export function runAudited(flags: StackFlags, make: (world: World) => Command): Promise<void> {
  return runCommand(flags, async (settings, context) => {
    const world = worldOf(flags, context, settings);
    const note = (outcome: string) => noteInAudit(world, outcome);
    // Nothing is told of a process that is killed: this is what it leaves.
    await note('begun');
    const noted = onExit(() => note('interrupted'));
    try {
      const outcome = await make(world)(settings, context);
      noted();
      await note(outcome.ok ? (outcome.audit ?? 'done') : `failed: ${outcome.verdict ?? ''}`);
      return outcome;
    } catch (error) {
      noted();
      await note(`failed: ${messageOf(error)}`);
      throw error;
    }
  });
}

/** Notes how this command went. */
export function noteInAudit(world: World, outcome: string): Promise<void> {
  return appendAudit(auditPath(world), {
    at: world.now(),
    user: userName(),
    command: process.argv.slice(2).join(' '),
    outcome,
  });
}

/** A container's user may have a number and no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}

function worldOf(flags: StackFlags, { reporter, cwd, now, env, signal }: Context, settings: Settings): World {
  const envPath = resolve(cwd, flags.envFile);
  return {
    ...{ reporter, cwd, now, env, signal, envPath },
    stackDir: stackDirectory(),
    // The backup service has no env file, and its state elsewhere.
    stateDir: env['TIMESCALE_STATE'] ?? `${envPath}.state`,
    settingsPath: resolve(cwd, flags.config ?? SETTINGS_FILE),
    schemaDir: settings['schema-dir'],
  };
}

/** The directory of compose.yaml: beside dist/ in a package, beside src/ in a checkout. */
function stackDirectory(): string {
  for (let dir = import.meta.dirname; ; dir = dirname(dir)) {
    const found = join(dir, 'stack');
    if (existsSync(join(found, 'compose.yaml'))) return found;
    if (dir === dirname(dir)) throw new Error('stack/compose.yaml is not beside the program');
  }
}
