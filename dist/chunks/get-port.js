import { y as require_get_port } from "./vendor.js";
export default require_get_port();
export {};
