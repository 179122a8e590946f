// Drops deliveries on the page for checks, in a real browser against a running service: by the field and by dragging, in both
// languages, with the report in its frame and saved; what is wrong is told. Fails on any request that leaves the origin, on
// console errors and on violations of the content security policy.
// Usage: node tests/browser/check.mjs http://127.0.0.1:8080 FIXTURES [--screenshot FILE]     (after `npm ci` in web/)

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { check, failed, launch, watch } from './kit.mjs';

const args = process.argv.slice(2);
const at = args.indexOf('--screenshot');
const picture = at >= 0 ? args.splice(at, 2)[1] : undefined;
const [base, fixtures] = args;
if (!fixtures) {
  console.error('usage: node tests/browser/check.mjs BASE-URL FIXTURES [--screenshot FILE]');
  process.exit(2);
}
const origin = new URL(base).origin;
const FAILS = join(fixtures, '1.4.3/1.6-three-decimals.jvf.xml');
const PASSES = join(fixtures, '1.4.3/attributes-in-order.jvf.xml');

setTimeout(() => {
  console.log('FAILED  the test ends within two minutes');
  process.exit(1);
}, 120_000).unref();

const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1280, height: 1000 }, locale: 'cs-CZ', acceptDownloads: true });
const page = await context.newPage();
const seen = watch(page, origin);

/** Waits until a report is there, and gives the frame with it. */
async function reported() {
  await page.locator('#save').waitFor();
  const frame = page.frameLocator('#report');
  await frame.locator('body').waitFor();
  return frame;
}

/** Drops something on the page as a person would with the mouse. */
async function dropped(name, text) {
  const transfer = await page.evaluateHandle(([name, text]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name));
    return transfer;
  }, [name, text]);
  await page.dispatchEvent('#drop', 'drop', { dataTransfer: transfer });
}

await page.goto(`${base}/?lang=cs`);
await page.click('text=Zkontrolovat dodávku');
check(page.url().endsWith('/check?lang=cs'), 'the landing page leads to the check', page.url());

await page.setInputFiles('#file', FAILS);
let frame = await reported();
check(await frame.getByText('desetinn').first().isVisible(), 'a delivery from the field has its finding in Czech');
check((await frame.locator('canvas').count()) === 1 && (await frame.locator('.findings tbody tr').count()) === 1, 'the report is whole in its frame');
await frame.locator('#q').fill('nothing like it');
check((await frame.locator('.findings tbody tr:visible').count()) === 0, 'its script runs: the filter works');
if (picture) await page.screenshot({ path: picture, fullPage: true });

const asked = page.waitForRequest((request) => request.method() === 'POST');
await page.selectOption('#region', { label: 'Ústecký kraj' });
check(new URL((await asked).url()).searchParams.get('region') === 'CZ042', 'a region can be chosen, over whose map it is judged');
frame = await reported();

const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-form=json]')]);
const saved = JSON.parse(readFileSync(await download.path(), 'utf8'));
check(saved.files[0].verdict === 'errors' && saved.files[0].path === '1.6-three-decimals.jvf.xml', 'the report is saved as JSON', JSON.stringify(saved).slice(0, 200));
check(download.suggestedFilename() === '1.6-three-decimals.kontrola.json', 'under a name that tells what it is', download.suggestedFilename());

await page.click('text=English');
await dropped('good.jvf.xml', readFileSync(PASSES, 'utf8'));
frame = await reported();
check((await page.locator('#state').textContent()) === 'Report of the check: good.jvf.xml', 'a dropped delivery is checked', await page.locator('#state').textContent());
check((await frame.locator('html').getAttribute('lang')) === 'en', 'its report is in English');

await dropped('broken.zip', 'PK no zip at all');
await page.waitForFunction(() => document.querySelector('#state').textContent.includes('broken.zip'));
frame = await reported();
check(await frame.getByText('OST.2').first().isVisible(), 'what is no package is told in a report');

seen.expected = true;
await context.setOffline(true);
await dropped('late.xml', '<a/>');
await page.waitForFunction(() => document.querySelector('#outcome').classList.contains('fault'));
check((await page.locator('#state').textContent()).includes('try again'), 'a transfer that breaks off is told', await page.locator('#state').textContent());
await context.setOffline(false);
seen.expected = false;

check(seen.foreign.length === 0, 'nothing is asked of others', seen.foreign.join());
check(seen.console.length === 0, 'nothing is wrong on the console', seen.console.slice(0, 3).join('\n        '));
check(seen.http.length === 0, 'every answer is good', seen.http.join());
await browser.close();
process.exit(failed() > 0 ? 1 : 0);
