// The vector tile layers: three tilesets, each drawn in three passes (areas, lines, points) so that no area of one tileset covers a
// line of another. The passes of a tileset share its source: every tile is fetched and decoded once.

import MVT from 'ol/format/MVT.js';
import VectorTileLayer from 'ol/layer/VectorTile.js';
import type RenderFeature from 'ol/render/Feature.js';
import VectorTileSource from 'ol/source/VectorTile.js';
import type VectorTile from 'ol/VectorTile.js';
import TileState from 'ol/TileState.js';
import type { TileJson } from './api.js';
import { drawnResolution, tileGrid, tileUrl, type Grid } from './grid.js';
import { KINDS } from './paint.js';
import type { Styles } from './style.js';

export const TILESETS = ['zps', 'di', 'ti'] as const;
export type Tileset = (typeof TILESETS)[number];

export type TileLayer = VectorTileLayer<VectorTileSource<RenderFeature>>;

/** How many times coarser than its natural size the coarsest level is still drawn. */
const COARSER_THAN_OFFERED = 2;

/** Told how many tiles of the present view could not be loaded; 0 when loading works again. */
export type FailureListener = (failed: number) => void;

export class TileLayers {
  /** In drawing order: all areas, all lines, all points. */
  readonly layers: TileLayer[] = [];
  private readonly bySet = new Map<Tileset, TileLayer[]>();
  private failed = 0;
  /** Counts the sets of sources made so far. */
  private generation = 0;
  private present: [Grid, Record<Tileset, TileJson>] | null = null;

  constructor(
    styles: Styles,
    private readonly onFailure: FailureListener,
  ) {
    for (const kind of KINDS) {
      for (const set of TILESETS) {
        const layer: TileLayer = new VectorTileLayer({
          renderMode: 'vector',
          renderBuffer: 32,
          style: styles.forKind(kind),
          properties: { set, kind },
        });
        this.layers.push(layer);
        this.bySet.set(set, [...(this.bySet.get(set) ?? []), layer]);
      }
    }
  }

  /** Changes all layers over to another grid; `offers` tells the levels of each tileset. */
  setGrid(grid: Grid, offers: Record<Tileset, TileJson>): void {
    this.generation += 1;
    this.present = [grid, offers];
    this.report(0);
    for (const [set, layers] of this.bySet) {
      const source = this.makeSource(set, grid, offers[set]);
      // Without this bound a view of the country would ask for thousands of tiles of the coarsest level.
      const coarsest = drawnResolution(grid, offers[set].minzoom) * COARSER_THAN_OFFERED;
      for (const layer of layers) {
        layer.setMaxResolution(coarsest);
        layer.setSource(source);
      }
    }
  }

  /** Draws again after layers were switched on or off; a tileset with nothing shown is not even fetched. */
  restyle(isShown: (set: Tileset) => boolean): void {
    for (const [set, layers] of this.bySet) {
      for (const layer of layers) {
        layer.setVisible(isShown(set));
        layer.changed();
      }
    }
  }

  /** Whether the view is too coarse for any tile. */
  isTooCoarse(resolution: number): boolean {
    return this.layers.every((layer) => resolution >= layer.getMaxResolution());
  }

  /** Asks again for everything, failed tiles included. New sources, because OpenLayers keeps a failed tile for good. */
  reload(): void {
    if (this.present) this.setGrid(...this.present);
  }

  /** The features of the tiles on the screen, clipped and repeated as tiles have them, whether shown or not. */
  featuresIn(extent: number[]): RenderFeature[] {
    return [...this.bySet.values()].flatMap(([layer]) => (layer?.getVisible() ? layer.getFeaturesInExtent(extent) : []));
  }

  private makeSource(set: Tileset, grid: Grid, offer: TileJson): VectorTileSource<RenderFeature> {
    const { generation } = this;
    return new VectorTileSource<RenderFeature>({
      format: new MVT(),
      projection: grid.projection,
      tileGrid: tileGrid(grid, offer.minzoom, offer.maxzoom),
      tileUrlFunction: ([z = 0, column = 0, row = 0]) => tileUrl(set, grid.id, z, row, column),
      tileLoadFunction: (tile, url) => this.load(tile as VectorTile<RenderFeature>, url, generation),
      transition: 0,
      wrapX: false,
    });
  }

  private load(tile: VectorTile<RenderFeature>, url: string, generation: number): void {
    tile.setLoader((extent, _resolution, projection) => {
      const bring = async () => {
        const response = await fetch(url);
        if (!response.ok) throw new Error(`${response.status}`);
        const bytes = response.status === 204 ? new ArrayBuffer(0) : await response.arrayBuffer();
        const features = tile.getFormat().readFeatures(bytes, { extent, featureProjection: projection });
        tile.setFeatures(features as RenderFeature[]);
      };
      bring().catch(() => {
        tile.setState(TileState.ERROR);
        // A late failure of sources that were replaced says nothing about the present picture.
        if (generation === this.generation) this.report(this.failed + 1);
      });
    });
  }

  private report(failed: number): void {
    if (failed === this.failed) return;
    this.failed = failed;
    this.onFailure(failed);
  }
}
