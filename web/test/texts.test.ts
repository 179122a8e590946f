import { describe, expect, it } from 'vitest';
import { countFeatures, languageOf, TEXTS, translator, type TextKey } from '../src/texts.js';

const keys = Object.keys(TEXTS.cs) as TextKey[];
const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();

describe('texts', () => {
  it.each(keys)('%s is there in both languages with the same placeholders', (key) => {
    expect(TEXTS.cs[key].trim()).not.toBe('');
    expect(TEXTS.en[key].trim()).not.toBe('');
    expect(placeholders(TEXTS.en[key])).toEqual(placeholders(TEXTS.cs[key]));
  });

  it('have no key in one language only', () => {
    expect(Object.keys(TEXTS.en).sort()).toEqual([...keys].sort());
  });

  it('keep Czech out of the English page', () => {
    const allowed = new Set<TextKey>(['otherLanguage']);
    const czech = keys.filter((key) => !allowed.has(key) && /[ěščřžýáíéúůťďň]/i.test(TEXTS.en[key]));
    expect(czech).toEqual([]);
  });

  it('fill in values and leave an unknown placeholder to be seen', () => {
    expect(translator('cs')('showData', { name: 'Kraj Vysočina' })).toBe('Ukázat data: Kraj Vysočina');
    expect(translator('en')('showData')).toBe('Show data: {name}');
  });

  it('count as the language does', () => {
    const count = (n: number, lang: 'cs' | 'en') => countFeatures(n, translator(lang), lang).replace(/\s/g, ' ');
    expect([0, 1, 3, 5, 1250].map((n) => count(n, 'cs'))).toEqual(['0 prvků', '1 prvek', '3 prvky', '5 prvků', '1 250 prvků']);
    expect([1, 2, 1250].map((n) => count(n, 'en'))).toEqual(['1 feature', '2 features', '1,250 features']);
  });

  it('are Czech unless English is asked', () => {
    expect(['', '?lang=cs', '?lang=de', '?lang=en'].map(languageOf)).toEqual(['cs', 'cs', 'cs', 'en']);
  });
});
