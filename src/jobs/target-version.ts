import type { Engine } from '../engine/types.ts';
import type { Settings } from '../settings/schema.ts';

/**
 * The version of TimescaleDB that a schema is meant for: that of the server at hand. Where somebody named an image and the
 * embedded engine stands in for it, its tag says which version will run the schema.
 */
export function targetVersion(engine: Pick<Engine, 'kind' | 'versions'>, settings: Pick<Settings, 'image'>): string {
  const tag = engine.kind === 'embedded' ? /:(\d+\.\d+\.\d+)/.exec(settings.image ?? '')?.[1] : undefined;
  return tag ?? engine.versions.timescaledb;
}
