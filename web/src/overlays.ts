// What is derived, drawn over the map when it is asked for: gaps, where no area could be made, and the areas of complete ZPS. Both are
// asked for by the view, from a scale on at which they can be told apart; the picture of the view before stays until the next one is there.

import Feature from 'ol/Feature.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import type Geometry from 'ol/geom/Geometry.js';
import VectorLayer from 'ol/layer/Vector.js';
import VectorSource from 'ol/source/Vector.js';
import CircleStyle from 'ol/style/Circle.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import type { Api, Collection, Region } from './api.js';
import { SJTSK } from './projection.js';
import { outlineBounds, overlap, type Bounds } from './regions.js';

export const OVERLAYS = ['gaps', 'complete'] as const;
export type OverlayId = (typeof OVERLAYS)[number];

/** Metres on the ground per pixel from which on an overlay is drawn. */
export const DRAWN_FROM: Readonly<Record<OverlayId, number>> = { gaps: 2, complete: 20 };

export const GAP = '#d3202f';
export const COMPLETE = '#123f8c';

export function isOverlay(id: string): id is OverlayId {
  return (OVERLAYS as readonly string[]).includes(id);
}

/** What became of an overlay's request: drawn whole, drawn in part as there is too much, or failed. */
export type Outcome = 'whole' | 'cut' | 'failed';

type OverlayLayer = VectorLayer<VectorSource<Feature<Geometry>>>;

export class Overlays {
  readonly layers: readonly OverlayLayer[];
  private readonly shown = new Set<OverlayId>();
  private readonly bySort = new Map<OverlayId, OverlayLayer>();
  private readonly outcomes = new Map<OverlayId, Outcome>();
  /** Counts the views: an answer to one before comes too late. */
  private view = 0;

  constructor(
    private readonly api: Pick<Api, 'gaps' | 'completeAreas'>,
    private readonly regions: readonly Region[],
    private readonly onOutcome: (outcomes: readonly Outcome[]) => void,
  ) {
    // Outlines lie under gaps.
    this.layers = (['complete', 'gaps'] as const).map((id) => {
      const layer: OverlayLayer = new VectorLayer({
        source: new VectorSource<Feature<Geometry>>(),
        style: id === 'gaps' ? gapStyles() : COMPLETE_STYLE,
        visible: false,
        properties: { overlay: id },
      });
      this.bySort.set(id, layer);
      return layer;
    });
  }

  ids(): OverlayId[] {
    return OVERLAYS.filter((id) => this.shown.has(id));
  }

  /** Switches an overlay; the view has to be told afterwards. */
  show(id: OverlayId, shown: boolean): void {
    if (shown) this.shown.add(id);
    else this.shown.delete(id);
  }

  /** Forgets what is drawn: positions are those of another projection. */
  clear(): void {
    this.view += 1;
    for (const layer of this.layers) layer.getSource()?.clear(true);
  }

  /** Brings the overlays to a view: bounds in EPSG:5514, metres on the ground per pixel. */
  async update(bounds: Bounds, resolution: number, projection: string): Promise<void> {
    this.view += 1;
    const asked = this.view;
    this.outcomes.clear();
    const here = this.regions.filter((region) => overlap(outlineBounds(region), bounds));
    await Promise.all(
      OVERLAYS.map(async (id) => {
        const layer = this.bySort.get(id);
        const drawn = this.shown.has(id) && resolution <= DRAWN_FROM[id];
        layer?.setVisible(drawn);
        if (!layer || !drawn) return;
        const answers = await Promise.all(here.map((region) => this.ask(id, region.code, bounds))).catch(() => null);
        if (asked !== this.view) return;
        this.outcomes.set(id, answers === null ? 'failed' : answers.some((answer) => answer.hasMore) ? 'cut' : 'whole');
        if (answers) this.draw(layer, answers, projection);
      }),
    );
    if (asked === this.view) this.onOutcome([...this.outcomes.values()]);
  }

  private ask(id: OverlayId, region: string, bounds: Bounds): Promise<Collection> {
    return id === 'gaps' ? this.api.gaps(region, bounds) : this.api.completeAreas(region, bounds);
  }

  private draw(layer: OverlayLayer, answers: readonly Collection[], projection: string): void {
    const format = new GeoJSON({ dataProjection: SJTSK, featureProjection: projection });
    const features = answers.flatMap((answer) => answer.features.map((feature) => new Feature(format.readGeometry(feature.geometry) ?? undefined)));
    layer.getSource()?.clear(true);
    layer.getSource()?.addFeatures(features);
  }
}

const COMPLETE_STYLE = [
  new Style({ stroke: new Stroke({ color: '#ffffffcc', width: 4 }) }),
  new Style({ stroke: new Stroke({ color: COMPLETE, width: 2, lineDash: [10, 6] }) }),
];

function gapStyles(): Style[] {
  const point = new CircleStyle({ radius: 4.5, fill: new Fill({ color: GAP }), stroke: new Stroke({ color: '#ffffff', width: 1.5 }) });
  return [new Style({ fill: new Fill({ color: hatching() }), stroke: new Stroke({ color: GAP, width: 1.5 }), image: point })];
}

/** Slanted lines; a plain tint where the browser draws no patterns. */
function hatching(): CanvasPattern | string {
  const side = 9;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  const context = canvas.getContext('2d');
  if (!context) return `${GAP}44`;
  context.strokeStyle = GAP;
  context.lineWidth = 1.4;
  context.beginPath();
  // Corners are drawn twice so that the lines meet those of the next tile.
  for (const shift of [-side, 0, side]) {
    context.moveTo(shift - 1, side + 1);
    context.lineTo(shift + side + 1, -1);
  }
  context.stroke();
  return context.createPattern(canvas, 'repeat') ?? `${GAP}44`;
}
