import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../../../lib/engine/decision.js';
import { evaluate, explain } from '../../../../../lib/engine/evaluate.js';
import type { Program } from '../../../../../lib/engine/program.js';
import type { SubjectInit } from '../../../../../lib/engine/subject.js';
import { createSubject } from '../../../../../lib/engine/subject.js';
import { PayloadError } from '../../../../../lib/errors/payload.error.js';
import { compileVwo } from '../../../../../lib/platforms/vwo/compile/compile.js';
import { integrationProperties } from '../../../../../lib/platforms/vwo/wire/integration-properties.js';
import { vwoFeature, vwoSettings } from '../../../../fixtures/vwo/settings.js';

const VISITOR: SubjectInit = { units: { visitor: 'user-1' } };

function decide(program: Program, key: string, subject: SubjectInit = VISITOR): Decision {
  return evaluate(program, key, createSubject(subject));
}

describe('compileVwo', () => {
  it('decides a rollout: value, variables, exposure', () => {
    const decision = decide(compileVwo(vwoSettings([vwoFeature(1)])), 'feature-1');
    expect(decision).toMatchObject({
      value: 'red',
      on: true,
      reason: 'SPLIT',
      cause: 'rollout',
      source: 'FLAG_ROLLOUT',
    });
    expect([...decision.variables]).toEqual([['color', 'red']]);
    expect(decision.assignment?.variation).toMatchObject({
      id: 1,
      key: 'Variation-1',
      value: [{ id: 1, key: 'color', type: 'string', value: 'red' }],
    });
    expect(decision.exposures).toMatchObject([
      {
        flagKey: 'feature-1',
        experiment: { id: 10, key: 'feature-1_rule-1' },
        hashValue: 'user-1',
        hashUsed: true,
      },
    ]);
  });

  it.each([
    ['true, and false when off', [], true, false],
    ['the only variable', [{ id: 1, key: 'count', type: 'integer', value: 0 }], 0, null],
    [
      'all variables by key',
      [
        { id: 1, key: 'count', type: 'integer', value: 8 },
        { id: 2, key: '__proto__', type: 'json', value: {} },
      ],
      JSON.parse('{"count":8,"__proto__":{}}') as unknown,
      null,
    ],
  ])('gives a feature the value of %s', (_, variables, whenOn, whenOff) => {
    const on = vwoSettings([vwoFeature(1, { variation: { variables } })]);
    expect(decide(compileVwo(on), 'feature-1').value).toEqual(whenOn);
    const off = vwoSettings([vwoFeature(1, { variation: { variables, weight: 0 } })]);
    expect(decide(compileVwo(off), 'feature-1')).toMatchObject({ on: false, value: whenOff });
  });

  it('takes the JSON text of settings too, and changes nothing of what it is given', () => {
    const settings = vwoSettings([vwoFeature(1)]);
    const text = JSON.stringify(settings);
    expect(decide(compileVwo(text), 'feature-1').on).toBe(true);
    compileVwo(settings);
    expect(JSON.stringify(settings)).toBe(text);
  });

  it('tells revisions apart by content, not by version alone', () => {
    const one = compileVwo(vwoSettings([vwoFeature(1)]));
    const same = compileVwo(JSON.stringify(vwoSettings([vwoFeature(1)])));
    const other = compileVwo(vwoSettings([vwoFeature(2)]));
    expect(one.revision).toBe(same.revision);
    expect(one.revision).not.toBe(other.revision);
    expect(compileVwo(vwoSettings([]), { revision: 'mine' }).revision).toBe('mine');
  });

  it('knows the goals and the facts that downloads, events and look-ups need', () => {
    const parts = [
      vwoFeature(1, { segments: { and: [{ country: 'DE' }] } }),
      vwoFeature(2, {
        segments: { custom_variable: { plan: 'inlist(abc)' } },
        feature: { isDebuggerEnabled: true },
      }),
      vwoFeature(3),
    ];
    const program = compileVwo(vwoSettings(parts, { collectionPrefix: 'eu01', pollInterval: 5000 }));
    expect([...(program.goals ?? [])].map(([key]) => key)).toEqual(['goal-1', 'goal-2', 'goal-3']);
    expect(Object.fromEntries(program.facts)).toMatchObject({
      accountId: 123456,
      sdkKey: 'test',
      collectionPrefix: 'eu01',
      pollIntervalMs: 5000,
      wasInitializedEarlier: false,
      gatewayFeatures: new Set(['feature-1', 'feature-2']),
      attributeLists: [{ attribute: 'plan', listId: 'abc' }],
      debuggedFeatures: new Set(['feature-2']),
    });
  });

  it.each([
    [{ custom_variable: { plan: 'inlist(abc)' } }, true],
    [{ or: [{ user: 'x' }, { not: { custom_variable: { plan: 'inlist(abc)' } } }] }, true],
    [{ and: [{ custom_variable: { plan: 'x' } }, { custom_variable: { plan: 'inlist(a)' } }] }, true],
    [{ ip_address: 'inlist(abc)' }, false],
    [{ or: [{ custom_variable: { plan: 'x' } }, { ip_address: 'inlist(abc)' }] }, false],
    [{ custom_variable: { plan: 'inlist(abc' } }, false],
    [{ custom_variable: { country: 'DE' } }, true],
    [{ browser_version: '9' }, true],
  ])('asks the gateway about visitors where the SDK does: %j', (segments, asks) => {
    const { facts } = compileVwo(vwoSettings([vwoFeature(1, { segments })]));
    expect(facts.get('gatewayFeatures')).toEqual(new Set(asks ? ['feature-1'] : []));
  });

  it('names the stored documents of a visitor as VWO does', () => {
    const parts = [vwoFeature(1, { type: 'FLAG_TESTING' }), vwoFeature(2)];
    const groups = { groups: { 5: { name: 'G', campaigns: ['10'] } }, campaignGroups: { 10: 5 } };
    const program = compileVwo(vwoSettings(parts, groups));
    expect(program.storedKeys(createSubject(VISITOR))).toEqual([
      'feature-1_user-1',
      'feature-2_user-1',
      '_vwo_meta_meg_5_user-1',
    ]);
    expect(program.storedKeys(createSubject())).toEqual([]);
  });

  it('writes what VWO stores, and only with a store', () => {
    const program = compileVwo(vwoSettings([vwoFeature(1)]));
    expect(decide(program, 'feature-1').writes).toEqual([]);
    expect(decide(program, 'feature-1', { units: { visitor: 42 }, stored: {} }).writes).toEqual([
      {
        key: 'feature-1_42',
        name: { key: 'feature-1_42', feature: 'feature-1', unit: 'visitor', value: '42' },
        document: {
          featureKey: 'feature-1',
          featureId: 1,
          userId: 42,
          rolloutId: 10,
          rolloutKey: 'feature-1_rule-1',
          rolloutVariationId: 1,
        },
      },
    ]);
  });

  it('tells integrations what VWO tells them', () => {
    const program = compileVwo(vwoSettings([vwoFeature(1)]));
    const subject = createSubject({ ...VISITOR, attributes: { plan: 'pro' } });
    expect(integrationProperties(evaluate(program, 'feature-1', subject), subject)).toEqual({
      featureName: 'Feature 1',
      featureId: 1,
      featureKey: 'feature-1',
      userId: 'user-1',
      api: 'getFlag',
      customVariables: { plan: 'pro', _vwoUserId: 'user-1' },
      rolloutId: 10,
      rolloutKey: 'feature-1_rule-1',
      rolloutVariationId: 1,
    });
    expect(integrationProperties(evaluate(program, 'unknown', subject), subject)).toBeNull();
  });

  it('explains rule by rule', () => {
    const parts = vwoFeature(1, { variation: { weight: 50 } });
    const { decision, steps } = explain(
      compileVwo(vwoSettings([parts])),
      'feature-1',
      createSubject(VISITOR),
    );
    expect(decision).toMatchObject({ on: false, value: null, reason: 'DEFAULT', cause: 'traffic-excluded' });
    expect(steps.find(({ kind }) => kind === 'FLAG_ROLLOUT')).toMatchObject({
      ruleId: 'rule-1',
      cause: 'traffic-excluded',
      notes: ['traffic bucket 67 of 100, limit 50', 'traffic-excluded'],
    });
  });
});

describe('what the application decides about a visitor of VWO', () => {
  const test = vwoFeature(1, {
    type: 'FLAG_TESTING',
    campaign: {
      variations: [
        { id: 1, name: 'Control', weight: 100, variables: [] },
        {
          id: 2,
          name: 'Blue',
          weight: 0,
          variables: [{ id: 1, key: 'color', type: 'string', value: 'blue' }],
        },
      ],
    },
  });
  const program = compileVwo(vwoSettings([test]));

  it.each([['Blue'], [2]])('forces a variation by key or id, without an exposure (%j)', (wanted) => {
    const forced = { 'feature-1_rule-1': wanted };
    const decision = decide(program, 'feature-1', { ...VISITOR, forcedVariations: forced, stored: {} });
    expect(decision).toMatchObject({
      on: true,
      cause: 'override',
      reason: 'STATIC',
      exposures: [],
      writes: [],
    });
    expect(decision.variables.get('color')).toBe('blue');
  });

  it.each([[undefined], [''], [0], [null], [NaN]])('needs a visitor: %j', (visitor) => {
    const decision = decide(program, 'feature-1', { units: { visitor: visitor as string } });
    expect(decision).toMatchObject({
      on: false,
      value: null,
      cause: 'missing-unit',
      errorCode: 'TARGETING_KEY_MISSING',
    });
  });
});

describe('settings that are not as they should be', () => {
  it.each<[string, unknown]>([
    ['text that is no JSON', '{'],
    ['nothing', null],
    ['a number', 5],
    ['a list', []],
    ['no campaigns', { version: 1, accountId: 1 }],
    ['no account', { version: 1, campaigns: [] }],
    ['groups of the wrong type', vwoSettings([], { groups: 5 })],
    ['groups of campaigns of the wrong type', vwoSettings([], { campaignGroups: 'x' })],
    ['an account that has no text', vwoSettings([], { a: { toString: 5 } })],
    ['an account of the wrong type', vwoSettings([], { accountId: null })],
    ['features that are no list', vwoSettings([], { features: {} })],
    ['short names of the wrong type', vwoSettings([], { f: 'text' })],
  ])('are refused: %s', (_, payload) => {
    expect(() => compileVwo(payload)).toThrow(PayloadError);
  });

  it.each([
    ['version', { version: undefined }],
    ['version', { version: { toString: 5 } }],
    ['sdkKey', { sdkKey: 5 }],
    ['usageStatsAccountId', { usageStatsAccountId: '5' }],
    ['collectionPrefix', { collectionPrefix: { eu: 1 } }],
    ['sdkMetaInfo.x', { sdkMetaInfo: { x: 1 } }],
    ['pollInterval', { pollInterval: '600000' }],
  ])('are taken where no decision hangs on what is wrong: %s', (path, more) => {
    const program = compileVwo(vwoSettings([vwoFeature(1)], more));
    expect(program.warnings).toMatchObject([{ flagKey: null, path, quarantined: false }]);
    expect(decide(program, 'feature-1').on).toBe(true);
  });

  it('put a feature out of service, and say where and why', () => {
    const settings = vwoSettings([
      vwoFeature(1),
      vwoFeature(2, { feature: { metrics: [{ id: 1, type: 'x' }] } }),
    ]);
    const program = compileVwo(settings);
    expect(program.warnings).toEqual([
      {
        flagKey: 'feature-2',
        path: 'features.feature-2.metrics[0].identifier',
        message: 'expected text, got nothing; the feature is out of service',
        quarantined: true,
      },
    ]);
    expect(decide(program, 'feature-2')).toMatchObject({
      on: false,
      reason: 'ERROR',
      cause: 'quarantined',
      errorCode: 'PARSE_ERROR',
    });
    expect(decide(program, 'feature-1').on).toBe(true);
  });

  it('put the features of a malformed campaign out of service, and only those', () => {
    const program = compileVwo(
      vwoSettings([vwoFeature(1), vwoFeature(2, { campaign: { percentTraffic: 'x' } })]),
    );
    expect(program.warnings.map(({ path, quarantined }) => [path, quarantined])).toEqual([
      ['campaigns[1].percentTraffic', false],
      ['features.feature-2.rules[0]', true],
    ]);
    expect(decide(program, 'feature-1').on).toBe(true);
  });

  it('warn of a segment that cannot be tested, and switch the feature off for those who come to it', () => {
    const program = compileVwo(vwoSettings([vwoFeature(1, { segments: { custom_variable: { age: 18 } } })]));
    expect(program.warnings).toMatchObject([
      { flagKey: 'feature-1', path: 'features.feature-1.rules[0]', quarantined: false },
    ]);
    expect(decide(program, 'feature-1')).toMatchObject({ on: false, cause: 'not-targeted' });
    expect(decide(program, 'feature-1', { ...VISITOR, attributes: { age: 18 } })).toMatchObject({
      on: false,
      value: null,
      reason: 'ERROR',
      cause: 'error',
    });
  });

  it('with segments that contain themselves put the feature out of service', () => {
    const loop: Record<string, unknown> = {};
    loop['not'] = loop;
    const program = compileVwo(vwoSettings([vwoFeature(1, { segments: loop }), vwoFeature(2)]));
    expect(decide(program, 'feature-1').cause).toBe('quarantined');
    expect(decide(program, 'feature-2').on).toBe(true);
  });

  it('with 1,000 levels of segments are decided, also deep in a stack', () => {
    const program = compileVwo(vwoSettings([vwoFeature(1, { segments: nested(1000) })]));
    const atDepth = (levels: number): Decision =>
      levels === 0 ? decide(program, 'feature-1') : atDepth(levels - 1);
    expect(atDepth(2000).on).toBe(true);
  });

  it('may use the names of Object.prototype for everything', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const segments = JSON.parse(`{"custom_variable":{"${name}":"x"}}`) as unknown;
      const variation = { variables: [{ id: 1, key: name, type: 'string', value: 'v' }] };
      const program = compileVwo(vwoSettings([vwoFeature(1, { key: name, segments, variation })]));
      expect(decide(program, name).on).toBe(false);
      const decision = decide(program, name, { ...VISITOR, attributes: new Map([[name, 'x']]), stored: {} });
      expect([decision.on, decision.variables.get(name)]).toEqual([true, 'v']);
      expect(decide(compileVwo(vwoSettings([])), name).cause).toBe('unknown-flag');
    }
  });

  it.each<[string, unknown]>([
    ['an object that is no text', Object.create(null)],
    [
      'a text method that throws',
      {
        toString: () => {
          throw new Error('no');
        },
      },
    ],
    ['a text method that is none', { toString: 5 }],
  ])('meet visitors that are not: %s', (_, value) => {
    const program = compileVwo(vwoSettings([vwoFeature(1, { segments: { custom_variable: { x: 'a' } } })]));
    expect(decide(program, 'feature-1', { ...VISITOR, attributes: { x: value } })).toMatchObject({
      on: false,
      cause: 'error',
    });
  });
});

function nested(levels: number): unknown {
  let segments: unknown = { user: 'user-1' };
  for (let i = 0; i < levels; i++) segments = { and: [segments] };
  return segments;
}
