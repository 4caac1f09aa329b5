import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { revisionOf } from '../../../lib/platform-kit/revision.js';

describe('revisionOf', () => {
  it('is 22 characters of the content’s SHA-256', () => {
    expect(revisionOf('abc')).toBe('ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0'.slice(0, 22));
  });

  it('shows what the platform says of the payload, as far as it is a text or number', () => {
    const hash = revisionOf('abc');
    expect(revisionOf('abc', 7, '2026-12-01')).toBe(`7#2026-12-01#${hash}`);
    expect(revisionOf('abc', undefined, '', null, {})).toBe(hash);
    expect(revisionOf('abc', 0)).toBe(`0#${hash}`);
  });

  it('is the same however the content is cut, and another for another content', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), fc.string({ minLength: 1 }), (parts, more) => {
        const whole = parts.join('');
        expect(revisionOf(parts)).toBe(revisionOf(whole));
        expect(revisionOf(whole + more)).not.toBe(revisionOf(whole));
      }),
    );
  });
});
