// The layers as people look for them: part, category, group, and in each group the symbols. Built from the symbol table alone, so a
// new object type appears by itself. Knows which branches are hidden; pure, the page listens to it.

import type { Symbol } from './api.js';

export interface Branch {
  /** Readable identifier, the parent's included: `zps.stavby.budovy`. */
  id: string;
  name: string;
  children: Branch[];
  /** Symbols of a group, empty in the upper levels. */
  symbols: Symbol[];
}

const PART_ORDER = ['ZPS', 'DI', 'TI'];

/** Lower-case ASCII letters, digits and hyphens of a name. */
export function slug(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

/** Builds the three levels; parts in the fixed order, categories and groups in the order of the table. */
export function buildTree(symbols: readonly Symbol[]): Branch[] {
  const roots: Branch[] = [];
  for (const symbol of symbols) {
    let level = roots;
    let id = '';
    let branch: Branch | undefined;
    for (const name of [symbol.part, symbol.category, symbol.group]) {
      id = id ? `${id}.${slug(name)}` : slug(name);
      branch = level.find((known) => known.id === id);
      if (!branch) {
        branch = { id, name, children: [], symbols: [] };
        level.push(branch);
      }
      level = branch.children;
    }
    branch?.symbols.push(symbol);
  }
  const rank = (branch: Branch) => (PART_ORDER.indexOf(branch.name) + PART_ORDER.length + 1) % (PART_ORDER.length + 1);
  return roots.sort((a, b) => rank(a) - rank(b));
}

/** All groups below a branch, itself when it is one. */
export function groupsOf(branch: Branch): Branch[] {
  return branch.children.length === 0 ? [branch] : branch.children.flatMap(groupsOf);
}

/** Which groups are hidden; tells its listeners after each change. */
export class Visibility {
  private readonly hidden = new Set<string>();
  private readonly groupOfSymbol = new Map<string, string>();
  private readonly listeners: (() => void)[] = [];

  constructor(readonly roots: Branch[]) {
    for (const group of roots.flatMap(groupsOf)) {
      for (const symbol of group.symbols) this.groupOfSymbol.set(symbol.key, group.id);
    }
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** A symbol that no group holds is always shown: hiding it would hide a fault. */
  shows(symbolKey: string): boolean {
    const group = this.groupOfSymbol.get(symbolKey);
    return group === undefined || !this.hidden.has(group);
  }

  /** 'on' when all groups below are shown, 'off' when none is. */
  state(branch: Branch): 'on' | 'off' | 'some' {
    const groups = groupsOf(branch);
    const off = groups.filter((group) => this.hidden.has(group.id)).length;
    return off === 0 ? 'on' : off === groups.length ? 'off' : 'some';
  }

  set(branches: readonly Branch[], shown: boolean): void {
    for (const group of branches.flatMap(groupsOf)) {
      if (shown) this.hidden.delete(group.id);
      else this.hidden.add(group.id);
    }
    this.listeners.forEach((listener) => listener());
  }

  /** Hidden branches, each named by the highest that is hidden as a whole. */
  hiddenIds(): string[] {
    const collect = (branch: Branch): string[] => {
      const state = this.state(branch);
      return state === 'off' ? [branch.id] : state === 'on' ? [] : branch.children.flatMap(collect);
    };
    return this.roots.flatMap(collect);
  }

  /** Takes up what a link says; unknown identifiers are passed over. */
  hide(ids: readonly string[]): void {
    const wanted = new Set(ids);
    const find = (branch: Branch): Branch[] => (wanted.has(branch.id) ? [branch] : branch.children.flatMap(find));
    const found = this.roots.flatMap(find);
    if (found.length > 0) this.set(found, false);
  }
}
