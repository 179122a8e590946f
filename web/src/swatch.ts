// The small pictures of the legend, drawn in SVG by the same rule as the map draws features.

import type { Symbol } from './api.js';
import { s } from './dom.js';
import { paint, type Kind } from './paint.js';

const WIDTH = 34;
const HEIGHT = 18;
/** Metres per pixel for which the legend is drawn: near enough that every symbol shows. */
const LEGEND_RESOLUTION = 0.1;

const KIND_OF: Record<Symbol['geometry'], Kind> = {
  area: 'areas',
  line: 'lines',
  point: 'points',
  'definition-point': 'points',
};

/** A swatch of 34 by 18 pixels. */
export function swatch(symbol: Symbol): SVGElement {
  const box = s('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, class: 'swatch', 'aria-hidden': 'true' });
  const look = paint(symbol, KIND_OF[symbol.geometry], LEGEND_RESOLUTION);
  if (!look) return box;
  const common = { stroke: look.stroke, 'stroke-dasharray': look.dash?.map((n) => Math.min(n, 9)).join(' ') ?? null };
  if (look.shape === 'area') {
    box.append(s('rect', { ...common, x: 2, y: 2, width: 30, height: 14, fill: look.fill ?? 'none', 'stroke-width': Math.min(look.width, 3) }));
  } else if (look.shape === 'line') {
    box.append(s('path', { ...common, d: 'M2 12.5 13 5.5 21 12 32 5.5', fill: 'none', 'stroke-width': Math.max(1, look.width) }));
  } else {
    const radius = Math.max(2, look.width / 2);
    box.append(s('circle', { cx: WIDTH / 2, cy: HEIGHT / 2, r: Math.min(radius, 8), fill: look.fill, stroke: look.stroke, 'stroke-width': 1 }));
  }
  return box;
}
