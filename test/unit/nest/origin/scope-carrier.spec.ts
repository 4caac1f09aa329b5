import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { carriedBy, carrierOfRequest, carry } from '../../../../lib/nest/origin/scope-carrier.js';
import type { VisitorScope } from '../../../../lib/runtime/scope/visitor-scope.js';

const scope = { visitor: 'anna' } as unknown as VisitorScope;

describe('carrierOfRequest', () => {
  it('is the same for Node’s request and for what a framework wraps around it', () => {
    const native = new IncomingMessage(new Socket());
    carry(carrierOfRequest(native), scope);
    expect(carriedBy(carrierOfRequest({ raw: native }))).toBe(scope);
    expect(carriedBy(carrierOfRequest(new IncomingMessage(new Socket())))).toBeUndefined();
  });

  it('adds no member to a request, and none that shows to its list of headers', () => {
    const native = new IncomingMessage(new Socket());
    const members = Reflect.ownKeys(native);
    native.rawHeaders.push('Host', 'shop.example');
    carry(carrierOfRequest(native), scope);
    expect(Reflect.ownKeys(native)).toEqual(members);
    expect(JSON.stringify(native.rawHeaders)).toBe('["Host","shop.example"]');
    expect([...native.rawHeaders]).toEqual(['Host', 'shop.example']);
  });

  it.each([{}, { rawHeaders: null }, { raw: {} }, { raw: { rawHeaders: 'Host' } }])(
    'makes do with a request without such a list: %j',
    (request) => {
      carry(carrierOfRequest(request), scope);
      expect(carriedBy(carrierOfRequest(request))).toBe(scope);
    },
  );
});
