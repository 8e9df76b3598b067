import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPrerequisites } from '../../../src/dump/prerequisites.ts';
import { disableRyuk, startDocker } from '../../../src/engine/docker.ts';
import { execute } from '../../../src/engine/docker-container.ts';
import type { Engine } from '../../../src/engine/types.ts';
import { makePrerequisites } from '../../../src/proof/restore.ts';
import { upgradeAsText } from '../../../src/report/upgrade-text.ts';
import { SettingsSchema } from '../../../src/settings/schema.ts';
import { exitCodeOf, upgrade } from '../../../src/workflows/upgrade.ts';
import { testContext } from '../../support/context.ts';
import { describeDocker, dockerImage } from '../../support/docker.ts';
import { containersOf } from '../support/images.ts';

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
});
