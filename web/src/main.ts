// Start of the page: language and link are read, the symbol table and the regions fetched, and the page built; or the fault is shown with
// a way to try again.

import './fonts.css';
import './style.css';
import 'ol/ol.css';
import { Api, RequestError } from './api.js';
import { App } from './app.js';
import { h } from './dom.js';
import { readHash } from './hash.js';
import { registerProjections } from './projection.js';
import { languageOf, translator } from './texts.js';

const lang = languageOf(location.search);
const t = translator(lang);
const root = document.getElementById('app') ?? document.body;

async function start(): Promise<void> {
  root.replaceChildren(h('p', { class: 'starting', role: 'status' }, t('loading')));
  const api = new Api(lang);
  try {
    const [symbols, regions] = await Promise.all([api.symbols(), api.regions()]);
    await App.open(root, { api, lang, t, symbols, regions, state: readHash(location.hash) });
  } catch (fault) {
    if (!(fault instanceof RequestError)) throw fault;
    const detail = fault.status > 0 ? `${fault.status} ${fault.url}` : fault.url;
    root.replaceChildren(
      h(
        'div',
        { class: 'stopped', role: 'alert' },
        h('h1', {}, t('title')),
        h('p', {}, t('failedStart', { detail })),
        h('button', { type: 'button', class: 'button', onclick: () => void start() }, t('retry')),
      ),
    );
  }
}

document.documentElement.lang = lang;
document.title = t('title');
registerProjections();
void start();
