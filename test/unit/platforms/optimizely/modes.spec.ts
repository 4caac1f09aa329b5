import { describe, expect, it } from 'vitest';
import { evaluate, evaluateExperiment } from '../../../../lib/engine/evaluate.js';
import type { SubjectInit } from '../../../../lib/engine/subject.js';
import { createSubject } from '../../../../lib/engine/subject.js';
import { compileOptimizely } from '../../../../lib/platforms/optimizely/compile/compile.js';
import type { LooseDatafile } from '../../../fixtures/optimizely/datafile.js';
import { smallDatafile } from '../../../fixtures/optimizely/datafile.js';

const AMERICAN = { units: { visitor: 'v-1' }, attributes: { country: 'us' } };

function holdout(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const arm = { id: '901', key: 'held', featureEnabled: false };
  const traffic = [{ entityId: '901', endOfRange: 10_000 }];
  return {
    id: '90',
    key: 'out',
    status: 'Running',
    variations: [arm],
    trafficAllocation: traffic,
    ...changes,
  };
}

function decide(init: SubjectInit, change: (datafile: LooseDatafile) => void = () => undefined) {
  const datafile = smallDatafile();
  change(datafile);
  return evaluate(compileOptimizely(datafile), 'checkout', createSubject({ ...AMERICAN, ...init }));
}

describe('a visitor for whom experiments are switched off', () => {
  const enabled = false;

  it('gets what is delivered instead', () => {
    expect(decide({})).toMatchObject({ ruleId: 'checkout_test', cause: 'split' });
    expect(decide({ enabled })).toMatchObject({ ruleId: 'everyone', cause: 'rollout', source: 'rollout' });
    expect(decide({ enabled }, (datafile) => (datafile['rollouts'] = []))).toMatchObject({
      on: false,
      cause: 'disabled',
      value: 5,
      writes: [],
    });
  });

  it('is in no experiment, however it would place the visitor', () => {
    const listed = (datafile: LooseDatafile): void => {
      datafile['experiments'][0].forcedVariations = { 'v-1': 'on' };
    };
    const stored = { 'v-1': { user_id: 'v-1', experiment_bucket_map: { '10': { variation_id: '101' } } } };
    const assigned = { checkout_test: 'on' };
    for (const init of [{}, { stored }, { customAssignments: assigned }]) {
      expect(decide(init, listed).ruleId).toBe('checkout_test');
      expect(decide({ ...init, enabled }, listed).ruleId).toBe('everyone');
    }
    const program = compileOptimizely(smallDatafile());
    const off = createSubject({ ...AMERICAN, enabled });
    expect(evaluateExperiment(program, 'checkout_test', off)).toMatchObject({
      value: null,
      cause: 'disabled',
    });
  });

  it('is held out of nothing', () => {
    const everywhere = (datafile: LooseDatafile): void => {
      datafile['holdouts'] = [holdout()];
      datafile['localHoldouts'] = [holdout({ id: '91', includedRules: ['20'] })];
    };
    expect(decide({}, everywhere)).toMatchObject({ ruleId: 'out', cause: 'holdout' });
    expect(decide({ enabled }, everywhere)).toMatchObject({ ruleId: 'everyone', cause: 'rollout' });
  });

  it('still gets what is forced', () => {
    expect(decide({ enabled, forcedValues: { checkout: 42 } })).toMatchObject({
      value: 42,
      cause: 'override',
    });
    expect(decide({ enabled, forcedVariations: { checkout: 'on' } })).toMatchObject({
      value: 9,
      cause: 'override',
    });
    const rule = { checkout: new Map([['checkout_test', 'on']]) };
    expect(decide({ enabled, forcedVariations: rule })).toMatchObject({ ruleId: 'checkout_test', value: 9 });
  });
});

describe('a visitor in test mode', () => {
  const qaMode = true;

  it('is assigned by no hash', () => {
    const decision = decide({ qaMode });
    expect(decision).toMatchObject({
      ruleId: 'everyone',
      cause: 'rollout',
      assignment: { hashUsed: false, bucket: null },
    });
    const experimentOnly = decide({ qaMode }, (datafile) => (datafile['rollouts'] = []));
    expect(experimentOnly).toMatchObject({ on: false, cause: 'qa-mode', writes: [] });
    expect(decide({ qaMode, attributes: {} }, (datafile) => (datafile['rollouts'] = [])).cause).toBe(
      'not-targeted',
    );
  });

  it('is delivered only what everybody gets whom a rule is for', () => {
    const half = (datafile: LooseDatafile): void => {
      datafile['rollouts'][0].experiments.unshift({
        ...datafile['rollouts'][0].experiments[0],
        id: '19',
        key: 'half',
        trafficAllocation: [{ entityId: '201', endOfRange: 9999 }],
      });
    };
    const rules = (init: SubjectInit): (string | null)[] =>
      Array.from(
        { length: 20 },
        (_, i) => decide({ ...init, units: { visitor: `v-${i}` }, attributes: {} }, half).ruleId,
      );
    expect(rules({})).toContain('half');
    expect(new Set(rules({ qaMode }))).toEqual(new Set(['everyone']));
    const none = decide({ qaMode, attributes: {} }, (datafile) => {
      datafile['rollouts'][0].experiments[0].trafficAllocation[0].endOfRange = 9999;
    });
    expect(none).toMatchObject({ on: false, cause: 'qa-mode' });
  });

  it('is held out of nothing, and finds nothing stored', () => {
    const stored = { 'v-1': { user_id: 'v-1', experiment_bucket_map: { '10': { variation_id: '101' } } } };
    const out = (datafile: LooseDatafile): void => void (datafile['holdouts'] = [holdout()]);
    expect(decide({ stored }).cause).toBe('sticky');
    expect(decide({ stored, qaMode }, out)).toMatchObject({
      ruleId: 'everyone',
      cause: 'rollout',
      writes: [],
    });
  });

  it('still gets forced variations and those of a whitelist', () => {
    const listed = (datafile: LooseDatafile): void => {
      datafile['experiments'][0].forcedVariations = { 'v-1': 'on' };
    };
    expect(decide({ qaMode }, listed)).toMatchObject({ ruleId: 'checkout_test', cause: 'whitelist' });
    expect(decide({ qaMode, customAssignments: { checkout_test: 'on' } })).toMatchObject({
      ruleId: 'checkout_test',
      cause: 'override',
    });
    expect(decide({ qaMode, forcedVariations: { checkout: 'on' } })).toMatchObject({
      value: 9,
      cause: 'override',
    });
  });

  it('is asked for no prediction', () => {
    const bandit = (datafile: LooseDatafile): void => {
      datafile['experiments'][0].cmab = { trafficAllocation: 10_000, attributeIds: [] };
    };
    const facts = { cmab: { '10': { variationId: '101', cmabUuid: 'u' } } };
    expect(decide({ facts }, bandit).cause).toBe('bandit');
    expect(decide({ facts, qaMode }, bandit)).toMatchObject({ ruleId: 'everyone', cause: 'rollout' });
  });
});
