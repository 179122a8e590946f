import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawnResolution, gridExtent, GRIDS, isGrid, tileAt, tileGrid, tileSpan, tileUrl, type GridId } from '../src/grid.js';

interface TileMatrixSet {
  tileMatrices: { id: string; cellSize: number; pointOfOrigin: [number, number]; tileWidth: number }[];
}

const shipped = (id: GridId) =>
  JSON.parse(readFileSync(new URL(`../../schemas/tms/${id}.json`, import.meta.url), 'utf8')) as TileMatrixSet;

describe('the grids', () => {
  it.each(Object.keys(GRIDS) as GridId[])('%s agrees with the definition that the service ships', (id) => {
    const grid = GRIDS[id];
    const { tileMatrices } = shipped(id);
    expect(tileMatrices.length).toBe(grid.levels + 1);
    for (const matrix of tileMatrices) {
      const z = Number(matrix.id);
      expect(matrix.pointOfOrigin[0]).toBeCloseTo(grid.origin[0], 6);
      expect(matrix.pointOfOrigin[1]).toBeCloseTo(grid.origin[1], 6);
      expect(Math.abs(matrix.cellSize * matrix.tileWidth - tileSpan(grid, z)) / tileSpan(grid, z)).toBeLessThan(1e-9);
    }
  });

  it('find the tile of a place in S-JTSK', () => {
    expect(tileAt(GRIDS.SJTSKQuad5514, 0, -742974.18, -1043025.51)).toEqual([0, 0, 0]);
    expect(tileAt(GRIDS.SJTSKQuad5514, 10, -742974.18, -1043025.51)).toEqual([10, 240, 355]);
  });

  it('find the tile of a place in WebMercator', () => {
    expect(tileAt(GRIDS.WebMercatorQuad, 14, 1605115.7322, 6461382.5696)).toEqual([14, 5550, 8848]);
  });

  it('name a tile with the row before the column', () => {
    expect(tileUrl('zps', 'SJTSKQuad5514', 10, 240, 355)).toBe('/tiles/zps/SJTSKQuad5514/10/240/355');
  });

  it('are drawn between the offered levels only, at 512 pixels a tile', () => {
    const grid = tileGrid(GRIDS.SJTSKQuad5514, 6, 13);
    expect(grid.getMinZoom()).toBe(6);
    expect(grid.getMaxZoom()).toBe(13);
    expect(grid.getTileSize(8)).toBe(512);
    expect(drawnResolution(GRIDS.SJTSKQuad5514, 10)).toBeCloseTo(1.000125, 6);
    const [, row, column] = tileAt(GRIDS.SJTSKQuad5514, 10, -742974.18, -1043025.51);
    expect(grid.getTileCoordForCoordAndZ([-742974.18, -1043025.51], 10)).toEqual([10, column, row]);
  });

  it('ask for no tile outside of the grid', () => {
    const grid = tileGrid(GRIDS.SJTSKQuad5514, 6, 13);
    expect(gridExtent(GRIDS.SJTSKQuad5514).map(Math.round)).toEqual([-925000, -1444354, -400646, -920000]);
    expect(grid.getFullTileRange(8)).toMatchObject({ minX: 0, minY: 0, maxX: 255, maxY: 255 });
  });

  it('never go deeper than the tile matrix set', () => {
    expect(tileGrid(GRIDS.SJTSKQuad5514, 0, 30).getMaxZoom()).toBe(17);
  });

  it('are known by name', () => {
    expect(isGrid('SJTSKQuad5514')).toBe(true);
    expect(isGrid('toString')).toBe(false);
  });
});
