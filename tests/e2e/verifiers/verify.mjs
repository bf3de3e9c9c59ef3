import { readFileSync } from "node:fs";
import { EmbeddedJWK, flattenedVerify } from "jose";

const file = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { payload, protectedHeader } = await flattenedVerify(file, EmbeddedJWK, { algorithms: ["ES256"] });
if (protectedHeader.typ !== "sealform-submission+jws") throw new Error(`not a submission: ${protectedHeader.typ}`);
console.log(JSON.parse(new TextDecoder().decode(payload)).jti, "ok");
