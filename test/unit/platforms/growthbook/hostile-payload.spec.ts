import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../lib/engine/evaluate.js';
import { createSubject } from '../../../../lib/engine/subject.js';
import { PayloadError } from '../../../../lib/errors/payload.error.js';
import { compileGrowthbook } from '../../../../lib/platforms/growthbook/compile/compile.js';

const VISITOR = createSubject({ attributes: { id: 'u1', country: 'US', text: `${'a'.repeat(50_000)}!` } });

function withCondition(condition: unknown): unknown {
  return {
    features: {
      flag: { defaultValue: 'default', rules: [{ force: 'matched', condition }] },
      other: { defaultValue: 1 },
    },
  };
}

describe('a payload that nothing can be trusted of', () => {
  it.each<[string, unknown, RegExp]>([
    ['nothing', '', /got nothing/],
    ['undefined', undefined, /got nothing/],
    ['truncated JSON', '{"features":{"a":', /as JSON, got 17 characters that are not; it begins with "\{/],
    ['HTML', '<!doctype html><title>Sign in</title>', /looks like HTML/],
    ['null', 'null', /got null/],
    ['a list', [], /got a list/],
    ['a number', 5, /got the number 5/],
    ['something else', { error: 'forbidden' }, /got an object with error/],
    ['features that are a list', { features: [] }, /"features" to be an object/],
    ['features that are text', { features: 'none' }, /"features" to be an object/],
  ])('%s: is refused with a clear message', (_what, payload, message) => {
    expect(() => compileGrowthbook(payload)).toThrow(PayloadError);
    expect(() => compileGrowthbook(payload)).toThrow(message);
  });

  it('a cyclic object is refused', () => {
    const payload: Record<string, unknown> = { features: {} };
    payload['features'] = payload;
    expect(() => compileGrowthbook(payload)).toThrow(PayloadError);
  });
});

describe('a hostile payload', () => {
  it('cannot reach Object.prototype', () => {
    const text = `{"features":{"__proto__":{"defaultValue":{"polluted":true},"rules":[{"force":1,"condition":{"__proto__":{"$eq":1}}}]}},
      "savedGroups":{"__proto__":["x"]},"__proto__":{"polluted":true}}`;
    const program = compileGrowthbook(text);
    expect(
      evaluate(program, '__proto__', createSubject({ attributes: JSON.parse('{"__proto__":1}') as never }))
        .value,
    ).toBe(1);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('with conditions nested ten thousand deep skips their rule and serves the rest', () => {
    const text = `{"features":{"flag":{"defaultValue":"default","rules":[{"force":"matched","condition":${'{"$not":'.repeat(10_000)}{}${'}'.repeat(10_000)}}]},"other":{"defaultValue":1}}}`;
    const program = compileGrowthbook(text);
    expect(evaluate(program, 'flag', VISITOR).value).toBe('default');
    expect(evaluate(program, 'other', VISITOR).value).toBe(1);
    expect(program.warnings[0]?.message).toContain('500 deep');
  });

  it.each(['(a+)+$', '(a|a)*b', '^(a|aa)+$', '(.*a){12}b'])(
    'with the pattern %s does not stall',
    (pattern) => {
      const program = compileGrowthbook(withCondition({ text: { $regex: pattern } }));
      expect(evaluate(program, 'flag', VISITOR).value).toBe('default');
    },
  );

  it('with a URL pattern of many wildcards does not stall', () => {
    const pattern = `/${'*a'.repeat(30)}`;
    const program = compileGrowthbook({ features: {} });
    const flag = program.inline?.({
      key: 'e',
      variations: [0, 1],
      urlPatterns: [{ type: 'simple', pattern, include: true }],
    });
    const subject = createSubject({
      url: `https://example.com/${'a'.repeat(2_000)}!`,
      attributes: { id: 'u' },
    });
    if (flag === undefined) throw new Error('no inline experiments');
    expect(flag.otherwise).toBeTypeOf('function');
    expect(
      evaluate({ ...program, flags: new Map([['e', flag]]) }, 'e', subject).assignment?.inExperiment,
    ).toBe(false);
  });

  it('with saved groups that double at every level matches nobody with them', () => {
    const savedGroups = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => {
        const inner = { $savedGroup: { id: `g${i + 1}` } };
        return [`g${i}`, { type: 'condition', condition: { $or: [inner, inner] } }];
      }),
    );
    const payload = { ...(withCondition({ $savedGroup: { id: 'g0' } }) as object), savedGroups };
    expect(evaluate(compileGrowthbook(payload), 'flag', VISITOR).value).toBe('default');
  });

  it('with prerequisites in a circle says so', () => {
    const feature = (id: string): unknown => ({
      defaultValue: 1,
      rules: [{ force: 2, parentConditions: [{ id, condition: { value: 1 } }] }],
    });
    const program = compileGrowthbook({ features: { a: feature('b'), b: feature('c'), c: feature('a') } });
    expect(evaluate(program, 'a', VISITOR)).toMatchObject({
      value: null,
      cause: 'prerequisite-cycle',
      errorCode: 'GENERAL',
    });
  });

  it('with wrong types everywhere answers something for every flag', () => {
    const odd = [null, true, 5, 'text', [], {}, [null], { a: null }];
    const features: Record<string, unknown> = {};
    odd.forEach((value, i) => {
      features[`feature-${i}`] = value;
      features[`rules-${i}`] = { rules: value, defaultValue: 'd' };
      features[`rule-${i}`] = { rules: [value], defaultValue: 'd' };
      for (const name of [
        'condition',
        'parentConditions',
        'filters',
        'variations',
        'weights',
        'ranges',
        'meta',
        'namespace',
        'coverage',
        'range',
        'seed',
        'hashAttribute',
        'hashVersion',
        'tracks',
        'bucketVersion',
        'minBucketVersion',
        'contextualBanditRef',
      ]) {
        features[`${name}-${i}`] = {
          defaultValue: 'd',
          rules: [
            { variations: ['a', 'b'], key: 'e', [name]: value },
            { force: 1, [name]: value },
          ],
        };
      }
    });
    const program = compileGrowthbook({ features, savedGroups: { g: 5 }, contextualBandits: { b: 5 } });
    for (const key of Object.keys(features)) {
      for (const stored of [null, { 'id||u1': { assignments: 5 } }]) {
        const decision = evaluate(
          program,
          key,
          createSubject({ attributes: { id: 'u1' }, stored: stored as never }),
        );
        expect([key, decision.cause]).not.toEqual([key, 'error']);
      }
    }
  });
});
