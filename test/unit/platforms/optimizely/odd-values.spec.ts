import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../../lib/engine/decision.js';
import { evaluate, explain } from '../../../../lib/engine/evaluate.js';
import type { SubjectInit } from '../../../../lib/engine/subject.js';
import { createSubject } from '../../../../lib/engine/subject.js';
import { compileOptimizely } from '../../../../lib/platforms/optimizely/compile/compile.js';
import { wireDecision } from '../../../../lib/platforms/optimizely/wire/body.js';
import type { LooseDatafile } from '../../../fixtures/optimizely/datafile.js';
import { smallDatafile } from '../../../fixtures/optimizely/datafile.js';

const AMERICAN = { units: { visitor: 'v-1' }, attributes: { country: 'us' } };

function decide(change: (datafile: LooseDatafile) => void, init: SubjectInit = {}): Decision {
  const datafile = smallDatafile();
  change(datafile);
  return evaluate(compileOptimizely(datafile), 'checkout', createSubject({ ...AMERICAN, ...init }));
}

/** Each of these is what the official SDK makes of it. */
describe('values of another type than they should be', () => {
  it('a prediction with an empty id names no variation, even where one has it', () => {
    const decision = (variationId: string): Decision =>
      decide(
        (datafile) => {
          const [experiment] = datafile['experiments'];
          experiment.cmab = { trafficAllocation: 10_000, attributeIds: [] };
          experiment.variations.push({ id: '', key: 'nameless', featureEnabled: true });
        },
        { facts: { cmab: { '10': { variationId, cmabUuid: 'u' } } } },
      );
    expect(decision('101').cause).toBe('bandit');
    expect(decision('').cause).toBe('rollout');
  });

  it.each([
    [['10000'], 'split'],
    [[[10_000]], 'split'],
    ['1e4', 'split'],
    [[true], 'rollout'],
    [[1, 10_000], 'rollout'],
    [{}, 'rollout'],
    [[], 'rollout'],
    [null, 'rollout'],
  ])('end a range as JavaScript compares them: %j', (endOfRange, cause) => {
    const decision = decide((datafile) => {
      datafile['experiments'][0].trafficAllocation[0].endOfRange = endOfRange;
    });
    expect(decision.cause).toBe(cause);
  });

  it.each([
    ['integer', [7, 8], 7],
    ['integer', { a: 1 }, null],
    ['double', [1.5], 1.5],
    ['boolean', ['true'], null],
    ['boolean', true, null],
    ['json', ['{"a":1}'], { a: 1 }],
    ['json', 7, 7],
    ['json', [], null],
    ['string', [1, { a: null }], [1, { a: null }]],
  ])('are cast to %s from %j', (type, defaultValue, expected) => {
    const decision = decide((datafile) => {
      datafile['experiments'] = [];
      datafile['rollouts'] = [];
      datafile['featureFlags'] = [
        {
          ...datafile['featureFlags'][0],
          experimentIds: [],
          variables: [{ id: 'v1', key: 'size', type, defaultValue }],
        },
      ];
    });
    expect(decision.variables.get('size')).toEqual(expected);
  });

  it('are members of a stored record by their place', () => {
    for (const map of ['ab', [{ variation_id: '101' }]]) {
      const stored = { 'v-1': { user_id: 'v-1', experiment_bucket_map: map as never } };
      const { writes } = decide(() => undefined, { stored });
      expect(writes[0]?.document).toEqual({
        user_id: 'v-1',
        experiment_bucket_map: { ...Object.fromEntries(Object.entries(map)), '10': { variation_id: '101' } },
      });
    }
    const given = { ...AMERICAN.attributes, $opt_experiment_bucket_map: '{"10":{"variation_id":"101"}}' };
    expect(decide(() => undefined, { attributes: given }).cause).toBe('split');
  });

  it('list users by the members that they have', () => {
    const whitelist = (datafile: LooseDatafile): void => {
      datafile['experiments'][0].forcedVariations = ['on'];
    };
    expect(decide(whitelist, { units: { visitor: '0' } }).cause).toBe('whitelist');
    const datafile = smallDatafile();
    whitelist(datafile);
    const subject = createSubject({ ...AMERICAN, units: { visitor: 'length' } });
    const { messages } = explain(compileOptimizely(datafile), 'checkout', subject).decision;
    expect(messages).toContain('Variation key 1 is not in datafile. Not activating user length.');
  });

  it('are told as they came', () => {
    const falsy = decide((datafile) => {
      datafile['experiments'][0].variations[0].id = 0;
      datafile['experiments'][0].forcedVariations = { 'v-1': 'on' };
    });
    expect(wireDecision(falsy.exposures[0] as never)).toMatchObject({
      variation_id: null,
      experiment_id: '10',
    });
    const holdout = decide((datafile) => {
      datafile['holdouts'] = [
        {
          id: false,
          key: 'out',
          status: 'Running',
          variations: [{ id: '901', key: 'held' }],
          trafficAllocation: [{ entityId: '901', endOfRange: 10_000 }],
        },
      ];
    });
    expect(wireDecision(holdout.exposures[0] as never)).toMatchObject({
      campaign_id: null,
      experiment_id: false,
    });
  });
});

describe('an experiment without a key', () => {
  it('is out of reach of forced variations', () => {
    const nameless = (datafile: LooseDatafile): void => {
      datafile['experiments'][0].key = '';
    };
    expect(decide(nameless, { customAssignments: { '': 'on' } }).cause).toBe('split');
    expect(decide(() => undefined, { customAssignments: { checkout_test: 'on' } }).cause).toBe('override');
  });
});

describe('a value that is nested beyond the stack', () => {
  it('takes its flag out of service, and no other', () => {
    const text = JSON.stringify(smallDatafile()).replace('"5"', `${'['.repeat(50_000)}${']'.repeat(50_000)}`);
    const typed = text.replace('"integer"', '"string"');
    const program = compileOptimizely(typed);
    expect(program.warnings.filter((one) => one.quarantined).map(({ flagKey }) => flagKey)).toEqual([
      'checkout',
    ]);
    expect(evaluate(program, 'other', createSubject(AMERICAN)).on).toBe(true);
  });

  it('is no condition, and told in short', () => {
    const text = JSON.stringify(smallDatafile()).replace(
      '["a1"]',
      `[{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}]`,
    );
    const { decision } = explain(compileOptimizely(text), 'checkout', createSubject(AMERICAN));
    expect(decision.cause).toBe('rollout');
    expect(decision.messages).toContain('Evaluating audiences for experiment "checkout_test": ....');
  });
});
