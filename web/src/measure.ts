// Length, area and heights of a geometry in S-JTSK: plane figures, as the map of the regions is measured.

export interface Measures {
  /** Number of vertices, the closing one of a ring not counted. */
  vertices: number;
  /** Length of lines or circumference of areas in metres. */
  length: number | null;
  /** Square metres. */
  area: number | null;
  /** Lowest and highest, null when there are no heights. */
  height: [number, number] | null;
  /** Set for a point. */
  position: [number, number] | null;
  bounds: [number, number, number, number];
}

type Position = number[];

function positions(coordinates: unknown): Position[] {
  if (!Array.isArray(coordinates)) return [];
  return typeof coordinates[0] === 'number' ? [coordinates as Position] : coordinates.flatMap(positions);
}

/** The lists of positions that form lines or rings. */
function chains(coordinates: unknown): Position[][] {
  if (!Array.isArray(coordinates) || !Array.isArray(coordinates[0])) return [];
  return typeof (coordinates[0] as unknown[])[0] === 'number' ? [coordinates as Position[]] : coordinates.flatMap(chains);
}

function chainLength(chain: Position[]): number {
  return chain.slice(1).reduce((sum, [x = 0, y = 0], i) => sum + Math.hypot(x - (chain[i]?.[0] ?? 0), y - (chain[i]?.[1] ?? 0)), 0);
}

/** Signed area; the first vertex is taken as origin, because products of full S-JTSK coordinates would lose the centimetres. */
export function ringArea(ring: Position[]): number {
  const [ox = 0, oy = 0] = ring[0] ?? [];
  let twice = 0;
  for (let i = 1; i < ring.length; i += 1) {
    const [ax = 0, ay = 0] = ring[i - 1] ?? [];
    const [bx = 0, by = 0] = ring[i] ?? [];
    twice += (ax - ox) * (by - oy) - (bx - ox) * (ay - oy);
  }
  return twice / 2;
}

/** Measures a GeoJSON geometry; null when it holds no position. */
export function measure(geometry: { type: string; coordinates: unknown }): Measures | null {
  const points = positions(geometry.coordinates);
  const first = points[0];
  if (!first) return null;
  const isArea = geometry.type.endsWith('Polygon');
  const parts = chains(geometry.coordinates);
  const heights = points.map((point) => point[2]).filter((z): z is number => z !== undefined && z !== 0);
  const polygons = geometry.type === 'MultiPolygon' ? (geometry.coordinates as Position[][][]) : [geometry.coordinates as Position[][]];
  const area = isArea
    ? polygons.reduce((sum, [outer = [], ...holes]) => sum + Math.abs(ringArea(outer)) - holes.reduce((s, hole) => s + Math.abs(ringArea(hole)), 0), 0)
    : null;
  const isPoint = geometry.type === 'Point';
  const xs = points.map(([x = 0]) => x);
  const ys = points.map(([, y = 0]) => y);
  return {
    vertices: points.length - (isArea ? parts.length : 0),
    length: isPoint || geometry.type === 'MultiPoint' ? null : parts.reduce((sum, chain) => sum + chainLength(chain), 0),
    area,
    height: heights.length > 0 ? [Math.min(...heights), Math.max(...heights)] : null,
    position: isPoint ? [first[0] ?? 0, first[1] ?? 0] : null,
    bounds: [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)],
  };
}
