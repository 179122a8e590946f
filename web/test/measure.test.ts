import { describe, expect, it } from 'vitest';
import { crosses, roundStep } from '../src/graticule.js';
import { measure } from '../src/measure.js';
import { scaleText } from '../src/status.js';

const SQUARE = [[-760000, -975000, 1], [-759990, -975000, 2], [-759990, -974990, 3], [-760000, -974990, 2], [-760000, -975000, 1]];
const HOLE = [[-759998, -974998], [-759996, -974998], [-759996, -974996], [-759998, -974996], [-759998, -974998]];

describe('measures', () => {
  it('give area less its holes, circumference, vertices and heights', () => {
    const got = measure({ type: 'Polygon', coordinates: [SQUARE, HOLE] });
    expect(got).toMatchObject({ area: 96, length: 48, vertices: 8, height: [1, 3], position: null });
    expect(got?.bounds).toEqual([-760000, -975000, -759990, -974990]);
  });

  it('keep the centimetres of full coordinates', () => {
    const side = 0.1;
    const small = [[0, 0], [side, 0], [side, side], [0, side], [0, 0]].map(([x = 0, y = 0]) => [x - 742974.18, y - 1043025.51]);
    expect(measure({ type: 'Polygon', coordinates: [small] })?.area).toBeCloseTo(0.01, 7);
  });

  it('give the length of a line and none for a point', () => {
    expect(measure({ type: 'LineString', coordinates: [[0, 0], [3, 4]] })).toMatchObject({ length: 5, area: null, vertices: 2, height: null });
    expect(measure({ type: 'Point', coordinates: [-1, -2, 230.5] })).toMatchObject({ length: null, position: [-1, -2], height: [230.5, 230.5] });
  });

  it('say nothing of an empty geometry', () => {
    expect(measure({ type: 'LineString', coordinates: [] })).toBeNull();
  });
});

describe('the crosses', () => {
  it('stand at round coordinates', () => {
    expect([0.9, 1, 1.1, 21, 60, 990].map(roundStep)).toEqual([1, 1, 2, 50, 100, 1000]);
    expect(crosses([-105, -105, -95, -95], 100)).toEqual([[-100, -100]]);
  });

  it('are left out rather than drawn without number', () => {
    expect(crosses([-1e6, -1e6, 0, 0], 10)).toEqual([]);
  });
});

describe('the scale', () => {
  it('is told in two figures', () => {
    expect(scaleText(0.1323, 'en')).toBe('1 : 500');
    expect(scaleText(12.34, 'en')).toBe('1 : 47,000');
  });
});
