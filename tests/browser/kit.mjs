// What the tests in a browser share: the browser, its flags, and how they tell what holds.

import { createRequire } from 'node:module';

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core');
const FLAGS = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Starts Debian's Chromium, or the one that DTM_CHROMIUM names. */
export function launch() {
  return chromium.launch({ executablePath: process.env.DTM_CHROMIUM ?? '/usr/bin/chromium', args: FLAGS });
}

let failures = 0;

/** How many sentences did not hold. */
export function failed() {
  return failures;
}

/** Tells whether a sentence holds. */
export function check(held, sentence, detail = '') {
  if (!held) failures += 1;
  console.log(`${held ? 'ok     ' : 'FAILED '} ${sentence}${held || detail === '' ? '' : `: ${detail}`}`);
  return held;
}

/** Keeps what a page must not do; what a test provokes on purpose is not counted while `expected` is set. */
export function watch(page, origin) {
  const seen = { foreign: [], console: [], http: [], expected: false };
  page.on('request', (request) => {
    const url = request.url();
    if (!/^(data|blob):/.test(url) && new URL(url).origin !== origin) seen.foreign.push(url);
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !seen.expected) seen.console.push(message.text());
  });
  page.on('pageerror', (error) => seen.console.push(error.stack ?? error.message));
  page.on('response', (response) => {
    if (response.status() >= 400 && !seen.expected) seen.http.push(`${response.status()} ${response.url()}`);
  });
  return seen;
}
