import type { ProgramWarning } from '../../../engine/program.js';
import type { Steps } from '../../../engine/stepwise.js';
import { own } from '../../../platform-kit/foreign-json.js';
import { checkFeature } from '../payload/check-payload.js';
import { lacksVariation } from '../payload/campaign.js';
import type { Campaigns } from '../payload/campaign-list.js';
import { compileFeature, FeatureError, featureRules, linkRules } from './compile-feature.js';
import type { FeatureRule } from './compile-groups.js';
import { Groups } from './compile-groups.js';
import type { LinkParts } from './compile-rule.js';
import type { LinkedFeature, LinkedRule } from '../decide/linked-rule.js';
import type { ReadSettings } from '../payload/read-payload.js';
import type { AttributeList } from '../targeting/segment-parts.js';
import { segmentParts } from '../targeting/segment-parts.js';
import type { Segment } from '../subject/segment-match.js';

/** The features of the settings, with everything they refer to. */
export interface LinkedFeatures {
  readonly features: ReadonlyMap<string, readonly [definition: unknown, feature: LinkedFeature]>;
  /** Why a feature is out of service, by key. */
  readonly quarantined: ReadonlyMap<string, string>;
  /** Feature keys under which winners of groups are stored. */
  readonly groupKeys: readonly string[];
  readonly attributeLists: readonly AttributeList[];
}

/** All features of one key: the first decides, groups look at the rules of all. */
interface Namesakes {
  readonly definition: unknown;
  readonly rules: readonly LinkedRule[];
  readonly namesakes: LinkedRule[];
}

/** Links the features of one payload. Used once. */
export class FeatureLinker {
  private readonly groups: Groups;
  private readonly keysById = new Map<unknown, string>();
  private readonly segments = new Map<object, Segment>();
  private readonly lists = new Map<string, AttributeList>();
  private readonly byKey = new Map<string, Namesakes>();
  private readonly quarantined = new Map<string, string>();
  private readonly rules: FeatureRule[] = [];
  private readonly siblings = new Map<string, Set<unknown>>();

  constructor(
    private readonly settings: ReadSettings,
    private readonly campaigns: Campaigns,
    private readonly warnings: ProgramWarning[],
  ) {
    this.groups = new Groups(settings.groups, settings.campaignGroups);
    for (const feature of settings.features.items) {
      const id = own(feature, 'id');
      const key = own(feature, 'key');
      if (typeof key === 'string' && !this.keysById.has(id)) this.keysById.set(id, key);
    }
  }

  /** Links one feature a step. */
  *link(): Steps<LinkedFeatures> {
    for (const [i, feature] of this.settings.features.items.entries()) {
      yield;
      this.add(feature, i);
    }
    const features = new Map<string, readonly [unknown, LinkedFeature]>();
    for (const [key, parts] of this.byKey) {
      features.set(key, [parts.definition, compileFeature(key, parts, this.campaigns.byId)]);
    }
    this.groups.fill((key) => features.get(key)?.[1], this.rules);
    const attributeLists = [...this.lists.values()];
    return { features, quarantined: this.quarantined, groupKeys: this.groups.featureKeys, attributeLists };
  }

  private add(feature: unknown, index: number): void {
    const { name, isChecked } = this.settings.features;
    const key = own(feature, 'key');
    const flaw = isChecked ? checkFeature(feature) : null;
    if (typeof key !== 'string') {
      this.warn(null, `${name}[${index}].key`, 'expected text; the feature is ignored', false);
    } else if (flaw !== null) {
      this.quarantine(key, flaw.path, flaw.message);
    } else {
      this.addNamed(feature, key);
    }
  }

  private addNamed(feature: unknown, key: string): void {
    if (this.quarantined.has(key)) return;
    const rules = this.tryLink(feature, key);
    if (rules === null) return;
    const parts: Namesakes = this.byKey.get(key) ?? { definition: feature, rules, namesakes: [] };
    this.byKey.set(key, parts);
    parts.namesakes.push(...rules);
    for (const rule of featureRules(feature, key)) {
      this.siblingsOf(key).add(rule.campaignId);
      this.rules.push(rule);
    }
  }

  private tryLink(feature: unknown, key: string): readonly LinkedRule[] | null {
    try {
      const linkParts = (featureKey: string, rule: number): LinkParts => this.linkContext(featureKey, rule);
      const rules = linkRules(feature, key, { campaigns: this.campaigns.byId, linkParts });
      rules.forEach((rule) => this.checkGroup(key, rule));
      return rules;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.quarantine(key, error instanceof FeatureError ? error.path : 'rules', message);
      return null;
    }
  }

  private linkContext(featureKey: string, rule: number): LinkParts {
    const path = `rules[${rule}]`;
    return {
      accountId: String(this.settings.accountId),
      groupOf: (member) => this.groups.groupOf(member),
      siblings: this.siblingsOf(featureKey),
      segments: segmentParts({
        featureKey: (id) => this.keysById.get(id),
        warn: (message) => this.warn(featureKey, path, message, false),
        usesList: (list) => this.lists.set(JSON.stringify([list.listId, list.attribute]), list),
        compiled: this.segments,
      }),
    };
  }

  /** Campaign ids of the rules of all features of a key: complete when all are linked. */
  private siblingsOf(featureKey: string): Set<unknown> {
    const known = this.siblings.get(featureKey) ?? new Set<unknown>();
    this.siblings.set(featureKey, known);
    return known;
  }

  private checkGroup(key: string, { campaign, group }: LinkedRule): void {
    if (group === null) return;
    const path = `campaignGroups.${String(campaign.id)}`;
    if (lacksVariation(campaign)) {
      const problem = 'expected a variation; visitors who come to the rule get the feature switched off';
      this.warn(key, `campaigns.${String(campaign.id)}.variations`, problem, false);
    } else if (group === undefined) {
      this.warn(
        key,
        path,
        'expected the id of a group; visitors who come to the rule get the feature switched off',
        false,
      );
    } else if (campaign.kind === 'rollout') {
      this.warn(
        key,
        path,
        'expected a test or a personalization: a rollout in a group lets nobody pass but its stored winner',
        false,
      );
    }
  }

  /** A later feature of a key that is in service already does not put it out of service. */
  private quarantine(key: string, path: string, problem: string): void {
    const isSpare = this.byKey.has(key);
    if (!isSpare) this.quarantined.set(key, path === '' ? problem : `${path}: ${problem}`);
    const consequence = isSpare ? 'another feature of this key is used' : 'the feature is out of service';
    this.warn(key, path, `${problem}; ${consequence}`, !isSpare);
  }

  private warn(flagKey: string | null, path: string, message: string, quarantined: boolean): void {
    const place = flagKey === null || path.startsWith('campaign') ? path : `features.${flagKey}.${path}`;
    this.warnings.push({ flagKey, path: place, message, quarantined });
  }
}
