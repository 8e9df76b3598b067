import { t as require_get_auth_config } from "./vendor~get-auth-config~index.js";
export default require_get_auth_config();
export {};
