import { defineConfig } from 'vitest/config';

/** The long tests run too where all must, and where somebody names what to run: a file, a word of its path, a project. */
const LONG =
  process.env['TIMESCALE_CI_REQUIRE_DOCKER'] === '1' ||
  process.argv.slice(2).some((argument) => argument !== 'run' && !argument.startsWith('-'));

/**
 * What gets a process of its own: what starts many programs, each of which begins with the page tables of a
 * process that has had servers of 400 MB in it, and what sets a variable that testcontainers reads once.
 */
const OWN_PROCESS = [
  'test/integration/data/backup-docker.test.ts',
  'test/integration/docker-failures.test.ts',
  'test/integration/docker-image.test.ts',
  'test/integration/dump/features-docker.test.ts',
  'test/integration/external-engine.test.ts',
  'test/integration/fakes/github.test.ts',
  'test/integration/github/attestation.test.ts',
  'test/integration/history/*.test.ts',
  'test/integration/no-docker.test.ts',
  'test/integration/plan-apply-docker.test.ts',
  'test/integration/silent-docker.test.ts',
  'test/integration/stack/*.test.ts',
  'test/integration/workflows/program.test.ts',
  'test/integration/workflows/publish.test.ts',
  'test/integration/workflows/review.test.ts',
];

/**
 * unit: pure functions, no input or output. integration: a real TimescaleDB (embedded always, Docker when an
 * engine answers). e2e: the committed bundles, spawned as a runner or a person would, and
 * the HTML page in a browser, where there is one.
 *
 * What tries one thing in very many ways on servers of its own is tagged as long.
 */
export default defineConfig({
  test: {
    // Two embedded servers of about 400 MB each, on the two cores of the smallest machine that we promise to fit.
    maxWorkers: 2,
    globalSetup: ['test/support/docker-setup.ts', 'test/support/browser-setup.ts'],
    tags: [{ name: 'long', description: 'One thing in very many ways, on servers of its own.', skip: !LONG }],
    reporters: ['default', 'test/support/slowest-reporter.ts'],
    projects: [
      // Time limits end what hangs; they are no measure of speed on a machine that does other things too.
      {
        extends: true,
        test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000, isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          exclude: OWN_PROCESS,
          // What compiles an embedded server, and starts the first, is most of what a file costs.
          isolate: false,
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', ...OWN_PROCESS],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
});
