import { jsonMap } from '../../../engine/json-map.js';
import type { Assignment, StoredDocument } from '../../../engine/decision.js';
import type { Entries, Subject } from '../../../engine/subject.js';
import { toMap } from '../../../engine/subject.js';
import type { Cause, Reason } from '../../../engine/vocabulary.js';
import type { Walk } from '../../../engine/walk.js';
import type { CampaignLookup } from './campaign-lookup.js';
import type { ServedVariables } from '../payload/compile-variables.js';
import { storedKey, visitorText, VWO_FACTS } from './subject-keys.js';

/** A campaign that a visitor is in, as stored documents and integrations name it. */
export interface Placement {
  readonly campaignId: unknown;
  readonly campaignKey: unknown;
  readonly variationId: unknown;
  readonly variables: ServedVariables;
  readonly assignment: Assignment;
  /** Found in storage: not exposed again, and told to integrations only together with an experiment. */
  readonly isStored: boolean;
}

/** What a decision tells about itself. */
export interface FeatureResult {
  readonly reason: Reason;
  readonly cause: Cause;
  readonly source: string;
  readonly ruleId: string;
}

/** One decision under way: the visitor as segments see them, and how far the flag's rules have come. */
export class Visit {
  readonly subject: Subject;
  /** The visitor, as text. */
  readonly userId: string;
  /** Variables that segments look at right now. */
  variables: ReadonlyMap<string, unknown>;
  /** What `_vwoUserId` is right now; null until the first rule is checked, each of which sets it anew. */
  listedUser: string | undefined | null = null;

  /** The rollout that lets the visitor see the feature. */
  rollout: Placement | null = null;
  /** What is answered if no experiment has more to say. */
  answer: FeatureResult | null = null;
  /** A rule has taken the visitor: later ones of its kind are not tried, whatever its traffic says. */
  rolloutTried = false;
  experimentTried = false;
  /** The rule that was checked last would have taken the visitor, but another member of its group did. */
  lostToGroup = false;
  /** `_vwoUserId` as integrations see it, among the custom and among the targeting variables; null if it was not set. */
  reportedUser: string | undefined | null = null;
  reportedTargetingUser: string | undefined | null = null;

  /** The text that is hashed. */
  private readonly seed: string;
  private uuid: string | undefined;
  private targeting: ReadonlyMap<string, unknown> | null = null;
  private groups: GroupState | null = null;

  constructor(
    readonly walk: Walk,
    readonly lookup: CampaignLookup,
    /** Key of the feature at hand. */
    readonly featureKey: string,
  ) {
    this.subject = walk.subject;
    this.userId = visitorText(walk.subject) ?? '';
    this.variables = walk.subject.attributes;
    const seed = this.fact(VWO_FACTS.bucketingSeed);
    this.seed = typeof seed === 'string' && seed.trim() !== '' ? seed : this.userId;
  }

  fact(name: string): unknown {
    return this.subject.facts.get(name);
  }

  /** The visitor as lists of a campaign name them. */
  listed(byUuid: boolean): string | undefined {
    return byUuid ? (this.uuid ??= this.lookup.visitorIds.of(this.userId)) : this.userId;
  }

  /** Variables that whitelists look at. */
  targetingVariables(): ReadonlyMap<string, unknown> {
    if (this.targeting !== null) return this.targeting;
    const given = toMap(this.fact(VWO_FACTS.variationTargetingVariables) as Entries<unknown> | undefined);
    // Decisions tell them to integrations and applications, which may send them on.
    return (this.targeting = given.size === 0 ? given : jsonMap(given));
  }

  /** The document stored for a feature (or a group) and this visitor. */
  stored(featureKey: string): StoredDocument | undefined {
    return this.subject.stored === null ? undefined : this.walk.stored(storedKey(featureKey, this.userId));
  }

  bucket(prefix: string, count: number): number {
    return this.lookup.buckets.bucket(prefix, this.seed, count);
  }

  /** What is known about mutually exclusive groups. Made on first use. */
  get groupState(): GroupState {
    return (this.groups ??= { passed: new Set(), winners: new Map(), open: new Set() });
  }

  /** Whether `explain` listens: guard notes with it, so that no text is built on the hot path. */
  get explaining(): boolean {
    return this.walk.trace !== null;
  }
}

/** What a decision has found out about mutually exclusive groups so far. */
export interface GroupState {
  /** Keys of features whose rollouts are known to let the visitor pass. */
  readonly passed: Set<string>;
  /** Winners by group: a campaign's id, its id and variation as text, or -1 for none. */
  readonly winners: Map<object, unknown>;
  /** Groups whose winner is being looked for. */
  readonly open: Set<object>;
}
