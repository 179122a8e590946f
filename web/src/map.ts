// The map itself: one OpenLayers map whose view can change over from one grid to the other. To the rest of the page it speaks S-JTSK
// and metres on the ground, whatever the view's projection is.

import Feature from 'ol/Feature.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import type Geometry from 'ol/geom/Geometry.js';
import VectorLayer from 'ol/layer/Vector.js';
import OlMap from 'ol/Map.js';
import { defaults as defaultInteractions } from 'ol/interaction/defaults.js';
import { getPointResolution, transformExtent } from 'ol/proj.js';
import VectorSource from 'ol/source/Vector.js';
import CircleStyle from 'ol/style/Circle.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import View from 'ol/View.js';
import ScaleLine from 'ol/control/ScaleLine.js';
import type { Item } from './api.js';
import type { Grid } from './grid.js';
import { Graticule } from './graticule.js';
import { KINDS, type Kind } from './paint.js';
import type { Overlays } from './overlays.js';
import { fromSjtsk, SJTSK, SJTSK_EXTENT, toSjtsk } from './projection.js';
import type { Bounds, RegionLayer } from './regions.js';
import type { TileLayer, TileLayers } from './tiles.js';

/** A feature found under the pointer. */
export interface Hit {
  type: string;
  id: string;
  symbol: string;
}

/** Pixels kept free at top, right, bottom and left. */
export type Padding = [number, number, number, number];

const FINEST = 0.02;
const COARSEST = 1100;
const HIT_TOLERANCE = 5;

/** Ground metres per unit of WebMercator in the middle of the country; 1 in S-JTSK. Enough for choosing styles. */
export function groundFactor(projection: string): number {
  return projection === SJTSK ? 1 : Math.cos((49.8 * Math.PI) / 180);
}

export class DtmMap {
  readonly ol: OlMap;
  private projection = SJTSK;
  private readonly graticule = new Graticule();
  private readonly marked = new VectorSource<Feature<Geometry>>();
  private markedItem: Item | null = null;

  constructor(
    readonly target: HTMLElement,
    scaleTarget: HTMLElement,
    readonly tiles: TileLayers,
    readonly regions: RegionLayer,
    private readonly overlays: Overlays,
  ) {
    const highlight = new VectorLayer({ source: this.marked, style: HIGHLIGHT });
    this.ol = new OlMap({
      target,
      controls: [new ScaleLine({ target: scaleTarget, minWidth: 70 })],
      interactions: defaultInteractions({ altShiftDragRotate: false, pinchRotate: false }),
      layers: [this.graticule.layer, regions.layer, ...tiles.layers, ...overlays.layers, highlight],
      maxTilesLoading: 12,
    });
  }

  /** Gives the map a view in a grid, at a centre in S-JTSK and a resolution in metres on the ground. */
  setView(grid: Grid, centre: [number, number], resolution: number): void {
    this.projection = grid.projection;
    const unit = groundFactor(grid.projection);
    const extent = transformExtent(SJTSK_EXTENT, SJTSK, grid.projection);
    const view = new View({
      projection: grid.projection,
      extent,
      constrainOnlyCenter: true,
      enableRotation: false,
      minResolution: FINEST / unit,
      maxResolution: COARSEST / unit,
      center: fromSjtsk(centre, grid.projection),
    });
    view.setResolution(resolution / getPointResolution(grid.projection, 1, view.getCenter() ?? [0, 0]));
    this.regions.setProjection(grid.projection);
    this.overlays.clear();
    this.ol.setView(view);
    this.mark(this.markedItem);
  }

  centre(): [number, number] {
    return toSjtsk(this.ol.getView().getCenter() ?? [NaN, NaN], this.projection);
  }

  /** Metres on the ground per pixel in the middle of the view. */
  resolution(): number {
    const view = this.ol.getView();
    return getPointResolution(this.projection, view.getResolution() ?? 1, view.getCenter() ?? [0, 0]);
  }

  /** The view's bounds in S-JTSK. */
  bounds(): Bounds {
    return transformExtent(this.extent(), this.projection, SJTSK) as Bounds;
  }

  extent(): number[] {
    return this.ol.getView().calculateExtent(this.ol.getSize());
  }

  coordinateAt(pixel: number[]): [number, number] {
    return toSjtsk(this.ol.getCoordinateFromPixel(pixel), this.projection);
  }

  /** Moves the view to bounds in S-JTSK; `closest` keeps small things from filling the screen. */
  fit(bounds: Bounds, closest = 0.08, padding: Padding = [48, 48, 90, 48], smooth = true): void {
    this.ol.getView().fit(transformExtent(bounds, SJTSK, this.projection), {
      padding,
      size: this.ol.getSize() ?? [this.target.clientWidth, this.target.clientHeight],
      minResolution: closest / groundFactor(this.projection),
      duration: smooth && !matchMedia('(prefers-reduced-motion: reduce)').matches ? 350 : 0,
    });
  }

  /** Draws the crosses of S-JTSK for the present view; to be called when it has come to rest. */
  drawCrosses(): void {
    this.graticule.update(this.bounds(), this.resolution(), this.projection);
  }

  /** Asks for the overlays of the present view. */
  updateOverlays(): Promise<void> {
    return this.overlays.update(this.bounds(), this.resolution(), this.projection);
  }

  /** Whether regions are drawn as an overview. */
  isOverview(): boolean {
    return this.regions.isOverview(this.ol.getView().getResolution() ?? 0);
  }

  isMoving(): boolean {
    const view = this.ol.getView();
    return view.getAnimating() || view.getInteracting();
  }

  zoomBy(levels: number): void {
    const view = this.ol.getView();
    const zoom = view.getZoom();
    if (zoom !== undefined) view.animate({ zoom: zoom + levels, duration: 200 });
  }

  /** Features at a pixel, each once: points before lines before areas, so that a thin line can be hit on an area. */
  hits(pixel: number[]): Hit[] {
    const found = new Map<string, { hit: Hit; rank: number }>();
    this.ol.forEachFeatureAtPixel(
      pixel,
      (feature, layer) => {
        const id = String(feature.get('id') ?? '');
        const type = String(feature.get('type') ?? '');
        const rank = -KINDS.indexOf(layer.get('kind') as Kind);
        const known = found.has(`${type}.${id}`);
        if (id && type && !known) found.set(`${type}.${id}`, { hit: { id, type, symbol: String(feature.get('symbol') ?? '') }, rank });
      },
      { hitTolerance: HIT_TOLERANCE, layerFilter: (layer) => this.tiles.layers.includes(layer as TileLayer) },
    );
    return [...found.values()].sort((a, b) => a.rank - b.rank).map(({ hit }) => hit);
  }

  /** The region under a pixel while regions are drawn as an overview. */
  regionAt(pixel: number[]): string | null {
    if (!this.regions.isOverview(this.ol.getView().getResolution() ?? 0)) return null;
    const code = this.ol.forEachFeatureAtPixel(pixel, (feature) => (feature.get('region') as { code: string }).code, {
      layerFilter: (layer) => layer === this.regions.layer,
      hitTolerance: 8,
    });
    return code ?? null;
  }

  /** Marks a feature by its exact geometry, or nothing. */
  mark(item: Item | null): void {
    this.markedItem = item;
    this.marked.clear();
    if (!item?.geometry) return;
    const geometry = new GeoJSON().readGeometry(item.geometry, { dataProjection: SJTSK, featureProjection: this.projection });
    if (geometry) this.marked.addFeature(new Feature(geometry));
  }
}

const HALO = '#ffc83d';
const CORE = '#17212b';
const HIGHLIGHT = [
  new Style({
    stroke: new Stroke({ color: `${HALO}d9`, width: 9 }),
    fill: new Fill({ color: `${HALO}33` }),
    image: new CircleStyle({ radius: 11, fill: new Fill({ color: `${HALO}80` }), stroke: new Stroke({ color: HALO, width: 3 }) }),
  }),
  new Style({
    stroke: new Stroke({ color: CORE, width: 1.75 }),
    image: new CircleStyle({ radius: 3, fill: new Fill({ color: CORE }) }),
  }),
];
