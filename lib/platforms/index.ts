/** The one registration of platforms: a platform is one folder and one line here. */
export * from './absmartly/index.js';
export { growthbook } from './growthbook/growthbook.platform.js';
export { localFile } from './growthbook/local-file.platform.js';
export type { GrowthbookOptions } from './growthbook/growthbook.platform.js';
export { kameleoon } from './kameleoon/kameleoon.platform.js';
export type { KameleoonPlatform } from './kameleoon/kameleoon.platform.js';
export type { VisitorMemoryStatus as KameleoonVisitorMemoryStatus } from './kameleoon/visitor/visitor-memory.js';
export type { KameleoonOptions } from './kameleoon/setup/kameleoon.options.js';
export type { LocalFileOptions } from './growthbook/local-file.platform.js';
export { optimizely } from './optimizely/optimizely.platform.js';
export * from './vwo/index.js';
export type { OptimizelyOptions, OptimizelyPlatform } from './optimizely/optimizely.platform.js';
