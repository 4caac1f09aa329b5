import { own } from '../../../platform-kit/foreign-json.js';
import { revenueProperties } from './compile-goals.js';
import type { LinkedFeature } from '../decide/linked-rule.js';
import { ruleNeedsGateway } from './gateway-need.js';
import type { ReadSettings } from '../payload/read-payload.js';
import type { AttributeList } from '../targeting/segment-parts.js';

/** Names of the facts that a compiled VWO program holds (`Program.facts`), for downloads, events and look-ups. */
export const VWO_PROGRAM_FACTS = Object.freeze({
  /** The payload's account: user lists are made with it. */
  accountId: 'accountId',
  sdkKey: 'sdkKey',
  version: 'version',
  /** First segment of the path of events, such as `eu01`; undefined for none. */
  collectionPrefix: 'collectionPrefix',
  /** Milliseconds; undefined if the payload does not say. */
  pollIntervalMs: 'pollIntervalMs',
  usageStatsAccountId: 'usageStatsAccountId',
  /** Whether VWO has been told of this SDK key before: no initialisation event then. */
  wasInitializedEarlier: 'wasInitializedEarlier',
  /** Keys of the features that need the gateway's answer on location and user agent: a Set. */
  gatewayFeatures: 'gatewayFeatures',
  /** Lists that the gateway must be asked about, with the attribute to look up: `{ attribute, listId }`. */
  attributeLists: 'attributeLists',
  /** Keys of the features whose decisions VWO wants to be told of for debugging: a Set. */
  debuggedFeatures: 'debuggedFeatures',
  /** Names of the properties that a goal's revenue is sent as, by goal: a Map of lists. */
  goals: 'goals',
});

/** Collects what the world around a VWO program must know of its settings. */
export function settingsFacts(
  settings: ReadSettings,
  features: ReadonlyMap<string, readonly [definition: unknown, feature: LinkedFeature]>,
  attributeLists: readonly AttributeList[],
): ReadonlyMap<string, unknown> {
  const { definition } = settings;
  const gatewayFeatures = new Set<string>();
  const debuggedFeatures = new Set<string>();
  for (const [key, [feature, linked]] of features) {
    if (own(feature, 'isGatewayServiceRequired') === true || linked.rules.some(ruleNeedsGateway))
      gatewayFeatures.add(key);
    if (own(feature, 'isDebuggerEnabled')) debuggedFeatures.add(key);
  }
  const names = VWO_PROGRAM_FACTS;
  return new Map<string, unknown>([
    [names.accountId, settings.accountId],
    [names.sdkKey, settings.sdkKey],
    [names.version, settings.version],
    [names.collectionPrefix, own(definition, 'collectionPrefix')],
    [names.pollIntervalMs, own(definition, 'pollInterval') || undefined],
    [names.usageStatsAccountId, own(definition, 'usageStatsAccountId')],
    [names.wasInitializedEarlier, own(own(definition, 'sdkMetaInfo'), 'wasInitializedEarlier') === true],
    [names.gatewayFeatures, gatewayFeatures],
    [names.attributeLists, attributeLists],
    [names.debuggedFeatures, debuggedFeatures],
    [names.goals, revenueProperties(settings.features.items)],
  ]);
}
