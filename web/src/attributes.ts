// From an item and the schema of its collection to rows of title and text: Czech titles, texts of code lists, dates and yes/no in the
// page's language. Empty attributes are left out; what is kept about the record itself goes to a section of its own.

import type { Item, Schema, SchemaProperty } from './api.js';
import type { Lang, Translate } from './texts.js';

export interface Row {
  name: string;
  title: string;
  text: string;
}

export interface Rows {
  attributes: Row[];
  record: Row[];
}

const RECORD = new Set(['region', 'IDZmeny', 'IDEditora', 'IDExterni', 'DatumVkladu', 'VkladOsoba', 'DatumZmeny', 'ZmenaOsoba']);
const DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Sorts an item's properties as the schema lists them. */
export function describe(item: Item, schema: Schema, t: Translate, lang: Lang, regionName: (code: string) => string): Rows {
  const known = schema.properties ?? {};
  const names = [...Object.keys(known), ...Object.keys(item.properties).filter((name) => !(name in known))];
  const rows: Rows = { attributes: [], record: [] };
  for (const name of names) {
    const value = item.properties[name];
    // The card tells the identifier itself, from the feature.
    if (name === 'ID' || value === null || value === undefined || value === '') continue;
    const text = name === 'region' ? regionName(String(value)) : valueText(value, known[name] ?? {}, t, lang);
    const title = name === 'region' ? t('region') : capital(known[name]?.title ?? name);
    (RECORD.has(name) ? rows.record : rows.attributes).push({ name, title, text });
  }
  return rows;
}

function valueText(value: unknown, property: SchemaProperty, t: Translate, lang: Lang): string {
  if (Array.isArray(value)) return value.map((part) => valueText(part, property.items ?? property, t, lang)).join(', ');
  const listed = property.oneOf?.find((option) => String(option.const) === String(value));
  if (listed?.title) return listed.title;
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'number') return value.toLocaleString(lang, { maximumFractionDigits: 3, useGrouping: false });
  if (typeof value === 'object') return JSON.stringify(value);
  const text = String(value);
  return DATE.test(text) ? dateText(text, lang) : text;
}

function dateText(text: string, lang: Lang): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  const locale = lang === 'cs' ? 'cs-CZ' : 'en-GB';
  return text.includes('T')
    ? date.toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' })
    : date.toLocaleDateString(locale, { dateStyle: 'medium', timeZone: 'UTC' });
}

export function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase('cs') + text.slice(1);
}
