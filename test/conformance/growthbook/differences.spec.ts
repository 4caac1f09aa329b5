import { describe, expect, it } from 'vitest';
import { GrowthBookClient } from '@growthbook/growthbook';
import { evaluate, evaluateFlag } from '../../../lib/engine/evaluate.js';
import type { Flag } from '../../../lib/engine/program.js';
import type { SubjectInit } from '../../../lib/engine/subject.js';
import { createSubject } from '../../../lib/engine/subject.js';
import type { Decision } from '../../../lib/engine/decision.js';
import { growthbook } from '../../../lib/platforms/growthbook/index.js';
import { compileGrowthbook } from '../../../lib/platforms/growthbook/compile/compile.js';

type Json = Record<string, unknown>;

/** The official SDK's answer, or the exception it threw. */
function theirs(payload: Json, key: string, user: Json = {}): unknown {
  const client = new GrowthBookClient({});
  client.initSync({ payload });
  try {
    return client.evalFeature(key, user).value;
  } catch (error) {
    return error;
  }
}

function ours(payload: unknown, key: string, subject: SubjectInit = {}): Decision {
  return evaluate(compileGrowthbook(payload), key, createSubject(subject));
}

function flag(...rules: Json[]): Json {
  return { features: { flag: { defaultValue: 'default', rules } } };
}

describe('GrowthBook: where we differ from the official SDK on purpose', () => {
  it('a feature named like a member of Object.prototype is unknown unless it exists', () => {
    expect(theirs({ features: {} }, 'constructor')).toBeNull();
    expect(ours({ features: { a: {} } }, 'constructor')).toMatchObject({
      source: 'unknownFeature',
      cause: 'unknown-flag',
    });
    const own = JSON.parse(
      '{"features":{"__proto__":{"defaultValue":"mine"},"constructor":{"defaultValue":2}}}',
    ) as Json;
    expect(ours(own, '__proto__').value).toBe('mine');
    expect(ours(own, 'constructor').value).toBe(2);
  });

  it('a condition does not see inherited names of attributes', () => {
    const payload = flag({ force: 'inherited', condition: { 'nested.toString': { $exists: true } } });
    expect(theirs(payload, 'flag', { attributes: { nested: {} } })).toBe('inherited');
    expect(ours(payload, 'flag', { attributes: { nested: {} } }).value).toBe('default');
  });

  it('a saved group named like a member of Object.prototype is an empty list unless it exists', () => {
    const payload = flag({ force: 'outside', condition: { id: { $notInGroup: 'constructor' } } });
    expect(theirs(payload, 'flag', { attributes: { id: 'a' } })).toBe('default');
    expect(ours(payload, 'flag', { attributes: { id: 'a' } }).value).toBe('outside');
  });

  it('an experiment named like a member of Object.prototype is not forced by that', () => {
    const payload = flag({ key: 'toString', variations: ['a', 'b'], weights: [0, 1] });
    expect(theirs(payload, 'flag', { attributes: { id: 'u' }, forcedVariations: {} })).not.toBe('b');
    expect(ours(payload, 'flag', { attributes: { id: 'u' }, forcedVariations: {} }).value).toBe('b');
  });

  it('meta that is shorter than the variations leaves the rest without names instead of throwing', () => {
    const payload = flag({ key: 'exp', variations: ['a', 'b'], weights: [0, 1], meta: [{ key: 'first' }] });
    expect(theirs(payload, 'flag', { attributes: { id: 'u' } })).toBeInstanceOf(TypeError);
    expect(ours(payload, 'flag', { attributes: { id: 'u' } })).toMatchObject({
      value: 'b',
      assignment: { variation: { key: '1' } },
    });
  });

  it.each<[string, Json]>([
    ['null instead of a list of conditions', { force: 'x', condition: { $or: null } }],
    ['null instead of a condition', { force: 'x', condition: { $and: [null] } }],
    ['filters that are no list', { force: 'x', filters: { seed: 'a' } }],
    ['prerequisites that are no list', { force: 'x', parentConditions: { id: 'other' } }],
    ['a namespace that is no list', { key: 'e', variations: ['x', 'y'], namespace: {} }],
  ])('a rule with %s is skipped with a warning instead of throwing', (_what, rule) => {
    const payload = flag(rule);
    // The SDK may take an odd namespace for a range that includes nobody: either way it serves nothing of the rule.
    expect([theirs(payload, 'flag', { attributes: { id: 'u' } })]).not.toEqual(['x']);
    const program = compileGrowthbook(payload);
    expect(program.warnings).toEqual([expect.objectContaining({ flagKey: 'flag', quarantined: false })]);
    expect(evaluate(program, 'flag', createSubject({ attributes: { id: 'u' } })).value).toBe('default');
  });

  it.each<[string, Json]>([
    ['a namespace that is no list', { namespace: 1e21 }],
    ['URL patterns that are no list', { urlPatterns: 1 }],
    ['filters that are no list', { filters: { seed: 'a' } }],
    ['a filter without ranges', { filters: [{ seed: 'a', ranges: 1 }] }],
    ['prerequisites that are no list', { parentConditions: { id: 'other' } }],
    ['null instead of a list of conditions', { condition: { $or: null } }],
  ])(
    'an experiment of its own with %s answers its reference, where the SDK does so or throws',
    (_what, part) => {
      const definition = { key: 'exp', variations: ['a', 'b'], weights: [0, 1], ...part };
      const client = new GrowthBookClient({});
      client.initSync({ payload: {} });
      let theirs: unknown;
      try {
        const result = client.runInlineExperiment(definition as never, { attributes: { id: 'u' } });
        theirs = { value: result.value, inExperiment: result.inExperiment };
      } catch (error) {
        theirs = error instanceof TypeError ? 'throws' : error;
      }
      expect([{ value: 'a', inExperiment: false }, 'throws']).toContainEqual(theirs);
      const program = compileGrowthbook({ features: {}, experiments: [definition] });
      const inline = program.inline?.(definition) as Flag;
      for (const flag of [inline, program.experiments.get('exp') as Flag]) {
        expect(evaluateFlag(program, flag, createSubject({ attributes: { id: 'u' } }))).toMatchObject({
          value: 'a',
          reason: 'ERROR',
          cause: 'invalid-rule',
          errorMessage: expect.stringContaining(Object.keys(part)[0] as string) as string,
          exposures: [],
          assignment: { inExperiment: false, hashUsed: false, variation: { index: 0 } },
        });
      }
    },
  );

  it('a rule that is null is skipped with a warning instead of throwing', () => {
    const payload = { features: { flag: { defaultValue: 'default', rules: [null, { force: 'next' }] } } };
    expect(theirs(payload as never, 'flag')).toBeInstanceOf(TypeError);
    expect(ours(payload, 'flag').value).toBe('next');
  });

  it('rules that are no list quarantine the feature instead of throwing', () => {
    const payload = { features: { bad: { rules: 5, defaultValue: 1 }, good: { defaultValue: 2 } } };
    expect(theirs(payload as never, 'bad')).toBeInstanceOf(TypeError);
    const program = compileGrowthbook(payload);
    expect(evaluate(program, 'bad', createSubject())).toMatchObject({
      value: null,
      reason: 'ERROR',
      cause: 'quarantined',
    });
    expect(evaluate(program, 'good', createSubject()).value).toBe(2);
    expect(program.warnings).toEqual([
      expect.objectContaining({ flagKey: 'bad', path: 'features.bad.rules', quarantined: true }),
    ]);
  });

  it('an attribute that refuses conversion matches nothing instead of throwing', () => {
    const payload = flag({ force: 'x', condition: { odd: 'text' } });
    const odd = { toString: 1, valueOf: 2 };
    expect(theirs(payload, 'flag', { attributes: { odd } })).toBeInstanceOf(TypeError);
    expect(ours(payload, 'flag', { attributes: { odd } }).value).toBe('default');
  });

  it('patterns do not share a cache: $regexi "foo" and $regex "foo/i" are two things', () => {
    const insensitive = flag({ force: 'x', condition: { id: { $regexi: 'cachedfoo' } } });
    const withSlash = flag({ force: 'x', condition: { id: { $regex: 'cachedfoo/i' } } });
    expect(theirs(insensitive, 'flag', { attributes: { id: 'CACHEDFOO' } })).toBe('x');
    expect(theirs(withSlash, 'flag', { attributes: { id: 'CACHEDFOO' } })).toBe('x');
    expect(ours(insensitive, 'flag', { attributes: { id: 'CACHEDFOO' } }).value).toBe('x');
    expect(ours(withSlash, 'flag', { attributes: { id: 'CACHEDFOO' } }).value).toBe('default');
    expect(ours(withSlash, 'flag', { attributes: { id: 'cachedfoo/i' } }).value).toBe('x');
  });

  it('a pattern that is a name of Object.prototype is a pattern', () => {
    const payload = flag({ force: 'x', condition: { id: { $regex: 'constructor' } } });
    expect(theirs(payload, 'flag', { attributes: { id: 'a constructor' } })).toBe('default');
    expect(ours(payload, 'flag', { attributes: { id: 'a constructor' } }).value).toBe('x');
  });

  it('weights that are text make the variations share evenly instead of being strung together', () => {
    const payload = flag({ key: 'exp', variations: ['a', 'b'], weights: ['0.5', '0.5'] as never });
    const values = new Set(
      Array.from({ length: 50 }, (_, i) => ours(payload, 'flag', { attributes: { id: `u${i}` } }).value),
    );
    expect(values).toEqual(new Set(['a', 'b']));
    expect(compileGrowthbook(payload).warnings).toHaveLength(1);
  });

  it('the query string of a request forces no variation, unless the platform is told to', async () => {
    const payload = flag({ key: 'beta', variations: ['a', 'b'], weights: [1, 0], coverage: 1 });
    const user = { attributes: { id: 'u' }, url: 'https://shop.example/secret?beta=1' };
    expect(theirs(payload, 'flag', user)).toBe('b');
    // The compiler does as the SDK; the platform, whose URLs strangers write, does not.
    expect(ours(payload, 'flag', user)).toMatchObject({ value: 'b', cause: 'query-override' });
    const answers: unknown[] = [];
    for (const option of [undefined, false, true, { gates: true }]) {
      const platform = await growthbook({
        payload,
        ...(option !== undefined && { queryStringOverrides: option }),
      }).load();
      const program = await platform.compile(payload);
      answers.push(evaluate(program, 'flag', createSubject(user)).value);
    }
    expect(answers).toEqual(['a', 'a', 'b', 'b']);
    const off = compileGrowthbook(payload, { queryStringOverrides: false });
    expect(evaluate(off, 'flag', createSubject(user)).value).toBe('a');
  });

  it('a huge minimum bucket version costs nothing', () => {
    const payload = flag({
      key: 'exp',
      variations: ['a', 'b'],
      meta: [{ key: '0' }, { key: '1' }],
      minBucketVersion: 1e15,
      bucketVersion: 1e15,
    });
    const stored = { 'id||u': { attributeName: 'id', attributeValue: 'u', assignments: { exp__7: '1' } } };
    expect(ours(payload, 'flag', { attributes: { id: 'u' }, stored })).toMatchObject({
      value: 'default',
      cause: 'sticky-version-blocked',
    });
  });

  it('a served object is the same for everybody and cannot be changed by anybody', () => {
    const payload = { features: { flag: { defaultValue: { deep: { list: [1] } } } } };
    const value = ours(payload, 'flag').value as { deep: { list: number[] } };
    expect(() => value.deep.list.push(2)).toThrow(TypeError);
    expect(payload.features.flag.defaultValue.deep.list).toEqual([1]);
    payload.features.flag.defaultValue.deep.list.push(3);
    expect(Object.isFrozen(payload)).toBe(false);
  });
});

describe('GrowthBook: odd corners where we do not differ', () => {
  it('a prerequisite forced to a variation that is not there serves undefined, which no list has', () => {
    const payload = {
      features: {
        parent: { defaultValue: 'p', rules: [{ key: 'exp', variations: ['a', 'b'] }] },
        flag: {
          defaultValue: 'default',
          rules: [
            { force: 'in', parentConditions: [{ id: 'parent', condition: { value: { $in: [null, 'a'] } } }] },
          ],
        },
      },
    };
    for (const [index, value] of [
      [null, 'default'],
      [0, 'in'],
    ] as const) {
      const visitor = { attributes: { id: 'u' }, forcedVariations: { exp: index } };
      expect(theirs(payload, 'flag', visitor)).toBe(value);
      expect(ours(payload, 'flag', visitor).value).toBe(value);
    }
  });
});
