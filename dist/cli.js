#!/usr/bin/env node
// src/cli/main.ts
/** The oldest Node that has everything the command line uses (fs.glob, which 22 brought). The action runs on 24. */
const OLDEST = 22;
process.noDeprecation = true;
const [major = 0] = process.versions.node.split(".").map(Number);
if (major < OLDEST) {
	process.stderr.write(`timescale-ci needs Node ${OLDEST} or later, this is ${process.version}.\nInstall Node 22 or 24 (https://nodejs.org). In a checkout of timescale-ci, "npm ci" brings Node 24 along: run "npm run -s timescale-ci -- ARGUMENTS".
`);
	process.exitCode = 2;
} else await import("./chunks/start.js");
export {};
