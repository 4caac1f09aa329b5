import { isObject, own } from '../../../platform-kit/foreign-json.js';
import { readPriorities } from '../decide/group-choice.js';
import type { GroupFeature, LinkedFeature, LinkedRule, MutexGroup } from '../decide/linked-rule.js';
import { memberText } from '../decide/linked-rule.js';
import { groupFeatureKey } from '../subject/subject-keys.js';

/** A feature's rule, as groups look it up. */
export interface FeatureRule {
  readonly featureKey: string;
  readonly campaignId: unknown;
  readonly variationId: unknown;
}

type FindFeature = (key: string) => LinkedFeature | undefined;

interface OpenGroup extends MutexGroup {
  features: readonly GroupFeature[] | null;
}

/** Mutually exclusive groups: found while rules are linked, filled when all features are. */
export class Groups {
  private readonly groups = new Map<unknown, OpenGroup>();

  constructor(
    private readonly definitions: unknown,
    /** Group ids by member. */
    private readonly byMember: unknown,
  ) {}

  /** The group of a member; null for none, undefined for one that the payload lacks. */
  groupOf(member: string): MutexGroup | null | undefined {
    if (!isObject(this.byMember) || !Object.hasOwn(this.byMember, member)) return null;
    const id = own(this.byMember, member);
    const definition = own(this.definitions, String(id));
    if (definition === undefined || definition === null) return undefined;
    if (!id) return null;
    const known = this.groups.get(id);
    if (known !== undefined) return known;
    const group = openGroup(id, definition);
    this.groups.set(id, group);
    return group;
  }

  /** Feature keys under which winners are stored. */
  get featureKeys(): readonly string[] {
    return [...this.groups.values()].map((group) => group.featureKey);
  }

  /**
   * Gives every group its features.
   *
   * @param find - a feature by key
   * @param rules - of all features, in payload order
   */
  fill(find: FindFeature, rules: readonly FeatureRule[]): void {
    const byCampaign = new Map<unknown, FeatureRule[]>();
    for (const rule of rules) {
      const list = byCampaign.get(rule.campaignId);
      if (list === undefined) byCampaign.set(rule.campaignId, [rule]);
      else list.push(rule);
    }
    for (const [id, group] of this.groups) {
      const definition = own(this.definitions, String(id));
      // One that is 0, false or '' has no members; one without a list of them fails.
      const members = readMembers(definition ? own(definition, 'campaigns') : []);
      group.features = members === null ? null : groupFeatures(members, find, byCampaign);
    }
  }
}

function openGroup(id: unknown, definition: unknown): OpenGroup {
  const algorithm = own(definition, 'et');
  const priorities = own(definition, 'p');
  const weights = own(definition, 'wt');
  return {
    featureKey: groupFeatureKey(id),
    prefix: `${String(id)}_`,
    random: algorithm === undefined || algorithm === 1,
    priorities: readPriorities(priorities),
    weights: weights === undefined ? {} : weights,
    features: [],
  };
}

/** The members of a group, one after another, and how a campaign is looked up among them. */
interface Members {
  readonly names: readonly string[];
  readonly has: (name: string) => boolean;
}

/**
 * Null: VWO's SDK (CommonJS build) fails on them. What has no length has no members, and a text has its characters as
 * members, and all its parts are among them.
 */
function readMembers(value: unknown): Members | null {
  if (typeof value === 'string') return { names: value.split(''), has: (name) => value.includes(name) };
  if (value === null || value === undefined) return null;
  if (!Array.isArray(value)) return own(value, 'length') ? null : { names: [], has: () => false };
  if (!value.every((member) => typeof member === 'string')) return null;
  const names = new Set(value);
  return { names: value, has: (name) => names.has(name) };
}

/** Features that own a member, in the order of members, then of features; each once. */
function groupFeatures(
  { names, has }: Members,
  find: FindFeature,
  byCampaign: ReadonlyMap<unknown, readonly FeatureRule[]>,
): readonly GroupFeature[] {
  const keys = new Set<string>();
  for (const member of names) {
    const [campaignId, variationId] = member.split('_').map(Number);
    for (const rule of byCampaign.get(campaignId) ?? []) {
      if (variationId === undefined || rule.variationId === variationId) keys.add(rule.featureKey);
    }
  }
  const owners = [...keys].map(find).filter((feature) => feature !== undefined);
  return owners.map((feature) => groupFeature(feature, has));
}

function groupFeature(feature: LinkedFeature, isMember: Members['has']): GroupFeature {
  const rules: LinkedRule[] = [];
  let broken = false;
  for (const rule of feature.namesakes) {
    const { campaign, first } = rule;
    const isCampaign = isMember(String(campaign.id));
    if (!isCampaign && first === undefined) broken = true;
    if (!isCampaign && (first === undefined || !isMember(memberText(campaign, first)))) continue;
    if (!rules.some((other) => other.ruleKey === rule.ruleKey)) rules.push(rule);
  }
  return { feature, rules, broken };
}
