import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../lib/engine/evaluate.js';
import type { SubjectInit } from '../../../../lib/engine/subject.js';
import { createSubject } from '../../../../lib/engine/subject.js';
import { compileKameleoon } from '../../../../lib/platforms/kameleoon/compile/compile.js';
import { compileOperandPattern } from '../../../../lib/platforms/kameleoon/targeting/conditions/patterns.js';
import type { KameleoonDataFile } from '../../../fixtures/kameleoon/payload.js';
import { parseVersion } from '../../../../lib/platforms/kameleoon/targeting/conditions/semantic-version.js';
import { dataFile, flag, rule, segment, targeted } from '../../../fixtures/kameleoon/data-file.js';

describe('compileOperandPattern', () => {
  it.each([
    ['cart', 'my cart', true],
    ['/^CART$/i', 'cart', true],
    ['/cart', 'cart', true],
    ['/', 'anything', true],
    ['', 'anything', true],
    ['/a/g', 'ba', true],
    ['/a/y', 'ba', false],
    ['/a/y', 'ab', true],
    ['/a/my', 'b\na', false],
    ['/^a/my', 'b\na', false],
    ['/a|b/y', 'cb', false],
    ['/./v', '\u{1F600}', true],
    ['/a.c/s', 'a\nc', true],
    ['/a/d', 'a', true],
  ])('%s on %j answers %s', (operand, text, answer) => {
    expect(compileOperandPattern(operand)?.(text)).toBe(answer);
  });

  it.each(['[', '/a/b/', '/a/gg', '/a/uv', '/(/', '/a/x', '/a)(b/y'])('%s is none', (operand) => {
    expect(compileOperandPattern(operand)).toBeNull();
  });
});

describe('parseVersion', () => {
  it.each([
    ['1.2.3', [1, 2, 3]],
    ['1.2', [1, 2, 0]],
    ['1.2.3-beta', [1, 2, 3]],
    ['1.2.3.4', [1, 2, 3]],
    [' 7 ', [7, 0, 0]],
    ['1.2.3.x', null],
    ['', null],
    ['v1', null],
  ])('%s', (text, version) => {
    expect(parseVersion(text)).toEqual(version);
  });
});

describe('facts', () => {
  const causeOf = (condition: Record<string, unknown>, init: SubjectInit): string => {
    const program = compileKameleoon(targeted(segment(7, [condition as never])));
    return evaluate(program, 'checkout', createSubject({ units: { visitor: 'v' }, ...init })).cause;
  };
  const gold = {
    targetingType: 'CUSTOM_DATUM',
    customDataIndex: '1',
    valueMatchType: 'EXACT',
    value: 'gold',
  };

  it('may be Maps or plain objects, keyed by number or text', () => {
    for (const customData of [{ 1: ['gold'] }, new Map([[1, ['gold']]]), new Map([['1', ['gold']]])]) {
      expect(causeOf(gold, { facts: { customData } })).toBe('split');
    }
    const moment = { targetingType: 'HEAT_SLICE', keyMomentId: 1, goalId: 2, lowerBound: 10, upperBound: 20 };
    for (const conversionScores of [{ 1: { 2: 15 } }, new Map([['1', new Map([[2, 20]])]])]) {
      expect(causeOf(moment, { facts: { conversionScores } })).toBe('split');
    }
    const converted = { targetingType: 'CONVERSIONS', goalId: 3 };
    for (const conversions of [[3], new Set([3])])
      expect(causeOf(converted, { facts: { conversions } })).toBe('split');
  });

  it('say no, without the time, to conditions on elapsed time', () => {
    const first = { targetingType: 'FIRST_VISIT', matchType: 'GREATER', count: 1, unitOfTime: 'MINUTE' };
    expect(causeOf(first, { facts: { visits: [0] } })).toBe('not-targeted');
    expect(causeOf(first, { facts: { visits: [0] }, now: 60_001 })).toBe('split');
  });

  it('count visits of the day from local midnight', () => {
    const today = { targetingType: 'SAME_DAY_VISITS', matchType: 'EQUAL', visitCount: 2 };
    const midnight = new Date(2026, 10, 21).getTime();
    const at = (visits: number[]): string => causeOf(today, { facts: { visits }, now: midnight + 5 });
    expect([at([midnight]), at([midnight - 1]), at([midnight - 1, midnight, midnight + 1])]).toEqual([
      'split',
      'not-targeted',
      'not-targeted',
    ]);
  });

  it('give way to no attribute, but attributes named like custom data fill in', () => {
    const customData = [{ id: 1, index: 1, name: 'plan' }];
    const program = compileKameleoon({ ...targeted(segment(7, [gold])), customData });
    const on = (init: SubjectInit): string =>
      evaluate(program, 'checkout', createSubject({ units: { visitor: 'v' }, ...init })).cause;
    expect(on({ attributes: { plan: 'gold' } })).toBe('split');
    expect(on({ attributes: { plan: ['silver', 'gold'] } })).toBe('split');
    expect(on({ attributes: { plan: 'gold' }, facts: { customData: { 1: ['silver'] } } })).toBe(
      'not-targeted',
    );
    expect(on({ attributes: { plan: { is: 'gold' } } })).toBe('not-targeted');
  });
});

describe('consent', () => {
  const file = (
    consentOptOutBehavior: 'PARTIALLY_BLOCK' | 'FULLY_BLOCK',
    type: 'EXPERIMENTATION' | 'TARGETED_DELIVERY',
  ) =>
    dataFile({
      configuration: { consentType: 'REQUIRED', consentOptOutBehavior },
      featureFlags: [flag({ rules: [rule({ type })] })],
    });
  const decide = (payload: unknown, consent: boolean | undefined, downloaded = true) =>
    evaluate(
      compileKameleoon(payload, { downloaded }),
      'checkout',
      createSubject({ units: { visitor: 'v' }, facts: { consent } }),
    );

  it('keeps only a refusal out of experiments, and of nothing else', () => {
    expect(decide(file('PARTIALLY_BLOCK', 'EXPERIMENTATION'), false)).toMatchObject({
      cause: 'consent-refused',
      reason: 'DEFAULT',
      value: 'off',
    });
    expect(decide(file('FULLY_BLOCK', 'EXPERIMENTATION'), false)).toMatchObject({
      cause: 'consent-refused',
      reason: 'DISABLED',
      value: null,
      on: false,
    });
    expect(decide(file('FULLY_BLOCK', 'EXPERIMENTATION'), undefined).cause).toBe('split');
    expect(decide(file('FULLY_BLOCK', 'TARGETED_DELIVERY'), false).cause).toBe('rollout');
  });

  it('blocks partially at most with a default data file', () => {
    expect(decide(file('FULLY_BLOCK', 'EXPERIMENTATION'), false, false).reason).toBe('DEFAULT');
  });
});

describe('forced variations', () => {
  const program = compileKameleoon(targeted(segment(7, [{ targetingType: 'DEVICE_TYPE', device: 'PHONE' }])));
  const decide = (init: SubjectInit) =>
    evaluate(program, 'checkout', createSubject({ units: { visitor: 'v' }, ...init }));
  const phone = { device: 'PHONE' };

  it('go by key or id, with or without targeting', () => {
    expect(decide({ forcedVariations: { 100: 'on' } })).toMatchObject({
      value: 'on',
      cause: 'override',
      source: 'FORCED',
    });
    expect(decide({ forcedVariations: { 100: 1 } }).value).toBe('off');
    expect(decide({ customAssignments: { 100: 'on' } }).cause).toBe('not-targeted');
    expect(decide({ customAssignments: { 100: 'on' }, facts: phone })).toMatchObject({
      value: 'on',
      cause: 'custom-assignment',
    });
    expect(decide({ forcedVariations: { 100: 'on' } }).exposures).toHaveLength(1);
  });

  it('that the experiment does not have change nothing', () => {
    for (const choice of ['nowhere', 9, null, {}, '__proto__']) {
      expect(decide({ forcedVariations: { 100: choice }, facts: phone }).cause).toBe('split');
    }
  });
});

describe('a visitor for whom experiments are switched off', () => {
  const everywhere = { mutuallyExclusiveGroup: 'g' };
  const delivery = rule({ id: 11, experimentId: 200, type: 'TARGETED_DELIVERY' });
  const file = dataFile({
    holdout: {
      experimentId: 900,
      variationByExposition: [{ variationKey: 'in-holdout', variationId: 91, exposition: 1 }],
    },
    featureFlags: [
      flag(everywhere),
      flag({ id: 2, featureKey: 'delivered', rules: [delivery], ...everywhere }),
    ],
  });
  const without = dataFile({
    featureFlags: file.featureFlags.map((each) => ({ ...each, mutuallyExclusiveGroup: null })),
  });
  const ask = (payload: KameleoonDataFile, key: string, more: SubjectInit) =>
    evaluate(compileKameleoon(payload), key, createSubject({ units: { visitor: 'v1' }, ...more }));

  it('is in none, not even in a forced one or the holdout', () => {
    for (const more of [{}, { forcedVariations: { 100: 'on' } }, { customAssignments: { 100: 'on' } }]) {
      expect(ask(file, 'checkout', { enabled: false, ...more })).toMatchObject({
        cause: 'disabled',
        value: 'off',
        exposures: [],
      });
    }
  });

  it('gets targeted deliveries, forced values and simulated variations', () => {
    const plain = ask(without, 'delivered', {});
    expect(plain.cause).toBe('rollout');
    expect(ask(file, 'delivered', { enabled: false })).toEqual(plain);
    expect(ask(file, 'checkout', { enabled: false, forcedValues: { checkout: 'x' } }).value).toBe('x');
    const simulations = { checkout: { experimentId: 100, variationId: 2 } };
    expect(ask(file, 'checkout', { enabled: false, facts: { simulations } })).toMatchObject({
      cause: 'simulated',
      value: 'on',
      exposures: [],
    });
  });
});

describe('QA mode', () => {
  const ask = (more: SubjectInit, type: 'EXPERIMENTATION' | 'TARGETED_DELIVERY' = 'EXPERIMENTATION') => {
    const device = segment(7, [{ targetingType: 'DEVICE_TYPE', device: 'PHONE' }]);
    const payload = dataFile({
      holdout: {
        experimentId: 900,
        variationByExposition: [{ variationKey: 'in-holdout', variationId: 91, exposition: 1 }],
      },
      segments: [device],
      featureFlags: [flag({ mutuallyExclusiveGroup: 'g', rules: [rule({ segmentId: 7, type })] })],
    });
    const facts = { device: 'PHONE' };
    return Array.from({ length: 30 }, (_, i) =>
      evaluate(
        compileKameleoon(payload),
        'checkout',
        createSubject({ units: { visitor: `v${i}` }, qaMode: true, facts, ...more }),
      ),
    );
  };

  it.each(['EXPERIMENTATION', 'TARGETED_DELIVERY'] as const)('assigns nobody by hashing: %s', (type) => {
    for (const decision of ask({}, type)) {
      expect(decision).toMatchObject({ cause: 'qa-mode', value: 'off', assignment: null, exposures: [] });
    }
  });

  it('lets forced and chosen variations apply, with their exposures', () => {
    for (const decision of ask({ forcedVariations: { 100: 'on' } })) {
      expect(decision).toMatchObject({ value: 'on', cause: 'override', exposures: [{ hashUsed: false }] });
    }
    for (const decision of ask({ customAssignments: { 100: 'on' } })) {
      expect(decision).toMatchObject({ value: 'on', cause: 'custom-assignment' });
    }
    for (const { cause } of ask({ customAssignments: { 100: 'on' }, facts: {} })) {
      expect(cause).toBe('not-targeted');
    }
    for (const { value } of ask({ forcedValues: { checkout: 'x' } })) expect(value).toBe('x');
  });
});

describe('what is served', () => {
  it('is shared and cannot be changed by one visitor for the others', () => {
    const variables = [{ key: 'layout', type: 'JSON' as const, value: '{"columns":[1,2]}' }];
    const variations = ['on', 'off'].map((key) => ({ key, variables }));
    const program = compileKameleoon(dataFile({ featureFlags: [flag({ variations })] }));
    const layout = evaluate(program, 'checkout', createSubject({ units: { visitor: 'v' } })).variables.get(
      'layout',
    );
    expect(() => (layout as { columns: number[] }).columns.push(3)).toThrow(TypeError);
  });

  it('leaves the payload as it was', () => {
    const file = dataFile({ segments: [segment(7, [{ targetingType: 'INTERESTS' }])] });
    const before = JSON.stringify(file);
    compileKameleoon(Object.freeze(file));
    expect(JSON.stringify(file)).toBe(before);
  });
});

describe('revision', () => {
  const revision = (payload: unknown, options = {}): string => compileKameleoon(payload, options).revision;

  it('is the same for the same content, and another for any other', () => {
    expect(revision(dataFile())).toBe(revision(dataFile()));
    const others = [
      dataFile({ featureFlags: [flag({ defaultVariationKey: 'on' })] }),
      dataFile({ dateModified: 5 }),
      dataFile({ segments: [segment(7, [])] }),
      dataFile({ holdout: { experimentId: 9, variationByExposition: [] } }),
    ].map((file) => revision(file));
    const texts = [
      revision(dataFile()),
      revision(dataFile(), { downloaded: false }),
      revision(dataFile(), { sdk: { type: 'JAVA', version: '1' } }),
    ];
    expect(new Set([...others, ...texts]).size).toBe(7);
  });
});
