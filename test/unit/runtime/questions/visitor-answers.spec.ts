import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainDecision } from '../../../../lib/engine/decision.js';
import type { Cause } from '../../../../lib/engine/vocabulary.js';
import {
  ConfigurationNotFoundError,
  NotActivatedError,
  NotTargetedError,
} from '../../../../lib/errors/required-decision.error.js';
import { fitsFallback, jsonTypeOf } from '../../../../lib/runtime/shared/json-type.js';
import { requireDecision } from '../../../../lib/runtime/questions/required-decision.js';

describe('fitsFallback', () => {
  it('takes values of the same JSON type', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, fallback) => {
        const alike = JSON.stringify(jsonTypeOf(value)) === JSON.stringify(jsonTypeOf(fallback));
        expect(fitsFallback(value, fallback)).toBe(fallback === null || alike);
      }),
    );
  });

  it.each([
    [[], {}, false],
    [1, '1', false],
    [{ a: 1 }, { b: 2 }, true],
    [false, 0, false],
    ['x', undefined, true],
    [() => 1, 1, false],
  ])('%j where %j is expected: %s', (value, fallback, fits) => {
    expect(fitsFallback(value, fallback)).toBe(fits);
  });
});

describe('requireDecision', () => {
  const TAKEN: Cause[] = [
    'default',
    'forced',
    'rollout',
    'split',
    'full-on',
    'sticky',
    'override',
    'query-override',
    'custom-assignment',
    'whitelist',
    'bandit',
    'simulated',
  ];
  const REFUSED: [new (...args: never[]) => Error, Cause[]][] = [
    [NotTargetedError, ['not-targeted', 'prerequisite-failed', 'missing-unit']],
    [
      NotActivatedError,
      [
        'traffic-excluded',
        'group-excluded',
        'holdout',
        'not-running',
        'disabled',
        'qa-mode',
        'sticky-version-blocked',
        'consent-refused',
      ],
    ],
    [
      ConfigurationNotFoundError,
      [
        'unknown-flag',
        'not-ready',
        'quarantined',
        'invalid-rule',
        'unknown-variation',
        'prerequisite-cycle',
        'error',
      ],
    ],
  ];
  const decisionOf = (cause: Cause) => plainDecision({ key: 'k', value: 1, reason: 'DEFAULT', cause });

  it.each(TAKEN)('takes %s', (cause) => {
    const decision = decisionOf(cause);
    expect(requireDecision('k', decision)).toBe(decision);
  });

  it.each(REFUSED.flatMap(([type, causes]) => causes.map((cause) => [cause, type] as const)))(
    'refuses %s',
    (cause, type) => {
      expect(() => requireDecision('k', decisionOf(cause))).toThrow(type);
      expect(() => requireDecision('k', decisionOf(cause))).toThrow(
        expect.objectContaining({ key: 'k', reason: cause, message: expect.stringContaining('"k"') }),
      );
    },
  );
});
