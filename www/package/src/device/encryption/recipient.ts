/** For whom files are encrypted: a public P-256 key, which an assignment or the delivery names as `encrypt`. */

/** The members of a public P-256 key (RFC 7518, section 6.2.1), and no others. */
export interface Recipient {
  readonly crv: "P-256";
  readonly kty: "EC";
  readonly x: string;
  readonly y: string;
}

/** 32 bytes in base64url. */
const COORDINATE = /^[A-Za-z0-9_-]{43}$/;

/**
 * Reads a key; whether its point lies on the curve is seen when it is used. `at` says where it stands, for the error. Throws an
 * `Error` that names the place and what should stand there.
 */
export function readRecipient(value: unknown, at: string): Recipient {
  const { kty, crv, x, y, d, use, alg } = Object(value) as Readonly<Record<string, unknown>>;
  if (kty !== "EC" || crv !== "P-256" || !isCoordinate(x) || !isCoordinate(y)) {
    throw new Error(
      `there is no public P-256 key at ${at}; \`sealform keygen --encryption\` prints one: {"kty": "EC", "crv": "P-256", "x": …, "y": …}`,
    );
  }
  if (d !== undefined) {
    throw new Error(`there is a private key at ${at}: make another one, and name only its public half there`);
  }
  if ((use !== undefined && use !== "enc") || (alg !== undefined && alg !== "ECDH-ES")) {
    throw new Error(`the key at ${at} is not for encrypting: it needs \`use\` "enc" and \`alg\` "ECDH-ES", or neither`);
  }
  return { crv, kty, x, y };
}

function isCoordinate(value: unknown): value is string {
  return typeof value === "string" && COORDINATE.test(value);
}
