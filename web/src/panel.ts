// The side panel: title and language, region switch, and the two tabs with the layers and the legend. On a phone it is a sheet that the
// button in the title bar opens.

import type { Region } from './api.js';
import { h, icon } from './dom.js';
import { countFeatures, type Lang, type Translate } from './texts.js';
import markUrl from './mark.svg';

export interface PanelParts {
  element: HTMLElement;
  /** Where the layers go. */
  layers: HTMLElement;
  /** Where the legend goes. */
  legend: HTMLElement;
  regionSelect: HTMLSelectElement;
  languageLink: HTMLAnchorElement;
}

const MENU = 'M3 5h14M3 10h14M3 15h14';

/** The address of the page in another language, the state of the map kept. */
export function languageHref(lang: Lang, hash: string): string {
  return `?lang=${lang}${hash}`;
}

export function makePanel(t: Translate, lang: Lang, regions: readonly Region[], onRegion: (code: string) => void): PanelParts {
  const other: Lang = lang === 'cs' ? 'en' : 'cs';
  const languageLink = h(
    'a',
    { class: 'link language', href: languageHref(other, ''), lang: other, hreflang: other },
    t('otherLanguage'),
  );
  const body = h('div', { class: 'panel-body', id: 'panel-body' });
  const menu = h('button', { class: 'icon-button menu', type: 'button', 'aria-label': t('panel'), 'aria-controls': 'panel-body', 'aria-expanded': 'false' });
  menu.append(icon(MENU));

  const regionSelect = h(
    'select',
    { id: 'region', onchange: () => onRegion(regionSelect.value) },
    h('option', { value: '' }, t('allRegions')),
    ...regions.map((region) => h('option', { value: region.code }, optionText(region, t, lang))),
  );
  const layers = h('div', { class: 'tab-page', role: 'tabpanel', id: 'page-layers', 'aria-labelledby': 'tab-layers' });
  const legend = h('div', { class: 'tab-page', role: 'tabpanel', id: 'page-legend', 'aria-labelledby': 'tab-legend', hidden: true });
  body.append(
    h('div', { class: 'field' }, h('label', { for: 'region' }, t('region')), h('div', { class: 'select' }, regionSelect)),
    makeTabs(t, [
      ['layers', layers],
      ['legend', legend],
    ]),
    layers,
    legend,
  );
  const header = h(
    'header',
    { class: 'brand' },
    h('a', { href: lang === 'cs' ? '/' : '/?lang=en', class: 'mark', title: t('home'), 'aria-label': t('home') }, h('img', { src: markUrl, width: 36, height: 36, alt: '' })),
    h('div', { class: 'brand-text' }, h('h1', {}, t('title')), h('p', {}, h('a', { class: 'link', href: lang === 'cs' ? '/' : '/?lang=en' }, t('home')), ' · ', languageLink)),
    menu,
  );
  const element = h('aside', { class: 'panel' }, header, body);
  menu.addEventListener('click', () => {
    const open = element.classList.toggle('open');
    menu.setAttribute('aria-expanded', String(open));
  });
  return { element, layers, legend, regionSelect, languageLink };
}

/** "Ústecký kraj – 12 345 prvků". */
export function describeRegion(region: Region, t: Translate, lang: Lang): string {
  return region.features > 0 ? countFeatures(region.features, t, lang) : t('regionEmpty');
}

function optionText(region: Region, t: Translate, lang: Lang): string {
  return `${region.name} – ${describeRegion(region, t, lang)}`;
}

/** Tabs by the usual keyboard pattern: arrows move between them, only the chosen one is in the tab order. */
function makeTabs(t: Translate, pages: ['layers' | 'legend', HTMLElement][]): HTMLElement {
  const tabs = pages.map(([name], index) =>
    h('button', { role: 'tab', type: 'button', id: `tab-${name}`, 'aria-controls': `page-${name}`, onclick: () => choose(index) }, t(name)),
  );
  const choose = (chosen: number) => {
    tabs.forEach((tab, index) => {
      tab.setAttribute('aria-selected', String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
      pages[index]?.[1].toggleAttribute('hidden', index !== chosen);
    });
  };
  const bar = h('div', { class: 'tabs', role: 'tablist' }, ...tabs);
  bar.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = (tabs.findIndex((tab) => tab.tabIndex === 0) + step + tabs.length) % tabs.length;
    choose(next);
    tabs[next]?.focus();
  });
  choose(0);
  return bar;
}
