// Enketo takes an ODK XForm that a server has transformed (XSLT) into an HTML form and a model.
// The form is the ODK one; enketo-transformer's web build does the transform, in Chromium, untimed.
import { readFileSync } from 'node:fs';
import { convert as xform } from '../odk/convert.mjs';
import { launch } from '../../harness/chromium.mjs';

const transformer = new URL(
  '../../node_modules/enketo-transformer/dist/enketo-transformer/web/transformer.js',
  import.meta.url,
);

export async function convert(form) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    return await page.evaluate(
      async ([code, xform]) => {
        const { transform } = await import(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
        const { form, model } = await transform({ xform, theme: 'formhub' });
        return JSON.stringify({ form, model });
      },
      [String(readFileSync(transformer)), xform(form)],
    );
  } finally {
    await browser.close();
  }
}
export const ext = 'json';
