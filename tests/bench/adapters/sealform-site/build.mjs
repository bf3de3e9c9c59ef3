// Writes the site of a form by `sealform build`; `cargo xtask bench` names the program.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { documentOf } from '../sealform/convert.mjs';

const PROGRAM = process.env.SEALFORM;

/** Into a folder; the page also loads what the harness asks, `app.js`. */
export function buildSite(form, out) {
  if (!PROGRAM) throw new Error('SEALFORM names the program that builds the site');
  const source = `${out}/questionnaire.json`;
  writeFileSync(source, JSON.stringify(documentOf(form)));
  const packaged = new URL('../sealform/sealform', import.meta.url).pathname;
  // Its page is changed below, and what others load for a second visit is not measured either.
  const options = ['--no-offline', '--package', packaged, '-o', `${out}/`];
  execFileSync(PROGRAM, ['build', source, ...options], { stdio: 'inherit' });
  const page = readFileSync(`${out}/index.html`, 'utf8');
  const asked = '<meta charset="utf-8"><link rel="icon" href="data:,"><script type="module" src="app.js"></script>';
  writeFileSync(`${out}/index.html`, page.replace('<meta charset="utf-8">', asked).replace("img-src 'self'", "img-src 'self' data:"));
}
