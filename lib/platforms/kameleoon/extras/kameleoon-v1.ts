import { jsonMap } from '../../../engine/json-map.js';
import type { Decision } from '../../../engine/decision.js';
import type { Program } from '../../../engine/program.js';
import { createSubject } from '../../../engine/subject.js';
import type { KameleoonVariable } from '../payload/compile-variables.js';
import {
  activateFeature,
  featureVariable,
  featureVariables,
  pureVisitor,
  triggerExperiment,
  variationAssociatedData,
} from './v1-calls.js';
import type { V1Visitor } from './v1-calls.js';
import type { ConversionDatum, KameleoonStatement } from '../visitor/remembered-data.js';

/** Questions about one visitor, as `experiments.forVisitor()` answers them. */
export interface V1Experiments {
  /** The configuration that decisions are made from. */
  readonly program: Program;
  /** Decides a flag by its key, or an experiment by its id as text; what is decided counts. */
  decide(key: string): Decision;
  /** Takes in what `kameleoonData` makes. Throws a TypeError for anything else. */
  addData(...data: readonly object[]): void;
}

/** What the calls are built on: the `Experiments` of a module instance whose platform is `kameleoon()`. */
export interface V1Host {
  /** Gives the questions about the visitor of this code. */
  forVisitor(visitor: { readonly visitorCode: string }): V1Experiments;
  /** Sends what waits, of all visitors. True when all of it is delivered or counted as lost. */
  flush(): Promise<boolean>;
}

/**
 * The calls of Kameleoon's old (version 1) server SDK on today's data file, for code that moves: whoever writes new code asks
 * `Experiments`. Every call names its visitor, and what it decides counts.
 *
 * @example
 * ```ts
 * providers: [{ provide: KameleoonV1, inject: [Experiments], useFactory: (experiments: Experiments) => new KameleoonV1(experiments) }]
 * ```
 */
export class KameleoonV1 {
  constructor(private readonly experiments: V1Host) {}

  /**
   * `trigger_experiment`.
   *
   * @returns the id of the visitor's variation; 0 for the reference
   * @throws `ExperimentConfigurationNotFoundError`; `NotTargetedError` when the experiment's segment does not include the visitor;
   * `NotActivatedError` when the visitor is targeted but takes no part; `VisitorCodeNotValidError`; `EvaluationFailedError`
   */
  triggerExperiment(visitorCode: string, experimentId: number): number {
    return triggerExperiment(this.#visitor(visitorCode), experimentId).value;
  }

  /**
   * `activate_feature`: whether the feature is on for the visitor.
   *
   * @param feature - its key, or its id as a number
   * @throws `FeatureConfigurationNotFoundError`, `VisitorCodeNotValidError`, `EvaluationFailedError`
   */
  activateFeature(visitorCode: string, feature: string | number): boolean {
    return activateFeature(this.#visitor(visitorCode), feature).value;
  }

  /**
   * `obtain_variation_associated_data`: the values of the variables that a variation serves, by variable key.
   *
   * @throws `VariationConfigurationNotFoundError`
   */
  obtainVariationAssociatedData(variationId: number): ReadonlyMap<string, unknown> {
    const variables = variationAssociatedData(this.experiments.forVisitor(NOBODY).program, variationId);
    return jsonMap([...variables].map(([key, { value }]) => [key, value]));
  }

  /**
   * `obtain_feature_variable`: a variable of the variation that the visitor gets, with its type.
   *
   * @param feature - its key, or its id as a number
   * @throws `FeatureConfigurationNotFoundError`, `FeatureVariableNotFoundError`, `VariationConfigurationNotFoundError`,
   * `NotActivatedError`, `VisitorCodeNotValidError`, `EvaluationFailedError`
   */
  obtainFeatureVariable(
    visitorCode: string,
    feature: string | number,
    variableKey: string,
  ): KameleoonVariable {
    return featureVariable(this.#visitor(visitorCode), feature, variableKey).value;
  }

  /** All variables of the variation that the visitor gets. Throws as {@link obtainFeatureVariable}. */
  obtainFeatureVariables(visitorCode: string, feature: string | number): readonly KameleoonVariable[] {
    return featureVariables(this.#visitor(visitorCode), feature).value;
  }

  /** `track_conversion`. */
  trackConversion(
    visitorCode: string,
    goalId: number,
    rest: Omit<ConversionDatum, 'type' | 'goalId'> = {},
  ): void {
    this.addData(visitorCode, { ...rest, type: 'conversion', goalId });
  }

  /** `add_data`: data made by `kameleoonData`. Throws a TypeError for anything else. */
  addData(visitorCode: string, ...data: readonly KameleoonStatement[]): void {
    this.experiments.forVisitor({ visitorCode }).addData(...data);
  }

  /**
   * `flush`: sends what waits for this visitor, and for all others along with it.
   *
   * @returns true when everything that waited is delivered or counted as lost
   */
  flush(_visitorCode?: string): Promise<boolean> {
    return this.experiments.flush();
  }

  #visitor(visitorCode: string): V1Visitor {
    if (visitorCode === '') {
      // Says in its own words that the code is missing.
      return pureVisitor(this.experiments.forVisitor(NOBODY).program, createSubject());
    }
    const visitor = this.experiments.forVisitor({ visitorCode });
    const decide = (key: string): Decision => visitor.decide(key);
    return { program: visitor.program, flag: decide, experiment: decide };
  }
}

/** The configuration is the same for everybody. */
const NOBODY = Object.freeze({ visitorCode: '-' });
