// The page put together: who tells whom when the map moves, a layer is switched, a place is clicked, the grid or the region changes.

import type MapBrowserEvent from 'ol/MapBrowserEvent.js';
import type { Api, Region, Symbol, TileJson } from './api.js';
import { h } from './dom.js';
import { GRIDS, type GridId } from './grid.js';
import { writeHash, type MapState } from './hash.js';
import { publishHooks } from './hooks.js';
import { InfoCard } from './info.js';
import { LayerList } from './layer-list.js';
import { Legend } from './legend.js';
import { DtmMap, groundFactor, type Padding } from './map.js';
import { describeRegion, languageHref, makePanel, type PanelParts } from './panel.js';
import type { Kind } from './paint.js';
import { overlayList } from './overlay-list.js';
import { DRAWN_FROM, Overlays, type Outcome } from './overlays.js';
import { boundsOf, outlineBounds, overlap, RegionLayer, type Bounds } from './regions.js';
import { Notices, StatusBar, zoomButtons } from './status.js';
import { Styles } from './style.js';
import type { Lang, Translate } from './texts.js';
import { TILESETS, TileLayers, type Tileset } from './tiles.js';
import { buildTree, Visibility } from './tree.js';

export interface Start {
  api: Api;
  lang: Lang;
  t: Translate;
  symbols: Symbol[];
  regions: Region[];
  state: MapState;
}

const HOVER_MS = 60;
/** Metres on the ground per pixel to which a region switch zooms in at most. */
const REGION_FINEST = 0.12;

export class App {
  readonly map: DtmMap;
  private readonly visibility: Visibility;
  private readonly styles: Styles;
  private readonly panel: PanelParts;
  private readonly status: StatusBar;
  private readonly notices = new Notices();
  private readonly info: InfoCard;
  private readonly layerList: LayerList;
  private readonly legend: Legend;
  private readonly overlays: Overlays;
  private readonly state: MapState;

  /** Builds the page; resolves when the map has its first grid. */
  static async open(root: HTMLElement, start: Start): Promise<App> {
    const app = new App(root, start);
    await app.begin();
    return app;
  }

  private constructor(
    root: HTMLElement,
    private readonly start: Start,
  ) {
    const { t, lang, regions, symbols, api } = start;
    this.state = start.state;
    this.visibility = new Visibility(buildTree(symbols));
    this.visibility.hide(this.state.hidden);
    const ground = (resolution: number) => resolution * groundFactor(GRIDS[this.state.grid].projection);
    this.styles = new Styles(symbols, (key) => this.visibility.shows(key), ground);
    const tiles = new TileLayers(this.styles, (failed) => this.onTileFailure(failed));
    const regionLayer = new RegionLayer(regions, ground, (region) => describeRegion(region, t, lang));

    this.panel = makePanel(t, lang, regions, (code) => this.chooseRegion(code || null));
    this.layerList = new LayerList(this.panel.layers, this.visibility, t);
    this.overlays = new Overlays(api, regions, (outcomes) => this.onOverlays(outcomes));
    for (const id of this.state.overlays) this.overlays.show(id, true);
    this.panel.layers.append(
      overlayList(t, this.state.overlays, (id, shown) => {
        this.overlays.show(id, shown);
        this.state.overlays = this.overlays.ids();
        this.writeLink();
        this.updateOverlays();
      }),
    );
    this.legend = new Legend(this.panel.legend, this.visibility, t);
    this.status = new StatusBar(t, lang, (id) => void this.changeGrid(id));
    const target = h('div', { id: 'map', class: 'map', tabindex: 0, role: 'application', 'aria-label': t('map') });
    this.info = new InfoCard({
      api,
      t,
      lang,
      symbol: (key) => this.styles.symbol(key),
      regionName: (code) => regions.find((region) => region.code === code)?.name ?? code,
      onSelect: (hit, item) => {
        this.map.mark(item);
        this.state.selected = hit && { type: hit.type, id: hit.id };
        this.writeLink();
      },
      onZoom: (bounds) => this.map.fit(bounds, 0.05, this.padding()),
    });
    const stage = h('main', { class: 'stage' }, target, zoomButtons(t, (levels) => this.map.zoomBy(levels)), this.notices.element, this.status.element, this.info.element);
    root.replaceChildren(h('a', { class: 'skip', href: '#map', onclick: (event) => (event.preventDefault(), target.focus()) }, t('skip')), this.panel.element, stage);
    this.map = new DtmMap(target, this.status.scaleLine, tiles, regionLayer, this.overlays);
  }

  private async begin(): Promise<void> {
    const { regions } = this.start;
    const chosen = regions.find((region) => region.code === this.state.region) ?? null;
    this.panel.regionSelect.value = chosen?.code ?? '';
    this.map.regions.choose(chosen?.code ?? null);
    const linked = this.state.centre !== null;
    await this.changeGrid(this.state.grid, this.state.centre ?? [-690000, -1090000], this.state.resolution ?? 600);
    if (!linked) this.showRegion(chosen, false);
    this.listen();
    // OpenLayers tells of the first move only after the first picture.
    this.onMoved();
    this.applyVisibility();
    publishHooks(this.map);
    const { selected } = this.state;
    if (selected) this.info.show([{ ...selected, symbol: selected.type }]);
  }

  private listen(): void {
    const { ol, target } = this.map;
    ol.on('singleclick', (event) => this.pick(event.pixel));
    ol.on('moveend', () => this.onMoved());
    ol.on('rendercomplete', () => this.onRendered());
    let last = 0;
    ol.on('pointermove', (event: MapBrowserEvent) => {
      this.status.setCoordinates(this.map.coordinateAt(event.pixel), false);
      if (event.dragging || event.originalEvent.timeStamp - last < HOVER_MS) return;
      last = event.originalEvent.timeStamp;
      target.style.cursor = this.map.regionAt(event.pixel) || this.map.hits(event.pixel).length > 0 ? 'pointer' : '';
    });
    target.addEventListener('pointerleave', () => this.status.setCoordinates(this.map.centre(), true));
    target.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.info.close();
      if (event.key === 'Enter') this.pick((ol.getSize() ?? [0, 0]).map((side) => side / 2));
    });
    this.visibility.onChange(() => this.applyVisibility());
  }

  /** What a click or Enter does: a region from afar, features from near. */
  private pick(pixel: number[]): void {
    const region = this.map.regionAt(pixel);
    const hits = region ? [] : this.map.hits(pixel);
    if (region) this.chooseRegion(region);
    else this.info.show(hits);
  }

  private chooseRegion(code: string | null): void {
    const { regions } = this.start;
    this.state.region = code;
    this.panel.regionSelect.value = code ?? '';
    this.map.regions.choose(code);
    const region = regions.find((known) => known.code === code);
    this.showRegion(region ?? null, true);
    this.panel.element.classList.remove('open');
    this.writeLink();
  }

  /** Moves to a region's data, or to all regions. */
  private showRegion(region: Region | null, smooth: boolean): void {
    const { regions } = this.start;
    if (regions.length === 0) return;
    this.map.fit(region ? boundsOf(region) : union(regions.map(outlineBounds)), REGION_FINEST, [48, 48, 90, 48], smooth);
  }

  private async changeGrid(id: GridId, centre = this.map.centre(), resolution = this.map.resolution()): Promise<void> {
    const offers = await Promise.all(TILESETS.map(async (set) => [set, await this.start.api.tileJson(set, id)] as const)).catch(() => null);
    this.status.setGrid(offers ? id : this.state.grid);
    if (!offers) {
      const retry = () => void this.changeGrid(id, centre, resolution);
      this.notices.set('fault', { text: this.start.t('failedTiles'), action: { label: this.start.t('retry'), run: retry } });
      if (this.map.ol.getView().isDef()) return;
    }
    if (offers) this.notices.set('fault', null);
    this.state.grid = id;
    this.map.setView(GRIDS[id], centre, resolution);
    if (offers) this.map.tiles.setGrid(GRIDS[id], Object.fromEntries(offers) as Record<Tileset, TileJson>);
    this.onMoved();
  }

  private applyVisibility(): void {
    this.map.tiles.restyle((set) => {
      const part = this.visibility.roots.find((root) => root.name.toLowerCase() === set);
      return !part || this.visibility.state(part) !== 'off';
    });
    this.state.hidden = this.visibility.hiddenIds();
    this.writeLink();
  }

  private onMoved(): void {
    this.map.drawCrosses();
    const resolution = this.map.resolution();
    this.status.setScale(resolution);
    this.status.setCoordinates(this.map.centre(), true);
    this.state.centre = this.map.centre();
    this.state.resolution = resolution;
    this.writeLink();
    this.updateOverlays();
  }

  private updateOverlays(): void {
    void this.map.updateOverlays();
  }

  /** An overlay that is switched on and not drawn whole says why. */
  private onOverlays(outcomes: readonly Outcome[]): void {
    const { t } = this.start;
    const tooCoarse = this.overlays.ids().some((id) => this.map.resolution() > DRAWN_FROM[id]);
    if (outcomes.includes('failed')) this.notices.set('overlay', { text: t('failedOverlay'), action: { label: t('retry'), run: () => this.updateOverlays() } });
    else if (outcomes.includes('cut')) this.notices.set('overlay', { text: t('overlayCut') });
    else this.notices.set('overlay', tooCoarse && !this.map.isOverview() ? { text: t('overlayHint') } : null);
  }

  private onRendered(): void {
    if (this.map.isMoving()) return;
    const resolution = this.map.ol.getView().getResolution() ?? 0;
    const features = this.map.tiles.featuresIn(this.map.extent());
    const inView = new Set<string>();
    const drawn = new Set<string>();
    for (const feature of features) {
      const key = String(feature.get('symbol') ?? '');
      inView.add(key);
      if (this.styles.draws(key, feature.get('layer') as Kind, resolution)) drawn.add(key);
    }
    this.layerList.showPresence(this.map.tiles.isTooCoarse(resolution) ? null : inView);
    this.legend.update(drawn);
    this.hint(features.length);
  }

  private hint(features: number): void {
    const { t, regions } = this.start;
    const view = this.map.ol.getView().getResolution() ?? 0;
    const bounds = this.map.bounds();
    const near = regions.filter((region) => region.dataBounds);
    const here = near.some((region) => region.dataBounds && overlap(region.dataBounds, bounds));
    const chosen = near.find((region) => region.code === this.state.region) ?? near[0];
    if (features > 0 || this.map.regions.isOverview(view)) this.notices.set('hint', null);
    else if (here && this.map.tiles.isTooCoarse(view)) this.notices.set('hint', { text: t('zoomHint') });
    else if (here || !chosen) this.notices.set('hint', { text: t('noDataHere') });
    else this.notices.set('hint', { text: t('noDataHere'), action: { label: t('showData', { name: chosen.name }), run: () => this.chooseRegion(chosen.code) } });
  }

  private onTileFailure(failed: number): void {
    const { t } = this.start;
    const action = { label: t('retry'), run: () => this.map.tiles.reload() };
    this.notices.set('fault', failed > 0 ? { text: t('failedTiles'), action } : null);
  }

  private writeLink(): void {
    const hash = writeHash(this.state);
    history.replaceState(null, '', hash || location.pathname + location.search);
    this.panel.languageLink.href = languageHref(this.start.lang === 'cs' ? 'en' : 'cs', hash);
  }

  /** Room for the card beside the feature zoomed to. */
  private padding(): Padding {
    const { clientWidth, clientHeight } = this.map.target;
    return clientWidth > 720 ? [60, 420, 80, 60] : [40, 40, Math.round(clientHeight * 0.6), 40];
  }
}

function union(all: Bounds[]): Bounds {
  return [
    Math.min(...all.map(([minx]) => minx)),
    Math.min(...all.map(([, miny]) => miny)),
    Math.max(...all.map(([, , maxx]) => maxx)),
    Math.max(...all.map(([, , , maxy]) => maxy)),
  ];
}
