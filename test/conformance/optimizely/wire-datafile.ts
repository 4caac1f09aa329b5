/** A project with every kind of impression: experiment, delivery, holdout, whitelist, and a flag that nothing answers. */
export function wireDatafile(changes: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    version: '4',
    revision: '12',
    accountId: '1001',
    projectId: '2002',
    sdkKey: 'Abc123',
    environmentKey: 'production',
    anonymizeIP: true,
    botFiltering: false,
    sendFlagDecisions: true,
    attributes: [
      { id: '90', key: 'country' },
      { id: '91', key: 'age' },
      { id: '92', key: 'member' },
      { id: '93', key: 'nested' },
    ],
    events: [
      { id: '80', key: 'purchase', experimentIds: ['10'] },
      { id: '81', key: 'sign-up', experimentIds: [] },
    ],
    audiences: [],
    typedAudiences: [
      {
        id: 'fr',
        name: 'France',
        conditions: ['and', { type: 'custom_attribute', name: 'country', match: 'exact', value: 'FR' }],
      },
    ],
    groups: [],
    experiments: [
      rule('10', 'checkout_test', { forcedVariations: { tester: 'treatment' } }),
      rule('11', 'paused_test', { status: 'Paused' }),
      rule('12', 'no_layer', { layerId: '' }),
    ],
    rollouts: [
      { id: 'r1', experiments: [rule('20', 'french', { audienceIds: ['fr'] }), rule('21', 'everyone')] },
      { id: 'r2', experiments: [rule('22', 'only_french', { audienceIds: ['fr'] })] },
    ],
    featureFlags: [
      flag('checkout', 'r1', ['10']),
      flag('delivered', 'r1', ['11']),
      flag('mostly_off', 'r2', []),
      flag('no_layer_flag', 'r2', ['12']),
      flag('off_everywhere', '', []),
    ],
    ...changes,
  };
}

/** A holdout that keeps a part of the visitors out of everything. */
export const HOLDOUTS = [rule('h1', 'global_holdout', { layerId: '', traffic: 3000 })];

function flag(key: string, rolloutId: string, experimentIds: string[]): Record<string, unknown> {
  return {
    id: `f-${key}`,
    key,
    rolloutId,
    experimentIds,
    variables: [{ id: 'v1', key: 'size', type: 'integer', defaultValue: '5' }],
  };
}

function rule(
  id: string,
  key: string,
  changes: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const { traffic = 10_000, ...others } = changes as { traffic?: number };
  return {
    id,
    key,
    status: 'Running',
    layerId: `77${id}`,
    audienceIds: [],
    forcedVariations: {},
    variations: [
      { id: `${id}1`, key: 'control', featureEnabled: false, variables: [] },
      { id: `${id}2`, key: 'treatment', featureEnabled: true, variables: [{ id: 'v1', value: '9' }] },
    ],
    trafficAllocation: [
      { entityId: `${id}1`, endOfRange: traffic / 2 },
      { entityId: `${id}2`, endOfRange: traffic },
    ],
    ...others,
  };
}
