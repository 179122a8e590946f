import { describe, expect, it } from 'vitest';
import { buildTree, slug, Visibility } from '../src/tree.js';
import { symbol } from './symbols.js';

const SYMBOLS = [
  symbol({ key: 'Trasa', part: 'TI', category: 'Sítě', group: 'Vodovody' }),
  symbol({ key: 'HraniceBudovy' }),
  symbol({ key: 'Plot', group: 'Součásti staveb' }),
  symbol({ key: 'Osa', part: 'DI', category: 'Doprava', group: 'Silnice' }),
  symbol({ key: 'BudovaPlocha', geometry: 'area' }),
];

describe('the layers', () => {
  it('stand in parts, categories and groups, parts in their fixed order', () => {
    const roots = buildTree(SYMBOLS);
    expect(roots.map((root) => root.name)).toEqual(['ZPS', 'DI', 'TI']);
    expect(roots[0]?.children[0]?.children.map((group) => group.id)).toEqual(['zps.stavby.budovy', 'zps.stavby.soucasti-staveb']);
    expect(roots[0]?.children[0]?.children[0]?.symbols.map((each) => each.key)).toEqual(['HraniceBudovy', 'BudovaPlocha']);
  });

  it('have identifiers of plain letters', () => {
    expect(slug('Součásti a příslušenství – staveb')).toBe('soucasti-a-prislusenstvi-staveb');
  });

  it('are switched by branch, and a half-shown branch says so', () => {
    const visibility = new Visibility(buildTree(SYMBOLS));
    const [zps] = visibility.roots;
    const [stavby] = zps?.children ?? [];
    const [budovy] = stavby?.children ?? [];
    if (!zps || !budovy) throw new Error('the tree has no such branch');
    let told = 0;
    visibility.onChange(() => (told += 1));
    visibility.set([budovy], false);
    expect([visibility.shows('HraniceBudovy'), visibility.shows('Plot'), visibility.shows('Trasa')]).toEqual([false, true, true]);
    expect([visibility.state(zps), visibility.state(budovy)]).toEqual(['some', 'off']);
    expect(visibility.hiddenIds()).toEqual(['zps.stavby.budovy']);
    visibility.set([zps], false);
    expect(visibility.hiddenIds()).toEqual(['zps']);
    expect(told).toBe(2);
  });

  it('take up a link and pass over what they do not know', () => {
    const visibility = new Visibility(buildTree(SYMBOLS));
    visibility.hide(['ti', 'zps.nic']);
    expect(visibility.hiddenIds()).toEqual(['ti']);
  });

  it('always show a symbol that the table does not know', () => {
    const visibility = new Visibility(buildTree(SYMBOLS));
    visibility.set(visibility.roots, false);
    expect(visibility.shows('Neznamy')).toBe(true);
  });
});
