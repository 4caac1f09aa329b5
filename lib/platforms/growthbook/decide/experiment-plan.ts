import type { Assignment } from '../../../engine/decision.js';
import { IGNORES_URL } from '../../../engine/subject.js';
import type { Cause } from '../../../engine/vocabulary.js';
import type { Walk } from '../../../engine/walk.js';
import { own } from '../../../platform-kit/foreign-json.js';
import { keyOf } from '../payload/coerce.js';
import type { GrowthbookVariation } from './compile-choice.js';
import { variationAt } from './compile-choice.js';
import type { ExperimentParts } from './experiment-parts.js';
import { GrowthbookAssignment } from './growthbook-assignment.js';
import type { Hashed } from '../subject/hash-attribute.js';
import type { StickyLookup } from './sticky-bucket.js';
import { queryOverride } from '../targeting/url-targeting.js';

/** Called with the reason when a visitor is out. `sticky`: because of a stored assignment. */
export type Out<R> = (walk: Walk, cause: Cause, sticky: boolean) => R;

/** Runs one experiment for one visitor, in the order the format prescribes. */
export class ExperimentPlan {
  constructor(readonly parts: ExperimentParts) {}

  /**
   * Places the visitor, counts the exposure and renews the stored variation.
   *
   * @param flagKey - the feature that asks; null for an experiment of its own
   * @param out - makes the answer for a visitor who is out
   */
  assign<R>(walk: Walk, flagKey: string | null, out: Out<R>): Assignment | R {
    const parts = this.parts;
    const { subject } = walk;
    if (parts.unusable === 'invalid-rule') return out(walk, 'invalid-rule', false);
    if (parts.unusable === 'disabled' || !subject.enabled) return out(walk, 'disabled', false);
    if (parts.urlTargets !== null && !parts.urlTargets(subject.url)) return out(walk, 'not-targeted', false);
    if (parts.queryStringOverrides && subject.url !== '' && !subject.facts.has(IGNORES_URL)) {
      const index = queryOverride(parts.key, subject.url, parts.values.length);
      if (index !== null) return this.forced(walk, flagKey, index, 'query-override');
    }
    if (subject.forcedVariations.size !== 0 && subject.forcedVariations.has(parts.key)) {
      return this.forced(walk, flagKey, subject.forcedVariations.get(parts.key), 'override');
    }
    if (parts.forced.size !== 0 && parts.forced.has(parts.key))
      return this.forced(walk, flagKey, parts.forced.get(parts.key), 'override');
    if (parts.inactive) return out(walk, 'not-running', false);
    const hashed = parts.hashAttribute.hashed(walk);
    if (hashed.value === '') return out(walk, 'missing-unit', false);
    return this.bucketed(walk, flagKey, hashed, out);
  }

  private bucketed<R>(walk: Walk, flagKey: string | null, hashed: Hashed, out: Out<R>): Assignment | R {
    const parts = this.parts;
    const { value } = hashed;
    const stored = parts.sticky === null || walk.subject.stored === null ? null : parts.sticky.lookup(walk);
    const excluded = stored !== null && stored.index >= 0 ? null : this.exclusion(walk, value);
    if (excluded !== null) return out(walk, excluded, false);
    if (parts.url !== null && !parts.url(walk.subject.url)) return out(walk, 'not-targeted', false);
    if (parts.bucket === null) return out(walk, 'invalid-rule', false);
    const bucket = parts.bucket(value);
    const index = stored !== null && stored.index >= 0 ? stored.index : parts.choose(bucket);
    if (walk.trace !== null) walk.note(`bucket ${bucket} of experiment "${parts.key}" -> variation ${index}`);
    if (stored?.blocked === true) return out(walk, 'sticky-version-blocked', true);
    if (index < 0) return out(walk, 'traffic-excluded', false);
    if (parts.force !== null) return this.forced(walk, flagKey, parts.force.index, 'forced');
    if (parts.qaMode || walk.subject.qaMode) return out(walk, 'qa-mode', false);
    if (parts.stopped) return out(walk, 'not-running', false);
    return this.enter(walk, flagKey, hashed, index, bucket, stored);
  }

  /** Checks that a stored variation spares the visitor. */
  private exclusion(walk: Walk, value: unknown): Cause | null {
    const parts = this.parts;
    if (parts.filters !== null) {
      if (!parts.filters(walk)) return 'group-excluded';
    } else if (parts.namespace !== null && !parts.namespace(value)) {
      return 'group-excluded';
    }
    if (parts.include !== null && !parts.include()) return 'not-targeted';
    if (parts.condition !== null && !parts.condition(walk.subject.attributes, null)) return 'not-targeted';
    for (const prerequisite of parts.prerequisites) {
      const answer = prerequisite(walk);
      if (answer === 'cycle') return 'prerequisite-cycle';
      if (answer === 'fails') return 'prerequisite-failed';
    }
    return parts.groupsAllow ? null : 'not-targeted';
  }

  private enter(
    walk: Walk,
    flagKey: string | null,
    hashed: Hashed,
    index: number,
    bucket: number,
    stored: StickyLookup | null,
  ): Assignment {
    const { parts } = this;
    // Explicit ranges may be longer than the variations: such a visitor is out, yet hashed and counted.
    const inExperiment = index < parts.variations.length;
    const variation = parts.variations[inExperiment ? index : 0] as GrowthbookVariation;
    const assignment = new GrowthbookAssignment(
      flagKey,
      parts.experiment,
      variation,
      { inExperiment, hashUsed: true, sticky: stored !== null && stored.index >= 0 },
      hashed,
      bucket,
      inExperiment ? parts.bandit : null,
    );
    if (stored !== null) parts.sticky?.store(walk, hashed, variation.key);
    walk.expose(parts.exposed === parts.experiment ? assignment : assignment.shownAs(parts.exposed));
    return assignment;
  }

  /** The answer for a variation that was not computed: forced, overridden, or none. */
  private forced(walk: Walk, flagKey: string | null, index: unknown, cause: Cause): Assignment {
    const { parts } = this;
    const position = this.indexOf(index);
    const inExperiment = !(position < 0 || position >= parts.values.length);
    if (inExperiment) walk.cause = cause;
    else walk.miss('unknown-variation');
    return this.unhashed(walk, flagKey, inExperiment ? position : 0, inExperiment, false);
  }

  /** A variation is forced by index or by key. Numbers are compared as they come, as the format has it. */
  private indexOf(given: unknown): number {
    if (typeof given !== 'string') return given as number;
    const index = this.parts.variations.findIndex((variation) => variation.key === given);
    return index >= 0 || given.trim() === '' || Number.isNaN(Number(given)) ? index : Number(given);
  }

  /** The answer for a visitor who is out: the reference variation. */
  out(walk: Walk, flagKey: string | null, sticky: boolean): Assignment {
    return this.unhashed(walk, flagKey, 0, false, sticky);
  }

  private unhashed(
    walk: Walk,
    flagKey: string | null,
    index: unknown,
    inExperiment: boolean,
    sticky: boolean,
  ): Assignment {
    const { parts } = this;
    const hashed = parts.hashAttribute.hashed(walk);
    const known = own(parts.variations, keyOf(index)) as GrowthbookVariation | undefined;
    const variation = known ?? variationAt(index as number, parts.values, parts.meta);
    const placement = { inExperiment, hashUsed: false, sticky };
    return new GrowthbookAssignment(flagKey, parts.unhashed, variation, placement, hashed, null, null);
  }
}
