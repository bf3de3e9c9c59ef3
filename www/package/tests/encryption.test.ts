import "fake-indexeddb/auto";
import { CompactEncrypt, compactDecrypt, importJWK } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Assignment } from "../src/assignment.js";
import type { Destination, ServerTarget } from "../src/device/delivery.js";
import { readDelivery } from "../src/device/delivery-reader.js";
import { decrypt, type PrivateKey } from "../src/device/encryption/decrypt.js";
import { encrypt, thumbprintOf } from "../src/device/encryption/encrypt.js";
import { encrypted, forgetEncrypted } from "../src/device/encryption/forget.js";
import { keptEncrypted, type Plain } from "../src/device/encryption/kept.js";
import { type Recipient, readRecipient } from "../src/device/encryption/recipient.js";
import { recipients } from "../src/device/encryption/recipients.js";
import { entryKey, entryText, newEntry, readEntry } from "../src/device/entry.js";
import { Outbox } from "../src/device/outbox.js";
import { decrypt as open } from "../src/engine.js";
import { MemoryDevice, sealed, serverAt, status } from "./memory-device.js";
import { postTo } from "./submissions.js";

const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

async function recipientKey(): Promise<PrivateKey> {
  const algorithm = { name: "ECDH", namedCurve: "P-256" };
  const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ["deriveBits"]);
  const { x, y, d } = await crypto.subtle.exportKey("jwk", privateKey);
  return { crv: "P-256", kty: "EC", x: String(x), y: String(y), d: String(d) };
}

const AGENCY = await recipientKey();
const OTHER = await recipientKey();
const publicOf = ({ crv, kty, x, y }: PrivateKey): Recipient => ({ crv, kty, x, y });
const headerOf = (jwe: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(jwe.split(".")[0] ?? "", "base64url").toString());
const hex = async (text: string): Promise<string> =>
  Buffer.from(await crypto.subtle.digest("SHA-256", bytesOf(text))).toString("hex");

describe("a file that is encrypted", () => {
  it("is opened by its recipient, with our code and with a stock library, and by nobody else", async () => {
    const { jwe, sha256 } = await encrypt(bytesOf('{"payload":"…"}'), publicOf(AGENCY));
    expect(textOf(await decrypt(jwe, AGENCY))).toBe('{"payload":"…"}');
    const { plaintext } = await compactDecrypt(jwe, await importJWK({ ...AGENCY }, "ECDH-ES"));
    expect(textOf(plaintext)).toBe('{"payload":"…"}');
    expect(sha256).toBe(await hex(jwe));
    await expect(decrypt(jwe, OTHER)).rejects.toThrow();
  });

  it("tells nothing outside but how, and by which key it is opened", async () => {
    const { jwe } = await encrypt(bytesOf("x"), publicOf(AGENCY));
    const { epk, ...header } = headerOf(jwe);
    const kid = await thumbprintOf(publicOf(AGENCY));
    expect(header).toEqual({ alg: "ECDH-ES", enc: "A256GCM", kid, cty: "jose+json" });
    expect(Object.keys(epk as object).sort()).toEqual(["crv", "kty", "x", "y"]);
    // Of an attachment not even the type.
    const { jwe: picture } = await encrypt(bytesOf("x"), publicOf(AGENCY), "attachment");
    expect(Object.keys(headerOf(picture)).sort()).toEqual(["alg", "enc", "epk", "kid"]);
    // RFC 7518, section 4.6: direct key agreement has no encrypted key.
    expect(jwe.split(".").map((part) => part.length > 0)).toEqual([true, false, true, true, true]);
  });

  it("has a key and a nonce of its own each time", async () => {
    const [one, other] = [await encrypt(bytesOf("x"), publicOf(AGENCY)), await encrypt(bytesOf("x"), publicOf(AGENCY))];
    expect(one.jwe).not.toBe(other.jwe);
    expect(headerOf(one.jwe)["epk"]).not.toEqual(headerOf(other.jwe)["epk"]);
  });

  it("is refused where any letter of it was changed", async () => {
    const { jwe } = await encrypt(bytesOf("short"), publicOf(AGENCY));
    // The last letter of a part may hold bits that say nothing: those of 16 bytes and of 12 hold some, or none.
    const places = [...jwe].flatMap((letter, at) =>
      letter === "." || jwe[at + 1] === "." || at === jwe.length - 1 ? [] : [at],
    );
    const taken: number[] = [];
    for (const at of places) {
      const other = jwe[at] === "A" ? "B" : "A";
      await decrypt(`${jwe.slice(0, at)}${other}${jwe.slice(at + 1)}`, AGENCY).then(
        () => taken.push(at),
        () => undefined,
      );
    }
    expect(places.length).toBeGreaterThan(300);
    expect(taken).toEqual([]);
  });

  it("is as long as it has to be, also with ten megabytes in it", async () => {
    const picture = new Uint8Array(10_000_000).fill(7);
    const { jwe } = await encrypt(picture, publicOf(AGENCY), "attachment");
    expect(jwe.length).toBeLessThan((10_000_000 * 4) / 3 + 500);
    expect((await decrypt(jwe, AGENCY)).length).toBe(10_000_000);
  });

  it.each([
    ["packed", { alg: "ECDH-ES", enc: "A256GCM", zip: "DEF" }],
    ["with a member that has to be understood", { alg: "ECDH-ES", enc: "A256GCM", crit: ["urn:x"], "urn:x": 1 }],
    ["with a wrapped key", { alg: "ECDH-ES+A256KW", enc: "A256GCM" }],
    ["with a shorter key", { alg: "ECDH-ES", enc: "A128GCM" }],
    ["with another cipher", { alg: "ECDH-ES", enc: "A256CBC-HS512" }],
  ])("is not taken %s, however well it is made", async (_, header) => {
    const key = await importJWK({ ...publicOf(AGENCY) }, "ECDH-ES");
    const made = new CompactEncrypt(bytesOf("x")).setProtectedHeader(header);
    await expect(decrypt(await made.encrypt(key, { crit: { "urn:x": true } }), AGENCY)).rejects.toThrow();
  });

  it("is not made for a point beside the curve", async () => {
    const beside = { ...publicOf(AGENCY), y: publicOf(OTHER).y };
    await expect(encrypt(bytesOf("x"), beside)).rejects.toThrow();
  });
});

describe("a receiver in JavaScript", () => {
  it("opens what was encrypted for its key", async () => {
    const { jwe } = await encrypt(bytesOf("sealed"), publicOf(AGENCY));
    expect(textOf(await open(`${jwe}\n`, { ...AGENCY, use: "enc" } as JsonWebKey))).toBe("sealed");
  });

  it.each([
    ["another key", OTHER, "decrypt/refused"],
    ["a public key", publicOf(AGENCY), "argument/type"],
    ["a key of another kind", { kty: "oct", k: "AAAA" }, "argument/type"],
    ["nothing", null, "argument/type"],
  ])("is told what is wrong with %s", async (_, key, code) => {
    const { jwe } = await encrypt(bytesOf("sealed"), publicOf(AGENCY));
    await expect(open(jwe, key as JsonWebKey)).rejects.toMatchObject({ code });
  });
});

describe("the recipient", () => {
  it.each([
    ["nothing", null, "no public P-256 key at /encrypt"],
    ["a text", "key", "no public P-256 key at /encrypt"],
    ["another curve", { ...publicOf(AGENCY), crv: "P-384" }, "no public P-256 key at /encrypt"],
    ["RSA", { kty: "RSA", n: "AQAB", e: "AQAB" }, "no public P-256 key at /encrypt"],
    ["a short coordinate", { ...publicOf(AGENCY), x: "AQAB" }, "no public P-256 key at /encrypt"],
    ["a private key", AGENCY, "a private key at /encrypt"],
    ["a key that signs", { ...publicOf(AGENCY), use: "sig" }, "the key at /encrypt is not for encrypting"],
    ["a key of ES256", { ...publicOf(AGENCY), alg: "ES256" }, "the key at /encrypt is not for encrypting"],
  ])("is not %s", (_, value, sentence) => {
    expect(() => readRecipient(value, "/encrypt")).toThrow(sentence);
  });

  it("is a key as it may be published", () => {
    const published = { ...publicOf(AGENCY), use: "enc", alg: "ECDH-ES", kid: "2026" };
    expect(readRecipient(published, "/encrypt")).toEqual(publicOf(AGENCY));
  });

  const assigned = (isChecked: boolean, encrypt: unknown): Assignment =>
    ({ isChecked, payload: encrypt === undefined ? {} : { encrypt } }) as unknown as Assignment;
  const [PAGE, TARGET]: readonly Destination[] = readDelivery(
    JSON.stringify({ targets: [{ type: "page" }, { type: "webhook", url: "/in" }], encrypt: publicOf(AGENCY) }),
    "https://a.example/",
  ).targets;
  const [, PLAIN] = readDelivery(
    '{"targets":[{"type":"page"},{"type":"webhook","url":"/in"}]}',
    "https://a.example/",
  ).targets;

  it.each([
    ["the delivery names", null, TARGET, publicOf(AGENCY)],
    ["a checked assignment names, before the delivery", assigned(true, publicOf(OTHER)), TARGET, publicOf(OTHER)],
    ["the delivery names, before an unchecked assignment", assigned(false, publicOf(OTHER)), TARGET, publicOf(AGENCY)],
    ["an unchecked assignment names, where nobody else does", assigned(false, publicOf(OTHER)), PLAIN, publicOf(OTHER)],
    ["the delivery names, where the assignment names none", assigned(true, undefined), TARGET, publicOf(AGENCY)],
    ["nobody names", null, PLAIN, undefined],
    ["nobody is for the page", assigned(true, publicOf(OTHER)), PAGE, undefined],
  ])("is whom %s", (_, assignment, target, recipient) => {
    const all = [PAGE, TARGET, PLAIN].filter((one) => one !== undefined);
    expect(recipients(all, assignment)(target as Destination)).toEqual(recipient);
  });

  it("stops a form that could not be sent: a key that is none is told when it opens", () => {
    const text = '{"targets":[{"type":"webhook","url":"/in"}],"encrypt":{"kty":"RSA"}}';
    expect(() => readDelivery(text, "https://a.example/")).toThrow("no public P-256 key at /encrypt");
    expect(() => recipients([], assigned(true, "key"))).toThrow("`encrypt` of the assignment");
  });

  it("is nobody for a server that gets the answers in the clear: neither delivery nor assignment may say otherwise", () => {
    const openrosa = { type: "openrosa", url: "/submission" };
    const text = JSON.stringify({ targets: [openrosa], encrypt: publicOf(AGENCY) });
    expect(() => readDelivery(text, "https://a.example/")).toThrow("(at /targets/0/type of the delivery)");
    const { targets } = readDelivery(JSON.stringify({ targets: [openrosa] }), "https://a.example/");
    expect(recipients(targets, null)(targets[0] as Destination)).toBeUndefined();
    expect(() => recipients(targets, assigned(true, publicOf(OTHER)))).toThrow("`openrosa` is an OpenRosa server");
  });
});

describe("what was encrypted", () => {
  const plain = (jti: string, attachment: string | null = null): Plain & { asked: number } => ({
    jti,
    attachment,
    asked: 0,
    async bytes() {
      this.asked += 1;
      return bytesOf(`${jti} ${attachment}`);
    },
  });
  beforeEach(async () => {
    for (const jti of ["a", "b"]) {
      await forgetEncrypted(jti);
    }
  });
  afterEach(() => void vi.restoreAllMocks());

  it("is made once, and the same again, whoever asks", async () => {
    const file = plain("a");
    const made = await Promise.all([1, 2].map(() => keptEncrypted(file, publicOf(AGENCY))));
    made.push(await keptEncrypted(plain("a"), publicOf(AGENCY)));
    expect(new Set(made.map(({ jwe }) => jwe)).size).toBe(1);
    expect(file.asked).toBe(1);
  });

  it("is another for another report, attachment or recipient", async () => {
    const made = await Promise.all([
      keptEncrypted(plain("a"), publicOf(AGENCY)),
      keptEncrypted(plain("b"), publicOf(AGENCY)),
      keptEncrypted(plain("a", "d".repeat(64)), publicOf(AGENCY)),
      keptEncrypted(plain("a"), publicOf(OTHER)),
    ]);
    expect(new Set(made.map(({ jwe }) => jwe)).size).toBe(4);
    expect(textOf(await decrypt(made[2]?.jwe ?? "", AGENCY))).toBe(`a ${"d".repeat(64)}`);
  });

  it("goes with its report, and takes nothing else along", async () => {
    const [a, b] = [
      await keptEncrypted(plain("a"), publicOf(AGENCY)),
      await keptEncrypted(plain("b"), publicOf(AGENCY)),
    ];
    await forgetEncrypted("a");
    expect((await encrypted.keys("encrypted")).length).toBe(1);
    expect((await keptEncrypted(plain("b"), publicOf(AGENCY))).jwe).toBe(b.jwe);
    expect((await keptEncrypted(plain("a"), publicOf(AGENCY))).jwe).not.toBe(a.jwe);
  });

  it("stays the same in this page where the device keeps nothing", async () => {
    vi.spyOn(encrypted, "change").mockRejectedValue(new (await import("../src/device/database.js")).StoreFault("full"));
    const made = [await keptEncrypted(plain("c"), publicOf(AGENCY)), await keptEncrypted(plain("c"), publicOf(AGENCY))];
    expect(made[0]?.jwe).toBe(made[1]?.jwe);
  });

  it("is made anew where its record is damaged", async () => {
    const key = ["a", "", await thumbprintOf(publicOf(AGENCY))];
    await encrypted.write([{ store: "encrypted", key, put: "half" }]);
    const { jwe } = await keptEncrypted(plain("a"), publicOf(AGENCY));
    expect(textOf(await decrypt(jwe, AGENCY))).toBe("a null");
    expect(await encrypted.get("encrypted", key)).toMatchObject({ jwe });
  });
});

const NOT_ENCRYPTED = { kind: "stopped", reason: "not-encrypted", status: 0 };

describe("sending", () => {
  const requests: { readonly type: string | null; readonly body: string; readonly key: string | null }[] = [];
  let reply = (): Response => new Response(null, { status: 200 });
  beforeEach(() => {
    requests.length = 0;
    reply = () => new Response(null, { status: 200 });
    vi.stubGlobal("fetch", async (_: string, { body, headers }: RequestInit) => {
      const sent = new Headers(headers);
      requests.push({ type: sent.get("Content-Type"), body: String(body), key: sent.get("Idempotency-Key") });
      return reply();
    });
  });
  afterEach(async () => {
    vi.unstubAllGlobals();
    await forgetEncrypted("s");
  });

  it("gives a target the JWE, the same in every try, and never the file", async () => {
    const replies = [503, 429, 200];
    reply = () => new Response(null, { status: replies.shift() ?? 200 });
    for (let tries = 0; tries < 3; tries += 1) {
      await postTo("https://a.example/", "status", sealed("s"), publicOf(AGENCY));
    }
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
    expect(requests[0]).toMatchObject({ type: "application/jose", key: '"s"' });
    expect(textOf(await decrypt(requests[0]?.body ?? "", AGENCY))).toBe(sealed("s").jws);
  });

  it("takes a reply that names the digest of the JWE, which is all that it can name", async () => {
    reply = () => new Response("{}", { status: 409 });
    await postTo("https://a.example/", "status", sealed("s"), publicOf(AGENCY));
    const sha256 = await hex(requests[0]?.body ?? "");
    reply = () => new Response(JSON.stringify({ sha256 }), { status: 409 });
    expect(await postTo("https://a.example/", "status", sealed("s"), publicOf(AGENCY))).toMatchObject({
      namesDigest: true,
    });
    reply = () => new Response(JSON.stringify({ sha256: sealed("s").sha256 }), { status: 409 });
    expect(await postTo("https://a.example/", "status", sealed("s"), publicOf(AGENCY))).toMatchObject({
      namesDigest: false,
    });
  });

  it.each([
    ["its key is no point of the curve", { ...publicOf(AGENCY), y: publicOf(OTHER).y }],
    ["what the device kept of its key is damaged", {} as Recipient],
  ])("sends nothing where %s", async (_, recipient) => {
    expect(await postTo("https://a.example/", "status", sealed("s"), recipient)).toEqual(NOT_ENCRYPTED);
    expect(requests).toEqual([]);
  });

  it("sends nothing where the page has no random numbers", async () => {
    vi.stubGlobal("crypto", {});
    expect(await postTo("https://a.example/", "status", sealed("s"), publicOf(AGENCY))).toEqual(NOT_ENCRYPTED);
    expect(requests).toEqual([]);
  });

  it("encrypts on plain http too", async () => {
    const { crypto: whole } = globalThis;
    vi.stubGlobal("crypto", { getRandomValues: whole.getRandomValues.bind(whole) });
    await postTo("https://a.example/", "status", sealed("s"), publicOf(AGENCY));
    vi.stubGlobal("crypto", whole);
    expect(textOf(await decrypt(String(requests[0]?.body), AGENCY))).toBe(sealed("s").jws);
  });
});

describe("an entry of the outbox", () => {
  const target: ServerTarget = {
    ...serverAt("https://a.example/in"),
    type: "webhook",
    id: "webhook",
    reply: "status",
  };

  async function sentFor(encrypt: unknown, to: Destination): Promise<unknown> {
    const device = new MemoryDevice();
    const outbox = new Outbox(device);
    const asked: unknown[] = [];
    device.send = async (_to, _file, _blobs, _progress, recipient) => {
      asked.push(recipient);
      return status(200);
    };
    device.keep(sealed("a"));
    const entry = newEntry({ jti: "a", sha256: "da", questionnaire: "visit", target: "webhook" }, 0);
    const record = { ...JSON.parse(entryText(entry)), ...(encrypt === undefined ? {} : { encrypt }) };
    device.put("outbox", entryKey(entry), JSON.stringify(record));
    const client = { questionnaire: "visit", form: ["visit", "", "", ""], targets: [to] };
    outbox.serve({ ...client, changed: () => undefined, handOver: () => true });
    await outbox.run();
    await outbox.idle();
    return asked[0];
  }

  it("keeps for whom it was sealed, whatever its page says later", async () => {
    const entry = newEntry({ jti: "a", sha256: "da", questionnaire: "v", target: "t", encrypt: publicOf(AGENCY) }, 0);
    expect(readEntry(entryText(entry))).toEqual(entry);
    expect(await sentFor(publicOf(AGENCY), target)).toEqual(publicOf(AGENCY));
    expect(await sentFor(publicOf(AGENCY), { ...target, encrypt: publicOf(OTHER) })).toEqual(publicOf(AGENCY));
  });

  it("is encrypted where its page says so by now, and goes as it is where nobody ever did", async () => {
    expect(await sentFor(undefined, { ...target, encrypt: publicOf(OTHER) })).toEqual(publicOf(OTHER));
    expect(await sentFor(undefined, target)).toBeUndefined();
  });

  it.each([[null], ["key"], [{}]])(
    "whose key is %j by now has no key that anything could be sent with",
    async (damaged) => {
      const recipient = await sentFor(damaged, target);
      expect(recipient).toBeDefined();
      await expect(
        keptEncrypted({ jti: "a", attachment: null, bytes: async () => bytesOf("x") }, recipient as Recipient),
      ).rejects.toThrow();
    },
  );
});
