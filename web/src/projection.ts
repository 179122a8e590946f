// S-JTSK (EPSG:5514) for OpenLayers. The datum shift is pinned to EPSG:5239 (seven parameters, the whole country), the same
// operation the service uses, so that a pointer in WebMercatorQuad and one in SJTSKQuad5514 tell the same coordinates.

import { get as getProjection, transform } from 'ol/proj.js';
import { register } from 'ol/proj/proj4.js';
import proj4 from 'proj4';

export const SJTSK = 'EPSG:5514';

/** Extent of the grid's one tile of level 0, in metres. */
export const SJTSK_EXTENT: [number, number, number, number] = [-925000, -1444353.536, -400646.464, -920000];

const DEFINITION =
  '+proj=krovak +lat_0=49.5 +lon_0=24.8333333333333 +alpha=30.2881397527778 +k=0.9999 +x_0=0 +y_0=0 +ellps=bessel ' +
  '+towgs84=572.213,85.334,461.94,4.9732,1.529,5.2484,3.5378 +units=m +no_defs';

/** Makes EPSG:5514 known; to be called once before any map is made. */
export function registerProjections(): void {
  proj4.defs(SJTSK, DEFINITION);
  register(proj4);
  getProjection(SJTSK)?.setExtent(SJTSK_EXTENT);
}

/** A coordinate of a map projection in S-JTSK metres. */
export function toSjtsk(coordinate: number[], projection: string): [number, number] {
  const [x = NaN, y = NaN] = projection === SJTSK ? coordinate : transform(coordinate, projection, SJTSK);
  return [x, y];
}

/** S-JTSK metres in a map projection. */
export function fromSjtsk(coordinate: number[], projection: string): [number, number] {
  const [x = NaN, y = NaN] = projection === SJTSK ? coordinate : transform(coordinate, SJTSK, projection);
  return [x, y];
}

/** "X -742974.18 Y -1043025.51": metres with two decimals, as JVF files carry them. */
export function formatSjtsk([x, y]: readonly [number, number]): string {
  return `X ${x.toFixed(2)}  Y ${y.toFixed(2)}`;
}
