import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPrerequisites } from '../../../src/dump/prerequisites.ts';
import { disableRyuk, startDocker } from '../../../src/engine/docker.ts';
import { dockerClient } from '../../../src/engine/docker-client.ts';
import { execute } from '../../../src/engine/docker-container.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { makePrerequisites } from '../../../src/proof/restore.ts';
import { upgradeAsText } from '../../../src/report/upgrade-text.ts';
import { SettingsSchema } from '../../../src/settings/schema.ts';
import { dump } from '../../../src/workflows/dump.ts';
import { exitCodeOf, upgrade } from '../../../src/workflows/upgrade.ts';
import { testContext } from '../../support/context.ts';
import { describeDocker, dockerImage } from '../../support/docker.ts';
import { containersOf, removeImage } from '../support/images.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const LABEL = `upgrade-${process.pid}`;
const settings = SettingsSchema.parse({ engine: 'embedded' });

/** What psql says of a file: `psql:FILE:LINE: ERROR:  message`, one a line. */
const SAID = /^psql:\S+?:(\d+): (ERROR|WARNING): {2}(.*)$/;

describeDocker('upgrade', () => {
  let server: Engine;

  beforeAll(async () => {
    disableRyuk(process.env);
    server = await startDocker({ image: dockerImage(), database: 'trading_data', label: LABEL });
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  /** What the container's own psql reports of a dump in a fresh database, as LINE: message. */
  async function psql(text: string): Promise<{ refused: string[]; warned: string[] }> {
    const [container] = await containersOf(LABEL);
    if (container === undefined) throw new Error('the container is gone');
    await using scratch = await server.scratch();
    {
      await using session = await scratch.connect();
      await makePrerequisites(session, readPrerequisites(text), scratch.name, () => {});
    }
    const script = 'base64 -d > /tmp/dump.sql && exec psql -X -q -U postgres -d "$0" -f /tmp/dump.sql >/dev/null';
    const pieces =
      Buffer.from(text)
        .toString('base64')
        .match(/.{1,100000}/g) ?? [];
    const feed = pieces.map((piece) => `printf %s ${piece}`).join('; ');
    const { stderr } = await execute(container, ['bash', '-c', `(${feed}) | ${script}`, scratch.name]);
    const said = stderr
      .split('\n')
      .map((line) => SAID.exec(line))
      .filter((found) => found !== null);
    const of = (severity: string): string[] =>
      said.flatMap(([, line, found, message]) => (found === severity ? [`${line}: ${message}`] : []));
    return { refused: of('ERROR'), warned: of('WARNING') };
  }

  test.each([
    ['the reference schema', ['sql/init/*.sql'], 8],
    ['a schema with one of everything', ['test/support/everything.sql'], 35],
  ])('lists precisely what the container’s psql reports: %s', async (_, init, count) => {
    const context = testContext(ROOT);
    const own = { ...settings, init };
    const result = await upgrade({ to: [dockerImage()], fromSource: true }, own, context);
    const [target] = result.targets;
    const lines = (list: readonly { endLine: number; message: string }[] = []): string[] =>
      list.map(({ endLine, message }) => `${endLine}: ${message.split('\n')[0]}`);
    const said = await psql(result.dump ?? '');
    expect(lines(target?.refusals)).toEqual(said.refused);
    expect(lines(target?.warnings)).toEqual(said.warned);
    expect(said.refused).toHaveLength(count);
    expect(exitCodeOf(result)).toBe(1);
    // Everything that differs is what was refused: the two versions print nothing otherwise.
    expect(target?.changed).toEqual([]);
    expect(target?.lost.length).toBeGreaterThan(0);
    expect(upgradeAsText(result)).toContain(`${count} of ${target?.statements} statements refused`);
  });

  test('updates the extension where the image holds both versions, with what may stop it', async () => {
    const two = await imageOfTwo(dockerImage());
    const directory = mkdtempSync(join(tmpdir(), 'timescale-ci-upgrade-'));
    try {
      mkdirSync(join(directory, 'sql/schema'), { recursive: true });
      const init = ['all.sql'];
      writeFileSync(join(directory, 'all.sql'), SCHEMA);
      const { text } = await dump({ ...settings, init }, testContext(directory));
      const older = text.replace(/TimescaleDB \S+ \(/, 'TimescaleDB 2.19.2 (');
      writeFileSync(join(directory, 'sql/schema/schema_latest.sql'), older);
      const options = { to: [two, two, 'localhost:1/no-such:image'], fromSource: false, chunks: 5000 };
      const result = await upgrade(options, settings, testContext(directory));
      const [target, missing] = result.targets;
      expect(result.targets).toHaveLength(2);
      expect(target?.path).toMatchObject({ from: '2.19.2', to: '2.19.3', state: 'updated', filled: 1, stop: null });
      expect([target?.refusals, target?.changed, target?.updated]).toEqual([[], [], []]);
      // A table and an index each; PostgreSQL's own 64 for each of 100 sessions do not suffice.
      expect(target?.locks).toEqual({ chunks: 5000, needed: 10_000, room: 6400, setting: 100 });
      expect(result.blocks.map(({ object }) => object)).toEqual(['public.tables']);
      expect(missing?.problem?.message).toContain('localhost:1/no-such:image');
      expect(exitCodeOf(result)).toBe(2);
    } finally {
      rmSync(directory, { recursive: true, force: true });
      await removeImage(two);
    }
  });
});

const SCHEMA = `CREATE EXTENSION IF NOT EXISTS timescaledb;
CREATE TABLE public.t (ts timestamptz NOT NULL, v int);
SELECT create_hypertable('public.t', 'ts');
CREATE VIEW public.tables AS SELECT hypertable_name FROM timescaledb_information.hypertables;
`;

/** The files of 2.19.3 under the name of 2.19.2 too: the update script between them is TimescaleDB's own. */
const TWO = `set -e
files=$(pg_config --sharedir)/extension; libraries=$(pg_config --pkglibdir); cd "$files"
sed 's/2[.]19[.]3/2.19.2/g' timescaledb--2.19.3.sql > timescaledb--2.19.2.sql
LC_ALL=C sed 's/2[.]19[.]3/2.19.2/g' "$libraries/timescaledb-2.19.3.so" > "$libraries/timescaledb-2.19.2.so"
chmod 755 "$libraries/timescaledb-2.19.2.so"`;

async function imageOfTwo(base: string): Promise<string> {
  const { dockerode } = (await dockerClient()).container;
  const { Config } = await dockerode.getImage(base).inspect();
  const container = await dockerode.createContainer({ Image: base, User: 'root', Entrypoint: ['bash', '-c', TWO] });
  const name = `timescale-ci-two-${process.pid}`;
  try {
    await container.start();
    const { StatusCode } = await container.wait();
    expect(StatusCode).toBe(0);
    const changes = [
      `ENTRYPOINT ${JSON.stringify(Config.Entrypoint)}`,
      `CMD ${JSON.stringify(Config.Cmd)}`,
      `USER ${Config.User || 'root'}`,
    ];
    await container.commit({ repo: name, tag: 'test', changes: changes.join('\n') });
  } finally {
    await container.remove();
  }
  return `${name}:test`;
}
