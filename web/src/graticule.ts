// Crosses at round S-JTSK coordinates, as printed plans of the map have them. They give an empty sheet its scale and direction and show
// how the national system lies in the other grid.

import Feature from 'ol/Feature.js';
import Point from 'ol/geom/Point.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import RegularShape from 'ol/style/RegularShape.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import { fromSjtsk } from './projection.js';

const MIN_PIXELS = 110;
const MAX_CROSSES = 1500;

/** The step of 1, 2 or 5 times a power of ten metres that is at least so many metres. */
export function roundStep(atLeast: number): number {
  const power = 10 ** Math.floor(Math.log10(atLeast));
  const factor = [1, 2, 5, 10].find((n) => n * power >= atLeast * 0.999) ?? 10;
  return factor * power;
}

/** Points at multiples of the step inside bounds (minx, miny, maxx, maxy). */
export function crosses(bounds: readonly number[], step: number): [number, number][] {
  const [minx = 0, miny = 0, maxx = 0, maxy = 0] = bounds;
  const points: [number, number][] = [];
  if (((maxx - minx) / step) * ((maxy - miny) / step) > MAX_CROSSES) return points;
  for (let column = Math.ceil(minx / step); column * step <= maxx; column += 1) {
    for (let row = Math.ceil(miny / step); row * step <= maxy; row += 1) points.push([column * step, row * step]);
  }
  return points;
}

export class Graticule {
  readonly layer: VectorLayer<VectorSource>;
  private readonly source = new VectorSource();

  constructor() {
    const cross = new RegularShape({ points: 4, radius: 5, radius2: 0, stroke: new Stroke({ color: '#9fb0b8', width: 1 }) });
    this.layer = new VectorLayer({ source: this.source, style: new Style({ image: cross }) });
  }

  /** Draws the crosses for bounds in EPSG:5514, at a resolution in metres on the ground per pixel. */
  update(bounds: readonly number[], resolution: number, projection: string): void {
    const points = crosses(bounds, roundStep(resolution * MIN_PIXELS));
    this.source.clear(true);
    this.source.addFeatures(points.map((point) => new Feature(new Point(fromSjtsk(point, projection)))));
  }
}
