import type { Stack } from './stack.ts';

/**
 * Keeps the data of the primary, whose server is stopped, from being started as a primary again.
 *
 * @param why for whoever reads the refusal
 * @param lost how many bytes of its log the new primary never got; null where nobody knows
 */
export async function fenceData({ engine }: Stack, why: string, lost: number | null): Promise<void> {
  await engine.compose([
    ...['run', '--rm', '--no-deps', '-T', '--entrypoint', '/bin/sh'],
    ...['primary', '/timescale-ci/fence.sh', why, String(lost ?? 'unknown')],
  ]);
}
