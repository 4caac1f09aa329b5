import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../../lib/engine/evaluate.js';
import { createSubject } from '../../../../../lib/engine/subject.js';
import { compileGrowthbook } from '../../../../../lib/platforms/growthbook/compile/compile.js';

/** The decision of a feature with this one rule, for somebody for whom every rule below applies. */
function decide(rule: object) {
  const program = compileGrowthbook({
    features: { flag: { defaultValue: 'default', rules: [rule] }, parent: { defaultValue: true } },
  });
  return evaluate(program, 'flag', createSubject({ attributes: { id: 'u1', country: 'FR' } }));
}

const CONDITION = { condition: { country: 'FR' } };
const PARENT = { parentConditions: [{ id: 'parent', condition: { value: true } }] };
const FILTERS = { filters: [{ seed: 's', attribute: 'id', hashVersion: 2, ranges: [[0, 1]] }] };

describe('a forced rule', () => {
  it.each<[string, object, string, string]>([
    ['nothing else', {}, 'STATIC', 'forced'],
    ['a condition', CONDITION, 'TARGETING_MATCH', 'forced'],
    ['a prerequisite', PARENT, 'TARGETING_MATCH', 'forced'],
    ['a filter', FILTERS, 'TARGETING_MATCH', 'forced'],
    ['a condition and a prerequisite', { ...CONDITION, ...PARENT }, 'TARGETING_MATCH', 'forced'],
    ['all of these', { ...CONDITION, ...PARENT, ...FILTERS }, 'TARGETING_MATCH', 'forced'],
    ['a percentage', { coverage: 1 }, 'SPLIT', 'rollout'],
    ['a range', { range: [0, 1] }, 'SPLIT', 'rollout'],
    ['a percentage and a condition', { coverage: 1, ...CONDITION }, 'SPLIT', 'rollout'],
  ])('with %s has its reason and cause', (_title, parts, reason, cause) => {
    const decision = decide({ id: 'r1', force: 'forced', ...parts });
    expect(decision).toMatchObject({ value: 'forced', reason, cause, ruleId: 'r1' });
  });

  it.each<[string, object, string]>([
    ['a condition', { condition: { country: 'DE' } }, 'not-targeted'],
    [
      'a prerequisite',
      { parentConditions: [{ id: 'parent', condition: { value: false } }] },
      'prerequisite-failed',
    ],
    ['a filter', { filters: [{ ...FILTERS.filters[0], ranges: [[0, 0]] }] }, 'group-excluded'],
    ['a percentage of 0', { coverage: 0 }, 'traffic-excluded'],
    ['an empty range', { range: [0, 0] }, 'traffic-excluded'],
  ])('is passed over where %s keeps the visitor out, and says so', (_title, parts, cause) => {
    const decision = decide({ force: 'forced', ...parts });
    expect(decision).toMatchObject({ value: 'default', reason: 'DEFAULT', cause });
  });
});
