import { t as require_Reflect } from "./vendor~Reflect.js";
export default require_Reflect();
export {};
