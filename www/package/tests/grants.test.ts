import { afterEach, describe, expect, it, vi } from "vitest";
import type { ServerTarget } from "../src/device/delivery.js";
import { readDelivery } from "../src/device/delivery-reader.js";
import { NO_BLOBS } from "../src/device/entry.js";
import { readGrants } from "../src/device/grants.js";
import { judge, type Outcome } from "../src/device/outcome.js";
import { send } from "../src/device/send.js";
import { loadTarget } from "../src/device/targets/index.js";
import * as receivers from "./receivers.js";
import { type Answer, type Contract, Objects, Receiver } from "./receivers.js";
import { attachment, Kept, submission } from "./submissions.js";

const PHOTO = attachment("photo-0123456789abcdef.jpg", "a photo");
const FILE = submission("11111111-1111-4111-8111-111111111111", [PHOTO]);

interface Question {
  readonly jti: string;
  readonly sha256: string;
  readonly blobs: readonly { readonly sha256: string; readonly size: number }[];
}

const started: Receiver[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(started.splice(0).map((receiver) => receiver.stop()));
});

async function start(contract: Contract): Promise<Receiver> {
  const receiver = await Receiver.start(contract);
  started.push(receiver);
  return receiver;
}

/** A server of grants: a row for everything that is asked for. */
async function granting(row: (sha256: string, question: Question, round: number) => object | null): Promise<Receiver> {
  let round = 0;
  return start(({ method, headers, body }): Answer => {
    expect(method).toBe("POST");
    expect(headers["content-type"]).toBe("application/json");
    const question = JSON.parse(body.toString()) as Question;
    round += 1;
    const digests = [question.sha256, ...question.blobs.map(({ sha256 }) => sha256)];
    const puts = digests.map((sha256) => row(sha256, question, round)).filter((one) => one !== null);
    return { status: 200, body: JSON.stringify({ puts }) };
  });
}

async function deliver(members: object): Promise<Outcome> {
  const { targets } = readDelivery(JSON.stringify({ targets: [members] }), "http://127.0.0.1/");
  const kept = new Kept();
  kept.keep(PHOTO);
  const progress = async (): Promise<void> => undefined;
  return judge(await send(targets[0] as ServerTarget, FILE, { blobs: NO_BLOBS, store: kept, progress }));
}

const questions = (receiver: Receiver): readonly Question[] =>
  receiver.asked.map(({ body }) => JSON.parse(body.toString()) as Question);

describe("a grant", () => {
  it("is asked for with what is to be sent, and gives each object its address", async () => {
    const objects = new Objects();
    const bucket = await start(receivers.s3Put(objects));
    const grant = await granting((sha256) => ({
      sha256,
      url: `${bucket.url}/in/${sha256}?X-Amz-Signature=s`,
      headers: { "If-None-Match": "*", "content-type": "application/octet-stream" },
    }));
    expect(await deliver({ type: "s3-put", grant: `${grant.url}/grant` })).toEqual({ is: "delivered" });
    expect(questions(grant)).toEqual([
      { jti: FILE.jti, sha256: FILE.sha256, blobs: [{ sha256: PHOTO.sha256, size: PHOTO.size }] },
    ]);
    expect(objects.names).toEqual([`/in/${PHOTO.sha256}`, `/in/${FILE.sha256}`]);
    // What was given out counts, whatever the letters of its name.
    expect(objects.all.get(`/in/${PHOTO.sha256}`)?.type).toBe("application/octet-stream");
  });

  it("gives a form with a policy its fields, and the file is the last of them", async () => {
    const objects = new Objects();
    const bucket = await start(receivers.s3Post(objects));
    const grant = await granting((sha256) => ({
      sha256,
      url: bucket.url,
      fields: { key: `in/${sha256}-\${filename}`, policy: "signed" },
    }));
    expect(await deliver({ type: "s3-post", grant: grant.url })).toEqual({ is: "delivered" });
    expect(objects.names).toEqual([`in/${PHOTO.sha256}-${PHOTO.sha256}`, `in/${FILE.sha256}-${FILE.sha256}.jws.json`]);
  });

  it("gives nothing but headers where the target has its own address", async () => {
    const objects = new Objects();
    const tables = await start(receivers.postgrest(objects));
    const headers = { apikey: "anon", Authorization: "Bearer anon" };
    const grant = await granting((sha256) => ({ sha256, headers }));
    const to = { type: "postgrest", url: `${tables.url}/reports`, blobs: `${tables.url}/files`, grant: grant.url };
    expect(await deliver(to)).toEqual({ is: "delivered" });
    expect(await deliver(to)).toEqual({ is: "delivered" });
    expect(objects.names).toEqual([`/files/${PHOTO.sha256}`, `/reports/${FILE.jti}/${FILE.sha256}`]);
    const row = JSON.parse(objects.all.get(`/files/${PHOTO.sha256}`)?.bytes.toString() ?? "") as Record<string, string>;
    expect(row).toMatchObject({ name: PHOTO.name, size: PHOTO.size });
    expect(Buffer.from(row["bytes"]?.slice(2) ?? "", "hex").equals(PHOTO.bytes)).toBe(true);
  });

  it("lets a repository commit", async () => {
    const objects = new Objects();
    const hub = await start(receivers.github(objects));
    const grant = await granting((sha256) => ({ sha256, headers: { Authorization: "Bearer t" } }));
    const url = `${hub.url}/repos/a/b/contents/in?branch=reports`;
    const to = { type: "json", url, grant: grant.url };
    expect(await deliver(to)).toEqual({ is: "delivered" });
    expect(await deliver(to)).toEqual({ is: "delivered" });
    expect(objects.names).toEqual([
      `/repos/a/b/contents/in/${PHOTO.sha256}`,
      `/repos/a/b/contents/in/${FILE.sha256}.jws.json`,
    ]);
    expect([...objects.all.values()].every(({ writes }) => writes === 1)).toBe(true);
  });

  it("of one row is enough for OpenRosa, where everything goes to one address", async () => {
    const instances = new Map<string, { readonly xml: string; readonly files: Objects }>();
    const server = await start(receivers.openrosa(instances));
    const grant = await granting((sha256, question) =>
      sha256 === question.sha256
        ? { sha256, url: `${server.url}/submission`, headers: { Authorization: "Bearer x" } }
        : null,
    );
    expect(await deliver({ type: "openrosa", grant: grant.url })).toEqual({ is: "delivered" });
    expect(server.asked.every(({ headers }) => headers["authorization"] === "Bearer x")).toBe(true);
    expect(questions(grant)).toHaveLength(1);
  });

  it("that the target does not take is exchanged once", async () => {
    const objects = new Objects();
    const over = new Set(["1"]);
    const bucket = await start(receivers.s3Put(objects, over));
    const grant = await granting((sha256, _, round) => ({
      sha256,
      url: `${bucket.url}/in/${sha256}?X-Amz-Signature=${round}`,
    }));
    expect(await deliver({ type: "s3-put", grant: grant.url })).toEqual({ is: "delivered" });
    expect(grant.asked).toHaveLength(2);
    for (let round = 2; round < 9; round += 1) {
      over.add(String(round));
    }
    expect(await deliver({ type: "s3-put", grant: grant.url })).toEqual({ is: "blocked", reason: "refused" });
    expect(grant.asked).toHaveLength(4);
  });

  it("that is over is exchanged before it is used", async () => {
    const objects = new Objects();
    const bucket = await start(receivers.s3Put(objects));
    const now = Date.now();
    const grant = await granting((sha256, _, round) => ({
      sha256,
      url: `${bucket.url}/in/${sha256}?round=${round}`,
      expires: new Date(now + 60_000 * round).toISOString(),
    }));
    const clock = vi.spyOn(Date, "now");
    bucket.fault = () => {
      // The first object takes a minute.
      clock.mockReturnValue(now + 60_000);
      return null;
    };
    clock.mockReturnValue(now);
    expect(await deliver({ type: "s3-put", grant: grant.url })).toEqual({ is: "delivered" });
    expect(bucket.asked.map(({ query }) => query.get("round"))).toEqual(["1", "2"]);
    expect(questions(grant).map(({ blobs }) => blobs.length)).toEqual([1, 0]);
  });

  it("that is over as it comes is used: then it is the clock of the device that is wrong", async () => {
    const bucket = await start(receivers.s3Put(new Objects()));
    const expires = "2001-01-01T00:00:00Z";
    const grant = await granting((sha256) => ({ sha256, url: `${bucket.url}/${sha256}`, expires }));
    expect(await deliver({ type: "s3-put", grant: grant.url })).toEqual({ is: "delivered" });
    expect(grant.asked).toHaveLength(1);
  });
});

describe("an answer instead of a grant", () => {
  const answered = async (answer: Answer): Promise<Outcome> => {
    const grant = await start(() => answer);
    return deliver({ type: "s3-put", grant: grant.url });
  };

  it.each<readonly [string, Answer, Outcome]>([
    ["a refusal", { status: 401 }, { is: "blocked", reason: "refused" }],
    ["too many questions", { status: 429, headers: { "Retry-After": "9" } }, { is: "retry", after: 9, missing: false }],
    ["nothing at the address", { status: 404 }, { is: "retry", after: null, missing: true }],
    ["a redirect", { status: 302, headers: { Location: "/" } }, { is: "blocked", reason: "grant" }],
    ["a conflict, which says nothing of a file", { status: 409 }, { is: "blocked", reason: "grant" }],
    ["a bad request, which is no end of the file", { status: 400 }, { is: "blocked", reason: "grant" }],
    ["a login page", { status: 200, body: "<title>Log in</title>" }, { is: "blocked", reason: "grant" }],
    ["no row for what was asked", { status: 200, body: '{"puts":[]}' }, { is: "blocked", reason: "grant" }],
    [
      "more than 256 KB",
      { status: 200, body: `{"puts":[${" ".repeat(256 * 1024)}]}` },
      { is: "blocked", reason: "grant" },
    ],
  ])("%s", async (_, answer, outcome) => {
    expect(await answered(answer)).toEqual(outcome);
  });

  it("is waited for no longer than 30 seconds, its body included", async () => {
    await loadTarget("s3-put");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const asked = vi.fn(async () => new Response(new ReadableStream({ pull: () => new Promise(() => undefined) })));
    vi.stubGlobal("fetch", asked);
    const outcome = deliver({ type: "s3-put", grant: "https://a.example/grant" });
    while (asked.mock.calls.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    await vi.advanceTimersByTimeAsync(29_999);
    expect(await Promise.race([outcome, Promise.resolve("waiting")])).toBe("waiting");
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcome).toMatchObject({ is: "retry" });
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it.each([
    ["{}", "the grant has no list `puts`"],
    ['{"puts":[1]}', "the grant has no object at /puts/0"],
    ['{"puts":[{"sha256":"A"}]}', "the grant has no digest at /puts/0/sha256"],
    [`{"puts":[{"sha256":"${FILE.sha256}","method":"DELETE"}]}`, "the method at /puts/0/method of the grant"],
    [`{"puts":[{"sha256":"${FILE.sha256}","url":"ftp://a/"}]}`, "the grant has no address at /puts/0/url"],
    [`{"puts":[{"sha256":"${FILE.sha256}","url":"https://a:b@c/"}]}`, "the grant has no address at /puts/0/url"],
    [`{"puts":[{"sha256":"${FILE.sha256}","headers":{"a":1}}]}`, "the grant has no texts at /puts/0/headers"],
    [`{"puts":[{"sha256":"${FILE.sha256}","expires":"soon"}]}`, "the grant has no moment at /puts/0/expires"],
  ])("%s is refused with its place", (text, sentence) => {
    expect(() => readGrants(text, "https://a.example/", 0)).toThrow(sentence);
  });
});
