import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../../../lib/nest/origin/http-origin.js';
import { HttpOrigin } from '../../../../lib/nest/origin/http-origin.js';

const originOf = (request: HttpRequest): HttpOrigin => new HttpOrigin(request, request, {}, null);

describe('HttpOrigin', () => {
  it.each<[Partial<HttpRequest>, string]>([
    [{ socket: { encrypted: true } }, 'https'],
    [{ socket: {} }, 'http'],
    [{ socket: null, protocol: 'https' }, 'https'],
    [{ protocol: 'https' }, 'https'],
    [{}, 'http'],
    [{ socket: {}, protocol: 'https', headers: { 'x-forwarded-proto': 'https' } }, 'https'],
    [{ socket: {}, protocol: 'http', headers: { 'x-forwarded-proto': 'https' } }, 'http'],
  ])('tells the protocol of %j: %s', (given, protocol) => {
    const headers = { host: 'shop.example', ...given.headers };
    const origin = originOf({ ...given, headers, url: '/cart?x=1' });
    expect(origin.isSecure).toBe(protocol === 'https');
    expect(origin.url).toBe(`${protocol}://shop.example/cart?x=1`);
  });

  it('has no more than a path to go by without a host, and nothing without a path', () => {
    expect(originOf({ headers: {}, originalUrl: '/shop/cart', url: '/cart' }).url).toBe('/shop/cart');
    expect(originOf({ headers: {} }).url).toBe('');
  });

  it('reads nothing before it is asked, and nothing twice', () => {
    const read: string[] = [];
    const request: HttpRequest = {
      get headers() {
        read.push('headers');
        return { host: 'shop.example', cookie: 'a=1' };
      },
      get socket() {
        read.push('socket');
        return {};
      },
      url: '/',
    };
    const origin = originOf(request);
    expect(read).toEqual([]);
    expect([origin.cookies, origin.isSecure, origin.url, origin.userAgent]).toEqual([
      'a=1',
      false,
      'http://shop.example/',
      null,
    ]);
    expect(read).toEqual(['headers', 'socket']);
  });
});
