import { i as InvalidArgumentError, n as Option, r as CommanderError, t as Command } from "./vendor~start.js";
import { $ as isChangeClass, B as dumpDatabase, C as lexemes, D as code, E as text, F as unquoted, K as explainChanges, L as restore, Q as CLASSES, R as resolveInit, S as startEngine, T as statementHead, U as fingerprintOf, V as _usingCtx, W as readHeader, a as formatRunning, b as dumpSource, c as diffDocument, ct as unlessClosing, d as validate, f as targetVersion, h as proveOn, i as formatPlain, it as loadSettings, l as backup, n as formatDetails, o as formatStep, ot as cleanUp, p as readDirectives, r as formatMessage, s as visible, st as cleanUpOnExit, t as version$1, v as docs, w as readName, x as openSource, y as dump, z as ScriptError } from "./core~action~start.js";
import { c as UserError, l as messageOf, n as disableRyuk, t as plural } from "./core~action~post~start.js";
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
// src/cli/commands/backup.ts
/** `backup`: the main job. */
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
// src/diff/rename/hints.ts
/** Reads the comments that set a rename: before a statement or behind it for its object, inside CREATE TABLE for an item. */
function readRenameHints(statements) {
	return statements.flatMap((statement) => {
		const head = statementHead(statement.sql);
		if (head.kind === null || head.name.length === 0 || head.verb !== "create" && head.verb !== "alter") return [];
		const around = readDirectives(`${statement.before}\n${statement.behind}`).filter(isRename);
		const items = head.kind === "table" ? itemsOf(statement.sql, head) : [];
		const inside = readDirectives(statement.sql).filter(isRename);
		return [...around.map(({ rest }) => hint(head, onlyItem(items, head), rest)), ...inside.map(({ rest, start }) => hint(head, itemAt(items, statement.sql, start), rest))];
	});
}
function isRename({ verb, rest }) {
	return verb === "renamed-from" && rest !== "";
}
function hint({ name, kind }, item, from) {
	return {
		object: name,
		kind: kind ?? "",
		item,
		from: readName(lexemes(from), 0).parts
	};
}
/** The columns and named constraints of CREATE TABLE (…), or of ALTER TABLE … ADD. */
function itemsOf(sql, head) {
	const tokens = lexemes(sql);
	const items = [];
	let depth = 0;
	const add = (at) => {
		const name = itemName(tokens, at);
		const start = tokens[at]?.start ?? 0;
		if (name !== void 0) items.push({
			name,
			start,
			end: sql.length
		});
	};
	tokens.forEach(({ text, start }, at) => {
		if (text === "(") depth++;
		if (text === ")") depth--;
		const open = items.at(-1);
		const opens = head.verb === "create" ? depth === 1 && (text === "(" || text === ",") : depth === 0 && /^add$/i.test(text);
		if (opens || head.verb === "create" && depth === 0 && text === ")") {
			if (open !== void 0 && open.end === sql.length) open.end = start;
			if (opens) add(at + 1);
		}
	});
	return items;
}
function itemName(tokens, start) {
	let at = start;
	while (/^(column|constraint|if|not|exists)$/i.test(tokens[at]?.text ?? "")) at++;
	const token = tokens[at];
	if (token?.kind === "quotedIdentifier") return unquoted(token.text);
	return token?.kind === "word" ? token.text.toLowerCase() : void 0;
}
/** ALTER TABLE … ADD names one item: the comment before the statement means that. */
function onlyItem(items, { verb }) {
	return verb === "alter" && items.length === 1 ? items[0]?.name ?? null : null;
}
/** The item that the comment's line begins, or the next one where the comment has a line of its own. */
function itemAt(items, sql, start) {
	const line = sql.lastIndexOf("\n", start - 1) + 1;
	return (sql.slice(line, start).trim() === "" ? items.find((item) => item.start > start) : items.findLast((item) => item.start >= line && item.start < start) ?? items.find((item) => item.start <= start && item.end >= line))?.name ?? null;
}
/** Holds the comments against the models. What is not there, because the rename was made long ago, is left out. */
function resolveRenames(hints, from, to) {
	const objects = hints.filter(({ item }) => item === null).flatMap((one) => ofObject(one, from, to) ?? []);
	const items = hints.flatMap((one) => one.item === null ? [] : ofItem(one, one.item, objects, from, to) ?? []);
	return [...objects, ...items];
}
const OBJECTS = {
	table: "relations",
	view: "relations",
	"materialized view": "relations",
	index: "indexes",
	function: "routines",
	procedure: "routines",
	aggregate: "routines",
	sequence: "sequences"
};
function ofObject({ kind, object, from: old }, from, to) {
	const collection = OBJECTS[kind];
	if (collection === void 0) return void 0;
	const now = find(to, collection, object);
	const schema = now === void 0 ? [] : namesOf(now).slice(0, -1);
	const before = find(from, collection, old.length === 1 ? [...schema, ...old] : old) ?? find(from, collection, old);
	return now === void 0 || before === void 0 ? void 0 : {
		collection,
		from: before.name,
		to: now.name,
		told: true
	};
}
function ofItem({ object, from: old }, item, objects, from, to) {
	const table = find(to, "relations", object)?.name;
	const before = objects.find((one) => one.to === table)?.from ?? table;
	for (const collection of ["columns", "constraints"]) {
		const now = to[collection].find((one) => one.relation === table && one.bare === item);
		const then = from[collection].find((one) => one.relation === before && one.bare === old.at(-1));
		if (now !== void 0 && then !== void 0) return {
			collection,
			from: then.name,
			to: now.name,
			told: true
		};
	}
}
/** The object with that name: qualified, or bare where only one has it. */
function find(model, collection, name) {
	const objects = model[collection].filter((one) => endsWith(namesOf(one), name));
	return objects.length === 1 ? objects[0] : void 0;
}
function namesOf({ name }) {
	return readName(lexemes(name), 0).parts;
}
function endsWith(name, end) {
	return end.length > 0 && end.every((part, i) => name.at(i - end.length) === part);
}
// src/jobs/side.ts
/**
* Says what a word of the command line stands for: a postgres:// URL, a file that one of our dumps is in, or init SQL (a
* file, a directory, a pattern).
*
* @throws UserError where there is no such file
*/
async function readSideSpec(word, { cwd }) {
	if (/^postgres(ql)?:\/\//.test(word)) return {
		kind: "live",
		url: word,
		name: withoutSecrets(word)
	};
	const text = await readFile(resolve(cwd, word), "utf8").catch(() => "");
	if (readHeader(text) !== void 0) return {
		kind: "dump",
		text,
		name: word
	};
	await resolveInit([word], cwd);
	return {
		kind: "init",
		name: word
	};
}
/**
* Reads the schema of a side. Each ends up on a server of the same kind, also a live one, whose dump is restored there:
* versions of PostgreSQL print the same view differently, and only the same printer shows what is equal.
*/
async function openSide(spec, settings, context) {
	switch (spec.kind) {
		case "init": try {
			var _usingCtx$2 = _usingCtx();
			const { "database-url": _, ...files } = settings;
			const source = _usingCtx$2.a(await openSource({
				...files,
				init: [spec.name]
			}, context));
			return {
				dump: await dumpStep(spec.name, context, () => dumpOf(source)),
				statements: source.statements,
				live: null,
				target: targetVersion(source.engine, settings)
			};
		} catch (_) {
			_usingCtx$2.e = _;
		} finally {
			await _usingCtx$2.d();
		}
		case "dump": return restored(spec.text, spec.name, null, settings, context);
		case "live": try {
			var _usingCtx3 = _usingCtx();
			const source = _usingCtx3.a(await openSource({
				...settings,
				"database-url": spec.url
			}, context));
			const { text } = await dumpStep(spec.name, context, () => dumpOf(source));
			return await restored(text, spec.name, source.engine.versions.timescaledb, settings, context);
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
	}
}
function dumpOf({ engine, builder }) {
	return dumpDatabase(engine.database, builder);
}
async function restored(text, name, live, settings, context) {
	try {
		var _usingCtx4 = _usingCtx();
		const engine = _usingCtx4.a(await startEngine(settings, context));
		return {
			dump: await dumpStep(name, context, async () => {
				try {
					var _usingCtx5 = _usingCtx();
					const scratch = _usingCtx5.a(await engine.scratch());
					await restore(text, scratch, name);
					return await dumpDatabase(scratch);
				} catch (_) {
					_usingCtx5.e = _;
				} finally {
					await _usingCtx5.d();
				}
			}),
			statements: [],
			live,
			target: targetVersion(engine, settings)
		};
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
async function dumpStep(name, { reporter }, read) {
	const step = reporter.step("dump");
	const dump = await read();
	step.done(`${name} · schema ${dump.fingerprint.slice(0, 8)}`);
	return dump;
}
/** A URL that can be shown. */
function withoutSecrets(url) {
	return url.replace(/^(postgres(?:ql)?:\/\/[^:@/?#]*):[^@]*@/, "$1:***@").replace(/\?.*$/, "");
}
// src/jobs/diff.ts
/**
* Compares two schemas, each a dump, init SQL or a live database, one after the other: two servers at once would take
* twice the memory.
*
* @param failOn the classes that fail the check
*/
async function diff(specs, failOn, settings, context) {
	const [old, now] = [await readSideSpec(specs.old, context), await readSideSpec(specs.new, context)];
	const from = await openSide(old, settings, context);
	const to = await openSide(now, settings, context);
	const changes = explainChanges(from.dump.model, to.dump.model, {
		timescaledb: from.live ?? to.live ?? to.target,
		renames: resolveRenames(readRenameHints(to.statements), from.dump.model, to.dump.model)
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
// src/report/change-words.ts
/** A class as people read it: `data loss`. */
function classWords(level) {
	return level.replace("-", " ");
}
/** `5 changes: 1 data loss, 4 safe` */
function countWords(changes) {
	const parts = CLASSES.map((level) => [level, changes.filter((change) => change.class === level).length]).filter(([, count]) => count > 0).map(([level, count]) => `${count} ${classWords(level)}`);
	return parts.length === 0 ? "no changes" : `${plural(changes.length, "change")}: ${parts.join(", ")}`;
}
/** Longer values say nothing at a glance; the diff of the dumps has them. */
const LONGEST = 80;
/** A value that fits a line; what is longer is told by its size. Null stays null. */
function shortValue(value) {
	if (value === null) return null;
	const lines = value.trim().split("\n").length;
	if (lines > 1) return `${lines} lines`;
	return [...value].length <= LONGEST ? value : `${[...value].slice(0, 79).join("")}…`;
}
/** What came or went with an object as a whole: `new hypertable on ts, chunks of 7 days`, `dropped column: text`. */
function wholeWords({ kind, from, to }) {
	const description = shortValue(to ?? from) ?? "";
	const word = from === null ? "new" : "dropped";
	return description.startsWith(kind) ? `${word} ${description}` : `${word} ${kind}: ${description}`;
}
// src/report/changes-table.ts
const HEADER = "| | object | change | what happens on a database with rows |\n|---|---|---|---|";
/** Names are 63 bytes long at most, but a message may hold many. */
const LONGEST_MESSAGE = 400;
const LONGEST_NAME = 160;
/** A table of changes in GitHub's Markdown, in their order. */
function changesTable(changes) {
	return [HEADER, ...changes.map(changeRow)].join("\n");
}
/** One row; nothing in it leaves its cell, mentions somebody or links anywhere. */
function changeRow(change) {
	const level = classWords(change.class);
	const grave = change.class === "data-loss" || change.class === "breaking";
	const object = code(clip(change.object, LONGEST_NAME));
	const [subject, values] = change.property === null ? [object, text(wholeWords(change))] : [`${object} ${text(clip(change.property, LONGEST_NAME))}`, `${value(change.from)} → ${value(change.to)}`];
	return `| ${[
		grave ? `**${level}**` : level,
		subject,
		values,
		text(clip(change.message, LONGEST_MESSAGE))
	].join(" | ")} |`;
}
function value(full) {
	const words = shortValue(full);
	return words === null || words === "" ? "–" : code(words);
}
/** The start of a text that is too long, cut between characters. */
function clip(words, longest) {
	const characters = [...words];
	return characters.length <= longest ? words : `${characters.slice(0, longest - 1).join("")}…`;
}
// src/report/diff-text.ts
/** Room for `recompress` and two blanks. */
const CLASS_WIDTH = 12;
/** `diff --format text`: a line for each change, and below it what happens on a database with rows. */
function diffAsText(document) {
	if (document.equal) return "The schemas are equal.\n";
	const indent = " ".repeat(CLASS_WIDTH);
	const lines = document.changes.flatMap((change) => [`${classWords(change.class).padEnd(CLASS_WIDTH)}${visible(subject(change))}`, `${indent}${visible(change.message)}`]);
	return `${[
		countWords(document.changes),
		"",
		...lines
	].join("\n")}\n`;
}
/** `hypertable trading.trades, chunk interval: 7 days → 1 day` */
function subject(change) {
	if (change.property === null) return `${change.object}: ${wholeWords(change)}`;
	const [from, to] = [change.from, change.to].map((value) => shortValue(value) ?? "–");
	return `${change.kind} ${change.object}, ${change.property}: ${from} → ${to}`;
}
/** `diff --format markdown`: the table of the pull-request comment. */
function diffAsMarkdown(document) {
	if (document.equal) return "The schemas are equal.\n";
	return `${countWords(document.changes)}\n\n${changesTable(document.changes)}\n`;
}
/** `diff --format json` */
function diffAsJson(document) {
	return `${JSON.stringify(document, null, 2)}\n`;
}
// src/cli/commands/diff.ts
const FORMATS = [
	"text",
	"markdown",
	"json"
];
const WRITERS = {
	text: diffAsText,
	markdown: diffAsMarkdown,
	json: diffAsJson
};
/** `diff OLD NEW`: what changes, how dangerous it is. */
const diffCommand = (specs, format, failOn) => async (settings, context) => {
	const { document, failing } = await diff(specs, failOn, settings, context);
	const found = document.changes.filter((change) => failing.includes(change.class));
	return {
		ok: failing.length === 0,
		json: document,
		text: WRITERS[format](document),
		verdict: `${countWords(found)}; --fail-on lists ${failing.map(classWords).join(", ")}.`
	};
};
// src/cli/commands/dump.ts
/** `dump`: the canonical text, to standard output or a file. */
const dumpCommand = (output) => async (settings, context) => {
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
/** Writes what somebody asked for with -o. */
async function writeOutput(path, text) {
	try {
		await writeFile(path, text);
	} catch (cause) {
		throw new UserError(`cannot write ${path}: ${messageOf(cause)}`, {
			hint: "Check the path that -o names.",
			cause
		});
	}
}
// src/cli/commands/docs.ts
/** `docs`: the documentation as Markdown, to standard output or a file. */
const docsCommand = (output) => async (settings, context) => {
	const { markdown, fingerprint } = await docs(settings, context);
	if (output !== void 0) await writeOutput(resolve(context.cwd, output), markdown);
	return {
		ok: true,
		json: {
			ok: true,
			fingerprint,
			file: output ?? null,
			...output === void 0 ? { markdown } : {}
		},
		...output === void 0 ? { text: markdown } : {}
	};
};
// src/jobs/restore-test.ts
/**
* Proves a dump file: it restores, a second dump has the same bytes, and every hypertable takes rows. Where a source is
* given too (`compare`), the restored schema must be exactly the source's.
*/
async function restoreTest(file, settings, context, compare) {
	try {
		var _usingCtx$1 = _usingCtx();
		const text = await readDump(resolve(context.cwd, file), file);
		const header = readHeader(text);
		const fingerprint = fingerprintOf(text);
		const intact = header === void 0 ? null : header.fingerprint === fingerprint;
		if (intact === false) context.reporter.warn(`${file} was changed after it was dumped`, [`its header says ${header?.fingerprint.slice(0, 8)}, its text is ${fingerprint.slice(0, 8)}`]);
		const expected = compare ? await expectedModel(settings, context) : null;
		const engine = _usingCtx$1.a(await startEngine(settings, context, compare ? "scratch" : "server"));
		const proof = await proveOn(engine, { text }, expected, context, file);
		return {
			ok: proof.proved,
			server: engine.label,
			fingerprint,
			intact,
			proof
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
async function expectedModel(settings, context) {
	try {
		var _usingCtx3 = _usingCtx();
		const source = _usingCtx3.a(await openSource(settings, context));
		return (await dumpSource(source, context)).model;
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
			hint: "Give the path of a .sql file that \"backup\" or \"dump\" wrote.",
			cause
		});
	}
}
// src/cli/commands/restore-test.ts
/** `restore-test FILE`: proves a dump, alone or against a source. */
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
// src/cli/commands/validate.ts
/** `validate`: the required objects and the lint rules. */
const validateCommand = async (settings, context) => {
	const { ok, server, required, lint } = await validate(settings, context);
	return {
		ok,
		json: {
			ok,
			server,
			unmet: required.unmet,
			findings: lint.findings,
			ignored: lint.ignored
		},
		verdict: "Mend the SQL, or what timescale-ci.yml requires. docs/rules explains every rule."
	};
};
// src/cli/options.ts
/** The flags that were given, as settings; what was not given is left to the settings file. */
function givenSettings(flags) {
	return {
		init: flags.init,
		"database-url": flags.databaseUrl,
		engine: flags.engine,
		image: flags.image,
		database: flags.database,
		"schema-dir": flags.schemaDir,
		"restore-test": flags.restoreTest === false ? false : void 0,
		keep: flags.keep
	};
}
function withSource(command) {
	return command.addOption(new Option("--init <glob>", "init SQL: a file, directory or pattern; repeatable, run in the order given").argParser(collect).conflicts("databaseUrl")).option("--database-url <url>", "a live database to read (postgres://…); never written to");
}
function withEngine(command) {
	return command.addOption(new Option("--engine <kind>", "where a TimescaleDB comes from (default: auto)").choices([
		"auto",
		"docker",
		"embedded"
	])).option("--image <ref>", "Docker image of the docker engine (default: timescale/timescaledb:2.14.2-pg14)").option("--database <name>", "name of the database that is built (default: trading_data)");
}
function withCommon(command) {
	return command.option("--config <file>", "settings file (default: timescale-ci.yml, where it exists)").option("--json", "one JSON document on standard output, nothing else there").option("--quiet", "errors only on standard error");
}
function collect(value, previous) {
	return [...previous ?? [], value];
}
// src/report/reporter.ts
/** Shorter steps show no time: it would say nothing. */
const SHORTEST_MS = 50;
const TAKE_LINE_BACK = "\r\x1B[2K";
/** A reporter that writes text lines. */
function createReporter(options) {
	const running = /* @__PURE__ */ new Map();
	const layout = () => ({
		colour: options.colour,
		columns: options.terminal ? options.columns?.() ?? 80 : void 0
	});
	let live = false;
	/** Writes whole lines, above the line of the latest running step where a terminal shows one. */
	const print = (text) => {
		const shown = options.terminal && !options.quiet ? [...running.values()].at(-1) : void 0;
		const parts = [live ? TAKE_LINE_BACK : "", text === void 0 ? "" : `${text}\n`];
		if (shown) parts.push(formatRunning(shown.name, shown.text, layout()));
		live = shown !== void 0;
		const all = parts.join("");
		if (all) options.write(all);
	};
	const say = (text) => {
		if (!options.quiet) print(text);
	};
	return {
		heading: (text) => say(formatPlain(text)),
		closing: (text) => say(formatPlain(text)),
		note: (text) => say(formatDetails([text]).join("\n")),
		warn: (text, details = []) => say([formatMessage("warning", text, layout()), ...formatDetails(details)].join("\n")),
		error(message, { details = [], hint } = {}) {
			const last = [...running.keys()].at(-1);
			for (const step of running.keys()) if (step !== last) running.delete(step);
			if (last) last.fail(message, details);
			else print([formatMessage("failed", message, layout()), ...formatDetails(details)].join("\n"));
			if (hint !== void 0) print(formatPlain(hint));
		},
		step(name) {
			const start = options.now();
			const end = (mark) => (text, details) => {
				if (!running.delete(handle)) return;
				const took = options.now() - start;
				const lines = formatStep({
					mark,
					name,
					text,
					details,
					seconds: (mark === "done" || mark === "warning") && took >= SHORTEST_MS ? took / 1e3 : void 0
				}, layout());
				if (mark === "failed") print(lines);
				else say(lines);
			};
			const handle = {
				update(text) {
					const step = running.get(handle);
					if (!step) return;
					step.text = text;
					print();
				},
				done: end("done"),
				unchanged: end("unchanged"),
				warn: end("warning"),
				fail: end("failed")
			};
			running.set(handle, {
				name,
				text: ""
			});
			print();
			return handle;
		}
	};
}
// src/cli/version.ts
/** The version of timescale-ci. */
const version = version$1;
// src/cli/run.ts
/**
* Runs one command as a process: settings, reporter on standard error, result on standard output, exit code by the
* contract (0 done, 1 the check found something, 2 it could not run).
*/
async function runCommand(flags, command) {
	const started = performance.now();
	const reporter = createReporter({
		write: (text) => process.stderr.write(text),
		terminal: process.stderr.isTTY === true && process.env["TERM"] !== "dumb",
		colour: process.stderr.isTTY === true && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb",
		columns: () => process.stderr.columns,
		now: () => performance.now(),
		quiet: flags.quiet === true
	});
	disableRyuk(process.env);
	cleanUpOnExit(process, {
		signal: (name) => reporter.warn(`${name}: cleaning up`),
		crash: (error) => tell(reporter, error)
	});
	process.stdout.on("error", () => void 0);
	const context = {
		reporter,
		cwd: process.cwd(),
		now: () => /* @__PURE__ */ new Date(),
		env: process.env
	};
	try {
		reporter.heading(`timescale-ci ${version}`);
		const file = flags.config ?? "timescale-ci.yml";
		const outcome = await command(await loadSettings(givenSettings(flags), resolve(context.cwd, file), flags.config !== void 0), context);
		await print(flags.json === true ? `${JSON.stringify(outcome.json, null, 2)}\n` : outcome.text ?? "");
		const seconds = ((performance.now() - started) / 1e3).toFixed(1);
		reporter.closing(outcome.ok ? `Done in ${seconds} s.` : outcome.verdict ?? "");
		process.exitCode = outcome.ok ? 0 : 1;
	} catch (error) {
		await unlessClosing();
		process.exitCode = tell(reporter, error);
		if (flags.json === true) await print(`${JSON.stringify({
			ok: false,
			error: describe(error)
		}, null, 2)}\n`);
	} finally {
		await cleanUp();
	}
}
/** Reports whatever was thrown and gives the exit code. */
function tell(reporter, error) {
	if (error instanceof ScriptError) {
		const [first = "", ...details] = error.render().split("\n");
		reporter.error(first, {
			details,
			hint: "Nothing was written. Mend the statement and run again."
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
function describe(error) {
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
// src/cli/program.ts
/** The command line: every command, with its help. Usage errors end with exit code 2. */
function createProgram() {
	const program = new Command("timescale-ci").description("A lossless, byte-stable schema dump of TimescaleDB, proved by restoring it.").version(version).showHelpAfterError("Run it with --help to see what it takes.").showSuggestionAfterError().exitOverride((error) => {
		process.exitCode = error.exitCode === 0 ? 0 : 2;
		throw error;
	}).addHelpText("after", "\nExit codes: 0 done, nothing found; 1 the check found something; 2 it could not run.");
	const add = (name, description) => program.command(name).description(description);
	withCommon(withEngine(withSource(add("backup", "the main job: build, validate, dump, prove, document, write versioned files")).option("--schema-dir <dir>", "where the versioned files go (default: sql/schema)").option("--no-restore-test", "do not prove the dump by restoring it").option("--keep <n>", "keep this many versions, remove older ones", positive))).action((flags) => runCommand(flags, backupCommand));
	withCommon(withEngine(withSource(add("dump", "the canonical schema, on standard output by default")).option("-o, --output <file>", "write it to a file"))).action((flags) => runCommand(flags, dumpCommand(flags.output)));
	withCommon(withEngine(withSource(add("validate", "required objects of timescale-ci.yml, and lint rules")))).action((flags) => runCommand(flags, validateCommand));
	withCommon(withEngine(withSource(add("restore-test", "prove that a dump restores to exactly what it says")))).argument("<file>", "the dump; with --init or --database-url it must hold exactly that source").action((file, flags) => runCommand(flags, restoreTestCommand(file, flags.init !== void 0 || flags.databaseUrl !== void 0)));
	withCommon(withEngine(add("diff", "what changes between two schemas, and how dangerous it is on a database with rows"))).argument("<old>", "a .sql file (a dump or init SQL), a directory or pattern of init SQL, or a postgres:// URL").argument("<new>", "the same").addOption(new Option("--format <format>", "how to write it").choices(FORMATS).default("text")).option("--fail-on <classes>", `exit with 1 where there are changes of these: ${CLASSES.join(", ")}`, classes).action((old, now, flags) => runCommand(flags, diffCommand({
		old,
		new: now
	}, flags.format, flags.failOn ?? [])));
	withCommon(withEngine(withSource(add("docs", "README_latest.md, on standard output by default")).option("-o, --output <file>", "write it to a file"))).action((flags) => runCommand(flags, docsCommand(flags.output)));
	return program;
}
function positive(text) {
	const value = Number(text);
	if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("It must be a whole number of at least 1.");
	return value;
}
function classes(text, previous = []) {
	return text.split(",").map((word) => word.trim()).reduce((found, word) => {
		if (!isChangeClass(word)) throw new InvalidArgumentError(`"${word}" is no class of change: ${CLASSES.join(", ")}.`);
		return [...found, word];
	}, previous);
}
// src/cli/start.ts
try {
	await createProgram().parseAsync();
} catch (error) {
	if (!(error instanceof CommanderError)) throw error;
}
export {};
