/** An agency's server that gives out credentials for each type of target, good ones and others. */
import type { Answer } from "../receivers.js";
import { type Bucket, containerSas, postFields, VALIDITIES, type Validity } from "./credentials.js";

interface Asked {
  readonly sha256: string;
  readonly blobs: readonly { readonly sha256: string }[];
}

/** Where things are. */
export interface Places {
  /** The bucket as browsers reach it. */
  readonly s3: string;
  readonly bucket: Bucket;
  /** The container of Azure, without a signature. */
  readonly container: string;
  readonly containerName: string;
}

/** Answers a request at `/grant/TYPE/VALIDITY` with a row for each object, as the guide has it. */
export function grant(path: string, body: string, places: Places): Answer {
  const [, , type = "", asked = ""] = path.split("/");
  const validity = VALIDITIES.find((one) => one === asked);
  if (validity === undefined) {
    throw new Error(`nothing is valid as \`${asked}\``);
  }
  const { sha256, blobs } = JSON.parse(body) as Asked;
  const named = [{ sha256, name: `${sha256}.jws.json` }, ...blobs.map((blob) => ({ ...blob, name: blob.sha256 }))];
  const puts = named.map(({ sha256, name }) => ({ sha256, ...row(type, validity, name, places) }));
  return { status: 200, headers: { "Content-Type": "application/json" }, body: JSON.stringify({ puts }) };
}

function row(type: string, validity: Validity, name: string, places: Places): object {
  switch (type) {
    case "s3-post":
      return { url: places.s3, method: "POST", fields: postFields(places.bucket, `posted/${name}`, validity) };
    case "azure":
      return { url: `${places.container}/${name}?${containerSas(places.containerName, validity)}` };
    case "postgrest":
      return { headers: token(validity, "anon", { apikey: "anon" }) };
    case "github":
      return { headers: token(validity, "t", {}) };
    default:
      throw new Error(`nobody gives out grants for \`${type}\``);
  }
}

function token(validity: Validity, good: string, others: Readonly<Record<string, string>>): object {
  return { Authorization: `Bearer ${validity === "good" ? good : "none"}`, ...others };
}
