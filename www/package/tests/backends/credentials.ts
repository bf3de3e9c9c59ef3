/** Credentials as an agency's server gives them out: presigned forms of S3, and shared access signatures of Azure. */
import { createHmac } from "node:crypto";

/** As it should be; signed with another secret; over; a token that nobody has given out. */
export const VALIDITIES = ["good", "forged", "over", "none"] as const;

export type Validity = (typeof VALIDITIES)[number];

const TEN_MINUTES_MS = 600_000;

/** When what is given out now ends. */
function end(validity: Validity): Date {
  return new Date(Date.now() + (validity === "over" ? -TEN_MINUTES_MS : TEN_MINUTES_MS));
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

export interface Bucket {
  readonly name: string;
  readonly keyId: string;
  readonly secret: string;
  readonly region: string;
}

/** The fields of a form for one object (docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html). */
export function postFields(bucket: Bucket, key: string, validity: Validity): Readonly<Record<string, string>> {
  const at = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const scope = [at.slice(0, 8), bucket.region, "s3", "aws4_request"];
  const signed = {
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": [bucket.keyId, ...scope].join("/"),
    "x-amz-date": at,
  };
  const conditions = [
    { bucket: bucket.name },
    ...Object.entries(signed).map(([name, value]) => ({ [name]: value })),
    ["starts-with", "$key", key],
    ["content-length-range", 1, 20_000_000],
  ];
  const policy = Buffer.from(JSON.stringify({ expiration: end(validity).toISOString(), conditions })).toString(
    "base64",
  );
  const secret = validity === "forged" ? "another" : bucket.secret;
  const signing = scope.reduce<string | Buffer>(hmac, `AWS4${secret}`);
  return { key, ...signed, policy, "x-amz-signature": hmac(signing, policy).toString("hex") };
}

/** What Azure's own emulators are set up with (learn.microsoft.com/azure/storage/common/storage-use-azurite). */
export const ACCOUNT = "devstoreaccount1";
const ACCOUNT_KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
export const AZURE_VERSION = "2020-12-06";

function azureSign(lines: readonly string[], validity: Validity): string {
  const key = validity === "forged" ? "YW5vdGhlcg==" : ACCOUNT_KEY;
  return hmac(Buffer.from(key, "base64"), lines.join("\n")).toString("base64");
}

/** Azure's moments have no fractions. */
function azureMoment(date: Date): string {
  return date.toISOString().replace(/\.\d+/, "");
}

/** A query that may create and write blobs of a container (learn.microsoft.com/rest/api/storageservices/create-service-sas). */
export function containerSas(container: string, validity: Validity): URLSearchParams {
  const [sp, se] = ["cw", azureMoment(end(validity))];
  const before = [sp, "", se, `/blob/${ACCOUNT}/${container}`, "", "", "", AZURE_VERSION, "c"];
  // Six more that nobody asks for: snapshot, scope of encryption, and five headers of replies.
  const sig = azureSign([...before, "", "", "", "", "", "", ""], validity);
  return new URLSearchParams({ sv: AZURE_VERSION, sr: "c", sp, se, sig });
}

/** A query for everything in the account (learn.microsoft.com/rest/api/storageservices/create-account-sas). */
export function accountSas(): URLSearchParams {
  const [ss, srt, sp, se] = ["b", "sco", "rwdlac", azureMoment(end("good"))];
  const sig = azureSign([ACCOUNT, sp, ss, srt, "", se, "", "", AZURE_VERSION, "", ""], "good");
  return new URLSearchParams({ sv: AZURE_VERSION, ss, srt, sp, se, sig });
}
