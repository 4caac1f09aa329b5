import { paddedVersionString } from '@growthbook/growthbook';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortableVersion } from '../../../../../lib/platforms/growthbook/targeting/version.js';

/** What the official SDK (1.8.0) makes of a version; every row is asked of it again. */
const ROWS: readonly [version: unknown, sortable: string][] = [
  ['1.2.3', '    1-    2-    3-~'],
  ['v1.2.3', '    1-    2-    3-~'],
  ['V1.2.3', 'V1-    2-    3-~'],
  ['vv1.2.3', 'v1-    2-    3-~'],
  ['1.2.3-rc.1', '    1-    2-    3-rc-    1'],
  ['1.2.3+build.5', '    1-    2-    3-~'],
  ['v1.2.3-rc.1+build', '    1-    2-    3-rc-    1'],
  ['1+2+3', '    1'],
  ['1.2', '    1-    2'],
  ['1.2.3.4', '    1-    2-    3-    4'],
  ['12345.1.1', '12345-    1-    1-~'],
  ['123456.1.1', '123456-    1-    1-~'],
  ['1.2.x', '    1-    2-x-~'],
  ['1..3', '    1--    3-~'],
  ['a-b-c', 'a-b-c-~'],
  ['+1.2.3', ''],
  ['v', ''],
  ['', '    0'],
  [2, '    2'],
  [1.5, '    1-    5'],
  [0, '    0'],
  [-1, '-    1'],
  [Number.NaN, 'NaN'],
  [null, '    0'],
  [undefined, '    0'],
  [true, '    0'],
  [['1.2.3'], '    0'],
  ['1.2\n3+4', '    1-2\n3'],
  ['1+2\n3', '1+2\n3'],
];

describe('sortableVersion', () => {
  it.each(ROWS)('of %j is %j', (version, sortable) => {
    expect([sortableVersion(version), paddedVersionString(version)]).toEqual([sortable, sortable]);
  });

  it('is what the SDK makes of any text', () => {
    const text = fc.oneof(
      fc.string(),
      fc.stringMatching(/^v?\d{1,6}(\.\d{1,6}){0,3}(-[a-z\d.]{1,8})?(\+[a-z\d.+\n]{0,8})?$/),
      fc
        .array(fc.constantFrom('v', '+', '-', '.', '1', '10', 'a', '\n', '\r', '\u2028'), { maxLength: 12 })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.oneof(text, fc.double(), fc.integer()), (version) => {
        expect(sortableVersion(version)).toBe(paddedVersionString(version));
      }),
      { numRuns: 2_000 },
    );
  });

  it('sorts as versions do', () => {
    const ordered = [
      '0.9.9',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-beta',
      '1.0.0',
      '1.2.0',
      '1.10.0',
      '2.0.0',
    ];
    expect(ordered.map(sortableVersion).toSorted()).toEqual(ordered.map(sortableVersion));
  });
});
