// The regions on the map: outline, name and amount of data from afar, a thin line from near. A mark shows where a region's data lie as
// long as they would be too small to be seen.

import Feature, { type FeatureLike } from 'ol/Feature.js';
import Point from 'ol/geom/Point.js';
import Polygon from 'ol/geom/Polygon.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import CircleStyle from 'ol/style/Circle.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import Text from 'ol/style/Text.js';
import type { Region } from './api.js';
import { fromSjtsk } from './projection.js';

const INK = '#0f5c6e';
/** Metres on the ground per pixel above which regions are drawn as an overview. */
const OVERVIEW_FROM = 40;
/** Data smaller than this many pixels get a mark. */
const MARK_BELOW = 36;
const FONT = '"Source Sans 3 Variable", sans-serif';

export type Bounds = [number, number, number, number];

/** What a region switch zooms to: the data where there are any, the outline otherwise. EPSG:5514. */
export function boundsOf(region: Region): Bounds {
  return region.dataBounds ?? outlineBounds(region);
}

export function outlineBounds(region: Region): Bounds {
  const xs = region.outline.flatMap((ring) => ring.map(([x]) => x));
  const ys = region.outline.flatMap((ring) => ring.map(([, y]) => y));
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** Whether two bounds have a place in common. */
export function overlap(a: Bounds, b: Bounds): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

export class RegionLayer {
  readonly layer: VectorLayer<VectorSource>;
  private readonly source = new VectorSource();
  private chosen: string | null = null;

  constructor(
    readonly regions: readonly Region[],
    private readonly ground: (resolution: number) => number,
    private readonly describe: (region: Region) => string,
  ) {
    this.layer = new VectorLayer({
      source: this.source,
      style: (feature, resolution) => this.style(feature, resolution),
      updateWhileAnimating: true,
      updateWhileInteracting: true,
    });
  }

  setProjection(projection: string): void {
    this.source.clear();
    const project = (ring: number[][]) => ring.map((point) => fromSjtsk(point, projection));
    for (const region of this.regions) {
      // Each ring on its own: a region may have several outer rings, and the list does not tell holes apart.
      const outlines = region.outline.map((ring) => new Feature({ geometry: new Polygon([project(ring)]), region, role: 'outline' }));
      this.source.addFeatures(outlines);
      const [minx, miny, maxx, maxy] = boundsOf(region);
      const centre = fromSjtsk([(minx + maxx) / 2, (miny + maxy) / 2], projection);
      const size = region.dataBounds ? Math.max(maxx - minx, maxy - miny) : 0;
      if (region.dataBounds) this.source.addFeature(new Feature({ geometry: new Point(centre), region, role: 'mark', size }));
      const middle = region.dataBounds ? centre : fromSjtsk(labelPoint(region), projection);
      this.source.addFeature(new Feature({ geometry: new Point(middle), region, role: 'label' }));
    }
  }

  choose(code: string | null): void {
    this.chosen = code;
    this.layer.changed();
  }

  /** Whether regions are drawn as an overview, and so answer clicks. */
  isOverview(resolution: number): boolean {
    return this.ground(resolution) > OVERVIEW_FROM;
  }

  private style(feature: FeatureLike, resolution: number): Style | Style[] | undefined {
    const region = feature.get('region') as Region;
    const overview = this.isOverview(resolution);
    const chosen = region.code === this.chosen;
    switch (feature.get('role')) {
      case 'outline':
        return new Style({
          stroke: new Stroke({ color: overview ? INK : `${INK}80`, width: chosen ? 2.25 : 1.25 }),
          ...(overview && { fill: new Fill({ color: chosen ? `${INK}2e` : `${INK}17` }) }),
        });
      case 'mark': {
        const pixels = Number(feature.get('size')) / this.ground(resolution);
        if (pixels > MARK_BELOW) return undefined;
        return [
          new Style({ image: new CircleStyle({ radius: 10, fill: new Fill({ color: '#ffc83d66' }) }) }),
          new Style({ image: new CircleStyle({ radius: 4.5, fill: new Fill({ color: '#ffc83d' }), stroke: new Stroke({ color: INK, width: 1.75 }) }) }),
        ];
      }
      default:
        return overview ? this.label(region, resolution) : undefined;
    }
  }

  private label(region: Region, resolution: number): Style[] {
    const halo = new Stroke({ color: '#ffffffd9', width: 4 });
    const size = this.ground(resolution) > 700 ? 12 : 15;
    // Below the mark of the data where there is one.
    const top = region.dataBounds ? 22 : 0;
    const name = new Text({ text: region.name, offsetY: top, font: `600 ${size}px ${FONT}`, fill: new Fill({ color: '#17212b' }), stroke: halo });
    const styles = [new Style({ text: name, zIndex: 2 })];
    if (size === 15) {
      const text = new Text({ text: this.describe(region), offsetY: top + 19, font: `400 13px ${FONT}`, fill: new Fill({ color: '#52606d' }), stroke: halo });
      styles.push(new Style({ text, zIndex: 2 }));
    }
    return styles;
  }
}

/** A point well inside the largest ring: OpenLayers' own interior point. */
function labelPoint(region: Region): [number, number] {
  const polygons = region.outline.map((ring) => new Polygon([ring]));
  polygons.sort((a, b) => b.getArea() - a.getArea());
  const [x = 0, y = 0] = polygons[0]?.getInteriorPoint().getCoordinates() ?? [];
  return [x, y];
}
