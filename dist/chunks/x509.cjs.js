import { t as require_x509_cjs } from "./vendor~x509.cjs.js";
export default require_x509_cjs();
export {};
