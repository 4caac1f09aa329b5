import type { Experiment } from '../../../engine/decision.js';
import type { Cause } from '../../../engine/vocabulary.js';
import type { Walk } from '../../../engine/walk.js';
import type { HashAttribute } from '../subject/hash-attribute.js';
import type { Test } from '../targeting/condition.js';
import type { UrlTest } from '../targeting/url-targeting.js';
import type { Bucketer } from './bucketing.js';
import type { GrowthbookVariation } from './compile-choice.js';
import type { StickyBucket } from './sticky-bucket.js';

/** What a prerequisite says: it holds, it fails, or the feature depends on itself. */
export type Prerequisite = (walk: Walk) => 'holds' | 'fails' | 'cycle';

/** Why an experiment is out for everybody before its visitor is looked at. */
export type StandingExclusion = Extract<Cause, 'invalid-rule' | 'disabled' | 'not-running'>;

/** An experiment, compiled. Members that are null do not apply to it. */
export interface ExperimentParts {
  readonly key: string;
  /** Whether the query string of the visitor's URL may force a variation. */
  readonly queryStringOverrides: boolean;
  /** Set when the experiment cannot run at all (fewer than two variations, or experiments are switched off). */
  readonly unusable: StandingExclusion | null;
  /** The experiment as decisions show it. */
  readonly experiment: Experiment;
  /** The same without bandit data, for variations that no hash chose. */
  readonly unhashed: Experiment;
  /** The experiment as exposures show it: overrides of the application included. */
  readonly exposed: Experiment;
  readonly values: readonly unknown[];
  readonly meta: readonly unknown[] | null;
  readonly variations: readonly GrowthbookVariation[];
  readonly urlTargets: UrlTest | null;
  /** Variations forced by the application for every visitor. */
  readonly forced: ReadonlyMap<string, unknown>;
  readonly inactive: boolean;
  readonly hashAttribute: HashAttribute;
  readonly sticky: StickyBucket | null;
  readonly filters: ((walk: Walk) => boolean) | null;
  readonly namespace: ((value: unknown) => boolean) | null;
  readonly include: (() => boolean) | null;
  readonly condition: Test | null;
  readonly prerequisites: readonly Prerequisite[];
  /** False when a group is required of which the application has not said that visitors are in it. */
  readonly groupsAllow: boolean;
  readonly url: UrlTest | null;
  readonly bucket: Bucketer | null;
  readonly choose: (bucket: number) => number;
  /** A variation forced by the definition; undefined when there is none. */
  readonly force: { readonly index: unknown } | null;
  readonly qaMode: boolean;
  readonly stopped: boolean;
  /** Bandit data reported with assignments by hashing. */
  readonly bandit: Readonly<Record<string, unknown>> | null;
}
