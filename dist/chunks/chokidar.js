export { r as watch } from "./vendor~index.js";
