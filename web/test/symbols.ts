// Symbols for the tests: a row of the table with what a test does not care about filled in.

import type { Symbol } from '../src/api.js';

export function symbol(part: Partial<Symbol>): Symbol {
  return {
    key: 'HraniceBudovy',
    object_type: 100000302,
    title: 'hranice budovy',
    attribute: null,
    value: null,
    fill: null,
    stroke: null,
    width_mm: null,
    dash: null,
    part: 'ZPS',
    category: 'Stavby',
    group: 'Budovy',
    geometry: 'line',
    ...part,
  };
}
