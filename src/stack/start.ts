import { docsPage } from '../documentation.ts';
import { UserError } from '../errors.ts';
import { capital } from '../text.ts';
import { introduceArchive } from './archive.ts';
import { type Connection, explainConnect, isRefusal, tryToConnect } from './connect.ts';
import { findContainer, lastLines } from './containers.ts';
import { requireNoHalfPromotion } from './half-promoted.ts';
import { requireMounts } from './mounts.ts';
import { requireFreePort } from './ports.ts';
import type { Server, Stack } from './stack.ts';
import { renewCertificates } from './tls.ts';
import { waitFor } from './wait.ts';

/** Crash recovery after a hard stop replays up to max_wal_size of log. */
const READY_WITHIN_MS = 180_000;

export interface Started {
  service: Server;
  /** False where it ran already. */
  started: boolean;
  host: string;
  port: number;
}

/**
 * Starts a server and waits until it answers queries. Does nothing where it answers already.
 *
 * @throws UserError where its port is taken or it does not come up, with what it said last
 */
export async function startServer(stack: Stack, service: Server): Promise<Started> {
  const { env, engine, world } = stack;
  const step = world.reporter.step(service);
  await requireMounts(stack);
  const running = (await findContainer(stack, service))?.state === 'running';
  await renewCertificates(stack);
  if (!running) {
    if (service === 'primary') await requireNoHalfPromotion(stack);
    await requireFreePort(stack, service);
    step.update('starting the container');
    await engine.compose(['up', '--detach', '--no-deps', service]);
  }
  step.update('waiting until it answers');
  await using connection = await waitUntilReady(stack, service);
  const [row] = await connection.query<{ server_version: string }>('SHOW server_version');
  const text = `PostgreSQL ${row?.server_version.split(' ')[0]} at ${env.bind}:${env.ports[service]}`;
  if (running) step.unchanged(`runs already: ${text}`);
  else step.done(text);
  if (service === 'primary' && !running) {
    const wrong = await introduceArchive(stack);
    if (wrong !== undefined) world.reporter.warn(`${capital(wrong)}.`);
  }
  return { service, started: !running, host: env.bind, port: env.ports[service] };
}

async function waitUntilReady(stack: Stack, service: Server): Promise<Connection> {
  let last: unknown;
  const connection = await waitFor(
    async () => {
      try {
        return await tryToConnect(stack, service);
      } catch (error) {
        if (isRefusal(error)) throw explainConnect(error, stack, service);
        last = error;
      }
      const container = await findContainer(stack, service);
      if (container?.state !== 'running') throw await notUp(stack, service, container);
      return undefined;
    },
    { withinMs: READY_WITHIN_MS, signal: stack.world.signal },
  );
  if (connection === undefined) throw explainConnect(last, stack, service);
  return connection;
}

const REFUSALS: [RegExp, string][] = [
  [
    /fenced/,
    'Run "timescale-ci stack promote": it finishes a promotion that was cut short, and serves the other volume as the primary.',
  ],
  [
    /holds no data/,
    'Where there was data: "timescale-ci stack promote" where the replica has it, or "timescale-ci stack restore --replace". ' +
      'For a new database: timescale-ci stack setup',
  ],
];

/** Why a container ended instead of starting, in its own words. */
async function notUp(
  stack: Stack,
  service: Server,
  container: { id: string; state: string } | undefined,
): Promise<UserError> {
  const said = container === undefined ? [] : await lastLines(stack, container.id, 40);
  const refusal = said.findLast((line) => line.startsWith('timescale-ci refuses'));
  if (refusal !== undefined) {
    await stack.engine.compose(['stop', service]);
    return new UserError(refusal.replace(/^timescale-ci refuses to start/, 'refused to start'), {
      hint:
        REFUSALS.find(([pattern]) => pattern.test(refusal))?.[1] ??
        `${docsPage('operations.md#troubleshooting')} says what to do about it.`,
    });
  }
  const telling = said.filter((line) => /FATAL|PANIC|ERROR|error:|could not|permission/i.test(line)).slice(-5);
  return new UserError(
    [`the ${service} does not come up`, ...(telling.length > 0 ? telling : said.slice(-5))].join('\n'),
    {
      hint: `"timescale-ci stack logs ${service}" shows all that it said; ${docsPage('operations.md#troubleshooting')} says what it means.`,
    },
  );
}
