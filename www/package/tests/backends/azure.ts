/** Azurite as an agency sets it up, and what is in it. */
import { sha256 } from "../receivers.js";
import { ACCOUNT, AZURE_VERSION, accountSas } from "./credentials.js";

const CORS = `<?xml version="1.0" encoding="utf-8"?><StorageServiceProperties><Cors><CorsRule>
<AllowedOrigins>*</AllowedOrigins><AllowedMethods>PUT</AllowedMethods>
<AllowedHeaders>content-type,if-none-match,x-ms-blob-type</AllowedHeaders>
<ExposedHeaders>Retry-After,x-ms-error-code</ExposedHeaders><MaxAgeInSeconds>60</MaxAgeInSeconds>
</CorsRule></Cors></StorageServiceProperties>`;

export class Azure {
  readonly #account: string;
  readonly #container: string;

  constructor(origin: string, container: string) {
    this.#account = `${origin}/${ACCOUNT}`;
    this.#container = container;
  }

  /** The address of the container, without a signature. */
  get url(): string {
    return `${this.#account}/${this.#container}`;
  }

  /** Makes the container, and lets pages of every origin write into it. */
  async setUp(): Promise<void> {
    await this.#ask("PUT", this.url, { restype: "container" });
    await this.#ask("PUT", `${this.#account}/`, { restype: "service", comp: "properties" }, CORS);
  }

  /** The digest of each blob, by its name. */
  async objects(): Promise<Readonly<Record<string, string>>> {
    const listed = await (await this.#ask("GET", this.url, { restype: "container", comp: "list" })).text();
    const names = [...listed.matchAll(/<Name>([^<]+)<\/Name>/g)].map(([, name]) => name ?? "");
    const digests = names.map(async (name) => {
      const blob = await this.#ask("GET", `${this.url}/${name}`, {});
      return [name, sha256(new Uint8Array(await blob.arrayBuffer()))] as const;
    });
    return Object.fromEntries(await Promise.all(digests));
  }

  async #ask(method: string, url: string, query: Readonly<Record<string, string>>, body?: string): Promise<Response> {
    const search = new URLSearchParams([...Object.entries(query), ...accountSas()]);
    const headers = {
      "x-ms-version": AZURE_VERSION,
      ...(body === undefined ? {} : { "Content-Type": "application/xml" }),
    };
    const response = await fetch(`${url}?${search}`, {
      method,
      headers,
      body: body ?? null,
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) {
      throw new Error(`Azurite says ${response.status} to ${method} ${url}: ${await response.text()}`);
    }
    return response;
  }
}
