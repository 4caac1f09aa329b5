type Json = Readonly<Record<string, unknown>>;

/** What a rollout of {@link vwoSettings} may be given. */
export interface VwoFixture {
  readonly key?: string;
  readonly segments?: unknown;
  readonly type?: string;
  readonly campaign?: Json;
  readonly variation?: Json;
  readonly feature?: Json;
}

/** One feature with one campaign: a rollout to everybody unless told otherwise. */
export function vwoFeature(id: number, fixture: VwoFixture = {}): { feature: Json; campaign: Json } {
  const key = fixture.key ?? `feature-${id}`;
  const type = fixture.type ?? 'FLAG_ROLLOUT';
  const isTest = type === 'FLAG_TESTING';
  const segments = fixture.segments ?? {};
  const campaign = {
    id: id * 10,
    key: `${key}_rule-1`,
    name: `Campaign ${id}`,
    type,
    status: 'RUNNING',
    percentTraffic: 100,
    segments: isTest ? segments : {},
    variations: [
      {
        id: 1,
        name: 'Variation-1',
        weight: 100,
        ...(isTest ? {} : { segments }),
        variables: [{ id: 1, key: 'color', type: 'string', value: 'red' }],
        ...fixture.variation,
      },
    ],
    ...fixture.campaign,
  };
  const feature = {
    id,
    key,
    name: `Feature ${id}`,
    type: 'FEATURE_FLAG',
    status: 'ON',
    metrics: [{ id: 1, type: 'CUSTOM_GOAL', identifier: `goal-${id}` }],
    rules: [{ type, ruleKey: 'rule-1', campaignId: id * 10, ...(isTest ? {} : { variationId: 1 }) }],
    ...fixture.feature,
  };
  return { feature, campaign };
}

/** Settings of features made by {@link vwoFeature}. */
export function vwoSettings(
  parts: readonly { readonly feature: Json; readonly campaign: Json }[],
  more: Json = {},
): Json {
  return {
    version: 1,
    accountId: 123456,
    sdkKey: 'test',
    features: parts.map(({ feature }) => feature),
    campaigns: parts.map(({ campaign }) => campaign),
    ...more,
  };
}
