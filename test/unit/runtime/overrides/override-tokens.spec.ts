import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SignedOverride } from '../../../../lib/runtime/overrides/override-tokens.js';
import { MAX_TOKEN_LENGTH, OverrideTokens } from '../../../../lib/runtime/overrides/override-tokens.js';
import { SignedText } from '../../../../lib/runtime/overrides/signed-text.js';

const SECRET = 'a secret of the tests';
const HOUR = 60 * 60 * 1_000;

function tokens(more: { allow?: string[]; maxAgeMs?: number } = {}, instance = 'default'): OverrideTokens {
  const { allow, maxAgeMs = 24 * HOUR } = more;
  return new OverrideTokens(instance, {
    secrets: [SECRET],
    allow: allow === undefined ? null : new Set(allow),
    maxAgeMs,
  });
}

const key = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty'),
);
const override: fc.Arbitrary<SignedOverride> = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  fc.integer(),
  // JSON knows no -0.
  fc.jsonValue({ maxDepth: 2 }).map((value) => ({ value: JSON.parse(JSON.stringify(value)) as unknown })),
);
const overrides = fc
  .array(fc.tuple(key, override), { minLength: 1, maxLength: 5 })
  .map((entries) => new Map(entries));

/** What fits into a token. */
function signed(given: ReadonlyMap<string, SignedOverride>): string | null {
  try {
    return tokens().sign(given);
  } catch {
    return null;
  }
}

describe('a token of overrides', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('says what was signed, whatever the keys are called', () => {
    fc.assert(
      fc.property(overrides, (given) => {
        const token = signed(given);
        fc.pre(token !== null);
        expect(token).toMatch(/^[\w.-]+$/);
        expect(tokens().read(token)).toEqual({ overrides: given });
      }),
    );
  });

  it('says the same of a plain object, also of its members with names of prototypes', () => {
    const given = JSON.parse('{"__proto__":"b","constructor":1}') as Record<string, SignedOverride>;
    const read = tokens().read(tokens().sign(given));
    expect(read).toEqual({
      overrides: new Map<string, SignedOverride>([
        ['__proto__', 'b'],
        ['constructor', 1],
      ]),
    });
    expect(({} as Record<string, unknown>)['b']).toBeUndefined();
  });

  it('is refused after any change of a single character', () => {
    const token = tokens().sign({ checkout: 'b', price: { value: [1] } });
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const changed = token.slice(0, at) + String.fromCharCode(byte) + token.slice(at + 1);
        fc.pre(changed !== token);
        expect(tokens().read(changed)).toHaveProperty('fault');
      }),
      { numRuns: 500 },
    );
  });

  it('can be read by those who have no secret', () => {
    const [, body] = tokens().sign({ checkout: 'b' }, { expiresInMs: HOUR }).split('.');
    expect(JSON.parse(Buffer.from(body as string, 'base64url').toString())).toEqual({
      exp: Date.now() + HOUR,
      set: [['checkout', 'b']],
    });
  });

  it('is good until it expires', () => {
    const token = tokens().sign({ checkout: 'b' }, { expiresInMs: HOUR });
    vi.advanceTimersByTime(HOUR - 1);
    expect(tokens().read(token)).toHaveProperty('overrides');
    vi.advanceTimersByTime(1);
    expect(tokens().read(token)).toEqual({ fault: 'expired' });
  });

  it('is good for as long as tokens may be, unless it says less', () => {
    const token = tokens({ maxAgeMs: 5_000 }).sign({ checkout: 'b' });
    vi.advanceTimersByTime(4_999);
    expect(tokens({ maxAgeMs: 5_000 }).read(token)).toHaveProperty('overrides');
    vi.advanceTimersByTime(1);
    expect(tokens({ maxAgeMs: 5_000 }).read(token)).toEqual({ fault: 'expired' });
  });

  it('counts as absent where tokens may no longer be good for so long', () => {
    const token = tokens().sign({ checkout: 'b' });
    expect(tokens({ maxAgeMs: HOUR }).read(token)).toEqual({ fault: 'age' });
    // Clocks of servers differ a little.
    vi.setSystemTime(Date.now() - 30_000);
    expect(tokens().read(token)).toHaveProperty('overrides');
  });

  it('of another instance is foreign, and so is a text signed for another purpose', () => {
    const token = tokens({}, 'a').sign({ checkout: 'b' });
    expect(tokens({}, 'b').read(token)).toEqual({ fault: 'signature' });
    const [, body] = token.split('.');
    const elsewhere = new SignedText('carriers' as 'overrides', 'a', [SECRET]);
    const other = elsewhere.sign(Buffer.from(body as string, 'base64url').toString());
    expect(tokens({}, 'a').read(other)).toEqual({ fault: 'signature' });
  });

  it('that is too long is neither made nor read', () => {
    expect(() => tokens().sign({ checkout: { value: 'x'.repeat(MAX_TOKEN_LENGTH) } })).toThrow(/3072/);
    expect(tokens().read('v1.' + 'x'.repeat(MAX_TOKEN_LENGTH))).toEqual({ fault: 'length' });
  });

  it.each([
    ['nothing', {}, /what to force by key/],
    ['no object', null, /what to force by key/],
    ['an empty key', { '': 'b' }, /not empty/],
    ['an empty variation', { checkout: '' }, /"checkout"/],
    ['no number', { checkout: Number.NaN }, /"checkout"/],
    ['null', { checkout: null }, /"checkout"/],
    ['an object without value', { checkout: {} }, /"checkout"/],
    ['a value that is no JSON', { checkout: { value: undefined } }, /"checkout"/],
    ['a value that JSON cannot write', { checkout: { value: 1n } }, /"checkout"/],
    ['a key that is not allowed', { price: 'b' }, /overrides\.allow/],
  ])('is not made of %s', (_, given, message) => {
    const limited = tokens({ allow: ['checkout', ''] });
    expect(() => limited.sign(given as unknown as Record<string, SignedOverride>)).toThrow(message);
    expect(() => limited.sign(given as unknown as Record<string, SignedOverride>)).toThrow(TypeError);
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity, 24 * HOUR + 1])('is not made for %d ms', (expiresInMs) => {
    expect(() => tokens().sign({ checkout: 'b' }, { expiresInMs })).toThrow(/from 1 to 86400000/);
  });
});
