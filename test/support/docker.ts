import { describe, inject, test } from 'vitest';
import { DOCKER_SUFFIX } from './docker-suffix.ts';

/** What test/support/docker-setup.ts found before the first test. */
export interface DockerState {
  /** The TimescaleDB image to run: TIMESCALE_CI_TEST_IMAGE, or the one that test/docker/build-image.sh builds. */
  image: string;
  /** Why tests with Docker cannot run; undefined where they can. */
  missing: string | undefined;
  /** TIMESCALE_CI_REQUIRE_DOCKER=1: a suite that cannot run is a failure. */
  required: boolean;
  /** Docker Compose is there, too. */
  compose: boolean;
}

/** The image that tests with Docker run. */
export function dockerImage(): string {
  return inject('docker').image;
}

/**
 * A suite that needs a Docker engine and the test image. Without them it is left out, which the end of the run says, or
 * fails where Docker is required.
 */
export function describeDocker(name: string, suite: () => void): void {
  describeUnless(inject('docker').missing, name, suite);
}

/** The same for a suite that needs Docker Compose, too. */
export function describeCompose(name: string, suite: () => void): void {
  const { missing, compose } = inject('docker');
  describeUnless(missing ?? (compose ? undefined : 'Docker Compose is not installed'), name, suite);
}

function describeUnless(missing: string | undefined, name: string, suite: () => void): void {
  const title = name + DOCKER_SUFFIX;
  if (missing === undefined) {
    describe(title, suite);
  } else if (inject('docker').required) {
    describe(title, () => {
      test('has what it needs', () => {
        throw new Error(`TIMESCALE_CI_REQUIRE_DOCKER=1, but ${missing}`);
      });
    });
  } else {
    describe.skip(title, suite);
  }
}
