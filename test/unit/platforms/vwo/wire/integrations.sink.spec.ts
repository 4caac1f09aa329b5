import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../../lib/engine/evaluate.js';
import { createSubject } from '../../../../../lib/engine/subject.js';
import { compileVwo } from '../../../../../lib/platforms/vwo/compile/compile.js';
import { vwoIntegrationsSink } from '../../../../../lib/platforms/vwo/wire/integrations.sink.js';
import type { EventVisitor, ExperimentationEvent } from '../../../../../lib/ports/sink.js';
import { vwoFeature, vwoSettings } from '../../../../fixtures/vwo/settings.js';

const program = compileVwo(
  vwoSettings([
    vwoFeature(1),
    vwoFeature(2, { type: 'FLAG_TESTING' }),
    vwoFeature(3, { segments: { user: 'x' } }),
  ]),
);
const attributes = new Map<string, unknown>([['plan', 'pro']]);
const by: EventVisitor = {
  visitorCode: 'device',
  units: new Map([
    ['visitor', 'device'],
    ['user', 'anna'],
  ]),
  attributes,
  url: '',
  userAgent: null,
  ip: null,
};
const base = { at: 1, visitor: by, revision: 'r', facts: program.facts };

function decided(key: string): ExperimentationEvent {
  const variationTargetingVariables = new Map([['tier', 'gold']]);
  const subject = createSubject({
    units: { visitor: 'anna' },
    attributes,
    facts: { variationTargetingVariables },
  });
  return { kind: 'usage', ...base, decision: evaluate(program, key, subject), asked: 'directly' };
}

function goal(name: string): ExperimentationEvent {
  return { kind: 'goal', ...base, goal: name, revenue: 1, properties: { a: 1 } };
}

async function told(...events: ExperimentationEvent[]): Promise<unknown[]> {
  const heard: unknown[] = [];
  const sink = vwoIntegrationsSink(
    { callback: (properties) => heard.push(properties) },
    { visitorUnit: 'user' },
  );
  expect(await sink.send(events, { signal: new AbortController().signal })).toEqual({ rejected: [] });
  return heard;
}

describe('vwoIntegrationsSink', () => {
  it('tells of decisions, off ones included', async () => {
    const about = { userId: 'anna', api: 'getFlag' };
    const customVariables = { plan: 'pro', _vwoUserId: 'anna' };
    expect(await told(decided('feature-1'), decided('feature-2'), decided('feature-3'))).toEqual([
      {
        ...about,
        featureName: 'Feature 1',
        featureId: 1,
        featureKey: 'feature-1',
        customVariables,
        rolloutId: 10,
        rolloutKey: 'feature-1_rule-1',
        rolloutVariationId: 1,
      },
      {
        ...about,
        featureName: 'Feature 2',
        featureId: 2,
        featureKey: 'feature-2',
        customVariables,
        variationTargetingVariables: { tier: 'gold', _vwoUserId: 'anna' },
        experimentId: 20,
        experimentKey: 'feature-2_rule-1',
        experimentVariationId: 1,
      },
      { ...about, featureName: 'Feature 3', featureId: 3, featureKey: 'feature-3', customVariables },
    ]);
  });

  it('tells of goals that some feature has, and of no unknown features', async () => {
    expect(await told(goal('goal-1'), goal('other'), decided('unknown'))).toEqual([
      { eventName: 'goal-1', api: 'trackEvent' },
    ]);
  });

  it('counts a callback that throws', async () => {
    const sink = vwoIntegrationsSink({
      callback: () => {
        throw new Error('analytics are down');
      },
    });
    const report = await sink.send([goal('goal-1')], { signal: new AbortController().signal });
    expect(report).toMatchObject({ rejected: [{ reason: 'callback-error' }] });
  });
});
