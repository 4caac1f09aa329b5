import { describe, expect, it } from 'vitest';
import { evaluateExperiment } from '../../../../../lib/engine/evaluate.js';
import type { SubjectInit } from '../../../../../lib/engine/subject.js';
import { createSubject } from '../../../../../lib/engine/subject.js';
import { matchingAudiences } from '../../../../../lib/platforms/kameleoon/compile/audiences.js';
import { compileKameleoon } from '../../../../../lib/platforms/kameleoon/compile/compile.js';
import { checkForcedVariation } from '../../../../../lib/platforms/kameleoon/compile/forced-variations.js';
import * as errors from '../../../../../lib/platforms/kameleoon/setup/kameleoon.errors.js';
import {
  activateFeature,
  featureVariable,
  featureVariables,
  pureVisitor,
  triggerExperiment,
  variationAssociatedData,
} from '../../../../../lib/platforms/kameleoon/extras/v1-calls.js';
import { dataFile, flag, rule, segment } from '../../../../fixtures/kameleoon/data-file.js';

const arm = (variationKey: string, variationId: number | null) => ({
  variationKey,
  variationId,
  exposition: 1,
});
const phones = segment(7, [{ targetingType: 'DEVICE_TYPE', device: 'PHONE' }]);
const who = (init: SubjectInit = {}) => createSubject({ units: { visitor: 'v' }, ...init });

const FILE = dataFile({
  segments: [
    { ...phones, audienceTracking: true },
    { id: 8, audienceTracking: true, conditionsData: { firstLevelOrOperators: [], firstLevel: [] } },
    { ...segment(9, [{ targetingType: 'SEGMENT', segmentId: 9 }]), audienceTracking: true },
    segment(10, [{ targetingType: 'INTERESTS' }]),
  ],
  featureFlags: [
    flag({
      rules: [
        rule({ id: 1, experimentId: 101, segmentId: 7, variationByExposition: [arm('on', 2)] }),
        rule({ id: 2, experimentId: 102, exposition: 0, variationByExposition: [arm('on', 3)] }),
        rule({ id: 3, experimentId: 103, variationByExposition: [arm('off', null)] }),
        rule({ id: 4, experimentId: 104, variationByExposition: [arm('on', 5)] }),
        rule({ id: 5, experimentId: 105, type: 'TARGETED_DELIVERY', variationByExposition: [arm('on', 6)] }),
      ],
    }),
    flag({ id: 2, featureKey: 'closed', environmentEnabled: false }),
    flag({ id: 3, featureKey: 'broken', rules: [rule({ segmentId: 9, experimentId: 109 })] }),
    flag({
      id: 4,
      featureKey: 'odd',
      defaultVariationKey: 'bad',
      rules: [],
      variations: [
        {
          key: 'bad',
          variables: [
            { key: 'a', type: 'STRING', value: 5 },
            { key: 'b', type: 'NUMBER', value: 'x' },
            { key: 'a', type: 'STRING', value: 6 },
          ],
        },
      ],
    }),
    flag({ id: 5, featureKey: 'nowhere', defaultVariationKey: 'missing', rules: [] }),
  ],
});
const program = compileKameleoon(FILE);

describe('triggerExperiment', () => {
  it('answers the variation id, and 0 for the reference', () => {
    const phone = who({ facts: { device: 'PHONE' } });
    const { value, decision } = triggerExperiment(pureVisitor(program, phone), 101);
    expect([value, decision.exposures.map(({ variation }) => variation.id)]).toEqual([2, [2]]);
    expect(triggerExperiment(pureVisitor(program, who()), 103).value).toBe(0);
  });

  it('tells apart why there is none', () => {
    expect(() => triggerExperiment(pureVisitor(program, who()), 999)).toThrow(
      errors.ExperimentConfigurationNotFoundError,
    );
    expect(() => triggerExperiment(pureVisitor(program, who()), 105)).toThrow(
      errors.ExperimentConfigurationNotFoundError,
    );
    expect(() => triggerExperiment(pureVisitor(program, who()), 101)).toThrow(errors.NotTargetedError);
    expect(() => triggerExperiment(pureVisitor(program, who()), 102)).toThrow(errors.NotActivatedError);
    expect(() => triggerExperiment(pureVisitor(program, who()), 104)).toThrow(errors.NotActivatedError);
    expect(() => triggerExperiment(pureVisitor(program, who()), 109)).toThrow(errors.EvaluationFailedError);
    expect(() => triggerExperiment(pureVisitor(program, createSubject()), 103)).toThrow(
      errors.VisitorCodeNotValidError,
    );
  });

  it('hands over what was decided when an earlier rule took the visitor', () => {
    expect(() => triggerExperiment(pureVisitor(program, who()), 104)).toThrow(
      expect.objectContaining({
        decision: expect.objectContaining({
          value: null,
          exposures: [expect.objectContaining({ experiment: expect.objectContaining({ id: 103 }) })],
        }),
      }),
    );
  });

  it('is what the program answers for an experiment on its own', () => {
    expect(evaluateExperiment(program, '101', who())).toMatchObject({
      cause: 'not-targeted',
      value: null,
      assignment: null,
    });
    expect(evaluateExperiment(program, '103', who())).toMatchObject({ cause: 'split', value: 'off' });
  });
});

describe('activateFeature', () => {
  it('goes by key or id', () => {
    expect(activateFeature(pureVisitor(program, who({ facts: { device: 'PHONE' } })), 'checkout').value).toBe(
      true,
    );
    expect(activateFeature(pureVisitor(program, who()), 1).value).toBe(false);
    expect(activateFeature(pureVisitor(program, who()), 'closed').value).toBe(false);
  });

  it('fails for what is not there', () => {
    for (const feature of ['unheard', '__proto__', 77]) {
      expect(() => activateFeature(pureVisitor(program, who()), feature)).toThrow(
        errors.FeatureConfigurationNotFoundError,
      );
    }
    expect(() => activateFeature(pureVisitor(program, createSubject()), 'unheard')).toThrow(
      errors.VisitorCodeNotValidError,
    );
    expect(() =>
      activateFeature(pureVisitor(program, who({ units: { visitor: 'x'.repeat(256) } })), 1),
    ).toThrow(errors.VisitorCodeNotValidError);
  });
});

describe('variables', () => {
  it('come with their type, by feature or by variation', () => {
    const { value } = featureVariable(
      pureVisitor(program, who({ facts: { device: 'PHONE' } })),
      'checkout',
      'limit',
    );
    expect(value).toMatchObject({ type: 'NUMBER', value: 5 });
    expect(variationAssociatedData(program, 3).get('limit')?.value).toBe(5);
    expect(() => variationAssociatedData(program, 999)).toThrow(errors.VariationConfigurationNotFoundError);
  });

  it('fail one by one', () => {
    expect(featureVariable(pureVisitor(program, who()), 'odd', 'a').value.value).toBe('5');
    expect(() => featureVariable(pureVisitor(program, who()), 'odd', 'b')).toThrow(
      errors.EvaluationFailedError,
    );
    expect(() => featureVariables(pureVisitor(program, who()), 'odd')).toThrow(errors.EvaluationFailedError);
    expect(() => featureVariable(pureVisitor(program, who()), 'odd', 'c')).toThrow(
      errors.FeatureVariableNotFoundError,
    );
    expect(() => featureVariable(pureVisitor(program, who()), 'closed', 'a')).toThrow(
      errors.NotActivatedError,
    );
    expect(() => featureVariable(pureVisitor(program, who()), 'nowhere', 'a')).toThrow(
      errors.VariationConfigurationNotFoundError,
    );
    expect(featureVariables(pureVisitor(program, who()), 1).value).toEqual([]);
  });
});

describe('checkForcedVariation', () => {
  it('takes what has an id', () => {
    checkForcedVariation(program, 105, 'on');
    expect(() => checkForcedVariation(program, 103, 'off')).toThrow(
      errors.VariationConfigurationNotFoundError,
    );
    expect(() => checkForcedVariation(program, 101, 'constructor')).toThrow('It has: on.');
    expect(() => checkForcedVariation(program, 999, 'on')).toThrow(
      errors.ExperimentConfigurationNotFoundError,
    );
  });
});

describe('matchingAudiences', () => {
  it('lists the tracked segments that include the visitor; one that fails includes nobody', () => {
    expect(matchingAudiences(program, who())).toEqual([8]);
    expect(matchingAudiences(program, who({ facts: { device: 'PHONE' } }))).toEqual([7, 8]);
  });
});
