const COUNTRIES = ['us', 'de', 'fr', 'jp', 'br'];

/** Flags with targeted experiments and delivery rules, after one another, over typed audiences. */
export function makeDatafile(flags: number, experiments: number, audiences: number): Record<string, unknown> {
  const perFlag = Array.from({ length: flags }, (_, flag) =>
    Array.from(
      { length: Math.floor(((flag + 1) * experiments) / flags) - Math.floor((flag * experiments) / flags) },
      (_none, i) =>
        makeRule(
          `${flag}${i}`,
          `experiment-${flag}-${i}`,
          [`a${(flag * 3 + i) % audiences}`],
          i === 0 ? 6000 : 10_000,
        ),
    ),
  );
  return {
    version: '4',
    revision: '1',
    accountId: '1',
    projectId: '2',
    sendFlagDecisions: true,
    attributes: ['country', 'age', 'plan', 'version'].map((key, i) => ({ id: `9${i}`, key })),
    events: [{ id: '81', key: 'purchase', experimentIds: [] }],
    audiences: [],
    typedAudiences: Array.from({ length: audiences }, (_, i) => ({
      id: `a${i}`,
      name: `audience ${i}`,
      conditions: makeConditions(i),
    })),
    groups: [],
    experiments: perFlag.flat(),
    rollouts: perFlag.map((_, flag) => ({
      id: `r${flag}`,
      experiments: [
        makeRule(`7${flag}1`, `targeted-${flag}`, [`a${(flag * 5) % audiences}`], 5000),
        makeRule(`7${flag}2`, `everyone-${flag}`, [], 10_000),
      ],
    })),
    featureFlags: perFlag.map((rules, flag) => ({
      id: `f${flag}`,
      key: `flag-${flag}`,
      rolloutId: `r${flag}`,
      experimentIds: rules.map(({ id }) => id),
      variables: [
        { id: `v${flag}a`, key: 'size', type: 'integer', defaultValue: '10' },
        { id: `v${flag}b`, key: 'title', type: 'string', defaultValue: 'Hello' },
      ],
    })),
  };
}

function makeRule(
  id: string,
  key: string,
  audienceIds: string[],
  traffic: number,
): Record<string, unknown> & { id: string } {
  const flag = /\d+/.exec(key)?.[0] ?? '0';
  const variations = ['control', 'treatment'].map((name, i) => ({
    id: `${id}${i}`,
    key: name,
    featureEnabled: i === 1,
    variables: [{ id: `v${flag}a`, value: String(20 + i) }],
  }));
  return {
    id,
    key,
    status: 'Running',
    layerId: `l${id}`,
    audienceIds,
    forcedVariations: {},
    variations,
    trafficAllocation: [
      { entityId: `${id}0`, endOfRange: traffic / 2 },
      { entityId: `${id}1`, endOfRange: traffic },
    ],
  };
}

function makeConditions(i: number): unknown {
  const attribute = (name: string, match: string, value: unknown) => ({
    type: 'custom_attribute',
    name,
    match,
    value,
  });
  return [
    'and',
    [
      'or',
      attribute('country', 'exact', COUNTRIES[i % 5]),
      attribute('country', 'exact', COUNTRIES[(i + 2) % 5]),
      attribute('plan', 'exact', 'premium'),
    ],
    ['or', ['not', attribute('age', 'lt', 18 + (i % 20))], attribute('version', 'semver_ge', `2.${i % 10}`)],
  ];
}

/** A visitor as both sides get it. */
export interface BenchVisitor {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** Visitors of every kind that the audiences tell apart. */
export function makeVisitors(count = 1000): readonly BenchVisitor[] {
  return Array.from({ length: count }, (_, i) => ({
    id: `9c1f0e5a-7d1b-4f0e-${i}-${i * 7919}`,
    attributes: {
      country: COUNTRIES[i % 5] as string,
      age: 18 + (i % 50),
      plan: i % 3 === 0 ? 'premium' : 'free',
      version: `2.${i % 12}.1`,
    },
  }));
}
