import { vwoFeature, vwoSettings } from '../../fixtures/vwo/settings.js';

type Json = Readonly<Record<string, unknown>>;

/** One call that an application makes. */
export type Step =
  | { readonly do: 'flag'; readonly key: string }
  | { readonly do: 'goal'; readonly key: string; readonly revenue?: number; readonly properties?: Json }
  | { readonly do: 'attributes'; readonly values: Readonly<Record<string, string | number | boolean>> };

/** What one visitor does. */
export interface Scenario {
  readonly name: string;
  readonly visitor: string;
  readonly attributes?: Json;
  readonly userAgent?: string;
  readonly ip?: string;
  readonly steps: readonly Step[];
  /** Events that VWO gets. */
  readonly events: number;
}

/** Attributes that go along with exposures. */
export const POST_SEGMENTATION = ['plan', 'missing', 'beta'];

const rollout = vwoFeature(1, { key: 'rollout' });
const split = vwoFeature(2, {
  key: 'split',
  type: 'FLAG_TESTING',
  campaign: {
    variations: [1, 2].map((id) => ({
      id,
      name: `Variation-${id}`,
      weight: 50,
      variables: [{ id, key: 'color', type: 'string', value: id === 1 ? 'red' : 'blue' }],
    })),
  },
});
const premium = vwoFeature(3, {
  key: 'premium',
  type: 'FLAG_PERSONALIZE',
  segments: { custom_variable: { plan: 'pro' } },
  feature: { impactCampaign: { campaignId: 99, type: 'FLAG_ROLLOUT' } },
});
const nobody = vwoFeature(4, {
  key: 'nobody',
  variation: { weight: 0 },
  feature: { impactCampaign: { campaignId: 98, type: 'FLAG_ROLLOUT' } },
});
const purchase = { id: 7, type: 'REVENUE_TRACKING', identifier: 'purchase', revenueProp: 'price' };
const both = {
  ...vwoFeature(5, { key: 'both' }).feature,
  metrics: [purchase, { id: 8, type: 'CUSTOM_GOAL', identifier: 'visit' }],
  rules: [
    { type: 'FLAG_ROLLOUT', ruleKey: 'rule-1', campaignId: 50, variationId: 1 },
    { type: 'FLAG_TESTING', ruleKey: 'rule-2', campaignId: 60 },
  ],
};

/** As VWO serves it to everybody who has been here before: the SDK does not tell of its start. */
export const SETTINGS: Json = {
  ...vwoSettings([
    rollout,
    split,
    premium,
    nobody,
    { feature: both, campaign: vwoFeature(5, { key: 'both' }).campaign },
  ]),
  sdkMetaInfo: { wasInitializedEarlier: true },
};
(SETTINGS['campaigns'] as Json[]).push({ ...split.campaign, id: 60, key: 'both_rule-2' });

const flag = (key: string): Step => ({ do: 'flag', key });
const ALL = ['rollout', 'split', 'premium', 'nobody', 'both'].map(flag);
const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0';

export const SCENARIOS: readonly Scenario[] = [
  { name: 'nothing', visitor: 'anna', steps: [], events: 0 },
  { name: 'every feature', visitor: 'anna', userAgent: BROWSER, ip: '192.0.2.7', steps: ALL, events: 6 },
  {
    name: 'every feature, a visitor of whom more is known',
    visitor: 'ben ü/42',
    attributes: { plan: 'pro', beta: true, age: 30 },
    userAgent: BROWSER,
    ip: '2001:db8::1',
    steps: ALL,
    events: 7,
  },
  {
    name: 'nothing known of the browser',
    visitor: 'chiara',
    steps: [flag('rollout'), { do: 'goal', key: 'visit' }, { do: 'attributes', values: { age: 30 } }],
    events: 3,
  },
  {
    name: 'goals with properties and revenue',
    visitor: 'anna',
    userAgent: BROWSER,
    ip: '192.0.2.7',
    steps: [
      { do: 'goal', key: 'visit' },
      { do: 'goal', key: 'goal-1', properties: {} },
      {
        do: 'goal',
        key: 'purchase',
        revenue: 12.5,
        properties: { items: ['a', 'b'], note: null, 'ü"': { x: 1 } },
      },
      {
        do: 'goal',
        key: 'purchase',
        properties: { price: 3, id: 'mine', isCustomEvent: false, vwo_envKey: 'mine' },
      },
    ],
    events: 4,
  },
  {
    name: 'a goal that no feature has',
    visitor: 'anna',
    steps: [{ do: 'goal', key: 'no such goal' }, flag('no such flag'), flag('rollout')],
    events: 1,
  },
  {
    name: 'attributes',
    visitor: 'anna',
    ip: '192.0.2.7',
    steps: [
      { do: 'attributes', values: { plan: 'pro', age: 30, member: false, note: '' } },
      flag('premium'),
      { do: 'attributes', values: { plan: 'basic' } },
    ],
    events: 4,
  },
];
