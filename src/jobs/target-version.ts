import type { Engine } from '../engine/types.ts';
import type { Settings } from '../settings/schema.ts';

/**
 * The version of TimescaleDB that a schema is meant for. The embedded engine only stands in for the image of the settings,
 * whose tag says which version will run the schema.
 */
export function targetVersion(engine: Pick<Engine, 'kind' | 'versions'>, settings: Pick<Settings, 'image'>): string {
  const tag = engine.kind === 'embedded' ? /:(\d+\.\d+\.\d+)/.exec(settings.image)?.[1] : undefined;
  return tag ?? engine.versions.timescaledb;
}
