import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostLabel, originOf } from '../../../lib/http/origin.js';

describe('originOf', () => {
  it('keeps what may be shown', () => {
    expect(originOf('https://me:s3cret@example.com:8443/a/b?key=1#c')).toBe('https://example.com:8443/a/b');
    expect(originOf(new URL('http://example.com?key=1'))).toBe('http://example.com/');
    expect(originOf('example.com/s3cret')).toBe('an address that is no URL');
  });

  it('shows no password and no query, and never throws', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string(), (url, any) => {
        expect(originOf(url)).not.toMatch(/[?#]/);
        expect(typeof originOf(any)).toBe('string');
      }),
    );
  });
});

describe('hostLabel', () => {
  it('is a name and a host', () => {
    expect(hostLabel('VWO', 'https://me:s3cret@example.com/a?key=1')).toBe('VWO (https://example.com)');
    expect(hostLabel('VWO', new URL('http://localhost:80/x'))).toBe('VWO (http://localhost)');
    expect(hostLabel('VWO', 's3cret')).toBe('VWO (unknown host)');
  });
});
