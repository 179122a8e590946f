// Every text of the page in Czech and English. Names of object types, groups and code-list values come from the service and are
// Czech in both: they are the law's own terms.

export type Lang = 'cs' | 'en';

const cs = {
  title: 'Digitální technická mapa',
  subtitle: 'veřejná mapa krajů',
  home: 'Služba a data',
  skip: 'Přejít na mapu',
  otherLanguage: 'English',
  panel: 'Vrstvy a legenda',
  close: 'Zavřít',
  region: 'Kraj',
  allRegions: 'Všechny kraje',
  featuresOne: '{n} prvek',
  featuresFew: '{n} prvky',
  featuresMany: '{n} prvků',
  regionEmpty: 'zatím bez dat',
  layers: 'Vrstvy',
  legend: 'Legenda',
  inView: 'Jen co je ve výřezu',
  legendEmpty: 'Ve výřezu nejsou žádné prvky.',
  showAll: 'Zobrazit vše',
  hideAll: 'Skrýt vše',
  expand: 'Rozbalit {name}',
  partZPS: 'Základní prostorová situace',
  partDI: 'Dopravní infrastruktura',
  partTI: 'Technická infrastruktura',
  overlays: 'Odvozené plochy',
  overlayGaps: 'Místa bez plochy',
  overlayComplete: 'Kompletní ZPS',
  overlayCut: 'Míst bez plochy je ve výřezu příliš mnoho, kreslí se jen část. Přibližte mapu.',
  overlayHint: 'Přibližte mapu: odvozené plochy se kreslí až od podrobnějšího měřítka.',
  failedOverlay: 'Odvozené plochy se nepodařilo načíst. Obraz není úplný.',
  definitionPoint: 'definiční bod',
  unknownSymbol: 'prvky bez značky v tabulce',
  map: 'Mapa. Šipky posouvají, plus a minus mění měřítko, Enter ukáže prvky uprostřed.',
  zoomIn: 'Přiblížit',
  zoomOut: 'Oddálit',
  grid: 'Souřadnicový systém mapy',
  gridSJTSKQuad5514: 'S-JTSK',
  gridWebMercatorQuad: 'Web Mercator',
  pointer: 'Souřadnice ukazatele v S-JTSK (EPSG:5514)',
  centre: 'Souřadnice středu mapy v S-JTSK (EPSG:5514)',
  centreShort: 'střed',
  scale: 'Měřítko na obrazovce',
  loading: 'Načítá se…',
  featureLoading: 'Načítají se atributy…',
  featuresHere: 'Prvky v místě kliknutí',
  attributes: 'Atributy',
  record: 'Evidence',
  geometry: 'Geometrie',
  length: 'Délka',
  area: 'Výměra',
  perimeter: 'Obvod',
  height: 'Výška (Bpv)',
  position: 'Poloha',
  vertices: 'Lomové body',
  identifier: 'Identifikátor',
  noAttributes: 'Prvek nemá vyplněné atributy.',
  yes: 'ano',
  no: 'ne',
  zoomTo: 'Přiblížit',
  openItem: 'Otevřít záznam',
  openVersions: 'Historie',
  openGeoJson: 'GeoJSON',
  failedItem: 'Atributy se nepodařilo načíst ({detail}).',
  failedStart: 'Služba neodpovídá. Mapu nelze sestavit bez tabulky značek a seznamu krajů ({detail}).',
  failedTiles: 'Část mapy se nepodařilo načíst. Obraz není úplný.',
  retry: 'Zkusit znovu',
  zoomHint: 'Přibližte mapu: prvky se kreslí až od podrobnějšího měřítka.',
  noDataHere: 'V tomto výřezu nejsou žádné prvky.',
  showData: 'Ukázat data: {name}',
  nothingFound: 'V tomto místě není žádný prvek.',
};

export type TextKey = keyof typeof cs;

const en: Record<TextKey, string> = {
  title: 'Digital Technical Map',
  subtitle: 'public map of the regions',
  home: 'Service and data',
  skip: 'Skip to the map',
  otherLanguage: 'Česky',
  panel: 'Layers and legend',
  close: 'Close',
  region: 'Region',
  allRegions: 'All regions',
  featuresOne: '{n} feature',
  featuresFew: '{n} features',
  featuresMany: '{n} features',
  regionEmpty: 'no data yet',
  layers: 'Layers',
  legend: 'Legend',
  inView: 'Only what is in view',
  legendEmpty: 'There are no features in view.',
  showAll: 'Show all',
  hideAll: 'Hide all',
  expand: 'Expand {name}',
  partZPS: 'Basic spatial situation',
  partDI: 'Transport infrastructure',
  partTI: 'Utilities',
  overlays: 'Derived areas',
  overlayGaps: 'Places without an area',
  overlayComplete: 'Complete ZPS',
  overlayCut: 'There are too many places without an area in view, only some are drawn. Zoom in.',
  overlayHint: 'Zoom in: derived areas are drawn from a larger scale on.',
  failedOverlay: 'Derived areas could not be loaded. The picture is not complete.',
  definitionPoint: 'definition point',
  unknownSymbol: 'features without a symbol in the table',
  map: 'Map. Arrows pan, plus and minus zoom, Enter tells the features in the middle.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  grid: 'Reference system of the map',
  gridSJTSKQuad5514: 'S-JTSK',
  gridWebMercatorQuad: 'Web Mercator',
  pointer: 'Pointer in S-JTSK (EPSG:5514)',
  centre: 'Centre of the map in S-JTSK (EPSG:5514)',
  centreShort: 'centre',
  scale: 'Scale on screen',
  loading: 'Loading…',
  featureLoading: 'Loading attributes…',
  featuresHere: 'Features at this place',
  attributes: 'Attributes',
  record: 'Record keeping',
  geometry: 'Geometry',
  length: 'Length',
  area: 'Area',
  perimeter: 'Perimeter',
  height: 'Height (Bpv)',
  position: 'Position',
  vertices: 'Vertices',
  identifier: 'Identifier',
  noAttributes: 'The feature has no attributes filled in.',
  yes: 'yes',
  no: 'no',
  zoomTo: 'Zoom in',
  openItem: 'Open the record',
  openVersions: 'History',
  openGeoJson: 'GeoJSON',
  failedItem: 'The attributes could not be loaded ({detail}).',
  failedStart: 'The service does not answer. The map cannot be built without its symbol table and regions ({detail}).',
  failedTiles: 'A part of the map could not be loaded. The picture is not complete.',
  retry: 'Try again',
  zoomHint: 'Zoom in: features are drawn from a larger scale on.',
  noDataHere: 'There are no features in view.',
  showData: 'Show data: {name}',
  nothingFound: 'There is no feature at this place.',
};

export const TEXTS: Readonly<Record<Lang, Record<TextKey, string>>> = { cs, en };

/** The language asked in the address; Czech when none or another is asked. */
export function languageOf(search: string): Lang {
  return new URLSearchParams(search).get('lang') === 'en' ? 'en' : 'cs';
}

export type Translate = (key: TextKey, values?: Record<string, string | number>) => string;

/** Gives the lookup of texts of one language; `{name}` in a text is replaced by the value of that name. */
export function translator(lang: Lang): Translate {
  return (key, values = {}) =>
    TEXTS[lang][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** "1 prvek", "3 prvky", "1 250 prvků". */
export function countFeatures(n: number, t: Translate, lang: Lang): string {
  const form = new Intl.PluralRules(lang).select(n);
  const key = form === 'one' ? 'featuresOne' : form === 'few' ? 'featuresFew' : 'featuresMany';
  return t(key, { n: n.toLocaleString(lang) });
}
