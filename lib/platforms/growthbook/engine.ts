export { compileGrowthbook } from './compile/compile.js';
export type { GrowthbookCompileOptions } from './setup/growthbook.options.js';
export { decryptPayload as decryptGrowthbookPayload } from './payload/decrypt.js';
export type { DecryptedPayload as DecryptedGrowthbookPayload } from './payload/decrypt.js';
export { toGrowthbookFeatureResult, toGrowthbookResult } from './extras/results.js';
export type { GrowthbookFeatureResult } from './extras/results.js';
export { runAutoExperiments } from './extras/run-auto-experiments.js';
export type { AutoExperimentOptions, AutoExperimentRun } from './extras/run-auto-experiments.js';
export type * from './payload/payload.js';
