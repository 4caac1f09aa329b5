/**
 * Optimizely: the platform, and what else one needs of it.
 *
 * @packageDocumentation
 */
export type * from './index.js';
export { optimizely } from './index.js';
export { optimizelyOdpEvent } from './visitor/odp/odp-datum.js';
export { optimizelySink } from './wire/optimizely.sink.js';
export { optimizelySource } from './wire/optimizely.source.js';
