// The two tile matrix sets of the service and their OpenLayers grids. Both are quad trees of 256-pixel tiles; the map draws each
// tile at 512 pixels, which needs a quarter of the requests and loses nothing, as a vector tile holds 4096 steps a side.

import TileGrid from 'ol/tilegrid/TileGrid.js';

export type GridId = 'SJTSKQuad5514' | 'WebMercatorQuad';

export interface Grid {
  id: GridId;
  projection: string;
  /** Top left corner of the tile 0/0/0. */
  origin: [number, number];
  /** Size of a cell of level 0 in units of the projection, for tiles of 256 cells. */
  cellSize: number;
  /** Deepest level of the tile matrix set. */
  levels: number;
}

export const GRIDS: Readonly<Record<GridId, Grid>> = {
  SJTSKQuad5514: {
    id: 'SJTSKQuad5514',
    projection: 'EPSG:5514',
    origin: [-925000, -920000],
    cellSize: 2048.256,
    levels: 17,
  },
  WebMercatorQuad: {
    id: 'WebMercatorQuad',
    projection: 'EPSG:3857',
    origin: [-20037508.342789244, 20037508.342789244],
    cellSize: 156543.03392804097,
    levels: 24,
  },
};

const TILE_CELLS = 256;
const DRAWN_PIXELS = 512;

export function isGrid(id: string): id is GridId {
  return Object.hasOwn(GRIDS, id);
}

/** Side of a tile in units of the projection. */
export function tileSpan(grid: Grid, z: number): number {
  return (grid.cellSize * TILE_CELLS) / 2 ** z;
}

/** Map units per pixel at which a tile of this level is drawn at its natural size. */
export function drawnResolution(grid: Grid, z: number): number {
  return tileSpan(grid, z) / DRAWN_PIXELS;
}

/** The tile holding a point: level, row (from the top), column. */
export function tileAt(grid: Grid, z: number, x: number, y: number): [number, number, number] {
  const span = tileSpan(grid, z);
  return [z, Math.floor((grid.origin[1] - y) / span), Math.floor((x - grid.origin[0]) / span)];
}

/** Address of a tile; the row stands before the column. */
export function tileUrl(tileset: string, grid: GridId, z: number, row: number, column: number): string {
  return `/tiles/${tileset}/${grid}/${z}/${row}/${column}`;
}

/** What the one tile of level 0 covers; the service knows no tile outside of it. */
export function gridExtent(grid: Grid): [number, number, number, number] {
  const [x, y] = grid.origin;
  const span = tileSpan(grid, 0);
  return [x, y - span, x + span, y];
}

/** OpenLayers' view of the grid between the levels that the service offers. */
export function tileGrid(grid: Grid, minzoom: number, maxzoom: number): TileGrid {
  const deepest = Math.min(maxzoom, grid.levels);
  return new TileGrid({
    origin: grid.origin,
    extent: gridExtent(grid),
    resolutions: Array.from({ length: deepest + 1 }, (_, z) => drawnResolution(grid, z)),
    tileSize: DRAWN_PIXELS,
    minZoom: Math.max(0, Math.min(minzoom, deepest)),
  });
}
