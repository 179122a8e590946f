// From the symbol table to what is drawn: colours, widths in pixels, dashes, order. Pure, so that the map, the swatches of the legend
// and the tests share one rule. The table's widths are millimetres on a plan of 1:500 to 1:1000.

import type { Symbol } from './api.js';

/** Names of the layers inside a tile, in drawing order. */
export const KINDS = ['areas', 'lines', 'points'] as const;
export type Kind = (typeof KINDS)[number];

export interface Paint {
  fill: string | null;
  stroke: string | null;
  /** Line width, or diameter of a point, in pixels. */
  width: number;
  dash: number[] | null;
  shape: 'area' | 'line' | 'dot' | 'ring';
}

/** Pixels of 1/96 inch in a millimetre. */
export const PX_PER_MM = 96 / 25.4;
/** Metres on the ground per pixel at 1:1000; coarser than this, widths shrink. */
const PLAN_RESOLUTION = 1 / PX_PER_MM;
const HAIRLINE = 0.75;
const NEUTRAL = '#7d858c';
/** Coarsest metres per pixel at which points are drawn; the crowded kinds only when there is room. */
const POINTS_FROM = 1;
const DEFINITION_POINTS_FROM = 0.2;
const DETAIL_POINTS_FROM = 0.11;
const DASHES_FROM = 1;
const DETAIL_POINT = 'PodrobnyBodZPS';

/** What stands for a feature whose symbol the table does not know. */
export const UNKNOWN: Symbol = {
  key: '',
  object_type: 0,
  title: '',
  attribute: null,
  value: null,
  fill: null,
  stroke: '#b0007a',
  width_mm: 0.35,
  dash: null,
  part: '',
  category: '',
  group: '',
  geometry: 'line',
};

/** The factor on the table's widths at a resolution (metres on the ground per pixel). */
export function widthFactor(resolution: number): number {
  return Math.min(1, Math.max(0.3, Math.sqrt(PLAN_RESOLUTION / resolution)));
}

/** Whether a point symbol has room at a resolution. */
export function pointsFit(symbol: Symbol, resolution: number): boolean {
  if (symbol.key.startsWith(DETAIL_POINT)) return resolution <= DETAIL_POINTS_FROM;
  if (symbol.geometry === 'definition-point') return resolution <= DEFINITION_POINTS_FROM;
  return resolution <= POINTS_FROM;
}

/** Resolves a symbol for one kind of geometry; null when nothing is to be drawn at this resolution. */
export function paint(symbol: Symbol, kind: Kind, resolution: number): Paint | null {
  const factor = widthFactor(resolution);
  const width = (symbol.width_mm ?? 0.13) * PX_PER_MM * factor;
  const dash = resolution <= DASHES_FROM ? dashPixels(symbol.dash, factor) : null;
  if (kind === 'points') {
    if (!pointsFit(symbol, resolution)) return null;
    const colour = symbol.fill ?? symbol.stroke ?? NEUTRAL;
    if (symbol.key.startsWith(DETAIL_POINT)) return { fill: colour, stroke: null, width: 2.4, dash: null, shape: 'dot' };
    if (symbol.geometry === 'definition-point') {
      return { fill: '#ffffff', stroke: colour, width: 5, dash: null, shape: 'ring' };
    }
    return { fill: colour, stroke: '#ffffff', width: Math.min(16, Math.max(5, width)), dash: null, shape: 'dot' };
  }
  if (kind === 'lines') {
    const colour = symbol.stroke ?? symbol.fill ?? NEUTRAL;
    return { fill: null, stroke: colour, width: Math.max(HAIRLINE, width), dash, shape: 'line' };
  }
  const fill = symbol.fill === null ? null : symbol.part === 'ZPS' ? symbol.fill : translucent(symbol.fill);
  const stroke = symbol.stroke ?? (symbol.fill === null ? NEUTRAL : null);
  return { fill, stroke, width: Math.max(HAIRLINE, Math.min(width, 3)), dash, shape: 'area' };
}

/** Areas of infrastructure (zones, sites) lie over the surveyed situation, which must stay readable. */
function translucent(colour: string): string {
  return /^#[0-9a-f]{6}$/i.test(colour) ? `${colour}40` : colour;
}

/** A dash in pixels; long dashes of the table (36 mm and more) are shortened so that they read as dashes on a screen. */
export function dashPixels(dash: number[] | null, factor: number): number[] | null {
  if (!dash || dash.length === 0) return null;
  const longest = Math.max(...dash);
  const shorten = longest > 12 ? 12 / longest : 1;
  return dash.map((mm) => Math.max(1.5, mm * shorten * PX_PER_MM * factor));
}
