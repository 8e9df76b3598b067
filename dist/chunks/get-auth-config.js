import { v as require_get_auth_config } from "./vendor.js";
export default require_get_auth_config();
export {};
