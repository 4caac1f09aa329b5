import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../../lib/engine/decision.js';
import { evaluate } from '../../../../lib/engine/evaluate.js';
import type { SubjectInit } from '../../../../lib/engine/subject.js';
import { createSubject } from '../../../../lib/engine/subject.js';
import { compileVwo } from '../../../../lib/platforms/vwo/compile/compile.js';
import { vwoPlatform } from '../../../../lib/platforms/vwo/vwo.platform.js';
import { vwoFeature, vwoSettings } from '../../../fixtures/vwo/settings.js';
import { visitorFacts } from '../../../fixtures/vwo/visitor-facts.js';

const halves = [1, 2].map((id) => ({ id, name: `V${id}`, weight: 50 }));
const listed = { id: 1, name: 'Listed', weight: 0, segments: { user: 'anna' } };
const parts = [
  vwoFeature(1, { variation: { weight: 50 } }),
  vwoFeature(2, { type: 'FLAG_TESTING', campaign: { variations: halves } }),
  vwoFeature(3, { type: 'FLAG_TESTING' }),
  vwoFeature(4, { type: 'FLAG_TESTING' }),
  vwoFeature(5, {
    type: 'FLAG_TESTING',
    campaign: { isForcedVariationEnabled: true, variations: [listed] },
  }),
];
const program = compileVwo(
  vwoSettings(parts, {
    groups: { 7: { name: 'G', campaigns: ['30', '40'] } },
    campaignGroups: { 30: 7, 40: 7 },
  }),
);

const HASHED = ['feature-1', 'feature-2', 'feature-3', 'feature-4'];
const COMPANIES = Array.from({ length: 60 }, (_, i) => `company-${i}`);

function decide(key: string, visitor: string, bucketingSeed?: unknown, more: SubjectInit = {}): Decision {
  const facts = bucketingSeed === undefined ? {} : { bucketingSeed };
  return evaluate(program, key, createSubject({ units: { visitor }, facts, ...more }));
}

function served(key: string, visitor: string, seed?: unknown): unknown {
  return decide(key, visitor, seed).assignment?.variation.id ?? null;
}

describe('the bucketing seed of VWO', () => {
  it.each(HASHED)('is hashed in place of the user: traffic, variation, group (%s)', (key) => {
    const alone = COMPANIES.map((company) => served(key, company));
    expect(new Set(alone).size).toBeGreaterThan(1);
    expect(COMPANIES.map((company) => served(key, 'anna', company))).toEqual(alone);
  });

  it.each([[''], ['  '], [null], [5], [true], [{}]])('counts as none when it is %j', (seed) => {
    for (const key of HASHED) expect(served(key, 'anna', seed)).toBe(served(key, 'anna'));
  });

  it('leaves lists of users, stored decisions and exposures to the user', () => {
    expect(decide('feature-5', 'anna', 'company-1').cause).toBe('whitelist');
    expect(decide('feature-5', 'ben', 'anna').on).toBe(false);
    const stored = { 'feature-2_anna': { experimentKey: 'feature-2_rule-1', experimentVariationId: 2 } };
    expect(decide('feature-2', 'anna', 'company-1', { stored }).cause).toBe('sticky');
    const company = COMPANIES.find((one) => served('feature-1', 'anna', one) !== null);
    const decision = decide('feature-1', 'anna', company, { stored: {} });
    expect(decision.exposures).toMatchObject([{ hashValue: 'anna' }]);
    expect(decision.writes).toMatchObject([{ key: 'feature-1_anna', document: { userId: 'anna' } }]);
  });

  it('comes from an option', () => {
    const platform = vwoPlatform({
      settings: {},
      bucketingSeed: ({ units }) => units.get('company')?.toString(),
    });
    const subject = createSubject(platform.subject(visitorFacts({ units: { company: 'acme' } })));
    expect(subject.facts.get('bucketingSeed')).toBe('acme');
    expect(
      createSubject(vwoPlatform({ settings: {} }).subject(visitorFacts({}))).facts.has('bucketingSeed'),
    ).toBe(false);
  });
});
