import { o as __toESM } from "./rolldown-runtime.js";
import { connect } from "node:net";
import { globalAgent } from "node:http";
import { Worker, isMainThread } from "node:worker_threads";
// package.json
var version = "1.0.0";
var homepage = "https://github.com/timescale-ci/timescale-ci#readme";
var repository = {
	"type": "git",
	"url": "git+https://github.com/timescale-ci/timescale-ci.git"
};
// src/documentation.ts
const [major] = version.split(".");
/**
* A page of docs/ at the version that runs, for messages: whoever has the npm package has no docs/.
*
* @param page its path below docs/, with the place in it if need be: `operations.md#security`
*/
function docsPage(page) {
	return `${homepage.replace(/#.*$/, "")}/blob/v${major}/docs/${page}`;
}
// src/errors.ts
/**
* An error that a person caused and can mend: wrong usage, settings, SQL, a missing engine.
* `message` says what and where, `hint` says what to do. `exitCode` follows the command line's contract:
* 1 the check found something, 2 it could not run.
*/
var UserError = class extends Error {
	hint;
	exitCode;
	constructor(message, options = {}) {
		super(message, options.cause === void 0 ? void 0 : { cause: options.cause });
		this.name = "UserError";
		this.hint = options.hint;
		this.exitCode = options.exitCode ?? 2;
	}
};
/** The SQL of a run took longer than it may. */
var SqlLimitError = class extends UserError {
	constructor(seconds) {
		super(`the SQL was given up after ${seconds} s, the time limit`, {
			hint: "Where it needs longer, raise time-limit (seconds).",
			exitCode: 1
		});
		this.name = "SqlLimitError";
	}
};
/** What a role needs for a dump of a live database. */
const RIGHTS_TO_READ = `GRANT pg_read_all_data TO the role, or USAGE on each schema and SELECT on each table of it (${docsPage("dump.md")}).`;
/** What to do where the data of a scratch server has no room. */
const DATA_HINT = "A container's server keeps its data in memory, at most half of it: TIMESCALE_CI_DATA=disk in the environment keeps it on Docker's disk.";
/** The message of anything that was thrown. */
function messageOf(error) {
	if (error instanceof Error && error.name === "SuppressedError" && "suppressed" in error) return messageOf(error.suppressed);
	return error instanceof Error ? error.message : String(error);
}
// src/engine/time-limit.ts
/** Says that something took longer than its limit. */
var TimeLimitError = class extends Error {
	constructor(what, limitMs) {
		super(`${what} did not answer within ${limitMs / 1e3} s`);
		this.name = "TimeLimitError";
	}
};
/** The action's result, or a TimeLimitError after `limitMs`. The action itself is not stopped. */
async function withTimeout(limitMs, what, action) {
	return await until(limitMs, () => new TimeLimitError(what, limitMs), action);
}
/** What all SQL of one server may take together, and so each statement of it; it runs from when the server is there. */
var SqlLimit = class {
	#seconds;
	#end;
	/** @param seconds without one there is no end */
	constructor(seconds = Number.POSITIVE_INFINITY) {
		this.#seconds = seconds;
		this.#end = performance.now() + seconds * 1e3;
	}
	/** Milliseconds, as many as a timer takes with a moment of grace added. */
	get leftMs() {
		return Math.min(this.#end - performance.now(), LONGEST_TIMER_MS);
	}
	error() {
		return new SqlLimitError(this.#seconds);
	}
	/**
	* The work's result, or an error once the time is up.
	*
	* @param stop ends the work; whether or not it does, nobody waits for it
	*/
	async keep(work, stop) {
		const { leftMs } = this;
		if (leftMs <= 0) throw this.error();
		const late = () => {
			stop();
			return this.error();
		};
		return await until(leftMs, late, work);
	}
};
const LONGEST_TIMER_MS = 2 ** 31 - 1 - 6e4;
async function until(ms, late, action) {
	let timer;
	const limit = new Promise((_resolve, reject) => {
		timer = setTimeout(() => reject(late()), ms);
	});
	const working = action();
	working.catch(() => {});
	try {
		return await Promise.race([working, limit]);
	} finally {
		clearTimeout(timer);
	}
}
/** Set by the watchdog once it has asked V8 to break off what runs. */
const FIRED = -1n;
/** Long enough for the watchdog to notice the limit and for V8 to obey. */
const GRACE_MS = 1e3;
/**
* Ends SQL that holds this thread. The embedded server runs in it, so that no timer fires while it is busy: a second thread
* waits for the limit, and has V8 break off what runs here. The server cannot be used afterwards.
*/
var Watchdog = class {
	/** When the work that runs must have ended, in milliseconds of the clock; 0 where nothing runs. */
	#end = new BigInt64Array(new SharedArrayBuffer(8));
	#worker;
	constructor() {
		if (!isMainThread) return;
		this.#worker = new Worker(WATCH, {
			eval: true,
			workerData: this.#end.buffer
		});
		this.#worker.unref();
	}
	/** @throws SqlLimitError where the work takes longer than the limit leaves it */
	async guard(limit, work) {
		const { leftMs } = limit;
		if (leftMs <= 0) throw limit.error();
		let timer;
		const end = new Promise((_, reject) => {
			timer = setTimeout(() => reject(limit.error()), leftMs + GRACE_MS);
		});
		Atomics.store(this.#end, 0, BigInt(Math.round(Date.now() + leftMs)));
		try {
			const result = await Promise.race([work(), end]);
			if (Atomics.exchange(this.#end, 0, 0n) === FIRED) await end;
			return result;
		} finally {
			Atomics.store(this.#end, 0, 0n);
			clearTimeout(timer);
		}
	}
	async stop() {
		await this.#worker?.terminate();
	}
};
/** What the second thread runs: text, since a bundle has no file for it. */
const WATCH = `
const { workerData } = require('node:worker_threads');
const { Session } = require('node:inspector');
const end = new BigInt64Array(workerData);
setInterval(() => {
  const at = Atomics.load(end, 0);
  if (at <= 0n || BigInt(Date.now()) < at || Atomics.compareExchange(end, 0, at, ${FIRED}n) !== at) return;
  const session = new Session();
  session.connectToMainThread();
  session.post('Runtime.terminateExecution', () => session.disconnect());
}, 100);
`;
// src/engine/docker-client.ts
const RUN_LABEL = "timescale-ci.run";
const USUAL_SOCKET = "/var/run/docker.sock";
const ANSWER_WITHIN_MS = 2e3;
/** What testcontainers 12 needs; below, it fails with words that help nobody. */
const OLDEST_NODE = 22;
/**
* testcontainers takes half a second to load, so only a run that wants Docker loads it.
*
* @throws UserError where this Node is too old for it
*/
async function loadTestcontainers() {
	if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) throw new UserError(`Docker needs Node ${OLDEST_NODE} or newer, and this is ${process.version}`, { hint: "Run it by npm, which brings a newer Node along, or use --engine embedded." });
	return import("./build.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
}
/**
* Finds the Docker engine.
*
* @throws UserError where none answers within two seconds
*/
async function dockerClient() {
	const { getContainerRuntimeClient } = await loadTestcontainers();
	try {
		return await withTimeout(ANSWER_WITHIN_MS, "the Docker engine", () => getContainerRuntimeClient());
	} catch (cause) {
		if (cause instanceof TimeLimitError) globalAgent.destroy();
		throw await noDocker(cause);
	}
}
/** Labels by which `removeContainers` finds what a run left behind. */
function runLabels(run) {
	return { [RUN_LABEL]: run };
}
/**
* Removes every container of a run with its volumes: for the action's post step, after a job was killed.
* Where no Docker engine answers there is nothing to remove.
*
* @param run what `startDocker` was given as `label`
* @returns how many containers were removed
*/
async function removeContainers(run) {
	let client;
	try {
		client = await dockerClient();
	} catch {
		return 0;
	}
	const left = await client.container.dockerode.listContainers({
		all: true,
		filters: { label: [`${RUN_LABEL}=${run}`] }
	});
	await Promise.all(left.map(({ Id }) => removeContainer(client.container.getById(Id))));
	return left.length;
}
/** Kills and removes a container with its anonymous volumes. One that is gone, or going, already is fine. */
async function removeContainer(container) {
	try {
		await container.remove({
			force: true,
			v: true
		});
	} catch (error) {
		const status = error.statusCode;
		if (status === 409) await container.wait({ condition: "removed" }).catch(() => {});
		else if (status !== 404) throw error;
	}
}
/**
* Turns testcontainers' own clean-up container off unless somebody chose it: it is an image more to pull, and our
* clean-up does not need it. testcontainers reads the variable when it starts a container.
*
* @param env `process.env`, changed in place by the shell that calls this
*/
function disableRyuk(env) {
	env["TESTCONTAINERS_RYUK_DISABLED"] ??= "true";
}
async function noDocker(cause) {
	if (await socketError(USUAL_SOCKET) === "EACCES") return new UserError(`this user may not use the Docker engine at ${USUAL_SOCKET}`, {
		hint: "Add the user to the group \"docker\" and log in again, or use --engine embedded.",
		cause
	});
	const silent = cause instanceof TimeLimitError;
	return new UserError(silent ? "the Docker engine does not answer within 2 s" : "no Docker engine answers", {
		hint: silent ? "Restart the Docker engine, or use --engine embedded." : "Start the Docker engine (set DOCKER_HOST if it listens elsewhere), or use --engine embedded.",
		cause
	});
}
/** testcontainers does not tell why a socket did not work: the code of the error, undefined where one can connect. */
function socketError(path) {
	return new Promise((resolve) => {
		const socket = connect(path, () => {
			socket.destroy();
			resolve(void 0);
		});
		socket.on("error", (error) => resolve(error.code ?? "unknown"));
	});
}
/** Whether a Docker engine answers, and whether it has the image. Pulls nothing. */
async function inspectDocker(image) {
	try {
		const client = await dockerClient();
		const { Version } = await client.container.dockerode.version();
		if (image === void 0) return {
			answers: true,
			version: Version,
			image: "unasked"
		};
		const { ImageName } = await loadTestcontainers();
		return {
			answers: true,
			version: Version,
			image: await client.image.exists(ImageName.fromString(image)) ? "there" : "absent"
		};
	} catch (error) {
		const hint = error instanceof UserError ? error.hint : void 0;
		return {
			answers: false,
			problem: messageOf(error),
			hint
		};
	}
}
// src/report/words.ts
/** `1 file`, `2 files`, `2 continuous aggregates`; `y` becomes `ies`. */
function plural(count, noun) {
	if (count === 1) return `1 ${noun}`;
	return `${count} ${/[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : /(s|x|ch)$/.test(noun) ? `${noun}es` : `${noun}s`}`;
}
export { repository as _, loadTestcontainers as a, runLabels as c, DATA_HINT as d, RIGHTS_TO_READ as f, docsPage as g, messageOf as h, inspectDocker as i, SqlLimit as l, UserError as m, disableRyuk as n, removeContainer as o, SqlLimitError as p, dockerClient as r, removeContainers as s, plural as t, Watchdog as u, version as v };
