import { describe, expect, it } from 'vitest';
import type { Version } from '../../../../../lib/platforms/optimizely/targeting/compare-versions.js';
import {
  compareVersions,
  readVersion,
  VersionReader,
} from '../../../../../lib/platforms/optimizely/targeting/compare-versions.js';

const read = (text: string): Version => readVersion(text) as Version;

describe('versions', () => {
  it.each(['', ' 1', '1.2.3.4', '1..2', 'a', '1.x', '-1', '1.2.', '1\t'])('do not read "%s"', (text) => {
    expect(readVersion(text)).toBeNull();
  });

  it.each([
    ['2.1.9', '2.1', 0],
    ['2.1', '2.1.0', -1],
    ['2.1', '2.1-beta', 1],
    ['2.10', '2.9', 1],
    ['02.1', '2.1', 0],
    ['2.1.0-beta', '2.1.0', -1],
    ['2.1.0-beta', '2.1.0-alpha', 1],
    ['2.1.0-alpha', '2.1.0-beta', -1],
    ['2.1.0+build', '2.1.0', 0],
    ['2.1.0', '2.1.0+build', 1],
    ['2.1.0-', '2.1.0', -1],
    ['2.1.0+a', '2.1.0-b', 1],
  ])('compare %s with %s', (visitor, condition, order) => {
    expect(Math.sign(compareVersions(read(visitor), read(condition)))).toBe(order);
  });

  it('are kept for the next condition, and never mixed up', () => {
    const reader = new VersionReader();
    expect(reader.read('')).toBeNull();
    expect(reader.read('1.2')).toEqual(read('1.2'));
    expect(reader.read('1.2')).toBe(reader.read('1.2'));
    expect(reader.read('nope')).toBeNull();
    expect(reader.read('1.3')).toEqual(read('1.3'));
  });
});
