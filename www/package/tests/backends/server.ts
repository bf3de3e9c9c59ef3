/**
 * One server beside the real ones, for a test that drives a browser: it gives out grants, and has the receivers that no program
 * can be had for. `/stores/TYPE` says what has come: the digest of each object, by its name.
 *
 * A webhook is received as a small service would do it: `jose` verifies what is sealed, nothing of ours. Forms are read by the parser
 * that Node has of its own. The addresses of the others come by the environment.
 */
import { calculateJwkThumbprint, type FlattenedJWS, flattenedVerify, importJWK, type JWK } from "jose";
import josePackage from "jose/package.json";
import * as receivers from "../receivers.js";
import { type Answer, type Asked, type Contract, Objects, Receiver, sha256 } from "../receivers.js";
import { Azure } from "./azure.js";
import { grant, type Places } from "./grants.js";

function given(name: string): string {
  const value = process.env[name];
  if (value === undefined) {
    throw new Error(`${name} is not in the environment`);
  }
  return value;
}

const CONTAINER = "inbox";
const azure = new Azure(given("AZURE"), CONTAINER);
const places: Places = {
  s3: `${given("S3")}/${given("BUCKET")}`,
  bucket: { name: given("BUCKET"), keyId: given("KEY_ID"), secret: given("SECRET"), region: given("REGION") },
  container: azure.url,
  containerName: CONTAINER,
};

const webhooks = new Objects();
const repository = { github: new Objects(), gitlab: new Objects() };
const instances = new Map<string, { readonly xml: string; readonly files: Objects }>();
const posts: { readonly fields: Record<string, string>; readonly files: readonly string[] }[] = [];

/** Verified by a stock library, with the key that the header names: whose it is is for the agency's list of keys to say. */
async function verified(body: Buffer): Promise<{ readonly jti: string; readonly sha256: string }> {
  const file = JSON.parse(body.toString()) as FlattenedJWS;
  const header = JSON.parse(Buffer.from(file.protected ?? "", "base64url").toString()) as { jwk: JWK; kid: string };
  const { payload } = await flattenedVerify(file, await importJWK(header.jwk, "ES256"), { algorithms: ["ES256"] });
  if ((await calculateJwkThumbprint(header.jwk)) !== header.kid) {
    throw new Error("the key has another name");
  }
  const { jti } = JSON.parse(new TextDecoder().decode(payload)) as { jti: string };
  return { jti, sha256: sha256(payload) };
}

const receive = receivers.webhook(webhooks);

async function webhook(asked: Asked): Promise<Answer> {
  if (asked.method === "PUT") {
    return receive(asked);
  }
  try {
    const { jti, sha256 } = await verified(asked.body);
    if (asked.headers["idempotency-key"] !== `"${jti}"`) {
      return { status: 422 };
    }
    const { status } = await receive(asked);
    return { status, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ sha256 }) };
  } catch (error) {
    return { status: 400, body: String(error) };
  }
}

/** By the beginning of the path. */
const CONTRACTS: Readonly<Record<string, Contract>> = {
  webhook,
  form: receivers.formBackend(posts),
  openrosa: receivers.openrosa(instances),
  repos: receivers.github(repository.github),
  api: receivers.gitlab(repository.gitlab),
  grant: ({ path, body }) => grant(path, body.toString(), places),
  stores: ({ path }) => said(stores(path)),
  versions: () => said(versions()),
};

async function said(what: unknown): Promise<Answer> {
  return { status: 200, headers: { "Content-Type": "application/json" }, body: JSON.stringify(await what) };
}

function versions(): object {
  return { node: process.versions.node, jose: josePackage.version };
}

/** What has come to a type: a list, for the same may have come twice. */
async function stores(path: string): Promise<readonly (readonly [string, string])[]> {
  const digests = (objects: Objects): readonly (readonly [string, string])[] =>
    [...objects.all].map(([name, { bytes }]) => [name, sha256(bytes)]);
  switch (path.split("/")[2]) {
    case "webhook":
      return digests(webhooks);
    case "github":
      return digests(repository.github);
    case "gitlab":
      return digests(repository.gitlab);
    case "openrosa":
      return [...instances].flatMap(([id, { files }]) =>
        digests(files).map(([name, digest]) => [`${id}/${name}`, digest] as const),
      );
    case "form":
      return posts.flatMap(({ fields, files }) => [
        [fields["jti"] ?? "", sha256(fields["jws"] ?? fields["jwe"] ?? "")] as const,
        ...files.map((file) => [file, file.split(" ").at(-1) ?? ""] as const),
      ]);
    case "azure":
      return Object.entries(await azure.objects());
    default:
      throw new Error(`there is no store at ${path}`);
  }
}

const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "POST, PUT, HEAD",
  "Access-Control-Allow-Headers": "content-type, idempotency-key, x-openrosa-version, authorization",
  "Access-Control-Expose-Headers": "Retry-After",
};

async function answer(asked: Asked): Promise<Answer> {
  if (asked.method === "OPTIONS") {
    return { status: 204, headers: CORS };
  }
  const contract = CONTRACTS[asked.path.split("/")[1] ?? ""];
  const { status, headers, body } = (await contract?.(asked)) ?? { status: 404 };
  return { status, headers: { ...headers, ...CORS }, ...(body === undefined ? {} : { body }) };
}

await azure.setUp();
await Receiver.start(answer, Number(given("PORT")));
