// The layers tab: part, category and group with check boxes. What has nothing in view is dimmed, so that the list answers "what is here"
// as well as "what is switched on".

import { h, icon, s } from './dom.js';
import { swatch } from './swatch.js';
import type { TextKey, Translate } from './texts.js';
import { groupsOf, type Branch, type Visibility } from './tree.js';

const CHEVRON = 'M7.5 5l5 5-5 5';
const PART_TEXTS: Record<string, TextKey> = { ZPS: 'partZPS', DI: 'partDI', TI: 'partTI' };

export class LayerList {
  private readonly boxes = new Map<Branch, HTMLInputElement>();
  private readonly rows = new Map<Branch, HTMLElement>();

  constructor(
    target: HTMLElement,
    private readonly visibility: Visibility,
    private readonly t: Translate,
  ) {
    const all = (shown: boolean, text: TextKey) =>
      h('button', { type: 'button', class: 'text-button', onclick: () => visibility.set(visibility.roots, shown) }, t(text));
    target.append(
      h('div', { class: 'tools' }, all(true, 'showAll'), all(false, 'hideAll')),
      h('ul', { class: 'tree' }, ...visibility.roots.map((branch) => this.row(branch, 0))),
    );
    visibility.onChange(() => this.refresh());
    this.refresh();
  }

  /** Dims what is not among the symbols in view; nothing when the view is too coarse to tell. */
  showPresence(inView: ReadonlySet<string> | null): void {
    for (const [branch, row] of this.rows) {
      const present = !inView || groupsOf(branch).some((group) => group.symbols.some((symbol) => inView.has(symbol.key)));
      row.classList.toggle('absent', !present);
    }
  }

  private row(branch: Branch, depth: number): HTMLElement {
    const box = h('input', { type: 'checkbox', id: `layer-${branch.id}` });
    box.addEventListener('change', () => this.visibility.set([branch], box.checked));
    this.boxes.set(branch, box);
    const name = depth === 0 && PART_TEXTS[branch.name] ? this.t(PART_TEXTS[branch.name] as TextKey) : branch.name;
    const label = h('label', { for: box.id }, h('span', {}, name));
    const row = h('div', { class: 'row' });
    if (branch.children.length > 0) {
      const list = h('ul', { hidden: depth > 0 }, ...branch.children.map((child) => this.row(child, depth + 1)));
      const toggle = h('button', { type: 'button', class: 'expand', 'aria-expanded': depth === 0, 'aria-label': this.t('expand', { name }) });
      toggle.setAttribute('aria-expanded', String(depth === 0));
      toggle.append(icon(CHEVRON));
      toggle.addEventListener('click', () => {
        const open = list.toggleAttribute('hidden');
        toggle.setAttribute('aria-expanded', String(!open));
      });
      row.append(toggle, box, label);
      const item = h('li', { class: `depth-${depth}` }, row, list);
      this.rows.set(branch, item);
      return item;
    }
    row.append(box, label, preview(branch));
    const item = h('li', { class: `depth-${depth} leaf` }, row);
    this.rows.set(branch, item);
    return item;
  }

  private refresh(): void {
    for (const [branch, box] of this.boxes) {
      const state = this.visibility.state(branch);
      box.checked = state !== 'off';
      box.indeterminate = state === 'some';
    }
  }
}

/** The group's most telling symbol. */
function preview(group: Branch): Element {
  const telling = group.symbols.find((symbol) => symbol.geometry !== 'definition-point') ?? group.symbols[0];
  return telling ? swatch(telling) : s('svg', {});
}
