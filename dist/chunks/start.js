import { o as __toESM } from "./rolldown-runtime.js";
import { a as parquetSchema, c as Command, d as InvalidArgumentError, i as parquetMetadataAsync, l as Option, n as asyncBufferFromFile, o as parse$3, r as parquetReadObjects, s as t, t as k, u as CommanderError } from "./vendor~start.js";
import { $ as orderText, $n as text$1, $t as readBack, A as explainDrift, An as classWords, Ar as statementHead, At as imageOf, Bn as blocks, Br as unlessClosing, Bt as Folder, C as diffAsJson, Cn as assertWritable, Cr as bytes$1, Ct as canonicalSource, D as drift, Dr as readRenameHints, Dt as scratchFor, E as sarifOf, Er as resolveRenames, Et as proveOn, F as driftSubject, Fn as CLASSES, Fr as Side, Ft as readScripts, Gn as LATEST_FILE, Gt as startDocker, In as isChangeClass, Ir as isBefore, It as recogniseBelow, J as backup, Kt as connectWriter, L as driftWords$1, Ln as recordOf, Lr as cleanUp, Lt as mountedScripts, M as driftAsMarkdown, Mt as openSource, N as driftAsText, Nn as shortValue, Nr as unquoted, Nt as startEngine, O as driftDocument, Ot as chosenOf, P as driftFindings, Pr as withoutSchema, Pt as orderLines, Qn as healthWords, R as findingsOf, Rn as capital, Rr as cleanUpOnExit, Rt as byNumbers, Sn as compareModels, Sr as quoteLiteral, St as MovedClock, T as diffAsText, Tr as idleRenames, Tt as dumpSource, Ut as embeddedAvailable, V as findRoot, Vt as byBytes, Wt as startAhead, Xn as healthAsMetrics, Yn as healthAsMarkdown, Z as validate, Zn as healthAsText, Zt as readLatest, _ as takeLock$2, _n as readPrerequisites, a as openOperand, an as resolveInit, ar as loadSettings, b as fitsTransaction, bn as diffDocument, br as identifier, c as planAsSql, cn as ScriptError, cr as MOST_DAYS, d as readProgress, dn as _usingCtx, dr as lint, dt as extensionSchema, en as settle, er as words$2, et as docs, f as runBack, fr as RULES, ft as simulationAsText, g as Watch, gn as PREAMBLE, h as takesBack, hn as rowsOf$2, in as runScripts, it as countLint, jn as countWords, jr as configKeys, jt as openLive, k as withoutAnswer, kr as lexemes, kt as imageFor, l as FORGET, ln as Source, lr as loadSettingsOf, m as standingOf, mn as readHeader, n as plan, nn as makePrerequisites, nr as code, nt as simulate, o as readOperandSpec, on as mayBePrinting, or as DEFAULT_IMAGE, p as runPlan, pn as fingerprintOf, pt as createReporter, qt as PgSession, rn as restore$1, s as planAsJson, sn as fillHypertables, sr as SettingsSchema, t as PROOF, tn as statementOf, tr as table$1, u as planId, un as dumpDatabase, ur as checkLintSettings, ut as feedOf, v as isDone, vn as readCatalogue, vr as durationText, w as diffAsMarkdown, wr as count$1, wt as dump, x as partsOf, xn as explainChanges, xr as quoteIdentifier, xt as visible, y as runPart, yr as isIntegerType, yt as displayWidth, z as health, zn as truncate, zr as onExit, zt as takesBack$1 } from "./core~action~start.js";
import { _ as repository$1, g as docsPage, h as messageOf, i as inspectDocker, m as UserError, n as disableRyuk, t as plural, v as version$1 } from "./core~action~post~start.js";
import { t as require_dist } from "./vendor~action~start~index.js";
import { b as string, d as _enum, f as array, g as object, h as number$1, m as literal, n as esm_default, p as boolean, r as require_fastest_levenshtein, x as union, y as strictObject } from "./vendor~action~start.js";
import { t as getExecOutput } from "./vendor~action~post~artifact~start.js";
import { X509Certificate, createCipheriv, createDecipheriv, createHash, createHmac, createPrivateKey, pbkdf2Sync, randomBytes, randomUUID, timingSafeEqual, webcrypto } from "node:crypto";
import { appendFileSync, createReadStream, createWriteStream, existsSync, readFileSync, statSync } from "node:fs";
import { access, appendFile, chmod, constants, mkdir, mkdtemp, open, readFile, readdir, realpath, rename, rm, stat as stat$1, writeFile } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import { basename, delimiter, dirname, isAbsolute, join, posix, relative, resolve, sep } from "node:path";
import { createServer, isIP } from "node:net";
import { Transform, pipeline } from "node:stream";
import { checkServerIdentity } from "node:tls";
import zlib, { createGunzip, createGzip, gzipSync } from "node:zlib";
import { spawn } from "node:child_process";
import { buffer } from "node:stream/consumers";
import { finished, pipeline as pipeline$1 } from "node:stream/promises";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { StringDecoder } from "node:string_decoder";
import { createInterface } from "node:readline/promises";
// src/report/apply-text.ts
/** `7 of 12 done, safe to go back to 4` */
function standingWords({ done, begun, backTo }, all) {
	const words = `${done} of ${all} done${begun ? `, step ${done + 1} begun` : ""}`;
	if (done === 0 && !begun) return words;
	if (backTo === 0) return `${words}, safe to go back to the start`;
	return backTo >= done ? `${words}, no way back` : `${words}, safe to go back to ${backTo}`;
}
/** The result as lines: of a dry run each step with its statements, else where it stands. */
function appliedAsText(result) {
	const { plan, database, dryRun, steps, done, undo, stopped } = result;
	const head = `${database}: plan ${plan.slice(0, 8)}, ${standingWords(result, steps.length)}`;
	if (!dryRun) return `${[head, ...stopped === null ? [] : [`stopped at step ${stopped.step}, ${stopped.title}: ${stopped.message}`]].join("\n")}\n`;
	const indented = (sql) => sql.map((statement) => `           ${statementLine(statement)}`);
	if (undo.length > 0) return `${[
		head,
		...undo.flatMap((one) => [
			"",
			`undo   ${one.step}  ${one.title}`,
			...indented(one.sql)
		]),
		"",
		`Nothing was changed. --yes takes the ${plural(undo.length, "step")} back.`
	].join("\n")}\n`;
	const lines = steps.flatMap(({ title, class: level, message, lock, sql, done: isDone }, i) => [
		"",
		`${isDone ? "done   " : "to do  "}${i + 1}  ${title} (${classWords(level)}; ${lock ?? "no lock to speak of"})`,
		...isDone ? [] : [...message === null ? [] : [`           -- ${message}`], ...indented(sql)]
	]);
	const rest = steps.length - done;
	const foot = rest === 0 ? [] : ["", `Nothing was changed. --yes runs the ${plural(rest, "step")} to do.`];
	return `${[
		head,
		...lines,
		...foot
	].join("\n")}\n`;
}
/** A statement on one line of a terminal; what is longer stands whole in the plan, and in the log of the run. */
function statementLine(statement) {
	const lines = statement.split("\n").length;
	const line = truncate(statement.replaceAll(/\s+/g, " "), 160);
	return line.endsWith("…") && lines > 1 ? `${line} (${lines} lines in the plan)` : line;
}
/** The last line where it did not get to the end. */
function applyVerdict(result) {
	const words = standingWords(result, result.steps.length);
	if (result.stopped !== null) return `Stopped: ${words}. Mend what step ${result.stopped.step} says, and run the same command again: it goes on from there.`;
	return `${words}, but the schema is not the one that the plan leads to: see above.`;
}
// src/plan/document.ts
const Schema = object({
	id: string(),
	fingerprints: object({
		old: string(),
		new: string()
	}),
	steps: array(object({
		title: string(),
		object: string(),
		sql: array(string()),
		class: _enum(CLASSES),
		message: string().nullable(),
		transaction: boolean(),
		lock: string().nullable(),
		check: string().nullable(),
		undo: union([array(string()), string()])
	})),
	refused: array(object({
		object: string(),
		why: string()
	})),
	notes: array(string()),
	proof: object({
		proved: boolean(),
		problems: array(string())
	}).nullable(),
	base: string()
});
/**
* Reads the document of a plan.
*
* @param file how to call it in errors
* @throws UserError where it is none
*/
function readPlan(text, file) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		throw new UserError(`${file} is not JSON`, { hint: HINT });
	}
	const found = Schema.safeParse(value);
	if (found.success) return found.data;
	const [issue] = found.error.issues;
	throw new UserError(`${file} is no plan: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}`, { hint: HINT });
}
const HINT = "Make it by \"timescale-ci plan OLD NEW -o DIR\", and name that directory or its plan.json.";
// src/workflows/apply-compare.ts
/** Compares the live schema with what the plan leaves on its way, on one scratch server, which is started where it is needed. */
var Comparison = class Comparison {
	#plan;
	#dump;
	#start;
	#engine;
	/** As the scratch server prints what is there, and what is expected after so many parts. */
	#schemas = /* @__PURE__ */ new Map();
	/** The same, read back until they print as they were read. */
	#settled = /* @__PURE__ */ new Map();
	constructor(plan, dump, start) {
		this.#plan = plan;
		this.#dump = dump;
		this.#start = start;
	}
	static async open(plan, live, settings, context) {
		try {
			var _usingCtx$27 = _usingCtx();
			const chosen = _usingCtx$27.a(await chosenOf(live, settings, context));
			const dump = await dumpDatabase(chosen.engine.database, chosen.builder, { compared: true });
			const image = imageFor(dump, settings);
			const own = {
				...settings,
				...image === void 0 ? {} : { image }
			};
			return new Comparison(plan, dump, () => startEngine(own, context, "scratch"));
		} catch (_) {
			_usingCtx$27.e = _;
		} finally {
			await _usingCtx$27.d();
		}
	}
	/** The first of these numbers of parts after which the schema is just the live one; undefined where none is. */
	async find(numbers) {
		const { fingerprints, steps } = this.#plan;
		const known = (/* @__PURE__ */ new Map([[partsOf(steps).length, fingerprints.new]])).set(0, fingerprints.old);
		const same = numbers.find((done) => known.get(done) === this.#dump.fingerprint);
		if (same !== void 0) return same;
		for (const done of numbers) if ((await this.driftAfter(done, false)).length === 0) return done;
		for (const done of numbers) if ((await this.driftAfter(done)).length === 0) return done;
	}
	/** The differences from the schema after so many parts. */
	async driftAfter(done, settled = true) {
		const there = await this.#schema("there", settled);
		const expected = await this.#schema(done, settled);
		const version = this.#dump.facts.timescaledb?.version ?? null;
		return explainDrift({
			model: expected.model,
			rows: []
		}, {
			model: there.model,
			rows: []
		}, version);
	}
	async #schema(which, settled) {
		const known = (settled ? this.#settled : this.#schemas).get(which);
		if (known !== void 0) return known;
		this.#engine ??= await this.#start();
		const engine = this.#engine;
		if (settled) {
			const schema = await settle(await this.#schema(which, false), engine);
			this.#settled.set(which, schema);
			return schema;
		}
		const text = which === "there" ? this.#dump.text : this.#plan.base;
		const schema = await this.#built(engine, text, which === "there" ? 0 : which);
		this.#schemas.set(which, schema);
		return schema;
	}
	/** A schema as the scratch server prints it once so much of the plan has run, without what says so. */
	async #built(engine, text, done) {
		try {
			var _usingCtx3 = _usingCtx();
			const { steps } = this.#plan;
			const scratch = _usingCtx3.a(await engine.scratch());
			await restore$1(text, scratch, "the schema");
			await runSome(scratch, steps, partsOf(steps).slice(0, done));
			return await dumpDatabase(scratch);
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
	}
	async [Symbol.asyncDispose]() {
		await this.#engine?.[Symbol.asyncDispose]();
	}
};
async function runSome(database, steps, parts) {
	try {
		var _usingCtx4 = _usingCtx();
		const session = _usingCtx4.a(await database.connect());
		await session.execute(PREAMBLE);
		await session.execute(FORGET);
		for (const part of parts) {
			const step = steps[part.step];
			if (step.object.startsWith("role ") && await isDone(session, step)) continue;
			await runPart(session, part, { database: database.name });
		}
		await session.reset();
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
// src/workflows/apply.ts
/** Runs a plan on a live database, or says what it would do there. */
async function apply(word, options, settings, context) {
	try {
		var _usingCtx$26 = _usingCtx();
		const plan = await readPlanFile(word, context);
		if (!options.unproved) refuseUnproved(plan);
		const url = settings["database-url"];
		if (url === void 0) throw new UserError("there is no database to run the plan on", { hint: "Name it by --database-url postgres://…; without --yes it is only read." });
		const live = _usingCtx$26.a(await openLive(url, {
			...settings,
			"time-limit": Number.POSITIVE_INFINITY
		}, context));
		try {
			var _usingCtx3 = _usingCtx();
			await refuseStranger(_usingCtx3.a(await live.engine.database.connect()));
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
		if (!options.yes) {
			const done = await whereItStands(plan, live, settings, context);
			return resultOf(plan, live, done, true, backTo(plan, done, options));
		}
		const session = _usingCtx$26.a(await connectWriter(url));
		await takeLock$2(session, options.lockTimeout * 1e3, live.engine.database);
		context.reporter.note("It may be stopped at any time: the same command goes on from there.");
		return await applyTo(plan, {
			live,
			session
		}, options, settings, context);
	} catch (_) {
		_usingCtx$26.e = _;
	} finally {
		await _usingCtx$26.d();
	}
}
async function readPlanFile(word, { cwd }) {
	const path = resolve(cwd, word);
	const [file, name] = (await stat$1(path).catch(() => void 0))?.isDirectory() ? [join(path, "plan.json"), join(word, "plan.json")] : [path, word];
	return readPlan(await readFile(file, "utf8").catch((cause) => {
		throw new UserError(`cannot read ${name}: ${messageOf(cause)}`, { hint: "Make it by \"timescale-ci plan OLD NEW -o DIR\", and name that directory or its plan.json." });
	}), name);
}
function refuseUnproved(plan) {
	const refuse = (message, hint) => {
		throw new UserError(message, {
			exitCode: 1,
			hint: `${hint} --unproved runs it all the same.`
		});
	};
	const { refused, proof } = plan;
	if (refused.length > 0) refuse(`the plan is not whole: it lacks ${refused.map(({ object }) => object).join(", ")}`, "Change what could not be planned (see its \"refused\"), plan again.");
	if (proof === null) refuse("the plan is not proved", "Plan again without --no-prove.");
	if (proof?.proved === false) refuse(`the proof of the plan failed: ${proof.problems[0] ?? ""}`, "Change the schema and plan again.");
	if (planId(plan) !== plan.id) refuse("the plan was changed after it was proved: its id is not that of its statements", "Plan again.");
}
/** What is made belongs to whoever makes it; where a schema names no owner, it is the database's. */
async function refuseStranger(session) {
	const [row] = await session.query("SELECT current_user::text AS role, pg_get_userbyid(datdba)::text AS owner FROM pg_database WHERE datname = current_database()");
	if (row === void 0 || row.role === row.owner) return;
	throw new UserError(`the database belongs to ${row.owner}, and the URL connects as ${row.role}`, {
		hint: `What the plan makes would belong to ${row.role}: connect as ${row.owner}, or begin as that role with ?options=-c%20role%3D${encodeURIComponent(row.owner)} in the URL.`,
		exitCode: 1
	});
}
/**
* The step to go back to; null to go on.
*
* @throws UserError where that cannot be gone back to
*/
function backTo({ steps }, parts, { backTo: to }) {
	if (to === void 0) return null;
	const { done, begun, backTo: least } = standingOf(steps, parts);
	const refuse = (message, hint) => {
		throw new UserError(message, {
			exitCode: 1,
			hint
		});
	};
	if (begun) refuse(`step ${done + 1} is begun, and only whole steps are taken back`, "Run it to the end of that step first, without --back-to.");
	if (to > done) refuse(`there is no going back to ${to}: ${done} of ${steps.length} are done`, `Name a step before ${done}.`);
	if (to < least) {
		const step = steps[least - 1];
		const why = typeof step?.undo === "string" ? step.undo : "its undo is in no transaction";
		refuse(`there is no going back to ${to}: step ${least}, ${step?.title}, has no undo (${why})`, `It is safe to go back to ${least}.`);
	}
	return to;
}
/** @param to.session holds the lock */
async function applyTo(plan, to, options, settings, context) {
	const { reporter } = context;
	const all = partsOf(plan.steps).length;
	const before = await whereItStands(plan, to.live, settings, context);
	const back = backTo(plan, before, options);
	const isEnd = before === all && await readProgress(to.session) === null;
	if (back === null ? isEnd : back === standingOf(plan.steps, before).done) return resultOf(plan, to.live, before, false, back);
	const words = (step) => `step ${step + 1} of ${plan.steps.length}`;
	let running;
	let statements = [];
	const [row] = await to.session.query("SELECT pg_catalog.pg_backend_pid()::text AS pid");
	const watch = new Watch(to.live.engine.database, row?.pid ?? "0", (text) => {
		running?.update(text);
		options.log(`-- ${context.now().toISOString()} ${text}\n`);
	});
	options.log(`-- ${context.now().toISOString()} plan ${plan.id} on ${to.live.engine.label}, from part ${before + 1} of ${all}\n`);
	const how = {
		lockTimeoutMs: options.lockTimeout * 1e3,
		retries: options.lockRetries,
		database: to.live.engine.database.name,
		pause: options.pause,
		onStep: (step) => {
			statements = [];
			running = reporter.step(words(step));
			running.update(plan.steps[step]?.title ?? "");
			options.log(`-- ${context.now().toISOString()} ${words(step)}: ${plan.steps[step]?.title}\n`);
		},
		onStatement: (_, statement) => {
			statements.push(statement);
			options.log(`${statement}\n`);
		},
		onStepDone: (step, found) => {
			const title = plan.steps[step]?.title ?? "";
			if (found) running?.unchanged(`${title}: done already`);
			else running?.done(back === null ? title : `${title}: taken back`, statements.map(statementLine));
			options.log(`-- ${context.now().toISOString()} ${words(step)} ${found ? "was done already" : back === null ? "done" : "taken back"}\n`);
		},
		onLocked: (step, retry, reason) => {
			const text = `${words(step)} did not get its lock within ${options.lockTimeout} s${watch.words}: ${reason}`;
			reporter.warn(text, [`It lets the others go on, and tries again (${retry} of ${options.lockRetries}).`]);
			options.log(`-- ${context.now().toISOString()} ${text}\n`);
		}
	};
	let stop;
	try {
		stop = back === null ? await runPlan(to.session, plan, how) : await runBack(to.session, plan, {
			done: before,
			to: back
		}, how);
	} finally {
		await watch.stop();
	}
	if (stop !== null) {
		running?.fail(stop.step.title, [`${stop.message}${watch.words}`]);
		options.log(`-- ${context.now().toISOString()} stopped: ${stop.message}\n`);
	}
	const goal = back === null ? all : partsOf(plan.steps.slice(0, back)).length;
	return await ended(plan, {
		...to,
		back,
		goal
	}, stop, settings, context);
}
/** What became of it: where it stands now, and whether the schema is what it should be after `goal` parts. */
async function ended(plan, { live, session, back, goal }, stop, settings, context) {
	try {
		var _usingCtx4 = _usingCtx();
		if (stop !== null) {
			const progress = await readProgress(session).catch(async () => {
				try {
					var _usingCtx5 = _usingCtx();
					const reader = _usingCtx5.a(await live.engine.database.connect());
					return await readProgress(reader);
				} catch (_) {
					_usingCtx5.e = _;
				} finally {
					await _usingCtx5.d();
				}
			});
			const stopped = {
				step: plan.steps.indexOf(stop.step) + 1,
				title: stop.step.title,
				message: stop.message
			};
			return {
				...resultOf(plan, live, progress?.done ?? 0, false, back),
				stopped
			};
		}
		const step = context.reporter.step("check");
		const comparison = _usingCtx4.a(await Comparison.open(plan, live, settings, context));
		const drift = await comparison.find([goal]) === void 0 ? (await comparison.driftAfter(goal)).map((one) => driftWords(one)) : [];
		const words = back === null ? "the one that the plan leads to" : `the one that it was after step ${back}`;
		if (drift.length === 0) step.done(`the schema is ${words}`);
		else step.fail(`the schema is not ${words}`, drift);
		return {
			...resultOf(plan, live, goal, false, null),
			drift
		};
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
/** @param back the step to go back to; null to go on */
function resultOf(plan, live, done, isDryRun, back) {
	const standing = standingOf(plan.steps, done);
	return {
		plan: plan.id,
		database: live.engine.label.slice(live.engine.label.indexOf(" at ") + 4),
		dryRun: isDryRun,
		...standing,
		steps: plan.steps.map(({ title, class: level, message, lock, sql }, i) => ({
			title,
			class: level,
			message,
			lock,
			sql,
			done: i < standing.done
		})),
		undo: plan.steps.map((step, i) => ({
			step: i + 1,
			title: step.title,
			sql: takesBack(step) ?? []
		})).slice(back ?? standing.done, standing.done).reverse(),
		stopped: null,
		drift: []
	};
}
/**
* How many parts of the plan are done in the database.
*
* @throws UserError where its schema is neither the one that the plan leads from, nor one that the plan left on its way
*/
async function whereItStands(plan, live, settings, context) {
	try {
		var _usingCtx6 = _usingCtx();
		const step = context.reporter.step("compare");
		const parts = partsOf(plan.steps);
		const session = _usingCtx6.a(await live.engine.database.connect());
		const progress = await readProgress(session);
		if (progress !== null && progress.plan !== plan.id) {
			step.fail("another plan is under way");
			throw new UserError(`another plan (${progress.plan.slice(0, 8)}) is under way in this database, this is ${plan.id.slice(0, 8)}`, {
				exitCode: 1,
				hint: "Run apply with the plan.json of that one first, until all of it is done."
			});
		}
		const comparison = _usingCtx6.a(await Comparison.open(plan, live, settings, context));
		if (progress !== null) {
			const { done } = progress;
			const words = standingWords(standingOf(plan.steps, done), plan.steps.length);
			const may = parts[done]?.transaction === false ? [done, done + 1] : [done];
			if (await comparison.find(may) !== void 0) {
				step.done(words);
				return done;
			}
			step.fail(`${words}, but the schema has changed since`);
			throw drifted("the schema has changed since the plan was stopped", await comparison.driftAfter(done), "Take this back, and run it again.");
		}
		const found = await comparison.find([0, parts.length]);
		if (found !== void 0) {
			step.done(found === 0 ? `the schema is the one that the plan leads from: ${plural(plan.steps.length, "step")} to do` : "the schema is the one that the plan leads to: all of it is done");
			return found;
		}
		step.fail("the schema is neither the one that the plan leads from nor the one that it leads to");
		const [from, to] = [await comparison.driftAfter(0), await comparison.driftAfter(parts.length)];
		const hint = "Take this back, or plan again from the database: timescale-ci plan \"$DATABASE_URL\" NEW -o DIR.";
		throw to.length < from.length ? drifted("the database is not what the plan leads to", to, hint) : drifted("the database is not what the plan leads from", from, hint);
	} catch (_) {
		_usingCtx6.e = _;
	} finally {
		await _usingCtx6.d();
	}
}
const SHOWN$1 = 20;
function drifted(message, found, hint) {
	const lines = found.slice(0, SHOWN$1).map((one) => driftWords(one));
	const more = found.length - lines.length;
	return new UserError([
		message,
		...lines,
		...more > 0 ? [`and ${more} more`] : []
	].join("\n"), {
		exitCode: 1,
		hint
	});
}
const SIDES = {
	live: "only there",
	reference: "missing there",
	both: "different"
};
function driftWords(one) {
	return `${SIDES[one.side]}: ${driftSubject(one)}`;
}
// src/cli/options.ts
const DEFAULTS = SettingsSchema.parse({});
/**
* The flags that were given, as settings of the same names; what was not given is left to the settings file. `--no-owner` is
* the setting `no-owner` where there is one, else it turns the setting `owner` off.
*/
function givenSettings(flags) {
	const values = new Map(Object.entries(flags).map(([name, value]) => [kebab(name), value]));
	const given = Object.keys(SettingsSchema.shape).flatMap((name) => {
		const value = values.get(name) ?? (values.get(name.replace(/^no-/, "")) === false ? true : void 0);
		return value === void 0 || value === true && DEFAULTS[name] === true ? [] : [[name, value]];
	});
	return Object.fromEntries(given);
}
function kebab(name) {
	return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
function withSource(command) {
	return command.addOption(new Option("--init <glob>", "init SQL: a file, directory or pattern; repeatable, run in the order given").argParser(collect).conflicts(["databaseUrl", "source"])).addOption(new Option("--source <dir>", "a directory in a migration tool's layout (golang-migrate, Flyway, Prisma …), which is recognised").conflicts("databaseUrl")).option("--database-url <url>", "a live database to read (postgres://…); never written to").option("--include <names>", "schemas (app) and relations (public.metric*) that are wanted; repeatable", collect).option("--exclude <names>", "schemas and relations that are not; repeatable", collect).option("--no-owner", "without owners").option("--no-privileges", "without GRANT and REVOKE").option("--allow-empty", "take a schema that holds nothing, where no script has made anything");
}
function withEngine$1(command) {
	return command.addOption(new Option("--engine <kind>", "where a TimescaleDB comes from (default: auto)").choices([
		"auto",
		"docker",
		"embedded"
	])).option("--image <ref>", "Docker image of the docker engine (default: timescale/timescaledb:2.14.2-pg14)").option("--database <name>", "name of the database that is built (default: trading_data)").option("--time-limit <s>", "seconds after which SQL is given up (default: 1800)", positive);
}
function withSchemaDirectory(command, description) {
	return command.option("--schema-dir <dir>", `${description} (default: sql/schema)`);
}
function withCommon(command) {
	return withOutput(command.option("--config <file>", "settings file (default: timescale-ci.yml, where it exists)"));
}
function withOutput(command) {
	return command.option("--json", "one JSON document on standard output, nothing else there").option("--quiet", "errors only on standard error");
}
/** A port, from text. */
const port = upTo(65535);
/** What reads a whole number of at least 1 that is no larger. */
function upTo(most) {
	return (text) => {
		const value = Number(text);
		if (Number.isInteger(value) && value >= 1 && value <= most) return value;
		throw new InvalidArgumentError(`It must be a whole number from 1 to ${most.toLocaleString("en")}.`);
	};
}
/** A whole number of at least 1, from text. */
function positive(text) {
	const value = Number(text);
	if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("It must be a whole number of at least 1.");
	return value;
}
/** A whole number of at least 0, from text. */
function count(text) {
	const value = Number(text);
	if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError("It must be a whole number.");
	return value;
}
/** Gathers what a flag says each time that it is given. */
function collect(value, previous) {
	return [...previous ?? [], value];
}
// src/proof/promises.ts
/** Everything that a schema holds and that the settings can require; kinds of which there is nothing are left out. */
function promisesOf(model) {
	const hypertables = new Set(model.hypertables.map(({ name }) => name));
	const relations = (forms) => model.relations.filter(({ name, form, partitionBound }) => forms.test(form) && !hypertables.has(name) && partitionBound === null).map(({ name }) => name);
	const all = {
		extensions: model.extensions.map(({ name }) => name),
		schemas: model.schemas.map(({ name }) => name).filter((name) => name !== "public"),
		tables: relations(/table$/),
		hypertables: Object.fromEntries(model.hypertables.map((one) => [one.name, hypertable(model, one)])),
		"continuous-aggregates": Object.fromEntries(model.continuousAggregates.map(({ name }) => [name, {
			refresh: model.jobs.some((job) => job.form === "refresh policy" && job.relation === name),
			...policies(model, name)
		}])),
		views: relations(/^(view|materialized view)$/),
		functions: model.routines.map(({ name }) => name.replaceAll(",", ", ")),
		publications: model.publications.map(({ name }) => name)
	};
	return Object.fromEntries(Object.entries(all).filter(([, some]) => Object.keys(some).length > 0));
}
function hypertable(model, { name, dimensions, columnstore }) {
	const [time, ...others] = dimensions;
	const interval = time?.interval ?? null;
	return {
		...time === void 0 ? {} : { "time-column": time.column },
		...others.length === 0 ? {} : { "space-column": others.map(({ column }) => column).join(", ") },
		...time === void 0 || interval === null ? {} : { "chunk-interval": isIntegerType(time.type) ? Number(interval) : durationText(interval) },
		...columnstore === null ? {} : layout(columnstore),
		...policies(model, name)
	};
}
function layout({ segmentBy, orderBy }) {
	if (segmentBy === null && orderBy === null) return { columnstore: true };
	return {
		...segmentBy === null ? {} : { "segment-by": segmentBy },
		...orderBy === null ? {} : { "order-by": orderBy.map(orderText) }
	};
}
function policies(model, relation) {
	const age = (form) => {
		const job = model.jobs.find((one) => one.form === form && one.relation === relation && one.scheduled);
		const value = configKeys(form, "age", "age since creation").map((key) => job?.config?.[key]).find((one) => one != null);
		return typeof value === "string" || typeof value === "number" ? value : void 0;
	};
	const compress = age("columnstore policy");
	const drop = age("retention policy");
	return {
		...compress === void 0 ? {} : { "compress-after": compress },
		...drop === void 0 ? {} : { "drop-after": drop }
	};
}
// src/settings/starter.ts
var import_dist = require_dist();
/** The first line is for editors, which then complete and check what is written. */
const ABOUT = ` yaml-language-server: $schema=https://unpkg.com/timescale-ci@1/timescale-ci.schema.json
 Settings of timescale-ci. Flags and inputs count before them; every one is described in
 ${docsPage("settings.md")}`;
const LISTED = " In this order: a file that none of these names must be added.";
const UNNAMED = ` image: ${DEFAULT_IMAGE} names what production runs; without it the server at hand judges.`;
const REQUIRED$1 = ` What the schema promises its readers: a run fails when an entry is missing or differs. This is all that it holds
 today; delete what may change without anybody's knowledge.`;
const EXAMPLE = ` What the schema promises its readers: a run fails when an entry is missing or differs.
 require:
   hypertables:
     trading.market_data: { time-column: timestamp, chunk-interval: 7 days, compress-after: 7 days }`;
/** The text of a first `timescale-ci.yml`. */
function starterSettings({ where, image, database, schemaDir, require }) {
	const filled = require !== null && Object.keys(require).length > 0;
	const document = new import_dist.Document({
		...where,
		"schema-dir": schemaDir,
		database,
		image,
		...filled ? { require } : {}
	});
	document.commentBefore = ABOUT;
	comment(document, "schema-dir", " where the versioned dumps and their documentation go");
	comment(document, "image", " what production runs");
	(0, import_dist.visit)(document, { Pair: (_, { key }) => {
		if (!(0, import_dist.isScalar)(key)) return void 0;
		if (key.value === "init" && "init" in where && where.init.length > 1) key.commentBefore = LISTED;
		if (key.value === "database" && image === void 0) key.commentBefore = UNNAMED;
		if (key.value !== "require") return void 0;
		key.commentBefore = REQUIRED$1;
		key.spaceBefore = true;
		return import_dist.visit.SKIP;
	} });
	(0, import_dist.visit)(document, { Seq: (_, node) => {
		node.flow = node.items.map((item) => (0, import_dist.isScalar)(item) ? String(item.value) : "").join(", ").length < 80;
	} });
	if (!filled) document.comment = EXAMPLE;
	return document.toString({
		lineWidth: 0,
		flowCollectionPadding: false
	});
}
function comment(document, key, words) {
	const node = document.get(key, true);
	if ((0, import_dist.isScalar)(node)) node.comment = words;
}
// src/sources/find.ts
/** Statements that build a schema; the second kind tells that it is TimescaleDB's. */
const BUILDS = /\b(create|alter)\s+(or\s+replace\s+)?(unlogged\s+)?(table|schema|extension|type|view|materialized\s+view)\b/i;
const TIMESCALE = /\bcreate_hypertable\b|\btimescaledb\b/i;
/** More scripts than it takes to see what a directory is about. */
const LOOKED_AT = 400;
const USUAL$1 = "sql/init";
/**
* What a project builds its schema from, the likeliest first: the usual place, then what makes hypertables, then what a
* migration tool claims, then what has most scripts.
*/
async function findSources(project) {
	const judged = await Promise.all((await recogniseBelow(project)).map(judge));
	const rank = ({ found, timescale }) => (found.folder.name === USUAL$1 ? 8 : 0) + (timescale ? 4 : 0) + (isPlain(found) ? 0 : isWhole(found) ? 1 : 2);
	const found = judged.filter(({ builds }) => builds).toSorted((a, b) => rank(b) - rank(a) || b.files.length - a.files.length || byBytes(a.found.folder.name, b.found.folder.name)).map(({ found, files }) => ({
		settings: settingsOf(found, files),
		label: `${found.layout.title} in ${found.folder.name}`,
		evidence: found.folder.display(found.evidence),
		files: files.length,
		byHand: isPlain(found) || found.layout.name === "initdb"
	}));
	const given = await givenToImage(project, judged);
	if (given === void 0) return found;
	const at = found.findIndex(({ byHand }) => byHand);
	return at < 0 ? [...found, given] : found.toSpliced(at, 0, given);
}
/** Scripts that a Compose file mounts one by one; undefined where they are all that a directory has, in its order. */
async function givenToImage(project, judged) {
	const scripts = await mountedScripts(project);
	const files = scripts.map(({ file }) => file);
	const texts = await Promise.all(files.map((file) => project.glance(file)));
	if (!texts.some((text) => TIMESCALE.test(text)) || texts.includes("")) return void 0;
	if (judged.some(({ found, files: own }) => {
		const names = own.toSorted(byNumbers).map((file) => found.folder.display(file));
		return JSON.stringify(names) === JSON.stringify(files.map((file) => project.display(file)));
	})) return void 0;
	const from = scripts[0]?.from ?? "";
	return {
		settings: { init: files.map((file) => project.display(file)) },
		label: `the scripts that ${from.replace(/:\d+$/, "")} mounts`,
		evidence: from,
		files: files.length,
		byHand: true
	};
}
async function judge(found) {
	const { folder } = found;
	const files = (await scriptsOf(found)).filter((file) => !takesBack$1(file.slice(file.lastIndexOf("/") + 1)));
	const texts = await Promise.all(files.slice(0, LOOKED_AT).map((file) => folder.glance(file)));
	const timescale = texts.some((text) => TIMESCALE.test(text));
	return {
		found,
		files,
		timescale,
		builds: timescale || texts.some((text) => BUILDS.test(text))
	};
}
async function scriptsOf({ layout, folder, evidence }) {
	if (layout.name === "structure") return [evidence];
	if (layout.name === "initdb") return folder.files(/\.(sql|sh)$/i);
	return layout.name === "plain" ? folder.files(/\.sql$/i) : folder.everyFile(/\.sql$/i);
}
function isPlain({ layout }) {
	return layout.name === "plain";
}
/** What somebody else's migrations make, or what only a first start runs. */
function isWhole({ layout }) {
	return layout.name === "structure" || layout.name === "initdb";
}
/** Plain scripts that a pattern of init finds in their order are one; the rest is a source. */
function settingsOf({ layout, folder, evidence }, files) {
	if (layout.name === "structure") return { source: folder.display(evidence) };
	const inOrder = files.toSorted(byNumbers).every((file, i) => file === files[i]);
	const alike = files.every((file) => file.endsWith(".sql"));
	if (layout.name !== "plain" || !inOrder || !alike) return { source: folder.name };
	return { init: [folder.name === "." ? "*.sql" : `${folder.name}/*.sql`] };
}
// src/sources/programs.ts
/** In the order in which they are believed: a project on Rails may have a package.json. */
const PROGRAMS = [
	{
		title: "Django",
		file: /^manage\.py$/,
		says: /django/i,
		command: "python manage.py migrate"
	},
	{
		title: "Alembic",
		file: /^alembic\.ini$/,
		command: "alembic upgrade head"
	},
	{
		title: "Rails",
		file: /^Rakefile$/,
		says: /rails|Application/,
		command: "bin/rails db:migrate"
	},
	{
		title: "Ecto",
		file: /^mix\.exs$/,
		says: /:ecto/,
		command: "mix ecto.migrate"
	},
	{
		title: "EF Core",
		file: /\.csproj$/,
		says: /EntityFrameworkCore/,
		command: "dotnet ef database update"
	},
	{
		title: "Knex",
		file: /^knexfile\.[cm]?[jt]s$/,
		command: "npx knex migrate:latest"
	},
	{
		title: "Sequelize",
		file: /^package\.json$/,
		says: /"sequelize-cli"/,
		command: "npx sequelize-cli db:migrate"
	},
	{
		title: "TypeORM",
		file: /^(data-?source|ormconfig)\.[cm]?[jt]s$/i,
		says: /typeorm/,
		command: "npx typeorm migration:run -d FILE"
	},
	{
		title: "node-pg-migrate",
		file: /^package\.json$/,
		says: /"node-pg-migrate"/,
		command: "npx node-pg-migrate up"
	},
	{
		title: "MikroORM",
		file: /^package\.json$/,
		says: /"@mikro-orm\/cli"/,
		command: "npx mikro-orm migration:up"
	},
	{
		title: "Kysely",
		file: /^package\.json$/,
		says: /"kysely-ctl"/,
		command: "npx kysely migrate:latest"
	},
	{
		title: "Knex",
		file: /^package\.json$/,
		says: /"knex"/,
		command: "npx knex migrate:latest"
	}
];
/** The migration tool that a project's own program is of, with the command that builds the schema. */
async function findProgram(project) {
	const files = await project.everyFile();
	for (const { title, file, says, command } of PROGRAMS) {
		const named = files.filter((path) => file.test(path.slice(path.lastIndexOf("/") + 1)));
		for (const path of named) {
			if (says !== void 0 && !says.test(await project.glance(path))) continue;
			const evidence = project.display(path);
			const at = evidence.lastIndexOf("/");
			const call = command.replace("FILE", evidence.slice(at + 1));
			return {
				title,
				evidence,
				command: at < 0 ? call : `cd ${evidence.slice(0, at)} && ${call}`
			};
		}
	}
}
// src/sources/surroundings.ts
/** Where a project says what its database is, in the order in which it is believed. */
const FILES = [/^(docker-)?compose[\w.-]*\.ya?ml$/i, /^\.env(\.(example|sample|dist|template|defaults|dev|development))$|^(example|sample)\.env$/i];
const IMAGE = /^\s*(?:-\s*)?(?:.*(?<!\$)[{,]\s*)?image:\s*["']?(\$\{[^}]*timescaledb[^}]*\}|[^\s"'#{]*timescaledb[^\s"'#,}]*)/i;
const DATABASE = /\b(?:POSTGRES_DB|POSTGRES_DATABASE|PGDATABASE|DB_NAME|DATABASE_NAME)["']?\s*[:=]\s*["']?(\$\{[^}]*\}|[^\s"'#,}]+)/;
const URL = /\bpostgres(?:ql)?(?:\+\w+)?:\/\/[^\s"'/]+\/([^\s"'?#]+)/;
/** `${NAME:-value}`, as Compose and shells write a value that the environment may replace. */
const DEFAULTED = /^\$\{\w+:?-([^}]*)\}$/;
const LITERAL = /^[A-Za-z_][\w-]*$/;
const CONNECT = /^\s*\\c(?:onnect)?\s+["']?([^\s"';]+)/;
/** Every server has these; no schema of a project is built in them. */
const SERVERS$1 = /^(postgres|template\d|test)$/;
/** What Compose files, examples of `.env` and workflows say of the database: its name, and the image that it runs on. */
async function readSurroundings(project, workflows) {
	const found = {
		databases: [],
		images: []
	};
	const folders = [project, ...(await project.folders()).map((name) => project.folder(name))];
	for (const pattern of FILES) for (const folder of folders) for (const file of await folder.every(pattern)) read(await folder.glance(file), folder.display(file), found);
	for (const file of await workflows?.files(/\.ya?ml$/) ?? []) if (workflows !== void 0) read(await workflows.glance(file), workflows.display(file), found);
	return found;
}
/** The databases that psql scripts connect to, each once; the one of every server only where they name no other. */
function connectedTo(scripts) {
	const found = [];
	for (const { name, text } of scripts) for (const [index, line] of text.split("\n").entries()) {
		const value = CONNECT.exec(line)?.[1] ?? "";
		if (!LITERAL.test(value) || found.some((one) => one.value === value)) continue;
		found.push({
			value,
			from: `${name}:${index + 1}`
		});
	}
	const own = found.filter(({ value }) => !SERVERS$1.test(value));
	return own.length > 0 ? own : found.filter(({ value }) => value === "postgres");
}
function read(text, file, { databases, images }) {
	const add = (list, raw, line, fits) => {
		const value = DEFAULTED.exec(raw ?? "")?.[1] ?? raw ?? "";
		if (fits.test(value) && !list.some((one) => one.value === value)) list.push({
			value,
			from: `${file}:${line}`
		});
	};
	for (const [index, line] of text.split("\n").entries()) {
		if (/^\s*(#|--)/.test(line)) continue;
		add(images, IMAGE.exec(line)?.[1], index + 1, /^[^${}]+$/);
		const name = DATABASE.exec(line)?.[1] ?? URL.exec(line)?.[1];
		if (name !== void 0 && !SERVERS$1.test(name)) add(databases, name, index + 1, LITERAL);
	}
}
// src/workflows/starter-workflow.ts
/** The text of a workflow that checks pull requests and commits a version after each change, and every night. */
function starterWorkflow({ branch, init, schemaDir, action, program, directory = "" }) {
	const install = program === true ? "      # Install here what the program of \"build:\" needs, such as: - run: npm ci\n" : "";
	const below = (path) => directory === "" ? path : posix.join(directory, path);
	const paths = [
		...new Set(init.map((pattern) => below(directoryOf(pattern)))),
		`!${below(`${schemaDir}/**`)}`,
		below("timescale-ci.yml")
	];
	const own = directory === "" ? "" : `-${slugOf(directory)}`;
	const where = directory === "" ? "" : `        with:\n          working-directory: ${quoted$1(directory)}\n`;
	const list = paths.map((path) => `      - ${quoted$1(path)}`).join("\n");
	return `# Builds the schema on a throwaway TimescaleDB, proves that its dump restores, documents it and commits a version of it.
name: ${directory === "" ? "Database schema" : quoted$1(`Database schema of ${directory}`)}
on:
  push:
    branches: [${quoted$1(branch)}]
    paths:
${list}
  pull_request:
    types: [opened, synchronize, reopened, labeled, unlabeled] # a label may approve what a change does
    paths:
${list}
  schedule:
    - cron: '0 2 * * *' # 02:00 UTC
  workflow_dispatch:
permissions: {}
concurrency:
  group: schema${own}-\${{ github.ref }}
jobs:
  schema:
    runs-on: ubuntu-latest
    permissions:
      contents: write # to commit the version
      pull-requests: write # for the comment on a pull request
    steps:
      - uses: actions/checkout@v7
${install}      - uses: ${action} # pin it to a commit, as any action
${where}`;
}
/** A directory as a part of a name. */
function slugOf(directory) {
	return directory.replace(/[^\w.-]+/g, "-").replace(/^-+|-+$/g, "");
}
/** What changes of a pattern's files touch: its directory, or the file itself. */
function directoryOf(pattern) {
	if (pattern === ".") return "**";
	const wild = pattern.search(/[*?[{]/);
	if (wild < 0) return /\.sql$/i.test(pattern) ? pattern : `${pattern.replace(/\/$/, "")}/**`;
	const directory = pattern.slice(0, pattern.lastIndexOf("/", wild) + 1);
	return directory === "" ? pattern : `${directory}**`;
}
function quoted$1(text) {
	return new import_dist.Document(text).toString({
		defaultStringType: "QUOTE_SINGLE",
		lineWidth: 0
	}).trimEnd();
}
// src/workflows/init.ts
const SETTINGS_FILE = "timescale-ci.yml";
const WORKFLOWS = ".github/workflows";
/**
* Writes a first `timescale-ci.yml`, filled from what the SQL builds, and a workflow. A file that is there stays as it is.
*
* @throws UserError where there is no SQL
*/
async function init(settings, context, options) {
	const { cwd, reporter } = context;
	const fresh = !await isThere(join(cwd, SETTINGS_FILE));
	const root = findRoot(cwd) ?? cwd;
	const directory = relative(root, await realpath(cwd)).split(sep).join("/");
	const workflowPath = join(root, workflowFile(directory));
	if (fresh) await mayWrite(join(cwd, SETTINGS_FILE));
	if (!await isThere(workflowPath)) await mayWrite(workflowPath);
	const { init: patterns, source } = options.named;
	const named = patterns === void 0 && source === void 0 ? void 0 : {
		init: patterns,
		source
	};
	const found = { ...settings };
	let where = settings.source === void 0 ? { init: settings.init } : { source: settings.source };
	if (fresh && named === void 0) {
		where = await findSql(settings, context, options);
		Object.assign(found, { source: void 0 }, where);
	}
	if (fresh) Object.assign(found, await findServer(found, context, options));
	const { require, builds } = fresh ? await firstRun(found, context) : {
		require: null,
		builds: true
	};
	const starter = {
		where,
		image: found.image,
		database: found.database,
		schemaDir: settings["schema-dir"],
		require
	};
	const scripts = "init" in where ? where.init : pathsOf(where.source);
	const paths = settings.build === void 0 ? scripts : ["."];
	const workflow = {
		...starter,
		init: paths,
		branch: await defaultBranch(root),
		directory,
		action: options.action,
		program: settings.build !== void 0
	};
	const files = [];
	for (const [path, text] of [[SETTINGS_FILE, starterSettings(starter)], [relative(cwd, workflowPath), starterWorkflow(workflow)]]) {
		const step = reporter.step("write");
		const written = await writeNew(join(cwd, path), text);
		files.push({
			path,
			status: written ? "written" : "kept"
		});
		if (written) step.done(path);
		else step.unchanged(`${path} was there and is left alone`);
	}
	return {
		init: "init" in where ? where.init : null,
		source: "source" in where ? pathsOf(where.source).join(", ") : null,
		files,
		require,
		builds
	};
}
/** What the project has that a schema can be built from: the likeliest, or what a person chooses. */
async function findSql(settings, { cwd, reporter }, { ask }) {
	const step = reporter.step("find");
	const project = await Folder.open(cwd, cwd, resolve(cwd, settings["schema-dir"]));
	const found = await findSources(project);
	const described = found.map(({ label, evidence, files }) => `${label}  (${plural(files, "script")}; ${evidence})`);
	const first = found[0];
	if (first === void 0) throw new UserError("there is no SQL here that builds a schema, so there is nothing to set up", {
		hint: await programHint(project),
		exitCode: 1
	});
	step.done(described[0] ?? "");
	if (first.byHand) {
		const program = await findProgram(project);
		if (program !== void 0) reporter.warn(`${sentenceOf(program)}: ${wayOf(program)} where they make the schema`);
	}
	if (found.length === 1) return first.settings;
	if (ask === void 0) {
		reporter.warn(`${plural(found.length, "place")} could build the schema; ${first.label} is taken`, [...described.slice(1, 6), "Another is named with --source or --init."]);
		return first.settings;
	}
	return (found[await ask("Which of these builds the schema?", described)] ?? first).settings;
}
async function programHint(project) {
	const program = await findProgram(project);
	const named = "Name it with --init or --source.";
	const how = `${docsPage("sources/programs.md")} says how; or name a database with --database-url`;
	if (program === void 0) return `${named} Where a program makes the schema, ${how}.`;
	return `${sentenceOf(program)}: ${wayOf(program)} and run this again (${how}).`;
}
function sentenceOf({ title, evidence }) {
	return `${evidence} is of ${title}, whose migrations are programs`;
}
function wayOf({ command }) {
	return `write "build: { run: ${command} }" into ${SETTINGS_FILE}`;
}
/** The name of the database and the image, as the project's own files have them. */
async function findServer(settings, { cwd, reporter }, { named, ask }) {
	const workflows = await Folder.open(join(findRoot(cwd) ?? cwd, WORKFLOWS), cwd).catch(() => void 0);
	const { databases, images } = await readSurroundings(await Folder.open(cwd, cwd), workflows);
	const connected = await readScripts(settings, cwd).then(({ scripts }) => connectedTo(scripts), nobody);
	const found = {};
	for (const [key, what, values] of [[
		"database",
		"the database",
		connected.length > 0 ? connected : databases
	], [
		"image",
		"the image",
		images
	]]) {
		if (named[key] !== void 0 || values.length === 0) continue;
		const described = values.map(({ value, from }) => `${value}  (${from})`);
		const chosen = values.length > 1 && ask !== void 0 ? await ask(`Which is ${what}?`, described) : 0;
		const { value, from } = values[chosen] ?? {
			value: settings[key],
			from: ""
		};
		if (value !== void 0) found[key] = value;
		const others = described.filter((_, index) => index !== chosen).map((one) => `not ${one}`);
		reporter.step(key).done(`${value}  (${from})`, others);
	}
	return found;
}
/** What is wrong with the scripts is told where they run. */
function nobody(error) {
	if (error instanceof UserError) return [];
	throw error;
}
/** Shows what a first run would run, in its order, and does so. */
async function firstRun(settings, context) {
	try {
		const { scripts } = await readScripts(settings, context.cwd);
		const lines = orderLines(scripts);
		context.reporter.step("order").done(lines[0] ?? "", lines.slice(1));
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
	}
	return await promises(settings, context);
}
function pathsOf(source) {
	const path = typeof source === "string" ? source : source.path;
	return typeof path === "string" ? [path] : path;
}
/** What the schema holds; null, with a word why, where there is none, it does not build, or no server can be had. */
async function promises(settings, context) {
	try {
		try {
			var _usingCtx$25 = _usingCtx();
			const source = _usingCtx$25.a(await openSource(settings, context));
			const step = context.reporter.step("require");
			const session = _usingCtx$25.a(await source.engine.database.connect());
			const { model } = await readCatalogue(session, source.builder);
			const found = promisesOf(model);
			step.done(counts(found));
			countLint(source, model, settings, context);
			return {
				require: found,
				builds: true
			};
		} catch (_) {
			_usingCtx$25.e = _;
		} finally {
			await _usingCtx$25.d();
		}
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		const isScript = error instanceof ScriptError;
		const [first = "", ...details] = (isScript ? error.render() : messageOf(error)).split("\n");
		context.reporter.error(first, {
			details,
			hint: isScript ? void 0 : error.hint
		});
		context.reporter.step("require").warn("nothing yet: the schema could not be built");
		return {
			require: null,
			builds: error.exitCode !== 1
		};
	}
}
function counts({ hypertables = {}, tables = [], views = [], functions = [], ...rest }) {
	const words = [
		[Object.keys(hypertables).length, "hypertable"],
		[Object.keys(rest["continuous-aggregates"] ?? {}).length, "continuous aggregate"],
		[tables.length, "table"],
		[views.length, "view"],
		[functions.length, "function"]
	].filter(([count]) => count > 0).map(([count, noun]) => plural(count, noun));
	return words.length === 0 ? "nothing: the schema holds nothing yet" : words.join(", ");
}
/** Where GitHub looks for a workflow, below the root of the repository: one for each directory that has a schema. */
function workflowFile(directory) {
	return `${WORKFLOWS}/${["timescale-ci", slugOf(directory)].filter(Boolean).join("-")}.yml`;
}
/** @throws UserError where a file cannot be made, before any work is done for it */
async function mayWrite(path) {
	await assertWritable(dirname(path)).catch((cause) => {
		throw new UserError(`cannot write ${path}: ${messageOf(cause)}`, {
			hint: "Run it in a copy of the repository that you may write to.",
			cause
		});
	});
}
/** Writes a file that is not there. False where it is. */
async function writeNew(path, text) {
	try {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, text, { flag: "wx" });
		return true;
	} catch (cause) {
		if (cause.code === "EEXIST") return false;
		throw new UserError(`cannot write ${path}: ${messageOf(cause)}`, { cause });
	}
}
async function isThere(path) {
	return access(path).then(() => true, () => false);
}
/** The branch that the remote calls its own, else the one that is checked out, else `main`. */
async function defaultBranch(root) {
	for (const file of [".git/refs/remotes/origin/HEAD", ".git/HEAD"]) {
		const text = await readFile(join(root, file), "utf8").catch(() => "");
		const branch = /^ref: refs\/(?:heads|remotes\/origin)\/(\S+)/.exec(text)?.[1];
		if (branch !== void 0) return branch;
	}
	return "main";
}
// src/cli/version.ts
/** The version of timescale-ci. */
const version = version$1;
/** What a workflow names to use the action of this version. */
const actionReference = `${repository$1.url.replace(/^.*github\.com\/|\.git$/g, "")}@v${version.split(".")[0]}`;
// src/cli/where.ts
/**
* The directory that a command works in: where the person stands. `npm run` moves into the package that has the script;
* in a checkout of timescale-ci, called from elsewhere (`npm --prefix`), that would judge the tool's own schema.
*/
function workingDirectory(cwd, env) {
	const { INIT_CWD: stands, npm_package_name: name, npm_package_json: file } = env;
	if (name !== "timescale-ci" || !stands || !file || dirname(file) !== cwd) return cwd;
	return /^\.\.([/\\]|$)/.test(relative(cwd, stands)) ? stands : cwd;
}
/** Says what a run reads: the directory, and the settings file in it or elsewhere. */
function describePlace(cwd, file, exists) {
	const shown = relative(cwd, resolve(cwd, file));
	return `in ${cwd}, ${exists ? `settings of ${shown.startsWith("..") ? file : shown}` : `no ${shown}: default settings`}`;
}
// src/cli/run.ts
/**
* Runs one command as a process: settings, reporter on standard error, result on standard output, exit code by the
* contract (0 done, 1 the check found something, 2 it could not run).
*
* @param writes false for a command that writes nothing, which so cannot say that a mistake kept it from writing
*/
function runCommand(flags, command, writes = true) {
	return runProcess(flags, async (load, context) => command(await load(), context), writes);
}
/** What `runCommand` does, for a command to which settings that do not hold are a finding. */
async function runProcess(flags, work, writes = true) {
	const shell = openShell(flags, writes);
	try {
		process.exitCode = await attempt$1(shell, work);
	} finally {
		await cleanUp();
	}
}
/** Prepares the process: reporter on standard error, clean-up at its end; and says where it is. */
function openShell(flags, writes) {
	const reporter = createReporter({
		write: (text) => process.stderr.write(text),
		terminal: isTerminal(process.stderr),
		colour: layoutOf(process.stderr).colour,
		columns: () => process.stderr.columns,
		now: () => performance.now(),
		everySecond: (work) => {
			const timer = setInterval(work, 1e3).unref();
			return () => clearInterval(timer);
		},
		quiet: flags.quiet === true
	});
	disableRyuk(process.env);
	cleanUpOnExit(process, {
		signal: (name) => reporter.warn(`${name}: cleaning up`),
		crash: (error) => tell(reporter, error, writes)
	});
	const cwd = workingDirectory(process.cwd(), process.env);
	const file = resolve(cwd, flags.config ?? "timescale-ci.yml");
	reporter.heading(`timescale-ci ${version} ${describePlace(cwd, file, existsSync(file))}`);
	return {
		context: {
			reporter,
			cwd,
			now: () => /* @__PURE__ */ new Date(),
			env: process.env
		},
		flags,
		file,
		writes
	};
}
function isTerminal(stream) {
	return stream.isTTY === true && process.env["TERM"] !== "dumb";
}
/** How text is laid out for whoever reads a stream: coloured and wrapped on a terminal, as it is anywhere else. */
function layoutOf(stream) {
	const terminal = isTerminal(stream);
	return {
		colour: terminal && !process.env["NO_COLOR"],
		columns: terminal ? stream.columns : void 0
	};
}
/** Runs the work once, prints what became of it, and gives the exit code. */
async function attempt$1({ context, flags, file, writes }, work) {
	const started = performance.now();
	const { reporter } = context;
	try {
		const load = () => loadSettings(givenSettings(flags), file, flags.config !== void 0, checkLintSettings);
		const outcome = await work(load, context);
		await print(flags.json === true ? `${JSON.stringify(outcome.json, null, 2)}\n` : outcome.text ?? "");
		if (outcome.failure !== void 0) return tell(reporter, outcome.failure, writes);
		const seconds = ((performance.now() - started) / 1e3).toFixed(1);
		reporter.closing(outcome.ok ? `Done in ${seconds} s.` : outcome.verdict ?? "");
		return outcome.ok ? 0 : outcome.exitCode ?? 1;
	} catch (error) {
		await unlessClosing();
		const exitCode = tell(reporter, error, writes);
		if (flags.json === true) await print(`${JSON.stringify({
			ok: false,
			error: describe$1(error)
		}, null, 2)}\n`);
		return exitCode;
	}
}
/** Reports whatever was thrown and gives the exit code. */
function tell(reporter, error, writes) {
	if (error instanceof ScriptError) {
		const [first = "", ...details] = error.render().split("\n");
		reporter.error(first, {
			details,
			hint: `${writes ? "Nothing was written. " : ""}Mend the statement and run again.`
		});
		return error.exitCode;
	}
	if (error instanceof UserError) {
		const [first = "", ...details] = error.message.split("\n");
		reporter.error(first, {
			details,
			hint: error.hint
		});
		return error.exitCode;
	}
	reporter.error(messageOf(error), {
		details: error instanceof Error && error.stack !== void 0 ? stackOf(error.stack) : [],
		hint: "This is a defect of timescale-ci: please report it with the lines above."
	});
	return 2;
}
/** The frames of a stack without the lines of minified libraries, which run to hundreds of kilobytes. */
function stackOf(stack) {
	return stack.split("\n").filter((line) => /^\s+at /.test(line) && line.length < 300).slice(0, 8);
}
function describe$1(error) {
	if (error instanceof ScriptError) {
		const { file, line, column, sqlstate, detail, hint } = error;
		return {
			message: error.reason,
			file,
			line,
			column,
			sqlstate,
			detail,
			hint
		};
	}
	return {
		message: messageOf(error),
		...error instanceof UserError ? { hint: error.hint } : {}
	};
}
/** Waits until the text is written: a process that ends early cuts a pipe short. */
function print(text) {
	if (text === "") return Promise.resolve();
	return new Promise((done, fail) => {
		process.stdout.write(text, (error) => {
			if (error && error.code !== "EPIPE") fail(error);
			else done();
		});
	});
}
// src/cli/commands/dump.ts
/** `dump`: the canonical text, to standard output or a file. */
function addDump(add) {
	withCommon(withEngine$1(withSource(add("dump", "the canonical schema, on standard output by default")).option("-o, --output <file>", "write it to a file"))).action((flags) => runCommand(flags, dumpCommand(flags.output)));
}
const dumpCommand = (output) => async (settings, context) => {
	if (output !== void 0) await checkOutput(resolve(context.cwd, output));
	const { text, fingerprint, model } = await dump(settings, context);
	if (output !== void 0) await writeOutput(resolve(context.cwd, output), text);
	return {
		ok: true,
		json: {
			ok: true,
			fingerprint,
			file: output ?? null,
			hypertables: model.hypertables.length,
			...output === void 0 ? { text } : {}
		},
		...output === void 0 ? { text } : {}
	};
};
/** Finds out before the work that what somebody asked for with a flag cannot be written. */
async function checkOutput(path, flag = "-o") {
	try {
		const there = await stat$1(path).catch(() => void 0);
		if (there?.isDirectory()) throw new Error("it is a directory; name a file in it");
		if (there !== void 0) await access(path, constants.W_OK);
		await assertWritable(dirname(path));
	} catch (cause) {
		throw unwritable(path, flag, cause);
	}
}
/** Writes what somebody asked for with a flag, in a directory that is made where it is missing. */
async function writeOutput(path, text, flag = "-o") {
	try {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, text);
	} catch (cause) {
		throw unwritable(path, flag, cause);
	}
}
function unwritable(path, flag, cause) {
	return new UserError(`cannot write ${path}: ${messageOf(cause)}`, {
		hint: `Check the path that ${flag} names.`,
		cause
	});
}
// src/cli/commands/apply.ts
/** `apply PLAN --database-url URL`: runs a plan, or says what it would do. */
function addApply(add) {
	withCommon(withEngine$1(add("apply", "run a plan on a live database, from where it stands; says what it would do without --yes"))).argument("<plan>", "what plan -o wrote: the directory, or the plan.json in it").option("--database-url <url>", "the live database (postgres://…); only read without --yes").option("--yes", "run it").option("--back-to <step>", "take the steps behind that one back by their undo; 0 for all of them", count).option("--unproved", "run it although it is not proved, or not whole").option("--lock-timeout <s>", "seconds that a statement waits for its lock, and keeps others waiting", positive, 5).option("--lock-retries <n>", "how often it is tried again, after a pause that grows", count, 10).option("--log <file>", "write what is run to a file, at its end, as it is run").action((plan, flags) => runCommand(flags, applyCommand(plan, flags), flags.yes === true));
}
const applyCommand = (plan, { yes = false, unproved = false, log, backTo, lockTimeout, lockRetries }) => async (settings, context) => {
	const file = log === void 0 ? void 0 : resolve(context.cwd, log);
	if (file !== void 0) await checkOutput(file, "--log");
	const result = await apply(plan, {
		yes,
		unproved,
		backTo,
		lockTimeout,
		lockRetries,
		log: (text) => file === void 0 || !yes ? void 0 : appendFileSync(file, text),
		pause: async (ms) => setTimeout$1(ms)
	}, settings, context);
	return {
		ok: result.stopped === null && result.drift.length === 0,
		json: result,
		text: appliedAsText(result),
		verdict: applyVerdict(result)
	};
};
// src/cli/commands/backup.ts
/** `backup`: the main job. */
function addBackup(add) {
	const command = add("backup", "the main job: build, validate, dump, prove, document, write versioned files");
	withSchemaDirectory(withSource(command), "where the versioned files go").option("--no-restore-test", "do not prove the dump by restoring it").option("--keep <n>", "keep this many versions, remove older ones", positive);
	withCommon(withEngine$1(command)).action((flags) => runCommand(flags, backupCommand));
}
const backupCommand = async (settings, context) => {
	const { ok, server, required, dump, proof, version } = await backup(settings, context);
	return {
		ok,
		json: {
			ok,
			server,
			unmet: required.unmet,
			fingerprint: dump?.fingerprint ?? null,
			hypertables: dump?.model.hypertables.length ?? null,
			warnings: dump?.warnings ?? [],
			proof: proof === null ? null : proofJson(proof),
			version: version === null ? null : {
				...version,
				directory: settings["schema-dir"]
			}
		},
		verdict: "Nothing was written."
	};
};
/** A proof without the restored dump itself. */
function proofJson(proof) {
	const { restored: _, error, ...facts } = proof;
	return {
		...facts,
		error: error === null ? null : error.message
	};
}
// src/data/backup/digest.ts
/** What makes a row's text the same in every session. */
const SAME_TEXT = `SET timezone = 'UTC'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'iso_8601'; SET extra_float_digits = 1;
  SET bytea_output = 'hex'; SET client_encoding = 'UTF8'; SET xmloption = 'content'`;
/** The columns of a table that hold something of their own. */
function columnsOf(target) {
	return target.columns.filter(({ generated }) => !generated).map(({ name }) => name);
}
/** The rows of a table by day, in a session that `SAME_TEXT` was run in. */
async function digest(session, target) {
	const day = target.time === null ? `''` : `coalesce(to_char(r.${quoteIdentifier(target.time)}, 'YYYY-MM-DD'), '')`;
	const columns = columnsOf(target).map(quoteIdentifier).join(", ");
	return (await session.query(`SELECT ${day} AS day, count(*)::text AS rows, sum(hashtextextended(r::text, 0)::numeric)::text AS checksum
       FROM (SELECT ${columns} FROM ${target.name}) AS r GROUP BY 1 ORDER BY 1`)).map((row) => ({
		...row,
		rows: Number(row.rows)
	}));
}
/** The days that two digests do not share, for people. */
function digestDifferences(wanted, found) {
	const days = new Map(found.map((one) => [one.day, one]));
	return [...wanted.flatMap(({ day, rows, checksum }) => {
		const other = days.get(day);
		days.delete(day);
		if (other?.checksum === checksum && other.rows === rows) return [];
		return [`${day === "" ? "the table" : day}: ${rows} rows, restored ${other === void 0 ? "none" : `${other.rows}${other.rows === rows ? " of other content" : ""}`}`];
	}), ...[...days.values()].map(({ day, rows }) => `${day}: no row, restored ${rows}`)];
}
// src/data/backup/cipher.ts
/** What OpenSSL's own `enc` takes, so that a backup can be read without us. */
const DECRYPT = "openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -md sha256 -pass env:TIMESCALE_CI_PASSPHRASE";
const ITERATIONS$1 = 6e5;
const MAGIC = Buffer.from("Salted__");
function keyOf(passphrase, salt) {
	const bytes = pbkdf2Sync(passphrase, salt, ITERATIONS$1, 48, "sha256");
	return {
		key: bytes.subarray(0, 32),
		iv: bytes.subarray(32)
	};
}
/** Encrypts a stream in the form of `openssl enc`. */
function encrypt(passphrase) {
	const salt = randomBytes(8);
	const { key, iv } = keyOf(passphrase, salt);
	const cipher = createCipheriv("aes-256-cbc", key, iv);
	let begun = false;
	return new Transform({
		transform(chunk, _, done) {
			if (!begun) this.push(Buffer.concat([MAGIC, salt]));
			begun = true;
			done(null, cipher.update(chunk));
		},
		flush(done) {
			if (!begun) this.push(Buffer.concat([MAGIC, salt]));
			done(null, cipher.final());
		}
	});
}
/** Undoes `encrypt`. The manifest's checksums say whether it was the right passphrase; bad padding says so earlier. */
function decrypt(passphrase) {
	let head = Buffer.alloc(0);
	let decipher;
	const wrong = () => new UserError("the backup cannot be decrypted", {
		hint: "Check TIMESCALE_CI_PASSPHRASE.",
		exitCode: 1
	});
	return new Transform({
		transform(chunk, _, done) {
			if (head === void 0) return done(null, decipher?.update(chunk));
			head = Buffer.concat([head, chunk]);
			if (head.length < 16) return done();
			if (!head.subarray(0, 8).equals(MAGIC)) return done(wrong());
			const { key, iv } = keyOf(passphrase, head.subarray(8, 16));
			decipher = createDecipheriv("aes-256-cbc", key, iv);
			const rest = head.subarray(16);
			head = void 0;
			done(null, decipher.update(rest));
		},
		flush(done) {
			try {
				done(null, decipher?.final());
			} catch {
				done(wrong());
			}
		}
	});
}
/** A seal of a text that only the passphrase makes. */
function seal(text, passphrase, salt) {
	return createHmac("sha256", keyOf(passphrase, salt).key).update(text).digest("hex");
}
/** True where two seals are the same. */
function sameSeal(a, b) {
	const [one, other] = [Buffer.from(a), Buffer.from(b)];
	return one.length === other.length && timingSafeEqual(one, other);
}
// src/data/backup/manifest.ts
const DaySchema = strictObject({
	day: string(),
	rows: number$1(),
	checksum: string()
});
const TableSchema = strictObject({
	/** As SQL writes it. */
	name: string(),
	columns: array(string()),
	/** In the directory of the backup; never a path. */
	file: string().regex(/^[\w.-]+$/),
	bytes: number$1(),
	/** SHA-256 of the file as it lies there. */
	sha256: string(),
	rows: number$1(),
	days: array(DaySchema)
});
const SealedSchema = strictObject({
	format: literal(1),
	database: string(),
	server: string(),
	/** When the snapshot was taken. */
	at: string(),
	/** The snapshot's place in the log. */
	lsn: string(),
	encrypted: boolean(),
	/** The command that decrypts a file, where it is encrypted. */
	decrypt: string().nullable(),
	tables: array(TableSchema)
}).extend({
	salt: string().nullable(),
	seal: string().nullable()
});
const MANIFEST = "manifest.json";
/** The text of a manifest. With a passphrase nobody can change it unseen. */
function manifestText(manifest, passphrase) {
	const salt = passphrase === void 0 ? null : randomBytes(8);
	const sealed = salt === null || passphrase === void 0 ? null : seal(JSON.stringify(manifest), passphrase, salt);
	return `${JSON.stringify({
		...manifest,
		salt: salt?.toString("hex") ?? null,
		seal: sealed
	}, null, 2)}\n`;
}
/**
* Reads the manifest of a backup.
*
* @throws UserError where it is none, or another passphrase sealed it
*/
async function readManifest(directory, name, passphrase) {
	const text = await readFile(join(directory, MANIFEST), "utf8").catch((cause) => {
		throw new UserError(`${name} is no backup of rows: ${messageOf(cause)}`, { hint: "Name a directory that backup-rows made: rows_YYYYMMDD_HHMMSS." });
	});
	const parsed = SealedSchema.safeParse(parse$2(text));
	if (!parsed.success) throw new UserError(`${join(name, MANIFEST)} is damaged`, {
		hint: "Take another backup.",
		exitCode: 1
	});
	const { salt, seal: sealed, ...manifest } = parsed.data;
	if (!manifest.encrypted) return manifest;
	if (passphrase === void 0) throw new UserError(`${name} is encrypted`, { hint: "Put its passphrase into TIMESCALE_CI_PASSPHRASE." });
	if (sameSeal(seal(JSON.stringify(manifest), passphrase, Buffer.from(salt ?? "", "hex")), sealed ?? "")) return manifest;
	throw new UserError(`${name} was made with another passphrase, or its manifest was changed`, {
		hint: "Check TIMESCALE_CI_PASSPHRASE.",
		exitCode: 1
	});
}
function parse$2(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
// src/data/backup/read.ts
/** @throws UserError where a file is not what the manifest says */
async function checkFiles(directory, { tables }) {
	for (const { file, sha256 } of tables) {
		const hash = createHash("sha256");
		await pipeline$1(createReadStream(join(directory, file)), hash).catch((cause) => {
			throw new UserError(`${file} of the backup cannot be read: ${messageOf(cause)}`, {
				hint: "Take another backup.",
				exitCode: 1
			});
		});
		if (hash.digest("hex") === sha256) continue;
		throw new UserError(`${file} of the backup was changed, or is damaged`, {
			hint: "Take another backup.",
			exitCode: 1
		});
	}
}
const PART_CHARACTERS = 5e5;
/** The rows of a table in COPY's text format, in parts of whole lines. */
async function* readRows(directory, { file }, passphrase) {
	const source = createReadStream(join(directory, file));
	const stages = passphrase === void 0 ? [source, createGunzip()] : [
		source,
		decrypt(passphrase),
		createGunzip()
	];
	const text = pipeline(stages, () => {});
	const decoder = new StringDecoder("utf8");
	let part = "";
	for await (const chunk of text) {
		part += decoder.write(chunk);
		if (part.length < PART_CHARACTERS) continue;
		const end = part.lastIndexOf("\n") + 1;
		if (end === 0) continue;
		yield part.slice(0, end);
		part = part.slice(end);
	}
	part += decoder.end();
	if (part !== "") yield part;
}
// src/data/load/stage.ts
/** Where rows wait until all of them are there. */
const STAGING = "timescale_ci_load";
/** Of a row in the staging table: the number of its file, and its line. */
const FILE = "timescale_ci_file";
const LINE = "timescale_ci_line";
/** The staging table of one load. What a run that was cut has put there stays for the next one. */
var Stage = class Stage {
	name;
	/** Last line of each file that is there already. */
	reached;
	/** The groups that are there already. */
	earlier;
	#session;
	#columns;
	#kept;
	#groups;
	#open;
	constructor(session, stage, columns, kept) {
		this.#session = session;
		this.name = stage.name;
		this.reached = stage.reached;
		this.earlier = stage.earlier;
		this.#columns = columns;
		this.#kept = kept;
		this.#groups = stage.earlier.length;
	}
	/**
	* Makes the staging table, or finds that of a run that was cut.
	*
	* @param identity what makes a load the same load: table, files, their sizes and times, mapping
	* @param keep false for one that goes with the session: a dry run
	* @throws UserError where the same load is running
	*/
	static async open(session, target, columns, identity, keep) {
		const id = createHash("sha256").update(JSON.stringify([identity, columns])).digest("hex").slice(0, 16);
		const kept = keep && await mayKeep(session);
		if (kept) await takeLock$1(session, id);
		const name = kept ? `${STAGING}.load_${id}` : `load_${id}`;
		await session.execute(`${kept ? `CREATE UNLOGGED TABLE IF NOT EXISTS ${name}` : `CREATE TEMPORARY TABLE ${name}`} (${definitions(target, columns)});
       ${kept ? "CREATE TABLE IF NOT EXISTS" : "CREATE TEMPORARY TABLE"} ${name}_rejects (file integer, line bigint, reason text, "row" text)`);
		const reached = await session.query(`SELECT ${FILE} AS file, max(${LINE})::text AS line FROM ${name} GROUP BY 1`);
		const earlier = await session.query(`SELECT inhrelid::regclass::text AS name FROM pg_catalog.pg_inherits WHERE inhparent = '${name}'::regclass ORDER BY inhrelid`);
		const stage = {
			name,
			reached: new Map(reached.map(({ file, line }) => [Number(file), Number(line)])),
			earlier: earlier.map((group) => group.name)
		};
		return new Stage(session, stage, columns, kept);
	}
	/** Begins a group of rows, in a table of its own that inherits from the staging table. */
	async #begin() {
		this.#groups++;
		this.#open = `${this.name}_${this.#groups}`;
		await this.#session.execute(`CREATE ${this.#kept ? "UNLOGGED" : "TEMPORARY"} TABLE ${this.#open} () INHERITS (${this.name})`);
	}
	/** Ends the group: its name, for whoever reads it. */
	end() {
		const ended = this.#open;
		this.#open = void 0;
		return ended;
	}
	/** What the server refused of a file in the run that was cut. */
	async rejects(file) {
		return (await this.#session.query(`SELECT line::text AS line, reason, "row" FROM ${this.name}_rejects WHERE file = $1 ORDER BY line`, [file])).map((reject) => ({
			...reject,
			line: Number(reject.line)
		}));
	}
	/**
	* Sends rows of a file. What the server refuses is told, the others stay.
	*
	* @param onReject throws to stop
	*/
	async send(file, rows, onReject) {
		if (rows.length === 0) return;
		if (this.#open === void 0) await this.#begin();
		let size = rows.length;
		for (let at = 0; at < rows.length;) {
			const part = rows.slice(at, at + size);
			const refused = await this.#copy(file, part);
			if (refused === void 0) {
				at += part.length;
				size *= 2;
				continue;
			}
			if (refused.index > 0) await this.#copy(file, part.slice(0, refused.index));
			const row = part[refused.index];
			const reject = {
				line: row.line,
				reason: refused.reason,
				row: row.copy
			};
			if (this.#kept) await this.#session.query(`INSERT INTO ${this.name}_rejects VALUES ($1, $2, $3, $4)`, [
				file,
				row.line,
				reject.reason,
				reject.row
			]);
			onReject(reject);
			at += refused.index + 1;
			size = Math.max(64, size >> 3);
		}
	}
	async #copy(file, rows) {
		const columns = [
			...this.#columns,
			FILE,
			LINE
		].map(quoteIdentifier).join(", ");
		const text = rows.map(({ copy, line }) => `${copy}\t${file}\t${line}\n`).join("");
		try {
			await this.#session.copyIn(`COPY ${this.#open} (${columns}) FROM STDIN`, text);
			return;
		} catch (error) {
			const { code = "", where = "" } = error;
			const line = /^COPY [^\n]*, line (\d+)/m.exec(where)?.[1];
			if (line === void 0 || !/^(22|23|42804)/.test(code)) throw error;
			return {
				index: Number(line) - 1,
				reason: reasonOf$1(error)
			};
		}
	}
	/** Removes it, and the schema where nothing else waits. */
	async drop() {
		if (!this.#kept) return;
		await this.#session.execute(`DROP TABLE IF EXISTS ${this.name}, ${this.name}_rejects CASCADE`);
		await this.#session.execute(`DROP SCHEMA ${STAGING}`).catch(() => {});
	}
};
function definitions(target, columns) {
	return [
		...target.columns.filter(({ name }) => columns.includes(name)).map(({ name, type, required }) => `${quoteIdentifier(name)} ${type}${required ? " NOT NULL" : ""}`),
		`${FILE} integer NOT NULL`,
		`${LINE} bigint NOT NULL`,
		...target.checks.filter((check) => check.columns.every((name) => columns.includes(name))).map(({ name, definition }) => `CONSTRAINT ${quoteIdentifier(name)} ${definition.replace(/ NOT VALID$/, "")}`)
	].join(", ");
}
/** A role that may make no schema gets no resumption, only a load. */
async function mayKeep(session) {
	try {
		await session.execute(`CREATE SCHEMA IF NOT EXISTS ${STAGING}`);
		return true;
	} catch (error) {
		if (error.code === "42501") return false;
		throw error;
	}
}
async function takeLock$1(session, id) {
	const [row] = await session.query(`SELECT pg_catalog.pg_try_advisory_lock(pg_catalog.hashtextextended(${quoteLiteral(`${STAGING} ${id}`)}, 0)) AS mine`);
	if (row?.mine === true) return;
	throw new UserError("another run is loading the same files into the same table", {
		hint: "Wait until it has ended. One that was killed lets go within moments, once the server notices.",
		exitCode: 1
	});
}
function reasonOf$1(error) {
	const column = /, column ([^\n:]+)(?:: |$)/m.exec(error.where ?? "")?.[1];
	const message = messageOf(error).replace(/^new row for relation "[^"]+" violates/, "violates").replace(/ in column "([^"]+)" of relation "[^"]+" violates/, " in $1 violates");
	return column === void 0 ? message : `${column}: ${message}`;
}
// src/data/load/target.ts
const TABLE = `SELECT c.oid::text AS oid, n.nspname AS schema, c.relname AS name, c.relkind::text AS kind
  FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.oid = pg_catalog.to_regclass($1)`;
const COLUMNS$1 = `SELECT a.attname AS name, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
       pg_catalog.format_type(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END, NULL) AS base,
       a.attnotnull AS required, (a.atthasdef OR a.attidentity <> '' OR NOT a.attnotnull) AS optional,
       a.attgenerated <> '' AS generated
  FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
 WHERE a.attrelid = $1::oid AND a.attnum > 0 AND NOT a.attisdropped
 ORDER BY a.attnum`;
/** Only what ON CONFLICT can be told by its columns: no expressions, no condition, not deferred. */
const KEYS = `SELECT array_to_json(ARRAY(
         SELECT a.attname FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (number, place)
           JOIN pg_catalog.pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.number
          WHERE k.place <= i.indnkeyatts ORDER BY k.place))::text AS columns
  FROM pg_catalog.pg_index AS i
 WHERE i.indrelid = $1::oid AND i.indisunique AND i.indimmediate AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
 ORDER BY i.indisprimary DESC, i.indexrelid
 LIMIT 1`;
const CHECKS = `SELECT o.conname AS name, pg_catalog.pg_get_constraintdef(o.oid) AS definition,
       array_to_json(ARRAY(SELECT a.attname FROM pg_catalog.pg_attribute AS a
                            WHERE a.attrelid = o.conrelid AND a.attnum = ANY (o.conkey)))::text AS columns
  FROM pg_catalog.pg_constraint AS o
 WHERE o.conrelid = $1::oid AND o.contype = 'c'
 ORDER BY o.conname`;
const TIME = `SELECT column_name::text AS name FROM timescaledb_information.dimensions
 WHERE hypertable_schema = $1 AND hypertable_name = $2 AND dimension_number = 1`;
/**
* Reads what a load must know of its table.
*
* @throws UserError where there is no such table
*/
async function readTarget(session, table) {
	const hint = "Name it by --table schema.table, or by data.table in the settings; build the schema first.";
	const [found] = await session.query(TABLE, [table]).catch((cause) => {
		throw new UserError(`"${table}" is no table's name`, {
			hint,
			cause
		});
	});
	if (found === void 0) throw new UserError(`there is no table ${table}`, { hint });
	if (![
		"r",
		"p",
		"f"
	].includes(found.kind)) throw new UserError(`${table} is no table`, { hint });
	const { oid, schema, name } = found;
	const columns = await session.query(COLUMNS$1, [oid]);
	const [key] = await session.query(KEYS, [oid]);
	const checks = await session.query(CHECKS, [oid]);
	const [time] = await session.query(TIME, [schema, name]).catch(() => []);
	return {
		name: `${identifier(schema)}.${identifier(name)}`,
		columns,
		key: key === void 0 ? [] : JSON.parse(key.columns),
		checks: checks.map((check) => ({
			...check,
			columns: JSON.parse(check.columns)
		})),
		time: time?.name ?? null
	};
}
// src/data/load/upsert.ts
/**
* Brings the rows of a staging table into their table, in one transaction: all of them, or none. Rows that are there
* as they are, are not touched, so that loading again writes nothing and opens no compressed chunk.
*
* @param stage the staging table, as SQL writes it
*/
async function upsert(session, target, stage, options) {
	await session.execute("BEGIN");
	try {
		const counts = await upsertWithin(session, target, stage, options);
		await session.execute(options.dryRun ? "ROLLBACK" : "COMMIT");
		return counts;
	} catch (error) {
		await session.execute("ROLLBACK").catch(() => {});
		throw error;
	}
}
/** The same within a transaction of the caller's. */
async function upsertWithin(session, target, stage, { columns, onConflict, dryRun }) {
	const sql = statements(target, stage, columns, onConflict);
	await session.execute(`ANALYZE ${stage}`);
	await session.execute(`SET LOCAL work_mem = '128MB'`);
	const [limit] = await session.query(`SELECT name FROM pg_catalog.pg_settings WHERE name = 'timescaledb.max_tuples_decompressed_per_dml_transaction'`);
	if (limit !== void 0) await session.execute(`SET LOCAL ${limit.name} = 0`);
	const total = await number(session, `SELECT count(*)::text AS n FROM ${stage}`);
	const distinct = await number(session, sql.distinct);
	const [existing, same] = await number(session, sql.anyThere) > 0 ? await pair$1(session, sql.there) : [0, 0];
	const counts = {
		inserted: distinct - existing,
		updated: onConflict === "update" ? existing - same : 0,
		unchanged: onConflict === "update" ? same : existing,
		duplicates: total - distinct
	};
	if (!dryRun && counts.inserted + counts.updated > 0) await session.execute(sql.upsert);
	return counts;
}
/**
* @throws UserError where nothing tells whether a row is there already
*/
function checkKey(target, columns) {
	const hint = "A load that may be repeated knows its rows by a primary key or a unique constraint whose columns all come from the file.";
	if (target.key.length === 0) throw new UserError(`${target.name} has no primary key`, { hint });
	const missing = target.key.filter((name) => !columns.includes(name));
	if (missing.length > 0) throw new UserError(`nothing fills ${missing.join(", ")} of the key of ${target.name}`, { hint });
}
function statements(target, stage, columns, onConflict) {
	const list = (names, prefix = "") => names.map((name) => prefix + quoteIdentifier(name)).join(", ");
	const key = list(target.key);
	const values = columns.filter((name) => !target.key.includes(name));
	const all = list(columns);
	const time = target.time !== null && columns.includes(target.time) ? quoteIdentifier(target.time) : null;
	const bounds = time === null ? "true" : `t.${time} BETWEEN (SELECT min(${time}) FROM ${stage}) AND (SELECT max(${time}) FROM ${stage})`;
	const last = `(SELECT DISTINCT ON (${key}) ${all} FROM ${stage} ORDER BY ${key}, ${FILE} DESC, ${LINE} DESC)`;
	const isThere = `(${list(target.key, "t.")}) = (${list(target.key, "s.")}) AND ${bounds}`;
	const row = (prefix) => `ROW(${list(values, prefix)})`;
	const differs = (a, b) => values.length === 0 ? "false" : `${row(a)} IS DISTINCT FROM ${row(b)}`;
	const updates = values.map((name) => `${quoteIdentifier(name)} = excluded.${quoteIdentifier(name)}`).join(", ");
	const action = onConflict === "update" && values.length > 0 ? `DO UPDATE SET ${updates} WHERE ${differs("t.", "excluded.")}` : "DO NOTHING";
	return {
		distinct: `SELECT count(*)::text AS n FROM (SELECT FROM ${stage} GROUP BY ${key}) AS s`,
		anyThere: `SELECT count(*)::text AS n FROM (SELECT FROM ${target.name} AS t WHERE ${bounds} LIMIT 1) AS t`,
		there: `SELECT count(*)::text AS n, (count(*) FILTER (WHERE NOT ${differs("t.", "s.")}))::text AS m
              FROM ${last} AS s JOIN ${target.name} AS t ON ${isThere}`,
		upsert: `INSERT INTO ${target.name} AS t (${all}) SELECT ${all} FROM ${last} AS s
              WHERE NOT EXISTS (SELECT FROM ${target.name} AS t WHERE ${isThere} AND NOT ${differs("t.", "s.")})
             ON CONFLICT (${key}) ${action}`
	};
}
async function number(session, sql) {
	const [row] = await session.query(sql);
	return Number(row?.n ?? 0);
}
async function pair$1(session, sql) {
	const [row] = await session.query(sql);
	return [Number(row?.n ?? 0), Number(row?.m ?? 0)];
}
// src/data/backup/restore.ts
/**
* Brings the rows of a backup into their tables: all tables in one transaction. Into empty tables it is proved by the
* checksums of every day before it is committed.
*
* @throws UserError where the backup or a table does not fit; nothing is changed then
*/
async function restoreRows(session, manifest, options) {
	const { directory, mode, dryRun } = options;
	await checkFiles(directory, manifest);
	await session.execute(SAME_TEXT);
	await session.execute("BEGIN");
	try {
		const restored = [];
		for (const [at, table] of manifest.tables.entries()) {
			options.onTable(table.name);
			const target = await readTarget(session, table.name);
			checkColumns(target, table);
			checkKey(target, table.columns);
			if (mode === "empty") await checkEmpty(session, target);
			const stage = `timescale_ci_restore_${at}`;
			await fillStage(session, target, table, stage, options);
			const counts = await upsertWithin(session, target, stage, {
				columns: table.columns,
				onConflict: mode === "backup-wins" ? "update" : "keep",
				dryRun
			});
			if (mode === "empty" && !dryRun) await checkDigest(session, target, table.days);
			const { inserted, updated, unchanged } = counts;
			restored.push({
				name: target.name,
				rows: table.rows,
				inserted,
				updated,
				unchanged
			});
		}
		await session.execute(dryRun ? "ROLLBACK" : "COMMIT");
		return restored;
	} catch (error) {
		await session.execute("ROLLBACK").catch(() => {});
		throw error;
	}
}
function checkColumns(target, { columns }) {
	const missing = columns.filter((name) => !target.columns.some((column) => column.name === name && !column.generated));
	if (missing.length === 0) return;
	throw new UserError(`${target.name} has no column ${missing.join(", ")}, which the backup has`, {
		hint: "Restore into a database with the schema that the backup was made of.",
		exitCode: 1
	});
}
async function checkEmpty(session, target) {
	const [row] = await session.query(`SELECT FROM ${target.name} LIMIT 1`);
	if (row === void 0) return;
	throw new UserError(`${target.name} is not empty`, {
		hint: "Choose who wins: --mode backup-wins or --mode table-wins; --dry-run counts what either would do.",
		exitCode: 1
	});
}
async function fillStage(session, target, table, stage, { directory, passphrase }) {
	const list = table.columns.map(quoteIdentifier).join(", ");
	await session.execute(`CREATE TEMPORARY TABLE ${stage} ON COMMIT DROP AS SELECT ${list}, 0 AS ${FILE} FROM ${target.name} WITH NO DATA;
     ALTER TABLE ${stage} ALTER ${FILE} SET DEFAULT 0, ADD COLUMN ${LINE} bigint GENERATED ALWAYS AS IDENTITY`);
	await copyRows(session, stage, table, directory, passphrase);
	const [row] = await session.query(`SELECT count(*)::text AS n FROM ${stage}`);
	if (Number(row?.n) === table.rows) return;
	throw new UserError(`the backup has ${row?.n} rows of ${table.name}, and its manifest says ${table.rows}`, {
		hint: "Take another backup.",
		exitCode: 1
	});
}
/** Copies the rows of a backup into a table. */
async function copyRows(session, name, table, directory, passphrase) {
	const list = table.columns.map(quoteIdentifier).join(", ");
	for await (const part of readRows(directory, table, passphrase)) await session.copyIn(`COPY ${name} (${list}) FROM STDIN`, part);
}
/** @throws UserError where a table does not hold what it should */
async function checkDigest(session, target, days) {
	const differences = digestDifferences(days, await digest(session, target));
	if (differences.length === 0) return;
	throw new UserError([`${target.name} restored is not what was backed up:`, ...differences.slice(0, 5)].join("\n"), {
		hint: "A trigger may change rows as they come in. Nothing was kept.",
		exitCode: 1
	});
}
// src/data/backup/write.ts
/**
* Writes all rows of some tables as they are at one moment: what one transaction has written is in all of them or in
* none. Rows come by SELECT, from chunks of every kind.
*
* @returns the manifest, which is the caller's to write
*/
async function writeRows(session, options) {
	await session.execute(SAME_TEXT);
	await session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
	const targets = [];
	for (const table of options.tables) targets.push(await readTarget(session, table));
	const [moment] = await session.query(`SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at, current_database()::text AS database,
            (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END)::text AS lsn`);
	const tables = [];
	for (const target of targets) {
		options.onTable(target.name);
		tables.push(await writeTable(session, target, options));
	}
	await session.execute("COMMIT");
	const encrypted = options.passphrase !== void 0;
	return {
		format: 1,
		database: moment?.database ?? "",
		server: options.server,
		at: moment?.at ?? "",
		lsn: moment?.lsn ?? "",
		encrypted,
		decrypt: encrypted ? DECRYPT : null,
		tables
	};
}
async function writeTable(session, target, { directory, passphrase }) {
	const days = await digest(session, target);
	const file = `${target.name.replaceAll(/[^\w.]/g, "_")}.copy.gz${passphrase === void 0 ? "" : ".enc"}`;
	const hash = createHash("sha256");
	let bytes = 0;
	const counted = new Transform({ transform(chunk, _, done) {
		hash.update(chunk);
		bytes += chunk.length;
		done(null, chunk);
	} });
	const columns = columnsOf(target);
	const list = columns.map(quoteIdentifier).join(", ");
	const sorted = target.key.length === 0 ? "" : ` ORDER BY ${target.key.map(quoteIdentifier).join(", ")}`;
	const gzip = createGzip();
	const out = createWriteStream(join(directory, file), {
		flags: "wx",
		mode: 384,
		flush: true
	});
	const stages = passphrase === void 0 ? [
		gzip,
		counted,
		out
	] : [
		gzip,
		encrypt(passphrase),
		counted,
		out
	];
	if (session.copyOut === void 0) throw new Error("this session cannot copy out");
	try {
		await Promise.all([pipeline$1(stages), session.copyOut(`COPY (SELECT ${list} FROM ${target.name}${sorted}) TO STDOUT`, gzip)]);
	} catch (cause) {
		if (cause.syscall === void 0) throw cause;
		throw new UserError(`the backup cannot be written: ${messageOf(cause)}`, {
			hint: "Make room, or name another directory by -o.",
			exitCode: 1,
			cause
		});
	}
	const rows = days.reduce((sum, day) => sum + day.rows, 0);
	return {
		name: target.name,
		columns,
		file,
		bytes,
		sha256: hash.digest("hex"),
		rows,
		days
	};
}
// src/data/load/csv.ts
/** Longest row: a quote that is never closed must not take the memory. */
const LONGEST_BYTES = 1e6;
/** After these nobody can say where the next row begins. */
const FATAL = {
	CSV_QUOTE_NOT_CLOSED: "a quote is not closed",
	CSV_INVALID_CLOSING_QUOTE: "something follows a closing quote; a quote within a quoted field is written twice",
	CSV_MAX_RECORD_SIZE: "a row is longer than a megabyte, as where a quote is not closed"
};
/**
* The rows of a CSV file in batches, the header's fields first.
*
* @param name as messages call the file
* @param onReject told of rows that cannot be taken apart
* @throws UserError with the line, where the file is cut off or its quotes do not match
*/
async function* readCsv(text, name, onReject) {
	const parser = parse$3({
		bom: true,
		max_record_size: LONGEST_BYTES,
		record_delimiter: [
			"\r\n",
			"\n",
			"\r"
		],
		relax_column_count: true,
		skip_records_with_error: true
	});
	let fatal;
	const broken = (line, reason, hint) => new UserError(`${name}:${line}  ${reason}`, {
		hint,
		exitCode: 1
	});
	const skipped = /* @__PURE__ */ new Set();
	parser.on("skip", (error) => {
		const line = error.lines ?? 0;
		skipped.add(line);
		const why = FATAL[error.code];
		if (why === void 0) onReject({
			line,
			reason: error.message.replace(/ at line \d+.*$/, ""),
			row: ""
		});
		else fatal ??= broken(line, why, "What comes after it cannot be told apart: mend the line, and load again.");
	});
	text.on("error", (cause) => parser.destroy(cause));
	text.pipe(parser);
	let line = 0;
	try {
		let batch = [];
		for await (const fields of parser) {
			if (fatal !== void 0) throw fatal;
			line++;
			while (skipped.delete(line)) line++;
			for (const field of fields) if (field.includes("\n")) line += field.split("\n").length - 1;
			if (fields.length === 1 && fields[0] === "") continue;
			batch.push({
				line,
				fields
			});
			if (batch.length < BATCH$1) continue;
			yield batch;
			batch = [];
		}
		if (fatal !== void 0) throw fatal;
		yield batch;
	} catch (cause) {
		const { code } = cause;
		if (cause instanceof UserError || code === void 0 || !/^(Z_|ZSTD_|ERR_ZSTD|ERR_BUFFER|ERR_ZLIB)/.test(code)) throw cause;
		throw broken(line, `the compressed file is cut off or damaged: ${messageOf(cause)}`, "Fetch it again.");
	} finally {
		text.destroy();
		parser.destroy();
	}
}
const BATCH$1 = 2e3;
// src/data/load/direct.ts
/**
* The way of rows into their table while more of them are read: in a transaction of its own, which ends with the load. It
* takes rows that are new, each of them once. The first that is there already ends it, and `upsert` does it all.
*/
var Direct = class {
	#session;
	#target;
	#columns;
	#work;
	#failure;
	constructor(session, target, columns) {
		this.#session = session;
		this.#target = target;
		this.#columns = columns.map(quoteIdentifier).join(", ");
		this.#work = session.execute("BEGIN ISOLATION LEVEL READ COMMITTED").catch((error) => {
			this.#failure = error;
		});
	}
	/** @param group a staging table that no more rows come into */
	offer(group) {
		this.#work = this.#work.then(async () => {
			if (this.#failure !== void 0) return;
			const { name, time } = this.#target;
			const sorted = time === null ? "" : ` ORDER BY ${quoteIdentifier(time)}`;
			await this.#session.execute(`INSERT INTO ${name} (${this.#columns}) SELECT ${this.#columns} FROM ${group}${sorted}`).catch((error) => {
				this.#failure = error;
			});
		});
	}
	/** True once all that was offered is in the table for good; false where nothing is. */
	async finish() {
		await this.#work;
		if (this.#failure === void 0) {
			await this.#session.execute("COMMIT");
			return true;
		}
		await this.abandon();
		return false;
	}
	/** Takes all of it back. */
	async abandon() {
		this.#failure ??= "abandoned";
		await this.#work;
		await this.#session.execute("ROLLBACK").catch(() => {});
	}
};
// src/data/load/open.ts
/** What nobody reads here, by its first bytes, and what to do with it. */
const OTHERS = [
	[
		"504b0304",
		"a zip archive",
		"Unpack it first: unzip FILE."
	],
	[
		"425a68",
		"compressed by bzip2",
		"Decompress it first: bunzip2 FILE."
	],
	[
		"fd377a58",
		"compressed by xz",
		"Decompress it first: unxz FILE."
	],
	[
		"fffe",
		"in UTF-16",
		"Convert it first: iconv -f UTF-16 -t UTF-8 FILE."
	],
	[
		"feff",
		"in UTF-16",
		"Convert it first: iconv -f UTF-16 -t UTF-8 FILE."
	]
];
/**
* What a file holds.
*
* @param path absolute
* @param name as messages call it
* @throws UserError where it cannot be read, is empty, or is in a form that is not read here
*/
async function kindOf(path, name) {
	const head = await firstBytes(path, name);
	if (head === "") throw new UserError(`${name} is empty: it has not even a header`, {
		hint: "Fetch it again.",
		exitCode: 1
	});
	if (head.startsWith("1f8b")) return "gzip";
	if (head === "28b52ffd") return "zstd";
	if (head === "50415231") return "parquet";
	for (const [bytes, what, hint] of OTHERS) if (head.startsWith(bytes)) throw new UserError(`${name} is ${what}`, {
		hint,
		exitCode: 1
	});
	return "text";
}
/** The first four bytes, as hexadecimal digits. */
async function firstBytes(path, name) {
	try {
		try {
			var _usingCtx$24 = _usingCtx();
			const { bytesRead, buffer } = await _usingCtx$24.a(await open(path)).read(Buffer.alloc(4), 0, 4, 0);
			return buffer.subarray(0, bytesRead).toString("hex");
		} catch (_) {
			_usingCtx$24.e = _;
		} finally {
			await _usingCtx$24.d();
		}
	} catch (cause) {
		throw new UserError(`cannot read ${name}: ${messageOf(cause)}`, {
			hint: "Check the path.",
			cause
		});
	}
}
/**
* The text of a file, decompressed as it is read.
*
* @param onRead told how many bytes of the file itself were read
*/
function openText(path, kind, onRead) {
	const file = createReadStream(path).on("data", (chunk) => onRead(chunk.length));
	if (kind === "text") return file;
	const decompress = kind === "gzip" ? zlib.createGunzip() : zstd();
	return pipeline(file, decompress, () => {});
}
function zstd() {
	const { createZstdDecompress } = zlib;
	if (createZstdDecompress !== void 0) return createZstdDecompress();
	throw new UserError(`this is Node ${process.version}, which cannot read zstd`, { hint: "Use Node 22.15 or newer, or decompress the file first: zstd -d FILE." });
}
// src/data/load/time.ts
/** Microseconds in one, or how many of it a microsecond has. */
const MICROSECONDS = {
	s: (n) => n * 1000000n,
	ms: (n) => n * 1000n,
	us: (n) => n,
	ns: (n) => n / 1000n
};
/** A time since 1970 in ISO 8601, in UTC; microseconds are as fine as PostgreSQL has them. Null beyond the years 1 to 9999. */
function isoTime(value, unit) {
	const micros = MICROSECONDS[unit](value);
	let millis = micros / 1000n;
	let rest = micros % 1000n;
	if (rest < 0n) {
		rest += 1000n;
		millis -= 1n;
	}
	if (millis < -62135596800000n || millis > 253402300799999n) return null;
	const text = new Date(Number(millis)).toISOString();
	return rest === 0n ? text : `${text.slice(0, -1)}${String(rest).padStart(3, "0")}Z`;
}
const ISO = /^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?( ?(Z|[+-]\d{2}(:?\d{2})?|[A-Za-z]+\/[A-Za-z_/]+))?)?$/i;
/**
* Reads text as a time that has one meaning only.
*
* @returns what PostgreSQL is to be given, or null where it could mean several days
*/
function readTime(text, unit) {
	if (/^-?\d+$/.test(text)) return unit === void 0 ? null : fast(text, unit);
	return ISO.test(text) ? text : null;
}
/** Whole milliseconds, which bars have, need no big numbers. */
function fast(text, unit) {
	if (unit === "ns" && text.length === 19 && text.endsWith("000000")) return new Date(Number(text.slice(0, -6))).toISOString();
	return isoTime(BigInt(text), unit);
}
// src/data/load/parquet.ts
const BATCH = 5e3;
const decompress = (method) => (input) => {
	const run = zlib[method];
	if (run === void 0) throw new Error(`this is Node ${process.version}, which cannot read its compression`);
	return new Uint8Array(run(input));
};
/** What the library has not itself; Snappy it has. */
const compressors = {
	GZIP: decompress("gunzipSync"),
	ZSTD: decompress("zstdDecompressSync"),
	BROTLI: decompress("brotliDecompressSync")
};
/**
* The rows of a Parquet file in batches, the names of its columns first, as `readCsv` gives them; a row's line is its
* number plus one. A row group is in memory at a time.
*
* @param onRead told how many bytes of the file are done with, as far as that is known
* @throws UserError where it cannot be read
*/
async function* readParquet(path, name, onRead) {
	try {
		const file = await asyncBufferFromFile(path);
		const metadata = await parquetMetadataAsync(file);
		const columns = parquetSchema(metadata).children.map(({ element }) => element.name);
		yield [{
			line: 1,
			fields: columns
		}];
		const total = Number(metadata.num_rows);
		for (let start = 0; start < total; start += BATCH) {
			const end = Math.min(start + BATCH, total);
			yield (await parquetReadObjects({
				file,
				metadata,
				compressors,
				rowStart: start,
				rowEnd: end
			})).map((row, at) => ({
				line: start + at + 2,
				fields: columns.map((column) => asText(row[column]))
			}));
			onRead(Math.round(file.byteLength * (end - start) / total));
		}
	} catch (cause) {
		throw new UserError(`${name} cannot be read as Parquet: ${messageOf(cause)}`, {
			hint: "Fetch it again, or write it anew with flat columns, and Snappy, GZIP, ZSTD or no compression.",
			exitCode: 1
		});
	}
}
function asText(value) {
	if (value === null || value === void 0) return null;
	if (value instanceof Date) return isoTime(BigInt(value.getTime()), "ms");
	return typeof value === "object" ? JSON.stringify(value) : String(value);
}
// src/data/load/sender.ts
/** Bytes that are sent at once: two such parts are in memory, one that fills and one on its way. */
const PART_BYTES = 5e5;
/** Rows of a group, which goes on to the table as one. */
const GROUP_ROWS = 1e5;
/** Sends the rows of one file to the staging table, in parts, while further rows are read. */
var Sender = class {
	#stage;
	#direct;
	#file;
	#onReject;
	#part = [];
	#bytes = 0;
	#group = 0;
	#sending = Promise.resolve();
	/** @param onReject told of what the server refuses; throws to stop */
	constructor(stage, direct, file, onReject) {
		this.#stage = stage;
		this.#direct = direct;
		this.#file = file;
		this.#onReject = onReject;
	}
	/** Undefined where the row only waits: a promise a row would cost more than the row. */
	add(row) {
		this.#part.push(row);
		this.#bytes += row.copy.length;
		return this.#bytes < PART_BYTES ? void 0 : this.#send();
	}
	/** Waits until all of it is there. */
	async end() {
		await this.#send();
		await this.#sending;
		this.#offer();
	}
	async #send() {
		const part = this.#part;
		this.#part = [];
		this.#bytes = 0;
		await this.#sending;
		this.#group += part.length;
		this.#sending = this.#stage.send(this.#file, part, this.#onReject).then(() => {
			if (this.#group >= GROUP_ROWS) this.#offer();
		});
		this.#sending.catch(() => {});
	}
	#offer() {
		this.#group = 0;
		const group = this.#stage.end();
		if (group !== void 0) this.#direct?.offer(group);
	}
};
// src/data/load/shape.ts
var import_fastest_levenshtein = require_fastest_levenshtein();
/** The columns of Polygon's flat files of aggregates, and what they are in a table of bars. */
const POLYGON = {
	columns: {
		timestamp: "window_start",
		symbol: "ticker",
		open: "open",
		high: "high",
		low: "low",
		close: "close",
		volume: "volume"
	},
	constants: { source: "polygon" },
	epoch: "ns"
};
/**
* Finds out how a file's columns become those of a table: by the settings, else Polygon's, else by their names.
*
* @param header the names of the file's columns
* @throws UserError where columns are missing or named twice
*/
function shapeOf(header, target, settings, file) {
	const names = header.map((name) => name.trim());
	const twice = names.find((name, at) => names.indexOf(name) !== at);
	if (twice !== void 0) throw refuse(file, `the header has the column "${twice}" twice`, "Rename one of them.");
	const polygon = isPolygon(names, target);
	const constants = new Map(Object.entries({
		...polygon ? POLYGON.constants : {},
		...settings.constants
	}).map(([k, v]) => [k, String(v)]));
	const mapped = {
		...polygon ? POLYGON.columns : {},
		...settings.columns
	};
	for (const name of [
		...Object.keys(settings.columns),
		...constants.keys(),
		...Object.keys(settings.only)
	]) {
		if (target.columns.some((column) => column.name === name)) continue;
		throw refuse(target.name, `there is no column ${name}`, "Mend data.load in the settings, or the flag.");
	}
	const fields = target.columns.flatMap((column) => {
		if (column.generated) return [];
		const from = names.indexOf(mapped[column.name] ?? column.name);
		const constant = constants.get(column.name);
		if (from >= 0) return [fieldOf(column, from, void 0, settings, polygon)];
		return constant === void 0 ? [] : [fieldOf(column, -1, constant, settings, polygon)];
	});
	const missing = target.columns.filter(({ name, optional, generated }) => !optional && !generated && !fields.some(({ column }) => column.name === name));
	if (missing.length > 0) throw refuseHeader(file, names, missing, mapped, target);
	if (!fields.some(({ from }) => from >= 0)) throw refuseHeader(file, names, target.columns, mapped, target);
	return {
		label: polygon ? "Polygon's flat files" : `columns of ${target.name}`,
		columns: fields.map(({ column }) => column.name),
		convert: (row) => convert(row, fields, names.length)
	};
}
function isPolygon(names, target) {
	const has = (name) => target.columns.some((column) => column.name === name);
	return Object.entries(POLYGON.columns).every(([to, from]) => names.includes(from) && has(to));
}
function refuse(where, what, hint) {
	return new UserError(`${where}: ${what}`, {
		hint,
		exitCode: 1
	});
}
function refuseHeader(file, names, missing, mapped, target) {
	const wanted = missing.map(({ name }) => mapped[name] ?? name);
	const near = wanted.filter((name) => names.length > 0 && (0, import_fastest_levenshtein.closest)(name, [...names]).toLowerCase().includes(name.toLowerCase())).map((name) => `${name}: ${(0, import_fastest_levenshtein.closest)(name, [...names])}`);
	return refuse(file, `its header has no ${wanted.map((name) => `"${name}"`).join(", ")}; it has ${names.map((name) => `"${name}"`).join(", ")}`, `Say in timescale-ci.yml which column is which: data: { load: { ${target.name}: { columns: { ${near.join(", ") || `${missing[0]?.name}: …`} } } } }. A value that no file has goes to constants, or to --set COLUMN=VALUE.`);
}
function fieldOf(column, from, constant, settings, polygon) {
	const only = settings.only[column.name];
	return {
		column,
		from,
		constant: constant === void 0 ? void 0 : copyText(constant),
		time: /^(timestamp|date)\b/.test(column.base),
		epoch: settings.epoch ?? (polygon ? POLYGON.epoch : void 0),
		only: only === void 0 ? void 0 : new Set(only)
	};
}
function convert(row, fields, width) {
	if (row.fields.length !== width) return { reason: `it has ${row.fields.length} fields, the header ${width}` };
	const values = [];
	for (const { from, constant, only, time, epoch, column } of fields) {
		if (constant !== void 0) {
			values.push(constant);
			continue;
		}
		const text = row.fields[from] ?? "";
		if (only !== void 0 && !only.has(text)) return null;
		if (text.includes("\0")) return { reason: `${column.name} has a zero byte` };
		if (text.includes("�")) return { reason: `${column.name} is not UTF-8` };
		if (text === "") values.push("\\N");
		else if (time) {
			const read = readTime(text, epoch);
			if (read === null) return { reason: timeReason(column.name, text, epoch) };
			values.push(read);
		} else values.push(copyText(text));
	}
	return { copy: values.join("	") };
}
function timeReason(name, text, epoch) {
	const shown = `${name} "${text.slice(0, 40)}"`;
	if (!/^-?\d+$/.test(text)) return `${shown} is no ISO 8601 time (2024-01-02T09:30:00-05:00)`;
	return epoch === void 0 ? `${shown} is a number: data.load.…epoch says what it counts` : `${shown} is out of range`;
}
/** As COPY's text format has it. */
function copyText(text) {
	return /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (sign) => ({
		"\\": "\\\\",
		"	": "\\t",
		"\n": "\\n",
		"\r": "\\r"
	})[sign]) : text;
}
// src/data/load/load.ts
/**
* Loads files into a table: all of their rows, or none. The rows go to a staging table first, which a run that is cut
* leaves for the next one; then they reach the table in one transaction.
*
* @param session one that may write; its settings are changed
* @param beside another one, where there can be two: then rows reach the table while more of them are read
* @throws UserError where a file or the table does not fit, or too many rows are refused: the table is as it was then
*/
async function loadFiles(session, beside, files, options) {
	const { settings } = options;
	const target = await readTarget(session, options.table);
	await prepare(session, settings);
	if (beside !== void 0) await prepare(beside, settings);
	const sources = await Promise.all(files.map(async (file) => ({
		...file,
		...await lookAt(file)
	})));
	const shapes = await readShapes(sources, target, settings);
	const [first] = shapes;
	if (first === void 0) throw new UserError("there is no file to load", { hint: "Name one or more." });
	checkKey(target, first.columns);
	const identity = [
		target.name,
		sources.map(({ name, size, mtime }) => [
			name,
			size,
			mtime
		]),
		settings
	];
	const stage = await Stage.open(session, target, first.columns, identity, !options.dryRun);
	const direct = options.dryRun || beside === void 0 ? void 0 : new Direct(beside, target, first.columns);
	try {
		const result = await new Load(stage, direct, sources, shapes, options).run();
		options.onWrite(result.rows);
		if (await direct?.finish()) {
			await stage.drop();
			return {
				table: target.name,
				...result,
				inserted: result.rows,
				updated: 0,
				unchanged: 0,
				duplicates: 0
			};
		}
		const { columns } = first;
		const counts = await upsert(session, target, stage.name, {
			columns,
			onConflict: settings["on-conflict"],
			dryRun: options.dryRun
		});
		await stage.drop();
		return {
			table: target.name,
			...result,
			...counts
		};
	} catch (error) {
		await direct?.abandon();
		const told = refusedBy(error, target);
		if (told instanceof UserError) await stage.drop().catch(() => {});
		throw told;
	}
}
/** What a foreign key or a trigger says of rows that passed all checks; any other error as it is. */
function refusedBy(error, target) {
	const { code = "", detail } = error;
	if (error instanceof UserError || !/^(22|23|P0|42501)/.test(code)) return error;
	const why = [messageOf(error), detail].filter((text) => text !== void 0).join(": ");
	return new UserError(`${target.name} refuses the rows: ${why}`, {
		hint: "Nothing was loaded. Mend the rows, or what refuses them.",
		exitCode: 1
	});
}
/** One meaning for what is written without a time zone, and none for a date that could be two. */
async function prepare(session, { timezone }) {
	await session.execute(`SET datestyle = 'ISO, YMD'; SET client_encoding = 'UTF8'; SET synchronous_commit = on`);
	await session.query(`SELECT pg_catalog.set_config('timezone', $1, false)`, [timezone]).catch((cause) => {
		throw new UserError(`the server knows no time zone "${timezone}"`, {
			hint: "Mend data.load.…timezone.",
			cause
		});
	});
}
async function lookAt({ path, name }) {
	const kind = await kindOf(path, name);
	const { size, mtimeMs } = await stat$1(path);
	return {
		kind,
		size,
		mtime: mtimeMs
	};
}
function rowsOf$1(source, onReject, onRead) {
	const { kind, path, name } = source;
	return kind === "parquet" ? readParquet(path, name, onRead) : readCsv(openText(path, kind, onRead), name, onReject);
}
/** Every header is read before the first row is sent: a file that does not fit is known at once. */
async function readShapes(sources, target, settings) {
	const shapes = [];
	for (const source of sources) {
		const rows = rowsOf$1(source, () => {}, () => {});
		const { value } = await rows.next();
		await rows.return();
		const shape = shapeOf((value?.[0]?.fields ?? []).map(String), target, settings, source.name);
		const [first = shape] = shapes;
		if (first.columns.join() !== shape.columns.join()) throw new UserError(`${source.name} fills ${shape.columns.join(", ")}; ${sources[0]?.name} ${first.columns.join(", ")}`, {
			hint: "Load files of different columns one after the other.",
			exitCode: 1
		});
		shapes.push(shape);
	}
	return shapes;
}
/** The way of all rows to the staging table. */
var Load = class {
	#stage;
	#direct;
	#sources;
	#shapes;
	#options;
	#size;
	#bytes = 0;
	#rows = 0;
	#rejects = 0;
	#resumed = 0;
	#leftOut = 0;
	constructor(stage, direct, sources, shapes, options) {
		this.#stage = stage;
		this.#direct = direct;
		this.#sources = sources;
		this.#shapes = shapes;
		this.#options = options;
		this.#size = sources.reduce((sum, { size }) => sum + size, 0);
	}
	async run() {
		for (const group of this.#stage.earlier) this.#direct?.offer(group);
		const files = [];
		for (const [at, source] of this.#sources.entries()) {
			const [rows, rejects] = [this.#rows, this.#rejects];
			await this.#load(at, source);
			const form = `${this.#shapes[at].label}, ${source.kind}`;
			files.push({
				name: source.name,
				form,
				rows: this.#rows - rows,
				rejects: this.#rejects - rejects
			});
		}
		return {
			files,
			rows: this.#rows,
			rejects: this.#rejects,
			resumed: this.#resumed,
			leftOut: this.#leftOut
		};
	}
	async #load(file, source) {
		const { name } = source;
		const shape = this.#shapes[file];
		const reached = this.#stage.reached.get(file) ?? 0;
		const reject = (one) => this.#reject(name, one);
		const refused = await this.#stage.rejects(file);
		for (const one of refused) reject(one);
		const earlier = new Set(refused.map(({ line }) => line));
		const skipped = [];
		const sender = new Sender(this.#stage, this.#direct, file, (one) => {
			this.#rows--;
			reject(one);
		});
		let header = true;
		for await (const rows of rowsOf$1(source, (one) => skipped.push(one), (read) => {
			this.#bytes += read;
		})) {
			for (const one of skipped.splice(0)) reject(one);
			for (const row of rows) {
				if (header) {
					header = false;
					continue;
				}
				const converted = shape.convert(row);
				if (converted === null) this.#leftOut++;
				else if ("reason" in converted) reject({
					line: row.line,
					reason: converted.reason,
					row: row.fields.join(",")
				});
				else if (earlier.has(row.line)) continue;
				else {
					this.#rows++;
					if (row.line <= reached) {
						this.#resumed++;
						continue;
					}
					const sent = sender.add({
						line: row.line,
						copy: converted.copy
					});
					if (sent !== void 0) await sent;
				}
			}
			this.#options.onProgress({
				file: name,
				rows: this.#rows,
				share: Math.min(1, this.#bytes / this.#size)
			});
		}
		for (const one of skipped.splice(0)) reject(one);
		await sender.end();
	}
	#reject(file, reject) {
		this.#options.onReject({
			file,
			...reject
		});
		this.#rejects++;
		const { maxRejects } = this.#options;
		if (this.#rejects <= maxRejects) return;
		const most = maxRejects === 0 ? "none may be" : `${maxRejects} may be`;
		throw new UserError(`${file}:${reject.line}  ${reject.reason}\n${this.#rejects} rejected, ${most}: nothing was loaded`, {
			hint: "Mend the rows, or allow some by --max-rejects N. A --dry-run lists all of them.",
			exitCode: 1
		});
	}
};
// src/workflows/data-load.ts
/** Loads files into a table of a live database. */
async function dataLoad(options, settings, context) {
	try {
		var _usingCtx$23 = _usingCtx();
		const { reporter, cwd } = context;
		const url = liveUrl(settings, "to load into");
		const table = options.table ?? settings.data.table;
		const own = loadSettingsOf(settings.data, table);
		const files = options.files.slice(0, options.limitFiles).map((name) => ({
			name,
			path: resolve(cwd, name)
		}));
		const rejects = await RejectsFile.at(resolve(cwd, options.rejects), options.rejects);
		_usingCtx$23.a(await openLive(url, settings, context));
		const session = _usingCtx$23.a(await connectWriter(url));
		const beside = _usingCtx$23.a(await connectWriter(url));
		const started = context.now().getTime();
		const step = reporter.step(options.dryRun ? "dry run" : "load");
		const words = progressWords(() => context.now().getTime() - started);
		try {
			const result = await loadFiles(session, beside, files, {
				table,
				settings: {
					...own,
					constants: {
						...own.constants,
						...options.set
					},
					only: {
						...own.only,
						...options.only
					},
					"on-conflict": options.onConflict ?? own["on-conflict"]
				},
				maxRejects: options.dryRun ? Number.POSITIVE_INFINITY : options.maxRejects,
				dryRun: options.dryRun,
				onReject: (reject) => rejects.add(reject),
				onProgress: (progress) => step.update(words(progress)),
				onWrite: (rows) => step.update(`${plural(rows, "row")} read, now into ${table}`)
			});
			const seconds = Math.max(.001, (context.now().getTime() - started) / 1e3);
			const rejectsFile = await rejects.close();
			const all = {
				ok: result.rejects <= options.maxRejects,
				dryRun: options.dryRun,
				rejectsFile,
				rowsPerSecond: Math.round(result.rows / seconds),
				...result
			};
			const details = rejectsFile === null ? [] : [`${plural(result.rejects, "row")} rejected, with reasons: ${rejectsFile}`];
			if (details.length > 0) step.warn(loadWords(all), details);
			else step.done(loadWords(all));
			if (options.limitFiles !== void 0 && options.limitFiles < options.files.length) reporter.note(`${plural(options.files.length - options.limitFiles, "file")} left out by --limit-files`);
			return all;
		} catch (error) {
			const written = await rejects.close();
			if (written !== null) reporter.note(`rejected rows, with reasons: ${written}`);
			throw error;
		}
	} catch (_) {
		_usingCtx$23.e = _;
	} finally {
		await _usingCtx$23.d();
	}
}
/** @throws UserError where no database is named */
function liveUrl(settings, what) {
	const url = settings["database-url"];
	if (url !== void 0) return url;
	throw new UserError(`there is no database ${what}`, { hint: "Name it by --database-url postgres://…, or by database-url in the settings." });
}
/** `1,000 rows into trading.market_data: 900 new, 10 corrected, 90 there already`. */
function loadWords(result) {
	const parts = [
		`${grouped(result.inserted)} new`,
		result.updated > 0 ? `${grouped(result.updated)} corrected` : "",
		result.unchanged > 0 ? `${grouped(result.unchanged)} there already` : "",
		result.duplicates > 0 ? `${grouped(result.duplicates)} named again further on` : "",
		result.resumed > 0 ? `${grouped(result.resumed)} brought by the run that was cut` : "",
		result.leftOut > 0 ? `${grouped(result.leftOut)} not wanted` : ""
	].filter((part) => part !== "");
	return `${`${grouped(result.rows)} ${result.rows === 1 ? "row" : "rows"}`} ${result.dryRun ? "would go" : ""} into ${result.table}: ${parts.join(", ")}`.replace("  ", " ");
}
function grouped(n) {
	return n.toLocaleString("en");
}
function progressWords(elapsedMs) {
	return ({ file, rows, share }) => {
		const seconds = Math.max(.001, elapsedMs() / 1e3);
		const left = share > .01 ? ` · ${Math.ceil(seconds / share - seconds)} s left` : "";
		return `${file} · ${grouped(rows)} rows · ${Math.round(share * 100)} % · ${grouped(Math.round(rows / seconds))} rows/s${left}`;
	};
}
const HEADER$1 = "file,line,reason,row\n";
/** The rejected rows as CSV. It is made with the first of them, in place of an earlier run's. */
var RejectsFile = class RejectsFile {
	#path;
	#name;
	#stream;
	constructor(path, name) {
		this.#path = path;
		this.#name = name;
	}
	/** @throws UserError where something else has that name */
	static async at(path, name) {
		const there = await readFile(path, { encoding: "utf8" }).catch(() => void 0);
		if (there !== void 0 && there !== "" && !there.startsWith(HEADER$1)) throw new UserError(`${name} is there, and not a file of rejected rows`, { hint: "Name another by --rejects." });
		await rm(path, { force: true });
		return new RejectsFile(path, name);
	}
	add({ file, line, reason, row }) {
		this.#stream ??= createWriteStream(this.#path).on("error", () => {});
		if (this.#stream.bytesWritten === 0 && this.#stream.writableLength === 0) this.#stream.write(HEADER$1);
		this.#stream.write(`${[
			file,
			String(line),
			reason,
			row
		].map(quoted).join(",")}\n`);
	}
	async close() {
		if (this.#stream === void 0) return null;
		this.#stream.end();
		await finished(this.#stream).catch((cause) => {
			throw new UserError(`the rejected rows cannot be written to ${this.#name}`, {
				hint: "Name another file by --rejects.",
				cause
			});
		});
		return this.#name;
	}
};
function quoted(text) {
	return /[",\r\n]/.test(text) ? `"${text.replaceAll("\"", "\"\"")}"` : text;
}
// src/workflows/data-backup.ts
/** The two tables that no feed can give again. */
const TABLES$1 = ["trading.orders", "trading.positions"];
/**
* Backs up the rows of some tables: into a directory that gets its name once all is written, restored on a scratch
* server and compared. Whatever fails before leaves nothing under that name.
*/
async function backupRows(options, settings, context) {
	const { cwd, reporter } = context;
	const url = liveUrl(settings, "to back up");
	const passphrase = passphraseOf(context, options.encrypt);
	const place = resolve(cwd, options.directory);
	const name = `rows_${stamp(context.now())}`;
	const temporary = join(place, `.${name}.${process.pid}`);
	const forget = onExit(() => rm(temporary, {
		recursive: true,
		force: true
	}));
	try {
		try {
			var _usingCtx$22 = _usingCtx();
			const live = _usingCtx$22.a(await openLive(url, {
				...settings,
				"time-limit": 86400
			}, context));
			await mkdir(temporary, {
				recursive: true,
				mode: 448
			});
			const step = reporter.step("backup");
			const manifest = await writeRows(_usingCtx$22.a(await live.engine.database.connect()), {
				tables: options.tables.length > 0 ? options.tables : TABLES$1,
				directory: temporary,
				passphrase,
				server: live.engine.label,
				onTable: (table) => step.update(table)
			});
			await writeFile(join(temporary, MANIFEST), manifestText(manifest, passphrase), {
				mode: 384,
				flush: true
			});
			step.done(manifest.tables.map((table) => `${table.rows.toLocaleString("en")} rows of ${table.name} (${bytes$1(table.bytes)})`).join(", "));
			if (options.verify) await verify$1(live, temporary, passphrase, settings, context);
			await rename(temporary, join(place, name));
			await sync(place);
			const removed = await retain(place, options.keep);
			reporter.note(`${join(options.directory, name)}${options.verify ? "" : ", not restored to prove it"}`);
			return {
				ok: true,
				directory: join(options.directory, name),
				verified: options.verify,
				removed,
				manifest
			};
		} catch (_) {
			_usingCtx$22.e = _;
		} finally {
			await _usingCtx$22.d();
		}
	} catch (error) {
		await rm(temporary, {
			recursive: true,
			force: true
		}).catch(() => {});
		throw failed(error);
	} finally {
		forget();
	}
}
/** A backup that was not made is a finding, whatever kept it from being made. */
function failed(error) {
	const { syscall } = error;
	if (!(error instanceof UserError) && syscall === void 0) return error;
	const hint = error instanceof UserError ? error.hint : "Make room, or name another directory by -o.";
	return new UserError(messageOf(error), {
		...hint === void 0 ? {} : { hint },
		exitCode: 1,
		cause: error
	});
}
/** Restores it beside the live database's own schema on a scratch server, and compares every day. */
async function verify$1(live, directory, passphrase, settings, context) {
	try {
		var _usingCtx3 = _usingCtx();
		const dump = await dumpDatabase(live.engine.database, live.builder);
		const scratch = _usingCtx3.a(await startEngine({
			...settings,
			image: imageFor(dump, settings)
		}, context, "scratch"));
		const step = context.reporter.step("restore");
		await restore$1(dump.text, scratch.database, "the dump of the live database");
		const manifest = await readManifest(directory, "the backup", passphrase);
		await checkFiles(directory, manifest);
		const session = _usingCtx3.a(await scratch.database.connect());
		await session.execute(SAME_TEXT);
		let days = 0;
		for (const table of manifest.tables) {
			step.update(table.name);
			const target = await readTarget(session, table.name);
			await session.execute(`ALTER TABLE ${target.name} DISABLE TRIGGER ALL`).catch(() => {});
			await copyRows(session, target.name, table, directory, passphrase);
			await checkDigest(session, target, table.days);
			days += table.days.length;
		}
		step.done(`proved: every row of ${days.toLocaleString("en")} days equal on ${scratch.label}`);
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
/** A directory's own entry is on the disk once it is synced. Not every system lets one be opened. */
async function sync(directory) {
	try {
		var _usingCtx4 = _usingCtx();
		await _usingCtx4.a(await open(directory).catch(() => void 0))?.sync().catch(() => {});
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
/** Removes all but the newest backups. */
async function retain(place, keep) {
	if (keep === void 0) return [];
	const all = (await readdir(place)).filter((name) => /^rows_\d{8}_\d{6}$/.test(name)).sort();
	const old = all.slice(0, Math.max(0, all.length - keep));
	for (const name of old) await rm(join(place, name), { recursive: true });
	return old;
}
function stamp(now) {
	return now.toISOString().replace(/[-:]/g, "").replace("T", "_").slice(0, 15);
}
function passphraseOf({ env, mask }, wanted) {
	const passphrase = env["TIMESCALE_CI_PASSPHRASE"];
	if (passphrase) mask?.(passphrase);
	if (!wanted) return void 0;
	if (passphrase !== void 0 && passphrase.length >= 12) return passphrase;
	throw new UserError("there is no passphrase of at least 12 characters to encrypt with", { hint: "Put it into the environment variable TIMESCALE_CI_PASSPHRASE: openssl rand -base64 24 makes one." });
}
/** Brings the rows of a backup back. */
async function restoreBackup({ directory, mode, dryRun }, settings, context) {
	try {
		var _usingCtx5 = _usingCtx();
		const url = liveUrl(settings, "to restore into");
		const place = resolve(context.cwd, directory);
		const passphrase = context.env["TIMESCALE_CI_PASSPHRASE"];
		const manifest = await readManifest(place, directory, passphrase);
		_usingCtx5.a(await openLive(url, settings, context));
		const session = _usingCtx5.a(await connectWriter(url));
		const step = context.reporter.step(dryRun ? "dry run" : "restore");
		const tables = await restoreRows(session, manifest, {
			directory: place,
			passphrase: manifest.encrypted ? passphrase : void 0,
			mode,
			dryRun,
			onTable: (name) => step.update(name)
		});
		step.done(`rows of ${manifest.at.slice(0, 19)} UTC`, tables.map(({ name, inserted, updated, unchanged }) => {
			const n = (count) => count.toLocaleString("en");
			const would = dryRun ? "would be " : "";
			return `${name}: ${n(inserted)} ${would}new, ${n(updated)} ${would}as in the backup again, ${n(unchanged)} ${would}left as they are`;
		}));
		return {
			ok: true,
			dryRun,
			mode,
			at: manifest.at,
			tables
		};
	} catch (_) {
		_usingCtx5.e = _;
	} finally {
		await _usingCtx5.d();
	}
}
// src/cli/commands/data/backup-rows.ts
/** `data backup-rows` and `data restore-rows`: what no feed can give again. */
function addBackupRows(add) {
	withEngine$1(add("backup-rows", "all rows of tables as they are at one moment, restored elsewhere and compared").argument("[table...]", "the tables (default: trading.orders trading.positions)").option("--database-url <url>", "the database (postgres://…); it is only read")).option("-o, --output <dir>", "where the backup goes, as rows_YYYYMMDD_HHMMSS", "backups").option("--encrypt", "by the passphrase in TIMESCALE_CI_PASSPHRASE, as openssl enc does").option("--keep <n>", "keep this many backups, remove older ones", positive).option("--no-verify", "do not prove the backup by restoring it").action((tables, flags) => runCommand(flags, async (settings, context) => {
		const { output: directory, encrypt = false, keep, verify } = flags;
		return {
			ok: true,
			json: await backupRows({
				tables,
				directory,
				encrypt,
				keep,
				verify
			}, settings, context)
		};
	}));
	add("restore-rows", "the rows of a backup, into tables that are there: all of them, or none").argument("<dir>", "what backup-rows made: rows_YYYYMMDD_HHMMSS").option("--database-url <url>", "the database (postgres://…)").addOption(new Option("--mode <mode>", "empty: only into empty tables; else who wins where both have a row").choices([
		"empty",
		"backup-wins",
		"table-wins"
	]).default("empty")).option("--dry-run", "change nothing; count what would be").action((directory, flags) => runCommand(flags, async (settings, context) => {
		const { mode, dryRun = false } = flags;
		return {
			ok: true,
			json: await restoreBackup({
				directory,
				mode,
				dryRun
			}, settings, context)
		};
	}));
}
// src/cli/commands/data/load.ts
/** `data load FILE… --database-url URL`: files into a table. */
function addLoad(add) {
	add("load", "files into a table: all of their rows, or none; loading again changes nothing").argument("<file...>", "CSV (plain, gzip or zstd) or Parquet: bars of Polygon, or columns named as those of the table").option("--database-url <url>", "the database (postgres://…)").option("--table <name>", "the table (default: trading.market_data)").option("--only <column=values>", "the rows that are wanted: symbol=NVDA,MSFT; repeatable", collectLists).option("--set <column=value>", "a value for a column that the files do not have; repeatable", collectPairs).addOption(new Option("--on-conflict <what>", "a row that is there with other values (default: update)").choices(["update", "keep"])).option("--max-rejects <n>", "load although so many rows are refused", count, 0).option("--rejects <file>", "where refused rows go, with line and reason", "rejects.csv").option("--limit-files <n>", "the first of the files only", positive).option("--dry-run", "load nothing; tell what would be, and every row that would be refused").action((files, flags) => runCommand(flags, loadCommand(files, flags)));
}
const loadCommand = (files, flags) => async (settings, context) => {
	setFlagsFromString("--semi-space-growth-factor=1");
	const { set = {}, only = {}, dryRun = false, ...rest } = flags;
	const result = await dataLoad({
		...rest,
		files,
		set,
		only,
		dryRun
	}, settings, context);
	return {
		ok: result.ok,
		json: result,
		verdict: `${result.rejects.toLocaleString("en")} rows would be refused: see ${result.rejectsFile}.`
	};
};
function pair(text) {
	const at = text.indexOf("=");
	if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
	throw new InvalidArgumentError("It must read COLUMN=VALUE.");
}
function collectPairs(text, previous) {
	return {
		...previous,
		...Object.fromEntries([pair(text)])
	};
}
function collectLists(text, previous) {
	const [column, values] = pair(text);
	return {
		...previous,
		[column]: [...previous?.[column] ?? [], ...values.split(",")]
	};
}
// src/data/quality/text.ts
/** Findings of a check that a text tells; JSON has more. */
const TOLD = 5;
/** `FAIL: 10 of 12 checks passed (83.33 %), 97,500 rows of NVDA, MSFT in 125 sessions` */
function qualityWords({ status, passRate, checks, rows, symbols, sessions }) {
	return `${status}: ${checks.filter((check) => check.status === "pass").length} of ${count$1(checks.length, "check")} passed (${passRate} %), ${count$1(rows, "row")} of ${symbols.join(", ") || "no symbol"} in ${count$1(sessions, "session")}`;
}
/** A check a line, with the first of what it found below. */
function qualityAsText(report) {
	const { table: name, environment, from, to, quarantined } = report;
	const lines = report.checks.flatMap((check) => [
		`  ${check.status.padEnd(4)}  ${check.name.padEnd(12)} ${resultWords(check)}`,
		...check.findings.slice(0, TOLD).map((finding) => `          ${findingWords(finding)}`),
		...check.count > TOLD && check.findings.length > 0 ? [`          … ${count$1(check.count - TOLD, "more")}`] : []
	]);
	return [
		`${name}, ${from} to ${to}, as for ${environment}`,
		...lines.map((line) => line.replace(/ mores?$/, " more")),
		qualityWords(report),
		...quarantined === null ? [] : [`${count$1(quarantined.rows, "row")} moved to ${quarantined.table}`],
		""
	].join("\n");
}
function resultWords({ count: found, most, finds }) {
	if (found === 0) return "nothing found";
	return `${found.toLocaleString("en")} found${most > 0 ? ` (${most.toLocaleString("en")} may be)` : ""}: ${finds}`;
}
function findingWords({ symbol, at, found }) {
	return [
		at,
		symbol,
		found
	].filter((part) => part !== null).join("  ");
}
/** The same for a comment or a job's summary. */
function qualityAsMarkdown(report) {
	const rows = report.checks.map((check) => [
		words$2(check.name),
		check.status === "pass" ? "pass" : `**${check.status}**`,
		check.count.toLocaleString("en"),
		words$2(check.count === 0 ? "" : check.finds),
		words$2(check.findings.slice(0, 3).map(findingWords).join("; "))
	]);
	return `${blocks(`### Data quality: ${words$2(qualityWords(report))}`, words$2(`${report.table}, ${report.from} to ${report.to}, as for ${report.environment}`), table$1([
		"check",
		"result",
		"found",
		"what",
		"the first"
	], rows), report.quarantined === null ? null : words$2(`${count$1(report.quarantined.rows, "row")} moved to ${report.quarantined.table}`))}\n`;
}
const STYLE = "body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color-scheme:light dark}table{border-collapse:collapse}td,th{border-bottom:1px solid #8884;padding:.3rem .8rem;text-align:left;vertical-align:top}";
/** A page that needs nothing else. */
function qualityAsHtml(report) {
	const body = k.parse(qualityAsMarkdown(report), { async: false });
	return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Data quality</title><style>${STYLE}</style></head>\n<body>\n${body}</body></html>\n`;
}
/** What a Prometheus server reads, as a textfile collector takes it. */
function qualityAsMetrics(report) {
	const label = (value) => `"${value.replaceAll("\\", "\\\\").replaceAll("\"", "\\\"").replaceAll("\n", "\\n")}"`;
	const of = `table=${label(report.table)},environment=${label(report.environment)}`;
	const gauge = (name, help, rows) => [
		`# HELP ${name} ${help}`,
		`# TYPE ${name} gauge`,
		...rows.map(([labels, value]) => `${name}{${of}${labels}} ${value}`)
	];
	return [
		...gauge("timescaledb_quality_pass_rate", "Share of the checks that passed, in percent.", [["", report.passRate]]),
		...gauge("timescaledb_quality_rows", "Rows that were examined.", [["", report.rows]]),
		...gauge("timescaledb_quality_findings", "How many things the check found.", report.checks.map(({ name, count: n }) => [`,check=${label(name)}`, n])),
		...gauge("timescaledb_quality_passed", "Whether the check passed.", report.checks.map(({ name, status }) => [`,check=${label(name)}`, status === "pass" ? 1 : 0])),
		""
	].join("\n");
}
// src/data/calendar.ts
const DAY_MS$2 = 864e5;
/** Closed beyond the rules: mourning, storms. */
const CLOSED = /* @__PURE__ */ new Set([
	"2012-10-29",
	"2012-10-30",
	"2018-12-05",
	"2025-01-09"
]);
/** The regular sessions of the exchanges in New York (XNYS, XNAS), by the rules that hold since 2011. */
const NEW_YORK = {
	timezone: "America/New_York",
	open: "09:30",
	close: "16:00",
	days: [
		1,
		2,
		3,
		4,
		5
	],
	holidays: [],
	"half-days": {}
};
/**
* The sessions of an exchange from one day to another, both included, in their order.
*
* @param name XNYS, XNAS, or one of the settings
* @throws UserError where there is no such calendar
*/
function sessionsOf(name, own, from, to) {
	const builtIn = ["XNYS", "XNAS"].includes(name) && own[name] === void 0;
	const calendar = builtIn ? NEW_YORK : own[name];
	if (calendar === void 0) throw new UserError(`there is no calendar ${name}`, { hint: "XNYS and XNAS are built in; others go to data.calendars in the settings." });
	const sessions = [];
	for (let at = Date.parse(`${from}T00:00:00Z`); at <= Date.parse(`${to}T00:00:00Z`); at += DAY_MS$2) {
		const day = isoDay(at);
		const weekday = new Date(at).getUTCDay();
		if (!calendar.days.includes(weekday) || calendar.holidays.includes(day)) continue;
		if (builtIn && (CLOSED.has(day) || newYorkHolidays(at).includes(day))) continue;
		const early = calendar["half-days"][day] ?? (builtIn && closesEarly(at) ? "13:00" : void 0);
		sessions.push({
			day,
			open: inZone(day, calendar.open, calendar.timezone),
			close: inZone(day, early ?? calendar.close, calendar.timezone),
			half: early !== void 0
		});
	}
	return sessions;
}
/** The time zone of a calendar. */
function timezoneOf(name, own) {
	return own[name]?.timezone ?? NEW_YORK.timezone;
}
/** The moment at which clocks of a time zone show a time. */
function inZone(day, time, timezone) {
	const wanted = Date.parse(`${day}T${time}:00Z`);
	let at = wanted;
	for (let n = 0; n < 2; n++) at = wanted - offset(at, timezone);
	return new Date(at);
}
const formats = /* @__PURE__ */ new Map();
/** Milliseconds that clocks of a time zone are ahead of UTC. */
function offset(at, timezone) {
	let format = formats.get(timezone);
	if (format === void 0) {
		format = new Intl.DateTimeFormat("en-US", {
			timeZone: timezone,
			hourCycle: "h23",
			year: "numeric",
			month: "2-digit",
			day: "2-digit",
			hour: "2-digit",
			minute: "2-digit",
			second: "2-digit"
		});
		formats.set(timezone, format);
	}
	const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
	return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1e3) * 1e3;
}
function isoDay(at) {
	return new Date(at).toISOString().slice(0, 10);
}
/** The holidays of the year that a day is in. */
function newYorkHolidays(at) {
	const year = new Date(at).getUTCFullYear();
	const fixed = [
		observed(year, 0, 1, false),
		...year >= 2022 ? [observed(year, 5, 19)] : [],
		observed(year, 6, 4),
		observed(year, 11, 25)
	];
	const floating = [
		nth(year, 0, 1, 3),
		nth(year, 1, 1, 3),
		easter(year) - 2 * DAY_MS$2,
		last(year, 4, 1),
		nth(year, 8, 1, 1),
		nth(year, 10, 4, 4)
	];
	return [...fixed, ...floating].filter((one) => one !== void 0).map(isoDay);
}
/** The day after Thanksgiving, Christmas Eve and the day before Independence Day, where those are days of trading. */
function closesEarly(at) {
	const date = new Date(at);
	const [year, month, day, weekday] = [
		date.getUTCFullYear(),
		date.getUTCMonth(),
		date.getUTCDate(),
		date.getUTCDay()
	];
	if (month === 10) return at === nth(year, 10, 4, 4) + DAY_MS$2;
	if (month === 11) return day === 24;
	return month === 6 && day === 3 && weekday < 5;
}
/** A holiday on a Saturday is kept the day before, on a Sunday the day after. */
function observed(year, month, day, saturdays = true) {
	const at = Date.UTC(year, month, day);
	const weekday = new Date(at).getUTCDay();
	if (weekday === 6) return saturdays ? at - DAY_MS$2 : void 0;
	return weekday === 0 ? at + DAY_MS$2 : at;
}
function nth(year, month, weekday, n) {
	const first = Date.UTC(year, month, 1);
	return first + ((weekday - new Date(first).getUTCDay() + 7) % 7 + (n - 1) * 7) * DAY_MS$2;
}
function last(year, month, weekday) {
	const end = Date.UTC(year, month + 1, 0);
	return end - (new Date(end).getUTCDay() - weekday + 7) % 7 * DAY_MS$2;
}
/** By the rule of Gauss, for the Gregorian calendar of 1900 to 2099. */
function easter(year) {
	const [a, b, c] = [
		year % 19,
		year % 4,
		year % 7
	];
	const d = (19 * a + 24) % 30;
	const e = (2 * b + 4 * c + 6 * d + 5) % 7;
	const late = d === 29 && e === 6 || d === 28 && e === 6 && a > 10;
	return Date.UTC(year, 2, 22 + d + e - (late ? 7 : 0));
}
// src/data/quality/checks.ts
/** The sessions, as `t` of the queries needs them. */
const SESSIONS = "json_to_recordset($3::json) AS s (day date, open timestamptz, close timestamptz)";
/** The symbols that must be there. */
const SYMBOLS = "unnest($4::text[]) AS y (symbol)";
const within = ({ time }) => `t.${time} >= $1::timestamptz AND t.${time} < $2::timestamptz`;
const bySymbol = ({ symbol, source }) => [symbol, ...source === null ? [] : [source]].map((c) => `t.${c}`).join(", ");
/** In the order of reports. */
const QUALITY_CHECKS = {
	missing: {
		finds: "A value is missing, or not a number",
		severity: "fail",
		rows: ({ open, high, low, close, volume }) => `num_nulls(t.${open}, t.${high}, t.${low}, t.${close}, t.${volume}) > 0
       OR 'NaN' IN (t.${open}, t.${high}, t.${low}, t.${close}, t.${volume})`
	},
	values: {
		finds: "A price is not positive, or a volume negative or infinite",
		severity: "fail",
		rows: ({ open, high, low, close, volume }) => `least(t.${open}, t.${high}, t.${low}, t.${close}) <= 0 OR t.${volume} < 0 OR t.${volume}::text = 'Infinity'`
	},
	ohlc: {
		finds: "High is below low, or open or close is outside of both",
		severity: "fail",
		rows: ({ open, high, low, close }) => `t.${high} < t.${low} OR t.${open} NOT BETWEEN t.${low} AND t.${high} OR t.${close} NOT BETWEEN t.${low} AND t.${high}`
	},
	duplicates: {
		finds: "A bar is there more than once",
		severity: "fail",
		sql: (names, { columns }) => {
			const { table, symbol, time } = names;
			const by = columns?.map((name) => `t.${quoteIdentifier(name)}`).join(", ") ?? `${bySymbol(names)}, t.${time}`;
			return `SELECT min(t.${symbol}) AS symbol, min(t.${time}) AS at, count(*) || ' times' AS found
                FROM ${table} AS t WHERE ${within(names)} GROUP BY ${by} HAVING count(*) > 1`;
		}
	},
	future: {
		finds: "A bar is in the future",
		severity: "fail",
		sql: ({ table, symbol, time, now }) => `SELECT t.${symbol} AS symbol, t.${time} AS at, 'ahead of the clock' AS found FROM ${table} AS t WHERE t.${time} > ${now}`
	},
	gaps: {
		finds: "Minutes of a session have no bar",
		severity: "fail",
		sql: (names, { minutes = 0 }) => {
			const { table, symbol, time, now } = names;
			return `WITH bars AS (SELECT DISTINCT t.${symbol} AS symbol, date_trunc('minute', t.${time}) AS at FROM ${table} AS t WHERE ${within(names)}),
       missing AS (SELECT y.symbol, s.day, m.at
                     FROM ${SESSIONS} CROSS JOIN ${SYMBOLS}
                    CROSS JOIN LATERAL generate_series(s.open, s.close - interval '1 minute', interval '1 minute') AS m (at)
                     LEFT JOIN bars AS b ON b.symbol = y.symbol AND b.at = m.at
                    WHERE b.at IS NULL AND s.close <= ${now}),
       runs AS (SELECT *, at - row_number() OVER (PARTITION BY symbol, day ORDER BY at) * interval '1 minute' AS run FROM missing),
       lengths AS (SELECT symbol, day, min(at) AS at, count(*) AS n FROM runs GROUP BY symbol, day, run)
       SELECT symbol, min(at) AS at, sum(n) || ' minutes in ' || count(*) || ' places' AS found FROM lengths
        GROUP BY symbol, day HAVING max(n) > ${minutes}`;
		}
	},
	rows: {
		finds: "A session has too few bars, or more than there are minutes",
		severity: "fail",
		sql: (names, { least = .95 }) => {
			const { table, symbol, time, source, now } = names;
			return `WITH counted AS (SELECT y.symbol, s.open, s.close, extract(epoch FROM s.close - s.open) / 60 AS minutes,
              (SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM ${table} AS t
                WHERE t.${symbol} = y.symbol AND t.${time} >= s.open AND t.${time} < s.close GROUP BY ${source === null ? "true" : `t.${source}`}) AS c) AS n
                FROM ${SESSIONS} CROSS JOIN ${SYMBOLS} WHERE s.close <= ${now})
       SELECT symbol, open AS at, n || ' of ' || round(minutes) || ' bars' AS found FROM counted WHERE n < minutes * ${least} OR n > minutes + 1`;
		}
	},
	"off-session": {
		finds: "A bar is outside of any session, early and late hours included",
		severity: "fail",
		sql: (names) => {
			const { table, symbol, time, timezone } = names;
			return `SELECT t.${symbol} AS symbol, t.${time} AS at, 'no session' AS found
                FROM ${table} AS t
                LEFT JOIN ${SESSIONS} ON s.day = (t.${time} AT TIME ZONE ${timezone})::date
                 AND t.${time} >= s.open - interval '330 minutes' AND t.${time} < s.close + interval '4 hours'
               WHERE ${within(names)} AND s.day IS NULL`;
		}
	},
	stale: {
		finds: "The price of a symbol does not move at all",
		severity: "warn",
		sql: (names, { bars = 15 }) => {
			const { table, symbol, time, high, low, close } = names;
			return `WITH flat AS (SELECT t.${symbol} AS symbol, t.${time} AS at, ${bySymbol(names).includes(",") ? `t.${names.source}` : "''"} AS source,
              t.${high} = t.${low} AND t.${close} = lag(t.${close}) OVER w AS still
                FROM ${table} AS t WHERE ${within(names)} WINDOW w AS (PARTITION BY ${bySymbol(names)} ORDER BY t.${time})),
       runs AS (SELECT *, count(*) FILTER (WHERE still IS NOT TRUE) OVER (PARTITION BY symbol, source ORDER BY at) AS run FROM flat)
       SELECT symbol, min(at) AS at, count(*) || ' bars' AS found FROM runs WHERE still GROUP BY symbol, source, run HAVING count(*) >= ${bars}`;
		}
	},
	jumps: {
		finds: "A price changes more from one bar to the next than a split explains",
		severity: "warn",
		sql: (names, { share = .25 }) => {
			const { table, symbol, time, close } = names;
			return `WITH steps AS (SELECT t.${symbol} AS symbol, t.${time} AS at, t.${close} AS price,
              lag(t.${close}) OVER w AS before, lag(t.${time}) OVER w AS since
                FROM ${table} AS t WHERE ${within(names)} AND t.${close} > 0 WINDOW w AS (PARTITION BY ${bySymbol(names)} ORDER BY t.${time})),
       ratios AS (SELECT *, price * coalesce((SELECT exp(sum(ln(p.ratio))) FROM json_to_recordset($5::json) AS p (symbol text, at timestamptz, ratio numeric)
                  WHERE p.symbol = steps.symbol AND p.at > steps.since AND p.at <= steps.at), 1) / nullif(before, 0) AS ratio FROM steps)
       SELECT symbol, at, 'from ' || round(before, 4) || ' to ' || round(price, 4) AS found FROM ratios WHERE greatest(ratio, 1 / nullif(ratio, 0)) - 1 > ${share}`;
		}
	},
	"zero-volume": {
		finds: "Nothing was traded in a bar of a session",
		severity: "warn",
		sql: (names) => {
			const { table, symbol, time, volume } = names;
			return `SELECT t.${symbol} AS symbol, t.${time} AS at, 'volume 0' AS found FROM ${table} AS t
                JOIN ${SESSIONS} ON t.${time} >= s.open AND t.${time} < s.close WHERE ${within(names)} AND t.${volume} = 0`;
		}
	},
	freshness: {
		finds: "The newest bar of a symbol is before the close of the last session",
		severity: "fail",
		sql: (names, { minutes = 5 }) => {
			const { table, symbol, time, now } = names;
			return `WITH last AS (SELECT max(s.close) AS close FROM ${SESSIONS} WHERE s.close <= ${now}),
       newest AS (SELECT y.symbol, (SELECT max(t.${time}) FROM ${table} AS t WHERE t.${symbol} = y.symbol) AS at FROM ${SYMBOLS})
       SELECT n.symbol, coalesce(n.at, last.close) AS at, CASE WHEN n.at IS NULL THEN 'no bar at all' ELSE 'the newest' END AS found FROM newest AS n, last
        WHERE last.close IS NOT NULL AND (n.at IS NULL OR n.at < last.close - interval '${minutes + 1} minutes')`;
		}
	}
};
/** The names of the settings, as SQL writes them. */
function namesOf$2(table, { columns }, timezone, now) {
	const { source, ...others } = columns;
	return {
		...Object.fromEntries(Object.entries(others).map(([key, name]) => [key, quoteIdentifier(name)])),
		table,
		source: source === null ? null : quoteIdentifier(source),
		timezone: quoteLiteral(timezone),
		now: `${quoteLiteral(now.toISOString())}::timestamptz`
	};
}
/** The query of a check. */
function sqlOf(check, names, settings) {
	if (check.sql !== void 0) return check.sql(names, settings);
	const { table, symbol, time, open, high, low, close, volume } = names;
	return `SELECT t.${symbol} AS symbol, t.${time} AS at, ${[
		open,
		high,
		low,
		close,
		volume
	].map((name) => `coalesce(t.${name}::text, 'none')`).join(` || ' ' || `)} AS found FROM ${table} AS t
           WHERE ${within(names)} AND (${check.rows?.(names)})`;
}
// src/data/quality/quality.ts
/**
* Looks at a table of bars, which is only read.
*
* @throws UserError where the settings do not fit the table
*/
async function checkQuality(session, settings, options) {
	const { quality, calendars } = settings;
	const target = await readTarget(session, quality.table);
	const missing = Object.values(quality.columns).filter((name) => name !== null).find((name) => !target.columns.some((column) => column.name === name));
	if (missing !== void 0) throw new UserError(`${target.name} has no column "${missing}"`, { hint: "Say what its columns are called by data.quality.columns in the settings." });
	const names = namesOf$2(target.name, quality, timezoneOf(quality.calendar, calendars), options.now);
	const chosen = chosenChecks(settings, options.environment);
	const extent = await readExtent(session, names, options, chosen.some(({ name }) => name === "freshness"));
	const sessions = sessionsOf(quality.calendar, calendars, extent.from, extent.to);
	const symbols = quality.symbols.length > 0 ? quality.symbols : await readSymbols(session, names, extent);
	const parameters = [
		`${extent.from} 00:00 ${timezoneOf(quality.calendar, calendars)}`,
		extent.end,
		JSON.stringify(sessions.map(({ day, open, close }) => ({
			day,
			open,
			close
		}))),
		symbols,
		JSON.stringify(quality.splits.map(({ symbol, date, ratio }) => ({
			symbol,
			at: startOf(date, settings),
			ratio
		})))
	];
	const checks = [];
	for (const check of chosen) {
		options.onCheck(check.name);
		checks.push(await runCheck(session, check, names, parameters, options.shown));
	}
	const [counted] = await session.query(`SELECT count(*)::text AS n FROM ${names.table} AS t WHERE t.${names.time} >= $1::timestamptz AND t.${names.time} < $2::timestamptz`, parameters.slice(0, 2));
	const passed = checks.filter(({ status }) => status === "pass").length;
	return {
		table: target.name,
		environment: options.environment,
		from: extent.from,
		to: extent.to,
		status: checks.some(({ status }) => status === "fail") ? "FAIL" : passed < checks.length ? "WARN" : "PASS",
		passRate: checks.length === 0 ? 100 : Math.floor(passed / checks.length * 1e4) / 100,
		symbols,
		sessions: sessions.length,
		rows: Number(counted?.n ?? 0),
		checks,
		quarantined: null
	};
}
/** What is built in and what is one's own, with what the environment makes of it. */
function chosenChecks({ quality }, environment) {
	const here = quality.environments[environment];
	if (here === void 0 && !["ci", "production"].includes(environment)) throw new UserError(`there is no environment ${environment}`, { hint: `Name it in data.quality.environments; there are ${[
		"ci",
		"production",
		...Object.keys(quality.environments)
	].join(", ")}.` });
	return [.../* @__PURE__ */ new Set([
		...Object.keys(QUALITY_CHECKS),
		...Object.keys(quality.checks),
		...Object.keys(here ?? {})
	])].flatMap((name) => {
		const settings = {
			...quality.checks[name],
			...here?.[name]
		};
		const builtIn = QUALITY_CHECKS[name];
		if (builtIn === void 0 && settings.sql === void 0) throw new UserError(`there is no check ${name}`, { hint: `Built in are ${Object.keys(QUALITY_CHECKS).join(", ")}; one of your own needs its sql.` });
		const usual = name === "freshness" && environment === "ci" ? "off" : builtIn?.severity ?? "fail";
		const severity = settings.severity ?? usual;
		return severity === "off" ? [] : [{
			...settings,
			name,
			severity
		}];
	});
}
async function runCheck(session, check, names, parameters, shown) {
	const builtIn = QUALITY_CHECKS[check.name];
	const own = check.sql;
	const query = own !== void 0 ? `SELECT NULL::text AS symbol, NULL::timestamptz AS at, to_jsonb(o)::text AS found FROM (${own.replace(/;\s*$/, "")}\n) AS o` : sqlOf(builtIn, names, check);
	const used = own !== void 0 ? [] : parameters.slice(0, highest(query));
	const rows = await session.query(`SELECT count(*) OVER ()::text AS count, f.symbol::text AS symbol, f.found::text AS found,
              to_char(f.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at
         FROM (${query}) AS f${typed(used)} ORDER BY f.at, f.symbol LIMIT ${shown}`, used).catch((cause) => {
		throw new UserError(`the check ${check.name} cannot be run: ${messageOf(cause)}`, {
			hint: own === void 0 ? "Compare data.quality.columns with the table." : "Mend its sql in the settings.",
			cause
		});
	});
	const count = Number(rows[0]?.count ?? 0);
	const most = check.most ?? 0;
	return {
		name: check.name,
		finds: builtIn?.finds ?? "A query of your own has rows",
		status: count <= most ? "pass" : check.severity,
		count,
		most,
		findings: rows.map(({ symbol, at, found }) => ({
			symbol,
			at,
			found
		}))
	};
}
/** The last parameter that a query reads. */
function highest(query) {
	return Math.max(0, ...[...query.matchAll(/\$(\d)/g)].map(([, n]) => Number(n)));
}
/** The server must be told the type of a parameter that a query passes over. */
function typed(parameters) {
	const types = [
		"timestamptz",
		"timestamptz",
		"json",
		"text[]",
		"json"
	];
	const all = parameters.map((_, at) => `$${at + 1}::${types[at]} IS NULL`);
	return all.length === 0 ? "" : ` WHERE ${all.join(" OR ")} OR true`;
}
async function readExtent(session, names, { from, to, now }, live) {
	const [row] = await session.query(`SELECT to_char(min(t.${names.time}) AT TIME ZONE ${names.timezone}, 'YYYY-MM-DD') AS from,
            to_char(max(t.${names.time}) FILTER (WHERE isfinite(t.${names.time})) AT TIME ZONE ${names.timezone}, 'YYYY-MM-DD') AS to
       FROM ${names.table} AS t`);
	const today = now.toISOString().slice(0, 10);
	const first = from ?? row?.from ?? today;
	const last = to ?? (live ? today : row?.to ?? today);
	const [end] = await session.query(`SELECT (($1::date + 1)::timestamp AT TIME ZONE ${names.timezone})::text AS end`, [last]);
	return {
		from: first,
		to: last,
		end: end?.end ?? last
	};
}
async function readSymbols(session, names, { from, end }) {
	return (await session.query(`SELECT DISTINCT t.${names.symbol}::text AS symbol FROM ${names.table} AS t
      WHERE t.${names.time} >= ($1::date)::timestamp AT TIME ZONE ${names.timezone} AND t.${names.time} < $2::timestamptz AND t.${names.symbol} IS NOT NULL ORDER BY 1`, [from, end])).map(({ symbol }) => symbol);
}
/** The open of the first session at the new price; prices before it are the old ones. */
function startOf(date, { quality, calendars }) {
	const [first] = sessionsOf(quality.calendar, calendars, date, date);
	return /* @__PURE__ */ new Date((first?.open ?? /* @__PURE__ */ new Date(`${date}T12:00:00Z`)).getTime() - 198e5);
}
// src/data/quality/write.ts
/** Writes a report as one row of the table of reports. @throws UserError where that cannot be written to */
async function writeReport(session, table, report, now) {
	const { name } = await readTarget(session, table);
	const { checks, status, passRate, to, ...details } = report;
	const summary = checks.map(({ name: check, status: ended, count, most }) => ({
		check,
		status: ended,
		count,
		most
	}));
	const findings = Object.fromEntries(checks.filter(({ count }) => count > 0).map((one) => [one.name, one.findings]));
	await session.query(`INSERT INTO ${name} ("timestamp", report_date, status, checks, pass_rate, details) VALUES ($1, $2, $3, $4, $5, $6)`, [
		now,
		to,
		status,
		JSON.stringify(summary),
		passRate,
		JSON.stringify({
			...details,
			to,
			findings
		})
	]).catch((cause) => {
		throw new UserError(`the report cannot be written to ${name}: ${messageOf(cause)}`, {
			hint: "Name another table by data.quality.report, or null for none.",
			cause
		});
	});
}
/**
* Moves the rows that are bad by themselves (values missing or wrong) to a table beside, `…_quarantine`, with the check
* that found them: in one transaction.
*/
async function quarantine(session, settings, { from, to, checks }) {
	const { quality, calendars } = settings;
	const target = await readTarget(session, quality.table);
	const timezone = timezoneOf(quality.calendar, calendars);
	const names = namesOf$2(target.name, quality, timezone, /* @__PURE__ */ new Date(0));
	const beside = `${target.name.slice(0, -withoutSchema(target.name).length)}${quoteIdentifier(`${unquoted(withoutSchema(target.name))}_quarantine`)}`;
	const columns = target.columns.filter(({ generated }) => !generated).map(({ name }) => quoteIdentifier(name));
	let rows = 0;
	await session.execute("BEGIN");
	try {
		await session.execute(`CREATE TABLE IF NOT EXISTS ${beside} AS SELECT ${columns.join(", ")}, ''::text AS quarantine_check, now() AS quarantined_at
         FROM ${target.name} WITH NO DATA`);
		for (const { name, status } of checks) {
			const condition = QUALITY_CHECKS[name]?.rows?.(names);
			if (condition === void 0 || status === "pass") continue;
			const [moved] = await session.query(`WITH gone AS (DELETE FROM ${target.name} AS t
                        WHERE t.${names.time} >= ($1::date)::timestamp AT TIME ZONE ${names.timezone}
                          AND t.${names.time} < ($2::date + 1)::timestamp AT TIME ZONE ${names.timezone} AND (${condition})
                        RETURNING ${columns.map((column) => `t.${column}`).join(", ")}),
              kept AS (INSERT INTO ${beside} SELECT gone.*, $3::text, now() FROM gone RETURNING 1)
         SELECT count(*)::text AS n FROM kept`, [
				from,
				to,
				name
			]);
			rows += Number(moved?.n ?? 0);
		}
		await session.execute("COMMIT");
	} catch (error) {
		await session.execute("ROLLBACK").catch(() => {});
		throw error;
	}
	return {
		rows,
		table: beside
	};
}
// src/workflows/data-quality.ts
/** As many findings of a check as JSON and the report have. */
const SHOWN = 100;
/** Looks at the quality of the data in a live database, and writes the result there. */
async function dataQuality(options, settings, context) {
	try {
		var _usingCtx$21 = _usingCtx();
		const url = liveUrl(settings, "to look at");
		for (const day of [options.from, options.to]) if (day !== void 0 && !/^\d{4}-\d{2}-\d{2}$/.test(day)) throw new UserError(`"${day}" is no day`, { hint: "Write it as 2024-11-29." });
		const live = _usingCtx$21.a(await openLive(url, settings, context));
		const step = context.reporter.step("quality");
		const found = await checkQuality(_usingCtx$21.a(await live.engine.database.connect()), settings.data, {
			...options,
			now: context.now(),
			shown: SHOWN,
			onCheck: (name) => step.update(name)
		});
		const result = { ...found };
		const table = settings.data.quality.report;
		const writes = options.report && table !== null;
		if (writes || options.quarantine) try {
			var _usingCtx3 = _usingCtx();
			const writer = _usingCtx3.a(await connectWriter(url));
			if (options.quarantine) result.quarantined = await quarantine(writer, settings.data, found);
			if (writes) await writeReport(writer, table, result, context.now());
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
		const ok = result.status !== "FAIL";
		if (result.status === "PASS") step.done(qualityWords(result));
		else if (ok) step.warn(qualityWords(result));
		else step.fail(qualityWords(result));
		return {
			ok,
			written: writes ? table : null,
			...result
		};
	} catch (_) {
		_usingCtx$21.e = _;
	} finally {
		await _usingCtx$21.d();
	}
}
// src/cli/commands/data/quality.ts
const FORMATS$6 = {
	text: qualityAsText,
	markdown: qualityAsMarkdown,
	html: qualityAsHtml,
	prometheus: qualityAsMetrics
};
/** `data quality --database-url URL`: whether the data can be trusted. */
function addQuality(add) {
	add("quality", "whether bars are whole, plausible and complete by the calendar of their exchange").option("--database-url <url>", "the database (postgres://…)").option("--from <day>", "the first day (default: that of the table)").option("--to <day>", "the last day (default: that of the table)").option("--environment <name>", "whose thresholds hold: production, ci, or one of the settings", "production").addOption(new Option("--format <format>", "how to write it").choices(Object.keys(FORMATS$6)).default("text")).option("--quarantine", "move rows that are bad by themselves to a table beside").option("--no-report", "do not write the result to trading.data_quality_reports").action((flags) => runCommand(flags, qualityCommand(flags), false));
}
const qualityCommand = (flags) => async (settings, context) => {
	const result = await dataQuality({
		...flags,
		quarantine: flags.quarantine === true
	}, settings, context);
	return {
		ok: result.ok,
		json: result,
		text: FORMATS$6[flags.format](result),
		verdict: `Quality: ${qualityWords(result)}.`
	};
};
// src/data/sample/bars.ts
/** What NVDA and MSFT have had since 2010. */
const SPLITS = [{
	symbol: "NVDA",
	date: "2021-07-20",
	ratio: 4
}, {
	symbol: "NVDA",
	date: "2024-06-10",
	ratio: 10
}];
/** Numbers from 0 to 1 that a seed gives again: mulberry32. */
function random(seed) {
	let state = seed >>> 0;
	return () => {
		state = state + 1831565813 >>> 0;
		let t = state;
		t = Math.imul(t ^ t >>> 15, t | 1);
		t ^= t + Math.imul(t ^ t >>> 7, t | 61);
		return ((t ^ t >>> 14) >>> 0) / 4294967296;
	};
}
/** Adjusted price to begin with, and shares a minute. */
const TICKERS = {
	NVDA: [90, 9e4],
	MSFT: [330, 45e3]
};
/** Bars of one ticker that follow each other from session to session. */
var Walk = class {
	#symbol;
	#next;
	#mean;
	#volume;
	#price;
	constructor(symbol, seed) {
		this.#symbol = symbol;
		this.#next = random(seed + [...symbol].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7));
		const [price, volume] = TICKERS[symbol] ?? [100, 2e4];
		this.#price = price;
		this.#mean = price;
		this.#volume = volume;
	}
	/** A bar for each minute of a session. More is traded at its ends than in the middle. */
	bars({ day, open, close }) {
		const minutes = (close.getTime() - open.getTime()) / 6e4;
		const factor = SPLITS.filter(({ symbol, date }) => symbol === this.#symbol && day < date).reduce((product, { ratio }) => product * ratio, 1);
		this.#move(.008, .01);
		return Array.from({ length: minutes }, (_, minute) => {
			const from = this.#price;
			this.#move(8e-4, 2e-5);
			const to = this.#price;
			const width = from * 4e-4;
			const middle = 2 * minute / minutes - 1;
			const volume = Math.round(this.#volume * (.4 + 1.2 * middle * middle) * (.5 + this.#next()) / factor) + 100;
			const price = (value) => Math.round(value * factor * 1e4) / 1e4;
			return {
				symbol: this.#symbol,
				at: open.getTime() + minute * 6e4,
				open: price(from),
				high: price(Math.max(from, to) + width * this.#next()),
				low: price(Math.min(from, to) - width * this.#next()),
				close: price(to),
				volume,
				transactions: Math.max(1, Math.round(volume / 90))
			};
		});
	}
	/** A step of about that share, a little back to where it began. */
	#move(share, back) {
		const step = (this.#next() + this.#next() + this.#next() - 1.5) * 2 * share;
		this.#price *= Math.exp(step + back * Math.log(this.#mean / this.#price));
	}
};
// src/data/sample/defects.ts
const MINUTE = 6e4;
/** Each makes one session of one ticker bad, from the bar at a place on. */
const PLANTS = {
	ohlc: change((bar) => ({
		...bar,
		high: bar.low - .01
	})),
	values: change((bar) => ({
		...bar,
		low: -bar.low
	})),
	missing: change((bar) => ({
		...bar,
		volume: null
	})),
	"zero-volume": change((bar) => ({
		...bar,
		volume: 0
	})),
	duplicates: (bars, at) => bars.flatMap((bar, n) => n === at ? [bar, {
		...bar,
		transactions: 1
	}] : [bar]),
	gaps: (bars, at) => bars.filter((_, n) => n < at || n >= at + 6),
	rows: (bars, at) => bars.filter((_, n) => n < at || n % 2 === 0),
	stale: (bars, at) => {
		const { close } = bars[at];
		const flat = {
			open: close,
			high: close,
			low: close,
			close
		};
		return bars.map((bar, n) => n > at && n <= at + 30 ? {
			...bar,
			...flat
		} : bar);
	},
	jumps: change((bar) => ({
		...bar,
		high: bar.close * 1.6,
		close: bar.close * 1.6
	})),
	"off-session": (bars, at) => [...bars, {
		...bars[at],
		at: bars[0].at + 750 * MINUTE
	}]
};
function change(make) {
	return (bars, at) => bars.map((bar, n) => n === at ? make(bar) : bar);
}
const KINDS$1 = Object.keys(PLANTS);
/** Plants the n-th defect in the bars of a session: kind after kind, in its first half. */
function plant(n, bars, place) {
	const kind = KINDS$1[n % KINDS$1.length];
	const at = 5 + Math.floor(place * (bars.length / 2 - 10));
	const bad = bars[at];
	const from = kind === "off-session" ? bars[0].at + 750 * MINUTE : bad.at;
	return {
		bars: PLANTS[kind]([...bars], at),
		defect: {
			kind,
			symbol: bad.symbol,
			at: new Date(from).toISOString()
		}
	};
}
// src/data/sample/sample.ts
const HEADER = "ticker,volume,open,close,high,low,window_start,transactions";
/**
* Minute bars as an exchange would have made them: the same for the same options, on every machine. The months follow
* each other; the defects are known once the last of them was given.
*
* @param planted takes the defects
*/
function* sampleFiles(options, planted) {
	const { symbols, from, to, seed, defects, late } = options;
	const sessions = sessionsOf("XNYS", {}, from, to);
	const walks = symbols.map((symbol) => new Walk(symbol, seed));
	const next = random(seed + 1);
	const places = new Map(Array.from({ length: defects }, (_, n) => [placeOf(n, defects, sessions.length), n]));
	let delayed = [];
	let month = "";
	let lines = [];
	const file = () => ({
		name: `bars-${month}.csv`,
		text: `${[HEADER, ...lines].join("\n")}\n`,
		rows: lines.length
	});
	for (const [at, session] of sessions.entries()) {
		if (month !== session.day.slice(0, 7)) {
			if (lines.length > 0) yield file();
			month = session.day.slice(0, 7);
			lines = delayed.map(line);
			delayed = [];
		}
		const n = places.get(at);
		for (const [which, walk] of walks.entries()) {
			let bars = walk.bars(session);
			if (n !== void 0 && which === n % walks.length) {
				const bad = plant(n, bars, next());
				bars = bad.bars;
				planted.push(bad.defect);
			}
			for (const bar of bars) if (late > 0 && next() < late) delayed.push(bar);
			else lines.push(line(bar));
		}
	}
	lines.push(...delayed.map(line));
	yield file();
}
/** Spread over all sessions but the first. */
function placeOf(n, defects, sessions) {
	return 1 + Math.floor(n * (sessions - 1) / defects);
}
function line({ symbol, at, open, high, low, close, volume, transactions }) {
	const [o, c, h, l] = [
		open,
		close,
		high,
		low
	].map((price) => String(Math.round(price * 1e4) / 1e4));
	return `${symbol},${volume ?? ""},${o},${c},${h},${l},${at}000000,${transactions}`;
}
// src/workflows/data-sample.ts
/** Writes sample bars, a file a month, and beside them what is wrong with them on purpose. */
async function dataSample(options, { reporter, cwd }) {
	const { directory, gzip, from, to } = options;
	if (![from, to].every((day) => /^20\d{2}-\d{2}-\d{2}$/.test(day)) || from > to) throw new UserError(`${from} to ${to} is no time`, { hint: "Write both days as 2024-01-02, the first one first." });
	const step = reporter.step("sample");
	const place = resolve(cwd, directory);
	await mkdir(place, { recursive: true });
	const defects = [];
	const files = [];
	let rows = 0;
	for (const file of sampleFiles(options, defects)) {
		const name = gzip ? `${file.name}.gz` : file.name;
		await writeFile(join(place, name), gzip ? gzipSync(file.text) : file.text);
		files.push(join(directory, name));
		rows += file.rows;
		step.update(name);
	}
	if (defects.length > 0) await writeFile(join(place, "defects.json"), `${JSON.stringify(defects, null, 2)}\n`);
	const wrong = defects.length === 0 ? "" : `, ${plural(defects.length, "defect")} listed in defects.json`;
	step.done(`${rows.toLocaleString("en")} bars in ${plural(files.length, "file")} of ${directory}${wrong}`);
	return {
		ok: true,
		directory,
		files,
		rows,
		defects
	};
}
// src/cli/commands/data/sample.ts
/** `data sample DIR`: bars to try things with. */
function addSample(add) {
	add("sample", "minute bars to try things with, in the shape of Polygon's files; the same for the same seed").argument("<dir>", "where the files go, one a month").option("--symbols <list>", "tickers", (text) => text.split(","), ["NVDA", "MSFT"]).option("--from <day>", "the first day", "2024-01-01").option("--to <day>", "the last day", "2024-12-31").option("--seed <n>", "another number gives other bars", count, 1).option("--defects <n>", "defects to plant, one a session, listed in defects.json", count, 0).option("--late <share>", "share of the bars that come a month late", share, .001).option("--gzip", "compress the files").action((dir, flags) => runCommand(flags, async (_, context) => {
		return {
			ok: true,
			json: await dataSample({
				...flags,
				directory: dir,
				gzip: flags.gzip === true
			}, context)
		};
	}));
}
function share(text) {
	const value = Number(text);
	if (value >= 0 && value < 1) return value;
	throw new InvalidArgumentError("It must be a number from 0 to 1.");
}
// src/cli/commands/data/program.ts
/** `data` and its commands. */
function addDataCommands(program) {
	const data = program.command("data").description(`data into the database, its quality, backups of rows (${docsPage("data.md")})`);
	const add = (name, description) => withCommon(data.command(name).description(description));
	addLoad(add);
	addQuality(add);
	addBackupRows(add);
	addSample(add);
}
// src/workflows/diff.ts
/**
* Compares two schemas, each a dump, init SQL or a live database, one after the other: two servers at once would take
* twice the memory.
*
* @param failOn the classes that fail the check
*/
async function diff(specs, failOn, settings, context) {
	const [old, now] = [await readOperandSpec(specs.old, context), await readOperandSpec(specs.new, context)];
	const from = await openOperand(old, settings, context);
	const to = await openOperand(now, settings, context);
	const hints = readRenameHints(to.statements);
	for (const { hint, message } of idleRenames(hints, from.dump.model, to.dump.model)) context.reporter.warn(`${hint.written?.file}:${hint.written?.line}: ${message}`);
	const changes = explainChanges(from.dump.model, to.dump.model, {
		timescaledb: from.live ?? to.live ?? to.target,
		renames: resolveRenames(hints, from.dump.model, to.dump.model),
		rows: {
			from: from.dump.rows,
			to: to.dump.rows
		}
	});
	const document = diffDocument(changes, {
		old: from.dump.fingerprint,
		new: to.dump.fingerprint
	});
	return {
		document,
		failing: failOn.filter((level) => document.classes[level] > 0)
	};
}
// src/cli/commands/diff.ts
const FORMATS$5 = [
	"text",
	"markdown",
	"json"
];
const WRITERS$4 = {
	text: diffAsText,
	markdown: diffAsMarkdown,
	json: diffAsJson
};
/** `diff OLD NEW`: what changes, how dangerous it is. */
function addDiff(add) {
	withCommon(withEngine$1(add("diff", "what changes between two schemas, and how dangerous it is on a database with rows"))).argument("<old>", "a .sql file (a dump or init SQL), a directory or pattern of init SQL, or a postgres:// URL").argument("<new>", "the same").addOption(new Option("--format <format>", "how to write it").choices(FORMATS$5).default("text")).option("--fail-on <classes>", `exit with 1 where there are changes of these: ${CLASSES.join(", ")}`, classes).action((old, now, flags) => runCommand(flags, diffCommand({
		old,
		new: now
	}, flags.format, flags.failOn ?? []), false));
}
function classes(text, previous = []) {
	const words = text.split(",").map((word) => word.trim());
	const wrong = words.find((word) => !isChangeClass(word));
	if (wrong !== void 0) throw new InvalidArgumentError(`"${wrong}" is no class of change: ${CLASSES.join(", ")}.`);
	return [...previous, ...words.filter(isChangeClass)];
}
const diffCommand = (specs, format, failOn) => async (settings, context) => {
	const { document, failing } = await diff(specs, failOn, settings, context);
	const found = document.changes.filter((change) => failing.includes(change.class));
	return {
		ok: failing.length === 0,
		json: document,
		text: WRITERS$4[format](document, layoutOf(process.stdout)),
		verdict: `${countWords(found)}; --fail-on lists ${failing.map(classWords).join(", ")}.`
	};
};
// src/cli/watch.ts
function withWatch(command) {
	const flag = new Option("--watch", "run again whenever a file that it reads is saved, until Ctrl-C");
	return command.addOption(flag.conflicts(["databaseUrl", "json"]));
}
/**
* Runs a command as `runCommand` does; with --watch again on every change, on servers that were started before they are
* needed. What fails is told, and waits for the change that mends it. A signal ends it.
*/
async function runOrWatch(flags, command, { writes, written = [] }) {
	if (flags.watch !== true) return runCommand(flags, command, writes);
	const shell = openShell(flags, writes);
	const { reporter, cwd } = shell.context;
	const outputs = written.flatMap((file) => file === void 0 ? [] : [resolve(cwd, file)]);
	const files = new WatchedFiles(cwd, shell.file, outputs);
	const work = async (load, context) => {
		const settings = await load();
		if (settings["database-url"] !== void 0) throw new UserError("a live database cannot be watched", { hint: "--watch is for a schema that is built from files." });
		await files.follow(settings);
		try {
			return await command(settings, {
				...context,
				reads: (names) => files.add(names)
			});
		} catch (error) {
			if (error instanceof ScriptError) files.add([error.file]);
			throw error;
		}
	};
	try {
		await files.follow();
		for (;;) {
			await attempt$1(shell, work);
			reporter.closing(`Waiting for changes in ${files.describe()}. Ctrl-C ends it.`);
			await startAhead();
			const changes = await files.changes();
			reporter.heading(`\n${(/* @__PURE__ */ new Date()).toTimeString().slice(0, 8)}  ${changes.join(", ")}`);
		}
	} finally {
		await files.close();
		await cleanUp();
	}
}
/** Editors save in several steps, and a change of branch touches many files: what comes together is one change. */
const TOGETHER_MS = 60;
const WORDS = {
	add: "is new",
	change: "changed",
	unlink: "is gone"
};
/** How often files that are known by name are looked at: the watcher needs a moment for each that is new to it. */
const LOOK_MS = 250;
/** More of them are not read. */
const MOST_NAMED = 3;
const SCRIPT = /\.(sql|sh)(\.gz)?$/i;
/** The files that a run reads, and what becomes of them. */
var WatchedFiles = class {
	#cwd;
	#settingsFile;
	#written;
	#watcher;
	/** Directories and files that are looked at, absolute. */
	#places = [];
	/** Where every file counts, and not scripts alone. */
	#whole = false;
	#skipped = "";
	/** Files that are known by name, with what was last seen of them; empty where there was none. */
	#read = /* @__PURE__ */ new Map();
	#changed = /* @__PURE__ */ new Map();
	#settled;
	#timer;
	constructor(cwd, settingsFile, written) {
		this.#cwd = cwd;
		this.#settingsFile = settingsFile;
		this.#written = new Set(written);
		this.#read.set(settingsFile, signature(settingsFile));
	}
	/** Looks at what the settings name, from now on; without settings at their file alone. */
	async follow(settings) {
		this.#whole = settings?.build !== void 0 || settings?.source !== void 0;
		this.#skipped = settings === void 0 ? "" : resolve(this.#cwd, settings["schema-dir"]) + sep;
		const named = settings === void 0 ? [] : placesOf(settings).map((place) => resolve(this.#cwd, place));
		const places = [.../* @__PURE__ */ new Set([this.#settingsFile, ...named])];
		if (places.join("\n") === this.#places.join("\n")) return;
		this.#places = places;
		await this.#watcher?.close();
		const { watch } = await import("./chokidar.js");
		const watcher = watch([...places, ...this.#read.keys()], {
			ignoreInitial: true,
			ignored: (path) => /[/\\](node_modules|\.git)$/.test(path)
		});
		this.#watcher = watcher;
		watcher.on("all", (event, path) => this.#note(event, path));
		await new Promise((ready) => watcher.once("ready", ready));
	}
	/** Looks at further files: those that scripts include may be anywhere. */
	add(names) {
		const files = names.map((name) => resolve(this.#cwd, name)).filter((file) => !this.#read.has(file));
		for (const file of files) this.#read.set(file, signature(file));
		this.#watcher?.add(files.filter((file) => !this.#places.some((place) => isIn(file, place))));
	}
	/** What changed since it was last asked, as soon as something has: `sql/init/01.sql changed`. */
	async changes() {
		if (this.#changed.size === 0 || this.#timer !== void 0) {
			const look = setInterval(() => {
				for (const file of this.#read.keys()) this.#note("change", file);
			}, LOOK_MS);
			await new Promise((settled) => {
				this.#settled = settled;
			});
			clearInterval(look);
		}
		this.#settled = void 0;
		const all = [...this.#changed].map(([path, event]) => `${relative(this.#cwd, path)} ${WORDS[event]}`);
		this.#changed.clear();
		return all.length > MOST_NAMED ? [...all.slice(0, MOST_NAMED), `${all.length - MOST_NAMED} more`] : all;
	}
	/** For people: where it looks. */
	describe() {
		return this.#places.map((place) => relative(this.#cwd, place) || ".").join(", ");
	}
	async close() {
		clearTimeout(this.#timer);
		await this.#watcher?.close();
	}
	#note(event, path) {
		if (!(event in WORDS) || !this.#counts(path)) return;
		const seen = this.#read.get(path);
		const now = signature(path);
		if (now === seen) return;
		if (seen !== void 0) this.#read.set(path, now);
		this.#changed.set(path, seen === void 0 ? event : seen === "" ? "add" : now === "" ? "unlink" : "change");
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			this.#timer = void 0;
			this.#settled?.();
		}, TOGETHER_MS);
	}
	#counts(path) {
		if (path === this.#settingsFile || this.#read.has(path)) return true;
		if (this.#written.has(path) || path.startsWith(this.#skipped) || !this.#places.some((place) => isIn(path, place))) return false;
		if (/^\.|~$|\.(swp|tmp)$/.test(basename(path))) return false;
		return this.#whole || SCRIPT.test(path) || this.#places.includes(path);
	}
};
/** Differs where a file was written since; empty where there is none. */
function signature(path) {
	const found = statSync(path, { throwIfNoEntry: false });
	return found === void 0 ? "" : `${found.ino} ${found.size} ${found.mtimeMs}`;
}
function isIn(path, place) {
	return path === place || path.startsWith(place.endsWith(sep) ? place : place + sep);
}
/** Where the files are that a schema is built from: of a pattern, the part before what stands for many. */
function placesOf({ build, source, init }) {
	if (build !== void 0) return ["."];
	if (source !== void 0) return typeof source === "string" ? [source] : [source.path].flat();
	return init.map((pattern) => {
		const parts = pattern.split(/[/\\]/);
		const many = parts.findIndex((part) => /[*?[\]{}()!+@]/.test(part));
		return many < 0 ? pattern : parts.slice(0, many).join("/") || (pattern.startsWith("/") ? "/" : ".");
	});
}
// src/cli/commands/docs.ts
/** `docs`: the documentation as Markdown, to standard output or a file, and as one HTML page where a file is named. */
function addDocs(add) {
	withCommon(withEngine$1(withSchemaDirectory(withWatch(withSource(add("docs", "README_latest.md, on standard output by default; or one HTML page"))).option("-o, --output <file>", "write README_latest.md to a file").option("--html <file>", "write the HTML page, with the history of the schema directory"), "where the versioned files are"))).action((flags, program) => {
		if (flags.watch === true && flags.output === void 0 && flags.html === void 0) program.error("error: --watch needs a file to write: -o README.md, or --html schema.html");
		return runOrWatch(flags, docsCommand(flags.output, flags.html), {
			writes: true,
			written: [flags.output, flags.html]
		});
	});
}
const docsCommand = (output, html) => async (settings, context) => {
	const printed = output === void 0 && html === void 0;
	const target = output === void 0 ? void 0 : resolve(context.cwd, output);
	const wanted = {
		markdown: printed || target !== void 0,
		html: html !== void 0,
		besideDump: target !== void 0 && dirname(target) === resolve(context.cwd, settings["schema-dir"])
	};
	if (target !== void 0) await checkOutput(target);
	if (html !== void 0) await checkOutput(resolve(context.cwd, html), "--html");
	const result = await docs(settings, context, wanted);
	if (target !== void 0) await writeOutput(target, result.markdown ?? "");
	if (html !== void 0) await writeOutput(resolve(context.cwd, html), result.html ?? "", "--html");
	return {
		ok: true,
		json: {
			ok: true,
			fingerprint: result.fingerprint,
			file: output ?? null,
			html: html ?? null,
			...printed ? { markdown: result.markdown } : {}
		},
		...printed && result.markdown !== null ? { text: result.markdown } : {}
	};
};
// src/workflows/doctor.ts
/**
* Looks at everything that a run needs, one line each: settings, scripts, schema directory, engines, programs. Starts no
* server, pulls no image, writes nothing.
*
* @param load reads the settings; a mistake in them is one of the findings
*/
async function doctor(load, file, context) {
	const examinations = [];
	const look = async (name, examine) => {
		const step = context.reporter.step(name);
		const found = await examine().catch((error) => wrong(messageOf(error), hintOf(error)));
		const details = found.remedy === null ? [] : [found.remedy];
		if (found.state === "found") step.done(found.text, details);
		else if (found.state === "missing") step.warn(found.text, details);
		else step.fail(found.text, details);
		examinations.push({
			name,
			...found
		});
	};
	let settings;
	await look("node", async () => ok(`${process.version} on ${process.platform} ${process.arch}`));
	await look("directory", async () => ok(context.cwd));
	await look("settings", async () => {
		settings = await load();
		return await access(resolve(context.cwd, file)).then(() => true, () => false) ? ok(file) : missing(`no ${file}: the defaults hold`, "Run \"timescale-ci init\" to write one.");
	});
	if (settings !== void 0) {
		const known = settings;
		await look("schema", () => examineSource(known, context));
		await look("files", () => examineDirectory(known, context));
	}
	const wanted = settings?.engine ?? "auto";
	const image = settings?.image;
	const severity = (kind) => wanted === kind ? wrong : missing;
	await look("docker", async () => {
		const docker = await inspectDocker(image);
		if (!docker.answers) return severity("docker")(docker.problem, docker.hint);
		const about = {
			there: `; ${image} is there`,
			absent: `; ${image} must be pulled first`,
			unasked: ""
		};
		return ok(`engine ${docker.version}${about[docker.image]}`);
	});
	const docker = examinations.at(-1)?.state === "found";
	await look("embedded", async () => await embeddedAvailable() ? ok("TimescaleDB in WebAssembly is installed") : severity("embedded")("the embedded TimescaleDB is not installed", "Install timescale-ci again with npm, or use Docker."));
	const embedded = examinations.at(-1)?.state === "found";
	await look("pg_dump", async () => {
		const program = context.env["PG_DUMP"] || "pg_dump";
		const live = settings?.["database-url"] !== void 0;
		const version = await versionOf(program, context);
		if (version !== void 0) return ok(`${version} (${program})`);
		const text = `"${program}" cannot be run; only a live database (--database-url) needs it`;
		return (live ? wrong : missing)(text, "Install postgresql-client, or name a pg_dump by PG_DUMP.");
	});
	await look("git", async () => {
		const version = await versionOf("git", context);
		return version === void 0 ? missing("git cannot be run; only commits need it", "Install git.") : ok(version);
	});
	const engine = wanted === "auto" ? docker ? "docker" : embedded ? "embedded" : null : wanted;
	const startable = engine === "docker" ? docker : engine === "embedded" && embedded;
	await look("engine", async () => {
		if (!startable) return wrong("none can be started", "Start Docker, or install timescale-ci with its embedded engine.");
		if (wanted !== "auto") return ok(`${engine}, as the settings say`);
		return ok(docker && embedded ? "docker; embedded where the image cannot be pulled" : `${engine}`);
	});
	return {
		ok: examinations.every(({ state }) => state !== "wrong"),
		engine: startable ? engine : null,
		examinations
	};
}
const ok = (text) => ({
	state: "found",
	text,
	remedy: null
});
const missing = (text, remedy) => ({
	state: "missing",
	text,
	remedy: remedy ?? null
});
const wrong = (text, remedy) => ({
	state: "wrong",
	text,
	remedy: remedy ?? null
});
function hintOf(error) {
	return error instanceof UserError ? error.hint : void 0;
}
async function examineSource(settings, { cwd }) {
	if (settings["database-url"] !== void 0) return ok("a live database, by its URL");
	const { scripts, label } = await readScripts(settings, cwd);
	return ok(`${label}  (${plural(scripts.length, "file")})`);
}
async function examineDirectory(settings, { cwd }) {
	const directory = settings["schema-dir"];
	await checkWritable(resolve(cwd, directory));
	const latest = await readLatest(resolve(cwd, directory));
	return ok(latest === void 0 ? `${directory} holds no version yet` : `${directory}, latest ${latest.file}`);
}
/** The directory, or the closest one above it that is there, must take a file. Permission bits alone do not tell. */
async function checkWritable(directory) {
	try {
		await access(directory, constants.W_OK);
		const trial = await mkdtemp(join(directory, ".timescale-ci-"));
		await rm(trial, { recursive: true });
	} catch (cause) {
		const { code } = cause;
		if (code === "ENOENT" && dirname(directory) !== directory) return checkWritable(dirname(directory));
		throw new UserError(`${directory} cannot be written to: ${messageOf(cause)}`, {
			hint: "Change who may write there, or name another directory with --schema-dir.",
			cause
		});
	}
}
async function versionOf(name, { env }) {
	try {
		const program = await programAt(name, env["PATH"] ?? "");
		if (program === void 0) return void 0;
		const { exitCode, stdout } = await getExecOutput(program, ["--version"], {
			silent: true,
			ignoreReturnCode: true
		});
		return exitCode === 0 ? stdout.trim().split("\n")[0] : void 0;
	} catch {
		return;
	}
}
/** Where a program is. @actions/exec looks for it, too, and prints of each directory that it may not read. */
async function programAt(name, path) {
	if (name.includes("/")) return name;
	for (const directory of path.split(delimiter).filter((one) => one !== "")) {
		const file = join(directory, name);
		try {
			await access(file, constants.X_OK);
			return file;
		} catch {}
	}
}
// src/cli/commands/doctor.ts
/** `doctor`: what a run would find here, and what to do where it would fail. */
function addDoctor(add) {
	withCommon(withSchemaDirectory(withEngine$1(withSource(add("doctor", "what a run would find here (settings, SQL, engines, programs), and what to do"))), "where the versioned files are")).action((flags) => runDoctor(flags));
}
function runDoctor(flags) {
	const file = flags.config ?? "timescale-ci.yml";
	return runProcess(flags, async (load, context) => {
		const diagnosis = await doctor(load, file, context);
		const wrong = diagnosis.examinations.filter(({ state }) => state === "wrong").length;
		return {
			ok: diagnosis.ok,
			json: diagnosis,
			verdict: `A run would fail here: mend ${wrong === 1 ? "what is" : `the ${wrong} lines`} marked with a cross.`
		};
	}, false);
}
// src/cli/commands/drift.ts
const FORMATS$4 = [
	"text",
	"markdown",
	"json",
	"sarif"
];
const WRITERS$3 = {
	text: driftAsText,
	markdown: (result) => driftAsMarkdown(result),
	json: (result) => `${JSON.stringify(driftDocument(result), null, 2)}\n`,
	sarif: (result) => sarifOf(driftFindings(result, (file) => file), {
		version,
		rules: RULES
	})
};
/** `drift --database-url URL`: whether a live database has the schema that it should. */
function addDrift(add) {
	withCommon(withEngine$1(withSchemaDirectory(add("drift", "how a live database differs from the schema that it should have; it is only read").option("--database-url <url>", "the live database (postgres://…); never written to").option("--against <what>", "a dump, a commit, or \"init\" for the source as it stands (default: schema_latest.sql)").option("--verify", "verify first that a workflow of this repository signed the dump (needs gh)").addOption(new Option("--format <format>", "how to write it").choices(FORMATS$4).default("text")), "directory of the versions"))).action((flags) => runCommand(flags, driftCommand({
		against: flags.against,
		verify: flags.verify
	}, flags.format), false));
}
const driftCommand = (options, format) => async (settings, context) => {
	const result = await drift(options, settings, context);
	return {
		ok: result.differences.length === 0,
		json: driftDocument(result),
		text: WRITERS$3[format](result),
		verdict: `Drift: ${driftWords$1(result, result.reference.name)}.`
	};
};
// src/cli/commands/health.ts
const FORMATS$3 = {
	text: healthAsText,
	markdown: healthAsMarkdown,
	prometheus: healthAsMetrics
};
/** `health --database-url URL`: whether a live database does what it should. */
function addHealth(add) {
	withCommon(add("health", "jobs, policies, chunks, replication and versions of a live database; it is only read").option("--database-url <url>", "the live database (postgres://…); never written to").addOption(new Option("--format <format>", "how to write it").choices(Object.keys(FORMATS$3)).default("text").conflicts("prometheus")).option("--prometheus", "metrics in the text format of Prometheus: --format prometheus").option("--time-limit <s>", "seconds after which SQL is given up (default: 1800)", positive)).action((flags) => runCommand(flags, healthCommand(flags.prometheus === true ? "prometheus" : flags.format), false));
}
const healthCommand = (format) => async (settings, context) => {
	const result = await health(settings, context);
	return {
		ok: result.ok,
		json: result,
		text: FORMATS$3[format](result),
		verdict: `Health: ${healthWords(result)}.`
	};
};
// src/cli/commands/init.ts
/** `init`: a first settings file and workflow. */
function addInit(add) {
	withOutput(withEngine$1(withSource(add("init", "write a first timescale-ci.yml and workflow; what is there stays as it is")).option("--action <ref>", "what the workflow names to use the action", actionReference))).action((flags) => runCommand(flags, initCommand(flags)));
}
const initCommand = (flags) => async (settings, context) => {
	const given = Object.entries(givenSettings(flags)).filter(([name]) => NAMED.includes(name));
	const result = await init(settings, context, {
		named: Object.fromEntries(given),
		action: flags.action,
		ask: process.stdin.isTTY && process.stderr.isTTY && flags.json !== true ? ask$1 : void 0
	});
	const written = result.files.filter(({ status }) => status === "written").map(({ path }) => path);
	const what = written.join(" and ");
	return {
		ok: result.builds,
		json: {
			ok: result.builds,
			...result
		},
		text: result.builds && what !== "" ? `Look over ${what}, then run the backup and commit.\n` : "",
		verdict: `${what === "" ? "" : `${what} ${written.length === 1 ? "is" : "are"} written. `}${MEND}`
	};
};
const MEND = "A run fails as above until that is mended; then run the backup and commit.";
/** The flags that the settings file which is written repeats. */
const NAMED = [
	"init",
	"source",
	"database",
	"image"
];
const ask$1 = async (question, answers) => {
	const lines = answers.map((answer, index) => `  ${index + 1}. ${answer}\n`);
	const terminal = createInterface({
		input: process.stdin,
		output: process.stderr
	});
	try {
		const answer = await terminal.question(`${question}\n${lines.join("")}[1] `);
		const chosen = Number(answer.trim() || "1") - 1;
		return chosen in answers ? chosen : 0;
	} finally {
		terminal.close();
	}
};
// src/plan/layouts.ts
/** The layouts that a plan is written in, by the names that sources have. */
const PLAN_LAYOUTS = [
	"plain",
	"golang-migrate",
	"dbmate",
	"goose",
	"sql-migrate",
	"flyway",
	"prisma"
];
const WRITERS$2 = {
	plain: {
		name: /^(\d+)/,
		first: "number",
		digits: 3,
		mixed: true,
		files: ({ up }, version, name, head) => [{
			path: `${version}_${name}.sql`,
			text: `${head}${lines(up)}`
		}]
	},
	"golang-migrate": {
		name: /^(\d+)_/,
		first: "number",
		digits: 6,
		files: ({ up, down }, version, name, head) => [{
			path: `${version}_${name}.up.sql`,
			text: `${head}${lines(up)}`
		}, {
			path: `${version}_${name}.down.sql`,
			text: lines(back(down))
		}]
	},
	dbmate: {
		name: /^(\d+)/,
		first: "time",
		digits: 14,
		files: ({ up, down, transaction }, version, name, head) => [{
			path: `${version}_${name}.sql`,
			text: `-- migrate:up${transaction ? "" : " transaction:false"}\n${head}${lines(up)}\n-- migrate:down\n${lines(back(down))}`
		}]
	},
	goose: {
		name: /^(\d+)_/,
		first: "time",
		digits: 14,
		files: ({ up, down, transaction }, version, name, head) => [{
			path: `${version}_${name}.sql`,
			text: `${transaction ? "" : "-- +goose NO TRANSACTION\n"}-- +goose Up\n${head}${marked("goose", up)}\n-- +goose Down\n${marked("goose", back(down))}`
		}]
	},
	"sql-migrate": {
		name: /^(\d+)/,
		first: "time",
		digits: 14,
		files: ({ up, down, transaction }, version, name, head) => [{
			path: `${version}-${name}.sql`,
			text: `-- +migrate Up${transaction ? "" : " notransaction"}\n${head}${marked("migrate", up)}\n-- +migrate Down\n${marked("migrate", back(down))}`
		}]
	},
	flyway: {
		name: /^[VBU](\d+)(?:[._]\d+)*__/,
		first: "number",
		digits: 1,
		files: ({ up, transaction }, version, name, head) => {
			const path = `V${version}__${name}.sql`;
			const text = `${head}${lines(up)}`;
			const conf = [...transaction ? [] : ["executeInTransaction=false"], ...text.includes("${") ? ["placeholderReplacement=false"] : []];
			return [{
				path,
				text
			}, ...conf.length === 0 ? [] : [{
				path: `${path}.conf`,
				text: lines(conf)
			}]];
		}
	},
	prisma: {
		name: /^(\d+)_[^/]*\/migration\.sql$/,
		first: "time",
		digits: 14,
		files: ({ up }, version, name, head) => [{
			path: `${version}_${name}/migration.sql`,
			text: `${head}${lines(up)}`
		}]
	}
};
/**
* Writes a plan as migrations of a tool, behind those that are there. Where the tool runs a migration in a transaction, a
* statement that can be in none has one of its own.
*
* @param there the files of the directory of the migrations, from it, with slashes
* @throws UserError for what the tool's SQL cannot say
*/
function migrationFiles(plan, layout, there, now) {
	const writer = WRITERS$2[layout];
	if (plan.steps.length === 0) return [];
	if (layout !== "plain") refuseRows(plan.steps, layout);
	const migrations = writer.mixed ? [inOne(plan.steps)] : migrationsOf(plan.steps);
	const versions = nextVersions(writer, there, now, migrations.length);
	const { old, new: to } = plan.fingerprints;
	const proof = plan.proof?.proved ? "proved on generated rows" : "not proved";
	return migrations.flatMap((migration, i) => {
		const number = migrations.length === 1 ? "" : `_${i + 1}`;
		const place = migrations.length === 1 ? "" : ` (${i + 1} of ${migrations.length})`;
		const head = lines([`-- From schema ${old.slice(0, 8)} to ${to.slice(0, 8)}, planned by timescale-ci and ${proof}${place}`, ...migration.title.split("\n").map((line) => `-- ${line}`)]);
		return writer.files(migration, versions[i], `plan_${to.slice(0, 8)}${number}`, `${head}\n`);
	});
}
const lines = (texts) => texts.map((text) => `${text}\n`).join("");
/** Both cut their files at semicolons, save between these. */
function marked(word, statements) {
	return lines(statements.flatMap((statement) => [
		`-- +${word} StatementBegin`,
		statement,
		`-- +${word} StatementEnd`
	]));
}
/** A way back that is none must not look as if it had been gone. */
function back(down) {
	if (typeof down !== "string") return down.length === 0 ? ["SELECT 1;"] : down;
	return [`DO $do$ BEGIN RAISE EXCEPTION ${quoteLiteral(`no statement takes this back: ${down}`.replaceAll("%", "%%"))}; END $do$;`];
}
function migrationsOf(steps) {
	const parts = partsOf(steps);
	const found = [];
	parts.forEach((part) => {
		const last = found.at(-1);
		const sql = part.sql.map(inAnyClient);
		if (part.transaction && last?.transaction) {
			last.up.push(...sql);
			last.steps.add(part.step);
		} else found.push({
			title: "",
			up: sql,
			down: [],
			transaction: part.transaction,
			steps: /* @__PURE__ */ new Set([part.step])
		});
	});
	return found.map((migration, i) => {
		const own = [...migration.steps].map((step) => steps[step]);
		const ends = own.filter((_, n) => !found[i + 1]?.steps.has([...migration.steps][n]));
		return {
			title: own.map(({ title }) => title).join("\n"),
			up: migration.transaction ? framed(migration.up) : migration.up,
			down: downOf(ends),
			transaction: migration.transaction
		};
	});
}
/** What is made may speak of what comes later; and where a statement has left a search_path, the tool's own is back. */
function framed(sql) {
	return [
		"SET LOCAL check_function_bodies = false;",
		...sql,
		...sql.some((statement) => statement.includes("set_config('search_path'")) ? ["RESET search_path;"] : []
	];
}
function downOf(steps) {
	const isNeeded = ({ undo }) => typeof undo !== "string" || /^none(?! is needed)/.test(undo);
	const needed = steps.filter(isNeeded);
	const without = needed.find(({ undo }) => typeof undo === "string" || !undo.every(fitsTransaction));
	if (without !== void 0) {
		const why = typeof without.undo === "string" ? without.undo : "it is in no transaction";
		return `${without.title}: ${why}`;
	}
	return needed.toReversed().flatMap(({ undo }) => typeof undo === "string" ? [] : undo.map(inAnyClient));
}
/** psql takes transactions and what is in none from one file. */
function inOne(steps) {
	const up = partsOf(steps).flatMap(({ sql, transaction }) => transaction ? [
		"BEGIN;",
		"SET LOCAL check_function_bodies = false;",
		...sql,
		"COMMIT;"
	] : sql);
	return {
		title: steps.map(({ title }) => title).join("\n"),
		up,
		down: [],
		transaction: false
	};
}
/** Only psql knows variables. */
function inAnyClient(statement) {
	if (!statement.includes(":\"DBNAME\"")) return statement;
	const text = statement.replace(/;$/, "").replaceAll("%", "%%").replaceAll(":\"DBNAME\"", "%1$I");
	return `DO $do$ BEGIN EXECUTE pg_catalog.format(${quoteLiteral(text)}, pg_catalog.current_database()); END $do$;`;
}
function refuseRows(steps, layout) {
	const step = steps.find(({ sql }) => sql.some((statement) => /^COPY [^]* FROM stdin;/i.test(statement)));
	if (step === void 0) return;
	throw new UserError(`${step.title}: rows come by COPY, which only psql takes, and ${layout} does not`, {
		hint: "Write it with --format plain or sql, or fill the table by a migration of your own.",
		exitCode: 1
	});
}
/** The versions behind the highest that is there: numbers go on as they are, times are of now. */
function nextVersions({ name, first, digits }, there, now, count) {
	const found = there.flatMap((file) => name.exec(file)?.[1] ?? name.exec(file.slice(file.lastIndexOf("/") + 1))?.[1] ?? []);
	const highest = found.reduce((top, one) => BigInt(one) > top ? BigInt(one) : top, 0n);
	const width = Math.max(0, ...found.map((one) => one.length));
	const timed = found.length === 0 ? first === "time" : String(highest).length >= TIME_DIGITS;
	const time = BigInt(now.toISOString().replace(/\D/g, "").slice(0, 14));
	const start = timed && time > highest ? time : highest + 1n;
	return Array.from({ length: count }, (_, i) => String(start + BigInt(i)).padStart(width === 0 ? digits : width, "0"));
}
/** `20250101` and longer is a time. */
const TIME_DIGITS = 12;
// src/cli/commands/plan.ts
const FORMATS$2 = ["sql", "json"];
const WRITERS$1 = {
	sql: (result) => planAsSql(result, PREAMBLE),
	json: planAsJson
};
/** `plan OLD NEW`: the migration from one schema to the other, proved on rows. */
function addPlan(add) {
	withCommon(withEngine$1(add("plan", "the statements that lead from one schema to the other, proved on generated rows"))).argument("<old>", "a .sql file (a dump or init SQL), a directory or pattern of init SQL, or a postgres:// URL").argument("<new>", "the same").option("-o, --output <dir>", "write plan.sql and plan.json there, rather than to standard output; for a layout, the directory of its migrations").addOption(new Option("--format <format>", "how to write it: sql, json, or the next migration in a tool's layout").choices([...FORMATS$2, ...PLAN_LAYOUTS]).default("sql")).option("--no-prove", "do not apply it to the base filled with rows").option("--rows <n>", "rows for each table of the proof", positive, PROOF.rows).option("--chunks <n>", "chunks that they are spread over", positive, PROOF.chunks).action((old, now, { rows, ...flags }) => runCommand(flags, planCommand({
		old,
		new: now
	}, {
		rows,
		...flags
	})));
}
const planCommand = (specs, { format, output, prove, rows, chunks }) => async (settings, context) => {
	const layout = PLAN_LAYOUTS.find((one) => one === format);
	if (layout !== void 0 && output === void 0) throw new UserError(`--format ${layout} writes files, and no directory is named`, { hint: "Name the directory of the migrations by -o DIR." });
	const result = await plan(specs, {
		prove,
		rows,
		chunks
	}, settings, context);
	const ok = result.refused.length === 0 && result.proof?.proved !== false;
	const words = plural(result.steps.length, "step");
	let text = output === void 0 ? "" : `${join(output, "plan.sql")}: ${words}\n`;
	let files;
	if (output !== void 0) {
		const directory = resolve(context.cwd, output);
		if (layout === void 0) {
			await mkdir(directory, { recursive: true });
			for (const one of FORMATS$2) await writeFile(join(directory, `plan.${one}`), WRITERS$1[one](result));
		} else {
			files = ok ? await writeMigrations(result, layout, directory, context.now()) : [];
			text = files.map((file) => `${join(output, file)}\n`).join("");
			if (ok && files.length === 0) text = "Nothing to write: the schemas are the same.\n";
		}
	} else if (layout === void 0) text = WRITERS$1[format](result);
	const unwritten = layout === void 0 ? "" : " Nothing was written.";
	return {
		ok,
		json: files === void 0 ? result : {
			...result,
			files
		},
		text,
		verdict: result.refused.length > 0 ? `${plural(result.refused.length, "change")} could not be planned: see NOT PLANNED.${unwritten}` : `The proof failed: do not run this plan.${unwritten}`
	};
};
/** Writes the migrations behind those that are there; gives their paths in the directory. */
async function writeMigrations(result, layout, directory, now) {
	const files = migrationFiles(result, layout, (await readdir(directory, { recursive: true }).catch((cause) => {
		if (cause.code === "ENOENT") return [];
		throw new UserError(`cannot read ${directory}: ${messageOf(cause)}`);
	})).map((name) => name.replaceAll(sep, "/")), now);
	for (const { path, text } of files) {
		const file = join(directory, path);
		await mkdir(dirname(file), { recursive: true });
		await writeFile(file, text, { flag: "wx" });
	}
	return files.map(({ path }) => path);
}
// src/rehearse/measure.ts
/** PostgreSQL's modes that keep writers out, and those that keep readers out as well. */
const STOPS_WRITERS = [
	"ShareLock",
	"ShareRowExclusiveLock",
	"ExclusiveLock",
	"AccessExclusiveLock"
];
/**
* A session that measures each statement that goes through it: it runs in a transaction of its own, at whose end the locks are
* looked at, unless the script has one open or the statement refuses to be in one.
*/
function measuring(session, told) {
	let open = false;
	let known;
	/** Locks of the transaction that is open, which are not the next statement's. */
	const taken = /* @__PURE__ */ new Set();
	/** Those of the transaction that is open. */
	const holding = [];
	const end = () => {
		const to = performance.now();
		const last = holding.at(-1);
		if (last !== void 0) last.window.to = to;
		const looks = holding.flatMap(({ window }) => window.looks);
		for (const { measured, window } of holding.splice(0)) {
			const looked = looks.reduce((sum, look) => sum + (look.from >= window.from ? look.to - look.from : 0), 0);
			measured.heldSeconds = Math.max(measured.seconds, (to - window.from - looked) / 1e3);
		}
	};
	const execute = async (sql) => {
		const verb = statementHead(sql).verb;
		const begins = /^\s*(begin|start\s+transaction)\b/i.test(sql);
		const ends = /^\s*(commit|end|rollback|abort)\b/i.test(sql) && !/^\s*rollback\s+to\b/i.test(sql);
		if (begins || ends || verb === null) {
			await session.execute(sql);
			open = begins ? true : ends ? false : open;
			known = void 0;
			if (begins || ends) taken.clear();
			if (ends) end();
			return;
		}
		const before = known ?? await stateOf(session);
		let inside = open;
		if (!open) {
			await session.execute("BEGIN");
			inside = true;
		}
		let from = performance.now();
		const previous = holding.at(-1);
		if (previous !== void 0) previous.window.to = from;
		try {
			await session.execute(sql);
		} catch (error) {
			if (open) throw error;
			await session.execute("ROLLBACK");
			if (error.code !== "25001") throw error;
			inside = false;
			from = performance.now();
			await session.execute(sql);
		}
		const done = performance.now();
		const locked = inside ? await locksOf(session, before, taken) : null;
		for (const key of locked?.keys ?? []) taken.add(key);
		const window = {
			from,
			to: performance.now(),
			looks: [{
				from: done,
				to: performance.now()
			}]
		};
		const measured = {
			seconds: (done - from) / 1e3,
			heldSeconds: (done - from) / 1e3,
			walBytes: 0,
			tempBytes: 0,
			memoryBytes: null,
			lockEntries: locked?.entries ?? null,
			locks: locked?.locks ?? null,
			rewrites: [],
			met: null
		};
		holding.push({
			measured,
			window
		});
		if (!open) {
			if (inside) await session.execute("COMMIT");
			taken.clear();
			end();
		}
		const looking = performance.now();
		const after = await stateOf(session);
		known = after;
		if (open) window.looks.push({
			from: looking,
			to: performance.now()
		});
		measured.walBytes = after.wal - before.wal;
		measured.tempBytes = after.temp - before.temp;
		measured.memoryBytes = memoryBetween(before.memory, after.memory);
		measured.rewrites = rewritesOf(before, after);
		told(measured, window);
	};
	return {
		query: (sql, parameters) => {
			known = void 0;
			return session.query(sql, parameters);
		},
		execute,
		async executeEach(texts, done) {
			for (const text of texts) {
				await execute(text);
				done();
			}
		},
		copyIn: (sql, data) => {
			known = void 0;
			return session.copyIn(sql, data);
		},
		reset: () => session.reset(),
		onNotice: (listener) => session.onNotice(listener),
		close: () => session.close(),
		[Symbol.asyncDispose]: () => session.close()
	};
}
async function stateOf(session) {
	const [flush] = await session.query("SELECT pg_catalog.to_regproc('pg_catalog.pg_stat_force_next_flush') IS NOT NULL AS there");
	if (flush?.there) await session.execute("SELECT pg_catalog.pg_stat_force_next_flush()");
	const [row] = await session.query(STATE);
	const files = JSON.parse(row?.state ?? "[]") ?? [];
	return {
		files: new Map(files.map(([oid, file, kind, owner]) => [oid, {
			file,
			kind,
			owner
		}])),
		wal: Number(row?.wal ?? 0),
		temp: Number(row?.temp ?? 0),
		memory: memoryIn(row?.process ?? "")
	};
}
/** What Linux says of a process, in kilobytes. */
function memoryIn(status) {
	const read = (key) => Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, "m").exec(status)?.[1] ?? NaN) * 1024;
	const [now, peak] = [read("VmRSS"), read("VmHWM")];
	return Number.isNaN(now + peak) ? null : {
		now,
		peak
	};
}
/** A peak that was no higher than an earlier one says nothing. */
function memoryBetween(before, after) {
	if (before === null || after === null) return null;
	return after.peak > before.peak ? after.peak - before.now : 0;
}
/** Each relation with its storage, and the relation that people know it by: a chunk's hypertable, an index's table. */
const STATE = `
  WITH chunk AS (
    SELECT pg_catalog.to_regclass(pg_catalog.format('%I.%I', c.schema_name, c.table_name))::oid AS id,
           coalesce(u.hypertable_id, c.hypertable_id) AS hypertable
    FROM _timescaledb_catalog.chunk c LEFT JOIN _timescaledb_catalog.chunk u ON u.compressed_chunk_id = c.id),
  known AS (
    SELECT c.id, CASE WHEN g.user_view_name IS NULL THEN pg_catalog.format('%I.%I', h.schema_name, h.table_name)
                      ELSE pg_catalog.format('%I.%I', g.user_view_schema, g.user_view_name) END AS name
    FROM chunk c JOIN _timescaledb_catalog.hypertable h ON h.id = c.hypertable
    LEFT JOIN _timescaledb_catalog.continuous_agg g ON g.mat_hypertable_id = h.id)
  SELECT pg_catalog.json_agg(pg_catalog.json_build_array(
           r.oid::int8, coalesce(pg_catalog.pg_relation_filenode(r.oid), 0)::int8,
           CASE WHEN r.relkind IN ('i', 'I') THEN 'index' WHEN k.name IS NOT NULL THEN 'chunk' ELSE 'table' END,
           coalesce(k.name, pg_catalog.format('%I.%I', s.nspname, t.relname))))::text AS state,
         pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::text AS wal,
         (SELECT d.temp_bytes FROM pg_catalog.pg_stat_database d WHERE d.datname = pg_catalog.current_database())::text AS temp,
         pg_catalog.pg_read_file('/proc/self/status', 0, 100000, true) AS process
  FROM pg_catalog.pg_class r
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = r.oid
  JOIN pg_catalog.pg_class t ON t.oid = coalesce(i.indrelid, r.oid)
  JOIN pg_catalog.pg_namespace s ON s.oid = t.relnamespace
  LEFT JOIN known k ON k.id = t.oid
  WHERE r.relkind IN ('r', 'p', 'm', 'v', 'i', 'I')
    AND s.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    AND (s.nspname NOT LIKE '\\_timescaledb\\_%' OR k.name IS NOT NULL)`;
/** The embedded server has one process, without an id. */
async function locksOf(session, before, taken) {
	const all = await session.query(`SELECT relation::int8::text AS oid, mode FROM pg_catalog.pg_locks
     WHERE locktype = 'relation' AND granted AND pid IS NOT DISTINCT FROM nullif(pg_catalog.pg_backend_pid(), 0)
     ORDER BY relation, mode`);
	const rows = all.filter(({ oid, mode }) => mode !== "AccessShareLock" && mode !== "RowShareLock" && !taken.has(`${oid} ${mode}`));
	const locks = /* @__PURE__ */ new Map();
	const strongest = /* @__PURE__ */ new Map();
	for (const { oid, mode } of rows) {
		const known = before.files.get(Number(oid));
		if (known === void 0 || known.kind === "index" && mode !== "AccessExclusiveLock") continue;
		const old = strongest.get(oid);
		if (old === void 0 || rank(mode) > rank(old.mode)) strongest.set(oid, {
			mode,
			...known
		});
	}
	for (const { mode, owner, kind } of strongest.values()) {
		const key = `${owner} ${mode}`;
		const lock = locks.get(key) ?? {
			relation: owner,
			mode,
			chunks: 0
		};
		if (kind === "chunk") lock.chunks++;
		locks.set(key, lock);
	}
	return {
		locks: [...locks.values()].sort((a, b) => rank(b.mode) - rank(a.mode) || (a.relation < b.relation ? -1 : 1)),
		entries: new Set(all.map(({ oid }) => oid)).size,
		keys: all.map(({ oid, mode }) => `${oid} ${mode}`)
	};
}
const MODES = [
	"RowExclusiveLock",
	"ShareUpdateExclusiveLock",
	...STOPS_WRITERS
];
function rank(mode) {
	return MODES.indexOf(mode);
}
function rewritesOf(before, after) {
	const found = /* @__PURE__ */ new Map();
	for (const [oid, { file, kind, owner }] of after.files) {
		const old = before.files.get(oid);
		if (old === void 0 || old.file === 0 || old.file === file) continue;
		const one = found.get(owner) ?? {
			relation: owner,
			tables: 0,
			indexes: 0
		};
		if (kind === "index") one.indexes++;
		else one.tables++;
		found.set(owner, one);
	}
	return [...found.values()].sort((a, b) => a.relation < b.relation ? -1 : 1);
}
// src/report/rehearse-text.ts
/** PostgreSQL's own: 64 for each of 100 connections. */
const DEFAULT_LOCK_ROOM = 6400;
/** More memory of one session than this is told of: it may be more than the server has left. */
const NOTED_MEMORY = 5e8;
/** Each statement with what it holds up, in lines for a terminal. */
function rehearsedLines({ statements, unfilled, others, production }) {
	const whose = production === null ? "" : "your ";
	return [
		...statements.flatMap((one) => [
			`${one.file}:${one.line}  ${truncate(one.text.replace(/\s+/g, " ").trim(), 70)}`,
			`    ${verdictOf(one, whose)}`,
			...detailsOf$1(one, production?.lockRoom).map((line) => `    ${line}`)
		]),
		...unfilled.map((line) => `left empty: ${line}`),
		...others ? [] : ["Nobody wrote or read meanwhile, which the embedded engine cannot have: --engine docker does."]
	].map(visible);
}
/** What a statement does, in words: `rewrites 801 tables of public.m; stops readers and writers of it for about 40 s at 800 chunks`. */
function verdictOf({ measured, tables, indexes, heldSeconds, seconds, chunks }, whose = "") {
	const did = measured.at(-1)?.did;
	if (did === void 0) return "";
	const relations = did.rewrites.map(({ relation }) => relation);
	const counted = [tables > 0 ? plural(tables, "table") : "", indexes > 0 ? plural(indexes, "index") : ""];
	const stopped = /* @__PURE__ */ new Map();
	for (const { relation, mode } of did.locks ?? []) {
		if (!STOPS_WRITERS.includes(mode)) continue;
		const how = `stops ${mode === "AccessExclusiveLock" ? "readers and writers" : "writers"} (${spaced(mode)})`;
		stopped.set(how, [...stopped.get(how) ?? [], relation]);
	}
	const stops = [...stopped].map(([how, names]) => `${how} of ${[...new Set(names)].join(", ")}`);
	const at = `at ${whose}${plural(chunks, "chunk")}`;
	return [
		...relations.length > 0 ? [`rewrites ${counted.filter(Boolean).join(" and ")} of ${relations.join(", ")}`] : [],
		...did.locks === null ? ["runs in no transaction: its locks were not looked at"] : [],
		...stops.length > 0 ? [`${stops.join(" and ")} for about ${short(heldSeconds)} ${at}`] : [],
		...stops.length === 0 && did.locks !== null ? ["stops nobody"] : [],
		...stops.length === 0 ? [`takes about ${short(seconds)} ${at}`] : []
	].join("; ");
}
/** What was measured at most chunks, and what to look out for. */
function detailsOf$1({ measured, lockEntries, memoryBytes, seconds, heldSeconds, chunks: told }, lockRoom = DEFAULT_LOCK_ROOM) {
	const last = measured.at(-1);
	if (last === void 0) return [];
	const { did, chunks } = last;
	const waited = did.met?.waitedFor ?? [];
	const facts = [
		short(did.seconds),
		...did.met === null ? [] : [`longest INSERT ${short(did.met.insertSeconds)}`, `SELECT ${short(did.met.selectSeconds)}`],
		`WAL ${bytes$1(did.walBytes)}`,
		...did.tempBytes > 0 ? [`temporary files ${bytes$1(did.tempBytes)}`] : []
	];
	return [
		`measured at ${plural(chunks, "chunk")}: ${facts.join(", ")}`,
		...heldSeconds > 2 * seconds + .1 ? ["its locks are held until the transaction ends: end it sooner, or put this last"] : [],
		...waited.slice(0, 3).map(({ relation, mode }) => `had to wait for ${spaced(mode)} on ${relation}, and all who came after it`),
		...did.met?.failed == null ? [] : [`others fail from here on: ${did.met.failed}`],
		...memoryBytes !== null && memoryBytes > NOTED_MEMORY ? [`needs about ${bytes$1(memoryBytes)} of memory on the server at ${plural(told, "chunk")}: see that it has as much left, or it is killed and all sessions with it`] : [],
		...lockEntries !== null && lockEntries > lockRoom ? [`needs ${lockEntries} locks at once, for which a server with max_locks_per_transaction × max_connections = ${lockRoom} may have no room ("out of shared memory"): raise it first`] : []
	];
}
/** `0.004 s`, `2.3 s`, `40 s` */
function short(seconds) {
	return `${seconds >= 10 ? Math.round(seconds) : Number(seconds.toPrecision(2))} s`;
}
/** `AccessExclusiveLock` as SQL names it: `ACCESS EXCLUSIVE`. */
function spaced(mode) {
	return mode.replace(/Lock$/, "").replace(/(?<=[a-z])(?=[A-Z])/g, " ").toUpperCase();
}
// src/rehearse/chunks-of.ts
/** Reads how many chunks a live database has; no row of them is read. */
async function readChunkCounts(session) {
	const [row] = await session.query(COUNTS);
	const pairs = JSON.parse(row?.chunks ?? "[]");
	return {
		chunks: Object.fromEntries(pairs),
		lockRoom: Number(row?.room ?? 0)
	};
}
const COUNTS = `
  WITH known AS (
    SELECT hypertable_schema AS schema, hypertable_name AS name, pg_catalog.format('%I.%I', hypertable_schema, hypertable_name) AS shown
    FROM timescaledb_information.hypertables
    UNION ALL
    SELECT materialization_hypertable_schema, materialization_hypertable_name, pg_catalog.format('%I.%I', view_schema, view_name)
    FROM timescaledb_information.continuous_aggregates),
  counted AS (
    SELECT k.shown, (SELECT count(*) FROM timescaledb_information.chunks c
                     WHERE c.hypertable_schema = k.schema AND c.hypertable_name = k.name) AS chunks
    FROM known k)
  SELECT (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(shown, chunks) ORDER BY shown)::text FROM counted) AS chunks,
         (pg_catalog.current_setting('max_locks_per_transaction')::int8
          * (pg_catalog.current_setting('max_connections')::int8 + pg_catalog.current_setting('max_prepared_transactions')::int8))::text AS room`;
// src/rehearse/traffic.ts
/** Hypertables that others write to and read from meanwhile, at most. */
const MOST_TABLES = 8;
/** Connections that write, and as many that read: each has one hypertable. */
const LEAST_CONNECTIONS = 4;
const PAUSE_MS = {
	write: 10,
	read: 100,
	look: 50
};
/** Nobody is busy for more than one part of so many, so that the server has time for the migration. */
const IDLE_PARTS = 10;
/** Others who write to hypertables and read them, each in a connection of its own, until it is disposed of. */
var Traffic = class Traffic {
	#calls = [];
	#waits = [];
	#stop = new AbortController();
	#sessions = [];
	#running = Promise.resolve();
	#watched = 0;
	/**
	* Begins at once.
	*
	* @param newest the moment of the newest chunk of each, which writers write to
	*/
	static async start(database, feeds, newest) {
		const traffic = new Traffic();
		try {
			await traffic.#start(database, feeds.slice(0, MOST_TABLES), newest);
		} catch (error) {
			await traffic[Symbol.asyncDispose]();
			throw error;
		}
		return traffic;
	}
	/** Has the locks looked at that a session waits for. */
	async watch(session) {
		const [row] = await session.query("SELECT pg_catalog.pg_backend_pid() AS pid");
		this.#watched = row?.pid ?? 0;
	}
	async #start(database, feeds, newest) {
		const connect = async () => {
			const session = await database.connect();
			this.#sessions.push(session);
			return session;
		};
		const loops = [];
		const count = feeds.length === 0 ? 0 : Math.max(LEAST_CONNECTIONS, feeds.length);
		const rows = feeds.map((feed) => rowsOf(feed, newest));
		for (let i = 0; i < count; i++) {
			const feed = feeds[i % feeds.length];
			const row = rows[i % feeds.length];
			const [writer, reader] = [await connect(), await connect()];
			await writer.execute(row());
			loops.push(() => this.#repeat(PAUSE_MS.write, () => this.#call("INSERT", () => writer.execute(row()))));
			const select = `SELECT count(*) FROM ${feed.name}`;
			loops.push(() => this.#repeat(PAUSE_MS.read, () => this.#call("SELECT", () => reader.execute(select))));
		}
		const looker = await connect();
		loops.push(() => this.#repeat(PAUSE_MS.look, () => this.#look(looker)));
		this.#running = Promise.allSettled(loops.map((loop) => loop()));
	}
	async #repeat(ms, work) {
		let least = Number.POSITIVE_INFINITY;
		while (!this.#stop.signal.aborted) {
			const from = performance.now();
			await work();
			least = Math.min(least, performance.now() - from);
			await setTimeout$1(Math.max(ms, IDLE_PARTS * least), void 0, { signal: this.#stop.signal }).catch(() => {});
		}
	}
	async #call(kind, work) {
		const from = performance.now();
		let failed = null;
		try {
			await work();
		} catch (error) {
			failed = messageOf(error);
		}
		this.#calls.push({
			kind,
			from,
			to: performance.now(),
			failed
		});
	}
	async #look(session) {
		const rows = await session.query(`SELECT relation::regclass::text AS relation, mode FROM pg_catalog.pg_locks
       WHERE NOT granted AND locktype = 'relation' AND pid = $1`, [this.#watched]);
		for (const row of rows) this.#waits.push({
			at: performance.now(),
			...row
		});
	}
	/** What the others met by now, for each of some statements: a call counts for the statement that it shared most time with. */
	met(windows) {
		const found = windows.map(() => ({
			insertSeconds: 0,
			selectSeconds: 0,
			failed: null,
			waitedFor: []
		}));
		const told = /* @__PURE__ */ new Set();
		for (const call of this.#calls) {
			const shares = windows.map((window) => shared(window, call));
			const most = Math.max(0, ...shares);
			const met = found[shares.indexOf(most)];
			if (most === 0 || met === void 0) continue;
			const looked = windows.flatMap((window) => window.looks).reduce((sum, look) => sum + shared(look, call), 0);
			const seconds = (call.to - call.from - looked) / 1e3;
			if (call.kind === "INSERT") met.insertSeconds = Math.max(met.insertSeconds, seconds);
			else met.selectSeconds = Math.max(met.selectSeconds, seconds);
			if (call.failed === null || told.has(call.failed)) continue;
			told.add(call.failed);
			met.failed ??= `${call.kind}: ${call.failed}`;
		}
		for (const { at, relation, mode } of this.#waits) {
			const met = found[windows.findIndex(({ from, to }) => at >= from && at <= to)];
			if (met?.waitedFor.some((one) => one.relation === relation && one.mode === mode) === false) met?.waitedFor.push({
				relation,
				mode
			});
		}
		return found;
	}
	/** Lets everybody finish what they are at. */
	async stop() {
		this.#stop.abort();
		await this.#running;
	}
	async [Symbol.asyncDispose]() {
		await this.stop();
		await Promise.all(this.#sessions.map((session) => session.close()));
	}
};
/** Milliseconds that two spans share. */
function shared(a, b) {
	return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
}
/** One row after the other, no two of them at the same moment. */
function rowsOf(feed, newest) {
	const step = feed.units === null ? 1 : Math.max(1, Math.ceil(1 / feed.units.perMs));
	let rows = 0;
	return () => feed.sample(Math.floor(newest / feed.interval) * feed.interval + rows++ * step, 1);
}
/** What a feed is made with; only its rows are wanted, and no time passes. */
const PLAN = {
	days: 0,
	seed: 1,
	rates: {},
	rate: 1,
	lateShare: 0,
	lateBy: 0,
	chunksMost: 0,
	storageMost: null,
	wholeRefreshes: false
};
/**
* Fills every hypertable with chunks, half of them compressed where it has a columnstore, and its aggregates with what is in
* them.
*/
async function fill(session, clock, model, chunks) {
	const start = clock.now.getTime();
	const side = new Side(model);
	const extension = await extensionSchema(session);
	const filled = {
		feeds: [],
		unfilled: []
	};
	for (const hypertable of model.hypertables) {
		const feed = await feedOf(session, clock, side, hypertable, {
			...PLAN,
			start
		});
		if (typeof feed === "string") {
			filled.unfilled.push(`${hypertable.name}: ${feed}`);
			continue;
		}
		const newest = Math.floor(start / feed.interval) * feed.interval;
		const rows = Array.from({ length: chunks }, (_, i) => feed.sample(newest - (chunks - i) * feed.interval, 50));
		try {
			await session.executeEach(rows, () => {});
		} catch (error) {
			filled.unfilled.push(`${hypertable.name}: it refuses the rows that were made up: ${messageOf(error)}`);
			continue;
		}
		filled.feeds.push(feed);
		if (hypertable.columnstore === null) continue;
		await session.execute(`SELECT ${extension}.compress_chunk(c) FROM ${extension}.show_chunks(${quoteLiteral(hypertable.name)}) WITH ORDINALITY AS s(c, n)
       WHERE n <= ${Math.floor(chunks / 2)}`);
	}
	for (const { name } of model.continuousAggregates) await session.execute(`CALL ${extension}.refresh_continuous_aggregate(${quoteLiteral(name)}, NULL, NULL)`);
	return filled;
}
/**
* Runs a migration on a database, and measures each statement.
*
* @param others what others write to and read meanwhile, and where the newest chunks begin; only where more than one session
*   can be had
*/
async function rehearse$1(database, migration, cwd, others) {
	try {
		var _usingCtx$20 = _usingCtx();
		const found = [];
		const traffic = _usingCtx$20.a(others && await Traffic.start(database, mentionedFirst(others.feeds, migration), others.newest));
		const session = _usingCtx$20.a(await database.connect());
		await traffic?.watch(session);
		let now;
		const watched = measuring(session, (did, window) => {
			if (now !== void 0) found.push({
				placed: now,
				did,
				window
			});
			now = void 0;
		});
		await runScripts(watched, migration, {
			database: database.name,
			cwd,
			onStatement: ({ file, line, text }) => {
				now = {
					file,
					line,
					text
				};
			}
		});
		await watched.execute("ROLLBACK");
		await traffic?.stop();
		const met = traffic?.met(found.map(({ window }) => window));
		return found.map(({ placed, did }, i) => ({
			placed,
			did: {
				...did,
				met: met?.[i] ?? null
			}
		}));
	} catch (_) {
		_usingCtx$20.e = _;
	} finally {
		await _usingCtx$20.d();
	}
}
/** Hypertables with those first that the migration names. */
function mentionedFirst(feeds, migration) {
	const text = migration.map((file) => file.text).join("\n");
	const named = (feed) => text.includes(feed.name.split(".").at(-1)?.replaceAll("\"", "") ?? "");
	return [...feeds.filter(named), ...feeds.filter((feed) => !named(feed))];
}
// src/rehearse/told.ts
/** What a statement takes at a number of chunks. */
function toldOf(one, chunks) {
	const values = (of) => one.measured.map((measured) => [measured.chunks, of(measured.did)]);
	const sum = (key) => (did) => did.rewrites.reduce((n, rewrite) => n + rewrite[key], 0);
	const count = (of) => Math.round(along(values(of), chunks));
	const locked = one.measured.every(({ did }) => did.lockEntries !== null);
	return {
		...one,
		chunks,
		seconds: extrapolate(values(({ seconds }) => seconds), chunks),
		heldSeconds: extrapolate(values(({ heldSeconds }) => heldSeconds), chunks),
		tables: count(sum("tables")),
		indexes: count(sum("indexes")),
		memoryBytes: one.measured.every(({ did }) => did.memoryBytes !== null) ? extrapolate(values(({ memoryBytes }) => memoryBytes ?? 0), chunks) : null,
		lockEntries: locked ? count(({ lockEntries }) => lockEntries ?? 0) : null
	};
}
/** The two measurements around a number of chunks, or the last two before it. */
function around(measured, chunks) {
	const after = measured.findIndex(([at]) => at >= chunks);
	const last = Math.max(1, after < 0 ? measured.length - 1 : after);
	return measured.slice(last - 1, last + 1);
}
/** A number of things, which is on a straight line. */
function along(measured, chunks) {
	const [first, second] = around(measured, chunks);
	if (first === void 0 || second === void 0) return first?.[1] ?? 0;
	const slope = (second[1] - first[1]) / (second[0] - first[0]);
	return Math.max(0, second[1] + slope * (chunks - second[0]));
}
/**
* At ten times as many chunks each of them costs about so much more: the server keeps what it knows of every relation that a
* transaction touches, and looks through it. Measured by bench/rehearse.ts.
*/
const DEARER = 1.5;
/**
* What is measured, at a number of chunks. Between two numbers at which it was measured it grows by a power of the chunks.
* Beyond the last it goes on by that power, or along the straight line where there is a part that does not grow, whichever is
* more, and each chunk gets dearer.
*/
function extrapolate(measured, chunks) {
	const [first, second] = around(measured, chunks);
	if (first === void 0) return 0;
	if (second === void 0 || second[1] <= first[1]) return (second ?? first)[1];
	const [[n, t], [m, u]] = [first, second];
	const line = along(measured, chunks);
	if (t <= 0 || chunks < n) return line;
	const power = u * (chunks / m) ** (Math.log(u / t) / Math.log(m / n));
	return chunks <= m ? power : Math.max(line, power) * DEARER ** Math.log10(chunks / m);
}
/** What takes less is over before anybody waits, at any number of chunks that there is. */
const NOTED_SECONDS = .01;
/** What is run twice differs by less. */
const NOTED_GROWTH = 1.2;
/**
* True where a statement grew faster than the chunks did, so that two numbers of them do not say how much faster: TimescaleDB
* 2.19 does SET NOT NULL once for every two chunks, which is little beside the rest at 10 and nearly all of it at 1,000.
*/
function outgrowsChunks({ measured }) {
	const [first, last] = measured.slice(-2);
	if (first === void 0 || last === void 0 || last.did.seconds < NOTED_SECONDS) return false;
	return last.did.seconds / first.did.seconds > NOTED_GROWTH * last.chunks / first.chunks;
}
/** For how many chunks the time of a statement is told: as many as the hypertables have in production that it touches. */
function chunksFor({ measured }, production, otherwise) {
	const did = measured.at(-1)?.did;
	if (production === void 0 || did === void 0) return otherwise;
	const touched = new Set([...did.locks ?? [], ...did.rewrites].map(({ relation }) => relation));
	const counts = Object.entries(production.chunks).filter(([relation]) => touched.has(relation));
	if (counts.length === 0) return Math.max(1, ...Object.values(production.chunks));
	return Math.max(1, Math.round(counts.reduce((sum, [, chunks]) => sum + chunks, 0) / counts.length));
}
// src/workflows/rehearse.ts
/** At so many chunks of each hypertable a migration is measured: the embedded server has one session, and is slower. */
const SIZES = {
	embedded: [10, 100],
	docker: [
		10,
		100,
		1e3
	]
};
/** And at so many where these do not say how a statement grows. */
const CLOSER = 300;
/** Chunks begin before this moment, the same in every run. */
const NOW = "2026-01-01T00:00:00Z";
/**
* Applies a migration to its base, filled with chunks, and measures each statement: locks, what is written anew, seconds, and
* on Docker what others meet who write and read meanwhile.
*/
async function rehearse(migration, settings, context, { base, chunks, chunksOf }) {
	const files = await resolveInit(migration, context.cwd);
	const production = chunksOf === void 0 ? void 0 : await productionOf(chunksOf, settings, context);
	const { text, image } = await baseOf(files, base, settings, context);
	const statements = [];
	let unfilled = [];
	let server = "";
	let kind = settings.engine === "embedded" ? "embedded" : "docker";
	const sizes = [];
	const measureAt = async (index) => {
		try {
			var _usingCtx$19 = _usingCtx();
			const clock = new MovedClock(/* @__PURE__ */ new Date(NOW));
			const engine = _usingCtx$19.a(await startEngine({
				...settings,
				image,
				engine: index === 0 ? settings.engine : kind
			}, {
				...context,
				clock
			}));
			kind = engine.kind === "docker" ? "docker" : "embedded";
			server = engine.label;
			const size = SIZES[kind][index] ?? CLOSER;
			const step = context.reporter.step("rehearse");
			step.update(`fills ${size} chunks of each hypertable`);
			await restore$1(text, engine.database, "the base");
			const filled = await filledWith(engine, clock, size);
			unfilled = filled.unfilled;
			step.update(`at ${size} chunks of each hypertable`);
			const others = kind === "docker" ? {
				feeds: filled.feeds,
				newest: clock.now.getTime()
			} : void 0;
			const found = await rehearse$1(engine.database, files, context.cwd, others);
			for (const [at, { placed, did }] of found.entries()) {
				const one = statements[at] ?? {
					...placed,
					measured: []
				};
				one.measured.push({
					chunks: size,
					did
				});
				statements[at] = one;
			}
			sizes.push(size);
			step.done(`${plural(found.length, "statement")} at ${size} chunks of each hypertable`);
		} catch (_) {
			_usingCtx$19.e = _;
		} finally {
			await _usingCtx$19.d();
		}
	};
	for (let i = 0; i < SIZES[kind].length; i++) await measureAt(i);
	if (kind === "embedded" && statements.some(outgrowsChunks)) await measureAt(SIZES[kind].length);
	return {
		server,
		sizes,
		others: kind === "docker",
		production: production ?? null,
		statements: statements.map((one) => toldOf(one, chunksFor(one, production, chunks))),
		unfilled
	};
}
async function filledWith(engine, clock, size) {
	try {
		var _usingCtx3 = _usingCtx();
		const session = _usingCtx3.a(await engine.database.connect());
		const { model } = await readCatalogue(session);
		return await fill(session, clock, model, size);
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
/** How many chunks a live database has, told in lines. */
async function productionOf(url, settings, context) {
	try {
		var _usingCtx4 = _usingCtx();
		const live = _usingCtx4.a(await openLive(url, settings, context));
		const session = _usingCtx4.a(await live.engine.database.connect());
		const step = context.reporter.step("chunks");
		const production = await readChunkCounts(session);
		const lines = Object.entries(production.chunks).map(([name, count]) => `${visible(name)}: ${count}`);
		step.done(plural(lines.length, "hypertable"), lines);
		return production;
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
/** The dump of what the migration meets, and the image whose server it is meant for. */
async function baseOf(migration, base, settings, context) {
	try {
		var _usingCtx5 = _usingCtx();
		if (base === void 0 && settings.source !== void 0) throw new UserError("nothing says what the migration meets", { hint: "Name it by --base: a dump such as sql/schema/schema_latest.sql, init SQL, or a postgres:// URL." });
		const spec = base === void 0 ? void 0 : await readOperandSpec(base, context);
		if (spec?.kind === "dump") return {
			text: spec.text,
			image: settings.image
		};
		const { "database-url": configured, source: _source, build, ...files } = settings;
		const url = spec?.kind === "live" ? spec.url : spec === void 0 ? configured : void 0;
		if (url !== void 0) try {
			var _usingCtx6 = _usingCtx();
			const live = _usingCtx6.a(await openSource({
				...files,
				"database-url": url
			}, context));
			const dump = await dumpSource(live, context);
			return {
				text: dump.text,
				image: imageFor(dump, settings)
			};
		} catch (_) {
			_usingCtx6.e = _;
		} finally {
			await _usingCtx6.d();
		}
		const all = spec === void 0 ? await resolveInit(settings.init, context.cwd) : [];
		const paths = new Set(migration.map(({ path }) => resolve(path)));
		const names = all.filter(({ path }) => !paths.has(resolve(path))).map(({ name }) => name);
		const init = spec === void 0 ? {
			init: names,
			build
		} : { init: [spec.name] };
		const source = _usingCtx5.a(await openSource({
			...files,
			...init
		}, context, false));
		return {
			text: (await dumpSource(source, context)).text,
			image: settings.image
		};
	} catch (_) {
		_usingCtx5.e = _;
	} finally {
		await _usingCtx5.d();
	}
}
// src/cli/commands/rehearse.ts
/** `rehearse MIGRATION…`: what each statement of a migration holds up. */
function addRehearse(add) {
	withCommon(withEngine$1(add("rehearse", "what a migration holds up: locks, tables written anew and seconds of each statement").argument("<migration...>", "its SQL: files, directories or patterns, run in the order given").option("--base <source>", "what it meets: a dump, init SQL or a postgres:// URL (default: the settings' init SQL without the migration)").option("--chunks <n>", "for how many chunks of a hypertable the time is told", upTo(1e6), 1e3).option("--chunks-of <url>", "a live database whose hypertables have as many as count (postgres://…); only read"))).action((migration, flags) => runCommand(flags, rehearseCommand(migration, flags), false));
}
const rehearseCommand = (migration, { base, chunks, chunksOf }) => async (settings, context) => {
	const result = await rehearse(migration, settings, context, {
		base,
		chunks,
		chunksOf
	});
	return {
		ok: true,
		json: result,
		text: `${rehearsedLines(result).join("\n")}\n`
	};
};
// src/workflows/restore-test.ts
/**
* Proves a dump file: it restores, a second dump has the same bytes, and every hypertable takes rows. Where a source is
* given too (`compare`), the restored schema must be exactly the source's.
*/
async function restoreTest(file, settings, context, compare) {
	try {
		var _usingCtx$18 = _usingCtx();
		const text = await readDump(resolve(context.cwd, file), file);
		const header = readHeader(text);
		const fingerprint = fingerprintOf(text);
		const intact = header === void 0 ? null : header.fingerprint === fingerprint;
		if (intact === false) context.reporter.warn(`${file} was changed after it was dumped`, [`its header says ${header?.fingerprint.slice(0, 8)}, its text is ${fingerprint.slice(0, 8)}`]);
		const expected = compare ? await expectedModel(settings, context) : null;
		const engine = _usingCtx$18.a(await startEngine(settings, context, compare ? "scratch" : "server"));
		const proof = await proveOn(engine, { text }, expected, context, file);
		return {
			ok: proof.proved,
			server: engine.label,
			fingerprint,
			intact,
			proof
		};
	} catch (_) {
		_usingCtx$18.e = _;
	} finally {
		await _usingCtx$18.d();
	}
}
async function expectedModel(settings, context) {
	try {
		var _usingCtx3 = _usingCtx();
		const source = _usingCtx3.a(await openSource(settings, context));
		return (await canonicalSource(source, settings, context)).model;
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
async function readDump(path, file) {
	try {
		return await readFile(path, "utf8");
	} catch (cause) {
		throw new UserError(`cannot read the dump ${file}: ${messageOf(cause)}`, {
			hint: "Give the path of a .sql file that \"backup\" or \"dump\" wrote, such as sql/schema/schema_latest.sql.",
			cause
		});
	}
}
// src/cli/commands/restore-test.ts
/** `restore-test FILE`: proves a dump, alone or against a source. */
function addRestoreTest(add) {
	withCommon(withEngine$1(withSource(add("restore-test", "prove that a dump restores to exactly what it says")))).argument("<file>", "the dump; with --init or --database-url it must hold exactly that source").action((file, flags) => {
		const { init, source, "database-url": url } = givenSettings(flags);
		return runCommand(flags, restoreTestCommand(file, init !== void 0 || source !== void 0 || url !== void 0));
	});
}
const restoreTestCommand = (file, compare) => async (settings, context) => {
	const { ok, server, fingerprint, intact, proof } = await restoreTest(file, settings, context, compare);
	return {
		ok,
		json: {
			ok,
			server,
			file,
			fingerprint,
			intact,
			proof: proofJson(proof)
		},
		verdict: `${file} does not restore to what it says.`
	};
};
// src/cli/commands/simulate.ts
/** Seeds are 32 bits. */
const MOST_SEED = 2 ** 32 - 1;
/** `simulate [source]`: what becomes of a schema in a year, with the jobs that it has. */
function addSimulate(add) {
	withCommon(withSource(add("simulate", "a year of a schema in a minute: rows come in, its jobs run, and what goes wrong has a date")).option("--days <n>", "how many days", upTo(MOST_DAYS), 365).option("--seed <n>", "for other rows at other moments", upTo(MOST_SEED), 1).option("--rates-from <url>", "a live database whose rows a second count (postgres://…); only read").option("--database <name>", "name of the database that is built (default: trading_data)").option("--time-limit <s>", "seconds after which SQL is given up (default: 1800)", positive)).action((flags) => runCommand(flags, simulateCommand(flags), false));
}
const simulateCommand = ({ days, seed, ratesFrom }) => async (settings, context) => {
	const result = await simulate(settings, context, {
		days,
		seed,
		ratesFrom
	});
	const [first] = result.bad;
	return {
		ok: result.ok,
		json: result,
		text: simulationAsText(result),
		verdict: first === void 0 ? "" : `The first bad date is ${first.date}. ${docsPage("simulate.md")} says what that means.`
	};
};
// src/report/upgrade-text.ts
const LONGEST_STATEMENT = 160;
/** `8 of 115 statements refused, 3 properties lost` */
function targetWords(target) {
	if (target.problem !== null) return "could not be tried";
	const { statements, refusals, lost, changed, updated, path } = target;
	const found = [
		refusals.length === 0 ? "" : `${refusals.length} of ${plural(statements, "statement")} refused`,
		lost.length === 0 ? "" : `${plural(lost.length, "difference")} from that`,
		changed.length === 0 ? "" : `${plural(changed.length, "difference")} in what was taken`,
		path?.state === "stopped" ? "the update stops" : "",
		updated.length === 0 ? "" : `${plural(updated.length, "difference")} after the update`
	].filter(Boolean);
	return found.length === 0 ? `takes all ${plural(statements, "statement")}` : found.join(", ");
}
/** `1 of 3 targets takes sql/schema/schema_20261122_020007.sql` */
function upgradeWords({ name, targets }) {
	const whole = targets.filter((target) => targetWords(target).startsWith("takes")).length;
	const verb = whole === 1 ? "takes" : "take";
	if (whole < targets.length) return `${whole} of ${targets.length} targets ${verb} ${name}`;
	return `${whole === 1 ? "the target" : `all ${targets.length} targets`} ${verb} ${name}`;
}
const COLUMNS = [
	"target",
	"server",
	"verdict",
	"warned",
	"ALTER EXTENSION timescaledb UPDATE"
];
function rowOf(target) {
	const warned = target.warnings.length + target.gone.length;
	const tried = target.server !== null;
	return [
		target.image,
		target.server ?? "–",
		targetWords(target),
		tried ? String(warned) : "–",
		target.path === null ? "–" : pathWords(target.path)
	];
}
function pathWords({ from, to, state, held, filled }) {
	if (state === "same") return `none needed: both have ${to}`;
	if (state === "older") return `none: ${to} is older than ${from}`;
	if (state === "stopped") return `stops between ${from} and ${to}`;
	if (state === "updated") return `from ${from}, with a row in ${plural(filled, "hypertable")}`;
	return `not tried: the image has ${held.length === 1 && held[0] === to ? `${to} only` : held.join(", ")}, not ${from}`;
}
/** `upgrade --format text`: the table of the targets, then each one's details. */
function upgradeAsText(report) {
	const rows = [COLUMNS, ...report.targets.map(rowOf)].map((row) => row.map(visible));
	const widths = COLUMNS.map((_, at) => Math.max(...rows.map((row) => displayWidth(row[at] ?? ""))));
	const table = rows.map((row) => row.map((cell, at) => cell + " ".repeat((widths[at] ?? 0) - displayWidth(cell))).join("  ").trimEnd());
	const details = report.targets.flatMap((target) => {
		const lines = detailsOf(target).flatMap(({ label, words, more }) => [`  ${label.padEnd(LABEL_WIDTH)}${visible(words)}`, ...more.map((line) => `  ${" ".repeat(LABEL_WIDTH)}${visible(line)}`)]);
		return lines.length === 0 ? [] : [
			"",
			visible(target.image),
			...lines
		];
	});
	const blocking = report.blocks.flatMap(({ object, message, hint }) => [`  ${visible(object)} ${visible(message)}`, `  ${visible(hint)}`]);
	return `${[...[
		headOf(report),
		"",
		...table,
		...details
	], ...blocking.length === 0 ? [] : [
		"",
		`${BLOCKS}:`,
		...blocking
	]].join("\n")}\n`;
}
const LABEL_WIDTH = 9;
const BLOCKS = "What an update of the extension may stop at";
function headOf(report) {
	const { timescaledb, edition, postgres } = report.versions;
	return `${capital(upgradeWords(report))}; it comes from TimescaleDB ${timescaledb} (${edition}) on PostgreSQL ${postgres}`;
}
function detailsOf(target) {
	const { problem, refusals, warnings, lost, changed, path, updated, gone, known, locks } = target;
	const list = (label, records) => records.map((record) => ({
		label,
		words: recordWords(record),
		more: []
	}));
	const causes = refusals.filter(({ follows }) => follows === null);
	return [
		...problem === null ? [] : [problemDetail(problem)],
		...[...Map.groupBy(causes, saying).values()].map((same) => refusalDetail(same, refusals)),
		...warnings.map(({ line, message }) => ({
			label: "warned",
			words: `line ${line}: ${message}`,
			more: []
		})),
		...list("lost", lost),
		...list("changed", changed),
		...gone.map(({ routine, name }) => ({
			label: "gone",
			words: `${routine} uses ${name}, which this version does not have: it fails as it runs`,
			more: []
		})),
		...path === null ? [] : pathDetails(path),
		...list("updated", updated),
		...known.map(({ since, what, source }) => ({
			label: "known",
			words: `since ${since}: ${what} ${source}`,
			more: []
		})),
		...locks === null ? [] : [{
			label: "locks",
			words: lockWords(locks),
			more: []
		}]
	];
}
/** What the server said, whichever statement it said it of. */
function saying({ sqlstate, message, detail, hint }) {
	return JSON.stringify([
		sqlstate,
		message,
		detail,
		hint
	]);
}
/** The statements that were refused in the same words, each with those that need it. */
function refusalDetail(causes, refusals) {
	const [{ sqlstate, message, detail, hint }] = causes;
	const said = [...detail === null ? [] : [`detail: ${detail}`], ...hinted(hint)];
	const statements = causes.flatMap(({ line, statement }) => {
		const following = refusals.filter(({ follows }) => follows === line).map((one) => one.line);
		const needs = following.length === 1 ? "1 more, which needs it" : `${following.length} more, which need it`;
		const also = following.length === 0 ? [] : [`  and so ${needs}: line ${following.join(", ")}`];
		return [`line ${line}: ${oneLine$1(statement)}`, ...also];
	});
	return {
		label: "refused",
		words: `${message} (${sqlstate})`,
		more: [...said, ...statements]
	};
}
function pathDetails({ from, refusals, stop }) {
	const before = refusals.map(({ line, message }) => ({
		label: "update",
		words: `before it, ${from} refuses line ${line}: ${message}`,
		more: []
	}));
	if (stop === null) return before;
	const { statement, sqlstate, message, detail, hint } = stop;
	const more = [...detail === null ? [] : detail.split("\n").map((line) => `detail: ${line}`), ...hinted(hint)];
	return [...before, {
		label: "update",
		words: `${statement}: ${message} (${sqlstate})`,
		more
	}];
}
function problemDetail({ message, hint }) {
	const [words = "", ...more] = message.split("\n");
	return {
		label: "problem",
		words,
		more: [...more, ...hinted(hint)]
	};
}
function hinted(hint) {
	return hint === null ? [] : [`hint: ${hint}`];
}
function lockWords({ chunks, needed, room, setting }) {
	const counts = `a statement that reaches ${plural(chunks, "chunk")} takes up to ${needed} locks; PostgreSQL has room for ${room} as it comes`;
	return needed <= room ? counts : `${counts}: have max_locks_per_transaction at ${setting} or more`;
}
/** `hypertable trading.trades, chunk interval: 7 days, there 1 day`; `continuous aggregate analytics.hourly: not there` */
function recordWords({ kind, object, property, from, to }) {
	const name = `${object.startsWith(`${kind} `) ? object : `${kind} ${object}`}${property === null ? "" : `, ${property}`}`;
	if (property === null && to === null) return `${name}: not there`;
	if (property === null && from === null) return `${name}: only there`;
	return `${name}: ${shortValue(from) ?? "none"}, there ${shortValue(to) ?? "none"}`;
}
function oneLine$1(statement) {
	return truncate(statement.replace(/\s+/g, " ").trim(), LONGEST_STATEMENT);
}
/** `upgrade --format markdown`: for a step's summary. */
function upgradeAsMarkdown(report) {
	const row = (cells) => `| ${cells.join(" | ")} |`;
	const table = [
		row(COLUMNS),
		`|${"---|".repeat(COLUMNS.length)}`,
		...report.targets.map((target) => {
			const [image = "", ...others] = rowOf(target);
			return row([code(image), ...others.map(text$1)]);
		})
	];
	const details = report.targets.flatMap((target) => {
		const items = detailsOf(target).map(({ label, words, more }) => [`- **${label}** ${text$1(words)}`, ...more.map((line) => `  <br>${code(line)}`)].join("\n"));
		return items.length === 0 ? [] : [`**${code(target.image)}**`, items.join("\n")];
	});
	const blocking = report.blocks.map(({ object, message, hint }) => `- ${code(object)} ${text$1(message)}. ${text$1(hint)}`);
	const all = blocks(text$1(headOf(report)), table.join("\n"), ...details);
	return `${blocks(all, ...blocking.length === 0 ? [] : [`**${BLOCKS}**`, blocking.join("\n")])}\n`;
}
// src/catalog/upgrade-traps.ts
const TIMESCALEDB = "https://github.com/timescale/timescaledb";
const issue = (number) => `${TIMESCALEDB}/issues/${number}`;
const pull = (number) => `${TIMESCALEDB}/pull/${number}`;
/** From TimescaleDB's issues and pull requests, in the order of the versions. */
const UPGRADE_TRAPS = [
	{
		since: "2.8.0",
		what: "A view on timescaledb_information or on the catalogue may stop the update: \"cannot drop view … because other objects depend on it\".",
		source: issue(5057),
		test: "test/integration/workflows/upgrade-docker.test.ts"
	},
	{
		since: "2.10.2",
		what: "From 1.x the update stops: it drops functions of multi-node that came with 2.0. Update to 2.10.0 first.",
		source: issue(5789),
		test: null
	},
	{
		since: "2.14.0",
		what: "The update stops where the database is part of a multi-node installation.",
		source: issue(8601),
		test: null
	},
	{
		since: "2.15.0",
		what: "After the update, a script of timescaledb-extras mends the foreign keys of hypertables with compressed chunks.",
		source: pull(6887),
		test: null
	},
	{
		since: "2.15.0",
		what: "The update locks every compressed chunk: \"out of shared memory\" where max_locks_per_transaction is too small. See --chunks.",
		source: issue(7130),
		test: "test/integration/workflows/upgrade-docker.test.ts"
	},
	{
		since: "2.16.0",
		what: "PostgreSQL 13 is no longer supported: update PostgreSQL first, on a version of TimescaleDB that has both.",
		source: pull(6887),
		test: null
	},
	{
		since: "2.20.0",
		what: "PostgreSQL 14 is no longer supported: update PostgreSQL first, on a version of TimescaleDB that has both. From 15 on only its owner may create in a new database's public schema, and of an untouched one a dump says nothing.",
		source: pull(7854),
		test: null
	},
	{
		since: "2.22.0",
		what: "The update stops where a relation uses the access method hypercore: ALTER TABLE … SET ACCESS METHOD heap first.",
		source: pull(8364),
		test: null
	},
	{
		since: "2.23.0",
		what: "The update may stop at the trigger ts_insert_blocker of a materialization hypertable.",
		source: issue(9098),
		test: null
	},
	{
		since: "2.25.0",
		what: "The update stops where a continuous aggregate has the old format (before 2.7): CALL cagg_migrate(…) first.",
		source: pull(8859),
		test: null
	},
	{
		since: "2.28.1",
		what: "A function of your own that takes the type _timescaledb_catalog.dimension_slice stops the update.",
		source: issue(10140),
		test: null
	},
	{
		since: "2.28.1",
		what: "By way of some versions the update stops at bgw_job_stat_history, which the view job_errors is built on.",
		source: issue(10272),
		test: null
	}
];
/** What is known between two versions. */
function trapsBetween(from, to) {
	return UPGRADE_TRAPS.filter(({ since }) => isBefore(from, since) && !isBefore(to, since));
}
// src/proof/try-restore.ts
/**
* Restores a dump as `psql -f` does without ON_ERROR_STOP: every statement is tried, whatever became of those before it.
*
* @throws UserError where the server is lost
*/
async function tryRestore(text, scratch, file) {
	try {
		var _usingCtx$17 = _usingCtx();
		const source = new Source(file, text);
		const refusals = [];
		const warnings = [];
		const refuse = (refusal) => {
			refusals.push({
				...refusal,
				follows: causeOf(refusal, refusals)?.line ?? null
			});
		};
		const session = _usingCtx$17.a(await scratch.connect());
		await makePrerequisites(session, readPrerequisites(text), scratch.name, (statement, cause) => {
			const { code = "", message, detail = null, hint = null } = cause;
			if (code === "") throw cause;
			const line = source.place(Math.max(0, text.indexOf(`--   ${statement}`))).line;
			refuse({
				line,
				endLine: line,
				statement,
				sqlstate: code,
				message,
				detail,
				hint
			});
		});
		const needed = refusals.length;
		await session.reset();
		let now;
		const lines = ({ start, end }) => ({
			line: source.place(start).line,
			endLine: source.place(Math.max(start, end - 1)).line
		});
		const { statements } = await runScripts(session, [{
			name: file,
			path: file,
			text
		}], {
			database: scratch.name,
			cwd: "/",
			onStatement: (ran) => {
				now = ran;
			},
			onNotice: ({ severity, message }) => {
				if (severity === "WARNING" && now !== void 0) warnings.push({
					...lines(now),
					message
				});
			},
			onError: (error, ran) => refuse({
				...lines(ran),
				...saidBy(error),
				statement: text.slice(ran.start, ran.end)
			})
		});
		return {
			statements: statements + refusals.length - needed,
			refusals,
			warnings
		};
	} catch (_) {
		_usingCtx$17.e = _;
	} finally {
		await _usingCtx$17.d();
	}
}
function saidBy(error) {
	const { sqlstate = "", reason, detail = null, hint = null } = error;
	return {
		sqlstate,
		message: reason,
		detail,
		hint
	};
}
/** SQLSTATEs of what is not there: table, function, type or role, schema, column. */
const UNDEFINED = [
	"42P01",
	"42883",
	"42704",
	"3F000"
];
/** `relation "a.b" does not exist`, `function a.b(integer) does not exist` */
const MISSING = /^\S.*? "?([^"(]+)"?(?:\(.*\))? does not exist$/;
const NO_COLUMNSTORE = /^(?:compression|columnstore) not enabled on [a-z ]+ "([^"]+)"$/;
/**
* The refused statement that another certainly follows from: what this one misses is what that one would have made. Where
* that follows from a third in its turn, the third.
*/
function causeOf({ sqlstate, message, statement }, earlier) {
	const missing = UNDEFINED.includes(sqlstate) ? MISSING.exec(message)?.[1] : void 0;
	const uncompressed = NO_COLUMNSTORE.exec(message)?.[1];
	const maker = earlier.find((one) => {
		const { verb, name } = statementHead(one.statement);
		const whole = name.join(".");
		if (name.length === 0) return false;
		if (missing !== void 0) return verb === "create" && whole === missing;
		if (uncompressed === void 0 || verb !== "alter" || name.at(-1) !== uncompressed) return false;
		return /\bSET \(timescaledb\.(compress|enable_columnstore)\b/.test(one.statement) && statement.includes(whole);
	});
	return maker === void 0 ? void 0 : earlier.find(({ line }) => line === maker.follows) ?? maker;
}
// src/workflows/upgrade-blocks.ts
/** The schemas that belong to TimescaleDB, and the prefix of its settings. */
const OWN_SCHEMA = /^(timescaledb_information|timescaledb_experimental|_timescaledb_[a-z]+)$/;
const PREFIX = "timescaledb";
/** What the bodies of the schema's routines name of TimescaleDB and a database with another version does not have. */
async function goneFrom(model, home, there) {
	try {
		var _usingCtx$16 = _usingCtx();
		const routines = model.routines.filter(({ definition }) => typeof definition === "string");
		if (routines.length === 0) return [];
		const has = await namesOf$1(there);
		if (has.size === 0) return [];
		const scratch = _usingCtx$16.a(await home.scratch());
		await _usingCtx$16.a(await scratch.connect()).execute("CREATE EXTENSION IF NOT EXISTS timescaledb");
		const had = await namesOf$1(scratch);
		return routines.flatMap(({ name, definition }) => [...new Set(mentionsOf(String(definition), had))].filter((one) => !has.has(one)).map((gone) => ({
			routine: name,
			name: gone
		})));
	} catch (_) {
		_usingCtx$16.e = _;
	} finally {
		await _usingCtx$16.d();
	}
}
/** The names in TimescaleDB's schemas, its settings, and its functions wherever they were installed. */
function mentionsOf(definition, had) {
	const body = /\$([a-z_]*)\$([\s\S]*)\$\1\$/i.exec(definition)?.[2] ?? definition;
	const words = lexemes(body).flatMap((token) => token.kind === "string" ? lexemes(token.text.replace(/^[a-z&]*'|'$/gi, "")) : [token]);
	const text = (at) => words[at]?.text.toLowerCase() ?? "";
	return words.flatMap((_, at) => {
		const [first, dot, second, next] = [
			text(at),
			text(at + 1),
			text(at + 2),
			text(at + 3)
		];
		const qualified = dot === "." && /^[a-z_]\w*$/.test(second);
		if (qualified && OWN_SCHEMA.test(first) && had.has(`${first}.${second}`)) return [`${first}.${second}`];
		if (qualified && first === PREFIX && next !== "." && had.has(`${PREFIX}.${second}`)) return [`${PREFIX}.${second}`];
		return dot === "(" && had.has(`${first}()`) ? [`${first}()`] : [];
	});
}
async function namesOf$1(database) {
	try {
		var _usingCtx3 = _usingCtx();
		const rows = await _usingCtx3.a(await database.connect()).query(`
    WITH own AS (
      SELECT d.classid, d.objid FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
      WHERE d.refclassid = 'pg_catalog.pg_extension'::regclass AND d.deptype = 'e' AND e.extname = 'timescaledb')
    SELECT n.nspname || '.' || p.proname AS name FROM own JOIN pg_catalog.pg_proc p ON p.oid = own.objid
      JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE own.classid = 'pg_catalog.pg_proc'::regclass
    UNION SELECT p.proname || '()' FROM own JOIN pg_catalog.pg_proc p ON p.oid = own.objid
      WHERE own.classid = 'pg_catalog.pg_proc'::regclass
    UNION SELECT n.nspname || '.' || c.relname FROM own JOIN pg_catalog.pg_class c ON c.oid = own.objid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE own.classid = 'pg_catalog.pg_class'::regclass
    UNION SELECT name FROM pg_catalog.pg_settings WHERE name LIKE 'timescaledb.%'`);
		return new Set(rows.map(({ name }) => name));
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
/** How many locks a statement takes that reaches all chunks, and how many the server has room for. */
async function locksFor(model, chunks, database) {
	try {
		var _usingCtx4 = _usingCtx();
		const indexes = model.hypertables.map(({ name }) => model.indexes.filter(({ relation }) => relation === name).length);
		const needed = chunks * (1 + Math.max(0, ...indexes));
		const [row] = await _usingCtx4.a(await database.connect()).query(`
    SELECT max(boot_val::int) FILTER (WHERE name = 'max_locks_per_transaction') AS each,
      max(boot_val::int) FILTER (WHERE name = 'max_connections') AS sessions
    FROM pg_catalog.pg_settings WHERE name IN ('max_locks_per_transaction', 'max_connections')`);
		const { each, sessions } = row ?? {
			each: 0,
			sessions: 1
		};
		return {
			chunks,
			needed,
			room: each * sessions,
			setting: Math.max(each, Math.ceil(needed / sessions))
		};
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
// src/workflows/upgrade-path.ts
const UPDATE = "ALTER EXTENSION timescaledb UPDATE";
/**
* Takes a schema along the way that production takes, where the target's image has both versions.
*
* @param old the version that production runs
* @returns the path, with the updated schema where it came to that
*/
async function tryUpdate(dump, old, engine, file) {
	try {
		var _usingCtx$15 = _usingCtx();
		const to = engine.versions.timescaledb;
		const held = await heldVersions(engine.database);
		const path = {
			from: old,
			to,
			state: "same",
			held,
			refusals: [],
			filled: 0,
			stop: null
		};
		if (old === to) return {
			path,
			updated: null
		};
		if (isBefore(to, old)) return {
			path: {
				...path,
				state: "older"
			},
			updated: null
		};
		if (!held.includes(old)) return {
			path: {
				...path,
				state: "not held"
			},
			updated: null
		};
		const scratch = _usingCtx$15.a(await engine.scratch());
		const made = await attempt(scratch, `CREATE EXTENSION timescaledb VERSION ${quoteLiteral(old)}`);
		if (made !== null) return {
			path: {
				...path,
				state: "stopped",
				stop: made
			},
			updated: null
		};
		const { refusals } = await tryRestore(dump.text, scratch, file);
		const before = await dumpDatabase(scratch, void 0, {
			rows: rowsOf$2(dump.text),
			compared: true
		});
		const filled = (await fillHypertables(scratch, before.model)).filter(({ accepted }) => accepted).length;
		const stop = await attempt(scratch, UPDATE);
		if (stop !== null) return {
			path: {
				...path,
				state: "stopped",
				refusals,
				filled,
				stop
			},
			updated: null
		};
		const updated = await dumpDatabase(scratch, void 0, {
			rows: rowsOf$2(dump.text),
			compared: true
		});
		return {
			path: {
				...path,
				state: "updated",
				refusals,
				filled
			},
			updated
		};
	} catch (_) {
		_usingCtx$15.e = _;
	} finally {
		await _usingCtx$15.d();
	}
}
/** One statement as the first of a session of its own: the extension must not be loaded before. */
async function attempt(database, statement) {
	try {
		var _usingCtx3 = _usingCtx();
		const session = _usingCtx3.a(await database.connect());
		try {
			await session.execute(statement);
			return null;
		} catch (error) {
			const { code, message, detail = null, hint = null } = error;
			if (code === void 0) throw error;
			return {
				statement,
				sqlstate: code,
				message,
				detail,
				hint
			};
		}
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
async function heldVersions(database) {
	try {
		var _usingCtx4 = _usingCtx();
		return (await _usingCtx4.a(await database.connect()).query(`SELECT version FROM pg_catalog.pg_available_extension_versions WHERE name = 'timescaledb' ORDER BY version`)).map(({ version }) => version);
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
// src/workflows/upgrade.ts
/**
* Restores a schema on other images, statement by statement, and updates the extension in those that hold both versions.
*
* @throws UserError with exit code 2 where there is no schema to try
*/
async function upgrade(options, settings, context) {
	try {
		var _usingCtx$14 = _usingCtx();
		const images = [...new Set(options.to)];
		if (images.length < options.to.length) context.reporter.warn("a target is named twice, and tried once", [images.join(", ")]);
		const home = _usingCtx$14.a(await openHome(options, settings, context).catch((error) => {
			throw withoutAnswer(error);
		}));
		const targets = [];
		for (const image of images) targets.push(await tryImage(image, home, options, settings, context));
		const { name, versions, text } = home;
		return {
			name,
			dump: home.file ? null : text,
			versions,
			targets,
			blocks: blocksOf(home.dump)
		};
	} catch (_) {
		_usingCtx$14.e = _;
	} finally {
		await _usingCtx$14.d();
	}
}
async function openHome({ fromSource }, settings, context) {
	const directory = settings["schema-dir"];
	const latest = fromSource ? void 0 : await readLatest(resolve(context.cwd, directory));
	if (latest === void 0) {
		if (!fromSource) context.reporter.warn(`there is no ${LATEST_FILE} in ${directory}: what the settings build is tried`);
		const source = await openSource(settings, context);
		try {
			const dump = await canonicalSource(source, settings, context);
			const engine = await scratchFor(source, dump, settings, context);
			const versions = {
				...engine.versions,
				...readHeader(dump.text)?.versions
			};
			return {
				name: "the source",
				file: false,
				dump,
				text: dump.text,
				versions,
				engine,
				[Symbol.asyncDispose]: async () => {
					await engine[Symbol.asyncDispose]();
					await source[Symbol.asyncDispose]();
				}
			};
		} catch (error) {
			await source[Symbol.asyncDispose]();
			throw error;
		}
	}
	const name = join(directory, latest.file);
	const header = readHeader(latest.text);
	if (header === void 0) throw new UserError(`${name} is no dump of timescale-ci`, { hint: "Run \"backup\" again, or name what the schema is built from: --init, --source or --database-url." });
	const embedded = settings.engine === "auto" && await embeddedAvailable();
	const own = {
		...settings,
		image: settings.image ?? imageOf(header.versions)
	};
	const engine = await startEngine({
		...own,
		engine: embedded ? "embedded" : own.engine
	}, context, "scratch");
	try {
		const step = context.reporter.step("dump");
		const dump = await readBack(latest.text, engine, name);
		step.done(`${name} · schema ${header.fingerprint.slice(0, 8)}`);
		return {
			name,
			file: true,
			dump,
			text: latest.text,
			versions: header.versions,
			engine,
			[Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]()
		};
	} catch (error) {
		await engine[Symbol.asyncDispose]();
		throw error;
	}
}
/** One image. That it cannot be run is said of it, and keeps no other from being tried. */
async function tryImage(image, home, { chunks }, settings, context) {
	const step = context.reporter.step("target");
	step.update(image);
	let target = {
		...UNTRIED,
		image
	};
	try {
		try {
			var _usingCtx3 = _usingCtx();
			const engine = _usingCtx3.a(await startDocker({
				image,
				database: settings.database,
				onProgress: (text) => step.update(text),
				signal: context.signal,
				register: context.mask,
				label: context.runId,
				data: context.env["TIMESCALE_CI_DATA"],
				timeLimit: settings["time-limit"]
			}));
			step.update(`${image}: ${engine.label}`);
			const known = trapsBetween(home.versions.timescaledb, engine.versions.timescaledb);
			target = {
				...target,
				server: engine.label.replace(/^docker /, ""),
				known
			};
			target = {
				...target,
				...await restoreOn(engine, home)
			};
			const { path, updated } = await tryUpdate(home, plain(home.versions.timescaledb), engine, home.name);
			const after = updated === null ? [] : await changesOf(home, updated, path.refusals);
			const locks = chunks === void 0 ? null : await locksFor(home.dump.model, chunks, engine.database);
			target = {
				...target,
				path,
				updated: after.filter(({ refused }) => !refused).map(({ record }) => record),
				locks
			};
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
	} catch (error) {
		context.signal?.throwIfAborted();
		if (!(error instanceof UserError)) throw error;
		target = {
			...target,
			problem: {
				message: error.message,
				hint: error.hint ?? null
			}
		};
	}
	const words = `${image}: ${targetWords(target)}`;
	if (target.problem !== null) step.fail(words, target.problem.message.split("\n"));
	else if (takes(target)) step.done(words);
	else step.fail(words);
	return target;
}
const UNTRIED = {
	server: null,
	problem: null,
	statements: 0,
	refusals: [],
	warnings: [],
	lost: [],
	changed: [],
	path: null,
	updated: [],
	gone: [],
	known: [],
	locks: null
};
async function restoreOn(engine, home) {
	try {
		var _usingCtx4 = _usingCtx();
		const scratch = _usingCtx4.a(await engine.scratch());
		const tried = await tryRestore(home.text, scratch, home.name);
		const changes = await changesOf(home, await dumpDatabase(scratch, void 0, {
			rows: rowsOf$2(home.text),
			compared: true
		}), tried.refusals);
		return {
			...tried,
			lost: changes.filter(({ refused }) => refused).map(({ record }) => record),
			changed: changes.filter(({ refused }) => !refused).map(({ record }) => record),
			gone: await goneFrom(home.dump.model, home.engine, scratch)
		};
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
/** How a schema that came out differs from the source's, without what is only printed in another way. */
async function changesOf(home, there, refusals) {
	const { model } = home.dump;
	const own = explainChanges(model, there.model, { timescaledb: there.facts.timescaledb?.version ?? null }).filter(({ covers, collection }) => collection !== "tablespaces" && covers.some((one) => !isUnknown(one)));
	const read = own.some(({ covers }) => covers.some(mayBePrinting)) ? await readBack(there.text, home.engine, "the dump of the target").catch(unread) : null;
	const meant = read === null ? null : new Set(explainChanges(model, read.model, {}).flatMap(keysOf));
	return own.filter(({ covers }) => meant === null || covers.some((one) => !mayBePrinting(one) || meant.has(one.key))).map((change) => ({
		record: recordOf(change),
		refused: change.covers.some((cover) => isRefused(cover, home.text, refusals))
	}));
}
const keysOf = ({ covers }) => covers.map(({ key }) => key);
/** What only the target's version can say, the source's cannot read. */
function unread(error) {
	if (error instanceof UserError) return null;
	throw error;
}
/** True where all that differs is what one version has no word for: nothing was said about it. */
function isUnknown({ from, to }) {
	return known(from) === known(to);
}
/** A value without the privilege that came with PostgreSQL 17, and without what is not set. */
function known(value) {
	return JSON.stringify(value, (_, part) => {
		if (Array.isArray(part)) return part.filter((one) => !/^MAINTAIN\b/.test(String(one)));
		if (part === null || typeof part !== "object") return part;
		const set = Object.entries(part).filter(([, one]) => one !== null);
		return Object.fromEntries(set.sort(([a], [b]) => a < b ? -1 : 1));
	});
}
/** True where a statement about it was refused, or the one that makes what it belongs to. */
function isRefused(cover, text, refusals) {
	const at = statementOf(text, cover)?.line;
	const subject = cover.kind === "built-in job" ? quoteLiteral(cover.object.replace(/^.* /, "")) : cover.object;
	return refusals.some(({ line, endLine, statement }) => {
		if (at !== void 0 && at >= line && at <= endLine) return true;
		const { verb, name } = statementHead(statement);
		if (verb === "create") return name.length > 1 && cover.object.startsWith(name.join("."));
		return hasName(statement, subject);
	});
}
/** True where a name stands in a statement as a whole. */
function hasName(statement, name) {
	const parts = statement.split(name);
	return parts.slice(1).some((after, at) => !/^[\w.]/.test(after) && !/[\w.]$/.test(parts[at] ?? ""));
}
/** A development version is called as the release that comes of it. */
function plain(version) {
	return version.replace(/-dev$/, "");
}
function blocksOf({ model, facts }) {
	const { findings } = lint({
		model,
		timescaledb: facts.timescaledb?.version ?? null
	});
	return findings.flatMap(({ rule, object, message, hint }) => rule === "uses-timescaledb-catalogue" ? [{
		object: object ?? "",
		message,
		hint: hint ?? ""
	}] : []);
}
/** True where a target has the whole schema, by both ways. */
function takes({ problem, refusals, lost, changed, path, updated }) {
	const whole = [
		refusals,
		lost,
		changed,
		updated
	].every((list) => list.length === 0);
	return problem === null && whole && path?.state !== "stopped";
}
/** 2 where a target could not be tried, 1 where one does not take it. */
function exitCodeOf({ targets }) {
	if (targets.some(({ problem }) => problem !== null)) return 2;
	return targets.every(takes) ? 0 : 1;
}
// src/cli/commands/upgrade.ts
const FORMATS$1 = ["text", "markdown"];
const WRITERS = {
	text: upgradeAsText,
	markdown: upgradeAsMarkdown
};
/** `upgrade --to IMAGE`: what other versions and editions make of the schema. */
function addUpgrade(add) {
	withCommon(withEngine$1(withSchemaDirectory(withSource(add("upgrade", "what other versions and editions of TimescaleDB and PostgreSQL make of the schema").addOption(new Option("--to <image>", "a Docker image to try it on; repeatable").argParser(collect).makeOptionMandatory()).option("--chunks <n>", "how many chunks production has, to see whether the locks suffice", positive).addOption(new Option("--format <format>", "how to write it").choices(FORMATS$1).default("text"))), "directory of the versions, of which the latest is tried where no source is named"))).action((flags) => runCommand(flags, upgradeCommand(flags), false));
}
const upgradeCommand = ({ to, format, chunks, init, source, databaseUrl }) => async (settings, context) => {
	const result = await upgrade({
		to,
		fromSource: (init ?? source ?? databaseUrl) !== void 0,
		chunks
	}, settings, context);
	const exitCode = exitCodeOf(result);
	return {
		ok: exitCode === 0,
		...exitCode === 2 ? { exitCode } : {},
		json: {
			ok: exitCode === 0,
			...result
		},
		text: WRITERS[format](result),
		verdict: upgradeWords(result)
	};
};
// src/cli/commands/validate.ts
const FORMATS = ["text", "sarif"];
/** `validate`: the required objects and the lint rules; as SARIF on standard output where that is asked for. */
function addValidate(add) {
	withCommon(withEngine$1(withWatch(withSource(add("validate", "required objects of timescale-ci.yml, and lint rules"))).addOption(new Option("--format <format>", "sarif: the findings on standard output, for code scanning and editors").choices(FORMATS).default("text")))).action((flags, program) => {
		if (flags.json === true && flags.format !== "text") program.error("error: --json and --format sarif are two documents for one standard output: choose one");
		if (flags.watch === true && flags.format !== "text") program.error("error: --watch is for text, on a terminal");
		return runOrWatch(flags, validateCommand(flags.format), { writes: false });
	});
}
const validateCommand = (format) => async (settings, context) => {
	const text = (findings) => format === "sarif" ? { text: sarifOf(findings, {
		version,
		rules: RULES
	}) } : {};
	try {
		const { ok, server, required, lint } = await validate(settings, context);
		return {
			ok,
			...text(findingsOf({
				required,
				lint: lint.findings,
				proof: null
			}, (file) => file)),
			json: {
				ok,
				server,
				unmet: required.unmet,
				findings: lint.findings,
				ignored: lint.ignored
			},
			verdict: `Mend the SQL, or what timescale-ci.yml requires. Every rule is explained in ${docsPage("rules/README.md")}`
		};
	} catch (error) {
		if (format === "text" || !(error instanceof ScriptError)) throw error;
		const { file, line, column, reason } = error;
		return {
			ok: false,
			...text([{
				severity: "error",
				message: reason,
				hint: error.hint,
				file,
				line,
				column
			}]),
			json: null,
			failure: error
		};
	}
};
// src/stack/containers.ts
/** The variable of a service that holds a password of a role, and its name in the env file. */
const HELD = {
	replica: ["REPLICATOR_PASSWORD", "REPLICATOR_PASSWORD"],
	exporter: ["DATA_SOURCE_PASS", "MONITOR_PASSWORD"]
};
/** Where the images of the servers keep the database (stack/compose.yaml). */
const DATA = "/var/lib/postgresql/data";
/** The containers of the stack's services, by service; running or not. */
async function listContainers(stack) {
	const ids = await idsOf(stack, "ps", "--no-trunc", "--filter", "label=com.docker.compose.oneoff=False");
	if (ids.length === 0) return [];
	return JSON.parse(await stack.engine.docker(["inspect", ...ids])).map(({ Id, Name, Config, State, Mounts, HostConfig }) => ({
		id: Id,
		name: Name.replace(/^\//, ""),
		service: Config.Labels["com.docker.compose.service"] ?? "",
		state: State.Status,
		health: State.Health?.Status ?? null,
		exitCode: State.ExitCode,
		image: Config.Image,
		outdated: outdatedIn(Config, stack.env.values),
		startedAt: State.StartedAt.startsWith("0001") ? null : State.StartedAt,
		data: volumeOf(Mounts, stack.env.project),
		ports: Object.values(HostConfig.PortBindings ?? {}).flatMap((all) => (all ?? []).map((one) => Number(one.HostPort)))
	})).sort((a, b) => a.service.localeCompare(b.service));
}
function outdatedIn({ Labels, Env }, values) {
	const [variable, secret] = HELD[Labels["com.docker.compose.service"] ?? ""] ?? [];
	const has = Env?.find((entry) => entry.startsWith(`${variable}=`));
	return secret === void 0 || has === void 0 || has === `${variable}=${values[secret]}` ? [] : [secret];
}
function volumeOf(mounts, project) {
	const name = mounts.find(({ Destination }) => Destination === DATA)?.Name;
	return name?.startsWith(`${project}_`) ? name.slice(project.length + 1) : name ?? null;
}
/** The container of a service, where there is one. */
async function findContainer(stack, service) {
	return (await listContainers(stack)).find((container) => container.service === service);
}
/** Ids of everything of a kind that belongs to the project, by Compose's label. */
async function idsOf({ env, engine }, kind, ...more) {
	const list = kind === "ps" ? ["ps", "--all"] : [kind, "ls"];
	const filter = ["--filter", `label=com.docker.compose.project=${env.project}`];
	return (await engine.docker([
		...list,
		"--quiet",
		...filter,
		...more
	])).split("\n").filter((id) => id !== "");
}
/** The disk under each server that runs. */
async function listDisks(stack, containers) {
	const servers = containers.filter(({ service, state }) => service in stack.env.data && state === "running");
	return (await Promise.all(servers.map(async ({ service, id }) => {
		const text = await stack.engine.docker([
			"exec",
			id,
			"df",
			"-Pk",
			DATA
		]).catch(() => "");
		const [, , used, free] = /\s(\d+)\s+(\d+)\s+(\d+)\s+\d+%\s/.exec(text)?.map(Number) ?? [];
		if (used === void 0 || free === void 0) return [];
		return [{
			service,
			totalBytes: (used + free) * 1024,
			freeBytes: free * 1024
		}];
	}))).flat();
}
/** The last lines that a container printed. */
async function lastLines(stack, id, lines) {
	const { stdout, stderr } = await stack.engine.dockerOutput([
		"logs",
		"--tail",
		String(lines),
		id
	]);
	return `${stdout}${stderr}`.split("\n").filter((line) => line.trim() !== "");
}
// src/stack/archive-settings.ts
/** What an object store for the archive needs, under the names of the env file. */
const S3 = [
	"BUCKET",
	"ENDPOINT",
	"REGION",
	"KEY",
	"SECRET"
].map((name) => `TIMESCALE_S3_${name}`);
// src/stack/archive-config.ts
/** pgBackRest's configuration, which every container that knows the archive mounts. */
function archiveConfig({ archive, project, values }) {
	const [bucket, endpoint, region, key, secret] = S3.map((name) => values[name] ?? "");
	return `${[
		"# Written by timescale-ci.",
		"[global]",
		...archive === "s3" ? [
			...[
				`repo1-type=s3`,
				`repo1-path=/${project}`,
				`repo1-s3-bucket=${bucket}`,
				`repo1-s3-endpoint=${endpoint}`
			],
			...[
				`repo1-s3-region=${region}`,
				`repo1-s3-key=${key}`,
				`repo1-s3-key-secret=${secret}`
			],
			...endpoint?.endsWith("amazonaws.com") ? [] : ["repo1-s3-uri-style=path"]
		] : ["repo1-path=/var/lib/pgbackrest"],
		`repo1-retention-full=${values["TIMESCALE_ARCHIVE_FULLS"] || 2}`,
		"repo1-bundle=y",
		"compress-type=lz4",
		"start-fast=y",
		"log-level-console=off",
		"log-level-file=off",
		"log-level-stderr=warn",
		"[main]",
		"pg1-path=/var/lib/postgresql/data/pgdata",
		"pg1-user=postgres"
	].join("\n")}\n`;
}
// src/stack/state.ts
const NOTHING$1 = {
	expectedSince: null,
	lastSuccess: null,
	lastFailure: null,
	error: null,
	failing: false
};
/** A day, and the time that a backup may take. */
const OVERDUE_AFTER_MS = 936e5;
const DAY_MS$1 = 864e5;
/** What containers mount; those of tools run as users of their own. */
const SHARED = [
	"metrics",
	"backup",
	"tls",
	"secrets/server",
	"secrets/backup",
	"secrets/alertmanager"
];
/**
* Makes the directory, which git leaves alone, with all that containers mount: Docker would make what is missing, of root's.
*/
async function prepareState({ stateDir }) {
	try {
		await mkdir(join(stateDir, "secrets"), {
			recursive: true,
			mode: 448
		});
		for (const name of SHARED) if (await mkdir(join(stateDir, name), { recursive: true }) !== void 0) await chmod(join(stateDir, name), 493);
		await writeFile(join(stateDir, ".gitignore"), "*\n");
	} catch (cause) {
		throw new UserError(`cannot write ${stateDir}: ${messageOf(cause)}`, {
			hint: "Check the directory.",
			cause
		});
	}
}
/** Removes all of it. */
async function forgetState({ stateDir }) {
	await rm(stateDir, {
		recursive: true,
		force: true
	});
}
/** Whole or not at all, for readers that come at any time. */
async function replaceFile(path, text, mode) {
	const temporary = `${path}.${process.pid}.new`;
	const file = await open(temporary, "w", mode);
	try {
		await file.writeFile(text);
		await file.sync();
	} finally {
		await file.close();
	}
	await rename(temporary, path);
}
/** Backups of the schema, and base backups of the data: the file that each is noted in, and what its metrics begin with. */
const KINDS = {
	schema: {
		file: "backup/record.json",
		metrics: "backup",
		what: "backup",
		command: "timescale-ci stack backup"
	},
	data: {
		file: "backup/data.json",
		metrics: "data_backup",
		what: "backup of the data",
		command: "timescale-ci stack backup-data"
	}
};
/** How the backups went so far. */
async function readBackups({ stateDir }, kind = "schema") {
	const text = await readFile(join(stateDir, KINDS[kind].file), "utf8").catch(() => "{}");
	try {
		return {
			...NOTHING$1,
			...JSON.parse(text)
		};
	} catch {
		return NOTHING$1;
	}
}
/** Notes something of the backups, and tells the metrics. */
async function noteBackups(world, facts, kind = "schema") {
	if (!existsSync(join(world.stateDir, "backup"))) await prepareState(world);
	const record = {
		...await readBackups(world, kind),
		...facts
	};
	const { file, metrics } = KINDS[kind];
	await replaceFile(join(world.stateDir, file), `${JSON.stringify(record, null, 2)}\n`, 420);
	const due = dueAt(record);
	await writeMetrics(world, metrics, {
		[`timescaledb_${metrics}_failing`]: ["1 where the last backup failed", record.failing ? 1 : 0],
		[`timescaledb_${metrics}_last_success_seconds`]: ["When one last succeeded; 0 for never", unix(record.lastSuccess)],
		...due !== null && { [`timescaledb_${metrics}_due_seconds`]: ["When the next success is overdue", Math.round(due.getTime() / 1e3)] }
	});
}
/** When the next success is overdue; null where nobody expects one. */
function dueAt({ expectedSince, lastSuccess }) {
	if (expectedSince === null) return null;
	return new Date(Math.max(Date.parse(expectedSince), lastSuccess === null ? 0 : Date.parse(lastSuccess)) + OVERDUE_AFTER_MS);
}
/** True where the last success is more than a day ago, or there never was one. */
function isStale({ lastSuccess }, now) {
	return lastSuccess === null || now.getTime() - Date.parse(lastSuccess) > DAY_MS$1;
}
/** What is wrong with the backups, and what to do. */
function backupProblems(record, now, kind = "schema") {
	const { what, command } = KINDS[kind];
	const since = record.lastSuccess === null ? "none has ever succeeded" : `the last success was at ${record.lastSuccess}`;
	if (record.failing) return [`the ${what} of ${record.lastFailure} failed (${record.error}); ${since}: ${command}`];
	const due = dueAt(record);
	return due !== null && due < now ? [`the daily ${what} is overdue, ${since}: ${kind === "schema" ? "timescale-ci stack logs backup" : command}`] : [];
}
/** What the env file says about the stack, as metrics, where monitoring was ever started. */
async function noteStack(world, env) {
	if (!existsSync(join(world.stateDir, "metrics"))) return;
	await writeMetrics(world, "stack", { timescaledb_stack_replica_wanted: ["1 where this stack is meant to have a replica", env.replica === "wanted" ? 1 : 0] });
}
/** Tells the metrics when the certificate of the servers expires; null where there is none. */
async function noteCertificate(world, expires) {
	if (expires === null) return await rm(join(world.stateDir, "metrics/tls.prom"), { force: true });
	await writeMetrics(world, "tls", { timescaledb_stack_certificate_expires_seconds: ["When the certificate of the servers expires", Math.round(expires.getTime() / 1e3)] });
}
async function writeMetrics(world, name, metrics) {
	const lines = Object.entries(metrics).flatMap(([metric, [help, value]]) => [
		`# HELP ${metric} ${help}`,
		`# TYPE ${metric} gauge`,
		`${metric} ${value}`
	]);
	await replaceFile(join(world.stateDir, "metrics", `${name}.prom`), `${lines.join("\n")}\n`, 420);
}
function unix(time) {
	return time === null ? 0 : Math.round(Date.parse(time) / 1e3);
}
/**
* A secret as a file for one service, which mounts the directory: a file that is mounted by itself stays the old one. Others
* on this machine are kept away by the directory above.
*/
async function writeSecret(world, service, name, value) {
	await writeState(world, join("secrets", service, name), value);
}
/** A file of the directory, which is left alone where it says the same already. */
async function writeState({ stateDir }, name, value, mode = 420) {
	const path = join(stateDir, name);
	if (await readFile(path, "utf8").catch(() => void 0) === value) return;
	await mkdir(dirname(path), { recursive: true });
	await replaceFile(path, value, mode);
}
/** Lets the primary make a database where its volume has none: no other command than `setup` may (stack/postgres/start.sh). */
async function allowInitialization(world, allowed) {
	if (allowed) await writeState(world, "secrets/server/initialize", "by stack setup\n");
	else await rm(join(world.stateDir, "secrets/server/initialize"), { force: true });
}
// src/stack/certificates.ts
/**
* The certificates of a stack: an authority of its own, whose key no container has, and one certificate for all of its
* servers. They lie beside the env file; a server copies its own when it starts (stack/postgres/tls.sh).
*/
const DAY_MS = 864e5;
const AUTHORITY_DAYS = 3650;
const SERVER_DAYS = 397;
/** From then on the next command that starts something renews it. */
const RENEW_BEFORE_DAYS = 60;
const ALGORITHM = {
	name: "ECDSA",
	namedCurve: "P-256",
	hash: "SHA-256"
};
/** What clients check the servers against (libpq's sslrootcert). */
function authorityPath({ stateDir }) {
	return join(stateDir, "tls/ca.crt");
}
/**
* Makes sure that the servers find a certificate that clients accept: for their names, of the authority that is there, and
* with some time to go.
*
* @param force `certificate` makes another one in any case, `authority` another authority as well
*/
async function keepCertificates(world, env, force) {
	await prepareState(world);
	if (env.tls === "off") {
		await noteCertificate(world, null);
		return {
			changed: false,
			expires: null
		};
	}
	const now = world.now();
	const names = namesOf(env);
	const found = await readPair(world, "ca", "ca");
	const kept = force === "authority" || found === void 0 || !lasts(found, now, 0) ? void 0 : found;
	const authority = kept ?? await makeAuthority(env.project, now);
	if (kept === void 0) {
		await writeState(world, "secrets/ca/ca.key", authority.key, 384);
		await writeState(world, "secrets/ca/ca.crt", authority.certificate);
	}
	const old = await readPair(world, "server", "server");
	if (force === void 0 && kept !== void 0 && old !== void 0 && serves(old, kept, names, now)) return {
		changed: false,
		expires: await publish(world, kept, old)
	};
	const server = await makeServer(authority, env.project, names, now);
	await writeSecret(world, "server", "server.key", server.key);
	await writeSecret(world, "server", "server.crt", server.certificate);
	return {
		changed: true,
		expires: await publish(world, authority, server)
	};
}
/** For each reader in the directory that it mounts. @returns when the certificate expires */
async function publish(world, authority, server) {
	await writeSecret(world, "server", "ca.crt", authority.certificate);
	await writeSecret(world, "backup", "ca.crt", authority.certificate);
	await writeState(world, "tls/ca.crt", authority.certificate);
	const expires = new X509Certificate(server.certificate).validToDate;
	await noteCertificate(world, expires);
	return expires;
}
async function readPair({ stateDir }, directory, name) {
	const read = (end) => readFile(join(stateDir, "secrets", directory, `${name}.${end}`), "utf8");
	try {
		const [key, certificate] = await Promise.all([read("key"), read("crt")]);
		return new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)) ? {
			key,
			certificate
		} : void 0;
	} catch {
		return;
	}
}
function lasts({ certificate }, now, days) {
	return new X509Certificate(certificate).validToDate.getTime() > now.getTime() + days * DAY_MS;
}
function serves(server, authority, names, now) {
	const certificate = new X509Certificate(server.certificate);
	return lasts(server, now, RENEW_BEFORE_DAYS) && certificate.verify(new X509Certificate(authority.certificate).publicKey) && names.every((name) => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== void 0);
}
/** Names and addresses that the servers are reached by: from their network, from this machine, and as the env file says. */
function namesOf({ bind, values }) {
	const own = (values["TIMESCALE_TLS_NAMES"] ?? "").split(",").filter((name) => name !== "");
	const address = bind === "0.0.0.0" || bind === "::" ? [] : [bind];
	const machine = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(hostname()) ? [hostname()] : [];
	return [.../* @__PURE__ */ new Set([
		"primary",
		"replica",
		"restored",
		"localhost",
		"127.0.0.1",
		"::1",
		...address,
		...machine,
		...own
	])];
}
/** An authority of its own, for one stack. */
async function makeAuthority(project, now) {
	const x509 = await library();
	const keys = await makeKeys();
	const certificate = await x509.X509CertificateGenerator.createSelfSigned({
		...validity(now, AUTHORITY_DAYS),
		name: [{ CN: [`timescale-ci ${project}`] }],
		keys,
		signingAlgorithm: ALGORITHM,
		extensions: [
			new x509.BasicConstraintsExtension(true, 0, true),
			new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
			await x509.SubjectKeyIdentifierExtension.create(keys.publicKey)
		]
	});
	return {
		key: await keyText(keys.privateKey),
		certificate: `${certificate.toString("pem")}\n`
	};
}
async function makeServer(authority, project, names, now) {
	const x509 = await library();
	const issuer = new x509.X509Certificate(authority.certificate);
	const der = createPrivateKey(authority.key).export({
		type: "pkcs8",
		format: "der"
	});
	const signingKey = await webcrypto.subtle.importKey("pkcs8", der, ALGORITHM, false, ["sign"]);
	const keys = await makeKeys();
	const certificate = await x509.X509CertificateGenerator.create({
		...validity(now, SERVER_DAYS),
		subject: [{ CN: [`${project} servers`] }],
		issuer: issuer.subjectName,
		publicKey: keys.publicKey,
		signingKey,
		signingAlgorithm: ALGORITHM,
		extensions: [
			new x509.BasicConstraintsExtension(false, void 0, true),
			new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
			new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
			new x509.SubjectAlternativeNameExtension(names.map((value) => ({
				type: isIP(value) === 0 ? "dns" : "ip",
				value
			}))),
			await x509.AuthorityKeyIdentifierExtension.create(issuer)
		]
	});
	return {
		key: await keyText(keys.privateKey),
		certificate: `${certificate.toString("pem")}\n`
	};
}
/** Where clocks differ a little, one from this very moment would not be valid yet. */
function validity(now, days) {
	return {
		serialNumber: `00${randomBytes(16).toString("hex")}`,
		notBefore: /* @__PURE__ */ new Date(now.getTime() - DAY_MS),
		notAfter: new Date(now.getTime() + days * DAY_MS)
	};
}
function makeKeys() {
	return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}
async function keyText(key) {
	return `-----BEGIN PRIVATE KEY-----\n${Buffer.from(await webcrypto.subtle.exportKey("pkcs8", key)).toString("base64").replace(/(.{64})(?=.)/g, "$1\n")}\n-----END PRIVATE KEY-----\n`;
}
/** Loaded by whoever makes a certificate; it wants Reflect.getMetadata to be there first. */
async function library() {
	await import("./Reflect.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	return await import("./x509.cjs.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
}
// src/stack/engine-errors.ts
/** No Docker engine behind the command. */
function engineDown(stderr) {
	const reason = lastLine(stderr);
	return new UserError(`no Docker engine answers: ${reason}`, { hint: /permission denied/i.test(reason) ? "Your user may not talk to it: join the group docker (newgrp docker), which is as good as root, or use sudo." : "Start it: systemctl start docker, or open Docker Desktop. DOCKER_HOST names another one." });
}
const REASONS = [
	[/Bind for \S*?:(\d+) failed|listen tcp4? \S*?:(\d+): bind: address already in use|ports are not available.*:(\d+)/i, ([, a, b, c]) => [`port ${a ?? b ?? c} is in use by something else`, "Stop what uses it, or set another port in the env file and run the command again."]],
	[/listen tcp4? (\S+): bind: cannot assign requested address/i, ([, address]) => [`this machine has no address ${address}`, "Set TIMESCALE_BIND in the env file to one that it has."]],
	[/no space left on device/i, () => ["Docker's disk is full", "\"docker system df\" shows by what. Free some; nothing of this stack was removed."]],
	[/Cannot connect to the Docker daemon|Couldn't connect to Docker daemon|error during connect/i, () => ["no Docker engine answers", "Start it: systemctl start docker, or open Docker Desktop."]],
	[/(?:pull access denied for|manifest for|failed to resolve reference "?|repository) ?([^\s",]+)|Pulling \S+ \((\S+?)\)|Get "https?:\/\/([^"/]+)\S*": (?:dial|net|context|EOF|proxyconnect|http)/i, ([, a, b, registry]) => [`Docker has no image ${a ?? b ?? `from ${registry}`} and cannot pull it`, "Check its name in the env file, the network of the Docker engine, and \"docker login\" for a private one."]],
	[/is not shared from the host|mounts denied/i, () => ["Docker may not mount the directory of timescale-ci", "Share it in the settings of Docker Desktop."]]
];
/** What it means that Compose or docker failed, from what they wrote. */
function explainCompose(args, { stdout, stderr, exitCode }) {
	const text = `${stdout}\n${stderr}`;
	const cause = new Error(tail(stderr || stdout));
	for (const [pattern, explain] of REASONS) {
		const match = pattern.exec(text);
		if (match === null) continue;
		const [message, hint] = explain(match);
		return new UserError(message, {
			hint,
			cause
		});
	}
	return new UserError(`${words$1(args)} ended with exit code ${exitCode}\n${tail(stderr || stdout)}`, {
		hint: "\"timescale-ci stack logs\" shows what the servers say.",
		cause
	});
}
function words$1(args) {
	return args[0] === "docker" ? `"docker ${args[1] ?? ""}"` : `"compose ${args[0] ?? ""}"`;
}
/** How Compose tells of its own progress, and the exit code that docker-compose 1 prints of a run. */
const NOISE = /^(\d+|(Creating|Starting|Stopping|Recreating|Removing|Pulling|Going to remove) .*(\.\.\.|done|error)\s*|(Container|Network|Volume) \S+ +(Creating|Created|Starting|Started|Stopping|Stopped|Running|Recreate|Recreated|Removing|Removed|Waiting|Healthy))$/;
function tail(text) {
	return text.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !NOISE.test(line)).slice(-8).join("\n");
}
function lastLine(text) {
	return tail(text).split("\n").at(-1) ?? "";
}
// src/stack/program.ts
/**
* Runs a program by its list of arguments, with no shell between.
*
* @throws the error of the operating system where it cannot be started (ENOENT: it is not installed)
*/
async function runProgram([file = "", ...args], { env, output, signal, input }) {
	const stdio = output === "inherit" ? "inherit" : "pipe";
	const child = spawn(file, args, {
		env,
		stdio: [
			input === void 0 ? "ignore" : "pipe",
			stdio,
			stdio
		],
		signal
	});
	child.stdin?.on("error", () => {});
	child.stdin?.end(input);
	const exit = new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", resolve);
	});
	const read = async (stream) => stream === null ? "" : (await buffer(stream)).toString();
	const [exitCode, stdout, stderr] = await Promise.all([
		exit,
		read(child.stdout),
		read(child.stderr)
	]);
	return {
		exitCode,
		stdout,
		stderr
	};
}
// src/stack/engine.ts
const COMPOSE = [["docker", "compose"], ["docker-compose"]];
/**
* Finds Docker and Compose, and makes sure that the engine answers.
*
* @throws UserError that says which of them is missing
*/
async function openEngine(options) {
	const env = { ...options.env };
	for (const name of Object.keys(env)) if (options.ownNames.includes(name) || /^COMPOSE_/.test(name)) delete env[name];
	const run = {
		env,
		signal: options.signal
	};
	env["TIMESCALE_DIRECTORY"] = dirname(options.envPath);
	const built = !import.meta.filename.endsWith(".ts");
	const program = join(dirname(options.stackDir), built ? "dist" : "src");
	env["TIMESCALE_PROGRAM"] = program;
	env["TIMESCALE_MAIN"] = built ? "cli.js" : "cli/main.ts";
	env["TIMESCALE_MODULES"] = findModules(program);
	env["TIMESCALE_STATE"] = options.stateDir;
	env["TIMESCALE_SSLMODE"] = options.sslmode;
	env["TIMESCALE_RESTORED_PORT"] = String(options.restoredPort);
	env["TIMESCALE_ARCHIVE_PLACE"] = options.archivePlace;
	env["TIMESCALE_SCHEMA_DIR"] = options.schemaDir;
	env["TIMESCALE_SETTINGS"] = existsSync(options.settingsPath) ? options.settingsPath : "/dev/null";
	const { uid, gid } = userInfo();
	if (uid >= 0) env["TIMESCALE_USER"] = `${uid}:${gid}`;
	const found = await findCompose(run);
	const answer = await runProgram([
		"docker",
		"version",
		"--format",
		"{{.Server.Version}}"
	], run).catch(notInstalled);
	if (answer.exitCode !== 0) throw engineDown(answer.stderr);
	const head = [
		...found.command,
		...[
			"--project-name",
			options.project,
			"--env-file",
			options.envPath
		],
		...["--file", `${options.stackDir}/compose.yaml`],
		...options.profiles.flatMap((profile) => ["--profile", profile])
	];
	const docker = async (args, input) => {
		const result = await runProgram(["docker", ...args], {
			...run,
			input
		});
		if (result.exitCode !== 0) throw explainCompose(["docker", ...args], result);
		return result;
	};
	return {
		label: found.label,
		async compose(args, { output } = {}) {
			if (args[0] === "up" || args[0] === "run") env["TIMESCALE_IMAGE"] = await options.prepare(async (words) => (await docker(words)).stdout);
			const result = await runProgram([...head, ...args], {
				...run,
				output
			});
			if (result.exitCode !== 0 && output === void 0) throw explainCompose(args, result);
			return result;
		},
		docker: async (args, { input } = {}) => (await docker(args, input)).stdout,
		dockerOutput: (args) => docker(args)
	};
}
/** The directory of packages that a program finds its own in: beside it, or above where npm put it flat. */
function findModules(program) {
	for (let dir = dirname(program);; dir = dirname(dir)) {
		const modules = basename(dir) === "node_modules" ? dir : join(dir, "node_modules");
		if (existsSync(modules) || dir === dirname(dir)) return modules;
	}
}
async function findCompose(run) {
	for (const command of COMPOSE) {
		const { exitCode, stdout } = await runProgram([
			...command,
			"version",
			"--short"
		], run).catch(() => NOTHING);
		const version = /\d+(\.\d+)+/.exec(stdout)?.[0];
		if (exitCode === 0 && version !== void 0) return {
			command,
			label: `${command.join(" ")} ${version}`
		};
	}
	throw new UserError("neither \"docker compose\" nor \"docker-compose\" is installed", { hint: "Install the Compose plugin (docker-compose-plugin from docker.com, or docker-compose from Debian or Ubuntu)." });
}
const NOTHING = {
	exitCode: null,
	stdout: "",
	stderr: ""
};
function notInstalled() {
	throw new UserError("the command \"docker\" is not installed", { hint: "Install Docker: docker.io on Debian and Ubuntu, or Docker Desktop." });
}
// src/stack/env-text.ts
const PORTS = {
	primary: ["TIMESCALE_PRIMARY_PORT", 5432],
	replica: ["TIMESCALE_REPLICA_PORT", 5433],
	restored: ["TIMESCALE_RESTORED_PORT", 5434],
	pgadmin: ["TIMESCALE_PGADMIN_PORT", 8080],
	exporter: ["TIMESCALE_EXPORTER_PORT", 9187],
	prometheus: ["TIMESCALE_PROMETHEUS_PORT", 9090],
	grafana: ["TIMESCALE_GRAFANA_PORT", 3e3]
};
/** The passwords that every stack has, each made at random by `setup`. */
const SECRETS = [
	["POSTGRES_PASSWORD", "the superuser postgres"],
	["REPLICATOR_PASSWORD", "the role replicator, which the replica connects as"],
	["MONITOR_PASSWORD", "the role timescale_monitor, which reads statistics and no rows"],
	["BACKUP_PASSWORD", "the role timescale_backup, which reads the schema for a dump"],
	["PGADMIN_PASSWORD", "pgAdmin, with the address in PGADMIN_EMAIL"],
	["GRAFANA_PASSWORD", "Grafana, with the name admin"]
];
/**
* The text of an env file, with a comment on every value.
*
* @param secret gives the value of a password by its name
*/
function envText(choices, secret) {
	const ports = Object.entries(PORTS).map(([name, [key]]) => `${key}=${choices.ports[name]}`);
	return `# Settings and passwords of this stack, written by "timescale-ci stack setup". Keep it out of version control and
# readable by you alone (0600). Values hold letters, digits and . , _ / : @ + - only: every reader of such files
# agrees on those. After a change: "timescale-ci stack restart"; changed passwords of roles need "timescale-ci stack setup".

# The name before every container, volume and network. Another name is another stack.
TIMESCALE_PROJECT=${choices.project}
TIMESCALE_IMAGE=${choices.image}
TIMESCALE_DATABASE=${choices.database}

# Published ports, and the address of this machine that they listen at: 127.0.0.1 is reached from this machine alone.
TIMESCALE_BIND=${choices.bind}
${ports.join("\n")}

# require: connections are encrypted, and refused where they are not. allow: both. off. With require and allow the
# replica and the tools check the server's certificate; clients find its authority in the directory
# beside this file, .env.timescale.state/tls/ca.crt. It holds for the names of the network, this machine's, and those of TIMESCALE_TLS_NAMES (commas between).
TIMESCALE_TLS=require
TIMESCALE_TLS_NAMES=

# Tuning: ${choices.tuning}. Primary and replica take the same, since either can become the other. TIMESCALE_MEMORY is
# the most that the container of each may take; 0 for no limit. "restart" tries a value before it stops anything.
${Object.entries(choices.values).map(([key, value]) => `${key}=${value}`).join("\n")}

# Point-in-time recovery: where the log and base backups go. off; volume, of this Docker engine; a directory of this
# machine, better on another disk; or s3, with TIMESCALE_S3_BUCKET, _ENDPOINT, _REGION, _KEY and _SECRET. Then "restart",
# and "backup-data". TIMESCALE_ARCHIVE_FULLS full backups are kept, with all that is needed from the oldest on.
TIMESCALE_ARCHIVE=off
TIMESCALE_ARCHIVE_FULLS=2

# When the backup service runs the main job, every day, in UTC.
TIMESCALE_BACKUP_AT=02:00

# Which volume belongs to which server. "timescale-ci stack promote" swaps them; leave them alone.
TIMESCALE_PRIMARY_DATA=data-a
TIMESCALE_REPLICA_DATA=data-b

# "stack start-replica" writes wanted: from then on a stack without a replica is told as a fault. none stops that.
TIMESCALE_REPLICA=

# Passwords.
${SECRETS.map(([name, whose]) => `# ${whose}\n${name}=${secret(name)}`).join("\n")}
PGADMIN_EMAIL=admin@example.com
`;
}
// src/stack/tuning.ts
/** A preset, or what the machine at hand has. */
const TUNINGS = [
	"laptop",
	"cloud",
	"auto"
];
const MB = 2 ** 20;
const GB = 2 ** 30;
const TUNING_NAMES = [
	"TIMESCALE_MEMORY",
	"TIMESCALE_MAX_CONNECTIONS",
	"TIMESCALE_SHARED_BUFFERS",
	"TIMESCALE_EFFECTIVE_CACHE_SIZE",
	"TIMESCALE_WORK_MEM",
	"TIMESCALE_MAINTENANCE_WORK_MEM",
	"TIMESCALE_WAL_BUFFERS",
	"TIMESCALE_MIN_WAL_SIZE",
	"TIMESCALE_MAX_WAL_SIZE",
	"TIMESCALE_SLOT_WAL_KEEP_SIZE",
	"TIMESCALE_RANDOM_PAGE_COST",
	"TIMESCALE_EFFECTIVE_IO_CONCURRENCY",
	"TIMESCALE_MAX_WORKER_PROCESSES",
	"TIMESCALE_MAX_PARALLEL_WORKERS",
	"TIMESCALE_MAX_PARALLEL_WORKERS_PER_GATHER"
];
const USUAL = {
	TIMESCALE_MEMORY: "0",
	TIMESCALE_MIN_WAL_SIZE: "512MB",
	TIMESCALE_RANDOM_PAGE_COST: "1.1",
	TIMESCALE_EFFECTIVE_IO_CONCURRENCY: "200"
};
const PRESETS = {
	laptop: {
		...USUAL,
		TIMESCALE_MAX_CONNECTIONS: "100",
		TIMESCALE_SHARED_BUFFERS: "256MB",
		TIMESCALE_EFFECTIVE_CACHE_SIZE: "1GB",
		TIMESCALE_WORK_MEM: "4MB",
		TIMESCALE_MAINTENANCE_WORK_MEM: "64MB",
		TIMESCALE_WAL_BUFFERS: "16MB",
		TIMESCALE_MAX_WAL_SIZE: "1GB",
		TIMESCALE_SLOT_WAL_KEEP_SIZE: "4GB",
		...workers(2)
	},
	cloud: {
		...USUAL,
		TIMESCALE_MAX_CONNECTIONS: "200",
		TIMESCALE_SHARED_BUFFERS: "512MB",
		TIMESCALE_EFFECTIVE_CACHE_SIZE: "2GB",
		TIMESCALE_WORK_MEM: "8MB",
		TIMESCALE_MAINTENANCE_WORK_MEM: "256MB",
		TIMESCALE_WAL_BUFFERS: "32MB",
		TIMESCALE_MAX_WAL_SIZE: "4GB",
		TIMESCALE_SLOT_WAL_KEEP_SIZE: "16GB",
		...workers(4)
	}
};
/** The values of a preset, or those for a machine, by the rules that timescaledb-tune and PGTune share. */
function tuningValues(tuning, machine) {
	if (tuning !== "auto") return PRESETS[tuning];
	const { memoryBytes: memory, cores, diskBytes: disk } = machine;
	const connections = 100;
	const shared = memory / 4;
	return {
		...USUAL,
		TIMESCALE_MEMORY: megabytes(memory),
		TIMESCALE_MAX_CONNECTIONS: String(connections),
		TIMESCALE_SHARED_BUFFERS: megabytes(shared),
		TIMESCALE_EFFECTIVE_CACHE_SIZE: megabytes(memory * .75),
		TIMESCALE_WORK_MEM: megabytes(between(4 * MB, (memory - shared) / 300, GB)),
		TIMESCALE_MAINTENANCE_WORK_MEM: megabytes(between(64 * MB, memory / 16, 2 * GB)),
		TIMESCALE_WAL_BUFFERS: "16MB",
		TIMESCALE_MAX_WAL_SIZE: megabytes(between(GB, disk / 20, 16 * GB)),
		TIMESCALE_SLOT_WAL_KEEP_SIZE: megabytes(between(GB, disk / 10, 64 * GB)),
		...workers(cores)
	};
}
/** TimescaleDB's background workers (16), logical replication's (10), its launcher and some to spare, and the cores. */
function workers(cores) {
	return {
		TIMESCALE_MAX_WORKER_PROCESSES: String(Math.max(40, 30 + cores)),
		TIMESCALE_MAX_PARALLEL_WORKERS: String(Math.max(2, cores)),
		TIMESCALE_MAX_PARALLEL_WORKERS_PER_GATHER: String(Math.max(1, Math.floor(cores / 2)))
	};
}
function between(least, value, most) {
	return Math.min(most, Math.max(least, value));
}
function megabytes(bytes) {
	return `${Math.floor(bytes / MB)}MB`;
}
/** What a server takes, for a person: `shared_buffers 256MB, work_mem 4MB …`. */
function tuningText(values) {
	return TUNING_NAMES.filter((name) => values[name] !== "0").map((name) => `${name.replace("TIMESCALE_", "").toLowerCase()} ${values[name]}`).join(", ");
}
/** Every name, for whoever checks an env file. */
const TUNABLE = TUNING_NAMES;
// src/stack/env-file.ts
const REQUIRED = [
	"TIMESCALE_PROJECT",
	"TIMESCALE_IMAGE",
	"TIMESCALE_DATABASE",
	"TIMESCALE_PRIMARY_DATA",
	"TIMESCALE_REPLICA_DATA",
	...SECRETS.map(([name]) => name).filter((name) => name !== "BACKUP_PASSWORD")
];
/** Every name that an env file may give; stack/compose.yaml reads them. */
const KNOWN = /* @__PURE__ */ new Set([
	...REQUIRED,
	...Object.values(PORTS).map(([name]) => name),
	...TUNABLE,
	...[
		"PGADMIN",
		"BACKUP",
		"EXPORTER",
		"NODE_EXPORTER",
		"PROMETHEUS",
		"ALERTMANAGER",
		"GRAFANA"
	].map((name) => `TIMESCALE_${name}_IMAGE`),
	"TIMESCALE_BIND",
	"BACKUP_PASSWORD",
	"TIMESCALE_BACKUP_AT",
	"TIMESCALE_REPLICA",
	"TIMESCALE_ARCHIVE",
	"TIMESCALE_ARCHIVE_FULLS",
	...S3,
	"TIMESCALE_TLS",
	"TIMESCALE_TLS_NAMES",
	"TIMESCALE_ALERT_WEBHOOK",
	"PGADMIN_EMAIL"
]);
const SIZE = [/^(-1|\d+(\.\d+)?(B|kB|MB|GB|TB)?)$/, "A size as PostgreSQL reads it, like 256MB."];
const COUNT = [/^\d{1,4}$/, "A number, like 8."];
/** What a value has to look like, for the server or the service not to end at it; and what to write. */
const SHAPES = {
	TIMESCALE_MAX_CONNECTIONS: [/^[1-9]\d{0,4}$/, "A number, like 100."],
	TIMESCALE_MEMORY: SIZE,
	TIMESCALE_MAINTENANCE_WORK_MEM: SIZE,
	TIMESCALE_MIN_WAL_SIZE: SIZE,
	TIMESCALE_MAX_WAL_SIZE: SIZE,
	TIMESCALE_RANDOM_PAGE_COST: [/^\d+(\.\d+)?$/, "A number, like 1.1."],
	TIMESCALE_EFFECTIVE_IO_CONCURRENCY: COUNT,
	TIMESCALE_MAX_WORKER_PROCESSES: COUNT,
	TIMESCALE_MAX_PARALLEL_WORKERS: COUNT,
	TIMESCALE_MAX_PARALLEL_WORKERS_PER_GATHER: COUNT,
	TIMESCALE_SHARED_BUFFERS: SIZE,
	TIMESCALE_EFFECTIVE_CACHE_SIZE: SIZE,
	TIMESCALE_WORK_MEM: SIZE,
	TIMESCALE_WAL_BUFFERS: SIZE,
	TIMESCALE_SLOT_WAL_KEEP_SIZE: SIZE,
	TIMESCALE_ALERT_WEBHOOK: [/^https?:\/\/[^\s:@]/, "An address that takes the alerts, like https://example.com/alerts."],
	TIMESCALE_REPLICA: [/^(wanted|none)$/, "wanted or none."],
	TIMESCALE_ARCHIVE: [/^(off|volume|s3|\/[^:]*)$/, "off, volume, s3, or the directory of an archive, absolute."],
	TIMESCALE_ARCHIVE_FULLS: [/^[1-9]\d{0,3}$/, "A number, like 2."],
	TIMESCALE_TLS: [/^(require|allow|off)$/, "require, allow or off."],
	TIMESCALE_TLS_NAMES: [/^[A-Za-z0-9.:-]+(,[A-Za-z0-9.:-]+)*$/, "Names and addresses with commas between, like db.example.com,10.0.0.5."],
	TIMESCALE_BACKUP_AT: [/^([01]?\d|2[0-3]):[0-5]\d$/, "A time of day in UTC, like 02:00."]
};
/** Compose lower-cases and strips names that do not look like this, each version in its own way. */
const PROJECT_NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;
/** Docker Compose 1 and 2 and shells read quotes, dollars, hashes and blanks in different ways. */
const PLAIN_VALUE = /^[A-Za-z0-9.,_/:@+-]*$/;
/**
* Reads an env file.
*
* @returns undefined where there is none
* @throws UserError with the line that cannot be used; never with a value
*/
async function readEnvFile(path) {
	let text;
	try {
		text = await readFile(path, "utf8");
	} catch (cause) {
		if (cause.code === "ENOENT") return void 0;
		throw new UserError(`cannot read ${path}: ${messageOf(cause)}`, { hint: "It belongs to whoever ran \"stack setup\"." });
	}
	return parseEnv(path, text);
}
/**
* Reads the text of an env file.
*
* @param path of the file that it is in, or is going to be
* @throws UserError with the line that cannot be used; never with a value
*/
function parseEnv(path, text) {
	return toEnv(path, parse$1(path, text));
}
function parse$1(path, text) {
	const values = {};
	for (const [index, raw] of text.split(/\r?\n/).entries()) {
		const line = raw.trim();
		if (line === "" || line.startsWith("#")) continue;
		const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/.exec(line) ?? [];
		const where = `${basename(path)}:${index + 1}`;
		if (name === void 0 || value === void 0) throw new UserError(`${where}  is not NAME=value`, { hint: "Comments stand on lines of their own, after #." });
		if (!PLAIN_VALUE.test(value)) throw new UserError(`${where}  the value of ${name} has a character that programs read in different ways`, { hint: "Use letters, digits and . , _ / : @ + - only, without quotes." });
		if (!KNOWN.has(name)) throw new UserError(`${where}  ${name} is no name that is known here`, { hint: `.env.timescale.example has them all; ${docsPage("operations.md")} names those of other images.` });
		if (name in values) throw new UserError(`${where}  ${name} is there twice`, { hint: "Programs take one or the other: remove one." });
		values[name] = value;
	}
	return values;
}
function toEnv(path, values) {
	const refuse = (message, hint) => new UserError(`${basename(path)}: ${message}`, { hint });
	const missing = REQUIRED.filter((name) => !values[name]);
	if (missing.length > 0) throw refuse(`no value for ${missing.join(", ")}`, ".env.timescale.example describes every value.");
	const value = (name) => values[name] ?? "";
	const project = value("TIMESCALE_PROJECT");
	if (!PROJECT_NAME.test(project)) throw refuse("TIMESCALE_PROJECT is no name for a project", "Lower-case letters, digits, - and _, a letter or digit first.");
	const data = {
		primary: value("TIMESCALE_PRIMARY_DATA"),
		replica: value("TIMESCALE_REPLICA_DATA")
	};
	if ([data.primary, data.replica].sort().join() !== "data-a,data-b") throw refuse("TIMESCALE_PRIMARY_DATA and TIMESCALE_REPLICA_DATA must be data-a and data-b, in either order", `A promotion swaps them. ${docsPage("operations.md#troubleshooting")}`);
	const ports = Object.fromEntries(Object.entries(PORTS).map(([name, [key, usual]]) => {
		const port = values[key] === void 0 ? usual : Number(values[key]);
		if (!Number.isInteger(port) || port < 1 || port > 65535) throw refuse(`${key} is no port`, "From 1 to 65535.");
		return [name, port];
	}));
	if (values[PORTS.restored[0]] === void 0) {
		const taken = Object.entries(ports).flatMap(([name, port]) => name === "restored" ? [] : [port]);
		while (taken.includes(ports.restored)) ports.restored += 1;
	}
	const twice = Object.values(ports).find((port, index, all) => all.indexOf(port) !== index);
	if (twice !== void 0) throw refuse(`${Object.entries(PORTS).flatMap(([name, [key]]) => ports[name] === twice ? [key] : []).join(" and ")} are both ${twice}`, "Each needs a port of its own.");
	for (const [name, [pattern, hint]] of Object.entries(SHAPES)) if (values[name] && !pattern.test(values[name])) throw refuse(`${name} is ${values[name]}`, hint);
	if (values["TIMESCALE_BIND"] && isIP(values["TIMESCALE_BIND"]) === 0) throw refuse("TIMESCALE_BIND is no address", "In numbers, like 127.0.0.1.");
	if (values["TIMESCALE_ARCHIVE"] === "s3") {
		const lacks = S3.filter((name) => !values[name]);
		if (lacks.length > 0) throw refuse(`TIMESCALE_ARCHIVE is s3, and there is no ${lacks.join(", ")}`, "All five are needed.");
	}
	return {
		path,
		values,
		project,
		image: value("TIMESCALE_IMAGE"),
		database: value("TIMESCALE_DATABASE"),
		bind: values["TIMESCALE_BIND"] || "127.0.0.1",
		ports,
		data,
		replica: values["TIMESCALE_REPLICA"] || null,
		tls: values["TIMESCALE_TLS"] || "off",
		archive: values["TIMESCALE_ARCHIVE"] || "off"
	};
}
/** Writes an env file whole or not at all, readable by its owner alone. */
async function writeEnvFile(path, text) {
	const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`);
	try {
		const file = await open(temporary, "wx", 384);
		try {
			await file.writeFile(text);
			await file.sync();
		} finally {
			await file.close();
		}
		await rename(temporary, path);
	} catch (cause) {
		await rm(temporary, { force: true });
		throw new UserError(`cannot write ${path}: ${messageOf(cause)}`, {
			hint: "Check the directory.",
			cause
		});
	}
}
/** Gives names in the env file other values, in their places; a name that is not there comes at the end. */
async function setValues(env, values) {
	let text = await readFile(env.path, "utf8");
	for (const [name, value] of Object.entries(values)) {
		const line = new RegExp(`^${name}=.*$`, "m");
		if (line.test(text)) text = text.replace(line, `${name}=${value}`);
		else text = `${text.replace(/\n*$/, "\n")}${name}=${value}\n`;
	}
	await writeEnvFile(env.path, text);
}
/** Takes everybody else's rights to the file away. @returns true where somebody else had one */
async function closeToOthers(path) {
	const { mode } = await stat$1(path);
	if ((mode & 63) === 0) return false;
	await chmod(path, 384);
	return true;
}
// src/stack/server-image.ts
/**
* The image of servers that archive: the one of the env file with pgBackRest in it. Built on top of it where it lacks the
* program, and anew where it is another image under the same name.
*
* @param stackDir the directory with archive/Dockerfile
* @returns the name of the image
*/
async function archivingImage(docker, image, stackDir) {
	const inspect = (name) => docker([
		"image",
		"inspect",
		"--format",
		"{{.Id}}",
		name
	]).catch(() => void 0);
	let id = await inspect(image);
	if (id === void 0) {
		await docker([
			"pull",
			"--quiet",
			image
		]);
		id = await inspect(image);
	}
	const name = `timescale-ci-archiving:${id?.trim().replace("sha256:", "").slice(0, 12)}`;
	if (await inspect(name) !== void 0) return name;
	if (await docker([
		"run",
		"--rm",
		"--network",
		"none",
		"--entrypoint",
		"/bin/sh",
		image,
		"-c",
		"command -v pgbackrest"
	]).then(() => true, () => false)) {
		await docker([
			"tag",
			image,
			name
		]);
		return name;
	}
	try {
		await docker([
			"build",
			"--quiet",
			"--build-arg",
			`BASE=${image}`,
			"--tag",
			name,
			join(stackDir, "archive")
		]);
	} catch (cause) {
		throw new UserError(`pgBackRest cannot be added to ${image}: ${messageOf(cause).split("\n").at(-1)}`, {
			hint: "The build needs the package mirror of Alpine or Debian. Or name an image that has pgbackrest in TIMESCALE_IMAGE.",
			cause
		});
	}
	return name;
}
// src/stack/stack.ts
/** The profiles of the compose file. */
const PROFILES = [
	"replica",
	"restore",
	"tools",
	"monitoring",
	"alerting"
];
/** The name of the physical replication slot that the replica streams from. */
const SLOT = "timescale_replica";
/**
* Opens the stack of an env file.
*
* @throws UserError where there is no env file, it cannot be used, or no engine answers
*/
async function openStack(world) {
	const env = await readEnvFile(world.envPath);
	if (env === void 0) throw new UserError(`there is no ${fileName(world)}`, { hint: "Run \"timescale-ci stack setup\" first, or name the file of another stack by --env-file." });
	if (await closeToOthers(env.path)) world.reporter.warn(`${fileName(world)} could be read by others: its mode is 0600 now.`, ["Whoever read it has the passwords."]);
	await noteStack(world, env);
	return withEngine(world, env);
}
/** A stack of an env file that was read already. */
async function withEngine(world, env) {
	const { stackDir, envPath, stateDir, settingsPath, schemaDir, signal } = world;
	const ownNames = Object.keys(env.values);
	return {
		world,
		env,
		engine: await openEngine({
			stackDir,
			envPath,
			stateDir,
			settingsPath,
			schemaDir,
			project: env.project,
			profiles: PROFILES,
			env: world.env,
			ownNames,
			sslmode: env.tls === "off" ? "disable" : "verify-full",
			restoredPort: env.ports.restored,
			archivePlace: env.archive.startsWith("/") ? env.archive : "archive",
			prepare: async (docker) => {
				await keepCertificates(world, env);
				await writeSecret(world, "server", "pgbackrest.conf", archiveConfig(env));
				return env.archive === "off" ? env.image : await archivingImage(docker, env.image, stackDir);
			},
			signal
		})
	};
}
/** The env file as people know it. */
function fileName({ cwd, envPath }) {
	return relative(cwd, envPath) || envPath;
}
// src/stack/wait.ts
/**
* Asks again and again until there is an answer.
*
* @param ask gives undefined as long as there is none; what it throws ends the wait
* @returns the answer, or undefined where the time is over
*/
async function waitFor(ask, { withinMs, everyMs = 200, signal }) {
	const deadline = performance.now() + withinMs;
	for (;;) {
		const answer = await ask();
		if (answer !== void 0 || performance.now() > deadline) return answer;
		await setTimeout$1(everyMs, void 0, { signal });
	}
}
// src/stack/archive.ts
/**
* The archive of the log and the base backups, by pgBackRest in the server's own container. Where it is, the env file
* says: a volume, a directory of this machine, or an object store.
*/
/** How often a log that is not full is closed, so that it can be archived (stack/postgres/start.sh). */
const ARCHIVED_EVERY_S = 60;
/** @throws UserError that says how to turn it on */
function requireArchive({ env, world }) {
	if (env.archive !== "off") return;
	throw new UserError("this stack archives nothing, so there is nothing to restore from", { hint: `Set TIMESCALE_ARCHIVE in ${fileName(world)} (volume, a directory, or s3), then: timescale-ci stack restart` });
}
/** Runs pgBackRest in the container of a server, as the server's user. @throws UserError with its words */
async function pgBackRest(stack, container, ...args) {
	return await stack.engine.docker([
		"exec",
		"--user",
		"postgres",
		container,
		"pgbackrest",
		...args
	]);
}
/**
* Lets the archive know the primary, as often as it starts. One that knows another database is left alone.
*
* @returns what is wrong with it; undefined where all is well
*/
async function introduceArchive(stack) {
	const primary = await findContainer(stack, "primary");
	if (stack.env.archive === "off" || primary === void 0) return void 0;
	return await pgBackRest(stack, primary.id, "stanza-create").then(() => void 0, (error) => /\[028\]|do not match/.test(error.message) ? "the archive holds the backups of another database, and takes none of this one: name another place in TIMESCALE_ARCHIVE" : `the archive cannot be used: ${reasonOf(error)}`);
}
/** The line of pgBackRest that says why. */
function reasonOf(error) {
	const lines = error.message.split("\n").map((line) => line.trim());
	return (lines.find((line) => /ERROR: \[\d+\]/.test(line)) ?? lines.find((line) => line !== "") ?? "").replace(/^.*ERROR: /, "");
}
const LOG = `
  SELECT (SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready')::int AS waiting,
         coalesce(last_failed_time > last_archived_time OR last_archived_time IS NULL AND last_failed_time IS NOT NULL, false) AS failing,
         coalesce(extract(epoch FROM clock_timestamp() - coalesce(last_archived_time, stats_reset)), 0)::float8 AS since
    FROM pg_catalog.pg_stat_archiver`;
/** Asks the primary and the archive. @throws UserError where pgBackRest does not answer */
async function archiveStatus(stack, primary, container) {
	const [log] = await primary.query(LOG);
	const [info] = JSON.parse(await pgBackRest(stack, container, "info", "--output=json"));
	const backups = info?.backup ?? [];
	const at = (one) => one === void 0 ? null : (/* @__PURE__ */ new Date(one.timestamp.stop * 1e3)).toISOString();
	const { waiting = 0, failing = false, since = 0 } = log ?? {};
	return {
		from: at(backups.find(({ type }) => type === "full")),
		lastBackup: at(backups.at(-1)),
		lastKind: backups.at(-1)?.type ?? null,
		ageSeconds: Math.round(waiting > 0 || failing ? since : Math.min(since, ARCHIVED_EVERY_S)),
		waiting,
		failing
	};
}
/** Above it somebody has to look. */
const OLDEST_S = 900;
/** What is wrong with the archive, and what to do. */
function archiveProblems({ from, ageSeconds, failing }) {
	const minutes = Math.round(ageSeconds / 60);
	return [...from === null ? ["nothing can be restored, for want of a backup: timescale-ci stack backup-data"] : [], ...failing && ageSeconds > 120 ? [`the log is not archived for ${minutes} minutes: timescale-ci stack logs primary says why`] : ageSeconds > OLDEST_S ? [`the last moment that can be restored is ${minutes} minutes ago: the archive does not keep up`] : []];
}
/**
* Writes a commit and sees to it that the log up to it is archived: then every moment before now can be restored.
*
* @returns false where it is not there in time
*/
async function archiveUntilNow(primary) {
	await primary.query("SELECT txid_current()");
	const [row] = await primary.query("SELECT pg_walfile_name(pg_switch_wal()) AS file");
	return await waitFor(async () => {
		const [state] = await primary.query(`SELECT coalesce(left(last_archived_wal, 24) >= $1, false) AS done FROM pg_catalog.pg_stat_archiver`, [row?.file ?? ""]);
		return state?.done === true ? true : void 0;
	}, { withinMs: 12e4 }) === true;
}
// src/stack/backup-data.ts
const WEEK_S = 604800;
/**
* A base backup of the running primary into the archive: full where there is none of the last seven days, else what changed
* since. Noted for status and metrics however it ends.
*/
async function backupData(stack, full) {
	requireArchive(stack);
	const { world } = stack;
	const step = world.reporter.step("backup");
	try {
		const result = await takeBackup(stack, full, (text) => step.update(text));
		const { expectedSince } = await readBackups(world, "data");
		await noteBackups(world, {
			lastSuccess: result.finished,
			failing: false,
			error: null,
			expectedSince: expectedSince ?? result.finished
		}, "data");
		step.done(`${result.kind === "full" ? "full" : "incremental"}: ${result.label}`);
		return result;
	} catch (error) {
		const [first = ""] = messageOf(error).split("\n");
		await noteBackups(world, {
			lastFailure: world.now().toISOString(),
			failing: true,
			error: first
		}, "data");
		throw error;
	}
}
async function takeBackup(stack, full, say) {
	const primary = await findContainer(stack, "primary");
	if (primary?.state !== "running") throw new UserError("the primary does not run", { hint: "Start it: timescale-ci stack start" });
	const wrong = await introduceArchive(stack);
	if (wrong !== void 0) throw new UserError(wrong, { hint: "\"timescale-ci stack logs primary\" shows more." });
	const info = async () => JSON.parse(await pgBackRest(stack, primary.id, "info", "--output=json"))[0];
	const last = (await info())?.backup.findLast(({ type }) => type === "full");
	const stale = last === void 0 || stack.world.now().getTime() / 1e3 - last.timestamp.stop > WEEK_S;
	const kind = full || stale ? "full" : "incr";
	say(kind === "full" ? "a full one" : "what changed since the last one");
	try {
		await pgBackRest(stack, primary.id, `--type=${kind}`, "backup");
	} catch (cause) {
		const reason = reasonOf(cause);
		throw new UserError(`the data was not backed up: ${reason}`, {
			hint: /\[050\]/.test(reason) ? "Another backup runs: wait for it." : "\"timescale-ci stack logs primary\" shows what the archiving of the log says.",
			cause
		});
	}
	const made = (await info())?.backup.at(-1);
	if (made === void 0) throw new UserError("the archive does not show the backup that was made");
	return {
		kind: made.type,
		finished: (/* @__PURE__ */ new Date(made.timestamp.stop * 1e3)).toISOString(),
		label: made.label,
		bytes: made.info.size,
		storedBytes: made.info.repository.delta
	};
}
// src/stack/fence.ts
/**
* Keeps the data of the primary, whose server is stopped, from being started as a primary again.
*
* @param why for whoever reads the refusal
* @param lost how many bytes of its log the new primary never got; null where nobody knows
*/
async function fenceData({ engine }, why, lost) {
	await engine.compose([...[
		"run",
		"--rm",
		"--no-deps",
		"-T",
		"--entrypoint",
		"/bin/sh"
	], ...[
		"primary",
		"/timescale-ci/fence.sh",
		why,
		String(lost ?? "unknown")
	]]);
}
// src/stack/half-promoted.ts
const FINISH = "timescale-ci stack promote finishes the promotion";
/** True where the server in the replica's place takes writes: a promotion was cut short before the servers changed places. */
async function isHalfPromoted(stack) {
	const replica = await findContainer(stack, "replica");
	if (replica?.state !== "running") return false;
	return (await stack.engine.docker([
		"exec",
		"--user",
		"postgres",
		replica.id,
		...[
			"psql",
			"--no-psqlrc",
			"--tuples-only",
			"--no-align",
			"--command=SELECT pg_is_in_recovery()",
			"postgres"
		]
	]).catch(() => "")).trim() === "f";
}
/**
* Makes sure that no promotion waits for its end, before anything is started or stopped.
*
* @throws UserError that says what finishes it
*/
async function requireNoHalfPromotion(stack) {
	if (!await isHalfPromoted(stack)) return;
	throw new UserError("the replica was promoted and takes writes, but its promotion was cut short; nothing was touched", { hint: "Finish it: run \"timescale-ci stack promote\" again." });
}
// src/stack/mounts.ts
const SERVERS = ["primary", "replica"];
/**
* Says where a server works on another volume than the env file names for it, as with an env file from before a
* promotion. What does not run does not count: Compose makes its container anew, by the env file.
*/
function differentMounts({ env, world }, containers) {
	return SERVERS.flatMap((server) => {
		const one = containers.find(({ service }) => service === server);
		if (one === void 0 || !/^(running|restarting|paused)$/.test(one.state)) return [];
		if (one.data === null || one.data === env.data[server]) return [];
		return [`${fileName(world)} names ${env.data[server]} for the ${server}, but the ${server} runs on ${one.data}`];
	});
}
/** What to write into the env file where it names the volumes the wrong way round. */
function putBack({ env, world }) {
	const { primary, replica } = env.data;
	return `put the values in ${fileName(world)} back as TIMESCALE_PRIMARY_DATA=${replica} and TIMESCALE_REPLICA_DATA=${primary}`;
}
/**
* Makes sure that no server is paused, and that those that run work on the volumes that the env file names: before anything is stopped, made
* anew or erased by those names.
*
* @throws UserError with the values to put back
*/
async function requireMounts(stack) {
	const containers = await listContainers(stack);
	const paused = containers.find(({ service, state }) => service in stack.env.data && state === "paused");
	if (paused !== void 0) throw new UserError(`the ${paused.service} is paused; nothing was touched`, { hint: `Let it go on: docker unpause ${paused.name}` });
	const different = differentMounts(stack, containers);
	if (different.length === 0) return;
	throw new UserError(`${different.join("\n")}\nNothing was touched.`, { hint: `${capital(putBack(stack))}. A promotion swapped them, and this file is from before it.` });
}
// src/stack/connect.ts
const CONNECT_WITHIN_MS = 5e3;
/** How to reach a server of the stack from this machine, as the superuser. */
function clientConfig({ env, world }, server, database = env.database) {
	const host = reachable(env.bind);
	return {
		host,
		port: env.ports[server],
		user: "postgres",
		password: env.values["POSTGRES_PASSWORD"],
		database,
		ssl: env.tls === "off" ? false : {
			...authorityOf(world),
			host
		},
		connectionTimeoutMillis: CONNECT_WITHIN_MS,
		application_name: "timescale-ci stack",
		options: "-c client_min_messages=warning -c jit=off"
	};
}
/** Without the file nothing is trusted, and the error says so. */
function authorityOf(world) {
	const path = authorityPath(world);
	return { ca: existsSync(path) ? readFileSync(path, "utf8") : [] };
}
/** Where a client on this machine finds a server: a URL that lacks the user alone. */
function clientUrl(stack, server) {
	const { host = "", port, database = "" } = clientConfig(stack, server);
	return `postgres://${host.includes(":") ? `[${host}]` : host}:${port}/${encodeURIComponent(database)}${tlsParameters(stack)}`;
}
function tlsParameters({ env, world }) {
	if (env.tls === "off") return "";
	return `?sslmode=verify-full&sslrootcert=${encodeURIComponent(authorityPath(world)).replaceAll("%2F", "/")}`;
}
/** The role that backups read the schema as. */
const BACKUP_ROLE = "timescale_backup";
/**
* The primary as a postgres:// URL for a backup, with the password in it: for the memory of this process, never for an
* argument. As the superuser where the env file is from before there was a role for it.
*/
function backupUrl(stack) {
	const { POSTGRES_PASSWORD: own = "", BACKUP_PASSWORD: backup } = stack.env.values;
	const [user, password] = backup ? [BACKUP_ROLE, backup] : ["postgres", own];
	return clientUrl(stack, "primary").replace("://", () => `://${user}:${encodeURIComponent(password)}@`);
}
/** Servers that listen everywhere are reached on loopback. */
function reachable(bind) {
	if (bind === "0.0.0.0") return "127.0.0.1";
	return bind === "::" ? "::1" : bind;
}
/**
* Connects to a server of the stack.
*
* @throws UserError that says what to do
*/
async function connect(stack, server, database) {
	try {
		return await tryToConnect(stack, server, database);
	} catch (error) {
		throw explainConnect(error, stack, server);
	}
}
/** Connects, and throws as the driver does. */
async function tryToConnect(stack, server, database) {
	const config = clientConfig(stack, server, database);
	let certificateExpires = null;
	if (typeof config.ssl === "object") config.ssl.checkServerIdentity = (host, certificate) => {
		certificateExpires = new Date(certificate.valid_to);
		return checkServerIdentity(host, certificate);
	};
	const client = new esm_default.Client(config);
	client.on("error", () => {});
	const close = () => client.end().catch(() => {});
	try {
		await client.connect();
	} catch (error) {
		await close();
		throw error;
	}
	return {
		async query(sql, values = []) {
			return (await client.query(sql, [...values])).rows;
		},
		certificateExpires,
		[Symbol.asyncDispose]: close
	};
}
/** True for an answer that waiting will not change: the server is there and says no, or is not who it should be. */
function isRefusal(error) {
	return error instanceof esm_default.DatabaseError && error.code !== "57P03" || TLS.test(`${codeOf(error)} ${messageOf(error)}`);
}
/** What Node's TLS and the driver say of a server that has no certificate, or none that is good. */
const TLS = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|does not support SSL/;
function codeOf(error) {
	return error.code ?? "";
}
/** What a failed connection means. */
function explainConnect(error, { world, env }, server) {
	const where = `the ${server} at ${env.bind}:${env.ports[server]}`;
	const file = fileName(world);
	const say = (message, hint) => new UserError(message, {
		hint,
		cause: error
	});
	const code = codeOf(error);
	if (/no pg_hba.conf entry.*no encryption|does not support SSL/i.test(messageOf(error))) return say(`${where} was started with another TIMESCALE_TLS than ${env.tls}, which ${file} has now`, "timescale-ci stack restart");
	if (code === "CERT_HAS_EXPIRED") return say(`the certificate of ${where} has expired`, "timescale-ci stack rotate certificate");
	if (TLS.test(`${code} ${messageOf(error)}`)) return say(`${where} does not show the certificate that was made for it: ${messageOf(error)}`, `Another server may listen there, or ${relative(world.cwd, authorityPath(world))} is of another stack. "timescale-ci stack restart" gives the servers what is there.`);
	switch (code) {
		case "28P01": return say(`${where} refuses the password of postgres in ${file}`, "The data was set up with another one, or another server listens at that port. Put the old file back; \"timescale-ci stack rotate\" sets a new one without it.");
		case "3D000": return say(`${where} has no database ${env.database}`, `TIMESCALE_DATABASE in ${file} was changed after the set-up: put the old name back, or create the database.`);
		case "53300": return say(`${where} has no connection left`, "Wait, or raise TIMESCALE_MAX_CONNECTIONS and restart.");
		case "57P03": return say(`${where} is still starting, or shutting down`, "Run the command again in a moment.");
		case "ECONNREFUSED":
		case "ECONNRESET": return say(`${where} does not answer`, `It does not run: "timescale-ci stack ${server === "primary" ? "start" : "start-replica"}" starts it, "timescale-ci stack logs ${server}" says why it ended.`);
	}
	if (/timeout|terminated unexpectedly/i.test(messageOf(error))) return say(`${where} does not answer`, `"timescale-ci stack logs ${server}" shows what it is busy with.`);
	return say(`${where}: ${messageOf(error)}`, `"timescale-ci stack logs ${server}" shows what it says.`);
}
// src/stack/ports.ts
/**
* Makes sure that nothing listens at a port that a container is about to publish.
*
* @throws UserError that names the port and its setting
*/
async function requireFreePort({ world, env }, name) {
	const [key] = PORTS[name];
	const port = env.ports[name];
	const problem = await tryToListen(env.bind, port);
	if (problem === "EADDRINUSE") throw new UserError(`port ${port} of ${env.bind}, meant for the ${name}, is in use by something else`, { hint: `Stop what uses it, or set another ${key} in ${fileName(world)} and run the command again.` });
	if (problem === "EADDRNOTAVAIL") throw noAddress(env.bind, fileName(world));
}
/** Makes sure that this machine has the address that ports are published at. @throws UserError where it has not */
async function requireAddress({ world, env }) {
	if (await tryToListen(env.bind, 0) === "EADDRNOTAVAIL") throw noAddress(env.bind, fileName(world));
}
function noAddress(bind, file) {
	return new UserError(`this machine has no address ${bind}`, { hint: `Set TIMESCALE_BIND in ${file} to one that it has: 127.0.0.1 for this machine alone.` });
}
/** The code of the error, or undefined. Not being allowed to listen says nothing about Docker, which is root. */
function tryToListen(host, port) {
	const server = createServer();
	return new Promise((resolve) => {
		server.once("error", (error) => resolve(error.code));
		server.listen({
			host,
			port,
			exclusive: true
		}, () => server.close(() => resolve(void 0)));
	});
}
// src/stack/scram.ts
const ITERATIONS = 4096;
/**
* What PostgreSQL stores for a password (RFC 5802, in the form of pg_authid.rolpassword). Sent in place of the password,
* which then shows in no log and not in pg_stat_statements. For passwords of ASCII alone, which SASLprep leaves as they are.
*/
function scramVerifier(password, salt = randomBytes(16)) {
	const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, "sha256");
	const hmac = (text) => createHmac("sha256", salted).update(text).digest();
	const stored = createHash("sha256").update(hmac("Client Key")).digest("base64");
	return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${stored}:${hmac("Server Key").toString("base64")}`;
}
// src/stack/roles.ts
const SUPERUSER = {
	name: "postgres",
	attributes: "LOGIN",
	secret: "POSTGRES_PASSWORD"
};
/** The roles that programs of the stack connect as. */
const OWN = [
	{
		name: "replicator",
		attributes: "LOGIN REPLICATION",
		secret: "REPLICATOR_PASSWORD"
	},
	{
		name: "timescale_monitor",
		attributes: "LOGIN CONNECTION LIMIT 10",
		secret: "MONITOR_PASSWORD"
	},
	{
		name: "timescale_backup",
		attributes: "LOGIN CONNECTION LIMIT 5",
		secret: "BACKUP_PASSWORD"
	}
];
/** Every role whose password can be changed. */
const ROLES = [SUPERUSER, ...OWN];
const RIGHTS = `
GRANT pg_monitor TO timescale_monitor;
ALTER ROLE timescale_monitor SET jit = off;
SELECT 'GRANT pg_read_all_data TO timescale_backup' WHERE EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'pg_read_all_data') \\gexec
ALTER ROLE timescale_backup SET default_transaction_read_only = on;
CREATE EXTENSION IF NOT EXISTS pg_stat_statements;
`;
/**
* Makes the roles of the stack with the passwords of the env file, and the view of slow queries. Both belong to the
* server: the database itself stays what its init SQL made of it.
*/
async function prepareRoles(stack) {
	await runAsSuperuser(stack, `${OWN.map((role) => roleSql(stack, role)).join("")}${RIGHTS}`);
}
/** Gives roles the passwords of the env file. */
async function applyPasswords(stack, roles, service = "primary") {
	await runAsSuperuser(stack, roles.map((role) => roleSql(stack, role)).join(""), service);
}
/** As psql reads it. Neither a name nor a verifier holds a quote. */
function roleSql({ env }, { name, attributes, secret }) {
	return `SELECT 'CREATE ROLE ${name}' WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '${name}') \\gexec
ALTER ROLE ${name} WITH ${attributes} PASSWORD '${scramVerifier(env.values[secret] ?? "")}';
`;
}
/** In the server's container, as the operating system's user: which needs no password, and so mends one that is lost. */
async function runAsSuperuser(stack, sql, service = "primary") {
	const container = await findContainer(stack, service);
	if (container?.state !== "running") throw new UserError(`the ${service} server does not run`, { hint: "Start it: timescale-ci stack start" });
	await stack.engine.docker([...[
		"exec",
		"--interactive",
		"--user",
		"postgres",
		container.id
	], ...[
		"psql",
		"--no-psqlrc",
		"--quiet",
		"--set=ON_ERROR_STOP=1",
		"--dbname=postgres",
		"--output=/dev/null"
	]], { input: sql });
}
// src/stack/words.ts
const UNITS = [
	"B",
	"kB",
	"MB",
	"GB",
	"TB"
];
/** A size as pg_size_pretty rounds it: `0 B`, `16.4 kB`, `1.2 GB`. */
function bytes(n) {
	let value = Math.abs(n);
	let unit = 0;
	while (value >= 1024 && unit < UNITS.length - 1) {
		value /= 1024;
		unit += 1;
	}
	return `${n < 0 ? "-" : ""}${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
/** A short time: `3 ms`, `1.5 s`, `2 min`; a dash where there is none. */
function seconds(n) {
	if (n === null) return "–";
	if (n < 1) return `${Math.round(n * 1e3)} ms`;
	return n < 120 ? `${n.toFixed(1)} s` : `${Math.round(n / 60)} min`;
}
// src/stack/restored.ts
/**
* A scratch server of what the archive has, beside the servers of the stack: on a volume of its own, at a port of its own.
* It archives nothing and runs no job: a retention policy would drop what somebody came to look for.
*/
const VOLUME = "restored";
/**
* Restores and starts the scratch server, and waits until it is at its target and takes writes.
*
* @throws UserError where one runs already, the archive has no such moment, or there is no room
*/
async function restoreBeside(stack, target) {
	try {
		var _usingCtx$13 = _usingCtx();
		const { env, engine, world } = stack;
		requireArchive(stack);
		if ((await findContainer(stack, VOLUME))?.state === "running") throw new UserError(`a restored server runs already, at ${env.bind}:${env.ports.restored}`, { hint: "Take what you need from it, then: timescale-ci stack restore --remove" });
		await requireFreePort(stack, VOLUME);
		await removeRestored(stack);
		const step = world.reporter.step("restore");
		const script = async (...args) => (await engine.compose([
			...RUN,
			VOLUME,
			"/timescale-ci/restore.sh",
			...args
		])).stdout;
		await requireRoom(stack, Number(/^free=(\d+)$/m.exec(await script("free"))?.[1] ?? NaN));
		step.update("copying the base backup");
		try {
			await script("restore", ...argumentsOf(target));
		} catch (error) {
			throw explainRestore(error);
		}
		step.update("replaying the log");
		await engine.compose([
			"up",
			"--detach",
			"--no-deps",
			VOLUME
		]);
		await waitUntilPromoted(stack);
		await applyPasswords(stack, ROLES.filter(({ secret }) => env.values[secret]), VOLUME);
		const server = _usingCtx$13.a(await connect(stack, VOLUME, "postgres"));
		for (const name of RECOVERY) await server.query(`ALTER SYSTEM RESET ${name}`);
		await server.query("SELECT pg_reload_conf()");
		const [row] = await server.query("SELECT pg_last_xact_replay_timestamp()::text AS last");
		const lastCommit = row?.last ?? null;
		step.done(`the last commit is of ${lastCommit ?? "the base backup"}; at ${env.bind}:${env.ports.restored}`);
		return {
			lastCommit,
			host: env.bind,
			port: env.ports.restored
		};
	} catch (_) {
		_usingCtx$13.e = _;
	} finally {
		await _usingCtx$13.d();
	}
}
const RUN = [
	"run",
	"--rm",
	"--no-deps",
	"-T",
	"--entrypoint",
	"/bin/sh"
];
const RECOVERY = ["restore_command", ...[
	"time",
	"name",
	"action",
	"timeline"
].map((one) => `recovery_target_${one}`)];
function argumentsOf(target) {
	if (target === "end") return [];
	const [[type, value] = ["", ""]] = Object.entries(target);
	return [
		`--type=${type}`,
		`--target=${value}`,
		"--target-action=promote"
	];
}
/** Removes the scratch server with its data. */
async function removeRestored(stack) {
	const { engine, env } = stack;
	const container = await findContainer(stack, VOLUME);
	if (container !== void 0) await engine.docker([
		"rm",
		"--force",
		container.id
	]);
	const volume = `${env.project}_${VOLUME}`;
	const there = (await idsOf(stack, "volume")).includes(volume);
	if (there) await engine.docker([
		"volume",
		"rm",
		volume
	]);
	return there;
}
async function requireRoom(stack, free) {
	try {
		var _usingCtx3 = _usingCtx();
		const [row] = await _usingCtx3.a(await tryToConnect(stack, "primary", "postgres").catch(() => NOBODY)).query("SELECT sum(pg_database_size(oid))::text AS size FROM pg_catalog.pg_database");
		const needed = Number(row?.size ?? 0);
		if (needed <= free) return;
		throw new UserError(`a restore needs ${bytes(needed)}, and there are ${bytes(free)} left; nothing was done`, { hint: "Free some: \"docker system df\" shows by what it is taken." });
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
/** Where no primary answers, nobody knows the size. */
const NOBODY = {
	query: async () => [],
	certificateExpires: null,
	[Symbol.asyncDispose]: async () => {}
};
/** Replaying takes as long as it takes; a server that ends says why. */
async function waitUntilPromoted(stack) {
	const ask = [
		"psql",
		"--no-psqlrc",
		"--tuples-only",
		"--no-align",
		"--command=SELECT pg_is_in_recovery()",
		"postgres"
	];
	await waitFor(async () => {
		const container = await findContainer(stack, VOLUME);
		if (container?.state !== "running") throw await whyNot$1(stack, container?.id);
		return (await stack.engine.docker([
			"exec",
			"--user",
			"postgres",
			container.id,
			...ask
		]).catch(() => "")).trim() === "f" ? true : void 0;
	}, {
		withinMs: Number.POSITIVE_INFINITY,
		everyMs: 500,
		signal: stack.world.signal
	});
}
async function whyNot$1(stack, id) {
	const said = id === void 0 ? [] : await lastLines(stack, id, 40);
	if (said.some((line) => /recovery ended before configured recovery target was reached/.test(line))) {
		const last = said.findLast((line) => /last completed transaction was at log time/.test(line));
		return new UserError("the archive ends before that moment", { hint: `${last === void 0 ? "" : `Its last commit is of ${last.replace(/^.*log time /, "")}. `}Without --to-time everything is restored that is there.` });
	}
	const telling = said.filter((line) => /FATAL|PANIC|ERROR|refuses/.test(line)).slice(-5);
	return new UserError(["the restored server does not come up", ...telling].join("\n"), { hint: "\"timescale-ci stack logs restored\" shows all that it said." });
}
function explainRestore(error) {
	const reason = reasonOf(error);
	if (/unable to find backup set|no backup set found|\[055\]|\[075\]/.test(reason)) return new UserError(`the archive has no backup to restore that from: ${reason}`, {
		hint: "\"timescale-ci stack status\" says how far back it goes; \"timescale-ci stack backup-data\" makes one.",
		cause: error
	});
	return new UserError(`pgBackRest does not restore: ${reason || messageOf(error)}`, {
		hint: "\"timescale-ci stack status\" says what the archive holds.",
		cause: error
	});
}
/** Sees to it that everything until now is in the archive, where there is a primary that could say so. */
async function archivePresent(stack) {
	try {
		var _usingCtx4 = _usingCtx();
		const primary = await tryToConnect(stack, "primary", "postgres").catch(() => void 0);
		if (primary === void 0) {
			stack.world.reporter.warn("The primary does not answer: what it had not archived cannot be restored.");
			return;
		}
		const connection = _usingCtx4.a(primary);
		const step = stack.world.reporter.step("archive");
		if (await archiveUntilNow(connection)) step.done("it has everything until now");
		else step.warn("the log until now is not archived: \"timescale-ci stack status\" says how far it is");
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
// src/stack/tls.ts
/**
* Makes sure that the servers have a certificate that lasts, and gives those that run the one that is new: connections that
* are open stay.
*/
async function renewCertificates(stack, force) {
	const renewed = await keepCertificates(stack.world, stack.env, force);
	if (!renewed.changed) return renewed;
	for (const { id, service, state } of await listContainers(stack)) {
		if (!(service in stack.env.data) || state !== "running") continue;
		const inside = [
			"exec",
			"--user",
			"root",
			id,
			"/bin/sh",
			"-c"
		];
		await stack.engine.docker([...inside, "if [ \"${TIMESCALE_TLS:-off}\" != off ]; then . /timescale-ci/tls.sh; kill -HUP \"$(head -n 1 \"$PGDATA/postmaster.pid\")\"; fi"]);
	}
	return renewed;
}
// src/stack/start.ts
/** Crash recovery after a hard stop replays up to max_wal_size of log. */
const READY_WITHIN_MS = 18e4;
/**
* Starts a server and waits until it answers queries. Does nothing where it answers already.
*
* @throws UserError where its port is taken or it does not come up, with what it said last
*/
async function startServer(stack, service) {
	try {
		var _usingCtx$12 = _usingCtx();
		const { env, engine, world } = stack;
		const step = world.reporter.step(service);
		await requireMounts(stack);
		const running = (await findContainer(stack, service))?.state === "running";
		await renewCertificates(stack);
		if (!running) {
			if (service === "primary") await requireNoHalfPromotion(stack);
			await requireFreePort(stack, service);
			step.update("starting the container");
			await engine.compose([
				"up",
				"--detach",
				"--no-deps",
				service
			]);
		}
		step.update("waiting until it answers");
		const [row] = await _usingCtx$12.a(await waitUntilReady(stack, service)).query("SHOW server_version");
		const text = `PostgreSQL ${row?.server_version.split(" ")[0]} at ${env.bind}:${env.ports[service]}`;
		if (running) step.unchanged(`runs already: ${text}`);
		else step.done(text);
		if (service === "primary" && !running) {
			const wrong = await introduceArchive(stack);
			if (wrong !== void 0) world.reporter.warn(`${capital(wrong)}.`);
		}
		return {
			service,
			started: !running,
			host: env.bind,
			port: env.ports[service]
		};
	} catch (_) {
		_usingCtx$12.e = _;
	} finally {
		await _usingCtx$12.d();
	}
}
async function waitUntilReady(stack, service) {
	let last;
	const connection = await waitFor(async () => {
		try {
			return await tryToConnect(stack, service);
		} catch (error) {
			if (isRefusal(error)) throw explainConnect(error, stack, service);
			last = error;
		}
		const container = await findContainer(stack, service);
		if (container?.state !== "running") throw await notUp(stack, service, container);
	}, {
		withinMs: READY_WITHIN_MS,
		signal: stack.world.signal
	});
	if (connection === void 0) throw explainConnect(last, stack, service);
	return connection;
}
const REFUSALS = [[/fenced/, "Run \"timescale-ci stack promote\": it finishes a promotion that was cut short, and serves the other volume as the primary."], [/holds no data/, "Where there was data: \"timescale-ci stack promote\" where the replica has it, or \"timescale-ci stack restore --replace\". For a new database: timescale-ci stack setup"]];
/** Why a container ended instead of starting, in its own words. */
async function notUp(stack, service, container) {
	const said = container === void 0 ? [] : await lastLines(stack, container.id, 40);
	const refusal = said.findLast((line) => line.startsWith("timescale-ci refuses"));
	if (refusal !== void 0) {
		await stack.engine.compose(["stop", service]);
		return new UserError(refusal.replace(/^timescale-ci refuses to start/, "refused to start"), { hint: REFUSALS.find(([pattern]) => pattern.test(refusal))?.[1] ?? `${docsPage("operations.md#troubleshooting")} says what to do about it.` });
	}
	const telling = said.filter((line) => /FATAL|PANIC|ERROR|error:|could not|permission/i.test(line)).slice(-5);
	return new UserError([`the ${service} does not come up`, ...telling.length > 0 ? telling : said.slice(-5)].join("\n"), { hint: `"timescale-ci stack logs ${service}" shows all that it said; ${docsPage("operations.md#troubleshooting")} says what it means.` });
}
// src/stack/volumes.ts
const EMPTY = {
	fenced: null,
	lost: null,
	initialized: false,
	standby: false,
	system: null,
	state: null,
	timeline: null,
	switchedAt: null,
	lastRecord: null
};
/** Reads both data volumes in a container of its own, which changes nothing. By the volumes' names in the compose file. */
async function readVolumes(stack) {
	const { env, engine, world } = stack;
	const names = [env.data.primary, env.data.replica].sort();
	const there = await idsOf(stack, "volume");
	const mounted = names.filter((name) => there.includes(`${env.project}_${name}`));
	if (mounted.length === 0) return Object.fromEntries(names.map((name) => [name, EMPTY]));
	const output = await engine.docker([
		...[
			"run",
			"--rm",
			"--network",
			"none",
			"--label",
			`com.docker.compose.project=${env.project}`
		],
		...[
			"--label",
			"com.docker.compose.oneoff=True",
			"--entrypoint",
			"/bin/sh"
		],
		...["--volume", `${world.stackDir}/postgres:/timescale-ci:ro`],
		...mounted.flatMap((name) => ["--volume", `${env.project}_${name}:/volumes/${name}:ro`]),
		...[
			env.image,
			"/timescale-ci/inspect.sh",
			...mounted.map((name) => `/volumes/${name}`)
		]
	]);
	return Object.fromEntries(names.map((name) => [name, parseState(name, output)]));
}
/** Reads what stack/postgres/inspect.sh printed of a volume. */
function parseState(name, output) {
	const facts = new Map(output.split("\n").flatMap((line) => {
		const [, key, value] = /^([^=]*)=(.*)$/.exec(line) ?? [];
		return key?.startsWith(`${name}.`) && value !== void 0 ? [[key.slice(name.length + 1), value]] : [];
	}));
	const checkpoint = toLsn(facts.get("checkpoint"));
	const last = toLsn(facts.get("last_record"));
	return {
		fenced: facts.get("fenced") ?? null,
		lost: /^\d+$/.test(facts.get("lost") ?? "") ? Number(facts.get("lost")) : null,
		initialized: facts.has("postgres"),
		standby: facts.has("standby"),
		system: facts.get("system") ?? null,
		state: facts.get("state") ?? null,
		timeline: facts.has("timeline") ? Number(facts.get("timeline")) : null,
		switchedAt: toLsn(facts.get("switch")),
		lastRecord: last ?? checkpoint
	};
}
/** A position in the log, from PostgreSQL's `16/B374D848`. */
function toLsn(text) {
	const [, high, low] = /^([0-9A-F]{1,8})\/([0-9A-F]{1,8})$/i.exec(text ?? "") ?? [];
	return high === void 0 || low === void 0 ? null : (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}
// src/stack/restore.ts
/**
* Restores to a moment, on a server beside the stack, whose own servers go on as they are; and makes that the primary
* where that was asked for. The former primary is stopped and fenced then, and its data stays.
*/
async function restore(stack, { toTime, replace }) {
	requireArchive(stack);
	const target = toTime === void 0 ? "end" : { time: targetTime(toTime, stack.world.now()) };
	await requireMounts(stack);
	await requireNoHalfPromotion(stack);
	await archivePresent(stack);
	const restored = await restoreBeside(stack, target);
	if (replace === void 0) return {
		...restored,
		replaced: false
	};
	const primary = await takeOver(stack, replace, toTime ?? "the end of the archive");
	return {
		...restored,
		...primary,
		replaced: true
	};
}
/** A moment, as pgBackRest and PostgreSQL read it. @throws UserError for one without a time zone, or that is not over */
function targetTime(text, now) {
	const [, day, minute, second = ":00", zone = ""] = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(:\d\d(?:\.\d{1,6})?)?\s?(Z|[+-]\d\d(?::?\d\d)?)$/.exec(text) ?? [];
	const offset = zone === "Z" ? "+00" : zone;
	const padded = offset.length === 3 ? `${offset}:00` : offset.replace(/^(...):?(..)$/, "$1:$2");
	const moment = Date.parse(`${day}T${minute}${second}${padded}`);
	if (day === void 0 || Number.isNaN(moment)) throw new UserError(`"${text}" is no moment that can be restored`, { hint: "Day, time and time zone, like --to-time \"2026-11-27 18:00:00+00\"." });
	if (moment > now.getTime()) throw new UserError(`${text} is not over yet`, { hint: "It is in UTC with +00 or Z." });
	return `${day} ${minute}${second}${padded}`;
}
/** Copies the restored data onto the volume that is not the primary's, and lets the volumes change places. */
async function takeOver(stack, confirm, moment) {
	const { env, engine, world } = stack;
	const { primary, replica } = env.data;
	const lost = (await readVolumes(stack))[primary]?.initialized !== true;
	const place = lost ? primary : replica;
	const script = await takingScript(stack, place);
	const [free = 0, needed = 0] = ["free", "needed"].map((name) => numberOf(name, script.room));
	if (needed > free) throw new UserError(`the restored data needs ${bytes(needed)}, and ${place} has ${bytes(free)} left`, { hint: "Nothing was touched. Free some: \"docker system df\" shows by what it is taken." });
	await confirm(lost ? `make the data of ${moment} the primary. Its own data is gone.` : `stop all servers, put the data of ${moment} on ${replica} in place of the replica's copy, and make it the primary. What was committed after that stays on ${primary}, fenced, until "start-replica --yes" erases it.`);
	const step = world.reporter.step("replace");
	const ran = (await listContainers(stack)).filter(({ state }) => state === "running");
	for (const service of [
		"restored",
		"primary",
		"replica"
	]) if (ran.some((one) => one.service === service)) await engine.compose(["stop", service]);
	try {
		await script.copy();
	} catch (error) {
		if (ran.some(({ service }) => service === "primary")) await startServer(stack, "primary");
		throw error;
	}
	if (!lost) await fenceData(stack, `fenced at ${world.now().toISOString()} because ${moment} was restored on ${place}`, null);
	await engine.compose([
		"rm",
		"--force",
		"--stop",
		"replica",
		"primary"
	]);
	if (!lost) await setValues(env, {
		TIMESCALE_PRIMARY_DATA: replica,
		TIMESCALE_REPLICA_DATA: primary,
		TIMESCALE_REPLICA: env.replica ?? "wanted"
	});
	step.done(`${place} holds the data of ${moment}`);
	const swapped = await openStack(world);
	const { host, port } = await startServer(swapped, "primary");
	await removeRestored(swapped);
	world.reporter.note("Jobs and policies run again. Next: \"stack backup-data --full\", then \"stack start-replica --yes\".");
	return {
		host,
		port
	};
}
async function takingScript(stack, place) {
	const { env, engine, world } = stack;
	const volume = `${env.project}_${place}`;
	if (!(await idsOf(stack, "volume")).includes(volume)) {
		const label = (name, value) => ["--label", `com.docker.compose.${name}=${value}`];
		await engine.docker([
			"volume",
			"create",
			...label("project", env.project),
			...label("volume", place),
			volume
		]);
	}
	const run = (action) => engine.docker([
		...[
			"run",
			"--rm",
			"--network",
			"none",
			"--label",
			`com.docker.compose.project=${env.project}`
		],
		...[
			"--label",
			"com.docker.compose.oneoff=True",
			"--entrypoint",
			"/bin/sh",
			"--user",
			"root"
		],
		...["--volume", `${world.stackDir}/postgres:/timescale-ci:ro`],
		...[
			"--volume",
			`${env.project}_restored:/from`,
			"--volume",
			`${volume}:/to`
		],
		...[
			env.image,
			"/timescale-ci/take.sh",
			action
		]
	]);
	return {
		room: await run("free"),
		copy: () => run("copy")
	};
}
function numberOf(name, text) {
	return Number(new RegExp(`^${name}=(\\d+)$`, "m").exec(text)?.[1] ?? NaN);
}
// src/stack/verify.ts
const QUIET_WITHIN_MS = 3e4;
/**
* Restores from the archive alone, to a moment that the primary named, and compares: the model, and for every table the
* number of its rows and the sum of their hashes. The scratch server goes afterwards.
*/
async function verify(stack, models) {
	try {
		var _usingCtx$11 = _usingCtx();
		requireArchive(stack);
		const { reporter } = stack.world;
		const origin = await fingerprint(stack, models);
		const archived = reporter.step("archive");
		if (!await archiveUntilNow(_usingCtx$11.a(await connect(stack, "primary", "postgres")))) throw new UserError("the log until now does not reach the archive", { hint: "\"timescale-ci stack status\" says why; \"timescale-ci stack logs primary\" shows more." });
		archived.done("it has everything until now");
		try {
			try {
				var _usingCtx3 = _usingCtx();
				await restoreBeside(stack, { name: origin.name });
				const step = reporter.step("compare");
				const restored = _usingCtx3.a(await connect(stack, "restored"));
				const sums = origin.sums === null ? null : await tableSums(restored);
				const differences = models.compare(origin.model, await models.read(clientConfig(stack, "restored")));
				if (sums !== null && origin.sums !== null) differences.push(...differentSums(origin.sums, sums));
				const rows = [...origin.sums?.values() ?? []].reduce((total, { rows: n }) => total + Number(n), 0);
				const result = {
					ok: differences.length === 0 && sums !== null,
					tables: origin.sums?.size ?? 0,
					rows,
					differences,
					checksums: sums === null ? null : differences.some((one) => one.startsWith("rows of ")) ? "different" : "equal"
				};
				if (result.ok) step.done(`the model, and ${rows} rows in ${result.tables} tables, are those of the primary`);
				else step.fail(differences[0] ?? "rows were not compared: the primary was never without an open write", differences.slice(1, 20));
				return result;
			} catch (_) {
				_usingCtx3.e = _;
			} finally {
				await _usingCtx3.d();
			}
		} finally {
			await removeRestored(stack);
		}
	} catch (_) {
		_usingCtx$11.e = _;
	} finally {
		await _usingCtx$11.d();
	}
}
/**
* Names a moment of the primary's log, and reads what the primary has at exactly that moment: no transaction that had
* written was open before or after the name was written, and none had begun to write in between.
*/
async function fingerprint(stack, models) {
	try {
		var _usingCtx4 = _usingCtx();
		const step = stack.world.reporter.step("primary");
		const reader = _usingCtx4.a(await connect(stack, "primary"));
		const beside = _usingCtx4.a(await connect(stack, "primary"));
		let name = "";
		const sums = await waitFor(async () => {
			name = `timescale-ci-${randomUUID()}`;
			await reader.query("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY");
			const before = await snapshot(reader);
			await beside.query("SELECT pg_create_restore_point($1)", [name]);
			const after = await snapshot(beside);
			if (before.open === 0 && before.text === after.text) return true;
			await reader.query("ROLLBACK");
		}, {
			withinMs: QUIET_WITHIN_MS,
			everyMs: 20,
			signal: stack.world.signal
		}) === true ? await tableSums(reader) : null;
		await reader.query("COMMIT");
		const model = await models.read(clientConfig(stack, "primary"));
		step.done(sums === null ? "its model" : `its model, and the sums of ${sums.size} tables`);
		return {
			name,
			model,
			sums
		};
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
async function snapshot(connection) {
	const [row] = await connection.query(`SELECT s::text AS text, (SELECT count(*) FROM txid_snapshot_xip(s))::int AS open FROM txid_current_snapshot() AS s`);
	return row ?? {
		text: "",
		open: 1
	};
}
const TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p', 'm') AND NOT c.relispartition AND c.relpersistence <> 't'
     AND (n.nspname !~ '^(pg_|_?timescaledb|information_schema|toolkit_)' OR c.relname LIKE '\\_materialized\\_hypertable\\_%')
   ORDER BY 1`;
async function tableSums(connection) {
	for (const setting of [
		"TimeZone = 'UTC'",
		"DateStyle = 'ISO'",
		"IntervalStyle = 'postgres'",
		"extra_float_digits = 3"
	]) await connection.query(`SET ${setting}`);
	const sums = /* @__PURE__ */ new Map();
	for (const { name } of await connection.query(TABLES)) {
		const [row] = await connection.query(`SELECT count(*)::text AS rows, coalesce(sum(hashtextextended(t::text, 0)), 0)::text AS sum FROM ${name} AS t`);
		if (row !== void 0) sums.set(name, row);
	}
	return sums;
}
/** What differs, by table. */
function differentSums(from, to) {
	return [.../* @__PURE__ */ new Set([...from.keys(), ...to.keys()])].flatMap((name) => {
		const [a, b] = [from.get(name), to.get(name)];
		if (a?.rows === b?.rows && a?.sum === b?.sum) return [];
		const count = (one) => one === void 0 ? "none" : one.rows;
		return [`rows of ${name}: ${count(a)} on the primary, ${count(b)} restored${a?.rows === b?.rows ? ", of other values" : ""}`];
	});
}
// src/stack/daily.ts
/** Below this a timer of Node is exact; a longer one is cut into pieces, which also follows a clock that is set. */
const LONGEST_NAP_MS = 6e4;
/** Hours and minutes of `02:00`; undefined for other text. */
function parseTime(text) {
	const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
	return hour === void 0 || minute === void 0 ? void 0 : {
		hour: Number(hour),
		minute: Number(minute)
	};
}
/** The first moment after `now` at which clocks in UTC show that time. */
function nextTime({ hour, minute }, now) {
	const next = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), hour, minute));
	if (next <= now) next.setUTCDate(next.getUTCDate() + 1);
	return next;
}
/** Waits until a moment has come. */
async function waitUntil(moment, now, signal) {
	for (;;) {
		const left = moment.getTime() - now().getTime();
		if (left <= 0) return;
		await setTimeout$1(Math.min(left, LONGEST_NAP_MS), void 0, { signal });
	}
}
// src/stack/audit.ts
/** Where the commands on a stack are noted. */
function auditPath({ envPath }) {
	return join(dirname(envPath), "timescale-audit.log");
}
/**
* Appends one line to the audit log: time in UTC, user, command and outcome, with tabs between.
*
* @throws UserError where it cannot be written
*/
async function appendAudit(path, { at, user, command, outcome }) {
	const line = [
		at.toISOString(),
		user,
		command,
		outcome
	].map(oneLine).join("	");
	try {
		await appendFile(path, `${line}\n`, { mode: 384 });
	} catch (cause) {
		throw new UserError(`cannot write the audit log ${path}: ${messageOf(cause)}`, {
			hint: "Check the directory.",
			cause
		});
	}
}
function oneLine(text) {
	return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").slice(0, 500);
}
// src/stack/lock.ts
/**
* Keeps other commands from changing the same stack, until it is let go. What a killed command left does not count.
*
* @param path of the lock, which holds the id of the process
* @returns a function that lets go
* @throws UserError where another command runs
*/
async function takeLock(path) {
	for (let attempt = 0; attempt < 2; attempt += 1) {
		try {
			const file = await open(path, "wx", 384);
			await file.writeFile(String(process.pid));
			await file.close();
			return () => rm(path, { force: true });
		} catch (cause) {
			if (cause.code !== "EEXIST") throw new UserError(`cannot write ${path}: ${messageOf(cause)}`, {
				hint: "Check the directory.",
				cause
			});
		}
		const holder = Number(await readFile(path, "utf8").catch(() => ""));
		if (runs(holder)) throw new UserError(`another command is changing this stack (process ${holder})`, { hint: `Wait until it is done. If there is none, remove ${path}.` });
		await rm(path, { force: true });
	}
	throw new UserError("another command is changing this stack", { hint: "Wait until it is done." });
}
/** A signal of no kind tells whether a process is there; one of somebody else's may not be sent, and is there. */
function runs(pid) {
	if (!Number.isInteger(pid) || pid <= 0) return false;
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error.code === "EPERM";
	}
}
// src/cli/stack/run.ts
const ENV_FILE = ".env.timescale";
/** Runs a command that looks at a stack and changes nothing. */
function runOnStack(flags, command) {
	return runCommand(flags, async (settings, context) => command(await openStack(worldOf(flags, context, settings)), context, settings));
}
/** Runs a command that reads the env file and needs no engine. */
function runOnFile(flags, make) {
	return runCommand(flags, async (settings, context) => make(worldOf(flags, context, settings))(settings, context));
}
/** Runs a command that changes a stack: alone, and noted in the audit log however it ends. */
function changeStack(flags, command) {
	return changeAlone(flags, (world) => async (settings, context) => command(await openStack(world), context, settings));
}
/** The same for a command that opens the stack by itself. */
function changeAlone(flags, make) {
	return runAudited(flags, (world) => async (settings, context) => {
		const letGo = await takeLock(`${world.envPath}.lock`);
		const left = onExit(letGo);
		try {
			return await make(world)(settings, context);
		} finally {
			left();
			await letGo();
		}
	});
}
/** Runs a command that leaves a stack as it is and is noted in the audit log all the same. */
function runAudited(flags, make) {
	return runCommand(flags, async (settings, context) => {
		const world = worldOf(flags, context, settings);
		const note = (outcome) => noteInAudit(world, outcome);
		await note("begun");
		const noted = onExit(() => note("interrupted"));
		try {
			const outcome = await make(world)(settings, context);
			noted();
			await note(outcome.ok ? outcome.audit ?? "done" : `failed: ${outcome.verdict ?? ""}`);
			return outcome;
		} catch (error) {
			noted();
			await note(`failed: ${messageOf(error)}`);
			throw error;
		}
	});
}
/** Notes how this command went. */
function noteInAudit(world, outcome) {
	return appendAudit(auditPath(world), {
		at: world.now(),
		user: userName(),
		command: process.argv.slice(2).join(" "),
		outcome
	});
}
/** A container's user may have a number and no name. */
function userName() {
	try {
		return userInfo().username;
	} catch {
		return String(process.getuid?.() ?? "unknown");
	}
}
function worldOf(flags, { reporter, cwd, now, env, signal }, settings) {
	const envPath = resolve(cwd, flags.envFile);
	return {
		reporter,
		cwd,
		now,
		env,
		signal,
		envPath,
		stackDir: stackDirectory(),
		stateDir: env["TIMESCALE_STATE"] ?? `${envPath}.state`,
		settingsPath: resolve(cwd, flags.config ?? "timescale-ci.yml"),
		schemaDir: settings["schema-dir"]
	};
}
/** The directory of compose.yaml: beside dist/ in a package, beside src/ in a checkout. */
function stackDirectory() {
	for (let dir = import.meta.dirname;; dir = dirname(dir)) {
		const found = join(dir, "stack");
		if (existsSync(join(found, "compose.yaml"))) return found;
		if (dir === dirname(dir)) throw new Error("stack/compose.yaml is not beside the program");
	}
}
// src/cli/stack/backup.ts
/**
* `stack backup`: the main job on the primary, once or every day, as a role that can read the schema and write nothing.
* It needs a way to the primary and a pg_dump: the primary's own, where there is a Docker engine.
*/
const stackBackup = (flags, world) => async (settings, context) => {
	const once = async () => {
		if (flags.address === void 0) {
			const env = await readEnvFile(world.envPath);
			if (env === void 0) throw new UserError(`there is no ${fileName(world)}`, { hint: "Run \"timescale-ci stack setup\" first." });
			const own = {
				...settings,
				image: flags.image ?? env.image
			};
			const dumping = {
				...context,
				env: await withOwnDump(world, context.env)
			};
			return await backupCommand({
				...own,
				"database-url": backupUrl({
					env,
					world
				})
			}, dumping);
		}
		const url = await serviceUrl(flags.address, world);
		const proof = settings["restore-test"] && await canProve(url, settings.engine, context);
		return await backupCommand({
			...settings,
			"restore-test": proof,
			"database-url": url
		}, context);
	};
	const recorded = () => record(world, once);
	return flags.at === void 0 ? await recorded() : await everyDay(flags.at, recorded, world);
};
/** Notes how a backup went, for status, health check and metrics. */
async function record(world, once) {
	const failed = (error) => noteBackups(world, {
		lastFailure: world.now().toISOString(),
		failing: true,
		error
	});
	try {
		const outcome = await once();
		if (outcome.ok) await noteBackups(world, {
			lastSuccess: world.now().toISOString(),
			failing: false,
			error: null
		});
		else await failed(whyNot(outcome));
		return outcome;
	} catch (error) {
		await failed(messageOf(error).split("\n")[0] ?? "");
		throw error;
	}
}
/** What a backup found, in a word. */
function whyNot({ json }) {
	const { unmet } = json;
	if (unmet.length > 0) return `${plural(unmet.length, "promise")} of timescale-ci.yml not kept`;
	return "the dump did not restore to the same schema";
}
/** What the backup service connects to: its container has no env file, but the one password as a file. */
async function serviceUrl(address, world) {
	const { host, port } = addressOf(address);
	const { PGDATABASE: database } = world.env;
	const file = join(world.stateDir, "secrets/backup/password");
	const password = await readFile(file, "utf8").catch((cause) => {
		throw new UserError(`cannot read ${file}, which has the password of ${BACKUP_ROLE}: ${messageOf(cause)}`, { hint: "--address is for the backup service, which \"timescale-ci stack start-tools\" starts." });
	});
	if (password === "" || database === void 0) throw new UserError(`no password of ${BACKUP_ROLE}, or no PGDATABASE`, { hint: "Run \"timescale-ci stack setup\", then \"timescale-ci stack start-tools\" again." });
	const authority = join(world.stateDir, "secrets/backup/ca.crt");
	const tls = world.env["TIMESCALE_SSLMODE"] === "verify-full" ? `?sslmode=verify-full&sslrootcert=${authority}` : "";
	return `postgres://${BACKUP_ROLE}:${encodeURIComponent(password)}@${host}:${port}/${encodeURIComponent(database)}${tls}`;
}
/** PostgreSQL's version in the embedded engine. */
const EMBEDDED_POSTGRES = 17;
/**
* Whether the engine can prove a dump of this primary. Views and privileges read differently on another version of
* PostgreSQL, and the backup service has no Docker engine to take a server of the same one from.
*/
async function canProve(url, engine, { reporter }) {
	if (engine !== "embedded") return true;
	const major = await PgSession.connect({ connectionString: url }, async (cause) => new Error(messageOf(cause))).then(async (session) => {
		try {
			var _usingCtx$10 = _usingCtx();
			const [row] = await _usingCtx$10.a(session).query(`SELECT current_setting('server_version_num')::int / 10000 AS major`);
			return row?.major;
		} catch (_) {
			_usingCtx$10.e = _;
		} finally {
			await _usingCtx$10.d();
		}
	}, () => EMBEDDED_POSTGRES);
	if (major === EMBEDDED_POSTGRES) return true;
	reporter.warn(`No proof: the embedded engine is PostgreSQL ${EMBEDDED_POSTGRES}, the primary ${major}.`, ["Where Docker is, \"timescale-ci stack backup\" proves the dump on a server like the primary."]);
	return false;
}
/** The environment with the primary's own pg_dump, where there is a container to run it in and nobody named another. */
async function withOwnDump(world, env) {
	if (env["PG_DUMP"] !== void 0 || process.platform === "win32") return env;
	const primary = await openStack(world).then((stack) => findContainer(stack, "primary"), () => void 0);
	if (primary?.state !== "running") return env;
	return {
		...env,
		PG_DUMP: join(world.stackDir, "pg-dump.sh"),
		TIMESCALE_CONTAINER: primary.id
	};
}
function addressOf(address) {
	const [, host, port] = /^([^/@?#]+):(\d+)$/.exec(address) ?? [];
	if (host === void 0 || port === void 0) throw new UserError(`"${address}" is not HOST:PORT`, { hint: "For example --address primary:5432." });
	return {
		host,
		port
	};
}
/**
* Runs the job at the same time every day, and at once where the last success is more than a day ago: a machine may have
* been off at that time. A run that fails is told and noted, and the next day comes all the same.
*/
async function everyDay(at, once, world, kind = "schema") {
	const time = parseTime(at);
	if (time === void 0) throw new UserError(`"${at}" is no time of day`, { hint: "In UTC, like --at 02:00." });
	const { reporter, now, signal } = world;
	const run = async () => {
		try {
			const { ok, verdict = "the backup found something" } = await once();
			if (!ok) reporter.warn(verdict);
			await noteInAudit(world, ok ? "done" : `failed: ${verdict}`);
		} catch (error) {
			const hint = error instanceof UserError ? error.hint : void 0;
			reporter.error(messageOf(error), { hint });
			await noteInAudit(world, `failed: ${messageOf(error)}`);
		}
	};
	const before = await readBackups(world, kind);
	await noteBackups(world, { expectedSince: before.expectedSince ?? now().toISOString() }, kind);
	if (isStale(before, now())) await run();
	for (;;) {
		const next = nextTime(time, now());
		reporter.note(`Next backup at ${next.toISOString().slice(0, 16).replace("T", " ")} UTC.`);
		await waitUntil(next, now, signal);
		await run();
	}
}
// src/cli/stack/confirm.ts
/**
* Asks on the terminal, by standard error, and goes on only for the answer that is wanted.
*
* @param yes true where it was said by --yes: nothing is asked then
* @throws UserError for another answer, and where nobody can be asked
*/
async function confirm(question, wanted, yes) {
	if (yes) return;
	if (process.stdin.isTTY !== true) throw new UserError("this needs a yes, and there is no terminal to ask at", { hint: "Say it by --yes." });
	const terminal = createInterface({
		input: process.stdin,
		output: process.stderr
	});
	try {
		if ((await terminal.question(question)).trim() !== wanted) throw new UserError("not confirmed, nothing was done");
	} finally {
		terminal.close();
	}
}
// src/cli/stack/archive-commands.ts
/** The commands about the archive: base backups, restores to a moment, and the proof that they work. */
function addArchive(add) {
	add("backup-data", "a base backup of the rows into the archive; with the archived log every moment after can be restored").option("--full", "all of it, even where there is a full one of this week").option("--at <time>", "stay and run every day at this time in UTC, like 03:00").action((flags) => runAudited(flags, (world) => backupWork(flags, world)));
	add("restore", "restore to a moment, on a server beside the stack").option("--to-time <time>", "with a time zone, like \"2026-11-27 18:00:00+00\" (default: all that is archived)").option("--replace", "then make it the primary: the old one is stopped and fenced").option("--yes", "do not ask").option("--remove", "remove the restored server and its data").action((flags) => changeStack(flags, async (opened) => {
		if (flags.remove === true) {
			const step = opened.world.reporter.step("remove");
			const removed = await removeRestored(opened);
			if (removed) step.done("the restored server and its data");
			else step.unchanged("nothing is restored");
			return {
				ok: true,
				json: {
					ok: true,
					removed
				}
			};
		}
		const ask = (what) => confirm(`This is going to ${what}\nType restore to go on: `, "restore", flags.yes === true);
		const replace = flags.replace === true ? ask : void 0;
		return {
			ok: true,
			json: {
				ok: true,
				...await restore(opened, {
					toTime: flags.toTime,
					replace
				})
			}
		};
	}));
	add("verify", "restore the archive into a scratch server, and compare model and rows with the primary").action((flags) => changeStack(flags, async (opened) => {
		const result = await verify(opened, MODELS);
		return {
			ok: result.ok,
			json: result,
			verdict: "The archive does not give back what the primary has."
		};
	}));
}
const backupWork = ({ full, at }, world) => async () => {
	const once = async () => ({
		ok: true,
		json: {
			ok: true,
			...await backupData(await openStack(world), full === true)
		}
	});
	return at === void 0 ? await once() : await everyDay(at, once, world, "data");
};
const MODELS = {
	read: async (server) => {
		try {
			var _usingCtx$9 = _usingCtx();
			const session = _usingCtx$9.a(await PgSession.connect(server, async (cause) => new Error(messageOf(cause), { cause })));
			return (await readCatalogue(session)).model;
		} catch (_) {
			_usingCtx$9.e = _;
		} finally {
			await _usingCtx$9.d();
		}
	},
	compare: (from, to) => compareModels(from, to).differences.map(({ kind, object, property }) => `${kind} ${object}${property === null ? "" : `: ${property}`}`)
};
// src/stack/slot.ts
/** The slot that keeps the log for a base backup while the replica's own still serves the copy that is there. */
const COPY_SLOT = `${SLOT}_copy`;
/** The replica's slot on the primary, where there is one. */
async function findSlot(primary) {
	const [row] = await primary.query(`SELECT active, wal_status, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::text AS retained
       FROM pg_catalog.pg_replication_slots WHERE slot_name = $1 AND slot_type = 'physical'`, [SLOT]);
	if (row === void 0) return void 0;
	return {
		active: row.active,
		walStatus: row.wal_status,
		retained: row.retained === null ? null : Number(row.retained)
	};
}
/**
* Makes a slot for the replica, which keeps the log from this moment on.
*
* @throws UserError where the primary has no place for another
*/
async function createSlot(primary, name) {
	try {
		await primary.query("SELECT pg_create_physical_replication_slot($1, true)", [name]);
	} catch (cause) {
		if (!(cause instanceof esm_default.DatabaseError) || cause.code !== "53400") throw cause;
		const idle = (await primary.query("SELECT slot_name FROM pg_catalog.pg_replication_slots WHERE NOT active ORDER BY 1")).map(({ slot_name }) => slot_name);
		throw new UserError(`the primary has no free replication slot: ${messageOf(cause)}`, {
			hint: idle.length === 0 ? "All of them are in use: raise max_replication_slots in stack/compose.yaml, or stop a consumer." : `Nobody uses ${idle.join(", ")}. Drop what is not needed: SELECT pg_drop_replication_slot('${idle[0]}');`,
			cause
		});
	}
}
/** Drops a slot, and who holds it with it. */
async function dropSlot(primary, name) {
	await primary.query(`SELECT pg_terminate_backend(active_pid, 5000) FROM pg_catalog.pg_replication_slots
      WHERE slot_name = $1 AND active_pid IS NOT NULL`, [name]);
	await primary.query("SELECT pg_drop_replication_slot(slot_name) FROM pg_catalog.pg_replication_slots WHERE slot_name = $1", [name]);
}
/** Lets the replica's slot keep what the one of the copy keeps, from which the replica starts next. */
async function takeOverCopySlot(primary) {
	await dropSlot(primary, SLOT);
	await primary.query("SELECT pg_copy_physical_replication_slot($1, $2)", [COPY_SLOT, SLOT]);
	await dropSlot(primary, COPY_SLOT);
}
// src/stack/start-replica.ts
const STREAMING_WITHIN_MS = 12e4;
/** By then a replica has tried to connect, and has said why it cannot. */
const TRIES_WITHIN_MS = 8e3;
/**
* Starts the replica as a streaming standby and waits until it streams: slot, base backup where there is none, server.
*
* @throws UserError where the primary does not answer, has no slot left, or the copy can no longer follow
*/
async function startReplica(stack, options) {
	try {
		var _usingCtx$8 = _usingCtx();
		const { env, world } = stack;
		await requireMounts(stack);
		await requireNoHalfPromotion(stack);
		const primary = _usingCtx$8.a(await connect(stack, "primary", "postgres"));
		const copied = await haveCopy(stack, primary, options);
		await startServer(stack, "replica");
		const step = world.reporter.step("streaming");
		const began = performance.now();
		const lag = await waitFor(async () => {
			const state = await streamingLag(primary);
			if (state?.streaming) return state.lag;
			step.update(state === void 0 ? "waiting for the replica to connect" : `${bytes(state.lag)} behind`);
			if (state === void 0 && performance.now() - began > TRIES_WITHIN_MS) {
				const reason = await whyNotStreaming(stack, primary);
				if (reason !== void 0) throw reason;
			}
		}, {
			withinMs: STREAMING_WITHIN_MS,
			everyMs: 250,
			signal: world.signal
		});
		if (lag === void 0) throw new UserError(`the replica does not stream within ${STREAMING_WITHIN_MS / 1e3} s`, { hint: "\"timescale-ci stack logs replica\" shows what it says." });
		if (env.replica !== "wanted") {
			await setValues(env, { TIMESCALE_REPLICA: "wanted" });
			await noteStack(world, { replica: "wanted" });
		}
		step.done(`from slot ${SLOT}, ${lag === 0 ? "nothing" : bytes(lag)} behind`);
		return {
			copied,
			host: env.bind,
			port: env.ports.replica,
			lagBytes: lag
		};
	} catch (_) {
		_usingCtx$8.e = _;
	} finally {
		await _usingCtx$8.d();
	}
}
/** Makes sure that the replica's volume holds a copy that has its slot. @returns true where one was made */
async function haveCopy(stack, primary, options) {
	const { env } = stack;
	const { resync, eraseFormer } = options;
	if ((await findContainer(stack, "replica"))?.state === "running" && !resync) return false;
	const data = (await readVolumes(stack))[env.data.replica];
	if (data?.initialized === true && !data.standby && !eraseFormer) throw new UserError(`the replica's volume ${env.data.replica} holds a former primary${data.fenced ? `: ${data.fenced}` : ""}`, { hint: "A new base backup erases it. Look first whether it has rows that are missing now, then add --yes." });
	const slot = await findSlot(primary);
	if (data?.standby === true && slot !== void 0 && slot.walStatus !== "lost" && !resync) return false;
	if (data?.standby === true && !resync) throw new UserError(slot === void 0 ? `the replica has data, but its slot ${SLOT} is not on the primary` : `the slot ${SLOT} lost the log that the replica needs: it was away for more than max_slot_wal_keep_size`, { hint: "Copy it anew: timescale-ci stack restart-replica" });
	await copyPrimary(stack, primary, {
		...options,
		occupied: data?.initialized === true
	});
	return true;
}
/**
* Takes a base backup beside what the replica's volume holds, verifies it, and only then lets it take that place: a
* primary that cannot be reached, or whose pages are damaged, costs the replica nothing.
*/
async function copyPrimary(stack, primary, { eraseFirst, occupied }) {
	const { engine, world } = stack;
	const step = world.reporter.step("copy");
	const script = async (...args) => {
		try {
			const { stdout } = await engine.compose([...[
				"run",
				"--rm",
				"--no-deps",
				"-T",
				"--entrypoint",
				"/bin/sh"
			], ...[
				"replica",
				"/timescale-ci/base-backup.sh",
				...args
			]]);
			return stdout;
		} catch (error) {
			throw explainBackup(error);
		}
	};
	await dropSlot(primary, COPY_SLOT);
	step.update("trying the replication connection");
	const free = Number(/^free=(\d+)$/m.exec(await script("check"))?.[1] ?? NaN);
	const [row] = await primary.query(`SELECT ((SELECT sum(pg_database_size(oid)) FROM pg_catalog.pg_database)
             + (SELECT sum(size) FROM pg_ls_waldir()))::text AS size`);
	const needed = Number(row?.size ?? 0);
	if (eraseFirst && occupied) {
		step.update("reading all of the primary, before the old copy is erased");
		await script("read");
	} else if (free < needed) throw new UserError(`a new copy needs ${bytes(needed)}, and the replica's volume has ${bytes(free)} left; nothing was touched`, { hint: occupied ? "Free some (\"docker system df\"), or add --erase-first: the old copy goes before the new one is there." : "Free some: \"docker system df\" shows by what it is taken." });
	const present = await findSlot(primary);
	if (present?.walStatus === "lost") await dropSlot(primary, SLOT);
	const slot = present === void 0 && !occupied ? SLOT : COPY_SLOT;
	await createSlot(primary, slot);
	const size = bytes(needed);
	try {
		if (eraseFirst && occupied) {
			await engine.compose(["stop", "replica"]);
			await script("erase");
		}
		step.update(`base backup of ${size}`);
		await script("copy", slot);
	} catch (error) {
		await dropSlot(primary, slot);
		throw error;
	}
	if (await findContainer(stack, "replica") !== void 0) await engine.compose(["stop", "replica"]);
	await script("swap");
	if (slot === COPY_SLOT) await takeOverCopySlot(primary);
	step.done(`base backup of ${size}, verified; slot ${SLOT}`);
}
/** Where the replica is, as the primary sees it; undefined where it is not connected. */
async function streamingLag(primary) {
	const [row] = await primary.query(`SELECT state = 'streaming' AS streaming,
            coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn), 0)::text AS lag
       FROM pg_catalog.pg_stat_replication WHERE application_name = 'replica'`);
	return row === void 0 ? void 0 : {
		streaming: row.streaming,
		lag: Number(row.lag)
	};
}
const RECEIVER_SAYS = /could not (?:connect to the primary|receive data|start WAL streaming|create)|requested (?:WAL|timeline|starting point)|highest timeline|different from that of|ahead of the WAL|diverged/i;
const HINTS = [
	[/checksum error|checksum verification failed/i, `The replica keeps the copy that it has, which may be whole. Compare the tables there, then make it the primary: timescale-ci stack promote. ${docsPage("operations.md#troubleshooting")}, "Damaged pages".`],
	[/already been removed|not a child|different from that of|diverged|ahead of the WAL|highest timeline|invalidated/i, "Its copy can no longer follow the primary. Copy it anew: timescale-ci stack restart-replica"],
	[/password authentication failed/i, "The role replicator has another password than REPLICATOR_PASSWORD in the env file: \"timescale-ci stack rotate --from-file\" gives the role the one of the file, and the replica with it."],
	[/not permitted to log in|permission denied to start WAL sender|must be superuser or replication role|role "replicator" does not exist/i, "The role replicator may not connect or replicate: \"timescale-ci stack setup\" gives it its rights again."],
	[/no pg_hba.conf entry|pg_hba.conf rejects/i, "stack/postgres/pg_hba.conf keeps it out: check what was changed there, and restart."]
];
/** What it means that a base backup, or the connection for one, failed. */
function explainBackup(error) {
	const text = messageOf(error);
	const said = text.split("\n").findLast((line) => /error:/i.test(line))?.replace(/^.*?(FATAL|error):\s*/i, "").replace(/^.*FATAL:\s*/, "");
	const hint = HINTS.find(([pattern]) => pattern.test(text))?.[1];
	if (said === void 0 || hint === void 0) return error;
	const damaged = /checksum verification failed in file.*/i.exec(text)?.[0];
	if (damaged !== void 0) return new UserError(`pages of the primary are damaged: ${damaged}; no copy was taken`, {
		hint,
		cause: error
	});
	return new UserError(`the primary does not let the replica in: ${said}`, {
		hint,
		cause: error
	});
}
/** Why the replica cannot stream, in its own words; undefined where it has not said so. */
async function whyNotStreaming(stack, primary) {
	const container = await findContainer(stack, "replica");
	const last = (container === void 0 ? [] : await lastLines(stack, container.id, 20)).findLast((line) => RECEIVER_SAYS.test(line))?.replace(/^.*?(FATAL|ERROR|LOG):\s*/, "");
	const lost = (await findSlot(primary))?.walStatus === "lost";
	if (last === void 0 && !lost) return void 0;
	const text = `${last ?? ""}${lost ? " invalidated" : ""}`;
	const hint = HINTS.find(([pattern]) => pattern.test(text))?.[1];
	return new UserError(`the replica does not stream: ${last ?? `slot timescale_replica lost its log`}`, { hint: hint ?? "\"timescale-ci stack logs replica\" shows all that it says." });
}
// src/stack/start-services.ts
/** The services besides the servers, each with its profile and the port that it publishes. */
const SERVICES = [
	{
		service: "pgadmin",
		profile: "tools",
		port: "pgadmin"
	},
	{
		service: "backup",
		profile: "tools",
		port: null
	},
	{
		service: "exporter",
		profile: "monitoring",
		port: "exporter"
	},
	{
		service: "node-exporter",
		profile: "monitoring",
		port: null
	},
	{
		service: "prometheus",
		profile: "monitoring",
		port: "prometheus"
	},
	{
		service: "grafana",
		profile: "monitoring",
		port: "grafana"
	},
	{
		service: "alertmanager",
		profile: "alerting",
		port: null
	}
];
const HEALTHY_WITHIN_MS = 18e4;
/** The services of profiles; the one that sends alerts on only where the env file says to whom. */
function servicesOf({ env }, profiles) {
	const wanted = env.values["TIMESCALE_ALERT_WEBHOOK"] && profiles.includes("monitoring") ? ["alerting"] : [];
	return SERVICES.filter(({ profile }) => [...profiles, ...wanted].includes(profile)).map(({ service }) => service);
}
/**
* Starts services and waits until their health checks are content. One that does not come up keeps no other from it.
*
* @returns the services with their addresses
* @throws UserError after all of them were tried, where a port is taken, an image cannot be had, or one ends again
*/
async function startServices(stack, services) {
	const { world } = stack;
	const unknown = services.filter((name) => !SERVICES.some(({ service }) => service === name));
	if (unknown.length > 0) throw new UserError(`there is no service ${unknown.join(", ")}`, { hint: `There are ${SERVICES.map(({ service }) => service).join(", ")}.` });
	await prepareMounts(stack);
	const addresses = {};
	const failures = [];
	for (const { service, port } of SERVICES.filter((one) => services.includes(one.service))) {
		const step = world.reporter.step(service);
		try {
			addresses[service] = await startService(stack, service, port, step);
		} catch (error) {
			if (!(error instanceof UserError)) throw error;
			const [first = "", ...more] = error.message.split("\n");
			step.fail(first, [...more, ...error.hint === void 0 ? [] : [error.hint]]);
			failures.push(error);
		}
	}
	const [first] = failures;
	if (first === void 0) return addresses;
	throw new UserError(failures.length === 1 ? first.message : `${failures.length} services do not come up; see above`, {
		hint: first.hint ?? "The others run.",
		cause: first
	});
}
const NOT_FAILING = {
	failing: false,
	error: null
};
async function startService(stack, service, port, step) {
	const { env, engine } = stack;
	const address = port === null ? null : `http://${env.bind}:${env.ports[port]}`;
	const running = (await findContainer(stack, service))?.state === "running";
	if (!running) {
		if (port !== null) await requireFreePort(stack, port);
		await engine.compose([
			"up",
			"--detach",
			"--no-deps",
			service
		]);
		await waitUntilHealthy(stack, service);
	}
	const text = service === "backup" ? `every day at ${env.values["TIMESCALE_BACKUP_AT"] ?? "02:00"} UTC` : address;
	const { failing, error } = service === "backup" ? await readBackups(stack.world) : NOT_FAILING;
	if (failing) step.warn(`${text}; the last one failed: ${error}`);
	else if (running) step.unchanged(`runs already${text === null ? "" : `: ${text}`}`);
	else step.done(text ?? "runs");
	return address;
}
/** Makes the container of a service anew, with what the env file says now. */
async function renewService(stack, service) {
	const step = stack.world.reporter.step(service);
	await prepareMounts(stack);
	await stack.engine.compose([
		"up",
		"--detach",
		"--no-deps",
		service
	]);
	await waitUntilHealthy(stack, service);
	step.done("made anew");
}
/** What services mount: Docker would make a directory, of root's, of whatever is missing. */
async function prepareMounts({ world, env }) {
	const directory = dirname(world.envPath);
	const schema = relative(directory, resolve(directory, world.schemaDir));
	if (schema === "" || schema.startsWith("..") || isAbsolute(schema)) throw new UserError(`schema-dir is ${world.schemaDir}, which is not below ${directory}`, { hint: "The backup service mounts it: give it a directory of its own in the project." });
	await prepareState(world);
	await noteStack(world, env);
	await writeSecret(world, "backup", "password", env.values["BACKUP_PASSWORD"] ?? "");
	await writeSecret(world, "alertmanager", "webhook", env.values["TIMESCALE_ALERT_WEBHOOK"] ?? "");
	await mkdir(join(directory, schema), { recursive: true });
	await (await open(auditPath(world), "a", 384)).close();
}
async function waitUntilHealthy(stack, service) {
	if (await waitFor(async () => {
		const container = (await listContainers(stack)).find((one) => one.service === service);
		if (container?.state === "running") {
			const failed = service === "backup" && (await readBackups(stack.world)).failing;
			return container.health === "healthy" || failed ? true : void 0;
		}
		const said = container === void 0 ? [] : await lastLines(stack, container.id, 5);
		throw new UserError([`${service} does not come up`, ...said].join("\n"), { hint: `"timescale-ci stack logs ${service}" shows all that it said.` });
	}, {
		withinMs: HEALTHY_WITHIN_MS,
		everyMs: 500,
		signal: stack.world.signal
	}) === true) return;
	throw new UserError(`${service} is not healthy within ${HEALTHY_WITHIN_MS / 1e3} s`, { hint: `"timescale-ci stack logs ${service}" shows what it says.` });
}
// src/stack/rotate.ts
/** What is renewed beside the passwords of roles, under its name on the command line. */
const CERTIFICATE = "certificate";
/** A password of a new stack. */
function randomPassword() {
	return randomBytes(24).toString("base64url");
}
/**
* Gives roles new passwords: env file, server, and one by one the containers that hold an old one; and the servers another
* certificate. Cut short, it is run again: the server is told by its own container, which asks for no password.
*/
async function rotate(stack, options) {
	const { world, env } = stack;
	const { names, fromFile } = options;
	const chosen = chooseRoles(stack, options);
	await requireMounts(stack);
	await requireNoHalfPromotion(stack);
	if ((await listContainers(stack)).find(({ service }) => service === "primary")?.state !== "running") throw new UserError("the primary does not run, and it keeps the passwords", { hint: "Start it: timescale-ci stack start" });
	const certificateExpires = names.includes(CERTIFICATE) || names.length === 0 && !fromFile || options.newAuthority ? await rotateCertificate(stack, options.newAuthority) : null;
	if (chosen.length === 0) return {
		roles: [],
		certificateExpires,
		restarted: []
	};
	if (!fromFile) await setValues(env, Object.fromEntries(chosen.map(({ secret }) => [secret, randomPassword()])));
	const fresh = await openStack(world);
	const step = world.reporter.step("passwords");
	await applyPasswords(fresh, chosen);
	await prepareRoles(fresh);
	await (await connect(fresh, "primary", "postgres"))[Symbol.asyncDispose]();
	step.done(`${fromFile ? "of the env file" : "new ones"} for ${chosen.map(({ name }) => name).join(", ")}`);
	return {
		roles: chosen.map(({ name }) => name),
		certificateExpires,
		restarted: await renewOutdated(fresh)
	};
}
function chooseRoles({ env }, { names, fromFile, newAuthority }) {
	const unknown = names.filter((name) => name !== CERTIFICATE && !ROLES.some((role) => role.name === name));
	if (unknown.length > 0) throw new UserError(`no role of the stack is called ${unknown.join(", ")}`, { hint: `There are ${ROLES.map(({ name }) => name).join(", ")}, and ${CERTIFICATE}.` });
	if ((names.includes(CERTIFICATE) || newAuthority) && env.tls === "off") throw new UserError("this stack has no certificate: TIMESCALE_TLS is off", { hint: `Set it to allow, and restart: ${docsPage("operations.md#encryption")}` });
	const chosen = ROLES.filter(({ name }) => names.length === 0 && !newAuthority || names.includes(name));
	const missing = chosen.filter(({ secret }) => !env.values[secret]).map(({ secret }) => secret);
	if (fromFile && missing.length > 0) throw new UserError(`the env file has no value for ${missing.join(", ")}`, { hint: "Leave out --from-file." });
	return chosen;
}
/** @returns when the new one expires; null where nothing is encrypted */
async function rotateCertificate(stack, newAuthority) {
	if (stack.env.tls === "off") return null;
	const step = stack.world.reporter.step("certificate");
	const { expires } = await renewCertificates(stack, newAuthority ? "authority" : "certificate");
	const until = expires?.toISOString() ?? null;
	step.done(`a new one until ${until?.slice(0, 10)}${newAuthority ? ", of a new authority" : ""}`);
	if (newAuthority) {
		const file = relative(stack.world.cwd, authorityPath(stack.world));
		stack.world.reporter.warn(`Clients that check the servers need the new ${file} now.`);
	}
	return until;
}
/** Makes containers anew that run with an old password, one by one. @returns their services */
async function renewOutdated(stack) {
	const backup = stack.env.values["BACKUP_PASSWORD"];
	if (backup) await writeSecret(stack.world, "backup", "password", backup);
	const outdated = (await listContainers(stack)).filter(({ state, outdated: names }) => state === "running" && names.length > 0);
	for (const { service } of outdated) if (service === "replica") {
		await stack.engine.compose([
			"up",
			"--detach",
			"--no-deps",
			"replica"
		]);
		await startReplica(stack, {
			resync: false,
			eraseFormer: false,
			eraseFirst: false
		});
	} else await renewService(stack, service);
	return outdated.map(({ service }) => service);
}
// src/stack/setup.ts
/** A preset asks nothing of it. */
const NO_MACHINE = {
	memoryBytes: 0,
	cores: 1,
	diskBytes: 0
};
/**
* Makes a stack: env file with random passwords, volumes, a primary with the init SQL, the passwords of its roles.
* A second run leaves the env file and the tables alone.
*/
async function setup(world, options) {
	const { stack, envFile } = await openOrMake(world, options);
	const started = await startFirst(stack);
	const init = await runInit(stack, options);
	const roles = world.reporter.step("roles");
	await prepareRoles(stack);
	roles.done("replicator, timescale_monitor and timescale_backup have the passwords of the env file");
	await prepareState(world);
	await renewOutdated(stack);
	return {
		project: stack.env.project,
		envFile,
		init,
		...started
	};
}
/** Starts the primary, which may make a database where there is none: no other command lets it. */
async function startFirst(stack) {
	await allowInitialization(stack.world, true);
	try {
		return await startServer(stack, "primary");
	} finally {
		await allowInitialization(stack.world, false);
	}
}
async function openOrMake(world, { choices, given }) {
	const step = world.reporter.step("settings");
	const name = fileName(world);
	if (await readEnvFile(world.envPath) !== void 0) {
		let stack = await openStack(world);
		if (stack.env.values["BACKUP_PASSWORD"]) step.unchanged(`${name} is there and stays as it is`);
		else {
			await setValues(stack.env, { BACKUP_PASSWORD: randomPassword() });
			stack = await openStack(world);
			step.done(`${name} is there; BACKUP_PASSWORD was added`);
		}
		const other = given.filter(([, key, value]) => stack.env.values[key] !== value).map(([flag]) => flag);
		if (other.length > 0) world.reporter.warn(`${other.join(", ")}: ${name} says something else, change it there.`);
		return {
			stack,
			envFile: "kept"
		};
	}
	const fill = (values) => envText({
		...choices,
		values
	}, randomPassword);
	const preset = choices.tuning === "auto" ? "laptop" : choices.tuning;
	const engine = await withEngine(world, parseEnv(world.envPath, fill(tuningValues(preset, NO_MACHINE))));
	const volumes = await idsOf(engine, "volume");
	if (volumes.length > 0) throw new UserError(`there are volumes of a stack ${choices.project} already, and ${name} with their passwords is missing`, { hint: `Put the file back, choose another name by --project, or remove them: docker volume rm ${volumes.join(" ")}` });
	await requireImage(engine, choices.image);
	const values = tuningValues(choices.tuning, choices.tuning === "auto" ? await machineOf(engine, choices.image) : NO_MACHINE);
	await forgetInit(world);
	await writeEnvFile(world.envPath, fill(values));
	const stack = await openStack(world);
	step.done(`${name} with random passwords, mode 0600; project ${choices.project}, ${stack.engine.label}`);
	world.reporter.note(`Tuning ${choices.tuning}: ${tuningText(values)}.`);
	if (await couldBeCommitted(world)) world.reporter.warn(`git does not ignore ${name}: add it to .gitignore, or the passwords get committed.`);
	return {
		stack,
		envFile: "written"
	};
}
/** Makes sure that the engine has the image of the servers. @throws UserError where it cannot be pulled */
async function requireImage({ engine }, image) {
	if (await engine.docker([
		"image",
		"inspect",
		"--format",
		"{{.Id}}",
		image
	]).catch(() => void 0) === void 0) await engine.docker([
		"pull",
		"--quiet",
		image
	]);
}
/** Of what the engine's machine has, both servers get the same, and the rest of the machine a fifth. */
async function machineOf({ engine }, image) {
	const [memory, cores] = (await engine.docker([
		"info",
		"--format",
		"{{.MemTotal}} {{.NCPU}}"
	])).split(" ").map(Number);
	const disk = await engine.docker([
		"run",
		"--rm",
		"--network",
		"none",
		"--entrypoint",
		"df",
		image,
		"-Pk",
		"/"
	]);
	const free = Number(/\s\d+\s+\d+\s+(\d+)\s+\d+%\s/.exec(disk)?.[1] ?? 0);
	return {
		memoryBytes: (memory ?? 0) * .4,
		cores: cores ?? 1,
		diskBytes: free * 1024
	};
}
/** True in a git repository that would take the env file. Without git there is nothing to fear. */
async function couldBeCommitted({ envPath, env }) {
	return runProgram([
		"git",
		"-C",
		dirname(envPath),
		"check-ignore",
		"--quiet",
		envPath
	], { env }).then(({ exitCode }) => exitCode === 1, () => false);
}
const HAS_TABLES = `
  SELECT EXISTS (SELECT FROM pg_catalog.pg_class AS c
                  WHERE c.relkind IN ('r', 'p') AND c.relpersistence = 'p'
                    AND c.relnamespace::regnamespace::text !~ '^(pg_|_?timescaledb|information_schema|toolkit_)'
                    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
                                     WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')) AS found`;
async function runInit(stack, { applyInit, initAgain }) {
	try {
		var _usingCtx$7 = _usingCtx();
		const step = stack.world.reporter.step("init");
		const { database } = stack.env;
		const [row] = await _usingCtx$7.a(await connect(stack, "primary")).query(HAS_TABLES);
		if (row?.found === true && !initAgain && existsSync(initNote(stack.world))) throw new UserError(`the init SQL did not run to its end at the last set-up: ${database} has a part of it, and what ran stays`, {
			hint: `Look at what is there, mend the SQL so that it bears to run twice, and run it again: timescale-ci stack setup --init 'sql/init/*.sql'`,
			exitCode: 1
		});
		if (row?.found === true && !initAgain) {
			step.unchanged(`${database} has tables already; --init runs SQL on it again`);
			return null;
		}
		await noteInit(stack.world);
		const words = await applyInit(clientConfig(stack, "primary"));
		await forgetInit(stack.world);
		step.done(words);
		return words;
	} catch (_) {
		_usingCtx$7.e = _;
	} finally {
		await _usingCtx$7.d();
	}
}
/** Beside the env file: in the database it would be part of the schema. */
function initNote({ envPath }) {
	return `${envPath}.init`;
}
/** Notes that init SQL is running, so that a set-up that ends before it is known to be half done. */
async function noteInit(world) {
	const path = initNote(world);
	try {
		await writeFile(path, `The init SQL was begun at ${world.now().toISOString()} and has not run to its end.\n`, { mode: 384 });
	} catch (cause) {
		throw new UserError(`cannot write ${path}: ${messageOf(cause)}`, {
			hint: "Check the directory.",
			cause
		});
	}
}
/** Init SQL ran to its end, or its database is gone. */
async function forgetInit(world) {
	await rm(initNote(world), { force: true });
}
// src/stack/clean.ts
/** Counts what belongs to a stack. */
async function countParts(stack) {
	const [containers, volumes, networks] = await Promise.all([
		"ps",
		"volume",
		"network"
	].map((kind) => idsOf(stack, kind)));
	return {
		containers: containers?.length ?? 0,
		volumes: volumes?.length ?? 0,
		networks: networks?.length ?? 0
	};
}
/**
* Removes containers, volumes and networks of a stack, and with them all data. The env file and the audit log stay.
*
* @throws UserError where something is left
*/
async function clean(stack) {
	const step = stack.world.reporter.step("clean");
	const before = await countParts(stack);
	if (total(before) === 0) {
		step.unchanged("nothing is there");
		return before;
	}
	await stack.engine.compose([
		"down",
		"--volumes",
		"--remove-orphans",
		"--timeout",
		"60"
	]);
	const containers = await idsOf(stack, "ps");
	if (containers.length > 0) await stack.engine.docker([
		"rm",
		"--force",
		"--volumes",
		...containers
	]);
	const volumes = await idsOf(stack, "volume");
	if (volumes.length > 0) await stack.engine.docker([
		"volume",
		"rm",
		...volumes
	]);
	const left = await countParts(stack);
	if (total(left) > 0) throw new UserError(`${words(left)} of ${stack.env.project} could not be removed`, { hint: `See "docker ps --all --filter label=com.docker.compose.project=${stack.env.project}".` });
	await forgetInit(stack.world);
	await forgetState(stack.world);
	step.done(`removed ${words(before)}`);
	return before;
}
function total({ containers, volumes, networks }) {
	return containers + volumes + networks;
}
function words({ containers, volumes, networks }) {
	const count = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;
	return `${count(containers, "container")}, ${count(volumes, "volume")}, ${count(networks, "network")}`;
}
// src/stack/promotion-loss.ts
const CATCHES_UP_WITHIN_MS = 3e4;
/**
* Bytes of the old primary's log that the replica has not received. From the primary where it answers, else from the
* files that it left; null where neither can be read.
*/
async function missingBytes(stack, replica, old) {
	try {
		var _usingCtx$6 = _usingCtx();
		const primary = await tryToConnect(stack, "primary", "postgres").catch(() => void 0);
		if (primary === void 0) return lossAgainst(await receivedLsn(replica), old);
		const [row] = await _usingCtx$6.a(primary).query(`SELECT pg_current_wal_flush_lsn()::text AS lsn,
            EXISTS (SELECT FROM pg_catalog.pg_stat_replication
                     WHERE application_name = 'replica' AND state = 'streaming') AS streaming`);
		if (row?.streaming === true) return 0;
		const end = toLsn(row?.lsn);
		return end === null ? null : difference(end, await receivedLsn(replica));
	} catch (_) {
		_usingCtx$6.e = _;
	} finally {
		await _usingCtx$6.d();
	}
}
/** The loss once the primary is stopped; the last of its log may still be on its way. */
async function settledLoss(replica, old) {
	if (old.lastRecord === null) return null;
	return await waitFor(async () => lossAgainst(await receivedLsn(replica), old) === 0 ? true : void 0, { withinMs: old.state === "shut down" ? CATCHES_UP_WITHIN_MS : 2e3 }) === true ? 0 : lossAgainst(await receivedLsn(replica), old);
}
/** `lastRecord` begins the last record, so whoever has all of the log is beyond it. */
function lossAgainst(received, { lastRecord }) {
	if (lastRecord === null) return null;
	return received > lastRecord ? 0 : Math.max(1, difference(lastRecord, received));
}
function difference(end, start) {
	return end > start ? Number(end - start) : 0;
}
/** How far the replica's log goes. After a restart without a primary only what it replayed is told. */
async function receivedLsn(replica) {
	const [row] = await replica.query("SELECT greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::text AS lsn");
	return toLsn(row?.lsn) ?? 0n;
}
/** @throws UserError where rows would be lost and nobody accepted it */
function refuseLoss(missing, acceptLoss) {
	if (missing === 0 || acceptLoss) return;
	const what = missing === null ? "the old primary's log cannot be read, so nobody can say whether the replica has every committed row" : `the replica lacks ${bytes(missing)} of the primary's log, and committed rows in it would be lost`;
	throw new UserError(`${what}; it was not promoted`, { hint: "Let it catch up: \"timescale-ci stack start\", then \"start-replica\". Where the old primary is gone for good, add --accept-loss." });
}
/** What the old primary wrote after a promotion by hand, while it may still run. */
async function lostByHand(stack, old, next) {
	try {
		var _usingCtx3 = _usingCtx();
		const primary = await tryToConnect(stack, "primary", "postgres").catch(() => void 0);
		if (primary === void 0) return lossAfterSwitch(old, next);
		const [row] = await _usingCtx3.a(primary).query("SELECT pg_current_wal_insert_lsn()::text AS lsn");
		const end = toLsn(row?.lsn);
		return end === null || next.switchedAt === null ? null : difference(end, next.switchedAt);
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
/** By the files, where no server answers. The record of an orderly stop holds no rows, and comes last. */
function lossAfterSwitch(old, { switchedAt }) {
	if (switchedAt === null || old.lastRecord === null) return null;
	return old.state === "shut down" ? difference(old.lastRecord, switchedAt) : lossAgainst(switchedAt, old);
}
/** @throws UserError where the old primary has log from after a promotion by hand, and nobody gave it up */
function refuseHand(lost, acceptLoss) {
	if (lost === 0 || acceptLoss) return;
	const what = lost === null ? "where it left the log of the old primary cannot be read" : `the old primary has ${bytes(lost)} of log from after that`;
	throw new UserError(`the replica was promoted by hand, and ${what}; nothing was done`, { hint: "Committed rows in it are in the old primary alone: take them out first. Then give the rest up by --accept-loss." });
}
/** What a promotion cost, for the end of a line. */
function givenUp(lost) {
	if (lost === 0) return "";
	if (lost === null) return "; how much of the old primary's log was lost is not known";
	return `; ${bytes(lost)} (${lost} bytes) of the old primary's log were given up by --accept-loss`;
}
function lossWords(missing) {
	if (missing === null) return " The log of the old primary cannot be read: whether rows are missing is not known.";
	return missing > 0 ? ` ${bytes(missing)} of log that the replica lacks are lost.` : "";
}
// src/stack/promote.ts
const PROMOTED_WITHIN_S = 120;
/**
* Makes the replica the primary: stops the old primary, fences its data so that no way of starting it makes a second
* primary, promotes, and lets the promoted data be served as `primary` at the primary's port. What a killed run left
* half done, the next run finishes.
*
* @throws UserError where the replica is missing, does not answer or lacks rows
*/
async function promote(stack, options) {
	const { env, world } = stack;
	await requireMounts(stack);
	const before = await readVolumes(stack);
	const old = dataOf(before, env.data.primary);
	const next = dataOf(before, env.data.replica);
	if (old.standby) throw new UserError(`${env.data.primary} holds a standby's data, and the env file names it for the primary; nothing was done`, { hint: `If the other is the primary's, ${putBack(stack)}.` });
	if (next.fenced !== null && !next.standby) return await alreadyPromoted(stack, next.fenced, next.lost);
	if (!next.initialized) throw new UserError("there is no replica to promote", { hint: "Make one first: timescale-ci stack start-replica" });
	let lost;
	if (next.standby) try {
		var _usingCtx$5 = _usingCtx();
		const replica = _usingCtx$5.a(await connect(stack, "replica", "postgres").catch((error) => {
			throw new UserError(`the replica does not answer, so nothing was done: ${error.message}`, { hint: isRefusal(error.cause) ? error.hint ?? "" : "Start it first: timescale-ci stack start-replica, or, without a primary, docker start its container." });
		}));
		const early = await missingBytes(stack, replica, old);
		refuseLoss(early, options.acceptLoss);
		await requireStandby(replica);
		await options.confirm(describe(stack, early));
		if (next.fenced !== null) await unfence(stack);
		const fence = world.reporter.step("fence");
		const ran = await stopPrimary(stack);
		lost = await settledLoss(replica, dataOf(await readVolumes(stack), env.data.primary));
		try {
			refuseLoss(lost, options.acceptLoss);
		} catch (error) {
			if (ran) await startServer(stack, "primary");
			throw error;
		}
		await fenceData(stack, whyFenced(stack), lost);
		fence.done(`the old primary is stopped, and ${env.data.primary} can no longer be started as one`);
		const step = world.reporter.step("promote");
		const [row] = await replica.query(`SELECT pg_promote(true, ${PROMOTED_WITHIN_S}) AS promoted`);
		if (row?.promoted !== true) throw new UserError(`the replica was not promoted within ${PROMOTED_WITHIN_S} s`, { hint: "It may still replay the log. Run the command again: it goes on from here." });
		step.done(`the replica takes writes${givenUp(lost)}`);
	} catch (_) {
		_usingCtx$5.e = _;
	} finally {
		await _usingCtx$5.d();
	}
	else lost = await finishPromotion(stack, old, next, options);
	return await serveAsPrimary(stack, lost);
}
/**
* Finishes a promotion whose replica takes writes already. What was lost was measured when the old primary was fenced; one
* that was promoted by hand, past the fence, is measured by where its timeline left that of the old primary.
*/
async function finishPromotion(stack, old, next, options) {
	const { env, world } = stack;
	const fenced = old.initialized && old.fenced !== null;
	const early = fenced ? old.lost : await lostByHand(stack, old, next);
	if (!fenced) refuseHand(early, options.acceptLoss);
	const loss = fenced ? "" : lossWords(early);
	await options.confirm(`finish the promotion of ${env.data.replica} that was begun.${loss}`);
	await stopPrimary(stack);
	let lost = early;
	if (old.initialized && !fenced) {
		const after = await readVolumes(stack);
		lost = lossAfterSwitch(dataOf(after, env.data.primary), dataOf(after, env.data.replica));
		await fenceData(stack, whyFenced(stack), lost);
	}
	world.reporter.step("promote").unchanged(`${env.data.replica} was promoted already, the rest is finished now${givenUp(lost)}`);
	return lost;
}
function dataOf(volumes, name) {
	const data = volumes[name];
	if (data === void 0) throw new Error(`no state of ${name}`);
	return data;
}
/**
* The volumes changed places already: all that can be left to do is to make the container of what is the primary now.
* One that was there and does not run is no matter of a promotion: there is nothing to promote in its place.
*/
async function alreadyPromoted(stack, fenced, lost) {
	const { env, world } = stack;
	const container = await findContainer(stack, "primary");
	if (container !== void 0 && container.state !== "running" && container.state !== "created") throw new UserError(`there is no replica to promote: its volume ${env.data.replica} holds a former primary (${fenced}), and the primary is ${container.state}`, { hint: "Start the primary: timescale-ci stack start. Then make a replica: timescale-ci stack start-replica" });
	await startServer(stack, "primary");
	await requirePrimary(stack);
	world.reporter.step("promote").unchanged(`${env.data.primary} is the primary already; the other is ${fenced}${givenUp(lost)}`);
	return await describePrimary(stack, lost);
}
async function requirePrimary(stack) {
	try {
		var _usingCtx3 = _usingCtx();
		if (!await inRecovery(_usingCtx3.a(await connect(stack, "primary", "postgres")))) return;
		throw new UserError("the primary takes no writes: it is a standby", { hint: "\"timescale-ci stack logs primary\"." });
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
/** @throws UserError where what answers at the replica's port takes writes */
async function requireStandby(replica) {
	if (await inRecovery(replica)) return;
	throw new UserError("what answers at the port of the replica is no standby; nothing was done", { hint: "\"timescale-ci stack status\" shows what runs." });
}
async function inRecovery(server) {
	const [row] = await server.query("SELECT pg_is_in_recovery() AS standby");
	return row?.standby !== false;
}
/** Takes an old mark off the replica's volume, which would keep it from being served as the primary. */
async function unfence(stack) {
	const container = await findContainer(stack, "replica");
	if (container === void 0) return;
	await stack.engine.docker([
		"exec",
		container.id,
		"rm",
		"-f",
		"/var/lib/postgresql/data/fenced"
	]);
}
function describe({ env }, missing) {
	const loss = lossWords(missing);
	return `stop the primary (${env.data.primary}), fence it, and make the replica (${env.data.replica}) the primary.${loss}`;
}
/** @returns true where it ran */
async function stopPrimary(stack) {
	const container = await findContainer(stack, "primary");
	if (container === void 0) return false;
	await stack.engine.compose(["stop", "primary"]);
	const after = await findContainer(stack, "primary");
	if (after !== void 0 && after.state !== "exited" && after.state !== "created") throw new UserError(`the old primary cannot be stopped, it is ${after.state}; nothing was promoted`, { hint: "Stop it by hand, docker kill if need be, and run the command again." });
	return container.state === "running";
}
function whyFenced({ env, world }) {
	return `fenced at ${world.now().toISOString()} because ${env.data.replica} was promoted`;
}
/** The containers change places: none may be there while the env file says something else. */
async function serveAsPrimary(stack, lostBytes) {
	const { env, engine, world } = stack;
	await engine.compose(["stop", "replica"]);
	await engine.compose([
		"rm",
		"--force",
		"--stop",
		"replica",
		"primary"
	]);
	await setValues(env, {
		TIMESCALE_PRIMARY_DATA: env.data.replica,
		TIMESCALE_REPLICA_DATA: env.data.primary,
		TIMESCALE_REPLICA: env.replica ?? "wanted"
	});
	const swapped = await openStack(world);
	await startServer(swapped, "primary");
	return await describePrimary(swapped, lostBytes);
}
async function describePrimary(stack, lostBytes) {
	try {
		var _usingCtx4 = _usingCtx();
		const { env } = stack;
		const [row] = await _usingCtx4.a(await connect(stack, "primary", "postgres")).query("SELECT timeline_id AS timeline FROM pg_control_checkpoint()");
		return {
			data: env.data.primary,
			host: env.bind,
			port: env.ports.primary,
			timeline: row?.timeline ?? null,
			lostBytes
		};
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
// src/cli/stack/data-commands.ts
/** The commands about the data itself: backup, fail-over, removal. */
function addData(add) {
	withEngine$1(add("backup", "the main job on the primary: dump, prove, document, write versioned files").option("--schema-dir <dir>", "where the versioned files go (default: sql/schema)").option("--no-restore-test", "do not prove the dump by restoring it").option("--keep <n>", "keep this many versions, remove older ones", positive).option("--at <time>", "stay and run every day at this time in UTC, like 02:00").option("--address <host:port>", "where the primary is reached (default: as it is published)")).action((flags) => runAudited(flags, (world) => stackBackup(flags, world)));
	add("promote", "make the replica the primary, after fencing the old one").option("--yes", "do not ask").option("--accept-loss", "go on although the replica lacks rows of the primary").action((flags) => changeStack(flags, async (opened) => {
		const result = await promote(opened, {
			acceptLoss: flags.acceptLoss === true,
			confirm: (what) => confirm(`This is going to ${what}\nType promote to go on: `, "promote", flags.yes === true)
		});
		return {
			ok: true,
			json: {
				ok: true,
				...result
			},
			audit: `done${givenUp(result.lostBytes)}`
		};
	}));
	add("clean", "remove containers, volumes and networks, and with them all data").option("--yes", "do not ask").action((flags) => changeStack(flags, async (opened) => {
		const { project } = opened.env;
		const { containers, volumes } = await countParts(opened);
		if (containers + volumes > 0) await confirm(`This removes all data of ${project}${opened.env.archive === "volume" ? ", its archive and all backups in it too" : ""}. Type its name to go on: `, project, flags.yes === true);
		return {
			ok: true,
			json: {
				ok: true,
				removed: await clean(opened)
			}
		};
	}));
}
// src/stack/replication.ts
const RECEIVERS = `
  SELECT application_name AS name, usename AS user, host(client_addr) AS address, state, sync_state AS sync,
         coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn), 0)::float8 AS "lagBytes",
         extract(epoch FROM replay_lag)::float8 AS "lagSeconds"
    FROM pg_catalog.pg_stat_replication ORDER BY application_name, pid`;
const SLOTS = `
  SELECT slot_name AS name, coalesce(plugin, slot_type) AS kind, active, wal_status AS "walStatus",
         pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::float8 AS "retainedBytes"
    FROM pg_catalog.pg_replication_slots ORDER BY slot_name`;
const REPLICA = `
  SELECT pg_is_in_recovery() AS "inRecovery",
         (SELECT status FROM pg_catalog.pg_stat_wal_receiver) AS receiver,
         CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
              ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END::float8 AS "behindSeconds"`;
/** How the replication goes: who receives, the slots, lag in bytes and seconds, and what is wrong with it. */
async function replication(stack) {
	try {
		var _usingCtx$4 = _usingCtx();
		const primary = _usingCtx$4.a(await connect(stack, "primary", "postgres"));
		const receivers = await primary.query(RECEIVERS);
		const slots = await primary.query(SLOTS);
		const slot = await findSlot(primary);
		const replica = await replicaSide(stack);
		const problems = await findProblems(stack, {
			primary,
			slot,
			receivers,
			replica,
			slots
		});
		return {
			ok: problems.length === 0,
			problems,
			receivers,
			slots,
			replica
		};
	} catch (_) {
		_usingCtx$4.e = _;
	} finally {
		await _usingCtx$4.d();
	}
}
async function replicaSide(stack) {
	try {
		try {
			var _usingCtx3 = _usingCtx();
			return (await _usingCtx3.a(await tryToConnect(stack, "replica", "postgres")).query(REPLICA))[0] ?? null;
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
	} catch {
		return null;
	}
}
async function findProblems(stack, { slot, receivers, replica, slots }) {
	const problems = [];
	const container = await findContainer(stack, "replica");
	const wanted = container !== void 0 || slot !== void 0 || stack.env.replica === "wanted";
	const streams = receivers.some(({ name, state }) => name === "replica" && state === "streaming");
	if (slot?.walStatus === "lost") problems.push(`slot ${SLOT} lost log that the replica needs: timescale-ci stack restart-replica`);
	else if (wanted && container === void 0 && slot === void 0) problems.push(`there is no replica, and the primary has the only copy: timescale-ci stack start-replica, or TIMESCALE_REPLICA=none in ${fileName(stack.world)} where none is wanted`);
	else if (wanted && container?.state !== "running") problems.push("the replica does not run, and its slot keeps the log for it: timescale-ci stack start-replica");
	else if (wanted && !streams) problems.push("the replica does not stream: timescale-ci stack logs replica");
	if (container !== void 0 && slot === void 0) problems.push(`the replica has no slot ${SLOT} on the primary: timescale-ci stack restart-replica`);
	if (replica?.inRecovery === false) problems.push("the replica is no standby: it was promoted. timescale-ci stack promote finishes that");
	if (slots.some(({ name, active }) => name === COPY_SLOT && !active)) problems.push(`slot ${COPY_SLOT} keeps log for a copy that was cut short: timescale-ci stack restart-replica`);
	for (const { name, walStatus } of slots) if (name !== "timescale_replica" && walStatus === "lost") problems.push(`slot ${name} lost its log: drop it, its consumer starts anew`);
	return problems;
}
// src/stack/status-queries.ts
/** What a server is, whatever database it is asked in. */
const SERVER = `
  SELECT regexp_replace(current_setting('server_version'), ' .*', '') AS postgres,
         (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'timescaledb') AS timescaledb,
         current_setting('timescaledb.license', true) AS license,
         pg_is_in_recovery() AS standby,
         pg_database_size(current_database())::float8 AS "databaseBytes",
         (SELECT count(*) FROM pg_catalog.pg_stat_activity WHERE backend_type = 'client backend')::int AS connections,
         current_setting('max_connections')::int AS "maxConnections",
         current_setting('data_checksums')::boolean AS checksums`;
/**
* Hypertables with their size, chunks counted: pg_total_relation_size gives that of the empty parent alone. By views,
* because the tables of the catalogue change from version to version.
*/
const HYPERTABLES = `
  SELECT format('%I.%I', h.hypertable_schema, h.hypertable_name) AS name,
         coalesce(k.chunks, 0)::int AS chunks,
         coalesce(k.compressed, 0)::int AS "compressedChunks",
         hypertable_size(c.oid::regclass)::float8 AS bytes,
         z.ratio AS "compressionRatio"
    FROM timescaledb_information.hypertables AS h
    JOIN pg_catalog.pg_namespace AS n ON n.nspname = h.hypertable_schema
    JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = h.hypertable_name
    LEFT JOIN (SELECT hypertable_schema, hypertable_name, count(*) AS chunks,
                      count(*) FILTER (WHERE is_compressed) AS compressed
                 FROM timescaledb_information.chunks GROUP BY 1, 2) AS k USING (hypertable_schema, hypertable_name)
    LEFT JOIN (SELECT t.schema_name AS hypertable_schema, t.table_name AS hypertable_name,
                      (sum(s.uncompressed_heap_size + s.uncompressed_toast_size + s.uncompressed_index_size)
                       / nullif(sum(s.compressed_heap_size + s.compressed_toast_size + s.compressed_index_size), 0))::float8 AS ratio
                 FROM _timescaledb_catalog.compression_chunk_size AS s
                 JOIN _timescaledb_catalog.chunk AS q ON q.id = s.chunk_id
                 JOIN _timescaledb_catalog.hypertable AS t ON t.id = q.hypertable_id
                GROUP BY 1, 2) AS z USING (hypertable_schema, hypertable_name)
   ORDER BY bytes DESC, name`;
/** Jobs whose last run failed. */
const FAILING_JOBS = `
  SELECT j.job_id AS id, j.proc_name AS procedure,
         nullif(concat_ws('.', quote_ident(j.hypertable_schema), quote_ident(j.hypertable_name)), '') AS hypertable,
         s.total_failures::int AS failures, s.last_run_started_at::text AS "lastRun"
    FROM timescaledb_information.jobs AS j
    JOIN timescaledb_information.job_stats AS s ON s.job_id = j.job_id
   WHERE s.last_run_status = 'Failed' ORDER BY j.job_id`;
/** Plain tables, those of TimescaleDB and of extensions left out, and hypertables, of which HYPERTABLES tells. */
const PLAIN_TABLES = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name, pg_total_relation_size(c.oid)::float8 AS bytes
    FROM pg_catalog.pg_class AS c
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^(pg_|_?timescaledb|information_schema)'
     AND NOT EXISTS (SELECT FROM timescaledb_information.hypertables AS h
                      WHERE h.hypertable_schema = n.nspname AND h.hypertable_name = c.relname)
   ORDER BY 2 DESC LIMIT 20`;
/**
* The statements that took most of the server's time since its statistics were reset, in all databases. Asked in the
* database postgres, which has the extension. Statements are shown without their values.
*/
const SLOW_QUERIES = `
  SELECT d.datname AS database, left(regexp_replace(s.query, '\\s+', ' ', 'g'), 300) AS query, s.calls::float8 AS calls,
         s.total_exec_time AS "totalMs", s.mean_exec_time AS "meanMs", s.rows::float8 AS rows
    FROM pg_stat_statements AS s
    LEFT JOIN pg_catalog.pg_database AS d ON d.oid = s.dbid
   ORDER BY s.total_exec_time DESC LIMIT 10`;
// src/stack/status.ts
/** Jobs below it belong to TimescaleDB (bgw_job_id_seq starts here). */
const FIRST_OWN_JOB = 1e3;
/** The state of a stack: containers, versions, hypertables, sizes, failing jobs, replication. */
async function status(stack, detailed) {
	const { env, engine } = stack;
	const containers = await listContainers(stack);
	const problems = containers.filter(({ service }) => service !== "restored").flatMap(problemOf);
	const different = differentMounts(stack, containers);
	if (different.length > 0) problems.push(...different, `${putBack(stack)}, before any other command`);
	problems.push(...containers.flatMap(problemOfSecrets));
	const result = {
		ok: false,
		project: env.project,
		compose: engine.label,
		data: env.data,
		containers,
		problems,
		warnings: [],
		disks: await listDisks(stack, containers),
		backups: await readBackups(stack.world),
		dataBackups: await readBackups(stack.world, "data"),
		archive: null,
		certificates: [],
		urls: {
			primary: clientUrl(stack, "primary"),
			replica: clientUrl(stack, "replica")
		},
		server: null,
		hypertables: [],
		failingJobs: [],
		replication: null,
		detail: null
	};
	problems.push(...result.disks.flatMap(problemOfDisk));
	problems.push(...backupProblems(result.backups, stack.world.now()));
	if (env.archive !== "off") problems.push(...backupProblems(result.dataBackups, stack.world.now(), "data"));
	if (await isHalfPromoted(stack)) {
		problems.splice(0, problems.length, ...problems.filter((problem) => !problem.startsWith("primary does not run")));
		problems.unshift(`the replica takes writes and is not the primary yet: ${FINISH}`);
	}
	const primary = containers.find(({ service }) => service === "primary");
	if (primary?.state === "running") try {
		await ask(stack, result, detailed);
		if (env.archive !== "off") try {
			var _usingCtx$3 = _usingCtx();
			result.archive = await archiveStatus(stack, _usingCtx$3.a(await connect(stack, "primary", "postgres")), primary.id);
			problems.push(...archiveProblems(result.archive));
		} catch (_) {
			_usingCtx$3.e = _;
		} finally {
			await _usingCtx$3.d();
		}
	} catch (error) {
		problems.push(messageOf(error));
	}
	else if (primary === void 0) problems.push("the primary was not started: timescale-ci stack start");
	return {
		...result,
		ok: problems.length === 0
	};
}
function problemOf({ name, service, state, health }) {
	if (state === "paused") return [`${service} is paused: docker unpause ${name}`];
	if (state === "restarting") return [`${service} ends again and again: timescale-ci stack logs ${service}`];
	if (state !== "running") return [`${service} does not run (${state}): timescale-ci stack ${starter(service)}`];
	return health === "unhealthy" ? [`${service} is unhealthy: timescale-ci stack logs ${service}`] : [];
}
function problemOfSecrets({ service, state, outdated }) {
	if (state !== "running" || outdated.length === 0) return [];
	return [`${service} runs with an old ${outdated.join(", ")}, and its next connection fails: timescale-ci stack rotate --from-file`];
}
/** Below it PostgreSQL may meet a full disk at the next checkpoint or sort. */
const LEAST_FREE = .1;
function problemOfDisk({ service, freeBytes, totalBytes }) {
	if (freeBytes >= LEAST_FREE * totalBytes) return [];
	return [`the disk of the ${service} is ${Math.floor((1 - freeBytes / totalBytes) * 100)} % full, ${bytes(freeBytes)} are left: ${docsPage("operations.md#troubleshooting")}, "A disk that fills"`];
}
function starter(service) {
	if (service === "primary") return "start";
	return service === "replica" ? "start-replica" : "start-tools";
}
/** By then somebody has to renew it; the next command that starts something would have done so long before. */
const RENEWED_BEFORE_DAYS = 30;
/** What the servers show, which may be older than the file that they take when they start. */
async function askCertificates(stack, result, primary) {
	const { env, world } = stack;
	if (env.tls === "off") {
		result.warnings.push(`connections are not encrypted: TIMESCALE_TLS=allow in ${fileName(world)}, then restart; ${docsPage("operations.md#encryption")}`);
		return;
	}
	const replica = await tryToConnect(stack, "replica", "postgres").then(async (connection) => {
		await connection[Symbol.asyncDispose]();
		return connection.certificateExpires;
	}, () => null);
	for (const [service, expires] of [["primary", primary], ["replica", replica]]) {
		if (expires === null) continue;
		result.certificates.push({
			service,
			expires: expires.toISOString()
		});
		const days = Math.floor((expires.getTime() - world.now().getTime()) / 864e5);
		if (days >= RENEWED_BEFORE_DAYS) continue;
		result.problems.push(`the certificate of the ${service} expires in ${days} days: timescale-ci stack rotate certificate`);
	}
}
async function ask(stack, result, detailed) {
	try {
		var _usingCtx3 = _usingCtx();
		const primary = _usingCtx3.a(await connect(stack, "primary"));
		await askCertificates(stack, result, primary.certificateExpires);
		const [server = null] = await primary.query(SERVER);
		result.server = server;
		if (server?.checksums === false) result.warnings.push("checksums of pages are off: damage on the disk is not noticed. pg_checksums --enable turns them on while the server is stopped");
		if (server !== null && server.timescaledb !== null) {
			result.hypertables = await primary.query(HYPERTABLES);
			result.failingJobs = await primary.query(FAILING_JOBS);
		}
		for (const { id, procedure, hypertable } of result.failingJobs) {
			if (id < FIRST_OWN_JOB) continue;
			result.problems.push(`job ${id} (${procedure}${hypertable === null ? "" : ` of ${hypertable}`}) fails: timescaledb_information.job_errors says why`);
		}
		result.replication = await replication(stack);
		const told = result.problems.some((problem) => problem.startsWith("replica "));
		const more = result.replication.problems.filter((problem) => !(told && problem.startsWith("the replica does not run")));
		result.problems.push(...more);
		if (!detailed) return;
		const maintenance = _usingCtx3.a(await connect(stack, "primary", "postgres"));
		result.detail = {
			tables: server?.timescaledb == null ? [] : await primary.query(PLAIN_TABLES),
			queries: await maintenance.query(SLOW_QUERIES)
		};
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
// src/stack/check.ts
/** Goes through the list before a stack is trusted with data, and verifies each line of it. Changes nothing. */
async function checkStack(stack) {
	const found = await status(stack, false);
	return [
		...files(stack, await modeOf(stack)),
		...servers(stack, found),
		...watched(stack, found)
	].map(([name, ok, well, ill, hint]) => ({
		name,
		ok,
		message: ok ? well : ill,
		hint: ok ? null : hint
	}));
}
async function modeOf({ env }) {
	return (await stat$1(env.path)).mode & 511;
}
function files({ env, world }, mode) {
	const file = fileName(world);
	const weak = Object.entries(env.values).filter(([name, value]) => name.endsWith("_PASSWORD") && value.length < 16);
	const passwords = Object.entries(env.values).flatMap(([name, value]) => name.endsWith("_PASSWORD") ? [value] : []);
	const pinned = !/:latest$/.test(env.image) && /:[^/]+$/.test(env.image);
	return [
		[
			"env file",
			mode === 384,
			`${file} is for its owner alone`,
			`${file} can be read by others`,
			`chmod 600 ${file}`
		],
		[
			"passwords",
			weak.length === 0 && new Set(passwords).size === passwords.length,
			"each has 16 characters or more, and none is there twice",
			weak.length > 0 ? `${weak.map(([name]) => name).join(", ")} have less than 16 characters` : "two are the same",
			"timescale-ci stack rotate"
		],
		[
			"image",
			pinned,
			`${env.image} names a version`,
			`${env.image} names no version, and the next pull may bring another`,
			`Name one in TIMESCALE_IMAGE of ${file}.`
		],
		[
			"encryption",
			env.tls === "require",
			"every connection is encrypted",
			env.tls === "allow" ? "who does not ask for it is not encrypted" : "connections are not encrypted",
			`TIMESCALE_TLS=require in ${file}, then restart: ${docsPage("operations.md#encryption")}`
		],
		[
			"address",
			/^(127\.|::1$)/.test(env.bind) || env.tls === "require",
			`ports are published at ${env.bind}`,
			`ports are published at ${env.bind}, and connections need not be encrypted`,
			`TIMESCALE_TLS=require, and a firewall: ${docsPage("operations.md#security")}`
		],
		[
			"memory",
			!/^(0|-1)?$/.test(env.values["TIMESCALE_MEMORY"] ?? ""),
			`each server may take ${env.values["TIMESCALE_MEMORY"]}`,
			"no limit keeps a server from taking the memory of all others",
			`Set TIMESCALE_MEMORY in ${file}, and restart.`
		]
	];
}
function servers({ env }, { server, problems, replication, disks }) {
	const streams = replication?.receivers.some(({ name, state }) => name === "replica" && state === "streaming") === true;
	return [
		[
			"status",
			problems.length === 0,
			"nothing is wrong",
			problems.join("; "),
			"timescale-ci stack status"
		],
		[
			"checksums",
			server?.checksums === true,
			"damage of pages is noticed",
			server === null ? "not known while the primary does not answer" : "damage of pages is not noticed",
			"pg_checksums --enable turns them on while the server is stopped."
		],
		[
			"replica",
			streams || env.replica === "none",
			streams ? "it streams" : "none is wanted",
			"the primary has the only copy",
			"timescale-ci stack start-replica"
		],
		[
			"disk",
			disks.length > 0 && disks.every((disk) => disk.freeBytes > .2 * disk.totalBytes),
			"a fifth or more is free",
			"less than a fifth is free",
			`${docsPage("operations.md#troubleshooting")}, "A disk that fills".`
		]
	];
}
function watched({ env }, { containers, backups, archive, dataBackups }) {
	const runs = (service) => containers.some((one) => one.service === service && one.state === "running");
	const missing = [
		"exporter",
		"node-exporter",
		"prometheus"
	].filter((service) => !runs(service));
	return [
		[
			"backup",
			backups.lastSuccess !== null && !backups.failing,
			`the last one succeeded at ${backups.lastSuccess}`,
			backups.lastSuccess === null ? "none has ever succeeded" : `the last one failed: ${backups.error}`,
			"timescale-ci stack backup"
		],
		[
			"daily backup",
			backups.expectedSince !== null,
			`is expected since ${backups.expectedSince}`,
			"nobody runs one every day",
			"timescale-ci stack start-tools backup, or \"stack backup --at 02:00\" as a service of the host."
		],
		[
			"archive",
			archive?.from != null && dataBackups.expectedSince !== null,
			`every moment since ${archive?.from} can be restored`,
			archive?.from == null ? "no moment can be restored" : "nobody backs the data up every day",
			env.archive === "off" ? `TIMESCALE_ARCHIVE in the env file: ${docsPage("operations.md#point-in-time-recovery")}` : "\"timescale-ci stack backup-data --at 03:00\" as a service of the host."
		],
		[
			"monitoring",
			missing.length === 0,
			"it runs",
			`${missing.join(", ")} do not run`,
			"timescale-ci stack start-tools --monitoring"
		],
		[
			"alerts",
			Boolean(env.values["TIMESCALE_ALERT_WEBHOOK"]) && runs("alertmanager"),
			"they are sent on",
			"nobody is told of an alert",
			"Set TIMESCALE_ALERT_WEBHOOK in the env file: timescale-ci stack start-tools --monitoring"
		]
	];
}
// src/stack/logs.ts
/**
* What the containers printed, as lines.
*
* @throws UserError where there is no such container
*/
async function logs(stack, options) {
	const { stdout } = await stack.engine.compose(await logArguments(stack, options));
	return stdout.split("\n").filter((line) => line !== "");
}
/** Writes to the terminal what the containers print, until it is interrupted. */
async function followLogs(stack, options) {
	const { exitCode } = await stack.engine.compose(await logArguments(stack, options, ["--follow"]), { output: "inherit" });
	if (exitCode !== 0 && exitCode !== null) throw new UserError(`Compose ended with exit code ${exitCode}`, { hint: "Its words are above." });
}
async function logArguments(stack, { service, tail }, flags = []) {
	const services = (await listContainers(stack)).map((container) => container.service);
	if (services.length === 0) throw new UserError("nothing of this stack was started yet", { hint: "Start it: timescale-ci stack start" });
	if (service !== void 0 && !services.includes(service)) throw new UserError(`there is no container ${service}`, { hint: `There are ${services.join(", ")}.` });
	return [
		"logs",
		"--no-color",
		"--tail",
		String(tail),
		...flags,
		...service === void 0 ? [] : [service]
	];
}
// src/stack/table.ts
/**
* Rows as columns, two blanks between. Nothing is cut.
*
* @param right the columns whose entries end at the same place: numbers
*/
function table(head, rows, right = []) {
	const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)));
	const line = (cells) => cells.map((cell, column) => right.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd();
	return [line(head), ...rows.map(line)];
}
// src/stack/replication-text.ts
/** The replication for a person, as lines that end with a line break. */
function replicationText({ receivers, slots, replica }) {
	const lines = [];
	if (receivers.length === 0) lines.push("Nobody receives the log of the primary.");
	else lines.push(...table([
		"receiver",
		"role",
		"address",
		"state",
		"lag",
		"delay"
	], receivers.map(({ name, user, address, state, lagBytes, lagSeconds }) => [
		name,
		user,
		address ?? "socket",
		state,
		bytes(lagBytes),
		seconds(lagSeconds)
	]), [4, 5]));
	if (slots.length > 0) lines.push("", ...table([
		"slot",
		"kind",
		"in use",
		"log",
		"keeps"
	], slots.map(({ name, kind, active, walStatus, retainedBytes }) => [
		name,
		kind,
		active ? "yes" : "no",
		walStatus ?? "",
		retainedBytes === null ? "" : bytes(retainedBytes)
	]), [4]));
	if (replica !== null) lines.push("", `The replica: ${replica.receiver ?? "no connection to the primary"}, ${behind(replica.behindSeconds)}.`);
	return lines.map((line) => `${line}\n`).join("");
}
function behind(value) {
	if (value === null) return "has replayed no commit since it started";
	return value === 0 ? "all that it received is replayed" : `its last commit is ${seconds(value)} old`;
}
// src/stack/status-text.ts
const LONGEST_QUERY = 100;
/** The status for a person, as lines that end with a line break. */
function statusText(status) {
	const { project, compose, containers, server, hypertables, detail } = status;
	return [
		[`${project} · ${compose}`, ...containerLines(containers)],
		server === null ? [] : [serverLine(status)],
		hypertables.length === 0 ? [] : hypertableLines(status),
		status.replication === null || status.replication.receivers.length === 0 ? [] : [replicationLine(status)],
		status.failingJobs.length === 0 ? [] : jobLines(status),
		detail === null || detail.tables.length === 0 ? [] : table(["table", "size"], detail.tables.map(({ name, bytes: size }) => [name, bytes(size)]), [1]),
		detail === null || detail.queries.length === 0 ? [] : queryLines(detail.queries),
		status.disks.length === 0 ? [] : [diskLine(status)],
		status.server === null ? [] : clientLines(status),
		[
			...backupLine(status),
			...archiveLine(status),
			...status.warnings.map((warning) => `Note: ${warning}.`)
		]
	].filter((lines) => lines.length > 0).map((lines) => lines.map((line) => `${line}\n`).join("")).join("\n");
}
function containerLines(containers) {
	if (containers.length === 0) return ["Nothing was started yet."];
	return table([
		"service",
		"state",
		"health",
		"image",
		"data"
	], containers.map(({ state, service, health, image, data }) => [
		service,
		state,
		state === "running" ? health ?? "–" : "–",
		image,
		service === "primary" || service === "replica" ? data ?? "–" : ""
	]));
}
function serverLine({ server }) {
	if (server === null) return "";
	const { postgres, timescaledb, license, databaseBytes, connections, maxConnections } = server;
	return `${timescaledb === null ? "no TimescaleDB" : `TimescaleDB ${timescaledb} (${license === "apache" ? "apache" : "community"})`} on PostgreSQL ${postgres} · database ${bytes(databaseBytes)} · ${connections} of ${maxConnections} connections`;
}
function hypertableLines({ hypertables }) {
	return table([
		"hypertable",
		"chunks",
		"compressed",
		"size",
		"ratio"
	], hypertables.map(({ name, chunks, compressedChunks, bytes: size, compressionRatio }) => [
		name,
		String(chunks),
		String(compressedChunks),
		bytes(size),
		compressionRatio === null ? "–" : compressionRatio.toFixed(1)
	]), [
		1,
		2,
		3,
		4
	]);
}
function jobLines({ failingJobs }) {
	return table([
		"failing job",
		"procedure",
		"of",
		"failures",
		"last run"
	], failingJobs.map(({ id, procedure, hypertable, failures, lastRun }) => [
		String(id),
		procedure,
		hypertable ?? "TimescaleDB itself",
		String(failures),
		lastRun ?? "–"
	]), [3]);
}
function replicationLine({ replication }) {
	return `Replication: ${(replication?.receivers ?? []).map(({ name, state, lagBytes, lagSeconds }) => `${name} ${state}, ${bytes(lagBytes)} behind${lagSeconds === null ? "" : ` (${seconds(lagSeconds)})`}`).join("; ")}`;
}
function diskLine({ disks }) {
	return `Free on disk: ${disks.map(({ service, freeBytes, totalBytes }) => `${service} ${bytes(freeBytes)} of ${bytes(totalBytes)}`).join("; ")}`;
}
function clientLines({ certificates, urls }) {
	const [first] = certificates.map(({ expires }) => expires).sort();
	const until = first === void 0 ? "" : `   (certificate until ${first.slice(0, 10)})`;
	return [`Clients: ${urls.primary}${until}`];
}
function backupLine({ backups }) {
	const { lastSuccess, lastFailure, expectedSince, failing } = backups;
	if (lastSuccess === null && lastFailure === null && expectedSince === null) return [];
	return [`Last backup: ${lastSuccess ?? "never"}${failing ? `; failing since then, last at ${lastFailure}` : ""}`];
}
function archiveLine({ archive }) {
	if (archive === null || archive.from === null) return [];
	const { from, lastBackup, lastKind, ageSeconds } = archive;
	return [`Can be restored: from ${from} until ${seconds(ageSeconds)} ago (last backup ${lastBackup}, ${lastKind})`];
}
function queryLines(queries) {
	return table([
		"total",
		"mean",
		"calls",
		"database",
		"query"
	], queries.map(({ totalMs, meanMs, calls, database, query }) => [
		seconds(totalMs / 1e3),
		seconds(meanMs / 1e3),
		String(calls),
		database ?? "–",
		query.length > LONGEST_QUERY ? `${query.slice(0, 99)}…` : query
	]), [
		0,
		1,
		2
	]);
}
// src/stack/test-stack.ts
const ARRIVES_WITHIN_MS = 1e4;
/**
* Tries a stack out: connects, writes a row on the primary, reads it on the replica, and makes sure that the replica
* refuses a write. The row lies in the database postgres, not in yours, and is gone afterwards.
*/
async function testStack(stack) {
	try {
		var _usingCtx$2 = _usingCtx();
		const result = {
			ok: true,
			checks: [],
			arrivedMs: null
		};
		const check = async (name, work) => {
			const step = stack.world.reporter.step(name);
			try {
				const message = await work();
				step.done(message);
				result.checks.push({
					name,
					ok: true,
					message
				});
				return true;
			} catch (error) {
				const message = messageOf(error);
				const [first = "", ...more] = message.split("\n");
				step.fail(first, more);
				result.checks.push({
					name,
					ok: false,
					message
				});
				result.ok = false;
				return false;
			}
		};
		if (!await check("primary", () => answers(stack, "primary"))) return result;
		const primary = _usingCtx$2.a(await connect(stack, "primary", "postgres"));
		const id = randomUUID();
		if (!await check("write", () => writeRow(primary, id))) return result;
		try {
			try {
				var _usingCtx3 = _usingCtx();
				if (await findContainer(stack, "replica") === void 0) {
					stack.world.reporter.note("There is no replica: \"timescale-ci stack start-replica\" makes one.");
					return result;
				}
				if (!await check("replica", () => answers(stack, "replica"))) return result;
				const replica = _usingCtx3.a(await connect(stack, "replica", "postgres"));
				await check("read", async () => {
					const start = performance.now();
					if (await waitFor(() => readRow(replica, id), {
						withinMs: ARRIVES_WITHIN_MS,
						everyMs: 20
					}) === void 0) throw new Error(`the row did not arrive within ${ARRIVES_WITHIN_MS / 1e3} s`);
					result.arrivedMs = Math.round(performance.now() - start);
					return `the row arrived on the replica within ${Math.max(1, result.arrivedMs)} ms`;
				});
				await check("refuse", () => refuses(replica));
				return result;
			} catch (_) {
				_usingCtx3.e = _;
			} finally {
				await _usingCtx3.d();
			}
		} finally {
			await primary.query("DELETE FROM timescale_ci.heartbeat WHERE id = $1", [id]).catch(() => {});
		}
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
async function answers(stack, server) {
	try {
		var _usingCtx4 = _usingCtx();
		const [row] = await _usingCtx4.a(await connect(stack, server)).query(`SELECT regexp_replace(current_setting('server_version'), ' .*', '') AS postgres, pg_is_in_recovery() AS standby,
            (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'timescaledb') AS timescaledb`);
		const { postgres = "", timescaledb = null, standby = false } = row ?? {};
		if (standby !== (server === "replica")) throw new Error(`it is a ${standby ? "standby" : "primary"}, not the ${server}`);
		return `${timescaledb === null ? "no TimescaleDB" : `TimescaleDB ${timescaledb}`} on PostgreSQL ${postgres} at ${stack.env.bind}:${stack.env.ports[server]}`;
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
async function writeRow(primary, id) {
	await primary.query("CREATE SCHEMA IF NOT EXISTS timescale_ci");
	await primary.query("CREATE TABLE IF NOT EXISTS timescale_ci.heartbeat (id uuid PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp())");
	await primary.query("INSERT INTO timescale_ci.heartbeat (id) VALUES ($1)", [id]);
	return "the primary took a row";
}
async function readRow(replica, id) {
	try {
		return (await replica.query("SELECT FROM timescale_ci.heartbeat WHERE id = $1", [id])).length > 0 ? true : void 0;
	} catch (error) {
		if (error instanceof esm_default.DatabaseError && /^(42P01|3F000)$/.test(error.code ?? "")) return void 0;
		throw error;
	}
}
async function refuses(replica) {
	try {
		await replica.query("DELETE FROM timescale_ci.heartbeat WHERE false");
	} catch (error) {
		if (error instanceof esm_default.DatabaseError && error.code === "25006") return "the replica refuses to write, as it must";
		throw error;
	}
	throw new Error("the replica takes writes: it is a second primary");
}
// src/stack/cloud-native-pg.ts
/**
* What an env file says, as manifests for the operator CloudNativePG. No password is in them.
*
* @param queries the text of stack/exporter/queries.yaml
* @throws UserError where the operator could not use an option
*/
function cloudNativePg(env, options, queries) {
	const { image, storage, instances } = options;
	const major = /:(\d+)[^/]*$/.exec(image.replace(/@.*$/, ""))?.[1];
	if (major === void 0 || Number(major) < 10) throw new UserError(`CloudNativePG cannot run ${image}: it reads PostgreSQL's version off the head of the tag`, { hint: `Name an image for the operator with TimescaleDB in it, like REGISTRY/cloudnativepg-timescale:17-ts2. ${docsPage("operations.md#beyond-one-machine")}` });
	if (!/^[1-9]\d*(\.\d+)?(Mi|Gi|Ti)$/.test(storage)) throw new UserError(`"${storage}" is no size of a volume`, { hint: "As Kubernetes has it: --storage 50Gi" });
	const name = env.project.replaceAll("_", "-").replace(/-+$/, "").slice(0, 50);
	const metrics = {
		apiVersion: "v1",
		kind: "ConfigMap",
		metadata: {
			name: `${name}-metrics`,
			labels: { "cnpg.io/reload": "" }
		},
		data: { queries }
	};
	return {
		documents: [metrics, {
			apiVersion: "postgresql.cnpg.io/v1",
			kind: "Cluster",
			metadata: { name },
			spec: {
				imageName: image,
				instances,
				bootstrap: { initdb: {
					database: env.database,
					owner: "app",
					dataChecksums: true,
					postInitApplicationSQL: ["CREATE EXTENSION IF NOT EXISTS timescaledb"]
				} },
				storage: { size: storage },
				...memoryOf(env),
				postgresql: {
					shared_preload_libraries: ["timescaledb"],
					...env.tls === "require" && { pg_hba: ["hostnossl all all all reject"] },
					parameters: parametersOf(env)
				},
				managed: { roles: [role("timescale_monitor", 10, "pg_monitor", `${name}-monitor`), role("timescale_backup", 5, "pg_read_all_data", `${name}-backup`)] },
				monitoring: { customQueriesConfigMap: [{
					name: metrics.metadata.name,
					key: "queries"
				}] }
			}
		}],
		notes: notesOf(env, name, major)
	};
}
function role(name, connectionLimit, member, secret) {
	return {
		name,
		ensure: "present",
		login: true,
		connectionLimit,
		inRoles: [member],
		passwordSecret: { name: secret }
	};
}
/** The tuning of the env file. What the operator sets by itself (wal_level, TLS, slots of its standbys) is not in it. */
function parametersOf({ values }) {
	const tuned = TUNABLE.filter((name) => name !== "TIMESCALE_MEMORY" && values[name]).map((name) => {
		const short = name.replace("TIMESCALE_", "").toLowerCase();
		return [short === "slot_wal_keep_size" ? "max_slot_wal_keep_size" : short, values[name] ?? ""];
	});
	return {
		...Object.fromEntries(tuned),
		max_locks_per_transaction: "256",
		"pg_stat_statements.track": "top",
		"timescaledb.telemetry_level": "off"
	};
}
function memoryOf({ values }) {
	const [, size, unit] = /^(\d+(?:\.\d+)?)(kB|MB|GB|TB)$/.exec(values["TIMESCALE_MEMORY"] ?? "") ?? [];
	if (size === void 0 || unit === void 0 || Number(size) === 0) return {};
	const memory = `${size}${{
		kB: "Ki",
		MB: "Mi",
		GB: "Gi",
		TB: "Ti"
	}[unit]}`;
	return { resources: {
		requests: { memory },
		limits: { memory }
	} };
}
function notesOf({ image, values }, name, major) {
	const here = /pg(\d+)/.exec(image)?.[1];
	return [
		`Passwords are not in it. The roles wait for the secrets ${name}-monitor and ${name}-backup (kubernetes.io/basic-auth).`,
		"No backup is in it: add one by the operator’s Barman Cloud plugin before it holds anything.",
		...here !== void 0 && here !== major ? [`The stack runs PostgreSQL ${here}, this image ${major}: the rows move by a dump, with the same TimescaleDB.`] : [],
		.../^(0|-1)?$/.test(values["TIMESCALE_MEMORY"] ?? "") ? ["No limit of memory: set TIMESCALE_MEMORY, or resources in the manifest."] : []
	];
}
// src/cli/stack/export.ts
/** `stack export`: what the env file says, for an operator that runs it on Kubernetes. */
const exportCommand = ({ image, storage, instances, output }, world) => async () => {
	const env = await readEnvFile(world.envPath);
	if (env === void 0) throw new UserError(`there is no ${fileName(world)}`, { hint: "Run \"timescale-ci stack setup\" first." });
	if (image === void 0 || storage === void 0) throw new UserError("--image and --storage are needed: nothing here knows what your Kubernetes has", { hint: `For example --image REGISTRY/cloudnativepg-timescale:17-ts2 --storage 50Gi, with room for the log that slots keep. ${docsPage("operations.md#beyond-one-machine")}` });
	const target = output === void 0 ? void 0 : resolve(world.cwd, output);
	if (target !== void 0) await checkOutput(target);
	const queries = await readFile(join(world.stackDir, "exporter/queries.yaml"), "utf8");
	const { documents, notes } = cloudNativePg(env, {
		image,
		storage,
		instances: instances ?? (env.replica === "none" ? 1 : 2)
	}, queries);
	const text = `${`# Written by "timescale-ci stack export" from ${fileName(world)}.\n${notes.map((note) => `# ${note}\n`).join("")}`}${documents.map((document) => `---\n${(0, import_dist.stringify)(document, { lineWidth: 0 })}`).join("")}`;
	if (target !== void 0) await writeOutput(target, text);
	for (const note of notes) world.reporter.note(note);
	return {
		ok: true,
		json: {
			ok: true,
			file: output ?? null,
			notes,
			documents
		},
		...target === void 0 && { text }
	};
};
// src/cli/stack/looking-commands.ts
/** The commands that look at a stack and change nothing. */
function addLooking(add) {
	add("status", "containers, health, versions, hypertables, sizes, failing jobs, lag").option("--detail", "tables and the statements that took most time, too").action((flags) => runOnStack(flags, async (opened) => {
		const result = await status(opened, flags.detail === true);
		return {
			ok: result.ok,
			json: result,
			text: statusText(result),
			verdict: result.problems.join("\n")
		};
	}));
	add("check", "verify each line of the list for a stack that holds the only copy of something").action((flags) => runOnStack(flags, async (opened) => {
		const lines = await checkStack(opened);
		for (const { name, ok, message, hint } of lines) {
			const step = opened.world.reporter.step(name);
			if (ok) step.done(message);
			else step.warn(message, hint === null ? [] : [hint]);
		}
		const open = lines.filter(({ ok }) => !ok).length;
		const verdict = `${open} of ${lines.length} lines are open.`;
		return {
			ok: open === 0,
			json: {
				ok: open === 0,
				lines
			},
			verdict
		};
	}));
	add("test", "connect, write on the primary, read on the replica, be refused there").action((flags) => runOnStack(flags, async (opened) => {
		const result = await testStack(opened);
		return {
			ok: result.ok,
			json: result,
			verdict: `${docsPage("operations.md#troubleshooting")} says what to look at.`
		};
	}));
	add("replication", "who receives the log, slots, lag in bytes and seconds").action((flags) => runOnStack(flags, async (opened) => {
		const result = await replication(opened);
		return {
			ok: result.ok,
			json: result,
			text: replicationText(result),
			verdict: result.problems.join("\n")
		};
	}));
	add("logs", "what the containers say").argument("[service]", "one of them alone").option("-f, --follow", "go on until interrupted").option("--tail <n>", "how many lines of each", positive, 100).action((service, flags) => runOnStack(flags, async (opened) => {
		if (flags.follow === true) {
			if (flags.json === true) throw new UserError("--follow never ends, so there is no document", { hint: "Leave out --follow or --json." });
			await followLogs(opened, {
				service,
				tail: flags.tail
			});
			return {
				ok: true,
				json: { ok: true }
			};
		}
		const lines = await logs(opened, {
			service,
			tail: flags.tail
		});
		return {
			ok: true,
			json: {
				ok: true,
				lines
			},
			text: lines.map((line) => `${line}\n`).join("")
		};
	}));
	add("export", "what the env file says, as manifests for an operator on Kubernetes; no password is in them").addOption(new Option("--to <operator>", "which one").choices(["cloudnative-pg"]).makeOptionMandatory()).option("--image <ref>", "an image that the operator can run, with TimescaleDB").option("--storage <size>", "volume of each instance, like 50Gi").option("--instances <n>", "primary and standbys together (default: 2)", upTo(9)).option("-o, --output <file>", "where to write it (default: standard output)").action((flags) => runOnFile(flags, (world) => exportCommand(flags, world)));
}
// src/stack/stop.ts
/** Stops every container of the stack. Data and containers stay. @returns the services that ran */
async function stop(stack) {
	const step = stack.world.reporter.step("stop");
	const services = (await listContainers(stack)).filter(({ state }) => state === "running" || state === "restarting").map(({ service }) => service);
	if (services.length === 0) {
		step.unchanged("nothing runs");
		return [];
	}
	for (const group of [services.filter((name) => name !== "replica"), services.filter((name) => name === "replica")]) if (group.length > 0) await stack.engine.compose(["stop", ...group]);
	step.done(`${services.join(", ")} stopped; the data stays`);
	return services;
}
// src/stack/restart.ts
/**
* Stops what runs and starts it again, with what the env file says now. Starts the primary where nothing ran.
*
* @throws UserError before anything is stopped, where the env file cannot be used
*/
async function restart(stack) {
	await requireUsable(stack);
	const ran = await stop(stack);
	await startServer(stack, "primary");
	if (ran.includes("replica")) await startReplica(stack, {
		resync: false,
		eraseFormer: false,
		eraseFirst: false
	});
	await startServices(stack, ran.filter((service) => SERVICES.some((one) => one.service === service)));
	return ran;
}
/** Starts and ends a server with the image and the settings of the env file, on data that nobody keeps. */
async function tryToStart({ engine, world }) {
	const step = world.reporter.step("trial");
	const { stdout } = await engine.compose(["config"]);
	const { services } = (0, import_dist.parse)(stdout);
	const trial = [
		"--entrypoint",
		"/bin/sh",
		"primary",
		"/timescale-ci/trial.sh"
	];
	try {
		await engine.compose([
			"run",
			"--rm",
			"--no-deps",
			"-T",
			"--user",
			"postgres",
			...trial,
			...services.primary.command
		]);
	} catch (cause) {
		const said = messageOf(cause).split("\n").filter((line) => /FATAL|ERROR|PANIC|DETAIL|HINT/.test(line)).map((line) => line.replace(/^.*?(?=FATAL|ERROR|PANIC|DETAIL|HINT)/, ""));
		if (said.length === 0) throw cause;
		throw new UserError(["a server does not start with these settings; nothing was stopped", ...said].join("\n"), {
			hint: `Change them in ${fileName(world)}, and run the command again.`,
			cause
		});
	}
	step.done("a server of its own starts with these settings");
}
/** Tries what the env file says as far as that goes while the servers run. */
async function requireUsable(stack) {
	await requireMounts(stack);
	await requireNoHalfPromotion(stack);
	await stack.engine.compose(["config", "--quiet"]);
	await requireAddress(stack);
	const running = (await listContainers(stack)).filter(({ state }) => state === "running");
	const own = new Set(running.flatMap(({ ports }) => ports));
	for (const { service } of running) if (service in PORTS && !own.has(stack.env.ports[service])) await requireFreePort(stack, service);
	await tryToStart(stack);
	if (!running.some(({ service }) => service === "primary")) return;
	const refusal = await tryToConnect(stack, "primary", "postgres").then(async (connection) => {
		await connection[Symbol.asyncDispose]();
	}, (error) => error);
	if (refusal?.code === "28P01") throw explainConnect(refusal, stack, "primary");
}
// src/cli/stack/setup.ts
/** `stack setup`: the env file, the volumes, a primary with the init SQL. */
const setupCommand = (flags, world) => async (settings, context) => {
	return {
		ok: true,
		json: {
			ok: true,
			...await setup(world, {
				choices: choicesOf(flags, settings, context),
				given: given(flags),
				applyInit: applyInit(settings, context),
				initAgain: flags.init !== void 0 || flags.source !== void 0
			})
		}
	};
};
function given(flags) {
	return [
		[
			"--project",
			"TIMESCALE_PROJECT",
			flags.project
		],
		[
			"--image",
			"TIMESCALE_IMAGE",
			flags.image
		],
		[
			"--database",
			"TIMESCALE_DATABASE",
			flags.database
		],
		[
			"--tuning",
			"TIMESCALE_SHARED_BUFFERS",
			presetOf(flags.tuning)
		],
		[
			"--bind",
			"TIMESCALE_BIND",
			flags.bind
		],
		[
			"--port",
			"TIMESCALE_PRIMARY_PORT",
			flags.port
		],
		[
			"--replica-port",
			"TIMESCALE_REPLICA_PORT",
			flags.replicaPort
		]
	].flatMap(([flag, name, value]) => value === void 0 ? [] : [[
		flag,
		name,
		String(value)
	]]);
}
/** What tells one preset from another; that of a machine is not known before it is asked. */
function presetOf(tuning) {
	if (tuning === void 0 || tuning === "auto") return void 0;
	return tuningValues(tuning, {
		memoryBytes: 0,
		cores: 1,
		diskBytes: 0
	}).TIMESCALE_SHARED_BUFFERS;
}
function choicesOf(flags, settings, { cwd }) {
	const project = flags.project ?? projectOf(cwd);
	if (!PROJECT_NAME.test(project)) throw new UserError(`"${project}" is no name for a project`, { hint: "Lower-case letters, digits, - and _, a letter or digit first: --project trading" });
	const ports = Object.fromEntries(Object.entries(PORTS).map(([name, [, port]]) => [name, port]));
	if (flags.port !== void 0) ports.primary = flags.port;
	if (flags.replicaPort !== void 0) ports.replica = flags.replicaPort;
	const { image = DEFAULT_IMAGE, database } = settings;
	return {
		project,
		image,
		database,
		tuning: flags.tuning ?? "laptop",
		bind: flags.bind ?? "127.0.0.1",
		ports
	};
}
/** The name of the directory, in the letters that a project may have. */
function projectOf(cwd) {
	const name = basename(cwd).toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
	return name === "" ? "timescale" : `timescale-${name}`.slice(0, 63);
}
/** Ends a session of ours from beside it, and with it the statement that it runs. */
async function endBackend(server, pid) {
	try {
		var _usingCtx$1 = _usingCtx();
		await _usingCtx$1.a(await PgSession.connect(server, async (cause) => new Error(messageOf(cause), { cause }))).query("SELECT pg_terminate_backend($1)", [pid]);
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
/** Statements run one by one: those before the one that failed stay. */
function stopped(error) {
	return new UserError(error.render(), {
		hint: "The statements before it ran and stay. Mend it, make the SQL bear to run twice, and run it again: timescale-ci stack setup --init 'sql/init/*.sql'",
		exitCode: error.exitCode,
		cause: error
	});
}
const applyInit = (settings, { cwd }) => async (server) => {
	try {
		var _usingCtx3 = _usingCtx();
		const { scripts: files } = await readScripts(settings, cwd, false);
		const program = files.find(({ shell }) => shell);
		if (program !== void 0) throw new UserError(`${program.name} is a shell script, and setup runs SQL only`, { hint: "Write it as SQL, or name the SQL alone with --init." });
		const session = _usingCtx3.a(await PgSession.connect(server, async (cause) => new Error(messageOf(cause), { cause })));
		const database = String(server.database);
		const [row] = await session.query("SELECT pg_backend_pid() AS pid");
		const left = onExit(() => endBackend(server, row?.pid ?? 0));
		try {
			const result = await runScripts(session, files, {
				cwd,
				database
			});
			return `${plural(result.files, "file")}, ${plural(result.statements, "statement")}`;
		} catch (error) {
			throw error instanceof ScriptError ? stopped(error) : error;
		} finally {
			left();
		}
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
};
// src/cli/stack/running-commands.ts
/** The commands that make, start and stop what a stack runs. */
function addRunning(add) {
	add("setup", "env file with random passwords, volumes, a primary with the init SQL; what is there stays as it is").option("--project <name>", "name before containers and volumes (default: timescale- and the directory’s name)").option("--image <ref>", "image of the servers (default: timescale/timescaledb:2.14.2-pg14)").option("--database <name>", "name of the database (default: trading_data)").addOption(new Option("--tuning <profile>", "a preset, or what this machine has: auto (default: laptop)").choices(TUNINGS)).option("--bind <address>", "address that the ports are published at (default: 127.0.0.1)").option("--port <port>", "port of the primary (default: 5432)", port).option("--replica-port <port>", "port of the replica (default: 5433)", port).addOption(new Option("--init <glob>", "init SQL, even on a database that has tables; repeatable").argParser((value, previous) => [...previous ?? [], value])).action((flags) => changeAlone(flags, (world) => setupCommand(flags, world)));
	add("start", "start the primary").action((flags) => changeStack(flags, async (opened) => {
		return {
			ok: true,
			json: {
				ok: true,
				...await startServer(opened, "primary")
			}
		};
	}));
	for (const [name, resync, description] of [[
		"start-replica",
		false,
		"start the replica: slot and base backup where there is none, then wait until it streams"
	], [
		"restart-replica",
		true,
		"copy the primary anew beside the old copy, verify it, and let it take its place"
	]]) add(name, description).option("--yes", "let a new copy take the place of a former primary on the replica’s volume").option("--erase-first", "erase what is on the replica’s volume before the new copy is there, to save room").action((flags) => changeStack(flags, async (opened) => {
		return {
			ok: true,
			json: {
				ok: true,
				...await startReplica(opened, {
					resync,
					eraseFormer: flags.yes === true,
					eraseFirst: flags.eraseFirst === true
				})
			}
		};
	}));
	add("start-tools", "start pgAdmin and the backup service, or the services that are named").argument("[service...]", "pgadmin, backup, exporter, node-exporter, prometheus, grafana, alertmanager").option("--monitoring", "the exporters, Prometheus, Grafana and, where the env file has a webhook, Alertmanager too").action((named, flags) => changeStack(flags, async (opened) => {
		const usual = named.length === 0 ? ["tools"] : [];
		const profiles = flags.monitoring === true ? [...usual, "monitoring"] : usual;
		return {
			ok: true,
			json: {
				ok: true,
				services: await startServices(opened, [...named, ...servicesOf(opened, profiles)])
			}
		};
	}));
	add("rotate", "new passwords and a new certificate: env file, server, and the containers that hold an old one").argument("[name...]", "certificate, or a role: postgres, replicator, timescale_monitor, timescale_backup (default: all of them)").option("--from-file", "give the roles the passwords that the env file has, instead of new ones").option("--new-authority", "another authority for the certificate, too: every client needs its file anew").action((names, flags) => changeStack(flags, async (opened) => {
		return {
			ok: true,
			json: {
				ok: true,
				...await rotate(opened, {
					names,
					fromFile: flags.fromFile === true,
					newAuthority: flags.newAuthority === true
				})
			}
		};
	}));
	add("start-all", "start primary, replica, tools and monitoring").action((flags) => changeStack(flags, async (opened) => {
		return {
			ok: true,
			json: {
				ok: true,
				primary: await startServer(opened, "primary"),
				replica: await startReplica(opened, {
					resync: false,
					eraseFormer: false,
					eraseFirst: false
				}),
				services: await startServices(opened, servicesOf(opened, ["tools", "monitoring"]))
			}
		};
	}));
	add("restart", "stop what runs and start it again, with what the env file says now").action((flags) => changeStack(flags, async (opened) => ({
		ok: true,
		json: {
			ok: true,
			restarted: await restart(opened)
		}
	})));
	add("stop", "stop everything; the data stays").action((flags) => changeStack(flags, async (opened) => ({
		ok: true,
		json: {
			ok: true,
			stopped: await stop(opened)
		}
	})));
}
// src/cli/stack/program.ts
/** `stack` and its commands. */
function addStack(program) {
	const stack = program.command("stack").description(`a primary, a streaming replica, tools and monitoring on Docker Compose (${docsPage("operations.md")})`);
	const add = (name, description) => withCommon(stack.command(name).description(description).option("--env-file <file>", "settings and passwords of the stack", ENV_FILE));
	addRunning(add);
	addLooking(add);
	addData(add);
	addArchive(add);
}
// src/cli/program.ts
/** In the order of the help. Each holds its flags, its help and what it prints. */
const COMMANDS = [
	addBackup,
	addDump,
	addValidate,
	addRestoreTest,
	addDiff,
	addPlan,
	addApply,
	addDrift,
	addUpgrade,
	addHealth,
	addSimulate,
	addRehearse,
	addDocs,
	addInit,
	addDoctor
];
/** The command line: every command, with its help. Usage errors end with exit code 2. */
function createProgram() {
	const program = new Command("timescale-ci").description("A lossless, byte-stable schema dump of TimescaleDB, proved by restoring it.").version(version).showHelpAfterError("Run it with --help to see what it takes.").showSuggestionAfterError().exitOverride((error) => {
		process.exitCode = error.exitCode === 0 ? 0 : 2;
		throw error;
	}).addHelpText("after", "\nExit codes: 0 done, nothing found; 1 the check found something; 2 it could not run.");
	for (const addCommand of COMMANDS) addCommand((name, description) => program.command(name).description(description));
	addStack(program);
	addDataCommands(program);
	t(program, { completionCommandName: "completion" });
	return program;
}
// src/cli/start.ts
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => void 0);
try {
	await createProgram().parseAsync();
} catch (error) {
	if (!(error instanceof CommanderError)) throw error;
}
export {};
