/**
 * Kameleoon for NestJS: the platform, its source and sink, and what only it has.
 *
 * @packageDocumentation
 */
export type * from './index.js';
export { kameleoon } from './index.js';
export { KameleoonV1 } from './extras/kameleoon-v1.js';
export {
  EvaluationFailedError as KameleoonEvaluationFailedError,
  ExperimentConfigurationNotFoundError as KameleoonExperimentNotFoundError,
  FeatureConfigurationNotFoundError as KameleoonFeatureNotFoundError,
  FeatureVariableNotFoundError as KameleoonVariableNotFoundError,
  NotActivatedError as KameleoonNotActivatedError,
  NotTargetedError as KameleoonNotTargetedError,
  VariationConfigurationNotFoundError as KameleoonVariationNotFoundError,
  VisitorCodeNotValidError as KameleoonVisitorCodeError,
} from './setup/kameleoon.errors.js';
export { kameleoonData } from './visitor/remembered-data.js';
export { kameleoonSink } from './wire/kameleoon.sink.js';
export { kameleoonSource } from './wire/kameleoon.source.js';
