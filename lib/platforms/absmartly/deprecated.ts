/** Names that were exported from the main entry before the platform had a subpath of its own. */
import type { Sink } from '../../ports/sink.js';
import type { Source } from '../../ports/source.js';
import { deferredSink } from '../../sinks/deferred.sink.js';
import { deferredSource } from '../../sources/deferred.source.js';
import { customFieldKeys, customFieldType, customFieldValue, variableKeys } from './compile/context-data.js';
import { mergeConfig } from './extras/merge-config.js';
import type { AbsmartlySinkOptions, AbsmartlySourceOptions } from './setup/absmartly.options.js';
import { checkConnection } from './setup/connection.js';
import { deliveryHeaders, SINK_FACE } from './setup/delivery.js';
import { downloadSettings } from './setup/download.js';
import { unitsByType } from './subject/unit-types.js';

/**
 * Downloads context data.
 *
 * @throws TypeError when an option makes no sense
 * @deprecated Import it from 'nestjs-experimentation/absmartly'.
 */
export function absmartlySource(options: AbsmartlySourceOptions): Source {
  checkConnection('absmartlySource', options, ['endpoint', 'application', 'environment']);
  const { name } = downloadSettings(options);
  return deferredSource({ name, asksAgain: true, watches: false }, async () => {
    const wire = await import('./wire/absmartly.source.js');
    return wire.absmartlySource(options);
  });
}

/**
 * Delivers exposures and goals to A/B Smartly's collector.
 *
 * @throws TypeError when an option makes no sense
 * @deprecated Import it from 'nestjs-experimentation/absmartly'.
 */
export function absmartlySink(options: AbsmartlySinkOptions): Sink {
  checkConnection('absmartlySink', options);
  deliveryHeaders(options);
  unitsByType(options);
  const { maxBatchSize, flushIntervalMs } = options;
  const face = {
    name: SINK_FACE.name,
    accepts: new Set(SINK_FACE.kinds),
    batching: { maxBatchSize, flushIntervalMs },
  };
  return deferredSink(face, async () => {
    const wire = await import('./wire/absmartly.sink.js');
    return wire.absmartlySink(options);
  });
}

/**
 * Names of the custom fields that any experiment has.
 *
 * @deprecated Import it from 'nestjs-experimentation/absmartly'.
 */
export const absmartlyCustomFieldKeys: typeof customFieldKeys = customFieldKeys;

/**
 * The type of a custom field of an experiment; null when there is no such field.
 *
 * @deprecated Import it from 'nestjs-experimentation/absmartly'.
 */
export const absmartlyCustomFieldType: typeof customFieldType = customFieldType;

/**
 * A custom field of an experiment, converted by its type; null when there is none.
 *
 * @deprecated Import it from 'nestjs-experimentation/absmartly'.
 */
export const absmartlyCustomFieldValue: typeof customFieldValue = customFieldValue;

/**
 * Variables by key, with the names of the experiments that may set them.
 *
 * @deprecated Import it from 'nestjs-experimentation/absmartly'.
 */
export const absmartlyVariableKeys: typeof variableKeys = variableKeys;

/**
 * Lays the variables of experiments over an application's configuration.
 *
 * @deprecated Import it from 'nestjs-experimentation/absmartly'.
 */
export const absmartlyMergeConfig: typeof mergeConfig = mergeConfig;
