import { describe, expect, it } from 'vitest';
import type { WeightedDraw } from '../../../../../lib/platforms/absmartly/decide/bucketing.js';
import { compileDraw, indexAt } from '../../../../../lib/platforms/absmartly/decide/bucketing.js';

function draw(weights: unknown): WeightedDraw {
  return compileDraw(weights, 0, 0) as WeightedDraw;
}

describe('indexAt', () => {
  it.each([
    [[0.5, 0.5], 0, 0],
    [[0.5, 0.5], 0.4999999999, 0],
    [[0.5, 0.5], 0.5, 1],
    [[0, 1], 0, 1],
    [[1, 0], 1, 1],
    [[0.2, 0.2], 0.9, 1],
    [[0, 0, 1], 0.3, 2],
    [[0.333, 0.333, 0.334], 0.665999999999, 1],
    [[0.333, 0.333, 0.334], 1, 2],
    [[1], 0.5, 0],
    [[], 0.5, -1],
    [['0.5', '0.5'], 0.4, 0],
  ])('of %j at %d is %d', (weights, position, index) => {
    expect(indexAt(draw(weights), position)).toBe(index);
  });

  it('is NaN where the payload has no list', () => {
    expect(indexAt(draw(5), 0.5)).toBeNaN();
  });
});

describe('compileDraw', () => {
  it('has nothing to draw by without weights', () => {
    expect(compileDraw(null, 1, 2)).toBeNull();
    expect(compileDraw(undefined, 1, 2)).toBeNull();
  });

  it.each([
    [-1, 4294967295],
    [4294967296, 0],
    [1.9, 1],
    [null, 0],
    ['12', 12],
    [undefined, 0],
  ])('takes the seed %j as %d', (given, meant) => {
    expect(compileDraw([1], given, given)).toEqual(compileDraw([1], meant, meant));
  });
});
