import type { Experiment, Variation } from '../../../engine/decision.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { Campaign } from '../payload/campaign.js';
import { variationOf } from '../payload/campaign.js';
import { textOf } from '../payload/foreign-value.js';
import type { Impact } from '../decide/linked-rule.js';

const OFF = 1;
const ON = 2;

/**
 * The campaign that measures a feature's impact.
 *
 * @param find - a campaign of the payload by id; one that is not there is measured all the same
 */
export function compileImpact(
  definition: unknown,
  find: (id: unknown) => Campaign | undefined,
): Impact | null {
  const id = own(definition, 'campaignId');
  if (!id) return null;
  const campaign = find(id);
  return {
    experiment: campaign?.experiment ?? unknownExperiment(id, definition),
    off: variation(campaign, OFF),
    on: variation(campaign, ON),
  };
}

function unknownExperiment(id: unknown, definition: unknown): Experiment {
  return Object.freeze({
    key: textOf(id) ?? '',
    id: id as string | number,
    name: null,
    kind: 'impact',
    definition,
  });
}

function variation(campaign: Campaign | undefined, id: number): Variation {
  const known = campaign === undefined ? undefined : variationOf(campaign, id)?.variation;
  return known ?? Object.freeze({ index: id - OFF, key: String(id), id, name: null, value: null });
}
