/** The sample shop's experiment and flags (sample/01-shop/experiments.json), as an Optimizely project has them. */
export const SHOP_DATAFILE = {
  version: '4',
  revision: '1',
  accountId: '1001',
  projectId: '2002',
  sdkKey: 'Abc123',
  attributes: [{ id: '90', key: 'country' }],
  events: [{ id: '80', key: 'purchase', experimentIds: ['10'] }],
  audiences: [],
  typedAudiences: [
    {
      id: 'a1',
      name: 'France and Germany',
      conditions: [
        'or',
        { type: 'custom_attribute', name: 'country', match: 'exact', value: 'FR' },
        { type: 'custom_attribute', name: 'country', match: 'exact', value: 'DE' },
      ],
    },
  ],
  groups: [],
  experiments: [
    {
      ...rule('10', 'how_many'),
      variations: [
        variation('101', 'five', { value: '5' }),
        variation('102', 'ten', { value: '10' }),
        variation('103', 'eight', { value: '8' }),
      ],
      trafficAllocation: [
        { entityId: '101', endOfRange: 3400 },
        { entityId: '102', endOfRange: 6700 },
        { entityId: '103', endOfRange: 10_000 },
      ],
    },
  ],
  rollouts: [
    { id: 'r1', experiments: [{ ...rule('20', 'express_countries'), audienceIds: ['a1'] }] },
    {
      id: 'r2',
      experiments: [{ ...rule('21', 'half'), trafficAllocation: [{ entityId: '211', endOfRange: 5000 }] }],
    },
  ],
  featureFlags: [
    {
      id: 'f1',
      key: 'recommended_products',
      rolloutId: '',
      experimentIds: ['10'],
      variables: [{ id: 'v1', key: 'count', type: 'integer', defaultValue: '5' }],
    },
    { id: 'f2', key: 'new_checkout', rolloutId: 'r1', experimentIds: [], variables: [] },
    { id: 'f3', key: 'price_badge', rolloutId: 'r2', experimentIds: [], variables: [] },
  ],
};

function rule(id: string, key: string) {
  return {
    id,
    key,
    status: 'Running',
    layerId: `77${id}`,
    audienceIds: [] as string[],
    forcedVariations: {},
    variations: [variation(`${id}1`, 'on')],
    trafficAllocation: [{ entityId: `${id}1`, endOfRange: 10_000 }],
  };
}

function variation(id: string, key: string, count?: { readonly value: string }) {
  return { id, key, featureEnabled: true, variables: count === undefined ? [] : [{ id: 'v1', ...count }] };
}
