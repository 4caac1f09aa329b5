import type { Decision } from '../../../engine/decision.js';
import { evaluate, evaluateExperiment } from '../../../engine/evaluate.js';
import type { Program } from '../../../engine/program.js';
import type { Subject } from '../../../engine/subject.js';
import { catalogOf } from '../compile/catalog.js';
import type { KameleoonVariable, ServedVariation } from '../payload/compile-variables.js';
import type { Failure } from '../payload/failure.js';
import {
  EvaluationFailedError,
  ExperimentConfigurationNotFoundError,
  FeatureConfigurationNotFoundError,
  FeatureVariableNotFoundError,
  NotActivatedError,
  NotTargetedError,
  VariationConfigurationNotFoundError,
  VisitorCodeNotValidError,
} from '../setup/kameleoon.errors.js';

/** Id of the variation that changes nothing. */
const REFERENCE_VARIATION = 0;

/** Whom the calls are about: who decides for them, and by what. */
export interface V1Visitor {
  readonly program: Program;
  /** Decides a feature flag by its key. */
  flag(key: string): Decision;
  /** Decides an experiment by its id as text. */
  experiment(key: string): Decision;
}

/** A visitor as plain data: nothing that is decided counts anywhere. */
export function pureVisitor(program: Program, subject: Subject): V1Visitor {
  return {
    program,
    flag: (key) => evaluate(program, key, subject),
    experiment: (key) => evaluateExperiment(program, key, subject),
  };
}

/** The answer of a call about a visitor, with the decision behind it: its exposures are the caller's to report. */
export interface V1Answer<T> {
  readonly value: T;
  readonly decision: Decision;
}

/**
 * `trigger_experiment`: the variation id of a visitor in an experiment; 0 for the reference.
 *
 * @throws {@link ExperimentConfigurationNotFoundError}, {@link NotTargetedError}, {@link NotActivatedError},
 * {@link VisitorCodeNotValidError}, {@link EvaluationFailedError}
 */
export function triggerExperiment(visitor: V1Visitor, experimentId: number): V1Answer<number> {
  const key = String(experimentId);
  if (!visitor.program.experiments.has(key)) {
    throw new ExperimentConfigurationNotFoundError(
      `No experiment ${experimentId} in the configuration. Check the id and that its flag is published to this environment.`,
    );
  }
  const decision = visitor.experiment(key);
  refuseFailed(decision);
  if (decision.assignment !== null) {
    const { id } = decision.assignment.variation;
    return { value: typeof id === 'number' ? id : REFERENCE_VARIATION, decision };
  }
  const message = `Experiment ${experimentId} does not take this visitor: ${decision.cause}.`;
  if (decision.cause === 'not-targeted') throw new NotTargetedError(message, decision);
  throw new NotActivatedError(message, decision);
}

/**
 * `activate_feature`: whether a feature flag is on for a visitor. A flag that is off in the environment, or closed for want
 * of consent, is not on.
 *
 * @param feature - the flag's key, or its id as a number
 * @throws {@link FeatureConfigurationNotFoundError}, {@link VisitorCodeNotValidError}, {@link EvaluationFailedError}
 */
export function activateFeature(visitor: V1Visitor, feature: string | number): V1Answer<boolean> {
  const decision = decide(visitor, feature);
  return { value: decision.on, decision };
}

/**
 * `obtain_variation_associated_data`: what a variation serves, by variable key.
 *
 * @throws {@link VariationConfigurationNotFoundError}
 */
export function variationAssociatedData(
  program: Program,
  variationId: number,
): ReadonlyMap<string, KameleoonVariable> {
  const served = catalogOf(program).servedById.get(variationId);
  if (served === undefined) {
    throw new VariationConfigurationNotFoundError(
      `No variation ${variationId} in the configuration. Check the id and that its flag is published to this environment.`,
    );
  }
  return new Map(served.variables.map((variable) => [variable.key, variable]));
}

/**
 * `obtain_feature_variable`: a variable of the variation that a visitor gets, with its type.
 *
 * @param feature - the flag's key, or its id as a number
 * @throws {@link FeatureConfigurationNotFoundError}, {@link FeatureVariableNotFoundError},
 * {@link VariationConfigurationNotFoundError}, {@link VisitorCodeNotValidError}, {@link EvaluationFailedError};
 * {@link NotActivatedError} when the flag is off in the environment or closed for want of consent
 */
export function featureVariable(
  visitor: V1Visitor,
  feature: string | number,
  variableKey: string,
): V1Answer<KameleoonVariable> {
  const { served, decision } = servedTo(visitor, feature);
  const value = served.variables.find(({ key, failure }) => key === variableKey || isMissing(failure));
  if (value === undefined) {
    refuseUnlisted(served, decision);
    throw new FeatureVariableNotFoundError(
      `Variation "${served.key}" of feature ${feature} has no variable "${variableKey}".`,
    );
  }
  refuseUnreadable(value, decision);
  return { value, decision };
}

/** As {@link featureVariable}, for all variables of the variation, in order. */
export function featureVariables(
  visitor: V1Visitor,
  feature: string | number,
): V1Answer<readonly KameleoonVariable[]> {
  const { served, decision } = servedTo(visitor, feature);
  refuseUnlisted(served, decision);
  for (const variable of served.variables) refuseUnreadable(variable, decision);
  return { value: served.variables, decision };
}

function servedTo(
  visitor: V1Visitor,
  feature: string | number,
): { readonly served: ServedVariation; readonly decision: Decision } {
  const decision = decide(visitor, feature);
  if (decision.reason === 'DISABLED') {
    throw new NotActivatedError(`Feature ${feature} is closed to this visitor: ${decision.cause}.`, decision);
  }
  const served = catalogOf(visitor.program).flags.get(decision.key)?.variations.get(String(decision.value));
  if (served === undefined) {
    throw new VariationConfigurationNotFoundError(
      `Feature ${feature} has no variation "${String(decision.value)}".`,
    );
  }
  return { served, decision };
}

function decide(visitor: V1Visitor, feature: string | number): Decision {
  const key =
    typeof feature === 'number' ? catalogOf(visitor.program).flagKeysById.get(String(feature)) : feature;
  if (key === undefined) throw unknownFeature(feature);
  const decision = visitor.flag(key);
  if (decision.cause === 'unknown-flag') throw unknownFeature(feature);
  refuseFailed(decision);
  return decision;
}

function unknownFeature(feature: string | number): FeatureConfigurationNotFoundError {
  return new FeatureConfigurationNotFoundError(
    `No feature flag ${feature} in the configuration. Check it and that the flag is published to this environment.`,
  );
}

function refuseFailed(decision: Decision): void {
  if (decision.reason !== 'ERROR') return;
  const message = decision.errorMessage ?? decision.source;
  if (decision.source === 'VisitorCodeEmpty' || decision.source === 'VisitorCodeMaxLength') {
    throw new VisitorCodeNotValidError(message, decision);
  }
  throw new EvaluationFailedError(message, decision);
}

function refuseUnreadable(variable: KameleoonVariable, decision: Decision): void {
  if (variable.failure !== null) throw new EvaluationFailedError(variable.failure.message, decision);
}

/** A variation whose variables are no list has none that could be looked for. */
function refuseUnlisted({ variables, failure }: ServedVariation, decision: Decision): void {
  if (failure !== null && variables.length === 0) throw new EvaluationFailedError(failure.message, decision);
}

/** Whether there is nothing where a variable should be: whoever gets there fails, whatever is looked for. */
function isMissing(failure: Failure | null): boolean {
  return failure?.type === 'TypeError';
}
