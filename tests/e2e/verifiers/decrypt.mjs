import { readFileSync } from "node:fs";
import { compactDecrypt, importJWK } from "jose";
const [key, jwe] = process.argv.slice(2).map((path) => readFileSync(path, "utf8").trim());
const only = { keyManagementAlgorithms: ["ECDH-ES"], contentEncryptionAlgorithms: ["A256GCM"], maxDecompressedLength: 0 };
const { plaintext } = await compactDecrypt(jwe, await importJWK(JSON.parse(key), "ECDH-ES"), only);
process.stdout.write(plaintext);
