import { describe, expect, it } from 'vitest';
import { formatSjtsk, fromSjtsk, registerProjections, toSjtsk } from '../src/projection.js';

registerProjections();

/** The pinned points of the operation EPSG:5239: S-JTSK, then EPSG:3857. */
const PINNED: [[number, number], [number, number]][] = [
  [[-742974.18, -1043025.51], [1605115.7322, 6461382.5696]],
  [[-598000, -1160600], [1849014.5142, 6308292.1647]],
  [[-470000, -1101000], [2036062.6457, 6418794.9249]],
  [[-821000, -1069000], [1491162.1788, 6404054.7911]],
];

describe('S-JTSK', () => {
  it.each(PINNED)('%j meets the pinned operation to a millimetre, and back to two', (sjtsk, mercator) => {
    const there = fromSjtsk(sjtsk, 'EPSG:3857');
    expect(Math.hypot(there[0] - mercator[0], there[1] - mercator[1])).toBeLessThan(0.001);
    const back = toSjtsk(mercator, 'EPSG:3857');
    expect(Math.hypot(back[0] - sjtsk[0], back[1] - sjtsk[1])).toBeLessThan(0.002);
  });

  it('is written with two decimals and both signs', () => {
    expect(formatSjtsk([-742974.184, -1043025.5])).toBe('X -742974.18  Y -1043025.50');
  });
});
