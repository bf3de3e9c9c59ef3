/** A file that one key opens: a JWE in compact serialization (RFC 7516), `ECDH-ES` (RFC 7518, section 4.6) with `A256GCM`. */

import { CompactEncrypt, importJWK } from "jose";
import { part } from "../../load-failure.js";
import { LOADING_MS } from "../../messages.js";
import { subtle } from "../../soft/load.js";
import { within } from "../deadline.js";
import { sha256Hex } from "../digest.js";
import { bytesOfBase64Url } from "../records.js";
import { thumbprint } from "../signature.js";
import type { Recipient } from "./recipient.js";

/** How long it may take: all files of a report are at most 50 MB. */
const ENCRYPTING_MS = 30_000;

export interface Encrypted {
  /** Five parts in base64url, with dots between them. */
  readonly jwe: string;
  /** SHA-256 of the text of `jwe`, in hexadecimal: the name under which it travels. */
  readonly sha256: string;
}

/** What is encrypted: the sealed file, or one that was attached to it. */
export type Content = "sealed" | "attachment";

/**
 * Encrypts bytes for the holder of a key; each time with a fresh one of its own, so that no two results are alike. Throws where
 * the point is not on the curve.
 */
export async function encrypt(
  bytes: Uint8Array<ArrayBuffer>,
  recipient: Recipient,
  content: Content = "sealed",
): Promise<Encrypted> {
  // Anybody may read it: which key opens it, and nothing of what is inside. The type of a picture is told by the sealed file.
  const header = {
    alg: "ECDH-ES",
    enc: "A256GCM",
    kid: await thumbprintOf(recipient),
    ...(content === "sealed" ? { cty: "jose+json" } : {}),
  };
  const jwe = await (subtle() === undefined ? softly(bytes, recipient, header) : byBrowser(bytes, recipient, header));
  return { jwe, sha256: await sha256Hex(new TextEncoder().encode(jwe)) };
}

type Header = { readonly alg: string; readonly enc: string; readonly kid: string; readonly cty?: string };

async function byBrowser(bytes: Uint8Array<ArrayBuffer>, recipient: Recipient, header: Header): Promise<string> {
  const key = await importJWK({ ...recipient }, "ECDH-ES");
  return within(ENCRYPTING_MS, new CompactEncrypt(bytes).setProtectedHeader(header).encrypt(key));
}

/** On plain http; ten megabytes take a second or two of a slow phone. */
async function softly(bytes: Uint8Array<ArrayBuffer>, { x, y }: Recipient, header: Header): Promise<string> {
  const { compactJwe } = await part(LOADING_MS, () => import("../../soft/jwe.js"));
  return compactJwe(bytes, [bytesOfBase64Url(x), bytesOfBase64Url(y)], header);
}

/** The thumbprint of a recipient's key (RFC 7638): the `kid` of everything that is encrypted for it. */
export function thumbprintOf({ crv, kty, x, y }: Recipient): Promise<string> {
  return thumbprint(JSON.stringify({ crv, kty, x, y }));
}
