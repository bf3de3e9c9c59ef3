import "fake-indexeddb/auto";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { RemoteTarget, ServerTarget } from "../src/device/delivery.js";
import { readDelivery, TYPES } from "../src/device/delivery-reader.js";
import { decrypt, type PrivateKey } from "../src/device/encryption/decrypt.js";
import { forgetEncrypted } from "../src/device/encryption/forget.js";
import type { Recipient } from "../src/device/encryption/recipient.js";
import { type BlobProgress, NO_BLOBS } from "../src/device/entry.js";
import { judge, type Reply } from "../src/device/outcome.js";
import { send, type Way } from "../src/device/send.js";
import { sendToFrame } from "../src/device/targets/frame.js";
import { sha256 } from "./receivers.js";
import { attachment, Kept, submission } from "./submissions.js";

/** Stands in the answers, the comments, the score, the attachment and its name: nobody on the way may see any of it. */
const SECRET = "Sentinel0Answer";
const PHOTO = attachment(`photo-${SECRET}.jpg`, `a photo of ${SECRET}`);
const FILE = submission("11111111-1111-4111-8111-111111111111", [PHOTO], {
  answers: { who: { v: SECRET, c: `said ${SECRET}` } },
  score: { [SECRET]: "3/4" },
  repeats: { [SECRET]: [1] },
});

/** What a text may look like on its way: as it is, in hexadecimal, and in base64 and base64url at each of its three offsets. */
function shapes(text: string): readonly string[] {
  const bases = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from("x".repeat(offset) + text).toString("base64");
    // The letters at both ends also hold bits of what stands beside them.
    return encoded.slice(offset === 0 ? 0 : 4, -4);
  });
  return [text, Buffer.from(text).toString("hex"), ...bases, ...bases.map((base) => base.replaceAll("+", "-"))];
}

/** Everything that may not be seen: the digest of a photo confirms which one it is. */
const HIDDEN = [...shapes(SECRET), PHOTO.sha256, FILE.sha256, ...shapes(PHOTO.sha256)];

interface Seen {
  readonly url: string;
  readonly text: string;
}
const requests: Seen[] = [];
let answer: (request: Seen) => Response;
let agency: PrivateKey;
let recipient: Recipient;

/** All that a request says: its address, its headers and its body, with the names of files. */
async function asText(url: string, init: RequestInit): Promise<string> {
  const body = Buffer.from(
    await new Request("https://x.example/", { method: "POST", body: init.body ?? "" }).arrayBuffer(),
  );
  return [url, JSON.stringify(init.headers ?? {}), body.toString("latin1"), decodeURIComponent(url)].join("\n");
}

beforeAll(async () => {
  const { privateKey } = await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, ["deriveBits"]);
  const { x, y, d } = await crypto.subtle.exportKey("jwk", privateKey);
  recipient = { crv: "P-256", kty: "EC", x: String(x), y: String(y) };
  agency = { ...recipient, d: String(d) };
});
beforeEach(() => {
  requests.length = 0;
  answer = ({ url, text }) => (url.includes("/grant") ? grants(text) : new Response(null, { status: 201 }));
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    const request = { url, text: await asText(url, init) };
    requests.push(request);
    return answer(request);
  });
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await forgetEncrypted(FILE.jti);
});

/** A row for every digest that a question names. */
function grants(text: string): Response {
  const digests = [...new Set(text.match(/\b[0-9a-f]{64}\b/g) ?? [])];
  const fields = { key: "in" };
  const puts = digests.map((sha256) => ({ sha256, url: `https://a.example/in/${sha256}`, fields }));
  return Response.json({ puts });
}

function target(members: object): RemoteTarget {
  const text = JSON.stringify({ targets: [members], encrypt: recipient });
  return readDelivery(text, "https://a.example/").targets[0] as RemoteTarget;
}

interface Sent {
  readonly reply: Reply;
  readonly blobs: BlobProgress;
}

async function deliver(to: RemoteTarget, before = NO_BLOBS): Promise<Sent> {
  const kept = new Kept();
  kept.keep(PHOTO);
  let blobs = before;
  const way: Way = {
    blobs,
    store: kept,
    recipient: to.encrypt,
    progress: async (now) => {
      blobs = now;
    },
  };
  return { reply: await (to.type === "frame" ? sendToFrame(to, FILE, way) : send(to, FILE, way)), blobs };
}

/** What the JWEs among what was sent have in them. */
async function opened(text: string): Promise<readonly string[]> {
  const jwes = text.match(/eyJ[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];
  const plain = jwes.map(async (jwe) => new TextDecoder().decode(await decrypt(jwe, agency)));
  return Promise.all(plain);
}

const ADDRESSED: Readonly<Record<string, object>> = {
  webhook: { url: "in", blobs: "blobs/" },
  "s3-put": { url: "in/" },
  "s3-post": { url: "in/", grant: "grant" },
  azure: { url: "in/" },
  webdav: { url: "in/" },
  postgrest: { url: "rows", blobs: "blobs" },
  json: { url: "repos/a/contents/in" },
  form: { url: "in", blobs: true },
};
const SERVERS = TYPES.filter((type) => !["page", "file", "share", "openrosa"].includes(type));

describe("where `encrypt` is set", () => {
  it("every type of target is looked at here", () => {
    expect(Object.keys(ADDRESSED).sort()).toEqual([...SERVERS].sort());
  });

  it.each(SERVERS)("nothing of an answer is in any request of the type %s", async (type) => {
    const { reply, blobs } = await deliver(target({ type, ...ADDRESSED[type] }));
    expect(judge(reply)).toEqual({ is: "delivered" });
    expect(blobs).toEqual({ total: 1, arrived: [PHOTO.sha256], lost: [] });
    for (const { text } of requests) {
      expect(HIDDEN.filter((hidden) => text.includes(hidden))).toEqual([]);
    }
    // Base64 of a repository, and hexadecimal of a table, hold the JWE and nothing else.
    const bodies = requests.map(({ text }) => text).join("\n");
    const unwrapped = [
      bodies,
      ...[...bodies.matchAll(/"content":"([^"]+)"/g)].map(([, content = ""]) =>
        Buffer.from(content, "base64").toString(),
      ),
      ...[...bodies.matchAll(/\\\\x([0-9a-f]+)/g)].map(([, content = ""]) => Buffer.from(content, "hex").toString()),
    ].join("\n");
    expect(new Set(await opened(unwrapped))).toEqual(new Set([FILE.jws, `a photo of ${SECRET}`]));
    expect(HIDDEN.filter((hidden) => unwrapped.includes(hidden))).toEqual([]);
  });

  it("this test sees what goes in the clear", async () => {
    const { encrypt: _, ...to } = target({ type: "form", url: "in" }) as ServerTarget;
    await deliver(to);
    const seen = HIDDEN.filter((hidden) => requests.some(({ text }) => text.includes(hidden)));
    // In the score, in the base64url of the payload, and the digest.
    expect(seen.length).toBeGreaterThanOrEqual(3);
  });

  it("a page around the frame gets it encrypted, too", async () => {
    const posted: object[] = [];
    vi.stubGlobal("window", {});
    vi.stubGlobal("parent", {
      postMessage: (data: object & { jti: string }, _: string, [port]: readonly MessagePort[]) => {
        posted.push(data);
        port?.postMessage({ acknowledge: data.jti });
      },
    });
    const { reply, blobs } = await deliver(target({ type: "page", url: "https://portal.example" }));
    expect(judge(reply)).toEqual({ is: "delivered" });
    expect(blobs.arrived).toEqual([PHOTO.sha256]);
    const [data] = posted as { jwe: string; files: { bytes: Uint8Array }[] }[];
    expect(data).not.toHaveProperty("jws");
    const all = [data?.jwe, ...(data?.files ?? []).map(({ bytes }) => Buffer.from(bytes).toString())].join("\n");
    expect(await opened(all)).toEqual([FILE.jws, `a photo of ${SECRET}`]);
    const message = JSON.stringify(data, (key, value) => (key === "bytes" ? Buffer.from(value).toString() : value));
    expect(HIDDEN.filter((hidden) => message.includes(hidden))).toEqual([]);
  });

  it("an OpenRosa server gets nothing, also where the entry of an earlier page names a recipient", async () => {
    const { targets } = readDelivery('{"targets":[{"type":"openrosa","url":"/submission"}]}', "https://a.example/");
    const { reply } = await deliver({ ...(targets[0] as ServerTarget), encrypt: recipient });
    expect(reply).toEqual({ kind: "stopped", reason: "not-encrypted", status: 0 });
    expect(requests).toEqual([]);
  });

  it("grants are asked for by the digests and the sizes of what is sent, before anything is", async () => {
    await deliver(target({ type: "s3-put", grant: "grant" }));
    const [grant, photo, file] = requests;
    const body = JSON.parse(/\{"jti".*\}/.exec(grant?.text ?? "")?.[0] ?? "");
    const [jwe] = /eyJ\S+/.exec(photo?.text ?? "") ?? [""];
    expect(body).toEqual({
      jti: FILE.jti,
      sha256: sha256(/eyJ[\w.-]+/.exec(file?.text ?? "")?.[0] ?? ""),
      blobs: [{ sha256: sha256(jwe), size: jwe.length }],
    });
  });

  it("the same bytes come again under the same name, and what has arrived does not", async () => {
    const to = target({ type: "webdav", url: "in/" });
    answer = ({ url }) => new Response(null, { status: url.endsWith(".jwe") ? 503 : 201 });
    const { reply, blobs } = await deliver(to);
    expect(judge(reply).is).toBe("retry");
    await deliver(to, blobs);
    const [photo, file, again] = requests;
    expect(requests).toHaveLength(3);
    expect(again).toEqual(file);
    expect(file?.url).toBe(`https://a.example/in/${sha256(/eyJ[\w.-]+/.exec(file?.text ?? "")?.[0] ?? "")}.jwe`);
    expect(photo?.url).toBe(`https://a.example/in/${sha256(/eyJ[\w.-]+/.exec(photo?.text ?? "")?.[0] ?? "")}`);
  });

  it("what cannot be encrypted makes no request at all", async () => {
    const to = target({ type: "webdav", url: "in/" });
    for (const encrypt of [{ ...recipient, y: recipient.x }, {} as Recipient]) {
      const { reply } = await deliver({ ...to, encrypt });
      expect(reply).toEqual({ kind: "stopped", reason: "not-encrypted", status: 0 });
    }
    expect(requests).toEqual([]);
  });
});
