/**
 * GrowthBook: the platform, and what else one needs of it.
 *
 * @packageDocumentation
 */
export type * from './index.js';
export { growthbook } from './index.js';
export { toGrowthbookFeatureResult, toGrowthbookResult } from './extras/results.js';
export { runAutoExperiments } from './extras/run-auto-experiments.js';
export { growthbookSink } from './wire/growthbook.sink.js';
export { growthbookSource } from './wire/growthbook.source.js';
export { growthbookCookieStore } from './extras/growthbook-cookie.store.js';
export type { GrowthbookCookieStoreOptions } from './extras/growthbook-cookie.store.js';
export { growthbookRedisStore } from './extras/growthbook-redis.store.js';
export type { GrowthbookRedisStoreOptions } from './extras/growthbook-redis.store.js';
