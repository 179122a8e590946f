// What the map asks of the service: shapes of the answers and one way to fetch them. Every request stays on the page's own origin.

/** One row of the symbol table. Lengths are millimetres on paper. */
export interface Symbol {
  key: string;
  object_type: number;
  title: string;
  attribute: string | null;
  value: string | null;
  fill: string | null;
  stroke: string | null;
  width_mm: number | null;
  dash: number[] | null;
  part: string;
  category: string;
  group: string;
  geometry: 'line' | 'point' | 'area' | 'definition-point';
}

/** A region; outline and bounds in EPSG:5514 metres. */
export interface Region {
  code: string;
  name: string;
  number: number;
  outline: [number, number][][];
  dataBounds: [number, number, number, number] | null;
  features: number;
}

/** The part of TileJSON that the map needs. */
export interface TileJson {
  minzoom: number;
  maxzoom: number;
}

/** A feature as `/collections/{type}/items/{id}` gives it, asked in EPSG:5514. */
export interface Item {
  id: string | number;
  geometry: { type: string; coordinates: unknown } | null;
  properties: Record<string, unknown>;
}

/** Gaps or areas of complete ZPS, asked in EPSG:5514. */
export interface Collection {
  features: { geometry: { type: string; coordinates: unknown }; properties: Record<string, unknown> }[];
  /** Whether there are more gaps than are given. */
  hasMore?: boolean;
}

export interface SchemaProperty {
  title?: string;
  description?: string;
  format?: string;
  oneOf?: { const: unknown; title?: string }[];
  items?: SchemaProperty;
}

/** JSON Schema of a collection, Czech titles and code-list texts included. */
export interface Schema {
  title?: string;
  properties?: Record<string, SchemaProperty>;
}

/** A request that did not bring what was asked: status 0 when the service could not be reached at all. */
export class RequestError extends Error {
  constructor(
    readonly url: string,
    readonly status: number,
    detail: string,
  ) {
    super(detail);
  }
}

const TIMEOUT_MS = 20_000;
const CRS_5514 = 'http://www.opengis.net/def/crs/EPSG/0/5514';

/** Asks for JSON; the messages of the service come in the language of the page. */
async function fetchJson<T>(url: string, lang: string): Promise<T> {
  let response: Response;
  try {
    response = await fetch(url, { headers: { Accept: 'application/json', 'Accept-Language': lang }, signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    throw new RequestError(url, 0, cause instanceof Error ? cause.message : String(cause));
  }
  if (!response.ok) {
    const problem: { title?: string; detail?: string } = await response.json().catch(() => ({}));
    throw new RequestError(url, response.status, problem.detail ?? problem.title ?? response.statusText);
  }
  try {
    return (await response.json()) as T;
  } catch (cause) {
    throw new RequestError(url, response.status, String(cause));
  }
}

/** Requests of the page in one language; schemas are kept, as they do not change while the page lives. */
export class Api {
  private readonly schemas = new Map<string, Promise<Schema>>();

  constructor(private readonly lang: string) {}

  async regions(): Promise<Region[]> {
    return (await fetchJson<{ regions: Region[] }>('/regions?f=json', this.lang)).regions;
  }

  async symbols(): Promise<Symbol[]> {
    return (await fetchJson<{ symbols: Symbol[] }>('/styles/symbols', this.lang)).symbols;
  }

  tileJson(tileset: string, grid: string): Promise<TileJson> {
    return fetchJson<TileJson>(`/tiles/${tileset}/${grid}`, this.lang);
  }

  item(type: string, id: string): Promise<Item> {
    return fetchJson<Item>(`${itemPath(type, id)}?f=json&crs=${encodeURIComponent(CRS_5514)}`, this.lang);
  }

  gaps(region: string, bounds: readonly number[]): Promise<Collection> {
    return fetchJson<Collection>(`/regions/${region}/derivation/gaps?${placeQuery(bounds)}`, this.lang);
  }

  completeAreas(region: string, bounds: readonly number[]): Promise<Collection> {
    return fetchJson<Collection>(`/regions/${region}/complete-areas?${placeQuery(bounds)}`, this.lang);
  }

  schema(type: string): Promise<Schema> {
    const known = this.schemas.get(type);
    if (known) return known;
    const asked = fetchJson<Schema>(`/collections/${encodeURIComponent(type)}/schema?f=json&lang=${this.lang}`, this.lang);
    this.schemas.set(type, asked);
    asked.catch(() => this.schemas.delete(type));
    return asked;
  }
}

/** Bounds in EPSG:5514 as parameters; the answer comes in it, too. */
function placeQuery(bounds: readonly number[]): string {
  const crs = encodeURIComponent(CRS_5514);
  return `bbox=${bounds.map((edge) => edge.toFixed(2)).join(',')}&bbox-crs=${crs}&crs=${crs}`;
}

export function itemPath(type: string, id: string): string {
  return `/collections/${encodeURIComponent(type)}/items/${encodeURIComponent(id)}`;
}
