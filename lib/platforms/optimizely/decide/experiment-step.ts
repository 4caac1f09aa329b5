import type { Decision } from '../../../engine/decision.js';
import type { Walk } from '../../../engine/walk.js';
import { own } from '../../../platform-kit/foreign-json.js';
import type { How } from './answer.js';
import { HOW } from './answer.js';
import type { Bucketer } from './bucketing.js';
import type { Matcher } from './matcher.js';
import { isTargeted } from './matcher.js';
import type { Project } from '../payload/index-project.js';
import type { ExperimentNode, RuleNode, VariationNode } from '../payload/payload.js';
import { ownVariation } from '../payload/payload.js';
import { profileOf, remember } from '../subject/profile.js';
import type { AudienceCheck, Reasons } from './reasons.js';
import { audienceReasons, experimentReasons as texts, reasonsOf } from './reasons.js';
import { bucketingId, cmabPrediction } from '../subject/visitor.js';

/** What becomes of what an experiment finds. */
export interface Outcomes {
  /** A variation key, never empty. Answers, or passes on. */
  found(
    walk: Walk,
    visitorId: string,
    key: string,
    way: How,
    bucket: number | null,
    cmabUuid: string | null,
  ): Decision | undefined;
  /** No prediction could be had for a contextual bandit. Null: predictions are not asked for. */
  readonly failed: ((walk: Walk) => Decision) | null;
}

/** What a step takes from the compilation that it is part of. */
export interface StepParts {
  readonly project: Project;
  readonly bucketer: Bucketer;
  /** @throws Quarantine when the rule cannot be read */
  matcher(rule: RuleNode): Matcher;
}

/**
 * An experiment's own way to a variation key: status, forced variation, whitelist, stored decision, audience, and then the
 * hash or the prediction. The rest of the flag sees only the key.
 */
export class ExperimentStep {
  private readonly matcher: Matcher;
  private readonly bucketer: Bucketer;
  private readonly variations: ReadonlyMap<string, VariationNode>;
  private readonly experiments: ReadonlyMap<string, ExperimentNode>;
  private readonly keyOwner: ExperimentNode;
  private readonly check: AudienceCheck;

  constructor(
    parts: StepParts,
    private readonly node: ExperimentNode,
    private readonly outcomes: Outcomes,
  ) {
    this.matcher = parts.matcher(node);
    this.bucketer = parts.bucketer;
    this.variations = parts.project.variationsById;
    this.experiments = parts.project.experimentsByKey;
    this.keyOwner = this.experiments.get(node.key) ?? node;
    this.check = { kind: 'experiment', name: node.key, conditions: node.audience };
  }

  /** Answers for a visitor, or passes on. */
  decide(walk: Walk, visitorId: string): Decision | undefined {
    const { node, outcomes } = this;
    const { enabled, qaMode } = walk.subject;
    const reasons = reasonsOf(walk);
    if (!enabled) return walk.miss('disabled');
    if (!this.keyOwner.running) {
      reasons?.push(texts.notRunning(node.key));
      return walk.miss('not-running');
    }
    const forced = this.forcedKey(walk);
    if (forced !== undefined) {
      reasons?.push(texts.forced(forced, node.key, visitorId));
      return outcomes.found(walk, visitorId, forced, HOW.forced, null, null);
    }
    const fixed = this.whitelisted(visitorId, reasons);
    if (fixed !== undefined) return this.leadTo(walk, visitorId, fixed, HOW.whitelisted);
    const stored = qaMode ? undefined : this.storedVariation(walk, visitorId);
    if (stored !== undefined) {
      reasons?.push(texts.stored(stored.key, node.key, visitorId));
      return this.leadTo(walk, visitorId, stored, HOW.stored);
    }
    const targeted = isTargeted(this.matcher, walk.subject);
    if (reasons !== null) audienceReasons(reasons, this.check, targeted);
    if (!targeted) {
      reasons?.push(texts.notTargeted(visitorId, node.key));
      return walk.miss('not-targeted');
    }
    if (qaMode) return walk.miss('qa-mode');
    return node.cmab === null
      ? this.bucket(walk, visitorId, reasons)
      : this.predict(walk, visitorId, reasons);
  }

  /** The variation that the application has forced for this experiment, whoever is targeted. Keys stand for ids: of several the last counts. */
  private forcedKey(walk: Walk): string | undefined {
    const { customAssignments } = walk.subject;
    if (customAssignments.size === 0) return undefined;
    let forced: VariationNode | undefined;
    for (const [experimentKey, wanted] of customAssignments) {
      // The official SDK refuses an empty key, though experiments may have one.
      const owner = experimentKey === '' ? undefined : this.experiments.get(experimentKey);
      if (owner?.id !== this.keyOwner.id || typeof wanted !== 'string' || wanted === '') continue;
      const variation = ownVariation(owner, wanted);
      if (variation !== undefined && own(variation.raw, 'id')) forced = this.variations.get(variation.id);
    }
    return forced?.reachable === true ? forced.key : undefined;
  }

  private whitelisted(visitorId: string, reasons: Reasons | null): VariationNode | undefined {
    const { whitelist } = this.node;
    const key = whitelist.size === 0 ? undefined : whitelist.get(visitorId);
    if (key === undefined) return undefined;
    const variation = ownVariation(this.node, key);
    reasons?.push(
      variation === undefined ? texts.badWhitelist(key, visitorId) : texts.whitelisted(visitorId, key),
    );
    return variation;
  }

  private storedVariation(walk: Walk, visitorId: string): VariationNode | undefined {
    const id = profileOf(walk, visitorId)?.variationId(this.node.id);
    return id === undefined ? undefined : this.variations.get(id);
  }

  private bucket(walk: Walk, visitorId: string, reasons: Reasons | null): Decision | undefined {
    const { node, matcher } = this;
    const hashed = bucketingId(walk.subject, visitorId);
    if (matcher.admission !== null && !matcher.admission(hashed, visitorId, reasons)) {
      return this.noVariation(walk, visitorId, reasons, 'group-excluded');
    }
    const bucket = this.bucketer.bucket(hashed, node.id);
    const found = matcher.split.find(bucket);
    if (reasons !== null) matcher.split.explain(reasons, bucket, found, visitorId);
    const variation = found < 0 ? null : (matcher.split.variations[found] as VariationNode | null);
    if (variation === null) return this.noVariation(walk, visitorId, reasons, 'traffic-excluded');
    reasons?.push(texts.bucketed(visitorId, variation.key, node.key));
    remember(walk, visitorId, node.id, variation);
    return this.leadTo(walk, visitorId, variation, HOW.bucketed, bucket);
  }

  /** Asks the facts, never the network: without a prediction the visitor is in no variation, as in a synchronous `decide`. */
  private predict(walk: Walk, visitorId: string, reasons: Reasons | null): Decision | undefined {
    const { node, matcher, outcomes } = this;
    const prediction = outcomes.failed === null ? undefined : cmabPrediction(walk.subject, node.id);
    if (outcomes.failed === null || prediction === undefined) {
      reasons?.push(texts.noPrediction());
      return this.noVariation(walk, visitorId, reasons, 'traffic-excluded');
    }
    const hashed = bucketingId(walk.subject, visitorId);
    const ownReasons: Reasons | null = reasons === null ? null : [];
    const admitted = matcher.admission === null || matcher.admission(hashed, visitorId, ownReasons);
    const bucket = admitted ? this.bucketer.bucket(hashed, node.id) : 0;
    const found = admitted ? matcher.split.find(bucket) : -1;
    if (found < 0) {
      if (ownReasons !== null && admitted) matcher.split.explain(ownReasons, bucket, found, visitorId);
      reasons?.push(...(ownReasons ?? []));
      return this.noVariation(walk, visitorId, reasons, admitted ? 'traffic-excluded' : 'group-excluded');
    }
    if (prediction === null) {
      reasons?.push(texts.predictionFailed(node.key));
      return outcomes.failed(walk);
    }
    // An empty id is nobody's, though a variation may have it.
    const variation = prediction.variationId === '' ? undefined : this.variations.get(prediction.variationId);
    if (variation === undefined) return this.noVariation(walk, visitorId, reasons, 'unknown-variation');
    reasons?.push(texts.bucketed(visitorId, variation.key, node.key));
    return this.leadTo(walk, visitorId, variation, HOW.predicted, bucket, prediction.cmabUuid);
  }

  private noVariation(
    walk: Walk,
    visitorId: string,
    reasons: Reasons | null,
    cause: 'group-excluded' | 'traffic-excluded' | 'unknown-variation',
  ): undefined {
    reasons?.push(texts.noVariation(visitorId, this.node.key));
    return walk.miss(cause);
  }

  private leadTo(
    walk: Walk,
    visitorId: string,
    variation: VariationNode,
    way: How,
    bucket: number | null = null,
    cmabUuid: string | null = null,
  ): Decision | undefined {
    if (!variation.reachable) return walk.miss('unknown-variation');
    return this.outcomes.found(walk, visitorId, variation.key, way, bucket, cmabUuid);
  }
}
