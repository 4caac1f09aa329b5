/** One call that an application makes. */
export type Step =
  | { readonly do: 'treatment' | 'peek'; readonly key: string }
  | { readonly do: 'variable' | 'peekVariable'; readonly key: string; readonly fallback: unknown }
  | { readonly do: 'goal'; readonly key: string; readonly properties?: Readonly<Record<string, unknown>> }
  | { readonly do: 'attributes'; readonly values: Readonly<Record<string, unknown>> }
  | { readonly do: 'unit'; readonly key: string; readonly value: string | number }
  | { readonly do: 'override' | 'custom'; readonly key: string; readonly variant: number }
  | { readonly do: 'publish' | 'refresh' };

/** What one visitor does. */
export interface Scenario {
  readonly name: string;
  readonly visitor: string;
  readonly steps: readonly Step[];
  /** The download included. */
  readonly requests: number;
}

function experiment(id: number, name: string, more: Readonly<Record<string, unknown>> = {}): object {
  return {
    id,
    name,
    iteration: 1,
    unitType: 'session_id',
    seedHi: id * 7919,
    seedLo: id * 104_729,
    split: [0.5, 0.5],
    trafficSeedHi: id * 15_485_863,
    trafficSeedLo: id * 32_452_843,
    trafficSplit: [0, 1],
    fullOnVariant: 0,
    applications: [{ name: 'website' }],
    variants: [
      { name: 'A', config: null },
      { name: 'B', config: JSON.stringify({ [`${name}.color`]: 'red', shared: id }) },
    ],
    audience: null,
    audienceStrict: false,
    customFieldValues: null,
    ...more,
  };
}

const ADULTS = JSON.stringify({ filter: [{ gte: [{ var: 'age' }, { value: 18 }] }] });

const EXPERIMENTS = [
  experiment(1, 'simple'),
  experiment(2, 'full_on', { fullOnVariant: 1 }),
  experiment(3, 'for_users', { unitType: 'user_id', split: [0, 1] }),
  experiment(4, 'adults', { audience: ADULTS, split: [0, 1] }),
  experiment(5, 'adults_only', { audience: ADULTS, audienceStrict: true, split: [0, 1] }),
  experiment(6, 'nobody', { trafficSplit: [1, 0] }),
  experiment(7, 'always_b', { split: [0, 1] }),
  experiment(8, 'also_b', { split: [0, 1] }),
];

export const PAYLOAD = { experiments: EXPERIMENTS };

/** Later: one is restarted, one has ended, one has another split, one begins. */
export const RENEWED = {
  experiments: [
    ...EXPERIMENTS.filter((each) => !['full_on', 'simple'].includes((each as { name: string }).name)).map(
      (each) => ((each as { name: string }).name === 'always_b' ? { ...each, iteration: 2 } : each),
    ),
    experiment(1, 'simple', { split: [1, 0] }),
    experiment(9, 'latest', { split: [0, 1] }),
  ],
};

const treatment = (key: string): Step => ({ do: 'treatment', key });
const ALL = [...EXPERIMENTS.map((each) => (each as { name: string }).name), 'unknown'];

export const SCENARIOS: readonly Scenario[] = [
  { name: 'nothing', visitor: 'anna', steps: [], requests: 1 },
  { name: 'every experiment', visitor: 'anna', steps: ALL.map(treatment), requests: 2 },
  {
    name: 'every experiment, another visitor',
    visitor: 'ben-42_x.y',
    steps: ALL.map(treatment),
    requests: 2,
  },
  {
    name: 'exposures count once, peeks never',
    visitor: 'anna',
    steps: [
      { do: 'peek', key: 'full_on' },
      treatment('simple'),
      treatment('simple'),
      { do: 'peek', key: 'simple' },
      { do: 'peekVariable', key: 'shared', fallback: 0 },
    ],
    requests: 2,
  },
  {
    name: 'variables of several experiments',
    visitor: 'anna',
    steps: [
      { do: 'variable', key: 'shared', fallback: 0 },
      { do: 'variable', key: 'also_b.color', fallback: 'blue' },
      { do: 'variable', key: 'nobody.color', fallback: 'blue' },
      { do: 'variable', key: 'no.such.variable', fallback: 'blue' },
      treatment('always_b'),
    ],
    requests: 2,
  },
  {
    name: 'goals with and without properties',
    visitor: 'chiara',
    steps: [
      { do: 'goal', key: 'visit' },
      {
        do: 'goal',
        key: 'purchase',
        properties: { amount: 12.5, items: ['a', 'b'], note: null, 'ü"': { x: 1 } },
      },
      treatment('simple'),
      { do: 'goal', key: 'visit' },
    ],
    requests: 2,
  },
  {
    name: 'attributes, each time they are set',
    visitor: 'anna',
    steps: [
      { do: 'attributes', values: { age: 17, country: 'FR' } },
      treatment('adults'),
      treatment('adults_only'),
      { do: 'attributes', values: { age: 30 } },
      treatment('adults_only'),
      { do: 'attributes', values: { age: 30, tags: ['x'] } },
      { do: 'goal', key: 'visit' },
    ],
    requests: 2,
  },
  {
    name: 'attributes alone',
    visitor: 'anna',
    steps: [{ do: 'attributes', values: { age: 30 } }],
    requests: 1,
  },
  {
    name: 'a unit that is known later',
    visitor: 'anna',
    steps: [
      treatment('simple'),
      { do: 'unit', key: 'user_id', value: 4711 },
      treatment('for_users'),
      { do: 'goal', key: 'login' },
    ],
    requests: 2,
  },
  {
    name: 'a unit that is known too late',
    visitor: 'anna',
    steps: [
      treatment('for_users'),
      { do: 'unit', key: 'user_id', value: ' emil ' },
      treatment('for_users'),
      { do: 'goal', key: 'login' },
    ],
    requests: 2,
  },
  {
    name: 'overrides and custom assignments',
    visitor: 'anna',
    steps: [
      { do: 'override', key: 'always_b', variant: 0 },
      { do: 'override', key: 'unknown', variant: 3 },
      { do: 'custom', key: 'also_b', variant: 0 },
      treatment('always_b'),
      treatment('unknown'),
      treatment('also_b'),
      { do: 'variable', key: 'shared', fallback: 0 },
    ],
    requests: 2,
  },
  {
    name: 'several deliveries',
    visitor: 'anna',
    steps: [
      treatment('simple'),
      { do: 'publish' },
      { do: 'goal', key: 'visit' },
      treatment('simple'),
      { do: 'publish' },
      { do: 'publish' },
    ],
    requests: 3,
  },
  {
    name: 'configuration that changes while the context lives',
    visitor: 'anna',
    steps: [
      ...ALL.map(treatment),
      { do: 'publish' },
      { do: 'refresh' },
      ...ALL.map(treatment),
      treatment('latest'),
      { do: 'variable', key: 'latest.color', fallback: 'blue' },
    ],
    requests: 4,
  },
];
