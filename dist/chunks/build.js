import { t as require_build } from "./vendor~index2.js";
export default require_build();
export {};
