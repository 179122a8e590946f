// Drives the map page in a real browser against a running service with data: regions, features found by clicking, layers, grid, language,
// error states, phone. Fails on any request that leaves the origin, on console errors and on violations of the content security policy.
// Usage: node tests/browser/map.mjs http://127.0.0.1:8080 [--screenshot FILE]     (after `npm ci` in web/)

import { check, failed, launch, watch } from './kit.mjs';

const WAIT_MS = 60_000;

const args = process.argv.slice(2);
const at = args.indexOf('--screenshot');
const picture = at >= 0 ? args.splice(at, 2)[1] : undefined;
const base = args[0]?.replace(/\/$/, '');
if (!base) {
  console.error('usage: node tests/browser/map.mjs BASE-URL [--screenshot FILE]');
  process.exit(2);
}
const overlayPicture = picture?.replace(/(\.\w+)?$/, '-overlays$1');
const origin = new URL(base).origin;

/** Waits until the map stands still and everything in view is loaded and drawn. */
async function rendered(page) {
  await page.waitForTimeout(400);
  await page.waitForFunction(() => window.dtm && document.documentElement.dataset.rendered, null, { timeout: WAIT_MS });
  await page.evaluate(() => window.dtm.ready());
}

/** Features in view that can be clicked: their pixels are on the page and under nothing but the map. */
const drawn = (page) =>
  page.evaluate(() => {
    const box = document.querySelector('#map').getBoundingClientRect();
    return window.dtm
      .drawn()
      .map((feature) => ({ ...feature, x: box.left + feature.pixel[0], y: box.top + feature.pixel[1] }))
      .filter(({ x, y }) => document.elementFromPoint(x, y)?.closest('#map'));
  });

const resolution = (page) => page.evaluate(() => window.dtm.map.getView().getResolution());

/** How many different colours a part of the page shows, counted in the browser itself. */
async function colours(page, selector) {
  const png = await page.locator(selector).screenshot();
  return page.evaluate(async (data) => {
    const image = new Image();
    image.src = data;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(image, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer);
    return new Set(pixels).size;
  }, `data:image/png;base64,${png.toString('base64')}`);
}

async function openMap(page) {
  const answer = await page.goto(`${base}/map`, { timeout: WAIT_MS });
  check(answer?.status() === 200, '/map answers 200', String(answer?.status()));
  const policy = answer?.headers()['content-security-policy'] ?? '';
  check(/default-src 'self'/.test(policy), "the page is served with a content security policy that knows only 'self'", policy || 'none');
  await rendered(page);
  check((await page.locator('html').getAttribute('lang')) === 'cs', 'the page is Czech by default');
  check((await page.locator('.tree > li').count()) > 0, 'the layers are listed');
}

/** Chooses the region whose data lie closest together and zooms in, wheel on a feature, until single objects can be told apart. */
async function goToData(page) {
  const regions = await page.evaluate(async () => (await (await fetch('/regions?f=json')).json()).regions);
  const density = ({ features, dataBounds: [west, south, east, north] }) => features / ((east - west + 1) * (north - south + 1));
  const [richest] = regions.filter((region) => region.dataBounds).sort((a, b) => density(b) - density(a));
  if (!check(richest, 'a region has data', `none of ${regions.length}`)) return;
  await page.selectOption('#region', richest.code);
  await rendered(page);
  check(page.url().includes(`region=${richest.code}`), 'the region is in the link', page.url());
  for (let turn = 0; turn < 14; turn += 1) {
    const features = await drawn(page);
    if (features.length > 0 && (await resolution(page)) <= 0.25) break;
    const aim = features[features.length >> 1] ?? { x: 760, y: 440 };
    await page.mouse.move(aim.x, aim.y);
    await page.mouse.wheel(0, -240);
    await rendered(page);
  }
  const features = await drawn(page);
  check(features.length > 0, 'features are drawn in the region', `none at ${await resolution(page)} m a pixel`);
  const unknown = features.filter((feature) => !feature.id || !feature.type || !feature.symbol);
  check(unknown.length === 0, 'every feature of the tiles has id, type and symbol', JSON.stringify(unknown[0]));
  const found = await colours(page, '#map');
  check(found >= 8, 'the map is not blank', `${found} colours`);
}

/** Clicks on features of one layer of the tiles, types in turn, until one of them is the topmost at its place. */
async function clickOne(page, candidates) {
  const first = new Map(candidates.map((feature) => [feature.type, feature]));
  for (const feature of [...first.values(), ...candidates].slice(0, 16)) {
    await page.keyboard.press('Escape');
    await page.mouse.click(feature.x, feature.y);
    await page.locator('.card .detail[data-state="ready"]').waitFor({ timeout: 4000 }).catch(() => undefined);
    if (page.url().includes(`id=${feature.type}.${feature.id}`) && (await page.locator('.card').isVisible())) return feature;
  }
  return null;
}

/** Clicks one feature of each layer of the tiles and compares the card with the item and the schema of the service. */
async function readAttributes(page) {
  for (const layer of ['points', 'areas', 'lines']) {
    await page.keyboard.press('Escape');
    // The card opens on the right; a click there would hit the card of the candidate before.
    const candidates = (await drawn(page)).filter((feature) => feature.layer === layer && feature.x < 980);
    if (candidates.length === 0) {
      console.log(`note    no ${layer} in view`);
      continue;
    }
    const hit = await clickOne(page, candidates);
    if (!check(hit, `a click on one of the ${layer} opens its attributes`, `${candidates.length} in view`)) continue;
    const [, type, id] = /id=([\w.-]+)\.(\d+)/.exec(page.url()) ?? [];
    const shown = await page.locator('.card dd').evaluateAll((cells) => Object.fromEntries(cells.map((cell) => [cell.dataset.name, cell.textContent])));
    check(shown.id === id, `the card of ${type} tells the identifier`, `${shown.id} instead of ${id}`);
    const [item, schema] = await page.evaluate(
      async ([path, wanted]) => Promise.all([`${path}/items/${wanted}?f=json`, `${path}/schema?f=json`].map(async (url) => (await fetch(url)).json())),
      [`/collections/${type}`, id],
    );
    const filled = Object.entries(item.properties).filter(([name, value]) => value !== null && value !== '' && !['region', 'ID'].includes(name));
    const missing = filled.filter(([name]) => !(name in shown)).map(([name]) => name);
    check(missing.length === 0, `the card of ${type} shows all ${filled.length} attributes`, missing.join(', '));
    for (const [name, value] of filled) {
      const text = schema.properties?.[name]?.oneOf?.find((option) => String(option.const) === String(value))?.title;
      if (text) check(shown[name] === text, `${name} ${value} is told by its text`, `"${shown[name]}" instead of "${text}"`);
    }
  }
}

/** A picture for the README: the region's data with the attributes of a building. */
async function takePicture(page) {
  const region = /region=\w+/.exec(page.url())?.[0] ?? '';
  await page.goto(`${base}/map`);
  await page.goto(`${base}/map#${region}`);
  await page.reload();
  await rendered(page);
  // Room for the card on the right.
  await page.evaluate(() => {
    const view = window.dtm.map.getView();
    const [x, y] = view.getCenter();
    view.setCenter([x + 150 * view.getResolution(), y]);
  });
  await rendered(page);
  const houses = (await drawn(page)).filter((feature) => /^(HraniceBudovy|Budova)/.test(feature.type) && feature.x < 950 && feature.y > 150);
  await clickOne(page, houses);
  await page.mouse.move(700, 20);
  await page.evaluate(() => document.activeElement?.blur());
  await rendered(page);
  await page.screenshot({ path: picture });
  console.log(`note    picture written to ${picture}`);
}

async function switchLayers(page) {
  await page.keyboard.press('Escape');
  const before = await colours(page, '#map');
  await page.locator('.tools .text-button').nth(1).click();
  await rendered(page);
  const after = await colours(page, '#map');
  check(after < before, 'hiding all layers clears the map', `${before} colours before, ${after} after`);
  check(page.url().includes('off='), 'hidden layers are in the link', page.url());
  await page.locator('.tools .text-button').nth(0).click();
  await rendered(page);
  check((await colours(page, '#map')) > after, 'showing all layers brings them back');
  await page.click('#tab-legend');
  check((await page.locator('.legend li').count()) > 0, 'the legend shows what is in view');
  await page.click('#tab-layers');
}

/** Switches the overlays on and holds what is drawn against what the service gives for the view. */
async function switchOverlays(page) {
  const count = (id) =>
    page.evaluate((wanted) => {
      const layer = window.dtm.map.getLayers().getArray().find((one) => one.get('overlay') === wanted);
      return layer.getVisible() ? layer.getSource().getFeatures().length : -1;
    }, id);
  for (const [id, path] of [['gaps', '/derivation/gaps?'], ['complete', '/complete-areas?']]) {
    check((await count(id)) === -1, `the overlay ${id} is off at first`);
    const answers = [];
    const take = (response) => response.url().includes(path) && answers.push(response.json());
    page.on('response', take);
    const answered = page.waitForResponse((response) => response.url().includes(path), { timeout: WAIT_MS });
    await page.check(`#overlay-${id}`);
    await answered;
    await rendered(page);
    page.off('response', take);
    const given = (await Promise.all(answers)).reduce((sum, answer) => sum + answer.numberReturned, 0);
    check((await count(id)) === given, `the overlay ${id} draws what the service gives`, `${await count(id)} of ${given}`);
    console.log(`note    ${given} features of the overlay ${id}`);
  }
  check(/on=gaps,complete/.test(page.url()), 'overlays are in the link', page.url());
  if (overlayPicture) await page.screenshot({ path: overlayPicture });
  for (const id of ['gaps', 'complete']) {
    await page.uncheck(`#overlay-${id}`);
    await rendered(page);
    check((await count(id)) === -1, `the overlay ${id} goes when it is switched off`);
  }
  check(!/[#&]on=/.test(page.url()), 'and out of the link', page.url());
}

async function switchGrid(page) {
  await page.mouse.move(760, 400);
  const pointer = await page.locator('.coordinates').textContent();
  check(/^X -\d+\.\d\d {2}Y -\d+\.\d\d$/.test(pointer ?? ''), 'the pointer is told in S-JTSK with two decimals', pointer ?? '');
  const numbers = (text) => (text ?? '').match(/-?\d+\.\d+/g)?.map(Number) ?? [];
  const [x, y] = numbers(/at=([^&]*)/.exec(page.url())?.[1]);
  await page.click('label[for="grid-WebMercatorQuad"]');
  await rendered(page);
  const [x2, y2] = numbers(/at=([^&]*)/.exec(page.url())?.[1]);
  check(Math.hypot(x - x2, y - y2) < 1, 'the other grid shows the same place', `${x} ${y} became ${x2} ${y2}`);
  check((await drawn(page)).length > 0, 'features are drawn in WebMercatorQuad');
  check((await colours(page, '#map')) >= 8, 'the map is not blank in WebMercatorQuad');
}

async function switchLanguage(page) {
  const place = /at=[^&]*/.exec(page.url())?.[0];
  await page.click('.language');
  await page.waitForFunction(() => document.documentElement.lang === 'en', null, { timeout: WAIT_MS });
  await rendered(page);
  check((await page.title()) === 'Digital Technical Map', 'the page changes over to English', await page.title());
  const kept = /at=[^&]*/.exec(page.url())?.[0];
  check(kept?.slice(0, 20) === place?.slice(0, 20) && page.url().includes('grid=WebMercatorQuad'), 'place and grid stay the same in the other language', page.url());
}

async function breakTiles(page, seen) {
  seen.expected = true;
  await page.route('**/tiles/*/*/*/*/*', (route) => route.fulfill({ status: 500, body: '' }));
  await page.click('label[for="grid-SJTSKQuad5514"]');
  const fault = page.locator('.notice.fault');
  check(await fault.waitFor({ timeout: 15_000 }).then(() => true, () => false), 'tiles that fail are told');
  await page.unroute('**/tiles/*/*/*/*/*');
  await fault.locator('button').click().catch(() => undefined);
  const whole = () => window.dtm.drawn().length > 0 && !document.querySelector('.notice.fault');
  const back = page.waitForFunction(whole, null, { timeout: 30_000 }).then(() => true, () => false);
  check(await back, 'trying again brings the map back');
  await page.route('**/styles/symbols', (route) => route.abort());
  await page.reload();
  check(await page.locator('.stopped[role="alert"]').waitFor({ timeout: 15_000 }).then(() => true, () => false), 'a service that is down is told');
  await page.unroute('**/styles/symbols');
}

/** What the service says of an object that it does not issue stands in the card, in the language of the page and not of the browser. */
async function tellWhatIsNotIssued(browser) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 880 }, locale: 'en-GB' });
  await page.goto(`${base}/map#id=TrasaVodovodniSite.1`);
  const told = page.locator('.card .detail[data-state="hidden"]');
  check(await told.waitFor({ timeout: 15_000 }).then(() => true, () => false), 'an object that is not issued is told as such');
  const shown = await told.textContent({ timeout: 1000 }).catch(() => '');
  check(/Authorization/.test(shown) && /veřejnosti/.test(shown), 'in the language of the page', shown);
  await page.close();
}

async function phone(browser) {
  const page = await browser.newPage({ viewport: { width: 390, height: 780 }, hasTouch: true });
  const seen = watch(page, origin);
  await page.goto(`${base}/map`);
  await rendered(page);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  check(!wide, 'nothing is wider than a phone');
  await page.click('.menu');
  check(await page.locator('#region').isVisible(), 'the panel opens on a phone');
  await page.close();
  return seen;
}

const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1400, height: 880 } });
  page.setDefaultTimeout(WAIT_MS);
  const seen = watch(page, origin);
  await openMap(page);
  await goToData(page);
  await readAttributes(page);
  if (picture) await takePicture(page);
  await switchLayers(page);
  await switchOverlays(page);
  await switchGrid(page);
  await switchLanguage(page);
  await breakTiles(page, seen);
  await tellWhatIsNotIssued(browser);
  const all = [seen, await phone(browser)];
  const list = (name) => [...new Set(all.flatMap((one) => one[name]))].slice(0, 5).join('\n        ');
  check(list('foreign') === '', 'no request leaves the origin', list('foreign'));
  check(list('http') === '', 'no request is answered with an error', list('http'));
  check(list('console') === '', 'the console shows no error and no violated policy', list('console'));
} catch (fault) {
  check(false, 'the test runs to its end', fault.stack ?? String(fault));
} finally {
  await browser.close();
}
console.log(failed() === 0 ? 'map: all held' : `map: ${failed()} failed`);
process.exit(failed() === 0 ? 0 : 1);
