import { vwoFeature, vwoSettings } from './vwo-settings.js';

const FRANCE_AND_GERMANY = {
  or: [{ custom_variable: { country: 'FR' } }, { custom_variable: { country: 'DE' } }],
};

/** The sample shop's experiment and flags (sample/01-shop/experiments.json), as VWO has them. */
export const SHOP_SETTINGS = vwoSettings(
  [
    vwoFeature(1, {
      key: 'recommended_products',
      type: 'FLAG_TESTING',
      campaign: { variations: [arm(1, 5, 34), arm(2, 10, 33), arm(3, 8, 33)] },
      feature: { metrics: [{ id: 1, type: 'CUSTOM_GOAL', identifier: 'purchase' }] },
    }),
    vwoFeature(2, { key: 'new_checkout', segments: FRANCE_AND_GERMANY, variation: { variables: [] } }),
    vwoFeature(3, { key: 'price_badge', variation: { weight: 50, variables: [] } }),
  ],
  { accountId: 123456, sdkKey: 'key' },
);

function arm(id: number, count: number, weight: number): object {
  const variables = [{ id: 1, key: 'count', type: 'integer', value: count }];
  return { id, name: `${count} products`, weight, variables };
}
