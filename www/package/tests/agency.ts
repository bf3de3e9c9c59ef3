/** Agencies for tests: keys that sign assignments, and the trust documents that name them. */

export const base64url = (bytes: Uint8Array | string): string => Buffer.from(bytes).toString("base64url");

export const HEADER = { alg: "ES256", typ: "sealform-assignment+jws" };

/** The text that receivers take: members in order, also those whose names are numbers. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(canonicalText).join(",")}]`;
  }
  if (typeof value !== "object" || value === null) {
    return JSON.stringify(value);
  }
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalText(member)}`).join(",")}}`;
}

export interface Signer {
  readonly jwk: JsonWebKey;
  token(payload: object, header?: object): Promise<string>;
  /** Signs parts as they are, whatever they hold. */
  signed(header: string, payload: string): Promise<string>;
}

export async function signer(): Promise<Signer> {
  const { privateKey, publicKey } = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", publicKey);
  const signed = async (header: string, payload: string): Promise<string> => {
    const input = `${base64url(header)}.${base64url(payload)}`;
    const bytes = await crypto.subtle.sign(
      { name: "ECDSA", hash: "SHA-256" },
      privateKey,
      new TextEncoder().encode(input),
    );
    return `${input}.${base64url(new Uint8Array(bytes))}`;
  };
  return {
    jwk: { kty, crv, x, y } as JsonWebKey,
    token: (payload, header = HEADER) => signed(JSON.stringify(header), canonicalText(payload)),
    signed,
  };
}

/** A trust document that names one agency, as its text. */
export function trustText(agency: Signer, more: object = {}): string {
  return JSON.stringify({ sealform_trust: 1, issuers: [{ iss: "agency", keys: [agency.jwk] }], ...more });
}
