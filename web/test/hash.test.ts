import { describe, expect, it } from 'vitest';
import { EMPTY, readHash, writeHash, type MapState } from '../src/hash.js';

const full: MapState = {
  centre: [-742974.2, -1043025.5],
  resolution: 0.25,
  grid: 'WebMercatorQuad',
  region: 'CZ042',
  hidden: ['ti', 'zps.stavby.budovy'],
  overlays: ['gaps', 'complete'],
  selected: { type: 'HraniceBudovy', id: '42000000000000017' },
};

describe('the permanent link', () => {
  it('comes back as it was written', () => {
    expect(readHash(writeHash(full))).toEqual(full);
  });

  it('is readable', () => {
    expect(writeHash(full)).toBe(
      '#at=-742974.2,-1043025.5,0.25&grid=WebMercatorQuad&region=CZ042&off=ti,zps.stavby.budovy&on=gaps,complete&id=HraniceBudovy.42000000000000017',
    );
  });

  it('is empty for the state at start', () => {
    expect(writeHash(EMPTY)).toBe('');
    expect(readHash('')).toEqual(EMPTY);
  });

  it('keeps all seventeen digits of an identifier', () => {
    expect(readHash('#id=Plot.42999999999999999').selected?.id).toBe('42999999999999999');
  });

  it.each(['#at=1,2', '#at=a,b,c', '#at=1,2,-3', '#at=1,2,0', '#grid=Other', '#region=<b>', '#id=../x.1', '#off=<i>', '#on=<i>,other', '#%'])(
    'passes over nonsense: %s',
    (hash) => {
      expect(readHash(hash)).toEqual(EMPTY);
    },
  );
});
