// The rows of the overlays in the layers tab: a check box, what it shows, and how that looks.

import { h, s } from './dom.js';
import { COMPLETE, GAP, OVERLAYS, type OverlayId } from './overlays.js';
import type { TextKey, Translate } from './texts.js';

const TEXTS: Readonly<Record<OverlayId, TextKey>> = { gaps: 'overlayGaps', complete: 'overlayComplete' };

/** The group of overlays; `onSwitch` is told of every change. */
export function overlayList(t: Translate, shown: readonly OverlayId[], onSwitch: (id: OverlayId, shown: boolean) => void): HTMLElement {
  const row = (id: OverlayId) => {
    const box = h('input', { type: 'checkbox', id: `overlay-${id}`, checked: shown.includes(id) });
    box.addEventListener('change', () => onSwitch(id, box.checked));
    return h('li', { class: 'depth-1 leaf' }, h('div', { class: 'row' }, box, h('label', { for: box.id }, h('span', {}, t(TEXTS[id]))), look(id)));
  };
  const head = h('div', { class: 'row' }, h('span', { class: 'group' }, t('overlays')));
  return h('ul', { class: 'overlays' }, h('li', { class: 'depth-0' }, head, h('ul', {}, ...OVERLAYS.map(row))));
}

function look(id: OverlayId): SVGElement {
  const box = s('svg', { viewBox: '0 0 34 18', width: 34, height: 18, class: 'swatch', 'aria-hidden': 'true' });
  if (id === 'complete') {
    box.append(s('rect', { x: 2, y: 2, width: 30, height: 14, fill: 'none', stroke: COMPLETE, 'stroke-width': 2, 'stroke-dasharray': '6 4' }));
    return box;
  }
  box.append(
    s('path', { d: 'M2 10 10 2M5 16 19 2M14 16 28 2M23 16 32 7', fill: 'none', stroke: GAP, 'stroke-width': 1.4 }),
    s('rect', { x: 2, y: 2, width: 30, height: 14, fill: 'none', stroke: GAP, 'stroke-width': 1.5 }),
    s('circle', { cx: 17, cy: 9, r: 3.5, fill: GAP, stroke: '#ffffff', 'stroke-width': 1 }),
  );
  return box;
}
