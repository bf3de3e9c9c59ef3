import { readFileSync } from "node:fs";
import { calculateJwkThumbprint, flattenedVerify, importJWK } from "jose";

const file = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { x, y } = JSON.parse(Buffer.from(file.protected, "base64url").toString()).jwk;
const jwk = { crv: "P-256", kty: "EC", x, y };
const kid = await calculateJwkThumbprint(jwk);
const header = JSON.stringify({ alg: "ES256", jwk, kid, typ: "sealform-submission+jws" });
if ("header" in file || file.protected !== Buffer.from(header).toString("base64url")) throw new Error("not a submission");
const { payload } = await flattenedVerify(file, await importJWK(jwk, "ES256"), { algorithms: ["ES256"] });
console.log(JSON.parse(new TextDecoder().decode(payload)).jti, "ok, sealed by", kid);
