/** A page that is one file sends nothing, and so encrypts nothing. */

export async function keptEncrypted(): Promise<never> {
  throw new Error("a page that is one file encrypts nothing");
}
