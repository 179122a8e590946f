// OpenLayers styles for tile features. A style is made once per symbol, kind and step of resolution and kept; features only look it up.

import type { FeatureLike } from 'ol/Feature.js';
import CircleStyle from 'ol/style/Circle.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import type { Symbol } from './api.js';
import { paint, UNKNOWN, type Kind, type Paint } from './paint.js';

/** Steps of resolution: a new set of styles for each half zoom level. */
const STEPS_PER_LEVEL = 2;

export class Styles {
  private readonly symbols: Map<string, Symbol>;
  private readonly cache = new Map<string, Style | undefined>();

  /** `shows` tells whether a symbol is switched on; `ground` turns map units per pixel into metres on the ground per pixel. */
  constructor(
    symbols: readonly Symbol[],
    private readonly shows: (key: string) => boolean,
    private readonly ground: (resolution: number) => number,
  ) {
    this.symbols = new Map(symbols.map((symbol) => [symbol.key, symbol]));
  }

  symbol(key: string): Symbol | undefined {
    return this.symbols.get(key);
  }

  /** Whether a symbol is drawn at a resolution, as far as scale decides. */
  draws(key: string, kind: Kind, resolution: number): boolean {
    return paint(this.symbols.get(key) ?? UNKNOWN, kind, this.ground(resolution)) !== null;
  }

  /** The style function for one layer inside the tiles. */
  forKind(kind: Kind): (feature: FeatureLike, resolution: number) => Style | undefined {
    return (feature, resolution) => {
      if (feature.get('layer') !== kind) return undefined;
      const key = String(feature.get('symbol') ?? '');
      return this.shows(key) ? this.style(key, kind, resolution, Number(feature.get('level') ?? 0)) : undefined;
    };
  }

  private style(key: string, kind: Kind, resolution: number, level: number): Style | undefined {
    const step = Math.round(Math.log2(this.ground(resolution)) * STEPS_PER_LEVEL);
    const name = `${kind}|${step}|${level}|${key}`;
    if (this.cache.has(name)) return this.cache.get(name);
    const look = paint(this.symbols.get(key) ?? UNKNOWN, kind, 2 ** (step / STEPS_PER_LEVEL));
    const style = look ? toStyle(look, level) : undefined;
    this.cache.set(name, style);
    return style;
  }
}

/** Objects of a higher placement level are drawn over those below. */
function toStyle(look: Paint, level: number): Style {
  const fill = look.fill ? new Fill({ color: look.fill }) : undefined;
  if (look.shape === 'dot' || look.shape === 'ring') {
    const stroke = look.stroke ? new Stroke({ color: look.stroke, width: look.shape === 'ring' ? 1.2 : 1 }) : undefined;
    return new Style({
      zIndex: level,
      // Without this mode OpenLayers finds no point of a vector tile under the pointer.
      image: new CircleStyle({ declutterMode: 'none', radius: look.width / 2, ...(fill && { fill }), ...(stroke && { stroke }) }),
    });
  }
  const stroke = look.stroke
    ? new Stroke({
        color: look.stroke,
        width: look.width,
        lineCap: look.dash ? 'butt' : 'round',
        lineJoin: 'round',
        ...(look.dash && { lineDash: look.dash }),
      })
    : undefined;
  return new Style({ zIndex: level, ...(fill && { fill }), ...(stroke && { stroke }) });
}
