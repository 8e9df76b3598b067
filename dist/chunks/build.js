import { g as require_build } from "./vendor.js";
export default require_build();
export {};
