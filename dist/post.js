import { m as warning, o as getState, s as info } from "./chunks/vendor~action~post~artifact.js";
import { h as messageOf, s as removeContainers, t as plural } from "./chunks/core~action~post~start.js";
// src/action/post.ts
/** Runs when the job ends, however that came about: removes the containers that a killed run left behind. */
async function post() {
	const run = getState("run");
	if (run === "" || getState("clean") === "true") return;
	try {
		const removed = await removeContainers(run);
		if (removed > 0) info(`Removed ${plural(removed, "container")} that the step left behind.`);
	} catch (error) {
		warning(`Containers of the run ${run} could not be removed: ${messageOf(error)}`);
	}
}
await post();
process.exit();
export {};
