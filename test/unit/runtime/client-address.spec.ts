import { describe, expect, it } from 'vitest';
import { clientAddress } from '../../../lib/runtime/shared/client-address.js';

describe('the address of a client', () => {
  it.each([
    ['::ffff:192.0.2.7', '192.0.2.7'],
    ['::FFFF:192.0.2.7', '192.0.2.7'],
    ['192.0.2.7', '192.0.2.7'],
    ['2001:db8::1', '2001:db8::1'],
    ['::1', '::1'],
    ['::ffff:c000:207', '::ffff:c000:207'],
    ['', ''],
    [null, null],
    [undefined, null],
  ])('%s is %s', (ip, address) => {
    expect(clientAddress(ip)).toBe(address);
  });
});
