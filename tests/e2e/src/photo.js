// Attaches a photo of 200 × 100 dots with EXIF to the file field of a question, and returns what is stored of it.
const [path, done] = [arguments[0], arguments[arguments.length - 1]];
const EXIF = 'Exif\0\0GPS 59.91 10.75';
const box = [...document.querySelector('sealform-form').shadowRoot.querySelectorAll('[data-path]')].find((one) => one.dataset.path === path);
const text = (bytes) => new TextDecoder('latin1').decode(bytes);

async function photo() {
  const canvas = Object.assign(document.createElement('canvas'), { width: 200, height: 100 });
  canvas.getContext('2d').fillRect(10, 10, 100, 50);
  const plain = new Uint8Array(await (await new Promise((taken) => canvas.toBlob(taken, 'image/jpeg'))).arrayBuffer());
  const said = [...EXIF].map((sign) => sign.charCodeAt(0));
  const segment = [0xff, 0xe1, 0, said.length + 2, ...said];
  return new File([plain.slice(0, 2), new Uint8Array(segment), plain.slice(2)], 'front.jpg', { type: 'image/jpeg' });
}

function kept() {
  return new Promise((found, failed) => {
    const opening = indexedDB.open('sealform');
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const asking = opening.result.transaction('blobs').objectStore('blobs').getAll();
      asking.onsuccess = () => { opening.result.close(); found(asking.result.filter((one) => one.name.startsWith('image-'))); };
      asking.onerror = () => failed(asking.error);
    };
  });
}

async function attach() {
  const taken = await photo();
  const had = text(new Uint8Array(await taken.arrayBuffer())).includes('GPS 59.91');
  const files = new DataTransfer();
  files.items.add(taken);
  const field = box.querySelector('input[type=file]');
  field.files = files.files;
  field.dispatchEvent(new Event('change'));
  for (let tries = 0; tries < 100; tries += 1) {
    const [one] = await kept();
    if (one) {
      const picture = await createImageBitmap(new Blob([one.bytes], { type: one.type }));
      return { had, has: text(one.bytes).includes('GPS'), width: picture.width, height: picture.height, type: one.type, size: one.size === one.bytes.byteLength };
    }
    await new Promise((later) => setTimeout(later, 50));
  }
  return { had, kept: false };
}
attach().then(done, (error) => done({ error: String(error) }));
