import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new directory that is removed after the test. To be called within a test. */
export function temporaryDirectory(name: string): string {
  const dir = mkdtempSync(join(tmpdir(), `timescale-ci-${name}-`));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
