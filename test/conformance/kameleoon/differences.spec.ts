import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { evaluate } from '../../../lib/engine/evaluate.js';
import { createSubject } from '../../../lib/engine/subject.js';
import { compileKameleoon } from '../../../lib/platforms/kameleoon/compile/compile.js';
import { parseSimulations } from '../../../lib/platforms/kameleoon/visitor/simulations.js';
import { kameleoonData } from '../../../lib/platforms/kameleoon/visitor/remembered-data.js';
import { Oracle } from './oracle.js';

const segment = (id: number, conditions: object[], or = false): object => ({
  id,
  conditionsData: {
    firstLevelOrOperators: [],
    firstLevel: [{ orOperators: conditions.slice(1).map(() => or), conditions }],
  },
});
const rule = {
  id: 1,
  type: 'EXPERIMENTATION',
  exposition: 1,
  experimentId: 100,
  variationByExposition: [{ variationKey: 'on', variationId: 2, exposition: 1 }],
};
const flag = (more: object = {}, rules: object[] = [rule]): object => ({
  id: 1,
  featureKey: 'checkout',
  environmentEnabled: true,
  defaultVariationKey: 'off',
  variations: [{ key: 'on', variables: [] }],
  rules,
  ...more,
});
const file = (featureFlags: object[], segments: object[] = []): object => ({
  configuration: {},
  customData: [],
  segments,
  featureFlags,
});

describe('Kameleoon: differs on purpose', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('an error that one visitor meets in a segment is not kept for the next', async () => {
    const bad = { targetingType: 'CUSTOM_DATUM', customDataIndex: '1', valueMatchType: 'RANGE', range: [1] };
    const payload = file(
      [flag({}, [{ ...rule, segmentId: 7 }])],
      [segment(7, [{ targetingType: 'DEVICE_TYPE', device: 'PHONE' }, bad], true)],
    );
    const oracle = await Oracle.start(payload, { keepTrees: true });
    oracle.addData('good', [kameleoonData.device('PHONE')]);
    oracle.addData('bad', [kameleoonData.customData(1, '5')]);
    expect(oracle.decide('good', 'checkout').outcome.error).toBeNull();
    expect(oracle.decide('bad', 'checkout').outcome.error).toBe('RangeCheck');
    expect(oracle.decide('good', 'checkout').outcome.error).toBe('RangeCheck');
    const program = compileKameleoon(payload);
    const decide = (facts: object): string =>
      evaluate(program, 'checkout', createSubject({ units: { visitor: 'v' }, facts: { ...facts } })).source;
    expect([
      decide({ device: 'PHONE' }),
      decide({ customData: { 1: ['5'] } }),
      decide({ device: 'PHONE' }),
    ]).toEqual(['EXPERIMENTATION', 'RangeCheck', 'EXPERIMENTATION']);
  });

  it('a flag named like a member of every object is not simulated by accident', async () => {
    const payload = file([flag({ featureKey: 'toString' }), flag({ id: 2, featureKey: 'search' })]);
    const cookie = encodeURIComponent('{"search":{"expId":0}}');
    const oracle = await Oracle.start(payload);
    oracle.simulate('v', cookie);
    expect(oracle.decide('v', 'toString').outcome.value?.key).toBe('off');
    const subject = createSubject({
      units: { visitor: 'v' },
      facts: { simulations: parseSimulations(cookie) },
    });
    const program = compileKameleoon(payload);
    expect(evaluate(program, 'toString', subject).value).toBe('on');
    expect(evaluate(program, 'search', subject).cause).toBe('simulated');
  });

  it('a visitor named like a member of every object has no assignments from nowhere', async () => {
    const other = { targetingType: 'EXCLUSIVE_EXPERIMENT', campaignType: 'EXPERIMENT' };
    const payload = file([flag({}, [{ ...rule, segmentId: 7 }])], [segment(7, [other])]);
    const oracle = await Oracle.start(payload);
    try {
      oracle.decide('__proto__', 'checkout');
      expect(Object.hasOwn(Object.prototype, '100')).toBe(true);
    } finally {
      delete (Object.prototype as unknown as Record<string, unknown>)['100'];
    }
    const program = compileKameleoon(payload);
    for (const visitor of ['__proto__', 'constructor', 'toString']) {
      expect(evaluate(program, 'checkout', createSubject({ units: { visitor } })).cause).toBe('split');
    }
    expect(Object.hasOwn(Object.prototype, '100')).toBe(false);
  });

  it('one flag of the wrong shape does not take the others down', async () => {
    const payload = file([
      flag(),
      flag({ id: 2, featureKey: 'search' }, [{ ...rule, variationByExposition: null }]),
    ]);
    await expect(Oracle.start(payload)).rejects.toThrow(TypeError);
    const program = compileKameleoon(payload);
    const subject = createSubject({ units: { visitor: 'v' } });
    expect([
      evaluate(program, 'checkout', subject).cause,
      evaluate(program, 'search', subject).cause,
    ]).toEqual(['split', 'quarantined']);
  });

  it('segments with the same id that rules embed are each their own', async () => {
    const phones = segment(5, [{ targetingType: 'DEVICE_TYPE', device: 'PHONE' }]);
    const tablets = segment(5, [{ targetingType: 'DEVICE_TYPE', device: 'TABLET' }]);
    const payload = {
      configuration: {},
      featureFlags: [
        flag({}, [{ ...rule, segment: phones }]),
        flag({ id: 2, featureKey: 'search' }, [{ ...rule, segment: tablets }]),
      ],
    };
    const oracle = await Oracle.start(payload, { keepTrees: true });
    oracle.addData('v', [kameleoonData.device('PHONE')]);
    const first = oracle.decide('v', 'checkout').outcome.value?.key;
    expect([first, oracle.decide('v', 'search').outcome.value?.key]).toEqual(['on', 'on']);
    const program = compileKameleoon(payload);
    const subject = createSubject({ units: { visitor: 'v' }, facts: { device: 'PHONE' } });
    expect([
      evaluate(program, 'checkout', subject).value,
      evaluate(program, 'search', subject).value,
    ]).toEqual(['on', 'off']);
  });
});
