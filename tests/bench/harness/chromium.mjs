import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

// CHROMIUM, or the first of these on the PATH
const executablePath =
  process.env.CHROMIUM ??
  process.env.PATH.split(':')
    .flatMap((d) => ['chromium', 'chromium-browser', 'google-chrome'].map((n) => join(d, n)))
    .find((f) => existsSync(f));

export const launch = () =>
  chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--enable-precise-memory-info',
    ],
  });
