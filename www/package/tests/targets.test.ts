import { afterEach, describe, expect, it } from "vitest";
import type { ServerTarget } from "../src/device/delivery.js";
import { readDelivery } from "../src/device/delivery-reader.js";
import { type BlobProgress, NO_BLOBS } from "../src/device/entry.js";
import { judge, type Outcome, statusOf } from "../src/device/outcome.js";
import type { SealedFile } from "../src/device/records.js";
import { send } from "../src/device/send.js";
import * as receivers from "./receivers.js";
import { type Contract, type Fault, Objects, Receiver, sha256 } from "./receivers.js";
import { attachment, Kept, submission } from "./submissions.js";

const PHOTO = attachment("photo-0123456789abcdef.jpg", "a photo");
const SOUND = attachment("sound-fedcba9876543210.webm", "a sound", "audio/webm");
const FILE = submission("11111111-1111-4111-8111-111111111111", [PHOTO, SOUND]);

const started: Receiver[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((receiver) => receiver.stop()));
});

async function start(contract: Contract): Promise<Receiver> {
  const receiver = await Receiver.start(contract);
  started.push(receiver);
  return receiver;
}

function target(members: object): ServerTarget {
  const { targets } = readDelivery(JSON.stringify({ targets: [members] }), "http://127.0.0.1/");
  return targets[0] as ServerTarget;
}

interface Sent {
  readonly outcome: Outcome;
  readonly status: number;
  readonly blobs: BlobProgress;
  readonly steps: readonly BlobProgress[];
}

async function deliver(to: ServerTarget, file: SealedFile = FILE, kept = here(), before = NO_BLOBS): Promise<Sent> {
  const steps: BlobProgress[] = [];
  const reply = await send(to, file, {
    blobs: before,
    store: kept,
    progress: async (blobs) => void steps.push(blobs),
  });
  return { outcome: judge(reply), status: statusOf(reply), blobs: steps.at(-1) ?? before, steps };
}

function here(): Kept {
  const kept = new Kept();
  kept.keep(PHOTO, SOUND);
  return kept;
}

const DELIVERED: Outcome = { is: "delivered" };
const FILE_NAME = `${FILE.sha256}.jws.json`;
const NAMES = [PHOTO.sha256, SOUND.sha256, FILE_NAME];

/** Each target whose objects are named by what is in them, with a server of its contract. */
const FOLDERS: readonly (readonly [string, (objects: Objects) => Contract, (url: string) => object, string])[] = [
  ["s3-put", receivers.s3Put, (url) => ({ url: `${url}/bucket?X-Amz-Signature=a` }), "/bucket/"],
  ["azure", receivers.azure, (url) => ({ url: `${url}/box?sp=cw&sig=s` }), "/box/"],
  ["webdav", receivers.webdav, (url) => ({ url: `${url}/dav/` }), "/dav/"],
  [
    "json",
    receivers.gitlab,
    (url) => ({ url: `${url}/api/v4/projects/5/repository/files/in%2F` }),
    "/api/v4/projects/5/repository/files/in%2F",
  ],
];

describe.each(FOLDERS)("a target of the type %s", (type, contract, members, folder) => {
  it("gets attachments under their digests, and then the file", async () => {
    const objects = new Objects();
    const receiver = await start(contract(objects));
    const { outcome, blobs, steps } = await deliver(target({ type, ...members(receiver.url) }));
    expect(outcome).toEqual(DELIVERED);
    expect(objects.names).toEqual(NAMES.map((name) => folder + name));
    for (const { sha256: digest, bytes } of [PHOTO, SOUND]) {
      expect(objects.all.get(folder + digest)?.bytes.equals(bytes)).toBe(true);
    }
    expect(objects.all.get(folder + FILE_NAME)?.bytes.toString()).toBe(FILE.jws);
    expect(blobs).toEqual({ total: 2, arrived: [PHOTO.sha256, SOUND.sha256], lost: [] });
    expect(steps.map(({ arrived }) => arrived.length)).toEqual([0, 1, 2]);
  });

  it("has what is there already, and says so", async () => {
    const objects = new Objects();
    const receiver = await start(contract(objects));
    const to = target({ type, ...members(receiver.url) });
    await deliver(to);
    expect((await deliver(to)).outcome).toEqual(DELIVERED);
    expect(objects.names).toHaveLength(3);
  });

  it.each<Fault>([
    "drop-before",
    "drop-after",
    "hang-after",
    "truncated-after",
    "hang-before",
    { status: 503 },
    { status: 429, retryAfter: "7" },
  ])("has each effect once when its server fails once, at any of its requests, with %j", async (fault) => {
    for (let position = 1; position <= 4; position += 1) {
      const objects = new Objects();
      const receiver = await start(contract(objects));
      const to = target({ type, ...members(receiver.url) });
      receiver.fault = () => (receiver.asked.length === position ? fault : null);
      let sent = await deliver(to);
      if (typeof fault === "object" && sent.outcome.is === "retry") {
        expect(sent.outcome.after).toBe(fault.retryAfter === undefined ? null : 7);
      }
      // As the outbox does: what has arrived is remembered.
      sent = sent.outcome.is === "retry" ? await deliver(to, FILE, here(), sent.blobs) : sent;
      expect(sent.outcome).toEqual(DELIVERED);
      expect([...objects.names].sort()).toEqual(NAMES.map((name) => folder + name).sort());
      const isWrittenOver = type === "webdav";
      expect([...objects.all.values()].every(({ writes }) => isWrittenOver || writes === 1)).toBe(true);
    }
  });

  it("is never followed to another address", async () => {
    const receiver = await start(contract(new Objects()));
    receiver.fault = () => "redirect";
    const { outcome } = await deliver(target({ type, ...members(receiver.url) }));
    expect(outcome).toEqual({ is: "blocked", reason: "redirect" });
    expect(receiver.asked).toHaveLength(1);
  });

  it("is not sent what it has", async () => {
    const receiver = await start(contract(new Objects()));
    const before = { total: 2, arrived: [PHOTO.sha256], lost: [] };
    const { outcome } = await deliver(target({ type, ...members(receiver.url) }), FILE, here(), before);
    expect(outcome).toEqual(DELIVERED);
    expect(receiver.asked.some(({ path }) => path.endsWith(PHOTO.sha256))).toBe(false);
  });
});

describe("attachments", () => {
  it("that are missing or damaged are told, and keep nothing else back", async () => {
    const objects = new Objects();
    const receiver = await start(receivers.webdav(objects));
    const kept = here();
    kept.damage(PHOTO);
    const { outcome, blobs } = await deliver(target({ type: "webdav", url: `${receiver.url}/dav/` }), FILE, kept);
    expect(outcome).toEqual(DELIVERED);
    expect(blobs).toEqual({ total: 2, arrived: [SOUND.sha256], lost: [PHOTO.name] });
    expect(objects.names).toEqual([`/dav/${SOUND.sha256}`, `/dav/${FILE_NAME}`]);
    kept.keep(PHOTO);
    kept.lose(SOUND);
    const other = await deliver(target({ type: "webdav", url: `${receiver.url}/dav/` }), FILE, kept, blobs);
    expect(other.blobs.lost).toEqual([]);
  });

  it("wait where storage does not answer: nothing is called lost", async () => {
    const receiver = await start(receivers.webdav(new Objects()));
    const kept = here();
    kept.attachment = () => Promise.reject(new Error("no answer within 10 s"));
    const { outcome, blobs } = await deliver(target({ type: "webdav", url: `${receiver.url}/dav/` }), FILE, kept);
    expect(outcome).toMatchObject({ is: "retry" });
    expect(blobs.lost).toEqual([]);
    expect(receiver.asked).toEqual([]);
  });

  it("stay where the delivery says so, and are counted", async () => {
    const receiver = await start(receivers.webdav(new Objects()));
    const { outcome, blobs } = await deliver(target({ type: "webdav", url: `${receiver.url}/dav/`, blobs: false }));
    expect(outcome).toEqual(DELIVERED);
    expect(receiver.asked).toHaveLength(1);
    expect(blobs).toEqual({ total: 2, arrived: [], lost: [] });
  });

  it("travel once where two questions have the same picture", async () => {
    const objects = new Objects();
    const receiver = await start(receivers.webdav(objects));
    const twice = submission("a", [PHOTO, { ...PHOTO, name: "other-0123456789abcdef.jpg" }]);
    await deliver(target({ type: "webdav", url: `${receiver.url}/dav` }), twice);
    expect(objects.all.get(`/dav/${PHOTO.sha256}`)?.writes).toBe(1);
  });

  it("are the log of deeds too, where the claim has no room for it", async () => {
    const objects = new Objects();
    const receiver = await start(receivers.webdav(objects));
    const lines =
      '{"at":"2026-11-21T10:00:00+01:00","do":"open"}\n{"at":"2026-11-21T10:00:01.500+01:00","do":"answer","path":"a/b[2]"}\n';
    const audit = { n: 2, head: "0".repeat(64), sha256: sha256(lines), gaps: 0 };
    const file = submission("b", [], { audit });
    const kept = new Kept();
    const to = target({ type: "webdav", url: `${receiver.url}/dav` });
    expect((await deliver(to, file, kept)).blobs).toEqual({ total: 1, arrived: [], lost: ["audit.jsonl"] });
    const log = [
      { at: "2026-11-21T10:00:00+01:00", do: "open" },
      { at: "2026-11-21T10:00:01.500+01:00", do: "answer", path: "a/b[2]" },
    ];
    kept.drafts.set("b", JSON.stringify({ id: "b", log }));
    expect((await deliver(to, file, kept)).blobs).toEqual({ total: 1, arrived: [audit.sha256], lost: [] });
    expect(objects.all.get(`/dav/${audit.sha256}`)?.bytes.toString()).toBe(lines);
  });
});

describe("a webhook", () => {
  it("has attachments PUT beside it, with its own headers", async () => {
    const objects = new Objects();
    const receiver = await start(receivers.webhook(objects));
    const to = target({
      type: "webhook",
      url: `${receiver.url}/in`,
      blobs: `${receiver.url}/blobs?v=1`,
      headers: { "X-Form": "visit" },
    });
    expect((await deliver(to)).outcome).toEqual(DELIVERED);
    expect(objects.names).toEqual([`/blobs/${PHOTO.sha256}`, `/blobs/${SOUND.sha256}`, `"${FILE.jti}"`]);
    expect(objects.all.get(`"${FILE.jti}"`)?.type).toBe("application/jose+json");
    expect(objects.all.get(`/blobs/${SOUND.sha256}`)?.type).toBe("audio/webm");
    expect(receiver.asked.every(({ headers }) => headers["x-form"] === "visit")).toBe(true);
  });
});

describe("conflicts", () => {
  it("in S3 at the same moment are tried again, and one that is there counts by its name alone", async () => {
    const receiver = await start(() => ({
      status: 409,
      body: "<Error><Code>ConditionalRequestConflict</Code></Error>",
    }));
    const to = target({ type: "s3-put", url: `${receiver.url}/b/` });
    expect((await deliver(to)).outcome).toMatchObject({ is: "retry" });
    const exists = await start(() => ({ status: 412 }));
    expect((await deliver(target({ type: "s3-put", url: `${exists.url}/b/` }))).outcome).toEqual(DELIVERED);
  });

  it("in Azure have many codes: a container that is being deleted has no file", async () => {
    const receiver = await start(() => ({ status: 409, headers: { "x-ms-error-code": "ContainerBeingDeleted" } }));
    expect((await deliver(target({ type: "azure", url: `${receiver.url}/b/` }))).outcome).toMatchObject({
      is: "retry",
    });
  });

  it("in WebDAV mean a folder that is not there", async () => {
    const receiver = await start(receivers.webdav(new Objects(), "/dav/"));
    const { outcome } = await deliver(target({ type: "webdav", url: `${receiver.url}/other/` }));
    expect(outcome).toMatchObject({ is: "retry", missing: true });
  });

  it("in a repository are a branch that moved on, unless the file is there", async () => {
    const receiver = await start(({ method }) => ({ status: method === "HEAD" ? 404 : 409 }));
    const to = target({ type: "json", url: `${receiver.url}/repos/a/b/contents/in` });
    expect((await deliver(to)).outcome).toMatchObject({ is: "retry" });
    const refuses = await start(({ method }) => ({ status: method === "HEAD" ? 404 : 422 }));
    const other = target({ type: "json", url: `${refuses.url}/repos/a/b/contents/in` });
    expect((await deliver(other)).outcome).toMatchObject({ is: "dead", reason: "rejected" });
  });

  it("are settled by a person where a table has other bytes of the same submission", async () => {
    const receiver = await start(() => ({ status: 409, body: JSON.stringify({ code: "23505" }) }));
    const { outcome } = await deliver(target({ type: "postgrest", url: `${receiver.url}/t` }));
    expect(outcome).toEqual({ is: "blocked", reason: "conflict" });
  });
});

describe("OpenRosa", () => {
  it("gets the answers as XML with each attachment, and the sealed file with the last", async () => {
    const instances = new Map<string, { readonly xml: string; readonly files: Objects }>();
    const receiver = await start(receivers.openrosa(instances));
    const file = submission("22222222-2222-4222-8222-222222222222", [PHOTO, SOUND], {
      answers: {
        agree: { v: true },
        "at/where": { v: { lat: "59.9", lon: "10.7", acc: "5" } },
        "people[7]/name": { v: "Bo & <Co>" },
        "people[3]/name": { v: "Ada", c: 'said "so"' },
        photo: { v: [PHOTO.name] },
        seen: { v: ["door", "desk"] },
        walked: {
          v: [
            { lat: "1", lon: "2" },
            { lat: "3", lon: "4" },
          ],
        },
      },
      repeats: { people: [7, 3] },
      previous: { jti: "33333333-3333-4333-8333-333333333333" },
    });
    const to = target({ type: "openrosa", url: `${receiver.url}/submission` });
    expect((await deliver(to, file)).outcome).toEqual(DELIVERED);
    const instance = instances.get(`uuid:${file.jti}`);
    expect(instance?.files.names).toEqual([PHOTO.name, SOUND.name, file.name]);
    expect(instance?.files.all.get(file.name)).toMatchObject({ type: "application/jose+json", writes: 1 });
    expect(instance?.xml).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><data xmlns:enk="http://enketo.org/xforms" xmlns:orx="http://openrosa.org/xforms" id="visit" version="3">' +
        "<people><name>Bo &amp; &lt;Co&gt;</name></people>" +
        '<people><name>Ada</name><name_comment enk:for="/data/people/name">said &quot;so&quot;</name_comment></people>' +
        "<agree>OK</agree><at><where>59.9 10.7 0 5</where></at>" +
        `<photo>${PHOTO.name}</photo><seen>door desk</seen><walked>1 2 0 0; 3 4 0 0</walked><sealform>${file.name}</sealform>` +
        `<orx:meta><orx:instanceID>uuid:${file.jti}</orx:instanceID><orx:deprecatedID>uuid:33333333-3333-4333-8333-333333333333</orx:deprecatedID></orx:meta></data>`,
    );
    // The last request is complete, those before it are not.
    expect(receiver.asked.map(({ body }) => body.includes("*isIncomplete*"))).toEqual([true, true, false]);
    expect((await deliver(to, file)).outcome).toEqual(DELIVERED);
    instances.set(`uuid:${file.jti}`, { xml: "<data/>", files: new Objects() });
    expect((await deliver(to, file)).outcome).toEqual({ is: "blocked", reason: "conflict" });
  });
});

describe("a form backend", () => {
  it("gets fields, urlencoded", async () => {
    const posts: Parameters<typeof receivers.formBackend>[0] = [];
    const receiver = await start(receivers.formBackend(posts));
    const scored = submission("c", [PHOTO], { score: { total: "62/80" } });
    const { outcome } = await deliver(target({ type: "form", url: `${receiver.url}/f` }), scored);
    expect(outcome).toEqual(DELIVERED);
    const { jti, sha256: digest, jws } = scored;
    expect(posts).toEqual([
      { fields: { jti, sha256: digest, questionnaire: "visit", jws, score: '{"total":"62/80"}' }, files: [] },
    ]);
    expect(receiver.asked[0]?.headers["content-type"]).toContain("application/x-www-form-urlencoded");
  });

  it("gets attachments in the same request where it is to", async () => {
    const posts: Parameters<typeof receivers.formBackend>[0] = [];
    const receiver = await start(receivers.formBackend(posts));
    const { outcome, blobs } = await deliver(target({ type: "form", url: `${receiver.url}/f`, blobs: true }));
    expect(outcome).toEqual(DELIVERED);
    expect(receiver.asked).toHaveLength(1);
    expect(posts[0]?.files).toEqual([PHOTO, SOUND].map(({ name, sha256: digest }) => `files ${name} ${digest}`));
    expect(blobs.arrived).toEqual([PHOTO.sha256, SOUND.sha256]);
  });

  it("has nothing where it answers with an error, and no attachment counts as arrived then", async () => {
    const receiver = await start(() => ({ status: 503 }));
    const { outcome, blobs } = await deliver(target({ type: "form", url: `${receiver.url}/f`, blobs: true }));
    expect(outcome).toMatchObject({ is: "retry" });
    expect(blobs.arrived).toEqual([]);
  });
});
