/** Names that were exported from the main entry before the platform had a subpath of its own. */
import type { Sink } from '../../ports/sink.js';
import type { Source } from '../../ports/source.js';
import { deferredSink } from '../../sinks/deferred.sink.js';
import { deferredSource } from '../../sources/deferred.source.js';
import { KameleoonV1 as CurrentV1 } from './extras/kameleoon-v1.js';
import { downloadSettings } from './setup/download.js';
import { eventSettings, KINDS } from './setup/event-settings.js';
import * as errors from './setup/kameleoon.errors.js';
import type { KameleoonSinkOptions, KameleoonSourceOptions } from './setup/kameleoon.options.js';
import { kameleoonData as currentData } from './visitor/remembered-data.js';

/**
 * Downloads the data file of a site and environment, and listens for changes.
 *
 * @throws TypeError when an option makes no sense
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export function kameleoonSource(options: KameleoonSourceOptions): Source {
  const { name, updates } = downloadSettings(options);
  return deferredSource({ name, watches: updates !== null }, async () =>
    (await import('./wire/kameleoon.source.js')).kameleoonSource(options),
  );
}

/**
 * Delivers exposures, goals and visitor data to Kameleoon's data API.
 *
 * @throws TypeError when an option makes no sense
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export function kameleoonSink(options: KameleoonSinkOptions): Sink {
  const { batching } = eventSettings(options);
  return deferredSink({ name: 'kameleoon', accepts: new Set(KINDS), batching }, async () =>
    (await import('./wire/kameleoon.sink.js')).kameleoonSink(options),
  );
}

/**
 * Makers of visitor data for `experiments.addData(...)`.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export const kameleoonData: typeof currentData = currentData;

/**
 * The calls of Kameleoon's old (version 1) server SDK.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export const KameleoonV1: typeof CurrentV1 = CurrentV1;
/**
 * The calls of Kameleoon's old (version 1) server SDK.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export type KameleoonV1 = CurrentV1;

/**
 * A rule, segment or variable of the configuration cannot be evaluated.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export const KameleoonEvaluationFailedError: typeof errors.EvaluationFailedError =
  errors.EvaluationFailedError;
/**
 * A rule, segment or variable of the configuration cannot be evaluated.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export type KameleoonEvaluationFailedError = errors.EvaluationFailedError;

/**
 * No experiment of that id in the configuration.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export const KameleoonExperimentNotFoundError: typeof errors.ExperimentConfigurationNotFoundError =
  errors.ExperimentConfigurationNotFoundError;
/**
 * No experiment of that id in the configuration.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export type KameleoonExperimentNotFoundError = errors.ExperimentConfigurationNotFoundError;

/**
 * No feature flag of that key or id in the configuration.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export const KameleoonFeatureNotFoundError: typeof errors.FeatureConfigurationNotFoundError =
  errors.FeatureConfigurationNotFoundError;
/**
 * No feature flag of that key or id in the configuration.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export type KameleoonFeatureNotFoundError = errors.FeatureConfigurationNotFoundError;

/**
 * The flag's variation has no variable of that key.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export const KameleoonVariableNotFoundError: typeof errors.FeatureVariableNotFoundError =
  errors.FeatureVariableNotFoundError;
/**
 * The flag's variation has no variable of that key.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export type KameleoonVariableNotFoundError = errors.FeatureVariableNotFoundError;

/**
 * The visitor is targeted but takes no part.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export const KameleoonNotActivatedError: typeof errors.NotActivatedError = errors.NotActivatedError;
/**
 * The visitor is targeted but takes no part.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export type KameleoonNotActivatedError = errors.NotActivatedError;

/**
 * The visitor is not in the segment of the experiment's rule.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export const KameleoonNotTargetedError: typeof errors.NotTargetedError = errors.NotTargetedError;
/**
 * The visitor is not in the segment of the experiment's rule.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export type KameleoonNotTargetedError = errors.NotTargetedError;

/**
 * No variation of that id or key in the configuration.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export const KameleoonVariationNotFoundError: typeof errors.VariationConfigurationNotFoundError =
  errors.VariationConfigurationNotFoundError;
/**
 * No variation of that id or key in the configuration.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export type KameleoonVariationNotFoundError = errors.VariationConfigurationNotFoundError;

/**
 * The visitor code is empty or too long.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export const KameleoonVisitorCodeError: typeof errors.VisitorCodeNotValidError =
  errors.VisitorCodeNotValidError;
/**
 * The visitor code is empty or too long.
 *
 * @deprecated Import it from 'nestjs-experimentation/kameleoon'.
 */
export type KameleoonVisitorCodeError = errors.VisitorCodeNotValidError;
