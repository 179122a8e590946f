import { describe as suite, expect, it } from 'vitest';
import type { Item, Schema } from '../src/api.js';
import { describe } from '../src/attributes.js';
import { translator } from '../src/texts.js';

const SCHEMA: Schema = {
  properties: {
    DruhPlotu: { title: 'druh plotu', oneOf: [{ const: 1, title: 'zděný' }, { const: 99, title: 'nezjištěno' }] },
    Vyska: { title: 'výška' },
    NeuplnaData: { title: 'neúplná data' },
    DatumVkladu: { title: 'datum vkladu' },
  },
};
const item = (properties: Record<string, unknown>): Item => ({ id: '42000000000000017', geometry: null, properties });
const rows = (properties: Record<string, unknown>, lang: 'cs' | 'en' = 'cs') =>
  describe(item(properties), SCHEMA, translator(lang), lang, (code) => (code === 'CZ042' ? 'Ústecký kraj' : code));

suite('attributes', () => {
  it('show titles and texts of code lists in the order of the schema', () => {
    expect(rows({ Vyska: 1.5, DruhPlotu: 1 }).attributes.map(({ title, text }) => `${title}: ${text}`)).toEqual([
      'Druh plotu: zděný',
      'Výška: 1,5',
    ]);
  });

  it('match a code written as text', () => {
    expect(rows({ DruhPlotu: '99' }).attributes[0]?.text).toBe('nezjištěno');
  });

  it('show a code that the list does not know as it is', () => {
    expect(rows({ DruhPlotu: 7 }).attributes[0]?.text).toBe('7');
  });

  it('leave out what is empty', () => {
    expect(rows({ DruhPlotu: null, Vyska: '' })).toEqual({ attributes: [], record: [] });
  });

  it('speak the language of the page', () => {
    expect(rows({ NeuplnaData: true }).attributes[0]?.text).toBe('ano');
    expect(rows({ NeuplnaData: true }, 'en').attributes[0]?.text).toBe('yes');
    expect(rows({ DatumVkladu: '2026-03-14' }).record[0]?.text).toBe('14. 3. 2026');
    expect(rows({ DatumVkladu: '2026-03-14' }, 'en').record[0]?.text).toBe('14 Mar 2026');
  });

  it('keep what is about the record apart and name the region', () => {
    expect(rows({ region: 'CZ042', Vyska: 2 }).record).toEqual([{ name: 'region', title: 'Kraj', text: 'Ústecký kraj' }]);
  });

  it('show an attribute that the schema does not know', () => {
    expect(rows({ Nove: 'x' }).attributes).toEqual([{ name: 'Nove', title: 'Nove', text: 'x' }]);
  });
});
