/** Reads and checks a `delivery.json`: every fault is listed, with its place and what would mend it. */

import { isObject } from "../arguments.js";
import { FindingsError } from "../errors.js";
import type { Finding } from "../protocol.js";
import {
  type DeliveryDocument,
  type Destination,
  isRemote,
  isServer,
  type ServerTarget,
  type ServerType,
  type WebhookReply,
} from "./delivery.js";
import { type Recipient, readRecipient } from "./encryption/recipient.js";

/** The document cannot be used. `kind` tells what shows failures that there are findings. */
export class DeliveryFault extends FindingsError {
  readonly kind = "findings";
}

/** What a target's `blobs` may say, and what stands where it says nothing. */
type BlobRule =
  /** The target takes attachments where it takes files. */
  | "beside"
  /** It takes none of its own: another address does, or grants do. */
  | "elsewhere"
  /** They go in the same request, where that is wanted. */
  | "within";

interface Rule {
  readonly blobs: BlobRule;
  /** Whether what is known of a reply can be chosen. */
  readonly hasReply: boolean;
  /** Whether it works with an address alone. */
  readonly needsGrant: boolean;
}

const SERVER: Rule = { blobs: "beside", hasReply: false, needsGrant: false };

/** A record, so that none can be missing. */
const SERVERS: Readonly<Record<ServerType, Rule>> = {
  webhook: { ...SERVER, blobs: "elsewhere", hasReply: true },
  "s3-put": SERVER,
  "s3-post": { ...SERVER, needsGrant: true },
  azure: SERVER,
  webdav: SERVER,
  postgrest: { ...SERVER, blobs: "elsewhere" },
  openrosa: SERVER,
  json: SERVER,
  form: { ...SERVER, blobs: "within", hasReply: true },
};

/** Targets without an address. */
const OTHERS: Readonly<Record<Exclude<Destination["type"], ServerType | "frame">, true>> = {
  page: true,
  file: true,
  share: true,
};

export const TYPES: readonly string[] = [...Object.keys(OTHERS), ...Object.keys(SERVERS)];
const OF_SERVER = ["type", "id", "url", "grant", "headers", "credentials", "blobs"];
const OF_REPLY = ["reply", "expect"];
const OF_DOCUMENT = ["sealform_delivery", "keep_days", "targets", "encrypt", "$schema"];

/** These come by grant: what stands in the document is read by everybody. */
const SECRET = /^(proxy-)?authorization$|^cookie$|^apikey$|^x-api-key$/i;
/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const MOST_DAYS = 3650;

/** Reads the text of a `delivery.json`; addresses are relative to `base`. Throws a {@link DeliveryFault}. */
export function readDelivery(text: string, base: string): DeliveryDocument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const message = `the delivery is not JSON: ${error instanceof Error ? error.message : String(error)}`;
    throw fault([{ code: "delivery/json", severity: "error", message, place: { pointer: "" } }]);
  }
  const reader = new Reader(base);
  const plan = reader.document(document);
  if (reader.findings.length > 0) {
    throw fault(reader.findings);
  }
  return plan;
}

function fault(findings: readonly Finding[]): DeliveryFault {
  const [first] = findings;
  const place = first?.place.pointer === "" ? "" : ` (at ${first?.place.pointer} of the delivery)`;
  return new DeliveryFault(`${first?.message}${place}${first?.hint === undefined ? "" : `; ${first.hint}`}`, findings);
}

type Members = Readonly<Record<string, unknown>>;

class Reader {
  readonly findings: Finding[] = [];
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  document(document: unknown): DeliveryDocument {
    if (!isObject(document)) {
      this.#say("type", "", "a delivery is an object", 'write {"targets": []}');
      return { targets: [], keepDays: null };
    }
    const members = document as Members;
    this.#only(members, "", OF_DOCUMENT);
    const { sealform_delivery: version = 1, keep_days: days, targets } = members;
    if (version !== 1) {
      const hint = "this Sealform knows version 1";
      this.#say("version", "/sealform_delivery", `the delivery is of version ${JSON.stringify(version)}`, hint);
    }
    if (days !== undefined && !(Number.isInteger(days) && Number(days) >= 0 && Number(days) <= MOST_DAYS)) {
      const hint = "leave it out where nothing is to go";
      this.#say("type", "/keep_days", `\`keep_days\` is no whole number from 0 to ${MOST_DAYS}`, hint);
    }
    if (!Array.isArray(targets)) {
      this.#say("missing", "/targets", "the delivery has no list `targets`", 'write {"targets": []}');
      return { targets: [], keepDays: null };
    }
    const read = targets.map((target: unknown, index) => this.#target(target, `/targets/${index}`));
    this.#refuseTwins(read);
    const recipient = this.#recipient(members["encrypt"], read);
    const known = read.filter((target) => target !== null);
    return {
      targets: recipient === null ? known : known.map((to) => (isRemote(to) ? { ...to, encrypt: recipient } : to)),
      keepDays: days === undefined ? null : Number(days),
    };
  }

  /** Who alone may read what leaves the device. Where somebody is named, no target may want the answers in the clear. */
  #recipient(value: unknown, targets: readonly (Destination | null)[]): Recipient | null {
    if (value === undefined) {
      return null;
    }
    for (const [index, target] of targets.entries()) {
      if (target?.type === "openrosa") {
        const hint = "leave out `encrypt`, or name a target of another type";
        const message = "an OpenRosa server gets the answers in the clear, which contradicts `encrypt`";
        this.#say("contradiction", `/targets/${index}/type`, message, hint);
      }
    }
    try {
      return readRecipient(value, "/encrypt");
    } catch (error) {
      const hint = "`sealform keygen --encryption` prints the public half of a key";
      this.#say("key", "/encrypt", error instanceof Error ? error.message : String(error), hint);
      return null;
    }
  }

  #target(value: unknown, at: string): Destination | null {
    if (!isObject(value)) {
      this.#say("type", at, "a target is an object", 'write {"type": "webhook", "url": "https://…"}');
      return null;
    }
    const members = value as Members;
    const { type } = members;
    if (type === "page" && members["url"] !== undefined) {
      this.#only(members, at, ["type", "id", "url"]);
      const url = this.#address(members, "url", at);
      return { type: "frame", id: this.#id(members, at), url: url === null ? "" : new URL(url).origin };
    }
    if (typeof type === "string" && Object.hasOwn(OTHERS, type)) {
      this.#only(members, at, type === "page" ? ["type", "id", "url"] : ["type", "id"]);
      return { type: type as keyof typeof OTHERS, id: this.#id(members, at) };
    }
    if (typeof type === "string" && Object.hasOwn(SERVERS, type)) {
      return this.#server(type as ServerType, members, at);
    }
    const known = `known are ${TYPES.join(", ")}`;
    const near = typeof type === "string" ? nearest(type, TYPES) : undefined;
    const hint = near === undefined ? known : `did you mean \`${near}\`?`;
    const said = type === undefined ? "the target has no `type`" : `unknown type of target ${JSON.stringify(type)}`;
    this.#say(type === undefined ? "missing" : "unknown-type", `${at}/type`, said, hint);
    return null;
  }

  #server(type: ServerType, members: Members, at: string): ServerTarget {
    const rule = SERVERS[type];
    this.#only(members, at, rule.hasReply ? [...OF_SERVER, ...OF_REPLY] : OF_SERVER);
    const grant = this.#address(members, "grant", at);
    const common = {
      id: this.#id(members, at),
      url: this.#address(members, "url", at),
      grant,
      headers: this.#headers(members["headers"], `${at}/headers`),
      credentials: this.#credentials(members["credentials"], `${at}/credentials`),
    };
    if (rule.needsGrant && members["grant"] === undefined) {
      const hint = "name the address that gives out its `fields`";
      this.#say("missing", `${at}/grant`, `a target of the type \`${type}\` has a \`grant\``, hint);
    } else if (members["url"] === undefined && members["grant"] === undefined) {
      const hint = 'write "url": "https://…", or "grant" where every file has an address of its own';
      this.#say("missing", `${at}/url`, `the ${type} target has no \`url\``, hint);
    }
    const reply = rule.hasReply ? this.#reply(members, at) : "status";
    const blobs = this.#blobs(rule.blobs, members["blobs"], grant !== null, `${at}/blobs`);
    if (reply === "opaque" && (blobs !== false || grant !== null)) {
      const hint = 'leave out `blobs` and `grant`, or `"reply": "opaque"`';
      this.#say("contradiction", `${at}/reply`, "attachments and grants need replies that can be read", hint);
    }
    return type === "webhook" || type === "form" ? { ...common, type, reply, blobs } : { ...common, type, blobs };
  }

  #id(members: Members, at: string): string {
    const { id = members["type"] } = members;
    if (typeof id !== "string" || id === "") {
      this.#say("type", `${at}/id`, "`id` is no name", "write a text that is not empty");
    }
    return String(id);
  }

  #address(members: Members, name: "url" | "grant", at: string): string | null {
    const value = members[name];
    return value === undefined ? null : this.#url(value, name, `${at}/${name}`);
  }

  #url(value: unknown, name: string, at: string): string | null {
    if (typeof value !== "string" || !URL.canParse(value, this.#base)) {
      this.#say("address", at, `\`${name}\` is no address: ${JSON.stringify(value)}`, "write https://host/path");
      return null;
    }
    const url = new URL(value, this.#base);
    if (url.protocol !== "https:" && url.protocol !== "http:") {
      this.#say("address", at, `\`${name}\` is no address that browsers send to: ${url.protocol}`, "write https://…");
      return null;
    }
    if (url.username !== "" || url.password !== "") {
      this.#say("credential", at, `\`${name}\` holds a name or a password`, "let a `grant` give it out");
      return null;
    }
    url.hash = "";
    return url.href;
  }

  #headers(value: unknown, at: string): Readonly<Record<string, string>> {
    if (value === undefined) {
      return {};
    }
    if (!isObject(value)) {
      this.#say("type", at, "`headers` is no object", 'write {"X-Name": "value"}');
      return {};
    }
    for (const [name, text] of Object.entries(value)) {
      const place = `${at}/${escaped(name)}`;
      if (SECRET.test(name)) {
        const hint = "everybody can read the delivery: let a `grant` give it out";
        this.#say("credential", place, `\`headers\` never holds \`${name.toLowerCase()}\``, hint);
      } else if (!TOKEN.test(name)) {
        this.#say("type", place, `${JSON.stringify(name)} is no name of a header`, "write letters, digits and hyphens");
      } else if (typeof text !== "string" || !/^[\t\x20-\x7e\x80-\xff]*$/.test(text)) {
        this.#say("type", place, `the header \`${name}\` is no text of one line`, "write a text in Latin letters");
      }
    }
    return value as Record<string, string>;
  }

  #credentials(value: unknown, at: string): ServerTarget["credentials"] {
    switch (value) {
      case undefined:
        return "same-origin";
      case "omit":
      case "same-origin":
      case "include":
        return value;
    }
    this.#say(
      "type",
      at,
      "`credentials` is neither `omit` nor `same-origin` nor `include`",
      "it says whether cookies go",
    );
    return "same-origin";
  }

  #blobs(rule: BlobRule, value: unknown, hasGrant: boolean, at: string): boolean | string {
    if (value === undefined) {
      return rule === "beside" || (rule === "elsewhere" && hasGrant);
    }
    if (rule === "elsewhere" && typeof value === "string") {
      return this.#url(value, "blobs", at) ?? false;
    }
    if (typeof value !== "boolean") {
      const hint = "it says whether attachments travel";
      this.#say(
        "type",
        at,
        `\`blobs\` is neither \`true\` nor \`false\`${rule === "elsewhere" ? " nor an address" : ""}`,
        hint,
      );
      return false;
    }
    if (rule === "elsewhere" && value && !hasGrant) {
      const hint = "write its address, or name a `grant`";
      this.#say("missing", at, "`blobs` does not say where attachments go", hint);
    }
    return value;
  }

  #reply({ reply = "readable", expect }: Members, at: string): WebhookReply {
    if (reply !== "readable" && reply !== "opaque") {
      this.#say(
        "type",
        `${at}/reply`,
        "`reply` is neither `readable` nor `opaque`",
        "leave it out where it can be read",
      );
    }
    if (expect !== undefined && expect !== "digest") {
      this.#say("type", `${at}/expect`, "`expect` is not `digest`", "leave it out where a status is enough");
    }
    if (expect === undefined) {
      return reply === "opaque" ? "opaque" : "status";
    }
    if (reply === "opaque") {
      const hint = "nothing of an opaque reply can be read";
      this.#say("contradiction", `${at}/expect`, "`expect` contradicts `reply`", hint);
    }
    return "digest";
  }

  #only(members: Members, at: string, names: readonly string[]): void {
    for (const name of Object.keys(members).filter((name) => !names.includes(name))) {
      const near = nearest(name, names);
      const hint =
        near === undefined
          ? `known here are ${names.filter((one) => one !== "$schema").join(", ")}`
          : `did you mean \`${near}\`?`;
      this.#say("unknown-member", `${at}/${escaped(name)}`, `unknown member \`${name}\``, hint);
    }
  }

  /** Two targets of one name would share one entry; two with one address would get every file twice. */
  #refuseTwins(targets: readonly (Destination | null)[]): void {
    targets.forEach((target, index) => {
      const before = targets.slice(0, index).filter((other) => other !== null);
      if (target === null) {
        return;
      }
      if (before.some(({ id }) => id === target.id)) {
        const hint = "give each an `id` of its own";
        this.#say("twice", `/targets/${index}`, `two targets are called \`${target.id}\``, hint);
      }
      const isTwin = (other: Destination): boolean =>
        other.type === target.type &&
        isRemote(other) &&
        isRemote(target) &&
        other.url === target.url &&
        grantOf(other) === grantOf(target);
      if (before.some(isTwin)) {
        this.#say("twice", `/targets/${index}`, "two targets have one type and one address", "name it once");
      }
    });
  }

  #say(code: string, pointer: string, message: string, hint: string): void {
    this.findings.push({ code: `delivery/${code}`, severity: "error", message, place: { pointer }, hint });
  }
}

function grantOf(target: Destination): string | null {
  return isServer(target) ? target.grant : null;
}

/** RFC 6901, section 3. */
function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** The name that was probably meant: at most two letters, and no more than a third, are another. */
function nearest(given: string, names: readonly string[]): string | undefined {
  const wanted = given.toLowerCase().replaceAll("_", "-");
  const most = Math.min(2, Math.ceil(given.length / 3));
  const near = names.map((name) => ({ name, far: distance(wanted, name.replaceAll("_", "-")) }));
  return near.filter(({ far }) => far <= most).sort((one, other) => one.far - other.far)[0]?.name;
}

/** How many letters have to be put in, taken out or exchanged (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (let column = 1; column <= other.length; column += 1) {
      const above = row[column] ?? 0;
      const corner = (row[column - 1] ?? 0) + (letter === other[column - 1] ? 0 : 1);
      next.push(Math.min(above + 1, (next[column - 1] ?? 0) + 1, corner));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
