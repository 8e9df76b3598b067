export { t as pageAssets } from "./page.js";
