import { afterAll, beforeAll, expect, it } from "vitest";
import type { Change, Key, Row, StoreName } from "../src/device/database.js";
import type { Destination } from "../src/device/delivery.js";
import { readDelivery } from "../src/device/delivery-reader.js";
import type { BlobProgress, Entry } from "../src/device/entry.js";
import type { Guard, Wish } from "../src/device/locks.js";
import { type Client, type Device, Outbox } from "../src/device/outbox.js";
import type { Reply } from "../src/device/outcome.js";
import type { SealedFile } from "../src/device/records.js";
import * as receivers from "./receivers.js";
import { type Asked, type Contract, type Fault, Objects, Receiver, sha256 } from "./receivers.js";
import { seeded } from "./seeded.js";
import { type Attachment, attachment, Kept, SendingDevice, submission } from "./submissions.js";

const SEED = Number(process.env["SEALFORM_SEED"] ?? 20_261_201);
const SUBMISSIONS = 300;

/** What goes wrong, by its share of all requests. */
const FAULTS: readonly (readonly [number, Fault])[] = [
  [0.15, "drop-before"],
  [0.25, "drop-after"],
  [0.03, { status: 503, retryAfter: "3" }],
  [0.03, { status: 429, retryAfter: "60" }],
  [0.02, { status: 408 }],
  [0.04, "truncated-after"],
  [0.01, "hang-before"],
  [0.01, "hang-after"],
];

/** The same request fails alike in every run, in whatever order requests come: by the seed, its address and how often it came. */
function schedule(): (asked: Asked) => Fault | null {
  const rounds = new Map<string, number>();
  return ({ method, path, headers, body }) => {
    const name = `${method} ${path} ${headers["idempotency-key"] ?? ""} ${body.length}`;
    const round = rounds.get(name) ?? 0;
    rounds.set(name, round + 1);
    let drawn = seeded(Number.parseInt(sha256(`${SEED} ${name} ${round}`).slice(0, 8), 16))();
    for (const [share, fault] of FAULTS) {
      drawn -= share;
      if (drawn < 0) {
        return fault;
      }
    }
    return null;
  };
}

/** One tab of several on one device. A killed one writes nothing any more, and its locks are free. */
class Tab implements Device {
  readonly #device: SendingDevice;
  readonly #held = new Set<Guard>();
  readonly outbox: Outbox;
  isDead = false;

  constructor(device: SendingDevice, client: Client) {
    this.#device = device;
    this.outbox = new Outbox(this);
    this.outbox.serve(client);
  }
  kill(): void {
    this.isDead = true;
    for (const guard of this.#held) {
      guard.release();
    }
  }
  #alive(): SendingDevice {
    if (this.isDead) {
      throw new Error("the tab is gone");
    }
    return this.#device;
  }
  rows = async (store: StoreName): Promise<Row[]> => this.#alive().rows(store);
  get = async (store: StoreName, key: Key): Promise<unknown> => this.#alive().get(store, key);
  write = async (changes: readonly Change[]): Promise<void> => this.#alive().write(changes);
  isThere = async (): Promise<boolean> => false;
  now = (): number => this.#device.now();
  random = (): number => this.#device.random();
  async take(wish: Wish): Promise<Guard | null> {
    const guard = this.isDead ? null : await this.#device.take(wish);
    if (guard !== null) {
      this.#held.add(guard);
    }
    return guard;
  }
  async send(
    to: never,
    file: SealedFile,
    blobs: BlobProgress,
    progress: (blobs: BlobProgress) => Promise<void>,
  ): Promise<Reply> {
    const reply = await this.#alive().send(to, file, blobs, (now) => {
      this.#alive();
      return progress(now);
    });
    this.#alive();
    return reply;
  }
}

const started: Receiver[] = [];
afterAll(async () => {
  await Promise.all(started.map((receiver) => receiver.stop()));
});

async function start(contract: Contract, isFaulty: boolean): Promise<string> {
  const receiver = await Receiver.start(contract);
  receiver.fault = isFaulty ? schedule() : () => ({ status: 503 });
  started.push(receiver);
  return receiver.url;
}

const effects = { webhook: new Objects(), bucket: new Objects() };
const instances = new Map<string, { readonly xml: string; readonly files: Objects }>();
const kept = new Kept();
const device = new SendingDevice(kept);
const sent: { readonly file: SealedFile; readonly attachments: readonly Attachment[] }[] = [];
let targets: readonly Destination[] = [];

beforeAll(async () => {
  const [webhook, bucket, openrosa, down] = await Promise.all([
    start(receivers.webhook(effects.webhook), true),
    start(receivers.s3Put(effects.bucket), true),
    start(receivers.openrosa(instances), true),
    start(() => ({ status: 200 }), false),
  ]);
  const document = {
    targets: [
      { type: "webhook", url: `${webhook}/in`, blobs: `${webhook}/blobs/` },
      { type: "s3-put", url: `${bucket}/b/` },
      { type: "openrosa", url: `${openrosa}/submission` },
      { type: "azure", id: "down", url: `${down}/box/` },
    ],
  };
  targets = readDelivery(JSON.stringify(document), webhook).targets;
  const random = seeded(SEED);
  for (let index = 0; index < SUBMISSIONS; index += 1) {
    const attachments = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, at) =>
      // Some pictures are those of an earlier submission.
      attachment(`photo-${index}-${at}.jpg`, `photo ${random() < 0.1 ? 0 : index} ${at}`),
    );
    kept.keep(...attachments);
    const jti = `${String(index).padStart(8, "0")}-1111-4111-8111-111111111111`;
    const file = submission(jti, attachments, { answers: { number: { v: index } } });
    sent.push({ file, attachments });
    device.seal(file, "webhook", "s3-put", "openrosa", ...(index < 5 ? ["down"] : []));
  }
});

const client = (): Client => ({
  questionnaire: "visit",
  form: ["visit", "", "", ""],
  targets,
  changed: () => undefined,
  handOver: () => false,
});

const open = (entries: readonly Entry[]): readonly Entry[] =>
  entries.filter(({ state, target }) => state !== "delivered" && target !== "down");

it(`has exactly one effect for each of ${SUBMISSIONS} submissions, whatever fails (seed ${SEED})`, async () => {
  const random = seeded(SEED + 1);
  const tabs = [new Tab(device, client()), new Tab(device, client())];
  let kills = 0;
  for (let pass = 0; pass < 400; pass += 1) {
    device.clock += 20 * 60_000;
    const running = Promise.all(tabs.map(async ({ outbox }) => outbox.run().then(() => outbox.idle())));
    if (pass < 12) {
      await new Promise((resolve) => setTimeout(resolve, 60 * random()));
      const index = Math.floor(random() * tabs.length);
      tabs[index]?.kill();
      tabs[index] = new Tab(device, client());
      kills += 1;
    }
    await running;
    if (open(await settledEntries()).length === 0) {
      break;
    }
  }
  expect(kills).toBeGreaterThan(2);
  const entries = await settledEntries();
  expect(entries).toHaveLength(SUBMISSIONS * 3 + 5);
  expect(open(entries)).toEqual([]);
  // What does not arrive says so, and is tried again.
  const down = entries.filter(({ target }) => target === "down");
  expect(down.map(({ state, status }) => `${state} ${status}`)).toEqual(Array(5).fill("queued 503"));
  expect(down.every(({ blobs, attempts }) => blobs?.arrived.length === 0 && attempts > 2)).toBe(true);
}, 240_000);

async function settledEntries(): Promise<readonly Entry[]> {
  const rows = await device.rows("outbox");
  return rows.map(({ value }) => JSON.parse(String(value)) as Entry);
}

it("wrote every submission, and every attachment before it, once", () => {
  const digests = new Set(sent.flatMap(({ attachments }) => attachments.map(({ sha256: digest }) => digest)));
  const names = [...digests, ...sent.map(({ file }) => `${file.sha256}.jws.json`)];
  expect([...effects.bucket.names].sort()).toEqual(names.map((name) => `/b/${name}`).sort());
  expect([...effects.bucket.all.values()].every(({ writes }) => writes === 1)).toBe(true);
  const submissions = effects.webhook.names.filter((name) => !name.startsWith("/blobs/"));
  expect(submissions.sort()).toEqual(sent.map(({ file }) => `"${file.jti}"`).sort());
  const order = new Map(effects.bucket.names.map((name, index) => [name, index]));
  for (const { file, attachments } of sent) {
    expect(effects.webhook.all.get(`"${file.jti}"`)?.bytes.toString()).toBe(file.jws);
    expect(effects.bucket.all.get(`/b/${file.sha256}.jws.json`)?.bytes.toString()).toBe(file.jws);
    const commit = order.get(`/b/${file.sha256}.jws.json`) ?? -1;
    expect(attachments.every(({ sha256: digest }) => (order.get(`/b/${digest}`) ?? Number.MAX_VALUE) < commit)).toBe(
      true,
    );
    const instance = instances.get(`uuid:${file.jti}`);
    const pieces = new Map(attachments.map((one) => [one.sha256, one.name]));
    expect([...(instance?.files.names ?? [])].sort()).toEqual([...pieces.values(), file.name].sort());
  }
  expect(instances.size).toBe(SUBMISSIONS);
});
