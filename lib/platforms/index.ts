/** The one registration of platforms: a platform is one folder and one line here. */
export * from './growthbook/index.js';
export * from './local-file/index.js';
export * from './optimizely/index.js';
export { absmartly } from './absmartly/absmartly.platform.js';
export type { AbsmartlyOptions } from './absmartly/setup/absmartly.options.js';
export { kameleoon } from './kameleoon/kameleoon.platform.js';
export type { KameleoonPlatform } from './kameleoon/kameleoon.platform.js';
export type { VisitorMemoryStatus as KameleoonVisitorMemoryStatus } from './kameleoon/visitor/visitor-memory.js';
export type { KameleoonOptions } from './kameleoon/setup/kameleoon.options.js';
export { vwo } from './vwo/vwo.platform.js';
export type {
  VwoGatewayOptions,
  VwoLocation,
  VwoLookup,
  VwoOptions,
  VwoUserAgentInfo,
} from './vwo/setup/vwo.options.js';
