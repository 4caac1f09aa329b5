import type { Decision, Experiment, Variation } from '../../../engine/decision.js';
import type { Rule } from '../../../engine/program.js';
import type { Cause } from '../../../engine/vocabulary.js';
import type { Walk } from '../../../engine/walk.js';
import { own } from '../../../platform-kit/foreign-json.js';
import { compileArms, findForced } from './arms.js';
import { bestScored } from './bandit.js';
import type { Bucketer, CodeReader } from './bucketing.js';
import { boundsOf, pickArm, saltOf, visitorCodeOf } from './bucketing.js';
import type { SegmentTree } from '../targeting/compile-segment.js';
import type { ConsentPolicy } from './consent-policy.js';
import { isRefused } from './consent-policy.js';
import { unencodable } from '../payload/failure.js';
import type { Choice, FlagDecisions } from './answer.js';
import type { RuleShape } from '../payload/flag-shape.js';
import { numberOf } from '../payload/raw.js';
import type { ServedVariation } from '../payload/compile-variables.js';
import { Targeting } from '../subject/targeting.js';

/** What the rules of a flag share. */
export interface RuleParts {
  /** What the flag serves under each variation key. */
  readonly variations: ReadonlyMap<string, ServedVariation>;
  readonly answers: FlagDecisions;
  readonly codes: CodeReader;
  readonly bucketer: Bucketer;
  readonly consent: ConsentPolicy;
}

/** An experiment or a targeted delivery: whom it is for, how many of them, and who of those gets what. */
export class AllocationRule implements Rule {
  readonly id: string;
  readonly kind: string;
  readonly isExperiment: boolean;
  readonly arms: readonly Variation[];
  readonly experimentKey: string;
  /** As in the file. */
  readonly experimentId: unknown;
  private readonly isDelivery: boolean;
  private readonly segment: SegmentTree | null;
  private readonly exposition: number;
  private readonly ruleSalt: string;
  private readonly armSalt: string;
  private readonly bounds: readonly number[];
  private readonly servedArms: readonly (ServedVariation | undefined)[];
  private readonly forcible: readonly Variation[];

  /**
   * @param segment - null: everybody is targeted
   * @param forcible - arms that may be forced in the experiment; null for the rule's own
   */
  constructor(
    shape: RuleShape,
    readonly experiment: Experiment,
    segment: SegmentTree | null,
    forcible: readonly Variation[] | null,
    private readonly context: RuleParts,
  ) {
    const respoolTime = own(shape.raw, 'respoolTime');
    const { variations } = context;
    this.id = shape.id;
    this.kind = shape.type;
    this.isExperiment = shape.type === 'EXPERIMENTATION';
    this.isDelivery = shape.type === 'TARGETED_DELIVERY';
    this.experimentKey = shape.experimentKey;
    this.experimentId = shape.experimentId;
    this.segment = segment === null || segment.isEmpty ? null : segment;
    this.exposition = numberOf(own(shape.raw, 'exposition'));
    this.ruleSalt = saltOf(shape.id, respoolTime);
    this.armSalt = saltOf(shape.experimentKey, respoolTime);
    this.arms = compileArms(shape.arms, variations);
    this.bounds = boundsOf(shape.arms);
    this.servedArms = this.arms.map((arm) => variations.get(arm.key));
    this.forcible = forcible ?? this.arms;
  }

  decide(walk: Walk): Decision | undefined {
    const { subject } = walk;
    if (!subject.enabled && !this.isDelivery) return walk.miss('disabled');
    const forced = this.forcedIn(walk, subject.forcedVariations);
    if (forced !== undefined) return this.force(walk, forced, 'override');
    if (this.segment !== null) {
      const targeting = this.ask(walk);
      const included = this.segment.test(targeting);
      const { failure } = targeting;
      if (failure !== null) {
        return this.context.answers.failed(walk, failure, 'invalid-rule', 'PARSE_ERROR', this.id);
      }
      if (!included) return walk.miss('not-targeted');
    }
    const chosen = this.forcedIn(walk, subject.customAssignments);
    if (chosen !== undefined) return this.force(walk, chosen, 'custom-assignment');
    return subject.qaMode ? this.leave(walk, 'qa-mode') : this.allocate(walk);
  }

  /** Whether the segment includes the visitor, consent, traffic and forced variations aside. A segment that fails includes nobody. */
  targets(walk: Walk): boolean {
    if (this.segment === null) return true;
    const targeting = this.ask(walk);
    const included = this.segment.test(targeting);
    return targeting.failure === null && included;
  }

  private ask(walk: Walk): Targeting {
    return new Targeting(
      walk.subject,
      visitorCodeOf(walk.subject),
      this.experimentId === null ? null : this.experimentKey,
      this.segment !== null && this.segment.knowsRules,
      walk.exposures,
    );
  }

  private allocate(walk: Walk): Decision | undefined {
    const { answers, codes, bucketer, consent } = this.context;
    const code = codes.read(walk.subject);
    const place = bucketer.place(code, this.ruleSalt);
    if (Number.isNaN(place)) return answers.failed(walk, unencodable(), 'error', 'INVALID_CONTEXT', this.id);
    if (walk.trace !== null) walk.note(`traffic: ${place} of ${this.exposition}`);
    if (!(place <= this.exposition)) return this.leave(walk, 'traffic-excluded');
    if (this.isExperiment && isRefused(consent, walk.subject)) {
      return consent.blocksFully
        ? answers.closed(walk, 'consent-refused', this.id)
        : answers.fallback(walk, 'consent-refused');
    }
    return this.choose(walk, code);
  }

  private choose(walk: Walk, code: string): Decision | undefined {
    const { bucketer } = this.context;
    const scores = walk.subject.facts.get('cbScores');
    const best = scores === undefined ? [] : bestScored(scores, this.experimentId, this.arms);
    if (best.length === 1) return this.serve(walk, best[0] as Variation, code, null, 'bandit');
    const place = bucketer.place(code, this.armSalt);
    if (best.length > 1) {
      const index = Math.min(Math.floor(place * best.length), best.length - 1);
      return this.serve(walk, best[index] as Variation, code, place, 'bandit');
    }
    const arm = this.arms[pickArm(this.bounds, place)];
    if (walk.trace !== null) walk.note(`variation: ${place} gives ${arm === undefined ? 'none' : arm.key}`);
    if (arm === undefined) return this.leave(walk, 'traffic-excluded');
    return this.serve(walk, arm, code, place, this.isDelivery ? 'rollout' : 'split');
  }

  private serve(walk: Walk, arm: Variation, code: string, bucket: number | null, cause: Cause): Decision {
    const hashed = { attribute: this.context.codes.source(walk.subject), code, bucket };
    const choice: Choice = {
      reason: this.isDelivery ? 'TARGETING_MATCH' : 'SPLIT',
      cause,
      source: this.kind,
      ruleId: this.id,
      experiment: this.experiment,
      variation: arm,
      served: this.servedArms[arm.index],
      hashed,
    };
    return this.context.answers.assigned(walk, choice, true);
  }

  private forcedIn(walk: Walk, choices: ReadonlyMap<string, unknown>): Variation | undefined {
    if (choices.size === 0) return undefined;
    const choice = choices.get(this.experimentKey);
    if (choice === undefined || choice === null) return undefined;
    const arm = findForced(this.forcible, choice);
    if (arm === undefined) walk.miss('unknown-variation');
    return arm;
  }

  private force(walk: Walk, arm: Variation, cause: Cause): Decision {
    const { answers } = this.context;
    const served = answers.served(arm.key);
    const choice: Choice = {
      reason: 'STATIC',
      cause,
      source: 'FORCED',
      ruleId: this.id,
      experiment: this.experiment,
      variation: arm,
      served,
      hashed: null,
    };
    return answers.assigned(walk, choice, true);
  }

  /** A targeted delivery that does not serve ends the walk; an experiment passes on. */
  private leave(walk: Walk, cause: Cause): Decision | undefined {
    if (!this.isDelivery) return walk.miss(cause);
    if (walk.trace !== null) walk.note(cause);
    return this.context.answers.fallback(walk, cause);
  }
}
