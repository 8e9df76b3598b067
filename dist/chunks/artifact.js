export { t as DefaultArtifactClient } from "./vendor~artifact.js";
