// The permanent link: the state of the map in the address after '#', read at start and rewritten as the map moves. The centre is
// always in S-JTSK and the scale in metres on the ground per pixel, so a link survives a switch of the grid.

import { isGrid, type GridId } from './grid.js';
import { isOverlay, type OverlayId } from './overlays.js';

export interface MapState {
  /** Centre in EPSG:5514 metres. */
  centre: [number, number] | null;
  /** Metres on the ground per pixel. */
  resolution: number | null;
  grid: GridId;
  /** Region chosen in the switch. */
  region: string | null;
  /** Identifiers of hidden parts, categories and groups. */
  hidden: string[];
  /** Overlays that are switched on. */
  overlays: OverlayId[];
  /** The feature whose attributes are shown. */
  selected: { type: string; id: string } | null;
}

export const EMPTY: MapState = {
  centre: null,
  resolution: null,
  grid: 'SJTSKQuad5514',
  region: null,
  hidden: [],
  overlays: [],
  selected: null,
};

/** Reads a hash; what cannot be understood is left at its default, never guessed. */
export function readHash(hash: string): MapState {
  const params = new URLSearchParams(hash.replace(/^#/, ''));
  const state: MapState = { ...EMPTY, hidden: [], overlays: [] };
  const at = (params.get('at') ?? '').split(',').map(Number);
  const [x, y, resolution] = at;
  if (at.length === 3 && x !== undefined && y !== undefined && resolution !== undefined && at.every(Number.isFinite)) {
    if (resolution > 0) {
      state.centre = [x, y];
      state.resolution = resolution;
    }
  }
  const grid = params.get('grid') ?? '';
  if (isGrid(grid)) state.grid = grid;
  const region = params.get('region') ?? '';
  if (/^CZ0[0-9A-Z]{2}$/.test(region)) state.region = region;
  state.hidden = (params.get('off') ?? '').split(',').filter((id) => /^[a-z0-9.-]+$/.test(id));
  state.overlays = (params.get('on') ?? '').split(',').filter(isOverlay);
  const selected = /^([A-Za-z_][\w.-]*)\.(\d{1,19})$/.exec(params.get('id') ?? '');
  if (selected?.[1] && selected[2]) state.selected = { type: selected[1], id: selected[2] };
  return state;
}

/** Writes a hash with only what differs from the default, in a fixed order. */
export function writeHash(state: MapState): string {
  const parts: string[] = [];
  if (state.centre && state.resolution) {
    const [x, y] = state.centre;
    parts.push(`at=${x.toFixed(1)},${y.toFixed(1)},${Number(state.resolution.toPrecision(4))}`);
  }
  if (state.grid !== EMPTY.grid) parts.push(`grid=${state.grid}`);
  if (state.region) parts.push(`region=${state.region}`);
  if (state.hidden.length > 0) parts.push(`off=${state.hidden.join(',')}`);
  if (state.overlays.length > 0) parts.push(`on=${state.overlays.join(',')}`);
  if (state.selected) parts.push(`id=${state.selected.type}.${state.selected.id}`);
  return parts.length > 0 ? `#${parts.join('&')}` : '';
}
