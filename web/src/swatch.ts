// The small pictures of the legend, drawn in SVG by the same rule as the map draws features.

import type { Symbol } from './api.js';
import { capital } from './attributes.js';
import { s } from './dom.js';
import { paint, type Kind } from './paint.js';
import type { Translate } from './texts.js';

const WIDTH = 34;
const HEIGHT = 18;
const FAINT_EDGE = '#d3dade';
/** Metres per pixel for which the legend is drawn: near enough that every symbol shows. */
const LEGEND_RESOLUTION = 0.1;

const KIND_OF: Record<Symbol['geometry'], Kind> = {
  area: 'areas',
  line: 'lines',
  point: 'points',
  'definition-point': 'points',
};

/** The name of a symbol for people; a definition point has the name of its area, so it says what it is. */
export function symbolTitle(symbol: Symbol, t: Translate): string {
  const title = capital(symbol.title || symbol.key);
  return symbol.geometry === 'definition-point' ? `${title} (${t('definitionPoint')})` : title;
}

/** A swatch of 34 by 18 pixels. */
export function swatch(symbol: Symbol): SVGElement {
  const box = s('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT, class: 'swatch', 'aria-hidden': 'true' });
  const look = paint(symbol, KIND_OF[symbol.geometry], LEGEND_RESOLUTION);
  if (!look) return box;
  const common = { stroke: look.stroke, 'stroke-dasharray': look.dash?.map((n) => Math.min(n, 9)).join(' ') ?? null };
  if (look.shape === 'area') {
    // A pale area without an outline would not show on the panel's white.
    const edge = look.stroke ? {} : { stroke: FAINT_EDGE };
    box.append(s('rect', { ...common, ...edge, x: 2, y: 2, width: 30, height: 14, fill: look.fill ?? 'none', 'stroke-width': look.stroke ? look.width : 1 }));
  } else if (look.shape === 'line') {
    box.append(s('path', { ...common, d: 'M2 12.5 13 5.5 21 12 32 5.5', fill: 'none', 'stroke-width': Math.max(1, look.width) }));
  } else {
    const radius = Math.max(2, look.width / 2);
    box.append(s('circle', { cx: WIDTH / 2, cy: HEIGHT / 2, r: Math.min(radius, 8), fill: look.fill, stroke: look.stroke, 'stroke-width': 1 }));
  }
  return box;
}
