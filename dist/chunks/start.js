import { i as InvalidArgumentError, n as Option, r as CommanderError, t as Command } from "./vendor~start.js";
import { B as openSource, C as orderText, Dt as cleanUp, F as classWords, I as countWords, N as docs, O as targetVersion, Ot as cleanUpOnExit, R as dump, Tt as loadSettings, V as startEngine, _t as durationText, a as diffAsText, at as _usingCtx, bt as isChangeClass, c as formatDetails, ct as readHeader, d as formatRunning, dt as explainChanges, f as formatStep, i as diffAsMarkdown, it as dumpDatabase, kt as unlessClosing, l as formatMessage, lt as readCatalogue, nt as resolveInit, o as readRenameHints, p as diffDocument, r as diffAsJson, rt as ScriptError, s as resolveRenames, st as fingerprintOf, t as version$1, tt as restore, u as formatPlain, v as backup, vt as isIntegerType, w as proveOn, x as validate, yt as CLASSES, z as dumpSource } from "./core~action~start.js";
import { c as UserError, l as messageOf, n as disableRyuk, t as plural } from "./core~action~post~start.js";
import { t as require_dist } from "./vendor~action~start~index.js";
import { access, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join, posix, resolve } from "node:path";
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
			var _usingCtx$3 = _usingCtx();
			const { "database-url": _, ...files } = settings;
			const source = _usingCtx$3.a(await openSource({
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
			_usingCtx$3.e = _;
		} finally {
			await _usingCtx$3.d();
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
/** Writes what somebody asked for with a flag, in a directory that is made where it is missing. */
async function writeOutput(path, text, flag = "-o") {
	try {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, text);
	} catch (cause) {
		throw new UserError(`cannot write ${path}: ${messageOf(cause)}`, {
			hint: `Check the path that ${flag} names.`,
			cause
		});
	}
}
// src/cli/commands/docs.ts
/** `docs`: the documentation as Markdown, to standard output or a file, and as one HTML page where a file is named. */
const docsCommand = (output, html) => async (settings, context) => {
	const printed = output === void 0 && html === void 0;
	const result = await docs(settings, context, {
		markdown: printed || output !== void 0,
		html: html !== void 0
	});
	if (output !== void 0) await writeOutput(resolve(context.cwd, output), result.markdown ?? "");
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
	const age = (form, keys) => {
		const job = model.jobs.find((one) => one.form === form && one.relation === relation && one.scheduled);
		const value = keys.map((key) => job?.config?.[key]).find((one) => one != null);
		return typeof value === "string" || typeof value === "number" ? value : void 0;
	};
	const compress = age("columnstore policy", ["compress_after", "compress_created_before"]);
	const drop = age("retention policy", ["drop_after", "drop_created_before"]);
	return {
		...compress === void 0 ? {} : { "compress-after": compress },
		...drop === void 0 ? {} : { "drop-after": drop }
	};
}
// src/script/discover.ts
/** Where nobody keeps the SQL that builds a database. */
const ELSEWHERE = /^(\..*|node_modules|vendor|third_party|dist|build|target|coverage|tests?|spec|fixtures|examples?|seeds?|queries|snippets)$/;
/** How deep a directory may lie. */
const DEPTH = 5;
/** Statements that build a schema; the second kind tells that it is TimescaleDB's. */
const BUILDS = /\bcreate\s+(or\s+replace\s+)?(unlogged\s+)?(table|schema|extension|type|view|materialized\s+view)\b/i;
const TIMESCALE = /\bcreate_hypertable\b|\btimescaledb\b/i;
/** What takes a change back; it must not run with the rest. */
const UNDOES = /(^|[._-])(down|undo|rollback|revert|teardown|drop)([._-]|$)|^U\d/i;
/**
* Looks for the SQL that builds a schema: the usual place where it is there, else the directory that makes hypertables,
* else the one with most files.
*
* @param skip a directory of dumps, relative to `cwd`, which is never looked into
*/
async function discoverInit(cwd, skip) {
	const found = (await look(cwd, "", posix.normalize(skip), 0)).filter(({ builds }) => builds);
	const best = found.find(({ path }) => path === "sql/init") ?? found.toSorted((a, b) => Number(b.timescale) - Number(a.timescale) || b.files.length - a.files.length || (a.path < b.path ? -1 : 1))[0];
	if (best === void 0) return {
		patterns: ["sql/init/*.sql"],
		files: 0
	};
	return {
		patterns: patternsOf(best),
		files: best.files.length
	};
}
/** One pattern, or the files one by one where their names do not sort as their numbers do, or others lie between them. */
function patternsOf({ path, files, mixed }) {
	const at = (name) => path === "" ? name : `${path}/${name}`;
	const inOrder = files.toSorted(byNumber);
	const sorted = inOrder.every((name, i) => name === files[i]);
	if (files.length === 1) return files.map(at);
	if (sorted && !mixed) return [at("*.sql")];
	return sorted && files.every((name) => name.endsWith(".up.sql")) ? [at("*.up.sql")] : inOrder.map(at);
}
async function look(cwd, path, skip, depth) {
	const entries = await readdir(resolve(cwd, path), { withFileTypes: true }).catch(() => []);
	const own = {
		path,
		files: [],
		mixed: false,
		builds: false,
		timescale: false
	};
	const below = [];
	for (const entry of entries.toSorted((a, b) => a.name < b.name ? -1 : 1)) {
		const name = posix.join(path, entry.name);
		if (entry.isDirectory()) {
			if (depth < DEPTH && !ELSEWHERE.test(entry.name) && name !== skip) below.push(...await look(cwd, name, skip, depth + 1));
		} else if (entry.isFile() && /^[^.].*\.sql$/i.test(entry.name)) await judge(own, join(cwd, name), entry.name);
	}
	return [own, ...below];
}
async function judge(directory, file, name) {
	if (UNDOES.test(name.replace(/\.sql$/i, ""))) {
		directory.mixed = true;
		return;
	}
	const text = await readFile(file, "latin1").catch(() => "");
	directory.files.push(name);
	directory.builds ||= BUILDS.test(text) || TIMESCALE.test(text);
	directory.timescale ||= TIMESCALE.test(text);
}
/** `2_b.sql` before `10_a.sql`; names without a number by their bytes. */
function byNumber(a, b) {
	const [x, y] = [a, b].map((name) => Number.parseInt(/\d+/.exec(name)?.[0] ?? "", 10));
	if (x !== void 0 && y !== void 0 && x !== y && !Number.isNaN(x - y)) return x - y;
	return a < b ? -1 : a > b ? 1 : 0;
}
// src/settings/starter.ts
var import_dist = require_dist();
const ABOUT = " Settings of timescale-ci. Flags and inputs count before them; its README describes every one.";
const LISTED = " In this order: a file that none of these names must be added.";
const REQUIRED = ` What the schema promises its readers: a run fails when an entry is missing or differs. This is all that it holds
 today; delete what may change without anybody's knowledge.`;
const EXAMPLE = ` What the schema promises its readers: a run fails when an entry is missing or differs.
 require:
   hypertables:
     trading.market_data: { time-column: timestamp, chunk-interval: 7 days, compress-after: 7 days }`;
/** The text of a first `timescale-ci.yml`. */
function starterSettings({ init, image, database, schemaDir, require }) {
	const filled = require !== null && Object.keys(require).length > 0;
	const document = new import_dist.Document({
		init,
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
		if (key.value === "init" && init.length > 1) key.commentBefore = LISTED;
		if (key.value !== "require") return void 0;
		key.commentBefore = REQUIRED;
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
// src/jobs/starter-workflow.ts
/** The text of a workflow that checks pull requests and commits a version after each change, and every night. */
function starterWorkflow({ branch, init, schemaDir, action }) {
	const list = [
		...new Set(init.map(directoryOf)),
		`!${schemaDir}/**`,
		"timescale-ci.yml"
	].map((path) => `      - ${quoted(path)}`).join("\n");
	return `# Builds the schema on a throwaway TimescaleDB, proves that its dump restores, documents it and commits a version of it.
name: Database schema
on:
  push:
    branches: [${quoted(branch)}]
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
  group: schema-\${{ github.ref }}
jobs:
  schema:
    runs-on: ubuntu-latest
    permissions:
      contents: write # to commit the version
      pull-requests: write # for the comment on a pull request
    steps:
      - uses: actions/checkout@v7
      - uses: ${action} # pin it to a commit, as any action
`;
}
/** What changes of a pattern's files touch: its directory, or the file itself. */
function directoryOf(pattern) {
	const wild = pattern.search(/[*?[{]/);
	if (wild < 0) return /\.sql$/i.test(pattern) ? pattern : `${pattern.replace(/\/$/, "")}/**`;
	const directory = pattern.slice(0, pattern.lastIndexOf("/", wild) + 1);
	return directory === "" ? pattern : `${directory}**`;
}
function quoted(text) {
	return new import_dist.Document(text).toString({
		defaultStringType: "QUOTE_SINGLE",
		lineWidth: 0
	}).trimEnd();
}
// src/jobs/init.ts
const SETTINGS_FILE = "timescale-ci.yml";
const WORKFLOW_FILE = ".github/workflows/timescale-ci.yml";
/** Writes a first `timescale-ci.yml`, filled from what the SQL builds, and a workflow. A file that is there stays as it is. */
async function init(settings, context, options) {
	const { cwd, reporter } = context;
	const fresh = !await isThere(join(cwd, SETTINGS_FILE));
	const patterns = fresh || options.init !== void 0 ? await findSql(settings, context, options) : settings.init;
	const require = fresh ? await promises({
		...settings,
		init: patterns
	}, context) : null;
	const starter = {
		init: patterns,
		image: settings.image,
		database: settings.database,
		schemaDir: settings["schema-dir"],
		require
	};
	const workflow = {
		...starter,
		branch: await defaultBranch(cwd),
		action: options.action
	};
	const files = [];
	for (const [path, text] of [[SETTINGS_FILE, starterSettings(starter)], [WORKFLOW_FILE, starterWorkflow(workflow)]]) {
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
		init: patterns,
		files,
		require
	};
}
async function findSql(settings, { cwd, reporter }, options) {
	const step = reporter.step("find");
	if (options.init !== void 0) {
		step.done(options.init.join(", "));
		return [...options.init];
	}
	const { patterns, files } = await discoverInit(cwd, settings["schema-dir"]);
	if (files > 0) step.done(`${patterns.join(", ")}  (${plural(files, "file")})`);
	else step.warn("no SQL that builds a schema", [`Put it into ${patterns.join(", ")}, or name it with --init.`]);
	return patterns;
}
/** What the schema holds; null, with a word why, where there is none, it does not build, or no server can be had. */
async function promises(settings, context) {
	try {
		try {
			var _usingCtx$2 = _usingCtx();
			const source = _usingCtx$2.a(await openSource(settings, context));
			const step = context.reporter.step("require");
			const session = _usingCtx$2.a(await source.engine.database.connect());
			const found = promisesOf((await readCatalogue(session, source.builder)).model);
			step.done(counts(found));
			return found;
		} catch (_) {
			_usingCtx$2.e = _;
		} finally {
			await _usingCtx$2.d();
		}
	} catch (error) {
		if (!(error instanceof ScriptError || error instanceof UserError)) throw error;
		const [first = "", ...details] = (error instanceof ScriptError ? error.render() : messageOf(error)).split("\n");
		context.reporter.error(first, { details });
		context.reporter.step("require").warn("nothing yet: the schema could not be built");
		return null;
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
async function defaultBranch(cwd) {
	for (const file of [".git/refs/remotes/origin/HEAD", ".git/HEAD"]) {
		const text = await readFile(join(cwd, file), "utf8").catch(() => "");
		const branch = /^ref: refs\/(?:heads|remotes\/origin)\/(\S+)/.exec(text)?.[1];
		if (branch !== void 0) return branch;
	}
	return "main";
}
// src/cli/commands/init.ts
/** `init`: a first settings file and workflow. */
const initCommand = ({ init: patterns, action }) => async (settings, context) => {
	const result = await init(settings, context, {
		init: patterns,
		action
	});
	const written = result.files.filter(({ status }) => status === "written").map(({ path }) => path);
	return {
		ok: true,
		json: {
			ok: true,
			...result
		},
		text: written.length === 0 ? "" : `${next(written, action)}\n`
	};
};
function next(written, action) {
	const look = `Look over ${written.join(" and ")}, then run the backup and commit.`;
	return written.includes(".github/workflows/timescale-ci.yml") && action.startsWith("OWNER/") ? `${look}\nPut the owner of timescale-ci in place of OWNER in the workflow.` : look;
}
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
	return withOutput(command.option("--config <file>", "settings file (default: timescale-ci.yml, where it exists)"));
}
function withOutput(command) {
	return command.option("--json", "one JSON document on standard output, nothing else there").option("--quiet", "errors only on standard error");
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
	withCommon(withEngine(withSource(add("docs", "README_latest.md, on standard output by default; or one HTML page")).option("-o, --output <file>", "write README_latest.md to a file").option("--html <file>", "write the HTML page, with the history of the schema directory").option("--schema-dir <dir>", "where the versioned files are (default: sql/schema)"))).action((flags) => runCommand(flags, docsCommand(flags.output, flags.html)));
	withOutput(withEngine(withSource(add("init", "write a first timescale-ci.yml and workflow; what is there stays as it is")).option("--action <ref>", "what the workflow names to use the action", "OWNER/timescale-ci@v1"))).action((flags) => runCommand(flags, initCommand(flags)));
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
