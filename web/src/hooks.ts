// What the browser test (tests/browser/map.mjs) holds on to: whether the picture is finished, and where features can be clicked.

import type RenderFeature from 'ol/render/Feature.js';
import type { DtmMap } from './map.js';

interface Drawn {
  id: string;
  type: string;
  symbol: string;
  layer: string;
  pixel: [number, number];
}

export interface Hooks {
  map: DtmMap['ol'];
  /** Resolves when everything in view is loaded and drawn. */
  ready: () => Promise<void>;
  /** Features in view, each with a pixel that lies on it. */
  drawn: () => Drawn[];
}

declare global {
  interface Window {
    dtm?: Hooks;
  }
}

export function publishHooks(map: DtmMap): void {
  const root = document.documentElement;
  let count = 0;
  map.ol.on('rendercomplete', () => {
    if (map.isMoving()) return;
    count += 1;
    root.dataset['rendered'] = String(count);
  });
  map.ol.on('movestart', () => delete root.dataset['rendered']);
  window.dtm = {
    map: map.ol,
    ready: () =>
      new Promise((resolve) => {
        const finished = () => {
          if (map.isMoving()) return;
          map.ol.un('rendercomplete', finished);
          resolve();
        };
        map.ol.on('rendercomplete', finished);
        map.ol.render();
      }),
    drawn: () => map.tiles.featuresIn(map.extent()).flatMap((feature) => locate(map, feature)),
  };
}

/** A point on the feature: a vertex of a line, the point itself, the interior point of an area. */
function locate(map: DtmMap, feature: RenderFeature): Drawn[] {
  const flat = feature.getFlatCoordinates();
  const middle = 2 * Math.floor(flat.length / 4);
  const coordinate = feature.getType() === 'Polygon' ? feature.getFlatInteriorPoint() : [flat[middle] ?? NaN, flat[middle + 1] ?? NaN];
  const [x = NaN, y = NaN] = map.ol.getPixelFromCoordinate(coordinate.slice(0, 2)) ?? [];
  const [width = 0, height = 0] = map.ol.getSize() ?? [];
  if (!(x >= 0 && y >= 0 && x < width && y < height)) return [];
  const text = (name: string) => String(feature.get(name) ?? '');
  return [{ id: text('id'), type: text('type'), symbol: text('symbol'), layer: text('layer'), pixel: [x, y] }];
}
