// The card with the attributes of what was clicked: the features at the place as a list, the chosen one in full.

import { itemPath, RequestError, type Api, type Item, type Symbol } from './api.js';
import { describe, type Row } from './attributes.js';
import { h, icon } from './dom.js';
import type { Hit } from './map.js';
import { measure, type Measures } from './measure.js';
import { swatch, symbolTitle } from './swatch.js';
import type { Lang, Translate } from './texts.js';

export interface InfoContext {
  api: Api;
  t: Translate;
  lang: Lang;
  symbol: (key: string) => Symbol | undefined;
  regionName: (code: string) => string;
  /** Told which feature is shown, with its geometry once known; null when the card closes. */
  onSelect: (hit: Hit | null, item: Item | null) => void;
  onZoom: (bounds: Measures['bounds']) => void;
}

const CROSS = 'M5 5l10 10M15 5L5 15';
const TARGET = 'M10 3v3M10 14v3M3 10h3M14 10h3M10 7a3 3 0 1 0 0 6 3 3 0 0 0 0-6z';

export class InfoCard {
  readonly element: HTMLElement;
  private readonly content = h('div', { class: 'card-content' });
  /** Numbers the requests, so that a late answer does not overwrite a newer one. */
  private turn = 0;
  private before: HTMLElement | null = null;

  constructor(private readonly context: InfoContext) {
    const { t } = context;
    const close = h('button', { type: 'button', class: 'icon-button card-close', 'aria-label': t('close'), onclick: () => this.close() });
    close.append(icon(CROSS));
    this.element = h('section', { class: 'card', hidden: true, 'aria-live': 'polite', 'aria-label': t('attributes') }, close, this.content);
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  close(): void {
    if (!this.isOpen) return;
    this.turn += 1;
    this.element.hidden = true;
    this.context.onSelect(null, null);
    this.before?.focus({ preventScroll: true });
    this.before = null;
  }

  /** Shows the features found at a place, the first one in full. */
  show(hits: readonly Hit[]): void {
    const first = hits[0];
    if (!first) return this.close();
    if (!this.isOpen && document.activeElement instanceof HTMLElement) this.before = document.activeElement;
    this.element.hidden = false;
    this.choose(first, hits);
  }

  private choose(hit: Hit, hits: readonly Hit[]): void {
    this.turn += 1;
    this.context.onSelect(hit, null);
    const detail = h('div', { class: 'detail', 'data-state': 'loading' }, h('p', { class: 'quiet' }, this.context.t('featureLoading')));
    const parts = [this.heading(hit)];
    if (hits.length > 1) parts.push(this.choices(hit, hits));
    this.content.replaceChildren(...parts, detail);
    this.content.scrollTop = 0;
    void this.load(hit, detail, this.turn);
  }

  private async load(hit: Hit, detail: HTMLElement, turn: number): Promise<void> {
    const { api, t, lang } = this.context;
    try {
      const [item, schema] = await Promise.all([api.item(hit.type, hit.id), api.schema(hit.type)]);
      if (turn !== this.turn) return;
      this.context.onSelect(hit, item);
      const rows = describe(item, schema, t, lang, this.context.regionName);
      const measures = item.geometry ? measure(item.geometry) : null;
      const record = [{ name: 'id', title: t('identifier'), text: String(item.id ?? hit.id) }, ...rows.record];
      detail.replaceChildren(
        rows.attributes.length > 0 ? table(t('attributes'), rows.attributes) : h('p', { class: 'quiet' }, t('noAttributes')),
        ...(measures ? [table(t('geometry'), this.geometryRows(measures))] : []),
        table(t('record'), record),
        this.actions(hit, measures),
      );
      detail.dataset['state'] = 'ready';
    } catch (fault) {
      if (turn !== this.turn) return;
      if (fault instanceof RequestError && fault.status === 404) {
        detail.replaceChildren(h('p', { class: 'quiet' }, fault.message));
        detail.dataset['state'] = 'hidden';
        return;
      }
      const text = t('failedItem', { detail: fault instanceof Error ? fault.message : String(fault) });
      const retry = h('button', { type: 'button', class: 'text-button', onclick: () => void this.load(hit, detail, turn) }, t('retry'));
      detail.replaceChildren(h('p', { class: 'fault', role: 'alert' }, text, ' ', retry));
      detail.dataset['state'] = 'failed';
    }
  }

  private title(hit: Hit): string {
    const symbol = this.context.symbol(hit.symbol);
    return symbol ? symbolTitle(symbol, this.context.t) : hit.type;
  }

  private heading(hit: Hit): HTMLElement {
    const symbol = this.context.symbol(hit.symbol);
    const trail = symbol ? [symbol.part, symbol.group].filter(Boolean).join(' · ') : '';
    return h('header', {}, symbol ? swatch(symbol) : null, h('div', {}, h('h2', {}, this.title(hit)), h('p', { class: 'quiet' }, trail || hit.type)));
  }

  private choices(chosen: Hit, hits: readonly Hit[]): HTMLElement {
    const { t, symbol } = this.context;
    const button = (hit: Hit) => {
      const look = symbol(hit.symbol);
      const current = hit === chosen;
      return h(
        'li',
        {},
        h('button', { type: 'button', class: 'choice', 'aria-current': current ? 'true' : null, onclick: () => this.choose(hit, hits) }, look ? swatch(look) : null, h('span', {}, this.title(hit))),
      );
    };
    return h(
      'details',
      { class: 'choices', open: true },
      h('summary', {}, `${t('featuresHere')} (${hits.length})`),
      h('ul', {}, ...hits.map(button)),
    );
  }

  private geometryRows(measures: Measures): Row[] {
    const { t, lang } = this.context;
    const metres = (value: number, unit = 'm') =>
      `${value.toLocaleString(lang, { minimumFractionDigits: 2, maximumFractionDigits: 2 })} ${unit}`;
    const rows: Row[] = [];
    const add = (name: string, title: string, text: string) => rows.push({ name, title, text });
    if (measures.position) add('position', t('position'), measures.position.map((n) => n.toFixed(2)).join('  '));
    if (measures.area !== null) add('area', t('area'), metres(measures.area, 'm²'));
    if (measures.length !== null) add('length', t(measures.area === null ? 'length' : 'perimeter'), metres(measures.length));
    if (measures.height) {
      const [low, high] = measures.height;
      add('height', t('height'), low === high ? metres(low) : `${metres(low)} – ${metres(high)}`);
    }
    if (!measures.position) add('vertices', t('vertices'), String(measures.vertices));
    return rows;
  }

  private actions(hit: Hit, measures: Measures | null): HTMLElement {
    const { t, lang } = this.context;
    const path = itemPath(hit.type, hit.id);
    const zoom = h('button', { type: 'button', class: 'button', onclick: () => measures && this.context.onZoom(measures.bounds) }, icon(TARGET), t('zoomTo'));
    return h(
      'footer',
      { class: 'actions' },
      measures ? zoom : null,
      h('a', { class: 'link', href: `${path}?f=html&lang=${lang}` }, t('openItem')),
      h('a', { class: 'link', href: `${path}/versions?f=html&lang=${lang}` }, t('openVersions')),
      h('a', { class: 'link', href: `${path}?f=json` }, t('openGeoJson')),
    );
  }
}

function table(title: string, rows: readonly Row[]): HTMLElement {
  return h(
    'section',
    {},
    h('h3', {}, title),
    h('dl', {}, ...rows.flatMap((row) => [h('dt', {}, row.title), h('dd', { 'data-name': row.name }, row.text)])),
  );
}
