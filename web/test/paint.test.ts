import { describe, expect, it } from 'vitest';
import { dashPixels, paint, pointsFit, PX_PER_MM, widthFactor } from '../src/paint.js';
import { symbol } from './symbols.js';

describe('paint', () => {
  it('draws a line in its colour and its width in millimetres', () => {
    const look = paint(symbol({ stroke: '#0070ff', width_mm: 0.5 }), 'lines', 0.1);
    expect(look).toMatchObject({ shape: 'line', stroke: '#0070ff', fill: null, dash: null });
    expect(look?.width).toBeCloseTo(0.5 * PX_PER_MM, 6);
  });

  it('takes the fill for a line whose table row has no stroke', () => {
    expect(paint(symbol({ fill: '#915904' }), 'lines', 0.1)?.stroke).toBe('#915904');
  });

  it('never draws a line thinner than can be seen', () => {
    expect(paint(symbol({ stroke: '#000000', width_mm: 0.01 }), 'lines', 20)?.width).toBe(0.75);
  });

  it('shrinks widths on smaller scales, within bounds', () => {
    expect(widthFactor(0.05)).toBe(1);
    expect(widthFactor(1)).toBeLessThan(widthFactor(0.5));
    expect(widthFactor(10_000)).toBe(0.3);
  });

  it('keeps surveyed areas opaque and lays areas of infrastructure over them translucent', () => {
    const area = symbol({ geometry: 'area', fill: '#ebe9e8', stroke: '#d6d4d4', width_mm: 0.25 });
    expect(paint(area, 'areas', 0.1)?.fill).toBe('#ebe9e8');
    expect(paint({ ...area, part: 'TI' }, 'areas', 0.1)?.fill).toBe('#ebe9e840');
  });

  it('gives an area without any colour a neutral outline instead of losing it', () => {
    expect(paint(symbol({ geometry: 'area' }), 'areas', 0.1)).toMatchObject({ fill: null, stroke: '#7d858c' });
  });

  it('keeps detail and definition points for large scales', () => {
    const detail = symbol({ key: 'PodrobnyBodZPS', geometry: 'point' });
    const definition = symbol({ key: 'BudovaDefinicniBod', geometry: 'definition-point' });
    const tree = symbol({ key: 'Strom', geometry: 'point' });
    expect([detail, definition, tree].map((each) => pointsFit(each, 0.5))).toEqual([false, false, true]);
    expect([detail, definition, tree].map((each) => pointsFit(each, 0.1))).toEqual([true, true, true]);
    expect(paint(detail, 'points', 0.5)).toBeNull();
    expect(paint(definition, 'points', 0.1)?.shape).toBe('ring');
  });

  it('shortens long dashes in proportion', () => {
    const [dash = 0, gap = 0] = dashPixels([36, 8], 1) ?? [];
    expect(dash).toBeCloseTo(12 * PX_PER_MM, 6);
    expect(dash / gap).toBeCloseTo(36 / 8, 6);
    expect(dashPixels([], 1)).toBeNull();
    expect(dashPixels(null, 1)).toBeNull();
  });
});
