import { i as __toESM } from "./rolldown-runtime.js";
import { a as loadTestcontainers, c as runLabels, d as DATA_HINT, f as RIGHTS_TO_READ, h as messageOf, l as SqlLimit, m as UserError, o as removeContainer, p as SqlLimitError, r as dockerClient, t as plural$1, u as Watchdog } from "./core~action~post~start.js";
import { S as url, _ as partialRecord, b as string, d as _enum, f as array, g as object$1, h as number, i as date, m as literal, n as esm_default, p as boolean, r as require_fastest_levenshtein, t as require_pg_copy_streams, v as record, x as union, y as strictObject } from "./vendor~action~start.js";
import { t as require_dist } from "./vendor~action~start~index.js";
import { createRequire } from "node:module";
import { createHash, randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import * as nodeFiles from "node:fs/promises";
import { mkdir, mkdtemp, readFile, readdir, realpath, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { constants as constants$1, hostname, tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join as join$1, posix, relative, resolve, sep } from "node:path";
import { Socket, createServer } from "node:net";
import { PassThrough, Readable } from "node:stream";
import { isUtf8 as isUtf8$1 } from "node:buffer";
import { stripVTControlCharacters, styleText } from "node:util";
import { once } from "node:events";
import { gunzipSync } from "node:zlib";
import { Worker } from "node:worker_threads";
import { execFile, spawn } from "node:child_process";
import { buffer as buffer$1, text as text$3 } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { setImmediate, setTimeout as setTimeout$1 } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { createInterface } from "node:readline";
// src/engine/cleanup.ts
const registered = /* @__PURE__ */ new Set();
let closing = false;
/**
* Registers what must not outlive this process, such as a container. An engine registers before it starts anything,
* so that a signal in the middle of a start finds it.
*
* @returns a function that takes the entry out again, once it is disposed of
* @throws where the process is already cleaning up: nothing new may start then
*/
function onExit(dispose) {
	if (closing) throw new Error("the process is ending, nothing new is started");
	registered.add(dispose);
	return () => registered.delete(dispose);
}
/** Disposes of everything that is registered, all at once. One failure does not keep the others from going. */
async function cleanUp() {
	await Promise.allSettled([...registered].map((dispose) => dispose()));
}
/**
* Resolves at once; never, while the process is ending. For whoever is about to report a failure that a signal caused,
* such as a connection that broke because its container was just removed: the exit comes first.
*/
function unlessClosing() {
	return closing ? new Promise(() => {}) : Promise.resolve();
}
const SIGNALS = [
	"SIGINT",
	"SIGTERM",
	"SIGHUP"
];
/**
* Cleans up before the process ends: on a signal, which then exits with 128 + its number as a shell would report it,
* and on an error that nobody caught, such as EPIPE from a pipe that was closed, which exits with 2.
* GitHub's runner cancels a job with SIGINT, SIGTERM 7.5 s later and SIGKILL 2.5 s after that (actions/runner,
* ProcessInvoker), so whatever comes while we clean up is ignored, and cleaning up is given up after `timeoutMs`.
*
* @param say.signal called first, for a word to the person who waits
* @param say.crash called with the error that nobody caught: Node.js does not print it any more
* @returns a function that takes the handlers away again
*/
function cleanUpOnExit(target, say, timeoutMs = 7e3) {
	const end = (code, announce) => {
		if (closing) return;
		closing = true;
		const exit = () => {
			clearTimeout(timer);
			target.exit(code);
		};
		const timer = setTimeout(exit, timeoutMs);
		try {
			announce();
		} finally {
			cleanUp().then(exit, exit);
		}
	};
	const onSignal = (name) => end(128 + constants$1.signals[name], () => say.signal?.(name));
	const onCrash = (error) => end(2, () => say.crash(error));
	for (const signal of SIGNALS) target.on(signal, onSignal);
	target.on("uncaughtException", onCrash);
	return () => {
		for (const signal of SIGNALS) target.off(signal, onSignal);
		target.off("uncaughtException", onCrash);
	};
}
// src/settings/docs.ts
var import_fastest_levenshtein = require_fastest_levenshtein();
var import_dist = require_dist();
/** What the documentation says beyond what the schema does. */
const DocsSchema = strictObject({
	title: string().min(1).optional().describe("Heading of the documentation; the name of the database by default"),
	sections: partialRecord(_enum([
		"hypertables",
		"policies",
		"diagrams",
		"lineage",
		"contents",
		"tables",
		"views",
		"functions",
		"types",
		"sequences",
		"publications",
		"extensions",
		"roles",
		"settings",
		"others",
		"coverage"
	]), boolean()).default({}).describe("`false` turns a part of the documentation off"),
	dictionary: record(string().min(1), string().min(1)).default({}).describe("Descriptions of objects that cannot carry a comment, by name: `trading.trades.price`")
});
// src/settings/drift.ts
/** Differences of a live database that are known and meant, each with the reason. */
const DriftSchema = strictObject({ ignore: array(strictObject({
	kind: string().min(1).default("*").describe("`index`, `column`, `policy`…; `*` stands for any letters"),
	object: string().min(1).describe("Its qualified name: `trading.trades.*`"),
	property: string().min(1).default("*").describe("What of it: `owner`, `chunk interval`…"),
	reason: string().trim().min(1).describe("Why it is meant, for whoever reads the report"),
	until: date().optional().describe("The last day on which it is ignored: `2026-12-31`")
})).default([]).describe("What is no drift") });
// src/settings/health.ts
const above = number().nonnegative();
/** Beyond which measure a check of `health` finds something. */
const HealthSchema = strictObject({
	"job-late-hours": above.default(1).describe("Hours that a job may start after its time"),
	"behind-hours": above.default(24).describe("Hours that a policy or a refresh may be behind, beyond its schedule"),
	"chunks-most": above.default(5e3).describe("Chunks of one hypertable"),
	"chunk-memory-share": above.default(1).describe("The newest chunks of all hypertables together, as a share of shared_buffers"),
	"replication-lag-bytes": above.default(1e8).describe("Bytes of log that a standby may have yet to replay"),
	"replication-lag-seconds": above.default(60).describe("Seconds that a standby may be behind"),
	"slot-retained-bytes": above.default(2e9).describe("Bytes of log that a slot may keep"),
	"locks-share": above.default(.5).describe("Locks that one query of the largest hypertable takes, as a share of the lock table"),
	"timescaledb-age-months": above.default(18).describe("Months since the first release of the minor version"),
	"transaction-age": above.default(5e8).describe("Transactions since the oldest that is not frozen")
});
// src/settings/lint.ts
const severity = _enum([
	"error",
	"warning",
	"notice"
]);
/**
* How lint rules are set: `off`, a severity, or a severity with the names of objects to ignore (`*` stands for
* anything) and the rule's own options. Which rules and options there are is for src/lint to say.
*/
const LintSchema = record(string().min(1), union([
	literal("off"),
	literal(false).transform(() => "off"),
	severity,
	object$1({
		severity: severity.optional(),
		ignore: array(string().min(1)).optional()
	}).catchall(union([string(), array(string())]))
]));
// src/settings/source.ts
/** How migration tools lay their SQL out, by the names that settings give them. */
const LAYOUTS = [
	"dbmate",
	"goose",
	"sql-migrate",
	"node-pg-migrate",
	"liquibase",
	"sqitch",
	"drizzle",
	"prisma",
	"hasura",
	"diesel",
	"graphile-migrate",
	"sqlx",
	"refinery",
	"yoyo",
	"golang-migrate",
	"flyway",
	"initdb",
	"structure",
	"plain"
];
const paths = union([string().min(1), array(string().min(1)).min(1)]);
/** A directory in a migration tool's layout, or more about it. */
const SourceSchema = union([string().min(1), strictObject({
	path: paths,
	layout: _enum(LAYOUTS).optional(),
	placeholders: record(string(), union([
		string(),
		number(),
		boolean()
	])).optional()
})]);
// src/settings/schema.ts
/** The image of the docker engine where nobody names one. */
const DEFAULT_IMAGE = "timescale/timescaledb:2.14.2-pg14";
/** A length of time as people write it: `7 days`, `12 hours`, `90 minutes`; or a number for an integer time column. */
const span = union([string().min(1), number().int().positive()]);
const RequiredTable = union([string().min(1), strictObject({
	name: string().min(1),
	columns: array(string().min(1)).optional()
})]);
const RequiredHypertable = strictObject({
	"time-column": string().optional(),
	"space-column": string().optional(),
	"chunk-interval": span.optional(),
	columnstore: boolean().optional(),
	"segment-by": array(string()).optional(),
	"order-by": array(string()).optional(),
	"compress-after": span.optional(),
	"drop-after": span.optional()
});
const RequiredAggregate = strictObject({
	refresh: boolean().optional(),
	"compress-after": span.optional(),
	"drop-after": span.optional()
});
/** What the schema promises its readers. */
const RequireSchema = strictObject({
	extensions: array(string()).default([]),
	schemas: array(string()).default([]),
	tables: array(RequiredTable).default([]),
	hypertables: record(string(), RequiredHypertable).default({}),
	"continuous-aggregates": record(string(), RequiredAggregate).default({}),
	views: array(string()).default([]),
	functions: array(string()).default([]),
	indexes: array(string()).default([]),
	roles: array(string()).default([]),
	publications: array(string()).default([])
});
/** Patterns of names. */
const names$2 = array(string().min(1)).default([]);
/** A program that builds the schema. */
const BuildSchema = strictObject({ run: union([string().trim().min(1), array(string()).min(1)]).describe("A command for the shell, or a program and its arguments as a list") });
/**
* Everything that can be set, in one place for the command line, the settings file and the action. Names are in kebab-case
* everywhere.
*/
const SettingsSchema = strictObject({
	init: array(string().min(1)).default(["sql/init/*.sql"]).describe("Init SQL: files, directories or globs, run in this order"),
	source: SourceSchema.optional().describe("A directory in a migration tool's layout (golang-migrate, Flyway, Prisma …), which is recognised; in place of `init`"),
	build: BuildSchema.optional().describe("The program that builds the schema in the scratch database, run after `init` or `source` where they are named: an ORM's migrations, for instance"),
	"database-url": string().optional().describe("A postgres:// URL of a database to read; never written to"),
	engine: _enum([
		"auto",
		"docker",
		"embedded"
	]).default("auto").describe("Where a TimescaleDB comes from"),
	image: string().min(1).optional().describe(`Docker image of the docker engine. Default \`${DEFAULT_IMAGE}\``),
	database: string().min(1).max(63).default("trading_data").describe("Name of the database that is built"),
	"schema-dir": string().min(1).default("sql/schema").describe("Where the versioned files go"),
	include: names$2.describe("Schemas (`app`) and relations (`public.metric*`) that the dump holds; everything by default"),
	exclude: names$2.describe("Schemas and relations that the dump leaves out, in the same words"),
	rows: names$2.describe("Tables whose rows belong to the schema (`public.schema_migrations`, `lookup.*`), with columns where not all of them do: `public.knex_migrations (name)`"),
	"no-owner": boolean().default(false).describe("Leave owners out of the dump"),
	"no-privileges": boolean().default(false).describe("Leave GRANT and REVOKE out of the dump"),
	"restore-test": boolean().default(true).describe("Prove the dump by restoring it"),
	"allow-empty": boolean().default(false).describe("Take a schema that holds nothing, where no script has made anything"),
	keep: number().int().positive().optional().describe("How many versions to keep; all where it is not set"),
	"time-limit": number().int().min(1).max(86400).default(1800).describe("Seconds after which SQL is given up: one statement, or all that one server is asked"),
	require: RequireSchema.default(() => RequireSchema.parse({})),
	docs: DocsSchema.default(() => DocsSchema.parse({})).describe("The documentation: title, parts, dictionary"),
	drift: DriftSchema.default(() => DriftSchema.parse({})).describe("What of a live database may differ from the schema, each with a reason"),
	health: HealthSchema.default(() => HealthSchema.parse({})).describe("From which measure on `health` finds something"),
	lint: LintSchema.default({}).describe("Lint rules: off, a severity, or their own settings")
});
// src/settings/load.ts
/** Where the schema comes from: one of these. */
const SOURCES = [
	"init",
	"source",
	"database-url"
];
/** What of a settings file does not count where something else was given. */
const OF_SOURCES = [...SOURCES, "build"];
/**
* Puts the settings together: what was given (flags or inputs) counts before the settings file, that before the defaults.
*
* @param given values under the settings' own names; undefined counts as not given
* @param file the settings file
* @param required true where a person named the file, so that its absence is an error
* @throws UserError that names file, line and key
*/
async function loadSettings(given, file, required) {
	const fromFile = await readSettingsFile(file, required);
	const named = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== void 0));
	const sources = SOURCES.filter((name) => named[name] !== void 0);
	if (sources.length > 1) throw new UserError(`${sources.join(" and ")} name a source each: give one`);
	if (named["init"] !== void 0 || named["source"] !== void 0) for (const name of OF_SOURCES) delete fromFile[name];
	if (fromFile["build"] !== void 0 && fromFile["init"] === void 0 && fromFile["source"] === void 0) fromFile["init"] = [];
	const parsed = SettingsSchema.safeParse({
		...fromFile,
		...named
	});
	if (parsed.success) return parsed.data;
	throw new UserError(describe$5(parsed.error.issues), { hint: "See \"timescale-ci --help\" for what can be set." });
}
async function readSettingsFile(file, required) {
	let text;
	try {
		text = await readFile(file, "utf8");
	} catch (cause) {
		if (!required && cause.code === "ENOENT") return {};
		throw new UserError(`cannot read the settings file ${file}: ${messageOf(cause)}`, {
			hint: "Check the path that --config names, or leave it out.",
			cause
		});
	}
	const lines = new import_dist.LineCounter();
	const document = (0, import_dist.parseDocument)(text, { lineCounter: lines });
	const [problem] = document.errors;
	if (problem !== void 0) {
		const { line, col } = lines.linePos(problem.pos[0]);
		throw new UserError(`${file}:${line}:${col}  not valid YAML: ${problem.message.split("\n")[0]}`);
	}
	const value = toValue(document, file) ?? {};
	const parsed = SettingsSchema.partial().safeParse(value);
	if (parsed.success) {
		const given = value;
		if (given["init"] === void 0 || given["source"] === void 0) return given;
		const { line, col } = lines.linePos(document.get("source", true).range[0]);
		throw new UserError(`${file}:${line}:${col}  init and source name the SQL each: keep one`, { hint: "source is for a directory in the layout of a migration tool, init for files and patterns." });
	}
	const messages = parsed.error.issues.flatMap((issue) => {
		if (issue.code === "unrecognized_keys") return issue.keys.map((key) => {
			const { line, col } = lines.linePos(keyOffset(document, issue.path, key));
			return `${file}:${line}:${col}  ${unknownKey(issue.path, key)}`;
		});
		const node = document.getIn(issue.path, true);
		const parent = document.getIn(issue.path.slice(0, -1), true);
		const offset = node?.range?.[0] ?? parent?.range?.[0] ?? 0;
		const { line, col } = lines.linePos(offset);
		return `${file}:${line}:${col}  ${describe$5([issue])}`;
	});
	throw new UserError(messages.join("\n"), { hint: "docs/settings.md lists every setting." });
}
/** Where a key of the mapping at a path stands in the text. */
function keyOffset(document, path, key) {
	const parent = path.length === 0 ? document.contents : document.getIn(path, true);
	if (!(0, import_dist.isMap)(parent)) return 0;
	return parent.items.map((pair) => pair.key).filter((one) => (0, import_dist.isScalar)(one)).find(({ value }) => String(value) === key)?.range?.[0] ?? parent.range?.[0] ?? 0;
}
function unknownKey(path, key) {
	const near = (0, import_fastest_levenshtein.closest)(key, Object.keys(SettingsSchema.shape));
	const meant = path.length === 0 && (0, import_fastest_levenshtein.distance)(key, near) <= 3 ? `; did you mean ${near}?` : "";
	return `${path.length === 0 ? "" : `${path.join(".")}: `}there is no setting "${key}"${meant}`;
}
/** @throws UserError where aliases stand for more than anybody could have written */
function toValue(document, file) {
	try {
		return document.toJS();
	} catch (cause) {
		throw new UserError(`${file} cannot be read: ${messageOf(cause)}`, {
			hint: "Write out what its aliases stand for.",
			cause
		});
	}
}
function describe$5(issues) {
	return issues.map((issue) => {
		return `${issue.path.length === 0 ? "" : `${issue.path.join(".")}: `}${issue.message}`;
	}).join("\n");
}
// src/markdown/visible.ts
const CONTROL = /[\u0000-\u001f]/g;
/** C1 controls, zero-width characters, direction marks, line and paragraph separators, the byte order mark. */
const UNSEEN$1 = /[\u0080-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
/**
* Makes every character of a name show: `␊` for a line feed, `⟨U+202E⟩` for one that cannot be seen or that turns the
* direction of what follows. Gives one line, always. Joiners stay, since scripts and emoji need them.
*/
function visible$1(text) {
	return text.replace(CONTROL, (c) => String.fromCodePoint(9216 + c.charCodeAt(0))).replace(/\u007f/g, "␡").replace(UNSEEN$1, (c) => `⟨U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}
/** The same for a text of several lines: its line breaks and tabs stay. */
function visibleLines(text) {
	return text.replace(/\r\n?/g, "\n").replace(/[^\n\t]+/g, visible$1);
}
// src/markdown/code.ts
/**
* Inline code for anything: a name, a type, an expression. Fits a paragraph, a heading, a link's text and a table cell.
*
* Backticks keep everything literal but a backtick and, in a table, a pipe: GitHub splits a row at pipes before it
* looks for code, and offers no way to write a backslash before a pipe there. In a link's text, some readers other than
* GitHub take a backslash before a bracket for an escape. Those few become an HTML element.
*/
function code$2(text) {
	const line = visible$1(text);
	if (line === "") return "";
	if (!/[`|]|\\[[\]]|^ .* $/.test(line) && line.trim() !== "") return `\`${line}\``;
	return `<code>${line.replace(/[!-'*+.:-@[-`{-~]/g, entity$1).replaceAll("&#64;", "&#64;<!-- -->")}</code>`;
}
/** Inline code where Markdown is not read: in a `<summary>`. */
function htmlCode(text) {
	return `<code>${visible$1(text).replace(/[&<>"$@`]/g, entity$1)}</code>`;
}
function entity$1(character) {
	return `&#${character.charCodeAt(0)};`;
}
// src/markdown/table.ts
/**
* A table; null without rows. Cells are Markdown already. A column in which every cell is empty is left out, save the
* first: what most databases do not use need not be looked at.
*/
function table$2(header, rows) {
	if (rows.length === 0) return null;
	const used = header.map((_, i) => i === 0 || rows.some((row) => row[i] !== ""));
	const write = (cells) => `| ${cells.filter((_, i) => used[i]).join(" | ")} |`;
	return [
		write(header),
		write(header.map(() => "---")),
		...rows.map(write)
	].join("\n");
}
// src/markdown/prose.ts
/** Code between single backticks, which many write in comments, and web addresses. */
const SPECIAL = /(?<!`)`([^`]*[^`\s][^`]*)`(?!`)|\bhttps?:\/\/(?:[^\s<>|`"\\$&]|&(?!#?\w+;))*[^\s<>|`"\\$&.,;:!?()[\]{}'*_~]/g;
/**
* The lines of a comment and what they hold, as its author meant them to read: blanks at their ends do not count, and
* characters that cannot be seen show.
*/
function proseLines(prose) {
	return prose.split(/\r\n?|\n/).map((line) => visible$1(line.trim().replace(/\t/g, " "))).join("\n").trim().split("\n").map(parts$3);
}
function parts$3(line) {
	const found = [];
	let end = 0;
	for (const { 0: whole, 1: quoted, index } of line.matchAll(SPECIAL)) {
		found.push(line.slice(end, index), quoted === void 0 ? { url: whole } : { code: quoted });
		end = index + whole.length;
	}
	return [...found, line.slice(end)].filter((part) => part !== "");
}
// src/markdown/text.ts
/** Breaks what GitHub would find in the finished text; the text that one copies stays the same. */
const BREAK = "<!-- -->";
/** What would begin a list, a rule or a heading at the start of a line. */
const BLOCK_START = /^(\d{1,9})(?=[.)](?:\s|$))|^(?=[-+](?:[\s-]|$))/;
const RULES$3 = [
	[/[\\`*[\]<>|~]|&(?=#?\w)|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\$&"],
	[/\$/g, "<span>$$</span>"],
	[/#(?=\d)/g, `\\#${BREAK}`],
	[/#(?!\d|<)/g, "\\#"],
	[/@(?=\S)/g, `@${BREAK}`],
	[/\bGH-(?=\d)/gi, `$&${BREAK}`],
	[/:(?=(?!\d\d:)[\w+-]+:|\/\/)/g, `:${BREAK}`],
	[/www(?=\.)/gi, `$&${BREAK}`]
];
/** Text in which no rule finds anything: most of it. */
const HARMLESS = /^[A-Za-z0-9 ,()'%−]*$/;
/**
* Prose for a paragraph, a list item or a table cell: a comment, as its author meant it to read. Nothing in it is
* markup, a mention, a reference or a formula, save that web addresses become links and single backticks hold code;
* line breaks stay line breaks.
*/
function text$2(prose) {
	return proseLines(prose).map(line).join("<br>");
}
/** Words within a line: nothing in them is markup. */
function words$5(plain) {
	return HARMLESS.test(plain) ? plain : escapeMarkdown(visible$1(plain));
}
function line(parts) {
	return parts.map(part$2).join("").replace(BLOCK_START, "$1\\");
}
function part$2(one) {
	if (typeof one === "string") return escapeMarkdown(one);
	return "url" in one ? `<${one.url}>` : code$2(one.code);
}
function escapeMarkdown(plain) {
	return RULES$3.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), plain);
}
// src/catalog/versions.ts
/**
* Since which version TimescaleDB accepts what it refused before; null: not yet. From
* check_alter_table_allowed_on_ht_with_compression() and its neighbours in src/process_utility.c at every release from
* 2.14.0 to 2.29.2. With an enabled columnstore (compression), adding, dropping and defaulting columns, indexes,
* statistics, storage parameters, owner and tablespace always worked.
*/
const ACCEPTED_SINCE = {
	"foreign key to a hypertable": "2.16.0",
	"switching a trigger of a hypertable": "2.28.3",
	"adding columns to a continuous aggregate": "2.28.0",
	"changing the owner of a policy with its table": "2.25.2",
	"drop constraint": "2.15.0",
	"replica identity": "2.16.0",
	"add constraint": "2.18.0",
	"not null": "2.18.0",
	"access method": "2.18.0",
	"logged or unlogged": "2.23.0",
	"column type": "2.24.0",
	"column privileges": "2.24.0",
	"row security": null,
	"column storage": null,
	"column options": null
};
/** True where a version is known, and older than the first that accepts it; what none accepts is not a matter of versions. */
function refusedBy(timescaledb, what) {
	const since = ACCEPTED_SINCE[what];
	return timescaledb !== null && since !== null && isBefore(timescaledb, since);
}
/** True where one version of TimescaleDB came before another: `2.14.2` before `2.16`. A `-dev` counts as its release. */
function isBefore(version, other) {
	const [a, b] = [version, other].map((text) => text.split("-")[0]?.split(".").map(Number) ?? []);
	for (let i = 0; i < 3; i++) {
		const [x, y] = [a?.[i] ?? 0, b?.[i] ?? 0];
		if (x !== y) return x < y;
	}
	return false;
}
/**
* Until when PostgreSQL's major versions get fixes (postgresql.org/support/versioning), and the last minor
* version of TimescaleDB that runs on each (its CHANGELOG.md at 2.29.2); null where none has left it yet.
*/
const POSTGRES_SUPPORT = [
	{
		postgres: 12,
		ends: "2024-11-21",
		lastTimescaledb: "2.12"
	},
	{
		postgres: 13,
		ends: "2025-11-13",
		lastTimescaledb: "2.15"
	},
	{
		postgres: 14,
		ends: "2026-11-12",
		lastTimescaledb: "2.19"
	},
	{
		postgres: 15,
		ends: "2027-11-11",
		lastTimescaledb: "2.28"
	},
	{
		postgres: 16,
		ends: "2028-11-09",
		lastTimescaledb: null
	},
	{
		postgres: 17,
		ends: "2029-11-08",
		lastTimescaledb: null
	},
	{
		postgres: 18,
		ends: "2030-11-14",
		lastTimescaledb: null
	}
];
/**
* When each minor version of TimescaleDB came out (CHANGELOG.md at 2.29.2). Fixes go into the newest one alone, so there is
* no date of end but its age.
*/
const TIMESCALEDB_RELEASES = {
	"2.11": "2023-05-12",
	"2.12": "2023-09-27",
	"2.13": "2023-11-28",
	"2.14": "2024-02-08",
	"2.15": "2024-05-08",
	"2.16": "2024-07-31",
	"2.17": "2024-10-08",
	"2.18": "2025-01-23",
	"2.19": "2025-03-18",
	"2.20": "2025-05-15",
	"2.21": "2025-07-08",
	"2.22": "2025-09-02",
	"2.23": "2025-10-29",
	"2.24": "2025-12-03",
	"2.25": "2026-01-29",
	"2.26": "2026-03-24",
	"2.27": "2026-05-12",
	"2.28": "2026-06-16",
	"2.29": "2026-07-28"
};
// src/health/checks.ts
/** Where TimescaleDB's functions are. */
const API = `(SELECT pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_extension e
  JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'timescaledb')`;
const JOB$1 = `concat(format('job %s %s', j.job_id, j.proc_name),
  ' on ' || nullif(concat_ws('.', quote_ident(j.hypertable_schema), quote_ident(j.hypertable_name)), ''))`;
const JOBS$1 = `timescaledb_information.jobs AS j
  JOIN timescaledb_information.job_stats AS s ON s.job_id = j.job_id`;
/** The user sees an aggregate by the name of its view. */
const RELATION = `format('%I.%I', coalesce(a.user_view_schema, h.schema_name), coalesce(a.user_view_name, h.table_name))`;
const OF_POLICY = `timescaledb_information.jobs AS j
  JOIN _timescaledb_catalog.hypertable AS h ON h.id = (j.config ->> 'hypertable_id')::int
  LEFT JOIN _timescaledb_catalog.continuous_agg AS a ON a.mat_hypertable_id = h.id
  JOIN timescaledb_information.chunks AS c ON c.hypertable_schema = h.schema_name AND c.hypertable_name = h.table_name`;
/** $1 is in hours; a policy that runs once a week may be a week late beyond that. */
const SLACK = `(make_interval(secs => $1::float8 * 3600) + j.schedule_interval)`;
/** Chunks that a policy should have taken already; by their range, or since when they are there. */
function behind(procedure, age, sinceMade, and, words) {
	return `
  SELECT ${RELATION} AS object, count(*)::float8 AS value,
         format('%s ${words}; the oldest ends at %s', count(*), min(c.range_end)) AS measured,
         format('CALL %s.run_job(%s);', ${API}, j.job_id) AS remedy
    FROM ${OF_POLICY}
   WHERE j.proc_name = '${procedure}' AND ${and}
     AND CASE WHEN c.range_end IS NULL OR NOT isfinite(c.range_end) THEN false
              WHEN j.config ? '${age}' THEN c.range_end < now() - (j.config ->> '${age}')::interval - ${SLACK}
              ELSE (to_jsonb(c) ->> 'chunk_creation_time')::timestamptz < now() - (j.config ->> '${sinceMade}')::interval - ${SLACK} END
   GROUP BY 1, j.job_id ORDER BY 1`;
}
const integerTime = (procedure) => `
  SELECT DISTINCT ${RELATION} AS object, 'its time is a number, and only a function of its own says what is now' AS why
    FROM ${OF_POLICY} WHERE j.proc_name = '${procedure}' AND c.range_end IS NULL ORDER BY 1`;
/** The hypertables whose time is a time. */
const TIMED = `SELECT d.hypertable_id FROM _timescaledb_catalog.dimension AS d WHERE d.interval_length IS NOT NULL
  AND d.column_type NOT IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)`;
const SUPPORT = POSTGRES_SUPPORT.map(({ postgres, ends, lastTimescaledb: last }) => `(${postgres}, date '${ends}', ${last === null ? "NULL" : `'${last}'`})`).join(", ");
const RELEASES = Object.entries(TIMESCALEDB_RELEASES).map(([version, date]) => `('${version}', date '${date}')`).join(", ");
/** Every check, in the order of the report. */
const HEALTH_CHECKS = [
	{
		id: "restoring",
		finds: "The database was left in the mode of a restore, in which no background job runs",
		severity: "error",
		on: "timescaledb",
		threshold: null,
		sql: `
  SELECT current_database()::text AS object, 1::float8 AS value, 'timescaledb.restoring is on' AS measured,
         format('SELECT %s.timescaledb_post_restore();', ${API}) AS remedy
   WHERE current_setting('timescaledb.restoring', true) = 'on'`
	},
	{
		id: "job-failed",
		finds: "The last run of a job failed",
		severity: "error",
		on: "timescaledb",
		threshold: null,
		sql: `
  SELECT ${JOB$1} AS object, s.total_failures::float8 AS value,
         format('its run of %s failed; %s of %s runs did', s.last_run_started_at, s.total_failures, s.total_runs) AS measured,
         format('SELECT * FROM timescaledb_information.job_errors WHERE job_id = %s; CALL %s.run_job(%s);', j.job_id, ${API}, j.job_id) AS remedy
    FROM ${JOBS$1} WHERE s.last_run_status = 'Failed' ORDER BY j.job_id`
	},
	{
		id: "job-late",
		finds: "A job should have started already",
		severity: "error",
		on: "timescaledb",
		threshold: "job-late-hours",
		needsStatistics: true,
		sql: `
  SELECT ${JOB$1} AS object, extract(epoch FROM now() - s.next_start)::float8 / 3600 AS value,
         format('it was due at %s', s.next_start) AS measured,
         'SHOW timescaledb.max_background_workers; SHOW max_worker_processes; -- too few let jobs wait; raising them takes a restart' AS remedy
    FROM ${JOBS$1}
   WHERE j.scheduled AND isfinite(s.next_start) AND s.job_status <> 'Running' AND s.total_runs > 0
     AND s.next_start < now() - make_interval(secs => $1::float8 * 3600) ORDER BY j.job_id`
	},
	{
		id: "job-never-run",
		finds: "A job has never run",
		severity: "warning",
		on: "timescaledb",
		threshold: "job-late-hours",
		sql: `
  SELECT ${JOB$1} AS object, 0::float8 AS value,
         concat('it has not run once', ', its first start was ' || j.initial_start::text) AS measured,
         format('CALL %s.run_job(%s);', ${API}, j.job_id) AS remedy
    FROM ${JOBS$1}
   WHERE j.scheduled AND j.job_id >= 1000 AND coalesce(s.total_runs, 0) = 0
     AND coalesce(j.initial_start, '-infinity') < now() - make_interval(secs => $1::float8 * 3600) ORDER BY j.job_id`
	},
	{
		id: "job-paused",
		finds: "A job is switched off",
		severity: "notice",
		on: "timescaledb",
		threshold: null,
		sql: `
  SELECT ${JOB$1} AS object, 1::float8 AS value, 'scheduled is false' AS measured,
         format('SELECT %s.alter_job(%s, scheduled => true);', ${API}, j.job_id) AS remedy
    FROM timescaledb_information.jobs AS j WHERE NOT j.scheduled AND j.job_id >= 1000 ORDER BY j.job_id`
	},
	{
		id: "columnstore-behind",
		finds: "Chunks are older than their columnstore policy allows, and still rows",
		severity: "warning",
		on: "community",
		threshold: "behind-hours",
		sql: behind("policy_compression", "compress_after", "compress_created_before", "NOT c.is_compressed", "chunks are past the age and not compressed"),
		unknown: integerTime("policy_compression")
	},
	{
		id: "retention-behind",
		finds: "Chunks are older than their retention policy allows, and still there",
		severity: "warning",
		on: "community",
		threshold: "behind-hours",
		sql: behind("policy_retention", "drop_after", "drop_created_before", "true", "chunks are past the age and not dropped"),
		unknown: integerTime("policy_retention")
	},
	{
		id: "aggregate-behind",
		finds: "A continuous aggregate lacks a whole chunk of its source that its refresh policy should have brought",
		severity: "warning",
		on: "community",
		threshold: "behind-hours",
		sql: `
  SELECT format('%I.%I', a.user_view_schema, a.user_view_name) AS object,
         extract(epoch FROM now() - to_timestamp(greatest(w.watermark, 0) / 1e6))::float8 / 3600 AS value,
         format('it is filled up to %s, its source has chunks from %s on',
                CASE WHEN w.watermark <= 0 THEN 'nothing' ELSE to_timestamp(w.watermark / 1e6)::text END, n.newest) AS measured,
         format('CALL %s.run_job(%s);', ${API}, j.job_id) AS remedy
    FROM timescaledb_information.jobs AS j
    JOIN _timescaledb_catalog.continuous_agg AS a ON a.mat_hypertable_id = (j.config ->> 'mat_hypertable_id')::int
    JOIN _timescaledb_catalog.continuous_aggs_watermark AS w ON w.mat_hypertable_id = a.mat_hypertable_id
    JOIN _timescaledb_catalog.hypertable AS h ON h.id = a.raw_hypertable_id
    LEFT JOIN _timescaledb_catalog.continuous_aggs_bucket_function AS b ON b.mat_hypertable_id = a.mat_hypertable_id
    -- A whole chunk that the refresh should have passed already: rows since then may be none.
    JOIN LATERAL (
      SELECT max(c.range_start) AS newest FROM timescaledb_information.chunks AS c
       WHERE c.hypertable_schema = h.schema_name AND c.hypertable_name = h.table_name AND isfinite(c.range_end)
         AND c.range_end < now() - coalesce((j.config ->> 'end_offset')::interval, interval '0') - ${SLACK}
               - coalesce((to_jsonb(b) ->> 'bucket_width')::interval,
                          make_interval(secs => nullif((to_jsonb(a) ->> 'bucket_width')::float8, -1) / 1e6), interval '1 month')) AS n
      ON n.newest >= to_timestamp(greatest(w.watermark, 0) / 1e6)
   WHERE j.proc_name = 'policy_refresh_continuous_aggregate'
     AND h.id IN (${TIMED}) ORDER BY 1`,
		unknown: `
  SELECT format('%I.%I', a.user_view_schema, a.user_view_name) AS object,
         'its time is a number, and only a function of its own says what is now' AS why
    FROM _timescaledb_catalog.continuous_agg AS a WHERE a.raw_hypertable_id NOT IN (${TIMED}) ORDER BY 1`
	},
	{
		id: "aggregate-unrefreshed",
		finds: "A continuous aggregate has no refresh policy",
		severity: "notice",
		on: "community",
		threshold: null,
		sql: `
  SELECT format('%I.%I', a.user_view_schema, a.user_view_name) AS object, 1::float8 AS value,
         'nothing refreshes it but who calls refresh_continuous_aggregate' AS measured,
         format('CALL %s.refresh_continuous_aggregate(%L, NULL, NULL);', ${API}, format('%I.%I', a.user_view_schema, a.user_view_name)) AS remedy
    FROM _timescaledb_catalog.continuous_agg AS a
   WHERE NOT EXISTS (SELECT FROM timescaledb_information.jobs AS j
                      WHERE j.proc_name = 'policy_refresh_continuous_aggregate'
                        AND (j.config ->> 'mat_hypertable_id')::int = a.mat_hypertable_id) ORDER BY 1`
	},
	{
		id: "chunks-many",
		finds: "A hypertable has so many chunks that planning gets slow",
		severity: "warning",
		on: "timescaledb",
		threshold: "chunks-most",
		sql: `
  SELECT format('%I.%I', c.hypertable_schema, c.hypertable_name) AS object, count(*)::float8 AS value,
         format('%s chunks of %s each', count(*), max(d.time_interval)) AS measured,
         format('SELECT %s.set_chunk_time_interval(%L, %s);', ${API}, format('%I.%I', c.hypertable_schema, c.hypertable_name),
                coalesce(format('interval %L', (max(d.time_interval) * 4)::text), (max(d.integer_interval) * 4)::text)) AS remedy
    FROM timescaledb_information.chunks AS c
    JOIN timescaledb_information.dimensions AS d
      ON d.hypertable_schema = c.hypertable_schema AND d.hypertable_name = c.hypertable_name AND d.dimension_number = 1
   GROUP BY c.hypertable_schema, c.hypertable_name HAVING count(*) > $1::float8 ORDER BY 2 DESC`
	},
	{
		id: "chunks-large",
		finds: "The newest chunks, which are written to, do not fit the memory together",
		severity: "warning",
		on: "timescaledb",
		threshold: "chunk-memory-share",
		sql: `
  WITH newest AS (
    SELECT DISTINCT ON (c.hypertable_schema, c.hypertable_name) c.hypertable_schema, c.hypertable_name,
           pg_total_relation_size(format('%I.%I', c.chunk_schema, c.chunk_name)::regclass) AS bytes
      FROM timescaledb_information.chunks AS c WHERE NOT c.is_compressed
     ORDER BY 1, 2, c.range_end DESC NULLS LAST, c.range_end_integer DESC NULLS LAST),
  memory AS (SELECT setting::float8 * 8192 AS bytes FROM pg_catalog.pg_settings WHERE name = 'shared_buffers'),
  together AS (SELECT sum(bytes) AS bytes FROM newest)
  SELECT format('%I.%I', n.hypertable_schema, n.hypertable_name) AS object, n.bytes / m.bytes AS value,
         format('its newest chunk has %s, those of all hypertables %s, shared_buffers are %s', pg_size_pretty(n.bytes),
                pg_size_pretty(t.bytes), pg_size_pretty(m.bytes::bigint)) AS measured,
         format('SELECT %s.set_chunk_time_interval(%L, %s);', ${API}, format('%I.%I', n.hypertable_schema, n.hypertable_name),
                coalesce(format('interval %L', (d.time_interval / 2)::text), (d.integer_interval / 2)::text)) AS remedy
    FROM newest AS n CROSS JOIN memory AS m CROSS JOIN together AS t
    JOIN timescaledb_information.dimensions AS d
      ON d.hypertable_schema = n.hypertable_schema AND d.hypertable_name = n.hypertable_name AND d.dimension_number = 1
   WHERE t.bytes > m.bytes * $1::float8 ORDER BY n.bytes DESC LIMIT 1`
	},
	{
		id: "locks-room",
		finds: "One query of all chunks takes a large part of the lock table",
		severity: "warning",
		on: "timescaledb",
		threshold: "locks-share",
		sql: `
  WITH room AS (SELECT current_setting('max_locks_per_transaction')::float8
                       * (current_setting('max_connections')::int + current_setting('max_prepared_transactions')::int) AS locks)
  SELECT format('%I.%I', n.nspname, p.relname) AS object, t.locks / r.locks AS value,
         format('a query takes about %s locks, there is room for %s', t.locks, r.locks) AS measured,
         format('ALTER SYSTEM SET max_locks_per_transaction = %s; -- takes a restart', ceil(t.locks * 4 / (r.locks / current_setting('max_locks_per_transaction')::int))) AS remedy
    FROM (SELECT i.inhparent, count(DISTINCT i.inhrelid) + count(x.indexrelid) AS locks
            FROM pg_catalog.pg_inherits AS i LEFT JOIN pg_catalog.pg_index AS x ON x.indrelid = i.inhrelid
           GROUP BY 1) AS t
    JOIN pg_catalog.pg_class AS p ON p.oid = t.inhparent JOIN pg_catalog.pg_namespace AS n ON n.oid = p.relnamespace
    CROSS JOIN room AS r
   WHERE p.relkind = 'r' AND t.locks > r.locks * $1::float8 ORDER BY t.locks DESC`
	},
	{
		id: "replication-lag",
		finds: "A standby has much log yet to replay",
		severity: "error",
		on: "postgres",
		threshold: "replication-lag-bytes",
		needsStatistics: true,
		sql: `
  SELECT application_name AS object, bytes AS value, format('%s behind, %s', pg_size_pretty(bytes::numeric), state) AS measured,
         'SELECT * FROM pg_stat_replication;' AS remedy
    FROM (SELECT *, pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END,
                                    replay_lsn)::float8 AS bytes FROM pg_catalog.pg_stat_replication) AS s
   WHERE bytes > $1::float8 ORDER BY 2 DESC`
	},
	{
		id: "replication-late",
		finds: "A standby is far behind in time",
		severity: "error",
		on: "postgres",
		threshold: "replication-lag-seconds",
		needsStatistics: true,
		sql: `
  SELECT application_name AS object, extract(epoch FROM replay_lag)::float8 AS value,
         format('%s behind, %s', replay_lag, state) AS measured, 'SELECT * FROM pg_stat_replication;' AS remedy
    FROM pg_catalog.pg_stat_replication WHERE extract(epoch FROM replay_lag) > $1::float8 ORDER BY 2 DESC`
	},
	{
		id: "slot-inactive",
		finds: "Nobody reads from a replication slot, which keeps the log",
		severity: "warning",
		on: "postgres",
		threshold: null,
		sql: `
  SELECT slot_name::text AS object, 1::float8 AS value, format('nobody reads from it; it keeps the log from %s on', coalesce(restart_lsn::text, 'nowhere')) AS measured,
         format('SELECT pg_drop_replication_slot(%L); -- where its reader is gone for good: a standby cannot go on without it', slot_name) AS remedy
    FROM pg_catalog.pg_replication_slots WHERE NOT active AND NOT temporary ORDER BY 1`
	},
	{
		id: "slot-retains",
		finds: "A replication slot keeps much log, or has lost what its reader needs",
		severity: "error",
		on: "postgres",
		threshold: "slot-retained-bytes",
		sql: `
  SELECT slot_name::text AS object, coalesce(bytes, 0) AS value,
         format('%s kept, the log it needs is %s', coalesce(pg_size_pretty(bytes::numeric), 'nothing'), coalesce(wal_status, 'unknown')) AS measured,
         format('SELECT pg_drop_replication_slot(%L); -- where its reader is gone for good: a standby cannot go on without it', slot_name) AS remedy
    FROM (SELECT *, pg_wal_lsn_diff(CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END,
                                    restart_lsn)::float8 AS bytes FROM pg_catalog.pg_replication_slots) AS s
   WHERE bytes > $1::float8 OR wal_status = 'lost' ORDER BY 1`
	},
	{
		id: "postgres-end-of-life",
		finds: "The version of PostgreSQL gets no fixes any more, or no new TimescaleDB",
		severity: "warning",
		on: "postgres",
		threshold: null,
		sql: `
  SELECT format('PostgreSQL %s', v.major) AS object, (current_date - v.ends)::float8 AS value,
         concat_ws('; ', CASE WHEN v.ends < current_date THEN format('its fixes ended on %s', v.ends) END,
                   'no TimescaleDB after ' || v.last || ' runs on it') AS measured,
         'timescale-ci upgrade --to IMAGE' AS remedy
    FROM (VALUES ${SUPPORT}) AS v (major, ends, last)
   WHERE v.major = current_setting('server_version_num')::int / 10000 AND (v.ends < current_date OR v.last IS NOT NULL)`,
		unknown: `
  SELECT format('PostgreSQL %s', own) AS object, 'this version of timescale-ci does not know its dates' AS why
    FROM (SELECT current_setting('server_version_num')::int / 10000 AS own) AS o
   WHERE own NOT IN (SELECT major FROM (VALUES ${SUPPORT}) AS v (major, ends, last))`
	},
	{
		id: "timescaledb-old",
		finds: "The minor version of TimescaleDB is old: fixes go into the newest one alone",
		severity: "notice",
		on: "timescaledb",
		threshold: "timescaledb-age-months",
		sql: `
  SELECT format('TimescaleDB %s', e.extversion) AS object, ((current_date - r.date) / 30.44)::float8 AS value,
         concat(CASE WHEN r.is_own THEN '' ELSE 'it is older than ' END, format('%s, which came out on %s', r.version, r.date)) AS measured,
         'timescale-ci upgrade --to IMAGE' AS remedy
    FROM pg_catalog.pg_extension AS e
    -- What is older than the table is at least as old as its first.
    CROSS JOIN LATERAL (
      SELECT v.*, v.version = o.own AS is_own
        FROM (SELECT substring(e.extversion FROM '^[0-9]+[.][0-9]+') AS own) AS o, (VALUES ${RELEASES}) AS v (version, date)
       WHERE v.version = o.own OR string_to_array(o.own, '.')::int[] < string_to_array(v.version, '.')::int[]
       ORDER BY string_to_array(v.version, '.')::int[] LIMIT 1) AS r
   WHERE e.extname = 'timescaledb' AND (current_date - r.date) / 30.44 > $1::float8`
	},
	{
		id: "transaction-age",
		finds: "Old transactions are not frozen: at two billion the server stops writing",
		severity: "error",
		on: "postgres",
		threshold: "transaction-age",
		sql: `
  SELECT datname::text AS object, age(datfrozenxid)::float8 AS value, format('%s transactions', age(datfrozenxid)) AS measured,
         'VACUUM (FREEZE);' AS remedy
    FROM pg_catalog.pg_database WHERE datfrozenxid::text::bigint > 2 AND age(datfrozenxid) > $1::float8 ORDER BY 2 DESC`
	},
	{
		id: "index-invalid",
		finds: "An index is invalid: it costs every write and serves no query",
		severity: "warning",
		on: "postgres",
		threshold: null,
		sql: `
  SELECT format('%I.%I', n.nspname, c.relname) AS object, 1::float8 AS value,
         format('an index of %s', i.indrelid::regclass) AS measured,
         format('REINDEX INDEX CONCURRENTLY %I.%I;', n.nspname, c.relname) AS remedy
    FROM pg_catalog.pg_index AS i JOIN pg_catalog.pg_class AS c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
   WHERE NOT i.indisvalid AND c.relkind = 'i' ORDER BY 1`
	},
	{
		id: "checksum-failures",
		finds: "Pages of the database were read damaged",
		severity: "error",
		on: "postgres",
		threshold: null,
		sql: `
  SELECT coalesce(datname, 'shared objects')::text AS object, checksum_failures::float8 AS value,
         format('%s failures, the last at %s', checksum_failures, checksum_last_failure) AS measured,
         'Look at the disk, and restore from a backup made before.' AS remedy
    FROM pg_catalog.pg_stat_database WHERE checksum_failures > 0 ORDER BY 1`
	}
];
// src/health/text.ts
const ORDER$3 = [
	"error",
	"warning",
	"notice"
];
/** `1 error, 2 warnings`, or that nothing was found in so many checks. */
function healthWords({ findings, checked, unchecked }) {
	const counts = ORDER$3.map((severity) => ({
		severity,
		n: findings.filter((one) => one.severity === severity).length
	})).filter(({ n }) => n > 0).map(({ severity, n }) => `${n} ${severity}${n === 1 ? "" : "s"}`);
	const open = unchecked.length === 0 ? "" : `, ${unchecked.length} not checked`;
	return `${counts.length === 0 ? "nothing found" : counts.join(", ")} (${checked.length} checks${open})`;
}
/** Gravest first, as the checks stand otherwise. */
function sorted$2(findings) {
	return ORDER$3.flatMap((severity) => findings.filter((one) => one.severity === severity));
}
/** For a terminal: each finding with its remedy, then what was not checked. */
function healthAsText(health) {
	const lines = sorted$2(health.findings).flatMap((one) => [`${one.severity.padEnd(8)} ${one.object}: ${one.measured}  [${one.check}]`, `         ${one.remedy}`]);
	const open = health.unchecked.map(({ check, object, why }) => `not checked: ${check}${object === null ? "" : ` of ${object}`}: ${why}`);
	return [
		...lines,
		...open,
		""
	].join("\n");
}
/** The same as two tables. */
function healthAsMarkdown(health) {
	const found = table$2([
		"Severity",
		"What",
		"Measured",
		"Remedy",
		"Check"
	], sorted$2(health.findings).map((one) => [
		one.severity,
		code$2(one.object),
		text$2(one.measured),
		code$2(one.remedy),
		code$2(one.check)
	]));
	const open = table$2([
		"Not checked",
		"Of",
		"Why"
	], health.unchecked.map(({ check, object, why }) => [
		code$2(check),
		object === null ? "" : code$2(object),
		text$2(why)
	]));
	return `${[found ?? "Nothing was found.", open].filter((part) => part !== null).join("\n\n")}\n`;
}
/** What a Prometheus server reads (the text format, version 0.0.4), as a textfile collector takes it. */
function healthAsMetrics({ findings, checked, unchecked }) {
	const made = new Map(checked.map(({ check, threshold }) => [check, threshold]));
	const partly = new Set(unchecked.map(({ check }) => check));
	const label = (value) => `"${value.replaceAll("\\", "\\\\").replaceAll("\"", "\\\"").replaceAll("\n", "\\n")}"`;
	const family = (name, help, rows) => rows.length === 0 ? [] : [
		`# HELP ${name} ${help}`,
		`# TYPE ${name} gauge`,
		...rows.map(([labels, value]) => `${name}{${labels}} ${value}`)
	];
	return [
		...family("timescaledb_health_checked", "Whether the check was made, for all that it looks at.", HEALTH_CHECKS.map(({ id }) => [`check=${label(id)}`, made.has(id) && !partly.has(id) ? 1 : 0])),
		...family("timescaledb_health_findings", "How many things the check found.", HEALTH_CHECKS.filter(({ id }) => made.has(id)).map(({ id, severity }) => [`check=${label(id)},severity=${label(severity)}`, findings.filter(({ check }) => check === id).length])),
		...family("timescaledb_health_value", "What was measured of a finding, in the measure of its threshold.", findings.map((one) => [`check=${label(one.check)},object=${label(one.object)}`, one.value])),
		...family("timescaledb_health_threshold", "From which measure on the check finds something.", checked.flatMap(({ check, threshold }) => threshold === null ? [] : [[`check=${label(check)}`, threshold]])),
		""
	].join("\n");
}
// src/history/names.ts
/** The relative symbolic link to the version that counts. */
const LATEST_FILE = "schema_latest.sql";
/** The document that describes the latest version. */
const README_FILE = "README_latest.md";
const VERSION = /^schema_(\d{4})(\d{2})(\d{2})_(\d{2})(\d{2})(\d{2})\.sql$/;
/** The file name of a version written at this time: `schema_20261122_020007.sql`, in UTC. */
function versionName(time) {
	const [year, month, day, hour, minute, second] = time.toISOString().split(/[-T:.]/);
	return `schema_${year}${month}${day}_${hour}${minute}${second}.sql`;
}
/** The time in a version's name, or undefined where the name is not exactly one that `versionName` gives. */
function versionTime(name) {
	const parts = VERSION.exec(name);
	if (!parts) return void 0;
	const [, year, month, day, hour, minute, second] = parts;
	const time = /* @__PURE__ */ new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
	return !Number.isNaN(time.getTime()) && versionName(time) === name ? time : void 0;
}
// src/markdown/blocks.ts
/** Blocks are separated by one blank line; empty ones vanish. */
function blocks$1(...parts) {
	return parts.filter((part) => part !== null && part !== "").join("\n\n");
}
/** A bullet list; null where there is nothing to list. `items` are Markdown already, one line each. */
function bullets$1(items) {
	return items.length === 0 ? null : items.map((item) => `- ${item}`).join("\n");
}
/** A fenced block that holds anything: its fence is longer than any in the content. What cannot be seen in it shows. */
function fence$1(language, content) {
	const marks = "`".repeat(fenceLength(content));
	return `${marks}${language}\n${visibleLines(content).replace(/\n+$/, "")}\n${marks}`;
}
/** How many backticks a fence around the content takes. There may be more runs in it than a call takes arguments. */
function fenceLength(content) {
	return (content.match(/`{3,}/g) ?? []).reduce((most, run) => Math.max(most, run.length + 1), 3);
}
/** Folded content. `summary` is HTML, `body` is Markdown. */
function folded$1(summary, body) {
	return `<details><summary>${summary}</summary>\n\n${body}\n\n</details>`;
}
// src/catalog/interval.ts
const SECOND = 1e6;
const UNITS = {
	microsecond: 1,
	millisecond: 1e3,
	second: SECOND,
	sec: SECOND,
	minute: 60 * SECOND,
	min: 60 * SECOND,
	hour: 3600 * SECOND,
	day: 86400 * SECOND,
	week: 604800 * SECOND,
	month: 2592e3 * SECOND,
	mon: 2592e3 * SECOND,
	year: 31557600 * SECOND
};
/**
* The length of an interval as PostgreSQL or a person writes it (`7 days`, `1 mon 2 days 03:04:05.5`, `12 hours`), in
* microseconds; undefined where it is none. Months count 30 days and years 365.25, as PostgreSQL compares them.
*/
function intervalMicroseconds(text) {
	let rest = text.trim().toLowerCase();
	if (rest === "") return void 0;
	let total = 0;
	const clock = /(?:^|\s)([+-]?)(\d+):(\d{2})(?::(\d{2}(?:\.\d+)?))?$/.exec(rest);
	if (clock !== null) {
		const [, sign, hours, minutes, seconds = "0"] = clock;
		const length = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
		total += (sign === "-" ? -1 : 1) * Math.round(length * SECOND);
		rest = rest.slice(0, clock.index).trim();
	}
	while (rest !== "") {
		const [part, amount, unit] = /^([+-]?\d+(?:\.\d+)?)\s*([a-z]+)\s*/.exec(rest) ?? [];
		const size = unit === void 0 ? void 0 : UNITS[unit] ?? UNITS[unit.replace(/s$/, "")];
		if (part === void 0 || size === void 0) return void 0;
		total += Math.round(Number(amount) * size);
		rest = rest.slice(part.length);
	}
	return total;
}
const SIZES = [
	["day", 86400000000n],
	["hour", 3600000000n],
	["minute", 60000000n],
	["second", 1000000n],
	["millisecond", 1000n],
	["microsecond", 1n]
];
/**
* A length of time from microseconds as a decimal string, as people and PostgreSQL read it: `604800000000` gives `7 days`.
*/
function durationText(microseconds) {
	const total = BigInt(microseconds);
	let rest = total < 0n ? -total : total;
	const words = [];
	for (const [unit, size] of SIZES) {
		const n = rest / size;
		rest %= size;
		if (n > 0n) words.push(`${n} ${unit}${n === 1n ? "" : "s"}`);
	}
	return `${total < 0n ? "minus " : ""}${words.join(" ") || "0 seconds"}`;
}
/** True for the integer types that a time column can have. */
function isIntegerType(type) {
	return type === "smallint" || type === "integer" || type === "bigint";
}
/** Whether two spans are as long as each other; numbers are units of an integer time column. */
function sameSpan(a, b) {
	if (typeof a === "number" || typeof b === "number") return String(a) === String(b);
	const [x, y] = [intervalMicroseconds(a), intervalMicroseconds(b)];
	return x !== void 0 && x === y;
}
// src/format/interval.ts
/**
* A length of time as PostgreSQL prints it by default (`intervalstyle = postgres`): `1 mon 2 days 12:00:00` gives
* `1 month 2 days 12 hours`. Text in another form stays as it is.
*/
function humanInterval(interval) {
	const parts = parse$5(interval);
	if (parts === null) return interval;
	const { years, months, days, time } = parts;
	const words = [...word$1(years, "year"), ...word$1(months, "month")];
	const whole = days === 0 && time % 86400000000n === 0n ? time / 86400000000n : 0n;
	words.push(...word$1(days + Number(whole), "day"));
	const rest = time - whole * 86400000000n;
	if (rest !== 0n) words.push(durationText(String(rest)));
	return words.join(" ") || "0 seconds";
}
/** Microseconds in an interval: only to put intervals in order. Infinity for other text. */
function lengthOf$2(interval) {
	return intervalMicroseconds(interval) ?? Number.POSITIVE_INFINITY;
}
const POSTGRES = /^(?:([+-]?\d+) years? ?)?(?:([+-]?\d+) mons? ?)?(?:([+-]?\d+) days? ?)?(?:([+-]?)(\d+):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?$/;
function parse$5(interval) {
	const match = interval.trim() === "" ? null : POSTGRES.exec(interval.trim());
	if (match === null) return null;
	const [, years, months, days, sign, hours = "0", minutes = "0", seconds = "0", fraction = ""] = match;
	const time = (BigInt(hours) * 3600n + BigInt(minutes) * 60n + BigInt(seconds)) * 1000000n + BigInt(fraction.padEnd(6, "0"));
	return {
		years: Number(years ?? 0),
		months: Number(months ?? 0),
		days: Number(days ?? 0),
		time: sign === "-" ? -time : time
	};
}
function word$1(n, unit) {
	return n === 0 ? [] : [`${n} ${unit}${Math.abs(n) === 1 ? "" : "s"}`];
}
// src/format/offset.ts
const WHOLE$1 = /^-?\d+$/;
/** A policy's offset from its configuration: `"7 days"` or `1000` in the time column's own type. Null where absent. */
function offset(value, timeType) {
	if (value === null || value === void 0) return null;
	const words = typeof value === "string" ? value : JSON.stringify(value);
	return WHOLE$1.test(words) ? units(words, timeType) : humanInterval(words);
}
/** A chunk interval, which the model holds in microseconds for time columns and in the column's units for integers. */
function chunkInterval(interval, type) {
	if (interval === null) return "";
	if (!WHOLE$1.test(interval)) return humanInterval(interval);
	return type !== null && isIntegerType(type) ? units(interval, type) : durationText(interval);
}
function units(number, type) {
	const readable = number.replace(/\B(?=(\d{3})+$)/g, ",");
	return type === null ? readable : `${readable} (${type})`;
}
// src/catalog/policies.ts
/**
* Every kind of policy that is known, in the order in which TimescaleDB accepts them: up to 2.27.1 one on an aggregate's
* columnstore needs its refresh.
*/
const POLICIES$1 = {
	"refresh policy": {
		procedure: "policy_refresh_continuous_aggregate",
		add: "add_continuous_aggregate_policy",
		ownTitles: ["Refresh Continuous Aggregate Policy"],
		verb: "refresh",
		property: "refresh",
		place: 2,
		config: {
			start_offset: "offset",
			end_offset: "offset",
			include_tiered_data: "value",
			buckets_per_batch: "value",
			max_batches_per_execution: "value",
			refresh_newest_first: "value"
		},
		standard: {
			maxRuntime: "00:00:00",
			retryPeriod: "schedule interval"
		}
	},
	"columnstore policy": {
		procedure: "policy_compression",
		add: "add_compression_policy",
		alsoAddedBy: "add_columnstore_policy",
		ownTitles: ["Compression Policy", "Columnstore Policy"],
		verb: "compress",
		property: "compression",
		place: 4,
		config: {
			compress_after: "age",
			compress_created_before: "age since creation"
		},
		standard: {
			maxRuntime: "00:00:00",
			retryPeriod: "01:00:00"
		},
		needsColumnstore: true
	},
	"retention policy": {
		procedure: "policy_retention",
		add: "add_retention_policy",
		ownTitles: ["Retention Policy"],
		verb: "drop",
		property: "retention",
		place: 6,
		config: {
			drop_after: "age",
			drop_created_before: "age since creation"
		},
		standard: {
			maxRuntime: "00:05:00",
			retryPeriod: "00:05:00"
		}
	},
	"reorder policy": {
		procedure: "policy_reorder",
		add: "add_reorder_policy",
		ownTitles: ["Reorder Policy"],
		verb: "reorder",
		property: "reorder",
		place: 3,
		config: { index_name: "index" },
		standard: null
	},
	"compaction policy": {
		procedure: "policy_compaction",
		add: "add_compaction_policy",
		ownTitles: ["Compaction Policy"],
		verb: "compact",
		property: "compaction",
		place: 5,
		config: {
			max_chunks: "value",
			max_batches: "value",
			inactive_for: "interval"
		},
		standard: {
			maxRuntime: "00:00:00",
			retryPeriod: "00:05:00"
		},
		needsColumnstore: true
	},
	"invalidation policy": {
		procedure: "policy_process_hypertable_invalidations",
		add: "add_process_hypertable_invalidations_policy",
		addedByCall: true,
		ownTitles: ["Move Hypertables Invalidation Policy"],
		verb: "track changes",
		property: "invalidation",
		place: 1,
		config: {},
		standard: {
			maxRuntime: "00:00:00",
			retryPeriod: "schedule interval"
		}
	}
};
/** The kinds of policies, and the job of somebody's own, which comes last everywhere. */
const JOB_KINDS = {
	...POLICIES$1,
	job: {
		add: "add_job",
		ownTitles: ["User-Defined Action"],
		verb: "run",
		property: "job",
		place: 7
	}
};
const ALL$1 = Object.entries(POLICIES$1);
/** The procedures of all known kinds, or of those that a test picks. */
function policyProcedures(picks = () => true) {
	return ALL$1.filter(([, policy]) => picks(policy)).map(([, { procedure }]) => procedure);
}
/** The kind of policy that runs a procedure of TimescaleDB's; undefined where none is known. */
function policyOf(procedure) {
	return ALL$1.find(([, policy]) => policy.procedure === procedure)?.[0];
}
/** The functions that add a policy of a kind, the newer name first. */
function addersOf(form) {
	const { add, alsoAddedBy } = POLICIES$1[form];
	return alsoAddedBy === void 0 ? [add] : [alsoAddedBy, add];
}
/** The keys of a policy's config that say one kind of thing, in the order of the arguments. */
function configKeys(form, ...kinds) {
	if (form === "job") return [];
	const { config } = POLICIES$1[form];
	return Object.keys(config).filter((key) => kinds.includes(config[key]));
}
// src/format/schedule.ts
/** What a job does, in one verb. */
function verbOf(job) {
	return JOB_KINDS[job.form].verb;
}
/** How old a chunk is when the policy takes it: `7 days`, or `7 days after creation`. Null for other policies. */
function ageOf(job) {
	const of = (kind) => configKeys(job.form, kind).map((key) => job.config?.[key])[0];
	const age = offset(of("age"), job.timeType);
	if (age !== null) return age;
	const sinceCreation = offset(of("age since creation"), null);
	return sinceCreation === null ? null : `${sinceCreation} after creation`;
}
/** The rows that a refresh policy brings up to date: `3 days ago to 1 hour ago`. */
function windowOf(job) {
	const { start_offset: start, end_offset: end } = job.config ?? {};
	return `${ago(start, job.timeType) ?? "the beginning"} to ${ago(end, job.timeType) ?? "now"}`;
}
/** `12 hours`, for a column of its own. */
function interval(job) {
	return humanInterval(job.scheduleInterval);
}
/** `every 12 hours`, `every day`, for a sentence. */
function every(job) {
	return `every ${interval(job).replace(/^1 (\w+)$/, "$1")}`;
}
function ago(value, timeType) {
	const length = offset(value, timeType);
	if (length === null) return null;
	return /^-?\d[\d,]*( \(.*\))?$/.test(length) ? `now − ${length}` : `${length} ago`;
}
// src/sql/names.ts
/**
* The first part of a qualified name as SQL writes it: `trading` of `trading.trades`, `"Odd.Schema"` of
* `"Odd.Schema"."x"`. Empty for a name without a schema.
*/
function schemaOf$1(name) {
	return /^(?:"(?:[^"]|"")*"|[^."(]+)(?=\.)/.exec(name)?.[0] ?? "";
}
/** What follows the schema: `trades` of `trading.trades`. */
function withoutSchema(name) {
	const schema = schemaOf$1(name);
	return schema === "" ? name : name.slice(schema.length + 1);
}
/** What an array holds: `trading.side` of `trading.side[]`; any other type itself. */
function elementType(type) {
	return type.replace(/(\[\])+$/, "");
}
/** A routine's name without its argument types: `trading.f` of `trading.f(integer)`. */
function baseOf$1(routine) {
	return /^(?:"(?:[^"]|"")*"|[^"(])+/.exec(routine)?.[0] ?? routine;
}
/** An identifier's own text: `Dev Id` of `"Dev Id"`. */
function unquoted$1(identifier) {
	return /^"(?:[^"]|"")*"$/.test(identifier) ? identifier.slice(1, -1).replaceAll("\"\"", "\"") : identifier;
}
/** The function that a trigger runs, without arguments, which such functions never declare. */
function triggerFunction(definition) {
	return / EXECUTE (?:FUNCTION|PROCEDURE) ((?:"(?:[^"]|"")*"|[^"(])+)\(/.exec(definition)?.[1] ?? null;
}
/** Orders by name, the same on every machine. */
function byName$2(a, b) {
	return compareNames(a.name, b.name);
}
/** Orders names as bytes would, the same on every machine and locale. */
function compareNames(a, b) {
	return a < b ? -1 : a > b ? 1 : 0;
}
// src/text.ts
/** The start of a text that fits, cut between characters, with `…` in place of what was cut. */
function truncate$1(text, most) {
	const characters = [...text];
	return characters.length <= most ? text : `${characters.slice(0, most - 1).join("")}…`;
}
/** With a capital to begin with. */
function capital(text) {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
// src/diff/change.ts
/** A change without what only the program needs. */
function recordOf(change) {
	const { class: level, kind, object, property, from, to, message } = change;
	return {
		class: level,
		kind,
		object,
		property,
		from,
		to,
		message
	};
}
/** How dangerous a change is on a database with rows, gravest first. */
const CLASSES = [
	"data-loss",
	"breaking",
	"recompress",
	"locks",
	"safe"
];
/** The graver of two classes. */
function graver(a, b) {
	return CLASSES.indexOf(a) <= CLASSES.indexOf(b) ? a : b;
}
function isChangeClass(word) {
	return CLASSES.includes(word);
}
// src/report/change-words.ts
/** A class as people read it: `data loss`. */
function classWords(level) {
	return level.replace("-", " ");
}
const CONSEQUENCE = {
	"data-loss": ["1 change would lose data", "changes would lose data"],
	breaking: ["1 change may break readers or writers", "changes may break readers or writers"],
	recompress: ["1 change leaves existing chunks as they are", "changes leave existing chunks as they are"],
	locks: ["1 change takes a heavy lock", "changes take a heavy lock"],
	safe: ["1 safe change", "safe changes"]
};
/**
* The gravest thing to say about some changes: `2 changes would lose data`.
*
* @param failing those that fail the check: what is to be said of them is said besides
*/
function verdict(changes, failing = []) {
	const gravest = gravestOf(changes);
	if (gravest === void 0) return "no schema changes";
	return CLASSES.filter((level) => level === gravest || failing.some((change) => change.class === level)).map((level) => {
		const count = changes.filter((change) => change.class === level).length;
		const [one, more] = CONSEQUENCE[level];
		return count === 1 ? one : `${count} ${more}`;
	}).join(", ");
}
/** The gravest class of some changes. */
function gravestOf(changes) {
	return CLASSES.find((level) => changes.some((change) => change.class === level));
}
/** `5 changes: 1 data loss, 4 safe` */
function countWords(changes) {
	return changes.length === 0 ? "no changes" : `${plural$1(changes.length, "change")}: ${classCounts(changes)}`;
}
/** `1 data loss, 4 safe` */
function classCounts(changes) {
	return CLASSES.map((level) => [level, changes.filter((change) => change.class === level).length]).filter(([, count]) => count > 0).map(([level, count]) => `${count} ${classWords(level)}`).join(", ");
}
/** Longer values say nothing at a glance; the diff of the dumps has them. */
const LONGEST$2 = 80;
/** A value that fits a line; what is longer is told by its size. Null stays null. */
function shortValue(value) {
	if (value === null) return null;
	const lines = value.trim().split("\n").length;
	if (lines > 1) return `${lines} lines`;
	return truncate$1(value, LONGEST$2);
}
/** What came or went with an object as a whole: `new hypertable on ts, chunks of 7 days`, `dropped column: text`. */
function wholeWords({ kind, from, to }) {
	const description = shortValue(to ?? from) ?? "";
	const word = from === null ? "new" : "dropped";
	return description.startsWith(kind) ? `${word} ${description}` : `${word} ${kind}: ${description}`;
}
// src/report/changes-table.ts
const HEADER$4 = "| | object | change | what happens on a database with rows |\n|---|---|---|---|";
/** Names are 63 bytes long at most, but a message may hold many. */
const LONGEST_MESSAGE$1 = 400;
const LONGEST_NAME$1 = 160;
/** A table of changes in GitHub's Markdown, in their order. */
function changesTable(changes) {
	return [HEADER$4, ...changes.map((change) => changeRow(change))].join("\n");
}
/**
* One row; nothing in it leaves its cell, mentions somebody or links anywhere.
*
* @param page the address of the line that brings the change about, ready for Markdown; the object's name leads there
*/
function changeRow(change, page = null) {
	const level = classWords(change.class);
	const grave = change.class === "data-loss" || change.class === "breaking";
	const name = code$2(truncate$1(change.object, LONGEST_NAME$1));
	const object = page === null ? name : `[${name}](${page})`;
	const [subject, values] = change.property === null ? [object, text$2(wholeWords(change))] : [`${object} ${text$2(truncate$1(change.property, LONGEST_NAME$1))}`, `${value$1(change.from)} → ${value$1(change.to)}`];
	return `| ${[
		grave ? `**${level}**` : level,
		subject,
		values,
		text$2(truncate$1(change.message, LONGEST_MESSAGE$1))
	].join(" | ")} |`;
}
/** Of a table with this many rows, the lines that are no rows. */
const TABLE_HEADER = HEADER$4;
function value$1(full) {
	const words = shortValue(full);
	return words === null || words === "" ? "–" : code$2(words);
}
// src/history/files.ts
/** The real file system. */
const diskFiles = nodeFiles;
/** The code of a failed system call (`ENOENT`), or undefined for any other error. */
function errorCode(error) {
	return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : void 0;
}
/** Gives undefined in place of a failure with one of these codes. */
async function unless(codes, work) {
	try {
		return await work;
	} catch (error) {
		if (codes.includes(errorCode(error) ?? "")) return void 0;
		throw error;
	}
}
const HINTS$1 = {
	EACCES: "Give the user who runs this write permission there, or choose another --schema-dir.",
	EPERM: "Give the user who runs this write permission there, or choose another --schema-dir.",
	EROFS: "The file system is mounted read-only: choose another --schema-dir.",
	ENOSPC: "The disk is full: free some space and run again.",
	EDQUOT: "The user's disk quota is used up: free some space and run again.",
	ENOTDIR: "Something on this path is a file: move it away, or choose another --schema-dir.",
	EEXIST: "Something on this path is a file: move it away, or choose another --schema-dir.",
	EISDIR: "A directory stands where a file belongs: move it away, or choose another --schema-dir."
};
/**
* Turns a failed system call into a UserError that names the path; anything else passes unchanged.
*
* @param doing what was tried, as in `cannot <doing> <path>`
*/
function fileError(error, doing, path) {
	const code = errorCode(error);
	if (error instanceof UserError || code === void 0) return error;
	return new UserError(`cannot ${doing} ${path} (${messageOf(error)})`, {
		...HINTS$1[code] === void 0 ? {} : { hint: HINTS$1[code] },
		cause: error
	});
}
/**
* Finds out before any work is done that a directory cannot be written to, or not be made.
*
* @throws UserError naming the first directory on the way up that there is, where it takes no files
*/
async function assertWritable(dir) {
	const found = await unless(["ENOENT", "ENOTDIR"], nodeFiles.stat(dir));
	if (found === void 0 && dirname(dir) !== dir) return await assertWritable(dirname(dir));
	const { W_OK, X_OK } = nodeFiles.constants;
	const refused = found?.isDirectory() === true ? await nodeFiles.access(dir, W_OK | X_OK).catch((error) => error) : Object.assign(/* @__PURE__ */ new Error("it is no directory"), { code: "ENOTDIR" });
	if (refused !== void 0) throw fileError(refused, "write to", dir);
}
// src/catalog/model.ts
/** The field's word for what each collection holds; `form`, where an object has one, says it more closely. */
const KIND = {
	schemas: "schema",
	extensions: "extension",
	types: "type",
	routines: "function",
	relations: "table",
	columns: "column",
	constraints: "constraint",
	indexes: "index",
	triggers: "trigger",
	rules: "rule",
	rowPolicies: "row policy",
	sequences: "sequence",
	statistics: "statistics",
	hypertables: "hypertable",
	continuousAggregates: "continuous aggregate",
	jobs: "job",
	publications: "publication",
	eventTriggers: "event trigger",
	defaultPrivileges: "default privileges",
	extensionPrivileges: "extension privileges",
	others: "object",
	roles: "role",
	tablespaces: "tablespace",
	database: "database",
	databaseSettings: "database setting",
	builtInJobs: "built-in job"
};
/**
* The properties that PostgreSQL prints from a parsed expression or query. It reads some of what it prints as another
* expression of the same meaning (`varchar IN ('a', 'b')`), and its major versions print the same one differently.
*/
const PRINTED = {
	types: ["definition"],
	routines: ["arguments", "definition"],
	relations: [
		"query",
		"partitionBy",
		"partitionBound"
	],
	columns: ["default"],
	constraints: ["definition"],
	indexes: ["definition", "columns"],
	triggers: ["definition"],
	rules: ["definition"],
	rowPolicies: ["using", "check"],
	statistics: ["definition"],
	continuousAggregates: ["query"],
	publications: ["tables"]
};
// src/diff/compare.ts
/** What an object is called in the field: its form where it has one (a relation may be a view), else its collection's word. */
function kindOf$3(collection, object) {
	if ("form" in object && collection !== "constraints") return object.form;
	return KIND[collection];
}
/**
* Compares two models property by property, by name. Nothing is left out: whatever the model holds counts.
*/
function compareModels(from, to) {
	const comparison = {
		properties: 0,
		objects: 0,
		differences: []
	};
	for (const collection of Object.keys(KIND)) {
		const before = byName$1(from[collection]);
		const after = byName$1(to[collection]);
		for (const name of [.../* @__PURE__ */ new Set([...before.keys(), ...after.keys()])].sort(compareNames)) {
			comparison.objects++;
			compareObjects(comparison, collection, name, before.get(name), after.get(name));
		}
	}
	return comparison;
}
function byName$1(objects) {
	return new Map(objects.map((object) => [object.name, object]));
}
function compareObjects(comparison, collection, name, before, after) {
	const known = before ?? after;
	if (known === void 0) return;
	const found = {
		collection,
		kind: kindOf$3(collection, known),
		object: name
	};
	if (before === void 0 || after === void 0) {
		comparison.properties++;
		const [from, to] = [before, after].map((object) => object === void 0 ? null : object);
		comparison.differences.push({
			...found,
			property: null,
			from: from ?? null,
			to: to ?? null
		});
		return;
	}
	const old = before;
	const now = after;
	for (const property of /* @__PURE__ */ new Set([...Object.keys(old), ...Object.keys(now)])) {
		if (property === "name") continue;
		comparison.properties++;
		const [from, to] = [old[property] ?? null, now[property] ?? null];
		if (JSON.stringify(from) !== JSON.stringify(to)) comparison.differences.push({
			...found,
			property,
			from,
			to
		});
	}
}
// src/diff/difference-part.ts
/** Names a property of an object, or the whole of it: what the causes of other differences are given by. */
function causeKey(collection, object, property, path = null) {
	return keyOf$2(collection, object, property, path);
}
/** Names a part within one comparison. */
function keyOf$2(collection, object, property, path = null) {
	return JSON.stringify([
		collection,
		object,
		property,
		path
	]);
}
/** A difference as one part. */
function wholeDifference(difference) {
	const { collection, object, property } = difference;
	return {
		...difference,
		path: null,
		key: keyOf$2(collection, object, property)
	};
}
/** A part of a difference. */
function partOfDifference(difference, path, from, to) {
	const { collection, object, property } = difference;
	return {
		...difference,
		path,
		from,
		to,
		key: keyOf$2(collection, object, property, path)
	};
}
// src/diff/ages.ts
/** How long a policy's offset is: microseconds, or units of an integer time column. Undefined where it has none. */
function lengthOf$1(value) {
	if (typeof value === "number") return value;
	if (typeof value !== "string") return void 0;
	return /^-?\d+$/.test(value) ? Number(value) : intervalMicroseconds(value);
}
/** The strictest of the retention policies that run; undefined where rows are kept for good. */
function retentionOf(relation, ...sides) {
	return sides.flatMap((side) => side.policies(relation, "retention policy")).filter(({ scheduled }) => scheduled).flatMap((job) => {
		const value = job.config?.["drop_after"] ?? job.config?.["drop_created_before"];
		const length = lengthOf$1(value);
		const words = offset(value, job.config?.["drop_after"] === void 0 ? null : job.timeType);
		return length === void 0 || words === null ? [] : [{
			job,
			length,
			words
		}];
	}).sort((a, b) => a.length - b.length)[0];
}
/** What a continuous aggregate knows that its source has forgotten, as the end of a sentence. */
function historyGone(aggregate, context) {
	const source = context.before.aggregate(aggregate)?.source;
	const kept = source === void 0 ? void 0 : retentionOf(source, context.before, context.after);
	return kept === void 0 ? "" : `, and ${source} keeps only ${kept.words}: older history is gone for good`;
}
/**
* What a refresh policy would destroy: its window reaches back over raw rows that the source's retention has dropped, and a
* refresh of a bucket without raw rows empties it. Null where the window ends before that.
*/
function historyLost(refresh, side) {
	const source = refresh.relation === null ? void 0 : side.aggregate(refresh.relation)?.source;
	const kept = source === void 0 ? void 0 : retentionOf(source, side);
	if (kept === void 0) return null;
	const start = refresh.config?.["start_offset"];
	const length = lengthOf$1(start);
	if (length !== void 0 && length <= kept.length) return null;
	return `it refreshes ${length === void 0 ? "all history" : `the last ${offset(start, refresh.timeType)?.replace(/^1 /, "")}`}, but ${source} keeps only ${kept.words}: buckets whose raw rows are gone are emptied`;
}
// src/diff/rule.ts
/** A rule that says the same whatever the values are. */
function always(level, message, property) {
	return () => ({
		class: level,
		message,
		...property === void 0 ? {} : { property }
	});
}
/** A value of the model in words; null for nothing. */
function inWords(value) {
	if (value === null || value === void 0) return null;
	if (typeof value === "boolean") return value ? "yes" : "no";
	if (Array.isArray(value)) return value.length === 0 ? "none" : value.map((item) => inWords(item) ?? "none").join(", ");
	if (typeof value === "object") return JSON.stringify(value);
	return String(value);
}
/** `scheduleInterval` as `schedule interval`. */
function propertyWords(property) {
	return property.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
// src/diff/rules/columnstore.ts
/** The columnstore (compression) of a hypertable or a continuous aggregate. */
function columnstore$2(found) {
	const { part, before, after } = found;
	if (part.path !== null) return ofSetting(part.path, part.from, part.to, found);
	return after.columnstore === null ? {
		class: "recompress",
		property: "columnstore",
		from: describe$4(before.columnstore),
		to: "off",
		message: "refused while a chunk is compressed: every chunk must be decompressed first"
	} : {
		class: "safe",
		property: "columnstore",
		from: "off",
		to: describe$4(after.columnstore),
		message: "nothing is compressed until a policy or convert_to_columnstore() runs"
	};
}
/** In one line: `by symbol, ordered by ts DESC`. */
function describe$4(settings) {
	if (settings === null) return null;
	const order = settings.orderBy === null ? "order chosen by TimescaleDB" : `ordered by ${orderWords$1(settings.orderBy)}`;
	return `by ${segmentWords(settings.segmentBy)}, ${order}`;
}
const OLD = "chunks already compressed keep the old setting until recompressed";
function ofSetting(setting, from, to, found) {
	switch (setting) {
		case "segmentBy": return change$1("segment by", segmentWords(from), segmentWords(to));
		case "orderBy": return change$1("order by", orderWords$1(from), orderWords$1(to));
		case "sparseIndexes": return change$1("sparse indexes", list$1(from), list$1(to));
		case "chunkInterval": {
			const words = (value) => value === null ? "off" : chunkInterval(String(value), timeType(found));
			return change$1("compressed chunk interval", words(from), words(to), "new chunks only: chunks already compressed stay as they are");
		}
		default: return change$1("direct compress", from === true ? "on" : "off", to === true ? "on" : "off", "rows that are inserted from now on; compressed chunks stay as they are");
	}
}
function change$1(property, from, to, message = OLD) {
	return {
		class: "recompress",
		property,
		from,
		to,
		message
	};
}
function segmentWords(columns) {
	if (columns === null) return "chosen by TimescaleDB";
	return columns.length === 0 ? "none" : columns.join(", ");
}
/** `ts DESC, price`: NULLS only where it is not what the direction implies. */
function orderWords$1(columns) {
	if (columns === null) return "chosen by TimescaleDB";
	const one = ({ column, descending, nullsFirst }) => `${column}${descending ? " DESC" : ""}${nullsFirst === descending ? "" : nullsFirst ? " NULLS FIRST" : " NULLS LAST"}`;
	return columns.length === 0 ? "none" : columns.map(one).join(", ");
}
function list$1(value) {
	return value === null ? "chosen by TimescaleDB" : value.join(", ");
}
function timeType({ after }) {
	return "dimensions" in after ? after.dimensions[0]?.type ?? null : after.bucketType;
}
// src/diff/compressed.ts
/**
* Why the server refuses to alter a compressed hypertable that way; null where it does not. A hypertable that has the
* columnstore in both models counts: the ALTER meets it then, in whatever order the two changes are made.
*/
function refusal(alteration, relation, context) {
	if (!isCompressed(relation, context)) return null;
	const since = ACCEPTED_SINCE[alteration];
	if (context.accepts(alteration)) return null;
	return `${server(context)} refuses it while the columnstore is enabled${since === null ? "" : ` (allowed since ${short$1(since)})`}`;
}
/** A column's type: refused outright before 2.24, and while a compressed chunk exists since. */
function typeRefusal(relation, context) {
	if (!isCompressed(relation, context)) return null;
	if (context.refuses("column type")) return `${server(context)} refuses it while the columnstore is enabled (from 2.24 on, while there are compressed chunks)`;
	return "TimescaleDB refuses it while there are compressed chunks: decompress them first";
}
/** True for a hypertable or continuous aggregate with the columnstore before and after. */
function isCompressed(relation, context) {
	return context.before.hasColumnstore(relation) && context.after.hasColumnstore(relation);
}
function server({ timescaledb }) {
	return timescaledb === null ? "TimescaleDB" : `TimescaleDB ${timescaledb}`;
}
function short$1(version) {
	return version.replace(/\.0$/, "");
}
// src/diff/rules/common.ts
/** Comments say things to people only. */
const comment$1 = always("safe", "documentation only");
/** Part of the name: where it differs, the objects are two. */
const partOfName = always("breaking", "code that uses the old name fails");
/** Who owns it. Policies kept running as their old owner up to 2.25.1. */
const owner$1 = ({ before, after, context }) => {
	const [from, to] = [roleName(before), roleName(after)];
	return {
		class: "breaking",
		from,
		to,
		message: `${from} may no longer alter or drop it${context.after.model.jobs.some(({ relation }) => relation === after.name) && context.refuses("changing the owner of a policy with its table") ? `; TimescaleDB ${context.timescaledb} leaves its policies to ${from}` : ""}`
	};
};
/** What one role may do with it. */
const privileges$1 = ({ part, after, context }) => {
	const role = part.path ?? "somebody";
	const [from, to] = [list(part.from), list(part.to)];
	const lost = from.filter((one) => !to.includes(one));
	const gained = to.filter((one) => !from.includes(one));
	const who = role === "PUBLIC" ? "every role" : role;
	const message = lost.length > 0 ? `${who} loses ${words$4(lost)}` : `${who} gains ${words$4(gained)}`;
	const table = part.collection === "columns" && "relation" in after ? after.relation : null;
	const refused = table !== null && isCompressed(table, context) && context.refuses("column privileges") ? `TimescaleDB ${context.timescaledb} refuses privileges on a column while the columnstore is enabled` : null;
	return {
		class: lost.length > 0 ? "breaking" : "safe",
		property: `privileges of ${role}`,
		from: from.length === 0 ? null : from.join(", "),
		to: to.length === 0 ? null : to.join(", "),
		message: refused === null ? message : `${message}; ${refused}`,
		refused
	};
};
/** Whether and when a trigger, rule or event trigger fires. */
function firing(what) {
	return ({ before, after }) => ({
		class: after.enabled === "disabled" || after.enabled === "replica" ? "breaking" : "safe",
		property: "enabled",
		from: before.enabled,
		to: after.enabled,
		message: `the ${what} ${FIRES[after.enabled] ?? after.enabled}`
	});
}
const FIRES = {
	origin: "fires on statements of this server, not on replicated rows",
	disabled: "no longer fires",
	replica: "fires on replicated rows only",
	always: "fires on replicated rows too"
};
/** The causes of what stands on a table, and comes and goes with it. */
const ofTable = {
	whole: ({ object }) => [causeKey("relations", object.relation, null)],
	properties: { relation: movedTable }
};
/** What is now on another table may have lost its own, or come with the new one. */
function movedTable({ part }) {
	return [part.to, part.from].map((name) => causeKey("relations", String(name), null));
}
/** The columns of a view, and what PostgreSQL records of its reading, are its query's. */
function ofQuery(relation) {
	return [causeKey("relations", relation, "query"), causeKey("continuousAggregates", relation, "query")];
}
function roleName(object) {
	return ("owner" in object ? object.owner : null) ?? "CURRENT_USER";
}
function list(value) {
	return Array.isArray(value) ? value.map(String) : [];
}
function words$4(privileges) {
	return privileges.map((one) => one.replace(/\*$/, " (with grant option)")).join(", ");
}
// src/format/count.ts
/** `1 table`, `2 tables`, `1,000 tables`, `3 policies`. */
function count(n, noun) {
	return `${String(n).replace(/\B(?=(\d{3})+$)/g, ",")} ${n === 1 ? noun : plural(noun)}`;
}
function plural(noun) {
	if (noun.endsWith("policy")) return noun.replace(/y$/, "ies");
	return /(s|x)$/.test(noun) ? `${noun}es` : `${noun}s`;
}
/** `a`, `a and b`, `a, b and c`. */
function enumerate(words) {
	return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
// src/diff/describe.ts
/** A relation in one line: `hypertable on ts, chunks of 7 days, compressed after 7 days, dropped after 90 days`. */
function describeRelation(relation, side) {
	const hypertable = side.hypertable(relation.name);
	const columns = count(side.columnsOf(relation.name).length, "column");
	return [hypertable === void 0 ? `${relation.form}, ${columns}` : `${describeHypertable(hypertable)}, ${columns}`, ...policies$1(relation.name, side)].join(", ");
}
/** `hypertable on ts, chunks of 7 days, 4 partitions by symbol` */
function describeHypertable({ dimensions }) {
	const [time, ...others] = dimensions;
	const parts = others.map((one) => one.partitions === null ? `chunks of ${chunkInterval(one.interval, one.type)} by ${one.column}` : `${count(one.partitions, "partition")} by ${one.column}`);
	const chunks = time === void 0 ? [] : [`chunks of ${chunkInterval(time.interval, time.type)}`];
	return [
		`hypertable on ${time?.column}`,
		...chunks,
		...parts
	].join(", ");
}
function policies$1(relation, side) {
	const refreshed = side.policies(relation, "refresh policy").map((job) => `refreshed from ${windowOf(job)}`);
	const compressed = side.policies(relation, "columnstore policy").map((job) => `compressed after ${ageOf(job)}`);
	const dropped = side.policies(relation, "retention policy").map((job) => `dropped after ${ageOf(job)}`);
	return [
		...refreshed,
		...compressed,
		...dropped
	];
}
/** `numeric(18,6) NOT NULL DEFAULT 0` */
function describeColumn({ type, nullable, default: value, generated, identity }) {
	const parts = [type];
	if (!nullable) parts.push("NOT NULL");
	if (identity !== null) parts.push(`GENERATED ${identity.toUpperCase()} AS IDENTITY`);
	else if (generated !== null) parts.push(`GENERATED ALWAYS AS (${value}) ${generated.toUpperCase()}`);
	else if (value !== null) parts.push(`DEFAULT ${value}`);
	return parts.join(" ");
}
// src/diff/first-difference.ts
/** How much of a line is shown. */
const MOST$1 = 72;
/**
* What differs first between two texts of several lines: the first line of either side that the other lacks, and `…`
* behind it where more follows. Commas at the end of a line do not count, as they come with the next line of a list.
* Null for a side that lacks nothing; the whole texts where only blanks or commas differ.
*/
function firstDifference$1(before, after) {
	const [old, now] = [lines$1(before), lines$1(after)];
	let start = 0;
	while (start < old.length && start < now.length && old[start] === now[start]) start++;
	let end = 0;
	const most = Math.min(old.length, now.length) - start;
	while (end < most && old.at(-1 - end) === now.at(-1 - end)) end++;
	const [from, to] = [old.slice(start, old.length - end), now.slice(start, now.length - end)];
	if (from.length === 0 && to.length === 0) return {
		from: before,
		to: after
	};
	const [left = "", right = ""] = [from[0], to[0]];
	let same = 0;
	while (same < left.length && left[same] === right[same]) same++;
	const words = {
		from: shown(from, same),
		to: shown(to, same)
	};
	return words.from === words.to ? {
		from: before,
		to: after
	} : words;
}
function lines$1(text) {
	return text.trim().split("\n").map((line) => line.trim().replace(/,$/, ""));
}
/** The first line, cut around where it differs. */
function shown(part, same) {
	const [line] = part;
	if (line === void 0) return null;
	const start = line.length <= MOST$1 ? 0 : Math.max(0, Math.min(same - MOST$1 / 4, line.length - MOST$1));
	const cut = `${start > 0 ? "…" : ""}${line.slice(start, start + MOST$1)}`;
	return part.length > 1 || start + MOST$1 < line.length ? `${cut} …` : cut;
}
// src/diff/rules/relations.ts
/** What is gone with a relation. */
const LOST = {
	table: ["data-loss", "its rows are lost"],
	"partitioned table": ["data-loss", "its rows are lost"],
	"foreign table": ["breaking", "statements that name it fail; the rows stay on the other server"],
	view: ["breaking", "queries that name it fail"],
	"materialized view": ["breaking", "queries that name it fail; its rows can be computed again"],
	"continuous aggregate": ["data-loss", "its materialized rows are lost"]
};
const NEW = {
	table: "new and empty",
	"partitioned table": "new and empty",
	"foreign table": "new; its rows are on the other server",
	view: "new; it reads when it is asked",
	"materialized view": "new; CREATE computes it unless it says WITH NO DATA",
	"continuous aggregate": "new; CREATE materializes all history unless it says WITH NO DATA"
};
const relations$2 = {
	describe: ({ object, part, context }) => describeRelation(object, part.to === null ? context.before : context.after),
	added: ({ object, context }) => ({
		class: "safe",
		kind: kindOn(context.after, object),
		message: NEW[object.form]
	}),
	removed: (whole) => removed$1(whole),
	causes: { properties: {
		query: ["form"],
		dependsOn: ({ object: { name } }) => [
			causeKey("relations", name, "query"),
			causeKey("relations", name, "form"),
			causeKey("continuousAggregates", name, "query")
		],
		partitionBy: ["form"],
		partitionBound: ["form"],
		accessMethod: ["form"],
		persistence: ["form"],
		tablespace: ["form"],
		options: ["form"],
		inherits: ["form"],
		ofType: ["form"],
		foreign: ["form"],
		rowSecurity: ["form"],
		replicaIdentity: ["form"],
		clusteredOn: ["form"]
	} },
	properties: {
		schema: partOfName,
		bare: partOfName,
		form: ({ before, after }) => ({
			class: LOST[before.form][0],
			kind: after.form,
			property: "kind",
			message: `the ${before.form} must be dropped and the ${after.form} created: ${LOST[before.form][1]}`
		}),
		query: ({ before, after, context }) => ({
			...before.query === null || after.query === null ? {} : queryChange(before.query, after.query),
			...after.form === "materialized view" ? {
				class: "breaking",
				message: `it must be dropped and computed again; readers fail until then${lostColumns(after.name, context)}`
			} : redefinedView(after.name, context)
		}),
		dependsOn: always("safe", "the query reads other relations", "reads"),
		persistence: ({ after, context }) => {
			const refused = refusal("logged or unlogged", after.name, context);
			const message = after.persistence === "unlogged" ? "every row is rewritten under an exclusive lock; rows are lost in a crash and reach no standby" : "every row is rewritten under an exclusive lock";
			return {
				class: after.persistence === "unlogged" ? "data-loss" : "locks",
				...withRefusal(message, refused)
			};
		},
		accessMethod: ({ after, context }) => ({
			class: "locks",
			...withRefusal("every row is rewritten under an exclusive lock", refusal("access method", after.name, context))
		}),
		tablespace: always("locks", "its files are copied under an exclusive lock"),
		options: ({ after }) => isView(after) ? {
			class: "breaking",
			property: "view options",
			message: "whose privileges count, or which rows can be written, may be others from now on"
		} : {
			class: "safe",
			property: "storage parameters",
			message: "rows that are there stay as they are"
		},
		inherits: always("breaking", "queries on the old parent no longer see its rows"),
		partitionBy: always("breaking", "a partition key cannot be changed: the rows must be copied into a new table", "partition key"),
		partitionBound: always("breaking", "the partition must be detached and attached again; its rows must fit", "partition bounds"),
		ofType: always("locks", "the table is bound to the type, or freed from it", "type of the table"),
		foreign: always("breaking", "the rows are looked for elsewhere from now on", "server"),
		rowSecurity: rowSecurity$1,
		replicaIdentity: ({ before, after, context }) => {
			const refused = refusal("replica identity", after.name, context);
			const old = {
				from: identityWords(before),
				to: identityWords(after)
			};
			return after.replicaIdentity === "nothing" ? {
				class: "breaking",
				...old,
				...withRefusal("UPDATE and DELETE fail where the table is published", refused)
			} : {
				class: "safe",
				...old,
				...withRefusal("how subscribers find a changed row", refused)
			};
		},
		clusteredOn: always("safe", "nothing moves until the next CLUSTER or reorder", "clustered on"),
		owner: owner$1,
		privileges: privileges$1,
		comment: comment$1
	}
};
function removed$1({ object, context, part }) {
	const [level, message] = LOST[object.form];
	const hypertable = context.before.hypertable(object.name);
	const kind = kindOn(context.before, object);
	if (hypertable !== void 0) return {
		class: level,
		kind,
		message: "all its chunks and rows are lost, compressed or not"
	};
	if (object.form !== "continuous aggregate") return {
		class: level,
		kind,
		message
	};
	return {
		class: level,
		kind,
		message: `${message}${historyGone(part.object, context)}`
	};
}
function redefinedView(view, context) {
	const [old, now] = [context.before, context.after].map((side) => side.columnsOf(view).sort((a, b) => a.position - b.position));
	return (old ?? []).every((column, i) => {
		const same = (now ?? [])[i];
		return same?.bare === column.bare && same.type === column.type && same.collation === column.collation;
	}) ? {
		class: "safe",
		message: "CREATE OR REPLACE VIEW takes it; readers get the new rows at once"
	} : {
		class: "breaking",
		message: `CREATE OR REPLACE VIEW refuses it: it must be dropped with all that reads it${lostColumns(view, context)}`
	};
}
/** The columns that a view no longer has, as the end of a sentence. */
function lostColumns(view, context) {
	const now = new Set(context.after.columnsOf(view).map(({ name }) => name));
	const lost = context.before.columnsOf(view).filter(({ name }) => !now.has(name));
	return lost.length === 0 ? "" : `; queries that select ${enumerate(lost.map(({ bare }) => bare))} fail`;
}
function rowSecurity$1({ before, after, context }) {
	const refused = refusal("row security", after.name, context);
	return {
		class: "breaking",
		property: "row security",
		...withRefusal(after.rowSecurity.endsWith("off") ? "rows that policies hid become visible to everyone who may SELECT" : before.rowSecurity.endsWith("off") ? "who has no policy sees no rows and writes none, save the owner and superusers" : "whether the owner is bound by the policies too", refused)
	};
}
/** A sentence with the server's refusal behind it. */
function withRefusal(message, refused) {
	return {
		message: refused === null ? message : `${message}; ${refused}`,
		refused
	};
}
/** The class of what only a refusal makes grave. */
function refusedClass(level, refused) {
	return refused === null ? level : graver(level, "recompress");
}
function kindOn(side, { name, form }) {
	return side.hypertable(name) === void 0 ? form : "hypertable";
}
function isView({ form }) {
	return form === "view" || form === "continuous aggregate";
}
function identityWords({ replicaIdentity }) {
	return replicaIdentity === "default" ? "primary key" : replicaIdentity;
}
const BUCKET = /(time_bucket\()'([^']*)'(::interval)/g;
/** What changed in a query: the length of its buckets where nothing else did, else the first line that differs. */
function queryChange(before, after) {
	const [old, now] = [before, after].map((query) => query.match(BUCKET)?.[0]);
	const [from, to] = [old, now].map((call) => call === void 0 ? null : humanInterval(call.replace(BUCKET, "$2")));
	const without = (query) => query.replace(BUCKET, "$1$3");
	if (from != null && to != null && from !== to && without(before) === without(after)) return {
		property: "bucket",
		from,
		to
	};
	return {
		property: "query",
		...firstDifference$1(before, after)
	};
}
// src/diff/rules/aggregates.ts
const continuousAggregates = {
	describe: ({ object }) => `continuous aggregate on ${object.source}`,
	added: () => ({
		class: "breaking",
		message: "it takes the place of what had the name"
	}),
	removed: () => ({
		class: "data-loss",
		message: "its materialized rows are lost"
	}),
	causes: {
		whole: ({ object: { name } }) => [causeKey("relations", name, null), causeKey("relations", name, "form")],
		properties: {
			source: ["query"],
			bucketType: ["query"]
		}
	},
	properties: {
		schema: partOfName,
		bare: partOfName,
		query: redefined$2,
		source: redefined$2,
		bucketType: always("breaking", "policies and chunk ranges are of that type", "type of the bucket"),
		materializedOnly: ({ before, after }) => ({
			...after.materializedOnly ? {
				class: "breaking",
				message: "queries no longer see rows that are newer than the last refresh"
			} : {
				class: "safe",
				message: "queries also read raw rows that are newer than the last refresh, which takes longer"
			},
			property: "reads",
			from: readWords(before),
			to: readWords(after)
		}),
		chunkInterval: ({ before, after }) => {
			const [from, to] = [before, after].map((one) => chunkInterval(one.chunkInterval, one.bucketType));
			return {
				class: "recompress",
				property: "chunk interval",
				from: from ?? null,
				to: to ?? null,
				message: `new chunks only: existing chunks stay ${from} long`
			};
		},
		invalidateUsing: always("recompress", "how changes of raw rows are tracked; set when it is created", "tracks changes by"),
		granularRefresh: ({ after }) => after.granularRefresh ? {
			class: "safe",
			property: "granular refresh",
			message: "it is refreshed value by value from now on"
		} : {
			class: "breaking",
			property: "granular refresh",
			message: "it cannot be switched off: the continuous aggregate must be dropped and created again"
		},
		addedColumns: always("breaking", "the column must be dropped and added again", "types of added columns"),
		columnstore: columnstore$2
	}
};
/** A continuous aggregate's query cannot be altered. What it lost with the old one depends on the raw rows that are left. */
function redefined$2({ before, after, context }) {
	const words = before.query === after.query ? {
		property: "source",
		from: before.source,
		to: after.source
	} : queryChange(before.query, after.query);
	if (!mustBeRebuilt(before, after, context)) {
		const message = "ALTER MATERIALIZED VIEW … ADD COLUMN takes it; existing rows show NULL there until a forced refresh";
		return {
			class: "recompress",
			...words,
			message
		};
	}
	const kept = retentionOf(before.source, context.before, context.after) ?? retentionOf(after.source, context.before, context.after);
	const lost = lostColumns(after.name, context);
	return kept === void 0 ? {
		class: "breaking",
		...words,
		message: `it must be dropped and rebuilt; readers fail, then find nothing until it is refreshed from raw rows${lost}`
	} : {
		class: "data-loss",
		...words,
		message: `it must be dropped and rebuilt, and ${before.source} keeps only ${kept.words}: older history is gone for good${lost}`
	};
}
/** True where no ALTER takes another query: 2.28 and later add columns in place. */
function mustBeRebuilt(before, after, context) {
	return !(context.timescaledb !== null && !context.refuses("adding columns to a continuous aggregate")) || !onlyAddsColumns(before.query, after.query);
}
function readWords({ materializedOnly }) {
	return materializedOnly ? "materialized rows only" : "materialized and raw rows";
}
/**
* True where a continuous aggregate's new query is the old one with more columns at the end of its list, which 2.28
* and later can add in place. Both texts are pg_get_viewdef()'s.
*/
function onlyAddsColumns(before, after) {
	const [old, now] = [parts$2(before), parts$2(after)];
	return old !== null && now !== null && old.rest === now.rest && now.list.startsWith(`${old.list},`);
}
/** pg_get_viewdef() writes every column on a line of its own, and FROM on the next. */
function parts$2(query) {
	const from = /\n\s+FROM /.exec(query);
	return from === null ? null : {
		list: query.slice(0, from.index),
		rest: query.slice(from.index)
	};
}
/** PostgreSQL's white space is ASCII; a no-break space is a letter to it. */
function isSpace(code) {
	return code === 32 || code >= 9 && code <= 13;
}
/** Letters, underscore and every character outside of ASCII. */
function isIdentifierStart(code) {
	return code >= 97 && code <= 122 || code >= 65 && code <= 90 || code === 95 || code >= 128;
}
/** Where the identifier that starts here ends; the start where none does. `$` may be inside, not first. */
function identifierEnd(text, start) {
	if (!isIdentifierStart(text.charCodeAt(start))) return start;
	let end = start + 1;
	for (; end < text.length; end++) {
		const code = text.charCodeAt(end);
		if (!isIdentifierStart(code) && !(code >= 48 && code <= 57) && code !== 36) break;
	}
	return end;
}
/** Where the line ends, before its line break. A lone carriage return ends a comment too. */
function lineEnd$1(text, start) {
	const breaks = /[\n\r]/g;
	breaks.lastIndex = start;
	return breaks.exec(text)?.index ?? text.length;
}
/** Where the identifier ends whose opening double quote is at `start`. */
function quotedIdentifierEnd(text, start) {
	for (let offset = start + 1;; offset += 2) {
		offset = text.indexOf("\"", offset);
		if (offset < 0) return -1;
		if (text[offset + 1] !== "\"") return offset + 1;
	}
}
/**
* Where the string constant ends whose opening quote is at `quote`. A constant goes on in the next quotes where only
* white space with a line break (and -- comments) lies between, and keeps its kind: the second half of an E'…' has
* escapes too. (psql, which reads line by line, takes that half for a new plain string; the server does not.)
*/
function stringEnd(text, quote, escapes) {
	for (let opening = quote;;) {
		const end = escapes ? escapedPartEnd(text, opening) : plainPartEnd(text, opening);
		if (end === -1) return -1;
		const next = continuation(text, end);
		if (next === void 0) return end;
		opening = next;
	}
}
function plainPartEnd(text, opening) {
	for (let offset = opening + 1;; offset += 2) {
		offset = text.indexOf("'", offset);
		if (offset < 0) return -1;
		if (text[offset + 1] !== "'") return offset + 1;
	}
}
function escapedPartEnd(text, opening) {
	const special = /['\\]/g;
	special.lastIndex = opening + 1;
	for (let found = special.exec(text); found !== null; found = special.exec(text)) {
		if (found[0] === "'" && text[special.lastIndex] !== "'") return special.lastIndex;
		special.lastIndex++;
	}
	return -1;
}
/** The offset of the quote that continues a constant ended at `end`, if one does. */
function continuation(text, end) {
	let brokeLine = false;
	for (let offset = end; offset < text.length;) {
		const code = text.charCodeAt(offset);
		if (isSpace(code)) {
			brokeLine ||= code === 10 || code === 13;
			offset++;
		} else if (text.startsWith("--", offset)) offset = lineEnd$1(text, offset);
		else return brokeLine && text[offset] === "'" ? offset : void 0;
	}
}
/** Where the comment ends that starts with `/*` at `start`. Block comments nest in PostgreSQL, unlike in C. */
function blockCommentEnd(text, start) {
	const mark = /\/\*|\*\//g;
	mark.lastIndex = start + 2;
	for (let depth = 1, found = mark.exec(text); found !== null; found = mark.exec(text)) {
		depth += found[0] === "/*" ? 1 : -1;
		if (depth === 0) return mark.lastIndex;
	}
	return -1;
}
/**
* Where the operator ends that starts a run of operator characters, which goes on to `longest`. A comment ends it, and
* it has + or - last only where it holds a character that standard SQL's operators do not use: `a=-1` is `=` and `-`.
*/
function operatorEnd(text, start, longest) {
	let operator = text.slice(start, longest);
	const comment = operator.search(/\/\*|--/);
	if (comment > 0) operator = operator.slice(0, comment);
	if (!/[~!@#^&|`?%]/.test(operator)) operator = operator.replace(/(?<=.)[+-]+$/, "");
	return start + operator.length;
}
// src/sql/lexer.ts
/**
* Cuts SQL into tokens, all of them: joined they give the text back. Linear in the length of the text.
* Follows PostgreSQL 17's own scanner (src/backend/parser/scan.l and src/fe_utils/psqlscan.l) with
* standard_conforming_strings on.
*/
function* tokenize(text) {
	for (let offset = 0; offset < text.length;) {
		const token = readToken(text, offset);
		yield token;
		offset = token.end;
	}
}
/** True for tokens that mean nothing to the server. */
function isBlank(token) {
	return token.kind === "space" || token.kind === "comment";
}
/** The token that starts at an offset, which must be inside the text and not inside another token. */
function readToken(text, start) {
	const code = text.charCodeAt(start);
	if (isSpace(code)) return {
		kind: "space",
		start,
		end: match(SPACE, text, start),
		terminated: true
	};
	if (isIdentifierStart(code)) return readWord(text, start);
	switch (text[start]) {
		case "'": return quoted("string", start, stringEnd(text, start, false), text);
		case "\"": return quoted("quotedIdentifier", start, quotedIdentifierEnd(text, start), text);
		case "$": return readDollar(text, start);
		case ";": return {
			kind: "semicolon",
			start,
			end: start + 1,
			terminated: true
		};
		case "\\": return {
			kind: "backslash",
			start,
			end: start + 1,
			terminated: true
		};
		case "-":
			if (text[start + 1] === "-") return {
				kind: "comment",
				start,
				end: lineEnd$1(text, start),
				terminated: true
			};
			break;
		case "/": if (text[start + 1] === "*") return quoted("comment", start, blockCommentEnd(text, start), text);
	}
	let end = match(NUMBER, text, start);
	if (end > start) return {
		kind: "number",
		start,
		end: numberEnd(text, start, end),
		terminated: true
	};
	end = match(PUNCTUATION, text, start);
	if (end > start) return {
		kind: "punctuation",
		start,
		end,
		terminated: true
	};
	end = match(OPERATOR, text, start);
	if (end > start) return {
		kind: "operator",
		start,
		end: operatorEnd(text, start, end),
		terminated: true
	};
	return {
		kind: "other",
		start,
		end: start + 1,
		terminated: true
	};
}
const SPACE = /[ \t\n\r\f\v]+/y;
const OPERATOR = /[~!@#^&|`?+\-*/%<>=]+/y;
const PUNCTUATION = /::|:=|\.\.|[,()[\].:]/y;
const PARAMETER = /\$[0-9]+/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][A-Za-z0-9_\u0080-\uffff]*)?\$/y;
const NUMBER = /0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:[0-9](?:_?[0-9])*(?:\.(?!\.)(?:[0-9](?:_?[0-9])*)?)?|\.[0-9](?:_?[0-9])*)(?:[eE](?:[+-]?[0-9](?:_?[0-9])*|[+-]))?/y;
/** Where the match of a sticky expression ends; the start where it does not match. */
function match(expression, text, start) {
	expression.lastIndex = start;
	return expression.test(text) ? expression.lastIndex : start;
}
function quoted(kind, start, end, text) {
	const terminated = end !== -1;
	return {
		kind,
		start,
		end: terminated ? end : text.length,
		terminated
	};
}
/**
* PostgreSQL 15 and later call 12abc one malformed number; before, it was a number and a name. The letters of 0x1F are
* the start of such a name too, so that a dollar behind them does not open a quote.
*/
function numberEnd(text, start, end) {
	if (text[end - 1] === "+" || text[end - 1] === "-") return end;
	const letters = text.slice(start, end).search(/[A-Za-z_][A-Za-z0-9_]*$/);
	return identifierEnd(text, letters < 0 ? end : start + letters);
}
/** A word, or the string or identifier that the word's one letter is the prefix of: e'…', u&"…". */
function readWord(text, start) {
	const next = text[start + 1];
	switch (text[start]) {
		case "e":
		case "E":
			if (next === "'") return quoted("string", start, stringEnd(text, start + 1, true), text);
			break;
		case "b":
		case "B":
		case "n":
		case "N":
		case "x":
		case "X":
			if (next === "'") return quoted("string", start, stringEnd(text, start + 1, false), text);
			break;
		case "u":
		case "U":
			if (next !== "&") break;
			if (text[start + 2] === "'") return quoted("string", start, stringEnd(text, start + 2, false), text);
			if (text[start + 2] === "\"") return quoted("quotedIdentifier", start, quotedIdentifierEnd(text, start + 2), text);
	}
	return {
		kind: "word",
		start,
		end: identifierEnd(text, start),
		terminated: true
	};
}
/** `$tag$…$tag$`, `$1`, or a lone `$`. */
function readDollar(text, start) {
	const opened = match(DOLLAR_TAG, text, start);
	if (opened > start) {
		const tag = text.slice(start, opened);
		const close = text.indexOf(tag, opened);
		return quoted("dollar", start, close < 0 ? -1 : close + tag.length, text);
	}
	const end = match(PARAMETER, text, start);
	if (end > start) return {
		kind: "parameter",
		start,
		end: identifierEnd(text, end),
		terminated: true
	};
	return {
		kind: "other",
		start,
		end: start + 1,
		terminated: true
	};
}
// src/diff/rules/type-change.ts
const REWRITES = "every row is rewritten under an exclusive lock";
const WIDER = [
	[
		"smallint",
		"integer",
		"bigint",
		"numeric"
	],
	["real", "double precision"],
	["date", "timestamp without time zone"],
	["json", "jsonb"]
];
const ZONED = [
	"timestamp without time zone",
	"timestamp with time zone",
	"date"
];
const NUMBERS = [
	"smallint",
	"integer",
	"bigint",
	"real",
	"double precision",
	"numeric",
	"money"
];
/**
* What ALTER COLUMN … TYPE does to the rows. Which pairs keep them as they are: PostgreSQL's
* ATColumnChangeRequiresRewrite() with the length functions' planner support.
*/
function classifyTypeChange(from, to) {
	if (from.endsWith("[]") && to.endsWith("[]")) return classifyTypeChange(from.slice(0, -2), to.slice(0, -2));
	const [old, now] = [parse$4(from), parse$4(to)];
	if (keepsBytes(old, now)) return {
		class: "safe",
		rewrites: false,
		message: "every value fits as it is: no row is rewritten"
	};
	if (old.base === now.base) return loses(old, now) ? {
		class: "data-loss",
		rewrites: true,
		message: `values are rounded to ${to}; ${REWRITES}`
	} : fits(old, now) ? {
		class: "locks",
		rewrites: true,
		message: REWRITES
	} : {
		class: "breaking",
		rewrites: true,
		message: `fails where a value does not fit ${to}; ${REWRITES}`
	};
	if (ZONED.includes(old.base) && ZONED.includes(now.base)) return zones(old, now);
	if (WIDER.some((order) => order.includes(old.base) && order.indexOf(old.base) < order.indexOf(now.base))) return now.base === "numeric" && now.modifiers.length > 0 ? {
		class: "breaking",
		rewrites: true,
		message: `fails where a value does not fit ${to}; ${REWRITES}`
	} : {
		class: "locks",
		rewrites: true,
		message: REWRITES
	};
	if (isText(old.base) && isText(now.base)) return {
		class: "breaking",
		rewrites: true,
		message: `fails where a value is longer than ${to}; ${REWRITES}`
	};
	if (isText(now.base) && now.modifiers.length === 0) return {
		class: "breaking",
		rewrites: true,
		message: `readers get text; ${REWRITES}`
	};
	if (NUMBERS.includes(old.base) && NUMBERS.includes(now.base)) return numbers(old, now, to);
	return {
		class: "breaking",
		rewrites: true,
		message: `fails where a value has no ${to}, and needs a USING clause where PostgreSQL does not cast by itself; ${REWRITES}`
	};
}
function parse$4(type) {
	const modifiers = /\(([\d,\s-]+)\)/.exec(type)?.[1]?.split(",").map(Number) ?? [];
	return {
		base: type.replace(/\s*\([\d,\s-]+\)/, ""),
		modifiers
	};
}
function isText(base) {
	return base === "text" || base === "character varying";
}
function keepsBytes(old, now) {
	const [length = Number.POSITIVE_INFINITY, scale = 0] = old.modifiers;
	const [room = Number.POSITIVE_INFINITY, newScale = 0] = now.modifiers;
	if (isText(old.base) && isText(now.base)) return room >= length;
	if (old.base !== now.base) return old.base === "character varying" && now.base === "text";
	if (now.base === "numeric") return now.modifiers.length === 0 || room >= length && scale === newScale;
	return now.modifiers.length === 0 ? !/^(character|bit)$/.test(now.base) : room >= length && WIDENS.test(now.base);
}
const WIDENS = /^(character varying|bit varying|timestamp|time|interval)/;
/** True where a value of the same type loses digits. */
function loses(old, now) {
	if (now.base === "numeric") return (now.modifiers[1] ?? 0) < (old.modifiers[1] ?? Number.POSITIVE_INFINITY);
	return /^(timestamp|time|interval)/.test(now.base) && (now.modifiers[0] ?? 6) < (old.modifiers[0] ?? 6);
}
function fits(old, now) {
	const [precision = Number.POSITIVE_INFINITY, scale = 0] = old.modifiers;
	const [room = Number.POSITIVE_INFINITY, newScale = 0] = now.modifiers;
	return now.base === "numeric" ? room - newScale >= precision - scale : room >= precision;
}
function zones(old, now) {
	if (now.base === "date") return {
		class: "data-loss",
		rewrites: true,
		message: `the time of day is lost; ${REWRITES}`
	};
	if (old.base === "date" && now.base === "timestamp without time zone") return {
		class: "locks",
		rewrites: true,
		message: REWRITES
	};
	return {
		class: "breaking",
		rewrites: true,
		message: `values are read in the time zone of the session that runs the ALTER; ${REWRITES}, unless that zone is UTC`
	};
}
function numbers(old, now, to) {
	if (EXACT_IN_FLOATS.includes(`${old.base} ${now.base}`)) return {
		class: "locks",
		rewrites: true,
		message: REWRITES
	};
	const whole = (base) => base.endsWith("int") || base === "integer";
	return !(whole(old.base) && (whole(now.base) || now.base === "numeric")) && now.base !== "money" ? {
		class: "data-loss",
		rewrites: true,
		message: `values are rounded to ${to}; ${REWRITES}`
	} : {
		class: "breaking",
		rewrites: true,
		message: `fails where a value does not fit ${to}; ${REWRITES}`
	};
}
/** A float holds these whole numbers without loss. */
const EXACT_IN_FLOATS = [
	"smallint real",
	"smallint double precision",
	"integer double precision"
];
// src/diff/rules/columns.ts
const columns$1 = {
	describe: ({ object }) => describeColumn(object),
	added: (whole) => isTable$2(whole.object, whole.context) ? addedColumn(whole) : addedToView(whole),
	removed,
	causes: {
		whole: (one) => [
			causeKey("relations", one.object.relation, null),
			...inherited(one),
			...ofQuery(one.object.relation)
		],
		properties: {
			position: ofPosition,
			type: (one) => [...inherited(one), ...ofQuery(one.object.relation)],
			collation: (one) => [...inherited(one), ...ofQuery(one.object.relation)],
			default: (one) => [causeKey("columns", one.object.name, "generated"), ...inherited(one)]
		},
		others: inherited
	},
	properties: {
		relation: partOfName,
		bare: partOfName,
		position: ({ after, context }) => ({
			class: "breaking",
			kind: context.kindOf(after.relation),
			object: after.relation,
			property: "column order",
			from: order$1(after.relation, context, "before"),
			to: order$1(after.relation, context, "after"),
			message: "SELECT * and INSERT without a column list see another order; a table that exists keeps the old one"
		}),
		type: ({ before, after, context }) => {
			if (!isTable$2(after, context)) return inView(after, "readers get another type");
			const change = classifyTypeChange(before.type, after.type);
			const refused = typeRefusal(after.relation, context);
			return {
				class: refusedClass(change.class, refused),
				...withRefusal(change.message, refused)
			};
		},
		collation: ({ after, context }) => isTable$2(after, context) ? {
			class: "locks",
			message: "its indexes are built anew under an exclusive lock; comparisons change"
		} : inView(after, "comparisons change"),
		nullable: ({ before, after, context }) => {
			const words = {
				property: "nullability",
				from: nullWords$1(before),
				to: nullWords$1(after)
			};
			const refused = refusal("not null", after.relation, context);
			if (after.nullable) return {
				class: "safe",
				...words,
				...withRefusal("rows that are there stay as they are", refused)
			};
			const scanned = "ALTER reads every row under an exclusive lock and fails at the first NULL";
			return after.default === null && after.identity === null ? {
				class: "breaking",
				...words,
				...withRefusal(`${scanned}; writers that leave it out fail`, refused)
			} : {
				class: "locks",
				...words,
				...withRefusal(scanned, refused)
			};
		},
		default: ({ before, after }) => {
			if (after.generated !== null && before.generated !== null) return {
				class: "locks",
				property: "expression",
				message: "every row is computed and written anew under an exclusive lock"
			};
			return after.default === null && !after.nullable && after.identity === null && after.generated === null ? {
				class: "breaking",
				message: "writers that leave it out fail"
			} : {
				class: "safe",
				message: "new rows only: rows that are there keep their values"
			};
		},
		generated: ({ after }) => after.generated === null ? {
			class: "breaking",
			message: "writers must give the value that was computed so far"
		} : {
			class: "breaking",
			message: "the column must be dropped and added again; writers that give a value fail"
		},
		identity: ({ before, after }) => {
			if (after.identity === "always") return {
				class: "breaking",
				message: "writers that give a value fail"
			};
			return after.identity === null && before.identity !== null ? {
				class: "breaking",
				message: "writers must give the number that was counted so far"
			} : {
				class: "safe",
				message: "rows that are there keep their numbers"
			};
		},
		storage: ({ after, context }) => ({
			class: "safe",
			...withRefusal("rows that are there stay as they are", refusal("column storage", after.relation, context))
		}),
		compression: always("safe", "rows that are there stay as they are", "TOAST compression"),
		statistics: always("safe", "the next ANALYZE takes it", "statistics target"),
		options: ({ after, context }) => ({
			class: "safe",
			...withRefusal("the planner or the other server takes it", refusal("column options", after.relation, context))
		}),
		local: always("safe", "whether the column stays when the parent drops it", "declared here"),
		privileges: privileges$1,
		comment: comment$1
	}
};
function removed({ object, context }) {
	if (!isTable$2(object, context)) return {
		class: "breaking",
		message: "queries that select it fail"
	};
	const set = context.before.hypertable(object.relation)?.columnstore;
	return {
		class: "data-loss",
		...withRefusal("its values are lost; queries and views that name it fail", [...set?.segmentBy ?? [], ...(set?.orderBy ?? []).map(({ column }) => column)].includes(object.bare) && isCompressed(object.relation, context) ? "TimescaleDB refuses to drop a column that compressed chunks are segmented or ordered by" : null)
	};
}
function addedToView({ object, context }) {
	const last = context.before.columnsOf(object.relation).length < object.position;
	return context.after.relation(object.relation)?.form === "view" && !last ? {
		class: "breaking",
		message: "it is not the last, so CREATE OR REPLACE VIEW refuses: the view must be dropped with all that reads it"
	} : {
		class: "safe",
		message: "readers that name their columns see nothing of it"
	};
}
function inView(column, message) {
	return {
		class: "breaking",
		message: `${message}; ${column.relation} must be dropped and created again`
	};
}
function isTable$2({ relation }, context) {
	const form = (context.before.relation(relation) ?? context.after.relation(relation))?.form;
	return form === "table" || form === "partitioned table" || form === "foreign table";
}
function order$1(relation, context, side) {
	return context[side].columnsOf(relation).sort((a, b) => a.position - b.position).map(({ bare }) => bare).join(", ");
}
function nullWords$1({ nullable }) {
	return nullable ? "NULL" : "NOT NULL";
}
/** What a child table has from its parent changes with it. */
function inherited({ part, object: column, context }) {
	const sides = [context.before, context.after];
	if (sides.every((side) => side.find("columns", column.name)?.local !== false)) return [];
	return [...new Set(sides.flatMap((side) => side.relation(column.relation)?.inherits ?? []))].sort().map((parent) => keyOf$2("columns", context.columnName(parent, column.bare), part.property, part.path));
}
/** A column moves when one before it comes or goes. Where the others changed places, the first to move speaks for all. */
function ofPosition({ part, object: { relation }, context, all }) {
	const [before, after] = [context.before, context.after].map((side) => side.columnsOf(relation).sort((a, b) => a.position - b.position).map(({ name }) => name));
	const [old, now] = [before ?? [], after ?? []];
	const kept = (side, other) => side.filter((name) => other.includes(name)).join();
	if (kept(old, now) === kept(now, old)) {
		const changed = [...old, ...now].filter((name) => !old.includes(name) || !now.includes(name));
		return [...ofQuery(relation), ...changed.map((name) => causeKey("columns", name, null))];
	}
	const names = new Set(old);
	const moved = all.find((one) => one.collection === "columns" && one.property === "position" && names.has(one.object));
	return moved === void 0 || moved.key === part.key ? [] : [moved.key];
}
/** Functions whose value is worked out once for the whole ALTER, so that no row is rewritten: stable, not volatile. */
const STABLE = /^(now|current_timestamp|current_date|current_time|localtimestamp|localtime|transaction_timestamp|statement_timestamp|current_user|session_user|current_setting|current_database|timezone)$/i;
/** What ALTER TABLE … ADD COLUMN does to a table that has rows. */
function addedColumn({ object: column, context }) {
	const refused = refusesColumn(column, context);
	const place = notLast(column, context);
	const tell = (judged) => ({
		class: judged.class,
		...withRefusal(`${judged.message}${place}`, refused)
	});
	if (!column.nullable && column.default === null && column.identity === null) return tell({
		class: "breaking",
		message: "ADD COLUMN fails while the table has rows: NOT NULL without a default"
	});
	if (column.generated === "stored" || column.identity !== null || isVolatile(column.default)) return tell({
		class: "locks",
		message: "every row gets a value of its own: all are rewritten under an exclusive lock"
	});
	if (column.default !== null && column.generated === null) return tell({
		class: "safe",
		message: "rows that are there show the default; none is rewritten"
	});
	return tell({
		class: "safe",
		message: column.generated === null ? "rows that are there hold NULL" : "computed when it is read"
	});
}
/** True where every row needs its own value: the expression calls something that is not known to be stable. */
function isVolatile(expression) {
	if (expression === null) return false;
	const tokens = [...tokenize(expression)].filter(({ kind }) => kind !== "space" && kind !== "comment");
	return tokens.some(({ kind, start, end }, i) => {
		const next = tokens[i + 1];
		const called = (kind === "word" || kind === "quotedIdentifier") && next !== void 0 && expression[next.start] === "(";
		const cast = i > 0 && expression.startsWith("::", tokens[i - 1]?.start);
		return called && !cast && !STABLE.test(expression.slice(start, end));
	});
}
/** check_altertable_add_column_for_compressed() of TimescaleDB, 2.14 to 2.29: constants only, no identity, nothing generated. */
function refusesColumn(column, context) {
	if (!isCompressed(column.relation, context)) return null;
	const while_ = "to a hypertable whose columnstore is enabled";
	if (column.generated !== null || column.identity !== null) return `TimescaleDB refuses to add such a column ${while_}`;
	if (!column.nullable && column.default === null) return `TimescaleDB refuses to add it ${while_}`;
	return column.default === null || !/[A-Za-z_]\w*\s*\(|^CURRENT_|^LOCALTIME/.test(column.default) ? null : `TimescaleDB refuses to add a column with a default that is not constant ${while_}`;
}
/** ADD COLUMN appends; a source that has the column further up builds another order than the ALTER. */
function notLast(column, context) {
	const last = Math.max(...context.after.columnsOf(column.relation).map(({ position }) => position));
	const old = context.before.columnsOf(column.relation);
	const passed = context.after.columnsOf(column.relation).filter(({ position }) => position > column.position).some(({ name }) => old.some((one) => one.name === name));
	return column.position === last || !passed ? "" : "; it comes last there, not where the script has it";
}
// src/diff/rules/constraints.ts
const constraints = {
	describe: ({ object }) => object.definition,
	added: ({ object, context }) => addedConstraint(object, context),
	removed: ({ object, context }) => {
		const refused = refusal("drop constraint", object.relation, context);
		return KEYS$1.includes(object.form) ? {
			class: "breaking",
			...withRefusal("duplicates become possible; ON CONFLICT that names it fails", refused)
		} : {
			class: "safe",
			...withRefusal("rows that broke it are accepted from now on", refused)
		};
	},
	causes: {
		...ofTable,
		properties: {
			...ofTable.properties,
			form: ["definition"],
			columns: ["definition"],
			references: ["definition"]
		}
	},
	properties: {
		relation: partOfName,
		bare: partOfName,
		form: always("locks", "it is dropped and added again"),
		columns: always("locks", "it is dropped and added again"),
		references: always("locks", "it is dropped and added again"),
		definition: ({ before, after, context }) => {
			const { message, ...rest } = addedConstraint(after, context);
			const others = [...newActions(before, after), ...otherKey(before, after, context)];
			return {
				...rest,
				class: others.length === 0 ? rest.class : "breaking",
				message: [...others, `dropped and added again: ${message}`].join("; ")
			};
		},
		comment: comment$1
	}
};
const KEYS$1 = [
	"primary key",
	"unique",
	"exclusion"
];
/** What ALTER TABLE … ADD CONSTRAINT does to a table that has rows. */
function addedConstraint(constraint, context) {
	const { relation, references, definition, form } = constraint;
	const refused = refusal("add constraint", relation, context) ?? (references === null ? null : referenceRefusal(references, context));
	if (definition.endsWith(" NOT VALID")) return {
		class: "safe",
		...withRefusal("only rows that are written from now on are checked", refused)
	};
	if (KEYS$1.includes(form)) return {
		class: "locks",
		...withRefusal(`${context.after.hypertable(relation) !== void 0 ? "an index is built on every chunk while writes wait" : "an index is built while reads and writes wait"}; fails where rows are duplicates`, refused)
	};
	return {
		class: "locks",
		...withRefusal(`every row is checked while writes to ${references === null ? "the table" : `the table and ${references}`} wait; fails at the first row that breaks it`, refused)
	};
}
function referenceRefusal(references, context) {
	return context.after.hypertable(references) !== void 0 && context.refuses("foreign key to a hypertable") ? `TimescaleDB ${context.timescaledb} refuses a foreign key to a hypertable (allowed since 2.16)` : null;
}
const indexes$1 = {
	describe: ({ object }) => `${object.unique ? "unique " : ""}${object.definition}`,
	added: ({ object, context }) => ({
		class: "locks",
		...place$1(object),
		message: built(object, context)
	}),
	removed: ({ object }) => ({
		...place$1(object),
		...object.unique ? {
			class: "breaking",
			message: "duplicates become possible; ON CONFLICT that relies on it fails"
		} : {
			class: "safe",
			message: "queries that used it get slower"
		}
	}),
	causes: {
		whole: (one) => {
			const { relation, constraint } = one.object;
			return [
				...constraint === null ? [] : [causeKey("constraints", `${relation}.${constraint}`, null)],
				causeKey("relations", relation, null),
				...ofPartitioning(one)
			];
		},
		properties: {
			relation: movedTable,
			columns: ["definition"],
			unique: ["definition"],
			definition: ofConstraint,
			constraint: ofConstraint
		}
	},
	properties: {
		relation: partOfName,
		bare: partOfName,
		definition: ({ before, after, context }) => {
			const others = before.unique && after.unique ? otherKey(before, after, context) : [];
			return {
				class: others.length === 0 ? "locks" : "breaking",
				message: [...others, `dropped and built anew: ${built(after, context)}`].join("; ")
			};
		},
		unique: ({ after }) => after.unique ? {
			class: "locks",
			message: "built anew; fails where rows are duplicates"
		} : {
			class: "breaking",
			message: "duplicates become possible; ON CONFLICT that relies on it fails"
		},
		columns: always("locks", "it is dropped and built anew"),
		constraint: always("safe", "which constraint the index belongs to"),
		valid: ({ after }) => after.valid ? {
			class: "locks",
			message: "it must be built anew before queries use it"
		} : {
			class: "breaking",
			message: "it is left half built: queries do not use it"
		},
		tablespace: always("locks", "it is copied while writes wait"),
		statistics: always("safe", "the next ANALYZE takes it", "statistics target"),
		comment: comment$1
	}
};
/** An index of a continuous aggregate that TimescaleDB named is known by what it covers, which the values say. */
function place$1({ bare, relation }) {
	return bare.startsWith(`on ${relation} using `) ? { object: relation } : {};
}
/** What CREATE INDEX does to a table that has rows. */
function built({ relation, unique }, context) {
	const duplicates = unique ? "; fails where rows are duplicates" : "";
	const hypertable = context.after.hypertable(relation) !== void 0;
	const aggregate = context.after.aggregate(relation) !== void 0;
	if (!hypertable && !aggregate) return `writes wait while it is built, unless it is built CONCURRENTLY${duplicates}`;
	return `writes wait while it is built on every chunk${unique ? "" : ", unless WITH (timescaledb.transaction_per_chunk) locks one at a time"}${duplicates}`;
}
/** An index of that name may belong to another table, or to no constraint, on the other side. */
function ofConstraint({ part, context }) {
	return [context.after, context.before].flatMap((side) => {
		const index = side.find("indexes", part.object);
		if (index === void 0 || index.constraint === null) return [];
		const constraint = `${index.relation}.${index.constraint}`;
		return [causeKey("constraints", constraint, null), causeKey("constraints", constraint, "definition")];
	});
}
/** The indexes that create_hypertable() and add_dimension() make themselves: (time DESC) and (space, time DESC). */
function ofPartitioning({ object: { name, relation, definition, unique }, context }) {
	const [side, other] = context.after.find("indexes", name) === void 0 ? [context.before, context.after] : [context.after, context.before];
	const [time, ...spaces] = side.hypertable(relation)?.dimensions ?? [];
	if (time === void 0 || unique) return [];
	const plain = definition.replaceAll("\"", "");
	const space = spaces.find(({ column }) => plain === `btree (${column}, ${time.column} DESC)`);
	if (space === void 0 && plain !== `btree (${time.column} DESC)`) return [];
	const partitioned = other.hypertable(relation);
	if (partitioned === void 0) return [causeKey("hypertables", relation, null)];
	return space !== void 0 && !partitioned.dimensions.some(({ column }) => column === space.column) ? [causeKey("hypertables", relation, "dimensions", space.column)] : [];
}
/** What no longer holds when a key becomes one over other columns or rows, and no other key stands in for it. */
function otherKey(before, after, context) {
	if (before.form !== void 0 && !(UNIQUE_KEYS.includes(before.form) && UNIQUE_KEYS.includes(after.form ?? ""))) return [];
	const columns = before.columns.join(", ");
	if (sorted$1(before) === sorted$1(after) && rows$1(before) === rows$1(after)) return [];
	if (context.after.model.indexes.some((index) => isSame(index, before))) return [];
	return [`${!after.columns.every((column) => before.columns.includes(column)) || rows$1(before) !== rows$1(after) ? `duplicates of ${columns} become possible, and ` : ""}ON CONFLICT (${columns}) fails`];
}
const UNIQUE_KEYS = ["primary key", "unique"];
function isSame(index, key) {
	return index.unique && index.relation === key.relation && sorted$1(index) === sorted$1(key) && rows$1(index) === rows$1(key);
}
function sorted$1({ columns }) {
	return JSON.stringify([...columns].sort());
}
/** Of a partial index: which rows it holds. */
function rows$1({ definition }) {
	return / WHERE .*$/s.exec(definition)?.[0] ?? null;
}
/** What happens in a table from now on when a row that it refers to is deleted, or its key changed. */
function newActions(before, after) {
	if (after.references === null || after.references !== before.references) return [];
	return ["DELETE", "UPDATE"].flatMap((event) => {
		const [old, now] = [before, after].map(({ definition }) => action(definition, event));
		if (old === now || [old, now].every((one) => REFUSES.includes(one))) return [];
		return [`${`${event === "DELETE" ? "deleting" : "changing the key of"} a row of ${after.references}`} now ${consequence(event, now, after)}`];
	});
}
const REFUSES = ["NO ACTION", "RESTRICT"];
/** pg_get_constraintdef() leaves NO ACTION out. */
function action(definition, event) {
	return new RegExp(` ON ${event} (CASCADE|RESTRICT|SET NULL|SET DEFAULT)`).exec(definition)?.[1] ?? "NO ACTION";
}
function consequence(event, now, { relation }) {
	switch (now) {
		case "CASCADE": return event === "DELETE" ? `deletes its rows in ${relation} too` : `changes its rows in ${relation} too`;
		case "SET NULL": return `sets its rows in ${relation} to NULL`;
		case "SET DEFAULT": return `sets its rows in ${relation} to their default`;
		default: return `fails while it has rows in ${relation}`;
	}
}
// src/diff/rules/hypertables.ts
/** Where a setting is read when a chunk is made: those that exist stay as they are. */
const newChunks = (property) => () => ({
	class: "recompress",
	property,
	message: "new chunks only: existing chunks stay where and what they are"
});
const hypertables$1 = {
	describe: ({ object }) => describeHypertable(object),
	added: () => ({
		class: "locks",
		property: "partitioning",
		from: "plain table",
		message: "create_hypertable with migrate_data moves every row into chunks under an exclusive lock, and fails on a table with rows without it"
	}),
	removed: () => ({
		class: "data-loss",
		property: "partitioning",
		to: "plain table",
		message: "no statement turns a hypertable back: its rows must be copied into a new table before it is dropped"
	}),
	causes: {
		whole: ({ object: { name } }) => [causeKey("relations", name, null), causeKey("relations", name, "form")],
		properties: { dimensions: ({ part, context }) => {
			const column = part.path?.endsWith(".type") ? part.path.slice(0, -5) : null;
			return column === null ? [] : [causeKey("columns", context.columnName(part.object, column), "type")];
		} }
	},
	properties: {
		schema: partOfName,
		bare: partOfName,
		dimensions: ({ part, before, after }) => {
			if (part.path === null) return repartitioned(before, after);
			const [column = "", field] = partPath(part.path, before, after);
			const dimension = after.dimensions.find((one) => one.column === column);
			return field === null || dimension === void 0 ? ofDimension(column, part.from, part.to) : ofField(column, field, part.from, part.to, dimension);
		},
		associatedSchema: keepsPlace("schema of its chunks", "_timescaledb_internal"),
		associatedPrefix: keepsPlace("name of its chunks", "default"),
		tablespaces: newChunks("tablespaces"),
		chunkSkipping: ({ before, after }) => before.chunkSkipping.every((column) => after.chunkSkipping.includes(column)) ? {
			class: "recompress",
			property: "chunk skipping",
			message: "only chunks that are compressed from now on know their ranges"
		} : {
			class: "safe",
			property: "chunk skipping",
			message: "queries on the column read more chunks"
		},
		adaptiveChunking: newChunks("adaptive chunking"),
		granularRefresh: ({ before }) => before.granularRefresh === null ? {
			class: "safe",
			property: "granular refresh",
			message: "continuous aggregates may be refreshed value by value"
		} : {
			class: "breaking",
			property: "granular refresh",
			message: "its settings can be neither changed nor taken back: all rows must be copied into a new hypertable"
		},
		columnstore: columnstore$2
	}
};
function repartitioned(before, after) {
	return {
		class: "breaking",
		property: "partitioning",
		from: describeHypertable(before),
		to: describeHypertable(after),
		message: "a hypertable cannot be re-partitioned: all rows must be copied into a new one"
	};
}
/** A path's column and field; a column's name may hold dots. */
function partPath(path, before, after) {
	if ([...before.dimensions, ...after.dimensions].map(({ column }) => column).includes(path)) return [path, null];
	const dot = path.lastIndexOf(".");
	return [path.slice(0, dot), path.slice(dot + 1)];
}
function ofDimension(column, from, to) {
	const words = {
		property: `dimension ${column}`,
		from: describe$3(from),
		to: describe$3(to)
	};
	return to === null ? {
		class: "breaking",
		...words,
		message: "no statement removes a dimension: all rows must be copied into a new hypertable"
	} : {
		class: "recompress",
		...words,
		message: "new chunks only: existing chunks cover all of it; unique keys must hold the column"
	};
}
function describe$3(dimension) {
	if (dimension === null) return null;
	return dimension.partitions === null ? `chunks of ${chunkInterval(dimension.interval, dimension.type)}` : `${dimension.partitions} partitions`;
}
function ofField(column, field, from, to, dimension) {
	switch (field) {
		case "interval": {
			const [old, now] = [from, to].map((value) => chunkInterval(inWords(value), dimension.type));
			return {
				class: "recompress",
				property: "chunk interval",
				from: old ?? null,
				to: now ?? null,
				message: `new chunks only: existing chunks stay ${old} long`
			};
		}
		case "partitions": return {
			class: "recompress",
			property: `partitions by ${column}`,
			...words$3(from, to),
			message: "new chunks only: existing chunks stay as they are"
		};
		case "integerNowFunction": return {
			class: "breaking",
			property: "integer now function",
			...words$3(from, to),
			message: "policies measure age by it: they drop, compress and refresh other rows from now on"
		};
		case "type": return {
			class: "breaking",
			property: `type of ${column}`,
			...words$3(from, to),
			message: "policies and chunk ranges are of that type"
		};
		default: return {
			class: "breaking",
			property: `partitioning of ${column}`,
			...words$3(from, to),
			message: "a hypertable cannot be re-partitioned: all rows must be copied into a new one"
		};
	}
}
function words$3(from, to) {
	return {
		from: inWords(from),
		to: inWords(to)
	};
}
function keepsPlace(property, standard) {
	return ({ part }) => ({
		class: "recompress",
		property,
		from: inWords(part.from) ?? standard,
		to: inWords(part.to) ?? standard,
		message: "a hypertable keeps the one it was made with; only a new hypertable has the other"
	});
}
// src/diff/rules/policies.ts
const REWRITTEN = {
	class: "locks",
	message: "chunks are rewritten in the order of the index; each is locked at the end"
};
const RUNS$1 = {
	describe: every,
	added: (job) => ({
		class: "safe",
		message: `it runs ${every(job)}`
	}),
	removed: () => ({
		class: "breaking",
		message: "it no longer runs"
	}),
	settings: {}
};
/** The type demands the rules of every kind of policy. */
const RULES$2 = {
	"retention policy": {
		describe: (job) => `after ${ageOf(job)}`,
		added: (job, _, first) => ({
			class: "data-loss",
			message: `rows older than ${ageOf(job)} are dropped ${first}`
		}),
		removed: () => ({
			class: "safe",
			message: "nothing is dropped any more: the table grows"
		}),
		settings: {
			drop_after: (found) => retention(found, "retention"),
			drop_created_before: (found) => retention(found, "retention since creation")
		}
	},
	"columnstore policy": {
		describe: (job) => `after ${ageOf(job)}`,
		added: (job, _, first) => ({
			class: "safe",
			message: `chunks older than ${ageOf(job)} are compressed ${first}`
		}),
		removed: ({ relation }, context) => ({
			class: "safe",
			message: relation !== null && context.after.hasColumnstore(relation) ? "new chunks stay uncompressed; compressed ones stay compressed" : "nothing is compressed any more"
		}),
		settings: {
			compress_after: (found) => compression(found, "compress after"),
			compress_created_before: (found) => compression(found, "compress since creation")
		}
	},
	"refresh policy": {
		describe: (job) => `${windowOf(job)}, ${every(job)}`,
		added: (job, context) => refreshed(job, context, `rows from ${windowOf(job)} are materialized ${every(job)}`),
		removed: () => ({
			class: "breaking",
			message: "nothing refreshes it any more: it falls behind its source"
		}),
		settings: {
			start_offset: refreshStart,
			end_offset: (found) => ({
				class: "safe",
				property: suffixed(found, "refresh to"),
				...ages(found, "ago", "now"),
				message: "which rows are materialized; newer ones are left to later runs"
			})
		}
	},
	"reorder policy": {
		describe: (job) => `by ${inWords(job.config?.["index_name"] ?? null)}`,
		added: () => REWRITTEN,
		removed: () => ({
			class: "safe",
			message: "new chunks stay in the order in which rows came"
		}),
		settings: { index_name: (found) => ({
			...REWRITTEN,
			property: suffixed(found, "reorder by"),
			...texts(found)
		}) }
	},
	"compaction policy": RUNS$1,
	"invalidation policy": RUNS$1,
	job: RUNS$1
};
/** What a policy does, in one line. */
function describePolicy(job) {
	return `${RULES$2[job.form].describe(job)}${job.scheduled ? "" : ", disabled"}`;
}
/** What a new policy does to a database with rows. */
function addedPolicy(job, context) {
	if (!job.scheduled) return {
		class: "safe",
		message: "disabled: it does nothing until it is enabled"
	};
	const first = job.initialStart === null ? "at its first run, which is due at once" : "at its first run";
	return RULES$2[job.form].added(job, context, first);
}
/** What it means that a policy is gone. */
function removedPolicy(job, context) {
	return RULES$2[job.form].removed(job, context);
}
/** What it means that a job was enabled or disabled. */
function switched(job, context) {
	const words = job.scheduled ? {
		from: "disabled",
		to: "enabled"
	} : {
		from: "enabled",
		to: "disabled"
	};
	return {
		...job.scheduled ? addedPolicy(job, context) : removedPolicy(job, context),
		...words
	};
}
/** One key of a job's configuration. */
function setting$1(found) {
	const { part: { path }, after: { form } } = found;
	const settings = RULES$2[form].settings;
	const own = path === null || !Object.hasOwn(settings, path) ? void 0 : settings[path];
	if (own !== void 0) return own(found);
	if (form === "job") return {
		class: "breaking",
		property: suffixed(found, `setting ${path ?? ""}`.trim()),
		...texts(found),
		message: "what its next run does with it depends on the procedure"
	};
	const words = path === null ? "settings" : path.replaceAll("_", " ");
	return {
		class: "safe",
		property: suffixed(found, `${JOB_KINDS[form].property} ${words}`),
		...texts(found),
		message: "its next run takes it"
	};
}
function retention(found, name) {
	const { part, after } = found;
	const words = ages(found);
	const property = suffixed(found, name);
	if (part.to === null) return {
		class: "safe",
		property,
		...words,
		message: "age by this measure no longer drops anything"
	};
	if (!(part.from === null || (lengthOf$1(part.to) ?? 0) < (lengthOf$1(part.from) ?? Number.POSITIVE_INFINITY))) return {
		class: "safe",
		property,
		...words,
		message: "rows are kept longer; what was dropped does not come back"
	};
	return after.scheduled ? {
		class: "data-loss",
		property,
		...words,
		message: `rows older than ${words.to} are dropped at the next run of the policy`
	} : {
		class: "safe",
		property,
		...words,
		message: "disabled: nothing is dropped until it is enabled"
	};
}
function compression(found, name) {
	const { part } = found;
	const words = ages(found);
	const property = suffixed(found, name);
	return part.to !== null && (lengthOf$1(part.to) ?? 0) < (lengthOf$1(part.from) ?? Number.POSITIVE_INFINITY) ? {
		class: "safe",
		property,
		...words,
		message: `chunks older than ${words.to} are compressed at the next run of the policy`
	} : {
		class: "safe",
		property,
		...words,
		message: "chunks stay uncompressed longer; compressed ones stay compressed"
	};
}
function refreshStart(found) {
	const { part, after, context } = found;
	const words = ages(found, "ago", "the beginning");
	const property = suffixed(found, "refresh from");
	const lost = historyLost(after, context.after);
	if (lost !== null) return {
		class: "data-loss",
		property,
		...words,
		message: lost
	};
	const [old, now] = [part.from, part.to].map((value) => lengthOf$1(value) ?? Number.POSITIVE_INFINITY);
	return (now ?? 0) < (old ?? 0) ? {
		class: "breaking",
		property,
		...words,
		message: `rows older than ${offset(part.to, after.timeType)} that change or arrive no longer reach it`
	} : {
		class: "safe",
		property,
		...words,
		message: "later changes reach it too; each run reads more"
	};
}
/** A second policy of a kind has a number behind its name. */
function suffixed({ after }, property) {
	return property + (/ \(\d+\)$/.exec(after.name)?.[0] ?? "");
}
function ages({ part, after }, behind = "", nothing = null) {
	const type = /created/.test(part.path ?? "") ? null : after.timeType;
	const one = (value) => {
		const words = offset(value, type);
		return words === null ? nothing : `${words} ${behind}`.trim();
	};
	return {
		from: one(part.from),
		to: one(part.to)
	};
}
function texts({ part }) {
	return {
		from: inWords(part.from),
		to: inWords(part.to)
	};
}
/** A refresh over rows that its source has dropped empties those buckets. */
function refreshed(job, context, message) {
	const lost = historyLost(job, context.after);
	return lost === null ? {
		class: "safe",
		message
	} : {
		class: "data-loss",
		message: `${message}; ${lost}`
	};
}
// src/diff/rules/jobs.ts
const jobs$1 = {
	describe: ({ object }) => describePolicy(object),
	added: ({ object, context }) => ({
		...place(object, null),
		...addedPolicy(object, context)
	}),
	removed: ({ object, context }) => ({
		...place(object, null),
		...removedPolicy(object, context)
	}),
	causes: {
		whole: ({ object: { relation } }) => relation === null ? [] : [causeKey("relations", relation, null)],
		properties: {
			relation: movedTable,
			timeType: ({ object: { relation }, context }) => {
				if (relation === null) return [];
				const time = context.before.hypertable(relation)?.dimensions[0]?.column;
				return time === void 0 ? [causeKey("continuousAggregates", relation, "query")] : [causeKey("columns", context.columnName(relation, time), "type")];
			}
		}
	},
	properties: {
		form: on("kind", always("breaking", "it does something else from now on")),
		relation: on("table", always("breaking", "it works on another table")),
		timeType: on("time type", always("breaking", "its ages are of that type")),
		procedure: on("procedure", always("breaking", "it calls another procedure")),
		runnable: on("procedure", ({ after }) => after.runnable ? {
			class: "safe",
			from: "missing",
			to: "there",
			message: "it can run again"
		} : {
			class: "breaking",
			from: "there",
			to: "missing",
			message: "every run fails: its procedure or check is gone"
		}),
		check: on("check of its settings", always("safe", "settings are checked when they are changed")),
		title: on("name", always("safe", "how it is listed")),
		owner: on("owner", (found) => ({
			...owner$1(found),
			message: "it runs with the rights of the new owner"
		})),
		scheduled: on("state", (found) => switched(found.after, found.context)),
		scheduleInterval: on("schedule", ({ before, after }) => ({
			class: "safe",
			from: every(before),
			to: every(after),
			message: `it runs ${every(after)}`
		})),
		maxRuntime: on("longest run", limit("a run that takes longer is ended")),
		maxRetries: on("retries", ({ before, after }) => ({
			class: "safe",
			from: retries(before),
			to: retries(after),
			message: "how often a failed run is tried again"
		})),
		retryPeriod: on("pause before a retry", limit("the pause after a failed run")),
		fixedSchedule: on("schedule counts from", ({ before, after }) => ({
			class: "safe",
			from: anchor$1(before),
			to: anchor$1(after),
			message: "the moments of its runs move"
		})),
		initialStart: on("in step with", always("safe", "the moments of its runs move")),
		timezone: on("time zone", always("safe", "its runs and buckets keep to that zone")),
		config: (found) => ({
			...place(found.after, null),
			...setting$1(found)
		})
	}
};
/** A policy is a property of its table; a job of somebody's own is an object. */
function place(job, property) {
	const nth = / \(\d+\)$/.exec(job.name)?.[0] ?? "";
	if (job.form === "job" || job.relation === null) return {
		object: job.procedure + nth,
		kind: "job",
		property
	};
	const word = JOB_KINDS[job.form].property + nth;
	return {
		object: job.relation,
		kind: "policy",
		property: property === null ? word : `${word} ${property}`
	};
}
function on(property, rule) {
	return (found) => ({
		...rule(found),
		...place(found.after, property)
	});
}
function limit(message) {
	return ({ part }) => {
		const [from, to] = [part.from, part.to].map((value) => {
			const length = humanInterval(String(value));
			return length === "0 seconds" ? "no limit" : length;
		});
		return {
			class: "safe",
			from: from ?? null,
			to: to ?? null,
			message
		};
	};
}
function retries({ maxRetries }) {
	return maxRetries < 0 ? "until it works" : inWords(maxRetries) ?? "";
}
function anchor$1({ fixedSchedule }) {
	return fixedSchedule ? "its start" : "the end of the run before";
}
// src/sql/quote.ts
/** A name as an SQL identifier, always in double quotes. */
function quoteIdentifier(name) {
	return `"${name.replaceAll("\"", "\"\"")}"`;
}
/** A text as an SQL string constant, right whatever standard_conforming_strings is: backslashes make it an E'…'. */
function quoteLiteral(text) {
	const quoted = `'${text.replaceAll("'", "''").replaceAll("\\", "\\\\")}'`;
	return text.includes("\\") ? `E${quoted}` : quoted;
}
/** Words that PostgreSQL takes for no column's name unless they are in quotes (its appendix C: reserved, also those for types). */
const RESERVED = new Set("all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation column concurrently constraint create cross current_catalog current_date current_role current_schema current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps placing primary references returning right select session_user similar some symmetric system_user table tablesample then to trailing true union unique user using variadic verbose when where window with".split(" "));
/** A name as a person writes it in SQL: in double quotes where it needs them. */
function identifier(name) {
	return /^[a-z_][a-z0-9_$]*$/.test(name) && !RESERVED.has(name) ? name : quoteIdentifier(name);
}
// src/diff/mentions.ts
/** True where an expression or query, as PostgreSQL writes it, reads a column of a relation. Labels do not count. */
function readsColumn(sql, relation, column) {
	const texts = words$2(sql);
	const table = parts$1(relation).at(-1) ?? relation;
	const isOfTable = (qualifier) => qualifier === table || texts.some((text, i) => text === table && texts[i + 1] === qualifier);
	return texts.some((text, i) => {
		const [before = "", after = ""] = [texts[i - 1], texts[i + 1]];
		if (!isNamed$2(text, column) || after === "(" || after === "." || /^(as|::)$/i.test(before)) return false;
		return before !== "." || isOfTable(texts[i - 2] ?? "");
	});
}
/** True where an expression calls a function of that name, in whatever schema. */
function callsFunction(sql, name) {
	const texts = words$2(sql);
	return texts.some((text, i) => isNamed$2(text, name) && texts[i + 1] === "(");
}
function isNamed$2(text, name) {
	return text === name || text === quoteIdentifier(name);
}
function words$2(sql) {
	return [...tokenize(sql)].filter((token) => !isBlank(token)).map(({ start, end }) => sql.slice(start, end));
}
/** The identifiers of a qualified name, as SQL writes them. */
function parts$1(name) {
	return words$2(name).filter((text) => text !== ".");
}
// src/diff/rules/routine.ts
const SECURITY = {
	definer: "every caller has the rights of its owner in it from now on",
	invoker: "it runs with the rights of its caller: calls fail where those are too few"
};
/** One part of a routine whose signature stays: CREATE OR REPLACE takes it. */
function routinePart({ part, after, context }) {
	const [from, to] = [inWords(part.from), inWords(part.to)];
	const words = {
		from,
		to
	};
	switch (part.path) {
		case "security": return {
			class: "breaking",
			property: "security",
			from: `SECURITY ${from?.toUpperCase()}`,
			to: `SECURITY ${to?.toUpperCase()}`,
			message: SECURITY[to === "definer" ? "definer" : "invoker"]
		};
		case "volatility": return {
			...volatility(from, to),
			property: "volatility",
			from: from?.toUpperCase() ?? null,
			to: to?.toUpperCase() ?? null
		};
		case "nullInput": return {
			class: "breaking",
			property: "NULL arguments",
			from: nullWords(from),
			to: nullWords(to),
			message: to === "strict" ? "a call with a NULL gives NULL and runs nothing" : "it runs with NULLs too"
		};
		case "leakproof": return part.to === true ? {
			class: "breaking",
			...words,
			message: "conditions that call it may see rows that policies hide"
		} : {
			class: "safe",
			...words,
			message: "row security and such views check their rows before it runs"
		};
		case "settings": return {
			class: "breaking",
			property: "settings",
			...words,
			message: "it runs under other settings, so the same call may do something else"
		};
		case "body": return {
			...body$1(after, context),
			property: "body",
			...firstDifference$1(from ?? "", to ?? "")
		};
		default: return {
			class: "safe",
			property: part.path,
			...words,
			message: "how the planner uses it"
		};
	}
}
function volatility(from, to) {
	if (from === "immutable") return {
		class: "breaking",
		message: "indexes and generated columns that call it cannot be created again"
	};
	return to === "volatile" ? {
		class: "safe",
		message: "queries call it for every row, and scan no index by it"
	} : {
		class: "safe",
		message: "the planner may call it once where it was called for every row"
	};
}
/** What was stored under the old body stays. */
function body$1({ bare }, { before, after }) {
	const message = "callers get the new body from their next call on";
	const indexes = after.model.indexes.filter(({ name, definition }) => callsFunction(definition, bare) && before.find("indexes", name) !== void 0);
	const columns = after.model.columns.filter(({ name, generated, default: value }) => generated === "stored" && callsFunction(value ?? "", bare) && before.find("columns", name) !== void 0);
	const stored = [...indexes.length === 0 ? [] : [`${names$1(indexes)} ${keep(indexes)} what the old one gave until REINDEX`], ...columns.length === 0 ? [] : [`${names$1(columns)} ${keep(columns)} what the old one gave until rows are written anew`]];
	return stored.length === 0 ? {
		class: "safe",
		message
	} : {
		class: "breaking",
		message: [message, ...stored].join("; ")
	};
}
function names$1(objects) {
	return enumerate(objects.map(({ name }) => name));
}
function keep({ length }) {
	return length === 1 ? "keeps" : "keep";
}
function nullWords(input) {
	return input === "strict" ? "RETURNS NULL ON NULL INPUT" : "CALLED ON NULL INPUT";
}
/** Null where the text is none of pg_get_functiondef(): an aggregate has none. */
function routineParts(definition) {
	if (typeof definition !== "string") return null;
	const found = /\n LANGUAGE [^\n]*\n((?: [^\n]*\n)*)((?:AS |BEGIN ATOMIC|RETURN )[^]*)$/.exec(definition);
	if (found === null) return null;
	const [, head = "", body = ""] = found;
	const lines = head.split("\n").map((line) => line.trim());
	const settings = lines.filter((line) => line.startsWith("SET "));
	const words = lines.filter((line) => !line.startsWith("SET ")).join(" ").trim();
	const planner = /\b(?:COST|ROWS|SUPPORT) .*$/.exec(words)?.[0] ?? null;
	return {
		security: /\bSECURITY DEFINER\b/.test(words) ? "definer" : "invoker",
		volatility: /\bIMMUTABLE\b/.test(words) ? "immutable" : /\bSTABLE\b/.test(words) ? "stable" : "volatile",
		nullInput: /\bSTRICT\b/.test(words) ? "strict" : "called",
		leakproof: /\bLEAKPROOF\b/.test(words),
		parallel: /\bPARALLEL (\w+)/.exec(words)?.[1]?.toLowerCase() ?? "unsafe",
		planner,
		settings: settings.length === 0 ? null : settings.join(", "),
		body: /^AS \$(\w*)\$([^]*)\$\1\$\s*$/.exec(body)?.[2]?.trim() ?? body.trim()
	};
}
// src/diff/rules/programs.ts
const routines = {
	describe: ({ object }) => `${object.form} in ${object.language}${object.result === null ? "" : `, gives ${object.result}`}`,
	added: () => ({
		class: "safe",
		message: "new; nothing calls it yet"
	}),
	removed: () => ({
		class: "breaking",
		message: "statements and jobs that call it fail"
	}),
	causes: { properties: {
		form: ["definition"],
		language: ["definition"],
		arguments: ["definition"],
		result: ["definition"]
	} },
	properties: {
		schema: partOfName,
		bare: partOfName,
		form: always("breaking", "it must be dropped and created again"),
		arguments: always("breaking", "it must be dropped and created again"),
		result: always("breaking", "it must be dropped and created again"),
		language: always("safe", "callers get the new body from their next call on"),
		definition: (found) => found.part.path === null ? withSecurity(redefined$1(found.before, found.after), found) : routinePart(found),
		owner: owner$1,
		privileges: privileges$1,
		comment: comment$1
	}
};
/** Whose rights it has goes unseen behind a new signature. */
function withSecurity(judged, { before, after }) {
	const [old, now] = [before, after].map(({ definition }) => routineParts(definition)?.security);
	if (old === void 0 || now === void 0 || old === now) return judged;
	return {
		...judged,
		class: "breaking",
		message: `${judged.message}; ${SECURITY[now]}`
	};
}
/** CREATE OR REPLACE FUNCTION keeps a routine's signature: names of arguments, defaults that are there, the result. */
function redefined$1(before, after) {
	const recreated = "CREATE OR REPLACE refuses it: it must be dropped with all that uses it";
	if (before.form === "aggregate" || before.form !== after.form) return {
		class: "breaking",
		message: recreated
	};
	if (before.result !== after.result) return {
		class: "breaking",
		property: "result",
		from: before.result,
		to: after.result,
		message: recreated
	};
	if (before.arguments !== after.arguments) {
		const [old, now] = [before.arguments, after.arguments].map((text) => text.replace(/ DEFAULT .*?(?=, \w|$)/g, ""));
		const lostDefault = defaults(after.arguments) < defaults(before.arguments);
		const words = {
			property: "arguments",
			from: before.arguments,
			to: after.arguments
		};
		return old === now && !lostDefault ? {
			class: "safe",
			...words,
			message: "callers that leave an argument out get the new default"
		} : {
			class: "breaking",
			...words,
			message: recreated
		};
	}
	return {
		class: "safe",
		message: "callers get the new body from their next call on"
	};
}
function defaults(text) {
	return text.split(" DEFAULT ").length;
}
const triggers = {
	describe: ({ object }) => object.definition,
	added: () => ({
		class: "safe",
		message: "it runs for rows that are written from now on"
	}),
	removed: () => ({
		class: "breaking",
		message: "what it did for every row is no longer done"
	}),
	causes: ofTable,
	properties: {
		relation: partOfName,
		bare: partOfName,
		definition: always("safe", "rows that are written from now on meet the new one"),
		enabled: (found) => {
			const judged = firing("trigger")(found);
			const { after, context } = found;
			return {
				...judged,
				...refusesSwitch(after.relation, context, judged.message)
			};
		},
		comment: comment$1
	}
};
/** src/process_utility.c: `hypertables do not support enabling or disabling triggers` up to 2.28.2. */
function refusesSwitch(relation, context, message) {
	if (context.after.hypertable(relation) === void 0 || !context.refuses("switching a trigger of a hypertable")) return { message };
	const refused = `TimescaleDB ${context.timescaledb} refuses to enable or disable a trigger of a hypertable (allowed since 2.28.3)`;
	return {
		message: `${message}; ${refused}`,
		refused
	};
}
const rules = {
	describe: ({ object }) => object.definition,
	added: () => ({
		class: "breaking",
		message: "statements on the table do something else from now on"
	}),
	removed: () => ({
		class: "breaking",
		message: "statements on the table do something else from now on"
	}),
	causes: ofTable,
	properties: {
		relation: partOfName,
		bare: partOfName,
		definition: always("breaking", "statements on the table do something else from now on"),
		enabled: firing("rule"),
		comment: comment$1
	}
};
const ROWS$2 = "which rows its roles see and write";
const rowPolicies = {
	describe: ({ object }) => `${object.permissive ? "" : "restrictive, "}for ${object.command} to ${object.roles.join(", ")}`,
	added: () => ({
		class: "breaking",
		message: `decides ${ROWS$2}`
	}),
	removed: () => ({
		class: "breaking",
		message: `no longer decides ${ROWS$2}`
	}),
	causes: ofTable,
	properties: {
		relation: partOfName,
		bare: partOfName,
		command: always("breaking", `it must be dropped and created again: ${ROWS$2}`),
		permissive: ({ before, after }) => ({
			class: "breaking",
			property: "kind",
			from: before.permissive ? "permissive" : "restrictive",
			to: after.permissive ? "permissive" : "restrictive",
			message: `it must be dropped and created again: ${ROWS$2}`
		}),
		roles: always("breaking", `others are bound by it: ${ROWS$2}`),
		using: always("breaking", "its roles see other rows"),
		check: always("breaking", "its roles may write other rows"),
		comment: comment$1
	}
};
const eventTriggers = {
	describe: ({ object }) => `on ${object.event}, calls ${object.function}`,
	added: () => ({
		class: "breaking",
		message: "it runs at every such statement and can make it fail"
	}),
	removed: () => ({
		class: "safe",
		message: "it no longer runs"
	}),
	properties: {
		event: always("breaking", "it runs at other statements"),
		tags: always("breaking", "it runs at other statements"),
		function: always("breaking", "it calls another function"),
		enabled: firing("event trigger"),
		owner: owner$1,
		comment: comment$1
	}
};
// src/diff/rules/publications.ts
const publications$1 = {
	describe: ({ object }) => {
		if (object.allTables) return "all tables";
		const schemas = object.schemas.length === 0 ? "" : `, schemas ${object.schemas.join(", ")}`;
		return `${count(object.tables.length, "table")}${schemas}`;
	},
	added: () => ({
		class: "safe",
		message: "nothing is sent until somebody subscribes"
	}),
	removed: () => ({
		class: "breaking",
		message: "its subscribers stop with an error"
	}),
	properties: {
		allTables: always("breaking", "it must be dropped and created again; its subscribers stop until then", "for all tables"),
		operations: ({ before, after }) => {
			const lost = before.operations.filter((one) => !after.operations.includes(one));
			return lost.length === 0 ? {
				class: "safe",
				message: "subscribers receive more from now on"
			} : {
				class: "breaking",
				message: `subscribers no longer receive ${lost.join(", ")}`
			};
		},
		viaRoot: always("breaking", "rows of partitions arrive under another table", "publishes via the root"),
		generatedColumns: always("breaking", "subscribers receive other columns", "generated columns"),
		tables: (found) => table$1(found),
		schemas: ({ part }) => ({
			property: part.path === null ? "schemas" : `schema ${part.path}`,
			...member(part.from, part.to)
		}),
		owner: owner$1,
		comment: comment$1
	}
};
function table$1({ part, context }) {
	const words = {
		property: part.path === null ? "tables" : `table ${part.path}`,
		from: publishedPart(part.from),
		to: publishedPart(part.to)
	};
	if (part.from === null || part.to === null) return {
		...words,
		...member(part.from, part.to, part.path, context)
	};
	return {
		class: "breaking",
		...words,
		message: otherPart(part, context)
	};
}
/** Which columns of a table are published no longer, or now too. A subscriber needs every column that it is sent. */
function otherPart({ path, from, to }, { before, after }) {
	const [old, now] = [[from, before], [to, after]].map(([value, side]) => {
		const { columns } = value;
		return columns ?? side.columnsOf(path ?? "").map(({ bare }) => bare);
	});
	const lost = old.filter((column) => !now.includes(column));
	const gained = now.filter((column) => !old.includes(column));
	const parts = [...lost.length === 0 ? [] : [`subscribers no longer receive ${enumerate(lost)}`], ...gained.length === 0 ? [] : [`${enumerate(gained)} leaves the database too; subscribers whose table lacks it stop with an error`]];
	const [where, filter] = [from, to].map((value) => value.where);
	if (where !== filter) parts.push("subscribers receive other rows of it");
	return parts.length === 0 ? "columns that are added later are published or not" : parts.join("; ");
}
function member(from, to, name = null, context) {
	if (to === null) return {
		class: "breaking",
		message: "subscribers no longer receive its changes"
	};
	const chunks = name !== null && context?.after.hypertable(name) !== void 0 ? "; of a hypertable only the chunks that are there now are sent" : "";
	return from === null ? {
		class: "safe",
		message: `subscribers receive it after REFRESH PUBLICATION${chunks}`
	} : {
		class: "breaking",
		message: "subscribers receive other rows"
	};
}
/** What of a table is published: `all`, `columns id, symbol`, `where (id > 5)`. */
function publishedPart(value) {
	if (value === null || typeof value !== "object" || Array.isArray(value)) return inWords(value);
	const { columns, where } = value;
	const parts = [columns == null ? [] : [`columns ${inWords(columns)}`], where == null ? [] : [`where ${inWords(where)}`]].flat();
	return parts.length === 0 ? "all" : parts.join(", ");
}
// src/diff/rules/server.ts
const schemas$1 = {
	describe: () => "schema",
	added: () => ({
		class: "safe",
		message: "new and empty"
	}),
	removed: () => ({
		class: "breaking",
		message: "statements that name it fail; what is in it must go first"
	}),
	properties: {
		owner: owner$1,
		privileges: privileges$1,
		comment: comment$1
	}
};
const extensions$1 = {
	describe: ({ object }) => `in schema ${object.schema}`,
	added: () => ({
		class: "safe",
		message: "the server must have it installed"
	}),
	removed: ({ object }) => object.name === "timescaledb" ? {
		class: "data-loss",
		message: "every hypertable and its rows go with it"
	} : {
		class: "breaking",
		message: "what uses its types and functions must go first"
	},
	properties: { schema: always("breaking", "statements that name its functions with the old schema fail") }
};
const roles$1 = {
	describe: ({ object }) => object.login ? "role with LOGIN" : "role",
	added: () => ({
		class: "safe",
		message: "the server must have it before the schema is applied"
	}),
	removed: () => ({
		class: "safe",
		message: "the schema no longer names it; the server keeps it"
	}),
	properties: {
		login: ({ after }) => after.login ? {
			class: "safe",
			message: "it may connect"
		} : {
			class: "breaking",
			message: "it may no longer connect; its jobs do not run"
		},
		superuser: attribute$1("superuser", "superuser"),
		inherit: always("breaking", "whether it has the rights of its groups without SET ROLE"),
		createRole: attribute$1("createRole", "create roles"),
		createDatabase: attribute$1("createDatabase", "create databases"),
		replication: attribute$1("replication", "replicate"),
		bypassRowSecurity: attribute$1("bypassRowSecurity", "bypass row security"),
		connectionLimit: always("breaking", "connections beyond it are refused"),
		validUntil: always("breaking", "its password is refused from then on"),
		memberOptions: always("breaking", "whether it has, may take and may give the rights of its groups"),
		memberOf: ({ before, after }) => before.memberOf.every((group) => after.memberOf.includes(group)) ? {
			class: "safe",
			message: "it gains the rights of a group"
		} : {
			class: "breaking",
			message: "it loses the rights of a group"
		}
	}
};
function attribute$1(property, what) {
	return ({ after }) => after[property] ? {
		class: "safe",
		property: what,
		message: `it gains the right: ${what}`
	} : {
		class: "breaking",
		property: what,
		message: `it loses the right: ${what}`
	};
}
const tablespaces = {
	describe: () => "tablespace",
	added: () => ({
		class: "safe",
		message: "the server must have it before the schema is applied"
	}),
	removed: () => ({
		class: "safe",
		message: "the schema no longer uses it; the server keeps it"
	}),
	properties: {}
};
const database = {
	describe: () => "database",
	added: () => ({
		class: "safe",
		message: "the database itself"
	}),
	removed: () => ({
		class: "safe",
		message: "the database itself"
	}),
	properties: {
		owner: owner$1,
		privileges: privileges$1,
		comment: comment$1
	}
};
const databaseSettings = {
	describe: ({ object }) => object.value,
	added: () => ({
		class: "safe",
		message: "new sessions take it"
	}),
	removed: () => ({
		class: "safe",
		message: "new sessions take the default of the server"
	}),
	properties: {
		role: always("safe", "new sessions take it"),
		setting: always("safe", "new sessions take it"),
		value: always("safe", "new sessions take it")
	}
};
const LATER = "objects that are there keep their privileges; those that are created from now on take these";
/** `reporting: SELECT; app: INSERT, SELECT` */
function privilegeWords$1(granted) {
	const roles = Object.entries(granted ?? {}).map(([role, list]) => `${role}: ${list.join(", ")}`);
	return roles.length === 0 ? "none" : roles.join("; ");
}
const defaultPrivileges = {
	describe: ({ object }) => privilegeWords$1(object.privileges),
	added: () => ({
		class: "safe",
		message: LATER
	}),
	removed: () => ({
		class: "safe",
		message: LATER
	}),
	properties: {
		role: always("safe", LATER),
		schema: always("safe", LATER),
		objects: always("safe", LATER),
		privileges: (found) => ({
			...privileges$1(found),
			class: "safe",
			message: LATER
		})
	}
};
const extensionPrivileges = {
	describe: ({ object }) => privilegeWords$1(object.privileges),
	added: () => ({
		class: "breaking",
		message: "who may use what the extension brought"
	}),
	removed: () => ({
		class: "breaking",
		message: "who may use what the extension brought"
	}),
	properties: { privileges: privileges$1 }
};
const others$1 = {
	describe: ({ object }) => object.form,
	added: () => ({
		class: "safe",
		message: "new; nothing uses it yet"
	}),
	removed: () => ({
		class: "breaking",
		message: "what uses it must go first"
	}),
	properties: {
		form: always("breaking", "it must be dropped and created again"),
		definition: always("breaking", "it must be dropped and created again, with what uses it"),
		owner: owner$1,
		privileges: privileges$1,
		comment: comment$1
	}
};
const KEPT$2 = "TimescaleDB runs it on its new schedule";
const builtInJobs = {
	describe: ({ object }) => object.scheduled ? `every ${object.scheduleInterval}` : "disabled",
	added: () => ({
		class: "safe",
		message: "it differs from what TimescaleDB sets up"
	}),
	removed: () => ({
		class: "safe",
		message: "it is as TimescaleDB sets it up again"
	}),
	properties: {
		procedure: always("safe", KEPT$2),
		scheduled: always("safe", KEPT$2, "enabled"),
		scheduleInterval: always("safe", KEPT$2, "schedule"),
		maxRuntime: always("safe", KEPT$2, "longest run"),
		maxRetries: always("safe", KEPT$2, "retries"),
		retryPeriod: always("safe", KEPT$2, "pause before a retry"),
		config: always("safe", KEPT$2, "settings")
	}
};
// src/diff/rules/types.ts
const types = {
	describe: ({ object }) => `${object.form}${object.form === "enum" ? `: ${inWords(object.definition)}` : ""}`,
	added: () => ({
		class: "safe",
		message: "new; nothing uses it yet"
	}),
	removed: () => ({
		class: "breaking",
		message: "columns and functions of the type must go first"
	}),
	causes: { properties: { definition: ["form"] } },
	properties: {
		form: always("breaking", "it must be dropped and created again, with the columns of the type"),
		definition: ({ before, after }) => redefined(before, after),
		owner: owner$1,
		privileges: privileges$1,
		comment: comment$1
	}
};
function redefined(before, after) {
	if (after.form === "enum") return labels(before.definition, after.definition);
	if (after.form === "domain") return domain$1(fields$1(before.definition), fields$1(after.definition));
	const words = {
		from: inWords(before.definition),
		to: inWords(after.definition)
	};
	return after.form === "composite" ? {
		class: "breaking",
		...words,
		message: "readers and writers meet other fields; refused while a column has the type"
	} : {
		class: "breaking",
		...words,
		message: "it must be dropped and created again, with the columns of the type"
	};
}
function labels(before, after) {
	const words = {
		property: "labels",
		from: before.join(", "),
		to: after.join(", ")
	};
	const kept = after.filter((label) => before.includes(label)).join("\n") === before.join("\n");
	const renamed = renamedLabels(before, after);
	if (renamed !== null) {
		const [old, now] = [renamed.map(([label]) => label), renamed.map(([, label]) => label)];
		const message = `ALTER TYPE … RENAME VALUE takes it; statements that use ${enumerate(old)} fail, and readers get ${enumerate(now)}`;
		return {
			class: "breaking",
			...words,
			message
		};
	}
	return kept ? {
		class: "safe",
		...words,
		message: "ALTER TYPE … ADD VALUE takes it; no row changes"
	} : {
		class: "breaking",
		...words,
		message: "a label cannot be removed or moved: the type and its columns must be built anew"
	};
}
/** Labels that only have another name in the same place; null where one came, went or moved. */
function renamedLabels(before, after) {
	const changed = before.map((label, i) => [label, after[i] ?? ""]).filter(([old, now]) => old !== now);
	const only = changed.every(([old, now]) => !after.includes(old) && !before.includes(now));
	return before.length === after.length && changed.length > 0 && only ? changed : null;
}
function domain$1(before, after) {
	const changed = [.../* @__PURE__ */ new Set([...Object.keys(before), ...Object.keys(after)])].filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]));
	const pick = (from) => changed.map((field) => `${field}: ${fieldWords(from[field] ?? null)}`).join("; ");
	const words = {
		from: pick(before),
		to: pick(after)
	};
	if (changed.includes("base") || changed.includes("collation")) return {
		class: "breaking",
		...words,
		message: "its base cannot be altered: the domain and its columns must be built anew"
	};
	if (changed.includes("checks") || changed.includes("nullable")) {
		const message = "every column of the domain is checked while writes wait; fails at the first value that breaks it";
		return {
			class: "locks",
			...words,
			message
		};
	}
	return {
		class: "safe",
		...words,
		message: "values that are there stay as they are"
	};
}
/** `positive: CHECK (VALUE > 0)` */
function fieldWords(value) {
	const named = Object.entries(fields$1(value)).map(([name, text]) => `${name}: ${inWords(text) ?? "none"}`);
	return named.length > 0 ? named.join(", ") : (typeof value === "object" ? null : inWords(value)) ?? "none";
}
function fields$1(value) {
	return value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
}
const sequences = {
	describe: ({ object }) => `${object.type}, by ${object.increment}${object.ownedBy === null ? "" : `, of ${object.ownedBy}`}`,
	added: () => ({
		class: "safe",
		message: "new; it counts from its start"
	}),
	removed: () => ({
		class: "breaking",
		message: "defaults that call it fail; its count is lost"
	}),
	causes: {
		whole: ({ object: { ownedBy } }) => ofColumn([ownedBy], null, "identity", "default"),
		properties: {
			type: ({ object: { ownedBy } }) => ofColumn([ownedBy], null, "type"),
			minimum: ["type"],
			maximum: ["type"],
			start: ["type"],
			identity: ({ object: { ownedBy } }) => ofColumn([ownedBy], null, "identity", "default"),
			ownedBy: ({ part }) => ofColumn([part.to, part.from], null, "identity", "default")
		}
	},
	properties: {
		type: ({ after }) => ({
			class: after.type === "bigint" ? "safe" : "breaking",
			message: after.type === "bigint" ? "it can count further" : "nextval() fails beyond the smaller type"
		}),
		start: always("safe", "only RESTART goes there; the count stays"),
		increment: always("safe", "the next value is that much further"),
		minimum: ({ before, after }) => BigInt(after.minimum) < BigInt(before.minimum) ? {
			class: "safe",
			message: "it can count further"
		} : {
			class: "breaking",
			message: "ALTER fails where the count is outside"
		},
		maximum: ({ before, after }) => BigInt(after.maximum) > BigInt(before.maximum) ? {
			class: "safe",
			message: "it can count further"
		} : {
			class: "breaking",
			message: "ALTER fails where the count is outside; nextval() fails at the end"
		},
		cache: always("safe", "sessions take that many numbers at a time"),
		cycle: ({ after }) => after.cycle ? {
			class: "breaking",
			message: "numbers come again once it reaches its end"
		} : {
			class: "breaking",
			message: "nextval() fails once it reaches its end"
		},
		ownedBy: always("safe", "which column takes it along when it is dropped", "owned by"),
		identity: always("safe", "whether it counts for an identity column", "of an identity column"),
		persistence: ({ after }) => after.persistence === "unlogged" ? {
			class: "breaking",
			message: "its count is lost in a crash"
		} : {
			class: "safe",
			message: "its count survives a crash"
		},
		owner: owner$1,
		privileges: privileges$1,
		comment: comment$1
	}
};
const statistics = {
	describe: ({ object }) => object.definition,
	added: () => ({
		class: "safe",
		message: "the next ANALYZE fills it"
	}),
	removed: () => ({
		class: "safe",
		message: "the planner estimates without it"
	}),
	causes: {
		...ofTable,
		properties: {
			...ofTable.properties,
			definition: ["relation"]
		}
	},
	properties: {
		relation: always("safe", "the next ANALYZE fills it"),
		definition: always("safe", "the next ANALYZE fills it"),
		target: always("safe", "the next ANALYZE takes it", "statistics target"),
		owner: owner$1,
		comment: comment$1
	}
};
/** What the columns that own a sequence, now or before, change with it. */
function ofColumn(owners, ...properties) {
	return owners.flatMap((owner) => owner === null ? [] : properties.map((one) => causeKey("columns", String(owner), one)));
}
// src/diff/rules/index.ts
/** What every kind of object says of its changes. */
const RULES$1 = {
	schemas: schemas$1,
	extensions: extensions$1,
	types,
	routines,
	relations: relations$2,
	columns: columns$1,
	constraints,
	indexes: indexes$1,
	triggers,
	rules,
	rowPolicies,
	sequences,
	statistics,
	hypertables: hypertables$1,
	continuousAggregates,
	jobs: jobs$1,
	publications: publications$1,
	eventTriggers,
	defaultPrivileges,
	extensionPrivileges,
	others: others$1,
	roles: roles$1,
	tablespaces,
	database,
	databaseSettings,
	builtInJobs
};
/** The rules of one kind, for an object that is known to be of it. */
function rulesOf(collection) {
	return RULES$1[collection];
}
// src/diff/group.ts
/**
* Puts every part into exactly one group: with whatever explains it, or by itself. An object that comes with another
* is part of it only where both come or both go.
*/
function groupParts(parts, context) {
	const byKey = new Map(parts.map((part) => [part.key, part]));
	const leaderOf = (part) => {
		for (const key of causesOf(part, objectOf(part, context), context, parts)) {
			const leader = byKey.get(key);
			if (leader !== void 0 && leader !== part && sameDirection(part, leader)) return leader;
		}
	};
	const groups = /* @__PURE__ */ new Map();
	for (const part of parts) {
		let root = part;
		const passed = /* @__PURE__ */ new Set([part]);
		for (let leader = leaderOf(root); leader !== void 0 && !passed.has(leader); leader = leaderOf(root)) {
			passed.add(leader);
			root = leader;
		}
		const group = groups.get(root) ?? {
			root,
			covers: []
		};
		group.covers.push(part);
		groups.set(root, group);
	}
	return [...groups.values()];
}
/** The object of a part: as it was, or as it is where it is new. */
function objectOf(part, context) {
	const object = context.before.find(part.collection, part.object) ?? context.after.find(part.collection, part.object);
	if (object === void 0) throw new Error(`no ${part.kind} ${part.object} in either model`);
	return object;
}
function sameDirection(part, leader) {
	if (part.property !== null || leader.property !== null) return true;
	return part.from === null === (leader.from === null);
}
/** The differences that would explain a part, best first, by key: what the rules of its kind say. */
function causesOf(part, object, context, all) {
	const { collection, property } = part;
	const causes = rulesOf(collection).causes ?? {};
	const explained = {
		part,
		object,
		context,
		all
	};
	if (property === null) return causes.whole?.(explained) ?? [];
	const own = (causes.properties ?? {})[property] ?? causes.others ?? [];
	return [...typeof own === "function" ? own(explained) : own.map((other) => keyOf$2(collection, part.object, other)), ...property === "privileges" && collection !== "columns" ? ofOwner(part, context, all) : []];
}
/** The owner's own entry appears with the first GRANT, and goes to the new owner with the object. */
function ofOwner(part, context, all) {
	const owners = [context.before, context.after].map((side) => {
		const object = side.find(part.collection, part.object);
		return (object !== void 0 && "owner" in object ? object.owner : null) ?? "CURRENT_USER";
	});
	if (part.path === null || !owners.includes(part.path)) return [];
	const others = all.filter(({ collection, object, property, path }) => collection === part.collection && object === part.object && property === "privileges" && !owners.includes(path ?? ""));
	return [keyOf$2(part.collection, part.object, "owner"), ...others.map(({ key }) => key)];
}
// src/diff/classify.ts
/** Turns a group of differences into the change that it is. */
function classify({ root, covers }, context) {
	const rules = rulesOf(root.collection);
	const judged = root.property === null ? classifyWhole({
		root,
		covers
	}, rules, context) : classifyProperty(root, rules, context);
	const object = objectOf(root, context);
	return {
		class: judged.class,
		kind: judged.kind ?? kindWord(root, object, context),
		object: judged.object ?? root.object,
		property: judged.property ?? null,
		from: judged.from ?? null,
		to: judged.to ?? null,
		message: judged.message,
		collection: root.collection,
		covers,
		relation: relationOf(object, root.collection),
		refused: judged.refused ?? null,
		renamedFrom: null
	};
}
function classifyWhole({ root, covers }, rules, context) {
	const whole = {
		object: objectOf(root, context),
		part: root,
		context,
		covers
	};
	if (root.from === null) return {
		property: null,
		from: null,
		to: rules.describe(whole),
		...rules.added(whole)
	};
	const object = context.original.find(root.collection, root.object) ?? whole.object;
	return {
		property: null,
		from: rules.describe({
			...whole,
			object
		}),
		to: null,
		...rules.removed(whole)
	};
}
function classifyProperty(part, rules, context) {
	const before = context.before.find(part.collection, part.object);
	const after = context.after.find(part.collection, part.object);
	const property = part.property ?? "";
	const rule = rules.properties[property];
	if (before === void 0 || after === void 0 || rule === void 0) throw new Error(`no rule for ${property} of ${part.kind} ${part.object}`);
	return {
		property: propertyWords(property),
		from: inWords(part.from),
		to: inWords(part.to),
		...rule({
			part,
			before,
			after,
			context
		})
	};
}
/** A relation is called what it is: a table that is a hypertable before and after is a hypertable. */
function kindWord({ collection, object: name }, object, context) {
	return collection === "relations" ? context.kindOf(name) : kindOf$3(collection, object);
}
function relationOf(object, collection) {
	if (collection === "relations" || collection === "hypertables" || collection === "continuousAggregates") return object.name;
	return "relation" in object ? object.relation : null;
}
// src/diff/dependents.ts
/**
* What must be dropped and built again though it stays as it is, because of what it reads: views and continuous
* aggregates on a column whose type changes (PostgreSQL: cannot alter type of a column used by a view or rule) or on a
* continuous aggregate that is redefined (DROP without CASCADE refuses), and whatever reads those.
*/
function dependentChanges(context) {
	const causes = /* @__PURE__ */ new Map();
	const rebuilt = new Map(redefinedAggregates(context));
	const views = context.after.model.relations.filter((after) => isViewInBoth(after, context));
	for (const [name, cause] of readersOfChangedColumns(views, context)) if (!causes.has(name)) causes.set(name, cause);
	const queue = [...rebuilt, ...causes];
	for (let next = queue.shift(); next !== void 0; next = queue.shift()) {
		const [dropped, { property, from, to }] = next;
		for (const { name } of views.filter((view) => readsInBoth(view.name, dropped, context))) {
			if (causes.has(name)) continue;
			const cause = {
				property,
				from,
				to,
				why: `it reads ${dropped}, which must be dropped`
			};
			causes.set(name, cause);
			queue.push([name, cause]);
		}
	}
	return views.flatMap((view) => {
		const cause = causes.get(view.name);
		return cause === void 0 || rebuilt.has(view.name) ? [] : [changeOf(view, cause, [...rebuilt, ...causes], context)];
	});
}
/** Continuous aggregates whose own change says that they must be dropped and rebuilt. */
function redefinedAggregates(context) {
	return context.after.model.continuousAggregates.flatMap((after) => {
		const before = context.before.aggregate(after.name);
		if (before === void 0 || before.query === after.query || !mustBeRebuilt(before, after, context)) return [];
		const { property, from, to } = queryChange(before.query, after.query);
		return [[after.name, {
			property: `${property} of ${after.name}`,
			from,
			to,
			why: ""
		}]];
	});
}
function readersOfChangedColumns(views, context) {
	return context.after.model.columns.flatMap((after) => {
		const before = context.before.find("columns", after.name);
		const isTable = [context.before, context.after].every((side) => side.relation(after.relation)?.form.endsWith("table"));
		if (before === void 0 || before.type === after.type || !isTable) return [];
		const cause = {
			property: `type of ${after.name}`,
			from: before.type,
			to: after.type,
			why: "PostgreSQL alters no column that it reads"
		};
		const reads = (view) => readsInBoth(view.name, after.relation, context) && queries(view.name, context).every((query) => readsColumn(query, after.relation, after.bare));
		return views.filter(reads).map(({ name }) => [name, cause]);
	});
}
function changeOf({ name, form }, { property, from, to, why }, dropped, context) {
	const aggregate = form === "continuous aggregate";
	const gone = aggregate ? historyGoneWith(name, new Set(dropped.map(([one]) => one)), context) : null;
	const message = aggregate ? `${why}: it must be dropped and rebuilt${gone === null ? " from what it reads" : `, and ${gone}`}` : `${why}: it must be dropped and ${form === "view" ? "created" : "computed"} again`;
	return {
		class: gone === null ? "breaking" : "data-loss",
		kind: form,
		object: name,
		property,
		from,
		to,
		message,
		collection: "relations",
		covers: [],
		relation: name,
		refused: null,
		renamedFrom: null
	};
}
/** What is lost with an aggregate whose raw rows are not all there; a source that is dropped too has only its own source. */
function historyGoneWith(aggregate, dropped, context) {
	const passed = /* @__PURE__ */ new Set();
	for (let one = aggregate; one !== void 0 && !passed.has(one);) {
		passed.add(one);
		const source = context.before.aggregate(one)?.source;
		const kept = source === void 0 ? void 0 : retentionOf(source, context.before, context.after);
		if (kept !== void 0) return `${source} keeps only ${kept.words}: older history is gone for good`;
		one = source !== void 0 && dropped.has(source) ? source : void 0;
	}
	return null;
}
function isViewInBoth({ name, form }, context) {
	return (form === "view" || form === "materialized view" || form === "continuous aggregate") && context.before.relation(name)?.form === form;
}
function readsInBoth(view, relation, context) {
	return [context.before, context.after].every((side) => side.relation(view)?.dependsOn.includes(relation));
}
function queries(view, context) {
	return [context.before, context.after].map((side) => side.aggregate(view)?.query ?? side.relation(view)?.query ?? "");
}
// src/diff/rename/classify.ts
/**
* Gives every difference that the renames explain to one of them. The names that follow from a table's new name (its
* constraints, indexes and sequences) are told with the table.
*
* @param explained parts of the comparison under the old names that the comparison under the new ones lacks
*/
function groupRenames(renames, explained, context) {
	const owners = renames.filter(({ collection }) => collection === "relations" || collection === "columns");
	const follows = ({ collection, to }) => {
		const dependent = [
			"constraints",
			"indexes",
			"sequences"
		].includes(collection) && context.after.find(collection, to);
		if (!dependent) return false;
		const owner = "ownedBy" in dependent ? dependent.ownedBy : "relation" in dependent ? dependent.relation : null;
		return owners.some((one) => owner === one.to || owner?.startsWith(`${one.to}.`));
	};
	const groups = renames.filter((rename) => !follows(rename)).map((rename) => ({
		rename,
		covers: []
	}));
	for (const part of explained) (groups.find(({ rename }) => isNamedBy(part, rename)) ?? groups.find(({ rename }) => mentions(part, rename)) ?? groups[0])?.covers.push(part);
	return groups;
}
/** True where the part is the renamed object itself, or part of it. */
function isNamedBy({ object }, { from, to }) {
	return [from, to].some((name) => object === name || object.startsWith(`${name}.`) || object.endsWith(` on ${name}`));
}
function mentions(part, { from, to }) {
	const text = JSON.stringify([
		part.object,
		part.from,
		part.to
	]);
	return [from, to].some((name) => text.includes(JSON.stringify(name).slice(1, -1)));
}
/** Of what was recognised by its query. */
const GUESSES = {
	relations: "statements that use the old name fail; ALTER … RENAME TO keeps what it holds (recognised by its query)",
	columns: "statements that use the old name fail (recognised by its place and type)"
};
const MESSAGES = {
	relations: "the rows stay; statements that use the old name fail",
	columns: "the values stay; statements that use the old name fail",
	routines: "callers that use the old name fail",
	constraints: "nothing is checked again; statements that name it fail",
	indexes: "nothing is built again",
	sequences: "it goes on counting; statements that use the old name fail"
};
/** The change that a rename is. */
function classifyRename({ rename, covers }, context) {
	const { collection, from, to, told } = rename;
	const object = context.after.find(collection, to);
	const relation = "relation" in object ? object.relation : collection === "relations" ? to : null;
	const local = collection === "columns" || collection === "constraints";
	return {
		class: collection === "indexes" ? "safe" : "breaking",
		kind: collection === "relations" ? context.kindOf(to) : kindOf$3(collection, object),
		object: to,
		property: "name",
		from: local && relation !== null && from.startsWith(`${relation}.`) ? from.slice(relation.length + 1) : from,
		to: local && relation !== null ? to.slice(relation.length + 1) : to,
		message: (told ? void 0 : GUESSES[collection]) ?? MESSAGES[collection],
		collection,
		covers,
		relation,
		refused: null,
		renamedFrom: from
	};
}
// src/diff/rename/rewrite.ts
/** Rewrites SQL token by token, so that neither strings nor bodies in dollar quotes are touched by accident. */
function rewrite(sql, replace) {
	const words = [...tokenize(sql)].map((token) => ({
		...token,
		text: sql.slice(token.start, token.end)
	})).filter((piece) => !isBlank(piece));
	let out = "";
	let end = 0;
	for (let i = 0; i < words.length;) {
		const piece = words[i];
		const found = replace(words, i);
		const last = found === void 0 ? piece : words[i + found.tokens - 1];
		out += sql.slice(end, piece.start) + (found?.text ?? piece.text);
		end = last.end;
		i += found?.tokens ?? 1;
	}
	return out + sql.slice(end);
}
/** The tokens of a qualified name: `trading.trades` as `trading`, `.`, `trades`. */
function chain(name) {
	return [...tokenize(name)].map(({ start, end }) => name.slice(start, end));
}
/** Replaces a qualified name wherever it stands, also as a whole string (`'trading.trades'::regclass`). */
function renameQualified(sql, from, to, when) {
	const old = chain(from);
	return rewrite(sql, (pieces, at) => {
		const piece = pieces[at];
		if (piece.kind === "string" && piece.text === `'${from.replaceAll("'", "''")}'`) return {
			text: `'${to.replaceAll("'", "''")}'`,
			tokens: 1
		};
		if (pieces[at - 1]?.text === "." || !old.every((text, i) => pieces[at + i]?.text === text)) return void 0;
		if (when !== void 0 && !when(pieces[at + old.length]?.text ?? "")) return void 0;
		return {
			text: to,
			tokens: old.length
		};
	});
}
/** Replaces the bare name of a relation where it qualifies a column: `trades.price`. */
function renameQualifier(sql, from, to) {
	return rewrite(sql, (pieces, at) => pieces[at]?.text === from && pieces[at + 1]?.text === "." && pieces[at - 1]?.text !== "." ? {
		text: to,
		tokens: 1
	} : void 0);
}
/**
* Replaces a column in an expression or definition.
*
* @param labelled true to keep the old name as the label of a column that is selected by itself, as PostgreSQL does
*/
function renameColumn(sql, from, to, labelled = false) {
	return rewrite(sql, (pieces, at) => {
		const [before, next] = [pieces[at - 1]?.text, pieces[at + 1]?.text];
		if (pieces[at]?.text !== from || next === "(" || next === "." || before === "::") return void 0;
		if (/^as$/i.test(before ?? "")) return void 0;
		const first = before === "." ? pieces[at - 3]?.text : before;
		const alone = /^(select|,)$/i.test(first ?? "") && (next === "," || /^from$/i.test(next ?? ""));
		return {
			text: labelled && alone ? `${to} AS ${from}` : to,
			tokens: 1
		};
	});
}
/** Replaces what a query calls a column of its own: the label, or the column itself where it had none. */
function renameLabel(sql, from, to) {
	return rewrite(sql, (pieces, at) => {
		const [before, next] = [pieces[at - 1]?.text, pieces[at + 1]?.text];
		if (pieces[at]?.text !== from || !(next === "," || /^from$/i.test(next ?? ""))) return void 0;
		if (/^as$/i.test(before ?? "")) return {
			text: to,
			tokens: 1
		};
		const first = before === "." ? pieces[at - 3]?.text : before;
		return /^(select|,)$/i.test(first ?? "") ? {
			text: `${from} AS ${to}`,
			tokens: 1
		} : void 0;
	});
}
/** Every column may be followed in a few ways; beyond so many texts nobody renamed by hand. */
const MOST_WAYS = 256;
/**
* Queries whose columns were renamed, in the words of the other side where the renames are all that differs. Whoever
* renames a column in the source selects it under its new name, or keeps the old one as a label; PostgreSQL keeps it. A
* query that says something else stays as it was, and shows as another one.
*/
function followQueries(model, to, renames) {
	const columns = renames.filter(({ collection }) => collection === "columns").map(({ to: name, from }) => {
		const relation = to.columns.find((column) => column.name === name)?.relation ?? "";
		const [old, now] = [from, name].map((one) => one.slice(relation.length + 1));
		return {
			relation,
			old,
			now
		};
	});
	if (columns.length === 0) return model;
	const reads = new Map(model.relations.map(({ name, dependsOn }) => [name, dependsOn]));
	const follow = (objects, others) => objects.map((object) => {
		const wanted = others.find(({ name }) => name === object.name)?.query ?? null;
		if (object.query === null || wanted === null || object.query === wanted) return object;
		let ways = /* @__PURE__ */ new Set([object.query]);
		for (const { relation, old, now } of columns) if (relation === object.name) ways = widen(ways, (query) => [renameLabel(query, old, now)]);
		else if (reads.get(object.name)?.includes(relation)) ways = widen(ways, (query) => [renameColumn(query, old, now), renameColumn(query, old, now, true)]);
		return ways.has(wanted) ? {
			...object,
			query: wanted
		} : object;
	});
	return {
		...model,
		relations: follow(model.relations, to.relations),
		continuousAggregates: follow(model.continuousAggregates, to.continuousAggregates)
	};
}
function widen(ways, change) {
	return new Set([...ways, ...[...ways].flatMap(change)].slice(0, MOST_WAYS));
}
// src/diff/rename/apply.ts
/** Not SQL, or not a place where a rename follows. */
const UNTOUCHED = /* @__PURE__ */ new Set([
	"comment",
	"config",
	"bare",
	"schema",
	"privileges"
]);
/**
* The old model as it would be after the renames, so that comparing it with the new one finds only what else changed.
* Whatever PostgreSQL carries along with a rename is carried along: constraints, indexes, views, policies.
*/
function applyRenames(model, to, renames) {
	return renames.reduce((renamed, rename) => apply(renamed, to, rename), model);
}
function apply(model, to, rename) {
	switch (rename.collection) {
		case "relations": return applyRelation(model, to, rename);
		case "columns": return applyColumn(model, to, rename);
		case "constraints": return applyConstraint(model, rename, to);
		case "indexes": return applyIndex(model, rename, to);
		case "routines": return applyRoutine(model, rename, to);
		case "sequences": return rewriteStrings(model, (text) => renameQualified(text, rename.from, rename.to));
	}
}
function applyRelation(model, to, { from, to: name }) {
	const target = to.relations.find((relation) => relation.name === name);
	if (target === void 0) return model;
	const [oldSchema, newSchema] = [schemaPart(from), schemaPart(name)];
	const [oldBare, newBare] = [from.slice(oldSchema.length + 1), name.slice(newSchema.length + 1)];
	const isSchema = model.schemas.some((schema) => schema.name === oldBare);
	const renamed = rewriteStrings({
		...model,
		indexes: model.indexes.map((index) => index.relation === from && index.name.startsWith(`${oldSchema}.`) ? {
			...index,
			name: newSchema + index.name.slice(oldSchema.length)
		} : index)
	}, (text) => {
		const qualified = renameQualified(text, from, name);
		return isSchema ? qualified : renameQualifier(qualified, oldBare, newBare);
	});
	const own = {
		schema: target.schema,
		bare: target.bare
	};
	const rename = (object) => object.name === name ? {
		...object,
		...own
	} : object;
	return {
		...renamed,
		relations: renamed.relations.map(rename).map((relation) => ({
			...relation,
			dependsOn: asIn(relation.dependsOn, to.relations.find((one) => one.name === relation.name)?.dependsOn)
		})),
		hypertables: renamed.hypertables.map(rename),
		continuousAggregates: renamed.continuousAggregates.map(rename),
		publications: renamed.publications.map((one) => ({
			...one,
			tables: asIn(one.tables, to.publications.find((other) => other.name === one.name)?.tables)
		}))
	};
}
function applyConstraint(model, { from, to: name }, to) {
	const target = to.constraints.find((constraint) => constraint.name === name);
	if (target === void 0) return model;
	const [old, now] = [from, name].map((one) => one.slice(target.relation.length + 1));
	const index = to.indexes.find((one) => one.relation === target.relation && one.constraint === now);
	return {
		...model,
		constraints: model.constraints.map((one) => one.name === from ? {
			...one,
			name,
			bare: target.bare
		} : one),
		indexes: model.indexes.map((one) => index !== void 0 && one.relation === target.relation && one.constraint === old ? {
			...one,
			name: index.name,
			bare: index.bare,
			constraint: index.constraint
		} : one)
	};
}
function applyIndex(model, { from, to: name }, to) {
	const target = to.indexes.find((index) => index.name === name);
	const old = model.indexes.find((index) => index.name === from);
	if (target === void 0 || old === void 0) return model;
	const follow = (index) => index === from ? name : index;
	return {
		...model,
		indexes: model.indexes.map((one) => one === old ? {
			...one,
			name,
			bare: target.bare
		} : one),
		relations: model.relations.map((one) => ({
			...one,
			replicaIdentity: follow(one.replicaIdentity),
			clusteredOn: one.clusteredOn === null ? null : follow(one.clusteredOn)
		})),
		jobs: model.jobs.map((job) => job.relation === old.relation && job.config?.["index_name"] === old.bare ? {
			...job,
			config: {
				...job.config,
				index_name: target.bare
			}
		} : job)
	};
}
function applyRoutine(model, { from, to: name }, to) {
	const target = to.routines.find((routine) => routine.name === name);
	if (target === void 0) return model;
	const [old, now] = [from, name].map((one) => one.slice(0, one.indexOf("(")));
	const called = rewriteStrings(model, (text) => text === old ? now ?? "" : renameQualified(text, old ?? "", now ?? "", (next) => next === "("));
	return {
		...called,
		routines: called.routines.map((one) => one.name === name ? {
			...one,
			schema: target.schema,
			bare: target.bare
		} : one),
		jobs: called.jobs.map((job) => job.form === "job" && job.procedure === now ? {
			...job,
			name: job.name.replace(`job ${old}`, `job ${now}`)
		} : job)
	};
}
/** Rewrites every text of a model that is a name or SQL. */
function rewriteStrings(model, change) {
	const walk = (value) => {
		if (typeof value === "string") return change(value);
		if (Array.isArray(value)) return value.map(walk);
		if (value === null || typeof value !== "object") return value;
		return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, UNTOUCHED.has(key) ? part : walk(part)]));
	};
	return walk(model);
}
/** The schema of a qualified name, quoted as it is. */
function schemaPart(name) {
	return /^(?:"(?:[^"]|"")*"|[^."]+)/.exec(name)?.[0] ?? "";
}
/** A list in the order of the other side, where both hold the same: it is sorted by names, and one of them changed. */
function asIn(list, other) {
	const sorted = (items) => items.map((item) => JSON.stringify(item)).sort().join();
	return other !== void 0 && sorted(list) === sorted(other) ? [...other] : [...list];
}
/** The model with a column under its new name, wherever PostgreSQL and TimescaleDB follow it; queries follow later. */
function applyColumn(model, to, { from, to: name }) {
	const column = model.columns.find((one) => one.name === from);
	const target = to.columns.find((one) => one.name === name);
	if (column === void 0 || target === void 0) return model;
	const { relation } = column;
	const [old, now] = [from, name].map((one) => one.slice(relation.length + 1));
	const bare = (text) => text === column.bare ? target.bare : text;
	const sql = (text) => renameColumn(text, old, now);
	const optional = (text) => text === null ? null : sql(text);
	const here = (objects, change) => objects.map((object) => object.relation === relation ? change(object) : object);
	return children({
		...model,
		relations: model.relations.map((one) => ({
			...one,
			partitionBy: one.name === relation ? optional(one.partitionBy) : one.partitionBy
		})),
		continuousAggregates: model.continuousAggregates.map((one) => ({
			...one,
			columnstore: one.name === relation ? ofColumnstore(one.columnstore, bare) : one.columnstore
		})),
		columns: here(model.columns, (one) => one === column ? {
			...one,
			name,
			bare: target.bare
		} : {
			...one,
			default: one.generated === null ? one.default : optional(one.default)
		}),
		constraints: model.constraints.map((one) => {
			if (one.relation === relation) return {
				...one,
				columns: one.columns.map(bare),
				definition: sql(one.definition)
			};
			if (one.references !== relation) return one;
			const at = one.definition.indexOf(" REFERENCES ");
			return {
				...one,
				definition: one.definition.slice(0, at) + sql(one.definition.slice(at))
			};
		}),
		indexes: here(model.indexes, (one) => ({
			...one,
			definition: sql(one.definition),
			columns: one.columns.map(sql)
		})),
		triggers: here(model.triggers, (one) => ({
			...one,
			definition: sql(one.definition)
		})),
		rules: here(model.rules, (one) => ({
			...one,
			definition: sql(one.definition)
		})),
		rowPolicies: here(model.rowPolicies, (one) => ({
			...one,
			using: optional(one.using),
			check: optional(one.check)
		})),
		statistics: here(model.statistics, (one) => ({
			...one,
			definition: sql(one.definition)
		})),
		sequences: model.sequences.map((one) => one.ownedBy === from ? {
			...one,
			ownedBy: name
		} : one),
		hypertables: model.hypertables.map((one) => one.name !== relation ? one : {
			...one,
			dimensions: one.dimensions.map((dimension) => ({
				...dimension,
				column: bare(dimension.column)
			})),
			chunkSkipping: one.chunkSkipping.map(bare).sort(),
			granularRefresh: one.granularRefresh && {
				...one.granularRefresh,
				column: bare(one.granularRefresh.column)
			},
			columnstore: ofColumnstore(one.columnstore, bare)
		}),
		publications: model.publications.map((one) => ({
			...one,
			tables: one.tables.map((published) => published.table !== relation ? published : {
				...published,
				columns: published.columns?.map(bare) ?? null,
				where: optional(published.where)
			})
		}))
	}, to, relation, column.bare, target.bare);
}
/** Children inherit the column, and its new name. */
function children(model, to, parent, old, now) {
	return model.relations.filter(({ inherits }) => inherits.includes(parent)).map(({ name }) => name).reduce((result, heir) => {
		const from = result.columns.find((one) => one.relation === heir && one.bare === old);
		const name = to.columns.find((one) => one.relation === heir && one.bare === now)?.name;
		return from === void 0 || name === void 0 ? result : applyColumn(result, to, {
			collection: "columns",
			from: from.name,
			to: name,
			told: true
		});
	}, model);
}
function ofColumnstore(settings, bare) {
	if (settings === null) return null;
	return {
		...settings,
		segmentBy: settings.segmentBy?.map(bare) ?? null,
		orderBy: settings.orderBy?.map((one) => ({
			...one,
			column: bare(one.column)
		})) ?? null,
		sparseIndexes: settings.sparseIndexes?.map((index) => index.replace(/\((.*)\)$/, (_, list) => `(${list.split(",").map(bare).join(",")})`)).sort() ?? null
	};
}
// src/diff/rename/detect.ts
/** With fewer columns it is too little to tell it from another. */
const FEWEST_COLUMNS = 2;
/**
* What shows rows of others: recognised by its query, it shows the same ones. A table or a column that is gone beside a
* new one of the same make may be another thing, and a guess would let its rows go unseen: there the SQL must say it.
*/
const QUERIES = /* @__PURE__ */ new Set([
	"view",
	"materialized view",
	"continuous aggregate"
]);
/**
* Recognises what has another name: where the SQL says so, and, of what holds no rows of its own, where exactly one object
* that is gone has the definition of exactly one that is new.
*
* @param told what the SQL says, resolved to names of the models
*/
function detectRenames(from, to, told) {
	let model = from;
	const renames = [];
	for (const [collection, find] of STEPS) {
		const known = told.filter((one) => one.collection === collection).map((one) => follow$2(one, renames)).filter((rename) => isOpen(rename, model, to));
		model = applyRenames(model, to, known);
		const found = find(model, to);
		model = applyRenames(model, to, found);
		renames.push(...known, ...found);
	}
	return {
		model: followQueries(model, to, renames),
		renames
	};
}
/** One kind after the other, since a table's new name is part of its columns' names. */
const STEPS = [
	["relations", (from, to) => pairs("relations", from, to, relationSignature)],
	["routines", (from, to) => pairs("routines", from, to, routineSignature)],
	["columns", (from, to) => pairs("columns", from, to, columnSignature)],
	["constraints", (from, to) => pairs("constraints", from, to, ({ relation, form, definition }) => JSON.stringify([
		relation,
		form,
		definition
	]))],
	["indexes", (from, to) => pairs("indexes", from, to, ({ relation, definition, unique, constraint }) => constraint === null ? JSON.stringify([
		relation,
		definition,
		unique
	]) : null)],
	["sequences", (from, to) => pairs("sequences", from, to, ({ ownedBy }) => ownedBy)]
];
/** A comment names the column by its old table: by now that has its new name. */
function follow$2(rename, before) {
	const table = before.find(({ collection, from }) => collection === "relations" && rename.from.startsWith(`${from}.`));
	return table === void 0 ? rename : {
		...rename,
		from: table.to + rename.from.slice(table.from.length)
	};
}
/** False where the rename has been made already, or names something that is not there. */
function isOpen({ collection, from, to: name }, model, to) {
	const has = (side, one) => side[collection].some((object) => object.name === one);
	return has(model, from) && !has(to, from) && has(to, name) && !has(model, name);
}
function pairs(collection, from, to, signature) {
	const only = (side, other) => {
		const names = new Set(other[collection].map(({ name }) => name));
		const bySignature = /* @__PURE__ */ new Map();
		for (const object of side[collection]) {
			const key = names.has(object.name) ? null : signature(object, side);
			if (key !== null) bySignature.set(key, [...bySignature.get(key) ?? [], object.name]);
		}
		return bySignature;
	};
	const added = only(to, from);
	return [...only(from, to)].flatMap(([key, [old, ...others]]) => {
		const [now, ...more] = added.get(key) ?? [];
		return old !== void 0 && now !== void 0 && others.length === 0 && more.length === 0 ? [{
			collection,
			from: old,
			to: now,
			told: false
		}] : [];
	});
}
function relationSignature(relation, side) {
	const columns = side.columns.filter((column) => column.relation === relation.name);
	if (columns.length < FEWEST_COLUMNS || !QUERIES.has(relation.form)) return null;
	const { form, query, persistence, partitionBy, partitionBound, inherits, foreign } = relation;
	const hypertable = side.hypertables.find(({ name }) => name === relation.name);
	const aggregate = side.continuousAggregates.find(({ name }) => name === relation.name);
	return JSON.stringify([
		...[
			form,
			query,
			persistence,
			partitionBy,
			partitionBound,
			inherits,
			foreign
		],
		...columns.sort((a, b) => a.position - b.position).map((column) => [column.bare, ...definition(column, side)]),
		hypertable?.dimensions ?? null,
		aggregate?.query ?? null
	]);
}
/** In the same place of the same table: a column that is new elsewhere is another one. */
function columnSignature(column, side) {
	if (!column.local) return null;
	const relation = side.relations.find(({ name }) => name === column.relation);
	return relation === void 0 || !QUERIES.has(relation.form) ? null : JSON.stringify([
		column.relation,
		column.position,
		...definition(column, side)
	]);
}
function definition(column, side) {
	const { type, collation, nullable, generated, identity } = column;
	const own = side.sequences.find(({ ownedBy }) => ownedBy === column.name)?.name;
	return [
		type,
		collation,
		nullable,
		own === void 0 || column.default === null ? column.default : renameQualified(column.default, own, ""),
		generated,
		identity
	];
}
function routineSignature({ name, form, arguments: args, definition: text }) {
	const own = name.slice(0, name.indexOf("("));
	const neutral = typeof text === "string" ? renameQualified(text, own, "", (next) => next === "(") : text;
	return JSON.stringify([
		form,
		args,
		neutral
	]);
}
// src/diff/rename/suggest.ts
/**
* A drop beside something new of the same make may be a rename, which the schemas alone cannot tell: its sentence says
* how to say so. A guess would let data loss pass.
*/
function suggestRenames(changes, from, to) {
	return changes.map((change) => {
		const { class: level, collection, object, property, to: now } = change;
		if (level !== "data-loss" || property !== null || now !== null) return change;
		const names = collection === "columns" ? columns(object, from, to) : relations$1(object, from, to);
		const table = from.columns.find(({ name }) => collection === "columns" && name === object)?.relation;
		const old = table === void 0 ? object : object.slice(table.length + 1);
		const [first, ...more] = names;
		if (first === void 0) return change;
		const place = more.length === 0 ? `${first} is its new name` : `one of ${names.join(", ")} is its new name`;
		return {
			...change,
			message: `${change.message}; if ${place}, say so there: -- timescale-ci: renamed-from ${old}`
		};
	});
}
/** More than these fit no sentence. */
const MOST = 3;
function columns(object, from, to) {
	const old = from.columns.find(({ name }) => name === object);
	const before = new Set(from.columns.map(({ name }) => name));
	return to.columns.filter((one) => one.relation === old?.relation && one.type === old.type && !before.has(one.name)).map(({ name, relation }) => name.slice(relation.length + 1)).slice(0, MOST);
}
function relations$1(object, from, to) {
	const make = (side, relation) => side.columns.filter((column) => column.relation === relation).map(({ bare, type }) => `${bare} ${type}`).sort().join();
	const old = from.relations.find(({ name }) => name === object);
	const before = new Set(from.relations.map(({ name }) => name));
	return to.relations.filter(({ name, form }) => form === old?.form && !before.has(name) && make(to, name) === make(from, object)).map(({ name }) => name).slice(0, MOST);
}
// src/diff/rows.ts
/** Rows that are named one by one; the diff of the dumps has the others. */
const NAMED$1 = 3;
/**
* The changes of the rows that belong to the schema. Rows are matched by the primary key, else as they are; only columns
* that both sides have are compared, since a column that came or went is a change of its own.
*
* @param renames the objects that the second schema has under another name
*/
function rowChanges({ from, to }, before, after, renames) {
	const newName = (name) => renames.find((rename) => rename.collection === "relations" && rename.from === name)?.to ?? name;
	const there = (model, name) => model.relations.some((one) => one.name === name);
	const changes = [];
	for (const old of from) {
		const name = newName(old.name);
		const now = to.find((table) => table.name === name);
		if (now !== void 0) changes.push(...between(old, now, columnsOf$1(before, old.name), columnsOf$1(after, name)));
		else if (there(after, name)) changes.push(...held(old, name, "no longer holds"));
	}
	for (const now of to) {
		if (from.some((old) => newName(old.name) === now.name)) continue;
		if (before.relations.some((one) => newName(one.name) === now.name)) changes.push(...held(now, now.name, "now holds"));
		else if (now.rows.length > 0) changes.push(added(now, now.rows, now.columns));
	}
	return changes;
}
/** A table whose rows the dump began or ceased to hold, by the settings: the table itself is as it was. */
function held({ rows, sequences }, name, what) {
	if (rows.length === 0 && sequences.length === 0) return [];
	const [from, to] = what === "now holds" ? [null, rows] : [rows, null];
	const words = (list) => list === null ? "none" : count(list.length, "row");
	return [change(name, "in the dump", "safe", words(from), words(to), `the dump ${what} its rows; the table is as it was`)];
}
/** @param had the columns of the tables themselves, for those that are not in the dump */
function between(old, now, had, has) {
	const common = now.columns.filter((column) => old.columns.includes(column));
	const values = (table, row) => common.map((column) => row[table.columns.indexOf(column)] ?? "");
	const key = now.key.length > 0 && sameList(now.key, old.key) ? now.key : common;
	const keyed = (table) => {
		const found = /* @__PURE__ */ new Map();
		for (const row of table.rows) {
			const of = key.map((column) => row[table.columns.indexOf(column)] ?? "");
			let name = JSON.stringify(of);
			for (let i = 1; found.has(name); i++) name = JSON.stringify([...of, i]);
			found.set(name, {
				row,
				values: values(table, row)
			});
		}
		return found;
	};
	const [left, right] = [keyed(old), keyed(now)];
	const gone = [...left].filter(([name]) => !right.has(name)).map(([, { row }]) => row);
	const come = [...right].filter(([name]) => !left.has(name)).map(([, { row }]) => row);
	const altered = [...right].flatMap(([name, { row, values }]) => {
		const was = left.get(name);
		if (was === void 0 || sameList(was.values, values)) return [];
		const columns = common.filter((_, i) => was.values[i] !== values[i]);
		return [{
			was: was.row,
			row,
			columns
		}];
	});
	const changes = [];
	if (come.length > 0) changes.push(added(now, come, key));
	if (gone.length > 0) {
		const message = `${count(gone.length, "row")} that the schema held ${gone.length === 1 ? "is" : "are"} deleted`;
		changes.push(change(now.name, "deleted", "data-loss", named$2(old, gone, key), null, message));
	}
	if (altered.length > 0) {
		const columns = common.filter((column) => altered.some((one) => one.columns.includes(column)));
		const shown = [...key.filter((column) => !columns.includes(column)), ...columns];
		const [a, b] = [altered.map(({ was }) => was), altered.map(({ row }) => row)];
		const message = `${count(altered.length, "row")} ${altered.length === 1 ? "has" : "have"} another ${columns.join(", ")}`;
		changes.push(change(now.name, "changed", "safe", named$2(old, a, shown), named$2(now, b, shown), message));
	}
	changes.push(...columnChange(old, now, had, has), ...sequenceChange(old, now));
	return changes;
}
/** Columns that stayed in the table, and came into the dump or left it by the settings. */
function columnChange(old, now, had, has) {
	const stayed = (table) => table.columns.filter((column) => had.includes(column) && has.includes(column)).join(", ");
	const [from, to] = [stayed(old), stayed(now)];
	if ([...from.split(", ")].sort().join() === [...to.split(", ")].sort().join() || old.rows.length === 0 && now.rows.length === 0) return [];
	return [change(now.name, "columns in the dump", "safe", from, to, "the dump holds other columns of its rows; the table is as it was")];
}
function sequenceChange(old, now) {
	const numbers = ({ sequences }) => sequences.map(({ name, value }) => `${name.replace(/^E?'|'$/g, "")} ${value}`).join(", ");
	if (numbers(old) === numbers(now)) return [];
	return [change(now.name, "last number", "safe", numbers(old), numbers(now), "the next row gets the number after it")];
}
function added(table, rows, columns) {
	const message = `${count(rows.length, "row")} ${rows.length === 1 ? "is" : "are"} added`;
	return change(table.name, "added", "safe", null, named$2(table, rows, columns), message);
}
/** `(code) 'EUR', 'USD' and 3 more`, `(code, name) ('EUR', 'euro')`. */
function named$2(table, rows, columns) {
	const shown = rows.slice(0, NAMED$1).map((row) => {
		const values = columns.map((column) => row[table.columns.indexOf(column)] ?? "NULL").join(", ");
		return columns.length === 1 ? values : `(${values})`;
	});
	const more = rows.length - shown.length;
	return `(${columns.join(", ")}) ${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
function columnsOf$1({ columns }, table) {
	return columns.filter(({ relation }) => relation === table).map(({ bare }) => bare);
}
function change(table, property, level, from, to, message) {
	return {
		kind: "rows",
		object: table,
		property,
		from,
		to,
		message,
		class: level,
		collection: "relations",
		covers: [],
		relation: table,
		refused: null,
		renamedFrom: null
	};
}
function sameList(a, b) {
	return a.length === b.length && a.every((value, i) => value === b[i]);
}
// src/diff/schema-pair.ts
/** One of the two models, with ways to look things up by name. */
var Side = class {
	model;
	#byRelation = /* @__PURE__ */ new Map();
	#byName = /* @__PURE__ */ new Map();
	constructor(model) {
		this.model = model;
	}
	find(collection, name) {
		let names = this.#byName.get(collection);
		if (names === void 0) {
			names = new Map(this.model[collection].map((object) => [object.name, object]));
			this.#byName.set(collection, names);
		}
		return names.get(name);
	}
	relation(name) {
		return this.find("relations", name);
	}
	hypertable(name) {
		return this.find("hypertables", name);
	}
	aggregate(name) {
		return this.find("continuousAggregates", name);
	}
	columnsOf(relation) {
		return this.#of("columns", relation);
	}
	indexesOf(relation) {
		return this.#of("indexes", relation);
	}
	constraintsOf(relation) {
		return this.#of("constraints", relation);
	}
	/** The policies of a hypertable or continuous aggregate. */
	policies(relation, form) {
		return this.#of("jobs", relation).filter((job) => job.form === form);
	}
	/** What belongs to a relation: each question by a walk through the whole model would take the square of its size. */
	#of(collection, relation) {
		let groups = this.#byRelation.get(collection);
		if (groups === void 0) {
			groups = Map.groupBy(this.model[collection], (one) => one.relation);
			this.#byRelation.set(collection, groups);
		}
		return groups.get(relation) ?? [];
	}
	/** True where a hypertable or continuous aggregate has the columnstore (compression) enabled. */
	hasColumnstore(relation) {
		return (this.hypertable(relation) ?? this.aggregate(relation))?.columnstore != null;
	}
};
/** What a rule may ask about the two schemas and the server that they live on. */
var SchemaPair = class {
	before;
	after;
	/** The version that the change will meet, such as `2.14.2`; null where it is not known. */
	timescaledb;
	/** The old schema under its own names; `before` has those of the new one where something was renamed. */
	original;
	constructor(before, after, timescaledb, original = before) {
		this.original = new Side(original);
		this.before = new Side(before);
		this.after = new Side(after);
		this.timescaledb = timescaledb;
	}
	/** The qualified name of a column of either model. */
	columnName(relation, bare) {
		const of = (side) => side.columnsOf(relation).find((column) => column.bare === bare);
		return (of(this.after) ?? of(this.before))?.name ?? `${relation}.${bare}`;
	}
	/** True where the version is known, and older than the first that accepts it. */
	refuses(what) {
		return refusedBy(this.timescaledb, what);
	}
	/** True where every version that the change may meet accepts it: an unknown one counts as the newest. */
	accepts(what) {
		return ACCEPTED_SINCE[what] !== null && !this.refuses(what);
	}
	/** The word for a relation: what it is in both models, or by its form. */
	kindOf(relation) {
		const form = (this.after.relation(relation) ?? this.before.relation(relation))?.form;
		const [old, now] = [this.before, this.after].map((side) => side.relation(relation) === void 0 || side.hypertable(relation) !== void 0);
		return form === "table" && old && now ? "hypertable" : form ?? "table";
	}
};
// src/diff/split.ts
/**
* Takes a difference apart where its property holds several things that change independently: a policy's settings, a
* columnstore's, dimensions, grants, published tables, a routine's attributes. Every other difference is one part.
*/
function splitDifference(difference, before, after) {
	const parts = partsOf$2(difference, before, after).filter(([, from, to]) => JSON.stringify(from) !== JSON.stringify(to));
	if (parts.length === 0) return [wholeDifference(difference)];
	return parts.map(([path, from, to]) => partOfDifference(difference, path, from, to));
}
function partsOf$2({ collection, property, from, to }, before, after) {
	switch (property) {
		case "privileges": return privilegesByRole(collection, before, after).map((one) => [
			one.role,
			one.from,
			one.to
		]);
		case "columnstore": return isFields$1(from) && isFields$1(to) ? fields(from, to) : [];
		case "config": return collection === "jobs" ? fields(isFields$1(from) ? from : {}, isFields$1(to) ? to : {}) : [];
		case "dimensions": return dimensions(from, to);
		case "tables": return byName(from, to, ({ table }) => table);
		case "schemas": return byName(from, to, (schema) => schema);
		case "definition": return collection === "routines" ? routine$1(before, after) : [];
		default: return [];
	}
}
/** Nothing where the signature is another: the routine is created again as a whole. */
function routine$1(before, after) {
	const signature = ({ form, arguments: list, result }) => JSON.stringify([
		form,
		list,
		result
	]);
	const [old, now] = [before, after].map(({ definition }) => routineParts(definition));
	if (old == null || now == null || signature(before) !== signature(after)) return [];
	return fields({ ...old }, { ...now });
}
function fields(from, to) {
	return [.../* @__PURE__ */ new Set([...Object.keys(from), ...Object.keys(to)])].sort().map((key) => [
		key,
		from[key] ?? null,
		to[key] ?? null
	]);
}
function byName(from, to, name) {
	return fields(Object.fromEntries(from.map((item) => [name(item), item])), Object.fromEntries(to.map((item) => [name(item), item])));
}
/** Nothing where the time column is another or the order differs: that is a new partitioning, not one with other settings. */
function dimensions(from, to) {
	const shared = (side, other) => side.filter((one) => other.some(({ column }) => column === one.column)).map(({ column, form }) => `${column} ${form}`).join();
	if (from[0]?.column !== to[0]?.column || shared(from, to) !== shared(to, from)) return [];
	return [...new Set([...from, ...to].map(({ column }) => column))].flatMap((column) => {
		const [old, now] = [from, to].map((side) => side.find((one) => one.column === column));
		if (old === void 0 || now === void 0) return [[
			column,
			old ?? null,
			now ?? null
		]];
		return fields(old, now).map(([field, a, b]) => [
			`${column}.${field}`,
			a,
			b
		]);
	});
}
function isFields$1(value) {
	return value !== null && typeof value === "object" && !Array.isArray(value);
}
const NONE = {
	owner: [],
	public: []
};
/** What PostgreSQL grants without being told. PostgreSQL 17 added MAINTAIN for the owner of a table. */
const STANDARD$1 = {
	schemas: {
		owner: ["CREATE", "USAGE"],
		public: []
	},
	relations: {
		owner: [
			"DELETE",
			"INSERT",
			"REFERENCES",
			"SELECT",
			"TRIGGER",
			"TRUNCATE",
			"UPDATE"
		],
		public: []
	},
	routines: {
		owner: ["EXECUTE"],
		public: ["EXECUTE"]
	},
	types: {
		owner: ["USAGE"],
		public: ["USAGE"]
	},
	sequences: {
		owner: [
			"SELECT",
			"UPDATE",
			"USAGE"
		],
		public: []
	},
	others: {
		owner: ["USAGE"],
		public: []
	}
};
/**
* Both sides' privileges by role, with PostgreSQL's default written out where the model has none, so that a first GRANT
* does not look like one to the owner too.
*/
function privilegesByRole(collection, before, after) {
	const [from, to] = [privilegesOf$1(before), privilegesOf$1(after)];
	const standard = STANDARD$1[collection] ?? NONE;
	const old = from ?? expand$1(standard, ownerOf(before), to);
	const now = to ?? expand$1(standard, ownerOf(after), from);
	return [.../* @__PURE__ */ new Set([...Object.keys(old), ...Object.keys(now)])].sort().map((role) => ({
		role,
		from: old[role] ?? null,
		to: now[role] ?? null
	}));
}
function privilegesOf$1(object) {
	return "privileges" in object ? object.privileges : null;
}
function ownerOf(object) {
	return ("owner" in object ? object.owner : null) ?? "CURRENT_USER";
}
function expand$1(standard, owner, other) {
	if (standard === NONE) return {};
	const listed = other?.[owner];
	const all = listed !== void 0 && standard.owner.every((one) => listed.includes(one)) ? listed : standard.owner;
	return {
		[owner]: all,
		...standard.public.length === 0 ? {} : { PUBLIC: standard.public }
	};
}
// src/diff/changes.ts
/**
* What changes between two schemas, in the words of the field and gravest first: every difference of the two models is
* in exactly one change, or is part of one. What must be dropped because of what it reads has changes of its own.
*/
function explainChanges(from, to, options = {}) {
	const version = options.timescaledb ?? null;
	const renamed = detectRenames(from, to, options.renames ?? []);
	const context = new SchemaPair(renamed.model, to, version, from);
	const parts = partsBetween(renamed.model, to, context);
	const judged = groupParts(parts, context).map((group) => classify(group, context));
	const rows = options.rows === void 0 ? [] : rowChanges(options.rows, from, to, renamed.renames);
	const changes = [
		...suggestRenames(judged, renamed.model, to),
		...dependentChanges(context),
		...rows
	];
	if (renamed.renames.length === 0) return changes.sort(byGravity$1);
	const left = new Set(parts.map(({ key }) => key));
	const explained = partsBetween(from, to, new SchemaPair(from, to, version)).filter(({ key }) => !left.has(key));
	const renames = groupRenames(renamed.renames, explained, context).map((group) => classifyRename(group, context));
	return [...changes, ...renames].sort(byGravity$1);
}
/** Every difference of two models, in the smallest parts that change independently. */
function partsBetween(from, to, context) {
	return compareModels(from, to).differences.flatMap((difference) => {
		const known = objectOf({
			...difference,
			path: null,
			key: ""
		}, context);
		return splitDifference(difference, known, context.after.find(difference.collection, difference.object) ?? known);
	});
}
/** How many changes there are of each class. */
function countClasses(changes) {
	const counts = {
		"data-loss": 0,
		breaking: 0,
		recompress: 0,
		locks: 0,
		safe: 0
	};
	for (const { class: level } of changes) counts[level]++;
	return counts;
}
function byGravity$1(a, b) {
	return CLASSES.indexOf(a.class) - CLASSES.indexOf(b.class) || compareNames(a.object, b.object) || compareNames(a.property ?? "", b.property ?? "") || compareNames(a.kind, b.kind);
}
/** Puts the document together. Equal are schemas without a change: two servers' versions may write the same one differently. */
function diffDocument(changes, fingerprints) {
	return {
		equal: changes.length === 0,
		fingerprints,
		classes: countClasses(changes),
		changes: changes.map(recordOf)
	};
}
// src/catalog/exact-json.ts
/** JSON.parse and JSON.rawJSON as Node 22 and later have them; TypeScript's library of 2024 does not know them yet. */
const { parse: parse$3, rawJSON, isRawJSON } = JSON;
/**
* Parses JSON without touching its numbers: one that a JavaScript number would change (64-bit integers, trailing zeros)
* stays as it is written, and JSON.stringify writes it so again.
*/
function parseExactly(text) {
	return parse$3(text, (_key, value, { source }) => typeof value === "number" && source !== void 0 && String(value) !== source ? rawJSON(source) : value);
}
/** The digits of a number that `parseExactly` gave, or undefined for anything else. */
function digitsOf(value) {
	if (isRawJSON(value)) return value.rawJSON;
	return typeof value === "number" ? String(value) : void 0;
}
// src/catalog/jobs.ts
/**
* The jobs that people and policies made, each with a name of its own. Those that cannot run come last among their
* kind, so that leaving them out renames none.
*/
function jobsOf(raw) {
	const jobs = raw.filter((job) => job.id >= 1e3).map((one) => {
		const { id: _, isPolicy, procName, title, config, ...others } = one;
		const { obstacle, ownerMayLogIn, ownerMayAdd, goneCheck, ...rest } = others;
		const policy = isPolicy ? policyOf(procName) : void 0;
		const form = policy ?? "job";
		return {
			job: {
				name: policy === void 0 ? `job ${rest.procedure}` : `${policy} on ${rest.relation}`,
				form,
				title: JOB_KINDS[form].ownTitles.includes(title) ? null : title,
				...rest,
				runnable: obstacle === null,
				config: configOf(config)
			},
			obstacle,
			ownerMayLogIn,
			ownerMayAdd,
			goneCheck
		};
	}).sort(({ job: a }, { job: b }) => compareNames(a.name, b.name) || Number(b.runnable) - Number(a.runnable) || compareNames(JSON.stringify(a), JSON.stringify(b)));
	const count = /* @__PURE__ */ new Map();
	for (const { job } of jobs) {
		const n = (count.get(job.name) ?? 0) + 1;
		count.set(job.name, n);
		if (n > 1) job.name = `${job.name} (${n})`;
	}
	return jobs;
}
function configOf(config) {
	return config === null ? null : sortKeys(parseExactly(config));
}
/** Keys of a JSON object in order, at every depth: the same settings are the same text. */
function sortKeys(value) {
	if (Array.isArray(value)) return value.map(sortKeys);
	if (value === null || typeof value !== "object" || digitsOf(value) !== void 0) return value;
	return Object.fromEntries(Object.keys(value).sort(compareNames).map((key) => [key, sortKeys(value[key])]));
}
function builtInJobsOf(raw) {
	return raw.filter((job) => job.id < 1e3 && !isAsSetUp(job)).map((job) => ({
		name: `built-in job ${job.procName}`,
		procedure: job.procName,
		scheduled: job.scheduled,
		scheduleInterval: job.scheduleInterval,
		maxRuntime: job.maxRuntime,
		maxRetries: job.maxRetries,
		retryPeriod: job.retryPeriod,
		config: configOf(job.config)
	})).sort((a, b) => compareNames(a.name, b.name));
}
/** What the extension's own scripts set up, by procedure; the history job's schedule and limits changed on the way to 2.23. */
const SET_UP = {
	policy_telemetry: {
		scheduleInterval: ["24:00:00", "1 day"],
		maxRuntime: ["00:01:40"],
		config: [null]
	},
	policy_job_error_retention: {
		scheduleInterval: ["1 mon"],
		maxRuntime: ["01:00:00"],
		config: [{ drop_after: "1 month" }]
	},
	policy_job_stat_history_retention: {
		scheduleInterval: [
			"1 mon",
			"1 day",
			"06:00:00"
		],
		maxRuntime: ["01:00:00"],
		config: [{ drop_after: "1 month" }, {
			drop_after: "1 month",
			max_failures_per_job: 1e3,
			max_successes_per_job: 1e3
		}]
	}
};
function isAsSetUp(job) {
	const standard = SET_UP[job.procName];
	if (standard === void 0) return false;
	const actual = {
		scheduleInterval: job.scheduleInterval,
		maxRuntime: job.maxRuntime,
		config: configOf(job.config)
	};
	const switchedOff = job.procName === "policy_job_error_retention";
	return (job.scheduled || switchedOff) && job.maxRetries === -1 && job.retryPeriod === "01:00:00" && Object.entries(standard).every(([setting, values]) => values.some((value) => JSON.stringify(value) === JSON.stringify(actual[setting])));
}
// src/catalog/limitations.ts
/** Puts what the catalogue says into words, in order, each once. */
function limitationsOf(raw, jobs, relations, unknown) {
	const owners = new Map(relations.map(({ name, owner }) => [name, owner]));
	const lines = [
		...unknown,
		...raw.map(describe$2),
		...jobs.flatMap((job) => describeJob(job, owners))
	].map((finding) => ({
		...finding,
		message: finding.message.replace(/\s*[\r\n]+\s*/g, " ")
	}));
	return [...new Map(lines.map((finding) => [finding.message, finding])).values()].sort((a, b) => compareNames(a.severity, b.severity) || compareNames(a.message, b.message));
}
function describe$2({ kind, object, detail }) {
	const refused = (message, hint) => ({
		severity: "refused",
		object,
		message,
		hint
	});
	const ofServer = (what, again) => ({
		severity: "warned",
		object,
		message: `the dump leaves out ${what}, which belongs to the server`,
		hint: again
	});
	const who = object === "CURRENT_USER" ? "the role that built the schema" : object;
	switch (kind) {
		case "old format": return refused(`continuous aggregate ${object} has the format of before TimescaleDB 2.7, which can no longer be created`, "convert it by CALL cagg_migrate, which TimescaleDB has up to 2.24");
		case "tiered": return refused(`${object} has chunks in tiered storage, outside of the database`, "bring them back by untier_chunk, then call disable_tiering");
		case "partitioning": return refused(`${object} is partitioned by the function ${detail}, which no longer exists`, "create the function again, as it was");
		case "integer now, needed": return refused(`${object} has continuous aggregates, and its integer_now function ${detail} no longer exists`, "create the function again, or give it another one by set_integer_now_func");
		case "integer now": return {
			severity: "warned",
			object,
			message: `${object} is left without its integer_now function: ${detail} no longer exists`,
			hint: "create the function again, or give it another one by set_integer_now_func"
		};
		case "taken": return refused(`${object} was made a member of the extension ${detail}, which does not make it: a restore would lose it`, `take it out by ALTER EXTENSION ${detail} DROP`);
		case "taken later": return {
			severity: "warned",
			object,
			message: `${object} was made a member of the extension ${detail} after CREATE EXTENSION, to which the dump leaves it`,
			hint: `take it out by ALTER EXTENSION ${detail} DROP, unless the extension makes it again`
		};
		case "no kind": return refused(`relation ${object} is of the kind "${detail}", which PostgreSQL does not have`, "its row in pg_class was written by hand: put it right, or drop it");
		case "inside": return refused(`${object} is in a schema of TimescaleDB's own`, "move it to a schema of yours by SET SCHEMA");
		case "refers": return refused(`${object} refers to ${detail}, which is TimescaleDB's own and has another name in every database`, "let it refer to the hypertable or continuous aggregate");
		case "hidden mapping": return {
			severity: "warned",
			object,
			message: `${object} is dumped without its options, which ${detail} may not read`,
			hint: "dump as a superuser, or as the owner of the server"
		};
		case "hidden subscription": return {
			severity: "warned",
			object,
			message: `${object} is left out, since ${detail} is no superuser and may not read it`,
			hint: "dump as a superuser, or keep it elsewhere"
		};
		case "tablespace privileges": return ofServer(`what is granted on tablespace ${object}`, "grant it again where the dump is restored");
		case "parameter privileges": return ofServer(`what is granted on parameters to ${who} (${detail})`, "grant it again where the dump is restored");
		case "role settings": return ofServer(`what ALTER ROLE sets for ${who} in all databases (${detail})`, "set it again where the dump is restored, or by ALTER ROLE … IN DATABASE, which the dump holds");
		case "role comment": return ofServer(`the comment on role ${who}`, "write it again where the dump is restored");
		case "tablespace comment": return ofServer(`the comment on tablespace ${object}`, "write it again where the dump is restored");
		case "database label": return ofServer(`the security label of the database (${detail})`, "set it again where the dump is restored");
	}
}
function describeJob(found, owners) {
	const { job, obstacle, ownerMayLogIn, ownerMayAdd, goneCheck } = found;
	const finding = (severity, message, hint) => [{
		severity,
		object: job.name,
		message,
		hint
	}];
	if (obstacle !== null) return finding("warned", `${job.name} is left out, since it cannot run: ${obstacle}`, "mend that, or remove the job");
	const its = job.owner ?? "the role that built the schema";
	if (job.form === "job" && !ownerMayAdd) return finding("refused", `${job.name} belongs to ${its}, who may no longer add it`, "grant that role EXECUTE on the procedure and on add_job, and USAGE on their schemas, or remove the job");
	const owner = job.relation === null ? job.owner : owners.get(job.relation) ?? null;
	return [
		...goneCheck === null ? [] : finding("warned", `${job.name} is dumped without its check function: ${goneCheck} no longer exists`, "give it another one by alter_job, or create the function again"),
		...ownerMayLogIn ? [] : finding("warned", `${job.name} does not run, since its owner ${its} may not log in`, "give that role LOGIN, or the job another owner; a restore lets it log in for as long as it takes to add the job"),
		...owner === job.owner ? [] : finding("warned", `${job.name} belongs to ${its}, but ${job.relation} to ${owner ?? "the role that built the schema"}`, "TimescaleDB 2.25.2 and later give a policy its hypertable's owner: repeat ALTER … OWNER TO there")
	];
}
// src/catalog/privileges.ts
/**
* Turns an access list as the catalogue has it into the model's form. The order of the grants does not show, and a list
* that says what PostgreSQL grants by default is none.
*/
function privilegesOf(raw) {
	if (raw === null) return null;
	const actual = collect$1(raw.list ?? [], raw.owner);
	const standard = collect$1(raw.default ?? [], raw.owner);
	return JSON.stringify(actual) === JSON.stringify(standard) ? null : actual;
}
function collect$1(entries, owner) {
	const byRole = /* @__PURE__ */ new Map();
	for (const [grantee, privilege, grantable, grantor] of entries) {
		const key = grantor === owner ? grantee : `${grantee} (granted by ${grantor})`;
		const privileges = byRole.get(key) ?? /* @__PURE__ */ new Set();
		privileges.add(grantable ? `${privilege}*` : privilege);
		byRole.set(key, privileges);
	}
	const roles = [...byRole.keys()].sort();
	return Object.fromEntries(roles.map((role) => [role, [...byRole.get(role) ?? []].sort()]));
}
// src/catalog/fragments.ts
/**
* Pieces of SQL that several catalogue queries share. `$1` is the OID of the role that built the schema, in every query.
*/
/** A role's name as the model writes it: `CURRENT_USER` for the builder, `PUBLIC` for everybody. */
const role = (oid) => `(CASE WHEN ${oid} = 0 THEN 'PUBLIC' WHEN ${oid} = $1::oid THEN 'CURRENT_USER'
         ELSE coalesce((SELECT quote_ident(rolname) FROM pg_roles WHERE oid = ${oid}), ${oid}::text) END)`;
/** An owner as the model writes it: null for the builder. */
const owner = (oid) => `nullif(${role(oid)}, 'CURRENT_USER')`;
const exploded = (acl) => `(SELECT json_agg(json_build_array(${role("a.grantee")}, a.privilege_type, a.is_grantable, ${role("a.grantor")}))
    FROM aclexplode(CASE WHEN cardinality(${acl}) > 0 THEN ${acl} END) a)`;
/**
* An access list, its default and its owner, for `privilegesOf`. PostgreSQL stores null where nothing was ever granted.
* `type` is acldefault()'s letter: r relation, c column, s sequence, f function, T type, n schema, L language,
* F foreign-data wrapper, S foreign server, d database.
*/
const privileges = (acl, type, ownerOid) => `CASE WHEN ${acl} IS NOT NULL THEN
     json_build_object('list', ${exploded(acl)}, 'default', ${exploded(`acldefault('${type}', ${ownerOid})`)},
                       'owner', ${role(ownerOid)})
   END`;
/** As `privileges`, against a list that is given rather than the type's default. */
const privilegesAgainst = (acl, initial, ownerOid) => `json_build_object('list', ${exploded(acl)}, 'default', ${exploded(initial)}, 'owner', ${role(ownerOid)})`;
/** True for an object that an extension brought, which a dump leaves to CREATE EXTENSION. */
const ofExtension = (catalog, oid) => `EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_catalog.${catalog}'::regclass AND objid = ${oid} AND deptype = 'e')`;
/**
* True for a namespace that holds user's objects: not PostgreSQL's own, not temporary, not one of TimescaleDB's
* `_timescaledb_*` schemas (which count by extension membership, not by name alone).
*/
const userNamespace = (n) => `(${n}.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    AND ${n}.nspname !~ '^pg_(toast_)?temp_'
    AND NOT (${n}.nspname LIKE '\\_timescaledb\\_%' AND ${ofExtension("pg_namespace", `${n}.oid`)}))`;
/** Chunks and compressed chunks, one `oid` a row. `where` narrows their namespaces `kn`, which versions that know them by name look up. */
const chunkRelations = (facts, where = "true") => facts.timescaledb === null ? "SELECT NULL::oid AS oid WHERE false" : `${facts.hasChunkRelid ? "SELECT k.relid::oid AS oid FROM _timescaledb_catalog.chunk k WHERE k.relid IS NOT NULL" : `SELECT kc.oid FROM _timescaledb_catalog.chunk k JOIN pg_namespace kn ON kn.nspname = k.schema_name AND ${where}
             JOIN pg_class kc ON kc.relnamespace = kn.oid AND kc.relname = k.table_name`}
      ${facts.hasCompressRelid ? "UNION SELECT compress_relid::oid FROM _timescaledb_catalog.compression_settings WHERE compress_relid IS NOT NULL" : ""}`;
/**
* CTEs `relation`: every table, view and the like that the user made, with `name` qualified; and `internal_relation(oid)`:
* the chunks that might be taken for one, since an associated schema may be the user's. Continuous aggregates are among
* the relations as the views that they are to PostgreSQL.
*/
const relations = (facts) => `
  internal_relation AS (${chunkRelations(facts, userNamespace("kn"))}),
  relation AS (
    SELECT c.*, n.nspname, format('%I.%I', n.nspname, c.relname) AS name
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND ${userNamespace("n")}
      AND NOT ${ofExtension("pg_class", "c.oid")}
      AND c.oid NOT IN (SELECT oid FROM internal_relation WHERE oid IS NOT NULL))`;
/** True where a routine of that schema and name exists, whatever its arguments. */
const routineExists = (schema, name) => `EXISTS (SELECT FROM pg_proc p JOIN pg_namespace pn ON pn.oid = p.pronamespace WHERE pn.nspname = ${schema} AND p.proname = ${name})`;
/**
* A routine that the catalogue knows by name, with its arguments where it shares that name. `args` is an SQL expression for
* them, which may aggregate over the routines `p` of the name.
*/
const routineName = (schema, name, args) => `(SELECT format('%I.%I', ${schema}, ${name}) || CASE WHEN count(*) > 1 THEN format('(%s)', ${args}) ELSE '' END
    FROM pg_proc p JOIN pg_namespace pn ON pn.oid = p.pronamespace WHERE pn.nspname = ${schema} AND p.proname = ${name})`;
/** The four states of a trigger or rule. */
const enabled = (letter) => `CASE ${letter} WHEN 'O' THEN 'origin' WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' ELSE 'always' END`;
/** A text array as sorted JSON, `[]` for null. */
const sorted = (array) => `coalesce((SELECT json_agg(x ORDER BY x) FROM unnest(${array}) x), '[]'::json)`;
// src/catalog/queries/relations.ts
/** Set of views that are continuous aggregates, by OID, and what their own query is (their direct view's OID). */
const continuousAggregateViews = (facts) => facts.timescaledb === null ? `cagg AS (SELECT NULL::oid AS oid, NULL::oid AS direct WHERE false)` : `cagg AS (
         SELECT uc.oid, dc.oid AS direct, ca.*
         FROM _timescaledb_catalog.continuous_agg ca
         JOIN pg_namespace un ON un.nspname = ca.user_view_schema
         JOIN pg_class uc ON uc.relnamespace = un.oid AND uc.relname = ca.user_view_name
         JOIN pg_namespace dn ON dn.nspname = ca.direct_view_schema
         JOIN pg_class dc ON dc.relnamespace = dn.oid AND dc.relname = ca.direct_view_name)`;
/** The relations that a view's rewrite rule reads, by the view's OID. */
const reads = (viewOid) => `
  coalesce((SELECT json_agg(DISTINCT r.name ORDER BY r.name)
            FROM pg_rewrite w
            JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass
            JOIN relation r ON r.oid = d.refobjid
            WHERE w.ev_class = ${viewOid} AND r.oid <> ${viewOid}), '[]'::json)`;
const relationsQuery = (facts) => `
  WITH ${relations(facts)}, ${continuousAggregateViews(facts)}
  SELECT c.name, c.nspname AS schema, c.relname AS bare,
         CASE WHEN g.oid IS NOT NULL THEN 'continuous aggregate'
              ELSE CASE c.relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'f' THEN 'foreign table'
                                  WHEN 'v' THEN 'view' ELSE 'materialized view' END END AS form,
         CASE WHEN g.oid IS NULL AND c.relkind IN ('v', 'm') THEN rtrim(pg_get_viewdef(c.oid), ';') END AS query,
         ${reads("coalesce(g.direct, c.oid)")} AS "dependsOn",
         CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'permanent' END AS persistence,
         (SELECT amname FROM pg_am WHERE oid = c.relam AND amname <> 'heap') AS "accessMethod",
         (SELECT quote_ident(spcname) FROM pg_tablespace WHERE oid = c.reltablespace) AS tablespace,
         ${sorted("c.reloptions")} AS options,
         coalesce((SELECT json_agg(i.inhparent::regclass::text ORDER BY i.inhseqno)
                   FROM pg_inherits i WHERE i.inhrelid = c.oid), '[]'::json) AS inherits,
         CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS "partitionBy",
         pg_get_expr(c.relpartbound, c.oid) AS "partitionBound",
         CASE WHEN c.reloftype <> 0 THEN c.reloftype::regtype::text END AS "ofType",
         (SELECT json_build_object('server', quote_ident(s.srvname), 'options', ${sorted("f.ftoptions")})
          FROM pg_foreign_table f JOIN pg_foreign_server s ON s.oid = f.ftserver WHERE f.ftrelid = c.oid) AS "foreign",
         CASE WHEN c.relforcerowsecurity THEN CASE WHEN c.relrowsecurity THEN 'forced' ELSE 'forced, off' END
              WHEN c.relrowsecurity THEN 'on' ELSE 'off' END AS "rowSecurity",
         CASE CASE WHEN c.relkind IN ('r', 'p') THEN c.relreplident ELSE 'd' END WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing'
              WHEN 'i' THEN coalesce((SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = c.oid AND indisreplident), 'nothing')
              ELSE 'default' END AS "replicaIdentity",
         (SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = c.oid AND indisclustered) AS "clusteredOn",
         ${owner("c.relowner")} AS owner,
         ${privileges("c.relacl", "r", "c.relowner")} AS privileges,
         obj_description(c.oid, 'pg_class') AS comment
  FROM relation c
  LEFT JOIN cagg g ON g.oid = c.oid`;
const columnsQuery = (facts) => `
  WITH ${relations(facts)}
  SELECT format('%s.%I', c.name, a.attname) AS name, c.name AS relation, a.attname AS bare,
         row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum)::int AS position,
         format_type(a.atttypid, a.atttypmod) AS type,
         CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END AS collation,
         NOT a.attnotnull AS nullable,
         pg_get_expr(d.adbin, d.adrelid) AS "default",
         CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END AS generated,
         CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity,
         CASE WHEN a.attstorage <> t.typstorage AND c.relkind NOT IN ('v')
              THEN CASE a.attstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' ELSE 'extended' END END AS storage,
         nullif(to_jsonb(a) ->> 'attcompression', '') AS compression,
         nullif(coalesce(a.attstattarget, -1), -1)::int AS statistics,
         -- pg_attver is PostgreSQL's own count of the column's changes (minor releases of November 2026 and later)
         ${sorted("ARRAY(SELECT o FROM unnest(a.attoptions || a.attfdwoptions) o WHERE o NOT LIKE 'pg\\_attver=%')")} AS options,
         a.attislocal AS local,
         ${privileges("a.attacl", "c", "c.relowner")} AS privileges,
         col_description(c.oid, a.attnum) AS comment
  FROM relation c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum`;
/** Names of PostgreSQL 18's NOT NULL constraints count where they were chosen: earlier versions have none. */
const constraintsQuery = (facts) => `
  WITH ${relations(facts)}
  SELECT format('%s.%I', c.name, k.conname) AS name, c.name AS relation, k.conname AS bare,
         CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'f' THEN 'foreign key'
                        WHEN 'x' THEN 'exclusion' WHEN 'n' THEN 'not null' ELSE 'check' END AS form,
         coalesce((SELECT json_agg(a.attname ORDER BY o) FROM unnest(k.conkey) WITH ORDINALITY u(n, o)
                   JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n), '[]'::json) AS columns,
         CASE WHEN k.confrelid <> 0 THEN k.confrelid::regclass::text END AS "references",
         pg_get_constraintdef(k.oid) AS definition,
         obj_description(k.oid, 'pg_constraint') AS comment
  FROM relation c
  JOIN pg_constraint k ON k.conrelid = c.oid
  WHERE k.conparentid = 0 AND k.contype <> 't'
    AND NOT (k.contype = 'n' AND k.conname LIKE '%\\_not\\_null%')`;
const indexesQuery = (facts) => `
  WITH ${relations(facts)}
  SELECT format('%I.%I', c.nspname, ic.relname) AS name, c.name AS relation, ic.relname AS bare,
         substr(pg_get_indexdef(ic.oid), 1 + length(format('CREATE %sINDEX %I ON %s%s USING ',
           CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, ic.relname,
           CASE WHEN ic.relkind = 'I' THEN 'ONLY ' ELSE '' END, c.name))) AS definition,
         i.indisunique AS unique,
         (SELECT json_agg(pg_get_indexdef(ic.oid, k, true) ORDER BY k) FROM generate_series(1, i.indnkeyatts) k) AS columns,
         (SELECT quote_ident(conname) FROM pg_constraint WHERE conindid = ic.oid AND contype IN ('p', 'u', 'x') AND conrelid = c.oid) AS "constraint",
         i.indisvalid AS valid,
         (SELECT quote_ident(spcname) FROM pg_tablespace WHERE oid = ic.reltablespace) AS tablespace,
         coalesce((SELECT json_object_agg(a.attnum, a.attstattarget ORDER BY a.attnum) FROM pg_attribute a
                   WHERE a.attrelid = ic.oid AND a.attstattarget >= 0), '{}'::json) AS statistics,
         obj_description(ic.oid, 'pg_class') AS comment
  FROM relation c
  JOIN pg_index i ON i.indrelid = c.oid
  JOIN pg_class ic ON ic.oid = i.indexrelid`;
const rowPoliciesQuery = (facts) => `
  WITH ${relations(facts)}
  SELECT format('%s.%I', c.name, p.polname) AS name, c.name AS relation, p.polname AS bare,
         CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END AS command,
         p.polpermissive AS permissive,
         (SELECT json_agg(x ORDER BY x) FROM (SELECT ${role("u.oid")} AS x FROM unnest(p.polroles) u(oid)) s) AS roles,
         pg_get_expr(p.polqual, p.polrelid) AS "using",
         pg_get_expr(p.polwithcheck, p.polrelid) AS "check",
         obj_description(p.oid, 'pg_policy') AS comment
  FROM relation c
  JOIN pg_policy p ON p.polrelid = c.oid`;
const statisticsQuery = (facts) => `
  WITH ${relations(facts)}
  SELECT format('%I.%I', n.nspname, s.stxname) AS name, c.name AS relation,
         pg_get_statisticsobjdef(s.oid) AS definition,
         nullif(coalesce((to_jsonb(s) ->> 'stxstattarget')::int, -1), -1) AS target,
         ${owner("s.stxowner")} AS owner,
         obj_description(s.oid, 'pg_statistic_ext') AS comment
  FROM relation c
  JOIN pg_statistic_ext s ON s.stxrelid = c.oid
  JOIN pg_namespace n ON n.oid = s.stxnamespace`;
// src/catalog/queries/timescaledb.ts
/**
* CTEs `dimension` and `named(id, name)`: hypertables and continuous aggregates by hypertable id, as people know them. The
* `value_type` of a dimension is what its interval, and the ages of its policies, are counted in: what a partitioning
* function gives, else the column's own type. A type that TimescaleDB takes for being stored like a bigint counts as one.
*/
const named$1 = `
  dimension AS (
    SELECT d.*, row_number() OVER (PARTITION BY d.hypertable_id ORDER BY d.id) AS rank,
           CASE WHEN d.num_slices IS NOT NULL OR v.type = ANY ('{date,timestamp,timestamptz,uuid,smallint,integer}'::regtype[])
                THEN v.type::regtype::text ELSE 'bigint' END AS value_type
    FROM _timescaledb_catalog.dimension d
    CROSS JOIN LATERAL (SELECT coalesce(
      (SELECT p.prorettype FROM pg_proc p JOIN pg_namespace pn ON pn.oid = p.pronamespace
       WHERE d.num_slices IS NULL AND pn.nspname = d.partitioning_func_schema AND p.proname = d.partitioning_func
         AND p.pronargs = 1 AND p.proargtypes[0] IN (d.column_type::oid, 'anyelement'::regtype)
       ORDER BY p.proargtypes[0] = 'anyelement'::regtype DESC LIMIT 1), d.column_type::oid) AS type) v),
  named AS (
    SELECT h.id, format('%I.%I', h.schema_name, h.table_name) AS name
    FROM _timescaledb_catalog.hypertable h
    WHERE NOT EXISTS (SELECT FROM _timescaledb_catalog.continuous_agg ca WHERE ca.mat_hypertable_id = h.id)
    UNION ALL
    SELECT ca.mat_hypertable_id, format('%I.%I', ca.user_view_schema, ca.user_view_name)
    FROM _timescaledb_catalog.continuous_agg ca)`;
/**
* Settings of the columnstore, for hypertable row `h` and its relation's OID. Read from the catalogue table: the
* information views join names with commas and lose their quoting. A hypertable's own row has no compress_relid (2.19).
*/
const columnstore$1 = (relation, facts) => `
  (SELECT json_build_object(
     'segmentBy', ${facts.hasSparseIndexes ? "to_json(s.segmentby)" : "coalesce(to_json(s.segmentby), '[]'::json)"},
     'orderBy', CASE WHEN s.orderby IS NOT NULL THEN coalesce(
        (SELECT json_agg(json_build_object('column', s.orderby[k], 'descending', s.orderby_desc[k], 'nullsFirst', s.orderby_nullsfirst[k]) ORDER BY k)
         FROM generate_subscripts(s.orderby, 1) k), '[]'::json) END,
     'chunkInterval', (SELECT d.compress_interval_length::text FROM dimension d WHERE d.hypertable_id = h.id AND d.rank = 1),
     'sparseIndexes', ${facts.hasSparseIndexes ? SPARSE_INDEXES : "NULL::json"},
     'directCompress', (h.status & 8) <> 0)
   FROM _timescaledb_catalog.compression_settings s
   WHERE s.relid = ${relation}${facts.hasCompressRelid ? " AND s.compress_relid IS NULL" : ""})`;
/**
* What somebody configured: other sparse indexes follow from the order or are TimescaleDB's choice. One without a type
* says that there shall be none. A column is a name, or a list of them.
*/
const SPARSE_INDEXES = `
  (SELECT coalesce(json_agg(x.text ORDER BY x.text COLLATE "C") FILTER (WHERE x.named), '[]'::json)
   FROM (SELECT format('%s(%s)', e ->> 'type', (
                  SELECT string_agg(quote_ident(u.name), ', ' ORDER BY u.place)
                  FROM jsonb_array_elements_text(CASE jsonb_typeof(e -> 'column') WHEN 'array' THEN e -> 'column'
                                                 ELSE jsonb_build_array(e -> 'column') END) WITH ORDINALITY u(name, place)))
                AS text, e ? 'type' AS named
         FROM jsonb_array_elements(s.index) e WHERE e ->> 'source' = 'config') x
   HAVING count(*) > 0)`;
/** TimescaleDB takes a function of any type, or of the column's. */
const PARTITIONING_FUNCTION = routineName("d.partitioning_func_schema", "d.partitioning_func", `CASE WHEN bool_or(p.pronargs = 1 AND p.proargtypes[0] = 'anyelement'::regtype) THEN 'anyelement'
        ELSE d.column_type::regtype::text END`);
/** `information.hypertables` leaves out materialization and compressed hypertables in every version. */
const hypertablesQuery = (facts) => `
  WITH ${named$1}
  SELECT format('%I.%I', h.schema_name, h.table_name) AS name, h.schema_name AS schema, h.table_name AS bare,
         (SELECT json_agg(json_build_object(
            'column', d.column_name, 'type', d.value_type,
            'form', CASE WHEN d.num_slices IS NULL THEN 'range' ELSE 'hash' END,
            'interval', d.interval_length::text, 'partitions', d.num_slices,
            'partitioningFunction', CASE WHEN d.partitioning_func IS NOT NULL
               AND NOT (d.partitioning_func = 'get_partition_hash' AND d.partitioning_func_schema LIKE '\\_timescaledb\\_%')
               THEN ${PARTITIONING_FUNCTION} END,
            'integerNowFunction', CASE WHEN ${routineExists("d.integer_now_func_schema", "d.integer_now_func")}
               THEN ${routineName("d.integer_now_func_schema", "d.integer_now_func", "''")} END) ORDER BY d.rank)
          FROM dimension d WHERE d.hypertable_id = h.id) AS dimensions,
         nullif(h.associated_schema_name, '_timescaledb_internal') AS "associatedSchema",
         nullif(h.associated_table_prefix, '_hyper_' || h.id) AS "associatedPrefix",
         coalesce((SELECT json_agg(t.tablespace_name ORDER BY t.id) FROM _timescaledb_catalog.tablespace t
                   WHERE t.hypertable_id = h.id), '[]'::json) AS tablespaces,
         ${facts.hasChunkColumnStats ? `coalesce((SELECT json_agg(s.column_name ORDER BY s.column_name) FROM _timescaledb_catalog.chunk_column_stats s
                   WHERE s.hypertable_id = h.id AND coalesce(s.chunk_id, 0) = 0), '[]'::json)` : `'[]'::json`} AS "chunkSkipping",
         -- 2.28 left the columns without a meaning, and has no such function
         CASE WHEN h.chunk_target_size > 0 AND ${routineExists(quoteLiteral(facts.timescaledb?.schema ?? ""), "'set_adaptive_chunking'")}
                AND ${routineExists("h.chunk_sizing_func_schema", "h.chunk_sizing_func_name")}
              THEN json_build_object('kilobytes', (h.chunk_target_size / 1024)::text,
                     'sizingFunction', ${routineName("h.chunk_sizing_func_schema", "h.chunk_sizing_func_name", "'integer, bigint, bigint'")}) END AS "adaptiveChunking",
         ${facts.hasGranularRefresh ? `(SELECT json_build_object('column', g.granular_refresh_column, 'startOffset', g.granular_refresh_start_offset,
                   'endOffset', g.granular_refresh_end_offset)
                 FROM _timescaledb_catalog.hypertable_cagg_settings g WHERE g.hypertable_id = h.id)` : "NULL::json"} AS "granularRefresh",
         CASE WHEN v.compression_enabled THEN ${columnstore$1(`format('%I.%I', h.schema_name, h.table_name)::regclass`, facts)} END AS columnstore
  FROM _timescaledb_catalog.hypertable h
  JOIN timescaledb_information.hypertables v ON v.hypertable_schema = h.schema_name AND v.hypertable_name = h.table_name`;
const continuousAggregatesQuery = (facts) => `
  WITH ${named$1}, ${continuousAggregateViews(facts)}
  SELECT format('%I.%I', c.user_view_schema, c.user_view_name) AS name, c.user_view_schema AS schema, c.user_view_name AS bare,
         rtrim(pg_get_viewdef(c.direct), ';') AS query,
         c.materialized_only AS "materializedOnly",
         (SELECT n.name FROM named n WHERE n.id = c.raw_hypertable_id) AS source,
         d.interval_length::text AS "chunkInterval",
         d.value_type AS "bucketType",
         (SELECT coalesce(json_agg(json_build_object('column', a.column, 'type', a.type) ORDER BY a.place)
                            FILTER (WHERE a.place >= a.first), '[]'::json)
          FROM (SELECT ua.attname AS column, format_type(ua.atttypid, ua.atttypmod) AS type, ua.attnum AS place,
                       min(ua.attnum) FILTER (WHERE (ua.atttypid, ua.atttypmod) <> (da.atttypid, da.atttypmod)) OVER () AS first
                FROM pg_attribute ua JOIN pg_attribute da ON da.attrelid = c.direct AND da.attname = ua.attname
                WHERE ua.attrelid = c.oid AND ua.attnum > 0) a) AS "addedColumns",
         nullif(to_jsonb(v) ->> 'invalidate_using', 'trigger') AS "invalidateUsing",
         (SELECT coalesce(to_jsonb(a) ->> 'granular_refresh_enabled', 'false')::boolean
          FROM _timescaledb_catalog.continuous_agg a WHERE a.mat_hypertable_id = c.mat_hypertable_id) AS "granularRefresh",
         CASE WHEN v.compression_enabled THEN ${columnstore$1(`format('%I.%I', h.schema_name, h.table_name)::regclass`, facts)} END AS columnstore
  FROM cagg c
  JOIN _timescaledb_catalog.hypertable h ON h.id = c.mat_hypertable_id
  JOIN dimension d ON d.hypertable_id = h.id AND d.rank = 1
  JOIN timescaledb_information.continuous_aggregates v ON v.view_schema = c.user_view_schema AND v.view_name = c.user_view_name`;
/**
* Indexes that were made on continuous aggregates hang on their materialization hypertable. A name that PostgreSQL chose
* carries the hypertable's id, so such an index is known by what it covers. The first of them on the bucket, downwards,
* is TimescaleDB's own; its name is no sign of that, since a long column is cut short in it.
*/
const aggregateIndexesQuery = (facts) => `
  WITH ${named$1}, ${continuousAggregateViews(facts)}
  SELECT n.name AS relation, ic.relname AS bare, h.id AS "hypertableId",
         ic.relname ~ '^_materialized_hypertable_[0-9]+_' AS automatic,
         substr(pg_get_indexdef(ic.oid), 1 + length(format('CREATE %sINDEX %I ON %I.%I USING ',
           CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, ic.relname, h.schema_name, h.table_name))) AS definition,
         i.indisunique AS unique,
         (SELECT json_agg(pg_get_indexdef(ic.oid, k, true) ORDER BY k) FROM generate_series(1, i.indnkeyatts) k) AS columns,
         i.indisvalid AS valid,
         (SELECT quote_ident(spcname) FROM pg_tablespace WHERE oid = ic.reltablespace) AS tablespace,
         obj_description(ic.oid, 'pg_class') AS comment
  FROM cagg c
  JOIN named n ON n.id = c.mat_hypertable_id
  JOIN _timescaledb_catalog.hypertable h ON h.id = c.mat_hypertable_id
  JOIN pg_index i ON i.indrelid = format('%I.%I', h.schema_name, h.table_name)::regclass
  JOIN pg_class ic ON ic.oid = i.indexrelid
  JOIN dimension d ON d.hypertable_id = h.id AND d.rank = 1
  WHERE ic.oid IS DISTINCT FROM (
    SELECT min(o.indexrelid::bigint)::oid FROM pg_index o
    JOIN pg_class oc ON oc.oid = o.indexrelid AND oc.relname ~ '^_materialized_hypertable_[0-9]+_'
    WHERE o.indrelid = i.indrelid AND NOT o.indisunique
      AND pg_get_indexdef(o.indexrelid) = format('CREATE INDEX %I ON %I.%I USING btree (%I DESC)',
            oc.relname, h.schema_name, h.table_name, d.column_name))`;
// src/catalog/queries/jobs.ts
const OF_TIMESCALE = "j.proc_schema LIKE '\\_timescaledb\\_%'";
const runs$1 = (procedures) => `j.proc_name IN (${procedures.map(quoteLiteral).join(", ")})`;
const KNOWN_POLICY = runs$1(policyProcedures());
const BY_INDEX = runs$1(policyProcedures(({ config }) => "index_name" in config));
const OF_COLUMNSTORE = runs$1(policyProcedures(({ needsColumnstore }) => needsColumnstore === true));
/** It was made by a function for policies. A kind that is not known yet counts as a job like any other. */
const IS_POLICY = `(${OF_TIMESCALE} AND j.hypertable_id IS NOT NULL AND ${KNOWN_POLICY})`;
/** Where the config of a policy says, by id, what the policy works on. */
const ID_KEYS = "array['hypertable_id', 'mat_hypertable_id']";
/**
* Why a job cannot run, nor be made again: something that it needs is gone, or switched off, by now. Null for all
* others. TimescaleDB's functions for policies check the same.
*/
const OBSTACLE = `
  CASE WHEN NOT ${routineExists("j.proc_schema", "j.proc_name")}
       THEN format('its procedure %I.%I no longer exists', j.proc_schema, j.proc_name)
       WHEN NOT ${OF_TIMESCALE} THEN NULL
       WHEN n.name IS NULL AND (j.config ?| ${ID_KEYS} OR ${KNOWN_POLICY})
       THEN 'the hypertable that it works on does not exist'
       WHEN ${BY_INDEX} AND NOT EXISTS (
              SELECT FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
              WHERE i.indrelid = to_regclass(n.name) AND ic.relname = j.config ->> 'index_name')
       THEN format('its index %I no longer exists', j.config ->> 'index_name')
       -- 2.29 keeps the state of the columnstore in a bit of the status
       WHEN ${OF_COLUMNSTORE} AND h.status & 4 = 0
            AND to_jsonb(h) ->> 'compression_state' IS DISTINCT FROM '1'
       THEN format('the columnstore of %s is off', n.name)
       WHEN d.integer_now_func IS NOT NULL AND NOT ${routineExists("d.integer_now_func_schema", "d.integer_now_func")}
       THEN format('the integer_now function of %s no longer exists', n.name)
  END`;
/** TimescaleDB asks for it when a job is added or changed only: a job runs on without, as it does where its schema was renamed. */
const hasCheck = routineExists("j.check_schema", "j.check_name");
/**
* The first moment from 2000 on that a start in its time zone has the same schedule from: TimescaleDB counts by the length
* of a fixed schedule from its start, and months from January 2000 plus the start's place within them. Null where there is
* none, as in the hour that a change to summer time leaves out, or between two seconds. July begins with the longest of such spans.
*/
const PHASE$1 = `
  (SELECT CASE WHEN (p.start AT TIME ZONE p.zone) AT TIME ZONE p.zone = p.start AND p.start = date_trunc('second', p.start) THEN p.start AT TIME ZONE p.zone END
   FROM (SELECT l.zone,
                CASE WHEN l.months = 0 AND l.length > interval '0'
                     THEN l.monday + (l.start - date_bin(l.length, l.start, l.monday))
                     WHEN l.months > 0 AND b.span + (l.start - b.own) < b.span + make_interval(months => l.months)
                     THEN b.span + (l.start - b.own) END AS start
         FROM (SELECT j.schedule_interval AS length, timestamp '2000-01-03' AS monday, coalesce(j.timezone, 'UTC') AS zone,
                      j.initial_start AT TIME ZONE coalesce(j.timezone, 'UTC') AS start,
                      (extract(year FROM j.schedule_interval) * 12 + extract(month FROM j.schedule_interval))::int AS months) l,
              LATERAL (SELECT timestamp '2000-01-01' + make_interval(months => l.months * (6 / nullif(l.months, 0))) AS span,
                              timestamp '2000-01-01' + make_interval(months => l.months * floor(
                                ((extract(year FROM l.start) - 2000) * 12 + extract(month FROM l.start) - 1)
                                / nullif(l.months, 0))::int) AS own) b) p)`;
/** Whether a job's owner could add it today: a dump adds it in the owner's name. */
const ownerMayAdd = (facts) => `
  coalesce((SELECT bool_or(has_function_privilege(j.owner::oid, p.oid, 'EXECUTE') AND has_schema_privilege(j.owner::oid, pn.oid, 'USAGE'))
            FROM pg_proc p JOIN pg_namespace pn ON pn.oid = p.pronamespace
            WHERE pn.nspname = j.proc_schema AND p.proname = j.proc_name), true)
  AND (SELECT bool_and(has_function_privilege(j.owner::oid, p.oid, 'EXECUTE') AND has_schema_privilege(j.owner::oid, p.pronamespace, 'USAGE'))
       FROM pg_proc p WHERE p.proname = 'add_job' AND p.pronamespace = ${quoteLiteral(facts.timescaledb?.schema ?? "")}::regnamespace)`;
/** A procedure of TimescaleDB's may be added as a job like any other: then only its config says what it works on. */
const TARGET$1 = `coalesce(j.hypertable_id::text, CASE WHEN ${OF_TIMESCALE}
  THEN coalesce(j.config ->> 'mat_hypertable_id', j.config ->> 'hypertable_id') END)`;
/** All jobs `j`, with their relations as people know them (`n`) and as TimescaleDB does (`h`), and their time dimensions (`d`). */
const jobs = (facts) => `
  ${facts.jobTable} j
  LEFT JOIN named n ON n.id::text = ${TARGET$1}
  LEFT JOIN _timescaledb_catalog.hypertable h ON h.id::text = ${TARGET$1}
  LEFT JOIN dimension d ON d.hypertable_id::text = ${TARGET$1} AND d.rank = 1`;
/**
* A config without the ids, which every database has its own of. Where only the config says what a job works on, the name
* stands for the id. What people put into their own jobs' configs stays as it is.
*/
const CONFIG = `
  CASE WHEN NOT ${OF_TIMESCALE} THEN j.config
       WHEN ${IS_POLICY} THEN j.config - ${ID_KEYS}
       WHEN n.name IS NULL THEN j.config
       ELSE j.config || jsonb_build_object(CASE WHEN j.config ? 'mat_hypertable_id' THEN 'mat_hypertable_id' ELSE 'hypertable_id' END, n.name)
  END`;
/**
* `timescaledb_information.jobs` lacks the time zone in every version, so the table itself is read, wherever it is. A
* procedure that shares its name is told by the arguments that TimescaleDB calls it with.
*/
const jobsQuery = (facts) => `
  WITH ${named$1}
  SELECT j.id, regexp_replace(j.application_name, ' \\[\\d+\\]$', '') AS title,
         CASE WHEN ${IS_POLICY} THEN n.name END AS relation, d.value_type AS "timeType",
         ${IS_POLICY} AS "isPolicy", j.proc_name AS "procName",
         ${routineName("j.proc_schema", "j.proc_name", "'integer, jsonb'")} AS procedure,
         CASE WHEN ${hasCheck} THEN ${routineName("j.check_schema", "j.check_name", "'jsonb'")} END AS check,
         CASE WHEN j.check_name IS NOT NULL AND NOT ${hasCheck} THEN format('%I.%I', j.check_schema, j.check_name) END AS "goneCheck",
         ${OBSTACLE} AS obstacle,
         ${owner("j.owner::oid")} AS owner,
         (SELECT r.rolcanlogin FROM pg_roles r WHERE r.oid = j.owner::oid) AS "ownerMayLogIn",
         ${ownerMayAdd(facts)} AS "ownerMayAdd",
         j.scheduled, j.schedule_interval::text AS "scheduleInterval", j.max_runtime::text AS "maxRuntime",
         j.max_retries AS "maxRetries", j.retry_period::text AS "retryPeriod",
         j.fixed_schedule AS "fixedSchedule",
         CASE WHEN NOT j.fixed_schedule THEN NULL
              WHEN NOT isfinite(j.initial_start) THEN j.initial_start::text
              -- now() has microseconds, a start that somebody chose has whole seconds
              WHEN j.initial_start = date_trunc('second', j.initial_start)
              THEN coalesce(${PHASE$1}, j.initial_start)::text END AS "initialStart",
         j.timezone, (${CONFIG})::text AS config
  FROM ${jobs(facts)} ORDER BY j.id`;
/** Roles that own a job which can run. */
const jobOwnersQuery = (facts) => `WITH ${named$1} SELECT j.owner::oid FROM ${jobs(facts)} WHERE j.id >= 1000 AND ${OBSTACLE} IS NULL`;
// src/catalog/queries/limitations.ts
/** OID of the relation that a catalogue row names by schema and name. */
const oidOf = (schema, name, from) => `SELECT c.oid FROM ${from} JOIN pg_namespace n ON n.nspname = ${schema} JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = ${name}`;
/**
* CTEs `ours(oid)`: relations of TimescaleDB's own making; and `link`: the rows of pg_depend for what refers to one or to
* its row type. There may be thousands of chunks, so pg_depend is read once for all catalogues; IS TRUE keeps the planner,
* which expects few of them, from looking up each.
*/
const ours = (facts) => `
  ours AS (
    ${chunkRelations(facts)}
    UNION ${oidOf("h.schema_name", "h.table_name", "_timescaledb_catalog.hypertable h")}
      WHERE to_jsonb(h) ->> 'compression_state' = '2' OR EXISTS (SELECT FROM _timescaledb_catalog.continuous_agg a WHERE a.mat_hypertable_id = h.id)
    UNION ${oidOf("a.direct_view_schema", "a.direct_view_name", "_timescaledb_catalog.continuous_agg a")}
    UNION ${oidOf("a.partial_view_schema", "a.partial_view_name", "_timescaledb_catalog.continuous_agg a")}),
  link AS MATERIALIZED (
    SELECT d.* FROM pg_depend d
    WHERE d.deptype = 'n' AND ((d.refclassid, d.refobjid) IN (
      SELECT t.classid, t.objid FROM ours o JOIN pg_class c ON c.oid = o.oid
      CROSS JOIN LATERAL (VALUES ('pg_class'::regclass::oid, c.oid), ('pg_type'::regclass::oid, c.reltype)) t(classid, objid))) IS TRUE)`;
/** Objects of one catalogue that refer to one of them. */
const dependents = (catalog, alias) => `link l JOIN ${catalog} ${alias} ON l.classid = 'pg_catalog.${catalog}'::regclass AND l.objid = ${alias}.oid`;
/** The name of what they refer to. */
const TARGET = `(SELECT format('%I.%I', tn.nspname, tc.relname) FROM pg_class tc JOIN pg_namespace tn ON tn.oid = tc.relnamespace
   WHERE CASE l.refclassid WHEN 'pg_class'::regclass THEN tc.oid ELSE tc.reltype END = l.refobjid)`;
const WORD = `CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'materialized view ' WHEN 'S' THEN 'sequence ' ELSE 'table ' END`;
const SUPERUSER$1 = "(SELECT rolsuper FROM pg_roles WHERE rolname = current_user)";
/**
* What a dump cannot hold, one row a thing: `kind` (see findings.ts), the object's name with its kind of object, and
* what stands in the way.
*/
const limitationsQuery = (facts) => `
  WITH ${relations(facts)}, ${continuousAggregateViews(facts)}, ${named$1}, ${ours(facts)},
  inner_schema AS (
    SELECT n.oid, n.nspname FROM pg_namespace n
    WHERE n.nspname LIKE '\\_timescaledb\\_%' AND ${ofExtension("pg_namespace", "n.oid")})
  SELECT 'old format' AS kind, n.name AS object, NULL AS detail
  FROM _timescaledb_catalog.continuous_agg a JOIN named n ON n.id = a.mat_hypertable_id
  WHERE to_jsonb(a) ->> 'finalized' = 'false'
  UNION ALL
  ${facts.hasTieredChunks ? `SELECT 'tiered', n.name, NULL FROM named n
         WHERE EXISTS (SELECT FROM _timescaledb_catalog.chunk k WHERE k.hypertable_id = n.id AND k.osm_chunk)
         UNION ALL` : ""}
  SELECT 'partitioning', n.name, format('%I.%I', d.partitioning_func_schema, d.partitioning_func)
  FROM dimension d JOIN named n ON n.id = d.hypertable_id
  WHERE d.partitioning_func IS NOT NULL AND NOT ${routineExists("d.partitioning_func_schema", "d.partitioning_func")}
  UNION ALL
  SELECT CASE WHEN EXISTS (SELECT FROM _timescaledb_catalog.continuous_agg a WHERE a.raw_hypertable_id = d.hypertable_id)
              THEN 'integer now, needed' ELSE 'integer now' END,
         n.name, format('%I.%I', d.integer_now_func_schema, d.integer_now_func)
  FROM dimension d JOIN named n ON n.id = d.hypertable_id
  WHERE d.integer_now_func IS NOT NULL AND NOT ${routineExists("d.integer_now_func_schema", "d.integer_now_func")}
    AND NOT EXISTS (SELECT FROM _timescaledb_catalog.continuous_agg a WHERE a.mat_hypertable_id = d.hypertable_id)
  UNION ALL
  -- relations of timescaledb's own script stand in schemas that it makes too; of the rest the transaction tells
  SELECT CASE m.extname WHEN 'timescaledb' THEN 'taken' ELSE 'taken later' END, o.type || ' ' || o.identity, quote_ident(m.extname)
  FROM (
    SELECT d.classid, d.objid, e.extname, d.classid = 'pg_class'::regclass AS relation,
           COALESCE(c.relnamespace, p.pronamespace, t.typnamespace) AS namespace, e.told AND d.xmin::text::bigint > e.made AS later
    FROM pg_depend d
    JOIN (SELECT x.oid, x.extname, x.xmin::text::bigint AS made,
                 -- where the script's members are of the extension's own transaction, a later one came after it
                 EXISTS (SELECT FROM pg_depend s WHERE s.refclassid = 'pg_extension'::regclass AND s.refobjid = x.oid AND s.deptype = 'e' AND s.xmin = x.xmin) AS told
          FROM pg_extension x) e ON e.oid = d.refobjid
    LEFT JOIN pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
    LEFT JOIN pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
    LEFT JOIN pg_type t ON d.classid = 'pg_type'::regclass AND t.oid = d.objid
    WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e'
      AND d.classid IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass)
      -- a table's own type and a type's array come with them
      AND (t.oid IS NULL OR t.typcategory <> 'A' AND NOT EXISTS (SELECT FROM pg_class r WHERE r.oid = t.typrelid AND r.relkind <> 'c'))) m,
    LATERAL pg_identify_object(m.classid, m.objid, 0) o
  WHERE CASE m.extname WHEN 'timescaledb' THEN (m.relation OR m.later) AND NOT ${ofExtension("pg_namespace", "m.namespace")} ELSE m.later END
  UNION ALL
  SELECT 'no kind', format('%I.%I', n.nspname, c.relname), c.relkind::text
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind NOT IN ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I', 'c', 't') AND ${userNamespace("n")}
  UNION ALL
  SELECT 'inside', ${WORD} || format('%I.%I', n.nspname, c.relname), n.nspname
  FROM pg_class c JOIN inner_schema n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT ${ofExtension("pg_class", "c.oid")}
    AND NOT EXISTS (SELECT FROM ours o WHERE o.oid = c.oid)
    -- a sequence goes with the table that owns it
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i')
                      AND d.refclassid = 'pg_class'::regclass AND c.relkind = 'S')
  UNION ALL
  SELECT 'inside', 'function ' || p.oid::regprocedure::text, n.nspname
  FROM pg_proc p JOIN inner_schema n ON n.oid = p.pronamespace WHERE NOT ${ofExtension("pg_proc", "p.oid")}
  UNION ALL
  SELECT 'inside', 'type ' || t.oid::regtype::text, n.nspname
  FROM pg_type t JOIN inner_schema n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = t.typrelid
  WHERE (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c') AND NOT ${ofExtension("pg_type", "t.oid")}
  UNION ALL
  SELECT 'refers', ${WORD} || c.name, ${TARGET}
  FROM ${dependents("pg_rewrite", "w")} JOIN relation c ON c.oid = w.ev_class WHERE c.oid NOT IN (SELECT oid FROM cagg)
  UNION ALL
  SELECT 'refers', ${WORD} || c.name, ${TARGET} FROM ${dependents("pg_class", "k")} JOIN relation c ON c.oid = k.oid
  UNION ALL
  SELECT 'refers', format('constraint %I of %s', k.conname, c.name), ${TARGET}
  -- a key to a hypertable has a child for each chunk
  FROM ${dependents("pg_constraint", "k")} JOIN relation c ON c.oid = k.conrelid WHERE k.conparentid = 0
  UNION ALL
  SELECT 'refers', format('policy %I of %s', p.polname, c.name), ${TARGET}
  FROM ${dependents("pg_policy", "p")} JOIN relation c ON c.oid = p.polrelid
  UNION ALL
  SELECT 'refers', format('trigger %I of %s', g.tgname, c.name), ${TARGET}
  FROM ${dependents("pg_trigger", "g")} JOIN relation c ON c.oid = g.tgrelid WHERE NOT g.tgisinternal
  UNION ALL
  SELECT 'refers', 'function ' || p.oid::regprocedure::text, ${TARGET}
  FROM ${dependents("pg_proc", "p")} JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE ${userNamespace("n")} AND NOT ${ofExtension("pg_proc", "p.oid")}
  UNION ALL
  -- what the view pg_user_mappings shows to whom
  SELECT 'hidden mapping', format('user mapping for %s on server %I', CASE u.umuser WHEN 0 THEN 'public' ELSE quote_ident(u.usename) END, u.srvname),
         quote_ident(current_user)
  FROM pg_user_mappings u JOIN pg_foreign_server s ON s.oid = u.srvid
  WHERE NOT ${SUPERUSER$1} AND NOT CASE u.umuser WHEN 0 THEN pg_has_role(s.srvowner, 'USAGE')
    ELSE u.usename = current_user AND (pg_has_role(s.srvowner, 'USAGE') OR has_server_privilege(s.oid, 'USAGE')) END
  UNION ALL
  -- pg_dump leaves them out
  SELECT 'hidden subscription', format('subscription %I', b.subname), quote_ident(current_user)
  FROM pg_subscription b
  WHERE NOT ${SUPERUSER$1} AND b.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())`;
// src/catalog/queries/others.ts
/**
* The kinds of object that a TimescaleDB schema seldom has, in one shape and one query. Every definition is made of
* names; what a kind has no column for (a cast has no owner) is null.
*/
const othersQuery = () => `
  SELECT format('cast (%s as %s)', c.castsource::regtype, c.casttarget::regtype) AS name, 'cast' AS form,
         json_build_object('function', nullif(c.castfunc, 0)::regprocedure::text, 'context', c.castcontext, 'method', c.castmethod) AS definition,
         NULL AS owner, NULL::json AS privileges, obj_description(c.oid, 'pg_cast') AS comment
  FROM pg_cast c WHERE c.oid >= 16384 AND NOT ${ofExtension("pg_cast", "c.oid")}
  UNION ALL
  SELECT 'operator ' || o.oid::regoperator::text, 'operator',
         json_build_object('function', o.oprcode::regprocedure::text, 'commutator', nullif(o.oprcom, 0)::regoperator::text,
           'negator', nullif(o.oprnegate, 0)::regoperator::text, 'restrict', o.oprrest::regproc::text, 'join', o.oprjoin::regproc::text,
           'merges', o.oprcanmerge, 'hashes', o.oprcanhash),
         ${owner("o.oprowner")}, NULL, obj_description(o.oid, 'pg_operator')
  FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace
  WHERE ${userNamespace("n")} AND NOT ${ofExtension("pg_operator", "o.oid")}
  UNION ALL
  SELECT format('operator class %I.%I using %I', n.nspname, o.opcname, m.amname), 'operator class',
         json_build_object('type', o.opcintype::regtype::text, 'default', o.opcdefault, 'storage', nullif(o.opckeytype, 0)::regtype::text,
           'family', (SELECT format('%I.%I', fn.nspname, f.opfname) FROM pg_opfamily f JOIN pg_namespace fn ON fn.oid = f.opfnamespace WHERE f.oid = o.opcfamily)),
         ${owner("o.opcowner")}, NULL, obj_description(o.oid, 'pg_opclass')
  FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace JOIN pg_am m ON m.oid = o.opcmethod
  WHERE ${userNamespace("n")} AND NOT ${ofExtension("pg_opclass", "o.oid")}
  UNION ALL
  SELECT format('operator family %I.%I using %I', n.nspname, f.opfname, m.amname), 'operator family',
         json_build_object(
           'operators', coalesce((SELECT json_agg(json_build_array(a.amopstrategy, a.amopopr::regoperator::text, a.amoppurpose) ORDER BY a.amopstrategy, a.amopopr::regoperator::text)
                                  FROM pg_amop a WHERE a.amopfamily = f.oid), '[]'::json),
           'functions', coalesce((SELECT json_agg(json_build_array(a.amprocnum, a.amproc::regprocedure::text, a.amproclefttype::regtype::text) ORDER BY a.amprocnum, a.amproc::regprocedure::text)
                                  FROM pg_amproc a WHERE a.amprocfamily = f.oid), '[]'::json)),
         ${owner("f.opfowner")}, NULL, obj_description(f.oid, 'pg_opfamily')
  FROM pg_opfamily f JOIN pg_namespace n ON n.oid = f.opfnamespace JOIN pg_am m ON m.oid = f.opfmethod
  WHERE ${userNamespace("n")} AND NOT ${ofExtension("pg_opfamily", "f.oid")}
  UNION ALL
  SELECT 'collation ' || c.oid::regcollation::text, 'collation',
         (to_jsonb(c) - 'oid' - 'collname' - 'collnamespace' - 'collowner' - 'collversion' - 'collencoding')::json,
         ${owner("c.collowner")}, NULL, obj_description(c.oid, 'pg_collation')
  FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
  WHERE ${userNamespace("n")} AND NOT ${ofExtension("pg_collation", "c.oid")}
  UNION ALL
  SELECT format('conversion %I.%I', n.nspname, c.conname), 'conversion',
         json_build_object('from', pg_encoding_to_char(c.conforencoding), 'to', pg_encoding_to_char(c.contoencoding),
           'function', c.conproc::regproc::text, 'default', c.condefault),
         ${owner("c.conowner")}, NULL, obj_description(c.oid, 'pg_conversion')
  FROM pg_conversion c JOIN pg_namespace n ON n.oid = c.connamespace
  WHERE ${userNamespace("n")} AND NOT ${ofExtension("pg_conversion", "c.oid")}
  UNION ALL
  SELECT 'text search configuration ' || c.oid::regconfig::text, 'text search configuration',
         json_build_object('parser', (SELECT format('%I.%I', pn.nspname, p.prsname) FROM pg_ts_parser p JOIN pg_namespace pn ON pn.oid = p.prsnamespace WHERE p.oid = c.cfgparser),
           'mappings', coalesce((SELECT json_agg(json_build_array(m.maptokentype, m.mapdict::regdictionary::text) ORDER BY m.maptokentype, m.mapseqno)
                                 FROM pg_ts_config_map m WHERE m.mapcfg = c.oid), '[]'::json)),
         ${owner("c.cfgowner")}, NULL, obj_description(c.oid, 'pg_ts_config')
  FROM pg_ts_config c JOIN pg_namespace n ON n.oid = c.cfgnamespace
  WHERE ${userNamespace("n")} AND NOT ${ofExtension("pg_ts_config", "c.oid")}
  UNION ALL
  SELECT 'text search dictionary ' || d.oid::regdictionary::text, 'text search dictionary',
         json_build_object('template', (SELECT format('%I.%I', tn.nspname, t.tmplname) FROM pg_ts_template t JOIN pg_namespace tn ON tn.oid = t.tmplnamespace WHERE t.oid = d.dicttemplate),
           'options', d.dictinitoption),
         ${owner("d.dictowner")}, NULL, obj_description(d.oid, 'pg_ts_dict')
  FROM pg_ts_dict d JOIN pg_namespace n ON n.oid = d.dictnamespace
  WHERE ${userNamespace("n")} AND NOT ${ofExtension("pg_ts_dict", "d.oid")}
  UNION ALL
  SELECT format('text search parser %I.%I', n.nspname, p.prsname), 'text search parser',
         json_build_object('start', p.prsstart::regproc::text, 'token', p.prstoken::regproc::text, 'end', p.prsend::regproc::text,
           'headline', p.prsheadline::regproc::text, 'lextypes', p.prslextype::regproc::text),
         NULL, NULL, obj_description(p.oid, 'pg_ts_parser')
  FROM pg_ts_parser p JOIN pg_namespace n ON n.oid = p.prsnamespace
  WHERE ${userNamespace("n")} AND NOT ${ofExtension("pg_ts_parser", "p.oid")}
  UNION ALL
  SELECT format('text search template %I.%I', n.nspname, t.tmplname), 'text search template',
         json_build_object('init', t.tmplinit::regproc::text, 'lexize', t.tmpllexize::regproc::text),
         NULL, NULL, obj_description(t.oid, 'pg_ts_template')
  FROM pg_ts_template t JOIN pg_namespace n ON n.oid = t.tmplnamespace
  WHERE ${userNamespace("n")} AND NOT ${ofExtension("pg_ts_template", "t.oid")}
  UNION ALL
  SELECT 'language ' || quote_ident(l.lanname), 'language',
         json_build_object('trusted', l.lanpltrusted, 'handler', l.lanplcallfoid::regproc::text, 'inline', l.laninline::regproc::text, 'validator', l.lanvalidator::regproc::text),
         ${owner("l.lanowner")}, ${privileges("l.lanacl", "l", "l.lanowner")}, obj_description(l.oid, 'pg_language')
  FROM pg_language l WHERE l.lanispl AND NOT ${ofExtension("pg_language", "l.oid")}
  UNION ALL
  SELECT 'access method ' || quote_ident(m.amname), 'access method',
         json_build_object('handler', m.amhandler::regproc::text, 'type', m.amtype), NULL, NULL, obj_description(m.oid, 'pg_am')
  FROM pg_am m WHERE m.oid >= 16384 AND NOT ${ofExtension("pg_am", "m.oid")}
  UNION ALL
  SELECT 'foreign-data wrapper ' || quote_ident(f.fdwname), 'foreign-data wrapper',
         json_build_object('handler', f.fdwhandler::regproc::text, 'validator', f.fdwvalidator::regproc::text, 'options', ${sorted("f.fdwoptions")}),
         ${owner("f.fdwowner")}, ${privileges("f.fdwacl", "F", "f.fdwowner")}, obj_description(f.oid, 'pg_foreign_data_wrapper')
  FROM pg_foreign_data_wrapper f WHERE NOT ${ofExtension("pg_foreign_data_wrapper", "f.oid")}
  UNION ALL
  SELECT 'server ' || quote_ident(s.srvname), 'foreign server',
         json_build_object('wrapper', (SELECT quote_ident(fdwname) FROM pg_foreign_data_wrapper WHERE oid = s.srvfdw),
           'type', s.srvtype, 'version', s.srvversion, 'options', ${sorted("s.srvoptions")}),
         ${owner("s.srvowner")}, ${privileges("s.srvacl", "S", "s.srvowner")}, obj_description(s.oid, 'pg_foreign_server')
  FROM pg_foreign_server s WHERE NOT ${ofExtension("pg_foreign_server", "s.oid")}
  UNION ALL
  SELECT format('transform for %s language %I', t.trftype::regtype, l.lanname), 'transform',
         json_build_object('from', t.trffromsql::regproc::text, 'to', t.trftosql::regproc::text), NULL, NULL, obj_description(t.oid, 'pg_transform')
  FROM pg_transform t JOIN pg_language l ON l.oid = t.trflang WHERE NOT ${ofExtension("pg_transform", "t.oid")}`;
// src/catalog/queries/publications.ts
/** Column lists, filters and publications of schemas came with PostgreSQL 15. */
const publicationsQuery = (facts, since15) => `
  WITH ${relations(facts)}
  SELECT quote_ident(p.pubname) AS name, p.puballtables AS "allTables",
         to_json(array_remove(ARRAY[CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                   CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END], NULL)) AS operations,
         p.pubviaroot AS "viaRoot",
         nullif(to_jsonb(p) ->> 'pubgencols', 'n') AS "generatedColumns",
         coalesce((SELECT json_agg(json_build_object('table', c.name,
            'columns', ${since15 ? `(SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a
                    WHERE a.attrelid = c.oid AND a.attnum = ANY (r.prattrs))` : "NULL"},
            'where', ${since15 ? "pg_get_expr(r.prqual, c.oid)" : "NULL"}) ORDER BY c.name)
            FROM pg_publication_rel r JOIN relation c ON c.oid = r.prrelid WHERE r.prpubid = p.oid), '[]'::json) AS tables,
         ${since15 ? `coalesce((SELECT json_agg(quote_ident(n.nspname) ORDER BY 1) FROM pg_publication_namespace s
                 JOIN pg_namespace n ON n.oid = s.pnnspid WHERE s.pnpubid = p.oid), '[]'::json)` : `'[]'::json`} AS schemas,
         ${owner("p.pubowner")} AS owner,
         obj_description(p.oid, 'pg_publication') AS comment
  FROM pg_publication p
  WHERE NOT ${ofExtension("pg_publication", "p.oid")}`;
// src/catalog/queries/routines.ts
const schemasQuery = () => `
  SELECT quote_ident(n.nspname) AS name,
         ${owner("n.nspowner")} AS owner,
         ${privileges("n.nspacl", "n", "n.nspowner")} AS privileges,
         obj_description(n.oid, 'pg_namespace') AS comment
  FROM pg_namespace n
  WHERE ${userNamespace("n")} AND NOT ${ofExtension("pg_namespace", "n.oid")}`;
const extensionsQuery = () => `
  SELECT quote_ident(e.extname) AS name, quote_ident(n.nspname) AS schema
  FROM pg_extension e
  JOIN pg_namespace n ON n.oid = e.extnamespace
  WHERE e.extname <> 'plpgsql'`;
const routinesQuery = () => `
  SELECT p.oid::regprocedure::text AS name, n.nspname AS schema, p.proname AS bare,
         CASE p.prokind WHEN 'f' THEN 'function' WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'window function' END AS form,
         pg_get_function_arguments(p.oid) AS arguments,
         CASE WHEN p.prokind <> 'p' THEN pg_get_function_result(p.oid) END AS result,
         l.lanname AS language,
         CASE WHEN p.prokind <> 'a' THEN to_json(pg_get_functiondef(p.oid))
              ELSE (SELECT json_build_object('kind', a.aggkind, 'directArguments', a.aggnumdirectargs,
                      'transition', a.aggtransfn::regprocedure::text, 'final', a.aggfinalfn::regproc::text,
                      'combine', a.aggcombinefn::regproc::text, 'serialize', a.aggserialfn::regproc::text,
                      'deserialize', a.aggdeserialfn::regproc::text, 'movingTransition', a.aggmtransfn::regproc::text,
                      'movingInverse', a.aggminvtransfn::regproc::text, 'movingFinal', a.aggmfinalfn::regproc::text,
                      'finalExtra', a.aggfinalextra, 'movingFinalExtra', a.aggmfinalextra,
                      'finalModify', a.aggfinalmodify, 'movingFinalModify', a.aggmfinalmodify,
                      'sortOperator', CASE WHEN a.aggsortop <> 0 THEN a.aggsortop::regoperator::text END,
                      'stateType', a.aggtranstype::regtype::text, 'stateSpace', a.aggtransspace,
                      'movingStateType', nullif(a.aggmtranstype, 0)::regtype::text, 'movingStateSpace', a.aggmtransspace,
                      'initial', a.agginitval, 'movingInitial', a.aggminitval, 'parallel', p.proparallel)
                    FROM pg_aggregate a WHERE a.aggfnoid = p.oid) END AS definition,
         ${owner("p.proowner")} AS owner,
         ${privileges("p.proacl", "f", "p.proowner")} AS privileges,
         obj_description(p.oid, 'pg_proc') AS comment
  FROM pg_proc p
  JOIN pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_language l ON l.oid = p.prolang
  WHERE ${userNamespace("n")} AND NOT ${ofExtension("pg_proc", "p.oid")}
    -- constructors of range types belong to their type
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                    AND d.deptype = 'i' AND d.refclassid = 'pg_type'::regclass)`;
const typesQuery = () => `
  SELECT t.oid::regtype::text AS name,
         CASE WHEN NOT t.typisdefined THEN 'shell' ELSE
           CASE t.typtype WHEN 'e' THEN 'enum' WHEN 'c' THEN 'composite' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' ELSE 'base' END END AS form,
         CASE t.typtype
           WHEN 'e' THEN (SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid)
           WHEN 'c' THEN (SELECT json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
                            'collation', CASE WHEN a.attcollation <> at.typcollation THEN a.attcollation::regcollation::text END,
                            'comment', col_description(t.typrelid, a.attnum)) ORDER BY a.attnum)
                          FROM pg_attribute a JOIN pg_type at ON at.oid = a.atttypid
                          WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
           WHEN 'd' THEN json_build_object('base', format_type(t.typbasetype, t.typtypmod), 'nullable', NOT t.typnotnull,
                           'default', t.typdefault,
                           'collation', CASE WHEN t.typcollation <> 0 THEN t.typcollation::regcollation::text END,
                           'checks', coalesce((SELECT json_object_agg(k.conname, pg_get_constraintdef(k.oid) ORDER BY k.conname)
                                               FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '{}'::json),
                           'comments', coalesce((SELECT json_object_agg(k.conname, obj_description(k.oid, 'pg_constraint') ORDER BY k.conname)
                                               FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '{}'::json))
           WHEN 'r' THEN (SELECT json_build_object('subtype', r.rngsubtype::regtype::text,
                            'collation', CASE WHEN r.rngcollation <> 0 THEN r.rngcollation::regcollation::text END,
                            'operatorClass', (SELECT format('%I.%I', n2.nspname, o.opcname) FROM pg_opclass o JOIN pg_namespace n2 ON n2.oid = o.opcnamespace WHERE o.oid = r.rngsubopc),
                            'canonical', r.rngcanonical::regproc::text, 'difference', r.rngsubdiff::regproc::text,
                            'multirange', nullif((to_jsonb(r) ->> 'rngmultitypid')::oid, 0)::regtype::text)
                          FROM pg_range r WHERE r.rngtypid = t.oid)
           ELSE json_build_object('input', t.typinput::regproc::text, 'output', t.typoutput::regproc::text,
                  'receive', t.typreceive::regproc::text, 'send', t.typsend::regproc::text,
                  'length', t.typlen, 'byValue', t.typbyval, 'align', t.typalign, 'storage', t.typstorage,
                  'category', t.typcategory, 'preferred', t.typispreferred, 'default', t.typdefault,
                  'element', nullif(t.typelem, 0)::regtype::text, 'delimiter', t.typdelim)
         END AS definition,
         ${owner("t.typowner")} AS owner,
         ${privileges("t.typacl", "T", "t.typowner")} AS privileges,
         CASE WHEN t.typtype = 'c' THEN coalesce(obj_description(t.oid, 'pg_type'), obj_description(t.typrelid, 'pg_class'))
              ELSE obj_description(t.oid, 'pg_type') END AS comment
  FROM pg_type t
  JOIN pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_class c ON c.oid = t.typrelid
  WHERE ${userNamespace("n")} AND NOT ${ofExtension("pg_type", "t.oid")}
    AND (t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'c' AND c.relkind = 'c') OR
         ((t.typtype = 'b' OR NOT t.typisdefined) AND NOT EXISTS (SELECT FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid)))`;
const sequencesQuery = () => `
  SELECT format('%I.%I', n.nspname, c.relname) AS name,
         s.seqtypid::regtype::text AS type, s.seqstart::text AS start, s.seqincrement::text AS increment,
         s.seqmin::text AS minimum, s.seqmax::text AS maximum, s.seqcache::text AS cache, s.seqcycle AS cycle,
         (SELECT format('%s.%I', d.refobjid::regclass, a.attname) FROM pg_depend d
          JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
          WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass
            AND d.deptype IN ('a', 'i') LIMIT 1) AS "ownedBy",
         EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i') AS identity,
         CASE c.relpersistence WHEN 'u' THEN 'unlogged' ELSE 'permanent' END AS persistence,
         ${owner("c.relowner")} AS owner,
         ${privileges("c.relacl", "s", "c.relowner")} AS privileges,
         obj_description(c.oid, 'pg_class') AS comment
  FROM pg_sequence s
  JOIN pg_class c ON c.oid = s.seqrelid
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE ${userNamespace("n")} AND NOT ${ofExtension("pg_class", "c.oid")}`;
// src/catalog/queries/server.ts
const defaultPrivilegesQuery = () => `
  SELECT ${role("d.defaclrole")} AS role, quote_ident(n.nspname) AS schema,
         CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions'
                              WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas' ELSE 'large objects' END AS objects,
         -- a schema's list is added to the database's, which stands in for PostgreSQL's own
         ${privilegesAgainst("d.defaclacl", "CASE WHEN n.oid IS NULL AND d.defaclobjtype <> 'L' THEN acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END, d.defaclrole) ELSE NULL::aclitem[] END", "d.defaclrole")} AS privileges
  FROM pg_default_acl d
  LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace`;
/** What an extension's objects grant beyond, or less than, what its script set up (pg_init_privs). */
const extensionPrivilegesQuery = () => `
  WITH member AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass),
  object AS (
    SELECT 'function ' || p.oid::regprocedure::text AS name, p.oid, 'pg_proc'::regclass AS class, p.proacl AS acl, 'f'::"char" AS kind, p.proowner AS owner
    FROM pg_proc p JOIN member m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid
    WHERE p.proacl IS NOT NULL
    UNION ALL
    SELECT CASE c.relkind WHEN 'S' THEN 'sequence ' ELSE 'table ' END || c.oid::regclass::text, c.oid, 'pg_class'::regclass, c.relacl,
           (CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END)::"char", c.relowner
    FROM pg_class c JOIN member m ON m.classid = 'pg_class'::regclass AND m.objid = c.oid
    WHERE c.relacl IS NOT NULL
    UNION ALL
    SELECT 'schema ' || quote_ident(n.nspname), n.oid, 'pg_namespace'::regclass, n.nspacl, 'n', n.nspowner
    FROM pg_namespace n JOIN member m ON m.classid = 'pg_namespace'::regclass AND m.objid = n.oid
    WHERE n.nspacl IS NOT NULL)
  SELECT o.name, ${privilegesAgainst("o.acl", "coalesce(i.initprivs, acldefault(o.kind, o.owner))", "o.owner")} AS privileges
  FROM object o
  LEFT JOIN pg_init_privs i ON i.classoid = o.class AND i.objoid = o.oid AND i.objsubid = 0
  WHERE o.acl IS DISTINCT FROM i.initprivs`;
/**
* What is unusual of the memberships of role r. Several roles may have granted one: what any of them allows counts. INHERIT
* and SET came with PostgreSQL 16, where a role's own INHERIT is only the default of its memberships.
*/
const memberOptions = ({ postgres }) => `
  SELECT ${role("m.roleid")} AS role, concat_ws(', ',
           CASE WHEN bool_or(m.admin_option) THEN 'ADMIN OPTION' END${Number.parseInt(postgres, 10) < 16 ? "" : `,
           CASE WHEN bool_or(m.inherit_option) <> r.rolinherit THEN 'INHERIT ' || upper(bool_or(m.inherit_option)::text) END,
           CASE WHEN NOT bool_or(m.set_option) THEN 'SET FALSE' END`}) AS options
  FROM pg_auth_members m WHERE m.member = r.oid GROUP BY m.roleid`;
/** Roles that the database names (owners, grantees, policies, jobs), with the roles that they are members of. */
const rolesQuery = (facts) => `
  WITH RECURSIVE named AS (
    SELECT s.refobjid AS oid FROM pg_shdepend s
    WHERE s.refclassid = 'pg_authid'::regclass
      AND s.dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
    UNION
    SELECT s.refobjid FROM pg_shdepend s
    WHERE s.refclassid = 'pg_authid'::regclass AND s.classid = 'pg_database'::regclass
      AND s.objid = (SELECT oid FROM pg_database WHERE datname = current_database())
    UNION
    SELECT u.umuser FROM pg_user_mappings u WHERE u.umuser <> 0
    UNION
    SELECT d.setrole FROM pg_db_role_setting d
    WHERE d.setrole <> 0 AND d.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())
    ${facts.timescaledb === null ? "" : `UNION (${jobOwnersQuery(facts)})`}
    UNION
    SELECT m.roleid FROM pg_auth_members m JOIN named n ON n.oid = m.member)
  SELECT quote_ident(r.rolname) AS name, r.rolcanlogin AS login, r.rolsuper AS superuser, r.rolinherit AS inherit,
         r.rolcreaterole AS "createRole", r.rolcreatedb AS "createDatabase", r.rolreplication AS replication,
         r.rolbypassrls AS "bypassRowSecurity", r.rolconnlimit AS "connectionLimit",
         CASE WHEN isfinite(r.rolvaliduntil) THEN concat(to_json(r.rolvaliduntil AT TIME ZONE 'UTC') #>> '{}', '+00') END AS "validUntil",
         coalesce((SELECT json_object_agg(o.role, o.options ORDER BY o.role) FROM (${memberOptions(facts)}) o WHERE o.options <> ''), '{}'::json) AS "memberOptions",
         coalesce((SELECT json_agg(DISTINCT ${role("m.roleid")}) FROM pg_auth_members m WHERE m.member = r.oid), '[]'::json) AS "memberOf"
  FROM pg_roles r
  WHERE r.oid IN (SELECT oid FROM named) AND r.oid <> $1::oid AND r.rolname !~ '^pg_'`;
const tablespacesQuery = (facts) => `
  SELECT quote_ident(t.spcname) AS name FROM pg_tablespace t
  WHERE t.spcname NOT IN ('pg_default', 'pg_global')
    AND (EXISTS (SELECT FROM pg_class c WHERE c.reltablespace = t.oid)
         ${facts.timescaledb === null ? "" : "OR EXISTS (SELECT FROM _timescaledb_catalog.tablespace x WHERE x.tablespace_name = t.spcname)"})`;
/** What GRANT, COMMENT and ALTER … OWNER TO on the database itself left behind. Who makes a server gives its first database a comment. */
const databaseQuery = () => `
  SELECT 'database' AS name, ${owner("d.datdba")} AS owner, ${privileges("d.datacl", "d", "d.datdba")} AS privileges,
         nullif(shobj_description(d.oid, 'pg_database'),
                CASE d.datname WHEN 'postgres' THEN 'default administrative connection database' END) AS comment
  FROM pg_database d WHERE d.datname = current_database()`;
const databaseSettingsQuery = () => `
  SELECT CASE WHEN s.setrole <> 0 THEN ${role("s.setrole")} END AS role,
         split_part(x, '=', 1) AS setting, substr(x, strpos(x, '=') + 1) AS value
  FROM pg_db_role_setting s, unnest(s.setconfig) x
  WHERE s.setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())`;
/** What belongs to the server and no dump of a database holds: the kind, the role or tablespace that has it, and what it is. */
const serverLimitationsQuery = ({ postgres }) => `
  SELECT 'tablespace privileges' AS kind, quote_ident(t.spcname) AS object, NULL AS detail
  FROM pg_tablespace t WHERE t.spcacl IS NOT NULL AND t.spcname NOT IN ('pg_default', 'pg_global')
  UNION ALL
  ${Number.parseInt(postgres, 10) < 15 ? "" : `SELECT 'parameter privileges', ${role("a.grantee")}, string_agg(DISTINCT p.parname, ', ')
         FROM pg_parameter_acl p, aclexplode(p.paracl) a WHERE a.grantee <> a.grantor GROUP BY a.grantee
         UNION ALL`}
  SELECT 'role settings', ${role("s.setrole")}, string_agg(split_part(x, '=', 1), ', ')
  FROM pg_db_role_setting s, unnest(s.setconfig) x WHERE s.setdatabase = 0 AND s.setrole <> 0 GROUP BY s.setrole
  UNION ALL
  SELECT 'role comment', ${role("r.oid")}, NULL FROM pg_roles r WHERE shobj_description(r.oid, 'pg_authid') IS NOT NULL
  UNION ALL
  SELECT 'tablespace comment', quote_ident(t.spcname), NULL
  FROM pg_tablespace t WHERE shobj_description(t.oid, 'pg_tablespace') IS NOT NULL
  UNION ALL
  SELECT 'database label', 'database', string_agg(l.provider, ', ')
  FROM pg_shseclabel l JOIN pg_database d ON l.classoid = 'pg_database'::regclass AND l.objoid = d.oid
  WHERE d.datname = current_database() HAVING count(*) > 0`;
// src/catalog/queries/triggers.ts
/** TimescaleDB's own triggers (`ts_insert_blocker`, `ts_cagg_invalidation_trigger`, up to 2.22) call its own functions. */
const internalTrigger = (trigger) => `
  EXISTS (SELECT FROM pg_proc f JOIN pg_namespace fn ON fn.oid = f.pronamespace
          WHERE f.oid = ${trigger}.tgfoid AND fn.nspname LIKE '\\_timescaledb\\_%' AND ${ofExtension("pg_proc", "f.oid")})`;
const triggersQuery = (facts) => `
  WITH ${relations(facts)}
  SELECT format('%s.%I', c.name, t.tgname) AS name, c.name AS relation, t.tgname AS bare,
         pg_get_triggerdef(t.oid) AS definition,
         ${enabled("t.tgenabled")} AS enabled,
         obj_description(t.oid, 'pg_trigger') AS comment
  FROM relation c
  JOIN pg_trigger t ON t.tgrelid = c.oid
  WHERE NOT t.tgisinternal AND coalesce((to_jsonb(t) ->> 'tgparentid')::oid, 0) = 0 AND NOT ${internalTrigger("t")}`;
const rulesQuery = (facts) => `
  WITH ${relations(facts)}
  SELECT format('%s.%I', c.name, w.rulename) AS name, c.name AS relation, w.rulename AS bare,
         pg_get_ruledef(w.oid) AS definition,
         ${enabled("w.ev_enabled")} AS enabled,
         obj_description(w.oid, 'pg_rewrite') AS comment
  FROM relation c
  JOIN pg_rewrite w ON w.ev_class = c.oid
  WHERE w.rulename <> '_RETURN'`;
const eventTriggersQuery = () => `
  SELECT quote_ident(e.evtname) AS name, e.evtevent AS event, ${sorted("e.evttags")} AS tags,
         e.evtfoid::regprocedure::text AS function,
         ${enabled("e.evtenabled")} AS enabled,
         ${owner("e.evtowner")} AS owner,
         obj_description(e.oid, 'pg_event_trigger') AS comment
  FROM pg_event_trigger e
  WHERE NOT ${ofExtension("pg_event_trigger", "e.oid")}`;
// src/catalog/server-features.ts
const hasColumn = (table, column) => `EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('_timescaledb_catalog.${table}') AND attname = '${column}' AND NOT attisdropped)`;
/**
* Reads the facts and sets the session up so that every catalogue function writes qualified, locale-free text.
*
* @param builder role that counts as the schema's builder; the session's user where it is not given
*/
async function readServerFeatures(session, builder) {
	await session.execute("SET search_path = ''; SET intervalstyle = 'postgres'; SET timezone = 'UTC'; SET datestyle = 'ISO'");
	await session.execute("SET jit = off");
	await session.execute("SET extra_float_digits = 1; SET bytea_output = 'hex'; SET quote_all_identifiers = off; SET lc_monetary = 'C'");
	const [row] = await session.query(`SELECT json_build_object(
       'timescaledb', (SELECT json_build_object('version', extversion, 'schema', quote_ident(n.nspname))
                       FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE extname = 'timescaledb'),
       'postgres', regexp_replace(current_setting('server_version'), ' .*', ''),
       'edition', CASE current_setting('timescaledb.license', true) WHEN 'apache' THEN 'apache' ELSE 'community' END,
       'database', current_database(),
       'builder', (SELECT json_build_object('oid', oid::bigint, 'name', rolname) FROM pg_roles WHERE rolname = coalesce($1, current_user)),
       'jobTable', coalesce(to_regclass('_timescaledb_catalog.bgw_job'), to_regclass('_timescaledb_config.bgw_job'))::text,
       'hasChunkColumnStats', to_regclass('_timescaledb_catalog.chunk_column_stats') IS NOT NULL,
       'hasCompressionSettings', to_regclass('_timescaledb_catalog.compression_settings') IS NOT NULL,
       'hasJobName', EXISTS (SELECT FROM pg_proc WHERE proname = 'alter_job' AND 'job_name' = ANY (proargnames)),
       'hasCompressRelid', ${hasColumn("compression_settings", "compress_relid")},
       'hasChunkRelid', ${hasColumn("chunk", "relid")},
       'hasSparseIndexes', ${hasColumn("compression_settings", "index")},
       'hasGranularRefresh', to_regclass('_timescaledb_catalog.hypertable_cagg_settings') IS NOT NULL,
       'hasTieredChunks', ${hasColumn("chunk", "osm_chunk")},
       'accessMethods', (SELECT coalesce(json_agg(a.amname ORDER BY a.amname), '[]'::json)
                         FROM pg_am a JOIN pg_depend d ON d.classid = 'pg_am'::regclass AND d.objid = a.oid AND d.deptype = 'e'
                         JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'timescaledb')
     )::text AS facts`, [builder ?? null]);
	const facts = JSON.parse(row?.facts ?? "{}");
	if (facts.timescaledb !== null && !facts.hasCompressionSettings) throw new UserError(`TimescaleDB ${facts.timescaledb.version} is too old: its catalogue is not the one of 2.14 or later`, { hint: "Update the extension first: ALTER EXTENSION timescaledb UPDATE." });
	return facts;
}
// src/catalog/unknown.ts
/**
* Every column of TimescaleDB's catalogue, 2.14 to 2.30, that says something about a schema. The dump has each of them
* in its statements, or they follow from what those statements make.
*/
const KNOWN = {
	"_timescaledb_catalog.hypertable": "id schema_name table_name associated_schema_name associated_table_prefix num_dimensions chunk_sizing_func_schema chunk_sizing_func_name chunk_target_size compression_state compressed_hypertable_id status",
	"_timescaledb_catalog.dimension": "id hypertable_id column_name column_type aligned num_slices partitioning_func_schema partitioning_func interval_length compress_interval_length integer_now_func_schema integer_now_func",
	"_timescaledb_catalog.tablespace": "id hypertable_id tablespace_name",
	"_timescaledb_catalog.chunk_column_stats": "id hypertable_id chunk_id column_name range_start range_end valid",
	"_timescaledb_catalog.compression_settings": "relid compress_relid segmentby orderby orderby_desc orderby_nullsfirst index",
	"_timescaledb_catalog.continuous_agg": "mat_hypertable_id raw_hypertable_id parent_mat_hypertable_id user_view_schema user_view_name partial_view_schema partial_view_name direct_view_schema direct_view_name materialized_only bucket_width finalized schema_change_timestamp granular_refresh_enabled",
	"_timescaledb_catalog.continuous_aggs_bucket_function": "mat_hypertable_id experimental name bucket_width origin timezone bucket_func bucket_origin bucket_offset bucket_timezone bucket_fixed_width",
	"_timescaledb_catalog.hypertable_cagg_settings": "hypertable_id granular_refresh_column granular_refresh_start_offset granular_refresh_end_offset"
};
/** The table of jobs has moved between schemas. */
const JOB_COLUMNS = "id application_name schedule_interval max_runtime max_retries retry_period proc_schema proc_name owner scheduled fixed_schedule initial_start hypertable_id config check_schema check_name timezone";
/** Tables of chunks, of what ran and of what is still to run: rows, not schema. */
const OF_ROWS = new Set("chunk chunk_constraint chunk_index chunk_rewrite dimension_slice compression_algorithm compression_chunk_size continuous_agg_migrate_plan continuous_agg_migrate_plan_step continuous_aggs_hypertable_invalidation_log continuous_aggs_invalidation_threshold continuous_aggs_jobs_refresh_ranges continuous_aggs_materialization_invalidation_log continuous_aggs_materialization_ranges continuous_aggs_tenant_tracking continuous_aggs_watermark metadata telemetry_event".split(" ").map((name) => `_timescaledb_catalog.${name}`).concat([
	"bgw_job_stat",
	"bgw_job_stat_history",
	"bgw_policy_chunk_stats",
	"job_errors"
].map((name) => `_timescaledb_internal.${name}`), [
	"hypertable",
	"bgw_job",
	"extension"
].map((name) => `_timescaledb_cache.cache_inval_${name}`)));
/** The columns of all tables that came with the extension. */
const COLUMNS = `
  SELECT format('%I.%I', n.nspname, c.relname) AS table, a.attname AS column, pg_get_expr(d.adbin, d.adrelid) AS default,
         has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') AS readable
  FROM pg_extension e
  JOIN pg_depend m ON m.refclassid = 'pg_extension'::regclass AND m.refobjid = e.oid AND m.classid = 'pg_class'::regclass AND m.deptype = 'e'
  JOIN pg_class c ON c.oid = m.objid AND c.relkind IN ('r', 'p')
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE e.extname = 'timescaledb'`;
/** What the dump makes of something that is not known. */
const DROPPED = "if it is part of the schema, the dump leaves it out";
/** Rows `object`, `message`: values that are not known, in columns that are. */
const valuesQuery = (facts) => `
  WITH ${named$1}
  SELECT n.name AS object, format('the status of %s has bits that timescale-ci does not know (%s): ${DROPPED}', n.name, h.status & ~15) AS message
  FROM _timescaledb_catalog.hypertable h JOIN named n ON n.id = h.id WHERE h.status & ~15 <> 0
  UNION ALL
  SELECT n.name, format('%s has a policy of a kind that timescale-ci does not know, %I.%I: the dump adds it as a job', n.name, j.proc_schema, j.proc_name)
  FROM ${facts.jobTable} j JOIN named n ON n.id = j.hypertable_id
  WHERE NOT j.proc_name IN (${policyProcedures().map(quoteLiteral).join(", ")}) AND j.proc_schema LIKE '\\_timescaledb\\_%'
  ${facts.hasSparseIndexes ? `UNION ALL
         SELECT n.name, format('the sparse indexes of %s have a key that timescale-ci does not know (%s): ${DROPPED}', n.name, k)
         FROM named n JOIN _timescaledb_catalog.hypertable h ON h.id = n.id
         JOIN _timescaledb_catalog.compression_settings s ON s.relid = to_regclass(format('%I.%I', h.schema_name, h.table_name))
         CROSS JOIN jsonb_array_elements(s.index) e CROSS JOIN jsonb_object_keys(e) k
         WHERE e ->> 'source' = 'config' AND k NOT IN ('type', 'column', 'source')` : ""}`;
/**
* What the catalogue of a later TimescaleDB, or of a build of one's own, holds beyond what this program knows: a dump
* would drop it without a word.
*
* @param read runs a query and gives its rows
*/
async function unknownLimitations(read, facts) {
	const checks = unknownPlaces(await read(COLUMNS), facts.jobTable);
	return (await read([valuesQuery(facts), ...checks].join(" UNION ALL "))).map((one) => ({
		severity: "warned",
		...one,
		hint: `look whether a newer timescale-ci knows all of TimescaleDB ${facts.timescaledb?.version ?? ""}, and open an issue where it does not`
	}));
}
/** Queries for the tables and columns that are not known: a row for each that holds something, or may not be read. */
function unknownPlaces(columns, jobTable) {
	const known = {
		...KNOWN,
		[jobTable]: JOB_COLUMNS
	};
	const query = (table, place, readable, condition) => {
		const message = `${place} is not known to timescale-ci and ${readable ? "holds something" : "may not be read"}: ${DROPPED}`;
		return `SELECT ${quoteLiteral(table)}, ${quoteLiteral(message)}${readable ? ` WHERE ${condition}` : ""}`;
	};
	return [...Map.groupBy(columns, ({ table }) => table)].flatMap(([table, own]) => {
		if (OF_ROWS.has(table)) return [];
		const names = known[table]?.split(" ");
		if (names === void 0) {
			const readable = own.every((one) => one.readable);
			return [query(table, `the table ${table}`, readable, `EXISTS (SELECT FROM ${table})`)];
		}
		return own.filter(({ column }) => !names.includes(column)).map(({ column, readable, default: initial }) => {
			const differs = `${quoteIdentifier(column)}::text IS DISTINCT FROM (${initial ?? "NULL"})::text`;
			const place = `the column ${column} of ${table}`;
			return query(table, place, readable, `EXISTS (SELECT FROM ${table} WHERE ${differs})`);
		});
	});
}
// src/catalog/read.ts
/**
* Reads the whole schema of a database into the model, with a number of queries that does not depend on its size.
* The session's settings are changed (search_path and the like), its data never.
*
* @param builder role that counts as the schema's builder; the session's user where it is not given
*/
async function readCatalogue(session, builder) {
	const facts = await readServerFeatures(session, builder);
	/** One catalogue query: its rows, ordered by name, without what only the server knows. */
	async function read(sql) {
		return (await readRaw(sql)).map(clean).sort((a, b) => compareNames(a.name, b.name));
	}
	/**
	* The driver's parsing of values differs between engines, so every row travels as one JSON text. `$1` is bound in
	* every query, also where it does not appear, since an unbound parameter has no type.
	*/
	async function readRaw(sql) {
		const wrapped = `SELECT coalesce(json_agg(row_to_json(q)), '[]'::json)::text AS rows FROM (${sql}) q WHERE $1::oid IS NOT NULL`;
		const [row] = await session.query(wrapped, [facts.builder.oid]).catch((cause) => {
			throw cause.code === INSUFFICIENT_PRIVILEGE$1 ? new UserError(`the schema cannot be read: ${messageOf(cause)}`, {
				hint: RIGHTS_TO_READ,
				cause
			}) : cause;
		});
		return JSON.parse(row?.rows ?? "[]");
	}
	const timescale = facts.timescaledb !== null;
	const [{ has: hasPublicationSchemas } = { has: false }] = await session.query("SELECT to_regclass('pg_catalog.pg_publication_namespace') IS NOT NULL AS has");
	const rawJobs = timescale ? await readRaw(jobsQuery(facts)) : [];
	const jobs = jobsOf(rawJobs);
	const model = {
		schemas: await read(schemasQuery()),
		extensions: await read(extensionsQuery()),
		types: await read(typesQuery()),
		routines: await read(routinesQuery()),
		relations: await read(relationsQuery(facts)),
		columns: await read(columnsQuery(facts)),
		constraints: await read(constraintsQuery(facts)),
		indexes: [...await read(indexesQuery(facts)), ...timescale ? aggregateIndexes(await readRaw(aggregateIndexesQuery(facts))) : []].sort((a, b) => compareNames(a.name, b.name)),
		triggers: await read(triggersQuery(facts)),
		rules: await read(rulesQuery(facts)),
		rowPolicies: await read(rowPoliciesQuery(facts)),
		sequences: await read(sequencesQuery()),
		statistics: await read(statisticsQuery(facts)),
		hypertables: timescale ? await read(hypertablesQuery(facts)) : [],
		continuousAggregates: timescale ? await read(continuousAggregatesQuery(facts)) : [],
		jobs: jobs.map(({ job }) => job),
		publications: await read(publicationsQuery(facts, hasPublicationSchemas)),
		eventTriggers: await read(eventTriggersQuery()),
		defaultPrivileges: nameDefaults(await readRaw(defaultPrivilegesQuery())),
		extensionPrivileges: (await read(extensionPrivilegesQuery())).filter((object) => object.privileges !== null),
		others: await read(othersQuery()),
		roles: await read(rolesQuery(facts)),
		tablespaces: await read(tablespacesQuery(facts)),
		database: await read(databaseQuery()),
		databaseSettings: nameSettings(await readRaw(databaseSettingsQuery())),
		builtInJobs: builtInJobsOf(rawJobs)
	};
	const rawFindings = timescale ? await readRaw(limitationsQuery(facts)) : [];
	const ofServer = await readRaw(serverLimitationsQuery(facts));
	const named = /* @__PURE__ */ new Set([
		"CURRENT_USER",
		"PUBLIC",
		"database",
		...[...model.roles, ...model.tablespaces].map(({ name }) => name)
	]);
	rawFindings.push(...ofServer.filter(({ object }) => named.has(object)));
	const unknown = timescale ? await unknownLimitations(readRaw, facts) : [];
	return {
		facts,
		model,
		findings: limitationsOf(rawFindings, jobs, model.relations, unknown)
	};
}
const INSUFFICIENT_PRIVILEGE$1 = "42501";
function clean(row) {
	return "privileges" in row ? {
		...row,
		privileges: privilegesOf(row.privileges)
	} : row;
}
function aggregateIndexes(raw) {
	const seen = /* @__PURE__ */ new Map();
	return raw.map(({ automatic, hypertableId: _, ...index }) => {
		let bare = index.bare;
		if (automatic) {
			const covered = `on ${index.relation} using ${index.definition}`;
			const n = (seen.get(covered) ?? 0) + 1;
			seen.set(covered, n);
			bare = n === 1 ? covered : `${covered} (${n})`;
		}
		return {
			...index,
			name: automatic ? bare : `${index.relation}.${bare}`,
			bare,
			constraint: null,
			statistics: {}
		};
	});
}
function nameDefaults(rows) {
	return rows.map((row) => ({
		name: `${row.role}${row.schema === null ? "" : ` in ${row.schema}`}: ${row.objects}`,
		...row,
		privileges: privilegesOf(row.privileges)
	})).sort((a, b) => compareNames(a.name, b.name));
}
function nameSettings(rows) {
	return rows.map((row) => ({
		name: row.role === null ? row.setting : `${row.setting} for role ${row.role}`,
		...row
	})).sort((a, b) => compareNames(a.name, b.name));
}
// src/dump/statement.ts
/** The tokens of a statement without white space and comments. */
function wordsOf(statement) {
	const words = [];
	for (const { kind, start, end } of tokenize(statement)) if (kind !== "space" && kind !== "comment") words.push({
		kind,
		text: statement.slice(start, end),
		start,
		end
	});
	return words;
}
/** True where the statement begins with these keywords. pg_dump writes its keywords in upper case. */
function startsWith(words, ...keywords) {
	return keywords.every((keyword, i) => words[i]?.text === keyword);
}
/** A role's name as quote_ident() writes it, from a token that may be quoted without need. */
function sameIdentifier(token, name) {
	return token === name || token === `"${name.replaceAll("\"", "\"\"")}"`;
}
/** Index of the first word with that text outside of parentheses, from a start on, or -1. */
function findTopLevel(words, text, from = 0) {
	let depth = 0;
	for (let i = from; i < words.length; i++) {
		const word = words[i];
		if (word.text === "(") depth++;
		else if (word.text === ")") depth--;
		else if (depth === 0 && word.text === text) return i;
	}
	return -1;
}
/** Replaces parts of a text; the parts must not overlap. */
function replaceSpans(text, spans) {
	let result = "";
	let at = 0;
	for (const span of [...spans].sort((a, b) => a.start - b.start)) {
		result += text.slice(at, span.start) + span.by;
		at = span.end;
	}
	return result + text.slice(at);
}
// src/dump/canonical.ts
/**
* pg_dump writes some lists in the order in which they were built up: options, grants, a policy's roles. These
* functions put them in an order of their own, and write the role that built the schema as CURRENT_USER, so that
* neither the order of the statements nor that role's name shows.
*/
/** PostgreSQL's own count of a column's changes, kept among its options since the minor releases of November 2026. */
const ATTRIBUTE_VERSION = /^pg_attver=/;
/** Statements whose option lists are the object's own, and end where a query or body begins. */
const WITH_OPTIONS = /^(ALTER|CREATE (UNLOGGED |FOREIGN |UNIQUE |MATERIALIZED )?(TABLE|INDEX|VIEW|PUBLICATION|SUBSCRIPTION|SERVER|USER MAPPING|DATA WRAPPER))\b/;
/**
* Sorts every `WITH (a=1, b=2)`, `SET (…)` and `OPTIONS (…)` list of a statement, and leaves out what PostgreSQL keeps
* there for itself: a pg_dump older than the server writes it, and an older server refuses it. Empty where nothing
* is left to set. Queries and bodies are left alone: in `UPDATE … SET (b, a) = …` the order is the meaning.
*/
function sortOptions(statement) {
	if (!WITH_OPTIONS.test(statement) || !/\b(WITH|SET|OPTIONS) \(/.test(statement)) return statement;
	const words = wordsOf(statement);
	const body = findTopLevel(words, "AS");
	const end = body < 0 ? words.length : body;
	const spans = [];
	for (let i = 0; i + 1 < end; i++) {
		const keyword = words[i].text;
		if (![
			"WITH",
			"SET",
			"OPTIONS"
		].includes(keyword) || words[i + 1]?.text !== "(") continue;
		const items = listItems(words, i + 1);
		const [first, last] = [items?.[0], items?.at(-1)];
		if (items === void 0 || first === void 0 || last === void 0) continue;
		const texts = items.map(({ start, end }) => statement.slice(start, end));
		if (keyword !== "OPTIONS" && !texts.every((text) => /^[\w.]+\s*=/.test(text))) continue;
		const kept = texts.filter((text) => keyword !== "SET" || !ATTRIBUTE_VERSION.test(text)).sort(compareNames);
		if (kept.length === 0) return "";
		const between = keyword === "OPTIONS" ? statement.slice(first.end, items[1]?.start) : ", ";
		spans.push({
			start: first.start,
			end: last.end,
			by: kept.join(between)
		});
	}
	return replaceSpans(statement, spans);
}
/** The comma-separated items of the list that opens at `words[open]`, or undefined where it does not close. */
function listItems(words, open) {
	const items = [];
	let depth = 0;
	let first;
	for (let i = open; i < words.length; i++) {
		const word = words[i];
		if (word.text === "(") {
			depth++;
			if (depth === 1) continue;
		}
		if (word.text === ")") depth--;
		if (depth === 0 || depth === 1 && word.text === ",") {
			const last = words[i - 1];
			if (first !== void 0) items.push({
				start: first.start,
				end: last.end
			});
			first = void 0;
			if (depth === 0) return items;
		} else first ??= word;
	}
}
/** Sorts the roles of a row policy: `CREATE POLICY … TO b, a` is `… TO a, b`. */
function sortPolicyRoles(statement, builder) {
	const words = wordsOf(statement);
	const to = findTopLevel(words, "TO", 4);
	if (to < 0) return statement;
	let end = to + 1;
	while (words[end + 1]?.text === ",") end += 2;
	const roles = words.slice(to + 1, end + 1).filter((word) => word.text !== ",");
	const names = roles.map((word) => sameIdentifier(word.text, builder) ? "CURRENT_USER" : word.text).sort(compareNames);
	return replaceSpans(statement, [{
		start: roles[0].start,
		end: roles.at(-1).end,
		by: names.join(", ")
	}]);
}
/**
* Puts the statements of one privileges entry in order: what is revoked first, then the grants by name, each after the
* grant that gave its grantor the right to pass it on.
*/
function orderGrants(statements, builder) {
	const grants = [];
	let by;
	for (const statement of statements) {
		const words = wordsOf(statement);
		if (startsWith(words, "SET", "SESSION", "AUTHORIZATION")) by = words[3]?.text;
		else if (startsWith(words, "RESET", "SESSION", "AUTHORIZATION")) by = void 0;
		else grants.push({
			...readGrant(statement, words, builder),
			by
		});
	}
	const rank = (grant) => `${grant.revoke ? 0 : 1}${grant.by ?? ""} ${grant.text}`;
	const pending = grants.sort((a, b) => Number(b.revoke) - Number(a.revoke) || compareNames(rank(a), rank(b)));
	const ordered = [];
	const passedOn = /* @__PURE__ */ new Set();
	while (pending.length > 0) {
		const ready = pending.findIndex((grant) => grant.by === void 0 || passedOn.has(unquoted(grant.by)));
		const grant = pending.splice(Math.max(ready, 0), 1)[0];
		if (grant.grantable) passedOn.add(unquoted(grant.to));
		if (grant.by === void 0) ordered.push(grant.text);
		else ordered.push(`SET ROLE ${grant.by};`, grant.text, "RESET ROLE;");
	}
	return ordered;
}
function readGrant(statement, words, builder) {
	const spans = [];
	const roleAt = (index) => {
		const word = words[index];
		if (word !== void 0 && sameIdentifier(word.text, builder)) {
			spans.push({
				start: word.start,
				end: word.end,
				by: "CURRENT_USER"
			});
			return "CURRENT_USER";
		}
		return word?.text ?? "";
	};
	if (startsWith(words, "ALTER", "DEFAULT", "PRIVILEGES", "FOR", "ROLE")) roleAt(5);
	const revoke = words.some((word, i) => word.text === "REVOKE" && (i === 0 || startsWith(words, "ALTER")));
	const grantable = startsWith(words.slice(-4), "WITH", "GRANT", "OPTION");
	const grantee = words.length - (grantable ? 5 : 2);
	const to = roleAt(grantee);
	const [object, preposition] = [words[grantee - 2], words[grantee - 1]];
	if (object !== void 0 && preposition !== void 0) spans.push({
		start: object.end,
		end: preposition.start,
		by: " "
	});
	return {
		text: replaceSpans(statement, spans),
		to,
		grantable,
		revoke
	};
}
function unquoted(identifier) {
	return identifier.startsWith("\"") ? identifier.slice(1, -1).replaceAll("\"\"", "\"") : identifier;
}
// src/dump/phase.ts
/**
* The order that TimescaleDB accepts in every version (tested on 2.14.2, 2.18.2 and 2.29.2): tables become hypertables once
* they are complete, since `ALTER TABLE ONLY` and several changes are refused afterwards; continuous aggregates
* precede row security; column privileges precede compression; a published table can't become a hypertable (2.20);
* policies need the columnstore and the owners; event triggers must not fire on the rest of the file.
*/
const PHASE = {
	objects: 10,
	rows: 15,
	hypertables: 20,
	aggregates: 30,
	privileges: 40,
	columnstore: 50,
	rowSecurity: 60,
	publications: 70,
	policies: 80,
	jobs: 90,
	eventTriggers: 100
};
const PHASE_TITLE = /* @__PURE__ */ new Map([
	[PHASE.objects, "Extensions, types, functions, tables and views"],
	[PHASE.rows, "Rows that belong to the schema"],
	[PHASE.hypertables, "Hypertables"],
	[PHASE.aggregates, "Continuous aggregates and what is built on them"],
	[PHASE.privileges, "Privileges"],
	[PHASE.columnstore, "Columnstore"],
	[PHASE.rowSecurity, "Row security"],
	[PHASE.publications, "Publications and subscriptions"],
	[PHASE.policies, "Policies"],
	[PHASE.jobs, "Jobs"],
	[PHASE.eventTriggers, "Event triggers"]
]);
// src/dump/kinds.ts
const object = (rank) => ({
	phase: PHASE.objects,
	rank,
	part: false
});
const part$1 = (rank) => ({
	phase: PHASE.objects,
	rank,
	part: true
});
const late = (phase, rank, isPart = false) => ({
	phase,
	rank,
	part: isPart
});
const VIEW = object(60);
const ROUTINE = object(20);
/** By leading keywords; the first row that fits counts. */
const KINDS$2 = [
	[["CREATE", "SCHEMA"], object(1)],
	[["ALTER", "SCHEMA"], object(1)],
	[["CREATE", "EXTENSION"], object(2)],
	[["CREATE", "LANGUAGE"], object(5)],
	[[
		"CREATE",
		"OR",
		"REPLACE",
		"LANGUAGE"
	], object(5)],
	[[
		"CREATE",
		"OR",
		"REPLACE",
		"PROCEDURAL"
	], object(5)],
	[["CREATE", "PROCEDURAL"], object(5)],
	[["CREATE", "TRUSTED"], object(5)],
	[[
		"CREATE",
		"OR",
		"REPLACE",
		"TRUSTED"
	], object(5)],
	[["CREATE", "COLLATION"], object(10)],
	[["CREATE", "TYPE"], object(15)],
	[["CREATE", "DOMAIN"], object(15)],
	[["CREATE", "FUNCTION"], ROUTINE],
	[["CREATE", "PROCEDURE"], ROUTINE],
	[["CREATE", "AGGREGATE"], object(21)],
	[[
		"CREATE",
		"OPERATOR",
		"FAMILY"
	], object(23)],
	[[
		"CREATE",
		"OPERATOR",
		"CLASS"
	], object(23)],
	[["CREATE", "OPERATOR"], object(22)],
	[["ALTER", "OPERATOR"], object(24)],
	[["CREATE", "CAST"], object(24)],
	[["CREATE", "CONVERSION"], object(25)],
	[[
		"CREATE",
		"DEFAULT",
		"CONVERSION"
	], object(25)],
	[[
		"CREATE",
		"TEXT",
		"SEARCH"
	], object(26)],
	[[
		"CREATE",
		"ACCESS",
		"METHOD"
	], object(27)],
	[["CREATE", "TRANSFORM"], object(28)],
	[[
		"CREATE",
		"FOREIGN",
		"DATA"
	], object(30)],
	[["CREATE", "SERVER"], object(31)],
	[[
		"CREATE",
		"USER",
		"MAPPING"
	], object(32)],
	[["CREATE", "SEQUENCE"], object(40)],
	[[
		"CREATE",
		"UNLOGGED",
		"SEQUENCE"
	], object(40)],
	[["CREATE", "TABLE"], object(50)],
	[[
		"CREATE",
		"UNLOGGED",
		"TABLE"
	], object(50)],
	[[
		"CREATE",
		"FOREIGN",
		"TABLE"
	], object(50)],
	[["CREATE", "VIEW"], VIEW],
	[[
		"CREATE",
		"OR",
		"REPLACE",
		"VIEW"
	], VIEW],
	[[
		"CREATE",
		"MATERIALIZED",
		"VIEW"
	], VIEW],
	[["ALTER", "SEQUENCE"], part$1(10)],
	[["CREATE", "INDEX"], part$1(30)],
	[[
		"CREATE",
		"UNIQUE",
		"INDEX"
	], part$1(30)],
	[["ALTER", "INDEX"], object(56)],
	[["CREATE", "STATISTICS"], part$1(40)],
	[["CREATE", "TRIGGER"], part$1(50)],
	[[
		"CREATE",
		"CONSTRAINT",
		"TRIGGER"
	], part$1(50)],
	[["CREATE", "RULE"], part$1(55)],
	[["COMMENT"], part$1(90)],
	[["SECURITY", "LABEL"], part$1(95)],
	[[
		"ALTER",
		"DEFAULT",
		"PRIVILEGES"
	], late(PHASE.privileges, 1)],
	[["GRANT"], late(PHASE.privileges, 99, true)],
	[["REVOKE"], late(PHASE.privileges, 99, true)],
	[[
		"SET",
		"SESSION",
		"AUTHORIZATION"
	], late(PHASE.privileges, 99, true)],
	[["CREATE", "POLICY"], late(PHASE.rowSecurity, 70, true)],
	[["CREATE", "PUBLICATION"], late(PHASE.publications, 1)],
	[["ALTER", "PUBLICATION"], late(PHASE.publications, 2)],
	[["CREATE", "SUBSCRIPTION"], late(PHASE.publications, 3)],
	[[
		"CREATE",
		"EVENT",
		"TRIGGER"
	], late(PHASE.eventTriggers, 1)]
];
const DEFAULT_OR_IDENTITY = part$1(5);
const CONSTRAINT = part$1(20);
const ROW_SECURITY = late(PHASE.rowSecurity, 60, true);
const FOREIGN_KEY = object(70);
const ATTACH = object(55);
const UNKNOWN$1 = object(80);
/** What kind of entry begins with these words. What is not in the table keeps its dependencies and stands last. */
function kindOf$2(words) {
	if (startsWith(words, "ALTER") && (words[1]?.text === "TABLE" || words[1]?.text === "FOREIGN" || words[1]?.text === "VIEW")) return alterKind(words);
	return KINDS$2.find(([keywords]) => startsWith(words, ...keywords))?.[1] ?? UNKNOWN$1;
}
function alterKind(words) {
	const has = (...keywords) => {
		const at = findTopLevel(words, keywords[0]);
		return at > 0 && startsWith(words.slice(at), ...keywords);
	};
	if (has("ENABLE", "ROW", "LEVEL", "SECURITY")) return ROW_SECURITY;
	if (has("ATTACH", "PARTITION")) return ATTACH;
	if (has("FOREIGN", "KEY")) return FOREIGN_KEY;
	if (has("ADD", "CONSTRAINT")) return CONSTRAINT;
	return DEFAULT_OR_IDENTITY;
}
// src/dump/search-path.ts
/** What PostgreSQL searches where nothing was set. */
const STANDARD = "\"$user\", public";
/** The path in which sessions of the database find names, and its background jobs as well. */
function searchPathOf({ databaseSettings }) {
	return databaseSettings.find(({ role, setting }) => role === null && setting === "search_path")?.value ?? STANDARD;
}
/**
* Statements that run functions of the user's own while they are carried out. Everything in a dump is qualified and needs
* no search_path, but the body of a function may: it sees the one that the database has.
*/
function withSearchPath(statements, path) {
	const set = (value) => `SELECT pg_catalog.set_config('search_path', ${quoteLiteral(value)}, false);`;
	return [
		set(path),
		...statements,
		set("")
	];
}
// src/dump/timescaledb/added-columns.ts
/**
* The query without the columns that were added later with a type of their own, and the statements that add them again:
* as part of the query they would get the type of their expression (a domain's base type).
*/
function splitAddedColumns({ name, query, addedColumns }) {
	if (addedColumns.length === 0) return {
		query,
		statements: []
	};
	const words = wordsOf(query);
	const from = findTopLevel(words, "FROM");
	const commas = [];
	for (let at = 0;;) {
		at = findTopLevel(words, ",", at + 1);
		if (at < 0 || at > from) break;
		commas.push(at);
	}
	const cut = commas.slice(-addedColumns.length);
	const statements = cut.map((comma, i) => {
		const item = words.slice(comma + 1, cut[i + 1] ?? from);
		const [first, last] = [item[0], item.at(-3)];
		const { column, type } = addedColumns[i];
		return `ALTER MATERIALIZED VIEW ${name} ADD COLUMN ${quoteIdentifier(column)} ${type} GENERATED ALWAYS AS (${query.slice(first?.start, last?.end)}) STORED;`;
	});
	const [start, end] = [words[(cut[0] ?? from) - 1], words[from - 1]];
	return {
		query: query.slice(0, start?.end) + query.slice(end?.end),
		statements
	};
}
// src/dump/timescaledb/values.ts
/**
* A dimension's interval as an argument: `'7 days'::interval` for time columns, `1000::bigint` for integer ones.
* TimescaleDB stores microseconds (`1 month` became 30 days when it was given), so no calendar unit is lost here.
*
* @param interval microseconds or units of the column, as a decimal string
*/
function intervalArgument(interval, timeType) {
	return isIntegerType(timeType) ? `${interval}::bigint` : `${quoteLiteral(durationText(interval))}::interval`;
}
/**
* An offset or age of a policy's config as an argument. Integer offsets must have the time column's own type, else
* TimescaleDB answers `invalid parameter value`.
*/
function offsetArgument(value, timeType) {
	if (value === null || value === void 0) return "NULL";
	const digits = digitsOf(value);
	if (digits !== void 0) return `${digits}::${timeType !== null && isIntegerType(timeType) ? timeType : "bigint"}`;
	return `${quoteLiteral(String(value))}::interval`;
}
function jsonbLiteral(value) {
	return `${quoteLiteral(JSON.stringify(value))}::jsonb`;
}
/** A routine as an argument: by its name, or by name and arguments where it shares its name. */
function routineArgument(routine) {
	return `${quoteLiteral(routine)}${routine.endsWith(")") ? "::regprocedure" : ""}::regproc`;
}
/** Gives a setting to the rest of the session where the version has it: an unknown one of TimescaleDB's is an error. */
function sessionSetting(name, value) {
	return `SELECT pg_catalog.set_config(name, '${value}', false) FROM pg_catalog.pg_settings WHERE name = '${name}';`;
}
// src/dump/timescaledb/aggregates.ts
/** 2.20 and later take window functions only where the session says so. */
const WINDOW_FUNCTIONS = "timescaledb.enable_cagg_window_functions";
/**
* The statements that make a continuous aggregate: its query (pg_dump only knows a view over a table that it leaves
* out), chunk interval, owner (before its policies, which take theirs from it) and indexes.
*/
function aggregateStatements(aggregate, owner, indexes, schema) {
	const options = [
		"timescaledb.continuous",
		`timescaledb.materialized_only = ${aggregate.materializedOnly}`,
		"timescaledb.create_group_indexes = false",
		...aggregate.invalidateUsing === null ? [] : [`timescaledb.invalidate_using = ${quoteLiteral(aggregate.invalidateUsing)}`]
	];
	const { name } = aggregate;
	const windows = /\bOVER\b/.test(aggregate.query);
	const added = splitAddedColumns(aggregate);
	return [
		...windows ? [sessionSetting(WINDOW_FUNCTIONS, "on")] : [],
		`CREATE MATERIALIZED VIEW ${name} WITH (${options.join(", ")}) AS\n${added.query}\n  WITH NO DATA;`,
		...windows ? [sessionSetting(WINDOW_FUNCTIONS, "off")] : [],
		...added.statements,
		`SELECT ${schema}.set_chunk_time_interval(${quoteLiteral(name)}::regclass, ${intervalArgument(aggregate.chunkInterval, aggregate.bucketType)});`,
		...aggregate.granularRefresh ? [`ALTER MATERIALIZED VIEW ${name} SET (timescaledb.enable_granular_refresh = true);`] : [],
		...owner === null ? [] : [`ALTER MATERIALIZED VIEW ${name} OWNER TO ${owner};`],
		...indexes.flatMap((index) => indexStatements(index))
	];
}
/** An index whose name PostgreSQL chose is known by what it covers, and is given no name here either. */
function indexStatements(index) {
	const name = index.name === index.bare ? "" : ` ${quoteIdentifier(index.bare)}`;
	return [`CREATE ${index.unique ? "UNIQUE " : ""}INDEX${name} ON ${index.relation} USING ${index.definition};`];
}
// src/dump/entry-nodes.ts
/**
* Turns pg_dump's entries into nodes: leaves out what is TimescaleDB's own, puts each continuous aggregate in the place of
* the view that pg_dump takes it for, and brings every list into an order of its own.
*/
function entryNodes(entries, dependencies, internals, model, facts) {
	const aggregates = new Map(model.continuousAggregates.map((aggregate) => [aggregate.name, aggregate]));
	const relations = new Map(model.relations.map((relation) => [relation.name, relation]));
	const ids = new Map(entries.filter(({ classId }) => classId !== 0).map((entry) => [catalogId(entry), entry.id]));
	/** pg_dump's own dependencies, the catalogue's, and for what has neither (ATTACH PARTITION) the names in its text. */
	const needsOf = (entry, words) => [
		...entry.dependencies,
		...[...dependencies.get(catalogId(entry)) ?? []].flatMap((id) => ids.get(id) ?? []),
		...entry.classId === 0 && startsWith(words, "ALTER") ? qualifiedNames(words).flatMap((name) => byName.get(name) ?? []) : []
	];
	const byName = /* @__PURE__ */ new Map();
	for (const entry of entries) {
		const name = internals.names.get(catalogId(entry));
		if (name !== void 0) byName.set(name, entry.id);
	}
	const path = searchPathOf(model);
	const placed = /* @__PURE__ */ new Map();
	const left = /* @__PURE__ */ new Set();
	const late = [];
	const sources = entries.map((entry) => {
		const words = wordsOf(entry.statements[0] ?? "");
		return {
			entry,
			words,
			needs: needsOf(entry, words)
		};
	});
	for (const { entry, words, needs } of sources) {
		if (isLeftOut(entry, words, internals) || needs.some((id) => left.has(id))) {
			left.add(entry.id);
			continue;
		}
		const kind = kindOf$2(words);
		const aggregate = kind.part ? void 0 : aggregates.get(internals.names.get(catalogId(entry)) ?? "");
		const statements = aggregate !== void 0 && facts.timescaledb !== null ? aggregateStatements(aggregate, relations.get(aggregate.name)?.owner ?? null, model.indexes.filter((index) => index.relation === aggregate.name), facts.timescaledb.schema) : canonical$1(entry, words, kind, facts);
		if (statements.length === 0) continue;
		const phase = aggregate === void 0 ? kind.phase : PHASE.aggregates;
		const parents = needs.flatMap((id) => placed.get(id) ?? []);
		const forced = statements.flatMap((statement) => forcedRowSecurity(statement) ?? []);
		const own = statements.filter((statement) => forcedRowSecurity(statement) === void 0);
		const key = keyOf$1(kind, own, parents);
		const node = {
			statements: own,
			phase,
			key,
			needs: /* @__PURE__ */ new Set()
		};
		placed.set(entry.id, {
			kind,
			node
		});
		if (forced.length === 0) continue;
		late.push({
			statements: forced,
			phase: PHASE.rowSecurity,
			key: [
				...key,
				ROW_SECURITY.rank,
				...forced
			],
			needs: /* @__PURE__ */ new Set([node])
		});
	}
	for (const { entry, needs } of sources) {
		const node = placed.get(entry.id)?.node;
		if (node === void 0) continue;
		const reads = aggregates.has(internals.names.get(catalogId(entry)) ?? "") ? relations.get(internals.names.get(catalogId(entry)) ?? "")?.dependsOn ?? [] : [];
		for (const id of [...needs, ...reads.flatMap((name) => byName.get(name) ?? [])]) {
			const need = placed.get(id)?.node;
			if (need !== void 0 && need !== node) node.needs.add(need);
		}
		if (needs.some((id) => placed.get(id)?.kind === ROUTINE) && node.statements.some(isPlanned)) node.statements = withSearchPath(node.statements, path);
	}
	const nodeOf = (name) => placed.get(byName.get(name) ?? -1)?.node;
	return {
		nodes: [...[...placed.values()].map(({ node }) => node), ...late],
		nodeOf
	};
}
/** PostgreSQL plans these expressions as it takes them in: it looks into the bodies of SQL functions, and runs others. */
function isPlanned(statement) {
	return /^CREATE (UNIQUE )?INDEX /.test(statement) || /^ALTER TABLE [^]* (ADD CONSTRAINT|ATTACH PARTITION) /.test(statement) || /^CREATE (UNLOGGED )?TABLE /.test(statement) && / GENERATED ALWAYS AS \(/.test(statement);
}
/** `ALTER TABLE ONLY t FORCE ROW LEVEL SECURITY` as a hypertable takes it, without ONLY; undefined for anything else. */
function forcedRowSecurity(statement) {
	if (!/ FORCE ROW LEVEL SECURITY;$/.test(statement)) return void 0;
	const words = wordsOf(statement);
	const only = words[2];
	if (!startsWith(words, "ALTER", "TABLE", "ONLY") || only === void 0) return void 0;
	return replaceSpans(statement, [{
		start: only.start,
		end: only.end + 1,
		by: ""
	}]);
}
const catalogId = ({ classId, oid }) => `${classId}/${oid}`;
/** Every `schema.name` of a statement, as it is written there. */
function qualifiedNames(words) {
	const names = [];
	for (let i = 1; i + 1 < words.length; i++) if (words[i]?.text === ".") names.push(`${words[i - 1]?.text}.${words[i + 1]?.text}`);
	return names;
}
function isLeftOut(entry, first, internals) {
	return internals.hidden.has(`${entry.classId}/${entry.oid}`) || startsWith(first, "COMMENT", "ON", "EXTENSION");
}
function canonical$1(entry, first, kind, facts) {
	const builder = facts.builder.name;
	const [head] = first;
	if (head !== void 0 && kind.phase === PHASE.privileges) return orderGrants(entry.statements, builder);
	if (startsWith(first, "CREATE", "POLICY")) return entry.statements.map((statement) => sortPolicyRoles(statement, builder));
	return withStorage(entry, first, entry.statements.filter((statement) => !givesToBuilder(statement, builder)).map(sortOptions).filter((statement) => statement !== ""), facts);
}
/** `ALTER … OWNER TO builder`: whoever restores the file owns what the builder owned. */
function givesToBuilder(statement, builder) {
	if (!statement.startsWith("ALTER ")) return false;
	const [owner, to, role, end] = wordsOf(statement).slice(-4);
	return owner?.text === "OWNER" && to?.text === "TO" && end?.text === ";" && role !== void 0 && sameIdentifier(role.text, builder);
}
/** `ALTER TABLE … ADD CONSTRAINT … PRIMARY KEY`: of what changes a table, only a constraint with an index is stored. */
function makesIndex(words) {
	const add = words.findIndex(({ text }, i) => text === "ADD" && words[i + 1]?.text === "CONSTRAINT");
	return add >= 0 && [
		"PRIMARY",
		"UNIQUE",
		"EXCLUDE"
	].includes(words[add + 3]?.text ?? "");
}
/** Sets the tablespace and access method for just the statement that needs them; TimescaleDB's own follow later. */
function withStorage(entry, first, statements, facts) {
	const [a, b, c] = first.map((word) => word.text);
	const table = b === "TABLE" || c === "TABLE" || b === "MATERIALIZED" && c === "VIEW";
	if (!(a === "CREATE" ? table || b === "INDEX" || c === "INDEX" : makesIndex(first)) || statements.length === 0) return statements;
	let result = statements;
	if (entry.tablespace !== "''") result = [
		`SET default_tablespace = ${entry.tablespace};`,
		...result,
		"SET default_tablespace = '';"
	];
	if (table && a === "CREATE" && !["heap", ...facts.accessMethods].includes(entry.accessMethod)) result = [
		`SET default_table_access_method = ${entry.accessMethod};`,
		...result,
		"SET default_table_access_method = heap;"
	];
	return result;
}
/** Parts take their object's place, followed by their own; the text itself orders objects of one kind by name. */
function keyOf$1(kind, statements, parents) {
	const text = statements.join("\n");
	if (!kind.part) return [kind.rank, text];
	const whole = parents.filter((parent) => HOLDERS.includes(parent.kind.rank)).sort((a, b) => b.kind.rank - a.kind.rank)[0];
	return [
		...((kind.rank >= COMMENT_RANK ? parents[0] : whole) ?? whole ?? parents[0])?.node.key ?? [ORPHAN, ""],
		kind.rank,
		text
	];
}
/** Ranks of tables and views, which have parts. */
const HOLDERS = [50, 60];
/** From here on a part belongs to exactly the entry that it names, be it a part itself: comments, labels, grants. */
const COMMENT_RANK = 90;
const ORPHAN = 98;
// src/dump/timescaledb/additions.ts
/**
* The call that adds a job, with as much of it as the function takes: alter_job is no way to complete some of them (see
* `jobStatements`).
*
* @param schema schema of the extension, quoted
* @param hasJobName whether add_job knows `job_name` (2.20 and later)
*/
function additionOf(job, schema, hasJobName) {
	const schedule = `schedule_interval => ${quoteLiteral(job.scheduleInterval)}::interval`;
	return job.form === "job" ? jobAddition(job, schema, schedule, hasJobName) : policyAddition(job, POLICIES$1[job.form], schema, schedule);
}
function policyAddition(job, policy, schema, schedule) {
	const { add, config: keys, standard } = policy;
	const relation = `${quoteLiteral(job.relation ?? "")}::regclass`;
	const written = Object.entries(keys).flatMap(([key, kind]) => argumentOf(job, key, kind, keys));
	return {
		call: `${schema}.${add}(${[
			relation,
			...written.filter(({ optional }) => !optional).map(({ argument }) => argument),
			...standard === null ? [] : [schedule, ...startArguments(job)],
			...written.filter(({ optional }) => optional).map(({ argument }) => argument)
		].join(", ")})`,
		procedure: policy.addedByCall === true,
		covered: Object.keys(keys),
		standard: standard && {
			...standard,
			retryPeriod: standard.retryPeriod === "schedule interval" ? job.scheduleInterval : standard.retryPeriod
		}
	};
}
function argumentOf(job, key, kind, keys) {
	const config = job.config ?? {};
	const value = config[key];
	const isGiven = key in config;
	const one = (argument, optional = false) => [{
		argument: `${key} => ${argument}`,
		optional
	}];
	switch (kind) {
		case "offset": return one(offsetArgument(value, job.timeType));
		case "age": return Object.keys(config).some((other) => keys[other] === "age since creation") ? [] : one(offsetArgument(value, job.timeType));
		case "age since creation": return isGiven ? one(offsetArgument(value, null)) : [];
		case "index": return one(quoteLiteral(String(value)));
		case "interval": return isGiven ? one(offsetArgument(value, null), true) : [];
		case "value": return isGiven ? one(JSON.stringify(value), true) : [];
	}
}
function jobAddition(job, schema, schedule, hasJobName) {
	return {
		call: `${schema}.add_job(${[
			routineArgument(job.procedure),
			schedule,
			...job.config === null ? [] : [`config => ${configArgument(job.procedure, job.config)}`],
			...job.initialStart === null ? [] : [`initial_start => ${quoteLiteral(job.initialStart)}::timestamptz`],
			`scheduled => ${job.scheduled}`,
			...job.check === null ? [] : [`check_config => ${routineArgument(job.check)}`],
			`fixed_schedule => ${job.fixedSchedule}`,
			...job.timezone === null ? [] : [`timezone => ${quoteLiteral(job.timezone)}`],
			...job.title === null || !hasJobName ? [] : [`job_name => ${quoteLiteral(job.title)}`]
		].join(", ")})`,
		procedure: false,
		covered: Object.keys(job.config ?? {}),
		standard: {
			maxRuntime: "00:00:00",
			retryPeriod: "00:05:00"
		}
	};
}
/** Where a procedure of TimescaleDB's is to work on what its config names, the id is looked up by the name. */
function configArgument(procedure, config) {
	const key = ["mat_hypertable_id", "hypertable_id"].find((id) => typeof config[id] === "string");
	if (key === void 0 || !procedure.startsWith("_timescaledb_")) return jsonbLiteral(config);
	const { [key]: relation, ...rest } = config;
	const id = `(SELECT h.id FROM _timescaledb_catalog.hypertable h LEFT JOIN _timescaledb_catalog.continuous_agg a ON a.mat_hypertable_id = h.id WHERE ${quoteLiteral(String(relation))} = pg_catalog.format('%I.%I', coalesce(a.user_view_schema, h.schema_name), coalesce(a.user_view_name, h.table_name)))`;
	return `${jsonbLiteral(rest)} || pg_catalog.jsonb_build_object(${quoteLiteral(key)}, ${id})`;
}
/** A start that only records when the policy was made counts as none, but it makes the schedule a fixed one. */
function startArguments({ fixedSchedule, initialStart, timezone }) {
	const start = initialStart === null ? "now()" : `${quoteLiteral(initialStart)}::timestamptz`;
	return [...fixedSchedule ? [`initial_start => ${start}`] : [], ...timezone === null ? [] : [`timezone => ${quoteLiteral(timezone)}`]];
}
// src/dump/timescaledb/jobs.ts
/**
* The statements that add a policy or job with every one of its properties. Where possible one statement adds and
* adjusts, so that a scheduler never sees the job half made. alter_job comes in only where a job is not what its
* function makes it, for it is broken for some: 2.22.1 to 2.23.1 take the refresh policy of a continuous aggregate
* on another one for a second policy, and a retention policy by creation time is refused for want of `drop_after`.
*
* @param schema schema of the extension, quoted
* @param hasJobName whether alter_job knows `job_name` (2.20 and later)
*/
function jobStatements(job, schema, hasJobName) {
	const addition = additionOf(job, schema, hasJobName);
	const { call, covered, procedure } = addition;
	const extra = Object.entries(job.config ?? {}).filter(([key]) => !covered.includes(key));
	const added = `${procedure ? "CALL" : "SELECT"} ${call};`;
	const merged = extra.length === 0 ? [] : [`config => j.config || ${jsonbLiteral(Object.fromEntries(extra))}`];
	const settings = [...scheduleArguments(job, hasJobName), ...merged].join(", ");
	const statements = merged.length === 0 && isStandard(job, addition) ? [added] : merged.length === 0 && !procedure ? [`SELECT ${schema}.alter_job(${call}, ${settings});`] : [added, `SELECT ${schema}.alter_job(j.job_id, ${settings}) ${newest(job)};`];
	if (job.form !== "job" || job.owner === null) return statements;
	return [
		`SET ROLE ${job.owner};`,
		...statements,
		"RESET ROLE;"
	];
}
function isStandard(job, { standard }) {
	const { form, maxRuntime, maxRetries, retryPeriod, scheduled, title } = job;
	return standard !== null && maxRuntime === standard.maxRuntime && retryPeriod === standard.retryPeriod && maxRetries === -1 && (form === "job" || scheduled && title === null);
}
/**
* All of a job's settings, for alter_job sets the time zone to NULL and the start to now() unless both are given again
* (2.14 to 2.29).
*/
function scheduleArguments(job, hasJobName) {
	return [
		`schedule_interval => ${quoteLiteral(job.scheduleInterval)}::interval`,
		`max_runtime => ${quoteLiteral(job.maxRuntime)}::interval`,
		`max_retries => ${job.maxRetries}`,
		`retry_period => ${quoteLiteral(job.retryPeriod)}::interval`,
		`scheduled => ${job.scheduled}`,
		`fixed_schedule => ${job.fixedSchedule}`,
		...job.initialStart === null ? [] : [`initial_start => ${quoteLiteral(job.initialStart)}::timestamptz`],
		...job.timezone === null ? [] : [`timezone => ${quoteLiteral(job.timezone)}`],
		...job.title === null || !hasJobName ? [] : [`job_name => ${quoteLiteral(job.title)}`]
	];
}
/** The job of that kind that was added last. */
function newest(job) {
	return `FROM timescaledb_information.jobs j WHERE j.job_id = (SELECT max(job_id) FROM timescaledb_information.jobs WHERE proc_name = ${quoteLiteral(job.procedure.slice(job.procedure.lastIndexOf(".") + 1))})`;
}
/**
* A change to a job that TimescaleDB itself sets up; it does nothing where the version has no such job. The config is
* merged into what is there, since later versions ask for keys that earlier ones did not know.
*/
function builtInJobStatement(job, schema) {
	return `SELECT ${schema}.alter_job(${[
		"j.job_id",
		`schedule_interval => ${quoteLiteral(job.scheduleInterval)}::interval`,
		`max_runtime => ${quoteLiteral(job.maxRuntime)}::interval`,
		`max_retries => ${job.maxRetries}`,
		`retry_period => ${quoteLiteral(job.retryPeriod)}::interval`,
		`scheduled => ${job.scheduled}`,
		...job.config === null ? [] : [`config => j.config || ${jsonbLiteral(job.config)}`],
		"fixed_schedule => j.fixed_schedule",
		"initial_start => j.initial_start"
	].join(", ")}) FROM timescaledb_information.jobs j WHERE j.job_id < 1000 AND j.proc_name = ${quoteLiteral(job.procedure)};`;
}
// src/dump/timescaledb/ownership.ts
/**
* Statements that add a policy, for a policy that belongs to another role than its relation. A policy takes its
* relation's owner, and up to 2.25.1 keeps it when the relation gets another; so the relation belongs to the policy's
* owner for just as long as it takes. Later versions give every policy the relation's new owner again.
*/
function withOwner(policy, relation, columns, statements) {
	const alter = (owner) => `ALTER ${relation.form === "continuous aggregate" ? "MATERIALIZED VIEW" : "TABLE"} ${relation.name} OWNER TO ${owner ?? "CURRENT_USER"};`;
	const role = policy.owner ?? "CURRENT_USER";
	const own = [...grants$1(relation.privileges, role, relation.name, ""), ...columns.flatMap(({ bare, privileges }) => grants$1(privileges, role, relation.name, ` (${quoteIdentifier(bare)})`))];
	return [
		...own.length === 0 ? [] : [`REVOKE ALL ON ${relation.name} FROM ${role};`],
		alter(policy.owner),
		...statements,
		alter(relation.owner),
		...own
	];
}
function grants$1(privileges, role, relation, column) {
	const granted = privileges?.[role] ?? [];
	return [false, true].flatMap((option) => {
		const list = granted.filter((privilege) => privilege.endsWith("*") === option);
		if (list.length === 0) return [];
		return [`GRANT ${list.map((privilege) => privilege.replace("*", "") + column).join(", ")} ON ${relation} TO ${role}${option ? " WITH GRANT OPTION" : ""};`];
	});
}
// src/dump/timescaledb/stand-in.ts
/**
* Up to 2.27.1 a continuous aggregate must have a refresh policy before it gets one for its columnstore, up to 2.17 one
* whose window starts after it. Neither has to stay so: either policy can be removed or altered later. A stand-in, there
* for just as long as it takes, lets any such pair be made again in every version.
*
* @param policy the columnstore policy of a continuous aggregate
* @param refreshes the refresh policies of the same
*/
function needsStandIn(policy, refreshes) {
	const after = policy.config?.["compress_after"];
	return !refreshes.some((refresh) => isShorter(refresh.config?.["start_offset"], after));
}
/** A refresh policy that any columnstore policy goes with: its window starts now and lasts for more than two buckets. */
function withStandIn(policy, statements, schema) {
	const relation = `${quoteLiteral(policy.relation ?? "")}::regclass`;
	const [start, end] = OFFSETS[policy.timeType ?? ""] ?? ["'0'::interval", "'-1000 years'::interval"];
	return [
		`SELECT ${schema}.add_continuous_aggregate_policy(${relation}, start_offset => ${start}, end_offset => ${end}, schedule_interval => '1 day'::interval);`,
		...statements,
		`SELECT ${schema}.remove_continuous_aggregate_policy(${relation});`
	];
}
/**
* alter_job asks an integer hypertable for its time when it is given a config, and refuses what is no number: the maximum
* of a column is none where there are no rows yet, as in a restore. Here time stands still meanwhile.
*
* @param hypertable where the time is kept, with the function that tells it
*/
function withTime({ hypertable, type, integerNow }, statements, schema) {
	const set = (routine) => `SELECT ${schema}.set_integer_now_func(${quoteLiteral(hypertable)}::regclass, ${routineArgument(routine)}, replace_if_exists => true);`;
	return [
		`CREATE FUNCTION pg_temp.no_time() RETURNS ${type} LANGUAGE sql IMMUTABLE AS 'SELECT 0::${type}';`,
		set("pg_temp.no_time()"),
		...statements,
		set(integerNow),
		"DROP FUNCTION pg_temp.no_time();"
	];
}
const OFFSETS = {
	smallint: ["0::smallint", "'-30000'::smallint"],
	integer: ["0::integer", "'-2000000000'::integer"],
	bigint: ["0::bigint", "'-4000000000000000000'::bigint"]
};
function isShorter(a, b) {
	const [x, y] = [digitsOf(a), digitsOf(b)];
	if (x !== void 0 && y !== void 0) return BigInt(x) < BigInt(y);
	const [p, q] = [a, b].map((value) => typeof value === "string" ? intervalMicroseconds(value) : void 0);
	return p !== void 0 && q !== void 0 && p < q;
}
// src/dump/job-nodes.ts
/** The order in which TimescaleDB accepts them. */
const ORDER$2 = Object.keys(JOB_KINDS);
/** The nodes of all policies and jobs that can run. */
function jobNodes(model, facts) {
	if (facts.timescaledb === null) return [];
	const { schema } = facts.timescaledb;
	const path = searchPathOf(model);
	const idle = new Set(model.roles.filter(({ login }) => !login).map(({ name }) => name));
	const relations = new Map(model.relations.map((relation) => [relation.name, relation]));
	const refreshes = Map.groupBy(model.jobs.filter(({ form, runnable }) => form === "refresh policy" && runnable), ({ relation }) => relation ?? "");
	return model.jobs.filter(({ runnable }) => runnable).map((job) => {
		const name = job.relation ?? "";
		const relation = relations.get(name);
		const standIn = job.form === "columnstore policy" && relation?.form === "continuous aggregate" && needsStandIn(job, refreshes.get(name) ?? []);
		let statements = jobStatements(job, schema, facts.hasJobName);
		if (standIn) statements = withStandIn(job, statements, schema);
		if (relation !== void 0 && relation.owner !== job.owner) statements = withOwner(job, relation, columnsOf(model, relation), statements);
		const time = callsFunctions(job) && altersConfig(statements) ? timeOf(model, name) : void 0;
		if (time !== void 0) statements = withTime(time, statements, schema);
		if (idle.has(job.owner ?? "")) statements = withLogin(job.owner ?? "", statements);
		if (callsFunctions(job)) statements = withSearchPath(statements, path);
		return {
			statements,
			phase: job.form === "job" ? PHASE.jobs : PHASE.policies,
			key: [standIn ? 0 : 1 + ORDER$2.indexOf(job.form), job.name],
			needs: /* @__PURE__ */ new Set()
		};
	});
}
/** TimescaleDB adds a job, or changes it, for a role that may log in only; nobody asks when the role loses that later. */
function withLogin(role, statements) {
	return [
		`ALTER ROLE ${role} LOGIN;`,
		...statements,
		`ALTER ROLE ${role} NOLOGIN;`
	];
}
/** TimescaleDB asks for the time of an integer dimension, and runs the check function of a job that it adds. */
function callsFunctions({ form, timeType, check }) {
	return form === "job" ? check !== null : timeType !== null && isIntegerType(timeType);
}
function altersConfig(statements) {
	return statements.some((statement) => statement.includes("config => j.config"));
}
/** How the hypertable below a relation tells the time, where that is a number; undefined where no function does. */
function timeOf(model, relation) {
	const aggregate = model.continuousAggregates.find(({ name }) => name === relation);
	if (aggregate !== void 0) return timeOf(model, aggregate.source);
	const [time] = (model.hypertables.find(({ name }) => name === relation)?.dimensions ?? []).filter(({ integerNowFunction }) => integerNowFunction !== null);
	if (time === void 0 || time.integerNowFunction === null) return void 0;
	return {
		hypertable: relation,
		type: time.type,
		integerNow: time.integerNowFunction
	};
}
function columnsOf(model, { name }) {
	return model.columns.filter(({ relation }) => relation === name);
}
// src/dump/timescaledb/hypertables.ts
/**
* The statements that turn a plain table into the hypertable. The old form of create_hypertable is in every version and
* the only one that takes an associated schema and prefix; default indexes are among the table's own.
*
* @param own the tablespace of the table itself, quoted; null for the database's default
* @param schema schema of the extension, quoted
*/
function hypertableStatements(hypertable, own, schema) {
	const relation = `${quoteLiteral(hypertable.name)}::regclass`;
	const [first, ...others] = hypertable.dimensions;
	if (first === void 0) return [];
	const call = (name, ...args) => `SELECT ${schema}.${name}(${args.join(", ")});`;
	const statements = [call("create_hypertable", relation, quoteLiteral(first.column), `chunk_time_interval => ${intervalArgument(first.interval ?? "0", first.type)}`, "create_default_indexes => false", ...optional("associated_schema_name", hypertable.associatedSchema), ...optional("associated_table_prefix", hypertable.associatedPrefix), ...procedure("time_partitioning_func", first.partitioningFunction)), ...others.map((dimension) => call("add_dimension", relation, quoteLiteral(dimension.column), ...dimensionArguments(dimension)))];
	for (const dimension of hypertable.dimensions) {
		if (dimension.integerNowFunction === null) continue;
		statements.push(call("set_integer_now_func", relation, routineArgument(dimension.integerNowFunction)));
	}
	const { adaptiveChunking, granularRefresh } = hypertable;
	if (adaptiveChunking !== null) {
		const size = `chunk_target_size => ${quoteLiteral(`${adaptiveChunking.kilobytes}kB`)}`;
		const sizing = `chunk_sizing_func => ${routineArgument(adaptiveChunking.sizingFunction)}`;
		statements.push(call("set_adaptive_chunking", relation, size, sizing));
	}
	if (granularRefresh !== null) {
		const options = [
			setting("granular_refresh_column", granularRefresh.column),
			setting("granular_refresh_start_offset", granularRefresh.startOffset),
			setting("granular_refresh_end_offset", granularRefresh.endOffset)
		];
		statements.push(`ALTER TABLE ${hypertable.name} SET (${options.join(", ")});`);
	}
	statements.push(...tablespaceStatements(hypertable, own, relation, call));
	return statements;
}
/**
* The tablespaces of the chunks, in the order in which they are taken in turn. create_hypertable attaches the table's own;
* detaching that one puts the table back into the default, and the first that is attached to a table there moves it.
* Where the table is to stand elsewhere, it is moved as a plain one: ALTER TABLE on a hypertable attaches and detaches.
*/
function tablespaceStatements({ name, tablespaces }, own, relation, call) {
	const statements = [];
	const wanted = own === null ? null : unquoted$1(own);
	let stands = wanted;
	if (wanted !== null && tablespaces[0] !== wanted) {
		statements.push(call("detach_tablespace", quoteLiteral(wanted), relation));
		stands = null;
	}
	for (const tablespace of tablespaces) {
		statements.push(call("attach_tablespace", quoteLiteral(tablespace), relation, "if_not_attached => true"));
		if (tablespace !== DEFAULT_TABLESPACE) stands ??= tablespace;
	}
	if (stands === wanted) return statements;
	return [
		...statements,
		sessionSetting("timescaledb.restoring", "on"),
		`ALTER TABLE ${name} SET TABLESPACE ${own ?? DEFAULT_TABLESPACE};`,
		sessionSetting("timescaledb.restoring", "off")
	];
}
const DEFAULT_TABLESPACE = "pg_default";
function dimensionArguments(dimension) {
	return [dimension.form === "hash" ? `number_partitions => ${dimension.partitions}` : `chunk_time_interval => ${intervalArgument(dimension.interval ?? "0", dimension.type)}`, ...procedure("partitioning_func", dimension.partitioningFunction)];
}
/**
* The statement that turns the columnstore on, under the option names that every version knows. Null settings are left
* to TimescaleDB, as the source leaves them.
*
* @param kind `TABLE` for a hypertable, `MATERIALIZED VIEW` for a continuous aggregate
*/
function columnstoreStatements(name, kind, columnstore) {
	const options = ["timescaledb.compress"];
	const { segmentBy, orderBy, sparseIndexes, chunkInterval } = columnstore;
	if (segmentBy !== null) options.push(setting("compress_segmentby", segmentBy.map(quoteIdentifier).join(", ")));
	if (orderBy !== null && orderBy.length > 0) options.push(setting("compress_orderby", orderBy.map(orderText$1).join(", ")));
	if (sparseIndexes !== null) options.push(setting("compress_index", sparseIndexes.join(", ")));
	if (chunkInterval !== null) options.push(setting("compress_chunk_time_interval", durationText(chunkInterval)));
	const statements = [`ALTER ${kind} ${name} SET (${options.join(", ")});`];
	if (columnstore.directCompress) statements.push(`ALTER ${kind} ${name} SET (timescaledb.direct_compress);`);
	return statements;
}
/** Chunk skipping must be switched on for the session that asks for it; the setting came later (2.17.1) than it (2.16). */
function chunkSkippingStatements(hypertable, schema) {
	if (hypertable.chunkSkipping.length === 0) return [];
	return [
		sessionSetting("timescaledb.enable_chunk_skipping", "on"),
		...hypertable.chunkSkipping.map((column) => `SELECT ${schema}.enable_chunk_skipping(${quoteLiteral(hypertable.name)}::regclass, ${quoteLiteral(column)});`),
		sessionSetting("timescaledb.enable_chunk_skipping", "off")
	];
}
function orderText$1({ column, descending, nullsFirst }) {
	const nulls = descending === nullsFirst ? "" : nullsFirst ? " NULLS FIRST" : " NULLS LAST";
	return `${quoteIdentifier(column)}${descending ? " DESC" : ""}${nulls}`;
}
function setting(name, value) {
	return `timescaledb.${name} = ${quoteLiteral(value)}`;
}
function optional(argument, value) {
	return value === null ? [] : [`${argument} => ${quoteLiteral(value)}`];
}
function procedure(argument, value) {
	return value === null ? [] : [`${argument} => ${routineArgument(value)}`];
}
// src/dump/generated-nodes.ts
/** The nodes of what pg_dump knows nothing of. Continuous aggregates are not among them: they stand in for its views. */
function generatedNodes(model, facts) {
	const nodes = [];
	const add = (phase, rank, name, statements) => {
		if (statements.length > 0) nodes.push({
			statements,
			phase,
			key: [rank, name],
			needs: /* @__PURE__ */ new Set()
		});
	};
	if (facts.timescaledb === null) return nodes;
	const { schema } = facts.timescaledb;
	const tablespaces = new Map(model.relations.map(({ name, tablespace }) => [name, tablespace]));
	for (const hypertable of model.hypertables) {
		const { name, columnstore } = hypertable;
		nodes.push({
			statements: hypertableStatements(hypertable, tablespaces.get(name) ?? null, schema),
			phase: PHASE.hypertables,
			key: [1, name],
			needs: /* @__PURE__ */ new Set(),
			hypertable: name
		});
		if (columnstore !== null) add(PHASE.columnstore, 1, name, columnstoreStatements(name, "TABLE", columnstore));
		add(PHASE.columnstore, 3, name, chunkSkippingStatements(hypertable, schema));
	}
	for (const { name, columnstore } of model.continuousAggregates) {
		if (columnstore === null) continue;
		add(PHASE.columnstore, 2, name, columnstoreStatements(name, "MATERIALIZED VIEW", columnstore));
	}
	for (const { name, accessMethod } of model.relations) {
		if (accessMethod === null || !facts.accessMethods.includes(accessMethod)) continue;
		add(PHASE.columnstore, 2, name, [`ALTER TABLE ${name} SET ACCESS METHOD ${quoteIdentifier(accessMethod)};`]);
	}
	for (const object of model.extensionPrivileges) add(PHASE.privileges, 90, object.name, extensionGrants(object));
	for (const { name, columnstore } of model.hypertables) {
		if (!columnstore?.directCompress) continue;
		const relation = `${quoteLiteral(name)}::regclass`;
		add(PHASE.policies, 0, name, [`SELECT ${schema}.remove_compression_policy(${relation}, if_exists => true);`, `SELECT ${schema}.remove_compaction_policy(${relation}, if_exists => true);`]);
	}
	nodes.push(...jobNodes(model, facts));
	for (const job of model.builtInJobs) add(PHASE.jobs, 99, job.name, [builtInJobStatement(job, schema)]);
	return nodes;
}
/** Privileges on objects of TimescaleDB's own schemas, which pg_dump leaves out together with the schemas. */
function extensionGrants({ name, privileges }) {
	const [, kind, object] = /^(function|table|sequence|schema) ([\s\S]*)$/.exec(name) ?? [];
	if (kind === void 0 || object === void 0 || !/^_timescaledb_/.test(object)) return [];
	const target = `${kind === "function" ? "ROUTINE" : kind.toUpperCase()} ${object}`;
	const statements = [`REVOKE ALL ON ${target} FROM PUBLIC;`];
	for (const [role, granted] of Object.entries(privileges ?? {})) {
		const grantee = role.replace(/ \(granted by .*\)$/, "");
		for (const option of [false, true]) {
			const list = granted.filter((privilege) => privilege.endsWith("*") === option).map((p) => p.replace("*", ""));
			if (list.length === 0) continue;
			statements.push(`GRANT ${list.join(", ")} ON ${target} TO ${grantee}${option ? " WITH GRANT OPTION" : ""};`);
		}
	}
	return statements;
}
// src/dump/order.ts
/**
* Orders the nodes by phase and key, after whatever they need. What needs a node of a later phase moves to that phase
* with all that hangs on it. The result depends on nothing but phases, keys, texts and needs: the order in which the
* nodes are given does not show. Should they need each other in a circle, the least of the circle comes first.
*/
function order(nodes) {
	lift(nodes);
	const waiting = /* @__PURE__ */ new Map();
	const dependents = /* @__PURE__ */ new Map();
	const ready = new Heap();
	for (const node of nodes) {
		waiting.set(node, node.needs.size);
		if (node.needs.size === 0) ready.push(node);
		for (const need of node.needs) {
			const list = dependents.get(need);
			if (list === void 0) dependents.set(need, [node]);
			else list.push(node);
		}
	}
	const ordered = [];
	const placed = /* @__PURE__ */ new Set();
	let beside = new Heap();
	let group = "";
	const place = (node) => {
		ordered.push(node);
		placed.add(node);
		if (groupOf(node) !== group) {
			for (let other = beside.pop(); other !== void 0; other = beside.pop()) ready.push(other);
			beside = new Heap();
			group = groupOf(node);
		}
		for (const dependent of dependents.get(node) ?? []) {
			const left = (waiting.get(dependent) ?? 0) - 1;
			waiting.set(dependent, left);
			if (left === 0 && !placed.has(dependent)) (groupOf(dependent) === group ? beside : ready).push(dependent);
		}
	};
	while (ordered.length < nodes.length) place(beside.pop() ?? ready.pop() ?? least(nodes.filter((node) => !placed.has(node))));
	return ordered;
}
/** Names the object that a node is or belongs to. */
function groupOf({ phase, key }) {
	return JSON.stringify([
		phase,
		key[0],
		key[1]
	]);
}
/** Moves every node to the latest phase among the nodes that it needs. */
function lift(nodes) {
	for (let changed = true; changed;) {
		changed = false;
		for (const node of nodes) for (const need of node.needs) {
			if (need.phase <= node.phase) continue;
			node.phase = need.phase;
			changed = true;
		}
	}
}
function compare$2(a, b) {
	if (a.phase !== b.phase) return a.phase - b.phase;
	for (let i = 0; i < Math.min(a.key.length, b.key.length); i++) {
		const x = a.key[i];
		const y = b.key[i];
		if (x !== y) return x < y ? -1 : 1;
	}
	return a.key.length - b.key.length;
}
function least(nodes) {
	return nodes.reduce((best, node) => compare$2(node, best) < 0 ? node : best);
}
/** A binary heap: 10,000 nodes and more become ready in any order. */
var Heap = class {
	#items = [];
	push(node) {
		const items = this.#items;
		let at = items.push(node) - 1;
		while (at > 0) {
			const parent = at - 1 >> 1;
			if (compare$2(items[parent], node) <= 0) break;
			items[at] = items[parent];
			at = parent;
		}
		items[at] = node;
	}
	pop() {
		const items = this.#items;
		const top = items[0];
		const last = items.pop();
		if (last === void 0 || items.length === 0) return top;
		let at = 0;
		for (;;) {
			let child = 2 * at + 1;
			if (child >= items.length) break;
			if (child + 1 < items.length && compare$2(items[child + 1], items[child]) < 0) child++;
			if (compare$2(last, items[child]) <= 0) break;
			items[at] = items[child];
			at = child;
		}
		items[at] = last;
		return top;
	}
};
// src/dump/database-statements.ts
/** What PostgreSQL grants on a database by default: to its owner, and to everybody. */
const OWNER = [
	"CONNECT",
	"CREATE",
	"TEMPORARY"
];
const PUBLIC = ["CONNECT", "TEMPORARY"];
/** What makes a fresh database's owner, privileges and comment those of the model. `:"DBNAME"` is its name, as in psql. */
function databaseStatements({ owner, privileges, comment }) {
	const statements = [];
	if (owner !== null) statements.push(`ALTER DATABASE :"DBNAME" OWNER TO ${owner};`);
	if (privileges !== null) {
		const standard = /* @__PURE__ */ new Map([["PUBLIC", PUBLIC], [owner ?? "CURRENT_USER", OWNER]]);
		for (const [role, usual] of standard) {
			const lost = usual.filter((privilege) => !privileges[role]?.some((given) => given.replace("*", "") === privilege));
			if (lost.length > 0) statements.push(`REVOKE ${lost.join(", ")} ON DATABASE :"DBNAME" FROM ${role};`);
		}
		for (const [key, given] of Object.entries(privileges)) {
			const role = key.replace(/ \(granted by [^]*\)$/, "");
			for (const option of [false, true]) {
				const gained = given.filter((privilege) => privilege.endsWith("*") === option && !standard.get(role)?.includes(privilege)).map((privilege) => privilege.replace("*", ""));
				if (gained.length === 0) continue;
				statements.push(`GRANT ${gained.join(", ")} ON DATABASE :"DBNAME" TO ${role}${option ? " WITH GRANT OPTION" : ""};`);
			}
		}
	}
	if (comment !== null) statements.push(`COMMENT ON DATABASE :"DBNAME" IS ${quoteLiteral(comment)};`);
	return statements;
}
// src/dump/prerequisites.ts
const MARKER = "-- Needed on the server before this file is restored:";
const INDENT = "--   ";
/** Settings that are stored as a list of quoted names already. */
const LISTS = [
	"search_path",
	"temp_tablespaces",
	"session_preload_libraries",
	"local_preload_libraries"
];
/**
* What lives outside of a database and is needed by this one, as a comment of statements: roles, tablespaces, and the
* owner, privileges, comment and settings of the database itself. Empty where nothing is needed.
*/
function prerequisites(model) {
	const statements = [
		...model.roles.map(createRole),
		...model.roles.flatMap(grantRoles),
		...model.tablespaces.map(({ name }) => `CREATE TABLESPACE ${name} LOCATION '';`),
		...model.database.flatMap(databaseStatements),
		...model.databaseSettings.map(alterDatabase)
	];
	if (statements.length === 0) return "";
	return `${[MARKER, ...statements.map((statement) => `${INDENT}${onOneLine$1(statement)}`)].join("\n")}\n`;
}
/** Reads the statements back from a dump's text. `:"DBNAME"` stands for the database, as psql would replace it. */
function readPrerequisites(text) {
	const lines = text.slice(0, 1e6).split("\n");
	const at = lines.indexOf(MARKER);
	if (at < 0) return [];
	const statements = [];
	for (const line of lines.slice(at + 1)) {
		if (!line.startsWith(INDENT)) break;
		statements.push(line.slice(5));
	}
	return statements;
}
function createRole(role) {
	const attributes = [
		role.login ? "LOGIN" : "",
		role.superuser ? "SUPERUSER" : "",
		role.inherit ? "" : "NOINHERIT",
		role.createRole ? "CREATEROLE" : "",
		role.createDatabase ? "CREATEDB" : "",
		role.replication ? "REPLICATION" : "",
		role.bypassRowSecurity ? "BYPASSRLS" : "",
		role.connectionLimit === -1 ? "" : `CONNECTION LIMIT ${role.connectionLimit}`,
		role.validUntil === null ? "" : `VALID UNTIL ${quoteLiteral(role.validUntil)}`
	].filter((attribute) => attribute !== "");
	return `CREATE ROLE ${[role.name, ...attributes].join(" ")};`;
}
function grantRoles({ name, memberOf, memberOptions }) {
	return memberOf.map((group) => {
		const options = memberOptions[group];
		return `GRANT ${group} TO ${name}${options === void 0 ? "" : ` WITH ${options}`};`;
	});
}
function alterDatabase({ role, setting, value }) {
	return `ALTER ${role === null ? "DATABASE :\"DBNAME\"" : `ROLE ${role} IN DATABASE :"DBNAME"`} SET ${setting} TO ${LISTS.includes(setting) ? value : quoteLiteral(value)};`;
}
/** A line break would end the comment, so it is written as an escape: E'…' has one, and of the rest U&… is made. */
function onOneLine$1(statement) {
	if (!/[\r\n]/.test(statement)) return statement;
	return [...tokenize(statement)].map(({ start, end }) => {
		const text = statement.slice(start, end);
		if (!/[\r\n]/.test(text)) return text;
		if (text.startsWith("E")) return text.replaceAll("\n", "\\n").replaceAll("\r", "\\r");
		return `U&${text.replaceAll("\\", "\\\\").replaceAll("\n", "\\000a").replaceAll("\r", "\\000d")}`;
	}).join("");
}
// src/dump/compose.ts
/** Settings of the session that restores, so that nothing in the file depends on the reader's own. */
const PREAMBLE = `SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET timezone = 'UTC';
SET intervalstyle = 'postgres';
SET datestyle = 'ISO, YMD';
SET default_tablespace = '';
SET default_table_access_method = heap;`;
/** What a restore needs of settings that a database may have otherwise (ALTER DATABASE … SET): it goes through then, too. */
const HINDRANCES = [
	["default_transaction_read_only", "off"],
	["session_replication_role", "origin"],
	["transform_null_equals", "off"],
	["array_nulls", "on"],
	["timescaledb.restoring", "off"]
];
/**
* Makes the canonical text of a schema, from pg_dump's entries for what PostgreSQL knows and from the model for what
* only TimescaleDB knows. The text ends with a newline and is a function of the schema alone.
*/
function composeBody(entries, dependencies, internals, model, facts, rows = []) {
	const own = entryNodes(entries, dependencies, internals, model, facts);
	const generated = generatedNodes(model, facts);
	linkHypertables(own, generated, model);
	const nodes = [
		...own.nodes,
		...generated,
		...rowNodes(rows, own)
	];
	const hindrances = HINDRANCES.filter(([name]) => model.databaseSettings.some(({ setting }) => setting === name));
	const parts = [PREAMBLE, ...hindrances.map(([name, value]) => `SET ${name} = ${value};`)];
	const needed = prerequisites(model);
	if (needed !== "") parts.unshift(needed);
	let phase = -1;
	let group;
	for (const node of order(nodes)) {
		if (node.phase !== phase) {
			phase = node.phase;
			group = void 0;
			parts.push(`\n--\n-- ${PHASE_TITLE.get(phase)}\n--`);
		}
		parts.push(`${groupOf(node) === group ? "" : "\n"}${node.statements.join("\n")}`);
		group = groupOf(node);
	}
	return `${parts.join("\n")}\n`;
}
/** Rows come after their table, and after those that their foreign keys lead to. */
function rowNodes(rows, { nodeOf }) {
	const nodes = new Map(rows.filter(({ statements }) => statements.length > 0).map(({ name, statements }) => {
		const table = nodeOf(name);
		const needs = new Set(table === void 0 ? [] : [table]);
		return [name, {
			statements,
			phase: PHASE.rows,
			key: [0, name],
			needs
		}];
	}));
	for (const { name, after } of rows) for (const other of after) {
		const node = nodes.get(other);
		if (node !== void 0) nodes.get(name)?.needs.add(node);
	}
	return [...nodes.values()];
}
/**
* A table that reaches a continuous aggregate (by the body of a function in a default, say) comes after it, out of its
* phase: its hypertable must follow it and all its parts, and be there before what is built on it.
*/
function linkHypertables({ nodes, nodeOf }, generated, model) {
	const hypertables = new Map(generated.flatMap((node) => node.hypertable === void 0 ? [] : [[node.hypertable, node]]));
	lift(nodes);
	const parts = /* @__PURE__ */ new Map();
	for (const node of nodes) {
		const list = parts.get(groupOf(node));
		if (list === void 0) parts.set(groupOf(node), [node]);
		else list.push(node);
	}
	for (const [name, hypertable] of hypertables) {
		const table = nodeOf(name);
		for (const part of table === void 0 ? [] : parts.get(groupOf(table)) ?? []) hypertable.needs.add(part);
	}
	const sources = new Map(model.relations.map(({ name, dependsOn }) => [name, dependsOn]));
	for (const { name } of model.continuousAggregates) for (const source of sources.get(name) ?? []) {
		const hypertable = hypertables.get(source);
		if (hypertable !== void 0) nodeOf(name)?.needs.add(hypertable);
	}
}
// src/dump/dependencies.ts
/**
* Which entries need which, by `class/oid`. In plain text pg_dump names the dependencies of comments and privileges only,
* so the catalogue is asked: what an object and its parts (a view's rule, a default, a check, a composite type's
* relation) refer to, seen through whatever is no entry itself (row and array types, members of an extension).
*/
async function readDependencies(session, entries) {
	const ids = entries.filter(({ classId }) => classId !== 0).map(({ classId, oid }) => [classId, oid]);
	await session.execute("SET enable_nestloop = off; SET enable_mergejoin = off");
	const [row] = await session.query(QUERY, [JSON.stringify(ids)]);
	const needs = /* @__PURE__ */ new Map();
	for (const [from, to] of JSON.parse(row?.edges ?? "[]")) {
		const set = needs.get(from);
		if (set === void 0) needs.set(from, /* @__PURE__ */ new Set([to]));
		else set.add(to);
	}
	for (const [from, set] of needs) {
		if (!from.startsWith(`${PG_PROC}/`)) continue;
		for (const to of set) if (needs.get(to)?.has(from)) set.delete(to);
	}
	return needs;
}
/** OID of pg_proc, the same in every PostgreSQL. */
const PG_PROC = 1255;
/**
* OIDs below 16384 are PostgreSQL's own objects, which every database has. NOT IN looks entries up in a hash table, where
* NOT EXISTS would go through them all for every step.
*/
const QUERY = `
WITH RECURSIVE entry AS MATERIALIZED (
  SELECT (e ->> 0)::oid AS classid, (e ->> 1)::oid AS objid FROM json_array_elements($1::json) e),
part AS (
  SELECT e.classid, e.objid, 'pg_catalog.pg_rewrite'::regclass::oid AS c, w.oid AS o
  FROM entry e JOIN pg_catalog.pg_rewrite w ON w.ev_class = e.objid WHERE e.classid = 'pg_catalog.pg_class'::regclass
  UNION ALL
  SELECT e.classid, e.objid, 'pg_catalog.pg_attrdef'::regclass::oid, d.oid
  FROM entry e JOIN pg_catalog.pg_attrdef d ON d.adrelid = e.objid WHERE e.classid = 'pg_catalog.pg_class'::regclass
  UNION ALL
  SELECT e.classid, e.objid, 'pg_catalog.pg_constraint'::regclass::oid, k.oid
  FROM entry e JOIN pg_catalog.pg_constraint k ON k.conrelid = e.objid AND k.conparentid = 0
    -- of a constraint trigger the trigger is the entry
    AND k.contype <> 't' WHERE e.classid = 'pg_catalog.pg_class'::regclass
  UNION ALL
  SELECT e.classid, e.objid, 'pg_catalog.pg_constraint'::regclass::oid, k.oid
  FROM entry e JOIN pg_catalog.pg_constraint k ON k.contypid = e.objid WHERE e.classid = 'pg_catalog.pg_type'::regclass
  UNION ALL
  SELECT e.classid, e.objid, 'pg_catalog.pg_class'::regclass::oid, t.typrelid
  FROM entry e JOIN pg_catalog.pg_type t ON t.oid = e.objid AND t.typrelid <> 0 WHERE e.classid = 'pg_catalog.pg_type'::regclass
  UNION ALL
  SELECT e.classid, e.objid, 'pg_catalog.pg_class'::regclass::oid, k.conindid
  FROM entry e JOIN pg_catalog.pg_constraint k ON k.oid = e.objid AND k.conindid <> 0 AND k.contype IN ('p', 'u', 'x')
  WHERE e.classid = 'pg_catalog.pg_constraint'::regclass),
walk AS (
  SELECT classid, objid, classid AS c, objid AS o FROM entry
  UNION
  SELECT p.classid, p.objid, p.c, p.o FROM part p
  WHERE (p.c, p.o) NOT IN (SELECT classid, objid FROM entry)
  UNION
  SELECT w.classid, w.objid, d.refclassid, d.refobjid
  FROM walk w
  JOIN pg_catalog.pg_depend d ON d.classid = w.c AND d.objid = w.o AND d.refobjid >= 16384
  WHERE (w.c = w.classid AND w.o = w.objid)
     OR (w.c, w.o) NOT IN (SELECT classid, objid FROM entry))
SELECT coalesce(json_agg(json_build_array(w.classid || '/' || w.objid, w.c || '/' || w.o)), '[]'::json)::text AS edges
FROM walk w
JOIN entry e ON e.classid = w.c AND e.objid = w.o
WHERE NOT (w.c = w.classid AND w.o = w.objid)`;
// src/dump/entries.ts
const TOC = /^-- TOC entry (\d+) \(class (\d+) OID (\d+)\)$/;
const DEPENDENCIES = /^-- Dependencies: ([\d ]+)$/;
const SETTING = /^SET (default_tablespace|default_table_access_method) = (.*);$/s;
/**
* Reads the plain text of `pg_dump --schema-only --verbose`. Only comments between statements count as headers, as the
* lexer sees them: text inside quotes, dollar quotes, names and comments of comments can't pose as one, and the names
* that headers repeat are never read. Statements before the first entry (pg_dump's own settings) are left out.
*/
function readEntries(text) {
	const entries = [];
	let current;
	let tablespace = "''";
	let accessMethod = "heap";
	let start = -1;
	let skipTo = 0;
	for (const token of tokenize(text)) {
		if (token.kind === "space") continue;
		if (token.kind === "comment") {
			if (start >= 0) continue;
			const line = text.slice(token.start, token.end).trimEnd();
			const toc = TOC.exec(line);
			if (toc !== null) {
				const [, id, classId, oid] = toc;
				current = {
					id: Number(id),
					classId: Number(classId),
					oid: Number(oid),
					dependencies: [],
					statements: [],
					tablespace,
					accessMethod
				};
				entries.push(current);
			} else if (current !== void 0 && current.statements.length === 0) {
				const dependencies = DEPENDENCIES.exec(line);
				if (dependencies?.[1] !== void 0) current.dependencies = dependencies[1].split(" ").map(Number);
			}
			continue;
		}
		if (token.start < skipTo) continue;
		if (start < 0 && token.kind === "backslash") {
			const end = text.indexOf("\n", token.end);
			skipTo = end < 0 ? text.length : end;
			continue;
		}
		if (start < 0) start = token.start;
		if (token.kind !== "semicolon") continue;
		const statement = text.slice(start, token.end);
		start = -1;
		const setting = SETTING.exec(statement);
		if (setting?.[2] !== void 0) {
			if (setting[1] === "default_tablespace") tablespace = setting[2];
			else accessMethod = setting[2];
		} else current?.statements.push(statement);
	}
	return entries;
}
// src/dump/header.ts
/** The SHA-256 of a dump's text below its header comment, in hexadecimal. */
function fingerprintOf(text) {
	return createHash("sha256").update(bodyOf(text)).digest("hex");
}
/** What stands below the header comment: everything after the first blank line of a text that begins with our header. */
function bodyOf(text) {
	if (!text.startsWith(FIRST_LINE)) return text;
	const end = text.indexOf("\n\n");
	return end < 0 ? "" : text.slice(end + 2);
}
const ROWS$1 = "-- Rows of: ";
const FIRST_LINE = "-- TimescaleDB schema, dumped by timescale-ci";
/**
* Puts the header above a body. Versions stand here and nowhere else, since they are not the schema's.
*
* @param about.chosen what of the schema is in it
* @param about.rows the tables whose rows are
* @param about.owner of a live database, whose objects name no owner
*/
function withHeader(body, versions, { owner, chosen, rows = [] } = {}) {
	return [
		FIRST_LINE,
		`-- Server: TimescaleDB ${versions.timescaledb} (${versions.edition}) on PostgreSQL ${versions.postgres}`,
		`-- Fingerprint: ${createHash("sha256").update(body).digest("hex")}`,
		"-- Restore into an empty database: psql -v ON_ERROR_STOP=1 -f THIS_FILE",
		...chosen === void 0 ? [] : [`-- Holds of the schema: ${onOneLine(chosen)}`],
		...rows.length === 0 ? [] : [`${ROWS$1}${JSON.stringify(rows)}`],
		...owner === void 0 ? [] : [`-- What names no owner belongs to ${onOneLine(owner)}: restore as that role`],
		"",
		body
	].join("\n");
}
/** The same header above another body, with that one's fingerprint. */
function withBody(text, body) {
	return `${text.slice(0, text.length - bodyOf(text).length).replace(/(?<=^-- Fingerprint: ).*$/m, createHash("sha256").update(body).digest("hex"))}${body}`;
}
/** The versions that a header names. */
function versionsOf({ postgres, timescaledb, edition }) {
	return {
		postgres,
		timescaledb: timescaledb?.version ?? "none",
		edition
	};
}
/** A role's name may hold a line break, which would end the comment. */
function onOneLine(name) {
	return name.replace(/[\r\n]+/g, " ");
}
/** The tables whose rows a dump holds, as its header names them. */
function rowsOf(text) {
	const line = (text.startsWith(FIRST_LINE) ? text.slice(0, text.indexOf("\n\n")) : "").split("\n").find((one) => one.startsWith(ROWS$1));
	try {
		return line === void 0 ? [] : JSON.parse(line.slice(12));
	} catch {
		return [];
	}
}
/** Reads a header back, or gives undefined where the text has none of ours. */
function readHeader(text) {
	if (!text.startsWith(FIRST_LINE)) return void 0;
	const head = text.slice(0, text.indexOf("\n\n"));
	const server = /^-- Server: TimescaleDB (\S+) \((community|apache)\) on PostgreSQL (\S+)$/m.exec(head);
	const fingerprint = /^-- Fingerprint: ([0-9a-f]{64})$/m.exec(head)?.[1];
	if (server === null || fingerprint === void 0) return void 0;
	const [, timescaledb = "", edition, postgres = ""] = server;
	return {
		versions: {
			timescaledb,
			postgres,
			edition
		},
		fingerprint
	};
}
// src/dump/internal.ts
/** pg_dump's options that leave out whatever is TimescaleDB's own. In its patterns, quotes keep everything but * as it is. */
function exclusions({ schemas, chunkNames }) {
	const quoted = (text) => `"${text.replaceAll("\"", "\"\"")}"`;
	return [...schemas.map((schema) => `--exclude-schema=${quoted(schema)}`), ...chunkNames.map(({ schema, prefix, suffix }) => `--exclude-table=${quoted(schema)}.${quoted(prefix)}*${quoted(suffix)}`)];
}
async function readInternals(session, facts) {
	const [row] = await session.query(`WITH ${relations(facts)},
     index AS (
       SELECT i.indexrelid AS oid, format('%I.%I', n.nspname, ic.relname) AS name
       FROM relation r JOIN pg_index i ON i.indrelid = r.oid JOIN pg_class ic ON ic.oid = i.indexrelid JOIN pg_namespace n ON n.oid = ic.relnamespace)
     SELECT json_build_object(
       'hidden', (SELECT coalesce(json_agg(id), '[]'::json) FROM (
          SELECT 'pg_class'::regclass::oid || '/' || c.oid AS id
          FROM internal_relation i JOIN pg_class c ON c.oid = i.oid JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE ${userNamespace("n")}
          UNION ALL
          SELECT 'pg_trigger'::regclass::oid || '/' || t.oid FROM pg_trigger t JOIN relation r ON r.oid = t.tgrelid WHERE ${internalTrigger("t")}) hidden),
       'names', (SELECT coalesce(json_agg(json_build_array(id, name)), '[]'::json) FROM (
          SELECT 'pg_class'::regclass::oid || '/' || oid AS id, name FROM relation
          UNION ALL
          SELECT 'pg_class'::regclass::oid || '/' || oid, name FROM index
          UNION ALL
          SELECT 'pg_constraint'::regclass::oid || '/' || k.oid, i.name FROM index i JOIN pg_constraint k ON k.conindid = i.oid AND k.contype IN ('p', 'u', 'x')) n),
       'schemas', (SELECT coalesce(json_agg(n.nspname ORDER BY n.nspname), '[]'::json) FROM pg_namespace n
                   WHERE n.nspname LIKE '\\_timescaledb\\_%' AND ${ofExtension("pg_namespace", "n.oid")}),
       'chunkNames', ${facts.timescaledb === null ? "'[]'::json" : CHUNK_NAMES}
     )::text AS internals`);
	const { hidden, names, ...rest } = JSON.parse(row?.internals ?? "{}");
	return {
		hidden: new Set(hidden),
		names: new Map(names),
		...rest
	};
}
/** A chunk is `prefix_1_chunk`; its compressed rows are in a schema of TimescaleDB's, or since 2.29 beside it. */
const CHUNK_NAMES = `
  (SELECT coalesce(json_agg(json_build_object('schema', p.schema, 'prefix', p.prefix, 'suffix', p.suffix)
                   ORDER BY p.schema, p.prefix, p.suffix), '[]'::json)
   FROM (SELECT DISTINCT n.oid, n.nspname AS schema, h.associated_table_prefix || '_' AS prefix, s.suffix
         FROM _timescaledb_catalog.hypertable h
         JOIN pg_namespace n ON n.nspname = h.associated_schema_name AND ${userNamespace("n")}
         CROSS JOIN (VALUES ('_chunk'), ('_chunk_compressed')) s(suffix)) p
   WHERE (SELECT bool_and(c.oid IN (SELECT oid FROM internal_relation))
          FROM pg_class c
          WHERE c.relnamespace = p.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')
            AND starts_with(c.relname, p.prefix) AND right(c.relname, length(p.suffix)) = p.suffix
            AND length(c.relname) >= length(p.prefix || p.suffix)))`;
// src/sql/pattern.ts
/** `*` stands for any letters, `?` for one; names are as the catalogue has them, without quotes. */
function namePattern(text) {
	const dot = text.indexOf(".");
	if (dot < 0) return {
		text,
		schema: globMatcher(text),
		relation: void 0
	};
	return {
		text,
		schema: globMatcher(text.slice(0, dot)),
		relation: globMatcher(text.slice(dot + 1))
	};
}
/** `*` stands for any letters, `?` for one. */
function globMatcher(glob) {
	const parts = glob.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("\\*", ".*");
	return new RegExp(`^${parts.replaceAll("\\?", ".")}$`, "s");
}
// src/dump/rows.ts
/** A dump is text that people read: a table with more is data. */
const MOST_ROWS = 1e4;
/** `public.settings`, `lookup.*`, or with columns: `public.knex_migrations (name, batch)`. */
const ENTRY = /^([^.()]+\.[^()]+?)\s*(?:\(([^()]+)\))?$/;
/**
* The tables that settings name by patterns.
*
* @param absent whether a pattern may name no table: the settings are of another schema than this one
* @throws UserError for a pattern that names no table, and for a hypertable
*/
async function findRowTables(session, patterns, absent) {
	if (patterns.length === 0) return [];
	const tables = await readTables(session);
	const found = patterns.flatMap((text) => {
		const [, name = "", columns] = ENTRY.exec(text.trim()) ?? [];
		const pattern = namePattern(name);
		const matching = tables.filter(({ schema, table }) => pattern.schema.test(schema) && pattern.relation?.test(table) === true);
		if (matching.length === 0 && !absent) throw new UserError(`rows: ${text} names no table of the schema`, {
			hint: "Write it with its schema (public.schema_migrations); a pattern may have *, columns stand in parentheses.",
			exitCode: 1
		});
		const hypertable = matching.find((one) => one.hypertable);
		if (hypertable !== void 0) throw new UserError(`rows: ${hypertable.name} is a hypertable, whose rows are data and no part of a schema`, { exitCode: 1 });
		const chosen = columns?.split(",").map((column) => column.trim());
		for (const one of matching) {
			const missing = chosen?.find((column) => !one.columns.includes(column));
			if (missing === void 0 || absent) continue;
			throw new UserError(`rows: ${one.name} has no column ${missing} that could be written`, { exitCode: 1 });
		}
		return matching.map(({ schema, table }) => ({
			schema,
			table,
			columns: chosen
		}));
	});
	return found.filter((one, i) => found.findIndex((other) => keyOf(other) === keyOf(one)) === i);
}
function keyOf({ schema, table }) {
	return JSON.stringify([schema, table]);
}
/**
* Reads rows as INSERT statements, in an order of their own: by the primary key, else by all that is in them. The session is
* in a transaction, whose settings change.
*
* @throws UserError for a table with more rows than anybody reads
*/
async function readRows(session, wanted) {
	if (wanted.length === 0) return [];
	await session.execute(PRINT);
	const tables = (await readTables(session)).filter((one) => wanted.some((other) => keyOf(other) === keyOf(one)));
	const found = [];
	for (const table of tables) {
		const chosen = wanted.find((other) => keyOf(other) === keyOf(table))?.columns ?? table.columns;
		const columns = table.columns.filter((column) => chosen.includes(column));
		if (columns.length === 0) continue;
		const key = table.key.every((column) => columns.includes(column)) ? table.key : [];
		const rows = await read$1(session, table, columns, key);
		const { name, sequences, after } = table;
		const statements = [...insert(table, columns, rows), ...setSequences(table)];
		found.push({
			name,
			columns,
			key,
			rows,
			sequences,
			after,
			statements
		});
	}
	return found;
}
/** As the restore reads it: its session has the same. */
const PRINT = `
  SET LOCAL timezone = 'UTC'; SET LOCAL intervalstyle = 'postgres'; SET LOCAL datestyle = 'ISO, YMD';
  SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL search_path = ''; SET LOCAL row_security = off`;
async function read$1(session, table, columns, key) {
	const values = columns.map((column) => `pg_catalog.format('%L', ${quoteIdentifier(column)})`);
	const rows = await session.query(`SELECT pg_catalog.json_build_array(${values.join(", ")})::text AS row
     FROM ${table.partitioned ? "" : "ONLY "}${table.name} LIMIT 10001`);
	if (rows.length > MOST_ROWS) throw new UserError(`rows: ${table.name} has more than ${MOST_ROWS} rows, which is more than a dump of a schema holds`, {
		hint: "Leave it to a backup of the data.",
		exitCode: 1
	});
	const order = [...key, ...columns].map((column) => columns.indexOf(column));
	return rows.map(({ row }) => JSON.parse(row)).sort((a, b) => compareRows(a, b, order));
}
function insert(table, columns, rows) {
	if (rows.length === 0) return [];
	const overriding = table.always ? " OVERRIDING SYSTEM VALUE" : "";
	const lines = rows.map((row) => `    (${row.join(", ")})`);
	const names = columns.map((column) => quoteIdentifier(column)).join(", ");
	return [`INSERT INTO ${table.name} (${names})${overriding} VALUES\n${lines.join(",\n")};`];
}
/** Whole numbers count as numbers. */
function compareRows(a, b, order) {
	for (const at of order) {
		const [x = "", y = ""] = [a[at], b[at]];
		const numbers = [x, y].map((text) => /^'(-?\d+)'$/.exec(text)?.[1]);
		const [m, n] = numbers[0] !== void 0 && numbers[1] !== void 0 ? numbers.map((text) => BigInt(text ?? 0)) : [];
		const compared = m === void 0 || n === void 0 || m === n ? compareNames(x, y) : m < n ? -1 : 1;
		if (compared !== 0) return compared;
	}
	return 0;
}
/** The next row gets the next number. */
function setSequences({ sequences }) {
	return sequences.map(({ name, value }) => `SELECT pg_catalog.setval(${name}, ${value}, true);`);
}
async function readTables(session) {
	const [timescale] = await session.query(`SELECT to_regclass('_timescaledb_catalog.hypertable') IS NOT NULL AS there`);
	const hypertable = timescale?.there === true ? "EXISTS (SELECT FROM _timescaledb_catalog.hypertable h WHERE (h.schema_name, h.table_name) = (n.nspname, c.relname))" : "false";
	const [row] = await session.query(`
    SELECT found.list AS tables FROM (
      SELECT coalesce(json_agg(t ORDER BY t.schema, t."table"), '[]')::text AS list FROM (
        SELECT n.nspname AS schema, c.relname AS "table", format('%I.%I', n.nspname, c.relname) AS name,
               c.relkind = 'p' AS partitioned, ${hypertable} AS hypertable,
               (SELECT coalesce(json_agg(a.attname ORDER BY a.attnum), '[]') FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '') AS columns,
               EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attidentity = 'a') AS always,
               (SELECT coalesce(json_agg(a.attname ORDER BY k.position), '[]') FROM pg_catalog.pg_index i
                CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, position)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                WHERE i.indrelid = c.oid AND i.indisprimary) AS key,
               (SELECT coalesce(json_agg(DISTINCT format('%I.%I', fn.nspname, f.relname)), '[]') FROM pg_catalog.pg_constraint k
                JOIN pg_catalog.pg_class f ON f.oid = k.confrelid AND f.oid <> c.oid
                JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
                WHERE k.conrelid = c.oid AND k.contype = 'f') AS after,
               (SELECT coalesce(json_agg(json_build_object('name', quote_literal(format('%I.%I', s.schemaname, s.sequencename)),
                                                           'value', s.last_value::text) ORDER BY s.sequencename), '[]')
                FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class q ON q.oid = d.objid AND q.relkind = 'S'
                JOIN pg_catalog.pg_namespace qn ON qn.oid = q.relnamespace
                JOIN pg_catalog.pg_sequences s ON s.schemaname = qn.nspname AND s.sequencename = q.relname
                WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                  AND d.deptype IN ('a', 'i') AND s.last_value IS NOT NULL) AS sequences
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^(pg_|_?timescaledb_)' AND n.nspname <> 'information_schema'
          AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')) t
    ) found`);
	return JSON.parse(row?.tables ?? "[]");
}
// \0@oxc-project+runtime@0.158.0/helpers/esm/usingCtx.js
function _usingCtx() {
	var r = "function" == typeof SuppressedError ? SuppressedError : function(r, e) {
		var n = Error();
		return n.name = "SuppressedError", n.error = r, n.suppressed = e, n;
	}, e = {}, n = [];
	function using(r, e) {
		if (null != e) {
			if (Object(e) !== e) throw new TypeError("using declarations can only be used with objects, functions, null, or undefined.");
			if (r) var o = e[Symbol.asyncDispose || Symbol["for"]("Symbol.asyncDispose")];
			if (void 0 === o && (o = e[Symbol.dispose || Symbol["for"]("Symbol.dispose")], r)) var t = o;
			if ("function" != typeof o) throw new TypeError("Object is not disposable.");
			t && (o = function o() {
				try {
					t.call(e);
				} catch (r) {
					return Promise.reject(r);
				}
			}), n.push({
				v: e,
				d: o,
				a: r
			});
		} else r && n.push({
			d: e,
			a: r
		});
		return e;
	}
	return {
		e,
		u: using.bind(null, !1),
		a: using.bind(null, !0),
		d: function d() {
			var o, t = this.e, s = 0;
			function next() {
				for (; o = n.pop();) try {
					if (!o.a && 1 === s) return s = 0, n.push(o), Promise.resolve().then(next);
					if (o.d) {
						var r = o.d.call(o.v);
						if (o.a) return s |= 2, Promise.resolve(r).then(next, err);
					} else s |= 1;
				} catch (r) {
					return err(r);
				}
				if (1 === s) return t !== e ? Promise.reject(t) : Promise.resolve();
				if (t !== e) throw t;
			}
			function err(n) {
				return t = t !== e ? new r(n, t) : n, next();
			}
			return next();
		}
	};
}
// src/dump/dump.ts
/**
* Dumps a database's schema: the model, and the canonical text that restores to it.
*
* @throws UserError for a schema that holds what no statement makes again
* @param builder role that counts as the schema's builder; the engine's own user where it is not given
*/
async function dumpDatabase(database, builder, { chosen, rows: wanted = [], absentRows = false, compared = false } = {}) {
	try {
		var _usingCtx$21 = _usingCtx();
		const session = _usingCtx$21.a(await database.connect());
		await session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
		const [row] = await session.query("SELECT pg_export_snapshot() AS snapshot");
		const { facts, model, findings } = await readCatalogue(session, builder);
		if (!compared) refuse$1(findings);
		const internals = await readInternals(session, facts);
		const args = [
			"--schema-only",
			"--verbose",
			...exclusions(internals)
		];
		if (await database.pgDumpSupports("--restrict-key")) args.push("--restrict-key=timescaleci");
		const entries = readEntries(await database.pgDump(args, row === void 0 ? {} : { snapshot: row.snapshot }));
		const dependencies = await readDependencies(session, entries);
		const tables = isPatterns(wanted) ? await findRowTables(session, wanted, absentRows) : wanted;
		const rows = await readRows(session, tables);
		const text = withHeader(composeBody(entries, dependencies, internals, model, facts, rows), versionsOf(facts), {
			owner: builder,
			chosen,
			rows: tables
		});
		const warnings = [...findings.map(({ message, hint }) => `${message}; ${hint}`), ...passwordsIn(entries)];
		return {
			text,
			fingerprint: fingerprintOf(text),
			model,
			facts,
			rows,
			warnings
		};
	} catch (_) {
		_usingCtx$21.e = _;
	} finally {
		await _usingCtx$21.d();
	}
}
function isPatterns(rows) {
	return typeof rows[0] === "string";
}
/** Who may read the repository reads these too. */
function passwordsIn(entries) {
	return entries.flatMap(({ statements }) => statements).flatMap((statement) => {
		const [, name] = /^CREATE ((?:SUBSCRIPTION|USER MAPPING FOR|SERVER) (?:"(?:[^"]|"")*"|\S+))/.exec(statement) ?? [];
		if (name === void 0 || !/\bpassword\s*=|(?<!')\bpassword\s+'/i.test(statement)) return [];
		return [`${name} has a password, which the dump holds as it is; let the server read it from a password file`];
	});
}
/** @throws UserError that names everything which a restore would lose or stop at, each with the way out */
function refuse$1(findings) {
	const refused = findings.filter(({ severity }) => severity === "refused");
	if (refused.length === 0) return;
	throw new UserError([refused.length === 1 ? "one thing cannot be dumped" : `${refused.length} things cannot be dumped`, ...refused.map(({ message, hint }) => `  ${message}; ${hint}`)].join("\n"), {
		hint: "A restore would lose them or stop there, so no dump was made.",
		exitCode: 1
	});
}
// src/dump/restorable.ts
/** The part of a schema that its dump holds: without the jobs that cannot run, which no call makes again. */
function restorable(model) {
	return {
		...model,
		jobs: model.jobs.filter(({ runnable }) => runnable)
	};
}
// src/script/source.ts
/** The text of one script and the way from its offsets to lines and columns. */
var Source = class {
	/** As people know it: relative to the working directory. */
	name;
	text;
	#lineStarts;
	constructor(name, text) {
		this.name = name;
		this.text = text;
	}
	/** The place of a UTF-16 offset. */
	place(offset) {
		const starts = this.#starts();
		let low = 0;
		let high = starts.length - 1;
		while (low < high) {
			const middle = low + high + 1 >> 1;
			if (starts[middle] <= offset) low = middle;
			else high = middle - 1;
		}
		const column = countCharacters(this.text.slice(starts[low], offset)) + 1;
		return {
			file: this.name,
			line: low + 1,
			column
		};
	}
	/** The text of a line, counted from 1, without its line break. */
	line(number) {
		const starts = this.#starts();
		return this.text.slice(starts[number - 1], starts[number]).replace(/\r?\n$/, "");
	}
	/** The offset where a line starts; the end of the text where it has fewer lines. */
	lineStart(number) {
		return this.#starts()[number - 1] ?? this.text.length;
	}
	#starts() {
		if (this.#lineStarts === void 0) {
			this.#lineStarts = [0];
			for (let at = this.text.indexOf("\n"); at >= 0; at = this.text.indexOf("\n", at + 1)) this.#lineStarts.push(at + 1);
		}
		return this.#lineStarts;
	}
};
/** The number of code points. */
function countCharacters(text) {
	let count = 0;
	for (let offset = 0; offset < text.length; count++) offset += text.codePointAt(offset) > 65535 ? 2 : 1;
	return count;
}
/** The UTF-16 offset of the character with that number, counted from 0; the text's length where it has fewer. */
function characterOffset(text, character) {
	let offset = 0;
	for (let count = 0; count < character && offset < text.length; count++) offset += text.codePointAt(offset) > 65535 ? 2 : 1;
	return offset;
}
// src/script/width.ts
/** Marks that sit on the character before them, and characters that show nothing. */
const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
/** Emoji and the blocks of Unicode's East Asian Width property W and F that scripts are written in. */
const WIDE$1 = /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}])$/u;
/** The number of terminal cells that a text takes. */
function widthOf(text) {
	let width = 0;
	for (const character of text) if (character < "̀") width++;
	else if (!INVISIBLE.test(character)) width += WIDE$1.test(character) ? 2 : 1;
	return width;
}
/** The text with control characters made visible: what a file holds must not steer the terminal it is shown on. */
function printable(text) {
	return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu, "�");
}
/**
* Cuts a long line around one of its characters (counted from 0).
*
* @param most how many characters may stay
* @returns the part to show and what of it lies before that character
*/
function clip(line, character, most) {
	const length = countCharacters(line);
	let from = 0;
	let to = length;
	if (length > most) {
		from = Math.max(0, Math.min(character - Math.floor(most / 2), length - most));
		to = from + most;
	}
	const slice = (a, b) => line.slice(characterOffset(line, a), characterOffset(line, b));
	const start = from > 0 ? "…" : "";
	return {
		text: start + slice(from, to) + (to < length ? "…" : ""),
		before: start + slice(from, Math.min(character, to))
	};
}
// src/script/error.ts
/** A script that cannot be read or that the server refused, with the place in the file where it happened. */
var ScriptError = class extends UserError {
	file;
	line;
	column;
	/** The line of the file that the place is on. */
	sourceLine;
	/** The message without the place. */
	reason;
	sqlstate;
	detail;
	context;
	statement;
	query;
	constructor(place, sourceLine, fields) {
		const code = fields.sqlstate === void 0 ? "" : `  (${fields.sqlstate})`;
		super(`${place.file}:${place.line}:${place.column}  ${fields.message}${code}`, {
			exitCode: fields.exitCode ?? 1,
			cause: fields.cause,
			...fields.hint === void 0 ? {} : { hint: fields.hint }
		});
		this.name = "ScriptError";
		this.file = place.file;
		this.line = place.line;
		this.column = place.column;
		this.sourceLine = sourceLine;
		this.reason = fields.message;
		this.sqlstate = fields.sqlstate;
		this.detail = fields.detail;
		this.context = fields.context;
		this.statement = fields.statement;
		this.query = fields.query;
	}
	/** The whole error for a terminal: place and message, the source line with a caret, detail, context and hint. */
	render() {
		return renderScriptError(this);
	}
};
/** An error at an offset of a script. */
function errorAt(source, offset, fields) {
	const place = source.place(offset);
	return new ScriptError(place, source.line(place.line), fields);
}
/**
* The text of a script error:
* ```
* sql/init/01.sql:57:19  type "numerc" does not exist  (42704)
*    57 │     open      NUMERC(18,6) NOT NULL,
*       │               ^
* HINT  …
* ```
*/
function renderScriptError(error) {
	const lines = [...error.message.split("\n").map(printable), ...excerpt(error.sourceLine, error.column, String(error.line))];
	if (error.detail !== void 0) lines.push(...labelled("DETAIL", error.detail));
	if (error.query !== void 0) {
		const query = new Source("", error.query.text);
		const place = query.place(characterOffset(query.text, error.query.position - 1));
		lines.push("QUERY   in the function:", ...excerpt(query.line(place.line), place.column, String(place.line)));
	}
	if (error.context !== void 0) lines.push(...labelled("CONTEXT", error.context));
	if (error.hint !== void 0) lines.push(...labelled("HINT", error.hint));
	return lines.join("\n");
}
const TAB = 4;
const WIDTH = 110;
/** The line with its number, and below it a caret under the column (in characters, from 1). */
function excerpt(line, column, number) {
	const gutter = number.padStart(6);
	const { text, before } = clip(expandTabs(line), countCharacters(expandTabs(firstCharacters(line, column - 1))), WIDTH);
	return [`${gutter} │ ${printable(text)}`.trimEnd(), `${" ".repeat(gutter.length)} │ ${" ".repeat(widthOf(printable(before)))}^`];
}
function firstCharacters(line, count) {
	return line.slice(0, characterOffset(line, count));
}
function expandTabs(line) {
	let expanded = "";
	for (const [index, part] of line.split("	").entries()) {
		if (index > 0) expanded += " ".repeat(TAB - widthOf(printable(expanded)) % TAB);
		expanded += part;
	}
	return expanded;
}
function labelled(label, text) {
	const [first = "", ...rest] = text.trimEnd().split("\n");
	return [`${label.padEnd(7)} ${printable(first)}`, ...rest.map((line) => `        ${printable(line)}`)];
}
// src/proof/probe.ts
/**
* Inserts a row into every hypertable and takes it back. A table that lost its hypertable still exists, and says yes to
* every question but this one: the row must land in a chunk. No statement changes the schema: TimescaleDB up to 2.17
* refuses most of those on a hypertable with a columnstore.
*/
async function probeHypertables(database, model) {
	return await insertRows(database, model, "ROLLBACK");
}
/** Inserts a row into every hypertable that takes one, and leaves it there. */
async function fillHypertables(database, model) {
	return await insertRows(database, model, "COMMIT");
}
async function insertRows(database, model, end) {
	try {
		var _usingCtx$20 = _usingCtx();
		if (model.hypertables.length === 0) return [];
		const session = _usingCtx$20.a(await database.connect());
		const types = new Map(model.types.map((type) => [type.name, type]));
		const columnsOf = Map.groupBy(model.columns, ({ relation }) => relation);
		const probes = [];
		for (const hypertable of model.hypertables) {
			const values = (columnsOf.get(hypertable.name) ?? []).flatMap((column) => {
				return (isDimension(hypertable, column) || !column.nullable && column.default === null && column.identity === null) && column.generated === null ? [[quoteIdentifier(column.bare), sample(column.type, types)]] : [];
			});
			probes.push({
				hypertable: hypertable.name,
				...await probe$1(session, hypertable, values, end)
			});
		}
		return probes;
	} catch (_) {
		_usingCtx$20.e = _;
	} finally {
		await _usingCtx$20.d();
	}
}
async function probe$1(session, hypertable, values, end) {
	const insert = `INSERT INTO ${hypertable.name} (${values.map(([name]) => name).join(", ")}) VALUES (${values.map(([, value]) => value).join(", ")}) RETURNING tableoid::regclass::text AS chunk`;
	try {
		await session.execute("BEGIN READ WRITE");
		await session.execute("SET LOCAL session_replication_role = 'replica'");
		const [row] = await session.query(insert);
		return row === void 0 || row.chunk === hypertable.name ? NOT_IN_CHUNK : ACCEPTED;
	} catch (error) {
		return judge(error, hypertable);
	} finally {
		await session.execute(end);
	}
}
const ACCEPTED = {
	accepted: true,
	untried: false,
	error: null
};
const NOT_IN_CHUNK = {
	accepted: false,
	untried: false,
	error: "the row did not land in a chunk: it is not a hypertable"
};
/** What a refused row says of the hypertable. */
function judge(error, hypertable) {
	const { code = "", schema, table } = error;
	const refused = {
		accepted: false,
		untried: false,
		error: messageOf(error)
	};
	if (code === INSUFFICIENT_PRIVILEGE) return ACCEPTED;
	if (code.startsWith(INTEGRITY_VIOLATION)) {
		if (table === void 0) return {
			...refused,
			untried: true
		};
		return table === hypertable.bare && schema === hypertable.schema ? NOT_IN_CHUNK : ACCEPTED;
	}
	const own = hypertable.dimensions.some(({ partitioningFunction }) => partitioningFunction !== null);
	return {
		...refused,
		untried: own && code !== NOT_A_HYPERTABLE
	};
}
const INTEGRITY_VIOLATION = "23";
const INSUFFICIENT_PRIVILEGE = "42501";
/** What TimescaleDB's trigger on the root table of a lost hypertable says (feature_not_supported). */
const NOT_A_HYPERTABLE = "0A000";
function isDimension(hypertable, column) {
	return hypertable.dimensions.some((dimension) => dimension.column === column.bare);
}
/** A value of a type, as an SQL expression. */
function sample(type, types) {
	const own = types.get(type);
	if (own?.form === "enum") return `${quoteLiteral(String(own.definition[0]))}::${type}`;
	if (own?.form === "domain") return `${sample(own.definition.base, types)}::${type}`;
	return `${SAMPLES.find(([pattern]) => pattern.test(type))?.[1] ?? "NULL"}::${type}`;
}
const SAMPLES = [
	[/\[\]$/, "'{}'"],
	[/^(smallint|integer|bigint|numeric|real|double precision|money)/, "1"],
	[/^(timestamp|date)/, "'2001-02-03 00:00:00'"],
	[/^time/, "'00:00:00'"],
	[/^interval/, "'1 day'"],
	[/^boolean/, "true"],
	[/^jsonb?$/, "'{}'"],
	[/^uuid/, "'01890a5d-ac96-774b-bcce-b302099a8057'"],
	[/^(inet|cidr)/, "'127.0.0.1'"],
	[/range$/, "'empty'"],
	[/^(text|character|"char"|name|bytea)/, "'x'"]
];
// src/proof/reprint.ts
/**
* Whether all that a restore changed is how PostgreSQL prints expressions which it read from the dump itself. Each
* difference must be in a property that PostgreSQL prints, what the source printed must stand in the dump word for word,
* and no other line of the dump may differ. What was lost on the way into the dump, or was no expression, is none.
*/
function isReprint({ from, to, differences }) {
	const [before, after] = [squeezed(bodyOf(from)), squeezed(bodyOf(to))];
	const changed = before.flatMap((line, i) => line === after[i] ? [] : [i]);
	if (differences.length === 0 || before.length !== after.length) return false;
	const pairs = differences.map(printedLines);
	if (!pairs.every((pair) => pair !== void 0)) return false;
	const [old, now] = [pairs.flatMap((pair) => pair.from), pairs.flatMap((pair) => pair.to)];
	const stands = (texts) => (line) => texts.some((text) => text.includes(line));
	const explained = (lines) => (text) => lines.some((line) => text?.includes(line));
	return old.every(stands(changed.map((i) => before[i] ?? ""))) && now.every(stands(changed.map((i) => after[i] ?? ""))) && changed.every((i) => explained(old)(before[i]) && explained(now)(after[i]));
}
/**
* The same of a text whose model nobody knows: all that may differ is lines of a query or body, each of which the restored
* database prints just so. A version's file may come from a server that prints views in other words.
*/
function isReprintOf(from, { text, model }) {
	const [before, after] = [squeezed(bodyOf(from)), squeezed(bodyOf(text))];
	const changed = after.filter((line, i) => line !== before[i]);
	if (changed.length === 0 || before.length !== after.length) return false;
	const printed = Object.entries(PRINTED).flatMap(([collection, properties]) => model[collection].flatMap((object) => properties.flatMap((property) => object[property]).filter((value) => typeof value === "string")));
	const lines = new Set(printed.flatMap(squeezed));
	return changed.every((line) => lines.has(line.replace(/;$/, "")));
}
/** True for a difference in a property that PostgreSQL prints: it may be the same expression, printed by another version. */
function mayBePrinting(difference) {
	return printedLines(difference) !== void 0;
}
/** The lines that differ in a property that PostgreSQL prints; undefined where something else differs. */
function printedLines({ collection, property, from, to }) {
	if (property === null || !PRINTED[collection]?.includes(property)) return void 0;
	if (collection === "indexes" && property === "columns") return {
		from: [],
		to: []
	};
	const pairs = leaves(from, to);
	if (pairs === void 0) return void 0;
	return {
		from: pairs.flatMap(([old, now]) => differing(old, now)),
		to: pairs.flatMap(([old, now]) => differing(now, old))
	};
}
/** The texts that differ, at the same place of the same structure; undefined where anything else does. */
function leaves(from, to) {
	if (from === to) return [];
	if (typeof from === "string" && typeof to === "string") return [[from, to]];
	if (from === null || to === null || typeof from !== "object" || typeof to !== "object") return void 0;
	const [old, now] = [from, to].map((value) => Object.entries(value));
	if (old.length !== now.length || old.some(([key], i) => key !== now[i]?.[0])) return void 0;
	const pairs = old.map(([, value], i) => leaves(value, now[i]?.[1] ?? null));
	return pairs.every((pair) => pair !== void 0) ? pairs.flat() : void 0;
}
/** pg_get_functiondef, which the model holds, and pg_dump begin a function in different ways. */
function differing(text, other) {
	const others = new Set(squeezed(other));
	return squeezed(text).filter((line) => !others.has(line)).map((line) => line.replace(/^CREATE OR REPLACE (?=FUNCTION|PROCEDURE)/, "CREATE "));
}
function squeezed(text) {
	return text.split("\n").map((line) => line.replace(/\s+/g, " ").trim());
}
// src/sql/statement.ts
/** The tokens of some SQL that mean something. */
function lexemes(sql) {
	return [...tokenize(sql)].filter((token) => !isBlank(token)).map((token) => ({
		...token,
		text: sql.slice(token.start, token.end)
	}));
}
const KINDS$1 = [
	"table",
	"view",
	"index",
	"function",
	"procedure",
	"aggregate",
	"sequence",
	"type",
	"domain",
	"schema",
	"trigger",
	"policy",
	"role",
	"user",
	"publication",
	"extension"
];
const FILLERS = new Set("or replace temp temporary unlogged global local unique recursive constraint foreign event only if not exists".split(" "));
/** Reads the head of CREATE, ALTER, DROP and COMMENT ON. Of anything else it gives the verb. */
function statementHead(sql) {
	const tokens = lexemes(sql);
	const word = (at) => tokens[at]?.kind === "word" ? tokens[at]?.text.toLowerCase() ?? "" : "";
	const head = {
		verb: word(0),
		kind: null,
		name: [],
		concurrently: false,
		on: []
	};
	let at = 1;
	const skip = () => {
		while (FILLERS.has(word(at)) || word(at) === "concurrently") {
			head.concurrently ||= word(at) === "concurrently";
			at++;
		}
	};
	if (head.verb === "comment" && word(at) === "on") at++;
	skip();
	const materialized = word(at) === "materialized";
	if (materialized) at++;
	if (!KINDS$1.includes(word(at))) return head;
	head.kind = materialized ? "materialized view" : word(at);
	at++;
	skip();
	const name = readName(tokens, at);
	if (!(head.kind === "index" && word(at) === "on")) {
		head.name = name.parts;
		at = name.end;
	}
	if ([
		"index",
		"trigger",
		"policy"
	].includes(head.kind)) {
		while (at < tokens.length && word(at) !== "on") at++;
		at++;
		skip();
		head.on = readName(tokens, at).parts;
	}
	return head;
}
/** The qualified name that starts at a token. */
function readName(tokens, start) {
	const parts = [];
	let at = start;
	for (; at < tokens.length; at += 2) {
		const token = tokens[at];
		if (token.kind === "quotedIdentifier") parts.push(unquoted$1(token.text));
		else if (token.kind === "word") parts.push(token.text.toLowerCase());
		else break;
		if (tokens[at + 1]?.text !== ".") return {
			parts,
			end: at + 1
		};
	}
	return {
		parts,
		end: at
	};
}
// src/script/files.ts
/**
* Finds and reads the scripts that file names, directories and glob patterns stand for: in the order given, the matches
* of one pattern by name, in byte order whatever the locale; a directory stands for its *.sql files. A file that is
* matched twice, be it through a symbolic link, counts where it came first.
*
* @param cwd the directory that the patterns and the names in messages are relative to
* @throws UserError where a pattern matches nothing or takes too long, or a file is not UTF-8 text
*/
async function resolveInit(patterns, cwd) {
	const paths = /* @__PURE__ */ new Map();
	for (const pattern of patterns) {
		const matches = await expand(pattern, cwd);
		if (matches.length === 0) throw new UserError(`no SQL file matches ${pattern}`, { hint: `${isAbsolute(pattern) ? "" : `It is relative to ${cwd}. `}Give a file, a directory with *.sql files or a quoted pattern, such as 'sql/init/*.sql'.` });
		for (const match of matches) {
			const real = await nodeFiles.realpath(match);
			if (!paths.has(real)) paths.set(real, match);
		}
	}
	return Promise.all([...paths.values()].map((path) => readScript(path, cwd)));
}
/** Reads one script. */
async function readScript(path, cwd) {
	const name = displayName(path, cwd);
	let bytes;
	try {
		bytes = await nodeFiles.readFile(path);
	} catch (cause) {
		throw new UserError(REASONS$1[cause.code ?? ""]?.(name) ?? messageOf(cause), { cause });
	}
	return {
		name,
		path,
		text: decode$1(bytes, name)
	};
}
const REASONS$1 = {
	ENOENT: (name) => `there is no file ${name}`,
	EISDIR: (name) => `${name} is a directory`
};
/** The path of a file as people know it. */
function displayName(path, cwd) {
	return relative(cwd, path).split(sep).join("/") || ".";
}
async function expand(pattern, cwd) {
	const plain = resolve(cwd, pattern);
	const found = await nodeFiles.stat(plain).catch(() => void 0);
	if (found?.isDirectory()) return onlyFiles((await nodeFiles.readdir(plain)).filter((name) => name.endsWith(".sql") && !name.startsWith(".")).map((name) => join$1(plain, name)));
	if (found !== void 0) return [plain];
	const matches = (await glob(pattern, cwd)).map((match) => resolve(cwd, match));
	const hidden = basename(pattern).startsWith(".");
	return onlyFiles(matches.filter((match) => hidden || !basename(match).startsWith(".")));
}
/** A pattern can stand for millions of others (`{a,b}` 25 times over), so it is read in a thread that can be ended. */
async function glob(pattern, cwd) {
	const worker = new Worker(GLOB, {
		eval: true,
		workerData: {
			pattern,
			cwd
		},
		execArgv: ["--no-warnings"]
	});
	let timer;
	try {
		return await new Promise((found, failed) => {
			worker.once("message", found);
			worker.once("error", failed);
			timer = setTimeout(() => {
				failed(new UserError(`looking for the files of ${pattern} took longer than ${GLOB_MS / 1e3} s`, { hint: "Use fewer braces and stars, or name the directory." }));
			}, GLOB_MS);
		});
	} finally {
		clearTimeout(timer);
		await worker.terminate();
	}
}
const GLOB = `
const { parentPort, workerData } = require('node:worker_threads');
parentPort.postMessage(require('node:fs').globSync(workerData.pattern, { cwd: workerData.cwd }));
`;
/** As long as a look through a very large repository takes. */
const GLOB_MS = 1e4;
async function onlyFiles(paths) {
	const files = [];
	for (const path of paths) if ((await nodeFiles.stat(path)).isFile()) files.push(Buffer.from(path));
	return files.sort(Buffer.compare).map(String);
}
/** The text of a file's bytes, without a byte order mark. */
function decode$1(bytes, name) {
	const refuse = (problem, hint) => new UserError(`${name} ${problem}`, { hint });
	if (bytes[0] === 31 && bytes[1] === 139) throw refuse("is compressed", "Decompress it with gunzip.");
	if (bytes.subarray(0, 5).toString("latin1") === "PGDMP") throw refuse("is a pg_dump archive, not SQL", "Write it as SQL with pg_restore -f FILE.sql.");
	if (!isUtf8$1(bytes) || bytes.includes(0)) throw refuse(`is not UTF-8 text (line ${firstBadLine(bytes)})`, "Convert it, for example with iconv -t UTF-8.");
	return new TextDecoder().decode(bytes);
}
function firstBadLine(bytes) {
	let line = 1;
	for (let start = 0; start < bytes.length; line++) {
		const next = bytes.indexOf(10, start);
		const end = next < 0 ? bytes.length : next;
		const text = bytes.subarray(start, end);
		if (!isUtf8$1(text) || text.includes(0)) break;
		start = end + 1;
	}
	return line;
}
// src/script/locked-out.ts
const LOCKING = /^\s*(alter\s+(role|user|database|system)|create\s+event\s+trigger)\b/i;
/**
* What to say where the scripts let no further session in: the last statement that can lock sessions out, or the cause
* itself where there is none.
*/
function lockedOut(cause, ran) {
	const locking = ran.findLast(({ text }) => LOCKING.test(text));
	if (locking === void 0 || cause instanceof SqlLimitError) return cause;
	return new ScriptError(locking, locking.text.split("\n")[0] ?? "", {
		message: `no session can begin after this statement: ${messageOf(cause)}`,
		hint: "A dump and its proof need further sessions: leave the statement to the servers that need it.",
		cause
	});
}
// src/sql/copy.ts
/**
* Finds the word STDIN of a `COPY … FROM STDIN` statement, so that it can be told from the same letters in a comment,
* a quoted name or an option. The grammar takes STDOUT after FROM too, for the same thing.
*
* @returns undefined where the statement is anything else
*/
function findCopyStdin(sql) {
	let first = true;
	let parentheses = 0;
	let afterFrom = false;
	for (const token of tokenize(sql)) {
		if (isBlank(token)) continue;
		const text = token.kind === "word" || token.kind === "punctuation" ? sql.slice(token.start, token.end).toLowerCase() : "";
		if (first && text !== "copy") return void 0;
		first = false;
		if (afterFrom) return text === "stdin" || text === "stdout" ? token : void 0;
		if (text === "(") parentheses++;
		else if (text === ")") parentheses--;
		else if (parentheses === 0) afterFrom = text === "from";
	}
}
// src/script/variables.ts
const NAME$4 = "[A-Za-z0-9_\\u0080-\\uffff]+";
const REFERENCE = new RegExp(`:(?:(${NAME$4})|'(${NAME$4})'|"(${NAME$4})"|\\{\\?(${NAME$4})\\})`, "y");
const FORMS = [
	"plain",
	"literal",
	"identifier",
	"test"
];
/** True for a name that psql's \set takes. */
function isVariableName(name) {
	return new RegExp(`^${NAME$4}$`).test(name);
}
/** The reference that starts at the colon, if it looks like one. */
function readReference$1(text, colon) {
	REFERENCE.lastIndex = colon;
	const found = REFERENCE.exec(text);
	if (found === null) return void 0;
	const group = found.findIndex((value, index) => index > 0 && value !== void 0);
	return {
		name: found[group],
		form: FORMS[group - 1],
		end: REFERENCE.lastIndex
	};
}
/** What psql puts in place of a reference; undefined where the variable is not set, and the text stays as it is. */
function replacementOf({ name, form }, variables) {
	const value = variables.get(name);
	if (form === "test") return value === void 0 ? "FALSE" : "TRUE";
	if (value === void 0 || form === "plain") return value;
	return form === "literal" ? quoteLiteral(value) : quoteIdentifier(value);
}
/** A boolean as psql reads it (ParseVariableBool): any prefix that tells one word from the others, in any case. */
function parseBoolean(text) {
	const word = text.toLowerCase();
	if (word === "") return void 0;
	if (word === "1" || word === "on" || "true".startsWith(word) || "yes".startsWith(word)) return true;
	if (word === "0" || word === "of" || word === "off" || "false".startsWith(word) || "no".startsWith(word)) return false;
}
// src/script/arguments.ts
/**
* Reads the arguments of a psql command: words on its line, with 'quotes' and variables, up to the end of the line, to
* the next command or past a `\\`. Follows src/bin/psql/psqlscanslash.l.
*
* @param variables undefined in a branch of \if that is not taken: then nothing is replaced and nothing is wrong
* @returns the arguments and the offset where SQL goes on
*/
function readArguments(source, start, variables) {
	const { text } = source;
	const values = [];
	for (let offset = start;;) {
		while (text[offset] !== "\n" && isSpace(text.charCodeAt(offset))) offset++;
		if (text.startsWith("\\\\", offset)) return {
			values,
			end: offset + 2
		};
		if (endsArgument(text, offset)) return {
			values,
			end: offset
		};
		const argument = readArgument(source, offset, variables);
		values.push(argument);
		offset = argument.end;
	}
}
function endsArgument(text, offset) {
	return offset >= text.length || text[offset] === "\\" || isSpace(text.charCodeAt(offset));
}
function readArgument(source, start, variables) {
	const { text } = source;
	let value = "";
	let quoted = false;
	let offset = start;
	while (!endsArgument(text, offset)) {
		const character = text[offset];
		const reference = character === ":" && variables !== void 0 ? readReference$1(text, offset) : void 0;
		const replaced = reference === void 0 || variables === void 0 ? void 0 : replacementOf(reference, variables);
		let end = offset + 1;
		if (character === "'" || character === "\"") {
			end = quotesEnd(source, offset, character, variables === void 0);
			value += character === "\"" ? text.slice(offset, end) : unescapeText(text.slice(offset + 1, end - 1));
			quoted ||= character === "'";
		} else if (character === "`" && variables !== void 0) throw errorAt(source, offset, {
			message: "a command in backquotes would run a program on this machine, which scripts may not do here",
			hint: "Give the value as a variable instead."
		});
		else if (reference !== void 0) {
			end = reference.end;
			value += replaced ?? text.slice(offset, end);
		} else value += character;
		offset = end;
	}
	return {
		value,
		quoted,
		end: offset
	};
}
/** The offset after the closing quote, which must be on the same line. */
function quotesEnd(source, start, quote, lenient) {
	const part = quote === "'" ? /'(?:[^'\\\n]|''|\\[^\n])*'/y : /"[^"\n]*"/y;
	part.lastIndex = start;
	if (part.test(source.text)) return part.lastIndex;
	if (!lenient) throw errorAt(source, start, { message: `this ${quote} is not closed on its line` });
	const end = source.text.indexOf("\n", start);
	return end < 0 ? source.text.length : end;
}
const ESCAPES = {
	n: "\n",
	t: "	",
	b: "\b",
	r: "\r",
	f: "\f"
};
function unescapeText(text) {
	return text.replace(/''|\\([0-7]{1,3}|x[0-9A-Fa-f]{1,2}|[^])/g, (match, escaped) => {
		if (escaped === void 0) return match.slice(1);
		if (/^[0-7]/.test(escaped)) return String.fromCharCode(Number.parseInt(escaped, 8));
		if (/^x./.test(escaped)) return String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
		return ESCAPES[escaped] ?? escaped;
	});
}
// src/script/outline.ts
/** How many of a statement's first words are kept: enough to tell what it is. */
const LEADING_WORDS = 6;
/**
* What must be known of a statement to see where it ends: its first words, the open parentheses (CREATE RULE … DO (…; …))
* and the depth inside a function body of the kind BEGIN ATOMIC … END, where semicolons do not end it either.
*/
var Outline = class {
	/** The first words in lower case; quoted names are not words. */
	words = [];
	#parentheses = [];
	#blocks = [];
	#previous = "";
	#beforePrevious = "";
	/**
	* Takes the next token that is neither space nor comment.
	*
	* @param offset where it stands, given back by unclosed()
	*/
	see(kind, text, offset) {
		if (kind === "word") this.#seeWord(text.toLowerCase(), offset);
		else if (text === "(") this.#parentheses.push(offset);
		else if (text === ")") this.#parentheses.pop();
		this.#beforePrevious = this.#previous;
		this.#previous = kind === "word" || kind === "punctuation" ? text.toLowerCase() : "";
	}
	/** What a semicolon would be inside of, and where the outermost of it began. */
	unclosed() {
		const [block] = this.#blocks;
		if (block !== void 0) return {
			what: "BEGIN ATOMIC",
			offset: block
		};
		const [parenthesis] = this.#parentheses;
		if (parenthesis !== void 0) return {
			what: "parenthesis",
			offset: parenthesis
		};
	}
	#seeWord(word, offset) {
		if (this.words.length < LEADING_WORDS) this.words.push(word);
		if (this.#parentheses.length > 0 || !this.#isRoutine()) return;
		if (this.#previous === "." || this.#previous === "as") return;
		if (word === "atomic" && this.#previous === "begin" && this.#beforePrevious !== ".") this.#blocks.push(offset);
		else if (this.#blocks.length > 0) {
			if (word === "case") this.#blocks.push(offset);
			if (word === "end") this.#blocks.pop();
		}
	}
	#isRoutine() {
		const [create, ...rest] = this.words;
		if (create !== "create") return false;
		const what = rest[0] === "or" && rest[1] === "replace" ? rest[2] : rest[0];
		return what === "function" || what === "procedure";
	}
};
// src/script/builder.ts
/** Gathers the tokens of one statement, from the first that is neither space nor comment. */
var StatementBuilder = class {
	outline = new Outline();
	#file;
	#parts = [];
	#length = 0;
	constructor(file) {
		this.#file = file;
	}
	/** The offset where the statement starts; undefined while it is empty. */
	get start() {
		return this.#parts[0]?.from;
	}
	/** Adds a token of the file. */
	addToken(kind, from, to) {
		if (this.#skips(kind)) return;
		const last = this.#parts.at(-1);
		if (last !== void 0 && "to" in last && last.to === from) last.to = to;
		else this.#parts.push({
			sent: this.#length,
			from,
			to
		});
		this.#length += to - from;
		this.#outline(kind, from, () => this.#file.slice(from, to));
	}
	/** Adds a token that stands for a variable, whose name is at an offset of the file. */
	addValue(kind, value, from) {
		if (this.#skips(kind)) return;
		this.#parts.push({
			sent: this.#length,
			from,
			value
		});
		this.#length += value.length;
		this.#outline(kind, from, () => value);
	}
	build(end) {
		const parts = this.#parts;
		return {
			kind: "statement",
			sql: parts.map((part) => "to" in part ? this.#file.slice(part.from, part.to) : part.value).join(""),
			words: this.outline.words,
			start: this.start ?? end,
			end,
			origin(offset) {
				const part = parts.findLast(({ sent }) => sent <= offset);
				if (part === void 0) return end;
				return "to" in part ? Math.min(part.from + offset - part.sent, part.to) : part.from;
			}
		};
	}
	#skips(kind) {
		return this.#parts.length === 0 && (kind === "space" || kind === "comment");
	}
	#outline(kind, offset, text) {
		if (kind === "word" || kind === "punctuation") this.outline.see(kind, text(), offset);
		else if (kind !== "space" && kind !== "comment") this.outline.see(kind, "", offset);
	}
};
// src/script/command.ts
/** Commands that change how psql shows results; nothing is shown here, so there is nothing to change. */
const DISPLAY_COMMANDS = /* @__PURE__ */ new Set([
	"timing",
	"pset",
	"x",
	"t",
	"a",
	"f",
	"C",
	"H",
	"T"
]);
const CONDITIONALS = /* @__PURE__ */ new Set([
	"if",
	"elif",
	"else",
	"endif"
]);
const SUPPORTED = /* @__PURE__ */ new Set([
	...DISPLAY_COMMANDS,
	...[
		"i",
		"include",
		"ir",
		"include_relative",
		"set",
		"unset",
		"echo",
		"qecho",
		"warn"
	],
	...[
		"restrict",
		"unrestrict",
		"connect",
		"c",
		"encoding",
		"q",
		"quit"
	]
]);
/** The way out of commands that people do write into scripts. */
const HINTS = {
	";": "Send the statements one by one: write ; without the backslash.",
	".": "It ends the rows of a COPY … FROM STDIN, and none is open here.",
	copy: "Put the rows into the script, after a COPY … FROM STDIN.",
	g: "End the statement with a semicolon.",
	gexec: "Run the generated statements in a DO block, with EXECUTE.",
	gset: "Work the value out in SQL, in a DO block, or give it as a constant with \\set.",
	getenv: "Give the value with \\set."
};
const FALLBACK = "Remove it, or leave it to psql: put it between \\if :{?PSQL} and \\endif and run psql with -v PSQL=1.";
/** Reads the name of the command whose backslash is at `start`: all up to white space or the next backslash. */
function readCommandName(text, start) {
	if (text[start + 1] === ";") return {
		name: ";",
		end: start + 2
	};
	let end = start + 1;
	while (end < text.length && text[end] !== "\\" && !isSpace(text.charCodeAt(end))) end++;
	return {
		name: text.slice(start + 1, end),
		end
	};
}
/** True for \if, \elif, \else and \endif. */
function isConditional(name) {
	return CONDITIONALS.has(name);
}
/** @throws ScriptError where the command is not one of those that scripts may use here */
function requireSupported(name, source, offset) {
	if (SUPPORTED.has(name)) return;
	if (name === "") throw errorAt(source, offset, { message: "a backslash outside of quotes, without a command" });
	throw errorAt(source, offset, {
		message: `the psql command \\${name} is not supported`,
		hint: (Object.hasOwn(HINTS, name) ? HINTS[name] : void 0) ?? FALLBACK
	});
}
// src/script/conditions.ts
/** The open \if blocks of one file, innermost last. */
var Conditions = class {
	#source;
	#blocks = [];
	constructor(source) {
		this.#source = source;
	}
	/** False inside a branch that is not taken. */
	get active() {
		return this.#blocks.every(({ state }) => state === "active");
	}
	/** True where the expression of that command decides something, so that it must be evaluated. */
	evaluates(command) {
		if (command === "if") return this.active;
		return command === "elif" && this.#blocks.at(-1)?.state === "waiting";
	}
	/**
	* Goes through \if, \elif, \else or \endif.
	*
	* @param condition the expression's value; ignored where evaluates() was false
	*/
	enter(command, condition, offset) {
		if (command === "if") {
			const state = !this.active ? "done" : condition ? "active" : "waiting";
			this.#blocks.push({
				offset,
				state,
				elseSeen: false
			});
			return;
		}
		const block = this.#blocks.at(-1);
		if (block === void 0) throw this.#error(offset, `\\${command} without an \\if before it`);
		if (command === "endif") {
			this.#blocks.pop();
			return;
		}
		if (block.elseSeen) throw this.#error(offset, `\\${command} after \\else`);
		if (command === "else") block.elseSeen = true;
		if (block.state === "active") block.state = "done";
		else if (block.state === "waiting" && (command === "else" || condition)) block.state = "active";
	}
	/** @throws ScriptError where an \if is open at the end of the file */
	finish() {
		const block = this.#blocks.at(-1);
		if (block !== void 0) throw this.#error(block.offset, "this \\if has no \\endif before the file ends");
	}
	#error(offset, message) {
		return errorAt(this.#source, offset, { message });
	}
};
/**
* The value of the expression of an \if or \elif.
*
* @throws ScriptError where it is not a boolean, which psql would take for false after a warning
*/
function evaluate(command, expression, source, offset) {
	const value = parseBoolean(expression);
	if (value !== void 0) return value;
	const unset = /^:[^\s'"{]+$/.test(expression) ? `The variable ${expression.slice(1)} is not set. ` : "";
	throw errorAt(source, offset, {
		message: `\\${command} needs true or false, not "${expression}"`,
		hint: `${unset}\\${command} takes true, false, yes, no, on, off, 1 or 0; \\if :{?name} asks whether a variable is set.`
	});
}
// src/script/data.ts
/**
* Finds the rows that follow a `COPY … FROM STDIN;` in a script: the lines after the statement's, up to a line that is
* `\.` alone.
*
* @returns the offsets of the rows and the offset after the closing line
*/
function findData(source, statement) {
	const { text } = source;
	const rest = /[ \t\f\v\r]*(?:--[^\n]*)?(?:\n|$)/y;
	rest.lastIndex = statement.end;
	if (!rest.test(text)) throw errorAt(source, statement.end, {
		message: "more follows on the line of a COPY … FROM STDIN",
		hint: "Its rows begin on the next line: move the rest behind the \\. that ends them."
	});
	const start = rest.lastIndex;
	const closing = /(?<=\n)\\\.\r?(?:\n|$)/g;
	closing.lastIndex = start;
	const found = closing.exec(text);
	if (found === null) throw errorAt(source, statement.start, {
		message: "the rows of this COPY … FROM STDIN have no end",
		hint: "Close them with a line that is \\. alone."
	});
	return {
		start,
		end: found.index,
		next: closing.lastIndex
	};
}
// src/script/unclosed.ts
const NOUNS = {
	string: "string",
	dollar: "dollar quote",
	quotedIdentifier: "quoted name",
	comment: "comment"
};
/**
* The error for quotes or a comment that go on to the end of the text.
*
* @param variable the variable whose value the text is, and the offset where the file names it
*/
function unterminated(token, source, variable) {
	const noun = NOUNS[token.kind] ?? token.kind;
	if (variable === void 0) return errorAt(source, token.start, { message: `this ${noun} is never closed` });
	const message = `the value of the variable ${variable.name} opens a ${noun} and does not close it`;
	return errorAt(source, variable.offset, { message });
}
/** The error for a statement that cannot have ended where the file does. */
function unclosed(open, source) {
	const message = open.what === "parenthesis" ? "this parenthesis is never closed" : "this BEGIN ATOMIC has no END";
	return errorAt(source, open.offset, { message });
}
// src/script/split.ts
/**
* Splits a script into statements and psql commands, in order, as psql reads a file. It reads on only when asked for
* the next one, so that a \set that the caller carries out counts for what follows. The \if family is carried out here.
*
* @throws ScriptError where quotes, a comment, a parenthesis, a COPY's rows or an \if are never closed
*/
function* split(source, variables) {
	const splitter = new Splitter(source, variables);
	for (let item = splitter.next(); item !== void 0; item = splitter.next()) yield item;
}
var Splitter = class {
	#source;
	#variables;
	#conditions;
	#file;
	/** The file below, and on it the values of variables that are being read. */
	#inputs;
	#open;
	/** Gathers what stands in a branch that is not taken, only to find where its statements end. */
	#skipped;
	constructor(source, variables) {
		this.#source = source;
		this.#variables = variables;
		this.#conditions = new Conditions(source);
		this.#file = {
			text: source.text,
			offset: 0
		};
		this.#inputs = [this.#file];
		this.#open = new StatementBuilder(source.text);
		this.#skipped = new StatementBuilder(source.text);
	}
	next() {
		for (let input = this.#inputs.at(-1); input !== void 0; input = this.#inputs.at(-1)) {
			if (input.offset >= input.text.length) {
				if (input === this.#file) return this.#finish();
				this.#inputs.pop();
				continue;
			}
			const token = readToken(input.text, input.offset);
			if (!token.terminated) throw unterminated(token, this.#source, input.variable);
			if (token.kind === "backslash") {
				const command = this.#readCommand(input);
				if (command !== void 0) return command;
			} else if (!this.#replace(input)) {
				input.offset = token.end;
				this.#add(token, input);
				if (token.kind !== "semicolon") continue;
				const statement = this.#endStatement();
				if (statement !== void 0) return statement;
			}
		}
	}
	/** Puts the value of a variable in the place of the reference that stands next, if one does. */
	#replace(input) {
		if (input.text[input.offset] !== ":" || !this.#conditions.active) return false;
		const start = input.offset;
		const reference = input.text.startsWith("::", start) ? void 0 : readReference$1(input.text, start);
		if (reference === void 0) return false;
		const offset = input.variable?.offset ?? start;
		const value = this.#inputs.some(({ variable }) => variable?.name === reference.name) && reference.form === "plain" ? void 0 : replacementOf(reference, this.#variables);
		input.offset = reference.end;
		if (value === void 0) this.#add({
			kind: "other",
			start,
			end: reference.end,
			terminated: true
		}, input);
		else if (reference.form === "plain") this.#inputs.push({
			text: value,
			offset: 0,
			variable: {
				name: reference.name,
				offset
			}
		});
		else this.#open.addValue(reference.form === "literal" ? "string" : "other", value, offset);
		return true;
	}
	#add(token, input) {
		const builder = this.#conditions.active ? this.#open : this.#skipped;
		if (input.variable === void 0) builder.addToken(token.kind, token.start, token.end);
		else builder.addValue(token.kind, input.text.slice(token.start, token.end), input.variable.offset);
	}
	/** The statement that the semicolon just read ends, with the rows that follow it, if it ends one. */
	#endStatement() {
		const { active } = this.#conditions;
		const builder = active ? this.#open : this.#skipped;
		if (builder.outline.unclosed() !== void 0) return void 0;
		this.#open = active ? new StatementBuilder(this.#source.text) : this.#open;
		this.#skipped = new StatementBuilder(this.#source.text);
		const statement = builder.build(this.#file.offset);
		if (findCopyStdin(statement.sql) !== void 0) {
			const data = findData(this.#source, statement);
			statement.data = {
				start: data.start,
				end: data.end
			};
			this.#file.offset = data.next;
		}
		return active && statement.sql !== ";" ? statement : void 0;
	}
	#readCommand(input) {
		if (input.variable !== void 0) throw errorAt(this.#source, input.variable.offset, { message: `the value of the variable ${input.variable.name} holds a backslash outside of quotes` });
		const start = input.offset;
		const { name, end: nameEnd } = readCommandName(this.#source.text, start);
		const { active } = this.#conditions;
		const conditional = isConditional(name);
		if (active && !conditional) requireSupported(name, this.#source, start);
		const evaluates = conditional ? this.#conditions.evaluates(name) : active;
		const { values, end } = readArguments(this.#source, nameEnd, evaluates ? this.#variables : void 0);
		input.offset = end;
		if (conditional) {
			const words = values.map(({ value }) => value).join(" ");
			this.#conditions.enter(name, evaluates && evaluate(name, words, this.#source, start), start);
			this.#skipped = new StatementBuilder(this.#source.text);
			return;
		}
		if (!active) return void 0;
		const inside = this.#open.start;
		return {
			kind: "command",
			name,
			values,
			start,
			end,
			...inside === void 0 ? {} : { inside }
		};
	}
	/** The end of the file: psql runs what is left there without a semicolon. */
	#finish() {
		this.#conditions.finish();
		const open = this.#open.outline.unclosed();
		if (open !== void 0) throw unclosed(open, this.#source);
		if (this.#open.start === void 0) return void 0;
		const statement = this.#open.build(this.#source.text.length);
		this.#open = new StatementBuilder(this.#source.text);
		if (findCopyStdin(statement.sql) !== void 0) findData(this.#source, statement);
		return statement;
	}
};
// src/script/plain-dump.ts
const INTERNAL = "_timescaledb_internal";
/** What pg_dump writes of a hypertable besides its plain table: a trigger up to 2.22, and its chunks. */
const TRACES = /ts_insert_blocker|_hyper_\d+_\d+_chunk/;
/** With the rows of the catalogue, between timescaledb_pre_restore() and timescaledb_post_restore(), nothing is lost. */
const WHOLE = /^\s*(COPY|INSERT INTO) _timescaledb_catalog\.hypertable /m;
/**
* Refuses a plain pg_dump of a TimescaleDB database, which restores without an error into tables that are no hypertables.
*
* @param files all scripts of the run: one of them may make the hypertables again
* @throws ScriptError at the first trace of a hypertable that is lost
*/
function refusePlainDump({ name, text }, files) {
	if (!TRACES.test(text) || files.some((file) => WHOLE.test(file.text))) return;
	const made = new Set(files.flatMap((file) => remade(file.text)));
	const source = new Source(name, text);
	const lost = [...traces(source)].filter(({ table }) => !made.has(table.at(-1) ?? ""));
	const [first] = lost;
	if (first === void 0) return;
	const tables = [...new Set(lost.filter(({ table }) => table[0] !== INTERNAL).map(({ table }) => table.join(".")))];
	const what = tables.length === 0 ? "its hypertables are" : `${words$1(tables)} ${tables.length === 1 ? "is" : "are"}`;
	throw errorAt(source, first.offset, {
		message: `this is a plain pg_dump of a TimescaleDB database: ${what} lost, since pg_dump writes plain tables in their place`,
		hint: "Dump the database that it came from by \"timescale-ci dump --database-url postgres://… -o FILE\". Where that is gone, leave out ts_insert_blocker and the _hyper_ tables, and add the create_hypertable() calls, policies and aggregates."
	});
}
function words$1(tables) {
	const more = tables.length - SHOWN$4;
	const list = tables.slice(0, SHOWN$4).join(", ");
	return `the ${tables.length === 1 ? "hypertable" : "hypertables"} ${list}${more > 0 ? ` and ${more} more` : ""}`;
}
const SHOWN$4 = 10;
function* traces(source) {
	for (const { sql, start } of statements(source)) {
		if (!TRACES.test(sql)) continue;
		const { verb, kind, name, on } = statementHead(sql);
		if (verb !== "create") continue;
		if (kind === "trigger" && name[0] === "ts_insert_blocker") yield {
			table: on,
			offset: start
		};
		if (kind !== "table" || name[0] !== INTERNAL || !TRACES.test(name[1] ?? "")) continue;
		const tokens = lexemes(sql);
		const inherits = tokens.findLastIndex(({ kind: one, text }) => one === "word" && text.toLowerCase() === "inherits");
		yield {
			table: inherits < 0 ? name : readName(tokens, inherits + 2).parts,
			offset: start
		};
	}
}
/** The statements of a script, as far as it can be read: what is wrong with it is said where it runs. */
function* statements(source) {
	try {
		for (const item of split(source, /* @__PURE__ */ new Map())) if (item.kind === "statement") yield item;
	} catch {
		return;
	}
}
/** The bare names that create_hypertable() is called with. */
function remade(text) {
	return [...text.matchAll(/\bcreate_hypertable\s*\(\s*(?:\w+\s*(?:=>|:=)\s*)?'([^']+)'/gi)].flatMap(([, name = ""]) => readName(lexemes(name), 0).parts.at(-1) ?? []);
}
// src/script/settings.ts
const OFF = /^SET\s+(?:(?:SESSION|LOCAL)\s+)?standard_conforming_strings\s*(?:=|\sTO\s)\s*'?(?:off|false|no|0|f|n)\b/i;
const ENCODING = /^SET\s+(?:(?:SESSION|LOCAL)\s+)?(?:client_encoding\s*(?:=|\sTO\s)|NAMES)\s*'?([\w-]+)/i;
/**
* Refuses the settings that change how the text of a script is to be read, which is fixed here.
*
* @throws ScriptError at the statement
*/
function refuseOtherSyntax(statement, source) {
	if (statement.words[0] !== "set") return;
	if (OFF.test(statement.sql)) throw errorAt(source, statement.start, {
		message: "scripts are read with standard_conforming_strings on",
		hint: "Remove this SET and write strings with backslash escapes as E'…'."
	});
	const encoding = ENCODING.exec(statement.sql)?.[1];
	if (encoding !== void 0 && !isUtf8(encoding)) throw errorAt(source, statement.start, {
		message: `scripts are read as UTF-8, this one asks for ${encoding}`,
		hint: "Save the file as UTF-8 and remove this SET."
	});
}
/** True for the names that PostgreSQL has for UTF-8, and for the word DEFAULT, which is UTF-8 here. */
function isUtf8(encoding) {
	return [
		"utf8",
		"unicode",
		"default"
	].includes(encoding.toLowerCase().replaceAll(/[^a-z0-9]/g, ""));
}
// src/script/run-command.ts
/**
* Carries out a psql command (the \if family is carried out by split()).
*
* @returns false where the rest of the file is not to be read
*/
async function runCommand$1(command, context) {
	const { name, values } = command;
	const words = values.map(({ value }) => value);
	const fail = (fields) => errorAt(context.source, command.start, fields);
	if (DISPLAY_COMMANDS.has(name)) return true;
	switch (name) {
		case "set":
			setVariable(words, context, fail);
			return true;
		case "unset":
			context.variables.delete(words[0] ?? "");
			return true;
		case "echo":
		case "qecho":
		case "warn": {
			const from = words[0] === "-n" && values[0]?.quoted === false ? 1 : 0;
			context.echo(words.slice(from).join(" "));
			return true;
		}
		case "encoding":
			if (words[0] === void 0 || isUtf8(words[0])) return true;
			throw fail({
				message: `scripts are read as UTF-8, not as ${words[0]}`,
				hint: "Save the file as UTF-8."
			});
		case "restrict":
		case "unrestrict": return true;
	}
	if (command.inside !== void 0) {
		const { line } = context.source.place(command.inside);
		throw fail({
			message: `\\${name} inside a statement`,
			hint: `The statement that starts on line ${line} has no semicolon before it.`
		});
	}
	switch (name) {
		case "connect":
		case "c":
			connect$1(words, context.database, fail);
			await context.reconnect();
			return true;
		case "i":
		case "include":
		case "ir":
		case "include_relative": {
			const [file] = words;
			if (file === void 0 || file === "") throw fail({ message: `\\${name} needs a file name` });
			const base = name === "i" || name === "include" ? context.cwd : dirname(context.path);
			await context.include(resolve(base, file), command);
			return true;
		}
		default: return false;
	}
}
/** Variables that would change how psql goes through a script, with the only value that fits the way we do. */
const FIXED = {
	ON_ERROR_STOP: {
		value: true,
		why: "scripts stop at the first error here"
	},
	AUTOCOMMIT: {
		value: true,
		why: "every statement is its own transaction here, as in psql by default"
	},
	SINGLELINE: {
		value: false,
		why: "statements end with a semicolon here"
	}
};
function setVariable(words, { variables }, fail) {
	const [name, ...values] = words;
	if (name === void 0) return;
	if (!isVariableName(name)) throw fail({ message: `"${name}" is not a name for a psql variable` });
	const value = values.join("");
	const fixed = Object.hasOwn(FIXED, name) ? FIXED[name] : void 0;
	if (fixed !== void 0 && parseBoolean(value === "" ? "on" : value) !== fixed.value) throw fail({
		message: `\\set ${name} ${value}: ${fixed.why}`,
		hint: "Remove the line."
	});
	variables.set(name, value);
}
function connect$1(words, database, fail) {
	const [to = "-", ...rest] = words.map((word) => word.replace(/^"(.*)"$/, "$1"));
	if ((to === "-" || to === database) && rest.every((word) => word === "-")) return;
	throw fail({
		message: `\\connect ${words.join(" ")}: scripts run in one database, ${database}, as one user`,
		hint: rest.some((word) => word !== "-" && word !== "") || to === "-" ? "Remove the line, or keep it for psql alone: put it between \\if :{?PSQL} and \\endif." : `Name that database: --database ${to}, or "database: ${to}" in timescale-ci.yml. It is made anew for every run, and a CREATE DATABASE of it is left out.`
	});
}
// src/script/server-error.ts
/** Turns what a session threw at a statement into an error with its place in the file. */
function describeServerError(error, statement, source) {
	if (error instanceof SqlLimitError) {
		const { message, hint, exitCode } = error;
		return errorAt(source, statement.start, {
			message: `${message}, in this statement`,
			hint,
			exitCode,
			cause: error
		});
	}
	if (!isServerError(error)) return errorAt(source, statement.start, {
		message: `the database server or the connection to it broke at this statement: ${messageOf(error)}`,
		hint: "Run it in psql against the same version of the server; the server log may say more.",
		cause: error,
		exitCode: 2
	});
	const offset = locate$3(error, statement, source);
	const { internalQuery, internalPosition } = error;
	return errorAt(source, offset, {
		message: error.message,
		sqlstate: error.code,
		detail: error.detail,
		hint: hintForFullDisk(error) ?? error.hint ?? hintForVariable(source.text, offset, error),
		context: error.where,
		statement: statement.sql,
		...internalQuery === void 0 ? {} : { query: {
			text: internalQuery,
			position: Math.max(1, Number(internalPosition ?? 1))
		} },
		cause: error
	});
}
function isServerError(error) {
	const { code, severity } = error ?? {};
	return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && typeof severity === "string";
}
/** The offset in the file that the error is about; the statement's start where the server does not tell. */
function locate$3(error, statement, source) {
	if (error.position !== void 0) return statement.origin(characterOffset(statement.sql, Number(error.position) - 1));
	return locateRow(error, statement, source) ?? locateInDo(error, statement, source) ?? statement.start;
}
/**
* `COPY t, line 2, column a: "x"` counts the lines of the rows, from 1, a CSV header included. Line breaks inside quotes
* count too, but not in the first row, before PostgreSQL knows what ends a line: then the number leads astray.
*/
function locateRow(error, statement, source) {
	if (statement.data === void 0) return void 0;
	const row = /^COPY .*, line (\d+)/m.exec(error.where ?? "")?.[1];
	if (row === void 0) return void 0;
	const first = source.place(statement.data.start).line;
	if (/\bcsv\b/i.test(statement.sql) && source.line(first).split("\"").length % 2 === 0) return void 0;
	return Math.min(source.lineStart(first + Number(row) - 1), statement.data.end);
}
/** The last line of the context is the outermost call. A DO block's lines count from the one that opens its quotes. */
function locateInDo(error, statement, source) {
	const line = /function inline_code_block line (\d+) at [^\n]*$/.exec(error.where ?? "")?.[1];
	if (line === void 0 || statement.words[0] !== "do") return void 0;
	for (const token of tokenize(statement.sql)) {
		if (token.kind !== "dollar" && token.kind !== "string") continue;
		const opening = source.place(statement.origin(token.start)).line;
		const start = source.lineStart(opening + Number(line) - 1);
		const text = source.line(opening + Number(line) - 1);
		return line === "1" ? statement.origin(token.start) : start + text.search(/\S|$/);
	}
}
/** PostgreSQL's own hint is to check the free disk space. */
function hintForFullDisk({ code }) {
	return code === "53100" ? DATA_HINT : void 0;
}
/** A psql variable that is not set stays in the text, where the server stumbles over its colon. */
function hintForVariable(text, offset, error) {
	if (error.code !== "42601" || text[offset] !== ":" || readToken(text, offset).end !== offset + 1) return void 0;
	const reference = readReference$1(text, offset);
	if (reference === void 0) return void 0;
	return `The psql variable ${reference.name} is not set: \\set ${reference.name} VALUE in the script, before this line.`;
}
// src/script/tool-transaction.ts
/** What PostgreSQL refuses in a transaction block: such a statement, and a new value of an enum in the one that added it. */
const ONLY_OUTSIDE = ["25001", "55P04"];
/** The transaction that a migration tool puts around a file, or around all of them. What fails in it here fails there too. */
var ToolTransaction = class {
	#file;
	/** Whether the next statement is to find a transaction open. */
	#wraps;
	#begin;
	constructor(file, variables) {
		this.#file = file;
		const kind = file.tool?.transaction ?? "none";
		this.#wraps = kind === "block" || kind === "whole" || kind === "query" && hasSeveral(file, variables);
	}
	/** True where the transaction goes on in the next file. */
	reaches(next) {
		const { tool } = this.#file;
		return tool?.transaction === "whole" && next?.tool?.transaction === "whole" && next.tool.name === tool.name;
	}
	/** True where the tool's BEGIN comes before this statement; a BEGIN of the file's own takes its place. */
	beginsBefore(words, open) {
		if (!this.#wraps || open !== void 0) return false;
		if (this.#file.tool?.transaction !== "query") this.#wraps = false;
		return words[0] !== "begin" && !(words[0] === "start" && words[1] === "transaction");
	}
	/** Notes where the tool's transaction begins. */
	began(begin) {
		this.#begin = begin;
		return begin;
	}
	/** True where the tool commits what is open at the end of the file. */
	ends(open) {
		const { transaction } = this.#file.tool ?? {};
		return open !== void 0 && (open === this.#begin || transaction === "block" || transaction === "whole");
	}
	/** The error with a word on the transaction, where that is why the statement failed. */
	explained(error, source, offset) {
		const { tool } = this.#file;
		if (this.#begin === void 0 || tool === void 0 || !ONLY_OUTSIDE.includes(error.sqlstate ?? "")) return error;
		const what = tool.transaction === "whole" ? "all files" : "this file";
		const why = `${tool.name} runs ${what} in one transaction, where it fails too. ${tool.outside}`;
		const { reason: message, sqlstate, detail, context, query, hint } = error;
		return errorAt(source, offset, {
			message,
			sqlstate,
			detail,
			context,
			query,
			hint: hint === void 0 ? why : `${why} ${hint}`,
			cause: error.cause
		});
	}
};
function hasSeveral(file, variables) {
	let statements = 0;
	for (const { kind } of split(new Source(file.name, file.text), new Map(variables))) {
		if (kind === "statement") statements++;
		if (statements > 1) return true;
	}
	return false;
}
// src/script/transaction.ts
/** Follows BEGIN and COMMIT through statements in the order of sending, as if all of them succeed. */
var TransactionBlock = class {
	#begin;
	/** What opened the transaction block that is open. */
	get begin() {
		return this.#begin;
	}
	/** Takes the first words of a statement. */
	see(words, at) {
		const [first, ...rest] = words;
		const [second, third] = rest[0] === "work" || rest[0] === "transaction" ? rest.slice(1) : rest;
		switch (first) {
			case "begin":
				this.#begin ??= at;
				break;
			case "start":
				if (rest[0] === "transaction") this.#begin ??= at;
				break;
			case "prepare":
				if (rest[0] === "transaction") this.#begin = void 0;
				break;
			case "commit":
			case "end":
			case "rollback":
			case "abort":
				if (second === "prepared" || second === "to") break;
				if (second === "and" && third === "chain") this.#begin = at;
				else this.#begin = void 0;
		}
	}
};
// src/script/run.ts
/** How many characters of a statement are kept in the result. */
const KEPT$1 = 200;
/** How many statements are sent together. */
const MOST_WAITING = 64;
/**
* Runs scripts as psql -f does, statement by statement, each as one simple query with no transaction of ours around it,
* and stops at the first error, unless somebody wants to be told of all of them. Every file given starts as a psql of its own would: default settings, variables fresh.
*
* @throws ScriptError with the place where the script is wrong or the server refused it
*/
async function runScripts(session, files, options) {
	const run = new Run(session, options, files);
	const forget = session.onNotice((notice) => run.tell(notice));
	try {
		for (const [index, file] of files.entries()) {
			if (index > 0 && file.tool?.continues !== true) await run.reconnect();
			if (file.shell === true) await options.shell?.(file);
			else await run.start(file, files[index + 1]);
		}
		return run.result;
	} finally {
		forget();
	}
}
var Run = class {
	result = {
		files: 0,
		statements: 0,
		scripts: [],
		ran: []
	};
	#session;
	#options;
	#files;
	#transaction = new TransactionBlock();
	#variables = /* @__PURE__ */ new Map();
	#tool;
	#now;
	#waiting = [];
	constructor(session, options, files) {
		this.#session = session;
		this.#options = options;
		this.#files = files;
	}
	tell(notice) {
		if (this.#now !== void 0) this.#options.onNotice?.(notice, this.#now);
	}
	/** @throws ScriptError where what ran lets no further session in */
	async reconnect() {
		await this.#session.reset().catch((cause) => {
			throw lockedOut(cause, this.result.ran);
		});
	}
	/**
	* Runs a file that is not included by another.
	*
	* @param next the file that comes after it
	*/
	async start(file, next) {
		const { database, variables } = this.#options;
		this.#variables = new Map(Object.entries({
			DBNAME: database,
			ENCODING: "UTF8",
			AUTOCOMMIT: "on",
			ON_ERROR_STOP: this.#options.onError === void 0 ? "on" : "off",
			...variables,
			...file.tool?.variables
		}));
		if (this.#tool?.reaches(file) !== true) this.#tool = new ToolTransaction(file, this.#variables);
		await this.#run(file, [file.path]);
		if (this.#tool.reaches(next)) return;
		if (this.#tool.ends(this.#transaction.begin)) await this.#commit(file);
		this.#refuseOpen(`${file.name} ends`);
	}
	/** @throws ScriptError at what opened a transaction that is still open */
	#refuseOpen(where) {
		const begin = this.#transaction.begin;
		if (begin === void 0) return;
		throw errorAt(begin.source, begin.offset, {
			message: `this transaction is still open where ${where}, so all of it would be rolled back`,
			hint: "End it with COMMIT."
		});
	}
	async #run(file, chain) {
		const source = new Source(file.name, file.text);
		refusePlainDump(file, this.#files.includes(file) ? this.#files : [...this.#files, file]);
		const known = this.result.scripts.find((script) => script.file === file.name);
		if (known === void 0) {
			this.result.files++;
			this.result.scripts.push({
				file: file.name,
				text: file.text
			});
		} else if (known.text !== file.text) known.text = together(known.text, file.text);
		const context = {
			source,
			path: file.path,
			cwd: this.#options.cwd,
			database: this.#options.database,
			variables: this.#variables,
			echo: (text) => this.#options.onEcho?.(text),
			include: (path, command) => this.#include(path, command, source, chain),
			reconnect: async () => {
				this.#refuseOpen("the next \\connect comes");
				await this.reconnect();
			}
		};
		try {
			for (const item of split(source, this.#variables)) {
				this.#options.signal?.throwIfAborted();
				if (item.kind === "statement") {
					await this.#execute(item, source);
					continue;
				}
				await this.#flush();
				if (!await runCommand$1(item, context)) break;
			}
		} finally {
			await this.#flush();
		}
	}
	async #include(path, command, source, chain) {
		const { cwd, readFile } = this.#options;
		const name = displayName(path, cwd);
		if (chain.includes(path)) {
			const way = [...chain.slice(chain.indexOf(path)), path].map((step) => displayName(step, cwd));
			throw errorAt(source, command.start, { message: `a file includes itself: ${way.join(" → ")}` });
		}
		let file;
		try {
			file = readFile === void 0 ? await readScript(path, cwd) : {
				name,
				path,
				text: await readFile(path)
			};
		} catch (cause) {
			const way = command.name === "i" || command.name === "include" ? I_OR_IR : void 0;
			const hint = cause instanceof UserError ? cause.hint ?? way : way;
			throw errorAt(source, command.start, {
				message: messageOf(cause),
				hint,
				cause
			});
		}
		await this.#run(file, [...chain, path]);
	}
	async #execute(statement, source) {
		refuseOtherSyntax(statement, source);
		const place = source.place(statement.start);
		const at = {
			source,
			offset: statement.start
		};
		const item = {
			statement,
			source,
			place
		};
		const alone = !isQuick(statement) || this.#options.onError !== void 0;
		if (alone || this.#waiting.length >= MOST_WAITING) await this.#flush();
		if (this.#tool?.beginsBefore(statement.words, this.#transaction.begin)) {
			this.#waiting.push({
				...item,
				sql: "BEGIN",
				ran: void 0
			});
			this.#transaction.see(["begin"], this.#tool.began(at));
		}
		this.#transaction.see(statement.words, at);
		const { sql, start, end } = statement;
		const ran = {
			...place,
			text: sql.slice(0, KEPT$1),
			start,
			end
		};
		this.#waiting.push({
			...item,
			sql,
			ran
		});
		if (alone) await this.#flush();
	}
	/** Sends the statements that wait. */
	async #flush() {
		const items = this.#waiting;
		this.#waiting = [];
		if (items.length === 0) return;
		this.#options.signal?.throwIfAborted();
		let at = 0;
		const begin = () => {
			const item = items[at];
			this.#now = item?.place;
			if (item?.ran !== void 0) this.#options.onStatement?.(item.ran);
		};
		const done = () => {
			const ran = items[at]?.ran;
			if (ran !== void 0) {
				this.result.ran.push(ran);
				this.result.statements++;
			}
			at++;
			begin();
		};
		begin();
		try {
			await this.#send(items, done);
		} catch (error) {
			this.#options.signal?.throwIfAborted();
			const { statement, source, ran } = items[at];
			const described = describeServerError(error, statement, source);
			const explained = this.#tool?.explained(described, source, statement.start) ?? described;
			const { onError } = this.#options;
			if (onError === void 0 || ran === void 0 || explained.sqlstate === void 0) throw explained;
			onError(explained, ran);
		} finally {
			this.#now = void 0;
		}
	}
	async #send(items, done) {
		const { statement, source, sql } = items.at(-1);
		const { data } = statement;
		const last = makesDatabase(sql, this.#options.database) || data !== void 0;
		const before = last ? items.slice(0, -1) : items;
		await this.#session.executeEach(before.map((item) => item.sql), done);
		if (!last) return;
		if (data !== void 0) await this.#session.copyIn(sql, source.text.slice(data.start, data.end));
		else this.tell({
			severity: "WARNING",
			message: "left out: the database is made anew for every run"
		});
		done();
	}
	/** Ends the transaction as the file's tool does: deferred constraints are checked now. */
	async #commit(file) {
		const begin = this.#transaction.begin;
		if (begin === void 0) return;
		await this.#session.execute("COMMIT").catch((cause) => {
			const message = `the transaction that ${file.tool?.name ?? "psql"} runs the file in cannot be committed`;
			throw errorAt(begin.source, begin.offset, {
				message,
				detail: messageOf(cause),
				cause
			});
		});
		this.#transaction.see(["commit"], begin);
	}
};
/**
* Statements that are sent without waiting for the answer to the one before: they are over soon, so that an error is told
* at once although those behind it run as well, in a database that is thrown away then.
*/
function isQuick({ words, data }) {
	const [first = "", second = ""] = words;
	return data === void 0 && QUICK.has(first) && !NOT_QUICK.has(`${first} ${second}`);
}
const QUICK = /* @__PURE__ */ new Set([
	"alter",
	"comment",
	"create",
	"drop",
	"grant",
	"reset",
	"revoke",
	"set"
]);
const NOT_QUICK = /* @__PURE__ */ new Set([
	"alter system",
	"create database",
	"create extension",
	"create materialized"
]);
/** Two parts of one file, each with spaces in the place of the other. */
function together(a, b) {
	if (a.length !== b.length) return a;
	let text = "";
	for (let i = 0; i < a.length; i++) text += a[i] === " " ? b[i] : a[i];
	return text;
}
/** CREATE DATABASE of the one that the scripts run in: a script that makes it and connects to it works as it is. */
function makesDatabase(sql, database) {
	if (!/^create\s+database\b/i.test(sql)) return false;
	return readName(lexemes(sql), 2).parts.join(".") === database;
}
const I_OR_IR = "\\i is relative to the working directory; \\ir is relative to the file that includes.";
// src/proof/restore.ts
/** SQLSTATE of an object that exists already: roles and tablespaces do where the source runs on the same server. */
const DUPLICATE = "42710";
/**
* Restores a dump into an empty scratch database, with stop on the first error. What the file needs on the server is made
* first.
*
* @param file how to call the dump in errors
* @throws ScriptError at the statement that failed
*/
async function restore(text, scratch, file) {
	try {
		var _usingCtx$19 = _usingCtx();
		const session = _usingCtx$19.a(await scratch.connect());
		await makePrerequisites(session, readPrerequisites(text), scratch.name, refuse);
		await session.reset();
		try {
			return await runScripts(session, [{
				name: file,
				path: file,
				text
			}], {
				database: scratch.name,
				cwd: "/"
			});
		} finally {
			await session.reset();
		}
	} catch (_) {
		_usingCtx$19.e = _;
	} finally {
		await _usingCtx$19.d();
	}
}
/**
* Makes what a dump needs on the server, where it is not there yet.
*
* @param onRefused told of what the server refuses
*/
async function makePrerequisites(session, statements, database, onRefused) {
	await session.execute("SET allow_in_place_tablespaces = on").catch(() => void 0);
	const there = new Set((await session.query(TABLESPACES)).map(({ statement }) => statement));
	for (const statement of statements) {
		if (there.has(statement)) continue;
		try {
			await session.execute(inDatabase(statement, database));
		} catch (cause) {
			if (cause.code === DUPLICATE) continue;
			onRefused(statement, cause);
		}
	}
}
function refuse(statement, cause) {
	throw new UserError(`what the dump needs cannot be made on the scratch server: ${messageOf(cause)}`, {
		hint: `The statement is: ${statement}`,
		exitCode: 1,
		cause
	});
}
/** As the dump asks for them. */
const TABLESPACES = "SELECT format('CREATE TABLESPACE %I LOCATION %L;', spcname, '') AS statement FROM pg_tablespace";
/** Puts the database's name where the file has `:"DBNAME"`, as psql would; inside of quotes that is just text. */
function inDatabase(statement, database) {
	const tokens = [...tokenize(statement)].map(({ start, end }) => statement.slice(start, end));
	const isVariable = (i) => tokens[i] === ":" && tokens[i + 1] === "\"DBNAME\"";
	return tokens.map((token, i) => isVariable(i) ? "" : isVariable(i - 1) ? quoteIdentifier(database) : token).join("");
}
// src/proof/statement-of.ts
const CALLS = {
	...Object.fromEntries(Object.entries(JOB_KINDS).map(([form, { add }]) => [form, `${add}(`])),
	hypertable: "create_hypertable(",
	"continuous aggregate": "CREATE MATERIALIZED VIEW "
};
/** Finds the statement about an object in a dump's text, or undefined where the dump never had one. */
function statementOf(dump, { kind, object, property }) {
	const subject = object.replace(/^.* on (?=\S)/, "").replace(/ \(\d+\)$/, "").replace(/^job /, "");
	const call = kind === "hypertable" && property === "columnstore" ? "SET (timescaledb.compress" : CALLS[kind];
	const names = [subject, quoteLiteral(subject)];
	const lines = dump.split("\n");
	const fits = (line) => !line.startsWith("--") && names.some((name) => line.includes(name)) && (call === void 0 || line.includes(call));
	const at = lines.findIndex(fits);
	return at < 0 ? void 0 : {
		line: at + 1,
		text: lines[at]
	};
}
// src/proof/prove.ts
/**
* Proves a dump: restores it into an empty scratch database, compares the two models property by property, dumps again
* and demands the same bytes, and asks every hypertable to take a row.
*
* PostgreSQL reads some of what it prints as another expression. Where nothing else differs, what the restored database
* dumps to is restored in its turn, until it comes back byte for byte: that is the schema's canonical text, the same
* whether it was reached from scripts, from a live database or from an older dump.
*
* @param expected the model that the dump claims to hold; null to take the restored text alone as evidence
* @param engine opens empty scratch databases; a second one only where the first comparison differs
*/
async function prove(dump, expected, engine, file = "the dump") {
	return await passes(dump, expected, engine, file, probeHypertables);
}
/**
* The canonical form of a dump: its text and model as PostgreSQL prints them once it has read them. A dump that cannot be
* restored, or that loses something, stays as it is: to say so is the proof's part.
*/
async function settle(dump, engine) {
	try {
		return canonicalDump(dump, await passes(dump, dump.model, engine, "the dump", async () => []));
	} catch (error) {
		if (error instanceof UserError) return dump;
		throw error;
	}
}
/**
* A dump as a proof found it to come back. What another major version of PostgreSQL printed is no better text for this
* one's schema, so then the dump stays as it is.
*/
function canonicalDump(dump, { proved, restored }) {
	if (!proved || restored === null || restored.fingerprint === dump.fingerprint) return dump;
	if (majorOf(restored) !== majorOf(dump)) return dump;
	const { text, fingerprint, model } = restored;
	return {
		...dump,
		text: withBody(dump.text, bodyOf(text)),
		fingerprint,
		model: {
			...model,
			jobs: dump.model.jobs
		}
	};
}
function majorOf({ facts }) {
	return facts.postgres.split(".")[0];
}
/**
* Restores a dump's text and dumps it again, in its canonical form: what two servers printed differently is the same
* once one of them has read both.
*
* @param canonical a dump that is known to be canonical: what comes back as that one is, too
* @throws ScriptError at the statement that failed
*/
async function readBack(text, engine, file, canonical) {
	const dump = await restoreAndDump(text, engine, file);
	return [fingerprintOf(text), canonical?.fingerprint].includes(dump.fingerprint) ? dump : await settle(dump, engine);
}
async function restoreAndDump(text, engine, file) {
	try {
		var _usingCtx$18 = _usingCtx();
		const scratch = _usingCtx$18.a(await engine.scratch());
		await restore(text, scratch, file);
		return await dumpDatabase(scratch, void 0, { rows: rowsOf(text) });
	} catch (_) {
		_usingCtx$18.e = _;
	} finally {
		await _usingCtx$18.d();
	}
}
async function passes(dump, expected, engine, file, probe) {
	let { text } = dump;
	let model = expected;
	let proof;
	let reprinted;
	let done = 0;
	do
		try {
			var _usingCtx3 = _usingCtx();
			const scratch = _usingCtx3.a(await engine.scratch());
			proof = await pass(text, model, scratch, done === 0 ? file : `${file}, as it was restored`, probe);
			const { restored, losses } = proof;
			if (restored === null) break;
			reprinted = model === null ? isReprintOf(text, restored) : isReprint({
				from: text,
				to: restored.text,
				differences: losses
			});
			({text, model} = restored);
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
	while (reprinted && ++done < MOST_PASSES);
	return proof;
}
/** What PostgreSQL prints settles after one or two; the bound keeps a run from going on without end. */
const MOST_PASSES = 5;
/** One restore, and how what is there afterwards differs from what the dump claims to hold. */
async function pass(text, expected, scratch, file, probe) {
	const proof = {
		proved: false,
		error: null,
		properties: 0,
		objects: 0,
		losses: [],
		textDifference: null,
		probes: [],
		restored: null
	};
	try {
		await restore(text, scratch, file);
	} catch (error) {
		if (!(error instanceof ScriptError)) throw error;
		return {
			...proof,
			error
		};
	}
	const restored = await dumpDatabase(scratch, void 0, { rows: rowsOf(text) });
	const comparison = compareModels(restorable(expected ?? restored.model), restored.model);
	const textDifference = firstDifference(bodyOf(text), bodyOf(restored.text));
	const probes = await probe(scratch, restored.model);
	const losses = comparison.differences.map((difference) => ({
		...difference,
		carrier: statementOf(text, difference) ?? null
	}));
	return {
		...proof,
		proved: losses.length === 0 && textDifference === null && probes.every(({ accepted, untried }) => accepted || untried),
		properties: comparison.properties,
		objects: comparison.objects,
		losses,
		textDifference,
		probes,
		restored
	};
}
function firstDifference(source, restored) {
	if (source === restored) return null;
	const [a, b] = [source.split("\n"), restored.split("\n")];
	const line = a.findIndex((text, i) => text !== b[i]);
	const at = line < 0 ? a.length : line;
	return {
		line: at + 1,
		source: a[at] ?? "",
		restored: b[at] ?? ""
	};
}
// src/workflows/changes.ts
/**
* The step: what is different from the latest version, in the words of the field. That version is restored beside the
* source to be read.
*
* @returns null where it cannot be: the source is a live database, or the version needs what this server lacks
*/
async function explainSince(latest, source, dump, { reporter }) {
	if (source.engine.kind === "external") return null;
	const step = reporter.step("changes");
	try {
		const { model, rows } = await readBack(latest.text, source.engine, latest.file, dump);
		const changes = explainChanges(model, dump.model, {
			timescaledb: dump.facts.timescaledb?.version ?? null,
			rows: {
				from: rows,
				to: dump.rows
			}
		});
		step.done(`${describeClasses(changes)} since ${latest.file}`);
		return changes;
	} catch (error) {
		step.warn(`${latest.file} cannot be restored here to compare with it: ${messageOf(error).split("\n")[0]}`);
		return null;
	}
}
/** `1 data-loss, 3 safe` */
function describeClasses(changes) {
	const counts = countClasses(changes);
	return CLASSES.filter((level) => counts[level] > 0).map((level) => `${counts[level]} ${level}`).join(", ") || "nothing";
}
// src/history/read-latest.ts
/** What realpath and readFile say of a missing directory, a missing link, a dangling one and one that points at itself. */
const ABSENT$1 = ["ENOENT", "ELOOP"];
/**
* Reads the latest version: through the symbolic link; or, where a checkout or a copy made a plain file of it, through
* the name that git leaves in that file (`core.symlinks=false`), or as the dump itself. Undefined where there is none:
* directory missing, link missing or dangling.
*
* @throws UserError where it cannot be read, or leads out of the directory: a schema directory may come from a
*   stranger's branch, and its text is shown in reports
*/
async function readLatest(dir, files = diskFiles) {
	try {
		const direct = await readInside(dir, LATEST_FILE, files);
		const pointsTo = direct?.text.trim().replace(/^\.\//, "");
		if (pointsTo === void 0 || !versionTime(pointsTo)) return direct;
		return await readInside(dir, pointsTo, files);
	} catch (error) {
		throw fileError(error, "read", join$1(dir, LATEST_FILE));
	}
}
async function readInside(dir, name, files) {
	const path = join$1(dir, name);
	const target = await unless(ABSENT$1, files.realpath(path));
	if (target === void 0) return void 0;
	if (dirname(target) !== await files.realpath(dir)) throw new UserError(`${path} leads out of its directory, to ${target}`, { hint: `Delete ${path}: the next backup writes it again.` });
	if (!(await files.lstat(target)).isFile()) throw new UserError(`${path} does not lead to a file`, { hint: `Move ${target} away: the next backup writes the file again.` });
	const text = await files.readFile(target, "utf8");
	if (isLfsPointer(text)) throw new UserError(`${path} is a Git LFS pointer, not the dump`, { hint: "Check it out with \"lfs: true\" of actions/checkout, or by \"git lfs pull\"." });
	return {
		file: basename(target),
		text
	};
}
/** True for what Git LFS commits in place of a file. */
function isLfsPointer(text) {
	return text.startsWith("version https://git-lfs.github.com/spec/");
}
// src/docs/content.ts
/** A sentence from fixed words and parts: say`Reads ${link}`. */
function say(words, ...parts) {
	return words.flatMap((word, i) => [word, parts[i] ?? ""]).filter((part) => part !== "");
}
function code$1(text) {
	return text === "" ? "" : { code: text };
}
function prose(text) {
	return text.trim() === "" ? "" : { prose: text };
}
/** The first line of some prose, for where there is room for one. */
function firstLine$1(text) {
	return prose(/\S[^\r\n]*/.exec(text)?.[0] ?? "");
}
function strong(text) {
	return { strong: text };
}
function link(label, kind, name) {
	return {
		label,
		to: anchorId(kind, name)
	};
}
/** Goes into the first cell of a row; a heading has an anchor of its own. */
function anchor(kind, name) {
	return { anchor: anchorId(kind, name) };
}
/** Parts with something between them: `a, b`. */
function join(parts, separator) {
	return parts.flatMap((part, i) => i === 0 ? [part] : [separator, part]);
}
/** What there is to say, one below the other. */
function lines(parts) {
	const said = parts.filter((part) => !isEmpty(part));
	return said.length === 1 ? said[0] ?? "" : said.length === 0 ? "" : { lines: said };
}
/** Whether nothing would show. */
function isEmpty(content) {
	return content === "" || isList(content) && content.every(isEmpty);
}
function isList(content) {
	return Array.isArray(content);
}
/** What there is of these parts, in their order. */
function blocks(...parts) {
	return parts.flatMap((part) => part ?? []);
}
/** A heading; links lead to it where it has a kind and a name. */
function heading(level, text, kind, name = "") {
	return {
		heading: text,
		level,
		anchor: kind === void 0 ? null : anchorId(kind, name)
	};
}
function title(text) {
	return { title: text };
}
/** Null where there is nothing to say. */
function paragraph(text) {
	return isEmpty(text) ? null : { paragraph: text };
}
/** Null where there is nothing to list. */
function bullets(items) {
	return items.length === 0 ? null : { bullets: items };
}
/**
* A table; null without rows. A column in which every cell is empty is left out, save the first: what most databases do
* not use need not be looked at.
*/
function table(header, rows) {
	if (rows.length === 0) return null;
	const used = header.map((_, i) => i === 0 || rows.some((row) => !isEmpty(row[i] ?? "")));
	const keep = (cells) => cells.filter((_, i) => used[i]);
	return {
		header: keep(header),
		rows: rows.map(keep)
	};
}
function fence(language, source) {
	return {
		source,
		language
	};
}
function folded(summary, body) {
	return {
		summary,
		folded: blocks(body)
	};
}
/**
* A stable address in the document: `table.trading.trades`. Lower-case letters, digits, `_` and `.` stand for themselves,
* anything else is `-hex-`, so that two names never share one. The first dot keeps it apart from the addresses that
* GitHub derives from headings, which hold none.
*/
function anchorId(kind, name) {
	return `${kind}.${name.replace(/[^a-z0-9_.]/gu, (c) => `-${(c.codePointAt(0) ?? 0).toString(16)}-`)}`;
}
// src/docs/options.ts
function isShown(options, section) {
	return options.sections?.[section] !== false;
}
// src/docs/lookup.ts
/** Prepares a model for the page: sorts it and indexes it. */
function lookUp(model, options) {
	const sorted = [...model.relations].sort(byName$2);
	const relations = named(sorted);
	const dictionary = options.dictionary ?? {};
	const findRoutine = routineFinder(model.routines);
	const sequences = ownSequences(model.sequences, model.columns);
	const edges = readings(sorted, model.continuousAggregates);
	const inSchema = (items) => groupBy([...items].sort(byName$2), (item) => schemaOf$1(item.name));
	const onRelation = (items) => groupBy([...items].sort(byName$2), (item) => item.relation);
	return {
		model,
		options,
		schemas: schemaNames(model),
		schemaObjects: named(model.schemas),
		relations,
		hypertables: named(model.hypertables),
		aggregates: named(model.continuousAggregates),
		types: named(model.types),
		tablesIn: inSchema(sorted.filter((relation) => isTable$1(relation) && parentOf(relation, relations) === null)),
		viewsIn: inSchema(sorted.filter((relation) => !isTable$1(relation))),
		routinesIn: inSchema(model.routines),
		typesIn: inSchema(model.types),
		sequences,
		sequencesIn: inSchema(sequences),
		columnsOf: groupBy([...model.columns].sort((a, b) => a.position - b.position), (column) => column.relation),
		constraintsOf: onRelation(model.constraints),
		referencesTo: groupBy([...model.constraints].sort(byName$2), (constraint) => constraint.references),
		indexesOf: onRelation(model.indexes),
		triggersOf: onRelation(model.triggers),
		rulesOf: onRelation(model.rules),
		rowPoliciesOf: onRelation(model.rowPolicies),
		statisticsOf: onRelation(model.statistics),
		jobsOf: groupBy([...model.jobs].sort(byName$2), (job) => job.relation),
		partitionsOf: groupBy(sorted, (relation) => parentOf(relation, relations)),
		childrenOf: groupBy(sorted.filter((relation) => relation.partitionBound === null).flatMap(({ name: child, inherits }) => inherits.map((parent) => ({
			child,
			parent
		}))), (one) => one.parent),
		sourcesOf: groupBy(edges, (edge) => edge.reader),
		readersOf: groupBy(edges, (edge) => edge.source),
		findRoutine,
		overloads: groupBy(model.routines, (routine) => baseOf$1(routine.name)),
		usesOf: usesOf(model, findRoutine),
		publicationsOf: publicationsOf(model),
		usersOf: users(model.columns),
		isShown: (section) => isShown(options, section),
		describe: (object) => object.comment ?? (Object.hasOwn(dictionary, object.name) ? dictionary[object.name] ?? null : null)
	};
}
function named(items) {
	return new Map(items.map((item) => [item.name, item]));
}
function users(columns) {
	const users = /* @__PURE__ */ new Map();
	for (const { type, relation } of columns) {
		const name = elementType(type);
		users.set(name, (users.get(name) ?? /* @__PURE__ */ new Set()).add(relation));
	}
	return (name) => [...users.get(name) ?? []].sort();
}
/** Groups items by a key, in their order; an item whose key is null is in no group. */
function groupBy(items, key) {
	const groups = /* @__PURE__ */ new Map();
	for (const item of items) {
		const name = key(item);
		if (name === null) continue;
		const group = groups.get(name);
		if (group === void 0) groups.set(name, [item]);
		else group.push(item);
	}
	return (name) => groups.get(name) ?? [];
}
/** Whether a type is a domain, or a domain over one, that takes no null: its columns take none either. */
function refusesNull(lookup, type) {
	return definitions(lookup, type).some((domain) => domain["nullable"] === false);
}
/** The default that a column without one of its own has from its domain, the outermost that has one. */
function presetOf(lookup, type) {
	const found = definitions(lookup, type).find((domain) => typeof domain["default"] === "string");
	return typeof found?.["default"] === "string" ? found["default"] : null;
}
/** A domain's definition, then that of the domain below it, and so on; none for another type. */
function definitions(lookup, type) {
	const found = lookup.types.get(type);
	if (found?.form !== "domain" || typeof found.definition !== "object" || found.definition === null) return [];
	if (Array.isArray(found.definition)) return [];
	const { base } = found.definition;
	return [found.definition, ...typeof base === "string" ? definitions(lookup, base) : []];
}
/**
* The sequences that a column's own entry does not tell of: those of an identity, and those that the column which owns
* them takes its default from (`serial`), are part of it.
*/
function ownSequences(sequences, columns) {
	const defaults = new Map(columns.map((column) => [column.name, column.default ?? ""]));
	return sequences.filter(({ name, ownedBy, identity }) => {
		if (ownedBy === null) return true;
		return !identity && defaults.get(ownedBy)?.includes(`nextval('${name.replaceAll("'", "''")}'::regclass)`) !== true;
	});
}
/** Gives the publications that send a table's changes, by name, whether they list it, its schema or everything. */
function publicationsOf({ publications }) {
	const byTable = groupBy(publications.flatMap(({ name, tables }) => tables.map(({ table, columns }) => ({
		name,
		table,
		columns
	}))), (one) => one.table);
	const bySchema = groupBy(publications.flatMap(({ name, schemas }) => schemas.map((schema) => ({
		name,
		schema,
		columns: null
	}))), (one) => one.schema);
	const everywhere = publications.flatMap(({ name, allTables }) => allTables ? [{
		name,
		columns: null
	}] : []);
	return ({ name, form, persistence }) => {
		if (persistence === "unlogged" || form !== "table" && form !== "partitioned table") return [];
		const found = [
			...byTable(name),
			...bySchema(schemaOf$1(name)),
			...everywhere
		];
		return [...new Map(found.map((one) => [one.name, one])).values()].sort(byName$2);
	};
}
const TABLES = /* @__PURE__ */ new Set([
	"table",
	"partitioned table",
	"foreign table"
]);
function isTable$1(relation) {
	return TABLES.has(relation.form);
}
/** The partitioned table that a partition belongs to; null for any other relation. */
function parentOf(relation, relations) {
	const parent = relation.partitionBound === null ? void 0 : relation.inherits[0];
	return parent !== void 0 && relations.has(parent) ? parent : null;
}
/** Which view or continuous aggregate reads which relation, both of the model, in the order of their names. */
function readings(relations, aggregates) {
	const known = new Set(relations.map((relation) => relation.name));
	const raw = new Map(aggregates.map((aggregate) => [aggregate.name, aggregate.source]));
	return relations.flatMap((relation) => {
		const sources = /* @__PURE__ */ new Set([...relation.dependsOn, raw.get(relation.name) ?? ""]);
		sources.delete(relation.name);
		return [...sources].filter((source) => known.has(source)).sort().map((source) => ({
			reader: relation.name,
			source
		}));
	});
}
/** Whether a schema is `public` as initdb makes it: nobody but its owner and PUBLIC is named (what PUBLIC may changed with 15). */
function isStandardPublic(schema) {
	const { name, comment, owner, privileges } = schema;
	const known = (role) => role === "PUBLIC" || role === (owner ?? "CURRENT_USER");
	return name === "public" && comment === "standard public schema" && Object.keys(privileges ?? {}).every(known);
}
/** Every schema that is named or holds something, by name; `public`, which is always there, only if it is used. */
function schemaNames(model) {
	const holders = new Set([
		model.relations,
		model.routines,
		model.types,
		model.sequences
	].flatMap((list) => list.map((object) => schemaOf$1(object.name))));
	for (const schema of model.schemas) if (!isStandardPublic(schema)) holders.add(schema.name);
	holders.delete("");
	return [...holders].sort();
}
function routineFinder(routines) {
	const byName = new Map(routines.map((routine) => [routine.name, routine]));
	const byBase = groupBy(routines, (routine) => baseOf$1(routine.name));
	return (name, types) => {
		const [first, second] = byBase(name);
		const only = second === void 0 ? first : void 0;
		return byName.get(name) ?? (types === void 0 ? void 0 : byName.get(`${name}(${types})`)) ?? only;
	};
}
/** Argument types that TimescaleDB calls a job with, and its check. */
const JOB = "integer,jsonb";
const CHECK = "jsonb";
/** Every use of the model's routines that the model itself tells, by routine; each once. */
function usesOf(model, find) {
	const uses = /* @__PURE__ */ new Map();
	const add = (part, relation, name, types) => {
		const routine = name === null ? void 0 : find(name, types);
		if (routine === void 0) return;
		uses.set(JSON.stringify([
			routine.name,
			part,
			relation
		]), {
			routine: routine.name,
			part,
			relation
		});
	};
	for (const trigger of model.triggers) add("trigger", trigger.relation, triggerFunction(trigger.definition), "");
	for (const trigger of model.eventTriggers) add("event trigger", null, trigger.function);
	for (const job of model.jobs) {
		add("job", null, job.procedure, JOB);
		add("job check", null, job.check, CHECK);
	}
	for (const hypertable of model.hypertables) for (const dimension of hypertable.dimensions) {
		add("current time", hypertable.name, dimension.integerNowFunction, "");
		add("partitioning", hypertable.name, dimension.partitioningFunction, "anyelement");
	}
	return groupBy([...uses].sort(([a], [b]) => a < b ? -1 : 1).map(([, use]) => use), (use) => use.routine);
}
// src/docs/links.ts
/** A link to a table or view, or only its name where the document does not describe it. */
function relationLink(lookup, name, label = name) {
	const relation = lookup.relations.get(name);
	if (relation === void 0 || !lookup.isShown(isTable$1(relation) ? "tables" : "views")) return code$1(label);
	return link(code$1(label), anchorKind(relation), name);
}
/** Where a table or view is described; null where the document does not describe it. */
function relationAddress(lookup, name) {
	const relation = lookup.relations.get(name);
	if (relation === void 0 || !lookup.isShown(isTable$1(relation) ? "tables" : "views")) return null;
	return anchorId(anchorKind(relation), name);
}
function relationAnchor(relation) {
	return anchor(anchorKind(relation), relation.name);
}
function relationLinks(lookup, names) {
	return join(names.map((name) => relationLink(lookup, name)), ", ");
}
/** A link to a function by its name, and the argument types that its caller gives where the name lacks them. */
function routineLink(lookup, name, types) {
	const routine = lookup.findRoutine(name, types);
	if (routine === void 0 || !lookup.isShown("functions")) return code$1(name);
	return link(code$1(name), "function", routineKey(lookup, routine));
}
/** What a routine is addressed by: its name alone, unless others share it. */
function routineKey(lookup, routine) {
	const base = baseOf$1(routine.name);
	return lookup.overloads(base).length === 1 ? base : routine.name;
}
/** A type as a column has it (`trading.side[]`), linked where the document describes it. */
function typeLink(lookup, type) {
	const name = elementType(type);
	return lookup.types.has(name) && lookup.isShown("types") ? link(code$1(type), "type", name) : code$1(type);
}
function publicationLink(lookup, name) {
	return lookup.isShown("publications") ? link(code$1(name), "section", "publications") : code$1(name);
}
function anchorKind(relation) {
	return isTable$1(relation) ? "table" : "view";
}
// src/docs/sections/hypertables.ts
const HEADER$3 = [
	"Hypertable",
	"Time column",
	"Chunk interval",
	"Other dimensions",
	"Segment by",
	"Order by",
	"Compress after",
	"Drop after"
];
/** Every hypertable on one line: how it is cut, when chunks are compressed, when they go. */
function hypertables(lookup) {
	const rows = [...lookup.model.hypertables].sort(byName$2).map((hypertable) => row$2(lookup, hypertable));
	return table(HEADER$3, rows);
}
function row$2(lookup, hypertable) {
	const [time, ...others] = hypertable.dimensions;
	const jobs = lookup.jobsOf(hypertable.name);
	const { columnstore } = hypertable;
	return [
		subjectCell(lookup, hypertable.name),
		code$1(time?.column ?? ""),
		chunkInterval(time?.interval ?? null, time?.type ?? null),
		lines(others.map((dimension) => dimensionCell(lookup, dimension))),
		segmentCell(columnstore),
		orderCell(columnstore),
		compressCell(columnstore, jobs),
		dropCell(jobs)
	];
}
/** A relation's link above what it is for: a column of its own would be too narrow to read. */
function subjectCell(lookup, name) {
	const relation = lookup.relations.get(name);
	const description = relation === void 0 ? "" : firstLine$1(lookup.describe(relation) ?? "");
	return lines([relationLink(lookup, name), description]);
}
/** A dimension beside time: ``by hash of `symbol` into 4``. */
function dimensionCell(lookup, dimension) {
	const column = code$1(dimension.column);
	const by = dimension.partitioningFunction === null ? "" : say` with ${routineLink(lookup, dimension.partitioningFunction, "anyelement")}`;
	return dimension.form === "hash" ? say`${column} by hash into ${String(dimension.partitions ?? "?")}${by}` : say`${column} every ${chunkInterval(dimension.interval, dimension.type)}${by}`;
}
function segmentCell(columnstore) {
	if (columnstore === null) return "";
	if (columnstore.segmentBy === null) return "automatic";
	return columnstore.segmentBy.length === 0 ? "none" : join(columnstore.segmentBy.map(code$1), ", ");
}
function orderCell(columnstore) {
	if (columnstore === null) return "";
	if (columnstore.orderBy === null) return "automatic";
	return columnstore.orderBy.length === 0 ? "none" : join(columnstore.orderBy.map(orderWords), ", ");
}
/** When chunks are compressed: `7 days`, `never`, or `by hand` where the columnstore is on without a policy. */
function compressCell(columnstore, jobs) {
	const ages = agesOf(jobs, "columnstore policy");
	if (!isEmpty(ages)) return ages;
	return columnstore === null ? "never" : columnstore.directCompress ? "at once" : "by hand";
}
function dropCell(jobs) {
	const ages = agesOf(jobs, "retention policy");
	return isEmpty(ages) ? "never" : ages;
}
function agesOf(jobs, form) {
	return lines(jobs.filter((job) => job.form === form).map((job) => `${ageOf(job) ?? "age unknown"}${job.scheduled ? "" : " (disabled)"}`));
}
/** PostgreSQL puts nulls last when ascending and first when descending; only the opposite is worth a word. */
function orderWords(order) {
	const nulls = order.nullsFirst === order.descending ? "" : order.nullsFirst ? " NULLS FIRST" : " NULLS LAST";
	return say`${code$1(order.column)}${order.descending ? " DESC" : ""}${nulls}`;
}
// src/docs/sections/aggregates.ts
const HEADER$2 = [
	"Continuous aggregate",
	"Reads",
	"Refresh",
	"Window",
	"Newer rows",
	"Chunk interval",
	"Compress after",
	"Drop after"
];
/** Every continuous aggregate on one line, as the hypertables are. */
function aggregates(lookup) {
	const rows = [...lookup.model.continuousAggregates].sort(byName$2).map((aggregate) => row$1(lookup, aggregate));
	const found = table(HEADER$2, rows);
	return found === null ? [] : blocks(heading(3, "Continuous aggregates"), found);
}
function row$1(lookup, aggregate) {
	const jobs = lookup.jobsOf(aggregate.name);
	const refreshes = jobs.filter((job) => job.form === "refresh policy");
	return [
		subjectCell(lookup, aggregate.name),
		relationLink(lookup, aggregate.source),
		refreshes.length === 0 ? "by hand" : lines(refreshes.map((job) => `${every(job)}${job.scheduled ? "" : " (disabled)"}`)),
		lines(refreshes.map(windowOf)),
		aggregate.materializedOnly ? "left out" : "added when asked",
		chunkInterval(aggregate.chunkInterval, aggregate.bucketType),
		compressCell(aggregate.columnstore, jobs),
		dropCell(jobs)
	];
}
// src/format/json.ts
/** Any value in one line of plain words: `min: 0, labels: buy, sell`. Gives text that is not yet Markdown. */
function plainJson(value) {
	if (value === null) return "none";
	if (Array.isArray(value)) return value.map(nested$1).join(", ");
	if (typeof value !== "object") return String(value);
	return Object.entries(value).filter(([, part]) => !isNothing$1(part)).map(([key, part]) => `${key}: ${nested$1(part)}`).join(", ");
}
/** Null, empty, or the `-` with which PostgreSQL writes that there is no function. */
function isNothing$1(value) {
	return value === null || value === "-" || typeof value === "object" && Object.keys(value).length === 0;
}
function nested$1(value) {
	return typeof value === "object" && value !== null ? `(${plainJson(value)})` : plainJson(value);
}
// src/docs/sections/calendar.ts
/** What runs when, and on what: most frequent first, then along a chunk's life. */
function calendar(lookup) {
	const jobs = [...lookup.model.jobs].sort(inOrder$1);
	const found = table([
		"Every",
		"What",
		"On",
		"Which",
		"In step with",
		"Owner",
		"State"
	], jobs.map((job) => [
		interval(job),
		verbOf(job),
		subject(lookup, job),
		rule(job),
		start(job),
		code$1(job.owner ?? ""),
		state(job)
	]));
	if (found === null) return [];
	return blocks(found, folded("How each job is run", settings$1(lookup, jobs)));
}
/** What a policy does: `chunks older than 7 days`. */
function rule(job) {
	if (job.form === "refresh policy") return `rows from ${windowOf(job)}`;
	if (job.form === "reorder policy") return say`along ${code$1(String(job.config?.["index_name"] ?? ""))}`;
	if (job.form === "job") return job.config === null ? "" : code$1(JSON.stringify(job.config));
	const age = ageOf(job);
	return age === null ? "" : `chunks older than ${age}`;
}
/** What a person must know before trusting a job: that it is off, or cannot run. */
function state(job) {
	return join([job.scheduled ? "" : strong("disabled"), job.runnable ? "" : strong("cannot run: its procedure or check is gone")].filter((word) => !isEmpty(word)), ", ");
}
function subject(lookup, job) {
	if (job.form === "job") return routineLink(lookup, job.procedure, JOB);
	return job.relation === null ? code$1(job.name) : relationLink(lookup, job.relation);
}
function start(job) {
	if (job.initialStart === null) return "";
	return `${job.initialStart}${job.timezone === null ? "" : `, ${job.timezone}`}`;
}
function settings$1(lookup, jobs) {
	return blocks(table([
		"Job",
		"Title",
		"Schedule",
		"Time zone",
		"Run time",
		"Retries",
		"Retry after",
		"Check",
		"Further configuration"
	], jobs.map((job) => [
		code$1(job.name),
		prose(job.title ?? ""),
		job.fixedSchedule ? "fixed times" : "after each run",
		job.timezone ?? "",
		lengthOf$2(job.maxRuntime) === 0 ? "no limit" : humanInterval(job.maxRuntime),
		job.maxRetries < 0 ? "no limit" : String(job.maxRetries),
		humanInterval(job.retryPeriod),
		job.check === null || job.form !== "job" ? "" : routineLink(lookup, job.check, CHECK),
		furtherConfig(job)
	])));
}
/** What of a policy's configuration the calendar does not say in words. */
function furtherConfig(job) {
	if (job.form === "job") return "";
	const said = configKeys(job.form, "offset", "age", "age since creation", "index");
	return lines(Object.entries(job.config ?? {}).filter(([key]) => !said.includes(key)).sort(([a], [b]) => a < b ? -1 : 1).map(([key, value]) => say`${code$1(key)} ${prose(plainJson(value))}`));
}
function inOrder$1(a, b) {
	const length = lengthOf$2(a.scheduleInterval) - lengthOf$2(b.scheduleInterval);
	if (length !== 0 && !Number.isNaN(length)) return length;
	return JOB_KINDS[a.form].place - JOB_KINDS[b.form].place || byName$2(a, b);
}
// src/docs/sections/coverage.ts
/** How much of the schema explains itself: by kind, and by name what does not. */
function coverage(lookup) {
	const kinds = commentable(lookup).filter(([, objects]) => objects.length > 0);
	const all = kinds.flatMap(([, objects]) => objects);
	if (all.length === 0) return [];
	const bare = (objects) => objects.filter((object) => lookup.describe(object) === null);
	const missing = bare(all).length;
	const gaps = kinds.map(([kind, objects]) => [kind, bare(objects)]).filter(([, objects]) => objects.length > 0);
	if (missing === 0) return blocks(paragraph(`All ${count(all.length, "object")} are described.`));
	const described = all.length - missing;
	return blocks(paragraph(`${described} of ${count(all.length, "object")} are described (${share(described, all.length)}).`), table([
		"Kind",
		"Described",
		"Of",
		"Share"
	], kinds.map(([kind, objects]) => {
		const described = objects.length - bare(objects).length;
		return [
			kind,
			String(described),
			String(objects.length),
			share(described, objects.length)
		];
	})), folded(`${count(missing, "object")} without a comment`, gapList(lookup, gaps)));
}
function commentable(lookup) {
	const { model, relations, schemas, schemaObjects } = lookup;
	const own = model.relations.filter((relation) => parentOf(relation, relations) === null);
	const described = new Set(own.map((relation) => relation.name));
	return [
		["schemas", schemas.map((name) => schemaObjects.get(name) ?? {
			name,
			comment: null
		})],
		["tables", own.filter(isTable$1)],
		["views", own.filter((relation) => !isTable$1(relation))],
		["columns", model.columns.filter((column) => described.has(column.relation))],
		["functions", model.routines],
		["types", model.types],
		["sequences", lookup.sequences]
	];
}
function gapList(lookup, gaps) {
	return blocks(bullets(gaps.flatMap(([kind, objects]) => kind === "columns" ? columnGaps(lookup, objects) : [say`${kind}: ${join(objects.map((object) => object.name).sort().map(code$1), ", ")}`])));
}
/** A line a table, since a table without any comment has many. */
function columnGaps(lookup, columns) {
	const of = groupBy(columns.toSorted((a, b) => a.position - b.position), (column) => column.relation);
	return [...new Set(columns.map((column) => column.relation))].sort().map((name) => {
		const bare = of(name).map((column) => code$1(column.bare));
		return say`columns of ${relationLink(lookup, name)}: ${join(bare, ", ")}`;
	});
}
/** Whole percent, rounded, save that 100 % means all and 0 % none. */
function share(part, all) {
	const percent = Math.round(100 * part / all);
	return `${part === 0 || part === all ? percent : Math.min(99, Math.max(1, percent))} %`;
}
// src/docs/sections/security.ts
const STATES$1 = {
	off: "off: the policies below have no effect.",
	on: "on, save for the owner.",
	forced: "on, for the owner too.",
	"forced, off": "off: the policies below have no effect. It would bind the owner too."
};
/** Who sees which rows. */
function rowSecurity(lookup, relation) {
	const policies = lookup.rowPoliciesOf(relation.name);
	if (relation.rowSecurity === "off" && policies.length === 0) return [];
	const none = policies.length === 0 && !relation.rowSecurity.includes("off") ? " No policy lets any row through." : "";
	return blocks(paragraph(say`${strong("Row security")} is ${STATES$1[relation.rowSecurity]}${none}`), table([
		"Row policy",
		"For",
		"Roles",
		"Rows it shows",
		"Rows it takes",
		"Kind",
		"Description"
	], policies.map((policy) => row(lookup, policy))));
}
function row(lookup, policy) {
	return [
		code$1(policy.bare),
		policy.command,
		join(policy.roles.map(code$1), ", "),
		code$1(policy.using ?? ""),
		code$1(policy.check ?? ""),
		policy.permissive ? "" : "restrictive",
		prose(lookup.describe(policy) ?? "")
	];
}
/** Who may do what with a table or view and its columns, where that differs from PostgreSQL's default. */
function grants(lookup, relation) {
	const list = bullets([...privilegeLines(relation.privileges, relation.owner, "relation"), ...columnGrants(lookup.columnsOf(relation.name))]);
	return list === null ? [] : blocks(title("Grants"), list);
}
/** One line a role: `SELECT on a, b; UPDATE on a`. */
function columnGrants(columns) {
	const grants = columns.flatMap(({ bare, privileges }) => Object.entries(privileges ?? {}).flatMap(([role, may]) => may.map((one) => ({
		role,
		may: one,
		bare
	}))));
	return [...Map.groupBy(grants, ({ role }) => role)].sort(([a], [b]) => a < b ? -1 : 1).map(([role, own]) => {
		const columnsOf = [...Map.groupBy(own, ({ may }) => may)].map(([may, of]) => [may, of.map(({ bare }) => bare)]);
		const parts = [...Map.groupBy(columnsOf, ([, names]) => JSON.stringify(names)).values()].map((group) => {
			const names = group[0]?.[1] ?? [];
			return say`${privilegeWords(group.map(([may]) => may).sort())} on ${join(names.map(code$1), ", ")}`;
		});
		return say`${code$1(role)}: ${join(parts, "; ")}`;
	});
}
/** What an owner has without being told, in every version (PostgreSQL 17 adds MAINTAIN). */
const ALL = {
	relation: [
		"DELETE",
		"INSERT",
		"REFERENCES",
		"SELECT",
		"TRIGGER",
		"TRUNCATE",
		"UPDATE"
	],
	column: [],
	schema: ["CREATE", "USAGE"],
	function: ["EXECUTE"],
	type: ["USAGE"],
	sequence: [
		"SELECT",
		"UPDATE",
		"USAGE"
	],
	other: ["USAGE"]
};
/**
* One line a role: what it may do, and what of that it may pass on. An owner who may do everything goes without saying.
* Nothing where PostgreSQL's default holds.
*/
function privilegeLines(privileges, owner, granted) {
	if (privileges === null) return [];
	const said = Object.entries(privileges).filter(([role, may]) => role !== (owner ?? "CURRENT_USER") || !ALL[granted].every((one) => may.includes(one))).sort(([a], [b]) => a < b ? -1 : 1).map(([role, may]) => say`${code$1(role)}: ${privilegeWords(may)}`);
	return said.length === 0 ? ["nobody but the owner"] : said;
}
/** The same in a table cell. */
function privilegeCell(privileges, owner, granted) {
	return lines(privilegeLines(privileges, owner, granted));
}
/** `SELECT, UPDATE (may grant it)` */
function privilegeWords(may) {
	return may.length === 0 ? "nothing" : may.map((one) => one.replace(/\*$/, " (may grant it)")).join(", ");
}
// src/docs/sections/others.ts
/** Event triggers, default privileges, casts, operators and whatever else a schema may hold. */
function others(lookup) {
	const made = multirangeCasts(lookup.model.types);
	return blocks(table([
		"Event trigger",
		"On",
		"Tags",
		"Runs",
		"State",
		"Owner",
		"Description"
	], [...lookup.model.eventTriggers].sort(byName$2).map((trigger) => [
		code$1(trigger.name),
		code$1(trigger.event),
		trigger.tags.join(", "),
		routineLink(lookup, trigger.function),
		trigger.enabled === "origin" ? "" : strong(trigger.enabled),
		code$1(trigger.owner ?? ""),
		prose(lookup.describe(trigger) ?? "")
	])), otherPrivileges(lookup), table([
		"Object",
		"Kind",
		"Definition",
		"Owner",
		"Grants",
		"Description"
	], lookup.model.others.filter((object) => !made.has(object.name)).sort(byName$2).map((object) => [
		code$1(object.name),
		object.form,
		object.form === "cast" ? castCell(object.definition) : prose(plainJson(object.definition)),
		code$1(object.owner ?? ""),
		privilegeCell(object.privileges, object.owner, "other"),
		prose(lookup.describe(object) ?? "")
	])));
}
const WHEN = {
	e: "only where asked for",
	a: "in assignments, and where asked for",
	i: "wherever it fits, unasked"
};
/** When a cast is used and what does it, from the codes of pg_cast. */
function castCell(definition) {
	if (typeof definition !== "object" || definition === null || Array.isArray(definition)) return "";
	const { function: by, context, method } = definition;
	const how = method === "i" ? "through text" : method === "b" ? "without conversion" : say`by ${code$1(String(by))}`;
	return say`${WHEN[String(context)] ?? String(context)}, ${how}`;
}
/** Names of the casts that PostgreSQL makes with each range type, to its multirange: nobody wrote them. */
function multirangeCasts(types) {
	return new Set(types.flatMap(({ name, form, definition }) => {
		if (form !== "range" || typeof definition !== "object" || definition === null) return [];
		if (Array.isArray(definition) || typeof definition["multirange"] !== "string") return [];
		return [`cast (${name} as ${definition["multirange"]})`];
	}));
}
/** The extensions and the schema that each lives in. */
function extensions(lookup) {
	return blocks(table(["Extension", "Schema"], [...lookup.model.extensions].sort(byName$2).map((extension) => [code$1(extension.name), code$1(extension.schema)])));
}
/** What is set for the database, and TimescaleDB's own jobs where they were changed. */
function settings(lookup) {
	const { databaseSettings, builtInJobs } = lookup.model;
	return blocks(table([
		"Setting",
		"For role",
		"Value"
	], [...databaseSettings].sort(byName$2).map((one) => [
		code$1(one.setting),
		code$1(one.role ?? ""),
		code$1(one.value)
	])), table([
		"Built-in job",
		"Procedure",
		"Every",
		"State",
		"Configuration"
	], [...builtInJobs].sort(byName$2).map((job) => [
		code$1(job.name),
		code$1(job.procedure),
		humanInterval(job.scheduleInterval),
		job.scheduled ? "" : strong("disabled"),
		job.config === null ? "" : prose(plainJson(job.config))
	])));
}
/** What the planner is told to measure across columns. */
function statisticsTable(lookup, relation) {
	const found = table([
		"Statistics",
		"Definition",
		"Target",
		"Description"
	], lookup.statisticsOf(relation).map((statistics) => [
		code$1(statistics.name),
		code$1(statistics.definition.replace(/\s+/g, " ")),
		statistics.target === null ? "" : String(statistics.target),
		prose(lookup.describe(statistics) ?? "")
	]));
	return found === null ? [] : blocks(title("Extended statistics"), found);
}
const DEFAULTS = {
	tables: "relation",
	sequences: "sequence",
	functions: "function",
	types: "type",
	schemas: "schema"
};
/** Privileges beside those of tables, views and functions: defaults for new objects, and changed ones of extensions. */
function otherPrivileges(lookup) {
	const { defaultPrivileges, extensionPrivileges } = lookup.model;
	return table(["Privileges on", "Grants"], [...[...defaultPrivileges].sort(byName$2).map((one) => [newObjects(one), privilegeCell(one.privileges, one.role, DEFAULTS[one.objects] ?? "other")]), ...[...extensionPrivileges].sort(byName$2).map((one) => [say`${code$1(one.name)} of an extension`, privilegeCell(one.privileges, null, "other")])]);
}
/** ``new tables of `app` in `trading` ``; whose they are goes without saying for the builder's. */
function newObjects({ objects, role, schema }) {
	return say`new ${objects}${role === "CURRENT_USER" ? "" : say` of ${code$1(role)}`}${schema === null ? "" : say` in ${code$1(schema)}`}`;
}
// src/docs/sections/holdings.ts
const ORDER$1 = [
	"hypertable",
	"continuous aggregate",
	"table",
	"partitioned table",
	"foreign table",
	"view",
	"materialized view",
	"function",
	"procedure",
	"aggregate",
	"window function",
	"enum",
	"domain",
	"type",
	"sequence"
];
/** What a relation is in the reader's words: a hypertable is one, whatever PostgreSQL calls it. */
function kindOf$1(lookup, relation) {
	return lookup.hypertables.has(relation.name) ? "hypertable" : relation.form;
}
/** What schemas hold, most telling first: `['4 hypertables', '1 view']`. Sequences that serve a column don't count. */
function holdings(lookup, schemas) {
	const tally = /* @__PURE__ */ new Map();
	const add = (kind) => void tally.set(kind, (tally.get(kind) ?? 0) + 1);
	for (const schema of schemas) {
		for (const relation of [...lookup.tablesIn(schema), ...lookup.viewsIn(schema)]) add(kindOf$1(lookup, relation));
		for (const routine of lookup.routinesIn(schema)) add(routineKind(routine));
		for (const type of lookup.typesIn(schema)) add(typeKind(type));
		for (const _ of lookup.sequencesIn(schema)) add("sequence");
	}
	return ORDER$1.filter((kind) => tally.has(kind)).map((kind) => count(tally.get(kind) ?? 0, kind));
}
function routineKind(routine) {
	return routine.form;
}
function typeKind(type) {
	return type.form === "enum" || type.form === "domain" ? type.form : "type";
}
// src/docs/sections/overview.ts
/** What this database is, in a sentence and a line for each schema. */
function overview(lookup) {
	return blocks(paragraph(prose(lookup.options.comment ?? "")), paragraph(sentence(lookup)), table([
		"Schema",
		"Holds",
		"Description"
	], lookup.schemas.map((schema) => [
		schemaLink(lookup, schema),
		holdings(lookup, [schema]).join(", "),
		comment(lookup, schema)
	])));
}
/** A link to a schema's part of the document. */
function schemaLink(lookup, schema) {
	return hasPart(lookup, schema) ? link(code$1(schema), "schema", schema) : code$1(schema);
}
/** Whether a schema has anything that the document describes, be it only who may use it. */
function hasPart(lookup, schema) {
	const own = lookup.schemaObjects.get(schema);
	return own !== void 0 && !isStandardPublic(own) && (own.owner !== null || own.privileges !== null) || lookup.isShown("tables") && lookup.tablesIn(schema).length > 0 || lookup.isShown("views") && lookup.viewsIn(schema).length > 0 || lookup.isShown("functions") && lookup.routinesIn(schema).length > 0 || lookup.isShown("types") && lookup.typesIn(schema).length > 0 || lookup.isShown("sequences") && lookup.sequencesIn(schema).length > 0;
}
function sentence(lookup) {
	const { model, options, schemas } = lookup;
	const database = code$1(options.database);
	const things = holdings(lookup, schemas);
	const jobs = model.jobs.length;
	const server = options.server;
	const on = server === void 0 ? "" : `, on TimescaleDB ${server.timescaledb} and PostgreSQL ${server.postgres}`;
	if (things.length === 0) return say`Database ${database} holds no tables, views or functions yet${on}.`;
	const served = jobs === 0 ? "" : `, served by ${count(jobs, model.jobs.every((job) => job.form !== "job") ? "policy" : "job")}`;
	return say`Database ${database}: ${enumerate(things)} in ${count(schemas.length, "schema")}${served}${on}.`;
}
function comment(lookup, name) {
	return firstLine$1(lookup.describe(lookup.schemaObjects.get(name) ?? {
		name,
		comment: null
	}) ?? "");
}
// src/docs/sections/publications.ts
const CHUNKS = "The rows of a hypertable are in its chunks: a subscriber receives those of the chunks that are published, which the hypertable alone does not tell.";
/** What is sent to subscribers. */
function publications(lookup) {
	const found = table([
		"Publication",
		"Publishes",
		"Operations",
		"Notes",
		"Owner",
		"Description"
	], [...lookup.model.publications].sort(byName$2).map((publication) => [
		code$1(publication.name),
		contents$1(lookup, publication),
		publication.operations.join(", "),
		notes(publication),
		code$1(publication.owner ?? ""),
		prose(lookup.describe(publication) ?? "")
	]));
	const note = [...lookup.hypertables.keys()].flatMap((name) => lookup.relations.get(name) ?? []).some((relation) => lookup.publicationsOf(relation).length > 0) ? paragraph(CHUNKS) : null;
	return found === null ? [] : blocks(found, note);
}
function contents$1(lookup, publication) {
	if (publication.allTables) return "all tables";
	const tables = publication.tables.map(({ table, columns, where }) => {
		const some = columns === null ? "" : say` (${join(columns.map(code$1), ", ")})`;
		return say`${relationLink(lookup, table)}${some}${where === null ? "" : say` where ${code$1(where)}`}`;
	});
	return lines([...publication.schemas.map((schema) => say`all tables of ${schemaLink(lookup, schema)}`), ...tables]);
}
function notes(publication) {
	return [publication.viaRoot ? "partitions are sent as their root table" : "", publication.generatedColumns === null ? "" : `generated columns: ${publication.generatedColumns}`].filter(Boolean).join(", ");
}
// src/docs/sections/roles.ts
/** The roles and tablespaces that the schema names: the server must have them before a restore. */
function roles(lookup) {
	const found = blocks(table([
		"Role",
		"May",
		"Member of",
		"Connections"
	], [...lookup.model.roles].sort(byName$2).map((role) => [
		code$1(role.name),
		abilities(role),
		join(role.memberOf.map((group) => memberOf(role, group)), ", "),
		[role.connectionLimit < 0 ? "" : `at most ${role.connectionLimit}`, role.validUntil === null ? "" : `until ${role.validUntil}`].filter(Boolean).join(", ")
	])), table(["Tablespace"], [...lookup.model.tablespaces].sort(byName$2).map((tablespace) => [code$1(tablespace.name)])));
	if (found.length === 0) return [];
	return blocks(paragraph("These belong to the server: a restore needs them beforehand."), found);
}
function memberOf({ memberOptions }, group) {
	const options = memberOptions[group];
	return options === void 0 ? code$1(group) : join([code$1(group), ` (${options})`], "");
}
function abilities(role) {
	return [
		[role.superuser, "everything (superuser)"],
		[role.login, "log in"],
		[!role.login, "only hold privileges"],
		[role.replication, "replicate"],
		[role.createDatabase, "create databases"],
		[role.createRole, "create roles"],
		[role.bypassRowSecurity, "bypass row security"],
		[!role.inherit, "not inherit privileges"]
	].filter(([has]) => has).map(([, word]) => word).join(", ");
}
// src/docs/document.ts
/** What stands before the schemas. Diagrams differ between the documents. */
const HYPERTABLES = [
	"hypertables",
	"Hypertables",
	(lookup) => blocks(hypertables(lookup), aggregates(lookup))
];
const POLICIES = [
	"policies",
	"Policy calendar",
	calendar
];
/** What stands behind them. */
const BACK = [
	[
		"publications",
		"Publications",
		publications
	],
	[
		"extensions",
		"Extensions",
		extensions
	],
	[
		"roles",
		"Roles",
		roles
	],
	[
		"settings",
		"Database settings",
		settings
	],
	[
		"others",
		"Other objects",
		others
	],
	[
		"coverage",
		"Comment coverage",
		coverage
	]
];
/** The parts that are turned on and have something to say. */
function partsOf$1(lookup, writers) {
	return writers.flatMap(([section, title, write]) => {
		const body = lookup.isShown(section) ? write(lookup) : [];
		return body.length === 0 ? [] : [{
			section,
			title,
			body
		}];
	});
}
// src/docs/lifecycle/lifecycles.ts
/** The life of the chunks of every hypertable, then of every continuous aggregate. */
function lifecycles(lookup) {
	const readers = groupBy([...lookup.model.continuousAggregates].sort(byName$2), (aggregate) => aggregate.source);
	const of = ({ name }, kind, interval, type) => {
		const length = interval === null ? NaN : Number(interval);
		if (!(length > 0)) return [];
		const unit = isIntegerType(type) ? type : null;
		const life = {
			name,
			address: relationAddress(lookup, name),
			kind,
			unit,
			chunk: {
				length,
				words: chunkInterval(interval, type)
			},
			compress: age(lookup, name, "columnstore policy", "compress", unit),
			drop: age(lookup, name, "retention policy", "drop", unit),
			refreshes: readers(name).flatMap((aggregate) => windows(lookup, aggregate, unit))
		};
		return [{
			...life,
			remarks: remarks(life)
		}];
	};
	return [...[...lookup.model.hypertables].sort(byName$2).flatMap((one) => {
		const time = one.dimensions[0];
		return time === void 0 ? [] : of(one, "hypertable", time.interval, time.type);
	}), ...[...lookup.model.continuousAggregates].sort(byName$2).flatMap((one) => of(one, "continuous aggregate", one.chunkInterval, one.bucketType))];
}
function age(lookup, name, form, verb, unit) {
	const jobs = lookup.jobsOf(name).filter((one) => one.form === form);
	const job = jobs.find(isActive) ?? jobs[0];
	if (job === void 0) return null;
	const { [`${verb}_after`]: after, [`${verb}_created_before`]: created } = job.config ?? {};
	return {
		length: after === void 0 && unit === null ? lengthOf(created, unit) : lengthOf(after, unit),
		words: ageOf(job) ?? "age unknown",
		active: isActive(job)
	};
}
function windows(lookup, aggregate, unit) {
	return lookup.jobsOf(aggregate.name).filter((job) => job.form === "refresh policy").flatMap((job) => {
		const { start_offset: start, end_offset: end } = job.config ?? {};
		const from = isNothing(start) ? null : lengthOf(start, unit);
		const to = isNothing(end) ? 0 : lengthOf(end, unit);
		if (to === null || from === null && !isNothing(start)) return [];
		return [{
			aggregate: aggregate.name,
			address: relationAddress(lookup, aggregate.name),
			from,
			to,
			words: `${every(job)}, rows from ${windowOf(job)}`,
			active: isActive(job)
		}];
	});
}
function isActive(job) {
	return job.scheduled && job.runnable;
}
function isNothing(value) {
	return value === null || value === void 0;
}
/** A policy's offset on the axis; null where it is of the other kind, or no length at all. */
function lengthOf(value, unit) {
	if (unit === null) return typeof value === "string" ? intervalMicroseconds(value) ?? null : null;
	const number = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
	return typeof number === "number" ? number : null;
}
/** What in a chunk's life is seldom meant: each would go unnoticed until rows are missed. */
function remarks(life) {
	const { chunk, compress, drop } = life;
	const found = [];
	if (compress !== null && !compress.active) found.push(idle("compresses", compress));
	if (drop !== null && !drop.active) found.push(idle("drops", drop));
	if (drop === null || !drop.active || drop.length === null) return found;
	if (compress?.active === true && compress.length !== null && compress.length >= drop.length) found.push(`Chunks are dropped after ${drop.words}, before they are old enough to be compressed.`);
	if (drop.length < chunk.length) found.push(`A chunk spans ${chunk.words}, and goes only as a whole: rows stay longer than the ${drop.words} of the retention.`);
	for (const { aggregate, from, active } of life.refreshes) {
		if (!active || from !== null && from <= drop.length) continue;
		found.push(say`Rows are dropped after ${drop.words}, but ${code$1(aggregate)} is refreshed further back: what it keeps of older rows is lost when that happens.`);
	}
	return found;
}
function idle(verb, { words }) {
	return `The policy that ${verb} chunks after ${words} is disabled or cannot run: it does nothing.`;
}
// src/docs/graph/entity.ts
/** Columns that an entity shows before it says that there are more: a diagram should fit a screen. */
const SHOWN$3 = 10;
/** The columns of a table that a diagram shows: what takes part in a key, the time column, and the first of the rest. */
function entityOf(lookup, name) {
	const columns = lookup.columnsOf(name);
	const time = lookup.hypertables.get(name)?.dimensions[0]?.column;
	const keys = new Map(columns.map((column) => [column.bare, keysOf(lookup, name, column)]));
	const important = (column) => column.bare === time || (keys.get(column.bare)?.length ?? 0) > 0;
	const room = Math.max(0, SHOWN$3 - columns.filter(important).length);
	const rest = new Set(columns.filter((column) => !important(column)).slice(0, room));
	const shown = columns.filter((column) => important(column) || rest.has(column));
	return {
		columns: shown.map((column) => ({
			column,
			keys: keys.get(column.bare) ?? [],
			time: column.bare === time
		})),
		more: columns.length - shown.length
	};
}
function keysOf(lookup, relation, column) {
	const forms = new Set(lookup.constraintsOf(relation).filter((constraint) => constraint.columns.includes(column.bare)).map((constraint) => constraint.form));
	const marks = {
		"primary key": "PK",
		"foreign key": "FK",
		unique: "UK"
	};
	return [
		"primary key",
		"foreign key",
		"unique"
	].filter((form) => forms.has(form)).map((form) => marks[form]);
}
/** The foreign keys of tables. */
function references(lookup, tables) {
	return tables.flatMap((from) => lookup.constraintsOf(from).filter((constraint) => constraint.form === "foreign key" && constraint.references !== null).map((constraint) => ({
		from,
		to: constraint.references ?? "",
		constraint
	})));
}
/** How many rows may point to one: a row of the referenced table has none or many here, or at most one. */
function cardinality(lookup, { from, constraint }) {
	const key = [...constraint.columns].sort().join("\n");
	return {
		unique: lookup.constraintsOf(from).some((other) => /^(primary key|unique)$/.test(other.form) && [...other.columns].sort().join("\n") === key),
		nullable: lookup.columnsOf(from).some((column) => constraint.columns.includes(column.bare) && column.nullable && !refusesNull(lookup, column.type))
	};
}
const SHORT$1 = [
	[/\([^()]*\)/g, ""],
	[/^timestamp with time zone/, "timestamptz"],
	[/^timestamp without time zone/, "timestamp"],
	[/^time with time zone/, "timetz"],
	[/^time without time zone/, "time"],
	[/^character varying/, "varchar"],
	[/^character/, "char"],
	[/^double precision/, "float8"]
];
/** A type in the word that people use for it: in a diagram there is room for one. */
function shortType(type) {
	return SHORT$1.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), type);
}
// src/docs/graph/pieces.ts
/** So many nodes may share a piece of twice the width: among dense edges each would stand alone with its stubs. */
const FEW = 4;
/**
* Cuts a graph into pieces that fit, though a piece has one node at least: connected nodes stay together, small groups
* share a piece, large groups are cut along their neighbourhood, and one node left over joins the piece before it. An
* edge is drawn where it starts. Pieces come by name, those without an edge last. The same graph, in whatever order it
* is given, gives the same pieces.
*/
function pieces(nodes, edges, limit) {
	const leaving = new Map(nodes.map((node) => [node, []]));
	for (const edge of edges) leaving.get(edge.from)?.push(edge);
	const fits = (part, more = 0) => {
		if (part.length > limit.nodes) return false;
		return sizeOf(part, part.flatMap((node) => leaving.get(node) ?? [])).widest <= (part.length <= FEW ? 2 * limit.widest : limit.widest + more);
	};
	const parts = [];
	for (const group of groups(adjacency(nodes, edges)).flatMap((one) => cut(one, fits))) {
		const last = parts.at(-1);
		if (last !== void 0 && fits([...last, ...group])) last.push(...group);
		else parts.push(group);
	}
	const pieces = joined(parts, (part) => fits(part, 1)).map((part) => {
		const own = new Set(part);
		const drawn = part.flatMap((node) => leaving.get(node) ?? []);
		const stubs = new Set(drawn.map((edge) => edge.to).filter((to) => !own.has(to)));
		const inOrder = part.toSorted();
		return {
			nodes: inOrder,
			stubs: [...stubs].sort(),
			edges: inOrder.flatMap((node) => leaving.get(node) ?? [])
		};
	});
	const lonely = (piece) => piece.edges.length === 0 ? 1 : 0;
	return pieces.sort((a, b) => lonely(a) - lonely(b) || ((a.nodes[0] ?? "") < (b.nodes[0] ?? "") ? -1 : 1));
}
/** Parts of one node join the part before them where there is room. */
function joined(parts, fits) {
	const kept = [];
	for (const part of parts) {
		const last = kept.at(-1);
		if (part.length === 1 && last !== void 0 && fits([...last, ...part])) last.push(...part);
		else kept.push(part);
	}
	return kept;
}
function cut(group, fits) {
	const parts = [];
	for (const node of group) {
		const last = parts.at(-1);
		if (last !== void 0 && fits([...last, node])) last.push(node);
		else parts.push([node]);
	}
	return parts;
}
function adjacency(nodes, edges) {
	const neighbours = new Map([...nodes].sort().map((node) => [node, /* @__PURE__ */ new Set()]));
	for (const { from, to } of edges) {
		if (from === to || !neighbours.has(from) || !neighbours.has(to)) continue;
		neighbours.get(from)?.add(to);
		neighbours.get(to)?.add(from);
	}
	return neighbours;
}
/** Connected groups, each outward from its best connected node; groups of one last. */
function groups(neighbours) {
	const seen = /* @__PURE__ */ new Set();
	const found = [];
	const degree = (node) => neighbours.get(node)?.size ?? 0;
	const byDegree = [...neighbours.keys()].sort((a, b) => degree(b) - degree(a) || (a < b ? -1 : 1));
	for (const root of byDegree) {
		if (seen.has(root)) continue;
		seen.add(root);
		const group = [root];
		for (let i = 0; i < group.length; i++) for (const next of [...neighbours.get(group[i] ?? "") ?? []].sort()) {
			if (seen.has(next)) continue;
			seen.add(next);
			group.push(next);
		}
		found.push(group);
	}
	return found;
}
/**
* How large a drawing gets with Mermaid's layered layout: a node stands one layer behind the last of those that it
* leads to, and unconnected nodes share the first. A circle counts as far as it is short of one.
*/
function sizeOf(nodes, edges) {
	const layers = new Map([...nodes, ...edges.map((edge) => edge.to)].map((node) => [node, 0]));
	for (let round = 1, moved = true; moved && round < layers.size; round++) {
		moved = false;
		for (const { from, to } of edges) {
			const behind = (layers.get(to) ?? 0) + 1;
			if (from === to || (layers.get(from) ?? 0) >= behind) continue;
			layers.set(from, behind);
			moved = true;
		}
	}
	const counts = /* @__PURE__ */ new Map();
	for (const layer of layers.values()) counts.set(layer, (counts.get(layer) ?? 0) + 1);
	return {
		nodes: layers.size,
		widest: Math.max(0, ...counts.values())
	};
}
// src/docs/graph/drawings.ts
/** Diagrams of tables without any relation that are worth a page's length. */
const LONELY = 4;
/** What to draw of each schema with tables, in pieces that fit. */
function drawings(lookup, limit) {
	return lookup.schemas.flatMap((schema) => {
		const tables = lookup.tablesIn(schema).map((relation) => relation.name);
		if (tables.length === 0) return [];
		const all = pieces(tables, references(lookup, tables), limit);
		const related = all.filter((piece) => piece.edges.length > 0);
		const lonely = all.filter((piece) => piece.edges.length === 0);
		const few = lonely.length <= LONELY;
		return [{
			schema,
			pieces: [...related, ...few ? lonely : []],
			left: few ? 0 : lonely.flatMap((piece) => piece.nodes).length
		}];
	});
}
/** Views and continuous aggregates as edges to what they read. */
function lineageEdges(lookup) {
	return [...lookup.relations.keys()].flatMap((name) => lookup.sourcesOf(name).map(({ reader, source }) => ({
		from: reader,
		to: source
	})));
}
/** What reads what, in pieces that fit. */
function lineagePieces(lookup, limit) {
	const edges = lineageEdges(lookup);
	return pieces([...new Set(edges.flatMap((edge) => [edge.from, edge.to]))], edges, limit).filter((piece) => piece.edges.length > 0);
}
/** The scheduled policy that brings a continuous aggregate up to date with the relation that it reads. */
function refreshOf(lookup, { from, to }) {
	if (lookup.aggregates.get(from)?.source !== to) return void 0;
	return lookup.jobsOf(from).find((job) => job.form === "refresh policy" && job.scheduled);
}
// src/docs/mermaid.ts
/** A Mermaid entity diagram of some tables of one schema: their keys and first columns, and what points where. */
function entityDiagram(lookup, schema, piece) {
	const id = nodeIds();
	const title = (name) => label(schemaOf$1(name) === schema ? lookup.relations.get(name)?.bare ?? name : name);
	return [
		"erDiagram",
		...piece.nodes.flatMap((name) => entity(lookup, id(name), title(name), name)),
		...piece.stubs.map((name) => `  ${id(name)}["${title(name)}"]`),
		...piece.edges.map((edge) => relation(lookup, id, edge))
	].join("\n");
}
function entity(lookup, id, title, name) {
	const { columns, more } = entityOf(lookup, name);
	if (columns.length === 0) return [`  ${id}["${title}"]`];
	return [
		`  ${id}["${title}"] {`,
		...columns.map(({ column, keys, time }) => `    ${attribute(column.type, column.bare, keys, time ? "time" : "")}`),
		...more === 0 ? [] : [`    … and_${more}_more`],
		"  }"
	];
}
function relation(lookup, id, reference) {
	const { unique, nullable } = cardinality(lookup, reference);
	const line = `${nullable ? "|o" : "||"}--${unique ? "o|" : "o{"}`;
	const columns = reference.constraint.columns.join(", ");
	return `  ${id(reference.to)} ${line} ${id(reference.from)} : "${label(columns)}"`;
}
/** One line of an entity: type, name, keys and a note. A name that Mermaid can't spell is repeated in the note. */
function attribute(type, name, keys, note) {
	const spelled = word(name);
	const notes = [spelled === name ? "" : name, note].filter(Boolean).map(label).join(", ");
	return [
		word(shortType(type)),
		spelled,
		keys.join(", "),
		notes === "" ? "" : `"${notes}"`
	].filter(Boolean).join(" ");
}
/** A word of the diagram's grammar, which has little punctuation and takes `pk`, `fk` and `uk` for its own. */
function word(text) {
	const plain = visible$1(text).replace(/[^A-Za-z0-9_[\]\u00c0-\ud7ff\uf900-\uffef]+/g, "_");
	return /^([^A-Za-z_\u00c0-\uffff]|[pfu]k(?![A-Za-z0-9_]))/i.test(plain) ? `_${plain}` : plain;
}
/**
* Gives each name of one diagram an identifier that Mermaid takes anywhere: derived from the name, so that a change
* elsewhere leaves it, and numbered where two names look alike. The prefix keeps it apart from Mermaid's words.
*/
function nodeIds() {
	const ids = /* @__PURE__ */ new Map();
	const taken = /* @__PURE__ */ new Set();
	return (name) => {
		const known = ids.get(name);
		if (known !== void 0) return known;
		const wanted = `t_${name.replace(/[^A-Za-z0-9]+/g, "_")}`;
		let id = wanted;
		for (let n = 2; taken.has(id); n++) id = `${wanted}_${n}`;
		taken.add(id);
		ids.set(name, id);
		return id;
	};
}
const TOKEN = new RegExp(`(${/(?<=[A-Za-z0-9_])[._]+(?=[A-Za-z0-9_])/.source})|${/[^\p{L}\p{M}\p{Nd} ]/u.source}`, "gu");
/**
* Text between the double quotes of a Mermaid label. Letters, digits, spaces, and dots and underscores inside words
* stand for themselves; all else becomes Mermaid's `#code;`, so that nothing is read as syntax, Markdown or HTML.
*/
function label(text) {
	const plain = visible$1(text).replace(TOKEN, (found, kept) => kept === void 0 ? code(found) : found);
	return /direction/i.test(plain) ? plain.replaceAll(" ", code(" ")) : plain;
}
function code(character) {
	return `#${character.codePointAt(0)};`;
}
/** A Mermaid flowchart from raw tables to what is made of them; a refresh policy's schedule stands on its arrow. */
function lineageDiagram(lookup, piece) {
	const id = nodeIds();
	return [
		"flowchart LR",
		...[...piece.nodes, ...piece.stubs].map((name) => `  ${id(name)}${shape(lookup, name)}`),
		...piece.edges.map((edge) => `  ${id(edge.to)} ${arrow(lookup, edge)} ${id(edge.from)}`)
	].join("\n");
}
/** Cylinders hold raw rows, double-edged boxes are refreshed, round boxes are asked. */
function shape(lookup, name) {
	const title = `"${label(name)}"`;
	const form = lookup.relations.get(name)?.form;
	if (form === "view") return `(${title})`;
	if (form === "continuous aggregate" || form === "materialized view") return `[[${title}]]`;
	return `[(${title})]`;
}
function arrow(lookup, edge) {
	const refresh = refreshOf(lookup, edge);
	return refresh === void 0 ? "-->" : `-->|"${label(every(refresh))}"|`;
}
// src/docs/sections/diagrams.ts
/** More entities than this, or more side by side, are too small to read. */
const READABLE_ENTITIES = {
	nodes: 12,
	widest: 5
};
/** An entity diagram for each schema with tables, in pieces that fit a screen; all but the first piece are folded. */
function diagrams(lookup) {
	return drawings(lookup, READABLE_ENTITIES).flatMap((drawing) => ofSchema$2(lookup, drawing));
}
function ofSchema$2(lookup, { schema, pieces, left }) {
	return blocks(title(say`Schema ${code$1(schema)}`), pieces.map((piece, i) => {
		const diagram = fence("mermaid", entityDiagram(lookup, schema, piece));
		return i === 0 ? diagram : folded(names(piece.nodes), diagram);
	}), notDrawn(schema, left));
}
/** Says how many tables are in no diagram; null where all are. */
function notDrawn(schema, left) {
	if (left === 0) return null;
	const verb = left === 1 ? "is" : "are";
	return paragraph(say`${count(left, "table")} of ${code$1(schema)} without foreign keys ${verb} not drawn.`);
}
function names(tables) {
	return join(tables.map((name) => code$1(withoutSchema(name))), ", ");
}
/** More boxes than this, or more one above the other, don't fit a screen. */
const READABLE_BOXES = {
	nodes: 24,
	widest: 10
};
const LEGEND$1 = "Cylinders hold rows as they came in. Boxes with double edges are computed and stored, round ones are computed when asked.";
/** What is made of which raw table: a flowchart, in pieces that fit a screen; all but the first are folded. */
function lineage(lookup) {
	const pieces = lineagePieces(lookup, READABLE_BOXES);
	if (pieces.length === 0) return [];
	return blocks(paragraph(LEGEND$1), pieces.map((piece, i) => {
		const diagram = fence("mermaid", lineageDiagram(lookup, piece));
		return i === 0 ? diagram : folded(join(piece.nodes.map(code$1), ", "), diagram);
	}));
}
// src/docs/sections/routines.ts
/** The functions, procedures and aggregates of a schema: how each is called, what it gives, what it is for. */
function routineTable(lookup, schema) {
	const found = table([
		"Function",
		"Kind",
		"Returns",
		"Language",
		"Behaviour",
		"Used by",
		"Owner",
		"Grants",
		"Description"
	], lookup.routinesIn(schema).map((routine) => [
		[anchor("function", routineKey(lookup, routine)), code$1(signature(routine))],
		routine.form === "function" ? "" : routine.form,
		code$1(routine.result ?? ""),
		routine.language,
		lines(behaviour(routine).map(behaviourCell)),
		callers(lookup, routine.name),
		code$1(routine.owner ?? ""),
		privilegeCell(routine.privileges, routine.owner, "function"),
		prose(lookup.describe(routine) ?? "")
	]));
	return found === null ? [] : blocks(heading(3, say`Functions of ${code$1(schema)}`), found);
}
/** What a function may do beyond its caller's rights stands out; a setting is code. */
function behaviourCell(words) {
	if (words.startsWith("set ")) return code$1(words);
	return words === "security definer" ? strong(words) : words;
}
function callers(lookup, name) {
	return lines(lookup.usesOf(name).map((use) => {
		if (use.relation !== null) return say`${relationLink(lookup, use.relation)} (${use.part})`;
		const section = use.part === "event trigger" ? "others" : "policies";
		return lookup.isShown(section) ? link(use.part, "section", section) : use.part;
	}));
}
/** The name with its arguments as one declares them: `f(since interval DEFAULT '1 day')`. */
function signature(routine) {
	return `${baseOf$1(withoutSchema(routine.name))}(${routine.arguments})`;
}
/**
* How a routine behaves where that differs from PostgreSQL's default (volatile, with the rights and settings of its
* caller): `['stable', 'security definer', 'set search_path to 'pg_catalog'']`. Read from the lines that
* pg_get_functiondef writes between the language and the body; an aggregate has none.
*/
function behaviour({ definition, arguments: parameters }) {
	if (typeof definition !== "string") return [];
	const lines = definition.slice(definition.indexOf(`(${parameters})`) + parameters.length + 2).split("\n");
	const from = lines.findIndex((line) => line.startsWith(" LANGUAGE "));
	if (from === -1) return [];
	const after = lines.slice(from + 1);
	const end = after.findIndex((line) => !line.startsWith(" "));
	return after.slice(0, end === -1 ? after.length : end).flatMap(words);
}
const WORDS = /SECURITY DEFINER|PARALLEL \S+|(COST|ROWS|SUPPORT) \S+|WINDOW|IMMUTABLE|STABLE|STRICT|LEAKPROOF/g;
function words(line) {
	if (/^ SET /.test(line)) return [line.trim().replace(/^SET (.*?) TO /, "set $1 to ")];
	return (line.match(WORDS) ?? []).map((word) => word.replace(/^[A-Z]+( (DEFINER|SAFE|RESTRICTED))?/, (one) => one.toLowerCase()));
}
// src/docs/sections/sequences.ts
/** The upper end of a sequence that was given none. */
const LARGEST$1 = {
	smallint: "32767",
	integer: "2147483647",
	bigint: "9223372036854775807"
};
/** The sequences of a schema that stand on their own; those of a `serial` or identity column are part of it. */
function sequenceTable(lookup, schema) {
	const found = table([
		"Sequence",
		"Type",
		"Start",
		"Increment",
		"Minimum",
		"Maximum",
		"Cache",
		"Owned by",
		"Notes",
		"Owner",
		"Grants",
		"Description"
	], lookup.sequencesIn(schema).map((sequence) => [
		[anchor("sequence", sequence.name), code$1(withoutSchema(sequence.name))],
		code$1(sequence.type),
		sequence.start,
		sequence.increment,
		sequence.minimum === "1" ? "" : sequence.minimum,
		sequence.maximum === LARGEST$1[sequence.type] ? "" : sequence.maximum,
		sequence.cache === "1" ? "" : sequence.cache,
		code$1(sequence.ownedBy ?? ""),
		[sequence.cycle ? "cycles" : "", sequence.persistence === "unlogged" ? "unlogged" : ""].filter(Boolean).join(", "),
		code$1(sequence.owner ?? ""),
		privilegeCell(sequence.privileges, sequence.owner, "sequence"),
		prose(lookup.describe(sequence) ?? "")
	]));
	return found === null ? [] : blocks(heading(3, say`Sequences of ${code$1(schema)}`), found);
}
// src/docs/sections/columns.ts
/** The columns of a table or view. What no column has is not shown. */
function columnTable(lookup, relation) {
	const columns = lookup.columnsOf(relation.name);
	const marks = keyMarks(lookup, relation.name);
	const isView = relation.query !== null || relation.form === "continuous aggregate";
	return table([
		"Column",
		"Type",
		"Null",
		"Default",
		"Key",
		"Storage",
		"Description"
	], columns.map((column) => [
		code$1(column.bare),
		typeLink(lookup, column.type),
		isView ? "" : column.nullable && !refusesNull(lookup, column.type) ? "yes" : "no",
		defaultCell(lookup, column),
		(marks.get(column.bare) ?? []).join(", "),
		storageCell(column),
		prose(lookup.describe(column) ?? "")
	]));
}
function defaultCell(lookup, column) {
	if (column.identity !== null) return `identity, ${column.identity}`;
	if (column.default === null) {
		const preset = presetOf(lookup, column.type);
		return preset === null ? "" : say`${code$1(preset)}, from the type`;
	}
	return column.generated === null ? code$1(column.default) : say`computed, ${column.generated}: ${code$1(column.default)}`;
}
function storageCell(column) {
	return join([
		column.collation === null ? "" : say`collation ${code$1(column.collation)}`,
		column.storage === null ? "" : `storage ${column.storage}`,
		column.compression === null ? "" : `compression ${column.compression}`,
		column.statistics === null ? "" : `statistics ${column.statistics}`,
		...column.options.map(code$1)
	].filter((word) => !isEmpty(word)), ", ");
}
/** What a column is for, by its bare name: its part in keys and in the hypertable. */
function keyMarks(lookup, relation) {
	const marks = /* @__PURE__ */ new Map();
	const mark = (column, word) => {
		const words = marks.get(column) ?? [];
		if (!words.includes(word)) marks.set(column, [...words, word]);
	};
	const dimensions = lookup.hypertables.get(relation)?.dimensions ?? [];
	for (const [i, dimension] of dimensions.entries()) mark(dimension.column, i === 0 ? "time" : "dimension");
	const words = {
		"primary key": "primary",
		unique: "unique",
		"foreign key": "foreign"
	};
	for (const form of [
		"primary key",
		"unique",
		"foreign key"
	]) for (const constraint of lookup.constraintsOf(relation).filter((candidate) => candidate.form === form)) for (const column of constraint.columns) mark(column, words[form]);
	return marks;
}
// src/docs/sections/constraints.ts
const ORDER = [
	"primary key",
	"unique",
	"foreign key",
	"check",
	"exclusion",
	"trigger",
	"not null"
];
/** Keys and checks, keys first. NOT NULL is in the column list and comes here only with a comment of its own. */
function constraintTable(lookup, relation) {
	const found = table([
		"Key or check",
		"Definition",
		"Points to",
		"Description"
	], lookup.constraintsOf(relation).filter((constraint) => constraint.form !== "not null" || lookup.describe(constraint) !== null).toSorted((a, b) => ORDER.indexOf(a.form) - ORDER.indexOf(b.form)).map((constraint) => [
		code$1(constraint.bare),
		code$1(constraint.definition),
		constraint.references === null ? "" : relationLink(lookup, constraint.references),
		prose(lookup.describe(constraint) ?? "")
	]));
	return found === null ? [] : blocks(title("Keys and checks"), found);
}
// src/docs/sections/indexes.ts
/** The indexes with the reason that each serves, where its comment or the schema says so. */
function indexTable(lookup, relation) {
	const found = table([
		"Index",
		"Definition",
		"Serves"
	], lookup.indexesOf(relation).map((index) => [
		isAutomatic(index) ? "named by TimescaleDB" : code$1(index.bare),
		say`${index.unique ? "unique " : ""}${code$1(index.definition)}${index.tablespace === null ? "" : say` in tablespace ${code$1(index.tablespace)}`}`,
		lines(reasons(lookup, index))
	]));
	return found === null ? [] : blocks(title("Indexes"), found);
}
function reasons(lookup, index) {
	const relation = lookup.relations.get(index.relation);
	const constraints = lookup.constraintsOf(index.relation);
	const own = constraints.find((one) => one.name === `${index.relation}.${index.constraint}`);
	const foreign = constraints.filter((constraint) => constraint.form === "foreign key" && leads(index, constraint.columns));
	const reorder = lookup.jobsOf(index.relation).some((job) => job.form === "reorder policy" && isNamed$1(index, String(job.config?.["index_name"] ?? "")));
	const said = prose(lookup.describe(index) ?? "");
	return [
		index.valid ? "" : strong("invalid: no query uses it"),
		said,
		index.constraint === null ? "" : say`${own?.form ?? "constraint"} ${code$1(own?.bare ?? unquoted$1(index.constraint))}`,
		...foreign.map((constraint) => say`foreign key ${code$1(constraint.bare)}`),
		said === "" ? byTime(lookup, index) : "",
		reorder ? "order of the reorder policy" : "",
		!reorder && isNamed$1(index, relation?.clusteredOn ?? "") ? "order of CLUSTER" : "",
		isNamed$1(index, relation?.replicaIdentity ?? "") ? "replica identity" : ""
	];
}
/** A continuous aggregate's index that nobody named has a name that describes it, in the model. */
function isAutomatic(index) {
	return index.name === index.bare;
}
/**
* What an index that ends with the time column of a hypertable finds: all rows by time, as the one that create_hypertable
* makes, or those of one symbol by time. Of an index that stands for a constraint, or for some rows alone, that is not the point.
*/
function byTime(lookup, index) {
	const time = lookup.hypertables.get(index.relation)?.dimensions[0]?.column;
	const columns = index.columns.map(unquoted$1);
	const last = columns.pop();
	if (time === void 0 || last !== time) return "";
	if (columns.length === 0) return "rows by time";
	const known = new Set(lookup.columnsOf(index.relation).map((column) => column.bare));
	if (!(/^btree \([^()]*\)$/.test(index.definition) && columns.every((column) => known.has(column))) || index.constraint !== null) return "";
	return say`rows of one ${join(columns.map(code$1), " and ")} by time`;
}
/** Whether a text names an object, be it bare or qualified. */
function isNamed$1(object, name) {
	return name !== "" && (object.name === name || object.bare === name);
}
/** Whether an index begins with these columns, in any order: then it finds the rows of a key. */
function leads(index, columns) {
	const first = new Set(index.columns.slice(0, columns.length).map(unquoted$1));
	return columns.length > 0 && columns.every((column) => first.has(column));
}
// src/docs/sections/traits.ts
/** What makes a relation special, one fact a line: how it is cut and kept, what it belongs to, who reads it. */
function traits(lookup, relation) {
	return [
		...hypertable(lookup, relation.name),
		...aggregate(lookup, relation.name),
		...policies(lookup, relation.name),
		...nature(lookup, relation),
		...ties(lookup, relation)
	];
}
function hypertable(lookup, name) {
	const found = lookup.hypertables.get(name);
	if (found === void 0) return [];
	const [time, ...others] = found.dimensions;
	return [
		say`Hypertable${time === void 0 ? "" : say` on ${code$1(time.column)}, in chunks of ${chunkInterval(time.interval, time.type)}`}${others.map((dimension) => say`, and ${dimensionCell(lookup, dimension)}`)}`,
		...now(lookup, found.dimensions.map((dimension) => dimension.integerNowFunction)),
		...columnstore(found.columnstore, time?.type ?? null),
		...listed$1("Chunk skipping on", found.chunkSkipping),
		...found.adaptiveChunking === null ? [] : [say`New chunks are made to come close to ${code$1(`${found.adaptiveChunking.kilobytes} kB`)}`],
		...found.granularRefresh === null ? [] : [say`Continuous aggregates may be refreshed value by value of ${code$1(found.granularRefresh.column)}, for rows between ${code$1(found.granularRefresh.startOffset)} and ${code$1(found.granularRefresh.endOffset)} old`],
		...listed$1("Chunks spread over tablespaces", found.tablespaces),
		...found.associatedSchema === null ? [] : [say`Chunks live in schema ${code$1(found.associatedSchema)}`],
		...found.associatedPrefix === null ? [] : [say`Chunk names begin with ${code$1(found.associatedPrefix)}`]
	];
}
function now(lookup, functions) {
	return functions.flatMap((name) => name === null ? [] : [say`The current time comes from ${routineLink(lookup, name, "")}`]);
}
function aggregate(lookup, name) {
	const found = lookup.aggregates.get(name);
	if (found === void 0) return [];
	return [
		`Continuous aggregate: ${found.materializedOnly ? "shows what was refreshed" : "adds rows that are newer than the last refresh"}, stored in chunks of ${chunkInterval(found.chunkInterval, found.bucketType)}`,
		...found.invalidateUsing === null ? [] : [say`Changes are tracked by ${code$1(found.invalidateUsing)}`],
		...found.granularRefresh ? ["Refreshed value by value of the column that its hypertable names for that"] : [],
		...columnstore(found.columnstore, found.bucketType)
	];
}
/** How compressed chunks are laid out. */
function columnstore(settings, timeType) {
	if (settings === null) return [];
	return [
		say`Columnstore: ${layout(settings)}${settings.directCompress ? ", rows are compressed as they come in" : ""}`,
		...settings.chunkInterval === null ? [] : [`Compressed chunks are merged up to ${chunkInterval(settings.chunkInterval, timeType)}`],
		...listed$1("Sparse indexes:", settings.sparseIndexes ?? [])
	];
}
function layout(settings) {
	if (settings.segmentBy === null && settings.orderBy === null) return "TimescaleDB chooses the layout";
	return say`segment by ${segmentCell(settings)}, order by ${orderCell(settings)}`;
}
function policies(lookup, name) {
	return lookup.jobsOf(name).map((job) => {
		const off = state(job);
		const owner = job.owner === null ? "" : say`, as ${code$1(job.owner)}`;
		return say`${capital(every(job))}: ${verbOf(job)} ${rule(job)}${owner}${isEmpty(off) ? "" : say`, ${off}`}`;
	});
}
function nature(lookup, relation) {
	const one = (words, name) => name === null ? [] : [say`${words} ${code$1(name)}`];
	const inherits = relation.inherits.length === 0 ? [] : [say`Inherits from ${relationLinks(lookup, relation.inherits)}`];
	return [
		.../^(table|view|continuous aggregate)$/.test(relation.form) ? [] : [capital(relation.form)],
		...one("Partitioned by", relation.partitionBy),
		...inherits,
		...one("Of type", relation.ofType),
		...relation.foreign === null ? [] : [say`Foreign: ${prose(plainJson(relation.foreign))}`],
		...relation.persistence === "unlogged" ? ["Unlogged: emptied after a crash"] : [],
		...one("Access method", relation.accessMethod),
		...one("In tablespace", relation.tablespace),
		...listed$1("Options", relation.options),
		...relation.replicaIdentity === "default" || !isOrdinary(relation) ? [] : [say`Replica identity ${code$1(relation.replicaIdentity)}`],
		...one("Owner", relation.owner)
	];
}
/** Only these can send changes to subscribers. */
function isOrdinary(relation) {
	return relation.form === "table" || relation.form === "partitioned table";
}
function listed$1(words, names) {
	return names.length === 0 ? [] : [say`${words} ${join(names.map(code$1), ", ")}`];
}
/** What else has to do with a relation: its children, what points to it, what reads it, where its changes go. */
function ties(lookup, relation) {
	const referencing = [...new Set(lookup.referencesTo(relation.name).map((constraint) => constraint.relation))];
	const published = lookup.publicationsOf(relation);
	const children = lookup.childrenOf(relation.name).map((one) => one.child);
	return [
		...children.length === 0 ? [] : [say`Inherited by ${relationLinks(lookup, children)}`],
		...referencing.length === 0 ? [] : [say`Referenced by ${relationLinks(lookup, referencing)}`],
		...reading(lookup, relation.name),
		...published.length === 0 ? [] : [say`Published by ${join(published.map(({ name, columns }) => columns === null ? publicationLink(lookup, name) : say`${publicationLink(lookup, name)} (only ${join(columns.map(code$1), ", ")})`), ", ")}`]
	];
}
function reading(lookup, name) {
	const sources = lookup.sourcesOf(name);
	const readers = lookup.readersOf(name);
	return [...sources.length === 0 ? [] : [say`Reads ${relationLinks(lookup, sources.map((edge) => edge.source))}`], ...readers.length === 0 ? [] : [say`Read by ${relationLinks(lookup, readers.map((edge) => edge.reader))}`]];
}
// src/docs/sections/triggers.ts
const STATES = {
	origin: "",
	disabled: strong("disabled"),
	replica: "on replicas only",
	always: "always, on replicas too"
};
/** Triggers and rules. */
function triggerTables(lookup, relation) {
	return blocks(...[[
		"Trigger",
		"Triggers",
		lookup.triggersOf(relation)
	], [
		"Rule",
		"Rules",
		lookup.rulesOf(relation)
	]].map(([one, many, objects]) => {
		const found = table([
			one,
			"Definition",
			"Runs",
			"State",
			"Description"
		], objects.map((object) => [
			code$1(object.bare),
			code$1(object.definition.replace(/\s+/g, " ")),
			runs(lookup, object.definition),
			STATES[object.enabled],
			prose(lookup.describe(object) ?? "")
		]));
		return found === null ? [] : blocks(title(many), found);
	}));
}
function runs(lookup, definition) {
	const name = triggerFunction(definition);
	return name === null ? "" : routineLink(lookup, name, "");
}
// src/docs/sections/tables.ts
/** All that is known of a table. */
function tableEntry(lookup, relation) {
	return blocks(paragraph(prose(lookup.describe(relation) ?? "")), bullets(traits(lookup, relation)), columnTable(lookup, relation), constraintTable(lookup, relation.name), indexTable(lookup, relation.name), statisticsTable(lookup, relation.name), triggerTables(lookup, relation.name), rowSecurity(lookup, relation), grants(lookup, relation), partitions(lookup, relation.name));
}
/** The partitions of a table, and theirs: they have its columns, so their bounds tell all. */
function partitions(lookup, name) {
	const all = below(lookup, name);
	const found = table([
		"Partition",
		"Bound",
		"Partitioned by",
		"Partition of",
		"Description"
	], all.map((partition) => [
		[relationAnchor(partition), code$1(partition.name)],
		code$1(partition.partitionBound ?? ""),
		code$1(partition.partitionBy ?? ""),
		partition.inherits[0] === name ? "" : code$1(partition.inherits[0] ?? ""),
		prose(lookup.describe(partition) ?? "")
	]));
	return found && folded(count(all.length, "partition"), found);
}
function below(lookup, name) {
	return lookup.partitionsOf(name).flatMap((partition) => [partition, ...below(lookup, partition.name)]);
}
// src/docs/sections/views.ts
/** All that is known of a view, materialized view or continuous aggregate. */
function viewEntry(lookup, relation) {
	const query = lookup.aggregates.get(relation.name)?.query ?? relation.query;
	return blocks(paragraph(prose(lookup.describe(relation) ?? "")), bullets(traits(lookup, relation)), columnTable(lookup, relation), indexTable(lookup, relation.name), triggerTables(lookup, relation.name), rowSecurity(lookup, relation), grants(lookup, relation), query === null ? null : folded("Query", fence("sql", query)));
}
/** What a type over text has unless another is named; PostgreSQL quotes the word. */
const DEFAULT_COLLATION = "\"default\"";
/** What a type is made of: an enum's labels, a composite's attributes, a domain's base and checks. */
function definitionCell(lookup, { form, definition }) {
	if (Array.isArray(definition)) return join(definition.map((part) => element(lookup, part)), ", ");
	if (form === "domain" && isFields(definition) && typeof definition["base"] === "string") return domain(lookup, definition);
	return isFields(definition) ? properties$1(lookup, definition) : prose(plainJson(definition));
}
function element(lookup, part) {
	if (!isFields(part)) return part === "" ? "the empty label" : code$1(String(part));
	const { name, type, comment } = part;
	return say`${code$1(String(name))} ${typeLink(lookup, String(type))}${remark(comment)}`;
}
function domain(lookup, { base, nullable, default: preset, collation, checks, comments }) {
	const remarks = isFields(comments) ? comments : {};
	const rules = Object.entries(isFields(checks) ? checks : {}).map(([name, check]) => say`${code$1(String(check))}${remark(remarks[name])}`);
	return join([
		typeLink(lookup, String(base)),
		...typeof collation === "string" && collation !== DEFAULT_COLLATION ? [say`collation ${code$1(collation)}`] : [],
		...nullable === false ? ["not null"] : [],
		...typeof preset === "string" ? [say`default ${code$1(preset)}`] : [],
		...rules
	], ", ");
}
/** What a range or base type was made with: `subtype timestamptz, operator class pg_catalog.timestamptz_ops`. */
function properties$1(lookup, definition) {
	return join(Object.entries(definition).filter(([, value]) => value !== null && value !== "-" && value !== DEFAULT_COLLATION).map(([name, value]) => {
		const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
		const text = plainJson(value);
		return say`${words} ${name === "subtype" ? typeLink(lookup, text) : code$1(text)}`;
	}), ", ");
}
function remark(comment) {
	return typeof comment === "string" ? say` (${prose(comment)})` : "";
}
function isFields(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
// src/docs/sections/types.ts
/** Enums, domains and other types of a schema, and the tables and views that use each. */
function typeTable(lookup, schema) {
	const found = table([
		"Type",
		"Kind",
		"Definition",
		"Used by",
		"Owner",
		"Grants",
		"Description"
	], lookup.typesIn(schema).map((type) => [
		[anchor("type", type.name), code$1(withoutSchema(type.name))],
		type.form,
		definitionCell(lookup, type),
		relationLinks(lookup, lookup.usersOf(type.name)),
		code$1(type.owner ?? ""),
		privilegeCell(type.privileges, type.owner, "type"),
		prose(lookup.describe(type) ?? "")
	]));
	return found === null ? [] : blocks(heading(3, say`Types of ${code$1(schema)}`), found);
}
// src/docs/sections/schemas.ts
/** Each schema that has something to describe. */
function schemas(lookup) {
	return lookup.schemas.filter((schema) => hasPart(lookup, schema)).map((schema) => part(lookup, schema));
}
function part(lookup, name) {
	const schema = lookup.schemaObjects.get(name);
	const entry = (write) => (relation) => ({
		relation,
		body: write(lookup, relation)
	});
	return {
		name,
		about: blocks(paragraph(prose(lookup.describe(schema ?? {
			name,
			comment: null
		}) ?? "")), schema === void 0 || isStandardPublic(schema) ? null : access(schema)),
		entries: [...lookup.isShown("tables") ? lookup.tablesIn(name).map(entry(tableEntry)) : [], ...lookup.isShown("views") ? lookup.viewsIn(name).map(entry(viewEntry)) : []],
		lists: blocks(lookup.isShown("functions") ? routineTable(lookup, name) : null, lookup.isShown("types") ? typeTable(lookup, name) : null, lookup.isShown("sequences") ? sequenceTable(lookup, name) : null)
	};
}
/** Whose the schema is and who may use it. */
function access({ owner, privileges }) {
	return bullets([...owner === null ? [] : [say`Owner ${code$1(owner)}`], ...privilegeLines(privileges, owner, "schema")]);
}
// src/docs/html/graphs.ts
/** One can zoom, so that more fits than in a Markdown page; beyond this the eye loses the way. */
const ENTITIES = {
	nodes: 30,
	widest: 8
};
const LINEAGE = {
	nodes: 40,
	widest: 14
};
/** The entity diagrams of each schema. */
function entityGraphs(lookup) {
	return drawings(lookup, ENTITIES).map(({ schema, pieces, left }) => ({
		schema,
		graphs: pieces.map((piece) => entityGraph(lookup, schema, piece)),
		left: left === 0 ? "" : `${count(left, "table")} without foreign keys ${left === 1 ? "is" : "are"} not drawn.`
	}));
}
function entityGraph(lookup, schema, piece) {
	const node = (name, full) => {
		const relation = lookup.relations.get(name);
		const title = schemaOf$1(name) === schema ? relation?.bare ?? name : name;
		const { columns, more } = full ? entityOf(lookup, name) : {
			columns: [],
			more: 0
		};
		return {
			...box(lookup, name, title),
			columns: columns.map(({ column, keys, time }) => [
				column.bare,
				shortType(column.type),
				[...keys, ...time ? ["time"] : []].join(" ")
			]),
			more
		};
	};
	return {
		nodes: [...piece.nodes.map((name) => node(name, true)), ...piece.stubs.map((name) => node(name, false))],
		edges: piece.edges.map((reference) => {
			const { unique, nullable } = cardinality(lookup, reference);
			return {
				from: reference.to,
				to: reference.from,
				label: reference.constraint.columns.join(", "),
				ends: {
					from: nullable ? "none or one" : "one",
					to: unique ? "none or one" : "any number"
				}
			};
		})
	};
}
/** What is made of what: views and continuous aggregates over raw tables. */
function lineageGraphs(lookup) {
	return lineagePieces(lookup, LINEAGE).map(({ nodes, stubs, edges }) => ({
		nodes: [...nodes, ...stubs].map((name) => box(lookup, name, name)),
		edges: edges.map((edge) => {
			const refresh = refreshOf(lookup, edge);
			return {
				from: edge.to,
				to: edge.from,
				label: refresh === void 0 ? "" : every(refresh)
			};
		})
	}));
}
function box(lookup, name, title) {
	const relation = lookup.relations.get(name);
	return {
		id: name,
		title,
		kind: relation === void 0 ? "table" : kindOf$1(lookup, relation),
		address: relationAddress(lookup, name),
		columns: [],
		more: 0
	};
}
// src/docs/html/history.ts
/** Distinct lines of all versions together may take this many characters: beyond it the page would open slowly. */
const ROOM = 4e6;
/** The versions, oldest first, with each line once; null for fewer than two, between which there is nothing to see. */
function historyOf(versions) {
	const lines = [];
	const places = /* @__PURE__ */ new Map();
	const written = [];
	let room = ROOM;
	for (const { text, ...version } of versions.toReversed()) {
		const own = text.split("\n");
		const added = own.filter((line) => !places.has(line));
		room -= added.reduce((sum, line) => sum + line.length, 0);
		if (room < 0 && written.length > 1) break;
		for (const line of added) {
			if (places.has(line)) continue;
			places.set(line, lines.length);
			lines.push(line);
		}
		written.unshift({
			...version,
			runs: runsOf(own.map((line) => places.get(line) ?? 0))
		});
	}
	const older = versions.length - written.length;
	return written.length < 2 ? null : {
		lines,
		versions: written,
		older
	};
}
/** Rising numbers as their first and how many follow: `5, 6, 7, 2` gives `5, 2, 2, 0`. */
function runsOf(numbers) {
	const runs = [];
	for (const number of numbers) {
		const last = runs.length - 2;
		const [first = 0, more = 0] = runs.slice(-2);
		if (last >= 0 && number === first + more + 1) runs[last + 1] = more + 1;
		else runs.push(number, 0);
	}
	return runs;
}
// src/docs/html/page-data.ts
/** What the page shows of a schema: the same as README_latest.md, and what only a page can draw. */
function pageData(model, options) {
	const lookup = lookUp(model, options);
	const body = (writer) => partsOf$1(lookup, [writer])[0]?.body ?? [];
	const graphs = lookup.isShown("lineage") ? lineageGraphs(lookup) : [];
	return {
		title: (options.title ?? options.database).replace(/\s+/g, " "),
		source: {
			database: options.database,
			fingerprint: options.fingerprint.slice(0, 8)
		},
		overview: overview(lookup),
		hypertables: body(HYPERTABLES),
		lifecycles: lookup.isShown("hypertables") ? lifecycles(lookup) : [],
		policies: body(POLICIES),
		diagrams: lookup.isShown("diagrams") ? entityGraphs(lookup) : [],
		lineage: graphs.length === 0 ? null : {
			legend: LEGEND$1,
			graphs
		},
		schemas: schemas(lookup).map(({ name, about, entries, lists }) => ({
			address: anchorId("schema", name),
			name,
			about,
			objects: entries.map(({ relation, body: entry }) => ({
				address: anchorId(anchorKind(relation), relation.name),
				name: relation.name,
				kind: kindOf$1(lookup, relation),
				about: /\S[^\r\n]*/.exec(lookup.describe(relation) ?? "")?.[0] ?? "",
				body: entry
			})),
			lists
		})),
		back: partsOf$1(lookup, BACK),
		history: historyOf(options.versions ?? [])
	};
}
// src/docs/html/render.ts
/**
* The documentation as one HTML page that needs nothing else. A function of its arguments alone. Its policy lets the
* browser run this script and this style and load nothing.
*/
function renderPage(model, options, { script, style }) {
	const data = pageData(model, options);
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${[
		"default-src 'none'",
		`script-src '${hash(script)}'`,
		`style-src '${hash(style)}'`,
		"img-src data:",
		"base-uri 'none'",
		"form-action 'none'",
		"require-trusted-types-for 'script'",
		"trusted-types 'none'"
	].join("; ")}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="timescale-ci">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${text$1(visible$1(data.title))}</title>
<link rel="icon" href="data:image/svg+xml,${ICON}">
<style>${style}</style>
</head>
<body>
<noscript>This page is drawn by its own script. README_latest.md holds the same words without one.</noscript>
<script type="application/json" id="data">${json(data)}<\/script>
<script>${script}<\/script>
</body>
</html>
`;
}
const ICON = encodeURIComponent("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 16 16\"><rect width=\"16\" height=\"16\" rx=\"3\" fill=\"#b45309\"/><path d=\"M3 11h2V5H3zm4 0h2V8H7zm4 0h2V3h-2z\" fill=\"#fff\"/></svg>");
/** JSON that ends no script element and begins no comment, whatever a name holds; old parsers' line ends are spelled out. */
function json(value) {
	return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
function text$1(plain) {
	return plain.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
}
function hash(source) {
	return `sha256-${createHash("sha256").update(source).digest("base64")}`;
}
// src/docs/markdown/block.ts
/** The document as GitHub-flavoured Markdown, with a line feed at its end. */
function markdown(content) {
	return `${body(content)}\n`;
}
function body(content) {
	return blocks$1(...content.map(block));
}
function block(content) {
	if ("heading" in content) {
		const anchor = content.anchor === null ? "" : `<a id="${content.anchor}"></a>`;
		return `${"#".repeat(content.level)} ${anchor}${inlineMarkdown(content.heading)}`;
	}
	if ("title" in content) return `**${inlineMarkdown(content.title)}**`;
	if ("paragraph" in content) return inlineMarkdown(content.paragraph);
	if ("note" in content) return `<sub>${inlineMarkdown(content.note)}</sub>`;
	if ("bullets" in content) return bullets$1(content.bullets.map(inlineMarkdown));
	if ("outline" in content) return content.outline.map(outlineItem).join("\n");
	if ("rows" in content) return table$2(content.header, content.rows.map((row) => row.map(inlineMarkdown)));
	if ("source" in content) return fence$1(content.language, content.source);
	return folded$1(summaryHtml(content.summary), body(content.folded));
}
function outlineItem({ item, below }) {
	return [`- ${inlineMarkdown(item)}`, ...below.map((one) => `  - ${inlineMarkdown(one)}`)].join("\n");
}
/** Words within a line as GitHub-flavoured Markdown: for a paragraph, a heading, a list item or a table cell. */
function inlineMarkdown(content) {
	if (typeof content === "string") return words$5(content);
	if (isList(content)) return content.map(inlineMarkdown).join("");
	if ("code" in content) return code$2(content.code);
	if ("prose" in content) return text$2(content.prose);
	if ("strong" in content) return `**${words$5(content.strong)}**`;
	if ("to" in content) return `[${inlineMarkdown(content.label)}](#${content.to})`;
	if ("file" in content) return `[${inlineMarkdown(content.label)}](${address(content.file)})`;
	if ("anchor" in content) return `<a id="${content.anchor}"></a>`;
	return content.lines.map(inlineMarkdown).join("<br>");
}
/** The same for a `<summary>`, in which Markdown is not read. Links and anchors have no place there. */
function summaryHtml(content) {
	if (typeof content === "string") return content.replace(/[&<>]/g, (c) => `&#${c.charCodeAt(0)};`);
	if (isList(content)) return content.map(summaryHtml).join("");
	if ("code" in content) return htmlCode(content.code);
	throw new Error(`a summary holds words and code only, not ${Object.keys(content)[0]}`);
}
function address(file) {
	return encodeURI(file).replace(/[()#?]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
}
// src/docs/sections/contents.ts
/** More tables and views than this push the contents off the first screens. */
const LONG = 30;
/** A line of links to the parts before the schemas, where the document is long. */
function jumps(lookup, parts) {
	if (lookup.relations.size <= LONG || parts.length === 0) return null;
	return paragraph(say`Jump to ${join(parts.map(({ section, title }) => link(title, "section", section)), " · ")}`);
}
/** Where everything is. `back` are the parts that the document has after the schemas. */
function contents(lookup, back) {
	const schemas = lookup.schemas.filter((schema) => hasPart(lookup, schema)).map((schema) => ofSchema$1(lookup, schema));
	const rest = back.map(({ section, title }) => ({
		item: link(title, "section", section),
		below: []
	}));
	if (schemas.length + rest.length === 0) return [];
	return blocks(heading(2, "Contents", "section", "contents"), { outline: [...schemas, ...rest] });
}
function ofSchema$1(lookup, schema) {
	const lists = [
		["Tables", lookup.isShown("tables") ? lookup.tablesIn(schema).map((one) => short(lookup, one.name)) : []],
		["Views", lookup.isShown("views") ? lookup.viewsIn(schema).map((one) => short(lookup, one.name)) : []],
		["Functions", lookup.isShown("functions") ? lookup.routinesIn(schema).map((one) => routine(lookup, one)) : []],
		["Types", lookup.isShown("types") ? lookup.typesIn(schema).map((one) => to("type", one.name)) : []],
		["Sequences", lookup.isShown("sequences") ? lookup.sequencesIn(schema).map((one) => to("sequence", one.name)) : []]
	];
	return {
		item: say`Schema ${schemaLink(lookup, schema)}`,
		below: lists.filter(([, links]) => links.length > 0).map(([title, links]) => say`${title}: ${join(links, ", ")}`)
	};
}
function short(lookup, name) {
	return relationLink(lookup, name, withoutSchema(name));
}
/** Argument types only where they tell routines of one name apart. */
function routine(lookup, one) {
	const key = routineKey(lookup, one);
	const label = withoutSchema(key);
	return link(code$1(key === one.name ? label : `${label}()`), "function", key);
}
function to(kind, name) {
	return link(code$1(withoutSchema(name)), kind, name);
}
// src/docs/readme.ts
/**
* The page that describes a schema, as GitHub-flavoured Markdown. A function of its arguments alone: it holds no time,
* no id and nothing of the server unless `options.server` names it.
*/
function renderReadme(model, options) {
	const lookup = lookUp(model, options);
	const front = partsOf$1(lookup, [
		HYPERTABLES,
		POLICIES,
		[
			"diagrams",
			"Tables and their relations",
			diagrams
		],
		[
			"lineage",
			"Lineage",
			lineage
		]
	]);
	const back = partsOf$1(lookup, BACK);
	const list = lookup.isShown("contents") ? contents(lookup, back) : [];
	const addresses = list.length === 0 ? front : [...front, {
		section: "contents",
		title: "Contents"
	}];
	return markdown(blocks(heading(1, prose((options.title ?? options.database).replace(/\s+/g, " "))), overview(lookup), source(lookup), jumps(lookup, addresses), front.flatMap(withHeading), list, schemas(lookup).flatMap(schema), back.flatMap(withHeading)));
}
function withHeading({ section, title, body }) {
	return blocks(heading(2, title, "section", section), body);
}
function schema({ name, about, entries, lists }) {
	return blocks(heading(2, say`Schema ${code$1(name)}`, "schema", name), about, entries.flatMap(entry), lists);
}
function entry({ relation, body }) {
	const address = anchorId(anchorKind(relation), relation.name);
	return blocks({
		heading: code$1(relation.name),
		level: 3,
		anchor: address
	}, body);
}
function source({ options }) {
	const file = options.schemaFile;
	return { note: say`Written by timescale-ci${file === void 0 ? "" : say` from ${{
		label: code$1(file),
		file
	}}`}, schema ${code$1(options.fingerprint.slice(0, 8))}. Changes to this page are lost: comment the objects in SQL instead.` };
}
// src/report/proof-text.ts
/** As many losses as a person reads before the pattern is clear. */
const SHOWN$2 = 20;
const LONGEST$1 = 100;
/** The verdict on a restore in one line. */
function describeProof(proof) {
	if (proof.error !== null) return `the restore stopped: ${proof.error.message}`;
	const accepting = proof.probes.filter(({ accepted }) => accepted).length;
	const untried = proof.probes.filter((probe) => probe.untried).length;
	if (proof.proved) {
		const rows = proof.probes.length === 0 ? "" : `, ${accepting} of ${plural$1(proof.probes.length, "hypertable")} accept${proof.probes.length === 1 ? "s" : ""} rows${untried === 0 ? "" : `, ${untried} not tried`}`;
		return `proved: ${proof.properties} properties equal${rows}`;
	}
	if (proof.losses.length > 0) return `the dump loses ${proof.losses.length} of ${plural$1(proof.properties, "property")}`;
	const refused = proof.probes.length - accepting - untried;
	if (refused > 0) return `${plural$1(refused, "restored hypertable")} refuse${refused === 1 ? "s" : ""} rows`;
	return `a second dump differs in line ${proof.textDifference?.line}`;
}
/** What exactly is lost, line by line. */
function listLosses(proof) {
	if (proof.error !== null) return proof.error.render().split("\n").slice(1);
	const lines = proof.losses.slice(0, SHOWN$2).flatMap(describeLoss);
	if (proof.losses.length > SHOWN$2) lines.push(`and ${proof.losses.length - SHOWN$2} more`);
	for (const { hypertable, accepted, untried, error } of proof.probes) if (!accepted && !untried) lines.push(`${hypertable}  ${error}`);
	if (proof.textDifference !== null && proof.losses.length === 0) lines.push(`source    ${shorten(proof.textDifference.source)}`, `restored  ${shorten(proof.textDifference.restored)}`);
	return lines;
}
/** The hypertables of a good restore that no row was put into, each with what the server said. */
function listUntried({ probes }) {
	return probes.flatMap(({ hypertable, untried, error }) => untried ? [`${hypertable}  no row was tried: a function or domain of its own refuses what can be made up (${shorten(error ?? "")})`] : []);
}
function describeLoss({ kind, object, property, from, to, carrier }) {
	const subject = object.startsWith(kind) ? object : `${kind} ${object}`;
	const what = property !== null ? `${subject}: ${property}   source ${show(from)}   restored ${show(to)}` : to === null ? `${subject}   is lost` : `${subject}   is only in the restored database`;
	const by = carrier === null ? "no statement of the dump carries it" : `carried by: ${shorten(carrier.text)}   line ${carrier.line} of the dump`;
	return to !== null && property === null ? [what] : [what, by];
}
function show(value) {
	if (value === null) return "(none)";
	return shorten(typeof value === "string" ? value : JSON.stringify(value));
}
function shorten(text) {
	return truncate$1(text.replace(/\s+/g, " ").trim(), LONGEST$1);
}
// src/engine/pg-dump.ts
/**
* Settings for pg_dump's session: constants in views, defaults and checks are written by these, and pg_dump leaves them to
* the server's, the database's and the user's own. Compiling its queries would take longer than they do. In the form of
* libpq's `options`.
*/
const DUMP_SETTINGS = "-c timezone=UTC -c bytea_output=hex -c quote_all_identifiers=off -c lc_monetary=C -c jit=off";
/** What the schema's own ALTER DATABASE and ALTER ROLE … SET must not do to us: end our queries, or take our rights. */
const OWN_SETTINGS = /* @__PURE__ */ new Map([
	["statement_timeout", "0"],
	["lock_timeout", "0"],
	["idle_in_transaction_session_timeout", "0"],
	["default_transaction_read_only", "off"],
	["role", "none"]
]);
/** True where the text of `pg_dump --help` lists the option. */
function listsOption(help, option) {
	return help.split(/[\s,=]+/).includes(option);
}
/** pg_dump's arguments, and the one that makes it see what the session that exported the snapshot sees. */
function dumpArguments(args, options = {}) {
	return options.snapshot === void 0 ? [...args] : [...args, `--snapshot=${options.snapshot}`];
}
const LONGEST_LINE$1 = 500;
/** pg_dump that failed, in its own words: without the statement that it was at, which may name every chunk. */
function dumpFailure(exitCode, stderr) {
	const reason = stderr.trim().split("\n").map((line) => line.length > LONGEST_LINE$1 ? `${line.slice(0, LONGEST_LINE$1)}…` : line).join("\n");
	const hint = hintFor(reason);
	return new UserError(`pg_dump ended with exit code ${exitCode}: ${reason}`, {
		...hint !== void 0 && { hint },
		exitCode: 1
	});
}
function hintFor(reason) {
	if (/permission denied/.test(reason)) return `pg_dump locks every table, which takes the right to read it: ${RIGHTS_TO_READ}`;
	if (/out of shared memory/.test(reason)) return "pg_dump locks every hypertable, and PostgreSQL locks its chunks with it (ACCESS SHARE, like a query): set max_locks_per_transaction so that, times max_connections, it exceeds the number of chunks, and restart the server.";
}
// src/engine/external-url.ts
const HINT = "Write it as postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special characters in the password percent-encoded (@ is %40, / is %2F, # is %23, ? is %3F, % is %25).";
/** What libpq takes in a URL (PostgreSQL's documentation, 34.1.2); it refuses a URL with anything else. */
const LIBPQ = new Set(`host hostaddr port dbname user channel_binding client_encoding connect_timeout options application_name
   fallback_application_name gssencmode gssdelegation keepalives keepalives_count keepalives_idle keepalives_interval
   krbsrvname gsslib load_balance_hosts require_auth service sslcert sslcertmode sslcrl sslcrldir sslkey
   sslcompression ssl_max_protocol_version ssl_min_protocol_version sslmode sslnegotiation sslrootcert sslsni
   target_session_attrs tcp_user_timeout`.split(/\s+/));
const READ_ONLY = `-c default_transaction_read_only=on ${DUMP_SETTINGS}`;
/**
* Reads a `postgres://` URL.
*
* @throws UserError, without a piece of the URL in it, where it cannot be read
*/
function parseDatabaseUrl(text) {
	const url = toUrl(text);
	const password = decode(url.password) || url.searchParams.get("password") || void 0;
	url.searchParams.delete("password");
	url.searchParams.set("options", [url.searchParams.get("options"), READ_ONLY].filter(Boolean).join(" "));
	if (url.hostname === "" && !url.searchParams.has("host")) url.hostname = "localhost";
	return {
		label: `${labelHost(url)}/${decode(url.pathname.slice(1))}`,
		user: url.searchParams.get("user") ?? decode(url.username),
		password,
		driver: driverUrl(url, password),
		libpq: libpqUrl(url),
		redact: (message) => redactor(password, url.password)(message)
	};
}
function toUrl(text) {
	if (!/^postgres(ql)?:\/\//.test(text)) throw new UserError("the database URL does not begin with postgres:// or postgresql://", { hint: HINT });
	let url;
	try {
		url = new URL(text);
		for (const part of [
			url.username,
			url.password,
			url.hostname,
			url.pathname
		]) decode(part);
	} catch {
		throw new UserError("the database URL cannot be read", { hint: HINT });
	}
	if (url.hash !== "" || url.username === "" && `${url.pathname}${url.search}`.includes("@")) throw new UserError("the database URL cannot be read", { hint: HINT });
	return url;
}
function driverUrl(source, password) {
	const url = new URL(source);
	if (password !== void 0) url.searchParams.set("password", password);
	url.password = "";
	const mode = url.searchParams.get("sslmode");
	if (mode === "no-verify") url.searchParams.set("sslmode", "require");
	if (mode === "allow") url.searchParams.set("sslmode", "disable");
	if (url.searchParams.get("sslrootcert") === "system") url.searchParams.delete("sslrootcert");
	url.searchParams.set("uselibpqcompat", "true");
	return toText(url);
}
function libpqUrl(source) {
	const url = new URL(source);
	url.password = "";
	if (url.searchParams.get("sslmode") === "no-verify") url.searchParams.set("sslmode", "require");
	else if (url.searchParams.get("ssl") === "true" && !url.searchParams.has("sslmode")) url.searchParams.set("sslmode", "require");
	for (const key of [...url.searchParams.keys()]) if (!LIBPQ.has(key)) url.searchParams.delete(key);
	return toText(url);
}
/** URLSearchParams writes a space as `+`, which libpq takes for a plus sign. */
function toText(url) {
	return url.href.replace(/\?.*$/, (query) => query.replaceAll("+", "%20"));
}
function labelHost(url) {
	return `${url.searchParams.get("host") ?? decode(url.hostname)}:${url.searchParams.get("port") ?? (url.port || "5432")}`;
}
function decode(text) {
	return decodeURIComponent(text);
}
/** The password may show as it is or as it was written in the URL. */
function redactor(...secrets) {
	const known = secrets.filter((secret) => secret !== void 0 && secret !== "");
	return (text) => known.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
}
/**
* What a failed connection means. The cause is left out on purpose: nobody can vouch for what is in it.
*
* @param error what the `pg` driver threw: an answer of the server, of the network, or of TLS
*/
function explainConnect(error, target) {
	const code = error.code ?? "";
	const reason = target.redact(messageOf(error));
	const [message, hint] = fromServer(code, reason, target) ?? fromNetwork(code, reason, target.label) ?? fromTls(code, reason, target.label) ?? [`cannot connect to ${target.label}: ${reason}`, "Check that psql connects with the same URL from this machine."];
	return new UserError(message, { hint });
}
/** Codes of PostgreSQL's appendix A. */
function fromServer(code, reason, { label, user }) {
	const says = `the server of ${label} says: ${reason}`;
	if (/password must be a string/.test(reason)) return [`the server of ${label} wants a password for the user "${user}", and the URL has none`, "Add it: postgres://USER:PASSWORD@…"];
	switch (code) {
		case "28P01": return [`${label} refuses the password of the user "${user}"`, "Check user and password; special characters in the URL must be percent-encoded."];
		case "28000": return /no encryption|SSL off/.test(reason) ? [says, "Add ?sslmode=require to the URL."] : [says, "Check the user name, and that pg_hba.conf (or the allowed addresses) lets this machine in."];
		case "3D000": return [says, "Check the name of the database at the end of the URL."];
		case "42501": return [says, "Grant the user CONNECT on the database."];
		case "53300": return [says, "Wait, or raise max_connections."];
		case "57P03": return [says, "Wait until the server has come up: in a service container, give it a health check."];
		case "08P01": return /startup parameter/.test(reason) ? [says, POOLER_HINT] : void 0;
	}
}
const POOLER_HINT = "This looks like a connection pooler, which cannot promise a read-only session: use the URL of the server itself.";
function fromNetwork(code, reason, label) {
	switch (code) {
		case "ENOTFOUND":
		case "EAI_AGAIN": return [`the host name of ${label} is not known here`, "Check the host in the URL, and the network."];
		case "ECONNREFUSED": return [`nothing listens at ${label}`, "Check host and port, and that the server runs."];
		case "ENOENT": return [`there is no such file or socket: ${reason}`, "Check the host (a socket directory) or the certificate files that the URL names."];
		case "ETIMEDOUT":
		case "EHOSTUNREACH":
		case "ENETUNREACH": return unreachable(label);
		case "ECONNRESET": return [`${label} hangs up at once`, "Check that a PostgreSQL listens there, and whether it wants ?sslmode=require."];
	}
	return /timeout/i.test(reason) ? unreachable(label) : void 0;
}
function unreachable(label) {
	return [`${label} does not answer`, "Check the firewall and the list of allowed addresses: runners of GitHub come from changing ones."];
}
/** Codes of Node's TLS (OpenSSL's X509 verification). */
function fromTls(code, reason, label) {
	if (/does not support SSL/.test(reason)) return [`the server of ${label} does not speak TLS`, "Take sslmode out of the URL, or set sslmode=disable."];
	if (/sslmode=verify-ca/.test(reason)) return ["sslmode=verify-ca needs the certificate of an authority", "Name it by sslrootcert=FILE, or use sslmode=verify-full."];
	if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return [`the certificate of ${label} is for another host`, "Use the host name that the certificate names, or sslmode=verify-ca."];
	if (/CERT|ISSUER|SIGNATURE/.test(code)) return [`the certificate of ${label} is not trusted: ${reason}`, "Name the authority by sslrootcert=FILE in the URL; sslmode=require encrypts without checking."];
}
// src/engine/pg-session.ts
var import_pg_copy_streams = /* @__PURE__ */ __toESM(require_pg_copy_streams(), 1);
/**
* A session over the network, by the `pg` driver. Errors of SQL arrive as the driver throws them, with PostgreSQL's
* fields; a connection that breaks becomes the error that `explainLoss` makes, and never an unhandled 'error' event.
*/
var PgSession = class PgSession {
	#config;
	#explainLoss;
	#limit;
	#letIn;
	#listeners = /* @__PURE__ */ new Set();
	#socket = new Socket();
	#client;
	#lost;
	#muted = false;
	constructor(config, explainLoss, limit, letIn) {
		this.#config = config;
		this.#letIn = letIn;
		this.#explainLoss = explainLoss;
		this.#limit = limit;
		this.#client = this.#newClient();
	}
	/** Connects. What goes wrong on the way is thrown as the driver gives it: the caller knows what it means. */
	static async connect(config, explainLoss, limit = new SqlLimit(), letIn = async () => false) {
		const session = new PgSession(config, explainLoss, limit, letIn);
		try {
			await limit.keep(() => session.#begin(), () => {});
		} catch (error) {
			await session.close();
			throw error;
		}
		return session;
	}
	#newClient() {
		const socket = new Socket();
		this.#socket = socket;
		const client = new esm_default.Client({
			...this.#config,
			stream: () => socket
		});
		client.on("error", (error) => {
			if (client === this.#client) this.#lost ??= error;
		});
		client.on("notice", ({ severity = "NOTICE", message = "" }) => {
			if (this.#muted) return;
			for (const listener of this.#listeners) listener({
				severity,
				message
			});
		});
		return client;
	}
	async query(sql, parameters = []) {
		const config = {
			text: sql,
			values: [...parameters],
			queryMode: "extended"
		};
		return (await this.#run(() => this.#client.query(config))).rows;
	}
	async execute(sql) {
		await this.#run(() => send(this.#client, sql));
	}
	async executeEach(texts, done) {
		await this.#run(() => this.#pipelined((client) => this.#sendEach(client, texts, done)));
	}
	async copyIn(sql, data) {
		await this.#run(() => pipeline(Readable.from(slices(Buffer.from(data))), this.#client.query(import_pg_copy_streams.from(sql))));
	}
	/** By a new connection: only one that begins takes the settings of the database and the role (ALTER DATABASE … SET). */
	async reset() {
		await this.execute("ROLLBACK");
		await this.close();
		this.#client = this.#newClient();
		await this.#run(() => this.#begin());
	}
	async #begin() {
		try {
			await this.#client.connect();
		} catch (refusal) {
			if (!await this.#letIn(refusal)) throw refusal;
			this.#client = this.#newClient();
			await this.#client.connect();
		}
	}
	onNotice(listener) {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}
	/** Only while it lasts: in pipeline mode the driver takes no COPY, and waits for all answers before it hangs up. */
	async #pipelined(action) {
		const client = this.#client;
		const mode = client;
		mode.pipeline = true;
		this.#socket.cork();
		const running = action(client);
		this.#socket.uncork();
		try {
			await running;
		} finally {
			mode.pipeline = false;
		}
	}
	/** Waits for all answers, so that the next query gets its own. Several may come in one packet: each is told at once. */
	async #sendEach(client, texts, done) {
		const failed = () => {
			this.#muted = true;
		};
		const succeeded = () => {
			if (!this.#muted) done();
		};
		try {
			const refused = (await Promise.allSettled(texts.map((text) => send(client, text, succeeded, failed)))).find((answer) => answer.status === "rejected");
			if (refused !== void 0) throw refused.reason;
		} finally {
			this.#muted = false;
		}
	}
	async close() {
		const mode = this.#client;
		mode.pipeline = false;
		await this.#client.end().catch(() => {});
	}
	[Symbol.asyncDispose]() {
		return this.close();
	}
	async #run(action) {
		try {
			return await this.#limit.keep(action, () => void this.close());
		} catch (error) {
			if (error instanceof SqlLimitError) throw error;
			if (isCancelled(error) && this.#limit.leftMs <= 0) throw this.#limit.error();
			if (this.#lost === void 0 && !endsConnection(error)) throw error;
			throw await this.#explainLoss(this.#lost ?? error);
		}
	}
};
/**
* True for an error after which the server hangs up: shutdown, crash, dropped database, session timeouts, protocol
* (PostgreSQL's appendix A). The code tells; `severity` comes in the server's language.
*/
function endsConnection(error) {
	return error instanceof esm_default.DatabaseError && /^(57P0\d|25P0[34]|08)/.test(error.code ?? "");
}
function send(client, sql, succeeded, failed) {
	return new Promise((resolve, reject) => {
		const query = new esm_default.Query(sql);
		query.on("row", () => {});
		query.on("end", () => {
			succeeded?.();
			resolve();
		});
		query.on("error", (error) => {
			failed?.();
			reject(error);
		});
		client.query(query);
	});
}
/** query_canceled, of a statement_timeout too. */
function isCancelled(error) {
	return error instanceof esm_default.DatabaseError && error.code === "57014";
}
const COPY_SLICE_BYTES = 65536;
/** One message of the protocol for each slice, as psql does: the server need not hold the whole input at once. */
function* slices(data) {
	for (let start = 0; start < data.length; start += COPY_SLICE_BYTES) yield data.subarray(start, start + COPY_SLICE_BYTES);
}
// src/engine/versions.ts
/**
* Asks a server which PostgreSQL and TimescaleDB answer. The installed extension counts before the installable one.
* `timescaledb.license` is only set where the library is loaded (a fresh database without the extension has none
* until then), so an unknown edition is read from the file configuration later, by the caller, after CREATE EXTENSION.
*/
async function readVersions(session) {
	const [row] = await session.query(`
    SELECT regexp_replace(current_setting('server_version'), ' .*', '') AS postgres,
           coalesce((SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'timescaledb'),
                    (SELECT default_version FROM pg_catalog.pg_available_extensions WHERE name = 'timescaledb')) AS timescaledb,
           current_setting('timescaledb.license', true) AS license`);
	return {
		postgres: row?.postgres ?? "",
		timescaledb: row?.timescaledb ?? "",
		edition: row?.license === "apache" ? "apache" : "community"
	};
}
/** `TimescaleDB 2.23.0 (community) on PostgreSQL 17.5` */
function describeServer(versions) {
	return `TimescaleDB ${versions.timescaledb} (${versions.edition}) on PostgreSQL ${versions.postgres}`;
}
// src/engine/external.ts
const CONNECT_WITHIN_MS = 1e4;
/**
* Connects to a database that somebody else runs, to read from it and nothing else: every session is read only by a
* setting of the connection, and so is pg_dump's. For one view of catalogue and dump, begin a transaction with
* `BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY`, and hand what `pg_export_snapshot()` gives to `pgDump`.
*
* @throws UserError, never with the password in it
*/
async function connectExternal(options) {
	const url = parseDatabaseUrl(options.url);
	if (url.password !== void 0) options.register?.(url.password);
	const { signal, env, pgDumpCommand: command = ["pg_dump"] } = options;
	signal?.throwIfAborted();
	const limit = new SqlLimit(options.timeLimit);
	let versions;
	let name;
	try {
		var _usingCtx$17 = _usingCtx();
		const session = _usingCtx$17.a(await connect(url, limit));
		signal?.throwIfAborted();
		name = await databaseName(session);
		versions = await readVersions(session);
	} catch (_) {
		_usingCtx$17.e = _;
	} finally {
		await _usingCtx$17.d();
	}
	const late = new AbortController();
	const dump = new ExternalDump({
		command,
		env,
		url,
		signal: AbortSignal.any(signal === void 0 ? [late.signal] : [late.signal, signal]),
		serverVersion: versions.postgres
	});
	return {
		kind: "external",
		label: `${describe$1(versions)} at ${url.label}`,
		versions,
		database: {
			name,
			connect: () => connect(url, limit),
			pgDump: (args, snapshot) => limit.keep(() => dump.dump(dumpArguments(args, snapshot)), () => late.abort()),
			pgDumpSupports: async (option) => listsOption(await dump.help(), option),
			[Symbol.asyncDispose]: async () => {}
		},
		scratch: async () => {
			throw new UserError("a dump cannot be proved on a database that is only read", { hint: "The proof needs a server of its own: use --engine docker or --engine embedded for it." });
		},
		[Symbol.asyncDispose]: async () => {}
	};
}
async function connect(url, limit) {
	const lost = async (cause) => new UserError(`the connection to ${url.label} broke: ${url.redact(messageOf(cause))}`, { hint: "Run it again when the server is up." });
	const config = {
		connectionString: url.driver,
		connectionTimeoutMillis: CONNECT_WITHIN_MS,
		fallback_application_name: "timescale-ci"
	};
	const session = await PgSession.connect(config, lost, limit).catch((error) => {
		throw error instanceof SqlLimitError ? error : explainConnect(error, url);
	});
	await session.execute(`SET statement_timeout = ${Math.ceil(limit.leftMs)}`);
	if (await isReadOnly(session)) return session;
	await session.close();
	throw new UserError(`${url.label} does not honour default_transaction_read_only, so nothing is read from it`, { hint: "This looks like a connection pooler: use the URL of the server itself." });
}
/** A pooler may drop the option on its way to the server. */
async function isReadOnly(session) {
	const [row] = await session.query(`SELECT current_setting('default_transaction_read_only') AS setting`);
	return row?.setting === "on";
}
/** A URL may leave the name of the database to the server. */
async function databaseName(session) {
	const [row] = await session.query("SELECT current_database()::text AS name");
	return row?.name ?? "";
}
function describe$1(versions) {
	return versions.timescaledb === "" ? `PostgreSQL ${versions.postgres} without TimescaleDB` : describeServer(versions);
}
/** A pg_dump of this machine, for a server somewhere else. */
var ExternalDump = class {
	#program;
	#checked;
	#help;
	constructor(program) {
		this.#program = program;
	}
	/** @throws UserError where pg_dump is missing, too old for the server, or fails */
	async dump(args) {
		this.#checked ??= this.#checkVersion();
		await this.#checked;
		const { url } = this.#program;
		const { stdout, stderr, exitCode } = await this.#run([...args, `--dbname=${url.libpq}`]);
		if (exitCode === 0) return stdout;
		throw dumpFailure(exitCode, url.redact(stderr));
	}
	/** The text of `pg_dump --help`, asked for once. */
	help() {
		this.#help ??= this.#run(["--help"]).then(({ stdout }) => stdout);
		return this.#help;
	}
	async #checkVersion() {
		const { serverVersion } = this.#program;
		const { stdout } = await this.#run(["--version"]);
		const version = /\(PostgreSQL\) (\S+)/.exec(stdout)?.[1];
		if (version === void 0) throw new UserError(`"${this.#name()} --version" does not answer like pg_dump: ${stdout.trim()}`);
		const wanted = Number.parseInt(serverVersion, 10);
		if (Number.parseInt(version, 10) >= wanted) return;
		throw new UserError(`pg_dump ${version} is too old to dump PostgreSQL ${serverVersion}`, { hint: `Install postgresql-client-${wanted}, or name a newer pg_dump by PG_DUMP.` });
	}
	async #run(args) {
		const { command, env, url, signal } = this.#program;
		const [file = "pg_dump", ...before] = command;
		const child = spawn(file, [...before, ...args], {
			env: {
				...env,
				PGCLIENTENCODING: "UTF8",
				...url.password !== void 0 && { PGPASSWORD: url.password }
			},
			stdio: [
				"ignore",
				"pipe",
				"pipe"
			],
			signal
		});
		const exit = new Promise((resolve, reject) => {
			child.on("error", (error) => reject(signal?.aborted ? signal.reason : this.#cannotRun(error)));
			child.on("close", resolve);
		});
		const [stdout, stderr, exitCode] = await Promise.all([
			buffer$1(child.stdout),
			buffer$1(child.stderr),
			exit
		]);
		return {
			stdout: stdout.toString(),
			stderr: stderr.toString(),
			exitCode
		};
	}
	#cannotRun(error) {
		if (error.code !== "ENOENT") return new UserError(`"${this.#name()}" cannot be run: ${error.message}`);
		return new UserError(`"${this.#name()}" is not installed`, { hint: `Install postgresql-client-${Number.parseInt(this.#program.serverVersion, 10)}, or name a pg_dump by PG_DUMP.` });
	}
	#name() {
		return this.#program.command.join(" ");
	}
};
// src/engine/docker-image.ts
const STALLED_AFTER_MS = 3e4;
/**
* Sees to it that the engine has the image: looks for it, and pulls it only where it is missing.
*
* @throws UserError where it cannot be pulled
*/
async function ensureImage(client, options) {
	const { image } = options;
	const { ImageName } = await loadTestcontainers();
	const name = ImageName.fromString(image);
	try {
		if (await client.image.exists(name)) return;
		options.onProgress?.(`pulling ${image}`);
		const megabytes = await pull(client, name, options);
		options.onProgress?.(`pulled ${image}${megabytes > 0 ? ` (${megabytes} MB)` : ""}`);
	} catch (cause) {
		options.signal?.throwIfAborted();
		throw explainPull(image, name.registry ?? "Docker Hub", cause);
	}
}
/** testcontainers' own pull reads neither progress nor the errors that arrive once layers are on their way. */
async function pull(client, name, options) {
	const { getAuthConfig } = await import("./get-auth-config.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	const registry = name.registry ?? client.info.containerRuntime.indexServerAddress;
	const stall = new AbortController();
	const limit = options.pullTimeout ?? STALLED_AFTER_MS;
	const timer = setTimeout(() => stall.abort(new UserError(`nothing came for ${limit / 1e3} s`)), limit);
	const abortSignal = options.signal ? AbortSignal.any([stall.signal, options.signal]) : stall.signal;
	try {
		const auth = await getAuthConfig(registry);
		const stream = await client.container.dockerode.createImage(auth, {
			fromImage: name.string,
			abortSignal
		});
		const progress = pullProgress();
		for await (const event of events(stream)) {
			timer.refresh();
			if (event.error !== void 0) throw new Error(event.error);
			const text = progress.add(event);
			if (text !== void 0) options.onProgress?.(`pulling ${options.image}: ${text}`);
		}
		return progress.megabytes();
	} catch (error) {
		throw stall.signal.aborted ? stall.signal.reason : error;
	} finally {
		clearTimeout(timer);
	}
}
async function* events(stream) {
	const decoder = new TextDecoder();
	let rest = "";
	for await (const chunk of stream) {
		const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
		rest = lines.pop() ?? "";
		for (const line of lines) if (line.trim() !== "") yield JSON.parse(line);
	}
}
const STEP_BYTES = 5e7;
/** Adds up the layers of a pull: `add` gives a text like `100 of 350 MB` at every 50 MB, and nothing in between. */
function pullProgress() {
	const layers = /* @__PURE__ */ new Map();
	let reported = 0;
	const sum = (field) => [...layers.values()].reduce((all, layer) => all + layer[field], 0);
	return {
		add(event) {
			if (event.id === void 0) return void 0;
			const layer = layers.get(event.id);
			if (event.status === "Downloading" && event.progressDetail?.total !== void 0) layers.set(event.id, {
				current: event.progressDetail.current ?? 0,
				total: event.progressDetail.total
			});
			else if (event.status === "Download complete" && layer !== void 0) layer.current = layer.total;
			else return;
			const step = Math.floor(sum("current") / STEP_BYTES);
			if (step <= reported) return void 0;
			reported = step;
			return `${toMegabytes(sum("current"))} of ${toMegabytes(sum("total"))} MB`;
		},
		megabytes: () => toMegabytes(sum("total"))
	};
}
function toMegabytes(bytes) {
	return Math.round(bytes / 1e6);
}
/** The image that works, for every message that has to name one. */
const KNOWN_IMAGE = "timescale/timescaledb:2.14.2-pg14";
/** The settings name an image in a way that no engine can read: a mistake, and no reason to take another engine. */
var ImageNameError = class extends UserError {};
/** What a failed pull means, from the words of the Docker engine (moby's distribution package). */
function explainPull(image, registry, cause) {
	const reason = dockerMessage(cause);
	const error = (message, hint) => new UserError(message, {
		hint,
		cause
	});
	if (/invalid (reference|tag) format|unescaped characters/i.test(reason)) return new ImageNameError(`"${image}" is not the name of an image`, {
		hint: `Write it as name:tag, like ${KNOWN_IMAGE}.`,
		cause
	});
	const message = `Docker has no image ${image} and cannot pull it from ${registry} (${reason})`;
	if (/no space left on device/i.test(reason)) return error(message, DISK_HINT);
	if (/toomanyrequests|rate limit/i.test(reason)) return error(message, "Wait for the limit to pass, or log in: docker login.");
	if (/unauthorized|authentication required|no basic auth credentials|access denied|access to the resource is denied/i.test(reason)) return error(message, `Check the name for a typing error; a private image needs "${registry === "Docker Hub" ? "docker login" : `docker login ${registry}`}" first.`);
	if (/manifest unknown|not found|does not exist|no matching manifest/i.test(reason)) return error(message, `Check the name and the tag, for example ${KNOWN_IMAGE}.`);
	return error(message, "Check the network and the proxy of the Docker engine (its own service has the setting, not this shell), or load the image by hand: docker load. --engine embedded needs no image.");
}
const DISK_HINT = "Docker's disk is full: \"docker system df\" shows by what, \"docker system prune\" frees what is unused.";
/**
* What it means that a container of the image did not come up.
*
* @param logs the last lines that the container printed
*/
function explainStart(image, cause, logs = []) {
	if (cause instanceof UserError) return cause;
	const reason = dockerMessage(cause);
	const message = [`the container of ${image} did not start: ${reason}`, ...logs.map((line) => `  ${line}`)].join("\n");
	return new UserError(message, {
		hint: startHint([reason, ...logs].join("\n")),
		cause
	});
}
function startHint(text) {
	if (/no space left on device/i.test(text)) return DISK_HINT;
	if (/executable file not found|no such file or directory: unknown/i.test(text)) return `The image has no PostgreSQL server in it; one that has: ${KNOWN_IMAGE}.`;
	if (/could not access file "timescaledb"|timescaledb.* not found/i.test(text)) return `The image has no TimescaleDB in it; one that has: ${KNOWN_IMAGE}.`;
	if (/exec format error|does not match the (detected|specified) (host|platform)/i.test(text)) return "The image is built for another processor: choose one for this machine.";
	if (/port is already allocated|address already in use|ports are not available|ports to be bound/i.test(text)) return "Docker could not bind a free port of 127.0.0.1: look for a firewall, or restart the Docker engine.";
	if (/cannot allocate memory|out of memory/i.test(text)) return "Give the Docker engine more memory.";
	return "Try the image by hand: docker run --rm -e POSTGRES_PASSWORD=test IMAGE. Another engine: --engine embedded.";
}
/**
* The words of an error of the Docker engine, without what the driver (`(HTTP code 500) server error - `) and Go's HTTP
* client (`Get "https://…": dial tcp: … on 127.0.0.53:53`) say around them.
*/
function dockerMessage(cause) {
	return messageOf(cause).replace(/^\(HTTP code \d+\)[^-]*- /, "").replace(/(Get|Head) "[^"]*": (dial tcp:? )?/, "").replace(/ on [\d.:[\]a-f]+:53\b/, "").trim();
}
// src/engine/docker-container.ts
const PORT = 5432;
const SHARED_MEMORY_BYTES = 268435456;
/** Nothing in the container has to outlive it, so nothing is worth a wait for the disk; and no job may ever run. */
const SETTINGS$2 = {
	fsync: "off",
	synchronous_commit: "off",
	full_page_writes: "off",
	max_locks_per_transaction: "1024",
	wal_level: "logical",
	"timescaledb.max_background_workers": "0",
	"timescaledb.telemetry_level": "off"
};
/**
* Starts the container and waits until its port is bound, not until the server in it answers.
*
* @throws UserError where it does not start
*/
async function startContainer(client, options) {
	const { GenericContainer } = await loadTestcontainers();
	const local = await isOwnAddress(client.info.containerRuntime.host);
	const { signal, image } = options;
	let created;
	const ended = new Promise((resolve) => {
		created = resolve;
	}).then((container) => untilEnd(container, image, signal));
	ended.catch(() => {});
	class DatabaseContainer extends GenericContainer {
		constructor() {
			super(image);
			this.withExposedPorts(PORT);
			if (local) this.hostConfig.PortBindings = { [`${PORT}/tcp`]: [{
				HostIp: "127.0.0.1",
				HostPort: "0"
			}] };
		}
		async containerCreated(id) {
			signal.throwIfAborted();
			created(client.container.getById(id));
		}
	}
	const starting = new DatabaseContainer().withTmpFs(await dataInMemory(client, options)).withName(options.name).withLabels(options.labels).withCommand(["postgres", ...Object.entries(SETTINGS$2).flatMap(([key, value]) => ["-c", `${key}=${value}`])]).withEnvironment({
		POSTGRES_USER: "postgres",
		POSTGRES_PASSWORD: options.password,
		POSTGRES_INITDB_ARGS: "--no-sync",
		NO_TS_TUNE: "true"
	}).withSharedMemorySize(SHARED_MEMORY_BYTES).withDefaultLogDriver().withWaitStrategy(AT_ONCE).start();
	try {
		const started = await Promise.race([starting, ended]);
		return {
			container: client.container.getById(started.getId()),
			host: local ? "127.0.0.1" : started.getHost(),
			port: started.getMappedPort(PORT),
			ended
		};
	} catch (cause) {
		starting.catch(() => {});
		signal.throwIfAborted();
		throw explainStart(image, cause);
	}
}
/** Where the official images keep the cluster, and PostgreSQL's own where nothing says otherwise. */
const DATA_DIRECTORY = "/var/lib/postgresql/data";
/** With less in the machine, the data had better be on the disk. */
const ENOUGH_MEMORY_BYTES = 6 * 1024 ** 3;
/**
* The mount that keeps the cluster's files in memory, none where they go to the engine's disk: a scratch server makes and
* removes thousands of small files, which takes half of its time on ext4.
*
* @throws UserError for a setting that is neither `disk` nor a size
*/
async function dataInMemory({ container: { dockerode } }, { image, data }) {
	const wanted = data || void 0;
	if (wanted === "disk") return {};
	if (wanted !== void 0 && !/^[1-9]\d*[kmg]$/.test(wanted)) throw new UserError(`TIMESCALE_CI_DATA is "${wanted}"`, { hint: "It takes disk, or a size in memory such as 4g." });
	const [{ MemTotal }, { Config }] = await Promise.all([dockerode.info(), dockerode.getImage(image).inspect()]);
	if (![
		"",
		"0",
		"root"
	].includes(Config.User ?? "")) return {};
	if (wanted === void 0 && MemTotal < ENOUGH_MEMORY_BYTES) return {};
	return { [Config.Env?.find((text) => text.startsWith("PGDATA="))?.slice(7) ?? DATA_DIRECTORY]: `rw,size=${wanted ?? Math.floor(MemTotal / 2)}` };
}
/** The last lines that a container printed, none where it is gone. */
async function lastLines(container, count = 15) {
	try {
		const frames = await container.logs({
			follow: false,
			stdout: true,
			stderr: true,
			tail: count
		});
		const output = new PassThrough();
		const stream = Readable.from([frames]);
		stream.on("end", () => output.end());
		container.modem.demuxStream(stream, output, output);
		return (await text$3(output)).trimEnd().split("\n").filter(Boolean);
	} catch {
		return [];
	}
}
async function untilEnd(container, image, abortSignal) {
	const { StatusCode } = await container.wait({
		condition: "next-exit",
		abortSignal
	});
	throw explainStart(image, /* @__PURE__ */ new Error(`it ended with exit code ${StatusCode}`), await lastLines(container));
}
/** testcontainers' own readiness checks look at ports and logs; ours is a query, once the port is known. */
const AT_ONCE = {
	waitUntilReady: async () => {},
	withStartupTimeout: () => AT_ONCE,
	isStartupTimeoutSet: () => true,
	getStartupTimeout: () => 0
};
/**
* Runs a program in a container and gives all that it wrote. testcontainers' exec decodes each chunk by itself, which
* breaks a character that two chunks share.
*
* @param env reaches the program without showing in any process list
*/
async function execute(container, command, env = {}) {
	const exec = await container.exec({
		Cmd: [...command],
		Env: Object.entries(env).map(([key, value]) => `${key}=${value}`),
		AttachStdout: true,
		AttachStderr: true
	});
	const stream = await exec.start({
		Detach: false,
		Tty: false
	});
	const stdout = new PassThrough();
	const stderr = new PassThrough();
	container.modem.demuxStream(stream, stdout, stderr);
	stream.on("error", (error) => stdout.destroy(error));
	stream.on("end", () => {
		stdout.end();
		stderr.end();
	});
	const [out, err] = await Promise.all([buffer$1(stdout), buffer$1(stderr)]);
	return {
		stdout: out.toString(),
		stderr: err.toString(),
		exitCode: await exitCode(exec)
	};
}
const EXIT_POLLS = 100;
/** The engine may close the stream a moment before it notes the exit code. */
async function exitCode(exec) {
	for (let poll = 0; poll < EXIT_POLLS; poll += 1) {
		const { Running, ExitCode } = await exec.inspect();
		if (!Running && ExitCode !== null) return ExitCode;
		await setTimeout$1(50);
	}
	throw new Error("the program closed its output, but did not end");
}
/**
* Tells whether an address is one of this machine's, by listening on it for a moment.
*
* Inside a container testcontainers takes the gateway of Docker's bridge for the engine's address. That is another
* machine where the socket was mounted into the container, and this one where the engine runs in there as well.
*
* @param host an address or a name
*/
function isOwnAddress(host) {
	return new Promise((resolve) => {
		const server = createServer();
		server.once("error", () => resolve(false));
		server.listen({
			host,
			port: 0
		}, () => server.close(() => resolve(true)));
	});
}
// src/engine/docker-server.ts
const READY_WITHIN_MS = 6e4;
const END_NOTED_MS = 1e3;
const OWN_OPTIONS = [...OWN_SETTINGS].map(([name, value]) => `-c ${name}=${value}`).join(" ");
/** The PostgreSQL server in a container that we started. Its superuser is `postgres`. */
var DockerServer = class {
	#started;
	#image;
	#password;
	#limit = new SqlLimit();
	/** Open from the start on, so that init SQL which changes our password does not lock us out. */
	#keeper;
	#dumpHelp;
	constructor(started, image, password) {
		this.#started = started;
		this.#image = image;
		this.#password = password;
	}
	/** How another program of this machine connects. */
	get access() {
		const { host, port } = this.#started;
		return {
			host,
			port,
			user: "postgres",
			password: this.#password
		};
	}
	/** Keeps a session open, by which a later one can be let in again. */
	async keepOpen() {
		this.#keeper = await this.#tryToConnect("postgres");
	}
	/** From here on all SQL may take so many seconds. */
	limit(seconds) {
		this.#limit = new SqlLimit(seconds);
	}
	/** @throws UserError where the container is gone, a DatabaseError where the server says no */
	async connect(database) {
		try {
			return await this.#tryToConnect(database);
		} catch (error) {
			throw error instanceof SqlLimitError || error instanceof esm_default.DatabaseError && !endsConnection(error) ? error : await this.#explainLoss(error);
		}
	}
	/**
	* Waits until a query works over TCP. A port that accepts is no sign of that (Docker's proxy accepts at once), nor
	* is a line in the log: official images start the server twice, the first time on a socket only.
	*/
	async ready(signal) {
		const deadline = performance.now() + READY_WITHIN_MS;
		const query = async () => {
			for (;;) {
				try {
					try {
						var _usingCtx$16 = _usingCtx();
						await _usingCtx$16.a(await this.#tryToConnect("postgres")).query("SELECT 1");
						return;
					} catch (_) {
						_usingCtx$16.e = _;
					} finally {
						await _usingCtx$16.d();
					}
				} catch (error) {
					const { host, port } = this.#started;
					if (!(!(error instanceof esm_default.DatabaseError) || error.code === "57P03")) throw this.#notReady(`the server at ${host}:${port} refuses us: ${error.message}`);
					if (performance.now() > deadline) throw this.#notReady(`nothing answers at ${host}:${port} within ${READY_WITHIN_MS / 1e3} s`);
				}
				await setTimeout$1(50, void 0, { signal });
			}
		};
		await Promise.race([query(), this.#started.ended]);
	}
	/** Runs a client program of PostgreSQL in the container, so that its version is the server's. */
	async run(command, database, more = {}) {
		const env = {
			PGHOST: "127.0.0.1",
			PGUSER: "postgres",
			PGPASSWORD: this.#password,
			PGDATABASE: database,
			PGCLIENTENCODING: "UTF8",
			PGOPTIONS: `${DUMP_SETTINGS} ${OWN_OPTIONS}`,
			...more
		};
		try {
			return await this.#limit.keep(() => execute(this.#started.container, command, env), () => {});
		} catch (cause) {
			if (cause instanceof SqlLimitError) throw cause;
			throw await this.#explainLoss(cause);
		}
	}
	/** The text of `pg_dump --help`, asked for once. */
	dumpHelp() {
		this.#dumpHelp ??= this.run(["pg_dump", "--help"], "postgres").then(({ stdout }) => stdout);
		return this.#dumpHelp;
	}
	#tryToConnect(database) {
		const { host, port } = this.#started;
		const config = {
			host,
			port,
			user: "postgres",
			password: this.#password,
			database,
			ssl: false,
			connectionTimeoutMillis: 5e3,
			application_name: "timescale-ci",
			options: `-c client_min_messages=notice ${OWN_OPTIONS}`
		};
		return PgSession.connect(config, (cause) => this.#explainLoss(cause), this.#limit, (error) => this.#letIn(error));
	}
	/** Undoes what init SQL did to our login. False where it is not that which keeps us out. */
	async #letIn(error) {
		if (this.#keeper === void 0 || !isRefusedLogin(error)) return false;
		const password = esm_default.escapeLiteral(this.#password);
		await this.#keeper.execute(`ALTER ROLE postgres LOGIN PASSWORD ${password} VALID UNTIL 'infinity'`);
		return true;
	}
	#notReady(reason) {
		return new UserError(`TimescaleDB in the container of ${this.#image} did not come up: ${reason}`, { hint: "Look for a firewall between here and Docker; TESTCONTAINERS_HOST_OVERRIDE names another way to its host." });
	}
	async #explainLoss(cause) {
		await unlessClosing();
		const { container } = this.#started;
		await container.wait({
			condition: "not-running",
			abortSignal: AbortSignal.timeout(END_NOTED_MS)
		}).catch(() => {});
		const state = await container.inspect().then(({ State }) => State, () => void 0);
		if (state === void 0) return new UserError(`the container of ${this.#image} was removed meanwhile`, { cause });
		const what = state.Running ? `the connection to TimescaleDB in the container of ${this.#image} broke: ${messageOf(cause)}` : `the container of ${this.#image} ended with exit code ${state.ExitCode}`;
		const lines = (await lastLines(container)).map((line) => `  ${line}`);
		return new UserError([`${what}${lines.length > 0 ? "; its last words:" : ""}`, ...lines].join("\n"), {
			hint: state.OOMKilled ? "It was out of memory: give the Docker engine more." : lines.some((line) => line.includes("No space left on device")) ? DATA_HINT : "Run it again; if it stays, the statement crashes the server.",
			exitCode: 1,
			cause
		});
	}
};
/** The role may not log in, its password is another one, or it is out of date. */
function isRefusedLogin(error) {
	return error instanceof esm_default.DatabaseError && (error.code === "28P01" || error.code === "28000");
}
const { escapeIdentifier } = esm_default;
/** A database on the server of our container. Disposing of it drops it, unless it goes with the engine anyway. */
var DockerDatabase = class {
	sharesRoles = true;
	name;
	#server;
	#drop;
	constructor(server, name, options) {
		this.#server = server;
		this.name = name;
		this.#drop = options.drop;
	}
	connect() {
		return this.#server.connect(this.name);
	}
	async pgDump(args, options = {}) {
		const command = ["pg_dump", ...dumpArguments(args, options)];
		const { stdout, stderr, exitCode } = await this.#server.run(command, this.name);
		if (exitCode === 0) return stdout;
		throw dumpFailure(exitCode, stderr);
	}
	async pgDumpSupports(option) {
		return listsOption(await this.#server.dumpHelp(), option);
	}
	async [Symbol.asyncDispose]() {
		if (this.#drop) await dropDatabase(this.#server, this.name).catch(() => {});
	}
};
/**
* Creates a database without any extension: the official image's template1 holds timescaledb already, which would
* make a script's own CREATE EXTENSION fail.
*/
async function createDatabase(server, name) {
	try {
		var _usingCtx3 = _usingCtx();
		const session = _usingCtx3.a(await server.connect(neighbour(name)));
		if (name === "postgres") await dropDatabase(server, name);
		await session.execute(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE template0`);
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
/** An empty database under a name that nobody else has, dropped when disposed of. */
async function createScratch(server) {
	const name = `timescale_ci_scratch_${randomBytes(6).toString("hex")}`;
	await createDatabase(server, name);
	return new DockerDatabase(server, name, { drop: true });
}
async function dropDatabase(server, name) {
	try {
		var _usingCtx4 = _usingCtx();
		const session = _usingCtx4.a(await server.connect(neighbour(name)));
		const [row] = await session.query(`SELECT current_setting('server_version_num')::int AS version`);
		if ((row?.version ?? 0) >= 13e4) {
			await session.execute(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`);
			return;
		}
		await session.query("SELECT pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = $1", [name]);
		await session.execute(`DROP DATABASE IF EXISTS ${escapeIdentifier(name)}`);
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
/** A database to stand in while another one is created or dropped. */
function neighbour(name) {
	return name === "postgres" ? "template1" : "postgres";
}
const NAME_BYTES = 63;
/** @throws UserError for a name that PostgreSQL would cut, or that the server needs itself */
function checkDatabaseName(name) {
	const bytes = Buffer.byteLength(name);
	if (bytes === 0 || bytes > NAME_BYTES || name.includes("\0")) throw new UserError(`the database name "${name}" has ${bytes} bytes`, { hint: `PostgreSQL takes names of 1 to ${NAME_BYTES} bytes.` });
	if (name === "template0" || name === "template1") throw new UserError(`the database name "${name}" belongs to the server`, { hint: "Choose another --database." });
}
// src/engine/docker.ts
/**
* Starts a throwaway TimescaleDB in a Docker container of its own. It is removed when the engine is disposed of, when
* the start fails or `signal` is aborted, and by `cleanUp` when the process is told to end.
*
* @throws UserError for everything that can be wrong with Docker, the image or the name
*/
async function startDocker(options) {
	const { image, database, signal } = options;
	checkDatabaseName(database);
	signal?.throwIfAborted();
	const client = await dockerClient();
	await ensureImage(client, options);
	const password = randomBytes(24).toString("base64url");
	options.register?.(password);
	const container = new Container(client);
	try {
		signal?.addEventListener("abort", container.stop, { once: true });
		signal?.throwIfAborted();
		const server = await container.start({
			image,
			password,
			data: options.data,
			labels: runLabels(options.label ?? container.name)
		});
		const versions = await probe(server, image);
		await createDatabase(server, database);
		await server.keepOpen();
		server.limit(options.timeLimit);
		return {
			kind: "docker",
			label: `docker ${describeServer(versions)}`,
			versions,
			database: new DockerDatabase(server, database, { drop: false }),
			scratch: () => createScratch(server),
			listen: async () => ({
				...server.access,
				database,
				connections: void 0,
				failure: void 0,
				[Symbol.asyncDispose]: async () => {}
			}),
			shell: (name, text) => runShell(server, database, name, text),
			[Symbol.asyncDispose]: container.remove
		};
	} catch (error) {
		await container.remove().catch(() => {});
		await unlessClosing();
		signal?.throwIfAborted();
		throw error;
	} finally {
		signal?.removeEventListener("abort", container.stop);
	}
}
/** The variables are those that the official image sets for its own scripts. */
async function runShell(server, database, name, text) {
	const env = {
		POSTGRES_USER: "postgres",
		POSTGRES_DB: database,
		PGOPTIONS: ""
	};
	const { exitCode, stdout, stderr } = await server.run([
		"bash",
		"-eo",
		"pipefail",
		"-c",
		text,
		name
	], database, env);
	if (exitCode === 0) return;
	const words = `${stdout}\n${stderr}`.trim().split("\n").slice(-10);
	throw new UserError([`${name} ended with exit code ${exitCode}`, ...words.map((line) => `  ${line}`)].join("\n"), {
		hint: "It ran in the container as the official image runs it: with bash -e, POSTGRES_USER and POSTGRES_DB.",
		exitCode: 1
	});
}
const SETTLE_MS = 3e3;
/** The life of one container, from before it exists to after it is gone. */
var Container = class {
	name = `timescale-ci-${randomBytes(6).toString("hex")}`;
	#client;
	#stop = new AbortController();
	#forget;
	#starting = Promise.resolve();
	#removing;
	constructor(client) {
		this.#client = client;
		this.#forget = onExit(this.remove);
	}
	/** Cuts a start short. */
	stop = () => this.#stop.abort();
	/** Removes the container, once, however often it is asked to. */
	remove = () => {
		this.#removing ??= this.#remove();
		return this.#removing;
	};
	async start(options) {
		const starting = startContainer(this.#client, {
			...options,
			name: this.name,
			signal: this.#stop.signal
		});
		this.#starting = starting;
		const server = new DockerServer(await starting, options.image, options.password);
		await server.ready(this.#stop.signal);
		return server;
	}
	async #remove() {
		this.stop();
		const container = this.#client.container.getById(this.name);
		try {
			await removeContainer(container);
			await Promise.race([Promise.allSettled([this.#starting]), setTimeout$1(SETTLE_MS, void 0, { ref: false })]);
			await removeContainer(container);
		} catch (cause) {
			throw new UserError(`the container ${this.name} could not be removed: ${dockerMessage(cause)}`, {
				hint: `Remove it by hand: docker rm --force --volumes ${this.name}`,
				cause
			});
		} finally {
			this.#forget();
		}
	}
};
/** Sees to it that the image has a TimescaleDB that works, and asks for the versions where the extension is loaded. */
async function probe(server, image) {
	try {
		var _usingCtx$15 = _usingCtx();
		const unfit = (reason, cause) => new UserError(`the image ${image} ${reason}`, {
			hint: "Use an image that comes with TimescaleDB, such as timescale/timescaledb:2.14.2-pg14.",
			cause
		});
		try {
			var _usingCtx3 = _usingCtx();
			const session = _usingCtx3.a(await server.connect("postgres"));
			const [row] = await session.query(`
      SELECT EXISTS (SELECT FROM pg_catalog.pg_available_extensions WHERE name = 'timescaledb') AS available,
             'timescaledb' = ANY (string_to_array(replace(current_setting('shared_preload_libraries'), ' ', ''), ',')) AS preloaded`);
			if (!row?.available) throw unfit("has a PostgreSQL without TimescaleDB");
			if (!row.preloaded) throw unfit("has TimescaleDB, but its shared_preload_libraries doesn't name timescaledb");
			await session.execute("CREATE EXTENSION IF NOT EXISTS timescaledb").catch((cause) => {
				throw unfit(`cannot create the extension timescaledb: ${messageOf(cause)}`, cause);
			});
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
		return await readVersions(_usingCtx$15.a(await server.connect("postgres")));
	} catch (_) {
		_usingCtx$15.e = _;
	} finally {
		await _usingCtx$15.d();
	}
}
// src/engine/concurrently.ts
/**
* Carries out CREATE INDEX, DROP INDEX and REINDEX … CONCURRENTLY on a server that cannot: PostgreSQL in WebAssembly
* (PGlite issue 901) fails with "tuple concurrently updated" and leaves an invalid index behind. Without the word the
* result is the same where nobody else is connected. What a server refuses is refused here too, save CONCURRENTLY on a
* partitioned table.
*
* @param send sends one text as a simple query
*/
async function withoutConcurrently(sql, send) {
	const word = findConcurrently(sql);
	if (word === void 0 || await inTransactionBlock(send)) {
		await send(sql);
		return;
	}
	await refuseWhatServersRefuse(sql, send);
	await send(sql.slice(0, word.start) + " ".repeat(word.end - word.start) + sql.slice(word.end));
}
/** The word CONCURRENTLY where the grammar has it in statements about indexes. */
function findConcurrently(sql) {
	const words = [];
	for (const token of tokenize(sql)) {
		if (isBlank(token)) continue;
		if (token.kind !== "word") return void 0;
		const word = sql.slice(token.start, token.end).toLowerCase();
		if (word === "concurrently") return BEFORE.test(words.join(" ")) ? token : void 0;
		if (words.push(word) > 3) return void 0;
	}
}
const BEFORE = /^(?:create(?: unique)? index|drop index|reindex (?:index|table))$/;
/** A SAVEPOINT is harmless in a transaction block, and outside of one a harmless error of its own. */
async function inTransactionBlock(send) {
	try {
		await send("SAVEPOINT timescale_ci");
	} catch (error) {
		return codeOf(error) !== NO_TRANSACTION_BLOCK;
	}
	await send("RELEASE SAVEPOINT timescale_ci");
	return true;
}
/** In a transaction block the statement fails before it does anything, but after TimescaleDB had its say. */
async function refuseWhatServersRefuse(sql, send) {
	await send("BEGIN");
	try {
		await send(sql);
	} catch (error) {
		if (codeOf(error) !== IN_TRANSACTION_BLOCK) throw error;
	} finally {
		await send("ROLLBACK");
	}
}
const NO_TRANSACTION_BLOCK = "25P01";
const IN_TRANSACTION_BLOCK = "25001";
function codeOf(error) {
	return error.code;
}
// src/engine/embedded-session.ts
/** The one session of an embedded server. */
var EmbeddedSession = class {
	#server;
	#reset;
	#guard;
	#listeners = /* @__PURE__ */ new Set();
	constructor(server, reset, guard) {
		this.#server = server;
		this.#reset = reset;
		this.#guard = guard;
	}
	async query(sql, parameters = []) {
		return (await this.#guard(() => this.#server.query(sql, [...parameters], { onNotice: (notice) => this.#tell(notice) }))).rows;
	}
	async execute(sql) {
		await withoutConcurrently(sql, async (text) => {
			await this.#guard(() => this.#server.exec(text, { onNotice: (notice) => this.#tell(notice) }));
		});
	}
	async executeEach(texts, done) {
		for (const text of texts) {
			await this.execute(text);
			done();
		}
	}
	async copyIn(sql, data) {
		await this.#guard(() => copyBlob(this.#server, sql, data, (notice) => this.#tell(notice)));
	}
	onNotice(listener) {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}
	reset() {
		return this.#reset();
	}
	close() {
		return this.#reset();
	}
	[Symbol.asyncDispose]() {
		return this.close();
	}
	#tell(notice) {
		if (notice.severity === void 0 || notice.severity.startsWith("DEBUG")) return;
		for (const listener of this.#listeners) listener({
			severity: notice.severity,
			message: notice.message ?? ""
		});
	}
};
/**
* Runs a COPY … FROM STDIN and gives the number of rows. The WebAssembly server dies of the COPY protocol, and offers the
* rows as a file instead.
*/
async function copyBlob(server, sql, data, onNotice) {
	const stdin = findCopyStdin(sql);
	if (stdin === void 0) throw new Error("not a COPY … FROM STDIN");
	const before = `${sql.slice(0, stdin.start)}'/dev/blob'`;
	try {
		return (await server.exec(before + sql.slice(stdin.end), {
			blob: new Blob([data]),
			onNotice
		}))[0]?.affectedRows ?? 0;
	} catch (error) {
		const { position } = error;
		const moved = before.length - stdin.end;
		if (Number(position) > [...before].length) Object.assign(error, { position: String(Number(position) - moved) });
		throw error;
	}
}
// src/engine/image-cache.ts
/** An image has 35 MB, and few databases have names of their own. */
const KEPT = 3;
const DIGEST_BYTES = 32;
/**
* Keeps data directories of empty embedded servers, for the next process: initialising one takes most of a start.
* They stand in `node_modules/.cache` beside the package that made them, where "npm ci" removes them. Whatever goes
* wrong there (a file system that is read-only, or full) only costs the time.
*/
var ImageCache = class ImageCache {
	#directory;
	#prefix;
	constructor(directory, prefix) {
		this.#directory = directory;
		this.#prefix = prefix;
	}
	/** The cache of a package that makes images; another version of it makes other images. */
	static async of(library) {
		const entry = createRequire(import.meta.url).resolve(library);
		const root = entry.slice(0, entry.lastIndexOf("node_modules") + 12);
		const [first = "", second = ""] = entry.slice(root.length + 1).split(sep);
		const manifest = await readFile(join$1(root, first, first.startsWith("@") ? second : "", "package.json"), "utf8");
		const { version } = JSON.parse(manifest);
		return new ImageCache(join$1(root, ".cache", "timescale-ci"), `embedded-${version}-`);
	}
	/** The image of a server with a database of that name; undefined where there is none that is whole. */
	async read(name) {
		const file = this.#file(name);
		try {
			const content = await readFile(file);
			const image = content.subarray(DIGEST_BYTES);
			if (!digest(image).equals(content.subarray(0, DIGEST_BYTES))) return void 0;
			const now = /* @__PURE__ */ new Date();
			await utimes(file, now, now);
			return new Blob([image]);
		} catch {
			return;
		}
	}
	async write(name, image) {
		const part = join$1(this.#directory, `${randomUUID()}.part`);
		try {
			const content = Buffer.from(await image.arrayBuffer());
			await mkdir(this.#directory, { recursive: true });
			await writeFile(part, [digest(content), content]);
			await rename(part, this.#file(name));
			await this.#prune();
		} catch {
			await rm(part, { force: true }).catch(() => {});
		}
	}
	#file(name) {
		return join$1(this.#directory, `${this.#prefix}${createHash("sha256").update(name).digest("hex").slice(0, 16)}.image`);
	}
	/** Removes the images that were not used for longest, those of other versions among them. */
	async #prune() {
		const files = (await readdir(this.#directory)).filter((file) => file.endsWith(".image"));
		const old = (await Promise.all(files.map(async (file) => ({
			file,
			at: (await stat(join$1(this.#directory, file))).mtimeMs
		})))).sort((a, b) => b.at - a.at).slice(KEPT);
		await Promise.all(old.map(({ file }) => rm(join$1(this.#directory, file), { force: true })));
	}
};
function digest(content) {
	return createHash("sha256").update(content).digest();
}
// src/engine/wire.ts
/** The codes that stand where a version would, in the packets that may come before a session begins. */
const STARTUP_CODES = {
	ssl: 80877103,
	gss: 80877104,
	cancel: 80877102
};
/** Longer than any script of a person: a length beyond it is no length. */
const LONGEST = 268435456;
/** Cuts a stream into whole messages. */
var MessageReader = class {
	#waiting = Buffer.alloc(0);
	/** False until the session has begun: packets before that have no letter. */
	typed = false;
	push(bytes) {
		this.#waiting = Buffer.concat([this.#waiting, bytes]);
	}
	/**
	* The next whole message, undefined where it is not there yet.
	*
	* @throws RangeError for what is not the protocol
	*/
	next() {
		const head = this.typed ? 1 : 0;
		if (this.#waiting.length < head + 4) return void 0;
		const length = this.#waiting.readInt32BE(head);
		if (length < 4 || length > LONGEST) throw new RangeError("not a message of the protocol");
		if (this.#waiting.length < head + length) return void 0;
		const type = this.typed ? this.#waiting.toString("latin1", 0, 1) : "";
		const body = this.#waiting.subarray(head + 4, head + length);
		this.#waiting = this.#waiting.subarray(head + length);
		return {
			type,
			body
		};
	}
};
/** The messages of an answer, which is whole. */
function readMessages(answer) {
	const reader = new MessageReader();
	reader.typed = true;
	reader.push(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength));
	const found = [];
	for (let message = reader.next(); message !== void 0; message = reader.next()) found.push(message);
	return found;
}
function write$1({ type, body }) {
	const head = Buffer.alloc(5);
	head.write(type, "latin1");
	head.writeInt32BE(body.length + 4, 1);
	return Buffer.concat([head, body]);
}
/** A message of zero-terminated texts and, as Buffers, of what is not text. */
function message(type, ...parts) {
	return {
		type,
		body: Buffer.concat(parts.map((part) => typeof part === "string" ? text(part) : part))
	};
}
function int32(value) {
	const bytes = Buffer.alloc(4);
	bytes.writeInt32BE(value);
	return bytes;
}
/** The zero-terminated text at an offset. */
function readText(body, at = 0) {
	return body.toString("utf8", at, body.indexOf(0, at));
}
/** The fields of an error or a notice, by their letters: `C` the code, `M` the message. */
function readFields({ body }) {
	const fields = {};
	for (let at = 0; at < body.length && body[at] !== 0;) {
		const value = readText(body, at + 1);
		fields[body.toString("latin1", at, at + 1)] = value;
		at += 2 + Buffer.byteLength(value);
	}
	return fields;
}
function writeFields(type, fields) {
	return message(type, ...Object.entries(fields).flatMap(([letter, value]) => value === void 0 ? [] : [Buffer.from(letter), text(value)]), Buffer.from([0]));
}
function text(value) {
	return Buffer.from(`${value}\0`);
}
/** An error as a driver has thrown it. */
function writeError(error) {
	const position = error.position === void 0 ? void 0 : String(error.position);
	const { code = "XX000", message: M, detail: D, hint: H, where: W } = error;
	return writeFields("E", {
		S: "ERROR",
		V: "ERROR",
		C: code,
		M,
		D,
		H,
		P: position,
		W
	});
}
const EMPTY = /* @__PURE__ */ new Uint8Array();
/**
* Hands messages of PostgreSQL's protocol on as wholes only. libpq writes 8 KiB at a time, and the WebAssembly server dies
* of half a message: of pg_dump's LOCK TABLE with a few hundred names, for instance.
*
* @param send takes whole messages and gives the server's answer
* @returns takes any piece of them; nothing is answered to what is not whole yet
*/
function wholeMessages(send) {
	let waiting = EMPTY;
	return (piece) => {
		const bytes = Buffer.concat([waiting, piece]);
		const end = endOfWhole(bytes);
		waiting = bytes.subarray(end);
		return end === 0 ? EMPTY : send(bytes.subarray(0, end));
	};
}
/** Where the last whole message ends. Each has a letter and its length; that which starts a session, the length alone. */
function endOfWhole(bytes) {
	let end = 0;
	for (;;) {
		const at = bytes[end] === 0 ? end : end + 1;
		if (at + 4 > bytes.length) return end;
		const next = at + bytes.readInt32BE(at);
		if (next > bytes.length || next <= end) return end;
		end = next;
	}
}
// src/engine/client.ts
/** One connection of another program: what it has sent, and what of it must be kept while others have their turn. */
var Client = class Client {
	static #count = 0;
	id = ++Client.#count;
	#socket;
	#access;
	#reader = new MessageReader();
	#state = "startup";
	/** What it has sent and nobody has answered yet. The first has no letter: it asks for the session to begin. */
	waiting = [];
	/** `I` outside of a transaction, `T` in one, `E` in one that has failed. */
	status = "I";
	/** True between the first message of an extended query and its Sync. */
	unfinished = false;
	/** Prepared statements by the names that this client gave them. */
	statements = /* @__PURE__ */ new Set();
	/** A COPY … FROM STDIN whose rows are coming. */
	copy;
	/** What it asked for as it connected, then what it had set when another's turn began. */
	settings = [];
	/** @param onMessages called when there is something in `waiting`, in the end that the connection is gone */
	constructor(socket, access, onMessages) {
		this.#socket = socket;
		this.#access = access;
		socket.setNoDelay(true);
		socket.on("data", (bytes) => {
			try {
				this.#reader.push(bytes);
				for (let next = this.#reader.next(); next !== void 0; next = this.#reader.next()) this.#take(next);
			} catch {
				socket.destroy();
			}
			if (this.waiting.length > 0) onMessages();
		});
		socket.on("error", () => {});
		socket.on("close", () => {
			this.waiting.splice(0, 1e400, message("X"));
			onMessages();
		});
	}
	/** True while nobody else can have a turn: its transaction or its query is not at its end. */
	get holds() {
		return this.unfinished || this.status !== "I" || this.copy !== void 0;
	}
	answer(...messages) {
		if (this.#socket.writable) this.#socket.write(Buffer.concat(messages.map(write$1)));
	}
	/** Ends the connection with a reason. */
	refuse(code, reason, hint) {
		this.answer(writeFields("E", {
			S: "FATAL",
			V: "FATAL",
			C: code,
			M: reason,
			H: hint
		}));
		this.#socket.end();
	}
	end() {
		this.#socket.destroy();
	}
	#take(next) {
		if (this.#state === "ready") this.waiting.push(next);
		else if (this.#state === "startup") this.#startup(next.body);
		else this.#password(next);
	}
	#startup(body) {
		const code = body.readInt32BE(0);
		if (code === STARTUP_CODES.ssl || code === STARTUP_CODES.gss) {
			this.#socket.write("N");
			return;
		}
		if (code === STARTUP_CODES.cancel || code >> 16 !== 3) return this.end();
		const { user = "", database = user, options = "", ...others } = parameters(body);
		const { user: role, database: ours } = this.#access;
		if (others["replication"] !== void 0) return this.refuse("0A000", "there is no replication here");
		if (user !== role) return this.refuse("28000", `role "${user}" may not connect`, `Connect as ${role}: DATABASE_URL.`);
		if (database !== ours) return this.refuse("3D000", `database "${database}" does not exist`, `The embedded server has one database, ${ours}. Where a program needs others, use Docker: --engine docker.`);
		this.settings = [...Object.entries(others).map(([name, value]) => ({
			name,
			value
		})), ...fromOptions(options)];
		this.#state = "password";
		this.#reader.typed = true;
		this.answer(message("R", int32(3)));
	}
	#password({ type, body }) {
		const expected = Buffer.from(`${this.#access.password}\0`);
		if (type !== "p" || body.length !== expected.length || !timingSafeEqual(body, expected)) return this.refuse("28P01", `password authentication failed for user "${this.#access.user}"`);
		this.#state = "ready";
		this.waiting.push(message(""));
	}
};
function parameters(body) {
	const found = {};
	for (let at = 4; at < body.length && body[at] !== 0;) {
		const name = readText(body, at);
		const value = readText(body, at + Buffer.byteLength(name) + 1);
		found[name] = value;
		at += Buffer.byteLength(name) + Buffer.byteLength(value) + 2;
	}
	return found;
}
/** The settings in PGOPTIONS: `-c name=value` and `--name=value`, with backslashes before spaces. */
function fromOptions(options) {
	const words = (options.match(/(?:\\.|\S)+/g) ?? []).map((word) => word.replace(/\\(.)/g, "$1"));
	return words.flatMap((word, index) => {
		const found = /^(?:--|-c)?([\w.-]+)=(.*)$/s.exec(word);
		if (found === null || !word.startsWith("-") && words[index - 1] !== "-c") return [];
		return [{
			name: (found[1] ?? "").replaceAll("-", "_"),
			value: found[2] ?? ""
		}];
	});
}
// src/engine/socket.ts
/**
* Lets other programs connect to the embedded server, over TCP on this machine and with a random password.
*
* Not by @electric-sql/pglite-socket: the release that goes with this server (0.0.19 with PGlite 0.3) lets one connection
* in at a time, so that a pool waits for ever, refuses what libpq asks first (TLS or not) and hands half messages on, of
* which the server dies; later ones need a PGlite that TimescaleDB is not built for.
*
* The server has one session. Connections take turns at it, a transaction at a time, each with its own settings and
* prepared statements. What they cannot have of their own is temporary tables and advisory locks.
*
* @param access.user the superuser that they connect as
*/
async function listenFor(backend, user) {
	const access = {
		user,
		password: randomBytes(24).toString("base64url"),
		database: backend.name
	};
	const turns = new Turns(backend);
	const server = createServer((socket) => turns.join(new Client(socket, access, () => void turns.run())));
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { address, port } = server.address();
	return {
		host: address,
		port,
		...access,
		get connections() {
			return turns.connections;
		},
		get failure() {
			return turns.failure;
		},
		async [Symbol.asyncDispose]() {
			server.close();
			await turns.end();
		}
	};
}
/** How long a connection waits for a transaction of another one that says nothing: on a server of many it would not. */
const WAIT_MS = 3e4;
/** What a client is told as its session begins. */
const REPORTED = [
	"server_version",
	"server_encoding",
	"client_encoding",
	"application_name",
	"DateStyle",
	"IntervalStyle",
	"TimeZone",
	"integer_datetimes",
	"standard_conforming_strings",
	"is_superuser",
	"session_authorization"
];
/** The turns that connections take at the one session of the embedded server. */
var Turns = class {
	#backend;
	#clients = /* @__PURE__ */ new Set();
	/** Whose settings the session has. */
	#last;
	#running;
	#patience;
	connections = 0;
	failure;
	constructor(backend) {
		this.#backend = backend;
	}
	join(client) {
		this.#clients.add(client);
	}
	/** Answers all that can be answered now. */
	run() {
		this.#running ??= this.#run().finally(() => {
			this.#running = void 0;
		});
		return this.#running;
	}
	/** Ends all connections, and the session as they had it. */
	async end() {
		clearTimeout(this.#patience);
		for (const client of this.#clients) client.end();
		await this.#running;
		if (this.failure !== void 0) return;
		try {
			await this.#backend.send(write$1(message("S")));
			await this.#backend.begin(false);
		} catch {}
	}
	async #run() {
		try {
			for (let client = this.#next(); client !== void 0; client = this.#next()) {
				clearTimeout(this.#patience);
				await this.#turn(client, client.waiting.shift());
				await setImmediate();
			}
			this.#bePatient();
		} catch (error) {
			this.failure = error;
			for (const client of this.#clients) client.end();
			this.#clients.clear();
		}
	}
	#holder() {
		return [...this.#clients].find(({ holds }) => holds);
	}
	#next() {
		const holder = this.#holder();
		return (holder === void 0 ? [...this.#clients].sort((a) => a === this.#last ? -1 : 0) : [holder]).find(({ waiting }) => waiting.length > 0);
	}
	/** A program whose second connection needs what the first one's open transaction holds would wait for ever. */
	#bePatient() {
		clearTimeout(this.#patience);
		const stuck = [...this.#clients].filter(({ waiting: [first] }) => first !== void 0 && first.type !== "X");
		if (stuck.length === 0) return;
		this.#patience = setTimeout(() => {
			const reason = "another connection has a transaction open, and the embedded server has one session";
			for (const client of stuck) client.refuse("55P03", reason, "Use Docker for this program: --engine docker.");
		}, WAIT_MS);
	}
	async #turn(client, next) {
		if (next.type === "X") return this.#leave(client);
		if (client !== this.#last) await this.#change(client);
		if (next.type === "") return this.#welcome(client);
		const answer = client.copy === void 0 ? await this.#ask(client, next) : await this.#copy(client, next);
		for (const { type, body } of answer) if (type === "Z") client.status = body.toString("latin1");
		if (/[PBDECH]/.test(next.type)) client.unfinished = true;
		if (/[SQ]/.test(next.type)) client.unfinished = false;
		client.answer(...answer.filter((one) => !isDebug(one)));
	}
	/** Gives the session to another connection: the settings of the one before are kept for its next turn. */
	async #change(client) {
		if (this.#last !== void 0) this.#last.settings = await this.#backend.query(SETTINGS$1);
		await this.#backend.begin(this.#clients.size > 1);
		this.#last = client;
		for (const { name, value } of client.settings) await this.#backend.query("SELECT pg_catalog.set_config($1, $2, false)", [name, value]).catch(() => void 0);
	}
	async #welcome(client) {
		this.connections++;
		const rows = await this.#backend.query("SELECT name, pg_catalog.current_setting(name) AS value FROM pg_catalog.unnest($1::text[]) AS name", [REPORTED]);
		client.answer(message("R", int32(0)), ...rows.map(({ name, value }) => message("S", name, value)), message("K", int32(process.pid), int32(0)), message("Z", Buffer.from("I")));
	}
	async #leave(client) {
		if (client.unfinished) await this.#send(message("S"));
		if (client.status !== "I") await this.#send(message("Q", "ROLLBACK"));
		for (const name of client.statements) await this.#send(message("C", Buffer.from("S"), this.#own(client, name)));
		if (client.statements.size > 0) await this.#send(message("S"));
		this.#clients.delete(client);
		client.end();
		if (this.#last === client) this.#last = void 0;
	}
	async #send(one) {
		return readMessages(await this.#backend.send(write$1(one)));
	}
	async #ask(client, next) {
		const { type, body } = next;
		switch (type) {
			case "Q": return this.#simple(client, readText(body));
			case "P": {
				const name = readText(body);
				const sql = readText(body, Buffer.byteLength(name) + 1);
				const types = body.subarray(Buffer.byteLength(name) + Buffer.byteLength(sql) + 2);
				if (name !== "") client.statements.add(name);
				return this.#send(message("P", this.#own(client, name), prepared(sql, client.status), types));
			}
			case "B": {
				const portal = readText(body);
				const name = readText(body, Buffer.byteLength(portal) + 1);
				const rest = body.subarray(Buffer.byteLength(portal) + Buffer.byteLength(name) + 2);
				return this.#send(message("B", portal, this.#own(client, name), rest));
			}
			case "C":
			case "D": {
				const kind = body.subarray(0, 1);
				if (kind.toString() !== "S") return this.#send(next);
				return this.#send(message(type, kind, this.#own(client, readText(body, 1))));
			}
			case "E":
			case "F":
			case "H":
			case "S": return this.#send(next);
			default: return [];
		}
	}
	/** The name that a client's prepared statement has in the session that all share. */
	#own(client, name) {
		return name === "" ? name : `${client.id}:${name}`;
	}
	async #simple(client, sql) {
		if (findCopyStdin(sql) !== void 0) {
			client.copy = {
				sql,
				rows: []
			};
			return [message("G", Buffer.from([
				0,
				0,
				0
			]))];
		}
		if (findConcurrently(sql) === void 0) return this.#send(message("Q", sql));
		let answer = [];
		let failed;
		await withoutConcurrently(sql, async (text) => {
			answer = await this.#send(message("Q", text));
			const error = answer.find(({ type }) => type === "E");
			if (error === void 0) return;
			failed = error;
			throw Object.assign(/* @__PURE__ */ new Error(), { code: readFields(error)["C"] });
		}).catch((error) => {
			if (failed === void 0) throw error;
			answer = [failed, ...answer.filter(({ type }) => type === "Z")];
		});
		return answer;
	}
	async #copy(client, { type, body }) {
		const { sql, rows } = client.copy ?? {
			sql: "",
			rows: []
		};
		if (type === "d") rows.push(Buffer.from(body));
		if (type !== "c" && type !== "f") return [];
		client.copy = void 0;
		try {
			if (type === "f") throw {
				message: `COPY from stdin failed: ${readText(body)}`,
				code: "57014"
			};
			return [message("C", `COPY ${await this.#backend.copyIn(sql, Buffer.concat(rows).toString())}`), ...await this.#status()];
		} catch (error) {
			if (this.failure !== void 0) throw error;
			return [writeError(error), ...await this.#status()];
		}
	}
	/** Whether a transaction is open, as a Sync tells. */
	#status() {
		return this.#send(message("S"));
	}
};
/** What of a session is set by itself. Who it acts as is in no list of settings, and counts before all that needs its rights. */
const SETTINGS$1 = `
  SELECT name, pg_catalog.current_setting(name) AS value FROM pg_catalog.pg_settings WHERE source = 'session'
  UNION ALL SELECT 'session_authorization', session_user WHERE session_user <> pg_catalog.pg_get_userbyid(10)
  UNION ALL SELECT 'role', pg_catalog.current_setting('role')`;
/** A statement as the server in WebAssembly can take it. */
function prepared(sql, status) {
	if (findCopyStdin(sql) !== void 0) return "DO $$ BEGIN RAISE feature_not_supported USING MESSAGE = $m$COPY … FROM STDIN as a prepared statement does not work on the embedded server: use --engine docker$m$; END $$";
	const word = status === "I" ? findConcurrently(sql) : void 0;
	return word === void 0 ? sql : sql.slice(0, word.start) + " ".repeat(word.end - word.start) + sql.slice(word.end);
}
/** The WebAssembly build reports the messages themselves at DEBUG whatever client_min_messages says. */
function isDebug(one) {
	return one.type === "N" && /^DEBUG/.test(readFields(one)["V"] ?? "");
}
// src/engine/embedded.ts
/** The superuser that the embedded server is created with; it cannot be chosen. */
const SUPERUSER = "postgres";
/** How to get the embedded server. */
const INSTALL$1 = "For the embedded server run \"npm install timescale-ci\", in a checkout of timescale-ci \"npm ci\".";
/**
* Starts TimescaleDB compiled to WebAssembly, in this process and in memory: no Docker, no root, no download.
* The server is an npm package outside of dist/, which a checkout without `npm ci` lacks: its absence is an answer, not
* a crash.
*
* @param database name of the database to create
* @param timeLimit seconds that all SQL may take together; without one there is no limit
* @throws UserError where the npm package is not installed
*/
async function startEmbedded(database, timeLimit) {
	const libraries = await loadLibraries();
	const watchdog = new Watchdog();
	let limit = new SqlLimit();
	const guard = (work) => watchdog.guard(limit, work);
	const main = await EmbeddedDatabase.create(libraries, database, guard);
	let versions;
	try {
		var _usingCtx$14 = _usingCtx();
		versions = await readVersions(_usingCtx$14.a(await main.connect()));
	} catch (_) {
		_usingCtx$14.e = _;
	} finally {
		await _usingCtx$14.d();
	}
	limit = new SqlLimit(timeLimit);
	return {
		kind: "embedded",
		label: `embedded ${describeServer(versions)}`,
		versions,
		database: main,
		scratch: () => EmbeddedDatabase.create(libraries, database, guard),
		listen: () => main.listen(),
		async [Symbol.asyncDispose]() {
			await main[Symbol.asyncDispose]();
			await watchdog.stop();
		}
	};
}
/** True where the package of the embedded engine is installed. */
async function embeddedAvailable() {
	try {
		await loadLibraries();
		return true;
	} catch {
		return false;
	}
}
/**
* How much of a WebAssembly function must have run before V8 compiles it once more, optimised (13,000,000 by default). Most
* of a server's functions run for a few seconds: compiling them took a fifth of a backup's time.
*/
const OPTIMISE_AFTER = 15e8;
async function loadLibraries() {
	setFlagsFromString(`--wasm-tiering-budget=${OPTIMISE_AFTER}`);
	try {
		const [{ PGlite }, extensions, { pgDump }] = await Promise.all([
			import("@electric-sql/pglite"),
			loadExtensions(),
			import("./pg_dump.js")
		]);
		return {
			PGlite,
			extensions,
			pgDump
		};
	} catch (cause) {
		throw new UserError(`the embedded TimescaleDB is not installed (${messageOf(cause)})`, {
			hint: `${INSTALL$1} Or use --engine docker.`,
			cause
		});
	}
}
/** A server of one database and one session: every connect() hands out the same one, reset. */
var EmbeddedDatabase = class EmbeddedDatabase {
	sharesRoles = false;
	name;
	#libraries;
	#server;
	#limited;
	#crashed = false;
	constructor(libraries, server, name, limited) {
		this.#libraries = libraries;
		this.#server = server;
		this.#limited = limited;
		this.name = name;
	}
	static async create(libraries, name, limited) {
		const { PGlite, extensions } = libraries;
		const image = await emptyServer(libraries, name);
		const server = await PGlite.create({
			extensions,
			loadDataDir: image,
			database: name
		});
		return new EmbeddedDatabase(libraries, server, name, limited);
	}
	async connect() {
		await this.#begin();
		return new EmbeddedSession(this.#server, () => this.#begin(), (work) => this.#guard(work));
	}
	/** The session is theirs until they are done. */
	listen() {
		const server = this.#server;
		return listenFor({
			name: this.name,
			send: (messages) => this.#guard(async () => server.execProtocolRawSync(messages)),
			query: async (sql, parameters = []) => (await this.#guard(() => server.query(sql, parameters))).rows,
			copyIn: (sql, data) => this.#guard(() => copyBlob(server, sql, data, () => {})),
			begin: (keep) => this.#begin(keep)
		}, SUPERUSER);
	}
	async pgDump(args) {
		await this.#reset();
		try {
			const server = this.#server;
			const pg = {
				query: server.query.bind(server),
				exec: server.exec.bind(server),
				execProtocolRawSync: wholeMessages((messages) => server.execProtocolRawSync(messages))
			};
			return await (await this.#guard(() => this.#libraries.pgDump({
				pg,
				args: [...args]
			}))).text();
		} finally {
			await this.#reset();
		}
	}
	/** The WebAssembly pg_dump is 17.5, before the minor releases that brought `--restrict-key`. */
	async pgDumpSupports() {
		return false;
	}
	async [Symbol.asyncDispose]() {
		if (!this.#server.closed && !this.#crashed) await this.#server.close();
	}
	/** @throws UserError where the server dies or takes too long: nothing can be asked of it afterwards, not even to close */
	async #guard(work) {
		try {
			return await this.#limited(work);
		} catch (cause) {
			if (cause instanceof SqlLimitError) this.#crashed = true;
			if (!(cause instanceof Error && cause.name === "RuntimeError")) throw cause;
			this.#crashed = true;
			throw new UserError(`the embedded server crashed (${cause.message})`, {
				hint: "It is PostgreSQL compiled to WebAssembly, with limits of its own: use Docker for this schema (--engine docker).",
				cause
			});
		}
	}
	/** A driver that went before may have left a transaction, settings or temporary objects behind. */
	async #reset(keep = false) {
		if (this.#crashed) return;
		await this.#server.exec("ROLLBACK", { onNotice: () => {} });
		await this.#server.exec(keep ? "RESET SESSION AUTHORIZATION; RESET ALL" : "DISCARD ALL");
		await this.#server.exec("SET search_path TO \"$user\", public");
	}
	/** A session that begins takes the settings of the database and of the role; the one that goes on here is told them. */
	async #begin(keep = false) {
		await this.#reset(keep);
		if (this.#crashed) return;
		const { rows } = await this.#server.query(DEFAULTS_OF_SESSIONS);
		for (const { name, value } of rows) {
			if (OWN_SETTINGS.has(name)) continue;
			await this.#server.query("SELECT pg_catalog.set_config($1, $2, false)", [name, value]).catch(() => void 0);
		}
	}
};
/** What ALTER DATABASE and ALTER ROLE have set, in the order in which one counts before the other: the last one does. */
const DEFAULTS_OF_SESSIONS = `
  SELECT split_part(entry, '=', 1) AS name, substr(entry, strpos(entry, '=') + 1) AS value
  FROM pg_catalog.pg_db_role_setting s CROSS JOIN LATERAL unnest(s.setconfig) WITH ORDINALITY AS u(entry, position)
  WHERE s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))
    AND s.setrole IN (0, (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = session_user))
  ORDER BY s.setrole <> 0, s.setdatabase <> 0, u.position`;
const LIBRARY = "@electric-sql/pglite";
const images = /* @__PURE__ */ new Map();
/**
* The data directory of a server with one empty database of that name, as a tar archive: loading it is much faster than
* initialising a server, and a scratch database is a second server.
*/
function emptyServer(libraries, name) {
	let image = images.get(name);
	if (image === void 0) {
		image = (async () => {
			const cache = await ImageCache.of(LIBRARY);
			const kept = await cache.read(name);
			if (kept !== void 0) return kept;
			const made = await makeImage(libraries, name);
			await cache.write(name, made);
			return made;
		})();
		images.set(name, image);
	}
	return image;
}
async function makeImage({ PGlite, extensions }, name) {
	try {
		var _usingCtx3 = _usingCtx();
		const database = name === "postgres" ? "template1" : "postgres";
		const server = _usingCtx3.a(asDisposable(await PGlite.create({
			extensions,
			username: SUPERUSER,
			database
		})));
		if (name === "postgres") await server.exec("DROP DATABASE postgres");
		await server.exec(`CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE template0`);
		return await server.dumpDataDir("none");
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
function asDisposable(server) {
	return Object.assign(server, { [Symbol.asyncDispose]: () => server.close() });
}
/** PostgreSQL's own extensions that the embedded package ships, by the names of its modules. */
const CONTRIB$1 = [
	"amcheck",
	"bloom",
	"btree_gin",
	"btree_gist",
	"citext",
	"cube",
	"dict_int",
	"dict_xsyn",
	"earthdistance",
	"file_fdw",
	"fuzzystrmatch",
	"hstore",
	"intarray",
	"isn",
	"lo",
	"ltree",
	"pageinspect",
	"pg_buffercache",
	"pg_freespacemap",
	"pg_surgery",
	"pg_trgm",
	"pg_visibility",
	"pg_walinspect",
	"seg",
	"tablefunc",
	"tcn",
	"tsm_system_rows",
	"tsm_system_time",
	"unaccent",
	"uuid_ossp"
];
/** Loads what CREATE EXTENSION may name on the embedded server. It costs nothing until one of them is created. */
async function loadExtensions() {
	const { timescaledb } = await import("@electric-sql/pglite/timescaledb");
	const contrib = await Promise.all(CONTRIB$1.map(async (name) => {
		return [name, (await import(`@electric-sql/pglite/contrib/${name}`))[name]];
	}));
	return {
		timescaledb,
		...Object.fromEntries(contrib)
	};
}
// src/engine/open.ts
/**
* Starts the TimescaleDB that the settings ask for. `auto` takes Docker where its engine answers and has the image or
* can pull it, else the embedded one: both are throwaway servers with an empty database of that name.
*
* @throws UserError where no engine can be started, with the reason of each
*/
async function openEngine(options) {
	const { engine, database, image } = options;
	if (engine === "docker") return {
		engine: await startDocker(options),
		why: void 0
	};
	if (engine === "embedded") return {
		engine: await startEmbedded(database, options.timeLimit),
		why: void 0
	};
	const problem = await dockerProblem(options);
	if (problem === void 0) return {
		engine: await startDocker(options),
		why: `A Docker engine answers: using ${image}.`
	};
	if (!await embeddedAvailable()) throw new UserError(`neither engine can be used: ${problem.message}; the embedded TimescaleDB is not installed`, {
		hint: [problem.hint, INSTALL$1].filter(Boolean).join(" "),
		cause: problem
	});
	return {
		engine: await startEmbedded(database, options.timeLimit),
		why: `${capital(problem.message)}: using the embedded TimescaleDB.`
	};
}
/** Why Docker cannot be had here, undefined where it can. What goes wrong after that is no reason to switch. */
async function dockerProblem(options) {
	try {
		await ensureImage(await dockerClient(), options);
		return;
	} catch (error) {
		options.signal?.throwIfAborted();
		if (error instanceof ImageNameError) throw error;
		return error instanceof UserError ? error : new UserError(messageOf(error), { cause: error });
	}
}
// src/sql/sources.ts
/**
* The statements that ran, with their whole text and the comments around them, in the order of running. One that ran
* twice, because its script is included twice, counts once.
*/
function sourceStatements(scripts, ran) {
	const texts = new Map(scripts.map(({ file, text }) => [file, text]));
	const ends = /* @__PURE__ */ new Map();
	const seen = /* @__PURE__ */ new Set();
	return ran.flatMap(({ file, line, column, start, end }) => {
		const text = texts.get(file);
		const key = `${file}:${start}`;
		if (text === void 0 || seen.has(key)) return [];
		seen.add(key);
		const last = ends.get(file);
		const from = last === void 0 ? 0 : Math.min(lineEnd(text, last), start);
		ends.set(file, end);
		const behind = text.slice(end, lineEnd(text, end));
		return [{
			file,
			line,
			column,
			sql: text.slice(start, end),
			before: text.slice(from, start),
			behind
		}];
	});
}
function lineEnd(text, offset) {
	const at = text.indexOf("\n", offset);
	return at < 0 ? text.length : at;
}
// src/workflows/choose.ts
/** As many as show what is about. */
const SHOWN$1 = 10;
/** The choice in words, for the header of the dump; undefined where all of the schema is wanted. */
function describeChoice(choice) {
	const words = [
		...choice.include.length > 0 ? [`only ${choice.include.join(", ")}`] : [],
		...choice.exclude.length > 0 ? [`without ${choice.exclude.join(", ")}`] : [],
		...choice["no-owner"] ? ["without owners"] : [],
		...choice["no-privileges"] ? ["without privileges"] : []
	];
	return words.length === 0 ? void 0 : words.join("; ");
}
/**
* Makes the choice in the throwaway database itself: what is not wanted is dropped there. So everything that follows (the
* dump, its proof, the documentation, a diff) is of what is left, and PostgreSQL tells what needs what.
*
* @throws UserError that names what is excluded and needed by what is not
*/
async function choose(engine, choice, { reporter }) {
	try {
		var _usingCtx$13 = _usingCtx();
		const words = describeChoice(choice);
		if (words === void 0) return;
		const step = reporter.step("choose");
		const session = _usingCtx$13.a(await engine.database.connect());
		const idle = await dropUnwanted(session, choice);
		if (choice["no-owner"]) await dropOwners(session);
		if (choice["no-privileges"]) await session.execute(DROP_PRIVILEGES);
		if (idle.length === 0) step.done(words);
		else step.warn(words, [`nothing is called so: ${idle.join(", ")}`]);
	} catch (_) {
		_usingCtx$13.e = _;
	} finally {
		await _usingCtx$13.d();
	}
}
/** @returns the patterns that match nothing */
async function dropUnwanted(session, { include, exclude }) {
	if (include.length + exclude.length === 0) return [];
	const [wanted, unwanted] = [include.map(namePattern), exclude.map(namePattern)];
	const [row] = await session.query(await contained(session));
	const objects = JSON.parse(row?.objects ?? "[]");
	const schemas = JSON.parse((await session.query(SCHEMAS))[0]?.names ?? "[]");
	const whole = (patterns, schema) => patterns.some((pattern) => pattern.relation === void 0 && pattern.schema.test(schema));
	const named = (patterns, { schema, relation }) => whole(patterns, schema) || relation !== null && patterns.some((pattern) => isNamed(pattern, schema, relation));
	const isKept = (one) => (include.length === 0 || named(wanted, one)) && !named(unwanted, one);
	const going = objects.filter((one) => !isKept(one));
	const tolerated = (one) => one.relation === null && !named(unwanted, one);
	const needed = (await dropAll(session, going)).filter(({ one }) => !tolerated(one));
	if (needed.length > 0) throw neededError(needed);
	const left = new Set(objects.filter(isKept).map(({ schema }) => schema));
	for (const schema of schemas) {
		const asked = whole(unwanted, schema);
		if (!asked && (include.length === 0 || left.has(schema) || whole(wanted, schema) || schema === "public")) continue;
		const [stays] = await dropAll(session, [{
			kind: "SCHEMA",
			identity: `"${schema.replaceAll("\"", "\"\"")}"`,
			schema,
			relation: null
		}]);
		if (stays !== void 0 && asked) throw neededError([stays]);
	}
	return [...wanted, ...unwanted].filter((pattern) => !schemas.some((schema) => pattern.relation === void 0 && pattern.schema.test(schema))).filter((pattern) => !objects.some(({ schema, relation }) => isNamed(pattern, schema, relation ?? ""))).map(({ text }) => text);
}
function isNamed({ schema: ofSchema, relation: ofRelation }, schema, relation) {
	return ofRelation !== void 0 && ofSchema.test(schema) && ofRelation.test(relation);
}
/** Drops what can be dropped, in whatever order that takes. */
async function dropAll(session, objects) {
	let rest = [...objects];
	for (;;) {
		const stays = [];
		for (const one of rest) try {
			await session.execute(`DROP ${one.kind} ${one.identity} RESTRICT`);
		} catch (error) {
			if (/^42(P01|883|704)$/.test(error.code ?? "")) continue;
			stays.push({
				one,
				error
			});
		}
		if (stays.length === 0 || stays.length === rest.length) return stays;
		rest = stays.map(({ one }) => one);
	}
}
function neededError(needed) {
	const lines = needed.slice(0, SHOWN$1).map(({ one, error }) => `  ${one.kind.toLowerCase()} ${one.identity}: ${(error.detail ?? error.message).split("\n")[0]}`);
	const more = needed.length > SHOWN$1 ? [`  and ${needed.length - SHOWN$1} more`] : [];
	return new UserError([
		"what is left out is needed by what is not:",
		...lines,
		...more
	].join("\n"), {
		hint: "Leave out what needs it too, or take it in: \"include\" and \"exclude\" (docs/settings.md).",
		exitCode: 1
	});
}
const USERS = `n.nspname !~ '^(pg_|_?timescaledb_)' AND n.nspname <> 'information_schema'`;
const SCHEMAS = `
  SELECT coalesce(json_agg(n.nspname ORDER BY n.nspname), '[]')::text AS names FROM pg_catalog.pg_namespace n
  WHERE ${USERS} AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e')`;
/** All that stands in a schema by itself: no parts of tables, nothing of an extension's, no chunks. */
async function contained(session) {
	const [row] = await session.query(`SELECT to_regclass('_timescaledb_catalog.continuous_agg') IS NOT NULL AS there`);
	return `
    SELECT coalesce(json_agg(o), '[]')::text AS objects FROM (
      SELECT CASE WHEN ${row?.there === true ? "EXISTS (SELECT FROM _timescaledb_catalog.continuous_agg a WHERE (a.user_view_schema, a.user_view_name) = (n.nspname, c.relname))" : "false"} THEN 'MATERIALIZED VIEW' WHEN i.type = 'statistics object' THEN 'STATISTICS'
                  ELSE upper(i.type) END AS kind,
             i.identity, n.nspname AS schema, c.relname AS relation
      FROM pg_catalog.pg_depend d
      JOIN pg_catalog.pg_namespace n ON n.oid = d.refobjid AND ${USERS}
      LEFT JOIN pg_catalog.pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
      CROSS JOIN LATERAL pg_catalog.pg_identify_object(d.classid, d.objid, 0) i
      WHERE d.refclassid = 'pg_namespace'::regclass AND d.deptype = 'n'
        AND d.classid NOT IN ('pg_extension'::regclass, 'pg_default_acl'::regclass, 'pg_publication_namespace'::regclass)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend p WHERE p.classid = d.classid AND p.objid = d.objid
          AND (p.deptype = 'e' OR p.deptype IN ('a', 'i') AND p.refclassid = 'pg_class'::regclass))
      ORDER BY d.classid, d.objid DESC) o`;
}
async function dropOwners(session) {
	const [row] = await session.query(OWNERS);
	for (const role of JSON.parse(row?.names ?? "[]")) await session.execute(`REASSIGN OWNED BY ${role} TO CURRENT_USER`);
	await session.execute(DROP_JOB_OWNERS);
}
const OWNERS = `
  SELECT coalesce(json_agg(DISTINCT d.refobjid::regrole::text), '[]')::text AS names FROM pg_catalog.pg_shdepend d
  WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype = 'o' AND d.refobjid::regrole::text !~ '^pg_'
    AND d.refobjid <> (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = current_user)
    AND (d.dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
      OR d.classid = 'pg_database'::regclass AND d.objid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))`;
const DROP_JOB_OWNERS = `
  DO $do$ DECLARE jobs regclass := coalesce(to_regclass('_timescaledb_config.bgw_job'), to_regclass('_timescaledb_catalog.bgw_job'));
  BEGIN
    IF jobs IS NOT NULL THEN
      EXECUTE format('UPDATE %s SET owner = current_user::regrole WHERE id >= 1000 AND owner <> current_user::regrole', jobs);
    END IF;
  END $do$`;
/**
* Takes every list of privileges back to what it was when its object came to be, in the catalogue itself: there is no
* statement for it. The database is thrown away afterwards.
*/
const DROP_PRIVILEGES = `
  SET allow_system_table_mods = on;
  DO $do$ DECLARE one record; number text;
  BEGIN
    FOR one IN
      SELECT c.oid::regclass AS catalogue, c.relname, a.attname FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r' AND a.atttypid = 'aclitem[]'::regtype
        AND c.relname NOT IN ('pg_init_privs', 'pg_default_acl', 'pg_parameter_acl')
    LOOP
      number := CASE one.relname WHEN 'pg_attribute' THEN 't.attrelid AND p.classoid = ''pg_class''::regclass AND p.objsubid = t.attnum'
        ELSE format('t.oid AND p.classoid = %L::regclass AND p.objsubid = 0', one.catalogue) END;
      EXECUTE format('UPDATE %s t SET %I = (SELECT p.initprivs FROM pg_catalog.pg_init_privs p WHERE p.objoid = %s) WHERE t.%2$I IS NOT NULL',
        one.catalogue, one.attname, number);
    END LOOP;
    DELETE FROM pg_catalog.pg_default_acl;
    IF to_regclass('pg_catalog.pg_parameter_acl') IS NOT NULL THEN DELETE FROM pg_catalog.pg_parameter_acl; END IF;
    DELETE FROM pg_catalog.pg_shdepend WHERE deptype = 'a'
      AND dbid IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()));
  END $do$;
  RESET allow_system_table_mods`;
// src/lint/rules/refusals.ts
const nothing = () => [];
/** Rules that only a failing script can break. They explain the server's error. */
const refusalRules = [
	{
		id: "unique-without-partition-column",
		severity: "error",
		title: "a unique key without the partitioning column",
		says: /cannot create a unique index without the column/,
		hint: "Every chunk checks its own keys only, so a primary key or unique index of a hypertable must hold the time column and every other dimension.",
		check: nothing
	},
	{
		id: "segmentby-unknown-column",
		severity: "error",
		title: "a column in segmentby or orderby that does not exist, or is in both",
		says: /compress_(segmentby|orderby) option must reference|cannot use column .* for both ordering and segmenting/,
		hint: "Name columns of the hypertable, each once; quote names as in CREATE TABLE.",
		check: nothing
	},
	{
		id: "hypertable-references-hypertable",
		severity: "error",
		title: "a foreign key from a hypertable to a hypertable",
		says: /hypertables cannot be used as foreign key references of hypertables/,
		hint: "Reference a plain table that holds the keys.",
		check: nothing
	},
	{
		id: "alter-only-hypertable",
		severity: "error",
		title: "ALTER TABLE ONLY on a hypertable",
		says: /ONLY option not supported on hypertable operations/,
		hint: "Leave ONLY out: what is altered holds for every chunk. pg_dump writes it; the dump of timescale-ci does not.",
		check: nothing
	},
	{
		id: "columnstore-with-row-security",
		severity: "error",
		title: "row security on a hypertable with columnstore",
		says: /(columnstore|compression) cannot be used on table with row security/,
		hint: "Compressed chunks know no row security: choose one of the two, or filter in a view.",
		check: nothing
	},
	{
		id: "published-before-hypertable",
		severity: "error",
		title: "create_hypertable on a table that is published",
		says: /cannot create hypertable for table .* because it is part of a publication/,
		hint: "Make the hypertable first and publish it afterwards (2.20 and later refuse the other order).",
		check: nothing
	}
];
// src/lint/explain-error.ts
const COMPRESSED = /not supported on hypertables (that have (columnstore|compression) enabled|with compressed chunks)|to a hypertable that has (columnstore|compression) enabled/;
/** Errors that rules know which also find the problem before it is an error, and those that no rule can find. */
const ALSO = [
	{
		says: /foreign keys to hypertables are not supported|cannot have FOREIGN KEY constraints to hypertable/i,
		rule: "foreign-key-to-hypertable",
		hint: "Reference a plain table that holds the keys, or update TimescaleDB to 2.16 or later."
	},
	{
		says: /hypertables do not support concurrent index creation|concurrent index creation on hypertables is not supported/,
		rule: "concurrent-index-on-hypertable",
		hint: "CREATE INDEX … WITH (timescaledb.transaction_per_chunk) locks one chunk at a time."
	},
	{
		says: COMPRESSED,
		sql: /\brow\s+level\s+security\b|^create\s+policy\b/i,
		rule: "columnstore-with-row-security",
		hint: ruleHint("columnstore-with-row-security")
	},
	{
		says: COMPRESSED,
		rule: "compressed-hypertable-alter",
		hint: "In a new schema, alter before the columnstore is enabled or write the change into CREATE TABLE. On a database with rows: decompress_chunk() every chunk, disable the columnstore, alter, enable it again and compress."
	},
	{
		says: /CREATE MATERIALIZED VIEW \.\.\. WITH DATA cannot (run inside a transaction block|be executed from)/,
		rule: "aggregate-with-data",
		hint: "End it with WITH NO DATA, which may stand in a transaction: its refresh policy fills it."
	},
	{
		says: /cannot drop a hypertable along with other objects/,
		rule: null,
		hint: "Drop each hypertable by a statement of its own."
	}
];
/**
* Recognises a server's refusal.
*
* @param said the error's message and the server's hint
* @param sql the statement that it refused
*/
function explainError(said, sql = "") {
	const refusal = refusalRules.find(({ says }) => says.test(said));
	if (refusal !== void 0) return {
		rule: refusal.id,
		hint: refusal.hint
	};
	const known = ALSO.find(({ says, sql: form }) => says.test(said) && (form === void 0 || form.test(sql)));
	return known === void 0 ? null : {
		rule: known.rule,
		hint: known.hint
	};
}
function ruleHint(rule) {
	return refusalRules.find(({ id }) => id === rule)?.hint ?? "";
}
// src/workflows/explain.ts
/** An error of a script with what is known of its cause and its cure; any other error as it is. */
async function explained(error, failed) {
	if (!(error instanceof ScriptError) || error.sqlstate === void 0) return error;
	const missing = missingExtension(error, failed) ?? otherVersion(error, failed) ?? await missingTimescale(error, failed);
	if (missing !== void 0) return withHint(error, missing);
	const advice = ruleAdvice(error) ?? madeLater(error, failed) ?? missingSchema(error);
	if (advice === void 0) return error;
	return withHint(error, error.hint === void 0 ? advice : `${error.hint}\n${advice}`);
}
function withHint({ file, line, column, sourceLine, reason, ...fields }, hint) {
	return new ScriptError({
		file,
		line,
		column
	}, sourceLine, {
		...fields,
		message: reason,
		hint
	});
}
function ruleAdvice({ reason, hint, statement }) {
	const known = explainError(`${reason} ${hint ?? ""}`, statement);
	if (known === null) return void 0;
	return known.rule === null ? known.hint : `${known.hint} See docs/rules/${known.rule}.md.`;
}
/** PostgreSQL's own extensions, which its official images have, and TimescaleDB's of Alpine. */
const CONTRIB = new Set("amcheck autoinc bloom btree_gin btree_gist citext cube dblink dict_int dict_xsyn earthdistance file_fdw fuzzystrmatch hstore insert_username intagg intarray isn lo ltree moddatetime pageinspect pg_buffercache pg_freespacemap pg_prewarm pg_stat_statements pg_surgery pg_trgm pg_visibility pg_walinspect pgcrypto pgrowlocks pgstattuple postgres_fdw refint seg sslinfo tablefunc tcn tsm_system_rows tsm_system_time unaccent uuid-ossp xml2".split(" "));
/** What the images of timescaledb-ha have besides. */
const IN_HA = /^(postgis(_.*)?|timescaledb_toolkit|vector|vectorscale|pgrouting|hypopg)$/;
/** A missing extension, with the engine that has it. The server's own advice is to install it on the server. */
function missingExtension({ reason }, { engine, image }) {
	const name = /^extension "(.+)" is not available$/.exec(reason)?.[1];
	if (name === void 0) return void 0;
	const major = engine.versions.postgres.split(".")[0];
	const ha = IN_HA.test(name) ? `, such as timescale/timescaledb-ha:pg${major}` : "";
	const other = `--engine docker and an image that has it${ha} (--image)`;
	const needless = name === "pgcrypto" ? " For gen_random_uuid() alone PostgreSQL 13 and later need no extension." : "";
	if (engine.kind !== "embedded") return `The image ${image} has no ${name}: name one that has it${ha} by --image.`;
	return `The embedded engine has no ${name}: use ${CONTRIB.has(name) ? `--engine docker, whose image ${image} has it` : other}.${needless}`;
}
/** A version of an extension that the server has not. */
function otherVersion({ reason }, { engine }) {
	const [, version] = /^extension "timescaledb" has no installation script nor update path for version "(.+)"$/.exec(reason) ?? [];
	if (version === void 0) return void 0;
	return `The ${engine.kind} engine has TimescaleDB ${engine.versions.timescaledb}: leave VERSION out, or name an image of that version, such as --engine docker --image timescale/timescaledb:${version}-pg${engine.versions.postgres.split(".")[0]} where there is one.`;
}
/** What a server says that lacks a function, a type, a schema, a relation or a kind of option. */
const UNKNOWN = [
	"42883",
	"42704",
	"3F000",
	"42P01",
	"22023"
];
const TIMESCALE = /\b(\w+_hypertable|time_bucket\w*|timescaledb\w*|_timescaledb_\w+|tsdb|(add|remove)_(retention|compression|columnstore|continuous_aggregate|reorder|process_hypertable_invalidations)_policy|add_job|alter_job|delete_job|run_job|add_dimension|by_range|by_hash|set_chunk_time_interval|show_chunks|drop_chunks|refresh_continuous_aggregate|(de)?compress_chunk)\b/i;
/** Scripts may lean on an extension that the image's template database brings, and theirs alone. */
async function missingTimescale({ sqlstate = "", statement = "" }, { session, image }) {
	if (!UNKNOWN.includes(sqlstate) || !TIMESCALE.test(statement) || /^\s*create\s+extension\b/i.test(statement)) return;
	await session.reset();
	if ((await session.query("SELECT 1 FROM pg_catalog.pg_extension WHERE extname = 'timescaledb'")).length > 0) return void 0;
	return `The extension timescaledb is missing: no script has created it, and the database starts without it, whatever the template database of an image such as ${image} holds. Begin the first file with CREATE EXTENSION IF NOT EXISTS timescaledb;`;
}
/** A schema that no script makes: some are a platform's. */
function missingSchema({ sqlstate, reason }) {
	const name = /^schema "(.+)" does not exist$/.exec(reason)?.[1];
	if (sqlstate !== "3F000" || name === void 0) return void 0;
	return `No script makes the schema ${name} before this line. Where a platform brings it (Supabase has auth, extensions and storage), make it in a file of your own that comes first: init: [before.sql, …], or source: { path: [DIR, …] }.`;
}
/** Why a file comes later, in words. */
function orderOf({ tool }) {
	if (tool !== void 0) return `${tool.name} runs them in this order, too`;
	return "files run in the order of \"init:\", those of a pattern or a directory by name";
}
/** Something that does not exist yet, since the statement that makes it comes later. */
function madeLater({ reason, file, line }, { files }) {
	const [, quoted, plain] = /^(?:relation|type|schema|materialized view|view|table) "(.+)" does not exist|^function ([^(]+)\(.*\) does not exist/.exec(reason) ?? [];
	const wanted = quoted ?? plain;
	const at = files.findIndex(({ name }) => name === file);
	if (wanted === void 0 || at < 0) return void 0;
	const parts = readName(lexemes(wanted), 0).parts;
	for (const [i, later] of files.slice(at).entries()) {
		const source = new Source(later.name, later.text);
		for (const { sql, start } of statements(source)) {
			const { verb, name } = statementHead(sql);
			const place = source.place(start);
			if (verb !== "create" || name.at(-1) !== parts.at(-1) || i === 0 && place.line <= line) continue;
			return i === 0 ? `${wanted} is made further down, on line ${place.line}: move that up.` : `${wanted} is made by a later file, ${later.name}:${place.line}: ${orderOf(later)}.`;
		}
	}
}
// src/history/git/run-git.ts
/** How long git has to remove its locks once it is told to end. */
const GRACE_MS$1 = 2e3;
const NOT_FOUND = 127;
/** Windows has no groups of processes. */
const GROUPS = process.platform !== "win32";
/** Runs git, with a limit of time for it and its hooks. At the limit it counts as failed, and standard error says so. */
async function runGit(args, { cwd, env, input, ms }) {
	const child = spawn("git", args, {
		cwd,
		env,
		detached: GROUPS,
		windowsHide: true,
		stdio: "pipe"
	});
	const end = (signal) => endGroup(child, signal);
	const atExit = () => end("SIGKILL");
	process.once("exit", atExit);
	const stdout = [];
	const stderr = [];
	child.stdout.on("data", (chunk) => stdout.push(chunk));
	child.stderr.on("data", (chunk) => stderr.push(chunk));
	child.stdin.on("error", () => {});
	child.stdin.end(input);
	let late = false;
	const timers = [];
	const after = (delay, work) => timers.push(setTimeout(work, delay));
	after(ms, () => {
		late = true;
		end("SIGTERM");
		after(GRACE_MS$1, () => end("SIGKILL"));
	});
	try {
		const code = await new Promise((resolve, reject) => {
			child.on("error", reject);
			child.on("close", resolve);
			child.on("exit", (ended) => after(GRACE_MS$1, () => resolve(ended)));
		});
		if (late) stderr.unshift(Buffer.from(`${describe(args)} did not end within ${Math.ceil(ms / 1e3)} s\n`));
		const [out, err] = [stdout, stderr].map((chunks) => Buffer.concat(chunks).toString());
		return {
			code: late ? 124 : code ?? 1,
			stdout: out ?? "",
			stderr: err ?? ""
		};
	} catch (error) {
		return {
			code: NOT_FOUND,
			stdout: "",
			stderr: messageOf(error)
		};
	} finally {
		for (const timer of timers) clearTimeout(timer);
		process.off("exit", atExit);
		child.stdout.destroy();
		child.stderr.destroy();
	}
}
function describe(args) {
	return `git ${args.find((arg, i) => !arg.startsWith("-") && args[i - 1] !== "-c") ?? ""}`;
}
/** Ends a program and all that it has started. */
function endGroup(child, signal) {
	try {
		if (child.pid !== void 0 && GROUPS) process.kill(-child.pid, signal);
		else child.kill(signal);
	} catch {}
}
// src/workflows/program.ts
/** As many of a program's last lines as tell what went wrong. */
const SHOWN_LINES = 25;
const LONGEST_LINE = 1e3;
/** How long it has to end by itself once it is told to. */
const GRACE_MS = 2e3;
/** What is ours or libpq's, and would lead the program elsewhere or is none of its business. */
const NOT_PASSED = /^(PG[A-Z]+|INPUT_.*|ACTIONS_.*)$/;
/** The command as a person would type it. */
function commandOf({ run }) {
	return typeof run === "string" ? run.trim() : run.join(" ");
}
/** @throws UserError where the program is a stranger's, and nobody with a say in the workflow has allowed that */
function refuseForks(build, { fork }) {
	if (fork !== true) return;
	throw new UserError(`the program of a fork is not run: build: run: ${commandOf(build)}`, { hint: "It would be a stranger’s code on your runner. The owner of the workflow can allow it with the input fork-programs (docs/settings.md)." });
}
/**
* Has the user's own migration program build the schema: it is told of the scratch database by DATABASE_URL and by
* libpq's variables. A text is for the shell, a list is a program with its arguments; either is what the owner wrote.
*
* @throws UserError with the program's last words where it fails, or takes longer than the time limit
*/
async function runProgram(build, engine, settings, context) {
	try {
		var _usingCtx$12 = _usingCtx();
		const command = commandOf(build);
		const step = context.reporter.step("build");
		step.update(command);
		const database = _usingCtx$12.a(await listen(engine));
		context.mask?.(database.password);
		const lines = [];
		const fail = (what, hint) => {
			const shown = lines.map((line) => `  ${line.replaceAll(database.password, "***").slice(0, LONGEST_LINE)}`);
			return new UserError([`${command} ${what}${shown.length > 0 ? "; its last words:" : ""}`, ...shown].join("\n"), {
				hint,
				exitCode: 1
			});
		};
		const end = await runCommand(build, {
			cwd: context.cwd,
			env: environment$2(context.env, database),
			ms: settings["time-limit"] * 1e3,
			signal: context.signal,
			onLine: (line) => {
				step.update(line.replaceAll(database.password, "***"));
				if (lines.push(line) > SHOWN_LINES) lines.shift();
			}
		});
		context.signal?.throwIfAborted();
		if (database.failure !== void 0) throw database.failure;
		if (end === "late") throw fail(`did not end within ${settings["time-limit"]} s`, "Where it needs longer, raise time-limit (seconds).");
		if (end instanceof Error) throw fail(`cannot be run: ${messageOf(end)}`, INSTALL);
		if (end === 127) throw fail("was not found", INSTALL);
		if (end !== 0) throw fail(`ended with ${typeof end === "string" ? end : `exit code ${end}`}`, GIVEN$1);
		if (database.connections === 0) throw fail("never connected to the scratch database", `${GIVEN$1} Look for another address in its configuration.`);
		step.done(command);
	} catch (_) {
		_usingCtx$12.e = _;
	} finally {
		await _usingCtx$12.d();
	}
}
const INSTALL = "Install what it needs in a step before this one (npm ci, pip install …).";
const GIVEN$1 = "It is told of the scratch database by DATABASE_URL and by PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE.";
async function listen(engine) {
	const listening = await engine.listen?.();
	if (listening === void 0) throw new UserError(`no program can build a schema on ${engine.label}`);
	return listening;
}
function environment$2(env, database) {
	const { host, port, user, password } = database;
	const address = `${host.includes(":") ? `[${host}]` : host}:${port}`;
	return {
		...Object.fromEntries(Object.entries(env).filter(([name]) => !NOT_PASSED.test(name))),
		DATABASE_URL: `postgresql://${user}:${password}@${address}/${encodeURIComponent(database.database)}`,
		PGHOST: host,
		PGPORT: String(port),
		PGUSER: user,
		PGPASSWORD: password,
		PGDATABASE: database.database,
		PGSSLMODE: "disable"
	};
}
/** The exit code or the signal that it ended with, `late` where it was ended at the limit, the error where it never ran. */
async function runCommand({ run }, { cwd, env, ms, signal, onLine }) {
	const [file = "", ...args] = typeof run === "string" ? [run] : run;
	const child = spawn(file, args, {
		cwd,
		env,
		shell: typeof run === "string",
		detached: GROUPS,
		windowsHide: true,
		stdio: [
			"ignore",
			"pipe",
			"pipe"
		]
	});
	const timers = [];
	const after = (delay, work) => timers.push(setTimeout(work, delay));
	const stop = () => {
		endGroup(child, "SIGTERM");
		after(GRACE_MS, () => endGroup(child, "SIGKILL"));
	};
	let late = false;
	after(Math.min(ms, 2 ** 31 - 1), () => {
		late = true;
		stop();
	});
	const forget = onExit(async () => endGroup(child, "SIGKILL"));
	signal?.addEventListener("abort", stop, { once: true });
	for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", (line) => {
		const text = stripVTControlCharacters(line).trimEnd();
		if (text !== "") onLine(text);
	});
	try {
		if (signal?.aborted) stop();
		return await new Promise((resolve) => {
			child.on("error", resolve);
			child.on("close", (code, by) => resolve(late ? "late" : code ?? by ?? 1));
			child.on("exit", (code, by) => after(GRACE_MS, () => resolve(late ? "late" : code ?? by ?? 1)));
		});
	} finally {
		for (const timer of timers) clearTimeout(timer);
		signal?.removeEventListener("abort", stop);
		forget();
		endGroup(child, "SIGKILL");
		child.stdout.destroy();
		child.stderr.destroy();
	}
}
// src/sources/folder.ts
/** How much of a file is looked at to see what it is. */
const GLANCE = 262144;
/**
* A directory of a source. Its files are read once; nothing outside of the source's directory is ever read, not through a
* symbolic link either.
*/
var Folder = class Folder {
	/** As people know it: relative to the working directory. */
	name;
	path;
	/** The working directory, for names in messages. */
	cwd;
	/** What no file may lie outside of. */
	#root;
	/** A directory that is as good as not there: the one of our own dumps. */
	#skip;
	#texts;
	#entries;
	constructor(path, cwd, root, skip, texts) {
		this.path = path;
		this.cwd = cwd;
		this.name = displayName(path, cwd);
		this.#root = root;
		this.#skip = skip;
		this.#texts = texts;
	}
	/**
	* @param skip the absolute path of a directory that is not looked into
	* @throws UserError where there is no such directory
	*/
	static async open(path, cwd, skip = "") {
		try {
			return new Folder(path, cwd, await realpath(path), skip, /* @__PURE__ */ new Map());
		} catch (cause) {
			throw new UserError(`cannot read the directory ${displayName(path, cwd)}: ${messageOf(cause)}`, { cause });
		}
	}
	/** The names of its files, in byte order; hidden ones are none. */
	async files(pattern = /./) {
		return (await this.#read()).files.filter((name) => pattern.test(name));
	}
	/** The names of the directories in it, in byte order; hidden ones are none. */
	async folders() {
		return (await this.#read()).folders;
	}
	folder(name) {
		return new Folder(join$1(this.path, name), this.cwd, this.#root, this.#skip, this.#texts);
	}
	/** Every file below it, relative to it, with slashes, in byte order of the paths. */
	async everyFile(pattern = /./) {
		const below = await Promise.all((await this.folders()).map(async (name) => (await this.folder(name).everyFile(pattern)).map((file) => `${name}/${file}`)));
		return [...await this.files(pattern), ...below.flat()].sort(byBytes);
	}
	/** The names of its files, hidden ones too. */
	async every(pattern) {
		return (await readdir(this.path)).filter((name) => pattern.test(name)).sort(byBytes);
	}
	async has(name) {
		const { files, folders } = await this.#read();
		return files.includes(name) || folders.includes(name);
	}
	/** As messages name a file of it. */
	display(file) {
		return displayName(join$1(this.path, file), this.cwd);
	}
	/** @throws UserError where it is not UTF-8 text or lies elsewhere */
	async text(file) {
		const path = join$1(this.path, file);
		await this.#guard(path);
		const found = this.#texts.get(path) ?? readScript(path, this.cwd).then(({ text }) => text);
		this.#texts.set(path, found);
		return found;
	}
	/** The bytes of a file. */
	async bytes(file) {
		const path = join$1(this.path, file);
		await this.#guard(path);
		return readFile(path);
	}
	/** The beginning of a file, whatever is in it; empty where it cannot be read. */
	async glance(file) {
		const path = join$1(this.path, file);
		try {
			await this.#guard(path);
			if ((await stat(path)).size > GLANCE * 16) return "";
			return (await readFile(path, "utf8")).slice(0, GLANCE);
		} catch {
			return "";
		}
	}
	/** The first of these files in the directory or one above it, up to the working directory, with its text. */
	async above(...names) {
		for (let at = this.path; !relative(this.cwd, at).startsWith(".."); at = dirname(at)) {
			for (const name of names) {
				const text = await readFile(join$1(at, name), "utf8").catch(() => void 0);
				if (text !== void 0) return {
					name: displayName(join$1(at, name), this.cwd),
					text
				};
			}
			if (at === this.cwd || at === dirname(at)) return void 0;
		}
	}
	/** Its own name: the last part of its path. */
	get base() {
		return basename(this.path);
	}
	#read() {
		this.#entries ??= this.#list();
		return this.#entries;
	}
	async #list() {
		const files = [];
		const folders = [];
		const entries = await readdir(this.path, { withFileTypes: true }).catch((cause) => {
			throw new UserError(`cannot read the directory ${this.name}: ${messageOf(cause)}`, { cause });
		});
		for (const entry of entries) {
			if (entry.name.startsWith(".")) continue;
			const linked = entry.isSymbolicLink() ? await stat(join$1(this.path, entry.name)).catch(() => void 0) : void 0;
			if (entry.isDirectory()) {
				if (entry.name !== "node_modules" && join$1(this.path, entry.name) !== this.#skip) folders.push(entry.name);
			}
			if (entry.isFile() || linked?.isFile()) files.push(entry.name);
		}
		return {
			files: files.sort(byBytes),
			folders: folders.sort(byBytes)
		};
	}
	async #guard(path) {
		const real = await realpath(path).catch(() => path);
		if (real === this.#root || real.startsWith(this.#root.endsWith(sep) ? this.#root : this.#root + sep)) return;
		throw new UserError(`${displayName(path, this.cwd)} leads out of ${displayName(this.#root, this.cwd)}`, { hint: "A source reads only what lies below its directory: put the file there in place of the link." });
	}
};
/** The order of names by their bytes, whatever the locale. */
function byBytes(a, b) {
	return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
// src/sources/listing.ts
/** No SQL script of a person is larger when it is unpacked. */
const LARGEST = 67108864;
/** A file of a folder, ready to run. */
async function scriptOf(folder, file, text, tool) {
	return {
		name: folder.display(file),
		path: join$1(folder.path, file),
		text: text ?? (file.endsWith(".gz") ? await unpacked(folder, file) : await folder.text(file)),
		...tool === void 0 ? {} : { tool }
	};
}
async function unpacked(folder, file) {
	const bytes = await folder.bytes(file);
	try {
		return decode$1(gunzipSync(bytes, { maxOutputLength: LARGEST }), folder.display(file));
	} catch (cause) {
		if (cause instanceof UserError) throw cause;
		throw new UserError(`${folder.display(file)} cannot be unpacked`, {
			hint: "Pack it again with gzip.",
			cause
		});
	}
}
/** The way out of a transaction around all files, for those that came to production one by one. */
function aloneHint({ name }) {
	return `Where each file came to production by itself, this runs them so: source: { path: ${name}, layout: plain }.`;
}
/** Files that a rule of the tool leaves out. */
function left(folder, files, why) {
	return files.map((file) => ({
		name: folder.display(file),
		why,
		unexpected: false
	}));
}
/** The parts of scripts that take back what the same file builds. */
function downSections(folder, read) {
	return read.filter((script) => script.left > 0).map(({ name }) => ({
		name: `the down section of ${folder.display(name)}`,
		why: "takes a migration back",
		unexpected: false
	}));
}
/** The scripts of a folder that are neither run nor left out by a rule: nobody runs them. */
function strays(folder, files, known, why) {
	const listed = new Set(known);
	return files.filter((file) => /\.sql(\.gz)?$/i.test(file) && !listed.has(file)).map((file) => ({
		name: folder.display(file),
		why,
		unexpected: true
	}));
}
/** The first of a folder's scripts that says something; looked for in a few of them, at both ends. */
async function firstSaying(folder, pattern) {
	const files = await folder.files(/\.sql$/i);
	for (const file of [.../* @__PURE__ */ new Set([...files.slice(0, 5), ...files.slice(-5)])]) if (pattern.test(await folder.glance(file))) return file;
}
// src/sources/sections.ts
/** The text with everything from one offset to another turned into spaces: what is left keeps its line and column. */
function blank(text, from, to) {
	return text.slice(0, from) + text.slice(from, to).replace(/[^\r\n]/g, " ") + text.slice(to);
}
function linesOf(text) {
	let start = 0;
	return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line, index) => {
		const found = {
			text: line.replace(/\r?\n$/, ""),
			start,
			end: start + line.length,
			number: index + 1
		};
		start = found.end;
		return found;
	});
}
/**
* Keeps the sections that build and blanks those that take back, as tools with both in one file have them.
*
* @param before whether what stands before the first mark runs
*/
function upSections(text, mark, before = false) {
	const marks = [];
	let left = 0;
	let keep = before;
	let result = text;
	for (const line of linesOf(text)) {
		const found = mark(line.text);
		if (found === "up") marks.push(line);
		if (found !== void 0) keep = found === "up";
		if (keep) continue;
		if (found === void 0 && line.text.trim() !== "" && !/^\s*--/.test(line.text)) left++;
		result = blank(result, line.start, line.end);
	}
	return {
		text: result,
		marks,
		left
	};
}
/**
* Puts values in the place of placeholders. A value has no line break, so that every line stays the line that it is.
*
* @param value gives a value, or undefined where the match is to stay
*/
function substitute(text, pattern, value) {
	let result = "";
	let at = 0;
	for (const match of text.matchAll(pattern)) {
		const found = value(match)?.replace(/\s*\n\s*/g, " ");
		result += text.slice(at, match.index) + (found ?? match[0]);
		at = match.index + match[0].length;
	}
	return result + text.slice(at);
}
/** @throws UserError that names the place and how the value is given */
function missingPlaceholder(name, file, text, offset) {
	const line = text.slice(0, offset).split("\n").length;
	return new UserError(`${file}:${line}  the placeholder ${name} has no value`, {
		hint: `Give it in timescale-ci.yml, under source: { placeholders: { ${name}: … } }.`,
		exitCode: 1
	});
}
/** Where the comments of a script are: [start, end) each. */
function commentsOf(text) {
	const found = [];
	for (let at = 0; at < text.length;) {
		const token = readToken(text, at);
		if (token.kind === "comment") found.push([token.start, token.end]);
		at = token.end;
	}
	return found;
}
// src/sources/markers.ts
/** Tools that keep what builds and what takes back in one file, by the lines that begin each part. */
const MARKERS = {
	dbmate: {
		up: /^--\s*migrate:up(\s|$)/,
		down: /^--\s*migrate:down(\s|$)/
	},
	goose: {
		up: /^--\s*\+goose\s+up\s*$/i,
		down: /^--\s*\+goose\s+down\s*$/i
	},
	"sql-migrate": {
		up: /^--\s*\+migrate\s+up\b/i,
		down: /^--\s*\+migrate\s+down\b/i
	},
	"node-pg-migrate": {
		up: /^\s*--[\s-]*up\s+migration/im,
		down: /^\s*--[\s-]*down\s+migration/im,
		whole: true
	}
};
/** What shows that a script is in sections of this tool. */
function markerOf(tool) {
	const { up } = MARKERS[tool];
	return new RegExp(up.source, up.flags.includes("m") ? up.flags : `${up.flags}m`);
}
/** The up sections of a script of this tool. */
function sectionsOf(text, tool) {
	const { up, down, whole } = MARKERS[tool];
	const before = whole === true && !up.test(text);
	const mark = (line) => up.test(line) ? "up" : down.test(line) ? "down" : void 0;
	return upSections(text, mark, before);
}
/** Scripts with their up sections, in the order given. */
function readSections(folder, names, tool) {
	return Promise.all(names.map(async (name) => {
		const source = await folder.text(name);
		return {
			name,
			source,
			...sectionsOf(source, tool)
		};
	}));
}
/** The tool whose sections a script is in; undefined for one without. */
function markedBy(text) {
	return Object.keys(MARKERS).find((tool) => markerOf(tool).test(text));
}
/** Files that take back what others build, by their names. */
const TAKES_BACK = /(^|[._-])(down|undo|rollback|revert)\.sql$|^(teardown|drop|drop[_-]all)\.sql$|^U\d[\d._]*__.*\.sql$/i;
function takesBack(file) {
	return TAKES_BACK.test(file);
}
// src/sources/order.ts
/** The order of whole numbers of any length, given as digits. */
function byDigits(a, b) {
	const [x, y] = [BigInt(a), BigInt(b)];
	return x < y ? -1 : x > y ? 1 : 0;
}
/** The order of names where numbers count as numbers: `2_b.sql` before `10_a.sql`; equal ones by their bytes. */
function byNumbers(a, b) {
	const [x, y] = [parts(a), parts(b)];
	for (let i = 0; i < Math.min(x.length, y.length); i++) {
		const [p, q] = [x[i], y[i]];
		const order = isNumber(p) && isNumber(q) ? byDigits(p, q) : byBytes(p, q);
		if (order !== 0) return order;
	}
	return x.length - y.length || byBytes(a, b);
}
/** Text and numbers in turn. */
function parts(name) {
	return name.match(/\d+|\D+/g) ?? [];
}
function isNumber(part) {
	return /^\d/.test(part);
}
/**
* Sees to it that no two files have the same version: tools refuse them, since which came first is nobody's knowledge.
*
* @throws UserError that names both
*/
function refuseTwins(files, tool) {
	const seen = /* @__PURE__ */ new Map();
	for (const file of files) {
		const other = seen.get(file.version);
		if (other !== void 0) throw new UserError(`${other.name} and ${file.name} have the same version, ${file.version}`, {
			hint: `${tool} takes each version once: give one of them the next number.`,
			exitCode: 1
		});
		seen.set(file.version, file);
	}
}
// src/sources/layouts/dbmate.ts
const NAME$3 = /^(\d+).*\.sql$/;
const dbmate = {
	name: "dbmate",
	title: "dbmate",
	files: "`20250101120000_name.sql` with `-- migrate:up`",
	runs: "`migrate:up` sections by number; `migrate:down` not",
	recognise: (folder) => firstSaying(folder, markerOf("dbmate")),
	async list(folder) {
		const files = await folder.files();
		const found = files.flatMap((name) => {
			const version = NAME$3.exec(name)?.[1];
			return version === void 0 ? [] : [{
				name,
				version
			}];
		});
		refuseTwins(found, "dbmate");
		const inOrder = found.toSorted((a, b) => byDigits(a.version, b.version) || byBytes(a.name, b.name));
		const odd = inOrder.findIndex(({ name }, i) => name !== found[i]?.name);
		const sections = await readSections(folder, inOrder.map(({ name }) => name), "dbmate");
		const scripts = sections.map(({ name, text, marks }, index) => {
			const [first] = marks;
			if (first === void 0) throw new UserError(`${folder.display(name)} has no line -- migrate:up`, {
				hint: "dbmate refuses a migration without one. Move a script that is none to another directory.",
				exitCode: 1
			});
			return scriptOf(folder, name, text, {
				name: "dbmate",
				transaction: marks.some(({ text: line }) => /\btransaction:false\b/.test(line)) ? "none" : "block",
				outside: `Write "-- migrate:up transaction:false" on line ${first.number}.`,
				continues: index > 0
			});
		});
		return {
			scripts: await Promise.all(scripts),
			left: [...downSections(folder, sections), ...strays(folder, files, found.map(({ name }) => name), "its name has no number in front")],
			warnings: odd < 0 ? [] : [`dbmate itself runs by name, ${found[odd]?.name} before ${inOrder[odd]?.name}; they run by number here. Give the numbers the same length.`]
		};
	}
};
// src/sources/layouts/directories.ts
/** `2025-01-01-000000_name`, `00000000000000_diesel_initial_setup`. */
const DIESEL = /^\d[\d-]*_/;
/** `1735689600000_name`: milliseconds since 1970. */
const HASURA = /^\d{10,}_/;
const ALONE = /^\s*run_in_transaction\s*=\s*false/m;
const NO_TRANSACTION = /^[ \t]*-- hasura:no-transaction[ \t]*\r?(\n|$)/;
/** The first directory of a kind that has an up.sql. */
async function firstUp(folder, pattern) {
	for (const name of await folder.folders()) if (pattern.test(name) && await folder.folder(name).has("up.sql")) return `${name}/up.sql`;
}
/** Every `up.sql`, by the number in front of its directory's name. */
async function listUps(folder, title, rules) {
	const version = (name) => (/^[\d-]+/.exec(name)?.[0] ?? "").replaceAll("-", "");
	const names = (await folder.folders()).filter((name) => version(name) !== "");
	names.sort((a, b) => byDigits(version(a), version(b)));
	const scripts = [];
	const skipped = strays(folder, await folder.files(), [], `${title} runs the up.sql of directories`);
	for (const name of names) {
		const migration = folder.folder(name);
		const files = await migration.files();
		if (files.includes("up.sql")) scripts.push(await scriptOf(migration, "up.sql", void 0, await rules(migration, scripts.length)));
		const down = files.filter((file) => file === "down.sql");
		skipped.push(...left(migration, down, "takes a migration back"));
		skipped.push(...strays(migration, files, ["up.sql", ...down], `${title} runs up.sql only`));
	}
	return {
		scripts,
		left: skipped,
		warnings: []
	};
}
const hasura = {
	name: "hasura",
	title: "Hasura",
	files: "`1735689600000_name/up.sql`, `down.sql`",
	runs: "`up.sql` by number; `down.sql` not",
	async recognise(folder) {
		const config = await folder.above("config.yaml");
		return firstUp(folder, /^\s*(metadata_directory|admin_secret|endpoint)\s*:/m.test(config?.text ?? "") ? HASURA : /^\d{13}_/);
	},
	list: (folder) => listUps(folder, "Hasura", async (migration) => ({
		name: "Hasura",
		transaction: NO_TRANSACTION.test(await migration.text("up.sql")) ? "query" : "block",
		outside: "Write \"-- hasura:no-transaction\" on the first line, with the statement alone in the file.",
		continues: false
	}))
};
const diesel = {
	name: "diesel",
	title: "Diesel",
	files: "`2025-01-01-000000_name/up.sql`, `down.sql`",
	runs: "`up.sql` by number; `down.sql` not",
	recognise: (folder) => firstUp(folder, DIESEL),
	list: (folder) => listUps(folder, "Diesel", async (migration, index) => ({
		name: "Diesel",
		transaction: ALONE.test(await migration.glance("metadata.toml")) ? "none" : "block",
		outside: "Write \"run_in_transaction = false\" into metadata.toml beside the up.sql.",
		continues: index > 0
	}))
};
// src/sources/layouts/drizzle.ts
const JOURNAL = "meta/_journal.json";
const drizzle = {
	name: "drizzle",
	title: "Drizzle",
	files: "`0000_name.sql`, `meta/_journal.json`; or `20250101120000_name/migration.sql` with `snapshot.json`",
	runs: "what the journal lists, in its order",
	async recognise(folder) {
		if ((await folder.folders()).includes("meta") && await folder.folder("meta").has("_journal.json")) return JOURNAL;
		for (const name of await folder.folders()) {
			const files = await folder.folder(name).files();
			if (files.includes("migration.sql") && files.includes("snapshot.json")) return `${name}/snapshot.json`;
		}
	},
	async list(folder) {
		const files = await folder.everyFile(/\.sql$/);
		const journal = (await folder.folders()).includes("meta");
		const runs = journal ? await listed(folder) : files.filter((file) => /^[^/]+\/migration\.sql$/.test(file));
		const missing = runs.find((file) => !files.includes(file));
		if (missing !== void 0) throw new UserError(`${folder.display(JOURNAL)} lists ${missing}, and there is no such file`, {
			hint: "Add the file, or make the journal again with drizzle-kit generate.",
			exitCode: 1
		});
		const scripts = runs.map((file, index) => scriptOf(folder, file, void 0, {
			name: "Drizzle",
			transaction: "whole",
			outside: `For a continuous aggregate, write WITH NO DATA. ${aloneHint(folder)}`,
			continues: index > 0
		}));
		return {
			scripts: await Promise.all(scripts),
			left: strays(folder, files, runs, journal ? `${JOURNAL} does not list it` : "Drizzle runs migration.sql only"),
			warnings: []
		};
	}
};
async function listed(folder) {
	const text = await folder.text(JOURNAL);
	try {
		const { entries } = JSON.parse(text);
		return entries.map(({ tag }) => `${tag}.sql`);
	} catch (cause) {
		throw new UserError(`${folder.display(JOURNAL)} is no journal of Drizzle`, {
			hint: "Make it again with drizzle-kit generate.",
			cause,
			exitCode: 1
		});
	}
}
// src/sources/layouts/flyway-settings.ts
/** Reads the settings that lie above the migrations: Flyway's own files, and Spring's. */
async function flywaySettings(folder) {
	const pairs = /* @__PURE__ */ new Map();
	for (const read of [
		yaml,
		properties,
		toml
	]) for (const [key, value] of await read(folder)) pairs.set(key, value);
	const placeholders = [...pairs].flatMap(([key, value]) => {
		const name = /^placeholders\.(.+)$/i.exec(key)?.[1];
		return name === void 0 || value.includes("${") ? [] : [[name, value]];
	});
	const get = (name) => [...pairs].find(([key]) => key.toLowerCase().replaceAll("-", "") === name)?.[1];
	return {
		placeholders: Object.fromEntries(placeholders),
		replace: get("placeholderreplacement") !== "false",
		schema: get("defaultschema") ?? get("schemas")?.split(",")[0]?.trim() ?? "public"
	};
}
async function properties(folder) {
	return [await folder.above("application.properties"), await folder.above("flyway.conf", "conf/flyway.conf")].flatMap((file) => [...(file?.text ?? "").matchAll(/^\s*(?:spring\.)?flyway\.([\w.:-]+)\s*[=:]\s*(.*?)\s*$/gm)].map(([, key = "", value = ""]) => [key, value]));
}
async function toml(folder) {
	const { text } = await folder.above("flyway.toml") ?? { text: "" };
	let section = "";
	return text.split("\n").flatMap((line) => {
		const header = /^\s*\[([^\]]+)\]/.exec(line)?.[1];
		if (header !== void 0) section = header.trim();
		const [, key = "", value = ""] = /^\s*"?([\w.-]+)"?\s*=\s*["']?(.*?)["']?\s*$/.exec(line) ?? [];
		if (key === "" || !/^flyway(\.placeholders)?$/.test(section)) return [];
		return [[section === "flyway" ? key : `placeholders.${key}`, value]];
	});
}
async function yaml(folder) {
	const file = await folder.above("application.yml", "application.yaml");
	if (file === void 0) return [];
	const [first = ""] = file.text.split(/^---\s*$/m).filter((text) => text.trim() !== "");
	try {
		const flyway = (0, import_dist.parse)(first)?.spring?.flyway;
		return flat(flyway, "");
	} catch {
		return [];
	}
}
function flat(value, path) {
	if (typeof value !== "object" || value === null) return path === "" || value == null ? [] : [[path, String(value)]];
	return Object.entries(value).flatMap(([key, one]) => flat(one, path === "" ? key : `${path}.${key}`));
}
// src/sources/layouts/flyway.ts
const VERSIONED = /^([VBU])(\d+(?:[._]\d+)*)(?:__.*)?\.sql$/;
const REPEATABLE = /^R__(.*)\.sql$/;
const CALLBACK = /^(before|after)(Migrate|MigrateApplied)(?:__.*)?\.sql$/;
/** Directories that hold the same migrations for another database. */
const OTHERS = /^(h2|hsqldb|derby|mysql|mariadb|oracle|sqlserver|mssql|sqlite|db2|snowflake|cockroachdb|redshift)$/i;
/** Statements that make Flyway run the whole file outside of a transaction. */
const OUTSIDE = /(?:^|;)\s*(?:(?:CREATE|DROP)(?:\s+UNIQUE)?\s+INDEX\s+CONCURRENTLY|REINDEX(?:\s+VERBOSE)?\s+(?:SCHEMA|DATABASE|SYSTEM)|VACUUM|(?:CREATE|DROP)\s+(?:DATABASE|TABLESPACE|SUBSCRIPTION)|ALTER\s+SYSTEM|DISCARD\s+ALL)\b/i;
/** What people take for a setting of a script: Flyway reads none there. */
const HEADER$1 = /^--\s*flyway:\s*(\w+)\s*=/im;
const flyway = {
	name: "flyway",
	title: "Flyway",
	files: "`V1__name.sql`, `V2_1__name.sql`, `R__name.sql`, at any depth",
	runs: "the latest `B`, then `V` by version, then `R` by name, with placeholders; `U` not",
	async recognise(folder) {
		const own = (await folder.files()).find(isMigration);
		if (own !== void 0) return own;
		for (const name of await folder.folders()) {
			const found = (await folder.folder(name).files()).find(isMigration);
			if (found !== void 0 && (await folder.files(/\.sql$/i)).length === 0 && !OTHERS.test(name)) return /^migrations?$/i.test(folder.base) ? `${name}/${found}` : void 0;
		}
	},
	async list(folder, options) {
		const files = await folder.everyFile(/\.(sql|java|kt|class)$/);
		const settings = await flywaySettings(folder);
		const others = files.filter((file) => file.split("/").slice(0, -1).some((part) => OTHERS.test(part)));
		const names = files.filter((file) => !others.includes(file)).map((file) => ({
			file,
			name: baseOf(file)
		}));
		const versioned = names.flatMap(({ file, name }) => {
			const [, kind = "", version = ""] = VERSIONED.exec(name) ?? [];
			return kind === "" ? [] : [{
				file,
				name,
				kind,
				version: canonical(version)
			}];
		});
		versioned.sort((a, b) => byVersion(a.version, b.version));
		const of = (kind) => versioned.filter((found) => found.kind === kind);
		refuseTwins(of("V"), "Flyway");
		const baseline = of("B").at(-1);
		const isBefore = (version) => baseline !== void 0 && byVersion(version, baseline.version) <= 0;
		const covered = [...of("V").filter(({ version }) => isBefore(version)), ...of("B").slice(0, -1)];
		const runs = of("V").filter(({ version }) => !isBefore(version));
		const repeatable = names.filter(({ name }) => REPEATABLE.test(name));
		repeatable.sort((a, b) => byBytes(descriptionOf(a.name), descriptionOf(b.name)));
		const callbacks = names.filter(({ name }) => CALLBACK.test(name));
		const inOrder = [
			...callbacks.filter(({ name }) => name.startsWith("before")),
			...baseline === void 0 ? [] : [baseline],
			...runs,
			...repeatable,
			...callbacks.filter(({ name }) => name.startsWith("after"))
		].map(({ file }) => file);
		const undo = of("U").map(({ file }) => file);
		const older = covered.map(({ file }) => file);
		const off = await which(inOrder, async (file) => isOff(await folder.glance(`${file}.conf`)));
		const idle = await which(inOrder, async (file) => HEADER$1.test(await folder.text(file)));
		const known = [
			...inOrder,
			...undo,
			...older,
			...others
		];
		return {
			scripts: await Promise.all(inOrder.filter((file) => !off.includes(file)).map((file) => read(folder, file, settings, options))),
			left: [
				...left(folder, undo, "takes a migration back"),
				...left(folder, older, `the baseline ${baseline?.name} stands for it`),
				...left(folder, others, "for another database"),
				...left(folder, off, "its .conf says shouldExecute=false"),
				...strays(folder, files, known, "Flyway does not know such a name"),
				...files.filter((file) => /^[VR].*__.*\.(java|kt|class)$/.test(baseOf(file))).map((file) => ({
					name: folder.display(file),
					why: "a program, which only Flyway runs",
					unexpected: true
				}))
			],
			warnings: idle.map((file) => {
				const name = folder.display(file);
				return `${name}: Flyway reads no setting from a comment; write it into ${name}.conf`;
			})
		};
	}
};
async function which(files, test) {
	const passed = await Promise.all(files.map(test));
	return files.filter((_, index) => passed[index]);
}
/** Expressions of placeholders are the paying editions' and are not looked into: such a script runs. */
function isOff(conf) {
	return /^\s*shouldExecute\s*=\s*false\s*$/im.test(conf);
}
function isMigration(name) {
	return /^V/.test(name) && VERSIONED.test(name) && name.includes("__") || REPEATABLE.test(name);
}
function baseOf(file) {
	return file.slice(file.lastIndexOf("/") + 1);
}
function descriptionOf(name) {
	return (REPEATABLE.exec(name)?.[1] ?? "").replaceAll("_", " ");
}
/** `1.0` is `1`, `01_2` is `1.2`. */
function canonical(version) {
	const parts = version.split(/[._]/).map((part) => String(BigInt(part)));
	while (parts.length > 1 && parts.at(-1) === "0") parts.pop();
	return parts.join(".");
}
function byVersion(a, b) {
	const [x, y] = [a.split("."), b.split(".")];
	for (let i = 0; i < Math.max(x.length, y.length); i++) {
		const order = byDigits(x[i] ?? "0", y[i] ?? "0");
		if (order !== 0) return order;
	}
	return 0;
}
async function read(folder, file, settings, options) {
	const text = await folder.text(file);
	const own = await folder.glance(`${file}.conf`);
	const transaction = /^\s*executeInTransaction\s*=\s*(true|false)/im.exec(own)?.[1]?.toLowerCase();
	const replaces = /^\s*placeholderReplacement\s*=\s*(true|false)/im.exec(own)?.[1]?.toLowerCase();
	const tool = {
		name: "Flyway",
		transaction: (transaction === void 0 ? OUTSIDE.test(withoutComments(text)) : transaction === "false") ? "none" : "block",
		outside: `Write "executeInTransaction=false" into ${folder.display(file)}.conf.`,
		continues: false
	};
	return scriptOf(folder, file, (replaces === void 0 ? settings.replace : replaces !== "false") ? replaced$1(text, folder, file, settings, options) : text, tool);
}
function withoutComments(text) {
	return commentsOf(text).reduce((left, [start, end]) => blank(left, start, end), text);
}
function replaced$1(text, folder, file, settings, options) {
	const comments = commentsOf(text);
	const values = {
		"flyway:database": options.database,
		"flyway:defaultSchema": settings.schema,
		"flyway:table": "flyway_schema_history",
		"flyway:filename": baseOf(file),
		...settings.placeholders,
		...options.placeholders
	};
	return substitute(text, /\$\{([^}\s$]+)\}/g, (match) => {
		const name = match[1] ?? "";
		const value = Object.entries(values).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
		if (value !== void 0) return value;
		if (comments.some(([start, end]) => start <= match.index && match.index < end)) return void 0;
		throw missingPlaceholder(name, folder.display(file), text, match.index);
	});
}
// src/sources/layouts/golang-migrate.ts
const NAME$2 = /^(\d+)_.*\.(up|down)\.sql$/;
/** golang-migrate: the driver for PostgreSQL sends each file as one query. */
const golangMigrate = {
	name: "golang-migrate",
	title: "golang-migrate",
	files: "`000001_name.up.sql`, `.down.sql`",
	runs: "`.up.sql` by number; `.down.sql` not",
	async recognise(folder) {
		return (await folder.files(NAME$2)).find((file) => file.endsWith(".up.sql"));
	},
	async list(folder) {
		const files = await folder.files();
		const found = files.flatMap((name) => {
			const [, version = "", direction] = NAME$2.exec(name) ?? [];
			return direction === "up" ? [{
				name,
				version: String(BigInt(version))
			}] : [];
		});
		found.sort((a, b) => byDigits(a.version, b.version));
		refuseTwins(found, "golang-migrate");
		const down = files.filter((name) => NAME$2.exec(name)?.[2] === "down");
		const scripts = found.map(({ name }, index) => scriptOf(folder, name, void 0, {
			name: "golang-migrate",
			transaction: "query",
			outside: "Put the statement into a file of its own: one alone is in no transaction.",
			continues: index > 0
		}));
		const known = [...found.map(({ name }) => name), ...down];
		return {
			scripts: await Promise.all(scripts),
			left: [...left(folder, down, "takes a migration back"), ...strays(folder, files, known, "golang-migrate runs NUMBER_name.up.sql only")],
			warnings: []
		};
	}
};
// src/sources/layouts/goose.ts
const NAME$1 = /^(\d+)_.*\.(sql|go)$/;
const ENVSUB = /^--\s*\+goose\s+ENVSUB\s+(ON|OFF)\s*$/i;
/** `${NAME}`, `${NAME:-default}`, `${NAME-default}`, `$NAME`; `$$` and `\$` stay. */
const VARIABLE = /\\\$|\$\$|\$(?:\{([A-Za-z_]\w*)(?::?-([^}]*))?\}|([A-Za-z_]\w*))/g;
const goose = {
	name: "goose",
	title: "goose",
	files: "`00001_name.sql` with `-- +goose Up`",
	runs: "`+goose Up` sections by number; `+goose Down` and Go migrations not",
	recognise: (folder) => firstSaying(folder, markerOf("goose")),
	async list(folder, options) {
		const files = await folder.files(/\.(sql|go)$/);
		const found = files.flatMap((name) => {
			const version = NAME$1.exec(name)?.[1];
			return version === void 0 || name.endsWith("_test.go") ? [] : [{
				name,
				version: String(BigInt(version))
			}];
		});
		found.sort((a, b) => byDigits(a.version, b.version));
		refuseTwins(found, "goose");
		const sql = found.filter(({ name }) => name.endsWith(".sql"));
		const programs = found.filter(({ name }) => name.endsWith(".go"));
		const sections = await readSections(folder, sql.map(({ name }) => name), "goose");
		const scripts = sections.map(({ name, source, text, marks }, index) => {
			if (marks.length === 0) throw new UserError(`${folder.display(name)} has no line -- +goose Up`, {
				hint: "goose refuses a migration without one. Move a script that is none to another directory.",
				exitCode: 1
			});
			return scriptOf(folder, name, environment$1(text, source, folder, name, options), {
				name: "goose",
				transaction: /^--\s*\+goose\s+NO\s+TRANSACTION\s*$/im.test(source) ? "none" : "block",
				outside: "Write \"-- +goose NO TRANSACTION\" on the first line.",
				continues: index > 0
			});
		});
		return {
			scripts: await Promise.all(scripts),
			left: [
				...downSections(folder, sections),
				...programs.map(({ name }) => ({
					name: folder.display(name),
					why: "a Go migration is a program, which only goose runs",
					unexpected: true
				})),
				...strays(folder, files, sql.map(({ name }) => name), "its name has no NUMBER_ in front")
			],
			warnings: []
		};
	}
};
/** Puts the values in between `-- +goose ENVSUB ON` and `OFF`: from the settings, never from the environment of the run. */
function environment$1(text, source, folder, file, options) {
	if (!/\+goose\s+ENVSUB\s+ON/i.test(source)) return text;
	let on = false;
	const lines = linesOf(source).map((line) => {
		const mark = ENVSUB.exec(line.text)?.[1];
		if (mark !== void 0) on = mark.toUpperCase() === "ON";
		return {
			...line,
			on
		};
	});
	const within = (at) => lines.findLast(({ start }) => start <= at)?.on === true;
	return substitute(text, VARIABLE, (match) => {
		const name = match[1] ?? match[3];
		if (name === void 0 || !within(match.index)) return void 0;
		const value = options.placeholders[name] ?? match[2];
		if (value === void 0) throw missingPlaceholder(name, folder.display(file), text, match.index);
		return value;
	});
}
// src/sources/layouts/graphile-migrate.ts
const COMMITTED = /^committed\/\d+[^/]*\.sql$/;
const CURRENT = /^(current\.sql|current\/\d+[^/]*\.sql)$/;
const graphileMigrate = {
	name: "graphile-migrate",
	title: "Graphile Migrate",
	files: "`committed/000001.sql`, `current.sql`",
	runs: "`committed/` by number, then `current`, with `:PLACEHOLDERS`",
	async recognise(folder) {
		if (!(await folder.folders()).includes("committed")) return void 0;
		const [first] = await folder.folder("committed").files(/^\d+.*\.sql$/);
		if (first !== void 0) return `committed/${first}`;
		return await folder.has("current.sql") ? "current.sql" : void 0;
	},
	async list(folder, options) {
		const files = await folder.everyFile(/\.sql$/);
		const runs = [...files.filter((file) => COMMITTED.test(file)), ...files.filter((file) => CURRENT.test(file))];
		const scripts = runs.map(async (file, index) => {
			const text = await folder.text(file);
			if (CURRENT.test(file) && /^--!\s*include\b/m.test(text)) throw new UserError(`${folder.display(file)} includes a fixture, which is not put in here`, { hint: "Commit the migration (graphile-migrate commit), which puts it in." });
			return scriptOf(folder, file, replaced(text, folder, file, options), {
				name: "Graphile Migrate",
				transaction: /^--!\s*no-transaction\b/m.test(text) ? "none" : "block",
				outside: "Write \"--! no-transaction\" on the first line, with the statement alone in the file.",
				continues: index > 0
			});
		});
		const actions = /"(beforeReset|afterReset|beforeAllMigrations|afterAllMigrations)"\s*:\s*(\[\s*[^\]\s]|"[^"]|\{)/;
		const gmrc = await folder.above(".gmrc", ".gmrc.jsonc");
		const action = actions.exec(gmrc?.text ?? "")?.[1];
		return {
			scripts: await Promise.all(scripts),
			left: strays(folder, files, runs, "Graphile Migrate runs committed/ and current only"),
			warnings: action === void 0 ? [] : [`${action} of ${gmrc?.name} is not run: name its SQL before the migrations, source: { path: [DIR, …] }`]
		};
	}
};
function replaced(text, folder, file, { database, placeholders }) {
	const comments = commentsOf(text);
	const values = {
		DATABASE_NAME: quoteIdentifier(database),
		DATABASE_OWNER: "CURRENT_USER",
		...Object.fromEntries(Object.entries(placeholders).map(([name, value]) => [name.replace(/^:/, ""), value]))
	};
	return substitute(text, /(?<![:\w]):([A-Z][0-9A-Z_]+)\b/g, (match) => {
		const name = match[1] ?? "";
		if (Object.hasOwn(values, name)) return values[name];
		if (comments.some(([start, end]) => start <= match.index && match.index < end)) return void 0;
		throw missingPlaceholder(name, folder.display(file), text, match.index);
	});
}
// src/sources/mounts.ts
const COMPOSE = [
	"compose.yaml",
	"compose.yml",
	"docker-compose.yml",
	"docker-compose.yaml"
];
/** What brings a directory to where the image looks, in Compose's two ways of writing it and in a Dockerfile. */
const MOUNTS = [/^\s*-\s*["']?([^\s:"']+):\/docker-entrypoint-initdb\.d\/?["']?(?::\w+["']?)?\s*$/gm, /\bsource:\s*["']?([^\s"']+)["']?\s*\n\s*target:\s*["']?\/docker-entrypoint-initdb\.d\/?["']?\s*$/gm];
const COPIES = [/^\s*(?:COPY|ADD)\s+(?:--\S+\s+)*(\S+)\s+\/docker-entrypoint-initdb\.d\/?\s*$/gim];
const FILE = /^\s*-\s*["']?([^\s:"']+\.sql):\/docker-entrypoint-initdb\.d\/([^\s:"'/]+\.sql)["']?(?::\w+["']?)?\s*$/;
/** True for a directory that a project's own files give to the image, whatever its name is. */
async function isMounted(folder) {
	for (const [names, patterns] of [[COMPOSE, MOUNTS], [["Dockerfile"], COPIES]]) {
		const file = await folder.above(...names);
		if (file === void 0) continue;
		const from = resolve(folder.cwd, dirname(file.name));
		for (const [, path = ""] of patterns.flatMap((pattern) => [...file.text.matchAll(pattern)])) {
			const directory = withoutShell(path).replace(/[^/]*[*?][^/]*$/, "");
			if (resolve(from, directory) === folder.path) return true;
		}
	}
	return false;
}
/** The scripts that the first of a project's Compose files which mounts any gives to the image, as that runs them. */
async function mountedScripts(project) {
	for (const folder of [project, ...(await project.folders()).map((name) => project.folder(name))]) for (const name of COMPOSE) {
		if (!await folder.has(name)) continue;
		const found = (await folder.glance(name)).split("\n").map((line, index) => ({
			line,
			number: index + 1
		})).flatMap(({ line, number }) => {
			const [, path, target] = FILE.exec(line) ?? [];
			if (path === void 0 || target === void 0) return [];
			return [{
				file: relative(project.path, resolve(folder.path, withoutShell(path))).split(sep).join("/"),
				target,
				from: `${folder.display(name)}:${number}`
			}];
		});
		if (found.length > 0) return found.toSorted((a, b) => byBytes(a.target, b.target));
	}
	return [];
}
/** Compose has the shell's word for the directory that it is called in. */
function withoutShell(path) {
	return path.replace(/^\$\{?PWD\}?\//, "");
}
// src/sources/layouts/initdb.ts
const RUNS = /\.(sql|sql\.gz|sh)$/;
/** What the official image runs on a new cluster, each script by psql or a shell of its own. */
const initdb = {
	name: "initdb",
	title: "docker-entrypoint-initdb.d",
	files: "`docker-entrypoint-initdb.d/`, or what Compose mounts or a Dockerfile copies there: `.sql`, `.sql.gz`, `.sh`",
	runs: "by name, as the official image; `.sh` only on Docker",
	async recognise(folder) {
		const files = await folder.files(RUNS);
		const first = files.find((file) => !file.endsWith(".sh")) ?? files[0];
		if (first === void 0) return void 0;
		return /^(docker-entrypoint-)?initdb(\.d)?$/.test(folder.base) || await isMounted(folder) ? first : void 0;
	},
	async list(folder) {
		const files = (await folder.files()).toSorted(byBytes);
		const runs = files.filter((file) => RUNS.test(file));
		return {
			scripts: await Promise.all(runs.map(async (file) => ({
				...await scriptOf(folder, file),
				...file.endsWith(".sh") ? { shell: true } : {}
			}))),
			left: files.filter((file) => /\.sql\.(xz|zst)$/.test(file)).map((file) => ({
				name: folder.display(file),
				why: "it is packed with another than gzip",
				unexpected: true
			})),
			warnings: []
		};
	}
};
// src/sources/layouts/liquibase.ts
const FORMATTED = /^\s*--\s*liquibase\s+formatted\s+sql/i;
const CHANGESET = /^\s*--\s*changeset\s+(\S+:\S+)(.*)$/i;
const ROLLBACK = /^\s*--\s*rollback\b/im;
const MASTER = /^(db\.)?changelog[-.]?(master|root)?\.(xml|ya?ml|json)$/i;
/** Liquibase's changelogs in SQL: each changeset is a transaction. */
const liquibase = {
	name: "liquibase",
	title: "Liquibase",
	files: "`--liquibase formatted sql`, with or without a changelog that includes them",
	runs: "changesets in the order of the changelog, else of the names; rollbacks and changesets in XML or YAML not",
	async recognise(folder) {
		for (const name of (await folder.files(/\.sql$/i)).slice(0, 5)) if (FORMATTED.test(await folder.glance(name))) return name;
		const master = (await folder.files(MASTER))[0];
		return master !== void 0 && /databaseChangeLog/.test(await folder.glance(master)) ? master : void 0;
	},
	async list(folder, options) {
		const master = (await folder.files(MASTER))[0];
		const every = await folder.everyFile(/\.sql$/i);
		const log = {
			files: [],
			programs: []
		};
		if (master === void 0) log.files.push(...every);
		else await follow$1(folder, master, every, log, []);
		const scripts = [];
		const left = [];
		for (const file of log.files) {
			const text = await folder.text(file);
			if (ROLLBACK.test(text)) {
				const name = `the rollbacks of ${folder.display(file)}`;
				left.push({
					name,
					why: "takes a changeset back",
					unexpected: false
				});
			}
			if (FORMATTED.test(text)) scripts.push(...await changesets(folder, file, text, options, left));
			else if (master === void 0) left.push(stray(folder, file, "it has no line --liquibase formatted sql"));
			else scripts.push(await scriptOf(folder, file));
		}
		return {
			scripts: scripts.map((script, index) => script.tool === void 0 ? script : {
				...script,
				tool: {
					...script.tool,
					continues: index > 0
				}
			}),
			left: [
				...left,
				...strays(folder, every, log.files, `${master ?? "no changelog"} does not include it`),
				...log.programs.map((file) => stray(folder, file, "its changesets are not SQL, and only Liquibase runs them"))
			],
			warnings: []
		};
	}
};
function stray(folder, file, why) {
	return {
		name: folder.display(file),
		why,
		unexpected: true
	};
}
/** Follows the includes of a changelog. */
async function follow$1(folder, file, every, log, way) {
	if (way.includes(file)) throw new UserError(`a changelog includes itself: ${[...way, file].join(" → ")}`);
	const text = await folder.text(file);
	if (/\.sql$/i.test(file)) {
		log.files.push(file);
		return;
	}
	if (/<changeSet\b|\bchangeSet"?\s*:/.test(text)) log.programs.push(file);
	for (const { path, all, relative } of includesOf(text, file)) {
		const at = locate$2(path, relative ? posix.dirname(file) : ".", folder);
		const found = all ? every.filter((one) => one.startsWith(`${at}/`) || at === ".") : [at];
		for (const one of found) await follow$1(folder, one, every, log, [...way, file]);
	}
}
/** A path as the folder knows it: Liquibase starts from the root of its search path, which lies above. */
function locate$2(path, from, folder) {
	const clean = posix.normalize(posix.join(from, path.replace(/^(classpath:|\/)+/, ""))).replace(/\/$/, "");
	const parts = clean.split("/");
	const base = parts.lastIndexOf(folder.base);
	return from === "." && base >= 0 ? parts.slice(base + 1).join("/") || "." : clean;
}
function includesOf(text, file) {
	if (/\.xml$/i.test(file)) return [...text.matchAll(/<(include|includeAll)\b([^>]*)>/g)].map(([, kind, attributes = ""]) => ({
		path: /\b(?:file|path)\s*=\s*"([^"]*)"/.exec(attributes)?.[1] ?? "",
		all: kind === "includeAll",
		relative: /\brelativeToChangelogFile\s*=\s*"true"/.test(attributes)
	}));
	const { databaseChangeLog = [] } = (0, import_dist.parse)(text) ?? {};
	return databaseChangeLog.flatMap(({ include, includeAll }) => [include, includeAll].flatMap((node) => node === void 0 ? [] : [{
		path: node.file ?? node.path ?? "",
		all: node === includeAll,
		relative: String(node.relativeToChangelogFile) === "true"
	}]));
}
/** The changesets of a file, each with only its own lines left. */
async function changesets(folder, file, source, { placeholders }, left) {
	const text = substitute(source, /\$\{([^}\s]+)\}/g, (match) => placeholders[match[1] ?? ""]);
	const heads = linesOf(text).filter((line) => CHANGESET.test(line.text));
	const scripts = [];
	for (const [index, head] of heads.entries()) {
		const [, id = "", settings = ""] = CHANGESET.exec(head.text) ?? [];
		const end = heads[index + 1]?.start ?? text.length;
		const own = blank(blank(text, 0, head.start), end, text.length);
		const dbms = /\bdbms:(\S+)/i.exec(settings)?.[1];
		if (dbms !== void 0 && !isFor(dbms)) {
			left.push({
				name: `${folder.display(file)} ${id}`,
				why: "for another database",
				unexpected: false
			});
			continue;
		}
		if (/^\s*--\s*preconditions?\b/im.test(own)) left.push(stray(folder, `${file} (the preconditions of ${id})`, "only Liquibase looks at them"));
		scripts.push(await scriptOf(folder, file, own, {
			name: "Liquibase",
			transaction: /\brunInTransaction:false\b/i.test(settings) ? "none" : "block",
			outside: `Write "runInTransaction:false" behind the changeset on line ${head.number}.`,
			continues: true
		}));
	}
	return scripts;
}
function isFor(dbms) {
	const names = dbms.toLowerCase().split(",");
	if (names.includes("!postgresql") || names.includes("none")) return false;
	return names.includes("postgresql") || names.includes("all") || names.every((name) => name.startsWith("!"));
}
// src/sources/layouts/node-pg-migrate.ts
const NAME = /^(\d+)[_-].*\.(sql|[cm]?[jt]s)$/;
const nodePgMigrate = {
	name: "node-pg-migrate",
	title: "node-pg-migrate",
	files: "`1735689600000_name.sql` with `-- Up Migration`",
	runs: "`Up Migration` sections by number; `Down Migration` and JavaScript not",
	recognise: (folder) => firstSaying(folder, markerOf("node-pg-migrate")),
	async list(folder) {
		const files = await folder.files(/\.(sql|[cm]?[jt]s)$/);
		const number = (name) => sinceEpoch(NAME.exec(name)?.[1] ?? "0");
		const known = files.filter((name) => NAME.test(name));
		const back = known.filter((name) => name.endsWith(".down.sql"));
		const sql = known.filter((name) => name.endsWith(".sql") && !back.includes(name));
		sql.sort((a, b) => byDigits(number(a), number(b)) || byBytes(a, b));
		const sections = await readSections(folder, sql, "node-pg-migrate");
		const scripts = sections.map(({ name, text }, index) => scriptOf(folder, name, text, {
			name: "node-pg-migrate",
			transaction: "whole",
			outside: `For a continuous aggregate, write WITH NO DATA. ${aloneHint(folder)}`,
			continues: index > 0
		}));
		return {
			scripts: await Promise.all(scripts),
			left: [
				...downSections(folder, sections),
				...left(folder, back, "takes a migration back"),
				...strays(folder, files, [...sql, ...back], "its name has no NUMBER_ in front"),
				...known.filter((name) => !name.endsWith(".sql")).map((name) => ({
					name: folder.display(name),
					why: "a program, which only node-pg-migrate runs",
					unexpected: true
				}))
			],
			warnings: []
		};
	}
};
/** A number of 17 digits is a time in UTC; the others are milliseconds as they are. */
function sinceEpoch(digits) {
	const [, year, month, day, hours, minutes, seconds, more] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d{3})$/.exec(digits) ?? [];
	const time = Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:${seconds}.${more}Z`);
	return Number.isNaN(time) || time < 0 ? digits : String(time);
}
// src/sources/layouts/plain.ts
const SCRIPT = /\.sql(\.gz)?$/i;
/** A directory of scripts that no tool claims: as `psql -f` would run one after the other. */
const plain = {
	name: "plain",
	title: "a directory of SQL",
	files: "`1_a.sql`, `2_b.sql`, `10_c.sql`",
	runs: "every `.sql` and `.sql.gz`, numbers as numbers; `.down.sql`, `_rollback.sql` and the like not",
	async recognise(folder) {
		return (await folder.files(SCRIPT))[0] ?? (await folder.everyFile(SCRIPT))[0];
	},
	async list(folder) {
		const own = await folder.files(SCRIPT);
		const every = await folder.everyFile(SCRIPT);
		const files = own.length > 0 ? own : every;
		const back = files.filter((file) => takesBack(file.slice(file.lastIndexOf("/") + 1)));
		const run = files.filter((file) => !back.includes(file)).toSorted(byNumbers);
		const scripts = await Promise.all(run.map((file) => plainScript(folder, file)));
		return {
			scripts: scripts.map(({ script }) => script),
			left: [
				...downSections(folder, scripts),
				...left(folder, back, "takes back what others build"),
				...strays(folder, every, files, "it lies in a directory below")
			],
			warnings: []
		};
	}
};
/** A script as psql runs it; only the up section of one that some tool's sections are in. */
async function plainScript(folder, file) {
	const script = await scriptOf(folder, file);
	const tool = markedBy(script.text);
	if (tool === void 0) return {
		name: file,
		left: 0,
		script
	};
	const { text, left } = sectionsOf(script.text, tool);
	return {
		name: file,
		left,
		script: {
			...script,
			text
		}
	};
}
// src/sources/layouts/prisma.ts
/** Prisma Migrate: each migration.sql goes to the server as one query. */
const prisma = {
	name: "prisma",
	title: "Prisma Migrate",
	files: "`20250101120000_name/migration.sql`",
	runs: "every `migration.sql` by the name of its directory",
	async recognise(folder) {
		for (const name of await folder.folders()) if (await folder.folder(name).has("migration.sql")) return `${name}/migration.sql`;
	},
	async list(folder) {
		const scripts = [];
		const skipped = strays(folder, await folder.files(), [], "Prisma runs the migration.sql of directories");
		for (const name of await folder.folders()) {
			const migration = folder.folder(name);
			const files = await migration.files();
			const tool = {
				name: "Prisma Migrate",
				transaction: "query",
				outside: "Put the statement into a migration of its own: one alone is in no transaction.",
				continues: scripts.length > 0
			};
			if (files.includes("migration.sql")) scripts.push(await scriptOf(migration, "migration.sql", void 0, tool));
			const down = files.filter((file) => file === "down.sql");
			skipped.push(...left(migration, down, "takes a migration back"));
			skipped.push(...strays(migration, files, ["migration.sql", ...down], "Prisma runs migration.sql only"));
		}
		return {
			scripts,
			left: skipped,
			warnings: []
		};
	}
};
// src/sources/layouts/rust.ts
const SQLX = /^(\d+)_.*?(?:\.(up|down))?\.sql$/;
const REFINERY = /^([UV])(\d+)__\w+\.sql$/;
/** Whether the Rust project around a folder depends on a crate. */
async function depends(folder, crate) {
	const cargo = await folder.above("Cargo.toml");
	return new RegExp(`^\\s*"?${crate}(-\\w+)?"?\\s*[.=]|^\\[.*dependencies\\.${crate}`, "m").test(cargo?.text ?? "");
}
const sqlx = {
	name: "sqlx",
	title: "sqlx",
	files: "`20250101120000_name.sql` or `.up.sql` beside a Cargo.toml with sqlx",
	runs: "`.sql` and `.up.sql` by number; `.down.sql` not",
	async recognise(folder) {
		const [first] = await folder.files(SQLX);
		return first !== void 0 && await depends(folder, "sqlx") ? first : void 0;
	},
	async list(folder) {
		const files = await folder.files(/\.sql$/);
		const found = files.flatMap((name) => {
			const [, version = "", kind = "up"] = SQLX.exec(name) ?? [];
			return version === "" ? [] : [{
				name,
				version: String(BigInt(version)),
				kind
			}];
		});
		const ups = found.filter(({ kind }) => kind === "up").sort((a, b) => byDigits(a.version, b.version));
		refuseTwins(ups, "sqlx");
		const scripts = ups.map(async ({ name }, index) => {
			const text = await folder.text(name);
			return scriptOf(folder, name, text, {
				name: "sqlx",
				transaction: text.startsWith("-- no-transaction") ? "none" : "block",
				outside: "Write \"-- no-transaction\" on the first line.",
				continues: index > 0
			});
		});
		const downs = found.filter(({ kind }) => kind === "down").map(({ name }) => name);
		return {
			scripts: await Promise.all(scripts),
			left: [...left(folder, downs, "takes a migration back"), ...strays(folder, files, [...ups.map(({ name }) => name), ...downs], "its name has no NUMBER_ in front")],
			warnings: []
		};
	}
};
const refinery = {
	name: "refinery",
	title: "refinery",
	files: "`V1__name.sql`, `U2__name.sql` beside a Cargo.toml with refinery",
	runs: "`V` and `U` together by number",
	async recognise(folder) {
		const [first] = await folder.files(REFINERY);
		return first !== void 0 && await depends(folder, "refinery") ? first : void 0;
	},
	async list(folder) {
		const files = await folder.everyFile(/\.sql$/);
		const found = files.flatMap((name) => {
			const version = REFINERY.exec(name.slice(name.lastIndexOf("/") + 1))?.[2];
			return version === void 0 ? [] : [{
				name,
				version: String(BigInt(version))
			}];
		});
		found.sort((a, b) => byDigits(a.version, b.version));
		refuseTwins(found, "refinery");
		const known = found.map(({ name }) => name);
		const scripts = found.map(({ name }, index) => scriptOf(folder, name, void 0, {
			name: "refinery",
			transaction: "block",
			outside: "refinery has no way around it: for a continuous aggregate, write WITH NO DATA.",
			continues: index > 0
		}));
		return {
			scripts: await Promise.all(scripts),
			left: strays(folder, files, known, "refinery runs V1__name.sql only"),
			warnings: []
		};
	}
};
// src/sources/layouts/sqitch.ts
const PLAN = "sqitch.plan";
const sqitch = {
	name: "sqitch",
	title: "Sqitch",
	files: "`sqitch.plan`, `deploy/name.sql`",
	runs: "deploy scripts in the order of the plan, as psql would; `revert/` and `verify/` not",
	recognise: async (folder) => await folder.has(PLAN) ? PLAN : void 0,
	async list(folder, { placeholders }) {
		const [directory, plan] = [/^\s*deploy_dir\s*=\s*(.+?)\s*$/m.exec(await folder.glance("sqitch.conf"))?.[1] ?? "deploy", await folder.text(PLAN)];
		const changes = changesOf(plan);
		const files = await folder.everyFile(/\.sql$/);
		const paths = changes.map(({ file, name, line }) => {
			const path = `${directory}/${file}.sql`;
			if (files.includes(path)) return path;
			throw new UserError(`${folder.display(PLAN)}:${line}  the change ${name} has no ${folder.display(path)}`, {
				hint: "Add the script, or take the change out of the plan.",
				exitCode: 1
			});
		});
		const scripts = paths.map((path) => scriptOf(folder, path, void 0, {
			name: "Sqitch",
			transaction: "none",
			outside: "",
			continues: false,
			variables: placeholders
		}));
		const deploys = files.filter((file) => file.startsWith(`${directory}/`));
		return {
			scripts: await Promise.all(scripts),
			left: [...strays(folder, deploys, paths, `no change of ${PLAN} names it`), ...files.filter((file) => /^(revert|verify)\//.test(file)).map((file) => ({
				name: folder.display(file),
				why: "Sqitch reverts or verifies with it",
				unexpected: false
			}))],
			warnings: []
		};
	}
};
/**
* The changes of a plan in its order. One that is there twice was reworked: its earlier script has the name of the tag that
* came between.
*/
function changesOf(plan) {
	const changes = [];
	let open = [];
	const tagged = /* @__PURE__ */ new Map();
	for (const { text, number } of linesOf(plan)) {
		const [word = ""] = text.replace(/#.*$/, "").trim().split(/\s+/);
		if (word === "" || word.startsWith("%")) continue;
		if (word.startsWith("@")) {
			for (const change of open) tagged.set(change, word);
			open = [];
			continue;
		}
		const name = word.replace(/^[+-]/, "");
		for (const before of changes.filter((change) => change.name === name)) if (before.file === name) before.file = `${name}${tagged.get(before) ?? ""}`;
		if (word.startsWith("-")) continue;
		const change = {
			name,
			file: name,
			line: number
		};
		changes.push(change);
		open.push(change);
	}
	return changes;
}
// src/sources/layouts/sql-migrate.ts
const sqlMigrate = {
	name: "sql-migrate",
	title: "sql-migrate",
	files: "`1-name.sql` with `-- +migrate Up`",
	runs: "`+migrate Up` sections by number, then by name; `+migrate Down` not",
	recognise: (folder) => firstSaying(folder, markerOf("sql-migrate")),
	async list(folder) {
		const number = (name) => /^(\d+)/.exec(name)?.[1];
		const sections = await readSections(folder, (await folder.files(/\.sql$/)).toSorted((a, b) => {
			const [x, y] = [number(a), number(b)];
			return (x !== void 0 && y !== void 0 ? byDigits(x, y) : 0) || byBytes(a, b);
		}), "sql-migrate");
		const scripts = sections.map(({ name, text, marks }, index) => scriptOf(folder, name, text, {
			name: "sql-migrate",
			transaction: marks.some(({ text: line }) => /\bnotransaction\b/.test(line)) ? "none" : "block",
			outside: "Write \"-- +migrate Up notransaction\" above the section.",
			continues: index > 0
		}));
		return {
			scripts: await Promise.all(scripts),
			left: downSections(folder, sections),
			warnings: []
		};
	}
};
// src/sources/layouts/structure.ts
const NAMES = ["structure.sql", "schema.sql"];
/** What a program wrote there, and no person. */
const DUMPED = /PostgreSQL database dump|schema_migrations|set_config\('search_path'|ts_insert_blocker|^-- Fingerprint:/m;
/** The whole schema in one file, as Rails and dbmate write it after each migration. */
const structure = {
	name: "structure",
	title: "a structure file",
	files: "`structure.sql` of Rails, `schema.sql` of dbmate",
	runs: "the file, as psql would",
	async recognise(folder) {
		const files = await folder.files(/\.sql$/i);
		const [only] = files;
		if (files.length !== 1 || only === void 0 || !NAMES.includes(only)) return void 0;
		return DUMPED.test(await folder.glance(only)) ? only : void 0;
	},
	async list(folder) {
		const files = await folder.files(/\.sql$/i);
		const runs = NAMES.filter((name) => files.includes(name)).slice(0, 1);
		return {
			scripts: await Promise.all(runs.map((name) => scriptOf(folder, name))),
			left: strays(folder, files, runs, "the structure file stands for the whole schema"),
			warnings: []
		};
	}
};
// src/sources/layouts/yoyo.ts
const DEPENDS = /^--\s*depends:(.*)$/im;
const yoyo = {
	name: "yoyo",
	title: "yoyo",
	files: "`0001.name.sql` with `-- depends:`, or beside a yoyo.ini; `.rollback.sql`",
	runs: "what a migration depends on before it, else by name; `.rollback.sql` and Python not",
	async recognise(folder) {
		const marked = await firstSaying(folder, DEPENDS);
		if (marked !== void 0) return marked;
		const [first] = await folder.files(/\.sql$/);
		return first !== void 0 && await folder.above("yoyo.ini") !== void 0 ? first : void 0;
	},
	async list(folder) {
		const files = await folder.files(/\.(sql|py)$/);
		const back = files.filter((file) => file.endsWith(".rollback.sql"));
		const programs = files.filter((file) => file.endsWith(".py") && file !== "__init__.py");
		const texts = /* @__PURE__ */ new Map();
		for (const file of files) if (file.endsWith(".sql") && !back.includes(file)) texts.set(file.replace(/\.sql$/, ""), await folder.text(file));
		const ids = inOrder(texts);
		const scripts = ids.map((id, index) => {
			const text = texts.get(id) ?? "";
			return scriptOf(folder, `${id}.sql`, text, {
				name: "yoyo",
				transaction: header(text, "transactional") === "false" ? "none" : "block",
				outside: "Write \"-- transactional: false\" on the first line.",
				continues: index > 0
			});
		});
		const known = [...ids.map((id) => `${id}.sql`), ...back];
		return {
			scripts: await Promise.all(scripts),
			left: [
				...left(folder, back, "takes a migration back"),
				...strays(folder, files, known, "yoyo does not know it"),
				...programs.map((file) => ({
					name: folder.display(file),
					why: "a migration in Python is a program, which only yoyo runs",
					unexpected: true
				}))
			],
			warnings: []
		};
	}
};
/** A setting in the comments at the top of a migration. */
function header(text, name) {
	for (const line of linesOf(text)) {
		if (line.text.trim() !== "" && !line.text.startsWith("--")) return void 0;
		const [, key, value] = /^--\s*(\w+):\s*(.*?)\s*$/.exec(line.text) ?? [];
		if (key?.toLowerCase() === name) return value?.toLowerCase();
	}
}
/** By name, each after what it depends on. */
function inOrder(texts) {
	const done = [];
	const visit = (id, way) => {
		if (done.includes(id)) return;
		if (way.includes(id)) throw new UserError(`migrations depend on each other: ${[...way, id].join(" → ")}`, { exitCode: 1 });
		const needs = (DEPENDS.exec(texts.get(id) ?? "")?.[1] ?? "").split(/[\s,]+/).filter(Boolean);
		for (const need of needs) if (texts.has(need)) visit(need, [...way, id]);
		done.push(id);
	};
	for (const id of texts.keys()) visit(id, []);
	return done;
}
// src/sources/layouts.ts
/** Every layout, in the order in which they are looked for: what is told by its text or its own files comes first. */
const LAYOUT_TABLE = {
	dbmate,
	goose,
	"sql-migrate": sqlMigrate,
	"node-pg-migrate": nodePgMigrate,
	liquibase,
	sqitch,
	drizzle,
	prisma,
	hasura,
	diesel,
	"graphile-migrate": graphileMigrate,
	sqlx,
	refinery,
	yoyo,
	"golang-migrate": golangMigrate,
	flyway,
	initdb,
	structure,
	plain
};
// src/sources/recognise.ts
/** Where nobody keeps the SQL that builds a database. */
const ELSEWHERE = /^(node_modules|vendor|third_party|dist|build|target|out|bin|coverage|tests?|spec|e2e|testdata|fixtures|examples?|samples?|seeds?|queries|snippets|venv|site-packages|backups?)$/i;
/** More directories than people make by hand. */
const MOST_FOLDERS = 2e4;
/** The layout of a directory; undefined where it has no SQL. */
async function recognise(folder) {
	for (const layout of Object.values(LAYOUT_TABLE)) {
		const evidence = await layout.recognise(folder);
		if (evidence !== void 0) return {
			layout,
			folder,
			evidence
		};
	}
}
/**
* Every directory at or below a folder that is laid out in some way, whatever its depth. What lies below one that a tool
* claims belongs to it; a plain one is no more than a directory of scripts.
*/
async function recogniseBelow(folder) {
	let folders = 0;
	const look = async (at) => {
		if (++folders > MOST_FOLDERS) return [];
		const own = (await at.files()).length > 0 || (await at.folders()).length > 0 ? await claimed(at) : void 0;
		if (own !== void 0 && !["plain", "structure"].includes(own.layout.name)) return [own];
		const below = [];
		for (const name of await at.folders()) if (!ELSEWHERE.test(name)) below.push(...await look(at.folder(name)));
		return own === void 0 ? below : [own, ...below];
	};
	return look(folder);
}
/** The layout of a directory by itself: a plain one must have scripts of its own. */
async function claimed(folder) {
	const found = await recognise(folder);
	if (found?.layout.name === "plain" && found.evidence.includes("/")) return void 0;
	return found;
}
/** The layout that a person named. */
function layoutOf(name) {
	return LAYOUT_TABLE[name];
}
// src/sources/init.ts
/**
* Reads init SQL: files, patterns and directories in the order given, a pattern's matches by name. A directory that is in a
* migration tool's layout is read as that tool would. What takes a migration back never runs, unless it is named.
*
* @param beside whether scripts that lie beside those that run are told of
* @throws UserError as resolveInit does
*/
async function readInit(patterns, cwd, options) {
	const files = [];
	const left = [];
	const warnings = [];
	for (const pattern of patterns) {
		const listing = await tooled(pattern, cwd, options.database) ?? await matches$1(pattern, cwd);
		left.push(...listing.left);
		warnings.push(...listing.warnings);
		const names = new Set(files.map(({ path }) => path));
		files.push(...listing.scripts.filter(({ path }) => !names.has(path)));
	}
	if (options.beside !== false) left.push(...await besides(files, left, cwd));
	return {
		scripts: files,
		left,
		warnings,
		label: patterns.join(", ")
	};
}
/** A directory in the layout of a tool; undefined for anything else. */
async function tooled(pattern, cwd, database) {
	const folder = await Folder.open(resolve(cwd, pattern), cwd).catch(() => void 0);
	const found = folder === void 0 ? void 0 : await recognise(folder).catch(() => void 0);
	if (found === void 0 || found.layout.name === "plain") return void 0;
	return found.layout.list(found.folder, {
		database,
		placeholders: {}
	});
}
async function matches$1(pattern, cwd) {
	const found = await resolveInit([pattern], cwd);
	const named = found.length === 1 && found[0]?.path === resolve(cwd, pattern);
	const base = (name) => name.slice(name.lastIndexOf("/") + 1);
	const back = named || takesBack(base(pattern)) ? [] : found.filter(({ name }) => takesBack(base(name)));
	const scripts = found.filter((file) => !back.includes(file));
	const names = scripts.map(({ name }) => name);
	const odd = names.every((name) => /^\d/.test(base(name))) ? names.toSorted(byNumbers).findIndex((name, i) => name !== names[i]) : -1;
	return {
		scripts: scripts.map((file) => {
			const tool = markedBy(file.text);
			return tool === void 0 ? file : {
				...file,
				text: sectionsOf(file.text, tool).text
			};
		}),
		left: [...back.map(({ name }) => ({
			name,
			why: "takes back what others build",
			unexpected: false
		})), ...scripts.filter(({ text }) => {
			const tool = markedBy(text);
			return tool !== void 0 && sectionsOf(text, tool).left > 0;
		}).map(({ name }) => ({
			name: `the down section of ${name}`,
			why: "takes a migration back",
			unexpected: false
		}))],
		warnings: odd < 0 ? [] : [`${pattern} runs by name: ${names[odd]} before ${names.toSorted(byNumbers)[odd]}. source: ${displayName(dirname(found[0]?.path ?? cwd), cwd)} runs numbers as numbers.`]
	};
}
/** Scripts in the same directories that nothing runs. */
async function besides(files, known, cwd) {
	const directories = [...new Set(files.map(({ path }) => dirname(path)))];
	const found = [];
	for (const directory of directories) {
		const folder = await Folder.open(directory, cwd);
		const names = [...files.map(({ name }) => name), ...known.map(({ name }) => name)];
		const others = (await folder.files()).filter((name) => !takesBack(name) && !names.includes(folder.display(name)));
		found.push(...strays(folder, others, [], "no pattern of init names it"));
	}
	return found;
}
// src/sources/read.ts
/**
* Lists and reads the scripts of a source: of its directories one after the other, each in the layout that is named or
* recognised.
*
* @throws UserError where there is no directory, no SQL or no one layout
*/
async function readSource(setting, cwd, options) {
	const { path, layout, placeholders = {} } = typeof setting === "string" ? { path: setting } : setting;
	const read = {
		database: options.database,
		placeholders: Object.fromEntries(Object.entries(placeholders).map(([name, value]) => [name, String(value)]))
	};
	const found = [];
	for (const one of typeof path === "string" ? [path] : path) {
		const { layout: of, folder } = await open(one, cwd, layout, options.skip);
		const listing = await of.list(folder, read);
		if (listing.scripts.length === 0) {
			const names = listing.left.map(({ name }) => name).join(", ");
			throw new UserError(`${folder.name} has nothing to run: ${of.title} finds no script in it`, { ...names === "" ? {} : { hint: `Left out: ${names}.` } });
		}
		const below = FLAT.has(of.name) && folder.path !== cwd ? (await folder.everyFile()).filter((file) => file.includes("/")) : [];
		const left = [...listing.left, ...strays(folder, below, [], `${of.title} reads no directory below`)];
		found.push({
			...listing,
			left,
			label: `${of.title} in ${folder.name}`
		});
	}
	return {
		scripts: found.flatMap(({ scripts }) => scripts),
		left: found.flatMap(({ left }) => left),
		warnings: found.flatMap(({ warnings }) => warnings),
		label: found.map(({ label }) => label).join(", ")
	};
}
/** What looks for its scripts in the directory itself alone. */
const FLAT = /* @__PURE__ */ new Set([
	"dbmate",
	"goose",
	"sql-migrate",
	"node-pg-migrate",
	"sqlx",
	"yoyo",
	"golang-migrate",
	"initdb"
]);
/** A file that holds the whole schema, or the plan of one. */
function oneFile(file) {
	if (file === "sqitch.plan") return layoutOf("sqitch");
	return {
		...layoutOf("structure"),
		title: file,
		list: async (folder) => ({
			scripts: [await scriptOf(folder, file)],
			left: [],
			warnings: []
		})
	};
}
async function open(path, cwd, name, skip) {
	const at = resolve(cwd, path);
	const isFile = await stat(at).then((found) => found.isFile(), () => void 0);
	if (isFile === void 0) throw new UserError(`there is no directory ${displayName(at, cwd)}`, { hint: "source names the directory that the migrations are in." });
	if (isFile) return {
		layout: oneFile(basename(at)),
		folder: await Folder.open(dirname(at), cwd)
	};
	const folder = await Folder.open(at, cwd, skip);
	if (name !== void 0) return {
		layout: layoutOf(name),
		folder
	};
	const own = await recognise(folder);
	const { name: layout, evidence } = {
		name: own?.layout.name,
		evidence: own?.evidence ?? ""
	};
	const asked = layout !== "structure" && !(layout === "plain" && evidence.includes("/"));
	if (own !== void 0 && asked) return own;
	const below = (await recogniseBelow(folder)).filter((one) => !["plain", "structure"].includes(one.layout.name));
	if (below.length > 1) {
		const places = below.map((one) => `${one.folder.name} (${one.layout.title})`);
		throw new UserError(`${folder.name} holds several sources: ${places.join(", ")}`, { hint: `Name one: source: ${below[0]?.folder.name}` });
	}
	const one = below[0] ?? own;
	if (one !== void 0) return one;
	throw new UserError(`${folder.name} has no SQL that a schema can be built from`, { hint: "source names the directory that the migrations are in (a program that migrates is named by build: docs/sources/programs.md)." });
}
// src/workflows/scripts.ts
/** As many as a person reads before it is clear what they are about. */
const SHOWN = 3;
/**
* The scripts that the settings name, read: of a source in a tool's layout, or init SQL.
*
* @param beside whether scripts that lie beside those that run are told of
*/
function readScripts(settings, cwd, beside = true) {
	const { source, init, database } = settings;
	if (source === void 0) return readInit(init, cwd, {
		database,
		beside
	});
	return readSource(source, cwd, {
		database,
		skip: resolve(cwd, settings["schema-dir"])
	});
}
/** As many as show the order. */
const SHOWN_SCRIPTS = 12;
/** How many scripts run, then their names in order: a file that runs in parts, one after the other, is one script. */
function orderLines(scripts) {
	const names = scripts.map(({ name }) => name).filter((name, index, all) => name !== all[index - 1]);
	const more = names.length - SHOWN_SCRIPTS;
	return [
		plural$1(names.length, "script"),
		...names.slice(0, SHOWN_SCRIPTS).map((name, index) => `${index + 1}. ${name}`),
		...more > 0 ? [`and ${more} more`] : []
	];
}
/** What is left out by rule, one line a reason. */
function leftLines(left) {
	return [...Map.groupBy(left.filter(({ unexpected }) => !unexpected), ({ why }) => why)].map(([why, files]) => {
		const names = files.slice(0, SHOWN).map(({ name }) => name);
		const more = files.length > SHOWN ? ` and ${files.length - SHOWN} more` : "";
		return `left out: ${names.join(", ")}${more} (${why})`;
	});
}
/**
* What nobody runs though somebody may believe so, one line a file.
*
* @param ran the files that ran, included ones too
*/
function strayLines(left, ran) {
	const files = new Set(ran.map(({ file }) => file));
	return left.filter(({ name, unexpected }) => unexpected && !files.has(name)).map(({ name, why }) => `${name} is not run: ${why}`);
}
// src/workflows/source.ts
/** As many as a person reads before it is clear what they are about. */
const SHOWN_WARNINGS = 10;
/**
* Opens the source that the settings name: builds the init SQL on a throwaway server, has a program build it there, or
* reads a live database.
*
* @param beside whether scripts that lie beside those that run are told of
* @throws ScriptError where the init SQL fails, UserError where no server can be had
*/
async function openSource(settings, context, beside = true) {
	const url = settings["database-url"];
	if (url === void 0) return build(settings, context, beside);
	return chosenOf(await openLive(url, settings, context), settings, context);
}
/** What of a live database the settings want: the database itself, or a copy of its schema with that alone. */
function chosenOf(live, settings, context) {
	return describeChoice(settings) === void 0 ? Promise.resolve(live) : copy(live, settings, context);
}
async function build(settings, context, beside) {
	const program = settings.build;
	if (program !== void 0) refuseForks(program, context);
	const source = await readScripts(settings, context.cwd, beside);
	const engine = await startEngine(settings, context);
	const runs = engine.shell !== void 0 && context.fork !== true;
	const unrun = runs ? [] : shellScripts(source.scripts, context);
	source.left.push(...unrun);
	try {
		const result = await runInit(source, engine, settings, {
			...context,
			shell: runs
		});
		if (program !== void 0) await runProgram(program, engine, settings, context);
		await choose(engine, settings, context);
		const strays = strayLines(source.left, result.scripts);
		if (strays.length > 0) context.reporter.warn(...headed(strays));
		return {
			engine,
			builder: void 0,
			ran: result.ran,
			scripts: result.scripts,
			statements: sourceStatements(result.scripts, result.ran),
			options: dumpOptions(settings),
			[Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]()
		};
	} catch (error) {
		await engine[Symbol.asyncDispose]();
		for (const line of strayLines(settings.source === void 0 ? unrun : source.left, [])) context.reporter.warn(line);
		throw error;
	}
}
/** @param context.shell whether scripts for a shell are run */
async function runInit(source, engine, settings, { reporter, cwd, signal, shell }) {
	try {
		var _usingCtx$11 = _usingCtx();
		if (source.scripts.length === 0) return {
			files: 0,
			statements: 0,
			ran: [],
			scripts: []
		};
		const step = reporter.step("init");
		const session = _usingCtx$11.a(await engine.database.connect());
		const warnings = [];
		const result = await runScripts(session, source.scripts, {
			database: settings.database,
			cwd,
			shell: shell ? ({ name, text }) => engine.shell?.(name, text) ?? Promise.resolve() : void 0,
			onStatement: ({ file, line }) => step.update(`${file}:${line}`),
			onNotice: ({ severity, message }, { file, line }) => {
				if (severity === "WARNING") warnings.push(`${file}:${line}  ${message}`);
			},
			...signal === void 0 ? {} : { signal }
		}).catch(async (error) => {
			for (const line of warnings.slice(-3)) reporter.warn(line);
			throw await explained(error, {
				session,
				engine,
				image: settings.image ?? "timescale/timescaledb:2.14.2-pg14",
				files: source.scripts
			});
		});
		await tryAgain(engine, result.ran);
		const counts = `${plural$1(result.files, "file")}, ${plural$1(result.statements, "statement")}`;
		const text = settings.source === void 0 ? counts : `${counts} · ${source.label}`;
		const left = leftLines(source.left);
		if (warnings.length === 0) step.done(text, left);
		else step.warn(`${text}, ${plural$1(warnings.length, "warning")}`, [...clipped(warnings), ...left]);
		for (const line of source.warnings) reporter.warn(line);
		return result;
	} catch (_) {
		_usingCtx$11.e = _;
	} finally {
		await _usingCtx$11.d();
	}
}
/** @throws ScriptError where the scripts let no further session in */
async function tryAgain({ database }, ran) {
	try {
		try {
			var _usingCtx3 = _usingCtx();
			await _usingCtx3.a(await database.connect()).query("SELECT 1");
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
	} catch (cause) {
		throw lockedOut(cause, ran);
	}
}
/** The scripts for a shell that are not run, with the reason. */
function shellScripts(scripts, { fork }) {
	const why = fork === true ? "a fork's program is never run" : "a shell script runs in the container only: use --engine docker, or write it as SQL";
	return scripts.filter(({ shell }) => shell).map(({ name }) => ({
		name,
		why,
		unexpected: true
	}));
}
/** The first line, and the others below it. */
function headed(lines) {
	const [first = "", ...others] = clipped(lines);
	return [first, others];
}
function clipped(lines) {
	const more = lines.length - SHOWN_WARNINGS;
	return more > 0 ? [...lines.slice(0, SHOWN_WARNINGS), `and ${more} more`] : [...lines];
}
/** Starts the throwaway server that the settings ask for, with an empty database. */
async function startEngine(settings, { reporter, env, signal, mask, runId }, name = "server") {
	const step = reporter.step(name);
	const { engine, why } = await openEngine({
		engine: settings.engine,
		image: settings.image ?? "timescale/timescaledb:2.14.2-pg14",
		database: settings.database,
		onProgress: (text) => step.update(text),
		signal,
		register: mask,
		label: runId,
		data: env["TIMESCALE_CI_DATA"],
		timeLimit: settings["time-limit"]
	});
	step.done(engine.label, why === void 0 ? [] : [why]);
	return engine;
}
/**
* Connects to a live database. Whoever owns the database counts as the schema's builder there: that is the role whose
* objects carry no owner when the same schema is built from scripts.
*/
async function openLive(url, settings, { reporter, env, signal, mask }) {
	try {
		var _usingCtx4 = _usingCtx();
		const step = reporter.step("server");
		const program = env["PG_DUMP"];
		const engine = await connectExternal({
			url,
			env,
			signal,
			register: mask,
			timeLimit: settings["time-limit"],
			...program ? { pgDumpCommand: [program] } : {}
		});
		const [row] = await _usingCtx4.a(await engine.database.connect()).query("SELECT pg_get_userbyid(datdba)::text AS owner FROM pg_database WHERE datname = current_database()");
		step.done(engine.label);
		return {
			engine,
			builder: row?.owner,
			ran: [],
			scripts: [],
			statements: [],
			options: dumpOptions(settings),
			[Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]()
		};
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
/** A live database is never written to: what is wanted of it is chosen in a copy of its schema. It ends the original. */
async function copy(live, settings, context) {
	try {
		var _usingCtx5 = _usingCtx();
		const original = _usingCtx5.a(live);
		const { rows } = dumpOptions(settings);
		const dump = await dumpDatabase(original.engine.database, original.builder, { rows });
		const engine = await startEngine({
			...settings,
			image: imageFor(dump, settings)
		}, context, "scratch");
		try {
			await restore(dump.text, engine.database, "the dump of the live database");
			await choose(engine, settings, context);
			return {
				...original,
				engine,
				builder: void 0,
				[Symbol.asyncDispose]: () => engine[Symbol.asyncDispose]()
			};
		} catch (error) {
			await engine[Symbol.asyncDispose]();
			throw error;
		}
	} catch (_) {
		_usingCtx5.e = _;
	} finally {
		await _usingCtx5.d();
	}
}
function dumpOptions(settings) {
	return {
		chosen: describeChoice(settings),
		rows: settings.rows
	};
}
/** The official image of the versions that a live database runs, unless another was asked for. */
function imageFor({ facts }, { image }) {
	if (image !== void 0 || facts.timescaledb === null) return image;
	return imageOf({
		timescaledb: facts.timescaledb.version,
		postgres: facts.postgres
	});
}
/** The official image of some versions. */
function imageOf({ timescaledb, postgres }) {
	return `timescale/timescaledb:${timescaledb.replace(/-dev$/, "")}-pg${postgres.split(".")[0]}`;
}
// src/workflows/prove.ts
const DEFECT = "This is a defect of timescale-ci: please report it with the dump.";
/** The step: proves a source's dump on an engine that `scratchFor` gave. */
function proveSource(source, dump, engine, context) {
	const remark = source.engine.kind === "external" ? remarkOn(engine, dump) : DEFECT;
	return proveOn(engine, dump, dump.model, context, "the dump", [remark]);
}
/** Where a source's dump is restored: beside it, or for a live database on a server of its own. Dispose it. */
async function scratchFor(source, dump, settings, context) {
	const { engine } = source;
	if (engine.kind === "external") return await startEngine({
		...settings,
		image: imageFor(dump, settings)
	}, context, "scratch");
	const { kind, label, versions, database } = engine;
	return {
		kind,
		label,
		versions,
		database,
		scratch: () => engine.scratch(),
		[Symbol.asyncDispose]: async () => {}
	};
}
/** Another version may bring what the source cannot have (PostgreSQL 17 the privilege MAINTAIN), or say it otherwise. */
function remarkOn({ versions }, { facts }) {
	const [source, scratch] = [facts.postgres, versions.postgres].map((version) => version.split(".")[0]);
	if (source === scratch && facts.timescaledb?.version === versions.timescaledb) return DEFECT;
	return `The source runs TimescaleDB ${facts.timescaledb?.version ?? "none"} on PostgreSQL ${source}, this was proved on ${versions.timescaledb} on PostgreSQL ${scratch}, which may explain it: prove it on the source's versions by --engine docker.`;
}
/** Restores, compares and reports. The model is null where the text is all there is. */
async function proveOn(engine, dump, expected, { reporter }, file, remarks = []) {
	const step = reporter.step("restore");
	const proof = await prove(dump, expected, engine, file);
	const untried = listUntried(proof);
	if (proof.proved) (untried.length > 0 ? step.warn : step.done)(describeProof(proof), [...untried, ...readOtherwise(dump, proof.restored)]);
	else step.fail(describeProof(proof), [...listLosses(proof), ...failsInFunction(proof.error) ? [FUNCTION] : remarks]);
	return proof;
}
/** Whether a statement failed inside of a function of the user's own, as the innermost line of the context says. */
function failsInFunction(error) {
	return /^(SQL|PL\/pgSQL) function "?(?!_timescaledb_)/.test(error?.context ?? "");
}
const FUNCTION = "A function of the schema fails where it is called without rows and under the search_path of the database. Write names in it with their schema, or give it a path: ALTER FUNCTION … SET search_path = …";
/** What to say where PostgreSQL prints a dump otherwise once it has read it. */
function readOtherwise({ text }, read) {
	if (read === null || read.fingerprint === fingerprintOf(text)) return [];
	return [`as PostgreSQL prints it once it has read it: schema ${read.fingerprint.slice(0, 8)}`];
}
// src/workflows/dump.ts
/** The canonical dump of a source. */
async function dump(settings, context) {
	try {
		var _usingCtx$10 = _usingCtx();
		return await canonicalSource(_usingCtx$10.a(await openSource(settings, context)), settings, context);
	} catch (_) {
		_usingCtx$10.e = _;
	} finally {
		await _usingCtx$10.d();
	}
}
/**
* Dumps a source in its canonical form, for which PostgreSQL must read the dump once. Beside a live database that is the
* embedded engine, unless another is asked for: nobody expects a dump to fetch an image.
*/
async function canonicalSource(source, settings, context) {
	const printed = await dumpSource(source, context);
	if (source.engine.kind === "external" && !settings["restore-test"]) return printed;
	const engine = settings.engine === "auto" ? "embedded" : settings.engine;
	try {
		try {
			var _usingCtx3 = _usingCtx();
			const read = await settle(printed, _usingCtx3.a(await scratchFor(source, printed, {
				...settings,
				engine
			}, context)));
			const [words] = readOtherwise(printed, read);
			if (words !== void 0) context.reporter.step("restore").done(words);
			return read;
		} catch (_) {
			_usingCtx3.e = _;
		} finally {
			await _usingCtx3.d();
		}
	} catch (error) {
		if (!(error instanceof UserError)) throw error;
		context.reporter.warn(`the dump is as the server prints it, and was not read back: ${messageOf(error)}`);
		return printed;
	}
}
/** The step: dumps what the source holds. */
async function dumpSource(source, { reporter }) {
	const step = reporter.step("dump");
	const result = await dumpDatabase(source.engine.database, source.builder, source.options);
	const text = `schema ${result.fingerprint.slice(0, 8)} · ${plural$1(result.text.split("\n").length - 1, "line")}`;
	if (result.warnings.length === 0) step.done(text);
	else step.warn(`${text}; not all of it as it is`, result.warnings);
	return result;
}
// src/history/list-versions.ts
/**
* The versions in a schema directory, oldest first. Only regular files whose names are exactly a version's count;
* a missing directory has none.
*
* @throws UserError where the directory cannot be read
*/
async function listVersions(dir, files = diskFiles) {
	try {
		const names = await unless(["ENOENT"], files.readdir(dir)) ?? [];
		const versions = [];
		for (const file of names.sort()) {
			const time = versionTime(file);
			if (!time) continue;
			if ((await unless(["ENOENT"], files.lstat(join$1(dir, file))))?.isFile()) versions.push({
				file,
				time
			});
		}
		return versions;
	} catch (error) {
		throw fileError(error, "list the schema directory", dir);
	}
}
// src/workflows/history.ts
/** Changes are told in words for the newest of them, each of which is restored for that: a second or so a version. */
const MOST_RESTORED = 6;
/** Changes that are told of a pair: whoever has more to read reads the text. */
const MOST_CHANGES = 200;
/**
* The step: reads the versions in the schema directory, oldest first, and tells what changed from each to the next. The
* schema of now stands behind them where it is not the latest of them.
*/
async function readHistory(source, dump, settings, context) {
	const directory = resolve(context.cwd, settings["schema-dir"]);
	const files = (await listVersions(directory)).slice(-200);
	const versions = await Promise.all(files.map(async ({ file, time }) => {
		return {
			text: await readFile(join$1(directory, file), "utf8"),
			file,
			label: `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`
		};
	}));
	const latest = versions.at(-1);
	const all = latest !== void 0 && fingerprintOf(latest.text) === dump.fingerprint ? versions : [...versions, {
		text: dump.text,
		file: "",
		label: "now"
	}];
	if (all.length < 2) return [];
	const step = context.reporter.step("history");
	const { models, problem } = await readModels(all, source, dump, (file) => step.update(file));
	const result = all.map(({ text, file, label }, i) => {
		const to = models[i] ?? null;
		return {
			label,
			file,
			fingerprint: fingerprintOf(text).slice(0, 8),
			server: serverOf(text),
			text: bodyOf(text),
			since: to === null ? [] : knownBefore(models.slice(0, i)).map((from) => changesBetween(from, to))
		};
	});
	const words = `${plural$1(versions.length, "version")} in ${settings["schema-dir"]}`;
	if (problem === null) step.done(words);
	else step.warn(words, [problem]);
	return result;
}
/** The models of the newest versions; null for the others, and for those before one that cannot be restored here. */
async function readModels(versions, source, dump, busy) {
	const models = versions.map(() => null);
	if (source.engine.kind === "external") return {
		models,
		problem: null
	};
	for (let i = versions.length - 1; i >= Math.max(0, versions.length - 1 - MOST_RESTORED); i--) {
		const { text, file } = versions[i] ?? {
			text: "",
			file: ""
		};
		if (fingerprintOf(text) === dump.fingerprint) {
			models[i] = dump;
			continue;
		}
		busy(file);
		try {
			try {
				var _usingCtx$9 = _usingCtx();
				const scratch = _usingCtx$9.a(await source.engine.scratch());
				await restore(text, scratch, file);
				const session = _usingCtx$9.a(await scratch.connect());
				await session.execute("BEGIN READ ONLY");
				models[i] = {
					model: (await readCatalogue(session)).model,
					rows: await readRows(session, rowsOf(text))
				};
			} catch (_) {
				_usingCtx$9.e = _;
			} finally {
				await _usingCtx$9.d();
			}
		} catch (error) {
			const [reason] = messageOf(error).split("\n");
			return {
				models,
				problem: `${file} cannot be restored here to say what changed since: ${reason}`
			};
		}
	}
	return {
		models,
		problem: null
	};
}
/** The models before one, the nearest first, up to the oldest that is known: those are the newest ones. */
function knownBefore(models) {
	const known = models.toReversed();
	const end = known.indexOf(null);
	return (end < 0 ? known : known.slice(0, end)).filter((model) => model !== null);
}
function changesBetween(from, to) {
	const rows = {
		from: from.rows,
		to: to.rows
	};
	const all = explainChanges(from.model, to.model, { rows }).map(describeChange);
	return {
		list: all.slice(0, MOST_CHANGES),
		more: Math.max(0, all.length - MOST_CHANGES)
	};
}
function describeChange(change) {
	const { class: level, kind, object, property, from, to, message } = change;
	const [old, now] = [from, to].map((value) => shortValue(value) ?? "none");
	return {
		class: classWords(level),
		kind,
		object,
		what: property === null ? wholeWords(change) : `${property}: ${old} → ${now}`,
		message
	};
}
function serverOf(text) {
	const versions = readHeader(text)?.versions;
	return versions === void 0 ? "" : `TimescaleDB ${versions.timescaledb} on PostgreSQL ${versions.postgres}`;
}
// src/workflows/docs.ts
/** The documentation of a source: as Markdown, linked to the dump where that lies beside it, as an HTML page, or both. */
async function docs(settings, context, wanted) {
	try {
		var _usingCtx$8 = _usingCtx();
		const source = _usingCtx$8.a(await openSource(settings, context));
		const dump = await canonicalSource(source, settings, context);
		return {
			markdown: wanted.markdown ? documentDump(dump, settings, context, { besideDump: wanted.besideDump }) : null,
			html: wanted.html ? await drawDump(source, dump, settings, context) : null,
			fingerprint: dump.fingerprint
		};
	} catch (_) {
		_usingCtx$8.e = _;
	} finally {
		await _usingCtx$8.d();
	}
}
/**
* The step: README_latest.md's text, or the same for another place, where no dump lies beside it.
*
* @param beside.latest the version that holds the same schema, whose fingerprint it is then that the page names
*/
function documentDump(dump, settings, { reporter }, { besideDump = true, latest } = {}) {
	const step = reporter.step("document");
	const fingerprint = latest === void 0 ? dump.fingerprint : fingerprintOf(latest.text);
	const options = {
		...optionsOf(dump, settings),
		fingerprint,
		...besideDump ? { schemaFile: LATEST_FILE } : {}
	};
	const markdown = renderReadme(dump.model, options);
	finish(step, README_FILE, dump.model, settings);
	return besideDump ? `${markdown.trimEnd()}\n\n${SUBJECT}${digestOf(options)} -->\n` : markdown;
}
/** What a page is of, in a comment that nobody sees: the schema, and the settings that it was asked for with. */
const SUBJECT = "<!-- timescale-ci documents ";
function digestOf(options) {
	return createHash("sha256").update(JSON.stringify(options)).digest("hex").slice(0, 16);
}
/** What a README is of; undefined where it does not say. Servers print the same schema in other words. */
function subjectOf(readme) {
	const start = readme.lastIndexOf(SUBJECT);
	return start < 0 ? void 0 : readme.slice(start).trim();
}
/** The step: the text of the HTML page, with the history of the schema directory. */
async function drawDump(source, dump, settings, context) {
	const versions = await readHistory(source, dump, settings, context);
	const step = context.reporter.step("page");
	const { pageAssets } = await import("./assets.js");
	const html = renderPage(dump.model, {
		...optionsOf(dump, settings),
		versions
	}, await pageAssets());
	finish(step, `HTML, ${Math.ceil(Buffer.byteLength(html) / 1e3)} KB`, dump.model, settings);
	return html;
}
/** The same beside work that matters more: what keeps the page from being drawn is a warning. */
async function drawAlong(source, dump, settings, context) {
	try {
		return await drawDump(source, dump, settings, context);
	} catch (error) {
		context.signal?.throwIfAborted();
		context.reporter.step("page").warn(messageOf(error));
		return null;
	}
}
function optionsOf(dump, { docs, ...settings }) {
	return {
		database: settings["database-url"] === void 0 ? settings.database : dump.facts.database,
		fingerprint: dump.fingerprint,
		sections: docs.sections,
		dictionary: docs.dictionary,
		...docs.title === void 0 ? {} : { title: docs.title }
	};
}
/** A dictionary that describes what is not there is a mistake, though none that would keep anybody from the rest. */
function finish(step, words, model, { docs }) {
	const strangers = unknownNames(model, Object.keys(docs.dictionary));
	if (strangers.length === 0) step.done(words);
	else step.warn(words, strangers);
}
/** Names of the dictionary that nothing has: a description that nobody would see. */
function unknownNames(model, names) {
	if (names.length === 0) return [];
	const known = new Set(Object.values(model).flatMap((list) => list.map((one) => one.name)));
	return names.filter((name) => !known.has(name)).map((name) => `docs.dictionary: there is no ${name}${known.size === 0 ? "" : `; did you mean ${(0, import_fastest_levenshtein.closest)(name, [...known])}?`}`);
}
// src/lint/search-path.ts
const cache$1 = /* @__PURE__ */ new WeakMap();
/** The schemas in which a statement looks names up, as far as SET search_path says; `public` where nothing does. */
function searchPaths(statements) {
	let paths = cache$1.get(statements);
	if (paths === void 0) {
		paths = follow(statements);
		cache$1.set(statements, paths);
	}
	return paths;
}
function follow(statements) {
	const paths = /* @__PURE__ */ new Map();
	let path = ["public"];
	let file;
	for (const statement of statements) {
		if (file !== void 0 && file !== statement.file) path = [...path, "public"];
		file = statement.file;
		path = set(statement.sql) ?? path;
		paths.set(statement, path);
	}
	return paths;
}
/** `SET [SESSION | LOCAL] search_path = a, "B"`, and nothing else. */
function set(sql) {
	if (!/^(set|reset)\b/i.test(sql)) return void 0;
	const tokens = lexemes(sql);
	const at = tokens.findIndex(({ text }, i) => i < 3 && text.toLowerCase() === "search_path");
	if (at < 0) return void 0;
	const names = tokens.slice(at + 2).flatMap(({ kind, text }, i, rest) => {
		if (kind === "string") return [text.slice(1, -1)];
		return readName(rest, i).parts.slice(0, 1);
	});
	return names.length === 0 || names[0] === "default" ? ["public"] : names;
}
// src/lint/mentions.ts
const cache = /* @__PURE__ */ new WeakMap();
/** Every name in a statement, folded as PostgreSQL does, also those in strings and bodies: `create_hypertable('a.b')`. */
function namesIn(statement) {
	let names = cache.get(statement);
	if (names === void 0) {
		const found = {
			all: /* @__PURE__ */ new Set(),
			bare: /* @__PURE__ */ new Set()
		};
		collect(statement.sql, found, 0);
		cache.set(statement, found);
		names = found;
	}
	return names;
}
/** Strings hold SQL that holds strings; nobody goes deeper than this. */
const DEEPEST = 4;
function collect(sql, found, depth) {
	let qualified = false;
	const add = (name) => {
		found.all.add(name);
		if (!qualified) found.bare.add(name);
	};
	for (const token of tokenize(sql)) {
		const { kind, start, end } = token;
		if (isBlank(token)) continue;
		const text = sql.slice(start, end);
		if (kind === "word") add(text.toLowerCase());
		else if (kind === "quotedIdentifier") add(unquoted$1(text));
		else if (kind === "string" && depth < DEEPEST) collect(text.replace(/^[a-z&]*'|'$/gi, "").replaceAll("''", "'"), found, depth + 1);
		else if (kind === "dollar" && depth < DEEPEST) {
			const tag = text.slice(0, text.indexOf("$", 1) + 1);
			collect(text.slice(tag.length, -tag.length), found, depth + 1);
		}
		qualified = text === ".";
	}
}
/** The parts of an object's name in a model, unquoted: `trading.f(integer)` gives trading and f. */
function partsOf(object) {
	return readName(lexemes(object), 0).parts;
}
/**
* The statements that name an object, with its schema or by search_path; where none does (a setting outside of the scripts
* says it), those with its own name.
*/
function mentioning(statements, object) {
	const [schema = "", ...own] = partsOf(object);
	const [name, ...parts] = own;
	const paths = searchPaths(statements);
	const has = (statement, words) => words.every((word) => namesIn(statement).all.has(word));
	const index = indexOf(statements);
	const candidates = (own.length > 0 ? own : [schema]).map((word) => index.get(word) ?? []).reduce((few, more) => more.length < few.length ? more : few);
	const whole = candidates.filter((statement) => {
		if (has(statement, [schema, ...own])) return true;
		const { bare } = namesIn(statement);
		return name !== void 0 && bare.has(name) && has(statement, parts) && paths.get(statement)?.includes(schema);
	});
	if (whole.length > 0 || name === void 0) return whole;
	return candidates.filter((statement) => has(statement, own));
}
const indexes = /* @__PURE__ */ new WeakMap();
/** The statements that have each name in them, in their order. */
function indexOf(statements) {
	let index = indexes.get(statements);
	if (index === void 0) {
		const found = /* @__PURE__ */ new Map();
		for (const statement of statements) for (const name of namesIn(statement).all) {
			const list = found.get(name);
			if (list === void 0) found.set(name, [statement]);
			else list.push(statement);
		}
		indexes.set(statements, found);
		index = found;
	}
	return index;
}
// src/lint/locate.ts
/** The statement that a problem is best shown at; undefined where no script names its object. */
function locate$1({ object, at, near, naming: also = [] }, statements) {
	if (at !== void 0 || object === null) return at;
	const naming = mentioning(statements, object);
	const isAbout = (one) => {
		const { kind, name } = statementHead(one.sql);
		const parts = partsOf(object);
		return kind !== null && name.length > 0 && name.join(".") === parts.slice(-name.length).join(".");
	};
	const created = naming.find((one) => creates(one, object));
	if (near === "created") return created ?? naming[0];
	for (const word of near ?? []) {
		const saying = naming.filter(({ sql }) => sql.toLowerCase().includes(word));
		const about = saying.filter(isAbout);
		const found = about.filter((one) => also.every((name) => namesIn(one).all.has(name))).at(-1) ?? about.at(-1) ?? saying.at(-1);
		if (found !== void 0) return found;
	}
	return near === void 0 ? naming.at(-1) : created ?? naming.at(-1);
}
/** True where a statement creates the object, or the table of the column. */
function creates({ sql }, object) {
	const { verb, name } = statementHead(sql);
	const parts = partsOf(object);
	const own = (length) => name.join(".") === parts.slice(0, length).slice(-name.length).join(".");
	return verb === "create" && name.length > 0 && (own(parts.length) || parts.length > 2 && own(parts.length - 1));
}
/** What the statement says that sets a property, by the beginning of the property's words; the best first. */
const SETTERS = [
	[/^retention/, addersOf("retention policy")],
	[/^refresh/, addersOf("refresh policy")],
	[/^(columnstore|compress)/, addersOf("columnstore policy")],
	[/^chunk interval/, [
		"set_chunk_time_interval",
		"chunk_time_interval",
		"create_hypertable"
	]],
	[/^partitioning/, [
		"create_hypertable",
		"tsdb.hypertable",
		"timescaledb.hypertable"
	]],
	[/^segment by/, ["segmentby"]],
	[/^order by/, ["orderby"]]
];
/** What puts rows into a table. */
const WRITERS = [
	"insert",
	"copy",
	"update",
	"merge"
];
/**
* The statement of the head that brings a change about; undefined where none does, as for what was dropped, or where it
* cannot be told.
*/
function placeChange(change, statements) {
	const { object, property, to, collection, kind } = change;
	if (to === null) return void 0;
	if (kind === "rows") {
		const at = locate$1({
			object,
			message: "",
			near: WRITERS
		}, statements);
		return at !== void 0 && WRITERS.some((word) => at.sql.toLowerCase().startsWith(word)) ? at : void 0;
	}
	if (property === null || ![
		"jobs",
		"hypertables",
		"continuousAggregates"
	].includes(collection)) {
		const at = locate$1({
			object,
			message: "",
			near: "created"
		}, statements);
		if (at === void 0 && collection === "indexes" && change.relation !== null) return locateIndex(object, change.relation, statements);
		return at !== void 0 && (creates(at, object) || adds(at, collection)) ? at : void 0;
	}
	const words = SETTERS.find(([pattern]) => pattern.test(property))?.[1] ?? [];
	const at = locate$1({
		object,
		message: "",
		near: words
	}, statements);
	return at !== void 0 && words.some((word) => at.sql.toLowerCase().includes(word)) ? at : void 0;
}
/** A part of a table may come with ALTER TABLE: the first statement that names it. */
function adds({ sql }, collection) {
	const { verb, kind } = statementHead(sql);
	return (collection === "columns" || collection === "constraints") && verb === "alter" && kind === "table";
}
/**
* The statement that makes an index whose name PostgreSQL chose: the CREATE INDEX ON of its columns, or the one that
* creates its table, with the keys.
*/
function locateIndex(index, relation, statements) {
	const naming = mentioning(statements, relation);
	const name = partsOf(index).at(-1) ?? "";
	const table = partsOf(relation).at(-1) ?? "";
	const made = naming.filter(({ sql }) => chosenName(sql, table) === name.replace(/(?<=_idx)\d+$/, ""));
	return made[Number(/_idx(\d+)$/.exec(name)?.[1] ?? 0)] ?? made[0] ?? naming.find((one) => creates(one, relation));
}
/** The name of an unnamed index: table, columns (ChooseIndexName in PostgreSQL's src/backend/commands/indexcmds.c). */
function chosenName(sql, table) {
	const { verb, kind, name, on } = statementHead(sql);
	if (verb !== "create" || kind !== "index" || name.length > 0 || on.at(-1) !== table) return void 0;
	const columns = [];
	const tokens = lexemes(sql);
	let depth = 0;
	for (const [at, { text }] of tokens.entries()) {
		if (/^(where|with|tablespace)$/i.test(text) && depth === 0) break;
		if (text === ")") depth--;
		if (depth === (text === "(" ? 0 : 1) && (text === "(" || text === ",")) columns.push(columnName(tokens, at + 1));
		if (text === "(") depth++;
	}
	return `${table}_${columns.join("_")}_idx`;
}
/** A column's name, or a function's; any other expression is called expr. */
function columnName(tokens, at) {
	return readName(tokens, at).parts.at(-1) ?? "expr";
}
// src/lint/rules/aggregates.ts
/** Rules about the statements that make continuous aggregates. */
const aggregateRules = [{
	id: "aggregate-with-data",
	severity: "notice",
	title: "a continuous aggregate that is filled while it is created",
	check: ({ statements }) => statements.filter(({ sql }) => /^create\s+materialized\s+view\b/i.test(sql) && /\b(timescaledb|tsdb)\s*\.\s*continuous\b/i.test(sql) && !/\bwith\s+no\s+data\s*;?\s*$/i.test(sql)).map((at) => ({
		object: null,
		message: "materializes all history in one transaction while it is created",
		hint: "End it with WITH NO DATA; its refresh policy fills it piece by piece, or call refresh_continuous_aggregate().",
		at
	}))
}];
// src/sql/directives.ts
const COMMENT = /^(?:--|\/\*)\s*timescale-ci:\s*([a-z-]+)[ \t]*(.*?)\s*(?:\*\/)?$/is;
/** The directives in some SQL, in order. Quotes and dollar quotes hold none. */
function readDirectives(sql) {
	return [...tokenize(sql)].flatMap(({ kind, start, end }) => {
		const found = kind === "comment" ? COMMENT.exec(sql.slice(start, end)) : null;
		if (found === null) return [];
		const [, verb = "", rest = ""] = found;
		return [{
			verb: verb.toLowerCase(),
			rest: rest.trim(),
			start
		}];
	});
}
// src/diff/rename/hints.ts
/** Reads what the SQL says of names: ALTER … RENAME, and comments. */
function readRenameHints(statements) {
	return [...readRenameStatements(statements), ...readRenameComments(statements)];
}
/** Reads the comments that set a rename: before a statement or behind it for its object, inside CREATE TABLE for an item. */
function readRenameComments(statements) {
	return statements.flatMap((statement) => {
		const head = statementHead(statement.sql);
		if (head.kind === null || head.name.length === 0 || head.verb !== "create" && head.verb !== "alter") return [];
		const around = readDirectives(`${statement.before}\n${statement.behind}`).filter(isRename);
		const items = head.kind === "table" ? itemsOf(statement.sql, head) : [];
		const inside = readDirectives(statement.sql).filter(isRename);
		return [...around.map(({ rest }) => hint(statement, head, onlyItem(items, head), rest)), ...inside.map(({ rest, start }) => hint(statement, head, itemAt(items, statement.sql, start), rest))];
	});
}
function isRename({ verb, rest }) {
	return verb === "renamed-from" && rest !== "";
}
function hint(written, { name, kind }, item, from) {
	return {
		object: name,
		kind: kind ?? "",
		item,
		from: readName(lexemes(from), 0).parts,
		written
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
	if (token?.kind === "quotedIdentifier") return unquoted$1(token.text);
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
const KINDS = [
	"table",
	"view",
	"materialized view",
	"schema"
];
/**
* What ALTER … RENAME and SET SCHEMA say, the last first. What got several names is told from each of the earlier ones:
* the base may have any of them.
*/
function readRenameStatements(statements) {
	const hints = [];
	for (const { sql } of statements) {
		const head = statementHead(sql);
		if (head.verb !== "alter" || head.name.length === 0 || !KINDS.includes(head.kind ?? "")) continue;
		const step = stepOf(lexemes(sql), head);
		if (step !== void 0) add(hints, step, head.kind ?? "");
	}
	return hints.reverse();
}
function stepOf(tokens, { name }) {
	const word = (at) => tokens[at]?.text.toLowerCase() ?? "";
	const at = tokens.findIndex(({ kind }, i) => i > 2 && kind === "word" && /^(rename|set)$/i.test(word(i)));
	if (at < 0) return void 0;
	if (word(at) === "set") {
		const schema = word(at + 1) === "schema" ? readName(tokens, at + 2).parts : [];
		return schema.length === 0 ? void 0 : {
			object: name,
			item: null,
			to: [...schema, ...name.slice(-1)]
		};
	}
	const next = readName(tokens, at + 2).parts;
	if (word(at + 1) === "to") return {
		object: name,
		item: null,
		to: [...name.slice(0, -1), ...next]
	};
	const start = ["column", "constraint"].includes(word(at + 1)) ? at + 2 : at + 1;
	const [item] = readName(tokens, start).parts;
	const to = readName(tokens, start + 2).parts;
	return item === void 0 || to.length === 0 ? void 0 : {
		object: name,
		item,
		to
	};
}
function add(hints, { object, item, to }, kind) {
	const own = hints.filter((one) => same(one.object, object) && one.kind === "schema" === (kind === "schema"));
	for (const one of own) if (item === null) one.object = to;
	else if (one.item === item) one.item = to.at(-1) ?? null;
	const from = item === null ? object : [item];
	hints.push({
		object: item === null ? to : object,
		kind,
		item: item && (to.at(-1) ?? null),
		from,
		written: null
	});
}
/** Where search_path says the schema, one of them may lack it. */
function same(a, b) {
	const length = Math.min(a.length, b.length);
	return a.slice(-length).join(".") === b.slice(-length).join(".");
}
// src/diff/rename/resolve.ts
/** Holds what the SQL says against the models. What is not there, because the rename was made long ago, is left out. */
function resolveRenames(hints, from, to) {
	const objects = hints.filter(({ item }) => item === null).flatMap((one) => one.kind === "schema" ? ofSchema(one, from, to) : ofObject(one, from, to) ?? []);
	const items = hints.flatMap((one) => one.item === null ? [] : ofItem(one, one.item, objects, from, to) ?? []);
	const all = [...objects, ...items];
	return all.filter((one, i) => all.findIndex((other) => other.to === one.to && other.collection === one.collection) === i);
}
/** The comments that name nothing of the old model, or what is still there; one whose rename was made long ago is fine. */
function idleRenames(hints, from, to) {
	const objects = resolveRenames(hints, from, to).filter(({ collection }) => collection === "relations");
	return hints.flatMap((hint) => {
		if (hint.written === null) return [];
		const { kind, object, item, from: old } = hint;
		const tell = (message) => [{
			hint,
			message: `renamed-from ${old.join(".")}: ${message}`
		}];
		const collection = OBJECTS[kind];
		if (collection === void 0) return tell(`renames of a ${kind} are not followed`);
		if (item === null) {
			const now = find(to, collection, object);
			if (now === void 0 || from[collection].some(({ name }) => name === now.name)) return [];
			const before = ofObject(hint, from, to)?.from;
			if (before === void 0) return tell(`the base has no such ${kind}`);
			return to[collection].some(({ name }) => name === before) ? tell(`${before} is still there`) : [];
		}
		const table = find(to, "relations", object)?.name;
		const has = (side, relation, bare) => [...side.columns, ...side.constraints].some((one) => one.relation === relation && one.bare === bare);
		const before = objects.find((one) => one.to === table)?.from ?? table;
		if (!has(to, table, item) || has(from, before, item)) return [];
		if (!has(from, before, old.at(-1))) return tell(`${before} has no such column or constraint in the base`);
		return has(to, table, old.at(-1)) ? tell(`it is still in ${table}`) : [];
	});
}
/** What was in a renamed schema has its name in front. */
function ofSchema({ object, from: old }, from, to) {
	return from.relations.flatMap((before) => {
		const [schema, bare] = namesOf(before);
		const now = schema === old[0] ? find(to, "relations", [...object, bare ?? ""]) : void 0;
		return now === void 0 ? [] : [{
			collection: "relations",
			from: before.name,
			to: now.name,
			told: true
		}];
	});
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
	const objects = model[collection].filter((one) => endsWith$1(namesOf(one), name));
	return objects.length === 1 ? objects[0] : void 0;
}
function namesOf({ name }) {
	return readName(lexemes(name), 0).parts;
}
function endsWith$1(name, end) {
	return end.length > 0 && end.every((part, i) => name.at(i - end.length) === part);
}
// src/lint/rules/changes.ts
/** Rules about what changes since the base. */
const changeRules = [
	{
		id: "hypertable-lost",
		severity: "error",
		title: "a hypertable that becomes a plain table",
		check: ({ changes }) => changes.filter(({ collection, property, to }) => collection === "hypertables" && property === "partitioning" && to === "plain table").map(({ object }) => ({
			object,
			message: "is no longer a hypertable: no chunks, no retention, no compression, and no statement that turns the old one back",
			hint: "Look for a create_hypertable() that was lost.",
			near: "created"
		}))
	},
	{
		id: "aggregate-history-lost",
		severity: "error",
		title: "a continuous aggregate whose history cannot be rebuilt",
		check: ({ changes }) => changes.filter(({ kind, class: level, property }) => kind === "continuous aggregate" && level === "data-loss" && property !== "name").map(({ object, message }) => ({
			object,
			message,
			hint: "Create the new one under another name, and keep the old one for its history.",
			near: "created"
		}))
	},
	{
		id: "compressed-hypertable-alter",
		severity: "error",
		title: "an ALTER that the server refuses on a compressed hypertable",
		check: ({ changes }) => changes.filter(({ refused }) => refused !== null).map((change) => ({
			object: change.relation ?? change.object,
			message: `${change.kind} ${change.object}, ${change.property ?? "new"}: ${change.refused}`,
			hint: "Decompress the chunks, disable the columnstore, alter, enable it again and recompress; or update TimescaleDB."
		}))
	},
	{
		id: "not-null-without-default",
		severity: "error",
		title: "a NOT NULL column without default on a table with rows",
		check: ({ side, changes }) => wholeColumns(changes, "to").flatMap(({ object }) => {
			const column = side.find("columns", object);
			if (column === void 0 || !isTable(column, side) || column.nullable || column.default !== null || column.identity !== null) return [];
			return [{
				object,
				message: "is added NOT NULL without a default: ADD COLUMN fails while the table has rows",
				hint: "Give it a default, or add it nullable, fill it and SET NOT NULL.",
				near: "created"
			}];
		})
	},
	{
		id: "type-change-rewrites",
		severity: "warning",
		title: "a type that makes every row be rewritten",
		check: ({ side, changes }) => changes.flatMap((change) => {
			const column = change.property === "type" && change.collection === "columns" ? side.find("columns", change.object) : void 0;
			if (column === void 0 || !isTable(column, side) || !classifyTypeChange(change.from ?? "", change.to ?? "").rewrites) return [];
			return [{
				object: change.object,
				message: `from ${change.from} to ${change.to}: ${change.message}`,
				hint: "Add a new column, fill it chunk by chunk, and swap the names.",
				near: "created"
			}];
		})
	},
	{
		id: "dropped-column-in-use",
		severity: "error",
		title: "a dropped column that a view still reads",
		check: (context) => wholeColumns(context.changes, "from").flatMap((change) => usedBy(change, context))
	},
	{
		id: "index-locks-hypertable",
		severity: "notice",
		title: "an index that is built on all chunks at once",
		check: ({ side, before, changes, statements }) => changes.flatMap(({ collection, property, object, relation, from }) => {
			const index = collection === "indexes" && property === null && from === null ? side.find("indexes", object) : void 0;
			const existed = relation !== null && before?.hypertable(relation) !== void 0 && side.hypertable(relation) !== void 0;
			if (index === void 0 || !existed || index.unique) return [];
			if (mentioning(statements, object).some(({ sql }) => /transaction_per_chunk/i.test(sql))) return [];
			return [{
				object,
				message: `writes to ${relation} wait until it is built on every chunk`,
				hint: "CREATE INDEX … WITH (timescaledb.transaction_per_chunk) locks one chunk at a time.",
				near: ["index"]
			}];
		})
	}
];
/** Columns that came (`to`) or went (`from`) while their table stayed. */
function wholeColumns(changes, side) {
	return changes.filter(({ collection, property, [side]: there }) => collection === "columns" && property === null && there !== null);
}
function isTable({ relation }, side) {
	const form = side.relation(relation)?.form;
	return form === "table" || form === "partitioned table";
}
/** The views of the base that name the column and are still there: they must be replaced before it can be dropped. */
function usedBy({ object, relation }, { side, before }) {
	const column = before?.find("columns", object);
	if (before === null || column === void 0 || relation === null || side.relation(relation)?.form !== "table") return [];
	const name = column.name.slice(column.relation.length + 1);
	return before.model.relations.filter(({ dependsOn, query, name: view }) => {
		const text = query ?? before.aggregate(view)?.query ?? "";
		return dependsOn.includes(relation) && side.relation(view) !== void 0 && lexemes(text).some((token) => token.text === name);
	}).map((view) => ({
		object,
		message: `is dropped, but ${view.form} ${view.name} of the base reads it: DROP COLUMN fails until that is replaced`,
		hint: view.form === "continuous aggregate" ? "A continuous aggregate must be dropped and rebuilt." : "Replace the view first; CASCADE would drop it."
	}));
}
/** Rules about what comments say of names. */
const renameRules = [{
	id: "rename-comment",
	severity: "warning",
	title: "a comment that renames nothing",
	compares: true,
	check: ({ statements, before, model }) => before === null ? [] : idleRenames(readRenameHints(statements), before.model, model).map(({ hint, message }) => ({
		object: null,
		message,
		hint: "Name what the base has, as it is called there, or remove the comment.",
		...hint.written === null ? {} : { at: hint.written }
	}))
}];
// src/lint/rules/columnstore.ts
const SETTINGS = [
	"compress_segmentby",
	"segmentby",
	"compress",
	"enable_columnstore"
];
/** Rules about the columnstore (compression). */
const columnstoreRules = [
	{
		id: "columnstore-missing",
		severity: "warning",
		title: "a hypertable without columnstore, where others have it",
		check: ({ model }) => {
			const having = model.hypertables.filter(({ columnstore }) => columnstore !== null);
			if (having.length === 0) return [];
			return model.hypertables.filter(({ columnstore }) => columnstore === null).map(({ name }) => ({
				object: name,
				message: `is never compressed, though ${enumerate(having.slice(0, 3).map((one) => one.name))}${having.length > 3 ? " and others" : ""} can be`,
				hint: "Enable its columnstore and add a policy, or ignore this rule with the reason.",
				near: ["create_hypertable"]
			}));
		}
	},
	{
		id: "columnstore-policy-missing",
		severity: "warning",
		title: "a columnstore that nothing fills",
		check: ({ side, model }) => [...model.hypertables, ...model.continuousAggregates].filter(({ name, columnstore }) => columnstore !== null && side.policies(name, "columnstore policy").length === 0).map(({ name }) => ({
			object: name,
			message: "has its columnstore enabled, but no policy compresses anything",
			hint: "Add one: add_compression_policy() or add_columnstore_policy().",
			near: SETTINGS
		}))
	},
	{
		id: "segmentby-unique",
		severity: "warning",
		title: "segments of one row",
		check: ({ model }) => model.hypertables.flatMap((hypertable) => {
			return (hypertable.columnstore?.segmentBy ?? []).filter((bare) => isUnique(bare, hypertable, model)).map((bare) => ({
				object: hypertable.name,
				message: `is segmented by ${bare}, which differs in every row: each segment holds one row and compresses to more than it was`,
				hint: "Segment by what queries filter on and many rows share, such as a device or a symbol.",
				near: SETTINGS
			}));
		})
	},
	{
		id: "segmentby-missing",
		severity: "notice",
		title: "no segments, where there is a key to segment by",
		check: ({ model }) => model.hypertables.flatMap((hypertable) => {
			if (hypertable.columnstore === null || hypertable.columnstore.segmentBy !== null) return [];
			const key = likelyKey(hypertable, model);
			if (key === void 0) return [];
			return [{
				object: hypertable.name,
				message: `sets no segmentby, but has an index that begins with ${key}: queries for one ${key} decompress all of them`,
				hint: `Set segmentby to it, or to '' to say that none is meant: ${settingOf(hypertable, key)}`,
				near: SETTINGS
			}];
		})
	},
	{
		id: "orderby-time",
		severity: "warning",
		title: "compressed rows that are not ordered by time first",
		check: ({ model }) => model.hypertables.flatMap(({ name, columnstore, dimensions: [time] }) => {
			const order = columnstore?.orderBy ?? [];
			const first = order[0]?.column;
			if (time === void 0 || first === void 0 || first === time.column) return [];
			return [{
				object: name,
				message: order.some(({ column }) => column === time.column) ? `is ordered by ${first} before ${time.column}: queries for a range of time decompress every batch` : `is not ordered by ${time.column}: queries for a range of time decompress every batch`,
				hint: `Let compress_orderby begin with ${time.column}.`,
				near: ["compress_orderby", "orderby"]
			}];
		})
	}
];
/** True for the time column, and for what a sequence or a generator of random numbers fills. */
function isUnique(bare, hypertable, model) {
	if (hypertable.dimensions[0]?.column === bare) return true;
	const column = model.columns.find((one) => one.relation === hypertable.name && one.bare === bare);
	return column !== void 0 && (column.identity !== null || /\b(nextval|gen_random_uuid|uuid_generate_v\d\w*|uuidv\d)\(/.test(column.default ?? ""));
}
/** Sets it, and takes the column out of orderby, where the server does not let it stand too. */
function settingOf({ name, columnstore }, key) {
	const words = ((columnstore?.orderBy ?? null)?.filter(({ column }) => column !== key) ?? []).map(({ column, descending, nullsFirst }) => {
		const nulls = descending === nullsFirst ? "" : ` NULLS ${nullsFirst ? "FIRST" : "LAST"}`;
		return `${identifier(column)}${descending ? " DESC" : ""}${nulls}`;
	});
	const orderby = words.length === 0 ? "" : `, timescaledb.compress_orderby = ${quoteLiteral(words.join(", "))}`;
	return `ALTER TABLE ${name} SET (timescaledb.compress, timescaledb.compress_segmentby = ${quoteLiteral(identifier(key))}${orderby});`;
}
const KEYS = /^(text|character varying.*|character\(\d+\)|smallint|integer|bigint|uuid)$/;
/** A column of many values that an index leads with, time or something else behind it. */
function likelyKey(hypertable, model) {
	const time = hypertable.dimensions[0]?.column;
	const columns = /* @__PURE__ */ new Map();
	for (const column of model.columns) if (column.relation === hypertable.name) columns.set(column.bare, column);
	for (const { relation, columns: [first] } of model.indexes) {
		const column = relation === hypertable.name && first !== void 0 ? columns.get(first.replace(/^"|"$/g, "")) : void 0;
		if (column === void 0 || column.bare === time || !KEYS.test(column.type)) continue;
		if (!isUnique(column.bare, hypertable, model)) return column.bare;
	}
}
// src/lint/rules/general.ts
const WRITES = [
	"INSERT",
	"UPDATE",
	"DELETE",
	"TRUNCATE"
];
/** Rules about anything in PostgreSQL that are worth having with TimescaleDB too. */
const generalRules = [
	{
		id: "missing-comment",
		severity: "notice",
		title: "an object without a COMMENT",
		options: { of: [
			"table",
			"view",
			"materialized view",
			"continuous aggregate"
		] },
		check: ({ model }, { of }) => {
			const wanted = [of].flat();
			const missing = (kind, object) => ({
				object,
				message: `this ${kind} has no COMMENT: the documentation has nothing to say about it`,
				hint: `COMMENT ON ${COMMENTED[kind] ?? "VIEW"} ${object} IS '…';`,
				near: "created"
			});
			return [
				...model.relations.filter((one) => one.comment === null && wanted.includes(kindOf(one)) && !isPartition(one)).map((one) => missing(one.form === "foreign table" ? one.form : kindOf(one), one.name)),
				...model.columns.filter(({ comment, local }) => comment === null && local && wanted.includes("column")).map(({ name }) => missing("column", name)),
				...model.routines.filter(({ comment }) => comment === null && wanted.includes("function")).map(({ name, form }) => missing(form === "window function" ? "function" : form, name))
			];
		}
	},
	{
		id: "unlogged-table",
		severity: "warning",
		title: "rows that a crash takes",
		check: ({ model }) => model.relations.filter(({ persistence }) => persistence === "unlogged").map(({ name }) => ({
			object: name,
			message: "is unlogged: a crash empties it, and no standby ever has its rows",
			hint: `Leave UNLOGGED out, unless the rows can be loaded again at any time: ALTER TABLE ${name} SET LOGGED;`,
			near: "created"
		}))
	},
	{
		id: "writable-by-public",
		severity: "warning",
		title: "a table that every role may write",
		check: ({ model }) => model.relations.flatMap(({ name, privileges }) => {
			const may = (privileges?.["PUBLIC"] ?? []).filter((one) => WRITES.includes(one.replace(/\*$/, "")));
			return may.length === 0 ? [] : [{
				object: name,
				message: `every role that can connect may ${may.join(", ")}`,
				hint: `Grant to the roles that need it: REVOKE ${may.map((one) => one.replace(/\*$/, "")).join(", ")} ON ${name} FROM PUBLIC;`,
				near: ["grant"]
			}];
		})
	},
	{
		id: "security-definer-search-path",
		severity: "warning",
		title: "a function with its owner's rights that looks names up in the caller's schemas",
		check: ({ model }) => model.routines.filter(({ definition }) => typeof definition === "string" && /\n SECURITY DEFINER/.test(definition) && !/\n SET search_path/i.test(definition)).map(({ name }) => ({
			object: name,
			message: "runs with its owner's rights and the caller's search_path: whoever may create a table or function there can have it run theirs",
			hint: "Add SET search_path to its definition.",
			near: "created"
		}))
	},
	{
		id: "uses-timescaledb-catalogue",
		severity: "warning",
		title: "an object that is built on TimescaleDB's own catalogue",
		check: ({ model, side }) => {
			const found = (object, own, drop) => ({
				object,
				message: `is built on ${own}, which belongs to the extension: an update that replaces it stops (ALTER EXTENSION timescaledb UPDATE: "cannot drop … because other objects depend on it")`,
				hint: `Read it in a query or in the body of a function, or drop this before an update and make it again: ${drop}`,
				near: "created"
			});
			return [
				...model.relations.flatMap(({ name, form, query }) => {
					const own = query === null ? void 0 : ownRelation(query);
					return own === void 0 ? [] : [found(name, own, `DROP ${form === "materialized view" ? "MATERIALIZED VIEW" : "VIEW"} ${name};`)];
				}),
				...model.columns.flatMap(({ name, relation, bare, type }) => {
					const own = ownRelation(type);
					return own === void 0 || side.relation(relation)?.form !== "table" ? [] : [found(name, own, `ALTER TABLE ${relation} DROP COLUMN ${identifier(bare)};`)];
				}),
				...model.routines.flatMap(({ name, form, arguments: taken, result }) => {
					const own = ownRelation(`${taken} ${result ?? ""}`);
					return own === void 0 ? [] : [found(name, own, `DROP ${form === "procedure" ? "PROCEDURE" : form === "aggregate" ? "AGGREGATE" : "FUNCTION"} ${name};`)];
				})
			];
		}
	},
	{
		id: "password-in-sql",
		severity: "error",
		title: "a password in the scripts",
		check: ({ statements }) => statements.filter(({ sql }) => {
			const { verb, kind } = statementHead(sql);
			return (verb === "create" || verb === "alter") && (kind === "role" || kind === "user") && /\bpassword\s+(?!null\b)/i.test(sql);
		}).map((at) => ({
			object: null,
			message: "a password in the scripts is in every clone of the repository and in the logs of the server",
			hint: "Set it where the server is run, and change this one.",
			at
		}))
	},
	{
		id: "drop-cascade",
		severity: "warning",
		title: "a DROP that takes what it does not name",
		check: ({ statements }) => statements.filter(({ sql }) => /^drop\b/i.test(sql) && /\bcascade\s*;?\s*$/i.test(sql)).filter((drop) => !dropsNothing(drop, statements)).map((at) => ({
			object: null,
			message: "CASCADE also drops whatever depends on it: views, continuous aggregates with their history, foreign keys",
			hint: "Drop what depends on it by name first.",
			at
		}))
	}
];
/** The first of TimescaleDB's own relations that some SQL of the catalogue names: such text is qualified throughout. */
function ownRelation(sql) {
	const tokens = lexemes(sql);
	const at = tokens.findIndex(({ kind, text }, i) => kind === "word" && OWN_SCHEMAS.test(text) && tokens[i + 1]?.text === "." && tokens[i + 3]?.text !== "(");
	return at < 0 ? void 0 : readName(tokens, at).parts.join(".");
}
const OWN_SCHEMAS = /^(timescaledb_information|timescaledb_experimental|_timescaledb_(catalog|config|internal|cache))$/;
/** True for DROP … IF EXISTS of what no statement before it names: whoever runs the scripts anew lets it clear the way. */
function dropsNothing(drop, statements) {
	if (!/^drop\s+(\w+\s+){1,2}?if\s+exists\b/i.test(drop.sql)) return false;
	const tokens = lexemes(drop.sql);
	const names = [];
	let depth = 0;
	for (let at = tokens.findIndex(({ text }) => /^exists$/i.test(text)) + 1; at < tokens.length; at++) {
		const text = tokens[at]?.text ?? "";
		depth += text === "(" ? 1 : text === ")" ? -1 : 0;
		const before = tokens[at - 1]?.text ?? "";
		if (depth === 0 && (before === "," || /^exists$/i.test(before))) names.push(readName(tokens, at).parts.at(-1) ?? "");
	}
	const earlier = statements.slice(0, statements.indexOf(drop)).filter(({ sql }) => !/^(drop|set|comment)\b/i.test(sql));
	return names.every((name) => !earlier.some((one) => namesIn(one).all.has(name)));
}
/** What COMMENT ON calls a kind; an aggregate of the continuous kind is a view to it. */
const COMMENTED = {
	table: "TABLE",
	"foreign table": "FOREIGN TABLE",
	"materialized view": "MATERIALIZED VIEW",
	column: "COLUMN",
	function: "FUNCTION",
	procedure: "PROCEDURE",
	aggregate: "AGGREGATE"
};
function kindOf({ form }) {
	return form === "partitioned table" || form === "foreign table" ? "table" : form;
}
function isPartition({ partitionBound }) {
	return partitionBound !== null;
}
// src/lint/rules/keys.ts
/** Rules about keys and indexes. */
const keyRules = [
	{
		id: "duplicate-index",
		severity: "warning",
		title: "an index that another one does the work of",
		check: ({ side, model }) => model.indexes.flatMap((index) => {
			const better = side.indexesOf(index.relation).find((other) => covers(other, index));
			return better === void 0 ? [] : [{
				object: index.name,
				message: `${better.name} begins with the same columns and serves every query that this one serves; each chunk and each insert pays for both`,
				hint: `DROP INDEX ${index.name};`,
				near: [
					"index",
					"create_default_indexes",
					"create_hypertable"
				]
			}];
		})
	},
	{
		id: "invalid-index",
		severity: "error",
		title: "an index that no query uses",
		check: ({ model }) => model.indexes.filter(({ valid }) => !valid).map(({ name }) => ({
			object: name,
			message: "was left half built: no query uses it, every insert pays for it",
			hint: "Drop it and build it again.",
			near: ["index"]
		}))
	},
	{
		id: "foreign-key-without-index",
		severity: "notice",
		title: "a foreign key that makes deletes slow",
		check: ({ side, model }) => model.constraints.flatMap((key) => {
			const { form, relation, columns, references } = key;
			if (form !== "foreign key" || hasIndex(side.indexesOf(relation), columns)) return [];
			const list = columns.map(identifier).join(", ");
			const reads = side.hypertable(relation) === void 0 ? "reads all of it" : "reads all of it, chunk by chunk";
			return [{
				object: relation,
				message: `${identifier(key.bare)} has no index on ${list}: a delete or a key change in ${references} ${reads}`,
				hint: `CREATE INDEX ON ${relation} (${list});`,
				...placeOfKey(key)
			}];
		})
	},
	{
		id: "published-without-identity",
		severity: "error",
		title: "a published table whose rows cannot be told apart",
		check: ({ side, model }) => model.publications.flatMap((publication) => {
			if (!publication.operations.some((one) => one === "update" || one === "delete")) return [];
			return model.relations.filter(({ name, schema, form }) => form === "table" && (publication.allTables || publication.tables.some(({ table }) => table === name) || publication.schemas.some((one) => partsOf(one)[0] === schema))).filter(({ name, replicaIdentity }) => replicaIdentity === "nothing" || replicaIdentity === "default" && !hasPrimaryKey(name)).map(({ name }) => ({
				object: name,
				message: `is published by ${publication.name} without a primary key or REPLICA IDENTITY: every UPDATE and DELETE fails`,
				hint: `Give it a primary key, or: ALTER TABLE ${name} REPLICA IDENTITY FULL;`,
				near: "created"
			}));
			function hasPrimaryKey(table) {
				return side.constraintsOf(table).some(({ form }) => form === "primary key");
			}
		})
	},
	{
		id: "concurrent-index-on-hypertable",
		severity: "error",
		title: "CREATE INDEX CONCURRENTLY on a hypertable",
		check: ({ side, model, statements }) => statements.flatMap((at) => {
			const { kind, concurrently, on } = statementHead(at.sql);
			if (kind !== "index" || !concurrently || on.length === 0) return [];
			const table = [...model.hypertables, ...model.continuousAggregates].find(({ name }) => endsWith(partsOf(name), on));
			if (table === void 0 || side.relation(table.name) === void 0) return [];
			return [{
				object: table.name,
				message: "hypertables and continuous aggregates refuse CREATE INDEX CONCURRENTLY: it only works while the table is still a plain one",
				hint: "CREATE INDEX … WITH (timescaledb.transaction_per_chunk) locks one chunk at a time.",
				at
			}];
		})
	}
];
/** The statement that made a foreign key: it says the constraint's name, or the columns where PostgreSQL chose that. */
function placeOfKey({ bare, columns, relation }) {
	const table = partsOf(relation).at(-1) ?? "";
	return {
		near: ["references"],
		naming: bare.replace(/_fkey\d*$/, "") === `${table}_${columns.join("_")}` ? columns : [bare]
	};
}
/** True where `other` serves all that `index` serves, and one of two equal ones stays. */
function covers(other, index) {
	if (other === index || other.relation !== index.relation || index.unique || index.constraint !== null) return false;
	const [longer, shorter] = [other, index].map(({ definition }) => /^btree \((.*)\)$/.exec(definition)?.[1]);
	if (longer === void 0 || shorter === void 0) return false;
	if (longer === shorter) return other.unique || other.name < index.name;
	return longer.startsWith(`${shorter}, `);
}
function hasIndex(indexes, columns) {
	return indexes.some((index) => {
		const leading = index.columns.slice(0, columns.length).map((column) => partsOf(column)[0]);
		return columns.every((column) => leading.includes(column));
	});
}
function endsWith(name, end) {
	return end.every((part, i) => name.at(i - end.length) === part);
}
// src/lint/rules/hypertables.ts
const INTERVAL = [
	"set_chunk_time_interval",
	"create_hypertable",
	"chunk_interval"
];
/** DEFAULT_CHUNK_TIME_INTERVAL of TimescaleDB (src/dimension.h), in microseconds. */
const DEFAULT_INTERVAL = "604800000000";
/** Rules about hypertables and their chunks. */
const hypertableRules = [
	{
		id: "time-column-without-zone",
		severity: "warning",
		title: "a time column without time zone",
		check: ({ model }) => model.hypertables.flatMap(({ name, dimensions: [time] }) => time?.type === "timestamp without time zone" ? [{
			object: name,
			message: `its time column ${time.column} has no time zone: an hour exists twice each autumn, and policies compare it with the clock of the session`,
			hint: "Use timestamptz; it takes no more room.",
			near: "created"
		}] : [])
	},
	{
		id: "chunk-interval-default",
		severity: "notice",
		title: "a chunk interval that nobody chose",
		check: ({ model, statements }) => statements.length === 0 ? [] : model.hypertables.flatMap(({ name, dimensions: [time] }) => {
			if (time?.interval !== DEFAULT_INTERVAL) return [];
			const making = mentioning(statements, name).filter(({ sql }) => /hypertable|set_chunk_time_interval/i.test(sql));
			return making.some(({ sql }) => /chunk_time_interval|chunk_interval|by_range\s*\([^)]*,/i.test(sql)) || making.length === 0 ? [] : [{
				object: name,
				message: "takes the default chunk interval of 7 days, whatever its rows need",
				hint: "Choose it so that the newest chunk and its indexes fit in a quarter of the server's memory, and write it down: chunk_time_interval => '1 day'.",
				near: ["create_hypertable"]
			}];
		})
	},
	{
		id: "chunk-interval-extreme",
		severity: "warning",
		title: "chunks that are very short or very long",
		options: {
			shortest: "1 hour",
			longest: "1 year"
		},
		check: ({ model }, { shortest, longest }) => model.hypertables.flatMap(({ name, dimensions: [time] }) => {
			if (time?.interval == null || isIntegerType(time.type)) return [];
			const length = Number(time.interval);
			const [least, most] = [intervalMicroseconds(String(shortest)) ?? 0, intervalMicroseconds(String(longest)) ?? 1e400];
			const words = chunkInterval(time.interval, time.type);
			if (length < least) return [{
				object: name,
				message: `its chunks are ${words} long: a year makes ${Math.round(315576e8 / length)} of them, and every query plans over all it may need`,
				hint: `Choose ${shortest} or more.`,
				near: INTERVAL
			}];
			if (length > most) return [{
				object: name,
				message: `its chunks are ${words} long: retention and compression work on whole chunks, so almost nothing is ever dropped or compressed`,
				hint: `Choose ${longest} or less.`,
				near: INTERVAL
			}];
			return [];
		})
	},
	{
		id: "chunk-interval-exceeds-retention",
		severity: "warning",
		title: "chunks that are longer than rows are kept",
		check: ({ side, model }) => model.hypertables.flatMap(({ name, dimensions: [time] }) => {
			const kept = retentionOf(name, side);
			if (time?.interval == null || kept === void 0 || Number(time.interval) <= kept.length) return [];
			const [chunk, total] = [chunkInterval(time.interval, time.type), Number(time.interval) + kept.length];
			const stay = isIntegerType(time.type) ? "" : `: rows stay up to ${durationText(String(total))}`;
			return [{
				object: name,
				message: `keeps rows for ${kept.words} in chunks of ${chunk}, and only whole chunks are dropped${stay}`,
				hint: "Make chunks a fraction of what is kept.",
				near: addersOf("retention policy")
			}];
		})
	},
	{
		id: "small-counter",
		severity: "warning",
		title: "a counter that a hypertable outgrows",
		check: ({ side, model }) => model.hypertables.flatMap(({ name }) => side.columnsOf(name).filter(({ type, identity, default: value }) => /^(integer|smallint)$/.test(type) && (identity !== null || /\bnextval\(/.test(value ?? ""))).map(({ bare, type, name: column }) => ({
			object: column,
			message: `${bare} counts rows in ${type === "integer" ? "an integer: inserts fail after 2,147,483,647 rows" : "a smallint: inserts fail after 32,767 rows"}, dropped ones included`,
			hint: "Use bigint.",
			near: "created"
		})))
	},
	{
		id: "foreign-key-to-hypertable",
		severity: "error",
		title: "a foreign key to a hypertable, where the version has none",
		check: ({ side, model, timescaledb, refuses }) => model.constraints.filter(({ references }) => references !== null && side.hypertable(references) !== void 0 && refuses("foreign key to a hypertable")).map(({ relation, bare, references }) => ({
			object: relation,
			message: `${bare} references the hypertable ${references}, which TimescaleDB ${timescaledb} refuses (allowed since 2.16)`,
			hint: "Reference a plain table that holds the keys, or update TimescaleDB first.",
			near: ["references"]
		}))
	},
	{
		id: "foreign-key-to-retention",
		severity: "warning",
		title: "a foreign key to a hypertable whose chunks are dropped",
		check: ({ side, model }) => model.constraints.flatMap((key) => {
			const { form, relation, bare, references } = key;
			const kept = references === null || form !== "foreign key" ? void 0 : retentionOf(references, side);
			if (references === null || kept === void 0 || side.hypertable(references) === void 0) return [];
			return [{
				object: relation,
				message: `${bare} references ${references}, which keeps rows for ${kept.words}: its retention policy drops chunks and not rows, so it stops at the key or takes the key away, and no ON DELETE runs`,
				hint: `Reference a plain table that holds the keys, or do without: ALTER TABLE ${relation} DROP CONSTRAINT ${identifier(bare)};`,
				...placeOfKey(key)
			}];
		})
	},
	{
		id: "published-hypertable",
		severity: "notice",
		title: "a publication that sends none of a hypertable's new rows",
		check: ({ side, model }) => model.publications.flatMap(({ name, tables }) => {
			const named = tables.map(({ table }) => table).filter((table) => side.hypertable(table) !== void 0);
			if (named.length === 0) return [];
			return [{
				object: name,
				message: `names ${enumerateFew(named)}, whose rows are in chunks: a chunk that is made later is not published`,
				hint: "Switch timescaledb.enable_chunk_auto_publication on (2.25 and later), or use streaming replication.",
				near: ["publication"]
			}];
		})
	}
];
function enumerateFew(names) {
	const [first, ...others] = names;
	return others.length === 0 ? `the hypertable ${first}` : `the hypertable ${first} and ${others.length} more`;
}
// src/lint/rules/policies.ts
/** Rules about policies and jobs. */
const policyRules = [
	{
		id: "compress-after-drop",
		severity: "error",
		title: "rows are dropped before they are compressed",
		check: ({ side, model }) => model.jobs.flatMap((job) => {
			const after = job.form === "columnstore policy" ? lengthOf$1(job.config?.["compress_after"]) : void 0;
			const drop = side.policies(job.relation ?? "", "retention policy")[0];
			const dropped = lengthOf$1(drop?.config?.["drop_after"]);
			if (after === void 0 || drop === void 0 || dropped === void 0 || after < dropped) return [];
			const message = `compressed after ${ageOf(job)}, but dropped after ${ageOf(drop)}: the compression is wasted, or never happens`;
			return [{
				object: job.relation,
				message,
				hint: "Compress earlier, or keep rows longer.",
				near: addersOf("columnstore policy")
			}];
		})
	},
	{
		id: "retention-shorter-than-refresh",
		severity: "error",
		title: "a refresh empties buckets whose raw rows are gone",
		check: ({ side, model }) => model.jobs.flatMap((job) => {
			const message = job.form === "refresh policy" && job.scheduled ? historyLost(job, side) : null;
			return message === null ? [] : [{
				object: job.relation,
				message,
				hint: "Set the refresh policy's start_offset below the source's drop_after.",
				near: addersOf("refresh policy")
			}];
		})
	},
	{
		id: "aggregate-without-refresh",
		severity: "warning",
		title: "a continuous aggregate that nothing refreshes",
		check: ({ side, model }) => model.continuousAggregates.filter(({ name }) => side.policies(name, "refresh policy").length === 0).map(({ name }) => ({
			object: name,
			message: "has no refresh policy: it shows what was materialized by hand, and falls behind",
			hint: "Add one: add_continuous_aggregate_policy().",
			near: "created"
		}))
	},
	{
		id: "refresh-end-offset",
		severity: "warning",
		title: "a refresh that materializes buckets which still fill",
		check: ({ side, model }) => model.jobs.flatMap((job) => {
			const query = job.form === "refresh policy" ? side.aggregate(job.relation ?? "")?.query : void 0;
			const width = query === void 0 ? void 0 : bucketWidth(query);
			const end = lengthOf$1(job.config?.["end_offset"]) ?? 0;
			if (width === void 0 || end >= width) return [];
			const ends = offset(job.config?.["end_offset"], job.timeType);
			const bucket = job.timeType !== null && /int/.test(job.timeType) ? String(width) : durationText(String(width));
			const message = `is refreshed up to ${ends === null ? "now" : `${ends} ago`}, buckets are ${bucket} wide: the newest is computed over and over while it fills`;
			return [{
				object: job.relation,
				message,
				hint: `Set end_offset to ${bucket} at least.`,
				near: addersOf("refresh policy")
			}];
		})
	},
	{
		id: "refresh-gap",
		severity: "warning",
		title: "a refresh that runs too seldom for its window",
		check: ({ model }) => model.jobs.flatMap((job) => {
			if (job.form !== "refresh policy" || !job.scheduled) return [];
			const start = lengthOf$1(job.config?.["start_offset"]);
			const end = lengthOf$1(job.config?.["end_offset"]) ?? 0;
			const every = lengthOf$1(job.scheduleInterval);
			const isTime = typeof job.config?.["start_offset"] === "string";
			if (start === void 0 || every === void 0 || !isTime || every <= start - end) return [];
			const message = `runs every ${humanInterval(job.scheduleInterval)} over a window of ${durationText(String(start - end))}: rows between two windows are never materialized`;
			return [{
				object: job.relation,
				message,
				hint: "Run it more often, or let the window begin earlier.",
				near: addersOf("refresh policy")
			}];
		})
	},
	{
		id: "policy-disabled",
		severity: "warning",
		title: "a policy or job that never runs",
		check: ({ model }) => model.jobs.filter(({ scheduled }) => !scheduled).map(({ name, relation, procedure }) => ({
			object: relation ?? procedure,
			message: `${name} is disabled: it never runs`,
			hint: "Enable it with alter_job(…, scheduled => true), or remove it.",
			near: ["alter_job", "add_job"]
		}))
	},
	{
		id: "job-not-runnable",
		severity: "error",
		title: "a job whose procedure is gone",
		check: ({ model }) => model.jobs.filter(({ runnable }) => !runnable).map(({ name, procedure, relation }) => ({
			object: relation ?? procedure,
			message: `${name} fails at every run: its procedure or its check does not exist`,
			hint: "Create the procedure, or remove the job with delete_job()."
		}))
	}
];
/**
* The width of a continuous aggregate's buckets, from its query: microseconds, or units of an integer time column;
* undefined where the first argument of time_bucket() is not a constant.
*/
function bucketWidth(query) {
	const tokens = lexemes(query);
	const at = tokens.findIndex(({ text }, i) => /^time_bucket(_ng)?$/.test(text) && tokens[i + 1]?.text === "(");
	if (at < 0) return void 0;
	const [value] = tokens.slice(at + 2, firstComma(tokens, at + 2)).filter(({ text }) => text !== "(" && text !== ")");
	if (value?.kind === "string") return intervalMicroseconds(value.text.slice(1, -1));
	return value?.kind === "number" ? Number(value.text) : void 0;
}
function firstComma(tokens, start) {
	let depth = 0;
	for (let at = start; at < tokens.length; at++) {
		const text = tokens[at]?.text;
		if (text === "(") depth++;
		if (text === ")") depth--;
		if (text === "," && depth === 0) return at;
	}
	return tokens.length;
}
// src/lint/rules/index.ts
/** Every rule, by the part of the schema that it looks at. */
const RULES = [
	...hypertableRules,
	...columnstoreRules,
	...policyRules,
	...aggregateRules,
	...keyRules,
	...generalRules,
	...changeRules.map((rule) => ({
		...rule,
		compares: true
	})),
	...refusalRules,
	{
		id: "ignore-comment",
		severity: "warning",
		title: "a comment that ignores nothing",
		check: () => []
	},
	...renameRules
];
// src/lint/settings.ts
/**
* Puts the settings on the rules; what is off is left out.
*
* @throws UserError that names a rule or an option that there is not
*/
function activeRules(rules, settings) {
	const ids = rules.map(({ id }) => id);
	for (const id of Object.keys(settings)) if (!ids.includes(id)) throw unknown(`lint.${id}: there is no such rule`, id, ids, "docs/rules/README.md lists the rules.");
	return rules.flatMap((rule) => {
		const setting = settings[rule.id];
		if (setting === "off") return [];
		const { severity = rule.severity, ignore = [], ...options } = typeof setting === "object" ? setting : setting === void 0 ? {} : { severity: setting };
		const known = Object.keys(rule.options ?? {});
		for (const option of Object.keys(options)) {
			if (known.includes(option)) continue;
			throw unknown(`lint.${rule.id}.${option}: the rule has no such setting`, option, known, `See docs/rules/${rule.id}.md.`);
		}
		const patterns = ignore.map(pattern);
		return [{
			rule,
			severity,
			options: {
				...rule.options,
				...options
			},
			ignores: (object) => patterns.some((one) => one.test(object))
		}];
	});
}
function unknown(message, word, known, hint) {
	const near = known.length === 0 ? word : (0, import_fastest_levenshtein.closest)(word, [...known]);
	const meant = known.length > 0 && (0, import_fastest_levenshtein.distance)(word, near) <= 4 ? `; did you mean ${near}?` : "";
	return new UserError(`${message}${meant}`, { hint });
}
/** `trading.staging_*` as an expression; `*` stands for any characters. */
function pattern(glob) {
	return new RegExp(`^${glob.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*")}$`);
}
function readIgnores(statements) {
	return statements.flatMap((statement) => readDirectives(`${statement.before}\n${statement.sql}\n${statement.behind}`).filter(({ verb }) => verb === "ignore").map(({ rest }) => {
		const [rule = "", ...reason] = rest.split(/\s+/);
		return {
			rule,
			reason: reason.join(" "),
			statement,
			used: false
		};
	}));
}
/** Whether a comment hides the problem: it stands where the problem is shown, or at the statement that creates its object. */
function isIgnored(rule, problem, at, { ignores, statements }) {
	const { object } = problem;
	const its = ignores.filter((ignore) => ignore.rule === rule);
	if (its.length === 0) return false;
	const making = object === null ? void 0 : mentioning(statements, object).find((statement) => creates(statement, object));
	const hiding = its.filter(({ statement }) => statement === at || statement === making);
	for (const ignore of hiding) ignore.used = true;
	return hiding.length > 0;
}
/** What is wrong with the comments themselves. */
function checkIgnores(ignores, known) {
	return ignores.flatMap(({ rule, reason, statement, used }) => {
		const tell = (message, hint) => [{
			object: null,
			message,
			hint,
			at: statement
		}];
		if (!known(rule)) return tell(`there is no rule ${rule === "" ? "without a name" : rule}`, "docs/rules/README.md lists them.");
		if (reason === "") return tell(`ignores ${rule} without a reason`, `Write it behind the rule: -- timescale-ci: ignore ${rule} because …`);
		if (!used) return tell(`ignores ${rule}, which finds nothing here`, "Remove the comment.");
		return [];
	});
}
// src/lint/types.ts
/** Gravest first. An error fails a check; a warning and a notice do where somebody asks for it. */
const SEVERITIES = [
	"error",
	"warning",
	"notice"
];
// src/lint/lint.ts
/**
* Runs the lint rules over a schema, what changed in it and the statements that built it.
*
* @throws UserError where the settings name a rule or an option that there is not
*/
function lint(input) {
	const { statements = [], timescaledb = null } = input;
	const active = activeRules(RULES, input.settings ?? {});
	const ignores = readIgnores(statements);
	const context = {
		side: new Side(input.model),
		model: input.model,
		changes: input.base?.changes ?? [],
		before: input.base === void 0 ? null : new Side(input.base.model),
		statements,
		timescaledb,
		refuses: (what) => refusedBy(timescaledb, what)
	};
	const indexAt = (name) => {
		const index = name === null ? void 0 : context.side.find("indexes", name);
		return index === void 0 ? void 0 : locateIndex(index.name, index.relation, statements);
	};
	const findings = [];
	let ignored = 0;
	const add = ({ rule, severity, ignores: leaves }, problem) => {
		const at = locate$1(problem, statements) ?? indexAt(problem.object);
		if (isIgnored(rule.id, problem, at, {
			ignores,
			statements
		}) || problem.object !== null && leaves(problem.object)) ignored++;
		else findings.push(toFinding(rule.id, severity, problem, at));
	};
	for (const one of active) for (const problem of one.rule.check(context, one.options)) add(one, problem);
	const own = active.find(({ rule }) => rule.id === "ignore-comment");
	const known = (rule) => RULES.some(({ id }) => id === rule);
	const looked = new Set(active.map(({ rule }) => rule).filter(({ compares }) => !compares || input.base !== void 0));
	const decided = ignores.filter(({ rule }) => !known(rule) || [...looked].some(({ id }) => id === rule));
	if (own !== void 0) for (const problem of checkIgnores(decided, known)) add(own, problem);
	return {
		findings: findings.sort(byGravity),
		rules: active.length,
		ignored
	};
}
function toFinding(rule, severity, problem, at) {
	const { object, message, hint = null } = problem;
	return {
		rule,
		severity,
		object,
		message,
		hint,
		file: at?.file ?? null,
		line: at?.line ?? null,
		column: at?.column ?? null
	};
}
function byGravity(a, b) {
	return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || compareNames(a.file ?? "", b.file ?? "") || (a.line ?? 0) - (b.line ?? 0) || compareNames(a.rule, b.rule) || compareNames(a.object ?? "", b.object ?? "");
}
// src/report/lint-text.ts
/** `1 error, 2 warnings` */
function countFindings(findings) {
	const parts = SEVERITIES.map((severity) => [severity, findings.filter((finding) => finding.severity === severity).length]).filter(([, count]) => count > 0).map(([severity, count]) => plural$1(count, severity));
	return parts.length === 0 ? "no findings" : parts.join(", ");
}
/** `2 other findings are in the base too.`; nothing where there are none. */
function knownWords(count) {
	return count === 0 ? "" : `${plural$1(count, "other finding")} ${count === 1 ? "is" : "are"} in the base too.`;
}
/** A finding in lines for a terminal: where and what, then what to do. */
function findingLines({ rule, severity, object, message, hint, file, line }) {
	const place = file === null ? "" : `${file}:${line}  `;
	const subject = object === null ? "" : `${object}: `;
	return [`${severity.padEnd(8)} ${place}${subject}${message}  (${rule})`, ...hint === null ? [] : [`${" ".repeat(9)}${hint}`]];
}
/** Rules whose findings are read in one line: what they ask for is one thing, and many objects lack it. */
const GROUPED = ["missing-comment"];
const NAMED = 5;
/** The findings as people read them: those of some rules are one, with the objects named in it, where the first stood. */
function groupFindings(findings) {
	return findings.flatMap((finding) => {
		if (!GROUPED.includes(finding.rule)) return [finding];
		const all = findings.filter(({ rule, severity }) => rule === finding.rule && severity === finding.severity);
		if (all.length === 1) return [finding];
		if (all[0] !== finding) return [];
		const names = all.flatMap(({ object }) => object ?? []);
		const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : "";
		return [{
			...finding,
			object: null,
			message: `${plural$1(all.length, "object")} have no COMMENT: ${names.slice(0, NAMED).join(", ")}${more}`,
			hint: `${finding.hint ?? ""} for each; or, in timescale-ci.yml, lint: { ${finding.rule}: off }`
		}];
	});
}
// src/workflows/lint.ts
/** The step: runs the lint rules over a source. An error fails it. */
function lintSource(source, model, settings, { reporter }, base) {
	const step = reporter.step("lint");
	const result = lint({
		model,
		statements: source.statements,
		timescaledb: targetVersion(source.engine, settings),
		settings: settings.lint,
		...base === void 0 ? {} : { base }
	});
	const hidden = result.ignored === 0 ? "" : `, ${result.ignored} ignored`;
	const text = `${plural$1(result.rules, "rule")}: ${countFindings(result.findings)}${hidden}`;
	const lines = groupFindings(result.findings).flatMap(findingLines);
	if (fails(result.findings)) step.fail(text, lines);
	else if (result.findings.some(({ severity }) => severity === "warning")) step.warn(text, lines);
	else step.done(text, lines);
	return result;
}
/** True where a finding is an error. */
function fails(findings) {
	return findings.some(({ severity }) => severity === "error");
}
/**
* The version of TimescaleDB that a schema is meant for: that of the server at hand. Where somebody named an image and the
* embedded engine stands in for it, its tag says which version will run the schema.
*/
function targetVersion(engine, settings) {
	return (engine.kind === "embedded" ? /:(\d+\.\d+\.\d+)/.exec(settings.image ?? "")?.[1] : void 0) ?? engine.versions.timescaledb;
}
// src/proof/order-text.ts
/** A column of `order-by` as SQL and the settings write it: `timestamp DESC NULLS LAST`. */
function orderText({ column, descending, nullsFirst }) {
	return `${column}${descending ? " DESC" : ""}${descending === nullsFirst ? "" : nullsFirst ? " NULLS FIRST" : " NULLS LAST"}`;
}
// src/proof/required.ts
/** Holds a model against what the settings require. Every failure is reported, not just the first. */
function checkRequired(model, require) {
	const unmet = [];
	const hypertables = new Map(model.hypertables.flatMap((table) => spellings(table).map((name) => [name, table])));
	const tables = new Map(model.relations.filter(({ form }) => form === "table" || form === "partitioned table" || form === "foreign table").flatMap((table) => spellings(table).map((name) => [name, table])));
	const exists = (name, known, what) => {
		if (known.includes(name)) return true;
		unmet.push({
			object: name,
			problem: `${what}${suggestion(name, known)}`,
			hint: null
		});
		return false;
	};
	const all = (names, known, what) => {
		for (const name of names) exists(name, known, what);
	};
	all(require.extensions, model.extensions.map(({ name }) => name), "is not installed");
	all(require.schemas, model.schemas.flatMap(({ name }) => [name, unquote(name)]), missing("schema"));
	for (const entry of require.tables) {
		const { name, columns = [] } = typeof entry === "string" ? { name: entry } : entry;
		const table = tables.get(name);
		if (!exists(name, [...tables.keys()], missing("table")) || table === void 0) continue;
		const present = model.columns.filter(({ relation }) => relation === table.name).map(({ bare }) => bare);
		for (const column of columns) {
			if (present.includes(column)) continue;
			unmet.push({
				object: name,
				problem: `has no column ${column}${suggestion(column, present)}`,
				hint: null
			});
		}
	}
	for (const [name, wanted] of Object.entries(require.hypertables)) {
		const hypertable = hypertables.get(name);
		if (hypertable !== void 0) unmet.push(...checkHypertable(model, name, hypertable, wanted));
		else if (tables.has(name)) unmet.push({
			object: name,
			problem: `is a plain table, required: hypertable${describeWanted(wanted)}`,
			hint: `no create_hypertable('${name}', …) ran`
		});
		else exists(name, [...hypertables.keys(), ...tables.keys()], missing(`hypertable${describeWanted(wanted)}`));
	}
	const aggregates = model.continuousAggregates.flatMap((one) => spellings(one).map((name) => [name, one.name]));
	for (const [name, wanted] of Object.entries(require["continuous-aggregates"])) {
		const own = aggregates.find(([spelling]) => spelling === name)?.[1];
		if (!exists(name, aggregates.map(([spelling]) => spelling), noAggregate(model, name)) || own === void 0) continue;
		if (wanted.refresh !== void 0) {
			const has = model.jobs.some((job) => job.form === "refresh policy" && job.relation === own);
			if (has !== wanted.refresh) unmet.push(differs(name, "refresh policy", has ? "yes" : "none", wanted.refresh ? "yes" : "none"));
		}
		unmet.push(...checkPolicies(model, name, own, wanted));
	}
	const views = model.relations.filter(({ form }) => form === "view" || form === "materialized view" || form === "continuous aggregate");
	all(require.views, views.flatMap(spellings), missing("view"));
	all(require.functions, model.routines.flatMap((routine) => [...spellings(routine), ...signatures(routine.name)]), missing("function"));
	all(require.indexes, model.indexes.flatMap((index) => spellings({
		...index,
		schema: schemaOf(model, index.relation)
	})), missing("index"));
	all(require.roles, model.roles.flatMap(({ name }) => [name, unquote(name)]), "is not a role that the schema names");
	all(require.publications, model.publications.flatMap(({ name }) => [name, unquote(name)]), missing("publication"));
	return {
		unmet,
		counts: {
			hypertable: Object.keys(require.hypertables).length,
			"continuous aggregate": Object.keys(require["continuous-aggregates"]).length,
			view: require.views.length,
			function: require.functions.length
		}
	};
}
function checkHypertable(model, name, hypertable, wanted) {
	const unmet = [];
	const [time, ...others] = hypertable.dimensions;
	const expect = (property, actual, required) => {
		if (required !== void 0 && actual !== required) unmet.push(differs(name, property, actual, required));
	};
	expect("time column", time?.column ?? "none", wanted["time-column"]);
	expect("space column", others.map(({ column }) => column).join(", ") || "none", wanted["space-column"]);
	const interval = wanted["chunk-interval"];
	if (interval !== void 0 && time !== void 0) {
		const actual = isIntegerType(time.type) ? Number(time.interval) : durationText(time.interval ?? "0");
		if (!sameSpan(actual, interval)) unmet.push(differs(name, "chunk interval", String(actual), String(interval)));
	}
	const { columnstore } = hypertable;
	if (wanted.columnstore !== void 0 && columnstore !== null !== wanted.columnstore) unmet.push(differs(name, "columnstore", onOff(columnstore !== null), onOff(wanted.columnstore)));
	const list = (items) => items === void 0 ? "no columnstore" : items === null ? "TimescaleDB's choice" : items.join(", ") || "none";
	expect("segment by", list(columnstore?.segmentBy ?? (columnstore === null ? void 0 : null)), wanted["segment-by"] && list(wanted["segment-by"]));
	expect("order by", list(columnstore?.orderBy?.map(orderText) ?? (columnstore === null ? void 0 : null)), wanted["order-by"] && list(wanted["order-by"].map(normalOrder)));
	return [...unmet, ...checkPolicies(model, name, hypertable.name, wanted)];
}
function checkPolicies(model, name, relation, wanted) {
	const unmet = [];
	const check = (form, required) => {
		if (required === void 0) return;
		const job = model.jobs.find((one) => one.form === form && one.relation === relation);
		const age = configKeys(form, "age", "age since creation").map((key) => job?.config?.[key]).find((value) => value !== void 0 && value !== null);
		const actual = typeof age === "number" || typeof age === "string" ? age : void 0;
		if (actual === void 0) unmet.push({
			object: name,
			problem: `has no ${form}, required: after ${required}`,
			hint: null
		});
		else if (!sameSpan(actual, required)) unmet.push(differs(name, form, `after ${actual}`, `after ${required}`));
		else if (job?.scheduled === false) unmet.push({
			object: name,
			problem: `its ${form} is disabled`,
			hint: null
		});
	};
	check("columnstore policy", wanted["compress-after"]);
	check("retention policy", wanted["drop-after"]);
	return unmet;
}
/** The same name may be required as two things: each says as what. */
function missing(kind) {
	return `does not exist, required: ${kind}`;
}
function differs(object, property, actual, required) {
	return {
		object,
		problem: `${property} is ${actual}, required: ${required}`,
		hint: null
	};
}
function noAggregate(model, name) {
	const view = model.relations.find((relation) => spellings(relation).includes(name));
	return view === void 0 ? missing("continuous aggregate") : `is a ${view.form}, required: continuous aggregate`;
}
function describeWanted(wanted) {
	return `${wanted["time-column"] === void 0 ? "" : ` on ${wanted["time-column"]}`}${wanted["chunk-interval"] === void 0 ? "" : `, chunk interval ${wanted["chunk-interval"]}`}`;
}
/** The nearest known name, where one is near enough to be meant. */
function suggestion(name, known) {
	if (known.length === 0) return "";
	const candidate = (0, import_fastest_levenshtein.closest)(name, known);
	return (0, import_fastest_levenshtein.distance)(name, candidate) <= Math.max(2, Math.floor(name.length / 4)) ? `; did you mean ${candidate}?` : "";
}
/** A name as SQL writes it, and as people do: without quotes. */
function spellings({ name, schema, bare }) {
	return [.../* @__PURE__ */ new Set([name, `${schema}.${bare}`])];
}
/** `f(integer,text)` also with a space behind the comma. */
function signatures(name) {
	return [name.replaceAll(",", ", ")];
}
function schemaOf(model, relation) {
	return model.relations.find(({ name }) => name === relation)?.schema ?? "";
}
function unquote(name) {
	return name.startsWith("\"") ? name.slice(1, -1).replaceAll("\"\"", "\"") : name;
}
function onOff(on) {
	return on ? "on" : "off";
}
function normalOrder(text) {
	return text.trim().replace(/\s+/g, " ").replace(/ asc\b/i, "").replace(/ desc\b/i, " DESC").replace(/ nulls (first|last)\b/i, (n) => n.toUpperCase());
}
// src/report/required-text.ts
/** The verdict on the required objects in one line. */
function describeRequired(required, model) {
	if (required.unmet.length > 0) return describeUnmet(required);
	const counts = Object.entries(required.counts).filter(([, count]) => count > 0);
	if (counts.length > 0) return `${counts.map(([kind, count]) => plural$1(count, kind)).join(", ")} as required`;
	return `${plural$1(model.hypertables.length, "hypertable")}; nothing is required in the settings`;
}
/** `2 requirements are not met`: as many as `listUnmet` lists. */
function describeUnmet({ unmet }) {
	return `${plural$1(unmet.length, "requirement")} ${unmet.length === 1 ? "is" : "are"} not met`;
}
/** A line or two for each promise that is not kept. */
function listUnmet(required) {
	const width = required.unmet.reduce((most, { object }) => Math.max(most, Math.min(32, object.length)), 0);
	return required.unmet.flatMap(({ object, problem, hint }) => [`${object.padEnd(width)}  ${problem}`, ...hint === null ? [] : [`${" ".repeat(width)}  ${hint}`]]);
}
// src/workflows/nothing.ts
/** Objects that a database has before anybody makes one. */
const GIVEN = [
	"database",
	"databaseSettings",
	"extensions",
	"roles",
	"tablespaces",
	"builtInJobs"
];
/** The mark of the part of a script that takes back what it made, in the words of migration tools. */
const UNDO = /^\s*--[\s/@+:]*(?:\w+[\s:]+)?(?:down|undo|rollback|revert)\b/im;
/**
* Refuses a schema of which nothing is left: scripts that undo what they did, or did nothing.
*
* @param statements the statements that built it, none for a live database
* @param allowed true where somebody said that nothing is meant
* @throws UserError that names the statement which took the last of it
*/
function refuseNothing(model, statements, allowed) {
	const heads = statements.map((statement) => ({
		statement,
		...statementHead(statement.sql)
	}));
	const made = heads.filter(({ statement, verb, kind }) => verb === "create" && kind === "table" && isKept(statement));
	const drops = heads.filter(({ verb }) => verb === "drop");
	const undone = drops.find(({ statement, name }) => isUndone(statement, name, heads));
	if (undone !== void 0) {
		const { file, line } = undone.statement;
		throw new UserError(`${file}:${line}  a part that takes back what its file made was run: ${firstLine(undone.statement)}`, {
			hint: "Move it to a file that \"init:\" does not name, or make it a comment.",
			exitCode: 1
		});
	}
	const tables = model.relations.some(({ form }) => form === "table" || /(partitioned|foreign) table/.test(form));
	const last = drops.at(-1)?.statement;
	if (made.length > 0 && !tables) {
		const by = last === void 0 ? "" : `: ${last.file}:${last.line} is the last that drops something`;
		throw new UserError(`the scripts created ${count(made.length, "table")}, and none is left${by}`, {
			hint: "Look for a part that takes back what the scripts make (down, undo, rollback), and keep it out of \"init:\".",
			exitCode: 1
		});
	}
	const empty = Object.keys(model).every((collection) => {
		const objects = model[collection];
		return GIVEN.includes(collection) || objects.every(({ name }) => collection === "schemas" && name === "public");
	});
	const extended = heads.some(({ verb, kind, name }) => verb === "create" && kind === "extension" && name.at(-1) !== "timescaledb");
	if (empty && !extended && !allowed) throw new UserError("the schema is empty: nothing was made in it", {
		hint: "Check what \"init:\" or --init names, and that a program of \"build:\" connects by DATABASE_URL. Where nothing is meant to be in it yet: --allow-empty.",
		exitCode: 1
	});
}
/** Says of a pg_dump in plain text without a hypertable that it would have none whatever the database had. */
function warnOfPlainDump(model, { scripts }, reporter) {
	if (model.hypertables.length > 0) return;
	const dump = scripts.find(({ text }) => /^--\n-- PostgreSQL database dump\n/m.test(text.slice(0, 200)) && /^CREATE EXTENSION [^;]*\btimescaledb\b/m.test(text));
	if (dump === void 0) return;
	reporter.warn(`${dump.file} is a plain pg_dump of a database with TimescaleDB, and there is no hypertable`, ["pg_dump writes hypertables as plain tables. Where the database had any, dump it by \"timescale-ci dump --database-url …\"."]);
}
/** A temporary table goes by itself. */
function isKept({ sql }) {
	return !/^create\s+(local\s+|global\s+)?temp(orary)?\b/i.test(sql);
}
function isUndone(drop, name, heads) {
	const own = heads.filter(({ statement }) => statement.file === drop.file);
	const at = own.findIndex(({ statement }) => statement === drop);
	const from = own.findIndex(({ verb, name: other }) => verb === "create" && other.at(-1) === name.at(-1));
	return name.length > 0 && from >= 0 && from < at && own.slice(from + 1, at + 1).some(({ statement }) => UNDO.test(statement.before));
}
function firstLine({ sql }) {
	return sql.split("\n")[0] ?? "";
}
// src/workflows/validate.ts
/** The check by itself: required objects of a source, and the lint rules. */
async function validate(settings, context) {
	try {
		var _usingCtx$7 = _usingCtx();
		const source = _usingCtx$7.a(await openSource(settings, context));
		const { model, required } = await validateSource(source, settings, context);
		const lint = lintSource(source, model, settings, context);
		return {
			ok: required.unmet.length === 0 && !fails(lint.findings),
			server: source.engine.label,
			required,
			lint
		};
	} catch (_) {
		_usingCtx$7.e = _;
	} finally {
		await _usingCtx$7.d();
	}
}
/** The step: reads the model and holds it against the settings. */
async function validateSource(source, settings, { reporter }) {
	try {
		var _usingCtx3 = _usingCtx();
		const step = reporter.step("validate");
		const { model } = await readCatalogue(_usingCtx3.a(await source.engine.database.connect()), source.builder);
		refuseNothing(model, source.statements, settings["allow-empty"]);
		warnOfPlainDump(model, source, reporter);
		const required = checkRequired(model, settings.require);
		locate(required, source.ran);
		if (required.unmet.length === 0) step.done(describeRequired(required, model));
		else step.fail(describeRequired(required, model), listUnmet(required));
		return {
			model,
			required
		};
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
/** Says where the table of a lost hypertable is made, when the scripts say. */
function locate(required, ran) {
	for (const unmet of required.unmet) {
		if (unmet.hint === null) continue;
		const made = ran.find(({ text }) => /^\s*CREATE TABLE/i.test(text) && text.includes(unmet.object));
		if (made === void 0) continue;
		unmet.hint += `; its table is made at ${made.file}:${made.line}`;
		unmet.place = {
			file: made.file,
			line: made.line
		};
	}
}
// src/history/publish.ts
/** Where hard links or symbolic links cannot be made at all (FAT, some network drives, Windows without the privilege). */
const UNSUPPORTED = [
	"EPERM",
	"ENOSYS",
	"ENOTSUP",
	"EOPNOTSUPP"
];
/**
* Gives a finished temporary file the first free version name at or after `now`, whole or not at all, and never in
* place of an existing file: `link` fails where the name is taken, which `rename` does not.
*
* @returns the version's file name
*/
async function publishVersion(dir, temporary, now, files) {
	for (let second = 0;; second++) {
		const file = versionName(new Date(now.getTime() + second * 1e3));
		if (await unless(["EEXIST"], giveName(temporary, join$1(dir, file), files))) return file;
	}
}
async function giveName(temporary, target, files) {
	if (await unless(UNSUPPORTED, files.link(temporary, target).then(() => true))) return true;
	await (await files.open(target, "wx")).close();
	try {
		await files.rename(temporary, target);
	} catch (error) {
		await files.unlink(target).catch(() => void 0);
		throw error;
	}
	return true;
}
/** Makes `schema_latest.sql` lead to this version, in one step. */
async function pointLatestAt(dir, file, temporaries, files) {
	const link = temporaries.path();
	const made = await unless(UNSUPPORTED, files.symlink(file, link).then(() => true));
	await files.rename(made ? link : await temporaries.write(file), join$1(dir, LATEST_FILE));
}
/** Waits until the names are on the disk too. Systems that cannot do that for a directory (Windows) go without. */
async function syncDirectory(dir, files) {
	try {
		try {
			var _usingCtx$6 = _usingCtx();
			await _usingCtx$6.a(await files.open(dir, "r")).sync();
		} catch (_) {
			_usingCtx$6.e = _;
		} finally {
			await _usingCtx$6.d();
		}
	} catch {}
}
// src/history/temporary.ts
/** Temporary files carry who writes them, so that the next run can tell a crash's leftovers from a neighbour at work. */
const TEMPORARY = /^\.timescale-ci-([0-9a-f]{8})-(\d+)-[0-9a-f]{12}\.tmp$/;
const HOST = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
/** No write takes this long: past it a temporary file is a leftover, whoever made it. */
const STALE_MS = 36e5;
/** Names that this process is writing now. The process id alone says too little: in a container it is always the same. */
const inUse = /* @__PURE__ */ new Set();
/** Starts a set of temporary files in this directory. */
function temporariesIn(dir, files) {
	const mine = /* @__PURE__ */ new Set();
	const path = () => {
		const name = `.timescale-ci-${HOST}-${process.pid}-${randomBytes(6).toString("hex")}.tmp`;
		mine.add(name);
		inUse.add(name);
		return join$1(dir, name);
	};
	return {
		path,
		async write(text) {
			try {
				var _usingCtx$5 = _usingCtx();
				const target = path();
				const file = _usingCtx$5.a(await files.open(target, "wx", 420));
				await file.writeFile(text);
				await file.sync();
				return target;
			} catch (_) {
				_usingCtx$5.e = _;
			} finally {
				await _usingCtx$5.d();
			}
		},
		async release() {
			for (const name of mine) {
				await files.unlink(join$1(dir, name)).catch(() => void 0);
				inUse.delete(name);
			}
		}
	};
}
/** Removes the temporary files of runs that are over. A file that cannot be removed stays: it does no harm. */
async function removeLeftovers(dir, now, files) {
	for (const name of await files.readdir(dir)) {
		const [, host, pid] = TEMPORARY.exec(name) ?? [];
		if (host === void 0 || pid === void 0) continue;
		const stat = await unless(["ENOENT"], files.lstat(join$1(dir, name)));
		if (!stat) continue;
		if (host === HOST && !isWriting(name, Number(pid)) || now.getTime() - stat.mtimeMs > STALE_MS) await files.unlink(join$1(dir, name)).catch(() => void 0);
	}
}
function isWriting(name, pid) {
	if (pid === process.pid) return inUse.has(name);
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return errorCode(error) === "EPERM";
	}
}
// src/history/write-version.ts
/**
* Writes a version of the schema: `schema_YYYYMMDD_HHMMSS.sql`, `schema_latest.sql`, `README_latest.md`. Where the
* schema is the latest one's, only a README that is missing or differs is written; where it is the same too, nothing.
*
* Every file appears by one rename or link of a finished copy, the version first, the README last: whatever stops it,
* `schema_latest.sql` leads to a whole dump, and the next run completes the rest and clears the temporary files away.
* Writers at the same time get a version each, and the last to finish decides where `schema_latest.sql` leads.
*
* @throws UserError naming the path that could not be read or written
*/
async function writeVersion(input, files = diskFiles) {
	const { dir, keep } = input;
	if (keep !== void 0 && !(Number.isInteger(keep) && keep >= 1)) throw new UserError(`cannot keep ${keep} versions`, { hint: "Give a whole number of at least 1." });
	const temporaries = temporariesIn(dir, files);
	try {
		await files.mkdir(dir, { recursive: true });
		await removeLeftovers(dir, input.now, files);
		return await write(input, temporaries, files);
	} catch (error) {
		throw fileError(error, "write to the schema directory", dir);
	} finally {
		await temporaries.release();
	}
}
async function write(input, temporaries, files) {
	const { dir, text, now, keep } = input;
	const latest = await readLatest(dir, files);
	const wanted = input.fingerprint(text);
	const same = latest !== void 0 && input.fingerprint(latest.text) === wanted;
	const stranded = same ? void 0 : await findStranded(input, wanted, files);
	const version = same || stranded ? void 0 : await temporaries.write(text);
	const readme = await readmeDiffers(input, files) ? await temporaries.write(input.readme) : void 0;
	let file = latest?.file ?? "";
	if (stranded) {
		file = stranded;
		await pointLatestAt(dir, file, temporaries, files);
	} else if (version !== void 0) {
		file = await publishVersion(dir, version, now, files);
		try {
			await pointLatestAt(dir, file, temporaries, files);
		} catch (error) {
			await files.unlink(join$1(dir, file)).catch(() => void 0);
			throw error;
		}
	}
	if (readme !== void 0) await files.rename(readme, join$1(dir, README_FILE));
	if (!same || readme !== void 0) await syncDirectory(dir, files);
	return {
		status: same ? "unchanged" : stranded ? "relinked" : "written",
		file,
		previous: latest?.file,
		readme: readme === void 0 ? "unchanged" : "written",
		removed: same || keep === void 0 ? [] : await prune(dir, keep, file, files)
	};
}
/**
* The newest version, where it already holds the wanted schema though schema_latest.sql does not lead there: a run
* ended between the two, or the link was lost.
*/
async function findStranded({ dir, fingerprint }, wanted, files) {
	const newest = (await listVersions(dir, files)).at(-1)?.file;
	if (newest === void 0) return void 0;
	return fingerprint(await files.readFile(join$1(dir, newest), "utf8")) === wanted ? newest : void 0;
}
async function readmeDiffers({ dir, readme, readmeHolds = (text) => text === readme }, files) {
	const path = join$1(dir, README_FILE);
	if (!(await unless(["ENOENT"], files.lstat(path)))?.isFile()) return true;
	return !readmeHolds(await files.readFile(path, "utf8"));
}
/** Removes the oldest versions beyond `keep`, never the latest, and gives their names. */
async function prune(dir, keep, latest, files) {
	const others = (await listVersions(dir, files)).filter(({ file }) => file !== latest);
	const old = others.slice(0, Math.max(0, others.length - (keep - 1))).map(({ file }) => file);
	for (const file of old) await unless(["ENOENT"], files.unlink(join$1(dir, file)));
	return old;
}
// src/workflows/version.ts
/**
* The step: writes a new version, or nothing where the schema is the latest one's. A version is the schema's, not the
* server's: so is its README, which stays as the version's server wrote it as long as it says the same things.
*
* @param latest the version that was compared with
*/
async function versionDump(dump, readme, { latest, compared: { same, words } }, settings, context) {
	const step = context.reporter.step("version");
	const result = await writeVersion({
		dir: resolve(context.cwd, settings["schema-dir"]),
		text: dump.text,
		readme,
		readmeHolds: (text) => text === readme || same && words !== null && sameSubject(text, readme),
		now: context.now(),
		fingerprint: (text) => same && text === latest?.text ? dump.fingerprint : fingerprintOf(text),
		...settings.keep === void 0 ? {} : { keep: settings.keep }
	});
	const shown = join$1(settings["schema-dir"], result.file);
	const details = [
		...words === null ? [] : [words],
		...result.removed.length === 0 ? [] : [`removed: ${result.removed.join(", ")}`],
		...result.status !== "written" && result.readme === "written" ? ["README_latest.md was out of date and is written anew"] : []
	];
	if (result.status === "written") step.done(`${shown}  (schema_latest.sql now points here)`, details);
	else if (result.status === "relinked") step.done(`schema_latest.sql points to ${shown} again`, details);
	else step.unchanged(`unchanged since ${result.file}`, details);
	return result;
}
function sameSubject(text, readme) {
	const subject = subjectOf(readme);
	return subject !== void 0 && subject === subjectOf(text);
}
/**
* Compares the latest version with a dump. Servers of other versions print the same schema in other words, so what such
* a server wrote is restored on the engine that restored the dump too: that prints both.
*
* @param engine null where there is none to restore on
* @param printed what the dump is as that engine prints it
*/
async function compareWithLatest(latest, dump, engine, printed) {
	if (latest === void 0) return {
		same: false,
		words: null
	};
	if (fingerprintOf(latest.text) === dump.fingerprint) return {
		same: true,
		words: null
	};
	const there = readHeader(latest.text)?.versions;
	const here = versionsOf(dump.facts);
	if (engine === null || there === void 0) return {
		same: false,
		words: null
	};
	if (there.postgres === here.postgres && there.timescaledb === here.timescaledb) return {
		same: false,
		words: null
	};
	const name = (versions) => `TimescaleDB ${versions.timescaledb} on PostgreSQL ${versions.postgres}`;
	try {
		const same = (await readBack(latest.text, engine, "the latest version", printed)).fingerprint === printed.fingerprint;
		return same ? {
			same,
			words: `written by ${name(there)}; restored here it is the same schema`
		} : {
			same,
			words: `compared as ${name(versionsOf(printed.facts))} dumps what ${name(there)} wrote`
		};
	} catch (error) {
		return {
			same: false,
			words: `what ${name(there)} wrote cannot be restored here to compare: ${messageOf(error)}`
		};
	}
}
// src/workflows/check.ts
/**
* Everything that a backup does but writing, and the lint rules; then how it differs from the latest version.
*
* @param options.page also draws the HTML page
*/
async function check(settings, context, options = {}) {
	try {
		var _usingCtx$4 = _usingCtx();
		const source = _usingCtx$4.a(await openSource(settings, context));
		const result = await checkSource(source, settings, context, { lint: true });
		const { dump, latest, compared } = result;
		if (compared === null || dump === null) return {
			...result,
			changed: false,
			changes: null
		};
		const { same, changes } = await compare$1(source, dump, latest, compared, context);
		const page = options.page === true ? await drawAlong(source, dump, settings, context) : null;
		return {
			...result,
			page,
			changed: !same,
			changes
		};
	} catch (_) {
		_usingCtx$4.e = _;
	} finally {
		await _usingCtx$4.d();
	}
}
async function compare$1(source, dump, latest, { same, words }, context) {
	const step = context.reporter.step("compare");
	const details = words === null ? [] : [words];
	if (same) step.unchanged(`the same schema as ${latest?.file}`, details);
	else step.done(latest === void 0 ? "there is no version to compare with" : `differs from ${latest.file}`, details);
	if (same) return {
		same,
		changes: []
	};
	return {
		same,
		changes: latest === void 0 ? null : await explainSince(latest, source, dump, context)
	};
}
/**
* The steps of a check on a source that is open. They stop where a promise is broken; an error that a rule finds fails
* the check at its end.
*/
async function checkSource(source, settings, context, options = {}) {
	const result = {
		ok: false,
		server: source.engine.label,
		required: {
			unmet: [],
			counts: {}
		},
		lint: [],
		dump: null,
		proof: null,
		readme: null,
		page: null,
		compared: null,
		latest: await readLatest(resolve(context.cwd, settings["schema-dir"]))
	};
	const { model, required } = await validateSource(source, settings, context);
	result.required = required;
	if (options.lint === true) result.lint = lintSource(source, model, settings, context).findings;
	if (required.unmet.length > 0) return result;
	const printed = await dumpSource(source, context);
	result.dump = printed;
	if (settings["restore-test"]) try {
		var _usingCtx3 = _usingCtx();
		const engine = _usingCtx3.a(await scratchFor(source, printed, settings, context));
		result.proof = await proveSource(source, printed, engine, context);
		if (!result.proof.proved) return result;
		result.dump = canonicalDump(printed, result.proof);
		result.compared = await compareWithLatest(result.latest, result.dump, engine, result.proof.restored ?? result.dump);
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
	else {
		context.reporter.step("restore").warn("not proved: the restore test is turned off");
		const engine = source.engine.kind === "external" ? null : source.engine;
		if (engine !== null) result.dump = await settle(printed, engine);
		result.compared = await compareWithLatest(result.latest, result.dump, engine, result.dump);
	}
	result.readme = documentDump(result.dump, settings, context, { latest: result.compared.same ? result.latest : void 0 });
	result.ok = !fails(result.lint);
	return result;
}
// src/workflows/backup.ts
/**
* The main job: build, validate, dump, prove, document, write versioned files. It stops where a promise is broken.
*
* @param options.explain also tells what changed, which takes the restore of a version
* @param options.page also draws the HTML page, with the new version in its history
*/
async function backup(settings, context, options = {}) {
	try {
		var _usingCtx$3 = _usingCtx();
		await assertWritable(resolve(context.cwd, settings["schema-dir"]));
		const source = _usingCtx$3.a(await openSource(settings, context));
		const checked = await checkSource(source, settings, context);
		const { dump, readme, latest, compared } = checked;
		if (!checked.ok || dump === null || readme === null || compared === null) return {
			...checked,
			version: null,
			changes: null
		};
		const version = await versionDump(dump, readme, {
			latest,
			compared
		}, settings, context);
		const since = (from) => version.status === "written" ? explainSince(from, source, dump, context) : [];
		const changes = options.explain === true && latest !== void 0 ? await since(latest) : null;
		const page = options.page === true ? await drawAlong(source, dump, settings, context) : null;
		return {
			...checked,
			version,
			changes,
			page
		};
	} catch (_) {
		_usingCtx$3.e = _;
	} finally {
		await _usingCtx$3.d();
	}
}
// src/history/git/refusal.ts
/** The remote has what we have not seen, or was taking somebody else's push at the same moment. */
const MOVED = /\[rejected\].*\((?:fetch first|non-fast-forward|stale info|needs force)\)|\[remote rejected\].*\((?:cannot lock ref|failed to update ref|incorrect old value|reference already exists)|cannot lock ref/;
const GONE = /couldn't find remote ref/i;
/** Whatever keeps git from the remote, save for an answer that stays the same (4xx) and a certificate. */
const NETWORK = /did not end within|unable to access '[^']*': (?!The requested URL returned error: 4(?!08|29)|.*certificate)|Could not resolve host|Connection (?:timed out|reset|refused|closed|was reset)|Network is unreachable|No route to host|Operation too slow|returned error: (?:408|429|5\d\d)|early EOF|unexpected disconnect|remote end hung up|Temporary failure/i;
function classifyFailure(output) {
	if (MOVED.test(output)) return "moved";
	if (GONE.test(output)) return "gone";
	if (/^remote: .*(?:error|denied|declined)|\[remote rejected\]/im.test(output)) return "refused";
	return NETWORK.test(output) ? "network" : "refused";
}
const REASONS = [
	[
		/GH006|protected branch/i,
		"the branch is protected",
		"Set commit: pull-request, or give token: one of a GitHub App that the branch protection lets through."
	],
	[
		/GH013|rule violation/i,
		"a ruleset of the repository forbids it",
		"Set commit: pull-request, or give token: one of a GitHub App that the ruleset lets through."
	],
	[
		/could not read (?:Username|Password)|Authentication failed|returned error: 401|Invalid username or (?:password|token)/i,
		"git has no credential for it, or a wrong one",
		"Leave the input token at its default, or give it a token that may write the repository's contents."
	],
	[
		/Permission to .* denied|returned error: 403|Write access to repository not granted/i,
		"the token may not write to the repository",
		"Give the job the permission \"contents: write\"."
	],
	[
		/GH001|exceeds GitHub's file size limit/i,
		"a file is too large for GitHub",
		"Take the large file out of the commit."
	],
	[
		NETWORK,
		"the remote cannot be reached",
		"Run it again later, or give it more time: network-timeout."
	],
	[
		/^(?![\s\S]*^(?:remote:|!\s))[\s\S]*failed to push some refs/m,
		"a pre-push hook of the checkout refuses it",
		"Let the hook pass on CI, where the runner sets CI=true, or leave hooks out: git config core.hooksPath /dev/null."
	]
];
/** Why a remote did not take a push: its own words, and what to do about it. */
function explainRefusal(branch, output) {
	const [, reason, hint] = REASONS.find(([pattern]) => pattern.test(output)) ?? [
		void 0,
		"the remote refuses it",
		"Ask who keeps the repository, or set commit: pull-request."
	];
	return new UserError([`the push to ${branch} failed: ${reason}`, ...remoteLines(output)].join("\n"), {
		hint: `The files stay as they are written. ${hint}`,
		exitCode: 1
	});
}
/** What git says when it cannot stage or commit, and what to do about it. */
const LOCAL = [
	[/sparse-checkout/, "The checkout is sparse: add the schema directory to the input sparse-checkout of actions/checkout."],
	[/index\.lock|Another git process/, "Another program works in this checkout, or one that was ended left its lock: wait for it, or remove .git/index.lock in a step before this one."],
	[/git-lfs|lfs: |filter.* failed|(?:clean|smudge) filter/i, "The files pass through a filter of .gitattributes: install it (Git LFS comes with lfs: true of actions/checkout), or take the schema directory out of it."],
	[/LF would be replaced|CRLF/, "core.safecrlf refuses line ends that git would change: give the schema directory the attribute -text in .gitattributes."],
	[/gpg|ssh-keygen|sign(?:ing)? (?:failed|the data)|user\.signingkey/i, "The repository asks for signed commits (commit.gpgsign): give the runner the key, or set it to false in a step before this one."],
	[/did not end within/, "A hook of the repository hangs: let it pass on CI, where the runner sets CI=true, or give it more time: network-timeout."],
	[/ignored by one of your/, "Take the schema directory out of .gitignore."],
	[/No space left|disk quota/i, "The disk is full: free some space and run again."],
	[/Permission denied|insufficient permission|Read-only file system/i, "Give the user of the job write permission to .git."]
];
/** Why nothing could be staged or committed: git's own words, and what to do about it. */
function explainCommit(doing, { stdout, stderr }) {
	const said = (stderr.trim() || stdout.trim()).slice(0, 4e3);
	const [, hint] = LOCAL.find(([pattern]) => pattern.test(said)) ?? [void 0, "Where a hook of the repository refuses it, set commit-message to what it wants, or leave it out on CI."];
	return new UserError(`git cannot ${doing}\n${said}`, {
		hint: `The files stay as they are written. ${hint}`,
		exitCode: 1
	});
}
/** A branch that was there when it was checked out, and is not any more. */
function branchGone(branch) {
	return new UserError(`the branch ${branch} is gone from the remote: it was deleted or renamed since the checkout`, {
		hint: "Nothing was pushed, and the branch is not made again. Run the workflow on the branch that is there now.",
		exitCode: 1
	});
}
/** What the remote said, at most 20 lines; else what git said. */
function remoteLines(output) {
	const lines = output.split("\n").map((line) => line.trimEnd());
	const remote = lines.filter((line) => /^remote: *\S/.test(line)).map((line) => line.replace(/^remote: ?/, ""));
	const rejected = lines.filter((line) => /^!\s/.test(line)).map((line) => line.replace(/^!\s+/, "").replace(/\t/g, "  "));
	const said = [...remote, ...rejected];
	return (said.length > 0 ? said : lines.filter((line) => line !== "" && !/^(To |Done$)/.test(line))).slice(0, 20);
}
// src/history/git/git.ts
/** git ended with an exit code other than 0. */
var GitError = class extends Error {
	output;
	constructor(args, output) {
		const said = output.stderr.trim() || output.stdout.trim() || `exit code ${output.code}`;
		super(`git ${args.find((arg) => !arg.startsWith("-")) ?? ""}: ${said}`);
		this.name = "GitError";
		this.output = output;
	}
};
/** Hooks of the repository may do work of their own. */
const LOCAL_FACTOR = 5;
/** How often a connection that fails is tried, within its time. */
const CONNECTIONS = 10;
/** The directory with `.git` at or above `cwd`; undefined where there is none. */
function findRoot(cwd) {
	for (let dir = cwd;; dir = dirname(dir)) {
		if (existsSync(join$1(dir, ".git"))) return realpathSync(dir);
		if (dirname(dir) === dir) return void 0;
	}
}
/** git in the checkout at `root`, run in it. */
function openGit(root, options) {
	const { env, config = [], timeoutMs = 6e4, pause = async () => {}, onRetry } = options;
	const here = environment(env, [["safe.directory", root]]);
	const there = environment(env, [
		["safe.directory", root],
		["http.lowSpeedLimit", "1"],
		["http.lowSpeedTime", String(Math.max(1, Math.ceil(timeoutMs / 1e3)))],
		...config
	]);
	const call = (args, given, ms, { input, env }) => runGit(args, {
		cwd: root,
		env: {
			...given,
			...env
		},
		input,
		ms
	});
	const attempt = (args, options = {}) => call(args, here, timeoutMs * LOCAL_FACTOR, options);
	return {
		root,
		attempt,
		async run(args, options) {
			return succeeded(args, await attempt(args, options));
		},
		async remote(args, options = {}) {
			const end = performance.now() + timeoutMs;
			let before;
			for (let next = 2;; next++) {
				const output = await call(args, there, Math.max(1, end - performance.now()), options);
				if (output.code === 0 || next > CONNECTIONS || classifyFailure(`${output.stderr}\n${output.stdout}`) !== "network") return output;
				if (performance.now() >= end) return output.code === 124 ? before ?? output : output;
				before = output;
				onRetry?.(next, "the connection failed");
				await pause(next);
			}
		}
	};
}
/** The standard output of a call without the line end. @throws GitError where the call failed */
function succeeded(args, output) {
	if (output.code !== 0) throw new GitError(args, output);
	return output.stdout.replace(/\n$/, "");
}
/** Secrets of the job that no program of the repository needs: the action's inputs and the runner's own tokens. */
const SECRET = /^(INPUT_.*|ACTIONS_RUNTIME_TOKEN|ACTIONS_ID_TOKEN_REQUEST_TOKEN)$/;
/** The caller's environment, with messages that can be read by a program, no questions, and the settings. */
function environment(env, config) {
	const given = Object.fromEntries(Object.entries(env).filter((entry) => !!entry[1] && !SECRET.test(entry[0])));
	const first = Number(given["GIT_CONFIG_COUNT"] ?? 0) || 0;
	const numbered = config.flatMap(([key, value], i) => [[`GIT_CONFIG_KEY_${first + i}`, key], [`GIT_CONFIG_VALUE_${first + i}`, value]]);
	return {
		...given,
		LC_ALL: "C.UTF-8",
		LANGUAGE: "",
		GIT_TERMINAL_PROMPT: "0",
		...Object.fromEntries(numbered),
		GIT_CONFIG_COUNT: String(first + config.length)
	};
}
// src/health/health.ts
/** SQLSTATEs of a query that this version of the server has nothing for. */
const ABSENT = /* @__PURE__ */ new Set([
	"42P01",
	"42703",
	"42883",
	"55000"
]);
/** Makes every check that fits the server. It only reads. */
async function readHealth(session, { timescaledb, edition }, thresholds) {
	const health = {
		findings: [],
		checked: [],
		unchecked: []
	};
	await session.execute("SET search_path = ''; SET timezone = 'UTC'; SET jit = off");
	const [row] = await session.query("SELECT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE')::text AS may");
	const seesStatistics = row?.may === "true";
	for (const check of HEALTH_CHECKS) {
		const why = obstacle(check, timescaledb, edition, seesStatistics);
		if (why === null) await make(check, session, thresholds, health);
		else health.unchecked.push({
			check: check.id,
			object: null,
			why
		});
	}
	return health;
}
function obstacle({ on, needsStatistics }, timescaledb, edition, seesStatistics) {
	if (on !== "postgres" && timescaledb === null) return "needs TimescaleDB in this database";
	if (on === "community" && edition === "apache") return "needs the community edition: the Apache edition has no policies";
	if (needsStatistics && !seesStatistics) return "needs: GRANT pg_monitor TO the role";
	return null;
}
async function make(check, session, thresholds, health) {
	const threshold = check.threshold === null ? null : thresholds[check.threshold];
	try {
		const rows = await session.query(check.sql, threshold === null ? [] : [threshold]);
		const { id, severity } = check;
		health.findings.push(...rows.map((one) => ({
			check: id,
			severity,
			...one,
			value: Number(one.value)
		})));
		health.checked.push({
			check: id,
			threshold
		});
		if (check.unknown === void 0) return;
		const unknown = await session.query(check.unknown);
		health.unchecked.push(...unknown.map((one) => ({
			check: id,
			...one
		})));
	} catch (error) {
		const { code, message } = error;
		if (code === void 0 || !/^[0-9A-Z]{5}$/.test(code) || /^(08|57P)/.test(code)) throw error;
		const why = `${code === "42501" ? "needs a right" : ABSENT.has(code) ? "this server has nothing to ask for it" : "the server refuses the query"}: ${message}`;
		health.unchecked.push({
			check: check.id,
			object: null,
			why
		});
	}
}
// src/workflows/health.ts
/** Looks at a live database, which is only read. */
async function health(settings, context) {
	try {
		var _usingCtx$2 = _usingCtx();
		const url = settings["database-url"];
		if (url === void 0) throw new UserError("there is no database to look at", { hint: "Name it by --database-url postgres://…, or by database-url in the settings; it is only read." });
		const live = _usingCtx$2.a(await openLive(url, settings, context));
		const step = context.reporter.step("health");
		const session = _usingCtx$2.a(await live.engine.database.connect());
		const [row] = await session.query("SELECT (SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'timescaledb') AS version");
		const { edition } = live.engine.versions;
		const found = await readHealth(session, {
			timescaledb: row?.version ?? null,
			edition
		}, settings.health);
		const ok = found.findings.every(({ severity }) => severity === "notice");
		if (ok) step.done(healthWords(found));
		else step.warn(healthWords(found));
		return {
			ok,
			server: live.engine.label,
			...found
		};
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
// src/report/findings.ts
/** Under these ids stands what no lint rule found. */
const REQUIRED_OBJECT = "required-object";
const LOSSY_RESTORE = "lossy-restore";
/**
* What a check found wrong with a schema: promises that are not kept, what the lint rules say, a dump that does not
* restore to what it says.
*
* @param rename a file's path, relative to the working directory, as the reader knows it
*/
function findingsOf({ required, lint, proof }, rename) {
	const found = [...required.unmet.map(({ object, problem, hint, place }) => {
		const where = place === void 0 ? {} : {
			file: rename(place.file),
			line: place.line
		};
		return {
			rule: REQUIRED_OBJECT,
			severity: "error",
			message: `${object} ${problem}`,
			hint: hint ?? void 0,
			...where
		};
	}), ...lint.map((finding) => fromRule(finding, rename))];
	if (proof === null || proof.proved) return found;
	const lost = {
		rule: LOSSY_RESTORE,
		severity: "error",
		message: [describeProof(proof), ...listLosses(proof)].join("\n"),
		hint: "This is a defect of timescale-ci: please report it with the dump, which the artifact holds."
	};
	return [...found, lost];
}
function fromRule({ rule, severity, object, message, hint, file, line, column }, rename) {
	return {
		rule,
		severity,
		message: `${object === null ? "" : `${object}: `}${message} (${rule})`,
		hint: hint ?? void 0,
		...file === null ? {} : {
			file: rename(file),
			line: line ?? void 0,
			column: column ?? void 0
		}
	};
}
// src/report/terminal-text.ts
/** Characters that move the cursor, recolour, reorder or hide text: controls, formats, half characters, invisible ones. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const SHORT = {
	"\n": "\\n",
	"\r": "\\r",
	"	": " "
};
/**
* One line of text that a terminal and a CI log show as it is. Escape sequences and their kin become visible (`\x1b`),
* a tab becomes one space, so that a caret below it still points at its character, and a GitHub runner's `##[command]`
* is broken, which it would obey anywhere in a line.
*/
function visible(text) {
	return text.replace(UNSEEN, escapeSequence).replaceAll("##[", "##\\[");
}
function escapeSequence(character) {
	const code = character.codePointAt(0) ?? 0;
	const hex = code.toString(16);
	return SHORT[character] ?? (code < 256 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`);
}
const WIDE = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
const NARROWEST = /\p{Mark}/u;
/** How many terminal columns a visible text takes: East Asian and emoji characters take two, combining marks none. */
function displayWidth(text) {
	let width = 0;
	for (const character of text) width += characterWidth(character);
	return width;
}
function characterWidth(character) {
	if (character < "̀") return 1;
	if (NARROWEST.test(character)) return 0;
	return WIDE.test(character) ? 2 : 1;
}
/** The start of a text that fits, with `…` in place of what was cut. */
function truncate(text, columns) {
	if (displayWidth(text) <= columns) return text;
	let kept = "";
	let width = 1;
	for (const character of text) {
		width += characterWidth(character);
		if (width > columns) break;
		kept += character;
	}
	return `${kept}…`;
}
/** Breaks a text at its spaces. A word that is wider than a line, such as a path, stays whole. */
function wrap(text, columns) {
	const lines = [];
	let line = "";
	for (const word of text.split(/ +/)) if (line && displayWidth(line) + 1 + displayWidth(word) > columns) {
		lines.push(line);
		line = word;
	} else line = line ? `${line} ${word}` : word;
	return [...lines, line];
}
// src/report/drift-text.ts
/** The id of a finding of drift. */
const DRIFT = "drift";
const SIDES = {
	live: "only there",
	reference: "missing there",
	both: "different"
};
/** Room for the longest of them and two blanks. */
const SIDE_WIDTH = 15;
/** The two ways out, as the lines of the text have them. */
const LEGEND = "adopt: what it does to other databases, once the source says it too; undo: what taking it back does to this one";
const LONGEST_MESSAGE = 400;
const LONGEST_NAME = 160;
/** `2 differences from sql/schema/schema_20261122_020007.sql: 1 data loss, 1 safe; 1 ignored` */
function driftWords({ differences, ignored }, reference) {
	const more = ignored.length === 0 ? "" : `; ${ignored.length} ignored`;
	if (differences.length === 0) return `no drift from ${reference}${more}`;
	return `${plural$1(differences.length, "difference")} from ${reference}: ${classCounts(differences)}${more}`;
}
/** `drift --format text`: for each difference what it is, what it takes to undo it, and what the catalogue knows of it. */
function driftAsText(report) {
	const { database, reference, differences, ignored } = report;
	const indent = " ".repeat(SIDE_WIDTH);
	const head = `${database}: ${driftWords(report, reference.name)}`;
	const lines = differences.flatMap((one) => [
		`${SIDES[one.side].padEnd(SIDE_WIDTH)}${visible(driftSubject(one))}`,
		`${indent}adopt (${classWords(one.class)}): ${visible(one.message)}`,
		...one.undo === null ? [] : [`${indent}undo (${classWords(one.undo.class)}): ${visible(one.undo.message)}`],
		...one.lastChange === null ? [] : [`${indent}${visible(lastChangeWords(one.lastChange))}`]
	]);
	const meant = ignored.map(({ difference, by }) => `${"ignored".padEnd(SIDE_WIDTH)}${visible(driftSubject(difference))}: ${visible(by.reason)}${untilWords(by)}`);
	return `${[
		head,
		...[originWords(report), versionWords(report)].filter((words) => words !== null).map(visible),
		...lines.length === 0 ? [] : [
			LEGEND,
			"",
			...lines
		],
		...meant.length === 0 ? [] : ["", ...meant]
	].join("\n")}\n`;
}
/** What the answer rests on; null where that was not verified. */
function originWords({ origin, reference, differences }) {
	if (origin === null) return null;
	const built = `what commit ${origin.commit.slice(0, 12)} (${origin.ref}) built, verified by its attestation`;
	return differences.length === 0 ? `the database is ${built}` : `${reference.name} is ${built}`;
}
/** That the schema is another version's; null where there is nothing to say beside the differences. */
function versionWords({ version, reference, differences }) {
	if (version === null || version === reference.name || differences.length === 0) return null;
	return `the database has the schema of ${version}`;
}
function untilWords({ until }) {
	return until === void 0 ? "" : ` (until ${until})`;
}
/** `hypertable trading.trades, chunk interval: 7 days, there 1 day`; `index trading.trades_symbol: btree (symbol)` */
function driftSubject(one) {
	const name = `${one.kind} ${one.object}${one.property === null ? "" : `, ${one.property}`}`;
	if (one.side !== "both") return [name, wholeOf(one)].filter(Boolean).join(": ");
	const [from, to] = [one.from, one.to].map((value) => shortValue(value) ?? "none");
	return `${name}: ${from}, there ${to}`;
}
/** What is on one side only, without its kind, which stands before. */
function wholeOf({ kind, from, to }) {
	const description = shortValue(to ?? from) ?? "";
	return description.startsWith(kind) ? description.slice(kind.length).replace(/^,? /, "") : description;
}
/** `owner app; its catalogue row was last written at 2026-11-26 22:00:05 UTC, by transaction 771` */
function lastChangeWords({ owner, transaction, at }) {
	const written = `${at === null ? "" : ` at ${at.slice(0, 19).replace("T", " ")} UTC`}${transaction === null ? "" : ` by transaction ${transaction.id}, ${plural$1(transaction.ago, "transaction")} ago`}`;
	return [owner === null ? "" : `owner ${owner}`, written === "" ? "" : `catalogue row last written${written}`].filter(Boolean).join("; ");
}
const HEADER = "| there | object | schema → live | adopted: on other databases | undone: on this one |\n|---|---|---|---|---|";
/** `drift --format markdown`: the verdict, the table, and what is meant below it. */
function driftAsMarkdown(report, most = Number.POSITIVE_INFINITY) {
	const head = `${code$2(report.database)}: ${text$2(driftWords(report, report.reference.name))}`;
	return `${blocks$1(head, driftTable(report, most - head.length - 4))}\n`;
}
/** The table of the differences, and what is meant below it; empty where there is neither. */
function driftTable(report, most) {
	const { differences, ignored } = report;
	const rows = [];
	const meant = ignored.map(({ difference, by }) => {
		return `${code$2(truncate$1(`${difference.kind} ${difference.object}`, LONGEST_NAME))}: ${text$2(truncate$1(by.reason, LONGEST_MESSAGE))}${untilWords(by)}`;
	});
	const list = blocks$1(meant.length === 0 ? null : "Known and meant:", bullets$1(meant.slice(0, MOST_MEANT)));
	const shown = list.length > most / 4 ? `${plural$1(ignored.length, "difference")} known and meant` : list;
	const more = [originWords(report), versionWords(report)].filter((words) => words !== null);
	let room = most - 108 - shown.length - 500;
	for (const one of differences) {
		const row = driftRow(one);
		room -= row.length + 1;
		if (room < 0) break;
		rows.push(row);
	}
	const left = differences.length - rows.length;
	return blocks$1(more.length === 0 ? null : more.map((words) => text$2(`${capital(words)}.`)).join("<br>"), differences.length === 0 ? null : [HEADER, ...rows].join("\n"), left === 0 ? null : `and ${left} more, in the artifact`, shown, meant.length > MOST_MEANT && shown === list ? `and ${meant.length - MOST_MEANT} more` : null);
}
/** As many as one reads of what needs no reading. */
const MOST_MEANT = 50;
/** Nothing in a row leaves its cell, mentions somebody or links anywhere. */
function driftRow(one) {
	const name = code$2(truncate$1(one.object, LONGEST_NAME));
	const what = one.property === null ? text$2(one.kind) : text$2(truncate$1(one.property, LONGEST_NAME));
	const known = one.lastChange === null ? "" : lastChangeWords(one.lastChange);
	const values = one.side === "both" ? `${value(one.from)} → ${value(one.to)}` : text$2(wholeOf(one));
	const step = (level, message) => {
		const words = classWords(level);
		return `${level === "data-loss" || level === "breaking" ? `**${words}**` : words}: ${text$2(truncate$1(message, LONGEST_MESSAGE))}`;
	};
	return `| ${[
		SIDES[one.side],
		`${name} ${what}${known === "" ? "" : `<br>${text$2(known)}`}`,
		values,
		step(one.class, one.message),
		one.undo === null ? "–" : step(one.undo.class, one.undo.message)
	].join(" | ")} |`;
}
function value(full) {
	const words = shortValue(full);
	return words === null || words === "" ? "–" : code$2(words);
}
/** What a check of drift found, each at its place in the reference's file. */
function driftFindings(report, rename) {
	return report.differences.map((one) => {
		const place = one.place === null ? {} : {
			file: rename(one.place.file),
			line: one.place.line
		};
		const undo = one.undo === null ? "" : `To undo it (${classWords(one.undo.class)}): ${one.undo.message}`;
		return {
			rule: DRIFT,
			severity: "error",
			message: `${SIDES[one.side]}: ${driftSubject(one)}`,
			hint: undo || void 0,
			...place
		};
	});
}
// src/catalog/last-change.ts
/**
* Reads what the catalogue knows of objects' last changes, in one query: nothing of it is part of a schema.
*
* @returns in the order of the objects; null for one that has no row of its own
*/
async function readLastChanges(session, wanted, model, jobTable) {
	if (wanted.length === 0) return [];
	const asked = wanted.map(({ collection, object }, n) => ({
		n,
		...detailsOf(collection, object, model)
	}));
	const [row] = await session.query(`SELECT coalesce(json_agg(r), '[]')::text AS rows FROM (${query(jobTable)}) r`, [JSON.stringify(asked)]);
	const found = JSON.parse(row?.rows ?? "[]");
	const byNumber = new Map(found.map((one) => [one.n, one]));
	return wanted.map((_, n) => {
		const one = byNumber.get(n);
		if (one === void 0) return null;
		return {
			owner: one.owner,
			transaction: one.id === null ? null : {
				id: one.id,
				ago: one.ago
			},
			at: one.at
		};
	});
}
function detailsOf(collection, object, model) {
	const found = model[collection].find(({ name }) => name === object);
	const of = (key) => found !== void 0 && key in found ? found[key] ?? null : null;
	return {
		catalogue: collection,
		name: object,
		relation: of("relation"),
		bare: of("bare"),
		procedure: of("procedure")
	};
}
/**
* A catalogue's rows `t` for the objects of some collections. OFFSET keeps the names of others from being read as its own,
* which the server would refuse.
*/
const rows = (collections, from, owner) => `SELECT w.n, t.xmin, ${owner} AS owner
   FROM (SELECT * FROM wanted WHERE catalogue IN (${collections.map((one) => `'${one}'`).join(", ")}) OFFSET 0) w JOIN ${from}`;
const ofRelation = (catalogue, relation, name) => `pg_catalog.${catalogue} t ON t.${relation} = to_regclass(w.relation) AND w.bare IN (t.${name}, quote_ident(t.${name}))
   JOIN pg_catalog.pg_class c ON c.oid = t.${relation}`;
const ROLE = (oid) => `pg_catalog.pg_get_userbyid(${oid})::text`;
function query(jobTable) {
	return `
    WITH wanted AS (
      SELECT * FROM json_to_recordset($1::json) AS w(n int, catalogue text, name text, relation text, bare text, procedure text)),
    found AS (${[
		rows([
			"relations",
			"sequences",
			"hypertables",
			"continuousAggregates"
		], "pg_catalog.pg_class t ON t.oid = to_regclass(w.name)", ROLE("t.relowner")),
		rows(["indexes"], `pg_catalog.pg_index i ON i.indrelid = to_regclass(w.relation)
       JOIN pg_catalog.pg_class t ON t.oid = i.indexrelid AND w.bare IN (t.relname, quote_ident(t.relname))`, ROLE("t.relowner")),
		rows(["columns"], ofRelation("pg_attribute", "attrelid", "attname"), ROLE("c.relowner")),
		rows(["constraints"], ofRelation("pg_constraint", "conrelid", "conname"), ROLE("c.relowner")),
		rows(["triggers"], ofRelation("pg_trigger", "tgrelid", "tgname"), ROLE("c.relowner")),
		rows(["rules"], ofRelation("pg_rewrite", "ev_class", "rulename"), ROLE("c.relowner")),
		rows(["rowPolicies"], ofRelation("pg_policy", "polrelid", "polname"), ROLE("c.relowner")),
		rows(["schemas"], "pg_catalog.pg_namespace t ON t.oid = to_regnamespace(w.name)", ROLE("t.nspowner")),
		rows(["types"], "pg_catalog.pg_type t ON t.oid = to_regtype(w.name)", ROLE("t.typowner")),
		rows(["routines"], "pg_catalog.pg_proc t ON t.oid = to_regprocedure(w.name)", ROLE("t.proowner")),
		rows(["publications"], "pg_catalog.pg_publication t ON quote_ident(t.pubname) = w.name", ROLE("t.pubowner")),
		rows(["extensions"], "pg_catalog.pg_extension t ON quote_ident(t.extname) = w.name", ROLE("t.extowner")),
		rows(["eventTriggers"], "pg_catalog.pg_event_trigger t ON quote_ident(t.evtname) = w.name", ROLE("t.evtowner")),
		...jobTable === null ? [] : [JOBS(jobTable)]
	].join("\n UNION ALL ")}),
    server AS (SELECT txid_snapshot_xmax(txid_current_snapshot()) >> 32 = 0 AS first_round,
                      current_setting('track_commit_timestamp') = 'on' AS timed),
    latest AS (SELECT DISTINCT ON (n) * FROM found ORDER BY n, age(xmin))
    SELECT l.n, l.owner,
           CASE WHEN s.first_round AND age(l.xmin) < 2147483647 THEN l.xmin::text END AS id,
           age(l.xmin) AS ago,
           CASE WHEN s.first_round AND s.timed AND age(l.xmin) < 2147483647
                THEN to_char(pg_xact_commit_timestamp(l.xmin) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') END AS at
    FROM latest l CROSS JOIN server s`;
}
/** A policy is known by its hypertable, and a continuous aggregate's by the hypertable behind it; any job by its procedure. */
const JOBS = (table) => `
  SELECT w.n, t.xmin, t.owner::regrole::text AS owner FROM wanted w JOIN ${table} t
    ON w.catalogue = 'jobs' AND format('%I.%I', t.proc_schema, t.proc_name) IN (w.procedure, left(w.procedure, strpos(w.procedure, '(') - 1))
  LEFT JOIN _timescaledb_catalog.hypertable h ON h.id = t.hypertable_id
  LEFT JOIN _timescaledb_catalog.continuous_agg a ON a.mat_hypertable_id = h.id
  WHERE (w.relation IS NULL OR w.relation = format('%I.%I',
    coalesce(a.user_view_schema, h.schema_name), coalesce(a.user_view_name, h.table_name)))`;
// src/diff/drift.ts
/** What a change of rows is called. */
const ROWS = "rows";
/**
* How a live database differs from a reference, gravest first. The class and the sentence of each are those of the change
* that was made to the live database; the way back is a change of its own, often with another class.
*
* @param timescaledb the live database's version, which the way back meets
*/
function explainDrift(reference, live, timescaledb) {
	const [from, to] = [reference.rows, live.rows];
	const back = explainChanges(live.model, reference.model, {
		timescaledb,
		rows: {
			from: to,
			to: from
		}
	});
	return explainChanges(reference.model, live.model, {
		timescaledb,
		rows: {
			from,
			to
		}
	}).filter(isOwn).map((change) => ({
		...change,
		side: sideOf(change),
		undo: undoOf(change, back)
	}));
}
/**
* What is dropped and built again because of what it reads is the same on both sides. Roles and tablespaces belong to the
* server: that a schema names one is told by what names it.
*/
function isOwn({ covers, collection, kind, property }) {
	if (kind === ROWS) return property !== "last number";
	return covers.length > 0 && collection !== "roles" && collection !== "tablespaces";
}
function sideOf({ covers, kind }) {
	if (kind === ROWS) return "both";
	const whole = covers.every(({ property }) => property === null);
	if (whole && covers.every(({ from }) => from === null)) return "live";
	if (whole && covers.every(({ to }) => to === null)) return "reference";
	return "both";
}
/** The gravest of the changes back that account for the same differences. */
function undoOf({ covers, kind, object, from, to }, back) {
	const keys = new Set(covers.map(({ key }) => key));
	const isMirror = (change) => change.object === object && change.from === to && change.to === from;
	const found = back.filter((change) => kind === ROWS ? change.kind === ROWS && isMirror(change) : change.covers.some(({ key }) => keys.has(key)));
	const level = CLASSES.find((one) => found.some((change) => change.class === one));
	const gravest = found.find((change) => change.class === level);
	return gravest === void 0 ? null : {
		class: gravest.class,
		message: gravest.message
	};
}
/** A difference without what only the program needs. */
function driftRecordOf(drift) {
	const { side, undo } = drift;
	return {
		...recordOf(drift),
		side,
		undo
	};
}
// src/workflows/drift-ignore.ts
/**
* Sorts differences by the settings' list of what is meant.
*
* @param now an entry holds through its last day, in UTC
*/
function applyIgnores(found, entries, now) {
	const today = now.toISOString().slice(0, 10);
	const isOver = ({ until }) => until !== void 0 && until < today;
	const valid = entries.filter((entry) => !isOver(entry));
	const result = {
		differences: [],
		ignored: [],
		expired: entries.filter(isOver),
		idle: []
	};
	const used = /* @__PURE__ */ new Set();
	for (const difference of found) {
		const all = valid.filter((entry) => matches(entry, difference));
		for (const entry of all) used.add(entry);
		const [by] = all;
		if (by === void 0) result.differences.push(difference);
		else result.ignored.push({
			difference,
			by
		});
	}
	return {
		...result,
		idle: valid.filter((entry) => !used.has(entry))
	};
}
function matches({ kind, object, property }, difference) {
	return globMatcher(kind).test(difference.kind) && globMatcher(object).test(difference.object) && globMatcher(property).test(difference.property ?? "");
}
// src/history/git/show.ts
/**
* Reads a file as a commit has it; of a symbolic link, where it leads.
*
* @param commit a hash, a branch, a tag; never taken for an option
* @param path from the root of the checkout, with slashes
*/
async function showAt(git, commit, path) {
	const found = await git.attempt([
		"rev-parse",
		"--verify",
		"--quiet",
		"--end-of-options",
		`${commit}^{commit}`
	]);
	const sha = found.stdout.trim();
	if (found.code !== 0 || !/^[0-9a-f]{40,64}$/.test(sha)) return "no commit";
	const shown = await git.attempt([
		"cat-file",
		"blob",
		`${sha}:${path}`
	]);
	return {
		sha,
		text: shown.code === 0 ? shown.stdout : null
	};
}
// src/workflows/drift-reference.ts
/** The words for the source as it stands in the checkout. */
const SOURCE = "init";
/**
* Finds what the live database is compared with.
*
* @throws UserError where there is nothing
*/
async function readReference(against, settings, { cwd, env }) {
	const directory = resolve(cwd, settings["schema-dir"]);
	if (against === void 0) {
		const latest = await readLatest(directory);
		if (latest === void 0) throw new UserError(`there is no ${LATEST_FILE} in ${settings["schema-dir"]} to compare with`, { hint: "Run \"backup\" first, name another directory by --schema-dir, or compare with the source: --against init." });
		const file = join$1(settings["schema-dir"], latest.file);
		return {
			name: file,
			dump: {
				text: readable(latest.text, file),
				file
			},
			commit: null
		};
	}
	if (against === SOURCE) return {
		name: "the source",
		dump: null,
		commit: null
	};
	const text = await readFile(resolve(cwd, against), "utf8").catch((error) => {
		if (error.code === "ENOENT" || error.code === "ENOTDIR") return void 0;
		throw new UserError(`${against} cannot be read: ${error.code === "EISDIR" ? "it is a directory" : messageOf(error)}`, { hint: "Name a dump of timescale-ci, a commit, or \"init\" for the source as it stands." });
	});
	if (text !== void 0) return {
		name: against,
		dump: {
			text: readable(text, against),
			file: against
		},
		commit: null
	};
	return await ofCommit(against, directory, cwd, env);
}
async function ofCommit(commit, directory, cwd, env) {
	const root = findRoot(cwd);
	if (root === void 0) throw new UserError(`there is no file ${commit}, and no git checkout here that could have such a commit`, { hint: "Name a dump of timescale-ci, a commit, or \"init\" for the source as it stands." });
	const git = openGit(root, { env });
	const path = (name) => relative(root, join$1(directory, name)).split(sep).join("/");
	const found = await showAt(git, commit, path(LATEST_FILE));
	if (found === "no commit") throw new UserError(`${commit} is neither a file nor a commit of this checkout`, { hint: "A shallow checkout lacks older commits: give actions/checkout \"fetch-depth: 0\"." });
	const link = found.text?.trim().replace(/^\.\//, "") ?? "";
	const version = versionTime(link) === void 0 ? void 0 : link;
	const target = version === void 0 ? found : await showAt(git, found.sha, path(version));
	const text = target === "no commit" ? null : target.text;
	const short = found.sha.slice(0, 7);
	if (text === null) throw new UserError(`commit ${short} has no ${path(version ?? "schema_latest.sql")}`, { hint: "Name a commit that a version was committed in or before, or another directory by --schema-dir." });
	const name = `${posix.join(path("."), version ?? "schema_latest.sql")} of ${short}`;
	return {
		name,
		dump: {
			text: readable(text, name),
			file: null
		},
		commit: found.sha
	};
}
/** @throws UserError for what is no dump of ours */
function readable(text, name) {
	if (readHeader(text) !== void 0) return text;
	throw new UserError(isLfsPointer(text) ? `${name} is a Git LFS pointer, not the dump` : `${name} is no dump of timescale-ci`, { hint: "Compare with a file that \"dump\" or \"backup\" wrote, or with the source: --against init." });
}
// src/github/attestation.ts
/** The part of `gh attestation verify --format json` that is read. */
const Verified = array(object$1({ verificationResult: object$1({ signature: object$1({ certificate: object$1({
	sourceRepositoryURI: string(),
	sourceRepositoryDigest: string().regex(/^[0-9a-f]{40,64}$/),
	sourceRepositoryRef: string(),
	buildSignerURI: string(),
	runInvocationURI: url().optional()
}) }) }) }));
/**
* Verifies that a workflow of the repository signed a file, by GitHub's own command line: it checks signature, time and
* who signed. What it prints counts, not its exit code alone, which some versions of it give as 0 where nothing was found.
*
* @throws UserError where it is not attested, was changed since, or cannot be verified here
*/
async function verifyAttestation(file) {
	const { path, name, repository } = file;
	const { code, stdout, stderr } = await runGh([
		"attestation",
		"verify",
		path,
		"--repo",
		repository,
		"--format",
		"json"
	], file);
	const [first] = parse(stdout);
	if (code === 0 && first !== void 0) {
		const { certificate } = first.verificationResult.signature;
		return {
			commit: certificate.sourceRepositoryDigest,
			ref: certificate.sourceRepositoryRef,
			repository: certificate.sourceRepositoryURI,
			workflow: certificate.buildSignerURI,
			runUrl: certificate.runInvocationURI ?? null
		};
	}
	throw explain({
		code,
		said: `${stderr}\n${stdout}`.trim()
	}, name, repository);
}
function parse(text) {
	try {
		return Verified.parse(JSON.parse(text));
	} catch {
		return [];
	}
}
function runGh(args, { env, timeoutMs }) {
	const given = {
		...env,
		GH_PROMPT_DISABLED: "1",
		GH_NO_UPDATE_NOTIFIER: "1",
		NO_COLOR: "1"
	};
	return new Promise((done) => {
		execFile("gh", args, {
			env: given,
			timeout: timeoutMs,
			maxBuffer: 67108864,
			windowsHide: true
		}, (error, stdout, stderr) => {
			done({
				code: error === null ? 0 : error.killed === true ? "late" : error.code ?? 1,
				stdout,
				stderr
			});
		});
	});
}
/** `gh help exit-codes`: it is not logged in. */
const NO_LOGIN = 4;
function explain({ code, said }, name, repository) {
	if (code === "ENOENT") return new UserError(`the origin of ${name} cannot be verified: "gh" is not installed`, { hint: "Install GitHub's command line (https://cli.github.com), 2.49 or later. GitHub's runners have it." });
	if (code === "late") return new UserError(`the origin of ${name} cannot be verified: gh did not answer in time`, { hint: "Run it again when GitHub answers, or without --verify." });
	if (/unknown command "attestation"/.test(said)) return new UserError(`the origin of ${name} cannot be verified: this gh knows no attestations`, { hint: "Install gh 2.49 or later (https://cli.github.com)." });
	if (code === NO_LOGIN || /gh auth login|HTTP 401|bad credentials/i.test(said)) return new UserError(`the origin of ${name} cannot be verified: gh is not logged in`, { hint: "Run \"gh auth login\", or give a token in GH_TOKEN; in the action, do not empty the input token." });
	if (/HTTP 404|no attestations/i.test(said) || code === 0) return new UserError(`${name}, as it is here, is not attested by a workflow of ${repository}`, { hint: "Attest the version in the workflow that commits it (docs/drift.md has the steps); a file that was changed since is not the one that was attested." });
	const [first = `exit code ${code}`] = said.split("\n").filter((line) => line.trim() !== "");
	return new UserError(`the origin of ${name} is not what it should be: ${first.replace(/^(Error|X|✗):?\s*/, "")}`, { hint: `gh attestation verify --repo ${repository} says more.` });
}
// src/workflows/origin.ts
/** Verifying takes a second or two; more is a network that does not answer. */
const TIMEOUT_MS = 6e4;
/**
* The step: verifies that a workflow of this repository signed what a live database is compared with.
*
* @param token for gh alone: no other program needs it
* @throws UserError where it did not, or nothing can be verified here
*/
async function verifyOrigin({ name, dump }, token, context) {
	if (dump === null) throw new UserError("the source has no origin to verify: only a file is attested", { hint: "Leave --verify out, or compare with the version: without --against init." });
	const repository = await repositoryOf(context);
	const step = context.reporter.step("origin");
	const directory = await mkdtemp(join$1(tmpdir(), "timescale-ci-origin-"));
	try {
		const path = join$1(directory, "schema.sql");
		await writeFile(path, dump.text);
		const origin = await verifyAttestation({
			path,
			name,
			repository,
			env: token ? {
				...context.env,
				GH_TOKEN: token
			} : context.env,
			timeoutMs: TIMEOUT_MS
		});
		step.done(`${name} is what ${repository} built of commit ${origin.commit.slice(0, 7)} (${origin.ref})`);
		return origin;
	} finally {
		await rm(directory, {
			recursive: true,
			force: true
		});
	}
}
/** `owner/name` of this checkout: as the runner says, else of the remote. */
async function repositoryOf({ cwd, env }) {
	const named = env["GITHUB_REPOSITORY"];
	if (named !== void 0 && named !== "") return named;
	const root = findRoot(cwd);
	const remote = root === void 0 ? "" : (await openGit(root, { env }).attempt([
		"remote",
		"get-url",
		"origin"
	])).stdout;
	const [, found] = /[:/]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(remote.trim()) ?? [];
	if (found !== void 0) return found;
	throw new UserError("the origin cannot be verified: this checkout has no remote at GitHub", { hint: "Run it in a clone of the repository whose workflow attests the schema, or set GITHUB_REPOSITORY to OWNER/NAME." });
}
// src/workflows/drift.ts
/** More than these are not asked after: nobody reads them one by one. */
const MOST_ASKED = 500;
/**
* Compares a live database with the schema that it should have. It is read only, in one snapshot; both sides are compared
* as one scratch server prints them, so that versions of PostgreSQL make no difference.
*
* @throws UserError with exit code 2 wherever there is no answer
*/
async function drift(options, settings, context) {
	try {
		return await compareLive(options, settings, context);
	} catch (error) {
		throw withoutAnswer(error);
	}
}
async function compareLive({ against, verify, token }, settings, context) {
	try {
		var _usingCtx$1 = _usingCtx();
		const url = settings["database-url"];
		if (url === void 0) throw new UserError("there is no database to look at", { hint: "Name it by --database-url postgres://…, or by database-url in the settings; it is only read." });
		const reference = await readReference(against, settings, context);
		const origin = verify === true ? await verifyOrigin(reference, token, context) : null;
		const live = _usingCtx$1.a(await openLive(url, settings, context));
		const { engine } = live;
		return {
			...await driftOf(live, reference, settings, context),
			origin,
			name: engine.database.name,
			database: engine.label.slice(engine.label.indexOf(" at ") + 4),
			server: engine.label
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
/** The comparison itself, of any server that is there. */
async function driftOf(live, reference, settings, context) {
	try {
		var _usingCtx3 = _usingCtx();
		const step = context.reporter.step("dump");
		const source = _usingCtx3.a(await chosenOf(live, settings, context));
		const dump = await dumpDatabase(source.engine.database, source.builder, {
			...source.options,
			absentRows: true,
			compared: true
		});
		if (dump.facts.timescaledb === null) step.warn(`schema ${dump.fingerprint.slice(0, 8)}`, ["The database has no TimescaleDB: it is compared as plain PostgreSQL."]);
		else if (dump.warnings.length > 0) step.warn(`schema ${dump.fingerprint.slice(0, 8)}`, dump.warnings);
		else step.done(`schema ${dump.fingerprint.slice(0, 8)}`);
		const { drifts, fingerprints } = await compare(dump, reference, settings, context);
		const asked = drifts.slice(0, MOST_ASKED);
		const changes = await lastChanges(live.engine.database, asked, dump);
		const applied = applyIgnores(drifts.map((one, i) => ({
			...driftRecordOf(one),
			lastChange: changes[i] ?? null,
			place: placeOf(one, reference)
		})), settings.drift.ignore, context.now());
		const drifting = context.reporter.step("drift");
		const words = driftWords(applied, reference.name);
		if (applied.differences.length === 0) drifting.done(words);
		else drifting.fail(words);
		for (const one of applied.expired) context.reporter.warn(`drift.ignore: "${one.kind} ${one.object}" ended on ${one.until} and ignores nothing any more`, [`It was: ${one.reason}`]);
		for (const one of applied.idle) context.reporter.warn(`drift.ignore: "${one.kind} ${one.object}" matches no difference`, ["Take it out, or mend its pattern."]);
		const version = await versionWith(dump, settings, context);
		return {
			...applied,
			reference,
			fingerprints,
			version,
			dump: dump.text,
			warnings: dump.warnings
		};
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
/** A live database may have an older version's schema, or what its own backup wrote at night. */
async function versionWith(dump, settings, { cwd }) {
	const directory = resolve(cwd, settings["schema-dir"]);
	for (const { file } of (await listVersions(directory)).reverse()) if (fingerprintOf(await readFile(join$1(directory, file), "utf8").catch(() => "")) === dump.fingerprint) return join$1(settings["schema-dir"], file);
	return null;
}
/** Where the bytes are the same already, no server is started. */
async function compare(live, reference, settings, context) {
	try {
		var _usingCtx4 = _usingCtx();
		const text = reference.dump?.text;
		if (text !== void 0 && fingerprintOf(text) === live.fingerprint) return {
			drifts: [],
			fingerprints: {
				reference: live.fingerprint,
				live: live.fingerprint
			}
		};
		const image = imageFor(live, settings);
		const own = {
			...settings,
			...image === void 0 ? {} : { image }
		};
		if (text === void 0) try {
			var _usingCtx5 = _usingCtx();
			const { "database-url": _url, ...files } = own;
			const source = _usingCtx5.a(await openSource(files, context));
			const built = await dumpDatabase(source.engine.database, source.builder, {
				...source.options,
				absentRows: true
			});
			return await compareOn(source.engine, live, await settle(built, source.engine), context);
		} catch (_) {
			_usingCtx5.e = _;
		} finally {
			await _usingCtx5.d();
		}
		const engine = _usingCtx4.a(await startEngine(own, context, "scratch"));
		return await compareOn(engine, live, await restored(text, engine, reference.name, context), context);
	} catch (_) {
		_usingCtx4.e = _;
	} finally {
		await _usingCtx4.d();
	}
}
/** Restores a live database's dump on the server that the reference was read from: one printer shows what is equal. */
async function compareOn(engine, live, reference, context) {
	const there = await restored(live.text, engine, "the dump of the live database", context);
	return {
		drifts: explainDrift(reference, there, live.facts.timescaledb?.version ?? null),
		fingerprints: {
			reference: reference.fingerprint,
			live: there.fingerprint
		}
	};
}
async function restored(text, engine, name, { reporter }) {
	const step = reporter.step("restore");
	const dump = await readBack(text, engine, name);
	step.done(`${name} · schema ${dump.fingerprint.slice(0, 8)}`);
	return dump;
}
/** What the live database's catalogue knows of the objects that it has. It is a help, never a reason to fail. */
async function lastChanges(database, drifts, { model, facts }) {
	try {
		var _usingCtx6 = _usingCtx();
		const there = drifts.map((one) => one.side === "reference" ? void 0 : one.covers[0]);
		const wanted = there.filter((cover) => cover !== void 0);
		const jobTable = facts.timescaledb === null ? null : facts.jobTable;
		if (wanted.length === 0) return [];
		const found = await readLastChanges(_usingCtx6.a(await database.connect()), wanted, model, jobTable);
		let next = 0;
		return there.map((cover) => cover === void 0 ? null : found[next++] ?? null);
	} catch (_) {
		_usingCtx6.e = _;
	} finally {
		await _usingCtx6.d();
	}
}
function placeOf({ side, covers: [cover] }, { dump }) {
	if (dump === null || dump.file === null) return null;
	const line = cover === void 0 || side === "live" ? void 0 : statementOf(dump.text, cover)?.line;
	return {
		file: dump.file,
		line: line ?? 1
	};
}
/** Nothing was found where nothing was compared: whatever went wrong is no finding, and exits with 2. */
function withoutAnswer(error) {
	if (error instanceof ScriptError) return new UserError(error.render(), {
		hint: "Nothing was compared: what is named above does not build on the scratch server.",
		cause: error
	});
	if (!(error instanceof UserError) || error.exitCode === 2) return error;
	return new UserError(error.message, {
		...error.hint === void 0 ? {} : { hint: error.hint },
		cause: error
	});
}
/** The document of --json. */
function driftDocument(result) {
	const { differences, ignored, expired, idle, reference, origin, fingerprints, version, database, server, warnings } = result;
	return {
		drift: differences.length > 0,
		database,
		server,
		against: {
			name: reference.name,
			commit: reference.commit
		},
		origin,
		fingerprints,
		version,
		classes: countClasses(differences),
		differences,
		ignored: ignored.map(({ difference, by }) => ({
			...difference,
			reason: by.reason,
			until: by.until ?? null
		})),
		expired,
		idle,
		warnings
	};
}
// src/report/sarif.ts
const LEVELS = {
	error: "error",
	warning: "warning",
	notice: "note"
};
/** Checks that are no lint rule, and have no page of their own. */
const CHECKS = [
	{
		id: REQUIRED_OBJECT,
		title: "a required object is missing or differs",
		severity: "error"
	},
	{
		id: LOSSY_RESTORE,
		title: "the dump does not restore to what it says",
		severity: "error"
	},
	{
		id: DRIFT,
		title: "the live database differs from the schema",
		severity: "error"
	}
];
/**
* Findings as SARIF 2.1.0, which GitHub's code scanning and editors read. A finding without a place stands at the first
* line of the settings file: code scanning shows none without one.
*/
function sarifOf(findings, { version, rules, homepage }) {
	const help = `${homepage.replace(/#.*$/, "")}/blob/v${version.split(".")[0]}/docs/rules/`;
	const known = [...CHECKS.map((check) => descriptor(check)), ...rules.map((rule) => descriptor(rule, `${help}${rule.id}.md`))];
	const log = {
		$schema: "https://json.schemastore.org/sarif-2.1.0.json",
		version: "2.1.0",
		runs: [{
			tool: { driver: {
				name: "timescale-ci",
				semanticVersion: version,
				rules: known
			} },
			columnKind: "unicodeCodePoints",
			results: findings.map((finding) => resultOf(finding, known))
		}]
	};
	return `${JSON.stringify(log, null, 2)}\n`;
}
function descriptor({ id, title, severity }, helpUri) {
	return {
		id,
		shortDescription: { text: title },
		defaultConfiguration: { level: LEVELS[severity] },
		...helpUri === void 0 ? {} : { helpUri }
	};
}
function resultOf({ rule, severity, message, hint, file, line, column }, known) {
	const index = known.findIndex(({ id }) => id === rule);
	const region = {
		startLine: line ?? 1,
		...column === void 0 ? {} : { startColumn: column }
	};
	return {
		...index < 0 ? {} : {
			ruleId: known[index]?.id ?? "",
			ruleIndex: index
		},
		level: LEVELS[severity],
		message: { text: hint === void 0 ? message : `${message}\n${hint}` },
		locations: [{ physicalLocation: {
			artifactLocation: { uri: encodeURI(file ?? "timescale-ci.yml") },
			region
		} }]
	};
}
// package.json
var version = "1.0.0";
var homepage = "https://github.com/timescale-ci/timescale-ci#readme";
var repository = {
	"type": "git",
	"url": "git+https://github.com/timescale-ci/timescale-ci.git"
};
// src/report/terminal.ts
const MARKS = {
	done: {
		sign: "✓",
		style: "green"
	},
	failed: {
		sign: "✗",
		style: "red"
	},
	unchanged: {
		sign: "=",
		style: "dim"
	},
	warning: {
		sign: "!",
		style: "yellow"
	}
};
const NAME_WIDTH = 10;
const GAP = 2;
const DETAIL_INDENT = " ".repeat(6);
/** Times end here on any wider screen too, where the eye still finds them. */
const FULL_WIDTH = 80;
/** Below this a column of wrapped words is worse to read than the terminal's own wrapping. */
const NARROWEST_WRAP = 30;
/** A finished step as its line and the lines below it, without a line end. */
function formatStep(step, layout) {
	const { sign, style } = MARKS[step.mark];
	const name = visible(step.name).padEnd(NAME_WIDTH);
	const before = name.length + 5;
	const time = step.seconds === void 0 ? "" : formatSeconds(step.seconds);
	const [first, ...more] = placeTime(visible(step.text), time, before, layout);
	return [
		`  ${paint(style, sign, layout)} ${name} ${first}`.trimEnd(),
		...more.map((line) => defuse(" ".repeat(before) + line)),
		...formatDetails(step.details ?? [])
	].join("\n");
}
/** Lines below a step or a message: indented, harmless, otherwise as they are. */
function formatDetails(details) {
	return details.flatMap((detail) => detail.split(/\r?\n/)).map((line) => defuse((DETAIL_INDENT + visible(line)).trimEnd()));
}
/** A message of its own between steps, in line with their marks. */
function formatMessage(mark, text, layout) {
	const { sign, style } = MARKS[mark];
	return `  ${paint(style, sign, layout)} ${visible(text)}`;
}
/** A line that starts at the left edge: the heading, the closing line, a hint. */
function formatPlain(text) {
	return text.split(/\r?\n/).map((line) => defuse(visible(line))).join("\n");
}
/**
* The line of a running step, with the whole seconds that it takes so far: never wider than the terminal, because only one
* row can be taken back.
*/
function formatRunning(name, text, seconds, layout) {
	const columns = layout.columns ?? FULL_WIDTH;
	const time = seconds >= 1 && columns >= NARROWEST_WRAP ? ` ${formatSeconds(Math.floor(seconds)).replace(".0 s", " s")}` : "";
	return `  ${paint("dim", truncate(`… ${visible(name).padEnd(NAME_WIDTH)} ${visible(text)}`.trimEnd(), columns - 3 - time.length) + time, layout)}`;
}
/** `0.9 s`, `59.9 s`, `1 min 5 s`, `2 h 3 min`. */
function formatSeconds(seconds) {
	if (Math.round(seconds * 10) < 600) return `${seconds.toFixed(1)} s`;
	const whole = Math.round(seconds);
	if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
	const minutes = Math.round(seconds / 60);
	return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
/** The verdict's lines, the time at the right of the first. `before` columns of it are taken by mark and name. */
function placeTime(text, time, before, layout) {
	const columns = layout.columns ?? Number.POSITIVE_INFINITY;
	const room = columns - before - (time ? time.length + GAP : 0);
	const lines = displayWidth(text) <= room || room < NARROWEST_WRAP ? [text] : wrap(text, room);
	if (!time) return lines;
	const [first = "", ...more] = lines;
	const free = Math.min(columns, FULL_WIDTH) - before - displayWidth(first) - time.length;
	return [first + " ".repeat(Math.max(GAP, free)) + paint("dim", time, layout), ...more];
}
/**
* A GitHub runner obeys `::command::` at the start of a line, blanks before it skipped, and `##[command]` anywhere in
* one (actions/runner, src/Runner.Common/ActionCommand.cs). A name or a notice from someone's SQL must not give orders.
*/
function defuse(line) {
	return line.replace(/^(\s*)::/, "$1\\::");
}
function paint(style, text, layout) {
	return layout.colour ? styleText(style, text, { validateStream: false }) : text;
}
// src/report/diff-text.ts
/** Room for `recompress` and two blanks. */
const CLASS_WIDTH = 12;
/** `diff --format text`: a line for each change, and below it what happens on a database with rows. */
function diffAsText(document) {
	if (document.equal) return "The schemas are equal.\n";
	const indent = " ".repeat(CLASS_WIDTH);
	const lines = document.changes.flatMap((change) => [`${classWords(change.class).padEnd(CLASS_WIDTH)}${visible(changeSubject(change))}`, `${indent}${visible(change.message)}`]);
	return `${[
		countWords(document.changes),
		"",
		...lines
	].join("\n")}\n`;
}
/** `hypertable trading.trades, chunk interval: 7 days → 1 day` */
function changeSubject(change) {
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
// src/report/reporter.ts
/** Shorter steps show no time: it would say nothing. */
const SHORTEST_MS = 50;
const TAKE_LINE_BACK = "\r\x1B[2K";
/** A reporter that writes text lines. */
function createReporter(options) {
	const running = /* @__PURE__ */ new Map();
	let stop;
	const layout = () => ({
		colour: options.colour,
		columns: options.terminal ? options.columns?.() ?? 80 : void 0
	});
	let live = false;
	/** Writes whole lines, above the line of the latest running step where a terminal shows one. */
	const print = (text) => {
		const shown = options.terminal && !options.quiet ? [...running.values()].at(-1) : void 0;
		const parts = [live ? TAKE_LINE_BACK : "", text === void 0 ? "" : `${text}\n`];
		if (shown) parts.push(formatRunning(shown.name, shown.text, (options.now() - shown.start) / 1e3, layout()));
		live = shown !== void 0;
		if (live) stop ??= options.everySecond?.(() => print());
		else {
			stop?.();
			stop = void 0;
		}
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
				text: "",
				start
			});
			print();
			return handle;
		}
	};
}
/** The steps within a step: only what it is busy with shows, and how it ends is for the outer step to say. */
function nested(outer) {
	const silent = () => {};
	return {
		heading: silent,
		note: silent,
		warn: silent,
		error: silent,
		closing: silent,
		step(name) {
			outer.update(name);
			return {
				update: (text) => outer.update(`${name} ${text}`),
				done: silent,
				unchanged: silent,
				warn: silent,
				fail: silent
			};
		}
	};
}
export { docs as $, changeRow as $t, openGit as A, healthAsMarkdown as An, runScripts as At, describeUnmet as B, loadSettings as Bn, fingerprintOf as Bt, driftWords as C, fence$1 as Cn, isLfsPointer as Ct, health as D, README_FILE as Dn, settle as Dt, findingsOf as E, LATEST_FILE as En, readBack as Et, explainRefusal as F, text$2 as Fn, ScriptError as Ft, groupFindings as G, onExit as Gn, countClasses as Gt, lintSource as H, SettingsSchema as Hn, rowsOf as Ht, backup as I, table$2 as In, Source as It, RULES as J, quoteLiteral as Jt, knownWords as K, unlessClosing as Kn, diffDocument as Kt, check as L, code$2 as Ln, dumpDatabase as Lt, branchGone as M, healthAsText as Mn, statementHead as Mt, classifyFailure as N, healthWords as Nn, mayBePrinting as Nt, GitError as O, versionName as On, statementOf as Ot, explainCommit as P, isBefore as Pn, fillHypertables as Pt, placeChange as Q, TABLE_HEADER as Qt, checkSource as R, htmlCode as Rn, _usingCtx as Rt, driftTable as S, bullets$1 as Sn, listLosses as St, visible as T, folded$1 as Tn, describeClasses as Tt, targetVersion as U, cleanUp as Un, readPrerequisites as Ut, orderText as V, DEFAULT_IMAGE as Vn, readHeader as Vt, countFindings as W, cleanUpOnExit as Wn, readCatalogue as Wt, resolveRenames as X, errorCode as Xt, idleRenames as Y, assertWritable as Yt, readRenameHints as Z, unless as Zt, withoutAnswer as _, configKeys as _n, commandOf as _t, diffAsMarkdown as a, shortValue as an, imageOf as at, driftAsText as b, isIntegerType as bn, PgSession as bt, formatMessage as c, isChangeClass as cn, orderLines as ct, homepage as d, truncate$1 as dn, recogniseBelow as dt, changesTable as en, drawAlong as et, repository as f, byName$2 as fn, mountedScripts as ft, driftDocument as g, windowOf as gn, byBytes as gt, drift as h, verbOf as hn, Folder as ht, diffAsJson as i, gravestOf as in, scratchFor as it, succeeded as j, healthAsMetrics as jn, lexemes as jt, findRoot as k, versionTime as kn, makePrerequisites as kt, formatPlain as l, recordOf as ln, readScripts as lt, sarifOf as m, every as mn, takesBack as mt, nested as n, classWords as nn, dump as nt, diffAsText as o, verdict as on, openSource as ot, version as p, ageOf as pn, byNumbers as pt, lint as q, explainChanges as qt, changeSubject as r, countWords as rn, proveOn as rt, formatDetails as s, CLASSES as sn, startEngine as st, createReporter as t, classCounts as tn, canonicalSource as tt, formatStep as u, capital as un, readInit as ut, DRIFT as v, chunkInterval as vn, embeddedAvailable as vt, displayWidth as w, fenceLength as wn, readLatest as wt, driftFindings as x, blocks$1 as xn, describeProof as xt, driftAsMarkdown as y, durationText as yn, startDocker as yt, validate as z, visibleLines as zn, bodyOf as zt };
