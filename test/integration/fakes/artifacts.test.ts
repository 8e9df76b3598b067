/** @module-tag long */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runStep, type Step } from '../../e2e/support/step.ts';
import { ALREADY_EXISTS, type Artifacts, INTERNAL, QUOTA_REACHED, startArtifacts } from '../../fakes/artifacts.ts';
import { temporaryDirectory } from '../../support/temporary.ts';

/** Uploads files with the real client, in a process of its own since the client speaks on standard output. */
function upload(service: Artifacts, files: Record<string, Buffer>, env = {}): Promise<Step> {
  const dir = temporaryDirectory('upload');
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
  const script = `
    const { DefaultArtifactClient } = await import(${JSON.stringify(import.meta.resolve('@actions/artifact'))});
    const paths = ${JSON.stringify(Object.keys(files).map((path) => join(dir, path)))};
    try {
      const options = { retentionDays: 30, compressionLevel: 0 };
      const made = await new DefaultArtifactClient().uploadArtifact('schema-a', paths, ${JSON.stringify(dir)}, options);
      console.log('made', JSON.stringify(made));
    } catch (error) {
      console.log('failed', error.name, error.message);
    }
    // The client leaves a connection open that nobody answers.
    process.exit();`;
  return runStep(process.execPath, ['--input-type=module', '-e', script], {
    cwd: dir,
    env: { ...service.env, GITHUB_SERVER_URL: 'https://github.com', GITHUB_RETENTION_DAYS: '90', ...env },
    secrets: [],
  });
}

const SMALL = { 'schema_latest.sql': Buffer.from('SELECT 1;\n') };

test('the files arrive as they were, in several blocks', async () => {
  await using service = await startArtifacts();
  const large = Buffer.alloc(20 * 1024 * 1024, 'not very random, ');
  const files = { ...SMALL, 'docs/README_latest.md': Buffer.from('# é\n'), 'large.bin': large };
  const { stdout } = await upload(service, files);
  const [artifact] = service.artifacts;
  expect(artifact).toMatchObject({ id: 42, name: 'schema-a' });
  expect([...(artifact?.files.keys() ?? [])].sort()).toEqual(Object.keys(files).sort());
  for (const [path, content] of Object.entries(files)) expect(artifact?.files.get(path)?.equals(content)).toBe(true);
  expect(stdout).toContain(`"digest":"${artifact?.digest.replace('sha256:', '')}"`);
  const days = ((artifact?.expiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000;
  expect(days).toBeCloseTo(30, 0);
  expect(service.calls).toEqual(['CreateArtifact', 'block', 'block', 'block', 'blocklist', 'FinalizeArtifact']);
});

test('a name is taken once in a run, and the storage has an end', async () => {
  await using service = await startArtifacts();
  await upload(service, SMALL);
  expect((await upload(service, SMALL)).stdout).toMatch(
    /^failed Error Failed to CreateArtifact: .*non-retryable.*\(409\)/m,
  );
  service.script.add('CreateArtifact', ALREADY_EXISTS);
  expect((await upload(service, SMALL)).stdout).toContain('(409) Conflict: an artifact with this name already exists');
  service.script.add('CreateArtifact', QUOTA_REACHED);
  expect((await upload(service, SMALL)).stdout).toMatch(/^failed \w*Error .*storage quota/m);
});

test('a server error is tried again', async () => {
  await using service = await startArtifacts();
  service.script.add('FinalizeArtifact', INTERNAL);
  const { stdout } = await upload(service, SMALL);
  expect(stdout).toMatch(/Attempt 1 of 5 failed with error: Failed request: \(500\)/);
  expect(service.calls.filter((call) => call === 'FinalizeArtifact')).toHaveLength(2);
  expect(service.artifacts).toHaveLength(1);
});

test('a store that does not answer keeps the client waiting', async () => {
  await using service = await startArtifacts();
  service.script.add('block', 'hang');
  const { stdout } = await upload(service, SMALL, { ACTIONS_ARTIFACT_UPLOAD_TIMEOUT_MS: '1500' });
  expect(stdout).toMatch(/^failed Error Upload progress stalled/m);
  expect(service.calls).toEqual(['CreateArtifact', 'block']);
});

test('wrong use is a loud failure', async () => {
  const service = await startArtifacts();
  const { ACTIONS_RESULTS_URL: url, ACTIONS_RUNTIME_TOKEN: token } = service.env;
  const call = (method: string, body: object): Promise<Response> =>
    fetch(`${url}twirp/github.actions.results.api.v1.ArtifactService/${method}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    });
  expect((await call('CreateArtifact', { name: 'a/b', version: 4 })).status).toBe(500);
  expect((await call('DeleteArtifact', {})).status).toBe(500);
  expect((await fetch(`${url}blob/x?comp=block&blockid=YQ==`, { method: 'PUT', body: 'x' })).status).toBe(500);
  expect(service.problems).toHaveLength(3);
  await expect(service[Symbol.asyncDispose]()).rejects.toThrow(
    /used wrongly:[^]*DeleteArtifact is nothing[^]*not the signed one/,
  );
});
