import { defineConfig } from 'vitest/config';

/**
 * unit: pure functions, no input or output. integration: a real TimescaleDB (embedded always, Docker when an
 * engine answers). e2e: the committed bundles, spawned as a runner or a person would, and
 * the HTML page in a browser, where there is one.
 */
export default defineConfig({
  test: {
    // Two embedded servers of about 400 MB each, on the two cores of the smallest machine that we promise to fit.
    maxWorkers: 2,
    globalSetup: ['test/support/docker-setup.ts', 'test/support/browser-setup.ts'],
    projects: [
      // Time limits end what hangs; they are no measure of speed on a machine that does other things too.
      { extends: true, test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 60_000 } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 240_000, hookTimeout: 240_000 },
      },
    ],
  },
});
