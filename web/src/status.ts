// What stands on the map itself: zoom buttons, switch of the grid, coordinates in S-JTSK, scale, and the notices (a hint, or a fault with
// a way to try again).

import { h, icon } from './dom.js';
import { GRIDS, type GridId } from './grid.js';
import { formatSjtsk } from './projection.js';
import type { TextKey, Translate } from './texts.js';

const METRES_PER_PIXEL_1_1 = 0.0254 / 96;

/** "1 : 500", rounded to two figures, as a screen is no plan. */
export function scaleText(resolution: number, lang: string): string {
  const scale = resolution / METRES_PER_PIXEL_1_1;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(scale)) - 1);
  return `1 : ${(Math.round(scale / step) * step).toLocaleString(lang)}`;
}

export class StatusBar {
  readonly element: HTMLElement;
  /** Where OpenLayers puts its scale line. */
  readonly scaleLine = h('div', { class: 'scale-line' });
  private readonly where = h('span', { class: 'where' });
  private readonly coordinates = h('output', { class: 'coordinates' });
  private readonly scale: HTMLElement;
  private readonly grids = new Map<GridId, HTMLInputElement>();

  constructor(
    private readonly t: Translate,
    private readonly lang: string,
    onGrid: (id: GridId) => void,
  ) {
    this.scale = h('span', { class: 'scale', title: t('scale') });
    const choices = (Object.keys(GRIDS) as GridId[]).flatMap((id) => {
      const input = h('input', { type: 'radio', name: 'grid', id: `grid-${id}`, value: id, onchange: () => onGrid(id) });
      this.grids.set(id, input);
      return [input, h('label', { for: input.id }, t(`grid${id}` satisfies TextKey))];
    });
    this.element = h(
      'div',
      { class: 'status' },
      h('div', { class: 'pill' }, this.where, this.coordinates),
      h('div', { class: 'pill' }, this.scale, this.scaleLine),
      h('fieldset', { class: 'segments', 'aria-label': t('grid') }, ...choices),
    );
  }

  setGrid(id: GridId): void {
    const input = this.grids.get(id);
    if (input) input.checked = true;
  }

  setScale(resolution: number): void {
    this.scale.textContent = scaleText(resolution, this.lang);
  }

  /** The pointer's coordinates, or the centre's while there is no pointer. */
  setCoordinates(position: readonly [number, number], isCentre: boolean): void {
    this.coordinates.textContent = formatSjtsk(position);
    this.coordinates.title = this.t(isCentre ? 'centre' : 'pointer');
    this.where.textContent = isCentre ? this.t('centreShort') : 'S-JTSK';
  }
}

export interface Notice {
  kind: 'hint' | 'overlay' | 'fault';
  text: string;
  action?: { label: string; run: () => void };
}

/** One line over the map; a fault takes the place of what is told of overlays, and that the place of a hint. */
export class Notices {
  readonly element = h('div', { class: 'notices', 'aria-live': 'polite' });
  private readonly present = new Map<Notice['kind'], Notice>();
  private shown = '';

  set(kind: Notice['kind'], notice: Omit<Notice, 'kind'> | null): void {
    if (notice) this.present.set(kind, { kind, ...notice });
    else this.present.delete(kind);
    const top = this.present.get('fault') ?? this.present.get('overlay') ?? this.present.get('hint');
    // A notice told again stays as it is: its button may be half pressed, and a reader must not hear it twice.
    const signature = top ? [top.kind, top.text, top.action?.label].join('|') : '';
    if (signature === this.shown) return;
    this.shown = signature;
    this.element.replaceChildren(...(top ? [this.line(top)] : []));
  }

  private line({ kind, text, action }: Notice): HTMLElement {
    const run = () => this.present.get(kind)?.action?.run();
    const button = action ? h('button', { type: 'button', class: 'text-button', onclick: run }, action.label) : null;
    return h('p', { class: `notice ${kind}`, role: kind === 'fault' ? 'alert' : 'status' }, text, button);
  }
}

export function zoomButtons(t: Translate, onZoom: (levels: number) => void): HTMLElement {
  const button = (label: TextKey, path: string, levels: number) => {
    const made = h('button', { type: 'button', class: 'icon-button', title: t(label), 'aria-label': t(label), onclick: () => onZoom(levels) });
    made.append(icon(path));
    return made;
  };
  return h('div', { class: 'zoom' }, button('zoomIn', 'M10 4v12M4 10h12', 1), button('zoomOut', 'M4 10h12', -1));
}
