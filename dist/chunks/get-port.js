import { t as require_get_port } from "./vendor~action~index.js";
export default require_get_port();
export {};
