import { Buffer } from "node:buffer";

/** What every browser has and jsdom lacks: there is nothing to scroll, and blobs are read by events. */
if ("Element" in globalThis) {
  Element.prototype.scrollIntoView ??= () => undefined;
}
if ("FileReader" in globalThis) {
  Blob.prototype.arrayBuffer ??= function (this: Blob): Promise<ArrayBuffer> {
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => {
        // Of Node's own realm, which digests take.
        const read = new Uint8Array(reader.result as ArrayBuffer);
        const bytes = Buffer.alloc(read.length);
        bytes.set(read);
        resolve(bytes.buffer as ArrayBuffer);
      };
      reader.onerror = () => reject(reader.error);
      reader.readAsArrayBuffer(this);
    });
  };
}
