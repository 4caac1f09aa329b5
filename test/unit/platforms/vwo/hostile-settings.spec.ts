import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../lib/engine/evaluate.js';
import type { Program } from '../../../../lib/engine/program.js';
import { createSubject } from '../../../../lib/engine/subject.js';
import { PayloadError } from '../../../../lib/errors/payload.error.js';
import { compileVwo } from '../../../../lib/platforms/vwo/compile/compile.js';
import { vwoFeature, vwoSettings } from '../../../fixtures/vwo/settings.js';

type Json = Record<string, unknown>;

/** Every corner of the format once. */
function everything(): Json {
  const parts = [
    vwoFeature(1, {
      segments: {
        and: [
          { or: [{ custom_variable: { a: 'gt(5)' } }, { user: 'u, v' }, { featureId: { 2: 'off' } }] },
          { not: { or: [{ os: ['Linux', 'wildcard(w*)'] }, { device: 'x' }] } },
          { and: [{ country: 'DE' }, { city: 'Berlin' }] },
          { ua: 'regex(.)' },
          { ip_address: 'lte(10.0.0.1)' },
        ],
      },
      feature: { impactCampaign: { campaignId: 5, type: 'IMPACT' } },
    }),
    vwoFeature(2, {
      type: 'FLAG_TESTING',
      campaign: { isForcedVariationEnabled: true, isUserListEnabled: true, salt: 's' },
      variation: { segments: { user: 'u' }, salt: 't', i: 1, n: 'short', w: 100 },
    }),
    vwoFeature(3, { type: 'FLAG_PERSONALIZE' }),
  ];
  return vwoSettings(parts, {
    groups: { 7: { name: 'G', campaigns: ['20', '30_1'], et: 2, p: ['20'], wt: { 20: 50, '30_1': 50 } } },
    campaignGroups: { 20: 7, '30_1': 7 },
    pollInterval: 1000,
  });
}

const NOT_TEXT: readonly unknown[] = [
  { toString: 5 },
  Object.create(null),
  { toString: null, valueOf: null },
  { length: 1e9 },
];
const anything = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    0,
    -1,
    NaN,
    '',
    'x',
    true,
    [],
    {},
    [null],
    ...NOT_TEXT,
    '__proto__',
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Puts a value somewhere into the settings, under short names or long ones. */
const spoiled = fc
  .tuple(fc.array(fc.nat(), { minLength: 1, maxLength: 9 }), anything, fc.boolean())
  .map(([path, value, short]) => {
    const settings = structuredClone(everything());
    if (short)
      Object.assign(settings, {
        f: settings['features'],
        c: settings['campaigns'],
        campaigns: [],
        g: settings['groups'],
        cG: settings['campaignGroups'],
        a: 7,
        v: 2,
      });
    let at: Json = settings;
    for (const [i, step] of path.entries()) {
      const names = Object.keys(at);
      const name = names[step % names.length] as string;
      const next = at[name];
      if (
        i === path.length - 1 ||
        typeof next !== 'object' ||
        next === null ||
        Object.keys(next).length === 0
      ) {
        at[name] = value;
        break;
      }
      at = next as Json;
    }
    return settings;
  });

const subject = fc
  .record({
    id: fc.oneof(fc.constantFrom<unknown>('u', 5, [], ['x'], true, '\ud800', ...NOT_TEXT), fc.string()),
    attribute: anything,
    fact: anything,
    stored: fc.option(anything),
  })
  .map(({ id, attribute, fact, stored }) =>
    createSubject({
      units: { visitor: id as string },
      attributes: { a: attribute },
      stored:
        stored === null
          ? null
          : {
              'feature-1_u': stored as Json,
              'feature-2_u': stored as Json,
              _vwo_meta_meg_7_u: stored as Json,
            },
      facts: new Map<string, unknown>([
        ['userAgent', fact],
        ['ipAddress', fact],
        ['location', attribute],
        ['userAgentInfo', attribute],
        ['attributeLists', attribute],
        ['variationTargetingVariables', attribute],
        ['postSegmentationVariables', fact],
      ]),
    }),
  );

/** Null where the settings are refused as a whole: the only way to fail. */
function compiled(settings: unknown): Program | null {
  try {
    return compileVwo(settings);
  } catch (error) {
    if (error instanceof PayloadError) return null;
    throw error;
  }
}

describe('VWO settings and visitors of any shape', () => {
  it('never make compiling or deciding throw, and always give an answer', () => {
    fc.assert(
      fc.property(spoiled, subject, (settings, visitor) => {
        const program = compiled(settings);
        if (program === null) return;
        program.storedKeys(visitor);
        for (const key of [...program.flags.keys(), 'unknown', '__proto__']) {
          const { on, value, variables } = evaluate(program, key, visitor);
          expect(typeof on).toBe('boolean');
          // A feature that is off has none of its variables.
          if (!on) expect([null, false]).toContain(value);
          else if (variables.size === 0) expect(value).toBe(true);
          else if (variables.size > 1) expect(value).toEqual(Object.fromEntries(variables));
          expect(variables).toBeInstanceOf(Map);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('passes a user agent condition that cannot be read for those who have none, and fails for the others', () => {
    const program = compileVwo(vwoSettings([vwoFeature(1, { segments: { ua: { toString: '10' } } })]));
    const withUserAgent = createSubject({ units: { visitor: 'v' }, facts: { userAgent: 'Firefox' } });

    expect(evaluate(program, 'feature-1', createSubject({ units: { visitor: 'v' } }))).toMatchObject({
      on: false,
      cause: 'not-targeted',
    });
    expect(evaluate(program, 'feature-1', withUserAgent)).toMatchObject({ on: false, cause: 'error' });
  });

  it('is not moved by a prototype that somebody has polluted', () => {
    const polluted = Object.prototype as unknown as Json;
    Object.assign(polluted, {
      salt: 'evil',
      experimentVariationId: 1,
      experimentKey: 'feature-2_rule-1',
      country: 'DE',
    });
    try {
      const visitor = createSubject({ units: { visitor: 'v' }, stored: { 'feature-2_v': {} } });
      const decision = evaluate(compileVwo(everything()), 'feature-2', visitor);
      expect(decision.cause).not.toBe('sticky');
    } finally {
      for (const name of ['salt', 'experimentVariationId', 'experimentKey', 'country']) delete polluted[name];
    }
  });
});
