export { t as getOctokit } from "./vendor~artifact~github.js";
