export { t as pgDump } from "./vendor~pg_dump.js";
