import * as core from '@actions/core';
import { removeContainers } from '../engine/docker-client.ts';
import { messageOf } from '../errors.ts';
import { plural } from '../report/words.ts';

/** Runs when the job ends, however that came about: removes the containers that a killed run left behind. */
async function post(): Promise<void> {
  const run = core.getState('run');
  if (run === '' || core.getState('clean') === 'true') return;
  try {
    const removed = await removeContainers(run);
    if (removed > 0) core.info(`Removed ${plural(removed, 'container')} that the step left behind.`);
  } catch (error) {
    core.warning(`Containers of the run ${run} could not be removed: ${messageOf(error)}`);
  }
}

await post();
process.exit();
