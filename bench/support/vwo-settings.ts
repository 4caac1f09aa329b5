type Json = Record<string, unknown>;

const SEGMENTS: readonly Json[] = [
  { or: [{ custom_variable: { country: 'DE' } }, { custom_variable: { country: 'US' } }] },
  { and: [{ custom_variable: { plan: 'lower(PRO)' } }, { custom_variable: { age: 'gte(18)' } }] },
  {
    and: [
      { or: [{ custom_variable: { email: 'wildcard(*@example.com)' } }] },
      { not: { custom_variable: { plan: 'free' } } },
    ],
  },
  { or: [{ custom_variable: { version: 'gt(2.1.0)' } }, { user: 'visitor-1, visitor-2' }] },
  {
    and: [
      {
        or: [{ custom_variable: { email: 'regex(^visitor-\\d*5)' } }, { custom_variable: { age: 'lt(40)' } }],
      },
    ],
  },
];

function variables(value: string): Json[] {
  return [
    { id: 1, key: 'color', type: 'string', value },
    { id: 2, key: 'size', type: 'integer', value: 20 },
  ];
}

function campaigns(i: number): Json[] {
  const base = { status: 'RUNNING', name: `Campaign ${i}` };
  const key = `feature-${i}`;
  return [
    {
      ...base,
      id: i * 2 + 1,
      key: `${key}_rollout`,
      type: 'FLAG_ROLLOUT',
      segments: {},
      variations: [
        { id: 1, name: 'Rollout', weight: 90, segments: SEGMENTS[i % 5], variables: variables('rollout') },
      ],
    },
    {
      ...base,
      id: i * 2 + 2,
      key: `${key}_test`,
      type: 'FLAG_TESTING',
      percentTraffic: 80,
      segments: SEGMENTS[(i + 1) % 5],
      variations: ['Control', 'A', 'B'].map((name, n) => ({
        id: n + 1,
        name,
        weight: [34, 33, 33][n],
        segments: {},
        variables: variables(name),
      })),
    },
  ];
}

/** Features with a rollout and a test each, all of them targeted. */
export function benchSettings(count = 100): Json {
  const indexes = Array.from({ length: count }, (_, i) => i);
  return {
    version: 1,
    accountId: 123456,
    sdkKey: 'bench',
    features: indexes.map((i) => ({
      id: i + 1,
      key: `feature-${i}`,
      name: `Feature ${i}`,
      type: 'FEATURE_FLAG',
      status: 'ON',
      metrics: [{ id: 1, type: 'CUSTOM_GOAL', identifier: 'purchase' }],
      rules: [
        { type: 'FLAG_ROLLOUT', ruleKey: 'rollout', campaignId: i * 2 + 1, variationId: 1 },
        { type: 'FLAG_TESTING', ruleKey: 'test', campaignId: i * 2 + 2 },
      ],
    })),
    campaigns: indexes.flatMap(campaigns),
  };
}

/** A visitor of the benchmark: an id and custom variables. */
export interface BenchVisitor {
  readonly id: string;
  readonly customVariables: Json;
}

/** Visitors who differ in everything the segments look at. */
export function benchVisitors(count: number): readonly BenchVisitor[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `visitor-${i}`,
    customVariables: {
      country: ['DE', 'US', 'FR'][i % 3],
      plan: ['Pro', 'free', 'team'][i % 3],
      age: 15 + (i % 50),
      email: `visitor-${i}@example.${i % 2 === 0 ? 'com' : 'org'}`,
      version: `2.${i % 4}.${i % 7}`,
    },
  }));
}
