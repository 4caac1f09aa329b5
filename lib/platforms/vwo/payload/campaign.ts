import type { Experiment, Variation } from '../../../engine/decision.js';
import { own } from '../../../platform-kit/foreign-json.js';
import { rangesOf } from './bucket-ranges.js';
import type { ServedVariables } from './compile-variables.js';
import { compileVariables } from './compile-variables.js';
import { ownAny } from './foreign-value.js';

/** The types of campaigns that decide; any other only takes part in groups and in stored decisions. */
export type CampaignKind = 'rollout' | 'testing' | 'personalize' | 'other';

const KINDS: ReadonlyMap<unknown, CampaignKind> = new Map<unknown, CampaignKind>([
  ['FLAG_ROLLOUT', 'rollout'],
  ['FLAG_TESTING', 'testing'],
  ['FLAG_PERSONALIZE', 'personalize'],
]);

/** A campaign, read: shared by all rules that link it. */
export interface Campaign {
  /** Of rules' `campaignId`. */
  readonly id: unknown;
  readonly key: unknown;
  readonly kind: CampaignKind;
  readonly experiment: Experiment;
  readonly variations: readonly CampaignVariation[];
  /** Per cent of visitors who take part; compared as it is. */
  readonly percentTraffic: unknown;
  readonly salt: unknown;
  readonly segments: unknown;
  readonly whitelists: boolean;
  /** Segments see the visitor's UUID. */
  readonly listsUuids: boolean;
}

/** A variation, read. */
export interface CampaignVariation {
  readonly variation: Variation;
  readonly id: unknown;
  readonly weight: unknown;
  readonly salt: unknown;
  readonly segments: unknown;
  readonly variables: ServedVariables;
  /** Buckets of a test that lead here, inclusive. */
  readonly first: number;
  readonly last: number;
}

export function readCampaign(definition: unknown): Campaign {
  const raw = own(definition, 'variations');
  const given = Array.isArray(raw) ? (raw as readonly unknown[]) : [];
  const ranges = rangesOf(given.map((variation) => ownAny(variation, 'w', 'weight')));
  return {
    id: own(definition, 'id'),
    key: own(definition, 'key'),
    kind: KINDS.get(own(definition, 'type')) ?? 'other',
    experiment: experimentOf(definition),
    variations: given.map((variation, i) => compileVariation(variation, i, ranges)),
    percentTraffic: own(definition, 'percentTraffic'),
    salt: own(definition, 'salt'),
    segments: own(definition, 'segments'),
    whitelists: Boolean(own(definition, 'isForcedVariationEnabled')),
    listsUuids: Boolean(own(definition, 'isUserListEnabled')),
  };
}

function experimentOf(definition: unknown): Experiment {
  return Object.freeze({
    key: String(own(definition, 'key')),
    id: own(definition, 'id') as string | number,
    name: textOrNull(own(definition, 'name')),
    kind: String(own(definition, 'type')),
    definition,
  });
}

function compileVariation(definition: unknown, index: number, ranges: Float64Array): CampaignVariation {
  const id = ownAny(definition, 'i', 'id');
  const variables = compileVariables(own(definition, 'variables'));
  const variation = Object.freeze({
    index,
    key: String(ownAny(definition, 'n', 'key', 'name')),
    id: id as string | number,
    name: textOrNull(own(definition, 'name')),
    value: variables.list,
  });
  return {
    variation,
    id,
    weight: ownAny(definition, 'w', 'weight'),
    salt: own(definition, 'salt'),
    segments: ownAny(definition, 'seg', 'segments') || undefined,
    variables,
    first: ranges[index * 2] as number,
    last: ranges[index * 2 + 1] as number,
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Rollouts and personalizations serve their first variation; VWO's SDK fails on one that has none. */
export function lacksVariation({ kind, variations }: Campaign): boolean {
  return variations.length === 0 && (kind === 'rollout' || kind === 'personalize');
}

/** The variation of an id: the first that has it. */
export function variationOf(campaign: Campaign, id: unknown): CampaignVariation | undefined {
  return campaign.variations.find((variation) => variation.id === id);
}
