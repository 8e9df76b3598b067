import { a as getInput, c as notice, d as setOutput, f as setSecret, i as error, l as saveState, m as warning, p as startGroup, r as endGroup, s as info, t as ExitCode, u as setFailed } from "./chunks/vendor~action~post~artifact.js";
import { $n as text, $t as readBack, An as classWords, B as GitError, Bn as blocks, Br as unlessClosing, Cr as bytes$1, D as drift, Dn as changeRow, Dr as readRenameHints, E as sarifOf, En as TABLE_HEADER, Er as resolveRenames, Fn as CLASSES, Ft as readScripts, G as classifyFailure, Gn as LATEST_FILE, H as openGit, Hn as fence, Ht as commandOf, I as driftTable, J as backup, Jn as versionTime, Jt as describeProof, K as explainCommit, Kn as README_FILE, L as driftWords, Lr as cleanUp, M as driftAsMarkdown, Mn as gravestOf, Mr as byName, Mt as openSource, Nt as startEngine, O as driftDocument, On as changesTable, Or as placeChange, P as driftFindings, Pn as verdict, Q as describeUnmet, Qt as describeClasses, R as findingsOf, Rn as capital, Rr as cleanUpOnExit, S as changeSubject, Tn as unless, U as succeeded, Un as fenceLength, V as findRoot, Vn as bullets, W as branchGone, Wn as folded, X as checkSource, Xt as isLfsPointer, Y as check, Yn as healthAsMarkdown, Yt as listLosses, Z as validate, Zt as readLatest, _r as chunkInterval, _t as formatPlain, ar as loadSettings, at as lintSource, bn as diffDocument, bt as truncate$1, cn as ScriptError, ct as groupFindings, dn as _usingCtx, dr as lint, en as settle, fn as bodyOf, fr as RULES, gr as windowOf, gt as formatMessage, hr as verbOf, ht as formatDetails, i as proveMigrations, ir as visibleLines, j as DRIFT, jn as countWords, kn as classCounts, lt as knownWords, mr as every, mt as nested, nr as code, ot as targetVersion, pn as fingerprintOf, pr as ageOf, q as explainRefusal, qn as versionName, r as planBetween, rr as htmlCode, rt as simulateDump, sr as SettingsSchema, st as countFindings, t as PROOF, tr as table, tt as drawAlong, un as dumpDatabase, ur as checkLintSettings, vt as formatStep, wn as errorCode, xn as explainChanges, xt as visible, yn as countClasses, z as health, zn as truncate } from "./chunks/core~action~start.js";
import { h as messageOf, m as UserError, n as disableRyuk, t as plural, v as version$1 } from "./chunks/core~action~post~start.js";
import { a as ZodArray, b as string, c as ZodEnum, d as _enum, f as array, g as object, h as number, l as ZodNumber, o as ZodBoolean, p as boolean, s as ZodDefault, u as ZodOptional, y as strictObject } from "./chunks/vendor~action~start.js";
import { i as structuredPatch, n as FILE_HEADERS_ONLY, r as formatPatch } from "./chunks/vendor~action~index.js";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import { appendFile, lstat, mkdir, open, readFile, readlink, realpath, rm, stat as stat$1, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, posix, relative, resolve, sep } from "node:path";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
// src/github/event.ts
const Repository = object({
	full_name: string(),
	default_branch: string().optional()
});
const Side = object({
	ref: string(),
	sha: string(),
	repo: Repository.nullish()
});
/** The parts of an event's payload that are read. Anything else in it is a stranger's. */
const Payload = object({
	action: string().optional().catch(void 0),
	repository: Repository.optional().catch(void 0),
	workflow_run: object({ head_repository: Repository.nullish() }).optional().catch(void 0),
	merge_group: object({ base_sha: string() }).optional().catch(void 0),
	pull_request: object({
		number: number().int().positive(),
		head: Side,
		base: Side,
		labels: array(object({ name: string() })).catch([])
	}).optional().catch(void 0)
});
/**
* Reads what GitHub says of the run: from its variables and the payload, never from text that a workflow put together.
*
* @param env the runner's variables
* @param payload the text of the file that GITHUB_EVENT_PATH names; undefined where there is none
*/
function readEvent(env, payload) {
	const event = env["GITHUB_EVENT_NAME"] ?? "";
	const { action = "", repository, merge_group: group, pull_request: pull, workflow_run: followed } = parse(payload);
	const ref = env["GITHUB_REF"] ?? "";
	const actor = env["GITHUB_ACTOR"] ?? "";
	const name = env["GITHUB_REPOSITORY"] ?? repository?.full_name ?? "";
	const serverUrl = (env["GITHUB_SERVER_URL"] ?? "https://github.com").replace(/\/+$/, "");
	const runId = env["GITHUB_RUN_ID"] ?? "";
	const hasHead = pull !== void 0 || followed !== void 0 || /^(pull_request|workflow_run$)/.test(event);
	const headKnown = !hasHead || pull !== void 0 || followed !== void 0;
	const head = pull === void 0 ? followed?.head_repository : pull.head.repo;
	return {
		event,
		action,
		repository: name,
		branch: pull?.head.ref ?? (ref.startsWith("refs/heads/") ? ref.slice(11) : null),
		sha: env["GITHUB_SHA"] ?? "",
		defaultBranch: repository?.default_branch ?? null,
		pullRequest: pull === void 0 ? null : {
			number: pull.number,
			headRef: pull.head.ref,
			headSha: pull.head.sha,
			baseRef: pull.base.ref,
			baseSha: pull.base.sha,
			labels: pull.labels.map((label) => label.name)
		},
		baseSha: pull?.base.sha ?? group?.base_sha ?? null,
		fork: hasHead && head?.full_name !== (repository?.full_name ?? name),
		headKnown,
		dependabot: actor === "dependabot[bot]",
		actor,
		job: env["GITHUB_JOB"] ?? "",
		serverUrl,
		apiUrl: (env["GITHUB_API_URL"] ?? "https://api.github.com").replace(/\/+$/, ""),
		runId,
		attempt: env["GITHUB_RUN_ATTEMPT"] ?? "1",
		runUrl: name === "" || runId === "" ? null : `${serverUrl}/${name}/actions/runs/${runId}`
	};
}
function parse(payload) {
	try {
		return Payload.parse(JSON.parse(payload ?? "{}"));
	} catch {
		return {};
	}
}
// src/github/limits.ts
/** A comment, or the body of a pull request: GitHub answers 422 to more characters. */
const COMMENT_CHARACTERS = 65536;
/** A step's summary, in bytes: a runner drops the whole summary where it is larger. */
const SUMMARY_BYTES = 1048576;
/** A runner cuts the message of an annotation here. */
const ANNOTATION_CHARACTERS = 4096;
/** All outputs of a job may have 1 MB together; ours leave room for those of other steps. */
const OUTPUT_BYTES = 262144;
// src/report/cut.ts
/** The start of a text that has at most this many UTF-16 units, `…` where something is cut. No character is halved. */
function cutCharacters(text, most) {
	if (text.length <= most) return text;
	return `${text.slice(0, Math.max(0, most - 1)).replace(/[\ud800-\udbff]$/, "")}…`;
}
function bytes(text) {
	return Buffer.byteLength(text);
}
/** Whole lines from the start of a text, as many as fit into this many bytes, and how many were left out. */
function cutLines(text, most) {
	if (bytes(text) <= most) return {
		text,
		left: 0
	};
	const lines = text.replace(/\n$/, "").split("\n");
	let size = 0;
	let kept = 0;
	for (const line of lines) {
		size += bytes(line) + 1;
		if (size > most) break;
		kept++;
	}
	return {
		text: lines.slice(0, kept).join("\n"),
		left: lines.length - kept
	};
}
// src/report/summary-tables.ts
/** What changed, gravest first, and what that does to a database with rows. */
function cutChanges(changes, most) {
	const shown = changes.slice(0, most);
	return shown.length === 0 ? null : {
		markdown: changesTable(shown),
		left: changes.length - shown.length
	};
}
/** Hypertables and continuous aggregates: how they are cut, when chunks are compressed, when they go. */
function hypertableTable(model, most) {
	return cut([
		"Hypertable",
		"Chunk interval",
		"Segment by",
		"Order by",
		"Compress after",
		"Drop after"
	], [...[...model.hypertables].sort(byName), ...[...model.continuousAggregates].sort(byName)], most, (one) => [
		"source" in one ? `${code(one.name)}<br>reads ${code(one.source)}` : code(one.name),
		"source" in one ? text(chunkInterval(one.chunkInterval, one.bucketType)) : dimensionsCell(one),
		...columnstoreCells(one.columnstore),
		...ages(model, one.name)
	]);
}
/** What runs when, and on what. */
function policyTable(model, most) {
	return cut([
		"When",
		"What",
		"On",
		"Which",
		"State"
	], [...model.jobs].sort(byName), most, (job) => [
		text(every(job)),
		verbOf(job),
		job.relation === null ? code(job.procedure) : code(job.relation),
		text(rule(job)),
		[job.scheduled ? "" : "**disabled**", job.runnable ? "" : "**cannot run**"].filter(Boolean).join(", ")
	]);
}
function cut(header, items, most, row) {
	const markdown = table(header, items.slice(0, most).map(row));
	return markdown === null ? null : {
		markdown,
		left: Math.max(0, items.length - most)
	};
}
function dimensionsCell({ dimensions }) {
	const [time, ...others] = dimensions;
	const interval = text(chunkInterval(time?.interval ?? null, time?.type ?? null));
	const space = others.map(({ column, partitions, interval: width, type }) => partitions === null ? `and ${code(column)} by ${text(chunkInterval(width, type))}` : `and ${code(column)} in ${partitions} partitions`);
	return [`${interval}${time === void 0 ? "" : ` on ${code(time.column)}`}`, ...space].join("<br>");
}
function columnstoreCells(columnstore) {
	if (columnstore === null) return ["", ""];
	const { segmentBy, orderBy } = columnstore;
	const order = orderBy?.map(({ column, descending, nullsFirst }) => {
		const nulls = descending === nullsFirst ? "" : nullsFirst ? " nulls first" : " nulls last";
		return `${code(column)}${descending ? " desc" : ""}${nulls}`;
	});
	return [listed(segmentBy?.map(code)), listed(order)];
}
function listed(items) {
	return items === void 0 ? "chosen by TimescaleDB" : items.join(", ") || "none";
}
function ages(model, relation) {
	const age = (form) => {
		const job = model.jobs.find((one) => one.form === form && one.relation === relation);
		return job === void 0 ? "" : text(ageOf(job) ?? "");
	};
	return [age("columnstore policy"), age("retention policy")];
}
function rule(job) {
	if (job.form === "refresh policy") return `rows from ${windowOf(job)}`;
	const age = ageOf(job);
	return job.form === "job" || age === null ? "" : `chunks older than ${age}`;
}
// src/report/summary.ts
/** More rows are no table to look at; the documentation has them all. */
const ROWS = 100;
const FINDINGS = 50;
/** More of a diff is not read in a browser, and slows the page down. */
const DIFF_BYTES = 204800;
/** A folded table of fewer rows would hide what fits the screen. */
const FOLD_FROM = 12;
/**
* The job summary, in Markdown: the verdict first, then what changed, the hypertables, the policies.
*
* @param most how many bytes it may have; beyond what fits, whole sections are shortened, never the verdict
*/
function renderSummary(input, most) {
	for (const [rows, diffBytes] of [
		[ROWS, DIFF_BYTES],
		[ROWS / 4, DIFF_BYTES / 4],
		[0, 0]
	]) {
		const page = render$1(input, rows, Math.min(diffBytes, most));
		if (bytes(page) <= most) return page;
	}
	return cutLines(head(input, 1), most).text;
}
/**
* The text of a pull request that proposes a version, in Markdown. It says the same for the same change: no times, no
* links to a run.
*
* @param most how many characters it may have
*/
function renderProposal({ facts, change }, most) {
	const closing = "Kept up to date by timescale-ci. Merge it to make this the latest version.";
	for (const [rows, diffBytes] of [
		[ROWS, most / 4],
		[ROWS / 4, 0],
		[0, 0]
	]) {
		const page = blocks(...facts, change === null ? null : changed(change, rows, diffBytes), closing);
		if (page.length <= most) return page;
	}
	return closing;
}
function render$1(input, rows, diffBytes) {
	const { model, change } = input;
	return `${blocks(head(input, FINDINGS), input.body, change === null ? null : changed(change, rows, diffBytes), model === null ? null : section("Hypertables", hypertableTable(model, rows)), model === null ? null : section("Policies and jobs", policyTable(model, rows)))}\n`;
}
/** The first screen: verdict, facts, links, what went wrong. */
function head(input, most) {
	const { findings, detail, links } = input;
	const shown = findings.slice(0, most).map((finding) => findingLine$1(finding, input));
	if (findings.length > most) shown.push(`and ${findings.length - most} more in the log`);
	return blocks(`### ${text(input.verdict)}`, [...input.facts, links.map(({ label, url }) => `[${text(label)}](${url})`).join(" · ")].filter(Boolean).join("<br>"), detail === null ? null : fence("", cutLines(visibleLines(detail), 8e3).text), bullets(shown));
}
function findingLine$1({ severity, message, hint, file, line, column }, { linkTo }) {
	const place = file === void 0 ? "" : [
		file,
		line,
		column
	].filter((part) => part !== void 0).join(":");
	const link = file === void 0 || linkTo === null ? code(place) : `[${code(place)}](${linkTo(file, line)})`;
	const words = [
		place === "" ? "" : link,
		text(message),
		hint === void 0 ? "" : text(hint)
	];
	return `${severity === "error" ? "**Error**: " : severity === "warning" ? "**Warning**: " : ""}${words.filter(Boolean).join("<br>")}`;
}
function changed({ since, diff, changes }, rows, most) {
	const found = changes === null ? null : cutChanges(changes, rows);
	const { text: lines, left } = cutLines(visibleLines(diff.text), most);
	const counts = `+${diff.added} −${diff.removed} lines since ${htmlCode(since)}`;
	const more = left === 0 ? null : `and ${left} more lines, in the artifact`;
	return blocks("#### What changed", found?.markdown ?? null, found === null || found.left === 0 ? null : `and ${found.left} more, in the output diff-json`, folded(counts, blocks(lines === "" ? null : fence("diff", lines), more)));
}
function section(title, found) {
	if (found === null) return null;
	const lines = found.markdown.split("\n").length - 2;
	const more = found.left === 0 ? null : `and ${found.left} more, in README_latest.md`;
	const body = blocks(found.markdown, more);
	return blocks(`#### ${title}`, lines > FOLD_FROM ? folded(`${lines + found.left} in all`, body) : body);
}
// src/github/within.ts
/**
* Work that is given up after a time. Its signal is aborted then; whether or not it listens, nobody waits for it.
*
* @param what as in `<what> did not answer within 60 s`
* @throws UserError at the limit, whatever the work throws before
*/
async function within(ms, what, work) {
	const abort = new AbortController();
	let timer;
	const limit = new Promise((_, reject) => {
		timer = setTimeout(() => {
			reject(new UserError(`${what} did not answer within ${ms / 1e3} s`));
			abort.abort();
		}, ms);
	});
	const working = work(abort.signal);
	working.catch(() => {});
	try {
		return await Promise.race([working, limit]);
	} finally {
		clearTimeout(timer);
	}
}
// src/github/api.ts
/** Opens the API. Nothing is sent, or loaded, before the first call. */
function openApi({ token, repository, apiUrl, timeoutMs, permission }) {
	const [owner = "", repo = ""] = repository.split("/");
	return {
		owner,
		repo,
		async call(doing, work) {
			try {
				return await within(timeoutMs, "GitHub's API", async (signal) => {
					const { getOctokit } = await import("./chunks/github.js");
					return await work(getOctokit(token, {
						baseUrl: apiUrl,
						log: SILENT
					}), signal);
				});
			} catch (error) {
				throw explain$1(error, doing, permission);
			}
		}
	};
}
function explain$1(error, doing, permission) {
	const { status, response } = error ?? {};
	const said = messageOf(error).split(" - https://")[0] ?? "";
	const message = `cannot ${doing}: ${status === void 0 ? said : `GitHub answers ${status}: ${said}`}`;
	const wanted = response?.headers?.["x-accepted-github-permissions"];
	const hint = hintFor(status, said, wanted, permission);
	return new UserError(message, {
		...hint === void 0 ? {} : { hint },
		cause: error
	});
}
function hintFor(status, said, wanted, permission) {
	if (/not permitted to create or approve pull requests/i.test(said)) return "Allow it in the repository: Settings, Actions, General, \"Allow GitHub Actions to create and approve pull requests\".";
	if (status === 429 || /rate limit/i.test(said)) return "Too many calls with this token: run it again later.";
	if (status === 403 || status === 404) return `Give the job the permission "${permission}"${wanted === void 0 ? "" : ` (GitHub asks for ${wanted})`}.`;
	if (status === 401) return "The token is not valid any more: check the input token.";
	if (status !== void 0 && status >= 500) return "GitHub has trouble (https://www.githubstatus.com): run it again later.";
}
const nothing$1 = () => {};
/** Octokit writes deprecations to the console, where a runner would read them. */
const SILENT = {
	debug: nothing$1,
	info: nothing$1,
	warn: nothing$1,
	error: nothing$1
};
// src/github/pull-request.ts
/**
* Opens a pull request, or brings the open one between these branches up to date. There is never a second.
*
* @throws UserError where GitHub does not answer, or not as hoped
*/
function keepPullRequest(api, input) {
	const { owner, repo } = api;
	const { head, base, title, body } = input;
	return api.call("open the pull request", async (octokit, signal) => {
		const { pulls } = octokit.rest;
		const found = (await pulls.list({
			owner,
			repo,
			state: "open",
			head: `${owner}:${head}`,
			base,
			request: { signal }
		})).data[0];
		if (found === void 0) {
			const { data } = await pulls.create({
				owner,
				repo,
				head,
				base,
				title,
				body,
				request: { signal }
			});
			return {
				number: data.number,
				url: data.html_url,
				status: "opened"
			};
		}
		const kept = {
			number: found.number,
			url: found.html_url
		};
		if (found.title === title && found.body === body) return {
			...kept,
			status: "unchanged"
		};
		await pulls.update({
			owner,
			repo,
			pull_number: found.number,
			title,
			body,
			request: { signal }
		});
		return {
			...kept,
			status: "updated"
		};
	});
}
// src/history/git/checkout.ts
const CHECK_OUT = "Check the repository out with actions/checkout in a step before this one.";
/** Looks at the checkout around `cwd`: on a branch, with a commit and a remote? */
async function openCheckout({ cwd, ...options }) {
	const root = findRoot(cwd);
	if (root === void 0) return {
		reason: "this is no git checkout",
		hint: CHECK_OUT
	};
	const git = openGit(root, options);
	try {
		await git.run(["--version"]);
	} catch (error) {
		return {
			reason: `git cannot be run: ${messageOf(error)}`,
			hint: "Install git on the runner or in its container."
		};
	}
	const head = await git.attempt([
		"rev-parse",
		"--verify",
		"--quiet",
		"HEAD"
	]);
	if (head.code !== 0) return {
		reason: "the checkout has no commit yet",
		hint: CHECK_OUT
	};
	const branch = await git.attempt([
		"symbolic-ref",
		"--quiet",
		"--short",
		"HEAD"
	]);
	if (branch.code !== 0) return {
		reason: "the checkout is on no branch (detached HEAD)",
		hint: "Give actions/checkout the branch: on a pull request, ref: ${{ github.head_ref }}."
	};
	if ((await git.attempt([
		"remote",
		"get-url",
		"origin"
	])).code !== 0) return {
		reason: "the checkout has no remote named origin",
		hint: CHECK_OUT
	};
	return {
		git,
		branch: branch.stdout.trim(),
		head: head.stdout.trim()
	};
}
// src/history/git/tree.ts
/** The files below a directory in a commit, by their path from the root. */
async function listTree(git, commit, dir) {
	const entries = (await git.run([
		"ls-tree",
		"-r",
		"-z",
		"--full-tree",
		commit,
		"--",
		`${dir}/`
	])).split("\0").flatMap((line) => {
		const [, mode, id, path] = /^(\d+) \w+ (\w+)\t(.*)$/s.exec(line) ?? [];
		return mode === void 0 || id === void 0 || path === void 0 ? [] : [[path, {
			mode,
			id
		}]];
	});
	return new Map(entries);
}
/** The files below a directory in the index, by their path from the root. */
async function listStaged(git, dir) {
	const entries = (await git.run([
		"ls-files",
		"--stage",
		"-z",
		"--",
		`:(top,literal)${dir}/`
	])).split("\0").flatMap((line) => {
		const [, mode, id, path] = /^(\d+) (\w+) \d\t(.*)$/s.exec(line) ?? [];
		return mode === void 0 || id === void 0 || path === void 0 ? [] : [[path, {
			mode,
			id
		}]];
	});
	return new Map(entries);
}
/** The content of a file. */
function readBlob(git, id) {
	return git.attempt([
		"cat-file",
		"blob",
		id
	]).then(({ stdout }) => stdout);
}
/** Stores a content and gives its id. */
function writeBlob(git, content) {
	return git.run([
		"hash-object",
		"-w",
		"--stdin"
	], { input: content });
}
/**
* Writes the tree of a commit with some files put in or taken out. Neither the checkout nor its index is touched.
*
* @param commit its full id
* @param changes by path; null takes the file out
* @param index a path where a temporary index may stand
*/
async function writeTree(git, commit, changes, index) {
	const env = { GIT_INDEX_FILE: index };
	await git.run(["read-tree", commit], { env });
	const nothing = {
		mode: "0",
		id: "0".repeat(commit.length)
	};
	const lines = [...changes].map(([path, entry]) => {
		const { mode, id } = entry ?? nothing;
		return `${mode} ${id}\t${path}\0`;
	});
	await git.run([
		"update-index",
		"-z",
		"--index-info"
	], {
		env,
		input: lines.join("")
	});
	return await git.run(["write-tree"], { env });
}
// src/history/git/bytes.ts
const ATTRIBUTES_FILE = ".gitattributes";
const ATTRIBUTES = `# Written by timescale-ci: these files are committed as they were proved, byte by byte.
* -text !eol -ident !filter !diff !merge !working-tree-encoding
`;
/**
* Keeps git from changing the files of the directory on their way into a commit and out of it: line ends, encodings and
* filters such as Git LFS. Where the attributes of the repository or the settings of the checkout would, the directory
* gets a `.gitattributes` of its own.
*
* @throws UserError where the directory has one that lets it happen
*/
async function keepBytes(git, dir) {
	if ((await conversions(git, dir)).length === 0) return;
	const untouched = await unchangedFiles(git, dir);
	const path = join(git.root, dir, ATTRIBUTES_FILE);
	await unless(["EEXIST"], writeFile(path, ATTRIBUTES, { flag: "wx" }));
	const left = await conversions(git, dir);
	if (left.length > 0) throw new UserError(`git would change the bytes of ${dir}: ${left.join(", ")}`, {
		hint: `Put this at the end of ${dir}/${ATTRIBUTES_FILE}, and take what contradicts it out of .git/info/attributes: ${ATTRIBUTES.split("\n")[1]}`,
		exitCode: 1
	});
	await git.run([
		"checkout-index",
		"--force",
		"-z",
		"--stdin"
	], { input: untouched.map((file) => `${file}\0`).join("") });
}
/** What git does to a file of the directory, in its own words: `text=auto`, `filter=lfs`. */
async function conversions(git, dir) {
	const fields = (await git.run([
		"check-attr",
		"-z",
		...[
			"text",
			"eol",
			"ident",
			"filter",
			"working-tree-encoding"
		],
		"--",
		`${dir}/schema_20000101_000000.sql`,
		`${dir}/${README_FILE}`
	])).split("\0");
	const values = Array.from({ length: Math.floor(fields.length / 3) }, (_, i) => fields.slice(i * 3 + 1, i * 3 + 3));
	const text = values.filter(([name]) => name === "text").map(([, value]) => value);
	const counted = values.filter(([, value]) => value !== "unspecified" && value !== "unset").filter(([name]) => name !== "eol" || text.some((value) => value !== "unset"));
	const automatic = (await git.attempt([
		"config",
		"--get",
		"core.autocrlf"
	])).stdout.trim();
	const settings = text.includes("unspecified") && /^(true|input)$/i.test(automatic) ? [`core.autocrlf=${automatic}`] : [];
	return [.../* @__PURE__ */ new Set([...counted.map(([name, value]) => value === "set" ? `${name}` : `${name}=${value}`), ...settings])];
}
/** The files of the directory that are as they were checked out. */
async function unchangedFiles(git, dir) {
	const list = async (...args) => (await git.run([
		...args,
		"-z",
		"--",
		`:(top,literal)${dir}`
	])).split("\0").filter(Boolean);
	const changed = await list("diff", "--name-only");
	return (await list("ls-files")).filter((file) => !changed.includes(file));
}
/** The ids of the files that a commit must hold, as they stand in the directory: the latest version and what leads to it. */
async function filesOnDisk(git, dir) {
	const latest = await readLatest(join(git.root, dir));
	const ids = /* @__PURE__ */ new Map();
	for (const name of /* @__PURE__ */ new Set([
		...latest === void 0 ? [] : [latest.file],
		LATEST_FILE,
		README_FILE
	])) {
		const path = join(git.root, dir, name);
		const stat = await unless(["ENOENT"], lstat(path));
		if (stat === void 0) continue;
		const id = stat.isSymbolicLink() ? await git.run(["hash-object", "--stdin"], { input: await readlink(path) }) : await git.run([
			"hash-object",
			"--no-filters",
			"--",
			path
		]);
		ids.set(`${dir}/${name}`, id);
	}
	return ids;
}
/** @throws UserError that names the files which a commit lacks or holds otherwise, and why */
async function compareFiles(git, files, committed) {
	const lacking = [...files.keys()].filter((path) => !committed.has(path));
	if (lacking.length > 0) {
		const ignored = await ignoredBy(git, lacking);
		throw new UserError(["the commit would lack files of the schema", ...lacking.map((path) => `${path}${ignored.get(path) ?? ""}`)].join("\n"), {
			hint: "Take the pattern out of .gitignore, or let the schema directory through below it: !*.sql",
			exitCode: 1
		});
	}
	const changed = [...files].filter(([path, id]) => committed.get(path)?.id !== id).map(([path]) => path);
	if (changed.length === 0) return;
	const words = await Promise.all(changed.map(async (path) => `${path}${await whatItIs(git, committed.get(path))}`));
	throw new UserError(["git or a hook has changed files of the schema: they are not what was proved", ...words].join("\n"), {
		hint: `Leave the schema directory out of what changes it: a hook that formats, a filter in ${ATTRIBUTES_FILE}.`,
		exitCode: 1
	});
}
/** ` (.gitignore:3 *.sql)`, by path. */
async function ignoredBy(git, paths) {
	const { stdout } = await git.attempt([
		"check-ignore",
		"--verbose",
		"--no-index",
		"-z",
		"--stdin"
	], { input: paths.map((path) => `${path}\0`).join("") });
	const fields = stdout.split("\0");
	const found = Array.from({ length: Math.floor(fields.length / 4) }, (_, i) => fields.slice(i * 4, i * 4 + 4));
	return new Map(found.map(([source, line, pattern, path]) => [path ?? "", `  (${source}:${line}  ${pattern})`]));
}
async function whatItIs(git, entry) {
	if (entry === void 0) return "";
	return isLfsPointer(await readBlob(git, entry.id)) ? "  (a Git LFS pointer)" : "";
}
// src/history/git/commit.ts
/** Who commits where nobody is named, as GitHub shows its own commits. */
const BOT = {
	name: "github-actions[bot]",
	email: "41898282+github-actions[bot]@users.noreply.github.com"
};
/** `-c` options that name the author and committer: as given, as the repository's settings have it, else GitHub's bot. */
async function identity(git, given) {
	const own = async (key) => (await git.attempt([
		"config",
		"--get",
		key
	])).stdout.trim() || void 0;
	const name = given.name ?? await own("user.name");
	const email = given.email ?? await own("user.email");
	return [
		"-c",
		`user.name=${name ?? BOT.name}`,
		"-c",
		`user.email=${email ?? BOT.email}`
	];
}
/** A line in the message of every commit of a version. */
const SCHEMA_LINE = /^Schema [0-9a-f]{64}$/m;
/**
* Commits what changed in one directory, whatever else is changed or staged. The repository's hooks run. What is committed
* is what stands there, byte by byte, or nothing is.
*
* @returns the commit, undefined where the directory holds what the last commit has
* @throws UserError where git or a hook refuses, or would commit something else
*/
async function commitDirectory(git, { dir, subject, body, who }) {
	const paths = ["--", `:(top,literal)${dir}`];
	await keepBytes(git, dir);
	const files = await filesOnDisk(git, dir);
	const added = await git.attempt([
		"add",
		"--all",
		...paths
	]);
	if (added.code !== 0 && !/ignored by one of/.test(added.stderr)) throw explainCommit(`stage ${dir}`, added);
	await compareFiles(git, files, await listStaged(git, dir));
	if ((await git.attempt([
		"diff",
		"--cached",
		"--quiet",
		"HEAD",
		...paths
	])).code === 0) return void 0;
	const made = await git.attempt([
		...who,
		"commit",
		"--quiet",
		"-m",
		subject,
		"-m",
		body,
		...paths
	]);
	if (made.code !== 0) throw explainCommit(`commit ${dir}`, made);
	const commit = await git.run(["rev-parse", "HEAD"]);
	await compareFiles(git, files, await listTree(git, commit, dir));
	return commit;
}
/**
* The parent of a commit of the directory that was made here, by a run that ended before it was pushed; undefined where
* the branch is where the remote was seen to be, or holds other work.
*/
async function unpushedCommit({ git, branch, head }, dir) {
	const seen = await git.attempt([
		"rev-parse",
		"--verify",
		"--quiet",
		`refs/remotes/origin/${branch}^{commit}`
	]);
	const [parent = "", message = ""] = (await git.run([
		"log",
		"-1",
		"--format=%P%x00%B",
		head
	])).split("\0");
	if (seen.stdout.trim() !== parent || parent === "" || !SCHEMA_LINE.test(message)) return void 0;
	return (await git.run([
		"diff",
		"--name-only",
		"-z",
		parent,
		head
	])).split("\0").filter(Boolean).every((file) => file.startsWith(`${dir}/`)) ? parent : void 0;
}
/** Takes the branch back to a commit. The files stay as they are written, and the directory counts as not staged. */
async function undoCommit(git, dir, commit) {
	await git.attempt([
		"reset",
		"--quiet",
		"--soft",
		commit
	]);
	await git.attempt([
		"reset",
		"--quiet",
		"--",
		`:(top,literal)${dir}`
	]);
}
// src/history/git/credential.ts
/**
* git's settings for a token, in place of whatever a checkout left for that server: an empty header drops those before
* it, since GitHub refuses a request with two.
*
* @param mask told the form of the token that is sent, which a runner does not know
*/
function credential(token, serverUrl, mask = () => {}) {
	const encoded = Buffer.from(`x-access-token:${token}`).toString("base64");
	mask(encoded);
	const key = `http.${serverUrl}/.extraheader`;
	return [[key, ""], [key, `AUTHORIZATION: basic ${encoded}`]];
}
// src/history/git/lock.ts
/** How often somebody looks whether the other run is done. */
const LOOK_MS = 200;
/** No run commits for this long: past it a lock is a leftover, whatever process has its number now. */
const STALE_MS = 36e5;
/**
* Holds a checkout for one run of ours at a time: two that commit at once would get into each other's commits.
*
* @param ms how long to wait for another run
* @param onWait told once that there is one
* @throws UserError where the other run takes longer
*/
async function lockCheckout(git, ms, onWait) {
	const path = join(await git.run(["rev-parse", "--absolute-git-dir"]), "timescale-ci.lock");
	const end = performance.now() + ms;
	for (let waited = false;; waited = true) {
		const file = await unless(["EEXIST"], open(path, "wx"));
		if (file !== void 0) {
			await file.writeFile(String(process.pid));
			await file.close();
			return { [Symbol.asyncDispose]: () => unlink(path) };
		}
		if (await isLeftover(path)) {
			await unless(["ENOENT"], unlink(path));
			continue;
		}
		if (performance.now() >= end) throw new UserError(`another run of timescale-ci has been committing in this checkout for ${ms / 1e3} s`, {
			hint: `The files stay as they are written. Let the steps run one after the other; where none is left, remove ${path}.`,
			exitCode: 1
		});
		if (!waited) onWait();
		await setTimeout$1(LOOK_MS);
	}
}
/** True where the process that made the lock is gone. */
async function isLeftover(path) {
	const [text, about] = await Promise.all([unless(["ENOENT"], readFile(path, "utf8")), unless(["ENOENT"], stat$1(path))]);
	if (text === void 0 || about === void 0) return false;
	if (Date.now() - about.mtimeMs > STALE_MS) return true;
	if (text === "") return false;
	try {
		process.kill(Number(text), 0);
		return false;
	} catch (error) {
		return errorCode(error) === "ESRCH";
	}
}
// src/history/git/propose.ts
/**
* Pushes a commit to the branch of a pull request, unless that holds the same schema on the same base already: a nightly
* run must not put a new commit on it every night.
*
* @throws UserError where the remote refuses it, or the branch holds commits of others
*/
async function propose(git, { commit, base, branch, dir, fingerprint }) {
	const there = await fetchBranch(git, branch);
	if (there !== void 0) {
		await refuseForeign(git, branch, there, base);
		const [theirs, ours] = await Promise.all([latestText(git, there, dir), latestText(git, commit, dir)]);
		if (theirs !== void 0 && ours !== void 0 && fingerprint(theirs) === fingerprint(ours) && await startsFrom(git, there, base, dir)) return {
			commit: there,
			pushed: false
		};
	}
	const lease = `--force-with-lease=refs/heads/${branch}:${there ?? ""}`;
	const pushed = await git.remote([
		"push",
		"--porcelain",
		lease,
		"origin",
		`${commit}:refs/heads/${branch}`
	]);
	if (pushed.code === 0) return {
		commit,
		pushed: true
	};
	const said = `${pushed.stderr}\n${pushed.stdout}`;
	const now = classifyFailure(said) === "moved" ? await fetchBranch(git, branch) : void 0;
	if (now === void 0 || now === there) throw explainRefusal(branch, said);
	await refuseForeign(git, branch, now, base);
	return {
		commit: now,
		pushed: false
	};
}
/** A line of a proposal's message: with its parent's name it tells a commit of ours from any that was put on top of one. */
function proposalMark(base) {
	return `Proposed on ${base}`;
}
/** @throws UserError where the branch holds a commit that is neither a proposal nor in the base already */
async function refuseForeign(git, branch, tip, base) {
	if ((await git.attempt([
		"merge-base",
		"--is-ancestor",
		tip,
		base
	])).code === 0) return;
	const [parent = "", title = "", message = ""] = (await git.run([
		"log",
		"-1",
		"--format=%P%x00%an: %s%x00%B",
		tip
	])).split("\0");
	if (message.split("\n").includes(proposalMark(parent))) return;
	throw new UserError(`${branch} holds a commit that is not a proposal of this action\n${tip.slice(0, 8)}  ${title}`, {
		hint: `Nothing was pushed. Merge or delete ${branch}, or give the pull request a branch of its own: branch.`,
		exitCode: 1
	});
}
/** The commit that the remote's branch is at; undefined where there is no such branch. */
async function fetchBranch(git, branch) {
	const remote = `refs/remotes/origin/${branch}`;
	const ask = async (...args) => {
		const output = await git.remote(args);
		if (output.code !== 0) throw explainRefusal(branch, output.stderr);
		return output.stdout;
	};
	if (await ask("ls-remote", "origin", `refs/heads/${branch}`) === "") return void 0;
	await ask("fetch", "--quiet", "--no-tags", ...await git.run(["rev-parse", "--is-shallow-repository"]) === "true" ? ["--depth=2"] : [], "origin", `+refs/heads/${branch}:${remote}`);
	return await git.run([
		"rev-parse",
		"--verify",
		`${remote}^{commit}`
	]);
}
/** True where the proposal is one commit on a base whose schema directory is today's. */
async function startsFrom(git, proposal, base, dir) {
	const tree = async (commit) => (await git.attempt([
		"rev-parse",
		"--verify",
		"--quiet",
		`${commit}:${dir}`
	])).stdout.trim();
	const parent = await git.attempt([
		"rev-parse",
		"--verify",
		"--quiet",
		`${proposal}^`
	]);
	return parent.code === 0 && await tree(parent.stdout.trim()) === await tree(base);
}
/** The text that schema_latest.sql leads to in a commit. */
async function latestText(git, commit, dir) {
	const entries = await listTree(git, commit, dir);
	const link = entries.get(`${dir}/${LATEST_FILE}`);
	const version = link && entries.get(`${dir}/${(await readBlob(git, link.id)).trim()}`);
	return version && await readBlob(git, version.id);
}
// src/history/git/merge.ts
/**
* Joins two runs' versions of the schema directory. Both versions stay; schema_latest.sql and the README are those of the
* later version, by the time in its name. A schema that the other run has just committed is not committed again. A name
* that both took goes to theirs, ours gets the next free second.
*
* @param base what both started from
*/
async function merge(base, ours, theirs, tools) {
	const { dir } = theirs;
	const latest = {
		theirs: await target$1(theirs, tools),
		base: await target$1(base, tools),
		ours: await target$1(ours, tools)
	};
	const changes = /* @__PURE__ */ new Map();
	const untouched = latest.theirs === latest.base;
	if (!untouched && await sameSchema(latest.ours, ours, latest.theirs, theirs, tools)) return {
		changes,
		version: latest.theirs,
		latest: latest.theirs,
		renamed: /* @__PURE__ */ new Map(),
		conflict: null
	};
	const added = [...ours.entries.keys()].filter((path) => !base.entries.has(path) && isVersion(path, dir));
	const names = /* @__PURE__ */ new Map();
	for (const path of added) {
		const name = freeName(path.slice(dir.length + 1), theirs);
		names.set(path.slice(dir.length + 1), name);
		const entry = ours.entries.get(path);
		if (entry !== void 0) changes.set(`${dir}/${name}`, entry);
	}
	const mine = latest.ours === void 0 ? void 0 : names.get(latest.ours) ?? latest.ours;
	const win = mine !== void 0 && (untouched || latest.theirs === void 0 || mine > latest.theirs);
	const final = win ? mine : latest.theirs;
	let conflict = null;
	for (const path of /* @__PURE__ */ new Set([...base.entries.keys(), ...ours.entries.keys()])) {
		const entry = ours.entries.get(path);
		if (added.includes(path) || same(entry, base.entries.get(path))) continue;
		const name = path.slice(dir.length + 1);
		if (name === "schema_latest.sql" || name === "README_latest.md") {
			if (win) changes.set(path, name === "schema_latest.sql" ? await linkTo(mine, latest.ours, entry, tools) : entry ?? null);
		} else if (same(theirs.entries.get(path), base.entries.get(path))) {
			if (name !== final) changes.set(path, entry ?? null);
		} else if (!same(theirs.entries.get(path), entry)) conflict ??= path;
	}
	return {
		changes,
		version: mine,
		latest: final,
		renamed: new Map([...names].filter(([from, to]) => from !== to)),
		conflict
	};
}
/** The version that schema_latest.sql leads to: the text of the link, or of the file that git makes of one elsewhere. */
async function target$1({ dir, entries }, { read }) {
	const link = entries.get(`${dir}/${LATEST_FILE}`);
	if (link === void 0) return void 0;
	const name = (await read(link.id)).trim().replace(/^\.\//, "");
	return versionTime(name) === void 0 ? void 0 : name;
}
async function sameSchema(mine, ours, their, theirs, { read, fingerprint }) {
	const [a, b] = [ours.entries.get(`${ours.dir}/${mine}`), theirs.entries.get(`${theirs.dir}/${their}`)];
	if (a === void 0 || b === void 0) return false;
	return a.id === b.id || fingerprint(await read(a.id)) === fingerprint(await read(b.id));
}
/** The name, or the next second's that is free on their side. */
function freeName(name, { dir, entries }) {
	const time = versionTime(name);
	if (time === void 0 || !entries.has(`${dir}/${name}`)) return name;
	return freeName(versionName(new Date(time.getTime() + 1e3)), {
		dir,
		entries
	});
}
async function linkTo(name, before, entry, { write }) {
	if (entry === void 0 || name === before) return entry ?? null;
	return {
		mode: entry.mode,
		id: await write(name)
	};
}
function isVersion(path, dir) {
	return versionTime(path.slice(dir.length + 1)) !== void 0;
}
function same(a, b) {
	return a?.id === b?.id && a?.mode === b?.mode;
}
// src/history/git/replay.ts
/**
* Makes a commit of the schema directory again on top of what somebody else has pushed: a rebase of one commit, worked
* out on git's objects, so that the checkout and whatever is changed in it stay as they are. `merge` settles who wins.
*
* @throws UserError where both changed a file of the directory that is not ours
*/
async function replay(git, input) {
	const { commit, base, onto, dir } = input;
	const [before, ours, theirs] = await Promise.all([
		base,
		commit,
		onto
	].map((one) => listTree(git, one, dir)));
	const side = (entries) => ({
		dir,
		entries: entries ?? /* @__PURE__ */ new Map()
	});
	const { changes, version, latest, renamed, conflict } = await merge(side(before), side(ours), side(theirs), {
		read: (id) => readBlob(git, id),
		write: (content) => writeBlob(git, content),
		fingerprint: input.fingerprint
	});
	if (conflict !== null) throw new UserError(`${conflict} was changed here and by a commit that came in between`, { hint: "Run the workflow again: it starts from that commit." });
	const index = join(await git.run(["rev-parse", "--absolute-git-dir"]), `timescale-ci-${randomBytes(6).toString("hex")}`);
	try {
		const tree = await writeTree(git, onto, changes, index);
		if (tree === await git.run(["rev-parse", `${onto}^{tree}`])) return {
			commit: void 0,
			version,
			latest
		};
		return {
			commit: await copyCommit(git, {
				commit,
				tree,
				parent: onto,
				renamed,
				who: input.who
			}),
			version,
			latest
		};
	} finally {
		await rm(index, { force: true });
	}
}
/** A commit with another tree and parent: author, date and message stay, save for the files that it names. */
async function copyCommit(git, { commit, tree, parent, renamed, who }) {
	const [name = "", email = "", date = "", ...rest] = (await git.run([
		"log",
		"-1",
		"--format=%an%x00%ae%x00%aI%x00%B",
		commit
	])).split("\0");
	const message = [...renamed].reduce((text, [from, to]) => text.replaceAll(from, to), rest.join("\0"));
	const sign = (await git.attempt([
		"config",
		"--type=bool",
		"--get",
		"commit.gpgSign"
	])).stdout.trim() === "true" ? ["-S"] : [];
	return await git.run([
		...who,
		"commit-tree",
		tree,
		"-p",
		parent,
		...sign,
		"-F",
		"-"
	], {
		input: message,
		env: {
			GIT_AUTHOR_NAME: name,
			GIT_AUTHOR_EMAIL: email,
			GIT_AUTHOR_DATE: date
		}
	});
}
/**
* Pushes a commit of the schema directory to its branch. Where the remote has moved, the commit is made again on top of
* what is there, up to ten times. Afterwards the local branch is where the remote's is.
*
* @throws UserError where the remote refuses it, or keeps moving
*/
async function push(git, input) {
	const { branch, base } = input;
	const remote = `refs/remotes/origin/${branch}`;
	let { commit } = input;
	let expected = await knownTip(git, remote, input);
	let joined;
	for (let attempt = 1;; attempt++) {
		const lease = expected === void 0 ? [] : [`--force-with-lease=refs/heads/${branch}:${expected}`];
		const pushed = await git.remote([
			"push",
			"--porcelain",
			...lease,
			"origin",
			`${commit}:refs/heads/${branch}`
		]);
		if (pushed.code === 0) return {
			commit,
			ours: true,
			joined,
			attempts: attempt,
			behind: await follow(git, input.commit, commit)
		};
		const said = `${pushed.stderr}\n${pushed.stdout}`;
		if (classifyFailure(said) !== "moved") throw explainRefusal(branch, said);
		if (attempt === 10) throw gaveUp(branch);
		input.onRetry?.(attempt + 1, `${branch} has moved`);
		await input.pause(attempt + 1);
		const fetched = await git.remote([
			"fetch",
			"--quiet",
			"--no-tags",
			"origin",
			`+refs/heads/${branch}:${remote}`
		]);
		if (classifyFailure(fetched.stderr) === "gone") throw branchGone(branch);
		if (fetched.code !== 0) throw explainRefusal(branch, fetched.stderr);
		const onto = await git.run([
			"rev-parse",
			"--verify",
			`${remote}^{commit}`
		]);
		const replayed = await replay(git, {
			...input,
			commit: input.commit,
			base,
			onto
		});
		joined = replayed;
		if (replayed.commit === void 0) return {
			commit: onto,
			ours: false,
			joined,
			attempts: attempt,
			behind: await follow(git, input.commit, onto)
		};
		commit = replayed.commit;
		expected = onto;
	}
}
/**
* The commit that the remote's branch is at as far as anybody here knows, and that ours stands on: a push may replace no
* other. Undefined where the remote was never seen to have the branch.
*/
async function knownTip(git, remote, { commit, base }) {
	const seen = await git.attempt([
		"rev-parse",
		"--verify",
		"--quiet",
		`${remote}^{commit}`
	]);
	if (seen.code !== 0) return void 0;
	const tip = seen.stdout.trim();
	return (await git.attempt([
		"merge-base",
		"--is-ancestor",
		tip,
		commit
	])).code === 0 ? tip : base;
}
/** Takes the local branch to the commit that was pushed. Files that somebody changed stay; git refuses to lose them. */
async function follow(git, from, to) {
	if (from === to) return void 0;
	const reset = await git.attempt([
		"reset",
		"--quiet",
		"--keep",
		to
	]);
	return reset.code === 0 ? void 0 : reset.stderr.trim();
}
function gaveUp(branch) {
	return new UserError(`${branch} moved 10 times while the schema was pushed to it`, {
		hint: "The files stay as they are written. Let runs queue up instead: give the workflow a concurrency group.",
		exitCode: 1
	});
}
// src/workflows/commit.ts
const SKIPPED = {
	status: "skipped",
	sha: null,
	branch: null,
	pullRequest: null,
	version: void 0
};
/**
* The step: commits the schema directory and pushes it, or keeps a pull request with it. Where nothing can be committed,
* it says why and goes on.
*
* @throws UserError where the remote refuses the push
*/
async function commitVersion(settings, options, facts, context) {
	const step = context.reporter.step("commit");
	const skip = (reason, hint) => {
		step.warn(`not committed: ${reason}`, hint === void 0 ? [] : [hint]);
		return SKIPPED;
	};
	if (options.commit === "none") {
		step.unchanged("left to you (commit: none)");
		return SKIPPED;
	}
	if (!facts.headKnown) return skip(`the payload of ${facts.event} does not say whose work this is`);
	if (facts.fork) return skip("the pull request comes from a fork, whose token may only read");
	if (facts.dependabot) return skip("Dependabot started the run, whose token may only read");
	const { cwd, env, mask, signal } = context;
	const { token, timeoutMs } = options;
	const checkout = await openCheckout({
		cwd,
		env,
		config: token === void 0 ? [] : credential(token, facts.serverUrl, mask),
		timeoutMs,
		pause: (attempt) => setTimeout$1(jitter(attempt), void 0, { signal }),
		onRetry: (attempt, why) => step.update(`${why}: attempt ${attempt}`)
	});
	if ("reason" in checkout) return skip(checkout.reason, checkout.hint);
	const dir = directoryIn(checkout, resolve(cwd, settings["schema-dir"]));
	if (dir === void 0) return skip("the schema directory is not inside the checkout", "Give it a directory of its own: schema-dir.");
	if (options.commit === "pull-request") refuseOwnBranch(options.branch, checkout, facts);
	try {
		try {
			var _usingCtx$4 = _usingCtx();
			_usingCtx$4.a(await lockCheckout(checkout.git, timeoutMs, () => step.update("another run commits in this checkout")));
			return await commitTo(await withoutLeftover(checkout, dir), dir, options, facts, context, step);
		} catch (_) {
			_usingCtx$4.e = _;
		} finally {
			await _usingCtx$4.d();
		}
	} catch (error) {
		if (!(error instanceof GitError)) throw error;
		throw new UserError(messageOf(error), {
			hint: "The files stay as they are written.",
			exitCode: 1,
			cause: error
		});
	}
}
async function commitTo(checkout, dir, options, facts, context, step) {
	const { git, branch, head } = checkout;
	const who = await identity(git, options.author);
	const body = options.commit === "push" ? options.body : `${options.body}\n${proposalMark(head)}`;
	try {
		const commit = await commitDirectory(git, {
			dir,
			subject: options.subject,
			body,
			who
		});
		if (commit === void 0) {
			step.unchanged(`nothing to commit on ${branch}`);
			return {
				...SKIPPED,
				status: "unchanged",
				sha: head,
				branch
			};
		}
		const made = {
			checkout,
			commit,
			dir,
			who
		};
		const done = options.commit === "push" ? pushCommit(made, context, step) : proposeCommit(made, options, facts, context, step);
		return {
			...SKIPPED,
			...await done
		};
	} catch (error) {
		await undoCommit(git, dir, head);
		throw error;
	}
}
/** A run that was ended between its commit and its push has left the commit here: it is made anew, and pushed. */
async function withoutLeftover(checkout, dir) {
	const parent = await unpushedCommit(checkout, dir);
	if (parent === void 0) return checkout;
	await undoCommit(checkout.git, dir, parent);
	return {
		...checkout,
		head: parent
	};
}
/** @throws UserError where the branch of the pull request is one that people work on */
function refuseOwnBranch(branch, checkout, { defaultBranch }) {
	const what = {
		[defaultBranch ?? ""]: "the default branch",
		[checkout.branch]: "the branch that is checked out"
	}[branch];
	if (what === void 0) return;
	throw new UserError(`a pull request cannot come from ${branch}: it is ${what}`, { hint: "Give it a branch that the action alone writes to, as the default timescale-ci/schema is: branch." });
}
/** The schema directory as git names it; undefined where it is no directory inside the checkout. */
function directoryIn({ git }, path) {
	const dir = relative(git.root, realpathSync(path));
	return dir === "" || dir === ".." || dir.startsWith(`..${sep}`) ? void 0 : dir.split(sep).join("/");
}
/** Pushes a commit to the branch that is checked out, on top of what other runs have pushed in the meantime. */
async function pushCommit({ checkout: { git, branch, head }, commit, dir, who }, { signal }, step) {
	const pushed = await push(git, {
		commit,
		base: head,
		branch,
		dir,
		fingerprint: fingerprintOf,
		who,
		pause: (attempt) => setTimeout$1(jitter(attempt), void 0, { signal }),
		onRetry: (attempt, why) => step.update(`${why}: attempt ${attempt}`)
	});
	const { version, latest } = pushed.joined ?? {};
	const details = pushed.behind === void 0 ? [] : [`The local branch stays where it was: ${pushed.behind}`];
	const result = {
		sha: pushed.commit,
		branch,
		version
	};
	if (!pushed.ours) {
		step.unchanged(`another run has committed the same schema to ${branch} as ${version}`, details);
		return {
			...result,
			status: "unchanged"
		};
	}
	if (version !== latest) details.unshift(`schema_latest.sql leads to ${latest}, the later version of another run.`);
	const again = pushed.attempts === 1 ? "" : `, in ${pushed.attempts} attempts`;
	step.done(`${pushed.commit.slice(0, 8)} on ${branch}${again}`, details);
	return {
		...result,
		status: "pushed"
	};
}
/** Milliseconds before an attempt: longer each time, and never the same for two runs that got in each other's way. */
function jitter(attempt) {
	return Math.random() * Math.min(8e3, 250 * 2 ** attempt);
}
/** Pushes a commit to a branch of its own and keeps one pull request open with it. The checkout stays on its branch. */
async function proposeCommit({ checkout: { git, branch: base, head }, commit, dir }, options, facts, context, step) {
	const { branch } = options;
	const proposed = await propose(git, {
		commit,
		base: head,
		branch,
		dir,
		fingerprint: fingerprintOf
	});
	const kept = await keep(base, options, facts, context);
	const where = kept === null ? `on ${branch}` : `in pull request #${kept.number}`;
	const text = `${proposed.commit.slice(0, 8)} ${where}`;
	const details = kept === null ? [] : [kept.url];
	if (proposed.pushed || kept?.status === "opened") step.done(text, details);
	else step.unchanged(`${text}, as it was`, details);
	await undoCommit(git, dir, head);
	return {
		status: "proposed",
		sha: proposed.commit,
		branch,
		pullRequest: kept
	};
}
/** The pull request. What GitHub's API does not do is a warning: the branch is there. */
async function keep(base, { branch: head, subject: title, proposal: body, token, timeoutMs }, { serverUrl, apiUrl, repository }, { reporter }) {
	const page = `Open it at ${serverUrl}/${repository}/compare/${base}...${head}?expand=1`;
	if (token === void 0) {
		reporter.warn("no pull request is opened: there is no token", [page]);
		return null;
	}
	const api = openApi({
		token,
		repository,
		apiUrl,
		timeoutMs,
		permission: "pull-requests: write"
	});
	try {
		return await keepPullRequest(api, {
			head,
			base,
			title,
			body
		});
	} catch (error) {
		const hint = error instanceof UserError && error.hint !== void 0 ? [error.hint] : [];
		reporter.warn(messageOf(error), [...hint, page]);
		return null;
	}
}
// src/action/outcome.ts
/** A summary with nothing in it but the verdict. */
function emptySummary() {
	return {
		facts: [],
		detail: null,
		change: null,
		model: null,
		body: null,
		links: []
	};
}
// src/action/failure.ts
const DEFECT = "This is a defect of timescale-ci: please report it with the lines of the log.";
/** Puts whatever was thrown into words. */
function describeFailure(error, where) {
	if (error instanceof ScriptError) {
		const { line, column, reason, sqlstate, detail, hint } = error;
		return {
			finding: {
				severity: "error",
				message: [`${reason}${sqlstate === void 0 ? "" : `  (${sqlstate})`}`, ...detail === void 0 ? [] : [detail]].join("\n"),
				hint,
				file: fromRoot(error.file, where),
				line,
				column
			},
			details: error.render().split("\n").slice(1)
		};
	}
	if (error instanceof UserError) return {
		finding: {
			severity: "error",
			message: error.message,
			hint: error.hint && forWorkflow(error.hint)
		},
		details: error.message.split("\n").slice(1)
	};
	const stack = error instanceof Error ? error.stack ?? "" : "";
	return {
		finding: {
			severity: "error",
			message: messageOf(error),
			hint: DEFECT
		},
		details: stack.split("\n").filter((line) => /^\s+at /.test(line) && line.length < 300)
	};
}
/** A hint in the words of a workflow: inputs for flags, and nothing to install where the action brings all that there is. */
function forWorkflow(hint) {
	return hint.replace(/[^.]*"npm [^.]*\.\s*/g, "").replace(/--([a-z-]+) (?=[a-z])/g, "$1: ");
}
/** Writes a failure to the log. */
function tell(reporter, error, { finding, details }) {
	const first = (error instanceof ScriptError ? error.render() : finding.message).split("\n")[0] ?? "";
	const hint = error instanceof ScriptError ? "Nothing was written. Mend the statement and run again." : finding.hint;
	reporter.error(first, {
		details,
		hint
	});
}
/** A path of the working directory as GitHub names it: from the root of the checkout. One outside of it stays. */
function fromRoot(path, { cwd, workspace }) {
	const inside = relative(workspace, resolve(cwd, path));
	return inside.startsWith(`..${sep}`) ? path : inside.split(sep).join("/");
}
/** The outcome of a run that a failure ended. */
function failureOutcome({ finding, details }) {
	const [first = ""] = finding.message.split("\n");
	const place = [
		finding.file,
		finding.line,
		finding.column
	].filter((part) => part !== void 0).join(":");
	return {
		ok: false,
		verdict: place === "" ? first : `${place}  ${first}`,
		outputs: {},
		findings: [finding],
		summary: {
			...emptySummary(),
			detail: details.join("\n") || null
		}
	};
}
// src/diff/text.ts
/** Myers' algorithm takes the square of this many steps: a second or so. */
const MOST_EDITS = 3e3;
/**
* The unified diff of two dumps, as `diff -u` writes it, without times. Texts with very many differences are cut where
* both have the same line and are compared piece by piece.
*
* @param mostEdits how many lines may be added and removed before the texts are cut
*/
function diffText(from, to, names, mostEdits = MOST_EDITS) {
	if (from === to) return {
		text: "",
		added: 0,
		removed: 0
	};
	const hunks = hunksOf(from, to, mostEdits) ?? piecewise(from, to, mostEdits);
	const lines = hunks.flatMap((hunk) => hunk.lines);
	return {
		text: formatPatch({
			oldFileName: names.from,
			newFileName: names.to,
			oldHeader: void 0,
			newHeader: void 0,
			hunks
		}, FILE_HEADERS_ONLY),
		added: lines.filter((line) => line.startsWith("+")).length,
		removed: lines.filter((line) => line.startsWith("-")).length
	};
}
/** Undefined where there are too many differences. */
function hunksOf(from, to, maxEditLength) {
	return structuredPatch("", "", from, to, void 0, void 0, {
		context: 3,
		maxEditLength
	})?.hunks;
}
function piecewise(from, to, mostEdits) {
	return cutAtAnchors(from, to).flatMap((piece) => (hunksOf(piece.from, piece.to, mostEdits) ?? [replaced(piece.from, piece.to)]).map((hunk) => ({
		...hunk,
		oldStart: hunk.oldStart + piece.oldLine,
		newStart: hunk.newStart + piece.newLine
	})));
}
/** One text in place of another. The library lowers the start of an empty side by itself. Both end with a line break, or are the last of their file. */
function replaced(from, to) {
	const part = (text, sign) => {
		if (text === "") return [];
		const lines = text.split("\n");
		const open = lines.at(-1) !== "";
		return [...(open ? lines : lines.slice(0, -1)).map((line) => sign + line), ...open ? ["\\ No newline at end of file"] : []];
	};
	const [old, now] = [part(from, "-"), part(to, "+")];
	const count = (lines) => lines.filter((line) => !line.startsWith("\\")).length;
	return {
		oldStart: 1,
		oldLines: count(old),
		newStart: 1,
		newLines: count(now),
		lines: [...old, ...now]
	};
}
/** A piece is this many lines long at least, on either side. */
const PIECE_LINES = 400;
/**
* Cuts two texts into pieces that belong together: before lines that stand once in each text and in the same order
* (patience diff's anchors). Linear but for sorting.
*/
function cutAtAnchors(from, to) {
	const [old, now] = [linesOf$1(from), linesOf$1(to)];
	const pieces = [];
	let [oldLine, newLine] = [0, 0];
	const cut = (oldEnd, newEnd) => {
		const [a, b] = [old.slice(oldLine, oldEnd).join(""), now.slice(newLine, newEnd).join("")];
		if (a !== b) pieces.push({
			from: a,
			to: b,
			oldLine,
			newLine
		});
		[oldLine, newLine] = [oldEnd, newEnd];
	};
	for (const [i, j] of anchors(old, now)) if (i - oldLine >= PIECE_LINES || j - newLine >= PIECE_LINES) cut(i, j);
	cut(old.length, now.length);
	return pieces;
}
/** Lines with their line breaks. */
function linesOf$1(text) {
	return text.split(/(?<=\n)/);
}
/** Pairs of line numbers, rising on both sides: the longest such sequence of lines that are unique in both. */
function anchors(old, now) {
	const places = unique(now);
	const pairs = [...unique(old)].map(([line, i]) => [i, places.get(line) ?? -1]).filter(([, j]) => j >= 0).sort(([a], [b]) => a - b);
	const ends = [];
	const before = /* @__PURE__ */ new Map();
	pairs.forEach(([, j], index) => {
		let [low, high] = [0, ends.length];
		while (low < high) {
			const middle = low + high >> 1;
			if (pairs[ends[middle]]?.[1] < j) low = middle + 1;
			else high = middle;
		}
		before.set(index, ends[low - 1]);
		ends[low] = index;
	});
	const found = [];
	for (let index = ends.at(-1); index !== void 0; index = before.get(index)) found.push(pairs[index]);
	return found.reverse();
}
function unique(lines) {
	const seen = /* @__PURE__ */ new Map();
	for (const [i, line] of lines.entries()) seen.set(line, seen.has(line) ? -1 : i);
	return new Map([...seen].filter(([, i]) => i >= 0));
}
// src/action/results.ts
/** What every mode that dumps a schema says of it. `changed` is left to the mode. */
function outcomeOf(check, change, run) {
	const { dump, proof, required } = check;
	const findings = findingsOf(check, (file) => fromRoot(file, run));
	const model = dump?.model ?? null;
	return {
		ok: check.ok,
		verdict: check.ok ? "" : failedVerdict(check),
		outputs: {
			fingerprint: dump?.fingerprint ?? "",
			"restore-proved": proof?.proved === true,
			hypertables: model?.hypertables.length ?? ""
		},
		findings,
		summary: {
			...emptySummary(),
			facts: [factsLine(check, run)],
			model: required.unmet.length === 0 ? model : null,
			change
		}
	};
}
/** `trading_data · schema 9f3c21ab · docker TimescaleDB 2.14.2 (community) on PostgreSQL 14 · proved: …`, in Markdown. */
function factsLine({ dump, server, proof }, { settings }) {
	const database = settings["database-url"] === void 0 ? settings.database : dump?.facts.database;
	const restore = proof === null ? dump === null ? "" : "restore not tested" : `restore ${describeProof(proof)}`;
	return [
		database === void 0 ? "" : code(database),
		dump === null ? "" : `schema ${code(dump.fingerprint.slice(0, 8))}`,
		text(server),
		text(restore)
	].filter(Boolean).join(" · ");
}
function failedVerdict({ required, lint, proof }) {
	if (required.unmet.length > 0) return describeUnmet(required);
	if (proof !== null && !proof.proved) return `The dump is not proved: ${describeProof(proof)}`;
	return `The rules found ${countFindings(lint)}`;
}
/** Under this name a server of static files shows it. */
const PAGE_FILE = "index.html";
/** The files of the artifact; none where there is no dump. */
function artifactFiles({ dump, readme, page, outlook }, change) {
	if (dump === null) return [];
	const files = [{
		name: LATEST_FILE,
		text: dump.text
	}];
	if (readme !== null) files.push({
		name: README_FILE,
		text: readme
	});
	if (page !== null) files.push({
		name: PAGE_FILE,
		text: page
	});
	if (change !== null && change.diff.text !== "") files.push({
		name: "schema.diff",
		text: change.diff.text
	});
	if (outlook) files.push({
		name: "simulate.svg",
		text: outlook.svg
	});
	return files;
}
/** Null where nothing changed, or there is nothing to compare with. */
function changeOf({ dump, latest }, { changed, changes }, run) {
	if (!changed || dump === null || latest === void 0) return null;
	const path = (name) => fromRoot(posix.join(run.settings["schema-dir"], name), run);
	const names = {
		from: `a/${path(latest.file)}`,
		to: `b/${path(LATEST_FILE)}`
	};
	return {
		since: latest.file,
		diff: diffText(bodyOf(latest.text), bodyOf(dump.text), names),
		changes
	};
}
/**
* The outputs that tell what changed; none where it cannot be told.
*
* @param most how many bytes the document may have; the list of changes is cut to fit, their counts stay
*/
function changeOutputs(changes, fingerprints, most) {
	if (changes === null || fingerprints === null) return {};
	const counts = countClasses(changes);
	const document = diffDocument(changes, fingerprints);
	const shown = [...document.changes];
	const write = () => JSON.stringify({
		...document,
		changes: shown,
		...shown.length < changes.length ? { truncated: true } : {}
	});
	while (shown.length > 0 && bytes(write()) > most) shown.length = Math.floor(shown.length * .8);
	return {
		"diff-json": write(),
		"change-classes": CLASSES.filter((level) => counts[level] > 0).join(",")
	};
}
/** What a check compared; null where there was nothing to compare with. */
function fingerprintsOf({ dump, latest }, changes) {
	if (changes === null || dump === null || latest === void 0) return null;
	return {
		old: changes.length === 0 ? dump.fingerprint : fingerprintOf(latest.text),
		new: dump.fingerprint
	};
}
// src/github/artifact.ts
/**
* Uploads an artifact of the workflow run.
*
* @throws UserError where the service cannot be reached in time or refuses it
*/
async function uploadArtifact(input) {
	const { name, files, directory, retentionDays, timeoutMs } = input;
	try {
		await mkdir(directory, { recursive: true });
		const paths = await Promise.all(files.map(async (file) => {
			const path = join(directory, file.name);
			await writeFile(path, file.text);
			return path;
		}));
		return await within(timeoutMs, "the artifact service", async () => {
			const { DefaultArtifactClient } = await import("./chunks/artifact.js");
			const { id, size } = await new DefaultArtifactClient().uploadArtifact(name, paths, directory, { retentionDays });
			if (id === void 0) throw new Error("the service gave no id");
			return {
				id,
				size: size ?? 0
			};
		});
	} catch (error) {
		throw explain(error, name);
	} finally {
		await rm(directory, {
			recursive: true,
			force: true
		});
	}
}
/** The name where nobody gave one: `timescale-<what>-<job>`, and a hash of what else keeps two uploads of a run apart. */
function defaultArtifactName(what, job, apart) {
	const hash = apart.filter((one) => one !== "" && one !== "null" && one !== "{}").length === 0 ? "" : `-${createHash("sha256").update(JSON.stringify(apart)).digest("hex").slice(0, 8)}`;
	return `timescale-${what}-${job.replace(/[^\w.-]+/g, "-") || "run"}${hash}`;
}
function explain(error, name) {
	const said = messageOf(error).trim();
	const hint = /conflict|already exists/i.test(said) ? `The run has an artifact named ${name}: set artifact-name to another for this step.` : /ACTIONS_RUNTIME_TOKEN|ACTIONS_RESULTS_URL/.test(said) ? "Only a GitHub runner takes artifacts: set artifact: false elsewhere." : void 0;
	return new UserError(`the artifact was not uploaded: ${said}`, {
		...hint === void 0 ? {} : { hint },
		cause: error
	});
}
// src/workflows/artifact.ts
/** The step: uploads files as an artifact of the run. What keeps it from that is a warning: the run has done its work. */
async function publishArtifact(files, options, facts, { reporter }) {
	const step = reporter.step("artifact", { noisy: true });
	try {
		const { id, size } = await uploadArtifact({
			...options,
			files
		});
		step.done(`${options.name} · ${plural(files.length, "file")}, ${kilobytes(size)} KB`);
		return {
			id,
			url: `${facts.runUrl ?? ""}/artifacts/${id}`
		};
	} catch (error) {
		const hint = error instanceof UserError && error.hint !== void 0 ? [error.hint] : [];
		step.warn(messageOf(error), hint);
		return null;
	}
}
function kilobytes(bytes) {
	return (bytes / 1e3).toFixed(1);
}
// src/action/upload.ts
/** Uploads what there is of a check's results, even where the check failed: the dump is what shows why. */
function uploadResults(check, change, run, outcome) {
	return uploadFiles(artifactFiles(check, change), "schema", run, outcome);
}
/** @param what the artifact is named after, where nobody gave a name: a job may have one of each */
async function uploadFiles(files, what, run, outcome) {
	const { inputs, facts, context, temporary } = run;
	if (!inputs.artifact || files.length === 0) return;
	const artifact = await publishArtifact(files, {
		name: inputs["artifact-name"] ?? defaultName(what, run),
		retentionDays: inputs["retention-days"],
		directory: temporary,
		timeoutMs: inputs["network-timeout"] * 1e3
	}, facts, context);
	if (artifact === null) return;
	outcome.outputs["artifact-id"] = artifact.id;
	outcome.outputs["artifact-url"] = artifact.url;
	outcome.summary.links.push({
		label: "Artifact",
		url: artifact.url
	});
}
/** Jobs of a matrix, and several schemas in one job, must not take each other's name. */
function defaultName(what, { inputs, settings, facts }) {
	const directory = inputs["working-directory"] === "." ? "" : inputs["working-directory"];
	const schema = settings["schema-dir"] === "sql/schema" ? "" : settings["schema-dir"];
	return defaultArtifactName(what, facts.job, [
		inputs.matrix ?? "",
		directory,
		schema
	]);
}
// src/action/backup.ts
/** The main job, then what it wrote to where people look: the repository and the artifact. */
async function runBackup(run) {
	const result = await backup(run.settings, run.context, {
		explain: true,
		page: run.inputs.artifact
	});
	const changed = result.version?.status === "written";
	const change = changeOf(result, {
		changed,
		changes: result.changes
	}, run);
	const outcome = outcomeOf(result, change, run);
	const { version } = result;
	if (version !== null) {
		outcome.verdict = verdictOf$1(result, version);
		Object.assign(outcome.outputs, { changed }, changeOutputs(result.changes, fingerprintsOf(result, result.changes), OUTPUT_BYTES));
		const committed = await commit(run, result, outcome);
		addFiles(outcome, committed?.version ?? version.file, committed, run);
	}
	await uploadResults(result, change, run, outcome);
	if (run.settings["database-url"] !== void 0) await addHealth(outcome, run);
	return outcome;
}
/** How the live database is, in the summary and as warnings: a backup that is good does not fail of it. */
async function addHealth(outcome, run) {
	try {
		const found = await health(run.settings, run.context);
		outcome.summary.body = blocks(outcome.summary.body, "#### Health", healthAsMarkdown(found));
		for (const { severity, object, measured, remedy, check } of found.findings) {
			const told = severity === "notice" ? "notice" : "warning";
			outcome.findings.push({
				rule: check,
				severity: told,
				message: `${object}: ${measured}`,
				hint: remedy
			});
		}
	} catch (error) {
		outcome.findings.push({
			severity: "warning",
			message: `The health of the database is unknown: ${messageOf(error)}`,
			hint: error instanceof UserError ? error.hint : void 0
		});
	}
}
function verdictOf$1({ changes }, version) {
	const { status, file, previous } = version;
	if (status !== "written") return `Schema unchanged since ${file}`;
	if (previous === void 0) return `First version of the schema: ${file}`;
	return `Schema changed: ${changes === null ? "" : `${describeClasses(changes)}, in `}${file}`;
}
/** Commits the version. A refusal fails the run once the rest of the results is in place. */
async function commit(run, result, outcome) {
	const { inputs, settings, facts, context } = run;
	const file = fromRoot(posix.join(settings["schema-dir"], result.version?.file ?? ""), run);
	const { changes, latest } = result;
	const since = changes === null || changes.length === 0 ? [] : [`${describeClasses(changes)} since ${latest?.file}`];
	try {
		return await commitVersion(settings, {
			commit: inputs.commit,
			subject: inputs["commit-message"],
			body: [
				file,
				`Schema ${result.dump?.fingerprint ?? ""}`,
				...since
			].join("\n"),
			proposal: renderProposal(outcome.summary, COMMENT_CHARACTERS),
			author: {
				name: inputs["commit-author-name"],
				email: inputs["commit-author-email"]
			},
			branch: inputs.branch,
			token: inputs.token,
			timeoutMs: inputs["network-timeout"] * 1e3
		}, facts, context);
	} catch (error) {
		const failure = describeFailure(error, run);
		tell(context.reporter, error, failure);
		outcome.ok = false;
		outcome.verdict += ", not committed";
		outcome.findings.push(failure.finding);
		return null;
	}
}
/** Where the files and the commit are. */
function addFiles(outcome, file, committed, run) {
	const { facts, settings } = run;
	const path = (name) => fromRoot(posix.join(settings["schema-dir"], name), run);
	outcome.outputs["schema-file"] = path(file);
	outcome.outputs["readme-file"] = path(README_FILE);
	const sha = committed?.sha;
	if (!sha || facts.repository === "") return;
	if (committed.status !== "unchanged") outcome.outputs["commit-sha"] = sha;
	const page = `${facts.serverUrl}/${facts.repository}`;
	const { links } = outcome.summary;
	if (committed.pullRequest !== null) {
		const { number, url } = committed.pullRequest;
		outcome.outputs["comment-url"] = url;
		links.push({
			label: `Pull request #${number}`,
			url
		});
	}
	if (committed.status !== "unchanged") links.push({
		label: `Commit ${sha.slice(0, 8)}`,
		url: `${page}/commit/${sha}`
	});
	for (const [label, name] of [["Documentation", README_FILE], ["Dump", file]]) links.push({
		label,
		url: encodeURI(`${page}/blob/${sha}/${path(name)}`)
	});
}
// src/github/comment.ts
/**
* Keeps one comment on a pull request: finds ours among all of them, and writes only where it says something else.
*
* @throws UserError where GitHub does not answer, or not as hoped
*/
function keepComment(api, input) {
	const { owner, repo } = api;
	const { number, body, digest, create } = input;
	return api.call("comment on the pull request", async (octokit, signal) => {
		const request = { signal };
		const { issues } = octokit.rest;
		const found = await findComment(octokit, {
			owner,
			repo,
			issue_number: number,
			request
		}, input.digestOf);
		if (found?.digest === digest) return {
			status: "unchanged",
			url: found.url
		};
		if (found !== void 0) {
			const { data } = await issues.updateComment({
				owner,
				repo,
				comment_id: found.id,
				body,
				request
			});
			return {
				status: "updated",
				url: data.html_url
			};
		}
		if (!create) return {
			status: "none",
			url: null
		};
		const { data } = await issues.createComment({
			owner,
			repo,
			issue_number: number,
			body,
			request
		});
		return {
			status: "created",
			url: data.html_url
		};
	});
}
/** Anybody may write our marker into a comment: the author must be the one that we write as. */
async function findComment(octokit, where, digestOf) {
	const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, {
		...where,
		per_page: 100
	});
	const isOurs = ourAuthor(octokit, where.request);
	for await (const { data } of pages) for (const { id, html_url: url, body, user } of data) {
		const digest = digestOf(body ?? "");
		if (digest !== void 0 && await isOurs(user)) return {
			id,
			url,
			digest
		};
	}
}
/** Tells whether an author is the one that the token writes as, which is asked once and only where it matters. */
function ourAuthor(octokit, request) {
	let login;
	return async (user) => {
		if (user === null) return false;
		login ??= ownLogin(octokit, request);
		const own = await login;
		return own === null ? user.type === "Bot" : user.login === own;
	};
}
/** Whose token it is; null for a workflow's or an app's, which GitHub does not say: their author is a bot. */
async function ownLogin(octokit, request) {
	try {
		return (await octokit.rest.users.getAuthenticated({ request })).data.login;
	} catch (error) {
		if (request.signal.aborted) throw error;
		return null;
	}
}
// src/github/issue.ts
/**
* Keeps one issue open for as long as there is something to say: opens it, brings it up to date where it says something
* else, closes it with a comment, and opens the same one again. There is never a second.
*
* @throws UserError where GitHub does not answer, or not as hoped
*/
function keepIssue(api, input) {
	const { owner, repo } = api;
	return api.call("keep the issue", async (octokit, signal) => {
		const request = { signal };
		const { issues } = octokit.rest;
		const where = {
			owner,
			repo,
			request
		};
		const found = await findIssues(octokit, where, input);
		const [kept, ...others] = found.filter(({ open }) => open);
		for (const { number } of others) {
			await issues.createComment({
				...where,
				issue_number: number,
				body: `#${kept?.number} says the same.`
			});
			await issues.update({
				...where,
				issue_number: number,
				state: "closed",
				state_reason: "not_planned"
			});
		}
		const result = {
			url: kept?.url ?? null,
			duplicates: others.map(({ number }) => number)
		};
		const { now, label } = input;
		if (now === null) {
			if (kept === void 0) return {
				...result,
				status: "none"
			};
			await issues.createComment({
				...where,
				issue_number: kept.number,
				body: input.gone
			});
			await issues.update({
				...where,
				issue_number: kept.number,
				state: "closed",
				state_reason: "completed"
			});
			return {
				...result,
				status: "closed"
			};
		}
		const { title, body } = now;
		if (kept !== void 0) {
			if (kept.digest === now.digest) return {
				...result,
				status: "unchanged"
			};
			await issues.update({
				...where,
				issue_number: kept.number,
				title,
				body
			});
			return {
				...result,
				status: "updated"
			};
		}
		const last = found.at(-1);
		if (last !== void 0) {
			await issues.update({
				...where,
				issue_number: last.number,
				title,
				body,
				state: "open"
			});
			await issues.createComment({
				...where,
				issue_number: last.number,
				body: input.back
			});
			return {
				...result,
				status: "reopened",
				url: last.url
			};
		}
		const { data } = await issues.create({
			...where,
			title,
			body,
			labels: [label]
		});
		return {
			...result,
			status: "opened",
			url: data.html_url
		};
	});
}
/**
* Our issues, the oldest first: those with the label, and where there is none whatever is open, since GitHub drops the
* label of who may not set one. Anybody may write our marker: the author must be the one that we write as.
*/
async function findIssues(octokit, where, { digestOf, label }) {
	const isOurs = ourAuthor(octokit, where.request);
	const list = async (choice) => {
		const found = [];
		const pages = octokit.paginate.iterator(octokit.rest.issues.listForRepo, {
			...where,
			...choice,
			sort: "created",
			direction: "asc",
			per_page: 100
		});
		for await (const { data } of pages) for (const { number, html_url: url, body, user, state, pull_request: pull } of data) {
			const digest = pull === void 0 ? digestOf(body ?? "") : void 0;
			if (digest === void 0 || !await isOurs(user)) continue;
			found.push({
				number,
				url,
				open: state === "open",
				digest
			});
		}
		return found;
	};
	const labelled = await list({
		state: "all",
		labels: label
	});
	return labelled.length > 0 ? labelled : await list({ state: "open" });
}
// src/report/marker.ts
/** How a text of ours at GitHub begins, which tells it from what people write and from those of other runs. */
function marker(what, id) {
	return `<!-- timescale-ci ${what} ${encodeURIComponent(id).replaceAll("-", "%2D")}`;
}
/** The digest behind a marker; undefined where the body does not begin with it. */
function digestAfter(start, body) {
	return body.startsWith(`${start} `) ? /^[0-9a-f]{16}(?= -->)/.exec(body.slice(start.length + 1))?.[0] : void 0;
}
/** What tells whether another text says the same. */
function digestFor(text) {
	return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
// src/report/drift-issue.ts
/** The label by which the issue is found. */
const DRIFT_LABEL = "schema-drift";
/** GitHub takes 65,536 characters, and 256 of a title. */
const LIMIT$1 = 65e3;
const TITLE = 200;
/** The issue that is open while a database drifts, marker included. The database is named without its address, since anybody may read it. */
function renderDriftIssue(report, { id, name, runUrl, artifactUrl }) {
	const count = plural(report.differences.length, "difference");
	const title = truncate(`Schema drift: ${report.database} has ${count}${name === null ? "" : ` (${name})`}`, TITLE);
	const links = [...runUrl === null ? [] : [`[Run](${runUrl})`], ...artifactUrl === null ? [] : [`[Everything, with the dump of the database](${artifactUrl})`]].join(" · ");
	const foot = blocks([
		"Three ways out of each:",
		"- **adopt** it: write it into the source, so that other databases get it too; then back up",
		"- **undo** it on the database",
		`- or say in ${code("timescale-ci.yml")} that it is meant, with the reason: ${code("drift: ignore:")}`
	].join("\n"), links, "Kept by timescale-ci: it changes with the drift, is closed when there is none, and opened again when there is.");
	const known = report.differences.map((one) => ({
		...one,
		lastChange: null
	}));
	const digest = digestFor(driftAsMarkdown({
		...report,
		differences: known
	}));
	const mark = `${marker("drift", id)} ${digest} -->`;
	const page = driftAsMarkdown(report, LIMIT$1 - mark.length - foot.length);
	return {
		title,
		body: `${mark}\n${blocks(page.trimEnd(), foot)}\n`.toWellFormed(),
		digest
	};
}
/** The digest in a body that `renderDriftIssue` wrote for that id; undefined for any other. */
function driftDigestOf(body, id) {
	return digestAfter(marker("drift", id), body);
}
/** The comments by which an issue is closed and opened again. */
function driftComment(what, reference, runUrl) {
	const words = what === "gone" ? `There is no drift any more from ${reference}.` : `There is drift from ${reference} again.`;
	return blocks(text(words), runUrl === null ? null : `[Run](${runUrl})`);
}
// src/action/comment-name.ts
/** What tells this review from others on the same pull request: what was chosen, else directories and the matrix. */
function commentName({ "comment-id": id, "working-directory": directory, matrix }, settings) {
	if (id !== "") return id;
	return [...[directory, settings["schema-dir"]].filter((part) => part !== "." && part !== "sql/schema"), ...matrixValues(matrix)].join(" ");
}
/** In the order of their names: workflows may be rewritten. */
function matrixValues(matrix) {
	try {
		const values = JSON.parse(matrix ?? "null");
		if (typeof values !== "object" || values === null) return [];
		return Object.entries(values).sort(([one], [other]) => one < other ? -1 : 1).map(([, value]) => typeof value === "string" ? value : JSON.stringify(value));
	} catch {
		return [];
	}
}
// src/action/mode.ts
/** Events whose branch is not there yet: nothing is written for them. */
const PROPOSALS = [
	"pull_request",
	"pull_request_target",
	"merge_group"
];
/** Events that run with the rights of the repository, also where a stranger's pull request is what started them. */
const WITH_RIGHTS = ["pull_request_target", "workflow_run"];
/**
* What a run does.
*
* @throws UserError where it would run a stranger's SQL with this repository's rights
*/
function chooseMode(wanted, facts) {
	if (WITH_RIGHTS.includes(facts.event) && facts.fork) {
		const whose = facts.headKnown ? "the SQL of a fork" : "SQL that may be a fork's (the event's payload cannot be read)";
		throw new UserError(`${whose} is not run on ${facts.event}, with the rights of this repository`, { hint: "Use the event pull_request: it has all that a check needs." });
	}
	if (wanted !== "auto") return wanted;
	return PROPOSALS.includes(facts.event) ? "review" : "backup";
}
// src/action/drift.ts
/** More of a table is not read in a browser; the artifact has it all. */
const SUMMARY_CHARACTERS = 3e5;
/** Whether a live database has the schema that it should, told where people look: the issue, the summary, the artifact. */
async function runDrift(run) {
	const { inputs, settings, context } = run;
	const { against, verify, token } = inputs;
	const result = await drift({
		against,
		verify,
		token
	}, settings, context);
	const report = {
		...result,
		database: result.name
	};
	const drifts = result.differences.length > 0;
	const fingerprints = {
		old: result.fingerprints.reference,
		new: result.fingerprints.live
	};
	const outcome = {
		ok: !drifts,
		verdict: capital(driftWords(result, result.reference.name)),
		outputs: {
			changed: drifts,
			fingerprint: result.fingerprints.live,
			...changeOutputs(result.differences, fingerprints, OUTPUT_BYTES)
		},
		findings: driftFindings(report, (file) => fromRoot(file, run)),
		summary: {
			...emptySummary(),
			facts: [`${code(result.name)} · ${text(withoutAddress(result))}`],
			body: driftTable(report, SUMMARY_CHARACTERS) || null
		}
	};
	await uploadFiles([
		{
			name: "drift.json",
			text: `${JSON.stringify(driftDocument({
				...result,
				database: result.name,
				server: withoutAddress(result)
			}), null, 2)}\n`
		},
		{
			name: "drift.md",
			text: driftAsMarkdown(report)
		},
		{
			name: "live_schema.sql",
			text: result.dump
		}
	], "drift", run, outcome);
	await keepDriftIssue(report, run, outcome);
	return outcome;
}
function withoutAddress({ server }) {
	return server.split(" at ")[0] ?? "";
}
/** The step: keeps one issue open while there is drift. Where it cannot be written the run goes on: the summary says the same. */
async function keepDriftIssue(report, run, outcome) {
	const { event, apiUrl, repository, runUrl } = run.facts;
	const { token, "network-timeout": seconds } = run.inputs;
	const step = run.context.reporter.step("issue");
	if (PROPOSALS.includes(event)) return step.unchanged("none: a pull request is no news of the database");
	if (token === void 0 || token === "") return step.unchanged("none: there is no token; the summary says the same");
	const name = commentName(run.inputs, run.settings);
	const id = name || "schema";
	const artifact = outcome.outputs["artifact-url"];
	const artifactUrl = typeof artifact === "string" ? artifact : null;
	const api = openApi({
		token,
		repository,
		apiUrl,
		timeoutMs: seconds * 1e3,
		permission: "issues: write"
	});
	try {
		const kept = await keepIssue(api, {
			digestOf: (body) => driftDigestOf(body, id),
			label: DRIFT_LABEL,
			now: report.differences.length === 0 ? null : renderDriftIssue(report, {
				id,
				name: name || null,
				runUrl,
				artifactUrl
			}),
			gone: driftComment("gone", report.reference.name, runUrl),
			back: driftComment("back", report.reference.name, runUrl)
		});
		if (kept.url !== null) {
			outcome.outputs["comment-url"] = kept.url;
			outcome.summary.links.push({
				label: "Issue",
				url: kept.url
			});
		}
		const details = [...kept.url === null ? [] : [kept.url], ...kept.duplicates.length === 0 ? [] : [`closed, since they said the same: ${kept.duplicates.map((n) => `#${n}`).join(", ")}`]];
		if (kept.status === "none") step.unchanged("none is open, and none is needed");
		else if (kept.status === "unchanged") step.unchanged("says the same already", details);
		else step.done(kept.status, details);
	} catch (error) {
		const hint = error instanceof UserError && error.hint !== void 0 ? [error.hint] : [];
		step.warn(`none: ${messageOf(error)}; the summary says the same`, hint);
	}
}
// src/settings/from-text.ts
/**
* The value that a text stands for, by the type that a schema wants: a list has one entry a line, a switch is `true` or
* `false` as YAML spells them. A text that is no such value stays a text, for the schema to refuse.
*/
function fromText(schema, text) {
	const wanted = unwrap(schema);
	if (wanted instanceof ZodArray) return entries(text, wanted.element);
	if (wanted instanceof ZodBoolean) return /^true$/i.test(text) ? true : /^false$/i.test(text) ? false : text;
	if (wanted instanceof ZodNumber) return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
	return text;
}
/** The type behind `.optional()` and `.default()`. */
function unwrap(schema) {
	const inner = schema instanceof ZodOptional || schema instanceof ZodDefault ? schema.unwrap() : void 0;
	return inner === void 0 ? schema : unwrap(inner);
}
/** Words may stand on one line with commas between them; paths and patterns, which may hold a comma, may not. */
function entries(text, element) {
	const separator = unwrap(element) instanceof ZodEnum ? /[\n,]/ : /\n/;
	return text.split(separator).map((line) => line.trim()).filter((line) => line !== "");
}
// src/settings/inputs.ts
/** What `fail-on` may name: the classes of changes, and the severities of findings. */
const FAIL_ON = [
	"safe",
	"locks",
	"recompress",
	"data-loss",
	"breaking",
	"error",
	"warning"
];
/** The inputs that the action has besides the settings: where it stands, what it writes and where to. */
const ActionSchema = strictObject({
	mode: _enum([
		"auto",
		"backup",
		"review",
		"validate",
		"drift"
	]).default("auto").describe("What to do: `backup` writes a version, `review` checks a pull request, `validate` looks at the required objects only, `drift` compares a live database with its schema and keeps an issue open while they differ. `auto`: `review` on pull_request and merge_group, else `backup`"),
	against: string().min(1).optional().describe("With `mode: drift`, what the database is compared with: a dump, a commit, or `init` for the source; `schema_latest.sql` by default"),
	verify: boolean().default(false).describe("With `mode: drift`, verify first that a workflow of this repository attested the dump"),
	"working-directory": string().min(1).default(".").describe("Directory that every path is relative to, for a schema in a part of the repository"),
	config: string().min(1).optional().describe("Settings file, default `timescale-ci.yml` where it exists"),
	commit: _enum([
		"push",
		"pull-request",
		"none"
	]).default("push").describe("What to do with a new version: `push` commits it to the branch that is checked out, `pull-request` keeps one pull request open with it, `none` leaves the files"),
	"commit-message": string().min(1).default("Update the database schema").describe("Subject of the commit"),
	"commit-author-name": string().min(1).optional().describe("Author of the commit, default the repository's `user.name`, else `github-actions[bot]`"),
	"commit-author-email": string().min(1).optional().describe("Their e-mail address, default the repository's `user.email`, else that of `github-actions[bot]`"),
	branch: string().min(1).default("timescale-ci/schema").describe("Branch of the pull request that `commit: pull-request` keeps; the action alone writes to it"),
	token: string().optional().describe("Token to push and to call the API with. The default starts no further workflows; a GitHub App’s does. Empty: git’s own credentials, no API"),
	artifact: boolean().default(true).describe("Upload the dump, its documentation and the diff"),
	"artifact-name": string().min(1).optional().describe("Name of the artifact, default `timescale-schema-<job>` and a hash of the matrix and the directories"),
	"retention-days": number().int().min(1).max(400).default(30).describe("How many days GitHub keeps the artifact, within what the repository allows"),
	"comment-id": string().max(100).default("").describe("Tells several comments on one pull request apart, default by working directory and schema directory"),
	"fail-on": array(_enum(FAIL_ON)).default(["data-loss", "error"]).describe(`What in a pull request fails the check: any of ${FAIL_ON.map((one) => `\`${one}\``).join(", ")}`),
	suggestions: boolean().default(true).describe("Suggest the line that would be right where a finding of a rule is mended by one, on lines that the pull request adds; each once"),
	"approval-label": string().max(50).default("schema-change-approved").describe("Label on a pull request that lets changes through which `fail-on` lists, and that the comment records"),
	"fork-programs": boolean().default(false).describe("Run the programs of a fork's pull request too (`build:` in its settings, shell scripts of docker-entrypoint-initdb.d): a stranger's code on your runner"),
	"network-timeout": number().int().min(1).max(3600).default(60).describe("Seconds after which an upload or a call to GitHub’s API is given up, with a warning"),
	"sarif-file": string().min(1).optional().describe("File to write the findings to as SARIF, for `github/codeql-action/upload-sarif`; none by default"),
	matrix: string().optional().describe("Leave it alone: tells the jobs of a matrix apart in the artifact’s name")
});
/** What has parts of its own stays in the settings file. */
const { require: _require, build: _build, docs: _docs, drift: _drift, health: _health, simulate: _simulate, lint: _lint, ...settings } = SettingsSchema.shape;
const { mode, ...others } = ActionSchema.shape;
/**
* Every input of the action. Those that are settings too have no default in action.yml: a runner hands a default over
* as if it had been given, and it would count before the settings file.
*/
const INPUTS = {
	mode,
	...settings,
	...others
};
function isSetting(name) {
	return name in settings;
}
// src/action/inputs.ts
/**
* Reads every input.
*
* @param get gives an input's text, trimmed; an empty one counts as not given
* @throws UserError that names every input that is wrong
*/
function readInputs(get) {
	const action = {};
	const given = {};
	const problems = [];
	for (const name of Object.keys(INPUTS)) {
		const text = get(name).trim();
		if (text === "") continue;
		const parsed = INPUTS[name].safeParse(fromText(INPUTS[name], text));
		if (!parsed.success) problems.push(`input ${name}: ${parsed.error.issues.map(({ message }) => message).join("; ")}`);
		else (isSetting(name) ? given : action)[name] = parsed.data;
	}
	const sources = [
		"init",
		"source",
		"database-url"
	].filter((name) => given[name] !== void 0);
	if (sources.length > 1) problems.push(`the inputs ${sources.join(" and ")} name a source each: give one`);
	if (problems.length > 0) throw new UserError(problems.join("\n"), { hint: "Mend the \"with\" of the step." });
	return {
		action: ActionSchema.parse(action),
		given
	};
}
// src/report/annotations.ts
const SEVERITIES = [
	"error",
	"warning",
	"notice"
];
/**
* The annotations for some findings: those with a place first, since they show on the line; of each kind as many as a
* runner shows, the last of which counts the rest.
*/
function annotationsFor(findings, { perKind, characters }) {
	return SEVERITIES.flatMap((severity) => {
		const all = findings.filter((finding) => finding.severity === severity);
		const placed = [...all.filter(({ file }) => file !== void 0), ...all.filter(({ file }) => file === void 0)];
		const shown = placed.length <= perKind ? placed : placed.slice(0, perKind - 1);
		const annotations = shown.map(({ message, hint, file, line, column }) => ({
			severity,
			message: cutCharacters(hint === void 0 ? message : `${message}\n${hint}`, characters),
			file,
			line,
			column
		}));
		const left = placed.length - shown.length;
		return left === 0 ? annotations : [...annotations, {
			severity,
			message: `and ${left} more`
		}];
	});
}
// src/action/links.ts
/** The page of a file at the commit that ran: for a pull request its head, since the merge commit goes away. */
function lineLinks(facts) {
	const { serverUrl, repository, sha, pullRequest } = facts;
	if (repository === "" || sha === "") return null;
	return (file, line) => {
		const page = `${serverUrl}/${repository}/blob/${pullRequest?.headSha ?? sha}/${file}`;
		return encodeURI(`${page}${line === void 0 ? "" : `#L${line}`}`).replace(/[()]/g, (c) => c === "(" ? "%28" : "%29");
	};
}
/** Where the pages of the rules are: beside the action that runs, at the version that runs. Null for one of the checkout's own. */
function rulePages(env, { serverUrl }) {
	const [repository, ref] = [env["GITHUB_ACTION_REPOSITORY"], env["GITHUB_ACTION_REF"]];
	return repository && ref ? encodeURI(`${serverUrl}/${repository}/blob/${ref}/docs/rules/`) : null;
}
// src/action/outputs.ts
/** Every output of the action and what it means. All of them are set in every run, to nothing where there is none. */
const OUTPUTS = {
	changed: "`true` where the schema differs from its latest version",
	fingerprint: "SHA-256 of the schema, below the header of its dump",
	"schema-file": "Path of the version that holds the schema, from the root of the repository",
	"readme-file": "Path of the documentation",
	"commit-sha": "Commit that was pushed; empty where there was nothing to commit",
	"artifact-id": "Id of the uploaded artifact",
	"artifact-url": "Address of the uploaded artifact",
	"comment-url": "Address of the comment, of the pull request that was opened, or of the issue of a drift",
	"diff-json": "What changed, as `diff --format json` gives it; the list of changes is cut above 256 KiB",
	"change-classes": "Classes of the changes, with commas: `safe,data-loss`",
	"restore-proved": "`true` where the dump was restored and is the same",
	hypertables: "Number of hypertables",
	errors: "Number of errors that were found",
	warnings: "Number of warnings"
};
/** Sets all of them. */
function setOutputs(outputs) {
	for (const name of Object.keys(OUTPUTS)) setOutput(name, String(outputs[name] ?? ""));
}
// src/action/version.ts
/** The version of timescale-ci. */
const version = version$1;
// src/action/publish.ts
/** What drifts stands in a table of its own. */
function told(findings) {
	return findings.filter(({ rule }) => rule !== DRIFT);
}
/** Hands an outcome to the runner: summary, annotations, outputs, and a failed step where it is one. */
async function publish(outcome, options) {
	const { reporter, facts, summaryFile, seconds, sarifFile } = options;
	const warnings = reporter.warnings.filter(({ step }) => step !== "lint").map(({ text, details }) => {
		return {
			severity: "warning",
			message: text,
			hint: details.length === 0 ? void 0 : details.join("\n")
		};
	});
	const findings = [...outcome.findings, ...warnings];
	const of = (severity) => findings.filter((finding) => finding.severity === severity).length;
	if (summaryFile !== void 0) {
		const page = renderSummary({
			...outcome.summary,
			verdict: outcome.verdict,
			findings: told(findings),
			linkTo: lineLinks(facts)
		}, SUMMARY_BYTES);
		await appendFile(summaryFile, page).catch((error) => {
			reporter.warn(`the job summary cannot be written: ${messageOf(error)}`);
		});
	}
	if (sarifFile !== "") {
		const text = sarifOf(outcome.findings, {
			version,
			rules: RULES
		});
		await mkdir(dirname(sarifFile), { recursive: true }).then(() => writeFile(sarifFile, text)).catch((error) => reporter.warn(`the SARIF file cannot be written: ${messageOf(error)}`));
	}
	setOutputs({
		...outcome.outputs,
		errors: of("error"),
		warnings: of("warning")
	});
	if (outcome.ok) reporter.closing(`${outcome.verdict}. Done in ${seconds.toFixed(1)} s.`);
	const annotations = annotationsFor(findings, {
		perKind: 10,
		characters: ANNOTATION_CHARACTERS
	});
	for (const { severity, message, file, line, column } of annotations) {
		const annotate = {
			error,
			warning,
			notice
		}[severity];
		annotate(message, {
			...file === void 0 ? {} : { file },
			...line === void 0 ? {} : { startLine: line },
			...column === void 0 ? {} : { startColumn: column }
		});
	}
	if (outcome.ok) return;
	if (of("error") > 0) process.exitCode = ExitCode.Failure;
	else setFailed(outcome.verdict);
}
// src/report/runner.ts
/** A step that takes longer shows what it is doing at once, a line a second at most; a quicker one is one line. */
const PATIENCE_MS = 3e3;
const LINE_MS = 1e3;
/** What a step did in less time than this is not worth a line. */
const SLOW_MS = 100;
/** Shorter steps show no time: it would say nothing. */
const SHORTEST_MS = 50;
const LAYOUT = { colour: true };
/**
* A reporter for a runner's log: one line a step, which unfolds to what the step did and when, where there is more to
* say. A failed step is never folded.
*/
function createRunnerReporter({ log, now, later }) {
	const warnings = [];
	const running = /* @__PURE__ */ new Set();
	/** The step whose group is open: a runner knows no groups in groups. */
	let open;
	const close = () => {
		if (open !== void 0) log.endGroup();
		open = void 0;
	};
	const print = (text) => {
		close();
		log.line(text);
	};
	const unfold = (title, lines) => {
		close();
		if (lines.length === 0) return log.line(title);
		log.startGroup(title);
		log.line(lines.join("\n"));
		log.endGroup();
	};
	const startStep = (name, noisy) => {
		const start = now();
		/** What took long, for the step's fold. */
		const slow = [];
		let busy;
		let live = false;
		let shown = Number.NEGATIVE_INFINITY;
		const show = () => {
			if (busy === void 0 || now() - shown < LINE_MS) return;
			shown = now();
			log.line(formatDetails([`${seconds(busy.since - start)}  ${busy.text}`], LAYOUT).join("\n"));
		};
		const goLive = () => {
			live = true;
			if (open !== void 0 || !running.has(step) || busy === void 0 && !noisy) return;
			open = step;
			log.startGroup(formatPlain(`  … ${name}`, LAYOUT));
			show();
		};
		const settle = () => {
			if (busy !== void 0 && now() - busy.since >= SLOW_MS) slow.push(`${seconds(now() - busy.since)}  ${busy.text}`);
			busy = void 0;
		};
		const cancel = later(PATIENCE_MS, goLive);
		const step = {
			name,
			handle: {
				update(text) {
					if (!running.has(step)) return;
					settle();
					busy = {
						text,
						since: now()
					};
					if (open === step) show();
					else if (live) goLive();
				},
				done: (text, details) => step.end("done", text, details),
				unchanged: (text, details) => step.end("unchanged", text, details),
				warn: (text, details) => step.end("warning", text, details),
				fail: (text, details) => step.end("failed", text, details)
			},
			end(mark, text, details = []) {
				if (!running.delete(step)) return;
				cancel();
				settle();
				const took = now() - start;
				const timed = took >= SHORTEST_MS ? { seconds: took / 1e3 } : {};
				const title = formatStep({
					mark,
					name,
					text,
					...timed
				}, LAYOUT);
				const below = formatDetails(details, LAYOUT);
				if (mark === "warning") warnings.push({
					step: name,
					text,
					details
				});
				if (mark === "done" || mark === "unchanged") return unfold(title, [...below, ...formatDetails(slow, LAYOUT)]);
				print([title, ...below].join("\n"));
			}
		};
		running.add(step);
		if (noisy) goLive();
		return step;
	};
	return {
		warnings,
		group: (title, lines) => unfold(formatPlain(title, LAYOUT), formatDetails(lines, LAYOUT)),
		heading: (text) => print(formatPlain(text, LAYOUT)),
		closing: (text) => print(formatPlain(text, LAYOUT)),
		note: (text) => print(formatDetails([text], LAYOUT).join("\n")),
		warn(text, details = []) {
			warnings.push({
				step: null,
				text,
				details
			});
			print([formatMessage("warning", text, LAYOUT), ...formatDetails(details, LAYOUT)].join("\n"));
		},
		error(message, { details = [], hint } = {}) {
			const last = [...running].at(-1);
			for (const step of running) if (step !== last) running.delete(step);
			if (last !== void 0) last.end("failed", message, details);
			else print([formatMessage("failed", message, LAYOUT), ...formatDetails(details, LAYOUT)].join("\n"));
			if (hint !== void 0) print(formatPlain(hint, LAYOUT));
		},
		step: (name, options) => startStep(name, options?.noisy === true).handle
	};
}
function seconds(ms) {
	return `${(ms / 1e3).toFixed(1).padStart(5)} s`;
}
// src/action/reporter.ts
/** A reporter on the runner's log. */
function openReporter() {
	return createRunnerReporter({
		log: {
			line: info,
			startGroup,
			endGroup
		},
		now: () => performance.now(),
		later(ms, call) {
			const timer = setTimeout(call, ms).unref();
			return () => clearTimeout(timer);
		}
	});
}
/** Folds away what the run is set to, for whoever wonders why it did what it did. Secrets are left out. */
function showSettings(reporter, mode, settings) {
	const shown = Object.entries(settings).filter(([name, value]) => !HIDDEN.includes(name) && value !== void 0 && value !== "").map(([name, value]) => `${name.padEnd(20)} ${Array.isArray(value) ? value.join(", ") : typeof value === "object" ? JSON.stringify(value) : String(value)}`);
	const live = settings["database-url"] !== void 0;
	const built = settings["source"] === void 0 ? shown : shown.filter((line) => !line.startsWith("init "));
	const lines = live ? ["database-url         given", ...shown.filter((line) => !/^(init|source) /.test(line))] : built;
	reporter.group(`${mode}: what this run is set to`, lines);
}
const HIDDEN = [
	"token",
	"database-url",
	"require",
	"docs",
	"lint",
	"mode",
	"matrix"
];
// src/github/labels.ts
/**
* The labels that a pull request has at this moment. The event has those of its own time, also when a run is repeated.
*
* @throws UserError where GitHub does not answer, or not as hoped
*/
function readLabels(api, number) {
	const { owner, repo } = api;
	return api.call("read the labels of the pull request", async (octokit, signal) => {
		const { data } = await octokit.rest.issues.listLabelsOnIssue({
			owner,
			repo,
			issue_number: number,
			per_page: 100,
			request: { signal }
		});
		return data.map(({ name }) => name);
	});
}
// src/workflows/judge.ts
/**
* Judges a review by what `fail-on` lists. The approving label lets its changes through, and what rules found about
* changes; it mends neither a lossy restore nor a missing object.
*/
function judge({ changes, lint, required, proof, dump }, failOn, label, labels) {
	const failing = (changes ?? []).filter((change) => failOn.includes(change.class));
	const listed = lint.filter(({ severity }) => failOn.includes(severity));
	const given = label !== "" && labels.includes(label);
	const open = label === "" ? listed : listed.filter(({ rule }) => !aboutChanges(rule));
	const approval = label !== "" && (failing.length > 0 || listed.length > open.length) ? {
		label,
		given
	} : null;
	const sound = dump !== null && required.unmet.length === 0 && (proof === null || proof.proved);
	const approved = approval === null ? failing.length === 0 : given;
	return {
		ok: sound && open.length === 0 && approved,
		failing,
		open,
		approval
	};
}
function aboutChanges(rule) {
	return RULES.some(({ id, compares }) => id === rule && compares === true);
}
// src/report/outlook.ts
/** Sizes that differ by less are the same. */
const NOTED = .01;
/**
* What a change makes of the time to come, in Markdown: a sentence on the first bad date and a table of the hypertables whose
* size or chunks differ. Null where neither does.
*/
function outlookSection(base, head, days) {
	const [then, after] = [base.days.at(-1)?.tables ?? {}, head.days.at(-1)?.tables ?? {}];
	const rows = [.../* @__PURE__ */ new Set([...Object.keys(then), ...Object.keys(after)])].sort().flatMap((name) => {
		const [old, now] = [then[name], after[name]];
		if (old !== void 0 && now !== void 0 && isSame(old, now)) return [];
		return [[
			code(name),
			cell(old),
			cell(now)
		]];
	});
	const [first] = head.bad;
	const [before] = base.bad;
	const fresh = head.bad.filter((one) => !base.bad.some((old) => keyOf(old) === keyOf(one)));
	if (rows.length === 0 && fresh.length === 0 && first?.date === before?.date) return null;
	const dates = `First bad date ${first === void 0 ? "none" : first.date}, at the base ${before === void 0 ? "none" : before.date}.`;
	const faults = fresh.map(({ date, object, message, file, line, also }) => {
		const place = file === null ? "" : ` (${code(`${file}:${line}`)})`;
		const other = also === void 0 ? "" : `. The ${also.policy} of ${code(also.object)} is at ${code(`${also.file}:${also.line}`)}.`;
		return `- ${date} ${object === "" ? "" : `${code(object)}: `}${text(message)}${place}${other}`;
	});
	return blocks(`**${days} days simulated.** ${dates}`, faults.length === 0 ? null : faults.join("\n"), table([
		`after ${days} days`,
		"base",
		"head"
	], rows), chart(base, head));
}
/** Moments of a curve, at most: a comment has room for so many numbers. */
const MOST_POINTS$1 = 30;
/** The size of all hypertables on each day, at the base and at the head; null where the curves do not differ. */
function chart(base, head) {
	const [old, now] = [sizesOf(base), sizesOf(head)];
	const most = Math.max(...old, ...now);
	if (old.length < 2 || old.length !== now.length) return null;
	if (old.every((size, i) => Math.abs(size - (now[i] ?? 0)) <= NOTED * most)) return null;
	const unit = most >= 1e9 ? {
		name: "GB",
		bytes: 1e9
	} : {
		name: "MB",
		bytes: 1e6
	};
	const line = (all) => `line [${thinned(all, MOST_POINTS$1).map(({ value }) => Number((value / unit.bytes).toPrecision(3))).join(", ")}]`;
	return [
		"```mermaid",
		"---",
		"config: { themeVariables: { xyChart: { plotColorPalette: \"#8a8f98, #1f6f67\" } } }",
		"---",
		"xychart-beta",
		"  title \"Size of all hypertables: base grey, head green\"",
		`  x-axis "day" 1 --> ${old.length}`,
		`  y-axis "${unit.name}" 0 --> ${Number((1.05 * most / unit.bytes).toPrecision(3))}`,
		`  ${line(old)}`,
		`  ${line(now)}`,
		"```"
	].join("\n");
}
/** Few of the values of many days, each at its share of the time: the last day is among them. */
function thinned(all, most) {
	const last = all.length - 1;
	const every = Math.max(1, Math.ceil(last / most));
	return all.flatMap((value, i) => (last - i) % every === 0 ? [{
		at: i / Math.max(1, last),
		value
	}] : []);
}
/** Bytes of all hypertables together, on each day. */
function sizesOf({ days }) {
	return days.map(({ tables }) => Object.values(tables).reduce((sum, day) => sum + day.bytes, 0));
}
function keyOf({ kind, date, object }) {
	return `${kind} ${date} ${object}`;
}
function isSame(a, b) {
	const most = Math.max(a.bytes, b.bytes, 1);
	return Math.abs(a.bytes - b.bytes) / most < NOTED && a.chunks === b.chunks;
}
function cell(day) {
	return day === void 0 ? "–" : `${bytes$1(day.bytes)}, ${day.chunks} chunks, ${day.compressed} compressed`;
}
// src/report/outlook-picture.ts
/** The picture's own units, of which a telephone shows about one a pixel. */
const WIDE = 400;
const PLOT = {
	left: 66,
	right: 390,
	top: 54,
	bottom: 224
};
/** Moments of a curve, at most. */
const MOST_POINTS = 120;
/** Columns that a line of words has room for. */
const MOST_COLUMNS = 52;
const LINE = 17;
const STYLE = `
:root { color-scheme: light dark; --page: #fff; --ink: #1c2128; --quiet: #5c6570; --grid: #dfe3e8; --head: #1f6f67; --bad: #b3261e; background: var(--page); }
@media (prefers-color-scheme: dark) {
  :root { --page: #12161c; --ink: #e6e9ee; --quiet: #9aa4b2; --grid: #2c333d; --head: #5cc4b8; --bad: #ff8a80; }
}
text { font: 12px system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; fill: var(--ink); }
.page { fill: var(--page); }
.title { font-weight: 600; font-size: 14px; }
.quiet { fill: var(--quiet); }
.grid { stroke: var(--grid); }
.curve { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
.head { stroke: var(--head); }
.base { stroke: var(--quiet); stroke-dasharray: 6 4; }
.date { stroke-width: 1.5; }
.wrong { fill: var(--bad); stroke: var(--bad); }
text.wrong { stroke: none; }
.date.of-base { stroke-dasharray: 2 3; }`;
/**
* The size of all hypertables day by day at the base and at the head, with the first bad date of each: an SVG for the eyes of
* a browser, light or dark as its reader has it.
*/
function outlookPicture(base, head) {
	const sides = [sideOf("base", base), sideOf("head", head)];
	const most = ceiling(Math.max(...sides.flatMap(({ sizes }) => sizes)));
	const y = (size) => PLOT.bottom - (PLOT.bottom - PLOT.top) * size / most;
	const [from, to] = [head.days[0]?.date ?? "", head.days.at(-1)?.date ?? ""];
	const said = sides.flatMap(({ words }) => words);
	const grid = [
		0,
		most / 2,
		most
	].flatMap((size) => [`<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(size)}" y2="${y(size)}"/>`, words(size === 0 ? "0" : bytes$1(size).replace(".0 ", " "), {
		x: PLOT.left - 6,
		y: y(size) + 4,
		class: "quiet",
		anchor: "end"
	})]);
	const legend = [];
	let row = PLOT.bottom + 44;
	for (const { name, words: lines } of sides) {
		legend.push(`<line class="curve ${name}" x1="10" x2="40" y1="${row - 4}" y2="${row - 4}"/>`);
		for (const [i, line] of lines.entries()) {
			legend.push(words(line, {
				x: 48,
				y: row,
				class: i === 0 ? void 0 : "wrong"
			}));
			row += LINE;
		}
		row += 4;
	}
	return `${[
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDE} ${row}" width="100%" preserveAspectRatio="xMinYMin" style="max-width: 640px" role="img" aria-labelledby="title description">`,
		"<title id=\"title\">Size of all hypertables, base and head</title>",
		`<desc id="description">${inXml(said.join(". "))}</desc>`,
		`<style>${STYLE}\n</style>`,
		`<rect class="page" width="${WIDE}" height="${row}"/>`,
		words("Size of all hypertables", {
			x: 10,
			y: 22,
			class: "title"
		}),
		words(`Simulated, ${plural(head.days.length, "day")} at the rates of the settings`, {
			x: 10,
			y: 40,
			class: "quiet"
		}),
		...grid,
		words(from, {
			x: PLOT.left,
			y: PLOT.bottom + 18,
			class: "quiet"
		}),
		words(to, {
			x: PLOT.right,
			y: PLOT.bottom + 18,
			class: "quiet",
			anchor: "end"
		}),
		...sides.toReversed().map(({ name, sizes }) => {
			return `<polyline class="curve ${name}" points="${thinned(sizes, MOST_POINTS).map(({ at, value }) => `${across(at)},${y(value).toFixed(1)}`).join(" ")}"/>`;
		}),
		...sides.flatMap(({ name, badAt }) => badAt === null ? [] : [`<line class="date wrong of-${name}" x1="${across(badAt)}" x2="${across(badAt)}" y1="${PLOT.top - 4}" y2="${PLOT.bottom}"/>`]),
		...legend,
		"</svg>"
	].join("\n")}\n`;
}
function sideOf(name, outlook) {
	const { bad, days } = outlook;
	const sizes = sizesOf(outlook);
	const [first] = bad;
	const end = `${name}: ${bytes$1(sizes.at(-1) ?? 0)} at the end`;
	if (first === void 0) return {
		name,
		sizes,
		badAt: null,
		words: [`${end}, no bad date`]
	};
	const day = days.findIndex(({ date }) => date >= first.date);
	return {
		name,
		sizes,
		badAt: Math.max(0, day) / Math.max(1, days.length - 1),
		words: [`${end}, first bad date ${first.date}`, [first.kind, first.object].filter(Boolean).join(" ")]
	};
}
/** The horizontal place of a share of the time. */
function across(share) {
	return (PLOT.left + (PLOT.right - PLOT.left) * share).toFixed(1);
}
/** A round number that is no less. */
function ceiling(value) {
	const size = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
	return size * ([
		1,
		1.5,
		2,
		3,
		4,
		5,
		6,
		8
	].find((step) => step * size >= value) ?? 10);
}
/** One line of words; what has no room shows where one points at it. */
function words(text, at) {
	const whole = visible(text);
	const shown = truncate$1(whole, MOST_COLUMNS);
	const style = at.class === void 0 ? "" : ` class="${at.class}"`;
	const anchor = at.anchor === void 0 ? "" : ` text-anchor="${at.anchor}"`;
	const full = shown === whole ? "" : `<title>${inXml(whole)}</title>`;
	return `<text x="${at.x}" y="${at.y}"${style}${anchor}>${full}${inXml(shown)}</text>`;
}
/** Text of an XML document: nothing in it is markup, and no character that one may not have. */
function inXml(text) {
	return visible(text).replace(/[\ufffe\uffff]/g, "�").replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
// src/history/git/snapshot.ts
/** True where the commit and its files are here. */
async function hasCommit(git, sha) {
	return (await git.attempt([
		"cat-file",
		"-e",
		`${sha}^{tree}`
	])).code === 0;
}
/**
* Fetches one commit without its history, for a checkout that is shallow.
*
* @throws GitError where the remote does not give it
*/
async function fetchCommit(git, sha) {
	const args = [
		"fetch",
		"--quiet",
		"--no-tags",
		"--depth=1",
		"origin",
		sha
	];
	succeeded(args, await git.remote(args));
}
/** Writes the files of a commit into a directory. Neither the work tree nor the index is touched. */
async function writeSnapshot(git, sha, directory) {
	await mkdir(directory, { recursive: true });
	const index = join(await git.run(["rev-parse", "--absolute-git-dir"]), `timescale-ci-${randomBytes(6).toString("hex")}`);
	const env = { GIT_INDEX_FILE: index };
	try {
		await git.run(["read-tree", sha], { env });
		const args = [
			"checkout-index",
			"--all",
			"--force",
			`--prefix=${directory.split(sep).join("/")}/`
		];
		succeeded(args, await git.remote(args, { env }));
	} finally {
		await rm(index, { force: true });
	}
}
// src/workflows/base.ts
/**
* Builds the schema of the base commit on a server of its own, from its own scripts and settings: roles belong to the
* server, and on the head's they would be there already. Where it cannot be built, a version that was committed serves. It
* never fails a good head.
*
* @param source the head, beside which a version is restored
*/
async function readBase(options, source, settings, context) {
	const step = context.reporter.step("base");
	const files = await readBaseFiles(options, context);
	const label = files.sha.slice(0, 7);
	if ("reason" in files) {
		const why = `The base cannot be fetched: ${files.reason}`;
		return {
			label,
			...await restoreVersion({
				version: await versionIn(resolve(context.cwd, settings["schema-dir"])),
				of: "the checkout",
				why,
				label
			}, source, step)
		};
	}
	const { cwd } = files;
	const own = await ownSettings(options, cwd, settings);
	if (own.build !== void 0) {
		const why = `The base is not built: its program, ${commandOf(own.build)}, runs in the checkout only`;
		return {
			label,
			...await restoreVersion({
				version: await versionIn(resolve(cwd, own["schema-dir"])),
				of: "that commit",
				why,
				label
			}, source, step)
		};
	}
	const scripts = await scriptsOf(own, cwd);
	if (scripts === null) {
		step.done(`${label} has no init SQL: everything is new`);
		return {
			label,
			base: await nothing(source),
			note: null
		};
	}
	const here = await scriptsOf(settings, context.cwd);
	const same = settings.build === void 0 && own.database === settings.database && JSON.stringify(scripts) === JSON.stringify(here);
	const included = source.scripts.filter(({ file }) => !scripts.some(({ name }) => name === file));
	if (same && await sameIncluded(included, cwd)) {
		step.done(`${label} has the same scripts`);
		return {
			label,
			base: "same",
			note: null
		};
	}
	try {
		const base = await build({
			...settings,
			...withSource(own),
			build: void 0,
			database: own.database
		}, source, step, {
			...context,
			cwd
		});
		step.done(label);
		return {
			label,
			base,
			note: null
		};
	} catch (error) {
		context.signal?.throwIfAborted();
		const why = `The base does not build: ${firstLine(error)}`;
		return {
			label,
			...await restoreVersion({
				version: await versionIn(resolve(cwd, own["schema-dir"])),
				of: "that commit",
				why,
				label
			}, source, step)
		};
	}
}
/** On the same engine: what another would print differently is no change. */
async function build(settings, source, step, context) {
	try {
		var _usingCtx$3 = _usingCtx();
		const engine = source.engine.kind === "docker" ? "docker" : "embedded";
		const base = _usingCtx$3.a(await openSource({
			...settings,
			engine
		}, {
			...context,
			reporter: nested(step)
		}));
		const options = {
			...base.options,
			absentRows: true
		};
		return {
			...partsOf(await settle(await dumpDatabase(base.engine.database, void 0, options), base.engine)),
			statements: base.statements
		};
	} catch (_) {
		_usingCtx$3.e = _;
	} finally {
		await _usingCtx$3.d();
	}
}
async function ownSettings({ given, config }, cwd, settings) {
	return await loadSettings(given, resolve(cwd, config ?? "timescale-ci.yml"), false).catch(() => settings);
}
function firstLine(error) {
	return (messageOf(error).split("\n")[0] ?? "").replace(/\s+/g, " ");
}
/** What stands there and cannot be read is none. */
function versionIn(directory) {
	return readLatest(directory).catch(() => void 0);
}
/** What runs, as it is read; null where there is nothing. */
async function scriptsOf(settings, cwd) {
	return await readScripts(settings, cwd).then(({ scripts }) => scripts.map(({ path: _, ...script }) => script), () => null);
}
/** Where the base has its scripts, which may be another place than the head's. */
function withSource({ init, source }) {
	return {
		init,
		source
	};
}
/** A schema without anything in it. */
async function nothing(source) {
	try {
		var _usingCtx3 = _usingCtx();
		const scratch = _usingCtx3.a(await source.engine.scratch());
		return {
			...partsOf(await dumpDatabase(scratch)),
			statements: []
		};
	} catch (_) {
		_usingCtx3.e = _;
	} finally {
		await _usingCtx3.d();
	}
}
/** What is compared of a dump. */
function partsOf({ model, text, fingerprint, rows }) {
	return {
		model,
		body: bodyOf(text),
		fingerprint,
		rows
	};
}
/** The base, where there is one whose schema is not the head's; null else. */
function otherBase({ base }, { fingerprint }) {
	return base === null || base === "same" || base.fingerprint === fingerprint ? null : base;
}
/**
* Writes the files of the base into the directory: of the commit alone, fetched where the checkout is shallow. Neither the
* work tree nor the index is touched.
*/
async function readBaseFiles(options, { cwd, env, mask }) {
	const { token, serverUrl, directory } = options;
	const root = findRoot(cwd);
	if (root === void 0) return {
		sha: options.sha,
		reason: "this is no git checkout"
	};
	const git = openGit(root, {
		env,
		config: token === void 0 ? [] : credential(token, serverUrl, mask)
	});
	const sha = await mergedBase(git, options.headSha) ?? options.sha;
	try {
		if (!await hasCommit(git, sha)) await fetchCommit(git, sha);
		await writeSnapshot(git, sha, directory);
		return {
			sha,
			cwd: join(directory, relative(root, realpathSync(cwd)))
		};
	} catch (error) {
		return {
			sha,
			reason: withoutPassword(messageOf(error).split("\n")[0] ?? "")
		};
	}
}
/** The reason is shown where everybody reads it, and a remote's address may hold a token. */
function withoutPassword(text) {
	return text.replace(/(?<=:\/\/)[^\s/@]*@/g, "***@");
}
/**
* The base that GitHub merged the head into, where its merge commit is checked out: the event names the base of an earlier
* time, and what came to it since would pass for the proposal's. A shallow commit still names its parents.
*/
async function mergedBase(git, headSha) {
	const { stdout } = await git.attempt([
		"cat-file",
		"commit",
		"HEAD"
	]);
	const [header = ""] = stdout.split("\n\n");
	const [base, head, ...others] = [...header.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, sha]) => sha);
	return headSha !== null && head === headSha && others.length === 0 ? base : void 0;
}
/** True where scripts that others include say the same in another directory. */
async function sameIncluded(scripts, cwd) {
	const texts = await Promise.all(scripts.map(({ file }) => readFile(join(cwd, file), "utf8").catch(() => void 0)));
	return scripts.every(({ text }, i) => text === texts[i]);
}
/** The base from a version that was committed, restored beside the head. It ends the step. */
async function restoreVersion({ version, of, why, label }, source, step) {
	if (version === void 0) return none(`${why}. There is no ${LATEST_FILE} in ${of} either`);
	try {
		const base = {
			...partsOf(await readBack(version.text, source.engine, version.file)),
			statements: []
		};
		const note = `${why}. Compared with ${version.file} of ${of} instead.`;
		step.warn(`${label} is not built`, [note]);
		return {
			base,
			note
		};
	} catch (error) {
		return none(`${why}. ${version.file} of ${of} cannot be restored here: ${messageOf(error).split("\n")[0]}`);
	}
	function none(reason) {
		step.warn(`${label} is not built: there is nothing to compare with`, [`${reason}.`]);
		return {
			base: null,
			note: `${reason}.`
		};
	}
}
// src/report/plan-section.ts
const MOST_STEPS = 40;
const MOST_LINES = 12;
const LONGEST_SQL = 8e3;
/** The plan from base to head in a comment, folded: what was proved, what each step costs, and its SQL. */
function planSection(plan, own) {
	const { steps, refused, proof } = plan;
	if (steps.length === 0 && refused.length === 0) return null;
	const rows = steps.slice(0, MOST_STEPS).map(({ title, class: level, lock }, i) => [
		String(i + 1),
		text(truncate(title, 160)),
		classWords(level),
		lock === null ? "" : code(truncate(lock, 120))
	]);
	const sql = steps.flatMap((step) => step.sql).join("\n");
	const body = blocks(bullets(refused.slice(0, MOST_LINES).map(({ object, why }) => `not planned: ${code(object)}: ${text(truncate(why, 300))}`)), table([
		"",
		"Step",
		"Class",
		"Lock"
	], rows), steps.length > MOST_STEPS ? `and ${plural(steps.length - MOST_STEPS, "step")} more` : null, sql === "" ? null : fence("sql", truncate(sql, LONGEST_SQL)), problemsOf(proof));
	const counts = steps.length === 0 ? "" : ` (${classCounts(steps)})`;
	return blocks(folded(`<b>Plan</b>: ${plural(steps.length, "step")}${counts}, ${proofWords(plan)}`, body), ownSection(plan, own));
}
function proofWords({ refused, proof }) {
	if (refused.length > 0) return `${plural(refused.length, "change")} not planned`;
	if (proof === null) return "not proved";
	if (!proof.proved) return "the proof failed";
	const { rows, chunks, buckets, undo } = proof;
	return `proved on ${`${plural(rows, "row")}, ${plural(chunks, "chunk")}, ${plural(buckets, "bucket")}`}${undo === null ? "" : `; the way back is ${undo.proved ? "proved" : "not proved"}`}`;
}
function problemsOf(proof) {
	if (proof === null) return null;
	const untried = proof.untried.map(({ table: name, why }) => `no rows in ${name}: ${why}`);
	return bullets([...proof.problems, ...untried].slice(0, MOST_LINES).map((line) => text(truncate(line, 300))));
}
/** What the pull request's own migration does to the same rows, and what of the plan it does not have. */
function ownSection({ steps, refused }, own) {
	if (own === null) return null;
	const names = own.files.map((file) => htmlCode(truncate(file, 160))).join(", ");
	const theirs = new Set(own.statements.map(plain));
	const missing = steps.flatMap(({ sql, class: level, lock }) => sql.filter((statement) => !theirs.has(plain(statement))).map((statement) => ({
		statement,
		level,
		lock
	})));
	const { proved, problems, rows } = own.proof;
	const verdict = proved ? `reaches head with ${plural(rows, "row")} in their places` : `<b>does not reach head as it should</b>: ${plural(problems.length, "problem")}`;
	const differs = refused.length > 0 || missing.length === 0 ? "" : `; the plan does it otherwise in ${plural(missing.length, "statement")}`;
	const body = blocks(bullets(problems.slice(0, MOST_LINES).map((line) => text(truncate(line, 300)))), missing.length === 0 ? null : blocks("In the plan, and not in the migration:", bullets(missing.slice(0, MOST_LINES).map(({ statement, level, lock }) => `${code(truncate(statement, 200))} (${classWords(level)}${lock === null ? "" : `, ${text(lock)}`})`)), missing.length > MOST_LINES ? `and ${plural(missing.length - MOST_LINES, "statement")} more` : null));
	const summary = `<b>Its own migration</b> ${names} ${verdict}${differs}`;
	return body === "" ? summary : folded(summary, body);
}
/** A statement without what people and dumps write otherwise. */
function plain(statement) {
	return statement.toLowerCase().replace(/["\s;]+/g, " ").replace(/\bpublic\.|\bonly |\bif (not )?exists |::text\b| using btree\b/g, "").replace(/ ?([(),]) ?/g, "$1").trim();
}
// src/workflows/review-plan.ts
const OPTIONS = {
	prove: true,
	...PROOF
};
/**
* Plans the way from the base of a pull request to its head where the settings ask for it, and holds the pull request's own
* migration against the same proof. It never fails a review.
*
* @returns Markdown for the comment; null where there is nothing to plan
*/
async function planAlong(source, dump, found, settings, context) {
	const base = otherBase(found, dump);
	if (!settings.plan || source.engine.kind === "external" || base === null) return null;
	const step = context.reporter.step("plan");
	const quiet = {
		...context,
		reporter: nested(step)
	};
	const server = () => startEngine({
		...settings,
		engine: source.engine.kind === "docker" ? "docker" : "embedded"
	}, quiet, "scratch");
	try {
		try {
			var _usingCtx$2 = _usingCtx();
			const engine = _usingCtx$2.a(await server());
			const between = {
				from: await readBack(base.body, engine, "the base"),
				to: await readBack(dump.text, source.engine, "the head"),
				statements: source.statements,
				version: engine.versions.timescaledb,
				timescaledb: targetVersion(source.engine, settings)
			};
			const result = await planBetween(between, OPTIONS, engine, quiet);
			const added = await addedMigrations(base, source, settings, context);
			let own = null;
			if (added.length > 0) try {
				var _usingCtx3 = _usingCtx();
				const second = _usingCtx3.a(await server());
				const proof = await proveMigrations(added, between, OPTIONS, second, quiet);
				const files = [...new Set(added.map(({ name }) => name))];
				own = {
					files,
					statements: source.statements.filter(({ file }) => files.includes(file)).map(({ sql }) => sql),
					proof
				};
			} catch (_) {
				_usingCtx3.e = _;
			} finally {
				await _usingCtx3.d();
			}
			const { proof, refused, steps } = result;
			const words = `${plural(steps.length, "step")}, ${proof?.proved ? "proved" : refused.length > 0 ? "not whole" : "not proved"}`;
			if (own === null) step.done(words);
			else step.done(`${words}; ${own.files.join(", ")} ${own.proof.proved ? "reaches head, too" : "does not reach head as it should"}`);
			return planSection(result, own);
		} catch (_) {
			_usingCtx$2.e = _;
		} finally {
			await _usingCtx$2.d();
		}
	} catch (error) {
		context.signal?.throwIfAborted();
		step.warn(`base and head were not planned: ${messageOf(error).split("\n")[0]}`);
		return null;
	}
}
/** The migrations that head runs behind those of the base; none where one of the base's was changed, or nothing tells them apart. */
async function addedMigrations(base, source, settings, { cwd }) {
	if (settings.source === void 0 || base.statements.length === 0) return [];
	const textOf = (statements, name) => statements.flatMap(({ file, sql }) => file === name ? [sql] : []).join("\n");
	const known = [...new Set(base.statements.map(({ file }) => file))];
	if (known.some((name) => textOf(base.statements, name) !== textOf(source.statements, name))) return [];
	const { scripts } = await readScripts(settings, cwd, false);
	return scripts.filter(({ name, shell }) => !known.includes(name) && shell !== true).filter(({ name }) => textOf(source.statements, name) !== "");
}
// src/workflows/review.ts
const UNCOMPARED = {
	base: null,
	changes: null,
	diff: null,
	places: /* @__PURE__ */ new Map(),
	known: /* @__PURE__ */ new Set(),
	outlook: null,
	plan: null
};
/**
* Reviews a proposal: the head is built, checked and proved, the base is built beside it on a server of its own, and what
* lies between is explained and linted. Whether it passes is for `judge` to say.
*
* @param options.page also draws the HTML page
*/
async function review(options, settings, context) {
	try {
		var _usingCtx$1 = _usingCtx();
		const source = _usingCtx$1.a(await openSource(settings, context));
		const stop = new AbortController();
		const signal = AbortSignal.any([stop.signal, ...context.signal === void 0 ? [] : [context.signal]]);
		const find = () => readBase(options, source, settings, {
			...context,
			signal
		});
		const early = source.engine.kind === "docker" ? find() : void 0;
		early?.catch(() => {});
		try {
			const head = await checkSource(source, settings, context);
			if (head.dump === null || head.readme === null) return {
				...head,
				...UNCOMPARED,
				since: null,
				note: null
			};
			const found = await (early ?? find());
			const reviewed = compare(source, head, head.dump, found, settings, context);
			reviewed.outlook = await lookAhead(source, head.dump, found, settings, context);
			reviewed.plan = await planAlong(source, head.dump, found, settings, context);
			if (options.page === true) reviewed.page = await drawAlong(source, head.dump, settings, context);
			return reviewed;
		} finally {
			stop.abort();
			await early?.catch(() => {});
		}
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function compare(source, head, dump, { label, base: found, note }, settings, context) {
	if (found === null) {
		const { findings } = lintSource(source, dump.model, settings, context);
		return {
			...head,
			...UNCOMPARED,
			lint: findings,
			since: label,
			note
		};
	}
	const base = found === "same" ? {
		...partsOf(dump),
		statements: source.statements
	} : found;
	const step = context.reporter.step("changes");
	const timescaledb = targetVersion(source.engine, settings);
	const ran = new Set(base.statements.map(({ sql }) => sql));
	const hints = readRenameHints(source.statements.filter(({ sql }) => !ran.has(sql)));
	const changes = explainChanges(base.model, dump.model, {
		timescaledb,
		renames: resolveRenames(hints, base.model, dump.model),
		rows: {
			from: base.rows,
			to: dump.rows
		}
	});
	step.done(`${describeClasses(changes)} since ${label}`);
	const { findings } = lintSource(source, dump.model, settings, context, {
		model: base.model,
		changes
	});
	const known = knownFindings(findings, lint({
		model: base.model,
		statements: base.statements,
		timescaledb,
		settings: settings.lint
	}).findings);
	const diff = diffText(base.body, bodyOf(dump.text), {
		from: "base.sql",
		to: "head.sql"
	});
	const ordered = [...findings.filter((one) => !known.has(one)), ...known];
	return {
		...head,
		lint: ordered,
		base,
		since: label,
		note,
		changes,
		diff,
		places: placesOf(changes, source),
		known,
		outlook: null,
		plan: null
	};
}
/** Simulates base and head where somebody asked for it and they differ. It never fails a review. */
async function lookAhead(source, dump, found, settings, context) {
	const days = settings.simulate["review-days"];
	const base = otherBase(found, dump);
	if (days === 0 || base === null) return null;
	const step = context.reporter.step("simulate");
	const quiet = {
		...context,
		reporter: nested(step)
	};
	try {
		const old = await simulateDump(base.body, base.statements, settings, quiet, days);
		const now = await simulateDump(bodyOf(dump.text), source.statements, settings, quiet, days);
		const section = outlookSection(old, now, days);
		step.done(section === null ? `${days} days: as at the base` : `${days} days: not as at the base`);
		return section === null ? null : {
			markdown: section,
			svg: outlookPicture(old, now)
		};
	} catch (error) {
		context.signal?.throwIfAborted();
		step.warn(`base and head were not simulated: ${messageOf(error).split("\n")[0]}`);
		return null;
	}
}
function placesOf(changes, { statements }) {
	return new Map(changes.flatMap((change) => {
		const at = placeChange(change, statements);
		return at === void 0 ? [] : [[change, at]];
	}));
}
/** Lines move; a finding is the same where the same rule says the same of the same object. */
function knownFindings(findings, before) {
	const key = ({ rule, object, message }) => JSON.stringify([
		rule,
		object,
		message
	]);
	const old = new Set(before.map(key));
	return new Set(findings.filter((finding) => old.has(key(finding))));
}
// src/report/comment.ts
/** As many rows as one looks at without scrolling. */
const FEW = 12;
/** A longer section on the time to come is left out, as is a longer plan. */
const OUTLOOK = 1e4;
const PLAN = 24e3;
/** GitHub takes 65,536 characters. */
const LIMIT = 65e3;
/** The text of the comment that stands at a pull request, marker included. */
function renderComment(review, limit = LIMIT) {
	const digest = digestFor(render({
		...review,
		base: "",
		head: "",
		diff: changedLines(review.diff),
		links: {
			...review.links,
			summary: null,
			artifact: null,
			file: (file, line) => `${file}#L${line}`
		}
	}, limit).body);
	const mark = `${markerOf(review.id)} ${digest} -->`;
	const { body, shortened } = render(review, limit - mark.length - 1);
	return {
		body: `${mark}\n${body}`,
		digest,
		shortened
	};
}
/** Where in the dump they stand, and beside what, may change with the base alone. */
function changedLines(diff) {
	return {
		...diff,
		text: diff.text.replace(/^[^+-].*\n/gm, "")
	};
}
/** How a comment of ours begins. */
function markerOf(id) {
	return marker("review", id);
}
/** The digest in a body that `renderComment` wrote for that id; undefined for any other. */
function digestOf(body, id) {
	return digestAfter(markerOf(id), body);
}
function render(review, limit) {
	const { changes, findings, links } = review;
	const head = blocks(titleLine(review), needsAlert(review), contextLine(review), ...review.notes.map((note) => text(truncate(note, 500))), review.failure === null ? null : failureLine(review.failure, links), review.detail === null ? null : fence("", truncate(visibleLines(review.detail), 4e3)));
	const foot = footLine(review);
	const outlook = review.outlook === null || review.outlook.length > OUTLOOK ? null : review.outlook;
	const plan = review.plan === null || review.plan.length > Math.min(PLAN, limit / 2) ? null : review.plan;
	if (isQuiet(review)) return {
		body: quietLine(review),
		shortened: false
	};
	let room = limit - head.length - foot.length - (outlook?.length ?? 0) - (plan?.length ?? 0) - 600;
	const spend = (section) => {
		room -= section.markdown?.length ?? 0;
		return section;
	};
	const grave = changes.filter((change) => change.class !== "safe");
	const together = grave.length > 0 && changes.length <= FEW;
	const open = together ? changes : grave;
	const safe = together ? [] : changes.filter((change) => change.class === "safe");
	const parts = [
		spend(changesSection(open, room, {
			folded: false,
			places: review.places,
			links
		})),
		spend(findingsSection(findings, room, links)),
		spend(changesSection(safe, room, {
			folded: true,
			places: review.places,
			links
		})),
		spend(diffSection(review.diff, room, links))
	];
	const [grown, ...rest] = parts.map(({ markdown }) => markdown);
	return {
		body: blocks(head, grown ?? null, outlook, plan, ...rest, foot === "" ? null : foot).toWellFormed(),
		shortened: parts.some(({ shortened }) => shortened)
	};
}
/** True where there is nothing to say, so that nobody needs a comment who has none yet. */
function isQuiet({ title, changes, findings, notes, detail }) {
	return title === null && detail === null && changes.length === 0 && findings.length === 0 && notes.length === 0;
}
/** The verdict. */
function titleLine(review) {
	return `### Schema check${ofName(review)}: ${headline(review)}`;
}
function ofName({ name }) {
	return name === null ? "" : ` of ${code(truncate(name, 100))}`;
}
function headline({ title, changes, failing, findings, approval }) {
	if (title !== null) return text(truncate(title, 300));
	const approved = approval?.given === true ? ", approved" : "";
	return `${verdict(changes, failing)}${approved}${findings.length === 0 ? "" : `, ${countFindings(findings)}`}`;
}
/** Nothing to say is said in one line. */
function quietLine(review) {
	const { database, base, head } = review;
	const span = base === "" && head === "" ? "" : ` between ${code(base)} and ${code(head)}`;
	return `No schema changes in ${code(truncate(database, 80))}${ofName(review)}${span}.`;
}
/** What was compared with what, and where. */
function contextLine({ database, base, head, server, proved, changes }) {
	const counts = new Set(changes.map((change) => change.class)).size < 2 ? [] : [countWords(changes)];
	const restored = proved === null ? [] : [proved ? "restore proved" : "**restore not proved**"];
	const span = base === "" && head === "" ? [] : [`base ${code(truncate(base, 80))} → head ${code(truncate(head, 80))}`];
	const on = server === "" ? [] : [text(truncate(server, 200))];
	return [
		...counts,
		code(truncate(database, 80)),
		...span,
		...on,
		...restored
	].join(" · ");
}
/** What a merge needs, in GitHub's colour for it; null where it needs nothing. */
function needsAlert({ approval, changes, failing, open }) {
	const label = approval === null ? "" : `the label ${code(truncate(approval.label, 100))}`;
	const plain = failing.every((change) => change.class === gravestOf(changes));
	const needs = [
		approval?.given === false ? `${label}${plain ? "" : ` (${classCounts(failing)})`}` : "",
		approval === null && failing.length > 0 ? `${plural(failing.length, "change")} taken back (${classCounts(failing)})` : "",
		open.length === 0 ? "" : `a fix for ${countFindings(open)}`
	].filter(Boolean);
	if (approval?.given === true && needs.length === 0) return alert("NOTE", `Approved by ${label}.`);
	if (needs.length === 0) return null;
	const approved = approval?.given === true ? `Approved by ${label}. ` : "";
	return alert(approval?.given !== true && failing.some((change) => change.class === "data-loss") ? "CAUTION" : "WARNING", `${approved}Merging needs ${needs.join(" and ")}.`);
}
/** A block that GitHub colours. */
function alert(kind, line) {
	return `> [!${kind}]\n> ${line}`;
}
/** Where to read on. */
function footLine({ known, links }) {
	const places = [links.summary === null ? [] : [`[job summary](${links.summary})`], links.artifact === null ? [] : [`[artifact](${links.artifact})`]].flat();
	return [knownWords(known), places.length === 0 ? "" : `Full report: ${places.join(" · ")}`].filter(Boolean).join(" ");
}
const NONE = {
	markdown: null,
	shortened: false
};
/** A table of changes, as many rows as there is room for. */
function changesSection(changes, room, options) {
	if (changes.length === 0) return NONE;
	const rows = fitting(changes.map((change) => changeRow(change, pageOf(options.places.get(change), options.links))), room - TABLE_HEADER.length - 200);
	const left = changes.length - rows.length;
	const kind = changes.every((change) => change.class === "safe") ? "safe change" : "change";
	if (rows.length === 0) return {
		markdown: `${plural(changes.length, kind)} not shown here.`,
		shortened: true
	};
	const more = left === 0 ? "" : `\n\nand ${plural(left, `more ${kind}`)}`;
	const table = `${[TABLE_HEADER, ...rows].join("\n")}${more}`;
	return {
		markdown: options.folded ? folded(plural(changes.length, kind), table) : table,
		shortened: left > 0
	};
}
/** The findings of the lint rules, each with its line, its object, what to do and its rule. */
function findingsSection(findings, room, links) {
	if (findings.length === 0) return NONE;
	const grouped = groupFindings(findings);
	const items = fitting(grouped.map((finding) => `- ${findingLine(finding, links)}`), room - 200);
	const left = grouped.length - items.length;
	const title = `**${plural(findings.length, "finding")}**`;
	const more = left === 0 ? [] : [`- and ${left} more`];
	return {
		markdown: [
			`${title}\n`,
			...items,
			...more
		].join("\n"),
		shortened: left > 0
	};
}
/** A finding as one line of Markdown, with its place linked and the statement that mends it below. */
function findingLine({ rule, severity, object, message, hint, file, line }, links) {
	const page = links.rules === null || !RULES.some(({ id }) => id === rule) ? code(rule) : `[${code(rule)}](${links.rules}${rule}.md)`;
	const place = file === null || line === null ? "" : ` at ${placeLink(file, line, links)}`;
	const subject = object === null ? "" : `${code(truncate(object, 160))}: `;
	const { words, sql } = adviceOf(hint ?? "");
	const advice = words === "" ? "" : `. ${text(truncate(words, 300))}${sql === "" ? "" : ":"}`;
	const head = `**${severity}**${place} · ${subject}${text(truncate(message, 400))}${advice} (${page})`;
	return sql === "" ? head : `${head}\n${fence("sql", sql).replaceAll(/^/gm, "  ")}`;
}
/** Longer statements are better written than copied. */
const LONGEST_FIX = 1e3;
/** What to do, in words, and the statement that does it, to be copied: `Keep the rows: ALTER TABLE … SET LOGGED;`. */
function adviceOf(hint) {
	const [all, words = "", sql = ""] = /^(?:(.*): )?((?:ALTER|COMMENT|CREATE|DROP|GRANT|REVOKE|SELECT) [^]*;)$/.exec(hint) ?? [];
	return all === void 0 || sql.length > LONGEST_FIX ? {
		words: hint,
		sql: ""
	} : {
		words,
		sql
	};
}
/** Where the SQL does not run, and why. */
function failureLine({ file, line, message }, links) {
	return `${placeLink(file, line, links)} · ${text(truncate(message, 500))}`;
}
function pageOf(place, { file: address }) {
	return place === void 0 || address === null ? null : target(address(place.file, place.line));
}
function placeLink(file, line, { file: address }) {
	const label = code(`${truncate(file, 200)}:${line}`);
	return address === null ? label : `[${label}](${target(address(file, line))})`;
}
/** An address that ends where it should in Markdown, whatever the file is called. */
function target(address) {
	return address.replace(/[^\w\-.~:/?#@!$&*+,;=%]/gu, (character) => character === "(" ? "%28" : character === ")" ? "%29" : character === "'" ? "%27" : encodeURIComponent(character.toWellFormed()));
}
/** Less of a diff than this is better left to the artifact. */
const LEAST_DIFF = 400;
/** The unified diff, folded, as many lines of it as there is room for. */
function diffSection({ text: diff, added, removed }, room, links) {
	if (diff === "") return NONE;
	const summary = `Schema diff (+${added} −${removed} ${added + removed === 1 ? "line" : "lines"})`;
	const all = visibleLines(diff.trimEnd()).split("\n");
	const lines = fitting(all, room - 300 - 2 * fenceLength(diff));
	const left = all.length - lines.length;
	const where = links.artifact === null ? "" : `, in the [artifact](${links.artifact})`;
	if (left > 0 && room < LEAST_DIFF) return {
		markdown: `${summary}: too long for this comment${where}.`,
		shortened: true
	};
	const rest = left === 0 ? "" : `\n\n${plural(left, "more line")}${where}`;
	return {
		markdown: folded(summary, `${fence("diff", lines.join("\n"))}${rest}`),
		shortened: left > 0
	};
}
/** The first lines that fit, each with its line break. */
function fitting(lines, room) {
	let used = 0;
	const end = lines.findIndex((line) => {
		used += line.length + 1;
		return used > room;
	});
	return lines.slice(0, end < 0 ? lines.length : end);
}
// src/action/comment.ts
/**
* The step: keeps the comment on the pull request. Where it cannot be written the run goes on: summary and annotations
* say the same.
*/
async function postComment(facts, run, outcome) {
	const { pullRequest, fork, dependabot, apiUrl, repository } = run.facts;
	if (pullRequest === null) return;
	const { reporter } = run.context;
	const { token, "network-timeout": seconds } = run.inputs;
	const step = reporter.step("comment");
	const elsewhere = "the summary and the annotations say the same";
	if (fork) return step.unchanged(`none: the token of a fork's pull request may only read; ${elsewhere}`);
	if (dependabot) return step.unchanged(`none: Dependabot's token may only read; ${elsewhere}`);
	if (token === void 0 || token === "") return step.unchanged(`none: there is no token; ${elsewhere}`);
	const review = reviewOf(facts, run, outcome);
	const { body, digest } = renderComment(review);
	const api = openApi({
		token,
		repository,
		apiUrl,
		timeoutMs: seconds * 1e3,
		permission: "pull-requests: write"
	});
	try {
		const kept = await keepComment(api, {
			number: pullRequest.number,
			digestOf: (text) => digestOf(text, review.id),
			body,
			digest,
			create: !isQuiet(review)
		});
		if (kept.url !== null) outcome.outputs["comment-url"] = kept.url;
		if (kept.status === "none") step.unchanged("none: there is nothing to say");
		else if (kept.status === "unchanged") step.unchanged("says the same already", [kept.url ?? ""]);
		else step.done(kept.status, [kept.url ?? ""]);
	} catch (error) {
		const hint = error instanceof UserError && error.hint !== void 0 ? [error.hint] : [];
		step.warn(`none: ${messageOf(error)}; ${elsewhere}`, hint);
	}
}
function reviewOf(facts, { inputs, settings, facts: event, context }, outcome) {
	const artifact = outcome.outputs["artifact-url"];
	const link = lineLinks(event);
	const name = commentName(inputs, settings);
	return {
		...facts,
		id: name || "schema",
		name: name || null,
		database: settings.database,
		links: {
			summary: event.runUrl,
			artifact: typeof artifact === "string" ? artifact : null,
			file: link,
			rules: rulePages(context.env, event)
		}
	};
}
// src/github/suggestions.ts
/** A review of more is read by nobody; the next run makes the next ones. */
const MOST = 10;
/**
* Suggests lines in a pull request: each once, on lines that it adds, and all that are new in one review.
*
* @throws UserError where GitHub does not answer, or not as hoped
*/
function keepSuggestions(api, { number, headSha, suggestions }) {
	const { owner, repo } = api;
	return api.call("suggest lines in the pull request", async (octokit, signal) => {
		const where = {
			owner,
			repo,
			pull_number: number,
			request: { signal }
		};
		const added = await addedLines(octokit, where, new Set(suggestions.map(({ path }) => path)));
		const placed = suggestions.flatMap((suggestion) => {
			const line = nearest(suggestion, added.get(suggestion.path));
			return line === void 0 ? [] : [{
				...suggestion,
				line
			}];
		});
		const elsewhere = suggestions.length - placed.length;
		if (placed.length === 0) return {
			made: 0,
			known: 0,
			elsewhere,
			url: null
		};
		const bodies = await ourBodies(octokit, where);
		const fresh = placed.filter(({ mark }) => !bodies.some((body) => body.includes(mark)));
		const comments = fresh.slice(0, MOST).map(({ path, line, body }) => ({
			path,
			line,
			side: "RIGHT",
			body
		}));
		const counts = {
			made: comments.length,
			known: placed.length - fresh.length,
			elsewhere
		};
		if (comments.length === 0) return {
			...counts,
			url: null
		};
		const { data } = await octokit.rest.pulls.createReview({
			...where,
			commit_id: headSha,
			event: "COMMENT",
			comments
		});
		return {
			...counts,
			url: data.html_url
		};
	});
}
/** The lines that a pull request adds to some files, by path and number. GitHub shows no patch of what is very large. */
async function addedLines(octokit, where, paths) {
	const added = /* @__PURE__ */ new Map();
	const pages = octokit.paginate.iterator(octokit.rest.pulls.listFiles, {
		...where,
		per_page: 100
	});
	for await (const { data } of pages) {
		for (const { filename, patch } of data) if (paths.has(filename) && patch !== void 0) added.set(filename, linesOf(patch));
		if (added.size === paths.size) break;
	}
	return added;
}
function linesOf(patch) {
	const lines = /* @__PURE__ */ new Map();
	let at = 0;
	for (const line of patch.split("\n")) {
		const hunk = /^@@ -\S+ \+(\d+)/.exec(line);
		if (hunk !== null) at = Number(hunk[1]);
		else if (line.startsWith("+")) lines.set(at++, line.slice(1).replace(/\r$/, ""));
		else if (line.startsWith(" ")) at++;
	}
	return lines;
}
/** Where the line is that is to be changed; of several with the same text the nearest. */
function nearest({ line, from }, added) {
	return [...added ?? []].filter(([, text]) => text === from).map(([number]) => number).sort((a, b) => Math.abs(a - line) - Math.abs(b - line))[0];
}
/** Anybody may write our mark into a comment: the author must be the one that we write as. */
async function ourBodies(octokit, where) {
	const bodies = [];
	const isOurs = ourAuthor(octokit, where.request);
	const pages = octokit.paginate.iterator(octokit.rest.pulls.listReviewComments, {
		...where,
		per_page: 100
	});
	for await (const { data } of pages) for (const { body, user } of data) if (body.includes("<!-- timescale-ci ") && await isOurs(user)) bodies.push(body);
	return bodies;
}
// src/report/suggestion.ts
/**
* The comment that suggests the fix of a finding. Null where it has none, and where the line holds what nobody could see
* in the suggestion.
*
* @param rules what a rule's page is behind; null to write its name only
*/
function renderSuggestion(finding, rules) {
	const { rule, file, fix } = finding;
	if (fix === void 0 || visibleLines(fix.to) !== fix.to) return null;
	const mark = `${marker("suggestion", digestFor(JSON.stringify([
		rule,
		file,
		fix.from,
		fix.to
	])))} -->`;
	return {
		mark,
		body: `${mark}\n${findingLine({
			...finding,
			file: null,
			line: null
		}, {
			summary: null,
			artifact: null,
			file: null,
			rules
		})}\n\n${fence("suggestion", fix.to)}`
	};
}
// src/action/suggest.ts
/**
* The step: suggests the lines that would be right, where a finding is mended by one. Where they cannot be written the
* run goes on: the comment has the findings.
*
* @param findings with their files from the root of the repository
*/
async function postSuggestions(findings, run) {
	const { pullRequest, fork, dependabot, apiUrl, repository } = run.facts;
	const { token, suggestions: wanted, "network-timeout": seconds } = run.inputs;
	if (!wanted || pullRequest === null || fork || dependabot || token === void 0 || token === "") return;
	const suggestions = suggestionsFor(findings, rulePages(run.context.env, run.facts));
	if (suggestions.length === 0) return;
	const step = run.context.reporter.step("suggest");
	const api = openApi({
		token,
		repository,
		apiUrl,
		timeoutMs: seconds * 1e3,
		permission: "pull-requests: write"
	});
	try {
		const { number, headSha } = pullRequest;
		const { made, known, elsewhere, url } = await keepSuggestions(api, {
			number,
			headSha,
			suggestions
		});
		const others = [known === 0 ? "" : `${plural(known, "suggestion")} made before`, elsewhere === 0 ? "" : `${plural(elsewhere, "line")} that the pull request does not add`].filter((part) => part !== "");
		if (url === null) step.unchanged(others.join(", "));
		else step.done([plural(made, "suggestion"), ...others].join(", "), [url]);
	} catch (error) {
		const hint = error instanceof UserError && error.hint !== void 0 ? [error.hint] : [];
		step.warn(`none: ${messageOf(error)}; the comment says what to do`, hint);
	}
}
function suggestionsFor(findings, rules) {
	return findings.flatMap((finding) => {
		const { file, fix } = finding;
		const rendered = renderSuggestion(finding, rules);
		return file === null || fix === void 0 || rendered === null ? [] : [{
			path: file,
			line: fix.line,
			from: fix.from,
			...rendered
		}];
	});
}
// src/action/review.ts
/**
* Checks a proposal: what a backup would find, with nothing written, and what lies between its base and its head. Without a
* base, as for a live database, it is held against the latest version.
*/
async function runReview(run) {
	const { facts, settings } = run;
	if (facts.event.startsWith("pull_request") && facts.action === "closed") return closed();
	if (facts.baseSha === null || settings["database-url"] !== void 0) return runCheck(run);
	return runComparison(run, facts.baseSha);
}
/** Nobody merges it any more; the comment tells what there was. */
function closed() {
	return {
		...emptyOutcome(),
		verdict: "The pull request is closed"
	};
}
function emptyOutcome() {
	return {
		ok: true,
		verdict: "",
		outputs: {},
		findings: [],
		summary: emptySummary()
	};
}
async function runComparison(run, sha) {
	const { inputs, facts, settings, context, temporary } = run;
	let result;
	try {
		result = await review({
			sha,
			headSha: facts.pullRequest?.headSha ?? null,
			given: run.given,
			config: inputs.config,
			directory: join(temporary, "base"),
			token: inputs.token,
			serverUrl: facts.serverUrl,
			page: inputs.artifact
		}, settings, context);
	} catch (error) {
		if (error instanceof ScriptError) await postComment(commentOnFailure(error, run), run, emptyOutcome());
		throw error;
	}
	const judgement = await judgeNow(result, run);
	const { base, since, changes, diff, dump } = result;
	const different = base === null || base.fingerprint !== dump?.fingerprint;
	const change = since === null || diff === null || diff.text === "" ? null : {
		since,
		diff,
		changes
	};
	const shown = newFindings(result, inputs["fail-on"]);
	const outcome = outcomeOf({
		...result,
		lint: shown
	}, change, run);
	outcome.ok = judgement.ok;
	const left = knownWords(result.lint.length - shown.length);
	if (left !== "") outcome.summary.facts = [...outcome.summary.facts, left];
	if (dump !== null) {
		const fingerprints = base === null ? null : {
			old: base.fingerprint,
			new: dump.fingerprint
		};
		Object.assign(outcome.outputs, { changed: different }, changeOutputs(changes, fingerprints, OUTPUT_BYTES));
		outcome.verdict = verdictOf(result, judgement) ?? outcome.verdict;
	}
	addApproval(outcome, judgement, result, run);
	await uploadResults(result, change, run, outcome);
	const comment = commentOf(result, judgement, outcome, run);
	await postComment(comment, run, outcome);
	await postSuggestions(comment.findings, run);
	return outcome;
}
/** In one line; undefined where what is wrong was said before. */
function verdictOf({ since, changes, readme, lint }, { failing, approval, open }) {
	if (readme === null) return void 0;
	const asked = approval !== null && !approval.given;
	if (failing.length > 0 && approval?.given !== true) {
		const way = [asked ? `the label ${approval.label}` : "", open.length > 0 ? `a fix for ${countFindings(open)}` : ""].filter(Boolean).join(" and ");
		return `${capital(verdict(failing, failing))}${way === "" ? "" : `: merging needs ${way}`}`;
	}
	if (open.length > 0 || asked) {
		const way = asked ? `: merging needs the label ${approval.label}` : "";
		return `The rules found ${countFindings(open.length > 0 ? open : lint)}${way}`;
	}
	if (changes === null) return "The schema builds, and there is nothing to compare it with";
	if (changes.length === 0) return `No schema change since ${since}`;
	return `The schema changes: ${describeClasses(changes)} since ${since}`;
}
/** What fails the run is an annotation of its own; what was let through is told. */
function addApproval(outcome, { failing, approval }, { places }, run) {
	if (approval?.given === true) {
		outcome.summary.facts = [...outcome.summary.facts, text(`Approved by the label ${approval.label}.`)];
		return;
	}
	const hint = approval === null ? void 0 : `Where it is meant, give the pull request the label ${approval.label}.`;
	outcome.findings.unshift(...failing.map((change) => {
		const at = places.get(change);
		const place = at === void 0 ? {} : {
			file: fromRoot(at.file, run),
			line: at.line,
			column: at.column
		};
		return {
			severity: "error",
			message: `${changeSubject(change)}: ${change.message}`,
			hint,
			...place
		};
	}));
}
/** Against the latest version, where there is no base to build. */
async function runCheck(run) {
	const result = await check(run.settings, run.context, { page: run.inputs.artifact });
	const change = changeOf(result, result, run);
	const outcome = outcomeOf(result, change, run);
	const outputs = changeOutputs(result.changes, fingerprintsOf(result, result.changes), OUTPUT_BYTES);
	Object.assign(outcome.outputs, { changed: result.changed }, outputs);
	if (result.ok) outcome.verdict = checkVerdict(result);
	await uploadResults(result, change, run, outcome);
	return outcome;
}
function checkVerdict({ changed, changes, latest }) {
	if (latest === void 0) return "The schema builds; there is no version to compare it with";
	if (!changed) return `No schema change since ${latest.file}`;
	return `The schema changes: ${changes === null ? "" : `${describeClasses(changes)} `}since ${latest.file}`;
}
const NO_DIFF = {
	text: "",
	added: 0,
	removed: 0
};
/** Where there is no base; the note says why. */
const ALONE = "the schema builds, and there is nothing to compare it with";
/** What the comment tells of a review. */
function commentOf(result, { approval, failing, open }, outcome, run) {
	const { base, since, note, changes, diff, places, lint, required, proof, server } = result;
	const missing = required.unmet.map(({ object, problem, hint, place }) => ({
		rule: "required",
		severity: "error",
		object,
		message: problem,
		hint,
		file: place?.file ?? null,
		line: place?.line ?? null,
		column: null
	}));
	const shown = newFindings(result, run.inputs["fail-on"]);
	const findings = [...missing, ...shown].map((finding) => ({
		...finding,
		file: finding.file === null ? null : fromRoot(finding.file, run)
	}));
	return {
		title: base === null ? result.readme === null ? outcome.verdict : ALONE : null,
		base: since ?? shortBase(run),
		head: shortHead(run),
		server,
		proved: proof === null ? null : proof.proved,
		changes: changes ?? [],
		failing,
		places: new Map([...places].map(([change, at]) => [change, {
			file: fromRoot(at.file, run),
			line: at.line
		}])),
		findings,
		known: lint.length - shown.length,
		diff: diff ?? NO_DIFF,
		notes: note === null ? [] : [note],
		outlook: result.outlook?.markdown ?? null,
		plan: result.plan,
		failure: null,
		detail: proof === null || proof.proved ? null : listLosses(proof).join("\n"),
		approval,
		open
	};
}
/** A comment that said all is well must not stand beside scripts that fail. */
function commentOnFailure(error, run) {
	const code = error.sqlstate === void 0 ? "" : ` (${error.sqlstate})`;
	return {
		title: "the schema does not build",
		base: shortBase(run),
		head: shortHead(run),
		server: "",
		proved: null,
		changes: [],
		failing: [],
		places: /* @__PURE__ */ new Map(),
		findings: [],
		known: 0,
		diff: NO_DIFF,
		notes: [],
		outlook: null,
		plan: null,
		failure: {
			file: fromRoot(error.file, run),
			line: error.line,
			message: `${error.reason}${code}`
		},
		detail: error.render().split("\n").slice(error.message.split("\n").length).join("\n"),
		approval: null,
		open: []
	};
}
function shortBase({ facts }) {
	return facts.baseSha?.slice(0, 7) ?? "";
}
function shortHead({ facts }) {
	return (facts.pullRequest?.headSha ?? facts.sha).slice(0, 7);
}
/**
* Judges a review. The labels are asked for where one decides: the event's are as old as the event, and one that was taken
* away since must not let a change through. Without an answer there is no approval.
*/
async function judgeNow(result, { inputs, facts, context }) {
	const { "fail-on": failOn, "approval-label": label, token, "network-timeout": seconds } = inputs;
	const { pullRequest, repository, apiUrl } = facts;
	const first = judge(result, failOn, label, pullRequest?.labels ?? []);
	if (first.approval === null || pullRequest === null || !token) return first;
	const api = openApi({
		token,
		repository,
		apiUrl,
		timeoutMs: seconds * 1e3,
		permission: "pull-requests: read"
	});
	try {
		return judge(result, failOn, label, await readLabels(api, pullRequest.number));
	} catch (error) {
		const hint = error instanceof UserError && error.hint !== void 0 ? [error.hint] : [];
		const so = `so the label ${label} counts for nothing in this run; run it again`;
		context.reporter.warn(`${messageOf(error)}: ${so}`, hint);
		return judge(result, failOn, label, []);
	}
}
/** What a proposal is told of: the findings that its base has too are only counted, unless they fail the run. */
function newFindings({ lint, known }, failOn) {
	return lint.filter((finding) => !known.has(finding) || failOn.includes(finding.severity));
}
// src/action/validate.ts
/** The required objects and the lint rules: the quickest check. */
async function runValidate(run) {
	const { ok, server, required, lint } = await validate(run.settings, run.context);
	return {
		ok,
		verdict: required.unmet.length > 0 ? describeUnmet(required) : `Every required object is there; ${rules(lint)}`,
		outputs: {},
		findings: findingsOf({
			required,
			lint: lint.findings,
			proof: null
		}, (file) => fromRoot(file, run)),
		summary: {
			...emptySummary(),
			facts: [text(server)]
		}
	};
}
function rules({ rules, findings }) {
	return `${plural(rules, "rule")}: ${countFindings(findings)}`;
}
// src/action/run.ts
const MODES = {
	backup: runBackup,
	review: runReview,
	validate: runValidate,
	drift: runDrift
};
/** The action as one process: inputs to settings, one mode, its outcome to the runner. */
async function run() {
	const started = performance.now();
	const { env } = process;
	const reporter = openReporter();
	reporter.heading(`timescale-ci ${version}`);
	disableRyuk(env);
	cleanUpOnExit(process, {
		signal: (name) => reporter.warn(`${name}: cleaning up`),
		crash: (error) => setFailed(messageOf(error))
	});
	const workspace = env["GITHUB_WORKSPACE"] ?? process.cwd();
	const where = {
		workspace,
		cwd: workspace
	};
	const facts = readEvent(env, await readPayload(env["GITHUB_EVENT_PATH"]));
	let outcome;
	try {
		outcome = await work(where, facts, reporter, env);
	} catch (error) {
		await unlessClosing();
		const failure = describeFailure(error, where);
		tell(reporter, error, failure);
		outcome = failureOutcome(failure);
	} finally {
		await cleanUp();
	}
	const seconds = (performance.now() - started) / 1e3;
	const sarif = getInput("sarif-file");
	await publish(outcome, {
		reporter,
		facts,
		summaryFile: env["GITHUB_STEP_SUMMARY"],
		seconds,
		sarifFile: sarif === "" ? "" : resolve(workspace, sarif)
	});
	saveState("clean", "true");
}
/** @param where its working directory is set as soon as it is known, for a failure's place in a file */
async function work(where, facts, reporter, env) {
	const { action: inputs, given } = readInputs(getInput);
	if (inputs.token !== void 0) setSecret(inputs.token);
	const mode = chooseMode(inputs.mode, facts);
	where.cwd = resolve(where.workspace, inputs["working-directory"]);
	if (!existsSync(where.cwd)) throw new UserError(`there is no directory ${inputs["working-directory"]}`, { hint: "Check the input working-directory, and that actions/checkout runs in a step before this one." });
	const file = resolve(where.cwd, inputs.config ?? "timescale-ci.yml");
	const settings = await loadSettings(given, file, inputs.config !== void 0, checkLintSettings);
	await refuseOutside(resolve(where.cwd, settings["schema-dir"]), settings["schema-dir"], where.workspace);
	showSettings(reporter, mode, {
		event: facts.event,
		...inputs,
		...settings
	});
	const runId = `${facts.runId || "local"}-${facts.attempt}-${randomBytes(6).toString("hex")}`;
	saveState("run", runId);
	return await MODES[mode]({
		...where,
		temporary: join(env["RUNNER_TEMP"] ?? tmpdir(), `timescale-ci-${runId}`),
		inputs,
		settings,
		given,
		facts,
		context: {
			reporter,
			cwd: where.cwd,
			now: () => /* @__PURE__ */ new Date(),
			env,
			fork: facts.fork && !inputs["fork-programs"],
			mask: setSecret,
			runId
		}
	});
}
/** @throws UserError where a link in the checkout would have files written elsewhere on the runner */
async function refuseOutside(directory, name, workspace) {
	const target = await realpath(directory).catch(() => void 0);
	if (target === void 0 || isInside(target, await realpath(workspace)) || !isInside(directory, workspace)) return;
	throw new UserError(`${name} leads out of the workspace, to ${target}`, { hint: "Put a directory in place of the symbolic link, or name another one: schema-dir." });
}
function isInside(path, directory) {
	return path === directory || path.startsWith(`${directory}${sep}`);
}
async function readPayload(path) {
	return path === void 0 ? void 0 : await readFile(path, "utf8").catch(() => void 0);
}
// src/action/main.ts
process.noDeprecation = true;
await run();
process.exit();
export {};
