// The legend tab: every symbol with its swatch, by part and group; by default only what is in view.

import type { Symbol } from './api.js';
import { h } from './dom.js';
import { UNKNOWN } from './paint.js';
import { swatch, symbolTitle } from './swatch.js';
import type { TextKey, Translate } from './texts.js';
import { groupsOf, type Visibility } from './tree.js';

export class Legend {
  private readonly list = h('div', { class: 'legend' });
  private readonly onlyInView: HTMLInputElement;
  private inView: ReadonlySet<string> = new Set();
  private shown = '';

  constructor(
    target: HTMLElement,
    private readonly visibility: Visibility,
    private readonly t: Translate,
  ) {
    this.onlyInView = h('input', { type: 'checkbox', id: 'legend-in-view', checked: true, onchange: () => this.draw() });
    target.append(
      h('div', { class: 'tools' }, h('label', { class: 'switch', for: 'legend-in-view' }, this.onlyInView, h('span', {}, t('inView')))),
      this.list,
    );
    visibility.onChange(() => this.draw());
    this.draw();
  }

  /** Takes over which symbols are in view. */
  update(inView: ReadonlySet<string>): void {
    this.inView = inView;
    this.draw();
  }

  private draw(): void {
    const wanted = (symbol: Symbol) =>
      this.visibility.shows(symbol.key) && (!this.onlyInView.checked || this.inView.has(symbol.key));
    const groups = this.visibility.roots
      .flatMap(groupsOf)
      .map((group) => ({ group, symbols: group.symbols.filter(wanted) }))
      .filter(({ symbols }) => symbols.length > 0);
    const strangers = [...this.inView].some((key) => this.isUnknown(key));
    const signature = groups.map(({ symbols }) => symbols.map((symbol) => symbol.key).join()).join('|') + String(strangers);
    if (signature === this.shown) return;
    this.shown = signature;
    this.list.replaceChildren(
      ...groups.map(({ group, symbols }) => this.section(group.name, symbols)),
      ...(strangers ? [this.section('', [{ ...UNKNOWN, title: this.t('unknownSymbol') }])] : []),
    );
    if (this.list.childElementCount === 0) this.list.append(h('p', { class: 'quiet' }, this.t('legendEmpty' satisfies TextKey)));
  }

  private isUnknown(key: string): boolean {
    return !this.visibility.roots.flatMap(groupsOf).some((group) => group.symbols.some((symbol) => symbol.key === key));
  }

  private section(name: string, symbols: readonly Symbol[]): HTMLElement {
    return h(
      'section',
      {},
      name ? h('h2', {}, name) : null,
      h('ul', {}, ...symbols.map((symbol) => h('li', {}, swatch(symbol), h('span', {}, symbolTitle(symbol, this.t))))),
    );
  }
}
