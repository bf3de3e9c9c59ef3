/** What every browser has and jsdom lacks: there is nothing to scroll, and blobs are read by events. */
if ("Element" in globalThis) {
  Element.prototype.scrollIntoView ??= () => undefined;
}
if ("FileReader" in globalThis) {
  Blob.prototype.arrayBuffer ??= function (this: Blob): Promise<ArrayBuffer> {
    return new Promise((resolve, reject) => {
      const reader = new FileReader();
      // Of the realm of the tests.
      reader.onload = () => resolve(Uint8Array.from(new Uint8Array(reader.result as ArrayBuffer)).buffer);
      reader.onerror = () => reject(reader.error);
      reader.readAsArrayBuffer(this);
    });
  };
}

export {};
