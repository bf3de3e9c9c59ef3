import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, it, vi } from "vitest";
import { readDelivery, TYPES } from "../src/device/delivery-reader.js";
import { readGrants } from "../src/device/grants.js";
import { sha256 } from "./receivers.js";

const GUIDE = readFileSync(new URL("../../docs/delivery.md", import.meta.url), "utf8");

const blocks = (language: string): readonly string[] =>
  [...GUIDE.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, "gms"))].map(([, text]) => text ?? "");

/** The server of the guide, in a process of its own. */
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) {
    child.kill();
  }
});

const ENVIRONMENT = {
  KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  SECRET: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  REGION: "us-east-1",
  HOST: "examplebucket.s3.amazonaws.com",
  ORIGIN: "https://survey.example",
};

/** Runs a script beside the server of the guide; gives what it prints first. */
async function run(script: string, port: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "sealform-grant-"));
  const server = join(folder, "grant.mjs");
  writeFileSync(server, blocks("js")[0] ?? "");
  writeFileSync(
    join(folder, "run.mjs"),
    `const grant = await import(${JSON.stringify(pathToFileURL(server).href)});\n${script}`,
  );
  const child = spawn(process.execPath, [join(folder, "run.mjs")], {
    env: { ...ENVIRONMENT, PORT: port },
    stdio: ["ignore", "pipe", "inherit"],
  });
  started.push(child);
  return new Promise((resolve) => child.stdout.once("data", (bytes: Buffer) => resolve(bytes.toString().trim())));
}

it("shows deliveries that are read without a fault", () => {
  const deliveries = blocks("json").filter((text) => text.includes('"targets"'));
  expect(deliveries).toHaveLength(3);
  for (const text of deliveries) {
    expect(readDelivery(text, "https://page.example/").targets.length).toBeGreaterThan(0);
  }
});

it("lists every type", () => {
  for (const type of TYPES) {
    expect(GUIDE, type).toContain(`\n| \`${type}\` | `);
  }
});

it("signs as Amazon's own example does", async () => {
  // docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
  const script = 'console.log(grant.presign("GET", "/test.txt", {}, 86400, new Date("2013-05-24T00:00:00Z")));';
  expect(await run(script, "0")).toBe(
    "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256" +
      "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z" +
      "&X-Amz-Expires=86400&X-Amz-SignedHeaders=host" +
      "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
  );
});

it("gives out grants that are read, and nothing for what is no digest", async () => {
  const port = String(20_000 + (process.pid % 20_000));
  await run('console.log("ready");', port);
  const address = `http://127.0.0.1:${port}/grant`;
  const ask = (body: unknown): Promise<Response> => fetch(address, { method: "POST", body: JSON.stringify(body) });
  await vi.waitFor(() => fetch(address, { method: "OPTIONS" }), 5000);
  const [file, blob] = [sha256("file"), sha256("blob")];
  const response = await ask({ jti: "a", sha256: file, blobs: [{ sha256: blob, size: 7 }] });
  expect(response.headers.get("Access-Control-Allow-Origin")).toBe(ENVIRONMENT.ORIGIN);
  const rows = readGrants(await response.text(), address, Date.now());
  expect([...rows.keys()]).toEqual([file, blob]);
  expect(rows.get(file)?.url).toContain(`/in/${file}.jws.json?`);
  expect(rows.get(blob)?.headers).toEqual({ "If-None-Match": "*" });
  expect(rows.get(blob)?.expires).toBeGreaterThan(Date.now() + 500_000);
  expect((await ask({ jti: "a", sha256: "../x", blobs: [] })).status).toBe(400);
  expect((await ask({ jti: "a", sha256: file, blobs: [{ sha256: blob, size: 9e9 }] })).status).toBe(413);
  expect((await ask("nothing")).status).toBe(400);
});
