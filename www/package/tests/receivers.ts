/** Servers on this machine that speak the published contract of each target, and fail as they are told. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What goes wrong with one request; the effect comes first where its name says so. */
export type Fault =
  | "drop-before"
  | "drop-after"
  | "hang-before"
  | "hang-after"
  | "truncated-after"
  | "redirect"
  | { readonly status: number; readonly retryAfter?: string };

export type Contract = (asked: Asked) => Answer | Promise<Answer>;

/** How long a server is silent before its connection is gone. */
const SILENT_MS = 40;

export class Receiver {
  readonly asked: Asked[] = [];
  fault: (asked: Asked) => Fault | null = () => null;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(contract: Contract, port = 0): Promise<Receiver> {
    const server = createServer((request, response) => {
      void receiver.#serve(request, response, contract);
    });
    const receiver = new Receiver(server);
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse, contract: Contract): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) {
        chunks.push(chunk as Buffer);
      }
    } catch {
      return;
    }
    const { pathname: path, searchParams: query } = new URL(request.url ?? "/", "http://127.0.0.1");
    const asked = { method: request.method ?? "", path, query, headers: request.headers, body: Buffer.concat(chunks) };
    this.asked.push(asked);
    const fault = this.fault(asked);
    if (fault === "drop-before" || fault === "hang-before") {
      await silence(fault === "hang-before" ? SILENT_MS : 0);
      request.socket.destroy();
      return;
    }
    if (fault === "redirect") {
      response.writeHead(302, { Location: "/elsewhere" }).end();
      return;
    }
    if (typeof fault === "object" && fault !== null) {
      response.writeHead(fault.status, fault.retryAfter === undefined ? {} : { "Retry-After": fault.retryAfter }).end();
      return;
    }
    const { status, headers = {}, body = "" } = await contract(asked);
    if (fault === "drop-after" || fault === "hang-after") {
      await silence(fault === "hang-after" ? SILENT_MS : 0);
      request.socket.destroy();
      return;
    }
    if (fault === "truncated-after") {
      response.writeHead(status, { ...headers, "Content-Length": String(body.length + 100) });
      response.write(body);
      await silence(0);
      request.socket.destroy();
      return;
    }
    response.writeHead(status, { ...headers }).end(body);
  }
}

function silence(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** An object that was written, and how often. */
export interface Stored {
  readonly bytes: Buffer;
  readonly type: string;
  writes: number;
}

/** What a server has, by the names of its objects. */
export class Objects {
  readonly all = new Map<string, Stored>();

  write(name: string, bytes: Uint8Array, type: string): void {
    const before = this.all.get(name);
    this.all.set(name, { bytes: Buffer.from(bytes), type, writes: (before?.writes ?? 0) + 1 });
  }

  has(name: string): boolean {
    return this.all.has(name);
  }

  /** The names of what is there, in their order. */
  get names(): readonly string[] {
    return [...this.all.keys()];
  }
}

const xml = (code: string): string => `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`;

/** PutObject with presigned addresses; a signature is over when it is in `over`. */
export function s3Put(objects: Objects, over: ReadonlySet<string> = new Set()): Contract {
  return ({ method, path, query, headers, body }) => {
    if (over.has(query.get("X-Amz-Signature") ?? "")) {
      return { status: 403, body: xml("AccessDenied") };
    }
    if (method !== "PUT" || headers["if-none-match"] !== "*") {
      return { status: 400, body: xml("InvalidRequest") };
    }
    if (objects.has(path)) {
      return { status: 412, body: xml("PreconditionFailed") };
    }
    objects.write(path, body, String(headers["content-type"]));
    return { status: 200 };
  };
}

/** POST Object: the policy comes before the file, and nothing behind it. */
export function s3Post(objects: Objects): Contract {
  return async ({ headers, body }) => {
    const form = await formOf(headers, body);
    const names = [...form.keys()];
    if (names.at(-1) !== "file" || form.get("policy") !== "signed") {
      return { status: 403, body: xml("AccessDenied") };
    }
    const file = form.get("file") as File;
    // The name of the file stands in for `${filename}`.
    const key = String(form.get("key")).replace(/\$\{filename\}/, file.name);
    objects.write(key, new Uint8Array(await file.arrayBuffer()), file.type);
    return { status: 204 };
  };
}

/** Put Blob with a shared access signature that may create and write. */
export function azure(objects: Objects): Contract {
  return ({ method, path, query, headers, body }) => {
    if (query.get("sig") !== "s" || method !== "PUT") {
      return { status: 403, headers: { "x-ms-error-code": "AuthenticationFailed" } };
    }
    if (headers["x-ms-blob-type"] !== "BlockBlob") {
      return { status: 400, headers: { "x-ms-error-code": "MissingRequiredHeader" } };
    }
    if (objects.has(path) && headers["if-none-match"] === "*") {
      return { status: 409, headers: { "x-ms-error-code": "BlobAlreadyExists" }, body: xml("BlobAlreadyExists") };
    }
    objects.write(path, body, String(headers["content-type"]));
    return { status: 201 };
  };
}

/** PUT into a folder that is there. */
export function webdav(objects: Objects, folder = "/dav/"): Contract {
  return ({ method, path, headers, body }) => {
    if (method !== "PUT") {
      return { status: 405 };
    }
    if (!path.startsWith(folder)) {
      return { status: 409 };
    }
    const isNew = !objects.has(path);
    objects.write(path, body, String(headers["content-type"]));
    return { status: isNew ? 201 : 204 };
  };
}

/** Tables with unique columns. A `jti` stands in one row. */
export function postgrest(objects: Objects): Contract {
  return ({ method, path, query, headers, body }) => {
    if (headers["authorization"] !== "Bearer anon" || headers["apikey"] !== "anon") {
      return { status: 401, body: JSON.stringify({ code: "PGRST301" }) };
    }
    if (method !== "POST" || headers["prefer"] !== "resolution=ignore-duplicates,return=minimal") {
      return { status: 400 };
    }
    const row = JSON.parse(body.toString()) as Record<string, string>;
    const unique = (query.get("on_conflict") ?? "").split(",").map((column) => row[column]);
    const name = `${path}/${unique.join("/")}`;
    if (unique.includes(undefined)) {
      return { status: 400 };
    }
    if (!objects.has(name)) {
      const isOther = objects.names.some(
        (other) => row["jti"] !== undefined && other.startsWith(`${path}/${row["jti"]}/`),
      );
      if (isOther) {
        return { status: 409, body: JSON.stringify({ code: "23505" }) };
      }
      objects.write(name, Buffer.from(body), "row");
    }
    return { status: 201 };
  };
}

/** ODK Central: the same XML again is accepted, with what is attached to it; other XML is a conflict. */
export function openrosa(instances: Map<string, { readonly xml: string; readonly files: Objects }>): Contract {
  return async ({ method, headers, body }) => {
    if (method !== "POST" || headers["x-openrosa-version"] !== "1.0") {
      return { status: 400 };
    }
    const form = await formOf(headers, body);
    const text = await (form.get("xml_submission_file") as File).text();
    const id = /<orx:instanceID>([^<]+)</.exec(text)?.[1] ?? "";
    const instance = instances.get(id) ?? { xml: text, files: new Objects() };
    if (instance.xml !== text) {
      return { status: 409 };
    }
    instances.set(id, instance);
    for (const [name, file] of form) {
      if (name !== "xml_submission_file" && file instanceof File) {
        instance.files.write(name, new Uint8Array(await file.arrayBuffer()), file.type);
      }
    }
    return { status: 201, body: "<OpenRosaResponse/>" };
  };
}

/** GitHub: what is there is written over only by whoever names it; a branch that moved on is 409. */
export function github(objects: Objects): Contract {
  return ({ method, path, headers, body }) => {
    if (headers["authorization"] !== "Bearer t") {
      return { status: 401 };
    }
    if (method === "HEAD") {
      return { status: objects.has(path) ? 200 : 404 };
    }
    const { message, content, branch } = JSON.parse(body.toString()) as Record<string, string>;
    if (method !== "PUT" || message === undefined || content === undefined || branch !== "reports") {
      return { status: 400 };
    }
    if (objects.has(path)) {
      return { status: 422, body: JSON.stringify({ message: 'Invalid request.\n\n"sha" wasn\'t supplied.' }) };
    }
    objects.write(path, Buffer.from(content, "base64"), "commit");
    return { status: 201 };
  };
}

export function gitlab(objects: Objects): Contract {
  return ({ method, path, query, body }) => {
    if (method === "HEAD") {
      return { status: query.get("ref") === "main" && objects.has(path) ? 200 : 404 };
    }
    const { branch, commit_message, content, encoding } = JSON.parse(body.toString()) as Record<string, string>;
    if (method !== "POST" || branch !== "main" || commit_message === undefined || encoding !== "base64") {
      return { status: 400, body: "{}" };
    }
    if (objects.has(path)) {
      return { status: 400, body: JSON.stringify({ message: "A file with this name already exists" }) };
    }
    objects.write(path, Buffer.from(content ?? "", "base64"), "commit");
    return { status: 201 };
  };
}

/** A server of one's own: one effect for each `jti`, and attachments by their digest. */
export function webhook(objects: Objects): Contract {
  return ({ method, path, headers, body }) => {
    if (method === "PUT") {
      if (!path.endsWith(sha256(body))) {
        return { status: 400 };
      }
      objects.write(path, body, String(headers["content-type"]));
      return { status: 201 };
    }
    const key = String(headers["idempotency-key"]);
    const before = objects.all.get(key);
    if (before !== undefined && !before.bytes.equals(body)) {
      return { status: 409, body: "{}" };
    }
    if (before === undefined) {
      objects.write(key, body, String(headers["content-type"]));
    }
    return { status: 200 };
  };
}

/** A form backend, which takes every post for a new one. */
export function formBackend(
  posts: { readonly fields: Record<string, string>; readonly files: readonly string[] }[],
): Contract {
  return async ({ headers, body }) => {
    const form = await formOf(headers, body);
    const fields: Record<string, string> = {};
    const files: string[] = [];
    for (const [name, value] of form) {
      if (value instanceof File) {
        files.push(`${name} ${value.name} ${sha256(new Uint8Array(await value.arrayBuffer()))}`);
      } else {
        fields[name] = value;
      }
    }
    posts.push({ fields, files });
    return { status: 200, body: '{"ok":true}' };
  };
}

function formOf(headers: Asked["headers"], body: Buffer): Promise<FormData> {
  return new Response(new Uint8Array(body), {
    headers: { "Content-Type": String(headers["content-type"]) },
  }).formData();
}
