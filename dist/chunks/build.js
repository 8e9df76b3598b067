import { t as require_build } from "./vendor~index.js";
export default require_build();
export {};
