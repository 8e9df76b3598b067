import type { SchemaModel } from '../catalog/model.ts';

/** The part of a schema that its dump holds: without the jobs that cannot run, which no call makes again. */
export function restorable(model: SchemaModel): SchemaModel {
  return { ...model, jobs: model.jobs.filter(({ runnable }) => runnable) };
}
