import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checkOutput } from '../../../src/cli/commands/dump.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

test('where a file cannot be written is told before the work', async () => {
  const dir = temporaryDirectory('output');
  writeFileSync(join(dir, 'file.sql'), '');
  await expect(checkOutput(dir)).rejects.toMatchObject({
    message: `cannot write ${dir}: it is a directory; name a file in it`,
    hint: 'Check the path that -o names.',
  });
  await expect(checkOutput(join(dir, 'file.sql/x.sql'), '--html')).rejects.toMatchObject({
    message: expect.stringContaining('it is no directory'),
    hint: 'Check the path that --html names.',
  });
  await checkOutput(join(dir, 'file.sql'));
  await checkOutput(join(dir, 'new/file.sql'));
});
