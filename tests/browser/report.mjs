// Opens pages of reports in a real browser: filters, map, choosing from table and map, keys, a phone, the dark, paper. Fails on
// any request, on errors of the console and on violations of the page's policy.
// Usage: node tests/browser/report.mjs DIRECTORY [--screenshots DIRECTORY]     (everything.html, several.html and big.html in it)

import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

import { check, failed, launch } from './kit.mjs';

const args = process.argv.slice(2);
const at = args.indexOf('--screenshots');
const pictures = at >= 0 ? args.splice(at, 2)[1] : undefined;
const [directory] = args;
if (!directory) {
  console.error('usage: node tests/browser/report.mjs DIRECTORY [--screenshots DIRECTORY]');
  process.exit(2);
}

setTimeout(() => {
  console.log('FAILED  the test ends within two minutes');
  process.exit(1);
}, 120_000).unref();

const browser = await launch();

/** Opens a page of the directory; what it must not do is kept in `seen`. */
async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, ...options });
  const page = await context.newPage();
  const seen = [];
  const address = pathToFileURL(join(directory, `${name}.html`)).href;
  page.on('request', (request) => {
    if (request.url() !== address) seen.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') seen.push(message.text());
  });
  page.on('pageerror', (error) => seen.push(error.stack ?? error.message));
  page.on('dialog', (dialog) => {
    seen.push(`a text of the file ran: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(address);
  // A page without scripts answers no question either.
  if (options.javaScriptEnabled !== false) await settled(page);
  return { page, seen };
}

/** Waits until what was asked for is drawn. */
const settled = (page) =>
  page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30))); }));

async function picture(page, name, fullPage = false) {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage });
}

async function close({ page, seen }, name) {
  check(seen.length === 0, `${name} asks for nothing and says nothing wrong`, seen.slice(0, 3).join('\n        '));
  await page.context().close();
}

const visible = (page) => page.locator('.findings tbody tr:visible').count();
const chosen = (page) => page.locator('.findings tr[aria-current="true"]');

/** How many different colours the map shows. */
const colours = (page) =>
  page.evaluate(() => {
    const canvas = document.querySelector('canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size;
  });

async function filters(page) {
  const all = await visible(page);
  await page.selectOption('#severity', 'error');
  check((await visible(page)) === 5, 'the filter of severity leaves the errors', String(await visible(page)));
  await page.selectOption('#check', '1.7');
  check((await visible(page)) === 1, 'filters add up', String(await visible(page)));
  check((await page.locator('#shown').textContent()) === 'zobrazeno 1 z 31', 'the number of what is shown is told', await page.locator('#shown').textContent());
  await page.click('.filters button');
  await settled(page);
  check((await visible(page)) === all, 'the button clears all filters', String(await visible(page)));
  await page.fill('#q', 'DOPLNTE jej');
  check((await visible(page)) === 1, 'text is found without accents and capitals', String(await visible(page)));
  await page.fill('#q', '42000000105');
  check((await visible(page)) === 1, 'an object is found by its ID', String(await visible(page)));
  await page.fill('#q', '');
  await page.selectOption('#element', 'Plot');
  check((await visible(page)) === 1, 'the filter of object types leaves one', String(await visible(page)));
  await page.selectOption('#element', '');
  await settled(page);
}

async function map(page) {
  const drawn = await colours(page);
  check(drawn > 8, 'the map is drawn', `${drawn} colours`);
  const box = await page.locator('canvas').boundingBox();
  // North is up and east is right: the polygon lies south-east of the point of check 1.5.
  const [point, area] = await page.evaluate(() => [3, 5].map((index) => window.report.pixel(index)));
  check(area[0] > point[0] && area[1] > point[1], 'east is to the right and north is up', `${point} ${area}`);

  await page.locator('.findings tbody tr').nth(2).locator('.locate').click();
  await settled(page);
  const middle = await page.evaluate(() => window.report.pixel(2));
  check(Math.hypot(middle[0] - box.width / 2, middle[1] - box.height / 2) < 2, 'a finding chosen in the table is in the middle of the map', String(middle));
  check((await chosen(page).count()) === 1, 'its row is marked');
  await picture(page, 'report-chosen');

  await page.click('#all');
  await settled(page);
  const [x, y] = await page.evaluate(() => window.report.pixel(30));
  const canvas = await page.locator('canvas').boundingBox();
  await page.mouse.click(canvas.x + x, canvas.y + y);
  await settled(page);
  check((await chosen(page).textContent())?.includes('42000000123') ?? false, 'a finding chosen on the map is chosen in the table', (await chosen(page).allTextContents()).join());
  check(await chosen(page).isVisible(), 'and brought into view');

  const scale = () => page.evaluate(() => window.report.scale());
  const before = await scale();
  const stage = await page.locator('canvas').boundingBox();
  // Whole pixels: a wheel is told in no others.
  const [fixedX, fixedY] = [Math.round(stage.x + 200), Math.round(stage.y + 200)];
  const told = () => page.locator('.coordinates').textContent();
  await page.mouse.move(fixedX + 1, fixedY);
  const placeBefore = await told();
  check(/^X -\d{6}\.\d\d {2}Y -\d{7}\.\d\d$/.test(placeBefore ?? ''), 'the pointer is told in S-JTSK', placeBefore ?? '');
  await page.mouse.wheel(0, -300);
  await settled(page);
  check((await scale()) > before * 1.5, 'the wheel zooms in');
  await page.mouse.move(fixedX, fixedY);
  await page.mouse.move(fixedX + 1, fixedY);
  check((await told()) === placeBefore, 'around the pointer', `${placeBefore} became ${await told()}`);
  const start = await page.evaluate(() => window.report.pixel(0) ?? window.report.pixel(2));
  await page.mouse.down();
  await page.mouse.move(fixedX + 81, fixedY + 40, { steps: 4 });
  await page.mouse.up();
  await settled(page);
  const end = await page.evaluate(() => window.report.pixel(0) ?? window.report.pixel(2));
  check(Math.abs(end[0] - start[0] - 80) < 1 && Math.abs(end[1] - start[1] - 40) < 1, 'dragging moves the map', `${start} ${end}`);
  await page.click('#out');
  await page.locator('canvas').focus();
  const here = await page.evaluate(() => window.report.pixel(2));
  await page.keyboard.press('ArrowRight');
  await settled(page);
  const there = await page.evaluate(() => window.report.pixel(2));
  check(there[0] < here[0] - 50, 'arrow keys move the map', `${here} ${there}`);
  const far = await scale();
  await page.keyboard.press('+');
  check((await scale()) > far, 'the plus key zooms in');
}

/** Everything that can be used has a name, nothing is wider than the page, and headings go down one step at a time. */
async function accessible(page, name) {
  const faults = await page.evaluate(() => {
    const found = [];
    for (const element of document.querySelectorAll('button, input, select, canvas, summary')) {
      const label = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
      if (!label?.trim()) found.push(`a ${element.tagName} without a name`);
    }
    let level = 0;
    for (const heading of document.querySelectorAll('h1, h2, h3, h4')) {
      const now = Number(heading.tagName[1]);
      if (now > level + 1) found.push(`${heading.tagName} after H${level}`);
      level = now;
    }
    const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
    if (new Set(ids).size < ids.length) found.push('an id twice');
    if (document.documentElement.scrollWidth > innerWidth) found.push(`${document.documentElement.scrollWidth} pixels wide`);
    return found;
  });
  check(faults.length === 0, `${name} is orderly for those who cannot see it`, faults.join('; '));
}

/** The contrast of texts with what is behind them, by WCAG 2.1. */
async function contrast(page, name) {
  const poor = await page.evaluate(() => {
    const channels = (text) => text.match(/[\d.]+/g).map(Number);
    const light = (rgb) => {
      const [r, g, b] = rgb.slice(0, 3).map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const colour = channels(getComputedStyle(at).backgroundColor);
        if (colour.length < 4 || colour[3] > 0) return colour;
      }
      return [255, 255, 255];
    };
    const found = [];
    for (const element of document.querySelectorAll('.badge, .severity, .state, .object, th, dt, code, .quiet, .kicker, label, button, output')) {
      const [a, b] = [light(channels(getComputedStyle(element).color)), light(behind(element))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (ratio < 4.5) found.push(`${element.className || element.tagName} ${ratio.toFixed(2)}`);
    }
    return [...new Set(found)];
  });
  check(poor.length === 0, `texts of ${name} stand out`, poor.join('; '));
}

try {
  const desktop = await open('everything');
  await picture(desktop.page, 'report', true);
  await accessible(desktop.page, 'the page');
  await contrast(desktop.page, 'the light page');
  await filters(desktop.page);
  await map(desktop.page);
  await desktop.page.emulateMedia({ media: 'print' });
  await settled(desktop.page);
  check(!(await desktop.page.locator('.filters').isVisible()), 'paper has no filters');
  await picture(desktop.page, 'report-print', true);
  if (pictures) await desktop.page.pdf({ path: join(pictures, 'report.pdf'), format: 'A4' });
  await close(desktop, 'the page');

  const dark = await open('everything', { colorScheme: 'dark' });
  await contrast(dark.page, 'the dark page');
  await picture(dark.page, 'report-dark', true);
  await close(dark, 'the dark page');

  const several = await open('several');
  await accessible(several.page, 'the page of several files');
  await settled(several.page);
  const [row, side] = await several.page.evaluate(() => [window.report.pixel(0) ?? window.report.pixel(2), innerWidth]);
  check(row[0] > 0 && row[0] < side && (await several.page.evaluate(() => window.report.scale())) > 0.01, 'wrong coordinates do not push the rest out of sight', String(row));
  await several.page.selectOption('#file', '2');
  check((await visible(several.page)) === 3, 'the filter of files leaves the findings of one', String(await visible(several.page)));
  await picture(several.page, 'report-several', true);
  await close(several, 'the page with hostile texts');

  const phone = await open('everything', { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
  await accessible(phone.page, 'the page on a phone');
  await picture(phone.page, 'report-phone', true);
  await phone.page.locator('.findings tbody tr').nth(4).locator('.locate').click();
  await settled(phone.page);
  await picture(phone.page, 'report-phone-map');
  const seen = await phone.page.evaluate(() => {
    const box = document.querySelector('canvas').getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight;
  });
  check(seen, 'the map of a chosen finding is in view on a phone');
  await close(phone, 'the page on a phone');

  const big = await open('big');
  const frames = [];
  for (let turn = 0; turn < 8; turn += 1) {
    await big.page.click(turn < 4 ? '#in' : '#out');
    await settled(big.page);
    frames.push(Number(await big.page.locator('canvas').getAttribute('data-milliseconds')));
  }
  console.log(`note    1 000 findings over 100 000 vertices: ${frames.map(Math.round).join(', ')} ms a drawing`);
  check(Math.max(...frames) < 400, 'a drawing of 100 000 vertices takes no time', frames.join(', '));
  const typed = await big.page.evaluate(() => {
    const field = document.getElementById('q');
    const began = performance.now();
    field.value = '42000000999';
    field.dispatchEvent(new Event('input', { bubbles: true }));
    return [performance.now() - began, document.querySelectorAll('.findings tbody tr:not([hidden])').length];
  });
  check(typed[0] < 200 && typed[1] === 1, 'a thousand findings are filtered at once', typed.join(' ms, '));
  await big.page.fill('#q', '');
  await big.page.click('#all');
  await settled(big.page);
  await picture(big.page, 'report-big');
  await close(big, 'the big page');

  const bare = await open('everything', { javaScriptEnabled: false });
  check((await visible(bare.page)) === 31 && !(await bare.page.locator('.filters').isVisible()), 'without scripts the page is its tables');
  await close(bare, 'the page without scripts');
} catch (fault) {
  check(false, 'the test runs to its end', fault.stack ?? String(fault));
} finally {
  await browser.close();
}
console.log(failed() === 0 ? 'report: all held' : `report: ${failed()} failed`);
process.exit(failed() === 0 ? 0 : 1);
