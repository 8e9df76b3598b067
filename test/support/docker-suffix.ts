/** Ends the name of every suite that needs Docker, so that the end of a run and .ci/run can tell them. */
export const DOCKER_SUFFIX = ' (Docker)';
