import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { getContainerRuntimeClient, ImageName } from 'testcontainers';
import type { TestProject } from 'vitest/node';
import type { DockerState } from './docker.ts';
import { DOCKER_SUFFIX } from './docker-suffix.ts';

/** A Docker engine that takes longer for a question is as good as none. */
const PATIENCE_MS = 10_000;

/**
 * Runs once before all tests: finds out whether the tests with Docker can run and hands that to them. What it returns
 * runs once after them, and says what was left out.
 */
export default async function setup(root: TestProject): Promise<() => void> {
  const image = process.env['TIMESCALE_CI_TEST_IMAGE'] ?? 'timescale-ci-test:local';
  const required = process.env['TIMESCALE_CI_REQUIRE_DOCKER'] === '1';
  const asked = root.vitest.projects.some(({ name }) => name !== 'unit');
  const missing = asked ? await whatIsMissing(image) : 'unit tests need none';
  const compose = missing === undefined && (await hasCompose());
  root.provide('docker', { image, missing, required, compose });

  return () => {
    if (missing === undefined || required) return;
    const leftOut = root.vitest.state
      .getTestModules()
      .flatMap((module) => [...module.children.allSuites()])
      .filter((suite) => suite.name.endsWith(DOCKER_SUFFIX))
      .map((suite) => suite.name.slice(0, -DOCKER_SUFFIX.length));
    if (leftOut.length > 0) console.error(`Docker tests left out: ${missing}. Left out: ${leftOut.join('; ')}.\n`);
  };
}

/** Docker Compose, as the plugin or as the older command. */
async function hasCompose(): Promise<boolean> {
  const run = promisify(execFile);
  return run('docker', ['compose', 'version'])
    .catch(() => run('docker-compose', ['version']))
    .then(
      () => true,
      () => false,
    );
}

async function whatIsMissing(image: string): Promise<string | undefined> {
  // The same way to an engine as the code under test takes.
  const answer = getContainerRuntimeClient().then(
    async (client) =>
      (await client.image.exists(ImageName.fromString(image)))
        ? undefined
        : `the image ${image} is not there (test/docker/build-image.sh builds it)`,
    () => 'no Docker engine answers',
  );
  const late = new Promise<string>((resolve) => {
    setTimeout(resolve, PATIENCE_MS, `no Docker engine answers within ${PATIENCE_MS / 1000} s`).unref();
  });
  return Promise.race([answer, late]);
}

declare module 'vitest' {
  interface ProvidedContext {
    docker: DockerState;
  }
}
