import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate, evaluateExperiment, evaluateVariable } from '../../../../lib/engine/evaluate.js';
import { createSubject } from '../../../../lib/engine/subject.js';
import { PayloadError } from '../../../../lib/errors/payload.error.js';
import { compileKameleoon } from '../../../../lib/platforms/kameleoon/compile/compile.js';
import type { Program } from '../../../../lib/engine/program.js';
import { flag, rule, segment } from '../../../fixtures/kameleoon/data-file.js';

const SEED = Number(process.env['CONFORMANCE_SEED'] ?? 20_261_121);

const SEGMENTS = [
  segment(7, [
    {
      targetingType: 'CUSTOM_DATUM',
      customDataIndex: '1',
      valueMatchType: 'REGULAR_EXPRESSION',
      value: '^a',
    },
    { targetingType: 'BROWSER', browser: 'CHROME', version: '86', versionMatchType: 'GREATER' },
    { targetingType: 'SEGMENT', segmentId: 8 },
  ]),
  segment(8, [{ targetingType: 'TARGET_FEATURE_FLAG', featureFlagId: 1 }], true),
];

/** The file, anew for each run. `bystander` shares nothing with the others but the file. */
const fresh = (): Record<string, unknown> =>
  JSON.parse(
    JSON.stringify({
      dateModified: 1,
      configuration: {
        consentType: 'REQUIRED',
        consentOptOutBehavior: 'FULLY_BLOCK',
        dataApiDomain: 'd.example',
      },
      customData: [{ id: 1, index: 1, name: 'plan', isMappingIdentifier: false }],
      segments: SEGMENTS,
      featureFlags: [
        flag({
          mutuallyExclusiveGroup: 'g',
          bucketingCustomDataId: 1,
          rules: [rule({ segmentId: 7 }), rule({ id: 11 })],
        }),
        flag({
          id: 2,
          featureKey: 'second',
          mutuallyExclusiveGroup: 'g',
          rules: [rule({ id: 12, type: 'TARGETED_DELIVERY' })],
        }),
        flag({ id: 3, featureKey: 'bystander', rules: [rule({ id: 13, experimentId: 300 })] }),
      ],
    }),
  ) as Record<string, unknown>;

const SUBJECT = createSubject({
  units: { visitor: 'visitor-1' },
  facts: { customData: { 1: ['abc'] }, browser: { browser: 'CHROME', version: 90 } },
  now: 5,
});
const anything = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    '',
    '__proto__',
    'constructor',
    '(a+)+$',
    '/a/zz',
    [],
    {},
    [null],
    NaN,
    -1,
    1e308,
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Puts something else at a place; the numbers choose the way down. */
function spoil(file: Record<string, unknown>, way: readonly number[], wrong: unknown): string {
  let holder = file;
  const path: string[] = [];
  for (const turn of way) {
    const names = Object.keys(holder);
    const name = names[turn % names.length];
    if (name === undefined) break;
    path.push(name);
    const next = holder[name];
    if (typeof next !== 'object' || next === null || Object.keys(next).length === 0) break;
    holder = next as Record<string, unknown>;
  }
  const last = path.at(-1) ?? 'featureFlags';
  Object.defineProperty(holder, last, { value: wrong, enumerable: true, configurable: true, writable: true });
  return path.join('.');
}

function compiled(file: unknown): Program | null {
  try {
    return compileKameleoon(file);
  } catch (error) {
    expect(error).toBeInstanceOf(PayloadError);
    expect((error as Error).message).toMatch(/expected/i);
    return null;
  }
}

describe('a data file with anything anywhere', () => {
  it('is a program that answers, or a clear error', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.array(fc.nat(30), { minLength: 1, maxLength: 9 }), anything), {
          minLength: 1,
          maxLength: 3,
        }),
        (changes) => {
          const file = fresh();
          for (const [way, wrong] of changes) spoil(file, way, wrong);
          const program = compiled(file);
          if (program === null) return;
          for (const key of program.flags.keys()) {
            // 'error' would be a fault of ours: what the file causes has causes of its own.
            expect(evaluate(program, key, SUBJECT).source).not.toBe('error');
          }
          for (const key of program.experiments.keys()) {
            expect(evaluateExperiment(program, key, SUBJECT).source).not.toBe('error');
          }
          for (const key of program.variables.keys()) evaluateVariable(program, key, SUBJECT);
        },
      ),
      { seed: SEED, numRuns: 800 },
    );
  });

  it('does not lose the other flags to one that is broken, and names the broken one', () => {
    const sound = evaluate(compileKameleoon(fresh()), 'bystander', SUBJECT);
    expect(sound.cause).toBe('split');
    fc.assert(
      fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 7 }), anything, (way, wrong) => {
        const file = fresh();
        const [first] = file['featureFlags'] as Record<string, unknown>[];
        const path = spoil(first as Record<string, unknown>, way, wrong);
        const program = compileKameleoon(file);
        expect(evaluate(program, 'bystander', SUBJECT)).toEqual(sound);
        const decision = evaluate(program, 'checkout', SUBJECT);
        if (decision.cause !== 'quarantined') return;
        const warnings = program.warnings.filter(({ quarantined }) => quarantined);
        expect(
          warnings.map(({ flagKey }) => flagKey),
          path,
        ).toEqual(['checkout']);
      }),
      { seed: SEED, numRuns: 800 },
    );
  });

  it('changes no prototype', () => {
    const file = JSON.stringify(fresh())
      .replaceAll('"checkout"', '"__proto__"')
      .replaceAll('100', '"__proto__"');
    const program = compileKameleoon(file);
    evaluate(program, '__proto__', SUBJECT);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('100');
  });
});
