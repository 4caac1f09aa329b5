/** A small datafile: one flag, an experiment and a rollout; every test changes what it is about. */
export function smallDatafile(): Record<string, any> {
  return {
    version: '4',
    revision: '7',
    accountId: '1',
    projectId: '2',
    sendFlagDecisions: true,
    attributes: [{ id: '90', key: 'country' }],
    events: [{ id: '80', key: 'purchase', experimentIds: [] }],
    audiences: [],
    typedAudiences: [
      {
        id: 'a1',
        name: 'US',
        conditions: ['and', { type: 'custom_attribute', name: 'country', match: 'exact', value: 'us' }],
      },
    ],
    groups: [],
    experiments: [rule('10', 'checkout_test', ['a1'])],
    rollouts: [{ id: 'r1', experiments: [rule('20', 'everyone', [])] }],
    featureFlags: [
      {
        id: '1',
        key: 'checkout',
        rolloutId: 'r1',
        experimentIds: ['10'],
        variables: [{ id: 'v1', key: 'size', type: 'integer', defaultValue: '5' }],
      },
      { id: '2', key: 'other', rolloutId: 'r1', experimentIds: [], variables: [] },
    ],
  };
}

function rule(id: string, key: string, audienceIds: string[]): Record<string, unknown> {
  return {
    id,
    key,
    status: 'Running',
    layerId: `l${id}`,
    audienceIds,
    forcedVariations: {},
    variations: [{ id: `${id}1`, key: 'on', featureEnabled: true, variables: [{ id: 'v1', value: '9' }] }],
    trafficAllocation: [{ entityId: `${id}1`, endOfRange: 10_000 }],
  };
}
