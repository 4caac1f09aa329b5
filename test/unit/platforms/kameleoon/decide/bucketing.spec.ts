import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../../lib/engine/evaluate.js';
import { createSubject } from '../../../../../lib/engine/subject.js';
import {
  Bucketer,
  boundsOf,
  pickArm,
  saltOf,
} from '../../../../../lib/platforms/kameleoon/decide/bucketing.js';
import { compileKameleoon } from '../../../../../lib/platforms/kameleoon/compile/compile.js';
import { dataFile, flag, rule } from '../../../../fixtures/kameleoon/data-file.js';

const reference = (text: string): number =>
  parseInt(createHash('sha256').update(text, 'utf8').digest('hex'), 16) / 2 ** 256;

describe('Bucketer', () => {
  it('places code and salt by SHA-256 over their UTF-8', () => {
    const bucketer = new Bucketer();
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        (code, salt) => {
          const place = bucketer.place(code, salt);
          if (!/\p{Surrogate}/u.test(code + salt)) expect(place).toBe(reference(code + salt));
          else expect(place).toBeNaN();
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('takes a pair of surrogates that code and salt make together', () => {
    expect(new Bucketer().place('a\ud83d', '\ude00')).toBe(reference('a\u{1F600}'));
  });
});

describe('saltOf', () => {
  it('appends the time of reallocation only if there was one', () => {
    expect(saltOf('12', 1_650_000_000_000)).toBe('121650000000000');
    for (const never of [0, null, undefined, '']) expect(saltOf('12', never)).toBe('12');
  });
});

describe('boundsOf and pickArm', () => {
  const arms = (...shares: unknown[]): Record<string, unknown>[] =>
    shares.map((exposition) => ({ exposition }));

  it('picks the first arm whose running sum reaches the place, both included', () => {
    const bounds = boundsOf(arms(0, 0.5, 0.25));
    expect([...bounds]).toEqual([0, 0.5, 0.75]);
    expect([0, 1e-300, 0.5, 0.5000001, 0.75, 0.76].map((place) => pickArm(bounds, place))).toEqual([
      0, 1, 1, 2, 2, -1,
    ]);
  });

  it('sums up as JavaScript does', () => {
    expect([...boundsOf(arms(null, 0.5, true))]).toEqual([0, 0.5, 1.5]);
    expect([...boundsOf(arms(0.5, undefined, 0.5))]).toEqual([0.5, NaN, NaN]);
    expect([...boundsOf(arms(0.5, '0.5', 1))]).toEqual([0.5, NaN, NaN]);
    expect([...boundsOf(arms('0.5', 1))]).toEqual([0.5, 0.51]);
    expect([...boundsOf(arms({}, 1))]).toEqual([NaN, NaN]);
  });
});

describe('what is hashed', () => {
  const customData = [{ id: 50, index: 4, name: 'account', localOnly: false, isMappingIdentifier: false }];
  const file = dataFile({ customData, featureFlags: [flag({ bucketingCustomDataId: 50, rules: [rule()] })] });
  const program = compileKameleoon(file);
  const hashed = (given: Parameters<typeof createSubject>[0]): unknown[] => {
    const { assignment } = evaluate(
      program,
      'checkout',
      createSubject({ units: { visitor: 'v1' }, ...given }),
    );
    return [assignment?.hashAttribute, assignment?.hashValue, assignment?.bucket];
  };

  it('is the custom data, else the mapping identifier, else the visitor code', () => {
    expect(hashed({ facts: { customData: { 4: ['acme'] } } })).toEqual([
      'customData[4]',
      'acme',
      reference('acme100'),
    ]);
    expect(hashed({ facts: { customData: { 4: [''] }, mappingIdentifier: 'm' } })).toEqual([
      'mappingIdentifier',
      'm',
      reference('m100'),
    ]);
    expect(hashed({})).toEqual(['visitor', 'v1', reference('v1100')]);
  });

  it('may come from an attribute with the name of the custom data', () => {
    expect(hashed({ attributes: { account: 7 } })).toEqual(['customData[4]', '7', reference('7100')]);
  });

  it('cannot be half of a surrogate pair', () => {
    const decision = evaluate(program, 'checkout', createSubject({ units: { visitor: 'v\ud800' } }));
    expect(decision).toMatchObject({ reason: 'ERROR', errorCode: 'INVALID_CONTEXT', source: 'URIError' });
  });
});
