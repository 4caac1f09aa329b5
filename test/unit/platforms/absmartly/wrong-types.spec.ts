import { describe, expect, it } from 'vitest';
import { evaluate, evaluateVariable } from '../../../../lib/engine/evaluate.js';
import { createSubject } from '../../../../lib/engine/subject.js';
import { compileAbsmartly } from '../../../../lib/platforms/absmartly/compile/compile.js';
import { sameTerms } from '../../../../lib/platforms/absmartly/decide/compiled-experiment.js';
import { customFieldValue } from '../../../../lib/platforms/absmartly/compile/context-data.js';
import { sampleExperiment, VISITOR } from '../../../fixtures/absmartly/sample-payload.js';

/** What the vendor's SDK does with these was seen by running it. */
describe('members of wrong types', () => {
  const TERMS = { id: 1, unitType: 'session_id', iteration: 1, fullOnVariant: 0 };

  it.each([
    [null, 5, true],
    [undefined, {}, true],
    [null, undefined, true],
    [null, [], false],
    [null, 'ab', false],
    [5, 5, true],
    [5, null, false],
    [['0', '1'], '01', true],
    [['0', '1'], '00', false],
    [[0, 1], [0, 1], true],
    [[0, 1], [0, 1, 0], false],
    [[1], { length: 1, 0: 1 }, true],
  ])('a traffic split of %j after one of %j is the same: %j', (now, before, same) => {
    expect(sameTerms({ ...TERMS, trafficSplit: now }, { ...TERMS, trafficSplit: before })).toBe(same);
  });

  it.each([[['']], [[null]], [{ length: 3 }], [{ length: 1, toString: 0, valueOf: 0 }]])(
    'a configuration %j, for which the SDK rejects the file, quarantines the experiment',
    (config) => {
      const program = compileAbsmartly({
        experiments: [sampleExperiment({ variants: [{ config }] }), sampleExperiment({ name: 'sound' })],
      });
      expect(program.warnings).toMatchObject([{ flagKey: 'exp', quarantined: true }]);
      expect(evaluate(program, 'exp', createSubject(VISITOR)).cause).toBe('quarantined');
      expect(evaluate(program, 'sound', createSubject(VISITOR)).cause).toBe('split');
    },
  );

  it.each([[[]], [{}], [5], [true], [{ length: 0 }], [{ length: 'x' }]])(
    'a configuration %j sets no variables',
    (config) => {
      const program = compileAbsmartly({ experiments: [sampleExperiment({ variants: [{ config }] })] });
      expect(program.warnings).toEqual([]);
      expect(program.variables.size).toBe(0);
    },
  );

  it.each([[1n], ['1'], [[1]], [[[1]]]])(
    'an override of %o picks the arm that it is the index of',
    (variant) => {
      const program = compileAbsmartly({ experiments: [sampleExperiment()] });
      const subject = createSubject({ ...VISITOR, forcedVariations: { exp: variant } });
      expect(evaluate(program, 'exp', subject)).toMatchObject({ value: variant, on: true });
      expect(evaluateVariable(program, 'size', subject).value).toBe(10);
    },
  );

  it('a custom field that no number can be made of is NaN, and the experiment works', () => {
    const customFieldValues = [{ name: 'f', type: 'number', value: { valueOf: 0, toString: 0 } }];
    const program = compileAbsmartly({ experiments: [sampleExperiment({ customFieldValues })] });
    expect(customFieldValue(program, 'exp', 'f')).toBeNaN();
    expect(program.warnings).toEqual([]);
  });
});
